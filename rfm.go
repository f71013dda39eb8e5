package cx

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// RFMRule says what the classes of [RFMOf] are: as many Parts of the customers of the day, or
// cuts, which stay the same from month to month, so that a customer who moves has changed and
// not the others. A rule has either Parts or all three lists of cuts.
type RFMRule struct {
	Parts     int               // classes of about as many customers, 2..10
	Recency   []int64           // ascending days since the last order, at most 9: of at most the least is the best class
	Frequency []int64           // ascending orders: at least the most is the best class
	Spend     []decimal.Decimal // ascending amounts: at least the most is the best class
	Calendar  Calendar          // whose location says which day it is; its grain is Day
}

// RFM is what a customer has bought, and the classes for it, from 1, the worst.
type RFM struct {
	Customer  string          `json:"customer"`
	DaysSince int64           `json:"days_since"` // from the day of the last order to that of asOf
	Orders    int64           `json:"orders"`     // the purchases of one day are one
	Amount    decimal.Decimal `json:"amount"`     // of all orders, less refunds
	Recency   int             `json:"recency"`    // class of DaysSince
	Frequency int             `json:"frequency"`  // class of Orders
	Spend     int             `json:"spend"`      // class of Amount
}

// maxRFMClasses is the largest number of classes.
const maxRFMClasses = 10

// RFMOf classes customers by the recency, frequency and monetary value of their orders, as known
// at asOf: rows at asOf or later are left out. It returns them in ascending order. With cuts a
// class is
//
//	1 + the number of cuts passed
//
// where days pass a cut if they are at most it, orders and amounts if they are at least it. With
// Parts it is
//
//	1 + floor(Parts · customers who are worse / customers)
//
// so that equal values share a class; where many are equal, as the orders of those who bought
// once, the classes are of unequal size, and the best may be empty. The purchases of one day by
// one customer are one order. A refund lowers the amount and is no order (see [Activity]);
// customers who have no order are left out. It does not modify its arguments. Its memory grows
// with the customers and the days on which they bought.
//
// RFMOf returns an error wrapping [ErrInvalid] if the rule has both Parts and cuts or neither,
// Parts is not in 2..10, a list of cuts is not of 1 to 9 ascending values, days of at least 0,
// orders of at least 1, the grain is not Day, asOf is outside the years 1900 to 2200, a sum
// has more than 34 digits, or there are more than 2,147,483,647 customers; and a [*RowError] at
// the first row whose customer is blank, whose instant is missing or outside those years, or
// whose amount has more than 34 digits.
func RFMOf(orders []Activity, rule RFMRule, asOf time.Time) ([]RFM, error) {
	if err := rule.validate(); err != nil {
		return nil, err
	}
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	clock := days.NewClock(rule.Calendar.Location)
	today, err := dayOf(clock, asOf)
	if err != nil {
		return nil, err
	}
	var customers []RFM
	var amounts []exact.Sum
	var bought []uint64 // the number of the customer, and the day: each order, perhaps several times
	err = eachNumbered("", len(orders), count.NewNumbers().Number, func(row int) (string, error) {
		a := &orders[row]
		if err := a.validate(); err != nil || !a.At.Before(asOf) {
			return "", err
		}
		return a.Customer, nil
	}, func(row, n int) error {
		a := &orders[row]
		if n == len(customers) {
			customers = added(customers, RFM{Customer: a.Customer})
			amounts = added(amounts, exact.Sum{})
		}
		amounts[n].Add(a.Amount)
		if a.isRefund() {
			return nil
		}
		day, err := dayOf(clock, a.At)
		bought = added(bought, uint64(n)<<32|uint64(day-days.First))
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, order := range slices.Compact(sortByCustomer(bought, len(customers))) {
		c := &customers[order>>32]
		c.Orders++
		c.DaysSince = max(0, int64(today)-int64(order&0xFFFFFFFF)-days.First) // the days ascend
	}
	for i := range customers {
		c := &customers[i]
		c.Amount = amounts[i].Value()
		if err := exact.Check("amount", c.Amount); err != nil {
			return nil, err
		}
	}
	customers = slices.DeleteFunc(customers, func(c RFM) bool { return c.Orders == 0 })
	if len(customers) == 0 {
		return nil, nil
	}
	slices.SortFunc(customers, func(a, b RFM) int { return strings.Compare(a.Customer, b.Customer) })
	rule.class(customers)
	return customers, nil
}

// class gives customers their classes.
func (r RFMRule) class(customers []RFM) {
	if r.Parts > 0 {
		days := newWorse(customers, func(c *RFM) int64 { return -c.DaysSince }, cmp.Compare[int64])
		orders := newWorse(customers, func(c *RFM) int64 { return c.Orders }, cmp.Compare[int64])
		amounts := newWorse(customers, func(c *RFM) decimal.Decimal { return c.Amount }, exact.Compare)
		for i := range customers {
			c := &customers[i]
			c.Recency, c.Frequency, c.Spend = days.class(c, r.Parts), orders.class(c, r.Parts), amounts.class(c, r.Parts)
		}
		return
	}
	for i := range customers {
		c := &customers[i]
		c.Recency, c.Frequency, c.Spend = 1, 1, 1
		for _, cut := range r.Recency {
			if c.DaysSince <= cut {
				c.Recency++
			}
		}
		for _, cut := range r.Frequency {
			if c.Orders >= cut {
				c.Frequency++
			}
		}
		for _, cut := range r.Spend {
			if c.Amount.Cmp(cut) >= 0 {
				c.Spend++
			}
		}
	}
}

// worse knows how many customers are worse in a value, of which more is better.
type worse[V any] struct {
	values  []V // ascending
	of      func(*RFM) V
	compare func(a, b V) int
}

func newWorse[V any](customers []RFM, of func(*RFM) V, compare func(a, b V) int) worse[V] {
	w := worse[V]{of: of, compare: compare, values: make([]V, len(customers))}
	for i := range customers {
		w.values[i] = of(&customers[i])
	}
	slices.SortFunc(w.values, compare)
	return w
}

func (w worse[V]) class(c *RFM, parts int) int {
	n, _ := slices.BinarySearchFunc(w.values, w.of(c), w.compare)
	return 1 + int(int64(parts)*int64(n)/int64(len(w.values)))
}

// validate says what is wrong with a rule.
func (r RFMRule) validate() error {
	if r.Calendar.Grain != "" && r.Calendar.Grain != Day {
		return invalid("the grain is not day")
	}
	cuts := len(r.Recency) > 0 || len(r.Frequency) > 0 || len(r.Spend) > 0
	switch {
	case cuts && r.Parts != 0, !cuts && r.Parts == 0:
		return invalid("RFM rule: give either the parts or the cuts")
	case !cuts && (r.Parts < 2 || r.Parts > maxRFMClasses):
		return &RangeError{What: "number of parts", Got: int64(r.Parts), Min: 2, Max: maxRFMClasses}
	case !cuts:
		return nil
	}
	for _, d := range r.Spend {
		if err := exact.Check("cut of the spend", d); err != nil {
			return err
		}
	}
	if !ascend(r.Recency, cmp.Compare[int64]) || !ascend(r.Frequency, cmp.Compare[int64]) || !ascend(r.Spend, decimal.Decimal.Compare) ||
		r.Recency[0] < 0 || r.Frequency[0] < 1 {
		return invalid("RFM rule: the cuts of each of the three are not 1 to 9 ascending values, days of at least 0, orders of at least 1")
	}
	return nil
}

// ascend reports whether values are 1 to 9, each above the one before.
func ascend[V any](values []V, compare func(a, b V) int) bool {
	for i := 1; i < len(values); i++ {
		if compare(values[i-1], values[i]) >= 0 {
			return false
		}
	}
	return len(values) >= 1 && len(values) < maxRFMClasses
}

// validate says what is impossible about a row.
func (r *RFM) validate() error {
	if err := checkCustomer(r.Customer); err != nil {
		return err
	}
	if r.DaysSince < 0 || r.Orders < 1 {
		return invalid("RFM: the days are negative, or there is no order")
	}
	for _, class := range []int{r.Recency, r.Frequency, r.Spend} {
		if class < 1 || class > maxRFMClasses {
			return &RangeError{What: "RFM class", Got: int64(class), Min: 1, Max: maxRFMClasses}
		}
	}
	return exact.Check("amount", r.Amount)
}

// MarshalJSON encodes a row, its amount as a text. It returns an error wrapping [ErrInvalid] if
// the amount has more than 34 digits.
func (r RFM) MarshalJSON() ([]byte, error) { return encode(&r, nil) }

// UnmarshalJSON decodes a row. It refuses unknown and repeated keys, a blank customer, a customer
// without an order, and classes outside 1..10. On error r is unchanged.
func (r *RFM) UnmarshalJSON(data []byte) error {
	return decode(data, "RFM", r, (*RFM).validate)
}
