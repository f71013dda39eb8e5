package cx_test

import (
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

func TestSelfService(t *testing.T) {
	const day = 24 * time.Hour
	at := func(d time.Duration) time.Time { return supportNow.Add(-d) }
	visit := func(customer string, d time.Duration) cx.Activity { return cx.Activity{Customer: customer, At: at(d)} }
	visits := []cx.Activity{
		visit("ada", 20*day),    // asked on the last instant of the window: missed
		visit("ada", 19*day),    // and again
		visit("ada", 12*day),    // asked in the same instant
		visit("ada", 11*day),    // attained
		visit("bob", 7*day),     // the window ends now: pending
		visit("bob", 7*day+1),   // attained
		visit("eve", 2*day),     // asked yesterday: missed, early
		visit("eve", 1),         // pending
		visit("eve", 0),         // not yet
		visit("nobody", 30*day), // attained
	}
	tickets := []cx.Ticket{
		{Customer: "eve", Opened: at(day)}, {Customer: "ada", Opened: at(13 * day)}, {Customer: "ada", Opened: at(12 * day)},
		{Customer: "ada", Opened: at(400 * day)}, {Customer: "bob", Opened: at(0)}, {Customer: "new", Opened: at(0)},
	}
	a, err := cx.SelfServiceOf(visits, tickets, 7*day, supportNow)
	if want := (cx.Attainment{Attained: 3, Missed: 4, EarlyMissed: 1, Pending: 2, Of: "no ticket within 168h0m0s"}); err != nil || a != want {
		t.Errorf("SelfServiceOf = %+v, %v, want %+v", a, err, want)
	}
	a, err = cx.SelfServiceOf(nil, tickets, day, supportNow)
	if err != nil || a != (cx.Attainment{}) {
		t.Errorf("no visits: %+v, %v", a, err)
	}
	for name, call := range map[string]func() (cx.Attainment, error){
		"no window":   func() (cx.Attainment, error) { return cx.SelfServiceOf(visits, tickets, 0, supportNow) },
		"long window": func() (cx.Attainment, error) { return cx.SelfServiceOf(visits, tickets, math.MaxInt64, supportNow) },
		"no instant":  func() (cx.Attainment, error) { return cx.SelfServiceOf(visits, tickets, day, time.Time{}) },
		"blank visitor": func() (cx.Attainment, error) {
			return cx.SelfServiceOf([]cx.Activity{{At: at(1)}}, nil, day, supportNow)
		},
		"visit, no time": func() (cx.Attainment, error) {
			return cx.SelfServiceOf([]cx.Activity{{Customer: "a"}}, nil, day, supportNow)
		},
		"blank customer": func() (cx.Attainment, error) {
			return cx.SelfServiceOf(visits, []cx.Ticket{{Opened: at(1)}}, day, supportNow)
		},
		"ticket, no time": func() (cx.Attainment, error) {
			return cx.SelfServiceOf(nil, []cx.Ticket{{Customer: "a"}}, day, supportNow)
		},
	} {
		_, err := call()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err = cx.SelfServiceOf(visits, []cx.Ticket{{Customer: "a", Opened: at(1)}, {}}, day, supportNow)
	checkRowAt(t, "the second ticket", err, cx.ErrInvalid, "tickets[1]")
}

func TestPromises(t *testing.T) {
	now := ticketAt(10)
	window := cx.Promise{From: ticketAt(4), To: ticketAt(6)}
	kept := func(p cx.Promise, h float64) cx.Promise { p.Kept = ticketAt(h); return p }
	promises := []cx.Promise{
		kept(window, 3.99), kept(window, 4), kept(window, 6), kept(window, 6.01), // early, in, in, late
		window,                                                    // not kept, and over: late
		{From: ticketAt(8), To: ticketAt(12)}, {To: ticketAt(10)}, // pending
		kept(cx.Promise{To: ticketAt(12)}, 11),                   // later than now: pending
		kept(cx.Promise{To: ticketAt(5)}, 1),                     // no earliest time: in the window
		kept(window, 10),                                         // only now: late
		kept(cx.Promise{To: ticketAt(12)}, 3),                    // in the window, which is not over
		kept(cx.Promise{From: ticketAt(9), To: ticketAt(10)}, 8), // early, and its window ends now
	}
	p, err := cx.PromisesOf(promises, now)
	want := cx.Promises{
		OnTime: cx.Attainment{Attained: 6, Missed: 3, Pending: 3, EarlyAttained: 2, Of: "on time"},
		Kept:   cx.Attainment{Attained: 4, Missed: 5, Pending: 3, EarlyAttained: 1, EarlyMissed: 1, Of: "within the window"},
		Early:  durationsFrom(t, hours(0.01, 1)), // 3.99 to 4, 8 to 9
		Late:   durationsFrom(t, hours(0.01)),    // 6 to 6.01; the others have not come
	}
	if diff := cmp.Diff(want, p); err != nil || diff != "" {
		t.Fatalf("PromisesOf: %v (-want +got):\n%s", err, diff)
	}
	for cut := range len(promises) + 1 {
		cxtest.Shards(t, [][]cx.Promise{promises[cut:], promises[:cut]}, promises, func(p []cx.Promise) (cx.Promises, error) {
			return cx.PromisesOf(p, now)
		})
	}
	for name, bad := range map[string]cx.Promise{
		"no end": {From: ticketAt(1)}, "backwards": {From: ticketAt(2), To: ticketAt(1)}, "another century": {To: ticketAt(1), Kept: time.Unix(1<<55, 0)},
	} {
		_, err := cx.PromisesOf([]cx.Promise{window, bad}, now)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err = cx.PromisesOf(promises, time.Time{})
	cxtest.Refuses(t, "no instant", err, cx.ErrInvalid)
	first, last := instant("1900-01-01"), instant("2200-12-31")
	for name, far := range map[string]cx.Promise{"late": {To: first, Kept: last}, "early": {From: last, To: last, Kept: first}} {
		_, err = cx.PromisesOf([]cx.Promise{window, far}, last.Add(1))
		checkRowError(t, name+" by 301 years", err, cx.ErrInvalid, 1)
	}
	late := func(n int64) cx.Promises {
		return cx.Promises{OnTime: cx.Attainment{Missed: n}, Kept: cx.Attainment{Missed: n}}
	}
	cxtest.Unmerged(t, "full", late(math.MaxInt64), late(1), cx.ErrInvalid)
	limited := late(1)
	limited.Late = durationsFrom(t, hours(1), hours(2)...)
	cxtest.Unmerged(t, "limits", want, limited, cx.ErrMismatch)
	for name, change := range map[string]func(*cx.Promises){
		"negative":          func(p *cx.Promises) { p.OnTime.Missed, p.OnTime.Pending = -1, 7 },
		"negative kept":     func(p *cx.Promises) { p.Kept.Missed, p.Kept.Pending = -1, 9 },
		"overflow":          func(p *cx.Promises) { p.OnTime.Missed, p.Kept.Missed = math.MaxInt64, math.MaxInt64 },
		"another total":     func(p *cx.Promises) { p.Kept.Missed++ },
		"another pending":   func(p *cx.Promises) { p.Kept.Missed, p.Kept.Pending = 6, 2 },
		"kept, not in time": func(p *cx.Promises) { p.Kept.Attained, p.Kept.Missed = 7, 2 },
		"excluded":          func(p *cx.Promises) { p.OnTime.Excluded, p.Kept.Excluded = 1, 1 },
		"more early":        func(p *cx.Promises) { p.Early = durationsFrom(t, hours(1, 2, 3)) },
		"early on time":     func(p *cx.Promises) { p.OnTime.EarlyAttained = 3 },
		"late too early":    func(p *cx.Promises) { p.OnTime.EarlyMissed = 1 },
		"none was early":    func(p *cx.Promises) { p.Kept.EarlyMissed, p.OnTime.EarlyAttained = 3, 4 },
		"more late":         func(p *cx.Promises) { p.Late = durationsFrom(t, hours(1, 2, 3, 4)) },
	} {
		bad := want
		change(&bad)
		cxtest.Refuses(t, name, bad.Merge(cx.Promises{}), cx.ErrInvalid)
		cxtest.Unmerged(t, name+": into", want, bad, cx.ErrInvalid)
		if bad.Total() != 0 {
			t.Errorf("%s: Total = %d", name, bad.Total())
		}
	}
}

func TestApdex(t *testing.T) {
	// 40 satisfied, 200 tolerating, 48 frustrated: 140/288; a page of site24x7 prints 0.47.
	a := cx.Apdex{Satisfied: 40, Tolerating: 200, Frustrated: 48}
	score, err := a.Score()
	cxtest.Exactly(t, "Score", score, err, "0.48611111")
	b := cx.Apdex{Target: time.Second}
	for _, d := range []time.Duration{0, time.Second, time.Second + 1, 4 * time.Second, 4*time.Second + 1, math.MaxInt64} {
		if err := b.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	if want := (cx.Apdex{Satisfied: 2, Tolerating: 2, Frustrated: 2, Target: time.Second}); b != want {
		t.Errorf("Add = %+v, want %+v", b, want)
	}
	// Cumulative counts of a histogram, as of Prometheus (prometheus/docs PR 1226), become
	// counts by subtraction: 60, 90 and 100 at most 1 s, 4 s and any. By hand.
	for _, c := range []struct {
		atTarget, atFourTimes, all int64
		want                       string
	}{{60, 90, 100, "0.75"}, {120, 150, 160, "0.84375"}} {
		h := cx.Apdex{Satisfied: c.atTarget, Tolerating: c.atFourTimes - c.atTarget, Frustrated: c.all - c.atFourTimes}
		score, err := h.Score()
		cxtest.Exactly(t, "Score of a histogram", score, err, c.want)
	}
	cxtest.Unchanged(t, "negative", b, func(a *cx.Apdex) error { return a.Add(-1) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "no target", a, func(a *cx.Apdex) error { return a.Add(1) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "targets", a, b, cx.ErrMismatch)
	cxtest.Unmerged(t, "full", cx.Apdex{Satisfied: math.MaxInt64}, cx.Apdex{Frustrated: 1}, cx.ErrInvalid)
	_, err = cx.Apdex{Target: 1}.Score()
	cxtest.Refuses(t, "no data", err, cx.ErrNoData)
	for name, bad := range map[string]cx.Apdex{
		"negative": {Satisfied: -1}, "overflow": {Satisfied: math.MaxInt64, Tolerating: 1},
		"negative target": {Satisfied: 1, Target: -1}, "huge target": {Satisfied: 1, Target: math.MaxInt64},
	} {
		cxtest.Impossible(t, name, a, bad, cx.ErrInvalid)
		cxtest.Refuses(t, name+": Add", bad.Add(1), cx.ErrInvalid)
	}
	full := cx.Apdex{Satisfied: math.MaxInt64}
	score, err = full.Score()
	cxtest.Exactly(t, "Score of a full tally", score, err, "1")
}
