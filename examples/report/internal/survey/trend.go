package survey

import (
	"fmt"
	"math"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// trendLine draws the trend on the text screen, and says between which scores it is.
func trendLine[T any](r *report, s *section[T], u figure.Unit) string {
	points := s.Points[max(0, len(s.Points)-figure.MostBlocks):]
	values := make([]float64, len(points))
	var low, high figure.Exact
	for i, p := range points {
		values[i] = math.NaN()
		if p.Score == nil {
			continue
		}
		values[i] = p.Score.InexactFloat64()
		if low == nil || values[i] < low.InexactFloat64() {
			low = p.Score
		}
		if high == nil || values[i] > high.InexactFloat64() {
			high = p.Score
		}
	}
	line := figure.Blocks(values) + "  by " + strings.ReplaceAll(string(r.Every), "_", " ")
	if all := len(s.Points); len(points) < all {
		unit, _, _ := strings.Cut(string(r.Every), "_")
		line = fmt.Sprintf("%s  last %d of %s", figure.Blocks(values), len(points), figure.Count(int64(all), unit))
	}
	if low != nil {
		line += fmt.Sprintf(", %s to %s", u.Exact(low), u.Exact(high))
	}
	return line
}

// changeLine writes the change since the period before the last.
func changeLine(c *change, u figure.Unit) string {
	from := c.From.String()
	if strings.Contains(from, "/") {
		from = c.From.Start.String() // a period without a name, as a week from Sunday
	}
	text := "since " + from + ": "
	d := c.Difference
	if d == nil {
		return text + "too few answers to compare"
	}
	text += fmt.Sprintf("%s (%s to %s), ", u.Difference(d.Difference), u.Difference(d.Interval.Low), u.Difference(d.Interval.High))
	switch {
	case !c.Significant:
		return text + "not significant*"
	case c.Base < minimumBase:
		return text + fmt.Sprintf("significant*, n=%d", c.Base)
	}
	return text + "significant*"
}

// trailingLine writes the last of the trailing windows.
func trailingLine[T any](t *trailing[T], u figure.Unit) string {
	text := "last " + figure.Count(int64(t.Days), "day") + ": "
	if len(t.Windows) == 0 {
		return text + "there are fewer"
	}
	last := t.Windows[len(t.Windows)-1]
	if last.Answers == 0 {
		return text + "no answers"
	}
	text += u.Exact(last.Score)
	if last.Interval != (cx.Interval{}) {
		text += " (" + u.Interval(last.Interval) + ")"
	}
	return text + ", " + figure.Count(last.Answers, "answer")
}
