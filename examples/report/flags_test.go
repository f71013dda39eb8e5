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
	workHours     = []string{"sample", "tickets", "-hours", "Mon-Fri 9-12, 13-17:30", "-hours", "2025-11-14 9-12", "-holidays", "2025-11-11,2025-11-13", "-tz", "Europe/Berlin"}
)

// TestFlagPages compares the text, the Markdown and the tables of command lines with golden files. That
// the page of HTML has their figures is in TestDocumentFigures.
func TestFlagPages(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
	}{{"open_funnel", openFunnel}, {"stopped_funnel", stoppedFunnel}, {"coming_back", comingBack}, {"own_weeks", ownWeeks}, {"work_hours", workHours}} {
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

// TestHoursRefused has hours of work that are none.
func TestHoursRefused(t *testing.T) {
	const text = "opened,replied\n2026-03-06 16:30,2026-03-09 09:20\n"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-hours", "Mon-Fri"}, "-hours: want days and their hours, as Mon-Fri 9:00-12:00 13:00-17:00"},
		{[]string{"-hours", "9-17"}, "-hours: want days"}, {[]string{"-hours", "Mon 9-17 Tue"}, "-hours: want days"}, {[]string{"-hours", "Mon 17-9"}, "-hours: want days"},
		{[]string{"-hours", "Mon 9-25"}, "-hours: want days"}, {[]string{"-hours", "Mo-Fr 9-17"}, "-hours: want days"}, {[]string{"-hours", "Mon 9:5-17"}, "-hours: want days"},
		{[]string{"-hours", ""}, "-hours: want days"}, {[]string{"-hours", "Mon 9-17 12-18"}, "-hours: opening hours overlap"}, {[]string{"-hours", "2026-03-09 9-12"}, "-hours: want those of a week, too"},
		{[]string{"-hours", "Mon 9-12", "-holidays", "2026-03-09", "-hours", "2026-03-09 8-10"}, "-hours: hours of a date: it is a holiday"},
		{[]string{"-holidays", "2026-03-09"}, "-holidays needs the hours of work of the other days: -hours HOURS"},
		{[]string{"-hours", "Mon 9-12", "-holidays", "09.03.2026"}, "-holidays: want a day"}, {[]string{"-hours", "Mon 9-12", "-holidays", ","}, "-holidays: want days with commas"},
		{[]string{"-hours", "daily 9-12", "-reply-within", "2d"}, "with -hours a day is no length of time: say -reply-within"},
	} {
		refusal(t, 2, text, []string{c.want}, append([]string{"tickets", "-opened", "opened", "-replied", "replied", "-"}, c.args...)...)
	}
	refusal(t, 2, text, []string{"-hours needs waits to count: -replied or -resolved"}, "tickets", "-opened", "opened", "-hours", "daily 9-12", "-")
	// From Friday evening to Monday morning, also with a range over the weekend and two forms of it.
	for _, hours := range []string{"Mon-Fri 9-17", "Friday-Monday 9:00-10:30 10:30-17:00", "every day 0-24"} {
		doc := runJSON(t, text, "tickets", "-opened", "opened", "-replied", "replied", "-hours", hours, "-")
		// 30 and 20 minutes; with the weekend two days of eight hours more; all the time between.
		doc.near(t, map[string]float64{"Mon-Fri 9-17": 3000, "Friday-Monday 9:00-10:30 10:30-17:00": 60600, "every day 0-24": 233400}[hours], 0, "all", "first_reply", "mean")
	}
}
