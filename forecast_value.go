package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/maximum"
	"github.com/cxmetrics/cx/internal/special"
)

// CustomerModel is a model of what customers are worth: of how often they order,
// and of what they spend on an order. ExpectedValue is the predicted LTV (CLV,
// CLTV); MostAtRisk finds the customers about to leave, by churn risk: who is
// alive, lapsed or dormant. The model assumes that the two are independent; see
// [Correlation]. The zero CustomerModel was fitted to nothing, and every query
// refuses it.
type CustomerModel struct {
	Orders BGNBD      `json:"orders"` // fitted to all customers
	Spend  GammaGamma `json:"spend"`  // fitted to those who ordered again
}

// maxHorizon is the largest number of periods of a discounted value: ten years of weeks.
const maxHorizon = 520

// ExpectedValue returns the value of a customer's orders in the periods after the end of
// the observation, each discounted from the end of its period
//
//	ExpectedSpend · sum over k = 1..periods of (E(k) - E(k-1)) / (1+discount)^k
//
// where E(k) is [BGNBD.ExpectedPurchases] within k periods of unit. It is an amount in the
// currency of the spends: revenue, if they are; times the margin it is profit. It
// is also called predicted LTV, CLV or CLTV. The discount is a fraction per
// period: a yearly rate i is (1+i)^(1/52) - 1 a week. The time is linear in
// periods.
//
// ExpectedValue returns an error if:
//   - periods is not in 1..520, unit is none of the grains, discount is neither 0
//     nor a number of 1e-100 or more, the row or a model is not valid (as in the
//     zero CustomerModel), or the result is not finite ([ErrInvalid]);
//   - the row has another unit of time than the model ([ErrMismatch]);
//   - the mean spend is infinite ([ErrUndefined]).
func (m CustomerModel) ExpectedValue(p PurchaseHistory, periods int, unit Grain, discount float64) (float64, error) {
	if err := m.checkQuery(periods, discount); err != nil {
		return 0, err
	}
	v, err := m.value(&p, periods, unit, discount)
	return v.ExpectedValue, err
}

// ExpectedValueInterval is ExpectedValue with its confidence interval on the
// logarithmic scale, on which the variances of the two models add up. It is of the expected
// value, the mean of customers alike in their row: what one customer brings is seldom in it.
//
// ExpectedValueInterval returns the errors of ExpectedValue, and:
//   - [ErrInvalid] if level is not between 0 and 1, or a Fit is not valid;
//   - [ErrUndefined] if a model has no Fit, or the mean spend is infinite at the lower ends
//     of the intervals of its parameters.
func (m CustomerModel) ExpectedValueInterval(p PurchaseHistory, periods int, unit Grain, discount, level float64) (Estimate, error) {
	if err := checkLevel(level); err != nil {
		return Estimate{}, err
	}
	if _, err := m.ExpectedValue(p, periods, unit, discount); err != nil {
		return Estimate{}, err
	}
	x, total, err := m.Spend.query(&p)
	if err != nil {
		return Estimate{}, err
	}
	if err := m.Spend.checkInterval(x, level); err != nil {
		return Estimate{}, err
	}
	logOrders := func(v maximum.Vector) float64 {
		f := m.Orders.future(v, &p)
		return math.Log(f.discounted(m.Orders.periodOf(unit), periods, discount)) - special.LogAddOne(-f.alive)
	}
	orders, err := m.Orders.Fit.delta(m.Orders.vector(), m.Orders.parameters(), logOrders)
	if err != nil {
		return Estimate{}, err
	}
	spend, err := m.Spend.Fit.delta(m.Spend.vector(), 3, func(v maximum.Vector) float64 { return math.Log(meanSpend(v, x, total)) })
	if err != nil {
		return Estimate{}, err
	}
	log := logOrders(m.Orders.vector()) + math.Log(meanSpend(m.Spend.vector(), x, total))
	return positiveEstimate(log, math.Hypot(orders, spend), level)
}

// periodOf returns the length of a period of unit in the model's units of time.
func (m *BGNBD) periodOf(unit Grain) float64 { return unit.length() / m.Unit.length() }

// discounted returns the discounted orders to expect from an active customer within so
// many periods: the sum of ExpectedValue with the differences resolved, so that all of its
// terms are positive.
func (f *future) discounted(period float64, periods int, discount float64) float64 {
	factor, sum := 1.0, 0.0
	for k := 1; k < periods && discount > 0; k++ {
		factor /= 1 + discount
		sum += float64(factor * f.purchases(float64(k)*period))
		if factor == 0 {
			break
		}
	}
	last := math.Exp(-float64(periods) * math.Log1p(discount))
	return float64(sum*(discount/(1+discount))) + float64(last*f.purchases(float64(periods)*period))
}

// CustomerValue is a customer of [CustomerModel.MostValuable], with ExpectedPurchases and
// ExpectedValue, or of [CustomerModel.MostAtRisk], with PurchasesIfAlive and
// ExpectedLoss. The other two are 0, and absent in JSON.
type CustomerValue struct {
	Customer         string  `json:"customer"`
	Row              int     `json:"row"`               // the index among the rows given
	ProbabilityAlive float64 `json:"probability_alive"` // that the customer has not stopped
	// ExpectedPurchases are the orders within the periods, not discounted.
	ExpectedPurchases float64 `json:"expected_purchases,omitzero"`
	// PurchasesIfAlive are the orders within the horizon of one who has not stopped.
	PurchasesIfAlive float64 `json:"purchases_if_alive,omitzero"`
	ExpectedSpend    float64 `json:"expected_spend"` // on each of these orders
	// ExpectedValue is the result of the method of this name.
	ExpectedValue float64 `json:"expected_value,omitzero"`
	// ExpectedLoss is what the customer would spend within the horizon, times the
	// probability of having stopped.
	ExpectedLoss float64 `json:"expected_loss,omitzero"`
}

// MostValuable returns the k customers of the largest [CustomerModel.ExpectedValue], the
// largest first; equal ones are in order of the name, then of the row. Fewer rows
// than k are all returned, and no rows give nil. A customer whose mean spend is 0 or less,
// because the goods were free or sent back, is valued as by [GammaGamma.ExpectedSpend], and
// loses nobody else. It does not modify rows. The
// time is that of one forecast a row, of sorting the rows, and of valuing those
// that may be among the k; the memory is linear in the rows.
//
// MostValuable returns an error if k is less than 1 ([ErrInvalid]), and the
// errors of ExpectedValue; that of the first bad row is a [*RowError].
func (m CustomerModel) MostValuable(rows []PurchaseHistory, k, periods int, unit Grain, discount float64) ([]CustomerValue, error) {
	if err := m.checkQuery(periods, discount); err != nil {
		return nil, err
	}
	if err := m.Orders.checkTime(float64(periods), unit); err != nil {
		return nil, err
	}
	// A discount never makes a value larger.
	orders := map[futureKind]float64{}
	bound := func(i int) (float64, error) {
		o, err := m.outlook(&rows[i], float64(periods), unit, orders)
		return o.spend * (o.alive * o.orders), err
	}
	return top(rows, k, bound, func(i int) (CustomerValue, float64, error) {
		v, err := m.value(&rows[i], periods, unit, discount)
		v.Row = i
		return v, v.ExpectedValue, err
	})
}

// value values one customer.
func (m *CustomerModel) value(p *PurchaseHistory, periods int, unit Grain, discount float64) (CustomerValue, error) {
	o, err := m.outlook(p, float64(periods), unit, nil)
	if err != nil {
		return CustomerValue{}, err
	}
	v := CustomerValue{
		Customer:          p.Customer,
		ProbabilityAlive:  o.alive,
		ExpectedPurchases: o.alive * o.orders,
		ExpectedSpend:     o.spend,
		ExpectedValue:     o.spend * (o.alive * o.future.discounted(m.Orders.periodOf(unit), periods, discount)),
	}
	if !(v.ExpectedValue <= math.MaxFloat64) {
		return CustomerValue{}, invalid("expected value: the result is not finite")
	}
	return v, nil
}

// MostAtRisk returns the k customers whose expected loss is the largest
//
//	(1 - P(alive)) · E(orders within the horizon | alive) · ExpectedSpend
//
// an amount in the currency of the spends, the largest first; equal ones are in
// order of the name, then of the row. Fewer rows than k are all returned, and no
// rows give nil. They are also called customers about to leave, at churn risk.
// The horizon is in unit, and need not be whole. It does not modify rows. The
// time is that of one forecast a row and of sorting the rows, and the memory is
// linear in them.
//
// The model of the orders must be MBG/NBD. By BG/NBD a customer who ordered once
// is certain to be active: most customers could then never be listed.
//
// MostAtRisk returns an error if:
//   - k is less than 1, horizon is not a finite number from 0, unit is none of the
//     grains, a model is not valid (as in the zero CustomerModel, which was fitted to
//     nothing), or Orders is not Modified ([ErrInvalid]);
//   - a row is not valid, or its result is not finite ([*RowError] wrapping [ErrInvalid]);
//   - a row has another unit of time than the model ([*RowError] wrapping [ErrMismatch]);
//   - the mean spend of a row is infinite ([*RowError] wrapping [ErrUndefined]).
func (m CustomerModel) MostAtRisk(rows []PurchaseHistory, k int, horizon float64, unit Grain) ([]CustomerValue, error) {
	if err := m.validate(); err != nil {
		return nil, err
	}
	if !m.Orders.Modified {
		return nil, invalid("most at risk: by BG/NBD a customer who ordered once is certainly active; fit MBG/NBD")
	}
	if err := m.Orders.checkTime(horizon, unit); err != nil {
		return nil, err
	}
	orders := map[futureKind]float64{}
	bound := func(i int) (float64, error) {
		r, err := m.risk(&rows[i], horizon, unit, orders)
		return r.ExpectedLoss, err
	}
	return top(rows, k, bound, func(i int) (CustomerValue, float64, error) {
		r, err := m.risk(&rows[i], horizon, unit, orders)
		r.Row = i
		return r, r.ExpectedLoss, err
	})
}

func (m *CustomerModel) risk(p *PurchaseHistory, horizon float64, unit Grain, orders map[futureKind]float64) (CustomerValue, error) {
	o, err := m.outlook(p, horizon, unit, orders)
	if err != nil {
		return CustomerValue{}, err
	}
	return CustomerValue{
		Customer:         p.Customer,
		ProbabilityAlive: o.alive,
		PurchasesIfAlive: o.orders,
		ExpectedSpend:    o.spend,
		ExpectedLoss:     o.spend * (special.Logistic(-o.future.alive) * o.orders),
	}, nil
}

// outlook is what the models say of a customer.
type outlook struct {
	future future
	alive  float64 // the probability
	orders float64 // to expect of an active customer
	spend  float64 // to expect of an order
}

// outlook returns what the models say of a customer. The orders of customers who are active are
// kept in a map, unless it is nil.
func (m *CustomerModel) outlook(p *PurchaseHistory, horizon float64, unit Grain, orders map[futureKind]float64) (outlook, error) {
	t, err := m.Orders.checkHorizon(p, horizon, unit)
	if err != nil {
		return outlook{}, err
	}
	spend, err := m.Spend.ExpectedSpend(*p)
	if err != nil {
		return outlook{}, err
	}
	f := m.Orders.future(m.Orders.vector(), p)
	o := outlook{future: f, alive: special.Logistic(f.alive), spend: spend}
	kind, known := futureKind{p.Frequency, p.Age}, false
	if o.orders, known = orders[kind]; !known {
		o.orders = f.purchases(t)
		if orders != nil {
			orders[kind] = o.orders
		}
	}
	if !(o.orders*max(o.spend, 1) <= math.MaxFloat64) {
		return outlook{}, invalid("customer model: the orders to expect, or their value, are not finite")
	}
	return o, nil
}

// checkTime refuses a horizon that no row could have.
func (m *BGNBD) checkTime(horizon float64, unit Grain) error {
	_, err := m.checkHorizon(&PurchaseHistory{Unit: m.Unit}, horizon, unit)
	return err
}

func (m *CustomerModel) validate() error {
	if err := m.Orders.validate(); err != nil {
		return err
	}
	return m.Spend.validate()
}

// checkQuery checks the models, the number of periods and the discount.
func (m *CustomerModel) checkQuery(periods int, discount float64) error {
	if periods < 1 || periods > maxHorizon {
		return &RangeError{What: "periods", Got: int64(periods), Min: 1, Max: maxHorizon}
	}
	if err := checkDiscount(discount); err != nil {
		return err
	}
	return m.validate()
}

// top returns the results of the k rows with the largest scores. No score is
// above its bound, so the rest need no score once the bounds are below the scores
// of k rows.
func top[T any](rows []PurchaseHistory, k int, bound func(i int) (float64, error), of func(i int) (result T, score float64, err error)) ([]T, error) {
	if k < 1 {
		return nil, &RangeError{What: "number of customers", Got: int64(k), Min: 1, Max: math.MaxInt64}
	}
	type ranked struct {
		score float64
		row   int
	}
	type found struct {
		ranked
		result T
	}
	bounds := make([]ranked, len(rows))
	for i := range bounds {
		score, err := bound(i)
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		bounds[i] = ranked{score, i}
	}
	// A heap has the largest bound first. Few of them are asked for.
	sift := func(i int) {
		for {
			largest := i
			for child := 2*i + 1; child <= 2*i+2 && child < len(bounds); child++ {
				if bounds[child].score > bounds[largest].score {
					largest = child
				}
			}
			if largest == i {
				return
			}
			bounds[i], bounds[largest] = bounds[largest], bounds[i]
			i = largest
		}
	}
	for i := len(bounds)/2 - 1; i >= 0; i-- {
		sift(i)
	}
	var best []found
	least := math.Inf(1)
	for i := 0; len(bounds) > 0; i++ {
		b, last := bounds[0], len(bounds)-1
		if i >= k && b.score*(1+1e-9) < least { // beyond the rounding of either
			break
		}
		bounds[0], bounds = bounds[last], bounds[:last]
		sift(0)
		result, score, err := of(b.row)
		if err != nil {
			return nil, &RowError{Row: b.row, Err: err}
		}
		if i < k {
			least = min(least, score)
		}
		best = append(best, found{ranked{score, b.row}, result})
	}
	slices.SortFunc(best, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(rows[a.row].Customer, rows[b.row].Customer), cmp.Compare(a.row, b.row))
	})
	var results []T
	for _, r := range best[:min(k, len(best))] {
		results = append(results, r.result)
	}
	return results, nil
}

// UnmarshalJSON decodes a model. It refuses unknown and repeated keys, and parameters that
// are not valid. On error m is unchanged.
func (m *CustomerModel) UnmarshalJSON(data []byte) error {
	return decode(data, "customer model", m, (*CustomerModel).validate)
}
