package cx

import "math"

// Ratio is how many times one figure is another, a Value to 1, with its confidence
// Interval.
type Ratio struct {
	Value    float64  `json:"value"`
	Interval Interval `json:"interval"`
}

// RateRatio returns how many times the rate of p is that of other, two independent
// samples: 1.5 is "half as much again", or a relative change of +50 %. The interval is
// normal in the logarithm,
//
//	exp(ln(Value) ± z · sqrt(1/a - 1/m + 1/b - 1/n))
//
// for a of m in p and b of n in other. If a is 0, or both rates are 1, the formula would
// have no logarithm or no width, and the interval is that of a + 1/2 of m + 1 and b + 1/2
// of n + 1, stretched to the Value, which is that of the counts as they are.
//
// RateRatio returns an error if:
//   - a Total is 0 ([ErrNoData]);
//   - the rate of other is 0: nothing is a multiple of 0 ([ErrUndefined]);
//   - level is not between 0 and 1, or a Count is not in 0..Total ([ErrInvalid]).
//
// Source: D. Katz, J. Baptista, S. P. Azen and M. C. Pike, Biometrics 34 (1978), 469-474;
// J. J. Deeks and J. P. T. Higgins, Statistical Algorithms in Review Manager 5 (2010), for
// the halves.
func (p Proportion) RateRatio(other Proportion, level float64) (Ratio, error) {
	if err := checkLevel(level); err != nil {
		return Ratio{}, err
	}
	for _, sample := range []Proportion{p, other} {
		if _, _, err := sample.fraction(); err != nil {
			return Ratio{}, err
		}
	}
	if other.Count == 0 {
		return Ratio{}, undefined("ratio of rates: the other rate is 0")
	}
	a, aRest := float64(p.Count), float64(p.Total-p.Count)
	b, bRest := float64(other.Count), float64(other.Total-other.Count)
	value := a / float64(p.Total) / (b / float64(other.Total))
	if a == 0 || aRest == 0 && bRest == 0 {
		a, aRest, b, bRest = a+0.5, aRest+0.5, b+0.5, bRest+0.5
	}
	m, n := a+aRest, b+bRest
	center := a / m / (b / n)
	// 1/a - 1/m is rest/(a·m), without the cancellation.
	factor := math.Exp(normalQuantile(level) * math.Sqrt(aRest/(a*m)+bRest/(b*n)))
	return Ratio{
		Value:    value,
		Interval: Interval{Low: min(center/factor, value), High: max(center*factor, value), Level: level},
	}, nil
}
