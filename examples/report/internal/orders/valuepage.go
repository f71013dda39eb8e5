package orders

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// addValue draws and tables what the cohorts have brought so far.
func addValue(p *topic.Page, r *activityReport) {
	s := r.Value
	if s == nil || s.All == nil {
		p.Add(page.Section{ID: "value", Title: "Value so far", Head: "VALUE SO FAR  " + r.Because("value"), Body: func() []string { return nil },
			Blocks: []page.Block{p.Why("value", "There is no value so far")}})
		return
	}
	grain := figure.GrainName(p.Every)
	ages := s.All[:min(len(s.All), topic.MostBars)]
	c := chart.Line{
		Head: chart.Head{ID: "value-line", Title: "Value of a customer so far", Bare: true,
			About: "What a customer of all cohorts that are so old has brought, up to the end of each " + grain + " after the first."},
		X: chart.Axis{Title: grain + "s after the first", Unit: figure.Counted}, Y: chart.Axis{Title: "value", Unit: figure.Amounts}, Series: []chart.Series{{Name: "value"}},
	}
	t := page.Table{Name: "value-so-far", Caption: "Value of a customer so far, by first " + grain, Table: chart.Table{Columns: []chart.Column{
		chart.Text("first " + grain), chart.Number("size", figure.Counted)}}}
	if r.Cost != nil {
		t.Columns = append(t.Columns, chart.Number("CAC", figure.Amounts))
	}
	for _, age := range ages {
		c.Series[0].Points = append(c.Series[0].Points, chart.Point{X: float64(age.Interval), Y: figure.AsNumber(age.Value), Low: math.NaN(), High: math.NaN()})
		t.Columns = append(t.Columns, chart.Number("+"+strconv.Itoa(age.Interval), figure.Amounts))
	}
	var cac figure.Exact
	if r.Cost != nil {
		t.Columns = append(t.Columns, chart.Text("paid back"))
		if cac = r.Cost.CAC; cac != nil {
			c.Reference = &chart.Reference{Value: figure.AsNumber(cac), Label: "cost"}
		}
	}
	row := func(name string, size int64, cac figure.Exact, values []valueAt, back string) {
		cells := []string{name, figure.Whole(size)}
		if r.Cost != nil {
			cells = append(cells, figure.Amounts.Plain(figure.AsNumber(cac)))
		}
		for _, age := range ages {
			value := ""
			for _, v := range values {
				if v.Interval == age.Interval {
					value = figure.Amounts.Plain(figure.AsNumber(v.Value))
				}
			}
			cells = append(cells, value)
		}
		if r.Cost != nil {
			cells = append(cells, back)
		}
		t.Rows = append(t.Rows, cells)
	}
	var size int64
	for _, c := range s.Cohorts {
		size += c.Size
		row(figure.PeriodName(c.Period), c.Size, c.CAC, c.Values, paidBackIn(c.PaidBack, c.CAC))
	}
	row("all so old", size, cac, s.All, paidBackIn(s.PaidBack, cac))
	t.Text = valueText(s.All, r.Cost != nil)
	aside, oldest := value.AtMargin(s.Margin)+", up to the end of each "+grain, s.All[len(s.All)-1]
	p.Add(page.Section{ID: "value", Title: "Value so far", Line: fmt.Sprintf("%s a customer up to +%d", figure.ExactIn(oldest.Value, 12), oldest.Interval), Aside: aside,
		About: page.Sentence(aside), Blocks: []page.Block{page.Picture{Chart: c}, t}})
}

// valueText is how the text screen writes what the last cohorts have brought so far, at the ages for
// which it has room: the first and the last.
func valueText(ages []valueAt, cost bool) *page.Text {
	const labelWidth, sizeWidth, width, backWidth = 13, 8, 9, 11
	room := (figure.PageWidth - labelWidth - sizeWidth) / width
	if cost {
		room = (figure.PageWidth - labelWidth - sizeWidth - width - backWidth) / width
	}
	if extra := len(ages) - room; extra > 0 {
		ages = append(ages[:1:1], ages[1+extra:]...)
	}
	line := func(label, size, cac string, value func(column string) string, back string) string {
		text := figure.Left(label, labelWidth) + figure.Right(size, sizeWidth)
		if cost {
			text += figure.Right(cac, width)
		}
		for _, age := range ages {
			text += figure.Right(value("+"+strconv.Itoa(age.Interval)), width)
		}
		if cost {
			text += figure.Right(back, backWidth)
		}
		return text
	}
	return &page.Text{All: func(rows, _ []page.Cells) []string {
		lines := []string{line(rows[0].Name(0), "size", "CAC", func(column string) string { return column }, "paid back")}
		if hidden := len(rows) - 1 - value.MostPeriods; hidden > 0 {
			rows = rows[hidden:]
			lines = append(lines, fmt.Sprintf("… %s before, see -json", figure.Thousands(int64(hidden))))
		}
		for _, c := range rows {
			value := func(column string) string {
				if c.TextOf(column) == "" {
					return ""
				}
				return c.FitOf(column, width-1)
			}
			lines = append(lines, strings.TrimRight(line(c.Text(0), c.Fit(1, sizeWidth), c.FitOf("CAC", width-1), value, c.TextOf("paid back")), " "))
		}
		return lines
	}}
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

// addForecast tables the models and what they expect.
func addForecast(p *topic.Page, r *activityReport) {
	s := r.Forecast
	section := page.Section{ID: "forecast", Title: "Forecast", Aside: s.Note(), About: page.Capital(s.Note()) + "."}
	if b := s.Base; b != nil {
		section.Line = fmt.Sprintf("%s of %s active", figure.Thousands(int64(math.Round(b.Active))), figure.Count(b.Customers, "customer"))
		if b.Value != nil {
			section.Line += ", worth " + figure.AmountIn(*b.Value, 12)
		}
	}
	section.Body = func() []string { return forecastLines(r) }
	if s.Orders == nil {
		section.Blocks = []page.Block{p.Why("forecast.orders", "There is no model of the orders")}
		p.Add(section)
		return
	}
	var blocks []page.Block
	horizon := figure.Count(int64(s.HorizonWeeks), "week")
	if n := s.New; n != nil {
		t := topic.NewFigureTable("forecast-new", "A new customer, in "+horizon)
		t.Alone("first order brings", 2, "", figure.AsNumber(n.FirstOrder), "")
		value.AddPredicted(t, "orders after it", 2, "", 1, n.Orders, "")
		if n.Spend != nil {
			value.AddPredicted(t, "each brings", 2, "", 1, *n.Spend, "")
		}
		if n.LaterValue != nil {
			value.AddPredicted(t, "value of these", 2, "", 1, *n.LaterValue, "")
			t.Alone("value of all", 2, "", figure.AsNumber(n.Value), "")
		}
		blocks = append(blocks, t.Build())
	}
	if b := s.Base; b != nil {
		t := topic.NewFigureTable("forecast-all", "All customers, in the next "+horizon)
		t.Alone("active", 0, "", math.Round(b.Active), fmt.Sprintf("%s%% of %s", figure.Fixed(100*b.Active/float64(b.Customers), 1), figure.Count(b.Customers, "customer")))
		t.Alone("orders", 0, "", b.Orders, figure.Fixed(b.Orders/float64(b.Customers), 2)+" each")
		if b.Value != nil {
			t.Alone("value", 2, "", *b.Value, value.InAmount(*b.Value/float64(b.Customers-s.Unpaid))+" each")
		}
		blocks = append(blocks, t.Build())
	}
	blocks = append(blocks, forecastModels(p, s)...)
	for _, figure := range []string{"value", "new_customer", "base", "most_valuable", "most_at_risk"} {
		blocks = append(blocks, p.Why("forecast."+figure, "There is no "+strings.ReplaceAll(figure, "_", " ")))
	}
	section.Blocks = blocks
	p.Add(section)
}

// forecastModels tables the parameters of the models, and warns where values are rough.
func forecastModels(p *topic.Page, s *forecastSection) []page.Block {
	fit := s.Orders.Model.Fit
	orders := value.ParameterTable("orders-model", "Orders, MBG/NBD in weeks", s.Orders.Parameters, fit.LogLikelihood, fit.SpreadP)
	if fit.Customers < 1000 {
		orders.Note = "There are no intervals below 1,000 customers."
	}
	blocks := []page.Block{orders}
	if s.Spend == nil {
		return append(blocks, p.Why("forecast.spend", "There is no model of spend"))
	}
	spend := s.Spend.Model.Fit
	blocks = append(blocks, value.ParameterTable("spend-model", "Spend, Gamma-Gamma of "+figure.Count(spend.Customers, "customer"), s.Spend.Parameters, spend.LogLikelihood, 1))
	if c := s.Spend.Correlation; c != nil {
		text := "Correlation of spend with how often customers order: rho = " + figure.Fixed(c.Rho, 2)
		if c.Interval.Level != 0 {
			text += ", interval " + figure.Fixed(c.Interval.Low, 2) + " to " + figure.Fixed(c.Interval.High, 2)
		}
		blocks = append(blocks, page.Note(text+"."))
		if c.Strong {
			more := "more"
			if c.Rho < 0 {
				more = "less"
			}
			blocks = append(blocks, page.Note("Values are rough: who orders more often spends "+more+" on an order, and the models take the two for unrelated."))
		}
	}
	if s.Unpaid > 0 {
		blocks = append(blocks, page.Note("Without value or rank: "+figure.Count(s.Unpaid, "customer")+" whose orders after the first come to 0 or less."))
	}
	return blocks
}

// addRanking tables the lists of customers.
func addRanking(p *topic.Page, s *forecastSection) {
	if s.MostValuable == nil && s.MostAtRisk == nil {
		return
	}
	list := func(name, caption, value string, customers []rankedCustomer) page.Table {
		t := page.Table{Name: name, Caption: caption, Table: chart.Table{Columns: []chart.Column{chart.Text("customer"), chart.Number("orders", figure.Counted),
			chart.Number("weeks silent", figure.Counted), chart.Number("active", chart.Unit{Suffix: "%"}), chart.Number(value, figure.Amounts)}}}
		for i, c := range customers {
			customer := c.Customer
			if customer == "" {
				customer = strconv.Itoa(1 + i)
			}
			t.Rows = append(t.Rows, []string{customer, figure.Whole(c.Orders), figure.Counted.Plain(c.WeeksSilent), figure.Counted.Plain(100 * c.ProbabilityAlive),
				figure.Amounts.Plain(c.ExpectedValue + c.ExpectedLoss)})
		}
		return t
	}
	valuable, atRisk := list("most-valuable", "Most valuable", "value", s.MostValuable), list("most-at-risk", "Most at risk", "at risk", s.MostAtRisk)
	lines := func(title, value string, rows []page.Cells) []string {
		lines := []string{figure.Left(title, 17) + figure.Right("orders", 7) + figure.Right("silent", 7) + figure.Right("active", 7) + figure.Right(value, 10)}
		for _, c := range rows {
			lines = append(lines, figure.Left(c.Text(0), 17)+figure.Right(c.Fit(1, 6), 7)+figure.Right(c.Show(2), 7)+figure.Right(c.Show(3), 7)+figure.Right(c.Fit(4, 9), 10))
		}
		return lines
	}
	p.Add(page.Section{ID: "customers", Title: "Customers", Aside: "silent: weeks since the last order; active: has not left for good", Blocks: []page.Block{valuable, atRisk},
		Body: func() []string {
			return page.Beside(lines("most valuable", "value", valuable.Cells()), lines("most at risk", "at risk", atRisk.Cells()), figure.PageWidth/2+1)
		}})
}

// addHoldout sets the forecasts of the second half of the time beside what came.
func addHoldout(p *topic.Page, r *activityReport) {
	s := r.Holdout
	if s == nil {
		if why := r.Reason("holdout"); why != "" {
			note := page.Passage{Note: page.Note("There is no model of the first half: " + why + "."), Lines: value.ReasonLines("no model of the first half", why)}
			p.AddSection("holdout", "Holdout check", "", note)
		}
		return
	}
	t := page.Table{Name: "holdout-classes", Caption: "Forecast and made, by orders before", Table: chart.Table{Columns: []chart.Column{chart.Text("orders before"),
		chart.Number("customers", figure.Counted), chart.Number("forecast", chart.Unit{Places: 1}), chart.Number("made", figure.Counted)}}}
	c := chart.Line{
		Head: chart.Head{ID: "holdout-line", Title: "Orders of a customer, forecast and made",
			About: "The orders of a customer in the second half of the time, by the orders before it: what the model of the first half forecast, and what was made."},
		X: chart.Axis{Title: "orders before"}, Y: chart.Axis{Title: "orders of a customer", Unit: figure.Amounts},
		Series: []chart.Series{{Name: "forecast"}, {Name: "made"}},
	}
	var forecast, highest float64
	var made, customers int64
	each := func(orders float64, customers int64) float64 { return orders / float64(max(customers, 1)) }
	for _, c := range s.Classes {
		highest = max(highest, each(c.ExpectedPurchases, c.Customers), each(float64(c.Purchases), c.Customers))
	}
	var bars []string
	for i, class := range s.Classes {
		name := figure.Thousands(1 + class.Frequency)
		if i == len(s.Classes)-1 {
			name += " or more"
		}
		forecast += class.ExpectedPurchases
		made += class.Purchases
		customers += class.Customers
		t.Rows = append(t.Rows, []string{name, figure.Whole(class.Customers), chart.Unit{Places: 1}.Plain(class.ExpectedPurchases), figure.Whole(class.Purchases)})
		c.X.Labels = append(c.X.Labels, name)
		bar := ""
		if class.Customers > 0 && highest > 0 {
			bar = figure.PairedBar(each(class.ExpectedPurchases, class.Customers)/highest, each(float64(class.Purchases), class.Customers)/highest, 50)
		}
		bars = append(bars, bar)
		for k, orders := range []float64{class.ExpectedPurchases, float64(class.Purchases)} {
			if class.Customers > 0 {
				c.Series[k].Points = append(c.Series[k].Points, chart.Point{X: float64(i), Y: orders / float64(class.Customers), Low: math.NaN(), High: math.NaN()})
			}
		}
	}
	t.Rows = append(t.Rows, []string{"all", figure.Whole(customers), chart.Unit{Places: 1}.Plain(forecast), figure.Whole(made)})
	about := figure.MoneyOf(forecast, 0) + " orders forecast"
	if total, err := s.Total(p.Level); err == nil {
		about += fmt.Sprintf(", %s to %s to be expected", figure.MoneyOf(total.Interval.Low, 0), figure.MoneyOf(total.Interval.High, 0))
	}
	about += ", " + figure.Thousands(made) + " made"
	lines := func() []string {
		lines := []string{figure.Left("orders before", 17) + figure.Right("customers", 9) + figure.Right("forecast", 10) + figure.Right("made", 8) + "   a customer: ▀ forecast  ▄ made"}
		for i, c := range t.Cells() {
			lines = append(lines, figure.Left(c.Text(0), 17)+figure.Right(c.Fit(1, 9), 9)+figure.Right(c.Show(2), 10)+figure.Right(c.Fit(3, 8), 8)+"   "+append(bars, "")[i])
		}
		return lines
	}
	p.Add(page.Section{ID: "holdout", Title: "Holdout check", Line: about, Aside: fmt.Sprintf("%s weeks from %v", figure.Fixed(s.Horizon, 0), s.Split),
		About:  fmt.Sprintf("%s. The model is of the time before %v, and the check of %s weeks from then on.", about, s.Split, figure.Fixed(s.Horizon, 0)),
		Blocks: []page.Block{page.Picture{Chart: c}, t}, Body: lines})
}
