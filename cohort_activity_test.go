package cx_test

import (
	"math/rand/v2"
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

// activitiesOf reads activities from lines of a customer, an instant and, if there is one, an
// amount.
func activitiesOf(lines string) []cx.Activity {
	var rows []cx.Activity
	for line := range strings.Lines(lines) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		row := cx.Activity{Customer: f[0], At: instant(f[1])}
		if len(f) > 2 {
			row.Amount = dec(f[2])
		}
		rows = append(rows, row)
	}
	return rows
}

// refundTest is rows with refunds, and what comes of them as of an instant.
type refundTest struct {
	rows     string
	asOf     string
	repeat   cx.Repeat
	within   map[int]cx.Proportion
	cohorts  []cx.Cohort // by month
	elapsed  []cx.Cohort // of two intervals of four hours
	history  []cx.PurchaseHistory
	active   cx.Engagement // of February
	window   int           // days
	spells   []cx.Spell
	lifetime string // Repeat.RevenueShare
}

// refundTests are a public trouble, whose values were worked out in Python, and a case by
// hand. The first is after woocommerce #32211 and #33410, easy-digital-downloads #7947 and
// openretailscience PR 537: a row with a negative amount is no order.
var refundTests = map[string]refundTest{
	"refund rows": {
		rows: `ana 2026-01-05 100
			ana 2026-02-03 -100
			ben 2026-01-10 60
			ben 2026-01-12 -20
			cat 2026-01-20 80
			cat 2026-03-02 40
			dan 2026-02-02 50
			eve 2026-02-10 30
			eve 2026-03-15 45
			eve 2026-03-20 -45
			fay 2025-12-30 -15
			fay 2026-03-01 25`,
		asOf: "2026-05-01",
		// Gaps of 41 and 33 days. First 0 + 40 + 80 + 50 + 30 + 10, again 40 + 0.
		repeat: cx.Repeat{Customers: 6, Repeaters: 2, RepeatOrders: 2, GapDays: 74, FirstRevenue: dec("210"), RepeatRevenue: dec("40")},
		within: map[int]cx.Proportion{30: {Base: 6}, 90: {Count: 1, Base: 3}},
		cohorts: []cx.Cohort{
			{Period: period("2026-01"), Size: 3, Active: []int64{3, 0, 1, 0}, Eligible: []int64{3, 3, 3, 3},
				Revenue: []decimal.Decimal{dec("120"), dec("0"), dec("40"), dec("0")}},
			{Period: period("2026-02"), Size: 2, Active: []int64{2, 1, 0}, Eligible: []int64{2, 2, 2},
				Revenue: []decimal.Decimal{dec("80"), dec("0"), dec("0")}},
			{Period: period("2026-03"), Size: 1, Active: []int64{1, 0}, Eligible: []int64{1, 1},
				Revenue: []decimal.Decimal{dec("10"), dec("0")}},
		},
		elapsed: []cx.Cohort{
			{Period: period("2026-01"), Size: 3, Active: []int64{3, 0}, Eligible: []int64{3, 3}, Revenue: []decimal.Decimal{dec("120"), dec("0")}},
			{Period: period("2026-02"), Size: 2, Active: []int64{2, 0}, Eligible: []int64{2, 2}, Revenue: []decimal.Decimal{dec("80"), dec("0")}},
			{Period: period("2026-03"), Size: 1, Active: []int64{1, 0}, Eligible: []int64{1, 1}, Revenue: []decimal.Decimal{dec("10"), dec("0")}},
		},
		history: []cx.PurchaseHistory{
			{Customer: "ana", Age: 115}, {Customer: "ben", Age: 110},
			{Customer: "cat", Frequency: 1, Recency: 41, Age: 100, Spend: dec("40")},
			{Customer: "dan", Age: 87}, {Customer: "eve", Frequency: 1, Recency: 33, Age: 79}, {Customer: "fay", Age: 60},
		},
		active: cx.Engagement{First: date("2026-02-01"), Days: 28, Customers: 2, ActiveDays: 2, Histogram: []int64{2}},
		window: 20,
		// The refunds after 29 and 5 days neither bring ana back nor hold eve.
		spells: []cx.Spell{
			{Customer: "ana", First: date("2026-01-05"), Last: date("2026-01-05"), Recognized: date("2026-01-26")},
			{Customer: "ben", First: date("2026-01-10"), Last: date("2026-01-10"), Recognized: date("2026-01-31")},
			{Customer: "cat", First: date("2026-01-20"), Last: date("2026-01-20"), Recognized: date("2026-02-10")},
			{Customer: "cat", First: date("2026-03-02"), Last: date("2026-03-02"), Recognized: date("2026-03-23"), Reactivation: true},
			{Customer: "dan", First: date("2026-02-02"), Last: date("2026-02-02"), Recognized: date("2026-02-23")},
			{Customer: "eve", First: date("2026-02-10"), Last: date("2026-02-10"), Recognized: date("2026-03-03")},
			{Customer: "eve", First: date("2026-03-15"), Last: date("2026-03-15"), Recognized: date("2026-04-05"), Reactivation: true},
			{Customer: "fay", First: date("2026-03-01"), Last: date("2026-03-01"), Recognized: date("2026-03-22")},
		},
		lifetime: "0.16", // 40/250
	},
	// By hand, with instants. Kim has two orders on the first day and a refund between them:
	// it lowers the first, the one of 3 February the second. Lee has refunds alone, Max one
	// before his order. The last refund comes after asOf.
	"instants": {
		rows: `kim 2026-02-01T10:00:00Z 30
			kim 2026-02-20T09:00:00Z -40
			kim 2026-02-01T15:00:00Z 20
			lee 2026-02-02T08:00:00Z -7
			kim 2026-02-01T12:00:00Z -10
			max 2026-02-04T08:00:00Z 12
			kim 2026-02-10T09:00:00Z 40
			max 2026-02-02T08:00:00Z -3
			kim 2026-02-03T09:00:00Z -5`,
		asOf: "2026-02-15",
		repeat: cx.Repeat{
			Customers: 2, Repeaters: 1, RepeatOrders: 1, GapDays: 9,
			FirstRevenue: dec("44"), RepeatRevenue: dec("40"), LoneRefunds: dec("-7"), // 35 + 9
		},
		within: map[int]cx.Proportion{9: {Count: 1, Base: 2}, 8: {Base: 2}, 11: {Count: 1, Base: 1}},
		elapsed: []cx.Cohort{
			// 30 - 10 + 12 - 3, then 20 - 5.
			{Period: period("2026-02"), Size: 2, Active: []int64{2, 1}, Eligible: []int64{2, 2}, Revenue: []decimal.Decimal{dec("29"), dec("15")}},
		},
		cohorts: []cx.Cohort{{Period: period("2026-02"), Size: 2}},
		history: []cx.PurchaseHistory{
			{Customer: "kim", Frequency: 1, Recency: 9, Age: 13, Spend: dec("40")}, {Customer: "max", Age: 10},
		},
		active: cx.Engagement{First: date("2026-02-01"), Days: 28, Customers: 2, ActiveDays: 3, Histogram: []int64{1, 1}},
		window: 5,
		spells: []cx.Spell{
			{Customer: "kim", First: date("2026-02-01"), Last: date("2026-02-01"), Recognized: date("2026-02-07")},
			{Customer: "kim", First: date("2026-02-10"), Last: date("2026-02-10"), Reactivation: true},
			{Customer: "max", First: date("2026-02-04"), Last: date("2026-02-04"), Recognized: date("2026-02-10")},
		},
		lifetime: "0.47619048", // 40/84
	},
}

func TestRefunds(t *testing.T) {
	for name, test := range refundTests {
		t.Run(name, func(t *testing.T) { checkRefunds(t, test) })
	}
}

func checkRefunds(t *testing.T, test refundTest) {
	rows, asOf, days := activitiesOf(test.rows), instant(test.asOf), cx.Calendar{}
	same := func(what string, want, got any, err error) {
		t.Helper()
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s error %v (-want +got):\n%s", what, err, diff)
		}
	}
	repeat, err := cx.RepeatOf(rows, days, asOf)
	same("RepeatOf", test.repeat, repeat, err)
	share, err := repeat.RevenueShare()
	cxtest.Exactly(t, "RevenueShare", share, err, test.lifetime)
	for n, want := range test.within {
		got, err := cx.RepeatWithin(rows, n, days, asOf)
		same("RepeatWithin "+strconv.Itoa(n), want, got, err)
	}
	history, err := cx.PurchaseHistoriesOf(rows, "", days, asOf)
	same("PurchaseHistoriesOf", test.history, history, err)
	active, err := cx.EngagementOf(rows, days, period("2026-02"), instant("2026-05-01"))
	same("EngagementOf", test.active, active, err)
	spells, err := cx.SpellsOf(rows, test.window, days, asOf)
	same("SpellsOf", test.spells, spells.Rows, err)

	month := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	elapsed := month
	elapsed.Elapsed, elapsed.Brackets = 4*time.Hour, []int{0, 1, 2}
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b cx.Activity) int { return strings.Compare(a.Customer, b.Customer) })
	for name, f := range cohortBuilders {
		got, err := f(sorted, month, asOf)
		same(name, test.cohorts, got.Rows, err)
		got, err = f(sorted, elapsed, asOf)
		same(name+", elapsed", test.elapsed, got.Rows, err)
	}
	got, err := cx.CohortsOf(rows, month, asOf)
	same("CohortsOf", test.cohorts, got.Rows, err)
}

// The spend on the orders is what comes of refunds: 0 + 40 + 80 + 50 + 30 + 10 at first and
// 40 again, over six and two orders.
func TestRefunds_spend(t *testing.T) {
	test := refundTests["refund rows"]
	got, err := cx.RepeatSpendOf(activitiesOf(test.rows), cx.Calendar{}, instant(test.asOf), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "PerOrder", got.PerOrder.Value, 20.0/35, 1e-12)
	cxtest.Near(t, "PerCustomer", got.PerCustomer.Value, 40.0/210, 1e-12)
}

// TestRefundsAnywhere: whatever has no money in it is as if the refunds were not there, and
// money is neither lost nor made.
func TestRefundsAnywhere(t *testing.T) {
	asOf, split := instant("2026-04-01"), instant("2026-03-01")
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 21))
		var rows, orders []cx.Activity
		all := decimal.Decimal{}
		for range 120 {
			a := cx.Activity{
				Customer: "c" + strconv.Itoa(r.IntN(30)),
				At:       instant("2026-01-01").Add(time.Duration(r.IntN(100*24)) * time.Hour),
				Amount:   decimal.New(r.Int64N(900)-300, -1),
			}
			rows = append(rows, a)
			if !a.Amount.IsNegative() {
				orders = append(orders, a)
			}
			if a.At.Before(asOf) {
				all = all.Add(a.Amount)
			}
		}
		repeat, err := cx.RepeatOf(rows, cx.Calendar{}, asOf)
		sum := repeat.FirstRevenue.Add(repeat.RepeatRevenue).Add(repeat.LoneRefunds)
		if err != nil || !sum.Equal(all) {
			t.Fatalf("seed %d: RepeatOf = %+v, %v, want amounts of %v in all", seed, repeat, err, all)
		}
		for what, f := range map[string]func(rows []cx.Activity) (any, error){
			"RepeatOf": func(rows []cx.Activity) (any, error) {
				got, err := cx.RepeatOf(rows, cx.Calendar{}, asOf)
				return [4]int64{got.Customers, got.Repeaters, got.RepeatOrders, got.GapDays}, err
			},
			"RepeatWithin": func(rows []cx.Activity) (any, error) { return cx.RepeatWithin(rows, 9, cx.Calendar{}, asOf) },
			"SpellsOf":     func(rows []cx.Activity) (any, error) { return cx.SpellsOf(rows, 9, cx.Calendar{}, asOf) },
			"HoldoutOf": func(rows []cx.Activity) (any, error) {
				return cx.HoldoutOf(rows, cx.Week, cx.Calendar{}, split, asOf, cx.FitMBGNBD)
			},
		} {
			want, err1 := f(orders)
			got, err2 := f(rows)
			if diff := cmp.Diff(want, got); diff != "" || (err1 == nil) != (err2 == nil) {
				t.Fatalf("seed %d: %s errors %v, %v (-orders +with refunds):\n%s", seed, what, err1, err2, diff)
			}
		}
	}
}

// Rows of one day are one order, whose amounts add up: after CamDavidsonPilon/lifetimes #184,
// where a day of two rows had the amount of one. By hand: (250 + 150 + 150)/3.
func TestActivitiesOfOneDay(t *testing.T) {
	rows := activitiesOf(`8841 2026-06-11 75
		8841 2026-07-24 75
		8841 2026-07-08 75
		8841 2026-06-24 75
		8841 2026-07-24 75
		8841 2026-06-11 75
		8841 2026-07-08 75
		8841 2026-06-24 175`)
	got, err := cx.PurchaseHistoriesOf(rows, "", cx.Calendar{}, instant("2027-01-01"))
	want := []cx.PurchaseHistory{{Customer: "8841", Frequency: 3, Recency: 43, Age: 203, Spend: dec("183.33333333")}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("PurchaseHistoriesOf error %v (-want +got):\n%s", err, diff)
	}
}
