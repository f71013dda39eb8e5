package cx

import (
	"cmp"
	"fmt"
	"time"

	"github.com/cxmetrics/cx/internal/days"
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
		d.Day >= 1 && d.Day <= days.In(d.Year, d.Month)
}

func (d Date) validate() error {
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
	if d.Year != other.Year {
		return cmp.Compare(d.Year, other.Year)
	}
	if d.Month != other.Month {
		return cmp.Compare(d.Month, other.Month)
	}
	return cmp.Compare(d.Day, other.Day)
}

// AddDays returns the date n days after d, before it if n is negative.
//
// AddDays returns an error wrapping [ErrInvalid] if d is not valid or the result
// is outside the years 1 to 9999.
func (d Date) AddDays(n int) (Date, error) {
	if err := d.validate(); err != nil {
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
	if err := d.validate(); err != nil {
		return Date{}, err
	}
	if n < -maxDays || n > maxDays {
		return Date{}, errDateRange()
	}
	months := d.Year*12 + int(d.Month) - 1 + n
	d.Year, d.Month = days.FloorDiv(months, 12), time.Month(months-12*days.FloorDiv(months, 12)+1)
	d.Day = min(d.Day, days.In(d.Year, d.Month))
	if !d.IsValid() {
		return Date{}, errDateRange()
	}
	return d, nil
}

// DaysSince returns the number of days from other to d, negative if d comes first.
//
// DaysSince returns an error wrapping [ErrInvalid] if a date is not valid.
func (d Date) DaysSince(other Date) (int, error) {
	if err := d.validate(); err != nil {
		return 0, err
	}
	if err := other.validate(); err != nil {
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
	if err := d.validate(); err != nil {
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

// scanDay sets d to the day that a database hands over as an instant: its midnight in UTC.
// Another time of day is no date, or one of another zone, which may be the day before.
func (d *Date) scanDay(midnight time.Time) error {
	t := midnight.UTC()
	if v := dateOf(t); v.IsValid() && t.Equal(v.utc()) {
		*d = v
		return nil
	}
	return invalid("column of a date is a time that is not midnight in UTC of a day of the years 1 to 9999")
}

// maxDays is the number of days from the first valid date to the last.
const maxDays = days.Last - days.First

func errDateRange() error { return invalid("date would be outside the years 1 to 9999") }

// days returns the number of days from 1970-01-01 to d, which is valid.
func (d Date) days() int { return days.Of(d.Year, d.Month, d.Day) }

// dateAt returns the date that is n days after 1970-01-01.
func dateAt(n int) (Date, error) {
	if n < days.First || n > days.Last {
		return Date{}, errDateRange()
	}
	return dateOfDay(n), nil
}

// dateOfDay is dateAt for a day of the years 1 to 9999.
func dateOfDay(n int) Date {
	year, month, day := days.Date(n)
	return Date{Year: year, Month: month, Day: day}
}
