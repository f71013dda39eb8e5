package cx

import (
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/special"
	"github.com/cxmetrics/cx/internal/wire"
)

// Coding is the Code that a Coder gave to a Unit: a theme to a comment, a cause to a call, a level
// of a rubric to an interview. A coder is a person, a rule or a model. What a coder left out has
// no row.
type Coding struct {
	Unit  string `json:"unit"`
	Coder string `json:"coder"`
	Code  string `json:"code"`
}

// MarshalJSON encodes a coding.
func (c Coding) MarshalJSON() ([]byte, error) { return wire.Encode(&c) }

// UnmarshalJSON decodes a coding. It refuses unknown and repeated keys, and one without all
// three. On error c is unchanged.
func (c *Coding) UnmarshalJSON(data []byte) error { return decode(data, "coding", c, nil) }

// AgreementMethod names the coefficient of [AgreementOf]. It has no default.
type AgreementMethod string

// The methods of [AgreementOf].
const (
	// CohenKappa is Cohen's kappa of two coders, each with a habit of its own of how often to
	// give a code. It is not weighted.
	CohenKappa AgreementMethod = "cohen_kappa"
	// NominalAlpha is Krippendorff's alpha of codes that are equal or not: themes, causes.
	NominalAlpha AgreementMethod = "nominal_alpha"
	// OrdinalAlpha is Krippendorff's alpha of whole numbers in order: levels of a rubric, a
	// severity. Two codes are the further apart the more codes were given between them.
	OrdinalAlpha AgreementMethod = "ordinal_alpha"
	// IntervalAlpha is Krippendorff's alpha of whole numbers whose differences count: a rating
	// of 1 to 10.
	IntervalAlpha AgreementMethod = "interval_alpha"
)

func (m AgreementMethod) validate() error {
	switch m {
	case CohenKappa, NominalAlpha, OrdinalAlpha, IntervalAlpha:
		return nil
	}
	return invalid("agreement: the method is none of the methods")
}

// Agreement is how far coders agree beyond chance.
type Agreement struct {
	Units    int64 `json:"units"`    // with two codes or more: the others tell nothing
	Coders   int64 `json:"coders"`   // of these units
	Pairable int64 `json:"pairable"` // codes of these units
	// Observed is the agreement that there is, as a share of the units, for [CohenKappa]; for alpha
	// the disagreement, in the square of the distance of the method.
	Observed float64 `json:"observed"`
	Expected float64 `json:"expected"` // the same, by chance
	// Value is the coefficient: 1 is perfect agreement, 0 that of chance, and below 0 the coders
	// agree less than chance would have it. Where nothing tells how far it may be off, it has
	// no StandardError and no Interval.
	Value Estimate `json:"value"`
}

// MarshalJSON encodes the result, to be shown.
func (a Agreement) MarshalJSON() ([]byte, error) { return wire.Encode(&a) }

// The limits of what is coded, so that alpha takes no more than 8 MB beside the rows.
const (
	maxCoders = 1000
	maxCodes  = 1000
)

// AgreementOf returns how far coders agree on the codes of units, beyond what chance would have
// it. It is also called inter-coder or inter-rater reliability. Any two of the rows of a unit are
// compared; units with one code are left out. It does not modify rows.
//
//	CohenKappa: (Observed - Expected) / (1 - Expected)
//	alpha:      1 - Observed / Expected
//
// The interval of kappa is normal, with the standard error of Fleiss, Cohen and Everitt; that of
// alpha is Student's t, by leaving out each unit in turn (the jackknife). Both take the units for
// drawn at random, one independent of the other, and the coders for those that there are, and
// are cut to -1..1. They are for 30 units and more: at the level 0.95 they have the true value in
// 92 to 94 % of simulated samples of 30 units, in 94 to 95 % of 100, and in 90 to 92 % of 10, where
// it may be 81. Where all units agree, or those without one of them have one code alone, nothing
// tells how far the value may be off, and there is no interval.
//
// To merge shards keep the rows, which are few: the agreement of all is not that of parts. The
// time grows with the rows and, for [OrdinalAlpha], with the square of the number of codes.
//
// AgreementOf returns an error if:
//   - no unit has two codes ([ErrNoData]);
//   - all codes are one, so that nothing varies ([ErrUndefined]): agreement beyond chance is
//     neither 1 nor 0 then;
//   - the method is none of the methods, level is not between 0 and 1, or kappa has not two
//     coders who both coded each unit ([ErrInvalid]).
//
// It returns a [*RowError] wrapping [ErrInvalid] at the first row that
//   - has a blank unit, coder or code, or for OrdinalAlpha and IntervalAlpha a code that
//     [ParseRating] refuses;
//   - is the second of one coder for a unit;
//   - has the 1,001st coder or code.
//
// Source: J. Cohen, Educational and Psychological Measurement 20 (1960), 37-46; J. L. Fleiss,
// J. Cohen and B. S. Everitt, Psychological Bulletin 72 (1969), 323-327; K. Krippendorff, Content
// Analysis (2013), chapter 12.
func AgreementOf(rows []Coding, method AgreementMethod, level float64) (Agreement, error) {
	if err := method.validate(); err != nil {
		return Agreement{}, err
	}
	if err := checkLevel(level); err != nil {
		return Agreement{}, err
	}
	c, err := codingsOf(rows, method == OrdinalAlpha || method == IntervalAlpha)
	if err != nil {
		return Agreement{}, err
	}
	var a Agreement
	if method == CohenKappa {
		a, err = c.kappa(level)
	} else {
		a, err = c.alpha(method, level)
	}
	if err != nil {
		return Agreement{}, err
	}
	return a, nil
}

// codings is the codes of each unit, coders and codes by number.
type codings struct {
	units  [][]coded
	coders int
	values []int // of the codes by number; nil for names
	codes  int
}

// coded is what one coder gave to a unit.
type coded struct{ coder, code int }

// codingsOf checks rows, and numbers what they name.
func codingsOf(rows []Coding, numbers bool) (*codings, error) {
	units, coders := count.NewIndex[string](), count.NewIndex[string]()
	names, values := count.NewIndex[string](), count.NewIndex[int]()
	pairs := count.NewIndex[[2]int]() // a unit and a coder
	c := &codings{}
	for i, row := range rows {
		if isBlank(row.Unit) || isBlank(row.Coder) || isBlank(row.Code) {
			return nil, &RowError{Row: i, Err: invalid("the unit, the coder or the code is blank")}
		}
		code := 0
		if numbers {
			value, err := ParseRating(row.Code)
			if err != nil {
				return nil, &RowError{Row: i, Err: err}
			}
			code = values.Slot(value)
		} else {
			code = names.Slot(row.Code)
		}
		unit, coder := units.Slot(row.Unit), coders.Slot(row.Coder)
		var err error
		switch {
		case pairs.Slot([2]int{unit, coder}) < i:
			err = invalid("the coder has coded the unit before")
		case coder == maxCoders:
			err = &RangeError{What: "number of coders", Got: maxCoders + 1, Min: 1, Max: maxCoders}
		case code == maxCodes:
			err = &RangeError{What: "number of codes", Got: maxCodes + 1, Min: 1, Max: maxCodes}
		}
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if unit == len(c.units) {
			c.units = append(c.units, nil)
		}
		c.units[unit] = append(c.units[unit], coded{coder, code})
	}
	c.coders, c.codes, c.values = len(coders.Keys), len(names.Keys)+len(values.Keys), values.Keys
	return c, nil
}

// kappa returns Cohen's kappa.
func (c *codings) kappa(level float64) (Agreement, error) {
	if len(c.units) == 0 {
		return Agreement{}, errNoPairs()
	}
	first, second, same := make([]float64, c.codes), make([]float64, c.codes), 0.0
	for _, unit := range c.units {
		if c.coders != 2 || len(unit) != 2 {
			return Agreement{}, invalid("agreement: kappa takes two coders who both coded every unit")
		}
		if unit[0].coder > unit[1].coder {
			unit[0], unit[1] = unit[1], unit[0]
		}
		first[unit[0].code]++
		second[unit[1].code]++
		if unit[0].code == unit[1].code {
			same++
		}
	}
	n := float64(len(c.units))
	a := Agreement{Units: int64(n), Coders: 2, Pairable: 2 * int64(n), Observed: same / n}
	for code := range first {
		a.Expected += float64(first[code] / n * (second[code] / n))
	}
	if slices.Contains(first, n) && slices.Contains(second, n) && same == n {
		return Agreement{}, errNothingVaries()
	}
	kappa := (a.Observed - a.Expected) / (1 - a.Expected)
	// The error is that of the mean of these numbers, over 1 - Expected.
	variance, mean := 0.0, kappa-float64(a.Expected*(1-kappa))
	for _, unit := range c.units {
		i, j := unit[0].code, unit[1].code
		z := -float64((1 - kappa) * (first[j]/n + second[i]/n))
		if i == j {
			z++
		}
		variance += float64((z - mean) * (z - mean))
	}
	a.Value = agreementEstimate(kappa, math.Sqrt(variance)/n/(1-a.Expected), special.NormalQuantile(level), level)
	return a, nil
}

func errNoPairs() error { return noData("agreement: no unit with two codes") }

func errNothingVaries() error {
	return undefined("agreement: all codes are one, so that nothing varies")
}

// agreementEstimate returns a coefficient with its interval, or without one if nothing tells how
// far it may be off.
func agreementEstimate(value, se, quantile, level float64) Estimate {
	if !(se > 1e-9) {
		return Estimate{Value: value}
	}
	margin := float64(quantile * se)
	return Estimate{Value: value, StandardError: se, Interval: clip(value-margin, value+margin, -1, 1, level)}
}
