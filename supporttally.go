package cx

import "slices"

// isZero reports whether s is the zero Support.
func (s *Support) isZero() bool {
	for _, d := range s.durations() {
		if d.Count != 0 || len(d.Limits) > 0 {
			return false
		}
	}
	return s.AsOf.IsZero() && s.RecontactSeconds == 0 && !s.Business && s.Tickets == 0 && s.Closed == 0 &&
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
	s.Tickets, s.Closed, s.Answered, s.FirstContact = tickets, closed, answered, firstContact
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
	} else if err := s.checkRule(other.AsOf, other.RecontactSeconds, other.Business, other.FirstReply.Limits); err != nil {
		return err
	}
	if err := sum.mergeCounts(&other); err != nil {
		return err
	}
	// Counts are at most those of the tickets: only the sums can be too large.
	theirs := other.durations()
	for i, d := range sum.durations() {
		if err := checkWraps(d.SumWraps + theirs[i].SumWraps + 1); err != nil {
			return err
		}
	}
	for i, d := range sum.durations() {
		if err := d.Merge(*theirs[i]); err != nil {
			return err
		}
	}
	*s = sum
	return nil
}

// validateShape says what is impossible about the counts.
func (s *Support) validateShape() error {
	if s.Tickets < 0 || s.Closed < 0 || s.RecontactSeconds < 0 {
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
	if s.Escalated.Total != s.Tickets || s.Transfers.Base != s.Tickets || s.Reopened.Total > s.Tickets || s.OneTouch.Total > s.Reopened.Total ||
		s.Closed > s.Tickets-s.OneTouch.Total || s.Answered.Excluded > s.OneTouch.Total {
		return invalid("support: there are more of a part than tickets")
	}
	if s.FirstReply.Count > s.Answered.Attained || s.FirstResolution.Count > s.Reopened.Total ||
		s.Resolution.Count != s.OneTouch.Total || s.Waiting.Count != s.OneTouch.Total {
		return invalid("support: there are more durations than tickets")
	}
	for _, d := range s.durations() {
		if err := d.validateShape(); err != nil {
			return err
		}
		if !slices.Equal(d.Limits, s.FirstReply.Limits) {
			return invalid("support: the limits of the durations differ")
		}
	}
	return nil
}

// validate says what is impossible about s.
func (s Support) validate() error {
	if err := s.validateShape(); err != nil {
		return err
	}
	for _, d := range s.durations() {
		if err := d.validate(); err != nil {
			return err
		}
	}
	return nil
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge would
// refuse. On error s is unchanged.
func (s *Support) UnmarshalJSON(data []byte) error {
	var v Support
	ok, err := decodeObject(data, "support", fields{
		"as_of": &v.AsOf, "recontact_seconds": &v.RecontactSeconds, "business": &v.Business,
		"tickets": &v.Tickets, "closed": &v.Closed, "transfers": &v.Transfers,
		"answered": &v.Answered, "first_contact": &v.FirstContact, "one_touch": &v.OneTouch,
		"reopened": &v.Reopened, "escalated": &v.Escalated, "first_reply": &v.FirstReply,
		"first_resolution": &v.FirstResolution, "resolution": &v.Resolution, "waiting": &v.Waiting,
	})
	if !ok {
		return err
	}
	if err := v.validate(); err != nil {
		return err
	}
	*s = v
	return nil
}
