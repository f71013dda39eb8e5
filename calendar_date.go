package cx

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a day of the calendar, without a time of day and without a zone. It is
// comparable and can be a map key. The zero Date is no date. Dates run from
// 0001-01-01 to 9999-12-31. A literal may hold a day that does not exist: IsValid
// reports it, and every function refuses it.
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
	if len(s) == len(dateLayout) {
		if t, err := time.Parse(dateLayout, s); err == nil && t.Year() >= 1 {
			return dateOf(t), nil
		}
	}
	return Date{}, invalid("date is not a day of the years 1 to 9999 in the form YYYY-MM-DD")
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

// String returns d in the form 2006-01-02; a date that is not valid has the
// numbers it holds.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Compare returns -1, 0 or 1 as d is before, equal to or after other.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// AddDays returns the date n days after d, before it if n is negative.
//
// AddDays returns an error wrapping [ErrInvalid] if d is not valid or the result
// is outside the years 1 to 9999.
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
// AddMonths returns an error wrapping [ErrInvalid] if d is not valid or the
// result is outside the years 1 to 9999.
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
