package main

import (
	"fmt"
	"math"
	"strconv"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// document makes the document of a report of activities.
func (r *activityReport) document() *page.Document {
	p := newHistoryPage(&r.head, "Activities")
	var notes []string
	if r.Activities == 0 {
		p.section("cohorts", "Cohorts", "", page.Note("There are no activities."))
	} else {
		p.section("glance", "At a glance", "", p.activityFigures(r))
		p.cohorts(r)
		p.repeat(r)
		p.churn(r.Churn)
		window := count(int64(r.Window), "day")
		notes = append(notes, cohortNote, fmt.Sprintf("lost: more than %s without activity, on the day after them; back: active again later", window))
		if s := r.Survival; s != nil {
			about := fmt.Sprintf("%s of activity, %s over.", count(s.Curve.Customers, "spell"), thousands(s.Curve.Churned))
			p.section("staying", "Staying active", about, p.survival("share still active", "The share of spells of activity that were not over after so many days.", s)...)
			notes = append(notes, fmt.Sprintf("staying active: up to the last activity, of spells that began %s ago or earlier", window))
		}
		p.engagement(r)
	}
	if r.Forecast != nil {
		p.value(r)
		p.forecast(r)
		p.holdout(r)
		p.ranking(r.Forecast)
		p.cost(r.Cost, "in "+count(int64(r.Forecast.HorizonWeeks), "week"), activityPaybacks(r))
		notes = append(notes, "value so far: of all customers of a cohort, those who never came back included")
		if r.Forecast.Orders != nil {
			notes = append(notes, "at risk: what a customer who has not left would bring, times the probability of having left", modelNote)
		}
	}
	files := []fileCounts{p.main(namedCount{"counted", r.Activities}, namedCount{"as of later days", r.Later}, namedCount{"without an amount", r.Unpaid})}
	p.counts(append(files, costCounts(r.Cost)...)...)
	p.notes(notes...)
	return &p.Document
}

// activityFigures are the key figures.
func (p *historyPage) activityFigures(r *activityReport) page.Figures {
	figures := page.Figures{{Name: "Customers", Value: whole(r.Customers), Base: r.Customers, Of: plural(r.Activities, "activity", "activities")}}
	if r.Revenue != nil {
		figures = append(figures, page.Figure{Name: "Revenue", Unit: amounts, Value: r.Revenue.StringFixed(2), Base: r.Activities, Of: days(p.Span)})
	}
	if s := r.Repeat; s != nil {
		figures = append(figures, p.rateFigure("Ordered again", s.Rate, count(s.Rate.Base, "customer")))
	}
	if len(r.Churn) > 0 {
		figures = append(figures, p.retainedFigure(r.Churn))
	}
	if e := r.Engagement; e != nil {
		figures = append(figures, page.Figure{Name: "Stickiness", Unit: shared, Value: percentCell(asNumber(e.Stickiness)), Base: e.Tally.Customers,
			Of: "DAU/MAU in " + e.Period.String()})
	}
	if f := r.Forecast; f != nil && f.New != nil && f.New.Value != nil {
		figures = append(figures, page.Figure{Name: "Value of a new customer", Unit: amounts, Value: amounts.Plain(asNumber(f.New.Value)),
			Of: "in " + count(int64(f.HorizonWeeks), "week") + ", " + f.note()})
	}
	return figures
}

// The heat map of a page has room for so many cohorts and intervals.
const (
	pageCohorts   = 36
	pageIntervals = 24
)

// cohorts draws the cohort triangle as a heat map.
func (p *historyPage) cohorts(r *activityReport) {
	c := r.Cohorts
	if c == nil || len(c.Rows) == 0 {
		return
	}
	grain := grainName(p.Every)
	rows := c.Rows[max(0, len(c.Rows)-pageCohorts):]
	intervals := min(pageIntervals, max(0, len(rows[0].Active)-1))
	heat := chart.Heat{
		Head: chart.Head{ID: "cohort-heat", Title: "Active again, by " + grain,
			About: "Cohorts by their first " + grain + ", and the share of each that was active again in each later " + grain + "."},
		Corner: "first " + grain, Aside: "size", Unit: chart.Unit{Suffix: "%"},
	}
	for k := 1; k <= intervals; k++ {
		heat.Columns = append(heat.Columns, "+"+strconv.Itoa(k))
	}
	for _, row := range rows {
		line := chart.HeatRow{Name: periodName(row.Period), Aside: whole(row.Size)}
		for k := 1; k <= intervals; k++ {
			line.Cells = append(line.Cells, chart.HeatCell{Value: 100 * asNumber(cellRate(row, k))})
		}
		heat.Rows = append(heat.Rows, line)
	}
	means := page.Table{Name: "cohort-means", Caption: "All cohorts, by " + grain + " after the first", Table: chart.Table{Columns: append(rateColumns(grain),
		chart.Number("simple mean", shared))}}
	for _, m := range r.Means {
		means.Rows = append(means.Rows, append(append([]string{"+" + strconv.Itoa(m.Interval)}, rateCells(m.Pooled)...), percentCell(asNumber(m.Simple))))
	}
	about := fmt.Sprintf("%s, %s", count(r.Customers, "customer"), plural(r.Activities, "activity", "activities"))
	if r.Revenue != nil {
		about += ", revenue " + money(r.Revenue, 2)
	}
	p.section("cohorts", "Cohorts", about+".", page.Picture{Chart: heat}, means)
	if hidden := len(c.Rows) - len(rows); hidden > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("The heat map has the last %d cohorts of %s.", len(rows), thousands(int64(len(c.Rows)))))
	}
}

// repeat says what customers did after their first order.
func (p *historyPage) repeat(r *activityReport) {
	s := r.Repeat
	if s == nil {
		return
	}
	var rates []namedRate
	for _, w := range s.Within {
		rates = append(rates, namedRate{count(int64(w.Days), "day"), w.rate})
	}
	t := newFigureTable("repeat-figures", "After the first order")
	low, high := ends(s.Rate.Interval)
	t.add("ordered again", 1, "%", 100*asNumber(s.Rate.Rate), 100*low, 100*high, "")
	t.alone("days between orders, mean", 1, "days", asNumber(s.DaysBetween), p.because("repeat.days_between"))
	if r.Revenue != nil {
		t.alone("revenue after first orders", 1, "%", 100*asNumber(s.RevenueShare), p.because("repeat.revenue_share"))
	}
	if r.Revenue != nil && s.Spend == nil {
		t.alone("repeat order / first order", 2, "", math.NaN(), p.because("repeat.spend"))
	}
	if s.Spend != nil {
		ratio := func(name string, x cx.Estimate) { t.add(name, 2, "", x.Value, x.Interval.Low, x.Interval.High, "") }
		ratio("repeat order / first order", s.Spend.PerOrder)
		ratio("all repeats / first orders", s.Spend.PerCustomer)
	}
	p.section("repeat", "Repeat", "The orders of a day are one.", p.rateBars("repeat-bars", "Ordered again within", rates),
		rateTable("repeat-within", "Ordered again within", "within", rates), t.table())
}

// engagement says how often customers were active in the last whole month.
func (p *historyPage) engagement(r *activityReport) {
	e := r.Engagement
	if e == nil {
		return
	}
	t := newFigureTable("stickiness-figures", "Activity in "+e.Period.String())
	t.alone("stickiness", 1, "%", 100*asNumber(e.Stickiness), "DAU/MAU")
	t.alone("customers active in the month", 0, "", float64(e.Tally.Customers), "")
	t.alone("customers active on a mean day", 1, "", asNumber(e.DailyActive), "")
	t.alone("active days of a customer", 2, "", asNumber(e.DaysPerCustomer), "")
	p.section("stickiness", "Stickiness", "", t.table())
}

// activityPaybacks says when a new customer has earned back the cost of one.
func activityPaybacks(r *activityReport) (paybacks []namedPayback) {
	c := r.Cost
	if c == nil || c.CAC == nil {
		return nil
	}
	if c.Economics != nil {
		back := namedPayback{"paid back, forecast", "", math.NaN(), "never within " + count(int64(r.Forecast.HorizonWeeks), "week")}
		switch weeks := c.PaybackWeeks; {
		case weeks == nil:
		case *weeks == 0:
			back = namedPayback{back.name, "weeks", 0, "at once, by the first order"}
		default:
			back = namedPayback{back.name, "weeks", float64(*weeks), "in week " + thousands(int64(*weeks))}
		}
		paybacks = append(paybacks, back)
	}
	if r.Value != nil && r.Value.All != nil {
		paybacks = append(paybacks, namedPayback{"paid back, so far", "", math.NaN(), paidBackIn(r.Value.PaidBack, c.CAC) + ", by cohorts so old"})
	}
	return paybacks
}
