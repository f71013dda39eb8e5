package days

import "time"

// Grain is the length of periods, under the name that package cx gives it. Any other
// text is [Day].
type Grain string

// The grains. Week begins on Monday.
const (
	Day            Grain = "day"
	Week           Grain = "week"
	WeekFromSunday Grain = "week_from_sunday"
	Month          Grain = "month"
	Quarter        Grain = "quarter"
	Year           Grain = "year"
)

// Ordinal returns the number of the period with a day. Periods that follow one another
// have ordinals that do. Those of months, quarters and years are counted from the year 0,
// the others from 1970-01-01.
func (g Grain) Ordinal(day int) int { return g.Numbering()(day) }

// Numbering returns the function behind Ordinal.
func (g Grain) Numbering() func(day int) int {
	switch g {
	case Week:
		return func(day int) int { return FloorDiv(day+3, 7) }
	case WeekFromSunday:
		return func(day int) int { return FloorDiv(day+4, 7) }
	case Month:
		return monthOf
	case Quarter:
		return func(day int) int { return monthOf(day) / 3 }
	case Year:
		return func(day int) int { return monthOf(day) / 12 }
	}
	return func(day int) int { return day }
}

// RecentNumbering is Numbering for very many days, of which it remembers the recent.
func (g Grain) RecentNumbering() func(day int) int {
	number := g.Numbering()
	switch g {
	case Month, Quarter, Year:
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
	months := 0
	switch g {
	case Week:
		return ordinal*7 - 3
	case WeekFromSunday:
		return ordinal*7 - 4
	case Month:
		months = ordinal
	case Quarter:
		months = ordinal * 3
	case Year:
		months = ordinal * 12
	default:
		return ordinal
	}
	return Of(months/12, time.Month(months%12+1), 1)
}
