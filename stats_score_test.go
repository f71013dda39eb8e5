package cx_test

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/internal/special"
)

func TestRateRatio(t *testing.T) {
	for _, test := range []struct {
		name             string
		p, other         cx.Proportion
		value, low, high float64
		tolerance        float64
	}{
		// From the score equation in Python's mpmath with 50 digits, the likeliest shares by
		// bisection of the derivative of the likelihood. The first is that of Moore, McCabe and
		// Craig, Introduction to the Practice of Statistics, 9th edition, example 8.18, whose
		// normal interval is 0.4364 to 0.8707; the second that of epi.2by2 in R, 1.43 to 11.23.
		{"aspirin", cx.Proportion{Count: 45, Base: 411}, cx.Proportion{Count: 73, Base: 411}, 0.616438356164383561, 0.436580743098933839, 0.868250662990380773, 1e-13},
		{"dry cat food", cx.Proportion{Count: 13, Base: 2176}, cx.Proportion{Count: 5, Base: 3354}, 4.007536764705882352, 1.49059922867404221, 10.7774353946110174, 1e-12},
		{"few", cx.Proportion{Count: 3, Base: 10}, cx.Proportion{Count: 9, Base: 10}, 1.0 / 3, 0.118096259667023309, 0.738968751769679276, 1e-13},
		{"all of one", cx.Proportion{Count: 10, Base: 10}, cx.Proportion{Count: 12, Base: 20}, 5.0 / 3, 1.13416364220122918, 2.58677665130954616, 1e-13},
		{"none", cx.Proportion{Base: 20}, cx.Proportion{Count: 4, Base: 25}, 0, 0, 1.08910149675245052, 1e-13},
		{"all of both", cx.Proportion{Count: 8, Base: 8}, cx.Proportion{Count: 12, Base: 12}, 1, 0.675592435116119734, 1.32012156839117716, 1e-13},
		// Of so many, the normal interval in the logarithm: 1 -+ z·sqrt(1/a - 1/m + 1/b - 1/n).
		{"the largest", cx.Proportion{Count: math.MaxInt64 / 2, Base: math.MaxInt64}, cx.Proportion{Count: math.MaxInt64 / 4, Base: math.MaxInt64},
			2, 2 * (1 - npsZ95*2/math.Sqrt(math.MaxInt64)), 2 * (1 + npsZ95*2/math.Sqrt(math.MaxInt64)), 1e-15},
		// One that is rare: the likeliest rates are those of z² events in all, so that high is z².
		{"one of 1e15", cx.Proportion{Base: 1e15}, cx.Proportion{Count: 1, Base: 1e15}, 0, 0, npsZ95 * npsZ95, 1e-13},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.p.RateRatio(test.other, 0.95)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Value", got.Value, test.value, test.tolerance)
			cxtest.Near(t, "Low", got.Interval.Low, test.low, test.tolerance)
			cxtest.Near(t, "High", got.Interval.High, test.high, test.tolerance)
			if got.Interval.Level != 0.95 || got.Interval.Clipped {
				t.Errorf("Interval = %+v", got.Interval)
			}
		})
	}
}

// Nearly all, none and all of a sample, by R 4.2.2: Koopman's limits by uniroot, and three by
// bisection with 40 digits in Python.
func TestRateRatioExtreme(t *testing.T) {
	for _, row := range [][8]float64{ // a of m, b of n, level, ratio, limits
		{1, 1, 50, 100, 0.9, 2, 0.535858152187, 2.38750211719},
		{1, 1, 50, 100, 0.95, 2, 0.409878643696, 2.47628014359},
		{1, 1, 50, 100, 0.99, 2, 0.259720404737, 2.66467970352},
		{1, 1, 500, 1000, 0.9, 2, 0.539338501559, 2.10958139783},
		{1, 1, 500, 1000, 0.95, 2, 0.412771442157, 2.13187978759},
		{1, 1, 500, 1000, 0.99, 2, 0.261727866387, 2.17671909365},
		{3, 3, 50, 100, 0.9, 2, 1.03728240339, 2.38750211719},
		{3, 3, 50, 100, 0.95, 2, 0.862893925484, 2.47628014359},
		{3, 3, 50, 100, 0.99, 2, 0.610491540304, 2.66467970352},
		{5, 5, 80, 100, 0.9, 1.25, 0.807728104216, 1.37609087831},
		{5, 5, 80, 100, 0.95, 1.25, 0.703259373, 1.40613190477},
		{5, 5, 80, 100, 0.99, 1.25, 0.533554906748, 1.47096361789},
		{30, 30, 290, 300, 0.9, 1.03448275862, 0.948659878015, 1.05817855789},
		{30, 30, 290, 300, 0.95, 1.03448275862, 0.916728900453, 1.06412618691},
		{30, 30, 290, 300, 0.99, 1.03448275862, 0.846648309584, 1.07723879718},
		{46, 200, 40, 200, 0.9, 1.15, 0.840367248644, 1.57552295509},
		{46, 200, 40, 200, 0.95, 1.15, 0.791851775082, 1.67280793471},
		{46, 200, 40, 200, 0.99, 1.15, 0.705596416747, 1.87925800823},
		{0, 10, 5, 10, 0.9, 0, 0, 0.45015570565},
		{0, 10, 5, 10, 0.95, 0, 0, 0.612860577426},
		{0, 10, 5, 10, 0.99, 0, 0, 0.995710630125},
		{12, 40, 9, 60, 0.95, 2, 0.943917977998, 4.2429895267},
		{5, 5, 50, 100, 0.95, 2, 1.10810869906, 2.47628014359},
		{1, 1, 100, 100, 0.95, 1, 0.206549314377, 1.03841458821},
		{20, 100, 3, 3, 0.9, 0.2, 0.14250182366, 0.401383493347},
		{20, 100, 3, 3, 0.95, 0.2, 0.133366933331, 0.485933828078},
		{20, 100, 3, 3, 0.99, 0.2, 0.117158880014, 0.693859617552},
		{10, 10, 10, 10, 0.9, 1, 0.787058029917, 1.27055434541},
		{10, 10, 10, 10, 0.95, 1, 0.722467200137, 1.38414588207},
		{10, 10, 10, 10, 0.99, 1, 0.601145906695, 1.6634896601},
	} {
		p := cx.Proportion{Count: int64(row[0]), Base: int64(row[1])}
		other := cx.Proportion{Count: int64(row[2]), Base: int64(row[3])}
		got, err := p.RateRatio(other, row[4])
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range []float64{got.Value, got.Interval.Low, got.Interval.High} {
			if !(math.Abs(x-row[5+i]) <= 1e-11*row[5+i]) {
				t.Errorf("%v.RateRatio(%v, %v) = %+v, want %v", p, other, row[4], got, row[5:])
			}
		}
	}
}

// For all small samples and some levels the interval is finite, holds the value, is no
// point, and that of the inverse ratio is its inverse.
func TestRateRatioSmall(t *testing.T) {
	for m := range int64(6) {
		for n := range int64(6) {
			for a := range m + 1 {
				for b := range n + 1 {
					for _, level := range []float64{1e-300, 0.5, 0.95, 1 - 1e-15, math.Nextafter(1, 0)} {
						p, other := cx.Proportion{Count: a, Base: m}, cx.Proportion{Count: b, Base: n}
						got, err := p.RateRatio(other, level)
						if m == 0 || n == 0 {
							cxtest.Refuses(t, "an empty sample", err, cx.ErrNoData)
							continue
						}
						if b == 0 {
							cxtest.Refuses(t, "a multiple of 0", err, cx.ErrUndefined)
							continue
						}
						iv := got.Interval
						if got.StandardError != 0 || iv.Clipped {
							t.Fatalf("%v.RateRatio(%v, %v) = %+v, want no standard error, and no limit cut", p, other, level, got)
						}
						if err != nil || !(iv.Low >= 0 && iv.Low <= got.Value && got.Value <= iv.High && iv.High <= math.MaxFloat64) ||
							level > 0.1 && !(iv.Low < iv.High) {
							t.Fatalf("%v.RateRatio(%v, %v) = %+v, %v", p, other, level, got, err)
						}
						if a == 0 {
							continue
						}
						inverse, err := other.RateRatio(p, level)
						if err != nil || math.Abs(inverse.Interval.Low*iv.High-1) > 1e-12 || math.Abs(inverse.Value*got.Value-1) > 1e-12 {
							t.Fatalf("%v.RateRatio(%v, %v) = %+v, %v, the other way %+v", other, p, level, inverse, err, got)
						}
					}
				}
			}
		}
	}
	valid := cx.Proportion{Count: 1, Base: 2}
	for _, p := range []cx.Proportion{{Count: -1, Base: 2}, {Count: 3, Base: 2}, {Count: math.MinInt64, Base: math.MinInt64}} {
		_, err := p.RateRatio(valid, 0.95)
		cxtest.Refuses(t, "receiver", err, cx.ErrInvalid)
		_, err = valid.RateRatio(p, 0.95)
		cxtest.Refuses(t, "argument", err, cx.ErrInvalid)
	}
	for _, level := range []float64{0, 1, -0.5, 95, math.NaN(), math.Inf(1)} {
		_, err := valid.RateRatio(valid, level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	}
}

// Of every comparison PGreater is the upper tail of the statistic that P has, normal or
// Student's t, and 1 less that of the comparison turned round. Each is of a better sample with a
// worse one.
func TestComparison_PGreater_agrees(t *testing.T) {
	scale := cx.SatisfactionScale(5)
	good, bad := cx.Ratings{Scale: scale, Counts: [11]int64{1, 2, 3, 4, 20}}, cx.Ratings{Scale: scale, Counts: [11]int64{3, 2, 6, 8, 9}}
	promoted, detracted := cx.NPS{Promoters: 30, Passives: 12, Detractors: 8}, cx.NPS{Promoters: 18, Passives: 14, Detractors: 18}
	many, few := cx.Proportion{Count: 62, Base: 100}, cx.Proportion{Count: 20, Base: 45}
	rich, poor := cxtest.Must(amountsOf("9", "4", "8", "7")), cxtest.Must(amountsOf("1", "3", "2", "8", "2"))
	fond, cold := cx.PeakEnd{Customers: 4, Sum: 3000, Squares: 2300000}, cx.PeakEnd{Customers: 5, Sum: 2400, Squares: 1300000}
	left, nps, csat := aucTwelve()
	accounts := func(n ...cx.NPS) cx.Clustered {
		var groups []cx.Group[int, cx.NPS]
		for i, tally := range n {
			groups = append(groups, cx.Group[int, cx.NPS]{Key: i, Tally: tally})
		}
		return cxtest.Must(cx.ClusteredOf(groups))
	}
	big := accounts(cx.NPS{Promoters: 4}, cx.NPS{Promoters: 2, Detractors: 1}, cx.NPS{Passives: 1}, cx.NPS{Promoters: 1})
	small := accounts(cx.NPS{Detractors: 3}, cx.NPS{Promoters: 2, Detractors: 1}, cx.NPS{Passives: 2})
	const level = 0.95
	type compare func() (cx.Comparison, error)
	for name, of := range map[string][2]compare{
		"NPS.Difference": {func() (cx.Comparison, error) { return promoted.Difference(detracted, level) },
			func() (cx.Comparison, error) { return detracted.Difference(promoted, level) }},
		"NPS.DifferenceWald": {func() (cx.Comparison, error) { return promoted.DifferenceWald(detracted, level) },
			func() (cx.Comparison, error) { return detracted.DifferenceWald(promoted, level) }},
		"NPS.DifferenceFrom": {func() (cx.Comparison, error) { return promoted.DifferenceFrom(30, level) }},
		"Proportion.Difference": {func() (cx.Comparison, error) { return many.Difference(few, level) },
			func() (cx.Comparison, error) { return few.Difference(many, level) }},
		"Proportion.DifferenceFrom": {func() (cx.Comparison, error) { return many.DifferenceFrom(0.5, level) },
			func() (cx.Comparison, error) { return many.Complement().DifferenceFrom(0.5, level) }},
		"CSAT.Difference": {func() (cx.Comparison, error) { return cx.CSAT(good).Difference(cx.CSAT(bad), level) },
			func() (cx.Comparison, error) { return cx.CSAT(bad).Difference(cx.CSAT(good), level) }},
		"CSAT.DifferenceFrom": {func() (cx.Comparison, error) { return cx.CSAT(good).DifferenceFrom(70, level) }},
		"Ratings.Difference": {func() (cx.Comparison, error) { return good.Difference(bad, level) },
			func() (cx.Comparison, error) { return bad.Difference(good, level) }},
		"Ratings.DifferenceFrom": {func() (cx.Comparison, error) { return good.DifferenceFrom(4, level) },
			func() (cx.Comparison, error) { return good.Reversed().DifferenceFrom(2, level) }},
		"Amounts.Difference": {func() (cx.Comparison, error) { return rich.Difference(poor, level) },
			func() (cx.Comparison, error) { return poor.Difference(rich, level) }},
		"PeakEnd.Difference": {func() (cx.Comparison, error) { return fond.Difference(cold, level) },
			func() (cx.Comparison, error) { return cold.Difference(fond, level) }},
		"Clustered.Difference": {func() (cx.Comparison, error) { return big.Difference(small, level) },
			func() (cx.Comparison, error) { return small.Difference(big, level) }},
		"AUCDifference": {func() (cx.Comparison, error) { return cx.AUCDifference(left, nps, csat, level) },
			func() (cx.Comparison, error) { return cx.AUCDifference(left, csat, nps, level) }},
	} {
		c, err := of[0]()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		comparisonLaws(t, name, c)
		tail := math.Erfc(c.Z/math.Sqrt2) / 2
		if c.DegreesOfFreedom > 0 {
			tail = special.StudentTail(c.Z, c.DegreesOfFreedom)
		}
		if c.Difference <= 0 || c.PGreater() >= 0.5 {
			t.Errorf("%s: %v with PGreater %v, want the first to be the better", name, c, c.PGreater())
		}
		cxtest.Near(t, name+": PGreater", c.PGreater(), tail, 1e-14)
		if of[1] == nil {
			continue
		}
		turned, err := of[1]()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		cxtest.Near(t, name+": PGreater both ways", c.PGreater()+turned.PGreater(), 1, 1e-14)
	}
}

// edgeLevels are levels at the ends of float64, and what is no level.
var edgeLevels = []float64{5e-324, 1e-10, 0.95, 1 - 1e-16, 0, 1, math.NaN()}

// edgeCounts are pairs of a count and a base: none, all, one and all but one of few and of very many.
func edgeCounts() []cx.Proportion {
	shares := []cx.Proportion{{}, {Count: -1}}
	for _, base := range []int64{1, 2, 30, 1e15, math.MaxInt64 / 2, math.MaxInt64} {
		for _, count := range []int64{0, 1, base / 2, base - 1, base} {
			shares = append(shares, cx.Proportion{Count: count, Base: base})
		}
	}
	return shares
}

// surrounds checks an interval of a figure from least to most at any argument: it is around the
// figure and within them, and has a width, except for what float64 cannot tell; or there is an
// error of the package beside the zero value.
func surrounds(t *testing.T, what string, iv cx.Interval, figure, least, most float64, err error) {
	t.Helper()
	if err != nil {
		if !errors.Is(err, cx.ErrUndefined) && !errors.Is(err, cx.ErrInvalid) || iv != (cx.Interval{}) {
			t.Errorf("%s = %v, %v, want no interval beside ErrUndefined or ErrInvalid", what, iv, err)
		}
		return
	}
	digits := 4e-16 * math.Abs(figure)
	if !(iv.Low <= figure+digits && iv.High >= figure-digits && iv.Low >= least && iv.High <= most && iv.Level > 0 && iv.Level < 1) {
		t.Errorf("%s = %v around %v, want it within %v..%v", what, iv, figure, least, most)
	}
	if math.IsInf(iv.Low, 0) || math.IsInf(iv.High, 0) {
		t.Errorf("%s = %v, which has no end", what, iv)
	}
}

// sound checks a comparison as surrounds does, that its P is the two tails of its PGreater, and that
// it comes back from JSON.
func sound(t *testing.T, what string, c cx.Comparison, least, most float64, err error) {
	t.Helper()
	surrounds(t, what, c.Interval, c.Difference, least, most, err)
	if err != nil {
		return
	}
	p, greater := cmp.Or(c.ExactP, c.P), c.PGreater()
	if !(c.P >= 0 && p <= 1) || c.Z != 0 && math.Abs(2*min(greater, 1-greater)-p) > 1e-9 || (greater < 0.5) != (c.Z > 0 && p < 1) {
		t.Errorf("%s: P %v, Z %v and PGreater %v do not agree", what, p, c.Z, greater)
	}
	var back cx.Comparison
	text, err := c.MarshalJSON()
	if err == nil {
		err = back.UnmarshalJSON(text)
	}
	if err != nil || back != c {
		t.Errorf("%s: %+v came back as %+v, %v", what, c, back, err)
	}
}

func TestProportion_edges(t *testing.T) {
	for _, p := range edgeCounts() {
		rate := float64(p.Count) / float64(p.Base)
		for _, level := range edgeLevels {
			what := fmt.Sprintf("%v at %v", p, level)
			iv, err := p.Interval(level)
			surrounds(t, "Interval of "+what, iv, rate, 0, 1, err)
			for _, population := range []int64{-1, p.Base - 1, p.Base, p.Base + 1, math.MaxInt64} {
				iv, err := p.IntervalOf(population, level)
				surrounds(t, fmt.Sprintf("IntervalOf(%d) of %s", population, what), iv, rate, 0, 1, err)
				if err == nil && (population < p.Base || population == p.Base && iv.Low != iv.High) {
					t.Errorf("IntervalOf(%d) of %s = %v", population, what, iv)
				}
			}
			for _, benchmark := range []float64{0, 5e-324, 0.5, rate, 1 - 1e-16, 1, math.NaN(), -1, 2} {
				c, err := p.DifferenceFrom(benchmark, level)
				sound(t, fmt.Sprintf("DifferenceFrom(%v) of %s", benchmark, what), c, -benchmark, 1-benchmark, err)
			}
			for _, other := range edgeCounts() {
				e, err := p.RateRatio(other, level)
				surrounds(t, fmt.Sprintf("RateRatio of %s and %v", what, other), e.Interval, e.Value, 0, math.MaxFloat64, err)
				if err == nil && p.Count > 0 && !(e.Interval.Low > 0) {
					t.Errorf("RateRatio of %s and %v = %v, want a low limit above 0", what, other, e)
				}
			}
		}
	}
}
