package cx_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// npsInterval checks an interval against figures in points, to an absolute tolerance.
func npsInterval(t *testing.T, what string, got cx.Interval, err error, low, high, tolerance float64) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: error %v, want %v..%v", what, err, low, high)
		return
	}
	if !(math.Abs(got.Low-low) <= tolerance && math.Abs(got.High-high) <= tolerance) {
		t.Errorf("%s = %.15g..%.15g, want %.15g..%.15g within %g", what, got.Low, got.High, low, high, tolerance)
	}
}

// npsZ95 is the normal quantile of the level 0.95 (R: qnorm(0.975)), and npsZ90 of 0.90.
const (
	npsZ95 = 1.959963984540054
	npsZ90 = 1.6448536269514722
)

func TestNPS_Score(t *testing.T) {
	tests := []struct {
		name string
		n    cx.NPS
		want string
	}{
		{"PostHog's test: -100/17", cx.NPS{Promoters: 6, Passives: 4, Detractors: 7}, "-5.88235294"},
		{"Formbricks's test", cx.NPS{Promoters: 2, Passives: 1, Detractors: 1}, "25"},
		{"shares of 1/6, 1/3, 1/2 from Cross Validated", cx.NPS{Promoters: 162, Passives: 108, Detractors: 54}, "33.33333333"},
		{"ServiceRocket's example", cx.NPS{Promoters: 3, Passives: 1, Detractors: 1}, "40"},
		{"eNPS of 20, 55 and 25 percent", cx.NPS{Promoters: 25, Passives: 55, Detractors: 20}, "5"},
		{"R package NPS 1.1, testdata", cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}, "10"},
		// A page of the CDC prints a table of these 31 answers, "32 provided NPS" and
		// the score 50, which is 16/32: the answers of the table give 1600/31.
		{"a table that does not add up", cx.NPS{Promoters: 18, Passives: 11, Detractors: 2}, "51.61290323"},
		// 17/21 by hand. Rounding the shares first (90 - 10) shows 80.
		{"rounded once", cx.NPS{Promoters: 19, Detractors: 2}, "80.95238095"},
		{"half away from zero", cx.NPS{Promoters: 1, Passives: 1279999999}, "0.00000008"}, // 0.000000078125
		{"half away from zero, below", cx.NPS{Detractors: 1, Passives: 1279999999}, "-0.00000008"},
		{"all promoters", cx.NPS{Promoters: 10}, "100"},
		{"all passives", cx.NPS{Passives: 10}, "0"},
		{"all detractors", cx.NPS{Detractors: 10}, "-100"},
		{"one answer", cx.NPS{Detractors: 1}, "-100"},
		// (2^62 - 2^61) / (2^62 + 2^61) = 1/3.
		{"beyond the whole numbers of a float64", cx.NPS{Promoters: 1 << 62, Detractors: 1 << 61}, "33.33333333"},
		{"the largest total", cx.NPS{Promoters: 1<<62 - 1, Passives: 1 << 62}, "50"},
	}
	for _, tt := range tests {
		got, err := tt.n.Score()
		cxtest.Exactly(t, tt.name, got, err, tt.want)
	}
}

// The sum check of the CDC's table: 31 answers, not the 32 that its text speaks of.
func TestNPS_Total(t *testing.T) {
	if got := (cx.NPS{Promoters: 18, Passives: 11, Detractors: 2}).Total(); got != 31 {
		t.Errorf("Total() = %v, want 31", got)
	}
	impossible := []cx.NPS{
		{Promoters: -1, Passives: 1},
		{Promoters: math.MaxInt64, Passives: 1},
		{Promoters: 1 << 62, Passives: 1 << 62, Detractors: 1 << 62},
	}
	for _, n := range impossible {
		if got := n.Total(); got != 0 {
			t.Errorf("%+v: Total() = %v, want 0", n, got)
		}
	}
}

// testdata of the R package NPS 1.1: counts of the scores 0..10, and what the
// package prints for them (nps, nps.var, nps.se, nps.test).
func TestNPS_cran(t *testing.T) {
	counts := [11]int64{74, 10, 22, 35, 40, 140, 41, 57, 119, 227, 235}
	n, err := cx.Ratings{Scale: cx.RecommendScale(11), Counts: counts}.NPS()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}, n); diff != "" {
		t.Fatalf("NPS() mismatch (-want +got):\n%s", diff)
	}
	score, err := n.Score()
	cxtest.Exactly(t, "Score", score, err, "10")
	variance, err := n.Variance()
	cxtest.Near(t, "Variance", variance, 0.814, 1e-15)
	if err != nil {
		t.Error(err)
	}
	se, err := n.StandardError()
	cxtest.Near(t, "StandardError", se, 2.85306852354, 1e-11)
	if err != nil {
		t.Error(err)
	}
	wald, err := n.WaldInterval(0.95)
	npsInterval(t, "WaldInterval", wald, err, 4.408088448, 15.59191155, 5e-9)
	// Its p value of a score of 0 is that of Score / StandardError.
	cxtest.Near(t, "p", math.Erfc(10/se/math.Sqrt2), 0.0004566103941, 1e-12)

	// Computed outside Go from the formulas.
	tango, err := n.Interval(0.95)
	npsInterval(t, "Interval", tango, err, 4.38221311, 15.54948694, 5e-9)
	student, err := n.TInterval(0.95)
	npsInterval(t, "TInterval", student, err, 4.39850390, 15.60149610, 5e-9)
	adjusted, err := n.AdjustedWaldInterval(0.95)
	npsInterval(t, "AdjustedWaldInterval", adjusted, err, 4.38966692, 15.55051254, 6e-9)
	c, err := n.DifferenceFrom(0, 0.95)
	cxtest.Near(t, "adjusted standard error", c.StandardError, 2.84720681, 5e-9)
	cxtest.Near(t, "adjusted Z", c.Z, 0.0997008973/0.0284720681, 5e-8)
	if err != nil {
		t.Error(err)
	}
	// Four times the adjusted counts are whole.
	four := cx.NPS{Promoters: 4*462 + 3, Passives: 4*176 + 6, Detractors: 4*362 + 3}
	variance, err = four.Variance()
	cxtest.Near(t, "adjusted variance", variance, 0.8130906384, 5e-11)
	if err != nil {
		t.Error(err)
	}
}

func TestNPS_Variance(t *testing.T) {
	tests := []struct {
		name string
		n    cx.NPS
		want float64
	}{
		{"shares of 1/6, 1/3, 1/2: 5/9", cx.NPS{Promoters: 162, Passives: 108, Detractors: 54}, 5.0 / 9},
		{"half and half, the largest", cx.NPS{Promoters: 5, Detractors: 5}, 1},
		{"unanimous", cx.NPS{Passives: 5}, 0},
		{"thirds: 2/3", cx.NPS{Promoters: 1 << 60, Passives: 1 << 60, Detractors: 1 << 60}, 2.0 / 3},
		// One passive among 10^12 promoters: q(1-q).
		{"nearly unanimous", cx.NPS{Promoters: 1e12 - 1, Passives: 1}, 1e-12 * (1 - 1e-12)},
	}
	for _, tt := range tests {
		got, err := tt.n.Variance()
		if err != nil || math.Abs(got-tt.want) > 1e-15*tt.want {
			t.Errorf("%s: Variance() = %.17g, %v, want %.17g", tt.name, got, err, tt.want)
		}
	}
	// The line for 324 answers in the same thread of Cross Validated.
	se, err := cx.NPS{Promoters: 162, Passives: 108, Detractors: 54}.StandardError()
	if err != nil {
		t.Error(err)
	}
	cxtest.Near(t, "StandardError", se, 4.14087, 5e-6)
	if se, err := (cx.NPS{Passives: 5}).StandardError(); se != 0 || err != nil {
		t.Errorf("unanimous: StandardError() = %v, %v, want 0, nil", se, err)
	}
}

func TestNPSOf(t *testing.T) {
	tests := []struct {
		name   string
		scores []int
		want   cx.NPS
	}{
		{"bigfunctions's example", []int{9, 10, 6, 8}, cx.NPS{Promoters: 2, Passives: 1, Detractors: 1}},
		{"a library that rounds the parts has 34", []int{10, 9, 9, 8, 7, 6}, cx.NPS{Promoters: 3, Passives: 2, Detractors: 1}},
		{"every score", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, cx.NPS{Promoters: 2, Passives: 2, Detractors: 7}},
		{"none", nil, cx.NPS{}},
	}
	for _, tt := range tests {
		scores := slices.Clone(tt.scores)
		got, err := cx.NPSOf(scores)
		if err != nil {
			t.Errorf("%s: NPSOf(%v): %v", tt.name, tt.scores, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: NPSOf(%v) mismatch (-want +got):\n%s", tt.name, tt.scores, diff)
		}
		if diff := cmp.Diff(tt.scores, scores); diff != "" {
			t.Errorf("%s: NPSOf modified its argument (-before +after):\n%s", tt.name, diff)
		}
	}
	score, err := cx.NPS{Promoters: 2, Passives: 1, Detractors: 1}.Score()
	cxtest.Exactly(t, "9, 10, 6, 8", score, err, "25")
	score, err = cx.NPS{Promoters: 3, Passives: 2, Detractors: 1}.Score()
	cxtest.Exactly(t, "10, 9, 9, 8, 7, 6", score, err, "33.33333333")
}

// npsOfType counts 7 answers of one integer type, and the same among so many that
// every way of counting is used.
func npsOfType[I cx.Integer](t *testing.T, name string) {
	t.Helper()
	few := []I{10, 9, 8, 7, 6, 0, 10}
	for _, times := range []int{1, 40, 700, 1501} {
		n := int64(times)
		want := cx.NPS{Promoters: 3 * n, Passives: 2 * n, Detractors: 2 * n}
		got, err := cx.NPSOf(slices.Repeat(few, times))
		if err != nil || got != want {
			t.Errorf("NPSOf(%d of %s) = %+v, %v, want %+v", 7*n, name, got, err, want)
		}
	}
	scores := slices.Repeat(few, 700)
	for _, row := range []int{0, 7, 4095, 4899} {
		scores[row] = 11
		_, err := cx.NPSOf(scores)
		var at *cx.RowError
		var out *cx.RangeError
		if !errors.As(err, &at) || !errors.As(err, &out) || at.Row != row ||
			*out != (cx.RangeError{What: "NPS score", Got: 11, Min: 0, Max: 10}) {
			t.Errorf("NPSOf(%s with 11 at %d): error %v", name, row, err)
		}
		scores[row] = 10
	}
}

type npsStars uint8

func TestNPSOf_types(t *testing.T) {
	npsOfType[int](t, "int")
	npsOfType[int8](t, "int8")
	npsOfType[int16](t, "int16")
	npsOfType[int32](t, "int32")
	npsOfType[int64](t, "int64")
	npsOfType[uint](t, "uint")
	npsOfType[uint8](t, "uint8")
	npsOfType[uint16](t, "uint16")
	npsOfType[uint32](t, "uint32")
	npsOfType[uint64](t, "uint64")
	npsOfType[uintptr](t, "uintptr")
	npsOfType[npsStars](t, "a type of its own")
}

func TestNPSOf_outOfRange(t *testing.T) {
	check := func(name string, err error, row int, got int64) {
		t.Helper()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		want := &cx.RowError{Row: row, Err: &cx.RangeError{What: "NPS score", Got: got, Min: 0, Max: 10}}
		if diff := cmp.Diff(error(want), err); diff != "" {
			t.Errorf("%s: error mismatch (-want +got):\n%s", name, diff)
		}
	}
	n, err := cx.NPSOf([]int{10, 11, -1})
	check("the first of two", err, 1, 11)
	if n != (cx.NPS{}) {
		t.Errorf("NPSOf after an error = %+v, want the zero value", n)
	}
	_, err = cx.NPSOf([]int{9, 8, -1})
	check("negative", err, 2, -1)
	_, err = cx.NPSOf([]int8{9, -128})
	check("int8", err, 1, -128)
	_, err = cx.NPSOf([]uint8{255})
	check("uint8", err, 0, 255)
	_, err = cx.NPSOf([]int64{math.MinInt64})
	check("int64", err, 0, math.MinInt64)
	_, err = cx.NPSOf([]uint64{1 << 63})
	check("uint64 beyond int64", err, 0, math.MaxInt64)
	_, err = cx.NPSOf([]int64{1<<32 + 9}) // 9 after a careless conversion to 32 bits
	check("beyond 32 bits", err, 0, 1<<32+9)
	_, err = cx.NPSOf([]int{16})
	check("the first number that 4 bits lack", err, 0, 16)
}

// The class of every score of every scale, from the survey definitions: 1-3 with 1
// and 3, 1-5 with 1-3 and 5, 1-7 with 1-4 and 7, 1-10 with 1-6 and 9-10.
func TestNPSOn_classes(t *testing.T) {
	tests := []struct {
		points, min int
		classes     string // one letter a score: detractor, passive, promoter
	}{
		{11, 0, "dddddddpprr"},
		{10, 1, "ddddddpprr"},
		{7, 1, "ddddppr"},
		{5, 1, "dddpr"},
		{3, 1, "dpr"},
	}
	for _, tt := range tests {
		empty, err := cx.NPSOn(cx.RecommendScale(tt.points))
		if err != nil {
			t.Fatalf("NPSOn(%d points): %v", tt.points, err)
		}
		for i, class := range tt.classes {
			n, want := empty, empty
			switch class {
			case 'd':
				want.Detractors = 1
			case 'p':
				want.Passives = 1
			case 'r':
				want.Promoters = 1
			}
			if err := n.Add(tt.min + i); err != nil || n != want {
				t.Errorf("%d points: Add(%d) = %+v, %v, want %+v", tt.points, tt.min+i, n, err, want)
			}
			// The histogram of the same answer gives the same tally.
			r := cx.Ratings{Scale: cx.RecommendScale(tt.points)}
			r.Counts[i] = 1
			if got, err := r.NPS(); err != nil || got != want {
				t.Errorf("%d points: Ratings of one %d: NPS() = %+v, %v, want %+v", tt.points, tt.min+i, got, err, want)
			}
		}
		top := tt.min + len(tt.classes) - 1
		for _, score := range []int{tt.min - 1, top + 1, math.MinInt, math.MaxInt} {
			n := empty
			err := n.Add(score)
			cxtest.Refuses(t, "Add outside the scale", err, cx.ErrInvalid)
			want := &cx.RangeError{What: "NPS score", Got: int64(score), Min: int64(tt.min), Max: int64(top)}
			if diff := cmp.Diff(error(want), err); diff != "" {
				t.Errorf("%d points: Add(%d): error mismatch (-want +got):\n%s", tt.points, score, diff)
			}
			if n != empty {
				t.Errorf("%d points: Add(%d) left %+v, want it unchanged", tt.points, score, n)
			}
		}
	}
}

func TestNPSOn(t *testing.T) {
	// The scale 0..10 has one form.
	if n, err := cx.NPSOn(cx.RecommendScale(11)); err != nil || n != (cx.NPS{}) {
		t.Errorf("NPSOn(11 points) = %+v, %v, want the zero NPS", n, err)
	}
	// A scale of the caller's own: -5..5 with 4 and 5 as promoters.
	own := cx.Scale{Min: -5, Max: 5, BottomMax: 1, TopMin: 4}
	n, err := cx.NPSOn(own)
	if err != nil {
		t.Fatal(err)
	}
	for _, score := range []int{-5, 1, 2, 3, 4, 5, 5} {
		if err := n.Add(score); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(cx.NPS{Promoters: 3, Passives: 2, Detractors: 2, Scale: own}, n); diff != "" {
		t.Errorf("own scale mismatch (-want +got):\n%s", diff)
	}
	invalid := []struct {
		name string
		s    cx.Scale
	}{
		{"no scale", cx.Scale{}},
		{"a size without classes", cx.RecommendScale(6)},
		{"lower is better", cx.EffortScale(5)},
		{"no order", cx.Scale{Min: 1, Max: 5, BottomMax: 4, TopMin: 4}},
		{"12 points", cx.Scale{Min: 0, Max: 11, BottomMax: 6, TopMin: 9}},
	}
	for _, tt := range invalid {
		n, err := cx.NPSOn(tt.s)
		cxtest.Refuses(t, tt.name, err, cx.ErrInvalid)
		if n != (cx.NPS{}) {
			t.Errorf("%s: NPSOn(%+v) = %+v, want the zero NPS", tt.name, tt.s, n)
		}
	}
}

func TestNPS_Add(t *testing.T) {
	full := cx.NPS{Promoters: math.MaxInt64}
	negative := cx.NPS{Promoters: 2, Passives: -1}
	noScale := cx.NPS{Scale: cx.Scale{Min: 5, Max: 1, BottomMax: 2, TopMin: 4}}
	effort := cx.NPS{Scale: cx.EffortScale(5)}
	for _, n := range []cx.NPS{full, negative, noScale, effort} {
		before := n
		cxtest.Refuses(t, "Add(3)", n.Add(3), cx.ErrInvalid)
		if n != before {
			t.Errorf("Add(3) to %+v left %+v", before, n)
		}
	}
	last := cx.NPS{Promoters: math.MaxInt64 - 1}
	if err := last.Add(0); err != nil || last.Total() != math.MaxInt64 {
		t.Errorf("the last answer that fits: %+v, %v", last, err)
	}
}

func TestNPS_Merge(t *testing.T) {
	ten, err := cx.NPSOn(cx.RecommendScale(10))
	if err != nil {
		t.Fatal(err)
	}
	five := cx.NPS{Promoters: 1, Scale: cx.RecommendScale(5)}
	some := cx.NPS{Promoters: 1, Passives: 2, Detractors: 3}
	tests := []struct {
		name        string
		a, b        cx.NPS
		want        cx.NPS
		wantInvalid error
	}{
		{"sums", some, cx.NPS{Promoters: 10, Detractors: 20}, cx.NPS{Promoters: 11, Passives: 2, Detractors: 23}, nil},
		{"the zero value on the right", five, cx.NPS{}, five, nil},
		{"the zero value on the left adopts the scale", cx.NPS{}, five, five, nil},
		{"the zero value adopts an empty tally's scale", cx.NPS{}, ten, ten, nil},
		{"0..10 written out is the zero Scale", cx.NPS{Passives: 1, Scale: cx.RecommendScale(11)}, some,
			cx.NPS{Promoters: 1, Passives: 3, Detractors: 3}, nil},
		{"to the largest total", cx.NPS{Promoters: 1 << 62}, cx.NPS{Promoters: 1<<62 - 1}, cx.NPS{Promoters: math.MaxInt64}, nil},
		{"other scales", some, five, some, cx.ErrMismatch},
		{"a scale without data is no identity", ten, some, ten, cx.ErrMismatch},
		{"nor on the other side", some, ten, some, cx.ErrMismatch},
		{"two scales without data", ten, cx.NPS{Scale: cx.RecommendScale(5)}, ten, cx.ErrMismatch},
		{"overflow", cx.NPS{Promoters: 1 << 62}, cx.NPS{Detractors: 1 << 62}, cx.NPS{Promoters: 1 << 62}, cx.ErrInvalid},
		{"negative receiver", cx.NPS{Promoters: -1, Passives: 5}, some, cx.NPS{Promoters: -1, Passives: 5}, cx.ErrInvalid},
		{"negative argument", some, cx.NPS{Promoters: -1, Passives: 5}, some, cx.ErrInvalid},
		{"a scale that is none", some, cx.NPS{Scale: cx.Scale{Max: 99}}, some, cx.ErrInvalid},
	}
	for _, tt := range tests {
		a := tt.a
		err := a.Merge(tt.b)
		if tt.wantInvalid != nil {
			cxtest.Refuses(t, tt.name, err, tt.wantInvalid)
		} else if err != nil {
			t.Errorf("%s: Merge: %v", tt.name, err)
		}
		if a != tt.want {
			t.Errorf("%s: Merge(%+v) into %+v = %+v, want %+v", tt.name, tt.b, tt.a, a, tt.want)
		}
	}
}

// Computed from the formulas outside Go, to 6 digits of a score from -1 to 1.
func TestNPS_intervals(t *testing.T) {
	const tolerance = 5.1e-5 // half a unit of the last digit, in points
	tests := []struct {
		n                    cx.NPS
		rawScore             string
		unanimous            bool
		score, variance, se  float64 // of the adjusted counts
		adjusted, adjusted90 [2]float64
		adjustedClipped      bool
		tango, student       [2]float64
	}{
		{
			n: cx.NPS{Detractors: 8, Passives: 13, Promoters: 15}, rawScore: "19.44444444",
			score: 17.9487, variance: 0.595989, se: 12.3620,
			adjusted: [2]float64{-6.2803, 42.1777}, adjusted90: [2]float64{-2.3849, 38.2823},
			tango: [2]float64{-6.7697, 42.8670}, student: [2]float64{-7.1598, 46.0487},
		},
		{
			n: cx.NPS{Detractors: 2, Passives: 11, Promoters: 18}, rawScore: "51.61290323",
			score: 47.0588, variance: 0.410900, se: 10.9933,
			adjusted: [2]float64{25.5123, 68.6053},
			tango:    [2]float64{26.0919, 69.9159}, student: [2]float64{28.6651, 74.5608},
		},
		{
			n: cx.NPS{Detractors: 20, Passives: 30, Promoters: 50}, rawScore: "30",
			score: 29.1262, variance: 0.609341, se: 7.6915,
			adjusted: [2]float64{14.0511, 44.2013},
			tango:    [2]float64{13.9551, 44.3393}, student: [2]float64{14.4247, 45.5753},
		},
		{
			n: cx.NPS{Promoters: 10}, rawScore: "100", unanimous: true,
			score: 76.9231, variance: 0.292899, se: 15.0102,
			adjusted: [2]float64{47.5036, 100}, adjustedClipped: true,
			tango: [2]float64{44.4934, 100},
		},
		{
			n: cx.NPS{Promoters: 1}, rawScore: "100", unanimous: true,
			score: 25, variance: 0.5625, se: 37.5,
			adjusted: [2]float64{-48.4986, 98.4986},
			tango:    [2]float64{-58.6901, 100},
		},
	}
	for _, tt := range tests {
		n := tt.n
		raw, err := n.Score()
		cxtest.Exactly(t, "Score", raw, err, tt.rawScore)

		// Four times the adjusted counts are whole.
		four := cx.NPS{Promoters: 4*n.Promoters + 3, Passives: 4*n.Passives + 6, Detractors: 4*n.Detractors + 3}
		score, err := four.Score()
		cxtest.Near(t, "adjusted score", score.InexactFloat64(), tt.score, tolerance/tt.score)
		if err != nil {
			t.Error(err)
		}
		variance, err := four.Variance()
		cxtest.Near(t, "adjusted variance", variance, tt.variance, 5.1e-7)
		if err != nil {
			t.Error(err)
		}
		c, err := n.DifferenceFrom(0, 0.95)
		cxtest.Near(t, "adjusted standard error", c.StandardError, tt.se, tolerance/tt.se)
		cxtest.Near(t, "adjusted Z", c.Z, tt.score/tt.se, 1e-5)
		if err != nil {
			t.Error(err)
		}

		iv, err := n.AdjustedWaldInterval(0.95)
		npsInterval(t, "AdjustedWaldInterval", iv, err, tt.adjusted[0], tt.adjusted[1], tolerance)
		if iv.Clipped != tt.adjustedClipped || iv.Level != 0.95 {
			t.Errorf("%+v: AdjustedWaldInterval(0.95) = %+v, want Clipped %v", n, iv, tt.adjustedClipped)
		}
		if tt.adjusted90 != [2]float64{} {
			iv, err = n.AdjustedWaldInterval(0.90)
			npsInterval(t, "AdjustedWaldInterval(0.90)", iv, err, tt.adjusted90[0], tt.adjusted90[1], tolerance)
		}
		iv, err = n.Interval(0.95)
		npsInterval(t, "Interval", iv, err, tt.tango[0], tt.tango[1], tolerance)
		if iv.Clipped || iv.Level != 0.95 {
			t.Errorf("%+v: Interval(0.95) = %+v, want it never clipped", n, iv)
		}
		iv, err = n.TInterval(0.95)
		if tt.unanimous {
			cxtest.Refuses(t, "TInterval", err, cx.ErrUndefined)
			if iv != (cx.Interval{}) {
				t.Errorf("%+v: TInterval = %+v with an error", n, iv)
			}
			_, err = n.WaldInterval(0.95)
			cxtest.Refuses(t, "WaldInterval", err, cx.ErrUndefined)
			continue
		}
		npsInterval(t, "TInterval", iv, err, tt.student[0], tt.student[1], tolerance)
		// By its formula; the score is rounded to 8 places.
		iv, err = n.WaldInterval(0.95)
		se, _ := n.StandardError()
		npsInterval(t, "WaldInterval", iv, err, raw.InexactFloat64()-npsZ95*se, raw.InexactFloat64()+npsZ95*se, 5e-9)
	}
}

// Three answers, one in each class: the variance is 2/3 and t(2) at 0.95 is
// 4.302652729749462, so that both limits are cut back.
func TestNPS_clipped(t *testing.T) {
	n := cx.NPS{Promoters: 1, Passives: 1, Detractors: 1}
	iv, err := n.TInterval(0.95)
	if want := (cx.Interval{Low: -100, High: 100, Level: 0.95, Clipped: true}); iv != want || err != nil {
		t.Errorf("TInterval(0.95) = %+v, %v, want %+v", iv, err, want)
	}
	// sqrt(2/3/3) = 0.471405: ±92.3937 points.
	iv, err = n.WaldInterval(0.95)
	npsInterval(t, "WaldInterval", iv, err, -npsZ95*100*math.Sqrt(2)/3, npsZ95*100*math.Sqrt(2)/3, 1e-12)
	if iv.Clipped {
		t.Errorf("WaldInterval(0.95) = %+v, want it not clipped", iv)
	}
	// 2, 1, 1: 25 ± z·sqrt(0.6875/4), to 106.2566.
	n = cx.NPS{Promoters: 2, Passives: 1, Detractors: 1}
	iv, err = n.WaldInterval(0.95)
	npsInterval(t, "WaldInterval", iv, err, 25-npsZ95*100*math.Sqrt(0.6875/4), 100, 1e-12)
	if !iv.Clipped {
		t.Errorf("WaldInterval(0.95) = %+v, want it clipped", iv)
	}
	// The mirror image is clipped at the other end.
	n = cx.NPS{Promoters: 1, Passives: 1, Detractors: 2}
	iv, err = n.WaldInterval(0.95)
	npsInterval(t, "WaldInterval", iv, err, -100, -25+npsZ95*100*math.Sqrt(0.6875/4), 1e-12)
	if !iv.Clipped {
		t.Errorf("WaldInterval(0.95) = %+v, want it clipped", iv)
	}
	// 10 promoters alone run to 106.3426 after the adjustment; at 50 % to 87.05.
	n = cx.NPS{Promoters: 10}
	if iv, err := n.AdjustedWaldInterval(0.5); err != nil || iv.Clipped {
		t.Errorf("AdjustedWaldInterval(0.5) = %+v, %v, want it not clipped", iv, err)
	}
}

// The closed forms at the edges: (n-z²)/(n+z²) for promoters alone, ±z²/(n+z²) for
// passives alone.
func TestNPS_Interval_edges(t *testing.T) {
	levels := []struct{ level, z float64 }{{0.95, npsZ95}, {0.90, npsZ90}, {0.5, 0.6744897501960817}}
	for _, n := range []int64{1, 2, 3, 10, 100, 12345, 1e9, 1 << 53, 1 << 62, math.MaxInt64} {
		for _, l := range levels {
			size, z2 := float64(n), l.z*l.z
			edge, middle := 100*(size-z2)/(size+z2), 100*z2/(size+z2)

			iv, err := cx.NPS{Promoters: n}.Interval(l.level)
			npsInterval(t, "promoters alone", iv, err, edge, 100, 1e-12)
			if iv.High != 100 {
				t.Errorf("%d promoters: Interval(%v) = %+v, want High 100", n, l.level, iv)
			}
			iv, err = cx.NPS{Detractors: n}.Interval(l.level)
			npsInterval(t, "detractors alone", iv, err, -100, -edge, 1e-12)
			if iv.Low != -100 {
				t.Errorf("%d detractors: Interval(%v) = %+v, want Low -100", n, l.level, iv)
			}
			iv, err = cx.NPS{Passives: n}.Interval(l.level)
			npsInterval(t, "passives alone", iv, err, -middle, middle, 1e-12)
			if !(iv.Low < 0 && iv.High > 0) {
				t.Errorf("%d passives: Interval(%v) = %+v, want it around 0", n, l.level, iv)
			}
		}
	}
	// With very many answers all intervals are Wald's.
	n := cx.NPS{Promoters: 1 << 61, Passives: 1 << 61, Detractors: 1 << 62}
	margin := 100 * npsZ95 * math.Sqrt(0.6875/0x1p63)
	iv, err := n.Interval(0.95)
	cxtest.Refuses(t, "Interval of 2^63 answers", err, cx.ErrInvalid)
	if iv != (cx.Interval{}) {
		t.Errorf("Interval of 2^63 answers = %+v with an error", iv)
	}
	n.Detractors--
	iv, err = n.Interval(0.95)
	npsInterval(t, "Interval", iv, err, -25-margin, -25+margin, 1e-13)
	iv, err = n.TInterval(0.95)
	npsInterval(t, "TInterval", iv, err, -25-margin, -25+margin, 1e-13)
}

// npsScoreZ returns (S - d) / sqrt(V/n) for the counts of a sample and a supposed score
// d from -1 to 1, where V is the variance of the likeliest shares that have this
// score. It is not Tango's closed form: the share q of detractors is the root of
//
//	D/q + Pr/(q+d) - 2·P/(1-2q-d)
//
// the derivative of the log-likelihood, by halving, with 160 bits.
func npsScoreZ(n cx.NPS, d float64) float64 {
	const bits = 160
	number := func(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }
	worse, middle, better := number(float64(n.Detractors)), number(float64(n.Passives)), number(float64(n.Promoters))
	delta := number(d)
	low := number(max(0, -d))
	high := new(big.Float).SetPrec(bits).Sub(number(1), delta)
	high.Quo(high, number(2))
	// rising reports whether the likelihood grows with q: the derivative times its
	// three denominators, which are positive between low and high.
	rising := func(q *big.Float) bool {
		p := new(big.Float).Add(q, delta)
		rest := new(big.Float).Sub(number(1), q)
		rest.Sub(rest, p)
		up := new(big.Float).Mul(worse, p)
		up.Add(up, new(big.Float).Mul(better, q))
		up.Mul(up, rest)
		down := new(big.Float).Mul(number(2), middle)
		down.Mul(down, q).Mul(down, p)
		return up.Cmp(down) > 0
	}
	q := new(big.Float).SetPrec(bits)
	for range bits {
		q.Add(low, high)
		q.Quo(q, number(2))
		if rising(q) {
			low.Set(q)
		} else {
			high.Set(q)
		}
	}
	// V = 2q + d - d², and S - d = (Pr - D - n·d)/n.
	v := new(big.Float).Mul(number(2), q)
	v.Add(v, delta)
	v.Sub(v, new(big.Float).Mul(delta, delta))
	size := number(float64(n.Total()))
	gap := new(big.Float).Sub(better, worse)
	gap.Sub(gap, new(big.Float).Mul(size, delta))
	g, _ := gap.Float64()
	vn, _ := v.Mul(v, size).Float64()
	return g / math.Sqrt(vn)
}

func TestNPS_Interval_properties(t *testing.T) {
	cxtest.Long(t)
	random := rand.New(rand.NewPCG(1, 2))
	draw := func() int64 { return int64(math.Exp(random.Float64()*13)) - 1 }
	levels := []struct{ level, z float64 }{{0.95, npsZ95}, {0.90, npsZ90}, {0.5, 0.6744897501960817}, {0.999999, 4.891638475692932}}
	for range 200 {
		n := cx.NPS{Promoters: draw(), Passives: draw(), Detractors: draw()}
		switch random.IntN(6) {
		case 0:
			n.Promoters = 0
		case 1:
			n.Detractors = 0
		case 2:
			n.Passives = 0
		}
		if n.Total() == 0 {
			continue
		}
		score := 100 * float64(n.Promoters-n.Detractors) / float64(n.Total())
		for _, l := range levels {
			iv, err := n.Interval(l.level)
			if err != nil {
				t.Fatalf("%+v: Interval(%v): %v", n, l.level, err)
			}
			if !(iv.Low >= -100 && iv.Low <= score && score <= iv.High && iv.High <= 100 && iv.Low < iv.High) || iv.Clipped {
				t.Errorf("%+v: Interval(%v) = %+v, want it within -100..100 and around %v", n, l.level, iv, score)
			}
			mirrored, err := cx.NPS{Promoters: n.Detractors, Passives: n.Passives, Detractors: n.Promoters}.Interval(l.level)
			if err != nil || mirrored.Low != -iv.High || mirrored.High != -iv.Low {
				t.Errorf("%+v: Interval(%v) = %+v, mirrored %+v, %v", n, l.level, iv, mirrored, err)
			}
			// The limits solve the score equation: the statistic passes ±z within
			// 1e-12 of them, on a score from -1 to 1.
			const step = 1e-12
			if low := iv.Low / 100; low > -1+step {
				if inside, outside := npsScoreZ(n, low+step), npsScoreZ(n, low-step); !(inside < l.z && outside > l.z) {
					t.Errorf("%+v: Interval(%v) = %+v: statistic %v..%v at the low limit, want %v between",
						n, l.level, iv, inside, outside, l.z)
				}
			}
			if high := iv.High / 100; high < 1-step {
				if inside, outside := npsScoreZ(n, high-step), npsScoreZ(n, high+step); !(inside > -l.z && outside < -l.z) {
					t.Errorf("%+v: Interval(%v) = %+v: statistic %v..%v at the high limit, want %v between",
						n, l.level, iv, inside, outside, -l.z)
				}
			}
		}
		// A higher level gives a wider interval.
		narrow, _ := n.Interval(0.8)
		wide, _ := n.Interval(0.8000001)
		if wide.Low > narrow.Low || wide.High < narrow.High {
			t.Errorf("%+v: Interval(0.8) = %+v does not lie in that of a higher level, %+v", n, narrow, wide)
		}
	}
}

// The ends of what a level may be.
func TestNPS_extremeLevels(t *testing.T) {
	n := cx.NPS{Promoters: 3, Passives: 4, Detractors: 2}
	methods := map[string]func(float64) (cx.Interval, error){
		"Interval": n.Interval, "WaldInterval": n.WaldInterval,
		"AdjustedWaldInterval": n.AdjustedWaldInterval, "TInterval": n.TInterval,
	}
	for name, f := range methods {
		for _, level := range []float64{5e-324, 1e-300, 1e-16} {
			iv, err := f(level)
			if err != nil || !(iv.Low <= iv.High && iv.High-iv.Low < 1e-12) {
				t.Errorf("%s(%v) = %+v, %v, want a point", name, level, iv, err)
			}
		}
		iv, err := f(1 - 0x1p-53)
		if err != nil || !(iv.Low >= -100 && iv.Low < -70 && iv.High > 80 && iv.High <= 100) {
			t.Errorf("%s(1 - 2^-53) = %+v, %v, want nearly all of -100..100", name, iv, err)
		}
		for _, level := range []float64{0, 1, -0.5, 1.5, 95, math.NaN(), math.Inf(1), math.Inf(-1)} {
			iv, err := f(level)
			cxtest.Refuses(t, name, err, cx.ErrInvalid)
			if iv != (cx.Interval{}) {
				t.Errorf("%s(%v) = %+v with an error", name, level, iv)
			}
		}
	}
}

// npsQueries calls every query of a tally that returns an error.
func npsQueries(n cx.NPS) map[string]error {
	return map[string]error{
		"Score":                func() error { _, err := n.Score(); return err }(),
		"Variance":             func() error { _, err := n.Variance(); return err }(),
		"StandardError":        func() error { _, err := n.StandardError(); return err }(),
		"Interval":             func() error { _, err := n.Interval(0.95); return err }(),
		"AdjustedWaldInterval": func() error { _, err := n.AdjustedWaldInterval(0.95); return err }(),
		"WaldInterval":         func() error { _, err := n.WaldInterval(0.95); return err }(),
		"TInterval":            func() error { _, err := n.TInterval(0.95); return err }(),
		"Difference":           func() error { _, err := n.Difference(cx.NPS{Promoters: 1}, 0.95); return err }(),
		"DifferenceWald":       func() error { _, err := n.DifferenceWald(cx.NPS{Promoters: 1}, 0.95); return err }(),
		"DifferenceFrom":       func() error { _, err := n.DifferenceFrom(0, 0.95); return err }(),
	}
}

func TestNPS_noData(t *testing.T) {
	for name, err := range npsQueries(cx.NPS{}) {
		cxtest.Refuses(t, name, err, cx.ErrNoData)
		cxtest.Refuses(t, name, err, cx.ErrUndefined)
	}
	if score, _ := (cx.NPS{}).Score(); !score.Equal(decimal.Decimal{}) {
		t.Errorf("Score() of nothing = %v with its error, want the zero value", score)
	}
}

func TestNPS_invalid(t *testing.T) {
	tests := []struct {
		name string
		n    cx.NPS
	}{
		{"negative count", cx.NPS{Promoters: 5, Passives: -1}},
		{"negative counts that cancel", cx.NPS{Promoters: 1, Passives: -1}},
		{"total beyond int64", cx.NPS{Promoters: math.MaxInt64, Passives: 1, Detractors: 1}},
		{"no such scale", cx.NPS{Promoters: 5, Scale: cx.Scale{Min: 1}}},
		{"lower is better", cx.NPS{Promoters: 5, Scale: cx.EffortScale(5)}},
	}
	for _, tt := range tests {
		for name, err := range npsQueries(tt.n) {
			cxtest.Refuses(t, tt.name+": "+name, err, cx.ErrInvalid)
		}
	}
}

func TestNPS_UnmarshalJSON(t *testing.T) {
	five := cx.NPS{Promoters: 1, Scale: cx.RecommendScale(5)}
	valid := []struct {
		name, text string
		want       cx.NPS
	}{
		{"counts", `{"promoters":462,"passives":176,"detractors":362}`, cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}},
		{"a scale", `{"promoters":1,"passives":0,"detractors":0,"scale":{"min":1,"max":5,"bottom_max":3,"top_min":5}}`, five},
		{"0..10 written out", `{"promoters":1,"scale":{"min":0,"max":10,"bottom_max":6,"top_min":9}}`, cx.NPS{Promoters: 1}},
		{"an empty object is no data", `{}`, cx.NPS{}},
		{"null fields", `{"promoters":null,"scale":null}`, cx.NPS{}},
	}
	for _, tt := range valid {
		n := cx.NPS{Detractors: 99}
		if err := json.Unmarshal([]byte(tt.text), &n); err != nil || n != tt.want {
			t.Errorf("%s: Unmarshal(%s) = %+v, %v, want %+v", tt.name, tt.text, n, err, tt.want)
		}
		data, err := json.Marshal(n)
		if err != nil {
			t.Errorf("%s: Marshal: %v", tt.name, err)
		}
		again := cx.NPS{Detractors: 99}
		if err := json.Unmarshal(data, &again); err != nil || again != n {
			t.Errorf("%s: %s decodes to %+v, %v, want %+v", tt.name, data, again, err, n)
		}
	}
	before := cx.NPS{Detractors: 99}
	n := before
	if err := json.Unmarshal([]byte("null"), &n); err != nil || n != before {
		t.Errorf("Unmarshal(null) = %+v, %v, want it unchanged", n, err)
	}
	for _, text := range []string{
		`{"promoters":-1}`,
		`{"promoters":9223372036854775807,"passives":1}`,
		`{"promoters":9223372036854775808}`,
		`{"promoters":1.5}`,
		`{"promoters":"1"}`,
		`{"promoters":1,"promoters":1}`,
		`{"Promoters":1}`,
		`{"promoters":1,"score":100}`,
		`{"scale":{"min":1,"max":5,"bottom_max":2,"top_min":4,"lower_is_better":true}}`,
		`{"scale":{"min":1,"max":5}}`,
		`[1,2,3]`,
		`7`,
	} {
		n := before
		cxtest.Refuses(t, text, json.Unmarshal([]byte(text), &n), cx.ErrInvalid)
		if n != before {
			t.Errorf("Unmarshal(%s) left %+v, want it unchanged", text, n)
		}
	}
}
