package cx

import (
	"time"

	"github.com/cxmetrics/cx/internal/days"
)

// Calendar is the way from instants to days and periods: a grain (days, weeks,
// months), and the location (time zone) whose clocks say which day it is. The
// zero Calendar has days in UTC; a nil Location is UTC. A Calendar is an argument
// only: results carry a [Period].
type Calendar struct {
	Grain    Grain
	Location *time.Location
}

// DateOf returns the day of an instant by the clocks of the calendar's location.
//
// DateOf returns an error wrapping [ErrInvalid] if t is the zero time or the day
// is outside the years 1 to 9999.
func (c Calendar) DateOf(t time.Time) (Date, error) {
	d := dateOf(t.In(c.location()))
	if t.IsZero() || !d.IsValid() {
		return Date{}, errTime(t)
	}
	return d, nil
}

func (c Calendar) location() *time.Location {
	if c.Location == nil {
		return time.UTC
	}
	return c.Location
}

// PeriodOf returns the period of an instant by the clocks of the calendar's
// location.
//
// PeriodOf returns an error wrapping [ErrInvalid] if the grain is none of the
// grains, t is the zero time, or the period is not within the years 1 to 9999.
func (c Calendar) PeriodOf(t time.Time) (Period, error) {
	d, err := c.DateOf(t)
	if err != nil {
		return Period{}, err
	}
	return c.Grain.PeriodOf(d)
}

// StartOf returns the first instant of a day, for a query by time: the answers of
// a period p are those from StartOf(p.Start) and before StartOf(p.End). It is
// midnight where the clocks show midnight, and later where they skip it. A day
// that they skip entirely starts and ends at one instant. Where they were set
// back across midnight, as in St. John's until 2010 at 00:01, the day begins
// twice: StartOf is the first time. Some minutes after it are of the day before
// again, and only DateOf knows them.
//
// StartOf returns an error wrapping [ErrInvalid] if d is not valid.
func (c Calendar) StartOf(d Date) (time.Time, error) {
	if err := d.validate(); err != nil {
		return time.Time{}, err
	}
	return time.Unix(days.Start(c.location(), d.days()), 0).In(c.location()), nil
}

// dayOf returns the day of t by a clock, counted from 1970-01-01.
func dayOf(clock *days.Clock, t time.Time) (int, error) {
	day, ok := clock.Day(t)
	if !ok {
		return 0, errTime(t)
	}
	return day, nil
}

// errTime says what is wrong with an instant that has no valid day.
func errTime(t time.Time) error {
	if t.IsZero() {
		return invalid("time is missing")
	}
	return invalid("time is outside the years 1 to 9999")
}

// The years in which activities lie. Others are typing errors and missing values, and
// would stretch a triangle without end; within them an instant fits int64 nanoseconds.
const firstActivityYear, lastActivityYear = 1900, 2200

func checkInstant(t time.Time) error {
	if t.IsZero() {
		return errTime(t)
	}
	if s := t.Unix(); s < firstActivity || s >= endActivity {
		return &RangeError{What: "year", Got: int64(t.UTC().Year()), Min: firstActivityYear, Max: lastActivityYear}
	}
	return nil
}

// The instants between which activities lie: 1900-01-01 and 2201-01-01 in UTC.
const (
	firstActivity = -25567 * days.Seconds
	endActivity   = 84371 * days.Seconds
)

// maxWindow is the longest window of inactivity in days, about a century.
const maxWindow = 36525
