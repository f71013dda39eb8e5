package tickets

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// hourFlags say when somebody is there to help.
type hourFlags struct {
	Hours    []Opening `type:"hours" placeholder:"HOURS" help:"of work: Mon-Fri 9:00-12:00 13:00-17:00, or of a date 2026-12-24 9-12; may be repeated. Waits and their targets then are in these hours, by the clocks of -tz; default all hours"`
	Holidays []cx.Date `type:"holidays" placeholder:"DATES" help:"on which nobody works, with commas between them"`
}

// Opening is the hours of some days.
type Opening struct {
	text  string
	week  []cx.OpeningHours
	dates []cx.DateHours
}

var errHours = errors.New("want days and their hours, as Mon-Fri 9:00-12:00 13:00-17:00, Sat,Sun 10-14, daily 9-21 or 2026-12-24 9-12")

// ParseHours parses the hours of some days.
func ParseHours(text string) ([]Opening, error) {
	o := Opening{text: strings.Join(strings.Fields(text), " ")}
	words := strings.Fields(strings.NewReplacer(",", " ", ";", " ", "every day", "daily").Replace(strings.ToLower(text)))
	var days []time.Weekday
	var dates []cx.Date
	var spans [][2]time.Duration
	for _, word := range words {
		if span, ok := parseSpan(word); ok {
			spans = append(spans, span)
			continue
		}
		date, err := topic.ParseDay(word)
		named, ok := parseDays(word)
		switch {
		case len(spans) > 0 || err != nil && !ok: // a day after the hours would leave open whose they are
			return nil, errHours
		case err == nil:
			dates = append(dates, date)
		default:
			days = append(days, named...)
		}
	}
	if len(days)+len(dates) == 0 || len(spans) == 0 {
		return nil, errHours
	}
	for _, span := range spans {
		for _, day := range days {
			o.week = append(o.week, cx.OpeningHours{Day: day, From: span[0], To: span[1]})
		}
		for _, date := range dates {
			o.dates = append(o.dates, cx.DateHours{Date: date, From: span[0], To: span[1]})
		}
	}
	return []Opening{o}, nil
}

// parseDays parses a day of the week, or from which to which.
func parseDays(word string) ([]time.Weekday, bool) {
	if word == "daily" {
		return []time.Weekday{0, 1, 2, 3, 4, 5, 6}, true
	}
	first, last, several := strings.Cut(word, "-")
	if !several {
		last = first
	}
	from, to := parseWeekday(first), parseWeekday(last)
	if from < 0 || to < 0 {
		return nil, false
	}
	days := []time.Weekday{from}
	for day := from; day != to; {
		day = (day + 1) % 7
		days = append(days, day)
	}
	return days, true
}

// parseWeekday parses a day of the week, in full or short, -1 for none.
func parseWeekday(name string) time.Weekday {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if full := strings.ToLower(day.String()); len(name) >= 3 && strings.HasPrefix(full, name) {
			return day
		}
	}
	return -1
}

// parseSpan parses from when to when.
func parseSpan(word string) (span [2]time.Duration, ok bool) {
	from, to, ok := strings.Cut(word, "-")
	if !ok {
		return span, false
	}
	for i, text := range []string{from, to} {
		hour, minute, _ := strings.Cut(text, ":")
		h, err := strconv.ParseUint(hour, 10, 8)
		if err != nil || h > 24 || len(hour) > 2 {
			return span, false
		}
		m := uint64(0)
		if minute != "" {
			if m, err = strconv.ParseUint(minute, 10, 8); err != nil || m > 59 || len(minute) != 2 {
				return span, false
			}
		}
		span[i] = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	}
	return span, span[0] < span[1] && span[1] <= 24*time.Hour
}

// ParseHolidays parses days with commas between them.
func ParseHolidays(text string) ([]cx.Date, error) {
	names, err := topic.ParseNames(text)
	if err != nil {
		return nil, errors.New("want days with commas between them, as in 2026-01-01,2026-12-25")
	}
	var days []cx.Date
	for _, name := range names {
		day, err := topic.ParseDay(name)
		if err != nil {
			return nil, err
		}
		days = append(days, day)
	}
	return days, nil
}

// Target is a length of time to keep to. One of days is no number of hours of work.
type Target struct {
	time.Duration
	days bool
}

// ParseTarget parses a target.
func ParseTarget(text string) (Target, error) {
	length, err := topic.ParseLength(text)
	return Target{length, strings.HasSuffix(text, "d") || strings.HasSuffix(text, "w")}, err
}

// clock returns the clock of the waits.
func (o *Flags) clock() (cx.BusinessHours, error) {
	if o.Hours == nil {
		return cx.BusinessHours{}, nil
	}
	var week []cx.OpeningHours
	var dates []cx.DateHours
	for _, h := range o.Hours {
		week, dates = append(week, h.week...), append(dates, h.dates...)
	}
	return cx.BusinessHoursOf(week, o.Holidays, dates, o.Calendar.Location)
}

// checkHours says what is wrong with the hours of work, "" for nothing.
func (o *Flags) checkHours() string {
	switch {
	case o.Hours == nil && o.Holidays != nil:
		return "-holidays needs the hours of work of the other days: -hours HOURS"
	case o.Hours == nil:
		return ""
	case o.Replied == "" && o.Resolved == "":
		return "-hours needs waits to count: -replied or -resolved"
	case !slices.ContainsFunc(o.Hours, func(h Opening) bool { return h.week != nil }):
		return "-hours: want those of a week, too, as Mon-Fri 9-17"
	case o.ReplyWithin.days || o.ResolveWithin.days:
		return "with -hours a day is no length of time: say -reply-within and -resolve-within in hours of work, as 8h"
	}
	_, err := o.clock()
	wrong, ok := errors.AsType[*cx.RowError](err)
	switch {
	case err == nil:
		return ""
	case ok:
		return "-hours: " + strings.TrimPrefix(wrong.Err.Error(), "cx: ")
	}
	return "-hours: " + strings.TrimPrefix(err.Error(), "cx: ")
}
