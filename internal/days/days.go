// Package days does the arithmetic of days, clocks and periods with whole numbers: a day
// is its number, counted from 1970-01-01, and a period is its ordinal among those of its
// grain. A year, a month and a day of the month are turned into a number and back, a
// [Clock] tells the day of an instant in a location, and a [Grain] the period of a day.
//
// It takes what its callers have checked: dates that exist and grains that there are. Of
// anything else it returns some number.
//
// The calendar is the Gregorian one, for all years. Source: H. Hinnant, chrono-Compatible
// Low-Level Date Algorithms (2013), howardhinnant.github.io/date_algorithms.html.
package days

import "time"

// Days are counted from 1970-01-01. These are the first and the last of the years that
// are valid, 1 to 9999.
const (
	First = -719162 // 0001-01-01
	Last  = 2932896 // 9999-12-31
)

// Seconds is the number of seconds of a day in UTC.
const Seconds = 86400

// In returns the number of days in a month.
func In(year int, month time.Month) int {
	switch month {
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

// Of returns the number of days from 1970-01-01 to a date.
func Of(year int, month time.Month, day int) int {
	// Years that begin in March have their leap day at the end.
	m := int(month) - 3
	if m < 0 {
		year, m = year-1, m+12
	}
	return 365*year + FloorDiv(year, 4) - FloorDiv(year, 100) + FloorDiv(year, 400) +
		(153*m+2)/5 + day - 1 - 719468
}

// Date returns the date that is n days after 1970-01-01.
//
// Source: C. Neri and L. Schneider, Euclidean affine functions and their application to calendar
// algorithms, Software: Practice and Experience 53 (2023), 937-970.
func Date(n int) (year int, month time.Month, day int) {
	// Counted from March 1 of a year so early that all numbers are positive: eras of 400 years
	// have 146097 days, of which there are 4 times as many quarters.
	const eras = 82
	quarters := 4*uint32(n+719468+146097*eras) + 3
	century, ofCentury := quarters/146097, quarters%146097|3
	// Of the year in the century, and of the day in the year, the multiple is the quotient by
	// 1461 without a division.
	product := 2939745 * uint64(ofCentury)
	dayOfYear := uint32(product) / 2939745 / 4
	monthDay := 2141*dayOfYear + 197913
	year, month, day = int(100*century+uint32(product>>32))-400*eras, time.Month(monthDay>>16), int(monthDay&0xFFFF/2141)+1
	if month > time.December {
		year, month = year+1, month-12
	}
	return year, month, day
}

// MonthsBetween returns the whole months from one day to another: the day of the month
// comes round on the same day of the next or, if that is shorter, on its last. It is
// negative for a day that comes before.
func MonthsBetween(from, to int) int {
	year, month, day := Date(from)
	toYear, toMonth, toDay := Date(to)
	n := (toYear-year)*12 + int(toMonth-month)
	if toDay < min(day, In(toYear, toMonth)) {
		n--
	}
	return n
}

// FloorDiv returns a / b rounded down, for b above 0.
func FloorDiv[I int | int64](a, b I) I {
	q := a / b
	if a < q*b {
		q--
	}
	return q
}
