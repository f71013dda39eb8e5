package cx

import (
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/maximum"
	"github.com/cxmetrics/cx/internal/special"
	"github.com/cxmetrics/cx/internal/wire"
)

// Fit says how the parameters of a model were found: at the maximum of the likelihood of
// the rows, which every fitted model has reached. It belongs to the model's
// parameters, and their intervals come from it, also after a round trip through
// JSON.
type Fit struct {
	LogLikelihood float64 `json:"log_likelihood"` // at the maximum
	Customers     int64   `json:"customers"`      // rows of the fit
	// Covariance is that of the logarithms of the parameters, in the order of the model's
	// fields: the inverse of the observed information. Of a probability that all customers
	// have in common, Churn or Stop, it is that of the logit.
	Covariance [][]float64 `json:"covariance,omitempty"`
	// SpreadP is the p value of the likelihood-ratio test that customers do not differ in the
	// probability with which they leave or stop: half of that of chi square with 1 degree of
	// freedom, since a spread cannot be below 0. It is 1 for the limit in which they are all
	// alike, at least 1e-300, and 0 for a model without this test.
	//
	// Source: S. G. Self and K.-Y. Liang, Journal of the American Statistical Association 82
	// (1987), 605-610.
	SpreadP float64 `json:"spread_p,omitzero"`
}

// MarshalJSON encodes a fit. It returns an error wrapping [ErrInvalid] if a number is
// not finite.
func (f Fit) MarshalJSON() ([]byte, error) { return wire.Encode(&f) }

// UnmarshalJSON decodes a fit. It refuses unknown and repeated keys, counts below 0, a p
// value outside 0..1, and a covariance that is none. On error f is unchanged.
func (f *Fit) UnmarshalJSON(data []byte) error {
	return decode(data, "fit", f, func(v *Fit) error { return v.validate(len(v.Covariance)) })
}

// validate says what is impossible about the fit of a model with n parameters. The
// zero Fit, that of parameters which a caller has given, is possible.
func (f *Fit) validate(n int) error {
	if !(math.Abs(f.LogLikelihood) <= math.MaxFloat64) || f.Customers < 0 {
		return invalid("fit: the log-likelihood is not finite, or the customers are fewer than 0")
	}
	if !(f.SpreadP >= 0 && f.SpreadP <= 1) {
		return invalid("fit: the p value of the spread is not in 0..1")
	}
	if f.Covariance == nil {
		return nil
	}
	if len(f.Covariance) != n || n > maximum.Parameters {
		return invalid("fit: the covariance is not one of the model's parameters")
	}
	for _, row := range f.Covariance {
		if len(row) != n {
			return invalid("fit: the covariance is not one of the model's parameters")
		}
	}
	for i, row := range f.Covariance {
		for j, c := range row {
			bound := math.Sqrt(f.Covariance[i][i]) * math.Sqrt(f.Covariance[j][j])
			if !(math.Abs(c) <= bound*(1+1e-9) && bound <= math.MaxFloat64) || c != f.Covariance[j][i] {
				return invalid("fit: the covariance is not one of the model's parameters")
			}
		}
	}
	return nil
}

// deltaStep is the difference in the logarithm of a parameter by which a figure's
// derivative is taken: the error of both its square and the rounding is below 1e-8.
const deltaStep = 1e-4

// delta returns the standard error of a function of the first n parameters by the delta
// method, from central differences in their logarithms.
//
// delta returns an error wrapping [ErrUndefined] if the model was not fitted, and one
// wrapping [ErrInvalid] if the fit is not valid or the result is not finite.
func (f *Fit) delta(p maximum.Vector, n int, of func(p maximum.Vector) float64) (float64, error) {
	if f.Covariance == nil {
		return 0, undefined("interval: the parameters do not come from a fit")
	}
	if err := f.validate(n); err != nil {
		return 0, err
	}
	var slope maximum.Vector
	for i := range n {
		up, down := p, p
		up[i] *= math.Exp(deltaStep)
		down[i] *= math.Exp(-deltaStep)
		slope[i] = (of(up) - of(down)) / (2 * deltaStep)
	}
	variance := 0.0
	for i, row := range f.Covariance {
		for j, c := range row {
			variance += float64(slope[i] * slope[j] * c)
		}
	}
	se := math.Sqrt(max(variance, 0))
	if !(se <= math.MaxFloat64) {
		return 0, invalid("interval: the figure or its error is outside the range of numbers")
	}
	return se, nil
}

// positive returns a figure above 0, such as a mean or an amount, given as its
// logarithm, with its interval on that scale.
func (f *Fit) positive(p maximum.Vector, n int, level float64, log func(p maximum.Vector) float64) (Estimate, error) {
	if err := checkLevel(level); err != nil {
		return Estimate{}, err
	}
	se, err := f.delta(p, n, log)
	if err != nil {
		return Estimate{}, err
	}
	return positiveEstimate(log(p), se, level)
}

// positiveEstimate returns a figure above 0 from its logarithm and the standard error of
// that.
func positiveEstimate(log, se, level float64) (Estimate, error) {
	value, d := math.Exp(log), special.NormalQuantile(level)*se
	e := Estimate{
		Value: value, StandardError: value * se,
		Interval: Interval{Low: min(math.Exp(log-d), value), High: max(math.Exp(log+d), value), Level: level},
	}
	if !(e.StandardError <= math.MaxFloat64 && e.Interval.High <= math.MaxFloat64) {
		return Estimate{}, undefined("interval: the parameters are so uncertain that it has no end")
	}
	return e, nil
}

// probability returns a probability between 0 and 1, given as its logit, with its
// interval on that scale.
func (f *Fit) probability(p maximum.Vector, n int, level float64, logit func(p maximum.Vector) float64) (Estimate, error) {
	if err := checkLevel(level); err != nil {
		return Estimate{}, err
	}
	se, err := f.delta(p, n, logit)
	if err != nil {
		return Estimate{}, err
	}
	l := logit(p)
	value := special.Logistic(l)
	return Estimate{
		Value: value, StandardError: value * special.Logistic(-l) * se,
		Interval: logitInterval(l, se, value, level),
	}, nil
}

// positives returns the first k of n parameters, which are above 0, with their intervals.
func (f *Fit) positives(p maximum.Vector, n, k int, level float64) ([]Estimate, error) {
	estimates := make([]Estimate, k)
	for i := range estimates {
		var err error
		if estimates[i], err = f.positive(p, n, level, func(p maximum.Vector) float64 { return math.Log(p[i]) }); err != nil {
			return nil, err
		}
	}
	return estimates, nil
}

// limit is the maximum of the likelihood of customers who are all alike.
type limit maximum.Result

// limits reports whether the limit is the model, of a search that found a maximum or has a
// reason why there is none: it is no less likely than where the search has ended, which
// on the way to the limit is a little below it or at most, by rounding, above it.
func (l *limit) limits(r maximum.Result, reason string) bool {
	if l.Covariance == nil {
		return false
	}
	if reason != "" {
		return l.Value >= r.Value-1e-3-1e-9*math.Abs(r.Value)
	}
	return l.Value >= r.Value
}

// spreadP returns the p value of Fit.SpreadP from the largest log-likelihoods with a spread
// and without.
func spreadP(with, without float64) float64 {
	return max(special.NormalTwoTailed(math.Sqrt(2*max(with-without, 0)))/2, 1e-300)
}

// The range of a parameter: beyond it a model is degenerate, and its figures overflow.
const leastParameter, mostParameter = 1e-100, 1e100

// checkParameters returns an error unless each of the parameters is in range.
func checkParameters(model string, parameters ...float64) error {
	if !slices.ContainsFunc(parameters, func(p float64) bool { return p != 0 }) {
		return invalid("%s: no model was fitted", model)
	}
	for _, p := range parameters {
		if !(p >= leastParameter && p <= mostParameter) {
			return invalid("%s: a parameter is not a number above 0, from %g to %g", model, leastParameter, mostParameter)
		}
	}
	return nil
}

// checkLimit returns an error unless a model is the limit in which a probability is the
// same for all customers, and the parameters of its spread are 0.
func checkLimit(model, name string, probability float64, spread ...float64) error {
	if !(probability >= leastParameter && probability < 1) {
		return invalid("%s: %s is not above 0 and below 1", model, name)
	}
	if slices.ContainsFunc(spread, func(p float64) bool { return p != 0 }) {
		return invalid("%s: there is %s beside the parameters of a spread", model, name)
	}
	return nil
}

// PurchaseHistory is what the models of orders need to know of one customer: how often they
// bought after their first order, when they did so last, and for how long they
// have been a customer. It is also called RFM (recency, frequency, monetary
// value), but Frequency and Recency count from the first order. The zero
// PurchaseHistory is a new customer.
//
// Count is how many customers have this row, where a query has grouped them; 0 counts as 1.
// The fits and [SpendCorrelation] weigh the row by it. What a model says of a row is of one
// customer.
type PurchaseHistory struct {
	Customer  string          `json:"customer,omitzero"` // may be blank
	Frequency int64           `json:"frequency"`         // orders after the first
	Recency   float64         `json:"recency"`           // time from the first order to the last, not since then; 0 if there is one alone
	Age       float64         `json:"age"`               // time from the first order to the end of the observation
	Unit      Grain           `json:"unit,omitzero"`     // of Recency and Age; the zero Grain is [Day]
	Spend     decimal.Decimal `json:"spend"`             // mean spend of an order after the first, 0 if there is none
	Count     int64           `json:"count,omitzero"`
}

// PurchaseHistoriesOf builds a row for each customer from activities that are orders, as known at
// asOf: rows at asOf or later are left out. The first order of a customer is not
// a repeat purchase, and its spend does not count. The orders of one day are one. A
// refund is no order, and lowers the spend on its order (see [Activity]).
// Age runs to the day of the last instant before asOf: to September 30 where asOf
// is midnight of October 1. The rows are in ascending order of the customer,
// including those with only one order; nil if there are none.
//
// Recency and Age are days divided by the length of unit: 1, 7 for either week, 30.4375 for
// a month, 91.3125 for a quarter, 365.25 for a year. Spend is rounded half away from zero
// to [Places]. The calendar's location says which day it is; its grain must be
// [Day]. It does not modify activities.
//
// PurchaseHistoriesOf returns an error wrapping [ErrInvalid] if unit is none of the grains, the
// calendar's grain is not Day, or asOf is outside the years 1900 to 2200; and a
// [*RowError] at the first row whose customer is blank, whose instant is missing
// or outside those years, or whose amount has more than 34 digits.
func PurchaseHistoriesOf(activities []Activity, unit Grain, c Calendar, asOf time.Time) ([]PurchaseHistory, error) {
	if err := unit.validate(); err != nil {
		return nil, err
	}
	l, err := ActivityLogOf(activities, c, asOf)
	if err != nil {
		return nil, err
	}
	return l.PurchaseHistories(unit)
}

// PurchaseHistories is [PurchaseHistoriesOf] the activities of the log. It returns an error
// wrapping [ErrInvalid] if unit is none of the grains, or the spend of a customer has more
// than 34 digits.
func (l ActivityLog) PurchaseHistories(unit Grain) ([]PurchaseHistory, error) {
	if err := unit.validate(); err != nil {
		return nil, err
	}
	rows, _, err := l.histories(unit, l.asOf)
	return rows, err
}

// histories returns the rows of the activities before an instant, and the day to which their
// ages run.
func (l *ActivityLog) histories(unit Grain, before time.Time) (rows []PurchaseHistory, end int, err error) {
	if l.parts == nil {
		return nil, 0, nil
	}
	if end, err = dayOf(days.NewClock(l.calendar.Location), before.Add(-1)); err != nil {
		return nil, 0, err
	}
	rows = make([]PurchaseHistory, 0, l.Total())
	err = l.visit(before.UnixNano(), func(c *loggedCustomer) error {
		n := len(c.active)
		if n == 0 {
			return nil
		}
		// Clocks set back over midnight may put an earlier instant on a later day.
		first, last := c.active[0], c.active[n-1]
		end = max(end, int(last))
		row := PurchaseHistory{Customer: c.name, Unit: unit, Frequency: int64(n - 1), Recency: float64(last-first) / unit.length(), Age: float64(first)}
		if n > 1 {
			var spend exact.Sum
			for i, order := c.from, c.first; i < c.to && c.part.amounts.Len() > 0; i++ {
				if !c.part.isRefund(i) {
					order = i
				}
				if c.days[order-c.from] != first {
					c.part.amounts.AddTo(&spend, i)
				}
			}
			var err error
			if row.Spend, err = spend.Mean("spend", row.Frequency); err != nil {
				return err
			}
		}
		rows = append(rows, row)
		return nil
	})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	for i := range rows { // whose age is the first day until now
		rows[i].Age = (float64(end) - rows[i].Age) / unit.length()
	}
	return rows, end, nil
}

// validate says what is impossible about p.
func (p *PurchaseHistory) validate() error {
	switch {
	case p.Count < 0:
		return invalid("purchases: the count is negative")
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
	if err := p.Unit.validate(); err != nil {
		return err
	}
	return exact.Check("spend", p.Spend)
}

// addTo adds the customers of a valid row, whose number it returns, to a total.
func (p *PurchaseHistory) addTo(total *int64) (float64, error) {
	customers := max(p.Count, 1)
	sum, err := addCount("purchases", *total, customers)
	if err != nil {
		return 0, err
	}
	*total = sum
	return float64(customers), nil
}

// MarshalJSON encodes a row, its spend as a text. It returns an error wrapping
// [ErrInvalid] if the row is not valid.
func (p PurchaseHistory) MarshalJSON() ([]byte, error) { return encode(&p, p.validate()) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse p, nil if they do not: for [Sift], and for one row at the door of a host.
func (p PurchaseHistory) Validate() error { return p.validate() }

// UnmarshalJSON decodes a row. It refuses unknown and repeated keys, and what the models
// refuse. On error p is unchanged.
func (p *PurchaseHistory) UnmarshalJSON(data []byte) error {
	return decode(data, "purchases", p, (*PurchaseHistory).validate)
}
