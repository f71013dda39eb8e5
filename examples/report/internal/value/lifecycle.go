package value

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// maxWork is how many cells of a table of periods are looked at: about a minute.
const maxWork = 100_000_000

// CheckWork refuses a table of so many periods, and so many customers or intervals.
func CheckWork(periods, others int) error {
	if others > 0 && periods > maxWork/others {
		return fmt.Errorf("%s periods are too many for these rows: name a longer period with -every", figure.Thousands(int64(periods)))
	}
	return nil
}

// MeasureChurn measures who stayed and who left in each period.
func MeasureChurn(a *figure.Asker, s cx.Spells, every cx.Grain, periods []cx.Period, formulas []cx.ChurnFormula) []ChurnPoint {
	if a.Err = errors.Join(a.Err, CheckWork(len(periods), len(s.Rows))); a.Err != nil || len(periods) == 0 {
		return nil
	}
	span := cx.Period{Start: periods[0].Start, End: periods[len(periods)-1].End}
	tallies, err := s.Trend(every, span, cx.OnRecognition)
	if !a.Has("", err) {
		return nil
	}
	var daily []cx.Churn
	if slices.Contains(formulas, dailyChurn) {
		days, err := s.Trend(cx.Day, span, cx.OnRecognition)
		if !a.Has("", err) {
			return nil
		}
		for _, day := range days {
			daily = append(daily, day.Tally)
		}
	}
	back, err := s.ReactivationTrend(every, span)
	if !a.Has("", err) {
		return nil
	}
	customers := activeAtEnds(s.Rows, periods)
	points := make([]ChurnPoint, len(periods))
	for i, p := range periods {
		point := &points[i]
		point.Period, point.Tally, point.Reactivated, point.Customers = p, tallies[i].Tally, back[i].Tally, customers[i]
		var retained cx.Proportion // of the first period nobody is known who was there before
		if c := point.Tally; i > 0 {
			retained = cx.Proportion{Count: c.Start - c.Lost + c.Returned, Base: c.Start}
		}
		point.Retained = a.Rate("", retained)
		for _, f := range formulas {
			r := formulaRate{Formula: f}
			if f == dailyChurn {
				days := daily[:p.Days()]
				daily = daily[p.Days():]
				r.Rate = a.Exact("")(cx.DailyChurn(days))
			} else {
				r.Rate = a.Exact("")(point.Tally.RateBy(f))
			}
			point.Rates = append(point.Rates, r)
		}
	}
	return points
}

// activeAtEnds returns how many customers were active at the end of each of the neighboring
// periods. No customer has two spells at once.
func activeAtEnds(spells []cx.Spell, periods []cx.Period) []int64 {
	// after returns the first period that ends after a day.
	after := func(d cx.Date) int {
		n, found := slices.BinarySearchFunc(periods, d, func(p cx.Period, d cx.Date) int { return p.End.Compare(d) })
		if found {
			n++
		}
		return n
	}
	active := make([]int64, len(periods)+1)
	for i := range spells {
		active[after(spells[i].First)]++
		if churned := spells[i].Recognized; churned != (cx.Date{}) {
			active[after(churned)]--
		}
	}
	for i := 1; i < len(periods); i++ {
		active[i] += active[i-1]
	}
	return active[:len(periods)]
}

// survivalMarks are the times at which a curve is read, by the unit of its times. The fourth is a year.
var survivalMarks = map[string][]int{
	"days": {30, 90, 180, 365, 730, 1095, 1825}, "weeks": {4, 13, 26, 52, 104, 156, 260},
	"months": {1, 3, 6, 12, 24, 36, 60}, "years": {1, 1, 1, 1, 2, 3, 5},
}

// MeasureSurvival measures how long customers or subscriptions last, in days.
func MeasureSurvival(a *figure.Asker, lifespans []cx.Lifespan) *SurvivalSection {
	return MeasureSurvivalIn(a, "days", lifespans)
}

// MeasureSurvivalIn measures how long customers or subscriptions last.
func MeasureSurvivalIn(a *figure.Asker, unit string, lifespans []cx.Lifespan) *SurvivalSection {
	curve := figure.Ask[cx.Survival](a, "survival")(cx.SurvivalOf(lifespans))
	if curve == nil {
		return nil
	}
	s := &SurvivalSection{Curve: *curve, unit: unit}
	s.Median = a.Median("survival.median", curve)
	if curve.Last > 0 {
		s.Expected = figure.Ask[cx.Estimate](a, "survival.expected")(curve.ExpectedLifetime(a.Level))
	}
	marks := survivalMarks[unit]
	for _, mark := range slices.Compact(slices.Clone(marks)) {
		t := float64(mark)
		if t > curve.Last {
			break
		}
		share := figure.Ask[float64](a, "")(curve.At(t))
		if share == nil {
			break
		}
		at := survivalAt{survivalTime: timeIn(unit, mark), Share: *share, StandardError: figure.Ask[float64](a, "")(curve.StandardError(t))}
		if iv := figure.Ask[cx.Interval](a, "")(curve.Interval(t, a.Level, cx.LogLogScale)); iv != nil {
			at.Interval = *iv
		}
		s.At = append(s.At, at)
		if mean := figure.Ask[cx.Estimate](a, "")(curve.Mean(t, a.Level)); mean != nil && mark <= marks[3] {
			s.Mean = &restrictedMean{mark, mean.Value, mean.StandardError, mean.Interval}
		}
	}
	return s
}
