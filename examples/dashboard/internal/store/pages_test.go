package store

import (
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
)

// TestPages reads what only the pages ask for, on both databases.
func TestPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		ctx := t.Context()
		if first, last, err := s.Days(ctx); err != nil || first != (cx.Date{}) || last != (cx.Date{}) {
			t.Errorf("the days of an empty store: %v, %v, %v", first, last, err)
		}
		noon := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
		answers := []Answer{
			{ID: "1", Customer: "a", Segment: "Family", Question: NPS, At: noon, Score: 2, Comment: "late"},
			{ID: "2", Customer: "b", Segment: "Family", Question: CSAT, At: noon.AddDate(0, 0, 3), Score: 1, Comment: "no"},
			{ID: "3", Customer: "c", Segment: "Student", Question: NPS, At: noon.AddDate(0, 0, 1), Score: 0, Comment: "never"},
			{ID: "4", Customer: "d", Segment: "Student", Question: NPS, At: noon.AddDate(0, 0, 2), Score: 10},
		}
		if _, err := s.AddAnswers(ctx, answers); err != nil {
			t.Fatal(err)
		}
		first, last, err := s.Days(ctx)
		if err != nil || first.String() != "2026-09-01" || last.String() != "2026-09-04" {
			t.Errorf("the days are %v to %v, %v", first, last, err)
		}
		got, err := s.LastAnswers(ctx, Filter{}, NPS, 2)
		if err != nil || len(got) != 2 || got[0] != answers[3] || got[1] != answers[2] {
			t.Errorf("the last answers are %v, %v", got, err)
		}
		// The first was called in time and is done, the third is claimed, the second waits.
		err = s.ImportCallbacks(ctx, []Callback{
			{Answer: answers[0], Owner: "Ann", Claimed: noon.Add(time.Hour), Called: noon.Add(2 * time.Hour), Done: noon.Add(3 * time.Hour), Note: "done"},
			{Answer: answers[2], Owner: "Ben", Claimed: noon.AddDate(0, 0, 2)}, {Answer: answers[3], Owner: "Ann"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.ImportCallbacks(ctx, []Callback{{Answer: answers[0], Owner: "a\nb"}}); err == nil {
			t.Error("an owner of two lines is imported")
		}
		now := noon.AddDate(0, 0, 4)
		for _, test := range []struct {
			filter Filter
			want   CallbackCounts
		}{{Filter{}, CallbackCounts{2, 1, 1}}, {Filter{Segment: "Family"}, CallbackCounts{1, 0, 0}}, {Filter{Until: cx.Date{Year: 2026, Month: 9, Day: 2}}, CallbackCounts{}}} {
			if got, err := s.CountCallbacks(ctx, test.filter, now.Add(-48*time.Hour)); err != nil || got != test.want {
				t.Errorf("%+v: %+v, %v, want %+v", test.filter, got, err, test.want)
			}
		}
		loop, err := s.ClosedLoop(ctx, Filter{}, cx.CaseRule{Scale: Scale(NPS), Contact: 48 * time.Hour}, now)
		if c := loop.Value.Contacted; err != nil || c.Attained != 1 || c.Missed != 1 || c.Pending != 1 {
			t.Errorf("contacted %+v, %v", c, err)
		}
		if err := s.Done(ctx, "3", "", now); err != nil {
			t.Fatal(err)
		}
		done, err := s.DoneCallbacks(ctx, Filter{}, 10)
		if err != nil || len(done) != 2 || done[0].Answer.ID != "3" || done[1].Answer.ID != "1" || done[1].Note != "done" {
			t.Errorf("done %v, %v", done, err)
		}
	})
}

// TestSupportTrend compares the tallies of weeks with the tally of all.
func TestSupportTrend(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		noon := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
		var tickets []Ticket
		for i := range 40 {
			opened := noon.AddDate(0, 0, i)
			tickets = append(tickets, Ticket{ID: string(rune('A' + i)), Opened: opened, FirstReply: opened.Add(time.Duration(i) * time.Hour), Updated: opened})
		}
		if _, err := s.AddTickets(t.Context(), tickets); err != nil {
			t.Fatal(err)
		}
		span := cx.Period{Start: cx.Date{Year: 2026, Month: 9, Day: 7}, End: cx.Date{Year: 2026, Month: 10, Day: 5}}
		weeks, err := cx.Week.Periods(span)
		if err != nil {
			t.Fatal(err)
		}
		filter, rule := Filter{Since: span.Start, Until: span.End}, cx.SupportRule{AsOf: noon.AddDate(1, 0, 0)}
		trend, err := s.SupportTrend(t.Context(), filter, weeks, rule)
		if err != nil || len(trend.Value) != 4 {
			t.Fatalf("%d points, %v", len(trend.Value), err)
		}
		var sum cx.Support
		for _, p := range trend.Value {
			if p.Tally.Tickets != 7 {
				t.Errorf("%v has %d tickets", p.Period, p.Tally.Tickets)
			}
			if err := sum.Merge(p.Tally); err != nil {
				t.Fatal(err)
			}
		}
		all, err := s.Support(t.Context(), filter, rule)
		if err != nil || !all.Value.FirstReply.Equal(sum.FirstReply) || all.Value.Tickets != sum.Tickets {
			t.Errorf("the weeks have %d tickets, all %d, %v", sum.Tickets, all.Value.Tickets, err)
		}
	})
}
