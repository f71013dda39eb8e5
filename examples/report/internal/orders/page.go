package orders

import (
	"fmt"
	"math"

	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// Document makes the document of a report of activities.
func (r *activityReport) Document() *page.Document {
	p := topic.NewPage(&r.Head, "Activities")
	var notes []string
	if r.Activities == 0 {
		p.Add(page.Section{ID: "cohorts", Title: "Cohorts", Line: "there are no activities"})
	} else {
		p.Add(page.Section{ID: "glance", Title: "At a glance", Headless: true, Blocks: []page.Block{keyFigures(p, r)}})
		line := fmt.Sprintf("%s, %s", figure.Count(r.Customers, "customer"), figure.Plural(r.Activities, "activity", "activities"))
		if r.Revenue != nil {
			line += ", revenue " + figure.Money(r.Revenue, 2)
		}
		r.Section.Add(p, line, "active again")
		addRepeat(p, r)
		value.AddChurn(p, r.Churn)
		window := figure.Count(int64(r.Window), "day")
		notes = append(r.Section.Notes(), fmt.Sprintf("lost: more than %s without activity, on the day after them; back: active again later", window))
		if r.Survival != nil {
			addSurvival(p, r)
			notes = append(notes, fmt.Sprintf("staying active: up to the last activity, of spells that began %s ago or earlier", window))
		}
		addEngagement(p, r.Engagement)
	}
	if r.Forecast != nil {
		addValue(p, r)
		addForecast(p, r)
		addHoldout(p, r)
		addRanking(p, r.Forecast)
		value.AddCost(p, r.Cost, "in "+figure.Count(int64(r.Forecast.HorizonWeeks), "week"), activityPaybacks(r))
		notes = append(notes, "value so far: of all customers of a cohort, those who never came back included")
		if r.Forecast.Orders != nil {
			notes = append(notes, "at risk: what a customer who has not left would bring, times the probability of having left", value.ModelNote)
		}
	}
	files := []page.FileCounts{p.Main(page.Count{Name: "counted", N: r.Activities}, page.Count{Name: "as of later days", N: r.Later}, page.Count{Name: "without an amount", N: r.Unpaid})}
	p.AddCounts(append(files, value.CostCounts(r.Cost)...)...)
	p.AddNotes(append(notes, value.ChurnNotes(r.Churn)...)...)
	return &p.Document
}

// addSurvival draws how long customers stay active.
func addSurvival(p *topic.Page, r *activityReport) {
	value.AddSurvival(p, page.Section{ID: "staying", Title: "Staying active", Aside: "share still active",
		Line: fmt.Sprintf("%s of activity, %s over", figure.Count(r.Survival.Curve.Customers, "spell"), figure.Thousands(r.Survival.Curve.Churned))},
		"The share of spells of activity that were not over after so many days.", r.Survival)
}

// keyFigures are the key figures.
func keyFigures(p *topic.Page, r *activityReport) page.Figures {
	figures := page.Figures{{Name: "Customers", Value: figure.Whole(r.Customers), Base: r.Customers, Of: figure.Plural(r.Activities, "activity", "activities")}}
	if r.Revenue != nil {
		figures = append(figures, page.Figure{Name: "Revenue", Unit: figure.Amounts, Value: r.Revenue.StringFixed(2), Base: r.Activities, Of: figure.Days(p.Span)})
	}
	if s := r.Repeat; s != nil {
		figures = append(figures, p.RateFigure("Ordered again", s.Rate, figure.Count(s.Rate.Base, "customer")))
	}
	if len(r.Churn) > 0 {
		figures = append(figures, value.RetainedFigure(p, r.Churn))
	}
	if e := r.Engagement; e != nil {
		figures = append(figures, page.Figure{Name: "Stickiness", Unit: figure.Shared, Value: figure.PercentCell(figure.AsNumber(e.Stickiness)), Base: e.Tally.Customers,
			Of: e.ratio() + " in " + e.days()})
	}
	if f := r.Forecast; f != nil && f.New != nil && f.New.Value != nil {
		figures = append(figures, page.Figure{Name: "Value of a new customer", Unit: figure.Amounts, Value: figure.Amounts.Plain(figure.AsNumber(f.New.Value)),
			Of: "in " + figure.Count(int64(f.HorizonWeeks), "week") + ", " + f.Note()})
	}
	return figures
}

// activityPaybacks says when a new customer has earned back the cost of one.
func activityPaybacks(r *activityReport) (paybacks []value.Payback) {
	c := r.Cost
	if c == nil || c.CAC == nil {
		return nil
	}
	if c.Economics != nil {
		back := value.Payback{Name: "paid back, forecast", Value: math.NaN(), Word: "never", Note: "within " + figure.Count(int64(r.Forecast.HorizonWeeks), "week")}
		switch weeks := c.PaybackWeeks; {
		case weeks == nil:
		case *weeks == 0:
			back = value.Payback{Name: back.Name, Unit: "weeks", Value: 0, Word: "at once", Note: "by the first order"}
		default:
			back = value.Payback{Name: back.Name, Unit: "weeks", Value: float64(*weeks), Word: "week " + figure.Thousands(int64(*weeks))}
		}
		paybacks = append(paybacks, back)
	}
	if r.Value != nil && r.Value.All != nil {
		paybacks = append(paybacks, value.Payback{Name: "paid back, so far", Value: math.NaN(), Word: paidBackIn(r.Value.PaidBack, c.CAC), Note: "by cohorts so old"})
	}
	return paybacks
}
