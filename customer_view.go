package cx

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// maxViewRows is the largest number of answers, and of tickets, of one view.
const maxViewRows = 100

// CustomerData is the rows that [CustomerViewsOf] puts together, each slice in any order, and
// how it reads them. What is not there is left empty.
type CustomerData struct {
	Responses     []Response     // to any question
	Orders        []Activity     // those below 0 are refunds
	Tickets       []Ticket       // open and done
	Subscriptions []Subscription // as they are at asOf
	// Bad says which answers are of a bad experience. It gets a pointer into Responses, and
	// must not modify them. Without it there are no bad touches.
	Bad func(*Response) bool
	// Model, if not nil, says of each customer with orders what is to be expected.
	Model *CustomerModel
	// Periods is for how long, in the model's unit of time, 1 to 520.
	Periods int
	// Calendar has the location whose clocks say which day it is; its grain must be [Day].
	Calendar Calendar
}

// CustomerView is what is known of one customer at an instant, for the page that opens when
// the customer calls. It is also called a 360° view.
type CustomerView struct {
	Customer string `json:"customer"`
	// Accounts are the companies that the answers name, in ascending order.
	Accounts []string `json:"accounts,omitempty"`
	// Since is the day of the first answer, order or ticket; zero without any.
	Since Date `json:"since,omitzero"`
	// LastActive is the day of the last answer, order, ticket or message.
	LastActive Date `json:"last_active,omitzero"`
	// Responses are the answers, the newest first, at most 100.
	Responses []Response `json:"responses,omitempty"`
	// Tickets are the newest by Opened first, at most 100, as they were handed in. Void ones
	// are left out.
	Tickets []Ticket `json:"tickets,omitempty"`
	// OpenTickets are those neither resolved nor closed, of all and not of the newest 100.
	OpenTickets int64 `json:"open_tickets"`
	// BadTouches are the answers that are Bad, of all and not of the newest 100.
	BadTouches int64 `json:"bad_touches"`
	// Orders are the activities that are no refunds.
	Orders int64 `json:"orders"`
	// Revenue is what was paid for the orders, less the refunds.
	Revenue decimal.Decimal `json:"revenue"`
	// Monthly is the sum of the subscriptions.
	Monthly decimal.Decimal `json:"monthly"`
	// ProbabilityAlive is [BGNBD.ProbabilityAlive], with a standard error if the model has a
	// Fit, and no interval, which needs a level. It is nil without a model or an order.
	ProbabilityAlive *Estimate `json:"probability_alive,omitempty"`
	// ExpectedValue is [CustomerModel.ExpectedValue], not discounted, with and without an error
	// as ProbabilityAlive. It is nil, too, where the mean spend is infinite, and for a customer
	// whose orders after the first cost nothing or were refunded, of whom the model of spend
	// knows nothing.
	ExpectedValue *Estimate `json:"expected_value,omitempty"`
}

// CustomerViewsOf returns what is known of customers at asOf, in the order of customers; of
// all who have a row before it or a subscription, in ascending order, if customers is nil. It
// is also called a single customer view or customer 360. A customer without rows has a view
// with zeros. To see one customer a host hands in the rows of that one.
//
// Rows at asOf or later are left out, and a ticket that is resolved then is open. So are
// anonymous answers and tickets, and the refund of a customer without an order before asOf.
// Answers are copied, never shared. It does not modify its arguments. Its time grows with the
// rows, and where it sorts those of a customer by time with n log n of these; its memory with
// the rows of the customers named.
//
// CustomerViewsOf returns an error if:
//   - asOf is outside the years 1900 to 2200, the calendar's grain is not Day, or with a
//     model, Periods is not in 1..520 or the model is not valid ([ErrInvalid]);
//   - a customer is blank or there twice, an answer or an order has no instant of these
//     years, an order or a subscription has a blank customer, an amount has more than 34
//     digits, a subscription is below 0, or a ticket is one that [SupportOf] refuses ([*RowError]
//     wrapping [ErrInvalid], which names the slice);
//   - a sum of amounts has more than 34 digits, or what is expected is not finite ([ErrInvalid]).
func CustomerViewsOf(customers []string, data CustomerData, asOf time.Time) ([]CustomerView, error) {
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	if g := data.Calendar.Grain; g != "" && g != Day {
		return nil, invalid("the grain is not day")
	}
	if data.Model != nil {
		if err := data.Model.checkQuery(data.Periods, 0); err != nil {
			return nil, err
		}
	}
	v := &viewer{data: &data, asOf: asOf, all: customers == nil, number: make(map[string]int, len(customers))}
	for i, customer := range customers {
		err := checkCustomer(customer)
		if _, twice := v.number[customer]; err == nil && twice {
			err = invalid("the customer is there twice")
		}
		if err != nil {
			return nil, &RowError{Of: "customers", Row: i, Err: err}
		}
		v.open(customer)
	}
	for _, of := range []struct {
		name string
		rows int
		read func(i int) error
	}{
		{"responses", len(data.Responses), v.response},
		{"orders", len(data.Orders), v.order},
		{"tickets", len(data.Tickets), v.ticket},
		{"subscriptions", len(data.Subscriptions), v.subscription},
	} {
		for i := range of.rows {
			if err := of.read(i); err != nil {
				return nil, &RowError{Of: of.name, Row: i, Err: err}
			}
		}
	}
	return v.views()
}

// viewer collects the rows of customers.
type viewer struct {
	data      *CustomerData
	asOf      time.Time
	all       bool // customers are those of the rows
	number    map[string]int
	customers []viewed
}

// viewed is what a view is made of.
type viewed struct {
	view        CustomerView
	first, last time.Time
	responses   []*Response
	tickets     []*Ticket
	revenue     exact.Sum
	monthly     exact.Sum
}

// open adds a customer.
func (v *viewer) open(customer string) *viewed {
	v.number[customer] = len(v.customers)
	v.customers = append(v.customers, viewed{view: CustomerView{Customer: customer}})
	return &v.customers[len(v.customers)-1]
}

// of returns a customer, nil for one that is not wanted.
func (v *viewer) of(customer string) *viewed {
	if i, ok := v.number[customer]; ok {
		return &v.customers[i]
	}
	if !v.all {
		return nil
	}
	return v.open(customer)
}

// active notes that the customer has done something.
func (c *viewed) active(at time.Time) {
	if c.first.IsZero() || at.Before(c.first) {
		c.first = at
	}
	if at.After(c.last) {
		c.last = at
	}
}

func (v *viewer) response(i int) error {
	r := &v.data.Responses[i]
	if err := checkInstant(r.At); err != nil {
		return err
	}
	if isBlank(r.Customer) || !r.At.Before(v.asOf) {
		return nil
	}
	c := v.of(r.Customer)
	if c == nil {
		return nil
	}
	c.active(r.At)
	c.responses = append(c.responses, r)
	if v.data.Bad != nil && v.data.Bad(r) {
		c.view.BadTouches++
	}
	return nil
}

func (v *viewer) order(i int) error {
	a := &v.data.Orders[i]
	if err := a.validate(); err != nil {
		return err
	}
	if !a.At.Before(v.asOf) {
		return nil
	}
	c := v.of(a.Customer)
	if c == nil {
		return nil
	}
	c.revenue.Add(a.Amount)
	if !a.isRefund() {
		c.view.Orders++
		c.active(a.At)
	}
	return nil
}

func (v *viewer) ticket(i int) error {
	t := &v.data.Tickets[i]
	if err := t.validate(); err != nil {
		return err
	}
	if t.Void || isBlank(t.Customer) || !t.Opened.Before(v.asOf) {
		return nil
	}
	c := v.of(t.Customer)
	if c == nil {
		return nil
	}
	known := t.asOf(v.asOf)
	c.active(t.Opened)
	if n := len(known.Messages); n > 0 {
		c.active(known.Messages[n-1].At)
	}
	c.tickets = append(c.tickets, t)
	if known.Resolved.IsZero() && known.Closed.IsZero() {
		c.view.OpenTickets++
	}
	return nil
}

func (v *viewer) subscription(i int) error {
	s := &v.data.Subscriptions[i]
	if err := s.validate(); err != nil {
		return err
	}
	if c := v.of(s.Customer); c != nil {
		c.monthly.Add(s.Amount)
	}
	return nil
}

// views returns the views of all customers.
func (v *viewer) views() ([]CustomerView, error) {
	if v.all {
		// A refund alone is no sign of a customer.
		v.customers = slices.DeleteFunc(v.customers, func(c viewed) bool {
			return c.first.IsZero() && c.monthly.Value().IsZero()
		})
		slices.SortFunc(v.customers, func(a, b viewed) int { return cmp.Compare(a.view.Customer, b.view.Customer) })
	}
	if len(v.customers) == 0 {
		return nil, nil
	}
	histories, err := v.histories()
	if err != nil {
		return nil, err
	}
	clock := days.NewClock(v.data.Calendar.Location)
	views := make([]CustomerView, len(v.customers))
	for i := range v.customers {
		c := &v.customers[i]
		if err := c.finish(clock); err != nil {
			return nil, err
		}
		if h, ok := histories[c.view.Customer]; ok {
			if err := v.expect(&c.view, h); err != nil {
				return nil, err
			}
		}
		views[i] = c.view
	}
	return views, nil
}

// finish makes the view of the rows.
func (c *viewed) finish(clock *days.Clock) error {
	if !c.first.IsZero() {
		first, err := dayOf(clock, c.first)
		if err != nil {
			return err
		}
		last, err := dayOf(clock, c.last)
		if err != nil {
			return err
		}
		if c.view.Since, err = dateAt(first); err != nil {
			return err
		}
		// Clocks set back over midnight may put an earlier instant on a later day.
		if c.view.LastActive, err = dateAt(max(first, last)); err != nil {
			return err
		}
	}
	for _, r := range c.responses {
		if !isBlank(r.Account) {
			c.view.Accounts = append(c.view.Accounts, r.Account)
		}
	}
	slices.Sort(c.view.Accounts)
	c.view.Accounts = slices.Clip(slices.Compact(c.view.Accounts))
	slices.SortStableFunc(c.responses, func(a, b *Response) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Question, b.Question))
	})
	if n := min(len(c.responses), maxViewRows); n > 0 {
		c.view.Responses = make([]Response, n)
	}
	for i := range c.view.Responses {
		c.view.Responses[i] = *c.responses[i]
		c.view.Responses[i].Themes = slices.Clone(c.responses[i].Themes)
	}
	slices.SortStableFunc(c.tickets, func(a, b *Ticket) int {
		return cmp.Or(b.Opened.Compare(a.Opened), cmp.Compare(a.ID, b.ID))
	})
	if n := min(len(c.tickets), maxViewRows); n > 0 {
		c.view.Tickets = make([]Ticket, n)
	}
	for i := range c.view.Tickets {
		t := *c.tickets[i]
		t.Holds, t.Settled = slices.Clone(t.Holds), slices.Clone(t.Settled)
		t.Messages, t.Stints = slices.Clone(t.Messages), slices.Clone(t.Stints)
		c.view.Tickets[i] = t
	}
	if c.view.Orders > 0 {
		c.view.Revenue = c.revenue.Value()
	}
	c.view.Monthly = c.monthly.Value()
	return c.view.checkAmounts()
}

// histories returns the orders of the customers as the model reads them.
func (v *viewer) histories() (map[string]PurchaseHistory, error) {
	if v.data.Model == nil {
		return nil, nil
	}
	orders := v.data.Orders
	if !v.all {
		orders = nil
		for i := range v.data.Orders {
			if _, ok := v.number[v.data.Orders[i].Customer]; ok {
				orders = append(orders, v.data.Orders[i])
			}
		}
	}
	rows, err := PurchaseHistoriesOf(orders, v.data.Model.Orders.Unit, v.data.Calendar, v.asOf)
	if err != nil {
		return nil, err
	}
	histories := make(map[string]PurchaseHistory, len(rows))
	for _, row := range rows {
		histories[row.Customer] = row
	}
	return histories, nil
}

// expect adds to a view what the model expects of the customer.
func (v *viewer) expect(view *CustomerView, h PurchaseHistory) error {
	m := v.data.Model
	const level = 0.95 // of intervals that are not used
	alive, err := m.Orders.ProbabilityAliveInterval(h, level)
	if errors.Is(err, ErrUndefined) {
		alive.Value, err = m.Orders.ProbabilityAlive(h)
	}
	if err != nil {
		return err
	}
	view.ProbabilityAlive = &Estimate{Value: alive.Value, StandardError: alive.StandardError}
	if h.Frequency > 0 && h.Spend.Sign() <= 0 {
		return nil
	}
	value, err := m.ExpectedValueInterval(h, v.data.Periods, m.Orders.Unit, 0, level)
	if errors.Is(err, ErrUndefined) {
		value.Value, err = m.ExpectedValue(h, v.data.Periods, m.Orders.Unit, 0)
	}
	if errors.Is(err, ErrUndefined) {
		return nil
	}
	if err != nil {
		return err
	}
	view.ExpectedValue = &Estimate{Value: value.Value, StandardError: value.StandardError}
	return nil
}

// MarshalJSON encodes a view, its amounts as texts. It returns an error wrapping [ErrInvalid]
// if it is one that UnmarshalJSON refuses.
func (v CustomerView) MarshalJSON() ([]byte, error) { return encode(&v, v.validate()) }

// UnmarshalJSON decodes a view. It refuses unknown and repeated keys, and what no view has: a
// blank customer, a number below 0, more than 100 answers or tickets, or days that are not in
// order. On error v is unchanged.
func (v *CustomerView) UnmarshalJSON(data []byte) error {
	return decode(data, "customer view", v, (*CustomerView).validate)
}

// checkAmounts refuses amounts of more than 34 digits.
func (v *CustomerView) checkAmounts() error {
	if err := exact.Check("revenue", v.Revenue); err != nil {
		return err
	}
	return exact.Check("monthly amount", v.Monthly)
}

// validate says what is impossible about v.
func (v *CustomerView) validate() error {
	if err := checkCustomer(v.Customer); err != nil {
		return err
	}
	dated := v.Since != Date{} || v.LastActive != Date{}
	switch {
	case dated && (!v.Since.IsValid() || !v.LastActive.IsValid() || v.LastActive.Compare(v.Since) < 0):
		return invalid("customer view: the days are not in order")
	case v.OpenTickets < 0 || v.BadTouches < 0 || v.Orders < 0 || v.Monthly.Sign() < 0:
		return invalid("customer view: a number is negative")
	case len(v.Responses) > maxViewRows || len(v.Tickets) > maxViewRows:
		return invalid("customer view: there are more than 100 answers or tickets")
	}
	for _, e := range []*Estimate{v.ProbabilityAlive, v.ExpectedValue} {
		if e == nil {
			continue
		}
		if err := e.validate(); err != nil {
			return err
		}
	}
	return v.checkAmounts()
}
