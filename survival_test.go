package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// Data sets of the survival package of R and of the literature, in its notation: 13+
// is still here at 13, 2-6 was seen from 2 on.
const (
	// Acute myelogenous leukemia, with and without maintenance chemotherapy: R. G.
	// Miller, Survival Analysis (1981), R's aml.
	amlMaintained = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
	amlNot        = "5 5 8 8 12 16+ 23 27 30 33 43 45"
	// Weeks of remission: E. A. Gehan, Biometrika 52 (1965); E. J. Freireich et al.,
	// Blood 21 (1963).
	remission6MP     = "6 6 6 7 10 13 16 22 23 6+ 9+ 10+ 11+ 17+ 19+ 20+ 25+ 32+ 32+ 34+ 35+"
	remissionPlacebo = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
	// NIST/SEMATECH e-Handbook of Statistical Methods, 8.2.1.5 (apr215): 20 units.
	nistUnits = "10 32 50+ 56 98 100+ 122 125+ 150+ 181 200+ 200+ 200+ 200+ 200+ 200+ 200+ 200+ 200+ 200+"
	// Hours to the resolution of tickets, some of them still open.
	openTickets = "1 2 3 5 8 30 4+ 10+ 26+ 50+"
	// Six customers, four of them not seen from their first day.
	lateEntries = "4 7+ 2-6 3-8 5-9+ 10"
)

// spansOf reads lifespans in the notation above.
func spansOf(text string) []cx.Lifespan {
	var lifespans []cx.Lifespan
	for _, word := range strings.Fields(text) {
		l := cx.Lifespan{Churned: !strings.HasSuffix(word, "+")}
		word = strings.TrimSuffix(word, "+")
		if entry, exit, ok := strings.Cut(word, "-"); ok {
			l.Entry, word = dec(entry).InexactFloat64(), exit
		}
		l.Exit = dec(word).InexactFloat64()
		lifespans = append(lifespans, l)
	}
	return lifespans
}

func curveOf(t *testing.T, lifespans []cx.Lifespan) cx.Survival {
	t.Helper()
	s, err := cx.SurvivalOf(lifespans)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// churnsOf returns the steps at which customers churned.
func churnsOf(s cx.Survival) (churns []cx.SurvivalStep) {
	for _, step := range s.Steps {
		if step.Churned > 0 {
			churns = append(churns, step)
		}
	}
	return churns
}

// printsAs checks an estimate to the digits that the source prints.
func printsAs(t *testing.T, what string, got float64, err error, want string) {
	t.Helper()
	_, decimals, _ := strings.Cut(want, ".")
	if text := strconv.FormatFloat(got, 'f', len(decimals), 64); err != nil || text != want {
		t.Errorf("%s = %s (%v), %v, want %s", what, text, got, err, want)
	}
}

var survivalKinds = []cx.SurvivalScale{
	cx.PlainScale, cx.LogScale, cx.LogLogScale, cx.LogitScale, cx.ArcsineScale,
}

// survivalGolden has a value of each type, with figures that a float64 holds.
func survivalGolden() map[string]any {
	return map[string]any{
		"lifespan":       cx.Lifespan{Exit: 12.5, Churned: true},
		"lifespan_late":  cx.Lifespan{Entry: 3, Exit: 8, Count: 12},
		"lifespan_other": cx.Lifespan{Exit: 8, Other: true},
		"competing_risks": cx.CompetingRisks{Steps: []cx.CompetingStep{
			{Time: 1, AtRisk: 4, Churned: 1, Other: 1, Entered: 1}, {Time: 2.5, AtRisk: 3, Churned: 2, Censored: 1},
		}},
		"step": cx.SurvivalStep{Time: 2.5, AtRisk: 4, Churned: 2, Survival: 0.5, Greenwood: 0.25},
		"curve": cx.Survival{
			Customers: 5, Churned: 3, Last: 9,
			Steps: []cx.SurvivalStep{
				{Time: 2.5, AtRisk: 4, Churned: 2, Survival: 0.5, Greenwood: 0.25},
				{Time: 3, AtRisk: 2, Censored: 1, Entered: 1, Survival: 0.5, Greenwood: 0.25},
				{Time: 8, AtRisk: 2, Censored: 1, Survival: 0.5, Greenwood: 0.25},
				{Time: 9, AtRisk: 1, Churned: 1, Greenwood: 0.25},
			},
		},
		"cox": cx.Cox{
			Names: []string{"detractor"}, Coefficients: []cx.Estimate{{Value: 0.5, StandardError: 0.25, Interval: cx.Interval{Low: 0, High: 1, Level: 0.95}}},
			Test: cx.ChiSquare{ChiSquare: 4, DegreesOfFreedom: 1, P: 0.0455}, Customers: 40, Churned: 12, LogLikelihood: -30.5,
		},
		"curve_zero": cx.Survival{},
		"quantile": cx.SurvivalQuantile{
			Time: 31, Low: 13, Level: 0.95, Reached: true, LowReached: true,
		},
		"estimate": cx.Estimate{Value: 32.25, StandardError: 4.75},
		"hazard": cx.Hazard{
			From: 10, To: 20, Churned: 2, Exposure: 64, Rate: 0.03125, Interval: cx.Interval{Low: 0.0078125, High: 0.125, Level: 0.95},
		},
		"log_rank": cx.LogRankTest{
			ChiSquare: 4.5, DegreesOfFreedom: 1, P: 0.03125,
			Groups: []cx.LogRankGroup{{Observed: 7, Expected: 10, Variance: 2}, {Observed: 11, Expected: 8, Variance: 2}},
		},
	}
}

// TestSurvivalJSON compares the encodings with the files, which were written by
// hand, decodes them, and compares the values without options of go-cmp.
func TestSurvivalJSON(t *testing.T) { cxtest.Golden(t, "survival", survivalGolden()) }

// A curve that was stored answers as the one it was made from.
func TestSurvivalStored(t *testing.T) {
	s := curveOf(t, spansOf(amlMaintained))
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back cx.Survival
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, back); diff != "" {
		t.Errorf("through JSON (-want +got):\n%s", diff)
	}
}

// TestSurvivalPublished compares the curves with what R 4.2.2 survival prints
// (survfit), and with the table of the NIST handbook.
func TestSurvivalPublished(t *testing.T) {
	tests := []struct {
		name, data                 string
		total, churned             int64
		times, atRisk, share, errs string // errs: the standard errors, "-" where R has NaN
	}{
		{
			"aml maintained", amlMaintained, 11, 7,
			"9 13 18 23 31 34 48", "11 10 8 7 5 4 2",
			".909091 .818182 .715909 .613636 .490909 .368182 .184091",
			".0866784 .1162913 .1396650 .1526323 .1641933 .1626689 .1534927",
		},
		{
			"aml not maintained", amlNot, 12, 11,
			"5 8 12 23 27 30 33 43 45", "12 10 8 6 5 4 3 2 1",
			".833333 .666667 .583333 .486111 .388889 .291667 .194444 .0972222 0",
			".1075829 .1360828 .1423188 .1481301 .1469862 .1387152 .1218745 .0918664 -",
		},
		{
			"6-MP", remission6MP, 21, 9,
			"6 7 10 13 16 22 23", "21 17 15 12 11 7 6",
			".857143 .806723 .752941 .690196 .627451 .537815 .448179",
			".0764 .0869 .0963 .1068 .1141 .1282 .1346",
		},
		{
			"NIST apr215", nistUnits, 20, 6,
			"10 32 56 98 122 181", "20 19 17 16 14 11",
			".95 .90 .847059 .794118 .737395 .670359", "",
		},
		{
			// From R, in the tests of statsmodels (duration/tests/test_survfunc.py).
			"small, every time a churn", "3+ 1 2 3 2+ 1+ 5 3+", 8, 4,
			"1 2 3 5", "8 6 4 1", ".8750000 .7291667 .5468750 0", ".1169268 .1649762 .2005800 -",
		},
		{
			"small, some times without", "1+ 1 2+ 3+ 7 1+ 5 3+ 9", 9, 4,
			"1 5 7 9", "9 3 2 1", ".8888889 .5925926 .2962963 0", ".1047566 .2518034 .2444320 -",
		},
		{
			"late entries", lateEntries, 6, 4,
			"4 6 8 10", "5 5 3 1", ".8 .64 .426667 0", "",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			lifespans := spansOf(test.data)
			s := curveOf(t, lifespans)
			times, atRisk, share := strings.Fields(test.times), strings.Fields(test.atRisk), strings.Fields(test.share)
			churns := churnsOf(s)
			if s.Customers != test.total || s.Churned != test.churned || len(churns) != len(times) {
				t.Fatalf("SurvivalOf: %d customers, %d churned at %d times, want %d, %d, %d",
					s.Customers, s.Churned, len(churns), test.total, test.churned, len(times))
			}
			for i, step := range churns {
				if step.Time != dec(times[i]).InexactFloat64() || float64(step.AtRisk) != dec(atRisk[i]).InexactFloat64() {
					t.Errorf("step %d at %v with %d at risk, want %s with %s", i, step.Time, step.AtRisk, times[i], atRisk[i])
				}
				got, err := s.At(step.Time)
				printsAs(t, fmt.Sprintf("At(%v)", step.Time), got, err, zeroed(share[i]))
				if step.Survival != got {
					t.Errorf("step at %v: Survival %v, At %v", step.Time, step.Survival, got)
				}
				// The curve stands still until the next step, and just before this one.
				if between, err := s.At(math.Nextafter(step.Time, math.Inf(1))); step.Time < s.Last && (err != nil || between != got) {
					t.Errorf("At just after %v = %v, %v, want %v", step.Time, between, err, got)
				}
				before := 1.0
				if i > 0 {
					before = churns[i-1].Survival
				}
				if got, err := s.At(step.Time * (1 - 1e-9)); err != nil || got != before {
					t.Errorf("At just before %v = %v, %v, want %v", step.Time, got, err, before)
				}
				if test.errs == "" {
					continue
				}
				se, err := s.StandardError(step.Time)
				if want := strings.Fields(test.errs)[i]; want == "-" {
					cxtest.Refuses(t, fmt.Sprintf("StandardError(%v)", step.Time), err, cx.ErrUndefined)
				} else {
					printsAs(t, fmt.Sprintf("StandardError(%v)", step.Time), se, err, zeroed(want))
				}
			}
		})
	}
}

// zeroed returns a figure with the zero before the point that tables leave out.
func zeroed(s string) string {
	if strings.HasPrefix(s, ".") {
		return "0" + s
	}
	return s
}

// TestSurvivalGreenwood follows the sum by hand. 6-MP: 3/(21·18), 1/(17·16),
// 1/(15·14); two of two leave at the end of the second, which adds nothing.
func TestSurvivalGreenwood(t *testing.T) {
	for _, test := range []struct {
		data string
		want []float64
	}{
		{remission6MP, []float64{3. / 378, 3./378 + 1./272, 3./378 + 1./272 + 1./210}},
		{"1 2 2", []float64{1. / 6, 1. / 6}},
		{lateEntries, []float64{1. / 20, 1./20 + 1./20, 1./20 + 1./20 + 1./6, 1./20 + 1./20 + 1./6}},
	} {
		churns := churnsOf(curveOf(t, spansOf(test.data)))
		for i, want := range test.want {
			cxtest.Near(t, fmt.Sprintf("%s: Greenwood of step %d", test.data, i), churns[i].Greenwood, want, 1e-15)
		}
	}
}

// TestSurvivalTickets is worked out by hand: of 10 tickets, 4 are still open, and the
// target is 24 hours. Counting closed tickets alone gives 5/6, counting those decided
// 5/8; the curve gives 1 - S(24) = 8/15.
func TestSurvivalTickets(t *testing.T) {
	s := curveOf(t, spansOf(openTickets))
	got, err := s.At(24)
	printsAs(t, "1 - At(24) in percent", 100*(1-got), err, "53.33")
	cxtest.Near(t, "At(24)", got, 7./15, 1e-15) // 9/10 · 8/9 · 7/8 · 5/6 · 4/5
	iv, err := s.Interval(24, 0.95, cx.LogLogScale)
	printsAs(t, "lower limit in percent", 100*(1-iv.High), err, "26.3")
	printsAs(t, "upper limit in percent", 100*(1-iv.Low), err, "85.0")
	q, err := s.Median(0.95, cx.LogLogScale)
	if err != nil || !q.Reached || q.Time != 8 {
		t.Errorf("Median = %+v, %v, want 8", q, err)
	}
}

// TestSurvivalFromZero has customers who were not observed for any time: they count,
// and those who churned at once make the curve begin below 1.
func TestSurvivalFromZero(t *testing.T) {
	got := curveOf(t, spansOf("0 0+ 2 5+"))
	want := cx.Survival{
		Customers: 4, Churned: 2, Last: 5,
		Steps: []cx.SurvivalStep{
			{Time: 0, AtRisk: 4, Churned: 1, Censored: 1, Survival: 0.75, Greenwood: 1. / 12},
			{Time: 2, AtRisk: 2, Churned: 1, Survival: 0.375, Greenwood: 1./12 + 1./2},
			{Time: 5, AtRisk: 1, Censored: 1, Survival: 0.375, Greenwood: 1./12 + 1./2},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("SurvivalOf (-want +got):\n%s", diff)
	}
	m, err := got.Mean(5, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Mean(5).Value", m.Value, 2*0.75+3*0.375, 1e-15)
	// Seen for no time, or all of it at once.
	none := curveOf(t, spansOf("0+"))
	if v, err := none.At(0); v != 1 || err != nil {
		t.Errorf("At(0) = %v, %v, want 1", v, err)
	}
	gone := curveOf(t, spansOf("0"))
	if v, err := gone.At(0); v != 0 || err != nil {
		t.Errorf("At(0) = %v, %v, want 0", v, err)
	}
	_, err = gone.ExpectedLifetime(0.95)
	cxtest.Refuses(t, "ExpectedLifetime of no time", err, cx.ErrUndefined)
}

// badLifespans are refused wherever lifespans go.
var badLifespans = []struct {
	name string
	bad  cx.Lifespan
}{
	{"negative exit", cx.Lifespan{Exit: -1}},
	{"exit not a number", cx.Lifespan{Exit: math.NaN()}},
	{"infinite exit", cx.Lifespan{Exit: math.Inf(1)}},
	{"exit before all time", cx.Lifespan{Exit: math.Inf(-1)}},
	{"negative entry", cx.Lifespan{Entry: -1, Exit: 1}},
	{"entry not a number", cx.Lifespan{Entry: math.NaN(), Exit: 1}},
	{"infinite entry", cx.Lifespan{Entry: math.Inf(1), Exit: 1}},
	{"infinite both", cx.Lifespan{Entry: math.Inf(1), Exit: math.Inf(1)}},
	{"entry at exit", cx.Lifespan{Entry: 3, Exit: 3, Churned: true}},
	{"entry after exit", cx.Lifespan{Entry: 4, Exit: 3, Churned: true}},
	{"entry after an exit of 0", cx.Lifespan{Entry: 5}},
	{"churned, entry after an exit of 0", cx.Lifespan{Entry: 5, Churned: true}},
	{"negative count", cx.Lifespan{Exit: 3, Count: -1}},
	{"more customers than there can be", cx.Lifespan{Exit: 3, Count: math.MaxInt64 - 1}}, // two are before it
}

func TestLifespanErrors(t *testing.T) {
	good := cx.Lifespan{Exit: 2, Churned: true}
	for _, test := range badLifespans {
		t.Run(test.name, func(t *testing.T) {
			lifespans := []cx.Lifespan{good, {Exit: 7}, test.bad, {Exit: -9}}
			s, err := cx.SurvivalOf(lifespans)
			if !cmp.Equal(s, cx.Survival{}) {
				t.Errorf("SurvivalOf = %+v beside an error", s)
			}
			checkRow(t, "SurvivalOf", err, 2)
			h, err := cx.HazardOf(lifespans, []float64{0, 10}, 0.95)
			if h != nil {
				t.Errorf("HazardOf = %+v beside an error", h)
			}
			checkRow(t, "HazardOf", err, 2)
			for of, groups := range [][][]cx.Lifespan{{lifespans, {good}}, {{good}, lifespans}} {
				test, err := cx.LogRank(groups, "")
				if !cmp.Equal(test, cx.LogRankTest{}) {
					t.Errorf("LogRank = %+v beside an error", test)
				}
				checkRowAt(t, "LogRank", err, cx.ErrInvalid, fmt.Sprintf("groups[%d][2]", of))
			}
		})
	}
	for _, none := range [][]cx.Lifespan{nil, {}} {
		_, err := cx.SurvivalOf(none)
		cxtest.Refuses(t, "SurvivalOf of nobody", err, cx.ErrNoData)
		_, err = cx.HazardOf(none, []float64{0, 1}, 0.95)
		cxtest.Refuses(t, "HazardOf of nobody", err, cx.ErrNoData)
	}
}

// checkRow checks that the error is invalid and names the row.
func checkRow(t *testing.T, what string, err error, row int) {
	t.Helper()
	cxtest.Refuses(t, what, err, cx.ErrInvalid)
	var e *cx.RowError
	if !errors.As(err, &e) || e.Row != row {
		t.Errorf("%s: error %v does not name row %d", what, err, row)
	}
}

// TestSurvivalUndefined has the questions that a curve does not answer.
func TestSurvivalUndefined(t *testing.T) {
	maintained, not := curveOf(t, spansOf(amlMaintained)), curveOf(t, spansOf(amlNot))
	all := curveOf(t, spansOf("3+ 5+")) // nobody churned: legal
	if want := (cx.Survival{Customers: 2, Last: 5, Steps: []cx.SurvivalStep{
		{Time: 3, AtRisk: 2, Censored: 1, Survival: 1}, {Time: 5, AtRisk: 1, Censored: 1, Survival: 1},
	}}); !cmp.Equal(all, want) {
		t.Errorf("SurvivalOf without churn = %+v, want %+v", all, want)
	}
	for _, test := range []struct {
		name     string
		s        cx.Survival
		t        float64
		at       error // of At, StandardError has it too
		se       error
		interval error
	}{
		{"empty", cx.Survival{}, 1, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"before the first churn", maintained, 8, nil, nil, nil},
		{"at the beginning", maintained, 0, nil, nil, nil},
		{"nobody churned", all, 5, nil, nil, nil},
		{"nobody churned, later", all, 5.5, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined},
		{"nobody seen yet", curveOf(t, spansOf("3-5 4-6")), 2, nil, nil, cx.ErrUndefined},
		{"last observation", maintained, 161, nil, nil, nil},
		{"beyond it", maintained, 162, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined},
		{"forever", maintained, math.Inf(1), cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined},
		{"all have left", not, 45, nil, cx.ErrUndefined, cx.ErrUndefined},
		{"all had left before", not, math.Inf(1), nil, cx.ErrUndefined, cx.ErrUndefined},
		{"negative", maintained, -1, cx.ErrInvalid, cx.ErrInvalid, cx.ErrInvalid},
		{"not a number", maintained, math.NaN(), cx.ErrInvalid, cx.ErrInvalid, cx.ErrInvalid},
	} {
		check := func(what string, zero bool, err, want error) {
			t.Helper()
			what = test.name + ": " + what
			if want == nil && err != nil {
				t.Errorf("%s: error %v", what, err)
			}
			if want != nil {
				cxtest.Refuses(t, what, err, want)
				if !zero || want == cx.ErrUndefined && errors.Is(err, cx.ErrNoData) {
					t.Errorf("%s: %v, and a value beside it: %t", what, err, !zero)
				}
			}
		}
		v, err := test.s.At(test.t)
		check("At", v == 0, err, test.at)
		v, err = test.s.StandardError(test.t)
		check("StandardError", v == 0, err, test.se)
		for _, kind := range survivalKinds {
			iv, err := test.s.Interval(test.t, 0.95, kind)
			check(fmt.Sprintf("Interval %q", kind), iv == cx.Interval{}, err, test.interval)
		}
	}
	if v, err := not.At(1e300); v != 0 || err != nil {
		t.Errorf("At(1e300) = %v, %v, want 0: all have left", v, err)
	}
	for _, tau := range []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1)} {
		got, err := maintained.Mean(tau, 0.95)
		cxtest.Refuses(t, fmt.Sprintf("Mean(%v)", tau), err, cx.ErrInvalid)
		if got != (cx.Estimate{}) {
			t.Errorf("Mean(%v) = %+v beside an error", tau, got)
		}
	}
	_, err := maintained.Mean(12, math.NaN())
	cxtest.Refuses(t, "Mean at no level", err, cx.ErrInvalid)
	_, err = maintained.Mean(161.5, 0.95)
	cxtest.Refuses(t, "Mean beyond the last observation", err, cx.ErrUndefined)
	_, err = cx.Survival{}.Mean(1, 0.95)
	cxtest.Refuses(t, "zero Survival: Mean", err, cx.ErrNoData)
	_, err = cx.Survival{}.Median(0.95, "")
	cxtest.Refuses(t, "zero Survival: Median", err, cx.ErrNoData)
	q, err := all.Median(0.9, "")
	if want := (cx.SurvivalQuantile{Level: 0.9}); q != want {
		t.Errorf("Median without churn = %+v, want %+v", q, want)
	}
	cxtest.Refuses(t, "Median without churn", err, cx.ErrUndefined)
	if err == nil || !strings.Contains(err.Error(), "more than half are still here at the last exit") || errors.Is(err, cx.ErrNoData) {
		t.Errorf("Median without churn: error %v does not say why", err)
	}
	// 6 of 10 leave no trace of the median, but of its lower limit: S is .6 after 4, 3 and 2
	// (.8, .7), and its plain limits are .6 ± 1.96·sqrt(.6·.4/10), the lower one first below .5
	// at 2: .8 - 1.96·sqrt(.8·.2/10) = .552, at 3: .7 - .284 = .416.
	some := curveOf(t, spansOf("1 2 3 4 9+ 9+ 9+ 9+ 9+ 9+"))
	q, err = some.Median(0.95, cx.PlainScale)
	cxtest.Refuses(t, "Median not reached", err, cx.ErrUndefined)
	if want := (cx.SurvivalQuantile{Level: 0.95, Low: 3, LowReached: true}); q != want {
		t.Errorf("Median not reached = %+v, want %+v", q, want)
	}
	q, err = some.Quantile(0.7, 0.95, cx.PlainScale)
	cxtest.Refuses(t, "Quantile not reached", err, cx.ErrUndefined)
	if want := (cx.SurvivalQuantile{Level: 0.95, Low: 4, LowReached: true}); q != want { // .6 - .304 = .296
		t.Errorf("Quantile not reached = %+v, want %+v", q, want)
	}
	if q, err = some.Quantile(0.4, 0.95, cx.PlainScale); err != nil || q.Time != 4 {
		t.Errorf("Quantile(0.4) = %+v, %v, want 4", q, err)
	}
}

// TestSurvivalArguments has the levels, shares and names that do not exist.
func TestSurvivalArguments(t *testing.T) {
	s := curveOf(t, spansOf(amlMaintained))
	for _, f := range []float64{0, 1, -0.5, 1.5, 95, math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := s.Interval(9, f, "")
		cxtest.Refuses(t, fmt.Sprintf("Interval of level %v", f), err, cx.ErrInvalid)
		_, err = s.Median(f, "")
		cxtest.Refuses(t, fmt.Sprintf("Median of level %v", f), err, cx.ErrInvalid)
		_, err = s.Quantile(f, 0.95, "")
		cxtest.Refuses(t, fmt.Sprintf("Quantile(%v)", f), err, cx.ErrInvalid)
		_, err = cx.HazardOf(spansOf(amlMaintained), []float64{0, 10}, f)
		cxtest.Refuses(t, fmt.Sprintf("HazardOf of level %v", f), err, cx.ErrInvalid)
	}
	for _, kind := range []cx.SurvivalScale{"Plain", "loglog", "wilson", " ", "\x00"} {
		_, err := s.Interval(9, 0.95, kind)
		cxtest.Refuses(t, fmt.Sprintf("Interval %q", kind), err, cx.ErrInvalid)
		_, err = s.Median(0.95, kind)
		cxtest.Refuses(t, fmt.Sprintf("Median %q", kind), err, cx.ErrInvalid)
	}
	// Levels next to the ends still give limits in order, within 0..1.
	for _, level := range []float64{math.SmallestNonzeroFloat64, 1e-9, 1 - 0x1p-53} {
		for _, kind := range survivalKinds {
			iv, err := s.Interval(23, level, kind)
			const share = 27. / 44 // 10/11 · 9/10 · 7/8 · 6/7
			if err != nil || !(0 <= iv.Low && iv.Low <= share+1e-15 && share-1e-15 <= iv.High && iv.High <= 1) {
				t.Errorf("Interval(23, %v, %q) = %+v, %v", level, kind, iv, err)
			}
		}
	}
}
