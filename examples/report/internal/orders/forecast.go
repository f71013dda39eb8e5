package orders

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// listed is the number of customers of a list.
const listed = 10

// weeksOfYear is how many weeks the yearly rate of discount is spread over.
const weeksOfYear = 52

// forecaster forecasts customers.
type forecaster struct {
	*figure.Asker
	section  *forecastSection
	model    cx.CustomerModel
	margin   float64
	discount float64 // a week
}

// measureForecast fits the models of orders and of spend, and forecasts the customers.
func measureForecast(a *figure.Asker, log cx.ActivityLog, o *Flags) *forecastSection {
	customers, err := log.PurchaseHistories(cx.Week)
	if !a.Has("", err) {
		return nil
	}
	margin := o.Value.MarginOf()
	f := forecaster{Asker: a, margin: margin.InexactFloat64()}
	f.section = &forecastSection{Assumptions: value.Assumptions{Margin: margin, Discount: o.Value.Discount}, HorizonWeeks: o.Forecast.Horizon}
	if f.discount, err = o.Value.DiscountOf(weeksOfYear); !a.Has("", err) {
		return nil
	}
	if f.fitOrders(customers) {
		// The model of spend refuses customers whose refunds took all.
		var paid []cx.PurchaseHistory
		for _, p := range customers {
			if p.Frequency == 0 || p.Spend.Sign() > 0 {
				paid = append(paid, p)
			}
		}
		f.section.Unpaid = int64(len(customers) - len(paid))
		spend := f.fitSpend(paid)
		f.forecastNew(spend)
		base, ranks := f, f
		base.Asker, ranks.Asker = &figure.Asker{}, &figure.Asker{}
		_ = figure.All(func() error {
			base.forecastBase(customers, spend)
			return nil
		}, func() error {
			if spend {
				ranks.rank(paid, o.Forecast.Names)
			}
			return nil
		})
		a.Gaps = append(append(a.Gaps, base.Gaps...), ranks.Gaps...)
	}
	return f.section
}

// fitOrders fits the model of orders.
func (f *forecaster) fitOrders(customers []cx.PurchaseHistory) bool {
	m, err := cx.FitMBGNBD(customers)
	if !f.Fitted("forecast.orders", err) {
		return false
	}
	f.model.Orders = m
	parameters, err := m.Parameters(f.Level)
	names, values := []string{"r", "alpha", "a", "b"}, []float64{m.R, m.Alpha, m.A, m.B}
	if m.Stop > 0 {
		names, values = []string{"r", "alpha", "stop"}, []float64{m.R, m.Alpha, m.Stop}
	}
	f.section.Orders = &orderModel{m, value.ParametersOf(names, values, parameters, err)}
	return true
}

// fitSpend fits the model of spend.
func (f *forecaster) fitSpend(paid []cx.PurchaseHistory) bool {
	m, err := cx.FitGammaGamma(paid)
	if !f.Fitted("forecast.spend", err) {
		return false
	}
	f.model.Spend = m
	parameters, err := m.Parameters(f.Level)
	s := &spendModel{Model: m, Parameters: value.ParametersOf([]string{"p", "q", "gamma"}, []float64{m.P, m.Q, m.Gamma}, parameters, err)}
	if c := m.Correlation; c.N > 0 {
		s.Correlation = &correlation{Rho: c.Rho, N: c.N, Strong: c.Strong()}
		if iv, err := c.Interval(f.Level); err == nil {
			s.Correlation.Interval = iv
		}
	}
	f.section.Spend = s
	// Where spends differ too much, the mean of all customers is infinite.
	_, err = m.ExpectedSpend(cx.PurchaseHistory{})
	return f.Fitted("forecast.value", err)
}

// forecastNew forecasts a customer who orders for the first time, without the first order.
func (f *forecaster) forecastNew(spend bool) {
	none, weeks := cx.PurchaseHistory{Unit: cx.Week}, f.section.HorizonWeeks
	orders, err := f.model.Orders.ExpectedPurchases(none, float64(weeks), cx.Week)
	if !f.Fitted("forecast.new_customer", err) {
		return
	}
	interval, err := f.model.Orders.ExpectedPurchasesInterval(none, float64(weeks), cx.Week, f.Level)
	n := &newCustomer{Orders: *value.PredictedOf(orders, 1, interval, err)}
	f.section.New = n
	if !spend {
		return
	}
	each, err := f.model.Spend.ExpectedSpend(none)
	if !f.Fitted("forecast.new_customer", err) {
		return
	}
	interval, err = f.model.Spend.ExpectedSpendInterval(none, f.Level)
	n.Spend = value.PredictedOf(each, f.margin, interval, err)
	later, err := f.model.ExpectedValue(none, weeks, cx.Week, f.discount)
	if !f.Fitted("forecast.new_customer", err) {
		return
	}
	interval, err = f.model.ExpectedValueInterval(none, weeks, cx.Week, f.discount, f.Level)
	n.LaterValue = value.PredictedOf(later, f.margin, interval, err)
}

// addFirst adds the first order to the forecast of a customer, if there is one.
func (s *forecastSection) addFirst(margin figure.Exact) {
	if s == nil || s.New == nil {
		return
	}
	s.New.FirstOrder = margin
	if d, ok := margin.(decimal.Decimal); ok && s.New.LaterValue != nil {
		s.New.Value = d.Add(decimal.NewFromFloat(s.New.LaterValue.Value)).Round(cx.Places)
	}
}

// forecastBase forecasts the customers there are.
func (f *forecaster) forecastBase(customers []cx.PurchaseHistory, spend bool) {
	weeks := float64(f.section.HorizonWeeks)
	b, value := &customerBase{Customers: int64(len(customers))}, 0.0
	while := ordersWhileActive{f: f, known: map[history]float64{}}
	for _, p := range customers {
		alive, err := f.model.Orders.ProbabilityAlive(p)
		if !f.Fitted("forecast.base", err) {
			return
		}
		orders, err := f.model.Orders.ExpectedPurchases(p, weeks, cx.Week)
		if !f.Fitted("forecast.base", err) {
			return
		}
		b.Active += alive
		b.Orders += orders
		if !spend || p.Frequency > 0 && p.Spend.Sign() <= 0 {
			continue
		}
		each, err := f.model.Spend.ExpectedSpend(p)
		if !f.Fitted("forecast.base", err) {
			return
		}
		discounted, err := while.of(p)
		if !f.Fitted("forecast.base", err) {
			return
		}
		value += alive * discounted * each
	}
	if spend {
		value *= f.margin
		b.Value = &value
	}
	f.section.Base = b
}

// history is what the orders of a customer who is active depend on: not on when the last
// one was.
type history struct {
	frequency int64
	age       float64
}

// ordersWhileActive is the discounted orders within the horizon of customers who are
// active. Many customers share them, and they are nearly all the work of a value.
type ordersWhileActive struct {
	f     *forecaster
	known map[history]float64
}

func (w *ordersWhileActive) of(p cx.PurchaseHistory) (float64, error) {
	h := history{p.Frequency, p.Age}
	if orders, ok := w.known[h]; ok {
		return orders, nil
	}
	if p.Frequency > 0 {
		p.Recency = p.Age // who is the surest to be active
	}
	m := &w.f.model
	value, err := m.ExpectedValue(p, w.f.section.HorizonWeeks, cx.Week, w.f.discount)
	if err != nil {
		return 0, err
	}
	each, err := m.Spend.ExpectedSpend(p)
	if err != nil {
		return 0, err
	}
	alive, err := m.Orders.ProbabilityAlive(p)
	if err != nil {
		return 0, err
	}
	w.known[h] = value / alive / each
	return w.known[h], nil
}

// rank lists the customers who are worth the most, and those with whom the most may have
// been lost.
func (f *forecaster) rank(paid []cx.PurchaseHistory, names bool) {
	weeks := f.section.HorizonWeeks
	line := func(customer string, row int) rankedCustomer {
		p := &paid[row]
		if !names {
			customer = ""
		}
		return rankedCustomer{Customer: customer, Orders: p.Frequency + 1, WeeksSilent: p.Age - p.Recency}
	}
	valuable, err := f.model.MostValuable(paid, listed, weeks, cx.Week, f.discount)
	if f.Fitted("forecast.most_valuable", err) {
		for _, v := range valuable {
			c := line(v.Customer, v.Row)
			c.ProbabilityAlive, c.ExpectedOrders = v.ProbabilityAlive, v.ExpectedPurchases
			c.ExpectedSpend, c.ExpectedValue = f.margin*v.ExpectedSpend, f.margin*v.ExpectedValue
			f.section.MostValuable = append(f.section.MostValuable, c)
		}
	}
	risks, err := f.model.MostAtRisk(paid, listed, float64(weeks), cx.Week)
	if f.Fitted("forecast.most_at_risk", err) {
		for _, r := range risks {
			c := line(r.Customer, r.Row)
			c.ProbabilityAlive, c.ExpectedOrders = r.ProbabilityAlive, r.PurchasesIfAlive
			c.ExpectedSpend, c.ExpectedLoss = f.margin*r.ExpectedSpend, f.margin*r.ExpectedLoss
			f.section.MostAtRisk = append(f.section.MostAtRisk, c)
		}
	}
}

// measureHoldout tests the model of orders on the second half of the time.
func measureHoldout(a *figure.Asker, h *topic.Head, log cx.ActivityLog, days cx.Calendar) *holdoutSection {
	n, err := h.AsOf.DaysSince(h.Span.Start)
	if !a.Has("", err) {
		return nil
	}
	split, err := h.Span.Start.AddDays(n / 2)
	if !a.Has("", err) {
		return nil
	}
	at, err := days.StartOf(split)
	if !a.Has("", err) {
		return nil
	}
	holdout, err := log.Holdout(cx.Week, at, cx.FitMBGNBD)
	if !a.Fitted("holdout", err) {
		return nil
	}
	return &holdoutSection{split, holdout}
}

// paybackWeeks returns the number of weeks in which the forecast of a new customer comes
// to a cost, nil if it does not within the horizon.
func (f *forecastSection) paybackWeeks(cost decimal.Decimal) *int {
	n := f.New
	if n == nil || n.Value == nil {
		return nil
	}
	missing := cost.InexactFloat64() - n.FirstOrder.InexactFloat64()
	for week := 0; week <= f.HorizonWeeks; week++ {
		orders, err := f.Orders.Model.ExpectedPurchases(cx.PurchaseHistory{Unit: cx.Week}, float64(week), cx.Week)
		if err != nil {
			return nil
		}
		if orders*n.Spend.Value >= missing {
			return &week
		}
	}
	return nil
}
