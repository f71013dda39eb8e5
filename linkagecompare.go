package cx

import "errors"

// ClassDifference compares a Class with an Other class, the first minus the second.
type ClassDifference struct {
	Class string `json:"class"`
	Other string `json:"other"`
	// Tested says that Difference and AdjustedP hold a test.
	Tested bool `json:"tested"`
	// Difference is in the unit of the figure compared. Its P and Interval are those of this
	// one test, unadjusted.
	Difference Comparison `json:"difference,omitzero"`
	// AdjustedP is P after Holm's method over all tests made.
	AdjustedP float64 `json:"adjusted_p,omitzero"`
}

// RateDifferences compares a rate between all pairs of classes, in ascending order of Class
// and then of Other: [LinkedClass.Retained], [LinkedClass.Repeated], or a function of the
// caller's that asks for an outcome. A pair is not tested in which a class has a base under
// minimum; 30 is a usual minimum. What differs is associated with the class, which does
// not make the class its cause.
//
// RateDifferences returns an error wrapping [ErrInvalid] if of is nil, minimum is below 1,
// level is not between 0 and 1, or the linkage or a proportion is not valid.
func (l Linkage) RateDifferences(of func(LinkedClass) Proportion, minimum int64, level float64) ([]ClassDifference, error) {
	if of == nil {
		return nil, errNilFunc()
	}
	rates := make([]Proportion, len(l.Classes))
	for i, c := range l.clone().Classes {
		rates[i] = of(c)
		if err := rates[i].validate(); err != nil {
			return nil, err
		}
	}
	return l.differences(minimum, level,
		func(i int) int64 { return rates[i].Total },
		func(i, j int) (Comparison, error) { return rates[i].Difference(rates[j], level) })
}

// RevenueDifferences compares the mean revenue of the customers followed between all pairs
// of classes, as RateDifferences does, by [Amounts.MeanDifference]. Neither is a pair
// tested in which the amounts of both classes are all equal.
//
// RevenueDifferences returns an error wrapping [ErrInvalid] if minimum is below 1, level is
// not between 0 and 1, or the linkage is not valid.
func (l Linkage) RevenueDifferences(minimum int64, level float64) ([]ClassDifference, error) {
	return l.differences(minimum, level,
		func(i int) int64 { return l.Classes[i].Revenue.Count },
		func(i, j int) (Comparison, error) {
			return l.Classes[i].Revenue.MeanDifference(l.Classes[j].Revenue, level)
		})
}

// differences compares all pairs of classes.
func (l Linkage) differences(minimum int64, level float64, base func(i int) int64, compare func(i, j int) (Comparison, error)) ([]ClassDifference, error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	if minimum < 1 {
		return nil, invalid("minimum base is below 1")
	}
	if err := l.validate(); err != nil {
		return nil, err
	}
	var (
		pairs  []ClassDifference
		tested []int
		p      []float64
	)
	for i := range l.Classes {
		for j := i + 1; j < len(l.Classes); j++ {
			pair := ClassDifference{Class: l.Classes[i].Class, Other: l.Classes[j].Class}
			if base(i) >= minimum && base(j) >= minimum {
				c, err := compare(i, j)
				if err == nil {
					pair.Tested, pair.Difference = true, c
					tested, p = append(tested, len(pairs)), append(p, c.P)
				} else if !errors.Is(err, ErrUndefined) {
					return nil, err
				}
			}
			pairs = append(pairs, pair)
		}
	}
	adjusted, err := Holm(p)
	if err != nil {
		return nil, err
	}
	for k, i := range tested {
		pairs[i].AdjustedP = adjusted[k]
	}
	return pairs, nil
}
