package cx

import (
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

// UnmarshalJSON decodes an invitation. It refuses unknown and repeated keys, and what
// [FieldworkOf] refuses, except that there may be no instant. On error v is unchanged.
func (v *Invitation) UnmarshalJSON(data []byte) error {
	return decode(data, "invitation", v, (*Invitation).validateCourse)
}
