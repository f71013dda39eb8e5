package orders

import (
	"fmt"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// engagement is how often customers were active in some days, of which those count that are over.
type engagement struct {
	Period          cx.Period     `json:"period"`
	Tally           cx.Engagement `json:"tally"`
	Stickiness      figure.Exact  `json:"stickiness,omitzero"`
	DaysPerCustomer figure.Exact  `json:"days_per_customer,omitzero"`
	DailyActive     figure.Exact  `json:"daily_active,omitzero"`
}

// measureEngagement measures some days, or without any the last whole month.
func measureEngagement(a *figure.Asker, r *activityReport, log cx.ActivityLog, span cx.Period) {
	if span == (cx.Period{}) {
		this, err := cx.Month.PeriodOf(r.AsOf)
		if !a.Has("", err) {
			return
		}
		day, err := this.Start.AddDays(-1)
		if !a.Has("", err) {
			return
		}
		span, err = cx.Month.PeriodOf(day)
		if !a.Has("", err) || span.End.Compare(r.Span.Start) <= 0 {
			return
		}
	}
	if span.Start.Compare(r.AsOf) >= 0 {
		a.Err = &topic.UsageError{Text: fmt.Sprintf("-stickiness: no day of it is over as %v begins: name earlier days, or a later -as-of", r.AsOf)}
		return
	}
	tally := figure.Ask[cx.Engagement](a, "")(log.Engagement(span))
	if tally == nil {
		return
	}
	r.Engagement = &engagement{
		Period: span, Tally: *tally,
		Stickiness:      a.Exact("engagement.stickiness")(tally.Stickiness()),
		DaysPerCustomer: a.Exact("engagement.days_per_customer")(tally.DaysPerCustomer()),
		DailyActive:     a.Exact("engagement.daily_active")(tally.DailyActive()),
	}
}

// days names the days.
func (e *engagement) days() string {
	name := e.Period.String()
	if strings.Contains(name, "/") {
		name = figure.Days(e.Period)
	}
	if all := int64(e.Period.Days()); e.Tally.Days < all {
		name += fmt.Sprintf(", %d of %s", e.Tally.Days, figure.Count(all, "day"))
	}
	return name
}

// ratio names what is put beside what.
func (e *engagement) ratio() string {
	if month, err := cx.Month.PeriodOf(e.Period.Start); err == nil && month == e.Period {
		return "DAU/MAU"
	}
	if e.Period.Days() == 7 {
		return "DAU/WAU"
	}
	return "active on a mean day / on any"
}

// addEngagement says how often customers were active.
func addEngagement(p *topic.Page, e *engagement) {
	if e == nil {
		return
	}
	in := "in these days"
	if e.ratio() == "DAU/MAU" {
		in = "in the month"
	}
	t := topic.NewFigureTable("stickiness-figures", "Activity in "+e.days())
	t.Alone("stickiness", 1, "%", 100*figure.AsNumber(e.Stickiness), e.ratio())
	t.Alone("customers active "+in, 0, "", float64(e.Tally.Customers), "")
	t.Alone("customers active on a mean day", 1, "", figure.AsNumber(e.DailyActive), "")
	t.Alone("active days of a customer", 2, "", figure.AsNumber(e.DaysPerCustomer), "")
	table := t.Build()
	table.Text = &page.Text{All: func(rows, _ []page.Cells) []string {
		value := func(row int) string { return rows[row].TextOf("value") }
		return []string{fmt.Sprintf("%s active %s, %s on a mean day; %s active days each", figure.Count(e.Tally.Customers, "customer"), in, number(value(2)), number(value(3)))}
	}}
	p.Add(page.Section{ID: "stickiness", Title: "Stickiness", Line: figure.InPercent(e.Stickiness) + " in " + e.days(), Aside: e.ratio(),
		About: "Customers active on a mean day, out of those active on any day of " + e.days() + ".", Blocks: []page.Block{table}})
}

// number writes a number of a table as it is, "-" for none.
func number(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
