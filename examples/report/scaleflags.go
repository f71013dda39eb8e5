package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
)

// scaleFlag returns the function of a flag that names a scale.
func scaleFlag(scale *cx.Scale, parse func(string) (cx.Scale, error)) func(string) error {
	return func(text string) error {
		s, err := parse(text)
		if err == nil {
			*scale = s
		}
		return err
	}
}

func recommendScale(text string) (cx.Scale, error) {
	for _, points := range []int{11, 10, 7, 5} {
		if s := cx.RecommendScale(points); text == fmt.Sprintf("%d-%d", s.Min, s.Max) {
			return s, nil
		}
	}
	return cx.Scale{}, errors.New("want 0-10, 1-10, 1-7 or 1-5")
}

func satisfactionScale(text string) (cx.Scale, error) {
	points, err := strconv.Atoi(text)
	if s := cx.SatisfactionScale(points); err == nil && s != (cx.Scale{}) {
		return s, nil
	}
	return cx.Scale{}, errors.New("want 2, 3, 4, 5, 6, 7 or 10 points")
}

func effortScale(text string) (cx.Scale, error) {
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
	return cx.Scale{}, errors.New("want ease or effort and 2 to 11 points, as in ease7 or effort5")
}
