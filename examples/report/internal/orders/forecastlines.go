package orders

import (
	"fmt"
	"math"
	"strings"

	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// forecastLines writes the models on the text screen, beside what they expect.
func forecastLines(r *activityReport) []string {
	s := r.Forecast
	if s.Orders == nil {
		return value.ReasonLines("no model of the orders", r.Reason("forecast.orders"))
	}
	lines := page.Beside(modelLines(r), expectedLines(r), figure.PageWidth/2+1)
	if c := s.Spend; c != nil && c.Correlation != nil && c.Correlation.Strong {
		more := "more"
		if c.Correlation.Rho < 0 {
			more = "less"
		}
		lines = append(lines, value.ReasonLines("values are rough", fmt.Sprintf(
			"who orders more often spends %s on an order (rho = %s), and the models take the two for unrelated", more, figure.Fixed(c.Correlation.Rho, 2)))...)
	}
	if s.Unpaid > 0 {
		lines = append(lines, fmt.Sprintf("without value or rank: %s whose orders after the first come to 0 or less", figure.Count(s.Unpaid, "customer")))
	}
	return lines
}

// modelLines writes the parameters of the models.
func modelLines(r *activityReport) []string {
	s := r.Forecast
	var lines value.FigureLines
	fit := s.Orders.Model.Fit
	lines.Head("orders, MBG/NBD in weeks")
	lines.Parameters(s.Orders.Parameters, fit.LogLikelihood)
	if fit.Customers < 1000 {
		lines = append(lines, "  no intervals below 1,000 customers")
	}
	lines.Spread(fit.SpreadP)
	if s.Spend == nil {
		return lines.Because("no model of spend", r.Reason("forecast.spend"))
	}
	fit = s.Spend.Model.Fit
	lines.Head("spend, Gamma-Gamma of " + figure.Compact(fit.Customers, 9))
	lines.Parameters(s.Spend.Parameters, fit.LogLikelihood)
	if c := s.Spend.Correlation; c != nil {
		interval := ""
		if c.Interval.Level != 0 {
			interval = figure.Fixed(c.Interval.Low, 2) + " to " + figure.Fixed(c.Interval.High, 2)
		}
		lines.Add("  rho with frequency", figure.Fixed(c.Rho, 2), interval)
	}
	return lines
}

// expectedLines writes what the models expect.
func expectedLines(r *activityReport) []string {
	s := r.Forecast
	horizon := figure.Count(int64(s.HorizonWeeks), "week")
	var lines value.FigureLines
	if n := s.New; n != nil {
		lines.Head("a new customer, in " + horizon)
		lines.Add("  first order brings", figure.ExactIn(n.FirstOrder, 9), "")
		lines.Add("  orders after it", figure.MoneyOf(n.Orders.Value, 2), n.Orders.IntervalText(value.Places(2)))
		if n.Spend != nil {
			lines.Add("  each brings", value.InAmount(n.Spend.Value), n.Spend.IntervalText(value.AsLimit))
		}
		if n.LaterValue != nil {
			lines.Add("  value of these", value.InAmount(n.LaterValue.Value), n.LaterValue.IntervalText(value.AsLimit))
			lines.Add("  value of all", figure.ExactIn(n.Value, 9), "")
		}
	}
	if b := s.Base; b != nil {
		lines = append(lines, "all customers, in the next "+horizon)
		lines.Add("  active", figure.Compact(int64(math.Round(b.Active)), 9), figure.Fixed(100*b.Active/float64(b.Customers), 1)+"%")
		lines.Add("  orders", figure.MoneyOf(b.Orders, 0), figure.Fixed(b.Orders/float64(b.Customers), 2)+" each")
		if b.Value != nil {
			known := b.Customers - s.Unpaid
			lines.Add("  value", value.InAmount(*b.Value), value.InAmount(*b.Value/float64(known))+" each")
		}
	}
	for _, figure := range []string{"value", "new_customer", "base", "most_valuable", "most_at_risk"} {
		if why := r.Reason("forecast." + figure); why != "" {
			lines = lines.Because("no "+strings.ReplaceAll(figure, "_", " "), why)
		}
	}
	return lines
}
