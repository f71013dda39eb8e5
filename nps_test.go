package cx_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
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
	c, err := n.Difference(n, 0.95) // of two such samples
	cxtest.Near(t, "adjusted standard error", c.StandardError/math.Sqrt2, 2.84720681, 5e-9)
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
		"PromoterShare":        func() error { _, err := n.PromoterShare().Rate(); return err }(),
		"PassiveShare":         func() error { _, err := n.PassiveShare().Rate(); return err }(),
		"DetractorShare":       func() error { _, err := n.DetractorShare().Rate(); return err }(),
		"DifferenceFrom":       func() error { _, err := n.DifferenceFrom(0, 0.95); return err }(),
	}
}

func TestNPS_noData(t *testing.T) {
	for name, err := range npsQueries(cx.NPS{}) {
		cxtest.Refuses(t, name, err, cx.ErrNoData)
		if !errors.Is(err, cx.ErrUndefined) {
			t.Errorf("%s: %v, want one wrapping ErrUndefined, too", name, err)
		}
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

// A customer edits 3 to 9. By hand, of 2 promoters, 1 passive and 2 detractors, whose score
// is 0: of 3, 1 and 1 it is 100·(3-1)/5.
func TestNPS_Remove(t *testing.T) {
	n := cx.NPS{Promoters: 2, Passives: 1, Detractors: 2}
	before, err := n.Score()
	cxtest.Exactly(t, "before", before, err, "0")
	if err := errors.Join(n.Remove(3), n.Add(9)); err != nil || n != (cx.NPS{Promoters: 3, Passives: 1, Detractors: 1}) {
		t.Errorf("edited: %v, %v", n, err)
	}
	after, err := n.Score()
	cxtest.Exactly(t, "after", after, err, "40")
	remove := func(score int) func(*cx.NPS) error { return func(n *cx.NPS) error { return n.Remove(score) } }
	unmerge := func(other cx.NPS) func(*cx.NPS) error { return func(n *cx.NPS) error { return n.Unmerge(other) } }
	five := cx.RecommendScale(5)
	cxtest.Becomes(t, "a passive", n, remove(7), cx.NPS{Promoters: 3, Detractors: 1})
	cxtest.Becomes(t, "the last", cx.NPS{Promoters: 1, Scale: five}, remove(5), cx.NPS{Scale: five})
	cxtest.Becomes(t, "a part", n, unmerge(cx.NPS{Promoters: 1, Detractors: 1}), cx.NPS{Promoters: 2, Passives: 1})
	cxtest.Becomes(t, "all", n, unmerge(n), cx.NPS{})
	cxtest.Becomes(t, "0..10 written out", cx.NPS{Promoters: 1, Scale: cx.RecommendScale(11)}, remove(9), cx.NPS{})
	cxtest.Becomes(t, "nothing on a scale", cx.NPS{}, unmerge(cx.NPS{Scale: five}), cx.NPS{})
	cxtest.Unchanged(t, "none of the class", cx.NPS{Promoters: 3}, remove(3), cx.ErrInvalid)
	cxtest.Unchanged(t, "no such score", n, remove(11), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.NPS{Promoters: 3, Passives: -1}, remove(9), cx.ErrInvalid)
	cxtest.Unchanged(t, "more than there are", n, unmerge(cx.NPS{Passives: 2}), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", n, unmerge(cx.NPS{Promoters: 3, Passives: -1}), cx.ErrInvalid)
	cxtest.Unchanged(t, "another scale", n, unmerge(cx.NPS{Promoters: 1, Scale: five}), cx.ErrMismatch)
	cxtest.Unchanged(t, "an empty tally on another scale", n, unmerge(cx.NPS{Scale: five}), cx.ErrMismatch)
	var adopted cx.NPS
	other := cx.NPS{Promoters: 4, Scale: five}
	if err := errors.Join(adopted.Merge(other), adopted.Unmerge(other)); err != nil || adopted != (cx.NPS{Scale: five}) {
		t.Errorf("a scale that was adopted: %v, %v", adopted, err)
	}
}
