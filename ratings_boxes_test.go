package cx_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

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
			if want := (cx.Proportion{Count: tt.top, Base: 20}); err != nil || top != want {
				t.Errorf("TopBox(%d) = %v, %v, want %v", tt.k, top, err, want)
			}
			bottom, err := tt.ratings.BottomBox(tt.k)
			if want := (cx.Proportion{Count: tt.bottom, Base: 20}); err != nil || bottom != want {
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
		// 8, 13 and 15 of 36: by bisection of Tango's equation in mpmath 1.3.
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

// Student's t, which is clipped to the scale.
func TestRatings_TInterval(t *testing.T) {
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
			got, err := tt.ratings.TInterval(tt.level)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Low", got.Low, tt.low, 1e-12)
			cxtest.Near(t, "High", got.High, tt.high, 1e-12)
			if got.Level != tt.level || got.Clipped != tt.clipped {
				t.Errorf("TInterval(%v) = %+v, want clipped %v", tt.level, got, tt.clipped)
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
			got, err := tt.a.Difference(tt.b, tt.level)
			if err != nil {
				t.Fatal(err)
			}
			checkComparison(t, got, tt.want, 1e-12)
			back, err := tt.b.Difference(tt.a, tt.level)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.Difference, tt.want.Z = -tt.want.Difference, -tt.want.Z
			tt.want.Interval.Low, tt.want.Interval.High = -tt.want.Interval.High, -tt.want.Interval.Low
			checkComparison(t, back, tt.want, 1e-12)
		})
	}

	// Welch's test of 20, 30, 50 and 30, 30, 40, computed outside of Go: p = 0.082486.
	a := cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{20, 30, 50}}
	b := cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{30, 30, 40}}
	got, err := a.Difference(b, 0.95)
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

// The skewness of a difference of means, calculated in Python by its formula: 0.680, 0.247 and
// 0.016. Groups of one size have none.
func TestRatingsDifferenceSkewed(t *testing.T) {
	scale := cx.SatisfactionScale(5)
	for _, tt := range []struct {
		name string
		a, b [11]int64
		want bool
	}{
		{"30 against 300, 90 % fives", [11]int64{0, 0, 1, 2, 27}, [11]int64{3, 3, 6, 18, 270}, true},
		{"30 against 300, 90 % ones", [11]int64{27, 2, 1}, [11]int64{270, 18, 6, 3, 3}, true},
		{"30 against 60, 90 % fives", [11]int64{0, 0, 1, 2, 27}, [11]int64{0, 0, 2, 4, 54}, true},
		{"60 against 150, in the middle", [11]int64{10, 20, 30}, [11]int64{40, 60, 50}, false},
		{"30 against 30, 90 % fives", [11]int64{0, 0, 1, 2, 27}, [11]int64{0, 1, 0, 2, 27}, false},
	} {
		a, b := cx.Ratings{Scale: scale, Counts: tt.a}, cx.Ratings{Scale: scale, Counts: tt.b}
		for _, pair := range [][2]cx.Ratings{{a, b}, {b, a}} {
			c, err := pair[0].Difference(pair[1], 0.95)
			if err != nil || c.Skewed != tt.want {
				t.Errorf("%s: skewed %t, %v, want %t", tt.name, c.Skewed, err, tt.want)
			}
		}
		c, err := cx.CES(a).Difference(cx.CES(b), 0.95)
		d, err2 := cx.CSAT(a).MeanDifference(cx.CSAT(b), 0.95)
		if err != nil || err2 != nil || c.Skewed != tt.want || d.Skewed != tt.want {
			t.Errorf("%s: CES skewed %t, CSAT %t, %v, %v", tt.name, c.Skewed, d.Skewed, err, err2)
		}
	}
}

func TestRatingsMeanDifferenceMismatch(t *testing.T) {
	a := ratingsOf(t, cx.EffortScale(5), 5, 4, 2, 3)
	b := ratingsOf(t, cx.EaseScale(5), 5, 4, 2, 3)
	c, err := a.Difference(b, 0.95)
	cxtest.Refuses(t, "MeanDifference", err, cx.ErrMismatch)
	if c != (cx.Comparison{}) {
		t.Errorf("MeanDifference = %+v with an error", c)
	}
}

// The standard errors of the headline figures, from their formulas by hand.
func TestStandardErrors(t *testing.T) {
	ratings := []int{5, 4, 4, 2, 1} // mean 3.2, squared deviations 3.24+.64+.64+1.44+4.84 = 10.8
	csat, err := cx.CSATOf(ratings, cx.SatisfactionScale(5))
	if err != nil {
		t.Fatal(err)
	}
	ces, err := cx.CESOf(ratings, cx.EaseScale(5))
	if err != nil {
		t.Fatal(err)
	}
	var amounts cx.Amounts
	for _, r := range ratings {
		if err := amounts.Add(decimal.NewFromInt(int64(r))); err != nil {
			t.Fatal(err)
		}
	}
	mean := math.Sqrt(10.8 / 4 / 5)
	for _, tt := range []struct {
		name string
		got  func() (float64, error)
		want float64
	}{
		{"3 of 5", cx.Proportion{Count: 3, Base: 5}.StandardError, math.Sqrt(0.6 * 0.4 / 5)},
		{"none of 5", cx.Proportion{Base: 5}.StandardError, 0},
		{"all of 5", cx.Proportion{Count: 5, Base: 5}.StandardError, 0},
		{"CSAT", csat.StandardError, 100 * math.Sqrt(0.6*0.4/5)},
		{"CES", ces.StandardError, mean},
		{"ratings", cx.Ratings(ces).StandardError, mean},
		{"amounts", amounts.StandardError, mean},
	} {
		got, err := tt.got()
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		cxtest.Near(t, tt.name, got, tt.want, 1e-14)
	}
	_, err = cx.Proportion{}.StandardError()
	cxtest.Refuses(t, "no cases", err, cx.ErrNoData)
	_, err = cx.Proportion{Count: 2, Base: 1}.StandardError()
	cxtest.Refuses(t, "two of one", err, cx.ErrInvalid)
	_, err = cx.CES{Scale: cx.EaseScale(5), Counts: [11]int64{1}}.StandardError()
	cxtest.Refuses(t, "one answer", err, cx.ErrUndefined)
}

func TestComplement(t *testing.T) {
	for _, tt := range []struct{ p, want cx.Proportion }{
		{cx.Proportion{Count: 40, Base: 100}, cx.Proportion{Count: 60, Base: 100}},
		{cx.Proportion{Base: 7}, cx.Proportion{Count: 7, Base: 7}},
		{cx.Proportion{}, cx.Proportion{}},
	} {
		if got := tt.p.Complement(); got != tt.want {
			t.Errorf("complement of %v = %v, want %v", tt.p, got, tt.want)
		}
		if got := tt.want.Complement(); got != tt.p {
			t.Errorf("complement of %v = %v, want %v", tt.want, got, tt.p)
		}
	}
	for _, p := range []cx.Proportion{{Count: 3, Base: 2}, {Count: -1, Base: 2}, {Count: math.MinInt64, Base: math.MaxInt64}} {
		_, err := p.Complement().Rate()
		cxtest.Refuses(t, "complement", err, cx.ErrInvalid)
	}
	// 40 of 100 churned is worse than 10 of 100.
	ranking, err := cx.RankGroups([]cx.Group[string, cx.Proportion]{
		{Key: "phone", Tally: cx.Proportion{Count: 40, Base: 100}.Complement()},
		{Key: "shop", Tally: cx.Proportion{Count: 10, Base: 100}.Complement()},
	}, 30, 0.95)
	if err != nil || ranking[0].Key != "shop" {
		t.Errorf("RankGroups = %v, %v, want shop first", ranking, err)
	}
}

// By hand: (0.62 - 0.5)/sqrt(0.5·0.5/100) = 0.12/0.05 = 2.4; Wilson's interval of 62 of 100
// is 0.5220930..0.7090000.
func TestCSAT_DifferenceFrom(t *testing.T) {
	csat := cx.CSAT(ratingsOn(false, 10, 18, 10, 40, 22)) // 62 of 100 are satisfied
	c, err := csat.DifferenceFrom(50, 0.95)
	iv, _ := csat.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Difference", c.Difference, 12, 1e-12)
	cxtest.Near(t, "StandardError", c.StandardError, 5, 1e-12)
	cxtest.Near(t, "Z", c.Z, 2.4, 1e-12)
	cxtest.Near(t, "P", c.P, 0.016395072, 1e-8) // 2·pnorm(-2.4) in R
	cxtest.Near(t, "Low", c.Interval.Low, iv.Low-50, 1e-12)
	cxtest.Near(t, "High", c.Interval.High, iv.High-50, 1e-12)

	all := cx.CSAT(ratingsOn(false, 0, 0, 0, 0, 8))
	if c, err := all.DifferenceFrom(100, 0.95); err != nil || c.P != 1 || c.Difference != 0 {
		t.Errorf("all against 100: %+v, %v", c, err)
	}
	_, err = all.DifferenceFrom(0, 0.95)
	cxtest.Refuses(t, "against 0", err, cx.ErrUndefined)
	_, err = cx.CSAT{}.DifferenceFrom(50, 0.95)
	cxtest.Refuses(t, "no answers", err, cx.ErrNoData)
	for _, benchmark := range []float64{-1, 100.01, math.NaN()} {
		_, err = csat.DifferenceFrom(benchmark, 0.95)
		cxtest.Refuses(t, "benchmark", err, cx.ErrInvalid)
		if err != nil && !strings.Contains(err.Error(), "percent") {
			t.Errorf("benchmark %v: %v, want an error that says percent", benchmark, err)
		}
		_, err = cx.Proportion{Count: 1, Base: 2}.DifferenceFrom(benchmark*2, 0.95)
		cxtest.Refuses(t, "benchmark of a share", err, cx.ErrInvalid)
	}
	_, err = cx.Proportion{}.DifferenceFrom(0.5, 0.95)
	cxtest.Refuses(t, "a share of nothing", err, cx.ErrNoData)
	_, err = cx.Proportion{Count: 1, Base: 2}.DifferenceFrom(0.5, 0)
	cxtest.Refuses(t, "level of a share", err, cx.ErrInvalid)
}

// By hand: (42 + 15)/13 and (42 + 460)/110, with 10 answers of 4.2 more.
func TestRatings_FairMean(t *testing.T) {
	of, few := dec("4.2"), ratingsOn(false, 0, 0, 0, 0, 3)
	for _, c := range []struct {
		r      cx.Ratings
		weight int64
		want   string
	}{
		{few, 10, "4.38461538"},
		{ratingsOn(false, 0, 0, 5, 30, 65), 10, "4.56363636"},
		{few, 0, "5"},
		{few, math.MaxInt64, "4.2"},
		{ratingsOn(false, 0, 0, 0, 0, 1e15), 1e15, "4.6"},
		{ratingsOn(false, 0, 0, 0, 0, 0), 10, "4.2"},
		{cx.Ratings{}, 10, "4.2"},
		{cx.Ratings{Scale: cx.Scale{Min: -2, Max: 2, BottomMax: -1, TopMin: 1}}, 1, "-2"},
	} {
		mean := of
		if c.r.Scale.Min < 0 {
			mean = dec("-2")
		}
		got, err := c.r.FairMean(mean, c.weight)
		cxtest.Exactly(t, "FairMean", got, err, c.want)
	}
	refuses := func(what string, r cx.Ratings, of string, weight int64, want error) {
		t.Helper()
		_, err := r.FairMean(dec(of), weight)
		cxtest.Refuses(t, what, err, want)
	}
	refuses("no answers", cx.Ratings{}, "4.2", 0, cx.ErrNoData)
	refuses("below the scale", few, "0.99", 10, cx.ErrInvalid)
	refuses("above the scale", few, "5.01", 10, cx.ErrInvalid)
	_, err := few.FairMean(decimal.New(1, math.MaxInt32), 10)
	cxtest.Refuses(t, "a number that fills the memory", err, cx.ErrInvalid)
	refuses("negative weight", few, "4.2", -1, cx.ErrInvalid)
	refuses("negative count", ratingsOn(false, -1, 2), "1", 10, cx.ErrInvalid)
}
