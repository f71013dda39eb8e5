package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// amountIn writes an amount in so many columns, in thousands or millions if it must.
func amountIn(amount float64, columns int) string {
	if text := moneyOf(amount, 2); len(text) <= columns {
		return text
	}
	for i, unit := range []string{"", "k", "M", "bn", "tn"} {
		if text := moneyOf(amount/math.Pow10(3*i), 0) + unit; len(text) <= columns {
			return text
		}
	}
	return strconv.FormatFloat(amount, 'g', 3, 64)
}

// moneyOf writes an estimate of an amount.
func moneyOf(amount float64, places int) string {
	return money(decimal.NewFromFloat(amount), int32(places))
}

// exactIn is amountIn of an exact figure, "-" for none.
func exactIn(e exact, columns int) string {
	if e == nil {
		return "-"
	}
	return amountIn(e.InexactFloat64(), columns)
}

// atMargin says of what share of the amounts a value is.
func atMargin(margin decimal.Decimal) string {
	if margin.Equal(decimal.NewFromInt(1)) {
		return "revenue"
	}
	return "margin " + percent(margin.InexactFloat64())
}

// note says what the values rest on.
func (a assumptions) note() string {
	if a.Discount == 0 {
		return atMargin(a.Margin) + ", not discounted"
	}
	return atMargin(a.Margin) + ", discounted " + percent(a.Discount) + " a year"
}

// writeValue writes the table of what the cohorts have brought so far.
func writeValue(w io.Writer, r *activityReport) {
	s := r.Value
	if s == nil || s.All == nil {
		writeRule(w, "VALUE SO FAR  "+r.because("value"), "")
		return
	}
	const labelWidth, sizeWidth, width, backWidth = 13, 8, 9, 11
	room := (pageWidth - labelWidth - sizeWidth) / width
	if r.Cost != nil {
		room = (pageWidth - labelWidth - sizeWidth - width - backWidth) / width
	}
	ages := s.All
	if extra := len(ages) - room; extra > 0 {
		ages = append(ages[:1:1], ages[1+extra:]...)
	}
	oldest := ages[len(ages)-1]
	writeRule(w, fmt.Sprintf("VALUE SO FAR  %s a customer up to +%d", exactIn(oldest.Value, 12), oldest.Interval),
		fmt.Sprintf("%s, up to the end of each %s", atMargin(s.Margin), grainName(r.Every)))
	line := func(label, size string, cac exact, values []valueAt, back string) {
		text := left(label, labelWidth) + right(size, sizeWidth)
		if r.Cost != nil {
			text += right(exactIn(cac, width-1), width)
		}
		for _, age := range ages {
			value := ""
			for _, v := range values {
				if v.Interval == age.Interval {
					value = exactIn(v.Value, width-1)
				}
			}
			text += right(value, width)
		}
		if r.Cost != nil {
			text += right(back, backWidth)
		}
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
	heads := left("first "+grainName(r.Every), labelWidth) + right("size", sizeWidth)
	if r.Cost != nil {
		heads += right("CAC", width)
	}
	for _, age := range ages {
		heads += right("+"+strconv.Itoa(age.Interval), width)
	}
	if r.Cost != nil {
		heads += right("paid back", backWidth)
	}
	fmt.Fprintln(w, heads)
	shown := s.Cohorts[max(0, len(s.Cohorts)-mostPeriods):]
	if hidden := len(s.Cohorts) - len(shown); hidden > 0 {
		fmt.Fprintf(w, "… %s before, see -json\n", thousands(int64(hidden)))
	}
	var size int64
	for _, c := range s.Cohorts {
		size += c.Size
	}
	for _, c := range shown {
		line(periodName(c.Period), compact(c.Size, sizeWidth), c.CAC, c.Values, paidBackIn(c.PaidBack, c.CAC))
	}
	var cac exact
	if r.Cost != nil {
		cac = r.Cost.CAC
	}
	line("all so old", compact(size, sizeWidth), cac, s.All, paidBackIn(s.PaidBack, cac))
}

// paidBackIn writes the interval in which a cost was paid back.
func paidBackIn(interval *int, cac exact) string {
	switch {
	case cac == nil:
		return "-"
	case interval == nil:
		return "not yet"
	}
	return "in +" + strconv.Itoa(*interval)
}

// figureLines writes figures in half a page.
type figureLines []string

func (l *figureLines) head(text string) { *l = append(*l, left(text, 31)+"interval*") }
func (l *figureLines) add(label, value, note string) {
	*l = append(*l, strings.TrimRight(left(label, 20)+right(value, 9)+"  "+note, " "))
}

// because writes why there is no figure.
func (l figureLines) because(what, why string) figureLines {
	for _, line := range wrap(what+": "+printable(why), pageWidth/2-2) {
		l = append(l, line)
	}
	return l
}

// writeReason writes a reason on as many lines as it takes.
func writeReason(w io.Writer, what, why string) {
	fmt.Fprintln(w, strings.Join(wrap(what+": "+printable(why), pageWidth), "\n"))
}

// interval writes the limits of an interval, "" for none.
func (p *predicted) interval(write func(float64) string) string {
	if p.Interval == (cx.Interval{}) {
		return ""
	}
	return write(p.Interval.Low) + " to " + write(p.Interval.High)
}

// places returns a function that writes numbers with so many decimals.
func places(n int) func(float64) string {
	return func(f float64) string { return moneyOf(f, n) }
}

// inAmount writes an amount, and asLimit one of an interval.
func inAmount(f float64) string { return amountIn(f, 9) }
func asLimit(f float64) string  { return amountIn(f, 7) }

// parameters writes the parameters of a model, and how it was fitted.
func (l *figureLines) parameters(parameters []parameter, logLikelihood float64) {
	number := func(f float64) string {
		if math.Abs(f) >= 1e5 || math.Abs(f) < 1e-3 {
			return strconv.FormatFloat(f, 'g', 3, 64)
		}
		return strconv.FormatFloat(f, 'f', 3, 64)
	}
	for _, p := range parameters {
		l.add("  "+p.Name, number(p.Value), p.interval(number))
	}
	*l = append(*l, "  log-likelihood "+moneyOf(logLikelihood, 2))
}

// spread says of what chance makes of customers who do not differ, where it may be that.
func (l *figureLines) spread(p float64) {
	if p > 0.05 && p < 1 {
		l.add("  do they differ? P", fixed(p, 2), "or by chance")
	}
}

// writeForecast writes the models and what they expect.
func writeForecast(w io.Writer, r *activityReport) {
	s := r.Forecast
	if s == nil {
		return
	}
	head := "FORECAST"
	if b := s.Base; b != nil {
		head += fmt.Sprintf("  %s of %s active", thousands(int64(math.Round(b.Active))), count(b.Customers, "customer"))
		if b.Value != nil {
			head += ", worth " + amountIn(*b.Value, 12)
		}
	}
	writeRule(w, head, s.note())
	if s.Orders == nil {
		writeReason(w, "no model of the orders", r.reason("forecast.orders"))
		return
	}
	writeBeside(w, modelLines(r), forecastLines(r), pageWidth/2+1)
	if c := s.Spend; c != nil && c.Correlation != nil && c.Correlation.Strong {
		more := "more"
		if c.Correlation.Rho < 0 {
			more = "less"
		}
		writeReason(w, "values are rough", fmt.Sprintf(
			"who orders more often spends %s on an order (rho = %s), and the models take the two for unrelated", more, fixed(c.Correlation.Rho, 2)))
	}
	if s.Unpaid > 0 {
		fmt.Fprintf(w, "without value or rank: %s whose orders after the first come to 0 or less\n", count(s.Unpaid, "customer"))
	}
}

// modelLines writes the parameters of the models.
func modelLines(r *activityReport) []string {
	s := r.Forecast
	var lines figureLines
	fit := s.Orders.Model.Fit
	lines.head("orders, MBG/NBD in weeks")
	lines.parameters(s.Orders.Parameters, fit.LogLikelihood)
	if fit.Customers < 1000 {
		lines = append(lines, "  no intervals below 1,000 customers")
	}
	lines.spread(fit.SpreadP)
	if s.Spend == nil {
		return lines.because("no model of spend", r.reason("forecast.spend"))
	}
	fit = s.Spend.Model.Fit
	lines.head("spend, Gamma-Gamma of " + compact(fit.Customers, 9))
	lines.parameters(s.Spend.Parameters, fit.LogLikelihood)
	if c := s.Spend.Correlation; c != nil {
		interval := ""
		if c.Interval.Level != 0 {
			interval = fixed(c.Interval.Low, 2) + " to " + fixed(c.Interval.High, 2)
		}
		lines.add("  rho with frequency", fixed(c.Rho, 2), interval)
	}
	return lines
}

// forecastLines writes what the models expect.
func forecastLines(r *activityReport) []string {
	s := r.Forecast
	horizon := count(int64(s.HorizonWeeks), "week")
	var lines figureLines
	if n := s.New; n != nil {
		lines.head("a new customer, in " + horizon)
		lines.add("  first order brings", exactIn(n.FirstOrder, 9), "")
		lines.add("  orders after it", moneyOf(n.Orders.Value, 2), n.Orders.interval(places(2)))
		if n.Spend != nil {
			lines.add("  each brings", inAmount(n.Spend.Value), n.Spend.interval(asLimit))
		}
		if n.LaterValue != nil {
			lines.add("  value of these", inAmount(n.LaterValue.Value), n.LaterValue.interval(asLimit))
			lines.add("  value of all", exactIn(n.Value, 9), "")
		}
	}
	if b := s.Base; b != nil {
		lines = append(lines, "all customers, in the next "+horizon)
		lines.add("  active", compact(int64(math.Round(b.Active)), 9), fixed(100*b.Active/float64(b.Customers), 1)+"%")
		lines.add("  orders", moneyOf(b.Orders, 0), fixed(b.Orders/float64(b.Customers), 2)+" each")
		if b.Value != nil {
			known := b.Customers - s.Unpaid
			lines.add("  value", inAmount(*b.Value), inAmount(*b.Value/float64(known))+" each")
		}
	}
	for _, figure := range []string{"value", "new_customer", "base", "most_valuable", "most_at_risk"} {
		if why := r.reason("forecast." + figure); why != "" {
			lines = lines.because("no "+strings.ReplaceAll(figure, "_", " "), why)
		}
	}
	return lines
}

// writeRanking writes the lists of customers.
func writeRanking(w io.Writer, s *forecastSection) {
	if s == nil || s.MostValuable == nil && s.MostAtRisk == nil {
		return
	}
	writeRule(w, "CUSTOMERS", "silent: weeks since the last order; active: has not left for good")
	lines := func(title, value string, customers []rankedCustomer) []string {
		lines := []string{left(title, 17) + right("orders", 7) + right("silent", 7) + right("active", 7) + right(value, 10)}
		for i, c := range customers {
			name := printable(c.Customer)
			if name == "" {
				name = strconv.Itoa(1 + i)
			}
			lines = append(lines, left(name, 17)+right(compact(c.Orders, 6), 7)+right(fixed(c.WeeksSilent, 0), 7)+
				right(fixed(100*c.ProbabilityAlive, 0)+"%", 7)+right(amountIn(c.ExpectedValue+c.ExpectedLoss, 9), 10))
		}
		return lines
	}
	writeBeside(w, lines("most valuable", "value", s.MostValuable), lines("most at risk", "at risk", s.MostAtRisk), pageWidth/2+1)
}

// writeHoldout draws the forecasts of the second half of the time beside what came.
func writeHoldout(w io.Writer, r *activityReport) {
	s := r.Holdout
	if s == nil {
		if why := r.reason("holdout"); why != "" {
			writeRule(w, "HOLDOUT CHECK", "")
			writeReason(w, "no model of the first half", why)
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
	head := fmt.Sprintf("HOLDOUT CHECK  %s orders forecast", moneyOf(forecast, 0))
	if total, err := s.Total(r.Level); err == nil {
		head += fmt.Sprintf(", %s to %s to be expected", moneyOf(total.Interval.Low, 0), moneyOf(total.Interval.High, 0))
	}
	head += fmt.Sprintf(", %s made", thousands(made))
	writeRule(w, head, fmt.Sprintf("%s weeks from %v", fixed(s.Horizon, 0), s.Split))
	const columns = 50
	fmt.Fprintln(w, left("orders before", 17)+right("customers", 9)+right("forecast", 10)+right("made", 8)+"   a customer: ▀ forecast  ▄ made")
	line := func(label string, customers int64, forecast float64, made int64, bar string) {
		text := left(label, 17) + right(compact(customers, 9), 9) + right(moneyOf(forecast, 1), 10) + right(compact(made, 8), 8) + "   " + bar
		fmt.Fprintln(w, strings.TrimRight(text, " "))
	}
	for _, c := range s.Classes {
		label, bar := thousands(1+c.Frequency), ""
		if c.Frequency == s.Classes[len(s.Classes)-1].Frequency {
			label += " or more"
		}
		if c.Customers > 0 && highest > 0 {
			share := func(orders float64) float64 { return orders / float64(c.Customers) / highest }
			bar = pairedBar(share(c.ExpectedPurchases), share(float64(c.Purchases)), columns)
		}
		line(label, c.Customers, c.ExpectedPurchases, c.Purchases, bar)
	}
	line("all", customers, forecast, made, "")
}
