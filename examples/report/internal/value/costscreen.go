package value

import (
	"fmt"
	"io"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// verdicts say what the verdicts mean.
var verdicts = map[cx.ValueVerdict]string{
	cx.LosesMoney: "each new customer loses money",
	cx.PaysBack:   "pays back, not healthy",
	cx.Healthy:    "healthy",
}

// WriteCost writes what winning a customer costs, beside the value, which note says more
// of, and the payback.
func WriteCost(w io.Writer, h *topic.Head, c *CostSection, note string, payback FigureLines) {
	if c == nil {
		return
	}
	title := "COST  " + figure.ExactIn(c.CAC, 15) + " a customer"
	if c.CAC == nil {
		title = "COST  " + h.Because("cost.cac")
	}
	if c.Economics != nil {
		title += ", worth " + figure.ExactIn(c.Economics.Value, 15)
		if c.Verdict != "" {
			title += ": " + verdicts[c.Verdict]
		}
	}
	page.WriteRule(w, title, "healthy from "+c.Healthy.String()+" to 1")
	var lines FigureLines
	if c.Total != nil {
		lines.Add("spent", InAmount(c.Total.Spend.InexactFloat64()), "on "+figure.Compact(c.Total.Customers, 9)+" new")
	}
	lines.Add("cost of a customer", figure.ExactIn(c.CAC, 9), "CAC")
	if c.Economics == nil {
		lines.Add("value of a customer", "-", "not known")
	} else {
		lines.Add("value of a customer", InAmount(c.Economics.Value.InexactFloat64()), note)
		lines.Add("value to cost", figure.Money(c.Ratio, 2), "CLV:CAC "+h.Because("cost.ratio"))
		lines.Add("profit", figure.ExactIn(c.Profit, 9), "value - cost")
		lines.Add("could cost", figure.ExactIn(c.Allowable, 9), "at "+c.Healthy.String()+" to 1"+h.Because("cost.allowable"))
	}
	lines = append(lines, payback...)
	if c.Points == nil {
		page.WriteBeside(w, lines, nil, 0)
	} else {
		page.WriteBeside(w, costTable(h, c), lines, figure.PageWidth/2+1)
	}
	if c.Lag > 0 {
		fmt.Fprintf(w, "spent %s before the customers came\n", figure.Count(int64(c.Lag), figure.GrainName(h.Every)))
	}
}

// costTable writes the last periods.
func costTable(h *topic.Head, c *CostSection) []string {
	lines := []string{figure.Left(figure.GrainName(h.Every), 13) + figure.Right("spent", 11) + figure.Right("customers", 11) + figure.Right("CAC", 11)}
	shown := c.Points[max(0, len(c.Points)-MostPeriods):]
	if hidden := len(c.Points) - len(shown); hidden > 0 {
		lines = append(lines, fmt.Sprintf("… %s before, see -json", figure.Thousands(int64(hidden))))
	}
	for _, p := range shown {
		spent := "-" // not in the file
		if p.covered {
			spent = figure.AmountIn(p.Tally.Spend.InexactFloat64(), 10)
		}
		lines = append(lines, figure.Left(figure.PeriodName(p.Period), 13)+figure.Right(spent, 11)+
			figure.Right(figure.Compact(p.Tally.Customers, 10), 11)+figure.Right(figure.ExactIn(p.CAC, 10), 11))
	}
	return lines
}
