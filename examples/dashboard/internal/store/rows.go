package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// The questions that the service asks. Scale has the scale of each.
const (
	NPS  = "nps"  // how likely are you to recommend us? 0 to 10
	CSAT = "csat" // how satisfied are you? 1 to 5
	CES  = "ces"  // the company made it easy. 1 to 7
)

// Questions returns the questions, in the order of a page.
func Questions() []string { return []string{NPS, CSAT, CES} }

// Scale returns the scale of a question, and the zero Scale of what is none.
func Scale(question string) cx.Scale {
	switch question {
	case NPS:
		return cx.RecommendScale(11)
	case CSAT:
		return cx.SatisfactionScale(5)
	case CES:
		return cx.EaseScale(7)
	}
	return cx.Scale{}
}

// Answer is an answer to one question. The ID names the delivery: what comes again with the
// same ID is dropped. Customer, Segment, Channel, Stage and Comment may be blank; an answer
// without a customer cannot be erased.
type Answer struct {
	ID       string    `json:"id"`
	Customer string    `json:"customer,omitzero"`
	Segment  string    `json:"segment,omitzero"`
	Question string    `json:"question"`
	At       time.Time `json:"at"`
	Score    int       `json:"score"`
	Channel  string    `json:"channel,omitzero"`
	Stage    string    `json:"stage,omitzero"` // of the journey: awareness, consideration, purchase, retention, advocacy
	Comment  string    `json:"comment,omitzero"`
}

// Response returns the answer as a row of package cx.
func (a Answer) Response() cx.Response {
	return cx.Response{
		ID: a.ID, Question: a.Question, Customer: a.Customer, At: a.At, Score: a.Score,
		Segment: a.Segment, Channel: a.Channel, Stage: cx.Stage(a.Stage), Comment: a.Comment,
	}
}

// Activity is an order. An Amount below 0 is a refund.
type Activity struct {
	ID       string          `json:"id"`
	Customer string          `json:"customer"`
	Segment  string          `json:"segment,omitzero"`
	At       time.Time       `json:"at"`
	Amount   decimal.Decimal `json:"amount"`
}

// Activity returns the order as a row of package cx.
func (a Activity) Activity() cx.Activity {
	return cx.Activity{ID: a.ID, Customer: a.Customer, At: a.At, Amount: a.Amount}
}

// Subscription is what a customer pays per month from Start up to, but not including, End,
// which is zero while it runs. A state that comes later, by Updated, replaces the one before.
type Subscription struct {
	ID       string          `json:"id"`
	Customer string          `json:"customer"`
	Plan     string          `json:"plan,omitzero"`
	Start    cx.Date         `json:"start"`
	End      cx.Date         `json:"end,omitzero"`
	Amount   decimal.Decimal `json:"amount"`
	Updated  time.Time       `json:"updated"`
}

// Period returns the subscription as a row of package cx.
func (s Subscription) Period() cx.SubscriptionPeriod {
	return cx.SubscriptionPeriod{Customer: s.Customer, Start: s.Start, End: s.End, Amount: s.Amount}
}

// Ticket is a request for help. FirstReply and Resolved are zero until they happen. A state
// that comes later, by Updated, replaces the one before.
type Ticket struct {
	ID         string    `json:"id"`
	Customer   string    `json:"customer,omitzero"`
	Segment    string    `json:"segment,omitzero"`
	Opened     time.Time `json:"opened"`
	FirstReply time.Time `json:"first_reply,omitzero"`
	Resolved   time.Time `json:"resolved,omitzero"`
	Reopened   bool      `json:"reopened,omitzero"`
	Updated    time.Time `json:"updated"`
}

// Ticket returns the ticket as a row of package cx.
func (t Ticket) Ticket() cx.Ticket {
	ticket := cx.Ticket{ID: t.ID, Customer: t.Customer, Opened: t.Opened, FirstReply: t.FirstReply, Resolved: t.Resolved}
	if t.Reopened {
		ticket.Reopens = 1
	}
	return ticket
}

// The longest texts, in bytes.
const (
	maxName    = 200
	maxComment = 10_000
)

// Check returns why the answer cannot be kept. No error of a row repeats what is in it, so
// that a client and a log may see it.
func (a Answer) Check() error {
	scale := Scale(a.Question)
	if scale == (cx.Scale{}) {
		return errors.New("question is none of nps, csat and ces")
	}
	if scale.Check(a.Score) != nil {
		return errors.New("score is not on the scale of the question")
	}
	return first(checkID(a.ID), checkName("customer", a.Customer), checkName("segment", a.Segment),
		checkName("channel", a.Channel), checkName("stage", a.Stage), checkInstant("at", a.At, true), checkComment(a.Comment))
}

// Check returns why the activity cannot be kept.
func (a Activity) Check() error {
	return first(checkID(a.ID), checkPresent("customer", a.Customer), checkName("customer", a.Customer),
		checkName("segment", a.Segment), checkInstant("at", a.At, true), checkAmount(a.Amount))
}

// Check returns why the subscription cannot be kept.
func (s Subscription) Check() error {
	if !s.Start.IsValid() || s.End != (cx.Date{}) && !s.End.IsValid() {
		return errors.New("start or end is no day")
	}
	if s.End != (cx.Date{}) && s.End.Compare(s.Start) < 0 {
		return errors.New("end is before start")
	}
	if s.Amount.Sign() < 0 {
		return errors.New("amount is below 0")
	}
	return first(checkID(s.ID), checkPresent("customer", s.Customer), checkName("customer", s.Customer),
		checkName("plan", s.Plan), checkInstant("updated", s.Updated, true), checkAmount(s.Amount))
}

// Check returns why the ticket cannot be kept.
func (t Ticket) Check() error {
	if !t.FirstReply.IsZero() && t.FirstReply.Before(t.Opened) || !t.Resolved.IsZero() && t.Resolved.Before(t.Opened) {
		return errors.New("first_reply or resolved is before opened")
	}
	return first(checkID(t.ID), checkName("customer", t.Customer), checkName("segment", t.Segment),
		checkInstant("opened", t.Opened, true), checkInstant("first_reply", t.FirstReply, false),
		checkInstant("resolved", t.Resolved, false), checkInstant("updated", t.Updated, true))
}

// first returns the first error of several checks.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func checkID(id string) error { return first(checkPresent("id", id), checkName("id", id)) }

func checkPresent(field, text string) error {
	if text == "" {
		return errors.New(field + " is missing")
	}
	return nil
}

// checkName refuses control characters: PostgreSQL keeps no NUL, and a name is shown in one line.
func checkName(field, text string) error {
	if len(text) > maxName {
		return errors.New(field + " has more than 200 bytes")
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return errors.New(field + " is not UTF-8 without control characters")
	}
	return nil
}

func checkComment(text string) error {
	if len(text) > maxComment {
		return errors.New("comment has more than 10000 bytes")
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return errors.New("comment is not UTF-8 without NUL")
	}
	return nil
}

func checkInstant(field string, at time.Time, required bool) error {
	if at.IsZero() {
		if required {
			return errors.New(field + " is missing")
		}
		return nil
	}
	if year := at.UTC().Year(); year < 1900 || year >= 2200 {
		return errors.New(field + " is not in the years 1900 to 2199")
	}
	return nil
}

// checkAmount keeps amounts to what a price can be, on both databases the same.
func checkAmount(amount decimal.Decimal) error {
	if exp := amount.Exponent(); exp < -9 || exp > 12 || amount.Abs().Cmp(decimal.New(1, 12)) >= 0 {
		return errors.New("amount has more than 12 digits before the point or 9 after it")
	}
	return nil
}

// layout is an instant as a text whose order is that of time, to the microsecond, which is
// what PostgreSQL keeps.
const layout = "2006-01-02T15:04:05.000000Z"

func instantText(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(layout)
}

func dateText(d cx.Date) any {
	if d == (cx.Date{}) {
		return nil
	}
	return d.String()
}

// hash names an id in the table of what was erased without keeping it.
func hash(kind, id string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + id))
	return hex.EncodeToString(sum[:])
}
