package figure

import (
	"math"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
)

// Unit is how the figures of a metric are written.
type Unit struct {
	Places int
	Signed bool // a plus before what is above 0
	Suffix string
}

// Exact writes an exact figure, "-" for none.
func (u Unit) Exact(e Exact) string {
	if e == nil {
		return "-"
	}
	return u.Sign(e.StringFixed(int32(u.Places))) + u.Suffix
}

// Estimate writes an estimate.
func (u Unit) Estimate(f float64) string { return u.Sign(Fixed(f, u.Places)) }

// Difference writes a difference, which is signed in every unit.
func (u Unit) Difference(f float64) string {
	u.Signed = true
	return u.Estimate(f)
}

// Interval writes the limits of an interval, "" for none.
func (u Unit) Interval(iv cx.Interval) string {
	if iv == (cx.Interval{}) {
		return ""
	}
	return u.Estimate(iv.Low) + " to " + u.Estimate(iv.High)
}

// Sign writes a number with a plus where the unit has one.
func (u Unit) Sign(number string) string {
	if u.Signed && number[0] != '-' && strings.ContainsAny(number, "123456789") {
		return "+" + number
	}
	return number
}

// Fixed writes a number with a number of decimals, rounded half away from zero, and
// never as a negative zero.
func Fixed(f float64, places int) string {
	power := math.Pow10(places)
	return strconv.FormatFloat(math.Round(f*power)/power+0, 'f', places, 64)
}

// Percent writes a fraction in percent.
func Percent(f float64) string { return strconv.FormatFloat(100*f, 'g', 6, 64) + "%" }

// PValue writes a p value.
func PValue(p float64) string {
	if p < 0.0005 {
		return "<0.001"
	}
	return Fixed(p, 3)
}

// Thousands writes 1234567 as 1,234,567.
func Thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Count writes a number of things.
func Count(n int64, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return Thousands(n) + " " + thing
}
