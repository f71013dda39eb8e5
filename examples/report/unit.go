package main

import (
	"math"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
)

// unit is how the figures of a metric are written.
type unit struct {
	places int
	signed bool // a plus before what is above 0
	suffix string
}

// exact writes an exact figure, "-" for none.
func (u unit) exact(e exact) string {
	if e == nil {
		return "-"
	}
	return u.sign(e.StringFixed(int32(u.places))) + u.suffix
}

// estimate writes an estimate.
func (u unit) estimate(f float64) string { return u.sign(fixed(f, u.places)) }

// difference writes a difference, which is signed in every unit.
func (u unit) difference(f float64) string {
	u.signed = true
	return u.estimate(f)
}

// interval writes the limits of an interval, "" for none.
func (u unit) interval(iv cx.Interval) string {
	if iv == (cx.Interval{}) {
		return ""
	}
	return u.estimate(iv.Low) + " to " + u.estimate(iv.High)
}

func (u unit) sign(number string) string {
	if u.signed && number[0] != '-' && strings.ContainsAny(number, "123456789") {
		return "+" + number
	}
	return number
}

// fixed writes a number with a number of decimals, rounded half away from zero, and
// never as a negative zero.
func fixed(f float64, places int) string {
	power := math.Pow10(places)
	return strconv.FormatFloat(math.Round(f*power)/power+0, 'f', places, 64)
}

// percent writes a fraction in percent.
func percent(f float64) string { return strconv.FormatFloat(100*f, 'g', 6, 64) + "%" }

// pValue writes a p value.
func pValue(p float64) string {
	if p < 0.0005 {
		return "<0.001"
	}
	return fixed(p, 3)
}

// thousands writes 1234567 as 1,234,567.
func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// count writes a number of things.
func count(n int64, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return thousands(n) + " " + thing
}
