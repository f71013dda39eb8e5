package cohort

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// The heat map of a page has room for so many cohorts and intervals, and that of the text screen for
// fewer.
const (
	pageCohorts     = 36
	pageIntervals   = 24
	screenCohorts   = 18
	screenIntervals = 12
)

// Notes say what the means are not, and what own intervals are.
func (s *Section) Notes() []string {
	notes := []string{"pooled, simple mean: each column has other cohorts, the later the older: no curve of anybody"}
	if s.Cohorts != nil && s.own() != "" {
		notes = append(notes, "own "+s.own()+"s: from the first time of each customer on; shares are of those whose "+s.own()+" is over")
	}
	return notes
}

// own is the name of intervals that run from each customer's own first time, "" for those of the
// calendar.
func (s *Section) own() string {
	switch c := s.Cohorts; {
	case c.ElapsedMonths == 12:
		return "year"
	case c.ElapsedMonths == 3:
		return "quarter"
	case c.ElapsedMonths > 0:
		return "month"
	case c.ElapsedSeconds > 86400:
		return "week"
	case c.ElapsedSeconds > 0:
		return "day"
	}
	return ""
}

// Add draws the cohorts as a heat map. Line says of whom they are, and active what their customers
// were, as active again.
func (s *Section) Add(p *topic.Page, line, active string) {
	c := s.Cohorts
	if c == nil || len(c.Rows) == 0 {
		return
	}
	grain := figure.GrainName(p.Every)
	interval, each, after := grain, grain, " after the first"
	if own := s.own(); own != "" {
		interval, each = "own "+own, own+" from each customer's own first time on"
	}
	if each = "later " + each; s.first == 0 {
		each, after = strings.TrimPrefix(each, "later "), ", from the first on"
	}
	rows := c.Rows[max(0, len(c.Rows)-pageCohorts):]
	end := min(pageIntervals+1, max(s.first, len(rows[0].Active)))
	heat := chart.Heat{
		Head: chart.Head{ID: "cohort-heat", Title: page.Capital(active) + ", by " + interval,
			About: "Cohorts by their first " + grain + ", and the share of each that was " + active + " in each " + each + "."},
		Corner: "first " + grain, Aside: "size", Unit: chart.Unit{Suffix: "%"},
	}
	for k := s.first; k < end; k++ {
		heat.Columns = append(heat.Columns, "+"+strconv.Itoa(k))
	}
	for _, row := range rows {
		line := chart.HeatRow{Name: figure.PeriodName(row.Period), Aside: figure.Whole(row.Size)}
		for k := s.first; k < end; k++ {
			line.Cells = append(line.Cells, chart.HeatCell{Value: 100 * figure.AsNumber(cellRate(row, k))})
		}
		heat.Rows = append(heat.Rows, line)
	}
	means := page.Table{Name: "cohort-means", Caption: "All cohorts, by " + interval + after, Text: page.Elsewhere,
		Table: chart.Table{Columns: append(topic.RateColumns(interval), chart.Number("simple mean", figure.Shared))}}
	for _, m := range s.Means {
		means.Rows = append(means.Rows, append(append([]string{"+" + strconv.Itoa(m.Interval)}, topic.RateCells(m.Pooled)...), figure.PercentCell(figure.AsNumber(m.Simple))))
	}
	p.Add(page.Section{ID: "cohorts", Title: "Cohorts", Line: line, Aside: active + ", in %, by " + interval, About: page.Sentence(line),
		Blocks: []page.Block{page.Picture{Chart: heat, Lines: s.lines("first " + grain)}, means}})
	if hidden := len(c.Rows) - len(rows); hidden > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("The heat map has the last %d cohorts of %s.", len(rows), figure.Thousands(int64(len(c.Rows)))))
	}
}

// lines draws the last cohorts, and the means of all.
func (s *Section) lines(corner string) (lines []string) {
	add := func(line string) { lines = append(lines, strings.TrimRight(line, " ")) }
	c := s.Cohorts
	shown := c.Rows[max(0, len(c.Rows)-screenCohorts):]
	end := min(s.first+screenIntervals, max(s.first, len(shown[0].Active)))
	highest := 0.0
	head := figure.Left(corner, 13) + figure.Right("size", 8) + "  "
	for k := s.first; k < end; k++ {
		head += figure.Right("+"+strconv.Itoa(k), 6)
		for _, row := range shown {
			if rate := cellRate(row, k); rate != nil {
				highest = max(highest, 100*rate.InexactFloat64())
			}
		}
	}
	add(head)
	if hidden := len(c.Rows) - len(shown); hidden > 0 {
		add(fmt.Sprintf("… %s before, see -json", figure.Thousands(int64(hidden))))
	}
	scale := figure.NewHeat(highest)
	for _, row := range shown {
		line := figure.Left(figure.PeriodName(row.Period), 13) + figure.Right(figure.Compact(row.Size, 8), 8) + "  "
		for k := s.first; k < end; k++ {
			line += heatCell(scale, cellRate(row, k))
		}
		add(line)
	}
	if end == s.first {
		return lines
	}
	pooled, simple := figure.Left("all, pooled", 13)+figure.Right(figure.Compact(c.Total(), 8), 8)+"  ", figure.Left("simple mean", 23)
	for _, m := range s.Means[:min(len(s.Means), end-s.first)] {
		pooled += heatCell(scale, m.Pooled.Rate)
		simple += heatCell(scale, m.Simple)
	}
	add(pooled)
	add(simple)
	legend := strings.Repeat(" ", 22) + scale.Legend()
	if len(s.Means) > end-s.first {
		legend += fmt.Sprintf("   +%d on: see -json", end)
	}
	add(legend)
	return lines
}

// cellRate returns the rate of a cell, nil for one that was not observed.
func cellRate(row cx.Cohort, k int) figure.Exact {
	rate, err := row.Rate(k)
	if err != nil {
		return nil
	}
	return rate
}

// heatCell draws a cell in 6 columns, blank for none.
func heatCell(scale figure.Heat, rate figure.Exact) string {
	if rate == nil {
		return strings.Repeat(" ", 6)
	}
	percent := 100 * rate.InexactFloat64()
	return " " + strings.Repeat(string(scale.Shade(percent)), 2) + figure.Right(figure.Fixed(percent, 0), 3)
}
