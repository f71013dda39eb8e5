package cx

import (
	"math"
	"time"

	"github.com/cxmetrics/cx/internal/wire"
)

// Invitation says that a Customer was asked for an answer, At an instant, and what became of
// that. A zero time has not happened. Without an At it says only that this is a customer: nobody
// knows when, or whether, we asked. [LandmarksOf] takes such a row, and reads nothing but
// the two; [FieldworkOf] and [ContactVerdictsOf] want to know when.
type Invitation struct {
	Customer  string            `json:"customer"`
	At        time.Time         `json:"at,omitzero"`
	Survey    string            `json:"survey,omitzero"`    // its name
	Segment   string            `json:"segment,omitzero"`   // a plan, a country, an age group
	Channel   string            `json:"channel,omitzero"`   // email, SMS, app, phone
	Language  string            `json:"language,omitzero"`  // in which we asked
	Reminder  bool              `json:"reminder,omitzero"`  // the customer had been asked before, for the same answer
	Opened    time.Time         `json:"opened,omitzero"`    // the customer has seen it
	Started   time.Time         `json:"started,omitzero"`   // the first question was answered, or seen
	Completed time.Time         `json:"completed,omitzero"` // the last question was answered
	Answered  int64             `json:"answered,omitzero"`  // the number of questions answered
	Outcome   InvitationOutcome `json:"outcome,omitzero"`   // how it ended otherwise; blank if it did not
}

// InvitationOutcome says how an invitation ended, if not by an answer.
type InvitationOutcome string

// The outcomes of invitations. One that was never seen, or that the customer closed in
// silence, has none.
const (
	InvitationBounced    InvitationOutcome = "bounced"    // it did not arrive
	InvitationDeclined   InvitationOutcome = "declined"   // the customer said no to this one
	InvitationOptedOut   InvitationOutcome = "opted_out"  // the customer said no to all that are to come
	InvitationIneligible InvitationOutcome = "ineligible" // the customer was not to be asked, as it turned out
)

// validate says what is wrong with the customer or the instant.
func (v *Invitation) validate() error {
	if err := checkCustomer(v.Customer); err != nil || v.At.IsZero() {
		return err
	}
	return checkInstant(v.At)
}

// validateAsked says what is wrong with an invitation whose instant must be known.
func (v *Invitation) validateAsked() error {
	if err := v.validateCourse(); err != nil {
		return err
	}
	return checkInstant(v.At)
}

// validateCourse says what is wrong with an invitation and what became of it.
func (v *Invitation) validateCourse() error {
	if err := v.validate(); err != nil {
		return err
	}
	for _, t := range []time.Time{v.Opened, v.Started, v.Completed} {
		if t.IsZero() {
			continue
		}
		if err := checkInstant(t); err != nil {
			return err
		}
		if t.Before(v.At) {
			return invalid("something happened before the invitation")
		}
	}
	if !v.Completed.IsZero() && v.Completed.Before(v.Started) {
		return invalid("completed before started")
	}
	if v.Answered < 0 {
		return invalid("number of questions answered is negative")
	}
	switch v.Outcome {
	case "", InvitationBounced, InvitationDeclined, InvitationOptedOut, InvitationIneligible:
		return nil
	}
	return invalid("outcome is none of bounced, declined, opted_out and ineligible")
}

// MarshalJSON encodes an invitation. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (v Invitation) MarshalJSON() ([]byte, error) { return wire.Encode(&v) }

// Validate returns the error wrapping [ErrInvalid] with which [FieldworkOf] refuses v, nil if it
// does not, or only for want of an instant: for [Sift], and for one row at the door of a host.
func (v Invitation) Validate() error { return v.validateCourse() }

// UnmarshalJSON decodes an invitation. It refuses unknown and repeated keys, and what
// [FieldworkOf] refuses, except that there may be no instant. On error v is unchanged.
func (v *Invitation) UnmarshalJSON(data []byte) error {
	return decode(data, "invitation", v, (*Invitation).validateCourse)
}

// Fieldwork is the tally of what became of invitations, as known at AsOf, where a customer has
// PatienceSeconds to answer. Each invitation is exactly one of Complete, Partial (some questions were
// answered), Declined (with those who opted out), Silent, Bounced, Ineligible and Pending, whose
// patience is not over and who have done nothing that ends it. EarlyComplete is the number of
// Complete, and EarlyMissed that of Declined and Bounced, whose patience is not over either.
// Opened and Started are counts of all: who has started has opened, and who has completed has
// started. Latency is the time from the invitation to the completed answer, Length that from
// the start to there. It is also called fieldwork progress, or sample disposition.
//
// The zero Fieldwork is no data and the identity of Merge. One of counts from SQL may leave
// Latency and Length empty.
type Fieldwork struct {
	AsOf            time.Time `json:"as_of,omitzero"`
	PatienceSeconds int64     `json:"patience_seconds"`
	Complete        int64     `json:"complete"`
	Partial         int64     `json:"partial"`
	Declined        int64     `json:"declined"`
	Silent          int64     `json:"silent"`
	Bounced         int64     `json:"bounced"`
	Ineligible      int64     `json:"ineligible"`
	Pending         int64     `json:"pending"`
	Opened          int64     `json:"opened"`
	Started         int64     `json:"started"`
	EarlyComplete   int64     `json:"early_complete,omitzero"`
	EarlyMissed     int64     `json:"early_missed,omitzero"`
	Latency         Durations `json:"latency"`
	Length          Durations `json:"length"`
}

// FieldworkOf tallies invitations as known at asOf: what happened then or later has not
// happened, and invitations then or later are left out. A customer who has not answered is
// Silent, or Partial, once more than patience has passed since the invitation, and until then
// Pending. Reminders are not counted: an answer after one completes the invitation that it
// reminds of. In this order an invitation is
//
//	ineligible, bounced   by its outcome
//	complete              Completed has happened
//	declined              by its outcome: declined or opted out
//	pending               At + patience is not before asOf
//	partial               questions were answered
//	silent                the rest, opened or not
//
// What was never sent is no invitation, and one that the customer closed was declined: counted
// as silent, the one lowers the rate of response, and counted as an answer, the other raises
// it. Where customers give up within the survey: [FunnelOf] with its questions as events. The
// rows of a segment, a channel or a language are a Fieldwork of their own. It does not modify
// rows.
//
// FieldworkOf returns an error if:
//   - patience is not a whole number of seconds above 0, or asOf is missing or outside the years 1900 to 2200
//     ([ErrInvalid]);
//   - the customer of a row is blank, its At is missing or an instant is outside those years,
//     something came before At or Completed before Started, Answered is negative, or the outcome
//     is none of the outcomes ([*RowError]).
func FieldworkOf(rows []Invitation, patience time.Duration, asOf time.Time) (Fieldwork, error) {
	if err := checkInstant(asOf); err != nil {
		return Fieldwork{}, err
	}
	if patience <= 0 || patience%time.Second != 0 {
		return Fieldwork{}, invalid("patience is not a whole number of seconds above 0")
	}
	f := Fieldwork{AsOf: asOf.UTC(), PatienceSeconds: int64(patience / time.Second)}
	for i := range rows {
		v := &rows[i]
		err := v.validateAsked()
		if err == nil && !v.Reminder && v.At.Before(asOf) {
			err = f.add(v, patience, asOf)
		}
		if err != nil {
			return Fieldwork{}, &RowError{Row: i, Err: err}
		}
	}
	return f, nil
}

// add counts a valid invitation. On error f may be changed.
func (f *Fieldwork) add(v *Invitation, patience time.Duration, asOf time.Time) error {
	happened := func(t time.Time) bool { return !t.IsZero() && t.Before(asOf) }
	completed, started := happened(v.Completed), happened(v.Started)
	if completed || started {
		f.Started++
	}
	if completed || started || happened(v.Opened) {
		f.Opened++
	}
	over := v.At.Add(patience).Before(asOf)
	var early int64
	if !over {
		early = 1
	}
	switch {
	case v.Outcome == InvitationIneligible:
		f.Ineligible++
	case v.Outcome == InvitationBounced:
		f.Bounced++
		f.EarlyMissed += early
	case completed:
		f.Complete++
		f.EarlyComplete += early
		if started {
			if err := f.Length.Add(v.Completed.Sub(v.Started)); err != nil {
				return err
			}
		}
		return f.Latency.Add(v.Completed.Sub(v.At))
	case v.Outcome != "":
		f.Declined++
		f.EarlyMissed += early
	case !over:
		f.Pending++
	case v.Answered > 0:
		f.Partial++
	default:
		f.Silent++
	}
	return nil
}

// total returns the number of invitations.
func (f *Fieldwork) total() (int64, error) {
	n, err := sumCounts("fieldwork", f.Complete, f.Partial, f.Declined, f.Silent, f.Bounced, f.Ineligible, f.Pending)
	switch {
	case err != nil:
	case f.Complete > f.Started || f.Started > f.Opened || f.Opened > n:
		err = invalid("fieldwork: complete, started, opened and all are not in ascending order")
	case f.EarlyComplete < 0 || f.EarlyComplete > f.Complete || f.EarlyMissed < 0 || f.EarlyMissed > f.Declined+f.Bounced:
		err = invalid("fieldwork: the early are not 0 to all that are complete, or declined or bounced")
	case f.Latency.Total() > f.Complete || f.Length.Total() > f.Complete:
		err = invalid("fieldwork: there are more durations than complete answers")
	case f.PatienceSeconds < 0 || f.PatienceSeconds > int64(math.MaxInt64/time.Second) || f.AsOf.IsZero() != (f.PatienceSeconds == 0):
		err = invalid("fieldwork: patience is negative or more than 292 years, or without an instant")
	case f.AsOf.IsZero() && n > 0:
		err = invalid("fieldwork: there are invitations, but no instant of their state")
	}
	return n, err
}

func (f *Fieldwork) validate() error {
	_, err := f.total()
	return err
}

// isZero reports whether f is no data of no rule.
func (f *Fieldwork) isZero() bool { return f.AsOf.IsZero() }

// Merge adds the invitations of another tally. The zero Fieldwork adopts the rule of other. On
// error f is unchanged.
//
// Merge returns an error if:
//   - the patience, AsOf, or the limits of the durations differ ([ErrMismatch]);
//   - either is not valid, or a sum would exceed the largest int64 ([ErrInvalid]).
func (f *Fieldwork) Merge(other Fieldwork) error {
	mine, err := f.total()
	if err != nil {
		return err
	}
	theirs, err := other.total()
	if err != nil {
		return err
	}
	switch {
	case other.isZero():
		return nil
	case f.isZero():
		*f = other
		return nil
	case f.PatienceSeconds != other.PatienceSeconds || !f.AsOf.Equal(other.AsOf):
		return mismatch("fieldwork: the patience or the instants of the states differ")
	}
	if _, err := addCount("fieldwork", mine, theirs); err != nil {
		return err
	}
	sum := *f
	if err := sum.Latency.Merge(other.Latency); err != nil {
		return err
	}
	if err := sum.Length.Merge(other.Length); err != nil {
		return err
	}
	to := sum.counts()
	for i, n := range other.counts() {
		*to[i] += *n
	}
	*f = sum
	return nil
}

// counts returns the counts of f.
func (f *Fieldwork) counts() []*int64 {
	return []*int64{
		&f.Complete, &f.Partial, &f.Declined, &f.Silent, &f.Bounced, &f.Ineligible, &f.Pending, &f.Opened, &f.Started, &f.EarlyComplete, &f.EarlyMissed,
	}
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Fieldwork) PoolsPeriods() {}

// Total returns the number of invitations; 0 for counts that are not valid.
func (f Fieldwork) Total() int64 {
	n, err := f.total()
	if err != nil {
		return 0
	}
	return n
}

// Response returns the response rate as an [Attainment]: those complete attain it, those
// pending are pending, the ineligible are excluded, and all others have missed it
//
//	f.Response().Rate()                       of those whose patience is over, whatever became of them
//	f.Response().AtLeast(), f.Response().AtMost()  of all
//
// A rate of all that is decided, while answers still come in, is the usual error: an answer is
// known at once, and silence only when patience is over. So is a rate of all who were asked,
// which rises as the days pass. Rate may lie outside AtLeast and AtMost, whose base is another.
// Counts that are not valid give an Attainment that every query refuses.
func (f Fieldwork) Response() Attainment {
	if f.validate() != nil {
		return Attainment{Pending: -1}
	}
	a := Attainment{
		Attained: f.Complete, Missed: f.Partial + f.Declined + f.Silent + f.Bounced, Pending: f.Pending, Excluded: f.Ineligible,
		EarlyAttained: f.EarlyComplete, EarlyMissed: f.EarlyMissed,
	}
	if !f.isZero() {
		a.Of = "completed within " + (time.Duration(f.PatienceSeconds) * time.Second).String()
	}
	return a
}

// Completion returns those who have completed, out of those who have started
//
//	Complete / Started
//
// a fraction from 0 to 1 by [Proportion.Rate]. Those who turned out to be ineligible after they
// had started are in the base. If nobody has started it is 0 of 0, whose Rate is [ErrNoData].
// Counts that are not valid give a proportion that every query refuses.
func (f Fieldwork) Completion() Proportion {
	return proportionOf(f.Complete, f.Started, f.validate())
}

// Delivery returns the invitations that have arrived, out of all
//
//	(Total - Bounced) / Total
//
// a fraction from 0 to 1 by [Proportion.Rate]: what has not bounced, of which more may. If there
// are none it is 0 of 0, whose Rate is [ErrNoData]. Counts that are not valid give a proportion
// that every query refuses.
func (f Fieldwork) Delivery() Proportion {
	n, err := f.total()
	return proportionOf(n-f.Bounced, n, err)
}

// Dispositions returns the final outcomes in the words of survey research: those who were
// silent were not contacted, whether they saw the invitation is not known, and whether those
// whose invitation bounced could have been asked is not known either.
//
// Dispositions returns an error if some are Pending, whose outcome is not final
// ([ErrUndefined]), or the counts are not valid ([ErrInvalid]).
func (f Fieldwork) Dispositions() (Dispositions, error) {
	if err := f.validate(); err != nil {
		return Dispositions{}, err
	}
	if f.Pending > 0 {
		return Dispositions{}, undefined("dispositions: %d invitations are pending", f.Pending)
	}
	return Dispositions{
		Complete: f.Complete, Partial: f.Partial, Refusal: f.Declined, NonContact: f.Silent, Unknown: f.Bounced, Ineligible: f.Ineligible,
	}, nil
}

// MarshalJSON encodes a tally. It returns an error wrapping [ErrInvalid] if an instant is
// outside the years 0 to 9999.
func (f Fieldwork) MarshalJSON() ([]byte, error) { return wire.Encode(&f) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge would
// refuse. On error f is unchanged.
func (f *Fieldwork) UnmarshalJSON(data []byte) error {
	return decode(data, "fieldwork", f, (*Fieldwork).validate)
}
