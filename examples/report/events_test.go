package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

var eventArgs = []string{"events", "-customer", "who", "-event", "what", "-at", "at", "-segment", "via", "-"}

func TestEventSample(t *testing.T) {
	compareScreen(t, "events.txt", "sample", "events")
	compareGolden(t, "events.json", "sample", "events", "-json")
}

// TestFunnelPage has figures by hand, as of 2026-01-10 with a window of three days. a
// goes to the end in 1 h + 3 h; b gets to the cart a day after the visit; c, at the first
// step alone; d came on the 8th and went to the end at once, and is undecided, since the
// three days were not over. Of the first step there are 3, of the cart 2, of the order 1.
func TestFunnelPage(t *testing.T) {
	const text = "who,what,at,via\n" +
		"d,order,2026-01-08 12:02,web\nd,cart,2026-01-08 12:01,web\nd,visit,2026-01-08 12:00,web\n" +
		"a,visit,2026-01-01 10:00,web\na,help,2026-01-01 10:30,web\na,cart,2026-01-01 11:00,app\na,order,2026-01-01 14:00,app\n" +
		"b,visit,2026-01-02 10:00,app\nb,cart,2026-01-03 10:00,app\nb,order,2026-01-06 10:00,app\n" + // the order comes too late
		"c,visit,2026-01-02 23:00,app\nc,visit,2026-01-11,app\n"
	args := append([]string{"-steps", "visit, cart,order", "-within", "3d", "-as-of", "2026-01-10"}, eventArgs...)
	doc := runJSON(t, text, args...)
	for _, c := range []struct {
		want float64
		path []any
	}{
		{11, []any{"events"}}, {4, []any{"customers"}}, {1, []any{"later"}}, {4, []any{"distinct_names"}},
		{4, []any{"names", "visit", "events"}}, {4, []any{"names", "visit", "customers"}}, {1, []any{"names", "help", "events"}},
		{3, []any{"funnel", "steps", "visit", "from_first", "count"}},
		{2, []any{"funnel", "steps", "cart", "from_first", "count"}},
		{1, []any{"funnel", "steps", "order", "from_first", "count"}},
		{0.33333333, []any{"funnel", "steps", "order", "from_first", "rate"}},
		{0.5, []any{"funnel", "steps", "order", "from_previous", "rate"}},
		{1, []any{"funnel", "steps", "visit", "drop_off", "count"}},
		{0.33333333, []any{"funnel", "steps", "visit", "drop_off", "rate"}},
		{45_000, []any{"funnel", "steps", "cart", "seconds"}}, // (1 h + 24 h) / 2
		{10_800, []any{"funnel", "steps", "order", "seconds"}},
		{1, []any{"funnel", "tally", "steps", 0, "undecided"}},
		{14_400, []any{"funnel", "seconds_to_convert"}},
		{4, []any{"funnel", "events_to_convert"}},
		{4, []any{"conversion", "customers"}}, {2, []any{"conversion", "converted"}},
		{1, []any{"segments", "web", "funnel", "steps", "order", "from_first", "rate"}}, // a; d is undecided
		{0, []any{"segments", "app", "funnel", "steps", "order", "from_first", "rate"}},
		{7, []any{"transitions", "total"}}, // events less customers
		{3, []any{"hours", "counts", 12}},
	} {
		doc.near(t, c.want, 0, c.path...)
	}
	page := runReport(t, text, args...)
	for _, want := range []string{
		"FUNNEL  33.3% of 3 customers converted", "in order, within 3 days", "visit → cart ", "12.5 h",
		"visit → cart → order", "visit → help → cart → order", "as of later days",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

// TestReferenceWebFunnel has the funnel of a web shop, by the source of the visit.
func TestReferenceWebFunnel(t *testing.T) {
	want := reference(t, "events_web_funnel")
	steps := []string{"page_view", "add_to_cart", "checkout_start", "payment_info", "purchase"}
	got := runJSON(t, readShared(t, "events_web_funnel/user_events.csv.gz"), "events", "-customer", "user_id", "-event", "event_type",
		"-at", "event_date", "-segment", "traffic_source", "-steps", strings.Join(steps, ","), "-")
	got.near(t, want.number(t, "events"), 0, "events")
	got.near(t, want.number(t, "users"), 0, "customers")
	for _, step := range steps {
		got.near(t, want.number(t, "ordered", step), 0, "funnel", "steps", step, "from_first", "count")
	}
	for _, source := range want.keys(t, "by_source") {
		for i, step := range steps {
			got.near(t, want.number(t, "by_source", source, i), 0, "segments", source, "funnel", "steps", step, "from_first", "count")
		}
	}
	got.near(t, 3600*want.number(t, "hours_to_purchase", "mean"), 3600*sixDigits, "funnel", "seconds_to_convert")
	got.near(t, want.number(t, "hours_to_purchase", "n"), 0, "conversion", "converted")
	// The share that has converted after half an hour: 1 less the 0.8702 that a product
	// over the distinct times gives in Python.
	got.near(t, 1800, 0, "conversion", "at", 2, "seconds")
	got.near(t, 0.1298, 1e-12, "conversion", "at", 2, "share")
}

// TestReferenceSessions has the open, the ordered and the windowed funnel of users and of
// sessions, which differ.
func TestReferenceSessions(t *testing.T) {
	want := reference(t, "events_sessions_journeys")
	text := readShared(t, "events_sessions_journeys/ecom_sessions.csv.gz")
	var steps []string
	for i := range want.length(t, "stages") {
		steps = append(steps, want.at(t, "stages", i).(string))
	}
	report := func(customer string, args ...string) document {
		return runJSON(t, text, append([]string{"events", "-customer", customer, "-event", "event", "-at", "timestamp",
			"-segment", "acquisition_channel", "-steps", strings.Join(steps, ","), "-as-of", "2024-07-15", "-top", "10", "-"}, args...)...)
	}
	for _, c := range []struct {
		name string
		got  document
		want func(i int) float64
	}{
		{"users, ordered", report("user_id"), func(i int) float64 { return want.number(t, "ordered_users", steps[i]) }},
		{"users, within a week", report("user_id", "-within", "7d"), func(i int) float64 { return want.number(t, "ordered_users_within_7_days", steps[i]) }},
		{"users, any order", report("user_id", "-order", "any"), func(i int) float64 {
			return want.number(t, "funnel_users", i, "users_in_all_stages_so_far") // whoever has a stage has those before
		}},
		{"sessions, ordered", report("session_id"), func(i int) float64 { return want.number(t, "ordered_sessions", steps[i]) }},
		// At least so many of the stages, counted in Python.
		{"sessions, any order", report("session_id", "-order", "any"), func(i int) float64 { return []float64{2907, 1209, 1022, 796, 624, 445}[i] }},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, step := range steps {
				if strings.HasSuffix(c.name, "any order") {
					kind := c.name[:strings.Index(c.name, ",")]
					c.got.near(t, want.number(t, "funnel_"+kind, i, "users"), 0, "funnel", "did", step, "did", "count")
					step = fmt.Sprintf("any %d", i+1)
				}
				c.got.near(t, c.want(i), 0, "funnel", "steps", step, "from_first", "count")
			}
		})
	}
	sessions := report("session_id")
	for i := range 10 {
		x := sessions.sub(t, "transitions", "top", i)
		for k, key := range []string{"from", "to"} {
			if x.at(t, key) != want.at(t, "top_transitions", i, k) {
				t.Errorf("transition %d: %s = %v, want %v", i, key, x.at(t, key), want.at(t, "top_transitions", i, k))
			}
		}
		x.near(t, want.number(t, "top_transitions", i, 2), 0, "count")
	}
	byChannel := report("user_id", "-order", "any")
	for _, channel := range want.keys(t, "by_channel") {
		for i := range steps {
			byChannel.near(t, want.number(t, "by_channel", channel, i), 0, "segments", channel, "funnel", "steps", fmt.Sprintf("any %d", i+1), "from_first", "count")
		}
	}
}

func TestEventPages(t *testing.T) {
	var many strings.Builder
	many.WriteString("who,what,at,via\n")
	for i := range 3000 {
		fmt.Fprintf(&many, "%d,%s %d,2026-%02d-%02d %02d:%02d,%s %d\n", i%500, strings.TrimSpace(strings.Repeat("a long name of an event ", 4)), i%70,
			1+i%12, 1+i%28, i%24, i%60, strings.Repeat("a long segment ", 5), i%60)
	}
	long := strings.TrimSpace(strings.Repeat("a long name of an event ", 4))
	steps := []string{"-steps", long + " 0," + long + " 1," + long + " 3"}
	for _, c := range []struct {
		name, text string
		args       []string
	}{
		{"without steps", many.String(), eventArgs},
		{"long names", many.String(), append(steps, eventArgs...)},
		{"many segments", many.String(), append([]string{"-steps", long + " 0," + long + " 20," + long + " 40", "-within", "10w", "-top", "50"}, eventArgs...)},
		{"strict sample", "", []string{"sample", "events", "-order", "strict"}},
		{"any order", "", []string{"sample", "events", "-order", "any", "-tz", "America/New_York", "-level", "0.999"}},
		{"early", "", []string{"sample", "events", "-as-of", "2025-11-20"}},
		{"before all", "", []string{"sample", "events", "-as-of", "2020-01-01"}},
		{"short window", "", []string{"sample", "events", "-within", "1m"}},
		{"long window", "", []string{"sample", "events", "-within", "52w"}},
		{"one event", "who,what,at,via\nx,a,2026-01-01,\n", eventArgs},
		{"nobody converts", "who,what,at,via\nx,a,2026-01-01,\ny,b,2026-01-01,\n", append([]string{"-steps", "a,b"}, eventArgs...)},
		{"nobody starts", "who,what,at,via\nx,a,2026-01-03,\ny,b,2026-01-01,\n", append([]string{"-steps", "a,b", "-as-of", "2026-01-02"}, eventArgs...)},
		{"at one instant", "who,what,at,via\nx,a,2026-01-01,\nx,b,2026-01-01,\n", append([]string{"-steps", "a,b"}, eventArgs...)},
		{"controls", "who,what,at,via\nx,a\x1b[31m,2026-01-01,\u202e\n", eventArgs},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkPage(t, runReport(t, c.text, c.args...))
			runJSON(t, c.text, c.args...)
		})
	}
}

// TestEventsStayPrivate looks for customers and bad cells in all that is printed.
func TestEventsStayPrivate(t *testing.T) {
	const secret = "4929123412341234"
	text := "who,what,at,via\n" + secret + ",a,2026-01-01,\n" + secret + ",b,2026-01-02,\nx,a," + secret + ",\n"
	for _, format := range []string{"-json", "-level=0.9"} {
		page := runReport(t, text, slices.Concat([]string{format, "-steps", "a,b"}, eventArgs)...)
		if strings.Contains(page, secret) {
			t.Errorf("the report repeats a cell:\n%s", page)
		}
	}
}
