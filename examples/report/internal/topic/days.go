package topic

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cxmetrics/cx"
)

// ParseDays parses a period by its first and its last day.
func ParseDays(text string) (cx.Period, error) {
	first, last, ok := strings.Cut(text, "..")
	since, errSince := ParseDay(first)
	until, errUntil := ParseDay(last)
	if !ok || errSince != nil || errUntil != nil {
		return cx.Period{}, fmt.Errorf("want the first and the last day, of the years %d to %d, as in 2025-01-01..2025-03-31", FirstYear, LastYear)
	}
	if until.Compare(since) < 0 {
		return cx.Period{}, errors.New("the last day is before the first")
	}
	return DaysFrom(since, until), nil
}

// DaysFrom returns the period from a first to a last day, of those that ParseDay takes.
func DaysFrom(first, last cx.Date) cx.Period {
	end, _ := last.AddDays(1) // there are days after lastYear
	return cx.Period{Start: first, End: end}
}

// ParseSpan parses a period by its name, or by its first and its last day.
func ParseSpan(text string) (cx.Period, error) {
	if strings.Contains(text, "..") {
		return ParseDays(text)
	}
	p, err := cx.ParsePeriod(text)
	if err != nil || strings.Contains(text, "/") || p.Start.Year < FirstYear || p.Start.Year > LastYear {
		return cx.Period{}, fmt.Errorf("want a period of the years %d to %d, as 2026-03, 2026-W10 or 2026, or its first and last day, as in 2026-03-01..2026-03-07",
			FirstYear, LastYear)
	}
	return p, nil
}
