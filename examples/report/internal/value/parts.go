package value

import (
	"fmt"
	"math"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// AddPredicted adds a figure of a model.
func AddPredicted(t *topic.FigureTable, name string, places int, unit string, scale float64, m Predicted, note string) {
	low, high := math.NaN(), math.NaN()
	if m.Interval != (cx.Interval{}) {
		low, high = scale*m.Interval.Low, scale*m.Interval.High
	}
	t.Add(name, places, unit, scale*m.Value, low, high, note)
}

// mostSteps is how many steps of a curve a picture has; a pixel has no room for more.
const mostSteps = 400

// AddSurvival adds a section with a curve, and a table of its figures.
func AddSurvival(p *topic.Page, section page.Section, about string, s *SurvivalSection) {
	title := section.Aside
	c := chart.Line{
		Head: chart.Head{ID: "survival-curve", Title: page.Capital(title), About: about},
		X:    chart.Axis{Title: s.unit, Unit: figure.Counted}, Y: chart.Axis{Title: title, Unit: figure.Shared, Low: 0, High: 100},
		Series: []chart.Series{{Name: title, Steps: true, AtRisk: func(x float64) int64 {
			n, err := s.Curve.AtRisk(x)
			if err != nil {
				return 0
			}
			return n
		}}},
	}
	at := func(t float64) {
		point := chart.Point{X: t, Y: math.NaN(), Low: math.NaN(), High: math.NaN()}
		if share, err := s.Curve.At(t); err == nil {
			point.Y = 100 * share
			if iv, err := s.Curve.Interval(t, p.Level, cx.LogLogScale); err == nil {
				point.Low, point.High = 100*iv.Low, 100*iv.High
			}
		}
		c.Series[0].Points = append(c.Series[0].Points, point)
	}
	if s.Curve.Last > 0 {
		at(0)
		if len(s.Curve.Steps) <= mostSteps {
			for _, step := range s.Curve.Steps {
				if step.Time > 0 {
					at(step.Time)
				}
			}
		} else {
			for i := 1.0; i <= mostSteps; i++ {
				at(i / mostSteps * s.Curve.Last)
			}
		}
	}
	places := 1
	if s.unit == "days" {
		places = 0
	}
	t := topic.NewFigureTable("survival", page.Capital(title)+", in figures")
	if m := s.Median; m != nil {
		limit := func(t float64, reached bool) float64 {
			if !reached {
				return math.NaN()
			}
			return t
		}
		note := ""
		if !m.Reached {
			note = "not reached"
		}
		t.Add("median", places, s.unit, limit(m.Time, m.Reached), limit(m.Low, m.LowReached), limit(m.High, m.HighReached), note)
	}
	for _, a := range s.At {
		low, high := figure.Ends(a.Interval)
		t.Add("after "+s.length(a.Days+a.Time), 1, "%", 100*a.Share, 100*low, 100*high, "")
	}
	mean := func(name string, value float64, iv cx.Interval) {
		u := chart.Unit{Places: places}
		low, high := figure.Ends(iv)
		t.Rows = append(t.Rows, []string{name, chart.Unit{Places: 1}.Plain(value), u.Plain(low), u.Plain(high), s.unit, ""})
	}
	switch {
	case s.Expected != nil:
		mean("mean", s.Expected.Value, s.Expected.Interval)
	case s.Mean != nil:
		mean("mean, of "+s.length(s.Mean.WithinDays), s.Mean.Value, s.Mean.Interval)
	}
	figures := t.Build()
	section.About = page.Sentence(section.Line)
	section.Blocks = []page.Block{page.Picture{Chart: c}, figures}
	section.Body = func() []string { return survivalLines(s, figures) }
	p.Add(section)
}

// length writes a length of time.
func (s *SurvivalSection) length(n int) string {
	if n == 1 {
		return "1 " + strings.TrimSuffix(s.unit, "s")
	}
	return fmt.Sprintf("%d %s", n, s.unit)
}

// AddChurn draws who stayed, and tables the periods.
func AddChurn(p *topic.Page, points []ChurnPoint) {
	grain := figure.GrainName(p.Every)
	if len(points) == 0 {
		p.Add(page.Section{ID: "churn", Title: "Churn", Aside: "no whole " + grain + " yet"})
		return
	}
	heads := []string{grain, "start", "new", "lost", "back", "end"}
	for _, r := range points[0].Rates {
		heads = append(heads, formulaHeads[r.Formula])
	}
	c := chart.Line{
		Head: chart.Head{ID: "retained", Title: "Customers retained by " + grain, Bare: true,
			About: "The share of the customers of the start of each " + grain + " who were there at its end, with its interval."},
		X: chart.Axis{Title: grain}, Y: chart.Axis{Title: "retained", Unit: figure.Shared}, Series: []chart.Series{{Name: "retained"}},
	}
	t := page.Table{Name: "churn-periods", Caption: "Customers by " + grain, Table: chart.Table{Columns: []chart.Column{chart.Text(grain),
		chart.Number("start", figure.Counted), chart.Number("new", figure.Counted), chart.Number("lost", figure.Counted), chart.Number("back", figure.Counted),
		chart.Number("end", figure.Counted), chart.Number("retained", figure.Shared), chart.Number("from", figure.Shared), chart.Number("to", figure.Shared)}}}
	for _, r := range points[0].Rates {
		t.Columns = append(t.Columns, chart.Number("churn, "+formulaHeads[r.Formula], figure.Shared))
	}
	shown := points[max(0, len(points)-topic.MostTrend):]
	for i, point := range shown {
		low, high := figure.Ends(point.Retained.Interval)
		c.X.Labels = append(c.X.Labels, figure.PeriodName(point.Period))
		c.Series[0].Points = append(c.Series[0].Points,
			chart.Point{X: float64(i), Y: 100 * figure.AsNumber(point.Retained.Rate), Low: 100 * low, High: 100 * high})
	}
	for _, point := range points {
		cells := topic.RateCells(point.Retained)
		row := []string{figure.PeriodName(point.Period), figure.Whole(point.Tally.Start), figure.Whole(point.Tally.Acquired),
			figure.Whole(point.Tally.Lost + point.Tally.AcquiredLost), figure.Whole(point.Reactivated), figure.Whole(point.Customers), cells[0], cells[1], cells[2]}
		for _, r := range point.Rates {
			row = append(row, figure.PercentCell(figure.AsNumber(r.Rate)))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Text = &page.Text{All: func(rows, _ []page.Cells) []string { return churnLines(heads, rows) }}
	section := page.Section{ID: "churn", Title: "Churn", Aside: "by " + grain, Blocks: []page.Block{page.Picture{Chart: c}, t}}
	if last := points[len(points)-1]; last.Retained.Rate != nil {
		section.Line = fmt.Sprintf("%s retained in %s, %s interval %s", figure.InPercent(last.Retained.Rate), figure.PeriodName(last.Period),
			figure.Percent(p.Level), figure.ShareInterval(last.Retained.Interval))
		section.About = page.Sentence(section.Line)
	}
	p.Add(section)
}

// RetainedFigure is the last share of customers who stayed, with those before it.
func RetainedFigure(p *topic.Page, points []ChurnPoint) page.Figure {
	last := points[len(points)-1]
	f := p.RateFigure("Retained in "+figure.PeriodName(last.Period), last.Retained, figure.Count(last.Retained.Base, "customer"))
	for _, point := range points[max(0, len(points)-figure.MostBlocks):] {
		f.Trend = append(f.Trend, 100*figure.AsNumber(point.Retained.Rate))
	}
	f.TrendLabel = "Customers retained by " + figure.GrainName(p.Every)
	return f
}

// AddCost adds what winning a customer costs, beside what one is worth, of which worth says more,
// and when that pays back.
func AddCost(p *topic.Page, c *CostSection, worth string, payback []Payback) {
	if c == nil {
		return
	}
	section := page.Section{ID: "cost", Title: "Cost", Aside: "healthy from " + c.Healthy.String() + " to 1", Line: p.Because("cost.cac")}
	if c.CAC != nil {
		section.Line = figure.ExactIn(c.CAC, 15) + " a customer"
	}
	section.About = page.Sentence(section.Aside)
	t := topic.NewFigureTable("cost-figures", "What winning a customer costs")
	if c.Total != nil {
		t.Alone("spent", 2, "", c.Total.Spend.InexactFloat64(), "on "+figure.Compact(c.Total.Customers, 9)+" new")
	}
	t.Alone("cost of a customer", 2, "", figure.AsNumber(c.CAC), "CAC")
	if c.Economics == nil {
		t.Alone("value of a customer", 2, "", math.NaN(), "not known")
	} else {
		section.Line += ", worth " + figure.ExactIn(c.Economics.Value, 15)
		t.Alone("value of a customer", 2, "", c.Economics.Value.InexactFloat64(), worth)
		t.Alone("value to cost", 2, "", figure.AsNumber(c.Ratio), strings.TrimSpace("CLV:CAC "+p.Because("cost.ratio")))
		t.Alone("profit", 2, "", figure.AsNumber(c.Profit), "value - cost")
		t.Alone("could cost", 2, "", figure.AsNumber(c.Allowable), "at "+c.Healthy.String()+" to 1"+p.Because("cost.allowable"))
	}
	if c.Verdict != "" {
		section.Line += ": " + verdicts[c.Verdict]
		section.About += " " + page.Sentence(verdicts[c.Verdict])
	}
	for _, b := range payback {
		t.Alone(b.Name, 1, b.Unit, b.Value, b.note())
	}
	periods := page.Table{Name: "costs", Caption: "Costs by " + figure.GrainName(p.Every), Table: chart.Table{Columns: []chart.Column{
		chart.Text(figure.GrainName(p.Every)), chart.Number("spent", figure.Amounts), chart.Number("customers", figure.Counted), chart.Number("CAC", figure.Amounts)}}}
	for _, point := range c.Points {
		spent := "" // not in the file
		if point.covered {
			spent = figure.Amounts.Plain(point.Tally.Spend.InexactFloat64())
		}
		periods.Rows = append(periods.Rows, []string{figure.PeriodName(point.Period), spent, figure.Whole(point.Tally.Customers), figure.Amounts.Plain(figure.AsNumber(point.CAC))})
	}
	if c.Lag > 0 {
		periods.Note = fmt.Sprintf("spent %s before the customers came", figure.Count(int64(c.Lag), figure.GrainName(p.Every)))
	}
	figures := t.Build()
	section.Blocks = []page.Block{figures, periods}
	section.Body = func() []string { return costLines(figures, periods, payback) }
	p.Add(section)
}

// Payback is when a cost is earned back. Word says it where there is no number, or better.
type Payback struct {
	Name, Unit string
	Value      float64
	Word, Note string
}

// note is the note beside the number in a table.
func (b Payback) note() string {
	if b.Word == "" || b.Note == "" {
		return b.Word + b.Note
	}
	return b.Word + ", " + b.Note
}

// CostCounts are the counts of the file of the costs, none without one.
func CostCounts(c *CostSection) []page.FileCounts {
	if c == nil || c.Rows == nil {
		return nil
	}
	return []page.FileCounts{topic.FileCounts(c.Source, figure.Printable(c.Source), *c.Rows, c.Rejected, page.Count{Name: "as of later days", N: c.Later})}
}

// ParameterTable is the parameters of a model.
func ParameterTable(name, caption string, parameters []Parameter, logLikelihood, spreadP float64) page.Table {
	t := topic.NewFigureTable(name, caption)
	for _, m := range parameters {
		AddPredicted(t, m.Name, 3, "", 1, m.Predicted, "")
	}
	t.Alone("log-likelihood", 2, "", logLikelihood, "")
	if spreadP > 0.05 && spreadP < 1 { // what chance makes of customers who do not differ
		t.Alone("do they differ? P", 2, "", spreadP, "or by chance")
	}
	return t.Build()
}
