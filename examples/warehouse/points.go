package main

import "github.com/cxmetrics/cx"

// withGaps checks the points of one trend by one Merge with nothing, and adds the periods
// between them of which the database had no rows. Equal trends stay as they are, so what they
// are merged with has one period.
func withGaps[T any, P cx.Tally[T]](points []cx.Point[T]) ([]cx.Point[T], error) {
	if len(points) == 0 {
		return nil, nil
	}
	return cx.MergePoints[T, P](points, []cx.Point[T]{{Period: points[0].Period}})
}
