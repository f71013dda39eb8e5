package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
)

// weeklyRows writes 50 answers in each of 20 weeks from 2026-01-05 on. In the first 14 the plan A has
// 25 promoters and 15 detractors, an NPS of 20, and then 15 and 25, -20. B stays. The rows of the
// 21st week are of its Monday alone.
func weeklyRows() string {
	var rows strings.Builder
	rows.WriteString("at,nps,plan\n")
	day := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	write := func(plan string, at time.Time, promoters, detractors int) {
		for i := range 50 {
			score := 8
			switch {
			case i < promoters:
				score = 10
			case i < promoters+detractors:
				score = 5
			}
			fmt.Fprintf(&rows, "%s,%d,%s\n", at.AddDate(0, 0, i%7).Format(time.DateOnly), score, plan)
		}
	}
	for week := range 20 {
		if week < 14 {
			write("A", day, 25, 15)
		} else {
			write("A", day, 15, 25)
		}
		write("B", day, 25, 15)
		day = day.AddDate(0, 0, 7)
	}
	fmt.Fprintf(&rows, "%s,0,A\n", day.Format(time.DateOnly))
	return rows.String()
}

// TestWeekly has its figures by hand: of A the change is -20 - 20 = -40 points since the 15th week,
// of all answers it is half of that. The last four weeks have 40 % of each in 400 answers: 0, and by the formula of Wald 1.96·100·sqrt(0.8/400) =
// 8.8 around it.
func TestWeekly(t *testing.T) {
	args := []string{"-nps", "nps", "-at", "at", "-by", "plan", "-"}
	page := runReport(t, weeklyRows(), args...)
	for _, want := range []string{
		"NPS WEEK BY WEEK  20 whole weeks, without the unfinished one",
		"week of 2026-05-18        0 (",
		"last 4 weeks              0 (-9 to +9), 400 answers",
		"A                    since week of 2026-04-13: 40 points lower (",
		"all                  since week of 2026-04-13: 20 points lower (",
		"one false alert in two years (104 weeks) comes by chance alone, and one of all 2 segments of plan",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if strings.Contains(page, "\nB   ") {
		t.Errorf("there is an alert of B, which stays as it is:\n%s", page)
	}
	doc := runJSON(t, weeklyRows(), args...)
	for _, c := range []struct {
		path []any
		want any
	}{
		{[]any{"nps", "weekly", "weeks"}, 20.0},
		{[]any{"nps", "weekly", "unfinished"}, true},
		{[]any{"nps", "weekly", "last_weeks", "answers"}, 400.0},
		{[]any{"nps", "weekly", "last_weeks", "score"}, "0"},
		{[]any{"nps", "weekly", "watched"}, 2.0},
		{[]any{"nps", "weekly", "segments", 0, "key"}, "A"},
		{[]any{"nps", "weekly", "segments", 0, "alerts", 0, "since"}, "2026-W16"},
		{[]any{"nps", "weekly", "segments", 0, "alerts", 0, "change", "difference"}, -40.0},
	} {
		if got := doc.at(t, c.path...); got != c.want {
			t.Errorf("%v is %v, want %v", c.path, got, c.want)
		}
	}
}

// TestWeeklyWholeWeeks checks which weeks count: a Monday to Sunday file has no unfinished week, and
// 11 weeks have no digest.
func TestWeeklyWholeWeeks(t *testing.T) {
	rows := func(days int) string {
		text := "at,csat\n"
		day := cx.Date{Year: 2026, Month: 1, Day: 5}
		for range days {
			text += day.String() + ",4\n"
			day, _ = day.AddDays(1)
		}
		return text
	}
	for _, c := range []struct {
		days int
		want string
	}{
		{7*12 - 1, ""},
		{7 * 12, "CSAT WEEK BY WEEK  12 whole weeks ─"},
		{7*12 + 1, "CSAT WEEK BY WEEK  12 whole weeks, without the unfinished one"},
	} {
		page := runReport(t, rows(c.days), "-csat", "csat", "-at", "at", "-")
		if has := strings.Contains(page, "WEEK BY WEEK"); has != (c.want != "") || !strings.Contains(page, c.want) {
			t.Errorf("of %d days the page lacks %q:\n%s", c.days, c.want, page)
		}
	}
	if page := runReport(t, rows(7*12+6), "-csat", "csat", "-at", "at", "-every", "week_from_sunday", "-"); !strings.Contains(page, "12 whole weeks ─") {
		t.Errorf("weeks from Sunday 2026-01-11 to Saturday 2026-04-04:\n%s", page)
	}
	page := runReport(t, rows(84), "-csat", "csat", "-at", "at", "-")
	if !strings.Contains(page, "no lasting change") {
		t.Errorf("the page does not say that nothing changed:\n%s", page)
	}
}
