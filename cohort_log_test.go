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
	"github.com/shopspring/decimal"
)

// loggedRows returns rows of a few customers around an instant, some of them equal instants,
// some refunds, some amounts of very many digits, and some after asOf.
func loggedRows(r *rand.Rand, n int, around time.Time) []cx.Activity {
	names := []string{"a", "ab", "a\x00", "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyy", "Zoë", "日本", "9", "abcdefgh", "refunds alone"}
	names = names[r.IntN(len(names)):] // of few customers each has many rows
	rows := make([]cx.Activity, n)
	for i := range rows {
		a := &rows[i]
		a.Customer = names[r.IntN(len(names))]
		a.At = around.Add(time.Duration(r.IntN(160)-80) * 30 * time.Minute)
		if r.IntN(3) == 0 {
			a.At = around.AddDate(0, 0, r.IntN(200)-100)
		}
		switch r.IntN(8) {
		case 0:
		case 1:
			a.Amount = decimal.New(-r.Int64N(5000), -2)
		case 2:
			a.Amount = decimal.New(r.Int64(), int32(r.IntN(8)-4))
		default:
			a.Amount = decimal.New(r.Int64N(90000), int32(r.IntN(4)-3))
		}
		if a.Customer == "refunds alone" {
			a.Amount = decimal.New(-1-r.Int64N(500), -2)
		}
	}
	return rows
}

// plainCustomer is a customer of plainly: the orders and refunds before an instant.
type plainCustomer struct {
	name            string
	orders, refunds []cx.Activity
	days            []int // of the orders, each once, ascending
}

// plainly sorts activities by customer as slowly and as plainly as can be.
func plainly(rows []cx.Activity, loc *time.Location, before time.Time) []plainCustomer {
	var names []string
	for _, a := range rows {
		if a.At.Before(before) && !slices.Contains(names, a.Customer) {
			names = append(names, a.Customer)
		}
	}
	slices.Sort(names)
	customers := make([]plainCustomer, len(names))
	for i, name := range names {
		c := &customers[i]
		c.name = name
		for _, a := range rows {
			switch {
			case a.Customer != name || !a.At.Before(before):
			case a.Amount.IsNegative():
				c.refunds = append(c.refunds, a)
			default:
				c.orders = append(c.orders, a)
				c.days = append(c.days, plainDay(a.At, loc))
			}
		}
		slices.Sort(c.days)
		c.days = slices.Compact(c.days)
	}
	return customers
}

// plainDay counts the days that the clocks show.
func plainDay(t time.Time, loc *time.Location) int {
	year, month, day := t.In(loc).Date()
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// spends returns what was paid on the first day and later. The refund of a customer lowers the
// last order at its instant or earlier or, if there is none, the first.
func (c plainCustomer) spends(loc *time.Location) (first, later decimal.Decimal) {
	add := func(at time.Time, amount decimal.Decimal) {
		if plainDay(at, loc) == c.days[0] {
			first = first.Add(amount)
		} else {
			later = later.Add(amount)
		}
	}
	earliest := slices.MinFunc(c.orders, func(a, b cx.Activity) int { return a.At.Compare(b.At) })
	for _, a := range c.orders {
		add(a.At, a.Amount)
	}
	for _, refund := range c.refunds {
		at := earliest.At
		for _, a := range c.orders {
			if !a.At.After(refund.At) && a.At.After(at) {
				at = a.At
			}
		}
		add(at, refund.Amount)
	}
	return first, later
}

// lastDay is the last day that is known before an instant.
func lastDay(customers []plainCustomer, loc *time.Location, before time.Time) int {
	last := plainDay(before.Add(-1), loc)
	for _, c := range customers {
		if len(c.days) > 0 {
			last = max(last, c.days[len(c.days)-1])
		}
	}
	return last
}

func plainDate(day int) cx.Date {
	d, err := cx.Calendar{}.DateOf(time.Unix(int64(day)*86400, 0))
	if err != nil {
		panic(err)
	}
	return d
}

func plainRepeat(customers []plainCustomer, loc *time.Location) cx.Repeat {
	var r cx.Repeat
	for _, c := range customers {
		if len(c.orders) == 0 {
			for _, a := range c.refunds {
				r.LoneRefunds = r.LoneRefunds.Add(a.Amount)
			}
			continue
		}
		r.Customers++
		if n := len(c.days); n > 1 {
			r.Repeaters++
			r.RepeatOrders += int64(n - 1)
			r.GapDays += int64(c.days[n-1] - c.days[0])
		}
		first, later := c.spends(loc)
		r.FirstRevenue, r.RepeatRevenue = r.FirstRevenue.Add(first), r.RepeatRevenue.Add(later)
	}
	return r
}

func plainHistories(customers []plainCustomer, loc *time.Location, before time.Time) []cx.PurchaseHistory {
	var rows []cx.PurchaseHistory
	end := lastDay(customers, loc, before)
	for _, c := range customers {
		n := len(c.days)
		if n == 0 {
			continue
		}
		p := cx.PurchaseHistory{
			Customer: c.name, Frequency: int64(n - 1), Unit: cx.Week,
			Recency: float64(c.days[n-1]-c.days[0]) / 7, Age: float64(end-c.days[0]) / 7,
		}
		if n > 1 {
			_, later := c.spends(loc)
			p.Spend = later.DivRound(decimal.NewFromInt(p.Frequency), cx.Places)
		}
		rows = append(rows, p)
	}
	return rows
}

func plainSpells(customers []plainCustomer, loc *time.Location, asOf time.Time, window int) cx.Spells {
	today := max(plainDay(asOf, loc), lastDay(customers, loc, asOf))
	s := cx.Spells{WindowDays: window, AsOf: plainDate(today)}
	for _, c := range customers {
		for i, day := range c.days {
			if i > 0 && day-c.days[i-1] <= window {
				s.Rows[len(s.Rows)-1].Last = plainDate(day)
			} else {
				s.Rows = append(s.Rows, cx.Spell{Customer: c.name, First: plainDate(day), Last: plainDate(day), Reactivation: i > 0})
			}
		}
	}
	for i := range s.Rows {
		n, err := s.Rows[i].Last.AddDays(window + 1)
		if err == nil && n.Compare(s.AsOf) <= 0 {
			s.Rows[i].Recognized = n
		}
	}
	return s
}

func plainEngagement(customers []plainCustomer, loc *time.Location, asOf time.Time, span cx.Period) cx.Engagement {
	from, to := plainDay(instant(span.Start.String()), time.UTC), min(plainDay(instant(span.End.String()), time.UTC), plainDay(asOf, loc))
	e := cx.Engagement{First: span.Start, Days: int64(max(to-from, 0))}
	for _, c := range customers {
		own := 0
		for _, day := range c.days {
			if day >= from && day < to {
				own++
			}
		}
		if own > 0 {
			e.Customers++
			e.ActiveDays += int64(own)
			e.Histogram = append(e.Histogram, make([]int64, max(own-len(e.Histogram), 0))...)
			e.Histogram[own-1]++
		}
	}
	return e
}

// holdoutRows is a fit that keeps the rows it is shown.
func holdoutRows(kept *[]cx.PurchaseHistory) func([]cx.PurchaseHistory) (cx.BGNBD, error) {
	return func(rows []cx.PurchaseHistory) (cx.BGNBD, error) {
		*kept = slices.Clone(rows)
		return cx.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426, Unit: cx.Week}, nil
	}
}

// A log, shards of it that are merged, and each function give what a plain computation gives,
// where clocks are set back over midnight, and where the rows are in order of the customer, too.
func TestActivityLog_plain(t *testing.T) {
	places := []struct{ zone, around string }{
		{"UTC", "2026-03-01T00:00:00Z"},
		{"America/Sao_Paulo", "2019-02-17T02:30:00Z"}, // set back to the eve
		{"America/St_Johns", "2010-11-07T02:45:00Z"},  // the day begins twice
		{"Pacific/Apia", "2011-12-30T10:00:00Z"},      // a day is skipped
	}
	for seed := range cxtest.Seeds(160) {
		r := rand.New(rand.NewPCG(seed, 17))
		place := places[seed%uint64(len(places))]
		loc, around := zoneAt(t, place.zone), instant(place.around)
		c := cx.Calendar{Location: loc}
		rows := loggedRows(r, r.IntN(90), around)
		if seed%5 == 0 {
			for i := range rows {
				rows[i].Amount = decimal.Decimal{}
			}
		}
		if seed%3 == 0 {
			slices.SortStableFunc(rows, func(a, b cx.Activity) int { return strings.Compare(a.Customer, b.Customer) })
		}
		asOf, split, window := around.Add(time.Duration(r.IntN(90*24))*time.Hour), around.Add(time.Duration(r.IntN(100)-50)*time.Hour), r.IntN(30)
		whole, err := cx.ActivityLogOf(rows, c, asOf)
		if err != nil {
			t.Fatal(err)
		}
		var shards [3][]cx.Activity
		for _, a := range rows {
			n := int(a.Customer[len(a.Customer)-1]) % len(shards)
			shards[n] = append(shards[n], a)
		}
		var merged cx.ActivityLog
		for _, n := range r.Perm(len(shards)) {
			part, err := cx.ActivityLogOf(shards[n], c, asOf)
			if err := errors.Join(err, merged.Merge(part)); err != nil {
				t.Fatal(err)
			}
		}
		customers := plainly(rows, loc, asOf)
		for what, l := range map[string]cx.ActivityLog{"log": whole, "merged logs": merged} {
			check := func(method string, want any, got, function any, errs ...error) {
				t.Helper()
				if diff := cxtest.Diff(want, got) + cxtest.Diff(want, function); diff != "" || errors.Join(errs...) != nil {
					t.Fatalf("seed %d: %s of %s: %v (-plain +log, -plain +function):\n%s", seed, method, what, errors.Join(errs...), diff)
				}
			}
			repeat, err1 := l.Repeat()
			function, err2 := cx.RepeatOf(rows, c, asOf)
			check("Repeat", plainRepeat(customers, loc), repeat, function, err1, err2)
			spells, err1 := l.Spells(window)
			ofSpells, err2 := cx.SpellsOf(rows, window, c, asOf)
			check("Spells", plainSpells(customers, loc, asOf, window), spells, ofSpells, err1, err2)
			span := cx.Period{Start: plainDate(plainDay(around, loc) - 9), End: plainDate(plainDay(around, loc) + r.IntN(30))}
			engagement, err1 := l.Engagement(span)
			ofEngagement, err2 := cx.EngagementOf(rows, c, span, asOf)
			check("Engagement", plainEngagement(customers, loc, asOf, span), engagement, ofEngagement, err1, err2)
			histories, err1 := l.PurchaseHistories(cx.Week)
			ofHistories, err2 := cx.PurchaseHistoriesOf(rows, cx.Week, c, asOf)
			check("PurchaseHistories", plainHistories(customers, loc, asOf), histories, ofHistories, err1, err2)
			within, err1 := l.RepeatWithin(window + 1)
			ofWithin, err2 := cx.RepeatWithin(rows, window+1, c, asOf)
			check("RepeatWithin", within, within, ofWithin, err1, err2)
			spend, err1 := l.RepeatSpend(.95)
			ofSpend, err2 := cx.RepeatSpendOf(rows, c, asOf, .95)
			check("RepeatSpend", spend, spend, ofSpend)
			if fmt.Sprint(err1) != fmt.Sprint(err2) {
				t.Fatalf("seed %d: RepeatSpend of %s: %v, and of the rows %v", seed, what, err1, err2)
			}
			checkHoldout(t, seed, l, rows, c, split, asOf)
			checkLogCohorts(t, r, l, rows, loc, asOf)
			if total := int64(len(repeatCustomers(customers))); l.Total() != total {
				t.Fatalf("seed %d: Total of %s = %d, want %d", seed, what, l.Total(), total)
			}
		}
		if !whole.Equal(merged) || !merged.Equal(whole) {
			t.Fatalf("seed %d: the merged logs are not equal to that of all rows", seed)
		}
	}
}

// repeatCustomers returns those with an order.
func repeatCustomers(customers []plainCustomer) []plainCustomer {
	return slices.DeleteFunc(slices.Clone(customers), func(c plainCustomer) bool { return len(c.orders) == 0 })
}

// checkHoldout compares what a fit is shown, and the orders after the split.
func checkHoldout(t *testing.T, seed uint64, l cx.ActivityLog, rows []cx.Activity, c cx.Calendar, split, asOf time.Time) {
	t.Helper()
	var shown, ofShown []cx.PurchaseHistory
	got, err1 := l.Holdout(cx.Week, split, holdoutRows(&shown))
	function, err2 := cx.HoldoutOf(rows, cx.Week, c, split, asOf, holdoutRows(&ofShown))
	if diff := cxtest.Diff(got, function) + cxtest.Diff(shown, ofShown); diff != "" || fmt.Sprint(err1) != fmt.Sprint(err2) {
		t.Fatalf("seed %d: Holdout %v, HoldoutOf %v (-log +function):\n%s", seed, err1, err2, diff)
	}
	if err1 != nil || !split.Before(asOf) {
		return
	}
	before, after := plainly(rows, c.Location, split), plainly(rows, c.Location, asOf)
	if diff := cxtest.Diff(plainHistories(before, c.Location, split), shown); diff != "" {
		t.Fatalf("seed %d: what a fit is shown (-plain +log):\n%s", seed, diff)
	}
	last, orders := lastDay(before, c.Location, split), int64(0)
	for _, customer := range after {
		known := slices.ContainsFunc(before, func(b plainCustomer) bool { return b.name == customer.name && len(b.orders) > 0 })
		for _, day := range customer.days {
			if known && day > last {
				orders++
			}
		}
	}
	if got.Purchases() != orders {
		t.Fatalf("seed %d: %d orders after the split, want %d", seed, got.Purchases(), orders)
	}
}

// checkLogCohorts compares triangles of a log with those of CohortsOf and CohortsOfSorted.
func checkLogCohorts(t *testing.T, r *rand.Rand, l cx.ActivityLog, rows []cx.Activity, loc *time.Location, asOf time.Time) {
	t.Helper()
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b cx.Activity) int { return strings.Compare(a.Customer, b.Customer) })
	grain := cx.Calendar{Grain: []cx.Grain{cx.Day, cx.Week, cx.Month}[r.IntN(3)], Location: loc}
	for _, rule := range []cx.CohortRule{
		{Calendar: grain}, {Calendar: grain, Recurring: true}, {Calendar: grain, Unbounded: true, Brackets: []int{0, 1, 3, 9}},
		{Calendar: cx.Calendar{Grain: cx.Month}, Elapsed: 7 * time.Hour, Brackets: []int{0, 1, 4, 30}},
		{Calendar: grain, ElapsedMonths: 1},
	} {
		got, err1 := l.Cohorts(rule)
		want, err2 := cx.CohortsOf(rows, rule, asOf)
		ofSorted, err3 := cx.CohortsOfSorted(sorted, rule, asOf)
		if diff := cxtest.Diff(want, got) + cxtest.Diff(want, ofSorted); diff != "" || errors.Join(err1, err2, err3) != nil {
			t.Fatalf("%+v: %v (-CohortsOf +Cohorts, +CohortsOfSorted):\n%s", rule, errors.Join(err1, err2, err3), diff)
		}
	}
}
