package cx_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// tenPoints is the scale 0..10 of the random rows, whose histogram shows each
// single answer that is lost or counted twice.
var tenPoints = cx.Ratings{Scale: cx.RecommendScale(11)}

func bySegment(r *cx.Response) string { return r.Segment }

// randomRows returns n answers of some segments, between two instants, many of
// them near midnight UTC.
func randomRows(random *rand.Rand, n, segments int, from, to time.Time) []cx.Response {
	rows := make([]cx.Response, n)
	for i := range rows {
		at := from.Add(time.Duration(random.Int64N(int64(to.Sub(from)))))
		if random.IntN(4) == 0 {
			at = at.Truncate(24 * time.Hour).Add(time.Duration(random.IntN(5)-2) * time.Second)
		}
		rows[i] = cx.Response{
			Question: "recommend",
			Customer: fmt.Sprint("c", random.IntN(n)),
			At:       at.In([]*time.Location{time.UTC, time.FixedZone("", 3600*(random.IntN(25)-12))}[random.IntN(2)]),
			Score:    random.IntN(11),
			Segment:  strings.Repeat("s", random.IntN(segments)),
		}
	}
	return rows
}

// cloneRows copies rows and what they hold.
func cloneRows(rows []cx.Response) []cx.Response {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Themes = slices.Clone(rows[i].Themes)
	}
	return rows
}

// civilMidnight is midnight UTC of the date that the clocks of a zone show.
func civilMidnight(at time.Time, loc *time.Location) time.Time {
	year, month, day := at.In(locationUTC(loc)).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// naiveGroups is GroupBy with a map.
func naiveGroups(rows []cx.Response) []cx.Group[string, cx.Ratings] {
	counts := make(map[string]cx.Ratings)
	var keys []string
	for _, r := range rows {
		tally, ok := counts[r.Segment]
		if !ok {
			keys, tally = append(keys, r.Segment), tenPoints
		}
		tally.Counts[r.Score]++
		counts[r.Segment] = tally
	}
	slices.Sort(keys)
	var groups []cx.Group[string, cx.Ratings]
	for _, k := range keys {
		groups = append(groups, cx.Group[string, cx.Ratings]{Key: k, Tally: counts[k]})
	}
	return groups
}

// naiveGroupTrend is GroupTrend with maps and the time package; with one key it is
// Trend.
func naiveGroupTrend(rows []cx.Response, key func(*cx.Response) string, c cx.Calendar, span cx.Period) []cx.Group[string, []cx.Point[cx.Ratings]] {
	type cell struct {
		key   string
		start time.Time
	}
	counts := make(map[cell]cx.Ratings)
	var first, last time.Time
	if span != (cx.Period{}) {
		first = naiveStart(c.Grain, midnightUTC(span.Start))
		last = naiveStart(c.Grain, midnightUTC(span.End).AddDate(0, 0, -1))
	}
	var keys []string
	for i := range rows {
		start := naiveStart(c.Grain, civilMidnight(rows[i].At, c.Location))
		if span == (cx.Period{}) {
			if first.IsZero() || start.Before(first) {
				first = start
			}
			if last.IsZero() || start.After(last) {
				last = start
			}
		} else if start.Before(first) || start.After(last) {
			continue
		}
		k := key(&rows[i])
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
		tally, ok := counts[cell{k, start}]
		if !ok {
			tally = tenPoints
		}
		tally.Counts[rows[i].Score]++
		counts[cell{k, start}] = tally
	}
	slices.Sort(keys)
	var groups []cx.Group[string, []cx.Point[cx.Ratings]]
	for _, k := range keys {
		g := cx.Group[string, []cx.Point[cx.Ratings]]{Key: k}
		for start := first; !start.After(last); start = naiveNext(c.Grain, start) {
			tally, ok := counts[cell{k, start}]
			if !ok {
				tally = tenPoints
			}
			g.Tally = append(g.Tally, cx.Point[cx.Ratings]{Period: naivePeriod(c.Grain, start), Tally: tally})
		}
		groups = append(groups, g)
	}
	return groups
}

// naiveTrend is Trend: a group trend of one key, or the empty periods of a span.
func naiveTrend(rows []cx.Response, c cx.Calendar, span cx.Period) []cx.Point[cx.Ratings] {
	one := func(*cx.Response) string { return "" }
	if groups := naiveGroupTrend(rows, one, c, span); groups != nil {
		return groups[0].Tally
	}
	if span == (cx.Period{}) {
		return nil
	}
	var points []cx.Point[cx.Ratings]
	for at := naiveStart(c.Grain, midnightUTC(span.Start)); dateUTC(at).Compare(span.End) < 0; at = naiveNext(c.Grain, at) {
		points = append(points, cx.Point[cx.Ratings]{Period: naivePeriod(c.Grain, at), Tally: tenPoints})
	}
	return points
}

// addRating is the add function of the general forms.
func addRating(tally *cx.Ratings, r *cx.Response) error { return tally.Add(r.Score) }

func answeredAt(r *cx.Response) time.Time { return r.At }

// TestGroupsAgainstNaive compares all six functions with the maps above on random
// rows, for all grains, in many zones, with and without a span.
func TestGroupsAgainstNaive(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	spans := []cx.Period{
		{},
		period("2011-11-20/2012-02-10"), // inside, on no edge of a week or a month
		period("2011-12-30"),            // the day that Apia skipped
		period("2010"),                  // before all rows
		period("2011-10-15/2012-10-15"), // more than all rows
		period("2012-02-29/2014-01-01"), // the end of the rows, and later
	}
	from, to := time.Date(2011, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2012, 3, 20, 0, 0, 0, 0, time.UTC)
	for _, name := range append([]string{""}, "Pacific/Apia", "America/Sao_Paulo", "Asia/Kathmandu", "America/St_Johns", "Europe/Oslo") {
		for _, g := range allGrains {
			for _, span := range spans {
				c := cx.Calendar{Grain: g}
				if name != "" {
					c.Location = zoneAt(t, name)
				}
				rows := randomRows(random, 1+random.IntN(300), 1+random.IntN(12), from, to)
				before := cloneRows(rows)
				what := fmt.Sprintf("%d rows, %q, zone %q, span %v", len(rows), g, name, span)

				trend, err := cx.Trend(rows, c, span, tenPoints)
				wantTrend := naiveTrend(rows, c, span)
				if diff := cxtest.Diff(wantTrend, trend); diff != "" || err != nil {
					t.Fatalf("%s: Trend: %v (-want +got)\n%s", what, err, diff)
				}
				trend, err = cx.TrendFunc(rows, answeredAt, addRating, c, span, tenPoints)
				if diff := cxtest.Diff(wantTrend, trend); diff != "" || err != nil {
					t.Fatalf("%s: TrendFunc: %v (-want +got)\n%s", what, err, diff)
				}
				both, err := cx.GroupTrend(rows, bySegment, c, span, tenPoints)
				wantBoth := naiveGroupTrend(rows, bySegment, c, span)
				if diff := cxtest.Diff(wantBoth, both); diff != "" || err != nil {
					t.Fatalf("%s: GroupTrend: %v (-want +got)\n%s", what, err, diff)
				}
				both, err = cx.GroupTrendFunc(rows, bySegment, answeredAt, addRating, c, span, tenPoints)
				if diff := cxtest.Diff(wantBoth, both); diff != "" || err != nil {
					t.Fatalf("%s: GroupTrendFunc: %v (-want +got)\n%s", what, err, diff)
				}
				groups, err := cx.GroupBy(rows, bySegment, tenPoints)
				wantGroups := naiveGroups(rows)
				if diff := cxtest.Diff(wantGroups, groups); diff != "" || err != nil {
					t.Fatalf("%s: GroupBy: %v (-want +got)\n%s", what, err, diff)
				}
				groups, err = cx.GroupFunc(rows, bySegment, addRating, tenPoints)
				if diff := cxtest.Diff(wantGroups, groups); diff != "" || err != nil {
					t.Fatalf("%s: GroupFunc: %v (-want +got)\n%s", what, err, diff)
				}
				if diff := cxtest.Diff(before, rows); diff != "" {
					t.Fatalf("%s: the rows changed (-before +after)\n%s", what, diff)
				}
			}
		}
	}
}

// TestTrendCountsEveryRow adds days one by one in several orders: the periods run
// from the first row to the last, whichever came when.
func TestTrendCountsEveryRow(t *testing.T) {
	orders := map[string]func(i, n int) int{
		"ascending":   func(i, _ int) int { return i },
		"descending":  func(i, n int) int { return n - 1 - i },
		"from middle": func(i, n int) int { return n/2 + (i+1)/2*(1-2*(i%2)) },
		"outside in":  func(i, n int) int { return i/2*(1-2*(i%2)) + (n-1)*(i%2) },
	}
	for name, order := range orders {
		for n := 1; n <= 40; n++ {
			rows := make([]cx.Response, 0, n)
			for i := range n {
				day := order(i, n)
				for range day%3 + 1 {
					rows = append(rows, cx.Response{At: time.Date(2024, 1, 1+day, 12, 0, 0, 0, time.UTC), Score: 5, Segment: fmt.Sprint(i % 2)})
				}
			}
			points, err := cx.Trend(rows, cx.Calendar{}, cx.Period{}, cx.NPS{})
			if err != nil {
				t.Fatal(err)
			}
			groups, err := cx.GroupTrend(rows, bySegment, cx.Calendar{}, cx.Period{}, cx.NPS{})
			if err != nil {
				t.Fatal(err)
			}
			days := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
			total := int64(0)
			for _, p := range points {
				total += p.Tally.Total()
			}
			inGroups := int64(0)
			for _, g := range groups {
				if len(g.Tally) != len(points) {
					t.Fatalf("%s %d: group %s has %d points, the trend %d", name, n, g.Key, len(g.Tally), len(points))
				}
				for i, p := range g.Tally {
					inGroups += p.Tally.Total()
					if p.Period != points[i].Period {
						t.Fatalf("%s %d: group %s has %v where the trend has %v", name, n, g.Key, p.Period, points[i].Period)
					}
				}
			}
			if len(points) != n || total != int64(len(rows)) || inGroups != total ||
				points[0].Period.Start != dateUTC(days) || points[n-1].Period.Start != dateUTC(days.AddDate(0, 0, n-1)) {
				t.Fatalf("%s: %d days with %d answers give %d points with %d, groups with %d", name, n, len(rows), len(points), total, inGroups)
			}
		}
	}
}

func TestTrendSpan(t *testing.T) {
	at := func(month time.Month, day int) cx.Response {
		return cx.Response{At: time.Date(2024, month, day, 12, 0, 0, 0, time.UTC), Score: 10, Segment: "a"}
	}
	rows := []cx.Response{at(1, 1), at(1, 31), at(3, 31), at(4, 1), at(12, 31)}
	monthly := cx.Calendar{Grain: cx.Month}
	point := func(text string, promoters int64) cx.Point[cx.NPS] {
		return cx.Point[cx.NPS]{Period: period(text), Tally: cx.NPS{Promoters: promoters}}
	}
	tests := []struct {
		name string
		rows []cx.Response
		span cx.Period
		want []cx.Point[cx.NPS]
	}{
		{"no rows, no span", nil, cx.Period{}, nil},
		{"empty rows, no span", []cx.Response{}, cx.Period{}, nil},
		{"no rows", nil, period("2024-02"), []cx.Point[cx.NPS]{point("2024-02", 0)}},
		{"widened to whole months", rows, period("2024-01-31/2024-03-02"), []cx.Point[cx.NPS]{
			point("2024-01", 2), point("2024-02", 0), point("2024-03", 1),
		}},
		{"one day", rows, period("2024-04-30"), []cx.Point[cx.NPS]{point("2024-04", 1)}},
		{"all rows outside", rows, period("2023-05-05"), []cx.Point[cx.NPS]{point("2023-05", 0)}},
		{"the end is not in it", rows, period("2024-02-01/2024-04-01"), []cx.Point[cx.NPS]{point("2024-02", 0), point("2024-03", 1)}},
		{"rows alone", rows[:4], cx.Period{}, []cx.Point[cx.NPS]{
			point("2024-01", 2), point("2024-02", 0), point("2024-03", 1), point("2024-04", 1),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.Trend(tt.rows, monthly, tt.span, cx.NPS{})
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("Trend: %v (-want +got)\n%s", err, diff)
			}
		})
	}
	// A group has a trend only if it has a row in the span.
	groups, err := cx.GroupTrend(rows, bySegment, monthly, period("2023"), cx.NPS{})
	if groups != nil || err != nil {
		t.Errorf("GroupTrend without rows in the span = %v, %v, want nil", groups, err)
	}
	if groups, err := cx.GroupTrend(nil, bySegment, monthly, period("2023"), cx.NPS{}); groups != nil || err != nil {
		t.Errorf("GroupTrend of no rows = %v, %v, want nil", groups, err)
	}
	if groups, err := cx.GroupBy(nil, bySegment, cx.NPS{}); groups != nil || err != nil {
		t.Errorf("GroupBy of no rows = %v, %v, want nil", groups, err)
	}
	if groups, err := cx.GroupByQuestion(nil, emptyOf(cx.NPS{})); groups != nil || err != nil {
		t.Errorf("GroupByQuestion of no rows = %v, %v, want nil", groups, err)
	}
}

// TestEmptyTallyCarriesScale: every group and every period, those without answers
// included, is on the scale of the empty tally.
func TestEmptyTallyCarriesScale(t *testing.T) {
	rows := []cx.Response{
		{At: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Score: 2, Segment: "a"},
		{At: time.Date(2024, 1, 3, 0, 0, 0, 0, time.UTC), Score: 5, Segment: "b"},
	}
	effort := cx.CES{Scale: cx.EffortScale(5)}
	groups, err := cx.GroupTrend(rows, bySegment, cx.Calendar{}, cx.Period{}, effort)
	if err != nil || len(groups) != 2 {
		t.Fatalf("GroupTrend: %d groups, %v", len(groups), err)
	}
	for _, g := range groups {
		for _, p := range g.Tally {
			if p.Tally.Scale != effort.Scale {
				t.Errorf("group %s, %v: scale %v, want that of the empty tally", g.Key, p.Period, p.Tally.Scale)
			}
		}
	}
	if effort.Total() != 0 {
		t.Errorf("the empty tally was filled")
	}
}

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
	people := members()
	variants, planned := []cx.Group[string, cx.Proportion]{{Key: "b", Tally: cx.Proportion{Base: 60}}, {Key: "a", Tally: cx.Proportion{Base: 40}}}, decs("0.6", "0.4")
	groups := []cx.Group[string, cx.NPS]{npsGroup("z", 1, 2, 3), npsGroup("a", 9, 0, 1), npsGroup("m", 40, 30, 20)}
	var points []cx.Point[cx.NPS]
	for i := range 4 {
		points = append(points, cx.Point[cx.NPS]{Period: period(fmt.Sprintf("2024-%02d", i+1)), Tally: cx.NPS{Promoters: int64(9 - i)}})
	}
	shares, rule := alertShares(), cx.AlertRule{Every: 104}
	trends := []cx.Group[string, []cx.Point[cx.NPS]]{{Key: "b", Tally: points}, {Key: "a", Tally: points}}
	addScore := func(n *cx.NPS, r *cx.Response) error { return n.Add(r.Score) }
	plans, epochDays, ratings, seconds := []string{"pro", "free", "pro"}, []int32{20_100, 20_000, 20_050}, []int{9, 10, 3}, []int64{7e8, 1e9, 3e8}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  groupCodecs(),
		Laws:    []cxtest.Law{clusteredLaws()},
		Values:  []any{rule},
		Calls: []cxtest.Call{
			{Func: "ClusteredOf", Args: []any{groups}, Do: func() (any, error) { return cx.ClusteredOf(groups) }},
			{Func: "RakedWeights", Args: []any{people, planned}, Do: func() (any, error) {
				return cx.RakedWeights(people, []cx.RakingMargin[member]{{Name: "age", Of: ageOf, Shares: []cx.Group[string, decimal.Decimal]{
					{Key: "young", Tally: planned[0]}, {Key: "old", Tally: planned[1]},
				}}})
			}},
			{Func: "SampleRatio", Args: []any{variants, planned}, Do: func() (any, error) { return cx.SampleRatio(variants, planned) }},
			{Func: "GroupBy", Args: []any{rows}, Do: func() (any, error) { return cx.GroupBy(rows, bySegment, cx.NPS{}) }},
			{Func: "GroupByQuestion", Args: []any{rows}, Do: func() (any, error) { return cx.GroupByQuestion(rows, emptyOf(cx.NPS{})) }},
			{Func: "Trend", Args: []any{rows}, Do: func() (any, error) { return cx.Trend(rows, month, cx.Period{}, cx.NPS{}) }},
			{Func: "GroupTrend", Args: []any{rows}, Do: func() (any, error) { return cx.GroupTrend(rows, bySegment, month, cx.Period{}, cx.NPS{}) }},
			{Func: "GroupFunc", Args: []any{rows}, Do: func() (any, error) { return cx.GroupFunc(rows, bySegment, addScore, cx.NPS{}) }},
			{Func: "TrendFunc", Args: []any{rows}, Do: func() (any, error) {
				return cx.TrendFunc(rows, answeredAt, addScore, month, cx.Period{}, cx.NPS{})
			}},
			{Func: "GroupTrendFunc", Args: []any{rows}, Do: func() (any, error) {
				return cx.GroupTrendFunc(rows, bySegment, answeredAt, addScore, month, cx.Period{}, cx.NPS{})
			}},
			{Func: "GroupColumns", Args: []any{plans, ratings}, Do: func() (any, error) { return cx.GroupColumns(plans, ratings, cx.NPS{}) }},
			{Func: "GroupTrendColumns", Args: []any{plans, epochDays, ratings}, Do: func() (any, error) {
				return cx.GroupTrendColumns(plans, epochDays, ratings, cx.Month, cx.Period{}, cx.NPS{})
			}},
			{Func: "EpochDays", Args: []any{seconds}, Do: func() (any, error) { return cx.EpochDays(seconds, time.Second, nil) }},
			{Func: "MergeGroups", Args: []any{groups}, Do: func() (any, error) { return cx.MergeGroups(groups, groups) }},
			// Points have to be in the order of time.
			{Func: "MergePoints", Args: []any{points}, Sorted: true, Do: func() (any, error) { return cx.MergePoints(points, points) }},
			{Func: "MergeGroupTrends", Args: []any{trends}, Do: func() (any, error) { return cx.MergeGroupTrends(trends, trends) }},
			{Func: "Rolling", Args: []any{points}, Sorted: true, Do: func() (any, error) { return cx.Rolling(points, 3) }},
			{Func: "AlertsOf", Args: []any{shares}, Sorted: true, Do: func() (any, error) { return cx.AlertsOf(shares, rule, 0.95) }},
			{Func: "YearOnYear", Args: []any{points}, Sorted: true, Do: func() (any, error) { return cx.YearOnYear(points, 1, 0.95) }},
			{Func: "RankGroups", Args: []any{groups}, Do: func() (any, error) { return cx.RankGroups(groups, 5, 0.95) }},
			{Func: "HeterogeneityOfGroups", Args: []any{groups}, Do: func() (any, error) { return cx.HeterogeneityOfGroups(groups) }},
			{Func: "GapByChance", Args: []any{groups}, Do: func() (any, error) { return cx.GapByChance(groups) }},
			{Func: "SuppressSmall", Args: []any{groups}, Do: func() (any, error) {
				shown, hidden, err := cx.SuppressSmall(groups, 7)
				return []any{shown, hidden}, err
			}},
			{Func: "ScoreChangeOf", Args: []any{groups, groups[1:]}, Do: func() (any, error) { return cx.ScoreChangeOf(groups, groups[1:]) }},
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
		cxtest.CodecOf[cx.Clustered](`{"clusters":2,"sum":"3","base":"4","sum_squares":"5","base_squares":"10","products":"7"}`).
			WithCounts("clusters").WithAmounts("base", "sum_squares", "base_squares").
			WithBad(`{"clusters":2,"sum":"3","base":"4","sum_squares":"5","base_squares":"10","products":"8"}`),
		cxtest.CodecOf[cx.ScoreChange](`{"total":"-7","mix":"-12","rate":"5"}`),
	}
}

func TestGroup_Contract(t *testing.T) { groupContract(t).Run(t) }

func FuzzGroupJSON(f *testing.F) { cxtest.FuzzCodecs(f, groupCodecs(), cx.ErrInvalid) }

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
	_, err = cx.ScoreChangeOf(append(groups(full), groups(one)...), groups(one))
	cxtest.Refuses(t, "ScoreChangeOf", err, cx.ErrInvalid)
	if change, err := cx.ScoreChangeOf(groups(full), groups(full)); err == nil && !change.Total.IsZero() {
		t.Errorf("ScoreChangeOf of a full tally and itself = %v", change)
	}
}

// An answer with the ID of an earlier one is dropped first, under every policy.
func TestDeduplicate_byID(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC) }
	rows := []cx.Response{
		{ID: "r1", Customer: "ann", At: at(2)}, {ID: "r2", At: at(3), Score: 1}, {ID: "r1", Customer: "ann", At: at(9), Score: 2},
		{ID: "r2", At: at(3), Score: 3}, {ID: " ", At: at(4), Score: 4}, {ID: " ", At: at(4), Score: 5},
		{Customer: "ann", At: at(5), Score: 6}, {ID: "r3", Customer: "ann", At: at(1), Score: 7}, {ID: "r3", Customer: "bob", At: at(1), Score: 8},
	}
	checkKept(t, cx.KeepAll, rows, []int{0, 1, 4, 5, 6, 7})
	checkKept(t, cx.KeepFirst, rows, []int{1, 4, 5, 7})
	checkKept(t, cx.KeepLatest, rows, []int{1, 4, 5, 6})
	checkKept(t, cx.KeepLatestPerPeriod, rows, []int{0, 1, 4, 5, 6, 7}) // by days
	// A form may have one ID for the answers to all of its questions.
	checkKept(t, cx.KeepAll, []cx.Response{{ID: "f1", Question: "a"}, {ID: "f1", Question: "b", Score: 1}, {ID: "f1", Question: "a", Score: 2}}, []int{0, 1})
}

// Without instants the first row is the first answer, but not with some instants.
func TestDeduplicate_withoutInstants(t *testing.T) {
	rows := []cx.Response{{Customer: "ann", Score: 0}, {Customer: "bob", Score: 1}, {Customer: "ann", Score: 2}, {Score: 3}, {Score: 4}}
	checkKept(t, cx.KeepFirst, rows, []int{0, 1, 3, 4})
	for _, keep := range []cx.DuplicatePolicy{cx.KeepLatest, cx.KeepLatestPerPeriod} {
		_, _, err := cx.Deduplicate(rows, keep, cx.Calendar{})
		checkRowError(t, string(keep), err, cx.ErrInvalid, 0)
	}
	rows[3].At = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	for _, row := range []int{3, 1} { // then the instant is in the first row
		_, _, err := cx.Deduplicate(rows, cx.KeepFirst, cx.Calendar{})
		checkRowError(t, "one instant", err, cx.ErrInvalid, row)
		slices.Reverse(rows[:4])
	}
}
