package cx_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// lawful is a tally type: its empty value, with the scale where it needs one, and
// the way to add a row. A byte stands for a row, so that the laws can be fuzzed.
type lawful[T any, P cx.Merger[T]] struct {
	empty T
	add   func(tally P, row byte) error
}

// of tallies rows.
func (l lawful[T, P]) of(t testing.TB, rows []byte) T {
	t.Helper()
	tally := l.empty
	for _, row := range rows {
		if err := l.add(&tally, row); err != nil {
			t.Fatalf("add row %d to %v: %v", row, tally, err)
		}
	}
	return tally
}

// merge returns the pool of tallies from left to right, and checks that no argument
// was modified.
func (l lawful[T, P]) merge(t testing.TB, first T, others ...T) T {
	t.Helper()
	for _, other := range others {
		before := other
		if err := P(&first).Merge(other); err != nil {
			t.Fatalf("merge %v into %v: %v", other, first, err)
		}
		if diff := cmp.Diff(before, other); diff != "" {
			t.Errorf("Merge modified its argument (-before +after):\n%s", diff)
		}
	}
	return first
}

// encode returns the JSON of a tally.
func encode(t testing.TB, v any) []byte {
	t.Helper()
	state, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("Marshal(%v): %v", v, err)
	}
	return state
}

// check checks every law on rows split into three shards at i <= j.
func (l lawful[T, P]) check(t testing.TB, rows []byte, i, j int) {
	t.Helper()
	var zero T
	whole := l.of(t, rows)
	a, b, c := l.of(t, rows[:i]), l.of(t, rows[i:j]), l.of(t, rows[j:])
	cxtest.Same(t, "the zero value is the identity on the left", whole, l.merge(t, zero, whole))
	cxtest.Same(t, "the zero value is the identity on the right", whole, l.merge(t, whole, zero))
	cxtest.Same(t, "the empty tally adds nothing", whole, l.merge(t, whole, l.empty))
	cxtest.Same(t, "zero and zero are zero", zero, l.merge(t, zero, zero))
	cxtest.Same(t, "any split equals the whole", whole, l.merge(t, a, b, c))
	cxtest.Same(t, "merging commutes", l.merge(t, a, b), l.merge(t, b, a))
	cxtest.Same(t, "merging is associative", l.merge(t, l.merge(t, a, b), c), l.merge(t, a, l.merge(t, b, c)))

	// Rows added to a merged tally count like any others.
	pooled := l.merge(t, a, b)
	for _, row := range rows[j:] {
		if err := l.add(&pooled, row); err != nil {
			t.Fatalf("add row %d after a merge: %v", row, err)
		}
	}
	cxtest.Same(t, "Add after Merge", whole, pooled)

	state := encode(t, whole)
	decoded := l.merge(t, c, a) // is overwritten
	if err := json.Unmarshal(state, &decoded); err != nil {
		t.Fatalf("Unmarshal(%s): %v", state, err)
	}
	cxtest.Same(t, "decoding is the inverse of encoding", whole, decoded)

	total := func(tally T) int64 {
		switch tally := any(tally).(type) {
		case interface{ Total() int64 }:
			return tally.Total()
		case cx.Proportion:
			return tally.Total
		}
		t.Fatalf("%T has no total", tally)
		return 0
	}
	if got := total(whole); got != int64(len(rows)) || total(a)+total(b)+total(c) != got {
		t.Errorf("totals %d = %d + %d + %d, want %d", got, total(a), total(b), total(c), len(rows))
	}
}

// run checks the laws on random rows, many and few, split in many places.
func (l lawful[T, P]) run(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2003))
	for _, n := range []int{0, 1, 2, 3, 10, 100, 500} {
		rows := make([]byte, n)
		for range 5 {
			for i := range rows {
				rows[i] = byte(random.UintN(256))
			}
			i := random.IntN(n + 1)
			j := i + random.IntN(n-i+1)
			l.check(t, rows, i, j)
		}
		l.check(t, rows, 0, 0)
		l.check(t, rows, 0, n)
		l.check(t, rows, n, n)
	}
}

// fuzz checks the laws on the fuzzer's rows.
func (l lawful[T, P]) fuzz(f *testing.F) {
	f.Add([]byte(nil), uint(0), uint(0))
	f.Add([]byte{10}, uint(0), uint(1))
	f.Add([]byte("\x00\x01\x02\x7f\x80\xffany split equals the whole"), uint(3), uint(9))
	f.Fuzz(func(t *testing.T, rows []byte, i, j uint) {
		if len(rows) > 1000 {
			rows = rows[:1000]
		}
		n := uint(len(rows)) + 1
		i, j = i%n, j%n
		l.check(t, rows, int(min(i, j)), int(max(i, j)))
	})
}

// rate is the rating on a scale that a byte stands for.
func rate(s cx.Scale, row byte) int { return s.Min + int(row)%(s.Max-s.Min+1) }

func npsLaws(s cx.Scale) lawful[cx.NPS, *cx.NPS] {
	empty := cx.NPS{Scale: s}
	if s == (cx.Scale{}) {
		s = cx.RecommendScale(11)
	}
	return lawful[cx.NPS, *cx.NPS]{empty, func(n *cx.NPS, row byte) error { return n.Add(rate(s, row)) }}
}

func ratingsLaws(s cx.Scale) lawful[cx.Ratings, *cx.Ratings] {
	return lawful[cx.Ratings, *cx.Ratings]{
		cx.Ratings{Scale: s}, func(r *cx.Ratings, row byte) error { return r.Add(rate(s, row)) },
	}
}

func csatLaws(s cx.Scale) lawful[cx.CSAT, *cx.CSAT] {
	return lawful[cx.CSAT, *cx.CSAT]{
		cx.CSAT{Scale: s}, func(c *cx.CSAT, row byte) error { return c.Add(rate(s, row)) },
	}
}

func cesLaws(s cx.Scale) lawful[cx.CES, *cx.CES] {
	return lawful[cx.CES, *cx.CES]{
		cx.CES{Scale: s}, func(c *cx.CES, row byte) error { return c.Add(rate(s, row)) },
	}
}

func proportionLaws() lawful[cx.Proportion, *cx.Proportion] {
	return lawful[cx.Proportion, *cx.Proportion]{
		cx.Proportion{}, func(p *cx.Proportion, row byte) error { return p.Add(row%2 == 1) },
	}
}

// weightedLaws has weights of many digits and exponents, 0 among them, some with
// zeros at the end.
func weightedLaws(s cx.Scale) lawful[cx.WeightedNPS, *cx.WeightedNPS] {
	empty := cx.WeightedNPS{Scale: s}
	if s == (cx.Scale{}) {
		s = cx.RecommendScale(11)
	}
	return lawful[cx.WeightedNPS, *cx.WeightedNPS]{empty, func(w *cx.WeightedNPS, row byte) error {
		return w.Add(rate(s, row), decimal.New(int64(row)/3*25, int32(row%5)-4))
	}}
}

func recommendationsLaws(s cx.Scale) lawful[cx.Recommendations, *cx.Recommendations] {
	empty := cx.Recommendations{Scale: s}
	if s == (cx.Scale{}) {
		s = cx.RecommendScale(11)
	}
	return lawful[cx.Recommendations, *cx.Recommendations]{
		empty, func(r *cx.Recommendations, row byte) error { return r.Add(rate(s, row/2), row%2 == 1) },
	}
}

func TestMergeLaws(t *testing.T) {
	t.Run("NPS", npsLaws(cx.Scale{}).run)
	t.Run("NPS on 1-5", npsLaws(cx.RecommendScale(5)).run)
	t.Run("Ratings", ratingsLaws(cx.SatisfactionScale(5)).run)
	t.Run("Ratings around 0", ratingsLaws(centred).run)
	t.Run("CSAT", csatLaws(cx.SatisfactionScale(10)).run)
	t.Run("CES 1.0", cesLaws(cx.EffortScale(5)).run)
	t.Run("CES 2.0", cesLaws(cx.EaseScale(7)).run)
	t.Run("Proportion", proportionLaws().run)
	t.Run("WeightedNPS", weightedLaws(cx.Scale{}).run)
	t.Run("WeightedNPS on 1-7", weightedLaws(cx.RecommendScale(7)).run)
	t.Run("Recommendations", recommendationsLaws(cx.Scale{}).run)
	t.Run("Recommendations on 1-3", recommendationsLaws(cx.RecommendScale(3)).run)
}

// The laws hold for a tally that counts nothing, too. These are the counts by hand.
func TestAddCounts(t *testing.T) {
	var (
		nps             cx.NPS
		weighted        cx.WeightedNPS
		recommendations cx.Recommendations
		proportion      cx.Proportion
		ratings         = cx.Ratings{Scale: cx.RecommendScale(11)}
		csat            = cx.CSAT{Scale: cx.RecommendScale(11)}
		ces             = cx.CES{Scale: cx.RecommendScale(11)}
	)
	for i, score := range []int{10, 9, 8, 7, 6, 0, 8, 9, 9} {
		recommended := i%2 == 0 // 10, 8, 6, 8 and the last 9
		for _, err := range []error{
			nps.Add(score), ratings.Add(score), csat.Add(score), ces.Add(score), proportion.Add(recommended),
			weighted.Add(score, decimal.New(int64(i+1), -1)), recommendations.Add(score, recommended),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	counts := [11]int64{0: 1, 6: 1, 7: 1, 8: 2, 9: 3, 10: 1}
	cxtest.Same(t, "NPS", cx.NPS{Promoters: 4, Passives: 3, Detractors: 2}, nps)
	cxtest.Same(t, "Ratings", cx.Ratings{Scale: cx.RecommendScale(11), Counts: counts}, ratings)
	cxtest.Same(t, "CSAT", cx.CSAT{Scale: cx.RecommendScale(11), Counts: counts}, csat)
	cxtest.Same(t, "CES", cx.CES{Scale: cx.RecommendScale(11), Counts: counts}, ces)
	cxtest.Same(t, "Proportion", cx.Proportion{Count: 5, Total: 9}, proportion)
	// Weights .1 to .9: promoters .1 .2 .8 .9, passives .3 .4 .7, detractors .5 .6; the
	// squares of 1 to 9 add up to 285.
	cxtest.Same(t, "WeightedNPS", cx.WeightedNPS{
		Promoters: dec("2"), Passives: dec("1.4"), Detractors: dec("1.1"), Squares: dec("2.85"), Answers: 9,
	}, weighted)
	cxtest.Same(t, "Recommendations", cx.Recommendations{
		Promoters: cx.Proportion{Count: 2, Total: 4}, Passives: cx.Proportion{Count: 2, Total: 3}, Detractors: cx.Proportion{Count: 1, Total: 2},
	}, recommendations)
}

// Equal weights count alike, however many zeros a column of NUMERIC(38,19) gives them.
func TestWeightsWithZeros(t *testing.T) {
	var short, long cx.WeightedNPS
	if err := short.Add(9, dec("1.5")); err != nil {
		t.Fatal(err)
	}
	if err := long.Add(9, dec("1.5000000000000000000")); err != nil {
		t.Fatal(err)
	}
	cxtest.Same(t, "1.5 and 1.5000000000000000000", short, long)
}

func FuzzNPSMerge(f *testing.F)         { npsLaws(cx.Scale{}).fuzz(f) }
func FuzzRatingsMerge(f *testing.F)     { ratingsLaws(centred).fuzz(f) }
func FuzzCSATMerge(f *testing.F)        { csatLaws(cx.SatisfactionScale(5)).fuzz(f) }
func FuzzCESMerge(f *testing.F)         { cesLaws(cx.EffortScale(5)).fuzz(f) }
func FuzzProportionMerge(f *testing.F)  { proportionLaws().fuzz(f) }
func FuzzWeightedNPSMerge(f *testing.F) { weightedLaws(cx.Scale{}).fuzz(f) }
func FuzzRecommendationsMerge(f *testing.F) {
	recommendationsLaws(cx.RecommendScale(5)).fuzz(f)
}

// After every error the receiver and the argument are as they were.
func TestErrorsChangeNothing(t *testing.T) {
	const most = math.MaxInt64
	five, ease, effort := cx.SatisfactionScale(5), cx.EaseScale(5), cx.EffortScale(5)
	broken := cx.Scale{Min: 1, Max: 5, BottomMax: 4, TopMin: 2}

	cxtest.Unchanged(t, "NPS: score 11", cx.NPS{Promoters: 3}, func(n *cx.NPS) error { return n.Add(11) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "NPS: score -1", cx.NPS{Promoters: 3}, func(n *cx.NPS) error { return n.Add(-1) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "NPS: full", cx.NPS{Promoters: 1, Passives: most - 1}, func(n *cx.NPS) error { return n.Add(3) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "NPS: impossible", cx.NPS{Passives: -1}, func(n *cx.NPS) error { return n.Add(3) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "NPS: broken scale", cx.NPS{Scale: broken}, func(n *cx.NPS) error { return n.Add(3) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "NPS: lower is better", cx.NPS{Scale: effort}, func(n *cx.NPS) error { return n.Add(3) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "NPS: scales", cx.NPS{Promoters: 1}, cx.NPS{Promoters: 1, Scale: cx.RecommendScale(5)}, cx.ErrMismatch)
	cxtest.Unmerged(t, "NPS: empty on a scale", cx.NPS{Promoters: 1}, cx.NPS{Scale: cx.RecommendScale(5)}, cx.ErrMismatch)
	cxtest.Unmerged(t, "NPS: overflow", cx.NPS{Promoters: most}, cx.NPS{Detractors: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "NPS: impossible", cx.NPS{Promoters: 1}, cx.NPS{Detractors: -1}, cx.ErrInvalid)

	cxtest.Unchanged(t, "Ratings: no scale", cx.Ratings{}, func(r *cx.Ratings) error { return r.Add(1) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "Ratings: scales", cx.Ratings{Scale: ease, Counts: [11]int64{1}}, cx.Ratings{Scale: effort, Counts: [11]int64{1}}, cx.ErrMismatch)
	cxtest.Unmerged(t, "Ratings: empty scales", cx.Ratings{Scale: ease}, cx.Ratings{Scale: effort}, cx.ErrMismatch)
	cxtest.Unmerged(t, "Ratings: overflow", cx.Ratings{Scale: five, Counts: [11]int64{most}}, cx.Ratings{Scale: five, Counts: [11]int64{4: 1}}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Ratings: impossible", cx.Ratings{Scale: five}, cx.Ratings{Scale: five, Counts: [11]int64{-1}}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Ratings: beyond the scale", cx.Ratings{}, cx.Ratings{Scale: five, Counts: [11]int64{10: 1}}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Ratings: broken scale", cx.Ratings{}, cx.Ratings{Scale: broken}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Ratings: broken scale and another", cx.Ratings{Scale: five}, cx.Ratings{Scale: broken}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Ratings: counts without a scale", cx.Ratings{Scale: five}, cx.Ratings{Counts: [11]int64{1}}, cx.ErrInvalid)

	cxtest.Unmerged(t, "CSAT: scales", cx.CSAT{Scale: five}, cx.CSAT{Scale: cx.SatisfactionScale(7)}, cx.ErrMismatch)
	cxtest.Unmerged(t, "CSAT: overflow", cx.CSAT{Scale: five, Counts: [11]int64{most}}, cx.CSAT{Scale: five, Counts: [11]int64{1}}, cx.ErrInvalid)
	cxtest.Unmerged(t, "CES: direction", cx.CES{Scale: ease}, cx.CES{Scale: effort}, cx.ErrMismatch)
	cxtest.Unmerged(t, "CES: overflow", cx.CES{Scale: ease, Counts: [11]int64{most}}, cx.CES{Scale: ease, Counts: [11]int64{1}}, cx.ErrInvalid)

	cxtest.Unchanged(t, "Proportion: full", cx.Proportion{Count: 1, Total: most}, func(p *cx.Proportion) error { return p.Add(false) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Proportion: impossible", cx.Proportion{Count: 2, Total: 1}, func(p *cx.Proportion) error { return p.Add(true) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "Proportion: overflow", cx.Proportion{Total: most}, cx.Proportion{Count: 1, Total: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Proportion: impossible", cx.Proportion{Total: 1}, cx.Proportion{Count: -1, Total: 1}, cx.ErrInvalid)

	one := cx.WeightedNPS{Promoters: dec("1"), Squares: dec("1"), Answers: 1}
	five1 := one
	five1.Scale = cx.RecommendScale(5)
	// The largest weight whose square has 34 digits at most, and one that is 34 places
	// away: their sum has more.
	huge := cx.WeightedNPS{Promoters: dec("1e17"), Squares: dec("1e34"), Answers: 1}
	tiny := cx.WeightedNPS{Promoters: dec("1e-17"), Squares: dec("1e-34"), Answers: 1}
	full := cx.WeightedNPS{Promoters: dec("1"), Squares: dec("1"), Answers: most}
	cxtest.Unchanged(t, "WeightedNPS: score", one, func(w *cx.WeightedNPS) error { return w.Add(11, dec("1")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "WeightedNPS: negative weight", one, func(w *cx.WeightedNPS) error { return w.Add(9, dec("-1")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "WeightedNPS: bomb", one, func(w *cx.WeightedNPS) error { return w.Add(9, decimal.New(5, 1_000_000)) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "WeightedNPS: square of 36 digits", one, func(w *cx.WeightedNPS) error { return w.Add(9, dec("123456789012345678")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "WeightedNPS: full", full, func(w *cx.WeightedNPS) error { return w.Add(9, dec("1")) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "WeightedNPS: full", full, one, cx.ErrInvalid)
	cxtest.Unmerged(t, "WeightedNPS: scales", one, five1, cx.ErrMismatch)
	cxtest.Unmerged(t, "WeightedNPS: empty on a scale", one, cx.WeightedNPS{Scale: cx.RecommendScale(5)}, cx.ErrMismatch)
	cxtest.Unmerged(t, "WeightedNPS: digits", huge, tiny, cx.ErrInvalid)
	cxtest.Unmerged(t, "WeightedNPS: impossible", one, cx.WeightedNPS{Promoters: dec("2"), Squares: dec("1"), Answers: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "WeightedNPS: bomb", one, cx.WeightedNPS{Promoters: decimal.New(5, 1_000_000), Squares: dec("1"), Answers: 1}, cx.ErrInvalid)

	all := cx.Recommendations{Promoters: cx.Proportion{Count: 1, Total: most}}
	few := cx.Recommendations{Passives: cx.Proportion{Total: 1}}
	cxtest.Unchanged(t, "Recommendations: score", few, func(r *cx.Recommendations) error { return r.Add(11, true) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Recommendations: full", all, func(r *cx.Recommendations) error { return r.Add(1, true) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "Recommendations: overflow", all, few, cx.ErrInvalid)
	cxtest.Unmerged(t, "Recommendations: impossible", few, cx.Recommendations{Passives: cx.Proportion{Count: 1}}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Recommendations: scales", few, cx.Recommendations{Passives: cx.Proportion{Total: 1}, Scale: cx.RecommendScale(5)}, cx.ErrMismatch)
	cxtest.Unmerged(t, "Recommendations: empty on a scale", few, cx.Recommendations{Scale: cx.RecommendScale(5)}, cx.ErrMismatch)
}

// Add and Merge do not allocate.
func TestAddAndMergeDoNotAllocate(t *testing.T) {
	var (
		nps, npsOther               cx.NPS
		npsOnFive                   = cx.NPS{Scale: cx.RecommendScale(5)}
		ratings                     = cx.Ratings{Scale: cx.SatisfactionScale(5)}
		csat                        = cx.CSAT{Scale: cx.SatisfactionScale(5)}
		ces                         = cx.CES{Scale: cx.EffortScale(5)}
		proportion, proportionOther cx.Proportion
		ratingsOther                = ratings
		csatOther                   = csat
		cesOther                    = ces
	)
	tests := []struct {
		name       string
		add, merge func() error
	}{
		{"NPS", func() error { return nps.Add(9) }, func() error { return npsOther.Merge(nps) }},
		{"NPS on 1-5", func() error { return npsOnFive.Add(5) }, func() error { n := npsOnFive; return n.Merge(npsOnFive) }},
		{"Ratings", func() error { return ratings.Add(4) }, func() error { return ratingsOther.Merge(ratings) }},
		{"CSAT", func() error { return csat.Add(4) }, func() error { return csatOther.Merge(csat) }},
		{"CES", func() error { return ces.Add(4) }, func() error { return cesOther.Merge(ces) }},
		{"Proportion", func() error { return proportion.Add(true) }, func() error { return proportionOther.Merge(proportion) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for name, operation := range map[string]func() error{"Add": tt.add, "Merge": tt.merge} {
				allocations := testing.AllocsPerRun(100, func() {
					if err := operation(); err != nil {
						t.Fatal(err)
					}
				})
				if allocations != 0 {
					t.Errorf("%s allocates %v times, want 0", name, allocations)
				}
			}
		})
	}
}

// checkImpossible calls every query of a tally that no answers have: each refuses it
// with ErrInvalid and the zero value, or gives a proportion that refuses.
func checkImpossible[T any](t *testing.T, name string, valid, tally T) {
	t.Helper()
	v := reflect.ValueOf(tally)
	call := func(receiver reflect.Value, method reflect.Method, argument reflect.Value) {
		what := name + ": " + v.Type().Name() + "." + method.Name
		in := []reflect.Value{receiver}
		for i := 1; i < method.Type.NumIn(); i++ {
			switch kind := method.Type.In(i); {
			case kind == v.Type():
				in = append(in, argument)
			case kind.Kind() == reflect.Float64:
				in = append(in, reflect.ValueOf(0.95))
			case kind.Kind() == reflect.Int:
				in = append(in, reflect.ValueOf(1))
			case kind.Kind() == reflect.Int64:
				in = append(in, reflect.ValueOf(int64(1)))
			case kind == reflect.TypeFor[decimal.Decimal]():
				in = append(in, reflect.ValueOf(dec("0.5")))
			default:
				t.Fatalf("%s: no argument of type %v", what, kind)
			}
		}
		out := method.Func.Call(in)
		last := out[len(out)-1]
		switch {
		case last.Type() == reflect.TypeFor[error]():
			err, _ := last.Interface().(error)
			cxtest.Refuses(t, what, err, cx.ErrInvalid)
			for _, value := range out[:len(out)-1] {
				if !value.IsZero() {
					t.Errorf("%s = %v with an error, want zero", what, value)
				}
			}
		case last.Type() == reflect.TypeFor[cx.Proportion]():
			_, err := last.Interface().(cx.Proportion).Rate()
			cxtest.Refuses(t, what+"().Rate", err, cx.ErrInvalid)
		case last.Type() == v.Type(): // Reversed
			if method.Name != "Reversed" {
				t.Errorf("%s returns a tally and no error", what)
			}
		case method.Name == "Total":
		default:
			t.Errorf("%s cannot refuse", what)
		}
	}
	for i := range v.NumMethod() {
		method := v.Type().Method(i)
		call(v, method, v)
		for j := 1; j < method.Type.NumIn(); j++ {
			if method.Type.In(j) == v.Type() {
				call(reflect.ValueOf(valid), method, v)
				call(v, method, reflect.ValueOf(valid))
			}
		}
	}
}

// Every query of every tally refuses what no answers have. The queries are found by
// reflection, so that a new one cannot be forgotten.
func TestImpossibleTallies(t *testing.T) {
	const most = math.MaxInt64
	five, effort := cx.SatisfactionScale(5), cx.EffortScale(5)
	broken := cx.Scale{Min: 1, Max: 5, BottomMax: 4, TopMin: 2}
	huge := cx.Scale{Min: math.MinInt, Max: math.MaxInt, BottomMax: 0, TopMin: 1}

	valid := cx.Ratings{Scale: five, Counts: [11]int64{1, 2, 3, 4, 5}}
	for name, r := range map[string]cx.Ratings{
		"negative count":         {Scale: five, Counts: [11]int64{2, -1, 2}},
		"smallest count":         {Scale: five, Counts: [11]int64{math.MinInt64, math.MinInt64}},
		"overflow":               {Scale: five, Counts: [11]int64{most, 1}},
		"overflow back to 1":     {Scale: five, Counts: [11]int64{most, most, 3}},
		"counts beyond scale":    {Scale: five, Counts: [11]int64{1, 1, 1, 1, 1, 1}},
		"negative beyond scale":  {Scale: five, Counts: [11]int64{1, 1, 1, 1, 1, 0, -1}},
		"counts without a scale": {Counts: [11]int64{1}},
		"broken scale":           {Scale: broken, Counts: [11]int64{1, 1}},
		"huge scale":             {Scale: huge, Counts: [11]int64{1, 1}},
		"scale of 12 points":     {Scale: cx.Scale{Min: 0, Max: 11, BottomMax: 5, TopMin: 6}, Counts: [11]int64{1, 1}},
	} {
		checkImpossible(t, name, valid, r)
		checkImpossible(t, name, cx.CSAT(valid), cx.CSAT(r))
		checkImpossible(t, name, cx.CES(valid), cx.CES(r))
	}

	for name, n := range map[string]cx.NPS{
		"negative count":  {Promoters: 5, Passives: -1},
		"overflow":        {Promoters: most, Detractors: 1},
		"overflow to 1":   {Promoters: most, Passives: most, Detractors: 3},
		"broken scale":    {Promoters: 1, Scale: broken},
		"huge scale":      {Promoters: 1, Scale: huge},
		"lower is better": {Promoters: 1, Scale: effort},
	} {
		checkImpossible(t, name, cx.NPS{Promoters: 5, Detractors: 1}, n)
	}

	for name, p := range map[string]cx.Proportion{
		"negative count": {Count: -1, Total: 5},
		"negative total": {Count: -5, Total: -1},
		"count of none":  {Count: 1},
		"above the base": {Count: 6, Total: 5},
		"smallest":       {Count: math.MinInt64, Total: math.MinInt64},
	} {
		checkImpossible(t, name, cx.Proportion{Count: 2, Total: 5}, p)
	}

	for name, w := range map[string]cx.WeightedNPS{
		"negative weight":  {Promoters: dec("-1"), Squares: dec("1"), Answers: 1},
		"negative squares": {Promoters: dec("1"), Squares: dec("-1"), Answers: 1},
		"negative answers": {Promoters: dec("1"), Squares: dec("1"), Answers: -1},
		"no answers":       {Promoters: dec("1"), Squares: dec("1")},
		"no squares":       {Promoters: dec("1"), Answers: 1},
		"no weights":       {Squares: dec("1"), Answers: 1},
		"broken scale":     {Scale: broken},
		"lower is better":  {Scale: effort},
		"bomb":             {Promoters: decimal.New(5, 1_000_000), Squares: dec("1"), Answers: 1},
		"bomb below 0":     {Promoters: decimal.New(5, math.MinInt32), Squares: dec("1"), Answers: 1},
	} {
		checkImpossible(t, name, cx.WeightedNPS{Promoters: dec("1"), Squares: dec("1"), Answers: 1}, w)
	}

	for name, r := range map[string]cx.Recommendations{
		"impossible class": {Promoters: cx.Proportion{Count: 2, Total: 1}},
		"negative class":   {Detractors: cx.Proportion{Count: -2, Total: -1}},
		"overflow":         {Promoters: cx.Proportion{Total: most}, Passives: cx.Proportion{Total: 1}},
		"broken scale":     {Scale: broken},
		"lower is better":  {Scale: effort},
	} {
		checkImpossible(t, name, cx.Recommendations{Promoters: cx.Proportion{Count: 1, Total: 1}}, r)
	}
}

// golden is one value of every type that the package encodes.
func golden() map[string]any {
	five, week := cx.RecommendScale(5), cx.Period{
		Start: cx.Date{Year: 2026, Month: time.November, Day: 16}, End: cx.Date{Year: 2026, Month: time.November, Day: 23},
	}
	nps := cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}
	return map[string]any{
		"response": cx.Response{
			Question: "recommend", Customer: "c-1042", At: time.Date(2026, 11, 16, 9, 30, 0, 0, time.FixedZone("", 3600)), Score: 9,
			Segment: "pro", Channel: "email", Team: "north", Stage: "purchase", Touchpoint: "checkout", Account: "acme",
			Language: "en", Comment: "Quick & easy", Themes: []string{"speed", "price"},
		},
		"response_score_alone": cx.Response{},
		"scale":                cx.SatisfactionScale(5),
		"scale_effort":         cx.EffortScale(5),
		"ratings":              cx.Ratings{Scale: centred, Counts: [11]int64{1, 0, 2, 0, 0, 3, 0, 0, 0, 0, 4}},
		"ratings_zero":         cx.Ratings{},
		"csat":                 cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 1, 1, 1, 1}},
		"csat_empty":           cx.CSAT{Scale: cx.SatisfactionScale(3)},
		"ces":                  cx.CES{Scale: cx.EffortScale(5), Counts: [11]int64{9223372036854775800, 0, 0, 0, 7}},
		"nps":                  nps,
		"nps_zero":             cx.NPS{},
		"nps_1_5":              cx.NPS{Promoters: 3, Passives: 2, Detractors: 1, Scale: five},
		"weighted_nps": cx.WeightedNPS{
			Promoters: dec("5.00"), Passives: dec("2"), Detractors: decimal.New(1, 3), Squares: decimal.New(1000025, 0), Answers: 4,
		},
		"weighted_nps_zero": cx.WeightedNPS{},
		"recommendations": cx.Recommendations{
			Promoters: cx.Proportion{Count: 30, Total: 40}, Passives: cx.Proportion{Count: 5, Total: 20},
			Detractors: cx.Proportion{Count: 1, Total: 15}, Scale: five,
		},
		"proportion": cx.Proportion{Count: 81, Total: 263},
		"interval":   cx.Interval{Low: -12.5, High: 100, Level: 0.95, Clipped: true},
		"comparison": cx.Comparison{
			Difference: 17.5, StandardError: 19.25, Z: 0.875, P: 0.375, Interval: cx.Interval{Low: -20.25, High: 55.25, Level: 0.9},
		},
		"comparison_t": cx.Comparison{
			Difference: -1, StandardError: 1.5, Z: -0.75, P: 0.5, DegreesOfFreedom: 21.5, Interval: cx.Interval{Low: -4, High: 2, Level: 0.95},
		},
		"change": cx.Change{Total: dec("-7"), Mix: dec("-12.50"), Rate: dec("5.5")},
		"group":  cx.Group[string, cx.NPS]{Key: "pro", Tally: nps},
		"group_by_number": cx.Group[int, cx.Ratings]{
			Key: 7, Tally: cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{1, 2, 3}},
		},
		"point": cx.Point[cx.NPS]{Period: week, Tally: nps},
		"ranking": cx.Ranking[string, cx.NPS]{
			Key: "pro", Tally: nps, Rank: 1, Tested: true, AdjustedP: 0.75,
			Difference: cx.Comparison{Difference: 1, StandardError: 2, Z: 0.5, P: 0.625, Interval: cx.Interval{Low: -3, High: 5, Level: 0.95}},
		},
		"ranking_small": cx.Ranking[string, cx.NPS]{Key: "new", Tally: cx.NPS{Promoters: 1}},
	}
}

// The encodings are those of the files, which were written by hand, and decode to
// the values.
func TestGoldenJSON(t *testing.T) { cxtest.Golden(t, "", golden()) }

// Every result can be compared by go-cmp without options.
func TestResultsCompareWithoutOptions(t *testing.T) {
	values := golden()
	values["period"] = cx.Period{Start: cx.Date{Year: 2026, Month: time.November, Day: 16}}
	values["calendar day"] = cx.Date{Year: 2026, Month: time.November, Day: 16}
	values["range error"] = &cx.RangeError{What: "rating", Got: 6, Min: 1, Max: 5}
	values["row error"] = &cx.RowError{Row: 3, Err: &cx.RangeError{What: "rating", Got: 6, Min: 1, Max: 5}}
	for name, value := range values {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(value, value); diff != "" {
				t.Errorf("cmp.Diff(x, x) = %s", diff)
			}
		})
	}
}
