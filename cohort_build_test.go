package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

var cohortBuilders = map[string]func([]cx.Activity, cx.CohortRule, time.Time) (cx.Cohorts, error){
	"CohortsOf":       cx.CohortsOf,
	"CohortsOfSorted": cx.CohortsOfSorted,
}

// checkActivityErrors checks that a function reports the first bad row of activities.
func checkActivityErrors(t *testing.T, f func(rows []cx.Activity, asOf time.Time) error) {
	t.Helper()
	good := cx.Activity{Customer: "a", At: instant("2026-01-01")}
	for name, bad := range map[string]cx.Activity{
		"blank customer":       {Customer: " \t", At: good.At},
		"no customer":          {At: good.At},
		"no instant":           {Customer: "b"},
		"before 1900":          {Customer: "b", At: instant("1899-12-31T23:59:59.999999999Z")},
		"after 2200":           {Customer: "b", At: instant("2201-01-01")},
		"year 1":               {Customer: "b", At: instant("0001-01-02")},
		"year 9999":            {Customer: "b", At: instant("9999-12-31")},
		"beyond all years":     {Customer: "b", At: time.Unix(1<<62, 0)},
		"before all years":     {Customer: "b", At: time.Unix(-1<<62, 0)},
		"40 digits":            {Customer: "b", At: good.At, Amount: dec("1234567890123456789012345678901234567890")},
		"a large exponent":     {Customer: "b", At: good.At, Amount: dec("1e35")},
		"many decimal places":  {Customer: "b", At: good.At, Amount: dec("1e-35")},
		"the largest exponent": {Customer: "b", At: good.At, Amount: decimal.New(1, math.MaxInt32)},
	} {
		for _, rows := range [][]cx.Activity{{bad}, {good, good, bad, good}, {good, good, bad, {Customer: "c"}}} {
			cxtest.Bounded(t, func() {
				err := f(rows, instant("2026-06-01"))
				cxtest.Refuses(t, name, err, cx.ErrInvalid)
				var row *cx.RowError
				want := min(len(rows)-1, 2)
				if !errors.As(err, &row) || row.Row != want {
					t.Errorf("%s: error %v, want row %d", name, err, want)
				}
			})
		}
	}
}

func TestCohortsBadInput(t *testing.T) {
	asOf := instant("2026-06-01")
	good := visits("a", "2026-01-01")
	for name, f := range cohortBuilders {
		t.Run(name, func(t *testing.T) {
			for what, rule := range map[string]cx.CohortRule{
				"no grain":                {Calendar: cx.Calendar{Grain: "decade"}},
				"negative elapsed":        {Elapsed: -1},
				"elapsed and recurring":   {Elapsed: 24 * time.Hour, Recurring: true},
				"no edges":                {Brackets: []int{}},
				"one edge":                {Brackets: []int{0}},
				"a negative edge":         {Brackets: []int{-1, 1}},
				"equal edges":             {Brackets: []int{0, 7, 7}},
				"falling edges":           {Brackets: []int{7, 0}},
				"an edge beyond all":      {Brackets: []int{0, cx.MaxPeriods + 1}},
				"the largest edge":        {Brackets: []int{0, math.MaxInt}},
				"more edges than periods": {Brackets: make([]int, cx.MaxPeriods+1)},
			} {
				_, err := f(good, rule, asOf)
				cxtest.Refuses(t, what, err, cx.ErrInvalid)
				_, err = f(nil, rule, asOf)
				cxtest.Refuses(t, what+", no rows", err, cx.ErrInvalid)
			}
			for _, at := range []time.Time{{}, instant("1899-12-31"), instant("2201-01-01"), time.Unix(1<<62, 0)} {
				_, err := f(good, cx.CohortRule{}, at)
				cxtest.Refuses(t, "as of "+at.String(), err, cx.ErrInvalid)
				_, err = f(nil, cx.CohortRule{}, at)
				cxtest.Refuses(t, "no rows, as of "+at.String(), err, cx.ErrInvalid)
			}
			checkActivityErrors(t, func(rows []cx.Activity, asOf time.Time) error {
				c, err := f(rows, cx.CohortRule{}, asOf)
				if err != nil && !cmp.Equal(c, cx.Cohorts{}) {
					t.Errorf("%s = %v with an error", name, c)
				}
				return err
			})
			// The bounds of the years, inclusive.
			for _, at := range []string{"1900-01-01", "2200-12-31T23:59:59.999999998Z"} {
				if _, err := f(visits("a", at), cx.CohortRule{}, instant(at).Add(1)); err != nil {
					t.Errorf("an activity at %s: %v", at, err)
				}
			}
		})
	}
	// The first bad row is the one that is told of, whatever is wrong with it, and though it
	// lies at asOf or later.
	var row *cx.RowError
	blank, late := cx.Activity{Customer: " ", At: instant("2026-01-01")}, cx.Activity{Customer: " ", At: instant("2027-01-01")}
	for what, rows := range map[string][]cx.Activity{
		"before one without an instant": {blank, {Customer: "b"}},
		"before one with an amount":     {blank, {Customer: "b", At: blank.At, Amount: dec("1e35")}},
		"late":                          {late},
		"late, before another":          {late, good[0]},
	} {
		for name, f := range cohortBuilders {
			for _, elapsed := range []time.Duration{0, 24 * time.Hour} {
				_, err := f(rows, cx.CohortRule{Elapsed: elapsed}, asOf)
				cxtest.Refuses(t, name+" of a blank customer "+what, err, cx.ErrInvalid)
				if !errors.As(err, &row) || row.Row != 0 {
					t.Errorf("%s of a blank customer %s: error %v, want row 0", name, what, err)
				}
			}
		}
	}
	_, err := cx.CohortsOfSorted([]cx.Activity{{Customer: "b", At: blank.At}, {Customer: "a", At: blank.At}, {Customer: "c"}}, cx.CohortRule{}, asOf)
	if !errors.As(err, &row) || row.Row != 1 {
		t.Errorf("CohortsOfSorted out of order before a row without an instant: error %v, want row 1", err)
	}
	_, err = cx.CohortsOfSorted(slices.Concat(visits("b", "2026-01-01", "2026-01-02"), visits("a", "2026-01-01")), cx.CohortRule{}, asOf)
	cxtest.Refuses(t, "CohortsOfSorted out of order", err, cx.ErrInvalid)
	if !errors.As(err, &row) || row.Row != 2 {
		t.Errorf("CohortsOfSorted out of order: error %v, want row 2", err)
	}
}

// Grids that would be huge are refused before anything of their size is made.
func TestCohortsLimits(t *testing.T) {
	const day = 24 * time.Hour
	spread := func(n int, from, step string) []cx.Activity {
		var rows []cx.Activity
		d, err := time.ParseDuration(step)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			rows = append(rows, cx.Activity{Customer: fmt.Sprintf("c%06d", i), At: instant(from).Add(time.Duration(i) * d)})
		}
		return rows
	}
	tests := []struct {
		name string
		rows []cx.Activity
		rule cx.CohortRule
		asOf string
	}{
		{"1900 to 2200 by day", visits("a", "1900-01-01", "2200-12-31"), cx.CohortRule{}, "2200-12-31T12:00:00Z"},
		{"1900 by day, as of 2200", visits("a", "1900-01-01"), cx.CohortRule{}, "2200-12-31"},
		{"year 1 to 9999 by day", visits("a", "0001-01-02", "9999-12-31"), cx.CohortRule{}, "2200-12-31"},
		{"40,001 days", visits("a", "2000-01-01"), cx.CohortRule{}, "2109-07-08T00:00:01Z"},
		{"too many cells", spread(200, "2000-01-01", "24h"), cx.CohortRule{}, "2100-01-01"},
		{"too many cells, elapsed", spread(200, "2000-01-01", "24h"), cx.CohortRule{Elapsed: day}, "2100-01-01"},
		{"40,001 hours", visits("a", "2000-01-01", "2005-01-01"), cx.CohortRule{Elapsed: time.Hour}, "2006-01-01"},
		{"40,001 hours up to asOf", visits("a", "2000-01-01"), cx.CohortRule{Elapsed: time.Hour}, "2006-01-01"},
		{"intervals of a nanosecond over 300 years", visits("a", "1900-01-01", "2200-01-01"), cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Year}, Elapsed: 1}, "2200-12-31"},
		{"intervals of a nanosecond", visits("a", "2000-01-01", "2000-01-02"), cx.CohortRule{Elapsed: 1}, "2000-02-01"},
	}
	for _, test := range tests {
		for name, f := range cohortBuilders {
			t.Run(test.name+"/"+name, func(t *testing.T) {
				cxtest.Bounded(t, func() {
					got, err := f(test.rows, test.rule, instant(test.asOf))
					cxtest.Refuses(t, name, err, cx.ErrInvalid)
					if !cmp.Equal(got, cx.Cohorts{}) {
						t.Errorf("%s = %v with an error", name, got)
					}
				})
			})
		}
	}
	// 40,000 days are still allowed, and so is a grid of many cells that has the rows for it.
	c, err := cx.CohortsOf(visits("a", "2000-01-01"), cx.CohortRule{}, instant("2109-07-07T23:59:59Z"))
	if err != nil || len(c.Rows) != 1 || len(c.Rows[0].Active) != cx.MaxPeriods-1 {
		t.Errorf("CohortsOf over 40,000 days: %d rows, %v", len(c.Rows), err)
	}
	// So are 40,000 hours. An hour later there is one more, and of nanoseconds there are too many to count.
	c, err = cx.CohortsOf(visits("a", "2000-01-01"), cx.CohortRule{Elapsed: time.Hour}, instant("2000-01-01").Add(39_999*time.Hour))
	if err != nil || len(c.Rows) != 1 || len(c.Rows[0].Active) != cx.MaxPeriods-1 {
		t.Errorf("CohortsOf over 40,000 hours: %d rows, %v", len(c.Rows), err)
	}
	for elapsed, periods := range map[time.Duration]int64{time.Hour: 40_001, time.Nanosecond: math.MaxInt32} {
		_, err = cx.CohortsOf(visits("a", "2000-01-01"), cx.CohortRule{Elapsed: elapsed}, instant("2000-01-01").Add(40_000*time.Hour))
		var outside *cx.RangeError
		if want := (cx.RangeError{What: "number of periods", Got: periods, Min: 1, Max: cx.MaxPeriods}); !errors.As(err, &outside) || *outside != want {
			t.Errorf("CohortsOf over intervals of %v: error %v, want %v", elapsed, err, &want)
		}
	}
	// Rows at asOf or later do not stretch the grid.
	c, err = cx.CohortsOf(visits("a", "2026-01-01", "2199-01-01"), cx.CohortRule{}, instant("2026-01-03"))
	if err != nil || len(c.Rows) != 1 || len(c.Rows[0].Active) != 2 {
		t.Errorf("CohortsOf with a row far ahead = %v, %v", c.Rows, err)
	}
}

// 300 years are more nanoseconds than fit an int64.
func TestCohortsElapsedOverCenturies(t *testing.T) {
	const day = 24 * time.Hour
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Year}, Elapsed: 30 * day, Brackets: []int{0, 1, 3652, 3653}}
	// 109,573 days lie between the two: 3652 intervals of 30 days, and 13 days.
	rows := []cx.Activity{
		{Customer: "a", At: instant("1900-01-01"), Amount: dec("1")},
		{Customer: "a", At: instant("2200-01-01"), Amount: dec("2")},
	}
	for name, f := range cohortBuilders {
		got, err := f(rows, rule, instant("2200-12-31"))
		want := []cx.Cohort{{Period: period("1900"), Size: 1, Active: []int64{1, 0, 1}, Eligible: []int64{1, 1, 1},
			Revenue: []decimal.Decimal{dec("1"), dec("0"), dec("2")}}}
		if diff := cmp.Diff(want, got.Rows); err != nil || diff != "" {
			t.Errorf("%s error %v (-want +got):\n%s", name, err, diff)
		}
		// The triangle of the first row alone reaches as far.
		rule := rule
		rule.Brackets = nil
		got, err = f(rows[:1], rule, instant("2200-12-31"))
		if err != nil || len(got.Rows) != 1 || len(got.Rows[0].Active) != 3664 { // 109,937 days
			t.Errorf("%s as of 2200: %d rows, %v", name, len(got.Rows), err)
		}
	}
}

// No rows, or none before asOf, give the empty triangle of the rule.
func TestCohortsOfNobody(t *testing.T) {
	for name, f := range cohortBuilders {
		for what, rows := range map[string][]cx.Activity{"nil": nil, "later rows": visits("a", "2026-05-01", "2027-01-01")} {
			rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Week}, Unbounded: true, Brackets: []int{0, 1, 4}}
			got, err := f(rows, rule, instant("2026-05-01"))
			want := cx.Cohorts{Grain: cx.Week, Zone: "UTC", Unbounded: true, Brackets: []int{0, 1, 4}, AsOf: instant("2026-05-01")}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s of %s: error %v (-want +got):\n%s", name, what, err, diff)
			}
			if got.Total() != 0 {
				t.Errorf("%s of %s: Total() = %d, want 0", name, what, got.Total())
			}
			_, err = got.SimpleMean(0)
			cxtest.Refuses(t, "SimpleMean", err, cx.ErrNoData)
			_, err = got.SimpleMean(-1)
			cxtest.Refuses(t, "SimpleMean(-1)", err, cx.ErrInvalid)
			_, err = got.Pooled(-1)
			cxtest.Refuses(t, "Pooled(-1)", err, cx.ErrInvalid)
			var sum cx.Cohorts
			if err := sum.Merge(got); err != nil || !cmp.Equal(sum, want) {
				t.Errorf("the zero value merged with %v is %v, %v", want, sum, err)
			}
		}
	}
}

// No location makes a triangle panic, not even one that no
// country has.
func TestCohortsOddLocation(t *testing.T) {
	rows := []cx.Activity{
		{Customer: "a", At: instant("2026-01-01T12:00:00Z")},
		{Customer: "a", At: instant("2026-01-02T12:00:00Z")},
		{Customer: "b", At: instant("2026-05-02T12:00:00Z")},
	}
	for _, offset := range []int{math.MinInt32, -1 << 30, 200 * 86400, 1 << 30, math.MaxInt32, math.MaxInt, math.MinInt} {
		calendar := cx.Calendar{Grain: cx.Month, Location: time.FixedZone("odd", offset)}
		for _, f := range cohortBuilders {
			_, err := f(rows, cx.CohortRule{Calendar: calendar}, instant("2026-07-01"))
			if err != nil {
				cxtest.Refuses(t, "an odd location", err, cx.ErrInvalid)
			}
		}
		for _, rule := range []cx.CohortRule{{Calendar: calendar}, {Calendar: calendar, Recurring: true}, {Calendar: calendar, ElapsedMonths: 1}} {
			if _, err := cx.CohortsFrom(rows[1:], rows, rule, instant("2026-07-01")); err != nil {
				cxtest.Refuses(t, "an odd location, from starts", err, cx.ErrInvalid)
			}
		}
		day, err := calendar.DateOf(rows[0].At)
		if err != nil {
			cxtest.Refuses(t, "DateOf", err, cx.ErrInvalid)
			continue
		}
		// The batch and the single call agree, also at the second look at one day.
		calendar.Grain = cx.Day
		points, err := cx.TrendFunc([]cx.Activity{rows[0], rows[0], rows[0]}, func(a *cx.Activity) time.Time { return a.At },
			func(n *int, _ *cx.Activity) error { *n++; return nil }, calendar, cx.Period{}, 0)
		if err != nil || len(points) != 1 || points[0].Period.Start != day || points[0].Tally != 3 {
			t.Errorf("offset %d: Trend = %v, %v, want 3 on %v", offset, points, err, day)
		}
	}
}

// Where the clocks are set back by 100 days, the last activity may be long before the first, and
// the day of asOf as well.
func TestCohortsClocksBack(t *testing.T) {
	back := zoneOfBytes(t, 100*86400, []zoneChange{{instant("2026-03-01"), 0}}, "ABC0")
	for what, days := range map[string][3]string{
		"the last activity": {"2026-02-27", "2026-03-02", "2026-12-01"},
		"asOf":              {"2026-02-26", "2026-02-27", "2026-03-02"},
	} {
		rows, asOf := visits("a", days[0], days[1]), instant(days[2])
		for _, grain := range []cx.Grain{cx.Day, cx.Year} {
			rule := cx.CohortRule{Calendar: cx.Calendar{Grain: grain, Location: back}}
			for name, f := range cohortBuilders {
				_, err := f(rows, rule, asOf)
				cxtest.Refuses(t, name+": "+what, err, cx.ErrInvalid)
			}
			_, err := cx.CohortsFrom(rows, rows, rule, asOf)
			cxtest.Refuses(t, "CohortsFrom: "+what, err, cx.ErrInvalid)
		}
	}
}

// An amount out of bounds does not encode, and is refused before any arithmetic.
func TestCohortHugeAmounts(t *testing.T) {
	huge := decimal.New(5, 2_000_000_000)
	for name, v := range map[string]any{
		"Activity": cx.Activity{Customer: "a", Amount: huge},
		"Cohort":   cx.Cohort{Period: period("2026"), Size: 1, Revenue: []decimal.Decimal{huge}},
	} {
		cxtest.Bounded(t, func() {
			if _, err := json.Marshal(v); !errors.Is(err, cx.ErrInvalid) {
				t.Errorf("Marshal of %s: error %v, want one wrapping ErrInvalid", name, err)
			}
		})
	}
}

// The benchmarks of activities come in groups, the first of which is the plain loop that
// the others are measured against. CX_BENCH_ROWS sets the number of activities (10,000,000
// by default), of a tenth as many customers.

// benchActivityCount returns the number of activities.
func benchActivityCount(b *testing.B) int {
	b.Helper()
	if s := os.Getenv("CX_BENCH_ROWS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 10 {
			b.Fatalf("CX_BENCH_ROWS is %q, want a number of at least 10", s)
		}
		return n
	}
	return 10_000_000
}

// benchCustomers returns the names of customers.
func benchCustomers(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("customer-%08d", i)
	}
	return names
}

// benchActivities returns activities of two years in random order.
func benchActivities(n int, amounts bool) []cx.Activity {
	names := benchCustomers(n / 10)
	g := generator(11)
	start := instant("2024-01-01")
	rows := make([]cx.Activity, n)
	for i := range rows {
		rows[i] = cx.Activity{Customer: names[g.next(len(names))], At: start.Add(time.Duration(g.next(731*86400)) * time.Second)}
		if amounts {
			rows[i].Amount = decimal.New(int64(g.next(20000)), -2)
		}
	}
	return rows
}

var benchAsOf = instant("2026-01-01")

// reportBytes reports what one call allocates per customer.
func reportBytes(b *testing.B, customers int, call func()) {
	b.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(customers), "B/customer")
}

func benchmarkCohorts(b *testing.B, rows []cx.Activity, rule cx.CohortRule, f func([]cx.Activity, cx.CohortRule, time.Time) (cx.Cohorts, error)) {
	b.Helper()
	call := func() {
		c, err := f(rows, rule, benchAsOf)
		if err != nil {
			b.Fatal(err)
		}
		sinkInt += int64(len(c.Rows))
	}
	b.ReportAllocs()
	for b.Loop() {
		call()
	}
	reportBytes(b, len(rows)/10, call)
}

var benchRules = []struct {
	name string
	rule cx.CohortRule
}{
	{"month", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}},
	{"month, unbounded", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Unbounded: true}},
	{"week", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Week}}},
	{"30 days", cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Elapsed: 30 * 24 * time.Hour}},
}

func BenchmarkCohortsOf(b *testing.B) {
	rows := benchActivities(benchActivityCount(b), false)
	b.Run("loop=look up", func(b *testing.B) {
		for b.Loop() {
			index := make(map[string]int32)
			for i := range rows {
				if _, ok := index[rows[i].Customer]; !ok {
					index[rows[i].Customer] = int32(len(index))
				}
			}
			sinkInt += int64(len(index))
		}
	})
	for _, test := range benchRules {
		b.Run("CohortsOf/"+test.name, func(b *testing.B) { benchmarkCohorts(b, rows, test.rule, cx.CohortsOf) })
	}
}

func BenchmarkCohortsOfSorted(b *testing.B) {
	rows := benchActivities(benchActivityCount(b), false)
	slices.SortFunc(rows, func(x, y cx.Activity) int { return strings.Compare(x.Customer, y.Customer) })
	b.Run("loop=read", func(b *testing.B) {
		for b.Loop() {
			var sum int64
			for i := range rows {
				r := &rows[i]
				sum += r.At.Unix() + int64(len(r.Customer)) + int64(r.Amount.Exponent())
			}
			sinkInt += sum
		}
	})
	for _, test := range benchRules {
		b.Run("CohortsOfSorted/"+test.name, func(b *testing.B) { benchmarkCohorts(b, rows, test.rule, cx.CohortsOfSorted) })
	}
}
