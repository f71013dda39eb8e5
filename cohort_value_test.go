package cx_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// Means over a column (pitfall p7): cohorts of 0 % count, empty and immature ones do not.
func TestCohortsMeans(t *testing.T) {
	row := func(name string, size int64, active, eligible []int64) cx.Cohort {
		return cx.Cohort{Period: period(name), Size: size, Active: active, Eligible: eligible}
	}
	c := cx.Cohorts{Grain: cx.Month, Rows: []cx.Cohort{
		row("2026-01", 10, []int64{10, 6, 3}, []int64{10, 10, 10}),
		row("2026-02", 30, []int64{30, 0}, []int64{30, 30}), // 0 % counts
		row("2026-03", 0, nil, nil),                         // empty
		row("2026-04", 4, []int64{4, 1}, []int64{4, 2}),     // elapsed: 2 of 4 observed so far
		row("2026-05", 8, []int64{8}, []int64{8}),           // immature
	}}
	pooled, err := c.Pooled(1)
	if want := (cx.Proportion{Count: 7, Base: 42}); pooled != want || err != nil {
		t.Errorf("Pooled(1) = %v, %v, want %v", pooled, err, want)
	}
	mean, err := c.SimpleMean(1)
	cxtest.Exactly(t, "SimpleMean(1)", mean, err, "0.36666667") // (0.6 + 0 + 0.5) / 3
	mean, err = c.SimpleMean(0)
	cxtest.Exactly(t, "SimpleMean(0)", mean, err, "1")
	mean, err = c.SimpleMean(2)
	cxtest.Exactly(t, "SimpleMean(2)", mean, err, "0.3")
	pooled, err = c.Pooled(3)
	if pooled != (cx.Proportion{}) || err != nil {
		t.Errorf("Pooled(3) = %v, %v, want no data", pooled, err)
	}
	_, err = c.SimpleMean(3)
	cxtest.Refuses(t, "SimpleMean(3)", err, cx.ErrNoData)
	_, err = c.Rows[2].Rate(0)
	cxtest.Refuses(t, "Rate of an empty cohort", err, cx.ErrNoData)
	_, err = c.Rows[4].Rate(1)
	cxtest.Refuses(t, "Rate of an immature cell", err, cx.ErrNoData)
	_, err = c.Rows[0].Rate(math.MaxInt)
	cxtest.Refuses(t, "Rate of a far cell", err, cx.ErrNoData)
	for _, k := range []int{-1, math.MinInt} {
		_, err = c.Rows[0].Rate(k)
		cxtest.Refuses(t, "Rate of a negative interval", err, cx.ErrInvalid)
		_, err = c.Pooled(k)
		cxtest.Refuses(t, "Pooled of a negative interval", err, cx.ErrInvalid)
		_, err = c.SimpleMean(k)
		cxtest.Refuses(t, "SimpleMean of a negative interval", err, cx.ErrInvalid)
	}
	if got := c.Total(); got != 52 {
		t.Errorf("Total() = %d, want 52", got)
	}

	// Counts that no builder makes.
	for name, bad := range map[string]cx.Cohort{
		"more active than eligible": row("2026-01", 5, []int64{5}, []int64{4}),
		"negative active":           row("2026-01", 5, []int64{-1}, []int64{4}),
		"negative eligible":         row("2026-01", 5, []int64{0}, []int64{-4}),
	} {
		c := cx.Cohorts{Grain: cx.Month, Rows: []cx.Cohort{bad}}
		_, err := bad.Rate(0)
		cxtest.Refuses(t, "Rate, "+name, err, cx.ErrInvalid)
		_, err = c.Pooled(0)
		cxtest.Refuses(t, "Pooled, "+name, err, cx.ErrInvalid)
		_, err = c.SimpleMean(0)
		cxtest.Refuses(t, "SimpleMean, "+name, err, cx.ErrInvalid)
	}
	for _, sizes := range [][]int64{{-1}, {math.MaxInt64, 1}} {
		var c cx.Cohorts
		for _, size := range sizes {
			c.Rows = append(c.Rows, cx.Cohort{Size: size})
		}
		if got := c.Total(); got != 0 {
			t.Errorf("Total() of sizes %v = %d, want 0", sizes, got)
		}
	}
	// Cells of unequal number: what lacks its half is not there.
	_, err = row("2026-01", 5, []int64{5, 3}, []int64{5}).Rate(1)
	cxtest.Refuses(t, "Rate of half a cell", err, cx.ErrNoData)
}

// Thirds of many cohorts: the mean is rounded once.
func TestCohortsSimpleMeanRounding(t *testing.T) {
	var c cx.Cohorts
	for range 3 {
		c.Rows = append(c.Rows, cx.Cohort{Active: []int64{1}, Eligible: []int64{3}})
	}
	c.Rows = append(c.Rows, cx.Cohort{Active: []int64{1}, Eligible: []int64{1}})
	got, err := c.SimpleMean(0)
	cxtest.Exactly(t, "SimpleMean", got, err, "0.5") // (1/3 + 1/3 + 1/3 + 1) / 4
}

func TestCohortsRevenue(t *testing.T) {
	rows := []cx.Activity{
		{Customer: "a", At: instant("2026-01-05"), Amount: dec("20.10")},
		{Customer: "a", At: instant("2026-01-06"), Amount: dec("-0.10")}, // a refund
		{Customer: "a", At: instant("2026-03-06"), Amount: dec("5")},
		{Customer: "b", At: instant("2026-01-07"), Amount: dec("1e-20")},
		{Customer: "c", At: instant("2026-03-31"), Amount: dec("9223372036854775807")},
		{Customer: "c", At: instant("2026-03-31"), Amount: dec("9223372036854775807")},
		{Customer: "c", At: instant("2026-04-01"), Amount: dec("77")}, // in the month that is running
	}
	c, err := cx.CohortsOf(rows, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, instant("2026-04-15"))
	if err != nil {
		t.Fatal(err)
	}
	want := []cx.Cohort{
		{Period: period("2026-01"), Size: 2, Active: []int64{2, 0, 1}, Eligible: []int64{2, 2, 2},
			Revenue: []decimal.Decimal{dec("20.00000000000000000001"), dec("0"), dec("5")}},
		{Period: period("2026-02")},
		{Period: period("2026-03"), Size: 1, Active: []int64{1}, Eligible: []int64{1},
			Revenue: []decimal.Decimal{dec("18446744073709551614")}},
	}
	if diff := cmp.Diff(want, c.Rows); diff != "" {
		t.Errorf("CohortsOf (-want +got):\n%s", diff)
	}
	// A sum of more than 34 digits is refused where it arises.
	rows = append(rows, cx.Activity{Customer: "b", At: instant("2026-01-07"), Amount: dec("1e20")})
	for name, f := range cohortBuilders {
		got, err := f(slices.SortedFunc(slices.Values(rows), func(a, b cx.Activity) int { return strings.Compare(a.Customer, b.Customer) }),
			cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, instant("2026-04-15"))
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if !cmp.Equal(got, cx.Cohorts{}) {
			t.Errorf("%s = %v with an error", name, got)
		}
	}
}

// Amounts at asOf or later give no revenue, as if their rows were not there.
func TestCohortsLateRevenue(t *testing.T) {
	rows := []cx.Activity{{Customer: "a", At: instant("2026-01-05")}, {Customer: "a", At: instant("2026-04-05"), Amount: dec("7")}}
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	for name, f := range cohortBuilders {
		want, err1 := f(rows[:1], rule, instant("2026-04-01"))
		got, err2 := f(rows, rule, instant("2026-04-01"))
		if diff := cmp.Diff(want, got); err1 != nil || err2 != nil || diff != "" {
			t.Errorf("%s errors %v, %v (-want +got):\n%s", name, err1, err2, diff)
		}
	}
}

// A shard whose amounts are all 0 merges with one that has revenue to the whole.
func TestCohortsMergeRevenue(t *testing.T) {
	free := visits("a", "2026-01-05", "2026-02-05")
	paid := []cx.Activity{{Customer: "b", At: instant("2026-02-07"), Amount: dec("7")}}
	rule, asOf := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, instant("2026-04-01")
	want, err := cx.CohortsOf(slices.Concat(free, paid), rule, asOf)
	if err != nil {
		t.Fatal(err)
	}
	for _, shards := range [][2][]cx.Activity{{free, paid}, {paid, free}} {
		var got cx.Cohorts
		for _, rows := range shards {
			part, err := cx.CohortsOf(rows, rule, asOf)
			if err != nil {
				t.Fatal(err)
			}
			if err := got.Merge(part); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("merged (-whole +merged):\n%s", diff)
		}
	}
}

// valueOrders are those of three cohorts by month: a and b began in January, nobody in
// February, c and d in March, e in April. The refund of c is of the order in March.
func valueOrders() []cx.Activity {
	order := func(customer, day, amount string) cx.Activity {
		return cx.Activity{Customer: customer, At: instant(day), Amount: dec(amount)}
	}
	return []cx.Activity{
		order("a", "2026-01-05", "10"), order("b", "2026-01-20", "20"), order("a", "2026-02-01", "6"),
		order("b", "2026-04-30", "2.50"), order("c", "2026-03-01", "30"), order("d", "2026-03-31", "1"),
		order("c", "2026-04-02", "-3"), order("e", "2026-04-04", "100"),
	}
}

func TestCohortValue(t *testing.T) {
	cohorts, err := cx.CohortsOf(valueOrders(), cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, instant("2026-05-01"))
	if err != nil {
		t.Fatal(err)
	}
	// By hand. January has brought 30, 36, 36 and 38.5 by two customers; March 28 by two;
	// April 100 by one.
	for i, want := range [][]string{{"15", "18", "18", "19.25"}, {}, {"14", "14"}, {"100"}} {
		for k, value := range want {
			got, err := cohorts.Rows[i].Value(k)
			cxtest.Exactly(t, cohorts.Rows[i].Period.String(), got, err, value)
		}
		_, err := cohorts.Rows[i].Value(len(want))
		cxtest.Refuses(t, "an age that no one has", err, cx.ErrNoData)
	}
	// All three cohorts are a month old, two of them two months, January alone four:
	// 158/5; (36 + 28)/4; 36/2; 38.5/2.
	for k, want := range []string{"31.6", "16", "18", "19.25"} {
		got, err := cohorts.Value(k)
		cxtest.Exactly(t, "all cohorts", got, err, want)
	}
	for _, k := range []int{4, 40, math.MaxInt} {
		_, err := cohorts.Value(k)
		cxtest.Refuses(t, "an age that no cohort has", err, cx.ErrNoData)
	}
	for _, k := range []int{-1, math.MinInt} {
		_, err := cohorts.Value(k)
		cxtest.Refuses(t, "a negative age", err, cx.ErrInvalid)
		_, err = cohorts.Rows[0].Value(k)
		cxtest.Refuses(t, "a negative age of a cohort", err, cx.ErrInvalid)
	}
}

// With elapsed intervals each has the customers who were observed for the whole of it.
// By hand, in 30 days each up to 15 April: a, from 5 January, has three intervals, with 16,
// 0 and 5; b, from 20 January, two, with 20 and 4; c, from 1 March, one, with 27; d none.
func TestCohortValueElapsed(t *testing.T) {
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Quarter}, Elapsed: 30 * 24 * time.Hour}
	rows := append(valueOrders(),
		cx.Activity{Customer: "a", At: instant("2026-03-10"), Amount: dec("5")},
		cx.Activity{Customer: "b", At: instant("2026-03-01"), Amount: dec("4")})
	cohorts, err := cx.CohortsOf(rows, rule, instant("2026-04-15"))
	if err != nil {
		t.Fatal(err)
	}
	first := cohorts.Rows[0]
	for k, want := range []string{"21", "23", "28"} { // 63/3, and 4/2, and 5/1
		got, err := first.Value(k)
		cxtest.Exactly(t, "elapsed", got, err, want)
		got, err = cohorts.Value(k)
		cxtest.Exactly(t, "elapsed, of all", got, err, want)
	}
	_, err = first.Value(3)
	cxtest.Refuses(t, "an interval that nobody has", err, cx.ErrNoData)
}

// The figure is rounded once: three thirds of half a unit in the last place are half a unit,
// which rounds away from zero, where the sum of three rounded thirds would be less.
func TestCohortValueRounding(t *testing.T) {
	month := period("2026-01")
	c := cx.Cohort{
		Period: month, Size: 3, Active: []int64{3, 3, 3}, Eligible: []int64{3, 3, 3},
		Revenue: []decimal.Decimal{dec("0.000000005"), dec("0.000000005"), dec("0.000000005")},
	}
	got, err := c.Value(2)
	cxtest.Exactly(t, "three thirds of half a unit", got, err, "0.00000001")
	c.Revenue[2] = dec("0.00000000499999999999999999999999")
	got, err = c.Value(2)
	cxtest.Exactly(t, "a hair less", got, err, "0")
	// Bases of 3 and 7: 1/3 + 1/7 = 10/21.
	c = cx.Cohort{
		Period: month, Size: 7, Active: []int64{7, 3}, Eligible: []int64{7, 3}, Revenue: []decimal.Decimal{dec("1"), dec("1")},
	}
	got, err = c.Value(1)
	cxtest.Exactly(t, "10/21", got, err, "0.47619048")
}

func TestCohortValueUndefined(t *testing.T) {
	rows := valueOrders()
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}, Recurring: true}
	recurring, err := cx.CohortsOf(rows, rule, instant("2026-05-01"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = recurring.Value(0)
	cxtest.Refuses(t, "recurring membership", err, cx.ErrUndefined)
	for i := range rows {
		rows[i].Amount = decimal.Decimal{}
	}
	rule.Recurring = false
	visits, err := cx.CohortsOf(rows, rule, instant("2026-05-01"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = visits.Value(0)
	cxtest.Refuses(t, "no amounts", err, cx.ErrUndefined)
	_, err = visits.Rows[0].Value(0)
	cxtest.Refuses(t, "no amounts in the cohort", err, cx.ErrUndefined)
	_, err = cx.Cohorts{}.Value(0)
	cxtest.Refuses(t, "no cohorts", err, cx.ErrNoData)
	_, err = cx.Cohort{}.Value(0)
	cxtest.Refuses(t, "no cohort", err, cx.ErrNoData)
	// Nobody was observed for an interval that has a cell all the same.
	_, err = cx.Cohort{
		Size: 2, Active: []int64{2, 0}, Eligible: []int64{2, 0}, Revenue: []decimal.Decimal{dec("5"), dec("0")},
	}.Value(1)
	cxtest.Refuses(t, "a cell of nobody", err, cx.ErrNoData)
	// A shard whose amounts were all 0 pools with one that has some.
	pooled := cx.Cohorts{Rows: []cx.Cohort{
		{Size: 1, Active: []int64{1}, Eligible: []int64{1}},
		{Size: 1, Active: []int64{1}, Eligible: []int64{1}, Revenue: []decimal.Decimal{dec("5")}},
	}}
	got, err := pooled.Value(0)
	cxtest.Exactly(t, "a cohort without amounts", got, err, "2.5")
}

func TestCohortValueInvalid(t *testing.T) {
	const most = math.MaxInt64
	huge := decimal.New(1, 2_000_000_000)
	valid := cx.Cohort{Size: 2, Active: []int64{2, 1}, Eligible: []int64{2, 1}, Revenue: []decimal.Decimal{dec("1"), dec("1")}}
	for name, c := range map[string]cx.Cohort{
		"size":               {Size: -1},
		"eligible":           {Size: 1, Active: []int64{2}, Eligible: []int64{2}, Revenue: []decimal.Decimal{dec("1")}},
		"active":             {Size: 3, Active: []int64{2}, Eligible: []int64{1}, Revenue: []decimal.Decimal{dec("1")}},
		"negative":           {Size: 3, Active: []int64{-2}, Eligible: []int64{1}, Revenue: []decimal.Decimal{dec("1")}},
		"cells":              {Size: 3, Active: []int64{1}, Eligible: []int64{1, 1}},
		"revenue":            {Size: 3, Active: []int64{1, 1}, Eligible: []int64{1, 1}, Revenue: []decimal.Decimal{dec("1")}},
		"huge revenue":       {Size: 3, Active: []int64{1, 1}, Eligible: []int64{1, 1}, Revenue: []decimal.Decimal{dec("1"), huge}},
		"none of the first":  {Size: 3, Active: []int64{0, 1}, Eligible: []int64{0, 1}, Revenue: []decimal.Decimal{dec("1"), dec("1")}},
		"35 digits of money": {Size: 1, Active: []int64{1, 1}, Eligible: []int64{1, 1}, Revenue: []decimal.Decimal{dec("1e34"), dec("1")}},
	} {
		cxtest.Bounded(t, func() {
			_, err := c.Value(1)
			if name == "size" || len(c.Active) == 1 {
				_, err = c.Value(0)
			}
			cxtest.Refuses(t, name, err, cx.ErrInvalid)
			if name != "none of the first" && name != "35 digits of money" {
				_, err = cx.Cohorts{Rows: []cx.Cohort{valid, c}}.Value(0)
				cxtest.Refuses(t, name+", among others", err, cx.ErrInvalid)
			}
		})
	}
	full := cx.Cohort{Size: most, Active: []int64{1, 1}, Eligible: []int64{most, most}, Revenue: []decimal.Decimal{dec("1"), dec("1")}}
	_, err := cx.Cohorts{Rows: []cx.Cohort{full, valid}}.Value(1)
	cxtest.Refuses(t, "customers beyond counting", err, cx.ErrInvalid)
}

func BenchmarkCohortsWithRevenue(b *testing.B) {
	rows := benchActivities(benchActivityCount(b)/10, true)
	rule := benchRules[0].rule
	b.Run("loop=add amounts", func(b *testing.B) {
		for b.Loop() {
			var sum decimal.Decimal
			for i := range rows {
				sum = sum.Add(rows[i].Amount)
			}
			sinkInt += sum.IntPart()
		}
	})
	b.Run("CohortsOf", func(b *testing.B) { benchmarkCohorts(b, rows, rule, cx.CohortsOf) })
	slices.SortFunc(rows, func(x, y cx.Activity) int { return strings.Compare(x.Customer, y.Customer) })
	b.Run("CohortsOfSorted", func(b *testing.B) { benchmarkCohorts(b, rows, rule, cx.CohortsOfSorted) })
}

func BenchmarkMovementsOf(b *testing.B) {
	names := benchCustomers(benchActivityCount(b) / 10)
	g := generator(12)
	state := func() []cx.Subscription {
		list := make([]cx.Subscription, len(names))
		for i, j := range names {
			list[i] = cx.Subscription{Customer: j, Amount: decimal.New(int64(g.next(4)*1000+g.next(10)), -2)}
		}
		for i := len(list) - 1; i > 0; i-- { // in random order
			j := g.next(i + 1)
			list[i], list[j] = list[j], list[i]
		}
		return list
	}
	before, after := state(), state()
	b.Run("loop=two map builds", func(b *testing.B) {
		for b.Loop() {
			for _, list := range [][]cx.Subscription{before, after} {
				index := make(map[string]int32)
				for i := range list {
					index[list[i].Customer] = int32(i)
				}
				sinkInt += int64(len(index))
			}
		}
	})
	b.Run("MovementsOf", func(b *testing.B) {
		b.ReportAllocs()
		call := func() {
			m, err := cx.MovementsOf(before, after, nil)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += m.EndCustomers
		}
		for b.Loop() {
			call()
		}
		reportBytes(b, len(names), call)
	})
}
