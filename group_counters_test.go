package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// TestCountersDoNotWrap: what no hostile text can bring, a literal can.
func TestCountersDoNotWrap(t *testing.T) {
	full := cx.NPS{Promoters: math.MaxInt64}
	groups := func(n cx.NPS) []cx.Group[string, cx.NPS] { return []cx.Group[string, cx.NPS]{{Key: "a", Tally: n}} }
	points := func(n cx.NPS) []cx.Point[cx.NPS] { return []cx.Point[cx.NPS]{{Period: period("2024"), Tally: n}} }
	one := cx.NPS{Detractors: 1}
	_, err := cx.MergeGroups(groups(full), groups(one))
	cxtest.Refuses(t, "MergeGroups", err, cx.ErrInvalid)
	_, err = cx.MergePoints(points(full), points(one))
	cxtest.Refuses(t, "MergePoints", err, cx.ErrInvalid)
	_, err = cx.Rolling([]cx.Point[cx.NPS]{{Period: period("2024"), Tally: full}, {Period: period("2025"), Tally: one}}, 2)
	cxtest.Refuses(t, "Rolling", err, cx.ErrInvalid)
	_, err = cx.ChangeOf(append(groups(full), groups(one)...), groups(one))
	cxtest.Refuses(t, "ChangeOf", err, cx.ErrInvalid)
	if change, err := cx.ChangeOf(groups(full), groups(full)); err == nil && !change.Total.IsZero() {
		t.Errorf("ChangeOf of a full tally and itself = %v", change)
	}
}
