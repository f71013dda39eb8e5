package cx_test

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// Whole numbers have the ranges of the comments of their functions: both ends are accepted, and
// what is beyond one is refused with the name, the number and the range.
func TestRanges(t *testing.T) {
	whole := func(n int64) int { return int(min(n, math.MaxInt)) }
	names := func(n int64) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = "n" + strconv.Itoa(i)
		}
		return list
	}
	edges := func(n int64) []float64 {
		list := make([]float64, n)
		for i := range list {
			list[i] = float64(i)
		}
		return list
	}
	funnel := func(steps, exclude []string) error {
		_, err := cx.FunnelOf(nil, cx.FunnelRule{Steps: steps, Exclude: exclude}, late)
		return err
	}
	for _, tt := range []struct {
		what     string
		min, max int64
		do       func(n int64) error
		noLess   bool // less than min is no such number
	}{
		{"length of the paths", 1, 100, func(n int64) error { _, err := cx.PathsOf(nil, whole(n), late); return err }, false},
		{"number of steps", 1, 64, func(n int64) error { return funnel(names(n), nil) }, false},
		{"number of excluded events", 0, 64, func(n int64) error { return funnel([]string{"a"}, names(n)) }, true},
		{"width of the window", 1, cx.MaxPeriods, func(n int64) error { _, err := cx.Rolling[cx.NPS](nil, whole(n)); return err }, false},
		{"lag in periods", 1, cx.MaxPeriods, func(n int64) error { _, err := cx.LagSpend(nil, whole(n)); return err }, false},
		{"number of days", 1, cx.MaxPeriods, func(n int64) error { _, err := cx.DailyChurn(make([]cx.Churn, n)); return err }, true},
		{"number of days", 1, 36525, func(n int64) error {
			_, err := cx.LoyaltyOf(nil, cx.LoyaltyRows{}, whole(n), cx.Calendar{}, late)
			return err
		}, false},
		{"window in days", 0, 36525, func(n int64) error { _, err := cx.SpellsOf(nil, whole(n), cx.Calendar{}, late); return err }, false},
		{"grace in days", 0, 36525, func(n int64) error { _, err := cx.SubscriptionSpells(nil, whole(n), date("2026-01-01")); return err }, false},
		{"number of edges", 2, cx.MaxPeriods, func(n int64) error { _, err := cx.HazardOf(nil, edges(n), 0.95); return err }, false},
		{"number of groups", 2, 50, func(n int64) error { _, err := cx.LogRank(make([][]cx.Lifespan, n), ""); return err }, false},
		{"number of covariates", 1, 50, func(n int64) error { _, err := cx.FitCox(nil, nil, names(n), 0.95); return err }, false},
		{"number of margins", 1, 20, func(n int64) error {
			_, err := cx.RakedWeights([]string{"a"}, make([]cx.RakingMargin[string], n))
			return err
		}, false},
		{"number of opening hours", 1, 1000, func(n int64) error {
			_, err := cx.BusinessHoursOf(make([]cx.OpeningHours, n), nil, nil, nil)
			return err
		}, false},
		{"number of limits", 0, 16, func(n int64) error {
			_, err := cx.DurationsOf(nil, make([]time.Duration, n)...)
			return err
		}, true},
		{"hour", 0, 23, func(n int64) error { _, err := (cx.HoursOfDay{}).Share(whole(n)); return err }, false},
		{"units of the base", 1, math.MaxInt64, func(n int64) error { _, err := (cx.Incidence{}).Per(n); return err }, false},
		{"items of a basket", 1, math.MaxInt64, func(n int64) error { return new(cx.Basket).Add(n, decimal.Decimal{}) }, false},
		{"number of buckets", 1, math.MaxInt, func(n int64) error { _, err := cx.CustomerBucket("salt", "ada", whole(n)); return err }, false},
		{"alert rule: periods to learn", 8, math.MaxInt64, func(n int64) error {
			_, err := cx.AlertsOf[cx.NPS](nil, cx.AlertRule{Learn: whole(n)}, 0.95)
			return err
		}, false},
		{"decimal places", 0, cx.Places, func(n int64) error { _, err := cx.Allocate(dec("1"), []int64{1}, whole(n)); return err }, false},
		{"weight", 1, math.MaxInt64, func(n int64) error { _, err := cx.Allocate(dec("1"), []int64{n}, 0); return err }, false},
		{"number of missing answers", 0, math.MaxInt64, func(n int64) error { _, _, err := (cx.NPS{}).Bounds(n); return err }, false},
		{"population", 3, math.MaxInt64, func(n int64) error { _, err := cx.NPS{Promoters: 3}.IntervalOf(n, 0.95); return err }, false},
		{"longest phrase", 0, 5, func(n int64) error {
			_, err := cx.PhrasesOf(nil, func(s *string) string { return *s }, cx.PhraseRule{Longest: whole(n)})
			return err
		}, false},
		{"number of words of a phrase", 1, 2, func(n int64) error {
			_, err := cx.Phrases{Longest: 2, Minimum: 1}.Share(strings.Repeat(" a", whole(n))[1:])
			return err
		}, true},
	} {
		for _, n := range []int64{tt.min, tt.max} {
			var outside *cx.RangeError
			if err := tt.do(n); errors.As(err, &outside) && outside.What == tt.what {
				t.Errorf("%d: %v", n, err)
			}
		}
		var beyond []int64
		if !tt.noLess {
			beyond = append(beyond, tt.min-1)
		}
		if tt.max < math.MaxInt {
			beyond = append(beyond, tt.max+1)
		}
		for _, n := range beyond {
			var outside *cx.RangeError
			want := cx.RangeError{What: tt.what, Got: n, Min: tt.min, Max: tt.max}
			if err := tt.do(n); !errors.As(err, &outside) || *outside != want {
				t.Errorf("%d: %v, want %v", n, err, &want)
			}
		}
	}
}

// The largest float64 is a number like another where a function takes any, and what is no finite
// number is refused.
func TestLargestNumbers(t *testing.T) {
	journey := func(edit func(*cx.Measurement)) error {
		_, err := cx.JourneyOf([]cx.Measurement{measuredInJune("nps", "1", edit)}, tripMap(), tripDay)
		return err
	}
	for what, do := range map[string]func(v float64) error{
		"scores of AUCOf": func(v float64) error {
			_, err := cx.AUCOf([]bool{true, false, true, false}, cx.Predictor{Scores: []float64{v, 0, -v, 1}})
			return err
		},
		"scores of ConcordanceOf": func(v float64) error {
			_, err := cx.ConcordanceOf([]cx.Lifespan{{Exit: 1, Churned: true}, {Exit: 2}}, cx.Predictor{Scores: []float64{v, -v}})
			return err
		},
		"covariates": func(v float64) error {
			_, err := cx.FitCox([]cx.Lifespan{{Exit: 1, Churned: true}, {Exit: 2}, {Exit: 3}}, [][]float64{{0}, {-v}, {v}}, []string{"a"}, 0.95)
			return err
		},
		"worst": func(v float64) error {
			_, _, err := cx.HealthRule{Signals: []cx.HealthSignal{{Name: "a", Worst: v, Weight: v}}}.Score([]float64{1})
			return err
		},
		"best": func(v float64) error {
			_, _, err := cx.HealthRule{Signals: []cx.HealthSignal{{Name: "a", Best: v, Weight: 1}}}.Score([]float64{1})
			return err
		},
		"threshold": func(v float64) error {
			_, err := cx.AlertsOf[cx.NPS](nil, cx.AlertRule{Threshold: v}, 0.95)
			return err
		},
		"margin and deviation":   func(v float64) error { _, err := cx.MeanSampleSize(v, v, 0.95); return err },
		"periods of churn":       func(v float64) error { _, err := cx.CompoundChurn(0.5, v); return err },
		"periods of a rate":      func(v float64) error { _, err := cx.CompoundRate(0, v); return err },
		"time of a steady curve": func(v float64) error { _, err := cxtest.Must(cx.SteadySurvival(0.5))(v); return err },
		"Q": func(v float64) error {
			_, err := cx.Heterogeneity{Q: v, DegreesOfFreedom: 3}.ISquaredInterval(0.95)
			return err
		},
		"horizon of a linkage": func(v float64) error { return (&cx.Linkage{HorizonSeconds: v, AsOf: late}).Merge(cx.Linkage{}) },
		"interval of a figure": func(v float64) error {
			return journey(func(m *cx.Measurement) { m.Interval = cx.Interval{Low: -v, High: v, Level: 0.95} })
		},
		"standard error of one": func(v float64) error { return journey(func(m *cx.Measurement) { m.StandardError = v }) },
		"standard error of groups": func(v float64) error {
			_, err := cx.HeterogeneityOf([]cx.Estimate{{StandardError: v}, {StandardError: v}})
			return err
		},
	} {
		if err := do(math.MaxFloat64); errors.Is(err, cx.ErrInvalid) {
			t.Errorf("%s: the largest number: %v", what, err)
		}
		for _, v := range []float64{math.Inf(1), math.NaN()} {
			cxtest.Refuses(t, what, do(v), cx.ErrInvalid)
		}
	}
}
