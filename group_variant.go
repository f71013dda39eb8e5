package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
)

// SampleRatio tests whether the variants of an experiment got the customers that they were to get,
// by the chi-square test of the Bases of the variants against the planned shares, in their order
//
//	sum of (Base - share · all)² / (share · all), with one degree of freedom less than variants
//
// It is also called a check for a sample ratio mismatch (SRM). A P below 0.001 says that the
// split is broken: customers were lost or counted twice, and not at random, so that no difference
// of the variants can be read. Look at it before the difference, and every day if you like: at
// 20 looks it is below 0.001 at some look in 1 % of experiments whose split is right. It takes
// the customers for independent: each counts once. CramersV is 0. It does not modify its
// arguments.
//
// SampleRatio returns an error if:
//   - there are no customers ([ErrNoData]), or fewer than two variants ([ErrUndefined]);
//   - there is not one share for each variant, the shares do not add up to exactly 1, or the
//     total exceeds the largest int64 ([ErrInvalid]).
//
// It returns a [*RowError] wrapping [ErrInvalid] of variants at the first that is not valid or
// has the key of another, and of shares at the first that is not above 0 or has more than 34
// digits.
//
// Source: A. Fabijan and others, Proceedings of KDD 2019, 2156-2164.
func SampleRatio[K Key](variants []Group[K, Proportion], shares []decimal.Decimal) (ChiSquare, error) {
	if len(variants) != len(shares) {
		return ChiSquare{}, invalid("sample ratio: not one share for each variant")
	}
	keys := count.NewIndex[K]()
	total := int64(0)
	for i, v := range variants {
		err := v.Tally.validate()
		if err == nil && keys.Slot(v.Key) != i {
			err = invalid("two groups have one key")
		}
		if err == nil {
			total, err = addCount("sample ratio", total, v.Tally.Base)
		}
		if err != nil {
			return ChiSquare{}, &RowError{Of: "variants", Row: i, Err: err}
		}
	}
	var sum exact.Sum
	for i, share := range shares {
		err := exact.Check("share", share)
		if err == nil && share.Sign() <= 0 {
			err = invalid("share is not above 0")
		}
		if err != nil {
			return ChiSquare{}, &RowError{Of: "shares", Row: i, Err: err}
		}
		sum.Add(share)
	}
	switch {
	case len(variants) < 2:
		return ChiSquare{}, undefined("sample ratio: fewer than two variants have no ratio")
	case !sum.Value().Equal(decimal.NewFromInt(1)):
		return ChiSquare{}, invalid("sample ratio: the shares do not add up to 1")
	case total == 0:
		return ChiSquare{}, noData("sample ratio")
	}
	test := ChiSquare{DegreesOfFreedom: len(variants) - 1}
	for i, share := range shares {
		expected := share.Mul(decimal.NewFromInt(total))
		off := decimal.NewFromInt(variants[i].Tally.Base).Sub(expected)
		test.ChiSquare += exact.Ratio(off.Mul(off), expected)
		test.Sparse = test.Sparse || expected.Cmp(decimal.NewFromInt(5)) < 0
	}
	test.P = special.ChiSquareTail(test.ChiSquare, float64(test.DegreesOfFreedom))
	return test, nil
}

// AlwaysValidDifference compares the rates of two independent samples while they grow, p minus
// other, as fractions: look as often as you like, and stop when P is below 1 - level. It is also
// called a sequential test, or continuous monitoring. With V = p1(1-p1)/n1 + p2(1-p2)/n2, d the
// difference, and t the effect
//
//	P        = min(1, sqrt((V+t²)/V) · exp(-t²d²/(2V(V+t²))))
//	interval = d ± sqrt(V(V+t²)/t² · (ln((V+t²)/V) + 2 ln(1/(1-level))))
//
// cut to -1..1, StandardError = sqrt(V) and Z = d/sqrt(V). Of all looks so far the smallest P and
// the narrowest interval may be reported: both stay valid. The effect is a difference worth
// finding, of any direction, fixed before the experiment: it decides how soon which differences
// are found, and any effect keeps the level.
//
// It is for the cases of different customers, from a few dozen in each sample on. What it costs:
// of a rate of 5 % that becomes 6 %, with 20 looks at up to 5,000 cases each and the effect 0.01, it
// finds 26 % at the level 0.95, where one look at the end by Difference finds 59 %. Where there is
// no difference it finds one in 1 % of experiments, and Difference, stopped at the first P below
// 0.05, in 24 %.
//
// AlwaysValidDifference returns an error if:
//   - a Base is 0 ([ErrNoData]), or each rate is 0 or 1 ([ErrUndefined]): then V is 0;
//   - effect or level is not between 0 and 1, or a Count is not in 0..Base ([ErrInvalid]).
//
// Source: R. Johari, P. Koomen, L. Pekelis and D. Walsh, Operations Research 70 (2022), 1806-1821.
func (p Proportion) AlwaysValidDifference(other Proportion, effect, level float64) (Comparison, error) {
	if err := checkLevel(level); err != nil {
		return Comparison{}, err
	}
	if err := checkFraction("effect", effect); err != nil {
		return Comparison{}, err
	}
	variance := 0.0
	for _, sample := range []Proportion{p, other} {
		if _, _, err := sample.Fraction(); err != nil {
			return Comparison{}, err
		}
		n := float64(sample.Base)
		variance += float64(float64(sample.Count) / n * (float64(sample.Base-sample.Count) / n) / n)
	}
	if variance == 0 {
		return Comparison{}, undefined("always valid difference: each rate is 0 or 1")
	}
	d := exact.CrossDifference(p.Count, other.Base, other.Count, p.Base) / float64(p.Base) / float64(other.Base)
	se := math.Sqrt(variance)
	z, ratio := d/se, effect/se // of the effect to the error
	log := math.Log1p(ratio*ratio) / 2
	margin := se * math.Sqrt((1+1/ratio/ratio)*2*(log-math.Log1p(-level)))
	return Comparison{
		Difference:    d,
		StandardError: se,
		Z:             z,
		P:             min(1, math.Exp(log-z*z/2/(1+1/ratio/ratio))),
		Interval:      clip(d-margin, d+margin, -1, 1, level),
	}, nil
}

// ProportionSampleSizeForDifference returns the number of cases that each of two groups needs so
// that the difference of two rates is found at this two-tailed level with this power (the
// probability of finding a difference that is there)
//
//	(z·sqrt(2m(1-m)) + z_power·sqrt(p1(1-p1) + p2(1-p2)))² / (p1 - p2)²
//
// rounded up once, at the end, and at least 1, where p1 and p2 are the rates and m is their mean.
// It is also called the sample size of an A/B test of conversion. It is for one look, when all
// cases are there, by [Proportion.Difference]: who looks more often takes
// [Proportion.AlwaysValidDifference]. The rates are fractions: 0.05 and 0.06, not 5 and 6.
//
// ProportionSampleSizeForDifference returns an error wrapping [ErrInvalid] if a rate is not in
// 0..1, the rates are equal, level or power is not between 0 and 1, or the size exceeds the
// largest int64.
//
// Source: J. L. Fleiss, B. Levin and M. C. Paik, Statistical Methods for Rates and Proportions
// (2003), 4.2, without the correction for continuity.
func ProportionSampleSizeForDifference(first, second, level, power float64) (int64, error) {
	if err := checkLevel(level); err != nil {
		return 0, err
	}
	if err := checkFraction("power", power); err != nil {
		return 0, err
	}
	for _, rate := range []float64{first, second} {
		if !(rate >= 0 && rate <= 1) {
			return 0, invalid("rate is not in 0..1")
		}
	}
	if first == second {
		return 0, invalid("the rates are equal: no sample finds a difference")
	}
	mean := (first + second) / 2
	root := float64(special.NormalQuantile(level)*math.Sqrt(2*mean*(1-mean))) +
		float64(special.NormalQuantile(2*power-1)*math.Sqrt(first*(1-first)+second*(1-second)))
	ratio := max(root, 0) / math.Abs(first-second)
	return wholeSize(ratio * ratio)
}
