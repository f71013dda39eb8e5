package main

import (
	"strings"
	"testing"
)

const ticketLog = "id,what,when,who,via\n" +
	"1,created,2026-03-02 09:00,ana,mail\n" +
	"2,created,2026-03-02 10:00,ben,chat\n" +
	"1,tagged,2026-03-02 09:05,,\n" +
	"1,answered,2026-03-02 11:00,,\n" + // after 2 h
	"1,solved,2026-03-02 12:00,,\n" + // after 3 h
	"2,answered,2026-03-02 10:30,,\n" + // after half an hour
	"2,answered,2026-03-02 10:30,,\n" + // delivered twice
	"2,solved,2026-03-02 11:00,,\n" +
	"2,again,2026-03-03 08:00,,\n" +
	"3,answered,2026-03-02 11:00,,\n" + // nobody asked
	"3,solved,2026-03-02 12:00,,\n" +
	"4,created,2026-03-03 09:00,cem,chat\n"

var ticketLogFlagsGiven = []string{"tickets", "-log", "-ticket", "id", "-event", "what", "-at", "when", "-customer", "who", "-by", "via",
	"-opened-by", "created", "-replied-by", "answered", "-resolved-by", "solved", "-reopened-by", "again", "-ignored-by", "tagged"}

// TestTicketLog counts by hand: three tickets, of which one is resolved, one reopened and
// one new; the fourth has no opening, so that its two rows are rejected.
func TestTicketLog(t *testing.T) {
	args := append([]string{"-reply-within", "1h", "-"}, ticketLogFlagsGiven...)
	doc := runStatus(t, 3, ticketLog, args...)
	for _, w := range []want{
		figure(12, "rows", "read"), figure(2, "rows", "rejected"), figure(1, "repeated"),
		figure(3, "all", "tickets"), figure(1, "all", "reopened", "count"),
		figure(2, "all", "first_reply", "count"), figure(4500, "all", "first_reply", "mean"), // of 2 h and half an hour
		figure(1, "all", "resolution", "count"), figure(10_800, "all", "resolution", "mean"),
		figure(2, "segments", "chat", "tickets"), figure(1, "segments", "mail", "tickets"),
	} {
		doc.near(t, w.value, 1e-9, w.path...)
	}
	page := runReport(t, ticketLog, args...)
	checkPage(t, page)
	for _, want := range []string{"line 11", "1 row of the log say"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	// As of March 3 the second ticket is resolved, and the fourth not yet there.
	doc = runStatus(t, 3, ticketLog, append([]string{"-as-of", "2026-03-03"}, args...)...)
	doc.near(t, 2, 0, "all", "tickets")
	doc.near(t, 2, 0, "all", "resolution", "count")
}

// TestSubscriptionLog has what customers pay from a day on.
func TestSubscriptionLog(t *testing.T) {
	const changes = "who,day,what,pays\nana,2026-01-01,start,10\nana,2026-03-01,change,15\nana,2026-04-01,end,15\nben,2026-02-01,start,20\n"
	base := []string{"subscriptions", "-log", "-customer", "who", "-at", "day", "-mrr", "pays", "-event", "what", "-ended-by", "end", "-as-of", "2026-05-01", "-"}
	const table = "who,from,to,pays\nana,2026-01-01,2026-03-01,10\nana,2026-03-01,2026-04-01,15\nben,2026-02-01,,20\n"
	got := runReport(t, changes, append([]string{"-json"}, base...)...)
	same := runReport(t, table, "subscriptions", "-json", "-customer", "who", "-start", "from", "-end", "to", "-mrr", "pays", "-as-of", "2026-05-01", "-")
	if a, b := strings.SplitN(got, `"rows"`, 2), strings.SplitN(same, `"rows"`, 2); a[0] != b[0] ||
		a[1][strings.Index(a[1], "}"):] != b[1][strings.Index(b[1], "}"):] {
		t.Errorf("the log gives\n%s\nthe table\n%s", got, same)
	}
}

func TestLogUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"tickets", "-log", "-ticket", "id", "-event", "what", "-opened-by", "created"}, "-ticket, -event and -at"},
		{[]string{"tickets", "-log", "-ticket", "id", "-event", "what", "-at", "when"}, "-opened-by NAMES"},
		{[]string{"tickets", "-ticket", "id", "-opened", "when"}, "go with -log"},
		{[]string{"tickets", "-log", "-ticket", "id", "-event", "what", "-at", "when", "-opened-by", "created", "-opened", "when"}, "do not go with -log"},
		{[]string{"tickets", "-opened-by", "a,b", "-replied-by", "b"}, "each for one flag"},
		{[]string{"subscriptions", "-log", "-mrr", "pays", "-customer", "who"}, "-customer, -at and -mrr"},
		{[]string{"subscriptions", "-log", "-mrr", "pays", "-customer", "who", "-at", "when", "-event", "what"}, "-event and -ended-by"},
		{[]string{"subscriptions", "-mrr", "pays", "-customer", "who", "-at", "when"}, "go with -log"},
		{[]string{"orders", "-log", "-customer", "who", "-at", "when"}, "-log is no flag of orders, but of subscriptions, tickets"},
		{[]string{"survey", "-log", "-nps", "who"}, "-log is no flag of survey, but of subscriptions, tickets"},
	} {
		refusal(t, 2, ticketLog, []string{c.want}, append(c.args, "-")...)
	}
	refusal(t, 1, "id,what,when\n1,created,2026-03-02\n", []string{"an event that no flag names", "line 2"},
		"tickets", "-log", "-ticket", "id", "-event", "what", "-at", "when", "-opened-by", "new", "-")
}
