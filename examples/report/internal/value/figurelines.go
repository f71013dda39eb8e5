package value

import (
	"math"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// AtMargin says of what share of the amounts a value is.
func AtMargin(margin decimal.Decimal) string {
	if margin.Equal(decimal.NewFromInt(1)) {
		return "revenue"
	}
	return "margin " + figure.Percent(margin.InexactFloat64())
}

// Note says what the values rest on.
func (a Assumptions) Note() string {
	if a.Discount == 0 {
		return AtMargin(a.Margin) + ", not discounted"
	}
	return AtMargin(a.Margin) + ", discounted " + figure.Percent(a.Discount) + " a year"
}

// FigureLines writes figures in half a page.
type FigureLines []string

// Head adds the line above figures.
func (l *FigureLines) Head(text string) { *l = append(*l, figure.Left(text, 31)+"interval*") }

// Add adds a figure.
func (l *FigureLines) Add(label, value, note string) {
	*l = append(*l, strings.TrimRight(figure.Left(label, 20)+figure.Right(value, 9)+"  "+note, " "))
}

// Because writes why there is no figure.
func (l FigureLines) Because(what, why string) FigureLines {
	for _, line := range figure.Wrap(what+": "+figure.Printable(why), figure.PageWidth/2-2) {
		l = append(l, line)
	}
	return l
}

// ReasonLines writes a reason on as many lines as it takes.
func ReasonLines(what, why string) []string {
	return figure.Wrap(what+": "+figure.Printable(why), figure.PageWidth)
}

// IntervalText writes the limits of an interval, "" for none.
func (p *Predicted) IntervalText(write func(float64) string) string {
	if p.Interval == (cx.Interval{}) {
		return ""
	}
	return write(p.Interval.Low) + " to " + write(p.Interval.High)
}

// Places returns a function that writes numbers with so many decimals.
func Places(n int) func(float64) string {
	return func(f float64) string { return figure.MoneyOf(f, n) }
}

// InAmount writes an amount, and AsLimit one of an interval.
func InAmount(f float64) string { return figure.AmountIn(f, 9) }

// AsLimit writes an amount as the limit of an interval.
func AsLimit(f float64) string { return figure.AmountIn(f, 7) }

// Parameters writes the parameters of a model, and how it was fitted.
func (l *FigureLines) Parameters(parameters []Parameter, logLikelihood float64) {
	number := func(f float64) string {
		if math.Abs(f) >= 1e5 || math.Abs(f) < 1e-3 {
			return strconv.FormatFloat(f, 'g', 3, 64)
		}
		return strconv.FormatFloat(f, 'f', 3, 64)
	}
	for _, p := range parameters {
		l.Add("  "+p.Name, number(p.Value), p.IntervalText(number))
	}
	*l = append(*l, "  log-likelihood "+figure.MoneyOf(logLikelihood, 2))
}

// Spread says of what chance makes of customers who do not differ, where it may be that.
func (l *FigureLines) Spread(p float64) {
	if p > 0.05 && p < 1 {
		l.Add("  do they differ? P", figure.Fixed(p, 2), "or by chance")
	}
}
