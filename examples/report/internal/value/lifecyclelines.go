package value

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// What the screens of activities and of subscriptions have in common.
const (
	MostPeriods = 12 // lines of a table of periods
	curveWidth  = 56
	curveHeight = 8
)

// formulaHeads are the heads of the columns of churn.
var formulaHeads = map[cx.ChurnFormula]string{
	cx.StandardChurn: "standard", cx.ChurnCountingReturned: "returned", cx.ChurnCountingAcquired: "acquired",
	cx.ChurnOfActive: "active", cx.ChurnOfAverage: "average", dailyChurn: "daily",
}

// formulaNotes say what the formulas of churn are.
var formulaNotes = map[cx.ChurnFormula]string{
	cx.StandardChurn:         "standard: those of the start who were not there at the end / start",
	cx.ChurnCountingReturned: "counting_returned: those of the start who left, though they came back / start",
	cx.ChurnCountingAcquired: "counting_acquired: as standard, and the new who left again / start",
	cx.ChurnOfActive:         "of_active: all who left / (start + new)",
	cx.ChurnOfAverage:        "of_average: as counting_acquired, but / mean of start and end",
	dailyChurn:               "daily: the sum of the standard churn of each day",
}

// churnLines writes the table of the periods on the text screen, the last at the bottom. Heads are
// those of the period, the counts and the formulas.
func churnLines(heads []string, rows []page.Cells) []string {
	const counts, rates = 6, 9 // the columns of the first count after, and of the first formula
	widths := []int{10, 7, 6, 6, 6, 7, 9}
	formulas := len(heads) - counts
	// Retention is what the standard churn leaves of 100%. All formulas need its room.
	retained := formulas < len(churnFormulas)
	line := func(cell func(i int) string, retention string, rate func(i int) string) string {
		text := figure.Left(cell(0), widths[0])
		for i := 1; i < counts; i++ {
			text += figure.Right(cell(i), widths[i])
		}
		if retained {
			text += figure.Right(retention, widths[counts])
		}
		for i := range formulas {
			text += figure.Right(rate(i), widths[counts])
		}
		return text
	}
	start := 44
	if retained {
		start += widths[counts]
	}
	lines := []string{
		fmt.Sprintf("%*schurn %s", start, "", strings.Repeat("─", 9*formulas-8)),
		line(func(i int) string { return heads[i] }, "retained", func(i int) string { return heads[counts+i] }),
	}
	if hidden := len(rows) - MostPeriods; hidden > 0 {
		rows = rows[hidden:]
		lines = append(lines, fmt.Sprintf("… %s before, see -json", figure.Thousands(int64(hidden))))
	}
	for _, c := range rows {
		lines = append(lines, line(func(i int) string {
			if i == 0 {
				return c.Text(0)
			}
			return c.Fit(i, widths[i]-1)
		}, c.Show(counts), func(i int) string { return c.Show(rates + i) }))
	}
	return lines
}

// survivalLines draws a curve on the text screen, with its figures beside it.
func survivalLines(s *SurvivalSection, figures page.Table) []string {
	last := s.Curve.Last
	if last == 0 {
		return []string{"nobody was observed for a " + strings.TrimSuffix(s.unit, "s")}
	}
	plot := figure.Area(func(x float64) float64 {
		share, err := s.Curve.At(x * last)
		if err != nil {
			return 0
		}
		return share
	}, curveWidth, curveHeight)
	var lines []string
	for i, line := range plot {
		label := ""
		if i%2 == 0 {
			label = strconv.Itoa(100-100*i/curveHeight) + "%"
		}
		lines = append(lines, figure.Right(label, 4)+" "+line)
	}
	bottom, labels := figure.Axis(last, curveWidth, []int{1, 7, 14, 30, 60, 90, 180, 365, 730}, s.unit)
	lines = append(lines, "  0% "+bottom, "     "+labels)
	beside := []string{survivalLine("", "", "interval*")}
	for _, c := range figures.Cells() {
		beside = append(beside, survivalFigure(c, s.unit))
	}
	return page.Beside(lines, beside, curveWidth+8)
}

func survivalLine(label, value, interval string) string {
	return figure.Left(label, 15) + figure.Right(value, 7) + " " + interval
}

// survivalFigure writes a figure of a curve.
func survivalFigure(c page.Cells, of string) string {
	name, value, interval := c.TextOf("figure"), c.ShowOf("value"), ""
	low, high := c.ShowOf("from"), c.ShowOf("to")
	switch {
	case c.TextOf("note") == "not reached":
		interval = "not reached"
	case low != "-" || high != "-":
		interval = low + " to " + high
	}
	switch unit := c.TextOf("unit"); {
	case unit == of && !strings.HasSuffix(name, of):
		name += ", " + of
	case unit == of:
		name = strings.Replace(name, ", of ", ", ", 1)
	default:
		value += unit
	}
	return survivalLine(name, value, interval)
}

// ChurnNotes say what the formulas of churn are.
func ChurnNotes(churn []ChurnPoint) []string {
	if len(churn) == 0 {
		return nil
	}
	var notes []string
	for _, r := range churn[0].Rates {
		notes = append(notes, "churn, "+formulaNotes[r.Formula])
	}
	if slices.ContainsFunc(churn[max(0, len(churn)-MostPeriods):], func(p ChurnPoint) bool { return p.Retained.Rate == nil }) {
		notes = append(notes, "churn, -: there was nobody to lose")
	}
	return notes
}
