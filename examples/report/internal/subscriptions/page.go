package subscriptions

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// Document makes the document of a report of subscriptions.
func (r *subscriptionReport) Document() *page.Document {
	p := topic.NewPage(&r.Head, "Subscriptions")
	var notes []string
	if r.Subscriptions == 0 {
		p.Add(page.Section{ID: "churn", Title: "Churn", Line: "there are no subscriptions"})
	} else {
		p.Add(page.Section{ID: "glance", Title: "At a glance", Headless: true, Blocks: []page.Block{keyFigures(p, r)}})
		value.AddChurn(p, r.Churn)
		if r.Survival != nil {
			addSurvival(p, r)
		}
		addRevenue(p, r)
		addContracts(p, r)
		value.AddCost(p, r.Cost, "", contractPaybacks(r.Cost))
		notes = append(notes, "lost: customers without a subscription at the end of a day; back: those who had one again later",
			"a stay: subscriptions of a customer that touch or overlap, so that a change of plan is no end")
	}
	files := []page.FileCounts{p.Main(page.Count{Name: "counted", N: r.Subscriptions}, page.Count{Name: "as of later days", N: r.Later}, page.Count{Name: "that pay nothing", N: r.Free})}
	p.AddCounts(append(files, value.CostCounts(r.Cost)...)...)
	if r.Value != nil && r.Value.Terms != nil {
		notes = append(notes, "value: what a customer brings until leaving; its interval is that of churn alone")
		if r.Value.Model != nil {
			notes = append(notes, value.ModelNote)
		}
	}
	p.AddNotes(append(notes, value.ChurnNotes(r.Churn)...)...)
	return &p.Document
}

// addSurvival draws how long subscriptions last.
func addSurvival(p *topic.Page, r *subscriptionReport) {
	value.AddSurvival(p, page.Section{ID: "stays", Title: "How long they stay", Aside: "share still here",
		Line: fmt.Sprintf("%s, %s running", figure.Count(r.Survival.Curve.Customers, "stay"), figure.Thousands(r.Survival.Curve.Customers-r.Survival.Curve.Churned))},
		"The share of stays that still ran after so many days.", r.Survival)
}

// keyFigures are the key figures.
func keyFigures(p *topic.Page, r *subscriptionReport) page.Figures {
	figures := page.Figures{{Name: "Customers", Value: figure.Whole(r.Active), Base: r.Customers, Of: "with a running subscription"}}
	if len(r.Churn) > 0 {
		figures = append(figures, value.RetainedFigure(p, r.Churn))
	}
	if n := len(r.Revenue); n > 0 {
		last := r.Revenue[n-1]
		f := page.Figure{Name: "Recurring revenue", Value: figure.Counted.Plain(last.Movements.End.InexactFloat64()), Base: last.Movements.EndCustomers,
			Of: "a month at the end of " + figure.PeriodName(last.Period), TrendLabel: "Recurring revenue by " + figure.GrainName(p.Every)}
		for _, point := range r.Revenue[max(0, n-figure.MostBlocks):] {
			f.Trend = append(f.Trend, point.Movements.End.InexactFloat64())
		}
		figures = append(figures, f)
	}
	if v := r.Value; v != nil && v.Value != nil {
		low, high := figure.Ends(v.Interval)
		figures = append(figures, page.Figure{Name: "Value of a customer", Unit: figure.Amounts, Value: figure.Amounts.Plain(figure.AsNumber(v.Value)),
			Low: figure.Amounts.Plain(low), High: figure.Amounts.Plain(high), Level: figure.Percent(p.Level), Base: v.Churn.Base, Of: v.Note()})
	}
	return figures
}

// addRevenue draws the last period and the last twelve months as waterfalls, and what was
// retained as lines.
func addRevenue(p *topic.Page, r *subscriptionReport) {
	if len(r.Revenue) == 0 || r.Trailing == nil {
		return
	}
	last := r.Revenue[len(r.Revenue)-1]
	line := fmt.Sprintf("%s a month at the end of %s", figure.Money(last.Movements.End, 0), figure.PeriodName(last.Period))
	blocks := []page.Block{
		page.Picture{Chart: movementsChart("revenue-last", "In "+figure.PeriodName(last.Period), last)},
		page.Picture{Chart: movementsChart("revenue-year", "In the 12 months "+figure.Days(r.Trailing.Period), *r.Trailing)},
		revenueFigures(p, last, *r.Trailing),
	}
	if len(r.Revenue) > 2 {
		blocks = append(blocks, revenueTrendBlocks(p, r)...)
	}
	p.Add(page.Section{ID: "revenue", Title: "Recurring revenue", Line: line, Aside: "▓ more  ░ less", About: line + ".", Blocks: blocks, Body: func() []string { return revenueLines(r) }})
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
func revenueFigures(p *topic.Page, last, year revenuePoint) page.Table {
	t := topic.NewFigureTable("revenue-figures", "What was retained")
	for _, period := range []struct {
		name, figures string
		point         revenuePoint
	}{{figure.PeriodName(last.Period), "revenue.", last}, {"12 months", "trailing.", year}} {
		r := period.point
		low, high := figure.Ends(r.LogoChurn.Interval)
		t.Alone("net revenue retained, "+period.name, 1, "%", 100*figure.AsNumber(r.NRR), p.Because(period.figures+"nrr"))
		t.Alone("gross revenue retained, "+period.name, 1, "%", 100*figure.AsNumber(r.GRR), p.Because(period.figures+"grr"))
		t.Add("customers lost, "+period.name, 1, "%", 100*figure.AsNumber(r.LogoChurn.Rate), 100*low, 100*high, p.Because(period.figures+"logo_churn"))
		t.Alone("quick ratio, "+period.name, 2, "", figure.AsNumber(r.QuickRatio), p.Because(period.figures+"quick_ratio"))
		t.Alone("revenue per customer, "+period.name, 2, "", figure.AsNumber(r.ARPA), p.Because(period.figures+"arpa"))
	}
	return t.Build()
}

// revenueTrendBlocks draws what was retained in each period, and tables the movements.
func revenueTrendBlocks(p *topic.Page, r *subscriptionReport) []page.Block {
	grain := figure.GrainName(p.Every)
	c := chart.Line{
		Head: chart.Head{ID: "revenue-retained", Title: "Revenue retained by " + grain, Bare: true,
			About: "The share of the revenue of the start of each " + grain + " that was there at its end, net and gross."},
		X: chart.Axis{Title: grain}, Y: chart.Axis{Title: "retained", Unit: figure.Shared}, Series: []chart.Series{{Name: "net"}, {Name: "gross"}},
	}
	for i, point := range r.Revenue[max(0, len(r.Revenue)-topic.MostTrend):] {
		c.X.Labels = append(c.X.Labels, figure.PeriodName(point.Period))
		for k, e := range []figure.Exact{point.NRR, point.GRR} {
			c.Series[k].Points = append(c.Series[k].Points, chart.Point{X: float64(i), Y: 100 * figure.AsNumber(e), Low: math.NaN(), High: math.NaN()})
		}
	}
	t := page.Table{Name: "revenue-periods", Caption: "Recurring revenue by " + grain, Table: chart.Table{Columns: []chart.Column{chart.Text(grain),
		chart.Number("start", figure.Amounts), chart.Number("new", figure.Amounts), chart.Number("expansion", figure.Amounts), chart.Number("reactivated", figure.Amounts),
		chart.Number("contraction", figure.Amounts), chart.Number("churned", figure.Amounts), chart.Number("end", figure.Amounts), chart.Number("net", figure.Shared), chart.Number("gross", figure.Shared)}}}
	for _, point := range r.Revenue {
		m, row := point.Movements, []string{figure.PeriodName(point.Period)}
		for _, d := range []decimal.Decimal{m.Start, m.New, m.Expansion, m.Reactivated, m.Contraction.Neg(), m.Churned.Neg(), m.End} {
			row = append(row, d.StringFixed(2))
		}
		t.Rows = append(t.Rows, append(row, figure.PercentCell(figure.AsNumber(point.NRR)), figure.PercentCell(figure.AsNumber(point.GRR))))
	}
	return []page.Block{page.Picture{Chart: c}, t}
}

// addContracts says what a customer with subscriptions is worth.
func addContracts(p *topic.Page, r *subscriptionReport) {
	s := r.Value
	if s == nil || s.Terms == nil {
		if why := p.Why("value", "There is no value of a customer"); why != nil {
			p.Add(page.Section{ID: "value", Title: "Value", Head: "VALUE  " + r.Because("value"), Blocks: []page.Block{why}, Body: func() []string { return nil }})
		}
		return
	}
	months, err := cx.Month.Between(s.Months.Start, s.Months.End)
	if err != nil {
		return
	}
	low, high := figure.Ends(s.Interval)
	churnLow, churnHigh := figure.Ends(s.Churn.Interval)
	t := topic.NewFigureTable("value-figures", "At the churn of "+figure.Count(int64(months), "month"))
	t.Alone("revenue a month", 2, "", s.Terms.ARPA.InexactFloat64(), "a customer")
	t.Add("churn a month", 1, "%", 100*figure.AsNumber(s.Churn.Rate), 100*churnLow, 100*churnHigh, "")
	t.Alone("months they stay", 1, "months", figure.AsNumber(s.Periods), p.Because("value.periods"))
	t.Add("value, first margin now", 2, "", figure.AsNumber(s.Value), low, high, p.Because("value"))
	t.Alone("value, first margin after a month", 2, "", figure.AsNumber(s.Later), "")
	blocks := []page.Block{t.Build()}
	if g := s.Points; g != nil {
		t := topic.NewFigureTable("value-points", "Five points of yearly retention more")
		t.Alone("retention a year", 1, "%", 100*g.Before, "to "+figure.Fixed(100*g.After, 1)+"%")
		t.Alone("are worth", 2, "", figure.AsNumber(g.Gain), "a customer")
		t.Alone("of the value", 1, "%", 100*figure.AsNumber(g.OfValue), "")
		if g.OfProfit != nil {
			t.Alone("of the profit", 1, "%", 100*figure.AsNumber(g.OfProfit), "value - CAC")
		}
		blocks = append(blocks, t.Build())
	} else {
		blocks = append(blocks, p.Why("value.points", "Five points of yearly retention more"))
	}
	blocks = append(blocks, modelBlocks(p, s.Model)...)
	line := figure.ExactIn(s.Value, 9) + " a customer"
	switch why := r.Because("value"); {
	case s.Interval != cx.Interval{}:
		line += fmt.Sprintf(", %s interval %s to %s", figure.Percent(r.Level), value.InAmount(s.Interval.Low), value.InAmount(s.Interval.High))
	case why != "":
		line += " " + why
	}
	p.Add(page.Section{ID: "value", Title: "Value", Line: line, Aside: s.Note(), About: page.Capital(s.Note()) + ".", Blocks: blocks,
		Body: func() []string { return page.Beside(steadyLines(r), contractLines(r), figure.PageWidth/2+1) }})
}

// modelBlocks tables the model of customers who differ.
func modelBlocks(p *topic.Page, m *contractModel) []page.Block {
	if m == nil {
		return []page.Block{p.Why("value.model", "There is no model of customers who differ")}
	}
	parameters := value.ParameterTable("model-parameters", "Customers who differ, sBG: the model", m.Parameters, m.Model.Fit.LogLikelihood, m.Model.Fit.SpreadP)
	t := topic.NewFigureTable("model-figures", "Customers who differ, sBG: what it expects")
	for _, a := range m.Survival {
		value.AddPredicted(t, fmt.Sprintf("stay %d months", a.Months), 1, "%", 100, a.Predicted, "")
	}
	for _, a := range m.Payments {
		name := "payments to come"
		if a.Months > 0 {
			name += fmt.Sprintf(", after %d months", a.Months)
		}
		value.AddPredicted(t, name, 1, "", 1, a.Predicted, "")
	}
	if m.Value != nil {
		value.AddPredicted(t, "value, a new one", 2, "", 1, *m.Value, "")
	}
	return []page.Block{parameters, t.Build(), p.Why("value.model.payments", "There are no payments to expect")}
}

// contractPaybacks says when a customer has earned back the cost of winning one.
func contractPaybacks(c *value.CostSection) (paybacks []value.Payback) {
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
			paybacks = append(paybacks, value.Payback{Name: b.name, Value: math.NaN(), Word: "never"})
		case b.payback.Period == 0:
			paybacks = append(paybacks, value.Payback{Name: b.name, Unit: "months", Value: 0, Word: "at once"})
		default:
			paybacks = append(paybacks, value.Payback{Name: b.name, Unit: "months", Value: b.payback.Periods, Note: "month " + figure.Thousands(b.payback.Period)})
		}
	}
	return paybacks
}
