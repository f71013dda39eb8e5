package cx_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// comparisonNear checks the figures of a comparison, in points, to an absolute
// tolerance each.
func comparisonNear(t *testing.T, what string, got cx.Comparison, err error, want cx.Comparison, points, z, p float64) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	for _, f := range []struct {
		name                 string
		got, want, tolerance float64
	}{
		{"Difference", got.Difference, want.Difference, points},
		{"StandardError", got.StandardError, want.StandardError, points},
		{"Z", got.Z, want.Z, z},
		{"P", got.P, want.P, p},
		{"Interval.Low", got.Interval.Low, want.Interval.Low, points},
		{"Interval.High", got.Interval.High, want.Interval.High, points},
	} {
		if !(math.Abs(f.got-f.want) <= f.tolerance) {
			t.Errorf("%s: %s = %.15g, want %.15g within %g", what, f.name, f.got, f.want, f.tolerance)
		}
	}
	if got.DegreesOfFreedom != 0 || got.Interval.Clipped != want.Interval.Clipped || got.Interval.Level != want.Interval.Level {
		t.Errorf("%s: %+v, want a normal test with the interval %+v", what, got, want.Interval)
	}
}

func TestNPS_Difference(t *testing.T) {
	first := cx.NPS{Promoters: 15, Passives: 13, Detractors: 8}
	second := cx.NPS{Promoters: 12, Passives: 7, Detractors: 12}
	hundred := cx.NPS{Promoters: 50, Passives: 30, Detractors: 20}
	other := cx.NPS{Promoters: 40, Passives: 30, Detractors: 30}

	// Computed from the formulas outside Go, to 6 digits of a score from -1 to 1. The
	// difference is that of the raw scores; the rest comes from the adjusted counts.
	c, err := first.Difference(second, 0.95)
	comparisonNear(t, "small samples", c, err, cx.Comparison{
		Difference: 19.444444, StandardError: 19.3237, Z: 0.928844, P: 0.352970,
		Interval: cx.Interval{Low: -19.9251, High: 55.8225, Level: 0.95},
	}, 6e-5, 6e-7, 6e-7)
	cxtest.Near(t, "small samples: PGreater", c.PGreater(), 0.352970/2, 6e-7)
	// The standard error and p value that the R package NPS prints (nps.test).
	c, err = first.DifferenceWald(second, 0.95)
	comparisonNear(t, "small samples, Wald", c, err, cx.Comparison{
		Difference: 19.444444, StandardError: 20.41339, Z: 19.444444 / 20.41339, P: 0.3408264,
		Interval: cx.Interval{Low: 19.444444 - npsZ95*20.41339, High: 19.444444 + npsZ95*20.41339, Level: 0.95},
	}, 2e-5, 1e-6, 6e-8)

	c, err = hundred.Difference(other, 0.95)
	comparisonNear(t, "hundreds", c, err, cx.Comparison{
		Difference: 20, StandardError: 11.2089, Z: 1.732324, P: 0.083216,
		Interval: cx.Interval{Low: 19.4175 - npsZ95*11.2089, High: 19.4175 + npsZ95*11.2089, Level: 0.95},
	}, 2e-4, 1e-6, 6e-7)

	// Welch's t test of the classes scored -1, 0 and 1 is the same question: p 0.082486.
	classes := cx.Scale{Min: -1, Max: 1, BottomMax: -1, TopMin: 1}
	w, err := cx.Ratings{Scale: classes, Counts: [11]int64{20, 30, 50}}.
		Difference(cx.Ratings{Scale: classes, Counts: [11]int64{30, 30, 40}}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Welch: P", w.P, 0.082486, 6e-7)

	// The counts of nps_saas_dated, of the optional data: administrators less others. Its
	// reference.json has z 32.831701, from standard errors rounded to 6 digits;
	// unrounded it is 32.8316928, and of the adjusted counts 32.825638.
	admin := cx.NPS{Promoters: 4754, Passives: 398, Detractors: 2004}
	rest := cx.NPS{Promoters: 4650, Passives: 3263, Detractors: 5199}
	c, err = admin.DifferenceWald(rest, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "administrators, Wald: Z", c.Z, 32.8316928, 3e-9)
	c, err = admin.Difference(rest, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "administrators: Z", c.Z, 32.825638, 2e-8)
	cxtest.Near(t, "administrators: Difference", c.Difference, 100*(2750.0/7156+549.0/13112), 1e-14)
	if c.P <= 0 || c.P > 1e-230 {
		t.Errorf("administrators: P = %v, want a positive number below 1e-230", c.P)
	}
}

func TestNPS_Difference_properties(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	draw := func() cx.NPS {
		n := cx.NPS{Promoters: random.Int64N(40), Passives: random.Int64N(40), Detractors: random.Int64N(40)}
		if random.IntN(3) == 0 {
			n.Promoters, n.Passives = 0, 0
		}
		if n.Total() == 0 {
			n.Promoters = 1
		}
		return n
	}
	for range 1000 {
		a, b := draw(), draw()
		for name, f := range map[string]func(cx.NPS, cx.NPS) (cx.Comparison, error){
			"Difference":     func(a, b cx.NPS) (cx.Comparison, error) { return a.Difference(b, 0.9) },
			"DifferenceWald": func(a, b cx.NPS) (cx.Comparison, error) { return a.DifferenceWald(b, 0.9) },
		} {
			c, err := f(a, b)
			if err != nil {
				va, _ := a.Variance()
				vb, _ := b.Variance()
				if name == "Difference" || va+vb > 0 {
					t.Errorf("%+v.%s(%+v): %v", a, name, b, err)
				}
				cxtest.Refuses(t, name, err, cx.ErrUndefined)
				continue
			}
			turned, err := f(b, a)
			want := c
			want.Difference, want.Z = -c.Difference, -c.Z
			want.Interval.Low, want.Interval.High = -c.Interval.High, -c.Interval.Low
			if diff := cmp.Diff(want, turned); diff != "" || err != nil {
				t.Errorf("%+v.%s(%+v) turned round: %v, mismatch (-want +got):\n%s", a, name, b, err, diff)
			}
			comparisonLaws(t, name, c)
			cxtest.Near(t, name+": PGreater both ways", c.PGreater()+turned.PGreater(), 1, 1e-15)
		}
	}
}

// comparisonLaws checks what holds of every comparison.
func comparisonLaws(t *testing.T, what string, c cx.Comparison) {
	t.Helper()
	if !(c.P >= 0 && c.P <= 1 && c.StandardError > 0 && c.Interval.Low <= c.Interval.High) ||
		math.IsNaN(c.Z) || math.IsInf(c.Z, 0) {
		t.Errorf("%s: %+v is no comparison", what, c)
	}
	greater, smaller := c.PGreater(), 1-c.PGreater()
	cxtest.Near(t, what+": twice the smaller tail", 2*min(greater, smaller), c.P, 1e-15)
	if c.Z > 0 != (greater < 0.5) && c.Z != 0 {
		t.Errorf("%s: PGreater() = %v with Z %v", what, greater, c.Z)
	}
}

func TestNPS_Difference_clipped(t *testing.T) {
	// Three pseudo-answers on each side leave so much doubt that the normal interval
	// of +1 and -1 answers would pass 200 points; difference 50, SE sqrt(2·0.5625/4).
	one, none := cx.NPS{Promoters: 1}, cx.NPS{Detractors: 1}
	c, err := one.Difference(none, 0.9999)
	if err != nil || !c.Interval.Clipped || c.Interval.High != 200 {
		t.Errorf("Difference = %+v, %v, want the interval clipped at 200", c, err)
	}
	cxtest.Near(t, "StandardError", c.StandardError, 100*math.Sqrt(2*0.5625/4), 1e-14)
	cxtest.Near(t, "Z", c.Z, 50/(100*math.Sqrt(2*0.5625/4)), 1e-14)
	if c.Difference != 200 {
		t.Errorf("Difference = %v, want 200", c.Difference)
	}
	if c, err := one.Difference(none, 0.5); err != nil || c.Interval.Clipped {
		t.Errorf("Difference(0.5) = %+v, %v, want it not clipped", c, err)
	}
}

func TestNPS_DifferenceFrom(t *testing.T) {
	n := cx.NPS{Promoters: 50, Passives: 30, Detractors: 20}
	// Computed from the formulas outside Go: one-tailed p 0.065322.
	c, err := n.DifferenceFrom(17.5, 0.95)
	comparisonNear(t, "benchmark 17.5", c, err, cx.Comparison{
		Difference: 12.5, StandardError: 7.6915, Z: 1.511564, P: 2 * 0.065322,
		Interval: cx.Interval{Low: 14.0511 - 17.5, High: 44.2013 - 17.5, Level: 0.95},
	}, 6e-5, 6e-7, 2e-6)
	cxtest.Near(t, "PGreater", c.PGreater(), 0.065322, 6e-7)
	comparisonLaws(t, "benchmark 17.5", c)

	// A benchmark as far on the other side of the adjusted score, 29.1262, has the
	// complement for its one-tailed p, and the same two-tailed one.
	adjusted := 100 * 30.0 / 103
	c2, err := n.DifferenceFrom(2*adjusted-17.5, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "the other side: Z", c2.Z, -c.Z, 1e-13)
	cxtest.Near(t, "the other side: P", c2.P, c.P, 1e-13)
	cxtest.Near(t, "the other side: PGreater", c2.PGreater(), 1-c.PGreater(), 1e-13)
	comparisonLaws(t, "the other side", c2)

	// The interval is that of the score, moved by the benchmark, and cut where the
	// score is.
	all := cx.NPS{Promoters: 10}
	c, err = all.DifferenceFrom(-100, 0.95)
	if err != nil || c.Difference != 200 || c.Interval.High != 200 || !c.Interval.Clipped {
		t.Errorf("DifferenceFrom(-100) = %+v, %v, want 200 and the interval clipped there", c, err)
	}
	c, err = all.DifferenceFrom(100, 0.95)
	if err != nil || c.Difference != 0 || c.Interval.High != 0 || !c.Interval.Clipped {
		t.Errorf("DifferenceFrom(100) = %+v, %v, want 0 and the interval clipped there", c, err)
	}
	for _, benchmark := range []float64{-100.0001, 101, 1e300, math.NaN(), math.Inf(1), math.Inf(-1)} {
		c, err := n.DifferenceFrom(benchmark, 0.95)
		cxtest.Refuses(t, "DifferenceFrom", err, cx.ErrInvalid)
		if c != (cx.Comparison{}) {
			t.Errorf("DifferenceFrom(%v) = %+v with an error", benchmark, c)
		}
	}
}

func TestNPS_Difference_errors(t *testing.T) {
	some := cx.NPS{Promoters: 3, Passives: 2, Detractors: 1}
	five := cx.NPS{Promoters: 3, Scale: cx.RecommendScale(5)}
	tests := []struct {
		name string
		a, b cx.NPS
		want error
	}{
		{"no data on the left", cx.NPS{}, some, cx.ErrNoData},
		{"no data on the right", some, cx.NPS{}, cx.ErrNoData},
		{"other scales", some, five, cx.ErrMismatch},
		{"negative on the left", cx.NPS{Promoters: -1}, some, cx.ErrInvalid},
		{"negative on the right", some, cx.NPS{Promoters: -1}, cx.ErrInvalid},
	}
	for _, tt := range tests {
		_, err := tt.a.Difference(tt.b, 0.95)
		cxtest.Refuses(t, tt.name, err, tt.want)
		_, err = tt.a.DifferenceWald(tt.b, 0.95)
		cxtest.Refuses(t, tt.name+", Wald", err, tt.want)
	}
	// 0..10 has two spellings and is one scale.
	if _, err := some.Difference(cx.NPS{Promoters: 1, Scale: cx.RecommendScale(11)}, 0.95); err != nil {
		t.Errorf("Difference to 0..10 written out: %v", err)
	}
	for _, level := range []float64{0, 1, -0.95, 95, math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := some.Difference(some, level)
		cxtest.Refuses(t, "Difference", err, cx.ErrInvalid)
		_, err = some.DifferenceWald(some, level)
		cxtest.Refuses(t, "DifferenceWald", err, cx.ErrInvalid)
		_, err = some.DifferenceFrom(0, level)
		cxtest.Refuses(t, "DifferenceFrom", err, cx.ErrInvalid)
		_, err = cx.DifferencePaired([]int{1, 9}, []int{9, 9}, cx.RecommendScale(11), level)
		cxtest.Refuses(t, "DifferencePaired", err, cx.ErrInvalid)
	}
	// One unanimous sample is enough for Wald's test to have a spread; two are not.
	if _, err := some.DifferenceWald(cx.NPS{Promoters: 5}, 0.95); err != nil {
		t.Errorf("DifferenceWald with one spread: %v", err)
	}
	_, err := cx.NPS{Detractors: 2}.DifferenceWald(cx.NPS{Promoters: 5}, 0.95)
	cxtest.Refuses(t, "DifferenceWald without a spread", err, cx.ErrUndefined)
}

func TestDifferencePaired(t *testing.T) {
	// Classes before 1,1,0,0,-1,-1,-1,0 and after 1,1,1,0,0,-1,0,0: mean 0.375, and the
	// standard error sqrt(0.234375/8) = 0.171163 with the divisor n.
	before := []int{9, 10, 7, 8, 6, 0, 3, 8}
	after := []int{10, 9, 9, 7, 8, 5, 7, 7}
	b, a := slices.Clone(before), slices.Clone(after)
	c, err := cx.DifferencePaired(a, b, cx.RecommendScale(11), 0.95)
	se := 100 * math.Sqrt(0.234375/8)
	cxtest.Near(t, "the standard error", se, 17.1163, 5e-6)
	comparisonNear(t, "paired", c, err, cx.Comparison{
		Difference: 37.5, StandardError: se, Z: 37.5 / se, P: math.Erfc(37.5 / se / math.Sqrt2),
		Interval: cx.Interval{Low: 37.5 - npsZ95*se, High: 37.5 + npsZ95*se, Level: 0.95},
	}, 1e-12, 1e-13, 1e-14)
	comparisonLaws(t, "paired", c)
	if !slices.Equal(a, after) || !slices.Equal(b, before) {
		t.Errorf("DifferencePaired modified its arguments")
	}
	// Taken for independent samples the same answers give more than twice as much.
	na, _ := cx.NPSOf(after)
	nb, _ := cx.NPSOf(before)
	wrong, err := na.DifferenceWald(nb, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "independent: StandardError", wrong.StandardError, 36.1745, 5e-6)
	cxtest.Near(t, "independent: Difference", wrong.Difference, 37.5, 1e-14)

	// Any integer type, any scale: the same classes on 1-5 as bytes.
	on5, err := cx.DifferencePaired([]uint8{5, 5, 5, 4, 4, 1, 4, 4}, []uint8{5, 5, 4, 4, 2, 3, 1, 4}, cx.RecommendScale(5), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, on5); diff != "" {
		t.Errorf("on 1-5 mismatch (-want +got):\n%s", diff)
	}
	// Every move from -2 to 2 classes: mean 0, variance (4+1+0+1+4)/5 = 2.
	c, err = cx.DifferencePaired([]int{0, 0, 7, 7, 10}, []int{10, 7, 7, 0, 0}, cx.RecommendScale(11), 0.95)
	if err != nil || c.Difference != 0 || c.Z != 0 || c.P != 1 {
		t.Errorf("symmetric moves: %+v, %v, want 0, Z 0 and P 1", c, err)
	}
	cxtest.Near(t, "symmetric moves: StandardError", c.StandardError, 100*math.Sqrt(2.0/5), 1e-14)
}

func TestDifferencePaired_errors(t *testing.T) {
	s := cx.RecommendScale(11)
	tests := []struct {
		name string
		s    cx.Scale
		a, b []int
		want error
	}{
		{"no customers", s, nil, nil, cx.ErrNoData},
		{"other lengths", s, []int{1, 2}, []int{1}, cx.ErrInvalid},
		{"no such score on the zero scale", cx.Scale{}, []int{1, 11}, []int{9, 9}, cx.ErrInvalid},
		{"lower is better", cx.EffortScale(5), []int{1, 5}, []int{5, 5}, cx.ErrInvalid},
		{"one customer", s, []int{9}, []int{1}, cx.ErrUndefined},
		{"all moved alike", s, []int{9, 10, 9}, []int{7, 8, 7}, cx.ErrUndefined},
		{"nobody moved", s, []int{9, 1, 7}, []int{10, 2, 8}, cx.ErrUndefined},
		{"no such score", s, []int{9, 11}, []int{9, 9}, cx.ErrInvalid},
	}
	for _, tt := range tests {
		c, err := cx.DifferencePaired(tt.a, tt.b, tt.s, 0.95)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if c != (cx.Comparison{}) {
			t.Errorf("%s: %+v with an error", tt.name, c)
		}
	}
	_, err := cx.DifferencePaired([]int64{9, 9}, []int64{9, 1<<32 + 9}, s, 0.95)
	want := &cx.RowError{Of: "b", Row: 1, Err: &cx.RangeError{What: "NPS score", Got: 1<<32 + 9, Min: 0, Max: 10}}
	if diff := cmp.Diff(error(want), err); diff != "" {
		t.Errorf("a score beyond 32 bits: error mismatch (-want +got):\n%s", diff)
	}
}

func TestNPSSampleSize(t *testing.T) {
	tests := []struct {
		margin, variance float64
		population       int64
		want             int64
	}{
		// z²V/d² - 3 at 95 %, computed outside Go.
		{5, 1, 0, 1534}, {10, 1, 0, 382}, {15, 1, 0, 168}, {20, 1, 0, 94},
		{5, 0.5, 0, 766}, {10, 0.5, 0, 190}, {15, 0.5, 0, 83}, {20, 0.5, 0, 46},
		// With n0/(1+(n0-1)/N) in place of n0 = z²V/d².
		{5, 1, 500, 375}, {5, 1, 2000, 867}, {5, 1, 10000, 1330},
		// Nobody is asked twice, and somebody is asked.
		{5, 1, 1, 1}, {5, 1, 3, 1}, {0.001, 1, 10, 7}, {100, 0.01, 0, 1}, {100, 1, 5, 1},
		{5, 1, math.MaxInt64, 1534},
	}
	for _, tt := range tests {
		got, err := cx.NPSSampleSize(tt.margin, tt.variance, 0.95, tt.population)
		if got != tt.want || err != nil {
			t.Errorf("NPSSampleSize(%v, %v, 0.95, %d) = %d, %v, want %d", tt.margin, tt.variance, tt.population, got, err, tt.want)
		}
	}
	// z² = 2.7055434540954 at 90 %: 10 points need 270.55 - 3.
	if got, err := cx.NPSSampleSize(10, 1, 0.90, 0); got != 268 || err != nil {
		t.Errorf("NPSSampleSize(10, 1, 0.90, 0) = %d, %v, want 268", got, err)
	}
	// The size does what it says: the adjusted interval of so many answers, half of
	// them promoters and half detractors, has the margin, and that of two fewer has not.
	for _, margin := range []float64{3, 5, 10, 20} {
		n, err := cx.NPSSampleSize(margin, 1, 0.95, 0)
		if err != nil {
			t.Fatal(err)
		}
		// The adjusted variance is 1 - 1.5/(n+3), as near to 1 as makes no difference here.
		width := func(n int64) float64 { return 100 * npsZ95 / math.Sqrt(float64(n)+3) }
		if width(n) > margin || width(n-1) <= margin {
			t.Errorf("NPSSampleSize(%v, 1, 0.95, 0) = %d: margins %v, and %v with one answer less", margin, n, width(n), width(n-1))
		}
	}
}

func TestNPSSampleSizeForDifference(t *testing.T) {
	tests := []struct {
		difference, v1, v2, level, power float64
		want                             int64
	}{
		// (z + z_power)²·(V1+V2)/d² - 3 at 95 % and 80 % power, computed outside Go.
		{5, 1, 1, 0.95, 0.8, 6277}, {10, 1, 1, 0.95, 0.8, 1567}, {15, 1, 1, 0.95, 0.8, 695},
		{20, 1, 1, 0.95, 0.8, 390}, {30, 1, 1, 0.95, 0.8, 172},
		// Half the variance of one: three quarters of n + 3 = 1569.8.
		{10, 1, 0.5, 0.95, 0.8, 1175}, {10, 0.5, 1, 0.95, 0.8, 1175},
		// A power of a half needs no second quantile: 2·z²/0.01 - 3 = 765.29.
		{10, 1, 1, 0.95, 0.5, 766},
		{200, 0.01, 0.01, 0.95, 0.8, 1},
		// Less power than a false alarm has needs nothing.
		{10, 1, 1, 0.95, 0.01, 1}, {10, 1, 1, 0.95, 1e-300, 1}, {10, 1, 1, 1e-300, 1e-17, 1},
	}
	for _, tt := range tests {
		got, err := cx.NPSSampleSizeForDifference(tt.difference, tt.v1, tt.v2, tt.level, tt.power)
		if got != tt.want || err != nil {
			t.Errorf("NPSSampleSizeForDifference(%v, %v, %v, %v, %v) = %d, %v, want %d",
				tt.difference, tt.v1, tt.v2, tt.level, tt.power, got, err, tt.want)
		}
	}
}

// No float64, however small or strange, gives anything but a size within 1..N or an
// error.
func TestNPSSampleSize_anyFloat(t *testing.T) {
	values := []float64{
		0, math.Copysign(0, -1), 5e-324, 1e-300, 1e-160, 1e-17, 0.01, 0.5, 0.8, 0.95, 1 - 0x1p-53, 1, 1 + 0x1p-52, 5, 100, 100.5,
		200, 201, 1e300, math.MaxFloat64, -5e-324, -0.5, -1, -1e300, math.NaN(), math.Inf(1), math.Inf(-1),
	}
	fraction := func(f float64) bool { return f > 0 && f < 1 }
	variance := func(f float64) bool { return f > 0 && f <= 1 }
	check := func(what string, args []float64, population, got int64, err error, valid bool) {
		t.Helper()
		switch {
		case err != nil:
			cxtest.Refuses(t, what, err, cx.ErrInvalid)
			if got != 0 {
				t.Errorf("%s(%v, %d) = %d with an error", what, args, population, got)
			}
			if valid && population > 0 {
				t.Errorf("%s(%v, %d): %v, want a size within the population", what, args, population, err)
			}
		case !valid:
			t.Errorf("%s(%v, %d) = %d, want an error", what, args, population, got)
		case got < 1 || population > 0 && got > population:
			t.Errorf("%s(%v, %d) = %d, want a size of 1 or more within the population", what, args, population, got)
		}
	}
	for _, a := range values {
		for _, b := range values {
			for _, c := range values {
				valid := a > 0 && a <= 100 && variance(b) && fraction(c)
				for _, population := range []int64{0, 1, 3, 1000, math.MaxInt64} {
					got, err := cx.NPSSampleSize(a, b, c, population)
					check("NPSSampleSize", []float64{a, b, c}, population, got, err, valid)
				}
				valid = a > 0 && a <= 200 && variance(b) && fraction(c)
				got, err := cx.NPSSampleSizeForDifference(a, b, 1, c, 0.8)
				check("NPSSampleSizeForDifference", []float64{a, b, 1, c, 0.8}, 0, got, err, valid)
				got, err = cx.NPSSampleSizeForDifference(a, 1, b, 0.95, c)
				check("NPSSampleSizeForDifference", []float64{a, 1, b, 0.95, c}, 0, got, err, valid)
				got, err = cx.NPSSampleSizeForDifference(a, 1, 1, b, c)
				check("NPSSampleSizeForDifference", []float64{a, 1, 1, b, c}, 0, got, err, a > 0 && a <= 200 && fraction(b) && fraction(c))
			}
		}
	}
	for _, population := range []int64{-1, math.MinInt64} {
		_, err := cx.NPSSampleSize(5, 1, 0.95, population)
		cxtest.Refuses(t, "NPSSampleSize with a negative population", err, cx.ErrInvalid)
	}
	_, err := cx.NPSSampleSize(1e-8, 1, 0.95, 0)
	cxtest.Refuses(t, "NPSSampleSize beyond int64", err, cx.ErrInvalid)
}
