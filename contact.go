package cx

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// ContactRule says whom one survey may ask, and how often: what keeps survey fatigue away. It is
// also called contact fatigue rules, quarantine, or touch rules. Days are those of the Calendar's
// location. The zero ContactRule asks everybody always who has not opted out.
type ContactRule struct {
	// Survey is the name of the survey that is to ask.
	Survey string
	// Salt makes the sample and the turns those of this survey, or of this year: another salt
	// draws others. Share and Spread need it.
	Salt string
	// Share is the part of the customers who may be asked at all, as a fraction; zero is
	// everybody. Who is in a sample of 10 % is in one of 20 %.
	Share decimal.Decimal
	// Spread asks each customer in one of so many periods of the Calendar's grain, in turn: 13
	// weeks ask all once a quarter, and every week a thirteenth of them. 0 and 1 are every period.
	Spread int
	// QuietDays is the number of days that a customer is left alone after any survey: one
	// asked on a Monday with 7 of them may be asked on the next. 0 is none.
	QuietDays int
	// SameSurveyDays is the same for this survey alone.
	SameSurveyDays int
	// Most is how many surveys a customer gets at most in WithinDays, of which today is the
	// last. 0 is no limit.
	Most int
	// WithinDays is the number of days of Most.
	WithinDays int
	// Calendar has the location of the days and the grain of Spread.
	Calendar Calendar
}

// ContactReason says why a customer is not to be asked; it is blank for one who is.
type ContactReason string

// The reasons, in the order in which they are tried. Too much is left out and not put off: the
// customer is asked on the day From if the survey runs then, and is on no list.
const (
	ContactOptedOut   ContactReason = "opted_out"   // an invitation ended so
	ContactNotSampled ContactReason = "not_sampled" // not in the Share
	ContactQuiet      ContactReason = "quiet"       // asked less than QuietDays ago
	ContactSameSurvey ContactReason = "same_survey" // asked by this survey less than SameSurveyDays ago
	ContactTooMany    ContactReason = "too_many"    // Most in WithinDays are reached
	ContactNotTurn    ContactReason = "not_turn"    // another period of Spread is the customer's
)

// ContactVerdict says whether a Customer may be asked today: the Reason is blank if so. From
// is the first day on which all holds if nobody asks before, today for one who may be asked; the
// zero Date is never.
type ContactVerdict struct {
	Customer string        `json:"customer"`
	Reason   ContactReason `json:"reason,omitzero"`
	From     Date          `json:"from,omitzero"`
}

// The limits of a rule.
const maxSpread = 1000

// ContactVerdictsOf says of each customer, in their order, whether a survey may ask them at
// asOf, by a rule and the history of all surveys. The history is that of every survey that asks
// these customers: one that leaves out the others, or takes the quiet time by survey, asks
// people more often than it says. Rows of other customers are passed over. Reminders do not count
// as asking, nor do invitations at asOf or later; those that bounced or were declined do. Who
// has opted out of any survey, or by a reminder, is never asked.
//
//	in the sample: the first 8 bytes of SHA-256(Salt, a zero byte, customer) < Share · 2^64
//	asked on day D, quiet until D + QuietDays, a day on which to ask again
//	too many: as many as Most on the days after today - WithinDays
//	in turn: periods since that of 1970-01-01, modulo Spread = CustomerBucket(Salt + "/turn", customer, Spread)
//
// It has no chance in it: the same call gives the same verdicts anywhere. It does not modify its
// arguments. Its memory grows with the customers and their history.
//
// ContactVerdictsOf returns an error wrapping [ErrInvalid] if:
//   - asOf is missing or outside the years 1900 to 2200;
//   - Share is not in 0..1, Spread not in 0..1000, a number of days not in 0..36525, or Most
//     is negative, or without WithinDays;
//   - Share or Spread needs a Salt and it is blank, or SameSurveyDays a Survey;
//   - the grain of the calendar is none of the grains, or there are more than 2,147,483,647
//     customers;
//   - a customer is blank or there twice ([*RowError] of "customers");
//   - a row of the history is none that [FieldworkOf] takes ([*RowError] of "history").
func ContactVerdictsOf(customers []string, history []Invitation, rule ContactRule, asOf time.Time) ([]ContactVerdict, error) {
	r, err := rule.at(asOf)
	if err != nil {
		return nil, err
	}
	names, err := numberNames("customers", customers, "customer is there twice")
	if err != nil {
		return nil, err
	}
	contacts, err := r.contacts(names, history, asOf)
	if err != nil {
		return nil, err
	}
	list := slices.Grow([]ContactVerdict(nil), len(customers))
	for i, customer := range customers {
		one, recent := contacts.of(i)
		reason, from, err := r.verdict(customer, one, recent)
		if err != nil {
			return nil, err
		}
		list = append(list, ContactVerdict{Customer: customer, Reason: reason, From: from})
	}
	return list, nil
}

// contactRule is a valid rule at an instant.
type contactRule struct {
	ContactRule
	clock    *days.Clock
	number   func(day int) int // of the period of a day
	today    int
	turnSalt string
	sampled  uint64 // the first hash outside the sample
	everyone bool   // all are in it
}

// at checks a rule for an instant.
func (rule ContactRule) at(asOf time.Time) (*contactRule, error) {
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	for _, n := range []struct {
		what     string
		got, max int
	}{
		{"spread", rule.Spread, maxSpread}, {"number of quiet days", rule.QuietDays, maxWindow},
		{"number of days of one survey", rule.SameSurveyDays, maxWindow},
		{"most surveys", rule.Most, math.MaxInt}, {"number of days of most", rule.WithinDays, maxWindow},
	} {
		if n.got < 0 || n.got > n.max {
			return nil, &RangeError{What: n.what, Got: int64(n.got), Max: int64(n.max)}
		}
	}
	if err := exact.Check("share", rule.Share); err != nil {
		return nil, err
	}
	one := decimal.NewFromInt(1)
	switch {
	case rule.Share.IsNegative() || rule.Share.Cmp(one) > 0:
		return nil, invalid("share is not in 0..1")
	case (!rule.Share.IsZero() || rule.Spread > 1) && isBlank(rule.Salt):
		return nil, invalid("salt is blank, and share or spread needs one")
	case rule.SameSurveyDays > 0 && isBlank(rule.Survey):
		return nil, invalid("survey is blank, and its days need its name")
	case rule.Most > 0 && rule.WithinDays == 0:
		return nil, invalid("most surveys are without a number of days")
	}
	if err := rule.Calendar.Grain.validate(); err != nil {
		return nil, err
	}
	r := &contactRule{
		ContactRule: rule, clock: days.NewClock(rule.Calendar.Location),
		number: days.Grain(rule.Calendar.Grain).Numbering(), turnSalt: rule.Salt + "/turn", everyone: true,
	}
	if !rule.Share.IsZero() {
		limit := rule.Share.Mul(decimal.NewFromUint64(1 << 63)).Mul(decimal.NewFromInt(2)).Ceil().BigInt()
		r.sampled, r.everyone = limit.Uint64(), !limit.IsUint64()
	}
	var err error
	r.today, err = dayOf(r.clock, asOf)
	return r, err
}

// contact is what a rule asks of the history of a customer.
type contact struct {
	optedOut bool
	any, own int32 // the last day on which any survey has asked, and this one
	recent   int32 // the last of the recent ones, counted from 1
}

// contacts is the history of customers, by their numbers.
type contacts struct {
	customers []contact
	recent    []recentContact // on the days of Most
	days      []int           // room for those of one customer
}

// recentContact is a day on which a customer was asked, and the one that the history has before.
type recentContact struct{ day, before int32 }

// neverAsked is before all days.
const neverAsked = math.MinInt32

// of returns a customer, and the days on which the customer was asked lately.
func (c *contacts) of(number int) (*contact, []int) {
	one := &c.customers[number]
	c.days = c.days[:0]
	for i := one.recent; i > 0; i = c.recent[i-1].before {
		c.days = append(c.days, int(c.recent[i-1].day))
	}
	return one, c.days
}

// contacts gathers the history of customers.
func (r *contactRule) contacts(names *count.Names, history []Invitation, asOf time.Time) (*contacts, error) {
	list := &contacts{customers: make([]contact, names.Len())}
	for i := range list.customers {
		list.customers[i].any, list.customers[i].own = neverAsked, neverAsked
	}
	err := eachNumbered("history", len(history), finding(names), func(row int) (string, error) {
		v := &history[row]
		if err := v.validateAsked(); err != nil || !v.At.Before(asOf) {
			return "", err
		}
		return v.Customer, nil
	}, func(row, n int) error {
		if n < 0 {
			return nil
		}
		v, c := &history[row], &list.customers[n]
		c.optedOut = c.optedOut || v.Outcome == InvitationOptedOut
		if v.Reminder {
			return nil
		}
		day, err := dayOf(r.clock, v.At)
		if err != nil {
			return err
		}
		c.any = max(c.any, int32(day))
		if v.Survey == r.Survey {
			c.own = max(c.own, int32(day))
		}
		if r.Most > 0 && day > r.today-r.WithinDays {
			list.recent = added(list.recent, recentContact{int32(day), c.recent})
			c.recent = int32(len(list.recent))
		}
		return nil
	})
	return list, err
}

// verdict returns why a customer is not to be asked today, and the first day to ask.
func (r *contactRule) verdict(customer string, c *contact, recent []int) (reason ContactReason, from Date, err error) {
	if c.optedOut {
		return ContactOptedOut, Date{}, nil
	}
	if !r.everyone && customerHash(r.Salt, customer) >= r.sampled {
		return ContactNotSampled, Date{}, nil
	}
	day := r.today
	wait := func(until int, why ContactReason) {
		if until > r.today {
			reason = cmp.Or(reason, why)
		}
		day = max(day, until)
	}
	wait(int(c.any)+r.QuietDays, ContactQuiet)
	wait(int(c.own)+r.SameSurveyDays, ContactSameSurvey)
	if r.Most > 0 && len(recent) >= r.Most {
		slices.Sort(recent)
		wait(recent[len(recent)-r.Most]+r.WithinDays, ContactTooMany)
	}
	if r.Spread > 1 {
		turn := bucketOf(r.turnSalt, customer, r.Spread)
		if r.untilTurn(r.today, turn) > 0 {
			reason = cmp.Or(reason, ContactNotTurn)
		}
		if periods := r.untilTurn(day, turn); periods > 0 {
			day = days.Grain(r.Calendar.Grain).Start(r.number(day) + periods)
		}
	}
	from, err = dateAt(day)
	return reason, from, err
}

// untilTurn returns how many periods from that of a day the next is that has a turn, 0 for the
// period itself.
func (r *contactRule) untilTurn(day, turn int) int {
	since := r.number(day) - r.number(0)
	return (turn - since%r.Spread + r.Spread + r.Spread) % r.Spread
}
