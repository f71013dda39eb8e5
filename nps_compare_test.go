package cx_test

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
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
	if got.DegreesOfFreedom != want.DegreesOfFreedom || got.ExactP != want.ExactP || got.Interval.Clipped != want.Interval.Clipped || got.Interval.Level != want.Interval.Level {
		t.Errorf("%s: %+v, want %+v", what, got, want)
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
	p := c.P
	if c.ExactP > 0 {
		p = c.ExactP
	}
	if c.Z == 0 {
		p = 1
	}
	cxtest.Near(t, what+": twice the smaller tail", 2*min(greater, smaller), p, 1e-15)
	if c.Z > 0 && greater > 0.5 || c.Z < 0 && greater < 0.5 {
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
	// Tango's statistic, by R 4.2.2 from his formulas; the standard errors follow from it.
	for _, tt := range []struct {
		n                      cx.NPS
		benchmark, d, se, z, p float64
	}{
		{cx.NPS{Promoters: 30, Passives: 12, Detractors: 8}, 30, 14, 11.432553399, 1.224573331, 0.220736021},
		{cx.NPS{Promoters: 1}, 99, 1, 14.106735980, 0.0708881205008, 0.943486798057},
		{cx.NPS{Promoters: 5}, 90, 10, 10 / 0.512989176043, 0.512989176043, 0.607958892175},
		{cx.NPS{Promoters: 10}, 95, 5, 5 / 0.506369683542, 0.506369683542, 0.612597152847},
		{cx.NPS{Promoters: 30}, 97, 3, 3 / 0.675908863589, 0.675908863589, 0.499098509834},
		{cx.NPS{Promoters: 46, Passives: 18, Detractors: 36}, 0, 10, 10 / 1.10431526075, 1.10431526075, 0.26945640516},
		{cx.NPS{Promoters: 60, Passives: 25, Detractors: 15}, 40, 5, 5 / 0.655916821936, 0.655916821936, 0.511877644015},
		{cx.NPS{Promoters: 2, Passives: 1, Detractors: 7}, -20, -30, 30 / 1.02752480652, -1.02752480652, 0.304173410736},
		{cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}, 5, 5, 5 / 1.74505198514, 1.74505198514, 0.0809758203765},
	} {
		iv := cxtest.Must(tt.n.Interval(0.95))
		want := cx.Comparison{
			Difference: tt.d, StandardError: tt.se, Z: tt.z, P: tt.p,
			Interval: cx.Interval{Low: iv.Low - tt.benchmark, High: iv.High - tt.benchmark, Level: 0.95},
		}
		c, err := tt.n.DifferenceFrom(tt.benchmark, 0.95)
		comparisonNear(t, tt.n.String(), c, err, want, 1e-8, 1e-9, 1e-9)
		comparisonLaws(t, tt.n.String(), c)
		// Promoters and detractors exchanged.
		turned := cx.NPS{Promoters: tt.n.Detractors, Passives: tt.n.Passives, Detractors: tt.n.Promoters}
		want.Difference, want.Z = -want.Difference, -want.Z
		want.Interval.Low, want.Interval.High = -want.Interval.High, -want.Interval.Low
		c2, err := turned.DifferenceFrom(-tt.benchmark, 0.95)
		comparisonNear(t, tt.n.String()+", turned", c2, err, want, 1e-8, 1e-9, 1e-9)
		cxtest.Near(t, "PGreater both ways", c.PGreater()+c2.PGreater(), 1, 1e-12)
	}

	n := cx.NPS{Promoters: 50, Passives: 30, Detractors: 20}
	for _, benchmark := range []float64{-100.0001, 101, 1e300, math.NaN(), math.Inf(1), math.Inf(-1)} {
		c, err := n.DifferenceFrom(benchmark, 0.95)
		cxtest.Refuses(t, "DifferenceFrom", err, cx.ErrInvalid)
		if c != (cx.Comparison{}) {
			t.Errorf("DifferenceFrom(%v) = %+v with an error", benchmark, c)
		}
	}
	// At the ends answers have no spread: only the same score is no difference.
	for _, end := range []float64{-100, 100} {
		_, err := n.DifferenceFrom(end, 0.95)
		cxtest.Refuses(t, "DifferenceFrom an end", err, cx.ErrUndefined)
	}
	c, err := cx.NPS{Detractors: 3}.DifferenceFrom(-100, 0.95)
	if err != nil || c.P != 1 || c.Z != 0 || c.Difference != 0 || c.Interval.Low != 0 || c.Interval.High <= 0 {
		t.Errorf("all detractors at -100: %+v, %v, want P 1 and an interval from 0", c, err)
	}
	// Passives alone are at 0, whatever the spread.
	if c, err = (cx.NPS{Passives: 4}).DifferenceFrom(0, 0.95); err != nil || c.P != 1 || c.Z != 0 {
		t.Errorf("passives at 0: %+v, %v, want P 1", c, err)
	}
}

// Of every small table, at every benchmark and level, P is below 1 - level where the
// interval leaves out 0, and so is the smaller one of PGreater and its complement below half.
func TestDifferenceFrom_agrees(t *testing.T) {
	levels := []float64{1e-10, 0.5, 0.8, 0.9, 0.95, 0.99, 1 - 1e-15}
	agree := func(what string, benchmark, level float64, c cx.Comparison, err error) bool {
		t.Helper()
		if err != nil {
			t.Errorf("%s: DifferenceFrom(%v, %v): %v", what, benchmark, level, err)
			return false
		}
		// A limit that is 0 to the last digits is on neither side.
		if math.Min(math.Abs(c.Interval.Low), math.Abs(c.Interval.High)) < 1e-9 {
			return false
		}
		outside := c.Interval.Low > 0 || c.Interval.High < 0
		tail := min(c.PGreater(), 1-c.PGreater())
		if outside != (c.P < 1-level) || outside != (tail < (1-level)/2) || c.Z > 0 != (c.PGreater() < 0.5) {
			t.Errorf("%s: DifferenceFrom(%v, %v) = %+v, PGreater %v: the test and the interval disagree", what, benchmark, level, c, c.PGreater())
		}
		return true
	}
	compared := 0
	for n := range int64(9) {
		for p := range n + 1 {
			for d := range n + 1 - p {
				tally := cx.NPS{Promoters: p, Passives: n - p - d, Detractors: d}
				share := cx.Proportion{Count: p, Base: n}
				for _, level := range levels {
					for benchmark := -99.0; benchmark < 100 && n > 0; benchmark += 5.7 {
						c, err := tally.DifferenceFrom(benchmark, level)
						if agree(tally.String(), benchmark, level, c, err) {
							compared++
						}
						c, err = share.DifferenceFrom((benchmark+100)/200, level)
						if agree(share.String(), (benchmark+100)/200, level, c, err) {
							compared++
						}
					}
				}
			}
		}
	}
	if compared < 70_000 {
		t.Errorf("%d comparisons, want nearly all", compared)
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

// moved returns the scores of so many customers who moved by -2..2 classes.
func moved(customers [5]int) (a, b []int) {
	for i, count := range customers {
		from, to := max(2-i, 0), max(i-2, 0)
		for range count {
			a, b = append(a, []int{0, 7, 9}[to]), append(b, []int{0, 7, 9}[from])
		}
	}
	return a, b
}

// The paired t test and the sign test of R 4.2.2, t.test and binom.test.
func TestDifferencePaired_R(t *testing.T) {
	for _, tt := range []struct {
		moves                            [5]int
		d, se, z, df, p, low, high, sign float64
	}{
		{[5]int{0, 0, 1, 0, 5}, 166.666666667, 33.3333333333, 5, 5, 0.00410471598005, 80.9806054788, 200, 0.0625}, // 252.35 is cut
		{[5]int{0, 1, 3, 4, 2}, 70, 30, 2.33333333333, 9, 0.0445035373056, 2.13528511605, 137.864714884, 0.125},
		{[5]int{1, 2, 20, 5, 2}, 16.6666666667, 14.4503377309, 1.15337558035, 29, 0.258174123204, -12.8875923994, 46.2209257327, 0}, // 10 moved
		{[5]int{0, 0, 8, 2, 0}, 20, 13.3333333333, 1.5, 9, 0.167850656057, -10.162095504, 50.162095504, 0.5},
		{[5]int{3, 10, 60, 20, 7}, 18, 8.21184165911, 2.19195653633, 99, 0.0307264489592, 1.70592457624, 34.2940754238, 0},
	} {
		a, b := moved(tt.moves)
		what := fmt.Sprint(tt.moves)
		c, err := cx.DifferencePaired(a, b, cx.Scale{}, 0.95)
		want := cx.Comparison{
			Difference: tt.d, StandardError: tt.se, Z: tt.z, P: tt.p, ExactP: tt.sign, DegreesOfFreedom: tt.df,
			Interval: cx.Interval{Low: tt.low, High: tt.high, Level: 0.95, Clipped: tt.high == 200},
		}
		comparisonNear(t, what, c, err, want, 1e-8, 1e-10, 1e-11)
		comparisonLaws(t, what, c)
		// Before and after exchanged.
		turned, err := cx.DifferencePaired(b, a, cx.Scale{}, 0.95)
		want.Difference, want.Z = -want.Difference, -want.Z
		want.Interval.Low, want.Interval.High = -want.Interval.High, -want.Interval.Low
		comparisonNear(t, what+", turned", turned, err, want, 1e-8, 1e-10, 1e-11)
		cxtest.Near(t, what+": PGreater both ways", c.PGreater()+turned.PGreater(), 1, 1e-15)
	}
}

// Of all moves of nine customers or fewer: ExactP is there and is that of the binomial
// distribution, summed from its 2^moves outcomes; PGreater rests on it; and where more moved
// against the Difference than with it, ExactP is above 0.7.
func TestDifferencePaired_few(t *testing.T) {
	against := 0
	for worst := range 5 {
		for worse := range 5 {
			for better := range 5 {
				for best := range 5 {
					up, down := better+best, worse+worst
					if up+down == 0 || up+down > 9 {
						continue
					}
					a, b := moved([5]int{worst, worse, 2, better, best}) // and two who stayed
					c, err := cx.DifferencePaired(a, b, cx.Scale{}, 0.9)
					if err != nil {
						t.Fatal(err)
					}
					extreme := 0
					for outcome := range 1 << (up + down) {
						if ups := bits.OnesCount(uint(outcome)); min(ups, up+down-ups) <= min(up, down) {
							extreme++
						}
					}
					want := float64(extreme) / float64(int(1)<<(up+down))
					if c.ExactP != want {
						t.Errorf("%d up, %d down: ExactP = %v, want %v", up, down, c.ExactP, want)
					}
					comparisonLaws(t, "few", c)
					if c.Z*float64(up-down) < 0 {
						against++
						if c.ExactP <= 0.7 {
							t.Errorf("%d up, %d down: %+v, want ExactP above 0.7 against the Difference", up, down, c)
						}
					}
				}
			}
		}
	}
	if against == 0 {
		t.Error("no moves against the Difference")
	}
	// Ten moved: t alone.
	a, b := moved([5]int{0, 4, 0, 6, 0})
	if c, err := cx.DifferencePaired(a, b, cx.Scale{}, 0.9); err != nil || c.ExactP != 0 || c.PGreater() != c.P/2 {
		t.Errorf("ten moved: %+v, %v, want no ExactP", c, err)
	}
}

func TestDifferencePaired(t *testing.T) {
	// Classes before 1,1,0,0,-1,-1,-1,0 and after 1,1,1,0,0,-1,0,0: mean 3/8, sum of squares
	// about it 15/8, and the standard error sqrt(15/8 / (8·7)). With 7 degrees of freedom the
	// tail beyond t is that of the incomplete beta function, in Python's mpmath. Three moved.
	before := []int{9, 10, 7, 8, 6, 0, 3, 8}
	after := []int{10, 9, 9, 7, 8, 5, 7, 7}
	b, a := slices.Clone(before), slices.Clone(after)
	c, err := cx.DifferencePaired(a, b, cx.RecommendScale(11), 0.95)
	se := 100 * math.Sqrt(15.0/8/56)
	comparisonNear(t, "paired", c, err, cx.Comparison{
		Difference: 37.5, StandardError: se, Z: 37.5 / se, P: 0.0796020124551976517, ExactP: 0.25, DegreesOfFreedom: 7,
		Interval: cx.Interval{Low: 37.5 - 2.36462425159278534*se, High: 37.5 + 2.36462425159278534*se, Level: 0.95},
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
	// Every move from -2 to 2 classes: mean 0, variance (4+1+0+1+4)/4 = 2.5.
	c, err = cx.DifferencePaired([]int{0, 0, 7, 7, 10}, []int{10, 7, 7, 0, 0}, cx.RecommendScale(11), 0.95)
	if err != nil || c.Difference != 0 || c.Z != 0 || c.P != 1 {
		t.Errorf("symmetric moves: %+v, %v, want 0, Z 0 and P 1", c, err)
	}
	cxtest.Near(t, "symmetric moves: StandardError", c.StandardError, 100*math.Sqrt(2.5/5), 1e-14)
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
	if _, err := cx.DifferencePaired([]int{9, 10, 9}, []int{7, 8, 7}, s, 0.95); err == nil || !strings.Contains(err.Error(), "sign test") {
		t.Errorf("all moved alike: %v, want it to name the sign test", err)
	}
	_, err := cx.DifferencePaired([]int64{9, 9}, []int64{9, 1<<32 + 9}, s, 0.95)
	want := &cx.RowError{Of: "b", Row: 1, Err: &cx.RangeError{What: "NPS score", Got: 1<<32 + 9, Min: 0, Max: 10}}
	if diff := cmp.Diff(error(want), err); diff != "" {
		t.Errorf("a score beyond 32 bits: error mismatch (-want +got):\n%s", diff)
	}
}
