package tickets

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

func TestReadTickets(t *testing.T) {
	o := &Flags{}
	o.File, o.Customer, o.By = "-", "who", "via"
	o.Opened, o.Replied, o.Resolved, o.Closed = "asked", "answered", "solved", "ended"
	o.Replies, o.Transfers, o.Reopens, o.Escalated = "n", "moved", "again", "up"
	o.SetDays(cx.Month, time.UTC, cx.Date{})
	text := "who,asked,answered,solved,ended,n,moved,again,up,via\n" +
		"a,2026-01-01 10:00,2026-01-01 11:00,2026-01-01 12:00,,1,,0,no,mail\n" +
		",2026-01-01 10:00,,,,,,,,mail\n" + // line 3
		"a,,,,,,,,,\n" +
		"a,2026-01-01 10:00,2026-01-01 09:00,,,,,,,\n" +
		"a,2026-01-01 10:00,,2026-01-01 09:00,,,,,,\n" +
		"a,2026-01-01 10:00,,2026-01-03,2026-01-02,,,,,\n" +
		"a,2026-01-01 10:00,,,2026-01-01,,,,,\n" + // line 8
		"a,2026-01-01 10:00,,,,-1,,,,\n" +
		"a,2026-01-01 10:00,,,,,1.5,,,\n" +
		"a,2026-01-01 10:00,,,,,,9999999999,,\n" +
		"a,2026-01-01 10:00,,,,,,,maybe,\n" +
		"a,2026-01-01 10:00,,2201-01-01,,,,,,\n" + // line 13
		"a,2026-01-01\n" +
		"b,2026-01-02,,,2026-01-03,2.0,3,1,YES,\n"
	got, err := readTickets(strings.NewReader(text), o, &topic.Progress{})
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 1, day, hour, 0, 0, 0, time.UTC) }
	want := []cx.Ticket{
		{Customer: "a", Channel: "mail", Opened: at(1, 10), FirstReply: at(1, 11), Resolved: at(1, 12), Replies: 1, FirstContact: true},
		{Customer: "b", Opened: at(2, 0), Closed: at(3, 0), Replies: 2, Transfers: 3, Reopens: 1, Escalated: true},
	}
	if diff := cmp.Diff(want, got.rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	faults := []topic.Fault{{Line: 3, Column: "who", Reason: "no customer"}, {Line: 4, Column: "asked", Reason: "no time"}, {Line: 5, Column: "answered", Reason: "replied to before it was opened"},
		{Line: 6, Column: "solved", Reason: "resolved before it was opened"}, {Line: 7, Column: "ended", Reason: "closed before it was resolved"}, {Line: 8, Column: "ended", Reason: "closed before it was opened"},
		{Line: 9, Column: "n", Reason: "not a number of times"}, {Line: 10, Column: "moved", Reason: "not a number of times"}, {Line: 11, Column: "again", Reason: "not a number of times"},
		{Line: 12, Column: "up", Reason: "want 1 or 0, true or false, yes or no"}, {Line: 13, Column: "solved", Reason: "a time outside the years 1901 to 2199"},
		{Line: 14, Column: "", Reason: "2 cells, the header has 10"}}
	if diff := cmp.Diff(faults, got.Faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}
