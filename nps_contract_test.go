package cx_test

import (
	"math"
	"os"
	"strconv"
	"sync"
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
			cxtest.CodecOf[cx.Recommendations](`{"promoters":{"count":3,"base":4},"passives":{"count":1,"base":2},`+
				`"detractors":{"count":0,"base":3},`+onFive+`}`).WithCounts("count", "base"),
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
				return cx.DifferencePaired(scores, paired, cx.RecommendScale(11), 0.95)
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
	return cxtest.Laws[cx.NPS, *cx.NPS]{
		Empty: empty, Total: cx.NPS.Total,
		Add:    func(n *cx.NPS, row byte) error { return n.Add(rate(s, row)) },
		Remove: func(n *cx.NPS, row byte) error { return n.Remove(rate(s, row)) },
	}
}

// weightedLaws has weights of many digits and exponents, 0 among them, some with
// zeros at the end.
func weightedLaws(s cx.Scale) cxtest.Laws[cx.WeightedNPS, *cx.WeightedNPS] {
	empty := cx.WeightedNPS{Scale: s}
	if s == (cx.Scale{}) {
		s = cx.RecommendScale(11)
	}
	weight := func(row byte) decimal.Decimal { return decimal.New(int64(row)/3*25, int32(row%5)-4) }
	return cxtest.Laws[cx.WeightedNPS, *cx.WeightedNPS]{
		Empty: empty, Total: cx.WeightedNPS.Total,
		Add:    func(w *cx.WeightedNPS, row byte) error { return w.Add(rate(s, row), weight(row)) },
		Remove: func(w *cx.WeightedNPS, row byte) error { return w.Remove(rate(s, row), weight(row)) },
	}
}

func recommendationsLaws(s cx.Scale) cxtest.Laws[cx.Recommendations, *cx.Recommendations] {
	empty := cx.Recommendations{Scale: s}
	if s == (cx.Scale{}) {
		s = cx.RecommendScale(11)
	}
	return cxtest.Laws[cx.Recommendations, *cx.Recommendations]{
		Empty: empty, Total: cx.Recommendations.Total,
		Add:    func(r *cx.Recommendations, row byte) error { return r.Add(rate(s, row/2), row%2 == 1) },
		Remove: func(r *cx.Recommendations, row byte) error { return r.Remove(rate(s, row/2), row%2 == 1) },
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
	// Two weights that are 34 places apart: their sum has 35 digits.
	huge := cx.WeightedNPS{Promoters: dec("1e17"), Squares: dec("1e34"), Answers: 1}
	tiny := cx.WeightedNPS{Promoters: dec("1e-17"), Squares: dec("1e-34"), Answers: 1}
	full := cx.WeightedNPS{Promoters: dec("1"), Squares: dec("1"), Answers: most}
	cxtest.Unchanged(t, "WeightedNPS: score", one, func(w *cx.WeightedNPS) error { return w.Add(11, dec("1")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "WeightedNPS: negative weight", one, func(w *cx.WeightedNPS) error { return w.Add(9, dec("-1")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "WeightedNPS: bomb", one, func(w *cx.WeightedNPS) error { return w.Add(9, decimal.New(5, 1_000_000)) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "WeightedNPS: sum of 35 digits", one, func(w *cx.WeightedNPS) error { return w.Add(9, dec("1e34")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "WeightedNPS: full", full, func(w *cx.WeightedNPS) error { return w.Add(9, dec("1")) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "WeightedNPS: full", full, one, cx.ErrInvalid)
	cxtest.Unmerged(t, "WeightedNPS: scales", one, five1, cx.ErrMismatch)
	cxtest.Unmerged(t, "WeightedNPS: empty on a scale", one, cx.WeightedNPS{Scale: cx.RecommendScale(5)}, cx.ErrMismatch)
	cxtest.Unmerged(t, "WeightedNPS: digits", huge, tiny, cx.ErrInvalid)
	cxtest.Unmerged(t, "WeightedNPS: impossible", one, cx.WeightedNPS{Promoters: dec("2"), Squares: dec("1"), Answers: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "WeightedNPS: bomb", one, cx.WeightedNPS{Promoters: decimal.New(5, 1_000_000), Squares: dec("1"), Answers: 1}, cx.ErrInvalid)
	all := cx.Recommendations{Promoters: cx.Proportion{Count: 1, Base: most}}
	few := cx.Recommendations{Passives: cx.Proportion{Base: 1}}
	cxtest.Unchanged(t, "Recommendations: score", few, func(r *cx.Recommendations) error { return r.Add(11, true) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Recommendations: full", all, func(r *cx.Recommendations) error { return r.Add(1, true) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "Recommendations: overflow", all, few, cx.ErrInvalid)
	cxtest.Unmerged(t, "Recommendations: impossible", few, cx.Recommendations{Passives: cx.Proportion{Count: 1}}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Recommendations: scales", few, cx.Recommendations{Passives: cx.Proportion{Base: 1}, Scale: cx.RecommendScale(5)}, cx.ErrMismatch)
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
		"impossible class": {Promoters: cx.Proportion{Count: 2, Base: 1}},
		"negative class":   {Detractors: cx.Proportion{Count: -2, Base: -1}},
		"overflow":         {Promoters: cx.Proportion{Base: most}, Passives: cx.Proportion{Base: 1}},
		"broken scale":     {Scale: broken},
		"lower is better":  {Scale: effort},
	} {
		cxtest.Impossible(t, name, cx.Recommendations{Promoters: cx.Proportion{Count: 1, Base: 1}}, r, cx.ErrInvalid)
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

// compactRow is what a host may keep of an answer.
type compactRow struct {
	At      time.Time
	Segment uint8
	Score   int8
}

func BenchmarkSegmentAndWeek(b *testing.B) {
	rows := responses(benchRows(b))
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		b.Fatal(err)
	}
	segment := func(r *cx.Response) string { return r.Segment }
	b.Run("loop=read", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for i := range rows {
				r := &rows[i]
				sum += r.At.Unix() + int64(r.Score) + int64(len(r.Segment)+len(r.Question))
			}
			sinkInt += sum
		}
	})
	for _, zone := range []*time.Location{time.UTC, oslo} {
		calendar := cx.Calendar{Grain: cx.Week, Location: zone}
		b.Run("GroupTrend/"+zone.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := cx.GroupTrend(rows, segment, calendar, cx.Period{}, cx.NPS{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("GroupTrend/months", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.GroupTrend(rows, segment, cx.Calendar{Grain: cx.Month}, cx.Period{}, cx.NPS{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("GroupBy", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.GroupBy(rows, segment, cx.NPS{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("GroupTrend/two goroutines", func(b *testing.B) {
		span := cx.Period{Start: cx.Date{Year: 2024, Month: 1, Day: 1}, End: cx.Date{Year: 2026, Month: 1, Day: 1}}
		calendar := cx.Calendar{Grain: cx.Week}
		for b.Loop() {
			var (
				shards [2][]cx.Group[string, []cx.Point[cx.NPS]]
				errs   [2]error
				wait   sync.WaitGroup
			)
			for i, half := range [][]cx.Response{rows[:len(rows)/2], rows[len(rows)/2:]} {
				wait.Go(func() {
					shards[i], errs[i] = cx.GroupTrend(half, segment, calendar, span, cx.NPS{})
				})
			}
			wait.Wait()
			if errs[0] != nil || errs[1] != nil {
				b.Fatal(errs)
			}
			if _, err := cx.MergeGroupTrends(shards[:]...); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCompactRows(b *testing.B) {
	full := responses(benchRows(b))
	rows := make([]compactRow, len(full))
	for i, r := range full {
		rows[i] = compactRow{At: r.At, Segment: uint8(len(r.Segment)), Score: int8(r.Score)}
	}
	b.Run("loop=read", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for i := range rows {
				r := &rows[i]
				sum += r.At.Unix() + int64(r.Score) + int64(r.Segment)
			}
			sinkInt += sum
		}
	})
	b.Run("GroupTrendFunc", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := cx.GroupTrendFunc(rows,
				func(r *compactRow) uint8 { return r.Segment },
				func(r *compactRow) time.Time { return r.At },
				func(n *cx.NPS, r *compactRow) error { return n.Add(int(r.Score)) },
				cx.Calendar{Grain: cx.Week}, cx.Period{}, cx.NPS{})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkWeightedNPSOf(b *testing.B) {
	g := generator(3)
	scores, weights := make([]uint8, benchRows(b)/10), make([]decimal.Decimal, benchRows(b)/10)
	for i := range scores {
		scores[i], weights[i] = uint8(g.next(11)), decimal.New(int64(1+g.next(300)), -2)
	}
	b.Run("loop=decimal Add", func(b *testing.B) {
		for b.Loop() {
			var sum, squares decimal.Decimal
			for _, d := range weights {
				sum, squares = sum.Add(d), squares.Add(d.Mul(d))
			}
			sinkInt += sum.IntPart() + squares.IntPart()
		}
	})
	b.Run("WeightedNPSOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w, err := cx.WeightedNPSOf(scores, weights)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += w.Answers
		}
	})
}
