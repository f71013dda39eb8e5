package cx_test

import (
	"math"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// valueOrders are those of three cohorts by month: a and b began in January, nobody in
// February, c and d in March, e in April.
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
	// By hand. January has brought 30, 36, 36 and 38.5 by two customers; March 31 and 28 by
	// two; April 100 by one.
	for i, want := range [][]string{{"15", "18", "18", "19.25"}, {}, {"15.5", "14"}, {"100"}} {
		for k, value := range want {
			got, err := cohorts.Rows[i].Value(k)
			cxtest.Exactly(t, cohorts.Rows[i].Period.String(), got, err, value)
		}
		_, err := cohorts.Rows[i].Value(len(want))
		cxtest.Refuses(t, "an age that no one has", err, cx.ErrNoData)
	}
	// All three cohorts are a month old, two of them two months, January alone four:
	// 161/5; (36 + 28)/4; 36/2; 38.5/2.
	for k, want := range []string{"32.2", "16", "18", "19.25"} {
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
// 0 and 5; b, from 20 January, two, with 20 and 4; c, from 1 March, one, with 30; d none.
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
	for k, want := range []string{"22", "24", "29"} { // 66/3, and 4/2, and 5/1
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
		lifeWithin(t, 100*time.Millisecond, func() {
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
