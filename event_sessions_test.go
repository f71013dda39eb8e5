package cx_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// The first is databuddy #178 to #181 and matomo #9843, whose sessions are a day apart: by
// session google 1 of 3, direct 2 of 2, twitter 0 of 1. The second is calculated by hand,
// with a gap of 30 minutes: 30 after 10 is the same session, 31 after 40 is not, rows are in
// no order, and bob's last may go on.
func TestSessionsOf(t *testing.T) {
	session := func(customer, segment string, start, end, events int64, running bool) cx.Session {
		return cx.Session{Customer: customer, Segment: segment, Start: funnelDay.Add(time.Duration(start) * time.Minute),
			End: funnelDay.Add(time.Duration(end) * time.Minute), Events: events, Running: running}
	}
	source := func(events []cx.Event, from int, name string) []cx.Event {
		for i := range events[from:] {
			events[from+i].Segment = name
		}
		return events
	}
	v1 := source(trail(t, "v1", "v0 v1440 o1450 v2880"), 0, "google")
	v2 := source(trail(t, "v2", "v0 o10"), 0, "direct")
	v3 := source(source(trail(t, "v3", "v0 v1440 o1450"), 0, "twitter"), 1, "direct")
	for _, test := range []struct {
		name    string
		events  []cx.Event
		asOf    int
		want    []cx.Session
		bounced int
		length  time.Duration
	}{
		{"by session", slices.Concat(v1, v2, v3), 30 * 1440, []cx.Session{
			session("v1", "google", 0, 0, 1, false), session("v1", "google", 1440, 1450, 2, false), session("v1", "google", 2880, 2880, 1, false),
			session("v2", "direct", 0, 10, 2, false), session("v3", "twitter", 0, 0, 1, false), session("v3", "direct", 1440, 1450, 2, false),
		}, 3, 30 * time.Minute},
		{"by hand", trails(t, "bob a90", "ada a71 b10 a0 c40", "bob b20 a125"), 120, []cx.Session{
			session("ada", "", 0, 40, 3, false), session("ada", "", 71, 71, 1, false),
			session("bob", "", 20, 20, 1, false), session("bob", "", 90, 90, 1, true),
		}, 2, 40 * time.Minute},
		{"over at last", trails(t, "ada a0"), 31, []cx.Session{session("ada", "", 0, 0, 1, false)}, 1, 0},
		{"not before", trails(t, "ada a0"), 0, nil, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.SessionsOf(test.events, 30*time.Minute, funnelDay.Add(time.Duration(test.asOf)*time.Minute))
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Fatalf("SessionsOf: %v (-want +got)\n%s", err, diff)
			}
			bounced, length := 0, time.Duration(0)
			for _, s := range got {
				if length += s.Length(); s.Bounced() {
					bounced++
				}
			}
			if bounced != test.bounced || length != test.length {
				t.Errorf("%d bounced, %v long, want %d, %v", bounced, length, test.bounced, test.length)
			}
		})
	}
}

// Two events of one second come in the order of their fractions.
func TestSessionsOf_fractions(t *testing.T) {
	first, last := funnelDay.Add(1), funnelDay.Add(time.Second-1)
	events := []cx.Event{{Customer: "a", Name: "v", At: last}, {Customer: "a", Name: "v", At: first}}
	sessions, err := cx.SessionsOf(events, time.Minute, funnelDay.Add(time.Hour))
	want := []cx.Session{{Customer: "a", Start: first, End: last, Events: 2}}
	if err != nil || !slices.Equal(sessions, want) {
		t.Errorf("sessions %+v, %v, want %+v", sessions, err, want)
	}
}

// A goal by visitor and by session, of the source of the first visit: after databuddy #178 to
// #181 and matomo #9843. A host that has sessions gives their identifiers as the customers. The
// second input is calculated by hand: a session that goes over midnight, one without a visit,
// and a visitor without a goal.
func TestFunnelsBySession(t *testing.T) {
	type visit struct {
		visitor, session, source, trail string
	}
	for _, test := range []struct {
		name              string
		visits            []visit
		visitors, session string
	}{
		{"after the reports", []visit{
			{"v1", "s1", "google", "v0"}, {"v1", "s2", "google", "v1440 o1450"}, {"v1", "s3", "google", "v2880"},
			{"v2", "s4", "direct", "v0 o10"}, {"v3", "s5", "twitter", "v0"}, {"v3", "s6", "direct", "v1440 o1450"},
		}, "direct 1/1 google 1/1 twitter 1/1", "direct 2/2 google 1/3 twitter 0/1"},
		{"by hand", []visit{
			{"v1", "s1", "mail", "v1430 o1450"}, {"v2", "s2", "direct", "v10"}, {"v2", "s3", "mail", "v50"}, {"v3", "s4", "mail", "o20"},
		}, "direct 0/1 mail 1/1", "direct 0/1 mail 1/2"},
	} {
		by := func(id func(visit) string) string {
			var events []cx.Event
			for _, v := range test.visits {
				from := len(events)
				events = append(events, trail(t, id(v), v.trail)...)
				for i := range events[from:] {
					events[from+i].Segment = v.source
				}
			}
			groups, err := cx.FunnelsBySegment(events, cx.FunnelRule{Steps: []string{"v", "o"}}, funnelDay.AddDate(0, 1, 0))
			if err != nil {
				t.Fatal(err)
			}
			var texts []string
			for _, g := range groups {
				steps := g.Tally.Steps
				texts = append(texts, fmt.Sprintf("%s %d/%d", g.Key, steps[1].Customers, steps[0].Customers))
			}
			return strings.Join(texts, " ")
		}
		if got := by(func(v visit) string { return v.visitor }); got != test.visitors {
			t.Errorf("%s, by visitor: %s, want %s", test.name, got, test.visitors)
		}
		if got := by(func(v visit) string { return v.session }); got != test.session {
			t.Errorf("%s, by session: %s, want %s", test.name, got, test.session)
		}
	}
}

// Every event is in one session, and sessions of a customer are more than the gap apart,
// whatever the order of the rows.
func TestSessionsConserve(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		var events []cx.Event
		for range r.IntN(60) {
			events = append(events, cx.Event{Customer: string("abc"[r.IntN(3)]), Name: "v", At: funnelDay.Add(time.Duration(r.IntN(400)) * time.Minute)})
		}
		gap := time.Duration(1+r.IntN(40)) * time.Minute
		got, err := cx.SessionsOf(events, gap, late)
		if err != nil {
			t.Fatal(err)
		}
		var total int64
		for i, s := range got {
			total += s.Events
			if i > 0 && got[i-1].Customer == s.Customer && s.Start.Sub(got[i-1].End) <= gap {
				t.Fatalf("seed %d: sessions %v and %v are one", seed, got[i-1], s)
			}
			if s.Length() > time.Duration(s.Events-1)*gap {
				t.Fatalf("seed %d: session %v has a gap of more than %v", seed, s, gap)
			}
		}
		if total != int64(len(events)) {
			t.Fatalf("seed %d: %d events in sessions, want %d", seed, total, len(events))
		}
		r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		if again, err := cx.SessionsOf(events, gap, late); err != nil || !cmp.Equal(got, again) {
			t.Fatalf("seed %d: other sessions of rows in another order, or %v", seed, err)
		}
	}
}

func TestSessionsRefuses(t *testing.T) {
	for _, gap := range []time.Duration{0, -1, math.MinInt64} {
		_, err := cx.SessionsOf(nil, gap, late)
		cxtest.Refuses(t, "a gap not above 0", err, cx.ErrInvalid)
	}
	_, err := cx.SessionsOf(nil, 1, time.Time{})
	cxtest.Refuses(t, "no asOf", err, cx.ErrInvalid)
	_, err = cx.SessionsOf([]cx.Event{{Customer: "ada", Name: "a", At: funnelDay}, {Customer: "bob", Name: " ", At: funnelDay}}, 1, late)
	checkRowError(t, "a blank name", err, cx.ErrInvalid, 1)
	// 300 years are more than a Duration holds: the sessions are two all the same.
	long := []cx.Event{{Customer: "ada", Name: "a", At: instant("1900-01-01")}, {Customer: "ada", Name: "a", At: instant("2200-06-01")}}
	if got, err := cx.SessionsOf(long, time.Hour, instant("2200-12-31")); err != nil || len(got) != 2 {
		t.Errorf("SessionsOf over 300 years = %v, %v, want two", got, err)
	}
}
