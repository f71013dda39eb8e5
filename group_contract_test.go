package cx_test

import (
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// groupContract is what groups, trends, rankings and changes promise.
func groupContract(t *testing.T) cxtest.Contract {
	month := cx.Calendar{Grain: cx.Month}
	var rows []cx.Response
	for i, score := range []int{9, 3, 7, 10, 0, 9} {
		rows = append(rows, cx.Response{
			Customer: fmt.Sprint(i % 3), Segment: fmt.Sprint(2 - i%3), Score: score,
			At: time.Date(2024, time.Month(6-i), 15, 0, 0, 0, 0, time.UTC),
		})
	}
	groups := []cx.Group[string, cx.NPS]{npsGroup("z", 1, 2, 3), npsGroup("a", 9, 0, 1), npsGroup("m", 40, 30, 20)}
	var points []cx.Point[cx.NPS]
	for i := range 4 {
		points = append(points, cx.Point[cx.NPS]{Period: period(fmt.Sprintf("2024-%02d", i+1)), Tally: cx.NPS{Promoters: int64(9 - i)}})
	}
	trends := []cx.Group[string, []cx.Point[cx.NPS]]{{Key: "b", Tally: points}, {Key: "a", Tally: points}}
	addScore := func(n *cx.NPS, r *cx.Response) error { return n.Add(r.Score) }
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  groupCodecs(),
		Calls: []cxtest.Call{
			{Func: "GroupBy", Args: []any{rows}, Do: func() (any, error) { return cx.GroupBy(rows, bySegment, cx.NPS{}) }},
			{Func: "GroupByQuestion", Args: []any{rows}, Do: func() (any, error) { return cx.GroupByQuestion(rows, cx.NPS{}) }},
			{Func: "Trend", Args: []any{rows}, Do: func() (any, error) { return cx.Trend(rows, month, cx.Period{}, cx.NPS{}) }},
			{Func: "GroupTrend", Args: []any{rows}, Do: func() (any, error) { return cx.GroupTrend(rows, bySegment, month, cx.Period{}, cx.NPS{}) }},
			{Func: "GroupFunc", Args: []any{rows}, Do: func() (any, error) { return cx.GroupFunc(rows, bySegment, addScore, cx.NPS{}) }},
			{Func: "TrendFunc", Args: []any{rows}, Do: func() (any, error) {
				return cx.TrendFunc(rows, answeredAt, addScore, month, cx.Period{}, cx.NPS{})
			}},
			{Func: "GroupTrendFunc", Args: []any{rows}, Do: func() (any, error) {
				return cx.GroupTrendFunc(rows, bySegment, answeredAt, addScore, month, cx.Period{}, cx.NPS{})
			}},
			{Func: "MergeGroups", Args: []any{groups}, Do: func() (any, error) { return cx.MergeGroups(groups, groups) }},
			// Points have to be in the order of time.
			{Func: "MergePoints", Args: []any{points}, Sorted: true, Do: func() (any, error) { return cx.MergePoints(points, points) }},
			{Func: "MergeGroupTrends", Args: []any{trends}, Do: func() (any, error) { return cx.MergeGroupTrends(trends, trends) }},
			{Func: "Rolling", Args: []any{points}, Sorted: true, Do: func() (any, error) { return cx.Rolling(points, 3) }},
			{Func: "RankGroups", Args: []any{groups}, Do: func() (any, error) { return cx.RankGroups(groups, 5, 0.95) }},
			{Func: "SuppressSmall", Args: []any{groups}, Do: func() (any, error) {
				shown, hidden, err := cx.SuppressSmall(groups, 7)
				return []any{shown, hidden}, err
			}},
			{Func: "ChangeOf", Args: []any{groups, groups[1:]}, Do: func() (any, error) { return cx.ChangeOf(groups, groups[1:]) }},
			{Func: "Deduplicate", Args: []any{rows}, Do: func() (any, error) {
				kept, dropped, err := cx.Deduplicate(rows, cx.KeepFirst, month)
				return []any{kept, dropped}, err
			}},
		},
	}
}

func groupCodecs() []cxtest.Codec {
	const nps = `{"promoters":3,"passives":2,"detractors":1}`
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Group[string, cx.NPS]](`{"key":"pro","tally":`+nps+`}`).WithCounts("promoters", "passives", "detractors"),
		cxtest.CodecOf[cx.Point[cx.NPS]](`{"period":"2026-W47","tally":`+nps+`}`).WithCounts("promoters", "passives", "detractors"),
		cxtest.CodecOf[cx.Change](`{"total":"-7","mix":"-12","rate":"5"}`),
	}
}

func TestGroup_Contract(t *testing.T) { groupContract(t).Run(t) }

func FuzzGroupJSON(f *testing.F) { cxtest.FuzzCodecs(f, groupCodecs(), cx.ErrInvalid) }

// calendarContract is what the values of the calendar promise: they are results.
func calendarContract(*testing.T) cxtest.Contract {
	return cxtest.Contract{Values: []any{date("2026-11-16"), period("2026-W47")}}
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

// TestCountersDoNotWrap: what no hostile text can bring, a literal can.
func TestCountersDoNotWrap(t *testing.T) {
	full := cx.NPS{Promoters: math.MaxInt64}
	groups := func(n cx.NPS) []cx.Group[string, cx.NPS] { return []cx.Group[string, cx.NPS]{{Key: "a", Tally: n}} }
	points := func(n cx.NPS) []cx.Point[cx.NPS] { return []cx.Point[cx.NPS]{{Period: period("2024"), Tally: n}} }
	one := cx.NPS{Detractors: 1}
	_, err := cx.MergeGroups(groups(full), groups(one))
	cxtest.Refuses(t, "MergeGroups", err, cx.ErrInvalid)
	_, err = cx.MergePoints(points(full), points(one))
	cxtest.Refuses(t, "MergePoints", err, cx.ErrInvalid)
	_, err = cx.Rolling([]cx.Point[cx.NPS]{{Period: period("2024"), Tally: full}, {Period: period("2025"), Tally: one}}, 2)
	cxtest.Refuses(t, "Rolling", err, cx.ErrInvalid)
	_, err = cx.ChangeOf(append(groups(full), groups(one)...), groups(one))
	cxtest.Refuses(t, "ChangeOf", err, cx.ErrInvalid)
	if change, err := cx.ChangeOf(groups(full), groups(full)); err == nil && !change.Total.IsZero() {
		t.Errorf("ChangeOf of a full tally and itself = %v", change)
	}
}
