package cx_test

import (
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// npsContract is what NPS, WeightedNPS and Recommendations promise.
func npsContract(*testing.T) cxtest.Contract {
	const onFive = `"scale":{"min":1,"max":5,"bottom_max":3,"top_min":5}`
	scores := []int{10, 0, 7, 9, 3, 3}
	paired := []int{9, 9, 0, 1, 7, 8}
	weights := []decimal.Decimal{dec("3"), dec("1.10"), dec("2"), dec("0"), dec("5"), dec("4")}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			cxtest.CodecOf[cx.NPS](`{"promoters":5,"passives":2,"detractors":3,`+onFive+`}`).
				WithCounts("promoters", "passives", "detractors"),
			cxtest.CodecOf[cx.WeightedNPS](`{"promoters":"2.5","passives":"0","detractors":"1","squares":"7.25","answers":2,`+onFive+`}`).
				WithCounts("answers").WithAmounts("promoters", "passives", "detractors", "squares"),
			cxtest.CodecOf[cx.Recommendations](`{"promoters":{"count":3,"total":4},"passives":{"count":1,"total":2},`+
				`"detractors":{"count":0,"total":3},`+onFive+`}`).WithCounts("count", "total"),
		},
		Laws: []cxtest.Law{
			npsLaws(cx.Scale{}), npsLaws(cx.RecommendScale(5)),
			weightedLaws(cx.Scale{}), weightedLaws(cx.RecommendScale(7)),
			recommendationsLaws(cx.Scale{}), recommendationsLaws(cx.RecommendScale(3)),
		},
		Calls: []cxtest.Call{
			{Func: "NPSOf", Args: []any{scores}, Do: func() (any, error) { return cx.NPSOf(scores) }},
			{Func: "WeightedNPSOf", Args: []any{scores, weights}, Do: func() (any, error) { return cx.WeightedNPSOf(scores, weights) }},
			{Func: "DifferencePaired", Args: []any{scores, paired}, Do: func() (any, error) {
				return cx.DifferencePaired(cx.RecommendScale(11), scores, paired, 0.95)
			}},
		},
	}
}

func TestNPS_Contract(t *testing.T) { npsContract(t).Run(t) }

func FuzzNPSJSON(f *testing.F) { cxtest.FuzzCodecs(f, npsContract(nil).Codecs, cx.ErrInvalid) }

func FuzzNPSMerge(f *testing.F)             { npsLaws(cx.Scale{}).Fuzz(f) }
func FuzzWeightedNPSMerge(f *testing.F)     { weightedLaws(cx.Scale{}).Fuzz(f) }
func FuzzRecommendationsMerge(f *testing.F) { recommendationsLaws(cx.RecommendScale(5)).Fuzz(f) }

func npsLaws(s cx.Scale) cxtest.Laws[cx.NPS, *cx.NPS] {
	empty := cx.NPS{Scale: s}
	if s == (cx.Scale{}) {
		s = cx.RecommendScale(11)
	}
	return cxtest.Laws[cx.NPS, *cx.NPS]{Empty: empty, Total: cx.NPS.Total, Add: func(n *cx.NPS, row byte) error { return n.Add(rate(s, row)) }}
}

// weightedLaws has weights of many digits and exponents, 0 among them, some with
// zeros at the end.
func weightedLaws(s cx.Scale) cxtest.Laws[cx.WeightedNPS, *cx.WeightedNPS] {
	empty := cx.WeightedNPS{Scale: s}
	if s == (cx.Scale{}) {
		s = cx.RecommendScale(11)
	}
	return cxtest.Laws[cx.WeightedNPS, *cx.WeightedNPS]{Empty: empty, Total: cx.WeightedNPS.Total, Add: func(w *cx.WeightedNPS, row byte) error {
		return w.Add(rate(s, row), decimal.New(int64(row)/3*25, int32(row%5)-4))
	}}
}

func recommendationsLaws(s cx.Scale) cxtest.Laws[cx.Recommendations, *cx.Recommendations] {
	empty := cx.Recommendations{Scale: s}
	if s == (cx.Scale{}) {
		s = cx.RecommendScale(11)
	}
	return cxtest.Laws[cx.Recommendations, *cx.Recommendations]{
		Empty: empty, Total: cx.Recommendations.Total, Add: func(r *cx.Recommendations, row byte) error { return r.Add(rate(s, row/2), row%2 == 1) },
	}
}

// After every error the receiver and the argument are as they were.
func TestNPS_errorsChangeNothing(t *testing.T) {
	const most = math.MaxInt64
	effort := cx.EffortScale(5)
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

// Every query of every tally refuses what no answers have.
func TestNPS_impossible(t *testing.T) {
	const most = math.MaxInt64
	effort := cx.EffortScale(5)
	broken := cx.Scale{Min: 1, Max: 5, BottomMax: 4, TopMin: 2}
	huge := cx.Scale{Min: math.MinInt, Max: math.MaxInt, BottomMax: 0, TopMin: 1}
	for name, n := range map[string]cx.NPS{
		"negative count":  {Promoters: 5, Passives: -1},
		"overflow":        {Promoters: most, Detractors: 1},
		"overflow to 1":   {Promoters: most, Passives: most, Detractors: 3},
		"broken scale":    {Promoters: 1, Scale: broken},
		"huge scale":      {Promoters: 1, Scale: huge},
		"lower is better": {Promoters: 1, Scale: effort},
	} {
		cxtest.Impossible(t, name, cx.NPS{Promoters: 5, Detractors: 1}, n, cx.ErrInvalid)
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
		cxtest.Impossible(t, name, cx.WeightedNPS{Promoters: dec("1"), Squares: dec("1"), Answers: 1}, w, cx.ErrInvalid)
	}

	for name, r := range map[string]cx.Recommendations{
		"impossible class": {Promoters: cx.Proportion{Count: 2, Total: 1}},
		"negative class":   {Detractors: cx.Proportion{Count: -2, Total: -1}},
		"overflow":         {Promoters: cx.Proportion{Total: most}, Passives: cx.Proportion{Total: 1}},
		"broken scale":     {Scale: broken},
		"lower is better":  {Scale: effort},
	} {
		cxtest.Impossible(t, name, cx.Recommendations{Promoters: cx.Proportion{Count: 1, Total: 1}}, r, cx.ErrInvalid)
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

// The benchmarks come in groups, of which the first is the plain loop that the
// others are measured against: read them as ratios within one run,
//
//	go test -run '^$' -bench . -count 5
//
// CX_BENCH_ROWS sets the number of responses (4,000,000 by default).

// generator is a small linear congruential generator: the same rows in every run.
type generator uint64

func (g *generator) next(n int) int {
	*g = *g*6364136223846793005 + 1442695040888963407
	return int(uint64(*g) >> 33 % uint64(n))
}

func scores[I cx.Integer](n int) []I {
	g := generator(1)
	s := make([]I, n)
	for i := range s {
		s[i] = I(g.next(11))
	}
	return s
}

var sinkInt int64

func benchmarkNPSOf[I cx.Integer](b *testing.B) {
	s := scores[I](10_000_000)
	b.Run("loop=sum", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for _, x := range s {
				sum += int64(x)
			}
			sinkInt += sum
		}
	})
	b.Run("loop=histogram", func(b *testing.B) {
		for b.Loop() {
			var h [256]int64
			for _, x := range s {
				h[uint8(x)]++
			}
			sinkInt += h[10]
		}
	})
	b.Run("NPSOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			n, err := cx.NPSOf(s)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += n.Promoters
		}
	})
}

func BenchmarkNPSOfInt(b *testing.B)   { benchmarkNPSOf[int](b) }
func BenchmarkNPSOfUint8(b *testing.B) { benchmarkNPSOf[uint8](b) }

func BenchmarkTallies(b *testing.B) {
	s := scores[int](1 << 16)
	five := make([]int, len(s))
	for i, x := range s {
		five[i] = x%5 + 1
	}
	b.Run("loop=three counts", func(b *testing.B) {
		var p, d, n int64
		for i := 0; b.Loop(); i++ {
			switch x := s[i&(1<<16-1)]; {
			case x >= 9:
				p++
			case x <= 6:
				d++
			default:
				n++
			}
		}
		sinkInt += p + d + n
	})
	b.Run("NPS.Add", func(b *testing.B) {
		b.ReportAllocs()
		var n cx.NPS
		for i := 0; b.Loop(); i++ {
			if err := n.Add(s[i&(1<<16-1)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("CSAT.Add", func(b *testing.B) {
		b.ReportAllocs()
		c := cx.CSAT{Scale: cx.SatisfactionScale(5)}
		for i := 0; b.Loop(); i++ {
			if err := c.Add(five[i&(1<<16-1)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("NPS.Merge", func(b *testing.B) {
		b.ReportAllocs()
		var n cx.NPS
		one := cx.NPS{Promoters: 1}
		for b.Loop() {
			if err := n.Merge(one); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("CSAT.Merge", func(b *testing.B) {
		b.ReportAllocs()
		c := cx.CSAT{Scale: cx.SatisfactionScale(5)}
		one := c
		one.Counts[3] = 1
		for b.Loop() {
			if err := c.Merge(one); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchRows(b *testing.B) int {
	text := os.Getenv("CX_BENCH_ROWS")
	if text == "" {
		return 4_000_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 2 {
		b.Fatal("CX_BENCH_ROWS is not a number of rows")
	}
	return n
}

// responses returns rows of two years, five segments, in random order.
func responses(n int) []cx.Response {
	g := generator(7)
	segments := []string{"free", "starter", "team", "business", "enterprise"}
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	rows := make([]cx.Response, n)
	for i := range rows {
		rows[i] = cx.Response{
			Question: "recommend",
			At:       start.Add(time.Duration(g.next(2*365*86400)) * time.Second),
			Score:    g.next(11),
			Segment:  segments[g.next(5)],
		}
	}
	return rows
}

func BenchmarkQueries(b *testing.B) {
	n := cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}
	c := cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{74, 10, 22, 35, 40}}
	for name, query := range map[string]func() error{
		"NPS.Score":           func() error { _, err := n.Score(); return err },
		"NPS.Interval":        func() error { _, err := n.Interval(0.95); return err },
		"NPS.TInterval":       func() error { _, err := n.TInterval(0.95); return err },
		"CSAT.Score":          func() error { _, err := c.Score(); return err },
		"CSAT.Interval":       func() error { _, err := c.Interval(0.95); return err },
		"CSAT.MeanInterval":   func() error { _, err := c.MeanInterval(0.95); return err },
		"NPS.Difference":      func() error { _, err := n.Difference(n, 0.95); return err },
		"CSAT.MeanDifference": func() error { _, err := c.MeanDifference(c, 0.95); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := query(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
