package cx_test

import (
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// recommend names the class of an NPS answer.
func recommend(r *cx.Response) string {
	class, _ := cx.RecommendScale(11).Class(r.Score)
	return string(class)
}

func TestLandmarksOf(t *testing.T) {
	responses := []cx.Response{
		{Customer: "bob", At: yearDay(20), Score: 9},
		{Customer: "ada", At: yearDay(12), Score: 3},
		{Customer: "bob", At: yearDay(11), Score: 7}, // the first of the two
		{Customer: " ", At: yearDay(12), Score: 3},
		{Customer: "eve", At: yearDay(40), Score: 3}, // after the window
		{Customer: "ada", At: yearDay(12), Score: 8}, // at the same instant: the row above is the first
		{Customer: "kim", At: yearDay(1).Add(-time.Hour), Score: 10},
	}
	invited := []cx.Invitation{
		{Customer: "ada", At: yearDay(10)},
		{Customer: "lea", At: yearDay(14)},
		{Customer: "eve", At: yearDay(15)},
		{Customer: "lea", At: yearDay(9)},
		{Customer: "max"},
		{Customer: "eve", At: yearDay(32)}, // another survey
		{Customer: "kim", At: yearDay(5)},
	}
	got, err := cx.LandmarksOf(responses, recommend, invited, period("2026-01"), cx.Calendar{})
	want := cx.Landmarks{
		Rows: []cx.Landmark{
			{Customer: "bob", At: yearDay(11), Class: "middle"},
			{Customer: "ada", At: yearDay(12), Class: "bottom"},
			{Customer: "lea", At: yearDay(9), Class: cx.NoAnswer},
			{Customer: "eve", At: yearDay(15), Class: cx.NoAnswer},
			{Customer: "max", At: yearDay(32), Class: cx.NoAnswer}, // the end of the window
			{Customer: "kim", At: yearDay(5), Class: cx.NoAnswer},
		},
		Repeated: 2, Anonymous: 1, Outside: 2, Answered: 1, Reminders: 1, InvitedOutside: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("LandmarksOf: %v (-want +got)\n%s", err, diff)
	}
	// An hour before midnight in UTC is the next day, and month, in Oslo.
	got, err = cx.LandmarksOf(responses[6:], recommend, nil, period("2026-01"), cx.Calendar{Location: zoneAt(t, "Europe/Oslo")})
	want = cx.Landmarks{Rows: []cx.Landmark{{Customer: "kim", At: yearDay(1).Add(-time.Hour), Class: "top"}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("LandmarksOf in Oslo: %v (-want +got)\n%s", err, diff)
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
		{Customer: "ada", At: yearDay(10), Class: "top"},
		{Customer: "bob", At: yearDay(10), Class: "top"},
		{Customer: "cat", At: yearDay(10), Class: "bottom"},
		{Customer: "dan", At: yearDay(71), Class: "bottom"},
		{Customer: "eve", At: yearDay(72), Class: "bottom"},
		{Customer: "fay", At: yearDay(20), Class: cx.NoAnswer},
		{Customer: "gus", At: yearDay(101), Class: "top"},
	}
	activities = []cx.Activity{
		{Customer: "bob", At: yearDay(40), Amount: dec("99")},
		{Customer: "ada", At: yearDay(40).Add(-time.Second), Amount: dec("20")},
		{Customer: "ada", At: yearDay(10), Amount: dec("7")},
		{Customer: "ada", At: yearDay(11), Amount: dec("12.50")},
		{Customer: "ada", At: yearDay(25), Amount: dec("-5")},
		{Customer: "zoe", At: yearDay(25), Amount: dec("70")},
		{Customer: "dan", At: yearDay(72)},
		{Customer: "eve", At: yearDay(73), Amount: dec("3")},
		{Customer: "cat", At: yearDay(12), Amount: dec("4")},
		{Customer: "ada", At: yearDay(101), Amount: dec("5")},
		{Customer: "gus", At: yearDay(9), Amount: dec("5")},
	}
	events = []cx.Event{
		{Customer: "bob", Name: "cancel", At: yearDay(15)},
		{Customer: "cat", Name: "cancel", At: yearDay(10)},
		{Customer: "dan", Name: "expire", At: yearDay(100)},
		{Customer: "eve", Name: "cancel", At: yearDay(80)},
		{Customer: "ada", Name: "renew", At: yearDay(20)},
		{Customer: "ada", Name: "renew", At: yearDay(30)},
		{Customer: "ada", Name: "visit", At: yearDay(30)},
		{Customer: "zoe", Name: "cancel", At: yearDay(30)},
		{Customer: "ada", Name: "cancel", At: yearDay(102)},
	}
	rule = cx.LinkageRule{Horizon: 30 * 24 * time.Hour, Outcomes: []string{"renew", "cancel"}, Exits: []string{"expire", "cancel"}}
	return landmarks, activities, events, rule, yearDay(101)
}

func TestLinkageOf(t *testing.T) {
	got, err := cx.LinkageOf(linkCase())
	outcomes := func(canceled, expired, renewed, renewals int64) []cx.LinkedOutcome {
		return []cx.LinkedOutcome{
			{Name: "cancel", Customers: canceled, Events: canceled}, {Name: "expire", Customers: expired, Events: expired},
			{Name: "renew", Customers: renewed, Events: renewals},
		}
	}
	want := cx.Linkage{
		HorizonSeconds: 2_592_000, AsOf: yearDay(101),
		Outcomes: []string{"cancel", "expire", "renew"}, Exits: []string{"cancel", "expire"},
		Classes: []cx.LinkedClass{
			{
				Class: "bottom", Customers: 2, Left: 1, Followed: 1, Exited: 1, Buyers: 1, Orders: 1,
				Revenue: cx.Amounts{Count: 1}, Outcomes: outcomes(0, 1, 0, 0),
			},
			{Class: "no answer", Customers: 1, Followed: 1, Revenue: cx.Amounts{Count: 1}, Outcomes: outcomes(0, 0, 0, 0)},
			{
				// ada paid 27.50, whose square is 756.25 and cube 20796.875, and bob nothing in time.
				Class: "top", Customers: 2, Followed: 2, Exited: 1, Buyers: 1, Orders: 2,
				Revenue: cx.Amounts{Count: 2, Sum: dec("27.5"), Squares: dec("756.25"), Cubes: dec("20796.875")}, Outcomes: outcomes(1, 0, 1, 2),
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
		{"Retained", top.Retained(), cx.Proportion{Count: 1, Base: 2}},
		{"Repeated", top.Repeated(), cx.Proportion{Count: 1, Base: 2}},
		{"Had(renew)", cxtest.Must(top.Had("renew")), cx.Proportion{Count: 1, Base: 2}},
		{"Had(expire)", cxtest.Must(top.Had("expire")), cx.Proportion{Base: 2}},
	} {
		if rate.got != rate.want {
			t.Errorf("%s = %v, want %v", rate.what, rate.got, rate.want)
		}
	}
	if got, want := cxtest.Must(top.Per("renew")), (cx.Incidence{Events: 2, Base: 2}); got != want {
		t.Errorf("Per = %v, want %v", got, want)
	}
	if got, want := top.Frequency(), (cx.Incidence{Events: 2, Base: 2}); got != want {
		t.Errorf("Frequency = %v, want %v", got, want)
	}
	_, err = top.Had("visit")
	cxtest.Refuses(t, "Had(visit)", err, cx.ErrInvalid)
	_, err = top.Per("visit")
	cxtest.Refuses(t, "Per(visit)", err, cx.ErrInvalid)
	_, err = got.Class("middle")
	cxtest.Refuses(t, "Class(middle)", err, cx.ErrNoData)
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
	both := []cx.Event{{Customer: "ada", Name: "cancel", At: yearDay(12)}, {Customer: "ada", Name: "renew", At: yearDay(12)}}
	for range 2 {
		got, err = cx.LinkedLifespans(landmarks[:1], both, rule, "renew", asOf)
		want := []cx.Group[string, []cx.Lifespan]{{Key: "top", Tally: []cx.Lifespan{{Exit: 2, Churned: true}}}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("LinkedLifespans at one instant: %v (-want +got)\n%s", err, diff)
		}
		slices.Reverse(both)
	}
	// An exit that comes before a renewal ends the span, whatever the order of the rows.
	late := []cx.Event{{Customer: "ada", Name: "renew", At: yearDay(14)}, {Customer: "ada", Name: "cancel", At: yearDay(12)}}
	got, err = cx.LinkedLifespans(landmarks[:1], late, rule, "renew", asOf)
	if err != nil || len(got) != 1 || got[0].Tally[0] != (cx.Lifespan{Exit: 2}) {
		t.Errorf("LinkedLifespans with a renewal after the exit = %v, %v", got, err)
	}

	_, err = cx.LinkedLifespans(landmarks, events, rule, "visit", asOf)
	checkRowError(t, "an outcome that is not followed", err, cx.ErrInvalid, -1)
	_, err = cx.LinkedLifespans(landmarks, events, cx.LinkageRule{Horizon: 1, Outcomes: []string{"renew"}}, "", asOf)
	checkRowError(t, "no exits", err, cx.ErrInvalid, -1)
	_, err = cx.LinkedLifespans(landmarks, append(events[:1:1], cx.Event{Customer: "x", Name: "y"}), rule, "", asOf)
	checkRowAt(t, "a bad event", err, cx.ErrInvalid, "events[1]")
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
	checkRowAt(t, "a bad event", err, cx.ErrInvalid, "events[1]")
	_, err = cx.LinkedCustomers(landmarks, nil, cx.LinkageRule{}, "", asOf)
	checkRowError(t, "no rule", err, cx.ErrInvalid, -1)
}

func TestRevenueByClass(t *testing.T) {
	landmarks := []cx.Landmark{
		{Customer: "ada", At: yearDay(1), Class: "top"}, {Customer: "bob", At: yearDay(1), Class: "bottom"},
		{Customer: "cat", At: yearDay(1), Class: "bottom"}, {Customer: "dan", At: yearDay(1), Class: cx.NoAnswer},
		{Customer: "eve", At: yearDay(1), Class: "middle"},
	}
	subscriptions := []cx.Subscription{
		{Customer: "cat", Amount: dec("10.50")}, {Customer: "ada", Amount: dec("100")}, {Customer: "zoe", Amount: dec("7")},
		{Customer: "bob", Amount: dec("20")}, {Customer: "cat", Amount: dec("9.50")}, {Customer: "dan", Amount: dec("3")},
		{Customer: "eve"}, // pays nothing
	}
	got, err := cx.RevenueByClass(landmarks, subscriptions)
	amounts := func(class string, count int64, sum, squares, cubes string) cx.Group[string, cx.Amounts] {
		return cx.Group[string, cx.Amounts]{Key: class, Tally: cx.Amounts{Count: count, Sum: dec(sum), Squares: dec(squares), Cubes: dec(cubes)}}
	}
	want := []cx.Group[string, cx.Amounts]{
		amounts("bottom", 2, "40", "800", "16000"), amounts("no answer", 2, "10", "58", "370"), amounts("top", 1, "100", "10000", "1000000"),
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
		at            string
	}{
		"a customer twice":  {append(landmarks[:1:1], landmarks[0]), nil, "landmarks[1]"},
		"a negative amount": {landmarks, []cx.Subscription{subscriptions[0], {Customer: "x", Amount: dec("-1")}}, "subscriptions[1]"},
		"nobody":            {landmarks, []cx.Subscription{{}}, "subscriptions[0]"},
		"a sum":             {landmarks, []cx.Subscription{{Customer: "x", Amount: dec("1e33")}, {Customer: "x", Amount: dec("0.01")}}, ""},
	} {
		_, err := cx.RevenueByClass(test.landmarks, test.subscriptions)
		checkRowAt(t, name, err, cx.ErrInvalid, test.at)
	}
	_, err = cx.RevenueShare(nil, "top")
	cxtest.Refuses(t, "RevenueShare of nothing", err, cx.ErrNoData)
	_, err = cx.RevenueShare([]cx.Group[string, cx.Amounts]{amounts("top", 1, "0", "0", "0")}, "top")
	cxtest.Refuses(t, "RevenueShare of 0", err, cx.ErrUndefined)
	_, err = cx.RevenueShare([]cx.Group[string, cx.Amounts]{amounts("top", 1, "-1", "1", "-1")}, "top")
	cxtest.Refuses(t, "RevenueShare of a negative sum", err, cx.ErrInvalid)
	_, err = cx.RevenueShare([]cx.Group[string, cx.Amounts]{amounts("top", -1, "1", "1", "1")}, "top")
	cxtest.Refuses(t, "RevenueShare of an impossible tally", err, cx.ErrInvalid)
	_, err = cx.RevenueShare(append(got, got[0]), "top")
	cxtest.Refuses(t, "RevenueShare of two groups with one key", err, cx.ErrInvalid)
}

// teamTrend is the tallies of a team in the months from January 2026 on.
func teamTrend[T any](team string, months ...T) cx.Group[string, []cx.Point[T]] {
	g := cx.Group[string, []cx.Point[T]]{Key: team}
	for i, tally := range months {
		g.Tally = append(g.Tally, cx.Point[T]{Period: period([]string{"2026-01", "2026-02", "2026-03"}[i]), Tally: tally})
	}
	return g
}

func TestTeamPairsOf(t *testing.T) {
	staff := func(promoters, detractors int64) cx.NPS { return cx.NPS{Promoters: promoters, Detractors: detractors} }
	csat := func(good, bad int64) cx.CSAT {
		return cx.CSAT{Scale: cx.SatisfactionScale(2), Counts: [11]int64{bad, good}}
	}
	employees := []cx.Group[string, []cx.Point[cx.NPS]]{
		teamTrend("north", staff(6, 2), staff(5, 5)),
		teamTrend("south", staff(3, 1), staff(6, 0)), // 4 in January: hidden
		teamTrend("west", staff(4, 1), staff(9, 1)),  // 5 in January: would reveal south
		teamTrend("east", cx.NPS{}, staff(8, 2)),
		teamTrend("head", staff(9, 0), staff(9, 0)), // serves no customers
	}
	customers := []cx.Group[string, []cx.Point[cx.CSAT]]{
		teamTrend("web", csat(9, 1)), // no employees
		teamTrend("west", csat(50, 50), csat(3, 1)),
		teamTrend("south", csat(70, 30), csat(40, 10), csat(1, 0)),
		teamTrend("north", csat(80, 20), csat(90, 10)),
		teamTrend("east", csat(10, 0), csat(0, 0)),
	}
	got, left, err := cx.TeamPairsOf(employees, customers, 5)
	pair := func(team, month string, employees int64, employeeScore string, customers int64, customerScore string) cx.TeamPair {
		return cx.TeamPair{
			Team: team, Period: period(month), Employees: employees, EmployeeScore: dec(employeeScore),
			Customers: customers, CustomerScore: dec(customerScore),
		}
	}
	want := []cx.TeamPair{
		pair("north", "2026-01", 8, "50", 100, "80"),
		pair("north", "2026-02", 10, "0", 100, "90"),
		pair("south", "2026-02", 6, "100", 50, "80"),
	}
	// Left out: south and west in January for the staff, west in February for its four
	// customers.
	if diff := cmp.Diff(want, got); diff != "" || err != nil || left != 3 {
		t.Errorf("TeamPairsOf: %d left out, %v (-want +got)\n%s", left, err, diff)
	}
	_, err = cx.TeamCorrelation(got)
	cxtest.Refuses(t, "TeamCorrelation of three", err, cx.ErrUndefined)
	got, left, err = cx.TeamPairsOf(employees, customers, 1)
	if err != nil || left != 0 || len(got) != 6 {
		t.Fatalf("TeamPairsOf with the minimum 1 = %v, %d, %v", got, left, err)
	}
	c, err := cx.TeamCorrelation(got)
	// Ranks of 50 0 50 100 60 80: 2.5 1 2.5 6 4 5; of 80 90 70 80 50 75: 4.5 6 2 4.5 1 3.
	// What is above the mean 3.5: -1 -2.5 -1 2.5 .5 1.5 and 1 2.5 -1.5 1 -2.5 -.5, whose
	// products sum to -5.25, and the squares of each to 17.
	cxtest.Near(t, "TeamCorrelation", c.Rho, -5.25/17, 1e-15)
	if err != nil || c.N != 6 {
		t.Errorf("TeamCorrelation = %v, %v", c, err)
	}

	bad := cx.NPS{Promoters: -1}
	for name, call := range map[string]func() ([]cx.TeamPair, int64, error){
		"minimum 0": func() ([]cx.TeamPair, int64, error) { return cx.TeamPairsOf(employees, customers, 0) },
		"a team twice": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf(append(employees, employees[0]), customers, 5)
		},
		"customers' team twice": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf(employees, append(customers, customers[1]), 5)
		},
		"an invalid tally": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf(append(employees, teamTrend("x", bad)), customers, 5)
		},
		"customers' invalid tally": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf(employees, []cx.Group[string, []cx.Point[cx.NPS]]{teamTrend("x", bad)}, 5)
		},
		"no period": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf([]cx.Group[string, []cx.Point[cx.NPS]]{{Key: "x", Tally: make([]cx.Point[cx.NPS], 1)}}, customers, 5)
		},
		"customers' no period": func() ([]cx.TeamPair, int64, error) {
			return cx.TeamPairsOf(employees, []cx.Group[string, []cx.Point[cx.NPS]]{{Key: "x", Tally: make([]cx.Point[cx.NPS], 1)}}, 5)
		},
	} {
		got, left, err := call()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if got != nil || left != 0 {
			t.Errorf("%s: %v, %d beside the error", name, got, left)
		}
	}
	_, err = cx.TeamCorrelation([]cx.TeamPair{want[0], {}})
	checkRowError(t, "TeamCorrelation", err, cx.ErrInvalid, 1)
}

func BenchmarkRevenueByClass(b *testing.B) {
	names := benchCustomers(benchRows(b) / 10)
	landmarks, subscriptions := make([]cx.Landmark, len(names)), make([]cx.Subscription, len(names))
	for i, name := range names {
		landmarks[i] = cx.Landmark{Customer: name, At: instant("2024-01-01"), Class: []string{"promoter", "passive", "detractor"}[i%3]}
		subscriptions[len(names)-1-i] = cx.Subscription{Customer: name, Amount: decimal.New(int64(1+i%5000), -2)}
	}
	b.Run("loop=map", func(b *testing.B) {
		for b.Loop() {
			classes, sums := make(map[string]string), make(map[string]decimal.Decimal)
			for i := range landmarks {
				classes[landmarks[i].Customer] = landmarks[i].Class
			}
			for i := range subscriptions {
				class := classes[subscriptions[i].Customer]
				sums[class] = sums[class].Add(subscriptions[i].Amount)
			}
			sinkInt += int64(len(sums))
		}
	})
	b.Run("RevenueByClass", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			groups, err := cx.RevenueByClass(landmarks, subscriptions)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += int64(len(groups))
		}
	})
}
