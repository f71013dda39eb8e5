package days

import "time"

// Grain is the length of periods, by the text that package cx has for it. Any other text
// than these is that of days.
type Grain string

const (
	weeks       Grain = "week" // from Monday
	sundayWeeks Grain = "week_from_sunday"
	months      Grain = "month"
	quarters    Grain = "quarter"
	years       Grain = "year"
)

// Ordinal returns the number of the period with a day. Periods that follow one another
// have ordinals that do. Those of months, quarters and years are counted from the year 0,
// the others from 1970-01-01.
func (g Grain) Ordinal(day int) int { return g.Numbering()(day) }

// Numbering returns the function behind Ordinal.
func (g Grain) Numbering() func(day int) int {
	switch g {
	case weeks:
		return func(day int) int { return FloorDiv(day+3, 7) }
	case sundayWeeks:
		return func(day int) int { return FloorDiv(day+4, 7) }
	case months:
		return monthOf
	case quarters:
		return func(day int) int { return monthOf(day) / 3 }
	case years:
		return func(day int) int { return monthOf(day) / 12 }
	}
	return func(day int) int { return day }
}

// RecentNumbering is Numbering for very many days, of which it remembers the recent.
func (g Grain) RecentNumbering() func(day int) int {
	number := g.Numbering()
	switch g {
	case months, quarters, years:
	default:
		return number
	}
	type numbered struct{ day, ordinal int32 }
	recent := make([]numbered, recentDays)
	return func(n int) int {
		// Counted from before the first day, so that no day is 0.
		day := int32(n - First + 1)
		r := &recent[day%recentDays]
		if r.day != day {
			*r = numbered{day, int32(number(n))}
		}
		return int(r.ordinal)
	}
}

// monthOf returns the number of months from the year 0 to a day.
func monthOf(day int) int {
	year, month, _ := Date(day)
	return year*12 + int(month) - 1
}

// Start returns the first day of the period with an ordinal.
func (g Grain) Start(ordinal int) int {
	month := 0 // the number of the first
	switch g {
	case weeks:
		return ordinal*7 - 3
	case sundayWeeks:
		return ordinal*7 - 4
	case months:
		month = ordinal
	case quarters:
		month = ordinal * 3
	case years:
		month = ordinal * 12
	default:
		return ordinal
	}
	return Of(month/12, time.Month(month%12+1), 1)
}
