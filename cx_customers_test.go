package cx_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// customerCase is rows of many customers in several batches, in which functions look customers up.
type customerCase struct {
	customers                []string
	orders, joined, redeemed []cx.Activity
	responses                []cx.Response
	invited                  []cx.Invitation
	tickets                  []cx.Ticket
	referrals                []cx.Referral
	asOf                     time.Time
	calendar                 cx.Calendar
}

// customerCaseOf draws rows of customers, some with long names, and some of others.
func customerCaseOf(r *rand.Rand, n int) *customerCase {
	c := &customerCase{asOf: instant("2025-02-01"), calendar: cx.Calendar{Grain: cx.Week}}
	for i := range 1 + r.IntN(90) {
		c.customers = append(c.customers, []string{"c", "a customer with a long name ", ""}[i%3]+strconv.Itoa(i))
	}
	at := func() time.Time { return instant("2025-01-01").Add(time.Duration(r.IntN(40*24)) * time.Hour) }
	for range n {
		name := c.customers[r.IntN(len(c.customers))]
		c.orders = append(c.orders, cx.Activity{Customer: name, At: at(), Amount: decimal.New(r.Int64N(900)-90, -2)})
		c.responses = append(c.responses, cx.Response{Customer: name, At: at(), Score: r.IntN(11)})
		c.invited = append(c.invited, cx.Invitation{Survey: "s", Customer: name, At: at(), Reminder: r.IntN(9) == 0})
		c.tickets = append(c.tickets, cx.Ticket{Customer: name, Opened: at(), Void: r.IntN(9) == 0})
		c.referrals = append(c.referrals, cx.Referral{Referrer: name, Referee: strconv.Itoa(r.IntN(200)), At: at()})
	}
	for i, name := range c.customers {
		if i%4 > 0 {
			c.joined = append(c.joined, cx.Activity{Customer: name, At: instant("2024-12-31").AddDate(0, 0, r.IntN(30))})
		}
	}
	r.Shuffle(len(c.responses), func(i, j int) { c.responses[i], c.responses[j] = c.responses[j], c.responses[i] })
	r.Shuffle(len(c.tickets), func(i, j int) { c.tickets[i], c.tickets[j] = c.tickets[j], c.tickets[i] })
	return c
}

// of returns the rows of one customer.
func (c *customerCase) of(name string) *customerCase {
	one := *c
	one.customers = []string{name}
	activities := func(rows []cx.Activity) []cx.Activity {
		return slices.DeleteFunc(slices.Clone(rows), func(a cx.Activity) bool { return a.Customer != name })
	}
	one.orders, one.joined, one.redeemed = activities(c.orders), activities(c.joined), activities(c.redeemed)
	one.responses = slices.DeleteFunc(slices.Clone(c.responses), func(r cx.Response) bool { return r.Customer != name })
	one.invited = slices.DeleteFunc(slices.Clone(c.invited), func(v cx.Invitation) bool { return v.Customer != name })
	one.tickets = slices.DeleteFunc(slices.Clone(c.tickets), func(t cx.Ticket) bool { return t.Customer != name })
	return &one
}

// earned returns the orders of members that are points.
func (c *customerCase) earned() []cx.Activity {
	return slices.DeleteFunc(slices.Clone(c.orders), func(a cx.Activity) bool {
		return a.Amount.Sign() <= 0 || !slices.ContainsFunc(c.joined, func(m cx.Activity) bool { return m.Customer == a.Customer && m.At.Before(c.asOf) })
	})
}

func (c *customerCase) lifecycle() ([]cx.Point[cx.Lifecycle], error) {
	span := cx.Period{Start: date("2025-01-01"), End: date("2025-02-01")}
	return cx.LifecycleTrend(c.orders, c.calendar, span, c.asOf)
}

func (c *customerCase) rfm() ([]cx.RFM, error) {
	return cx.RFMOf(c.orders, cx.RFMRule{Recency: []int64{3, 9}, Frequency: []int64{2, 4, 8}, Spend: []decimal.Decimal{dec("10")}}, c.asOf)
}

func (c *customerCase) landmarks() (cx.Landmarks, error) {
	window := cx.Period{Start: date("2025-01-05"), End: date("2025-01-12")}
	return cx.LandmarksOf(c.responses, func(r *cx.Response) string { return strconv.Itoa(r.Score) }, c.invited, window, cx.Calendar{})
}

func (c *customerCase) loyalty() (cx.Loyalty, error) {
	return cx.LoyaltyOf(c.customers, cx.LoyaltyRows{Joined: c.joined, Earned: c.earned(), Redeemed: c.redeemed}, 9, cx.Calendar{}, c.asOf)
}

func (c *customerCase) verdicts() ([]cx.ContactVerdict, error) {
	return cx.ContactVerdictsOf(c.customers, c.invited, cx.ContactRule{Survey: "s", QuietDays: 3, Most: 5, WithinDays: 12}, instant("2025-01-20"))
}

func (c *customerCase) peakEnd() (cx.PeakEnd, error) {
	return cx.PeakEndOf(c.responses, func(*cx.Response) cx.Scale { return cx.RecommendScale(11) }, dec("40"))
}

func (c *customerCase) noBadTouch() (cx.Proportion, error) {
	return cx.NoBadTouch(c.responses, func(r *cx.Response) bool { return r.Score == 3 })
}

func (c *customerCase) selfService() (cx.Attainment, error) {
	return cx.SelfServiceOf(c.orders, c.tickets, 5*time.Hour, c.asOf)
}

// TestCustomers_oneByOne compares what functions say of many customers with what they say of each
// alone, whose rows are in one batch.
func TestCustomers_oneByOne(t *testing.T) {
	for seed := range cxtest.Seeds(20) {
		r := rand.New(rand.NewPCG(seed, 20))
		c := customerCaseOf(r, 1+r.IntN(900))
		for _, a := range c.earned() { // a tenth is redeemed at once
			c.redeemed = append(c.redeemed, cx.Activity{Customer: a.Customer, At: a.At, Amount: a.Amount.Shift(-1)})
		}
		whole := map[string]any{}
		note := func(what string, v any, err error) {
			if err != nil {
				t.Fatalf("seed %d: %s: %v", seed, what, err)
			}
			whole[what] = v
		}
		run := func(c *customerCase, note func(what string, v any, err error)) {
			lifecycle, err := c.lifecycle()
			note("lifecycle", lifecycle, err)
			rfm, err := c.rfm()
			note("RFM", rfm, err)
			landmarks, err := c.landmarks()
			note("landmarks", landmarks, err)
			loyalty, err := c.loyalty()
			note("loyalty", loyalty, err)
			verdicts, err := c.verdicts()
			note("verdicts", verdicts, err)
			peakEnd, err := c.peakEnd()
			note("peak-end", peakEnd, err)
			touches, err := c.noBadTouch()
			note("no bad touch", touches, err)
			help, err := c.selfService()
			note("self-service", help, err)
		}
		run(c, note)
		sums := map[string]any{}
		names := slices.Clone(c.customers)
		for _, name := range names {
			run(c.of(name), func(what string, v any, err error) {
				if err == nil {
					sums[what], err = addOne(sums[what], v)
				}
				if err != nil {
					t.Fatalf("seed %d: %s of %q: %v", seed, what, name, err)
				}
			})
		}
		if rows := sums["RFM"].([]cx.RFM); rows != nil {
			slices.SortFunc(rows, func(a, b cx.RFM) int { return slices.Compare([]byte(a.Customer), []byte(b.Customer)) })
		}
		inOrder := func(v any) []cx.Landmark {
			rows := v.(cx.Landmarks).Rows
			first := func(l cx.Landmark) int {
				answered := func(r cx.Response) bool { return r.Customer == l.Customer && inWindow(r.At) }
				if l.Class != cx.NoAnswer {
					return slices.IndexFunc(c.responses, answered)
				}
				return len(c.responses) + slices.IndexFunc(c.invited, func(v cx.Invitation) bool { return v.Customer == l.Customer && inWindow(v.At) })
			}
			slices.SortFunc(rows, func(a, b cx.Landmark) int { return first(a) - first(b) })
			return rows
		}
		alone := sums["landmarks"].(cx.Landmarks)
		alone.Rows = inOrder(alone)
		sums["landmarks"] = alone
		for what, want := range sums {
			if diff := cxtest.Diff(want, whole[what]); diff != "" {
				t.Fatalf("seed %d: %s (-one by one +all):\n%s", seed, what, diff)
			}
		}
	}
}

// inWindow says that an instant is in the window of the landmarks.
func inWindow(at time.Time) bool {
	return !at.Before(instant("2025-01-05")) && at.Before(instant("2025-01-12"))
}

// addOne adds what a function says of one customer.
func addOne(sum, one any) (any, error) {
	if sum == nil {
		return one, nil
	}
	switch one := one.(type) {
	case []cx.Point[cx.Lifecycle]:
		return cx.MergePoints(sum.([]cx.Point[cx.Lifecycle]), one)
	case []cx.RFM:
		return append(sum.([]cx.RFM), one...), nil
	case []cx.ContactVerdict:
		return append(sum.([]cx.ContactVerdict), one...), nil
	case cx.Loyalty:
		all := sum.(cx.Loyalty)
		return all, errors.Join(all.Merge(one), nil)
	case cx.PeakEnd:
		all := sum.(cx.PeakEnd)
		err := all.Merge(one)
		return all, err
	case cx.Proportion:
		all := sum.(cx.Proportion)
		return cx.Proportion{Count: all.Count + one.Count, Base: all.Base + one.Base}, nil
	case cx.Attainment:
		all := sum.(cx.Attainment)
		err := all.Merge(one)
		return all, err
	case cx.Landmarks:
		all := sum.(cx.Landmarks)
		return cx.Landmarks{
			Rows: append(all.Rows, one.Rows...), Repeated: all.Repeated + one.Repeated, Anonymous: all.Anonymous + one.Anonymous,
			Outside: all.Outside + one.Outside, Answered: all.Answered + one.Answered, Reminders: all.Reminders + one.Reminders,
			InvitedOutside: all.InvitedOutside + one.InvitedOutside,
		}, nil
	}
	return nil, fmt.Errorf("no sum of %T", one)
}

// TestCustomers_badRows puts bad rows at every place of several batches: the error is that of the
// first, and of nothing else.
func TestCustomers_badRows(t *testing.T) {
	const n = 600
	c := customerCaseOf(rand.New(rand.NewPCG(1, 20)), n)
	c.orders = slices.DeleteFunc(c.orders, func(a cx.Activity) bool { return a.Amount.Sign() <= 0 || !a.At.Before(instant("2025-01-31")) })
	c.joined = nil
	for _, name := range c.customers {
		c.joined = append(c.joined, cx.Activity{Customer: name, At: instant("2024-12-01")})
	}
	for i := range c.orders {
		c.orders[i].Customer = c.customers[i%len(c.customers)]
	}
	activities := []cx.Activity{
		{At: c.asOf}, {Customer: "\t", At: c.asOf}, {Customer: "x"}, {Customer: "x", At: instant("2300-01-01")}, {Customer: "x", At: c.asOf, Amount: dec("1e40")},
	}
	checkBadRows(t, "LifecycleTrend", c.orders, activities, func(rows []cx.Activity) error {
		_, err := cx.LifecycleTrend(rows, c.calendar, cx.Period{}, c.asOf)
		return err
	})
	checkBadRows(t, "RFMOf", c.orders, activities, func(rows []cx.Activity) error { _, err := cx.RFMOf(rows, cx.RFMRule{Parts: 2}, c.asOf); return err })
	checkBadRows(t, "LoyaltyOf", c.orders, slices.Concat(activities, []cx.Activity{
		{Customer: c.customers[0], At: c.orders[0].At}, {Customer: "a stranger", At: c.orders[0].At, Amount: dec("1")},
	}), func(rows []cx.Activity) error {
		_, err := cx.LoyaltyOf(c.customers, cx.LoyaltyRows{Joined: c.joined, Earned: rows}, 9, cx.Calendar{}, c.asOf)
		return err
	})
	checkBadRows(t, "MemberDifference", c.orders, activities, func(rows []cx.Activity) error {
		_, err := cx.MemberDifference(rows, c.joined, 3, cx.Calendar{}, c.asOf, 0.95)
		return err
	})
	checkBadRows(t, "orders of ReferralsOf", c.orders, activities, func(rows []cx.Activity) error { _, err := cx.ReferralsOf(c.referrals, nil, nil, rows); return err })
	checkBadRows(t, "AttributionsOf", c.orders, activities, func(rows []cx.Activity) error {
		_, err := cx.AttributionsOf(nil, rows, cx.AttributionRule{}, c.asOf)
		return err
	})
	checkBadRows(t, "SelfServiceOf", c.orders, activities, func(rows []cx.Activity) error {
		_, err := cx.SelfServiceOf(rows, nil, time.Hour, c.asOf)
		return err
	})
	checkBadRows(t, "tickets of SelfServiceOf", c.tickets, []cx.Ticket{{Opened: c.asOf}, {Customer: "x"}, {Customer: "x", Opened: instant("1700-01-01"), Void: true}}, func(rows []cx.Ticket) error {
		_, err := cx.SelfServiceOf(c.orders, rows, time.Hour, c.asOf)
		return err
	})
	checkBadRows(t, "referrals", c.referrals, []cx.Referral{{Referrer: "x"}, {Referee: " "}, {Referrer: "x", Referee: "y", At: instant("1700-01-01")}}, func(rows []cx.Referral) error {
		_, err := cx.ReferralsOf(rows, nil, nil, nil)
		return err
	})
	checkBadRows(t, "acquired", c.customers[:min(40, len(c.customers))], []string{"", "\n"}, func(rows []string) error { _, err := cx.ReferralsOf(nil, nil, rows, nil); return err })
	checkBadRows(t, "invited", c.invited, []cx.Invitation{{}, {Customer: "x", At: instant("1700-01-01")}}, func(rows []cx.Invitation) error {
		window := cx.Period{Start: date("2025-01-05"), End: date("2025-01-12")}
		_, err := cx.LandmarksOf(nil, func(*cx.Response) string { return "x" }, rows, window, cx.Calendar{})
		return err
	})
	checkBadRows(t, "history", c.invited, []cx.Invitation{{At: c.asOf}, {Customer: "x", At: instant("1700-01-01")}}, func(rows []cx.Invitation) error {
		_, err := cx.ContactVerdictsOf(c.customers, rows, cx.ContactRule{}, c.asOf)
		return err
	})
	responses := []cx.Response{{At: c.asOf}, {Customer: "x"}, {Customer: "x", At: c.asOf, Score: 11}}
	checkBadRows(t, "PeakEndOf", c.responses, responses, func(rows []cx.Response) error {
		one := customerCase{responses: rows}
		_, err := one.peakEnd()
		return err
	})
	checkBadRows(t, "NoBadTouch", c.responses, responses[:1], func(rows []cx.Response) error {
		one := customerCase{responses: rows}
		_, err := one.noBadTouch()
		return err
	})
	checkBadRows(t, "responses of LandmarksOf", c.responses, []cx.Response{{Customer: "x"}, {Customer: "x", At: instant("1700-01-01")}}, func(rows []cx.Response) error {
		one := customerCase{responses: rows}
		_, err := one.landmarks()
		return err
	})
}

// checkBadRows puts one of the bad rows at each place, and another behind it.
func checkBadRows[R any](t *testing.T, what string, good, bad []R, f func([]R) error) {
	t.Helper()
	if err := f(good); err != nil && errors.As(err, new(*cx.RowError)) {
		t.Fatalf("%s of good rows: %v", what, err)
	}
	for i := range good {
		one := bad[i%len(bad)]
		var alone, first *cx.RowError
		if err := f([]R{one}); !errors.As(err, &alone) || alone.Row != 0 {
			t.Fatalf("%s of one bad row: %v", what, err)
		}
		rows := slices.Clone(good)
		rows[i] = one
		if next := i + 1 + i%270; next < len(rows) {
			rows[next] = bad[(i/len(bad)+1)%len(bad)]
		}
		if err := f(rows); !errors.As(err, &first) || first.Row != i || first.Of != alone.Of || first.Err.Error() != alone.Err.Error() {
			t.Fatalf("%s, row %d: %v, want %v", what, i, err, alone)
		}
	}
}

// Names that are there twice are found at the second, wherever it is.
func TestCustomers_twice(t *testing.T) {
	names := benchCustomers(600)
	for i := 1; i < len(names); i += 7 {
		twice := slices.Clone(names)
		twice[i] = names[i/2]
		_, err1 := cx.ContactVerdictsOf(twice, nil, cx.ContactRule{}, benchAsOf)
		_, err2 := cx.LoyaltyOf(twice, cx.LoyaltyRows{}, 9, cx.Calendar{}, benchAsOf)
		for _, err := range []error{err1, err2} {
			if want := fmt.Sprintf("cx: customers[%d]: customer is there twice", i); err == nil || err.Error() != want {
				t.Fatalf("%v, want %s", err, want)
			}
		}
		joined := make([]cx.Activity, len(twice))
		for i, name := range twice {
			joined[i] = cx.Activity{Customer: name, At: instant("2025-01-01")}
		}
		_, err1 = cx.LoyaltyOf(names, cx.LoyaltyRows{Joined: joined}, 9, cx.Calendar{}, benchAsOf)
		_, err2 = cx.MemberDifference(nil, joined, 9, cx.Calendar{}, benchAsOf, 0.9)
		for _, err := range []error{err1, err2} {
			if want := fmt.Sprintf("cx: joined[%d]: member has joined in another row", i); err == nil || err.Error() != want {
				t.Fatalf("%v, want %s", err, want)
			}
		}
	}
}

// TestReferralsOf_plain compares with sets and maps of names.
func TestReferralsOf_plain(t *testing.T) {
	for seed := range cxtest.Seeds(60) {
		r := rand.New(rand.NewPCG(seed, 21))
		c := customerCaseOf(r, 1+r.IntN(700))
		for i := range c.referrals {
			c.referrals[i].Referee = c.customers[r.IntN(len(c.customers))]
			if r.IntN(9) == 0 {
				c.referrals[i].At = time.Time{}
			}
		}
		acquired := c.customers[len(c.customers)/2:]
		if seed%3 == 0 {
			acquired = nil
		}
		known := c.customers[:len(c.customers)*2/3]
		got, err := cx.ReferralsOf(c.referrals, slices.Concat(known, known), acquired, c.orders)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cxtest.Diff(plainReferrals(c.referrals, known, acquired, c.orders), got); diff != "" {
			t.Fatalf("seed %d (-plain +got):\n%s", seed, diff)
		}
	}
}

func plainReferrals(referrals []cx.Referral, known, acquired []string, orders []cx.Activity) cx.Referrals {
	r := cx.Referrals{Customers: int64(len(known)), Acquired: int64(len(acquired))}
	by := map[string]cx.Referral{} // the row of each referee
	for _, v := range referrals {
		before, again := by[v.Referee]
		switch {
		case v.Referrer == v.Referee:
			r.SelfReferrals++
			continue
		case again:
			r.Duplicates++
			if v.At.IsZero() || before.At.IsZero() || !v.At.Before(before.At) {
				continue
			}
		}
		by[v.Referee] = v
	}
	for name := range by {
		if acquired != nil && slices.Contains(known, name) && !slices.Contains(acquired, name) {
			delete(by, name)
			r.Known++
		}
	}
	var cyclic []string
	for name := range by {
		up := by[name].Referrer
		for range len(by) {
			if up == name {
				cyclic = append(cyclic, name)
				break
			}
			up = by[up].Referrer
		}
	}
	for _, name := range cyclic {
		delete(by, name)
	}
	r.Cyclic, r.Leads = int64(len(cyclic)), int64(len(by))
	referrers := map[string]bool{}
	for name, v := range by {
		if slices.Contains(known, v.Referrer) {
			referrers[v.Referrer] = true
		}
		if slices.Contains(acquired, name) {
			r.Referred++
		}
	}
	r.Referrers = int64(len(referrers))
	for _, a := range orders {
		v, led := by[a.Customer]
		led = led && !a.At.Before(v.At)
		r.Revenue = r.Revenue.Add(a.Amount)
		if led {
			r.ReferredRevenue = r.ReferredRevenue.Add(a.Amount)
		}
		if a.Amount.Sign() >= 0 {
			r.Orders++
			if led {
				r.ReferredOrders++
			}
		}
	}
	return r
}

// BenchmarkCustomers has functions of ten rows a customer in random order, and one look-up a row in
// a map of Go, which is a part of the work of all of them.
func BenchmarkCustomers(b *testing.B) {
	orders := benchActivities(benchActivityCount(b)/10, true)
	names := benchCustomers(len(orders) / 10)
	r := rand.New(rand.NewPCG(7, 20))
	c := &customerCase{customers: names, orders: orders, asOf: benchAsOf, calendar: cx.Calendar{Grain: cx.Month}}
	for _, a := range orders {
		c.responses = append(c.responses, cx.Response{Customer: a.Customer, At: a.At, Score: r.IntN(11)})
		c.invited = append(c.invited, cx.Invitation{Customer: names[r.IntN(len(names))], At: a.At})
	}
	for i, name := range names {
		c.joined = append(c.joined, cx.Activity{Customer: name, At: instant("2023-01-01")})
		c.tickets = append(c.tickets, cx.Ticket{Customer: name, Opened: orders[i].At})
		c.referrals = append(c.referrals, cx.Referral{Referrer: names[r.IntN(len(names))], Referee: name, At: orders[i].At})
	}
	earned := slices.DeleteFunc(slices.Clone(orders), func(a cx.Activity) bool { return a.Amount.Sign() <= 0 || !a.At.Before(benchAsOf) })
	for name, f := range map[string]func() error{
		"loop=look up": func() error {
			index := make(map[string]int32)
			for i := range orders {
				if _, ok := index[orders[i].Customer]; !ok {
					index[orders[i].Customer] = int32(len(index))
				}
			}
			sinkInt += int64(len(index))
			return nil
		},
		"LifecycleTrend": func() error { _, err := cx.LifecycleTrend(orders, c.calendar, cx.Period{}, c.asOf); return err },
		"RFMOf":          func() error { _, err := c.rfm(); return err },
		"LandmarksOf":    func() error { _, err := c.landmarks(); return err },
		"LoyaltyOf": func() error {
			_, err := cx.LoyaltyOf(names, cx.LoyaltyRows{Joined: c.joined, Earned: earned}, 9, cx.Calendar{}, c.asOf)
			return err
		},
		"ContactVerdictsOf": func() error { _, err := c.verdicts(); return err },
		"PeakEndOf":         func() error { _, err := c.peakEnd(); return err },
		"NoBadTouch":        func() error { _, err := c.noBadTouch(); return err },
		"SelfServiceOf":     func() error { _, err := c.selfService(); return err },
		"ReferralsOf":       func() error { _, err := cx.ReferralsOf(c.referrals, names, nil, orders); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
