package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// weekly returns tallies as points of the weeks from 2026-W01 on.
func weekly[T any](tallies ...T) []cx.Point[T] {
	var points []cx.Point[T]
	start := date("2025-12-29")
	for _, tally := range tallies {
		p := cxtest.Must(cx.Week.PeriodOf(start))
		points = append(points, cx.Point[T]{Period: p, Tally: tally})
		start = p.End
	}
	return points
}

// sharesOf returns so many of 100 a week.
func sharesOf(counts ...int64) []cx.Point[cx.Proportion] {
	var tallies []cx.Proportion
	for _, c := range counts {
		tallies = append(tallies, cx.Proportion{Count: c, Base: 100})
	}
	return weekly(tallies...)
}

// alertShares fall from the 11th week on; alertScores, of 50 answers a week, too.
func alertShares() []cx.Point[cx.Proportion] {
	return sharesOf(60, 58, 63, 61, 57, 62, 59, 60, 61, 58, 52, 50, 49, 51, 48, 47)
}

func alertScores() []cx.Point[cx.NPS] {
	var tallies []cx.NPS
	detractors := []int64{12, 11, 13, 12, 11, 14, 12, 12, 11, 13, 17, 18, 16, 19}
	for i, p := range []int64{22, 25, 20, 24, 23, 21, 24, 22, 23, 22, 16, 15, 17, 14} {
		tallies = append(tallies, cx.NPS{Promoters: p, Passives: 50 - p - detractors[i], Detractors: detractors[i]})
	}
	return weekly(tallies...)
}

// alertTexts says when each alert was noticed, and since when.
func alertTexts[T any](alerts []cx.Alert[T]) (texts []string) {
	for _, a := range alerts {
		text := fmt.Sprintf("%v since %v", a.Period, a.Since)
		if a.Better {
			text += " better"
		}
		texts = append(texts, text)
	}
	return texts
}

// checkAlerts checks when alerts were noticed.
func checkAlerts[T any](t *testing.T, what string, alerts []cx.Alert[T], err error, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, alertTexts(alerts)); diff != "" || err != nil {
		t.Errorf("%s: %v (-want +got)\n%s", what, err, diff)
	}
}

// The alert of a share, and the sums that lead to it: of the weeks 11 to 13 they are 1.0325,
// 2.3162 and 3.6474. By R 4.2.2, the interval by prop.test's score without correction, Newcombe.
func TestAlertsOf(t *testing.T) {
	points := alertShares()
	alerts, err := cx.AlertsOf(points, cx.AlertRule{Every: 104}, 0.95)
	checkAlerts(t, "a share", alerts, err, "2026-W13 since 2026-W11")
	a := alerts[0]
	if a.Before != (cx.Proportion{Count: 599, Base: 1000}) || a.After != (cx.Proportion{Count: 151, Base: 300}) {
		t.Errorf("before %v, after %v", a.Before, a.After)
	}
	cxtest.Near(t, "Difference", a.Change.Difference, -0.095666667, 1e-8)
	cxtest.Near(t, "Low", a.Change.Interval.Low, -0.159399243, 1e-8)
	cxtest.Near(t, "High", a.Change.Interval.High, -0.031648609, 1e-8)
	var back []cx.Alert[cx.Proportion]
	if err := json.Unmarshal([]byte(cxtest.JSON(t, alerts)), &back); err != nil {
		t.Error(err)
	}
	cxtest.Same(t, "from JSON", alerts, back)

	for _, tt := range []struct {
		threshold float64
		want      string
	}{
		{1.032532767, "2026-W11 since 2026-W11"}, {1.032532769, "2026-W12 since 2026-W11"},
		{2.316169354, "2026-W12 since 2026-W11"}, {2.316169356, "2026-W13 since 2026-W11"},
		{3.647418859, "2026-W13 since 2026-W11"}, {3.647418861, "2026-W14 since 2026-W11"},
	} {
		alerts, err := cx.AlertsOf(points[:14], cx.AlertRule{Threshold: tt.threshold}, 0.95)
		checkAlerts(t, fmt.Sprint(tt.threshold), alerts, err, tt.want)
	}
	if alerts, err := cx.AlertsOf(points[:12], cx.AlertRule{Every: 104}, 0.95); alerts != nil || err != nil {
		t.Errorf("twelve weeks: %v, %v", alerts, err)
	}
}

// Of scores, by R 4.2.2: the sums of the weeks 11 to 13 are 1.4158, 2.9915 and 3.7305, so that
// the limit for changes for the worse alone, 2.8857, is exceeded a week before 3.5396.
func TestAlertsOf_scores(t *testing.T) {
	points := alertScores()
	for _, tt := range []struct {
		rule cx.AlertRule
		want []string
	}{
		{cx.AlertRule{Every: 104}, []string{"2026-W13 since 2026-W11"}},
		{cx.AlertRule{Every: 104, WorseOnly: true}, []string{"2026-W12 since 2026-W11"}},
		{cx.AlertRule{Threshold: 1.415776713}, []string{"2026-W11 since 2026-W11"}},
		{cx.AlertRule{Threshold: 1.415776715}, []string{"2026-W12 since 2026-W11"}},
		{cx.AlertRule{Threshold: 2.991538657}, []string{"2026-W12 since 2026-W11"}},
		{cx.AlertRule{Threshold: 2.991538659}, []string{"2026-W13 since 2026-W11"}},
		{cx.AlertRule{Threshold: 3.730529976}, []string{"2026-W13 since 2026-W11"}},
		{cx.AlertRule{Threshold: 3.730529978}, []string{"2026-W14 since 2026-W11"}},
		{cx.AlertRule{Every: 104, Learn: 10}, []string{"2026-W13 since 2026-W11"}},
		{cx.AlertRule{Every: 104, Learn: 11}, []string{"2026-W14 since 2026-W12"}},
		{cx.AlertRule{Every: 104, MinBase: 700}, nil},
	} {
		alerts, err := cx.AlertsOf(points, tt.rule, 0.95)
		checkAlerts(t, fmt.Sprintf("%+v", tt.rule), alerts, err, tt.want...)
	}
	// The sides swapped the score rises, and by a scale on which lower is better that is worse.
	var better []cx.Point[cx.NPS]
	var effort []cx.Point[cx.CES]
	scale := cx.Scale{Min: 1, BottomMax: 1, TopMin: 3, Max: 3, LowerIsBetter: true}
	for _, p := range points {
		n := cx.NPS{Promoters: p.Tally.Detractors, Passives: p.Tally.Passives, Detractors: p.Tally.Promoters}
		better = append(better, cx.Point[cx.NPS]{Period: p.Period, Tally: n})
		c := cx.CES{Scale: scale}
		for rating, count := range []int64{p.Tally.Promoters, p.Tally.Passives, p.Tally.Detractors} {
			for range count {
				if err := c.Add(rating + 1); err != nil {
					t.Fatal(err)
				}
			}
		}
		effort = append(effort, cx.Point[cx.CES]{Period: p.Period, Tally: c})
	}
	alerts, err := cx.AlertsOf(better, cx.AlertRule{Every: 104}, 0.95)
	checkAlerts(t, "a rise", alerts, err, "2026-W13 since 2026-W11 better")
	alerts, err = cx.AlertsOf(better, cx.AlertRule{Every: 104, WorseOnly: true}, 0.95)
	checkAlerts(t, "a rise, of falls alone", alerts, err)
	efforts, err := cx.AlertsOf(effort, cx.AlertRule{Every: 104, WorseOnly: true}, 0.95)
	checkAlerts(t, "an effort that rises", efforts, err, "2026-W12 since 2026-W11")
}

// Small periods are pooled, before the verdict and in what it says; an empty one too. After
// an alert all starts afresh.
func TestAlertsOf_pooled(t *testing.T) {
	var halves []cx.Proportion
	for _, p := range alertShares() {
		halves = append(halves, cx.Proportion{Count: p.Tally.Count, Base: 80}, cx.Proportion{Base: 20})
	}
	alerts, err := cx.AlertsOf(weekly(halves...), cx.AlertRule{Every: 104, MinBase: 100}, 0.95)
	checkAlerts(t, "two weeks at a time", alerts, err, "2026-06-15/2026-06-29 since 2026-05-18/2026-06-01")
	if len(alerts) == 1 && (alerts[0].Before.Base != 1000 || alerts[0].After.Base != 300) {
		t.Errorf("before %v, after %v", alerts[0].Before, alerts[0].After)
	}
	var twice []cx.Proportion
	for _, p := range alertShares() {
		twice = append(twice, p.Tally, cx.Proportion{}) // each other week without answers
	}
	twice = twice[:2*13-1] // up to the alert
	for range 8 {
		twice = append(twice, cx.Proportion{Count: 50, Base: 100})
	}
	for range 3 {
		twice = append(twice, cx.Proportion{Count: 70, Base: 100})
	}
	alerts, err = cx.AlertsOf(weekly(twice...), cx.AlertRule{Every: 104}, 0.95)
	checkAlerts(t, "two alerts", alerts, err, "2026-06-08/2026-06-22 since 2026-05-11/2026-05-25", "2026-W35 since 2026-W34 better")
}

// Where all amounts of each side are alike, the interval is by the error of both pooled: of 480
// times 10 and 60 times 12, by hand sqrt(4 · 480·60/540/539 · (1/480 + 1/60)) = 0.086146.
func TestAlertsOf_alike(t *testing.T) {
	tallies := make([]cx.Amounts, 9)
	for i := range tallies {
		price := decimal.NewFromInt(10)
		if i == 8 {
			price = decimal.NewFromInt(12)
		}
		for range 60 {
			if err := tallies[i].Add(price); err != nil {
				t.Fatal(err)
			}
		}
	}
	alerts, err := cx.AlertsOf(weekly(tallies...), cx.AlertRule{Every: 104}, 0.95)
	checkAlerts(t, "a price", alerts, err, "2026-W09 since 2026-W09 better")
	if change := alerts[0].Change; change.Difference != 2 {
		t.Errorf("Change = %v", change)
	} else {
		cxtest.Near(t, "Low", change.Interval.Low, 2-1.959963985*0.086146, 1e-5)
		cxtest.Near(t, "High", change.Interval.High, 2+1.959963985*0.086146, 1e-5)
	}
	if alerts, err := cx.AlertsOf(weekly(tallies[:8]...), cx.AlertRule{Every: 104}, 0.95); alerts != nil || err != nil {
		t.Errorf("no spread: %v, %v", alerts, err)
	}
}

// Solve finds the thresholds of TestCusumLimit in internal/special, which are by R 4.2.2.
func TestAlertRule_Solve(t *testing.T) {
	for _, tt := range []struct {
		rule cx.AlertRule
		want float64
	}{
		{cx.AlertRule{Every: 104}, 3.53956},
		{cx.AlertRule{Every: 168, Series: 1, Shift: 1, Learn: 20, MinBase: 5}, 4.00186},
		{cx.AlertRule{Every: 104, Series: 5}, 5.10952},
		{cx.AlertRule{Every: 1040}, 5.79642},
		{cx.AlertRule{Every: 104, WorseOnly: true}, 2.88572},
		{cx.AlertRule{Every: 520, WorseOnly: true}, 4.42755},
		{cx.AlertRule{Every: 104, Shift: 0.5}, 5.66671},
	} {
		solved, err := tt.rule.Solve()
		if !(math.Abs(solved.Threshold-tt.want) < 1e-3) || err != nil {
			t.Errorf("%+v: %v, %v, want %v", tt.rule, solved.Threshold, err, tt.want)
		}
		again, err := solved.Solve()
		if again != solved || err != nil {
			t.Errorf("solved again: %+v, %v", again, err)
		}
		solved.Threshold = 0
		if solved != tt.rule {
			t.Errorf("Solve changed %+v into %+v", tt.rule, solved)
		}
	}
	own := cx.AlertRule{Threshold: 5}
	if solved, err := own.Solve(); solved != own || err != nil {
		t.Errorf("a threshold of the caller's: %+v, %v", solved, err)
	}
	for name, rule := range map[string]cx.AlertRule{
		"no Every": {}, "Every": {Every: -1}, "Every 0.5": {Every: 0.5}, "Every 1.6": {Every: 1.6}, "3.2 of one side": {Every: 3.2, WorseOnly: true},
		"Every NaN": {Every: math.NaN()}, "Every Inf": {Every: math.Inf(1)}, "too many": {Every: 1001, Series: 1000}, "Every NaN with a threshold": {Every: math.NaN(), Threshold: 4},
		"Series": {Every: 104, Series: -1}, "Shift": {Every: 104, Shift: -1}, "Shift 0.4": {Every: 104, Shift: 0.4}, "Shift 5": {Every: 104, Shift: 5}, "Shift NaN": {Every: 104, Shift: math.NaN()},
		"Learn": {Every: 104, Learn: 7}, "Learn -1": {Every: 104, Learn: -1}, "MinBase": {Every: 104, MinBase: -1},
		"Threshold": {Threshold: -1}, "Threshold NaN": {Threshold: math.NaN()}, "Threshold Inf": {Threshold: math.Inf(1)},
	} {
		solved, err := rule.Solve()
		if solved != (cx.AlertRule{}) {
			t.Errorf("%s: %+v beside an error", name, solved)
		}
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		_, err = cx.AlertsOf(alertShares(), rule, 0.95)
		cxtest.Refuses(t, "AlertsOf: "+name, err, cx.ErrInvalid)
	}
	for _, rule := range []cx.AlertRule{{Every: 1.7}, {Every: 3.4, WorseOnly: true}, {Every: 1e6}, {Every: 1e6, Shift: 0.5}, {Every: 1e6, Shift: 4, WorseOnly: true}} {
		if solved, err := rule.Solve(); !(solved.Threshold > 0 && solved.Threshold < 30) || err != nil {
			t.Errorf("%+v: %v, %v", rule, solved.Threshold, err)
		}
	}
}

// AlertsOf and YearOnYear name the point that they refuse.
func TestAlertsOf_errors(t *testing.T) {
	rule := cx.AlertRule{Every: 104}
	row := func(t *testing.T, what string, err error, want int, is error) {
		t.Helper()
		cxtest.Refuses(t, what, err, is)
		var at *cx.RowError
		if !errors.As(err, &at) || at.Row != want {
			t.Errorf("%s: %v, want point %d", what, err, want)
		}
	}
	points := alertShares()
	points[9].Tally.Base = -1
	_, err := cx.AlertsOf(points, rule, 0.95)
	row(t, "a negative base", err, 9, cx.ErrInvalid)
	_, err = cx.YearOnYear(points, 1, 0.95)
	row(t, "a negative base", err, 9, cx.ErrInvalid)
	points = alertShares()
	points = append(points[:5], points[6:]...)
	_, err = cx.AlertsOf(points, rule, 0.95)
	row(t, "a gap", err, 5, cx.ErrInvalid)
	_, err = cx.YearOnYear(points, 1, 0.95)
	row(t, "a gap", err, 5, cx.ErrInvalid)
	points = alertShares()
	points[3].Period = cx.Period{}
	_, err = cx.AlertsOf(points, rule, 0.95)
	row(t, "no period", err, 3, cx.ErrInvalid)
	scales := weekly(make([]cx.NPS, 60)...)
	for i := range scales {
		scales[i].Tally.Promoters = 40
	}
	scales[59].Tally.Scale = cx.Scale{Min: 1, BottomMax: 3, TopMin: 5, Max: 5}
	_, err = cx.AlertsOf(scales, rule, 0.95)
	row(t, "another scale", err, 59, cx.ErrMismatch)
	_, err = cx.YearOnYear(scales, 1, 0.95)
	row(t, "another scale", err, 59, cx.ErrMismatch)
	full := weekly(cx.Proportion{Base: math.MaxInt64}, cx.Proportion{Base: 30})
	_, err = cx.AlertsOf(full, rule, 0.95)
	row(t, "counts beyond int64", err, 1, cx.ErrInvalid)
	for _, level := range []float64{0, 1, -1, 2, math.NaN()} {
		_, err := cx.AlertsOf(alertShares(), rule, level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
		_, err = cx.YearOnYear(alertShares(), 1, level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	}
	_, err = cx.YearOnYear(alertShares(), 0, 0.95)
	cxtest.Refuses(t, "minimum", err, cx.ErrInvalid)
	for _, points := range [][]cx.Point[cx.Proportion]{nil, {}, alertShares()[:1], weekly(make([]cx.Proportion, 300)...)} {
		alerts, err := cx.AlertsOf(points, rule, 0.95)
		if alerts != nil || err != nil {
			t.Errorf("%d points: %v, %v", len(points), alerts, err)
		}
		changes, err := cx.YearOnYear(points, 1, 0.95)
		if changes != nil || err != nil {
			t.Errorf("%d points year on year: %v, %v", len(points), changes, err)
		}
	}
	// Counts and levels at their bounds.
	for _, level := range []float64{1e-10, 1 - 1e-16} {
		large := alertShares()
		for i := range large {
			large[i].Tally.Count *= 1e13
			large[i].Tally.Base *= 1e13
		}
		alerts, err := cx.AlertsOf(large, cx.AlertRule{Every: 1e6}, level)
		if len(alerts) != 1 || err != nil || !(alerts[0].Change.Interval.High > alerts[0].Change.Interval.Low) {
			t.Errorf("level %v: %v, %v", level, alerts, err)
		}
	}
}

// Chance brings the alerts that the rule names: of 168 weeks wanted between two, 0.5 to 0.6 in
// 104 weeks, of which 8 are to learn. By hand: 96/168 = 0.57. A fall of 15 points is noticed.
func TestAlertsOf_falseAlerts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	week := func(n int, promoters, detractors float64) (s cx.NPS) {
		for range n {
			switch u := rng.Float64(); {
			case u < promoters:
				s.Promoters++
			case u < promoters+detractors:
				s.Detractors++
			default:
				s.Passives++
			}
		}
		return s
	}
	const runs = 200
	for _, shares := range [][2]float64{{0.2, 0.55}, {0.45, 0.25}, {0.7, 0.1}} {
		rule := cxtest.Must(cx.AlertRule{Every: 168}.Solve())
		chance, noticed := 0, 0
		for range runs {
			tallies := make([]cx.NPS, 104)
			for i := range tallies {
				tallies[i] = week(40, shares[0], shares[1])
			}
			chance += len(cxtest.Must(cx.AlertsOf(weekly(tallies...), rule, 0.95)))
			for i := 20; i < len(tallies); i++ {
				tallies[i] = week(40, shares[0]-0.1, shares[1]+0.1)
			}
			for _, a := range cxtest.Must(cx.AlertsOf(weekly(tallies...), rule, 0.95)) {
				if !a.Better && a.Period.Start.Compare(date("2026-05-18")) >= 0 {
					noticed++
					break
				}
			}
		}
		if per := float64(chance) / runs; !(per > 0.4 && per < 0.72) {
			t.Errorf("%v: %.2f false alerts in 104 weeks", shares, per)
		}
		if share := float64(noticed) / runs; share < 0.9 {
			t.Errorf("%v: %.2f of the falls were noticed", shares, share)
		}
	}
}

// Weeks and days look 364 days back, months, quarters and years 12 months. The weeks of a year
// of 53 were counted by hand: 2026-W53 begins on 2026-12-28, 364 days after 2026-W01.
func TestYearOnYear(t *testing.T) {
	trend := func(g cx.Grain, span string, n int) []cx.Point[cx.Proportion] {
		periods := cxtest.Must(g.Periods(period(span)))
		var points []cx.Point[cx.Proportion]
		for i, p := range periods {
			points = append(points, cx.Point[cx.Proportion]{Period: p, Tally: cx.Proportion{Count: int64(i % n), Base: int64(n)}})
		}
		return points
	}
	for _, tt := range []struct {
		grain               cx.Grain
		span                string
		first, last, before string
		many                int
	}{
		{cx.Week, "2025-12-29/2027-01-18", "2026-W53", "2027-W02", "2026-W03", 3},
		{cx.WeekFromSunday, "2026-01-04/2027-01-10", "2027-01-03/2027-01-10", "2027-01-03/2027-01-10", "2026-01-04/2026-01-11", 1},
		{cx.Day, "2026-01-05/2027-01-06", "2027-01-04", "2027-01-05", "2026-01-06", 2},
		{cx.Month, "2025-11-01/2026-12-01", "2026-11", "2026-11", "2025-11", 1},
		{cx.Quarter, "2025-10-01/2027-01-01", "2026-Q4", "2026-Q4", "2025-Q4", 1},
		{cx.Year, "2024-01-01/2027-01-01", "2025", "2026", "2025", 2},
	} {
		points := trend(tt.grain, tt.span, 1000)
		changes, err := cx.YearOnYear(points, 30, 0.95)
		if err != nil || len(changes) != tt.many || changes[0].Period.String() != tt.first || changes[tt.many-1].Period.String() != tt.last {
			t.Errorf("%s: %v, %v, want %d from %s to %s", tt.grain, changes, err, tt.many, tt.first, tt.last)
			continue
		}
		for _, p := range points {
			if p.Period == period(tt.before) {
				want := cxtest.Must(points[len(points)-1].Tally.Difference(p.Tally, 0.95))
				cxtest.Same(t, "the comparison of "+tt.last, want, changes[tt.many-1].Tally)
			}
		}
	}
	// Left out: small, empty, undefined.
	months := trend(cx.Month, "2024-01-01/2026-01-01", 1000)
	months[0].Tally = cx.Proportion{Count: 1, Base: 29}
	months[13].Tally = cx.Proportion{}
	if changes := cxtest.Must(cx.YearOnYear(months, 30, 0.95)); len(changes) != 10 || changes[0].Period != period("2025-03") {
		t.Errorf("small and empty months: %v", changes)
	}
	alike := make([]cx.Amounts, 53)
	for i := range alike {
		alike[i] = cxtest.Must(cx.AmountsOf([]decimal.Decimal{dec("5"), dec("5")}))
	}
	if changes, err := cx.YearOnYear(weekly(alike...), 1, 0.95); changes != nil || err != nil {
		t.Errorf("undefined: %v, %v", changes, err)
	}
	// Two grains, and periods of none.
	two := append(trend(cx.Month, "2025-11-01/2026-01-01", 9), trend(cx.Quarter, "2026-01-01/2026-04-01", 9)...)
	_, err := cx.YearOnYear(two, 1, 0.95)
	cxtest.Refuses(t, "two grains", err, cx.ErrMismatch)
	ten := []cx.Point[cx.Proportion]{{Period: period("2026-01-01/2026-01-11")}}
	_, err = cx.YearOnYear(ten, 1, 0.95)
	cxtest.Refuses(t, "ten days", err, cx.ErrMismatch)
	_, err = cx.YearOnYear(cxtest.Must(cx.Rolling(months, 3)), 1, 0.95)
	cxtest.Refuses(t, "rolling", err, cx.ErrInvalid)
}

// noSpread is an NPS of which nobody knows the spread.
type noSpread struct{ cx.NPS }

func (n *noSpread) Merge(other noSpread) error     { return n.NPS.Merge(other.NPS) }
func (n *noSpread) Unmerge(other noSpread) error   { return n.NPS.Unmerge(other.NPS) }
func (n noSpread) StandardError() (float64, error) { return 0, cx.ErrUndefined }
func (n noSpread) Difference(other noSpread, level float64) (cx.Comparison, error) {
	return n.NPS.Difference(other.NPS, level)
}

// A change of which nobody knows the standard error is none: the same weeks have an alert with one.
func TestAlertsOf_noError(t *testing.T) {
	weeks, same := make([]cx.NPS, 20), make([]noSpread, 20)
	for i := range weeks {
		weeks[i] = cx.NPS{Promoters: 50, Passives: 30, Detractors: 20}
		if i >= 10 {
			weeks[i] = cx.NPS{Promoters: 20, Passives: 30, Detractors: 50}
		}
		same[i] = noSpread{weeks[i]}
	}
	if alerts, err := cx.AlertsOf(weekly(weeks...), cx.AlertRule{Threshold: 4}, 0.95); len(alerts) == 0 || err != nil {
		t.Errorf("with an error: %v, %v, want an alert", alerts, err)
	}
	if alerts, err := cx.AlertsOf(weekly(same...), cx.AlertRule{Threshold: 4}, 0.95); len(alerts) != 0 || err != nil {
		t.Errorf("without an error: %v, %v, want none", alerts, err)
	}
}

// BenchmarkAlertsOf watches 200 segments for five years of weeks by a solved rule.
func BenchmarkAlertsOf(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 4))
	segments := make([][]cx.Point[cx.NPS], 200)
	for s := range segments {
		tallies := make([]cx.NPS, 260)
		for i := range tallies {
			tallies[i] = cx.NPS{Promoters: 40 + rng.Int64N(20), Passives: 20 + rng.Int64N(9), Detractors: 15 + rng.Int64N(9)}
		}
		segments[s] = weekly(tallies...)
	}
	rule := cxtest.Must(cx.AlertRule{Every: 104, Series: 200}.Solve())
	b.ReportAllocs()
	for b.Loop() {
		for _, points := range segments {
			if _, err := cx.AlertsOf(points, rule, 0.95); err != nil {
				b.Fatal(err)
			}
		}
	}
}
