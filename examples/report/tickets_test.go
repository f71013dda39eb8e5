package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

var ticketArgs = []string{"tickets", "-customer", "who", "-opened", "asked", "-replied", "answered", "-resolved", "solved", "-closed", "ended",
	"-replies", "n", "-transfers", "moved", "-reopens", "again", "-escalated", "up", "-by", "via", "-"}

const ticketHeader = "who,asked,answered,solved,ended,n,moved,again,up,via\n"

func TestTicketSample(t *testing.T) {
	compareScreen(t, "tickets.txt", "sample", "tickets")
	compareGolden(t, "tickets.json", "sample", "tickets", "-json")
}

// Six tickets as of 2026-01-20, with a week of re-contact, and targets of 2 h and of a day.
// a is resolved at first contact, and asks again on the 3rd, a day after: missed. That
// second ticket of a, resolved on the 4th at first contact, stands. b needs two replies:
// missed. c is escalated, and out of the net rate. d is resolved on the 18th at first
// contact, and pending. e has no reply and waits since the 19th, noon.
const sixTickets = ticketHeader +
	"a,2026-01-02 10:00,2026-01-02 11:00,2026-01-02 12:00,,1,0,0,0,mail\n" +
	"a,2026-01-03 10:00,2026-01-03 13:00,2026-01-04 10:00,,1,0,0,0,mail\n" +
	"b,2026-01-05 10:00,2026-01-05 12:00,2026-01-07 10:00,,2,0,1,0,mail\n" +
	"c,2026-01-06 10:00,2026-01-06 11:00,2026-01-06 20:00,,3,1,0,1,call\n" +
	"d,2026-01-18 10:00,2026-01-18 10:30,2026-01-18 11:00,,1,0,0,0,call\n" +
	"e,2026-01-19 12:00,,,,0,0,0,0,call\n" +
	"f,2026-01-21,,,,0,0,0,0,call\n"

func TestTicketPage(t *testing.T) {
	args := append([]string{"-recontact", "7d", "-reply-within", "2h", "-resolve-within", "24h", "-as-of", "2026-01-20"}, ticketArgs...)
	doc := runJSON(t, sixTickets, args...)
	all := func(path ...any) []any { return append([]any{"all"}, path...) }
	for _, c := range []struct {
		want float64
		path []any
	}{
		{1, []any{"later"}}, {604_800, []any{"recontact_seconds"}},
		{6, all("tickets")}, {1, all("open")},
		{1, all("first_contact", "tally", "attained")}, {2, all("first_contact", "tally", "missed")},
		{2, all("first_contact", "tally", "pending")}, {1, all("first_contact", "tally", "excluded")},
		{0.25, all("first_contact", "gross", "rate")}, {0.33333333, all("first_contact", "net", "rate")},
		{3, all("first_contact", "whole", "base")}, {0.33333333, all("first_contact", "whole", "rate")},
		{0.8, all("resolution", "level", "whole", "rate")},
		{0.2, all("first_contact", "at_least", "rate")}, {0.6, all("first_contact", "at_most", "rate")},
		{3, all("one_touch", "count")}, {5, all("one_touch", "base")},
		{0.2, all("reopened", "rate")}, {0.16666667, all("escalated", "rate")},
		{5, all("first_reply", "count")}, {5400, all("first_reply", "mean")}, // (1 + 3 + 2 + 1 + 0.5) / 5 h
		{3600, all("first_reply", "median")}, {9360, all("first_reply", "p90")}, // 2 h + 0.6 of the hour to 3 h
		// Exactly half of the six are over by 1 h: the middle of that and the next, as in R.
		{5400, all("first_reply", "all", "time")},
		{4, all("first_reply", "level", "tally", "attained")}, {2, all("first_reply", "level", "tally", "missed")}, // e after 12 h
		{0.66666667, all("first_reply", "level", "net", "rate")}, {0.66666667, all("first_reply", "expected")},
		{36_000, all("resolution", "median")}, // of 1, 2, 10, 24, 48 h
		{4, all("resolution", "level", "tally", "attained")}, {1, all("resolution", "level", "tally", "missed")},
		{1, all("resolution", "level", "tally", "pending")},
		{0.8, all("resolution", "level", "net", "rate")}, {0.66666667, all("resolution", "level", "at_least", "rate")},
		{0.83333333, all("resolution", "level", "at_most", "rate")},
		// Of 6 at risk 3 are left after 10 h, then e is censored at 12 h; one of 2 is left after 24 h.
		{0.75, all("resolution", "expected")}, {61_200, all("resolution", "all", "time")}, // of 10 and 24 h
		{3, []any{"segments", "mail", "tickets"}}, {1, []any{"segments", "call", "open"}},
		{0.33333333, []any{"segments", "mail", "first_contact", "gross", "rate"}},
	} {
		doc.near(t, c.want, 1e-8, c.path...)
	}
	page := runReport(t, sixTickets, args...)
	for _, want := range []string{"SERVICE  6 tickets, 1 open, 33.3% resolved at first contact", "reply in 2 hours", "as of later days",
		"if all pending fail", "resolved in 1 day"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

func TestTicketUsage(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"re-contact without customers", []string{"tickets", "-opened", "asked", "-recontact", "7d", "-"}, "-recontact needs the column of -customer"},
		{"target without replies", []string{"tickets", "-opened", "asked", "-reply-within", "1h", "-"}, "-reply-within needs the column of -replied"},
		{"target without resolutions", []string{"tickets", "-opened", "asked", "-resolve-within", "1h", "-"}, "-resolve-within needs the column of -resolved"},
		{"first contact", []string{"tickets", "-opened", "asked", "-first-contact", "up", "-"}, "-first-contact needs the column of -resolved"},
		{"no opening", []string{"tickets", "-replied", "answered", "-"}, "name the column with -opened"},
		{"length", []string{"tickets", "-opened", "asked", "-reply-within", "60", "-"}, "as in 20s, 30m, 12h, 7d or 2w"},
		{"another topic's flag", []string{"tickets", "-opened", "asked", "-window", "9", "-"}, "-window is no flag of tickets, but of orders"},
		{"unknown column", []string{"tickets", "-opened", "open", "-"}, `-opened: there is no column "open"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if status := run(kindFirst(c.args), strings.NewReader(ticketHeader), &out, &errs); status != 2 || out.Len() > 0 {
				t.Errorf("status %d and %d bytes of output, want 2 and none", status, out.Len())
			}
			if !strings.Contains(errs.String(), c.want) {
				t.Errorf("message %q lacks %q", errs.String(), c.want)
			}
		})
	}
}

// TestReferenceServiceTickets has the tickets of a shop, by channel.
func TestReferenceServiceTickets(t *testing.T) {
	want := reference(t, "ces_fcr_tickets")
	text, err := os.ReadFile(sharedData + "ces_fcr_tickets/service_tickets.csv")
	if err != nil {
		t.Fatal(err)
	}
	got := runJSON(t, string(text), "tickets", "-opened", "Reported_Time", "-replied", "First_Response_Time",
		"-resolved", "Resolution_Time", "-escalated", "Escalation_Flag", "-first-contact", "First_Contact_Resolution_Flag", "-by", "Channel", "-")
	got.near(t, want.number(t, "rows"), 0, "all", "tickets")
	got.near(t, want.number(t, "fcr_pct")/100, 1e-8, "all", "first_contact", "gross", "rate")
	got.near(t, want.number(t, "escalation_pct")/100, 1e-8, "all", "escalated", "rate")
	for name, minutes := range map[string]string{"first_reply": "first_response_minutes", "resolution": "resolution_minutes"} {
		got.near(t, want.number(t, minutes, "n"), 0, "all", name, "count")
		for figure, key := range map[string]string{"mean": "mean", "median": "median", "p90": "p90"} {
			got.near(t, 60*want.number(t, minutes, key), 60e-6, "all", name, figure)
		}
	}
	for _, channel := range want.keys(t, "by_channel") {
		got.near(t, want.number(t, "by_channel", channel, "n"), 0, "segments", channel, "tickets")
		got.near(t, want.number(t, "by_channel", channel, "fcr_pct")/100, 1e-8, "segments", channel, "first_contact", "gross", "rate")
		got.near(t, 60*want.number(t, "by_channel", channel, "median_resolution_minutes"), 60e-6, "segments", channel, "resolution", "median")
	}
}

// TestReferenceIncidents has the incidents of an office, each its last row in the log. The
// reference has waits of those with a time of resolution, and shares of all that were
// closed, which here stands for the resolution where that is missing.
func TestReferenceIncidents(t *testing.T) {
	want := reference(t, "tickets_servicenow")
	log, err := csv.NewReader(strings.NewReader(readShared(t, "tickets_servicenow/incident_event_log.csv.gz"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last := map[string][]string{}
	for _, row := range log[1:] {
		last[row[0]] = row
	}
	cell := func(row []string, column string) string { return row[slices.Index(log[0], column)] }
	iso := func(text string) string {
		if text == "?" {
			return ""
		}
		at, err := time.Parse("02-01-2006 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return at.Format("2006-01-02 15:04")
	}
	resolved, closed := ticketHeader, ticketHeader
	for _, row := range last {
		opened, solved, ended := iso(cell(row, "opened_at")), iso(cell(row, "resolved_at")), iso(cell(row, "closed_at"))
		moved, again, priority := cell(row, "reassignment_count"), cell(row, "reopen_count"), cell(row, "priority")
		resolved += fmt.Sprintf("x,%s,,%s,%s,1,%s,%s,,%s\n", opened, solved, ended, moved, again, priority)
		if solved == "" {
			solved = ended
		}
		closed += fmt.Sprintf("x,%s,,%s,%s,1,%s,%s,,%s\n", opened, solved, ended, moved, again, priority)
	}
	args := []string{"tickets", "-opened", "asked", "-resolved", "solved", "-closed", "ended", "-replies", "n", "-transfers", "moved",
		"-reopens", "again", "-by", "via", "-"}
	got := runJSON(t, resolved, args...)
	got.near(t, want.number(t, "incidents"), 0, "all", "tickets")
	got.near(t, 0, 0, "all", "open")
	got.near(t, want.number(t, "incidents")-want.number(t, "resolved"), 0, "all", "tally", "closed")
	for figure, key := range map[string]string{"count": "n", "mean": "mean", "median": "median", "p90": "p90"} {
		scale := 3600.0
		if figure == "count" {
			scale = 1
		}
		got.near(t, scale*want.number(t, "resolution_hours", key), scale*sixDigits, "all", "resolution", figure)
	}
	got = runJSON(t, closed, args...)
	got.near(t, want.number(t, "reopen_pct")/100, 1e-8, "all", "reopened", "rate")
	got.near(t, want.number(t, "one_touch_pct")/100, 1e-8, "all", "first_contact", "gross", "rate")
	for _, priority := range want.keys(t, "by_priority") {
		got.near(t, want.number(t, "by_priority", priority, "n"), 0, "segments", priority, "tickets")
		got.near(t, want.number(t, "by_priority", priority, "reopened"), 0, "segments", priority, "reopened", "count")
	}
}

func TestTicketPages(t *testing.T) {
	var many strings.Builder
	many.WriteString(ticketHeader)
	for i := range 2000 {
		solved := ""
		if i%7 > 0 {
			solved = fmt.Sprintf("2026-03-%02d %02d:00", 1+i%28, i%24)
		}
		fmt.Fprintf(&many, "%d,2026-01-%02d,,%s,,%d,,,,%s %d\n", i%300, 1+i%28, solved, i%3, strings.Repeat("a long channel ", 5), i%60)
	}
	for _, c := range []struct {
		name, text string
		args       []string
	}{
		{"many segments", many.String(), append([]string{"-recontact", "52w", "-reply-within", "1m", "-resolve-within", "520w"}, ticketArgs...)},
		{"opened alone", many.String(), []string{"tickets", "-opened", "asked", "-"}},
		{"early", "", []string{"sample", "tickets", "-as-of", "2025-10-02", "-level", "0.999"}},
		{"before all", "", []string{"sample", "tickets", "-as-of", "2020-01-01", "-tz", "America/New_York"}},
		{"one open", ticketHeader + "a,2026-01-01,,,,,,,,\n", append([]string{"-recontact", "7d", "-reply-within", "1h"}, ticketArgs...)},
		{"at once", ticketHeader + "a,2026-01-01,2026-01-01,2026-01-01,2026-01-01,1,0,0,0,x\x1b[31m\n", append([]string{"-reply-within", "1h"}, ticketArgs...)},
		{"given up", ticketHeader + "a,2026-01-01,,,2026-01-02,0,0,0,0,x\n", append([]string{"-reply-within", "1w"}, ticketArgs...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkPage(t, runReport(t, c.text, c.args...))
			runJSON(t, c.text, c.args...)
		})
	}
}

// TestTicketsStayPrivate looks for customers and bad cells in all that is printed.
func TestTicketsStayPrivate(t *testing.T) {
	const secret = "4929123412341234"
	text := ticketHeader + secret + ",2026-01-01,,,,,,,,\n" + secret + ",2026-01-02,,,,,,,,\na," + secret + ",,,,,,,,\n"
	for _, format := range []string{"-json", "-level=0.9"} {
		if page := runReport(t, text, slices.Concat([]string{format, "-recontact", "7d"}, ticketArgs)...); strings.Contains(page, secret) {
			t.Errorf("the report repeats a cell:\n%s", page)
		}
	}
}

// TestCalls counts by hand: of five calls two are answered, in 10 and 65 seconds; of the three who gave
// up one did so within 5 seconds, one within 30. Of one row nobody can say how long it took.
func TestCalls(t *testing.T) {
	const text = "at,line,sec,end\n2026-03-02 09:00,a,10,agent\n2026-03-02 09:05,a,1:05,agent\n2026-03-02 10:00,b,5,hung up\n2026-03-02 10:10,b,30,hung up\n" +
		"2026-03-02 10:20,b,0:01:00,voicemail\n2026-03-02 10:30,b,soon,agent\n"
	args := []string{"tickets", "-waited", "sec", "-outcome", "end", "-answered-by", "agent", "-reply-within", "30s", "-by", "line", "-accept-losses", "1", "-"}
	for _, c := range []struct {
		args  []string
		wants []want
	}{
		{nil, []want{figure(5, "all", "tickets"), figure(37.5, "all", "first_reply", "mean"), figure(3, "all", "gave_up", "count"), figure(5, "all", "gave_up", "base"),
			figure(1, "calls", "of_answered", "count"), figure(2, "calls", "of_answered", "base"), figure(1, "calls", "of_all", "count"), figure(5, "calls", "of_all", "base"),
			figure(3, "calls", "less_gave_up", "base"), figure(3, "calls", "gave_up_is_kept", "count"), figure(2, "segments", "a", "tickets"), figure(0, "segments", "a", "gave_up", "count"), figure(1, "segments", "b", "gave_up", "rate"), figure(1, "rows", "rejected")}},
		{[]string{"-short", "5s", "-opened", "at"}, []want{figure(4, "all", "tickets"), figure(1, "calls", "short"), figure(2, "all", "gave_up", "count"), figure(2, "segments", "b", "tickets")}},
	} {
		doc := runStatus(t, 0, text, append(c.args, args...)...)
		for _, w := range c.wants {
			doc.near(t, w.value, 1e-8, w.path...)
		}
		dir := t.TempDir()
		page := runReport(t, text, slices.Concat(c.args, args, []string{"-html", dir + "/page.html", "-md", dir + "/page.md", "-csv", dir + "/tables"})...)
		checkPage(t, page)
		for _, out := range []string{page, readDocument(t, dir, "page.html"), readDocument(t, dir, "page.md")} {
			if !strings.Contains(out, "in 30 seconds, of the answered") || !strings.Contains(out, "50.0%") {
				t.Errorf("a page lacks the calls:\n%s", out)
			}
		}
		if shares := readDocument(t, dir, "tables", "call-shares.csv"); !strings.Contains(shares, "\"in 30 seconds, of the answered\",50.0") {
			t.Errorf("the table of calls:\n%s", shares)
		}
	}
	for _, c := range []struct{ flags, want string }{
		{"-waited sec", "-waited needs -outcome COLUMN and -answered-by NAMES"}, {"-outcome end", "-outcome, -answered-by and -short go with -waited"},
		{"-waited sec -outcome end -answered-by nobody", "-answered-by: no outcome is of these names"}, {"-waited sec -outcome end -answered-by agent -replied at", "-waited is of calls"},
		{"-waited sec -outcome end -answered-by agent -as-of 2026-03-03", "-recontact and -as-of need the column of -opened"},
		{"-waited sec -outcome end -answered-by agent -hours daily,9-12", "-waited goes without -hours"}, {"-waited sec -outcome end -answered-by agent -short 5", "-short: want a time"},
		{"-waited sec -outcome end -answered-by agent -log -ticket line -event end -at at -opened-by x", "-waited goes without -log"},
	} {
		refusal(t, 2, text, []string{c.want}, append(append([]string{"tickets"}, strings.Fields(c.flags)...), "-")...)
	}
	refusal(t, 1, "sec,end\n-1,agent\n", []string{"not a number of seconds, nor a time as 1:05"}, "tickets", "-waited", "sec", "-outcome", "end", "-answered-by", "agent", "-")
	refusal(t, 1, "sec,end\n1:61,agent\n", []string{"not a number of seconds, nor a time as 1:05"}, "tickets", "-waited", "sec", "-outcome", "end", "-answered-by", "agent", "-")
	refusal(t, 1, "sec,end\n999999999,agent\n", []string{"a wait of a week or more"}, "tickets", "-waited", "sec", "-outcome", "end", "-answered-by", "agent", "-")
}
