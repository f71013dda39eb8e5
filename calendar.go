package cx

import (
	"math"
	"slices"
	"time"
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
	if err := d.check(); err != nil {
		return time.Time{}, err
	}
	// The first stretch in which the clocks get as far as d. No zone has been two
	// days from UTC, so the search may begin that early.
	midnight := d.utc().Unix()
	second := midnight - 2*secondsPerDay
	for {
		s := stretchAt(c.location(), second)
		if start := max(s.from, midnight-s.offset); start < s.to {
			return time.Unix(start, 0).In(c.location()), nil
		}
		second = s.to
	}
}

const secondsPerDay = 86400

// clock tells the days of many instants in one location. It asks the location once
// for each stretch of time between two changes of its clocks, and remembers.
type clock struct {
	location *time.Location
	utc      bool
	known    []stretch // in order of time
	recent   []offset  // by the last bits of the day
}

// stretch is the seconds from..to (without to) in which the clocks are offset
// seconds ahead of UTC.
type stretch struct{ from, to, offset int64 }

// offset is that of a whole day of UTC, whose number is counted from before the
// first that is valid, so that the zero offset is of no day.
type offset struct{ day, seconds int32 }

// recentDays is the number of days whose offset a clock remembers, a power of 2.
const recentDays = 1024

func newClock(location *time.Location) *clock {
	if location == nil || location == time.UTC {
		return &clock{utc: true}
	}
	return &clock{location: location, recent: make([]offset, recentDays)}
}

// day returns the day of t, counted from 1970-01-01.
func (c *clock) day(t time.Time) (int, error) {
	second := t.Unix()
	if second < (firstDay-2)*secondsPerDay || second > (lastDay+2)*secondsPerDay {
		return 0, errTime(t)
	}
	day := c.dayAt(second)
	if day <= firstDay && t.IsZero() || day < firstDay || day > lastDay {
		return 0, errTime(t)
	}
	return day, nil
}

// dayAt returns the day of a second within the years 0 to 10000.
func (c *clock) dayAt(second int64) int {
	second -= (firstDay - 2) * secondsPerDay // which makes it positive
	if !c.utc {
		second += c.offsetAt(second)
	}
	return int(second/secondsPerDay) + firstDay - 2
}

// offsetAt returns the offset in seconds at a second counted from firstDay - 2.
func (c *clock) offsetAt(second int64) int64 {
	day := second / secondsPerDay
	if o := c.recent[day%recentDays]; o.day == int32(day) {
		return int64(o.seconds)
	}
	return c.seek(second+(firstDay-2)*secondsPerDay, int32(day))
}

// seek returns the offset in seconds at a second, which lies in a numbered day of UTC,
// and remembers it if the clocks do not change on that day.
func (c *clock) seek(second int64, day int32) int64 {
	i, found := slices.BinarySearchFunc(c.known, second, func(s stretch, second int64) int {
		switch {
		case second < s.from:
			return 1
		case second >= s.to:
			return -1
		}
		return 0
	})
	if !found {
		c.known = slices.Insert(c.known, i, stretchAt(c.location, second))
	}
	s := c.known[i]
	midnight := (int64(day) + firstDay - 2) * secondsPerDay
	if s.offset == int64(int32(s.offset)) && s.from <= midnight && midnight+secondsPerDay <= s.to {
		c.recent[day%recentDays] = offset{day: day, seconds: int32(s.offset)}
	}
	return s.offset
}

// stretchAt returns the stretch that holds a second.
//
// Beyond the table of a zone, [time.Time.ZoneBounds] is only roughly right: in a
// leap year the last stretch ends with the 365th day, before t itself if t is
// later, and the first starts at New Year, even before the last change in the table.
func stretchAt(location *time.Location, second int64) stretch {
	s := boundsAt(location, second)
	if s.to <= second {
		s.to = (second/secondsPerDay + 1) * secondsPerDay // the end of the year
	}
	for s.from > math.MinInt64 {
		to := boundsAt(location, s.from).to
		if to > second || to <= s.from {
			break
		}
		s.from = to
	}
	return s
}

// boundsAt returns what the location says about a second.
func boundsAt(location *time.Location, second int64) stretch {
	local := time.Unix(second, 0).In(location)
	_, seconds := local.Zone()
	s := stretch{from: math.MinInt64, to: math.MaxInt64, offset: int64(seconds)}
	from, to := local.ZoneBounds()
	if !from.IsZero() {
		s.from = from.Unix()
	}
	if !to.IsZero() {
		s.to = to.Unix()
	}
	return s
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
	firstActivity = -25567 * secondsPerDay
	endActivity   = 84371 * secondsPerDay
)

// maxWindow is the longest window of inactivity in days, about a century.
const maxWindow = 36525
