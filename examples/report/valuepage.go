package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// value draws and tables what the cohorts have brought so far.
func (p *historyPage) value(r *activityReport) {
	s := r.Value
	if s == nil || s.All == nil {
		p.section("value", "Value so far", "", p.why("value", "There is no value so far"))
		return
	}
	grain := grainName(p.Every)
	ages := s.All[:min(len(s.All), mostBars)]
	c := chart.Line{
		Head: chart.Head{ID: "value-line", Title: "Value of a customer so far", Bare: true,
			About: "What a customer of all cohorts that are so old has brought, up to the end of each " + grain + " after the first."},
		X: chart.Axis{Title: grain + "s after the first", Unit: counted}, Y: chart.Axis{Title: "value", Unit: amounts}, Series: []chart.Series{{Name: "value"}},
	}
	t := page.Table{Name: "value-so-far", Caption: "Value of a customer so far, by first " + grain, Table: chart.Table{Columns: []chart.Column{
		chart.Text("first " + grain), chart.Number("size", counted)}}}
	if r.Cost != nil {
		t.Columns = append(t.Columns, chart.Number("CAC", amounts))
	}
	for _, age := range ages {
		c.Series[0].Points = append(c.Series[0].Points, chart.Point{X: float64(age.Interval), Y: asNumber(age.Value), Low: math.NaN(), High: math.NaN()})
		t.Columns = append(t.Columns, chart.Number("+"+strconv.Itoa(age.Interval), amounts))
	}
	var cac exact
	if r.Cost != nil {
		t.Columns = append(t.Columns, chart.Text("paid back"))
		if cac = r.Cost.CAC; cac != nil {
			c.Reference = &chart.Reference{Value: asNumber(cac), Label: "cost"}
		}
	}
	row := func(name string, size int64, cac exact, values []valueAt, back string) {
		cells := []string{name, whole(size)}
		if r.Cost != nil {
			cells = append(cells, amounts.Plain(asNumber(cac)))
		}
		for _, age := range ages {
			value := ""
			for _, v := range values {
				if v.Interval == age.Interval {
					value = amounts.Plain(asNumber(v.Value))
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
		row(periodName(c.Period), c.Size, c.CAC, c.Values, paidBackIn(c.PaidBack, c.CAC))
	}
	row("all so old", size, cac, s.All, paidBackIn(s.PaidBack, cac))
	p.section("value", "Value so far", capital(atMargin(s.Margin))+", up to the end of each "+grain+".", page.Picture{Chart: c}, t)
}

// forecast tables the models and what they expect.
func (p *historyPage) forecast(r *activityReport) {
	s := r.Forecast
	about := capital(s.note()) + "."
	if s.Orders == nil {
		p.section("forecast", "Forecast", about, p.why("forecast.orders", "There is no model of the orders"))
		return
	}
	var blocks []page.Block
	horizon := count(int64(s.HorizonWeeks), "week")
	if n := s.New; n != nil {
		t := newFigureTable("forecast-new", "A new customer, in "+horizon)
		t.alone("first order brings", 2, "", asNumber(n.FirstOrder), "")
		t.predicted("orders after it", 2, "", 1, n.Orders, "")
		if n.Spend != nil {
			t.predicted("each brings", 2, "", 1, *n.Spend, "")
		}
		if n.LaterValue != nil {
			t.predicted("value of these", 2, "", 1, *n.LaterValue, "")
			t.alone("value of all", 2, "", asNumber(n.Value), "")
		}
		blocks = append(blocks, t.table())
	}
	if b := s.Base; b != nil {
		t := newFigureTable("forecast-all", "All customers, in the next "+horizon)
		t.alone("active", 0, "", math.Round(b.Active), fmt.Sprintf("%s%% of %s", fixed(100*b.Active/float64(b.Customers), 1), count(b.Customers, "customer")))
		t.alone("orders", 0, "", b.Orders, fixed(b.Orders/float64(b.Customers), 2)+" each")
		if b.Value != nil {
			t.alone("value", 2, "", *b.Value, inAmount(*b.Value/float64(b.Customers-s.Unpaid))+" each")
		}
		blocks = append(blocks, t.table())
	}
	blocks = append(blocks, p.forecastModels(s)...)
	for _, figure := range []string{"value", "new_customer", "base", "most_valuable", "most_at_risk"} {
		blocks = append(blocks, p.why("forecast."+figure, "There is no "+strings.ReplaceAll(figure, "_", " ")))
	}
	p.section("forecast", "Forecast", about, blocks...)
}

// forecastModels tables the parameters of the models, and warns where values are rough.
func (p *historyPage) forecastModels(s *forecastSection) []page.Block {
	fit := s.Orders.Model.Fit
	orders := parameterTable("orders-model", "Orders, MBG/NBD in weeks", s.Orders.Parameters, fit.LogLikelihood, fit.SpreadP)
	if fit.Customers < 1000 {
		orders.Note = "There are no intervals below 1,000 customers."
	}
	blocks := []page.Block{orders}
	if s.Spend == nil {
		return append(blocks, p.why("forecast.spend", "There is no model of spend"))
	}
	spend := s.Spend.Model.Fit
	blocks = append(blocks, parameterTable("spend-model", "Spend, Gamma-Gamma of "+count(spend.Customers, "customer"), s.Spend.Parameters, spend.LogLikelihood, 1))
	if c := s.Spend.Correlation; c != nil {
		text := "Correlation of spend with how often customers order: rho = " + fixed(c.Rho, 2)
		if c.Interval.Level != 0 {
			text += ", interval " + fixed(c.Interval.Low, 2) + " to " + fixed(c.Interval.High, 2)
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
		blocks = append(blocks, page.Note("Without value or rank: "+count(s.Unpaid, "customer")+" whose orders after the first come to 0 or less."))
	}
	return blocks
}

// ranking tables the lists of customers.
func (p *historyPage) ranking(s *forecastSection) {
	if s.MostValuable == nil && s.MostAtRisk == nil {
		return
	}
	list := func(name, caption, value string, customers []rankedCustomer) page.Table {
		t := page.Table{Name: name, Caption: caption, Table: chart.Table{Columns: []chart.Column{chart.Text("customer"), chart.Number("orders", counted),
			chart.Number("weeks silent", counted), chart.Number("active", chart.Unit{Suffix: "%"}), chart.Number(value, amounts)}}}
		for i, c := range customers {
			customer := c.Customer
			if customer == "" {
				customer = strconv.Itoa(1 + i)
			}
			t.Rows = append(t.Rows, []string{customer, whole(c.Orders), counted.Plain(c.WeeksSilent), counted.Plain(100 * c.ProbabilityAlive),
				amounts.Plain(c.ExpectedValue + c.ExpectedLoss)})
		}
		return t
	}
	p.section("customers", "Customers", "Silent: weeks since the last order; active: has not left for good.",
		list("most-valuable", "Most valuable", "value", s.MostValuable), list("most-at-risk", "Most at risk", "at risk", s.MostAtRisk))
}

// holdout sets the forecasts of the second half of the time beside what came.
func (p *historyPage) holdout(r *activityReport) {
	s := r.Holdout
	if s == nil {
		if why := p.why("holdout", "There is no model of the first half"); why != nil {
			p.section("holdout", "Holdout check", "", why)
		}
		return
	}
	t := page.Table{Name: "holdout-classes", Caption: "Forecast and made, by orders before", Table: chart.Table{Columns: []chart.Column{chart.Text("orders before"),
		chart.Number("customers", counted), chart.Number("forecast", chart.Unit{Places: 1}), chart.Number("made", counted)}}}
	c := chart.Line{
		Head: chart.Head{ID: "holdout-line", Title: "Orders of a customer, forecast and made",
			About: "The orders of a customer in the second half of the time, by the orders before it: what the model of the first half forecast, and what was made."},
		X: chart.Axis{Title: "orders before"}, Y: chart.Axis{Title: "orders of a customer", Unit: amounts},
		Series: []chart.Series{{Name: "forecast"}, {Name: "made"}},
	}
	var forecast float64
	var made, customers int64
	for i, class := range s.Classes {
		name := thousands(1 + class.Frequency)
		if i == len(s.Classes)-1 {
			name += " or more"
		}
		forecast += class.ExpectedPurchases
		made += class.Purchases
		customers += class.Customers
		t.Rows = append(t.Rows, []string{name, whole(class.Customers), chart.Unit{Places: 1}.Plain(class.ExpectedPurchases), whole(class.Purchases)})
		c.X.Labels = append(c.X.Labels, name)
		for k, orders := range []float64{class.ExpectedPurchases, float64(class.Purchases)} {
			if class.Customers > 0 {
				c.Series[k].Points = append(c.Series[k].Points, chart.Point{X: float64(i), Y: orders / float64(class.Customers), Low: math.NaN(), High: math.NaN()})
			}
		}
	}
	t.Rows = append(t.Rows, []string{"all", whole(customers), chart.Unit{Places: 1}.Plain(forecast), whole(made)})
	about := moneyOf(forecast, 0) + " orders forecast"
	if total, err := s.Total(p.Level); err == nil {
		about += fmt.Sprintf(", %s to %s to be expected", moneyOf(total.Interval.Low, 0), moneyOf(total.Interval.High, 0))
	}
	about += ", " + thousands(made) + " made"
	p.section("holdout", "Holdout check", fmt.Sprintf("%s. The model is of the time before %v, and the check of %s weeks from then on.", about, s.Split, fixed(s.Horizon, 0)),
		page.Picture{Chart: c}, t)
}
