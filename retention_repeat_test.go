package cx_test

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// repeatOrders are those of the tests by hand: Ada orders on the 1st (twice), the 11th
// and the 12th, Bob once, and Eve on the 5th and, for nothing, 60 days later.
func repeatOrders() []cx.Activity {
	return []cx.Activity{
		{Customer: "eve", At: instant("2026-03-06"), Amount: dec("0")},
		{Customer: "ada", At: instant("2026-01-12"), Amount: dec("7.50")},
		{Customer: "ada", At: instant("2026-01-01T23:00:00Z"), Amount: dec("5")},
		{Customer: "bob", At: instant("2026-01-03"), Amount: dec("100")},
		{Customer: "ada", At: instant("2026-01-01T08:00:00Z"), Amount: dec("20")},
		{Customer: "eve", At: instant("2026-01-05"), Amount: dec("12")},
		{Customer: "ada", At: instant("2026-01-11"), Amount: dec("2.50")},
		{Customer: "dan", At: instant("2026-05-01"), Amount: dec("1000")}, // later than asOf
	}
}

func TestRepeatOf(t *testing.T) {
	got, err := cx.RepeatOf(repeatOrders(), cx.Calendar{}, instant("2026-04-01"))
	// Gaps of 10 and 1 days, and of 60.
	want := cx.Repeat{
		Customers: 3, Repeaters: 2, RepeatOrders: 3, GapDays: 71,
		FirstRevenue: dec("137"), RepeatRevenue: dec("10"),
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatalf("RepeatOf error %v (-want +got):\n%s", err, diff)
	}
	rate, err := got.Rate()
	cxtest.Exactly(t, "Rate", rate, err, "0.66666667")
	days, err := got.DaysBetween()
	cxtest.Exactly(t, "DaysBetween", days, err, "23.66666667") // 71/3
	share, err := got.RevenueShare()
	cxtest.Exactly(t, "RevenueShare", share, err, "0.06802721") // 10/147
	if got.Total() != 3 {
		t.Errorf("Total() = %d, want 3", got.Total())
	}

	// By the clocks of Auckland, 12 or 13 hours ahead, Ada's two orders of the 1st fall on two
	// days, and that of the 11th at midnight UTC stays on the 11th.
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	got, err = cx.RepeatOf(repeatOrders(), cx.Calendar{Grain: cx.Day, Location: auckland}, instant("2026-04-01"))
	want.RepeatOrders, want.FirstRevenue, want.RepeatRevenue = 4, dec("132"), dec("15")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("RepeatOf in Auckland error %v (-want +got):\n%s", err, diff)
	}
}

func TestRepeatUndefined(t *testing.T) {
	once := cx.Repeat{Customers: 3, FirstRevenue: dec("5")}
	_, err := once.DaysBetween()
	cxtest.Refuses(t, "DaysBetween", err, cx.ErrNoData)
	rate, err := once.Repeated().Rate()
	cxtest.Exactly(t, "Rate", rate, err, "0")
	share, err := once.RevenueShare()
	cxtest.Exactly(t, "RevenueShare", share, err, "0")
	_, err = cx.Repeat{}.Repeated().Rate()
	cxtest.Refuses(t, "Rate of nobody", err, cx.ErrNoData)
	_, err = cx.Repeat{}.DaysBetween()
	cxtest.Refuses(t, "DaysBetween of nobody", err, cx.ErrNoData)
	_, err = cx.Repeat{}.RevenueShare()
	cxtest.Refuses(t, "RevenueShare of nobody", err, cx.ErrNoData)
	for _, r := range []cx.Repeat{{Customers: 1}, {FirstRevenue: dec("-1")}, {Customers: 1, FirstRevenue: dec("1"), RepeatRevenue: dec("-1")}} {
		_, err = r.RevenueShare()
		if cxtest.Refuses(t, "RevenueShare without revenue", err, cx.ErrUndefined); errors.Is(err, cx.ErrNoData) {
			t.Errorf("RevenueShare of %+v: %v", r, err)
		}
	}
	for name, r := range map[string]cx.Repeat{
		"negative customers":            {Customers: -1},
		"negative repeaters":            {Customers: 1, Repeaters: -1},
		"more repeaters than customers": {Customers: 1, Repeaters: 2, RepeatOrders: 2, GapDays: 2},
		"fewer orders than repeaters":   {Customers: 2, Repeaters: 2, RepeatOrders: 1, GapDays: 1},
		"fewer days than orders":        {Customers: 2, Repeaters: 2, RepeatOrders: 2, GapDays: 1},
		"orders of nobody":              {Customers: 2, RepeatOrders: 2, GapDays: 2},
		"a huge first revenue":          {Customers: 1, FirstRevenue: decimal.New(1, math.MaxInt32)},
		"a huge repeat revenue":         {Customers: 1, RepeatRevenue: decimal.New(1, math.MinInt32)},
		"huge lone refunds":             {Customers: 1, LoneRefunds: decimal.New(-1, math.MaxInt32)},
		"lone refunds above 0":          {Customers: 1, LoneRefunds: dec("1")},
	} {
		cxtest.Bounded(t, func() { cxtest.Impossible(t, name, cx.Repeat{Customers: 1}, r, cx.ErrInvalid) })
	}
	if got := (cx.Repeat{Customers: -3}).Total(); got != 0 {
		t.Errorf("Total() of negative customers = %d, want 0", got)
	}
}

func TestRepeatBadInput(t *testing.T) {
	asOf := instant("2026-04-01")
	checks := map[string]func(rows []cx.Activity, c cx.Calendar, asOf time.Time) error{
		"RepeatOf": func(rows []cx.Activity, c cx.Calendar, asOf time.Time) error {
			r, err := cx.RepeatOf(rows, c, asOf)
			if err != nil && !cmp.Equal(r, cx.Repeat{}) {
				t.Errorf("RepeatOf = %v with an error", r)
			}
			return err
		},
		"RepeatWithin": func(rows []cx.Activity, c cx.Calendar, asOf time.Time) error {
			p, err := cx.RepeatWithin(rows, 30, c, asOf)
			if err != nil && p != (cx.Proportion{}) {
				t.Errorf("RepeatWithin = %v with an error", p)
			}
			return err
		},
		"RepeatSpendOf": func(rows []cx.Activity, c cx.Calendar, asOf time.Time) error {
			s, err := cx.RepeatSpendOf(rows, c, asOf, 0.95)
			if err != nil && s != (cx.RepeatSpend{}) {
				t.Errorf("RepeatSpendOf = %v with an error", s)
			}
			return err
		},
	}
	for name, f := range checks {
		t.Run(name, func(t *testing.T) {
			checkActivityErrors(t, func(rows []cx.Activity, asOf time.Time) error { return f(rows, cx.Calendar{}, asOf) })
			cxtest.Refuses(t, "by week", f(repeatOrders(), cx.Calendar{Grain: cx.Week}, asOf), cx.ErrInvalid)
			cxtest.Refuses(t, "without asOf", f(repeatOrders(), cx.Calendar{}, time.Time{}), cx.ErrInvalid)
			cxtest.Refuses(t, "as of 9999", f(repeatOrders(), cx.Calendar{}, instant("9999-12-31")), cx.ErrInvalid)
		})
	}
	// Sums of more than 34 digits.
	for _, days := range [][2]string{{"2026-01-01", "2026-01-01"}, {"2026-01-02", "2026-01-03"}} {
		rows := []cx.Activity{
			{Customer: "a", At: instant("2026-01-01"), Amount: dec("1")},
			{Customer: "a", At: instant(days[0]), Amount: dec("9e33")},
			{Customer: "a", At: instant(days[1]), Amount: dec("1e-30")},
		}
		cxtest.Refuses(t, "RepeatOf", checks["RepeatOf"](rows, cx.Calendar{}, asOf), cx.ErrInvalid)
	}
}

func TestRepeatWithin(t *testing.T) {
	tests := []struct {
		name string
		days int
		asOf string
		want cx.Proportion
	}{
		{"a day more than Ada's gap", 11, "2026-03-31", cx.Proportion{Count: 1, Base: 3}},
		{"Ada's gap", 10, "2026-03-31", cx.Proportion{Count: 1, Base: 3}},
		{"a day less", 9, "2026-03-31", cx.Proportion{Base: 3}},
		{"Eve's gap", 60, "2026-03-31", cx.Proportion{Count: 2, Base: 3}},
		{"a day less than Eve's gap", 59, "2026-03-31", cx.Proportion{Count: 1, Base: 3}},
		// Eve's 60 days end with 6 March: they are over on the 7th.
		{"Eve's days are over", 60, "2026-03-07", cx.Proportion{Count: 2, Base: 3}},
		{"Eve's days are not", 60, "2026-03-06T23:00:00Z", cx.Proportion{Count: 1, Base: 2}},
		{"only Ada has had 60 days", 60, "2026-03-03", cx.Proportion{Count: 1, Base: 1}},
		{"nobody has had 60 days", 60, "2026-03-02", cx.Proportion{}},
		{"a century", 36525, "2026-03-31", cx.Proportion{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.RepeatWithin(repeatOrders(), test.days, cx.Calendar{}, instant(test.asOf))
			if got != test.want || err != nil {
				t.Errorf("RepeatWithin(%d) as of %s = %v, %v, want %v", test.days, test.asOf, got, err, test.want)
			}
		})
	}
	for _, days := range []int{0, -1, 36526, math.MaxInt, math.MinInt} {
		_, err := cx.RepeatWithin(repeatOrders(), days, cx.Calendar{}, instant("2026-03-31"))
		cxtest.Refuses(t, "RepeatWithin "+strconv.Itoa(days), err, cx.ErrInvalid)
	}
}

func TestRepeatSpendByHand(t *testing.T) {
	// First orders 10 and 30, then one of 15 each. Both ratios are 15/20. The terms of the
	// variance are 15/15 - 10/20 = 0.5 and 15/15 - 30/20 = -0.5, so that the standard error of
	// the logarithm is sqrt((0.25 + 0.25) / (2 * 1)) = 0.5, and the limits are
	// 0.75 * exp(-+t * 0.5), where t with one degree of freedom is tan(0.475 pi).
	rows := []cx.Activity{
		{Customer: "a", At: instant("2026-01-01"), Amount: dec("10")},
		{Customer: "b", At: instant("2026-01-01"), Amount: dec("30")},
		{Customer: "a", At: instant("2026-01-05"), Amount: dec("15")},
		{Customer: "b", At: instant("2026-02-01"), Amount: dec("15")},
	}
	got, err := cx.RepeatSpendOf(rows, cx.Calendar{}, instant("2026-03-01"), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	for name, ratio := range map[string]cx.Estimate{"PerOrder": got.PerOrder, "PerCustomer": got.PerCustomer} {
		cxtest.Near(t, name, ratio.Value, .75, 1e-12)
		cxtest.Near(t, name+" low", ratio.Interval.Low, repeatSpendLow, 1e-12)
		cxtest.Near(t, name+" high", ratio.Interval.High/repeatSpendHigh, 1, 1e-12)
		if ratio.Interval.Level != 0.95 {
			t.Errorf("%s has the level %v, want 0.95", name, ratio.Interval.Level)
		}
	}
	// A second repeat order of the same total halves the spend per order of its customer only.
	rows[3].Amount = dec("10")
	rows = append(rows, cx.Activity{Customer: "b", At: instant("2026-02-02"), Amount: dec("5")})
	got, err = cx.RepeatSpendOf(rows, cx.Calendar{}, instant("2026-03-01"), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "PerOrder", got.PerOrder.Value, .5, 1e-12) // 30/3 over 40/2
	// Its terms are 15/15 - 1/1.5 - 10/20 + 1 = 5/6 and 15/15 - 2/1.5 - 30/20 + 1 = -5/6, so that
	// the standard error is 5/6.
	cxtest.Near(t, "PerOrder high", math.Log(got.PerOrder.Interval.High/.5), math.Tan(.475*math.Pi)*5/6, 1e-12)
	cxtest.Near(t, "PerCustomer", got.PerCustomer.Value, .75, 1e-12)
}

const repeatSpendLow, repeatSpendHigh = 0.0013060023607130657, 430.70366250554093

func TestRepeatSpendUndefined(t *testing.T) {
	order := func(customer, day, amount string) cx.Activity {
		return cx.Activity{Customer: customer, At: instant(day), Amount: dec(amount)}
	}
	asOf := instant("2026-03-01")
	both := []cx.Activity{order("a", "2026-01-01", "10"), order("b", "2026-01-01", "10"), order("a", "2026-01-02", "5")}
	tests := []struct {
		name  string
		rows  []cx.Activity
		level float64
		err   error
	}{
		{"nobody", nil, .95, cx.ErrNoData},
		{"no repeat order", both[:2], .95, cx.ErrNoData},
		{"one customer", []cx.Activity{both[0], both[2]}, .95, cx.ErrUndefined},
		{"no first revenue", []cx.Activity{order("a", "2026-01-01", "0"), both[2], order("b", "2026-01-01", "0")}, .95, cx.ErrUndefined},
		{"no repeat revenue", []cx.Activity{both[0], both[1], order("a", "2026-01-02", "0")}, .95, cx.ErrUndefined},
		{"refunds", []cx.Activity{both[0], both[1], both[2], order("a", "2026-01-03", "-5")}, .95, cx.ErrUndefined},
		// The first orders are 1e6 and, less a refund, -999,999: a mean of 0.5, so that the interval of the
		// logarithm reaches beyond all numbers.
		{"an unbounded interval", []cx.Activity{order("a", "2026-01-01", "1000000"), order("b", "2026-01-01", "1"), order("b", "2026-01-03", "-1000000"), both[2]}, .95, cx.ErrUndefined},
		{"level 0", both, 0, cx.ErrInvalid},
		{"level 1", both, 1, cx.ErrInvalid},
		{"level 95", both, 95, cx.ErrInvalid},
		{"no level", both, math.NaN(), cx.ErrInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.RepeatSpendOf(test.rows, cx.Calendar{}, asOf, test.level)
			cxtest.Refuses(t, "RepeatSpendOf", err, test.err)
			if got != (cx.RepeatSpend{}) {
				t.Errorf("RepeatSpendOf = %v with an error", got)
			}
		})
	}
	if _, err := cx.RepeatSpendOf(both, cx.Calendar{}, asOf, .95); err != nil {
		t.Errorf("RepeatSpendOf: %v", err)
	}
	// Customers who are all alike have a ratio, and no spread for its interval.
	alike := append(both[:3:3], order("b", "2026-01-05", "5"))
	want := cx.RepeatSpend{PerOrder: cx.Estimate{Value: 0.5}, PerCustomer: cx.Estimate{Value: 0.5}}
	if got, err := cx.RepeatSpendOf(alike, cx.Calendar{}, asOf, .95); err != nil || got != want {
		t.Errorf("RepeatSpendOf customers who are alike = %+v, %v, want %+v", got, err, want)
	}
}

// kept returns the bytes that f leaves behind.
func kept(f func()) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

func BenchmarkActivities(b *testing.B) {
	rows := benchActivities(benchActivityCount(b)/10, true)
	// What a log takes, and what it is asked: of the rows it keeps the names.
	b.Run("ActivityLog", func(b *testing.B) {
		var l cx.ActivityLog
		bytes := kept(func() { l, _ = cx.ActivityLogOf(rows, cx.Calendar{}, benchAsOf) })
		for b.Loop() {
			r, err := l.Repeat()
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += r.Customers
		}
		b.ReportMetric(float64(bytes)/float64(len(rows)), "B/row")
	})
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
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(x, y cx.Activity) int { return strings.Compare(x.Customer, y.Customer) })
	for order, rows := range map[string][]cx.Activity{"random": rows, "sorted": sorted} {
		for name, f := range map[string]func() error{
			"ActivityLogOf": func() error {
				l, err := cx.ActivityLogOf(rows, cx.Calendar{}, benchAsOf)
				sinkInt += l.Total()
				return err
			},
			"SpellsOf":            func() error { _, err := cx.SpellsOf(rows, 90, cx.Calendar{}, benchAsOf); return err },
			"RepeatOf":            func() error { _, err := cx.RepeatOf(rows, cx.Calendar{}, benchAsOf); return err },
			"PurchaseHistoriesOf": func() error { _, err := cx.PurchaseHistoriesOf(rows, cx.Day, cx.Calendar{}, benchAsOf); return err },
			"EngagementOf":        func() error { _, err := cx.EngagementOf(rows, cx.Calendar{}, period("2025-06"), benchAsOf); return err },
		} {
			b.Run(name+"/"+order, func(b *testing.B) {
				call := func() {
					if err := f(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportAllocs()
				for b.Loop() {
					call()
				}
				reportBytes(b, len(rows)/10, call)
			})
		}
	}
}

// What fmt prints of a value.
func TestTexts(t *testing.T) {
	for want, got := range map[string]fmt.Stringer{
		"NPS 20 (5 answers)":            cx.NPS{Promoters: 2, Passives: 2, Detractors: 1},
		"NPS undefined (0 answers)":     cx.NPS{},
		"NPS invalid (0 answers)":       cx.NPS{Promoters: -1},
		"NPS 100 (1 answer)":            cx.NPS{Promoters: 1},
		"CSAT 50 (4 answers)":           cx.CSAT{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 1, 1, 1, 1}},
		"CES 5.5 (2 answers)":           cx.CES{Scale: cx.EaseScale(7), Counts: [11]int64{0, 0, 0, 1, 0, 0, 1}},
		"mean 3.5 (4 answers)":          cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{0, 1, 1, 1, 1}},
		"2 of 4":                        cx.Proportion{Count: 2, Base: 4},
		"3 per 4":                       cx.Incidence{Events: 3, Base: 4},
		"retention 0.9 (200 customers)": cx.Retention{Start: 200, Acquired: 30, End: 210},
		"churn 0.1 (200 customers)":     cx.Churn{Start: 200, Lost: 20},
		"-44.48..69.66 at 0.95":         cx.Interval{Low: -44.4812, High: 69.6617, Level: 0.95},
		"1 (0..2 at 0.9), p 0.01, exact 0.125": cx.Comparison{
			Difference: 1, P: 0.01, ExactP: 0.125, Interval: cx.Interval{High: 2, Level: 0.9},
		},
		"12.5 (3.2..21.8 at 0.9), p 0.0085": cx.Comparison{Difference: 12.5, P: 0.0085, Interval: cx.Interval{Low: 3.2, High: 21.8, Level: 0.9}},
		"1.5 (1.2..1.9 at 0.95)":            cx.Estimate{Value: 1.5, Interval: cx.Interval{Low: 1.2, High: 1.9, Level: 0.95}},
		"61.9 with the standard error 2.1":  cx.Estimate{Value: 61.9, StandardError: 2.1},
		"7":                                 cx.Estimate{Value: 7},
		"8 of 10, 2 pending":                cx.Attainment{Attained: 8, Missed: 2, Pending: 2},
		"3 of 4":                            cx.Attainment{Attained: 3, Missed: 1, GaveUp: 9},
		"visit 3, cart 2":                   cx.Funnel{Steps: []cx.FunnelStep{{Name: "visit", Customers: 3}, {Name: "cart", Customers: 2}}},
		"2026-03 2 customers, active [2 1]": cx.Cohort{Period: period("2026-03"), Size: 2, Active: []int64{2, 1}},
	} {
		if got.String() != want {
			t.Errorf("%T = %q, want %q", got, got.String(), want)
		}
	}
}

func TestRepeatSpend_edges(t *testing.T) {
	amounts := []string{"0", "1", "1e-34", "1e33", "-1"}
	for i := range 625 {
		rows := make([]cx.Activity, 4)
		for k, place := range []int{i % 5, i / 5 % 5, i / 25 % 5, i / 125} {
			rows[k] = cx.Activity{Customer: strconv.Itoa(k % 2), At: instant("2026-01-01").AddDate(0, 0, k/2), Amount: dec(amounts[place])}
		}
		for _, level := range edgeLevels {
			what := fmt.Sprint(rows, level)
			s, err := cx.RepeatSpendOf(rows, cx.Calendar{}, instant("2026-02-01"), level)
			for _, e := range []cx.Estimate{s.PerOrder, s.PerCustomer} {
				if err == nil && e.Interval == (cx.Interval{}) && e.Value > 0 { // all alike
					continue
				}
				surrounds(t, what, e.Interval, e.Value, 0, math.MaxFloat64, err)
			}
		}
	}
}
