package cx

import (
	"time"

	"github.com/cxmetrics/cx/internal/days"
)

// HoursOfDay is the tally of instants by the time of day: Counts[h] is how many were
// in the hour from h to h+1 by the clocks of one location, whose name is Zone.
// Where clocks are set back, the hour that they show twice is one hour; where
// they are set forward, the hour that they skip has no instants on that day.
// [Calendar.HourSeconds] says how much of each hour there was.
//
// The zero Hours is no data and the identity of Merge.
type HoursOfDay struct {
	Zone   string    `json:"zone"`
	Counts [24]int64 `json:"counts"`
}

// HoursOfDayOf counts the instants of rows by the hour that the clocks of the calendar's
// location show: visits by hour of day, or peak hours. The grain must be [Day]. A
// span that is not zero leaves out the rows outside its days. At gets a pointer
// into rows and must not modify it.
//
// HoursOfDayOf returns an error wrapping [ErrInvalid] if the grain is not Day, span is neither
// zero nor valid, or at is nil; and a [*RowError] at the first row whose time is
// missing or is outside the years 1 to 9999.
func HoursOfDayOf[R any](rows []R, at func(*R) time.Time, c Calendar, span Period) (HoursOfDay, error) {
	if at == nil {
		return HoursOfDay{}, errNilFunc()
	}
	first, last, err := c.daysOf(span)
	if err != nil {
		return HoursOfDay{}, err
	}
	h := HoursOfDay{Zone: c.location().String()}
	clock := days.NewClock(c.Location)
	for i := range rows {
		t := at(&rows[i])
		day, hour, ok := clock.Hour(t)
		if !ok {
			return HoursOfDay{}, &RowError{Row: i, Err: errTime(t)}
		}
		if day >= first && day <= last {
			h.Counts[hour]++
		}
	}
	return h, nil
}

// daysOf returns the first and the last day of a span, or of all time for the zero span.
func (c Calendar) daysOf(span Period) (first, last int, err error) {
	if c.Grain != "" && c.Grain != Day {
		return 0, 0, invalid("the grain is not day")
	}
	if span == (Period{}) {
		return days.First, days.Last, nil
	}
	if err := span.Validate(); err != nil {
		return 0, 0, err
	}
	return span.Start.days(), span.End.days() - 1, nil
}

// HourSeconds returns for how many seconds within the days of a span the clocks of the
// calendar's location show each hour of the day; its grain must be [Day]. In New
// York the hour from 2 is skipped in spring, and the one from 1 comes twice in
// fall. The events per hour, which can be compared between the hours, are
//
//	Incidence{Events: hours.Counts[h], Base: seconds[h]}.Per(3600)
//
// HourSeconds returns an error wrapping [ErrInvalid] if the grain is not Day, span is not
// valid, or the clocks of the location are more than two days from UTC.
func (c Calendar) HourSeconds(span Period) (seconds [24]int64, err error) {
	if err := span.Validate(); err != nil {
		return seconds, err
	}
	first, last, err := c.daysOf(span)
	if err != nil {
		return seconds, err
	}
	// The span by local clocks, and the time in which any clock may show it.
	const most = 2 * days.Seconds
	start, end := int64(first)*days.Seconds, int64(last+1)*days.Seconds
	for from := start - most; from < end+most; {
		s := days.StretchAt(c.location(), from)
		if s.Offset < -most || s.Offset > most {
			return [24]int64{}, invalid("the clocks of the location are more than two days from UTC")
		}
		to := min(s.To, end+most)
		addHours(&seconds, max(from+s.Offset, start), min(to+s.Offset, end))
		from = to
	}
	return seconds, nil
}

// addHours adds the seconds of each hour of the day between two local times.
func addHours(seconds *[24]int64, from, to int64) {
	if whole := (to - from) / days.Seconds; whole > 0 {
		for h := range seconds {
			seconds[h] += whole * 3600
		}
		from += whole * days.Seconds
	}
	const midnight = days.First * days.Seconds // no time is before it
	for from < to {
		hour := (from - midnight) / 3600
		next := min((hour+1)*3600+midnight, to)
		seconds[hour%24] += next - from
		from = next
	}
}

// Merge adds the instants of another tally by the clocks of the same location. Zones are
// compared by name. On error h is unchanged.
//
// Merge returns an error if:
//   - the zones differ ([ErrMismatch]);
//   - a count is negative, or the total exceeds the largest int64 ([ErrInvalid]).
func (h *HoursOfDay) Merge(other HoursOfDay) error {
	a, err := h.total()
	if err != nil {
		return err
	}
	b, err := other.total()
	if err != nil {
		return err
	}
	if _, err := addCount("hours", a, b); err != nil {
		return err
	}
	switch {
	case other == HoursOfDay{}:
		return nil
	case *h == HoursOfDay{}:
		h.Zone = other.Zone
	case h.Zone != other.Zone:
		return mismatch("hours: the tallies are by the clocks of different zones")
	}
	for i, n := range other.Counts {
		h.Counts[i] += n
	}
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (HoursOfDay) PoolsPeriods() {}

func (h *HoursOfDay) total() (int64, error) { return sumCounts("hours", h.Counts[:]...) }

// Total returns the number of instants, 0 for counts that are not valid.
func (h HoursOfDay) Total() int64 {
	total, err := h.total()
	if err != nil {
		return 0
	}
	return total
}

// Share returns the instants in one hour of the day, out of all
//
//	Counts[hour] / sum of Counts
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without instants it is 0 of 0,
// whose Rate is [ErrNoData].
//
// Share returns an error if hour is not in 0..23 ([*RangeError]), or the tally is not
// valid ([ErrInvalid]).
func (h HoursOfDay) Share(hour int) (Proportion, error) {
	if hour < 0 || hour >= len(h.Counts) {
		return Proportion{}, &RangeError{What: "hour", Got: int64(hour), Min: 0, Max: int64(len(h.Counts)) - 1}
	}
	total, err := h.total()
	if err != nil {
		return Proportion{}, err
	}
	return Proportion{Count: h.Counts[hour], Base: total}, nil
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, counts that are
// not valid, and any number of counts but 24. On error h is unchanged.
func (h *HoursOfDay) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "hours", h, (*hoursWire).hours)
}

// hoursWire is the JSON form of [HoursOfDay], whose counts may be any number until they are checked.
type hoursWire struct {
	Zone   string  `json:"zone"`
	Counts []int64 `json:"counts"`
}

func (w *hoursWire) hours() (HoursOfDay, error) {
	h := HoursOfDay{Zone: w.Zone}
	if len(w.Counts) != len(h.Counts) {
		return HoursOfDay{}, &RangeError{What: "hours: number of counts", Got: int64(len(w.Counts)), Min: 24, Max: 24}
	}
	copy(h.Counts[:], w.Counts)
	_, err := h.total()
	return h, err
}
