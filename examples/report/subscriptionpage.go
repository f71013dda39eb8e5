package main

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// document makes the document of a report of subscriptions.
func (r *subscriptionReport) document() *page.Document {
	p := newHistoryPage(&r.head, "Subscriptions")
	var notes []string
	if r.Subscriptions == 0 {
		p.section("churn", "Churn", "", page.Note("There are no subscriptions."))
	} else {
		p.section("glance", "At a glance", "", p.subscriptionFigures(r))
		p.churn(r.Churn)
		if s := r.Survival; s != nil {
			about := fmt.Sprintf("%s, %s running.", count(s.Curve.Customers, "stay"), thousands(s.Curve.Customers-s.Curve.Churned))
			p.section("stays", "How long they stay", about, p.survival("share still here", "The share of stays that still ran after so many days.", s)...)
		}
		p.revenue(r)
		p.contracts(r)
		p.cost(r.Cost, "", contractPaybacks(r.Cost))
		notes = append(notes, "lost: customers without a subscription at the end of a day; back: those who had one again later",
			"a stay: subscriptions of a customer that touch or overlap, so that a change of plan is no end")
	}
	files := []fileCounts{p.main(namedCount{"counted", r.Subscriptions}, namedCount{"as of later days", r.Later}, namedCount{"that pay nothing", r.Free})}
	p.counts(append(files, costCounts(r.Cost)...)...)
	if r.Value != nil && r.Value.Terms != nil {
		notes = append(notes, "value: what a customer brings until leaving; its interval is that of churn alone")
		if r.Value.Model != nil {
			notes = append(notes, modelNote)
		}
	}
	p.notes(notes...)
	return &p.Document
}

// subscriptionFigures are the key figures.
func (p *historyPage) subscriptionFigures(r *subscriptionReport) page.Figures {
	figures := page.Figures{{Name: "Customers", Value: whole(r.Active), Base: r.Customers, Of: "with a running subscription"}}
	if len(r.Churn) > 0 {
		figures = append(figures, p.retainedFigure(r.Churn))
	}
	if n := len(r.Revenue); n > 0 {
		last := r.Revenue[n-1]
		f := page.Figure{Name: "Recurring revenue", Value: counted.Plain(last.Movements.End.InexactFloat64()), Base: last.Movements.EndCustomers,
			Of: "a month at the end of " + periodName(last.Period), TrendLabel: "Recurring revenue by " + grainName(p.Every)}
		for _, point := range r.Revenue[max(0, n-mostBlocks):] {
			f.Trend = append(f.Trend, point.Movements.End.InexactFloat64())
		}
		figures = append(figures, f)
	}
	if v := r.Value; v != nil && v.Value != nil {
		low, high := ends(v.Interval)
		figures = append(figures, page.Figure{Name: "Value of a customer", Unit: amounts, Value: amounts.Plain(asNumber(v.Value)),
			Low: amounts.Plain(low), High: amounts.Plain(high), Level: percent(p.Level), Base: v.Churn.Base, Of: v.note()})
	}
	return figures
}

// revenue draws the last period and the last twelve months as waterfalls, and what was
// retained as lines.
func (p *historyPage) revenue(r *subscriptionReport) {
	if len(r.Revenue) == 0 || r.Trailing == nil {
		return
	}
	last := r.Revenue[len(r.Revenue)-1]
	about := fmt.Sprintf("%s a month at the end of %s.", money(last.Movements.End, 0), periodName(last.Period))
	blocks := []page.Block{
		page.Picture{Chart: movementsChart("revenue-last", "In "+periodName(last.Period), last)},
		page.Picture{Chart: movementsChart("revenue-year", "In the 12 months "+days(r.Trailing.Period), *r.Trailing)},
		p.revenueFigures(last, *r.Trailing),
	}
	if len(r.Revenue) > 2 {
		blocks = append(blocks, p.revenueTrend(r)...)
	}
	p.section("revenue", "Recurring revenue", about, blocks...)
}

// movementsChart draws what became of the revenue of a period.
func movementsChart(id, title string, point revenuePoint) chart.Waterfall {
	m := point.Movements
	unit, short := amountUnit(m)
	if unit != "" {
		title += ", in " + unit
	}
	c := chart.Waterfall{Head: chart.Head{ID: id, Title: title, About: "How the monthly revenue of the start became that of the end."}, Of: "movement"}
	add := func(name string, d decimal.Decimal, level bool) {
		c.Steps = append(c.Steps, chart.WaterfallStep{Name: name, Amount: short(d).InexactFloat64(), Level: level})
	}
	add("start", m.Start, true)
	add("new", m.New, false)
	add("expansion", m.Expansion, false)
	add("reactivated", m.Reactivated, false)
	add("contraction", m.Contraction.Neg(), false)
	add("churned", m.Churned.Neg(), false)
	add("end", m.End, true)
	return c
}

// revenueFigures sets the figures of the last period beside those of the twelve months.
func (p *historyPage) revenueFigures(last, year revenuePoint) page.Table {
	t := newFigureTable("revenue-figures", "What was retained")
	for _, period := range []struct {
		name, figures string
		point         revenuePoint
	}{{periodName(last.Period), "revenue.", last}, {"12 months", "trailing.", year}} {
		r := period.point
		low, high := ends(r.LogoChurn.Interval)
		t.alone("net revenue retained, "+period.name, 1, "%", 100*asNumber(r.NRR), p.because(period.figures+"nrr"))
		t.alone("gross revenue retained, "+period.name, 1, "%", 100*asNumber(r.GRR), p.because(period.figures+"grr"))
		t.add("customers lost, "+period.name, 1, "%", 100*asNumber(r.LogoChurn.Rate), 100*low, 100*high, p.because(period.figures+"logo_churn"))
		t.alone("quick ratio, "+period.name, 2, "", asNumber(r.QuickRatio), p.because(period.figures+"quick_ratio"))
		t.alone("revenue per customer, "+period.name, 2, "", asNumber(r.ARPA), p.because(period.figures+"arpa"))
	}
	return t.table()
}

// revenueTrend draws what was retained in each period, and tables the movements.
func (p *historyPage) revenueTrend(r *subscriptionReport) []page.Block {
	grain := grainName(p.Every)
	c := chart.Line{
		Head: chart.Head{ID: "revenue-retained", Title: "Revenue retained by " + grain, Bare: true,
			About: "The share of the revenue of the start of each " + grain + " that was there at its end, net and gross."},
		X: chart.Axis{Title: grain}, Y: chart.Axis{Title: "retained", Unit: shared}, Series: []chart.Series{{Name: "net"}, {Name: "gross"}},
	}
	for i, point := range r.Revenue[max(0, len(r.Revenue)-mostTrend):] {
		c.X.Labels = append(c.X.Labels, periodName(point.Period))
		for k, e := range []exact{point.NRR, point.GRR} {
			c.Series[k].Points = append(c.Series[k].Points, chart.Point{X: float64(i), Y: 100 * asNumber(e), Low: math.NaN(), High: math.NaN()})
		}
	}
	t := page.Table{Name: "revenue-periods", Caption: "Recurring revenue by " + grain, Table: chart.Table{Columns: []chart.Column{chart.Text(grain),
		chart.Number("start", amounts), chart.Number("new", amounts), chart.Number("expansion", amounts), chart.Number("reactivated", amounts),
		chart.Number("contraction", amounts), chart.Number("churned", amounts), chart.Number("end", amounts), chart.Number("net", shared), chart.Number("gross", shared)}}}
	for _, point := range r.Revenue {
		m, row := point.Movements, []string{periodName(point.Period)}
		for _, d := range []decimal.Decimal{m.Start, m.New, m.Expansion, m.Reactivated, m.Contraction.Neg(), m.Churned.Neg(), m.End} {
			row = append(row, d.StringFixed(2))
		}
		t.Rows = append(t.Rows, append(row, percentCell(asNumber(point.NRR)), percentCell(asNumber(point.GRR))))
	}
	return []page.Block{page.Picture{Chart: c}, t}
}

// contracts says what a customer with subscriptions is worth.
func (p *historyPage) contracts(r *subscriptionReport) {
	s := r.Value
	if s == nil || s.Terms == nil {
		if why := p.why("value", "There is no value of a customer"); why != nil {
			p.section("value", "Value", "", why)
		}
		return
	}
	months, err := cx.Month.Between(s.Months.Start, s.Months.End)
	if err != nil {
		return
	}
	low, high := ends(s.Interval)
	churnLow, churnHigh := ends(s.Churn.Interval)
	t := newFigureTable("value-figures", "At the churn of "+count(int64(months), "month"))
	t.alone("revenue a month", 2, "", s.Terms.ARPA.InexactFloat64(), "a customer")
	t.add("churn a month", 1, "%", 100*asNumber(s.Churn.Rate), 100*churnLow, 100*churnHigh, "")
	t.alone("months they stay", 1, "months", asNumber(s.Periods), p.because("value.periods"))
	t.add("value, first margin now", 2, "", asNumber(s.Value), low, high, p.because("value"))
	t.alone("value, first margin after a month", 2, "", asNumber(s.Later), "")
	blocks := []page.Block{t.table()}
	if g := s.Points; g != nil {
		t := newFigureTable("value-points", "Five points of yearly retention more")
		t.alone("retention a year", 1, "%", 100*g.Before, "to "+fixed(100*g.After, 1)+"%")
		t.alone("are worth", 2, "", asNumber(g.Gain), "a customer")
		t.alone("of the value", 1, "%", 100*asNumber(g.OfValue), "")
		if g.OfProfit != nil {
			t.alone("of the profit", 1, "%", 100*asNumber(g.OfProfit), "value - CAC")
		}
		blocks = append(blocks, t.table())
	} else {
		blocks = append(blocks, p.why("value.points", "Five points of yearly retention more"))
	}
	blocks = append(blocks, p.contractModel(s.Model)...)
	p.section("value", "Value", capital(s.note())+".", blocks...)
}

// contractModel tables the model of customers who differ.
func (p *historyPage) contractModel(m *contractModel) []page.Block {
	if m == nil {
		return []page.Block{p.why("value.model", "There is no model of customers who differ")}
	}
	parameters := parameterTable("model-parameters", "Customers who differ, sBG: the model", m.Parameters, m.Model.Fit.LogLikelihood, m.Model.Fit.SpreadP)
	t := newFigureTable("model-figures", "Customers who differ, sBG: what it expects")
	for _, a := range m.Survival {
		t.predicted(fmt.Sprintf("stay %d months", a.Months), 1, "%", 100, a.predicted, "")
	}
	for _, a := range m.Payments {
		name := "payments to come"
		if a.Months > 0 {
			name += fmt.Sprintf(", after %d months", a.Months)
		}
		t.predicted(name, 1, "", 1, a.predicted, "")
	}
	if m.Value != nil {
		t.predicted("value, a new one", 2, "", 1, *m.Value, "")
	}
	return []page.Block{parameters, t.table(), p.why("value.model.payments", "There are no payments to expect")}
}

// contractPaybacks says when a customer has earned back the cost of winning one.
func contractPaybacks(c *costSection) (paybacks []namedPayback) {
	if c == nil {
		return nil
	}
	for _, b := range []struct {
		name    string
		payback *cx.Payback
	}{{"payback, simple", c.SimplePayback}, {"payback, with churn", c.Payback}} {
		switch {
		case b.payback == nil:
		case b.payback.Never:
			paybacks = append(paybacks, namedPayback{b.name, "", math.NaN(), "never"})
		case b.payback.Period == 0:
			paybacks = append(paybacks, namedPayback{b.name, "months", 0, "at once"})
		default:
			paybacks = append(paybacks, namedPayback{b.name, "months", b.payback.Periods, "in month " + thousands(b.payback.Period)})
		}
	}
	return paybacks
}
