package figure

import (
	"math"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
)

// Plural writes a number of things whose plural is irregular.
func Plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}

// Duration writes a time in few columns.
func Duration(seconds float64) string {
	switch {
	case seconds < 99.5:
		return Fixed(seconds, 0) + " s"
	case seconds < 99.5*60:
		return Fixed(seconds/60, 1) + " min"
	case seconds < 48*3600:
		return Fixed(seconds/3600, 1) + " h"
	}
	return Fixed(seconds/86400, 1) + " days"
}

// WorkTime writes a time in hours of work, of which a day has another number than 24.
func WorkTime(seconds float64) string {
	if seconds < 48*3600 {
		return Duration(seconds)
	}
	return MoneyOf(seconds/3600, 1) + " h"
}

// WholeTime writes a time that is a whole number of some unit.
func WholeTime(seconds int64) string {
	if seconds%86400 == 0 {
		return Count(seconds/86400, "day")
	}
	return WholeWorkTime(seconds)
}

// WholeWorkTime is WholeTime in hours of work.
func WholeWorkTime(seconds int64) string {
	switch {
	case seconds%3600 == 0:
		return Count(seconds/3600, "hour")
	case seconds%60 == 0:
		return Count(seconds/60, "minute")
	}
	return Count(seconds, "second")
}

// What the pages of all reports but that of a survey have in common.

var (
	Counted = chart.Unit{}
	Shared  = chart.Unit{Places: 1, Suffix: "%"}
	Amounts = chart.Unit{Places: 2}
)

// AsNumber returns an exact figure as a number, NaN for none.
func AsNumber(e Exact) float64 {
	if e == nil {
		return math.NaN()
	}
	return e.InexactFloat64()
}

// Pointed returns an estimate, NaN for none.
func Pointed(f *float64) float64 {
	if f == nil {
		return math.NaN()
	}
	return *f
}

// Ends returns the limits of an interval, NaN for none.
func Ends(iv cx.Interval) (low, high float64) {
	if iv == (cx.Interval{}) {
		return math.NaN(), math.NaN()
	}
	return iv.Low, iv.High
}

// Whole writes a count for a table.
func Whole(n int64) string { return strconv.FormatInt(n, 10) }

// PercentCell writes a fraction for a column of percentages.
func PercentCell(f float64) string { return Shared.Plain(100 * f) }

// InPercent writes a fraction in percent, "-" for none.
func InPercent(e Exact) string {
	if e == nil {
		return "-"
	}
	return Fixed(100*e.InexactFloat64(), 1) + "%"
}

// ShareInterval writes an interval of fractions in percent, "" for none.
func ShareInterval(iv cx.Interval) string {
	if iv == (cx.Interval{}) {
		return ""
	}
	return Fixed(100*iv.Low, 1) + " to " + Fixed(100*iv.High, 1)
}

// Money writes an amount with a number of decimals and thousands apart, "-" for none.
func Money(e Exact, places int32) string {
	if e == nil {
		return "-"
	}
	text := e.StringFixed(places)
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if text[0] == '-' && strings.ContainsAny(text, "123456789") {
		return "-" + whole
	}
	return whole
}

// PeriodName names a period in few columns.
func PeriodName(p cx.Period) string {
	name := p.String()
	if strings.Contains(name, "/") {
		return p.Start.String() // a period without a name, as a week from Sunday
	}
	return name
}

// Compact writes a number in a few columns, of thousands or millions if it must.
func Compact(n int64, columns int) string {
	text := Thousands(n)
	if len(text) > columns {
		text = Fixed(float64(n)/1e3, 0) + "k"
	}
	if len(text) > columns {
		text = Fixed(float64(n)/1e6, 0) + "M"
	}
	return text
}

// GrainName names a period in a word.
func GrainName(g cx.Grain) string {
	name, _, _ := strings.Cut(string(g), "_")
	return name
}

// share writes a share of a whole in percent.
func Share100(part, whole int64) string {
	percent := 100 * float64(part) / float64(whole)
	if part > 0 && percent < 0.5 {
		return "<1%"
	}
	return Fixed(percent, 0) + "%"
}

// Days writes a period by its first and last day.
func Days(p cx.Period) string {
	last, err := p.End.AddDays(-1)
	if err != nil || last == p.Start {
		return p.Start.String()
	}
	return p.Start.String() + " to " + last.String()
}

// AmountIn writes an amount in so many columns, in thousands or millions if it must.
func AmountIn(amount float64, columns int) string {
	if text := MoneyOf(amount, 2); len(text) <= columns {
		return text
	}
	for i, unit := range []string{"", "k", "M", "bn", "tn"} {
		if text := MoneyOf(amount/math.Pow10(3*i), 0) + unit; len(text) <= columns {
			return text
		}
	}
	return strconv.FormatFloat(amount, 'g', 3, 64)
}

// MoneyOf writes an estimate of an amount.
func MoneyOf(amount float64, places int) string {
	return Money(decimal.NewFromFloat(amount), int32(places))
}

// ExactIn is AmountIn of an exact figure, "-" for none.
func ExactIn(e Exact, columns int) string {
	if e == nil {
		return "-"
	}
	return AmountIn(e.InexactFloat64(), columns)
}
