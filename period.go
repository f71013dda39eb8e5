package cx

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a day of the calendar, without a time of day and without a zone. It is
// comparable and can be a map key. The zero Date is no date. Dates run from
// 0001-01-01 to 9999-12-31; a literal may hold a day that does not exist, which
// IsValid tells and every function refuses.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// dateLayout is the text form of a Date.
const dateLayout = "2006-01-02"

// ParseDate parses a date in the form 2006-01-02.
//
// ParseDate returns an error wrapping [ErrInvalid] if s has another form, or there
// is no such day in the years 1 to 9999.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil || t.Year() < 1 {
		return Date{}, invalid("date is not a day of the years 1 to 9999 in the form YYYY-MM-DD")
	}
	return dateOf(t), nil
}

// dateOf returns the date of t in the location of t.
func dateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{Year: year, Month: month, Day: day}
}

// IsValid reports whether d is a day of the years 1 to 9999.
func (d Date) IsValid() bool {
	return d.Year >= 1 && d.Year <= 9999 && d.Month >= time.January && d.Month <= time.December &&
		d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

func daysIn(year int, month time.Month) int {
	switch month {
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

func (d Date) check() error {
	if !d.IsValid() {
		return invalid("date is not a day of the years 1 to 9999")
	}
	return nil
}

// String returns d in the form 2006-01-02; a date that is not valid is shown with
// the numbers it holds.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Compare returns -1, 0 or 1 as d is before, equal to or after other.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// AddDays returns the date n days after d, before it if n is negative.
//
// AddDays returns an error wrapping [ErrInvalid] if d is not valid or the result
// lies outside the years 1 to 9999.
func (d Date) AddDays(n int) (Date, error) {
	if err := d.check(); err != nil {
		return Date{}, err
	}
	if n < -maxDays || n > maxDays {
		return Date{}, errDateRange()
	}
	return dateAt(d.days() + n)
}

// AddMonths returns the date n months after d, before it if n is negative. A day
// that the month does not have becomes its last: a month after January 31 is
// February 28 or 29.
//
// AddMonths returns an error wrapping [ErrInvalid] if d is not valid or the result
// lies outside the years 1 to 9999.
func (d Date) AddMonths(n int) (Date, error) {
	if err := d.check(); err != nil {
		return Date{}, err
	}
	if n < -maxDays || n > maxDays {
		return Date{}, errDateRange()
	}
	months := d.Year*12 + int(d.Month) - 1 + n
	d.Year, d.Month = floorDiv(months, 12), time.Month(months-12*floorDiv(months, 12)+1)
	d.Day = min(d.Day, daysIn(d.Year, d.Month))
	if !d.IsValid() {
		return Date{}, errDateRange()
	}
	return d, nil
}

// DaysSince returns the number of days from other to d, negative if d comes first.
//
// DaysSince returns an error wrapping [ErrInvalid] if a date is not valid.
func (d Date) DaysSince(other Date) (int, error) {
	if err := d.check(); err != nil {
		return 0, err
	}
	if err := other.check(); err != nil {
		return 0, err
	}
	return d.days() - other.days(), nil
}

// MarshalText encodes d in the form 2006-01-02, and the zero Date as no text. It
// returns an error wrapping [ErrInvalid] if d is neither zero nor valid.
func (d Date) MarshalText() ([]byte, error) {
	if d == (Date{}) {
		return []byte{}, nil
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	return []byte(d.String()), nil
}

// UnmarshalText decodes a date as ParseDate does, and no text as the zero Date. On
// error d is unchanged.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Days are counted from 1970-01-01. The first and last that are valid:
const (
	firstDay = -719162 // 0001-01-01
	lastDay  = 2932896 // 9999-12-31
	maxDays  = lastDay - firstDay
)

func errDateRange() error { return invalid("date would be outside the years 1 to 9999") }

// days returns the number of days from 1970-01-01 to d, which is valid.
func (d Date) days() int {
	// Years that begin in March have their leap day at the end.
	year, month := d.Year, int(d.Month)-3
	if month < 0 {
		year, month = year-1, month+12
	}
	return 365*year + floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400) +
		(153*month+2)/5 + d.Day - 1 - 719468
}

// dateAt returns the date that is n days after 1970-01-01.
func dateAt(n int) (Date, error) {
	if n < firstDay || n > lastDay {
		return Date{}, errDateRange()
	}
	// Counted from 0000-03-01, eras of 400 years have 146097 days.
	n += 719468
	era := floorDiv(n, 146097)
	day := n - era*146097
	year := (day - day/1460 + day/36524 - day/146096) / 365
	day -= 365*year + year/4 - year/100
	month := (5*day + 2) / 153
	d := Date{Year: era*400 + year, Month: time.Month(month + 3), Day: day - (153*month+2)/5 + 1}
	if d.Month > time.December {
		d.Year, d.Month = d.Year+1, d.Month-12
	}
	return d, nil
}

func floorDiv(a, b int) int {
	q := a / b
	if a < q*b {
		q--
	}
	return q
}

// Grain is the length of the periods of a calendar. The zero Grain is [Day].
type Grain string

// The grains. Week is the ISO week: it starts on Monday, and the first week of a
// year is the one with its first Thursday, so 2027-01-01 lies in 2026-W53.
const (
	Day            Grain = "day"
	Week           Grain = "week"
	WeekFromSunday Grain = "week_from_sunday"
	Month          Grain = "month"
	Quarter        Grain = "quarter"
	Year           Grain = "year"
)

// check returns an error if g is none of the grains.
func (g Grain) check() error {
	switch g {
	case "", Day, Week, WeekFromSunday, Month, Quarter, Year:
		return nil
	}
	return invalid("grain is none of day, week, week_from_sunday, month, quarter, year")
}

// ordinal numbers the periods: that of the day n days after 1970-01-01. Two
// periods with neighbouring ordinals are neighbours.
func (g Grain) ordinal(n int) int { return g.numbering()(n) }

// numbering returns the function behind ordinal, which a loop asks for once.
func (g Grain) numbering() func(n int) int {
	switch g {
	case Week:
		return func(n int) int { return floorDiv(n+3, 7) }
	case WeekFromSunday:
		return func(n int) int { return floorDiv(n+4, 7) }
	case Month:
		return monthOf
	case Quarter:
		return func(n int) int { return monthOf(n) / 3 }
	case Year:
		return func(n int) int { return monthOf(n) / 12 }
	}
	return func(n int) int { return n }
}

// monthOf returns the number of months from the year 0 to the day n.
func monthOf(n int) int {
	d, _ := dateAt(n)
	return d.Year*12 + int(d.Month) - 1
}

// start returns the first day of the period with an ordinal.
func (g Grain) start(ordinal int) (Date, error) {
	months := 0
	switch g {
	case Week:
		return dateAt(ordinal*7 - 3)
	case WeekFromSunday:
		return dateAt(ordinal*7 - 4)
	case Month:
		months = ordinal
	case Quarter:
		months = ordinal * 3
	case Year:
		months = ordinal * 12
	default:
		return dateAt(ordinal)
	}
	d := Date{Year: months / 12, Month: time.Month(months%12 + 1), Day: 1}
	if !d.IsValid() {
		return Date{}, errDateRange()
	}
	return d, nil
}

// period returns the period with an ordinal.
func (g Grain) period(ordinal int) (Period, error) {
	start, err := g.start(ordinal)
	if err != nil {
		return Period{}, err
	}
	end, err := g.start(ordinal + 1)
	return Period{Start: start, End: end}, err
}

// PeriodOf returns the period of grain g that contains d.
//
// PeriodOf returns an error wrapping [ErrInvalid] if g is none of the grains, d is
// not valid, or the period does not lie within the years 1 to 9999.
func (g Grain) PeriodOf(d Date) (Period, error) {
	if err := g.check(); err != nil {
		return Period{}, err
	}
	if err := d.check(); err != nil {
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
	if err := g.check(); err != nil {
		return 0, err
	}
	if err := from.check(); err != nil {
		return 0, err
	}
	if err := to.check(); err != nil {
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
// is not valid, there are more than [MaxPeriods], or one does not lie within the
// years 1 to 9999.
func (g Grain) Periods(span Period) ([]Period, error) {
	first, last, err := g.ordinals(span)
	if err != nil {
		return nil, err
	}
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
	if err := g.check(); err != nil {
		return 0, 0, err
	}
	if err := span.Validate(); err != nil {
		return 0, 0, err
	}
	first, last = g.ordinal(span.Start.days()), g.ordinal(span.End.days()-1)
	return first, last, checkPeriods(last - first + 1)
}

func checkPeriods(n int) error {
	if n > MaxPeriods {
		return &RangeError{What: "number of periods", Got: int64(n), Min: 1, Max: MaxPeriods}
	}
	return nil
}

// Period is the days from Start up to, and not with, End. The zero Period is none.
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
// no valid period.
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
