package main

import (
	"database/sql/driver"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/cxmetrics/cx"
)

// firstDay is the first of the two years of all rows, a Monday; asOf is the end of them.
var (
	firstDay = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	asOf     = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
)

const (
	daysOfRows = 731
	segments   = 20
)

// An answer is a compact row.
type answer struct {
	score, segment uint8
	day            int32 // since 1970
}

// drawAnswers draws answers in no order.
func drawAnswers(n int) []answer {
	r := rand.New(rand.NewPCG(1, 0))
	first := int32(firstDay.Unix() / 86400)
	rows := make([]answer, n)
	for i := range rows {
		rows[i] = answer{uint8(max(r.IntN(11), r.IntN(11))), uint8(r.IntN(segments)), first + int32(r.IntN(daysOfRows))}
	}
	return rows
}

var weeks = cx.Calendar{Grain: cx.Week}

// trendCounts are segment, week, promoters, detractors and answers, where there are any.
func trendCounts[K cx.Key](groups []cx.Group[K, []cx.Point[cx.NPS]], segment func(K) int64) result {
	var rows [][]int64
	for _, g := range groups {
		for _, p := range g.Tally {
			if n := p.Tally; n.Total() > 0 {
				days, err := p.Period.Start.DaysSince(cx.Date{Year: 2024, Month: 1, Day: 1})
				if err != nil {
					panic(err)
				}
				rows = append(rows, []int64{segment(g.Key), int64(days / 7), n.Promoters, n.Detractors, n.Total()})
			}
		}
	}
	return result{exact: rows}
}

// trendWays are the trend in DuckDB, whose table has the same rows.
func trendWays(d *duck, rows []answer) (peer, error) {
	base := firstDay.Unix() / 86400
	err := d.load("answers", "segment UTINYINT, score UTINYINT, day DATE, number SMALLINT", len(rows), func(i int) []driver.Value {
		a := rows[i]
		return []driver.Value{a.segment, a.score, time.Unix(int64(a.day)*86400, 0).UTC(), int16(int64(a.day) - base)}
	})
	counts := "count(*) FILTER (score >= 9), count(*) FILTER (score <= 6), count(*)"
	return peer{name: "DuckDB", ways: []side{
		d.way("date_trunc", `SELECT segment, (date_trunc('week', day)::DATE - DATE '2024-01-01') // 7, `+counts+` FROM answers GROUP BY 1, 2`),
		d.way("days divided by 7", `SELECT segment, (day - DATE '2024-01-01') // 7, `+counts+` FROM answers GROUP BY 1, 2`),
		d.way("numbers of days divided by 7", `SELECT segment, number // 7, `+counts+` FROM answers GROUP BY 1, 2`),
		d.way("one packed key", `
			SELECT key // 128, key % 128, p, d, n
			FROM (SELECT segment::SMALLINT * 128 + number // 7 AS key, count(*) FILTER (score >= 9) p, count(*) FILTER (score <= 6) d, count(*) n
				FROM answers GROUP BY 1)`),
		d.way("by day, then by week", `
			SELECT segment, number // 7, sum(p)::BIGINT, sum(d)::BIGINT, sum(n)::BIGINT
			FROM (SELECT segment, number, count(*) FILTER (score >= 9) p, count(*) FILTER (score <= 6) d, count(*) n
				FROM answers GROUP BY ALL)
			GROUP BY 1, 2`),
		d.way("by day and score, then by week", `
			SELECT segment, number // 7, coalesce(sum(n) FILTER (score >= 9), 0)::BIGINT, coalesce(sum(n) FILTER (score <= 6), 0)::BIGINT, sum(n)::BIGINT
			FROM (SELECT segment, number, score, count(*) n FROM answers GROUP BY ALL)
			GROUP BY 1, 2`),
	}}, err
}

// compactTrend is the trend of compact rows.
func compactTrend(rows []answer) ([]cx.Group[uint8, []cx.Point[cx.NPS]], error) {
	return cx.GroupTrendFunc(rows,
		func(a *answer) uint8 { return a.segment },
		func(a *answer) time.Time { return time.Unix(int64(a.day)*86400, 0).UTC() },
		func(n *cx.NPS, a *answer) error { return n.Add(int(a.score)) },
		weeks, cx.Period{}, cx.NPS{})
}

func compactCounts(g []cx.Group[uint8, []cx.Point[cx.NPS]]) result {
	return trendCounts(g, func(k uint8) int64 { return int64(k) })
}

// mergedTrends merges the trends of both halves of n rows.
func mergedTrends[K cx.Key](n int, trend func(from, to int) ([]cx.Group[K, []cx.Point[cx.NPS]], error)) ([]cx.Group[K, []cx.Point[cx.NPS]], error) {
	var halves [2][]cx.Group[K, []cx.Point[cx.NPS]]
	err := split(n, func(half, from, to int) (err error) {
		halves[half], err = trend(from, to)
		return err
	})
	if err != nil {
		return nil, err
	}
	return cx.MergeGroupTrends[K, cx.NPS](halves[0], halves[1])
}

func npsOfColumn(n int, _ *bench) (heat, error) {
	r := rand.New(rand.NewPCG(2, 0))
	scores := make([]uint8, n)
	for i := range scores {
		scores[i] = uint8(r.IntN(11))
	}
	return heat{
		job: "NPS of a column of bytes", rows: n,
		cx: []side{{
			name: "`NPSOf`, one core", procs: 1, goals: []goal{{peer: "reading", times: 1}},
			run: timed(func() (cx.NPS, error) { return cx.NPSOf(scores) }, func(n cx.NPS) result {
				return result{exact: [][]int64{{n.Promoters, n.Passives, n.Detractors}}}
			}),
		}},
		peers: []peer{{name: "reading", loop: true, ways: []side{{name: "a loop that sums them", procs: 1, run: timed(func() (int, error) {
			sum := 0
			for _, s := range scores {
				sum += int(s)
			}
			return sum, nil
		}, nothing[int])}}}},
	}, nil
}

// nothing is the result of a loop that only reads.
func nothing[T any](T) result { return result{} }

func npsColumns(n int, b *bench) (heat, error) {
	rows := drawAnswers(n)
	duckdb, err := trendWays(b.duck, rows)
	if err != nil {
		return heat{}, err
	}
	keys, days, scores := make([]uint8, n), make([]int32, n), make([]uint8, n)
	for i, a := range rows {
		keys[i], days[i], scores[i] = a.segment, a.day, a.score
	}
	trend := func(from, to int) ([]cx.Group[uint8, []cx.Point[cx.NPS]], error) {
		return cx.GroupTrendColumns(keys[from:to], days[from:to], scores[from:to], cx.Week, cx.Period{}, cx.NPS{})
	}
	return heat{
		job: "NPS by segment and ISO week, columns", rows: n,
		cx: []side{
			{
				name: "`GroupTrendColumns`, one core", procs: 1, goals: []goal{{peer: "DuckDB", times: 5}},
				run: timed(func() ([]cx.Group[uint8, []cx.Point[cx.NPS]], error) { return trend(0, n) }, compactCounts),
			},
			{
				name: "`MergeGroupTrends` of two goroutines", goals: []goal{{peer: "DuckDB", times: 8}},
				run: timed(func() ([]cx.Group[uint8, []cx.Point[cx.NPS]], error) { return mergedTrends(n, trend) }, compactCounts),
			},
		},
		peers: []peer{duckdb},
	}, nil
}

func npsCompact(n int, b *bench) (heat, error) {
	rows := drawAnswers(n)
	duckdb, err := trendWays(b.duck, rows)
	return heat{
		job: "NPS by segment and ISO week, rows of 8 bytes", rows: n,
		cx: []side{
			{
				name: "`GroupTrendFunc`, one core", procs: 1, goals: []goal{{peer: "DuckDB", times: 1.7}},
				run: timed(func() ([]cx.Group[uint8, []cx.Point[cx.NPS]], error) { return compactTrend(rows) }, compactCounts),
			},
			{
				name: "`MergeGroupTrends` of two goroutines", goals: []goal{{peer: "DuckDB"}},
				run: timed(func() ([]cx.Group[uint8, []cx.Point[cx.NPS]], error) {
					return mergedTrends(n, func(from, to int) ([]cx.Group[uint8, []cx.Point[cx.NPS]], error) { return compactTrend(rows[from:to]) })
				}, compactCounts),
			},
		},
		peers: []peer{duckdb},
	}, err
}

func npsResponses(n int, b *bench) (heat, error) {
	answers := drawAnswers(n)
	duckdb, err := trendWays(b.duck, answers)
	if err != nil {
		return heat{}, err
	}
	names := make([]string, segments)
	for i := range names {
		names[i] = fmt.Sprintf("segment %02d", i)
	}
	rows := make([]cx.Response, n)
	for i, a := range answers {
		rows[i] = cx.Response{At: time.Unix(int64(a.day)*86400, 0).UTC(), Score: int(a.score), Segment: names[a.segment]}
	}
	trend := func(rows []cx.Response) ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
		return cx.GroupTrend(rows, func(r *cx.Response) string { return r.Segment }, weeks, cx.Period{}, cx.NPS{})
	}
	show := func(g []cx.Group[string, []cx.Point[cx.NPS]]) result {
		return trendCounts(g, func(k string) int64 {
			i, err := strconv.Atoi(k[len("segment "):])
			if err != nil {
				panic(err)
			}
			return int64(i)
		})
	}
	return heat{
		job: "NPS by segment and ISO week, responses", rows: n,
		cx: []side{
			{
				name: "`GroupTrend`, one core", procs: 1, goals: []goal{{peer: "DuckDB"}, {peer: "reading", times: 0.67}, {peer: "reading all"}},
				run: timed(func() ([]cx.Group[string, []cx.Point[cx.NPS]], error) { return trend(rows) }, show),
			},
			{
				name: "`MergeGroupTrends` of two goroutines", goals: []goal{{peer: "DuckDB"}},
				run: timed(func() ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
					return mergedTrends(n, func(from, to int) ([]cx.Group[string, []cx.Point[cx.NPS]], error) { return trend(rows[from:to]) })
				}, show),
			},
		},
		peers: []peer{duckdb, {name: "reading", loop: true, ways: []side{{name: "a loop that sums the scores", procs: 1, run: timed(func() (int, error) {
			sum := 0
			for i := range rows {
				sum += rows[i].Score
			}
			return sum, nil
		}, nothing[int])}}}, {name: "reading all", loop: true, ways: []side{{name: "a loop that sums all that the trend reads", procs: 1, run: timed(func() (int, error) {
			sum := 0
			for i := range rows {
				r := &rows[i]
				sum += r.Score + len(r.Question) + int(r.At.Unix()) + int(r.Segment[0])
			}
			return sum, nil
		}, nothing[int])}}}},
	}, nil
}
