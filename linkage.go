package cx

import (
	"math"
	"slices"
	"time"
)

// LinkageRule says what is followed after the landmark of a customer.
type LinkageRule struct {
	// Horizon is the time for which everybody is followed, above 0: figures of one horizon
	// can be compared. What happens just as it ends is beyond it.
	Horizon time.Duration
	// Outcomes are the names of the events to count: a renewal, an upgrade, a referral.
	Outcomes []string
	// Exits are the names of the events by which a customer leaves. They count as
	// outcomes as well, need not be among Outcomes, and there are at most 64 names
	// in all.
	Exits []string
}

// The bounds of a linkage. A set of outcomes has 64 bits.
const maxOutcomes, maxClasses = 64, 100

// names returns the names of all outcomes and those of the exits, each in ascending order.
func (r LinkageRule) names() (outcomes, exits []string, err error) {
	if r.Horizon <= 0 {
		return nil, nil, invalid("linkage rule: the horizon is not above 0")
	}
	distinct := func(names []string) []string { return slices.Compact(slices.Sorted(slices.Values(names))) }
	outcomes, exits = distinct(slices.Concat(r.Outcomes, r.Exits)), distinct(r.Exits)
	return outcomes, exits, checkOutcomes(outcomes, exits)
}

// checkOutcomes checks what a rule and a tally have in common.
func checkOutcomes(outcomes, exits []string) error {
	if n := len(outcomes); n > maxOutcomes {
		return &RangeError{What: "number of outcomes", Got: int64(n), Max: maxOutcomes}
	}
	for _, name := range outcomes {
		if err := checkName("name of an outcome", name); err != nil {
			return err
		}
	}
	for _, name := range exits {
		if !slices.Contains(outcomes, name) {
			return invalid("linkage: an exit is no outcome")
		}
	}
	return nil
}

// Linkage is the tally of what customers did after their landmark, by the class
// in which they were then: do detractors leave, what do promoters spend, what is
// an NPS point worth. They are followed forward only, from just after the
// landmark, and all for the same time. Customers who could not be followed for
// all of it by AsOf are left out of the figures, and counted. So are, as Left,
// those who had left before: nobody answers, or fails to answer, after leaving,
// and a count of the time in which a customer cannot have left yet (the immortal
// time) would make answering look healthy.
//
// A difference between classes is an association, not an effect: satisfied
// customers may stay for the same reasons that make them satisfied.
//
// Shards with other customers merge. The zero Linkage is no data and the identity of
// Merge. HorizonSeconds, Outcomes and Exits are those of the rule.
type Linkage struct {
	HorizonSeconds float64       `json:"horizon_seconds"`
	AsOf           time.Time     `json:"as_of"`
	Outcomes       []string      `json:"outcomes,omitempty"` // all names, ascending
	Exits          []string      `json:"exits,omitempty"`    // of Outcomes, ascending
	Classes        []LinkedClass `json:"classes,omitempty"`  // in ascending order of the class
	Late           int64         `json:"late,omitzero"`      // landmarks at AsOf or later, left out
	Activities     LinkedRows    `json:"activities"`         // what became of their rows
	Events         LinkedRows    `json:"events"`             // what became of their rows
}

// LinkedClass is what the customers of one Class did. All counts except Customers
// and Left are of the Followed, and of their time within the horizon.
type LinkedClass struct {
	Class     string `json:"class"`
	Customers int64  `json:"customers"`     // who had not left before their landmark
	Left      int64  `json:"left,omitzero"` // who had, and are counted nowhere else
	Followed  int64  `json:"followed"`      // of Customers, those whose horizon ended by AsOf
	Exited    int64  `json:"exited"`        // customers who left
	Buyers    int64  `json:"buyers"`        // customers with an order
	Orders    int64  `json:"orders"`        // activities that are not refunds
	// Revenue tallies what each of the followed paid, less refunds: 0 for one who
	// bought nothing. If the amounts of the activities are margins, it is margins
	// too. The value of turning a detractor into a promoter, over the horizon and
	// as far as the difference is due to it, is the [Amounts.Difference] of
	// the promoters' and the detractors' Revenue, with Welch's interval.
	Revenue  Amounts         `json:"revenue"`
	Outcomes []LinkedOutcome `json:"outcomes,omitempty"` // in ascending order of the name
}

// LinkedOutcome counts the events of one Name.
type LinkedOutcome struct {
	Name      string `json:"name"`
	Customers int64  `json:"customers"` // with at least one event
	Events    int64  `json:"events"`    // of all of them
}

// LinkedRows says how many rows counted, and why others did not. Every row is in one of
// its numbers, the first that applies from Later to Beyond.
type LinkedRows struct {
	Counted int64 `json:"counted"`
	Later   int64 `json:"later,omitzero"`   // at AsOf or later
	Unnamed int64 `json:"unnamed,omitzero"` // events whose name is none of the rule
	Unknown int64 `json:"unknown,omitzero"` // of customers without a landmark before AsOf
	Left    int64 `json:"left,omitzero"`    // of customers who had left before their landmark
	Before  int64 `json:"before,omitzero"`  // at the landmark or before it
	Beyond  int64 `json:"beyond,omitzero"`  // at the end of the horizon or later, or of customers who are not Followed
}

// counts returns the numbers of r.
func (r *LinkedRows) counts() [7]*int64 {
	return [7]*int64{&r.Counted, &r.Later, &r.Unnamed, &r.Unknown, &r.Left, &r.Before, &r.Beyond}
}

// Total returns the number of rows, 0 if a count is not valid.
func (r LinkedRows) Total() int64 {
	total, err := r.total()
	if err != nil {
		return 0
	}
	return total
}

func (r LinkedRows) total() (int64, error) {
	return sumCounts("linked rows", r.Counted, r.Later, r.Unnamed, r.Unknown, r.Left, r.Before, r.Beyond)
}

func (r LinkedRows) validate() error {
	_, err := r.total()
	return err
}

// merge adds the rows of another shard.
func (r *LinkedRows) merge(other LinkedRows) error {
	from := other.counts()
	for i, to := range r.counts() {
		var err error
		if *to, err = addCount("linked rows", *to, *from[i]); err != nil {
			return err
		}
	}
	_, err := r.total()
	return err
}

// validate says what is impossible about a class.
func (c LinkedClass) validate() error {
	if err := checkName("class", c.Class); err != nil {
		return err
	}
	if c.Left < 0 || c.Exited < 0 || c.Buyers < 0 || c.Orders < c.Buyers || c.Buyers == 0 && c.Orders > 0 ||
		c.Followed < max(c.Exited, c.Buyers) || c.Customers < c.Followed || c.Customers > math.MaxInt64-c.Left {
		return invalid("linked class: the counts do not go together")
	}
	if err := c.Revenue.validate(); err != nil {
		return err
	}
	if c.Revenue.Count != c.Followed {
		return invalid("linked class: the revenue is not that of the customers followed")
	}
	for i, o := range c.Outcomes {
		if i > 0 && o.Name <= c.Outcomes[i-1].Name {
			return invalid("linked class: the outcomes are not in ascending order")
		}
		if err := o.validate(); err != nil {
			return err
		}
		if o.Customers > c.Followed {
			return invalid("linked class: an outcome has more customers than were followed")
		}
	}
	return nil
}

func (o LinkedOutcome) validate() error {
	if o.Customers < 0 || o.Events < o.Customers || o.Customers == 0 && o.Events > 0 {
		return invalid("linked outcome: the counts do not go together")
	}
	return checkName("name of an outcome", o.Name)
}

// Retained returns the customers who did not leave within the horizon, out of
// those followed
//
//	(Followed - Exited) / Followed
//
// a fraction from 0 to 1 by [Proportion.Rate]. It is also called the retention
// rate of the class; for detractors it answers whether they leave. If nobody was
// followed, it is 0 of 0, whose Rate is [ErrNoData]. A class that is not valid,
// such as the zero LinkedClass, gives a proportion that every query refuses.
func (c LinkedClass) Retained() Proportion {
	return proportionOf(c.Followed-c.Exited, c.Followed, c.validate())
}

// Repeated returns the customers who ordered within the horizon, out of those
// followed: the repeat purchase rate after the landmark
//
//	Buyers / Followed
//
// a fraction from 0 to 1 by [Proportion.Rate]. If nobody was followed, it is 0 of
// 0, whose Rate is [ErrNoData]. [Proportion.RateRatio] of two classes says how
// many times as likely one is to order again. It refuses as Retained does.
func (c LinkedClass) Repeated() Proportion { return proportionOf(c.Buyers, c.Followed, c.validate()) }

// Frequency returns the orders within the horizon per customer followed
//
//	Orders / Followed
//
// at least 0 by [Incidence.Rate]. It is also called the purchase frequency. If
// nobody was followed, it is 0 per 0, whose Rate is [ErrNoData]. A class that is
// not valid gives an incidence that every query refuses.
func (c LinkedClass) Frequency() Incidence { return incidenceOf(c.Orders, c.Followed, c.validate()) }

// Had returns the customers with at least one event of a name within the horizon,
// out of those followed
//
//	Customers of the outcome / Followed
//
// a fraction from 0 to 1 by [Proportion.Rate]. If nobody was followed, it is 0 of
// 0, whose Rate is [ErrNoData].
//
// Had returns an error wrapping [ErrInvalid] if no outcome of that name was followed, or
// the class is not valid.
func (c LinkedClass) Had(outcome string) (Proportion, error) {
	o, err := c.outcome(outcome)
	if err != nil {
		return Proportion{}, err
	}
	return Proportion{Count: o.Customers, Base: c.Followed}, nil
}

// Per returns the events of a name within the horizon per customer followed
//
//	Events of the outcome / Followed
//
// at least 0 by [Incidence.Rate]: referrals per promoter, if they are events of
// the one who made them. If nobody was followed, it is 0 per 0, whose Rate is
// [ErrNoData]. It returns the errors of Had.
func (c LinkedClass) Per(outcome string) (Incidence, error) {
	o, err := c.outcome(outcome)
	if err != nil {
		return Incidence{}, err
	}
	return Incidence{Events: o.Events, Base: c.Followed}, nil
}

// outcome returns the counts of a name.
func (c LinkedClass) outcome(name string) (LinkedOutcome, error) {
	if err := c.validate(); err != nil {
		return LinkedOutcome{}, err
	}
	for _, o := range c.Outcomes {
		if o.Name == name {
			return o, nil
		}
	}
	return LinkedOutcome{}, invalid("outcome was not followed")
}

// Class returns the class of a name.
//
// Class returns an error if:
//   - no customer was in that class ([ErrNoData]);
//   - the linkage is not valid ([ErrInvalid]).
func (l Linkage) Class(name string) (LinkedClass, error) {
	if err := l.validate(); err != nil {
		return LinkedClass{}, err
	}
	for _, c := range l.Classes {
		if c.Class == name {
			c.Outcomes = slices.Clone(c.Outcomes)
			return c, nil
		}
	}
	return LinkedClass{}, noData("class")
}

// Total returns the number of customers who had not left before their landmark, 0 if the
// linkage is not valid.
func (l Linkage) Total() int64 {
	if l.validate() != nil {
		return 0
	}
	total := int64(0)
	for _, c := range l.Classes {
		total += c.Customers
	}
	return total
}
