package cx

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/days"
)

// OpeningHours is the time from From to To on one Day of every week, counted from midnight
// as the clocks show it: 9 and 17 hours are from 09:00 to 17:00. To is up to 24
// hours; hours past midnight need a second one.
type OpeningHours struct {
	Day  time.Weekday
	From time.Duration
	To   time.Duration
}

func (o OpeningHours) validate() error {
	if o.Day < time.Sunday || o.Day > time.Saturday {
		return invalid("opening hours: the day is none of the week")
	}
	switch {
	case o.From < 0 || o.From >= o.To || o.To > 24*time.Hour:
		return invalid("opening hours are not in the order 0 <= from < to <= 24 hours")
	case o.From%time.Second != 0 || o.To%time.Second != 0:
		return invalid("opening hours are not in whole seconds")
	}
	return nil
}

// DateHours is the time from From to To on one date, as [OpeningHours] are on a day of
// every week: 24 December from 9 until 13. They take the place of those of the week, so
// that a date with several needs several.
type DateHours struct {
	Date Date
	From time.Duration
	To   time.Duration
}

func (d DateHours) validate() error {
	if err := d.Date.validate(); err != nil {
		return err
	}
	return OpeningHours{From: d.From, To: d.To}.validate()
}

// BusinessHours is a clock that runs in opening hours only. The zero BusinessHours runs
// always. It is an argument only, as a [Calendar] is, does not change, and may be used by
// many goroutines.
type BusinessHours struct{ hours *businessHours }

// businessHours is a table of the open seconds up to any instant.
//
// Weeks begin with Sunday. Within one stretch of time, in which the clocks do not
// change, the open seconds up to an instant follow from the number of weeks, with
// those of the dates that are not as in other weeks; the stretches add up.
type businessHours struct {
	open      []openSpan // of a week, ascending
	perWeek   int64
	dates     []openDate // ascending
	stretches []openStretch
}

// openDate is a date that is not as in other weeks: a holiday has no spans.
type openDate struct {
	day   int        // from 1970-01-01
	spans []openSpan // from its midnight on, ascending
	more  int64      // open seconds of the dates before it, less those of their weekdays
}

// openSpan is the open seconds from..to (without to) of a week, and those before it.
type openSpan struct{ from, to, before int64 }

// openStretch is a stretch from the second from on, and the open seconds before it.
type openStretch struct{ from, offset, before int64 }

const secondsPerWeek = 7 * days.Seconds

// maxOpeningHours is the largest number of opening hours in a week, or on a date.
const maxOpeningHours = 1000

// BusinessHoursOf returns the clock that runs in the opening hours of a week, by the clocks
// of location (nil is UTC), stops on holidays, and has hours of its own on some
// dates. It is also called working hours, or office hours. All are the host's, and
// in any order; a holiday may be given twice. It does not modify its arguments.
//
// BusinessHoursOf returns a [*RowError] wrapping [ErrInvalid] at the first of week that is
// not valid or overlaps with others of the day, the first of holidays that is not valid, or
// the first of dates that is not valid, overlaps with others of the date, is one of more
// than 1,000 of it or is of a holiday. It returns an error wrapping [ErrInvalid] if there
// are none, or more than 1,000, opening hours of the week.
func BusinessHoursOf(week []OpeningHours, holidays []Date, dates []DateHours, location *time.Location) (BusinessHours, error) {
	b := &businessHours{}
	if len(week) < 1 || len(week) > maxOpeningHours {
		return BusinessHours{}, &RangeError{What: "number of opening hours", Got: int64(len(week)), Min: 1, Max: maxOpeningHours}
	}
	for i, o := range week {
		err := o.validate()
		if err == nil {
			b.open, err = withSpan(b.open, int64(o.Day)*days.Seconds, o.From, o.To)
		}
		if err != nil {
			return BusinessHours{}, &RowError{Of: "week", Row: i, Err: err}
		}
	}
	b.perWeek = countSpans(b.open)
	own := make(map[int][]openSpan) // by the day
	for i, d := range holidays {
		if err := d.validate(); err != nil {
			return BusinessHours{}, &RowError{Of: "holidays", Row: i, Err: err}
		}
		own[d.days()] = nil
	}
	for i, d := range dates {
		err := d.validate()
		if err == nil {
			spans, known := own[d.Date.days()]
			if known && spans == nil {
				err = invalid("hours of a date: it is a holiday")
			} else if len(spans) >= maxOpeningHours {
				err = invalid("hours of a date: there are more than 1,000 of one")
			} else if spans, err = withSpan(spans, 0, d.From, d.To); err == nil {
				own[d.Date.days()] = spans
			}
		}
		if err != nil {
			return BusinessHours{}, &RowError{Of: "dates", Row: i, Err: err}
		}
	}
	more := int64(0)
	for _, day := range slices.Sorted(maps.Keys(own)) {
		b.dates = append(b.dates, openDate{day: day, spans: own[day], more: more})
		more += countSpans(own[day]) - (b.ofWeeks(int64(day+1)*days.Seconds) - b.ofWeeks(int64(day)*days.Seconds))
	}
	b.dates = append(b.dates, openDate{day: math.MaxInt, more: more})
	if location == nil {
		location = time.UTC
	}
	var before int64
	for second := int64(firstActivity); second < endActivity; {
		s := days.StretchAt(location, second)
		b.stretches = append(b.stretches, openStretch{from: second, offset: s.Offset, before: before})
		before += b.upTo(min(s.To, endActivity)+s.Offset) - b.upTo(second+s.Offset)
		second = s.To
	}
	return BusinessHours{b}, nil
}

// withSpan returns spans with one more, the hours of the day that begins at a second.
func withSpan(spans []openSpan, midnight int64, from, to time.Duration) ([]openSpan, error) {
	span := openSpan{from: midnight + int64(from/time.Second), to: midnight + int64(to/time.Second)}
	at, _ := slices.BinarySearchFunc(spans, span, func(a, b openSpan) int { return cmp.Compare(a.from, b.from) })
	if at > 0 && spans[at-1].to > span.from || at < len(spans) && spans[at].from < span.to {
		return nil, invalid("opening hours overlap with others")
	}
	return slices.Insert(spans, at, span), nil
}

// countSpans sets what is open before each of the spans, and returns what is in all.
func countSpans(spans []openSpan) (open int64) {
	for i := range spans {
		spans[i].before = open
		open += spans[i].to - spans[i].from
	}
	return open
}

// openUpTo returns what is open in the spans up to a second.
func openUpTo(spans []openSpan, second int64) int64 {
	// The last span that begins before the second.
	i, _ := slices.BinarySearchFunc(spans, second, func(s openSpan, second int64) int { return cmp.Compare(s.from, second) })
	if i == 0 {
		return 0
	}
	s := spans[i-1]
	return s.before + min(second, s.to) - s.from
}

// ofWeeks returns the open seconds from 1970-01-01 to a second by the clocks, negative
// before it, as if all weeks were alike.
func (b *businessHours) ofWeeks(second int64) int64 {
	second += int64(time.Thursday) * days.Seconds // 1970-01-01
	week := days.FloorDiv(second, secondsPerWeek)
	return week*b.perWeek + openUpTo(b.open, second-week*secondsPerWeek)
}

// upTo is ofWeeks with the dates that have hours of their own, or none.
func (b *businessHours) upTo(second int64) int64 {
	day := days.FloorDiv(second, days.Seconds)
	i, found := slices.BinarySearchFunc(b.dates, int(day), func(d openDate, day int) int { return cmp.Compare(d.day, day) })
	if d := b.dates[i]; found {
		return b.ofWeeks(day*days.Seconds) + openUpTo(d.spans, second-day*days.Seconds) + d.more
	}
	return b.ofWeeks(second) + b.dates[i].more
}

// before returns the open seconds before a second of the years 1900 to 2200, and whether
// it is open itself.
func (b *businessHours) before(second int64) (seconds int64, open bool) {
	i, found := slices.BinarySearchFunc(b.stretches, second, func(s openStretch, second int64) int { return cmp.Compare(s.from, second) })
	if !found {
		i--
	}
	s := b.stretches[i]
	local := second + s.offset
	seconds = b.upTo(local)
	return s.before + seconds - b.upTo(s.from+s.offset), b.upTo(local+1) > seconds
}

// at returns the open time up to an instant of the years 1900 to 2200, in seconds and
// nanoseconds.
func (b *businessHours) at(t time.Time) (seconds, nanoseconds int64) {
	seconds, open := b.before(t.Unix())
	if open {
		nanoseconds = int64(t.Nanosecond())
	}
	return seconds, nanoseconds
}

// Between returns how long the clock runs from one instant to another: by the
// zero BusinessHours all the time between. What the clocks skip when they are put
// forward is never open, and what they show twice when they are put back is open
// twice. It takes the same time however far the instants are apart.
//
// Between returns an error wrapping [ErrInvalid] if an instant is missing or is
// outside the years 1900 to 2200, to is before from, or the time is 292 years or
// more.
func (b BusinessHours) Between(from, to time.Time) (time.Duration, error) {
	if err := checkInstant(from); err != nil {
		return 0, err
	}
	if err := checkInstant(to); err != nil {
		return 0, err
	}
	if to.Before(from) {
		return 0, invalid("time between: it ends before it begins")
	}
	if b.hours == nil {
		d := to.Sub(from)
		return d, checkDuration(d)
	}
	startSeconds, startRest := b.hours.at(from)
	endSeconds, endRest := b.hours.at(to)
	if endSeconds-startSeconds >= math.MaxInt64/int64(time.Second) {
		return 0, checkDuration(math.MaxInt64)
	}
	return time.Duration(endSeconds-startSeconds)*time.Second + time.Duration(endRest-startRest), nil
}

// After returns the first instant at which the clock has run for d since from: when
// an answer is due that is promised within so many business hours. It is in the
// time zone of from. What falls on the end of a day is due then, and not at the
// opening of the next; 0 is due at from, open or not. Between from and the
// instant is exactly d.
//
// After returns an error wrapping [ErrInvalid] if d is negative, or from or the
// result is missing or outside the years 1900 to 2200.
func (b BusinessHours) After(from time.Time, d time.Duration) (time.Time, error) {
	if err := checkInstant(from); err != nil {
		return time.Time{}, err
	}
	if err := checkDuration(d); err != nil {
		return time.Time{}, err
	}
	if b.hours == nil || d == 0 {
		due := from.Add(d)
		return due, checkInstant(due)
	}
	seconds, nanoseconds := b.hours.at(from)
	nanoseconds += int64(d % time.Second)
	seconds += int64(d/time.Second) + nanoseconds/int64(time.Second)
	nanoseconds %= int64(time.Second)
	if nanoseconds > 0 {
		seconds++ // the second in which it is due is over then
	}
	// The first second before which the clock has run for as long.
	at, end := from.Unix(), int64(endActivity)
	for at < end {
		middle := at + (end-at)/2
		if open, _ := b.hours.before(middle); open >= seconds {
			end = middle
		} else {
			at = middle + 1
		}
	}
	if at == endActivity {
		return time.Time{}, invalid("the time is over after the year %d", lastActivityYear)
	}
	if nanoseconds > 0 {
		at--
	}
	return time.Unix(at, nanoseconds).In(from.Location()), nil
}

// Apdex is the tally of the answers of an application, or of a service, by how
// long they took (page speed): Satisfied counts those of at most Target,
// Tolerating those of at most four times Target, and Frustrated those that took
// longer, or failed. The counts of a histogram are mostly cumulative (of Prometheus,
// le="0.5" and le="2"): of these Tolerating is the second less the first, and
// Frustrated all less the second.
//
// The zero Apdex is no data and the identity of Merge. Only Add needs a Target.
type Apdex struct {
	Satisfied  int64         `json:"satisfied"`
	Tolerating int64         `json:"tolerating"`
	Frustrated int64         `json:"frustrated"`
	Target     time.Duration `json:"target_seconds,omitzero"`
}

// maxTarget is the longest Target: four times it still fits a duration.
const maxTarget = time.Duration(1<<61 - 1)

// Add counts one answer; the longest duration there is counts as any other. One
// that failed is Frustrated, however quick: Merge it, as Apdex{Frustrated: 1,
// Target: a.Target}.
//
// Add returns an error wrapping [ErrInvalid], and leaves a unchanged, if d is negative, a
// has no Target or is not valid, or the total would exceed the largest int64.
func (a *Apdex) Add(d time.Duration) error {
	switch {
	case d < 0:
		return checkDuration(d)
	case a.Target == 0:
		return invalid("apdex: there is no target")
	}
	one := Apdex{Target: a.Target}
	switch {
	case d <= a.Target:
		one.Satisfied = 1
	case d <= 4*a.Target:
		one.Tolerating = 1
	default:
		one.Frustrated = 1
	}
	return a.Merge(one)
}

// Merge adds the answers of another tally. The zero Apdex adopts the target of other. On
// error a is unchanged.
//
// Merge returns an error if:
//   - the targets differ ([ErrMismatch]);
//   - either is not valid, or the total would exceed the largest int64 ([ErrInvalid]).
func (a *Apdex) Merge(other Apdex) error {
	mine, err := a.total()
	if err != nil {
		return err
	}
	theirs, err := other.total()
	if err != nil {
		return err
	}
	if a.Target != other.Target && *a != (Apdex{}) && other != (Apdex{}) {
		return mismatch("apdex: the targets differ")
	}
	if _, err := addCount("apdex", mine, theirs); err != nil {
		return err
	}
	a.Satisfied += other.Satisfied
	a.Tolerating += other.Tolerating
	a.Frustrated += other.Frustrated
	a.Target = max(a.Target, other.Target)
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Apdex) PoolsPeriods() {}

// total returns the number of answers of a tally that is valid.
func (a Apdex) total() (int64, error) {
	if a.Target < 0 || a.Target > maxTarget {
		return 0, invalid("apdex: the target is negative, or longer than 73 years")
	}
	return sumCounts("apdex", a.Satisfied, a.Tolerating, a.Frustrated)
}

func (a Apdex) validate() error {
	_, err := a.total()
	return err
}

// Total returns the number of answers, 0 for counts that are not valid.
func (a Apdex) Total() int64 {
	n, _ := a.total()
	return n
}

// Score returns the application performance index
//
//	(Satisfied + Tolerating/2) / (Satisfied + Tolerating + Frustrated)
//
// from 0 to 1, rounded half away from zero to [Places].
//
// Score returns an error if there are no answers ([ErrNoData]), or a count is negative or
// the total exceeds the largest int64 ([ErrInvalid]).
//
// Source: Apdex Alliance, Application Performance Index, Technical Specification 1.1 (2007).
func (a Apdex) Score() (decimal.Decimal, error) { return quotient(a.Fraction()) }

// LowerIsBetter returns false.
func (a Apdex) LowerIsBetter() bool { return false }

// Fraction returns the score as numerator and denominator, not rounded. It returns the
// errors of Score.
func (a Apdex) Fraction() (num, den decimal.Decimal, err error) {
	n, err := a.total()
	if err != nil {
		return num, den, err
	}
	if n == 0 {
		return num, den, noData("apdex")
	}
	two := decimal.NewFromInt(2)
	return decimal.NewFromInt(a.Satisfied).Mul(two).Add(decimal.NewFromInt(a.Tolerating)), decimal.NewFromInt(n).Mul(two), nil
}

// MarshalJSON encodes a tally, its target in seconds as a text. It returns an error
// wrapping [ErrInvalid] if a is not valid.
func (a Apdex) MarshalJSON() ([]byte, error) { return encode(&a, a.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts and
// targets that are not valid. On error a is unchanged.
func (a *Apdex) UnmarshalJSON(data []byte) error {
	return decode(data, "apdex", a, (*Apdex).validate)
}
