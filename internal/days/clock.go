package days

import (
	"math"
	"slices"
	"time"
)

// Clock tells the days of many instants in one location. It asks the location once for
// each stretch of time between two changes of its clocks, and remembers: the time package
// searches its table at every question, which takes several times as long.
type Clock struct {
	location *time.Location
	utc      bool
	known    []Stretch // in order of time
	recent   []offset  // by the last bits of the day
}

// offset is that of a whole day of UTC, whose number is counted from before the first
// that is valid, so that the zero offset is of no day.
type offset struct{ day, seconds int32 }

// recentDays is the number of days that a clock and a numbering remember, a power of 2.
const recentDays = 1024

// NewClock returns the clock of a location, of UTC for nil.
func NewClock(location *time.Location) *Clock {
	if location == nil || location == time.UTC {
		return &Clock{utc: true}
	}
	return &Clock{location: location, recent: make([]offset, recentDays)}
}

// UTC reports whether c is the clock of UTC, whose days begin at multiples of [Seconds].
func (c *Clock) UTC() bool { return c.utc }

// Day returns the day of t. There is none, and ok is false, if t is the zero time or the
// day lies outside the years 1 to 9999.
func (c *Clock) Day(t time.Time) (day int, ok bool) {
	second := t.Unix()
	if second < (First-2)*Seconds || second > (Last+2)*Seconds {
		return 0, false
	}
	day = c.DayAt(second)
	if day <= First && t.IsZero() || day < First || day > Last {
		return 0, false
	}
	return day, true
}

// Hour is Day, with the hour from 0 to 23 that the clocks show.
func (c *Clock) Hour(t time.Time) (day, hour int, ok bool) {
	if day, ok = c.Day(t); !ok {
		return 0, 0, false
	}
	second := t.Unix() - (First-2)*Seconds
	if !c.utc {
		second += c.offsetAt(second)
	}
	return day, int(second % Seconds / 3600), true
}

// DayAt returns the day of a second of Unix time within the years 0 to 10000.
func (c *Clock) DayAt(second int64) int {
	second -= (First - 2) * Seconds // which makes it positive
	if !c.utc {
		second += c.offsetAt(second)
	}
	return int(second/Seconds) + First - 2
}

// offsetAt returns the offset in seconds at a second counted from First - 2.
func (c *Clock) offsetAt(second int64) int64 {
	day := second / Seconds
	if o := c.recent[day%recentDays]; o.day == int32(day) {
		return int64(o.seconds)
	}
	return c.seek(second+(First-2)*Seconds, int32(day))
}

// seek returns the offset in seconds at a second, which lies in a numbered day of UTC,
// and remembers it if the clocks do not change on that day.
func (c *Clock) seek(second int64, day int32) int64 {
	i, found := slices.BinarySearchFunc(c.known, second, func(s Stretch, second int64) int {
		switch {
		case second < s.From:
			return 1
		case second >= s.To:
			return -1
		}
		return 0
	})
	if !found {
		c.known = slices.Insert(c.known, i, StretchAt(c.location, second))
	}
	s := c.known[i]
	midnight := (int64(day) + First - 2) * Seconds
	if s.Offset == int64(int32(s.Offset)) && s.From <= midnight && midnight+Seconds <= s.To {
		c.recent[day%recentDays] = offset{day: day, seconds: int32(s.Offset)}
	}
	return s.Offset
}

// Stretch is a time in which the clocks of a location do not change: the seconds of Unix
// time From..To (without To), and the Offset of the clocks ahead of UTC, in seconds, too.
// Where nothing changes, From is the least int64, and To the largest.
type Stretch struct{ From, To, Offset int64 }

// StretchAt returns the stretch that holds a second of Unix time.
//
// Beyond the table of a zone, [time.Time.ZoneBounds] is only roughly right: in a
// leap year the last stretch ends with the 365th day, before t itself if t is
// later, and the first starts at New Year, even before the last change in the table.
func StretchAt(location *time.Location, second int64) Stretch {
	s := boundsAt(location, second)
	if s.To <= second {
		s.To = (second/Seconds + 1) * Seconds // the end of the year
	}
	for s.From > math.MinInt64 {
		to := boundsAt(location, s.From).To
		if to > second || to <= s.From {
			break
		}
		s.From = to
	}
	return s
}

// boundsAt returns what the location says about a second.
func boundsAt(location *time.Location, second int64) Stretch {
	local := time.Unix(second, 0).In(location)
	_, seconds := local.Zone()
	s := Stretch{From: math.MinInt64, To: math.MaxInt64, Offset: int64(seconds)}
	from, to := local.ZoneBounds()
	if !from.IsZero() {
		s.From = from.Unix()
	}
	if !to.IsZero() {
		s.To = to.Unix()
	}
	return s
}

// Start returns the second of Unix time at which the clocks of a location first show a
// day. It is midnight where they show midnight, and later where they skip it; of a day
// that they skip entirely it is the start of the next.
func Start(location *time.Location, day int) int64 {
	// The first stretch in which the clocks get as far as the day. No zone has been two
	// days from UTC, so the search may begin that early.
	midnight := int64(day) * Seconds
	second := midnight - 2*Seconds
	for {
		s := StretchAt(location, second)
		if start := max(s.From, midnight-s.Offset); start < s.To {
			return start
		}
		second = s.To
	}
}
