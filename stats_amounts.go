package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
)

// Amounts is the tally of amounts whose mean is wanted with its interval: the
// sales of each store and day, the value of each order (average order value,
// AOV), the margin of each customer. Count is their number, Sum their sum and
// Squares the sum of their squares, all exact, so that shards merge to the same
// value in any order. Of the median, the smallest and the largest see [AmountQuantile].
//
// The zero Amounts is no data, ready for Add, and the identity of Merge.
type Amounts struct {
	Count   int64           `json:"count"`
	Sum     decimal.Decimal `json:"sum"`
	Squares decimal.Decimal `json:"squares" sum:"squares"`
}

// AmountsOf tallies a slice of amounts, which may be negative. It does not modify the
// slice.
//
// AmountsOf returns a [*RowError] wrapping [ErrInvalid] at the first amount with more
// than 34 digits, or, if the sum of all has more, at the first with which it has.
// The squares may have any number of digits.
func AmountsOf(amounts []decimal.Decimal) (Amounts, error) {
	var sum, squares exact.Sum
	for i, d := range amounts {
		if err := exact.Check("amount", d); err != nil {
			return Amounts{}, &RowError{Row: i, Err: err}
		}
		sum.Add(d)
		squares.Add(d.Mul(d))
	}
	a := Amounts{Count: int64(len(amounts)), Sum: sum.Value(), Squares: squares.Value()}
	if a.validate() == nil {
		return a, nil
	}
	sum = exact.Sum{}
	for i, d := range amounts {
		sum.Add(d)
		if err := exact.Check("sum of amounts", sum.Value()); err != nil {
			return Amounts{}, &RowError{Row: i, Err: err}
		}
	}
	return Amounts{}, a.validate()
}

// Add counts one amount, which may be negative. It returns an error wrapping
// [ErrInvalid], and leaves a unchanged, if a is not valid, or the amount or the sum
// has more than 34 digits.
func (a *Amounts) Add(amount decimal.Decimal) error {
	if err := exact.Check("amount", amount); err != nil {
		return err
	}
	amount = amount.Normalize()
	return a.Merge(Amounts{Count: 1, Sum: amount, Squares: amount.Mul(amount)})
}

// Merge adds the amounts of another tally. It returns an error wrapping [ErrInvalid],
// and leaves a unchanged, if either is not valid or a sum is out of bounds.
func (a *Amounts) Merge(other Amounts) error {
	if err := a.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	count, err := addCount("amounts", a.Count, other.Count)
	if err != nil {
		return err
	}
	if count == 0 {
		*a = Amounts{} // whatever form the zeros had
		return nil
	}
	sum := Amounts{
		Count:   count,
		Sum:     a.Sum.Add(other.Sum).Normalize(),
		Squares: a.Squares.Add(other.Squares).Normalize(),
	}
	if err := sum.validate(); err != nil {
		return err
	}
	*a = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Amounts) PoolsPeriods() {}

// Remove takes away one amount that was added, so that it is the inverse of Add: an
// order that is corrected is a Remove of the old amount and an Add of the new one.
// Only sums are held: that the amount was never added is seen only where the sums
// left are those of no amounts. It returns an error wrapping [ErrInvalid], and
// leaves a unchanged, if they are, a is not valid, or a sum or the amount has more
// than 34 digits.
func (a *Amounts) Remove(amount decimal.Decimal) error {
	var one Amounts
	if err := one.Add(amount); err != nil {
		return err
	}
	return a.Unmerge(one)
}

// Unmerge takes away the amounts of another tally, so that it is the inverse of Merge.
// It returns an error wrapping [ErrInvalid], and leaves a unchanged, if the sums
// left are those of no amounts, either is not valid, or a sum is out of bounds.
func (a *Amounts) Unmerge(other Amounts) error {
	for _, v := range []*Amounts{a, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	left := Amounts{
		Count:   a.Count - other.Count,
		Sum:     a.Sum.Sub(other.Sum).Normalize(),
		Squares: a.Squares.Sub(other.Squares).Normalize(),
	}
	return leave("amounts", a, left, left.validate())
}

// validate says what is impossible about a.
func (a Amounts) validate() error {
	if err := exact.Check("sum of amounts", a.Sum); err != nil {
		return err
	}
	if err := exact.CheckSquares("sum of squares", a.Squares); err != nil {
		return err
	}
	spread := a.spread()
	if a.Count < 0 || a.Squares.Sign() < 0 || spread.Sign() < 0 ||
		a.Count == 0 && a.Squares.Sign() > 0 || a.Count == 1 && spread.Sign() > 0 {
		return invalid("amounts: no amounts have these sums")
	}
	return nil
}

// spread returns Count² times the variance with the divisor Count.
func (a Amounts) spread() decimal.Decimal {
	return decimal.NewFromInt(a.Count).Mul(a.Squares).Sub(a.Sum.Mul(a.Sum))
}

// Total returns the number of amounts.
func (a Amounts) Total() int64 { return max(a.Count, 0) }

// Mean returns the mean
//
//	Sum / Count
//
// in the unit of the amounts, rounded half away from zero to [Places]. It is also
// called the average; for order values, the AOV.
//
// Mean returns an error if:
//   - there are no amounts ([ErrNoData]);
//   - the sums are not valid ([ErrInvalid]).
func (a Amounts) Mean() (decimal.Decimal, error) { return quotient(a.Fraction()) }

// Fraction returns the mean as numerator and denominator, not rounded. It returns the
// errors of Mean.
func (a Amounts) Fraction() (num, den decimal.Decimal, err error) {
	if err := a.validate(); err != nil {
		return num, den, err
	}
	if a.Count == 0 {
		return num, den, noData("mean of amounts")
	}
	return a.Sum, decimal.NewFromInt(a.Count), nil
}

// StandardDeviation returns the sample standard deviation
//
//	sqrt((Squares - Sum²/Count) / (Count - 1))
//
// in the unit of the amounts. It is computed from exact sums.
//
// StandardDeviation returns an error if:
//   - there are no amounts ([ErrNoData]) or one ([ErrUndefined]);
//   - the sums are not valid ([ErrInvalid]).
func (a Amounts) StandardDeviation() (float64, error) {
	e, err := a.squaredError("standard deviation")
	return math.Sqrt(e.value * e.n), err
}

// StandardError returns the standard error of Mean
//
//	StandardDeviation / sqrt(Count)
//
// in the unit of the amounts, with the errors of StandardDeviation.
func (a Amounts) StandardError() (float64, error) {
	e, err := a.squaredError("standard error")
	return math.Sqrt(e.value), err
}

// LowerIsBetter returns false: revenue, order values and margins are the better the higher
// they are.
func (a Amounts) LowerIsBetter() bool { return false }

// squaredError is the squared standard error of the mean of n observations.
type squaredError struct{ value, n float64 }

// squaredError returns that of the mean of two or more amounts.
func (a Amounts) squaredError(what string) (squaredError, error) {
	if err := a.validate(); err != nil {
		return squaredError{}, err
	}
	switch a.Count {
	case 0:
		return squaredError{}, noData(what)
	case 1:
		return squaredError{}, undefined("%s: one amount has no spread", what)
	}
	n := decimal.NewFromInt(a.Count)
	return squaredError{exact.Ratio(a.spread(), n.Mul(n).Mul(n.Sub(decimal.NewFromInt(1)))), float64(a.Count)}, nil
}

// welch returns the standard error of a sum or difference of independent means, and its
// degrees of freedom. Both are 0 if no mean has a spread.
//
// Source: B. L. Welch, Biometrika 34 (1947), 28-35.
func welch(errors ...squaredError) (se, df float64) {
	var variance, squares float64
	for _, e := range errors {
		variance += e.value
	}
	if variance == 0 {
		return 0, 0
	}
	for _, e := range errors {
		share := e.value / variance
		squares += share * share / (e.n - 1)
	}
	return math.Sqrt(variance), max(1/squares, 1)
}

// MeanInterval returns the confidence interval of Mean by Student's t
//
//	Mean ± t(Count-1) · StandardDeviation / sqrt(Count)
//
// in the unit of the amounts. It is too narrow where several amounts are of one
// customer, and so alike: see [NPS.Interval].
//
// MeanInterval returns an error if:
//   - level is not between 0 and 1, or the sums are not valid ([ErrInvalid]);
//   - there are no amounts ([ErrNoData]), or one, or all are equal ([ErrUndefined]).
func (a Amounts) MeanInterval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	e, err := a.squaredError("mean interval")
	if err != nil {
		return Interval{}, err
	}
	se, df := welch(e)
	if se == 0 {
		return Interval{}, undefined("mean interval: all amounts are equal")
	}
	mean, margin := exact.Ratio(a.Sum, decimal.NewFromInt(a.Count)), float64(special.StudentQuantile(level, df)*se)
	return Interval{Low: mean - margin, High: mean + margin, Level: level}, nil
}

// Difference compares the means of two independent samples, a minus other, by
// Welch's t test: in the unit of the amounts, with Z holding t and DegreesOfFreedom those
// of Welch and Satterthwaite. It answers, for one, how much more customers spend
// who used a touchpoint than the others. It is also called a t-test, or an A/B
// test of revenue.
//
// Difference returns an error if:
//   - level is not between 0 and 1, or the sums are not valid ([ErrInvalid]);
//   - a sample holds no amounts ([ErrNoData]) or one, or in both all amounts are equal
//     ([ErrUndefined]).
//
// Source: B. L. Welch, Biometrika 34 (1947), 28-35.
func (a Amounts) Difference(other Amounts, level float64) (Comparison, error) {
	if err := checkLevel(level); err != nil {
		return Comparison{}, err
	}
	e1, err := a.squaredError("mean difference")
	if err != nil {
		return Comparison{}, err
	}
	e2, err := other.squaredError("mean difference")
	if err != nil {
		return Comparison{}, err
	}
	se, df := welch(e1, e2)
	if se == 0 {
		return Comparison{}, undefined("mean difference: all amounts of each sample are equal")
	}
	n1, n2 := decimal.NewFromInt(a.Count), decimal.NewFromInt(other.Count)
	difference := exact.Ratio(a.Sum.Mul(n2).Sub(other.Sum.Mul(n1)), n1.Mul(n2))
	margin := float64(special.StudentQuantile(level, df) * se)
	return Comparison{
		Difference:       difference,
		StandardError:    se,
		Z:                difference / se,
		DegreesOfFreedom: df,
		P:                2 * special.StudentTail(math.Abs(difference/se), df),
		Interval:         Interval{Low: difference - margin, High: difference + margin, Level: level},
	}, nil
}

// MarshalJSON encodes the sums as texts. It returns an error wrapping [ErrInvalid] if
// they are not valid.
func (a Amounts) MarshalJSON() ([]byte, error) { return encode(&a, a.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and sums that no
// amounts have. On error a is unchanged.
func (a *Amounts) UnmarshalJSON(data []byte) error {
	return decode(data, "amounts", a, func(v *Amounts) error {
		err := v.validate()
		if v.Count == 0 {
			*v = Amounts{}
		}
		return err
	})
}
