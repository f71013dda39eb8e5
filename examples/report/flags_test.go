package main

import (
	"strings"
	"testing"
)

// Command lines of samples whose pages have golden files.
var (
	openFunnel    = []string{"sample", "events", "-steps", "search,product,order", "-open", "-within", "3d"}
	stoppedFunnel = []string{"sample", "events", "-steps", "visit,cart,order", "-exclude", "payment_error", "-base", "unstopped"}
	comingBack    = []string{"sample", "events", "-started-by", "visit", "-active-by", "cart,order", "-every", "week"}
	ownWeeks      = []string{"sample", "orders", "-elapsed", "week", "-stickiness", "2025-10-01..2025-10-14"}
)

// TestFlagPages compares the text, the Markdown and the tables of command lines with golden files. That
// the page of HTML has their figures is in TestDocumentFigures.
func TestFlagPages(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
	}{{"open_funnel", openFunnel}, {"stopped_funnel", stoppedFunnel}, {"coming_back", comingBack}, {"own_weeks", ownWeeks}} {
		t.Run(c.name, func(t *testing.T) {
			text := runReport(t, "", c.args...)
			checkPage(t, text)
			dir := writeSample(t, c.args...)
			got := text + "\n== page.md\n" + readDocument(t, dir, "page.md") + strings.ReplaceAll(allTables(t, dir), "\r\n", "\n")
			if want := golden(t, "flags/"+c.name+".txt", got); got != want {
				t.Errorf("%s differs: run go test -run FlagPages -update, and look at it", c.name)
			}
		})
	}
}

// TestFlagsRefused has flags that do not go together, or say what is not there.
func TestFlagsRefused(t *testing.T) {
	const text = "who,what,at,via\na,visit,2026-01-01,\na,help,2026-01-01,\na,order,2026-01-02,\n"
	for _, c := range []struct {
		status int
		flags  string
		wants  []string
	}{
		{2, "-open", []string{"-open", "-steps visit,cart,order"}},
		{2, "-exclude help", []string{"-exclude", "-steps visit,cart,order"}},
		{2, "-steps visit,order -base unstopped", []string{"-base unstopped", "-exclude NAMES"}},
		{2, "-steps visit,order -base some -exclude help", []string{"-base", "want all or unstopped"}},
		{2, "-steps visit,order -open -order any", []string{"-open goes without -order any"}},
		{2, "-steps visit,order -exclude order", []string{"-exclude", "excluded event 1 of 1", "that of a step"}},
		{2, "-steps visit,visit,order -order any -exclude help", []string{"-steps", "steps 1 and 2"}},
		{1, "-steps visit,order -exclude halp", []string{`-exclude: no event is named "halp"`, "help"}},
		{2, "-started-by visit", []string{"-started-by NAMES and -active-by NAMES go together"}},
		{2, "-active-by visit", []string{"-started-by NAMES and -active-by NAMES go together"}},
		{1, "-started-by visits -active-by order", []string{`-started-by: no event is named "visits"`}},
		{2, "-elapsed day", []string{"-every and -elapsed need", "-started-by NAMES"}},
		{2, "-started-by visit -active-by order -elapsed fortnight", []string{"-elapsed: want day, week"}},
	} {
		refusal(t, c.status, text, c.wants, append(append([]string{"events"}, eventArgs[1:]...), strings.Fields(c.flags)...)...)
	}
	for _, c := range []struct{ days, want string }{
		{"2026-05", "-stickiness: no day of it is over as 2026-01-02 begins"}, {"2026-13", "-stickiness: want a period"}, {"2026-01-01/2026-01-03", "-stickiness: want a period"},
		{"2026-01-03..2026-01-01", "-stickiness: the last day is before the first"}, {"0999", "-stickiness: want a period of the years 1901 to 2199"}, {"2026-01..", "-stickiness: want the first and the last day"},
	} {
		refusal(t, 2, "who,at\na,2026-01-01\n", []string{c.want}, "orders", "-customer", "who", "-at", "at", "-stickiness", c.days, "-")
	}
	refusal(t, 1, "who,at\na,1901-01-01\nb,2199-12-31\n", []string{"-elapsed", "is a year wrong?"}, "orders", "-customer", "who", "-at", "at", "-every", "year", "-elapsed", "day", "-")
}
