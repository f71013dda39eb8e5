package cx

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// Case says that somebody is to get back to a Customer about an answer, At an instant, and what
// came of that. A zero time has not happened. Value, Owner, Cause, Action, Contacted and Closed
// are the host's to fill in. Later is the next score of the customer for the same question, or
// that of an edited review.
type Case struct {
	Customer  string          `json:"customer,omitzero"`  // who answered; blank is anonymous
	At        time.Time       `json:"at"`                 // the instant of the answer
	Question  string          `json:"question,omitzero"`  // the question's name
	Score     int             `json:"score"`              // the answer
	Class     Class           `json:"class,omitzero"`     // the class of the answer
	Value     decimal.Decimal `json:"value,omitzero"`     // what the customer is worth
	Owner     string          `json:"owner,omitzero"`     // who has the case
	Cause     string          `json:"cause,omitzero"`     // what was wrong
	Action    string          `json:"action,omitzero"`    // what was done
	Contacted time.Time       `json:"contacted,omitzero"` // the customer was reached, or the review answered in public
	Closed    time.Time       `json:"closed,omitzero"`    // there is nothing left to do
	Later     *int            `json:"later,omitempty"`    // the next score; nil if there is none
	LaterAt   time.Time       `json:"later_at,omitzero"`  // the instant of Later
}

// validate says what is wrong with a case, on any scale.
func (c *Case) validate() error {
	if err := checkInstant(c.At); err != nil {
		return err
	}
	if c.Later == nil != c.LaterAt.IsZero() {
		return invalid("a later score without its instant, or an instant without a score")
	}
	for _, t := range []time.Time{c.Contacted, c.Closed, c.LaterAt} {
		if t.IsZero() {
			continue
		}
		if err := checkInstant(t); err != nil {
			return err
		}
		if t.Before(c.At) {
			return invalid("something happened before the answer")
		}
	}
	switch c.Class {
	case "", TopClass, MiddleClass, BottomClass:
	default:
		return invalid("class is none of top, middle and bottom")
	}
	return exact.Check("value", c.Value)
}

// MarshalJSON encodes a case. It returns an error wrapping [ErrInvalid] if an instant is
// outside the years 0 to 9999.
func (c Case) MarshalJSON() ([]byte, error) { return wire.Encode(&c) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse c, nil if they do not: for [Sift], and for one row at the door of a host.
func (c Case) Validate() error { return c.validate() }

// UnmarshalJSON decodes a case. It refuses unknown and repeated keys, and what [MostUrgent]
// refuses of a case. On error c is unchanged.
func (c *Case) UnmarshalJSON(data []byte) error { return decode(data, "case", c, (*Case).validate) }

// CaseRule says which answers open a [Case], and how soon it is to be followed up.
type CaseRule struct {
	// Scale is that of the question.
	Scale Scale
	// Classes are the classes whose answers open a case. Nil is the bottom class: detractors.
	// The top class has those who may speak for us.
	Classes []Class
	// Contact is the time within which the customer must be contacted, by Hours. CasesOf does
	// not read it.
	Contact time.Duration
	// Close is the time within which the case must be closed, by Hours; 0 is none.
	Close time.Duration
	// Hours is the clock of both. The zero BusinessHours runs always.
	Hours BusinessHours
}

// validateOpening says what is wrong with the part of a rule that opens cases.
func (r *CaseRule) validateOpening() error {
	if err := r.Scale.Validate(); err != nil {
		return err
	}
	for _, c := range r.Classes {
		if c != TopClass && c != MiddleClass && c != BottomClass {
			return invalid("class is none of top, middle and bottom")
		}
	}
	return nil
}

// validate says what is wrong with a rule, or with the instant.
func (r *CaseRule) validate(asOf time.Time) error {
	if err := r.validateOpening(); err != nil {
		return err
	}
	if r.Contact <= 0 || r.Close < 0 {
		return invalid("time to contact is not above 0, or that to close is negative")
	}
	return checkInstant(asOf)
}

// CasesOf returns the cases that answers open by a rule, as known at asOf, in order of time:
// those of the same instant as their rows are. An answer then or later has not happened. Later
// is the next answer of the customer to the same question, of whatever class, so that each answer
// is Later of one case at most. A blank customer opens cases, and has no Later. An answer delivered
// twice opens two: take [Distinct] before. Ambassadors, and customers to ask for a testimonial, are
// the cases of Classes {TopClass}; a review is a Response with its stars. It does not modify
// responses.
//
// CasesOf returns an error if:
//   - the scale is not valid, a class is none of the classes, or asOf is missing or outside the
//     years 1900 to 2200 ([ErrInvalid]);
//   - the At of a row is missing or outside those years, or its score is not on the scale
//     ([*RowError]).
func CasesOf(responses []Response, rule CaseRule, asOf time.Time) ([]Case, error) {
	if err := rule.validateOpening(); err != nil {
		return nil, err
	}
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	order := make([]int, 0, len(responses)) // rows before asOf, in order of time
	for i := range responses {
		r := &responses[i]
		err := checkInstant(r.At)
		if err == nil {
			err = rule.Scale.checkRating("score", r.Score)
		}
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if r.At.Before(asOf) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return responses[a].At.Compare(responses[b].At) })
	classes := rule.Classes
	if classes == nil {
		classes = []Class{BottomClass}
	}
	type asked struct{ customer, question string }
	var (
		cases  []Case
		scores = make([]int, len(order)) // what Later points to
		open   = make(map[asked]int)     // the case that has no Later
	)
	for n, i := range order {
		r := &responses[i]
		class := rule.Scale.class(r.Score)
		opens := slices.Contains(classes, class)
		if checkCustomer(r.Customer) == nil {
			of := asked{r.Customer, r.Question}
			if earlier, ok := open[of]; ok {
				scores[n] = r.Score
				cases[earlier].Later, cases[earlier].LaterAt = &scores[n], r.At
				delete(open, of)
			}
			if opens {
				open[of] = len(cases)
			}
		}
		if opens {
			cases = append(cases, Case{Customer: r.Customer, At: r.At, Question: r.Question, Score: r.Score, Class: class})
		}
	}
	return cases, nil
}

// maxUrgent is the largest number of cases of which MostUrgent takes the first.
const maxUrgent = 1_000_000

// MostUrgent returns the first k cases to follow up, as known at asOf: those neither contacted
// nor closed, first those whose time to contact is over, and of these and of the others those of
// the largest Value, then the oldest, then by customer. With fewer it returns all. Cases at asOf
// or later are left out, and what happened to others then or later has not happened. It does
// not modify cases.
//
// MostUrgent returns an error if:
//   - k is below 1, there are more than 1,000,000 cases, the rule is not valid or has no time to
//     contact, or asOf is missing or outside the years 1900 to 2200 ([ErrInvalid]);
//   - an instant of a case is outside those years or before its At, which is missing, it has one
//     of Later and LaterAt alone, its class is none of the classes, its Value is beyond the bounds
//     of [ParseMoney], or it has waited for 292 years or more ([*RowError]).
func MostUrgent(cases []Case, k int, rule CaseRule, asOf time.Time) ([]Case, error) {
	if err := rule.validate(asOf); err != nil {
		return nil, err
	}
	if k < 1 || len(cases) > maxUrgent {
		return nil, invalid("number of cases wanted is below 1, or there are more than %d cases", maxUrgent)
	}
	type waiting struct {
		*Case
		overdue int // 1 or 0
	}
	var wait []waiting
	for i := range cases {
		c := &cases[i]
		contact, closing, known, err := rule.waits(c, asOf)
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if !known || contact.over || closing.over {
			continue
		}
		w := waiting{Case: c}
		if contact.elapsed > rule.Contact {
			w.overdue = 1
		}
		wait = append(wait, w)
	}
	slices.SortStableFunc(wait, func(a, b waiting) int {
		return cmp.Or(b.overdue-a.overdue, b.Value.Cmp(a.Value), a.At.Compare(b.At), cmp.Compare(a.Customer, b.Customer))
	})
	urgent := make([]Case, min(k, len(wait)))
	for i := range urgent {
		urgent[i] = *wait[i].Case
	}
	return urgent, nil
}

// caseWait is how long a case has waited for something, and whether it is over.
type caseWait struct {
	elapsed time.Duration
	over    bool
}

// waits returns how long a case has waited for the contact and for the closing. It is not known
// yet if it is at asOf or later.
func (r *CaseRule) waits(c *Case, asOf time.Time) (contact, closing caseWait, known bool, err error) {
	if err := c.validate(); err != nil {
		return contact, closing, false, err
	}
	if !c.At.Before(asOf) {
		return contact, closing, false, nil
	}
	if contact, err = r.wait(c.At, c.Contacted, asOf); err == nil {
		closing, err = r.wait(c.At, c.Closed, asOf)
	}
	return contact, closing, err == nil, err
}

// wait returns how long something has been waited for, until it happened or until asOf.
func (r *CaseRule) wait(from, event, asOf time.Time) (w caseWait, err error) {
	if w.over = happenedBefore(event, asOf); !w.over {
		event = asOf
	}
	w.elapsed, err = r.Hours.Between(from, event)
	return w, err
}

// happenedBefore reports whether an event, of which the zero time has not happened, came before
// an instant.
func happenedBefore(event, asOf time.Time) bool { return !event.IsZero() && event.Before(asOf) }

// Lifespans returns the waits for the contact, in hours of the clock of the rule: those that are
// not over last until asOf. With [SurvivalOf] and its curve S, 1 - S(48) is the share contacted
// within 48 hours, and its Median is that of all cases: a mean of those contacted alone leaves out
// the ones who wait longest. To close a case ends no wait. Cases at asOf or later are left
// out. Without cases it is nil, for which SurvivalOf returns [ErrNoData]. It does not modify cases.
//
// Lifespans returns the errors of [MostUrgent] for a rule, an instant and a case.
func (r CaseRule) Lifespans(cases []Case, asOf time.Time) ([]Lifespan, error) {
	if err := r.validate(asOf); err != nil {
		return nil, err
	}
	var lifespans []Lifespan
	for i := range cases {
		contact, _, known, err := r.waits(&cases[i], asOf)
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if known {
			lifespans = append(lifespans, Lifespan{Exit: contact.elapsed.Hours(), Churned: contact.over})
		}
	}
	return lifespans, nil
}
