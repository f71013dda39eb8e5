package main

import (
	"fmt"

	"github.com/cxmetrics/cx"
)

// figureGroups returns the figure of the first segment.
func figureGroups[T fmt.Stringer](groups []cx.Group[string, T]) (string, error) {
	if len(groups) == 0 {
		return "no rows", nil
	}
	return ofFirst(groups[0].Key, groups[0].Tally.String(), len(groups)), nil
}

// ofFirst says of which segment a figure is.
func ofFirst(segment, figure string, segments int) string {
	return fmt.Sprintf("%s: %s; %d segments", segment, figure, segments)
}

// figureTrends returns the last week of the first segment.
func figureTrends(groups []cx.Group[string, []cx.Point[cx.NPS]]) (string, error) {
	if len(groups) == 0 {
		return "no rows", nil
	}
	last, err := figurePoints(groups[0].Tally)
	return ofFirst(groups[0].Key, last, len(groups)), err
}

// figurePoints returns the last point.
func figurePoints(points []cx.Point[cx.NPS]) (string, error) {
	if len(points) == 0 {
		return "no rows", nil
	}
	p := points[len(points)-1]
	return fmt.Sprintf("%v %v", p.Period, p.Tally), nil
}

func figureLifecycle(points []cx.Point[cx.Lifecycle]) (string, error) {
	if len(points) == 0 {
		return "no rows", nil
	}
	p := points[len(points)-1]
	ratio, err := p.Tally.QuickRatio()
	return fmt.Sprintf("%v %d active, quick ratio %s", p.Period, p.Tally.Active(), ratio.StringFixed(2)), err
}

func figureAmounts(groups []cx.Group[string, cx.Amounts]) (string, error) {
	if len(groups) == 0 {
		return "no rows", nil
	}
	a := groups[0].Tally
	return ofFirst(groups[0].Key, fmt.Sprintf("sum %s of %d", a.Sum.StringFixed(2), a.Count), len(groups)), nil
}

func figureBaskets(groups []cx.Group[string, cx.Basket]) (string, error) {
	if len(groups) == 0 {
		return "no rows", nil
	}
	value, err := groups[0].Tally.ValuePerBasket()
	return ofFirst(groups[0].Key, "order value "+value.StringFixed(2), len(groups)), err
}
