package cx_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// ratingsContract is what Scale, Ratings, CSAT, CES and Response promise.
func ratingsContract(*testing.T) cxtest.Contract {
	const scale = `{"min":1,"max":5,"bottom_max":2,"top_min":4}`
	const histogram = `{"scale":` + scale + `,"counts":[1,0,2,0,7]}`
	ratings := []int8{5, 1, 4, 2, 3, 3}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			cxtest.CodecOf[cx.Response](`{"id":"i","question":"q","customer":"c","at":"2026-11-16T09:30:00Z","score":9,"segment":"s",` +
				`"channel":"c","team":"t","stage":"s","touchpoint":"t","account":"a","language":"l","comment":"c","themes":["t"]}`),
			cxtest.CodecOf[cx.Scale](`{"min":1,"max":5,"bottom_max":2,"top_min":4,"lower_is_better":true}`),
			cxtest.CodecOf[cx.Ratings](histogram).WithCounts("counts").WithNeeded("scale", "counts"),
			cxtest.CodecOf[cx.CSAT](histogram).WithCounts("counts").WithNeeded("scale", "counts"),
			cxtest.CodecOf[cx.CES](histogram).WithCounts("counts").WithNeeded("scale", "counts"),
			weightedRatingsCodec(),
		},
		Laws: []cxtest.Law{
			ratingsLaws(cx.SatisfactionScale(5)), ratingsLaws(centered), csatLaws(cx.SatisfactionScale(10)),
			cesLaws(cx.EffortScale(5)), cesLaws(cx.EaseScale(7)), weightedRatingsLaws(centered), weightedRatingsLaws(cx.EffortScale(5)),
		},
		Calls: []cxtest.Call{
			{Func: "RatingsOf", Args: []any{ratings}, Do: func() (any, error) { return cx.RatingsOf(ratings, cx.SatisfactionScale(5)) }},
			{Func: "CSATOf", Args: []any{ratings}, Do: func() (any, error) { return cx.CSATOf(ratings, cx.SatisfactionScale(5)) }},
			{Func: "CESOf", Args: []any{ratings}, Do: func() (any, error) { return cx.CESOf(ratings, cx.EffortScale(5)) }},
		},
		Values: []any{&cx.RowError{Row: 3, Err: &cx.RangeError{What: "rating", Got: 6, Min: 1, Max: 5}}},
	}
}

func TestRatings_Contract(t *testing.T) { ratingsContract(t).Run(t) }

func FuzzRatingsJSON(f *testing.F) { cxtest.FuzzCodecs(f, ratingsContract(nil).Codecs, cx.ErrInvalid) }

func FuzzRatingsMerge(f *testing.F) { ratingsLaws(centered).Fuzz(f) }
func FuzzCSATMerge(f *testing.F)    { csatLaws(cx.SatisfactionScale(5)).Fuzz(f) }
func FuzzCESMerge(f *testing.F)     { cesLaws(cx.EffortScale(5)).Fuzz(f) }

func FuzzWeightedRatingsMerge(f *testing.F) { weightedRatingsLaws(centered).Fuzz(f) }

// rate is the rating on a scale that a byte stands for.
func rate(s cx.Scale, row byte) int { return s.Min + int(row)%(s.Max-s.Min+1) }

func ratingsLaws(s cx.Scale) cxtest.Laws[cx.Ratings, *cx.Ratings] {
	return cxtest.Laws[cx.Ratings, *cx.Ratings]{
		Empty: cx.Ratings{Scale: s}, Total: cx.Ratings.Total,
		Add:    func(r *cx.Ratings, row byte) error { return r.Add(rate(s, row)) },
		Remove: func(r *cx.Ratings, row byte) error { return r.Remove(rate(s, row)) },
	}
}

func csatLaws(s cx.Scale) cxtest.Laws[cx.CSAT, *cx.CSAT] {
	return cxtest.Laws[cx.CSAT, *cx.CSAT]{
		Empty: cx.CSAT{Scale: s}, Total: cx.CSAT.Total,
		Add:    func(c *cx.CSAT, row byte) error { return c.Add(rate(s, row)) },
		Remove: func(c *cx.CSAT, row byte) error { return c.Remove(rate(s, row)) },
	}
}

func cesLaws(s cx.Scale) cxtest.Laws[cx.CES, *cx.CES] {
	return cxtest.Laws[cx.CES, *cx.CES]{
		Empty: cx.CES{Scale: s}, Total: cx.CES.Total,
		Add:    func(c *cx.CES, row byte) error { return c.Add(rate(s, row)) },
		Remove: func(c *cx.CES, row byte) error { return c.Remove(rate(s, row)) },
	}
}

// After every error the receiver and the argument are as they were.
func TestRatings_errorsChangeNothing(t *testing.T) {
	const most = math.MaxInt64
	five, ease, effort := cx.SatisfactionScale(5), cx.EaseScale(5), cx.EffortScale(5)
	broken := cx.Scale{Min: 1, Max: 5, BottomMax: 4, TopMin: 2}
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
}

// Every query of every tally refuses what no answers have.
func TestRatings_impossible(t *testing.T) {
	const most = math.MaxInt64
	five := cx.SatisfactionScale(5)
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
		cxtest.Impossible(t, name, valid, r, cx.ErrInvalid, "Reversed")
		cxtest.Impossible(t, name, cx.CSAT(valid), cx.CSAT(r), cx.ErrInvalid, "Reversed")
		cxtest.Impossible(t, name, cx.CES(valid), cx.CES(r), cx.ErrInvalid, "Reversed")
	}
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
	cxtest.Same(t, "Proportion", cx.Proportion{Count: 5, Base: 9}, proportion)
	// Weights .1 to .9: promoters .1 .2 .8 .9, passives .3 .4 .7, detractors .5 .6; the
	// squares of 1 to 9 add up to 285.
	cxtest.Same(t, "WeightedNPS", cx.WeightedNPS{
		Promoters: dec("2"), Passives: dec("1.4"), Detractors: dec("1.1"), Squares: dec("2.85"), Answers: 9,
	}, weighted)
	cxtest.Same(t, "Recommendations", cx.Recommendations{
		Promoters: cx.Proportion{Count: 2, Base: 4}, Passives: cx.Proportion{Count: 2, Base: 3}, Detractors: cx.Proportion{Count: 1, Base: 2},
	}, recommendations)
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
		"ratings":              cx.Ratings{Scale: centered, Counts: [11]int64{1, 0, 2, 0, 0, 3, 0, 0, 0, 0, 4}},
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
		"weighted_nps_zero":     cx.WeightedNPS{},
		"weighted_ratings":      rakedRatings(),
		"weighted_ratings_zero": cx.WeightedRatings{},
		"recommendations": cx.Recommendations{
			Promoters: cx.Proportion{Count: 30, Base: 40}, Passives: cx.Proportion{Count: 5, Base: 20},
			Detractors: cx.Proportion{Count: 1, Base: 15}, Scale: five,
		},
		"proportion": cx.Proportion{Count: 81, Base: 263},
		"interval":   cx.Interval{Low: -12.5, High: 100, Level: 0.95, Clipped: true},
		"comparison": cx.Comparison{
			Difference: 17.5, StandardError: 19.25, Z: 0.875, P: 0.375, Interval: cx.Interval{Low: -20.25, High: 55.25, Level: 0.9},
		},
		"comparison_t": cx.Comparison{
			Difference: -1, StandardError: 1.5, Z: -0.75, P: 0.5, ExactP: 0.25, DegreesOfFreedom: 21.5, Interval: cx.Interval{Low: -4, High: 2, Level: 0.95},
		},
		"clustered": cx.Clustered{
			Clusters: 2, Sum: dec("-300"), Base: dec("4.50"), SumSquares: dec("50000"), BaseSquares: dec("10.25"), Products: dec("-700"),
		},
		"clustered_scale": cx.Clustered{
			Scale: cx.SatisfactionScale(5), Clusters: 1, Sum: dec("9"), Base: dec("2"), SumSquares: dec("81"), BaseSquares: dec("4"), Products: dec("18"),
		},
		"clustered_zero": cx.Clustered{},
		"change":         cx.ScoreChange{Total: dec("-7"), Mix: dec("-12.50"), Rate: dec("5.5")},
		"group":          cx.Group[string, cx.NPS]{Key: "pro", Tally: nps},
		"group_by_number": cx.Group[int, cx.Ratings]{
			Key: 7, Tally: cx.Ratings{Scale: cx.ExpectationScale(), Counts: [11]int64{1, 2, 3}},
		},
		"point": cx.Point[cx.NPS]{Period: week, Tally: nps},
		"ranking": cx.Ranking[string, cx.NPS]{
			Key: "pro", Tally: nps, Rank: 1, Tested: true, AdjustedP: 0.75, Shrunken: 8.5,
			AdjustedInterval: cx.Interval{Low: -4, High: 6, Level: 0.975},
			Difference:       cx.Comparison{Difference: 1, StandardError: 2, Z: 0.5, P: 0.625, Interval: cx.Interval{Low: -3, High: 5, Level: 0.95}},
		},
		"ranking_small": cx.Ranking[string, cx.NPS]{Key: "new", Tally: cx.NPS{Promoters: 1}},
	}
}

// The encodings are those of the files, which were written by hand, and decode to
// the values.
func TestRatings_golden(t *testing.T) { cxtest.Golden(t, "", golden()) }

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
	if got, err := cx.RatingsOf(good, want.Scale); err != nil || got != want {
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
			got, err := cx.RatingsOf(rows, want.Scale)
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
			_, err := cx.RatingsOf([]int{high, bad}, s)
			want := &cx.RowError{Row: 1, Err: &cx.RangeError{What: "rating", Got: int64(bad), Min: int64(s.Min), Max: int64(s.Max)}}
			if diff := cmp.Diff(error(want), err); diff != "" {
				t.Errorf("RatingsOf with %d (-want +got):\n%s", bad, diff)
			}
		}
	}
	for _, s := range []cx.Scale{{}, {Min: 1, Max: 5}, {Min: 0, Max: 100, BottomMax: 60, TopMin: 90}} {
		got, err := cx.RatingsOf([]int{1}, s)
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
		if got, err := cx.RatingsOf(list[:n], want.Scale); err != nil || got != want {
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
		if got, err := cx.RatingsOf(list, want.Scale); err != nil || got != want {
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
		got, err := cx.RatingsOf(list[:length], cx.SatisfactionScale(5))
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
			_, err := cx.RatingsOf(list, cx.SatisfactionScale(5))
			if ok := v >= 1 && v <= 5; ok != (err == nil) {
				t.Fatalf("RatingsOf with %d in row %d: %v", v, row, err)
			}
		}
		list[row] = good
	}
}

// anyOf makes the results of all queries alike.
func anyOf[T any](v T, err error) (any, error) { return v, err }
