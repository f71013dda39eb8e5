package cx

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
	"github.com/cxmetrics/cx/internal/wire"
)

// Comparison is the difference of two figures, the first minus the second, in
// their unit, with what is needed to judge it: whether it is statistically
// significant. StandardError, Z and P belong to the test that the method names,
// and Interval to its interval: where those rest on adjusted counts, Z is not
// Difference / StandardError.
type Comparison struct {
	Difference    float64 `json:"difference"`
	StandardError float64 `json:"standard_error"`
	// Z is the test statistic: normal, or Student's t with DegreesOfFreedom.
	Z float64 `json:"z"`
	// P is the two-tailed p value: how often chance alone would bring a
	// difference as large as this one, in either direction.
	P float64 `json:"p"`
	// ExactP is the two-tailed p value of the exact test of [DifferencePaired], where
	// few customers moved: where it is there, read it and not P. It is 0, and absent in JSON,
	// elsewhere.
	ExactP float64 `json:"exact_p,omitzero"`
	// DegreesOfFreedom is 0 for a normal test statistic.
	DegreesOfFreedom float64  `json:"degrees_of_freedom,omitzero"`
	Interval         Interval `json:"interval"`
	// Skewed says that P and Interval are not to be trusted, since groups of unlike sizes
	// hold few values far from the others: see [Amounts.Difference], which sets it with
	// [Ratings.Difference] and its kin.
	Skewed bool `json:"skewed,omitzero"`
}

// PGreater returns the one-tailed p value for the claim that the first figure is
// the greater one, from 0 to 1. Twice the smaller of it and its complement is P.
//
// Where ExactP is there, PGreater rests on it in place of P: half of it on the side of the
// Difference, and 0.5 where the Difference is 0. The sign test counts who moved, and not how
// far, so that its own side may be the other one: but only where ExactP is above 0.7, which
// says nothing for either side.
func (c Comparison) PGreater() float64 {
	p := c.P
	if c.ExactP > 0 {
		p = c.ExactP
	}
	switch {
	case c.Z > 0:
		return p / 2
	case c.Z < 0:
		return 1 - p/2
	}
	return 0.5
}

// String returns the difference, its interval and P, of four digits: 12.5 (3.2..21.8 at
// 0.95), p 0.0085. ExactP follows where it is there.
func (c Comparison) String() string {
	text := numberText(c.Difference) + " (" + c.Interval.String() + "), p " + numberText(c.P)
	if c.ExactP > 0 {
		text += ", exact " + numberText(c.ExactP)
	}
	return text
}

// MarshalJSON encodes a comparison. It returns an error wrapping [ErrInvalid] if a number
// is not finite.
func (c Comparison) MarshalJSON() ([]byte, error) { return wire.Encode(&c) }

// UnmarshalJSON decodes a comparison. It refuses unknown and repeated keys, and figures
// that no comparison has. On error c is unchanged.
func (c *Comparison) UnmarshalJSON(data []byte) error {
	return decode(data, "comparison", c, func(v *Comparison) error {
		if v.StandardError < 0 || v.P < 0 || v.P > 1 || v.ExactP < 0 || v.ExactP > 1 || v.DegreesOfFreedom < 0 {
			return invalid("comparison: a p value is not in 0..1, or the error or the degrees of freedom are negative")
		}
		return nil
	})
}

// times returns the comparison in a unit k times smaller.
func (c Comparison) times(k float64) Comparison {
	c.Difference *= k
	c.StandardError *= k
	c.Interval = c.Interval.times(k)
	return c
}

// normalComparison returns the comparison of a difference whose test and interval
// rest on a normal estimate, in the same unit. It is within least..most.
func normalComparison(difference, estimate, se, least, most, level float64) Comparison {
	margin := float64(special.NormalQuantile(level) * se)
	return Comparison{
		Difference:    difference,
		StandardError: se,
		Z:             estimate / se,
		P:             special.NormalTwoTailed(estimate / se),
		Interval:      clip(estimate-margin, estimate+margin, least, most, level),
	}
}

// studentComparison returns the comparison of a difference by Student's t, with the interval
// cut to least..most.
func studentComparison(difference, se, df, least, most, level float64) Comparison {
	margin := float64(special.StudentQuantile(level, df) * se)
	return Comparison{
		Difference:       difference,
		StandardError:    se,
		Z:                difference / se,
		P:                2 * special.StudentTail(math.Abs(difference/se), df),
		DegreesOfFreedom: df,
		Interval:         clip(difference-margin, difference+margin, least, most, level),
	}
}

// maxSkewness is the skewness of a difference of means up to which Welch's test holds.
const maxSkewness = 0.2

// skewed reports whether the difference of the means of n1 and n2 values is too skewed for
// Welch's test; second and third are the sums of the squared and cubed distances of all values
// from the mean of their own group.
func skewed(n1, n2, second, third float64) bool {
	all := n1 + n2
	second, third = second/all, third/all
	skewness := third / second / math.Sqrt(second)
	return math.Abs(float64(skewness*(n2-n1)))/math.Sqrt(n1*n2*all) > maxSkewness
}

// tested adds Z and P of a test whose standard error is that at the benchmark.
func (c Comparison) tested(what string) (Comparison, error) {
	switch {
	case c.Difference == 0:
		c.P = 1
	case c.StandardError == 0:
		return Comparison{}, undefined("%s: at the benchmark answers have no spread", what)
	default:
		c.Z = c.Difference / c.StandardError
		c.P = special.NormalTwoTailed(c.Z)
	}
	return c, nil
}

// wholeSize rounds a sample size up.
func wholeSize(size float64) (int64, error) {
	size = max(math.Ceil(size), 1)
	if !(size < math.MaxInt64) {
		return 0, invalid("sample size exceeds the largest int64")
	}
	return int64(size), nil
}

// Holm returns the p values of a family of tests adjusted by Holm's step-down
// method, in the order given: reject those at or below the level alpha, and the
// chance that any of them is a false alarm is at most alpha. It is also called a
// correction for multiple comparisons (family-wise error rate). It holds for tests of any
// dependence. It does not modify p.
//
//	the k-th smallest of m: max over j <= k of min(1, (m - j + 1)·p(j))
//
// Holm returns an error wrapping [ErrInvalid] if a value is not in 0..1. For no
// values it returns nil.
//
// Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
func Holm(p []float64) ([]float64, error) {
	order, adjusted, err := sortedTests(p)
	if err != nil {
		return nil, err
	}
	largest := 0.0
	for j, i := range order {
		largest = max(largest, min(1, float64(len(p)-j)*p[i]))
		adjusted[i] = largest
	}
	return adjusted, nil
}

// adjustedLevel returns the level of intervals of m figures that together hold all true values
// at level, 1 - (1 - level)/m, or the largest level there is below 1.
func adjustedLevel(level float64, m int) float64 {
	if m < 2 {
		return level
	}
	return min(1-(1-level)/float64(m), math.Nextafter(1, 0))
}

// BenjaminiHochberg returns the p values of a family of tests adjusted by the
// method of Benjamini and Hochberg, in the order given: reject those at or below
// the level alpha, and the expected share of false alarms among them is at most
// alpha. It is also called a correction of the false discovery rate (FDR). It
// does not modify p.
//
//	the k-th smallest of m: min over j >= k of min(1, m/j·p(j))
//
// It holds for tests that are independent or positively dependent. Those of each group against
// the rest, as in [RankGroups], are neither: a group above its rest puts the others below theirs. For
// tests of any dependence take [Holm], or multiply these values by 1 + 1/2 + … + 1/m.
//
// BenjaminiHochberg returns an error wrapping [ErrInvalid] if a value is not in
// 0..1. For no values it returns nil.
//
// Source: Y. Benjamini and Y. Hochberg, J. R. Statist. Soc. B 57 (1995), 289-300; on
// dependence Y. Benjamini and D. Yekutieli, Annals of Statistics 29 (2001), 1165-1188.
func BenjaminiHochberg(p []float64) ([]float64, error) {
	order, adjusted, err := sortedTests(p)
	if err != nil {
		return nil, err
	}
	smallest := 1.0
	for j := len(order); j > 0; j-- {
		i := order[j-1]
		smallest = min(smallest, float64(len(p))/float64(j)*p[i])
		adjusted[i] = smallest
	}
	return adjusted, nil
}

// sortedTests returns the indices of p in ascending order of its values, and
// room for as many adjusted values.
func sortedTests(p []float64) (order []int, adjusted []float64, err error) {
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return nil, nil, &RowError{Row: i, Err: invalid("p value is not in 0..1")}
		}
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	if len(p) > 0 {
		adjusted = make([]float64, len(p))
	}
	return order, adjusted, nil
}

// Interval is a confidence interval in the unit of the figure that it surrounds.
// It is also called a margin of error, or error bars; but its limits are in
// general not equally far from the figure. Level is the confidence level as a
// fraction. Clipped says that the formula ran past what the figure can be and was
// cut back to it.
type Interval struct {
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Level   float64 `json:"level"`
	Clipped bool    `json:"clipped,omitzero"`
}

// String returns the limits, of four digits, and the level: -44.48..69.66 at 0.95.
func (iv Interval) String() string {
	return numberText(iv.Low) + ".." + numberText(iv.High) + " at " + strconv.FormatFloat(iv.Level, 'g', -1, 64)
}

// validate says what is impossible about iv. The zero Interval is that of no interval.
func (iv *Interval) validate() error {
	switch {
	case *iv == Interval{}:
		return nil
	case iv.Low > iv.High:
		return invalid("interval is not in the order low <= high")
	}
	return checkLevel(iv.Level)
}

// MarshalJSON encodes an interval. It returns an error wrapping [ErrInvalid] if a number
// is not finite.
func (iv Interval) MarshalJSON() ([]byte, error) { return wire.Encode(&iv) }

// UnmarshalJSON decodes an interval. It refuses unknown and repeated keys, limits that are
// not in the order low <= high, and a level that is not between 0 and 1; the zero Interval
// is that of no interval. On error iv is unchanged.
func (iv *Interval) UnmarshalJSON(data []byte) error {
	return decode(data, "interval", iv, (*Interval).validate)
}

// clip returns the interval low..high, cut back to least..most.
func clip(low, high, least, most, level float64) Interval {
	return Interval{
		Low:     max(low, least),
		High:    min(high, most),
		Level:   level,
		Clipped: low < least || high > most,
	}
}

// times returns the interval in a unit k times smaller.
func (iv Interval) times(k float64) Interval {
	iv.Low *= k
	iv.High *= k
	return iv
}

// checkLevel returns an error if level is not a confidence level.
func checkLevel(level float64) error { return checkFraction("confidence level", level) }

func checkFraction(what string, f float64) error {
	if !(f > 0 && f < 1) {
		return invalid("%s is not a fraction between 0 and 1", what)
	}
	return nil
}

// populationFactor returns how many times as many answers of an endless population would
// tell as much as n answers of a population of N
//
//	(N - 1) / (N - n)
//
// which is +Inf where everybody answered: then the figure itself is known.
//
// Source: W. G. Cochran, Sampling Techniques (1977), 2.6.
func populationFactor(answers, population int64) (float64, error) {
	if population < answers {
		return 0, &RangeError{What: "population", Got: population, Min: answers, Max: math.MaxInt64}
	}
	if population == answers {
		return math.Inf(1), nil
	}
	return float64(population-1) / float64(population-answers), nil
}

// Figure is a tally with a headline figure, which is a quotient of two exact numbers. The
// tallies of the package that have one satisfy it, and a type of the caller's own may whose
// methods are on the value.
type Figure interface {
	// Total returns the base of the figure: the number of answers, customers or cases.
	// It is 0 for a tally that is not valid.
	Total() int64
	// Fraction returns the headline figure as numerator and denominator, in its unit and not
	// rounded. The denominator is above 0: where there is no figure, Fraction returns the
	// errors of the method that rounds it (Score, Mean, Rate).
	Fraction() (num, den decimal.Decimal, err error)
	// LowerIsBetter reports whether a lower figure is the better one.
	LowerIsBetter() bool
}

// askedOf returns how many there are with those who did not answer.
func askedOf(what string, answers, missing int64) (decimal.Decimal, error) {
	if missing < 0 {
		return decimal.Decimal{}, &RangeError{What: "number of missing answers", Got: missing, Max: math.MaxInt64}
	}
	all, err := addCount(what, answers, missing)
	if err == nil && all == 0 {
		err = noData(what)
	}
	return decimal.NewFromInt(all), err
}

// quotient returns the headline figure of a tally, rounded, from its Fraction.
func quotient(num, den decimal.Decimal, err error) (decimal.Decimal, error) {
	if err != nil {
		return decimal.Decimal{}, err
	}
	return exact.Divide(num, den), nil
}

// figureText returns the text of a tally: its headline figure, or why there is none, and its
// base.
func figureText(name string, figure decimal.Decimal, err error, base int64, unit string) string {
	value := "undefined"
	switch {
	case err == nil:
		value = exact.Text(figure)
	case !errors.Is(err, ErrUndefined):
		value = "invalid"
	}
	if base != 1 {
		unit += "s"
	}
	return name + " " + value + " (" + strconv.FormatInt(base, 10) + " " + unit + ")"
}

// numberText returns a number for people, of four digits.
func numberText(f float64) string { return strconv.FormatFloat(f, 'g', 4, 64) }

// Estimate is the Value of an estimated figure, and how far it may be off: its
// StandardError, its confidence Interval, or both, in the unit of the figure. The method
// that returns it names what it gives. What it does not give is 0, and absent in JSON:
// a ratio of two rates has no standard error, the mean of several figures no
// interval.
//
// The error and the interval of a fitted model cover only the error of its parameters,
// which more customers make smaller. They do not cover how far one customer may be from
// the expected value.
type Estimate struct {
	Value         float64  `json:"value"`
	StandardError float64  `json:"standard_error,omitzero"`
	Interval      Interval `json:"interval,omitzero"`
}

// validate says what is impossible about e.
func (e *Estimate) validate() error {
	if !(math.Abs(e.Value) <= math.MaxFloat64 && e.StandardError >= 0 && e.StandardError <= math.MaxFloat64) {
		return invalid("estimate: the value is not finite, or the standard error is negative or not finite")
	}
	if e.Interval == (Interval{}) {
		return nil
	}
	if !(e.Interval.Low <= e.Value && e.Value <= e.Interval.High) {
		return invalid("estimate is not in the order low <= value <= high")
	}
	return e.Interval.validate()
}

// String returns the value, of four digits, with its interval or its standard error: 1.5
// (1.2..1.9 at 0.95), or 61.9 with the standard error 2.1.
func (e Estimate) String() string {
	switch {
	case e.Interval != Interval{}:
		return numberText(e.Value) + " (" + e.Interval.String() + ")"
	case e.StandardError > 0:
		return numberText(e.Value) + " with the standard error " + numberText(e.StandardError)
	}
	return numberText(e.Value)
}

// MarshalJSON encodes an estimate. It returns an error wrapping [ErrInvalid] if a number is
// not finite, the standard error is negative, or the value is not within the
// interval.
func (e Estimate) MarshalJSON() ([]byte, error) { return encode(&e, e.validate()) }

// UnmarshalJSON decodes an estimate. It refuses unknown and repeated keys, and what
// MarshalJSON would refuse. On error e is unchanged.
func (e *Estimate) UnmarshalJSON(data []byte) error {
	return decode(data, "estimate", e, (*Estimate).validate)
}

// Uplift is how much more, or less, there was than without a measure, with what
// is needed to judge it. It is also called lift, or a relative change. All fields
// except Value rest on the logarithm of 1 + Value.
type Uplift struct {
	Value         float64 `json:"value"`          // as a fraction: 0.3 is 30 % more
	StandardError float64 `json:"standard_error"` // of ln(1 + Value)
	// P is the two-tailed p value of no uplift.
	P float64 `json:"p"`
	// DegreesOfFreedom are those of Student's t, 0 for a normal interval.
	DegreesOfFreedom float64  `json:"degrees_of_freedom,omitzero"`
	Interval         Interval `json:"interval"` // of Value
	// AssumesPoisson says that the spread was not measured: it is that of
	// independent events.
	AssumesPoisson bool `json:"assumes_poisson,omitzero"`
}

// newUplift returns the uplift num/den - 1, both above 0, with the standard error of its
// logarithm, and 0 degrees of freedom for a normal interval.
func newUplift(num, den decimal.Decimal, se, df, level float64) (Uplift, error) {
	value := exact.Ratio(num.Sub(den), den)
	log := math.Log1p(value)
	if value < -0.5 {
		log = math.Log(exact.Ratio(num, den))
	}
	return upliftOf(value, log, se, df, level)
}

// upliftOf returns the uplift whose logarithm of 1 + value is log.
func upliftOf(value, log, se, df, level float64) (Uplift, error) {
	u := Uplift{Value: value, StandardError: se, DegreesOfFreedom: df}
	quantile := special.NormalQuantile(level)
	u.P = special.NormalTwoTailed(log / se)
	if df > 0 {
		quantile = special.StudentQuantile(level, df)
		u.P = 2 * special.StudentTail(math.Abs(log/se), df)
	}
	margin := float64(quantile * se)
	u.Interval = Interval{Low: math.Expm1(log - margin), High: math.Expm1(log + margin), Level: level}
	if !(u.Value <= math.MaxFloat64 && u.Interval.High <= math.MaxFloat64) {
		return Uplift{}, undefined("uplift: the spread is too wide for the means")
	}
	return u, nil
}
