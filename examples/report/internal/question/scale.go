package question

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
)

// LowIsGood reports whether the lowest rating of a scale is the best, as of effort.
func LowIsGood(s cx.Scale) bool {
	class, err := s.Class(s.Min)
	return err == nil && class == cx.TopClass
}

// ParseRating parses a cell that is not blank. Whole numbers with a point, as 8.0,
// come from programs that keep a column with blanks as floats.
func ParseRating(cell string, scale cx.Scale) (int8, error) {
	if len(cell) == 1 && cell[0] >= '0' && cell[0] <= '9' && int(cell[0]-'0') >= scale.Min && int(cell[0]-'0') <= scale.Max {
		return int8(cell[0] - '0'), nil // as most are
	}
	rating, err := cx.ParseRating(cell)
	if err == nil && rating >= scale.Min && rating <= scale.Max {
		return int8(rating), nil
	}
	if err != nil {
		f, notNumber := strconv.ParseFloat(cell, 64)
		if notNumber != nil && strings.Contains(cell, ",") {
			return 0, errors.New("not a number; of a decimal comma say -decimal ,")
		}
		if notNumber != nil {
			return 0, errors.New("not a number")
		}
		rating, err = cx.RatingFromFloat(f)
	}
	if _, outside := errors.AsType[*cx.RangeError](err); err != nil && !outside {
		return 0, errors.New("not a whole number")
	}
	if err != nil || rating < scale.Min || rating > scale.Max {
		return 0, fmt.Errorf("outside %d-%d", scale.Min, scale.Max)
	}
	return int8(rating), nil
}

// RecommendScale parses the scale of an NPS.
func RecommendScale(text string) (cx.Scale, error) {
	for _, points := range []int{11, 10, 7, 5, 3} {
		if s := cx.RecommendScale(points); text == fmt.Sprintf("%d-%d", s.Min, s.Max) {
			return s, nil
		}
	}
	s, ok := cutScale(text)
	if !ok || s.LowerIsBetter {
		return cx.Scale{}, errors.New("want 0-10, 1-10, 1-7, 1-5, 1-3, or with the last detractors and the first promoters, as 1-4:1,4")
	}
	return s, nil
}

// SatisfactionScale parses the scale of a CSAT.
func SatisfactionScale(text string) (cx.Scale, error) {
	if s, ok := cutScale(text); ok {
		return s, nil
	}
	digits, low := strings.CutSuffix(text, ":low")
	points, err := strconv.Atoi(digits)
	s := cx.SatisfactionScale(points)
	if err != nil || s == (cx.Scale{}) {
		return s, errors.New("want 2, 3, 4, 5, 6, 7 or 10 points, 6:low where 1 is best, or the last dissatisfied and the first satisfied, as 0-4:1,3")
	}
	if low {
		s = s.Reversed()
	}
	return s, nil
}

// EffortScale parses the scale of a CES.
func EffortScale(text string) (cx.Scale, error) {
	if s, ok := cutScale(text); ok {
		return s, nil
	}
	scaleOf := cx.EaseScale
	digits, ok := strings.CutPrefix(text, "ease")
	if !ok {
		scaleOf = cx.EffortScale
		digits, ok = strings.CutPrefix(text, "effort")
	}
	points, err := strconv.Atoi(digits)
	if s := scaleOf(points); ok && err == nil && s != (cx.Scale{}) {
		return s, nil
	}
	return cx.Scale{}, errors.New("want ease or effort and 2 to 11 points, as in ease7 or effort5, or cuts, as 0-4:1,3")
}

// cutScale reads a scale with the cuts between its classes: its ends, the last rating of
// the low class and the first of the high one, and low where lower is better.
func cutScale(text string) (s cx.Scale, ok bool) {
	text, s.LowerIsBetter = strings.CutSuffix(text, ":low")
	ends, cuts, _ := strings.Cut(text, ":")
	for _, pair := range []struct {
		text, between string
		low, high     *int
	}{{ends, "-", &s.Min, &s.Max}, {cuts, ",", &s.BottomMax, &s.TopMin}} {
		low, high, _ := strings.Cut(pair.text, pair.between)
		var err error
		if *pair.low, err = cx.ParseRating(low); err != nil {
			return cx.Scale{}, false
		}
		if *pair.high, err = cx.ParseRating(high); err != nil {
			return cx.Scale{}, false
		}
	}
	return s, s.Validate() == nil
}
