package cx

import (
	"encoding/json"
	"math"
	"time"

	"github.com/shopspring/decimal"
)

// Purchases is what the models of orders need to know of one customer: how often they
// bought after their first order, when they did so last, and for how long they have been
// a customer. The zero Purchases is a new customer.
type Purchases struct {
	Customer  string          // may be blank
	Frequency int64           // orders after the first
	Recency   float64         // time from the first order to the last, not since then; 0 if there is one alone
	Age       float64         // time from the first order to the end of the observation
	Unit      Grain           // of Recency and Age; the zero Grain is [Day]
	Spend     decimal.Decimal // mean spend of an order after the first, 0 if there is none
}

// PurchasesOf builds a row for each customer from activities that are orders, as known at
// asOf: rows at asOf or later are left out. The first order of a customer is no repeat
// purchase, and its spend does not count. The orders of one day are one. Age runs to the
// day of the last instant before asOf: to September 30 where asOf is midnight of October
// 1. The rows are in ascending order of the customer, those with one order alone among
// them.
//
// Recency and Age are days divided by the length of unit: 1, 7 for either week, 30.4375 for
// a month, 91.3125 for a quarter, 365.25 for a year. Spend is rounded half away from zero
// to [Places]. The calendar's location says which day it is; its grain is to be [Day]. It
// does not modify activities.
//
// PurchasesOf returns an error wrapping [ErrInvalid] if unit is none of the grains, the
// calendar's grain is not Day, or asOf lies outside the years 1900 to 2200; and a
// [*RowError] at the first row whose customer is blank, whose instant is missing or outside
// those years, or whose amount has more than 34 digits.
func PurchasesOf(activities []Activity, unit Grain, c Calendar, asOf time.Time) ([]Purchases, error) {
	if err := unit.check(); err != nil {
		return nil, err
	}
	h, err := historyOf(activities, c, asOf)
	if err != nil || len(h.customers) == 0 {
		return nil, err
	}
	clock := newClock(c.Location)
	end, err := clock.day(asOf.Add(-1))
	if err != nil {
		return nil, err
	}
	firsts := make([]int32, len(h.customers))
	spends := make([]moneySum, len(h.customers))
	rows := make([]Purchases, len(h.customers))
	for i, d := range h.days {
		// Clocks set back over midnight may put an earlier instant on a later day.
		end = max(end, int(d.day))
		if i == 0 || h.days[i-1].customer != d.customer {
			firsts[d.customer] = d.day
			rows[d.customer] = Purchases{Customer: h.customers[d.customer], Unit: unit}
			continue
		}
		rows[d.customer].Frequency++
		rows[d.customer].Recency = float64(d.day-firsts[d.customer]) / unit.length()
	}
	for i := range activities {
		a := &activities[i]
		if a.Amount.IsZero() || !a.At.Before(asOf) {
			continue
		}
		day, err := clock.day(a.At)
		if err != nil {
			return nil, err
		}
		if n := h.number[a.Customer]; int32(day) != firsts[n] {
			spends[n].add(a.Amount)
		}
	}
	for i := range rows {
		r := &rows[i]
		r.Age = float64(end-int(firsts[i])) / unit.length()
		if r.Frequency == 0 {
			continue
		}
		spend := spends[i].value()
		if err := checkMoney("spend", spend); err != nil {
			return nil, err
		}
		r.Spend = divide(spend, decimal.NewFromInt(r.Frequency))
	}
	return rows, nil
}

// length returns the length of a period of grain g in days, on average.
func (g Grain) length() float64 {
	switch g {
	case Week, WeekFromSunday:
		return 7
	case Month:
		return 365.25 / 12
	case Quarter:
		return 365.25 / 4
	case Year:
		return 365.25
	}
	return 1
}

// check says what is impossible about p.
func (p *Purchases) check() error {
	switch {
	case p.Frequency < 0:
		return invalid("purchases: the frequency is negative")
	case !(p.Recency >= 0 && p.Recency <= p.Age && p.Age <= math.MaxFloat64):
		return invalid("purchases: recency and age are not in the order 0 <= recency <= age, finite")
	case p.Frequency == 0 && p.Recency > 0:
		return invalid("purchases: there is a recency without a repeat purchase")
	case p.Frequency > 0 && p.Recency == 0:
		return invalid("purchases: there are repeat purchases without a recency")
	case p.Frequency == 0 && !p.Spend.IsZero():
		return invalid("purchases: there is a spend without a repeat purchase")
	}
	if err := p.Unit.check(); err != nil {
		return err
	}
	return checkMoney("spend", p.Spend)
}

// MarshalJSON encodes a row, its spend as a text. It returns an error wrapping
// [ErrInvalid] if the row is not valid.
func (p Purchases) MarshalJSON() ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Customer  string  `json:"customer,omitzero"`
		Frequency int64   `json:"frequency"`
		Recency   float64 `json:"recency"`
		Age       float64 `json:"age"`
		Unit      Grain   `json:"unit,omitzero"`
		Spend     amount  `json:"spend"`
	}{p.Customer, p.Frequency, p.Recency, p.Age, p.Unit, amount(p.Spend)})
}

// UnmarshalJSON decodes a row. It refuses unknown and repeated keys, and what the models
// refuse. On error p is unchanged.
func (p *Purchases) UnmarshalJSON(data []byte) error {
	var v Purchases
	ok, err := decodeObject(data, "purchases", fields{
		"customer": &v.Customer, "frequency": &v.Frequency, "recency": &v.Recency,
		"age": &v.Age, "unit": &v.Unit, "spend": &v.Spend,
	})
	if !ok {
		return err
	}
	if err := v.check(); err != nil {
		return err
	}
	*p = v
	return nil
}
