package value

import (
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// verdicts say what the verdicts mean.
var verdicts = map[cx.ValueVerdict]string{
	cx.LosesMoney: "each new customer loses money",
	cx.PaysBack:   "pays back, not healthy",
	cx.Healthy:    "healthy",
}

// costLines writes the last periods on the text screen, beside the figures and when they pay back.
func costLines(figures, periods page.Table, payback []Payback) []string {
	var lines FigureLines
	rows := figures.Cells()
	for _, c := range rows[:len(rows)-len(payback)] {
		lines.Add(c.TextOf("figure"), c.FitOf("value", 9), c.TextOf("note"))
	}
	for _, b := range payback {
		switch {
		case b.Word != "":
			lines.Add(b.Name, b.Word, b.Note)
		default:
			lines.Add(b.Name, figure.Fixed(b.Value, 1), b.Unit+", "+b.Note)
		}
	}
	text := []string(lines)
	if len(periods.Rows) > 0 {
		text = page.Beside(periodLines(periods), lines, figure.PageWidth/2+1)
	}
	if periods.Note != "" {
		text = append(text, periods.Note)
	}
	return text
}

// periodLines writes the last periods.
func periodLines(t page.Table) []string {
	line := func(period, spent, customers, cost string) string {
		return figure.Left(period, 13) + figure.Right(spent, 11) + figure.Right(customers, 11) + figure.Right(cost, 11)
	}
	lines := []string{line(t.Columns[0].Name, "spent", "customers", "CAC")}
	rows := t.Cells()
	if hidden := len(rows) - MostPeriods; hidden > 0 {
		rows = rows[hidden:]
		lines = append(lines, fmt.Sprintf("… %s before, see -json", figure.Thousands(int64(hidden))))
	}
	for _, c := range rows {
		lines = append(lines, line(c.Text(0), c.Fit(1, 10), c.Fit(2, 10), c.Fit(3, 10)))
	}
	return lines
}
