package cx_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// visitors is a caller's tally that holds a map: the customers who answered. Its
// zero value is no data, and Merge copies what it keeps.
type visitors struct {
	Answers int
	Seen    map[string]int
}

func (v *visitors) Add(customer string) {
	if v.Seen == nil {
		v.Seen = make(map[string]int)
	}
	v.Answers++
	v.Seen[customer]++
}

func (v *visitors) Merge(other visitors) error {
	if v.Seen == nil && other.Seen != nil {
		v.Seen = make(map[string]int)
	}
	v.Answers += other.Answers
	for customer, n := range other.Seen {
		v.Seen[customer] += n
	}
	return nil
}

func (visitors) PoolsPeriods() {}

func addVisitor(v *visitors, r *cx.Response) error {
	v.Add(r.Customer)
	return nil
}

// cloneVisitorPoints copies points and their maps.
func cloneVisitorPoints(points []cx.Point[visitors]) []cx.Point[visitors] {
	points = slices.Clone(points)
	for i := range points {
		points[i].Tally.Seen = maps.Clone(points[i].Tally.Seen)
	}
	return points
}

// shardSpan is the span of the rows below, which shards need for equal periods.
var shardSpan = cx.Period{Start: date("2024-01-01"), End: date("2024-07-01")}

func shardRows(random *rand.Rand, n int) []cx.Response {
	from := midnightUTC(shardSpan.Start)
	return randomRows(random, n, 9, from, midnightUTC(shardSpan.End).Add(-3*time.Second))
}

// splitRows deals rows to some shards, of which a few may get none.
func splitRows(random *rand.Rand, rows []cx.Response, shards int) [][]cx.Response {
	split := make([][]cx.Response, shards)
	for _, r := range rows {
		i := random.IntN(shards)
		split[i] = append(split[i], r)
	}
	return split
}

// checkSplits checks that shards merge to the whole for a tally of rows.
func checkSplits[T any, P cx.Tally[T]](t *testing.T, name string, add func(*T, *cx.Response) error, empty T) {
	t.Run(name, func(t *testing.T) {
		random := rand.New(rand.NewPCG(31, 32))
		c := cx.Calendar{Grain: cx.Week, Location: zoneAt(t, "Europe/Oslo")}
		for round := range 12 {
			rows := shardRows(random, 300)
			wantGroups, err := cx.GroupFunc(rows, bySegment, add, empty)
			if err != nil {
				t.Fatal(err)
			}
			wantPoints, err := cx.TrendFunc(rows, answeredAt, add, c, shardSpan, empty)
			if err != nil {
				t.Fatal(err)
			}
			wantBoth, err := cx.GroupTrendFunc(rows, bySegment, answeredAt, add, c, shardSpan, empty)
			if err != nil {
				t.Fatal(err)
			}
			var (
				groups [][]cx.Group[string, T]
				points [][]cx.Point[T]
				both   [][]cx.Group[string, []cx.Point[T]]
			)
			for _, shard := range splitRows(random, rows, 1+round%5) {
				g, err := cx.GroupFunc(shard, bySegment, add, empty)
				if err != nil {
					t.Fatal(err)
				}
				p, err := cx.TrendFunc(shard, answeredAt, add, c, shardSpan, empty)
				if err != nil {
					t.Fatal(err)
				}
				b, err := cx.GroupTrendFunc(shard, bySegment, answeredAt, add, c, shardSpan, empty)
				if err != nil {
					t.Fatal(err)
				}
				groups, points, both = append(groups, g), append(points, p), append(both, b)
			}
			// Shards without anything, in the middle and at an end.
			groups, points, both = append(groups, nil), append(points, nil), append(both, nil)
			for range 3 {
				random.Shuffle(len(groups), func(i, j int) {
					groups[i], groups[j] = groups[j], groups[i]
					points[i], points[j] = points[j], points[i]
					both[i], both[j] = both[j], both[i]
				})
				gotGroups, err := cx.MergeGroups[string, T, P](groups...)
				if diff := cxtest.Diff(wantGroups, gotGroups); diff != "" || err != nil {
					t.Fatalf("MergeGroups: %v (-whole +merged)\n%s", err, diff)
				}
				gotPoints, err := cx.MergePoints[T, P](points...)
				if diff := cxtest.Diff(wantPoints, gotPoints); diff != "" || err != nil {
					t.Fatalf("MergePoints: %v (-whole +merged)\n%s", err, diff)
				}
				gotBoth, err := cx.MergeGroupTrends[string, T, P](both...)
				if diff := cxtest.Diff(wantBoth, gotBoth); diff != "" || err != nil {
					t.Fatalf("MergeGroupTrends: %v (-whole +merged)\n%s", err, diff)
				}
			}
			// Merging a merge: a shard of shards.
			half := len(groups) / 2
			left, err := cx.MergeGroups[string, T, P](groups[:half]...)
			if err != nil {
				t.Fatal(err)
			}
			right, err := cx.MergeGroups[string, T, P](groups[half:]...)
			if err != nil {
				t.Fatal(err)
			}
			nested, err := cx.MergeGroups[string, T, P](left, right)
			if diff := cxtest.Diff(wantGroups, nested); diff != "" || err != nil {
				t.Fatalf("MergeGroups of two merges: %v (-whole +merged)\n%s", err, diff)
			}
		}
	})
}

func TestShardsEqualTheWhole(t *testing.T) {
	checkSplits(t, "NPS", func(n *cx.NPS, r *cx.Response) error { return n.Add(r.Score) }, cx.NPS{})
	one, err := cx.NPSOn(cx.RecommendScale(10))
	if err != nil {
		t.Fatal(err)
	}
	checkSplits(t, "NPS on 1-10", func(n *cx.NPS, r *cx.Response) error { return n.Add(max(r.Score, 1)) }, one)
	checkSplits(t, "Ratings", addRating, tenPoints)
	checkSplits(t, "CSAT", func(c *cx.CSAT, r *cx.Response) error { return c.Add(r.Score/2 + 1) }, cx.CSAT{Scale: cx.SatisfactionScale(6)})
	checkSplits(t, "CES", func(c *cx.CES, r *cx.Response) error { return c.Add(r.Score/3 + 1) }, cx.CES{Scale: cx.EffortScale(5)})
	checkSplits(t, "Proportion", func(p *cx.Proportion, r *cx.Response) error { return p.Add(r.Score > 6) }, cx.Proportion{})
	checkSplits(t, "WeightedNPS", func(w *cx.WeightedNPS, r *cx.Response) error {
		return w.Add(r.Score, dec(fmt.Sprintf("%d.%d", r.Score%4, r.Score)))
	}, cx.WeightedNPS{})
	checkSplits(t, "Recommendations", func(rec *cx.Recommendations, r *cx.Response) error {
		return rec.Add(r.Score, r.Score%2 == 0)
	}, cx.Recommendations{})
	checkSplits(t, "caller's", addVisitor, visitors{})
}

func TestMergeErrors(t *testing.T) {
	point := func(name string, n cx.NPS) cx.Point[cx.NPS] {
		return cx.Point[cx.NPS]{Period: period(name), Tally: n}
	}
	ten := cx.NPS{Promoters: 1, Scale: cx.RecommendScale(10)}
	good := []cx.Point[cx.NPS]{point("2024-01", cx.NPS{Promoters: 1}), point("2024-02", cx.NPS{Passives: 2})}
	tests := []struct {
		name  string
		other []cx.Point[cx.NPS]
		want  error
	}{
		{"another grain", []cx.Point[cx.NPS]{point("2024-Q1", cx.NPS{})}, cx.ErrMismatch},
		{"another grain elsewhere", []cx.Point[cx.NPS]{point("2024-W40", cx.NPS{})}, cx.ErrMismatch},
		{"no period", []cx.Point[cx.NPS]{{}}, cx.ErrMismatch},
		{"other order", []cx.Point[cx.NPS]{good[1], good[0]}, cx.ErrMismatch},
		{"other scale", []cx.Point[cx.NPS]{good[0], point("2024-02", ten)}, cx.ErrMismatch},
		{"negative count", []cx.Point[cx.NPS]{good[0], point("2024-02", cx.NPS{Promoters: -1})}, cx.ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, shards := range [][][]cx.Point[cx.NPS]{{good, tt.other}, {tt.other, good}, {nil, good, tt.other}} {
				got, err := cx.MergePoints(shards...)
				cxtest.Refuses(t, "MergePoints", err, tt.want)
				if got != nil {
					t.Errorf("MergePoints = %v beside its error", got)
				}
				var trends [][]cx.Group[string, []cx.Point[cx.NPS]]
				for _, s := range shards {
					trends = append(trends, []cx.Group[string, []cx.Point[cx.NPS]]{{Key: secretText, Tally: s}})
				}
				merged, err := cx.MergeGroupTrends(trends...)
				cxtest.Refuses(t, "MergeGroupTrends", err, tt.want)
				if merged != nil {
					t.Errorf("MergeGroupTrends = %v beside its error", merged)
				}
			}
		})
	}
	_, err := cx.MergePoints([]cx.Point[cx.NPS]{point("1900-01-01", cx.NPS{})}, []cx.Point[cx.NPS]{point("2100-01-01", cx.NPS{})})
	cxtest.Refuses(t, "MergePoints of 73,049 days", err, cx.ErrInvalid)

	groups := []cx.Group[string, cx.NPS]{{Key: secretText, Tally: cx.NPS{Promoters: 1}}}
	_, err = cx.MergeGroups(groups, []cx.Group[string, cx.NPS]{{Key: secretText, Tally: ten}})
	cxtest.Refuses(t, "MergeGroups of two scales", err, cx.ErrMismatch)
	_, err = cx.MergeGroups(groups, []cx.Group[string, cx.NPS]{{Key: "other", Tally: cx.NPS{Passives: -1}}})
	checkRowAt(t, "MergeGroups of a negative count", err, cx.ErrInvalid, "shards[1][0]")
	// A shard alone is checked as well: it may come from anywhere.
	_, err = cx.MergePoints([]cx.Point[cx.NPS]{point("2024-01", cx.NPS{Promoters: -1})})
	checkRowAt(t, "MergePoints of one shard with a negative count", err, cx.ErrInvalid, "shards[0][0]")
	trends := []cx.Group[string, []cx.Point[cx.NPS]]{{Key: "a"}, {Key: "b", Tally: good}, {Key: "c", Tally: []cx.Point[cx.NPS]{good[0], point("2024-02", ten)}}}
	_, err = cx.MergeGroupTrends(nil, trends, trends[1:])
	if err != nil {
		t.Errorf("MergeGroupTrends: %v", err)
	}
	trends[2].Key = "b"
	_, err = cx.MergeGroupTrends(nil, trends)
	checkRowAt(t, "MergeGroupTrends of two scales", err, cx.ErrMismatch, "shards[1][2].tally[1]")
}

// TestMergeTrendWithoutPoints: a group whose trend has no points adds nothing, in
// whatever place it stands.
func TestMergeTrendWithoutPoints(t *testing.T) {
	points := []cx.Point[cx.NPS]{{Period: period("2024-01"), Tally: cx.NPS{Promoters: 1}}}
	a := []cx.Group[string, []cx.Point[cx.NPS]]{{Key: "a"}}
	b := []cx.Group[string, []cx.Point[cx.NPS]]{{Key: "b", Tally: points}}
	ab, err := cx.MergeGroupTrends(a, b)
	if err != nil {
		t.Errorf("MergeGroupTrends(a, b): %v", err)
	}
	ba, err := cx.MergeGroupTrends(b, a)
	if err != nil {
		t.Errorf("MergeGroupTrends(b, a): %v", err)
	}
	if diff := cmp.Diff(ab, ba); diff != "" {
		t.Errorf("the order of shards matters (-ab +ba)\n%s", diff)
	}
}

// TestMergeKeepsItsInput: no result shares memory with a shard, even where the
// tally holds a map.
func TestMergeKeepsItsInput(t *testing.T) {
	random := rand.New(rand.NewPCG(41, 42))
	var shards [][]cx.Point[visitors]
	var trends [][]cx.Group[string, []cx.Point[visitors]]
	var groups [][]cx.Group[string, visitors]
	for range 3 {
		rows := shardRows(random, 50)
		points, err := cx.TrendFunc(rows, answeredAt, addVisitor, cx.Calendar{Grain: cx.Month}, shardSpan, visitors{})
		if err != nil {
			t.Fatal(err)
		}
		shards = append(shards, points)
		trends = append(trends, []cx.Group[string, []cx.Point[visitors]]{{Key: "a", Tally: cloneVisitorPoints(points)}})
		groups = append(groups, []cx.Group[string, visitors]{{Key: "a", Tally: cloneVisitorPoints(points)[0].Tally}})
	}
	before := [][]cx.Point[visitors]{cloneVisitorPoints(shards[0]), cloneVisitorPoints(shards[1]), cloneVisitorPoints(shards[2])}
	check := func(what string, got [][]cx.Point[visitors]) {
		t.Helper()
		if diff := cxtest.Diff(before, got); diff != "" {
			t.Errorf("%s changed its input (-before +after)\n%s", what, diff)
		}
	}
	spoil := func(points []cx.Point[visitors]) {
		for i := range points {
			points[i].Tally.Add("spoiler")
			points[i].Period = cx.Period{}
		}
	}

	merged, err := cx.MergePoints(shards...)
	if err != nil {
		t.Fatal(err)
	}
	check("MergePoints", shards)
	spoil(merged)
	check("a change of the result of MergePoints", shards)

	for width := 1; width <= len(shards[0]); width++ {
		rolled, err := cx.Rolling(shards[0], width)
		if err != nil {
			t.Fatal(err)
		}
		check(fmt.Sprintf("Rolling %d", width), shards)
		spoil(rolled)
		check(fmt.Sprintf("a change of the result of Rolling %d", width), shards)
	}

	both, err := cx.MergeGroupTrends(trends...)
	if err != nil {
		t.Fatal(err)
	}
	spoil(both[0].Tally)
	check("MergeGroupTrends", [][]cx.Point[visitors]{trends[0][0].Tally, trends[1][0].Tally, trends[2][0].Tally})

	pooled, err := cx.MergeGroups(groups...)
	if err != nil {
		t.Fatal(err)
	}
	pooled[0].Tally.Add("spoiler")
	for i := range groups {
		if diff := cmp.Diff(before[i][0].Tally, groups[i][0].Tally); diff != "" {
			t.Errorf("MergeGroups changed shard %d (-before +after)\n%s", i, diff)
		}
	}
}

// TestRollingAgainstNaive compares with the pools of each window, one by one.
func TestRollingAgainstNaive(t *testing.T) {
	random := rand.New(rand.NewPCG(51, 52))
	for n := 0; n <= 24; n++ {
		span := cx.Period{Start: shardSpan.Start, End: shardSpan.Start}
		for range n {
			span.End, _ = span.End.AddMonths(1)
		}
		var points []cx.Point[visitors]
		if n > 0 {
			rows := randomRows(random, 5*n, 1, midnightUTC(span.Start), midnightUTC(span.End))
			var err error
			points, err = cx.TrendFunc(rows, answeredAt, addVisitor, cx.Calendar{Grain: cx.Month}, span, visitors{})
			if err != nil {
				t.Fatal(err)
			}
		}
		for width := 1; width <= n+2; width++ {
			var want []cx.Point[visitors]
			for i := 0; i+width <= n; i++ {
				w := cx.Point[visitors]{Period: cx.Period{Start: points[i].Period.Start, End: points[i+width-1].Period.End}}
				for _, p := range points[i : i+width] {
					if err := w.Tally.Merge(p.Tally); err != nil {
						t.Fatal(err)
					}
				}
				want = append(want, w)
			}
			got, err := cx.Rolling(points, width)
			if diff := cxtest.Diff(want, got); diff != "" || err != nil {
				t.Fatalf("Rolling of %d points, width %d: %v (-want +got)\n%s", n, width, err, diff)
			}
		}
	}
}

// TestRollingPools has an example by hand: 90 % and 10 % of 10 answers, then 30 % and
// 60 % of 100. The scores are 80 and -30, their mean is 25; the score of the two days
// is -20.
func TestRollingPools(t *testing.T) {
	days := []cx.Point[cx.NPS]{
		{Period: period("2024-01-01"), Tally: cx.NPS{Promoters: 9, Detractors: 1}},
		{Period: period("2024-01-02"), Tally: cx.NPS{Promoters: 30, Passives: 10, Detractors: 60}},
	}
	sum := dec("0")
	for i, want := range []string{"80", "-30"} {
		score, err := days[i].Tally.Score()
		cxtest.Exactly(t, "score of a day", score, err, want)
		sum = sum.Add(score)
	}
	if !sum.Equal(dec("50")) {
		t.Errorf("the scores add up to %v, want 2 times 25", sum)
	}
	both, err := cx.Rolling(days, 2)
	if err != nil || len(both) != 1 || both[0].Period.String() != "2024-01-01/2024-01-03" {
		t.Fatalf("Rolling = %v, %v, want one window of two days", both, err)
	}
	score, err := both[0].Tally.Score()
	cxtest.Exactly(t, "score of both days", score, err, "-20")
}

func TestRollingErrors(t *testing.T) {
	point := func(name string) cx.Point[cx.NPS] {
		return cx.Point[cx.NPS]{Period: period(name), Tally: cx.NPS{Promoters: 1}}
	}
	on := func(p cx.Point[cx.NPS], n cx.NPS) cx.Point[cx.NPS] { p.Tally = n; return p }
	good := []cx.Point[cx.NPS]{point("2024-01"), point("2024-02"), point("2024-03")}
	tests := []struct {
		name   string
		points []cx.Point[cx.NPS]
		width  int
		row    int // -1: none is named
		want   error
	}{
		{"width 0", good, 0, -1, cx.ErrInvalid},
		{"width below 0", good, -1, -1, cx.ErrInvalid},
		{"width too large", good, cx.MaxPeriods + 1, -1, cx.ErrInvalid},
		{"width 0 of nothing", nil, 0, -1, cx.ErrInvalid},
		{"gap", []cx.Point[cx.NPS]{point("2024-01"), point("2024-03")}, 2, 1, cx.ErrInvalid},
		{"gap, and fewer points than the width", []cx.Point[cx.NPS]{point("2024-01"), point("2024-03")}, 9, 1, cx.ErrInvalid},
		{"gap with width 1", []cx.Point[cx.NPS]{point("2024-01"), point("2024-02"), point("2024-04")}, 1, 2, cx.ErrInvalid},
		{"descending", []cx.Point[cx.NPS]{point("2024-02"), point("2024-01")}, 2, 1, cx.ErrInvalid},
		{"twice", []cx.Point[cx.NPS]{point("2024-01"), point("2024-01")}, 2, 1, cx.ErrInvalid},
		{"no periods", make([]cx.Point[cx.NPS], 3), 2, 0, cx.ErrInvalid},
		{"scales", []cx.Point[cx.NPS]{point("2024-01"), on(point("2024-02"), cx.NPS{Promoters: 1, Scale: cx.RecommendScale(10)})}, 2, -1, cx.ErrMismatch},
		{"negative count", []cx.Point[cx.NPS]{point("2024-01"), on(point("2024-02"), cx.NPS{Promoters: -1})}, 1, -1, cx.ErrInvalid},
		{"too many of two blocks", []cx.Point[cx.NPS]{on(good[0], cx.NPS{}), on(good[1], cx.NPS{Promoters: math.MaxInt64}), good[2]}, 2, -1, cx.ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.Rolling(tt.points, tt.width)
			cxtest.Refuses(t, "Rolling", err, tt.want)
			if got != nil {
				t.Errorf("Rolling = %v beside its error", got)
			}
			var bad *cx.RowError
			if errors.As(err, &bad) != (tt.row >= 0) || bad != nil && bad.Row != tt.row {
				t.Errorf("Rolling: %v, want row %d (-1 for none)", err, tt.row)
			}
		})
	}
	if got, err := cx.Rolling(good, 4); got != nil || err != nil {
		t.Errorf("Rolling of fewer points than the width = %v, %v, want nil", got, err)
	}
	if got, err := cx.Rolling[cx.NPS](nil, 1); got != nil || err != nil {
		t.Errorf("Rolling of nothing = %v, %v, want nil", got, err)
	}
}

// TestRollingMismatchAnywhere: one point on another scale is found, wherever it
// stands and however the windows fall.
func TestRollingMismatchAnywhere(t *testing.T) {
	for n := 2; n <= 9; n++ {
		for odd := range n {
			points := make([]cx.Point[cx.NPS], n)
			for i := range points {
				points[i] = cx.Point[cx.NPS]{Period: period(fmt.Sprintf("2024-%02d", i+1)), Tally: cx.NPS{Promoters: 1}}
			}
			points[odd].Tally.Scale = cx.RecommendScale(10)
			for width := 2; width <= n; width++ {
				got, err := cx.Rolling(points, width)
				if !errors.Is(err, cx.ErrMismatch) || got != nil {
					t.Errorf("Rolling %d of %d points, point %d on another scale: %v, %v, want ErrMismatch", width, n, odd, got, err)
				}
			}
		}
	}
}

// TestRollingIsLinear: a wide window costs no more than a narrow one. With the work
// of each window proportional to its width this takes minutes.
func TestRollingIsLinear(t *testing.T) {
	points, err := cx.Trend(nil, cx.Calendar{}, cx.Period{Start: date("1950-01-01"), End: date("2059-07-01")}, cx.NPS{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range points {
		points[i].Tally.Promoters = 1
	}
	merges := 0
	counted := make([]cx.Point[mergeCounter], len(points))
	for i, p := range points {
		counted[i] = cx.Point[mergeCounter]{Period: p.Period, Tally: mergeCounter{n: 1, merges: &merges}}
	}
	for _, width := range []int{2, 90, 365, 20_000, len(points)} {
		windows, err := cx.Rolling(points, width)
		if err != nil || len(windows) != len(points)-width+1 {
			t.Fatalf("Rolling %d: %d windows, %v", width, len(windows), err)
		}
		for _, w := range windows {
			if w.Tally.Promoters != int64(width) || w.Period.Days() != width {
				t.Fatalf("Rolling %d: %v has %d answers", width, w.Period, w.Tally.Promoters)
			}
		}
		merges = 0
		if _, err := cx.Rolling(counted, width); err != nil || merges > 6*len(points) {
			t.Errorf("Rolling %d of %d points: %d merges, %v, want at most 6 a point", width, len(points), merges, err)
		}
	}
}

// mergeCounter counts the calls of Merge.
type mergeCounter struct {
	n      int
	merges *int
}

func (mergeCounter) PoolsPeriods() {}

func (m *mergeCounter) Merge(other mergeCounter) error {
	m.n += other.n
	if m.merges == nil {
		m.merges = other.merges
	}
	*m.merges++
	return nil
}
