package cx

import (
	"time"

	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/wire"
)

// Backlog is the tally of the tickets of a period: what came in and what was done, and
// what is open at its end. It is also called the queue, or work in progress. What was
// open before is Open less what came in, plus what was done:
//
//	Open - Opened - Reopened + Resolved + Closed
//
// The zero Backlog is no data and the identity of Merge. That of a week is not the sum
// of those of its days: Merge is for the tickets of teams, and refuses another period.
type Backlog struct {
	From     time.Time `json:"from,omitzero"`  // the start of the period
	AsOf     time.Time `json:"as_of,omitzero"` // the end of the period
	Opened   int64     `json:"opened"`         // in the period
	Reopened int64     `json:"reopened"`       // in the period
	Resolved int64     `json:"resolved"`       // in the period: resolutions, of one ticket perhaps several
	Closed   int64     `json:"closed"`         // in the period, unresolved
	Open     int64     `json:"open"`           // at the end
	Ages     Durations `json:"ages"`           // of the open, from their opening to the end
}

// maxAges is the largest number of ages of one call of BacklogTrend, about a second.
const maxAges = 100_000_000

// BacklogTrend tallies the backlog of each period of the calendar c: the tickets open at
// the end of each day, those opened and resolved in it, and the ages of the open, with
// exact numbers of those within the limits. A span that is not zero names the
// periods, widened to whole ones, and knows from the tickets before it what was open
// then; with the zero span they run from the first opening to the last of the
// events, and no tickets give nil.
//
// What happens at midnight is in the new day. A ticket is open from Opened to Resolved
// or Closed, and not in the times Settled; one that is resolved and has none of these
// counts as open until then, however often it was reopened. Ages run by the clock on
// the wall from Opened on. Void tickets are left out. Tickets that are open today
// are open at the end of each later period, so that a span ends yesterday. It does not
// modify its arguments. Its time grows with the open tickets of all periods.
//
// BacklogTrend returns a [*RowError] wrapping [ErrInvalid] at the first row
//   - that [SupportOf] refuses;
//   - that is older than 292 years at the end of a period;
//   - that makes the periods more than [MaxPeriods], or the ages of all of them more
//     than 100 million.
//
// It returns an error wrapping [ErrInvalid] if the grain is none of the grains, span is
// not valid or has more than [MaxPeriods], or [DurationsOf] would refuse the limits.
func BacklogTrend(tickets []Ticket, c Calendar, span Period, limits ...time.Duration) ([]Point[Backlog], error) {
	empty, err := DurationsOf(nil, limits...)
	if err != nil {
		return nil, err
	}
	b := backlog{grain: c.Grain, clock: days.NewClock(c.Location), last: -1}
	if err := c.Grain.validate(); err != nil {
		return nil, err
	}
	if span != (Period{}) {
		if b.first, b.last, err = c.Grain.ordinals(span); err != nil {
			return nil, err
		}
	}
	for i := range tickets {
		t := &tickets[i]
		err := t.validate()
		if err == nil && span == (Period{}) && !t.Void {
			err = b.include(t)
		}
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
	}
	if b.last < b.first {
		return nil, nil
	}
	periods, err := c.Grain.between(b.first, b.last)
	if err != nil {
		return nil, err
	}
	b.points = make([]Point[Backlog], len(periods))
	for k, p := range periods {
		start, err := c.StartOf(p.Start)
		if err != nil {
			return nil, err
		}
		end, err := c.StartOf(p.End)
		if err != nil {
			return nil, err
		}
		b.points[k] = Point[Backlog]{Period: p, Tally: Backlog{From: start.UTC(), AsOf: end.UTC(), Ages: empty}}
	}
	for i := range tickets {
		if tickets[i].Void {
			continue
		}
		if err := b.add(&tickets[i]); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
	}
	return b.points, nil
}

// backlog is the points of a trend, of the periods with the ordinals first to last.
type backlog struct {
	grain       Grain
	clock       *days.Clock
	first, last int
	points      []Point[Backlog]
	ages        int64
}

// ordinal returns the ordinal of the period of an instant.
func (b *backlog) ordinal(t time.Time) int {
	day, _ := b.clock.Day(t) // which it has, between 1900 and 2200
	return b.grain.ordinal(day)
}

// include widens the periods to those in which something happens to a ticket.
func (b *backlog) include(t *Ticket) error {
	last := t.Opened
	for _, at := range []time.Time{t.Resolved, t.Closed} {
		if at.After(last) {
			last = at
		}
	}
	if n := len(t.Settled); n > 0 && t.Settled[n-1].To.After(last) {
		last = t.Settled[n-1].To
	}
	from, to := b.ordinal(t.Opened), b.ordinal(last)
	if b.last < b.first {
		b.first, b.last = from, to
	}
	b.first, b.last = min(b.first, from), max(b.last, to)
	return checkPeriods(b.last - b.first + 1)
}

// at returns the tally of the period of an instant, nil for none.
func (b *backlog) at(t time.Time) *Backlog {
	if k := b.ordinal(t) - b.first; k >= 0 && k < len(b.points) {
		return &b.points[k].Tally
	}
	return nil
}

// add counts a valid ticket.
func (b *backlog) add(t *Ticket) error {
	if p := b.at(t.Opened); p != nil {
		p.Opened++
	}
	from := t.Opened
	for _, s := range t.Settled {
		if err := b.open(t, from, s.From); err != nil {
			return err
		}
		if p := b.at(s.From); p != nil {
			p.Resolved++
		}
		if p := b.at(s.To); p != nil {
			p.Reopened++
		}
		from = s.To
	}
	end := t.Closed
	if !t.Resolved.IsZero() {
		end = t.Resolved
		if p := b.at(end); p != nil {
			p.Resolved++
		}
	} else if !end.IsZero() {
		if p := b.at(end); p != nil {
			p.Closed++
		}
	}
	return b.open(t, from, end)
}

// open counts a ticket as open at the ends of the periods from one instant to another; to
// the last if that is zero.
func (b *backlog) open(t *Ticket, from, to time.Time) error {
	first, end := max(b.ordinal(from)-b.first, 0), len(b.points)
	if !to.IsZero() {
		end = min(b.ordinal(to)-b.first, end)
	}
	if end <= first {
		return nil
	}
	if b.ages += int64(end - first); b.ages > maxAges {
		return &RangeError{What: "number of ages, of the open tickets of all periods", Got: b.ages, Min: 0, Max: maxAges}
	}
	for k := first; k < end; k++ {
		p := &b.points[k].Tally
		if err := p.Ages.Add(p.AsOf.Sub(t.Opened)); err != nil {
			return err
		}
		p.Open++
	}
	return nil
}

// isZero reports whether b is the zero Backlog.
func (b *Backlog) isZero() bool {
	return b.From.IsZero() && b.AsOf.IsZero() && b.Opened == 0 && b.Reopened == 0 && b.Resolved == 0 && b.Closed == 0 && b.Open == 0 &&
		b.Ages.Total() == 0 && len(b.Ages.limits) == 0
}

// Merge adds the tickets of another tally of the same period, such as those of another
// team. On error b is unchanged.
//
// Merge returns an error if:
//   - From, AsOf or the limits of the ages differ ([ErrMismatch]);
//   - either is not valid, or a sum would exceed the largest int64 ([ErrInvalid]).
func (b *Backlog) Merge(other Backlog) error {
	if err := b.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	if other.isZero() {
		return nil
	}
	if b.isZero() {
		*b = other
		return nil
	}
	if !b.From.Equal(other.From) || !b.AsOf.Equal(other.AsOf) {
		return mismatch("backlog: the periods differ")
	}
	sum := *b
	for _, n := range []struct {
		to   *int64
		more int64
	}{
		{&sum.Opened, other.Opened}, {&sum.Reopened, other.Reopened}, {&sum.Resolved, other.Resolved},
		{&sum.Closed, other.Closed}, {&sum.Open, other.Open},
	} {
		var err error
		if *n.to, err = addCount("backlog", *n.to, n.more); err != nil {
			return err
		}
	}
	if err := sum.Ages.Merge(other.Ages); err != nil {
		return err
	}
	*b = sum
	return nil
}

func (b *Backlog) validate() error {
	switch {
	case min(b.Opened, b.Reopened, b.Resolved, b.Closed, b.Open) < 0:
		return invalid("backlog: a count is negative")
	case b.AsOf.IsZero() && !b.isZero():
		return invalid("backlog: there are tickets, but no end of the period")
	case b.From.After(b.AsOf):
		return invalid("backlog: the period ends before it starts")
	case b.Ages.Total() > b.Open:
		return invalid("backlog: there are more ages than open tickets")
	}
	return nil
}

// Total returns the number of open tickets.
func (b Backlog) Total() int64 { return max(b.Open, 0) }

// MarshalJSON encodes a tally. It returns an error wrapping [ErrInvalid] if the
// instant is outside the years 0 to 9999.
func (b Backlog) MarshalJSON() ([]byte, error) { return wire.Encode(&b) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge would
// refuse. On error b is unchanged.
func (b *Backlog) UnmarshalJSON(data []byte) error {
	return decode(data, "backlog", b, (*Backlog).validate)
}
