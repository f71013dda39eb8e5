package orders

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// writeValue writes the table of what the cohorts have brought so far.
func writeValue(w io.Writer, r *activityReport) {
	s := r.Value
	if s == nil || s.All == nil {
		page.WriteRule(w, "VALUE SO FAR  "+r.Because("value"), "")
		return
	}
	const labelWidth, sizeWidth, width, backWidth = 13, 8, 9, 11
	room := (figure.PageWidth - labelWidth - sizeWidth) / width
	if r.Cost != nil {
		room = (figure.PageWidth - labelWidth - sizeWidth - width - backWidth) / width
	}
	ages := s.All
	if extra := len(ages) - room; extra > 0 {
		ages = append(ages[:1:1], ages[1+extra:]...)
	}
	oldest := ages[len(ages)-1]
	page.WriteRule(w, fmt.Sprintf("VALUE SO FAR  %s a customer up to +%d", figure.ExactIn(oldest.Value, 12), oldest.Interval),
		fmt.Sprintf("%s, up to the end of each %s", value.AtMargin(s.Margin), figure.GrainName(r.Every)))
	line := func(label, size string, cac figure.Exact, values []valueAt, back string) {
		text := figure.Left(label, labelWidth) + figure.Right(size, sizeWidth)
		if r.Cost != nil {
			text += figure.Right(figure.ExactIn(cac, width-1), width)
		}
		for _, age := range ages {
			value := ""
			for _, v := range values {
				if v.Interval == age.Interval {
					value = figure.ExactIn(v.Value, width-1)
				}
			}
			text += figure.Right(value, width)
		}
		if r.Cost != nil {
			text += figure.Right(back, backWidth)
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
	heads := figure.Left("first "+figure.GrainName(r.Every), labelWidth) + figure.Right("size", sizeWidth)
	if r.Cost != nil {
		heads += figure.Right("CAC", width)
	}
	for _, age := range ages {
		heads += figure.Right("+"+strconv.Itoa(age.Interval), width)
	}
	if r.Cost != nil {
		heads += figure.Right("paid back", backWidth)
	}
	fmt.Fprintln(w, heads)
	shown := s.Cohorts[max(0, len(s.Cohorts)-value.MostPeriods):]
	if hidden := len(s.Cohorts) - len(shown); hidden > 0 {
		fmt.Fprintf(w, "… %s before, see -json\n", figure.Thousands(int64(hidden)))
	}
	var size int64
	for _, c := range s.Cohorts {
		size += c.Size
	}
	for _, c := range shown {
		line(figure.PeriodName(c.Period), figure.Compact(c.Size, sizeWidth), c.CAC, c.Values, paidBackIn(c.PaidBack, c.CAC))
	}
	var cac figure.Exact
	if r.Cost != nil {
		cac = r.Cost.CAC
	}
	line("all so old", figure.Compact(size, sizeWidth), cac, s.All, paidBackIn(s.PaidBack, cac))
}

// paidBackIn writes the interval in which a cost was paid back.
func paidBackIn(interval *int, cac figure.Exact) string {
	switch {
	case cac == nil:
		return "-"
	case interval == nil:
		return "not yet"
	}
	return "in +" + strconv.Itoa(*interval)
}

// writeForecast writes the models and what they expect.
func writeForecast(w io.Writer, r *activityReport) {
	s := r.Forecast
	if s == nil {
		return
	}
	head := "FORECAST"
	if b := s.Base; b != nil {
		head += fmt.Sprintf("  %s of %s active", figure.Thousands(int64(math.Round(b.Active))), figure.Count(b.Customers, "customer"))
		if b.Value != nil {
			head += ", worth " + figure.AmountIn(*b.Value, 12)
		}
	}
	page.WriteRule(w, head, s.Note())
	if s.Orders == nil {
		value.WriteReason(w, "no model of the orders", r.Reason("forecast.orders"))
		return
	}
	page.WriteBeside(w, modelLines(r), forecastLines(r), figure.PageWidth/2+1)
	if c := s.Spend; c != nil && c.Correlation != nil && c.Correlation.Strong {
		more := "more"
		if c.Correlation.Rho < 0 {
			more = "less"
		}
		value.WriteReason(w, "values are rough", fmt.Sprintf(
			"who orders more often spends %s on an order (rho = %s), and the models take the two for unrelated", more, figure.Fixed(c.Correlation.Rho, 2)))
	}
	if s.Unpaid > 0 {
		fmt.Fprintf(w, "without value or rank: %s whose orders after the first come to 0 or less\n", figure.Count(s.Unpaid, "customer"))
	}
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

// forecastLines writes what the models expect.
func forecastLines(r *activityReport) []string {
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

// writeRanking writes the lists of customers.
func writeRanking(w io.Writer, s *forecastSection) {
	if s == nil || s.MostValuable == nil && s.MostAtRisk == nil {
		return
	}
	page.WriteRule(w, "CUSTOMERS", "silent: weeks since the last order; active: has not left for good")
	lines := func(title, value string, customers []rankedCustomer) []string {
		lines := []string{figure.Left(title, 17) + figure.Right("orders", 7) + figure.Right("silent", 7) + figure.Right("active", 7) + figure.Right(value, 10)}
		for i, c := range customers {
			name := figure.Printable(c.Customer)
			if name == "" {
				name = strconv.Itoa(1 + i)
			}
			lines = append(lines, figure.Left(name, 17)+figure.Right(figure.Compact(c.Orders, 6), 7)+figure.Right(figure.Fixed(c.WeeksSilent, 0), 7)+
				figure.Right(figure.Fixed(100*c.ProbabilityAlive, 0)+"%", 7)+figure.Right(figure.AmountIn(c.ExpectedValue+c.ExpectedLoss, 9), 10))
		}
		return lines
	}
	page.WriteBeside(w, lines("most valuable", "value", s.MostValuable), lines("most at risk", "at risk", s.MostAtRisk), figure.PageWidth/2+1)
}

// writeHoldout draws the forecasts of the second half of the time beside what came.
func writeHoldout(w io.Writer, r *activityReport) {
	s := r.Holdout
	if s == nil {
		if why := r.Reason("holdout"); why != "" {
			page.WriteRule(w, "HOLDOUT CHECK", "")
			value.WriteReason(w, "no model of the first half", why)
		}
		return
	}
	var forecast, highest float64
	var made, customers int64
	for _, c := range s.Classes {
		forecast += c.ExpectedPurchases
		made += c.Purchases
		customers += c.Customers
		if c.Customers > 0 {
			highest = max(highest, c.ExpectedPurchases/float64(c.Customers), float64(c.Purchases)/float64(c.Customers))
		}
	}
	head := fmt.Sprintf("HOLDOUT CHECK  %s orders forecast", figure.MoneyOf(forecast, 0))
	if total, err := s.Total(r.Level); err == nil {
		head += fmt.Sprintf(", %s to %s to be expected", figure.MoneyOf(total.Interval.Low, 0), figure.MoneyOf(total.Interval.High, 0))
	}
	head += fmt.Sprintf(", %s made", figure.Thousands(made))
	page.WriteRule(w, head, fmt.Sprintf("%s weeks from %v", figure.Fixed(s.Horizon, 0), s.Split))
	const columns = 50
	fmt.Fprintln(w, figure.Left("orders before", 17)+figure.Right("customers", 9)+figure.Right("forecast", 10)+figure.Right("made", 8)+"   a customer: ▀ forecast  ▄ made")
	line := func(label string, customers int64, forecast float64, made int64, bar string) {
		text := figure.Left(label, 17) + figure.Right(figure.Compact(customers, 9), 9) + figure.Right(figure.MoneyOf(forecast, 1), 10) + figure.Right(figure.Compact(made, 8), 8) + "   " + bar
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
	for _, c := range s.Classes {
		label, bar := figure.Thousands(1+c.Frequency), ""
		if c.Frequency == s.Classes[len(s.Classes)-1].Frequency {
			label += " or more"
		}
		if c.Customers > 0 && highest > 0 {
			share := func(orders float64) float64 { return orders / float64(c.Customers) / highest }
			bar = figure.PairedBar(share(c.ExpectedPurchases), share(float64(c.Purchases)), columns)
		}
		line(label, c.Customers, c.ExpectedPurchases, c.Purchases, bar)
	}
	line("all", customers, forecast, made, "")
}
