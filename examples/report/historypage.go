package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// What the pages of all reports but that of a survey have in common.

var (
	counted = chart.Unit{}
	shared  = chart.Unit{Places: 1, Suffix: "%"}
	amounts = chart.Unit{Places: 2}
)

// historyPage makes the document of a report with a head.
type historyPage struct {
	*head
	page.Document
}

// newHistoryPage begins the document. What says what the rows are.
func newHistoryPage(h *head, what string) *historyPage {
	p := &historyPage{head: h}
	p.Title = "Customer experience report"
	about := what + " of " + h.Source
	if h.Span != (cx.Period{}) {
		about += ", " + days(h.Span)
	}
	if h.AsOf != (cx.Date{}) {
		about += ", as of " + h.AsOf.String()
	}
	if h.AsOfFromFile {
		about += ", the day after the last"
	}
	p.About = []string{about}
	if h.Simulated {
		p.Warnings = []string{"Simulated data, no real customers."}
	}
	return p
}

// section adds a section, and drops blocks that have nothing to show.
func (p *historyPage) section(id, title, about string, blocks ...page.Block) {
	s := page.Section{ID: id, Title: title, About: about}
	for _, b := range blocks {
		switch b := b.(type) {
		case nil:
			continue
		case page.Table:
			if len(b.Rows) == 0 {
				continue
			}
		case page.Note:
			if b == "" {
				continue
			}
		}
		s.Blocks = append(s.Blocks, b)
	}
	p.Sections = append(p.Sections, s)
}

// notes adds how to read the figures.
func (p *historyPage) notes(notes ...string) {
	p.Notes = append(p.Notes, "Intervals are of "+percent(p.Level)+" and unadjusted: each is for its own figure.")
	for _, note := range notes {
		p.Notes = append(p.Notes, sentence(note))
	}
}

// why is a note that says why a figure does not exist, nil if it does.
func (p *historyPage) why(figure, what string) page.Block {
	if reason := p.reason(figure); reason != "" {
		return page.Note(what + ": " + reason + ".")
	}
	return nil
}

// asNumber returns an exact figure as a number, NaN for none.
func asNumber(e exact) float64 {
	if e == nil {
		return math.NaN()
	}
	return e.InexactFloat64()
}

// pointed returns an estimate, NaN for none.
func pointed(f *float64) float64 {
	if f == nil {
		return math.NaN()
	}
	return *f
}

// ends returns the limits of an interval, NaN for none.
func ends(iv cx.Interval) (low, high float64) {
	if iv == (cx.Interval{}) {
		return math.NaN(), math.NaN()
	}
	return iv.Low, iv.High
}

// whole writes a count for a table.
func whole(n int64) string { return strconv.FormatInt(n, 10) }

// percentCell writes a fraction for a column of percentages.
func percentCell(f float64) string { return shared.Plain(100 * f) }

// rateCells are the cells of a rate: share, from, to, count and of.
func rateCells(r rate) []string {
	low, high := ends(r.Interval)
	return []string{percentCell(asNumber(r.Rate)), percentCell(low), percentCell(high), whole(r.Count), whole(r.Base)}
}

// rateColumns are the columns of rateCells.
func rateColumns(what string) []chart.Column {
	return []chart.Column{chart.Text(what), chart.Number("share", shared), chart.Number("from", shared), chart.Number("to", shared),
		chart.Number("count", counted), chart.Number("of", counted)}
}

// namedRate is a row of a table of rates.
type namedRate struct {
	name string
	rate rate
}

// rateTable is a table of rates.
func rateTable(name, caption, what string, rates []namedRate) page.Table {
	t := page.Table{Name: name, Caption: caption, Table: chart.Table{Columns: rateColumns(what)}}
	for _, r := range rates {
		t.Rows = append(t.Rows, append([]string{r.name}, rateCells(r.rate)...))
	}
	return t
}

// rateFigure is a rate as a key figure.
func (p *historyPage) rateFigure(name string, r rate, of string) page.Figure {
	low, high := ends(r.Interval)
	return page.Figure{Name: name, Unit: shared, Value: percentCell(asNumber(r.Rate)), Low: percentCell(low), High: percentCell(high),
		Level: percent(p.Level), Base: r.Base, Of: "of " + of}
}

// figureTable is a table of figures in different units.
type figureTable struct{ page.Table }

func newFigureTable(name, caption string) *figureTable {
	return &figureTable{page.Table{Name: name, Caption: caption, Table: chart.Table{Columns: []chart.Column{chart.Text("figure"),
		chart.Number("value", counted), chart.Number("from", counted), chart.Number("to", counted), chart.Text("unit"), chart.Text("note")}}}}
}

// add adds a figure with so many decimals. What is NaN is a blank.
func (t *figureTable) add(name string, places int, unit string, value, low, high float64, note string) {
	u := chart.Unit{Places: places}
	t.Rows = append(t.Rows, []string{name, u.Plain(value), u.Plain(low), u.Plain(high), unit, note})
}

// alone adds a figure without an interval.
func (t *figureTable) alone(name string, places int, unit string, value float64, note string) {
	t.add(name, places, unit, value, math.NaN(), math.NaN(), note)
}

// table returns the table without the columns that have nothing.
func (t *figureTable) table() page.Table {
	short := t.Table
	short.Columns, short.Rows = nil, make([][]string, len(t.Rows))
	for i, column := range t.Columns {
		if i > 0 && !slices.ContainsFunc(t.Rows, func(row []string) bool { return row[i] != "" }) {
			continue
		}
		short.Columns = append(short.Columns, column)
		for k, row := range t.Rows {
			short.Rows[k] = append(short.Rows[k], row[i])
		}
	}
	return short
}

// predicted adds a figure of a model.
func (t *figureTable) predicted(name string, places int, unit string, scale float64, m predicted, note string) {
	low, high := math.NaN(), math.NaN()
	if m.Interval != (cx.Interval{}) {
		low, high = scale*m.Interval.Low, scale*m.Interval.High
	}
	t.add(name, places, unit, scale*m.Value, low, high, note)
}

// counts adds the section of the rows that were counted, of one file or more.
func (p *historyPage) counts(files ...fileCounts) {
	t := page.Table{Name: "rows", Caption: "Rows", Table: chart.Table{Columns: []chart.Column{
		chart.Text("file"), chart.Text("rows"), chart.Number("number", counted)}}}
	var blocks []page.Block
	for i, f := range files {
		t.Rows = append(t.Rows, []string{f.source, "read", whole(f.rows.Read)})
		for _, row := range f.table {
			if row.n != 0 {
				t.Rows = append(t.Rows, []string{f.source, row.name, whole(row.n)})
			}
		}
		t.Rows = append(t.Rows, []string{f.source, "rejected", whole(f.rows.Rejected)})
		if f.rows.Rejected > 0 {
			rejected := rejectedTable(f.rejected, f.rows.Rejected)
			if i > 0 {
				rejected.Name += "-" + strconv.Itoa(i+1)
			}
			rejected.Caption += " of " + f.source
			blocks = append(blocks, rejected)
		}
	}
	p.section("data", "What was counted", "", append([]page.Block{t}, blocks...)...)
}

// fileCounts is what was counted of a file.
type fileCounts struct {
	source   string
	rows     rowCounts
	rejected []fault
	table    []namedCount
}

type namedCount struct {
	name string
	n    int64
}

// main is the counts of the file of the report itself.
func (p *historyPage) main(table ...namedCount) fileCounts {
	return fileCounts{p.Source, p.Rows, p.Rejected, table}
}

// mostSteps is how many steps of a curve a picture has; a pixel has no room for more.
const mostSteps = 400

// survival draws a curve, and tables its figures.
func (p *historyPage) survival(title, about string, s *survivalSection) []page.Block {
	c := chart.Line{
		Head: chart.Head{ID: "survival-curve", Title: capital(title), About: about},
		X:    chart.Axis{Title: "days", Unit: counted}, Y: chart.Axis{Title: title, Unit: shared, Low: 0, High: 100},
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
	t := newFigureTable("survival", capital(title)+", in figures")
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
		t.add("median", 0, "days", limit(m.Time, m.Reached), limit(m.Low, m.LowReached), limit(m.High, m.HighReached), note)
	}
	for _, a := range s.At {
		low, high := ends(a.Interval)
		t.add(fmt.Sprintf("after %d days", a.Days), 1, "%", 100*a.Share, 100*low, 100*high, "")
	}
	mean := func(name string, value float64, iv cx.Interval) {
		t.Rows = append(t.Rows, []string{name, chart.Unit{Places: 1}.Plain(value), counted.Plain(iv.Low), counted.Plain(iv.High), "days", ""})
	}
	switch {
	case s.Expected != nil:
		mean("mean", s.Expected.Value, s.Expected.Interval)
	case s.Mean != nil:
		mean(fmt.Sprintf("mean, of %d days", s.Mean.WithinDays), s.Mean.Value, s.Mean.Interval)
	}
	return []page.Block{page.Picture{Chart: c}, t.table()}
}

// churn draws who stayed, and tables the periods.
func (p *historyPage) churn(points []churnPoint) {
	grain := grainName(p.Every)
	if len(points) == 0 {
		p.section("churn", "Churn", "", page.Note("There is no whole "+grain+" yet."))
		return
	}
	c := chart.Line{
		Head: chart.Head{ID: "retained", Title: "Customers retained by " + grain, Bare: true,
			About: "The share of the customers of the start of each " + grain + " who were there at its end, with its interval."},
		X: chart.Axis{Title: grain}, Y: chart.Axis{Title: "retained", Unit: shared}, Series: []chart.Series{{Name: "retained"}},
	}
	t := page.Table{Name: "churn-periods", Caption: "Customers by " + grain, Table: chart.Table{Columns: []chart.Column{chart.Text(grain),
		chart.Number("start", counted), chart.Number("new", counted), chart.Number("lost", counted), chart.Number("back", counted),
		chart.Number("end", counted), chart.Number("retained", shared), chart.Number("from", shared), chart.Number("to", shared)}}}
	for _, r := range points[0].Rates {
		t.Columns = append(t.Columns, chart.Number("churn, "+formulaHeads[r.Formula], shared))
	}
	shown := points[max(0, len(points)-mostTrend):]
	for i, point := range shown {
		low, high := ends(point.Retained.Interval)
		c.X.Labels = append(c.X.Labels, periodName(point.Period))
		c.Series[0].Points = append(c.Series[0].Points,
			chart.Point{X: float64(i), Y: 100 * asNumber(point.Retained.Rate), Low: 100 * low, High: 100 * high})
	}
	for _, point := range points {
		cells := rateCells(point.Retained)
		row := []string{periodName(point.Period), whole(point.Tally.Start), whole(point.Tally.Acquired),
			whole(point.Tally.Lost + point.Tally.AcquiredLost), whole(point.Reactivated), whole(point.Customers), cells[0], cells[1], cells[2]}
		for _, r := range point.Rates {
			row = append(row, percentCell(asNumber(r.Rate)))
		}
		t.Rows = append(t.Rows, row)
	}
	p.section("churn", "Churn", "", page.Picture{Chart: c}, t)
	for _, r := range points[0].Rates {
		p.Notes = append(p.Notes, "Churn, "+formulaNotes[r.Formula]+".")
	}
}

// retainedFigure is the last share of customers who stayed, with those before it.
func (p *historyPage) retainedFigure(points []churnPoint) page.Figure {
	last := points[len(points)-1]
	f := p.rateFigure("Retained in "+periodName(last.Period), last.Retained, count(last.Retained.Base, "customer"))
	for _, point := range points[max(0, len(points)-mostBlocks):] {
		f.Trend = append(f.Trend, 100*asNumber(point.Retained.Rate))
	}
	f.TrendLabel = "Customers retained by " + grainName(p.Every)
	return f
}

// cost adds what winning a customer costs, beside what one is worth.
func (p *historyPage) cost(c *costSection, worth string, payback []namedPayback) {
	if c == nil {
		return
	}
	t := newFigureTable("cost-figures", "What winning a customer costs")
	if c.Total != nil {
		t.alone("spent", 2, "", c.Total.Spend.InexactFloat64(), "on "+count(c.Total.Customers, "new customer"))
	}
	t.alone("cost of a customer", 2, "", asNumber(c.CAC), "CAC"+p.because("cost.cac"))
	if c.Economics == nil {
		t.alone("value of a customer", 2, "", math.NaN(), "not known")
	} else {
		t.alone("value of a customer", 2, "", c.Economics.Value.InexactFloat64(), worth)
		t.alone("value to cost", 2, "", asNumber(c.Ratio), strings.TrimSpace("CLV:CAC "+p.because("cost.ratio")))
		t.alone("profit", 2, "", asNumber(c.Profit), "value - cost")
		t.alone("could cost", 2, "", asNumber(c.Allowable), "at "+c.Healthy.String()+" to 1"+p.because("cost.allowable"))
	}
	for _, b := range payback {
		t.alone(b.name, 1, b.unit, b.value, b.note)
	}
	about := "Healthy from " + c.Healthy.String() + " to 1."
	if c.Verdict != "" {
		about += " " + sentence(verdicts[c.Verdict])
	}
	periods := page.Table{Name: "costs", Caption: "Costs by " + grainName(p.Every), Table: chart.Table{Columns: []chart.Column{
		chart.Text(grainName(p.Every)), chart.Number("spent", amounts), chart.Number("customers", counted), chart.Number("CAC", amounts)}}}
	for _, point := range c.Points {
		spent := "" // not in the file
		if point.covered {
			spent = amounts.Plain(point.Tally.Spend.InexactFloat64())
		}
		periods.Rows = append(periods.Rows, []string{periodName(point.Period), spent, whole(point.Tally.Customers), amounts.Plain(asNumber(point.CAC))})
	}
	if c.Lag > 0 {
		periods.Note = fmt.Sprintf("Spent %s before the customers came.", count(int64(c.Lag), grainName(p.Every)))
	}
	p.section("cost", "Cost", about, t.table(), periods)
}

// namedPayback is when a cost is earned back.
type namedPayback struct {
	name, unit string
	value      float64
	note       string
}

// costCounts are the counts of the file of the costs, none without one.
func costCounts(c *costSection) []fileCounts {
	if c == nil || c.Rows == nil {
		return nil
	}
	return []fileCounts{{c.Source, *c.Rows, c.Rejected, []namedCount{{"as of later days", c.Later}}}}
}

// parameterTable is the parameters of a model.
func parameterTable(name, caption string, parameters []parameter, logLikelihood, spreadP float64) page.Table {
	t := newFigureTable(name, caption)
	for _, m := range parameters {
		t.predicted(m.Name, 3, "", 1, m.predicted, "")
	}
	t.alone("log-likelihood", 2, "", logLikelihood, "")
	if spreadP > 0.05 && spreadP < 1 { // what chance makes of customers who do not differ
		t.alone("do they differ? P", 2, "", spreadP, "or by chance")
	}
	return t.table()
}
