package cx

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx/internal/days"
)

// Grain is the length of the periods of a calendar. The zero Grain is [Day].
type Grain string

// The grains. Week is the ISO week: it starts on Monday, and the first week of a
// year is the one with its first Thursday, so 2027-01-01 is in 2026-W53.
const (
	Day            Grain = "day"
	Week           Grain = "week"
	WeekFromSunday Grain = "week_from_sunday"
	Month          Grain = "month"
	Quarter        Grain = "quarter"
	Year           Grain = "year"
)

// validate returns an error if g is none of the grains.
func (g Grain) validate() error {
	switch g {
	case "", Day, Week, WeekFromSunday, Month, Quarter, Year:
		return nil
	}
	return invalid("grain is none of day, week, week_from_sunday, month, quarter, year")
}

// length returns the length of a period of grain g in days, on average.
func (g Grain) length() float64 {
	switch g {
	case Week, WeekFromSunday:
		return 7
	case Month:
		return 365.25 / 12
	case Quarter:
		return 365.25 / 4
	case Year:
		return 365.25
	}
	return 1
}

// ordinal numbers the periods: that of the day n days after 1970-01-01. Two
// periods with neighboring ordinals are neighbors.
func (g Grain) ordinal(n int) int { return days.Grain(g).Ordinal(n) }

// start returns the first day of the period with an ordinal.
func (g Grain) start(ordinal int) (Date, error) { return dateAt(days.Grain(g).Start(ordinal)) }

// period returns the period with an ordinal.
func (g Grain) period(ordinal int) (Period, error) {
	start, err := g.start(ordinal)
	if err != nil {
		return Period{}, err
	}
	end, err := g.start(ordinal + 1)
	if err != nil {
		return Period{}, err
	}
	return Period{Start: start, End: end}, nil
}

// PeriodOf returns the period of grain g that contains d.
//
// PeriodOf returns an error wrapping [ErrInvalid] if g is none of the grains, d is
// not valid, or the period is not within the years 1 to 9999.
func (g Grain) PeriodOf(d Date) (Period, error) {
	if err := g.validate(); err != nil {
		return Period{}, err
	}
	if err := d.validate(); err != nil {
		return Period{}, err
	}
	return g.period(g.ordinal(d.days()))
}

// Between returns the number of periods from the one that contains from to the
// one that contains to: 0 within one period, 1 from March 31 to April 30 by
// months, negative if to comes first.
//
// Between returns an error wrapping [ErrInvalid] if g is none of the grains or a
// date is not valid.
func (g Grain) Between(from, to Date) (int, error) {
	if err := g.validate(); err != nil {
		return 0, err
	}
	if err := from.validate(); err != nil {
		return 0, err
	}
	if err := to.validate(); err != nil {
		return 0, err
	}
	return g.ordinal(to.days()) - g.ordinal(from.days()), nil
}

// MaxPeriods is the largest number of periods that one call returns.
const MaxPeriods = 40_000

// Periods returns the periods of grain g that overlap span, each of them whole, in
// order of time.
//
// Periods returns an error wrapping [ErrInvalid] if g is none of the grains, span
// is not valid, there are more than [MaxPeriods], or one is not within the years
// 1 to 9999.
func (g Grain) Periods(span Period) ([]Period, error) {
	first, last, err := g.ordinals(span)
	if err != nil {
		return nil, err
	}
	return g.between(first, last)
}

// between returns the periods with the ordinals first to last.
func (g Grain) between(first, last int) ([]Period, error) {
	periods := make([]Period, 0, last-first+1)
	for i := first; i <= last; i++ {
		p, err := g.period(i)
		if err != nil {
			return nil, err
		}
		periods = append(periods, p)
	}
	return periods, nil
}

// ordinals returns the ordinals of the first and last period that overlap span.
func (g Grain) ordinals(span Period) (first, last int, err error) {
	if err := g.validate(); err != nil {
		return 0, 0, err
	}
	if err := span.Validate(); err != nil {
		return 0, 0, err
	}
	first, last = g.ordinal(span.Start.days()), g.ordinal(span.End.days()-1)
	if err := checkPeriods(last - first + 1); err != nil {
		return 0, 0, err
	}
	for _, i := range []int{first, last} {
		if _, err := g.period(i); err != nil {
			return 0, 0, err
		}
	}
	return first, last, nil
}

func checkPeriods(n int) error {
	if n > MaxPeriods {
		return &RangeError{What: "number of periods", Got: int64(n), Min: 1, Max: MaxPeriods}
	}
	return nil
}

// Period is the days from Start up to, but not including, End. The zero Period is none.
type Period struct{ Start, End Date }

// Validate returns an error wrapping [ErrInvalid] if a date is not valid or Start
// is not before End.
func (p Period) Validate() error {
	if !p.Start.IsValid() || !p.End.IsValid() {
		return invalid("period has a date that is not a day of the years 1 to 9999")
	}
	if p.Start.Compare(p.End) >= 0 {
		return invalid("period does not start before its end")
	}
	return nil
}

// Contains reports whether d is one of the days of p.
func (p Period) Contains(d Date) bool { return p.Start.Compare(d) <= 0 && d.Compare(p.End) < 0 }

// Days returns the number of days of p, 0 if p is not valid.
func (p Period) Days() int {
	if p.Validate() != nil {
		return 0
	}
	return p.End.days() - p.Start.days()
}

// String returns the shortest form of ISO 8601 that names p: 2026 for a year,
// 2026-Q4 for a quarter, 2026-11 for a month, 2026-W47 for an ISO week, 2026-11-15
// for a day, and 2026-11-15/2026-11-22, whose end is not part of it, for any other
// period. (ISO has no quarters; the form is the usual one.)
func (p Period) String() string {
	if p.Validate() != nil {
		return p.Start.String() + "/" + p.End.String()
	}
	for _, g := range []Grain{Year, Quarter, Month, Week, Day} {
		if whole, err := g.PeriodOf(p.Start); err != nil || whole != p {
			continue
		}
		switch g {
		case Year:
			return fmt.Sprintf("%04d", p.Start.Year)
		case Quarter:
			return fmt.Sprintf("%04d-Q%d", p.Start.Year, (p.Start.Month+2)/3)
		case Month:
			return fmt.Sprintf("%04d-%02d", p.Start.Year, p.Start.Month)
		case Week:
			// The year of an ISO week is that of its Thursday.
			year, week := p.Start.utc().ISOWeek()
			return fmt.Sprintf("%04d-W%02d", year, week)
		case Day:
			return p.Start.String()
		}
	}
	return p.Start.String() + "/" + p.End.String()
}

// utc returns midnight UTC of d.
func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// ParsePeriod parses a period in any of the forms that String returns.
//
// ParsePeriod returns an error wrapping [ErrInvalid] if s has another form or is
// not a valid period.
func ParsePeriod(s string) (Period, error) {
	if start, end, ok := strings.Cut(s, "/"); ok {
		var p Period
		var err error
		if p.Start, err = ParseDate(start); err != nil {
			return Period{}, err
		}
		if p.End, err = ParseDate(end); err != nil {
			return Period{}, err
		}
		if err := p.Validate(); err != nil {
			return Period{}, err
		}
		return p, nil
	}
	g, first := Day, s
	switch {
	case len(s) == len("2026"):
		g, first = Year, s+"-01-01"
	case len(s) == len("2026-Q4") && s[5] == 'Q' && s[6] >= '1' && s[6] <= '4':
		g, first = Quarter, fmt.Sprintf("%s-%02d-01", s[:4], 3*int(s[6]-'0')-2)
	case len(s) == len("2026-11"):
		g, first = Month, s+"-01"
	case len(s) == len("2026-W47") && s[5] == 'W':
		g, first = Week, s[:4]+"-01-04" // which lies in the first week
	}
	d, err := ParseDate(first)
	if err == nil && g == Week {
		week, _ := strconv.Atoi(s[6:])
		d, err = d.AddDays(7 * (week - 1))
	}
	if err == nil {
		// The way back refuses what the forms above let through, as a week 54.
		if p, err := g.PeriodOf(d); err == nil && p.String() == s {
			return p, nil
		}
	}
	return Period{}, invalid("period has none of the forms 2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-15, 2026-11-15/2026-11-22")
}

// MarshalText encodes p as String does, and the zero Period as no text. It returns
// an error wrapping [ErrInvalid] if p is neither zero nor valid.
func (p Period) MarshalText() ([]byte, error) {
	if p == (Period{}) {
		return []byte{}, nil
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return []byte(p.String()), nil
}

// UnmarshalText decodes a period as ParsePeriod does, and no text as the zero
// Period. On error p is unchanged.
func (p *Period) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Period{}
		return nil
	}
	v, err := ParsePeriod(string(text))
	if err != nil {
		return err
	}
	*p = v
	return nil
}
