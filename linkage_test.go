package cx_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// linkDay returns the start of a day of 2026, counted from 1.
func linkDay(day int) time.Time { return time.Date(2026, time.January, day, 0, 0, 0, 0, time.UTC) }

// linkYear is a year by the days of linkDay.
func linkYear(t *testing.T) cx.Period { return period("2026") }

// recommend names the class of an NPS answer.
func recommend(r *cx.Response) string {
	class, _ := cx.RecommendScale(11).Class(r.Score)
	return string(class)
}

func TestLandmarksOf(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	responses := []cx.Response{
		{Customer: "bob", At: linkDay(20), Score: 9},
		{Customer: "ada", At: linkDay(12), Score: 3},
		{Customer: "bob", At: linkDay(11), Score: 7}, // the first of the two
		{Customer: " ", At: linkDay(12), Score: 3},
		{Customer: "eve", At: linkDay(40), Score: 3}, // after the window
		{Customer: "ada", At: linkDay(12), Score: 8}, // at the same instant: the row above is the first
		{Customer: "kim", At: linkDay(1).Add(-time.Hour), Score: 10},
	}
	invited := []cx.Invitation{
		{Customer: "ada", At: linkDay(10)},
		{Customer: "lea", At: linkDay(14)},
		{Customer: "eve", At: linkDay(15)},
		{Customer: "lea", At: linkDay(9)},
		{Customer: "max"},
		{Customer: "eve", At: linkDay(32)}, // another survey
		{Customer: "kim", At: linkDay(5)},
	}
	got, err := cx.LandmarksOf(responses, recommend, invited, period("2026-01"), cx.Calendar{})
	want := cx.Landmarks{
		Rows: []cx.Landmark{
			{Customer: "bob", At: linkDay(11), Class: "middle"},
			{Customer: "ada", At: linkDay(12), Class: "bottom"},
			{Customer: "lea", At: linkDay(9), Class: cx.NoAnswer},
			{Customer: "eve", At: linkDay(15), Class: cx.NoAnswer},
			{Customer: "max", At: linkDay(32), Class: cx.NoAnswer}, // the end of the window
			{Customer: "kim", At: linkDay(5), Class: cx.NoAnswer},
		},
		Repeated: 2, Anonymous: 1, Outside: 2, Answered: 1, Reminders: 1, InvitedOutside: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("LandmarksOf: %v (-want +got)\n%s", err, diff)
	}
	// An hour before midnight in UTC is the next day, and month, in Oslo.
	got, err = cx.LandmarksOf(responses[6:], recommend, nil, period("2026-01"), cx.Calendar{Location: oslo})
	want = cx.Landmarks{Rows: []cx.Landmark{{Customer: "kim", At: linkDay(1).Add(-time.Hour), Class: "top"}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("LandmarksOf in Oslo: %v (-want +got)\n%s", err, diff)
	}
}

func TestLandmarksOfRefuses(t *testing.T) {
	ok := cx.Response{Customer: "ada", At: linkDay(1), Score: 9}
	constant := func(class string) func(*cx.Response) string { return func(*cx.Response) string { return class } }
	tests := []struct {
		name      string
		responses []cx.Response
		class     func(*cx.Response) string
		invited   []cx.Invitation
		window    cx.Period
		row       int // -1 for an error of no row
		want      error
	}{
		{"no function", []cx.Response{ok}, nil, nil, linkYear(t), -1, cx.ErrInvalid},
		{"no window", []cx.Response{ok}, recommend, nil, cx.Period{}, -1, cx.ErrInvalid},
		{"a window of the year 1", nil, recommend, nil, period("0001"), -1, cx.ErrInvalid},
		{"a window that ends in 2300", nil, recommend, nil, cx.Period{Start: cx.Date{Year: 2026, Month: 1, Day: 1}, End: cx.Date{Year: 2300, Month: 1, Day: 1}}, -1, cx.ErrInvalid},
		{"no time", []cx.Response{ok, {Customer: "bob"}}, recommend, nil, linkYear(t), 1, cx.ErrInvalid},
		{"another question", []cx.Response{ok, {Customer: "bob", At: linkDay(1), Question: "q"}}, recommend, nil, linkYear(t), 1, cx.ErrMismatch},
		{"a score off the scale", []cx.Response{ok, {Customer: "bob", At: linkDay(1), Score: 11}}, recommend, nil, linkYear(t), 1, cx.ErrInvalid},
		{"a blank class", []cx.Response{ok}, constant(" "), nil, linkYear(t), 0, cx.ErrInvalid},
		{"two blank classes, of answers that are not in order", []cx.Response{
			{Customer: "ada", At: linkDay(3)}, {Customer: "bob", At: linkDay(2)}, {Customer: "ada", At: linkDay(1)},
		}, constant(" "), nil, linkYear(t), 1, cx.ErrInvalid},
		{"a class that is not UTF-8", []cx.Response{ok}, constant("\xff"), nil, linkYear(t), 0, cx.ErrInvalid},
		{"an answer of no answer", []cx.Response{ok}, constant(cx.NoAnswer), nil, linkYear(t), 0, cx.ErrInvalid},
		{"an invitation of nobody", []cx.Response{ok}, recommend, []cx.Invitation{{At: linkDay(1)}}, linkYear(t), 1, cx.ErrInvalid},
		{"an invitation of 1066", []cx.Response{ok}, recommend, []cx.Invitation{{Customer: "bob"}, {Customer: "ada", At: time.Date(1066, 1, 1, 0, 0, 0, 0, time.UTC)}}, linkYear(t), 2, cx.ErrInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.LandmarksOf(test.responses, test.class, test.invited, test.window, cx.Calendar{})
			checkRowError(t, "LandmarksOf", err, test.want, test.row)
			if !cmp.Equal(got, cx.Landmarks{}) {
				t.Errorf("LandmarksOf = %v beside its error", got)
			}
		})
	}
}

// linkCase is seven customers, by hand. The horizon is 30 days, asOf day 101.
//
//	ada  top     lands 10: orders at 10 (too early), 11, 39.99 (20 - 5 refunded), renews at 20 and 30
//	bob  top     lands 10: orders at 40, which is the end of the horizon; leaves at 15
//	cat  bottom  lands 10: left on 10
//	dan  bottom  lands 71: horizon ends at asOf exactly; orders at 72; leaves at 100
//	eve  bottom  lands 72: horizon not over; orders at 73; leaves at 80
//	fay  none    lands 20: nothing
//	gus  top     lands 101: at asOf
func linkCase() (landmarks []cx.Landmark, activities []cx.Activity, events []cx.Event, rule cx.LinkageRule, asOf time.Time) {
	landmarks = []cx.Landmark{
		{Customer: "ada", At: linkDay(10), Class: "top"},
		{Customer: "bob", At: linkDay(10), Class: "top"},
		{Customer: "cat", At: linkDay(10), Class: "bottom"},
		{Customer: "dan", At: linkDay(71), Class: "bottom"},
		{Customer: "eve", At: linkDay(72), Class: "bottom"},
		{Customer: "fay", At: linkDay(20), Class: cx.NoAnswer},
		{Customer: "gus", At: linkDay(101), Class: "top"},
	}
	activities = []cx.Activity{
		{Customer: "bob", At: linkDay(40), Amount: dec("99")},
		{Customer: "ada", At: linkDay(40).Add(-time.Second), Amount: dec("20")},
		{Customer: "ada", At: linkDay(10), Amount: dec("7")},
		{Customer: "ada", At: linkDay(11), Amount: dec("12.50")},
		{Customer: "ada", At: linkDay(25), Amount: dec("-5")},
		{Customer: "zoe", At: linkDay(25), Amount: dec("70")},
		{Customer: "dan", At: linkDay(72)},
		{Customer: "eve", At: linkDay(73), Amount: dec("3")},
		{Customer: "cat", At: linkDay(12), Amount: dec("4")},
		{Customer: "ada", At: linkDay(101), Amount: dec("5")},
		{Customer: "gus", At: linkDay(9), Amount: dec("5")},
	}
	events = []cx.Event{
		{Customer: "bob", Name: "cancel", At: linkDay(15)},
		{Customer: "cat", Name: "cancel", At: linkDay(10)},
		{Customer: "dan", Name: "expire", At: linkDay(100)},
		{Customer: "eve", Name: "cancel", At: linkDay(80)},
		{Customer: "ada", Name: "renew", At: linkDay(20)},
		{Customer: "ada", Name: "renew", At: linkDay(30)},
		{Customer: "ada", Name: "visit", At: linkDay(30)},
		{Customer: "zoe", Name: "cancel", At: linkDay(30)},
		{Customer: "ada", Name: "cancel", At: linkDay(102)},
	}
	rule = cx.LinkageRule{Horizon: 30 * 24 * time.Hour, Outcomes: []string{"renew", "cancel"}, Exits: []string{"expire", "cancel"}}
	return landmarks, activities, events, rule, linkDay(101)
}

func TestLinkageOf(t *testing.T) {
	got, err := cx.LinkageOf(linkCase())
	outcomes := func(cancelled, expired, renewed, renewals int64) []cx.LinkedOutcome {
		return []cx.LinkedOutcome{
			{Name: "cancel", Customers: cancelled, Events: cancelled}, {Name: "expire", Customers: expired, Events: expired},
			{Name: "renew", Customers: renewed, Events: renewals},
		}
	}
	want := cx.Linkage{
		HorizonSeconds: 2_592_000, AsOf: linkDay(101),
		Outcomes: []string{"cancel", "expire", "renew"}, Exits: []string{"cancel", "expire"},
		Classes: []cx.LinkedClass{
			{
				Class: "bottom", Customers: 2, Left: 1, Followed: 1, Exited: 1, Buyers: 1, Orders: 1,
				Revenue: cx.Amounts{Count: 1}, Outcomes: outcomes(0, 1, 0, 0),
			},
			{Class: "no answer", Customers: 1, Followed: 1, Revenue: cx.Amounts{Count: 1}, Outcomes: outcomes(0, 0, 0, 0)},
			{
				// ada paid 27.50, whose square is 756.25, and bob nothing in time.
				Class: "top", Customers: 2, Followed: 2, Exited: 1, Buyers: 1, Orders: 2,
				Revenue: cx.Amounts{Count: 2, Sum: dec("27.5"), Squares: dec("756.25")}, Outcomes: outcomes(1, 0, 1, 2),
			},
		},
		Late: 1,
		// zoe has no landmark, and gus none before asOf; bob's order and eve's lie beyond.
		Activities: cx.LinkedRows{Counted: 4, Later: 1, Unknown: 2, Left: 1, Before: 1, Beyond: 2},
		Events:     cx.LinkedRows{Counted: 4, Later: 1, Unnamed: 1, Unknown: 1, Left: 1, Beyond: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Fatalf("LinkageOf: %v (-want +got)\n%s", err, diff)
	}
	if got.Activities.Total() != 11 || got.Events.Total() != 9 || got.Total() != 5 {
		t.Errorf("totals are %d, %d, %d, want 11, 9, 5", got.Activities.Total(), got.Events.Total(), got.Total())
	}
	top, err := got.Class("top")
	if err != nil {
		t.Fatal(err)
	}
	for _, rate := range []struct {
		what      string
		got, want cx.Proportion
	}{
		{"Retained", top.Retained(), cx.Proportion{Count: 1, Total: 2}},
		{"Repeated", top.Repeated(), cx.Proportion{Count: 1, Total: 2}},
		{"Had(renew)", top.Had("renew"), cx.Proportion{Count: 1, Total: 2}},
		{"Had(expire)", top.Had("expire"), cx.Proportion{Total: 2}},
	} {
		if rate.got != rate.want {
			t.Errorf("%s = %v, want %v", rate.what, rate.got, rate.want)
		}
	}
	if got, want := top.Per("renew"), (cx.Incidence{Events: 2, Base: 2}); got != want {
		t.Errorf("Per = %v, want %v", got, want)
	}
	if got, want := top.Frequency(), (cx.Incidence{Events: 2, Base: 2}); got != want {
		t.Errorf("Frequency = %v, want %v", got, want)
	}
	_, err = top.Had("visit").Rate()
	cxtest.Refuses(t, "Had(visit)", err, cx.ErrInvalid)
	_, err = top.Per("visit").Rate()
	cxtest.Refuses(t, "Per(visit)", err, cx.ErrInvalid)
	_, err = got.Class("middle")
	cxtest.Refuses(t, "Class(middle)", err, cx.ErrNoData)
}

func TestLinkageOfRefuses(t *testing.T) {
	landmarks, activities, events, rule, asOf := linkCase()
	many := make([]cx.Landmark, 101)
	for i := range many {
		many[i] = cx.Landmark{Customer: strconv.Itoa(i), At: linkDay(1), Class: strconv.Itoa(i)}
	}
	names := make([]string, 65)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	with := func(change func(*cx.LinkageRule)) cx.LinkageRule {
		r := rule
		change(&r)
		return r
	}
	tests := []struct {
		name       string
		landmarks  []cx.Landmark
		activities []cx.Activity
		events     []cx.Event
		rule       cx.LinkageRule
		asOf       time.Time
		row        int
	}{
		{"no horizon", landmarks, nil, nil, cx.LinkageRule{}, asOf, -1},
		{"a negative horizon", landmarks, nil, nil, cx.LinkageRule{Horizon: -1}, asOf, -1},
		{"a blank outcome", landmarks, nil, nil, with(func(r *cx.LinkageRule) { r.Outcomes = []string{""} }), asOf, -1},
		{"a blank exit", landmarks, nil, nil, with(func(r *cx.LinkageRule) { r.Exits = []string{"\t"} }), asOf, -1},
		{"65 outcomes", landmarks, nil, nil, with(func(r *cx.LinkageRule) { r.Outcomes, r.Exits = names, nil }), asOf, -1},
		{"no asOf", landmarks, nil, nil, rule, time.Time{}, -1},
		{"101 classes", many, nil, nil, rule, asOf, 100},
		{"a customer twice", append(landmarks[:2:2], landmarks[0]), nil, nil, rule, asOf, 2},
		{"a landmark of nobody", []cx.Landmark{{At: linkDay(1), Class: "top"}}, nil, nil, rule, asOf, 0},
		{"a landmark without a time", []cx.Landmark{{Customer: "ada", Class: "top"}}, nil, nil, rule, asOf, 0},
		{"a landmark without a class", []cx.Landmark{{Customer: "ada", At: linkDay(1)}}, nil, nil, rule, asOf, 0},
		{"an order of nobody", landmarks, append(activities[:1:1], cx.Activity{At: linkDay(1)}), events, rule, asOf, 8},
		{"an order of 3000", landmarks, []cx.Activity{{Customer: "x", At: time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)}}, nil, rule, asOf, 7},
		{"an order of 35 digits", landmarks, []cx.Activity{{Customer: "x", At: linkDay(1), Amount: decimal.New(1, 35)}}, nil, rule, asOf, 7},
		{"an event of nobody", landmarks, activities[:1], append(events[:1:1], cx.Event{Name: "cancel", At: linkDay(1)}), rule, asOf, 9},
		{"an event without a name", landmarks, nil, []cx.Event{{Customer: "ada", At: linkDay(1)}}, rule, asOf, 7},
		{"an event without a time", landmarks, nil, []cx.Event{{Customer: "ada", Name: "cancel"}}, rule, asOf, 7},
		{"squares of 36 digits", landmarks, []cx.Activity{{Customer: "ada", At: linkDay(11), Amount: dec("123456789012345678")}}, nil, rule, asOf, -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.LinkageOf(test.landmarks, test.activities, test.events, test.rule, test.asOf)
			checkRowError(t, "LinkageOf", err, cx.ErrInvalid, test.row)
			if !cmp.Equal(got, cx.Linkage{}) {
				t.Errorf("LinkageOf = %v beside its error", got)
			}
		})
	}
	if _, err := cx.LinkageOf(many[:100], nil, nil, rule, asOf); err != nil {
		t.Errorf("LinkageOf with 100 classes: %v", err)
	}
	l, err := cx.LinkageOf(nil, activities, events, rule, asOf)
	if err != nil || l.Classes != nil || l.Activities.Unknown != 10 || l.Total() != 0 {
		t.Errorf("LinkageOf without landmarks = %v, %v", l, err)
	}
}

// linkRandom returns rows of a few customers on a few days, so that instants often
// coincide.
func linkRandom(random *rand.Rand) (landmarks []cx.Landmark, activities []cx.Activity, events []cx.Event) {
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	day := func() time.Time { return linkDay(1 + random.IntN(12)) }
	for _, name := range names[:random.IntN(len(names))] {
		landmarks = append(landmarks, cx.Landmark{Customer: name, At: day(), Class: []string{"low", "high"}[random.IntN(2)]})
	}
	for range random.IntN(30) {
		activities = append(activities, cx.Activity{Customer: names[random.IntN(8)], At: day(), Amount: decimal.New(int64(random.IntN(9)-2), -1)})
		events = append(events, cx.Event{Customer: names[random.IntN(8)], At: day(), Name: []string{"renew", "leave", "visit"}[random.IntN(3)]})
	}
	return landmarks, activities, events
}

// plainLinkage is LinkageOf by the words of its doc, customer by customer, with a look at
// every row for each.
func plainLinkage(t *testing.T, landmarks []cx.Landmark, activities []cx.Activity, events []cx.Event, horizon time.Duration, asOf time.Time) map[string]cx.LinkedClass {
	t.Helper()
	classes := map[string]cx.LinkedClass{}
	for _, l := range landmarks {
		if !l.At.Before(asOf) {
			continue
		}
		c, ok := classes[l.Class]
		if !ok {
			c = cx.LinkedClass{Class: l.Class, Outcomes: []cx.LinkedOutcome{{Name: "leave"}, {Name: "renew"}}}
		}
		left := slices.ContainsFunc(events, func(e cx.Event) bool {
			return e.Customer == l.Customer && e.Name == "leave" && !e.At.After(l.At)
		})
		end := l.At.Add(horizon)
		inside := func(customer string, at time.Time) bool {
			return customer == l.Customer && at.After(l.At) && at.Before(end)
		}
		switch {
		case left:
			c.Left++
		case end.After(asOf):
			c.Customers++
		default:
			c.Customers++
			c.Followed++
			var paid decimal.Decimal
			orders := int64(0)
			for _, a := range activities {
				if inside(a.Customer, a.At) {
					paid = paid.Add(a.Amount)
					if !a.Amount.IsNegative() {
						orders++
					}
				}
			}
			if orders > 0 {
				c.Buyers++
			}
			c.Orders += orders
			if err := c.Revenue.Add(paid); err != nil {
				t.Fatal(err)
			}
			for i := range c.Outcomes {
				had := int64(0)
				for _, e := range events {
					if e.Name == c.Outcomes[i].Name && inside(e.Customer, e.At) {
						had++
					}
				}
				c.Outcomes[i].Events += had
				if had > 0 {
					c.Outcomes[i].Customers++
				}
			}
			c.Exited = c.Outcomes[0].Customers
		}
		classes[l.Class] = c
	}
	return classes
}

// TestLinkageOfPlain compares LinkageOf with a plain loop on random rows, and checks that
// shards of customers merge to the whole.
func TestLinkageOfPlain(t *testing.T) {
	random := rand.New(rand.NewPCG(1988, 837))
	for range 300 {
		landmarks, activities, events := linkRandom(random)
		rule := cx.LinkageRule{Horizon: time.Duration(1+random.IntN(10)) * 24 * time.Hour, Outcomes: []string{"renew"}, Exits: []string{"leave"}}
		asOf := linkDay(1 + random.IntN(16))
		whole, err := cx.LinkageOf(landmarks, activities, events, rule, asOf)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]cx.LinkedClass{}
		for _, c := range whole.Classes {
			got[c.Class] = c
		}
		want := plainLinkage(t, landmarks, activities, events, rule.Horizon, asOf)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("LinkageOf(%v, %v, %v) (-want +got)\n%s", landmarks, activities, events, diff)
		}
		if whole.Activities.Total() != int64(len(activities)) || whole.Events.Total() != int64(len(events)) {
			t.Fatalf("rows %v, %v, want %d each", whole.Activities, whole.Events, len(events))
		}
		var shards []cx.Linkage
		for part := range 3 {
			mine := func(customer string) bool { return int(customer[0])%3 == part }
			shard, err := cx.LinkageOf(
				slices.DeleteFunc(slices.Clone(landmarks), func(l cx.Landmark) bool { return !mine(l.Customer) }),
				slices.DeleteFunc(slices.Clone(activities), func(a cx.Activity) bool { return !mine(a.Customer) }),
				slices.DeleteFunc(slices.Clone(events), func(e cx.Event) bool { return !mine(e.Customer) }),
				rule, asOf)
			if err != nil {
				t.Fatal(err)
			}
			shards = append(shards, shard)
		}
		var merged cx.Linkage
		for _, shard := range shards {
			if err := merged.Merge(shard); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(whole, merged); diff != "" {
			t.Fatalf("merged shards (-want +got)\n%s", diff)
		}
		checkMergeLaws[cx.Linkage](t, shards)
	}
}

func TestLinkedLifespans(t *testing.T) {
	landmarks, _, events, rule, asOf := linkCase()
	// ada, who renews on day 20, stays until asOf; bob leaves after 5 days; dan after 29;
	// eve after 8; fay stays for 81; cat had left, and gus comes too late.
	got, err := cx.LinkedLifespans(landmarks, events, rule, "", asOf)
	want := []cx.Group[string, []cx.Lifespan]{
		{Key: "bottom", Tally: []cx.Lifespan{{Exit: 29, Churned: true}, {Exit: 8, Churned: true}}},
		{Key: "no answer", Tally: []cx.Lifespan{{Exit: 81}}},
		{Key: "top", Tally: []cx.Lifespan{{Exit: 91}, {Exit: 5, Churned: true}}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("LinkedLifespans: %v (-want +got)\n%s", err, diff)
	}
	// Until the first renewal: whoever leaves first is censored there.
	got, err = cx.LinkedLifespans(landmarks, events, rule, "renew", asOf)
	for i := range want {
		for j := range want[i].Tally {
			want[i].Tally[j].Churned = false
		}
	}
	want[2].Tally[0] = cx.Lifespan{Exit: 10, Churned: true}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("LinkedLifespans until a renewal: %v (-want +got)\n%s", err, diff)
	}
	// A renewal at the instant of the exit came in time, in either order of the rows.
	both := []cx.Event{{Customer: "ada", Name: "cancel", At: linkDay(12)}, {Customer: "ada", Name: "renew", At: linkDay(12)}}
	for range 2 {
		got, err = cx.LinkedLifespans(landmarks[:1], both, rule, "renew", asOf)
		want := []cx.Group[string, []cx.Lifespan]{{Key: "top", Tally: []cx.Lifespan{{Exit: 2, Churned: true}}}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("LinkedLifespans at one instant: %v (-want +got)\n%s", err, diff)
		}
		slices.Reverse(both)
	}
	// An exit that comes before a renewal ends the span, whatever the order of the rows.
	late := []cx.Event{{Customer: "ada", Name: "renew", At: linkDay(14)}, {Customer: "ada", Name: "cancel", At: linkDay(12)}}
	got, err = cx.LinkedLifespans(landmarks[:1], late, rule, "renew", asOf)
	if err != nil || len(got) != 1 || got[0].Tally[0] != (cx.Lifespan{Exit: 2}) {
		t.Errorf("LinkedLifespans with a renewal after the exit = %v, %v", got, err)
	}

	_, err = cx.LinkedLifespans(landmarks, events, rule, "visit", asOf)
	checkRowError(t, "an outcome that is not followed", err, cx.ErrInvalid, -1)
	_, err = cx.LinkedLifespans(landmarks, events, cx.LinkageRule{Horizon: 1, Outcomes: []string{"renew"}}, "", asOf)
	checkRowError(t, "no exits", err, cx.ErrInvalid, -1)
	_, err = cx.LinkedLifespans(landmarks, append(events[:1:1], cx.Event{Customer: "x", Name: "y"}), rule, "", asOf)
	checkRowError(t, "a bad event", err, cx.ErrInvalid, 8)
	_, err = cx.LinkedLifespans(landmarks, nil, cx.LinkageRule{}, "", asOf)
	checkRowError(t, "no rule", err, cx.ErrInvalid, -1)
}

func TestLinkedCustomers(t *testing.T) {
	landmarks, _, events, rule, asOf := linkCase()
	got, err := cx.LinkedCustomers(landmarks, events, rule, "", asOf)
	want := []cx.LinkedCustomer{
		{Customer: "ada", Class: "top"}, {Customer: "bob", Class: "top", Had: true},
		{Customer: "dan", Class: "bottom", Had: true}, {Customer: "fay", Class: cx.NoAnswer},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("LinkedCustomers: %v (-want +got)\n%s", err, diff)
	}
	got, err = cx.LinkedCustomers(landmarks, events, rule, "renew", asOf)
	want[0].Had, want[1].Had, want[2].Had = true, false, false
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("LinkedCustomers who renewed: %v (-want +got)\n%s", err, diff)
	}
	_, err = cx.LinkedCustomers(landmarks, events, rule, "visit", asOf)
	checkRowError(t, "an outcome that is not followed", err, cx.ErrInvalid, -1)
	_, err = cx.LinkedCustomers(landmarks, events, cx.LinkageRule{Horizon: 1}, "", asOf)
	checkRowError(t, "no exits", err, cx.ErrInvalid, -1)
	_, err = cx.LinkedCustomers(landmarks, append(events[:1:1], cx.Event{Customer: "x", Name: "y"}), rule, "", asOf)
	checkRowError(t, "a bad event", err, cx.ErrInvalid, 8)
	_, err = cx.LinkedCustomers(landmarks, nil, cx.LinkageRule{}, "", asOf)
	checkRowError(t, "no rule", err, cx.ErrInvalid, -1)
}

// linkedOf is a class of 100 customers with so many buyers, who paid 10 each.
func linkedOf(class string, buyers int64) cx.LinkedClass {
	return cx.LinkedClass{
		Class: class, Customers: 100, Followed: 100, Buyers: buyers, Orders: buyers,
		Revenue: cx.Amounts{Count: 100, Sum: decimal.New(buyers, 1), Squares: decimal.New(buyers, 2)},
	}
}

func TestClassDifferences(t *testing.T) {
	small := cx.LinkedClass{Class: "d", Customers: 29, Followed: 29, Buyers: 29, Orders: 29, Revenue: cx.Amounts{Count: 29, Sum: dec("290"), Squares: dec("2900")}}
	l := cx.Linkage{
		HorizonSeconds: 60, AsOf: linkDay(1), Classes: []cx.LinkedClass{linkedOf("a", 40), linkedOf("b", 60), linkedOf("c", 55), small},
		Activities: cx.LinkedRows{Counted: 184},
	}
	got, err := l.RateDifferences(cx.LinkedClass.Repeated, 30, 0.95)
	if err != nil || len(got) != 6 {
		t.Fatalf("RateDifferences = %v, %v, want 6 pairs", got, err)
	}
	// Pooled z tests by hand: (40-60)/100/sqrt(.5·.5·.02) = -2.828427, p .004677735;
	// (40-55)/100/sqrt(.475·.525·.02) = -2.123977, p .033672; 5/100/sqrt(.575·.425·.02)
	// = .715199, p .474487. Holm: 3 p, 2 p, p.
	for i, want := range []struct {
		class, other string
		difference   float64
		p, adjusted  float64
	}{
		{"a", "b", -0.20, 0.004677735, 0.014033205},
		{"a", "c", -0.15, 0.033672, 0.067344},
		{"a", "d", 0, 0, 0},
		{"b", "c", 0.05, 0.474487, 0.474487},
		{"b", "d", 0, 0, 0},
		{"c", "d", 0, 0, 0},
	} {
		d := got[i]
		if d.Class != want.class || d.Other != want.other || d.Tested != (want.p > 0) {
			t.Errorf("pair %d is %v, want %v", i, d, want)
		}
		cxtest.Near(t, "difference", d.Difference.Difference, want.difference, 1e-12)
		cxtest.Near(t, "p", d.Difference.P, want.p, 1e-6)
		cxtest.Near(t, "adjusted p", d.AdjustedP, want.adjusted, 2e-6)
	}
	revenue, err := l.RevenueDifferences(30, 0.95)
	if err != nil || len(revenue) != 6 {
		t.Fatalf("RevenueDifferences = %v, %v, want 6 pairs", revenue, err)
	}
	want, err := l.Classes[0].Revenue.MeanDifference(l.Classes[1].Revenue, 0.95)
	if diff := cmp.Diff(want, revenue[0].Difference); diff != "" || err != nil {
		t.Errorf("RevenueDifferences: %v (-want +got)\n%s", err, diff)
	}
	// With a lower minimum the small class, where all bought, is tested too.
	got, err = l.RateDifferences(cx.LinkedClass.Repeated, 29, 0.95)
	if err != nil || !got[2].Tested {
		t.Errorf("RateDifferences with the minimum 29 = %v, %v", got, err)
	}
	// The revenue of a class in which all paid alike can be tested against another.
	revenue, err = l.RevenueDifferences(29, 0.95)
	if err != nil || !revenue[2].Tested {
		t.Errorf("RevenueDifferences with the minimum 29 = %v, %v", revenue, err)
	}

	bad := l
	bad.Late = -1
	calls := map[string]func() ([]cx.ClassDifference, error){
		"no function": func() ([]cx.ClassDifference, error) { return l.RateDifferences(nil, 30, 0.95) },
		"minimum 0":   func() ([]cx.ClassDifference, error) { return l.RateDifferences(cx.LinkedClass.Retained, 0, 0.95) },
		"level 1":     func() ([]cx.ClassDifference, error) { return l.RateDifferences(cx.LinkedClass.Retained, 30, 1) },
		"unknown outcome": func() ([]cx.ClassDifference, error) {
			return l.RateDifferences(func(c cx.LinkedClass) cx.Proportion { return c.Had("x") }, 30, 0.95)
		},
		"invalid": func() ([]cx.ClassDifference, error) {
			return bad.RateDifferences(func(cx.LinkedClass) cx.Proportion { return cx.Proportion{} }, 30, 0.95)
		},
		"revenue, minimum": func() ([]cx.ClassDifference, error) { return l.RevenueDifferences(-1, 0.95) },
		"revenue, level":   func() ([]cx.ClassDifference, error) { return l.RevenueDifferences(1, 0) },
		"revenue, invalid": func() ([]cx.ClassDifference, error) { return bad.RevenueDifferences(1, 0.95) },
	}
	for name, call := range calls {
		got, err := call()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if got != nil {
			t.Errorf("%s: %v beside the error", name, got)
		}
	}
	if got, err := (cx.Linkage{}).RevenueDifferences(1, 0.95); got != nil || err != nil {
		t.Errorf("RevenueDifferences of no classes = %v, %v", got, err)
	}
}

// TestLinkageCookieCats compares the players of the two versions of the cookie_cats
// reference: a linkage whose landmark is the installation, with the return on day 1 and on
// day 7 as its outcomes.
func TestLinkageCookieCats(t *testing.T) {
	columns, rows := sharedRows(t, "retention_cookie_cats", "cookie_cats.csv.gz")
	var reference struct {
		ByVersion map[string]struct{ N, Day1, Day7 int64 } `json:"by_version"`
		Day1      float64                                  `json:"z_day1"`
		Day7      float64                                  `json:"z_day7"`
	}
	sharedReference(t, "retention_cookie_cats", &reference)
	var landmarks []cx.Landmark
	var events []cx.Event
	for _, row := range rows {
		player := row[columns["userid"]]
		landmarks = append(landmarks, cx.Landmark{Customer: player, At: linkDay(1), Class: row[columns["version"]]})
		for name, day := range map[string]int{"retention_1": 2, "retention_7": 8} {
			if row[columns[name]] == "TRUE" {
				events = append(events, cx.Event{Customer: player, Name: name, At: linkDay(day)})
			}
		}
	}
	rule := cx.LinkageRule{Horizon: 8 * 24 * time.Hour, Outcomes: []string{"retention_1", "retention_7"}}
	l, err := cx.LinkageOf(landmarks, nil, events, rule, linkDay(9))
	if err != nil || len(l.Classes) != 2 {
		t.Fatalf("LinkageOf = %v, %v", l, err)
	}
	for _, c := range l.Classes {
		want := reference.ByVersion[c.Class]
		for name, count := range map[string]int64{"retention_1": want.Day1, "retention_7": want.Day7} {
			if got := c.Had(name); got != (cx.Proportion{Count: count, Total: want.N}) {
				t.Errorf("%s, %s: %v, want %d of %d", c.Class, name, got, count, want.N)
			}
		}
	}
	// The interval of decisions: gate_30 minus gate_40, day 7.
	for name, want := range map[string]struct{ z, low, high float64 }{
		"retention_1": {reference.Day1, -0.000582095, 0.012391905},
		"retention_7": {reference.Day7, 0.003121303, 0.013281941},
	} {
		pairs, err := l.RateDifferences(func(c cx.LinkedClass) cx.Proportion { return c.Had(name) }, 30, 0.95)
		if err != nil || len(pairs) != 1 || pairs[0].AdjustedP != pairs[0].Difference.P {
			t.Fatalf("RateDifferences = %v, %v", pairs, err)
		}
		cxtest.Near(t, name+": z", pairs[0].Difference.Z, want.z, 1e-6)
		cxtest.Near(t, name+": low", pairs[0].Difference.Interval.Low, want.low, 1e-9)
		cxtest.Near(t, name+": high", pairs[0].Difference.Interval.High, want.high, 1e-9)
	}
	// 8502/44700 over 8279/45489, times or over exp(1.959964 sqrt(1/8502 - 1/44700 +
	// 1/8279 - 1/45489)), in Python.
	ratio, err := l.Classes[0].Had("retention_7").RateRatio(l.Classes[1].Had("retention_7"), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "ratio", ratio.Value, 1.0450620677691027, 1e-12)
	cxtest.Near(t, "ratio: low", ratio.Interval.Low, 1.0169149300015103, 1e-12)
	cxtest.Near(t, "ratio: high", ratio.Interval.High, 1.0739882887629653, 1e-12)
}

// TestLinkageRavenStack joins the satisfaction of tickets and the churn events of the
// saas_ravenstack accounts. The figures were counted in Python, over dates and plain lists;
// the log-rank test is that of R 4.2.2, survdiff(Surv(t, e) ~ class).
func TestLinkageRavenStack(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	var responses []cx.Response
	var invited []cx.Invitation
	var events []cx.Event
	columns, rows := sharedRows(t, "saas_ravenstack", "ravenstack_support_tickets.csv")
	for _, row := range rows {
		account, at := row[columns["account_id"]], day(row[columns["submitted_at"]])
		events = append(events, cx.Event{Customer: account, Name: "ticket", At: at})
		if s := row[columns["satisfaction_score"]]; s != "" {
			responses = append(responses, cx.Response{Customer: account, At: at, Score: int(mustFloat(s))})
		}
	}
	columns, rows = sharedRows(t, "saas_ravenstack", "ravenstack_churn_events.csv")
	for _, row := range rows {
		events = append(events, cx.Event{Customer: row[columns["account_id"]], Name: "churn", At: day(row[columns["churn_date"]])})
	}
	columns, rows = sharedRows(t, "saas_ravenstack", "ravenstack_accounts.csv")
	for _, row := range rows {
		invited = append(invited, cx.Invitation{Customer: row[columns["account_id"]]})
	}
	score := func(r *cx.Response) string { return strconv.Itoa(r.Score) }
	landmarks, err := cx.LandmarksOf(responses, score, invited, period("2023"), cx.Calendar{})
	if err != nil || len(landmarks.Rows) != 500 {
		t.Fatalf("LandmarksOf: %d landmarks, %v, want 500", len(landmarks.Rows), err)
	}
	rule := cx.LinkageRule{Horizon: 180 * 24 * time.Hour, Outcomes: []string{"ticket"}, Exits: []string{"churn"}}
	asOf := day("2025-01-01")
	l, err := cx.LinkageOf(landmarks.Rows, nil, events, rule, asOf)
	if err != nil {
		t.Fatal(err)
	}
	type counts struct{ customers, left, followed, exited, hadTicket, tickets int64 }
	want := map[string]counts{
		"3": {113, 6, 113, 9, 73, 112}, "4": {113, 1, 113, 11, 70, 112}, "5": {108, 0, 108, 13, 70, 107},
		"no answer": {135, 24, 135, 31, 96, 137},
	}
	for _, c := range l.Classes {
		got := counts{c.Customers, c.Left, c.Followed, c.Exited, c.Had("ticket").Count, c.Per("ticket").Events}
		if got != want[c.Class] {
			t.Errorf("%s: %v, want %v", c.Class, got, want[c.Class])
		}
	}
	groups, err := cx.LinkedLifespans(landmarks.Rows, events, rule, "", asOf)
	if err != nil || len(groups) != 4 || len(l.Classes) != 4 {
		t.Fatalf("%d groups of lifespans, %d classes, %v, want 4", len(groups), len(l.Classes), err)
	}
	var lifespans [][]cx.Lifespan
	for i, g := range groups {
		lifespans = append(lifespans, g.Tally)
		median, err := curveOf(t, g.Tally).Median(0.95, cx.LogInterval)
		if wantMedian := []float64{485, 489, 470, 316}[i]; err != nil || median.Time != wantMedian {
			t.Errorf("%s: median %v, %v, want %v", g.Key, median, err, wantMedian)
		}
	}
	test, err := cx.LogRank("", lifespans...)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "chi square", test.ChiSquare, 63.4937193430532, 1e-12)
	for i, expected := range []float64{93.002952224, 97.637829775, 89.595733856, 40.763484145} {
		cxtest.Near(t, "expected", test.Groups[i].Expected, expected, 1e-9)
	}
}

// TestLinkageCallCentre links, call by call, whether the csat_callcentre contact resolved
// the matter with the satisfaction told after it.
func TestLinkageCallCentre(t *testing.T) {
	columns, rows := sharedRows(t, "csat_callcentre", "call_centre.csv.gz")
	var reference struct {
		ByResolved map[string]struct{ N, Satisfied int64 } `json:"csat_resolved"`
	}
	sharedReference(t, "csat_callcentre", &reference)
	var landmarks []cx.Landmark
	var events []cx.Event
	for _, row := range rows {
		call, rating := row[columns["Call Id"]], row[columns["Satisfaction rating"]]
		if rating == "" {
			continue
		}
		landmarks = append(landmarks, cx.Landmark{Customer: call, At: linkDay(1), Class: row[columns["Resolved"]]})
		if rating >= "4" {
			events = append(events, cx.Event{Customer: call, Name: "satisfied", At: linkDay(1).Add(time.Minute)})
		}
	}
	l, err := cx.LinkageOf(landmarks, nil, events, cx.LinkageRule{Horizon: time.Hour, Outcomes: []string{"satisfied"}}, linkDay(2))
	if err != nil || len(l.Classes) != 2 {
		t.Fatalf("LinkageOf = %v, %v", l, err)
	}
	for _, c := range l.Classes {
		want := reference.ByResolved[c.Class]
		if got := c.Had("satisfied"); got != (cx.Proportion{Count: want.Satisfied, Total: want.N}) {
			t.Errorf("%s: %v, want %v", c.Class, got, want)
		}
	}
}

func TestRevenueByClass(t *testing.T) {
	landmarks := []cx.Landmark{
		{Customer: "ada", At: linkDay(1), Class: "top"}, {Customer: "bob", At: linkDay(1), Class: "bottom"},
		{Customer: "cat", At: linkDay(1), Class: "bottom"}, {Customer: "dan", At: linkDay(1), Class: cx.NoAnswer},
		{Customer: "eve", At: linkDay(1), Class: "middle"},
	}
	subscriptions := []cx.Subscription{
		{Customer: "cat", Amount: dec("10.50")}, {Customer: "ada", Amount: dec("100")}, {Customer: "zoe", Amount: dec("7")},
		{Customer: "bob", Amount: dec("20")}, {Customer: "cat", Amount: dec("9.50")}, {Customer: "dan", Amount: dec("3")},
		{Customer: "eve"}, // pays nothing
	}
	got, err := cx.RevenueByClass(landmarks, subscriptions)
	amounts := func(class string, count int64, sum, squares string) cx.Group[string, cx.Amounts] {
		return cx.Group[string, cx.Amounts]{Key: class, Tally: cx.Amounts{Count: count, Sum: dec(sum), Squares: dec(squares)}}
	}
	want := []cx.Group[string, cx.Amounts]{
		amounts("bottom", 2, "40", "800"), amounts("no answer", 2, "10", "58"), amounts("top", 1, "100", "10000"),
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Fatalf("RevenueByClass: %v (-want +got)\n%s", err, diff)
	}
	for class, want := range map[string]string{"bottom": "0.26666667", "top": "0.66666667", "middle": "0"} {
		share, err := cx.RevenueShare(got, class)
		cxtest.Exactly(t, "RevenueShare of "+class, share, err, want)
	}
	if got, err := cx.RevenueByClass(landmarks, nil); got != nil || err != nil {
		t.Errorf("RevenueByClass without subscriptions = %v, %v", got, err)
	}

	for name, test := range map[string]struct {
		landmarks     []cx.Landmark
		subscriptions []cx.Subscription
		row           int
	}{
		"a customer twice":  {append(landmarks[:1:1], landmarks[0]), nil, 1},
		"a negative amount": {landmarks, []cx.Subscription{subscriptions[0], {Customer: "x", Amount: dec("-1")}}, 6},
		"nobody":            {landmarks, []cx.Subscription{{}}, 5},
		"squares":           {landmarks, []cx.Subscription{{Customer: "x", Amount: dec("123456789012345678")}}, -1},
	} {
		_, err := cx.RevenueByClass(test.landmarks, test.subscriptions)
		checkRowError(t, name, err, cx.ErrInvalid, test.row)
	}
	_, err = cx.RevenueShare(nil, "top")
	cxtest.Refuses(t, "RevenueShare of nothing", err, cx.ErrNoData)
	_, err = cx.RevenueShare([]cx.Group[string, cx.Amounts]{amounts("top", 1, "0", "0")}, "top")
	cxtest.Refuses(t, "RevenueShare of 0", err, cx.ErrUndefined)
	_, err = cx.RevenueShare([]cx.Group[string, cx.Amounts]{amounts("top", 1, "-1", "1")}, "top")
	cxtest.Refuses(t, "RevenueShare of a negative sum", err, cx.ErrInvalid)
	_, err = cx.RevenueShare([]cx.Group[string, cx.Amounts]{amounts("top", -1, "1", "1")}, "top")
	cxtest.Refuses(t, "RevenueShare of an impossible tally", err, cx.ErrInvalid)
	_, err = cx.RevenueShare(append(got, got[0]), "top")
	cxtest.Refuses(t, "RevenueShare of two groups with one key", err, cx.ErrInvalid)
}

func TestLinkageLiterals(t *testing.T) {
	good, err := cx.LinkageOf(linkCase())
	if err != nil {
		t.Fatal(err)
	}
	change := func(change func(*cx.Linkage)) cx.Linkage {
		var l cx.Linkage
		if err := l.Merge(good); err != nil { // a copy of its own
			t.Fatal(err)
		}
		change(&l)
		return l
	}
	top := func(l *cx.Linkage) *cx.LinkedClass { return &l.Classes[2] }
	for name, bad := range map[string]cx.Linkage{
		"no horizon":           change(func(l *cx.Linkage) { l.HorizonSeconds = 0 }),
		"a negative horizon":   change(func(l *cx.Linkage) { l.HorizonSeconds = -1 }),
		"infinite":             change(func(l *cx.Linkage) { l.HorizonSeconds = math.Inf(1) }),
		"no asOf":              change(func(l *cx.Linkage) { l.AsOf = time.Time{} }),
		"outcomes":             change(func(l *cx.Linkage) { l.Outcomes = []string{"renew", "cancel", "expire"} }),
		"a blank outcome":      change(func(l *cx.Linkage) { l.Outcomes[0] = "" }),
		"an exit":              change(func(l *cx.Linkage) { l.Exits[0] = "a" }),
		"exits":                change(func(l *cx.Linkage) { l.Exits = []string{"expire", "expire"} }),
		"late":                 change(func(l *cx.Linkage) { l.Late = -1 }),
		"rows":                 change(func(l *cx.Linkage) { l.Activities.Beyond = -1 }),
		"too many rows":        change(func(l *cx.Linkage) { l.Activities.Beyond = math.MaxInt64 }),
		"fewer rows":           change(func(l *cx.Linkage) { l.Activities.Counted = 2 }),
		"unnamed activities":   change(func(l *cx.Linkage) { l.Activities.Unnamed = 2 }),
		"other events":         change(func(l *cx.Linkage) { l.Events.Counted++ }),
		"classes":              change(func(l *cx.Linkage) { slices.Reverse(l.Classes) }),
		"a class twice":        change(func(l *cx.Linkage) { l.Classes[1] = l.Classes[0] }),
		"a blank class":        change(func(l *cx.Linkage) { l.Classes[0].Class = "" }),
		"customers":            change(func(l *cx.Linkage) { top(l).Customers = 1 }),
		"too many customers":   change(func(l *cx.Linkage) { top(l).Left = math.MaxInt64 }),
		"left":                 change(func(l *cx.Linkage) { top(l).Left = -1 }),
		"exited":               change(func(l *cx.Linkage) { top(l).Exited = 3 }),
		"buyers":               change(func(l *cx.Linkage) { top(l).Buyers = 3; top(l).Orders = 4 }),
		"orders":               change(func(l *cx.Linkage) { top(l).Orders = 0 }),
		"orders of nobody":     change(func(l *cx.Linkage) { top(l).Buyers = 0 }),
		"revenue":              change(func(l *cx.Linkage) { top(l).Revenue.Squares = dec("1") }),
		"revenue of others":    change(func(l *cx.Linkage) { top(l).Revenue = cx.Amounts{} }),
		"outcomes of a class":  change(func(l *cx.Linkage) { top(l).Outcomes = top(l).Outcomes[:2] }),
		"order of outcomes":    change(func(l *cx.Linkage) { slices.Reverse(top(l).Outcomes) }),
		"customers of outcome": change(func(l *cx.Linkage) { top(l).Outcomes[0] = cx.LinkedOutcome{Name: "cancel", Customers: 3, Events: 3} }),
		"events of an outcome": change(func(l *cx.Linkage) { top(l).Outcomes[0] = cx.LinkedOutcome{Name: "cancel", Customers: 1} }),
		"classes of no rule":   {Classes: good.Classes},
		"rows of no rule":      {Late: 1},
	} {
		_, err := bad.Class("top")
		cxtest.Refuses(t, name+": Class", err, cx.ErrInvalid)
		_, err = bad.RevenueDifferences(1, 0.95)
		cxtest.Refuses(t, name+": RevenueDifferences", err, cx.ErrInvalid)
		if bad.Total() != 0 {
			t.Errorf("%s: Total = %d, want 0", name, bad.Total())
		}
		cxtest.Unmerged(t, name, good, bad, cx.ErrInvalid)
		cxtest.Unmerged(t, name, bad, good, cx.ErrInvalid)
	}
	c := cx.LinkedClass{Class: "top", Customers: 1, Followed: 2}
	for name, p := range map[string]cx.Proportion{"Retained": c.Retained(), "Repeated": c.Repeated(), "Had": c.Had("x")} {
		_, err := p.Rate()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	for name, i := range map[string]cx.Incidence{"Frequency": c.Frequency(), "Per": c.Per("x")} {
		_, err := i.Rate()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	if rows := (cx.LinkedRows{Counted: 1, Left: -1}); rows.Total() != 0 {
		t.Errorf("Total of %v = %d, want 0", rows, rows.Total())
	}
	for name, other := range map[string]cx.Linkage{
		"horizon":  change(func(l *cx.Linkage) { l.HorizonSeconds++ }),
		"asOf":     change(func(l *cx.Linkage) { l.AsOf = linkDay(102) }),
		"exits":    change(func(l *cx.Linkage) { l.Exits = l.Exits[:1] }),
		"outcomes": {HorizonSeconds: good.HorizonSeconds, AsOf: good.AsOf, Outcomes: []string{"visit"}},
	} {
		cxtest.Unmerged(t, name, good, other, cx.ErrMismatch)
	}
	// What is merged is copied: later changes of it, and of the sum, stay apart.
	var sum cx.Linkage
	if err := sum.Merge(good); err != nil {
		t.Fatal(err)
	}
	before := cxtest.JSON(t, good)
	if err := sum.Merge(good); err != nil {
		t.Fatal(err)
	}
	top(&sum).Outcomes[0].Events, sum.Outcomes[0], sum.Exits[0] = 99, "x", "y"
	if after := cxtest.JSON(t, good); after != before {
		t.Errorf("Merge shares memory: %s became %s", before, after)
	}
}

// TestLinkageBounds: sums that no int64 holds, and classes too many, are refused.
func TestLinkageBounds(t *testing.T) {
	const most = math.MaxInt64
	with := func(change func(*cx.Linkage)) cx.Linkage {
		l := cx.Linkage{HorizonSeconds: 60, AsOf: linkDay(1), Outcomes: []string{"x"}}
		change(&l)
		return l
	}
	class := func(c cx.LinkedClass) cx.Linkage {
		c.Class, c.Outcomes = "a", []cx.LinkedOutcome{{Name: "x"}}
		return with(func(l *cx.Linkage) { l.Classes = []cx.LinkedClass{c} })
	}
	classes := func(prefix string) cx.Linkage {
		return with(func(l *cx.Linkage) {
			for i := range 60 {
				l.Classes = append(l.Classes, cx.LinkedClass{Class: prefix + strconv.Itoa(100+i), Outcomes: []cx.LinkedOutcome{{Name: "x"}}})
			}
		})
	}
	event := with(func(l *cx.Linkage) {
		l.Classes = []cx.LinkedClass{{
			Class: "a", Customers: 1, Followed: 1, Revenue: cx.Amounts{Count: 1},
			Outcomes: []cx.LinkedOutcome{{Name: "x", Customers: 1, Events: most}},
		}}
		l.Events.Counted = most
	})
	for name, pair := range map[string][2]cx.Linkage{
		"customers": {class(cx.LinkedClass{Customers: most}), class(cx.LinkedClass{Customers: 1})},
		"left":      {class(cx.LinkedClass{Customers: most}), class(cx.LinkedClass{Left: 1})},
		"late":      {with(func(l *cx.Linkage) { l.Late = most }), with(func(l *cx.Linkage) { l.Late = 1 })},
		"activities": {
			with(func(l *cx.Linkage) { l.Activities.Later = most }), with(func(l *cx.Linkage) { l.Activities.Later = 1 }),
		},
		"other activities": {
			with(func(l *cx.Linkage) { l.Activities.Later = most }), with(func(l *cx.Linkage) { l.Activities.Before = 1 }),
		},
		"events":      {with(func(l *cx.Linkage) { l.Events.Unknown = most }), with(func(l *cx.Linkage) { l.Events.Unknown = 1 })},
		"outcomes":    {event, event},
		"120 classes": {classes("a"), classes("b")},
		"two classes": {class(cx.LinkedClass{Customers: most}), with(func(l *cx.Linkage) {
			l.Classes = []cx.LinkedClass{{Class: "b", Customers: 1, Outcomes: []cx.LinkedOutcome{{Name: "x"}}}}
		})},
	} {
		cxtest.Unmerged(t, name, pair[0], pair[1], cx.ErrInvalid)
		var sum cx.Linkage
		if err := sum.Merge(pair[0]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if l := class(cx.LinkedClass{Customers: most}); l.Total() != most {
		t.Errorf("Total = %d, want all", l.Total())
	}
}
