package cx

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
)

// Activity is something a customer did at an instant: an order, a visit, a login.
// Amount is what was paid, in one currency; leave it zero, or out of the JSON, where nothing was
// paid, as for a visit, or when no revenue is wanted.
// An ID, if not blank, is that of the activity itself, as the number of an order, by
// which [Distinct] finds one that was delivered twice.
//
// An activity with an amount below 0 is a refund, for every function that takes
// activities: no order and no sign of life. It makes nobody active, and begins no cohort
// and no spell. It lowers the revenue of the order before it: the customer's last at its
// instant or earlier or, if there is none, the first. The refund of a customer
// who has no order before asOf is left out; [Repeat] counts it apart.
type Activity struct {
	ID       string          `json:"id,omitzero"`
	Customer string          `json:"customer"`
	At       time.Time       `json:"at"`
	Amount   decimal.Decimal `json:"amount,omitzero"`
}

// MarshalJSON encodes an activity, its amount as a text. It returns an error wrapping
// [ErrInvalid] if the amount has more than 34 digits.
func (a Activity) MarshalJSON() ([]byte, error) { return encode(&a, nil) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse a, nil if they do not: for [Sift], and for one row at the door of a host.
func (a Activity) Validate() error { return a.validate() }

// UnmarshalJSON decodes an activity. It refuses unknown and repeated keys, and what
// [CohortsOf] refuses. On error a is unchanged.
func (a *Activity) UnmarshalJSON(data []byte) error {
	return decode(data, "activity", a, (*Activity).validate)
}

// validate says what is wrong with a row.
func (a *Activity) validate() error {
	if err := checkCustomer(a.Customer); err != nil {
		return err
	}
	if err := checkInstant(a.At); err != nil {
		return err
	}
	return exact.Check("amount", a.Amount)
}

// isRefund reports whether an activity is a refund.
func (a *Activity) isRefund() bool { return a.Amount.Sign() < 0 }

// refund is a row that is one, and the instant of the order that it lowers.
type refund struct {
	row     int
	at      time.Time
	order   time.Time
	ordered bool // there is an order
}

// refunds are in order of their rows.
type refunds []refund

// refundsOf finds the order of each refund before asOf. The rows have been checked. Its
// memory grows with the refunds.
func refundsOf(activities []Activity, asOf time.Time) refunds {
	type history struct {
		refunds []int     // in order of time
		first   time.Time // order
		ordered bool
	}
	var all refunds
	names := count.NewNumbers()
	var customers []history
	for i := range activities {
		a := &activities[i]
		if !a.isRefund() || !a.At.Before(asOf) {
			continue
		}
		n := names.Slot(a.Customer)
		if n == len(customers) {
			customers = append(customers, history{})
		}
		customers[n].refunds = append(customers[n].refunds, len(all))
		all = append(all, refund{row: i, at: a.At})
	}
	if all == nil {
		return nil
	}
	for _, h := range customers {
		slices.SortFunc(h.refunds, func(a, b int) int { return all[a].at.Compare(all[b].at) })
	}
	// An order is the last before the first refund that follows it, unless a later one is.
	eachCustomer(names, activities, func(_, c int, a *Activity) {
		if c < 0 || a.isRefund() || !a.At.Before(asOf) {
			return
		}
		h := &customers[c]
		if !h.ordered || a.At.Before(h.first) {
			h.first, h.ordered = a.At, true
		}
		n, _ := slices.BinarySearchFunc(h.refunds, a.At, func(r int, t time.Time) int { return all[r].at.Compare(t) })
		if n == len(h.refunds) {
			return
		}
		if r := &all[h.refunds[n]]; !r.ordered || a.At.After(r.order) {
			r.order, r.ordered = a.At, true
		}
	})
	for _, h := range customers {
		last := h.first
		for _, n := range h.refunds {
			if r := &all[n]; r.ordered {
				last = r.order
			} else {
				r.order, r.ordered = last, h.ordered
			}
		}
	}
	return all
}

// paidAt returns the instant at which the amount of a row counts: its own or, for a
// refund, that of the order it lowers. It is false for a refund without an order.
func (r refunds) paidAt(row int, a *Activity) (time.Time, bool) {
	if !a.isRefund() {
		return a.At, true
	}
	n, found := slices.BinarySearchFunc(r, row, func(x refund, row int) int { return cmp.Compare(x.row, row) })
	if !found {
		return time.Time{}, false
	}
	return r[n].order, r[n].ordered
}
