package cx_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// ratingsOf counts ratings that the test knows to be on the scale.
func ratingsOf(t testing.TB, s cx.Scale, ratings ...int) cx.Ratings {
	t.Helper()
	r, err := cx.RatingsOf(s, ratings)
	if err != nil {
		t.Fatalf("RatingsOf(%+v, %v): %v", s, ratings, err)
	}
	return r
}

// centered is a scale around 0.
var centered = cx.Scale{Min: -5, Max: 5, BottomMax: -1, TopMin: 1}

func TestRatingsFigures(t *testing.T) {
	tests := []struct {
		name                   string
		scale                  cx.Scale
		ratings                []int
		mean, median, rescaled string
		deviation              float64
	}{
		// decisions: divisor n-1; the median of an even number is the mean of the two
		// in the middle. The mean and the rescaled mean: Zykrr, and the formula of ACSI.
		{"four answers", cx.SatisfactionScale(5), []int{5, 4, 2, 3}, "3.5", "3.5", "62.5", 1.2909944487358056},
		// By hand: effort 1..5 is 100 at 1 and 0 at 5, (5 - 3.5) / 4.
		{"lower is better", cx.EffortScale(5), []int{5, 4, 2, 3}, "3.5", "3.5", "37.5", 1.2909944487358056},
		// Wikipedia, "Standard deviation": squared distances 32, here over 7.
		{"eight answers", cx.SatisfactionScale(10), []int{2, 4, 4, 4, 5, 5, 7, 9}, "5", "4.5", "44.44444444", math.Sqrt(32.0 / 7)},
		// O12: the sum is 60 of 100, so the mean 6 of 10.
		{"1 to 10", cx.SatisfactionScale(10), []int{6, 7, 5, 3, 8, 9, 4, 10, 7, 1}, "6", "6.5", "55.55555556", math.Sqrt(70.0 / 9)},
		// By hand.
		{"odd number", cx.SatisfactionScale(5), []int{1, 5, 2}, "2.66666667", "2", "41.66666667", math.Sqrt(13.0 / 3)},
		{"middle between far answers", cx.SatisfactionScale(5), []int{1, 1, 5, 5}, "3", "3", "50", math.Sqrt(16.0 / 3)},
		{"middle between neighbours", cx.SatisfactionScale(5), []int{2, 3}, "2.5", "2.5", "37.5", math.Sqrt(0.5)},
		{"all equal", cx.SatisfactionScale(5), []int{4, 4, 4}, "4", "4", "75", 0},
		{"all worst", cx.SatisfactionScale(5), []int{1, 1}, "1", "1", "0", 0},
		{"all best", cx.EffortScale(5), []int{1, 1}, "1", "1", "100", 0},
		{"around 0", centered, []int{-5, -4, 0, 1}, "-2", "-2", "30", math.Sqrt(26.0 / 3)},
		{"negative middle", centered, []int{-5, -4}, "-4.5", "-4.5", "5", math.Sqrt(0.5)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ratingsOf(t, tt.scale, tt.ratings...)
			if got := r.Total(); got != int64(len(tt.ratings)) {
				t.Errorf("Total() = %v, want %v", got, len(tt.ratings))
			}
			mean, err := r.Mean()
			cxtest.Exactly(t, "Mean()", mean, err, tt.mean)
			median, err := r.Median()
			cxtest.Exactly(t, "Median()", median, err, tt.median)
			rescaled, err := r.Rescaled()
			cxtest.Exactly(t, "Rescaled()", rescaled, err, tt.rescaled)
			deviation, err := r.StandardDeviation()
			if err != nil {
				t.Errorf("StandardDeviation(): %v", err)
			}
			cxtest.Near(t, "StandardDeviation()", deviation, tt.deviation, 1e-12)
		})
	}
}

// The median is that of the sorted ratings, whatever the number of them.
func TestRatingsMedianOfSorted(t *testing.T) {
	all := []int{3, 1, 4, 1, 5, 2, 5, 5, 3, 2, 1, 1, 4}
	for n := 1; n <= len(all); n++ {
		r := ratingsOf(t, cx.SatisfactionScale(5), all[:n]...)
		sorted := slices.Sorted(slices.Values(all[:n]))
		want := decimal.New(int64(5*(sorted[(n-1)/2]+sorted[n/2])), -1)
		if got, err := r.Median(); err != nil || !got.Equal(want) {
			t.Errorf("Median() of %v = %v, %v, want %v", sorted, got, err, want)
		}
	}
}

func TestRatingsBoxes(t *testing.T) {
	// Twenty answers: 1, 2, 3, 5 and 9 of the ratings 1 to 5.
	counts := [11]int64{1, 2, 3, 5, 9}
	up := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: counts}
	down := cx.Ratings{Scale: cx.EffortScale(5), Counts: counts}
	tests := []struct {
		name        string
		ratings     cx.Ratings
		k           int
		top, bottom int64
		net         string // "" where the boxes overlap
	}{
		{"1 box", up, 1, 9, 1, "40"},
		{"2 boxes", up, 2, 14, 3, "55"},
		{"3 boxes", up, 3, 17, 6, ""},
		{"all boxes", up, 5, 20, 20, ""},
		{"lower is better, 1 box", down, 1, 1, 9, "-40"},
		{"lower is better, 2 boxes", down, 2, 3, 14, "-55"},
		{"lower is better, 4 boxes", down, 4, 11, 19, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			top, err := tt.ratings.TopBox(tt.k)
			if want := (cx.Proportion{Count: tt.top, Total: 20}); err != nil || top != want {
				t.Errorf("TopBox(%d) = %v, %v, want %v", tt.k, top, err, want)
			}
			bottom, err := tt.ratings.BottomBox(tt.k)
			if want := (cx.Proportion{Count: tt.bottom, Total: 20}); err != nil || bottom != want {
				t.Errorf("BottomBox(%d) = %v, %v, want %v", tt.k, bottom, err, want)
			}
			net, err := tt.ratings.NetBox(tt.k)
			if tt.net != "" {
				cxtest.Exactly(t, "NetBox", net, err, tt.net)
				return
			}
			cxtest.Refuses(t, "NetBox of boxes that overlap", err, cx.ErrInvalid)
			_, err = tt.ratings.NetBoxInterval(tt.k, 0.95)
			cxtest.Refuses(t, "NetBoxInterval of boxes that overlap", err, cx.ErrInvalid)
		})
	}
}

func TestRatingsBoxesRefuse(t *testing.T) {
	r := ratingsOf(t, cx.SatisfactionScale(5), 5, 4, 2, 3)
	for _, k := range []int{math.MinInt, -1, 0, 6, math.MaxInt} {
		queries := map[string]func() error{
			"top box":    func() error { _, err := r.TopBox(k); return err },
			"bottom box": func() error { _, err := r.BottomBox(k); return err },
			"net box":    func() error { _, err := r.NetBox(k); return err },
		}
		for what, query := range queries {
			var got *cx.RangeError
			err := query()
			cxtest.Refuses(t, what, err, cx.ErrInvalid)
			if want := (cx.RangeError{What: what + ": boxes", Got: int64(k), Min: 1, Max: 5}); !errors.As(err, &got) || *got != want {
				t.Errorf("%s of %d: %v, want %v", what, k, err, &want)
			}
		}
	}
}

// The score interval of a net box is Tango's, with the boxes as the two discordant
// classes: T. Tango, Statistics in Medicine 17 (1998).
func TestRatingsNetBoxInterval(t *testing.T) {
	const z2 = 1.959963984540054 * 1.959963984540054 // qnorm(0.975), squared
	tests := []struct {
		name      string
		ratings   cx.Ratings
		k         int
		low, high float64
	}{
		// The interval table of the oracles: 8, 13 and 15 of 36, -0.067697..0.428670;
		// the further digits by bisection of Tango's equation in mpmath 1.3.
		{
			"8, 13, 15", cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{8, 13, 15}}, 1,
			-6.76974640375513, 42.8669685030268,
		},
		// The closed forms of ten answers in the top box, and of ten in neither.
		{
			"all top", cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{0, 0, 10}}, 1,
			100 * (10 - z2) / (10 + z2), 100,
		},
		{
			"none in a box", cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{0, 10, 0}}, 1,
			-100 * z2 / (10 + z2), 100 * z2 / (10 + z2),
		},
		// 1 bottom, 2 top of 4 by bisection in mpmath.
		{"5, 4, 2, 3", cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 1, 1, 1, 1}}, 2, -50.4687238242145, 77.8337952983167},
		// The same, mirrored.
		{"effort 5, 4, 2, 3", cx.Ratings{Scale: cx.EffortScale(5), Counts: [11]int64{0, 1, 1, 1, 1}}, 2, -77.8337952983167, 50.4687238242145},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.ratings.NetBoxInterval(tt.k, 0.95)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Low", got.Low, tt.low, 1e-12)
			cxtest.Near(t, "High", got.High, tt.high, 1e-12)
			if got.Level != 0.95 || got.Clipped {
				t.Errorf("NetBoxInterval = %+v, want the level 0.95, not clipped", got)
			}
		})
	}
}

func TestRatingsMeanInterval(t *testing.T) {
	four := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 1, 1, 1, 1}}
	tests := []struct {
		name      string
		ratings   cx.Ratings
		level     float64
		low, high float64
		clipped   bool
	}{
		// decisions: the t interval of 5, 4, 2, 3 is 1.445740..5.554260, clipped to 5;
		// more digits, and the level 0.9, from the incomplete beta function of mpmath.
		{"four answers", four, 0.95, 1.445739743239478, 5, true},
		{"four answers at 0.9", four, 0.9, 1.980910434906509, 5, true},
		{"clipped at both ends", ratingsOf(t, cx.EaseScale(7), 7, 6, 1), 0.95, 1, 7, true},
		// By hand: two answers 2 apart have the standard error 1, and t of 1 degree of
		// freedom at the level 1/2 is tan(π/4) = 1.
		{"two answers", ratingsOf(t, cx.SatisfactionScale(5), 2, 4), 0.5, 2, 4, false},
		// Three answers 1, 3, 5 have the squared standard error 4/3; t of 2 degrees of
		// freedom at the level L is L·sqrt(2/(1-L²)), so t² is 16/7 at L² = 8/15.
		{
			"three answers", ratingsOf(t, cx.SatisfactionScale(5), 1, 3, 5), math.Sqrt(8.0 / 15),
			3 - math.Sqrt(16.0/7*4/3), 3 + math.Sqrt(16.0/7*4/3), false,
		},
		// So many answers, half 2 and half 4, have the normal 1.96 and the deviation 1.
		{
			"10^18 answers", cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 5e17, 0, 5e17}}, 0.95,
			3 - 1.959963984540054e-9, 3 + 1.959963984540054e-9, false,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.ratings.MeanInterval(tt.level)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Low", got.Low, tt.low, 1e-12)
			cxtest.Near(t, "High", got.High, tt.high, 1e-12)
			if got.Level != tt.level || got.Clipped != tt.clipped {
				t.Errorf("MeanInterval(%v) = %+v, want clipped %v", tt.level, got, tt.clipped)
			}
		})
	}
}

// Welch's t test.
func TestRatingsMeanDifference(t *testing.T) {
	// The counts of insects after the sprays C and E, R's data set InsectSprays (G.
	// Beall, Biometrika 32 (1942)); the figures are those of the formula in rational
	// numbers, with the incomplete beta function of mpmath 1.3 at 40 digits.
	insects := cx.Scale{Min: 0, Max: 7, BottomMax: 0, TopMin: 7}
	c := ratingsOf(t, insects, 0, 1, 7, 2, 3, 1, 2, 1, 3, 0, 1, 4)
	e := ratingsOf(t, insects, 3, 5, 3, 5, 3, 6, 1, 1, 3, 2, 6, 4)
	sameError := math.Sqrt(2 * (95 - 625.0/12) / 11 / 12)
	tests := []struct {
		name  string
		a, b  cx.Ratings
		level float64
		want  cx.Comparison
	}{
		{"sprays", c, e, 0.95, cx.Comparison{
			Difference: -17.0 / 12, StandardError: 0.7583707949454954, Z: -1.868039587110529,
			DegreesOfFreedom: 21.63091026701197, P: 0.0753635176142387,
			Interval: cx.Interval{Low: -2.990988834512036, High: 0.1576555011787028, Level: 0.95},
		}},
		{"sprays at 0.99", c, e, 0.99, cx.Comparison{
			Difference: -17.0 / 12, StandardError: 0.7583707949454954, Z: -1.868039587110529,
			DegreesOfFreedom: 21.63091026701197, P: 0.0753635176142387,
			Interval: cx.Interval{Low: -3.557745116703147, High: 0.7244117833698137, Level: 0.99},
		}},
		// By hand: 1, 3 against 2, 4 have variances 2, so 2 degrees of freedom, and p is
		// 1 - |t|/sqrt(t² + 2) with t = -1/sqrt(2); t at the level 1/2 is sqrt(2/3).
		{"pairs", ratingsOf(t, cx.SatisfactionScale(5), 1, 3), ratingsOf(t, cx.SatisfactionScale(5), 2, 4), 0.5, cx.Comparison{
			Difference: -1, StandardError: math.Sqrt2, Z: -1 / math.Sqrt2, DegreesOfFreedom: 2, P: 1 - 1/math.Sqrt(5),
			Interval: cx.Interval{Low: -1 - 2/math.Sqrt(3), High: -1 + 2/math.Sqrt(3), Level: 0.5},
		}},
		{"pairs, clipped", ratingsOf(t, cx.SatisfactionScale(5), 1, 3), ratingsOf(t, cx.SatisfactionScale(5), 2, 4), 0.95, cx.Comparison{
			Difference: -1, StandardError: math.Sqrt2, Z: -1 / math.Sqrt2, DegreesOfFreedom: 2, P: 1 - 1/math.Sqrt(5),
			Interval: cx.Interval{Low: -4, High: 4, Level: 0.95, Clipped: true},
		}},
		// One sample without spread: its variance is 0, the degrees of freedom are those
		// of the other, 4 - 1; variance 2/3. p and the interval from mpmath.
		{"one without spread", ratingsOf(t, cx.SatisfactionScale(5), 5, 5, 5, 5, 5), ratingsOf(t, cx.SatisfactionScale(5), 1, 2, 2, 3), 0.95, cx.Comparison{
			Difference: 3, StandardError: math.Sqrt(1.0 / 6), Z: 3 * math.Sqrt(6), DegreesOfFreedom: 3, P: 0.005207858944662819,
			Interval: cx.Interval{Low: 1.700771736374888, High: 4, Level: 0.95, Clipped: true},
		}},
		// C has the sum 25 and the sum of squares 95; R's qt(0.975, 22) is 2.073873.
		{"equal samples", c, c, 0.95, cx.Comparison{
			StandardError: sameError, DegreesOfFreedom: 22, P: 1,
			Interval: cx.Interval{Low: -2.073873067904016 * sameError, High: 2.073873067904016 * sameError, Level: 0.95},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.a.MeanDifference(tt.b, tt.level)
			if err != nil {
				t.Fatal(err)
			}
			checkComparison(t, got, tt.want, 1e-12)
			back, err := tt.b.MeanDifference(tt.a, tt.level)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.Difference, tt.want.Z = -tt.want.Difference, -tt.want.Z
			tt.want.Interval.Low, tt.want.Interval.High = -tt.want.Interval.High, -tt.want.Interval.Low
			checkComparison(t, back, tt.want, 1e-12)
		})
	}

	// The oracle of the two samples of 20, 30, 50 and 30, 30, 40: p = 0.082486.
	a := cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{20, 30, 50}}
	b := cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{30, 30, 40}}
	got, err := a.MeanDifference(b, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "P", got.P, 0.082486, 5e-7)
	cxtest.Near(t, "Difference", got.Difference, 0.2, 1e-12)
}

// checkComparison compares two comparisons figure by figure.
func checkComparison(t *testing.T, got, want cx.Comparison, tolerance float64) {
	t.Helper()
	cxtest.Near(t, "Difference", got.Difference, want.Difference, tolerance)
	cxtest.Near(t, "StandardError", got.StandardError, want.StandardError, tolerance)
	cxtest.Near(t, "Z", got.Z, want.Z, tolerance)
	cxtest.Near(t, "DegreesOfFreedom", got.DegreesOfFreedom, want.DegreesOfFreedom, tolerance)
	cxtest.Near(t, "P", got.P, want.P, tolerance)
	cxtest.Near(t, "Interval.Low", got.Interval.Low, want.Interval.Low, tolerance)
	cxtest.Near(t, "Interval.High", got.Interval.High, want.Interval.High, tolerance)
	if got.Interval.Level != want.Interval.Level || got.Interval.Clipped != want.Interval.Clipped {
		t.Errorf("Interval = %+v, want %+v", got.Interval, want.Interval)
	}
}

// anyOf makes the results of all queries alike.
func anyOf[T any](v T, err error) (any, error) { return v, err }

// Figures that do not exist say so, and are 0.
func TestRatingsUndefined(t *testing.T) {
	five := cx.SatisfactionScale(5)
	empty := cx.Ratings{Scale: five}
	one := ratingsOf(t, five, 4)
	equal := ratingsOf(t, five, 4, 4)
	spread := ratingsOf(t, five, 5, 4, 2, 3)
	tests := []struct {
		name  string
		query func() (any, error)
		zero  any
		want  error
		text  string
	}{
		{
			"mean of none", func() (any, error) { return anyOf(empty.Mean()) },
			decimal.Decimal{}, cx.ErrNoData, "cx: mean: no data",
		},
		{
			"mean of the zero tally", func() (any, error) { return anyOf(cx.Ratings{}.Mean()) },
			decimal.Decimal{}, cx.ErrNoData, "cx: mean: no data",
		},
		{
			"median of none", func() (any, error) { return anyOf(empty.Median()) },
			decimal.Decimal{}, cx.ErrNoData, "cx: median: no data",
		},
		{
			"rescaled mean of none", func() (any, error) { return anyOf(empty.Rescaled()) },
			decimal.Decimal{}, cx.ErrNoData, "cx: rescaled mean: no data",
		},
		{
			"net box of none", func() (any, error) { return anyOf(empty.NetBox(2)) },
			decimal.Decimal{}, cx.ErrNoData, "cx: net box: no data",
		},
		{
			"net box interval of none", func() (any, error) { return anyOf(empty.NetBoxInterval(2, 0.95)) },
			cx.Interval{}, cx.ErrNoData, "cx: net box: no data",
		},
		{
			"deviation of none", func() (any, error) { return anyOf(empty.StandardDeviation()) },
			0.0, cx.ErrNoData, "cx: standard deviation: no data",
		},
		{
			"deviation of one", func() (any, error) { return anyOf(one.StandardDeviation()) },
			0.0, cx.ErrUndefined, "cx: standard deviation: one answer has no spread",
		},
		{
			"interval of none", func() (any, error) { return anyOf(empty.MeanInterval(0.95)) },
			cx.Interval{}, cx.ErrNoData, "cx: mean interval: no data",
		},
		{
			"interval of one", func() (any, error) { return anyOf(one.MeanInterval(0.95)) },
			cx.Interval{}, cx.ErrUndefined, "cx: mean interval: one answer has no spread",
		},
		{
			"interval of equal answers", func() (any, error) { return anyOf(equal.MeanInterval(0.95)) },
			cx.Interval{}, cx.ErrUndefined, "cx: mean interval: all answers are equal",
		},
		{
			"difference from none", func() (any, error) { return anyOf(spread.MeanDifference(empty, 0.95)) },
			cx.Comparison{}, cx.ErrNoData, "cx: mean difference: no data",
		},
		{
			"difference of none", func() (any, error) { return anyOf(empty.MeanDifference(spread, 0.95)) },
			cx.Comparison{}, cx.ErrNoData, "cx: mean difference: no data",
		},
		{
			"difference from one", func() (any, error) { return anyOf(spread.MeanDifference(one, 0.95)) },
			cx.Comparison{}, cx.ErrUndefined, "cx: mean difference: one answer has no spread",
		},
		{
			"difference of equal answers", func() (any, error) { return anyOf(equal.MeanDifference(equal, 0.95)) },
			cx.Comparison{}, cx.ErrUndefined, "cx: mean difference: all answers are equal",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.query()
			cxtest.Refuses(t, tt.name, err, tt.want)
			if err != nil && err.Error() != tt.text {
				t.Errorf("error %q, want %q", err, tt.text)
			}
			if noData := tt.want == cx.ErrNoData; errors.Is(err, cx.ErrNoData) != noData || errors.Is(err, cx.ErrInvalid) {
				t.Errorf("error %v is of the wrong kind", err)
			}
			if diff := cmp.Diff(tt.zero, got); diff != "" {
				t.Errorf("value with an error (-want +got):\n%s", diff)
			}
		})
	}
	// A share of nothing is no error: the proportion says so when it is asked.
	for _, r := range []cx.Ratings{{}, empty} {
		if p, err := r.TopBox(1); err != nil || p != (cx.Proportion{}) {
			t.Errorf("%v.TopBox(1) = %v, %v, want none of none", r, p, err)
		}
	}
}

func TestRatingsLevels(t *testing.T) {
	r := ratingsOf(t, cx.SatisfactionScale(5), 5, 4, 2, 3)
	tests := []struct {
		name  string
		query func(level float64) (any, error)
		zero  any
	}{
		{"MeanInterval", func(level float64) (any, error) { return anyOf(r.MeanInterval(level)) }, cx.Interval{}},
		{"NetBoxInterval", func(level float64) (any, error) { return anyOf(r.NetBoxInterval(1, level)) }, cx.Interval{}},
		{"MeanDifference", func(level float64) (any, error) { return anyOf(r.MeanDifference(r, level)) }, cx.Comparison{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, level := range []float64{0, 1, -0.95, 95, math.NaN(), math.Inf(1), math.Inf(-1)} {
				got, err := tt.query(level)
				cxtest.Refuses(t, fmt.Sprintf("%s(%v)", tt.name, level), err, cx.ErrInvalid)
				if got != tt.zero {
					t.Errorf("%s(%v) = %v with an error", tt.name, level, got)
				}
			}
		})
	}
	// Levels at the ends of what is allowed have an answer.
	for _, level := range []float64{math.SmallestNonzeroFloat64, 1e-9, math.Nextafter(1, 0)} {
		iv, err := r.MeanInterval(level)
		if err != nil || !(iv.Low <= 3.5 && iv.High >= 3.5) {
			t.Errorf("MeanInterval(%v) = %+v, %v, want the mean 3.5 inside", level, iv, err)
		}
	}
}

func TestRatingsMeanDifferenceMismatch(t *testing.T) {
	a := ratingsOf(t, cx.EffortScale(5), 5, 4, 2, 3)
	b := ratingsOf(t, cx.EaseScale(5), 5, 4, 2, 3)
	c, err := a.MeanDifference(b, 0.95)
	cxtest.Refuses(t, "MeanDifference", err, cx.ErrMismatch)
	if c != (cx.Comparison{}) {
		t.Errorf("MeanDifference = %+v with an error", c)
	}
}

// Counts as large as there are: figures are exact or to 1e-12, and nothing wraps.
func TestRatingsLargeCounts(t *testing.T) {
	five := cx.SatisfactionScale(5)
	all := cx.Ratings{Scale: five, Counts: [11]int64{4: math.MaxInt64}}
	figure, err := all.Mean()
	cxtest.Exactly(t, "mean of 5s", figure, err, "5")
	figure, err = all.Median()
	cxtest.Exactly(t, "median of 5s", figure, err, "5")
	figure, err = all.Rescaled()
	cxtest.Exactly(t, "rescaled mean of 5s", figure, err, "100")
	figure, err = all.NetBox(1)
	cxtest.Exactly(t, "net box of 5s", figure, err, "100")
	if deviation, err := all.StandardDeviation(); err != nil || deviation != 0 {
		t.Errorf("StandardDeviation() of 5s = %v, %v, want 0", deviation, err)
	}
	if got := all.Total(); got != math.MaxInt64 {
		t.Errorf("Total() = %v", got)
	}

	// 2^62 times 1 and 2^62 - 1 times 5: the mean is 3 - 2/(2^63 - 1), the one in the
	// middle the last 1, and the net box -100/(2^63 - 1).
	halves := cx.Ratings{Scale: five, Counts: [11]int64{0: 1 << 62, 4: 1<<62 - 1}}
	figure, err = halves.Mean()
	cxtest.Exactly(t, "mean of the halves", figure, err, "3")
	figure, err = halves.Median()
	cxtest.Exactly(t, "median of the halves", figure, err, "1")
	figure, err = halves.NetBox(1)
	cxtest.Exactly(t, "net box of the halves", figure, err, "0")
	deviation, err := halves.StandardDeviation()
	if err != nil {
		t.Error(err)
	}
	cxtest.Near(t, "deviation of the halves", deviation, 2, 1e-12)

	// n - 1 times 1 and one 5: the sample variance is exactly 16/n. The textbook's
	// sum of squares in float64 has no correct digit here.
	one := cx.Ratings{Scale: five, Counts: [11]int64{0: 1e16 - 1, 4: 1}}
	deviation, err = one.StandardDeviation()
	if err != nil {
		t.Error(err)
	}
	if relative := math.Abs(deviation/4e-8 - 1); relative > 1e-12 {
		t.Errorf("StandardDeviation() = %v, want 4e-8", deviation)
	}

	full := all
	cxtest.Refuses(t, "Add to a full tally", full.Add(1), cx.ErrInvalid)
	cxtest.Refuses(t, "Merge with a full tally", full.Merge(cx.Ratings{Scale: five, Counts: [11]int64{1}}), cx.ErrInvalid)
	if full != all {
		t.Errorf("a refused answer changed %v to %v", all, full)
	}
	if err := full.Merge(cx.Ratings{Scale: five}); err != nil {
		t.Errorf("Merge of nothing: %v", err)
	}
	almost := cx.Ratings{Scale: five, Counts: [11]int64{4: math.MaxInt64 - 1}}
	if err := almost.Add(1); err != nil || almost.Total() != math.MaxInt64 {
		t.Errorf("the last answer that fits: %v, total %v", err, almost.Total())
	}
	for _, counts := range [][11]int64{{math.MaxInt64, 1}, {math.MaxInt64, math.MaxInt64, 2}, {-1, 5}, {math.MinInt64}} {
		if got := (cx.Ratings{Scale: five, Counts: counts}).Total(); got != 0 {
			t.Errorf("Total() of %v = %v, want 0", counts, got)
		}
	}
}

func TestRatingsAddRefuses(t *testing.T) {
	tests := []struct {
		name    string
		ratings cx.Ratings
		rating  int
		text    string
	}{
		{"no scale", cx.Ratings{}, 1, "cx: scale is missing"},
		{"below", cx.Ratings{Scale: cx.SatisfactionScale(5)}, 0, "cx: rating 0 is outside 1..5"},
		{"above", cx.Ratings{Scale: cx.SatisfactionScale(5)}, 6, "cx: rating 6 is outside 1..5"},
		{"wraps to 5 in a byte", cx.Ratings{Scale: cx.SatisfactionScale(5)}, 261, "cx: rating 261 is outside 1..5"},
		{"impossible", cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{-1}}, 5, "cx: ratings: a count is negative"},
		{
			"counts beyond the scale", cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{5: 1}}, 5,
			"cx: ratings: counts beyond the points of the scale",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.ratings
			err := r.Add(tt.rating)
			cxtest.Refuses(t, "Add", err, cx.ErrInvalid)
			if err != nil && err.Error() != tt.text {
				t.Errorf("Add(%d): error %q, want %q", tt.rating, err, tt.text)
			}
			if r != tt.ratings {
				t.Errorf("a refused Add(%d) changed %v to %v", tt.rating, tt.ratings, r)
			}
		})
	}
}

func TestRatingsReversed(t *testing.T) {
	effort := cx.Ratings{Scale: cx.EffortScale(5), Counts: [11]int64{1, 2, 3, 5, 9}}
	want := cx.Ratings{Scale: cx.EaseScale(5), Counts: [11]int64{9, 5, 3, 2, 1}}
	got := effort.Reversed()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Reversed() (-want +got):\n%s", diff)
	}
	if back := got.Reversed(); back != effort {
		t.Errorf("reversed twice = %v, want %v", back, effort)
	}
	if effort.Counts[0] != 1 {
		t.Error("Reversed modified its receiver")
	}
	// The better end stays the better end.
	a, err1 := effort.Rescaled()
	b, err2 := got.Rescaled()
	if err1 != nil || err2 != nil || !a.Equal(b) {
		t.Errorf("rescaled means %v, %v, and reversed %v, %v", a, err1, b, err2)
	}
	for _, r := range []cx.Ratings{{}, {Scale: cx.Scale{Min: 5, Max: 1}, Counts: [11]int64{1}}} {
		if got := r.Reversed(); got != r {
			t.Errorf("%v.Reversed() = %v, want it as it is", r, got)
		}
	}
}

func TestRatingsNPS(t *testing.T) {
	tests := []struct {
		name    string
		ratings cx.Ratings
		want    cx.NPS
	}{
		// O1: the counts 0..10 of the CRAN package's test data give 362, 176 and 462.
		{
			"0-10", cx.Ratings{Scale: cx.RecommendScale(11), Counts: [11]int64{74, 10, 22, 35, 40, 140, 41, 57, 119, 227, 235}},
			cx.NPS{Promoters: 462, Passives: 176, Detractors: 362},
		},
		{
			"1-5", cx.Ratings{Scale: cx.RecommendScale(5), Counts: [11]int64{1, 2, 3, 4, 5}},
			cx.NPS{Promoters: 5, Passives: 4, Detractors: 6, Scale: cx.RecommendScale(5)},
		},
		{"none", cx.Ratings{Scale: cx.RecommendScale(11)}, cx.NPS{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.ratings.NPS()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("NPS() (-want +got):\n%s", diff)
			}
		})
	}
	for name, r := range map[string]cx.Ratings{
		"no scale":        {},
		"lower is better": {Scale: cx.EffortScale(5), Counts: [11]int64{1}},
		"negative count":  {Scale: cx.RecommendScale(5), Counts: [11]int64{-1}},
	} {
		got, err := r.NPS()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if got != (cx.NPS{}) {
			t.Errorf("%s: NPS() = %v with an error", name, got)
		}
	}
}

// Named integer types, as a host may have.
type (
	stars  uint8
	mood   int8
	points int
)

func TestRatingsOfIntegerTypes(t *testing.T) {
	checkIntegerType[int](t)
	checkIntegerType[int8](t)
	checkIntegerType[int16](t)
	checkIntegerType[int32](t)
	checkIntegerType[int64](t)
	checkIntegerType[uint](t)
	checkIntegerType[uint8](t)
	checkIntegerType[uint16](t)
	checkIntegerType[uint32](t)
	checkIntegerType[uint64](t)
	checkIntegerType[uintptr](t)
	checkIntegerType[stars](t)
	checkIntegerType[mood](t)
	checkIntegerType[points](t)
}

// checkIntegerType counts good ratings of a type, and every value of it next to a
// power of 2, which is all that a conversion could take for another.
func checkIntegerType[I cx.Integer](t *testing.T) {
	t.Helper()
	good := []I{5, 4, 2, 3, 3, 5, 5, 1, 2, 5}
	before := slices.Clone(good)
	want := cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{1, 2, 2, 1, 4}}
	if got, err := cx.RatingsOf(want.Scale, good); err != nil || got != want {
		t.Errorf("RatingsOf of %T = %v, %v, want %v", good, got, err, want)
	}
	if !slices.Equal(good, before) {
		t.Errorf("RatingsOf modified its argument of %T", good)
	}
	for bit := range 64 {
		for _, v := range []int64{1<<bit - 1, 1 << bit, 1<<bit + 1, 1<<bit + 4, -1 << bit, -1<<bit + 3} {
			bad := I(v)
			if bad >= 1 && bad <= 5 {
				continue
			}
			saturated := int64(bad)
			if bad > 0 && saturated < 0 {
				saturated = math.MaxInt64
			}
			rows := append(slices.Clone(good), bad)
			got, err := cx.RatingsOf(want.Scale, rows)
			wanted := &cx.RowError{Row: 10, Err: &cx.RangeError{What: "rating", Got: saturated, Min: 1, Max: 5}}
			if diff := cmp.Diff(error(wanted), err); diff != "" || got != (cx.Ratings{}) {
				t.Errorf("RatingsOf of %T with %d = %v (-want +got):\n%s", rows, bad, got, diff)
			}
		}
	}
}

func TestRatingsOfUnusualScales(t *testing.T) {
	low := cx.Scale{Min: -1000, Max: -998, BottomMax: -1000, TopMin: -998}
	if got := ratingsOf(t, low, -1000, -998, -998); got.Counts != [11]int64{1, 0, 2} {
		t.Errorf("counts on -1000..-998 = %v", got.Counts)
	}
	// 6..16 runs past the sixteen values that the fast path knows, 5..15 up to them.
	for _, high := range []int{15, 16, 1000} {
		s := cx.Scale{Min: high - 10, Max: high, BottomMax: high - 5, TopMin: high}
		got := ratingsOf(t, s, high-10, high, high, high-9)
		if want := [11]int64{0: 1, 1: 1, 10: 2}; got.Counts != want {
			t.Errorf("counts on %d..%d = %v, want %v", s.Min, s.Max, got.Counts, want)
		}
		for _, bad := range []int{high - 11, high + 1, high - 16, high + 16} {
			_, err := cx.RatingsOf(s, []int{high, bad})
			want := &cx.RowError{Row: 1, Err: &cx.RangeError{What: "rating", Got: int64(bad), Min: int64(s.Min), Max: int64(s.Max)}}
			if diff := cmp.Diff(error(want), err); diff != "" {
				t.Errorf("RatingsOf with %d (-want +got):\n%s", bad, diff)
			}
		}
	}
	for _, s := range []cx.Scale{{}, {Min: 1, Max: 5}, {Min: 0, Max: 100, BottomMax: 60, TopMin: 90}} {
		got, err := cx.RatingsOf(s, []int{1})
		cxtest.Refuses(t, "RatingsOf", err, cx.ErrInvalid)
		if got != (cx.Ratings{}) {
			t.Errorf("RatingsOf(%+v) = %v with an error", s, got)
		}
	}
	// No rows are an empty tally with its scale.
	for _, rows := range [][]int{nil, {}} {
		if got := ratingsOf(t, cx.EaseScale(7), rows...); got != (cx.Ratings{Scale: cx.EaseScale(7)}) {
			t.Errorf("RatingsOf(%v) = %v", rows, got)
		}
	}
}

// mixedRows returns n ratings 1..5 in no simple pattern.
func mixedRows[I cx.Integer](n int) []I {
	list := make([]I, n)
	for i := range list {
		list[i] = I(1 + (i*i+i/7)%5)
	}
	return list
}

// Every length is counted rightly, by the path for bytes (from 4096 on) and by the
// general one.
func TestRatingsOfEveryLength(t *testing.T) {
	t.Run("bytes", checkEveryLength[uint8])
	t.Run("named bytes", checkEveryLength[stars])
}

func checkEveryLength[I cx.Integer](t *testing.T) {
	list := mixedRows[I](9000)
	want := cx.Ratings{Scale: cx.SatisfactionScale(5)}
	for n := 0; n <= len(list); n++ {
		if got, err := cx.RatingsOf(want.Scale, list[:n]); err != nil || got != want {
			t.Fatalf("RatingsOf of %d rows = %v, %v, want %v", n, got, err, want)
		}
		if n < len(list) {
			want.Counts[list[n]-1]++
		}
	}
	// The fast path adds up small counters, which equal ratings fill the most.
	for rating := range 5 {
		list := slices.Repeat([]I{I(rating + 1)}, 9000)
		want := cx.Ratings{Scale: cx.SatisfactionScale(5)}
		want.Counts[rating] = 9000
		if got, err := cx.RatingsOf(want.Scale, list); err != nil || got != want {
			t.Errorf("RatingsOf of 9000 times %d = %v, %v, want %v", rating+1, got, err, want)
		}
	}
}

// The first bad row is found wherever it stands, whatever stands behind it.
func TestRatingsOfFirstBadRow(t *testing.T) {
	cxtest.Long(t)
	t.Run("bytes", checkFirstBadRow[uint8])
	t.Run("int16", checkFirstBadRow[int16])
}

func checkFirstBadRow[I cx.Integer](t *testing.T) {
	list := mixedRows[I](9000)
	check := func(row, length int, value I) {
		t.Helper()
		good := list[row]
		list[row] = value
		got, err := cx.RatingsOf(cx.SatisfactionScale(5), list[:length])
		list[row] = good
		var at *cx.RowError
		var outside *cx.RangeError
		if !errors.As(err, &at) || at.Row != row || !errors.As(err, &outside) ||
			*outside != (cx.RangeError{What: "rating", Got: int64(value), Min: 1, Max: 5}) || got != (cx.Ratings{}) {
			t.Fatalf("RatingsOf of %d rows with %d in row %d = %v, %v", length, value, row, got, err)
		}
	}
	// A value with the last four bits of a good rating looks like one if its other
	// bits are lost; any other one is missing from the counts.
	checkBoth := func(row, length int) {
		t.Helper()
		check(row, length, I(16<<(row%3)+1+length%5))
		last := list[length-1]
		list[length-1] = 7
		check(row, length, []I{0, 6, 10, 15, 16, 127}[(row+length)%6])
		list[length-1] = last
	}
	for length := 1; length <= len(list); length++ {
		checkBoth(length*length/7%length, length)
	}
	for _, length := range []int{1, 2, 8, 9, 240, 4096} {
		for row := range length {
			checkBoth(row, length)
		}
	}
	// 7 has no factor in common with the blocks of 8, 24 and 240.
	for row := 0; row < len(list); row += 7 {
		checkBoth(row, len(list))
	}
	for row := len(list) - 240; row < len(list); row++ {
		checkBoth(row, len(list))
	}
}

// Every byte but the good ones is refused, in every place of a block of the path
// for bytes.
func TestRatingsOfEveryByte(t *testing.T) {
	list := mixedRows[uint8](4800)
	for row := 240; row < 264; row++ {
		good := list[row]
		for v := range 256 {
			list[row] = uint8(v)
			_, err := cx.RatingsOf(cx.SatisfactionScale(5), list)
			if ok := v >= 1 && v <= 5; ok != (err == nil) {
				t.Fatalf("RatingsOf with %d in row %d: %v", v, row, err)
			}
		}
		list[row] = good
	}
}
