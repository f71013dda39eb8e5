package cx

import "errors"

// ClassDifference compares a Class with an Other class, the first minus the second.
type ClassDifference struct {
	Class string `json:"class"`
	Other string `json:"other"`
	// Tested says that Difference and what is adjusted hold a test.
	Tested bool `json:"tested"`
	// Difference is in the unit of the figure compared. Its P and Interval are those of this
	// one test, unadjusted.
	Difference Comparison `json:"difference,omitzero"`
	// AdjustedP is P after Holm's method over all tests made.
	AdjustedP float64 `json:"adjusted_p,omitzero"`
	// AdjustedInterval is the interval of Difference at the level 1 - (1 - level) / m, where m
	// is the number of tests made: all m hold the truth together as often as level says. The
	// verdict is that of AdjustedP, which finds more: the two agree for the smallest P alone,
	// and an interval may hold 0 beside a small AdjustedP.
	AdjustedInterval Interval `json:"adjusted_interval,omitzero"`
	// Buying is the first part of a difference of revenue: the shares of the customers who
	// ordered. It is one test, unadjusted, and absent where it is undefined.
	Buying Comparison `json:"buying,omitzero"`
	// PerBuyer is the second part: the mean revenue of those who ordered. It is one test,
	// unadjusted, and absent where it is undefined, or a class has fewer buyers than the
	// minimum.
	PerBuyer Comparison `json:"per_buyer,omitzero"`
}

// RateDifferences compares a rate between all pairs of classes, in ascending order of Class
// and then of Other, such as that of [LinkedClass.Retained], [LinkedClass.Repeated] or
// [LinkedClass.Had]. It answers, for one, whether detractors
// leave more often than promoters. A pair is not tested if one of its classes has
// a base under minimum; 30 is a usual minimum. A difference is associated with
// the class; that does not make the class its cause. Without two classes it is
// nil. The tests are one family, of different customers: a figure or a horizon that was
// chosen after a look at several is none of it.
//
// RateDifferences returns an error wrapping [ErrInvalid] if of is nil, minimum is below 1,
// level is not between 0 and 1, or the linkage or a proportion is not valid, and the error
// of of as it is.
func (l Linkage) RateDifferences(of func(LinkedClass) (Proportion, error), minimum int64, level float64) ([]ClassDifference, error) {
	if of == nil {
		return nil, errNilFunc()
	}
	rates := make([]Proportion, len(l.Classes))
	for i, c := range l.clone().Classes {
		var err error
		if rates[i], err = of(c); err != nil {
			return nil, err
		}
		if err := rates[i].validate(); err != nil {
			return nil, err
		}
	}
	pairs, _, err := l.differences(minimum, level,
		func(i int) int64 { return rates[i].Base },
		func(i, j int, level float64) (Comparison, error) { return rates[i].Difference(rates[j], level) })
	return pairs, err
}

// RevenueDifferences compares the mean revenue of the customers followed between all pairs
// of classes, as RateDifferences does, by [Amounts.Difference], and beside it the shares of
// the buyers and what a buyer spends. A pair is also not tested if the amounts of both
// classes are all equal. It says how much more a promoter is worth than a detractor.
//
// A minimum of 30, which does for rates, is far too low for money where few buy: of 100
// customers against 2,000 of whom 5 % buy, with equal means, 28 % have a P below 0.05
// (simulated). Look at Skewed of the Difference, and then at Buying and PerBuyer.
//
// The classes may have spent unlike sums before they answered, too. To take that out, tally
// by class what each customer paid within the horizon less what the same customer paid in as
// long a time before the landmark, as [Amounts], and compare these by [Amounts.Difference]: a
// difference in differences.
//
// RevenueDifferences returns an error wrapping [ErrInvalid] if minimum is below 1, level is
// not between 0 and 1, or the linkage is not valid.
func (l Linkage) RevenueDifferences(minimum int64, level float64) ([]ClassDifference, error) {
	pairs, classes, err := l.differences(minimum, level,
		func(i int) int64 { return l.Classes[i].Revenue.Count },
		func(i, j int, level float64) (Comparison, error) {
			return l.Classes[i].Revenue.Difference(l.Classes[j].Revenue, level)
		})
	for k := range pairs {
		pair, a, b := &pairs[k], &l.Classes[classes[k][0]], &l.Classes[classes[k][1]]
		if !pair.Tested {
			continue
		}
		if c, err := a.Repeated().Difference(b.Repeated(), level); err == nil {
			pair.Buying = c
		}
		if min(a.Buyers, b.Buyers) < minimum {
			continue
		}
		if c, err := a.ofBuyers().Difference(b.ofBuyers(), level); err == nil {
			pair.PerBuyer = c
		}
	}
	return pairs, err
}

// ofBuyers returns the revenue of those with an order: the others paid 0. Refunds of orders
// before the landmark count with the buyers; where no amounts of so many buyers have these
// sums the tally is not valid.
func (c *LinkedClass) ofBuyers() Amounts {
	a := c.Revenue
	a.Count = c.Buyers
	return a
}

// differences compares all pairs of classes, and returns which two each pair is of.
func (l Linkage) differences(minimum int64, level float64, base func(i int) int64,
	compare func(i, j int, level float64) (Comparison, error)) (pairs []ClassDifference, classes [][2]int, err error) {
	if err := checkLevel(level); err != nil {
		return nil, nil, err
	}
	if minimum < 1 {
		return nil, nil, invalid("minimum base is below 1")
	}
	if err := l.validate(); err != nil {
		return nil, nil, err
	}
	var (
		tested []int
		p      []float64
	)
	for i := range l.Classes {
		for j := i + 1; j < len(l.Classes); j++ {
			pair := ClassDifference{Class: l.Classes[i].Class, Other: l.Classes[j].Class}
			if base(i) >= minimum && base(j) >= minimum {
				c, err := compare(i, j, level)
				if err == nil {
					pair.Tested, pair.Difference = true, c
					tested, p = append(tested, len(pairs)), append(p, c.P)
				} else if !errors.Is(err, ErrUndefined) {
					return nil, nil, err
				}
			}
			pairs, classes = append(pairs, pair), append(classes, [2]int{i, j})
		}
	}
	adjusted, err := Holm(p)
	if err != nil {
		return nil, nil, err
	}
	together := adjustedLevel(level, len(tested))
	for k, i := range tested {
		c, err := compare(classes[i][0], classes[i][1], together)
		if err != nil {
			return nil, nil, err
		}
		pairs[i].AdjustedP, pairs[i].AdjustedInterval = adjusted[k], c.Interval
	}
	return pairs, classes, nil
}
