package cx_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestChangeVerdict(t *testing.T) {
	level90 := func(m *cx.Measurement) { m.Interval.Level = 0.9 }
	tests := []struct {
		name        string
		now, before cx.Measurement
		want        cx.ChangeVerdict
	}{
		// A single test has an adjusted P of P, and the verdict is that of the interval. The lower
		// limit of the difference d is d - sqrt(6² + 8²) = d - 10, with 6 from the
		// value now down to its limit, and 8 from the one before up to its.
		{"better by a hair", measuredInJune("nps", "20.1", withInterval(14.1, 90)), measuredInJune("nps", "10", withInterval(-90, 18)), cx.ChangeBetter},
		{"better, but unclear", measuredInJune("nps", "19.9", withInterval(13.9, 90)), measuredInJune("nps", "10", withInterval(-90, 18)), cx.ChangeUnclear},
		// The upper limit is d + sqrt(6² + 8²), with 6 up from the value now and 8 down from
		// the one before.
		{"worse by a hair", measuredInJune("nps", "9.9", withInterval(-90, 15.9)), measuredInJune("nps", "20", withInterval(12, 90)), cx.ChangeWorse},
		{"worse, but unclear", measuredInJune("nps", "10.1", withInterval(-90, 16.1)), measuredInJune("nps", "20", withInterval(12, 90)), cx.ChangeUnclear},
		{"no change", measuredInJune("nps", "20", withInterval(10, 30)), measuredInJune("nps", "20", withInterval(10, 30)), cx.ChangeUnclear},
		// 56/70 = .8 against 48/80 = .6, whose Wilson limits are 0.691829..0.876930 and
		// 0.490365..0.700313: R. G. Newcombe's example (a), 0.0524..0.3339.
		{"shares", measuredInJune("repeat_purchases", "0.8", withInterval(0.691829, 0.876930)), measuredInJune("repeat_purchases", "0.6", withInterval(0.490365, 0.700313)), cx.ChangeBetter},
		// The same shares of a metric whose lower values are better.
		{"lower, worse", measuredInJune("churn_rate", "0.8", withInterval(0.691829, 0.876930)), measuredInJune("churn_rate", "0.6", withInterval(0.490365, 0.700313)), cx.ChangeWorse},
		{"lower, better", measuredInJune("churn_rate", "0.6", withInterval(0.490365, 0.700313)), measuredInJune("churn_rate", "0.8", withInterval(0.691829, 0.876930)), cx.ChangeBetter},
		{"neither", measuredInJune("session_length", "90", withInterval(89, 91)), measuredInJune("session_length", "10", withInterval(9, 11)), ""},
		{"no interval now", measuredInJune("nps", "90"), measuredInJune("nps", "-90", withInterval(-91, -89)), cx.ChangeUnclear},
		{"no interval before", measuredInJune("nps", "90", withInterval(89, 91)), measuredInJune("nps", "-90"), cx.ChangeUnclear},
		{"other level", measuredInJune("nps", "90", withInterval(89, 91), level90), measuredInJune("nps", "-90", withInterval(-91, -89)), cx.ChangeUnclear},
		{"base now", measuredInJune("nps", "90", withInterval(89, 91), withBase(29)), measuredInJune("nps", "-90", withInterval(-91, -89)), cx.ChangeUnclear},
		{"base before", measuredInJune("nps", "90", withInterval(89, 91)), measuredInJune("nps", "-90", withInterval(-91, -89), withBase(29)), cx.ChangeUnclear},
		// An interval without width tells no error.
		{"a point", measuredInJune("nps", "100", withInterval(100, 100)), measuredInJune("nps", "99", withInterval(99, 99)), cx.ChangeUnclear},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inPeriod("2026-05")(&test.before)
			f := journeyOf(t, tripMap(), test.now, test.before).Figures[0]
			if f.Change != test.want || f.Previous == nil {
				t.Errorf("change %q from %v, want %q", f.Change, f.Previous, test.want)
			}
		})
	}
}

func TestLastAndPrevious(t *testing.T) {
	tests := []struct {
		name           string
		periods        []string // in the order given
		last, previous string
	}{
		{"one", []string{"2026-05"}, "2026-05", ""},
		{"a gap", []string{"2026-06", "2026-01", "2026-03"}, "2026-06", "2026-03"},
		{"not ended", []string{"2026-08", "2026-07", "2026-05", "2026-06"}, "2026-06", "2026-05"},
		{"running", []string{"2026-Q3", "2026", "2026-06-30/2026-07-02", "2026-05"}, "2026-05", ""},
		{"ends on the day", []string{"2026-06-30", "2026-06-30/2026-07-02"}, "2026-06-30", ""},
		{"of two that end together the shorter", []string{"2026-06", "2026-Q2", "2026-05"}, "2026-06", "2026-05"},
		{"the last to end, not to begin", []string{"2026-06-01/2026-06-30", "2026-06-10/2026-06-20", "2026-05"}, "2026-06-01/2026-06-30", "2026-05"},
		{"overlaps are not before", []string{"2026-Q2", "2026-04", "2026-05", "2025"}, "2026-Q2", "2025"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var rows []cx.Measurement
			for i, p := range test.periods {
				rows = append(rows, measuredInJune("nps", fmt.Sprint(i), inPeriod(p)))
			}
			j := journeyOf(t, tripMap(), rows...)
			if len(j.Figures) != 1 {
				t.Fatalf("%d figures", len(j.Figures))
			}
			f, previous := j.Figures[0], ""
			if f.Previous != nil {
				previous = f.Previous.Period.String()
			}
			if got := f.Measurement.Period.String(); got != test.last || previous != test.previous {
				t.Errorf("last %s, previous %s, want %s and %s", got, previous, test.last, test.previous)
			}
		})
	}
	if j := journeyOf(t, tripMap(), measuredInJune("nps", "1", inPeriod("2026-07"))); j.Figures != nil || j.Coverage.Count != 0 {
		t.Errorf("a period that has not ended counts: %v", j)
	}
}

// mayAndJune is a measurement of a metric in June and that of May, each with its interval.
func mayAndJune(metric, now string, nowLow, nowHigh float64, before string, low, high float64) []cx.Measurement {
	return []cx.Measurement{
		measuredInJune(metric, now, withInterval(nowLow, nowHigh)),
		measuredInJune(metric, before, withInterval(low, high), inPeriod("2026-05")),
	}
}

// The differences are one family: 40 (30..49) from 25 (14..36) alone is a change, P 0.047971402,
// and is none beside another test. The figures were computed outside of Go from the formula.
func TestChangesAreOneFamily(t *testing.T) {
	csat := mayAndJune("csat", "40", 30, 49, "25", 14, 36)
	check := func(name string, f cx.JourneyFigure, p, margin float64, change cx.ChangeVerdict) {
		t.Helper()
		if !f.Tested || f.Change != change {
			t.Errorf("%s: tested %v, change %q, want %q", name, f.Tested, f.Change, change)
		}
		d := f.Difference
		cxtest.Near(t, name+" difference", d.Difference, 15, 0)
		cxtest.Near(t, name+" z", d.Z, 1.977621674, 1e-9)
		cxtest.Near(t, name+" p", d.P, 0.047971402, 1e-9)
		cxtest.Near(t, name+" error", d.StandardError, 14.86606875/1.959963984540, 1e-9)
		cxtest.Near(t, name+" low", d.Interval.Low, 15-14.86606875, 1e-8)
		cxtest.Near(t, name+" high", d.Interval.High, 15+math.Hypot(9, 11), 1e-9)
		cxtest.Near(t, name+" greater", d.PGreater(), 0.047971402/2, 1e-9)
		cxtest.Near(t, name+" adjusted p", f.AdjustedP, p, 1e-9)
		cxtest.Near(t, name+" adjusted low", f.AdjustedInterval.Low, 15-14.86606875*margin, 1e-7)
		cxtest.Near(t, name+" adjusted high", f.AdjustedInterval.High, 15+math.Hypot(9, 11)*margin, 1e-8)
	}
	check("alone", journeyOf(t, tripMap(), csat...).Figures[0], 0.047971402, 1, cx.ChangeBetter)
	// No test: a small base, no direction, no figure before.
	others := append(csat, mayAndJune("nps", "0", -20, 20, "10", -30, 30)...)
	others[2].Base = 9
	others = append(others, mayAndJune("session_length", "90", 89, 91, "10", 9, 11)...)
	others = append(others, measuredInJune("ces", "5", withInterval(4, 6)))
	for _, f := range journeyOf(t, tripMap(), others...).Figures {
		if f.Measurement.Metric == "csat" {
			check("beside no tests", f, 0.047971402, 1, cx.ChangeBetter)
		} else if f.Tested || f.Difference != (cx.Comparison{}) || f.AdjustedP != 0 || f.AdjustedInterval != (cx.Interval{}) {
			t.Errorf("%+v is tested", f)
		}
	}
	// Two tests: the quantile of 0.975 is 2.241402728.
	others[2].Base = 100
	for _, f := range journeyOf(t, tripMap(), others...).Figures {
		if f.Measurement.Metric == "csat" {
			check("beside one", f, 2*0.047971402, 2.241402728/1.959963985, cx.ChangeUnclear)
			cxtest.Near(t, "level", f.AdjustedInterval.Level, 0.975, 1e-15)
		}
	}
	// A fall, by the other sides.
	f := journeyOf(t, tripMap(), mayAndJune("csat", "25", 14, 36, "40", 30, 49)...).Figures[0]
	cxtest.Near(t, "z of a fall", f.Difference.Z, -15*1.959963984540/math.Hypot(11, 10), 1e-9)
	if f.Difference.PGreater() < 0.5 {
		t.Errorf("a fall is a rise: %v", f.Difference.PGreater())
	}
}

// No interval is wider than a difference can be, and none is infinite.
func TestChangeAtTheEdges(t *testing.T) {
	rows := mayAndJune("csat", "50", 0, 100, "40", 0, 100)
	rows = append(rows, mayAndJune("apdex", "0.5", 0.5-1e-300, 0.5, "0.4", 0.4, 0.4)...)
	rows = append(rows, mayAndJune("basket_value", "5", -1e308, 1e308, "4", -1e308, 1e308)...)
	for _, level := range []float64{5e-324, 1e-300, 1e-10, 0.95, 1 - 1e-16} {
		for i := range rows {
			rows[i].Interval.Level = level
		}
		for _, f := range journeyOf(t, tripMap(), rows...).Figures {
			d, iv := f.Difference, f.AdjustedInterval
			if f.Measurement.Metric == "csat" && f.Tested && !(iv.Low >= -100 && iv.Low <= 10 && iv.High >= 10 && iv.High <= 100) {
				t.Errorf("level %v: %+v", level, f)
			}
			if f.Tested && !(d.P >= 0 && d.P <= 1 && d.StandardError > 0 && math.Abs(d.Z) <= math.MaxFloat64 && iv.High-iv.Low > 0) {
				t.Errorf("level %v: %+v", level, f)
			}
			if _, err := d.MarshalJSON(); err != nil {
				t.Error(err)
			}
		}
	}
}

// Of 20 unchanged figures some show a change in 65 % of the journeys by each figure's own
// test, and in 4 % by the family's.
func TestUnchangedJourneys(t *testing.T) {
	random := rand.New(rand.NewPCG(2026, 6))
	for _, n := range []int{30, 100} {
		const runs, metrics = 600, 20
		alone, together := 0, 0
		for range runs {
			var rows []cx.Measurement
			for i, g := range equalGroups(random, 2*metrics, n, 0.45, 0.25) {
				interval, err := g.Tally.Interval(0.95)
				if err != nil {
					t.Fatal(err)
				}
				score := cxtest.Must(g.Tally.Score())
				rows = append(rows, measuredInJune("nps", score.String(), withInterval(interval.Low, interval.High), withBase(int64(n)),
					byTeam(fmt.Sprint("channel ", i%metrics), ""), inPeriod([]string{"2026-05", "2026-06"}[i/metrics])))
			}
			any1, any2 := false, false
			for _, f := range journeyOf(t, tripMap(), rows...).Figures {
				if !f.Tested {
					t.Fatal("there is no test")
				}
				any1 = any1 || f.Difference.P <= 0.05
				any2 = any2 || f.Change != cx.ChangeUnclear
			}
			if any1 {
				alone++
			}
			if any2 {
				together++
			}
		}
		t.Logf("base %d: %.3f alone, %.3f together", n, float64(alone)/runs, float64(together)/runs)
		if float64(together)/runs > 0.07 || float64(alone)/runs < 0.5 {
			t.Errorf("base %d: %d of %d unchanged journeys show a change, %d without the adjustment", n, together, runs, alone)
		}
	}
}

// Equal channels are found to differ in 5 % of the journeys, from the widths of their intervals
// and from their own standard errors. Weighted by these errors it was 12 to 16 %.
func TestEqualChannels(t *testing.T) {
	random := rand.New(rand.NewPCG(16, 30))
	const runs, n = 600, 30
	widths, errors := 0, 0
	for range runs {
		var rows []cx.Measurement
		for i, g := range equalGroups(random, 20, n, 0.5, 0.2) {
			interval, err := g.Tally.Interval(0.95)
			if err != nil {
				t.Fatal(err)
			}
			score := cxtest.Must(g.Tally.Score())
			rows = append(rows, measuredInJune("nps", score.String(), withInterval(interval.Low, interval.High), withBase(n), byTeam(fmt.Sprint("channel ", i), "")))
		}
		if journeyOf(t, tripMap(), rows...).Consistency[0].Heterogeneity.P <= 0.05 {
			widths++
		}
		for i := range rows {
			tally := equalGroups(random, 1, n, 0.5, 0.2)[0].Tally
			rows[i].Value, rows[i].Interval = cxtest.Must(tally.Score()), cx.Interval{}
			rows[i].StandardError = cxtest.Must(tally.StandardError())
		}
		if journeyOf(t, tripMap(), rows...).Consistency[0].Heterogeneity.P <= 0.05 {
			errors++
		}
	}
	t.Logf("%.3f from widths, %.3f from errors", float64(widths)/runs, float64(errors)/runs)
	if float64(widths)/runs > 0.11 || float64(errors)/runs > 0.08 {
		t.Errorf("%d from widths and %d from errors, of %d equal channels differ", widths, errors, runs)
	}
}
