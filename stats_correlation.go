package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/special"
	"github.com/cxmetrics/cx/internal/wire"
)

// Correlation is the rank correlation Rho of two figures of N pairs, Spearman's
// coefficient, from -1 to 1: how far the order of the one is that of the other. It is also
// called Spearman's rho. The zero Correlation is no data.
type Correlation struct {
	Rho float64 `json:"rho"`
	N   int64   `json:"n"`
}

// CorrelationOf returns Spearman's coefficient
//
//	sum of (r - r̄)(s - s̄) / sqrt(sum of (r - r̄)² · sum of (s - s̄)²)
//
// of the ranks r of x and s of y, where equal values share the mean of their
// ranks. x[i] and y[i] are a pair. Between a driver and a score it is a simple
// measure of importance (key drivers). It does not modify the slices. Its time
// grows like that of sorting them.
//
// CorrelationOf returns an error if:
//   - there are no pairs ([ErrNoData]), or fewer than 4, or all x or all y are equal
//     ([ErrUndefined]);
//   - the slices differ in length ([ErrInvalid]), or a value is not a finite number
//     ([*RowError] wrapping ErrInvalid, of x or y).
//
// Source: C. Spearman, American Journal of Psychology 15 (1904), 72-101.
func CorrelationOf(x, y []float64) (Correlation, error) {
	if len(x) != len(y) {
		return Correlation{}, invalid("correlation: the slices differ in length")
	}
	for side, values := range [][]float64{x, y} {
		for i, v := range values {
			if !(math.Abs(v) <= math.MaxFloat64) {
				return Correlation{}, &RowError{Of: [...]string{"x", "y"}[side], Row: i, Err: invalid("value is not a finite number")}
			}
		}
	}
	return correlate(x, y, nil, int64(len(x)))
}

// correlate returns the correlation of n finite pairs. Each row has so many as counts says, or
// one where counts is nil.
func correlate(x, y, counts []float64, n int64) (Correlation, error) {
	switch {
	case n == 0:
		return Correlation{}, noData("correlation")
	case n < 4:
		return Correlation{}, undefined("correlation: there are fewer than 4 pairs")
	}
	count := func(i int) float64 {
		if counts == nil {
			return 1
		}
		return counts[i]
	}
	r, s := centeredRanks(x, count), centeredRanks(y, count)
	var rs, rr, ss float64
	for i := range r {
		c := count(i)
		rs += float64(r[i] * s[i] * c)
		rr += float64(r[i] * r[i] * c)
		ss += float64(s[i] * s[i] * c)
	}
	if rr == 0 || ss == 0 {
		return Correlation{}, undefined("correlation: all values of one side are equal")
	}
	rho := rs / math.Sqrt(rr) / math.Sqrt(ss)
	if rr == ss && math.Abs(rs) == rr { // the roots are not exact
		rho = rs / rr
	}
	return Correlation{Rho: min(max(rho, -1), 1), N: n}, nil
}

// centeredRanks returns twice the ranks of values, of each of which there are so many as count
// says, minus their mean: whole numbers.
func centeredRanks(values []float64, count func(int) float64) []float64 {
	order := make([]int, len(values))
	all := 0.0
	for i := range order {
		order[i] = i
		all += count(i)
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(values[i], values[j]) })
	ranks := make([]float64, len(values))
	below := 0.0
	for from, to := 0, 0; from < len(order); from = to {
		equal := 0.0
		for to < len(order) && values[order[to]] == values[order[from]] {
			equal += count(order[to])
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = 2*below + equal - all // the mean of below+1 .. below+equal, less (all+1)/2, doubled
		}
		below += equal
	}
	return ranks
}

// strongCorrelation is the size of Rho from which a relation is too strong to
// ignore.
const strongCorrelation = 0.3

// Strong reports whether Rho is at least 0.3, or at most -0.3: too strong a relation for
// a model that assumes none. A weaker one of very many pairs may be certain and
// still matter little. The zero Correlation is not strong.
func (c Correlation) Strong() bool { return math.Abs(c.Rho) >= strongCorrelation }

// validate says what is impossible about c.
func (c *Correlation) validate() error {
	if !(c.Rho >= -1 && c.Rho <= 1) || c.N < 0 {
		return invalid("correlation: rho is not in -1..1, or there are fewer than 0 pairs")
	}
	return nil
}

// MarshalJSON encodes a correlation. It returns an error wrapping [ErrInvalid] if a number
// is not finite.
func (c Correlation) MarshalJSON() ([]byte, error) { return wire.Encode(&c) }

// UnmarshalJSON decodes a correlation. It refuses unknown and repeated keys, and figures
// that no correlation has. On error c is unchanged.
func (c *Correlation) UnmarshalJSON(data []byte) error {
	return decode(data, "correlation", c, (*Correlation).validate)
}

// Interval returns the confidence interval of Rho, Fisher's with the variance of
// Bonett and Wright
//
//	tanh(atanh(Rho) ± z · sqrt((1 + Rho²/2) / (N - 3)))
//
// within -1..1. Fisher's own variance is that of Pearson's coefficient of normal values, and
// orders and spends are far from normal: there the two held the truth in 66 of 100 samples
// of 1,000 customers. This interval of 95 % covers 94.3 % or more, of 5 to 1,000 pairs with
// ties and without (simulated). It takes the pairs for those of different customers.
//
// Interval returns an error if:
//   - there are no pairs ([ErrNoData]), fewer than 4, or Rho is -1 or 1 ([ErrUndefined]);
//   - level is not between 0 and 1, or the correlation is not valid ([ErrInvalid]).
//
// Source: D. G. Bonett and T. A. Wright, Psychometrika 65 (2000), 23-28.
func (c Correlation) Interval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if err := c.validate(); err != nil {
		return Interval{}, err
	}
	switch {
	case c.N == 0:
		return Interval{}, noData("interval of a correlation")
	case c.N < 4:
		return Interval{}, undefined("interval of a correlation: there are fewer than 4 pairs")
	case c.Rho == -1 || c.Rho == 1:
		return Interval{}, undefined("interval of a correlation: the orders are the same, or opposite")
	}
	margin := special.NormalQuantile(level) * math.Sqrt((1+float64(c.Rho*c.Rho/2))/float64(c.N-3))
	center := math.Atanh(c.Rho)
	return Interval{Low: math.Tanh(center - margin), High: math.Tanh(center + margin), Level: level}, nil
}
