package cx_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

func TestGroupErrors(t *testing.T) {
	noon := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	row := func(question string, score int, at time.Time) cx.Response {
		return cx.Response{Question: question, Score: score, At: at, Segment: secretText, Customer: secretText}
	}
	good := row("q", 5, noon)
	day := period("2024-01-01")
	tests := []struct {
		name     string
		rows     []cx.Response
		c        cx.Calendar
		span     cx.Period
		row      int // -1: no row is named
		want     error
		groups   bool // GroupBy refuses as well
		anyRange bool // the cause is a RangeError
	}{
		{"score above", []cx.Response{good, row("q", 11, noon)}, cx.Calendar{}, cx.Period{}, 1, cx.ErrInvalid, true, true},
		{"score below", []cx.Response{row("q", -1, noon), good}, cx.Calendar{}, day, 0, cx.ErrInvalid, true, true},
		{"two questions", []cx.Response{good, good, row("p", 5, noon)}, cx.Calendar{}, cx.Period{}, 2, cx.ErrMismatch, true, false},
		{"a question and none", []cx.Response{row("", 5, noon), good}, cx.Calendar{}, day, 1, cx.ErrMismatch, true, false},
		{"the first bad row", []cx.Response{good, row("p", 5, noon), row("q", 11, noon)}, cx.Calendar{}, day, 1, cx.ErrMismatch, true, false},
		{"no time", []cx.Response{good, row("q", 5, time.Time{})}, cx.Calendar{}, cx.Period{}, 1, cx.ErrInvalid, false, false},
		{"no time beside a span", []cx.Response{good, row("q", 5, time.Time{})}, cx.Calendar{}, day, 1, cx.ErrInvalid, false, false},
		{"far time", []cx.Response{row("q", 5, noon.AddDate(9000, 0, 0))}, cx.Calendar{}, day, 0, cx.ErrInvalid, false, false},
		{"year 0", []cx.Response{good, row("q", 5, noon.AddDate(-2024, 0, 0))}, cx.Calendar{}, cx.Period{}, 1, cx.ErrInvalid, false, false},
		{"too many periods", []cx.Response{good, row("q", 5, noon.AddDate(0, 0, 40_000))}, cx.Calendar{}, cx.Period{}, 1, cx.ErrInvalid, false, true},
		{"a period past the last year", []cx.Response{row("q", 5, noon.AddDate(7975, 11, 30))}, cx.Calendar{}, cx.Period{}, 0, cx.ErrInvalid, false, false},
		{"no such grain", []cx.Response{good}, cx.Calendar{Grain: "hour"}, cx.Period{}, -1, cx.ErrInvalid, false, false},
		{"no such grain, no rows", nil, cx.Calendar{Grain: "hour"}, cx.Period{}, -1, cx.ErrInvalid, false, false},
		{"span without end", []cx.Response{good}, cx.Calendar{}, cx.Period{Start: date("2024-01-01")}, -1, cx.ErrInvalid, false, false},
		{"span inverted", []cx.Response{good}, cx.Calendar{}, cx.Period{Start: date("2024-01-02"), End: date("2024-01-01")}, -1, cx.ErrInvalid, false, false},
		{"span too long", []cx.Response{good}, cx.Calendar{}, cx.Period{Start: date("1900-01-01"), End: date("2024-01-01")}, -1, cx.ErrInvalid, false, true},
		{"span before the first year", nil, cx.Calendar{Grain: cx.WeekFromSunday}, cx.Period{Start: date("0001-01-01"), End: date("0001-02-01")}, -1, cx.ErrInvalid, false, false},
		{"span past the last year", []cx.Response{good}, cx.Calendar{Grain: cx.Year}, cx.Period{Start: date("9999-01-01"), End: date("9999-02-01")}, -1, cx.ErrInvalid, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check := func(what string, empty bool, err error) {
				t.Helper()
				cxtest.Refuses(t, what, err, tt.want)
				if !empty {
					t.Errorf("%s returns a value beside its error", what)
				}
				var bad *cx.RowError
				if tt.row < 0 {
					if errors.As(err, &bad) {
						t.Errorf("%s: %v names a row", what, err)
					}
				} else if !errors.As(err, &bad) || bad.Row != tt.row {
					t.Errorf("%s: %v does not name row %d", what, err, tt.row)
				}
				if outside := new(cx.RangeError); errors.As(err, &outside) != tt.anyRange {
					t.Errorf("%s: %v holds a RangeError: %v, want %v", what, err, !tt.anyRange, tt.anyRange)
				}
				if err != nil && strings.Contains(err.Error(), secretText) {
					t.Errorf("%s: %q repeats a customer or a key", what, err)
				}
			}
			points, err := cx.Trend(tt.rows, tt.c, tt.span, cx.NPS{})
			check("Trend", points == nil, err)
			trends, err := cx.GroupTrend(tt.rows, bySegment, tt.c, tt.span, cx.NPS{})
			check("GroupTrend", trends == nil, err)
			groups, err := cx.GroupBy(tt.rows, bySegment, cx.NPS{})
			if tt.groups {
				check("GroupBy", groups == nil, err)
			} else if err != nil {
				t.Errorf("GroupBy: %v, want no error, since it asks for no time", err)
			}
		})
	}
}

func TestGroupNilFunctions(t *testing.T) {
	type row = cx.Response
	var (
		key   = bySegment
		noKey func(*row) string
		at    = answeredAt
		noAt  func(*row) time.Time
		add   = addRating
		noAdd func(*cx.Ratings, *row) error
		c     cx.Calendar
		span  = period("2024-01-01")
	)
	for _, rows := range [][]row{nil, {{At: midnightUTC(date("2024-01-01"))}}} {
		for _, span := range []cx.Period{{}, span} {
			check := func(what string, empty bool, err error) {
				t.Helper()
				cxtest.Refuses(t, what, err, cx.ErrInvalid)
				if !empty {
					t.Errorf("%s returns a value beside its error", what)
				}
			}
			groups, err := cx.GroupBy(rows, noKey, tenPoints)
			check("GroupBy", groups == nil, err)
			trends, err := cx.GroupTrend(rows, noKey, c, span, tenPoints)
			check("GroupTrend", trends == nil, err)
			groups, err = cx.GroupFunc(rows, noKey, add, tenPoints)
			check("GroupFunc key", groups == nil, err)
			groups, err = cx.GroupFunc(rows, key, noAdd, tenPoints)
			check("GroupFunc add", groups == nil, err)
			points, err := cx.TrendFunc(rows, noAt, add, c, span, tenPoints)
			check("TrendFunc at", points == nil, err)
			points, err = cx.TrendFunc(rows, at, noAdd, c, span, tenPoints)
			check("TrendFunc add", points == nil, err)
			trends, err = cx.GroupTrendFunc(rows, noKey, at, add, c, span, tenPoints)
			check("GroupTrendFunc key", trends == nil, err)
			trends, err = cx.GroupTrendFunc(rows, key, noAt, add, c, span, tenPoints)
			check("GroupTrendFunc at", trends == nil, err)
			trends, err = cx.GroupTrendFunc(rows, key, at, noAdd, c, span, tenPoints)
			check("GroupTrendFunc add", trends == nil, err)
		}
	}
}

// errOfCaller is an error that a caller's add function returns.
var errOfCaller = errors.New("spam")

// TestGroupFuncKeys checks the kinds of keys and the caller's own rows, tallies
// and errors.
func TestGroupFuncKeys(t *testing.T) {
	type plan string
	type compact struct {
		plan  plan
		shop  int16
		score int8
		unix  int64
	}
	type sum struct{ N, Sum int }
	rows := []compact{
		{"pro", -3, 9, 86400}, {"basic", 7, 2, 0}, {"pro", 7, 10, 86399}, {"", -3, 0, 3 * 86400}, {"Pro", 0, 5, -1},
	}
	add := func(s *sum, r *compact) error {
		if r.score < 0 {
			return errOfCaller
		}
		s.N++
		s.Sum += int(r.score)
		return nil
	}
	plans, err := cx.GroupFunc(rows, func(r *compact) plan { return r.plan }, add, sum{})
	wantPlans := []cx.Group[plan, sum]{
		{Key: "", Tally: sum{1, 0}}, {Key: "Pro", Tally: sum{1, 5}}, {Key: "basic", Tally: sum{1, 2}}, {Key: "pro", Tally: sum{2, 19}},
	}
	if diff := cmp.Diff(wantPlans, plans); diff != "" || err != nil {
		t.Errorf("by plan: %v (-want +got)\n%s", err, diff)
	}
	shops, err := cx.GroupFunc(rows, func(r *compact) int16 { return r.shop }, add, sum{})
	wantShops := []cx.Group[int16, sum]{{Key: -3, Tally: sum{2, 9}}, {Key: 0, Tally: sum{1, 5}}, {Key: 7, Tally: sum{2, 12}}}
	if diff := cmp.Diff(wantShops, shops); diff != "" || err != nil {
		t.Errorf("by shop: %v (-want +got)\n%s", err, diff)
	}
	// An empty tally with something in it is in every group, and in every
	// period without rows: that is the caller's business.
	at := func(r *compact) time.Time { return time.Unix(r.unix, 0) }
	days, err := cx.TrendFunc(rows, at, add, cx.Calendar{}, cx.Period{}, sum{N: 100})
	wantDays := []cx.Point[sum]{
		{Period: period("1969-12-31"), Tally: sum{101, 5}}, {Period: period("1970-01-01"), Tally: sum{102, 12}},
		{Period: period("1970-01-02"), Tally: sum{101, 9}}, {Period: period("1970-01-03"), Tally: sum{100, 0}},
		{Period: period("1970-01-04"), Tally: sum{101, 0}},
	}
	if diff := cmp.Diff(wantDays, days); diff != "" || err != nil {
		t.Errorf("by day: %v (-want +got)\n%s", err, diff)
	}
	rows[3].score = -1
	for name, call := range map[string]func() (bool, error){
		"GroupFunc": func() (bool, error) {
			v, err := cx.GroupFunc(rows, func(r *compact) plan { return r.plan }, add, sum{})
			return v == nil, err
		},
		"TrendFunc": func() (bool, error) {
			v, err := cx.TrendFunc(rows, at, add, cx.Calendar{}, cx.Period{}, sum{})
			return v == nil, err
		},
		"GroupTrendFunc": func() (bool, error) {
			v, err := cx.GroupTrendFunc(rows, func(r *compact) plan { return r.plan }, at, add, cx.Calendar{}, cx.Period{}, sum{})
			return v == nil, err
		},
	} {
		empty, err := call()
		var bad *cx.RowError
		if !empty || !errors.Is(err, errOfCaller) || !errors.As(err, &bad) || bad.Row != 3 {
			t.Errorf("%s: %v, want the caller's error with row 3", name, err)
		}
	}
}

// TestGroupOrder: rows in any order give the same result.
func TestGroupOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 22))
	rows := randomRows(random, 2000, 15, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC))
	c := cx.Calendar{Grain: cx.Week, Location: zoneAt(t, "Europe/Oslo")}
	byTime := func(a, b cx.Response) int { return a.At.Compare(b.At) }
	orders := []struct {
		name string
		sort func()
	}{
		{"as they come", func() {}},
		{"ascending", func() { slices.SortFunc(rows, byTime) }},
		{"descending", func() { slices.SortFunc(rows, byTime); slices.Reverse(rows) }},
		{"by segment", func() {
			slices.SortFunc(rows, func(a, b cx.Response) int { return strings.Compare(a.Segment, b.Segment) })
		}},
		{"shuffled", func() { random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] }) }},
	}
	var wantTrend []cx.Point[cx.Ratings]
	var wantBoth []cx.Group[string, []cx.Point[cx.Ratings]]
	for _, order := range orders {
		order.sort()
		trend, err := cx.Trend(rows, c, cx.Period{}, tenPoints)
		if err != nil {
			t.Fatal(err)
		}
		both, err := cx.GroupTrend(rows, bySegment, c, cx.Period{}, tenPoints)
		if err != nil {
			t.Fatal(err)
		}
		if wantTrend == nil {
			wantTrend, wantBoth = trend, both
		}
		if diff := cxtest.Diff(wantTrend, trend); diff != "" {
			t.Errorf("%s: Trend (-first +now)\n%s", order.name, diff)
		}
		if diff := cxtest.Diff(wantBoth, both); diff != "" {
			t.Errorf("%s: GroupTrend (-first +now)\n%s", order.name, diff)
		}
	}
}

// TestManyPeriods checks the limit of 40,000 periods from both sides.
func TestManyPeriods(t *testing.T) {
	from := time.Date(1950, 6, 1, 0, 0, 0, 0, time.UTC)
	two := func(days int) []cx.Response {
		return []cx.Response{{At: from.AddDate(0, 0, days-1), Score: 9}, {At: from, Score: 1}}
	}
	points, err := cx.Trend(two(cx.MaxPeriods), cx.Calendar{}, cx.Period{}, cx.NPS{})
	if len(points) != cx.MaxPeriods || err != nil {
		t.Fatalf("%d points, %v, want %d", len(points), err, cx.MaxPeriods)
	}
	if first, last := points[0], points[len(points)-1]; first.Tally.Detractors != 1 || last.Tally.Promoters != 1 ||
		first.Period.Start != dateUTC(from) || last.Period.Start != dateUTC(from.AddDate(0, 0, cx.MaxPeriods-1)) {
		t.Errorf("the points run from %v to %v", first, last)
	}
	points, err = cx.Trend(two(cx.MaxPeriods+1), cx.Calendar{}, cx.Period{}, cx.NPS{})
	cxtest.Refuses(t, "Trend", err, cx.ErrInvalid)
	var outside *cx.RangeError
	if !errors.As(err, &outside) || outside.Got != cx.MaxPeriods+1 || outside.Max != cx.MaxPeriods || points != nil {
		t.Errorf("Trend = %d points, %v, want a RangeError of %d", len(points), err, cx.MaxPeriods+1)
	}
	// The same rows by month are few periods.
	if points, err = cx.Trend(two(cx.MaxPeriods+1), cx.Calendar{Grain: cx.Month}, cx.Period{}, cx.NPS{}); err != nil {
		t.Errorf("by month: %d points, %v", len(points), err)
	}
}

// TestSparseGroupsBounded: a few keys with a few dates far apart must not allocate
// groups times periods without bound, whether they are refused or not.
func TestSparseGroupsBounded(t *testing.T) {
	cxtest.Long(t)
	from := time.Date(1920, 1, 1, 0, 0, 0, 0, time.UTC)
	refused := 0
	for _, keys := range []int{1, 2, 3, 5, 6, 7, 10, 50, 500, 5000} {
		for _, days := range []int{200, 2000, 20_000, 39_999} {
			var rows []cx.Response
			for k := range keys {
				for _, day := range []int{0, days / 2, days} {
					rows = append(rows, cx.Response{Segment: fmt.Sprint(k), At: from.AddDate(0, 0, day), Score: 3})
				}
			}
			var groups []cx.Group[string, []cx.Point[cx.CSAT]]
			var err error
			bytes := cxtest.Allocated(func() {
				groups, err = cx.GroupTrend(rows, bySegment, cx.Calendar{}, cx.Period{}, cx.CSAT{Scale: cx.SatisfactionScale(5)})
			})
			if bytes > 64<<20 {
				t.Errorf("%d rows with %d keys over %d days: %d MiB allocated, error %v", len(rows), keys, days, bytes>>20, err)
			}
			if err != nil {
				refused++
				cxtest.Refuses(t, "GroupTrend", err, cx.ErrInvalid)
				var outside *cx.RangeError
				if !errors.As(err, &outside) || groups != nil {
					t.Errorf("%d keys over %d days: %v, want a RangeError", keys, days, err)
				}
			} else if len(groups) != keys || len(groups[0].Tally) != days+1 {
				t.Errorf("%d keys over %d days: %d groups of %d points", keys, days, len(groups), len(groups[0].Tally))
			}
		}
	}
	if refused == 0 {
		t.Error("none was refused, not even 5,000 keys with 40,000 periods each")
	}
}

// TestManyKeys: a million keys take memory in proportion to the rows.
func TestManyKeys(t *testing.T) {
	cxtest.Long(t)
	type row struct {
		key  int32
		late bool
	}
	rows := make([]row, 1_000_000)
	for i := range rows {
		rows[i].key = int32(int64(i) * 7919 % int64(len(rows))) // 7919 is a prime: each key once
	}
	key := func(r *row) int32 { return r.key }
	at := func(r *row) time.Time {
		if r.late {
			return time.Unix(4*86400, 0)
		}
		return time.Unix(0, 0)
	}
	count := func(n *int32, _ *row) error { *n++; return nil }
	groups, err := cx.GroupFunc(rows, key, count, 0)
	if len(groups) != len(rows) || err != nil {
		t.Fatalf("GroupFunc: %d groups, %v", len(groups), err)
	}
	for i, g := range groups {
		if g.Key != int32(i) || g.Tally != 1 {
			t.Fatalf("group %d is %v", i, g)
		}
	}
	trends, err := cx.GroupTrendFunc(rows, key, at, count, cx.Calendar{}, cx.Period{}, 0)
	if len(trends) != len(rows) || err != nil {
		t.Fatalf("GroupTrendFunc: %d groups, %v", len(trends), err)
	}
	// Five periods would make five times as many points as rows.
	rows[len(rows)-1].late = true
	trends, err = cx.GroupTrendFunc(rows, key, at, count, cx.Calendar{}, cx.Period{}, 0)
	cxtest.Refuses(t, "GroupTrendFunc", err, cx.ErrInvalid)
	var bad *cx.RowError
	if trends != nil || !errors.As(err, &bad) || bad.Row != len(rows)-1 {
		t.Errorf("GroupTrendFunc: %d groups, %v, want an error with the last row", len(trends), err)
	}
}

// TestGroupAllocations: memory is for groups and periods, not for rows.
func TestGroupAllocations(t *testing.T) {
	oslo := zoneAt(t, "Europe/Oslo")
	rows := make([]cx.Response, 40_000)
	for i := range rows {
		rows[i] = cx.Response{
			Segment: fmt.Sprint("segment ", i%13), Score: i % 11,
			At: time.Date(2024, 1, 1+i%90, i%24, 0, 0, 0, time.UTC),
		}
	}
	few := rows[:4000]
	c := cx.Calendar{Grain: cx.Week, Location: oslo}
	tests := []struct {
		name string
		call func(rows []cx.Response) error
	}{
		{"GroupBy", func(rows []cx.Response) error { _, err := cx.GroupBy(rows, bySegment, cx.NPS{}); return err }},
		{"Trend", func(rows []cx.Response) error { _, err := cx.Trend(rows, c, cx.Period{}, cx.NPS{}); return err }},
		{"GroupTrend", func(rows []cx.Response) error {
			_, err := cx.GroupTrend(rows, bySegment, c, cx.Period{}, cx.NPS{})
			return err
		}},
		{"GroupTrend with a span", func(rows []cx.Response) error {
			_, err := cx.GroupTrend(rows, bySegment, c, period("2024-02"), cx.NPS{})
			return err
		}},
		{"GroupByQuestion", func(rows []cx.Response) error { _, err := cx.GroupByQuestion(rows, emptyOf(cx.NPS{})); return err }},
		{"GroupFunc", func(rows []cx.Response) error {
			_, err := cx.GroupFunc(rows, bySegment, addRating, tenPoints)
			return err
		}},
	}
	for _, tt := range tests {
		run := func(rows []cx.Response) float64 {
			return testing.AllocsPerRun(3, func() {
				if err := tt.call(rows); err != nil {
					t.Error(err)
				}
			})
		}
		if n, tenfold := run(few), run(rows); tenfold > n+2 || tenfold > 300 {
			t.Errorf("%s: %v allocations for %d rows, %v for %d", tt.name, n, len(few), tenfold, len(rows))
		}
	}
}

// manyGroups returns groups with random answers.
func manyGroups(n int) []cx.Group[int, cx.NPS] {
	random := rand.New(rand.NewPCG(93, uint64(n)))
	groups := make([]cx.Group[int, cx.NPS], n)
	for i := range groups {
		groups[i] = cx.Group[int, cx.NPS]{Key: i, Tally: cx.NPS{
			Promoters: random.Int64N(1000), Passives: random.Int64N(1000), Detractors: random.Int64N(1000),
		}}
	}
	return groups
}

// Nothing is held for all groups but the result, their order, and a score of three words for
// the ranking: a tally of each group beside them is 64 bytes more, one of each group and sample
// 128. They are 373 and 176 bytes, and with the race detector up to 240.
func TestGroupBytes(t *testing.T) {
	before, after := manyGroups(10_000), manyGroups(10_001)
	for _, tt := range []struct {
		name string
		most uint64 // bytes a group
		call func() error
	}{
		{"RankGroups", 410, func() error { _, err := cx.RankGroups(before, 30, 0.95); return err }},
		{"ScoreChangeOf", 260, func() error { _, err := cx.ScoreChangeOf(before, after); return err }},
	} {
		bytes := cxtest.Allocated(func() {
			if err := tt.call(); err != nil {
				t.Error(err)
			}
		})
		if each := bytes / uint64(len(before)); each > tt.most {
			t.Errorf("%s allocates %d bytes a group, want at most %d", tt.name, each, tt.most)
		}
	}
}

// BenchmarkGroups measures RankGroups and ScoreChangeOf of CX_BENCH_ROWS/4 groups, a million
// by default, of NPS: bytes are what to look at. Holm's method over the 200 figures of a page
// takes less than a millisecond.
func BenchmarkGroups(b *testing.B) {
	before, after := manyGroups(max(benchRows(b)/4, 1)), manyGroups(max(benchRows(b)/4, 1)+1)
	b.Run("RankGroups", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.RankGroups(before, 30, 0.95); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Holm", func(b *testing.B) {
		random := rand.New(rand.NewPCG(20, 79))
		p := make([]float64, 200)
		for i := range p {
			p[i] = random.Float64()
		}
		for b.Loop() {
			if _, err := cx.Holm(p); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("ScoreChangeOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.ScoreChangeOf(before, after); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// brittle is a tally that merges so many times.
type brittle struct{ left *int }

func (b *brittle) Merge(other brittle) error {
	b.left = other.left
	if *b.left--; *b.left < 0 {
		return cx.ErrInvalid
	}
	return nil
}
func (brittle) PoolsPeriods() {}

// Rolling stops at the error of any Merge, the first to the last.
func TestRolling_everyMerge(t *testing.T) {
	points := make([]cx.Point[brittle], 5)
	for merges := 0; ; merges++ {
		left := merges
		for i := range points {
			points[i] = cx.Point[brittle]{Period: period(fmt.Sprintf("2026-%02d", i+1)), Tally: brittle{&left}}
		}
		got, err := cx.Rolling(points, 3)
		if err == nil && len(got) == 3 && merges >= 10 { // each point into two blocks
			return
		}
		if got != nil || !errors.Is(err, cx.ErrInvalid) || merges > 100 {
			t.Fatalf("after %d merges: %v, %v", merges, got, err)
		}
	}
}
