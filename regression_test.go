package cx_test

import (
	"math"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// TestCohortsOddLocation: no location makes a triangle panic, not even one that no
// country has.
func TestCohortsOddLocation(t *testing.T) {
	rows := []cx.Activity{
		{Customer: "a", At: time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC)},
		{Customer: "a", At: time.Date(2026, time.January, 2, 12, 0, 0, 0, time.UTC)},
		{Customer: "b", At: time.Date(2026, time.May, 2, 12, 0, 0, 0, time.UTC)},
	}
	for _, offset := range []int{math.MinInt32, -1 << 30, 200 * 86400, 1 << 30, math.MaxInt32, math.MaxInt, math.MinInt} {
		calendar := cx.Calendar{Grain: cx.Month, Location: time.FixedZone("odd", offset)}
		for _, f := range cohortBuilders {
			_, err := f(rows, cx.CohortRule{Calendar: calendar}, time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC))
			if err != nil {
				cxtest.Refuses(t, "an odd location", err, cx.ErrInvalid)
			}
		}
		day, err := calendar.DateOf(rows[0].At)
		if err != nil {
			cxtest.Refuses(t, "DateOf", err, cx.ErrInvalid)
			continue
		}
		// The batch and the single call agree, also at the second look at one day.
		calendar.Grain = cx.Day
		points, err := cx.TrendFunc([]cx.Activity{rows[0], rows[0], rows[0]}, func(a *cx.Activity) time.Time { return a.At },
			func(n *int, _ *cx.Activity) error { *n++; return nil }, calendar, cx.Period{}, 0)
		if err != nil || len(points) != 1 || points[0].Period.Start != day || points[0].Tally != 3 {
			t.Errorf("offset %d: Trend = %v, %v, want 3 on %v", offset, points, err, day)
		}
	}
}

// TestChurnBetweenLiterals: a curve that no customers have is refused.
func TestChurnBetweenLiterals(t *testing.T) {
	step := func(at, survival float64) cx.SurvivalStep {
		return cx.SurvivalStep{Time: at, AtRisk: 9, Churned: 1, Survival: survival}
	}
	for name, steps := range map[string][]cx.SurvivalStep{
		"not a number": {step(1, math.NaN()), step(3, 0.5)},
		"above 1":      {step(1, 0.5), step(2, 2), step(3, 0.5)},
		"rising":       {step(1, 0.2), step(2, 0.8), step(3, 0.1)},
	} {
		curve := cx.Survival{Steps: steps, Total: 10, Churned: 3, Last: 9}
		p, err := curve.ChurnBetween(1.5, 2.5)
		if p != 0 {
			t.Errorf("%s: ChurnBetween = %v beside an error", name, p)
		}
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
}

// TestARPABound: an average of 34 digits and 8 places is out of bounds.
func TestARPABound(t *testing.T) {
	end := decimal.New(1, 33).Add(decimal.NewFromInt(1))
	m := cx.Movements{New: end, End: end, NewCustomers: 3, EndCustomers: 3}
	_, err := m.ARPA()
	cxtest.Refuses(t, "ARPA", err, cx.ErrInvalid)
}

// TestSpellsReactivationChecked: a second spell that does not say so would be counted
// as no reactivation.
func TestSpellsReactivationChecked(t *testing.T) {
	s := cx.Spells{Window: 9, AsOf: date("2026-06-01"), Spells: []cx.Spell{
		{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01"), Recognized: date("2026-01-11")},
		{Customer: "a", First: date("2026-03-01"), Last: date("2026-03-01"), Recognized: date("2026-03-11")},
	}}
	_, err := s.Reactivations(period("2026-03"))
	cxtest.Refuses(t, "Reactivations", err, cx.ErrInvalid)
	s.Spells[1].Reactivation = true
	if n, err := s.Reactivations(period("2026-03")); n != 1 || err != nil {
		t.Errorf("Reactivations = %d, %v, want 1", n, err)
	}
}
