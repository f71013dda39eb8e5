package cx

import (
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/wire"
)

// SupportRule says how tickets are counted.
type SupportRule struct {
	// Recontact is the window, in whole seconds, within which a customer must not come
	// back after a resolution at first contact: 7 to 14 days are usual. With 0 there is
	// none, and the resolution counts at once.
	Recontact time.Duration
	// Hours is the clock of all durations. The zero BusinessHours runs always.
	Hours BusinessHours
	// HoursOf, if not nil, is the clock of each office; see [SLARule].
	HoursOf func(office string) BusinessHours
	// Limits are those of all durations, in ascending order; see [Durations].
	Limits []time.Duration
	// AsOf is the instant whose state is wanted. Tickets opened then or later are
	// left out, and what happened to others then or later has not happened.
	AsOf time.Time
}

// validate says what is wrong with a rule.
func (r SupportRule) validate() error {
	if r.Recontact < 0 || r.Recontact%time.Second != 0 {
		return invalid("the window of re-contact is negative, or not in whole seconds")
	}
	if err := checkLimits(r.Limits); err != nil {
		return err
	}
	return checkInstant(r.AsOf)
}

// Support is the tally of the tickets opened before AsOf. FirstContact is also
// called first contact resolution or first call resolution (FCR), FirstReply the
// first response time (FRT), and Resolution the time to resolution (TTR), each
// with its percentiles, such as the p95. Answered, Reopened, Escalated and
// Transfers are shares of the tickets.
//
// The zero Support is no data and the identity of Merge.
type Support struct {
	AsOf             time.Time `json:"as_of,omitzero"`
	RecontactSeconds int64     `json:"recontact_seconds,omitzero"` // the window
	Business         bool      `json:"business,omitzero"`          // durations are in business hours
	Tickets          int64     `json:"tickets"`
	Closed           int64     `json:"closed"` // ended without being resolved
	Void             int64     `json:"void"`   // were none, and are in no other figure; see Ticket
	// Answered is attained by tickets with a reply of a person, and missed by those that
	// ended unresolved without one. Resolved without one, none was needed: excluded.
	Answered Attainment `json:"answered"`
	// FirstContact is attained by tickets that the first contact resolved, whose customer
	// has not come back within the window; pending as long as the window is open, and by
	// open tickets that have not been handed on, escalated, reopened or replied to twice.
	// The window begins with the resolution; of tickets that the first contact did not
	// resolve with the first reply, or the opening if that is not known. Those missed before
	// it is over are EarlyMissed, so that Rate is of whole windows. Excluded are those that
	// were escalated instead: Gross and Decided of the tally are the gross and the net rate
	// of all that are decided.
	FirstContact Attainment `json:"first_contact"`
	// OneTouch is tickets resolved with exactly one reply and never reopened, out of those
	// resolved.
	OneTouch Proportion `json:"one_touch"`
	// Reopened is tickets that were reopened, out of those that were ever resolved.
	Reopened  Proportion `json:"reopened"`
	Escalated Proportion `json:"escalated"` // of all tickets
	Transfers Incidence  `json:"transfers"` // per ticket

	FirstReply      Durations `json:"first_reply"`      // from opening to the first reply
	FirstResolution Durations `json:"first_resolution"` // from opening to the first resolution
	Resolution      Durations `json:"resolution"`       // from opening to the last, of those resolved now
	Waiting         Durations `json:"waiting"`          // Resolution less the time on hold
}

// SupportOf tallies tickets: first response time (FRT), time to resolution (TTR),
// first contact resolution (FCR). Its durations are those of what has happened:
// of tickets that were answered, or that are resolved. Where many are still open
// that favors the quick ones, and [SLARule.Lifespans] gives the median of all.
// What is no ticket (spam, merged into another) is to be marked [Ticket].Void: as
// one that was given up it makes the host look as if it did not answer. No tickets
// give the zero Support. It does not modify tickets.
//
// SupportOf returns a [*RowError] wrapping [ErrInvalid] at the first row with an
// instant that is outside the years 1900 to 2200 or before one that it must
// follow, with a number that is negative, with times on hold that overlap, with
// stints that are not in order or whose office is blank or not UTF-8, or with a FirstContact or Recontact but no resolution. It returns an error
// wrapping [ErrInvalid] if AsOf is outside those years, the window is negative or
// not in whole seconds, or the limits are not in ascending order from 0, or more
// than 16.
func SupportOf(tickets []Ticket, rule SupportRule) (Support, error) {
	if err := rule.validate(); err != nil {
		return Support{}, err
	}
	s := rule.empty()
	var f supportFigures
	for i := range tickets {
		counts, err := rule.read(&tickets[i], &f)
		if err == nil && counts {
			err = rule.add(&s, &f)
		}
		if err != nil {
			return Support{}, &RowError{Row: i, Err: err}
		}
	}
	if s.Tickets == 0 && s.Void == 0 {
		return Support{}, nil
	}
	return s, nil
}

// Add counts a ticket into a tally, for [GroupFunc] and [TrendFunc]: the tickets of each
// channel are GroupFunc(tickets, channel, rule.Add, Support{}).
//
// Add returns an error, and leaves s unchanged, if:
//   - s was counted by another rule ([ErrMismatch]);
//   - [SupportOf] would refuse the rule or the ticket, s is not valid, or a sum would
//     exceed the largest int64 ([ErrInvalid]).
func (r SupportRule) Add(s *Support, t *Ticket) error {
	if err := r.validate(); err != nil {
		return err
	}
	var f supportFigures
	if counts, err := r.read(t, &f); err != nil || !counts {
		return err
	}
	if s.isZero() {
		fresh := r.empty()
		if err := r.add(&fresh, &f); err != nil {
			return err
		}
		*s = fresh
		return nil
	}
	if err := s.validate(); err != nil {
		return err
	}
	if err := s.checkRule(r.AsOf, int64(r.Recontact/time.Second), r.business(), r.Limits); err != nil {
		return err
	}
	return r.add(s, &f)
}

// business reports whether durations are in business hours.
func (r SupportRule) business() bool { return r.Hours.hours != nil || r.HoursOf != nil }

// empty returns the tally of a rule without tickets.
func (r SupportRule) empty() Support {
	s := Support{AsOf: r.AsOf.UTC(), RecontactSeconds: int64(r.Recontact / time.Second), Business: r.business()}
	s.Answered.Of, s.FirstContact.Of = "answered", "resolved at first contact"
	if r.Recontact > 0 {
		s.FirstContact.Of += ", not back within " + r.Recontact.String()
	}
	limits := slices.Clone(r.Limits)
	for _, d := range s.durations() {
		d.limits = limits
	}
	return s
}

// checkRule refuses a rule other than that of s.
func (s *Support) checkRule(asOf time.Time, recontactSeconds int64, business bool, limits []time.Duration) error {
	switch {
	case !s.AsOf.Equal(asOf):
		return mismatch("support: the instants of the state differ")
	case s.RecontactSeconds != recontactSeconds:
		return mismatch("support: the windows of re-contact differ")
	case s.Business != business:
		return mismatch("support: one is in business hours, the other is not")
	case !slices.Equal(s.FirstReply.limits, limits):
		return mismatch("support: the limits differ")
	}
	return nil
}

// durations returns the durations of s.
func (s *Support) durations() [4]*Durations {
	return [4]*Durations{&s.FirstReply, &s.FirstResolution, &s.Resolution, &s.Waiting}
}

// supportFigures is what one ticket adds: the ticket as it is known at AsOf, and its
// durations in the order of those of a tally, -1 for none.
type supportFigures struct {
	ticket    Ticket
	durations [4]time.Duration
}

// read fills in the figures of a ticket; false for one opened at AsOf or later.
func (r SupportRule) read(t *Ticket, f *supportFigures) (counts bool, err error) {
	if err := t.validate(); err != nil {
		return false, err
	}
	if !t.Opened.Before(r.AsOf) {
		return false, nil
	}
	if f.durations = [4]time.Duration{-1, -1, -1, -1}; t.Void {
		f.ticket = Ticket{Void: true}
		return true, nil
	}
	f.ticket = t.asOf(r.AsOf)
	t = &f.ticket
	var room [2][8]clockPoint
	all := ticketClock{r.Hours, r.HoursOf, false}.appendPoints(room[0][:0], t, r.AsOf)
	unheld := ticketClock{r.Hours, r.HoursOf, true}.appendPoints(room[1][:0], t, r.AsOf)
	for i, until := range [4]time.Time{t.FirstReply, t.FirstResolved, t.Resolved, t.Resolved} {
		if until.IsZero() {
			continue
		}
		points := all
		if i == 3 {
			points = unheld
		}
		if f.durations[i], err = elapsed(points, t.Opened, until); err != nil {
			return false, err
		}
	}
	return true, nil
}

// add counts a ticket into a valid tally of the rule. On error s is unchanged: no more than
// the tickets, the transfers and the sums of durations can be too large, and these are
// checked first.
func (r SupportRule) add(s *Support, f *supportFigures) error {
	if f.ticket.Void {
		if _, err := addCount("support", s.Void, 1); err != nil {
			return err
		}
		s.Void++
		return nil
	}
	durations := s.durations()
	for i, d := range f.durations {
		if d < 0 {
			continue
		}
		if err := durations[i].check(d); err != nil {
			return err
		}
	}
	if _, err := addCount("support", s.Tickets, 1); err != nil {
		return err
	}
	if _, err := addCount("incidence", s.Transfers.Events, f.ticket.Transfers); err != nil {
		return err
	}
	r.count(s, &f.ticket)
	for i, d := range f.durations {
		if d < 0 {
			continue
		}
		if err := durations[i].Add(d); err != nil {
			return err
		}
	}
	return nil
}

// count adds a ticket, as it is known at AsOf, to the counts.
func (r SupportRule) count(s *Support, t *Ticket) {
	resolved, ended := !t.Resolved.IsZero(), !t.Closed.IsZero()
	s.Tickets++
	s.Transfers.Base++
	s.Transfers.Events += t.Transfers
	s.Escalated.Base++
	if t.Escalated {
		s.Escalated.Count++
	}
	if !t.FirstResolved.IsZero() || t.Reopens > 0 {
		s.Reopened.Base++
		s.Reopened.Count += min(t.Reopens, 1)
	}
	if resolved {
		s.OneTouch.Base++
		if t.Replies == 1 && t.Reopens == 0 {
			s.OneTouch.Count++
		}
	} else if ended {
		s.Closed++
	}
	switch {
	case t.answered():
		s.Answered.Attained++
	case resolved:
		s.Answered.Excluded++
	case ended:
		s.Answered.Missed++
	default:
		s.Answered.Pending++
	}
	r.countFirstContact(&s.FirstContact, t)
}

// countFirstContact counts whether the first contact resolved a ticket for good.
func (r SupportRule) countFirstContact(a *Attainment, t *Ticket) {
	resolved, ended := !t.Resolved.IsZero(), !t.Closed.IsZero()
	failed := t.Replies > 1 || t.Transfers > 0 || t.Reopens > 0 || !t.FirstResolved.IsZero()
	from, missed := t.Resolved, false // when the window began
	switch {
	case t.FirstContact && resolved:
		missed = r.Recontact > 0 && !t.Recontact.IsZero() && t.Recontact.Sub(t.Resolved) <= r.Recontact
	case t.Escalated:
		a.Excluded++
		return
	case resolved || ended || failed:
		missed = true
		if from = t.FirstReply; from.IsZero() {
			from = t.Opened
		}
	default:
		a.Pending++
		return
	}
	early := r.Recontact > 0 && r.AsOf.Sub(from) <= r.Recontact
	switch {
	case missed:
		a.Missed++
		if early {
			a.EarlyMissed++
		}
	case early:
		a.Pending++
	default:
		a.Attained++
	}
}

// Total returns the number of tickets, without those that are void.
func (s Support) Total() int64 { return max(s.Tickets, 0) }

// isZero reports whether s is the zero Support.
func (s *Support) isZero() bool {
	for _, d := range s.durations() {
		if d.Total() != 0 || len(d.limits) > 0 {
			return false
		}
	}
	return s.AsOf.IsZero() && s.RecontactSeconds == 0 && !s.Business && s.Tickets == 0 && s.Closed == 0 && s.Void == 0 &&
		s.Answered == Attainment{} && s.FirstContact == Attainment{} && s.OneTouch == Proportion{} &&
		s.Reopened == Proportion{} && s.Escalated == Proportion{} && s.Transfers == Incidence{}
}

// mergeCounts adds the counts of other, not its durations. On error s is unchanged.
func (s *Support) mergeCounts(other *Support) error {
	tickets, err := addCount("support", s.Tickets, other.Tickets)
	if err != nil {
		return err
	}
	closed, err := addCount("support", s.Closed, other.Closed)
	if err != nil {
		return err
	}
	void, err := addCount("support", s.Void, other.Void)
	if err != nil {
		return err
	}
	answered, firstContact := s.Answered, s.FirstContact
	if err := answered.Merge(other.Answered); err != nil {
		return err
	}
	if err := firstContact.Merge(other.FirstContact); err != nil {
		return err
	}
	oneTouch, reopened, escalated := s.OneTouch, s.Reopened, s.Escalated
	for _, p := range []struct {
		to   *Proportion
		more Proportion
	}{{&oneTouch, other.OneTouch}, {&reopened, other.Reopened}, {&escalated, other.Escalated}} {
		if err := p.to.Merge(p.more); err != nil {
			return err
		}
	}
	transfers := s.Transfers
	if err := transfers.Merge(other.Transfers); err != nil {
		return err
	}
	s.Tickets, s.Closed, s.Void, s.Answered, s.FirstContact = tickets, closed, void, answered, firstContact
	s.OneTouch, s.Reopened, s.Escalated, s.Transfers = oneTouch, reopened, escalated, transfers
	return nil
}

// Merge adds the tickets of another tally by the same rule, as known at the same instant.
// Which hours are open is not checked: offices may have their own. On error s is unchanged.
//
// Merge returns an error if:
//   - AsOf, the window of re-contact or the limits differ, or only one of the two is in
//     business hours ([ErrMismatch]);
//   - either is not valid, or a sum would exceed the largest int64 ([ErrInvalid]).
func (s *Support) Merge(other Support) error {
	if err := s.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	if other.isZero() {
		return nil
	}
	sum := *s
	if s.isZero() {
		sum.AsOf, sum.RecontactSeconds, sum.Business = other.AsOf, other.RecontactSeconds, other.Business
	} else if err := s.checkRule(other.AsOf, other.RecontactSeconds, other.Business, other.FirstReply.limits); err != nil {
		return err
	}
	if err := sum.mergeCounts(&other); err != nil {
		return err
	}
	// Counts are at most those of the tickets: only the sums can be too large.
	theirs := other.durations()
	for i, d := range sum.durations() {
		if _, err := d.figures().plus(theirs[i].figures()); err != nil {
			return err
		}
	}
	*s = sum
	for i, d := range s.durations() {
		if err := d.Merge(*theirs[i]); err != nil {
			return err
		}
	}
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Support) PoolsPeriods() {}

// validate says what is impossible about s.
func (s *Support) validate() error {
	if s.Tickets < 0 || s.Closed < 0 || s.Void < 0 || s.RecontactSeconds < 0 {
		return invalid("support: a count is negative")
	}
	if s.AsOf.IsZero() && !s.isZero() {
		return invalid("support: there are tickets, but no instant of their state")
	}
	for _, a := range []Attainment{s.Answered, s.FirstContact} {
		if n, err := a.total(); err != nil || n != s.Tickets {
			return invalid("support: the counts do not add up to the tickets")
		}
	}
	for _, p := range []Proportion{s.OneTouch, s.Reopened, s.Escalated} {
		if err := p.validate(); err != nil {
			return err
		}
	}
	if err := s.Transfers.validate(); err != nil {
		return err
	}
	if s.Escalated.Base != s.Tickets || s.Transfers.Base != s.Tickets || s.Reopened.Base > s.Tickets || s.OneTouch.Base > s.Reopened.Base ||
		s.Closed > s.Tickets-s.OneTouch.Base || s.Answered.Excluded > s.OneTouch.Base {
		return invalid("support: there are more of a part than tickets")
	}
	if s.FirstReply.Total() > s.Answered.Attained || s.FirstResolution.Total() > s.Reopened.Base ||
		s.Resolution.Total() != s.OneTouch.Base || s.Waiting.Total() != s.OneTouch.Base {
		return invalid("support: there are more durations than tickets")
	}
	for _, d := range s.durations() {
		if !slices.Equal(d.limits, s.FirstReply.limits) {
			return invalid("support: the limits of the durations differ")
		}
	}
	return nil
}

// MarshalJSON encodes a tally. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (s Support) MarshalJSON() ([]byte, error) { return wire.Encode(&s) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge would
// refuse. On error s is unchanged.
func (s *Support) UnmarshalJSON(data []byte) error {
	return decode(data, "support", s, (*Support).validate)
}
