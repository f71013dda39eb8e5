package figure

import (
	"math"
	"strings"
)

// shades are the cells of a heat map, from the lightest to the darkest.
var shades = []rune{' ', '░', '▒', '▓', '█'}

// Heat is the scale of a heat map: the highest value, so that each shade is a quarter
// of it.
type Heat float64

// NewHeat returns a scale for values up to highest. Its quarters are round numbers, if
// values are in percent.
func NewHeat(highest float64) Heat { return Heat(4 * max(1, math.Ceil(highest/4))) }

// Shade returns the shade of a value: none for 0, and a darker one for each quarter.
func (h Heat) Shade(value float64) rune {
	if !(value > 0) {
		return shades[0]
	}
	return shades[min(max(1, int(math.Ceil(4*value/float64(h)))), 4)]
}

// Legend says what the shades mean, in percent.
func (h Heat) Legend() string {
	var parts []string
	for i := 1; i <= 4; i++ {
		parts = append(parts, strings.Repeat(string(shades[i]), 2)+" up to "+Fixed(float64(h)*float64(i)/4, 0)+"%")
	}
	return strings.Join(parts, "  ")
}

// Area draws a function of a place from 0 to 1, whose values are 0 to 1, as an area.
func Area(f func(float64) float64, columns, rows int) []string {
	lines := make([]string, rows)
	for column := range columns {
		eighths := int(math.Round(f(float64(column)/float64(columns-1)) * float64(8*rows)))
		for row := range rows {
			n := min(max(eighths-8*(rows-1-row), 0), 8)
			lines[row] += string([]rune(" ▁▂▃▄▅▆▇█")[n])
		}
	}
	return lines
}

// Axis draws an axis from 0 to length, and its labels under it. Of its steps it takes
// the shortest that leaves room for them.
func Axis(length float64, columns int, steps []int, unit string) (line, labels string) {
	step := float64(steps[len(steps)-1])
	for i := len(steps) - 1; i >= 0; i-- {
		if float64(steps[i])/length*float64(columns) >= 7 {
			step = float64(steps[i])
		}
	}
	for step/length*float64(columns) < 7 {
		step *= 2
	}
	marks := []rune(strings.Repeat("─", columns))
	for t := 0.0; t <= length; t += step {
		place := int(math.Round(t / length * float64(columns-1)))
		marks[place] = '┬'
		label := Thousands(int64(t))
		if t == 0 {
			label += " " + unit
		}
		if gap := place - Width(labels); gap > 0 || t == 0 {
			labels += strings.Repeat(" ", max(gap, 0)) + label
		}
	}
	return string(marks), labels
}

// PairedBar draws two shares, 0 to 1, of a number of columns as one bar: the first as its
// upper half, and the second as its lower half. What is above 0 shows.
func PairedBar(upper, lower float64, columns int) string {
	length := func(share float64) int {
		n := int(math.Round(share * float64(columns)))
		if share > 0 {
			n = max(n, 1)
		}
		return n
	}
	up, low := length(upper), length(lower)
	return strings.Repeat("█", min(up, low)) + strings.Repeat("▀", max(up-low, 0)) + strings.Repeat("▄", max(low-up, 0))
}

// Step is a line of a waterfall: a level, or a change from one to another.
type Step struct {
	Label, Amount string
	From, To      float64
	Level         bool // from is 0
}

// Waterfall draws steps to one measure. Where levels are high and the changes between
// them small, all bars start at a value above 0, which it returns, and a cut through
// the bars of the levels says so.
func Waterfall(steps []Step, labelWidth, amountWidth, columns int) (lines []string, start float64) {
	low, high := math.Inf(1), 0.0
	for _, s := range steps {
		low, high = min(low, s.To), max(high, s.From, s.To)
	}
	if low > high/2 && low < high {
		// The lowest level takes a third of the width.
		start = low - (high-low)/2
		unit := math.Pow10(int(math.Floor(math.Log10(high - low))))
		start = max(0, math.Floor(start/unit)*unit)
	}
	place := func(value float64) int {
		if high <= start {
			return 0
		}
		return int(math.Round((max(value, start) - start) / (high - start) * float64(columns)))
	}
	for _, s := range steps {
		from, to, fill := place(min(s.From, s.To)), place(max(s.From, s.To)), "█"
		switch {
		case s.Level:
		case s.To > s.From:
			fill = "▓"
		case s.To < s.From:
			fill = "░"
		}
		if s.From != s.To && from == to { // what there is shows
			from = min(from, columns-1)
			to = from + 1
		}
		bar := strings.Repeat(" ", from) + strings.Repeat(fill, to-from)
		if s.Level && start > 0 && to >= 3 {
			bar = "█╱╱" + strings.Repeat(fill, to-3)
		}
		lines = append(lines, Left(s.Label, labelWidth)+Right(s.Amount, amountWidth)+"  "+bar)
	}
	return lines, start
}
