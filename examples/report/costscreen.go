package main

import (
	"fmt"
	"io"

	"github.com/cxmetrics/cx"
)

// verdicts say what the verdicts mean.
var verdicts = map[cx.ValueVerdict]string{
	cx.LosesMoney: "each new customer loses money",
	cx.PaysBack:   "pays back, not healthy",
	cx.Healthy:    "healthy",
}

// writeCost writes what winning a customer costs, beside the value, which note says more
// of, and the payback.
func writeCost(w io.Writer, h *head, c *costSection, note string, payback figureLines) {
	if c == nil {
		return
	}
	title := "COST  " + exactIn(c.CAC, 15) + " a customer"
	if c.CAC == nil {
		title = "COST  " + h.because("cost.cac")
	}
	if c.Economics != nil {
		title += ", worth " + exactIn(c.Economics.Value, 15)
		if c.Verdict != "" {
			title += ": " + verdicts[c.Verdict]
		}
	}
	writeRule(w, title, "healthy from "+c.Healthy.String()+" to 1")
	var lines figureLines
	if c.Total != nil {
		lines.add("spent", inAmount(c.Total.Spend.InexactFloat64()), "on "+compact(c.Total.Customers, 9)+" new")
	}
	lines.add("cost of a customer", exactIn(c.CAC, 9), "CAC")
	if c.Economics == nil {
		lines.add("value of a customer", "-", "not known")
	} else {
		lines.add("value of a customer", inAmount(c.Economics.Value.InexactFloat64()), note)
		lines.add("value to cost", money(c.Ratio, 2), "CLV:CAC "+h.because("cost.ratio"))
		lines.add("profit", exactIn(c.Profit, 9), "value - cost")
		lines.add("could cost", exactIn(c.Allowable, 9), "at "+c.Healthy.String()+" to 1"+h.because("cost.allowable"))
	}
	lines = append(lines, payback...)
	if c.Points == nil {
		writeBeside(w, lines, nil, 0)
	} else {
		writeBeside(w, costTable(h, c), lines, pageWidth/2+1)
	}
	if c.Lag > 0 {
		fmt.Fprintf(w, "spent %s before the customers came\n", count(int64(c.Lag), grainName(h.Every)))
	}
}

// costTable writes the last periods.
func costTable(h *head, c *costSection) []string {
	lines := []string{left(grainName(h.Every), 13) + right("spent", 11) + right("customers", 11) + right("CAC", 11)}
	shown := c.Points[max(0, len(c.Points)-mostPeriods):]
	if hidden := len(c.Points) - len(shown); hidden > 0 {
		lines = append(lines, fmt.Sprintf("… %s before, see -json", thousands(int64(hidden))))
	}
	for _, p := range shown {
		spent := "-" // not in the file
		if p.covered {
			spent = amountIn(p.Tally.Spend.InexactFloat64(), 10)
		}
		lines = append(lines, left(periodName(p.Period), 13)+right(spent, 11)+
			right(compact(p.Tally.Customers, 10), 11)+right(exactIn(p.CAC, 10), 11))
	}
	return lines
}

// writeCostCounts says how many rows of the file of the costs were counted.
func writeCostCounts(w io.Writer, c *costSection) {
	if c == nil || c.Rows == nil {
		return
	}
	writeRowCounts(w, printable(c.Source), *c.Rows, c.Rejected, [][2]string{{"as of later days", thousands(c.Later)}})
}
