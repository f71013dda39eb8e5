package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// partRows returns activities in random order, of names of all lengths, some at asOf or
// later, and with amounts some of which are refunds.
func partRows(random *rand.Rand, n int, amounts bool) []cx.Activity {
	rows := make([]cx.Activity, n)
	for i := range rows {
		c := random.IntN(1 + n/5)
		rows[i] = cx.Activity{
			Customer: fmt.Sprint(c) + strings.Repeat("é", c%15),
			At:       instant("2024-01-01").Add(time.Duration(random.IntN(800*86400)) * time.Second),
		}
		if amounts {
			rows[i].Amount = decimal.New(int64(random.IntN(2000)-200), -2)
		}
	}
	return rows
}

// byCustomers returns rows in order of the customer, and otherwise as they are.
func byCustomers(rows []cx.Activity) []cx.Activity {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b cx.Activity) int { return strings.Compare(a.Customer, b.Customer) })
	return rows
}

// The triangle of rows in any order is that of the rows sorted, and what the parts merge
// to, whatever the rule: to the last byte of its text.
func TestShard_CohortsOf(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 1))
	month := cx.Calendar{Grain: cx.Month}
	oslo := cx.Calendar{Grain: cx.Week, Location: zoneAt(t, "Europe/Oslo")}
	rules := []cx.CohortRule{
		{Calendar: month}, {Calendar: oslo, Unbounded: true}, {Calendar: cx.Calendar{Grain: cx.Day}},
		{Calendar: month, Recurring: true}, {Calendar: month, Elapsed: 30 * 24 * time.Hour}, {Calendar: oslo, ElapsedMonths: 2},
		{Calendar: month, Elapsed: 24 * time.Hour, Brackets: []int{0, 1, 7, 30}},
	}
	asOf := instant("2026-02-01")
	for _, n := range []int{0, 1, 2, 256, 257, 2000, 9000} {
		for _, amounts := range []bool{false, true} {
			rows := partRows(random, n, amounts)
			if !amounts && n > 2000 { // nothing is left out, as most rows of a large slice are
				for i := range rows {
					rows[i].At = rows[i].At.AddDate(-1, 0, 0)
				}
			}
			sorted := byCustomers(rows)
			for i, rule := range rules {
				if n > 2000 && i%3 > 0 {
					continue
				}
				whole, err := cx.CohortsOf(rows, rule, asOf)
				if err != nil {
					t.Fatal(err)
				}
				want, err := cx.CohortsOfSorted(sorted, rule, asOf)
				a, err1 := json.Marshal(whole)
				b, err2 := json.Marshal(want)
				if err := errors.Join(err, err1, err2); err != nil || string(a) != string(b) {
					t.Fatalf("%d rows, rule %d: %v, got\n%s\nsorted\n%s", n, i, err, a, b)
				}
				for _, of := range []int{0, 2, 7} {
					var sum cx.Cohorts
					for part := range max(of, 1) {
						c, err := cx.Shard{Part: part, Of: of}.CohortsOf(rows, rule, asOf)
						if err == nil {
							err = sum.Merge(c)
						}
						if err != nil {
							t.Fatal(err)
						}
					}
					b, err := json.Marshal(sum)
					if err != nil || string(a) != string(b) {
						t.Fatalf("%d rows, rule %d: %d parts merge to\n%s\nwant\n%s", n, i, of, b, a)
					}
				}
			}
		}
	}
}

// Around as many periods as a place of the table has room for, and with more cells than there
// may be in the end, rows in any order have the triangle of sorted rows, or one error. The
// first bad row is that of the sorted rows of one customer, at each place of a batch.
func TestCohortsOf_places(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 3))
	day := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Day}}
	var rows []cx.Activity
	for days := 52; days < 67; days++ {
		for _, amounts := range []bool{false, true} {
			rows = partRows(random, 9000, amounts)
			for i := range rows {
				rows[i].At = instant("2024-01-01").Add(time.Duration(random.IntN(days*86400)) * time.Second)
			}
			got, err := cx.CohortsOf(rows, day, instant("2024-04-01"))
			want, err1 := cx.CohortsOfSorted(byCustomers(rows), day, instant("2024-04-01"))
			a, err2 := json.Marshal(got)
			b, err3 := json.Marshal(want)
			if err := errors.Join(err, err1, err2, err3); err != nil || string(a) != string(b) {
				t.Fatalf("%d days: %v, got\n%s\nsorted\n%s", days, err, a, b)
			}
		}
	}
	_, first := cx.CohortsOf(rows, day, instant("2120-01-01"))
	cxtest.Refuses(t, "many cells", first, cx.ErrInvalid)
	for range 3 {
		if _, err := cx.CohortsOf(rows, day, instant("2120-01-01")); err == nil || err.Error() != first.Error() {
			t.Fatalf("%v, and before %v", err, first)
		}
	}
	good := cx.Activity{Customer: "a", At: instant("2024-01-01")}
	for _, bad := range []cx.Activity{{At: good.At}, {Customer: "\u00a0", At: good.At}, {Customer: "a"}, {Customer: "a", At: good.At, Amount: dec("1e35")}} {
		for _, place := range []int{0, 1, 254, 255, 256, 257, 511, 512, 8999} {
			for _, late := range []bool{false, true} { // some rows are left out
				rows := slices.Repeat([]cx.Activity{good}, 9000)
				if late {
					rows[0].At = instant("2025-01-01")
				}
				rows[place], rows[8999].Customer = bad, ""
				if place == 8999 {
					rows[place] = bad
				}
				_, err := cx.CohortsOf(rows, day, instant("2024-06-01"))
				_, want := cx.CohortsOfSorted(rows[:place+1], day, instant("2024-06-01"))
				if err == nil || want == nil || err.Error() != want.Error() || badRowOf(err) != place {
					t.Fatalf("row %d: %v, want %v", place, err, want)
				}
			}
		}
	}
}

// The logs of the parts merge to that of all rows, and the funnels to that of all events.
func TestShard_merges(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 3))
	asOf := instant("2026-02-01")
	for _, n := range []int{0, 1, 257, 3000} {
		rows := partRows(random, n, n != 257)
		events := mixedEvents(n, uint64(n), false)
		for _, of := range []int{0, 1, 2, 7} {
			var log cx.ActivityLog
			for part := range max(of, 1) {
				l, err := cx.Shard{Part: part, Of: of}.ActivityLogOf(rows, cx.Calendar{}, asOf)
				if err := errors.Join(err, log.Merge(l)); err != nil {
					t.Fatal(err)
				}
			}
			if want := cxtest.Must(cx.ActivityLogOf(rows, cx.Calendar{}, asOf)); !log.Equal(want) {
				t.Errorf("%d rows: the logs of %d parts are not that of all", n, of)
			}
			for _, rule := range []cx.FunnelRule{
				{Steps: []string{"a", "b", "c"}, Window: time.Hour}, {Steps: []string{"a", "b"}, Order: cx.FunnelStrict},
				{Steps: []string{"a", "b"}, Order: cx.FunnelAnyOrder, Window: time.Hour}, {Steps: []string{"a", "b"}, Open: true, Window: time.Hour},
				{Steps: []string{"a", "c"}, Exclude: []string{"b"}, Window: time.Hour},
			} {
				var sum cx.Funnel
				for part := range max(of, 1) {
					f, err := cx.Shard{Part: part, Of: of}.FunnelOf(events, rule, late)
					if err := errors.Join(err, sum.Merge(f)); err != nil {
						t.Fatal(err)
					}
				}
				if diff := cxtest.Diff(cxtest.Must(cx.FunnelOf(events, rule, late)), sum); diff != "" {
					t.Errorf("%d events, %v: %d parts (-all +merged):\n%s", n, rule, of, diff)
				}
			}
		}
	}
}

// Every part finds the first bad row, wherever it is.
func TestShard_errors(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 2))
	whole := partRows(random, 9000, false)
	spoil := []struct {
		name string
		do   func(*cx.Activity)
	}{
		{"a blank customer", func(a *cx.Activity) { a.Customer = "" }},
		{"a customer of blanks", func(a *cx.Activity) { a.Customer = "\u00a0 " }},
		{"no instant", func(a *cx.Activity) { a.At = time.Time{} }},
		{"an amount of 40 digits", func(a *cx.Activity) { a.Amount = decimal.New(1, 39).Add(decimal.New(1, 0)) }},
	}
	for _, n := range []int{600, 9000} {
		for _, at := range []int{0, 1, 254, 255, 256, 257, 511, 512, 513, n - 1} {
			rows := slices.Clone(whole[:n])
			first := spoil[random.IntN(len(spoil))]
			first.do(&rows[at])
			for range 3 {
				spoil[random.IntN(len(spoil))].do(&rows[at+random.IntN(n-at)])
			}
			for _, asOf := range []string{"2025-01-01", "2027-01-01"} {
				_, want := cx.CohortsOf(rows, cx.CohortRule{}, instant(asOf))
				var row *cx.RowError
				if !errors.As(want, &row) || row.Row != at {
					t.Fatalf("%s in row %d: error %v", first.name, at, want)
				}
				_, wantLog := cx.ActivityLogOf(rows, cx.Calendar{}, instant(asOf))
				for part := range 3 {
					_, err := cx.Shard{Part: part, Of: 3}.CohortsOf(rows, cx.CohortRule{}, instant(asOf))
					if err == nil || err.Error() != want.Error() {
						t.Errorf("part %d: error %v, want %v", part, err, want)
					}
					_, err = cx.Shard{Part: part, Of: 3}.ActivityLogOf(rows, cx.Calendar{}, instant(asOf))
					if err == nil || err.Error() != wantLog.Error() {
						t.Errorf("log of part %d: error %v, want %v", part, err, wantLog)
					}
				}
			}
		}
	}
	for _, s := range []cx.Shard{{Part: -1}, {Part: 1}, {Of: -1}, {Part: -1, Of: 2}, {Part: 2, Of: 2}, {Part: math.MinInt, Of: math.MinInt}} {
		_, err := s.CohortsOf(whole[:9], cx.CohortRule{}, benchAsOf)
		cxtest.Refuses(t, fmt.Sprint(s), err, cx.ErrInvalid)
		_, err = s.ActivityLogOf(whole[:9], cx.Calendar{}, benchAsOf)
		cxtest.Refuses(t, fmt.Sprint(s), err, cx.ErrInvalid)
		_, err = s.FunnelOf(nil, cx.FunnelRule{Steps: []string{"a"}}, benchAsOf)
		cxtest.Refuses(t, fmt.Sprint(s), err, cx.ErrInvalid)
	}
}

// BenchmarkShard is the parts of all processors at once, against one after the other.
func BenchmarkShard(b *testing.B) {
	rows := benchActivities(benchActivityCount(b), false)
	rule := benchRules[0].rule
	parts := func(b *testing.B, of int) {
		for b.Loop() {
			var wait sync.WaitGroup
			results := make([]cx.Cohorts, of)
			for part := range of {
				wait.Go(func() {
					c, err := cx.Shard{Part: part, Of: of}.CohortsOf(rows, rule, benchAsOf)
					if err != nil {
						b.Error(err)
					}
					results[part] = c
				})
			}
			wait.Wait()
			for _, c := range results[1:] {
				if err := results[0].Merge(c); err != nil {
					b.Fatal(err)
				}
			}
			sinkInt += results[0].Total()
		}
	}
	b.Run("loop=one part", func(b *testing.B) { parts(b, 1) })
	b.Run("CohortsOf/a part for each processor", func(b *testing.B) { parts(b, runtime.NumCPU()) })
}
