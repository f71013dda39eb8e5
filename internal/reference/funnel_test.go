package reference

import (
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	gocmp "github.com/google/go-cmp/cmp"
)

// eventsOf reads the events of a data set: its folder and file, and the columns of the
// customer, the name, the instant and the segment.
func eventsOf(t *testing.T, folder, name, customer, event, at, segment string) []cx.Event {
	t.Helper()
	var events []cx.Event
	for _, row := range records(t, folder+"/"+name) {
		e := cx.Event{Customer: row[customer], Name: row[event], Segment: row[segment]}
		var err error
		if e.At, err = time.Parse(time.DateTime, row[at]); err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

// sortByCustomer returns the events in the order in which they need no index.
func sortByCustomer(events []cx.Event) []cx.Event {
	return slices.SortedStableFunc(slices.Values(events), func(a, b cx.Event) int {
		return cmp.Or(cmp.Compare(a.Customer, b.Customer), a.At.Compare(b.At))
	})
}

// customersOf returns the counts of a funnel by step.
func customersOf(f cx.Funnel) []int64 {
	var counts []int64
	for _, step := range f.Steps {
		counts = append(counts, step.Customers)
	}
	return counts
}

// checkFunnel checks the counts of a rule over events as they are and sorted.
func checkFunnel(t *testing.T, what string, events []cx.Event, rule cx.FunnelRule, asOf time.Time, want []int64) cx.Funnel {
	t.Helper()
	f, err := cx.FunnelOf(events, rule, asOf)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, customersOf(f)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
	sorted, err := cx.FunnelOf(sortByCustomer(events), rule, asOf)
	if diff := gocmp.Diff(f, sorted); diff != "" || err != nil {
		t.Errorf("%s: events by customer give another funnel, or %v:\n%s", what, err, diff)
	}
	return f
}

// checkSegments checks the counts of a rule by segment.
func checkSegments(t *testing.T, what string, events []cx.Event, rule cx.FunnelRule, asOf time.Time, want map[string][]int64) {
	t.Helper()
	groups, err := cx.FunnelsBySegment(events, rule, asOf)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]int64{}
	for _, g := range groups {
		got[g.Key] = customersOf(g.Tally)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// stageUsers is a stage of a funnel in a reference.json.
type stageUsers struct {
	Stage string
	Users int64 // with the stage at all: no funnel
	All   int64 `json:"users_in_all_stages_so_far"`
}

func inAll(stages []stageUsers) (counts []int64) {
	for _, s := range stages {
		counts = append(counts, s.All)
	}
	return counts
}

func inOrder(counts map[string]int64, stages []stageUsers) (list []int64) {
	for _, s := range stages {
		list = append(list, counts[s.Stage])
	}
	return list
}

func TestFunnelWebData(t *testing.T) {
	var reference struct {
		Funnel   []stageUsers
		Ordered  map[string]int64
		BySource map[string][]int64 `json:"by_source"`
		Hours    struct{ N int64 }  `json:"hours_to_purchase"`
	}
	figures(t, "events_web_funnel", &reference)
	events := eventsOf(t, "events_web_funnel", "user_events.csv.gz", "user_id", "event_type", "event_date", "traffic_source")
	rule := cx.FunnelRule{Order: cx.FunnelOrdered}
	for _, stage := range reference.Funnel {
		rule.Steps = append(rule.Steps, stage.Stage)
	}
	asOf := instant("2026-02-04")
	f := checkFunnel(t, "ordered", events, rule, asOf, inOrder(reference.Ordered, reference.Funnel))
	checkSegments(t, "by source", events, rule, asOf, reference.BySource)
	anyOrder := rule
	anyOrder.Order = cx.FunnelAnyOrder
	checkFunnel(t, "any order", events, anyOrder, asOf, inAll(reference.Funnel))

	// Sums and curve computed in Python from the file, by the definition and by
	// products over the distinct times. 0.410472 hours is in the reference, too.
	cxtest.Exactly(t, "Seconds", f.Seconds, nil, "1220580")
	seconds, err := f.SecondsToConvert()
	cxtest.Exactly(t, "SecondsToConvert", seconds, err, "1477.69975787")
	perJourney, err := f.EventsToConvert()
	cxtest.Exactly(t, "EventsToConvert", perJourney, err, "5")
	times, err := cx.ConversionLifespans(events, rule, asOf)
	if err != nil || len(times) != 5000 {
		t.Fatalf("%d times, %v, want 5000", len(times), err)
	}
	curve, err := cx.SurvivalOf(times)
	if err != nil || curve.Churned != reference.Hours.N {
		t.Errorf("%d converted, %v, want %d", curve.Churned, err, reference.Hours.N)
	}
	for _, at := range []struct{ seconds, want float64 }{
		{900, 0.9832}, {1200, 0.9506}, {1440, 0.9172}, {1800, 0.8702}, {2400, 0.8358}, {2460, 0.8348},
	} {
		got, err := curve.At(at.seconds)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "share not yet converted", got, at.want, 1e-12)
	}
	// As of a day amid the data, journeys are censored: 2224 entered, 380 converted.
	times, err = cx.ConversionLifespans(events, rule, instant("2026-01-15"))
	if err != nil {
		t.Fatal(err)
	}
	curve, err = cx.SurvivalOf(times)
	if err != nil || curve.Customers != 2224 || curve.Churned != 380 {
		t.Errorf("%d entered, %d converted, %v, want 2224, 380", curve.Customers, curve.Churned, err)
	}
	got, err := curve.At(2460)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "share not yet converted", got, 0.8289402126068128, 1e-12)
	// The groups of the log-rank test.
	groups, err := cx.ConversionLifespansBySegment(events, rule, asOf)
	if err != nil || len(groups) != len(reference.BySource) {
		t.Fatalf("%d groups, %v", len(groups), err)
	}
	for _, g := range groups {
		if want := reference.BySource[g.Key][0]; int64(len(g.Tally)) != want {
			t.Errorf("%s: %d times, want %d", g.Key, len(g.Tally), want)
		}
	}
	if test, err := cx.LogRank([][]cx.Lifespan{groups[0].Tally, groups[3].Tally}, cx.EqualWeight); err != nil || test.P > 1e-6 {
		t.Errorf("LogRank of email and social: %v, %v; 177 of 522 and 102 of 1472 convert", test, err)
	}
}

func TestFunnelSessionData(t *testing.T) {
	var reference struct {
		Stages          []string
		FunnelUsers     []stageUsers       `json:"funnel_users"`
		OrderedUsers    map[string]int64   `json:"ordered_users"`
		FunnelSessions  []stageUsers       `json:"funnel_sessions"`
		OrderedSessions map[string]int64   `json:"ordered_sessions"`
		WithinWeek      map[string]int64   `json:"ordered_users_within_7_days"`
		ByChannel       map[string][]int64 `json:"by_channel"`
		TopTransitions  []json.RawMessage  `json:"top_transitions"`
		Events          int64
		Sessions        int64
		Users           int64
	}
	figures(t, "events_sessions_journeys", &reference)
	const folder, file = "events_sessions_journeys", "ecom_sessions.csv.gz"
	users := eventsOf(t, folder, file, "user_id", "event", "timestamp", "acquisition_channel")
	sessions := eventsOf(t, folder, file, "session_id", "event", "timestamp", "acquisition_channel")
	asOf := instant("2024-07-15")
	rule := cx.FunnelRule{Steps: reference.Stages}
	anyOrder := cx.FunnelRule{Steps: reference.Stages, Order: cx.FunnelAnyOrder}
	week := cx.FunnelRule{Steps: reference.Stages, Window: 7 * 24 * time.Hour}

	checkFunnel(t, "users, ordered", users, rule, asOf, inOrder(reference.OrderedUsers, reference.FunnelUsers))
	checkFunnel(t, "users, any order", users, anyOrder, asOf, inAll(reference.FunnelUsers))
	checkFunnel(t, "sessions, ordered", sessions, rule, asOf, inOrder(reference.OrderedSessions, reference.FunnelSessions))
	// At least so many stages, counted in Python; each stage by itself is in the data.
	f := checkFunnel(t, "sessions, any order", sessions, anyOrder, asOf, []int64{2907, 1209, 1022, 796, 624, 445})
	for i, stage := range reference.FunnelSessions {
		if f.Steps[i].Did != stage.Users {
			t.Errorf("%d sessions did %s, want %d", f.Steps[i].Did, stage.Stage, stage.Users)
		}
	}
	f = checkFunnel(t, "users, 7 days", users, week, asOf, inOrder(reference.WithinWeek, reference.FunnelUsers))
	// by_channel counts the users of a stage whatever came before, which is any order:
	// all who have a stage have those before it.
	checkSegments(t, "by channel", users, anyOrder, asOf, reference.ByChannel)

	// Computed in Python: a search over all starts, the longest journey, then the first.
	cxtest.Exactly(t, "Seconds within 7 days", f.Seconds, nil, "11253185")
	if f.Events != 740 {
		t.Errorf("Events within 7 days = %d, want 740", f.Events)
	}
	times, err := cx.ConversionLifespans(users, week, asOf)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := cx.SurvivalOf(times)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct{ days, want float64 }{
		{1, 0.9816053511705686}, {3, 0.9648829431438127}, {5, 0.9565217391304348}, {7, 0.9331103678929766}, // 1 - 40/598
	} {
		got, err := curve.At(at.days * 86400)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "share not yet converted", got, at.want, 1e-12)
	}
	f = checkFunnel(t, "users, 7 days, as of May", users, week, instant("2024-05-01"), []int64{467, 249, 155, 75, 31, 11})
	for i, want := range []int64{42, 11, 6, 1, 0, 0} {
		if got := f.Steps[i].Undecided; got != want {
			t.Errorf("undecided at step %d: %d, want %d", i, got, want)
		}
	}
	strict := cx.FunnelRule{Steps: reference.Stages, Order: cx.FunnelStrict}
	checkFunnel(t, "sessions, strict", sessions, strict, asOf, []int64{2868, 342, 73, 15, 7, 5})
	anyOrder.Window = week.Window
	checkFunnel(t, "users, any order, 7 days", users, anyOrder, asOf, []int64{598, 522, 489, 441, 388, 319})

	transitions, err := cx.TransitionsOf(sessions, asOf)
	if err != nil {
		t.Fatal(err)
	}
	// Each session has one transition fewer than events.
	if transitions.Customers != reference.Sessions || transitions.Total() != reference.Events-reference.Sessions {
		t.Errorf("%d sessions, %d transitions, want %d, %d", transitions.Customers, transitions.Total(), reference.Sessions, reference.Events-reference.Sessions)
	}
	top := transitions.Top(len(reference.TopTransitions))
	for i, raw := range reference.TopTransitions {
		var from, to string
		var count int64
		if err := json.Unmarshal(raw, &[]any{&from, &to, &count}); err != nil {
			t.Fatal(err)
		}
		if i >= len(top) || top[i].From != from || top[i].To != to || top[i].Count != count {
			t.Errorf("transition %d = %v, want %s", i, top[i], raw)
		}
	}
	// Sessions that have the transition, and paths, counted in Python.
	if top[0].Customers != 1315 || top[2].Customers != 917 {
		t.Errorf("sessions with the transition: %d, %d, want 1315, 917", top[0].Customers, top[2].Customers)
	}
	paths, err := cx.PathsOf(sessions, 3, asOf)
	if err != nil || paths.Total() != reference.Sessions || len(paths.Rows) != 638 {
		t.Fatalf("%d sessions, %d paths, %v, want %d, 638", paths.Total(), len(paths.Rows), err, reference.Sessions)
	}
	want := []cx.Path{
		{Names: []string{"home", "catalog", "product_view"}, Customers: 74, Cut: 63},
		{Names: []string{"home"}, Customers: 70},
		{Names: []string{"catalog"}, Customers: 67},
		{Names: []string{"search"}, Customers: 57},
		{Names: []string{"home", "search", "product_view"}, Customers: 56, Cut: 51},
		{Names: []string{"home", "search", "catalog"}, Customers: 55, Cut: 51},
	}
	if diff := gocmp.Diff(want, paths.Top(6)); diff != "" {
		t.Errorf("Top(6) (-want +got):\n%s", diff)
	}
}

func TestFunnelStageTables(t *testing.T) {
	cxtest.Long(t)
	var reference struct {
		Funnel   []stageUsers
		ByDevice map[string][]stageUsers       `json:"by_device"`
		BySex    map[string][]int64            `json:"by_sex"`
		ByMonth  map[string][]int64            `json:"by_month"`
		Both     map[string]map[string][]int64 `json:"by_month_and_device"`
	}
	const folder = "events_stage_tables"
	figures(t, folder, &reference)
	type user struct {
		at          time.Time
		device, sex string
	}
	known := map[string]user{}
	for _, row := range records(t, folder+"/user_table.csv.gz") {
		known[row["user_id"]] = user{instant(row["date"]), row["device"], row["sex"]}
	}
	// A user has one date, and a table for each stage: all events are of one instant, and
	// the tables are read in the order of the stages.
	var events []cx.Event
	rule := cx.FunnelRule{}
	for i, table := range []string{"home_page", "search_page", "payment_page", "payment_confirmation"} {
		rule.Steps = append(rule.Steps, reference.Funnel[i].Stage)
		for _, row := range records(t, folder+"/"+table+"_table.csv.gz") {
			id := row["user_id"]
			events = append(events, cx.Event{Customer: id, Name: rule.Steps[i], At: known[id].at})
		}
	}
	segmented := func(segment func(user) string) []cx.Event {
		list := slices.Clone(events)
		for i := range list {
			list[i].Segment = segment(known[list[i].Customer])
		}
		return list
	}
	asOf := instant("2015-05-01")
	checkFunnel(t, "ordered, at one instant", events, rule, asOf, inAll(reference.Funnel))
	rule.Order = cx.FunnelAnyOrder
	shuffled := slices.Clone(events)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(events), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	checkFunnel(t, "any order", shuffled, rule, asOf, inAll(reference.Funnel))
	byDevice := map[string][]int64{}
	for device, stages := range reference.ByDevice {
		byDevice[device] = inAll(stages)
	}
	month := func(u user) string { return u.at.Format("2006-01") }
	checkSegments(t, "by device", segmented(func(u user) string { return u.device }), rule, asOf, byDevice)
	checkSegments(t, "by sex", segmented(func(u user) string { return u.sex }), rule, asOf, reference.BySex)
	checkSegments(t, "by month", segmented(month), rule, asOf, reference.ByMonth)
	both := map[string][]int64{}
	for m, devices := range reference.Both {
		for device, counts := range devices {
			both[m+" "+device] = counts
		}
	}
	checkSegments(t, "by month and device", segmented(func(u user) string { return month(u) + " " + u.device }), rule, asOf, both)
}
