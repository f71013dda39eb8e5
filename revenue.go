package cx

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
)

// Subscription is the Amount that a customer pays per month at one instant (MRR).
// A customer may have several, which are added up.
type Subscription struct {
	Customer string          `json:"customer"`
	Amount   decimal.Decimal `json:"amount"`
}

// MarshalJSON encodes a subscription, its amount as a text. It returns an error wrapping
// [ErrInvalid] if the amount has more than 34 digits.
func (s Subscription) MarshalJSON() ([]byte, error) { return encode(&s, nil) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse s, nil if they do not: for [Sift], and for one row at the door of a host.
func (s Subscription) Validate() error { return s.validate() }

// UnmarshalJSON decodes a subscription. It refuses unknown and repeated keys, and what
// [MovementsOf] refuses. On error s is unchanged.
func (s *Subscription) UnmarshalJSON(data []byte) error {
	return decode(data, "subscription", s, (*Subscription).validate)
}

// Movements is the tally of monthly recurring revenue (MRR) between two instants:
// what it was, what it is, and the movements between them, each at least 0. It is
// also called an MRR bridge or waterfall, and has NRR (NDR, net dollar
// retention), GRR, quick ratio and ARPA; ARR is 12 times End. Expansion is also
// called upsell, Contraction downgrade. The amounts are such that
//
//	Start + New + Expansion + Reactivated - Contraction - Churned = End
//
// exactly. Somebody who pays nothing is not a customer here. The zero Movements
// is no data and the identity of Merge, which pools shards of one period.
type Movements struct {
	Start       decimal.Decimal `json:"start"`       // paid at the first instant
	New         decimal.Decimal `json:"new"`         // by customers who had never paid before
	Expansion   decimal.Decimal `json:"expansion"`   // what customers pay more
	Contraction decimal.Decimal `json:"contraction"` // what customers pay less, but not nothing
	Churned     decimal.Decimal `json:"churned"`     // paid by customers who pay no more
	Reactivated decimal.Decimal `json:"reactivated"` // by customers who had paid once, but not at the start
	End         decimal.Decimal `json:"end"`         // paid at the second instant

	StartCustomers       int64 `json:"start_customers"`       // who paid at the first instant
	NewCustomers         int64 `json:"new_customers"`         // of New
	ChurnedCustomers     int64 `json:"churned_customers"`     // of Churned
	ReactivatedCustomers int64 `json:"reactivated_customers"` // of Reactivated
	EndCustomers         int64 `json:"end_customers"`         // who pay at the second instant
}

// MovementsOf compares the subscriptions of two instants customer by customer. It
// is also called an MRR bridge, or waterfall. Former names customers who paid
// before the first instant: one who pays at the second instant but not at the
// first is reactivated if in former, and new if not. [MovementsBetween] finds all three in
// a table of subscriptions. Amounts are per month in one currency; see [MonthlyAmount]. It
// does not modify the slices.
//
// Convert both instants at one rate of exchange; the change of rates is a movement of the
// host's. At two rates it would be expansion that nobody bought.
//
// For the trailing twelve months give the subscriptions of a year ago and of now: NRR
// and GRR then follow the customers of a year ago. The product of twelve monthly
// figures would not.
//
// MovementsOf returns a [*RowError] of before, after or former wrapping [ErrInvalid] at
// the first row whose customer is blank, or whose amount is negative or has more than 34
// digits. It returns an error wrapping [ErrInvalid] if a sum has more than 34 digits.
func MovementsOf(before, after []Subscription, former []string) (Movements, error) {
	l := ledger{customers: count.NewNumbers(), payers: make([]payer, 0, max(len(before), len(after)))}
	l.customers.Reserve(cap(l.payers))
	err := numberSubscriptions(l.customers, "before", before, func(n, row int) { l.payer(n).before.Add(before[row].Amount) })
	if err != nil {
		return Movements{}, err
	}
	err = numberSubscriptions(l.customers, "after", after, func(n, row int) { l.payer(n).after.Add(after[row].Amount) })
	if err != nil {
		return Movements{}, err
	}
	for i, customer := range former {
		if err := checkCustomer(customer); err != nil {
			return Movements{}, &RowError{Of: "former", Row: i, Err: err}
		}
		if n := l.customers.Find(customer); n >= 0 {
			l.payers[n].former = true
		}
	}
	m := l.movements()
	if err := m.validate(); err != nil {
		return Movements{}, err
	}
	return m, nil
}

// payer is what a customer pays at two instants.
type payer struct {
	before, after exact.Sum
	former        bool // paid before the first instant
}

// ledger holds the customers who pay.
type ledger struct {
	customers *count.Names
	payers    []payer
}

// payer returns what customer n pays, who may be the next new one.
func (l *ledger) payer(n int) *payer {
	if n == len(l.payers) {
		l.payers = append(l.payers, payer{})
	}
	return &l.payers[n]
}

// numberSubscriptions checks the subscriptions of an argument, and calls a function for each
// with the number of its customer.
func numberSubscriptions(customers *count.Names, argument string, list []Subscription, do func(n, row int)) error {
	var m count.Batch
	for from := 0; from < len(list); from += count.BatchSize {
		rows := list[from:min(from+count.BatchSize, len(list))]
		for i := range rows {
			if err := rows[i].validate(); err != nil {
				return &RowError{Of: argument, Row: from + i, Err: err}
			}
			m.Names[i] = rows[i].Customer
		}
		if !customers.Number(&m, len(rows)) {
			return errCustomers()
		}
		for i, n := range m.Numbers[:len(rows)] {
			do(int(n), from+i)
		}
	}
	return nil
}

// movements sums up what changed.
func (l *ledger) movements() Movements {
	var (
		m                                                               Movements
		start, newly, expansion, contraction, churned, reactivated, end exact.Sum
	)
	for i := range l.payers {
		a := &l.payers[i]
		paid, pays := a.before.Sign() != 0, a.after.Sign() != 0
		start.AddSum(&a.before)
		end.AddSum(&a.after)
		change := a.after
		change.SubSum(&a.before)
		switch {
		case !paid && !pays:
			continue
		case !paid && a.former:
			reactivated.AddSum(&a.after)
			m.ReactivatedCustomers++
		case !paid:
			newly.AddSum(&a.after)
			m.NewCustomers++
		case !pays:
			churned.AddSum(&a.before)
			m.ChurnedCustomers++
		case change.Sign() > 0:
			expansion.AddSum(&change)
		default:
			contraction.SubSum(&change)
		}
		if paid {
			m.StartCustomers++
		}
		if pays {
			m.EndCustomers++
		}
	}
	m.Start, m.New, m.Expansion, m.Contraction = start.Value(), newly.Value(), expansion.Value(), contraction.Value()
	m.Churned, m.Reactivated, m.End = churned.Value(), reactivated.Value(), end.Value()
	return m
}

func (s *Subscription) validate() error {
	if err := checkCustomer(s.Customer); err != nil {
		return err
	}
	return checkSubscriptionAmount(s.Amount)
}

func checkSubscriptionAmount(amount decimal.Decimal) error {
	if amount.Sign() < 0 {
		return invalid("subscription amount is negative")
	}
	return exact.Check("subscription amount", amount)
}

// amounts returns the amounts of m; those that are added come first.
func (m *Movements) amounts() [7]*decimal.Decimal {
	return [7]*decimal.Decimal{&m.Start, &m.New, &m.Expansion, &m.Reactivated, &m.Contraction, &m.Churned, &m.End}
}

// counts returns the numbers of customers of m; those that are added come first.
func (m *Movements) counts() [5]*int64 {
	return [5]*int64{&m.StartCustomers, &m.NewCustomers, &m.ReactivatedCustomers, &m.ChurnedCustomers, &m.EndCustomers}
}

// validate says what is impossible about m.
func (m Movements) validate() error {
	for _, d := range m.amounts() {
		if d.Sign() < 0 {
			return invalid("movements: an amount is negative")
		}
		if err := exact.Check("movements: an amount", *d); err != nil {
			return err
		}
	}
	end := m.Start.Add(m.New).Add(m.Expansion).Add(m.Reactivated).Sub(m.Contraction).Sub(m.Churned)
	if !end.Equal(m.End) {
		return invalid("movements: start and movements do not add up to the end")
	}
	if m.Contraction.Add(m.Churned).Cmp(m.Start) > 0 {
		return invalid("movements: more was lost than there was at the start")
	}
	for _, n := range m.counts() {
		if *n < 0 {
			return invalid("movements: a number of customers is negative")
		}
	}
	came, err := sumCounts("movements", m.StartCustomers, m.NewCustomers, m.ReactivatedCustomers)
	if err != nil {
		return err
	}
	if m.ChurnedCustomers > m.StartCustomers || came-m.ChurnedCustomers != m.EndCustomers {
		return invalid("movements: customers at the start and movements do not add up to the end")
	}
	return nil
}

// Merge adds the movements of another shard of the same period, with other customers.
// It returns an error wrapping [ErrInvalid], and leaves m unchanged, if either is not
// valid, or a sum would have more than 34 digits or exceed the largest int64.
func (m *Movements) Merge(other Movements) error {
	if err := m.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	sum := *m
	theirs := other.amounts()
	for i, d := range sum.amounts() {
		*d = d.Add(*theirs[i]).Normalize()
	}
	counts := other.counts()
	for i, n := range sum.counts() {
		var err error
		if *n, err = addCount("movements", *n, *counts[i]); err != nil {
			return err
		}
	}
	if err := sum.validate(); err != nil {
		return err
	}
	*m = sum
	return nil
}

// Total returns the number of customers at the start.
func (m Movements) Total() int64 { return max(m.StartCustomers, 0) }

// ofStart returns the sum of the amounts plus less the sum of the amounts minus,
// over Start. Nothing is added up before the amounts are known to be in bounds.
func (m Movements) ofStart(what string, plus, minus []decimal.Decimal) (decimal.Decimal, error) {
	if err := m.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if m.Start.IsZero() {
		return decimal.Decimal{}, noData(what)
	}
	var sum decimal.Decimal
	for _, d := range plus {
		sum = sum.Add(d)
	}
	for _, d := range minus {
		sum = sum.Sub(d)
	}
	return exact.Divide(sum, m.Start), nil
}

// NRR returns the net revenue retention of the customers of the start
//
//	(Start + Expansion - Contraction - Churned) / Start
//
// as a fraction, which exceeds 1 where expansion outweighs the losses, rounded
// half away from zero to [Places]. New and reactivated revenue are not in it. It
// is also called NDR, or net dollar retention.
//
// NRR returns an error if:
//   - Start is 0 ([ErrNoData]);
//   - the movements are not valid ([ErrInvalid]).
func (m Movements) NRR() (decimal.Decimal, error) {
	return m.ofStart("net revenue retention",
		[]decimal.Decimal{m.Start, m.Expansion}, []decimal.Decimal{m.Contraction, m.Churned})
}

// GRR returns the gross revenue retention of the customers of the start
//
//	(Start - Contraction - Churned) / Start
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. Each
// customer counts with at most what they paid at the start, so that no expansion
// of one hides the loss of another. It is also called gross dollar retention. It
// returns the errors of NRR: if Start is 0, [ErrNoData].
func (m Movements) GRR() (decimal.Decimal, error) {
	return m.ofStart("gross revenue retention",
		[]decimal.Decimal{m.Start}, []decimal.Decimal{m.Contraction, m.Churned})
}

// GrossChurn returns the gross revenue churn
//
//	(Contraction + Churned) / Start
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. It is also
// called MRR churn. It returns the errors of NRR: if Start is 0, [ErrNoData].
func (m Movements) GrossChurn() (decimal.Decimal, error) {
	return m.ofStart("gross revenue churn",
		[]decimal.Decimal{m.Contraction, m.Churned}, nil)
}

// NetChurn returns the net revenue churn
//
//	(Contraction + Churned - Expansion) / Start
//
// as a fraction, negative where expansion outweighs the losses, rounded half away
// from zero to [Places]. It is also called net MRR churn. It returns the errors
// of NRR: if Start is 0, [ErrNoData].
func (m Movements) NetChurn() (decimal.Decimal, error) {
	return m.ofStart("net revenue churn",
		[]decimal.Decimal{m.Contraction, m.Churned}, []decimal.Decimal{m.Expansion})
}

// NetChurnAfterReactivation is NetChurn with reactivated revenue set against the
// losses
//
//	(Contraction + Churned - Expansion - Reactivated) / Start
//
// as a fraction, negative where expansion and reactivation outweigh the losses,
// rounded half away from zero to [Places]. It is the net MRR churn rate of
// ChartMogul, as documented. It returns the errors of NRR: if Start is 0,
// [ErrNoData].
func (m Movements) NetChurnAfterReactivation() (decimal.Decimal, error) {
	return m.ofStart("net revenue churn",
		[]decimal.Decimal{m.Contraction, m.Churned}, []decimal.Decimal{m.Expansion, m.Reactivated})
}

// QuickRatio returns how much revenue came for each unit that went
//
//	(New + Expansion + Reactivated) / (Contraction + Churned)
//
// as x to 1, rounded half away from zero to [Places]. It is also called the SaaS
// quick ratio.
//
// QuickRatio returns an error if:
//   - nothing moved and nothing is there, as in the zero Movements ([ErrNoData]);
//   - nothing was lost ([ErrUndefined]);
//   - the movements are not valid ([ErrInvalid]).
func (m Movements) QuickRatio() (decimal.Decimal, error) {
	if err := m.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	lost := m.Contraction.Add(m.Churned)
	if lost.IsZero() && m.Start.IsZero() && m.End.IsZero() {
		return decimal.Decimal{}, noData("quick ratio")
	}
	if lost.IsZero() {
		return decimal.Decimal{}, undefined("quick ratio: nothing was lost")
	}
	return exact.Divide(m.New.Add(m.Expansion).Add(m.Reactivated), lost), nil
}

// ARPA returns the average revenue per account at the end
//
//	End / EndCustomers
//
// per month, rounded half away from zero to [Places]. For ARPU, revenue per user,
// divide End by the users.
//
// ARPA returns an error if:
//   - there are no customers at the end ([ErrNoData]);
//   - the movements are not valid, or the result has more than 34 digits ([ErrInvalid]).
func (m Movements) ARPA() (decimal.Decimal, error) {
	if err := m.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if m.EndCustomers == 0 {
		return decimal.Decimal{}, noData("average revenue per account")
	}
	arpa := exact.Divide(m.End, decimal.NewFromInt(m.EndCustomers))
	if err := exact.Check("average revenue per account", arpa); err != nil {
		return decimal.Decimal{}, err
	}
	return arpa, nil
}

// LogoChurn returns the customers who no longer pay, out of those of the start
//
//	ChurnedCustomers / StartCustomers
//
// a fraction from 0 to 1 by [Proportion.Rate]. It is also called customer churn,
// or cancellations. Without customers at the start it is 0 of 0, whose Rate is
// [ErrNoData]. Movements that are not valid give a proportion that every query
// refuses.
func (m Movements) LogoChurn() Proportion {
	return proportionOf(m.ChurnedCustomers, m.StartCustomers, m.validate())
}

// MarshalJSON encodes the amounts as texts. It returns an error wrapping [ErrInvalid]
// if the movements are not valid.
func (m Movements) MarshalJSON() ([]byte, error) { return encode(&m, m.validate()) }

// UnmarshalJSON decodes movements. It refuses unknown and repeated keys, and amounts
// or customers that do not add up. On error m is unchanged.
func (m *Movements) UnmarshalJSON(data []byte) error {
	return decode(data, "movements", m, (*Movements).validate)
}
