package cx_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// Five tickets in three days, by hand, with ticketDay at 9:00 on Monday.
func TestBacklogTrend(t *testing.T) {
	day := func(n float64) time.Time { return ticketAt(24*n - 9) } // midnight before the n-th day, from 0
	tickets := []cx.Ticket{
		{Opened: day(-3), Resolved: day(1.5)},                                    // open before, and on the first day
		{Opened: day(0.5), Resolved: day(2)},                                     // resolved at midnight: in the new day
		{Opened: day(1), Settled: []cx.TimeSpan{{From: day(1.2), To: day(2.5)}}}, // opened at midnight, reopened on the third day
		{Opened: day(1.5), Closed: day(1.6)},                                     // hung up
		{Opened: day(1.5), Void: true},
		{Opened: day(2.5), FirstResolved: day(2.6)}, // reopened, nobody knows when
		{Opened: day(3)}, // after the span
	}
	span := cx.Period{Start: date("2026-11-02"), End: date("2026-11-05")}
	ages := func(days ...float64) cx.Durations {
		var h []float64
		for _, d := range days {
			h = append(h, 24*d)
		}
		return durationsFrom(t, hours(h...), 24*time.Hour)
	}
	point := func(start, end string, b cx.Backlog) cx.Point[cx.Backlog] {
		b.From, b.AsOf = instant(start+"T00:00:00Z"), instant(end+"T00:00:00Z")
		return cx.Point[cx.Backlog]{Period: cx.Period{Start: date(start), End: date(end)}, Tally: b}
	}
	want := []cx.Point[cx.Backlog]{
		point("2026-11-02", "2026-11-03", cx.Backlog{Opened: 1, Open: 2, Ages: ages(4, 0.5)}),
		point("2026-11-03", "2026-11-04", cx.Backlog{Opened: 2, Resolved: 2, Closed: 1, Open: 1, Ages: ages(1.5)}),
		point("2026-11-04", "2026-11-05", cx.Backlog{Opened: 1, Reopened: 1, Resolved: 1, Open: 2, Ages: ages(2, 0.5)}),
	}
	got, err := cx.BacklogTrend(tickets, cx.Calendar{}, span, 24*time.Hour)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatalf("BacklogTrend: %v (-want +got):\n%s", err, diff)
	}
	// Of two teams, and with the periods of the tickets themselves: 10-30 to 11-05.
	east, err1 := cx.BacklogTrend(tickets[:2], cx.Calendar{}, span, 24*time.Hour)
	west, err2 := cx.BacklogTrend(tickets[2:], cx.Calendar{}, span, 24*time.Hour)
	both, err := cx.MergePoints(east, west)
	if diff := cmp.Diff(want, both); err1 != nil || err2 != nil || err != nil || diff != "" {
		t.Errorf("merged: %v, %v, %v (-want +got):\n%s", err1, err2, err, diff)
	}
	all, err := cx.BacklogTrend(tickets, cx.Calendar{}, cx.Period{}, 24*time.Hour)
	if err != nil || len(all) != 7 {
		t.Fatalf("of all periods: %d, %v", len(all), err)
	}
	if diff := cmp.Diff(want, all[3:6]); diff != "" {
		t.Errorf("of all periods (-want +got):\n%s", diff)
	}
	monday, tuesday := all[3].Tally, all[4].Tally
	cxtest.Refuses(t, "days are no week", monday.Merge(tuesday), cx.ErrMismatch)
	for _, none := range [][]cx.Ticket{nil, {{Opened: ticketDay, Void: true}}} {
		if points, err := cx.BacklogTrend(none, cx.Calendar{}, cx.Period{}); points != nil || err != nil {
			t.Errorf("no tickets: %v, %v", points, err)
		}
	}
}

// What is open at the end of a period is what was open before, what came in and what was
// done, and is the number of tickets that a plain look at each finds open.
func TestBacklogBalance(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 0))
	names := logNames()
	var log []cx.TicketEntry
	for id := range 300 {
		log = append(log, entry(strconv.Itoa(id), "created", float64(random.IntN(500))))
		at := log[len(log)-1].At.Sub(ticketDay).Hours()
		for range random.IntN(6) {
			at += 1 + float64(random.IntN(80))
			log = append(log, entry(strconv.Itoa(id), []string{"solved", "reopened"}[random.IntN(2)], at))
		}
	}
	tickets, err := cx.TicketsOf(log, names, ticketAt(2000))
	if err != nil {
		t.Fatal(err)
	}
	for _, grain := range []cx.Grain{cx.Day, cx.Week, cx.Month} {
		c := cx.Calendar{Grain: grain, Location: zoneAt(t, "America/New_York")}
		points, err := cx.BacklogTrend(tickets, c, cx.Period{})
		if err != nil {
			t.Fatal(err)
		}
		before := int64(0)
		for _, p := range points {
			b := p.Tally
			if b.Open != before+b.Opened+b.Reopened-b.Resolved-b.Closed || b.Ages.Total() != b.Open {
				t.Errorf("%s %v: %+v after %d", grain, p.Period, b, before)
			}
			before = b.Open
			open := int64(0)
			for _, v := range tickets {
				isOpen := v.Opened.Before(b.AsOf) && (v.Resolved.IsZero() || !v.Resolved.Before(b.AsOf))
				for _, s := range v.Settled {
					isOpen = isOpen && (!s.From.Before(b.AsOf) || s.To.Before(b.AsOf))
				}
				if isOpen {
					open++
				}
			}
			if open != b.Open {
				t.Errorf("%s %v: %d open, want %d", grain, p.Period, b.Open, open)
			}
		}
	}
}

func TestBacklogRefuse(t *testing.T) {
	good := cx.Ticket{Opened: ticketDay}
	span := cx.Period{Start: date("2026-11-02"), End: date("2026-11-05")}
	for name, c := range map[string]struct {
		bad  cx.Ticket
		span cx.Period
	}{
		"never opened":          {cx.Ticket{}, span},
		"three centuries":       {cx.Ticket{Opened: instant("1900-01-01")}, cx.Period{Start: date("2200-01-01"), End: date("2200-01-02")}},
		"days of two centuries": {cx.Ticket{Opened: instant("1900-01-01")}, cx.Period{}},
	} {
		_, err := cx.BacklogTrend([]cx.Ticket{good, c.bad}, cx.Calendar{}, c.span)
		checkRowError(t, name, err, cx.ErrInvalid, 1)
	}
	for name, call := range map[string]func() ([]cx.Point[cx.Backlog], error){
		"grain": func() ([]cx.Point[cx.Backlog], error) { return cx.BacklogTrend(nil, cx.Calendar{Grain: "hour"}, span) },
		"span": func() ([]cx.Point[cx.Backlog], error) {
			return cx.BacklogTrend(nil, cx.Calendar{}, cx.Period{End: span.Start})
		},
		"limits": func() ([]cx.Point[cx.Backlog], error) { return cx.BacklogTrend(nil, cx.Calendar{}, span, -1) },
	} {
		_, err := call()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	// 2,600 tickets that are open for 40,000 days are more than 100 million ages, which are
	// refused before they are counted: most of the time is that of the ones before.
	if !testing.Short() {
		many := make([]cx.Ticket, 2600)
		for i := range many {
			many[i].Opened = instant("2000-01-01")
		}
		century := cx.Period{Start: date("2010-01-01"), End: date("2119-07-01")}
		_, err := cx.BacklogTrend(many, cx.Calendar{}, century)
		if row, ok := err.(*cx.RowError); !ok || row.Row < 2500 {
			t.Errorf("very many ages: %v", err)
		}
	}
	valid := cx.Backlog{AsOf: ticketDay, Opened: 1, Open: 2, Ages: durationsFrom(t, hours(1, 2))}
	cxtest.Unmerged(t, "another end", valid, cx.Backlog{AsOf: supportNow, Open: 1}, cx.ErrMismatch)
	cxtest.Unmerged(t, "another start", valid, cx.Backlog{From: ticketDay.Add(-dayLong), AsOf: ticketDay, Open: 1}, cx.ErrMismatch)
	cxtest.Unmerged(t, "other limits", valid, cx.Backlog{AsOf: ticketDay, Ages: durationsFrom(t, nil, time.Hour)}, cx.ErrMismatch)
	cxtest.Unmerged(t, "full", valid, cx.Backlog{AsOf: ticketDay, Open: math.MaxInt64}, cx.ErrInvalid)
	for name, bad := range map[string]cx.Backlog{
		"negative": {AsOf: ticketDay, Resolved: -1}, "no end": {Open: 1}, "from the end": {From: supportNow, AsOf: ticketDay}, "more ages": {AsOf: ticketDay, Open: 1, Ages: valid.Ages},
	} {
		cxtest.Unmerged(t, name, valid, bad, cx.ErrInvalid)
	}
}
