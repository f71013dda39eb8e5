package cx_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// Data sets of the survival package of R and of the literature, in its notation: 13+
// is still here at 13, 2-6 was seen from 2 on.
const (
	// Acute myelogenous leukaemia, with and without maintenance chemotherapy: R. G.
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
			l.Entry, word = mustFloat(entry), exit
		}
		l.Exit = mustFloat(word)
		lifespans = append(lifespans, l)
	}
	return lifespans
}

func mustFloat(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	return f
}

func curveOf(t *testing.T, lifespans []cx.Lifespan) cx.Survival {
	t.Helper()
	s, err := cx.SurvivalOf(lifespans)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// printsAs checks an estimate to the digits that the source prints.
func printsAs(t *testing.T, what string, got float64, err error, want string) {
	t.Helper()
	_, decimals, _ := strings.Cut(want, ".")
	if text := strconv.FormatFloat(got, 'f', len(decimals), 64); err != nil || text != want {
		t.Errorf("%s = %s (%v), %v, want %s", what, text, got, err, want)
	}
}

var survivalKinds = []cx.SurvivalInterval{
	cx.PlainInterval, cx.LogInterval, cx.LogLogInterval, cx.LogitInterval, cx.ArcsineInterval,
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
			if s.Total != test.total || s.Churned != test.churned || len(s.Steps) != len(times) {
				t.Fatalf("SurvivalOf: %d customers, %d churned, %d steps, want %d, %d, %d",
					s.Total, s.Churned, len(s.Steps), test.total, test.churned, len(times))
			}
			for i, step := range s.Steps {
				if step.Time != mustFloat(times[i]) || float64(step.AtRisk) != mustFloat(atRisk[i]) {
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
					before = s.Steps[i-1].Survival
				}
				if got, err := s.At(math.Nextafter(step.Time, 0)); err != nil || got != before {
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
		s := curveOf(t, spansOf(test.data))
		for i, want := range test.want {
			cxtest.Near(t, fmt.Sprintf("%s: Greenwood of step %d", test.data, i), s.Steps[i].Greenwood, want, 1e-15)
		}
	}
}

// TestSurvivalInterval compares the five intervals. Those that R prints for aml are
// log and log-log; the others were computed from the definitions in 40 digits.
func TestSurvivalInterval(t *testing.T) {
	type limits [2]float64
	tests := []struct {
		data     string
		t, level float64
		want     [5]limits // in the order of survivalKinds
	}{
		{amlMaintained, 9, 0.95, [5]limits{
			{0.7392043331338483, 1}, {0.7541338450815254, 1}, {0.5080802057699293, 0.9866738226678231},
			{0.5614275027144206, 0.9873605533142902}, {0.6795438490424796, 0.9998833282248948},
		}},
		{amlMaintained, 9, 0.99, [5]limits{
			{0.6858221020712358, 1}, {0.7111258450910414, 1}, {0.2854157206200092, 0.9927810330076231},
			{0.4015604411072024, 0.9933346003890972}, {0.5903016640057194, 1},
		}},
		{amlMaintained, 23, 0.95, [5]limits{
			{0.3144824919464366, 0.9127902353262906}, {0.3768670595016798, 0.999157600228473},
			{0.265752040001286, 0.8352992432502216}, {0.3102037123890581, 0.8486965326824337},
			{0.3121697819560371, 0.8735410885581015},
		}},
		{amlMaintained, 160, 0.8, [5]limits{
			{0, 0.3807997777530731}, {0.06323688182578426, 0.5359129329507711}, {0.04150279887296388, 0.4065478276396564},
			{0.05740491431274445, 0.4553096870846389}, {0.03554542659794864, 0.4122875944316214},
		}},
		{amlNot, 8, 0.95, [5]limits{
			{0.3999493513135939, 0.9333839820197395}, {0.4468460811502638, 0.9946253602590916},
			{0.3370189325414018, 0.8597117990844398}, {0.37587811750737, 0.869139878539693},
			{0.3879809390670717, 0.8934070014147137},
		}},
		{amlNot, 43, 0.95, [5]limits{
			{0, 0.2772769889491746}, {0.01525652717086519, 0.619548629119056}, {0.00574630569586383, 0.3489038611107498},
			{0.01365481345947757, 0.4558552541351167}, {0.0001745574783498976, 0.3385209325191908},
		}},
		{amlNot, 44.5, 0.99, [5]limits{
			{0, 0.3338542971160797}, {0.008525565845686321, 1}, {0.001330224649766714, 0.4402953849756938},
			{0.007213777886942855, 0.6148080494482179}, {0, 0.4312773728587998},
		}},
	}
	for _, test := range tests {
		s := curveOf(t, spansOf(test.data))
		for i, kind := range survivalKinds {
			got, err := s.Interval(test.t, test.level, kind)
			what := fmt.Sprintf("%s: Interval(%v, %v, %q)", test.data, test.t, test.level, kind)
			if err != nil {
				t.Errorf("%s: %v", what, err)
				continue
			}
			cxtest.Near(t, what+": Low", got.Low, test.want[i][0], 1e-13)
			cxtest.Near(t, what+": High", got.High, test.want[i][1], 1e-13)
			if got.Level != test.level {
				t.Errorf("%s: Level %v", what, got.Level)
			}
			// Plain and log run past 0..1 where a limit is 0 or 1; the arcsine scale,
			// whose angle is cut, ends there.
			cut := (got.Low == 0 || got.High == 1) && kind != cx.ArcsineInterval
			if got.Clipped != cut {
				t.Errorf("%s: Clipped is %t, want %t: %+v", what, got.Clipped, cut, got)
			}
		}
		zero, err := s.Interval(test.t, test.level, "")
		if logLog, _ := s.Interval(test.t, test.level, cx.LogLogInterval); err != nil || zero != logLog {
			t.Errorf("%s: the zero interval is %+v, %v, want log-log %+v", test.data, zero, err, logLog)
		}
	}

	// R 4.2.2, survfit with conf.type log and log-log.
	maintained, not := curveOf(t, spansOf(amlMaintained)), curveOf(t, spansOf(amlNot))
	for _, test := range []struct {
		name      string
		s         cx.Survival
		t         float64
		kind      cx.SurvivalInterval
		low, high string
	}{
		{"maintained", maintained, 9, cx.LogInterval, "0.754134", "1"},
		{"maintained", maintained, 9, cx.LogLogInterval, "0.508080", "0.986674"},
		{"maintained", maintained, 23, cx.LogInterval, "0.376867", "0.999158"},
		{"maintained", maintained, 23, cx.LogLogInterval, "0.265752", "0.835299"},
		{"not maintained", not, 23, cx.LogInterval, "0.267518", "0.883319"},
		{"not maintained", not, 23, cx.LogLogInterval, "0.191877", "0.729672"},
		// 1 - S(24) of the tickets is 53.33 % within 26.3 to 85.0 %.
		{"open tickets", curveOf(t, spansOf(openTickets)), 24, cx.LogLogInterval, "0.150", "0.737"},
	} {
		iv, err := test.s.Interval(test.t, 0.95, test.kind)
		what := fmt.Sprintf("%s: Interval(%v, 0.95, %q)", test.name, test.t, test.kind)
		printsAs(t, what+": Low", iv.Low, err, test.low)
		printsAs(t, what+": High", iv.High, err, test.high)
	}
}

// TestSurvivalMedian compares the medians and their limits, which depend on the
// scale. An empty limit is not reached. R 4.2.2, survfit with each conf.type.
func TestSurvivalMedian(t *testing.T) {
	tests := []struct {
		name, data, median string
		limits             [5]string // low-high, in the order of survivalKinds
	}{
		{"aml maintained", amlMaintained, "31", [5]string{"18-48", "18-", "13-", "13-", "18-"}},
		{"aml not maintained", amlNot, "23", [5]string{"8-33", "8-", "5-33", "8-43", "8-33"}},
	}
	for _, test := range tests {
		s := curveOf(t, spansOf(test.data))
		for i, kind := range survivalKinds {
			q, err := s.Median(0.95, kind)
			got := fmt.Sprint(reachedText(q.Time, q.Reached), " ", reachedText(q.Low, q.LowReached), "-", reachedText(q.High, q.HighReached))
			if want := test.median + " " + test.limits[i]; err != nil || got != want || q.Level != 0.95 {
				t.Errorf("%s: Median(0.95, %q) = %+v, %v, want %s", test.name, kind, q, err, want)
			}
			half, err := s.Quantile(0.5, 0.95, kind)
			if diff := cmp.Diff(q, half); err != nil || diff != "" {
				t.Errorf("%s: Quantile(0.5) is not Median, %v (-median +quantile):\n%s", test.name, err, diff)
			}
		}
	}
}

func reachedText(t float64, reached bool) string {
	if !reached && t == 0 {
		return ""
	}
	return fmt.Sprint(t)
}

// TestSurvivalQuartile compares the limits of the first quartile with those of SAS,
// The LIFETEST Procedure, "Confidence Intervals for Quartiles" (SAS/STAT 13.2 User's
// Guide), on the 38 patients with acute lymphoblastic leukaemia of J. P. Klein and M.
// L. Moeschberger, Survival Analysis (1997), table 1.3.
func TestSurvivalQuartile(t *testing.T) {
	s := curveOf(t, spansOf(`2081+ 1602+ 1496+ 1462+ 1433+ 1377+ 1330+ 996+ 226+ 1199+ 1111+ 530+ 1182+ 1167+
		418 383 276 104 609 172 487 662 194 230 526 122 129 74 122 86 466 192 109 55 1 107 110 332`))
	for i, want := range [5]string{"107-276", "107-332", "86-230", "104-230", "104-276"} {
		q, err := s.Quantile(0.25, 0.95, survivalKinds[i])
		got := reachedText(q.Low, q.LowReached) + "-" + reachedText(q.High, q.HighReached)
		if err != nil || got != want {
			t.Errorf("Quantile(0.25, 0.95, %q) = %+v, %v, want %s", survivalKinds[i], q, err, want)
		}
	}
}

// TestSurvivalQuantileRule follows R's rule where the curve stops at the share.
func TestSurvivalQuantileRule(t *testing.T) {
	const never = -1
	for _, test := range []struct {
		data    string
		p, want float64
	}{
		{"1 2 3 4", 0.5, 2.5}, // R: the middle of the flat piece; 2 by the rule of others
		{"1 2 3+ 4+", 0.5, 2}, // the curve never falls again
		{"1 2+ 3+ 4+", 0.5, never},
		{"1+ 2+", 0.5, never},
		{"1 2 3 4", 0.25, 1.5},
		{"1 2 3 4", 0.26, 2},
		{"1 2 3 4", 0.99, 4},
		{"1 2 3 4", 1e-12, 1.0}, // nobody has left before 1
		{remission6MP, 0.5, 23}, // oracle: R 4.2.2
		{remissionPlacebo, 0.5, 8},
		{openTickets, 0.5, 8},
		// In sevenths and tenths, which float64 does not have: S after 3 of 10 is 0.7
		// but for its last digits, and 1 - 0.3 is another neighbour of it.
		{"1 2 3 4 5 6 7 8 9 10", 0.3, 3.5},
		{"1 2 3 4 5 6 7 8 9 10", 0.7, 7.5},
		{"1 2 3 4 5 6 7", 3. / 7, 3.5},
		{"0 0 5 5", 0.5, 2.5}, // half leave at once
		{lateEntries, 0.36, 7},
	} {
		s := curveOf(t, spansOf(test.data))
		q, err := s.Quantile(test.p, 0.95, cx.LogInterval)
		got := q.Time
		if !q.Reached {
			got = never - got
		}
		if err != nil || got != test.want {
			t.Errorf("%s: Quantile(%v) = %+v, %v, want %v", test.data, test.p, q, err, test.want)
		}
	}
}

// TestSurvivalTickets is the example of the oracles: of 10 tickets, 4 are still open,
// and the target is 24 hours. Counting closed tickets alone gives 5/6, counting those
// decided 5/8; the curve gives 1 - S(24) = 8/15.
func TestSurvivalTickets(t *testing.T) {
	s := curveOf(t, spansOf(openTickets))
	got, err := s.At(24)
	printsAs(t, "1 - At(24) in percent", 100*(1-got), err, "53.33")
	cxtest.Near(t, "At(24)", got, 7./15, 1e-15) // 9/10 · 8/9 · 7/8 · 5/6 · 4/5
	iv, err := s.Interval(24, 0.95, cx.LogLogInterval)
	printsAs(t, "lower limit in percent", 100*(1-iv.High), err, "26.3")
	printsAs(t, "upper limit in percent", 100*(1-iv.Low), err, "85.0")
	q, err := s.Median(0.95, cx.LogLogInterval)
	if err != nil || !q.Reached || q.Time != 8 {
		t.Errorf("Median = %+v, %v, want 8", q, err)
	}
}

// TestSurvivalMean compares the restricted means with R (print(survfit, rmean)).
func TestSurvivalMean(t *testing.T) {
	for _, test := range []struct {
		name, data string
		tau        float64
		value, se  string
	}{
		{"aml maintained", amlMaintained, 50, "32.21136363636", "4.676256516888"},
		{"aml not maintained", amlNot, 50, "22.70833333333", "4.180941981033"},
		{"6-MP", remission6MP, 23, "17.90924", "1.55319"},
		{"placebo", remissionPlacebo, 23, "8.66667", "1.37739"},
		{"placebo, to the end and beyond", remissionPlacebo, 1000, "8.66667", "1.37739"},
		{"before the first churn", amlMaintained, 4.5, "4.5", "0"},
		{"to the first churn", amlMaintained, 9, "9", "0"},
		{"nobody churned", "5+ 7+", 7, "7", "0"},
		// 2 + 2·0.5; the area after 2 is 1, and 1²·1/(2·1) is 0.5.
		{"two customers", "2 4", 4, "3", "0.7071067811865"},
	} {
		got, err := curveOf(t, spansOf(test.data)).Mean(test.tau)
		printsAs(t, fmt.Sprintf("%s: Mean(%v).Value", test.name, test.tau), got.Value, err, test.value)
		printsAs(t, fmt.Sprintf("%s: Mean(%v).StandardError", test.name, test.tau), got.StandardError, err, test.se)
	}
}

func TestExpectedLifetime(t *testing.T) {
	// Where all were seen to the end it is the mean, with the standard error that has
	// n in place of n - 1: (1, 2, 3, 6) have the mean 3 and the sum of squares 14.
	got, err := curveOf(t, spansOf("1 2 3 6")).ExpectedLifetime()
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Value", got.Value, 3, 1e-15)
	cxtest.Near(t, "StandardError", got.StandardError, math.Sqrt(14)/4, 1e-15)

	got, err = curveOf(t, spansOf(remissionPlacebo)).ExpectedLifetime()
	printsAs(t, "placebo: Value", got.Value, err, "8.66667")
	printsAs(t, "placebo: StandardError", got.StandardError, err, "1.37739")

	// The last customer leaves at 2, long before another's observation ends.
	got, err = curveOf(t, spansOf("2 3-9+")).ExpectedLifetime()
	if want := (cx.Estimate{Value: 2}); err != nil || got != want {
		t.Errorf("ExpectedLifetime of 2 3-9+ = %+v, %v, want %+v", got, err, want)
	}

	for _, data := range []string{amlMaintained, remission6MP, "5+", "1 2 2+"} {
		got, err := curveOf(t, spansOf(data)).ExpectedLifetime()
		cxtest.Refuses(t, data+": ExpectedLifetime", err, cx.ErrUndefined)
		if errors.Is(err, cx.ErrNoData) || got != (cx.Estimate{}) {
			t.Errorf("%s: ExpectedLifetime = %+v, %v", data, got, err)
		}
	}
	_, err = curveOf(t, spansOf(amlMaintained)).ExpectedLifetime()
	if err == nil || !strings.Contains(err.Error(), "161") {
		t.Errorf("ExpectedLifetime: error %v does not name the time up to which a mean exists", err)
	}
	_, err = cx.Survival{}.ExpectedLifetime()
	cxtest.Refuses(t, "zero Survival: ExpectedLifetime", err, cx.ErrNoData)
}

// TestSurvivalUndefined has the questions that a curve does not answer.
func TestSurvivalUndefined(t *testing.T) {
	maintained, not := curveOf(t, spansOf(amlMaintained)), curveOf(t, spansOf(amlNot))
	all := curveOf(t, spansOf("3+ 5+")) // nobody churned: legal
	if want := (cx.Survival{Total: 2, Last: 5}); !cmp.Equal(all, want) {
		t.Errorf("SurvivalOf without churn = %+v, want %+v", all, want)
	}
	for _, test := range []struct {
		name    string
		s       cx.Survival
		t       float64
		at      error // of At, StandardError has it too
		se      error
		plain   error // of the plain and log intervals
		another error // of the others
	}{
		{"empty", cx.Survival{}, 1, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"before the first churn", maintained, 8, nil, nil, nil, cx.ErrUndefined},
		{"at the beginning", maintained, 0, nil, nil, nil, cx.ErrUndefined},
		{"nobody churned", all, 5, nil, nil, nil, cx.ErrUndefined},
		{"nobody churned, later", all, 5.5, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined},
		{"last observation", maintained, 161, nil, nil, nil, nil},
		{"beyond it", maintained, 162, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined},
		{"for ever", maintained, math.Inf(1), cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined},
		{"all have left", not, 45, nil, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined},
		{"all had left before", not, math.Inf(1), nil, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined},
		{"negative", maintained, -1, cx.ErrInvalid, cx.ErrInvalid, cx.ErrInvalid, cx.ErrInvalid},
		{"not a number", maintained, math.NaN(), cx.ErrInvalid, cx.ErrInvalid, cx.ErrInvalid, cx.ErrInvalid},
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
			want := test.another
			if kind == cx.PlainInterval || kind == cx.LogInterval {
				want = test.plain
			}
			iv, err := test.s.Interval(test.t, 0.95, kind)
			check(fmt.Sprintf("Interval %q", kind), iv == cx.Interval{}, err, want)
		}
	}
	// Where nobody has left yet, plain and log have no width.
	for _, kind := range []cx.SurvivalInterval{cx.PlainInterval, cx.LogInterval} {
		iv, err := maintained.Interval(8, 0.95, kind)
		if want := (cx.Interval{Low: 1, High: 1, Level: 0.95}); err != nil || iv != want {
			t.Errorf("Interval(8, 0.95, %q) = %+v, %v, want %+v", kind, iv, err, want)
		}
	}
	if v, err := not.At(1e300); v != 0 || err != nil {
		t.Errorf("At(1e300) = %v, %v, want 0: all have left", v, err)
	}
	for _, tau := range []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1)} {
		got, err := maintained.Mean(tau)
		cxtest.Refuses(t, fmt.Sprintf("Mean(%v)", tau), err, cx.ErrInvalid)
		if got != (cx.Estimate{}) {
			t.Errorf("Mean(%v) = %+v beside an error", tau, got)
		}
	}
	_, err := maintained.Mean(161.5)
	cxtest.Refuses(t, "Mean beyond the last observation", err, cx.ErrUndefined)
	_, err = cx.Survival{}.Mean(1)
	cxtest.Refuses(t, "zero Survival: Mean", err, cx.ErrNoData)
	_, err = cx.Survival{}.Median(0.95, "")
	cxtest.Refuses(t, "zero Survival: Median", err, cx.ErrNoData)
	q, err := all.Median(0.9, "")
	if want := (cx.SurvivalQuantile{Level: 0.9}); err != nil || q != want {
		t.Errorf("Median without churn = %+v, %v, want %+v: not reached", q, err, want)
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
	for _, kind := range []cx.SurvivalInterval{"Plain", "loglog", "wilson", " ", "\x00"} {
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
			for before, groups := range [][][]cx.Lifespan{{lifespans, {good}}, {{good}, lifespans}} {
				test, err := cx.LogRank("", groups...)
				if !cmp.Equal(test, cx.LogRankTest{}) {
					t.Errorf("LogRank = %+v beside an error", test)
				}
				checkRow(t, "LogRank", err, before+2) // counted on from the first group
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

// TestSurvivalFromZero has customers who were not observed for any time: they count,
// and those who churned at once make the curve begin below 1.
func TestSurvivalFromZero(t *testing.T) {
	got := curveOf(t, spansOf("0 0+ 2 5+"))
	want := cx.Survival{
		Total: 4, Churned: 2, Last: 5,
		Steps: []cx.SurvivalStep{
			{Time: 0, AtRisk: 4, Churned: 1, Survival: 0.75, Greenwood: 1. / 12},
			{Time: 2, AtRisk: 2, Churned: 1, Survival: 0.375, Greenwood: 1./12 + 1./2},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("SurvivalOf (-want +got):\n%s", diff)
	}
	m, err := got.Mean(5)
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
	_, err = gone.ExpectedLifetime()
	cxtest.Refuses(t, "ExpectedLifetime of no time", err, cx.ErrUndefined)
}

// TestSurvivalAfterAllHaveLeft has customers who come when the curve is at 0 already.
func TestSurvivalAfterAllHaveLeft(t *testing.T) {
	s := curveOf(t, spansOf("1 2 3-5 4-6+"))
	for _, at := range []float64{2, 3, 5, 6, 7} {
		if v, err := s.At(at); v != 0 || err != nil {
			t.Errorf("At(%v) = %v, %v, want 0", at, v, err)
		}
	}
	m, err := s.Mean(6)
	if want := 1.5; err != nil || m.Value != want || math.IsNaN(m.StandardError) {
		t.Errorf("Mean(6) = %+v, %v, want %v", m, err, want)
	}
	if got := s.Steps[2].AtRisk; got != 2 {
		t.Errorf("%d at risk at 5, want 2", got)
	}
}

// TestChurnBetween compares 1 - S(b-)/S(a-) with products of the shares (n-d)/n of the
// steps from a on and before b.
func TestChurnBetween(t *testing.T) {
	for _, test := range []struct {
		data     string
		from, to float64
		stay     float64
	}{
		{amlMaintained, 0, 9, 1}, // churn at 9 belongs to what comes after
		{amlMaintained, 0, 9.5, 10. / 11},
		{amlMaintained, 9, 10, 10. / 11},
		{amlMaintained, 9.5, 13, 1},
		{amlMaintained, 13, 23, 9. / 10 * 7 / 8},
		{amlMaintained, 12, 24, 9. / 10 * 7 / 8 * 6 / 7},
		{amlMaintained, 0, 161, 10. / 11 * 9 / 10 * 7 / 8 * 6 / 7 * 4 / 5 * 3 / 4 * 1 / 2},
		{amlNot, 43, 45, 1. / 2},
		{amlNot, 45, 46, 0},
		{amlNot, 0, math.Inf(1), 0},
		{"0 2 3+", 0, 1, 2. / 3},
		{"0 2 3+", 1, 3, 1. / 2},
		{lateEntries, 6, 10, 4. / 5 * 2 / 3},
		{"3+ 5+", 1, 5, 1},
	} {
		got, err := curveOf(t, spansOf(test.data)).ChurnBetween(test.from, test.to)
		what := fmt.Sprintf("%s: ChurnBetween(%v, %v)", test.data, test.from, test.to)
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		cxtest.Near(t, what, got, 1-test.stay, 1e-15)
	}
	for _, test := range []struct {
		data     string
		from, to float64
		want     error
	}{
		{amlMaintained, 5, 5, cx.ErrInvalid},
		{amlMaintained, 6, 5, cx.ErrInvalid},
		{amlMaintained, -1, 5, cx.ErrInvalid},
		{amlMaintained, math.NaN(), 5, cx.ErrInvalid},
		{amlMaintained, 1, math.NaN(), cx.ErrInvalid},
		{amlMaintained, math.Inf(1), math.Inf(1), cx.ErrInvalid},
		{amlMaintained, 1, 162, cx.ErrUndefined},
		{amlMaintained, 1, math.Inf(1), cx.ErrUndefined},
		{amlNot, 46, 47, cx.ErrUndefined},
		{amlNot, 45.5, math.Inf(1), cx.ErrUndefined},
	} {
		got, err := curveOf(t, spansOf(test.data)).ChurnBetween(test.from, test.to)
		what := fmt.Sprintf("%s: ChurnBetween(%v, %v)", test.data, test.from, test.to)
		cxtest.Refuses(t, what, err, test.want)
		if got != 0 || errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s = %v, %v", what, got, err)
		}
	}
	_, err := cx.Survival{}.ChurnBetween(0, 1)
	cxtest.Refuses(t, "zero Survival: ChurnBetween", err, cx.ErrNoData)
}

// TestHazard has the figures of decisions.md for aml: 1 of 109 weeks, 2 of 84.
func TestHazard(t *testing.T) {
	got, err := cx.HazardOf(spansOf(amlMaintained), []float64{0, 10, 20}, 0.95)
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	for i, want := range []struct {
		from, to, exposure, rate float64
		churned                  int64
		low, high                string
	}{
		{0, 10, 109, 1. / 109, 1, "0.000232", "0.051116"},
		{10, 20, 84, 2. / 84, 2, "0.002883", "0.086008"},
	} {
		h := got[i]
		if h.From != want.from || h.To != want.to || h.Churned != want.churned || h.Exposure != want.exposure {
			t.Errorf("HazardOf, %d: %+v, want %+v", i, h, want)
		}
		cxtest.Near(t, "Rate", h.Rate, want.rate, 1e-15)
		printsAs(t, "Interval.Low", h.Interval.Low, nil, want.low)
		printsAs(t, "Interval.High", h.Interval.High, nil, want.high)
		if h.Interval.Level != 0.95 {
			t.Errorf("Interval.Level = %v", h.Interval.Level)
		}
	}
}

// TestHazardByHand has each way in which an observation can lie to the edges 2 5 7 12.
func TestHazardByHand(t *testing.T) {
	for _, test := range []struct {
		data     string
		churned  [3]int64
		exposure [3]float64
	}{
		{"20+", [3]int64{}, [3]float64{3, 2, 5}},
		{"2-12+", [3]int64{}, [3]float64{3, 2, 5}},
		{"12 2-20+", [3]int64{}, [3]float64{6, 4, 10}}, // 12 belongs to what comes after
		{"5 20+", [3]int64{0, 1, 0}, [3]float64{6, 2, 5}},
		{"3-4 20+", [3]int64{1, 0, 0}, [3]float64{4, 2, 5}},
		{"3-6 20+", [3]int64{0, 1, 0}, [3]float64{5, 3, 5}},
		{"4-8 20+", [3]int64{0, 0, 1}, [3]float64{4, 4, 6}},
		{"1-8+ 20+", [3]int64{}, [3]float64{6, 4, 6}},
		{"1 2 1-2 13-15 0 20+", [3]int64{1 + 1, 0, 0}, [3]float64{3, 2, 5}}, // 2 is in [2, 5)
		{"2-5 5-7 7-11", [3]int64{0, 1, 2}, [3]float64{3, 2, 4}},
	} {
		got, err := cx.HazardOf(spansOf(test.data), []float64{2, 5, 7, 12}, 0.9)
		if err != nil {
			t.Errorf("%s: %v", test.data, err)
			continue
		}
		for i, h := range got {
			if h.Churned != test.churned[i] || h.Exposure != test.exposure[i] {
				t.Errorf("%s, interval %d: churned %d in %v, want %d in %v",
					test.data, i, h.Churned, h.Exposure, test.churned[i], test.exposure[i])
			}
			cxtest.Near(t, "Rate", h.Rate, float64(test.churned[i])/test.exposure[i], 1e-15)
			if h.Churned == 0 {
				// Nobody left: the lower limit is 0, and the upper -ln(0.05) of the time.
				if h.Rate != 0 || h.Interval.Low != 0 {
					t.Errorf("%s, interval %d: %+v, want a rate from 0", test.data, i, h)
				}
				cxtest.Near(t, "Interval.High", h.Interval.High, -math.Log(0.05)/h.Exposure, 1e-12)
			}
		}
	}
}

func TestHazardErrors(t *testing.T) {
	lifespans := spansOf("3 5+")
	for _, edges := range [][]float64{nil, {}, {1}, make([]float64, cx.MaxPeriods+1)} {
		_, err := cx.HazardOf(lifespans, edges, 0.95)
		cxtest.Refuses(t, fmt.Sprintf("%d edges", len(edges)), err, cx.ErrInvalid)
		var e *cx.RangeError
		if !errors.As(err, &e) || e.Got != int64(len(edges)) {
			t.Errorf("%d edges: error %v", len(edges), err)
		}
	}
	for _, edges := range [][]float64{{0, 0}, {0, 2, 1}, {-1, 1}, {math.NaN(), 1}, {0, math.NaN()}, {0, math.Inf(1)}, {math.Inf(-1), 1}} {
		_, err := cx.HazardOf(lifespans, edges, 0.95)
		cxtest.Refuses(t, fmt.Sprintf("edges %v", edges), err, cx.ErrInvalid)
	}
	for _, test := range []struct {
		data  string
		edges []float64
		row   int
	}{
		{"3 5+", []float64{0, 4, 5, 6}, 2},
		{"3 5+", []float64{5, 6}, 0},
		{"0", []float64{0, 1}, 0}, // churned, but seen for no time
		{"7-9", []float64{0, 7, 9}, 0},
	} {
		_, err := cx.HazardOf(spansOf(test.data), test.edges, 0.95)
		what := fmt.Sprintf("HazardOf of %s at %v", test.data, test.edges)
		cxtest.Refuses(t, what, err, cx.ErrUndefined)
		var e *cx.RowError
		if !errors.As(err, &e) || e.Row != test.row || errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s: error %v, want one of row %d", what, err, test.row)
		}
	}
	// As many intervals as may be.
	edges := make([]float64, cx.MaxPeriods)
	for i := range edges {
		edges[i] = float64(i)
	}
	h, err := cx.HazardOf([]cx.Lifespan{{Exit: 1e6}}, edges, 0.95)
	if err != nil || len(h) != cx.MaxPeriods-1 || h[len(h)-1].Exposure != 1 {
		t.Errorf("HazardOf of %d edges: %d intervals, %v", len(edges), len(h), err)
	}
}

// TestSurvivalExtremes has times at the ends of float64: no figure may be infinite.
func TestSurvivalExtremes(t *testing.T) {
	const huge, tiny = math.MaxFloat64, math.SmallestNonzeroFloat64
	for _, scale := range []float64{1e-300, 1e-160, 1, 1e160, 1e300, huge / 8} {
		s := curveOf(t, []cx.Lifespan{
			{Exit: scale, Churned: true}, {Exit: 4 * scale, Churned: true}, {Exit: 7 * scale}, {Exit: 8 * scale},
		})
		// 1 + 3·0.75 + 4·0.5, and (4.25²/12 + 2²/6) by hand, in the unit of scale.
		m, err := s.Mean(8 * scale)
		if err != nil {
			t.Errorf("scale %g: %v", scale, err)
		}
		cxtest.Near(t, fmt.Sprintf("scale %g: Mean", scale), m.Value/scale, 1+2.25+2, 1e-12)
		cxtest.Near(t, fmt.Sprintf("scale %g: StandardError", scale), m.StandardError/scale, math.Sqrt(4.25*4.25/12+4./6), 1e-12)
	}
	s := curveOf(t, []cx.Lifespan{{Exit: huge / 2, Churned: true}, {Exit: huge, Churned: true}})
	q, err := s.Median(0.95, cx.LogInterval)
	if want := huge / 4 * 3; err != nil || q.Time != want {
		t.Errorf("Median = %+v, %v, want %v", q, err, want)
	}
	// A rate per unit of time that no float64 holds, or of a time that none holds.
	for name, test := range map[string]struct{ lifespans, edges []float64 }{
		"much time":   {[]float64{huge, huge, huge}, []float64{0, huge}},
		"little time": {[]float64{tiny}, []float64{0, 1}},
	} {
		var lifespans []cx.Lifespan
		for _, exit := range test.lifespans {
			lifespans = append(lifespans, cx.Lifespan{Exit: exit, Churned: true})
		}
		h, err := cx.HazardOf(lifespans, test.edges, 0.95)
		cxtest.Refuses(t, name+": HazardOf", err, cx.ErrInvalid)
		if h != nil {
			t.Errorf("%s: HazardOf = %+v beside an error", name, h)
		}
	}
}

// naiveCurve is the definition, one time after another, with each customer looked at
// for each.
func naiveCurve(lifespans []cx.Lifespan) cx.Survival {
	s := cx.Survival{Total: int64(len(lifespans))}
	var times []float64
	for _, l := range lifespans {
		if l.Churned {
			s.Churned++
			times = append(times, l.Exit)
		}
		s.Last = max(s.Last, l.Exit)
	}
	slices.Sort(times)
	survival, greenwood := 1.0, 0.0
	for _, t := range slices.Compact(times) {
		step := cx.SurvivalStep{Time: t}
		for _, l := range lifespans {
			if (l.Entry < t || l.Entry == 0) && t <= l.Exit {
				step.AtRisk++
			}
			if l.Churned && l.Exit == t {
				step.Churned++
			}
		}
		n, d := float64(step.AtRisk), float64(step.Churned)
		survival *= (n - d) / n
		if n > d {
			greenwood += d / (n * (n - d))
		}
		step.Survival, step.Greenwood = survival, greenwood
		s.Steps = append(s.Steps, step)
	}
	return s
}

// randomSpans returns lifespans with many ties, some not seen from the start, some
// not seen at all.
func randomSpans(g *generator) []cx.Lifespan {
	n, times := 1+g.next(60), 2+g.next(40)
	lifespans := make([]cx.Lifespan, n)
	for i := range lifespans {
		l := cx.Lifespan{Exit: float64(g.next(times)) / 4, Churned: g.next(3) > 0}
		if l.Exit > 0 && g.next(3) == 0 {
			l.Entry = float64(g.next(int(4*l.Exit))) / 4
		}
		lifespans[i] = l
	}
	return lifespans
}

// TestSurvivalRandom compares with the naive curve, and checks the laws that every
// answer keeps.
func TestSurvivalRandom(t *testing.T) {
	g := generator(4)
	for round := range 2000 {
		lifespans := randomSpans(&g)
		before := slices.Clone(lifespans)
		s := curveOf(t, lifespans)
		if diff := cmp.Diff(naiveCurve(lifespans), s); diff != "" {
			t.Fatalf("round %d: SurvivalOf(%v) (-want +got):\n%s", round, lifespans, diff)
		}
		if !slices.Equal(lifespans, before) {
			t.Fatalf("round %d: SurvivalOf changed the lifespans", round)
		}
		// The order of the customers does not matter.
		slices.Reverse(lifespans)
		if diff := cmp.Diff(s, curveOf(t, lifespans)); diff != "" {
			t.Fatalf("round %d: reversed (-want +got):\n%s", round, diff)
		}
		// Nor does the unit of time: a power of 2 changes no digit.
		scaled := slices.Clone(lifespans)
		for i := range scaled {
			scaled[i].Entry, scaled[i].Exit = 1024*scaled[i].Entry, 1024*scaled[i].Exit
		}
		checkScaled(t, s, curveOf(t, scaled), 1024)

		previous := 1.0
		for _, step := range s.Steps {
			if step.Survival < 0 || step.Survival >= previous && previous > 0 || step.AtRisk < step.Churned || step.Churned < 1 {
				t.Fatalf("round %d: step %+v after %v", round, step, previous)
			}
			previous = step.Survival
			for _, kind := range survivalKinds {
				iv, err := s.Interval(step.Time, 0.9, kind)
				if step.Survival == 0 {
					if !errors.Is(err, cx.ErrUndefined) {
						t.Fatalf("round %d: Interval at 0: %+v, %v", round, iv, err)
					}
					continue
				}
				if err != nil || !(0 <= iv.Low && iv.Low <= step.Survival && step.Survival <= iv.High && iv.High <= 1) {
					t.Fatalf("round %d: Interval(%v, 0.9, %q) = %+v, %v around %v", round, step.Time, kind, iv, err, step.Survival)
				}
			}
		}
		if s.Last == 0 {
			continue
		}
		// The mean is the area, here by adding up rectangles of a quarter, the grid.
		m, err := s.Mean(s.Last)
		area := 0.0
		for t := 0.0; t < s.Last; t += 0.25 {
			v, _ := s.At(t)
			area += v / 4
		}
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Mean", m.Value, area, 1e-13)
		// Quantiles are in order, and the limits around them.
		q, err := s.Quantile(0.4, 0.9, cx.LogLogInterval)
		later, err2 := s.Quantile(0.6, 0.9, cx.LogLogInterval)
		if err != nil || err2 != nil || later.Reached && !q.Reached || later.Reached && later.Time < q.Time ||
			q.LowReached && q.Reached && q.Low > q.Time || q.HighReached && q.Reached && q.High < q.Time {
			t.Fatalf("round %d: Quantile = %+v, %v; %+v, %v", round, q, err, later, err2)
		}
	}
}

// checkScaled compares a curve with that of times in another unit.
func checkScaled(t *testing.T, s, scaled cx.Survival, factor float64) {
	t.Helper()
	want := s
	want.Last *= factor
	want.Steps = slices.Clone(s.Steps)
	for i := range want.Steps {
		want.Steps[i].Time *= factor
	}
	if diff := cmp.Diff(want, scaled); diff != "" {
		t.Fatalf("in another unit of time (-want +got):\n%s", diff)
	}
	for _, kind := range survivalKinds {
		a, err := s.Quantile(0.3, 0.95, kind)
		b, err2 := scaled.Quantile(0.3, 0.95, kind)
		a.Time, a.Low, a.High = a.Time*factor, a.Low*factor, a.High*factor
		if err != nil || err2 != nil || a != b {
			t.Fatalf("Quantile in another unit: %+v, %v, want %+v, %v", b, err2, a, err)
		}
	}
	if s.Last > 0 {
		a, err := s.Mean(s.Last)
		b, err2 := scaled.Mean(scaled.Last)
		if err != nil || err2 != nil || b.Value != a.Value*factor || b.StandardError != a.StandardError*factor {
			t.Fatalf("Mean in another unit: %+v, %v, want %v times %+v, %v", b, err2, factor, a, err)
		}
	}
}

// TestHazardRandom compares with each customer looked at for each interval, and with
// the whole.
func TestHazardRandom(t *testing.T) {
	g := generator(5)
	for round := range 1000 {
		lifespans := append(randomSpans(&g), cx.Lifespan{Exit: 100}) // who is there throughout
		edges := []float64{float64(g.next(8)) / 4}
		for range 1 + g.next(6) {
			edges = append(edges, edges[len(edges)-1]+float64(1+g.next(12))/4)
		}
		before, beforeEdges := slices.Clone(lifespans), slices.Clone(edges)
		got, err := cx.HazardOf(lifespans, edges, 0.8)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(lifespans, before) || !slices.Equal(edges, beforeEdges) {
			t.Fatalf("round %d: HazardOf changed its arguments", round)
		}
		for i, h := range got {
			var churned int64
			exposure := 0.0 // exact: all times are quarters
			for _, l := range lifespans {
				exposure += max(0, min(l.Exit, edges[i+1])-max(l.Entry, edges[i]))
				if l.Churned && edges[i] <= l.Exit && l.Exit < edges[i+1] {
					churned++
				}
			}
			if h.Churned != churned || h.Exposure != exposure || h.From != edges[i] || h.To != edges[i+1] {
				t.Fatalf("round %d: HazardOf(%v, %v)[%d] = %+v, want %d in %v", round, lifespans, edges, i, h, churned, exposure)
			}
			if !(h.Interval.Low <= h.Rate && h.Rate < h.Interval.High) {
				t.Fatalf("round %d: %+v", round, h)
			}
		}
	}
}

// FuzzSurvivalOf checks that no lifespans bring about a panic, an infinite figure or
// a share that is none, and that the curve is the naive one.
func FuzzSurvivalOf(f *testing.F) {
	encode := func(lifespans ...cx.Lifespan) []byte {
		var data []byte
		for _, l := range lifespans {
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(l.Entry))
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(l.Exit))
			if l.Churned {
				data = append(data, 1)
			} else {
				data = append(data, 0)
			}
		}
		return data
	}
	for _, data := range []string{amlMaintained, amlNot, openTickets, lateEntries, "0 0 1+", "1 2 3-5 4-6+"} {
		f.Add(encode(spansOf(data)...))
	}
	for _, test := range badLifespans {
		f.Add(encode(cx.Lifespan{Exit: 1}, test.bad))
	}
	f.Add(encode(cx.Lifespan{Exit: math.MaxFloat64, Churned: true}, cx.Lifespan{Exit: math.SmallestNonzeroFloat64, Churned: true}))
	f.Fuzz(func(t *testing.T, data []byte) {
		var lifespans []cx.Lifespan
		for len(data) >= 17 && len(lifespans) < 100 {
			lifespans = append(lifespans, cx.Lifespan{
				Entry:   math.Float64frombits(binary.LittleEndian.Uint64(data)),
				Exit:    math.Float64frombits(binary.LittleEndian.Uint64(data[8:])),
				Churned: data[16]&1 == 1,
			})
			data = data[17:]
		}
		s, err := cx.SurvivalOf(lifespans)
		if err != nil {
			cxtest.ErrorText(t, "SurvivalOf", err)
			return
		}
		if diff := cmp.Diff(naiveCurve(lifespans), s); diff != "" {
			t.Errorf("SurvivalOf(%v) (-want +got):\n%s", lifespans, diff)
		}
		answer := func(v any, err error) {
			t.Helper()
			if err != nil {
				cxtest.ErrorText(t, "error", err)
			} else if _, err := json.Marshal(v); err != nil {
				t.Errorf("%+v of %v: %v", v, lifespans, err)
			}
		}
		for _, at := range []float64{0, s.Last / 2, s.Last, 2 * s.Last} {
			v, err := s.At(at)
			if !(0 <= v && v <= 1) {
				t.Errorf("At(%v) = %v of %v", at, v, lifespans)
			}
			answer(v, err)
			v, err = s.StandardError(at)
			answer(v, err)
			e, err := s.Mean(at)
			answer(e, err)
			v, err = s.ChurnBetween(at/2, at)
			if !(0 <= v && v <= 1) {
				t.Errorf("ChurnBetween(%v, %v) = %v of %v", at/2, at, v, lifespans)
			}
			answer(v, err)
			for _, kind := range survivalKinds {
				iv, err := s.Interval(at, 0.95, kind)
				answer(iv, err)
				q, err := s.Quantile(0.3, 0.95, kind)
				answer(q, err)
			}
		}
		e, err := s.ExpectedLifetime()
		answer(e, err)
		h, err := cx.HazardOf(lifespans, []float64{0, 1, s.Last + 2, 2*s.Last + 3}, 0.95)
		answer(h, err)
		half := len(lifespans) / 2
		for _, weight := range rankWeights {
			test, err := cx.LogRank(weight, lifespans[:half], lifespans[half:])
			answer(test, err)
			if err == nil && !(test.ChiSquare >= 0 && 0 <= test.P && test.P <= 1) {
				t.Errorf("LogRank(%q) = %+v of %v", weight, test, lifespans)
			}
		}
	})
}

// survivalGolden has a value of each type, with figures that a float64 holds.
func survivalGolden() map[string]any {
	return map[string]any{
		"lifespan":      cx.Lifespan{Exit: 12.5, Churned: true},
		"lifespan_late": cx.Lifespan{Entry: 3, Exit: 8},
		"step":          cx.SurvivalStep{Time: 2.5, AtRisk: 4, Churned: 2, Survival: 0.5, Greenwood: 0.25},
		"curve": cx.Survival{
			Total: 5, Churned: 3, Last: 9,
			Steps: []cx.SurvivalStep{
				{Time: 2.5, AtRisk: 4, Churned: 2, Survival: 0.5, Greenwood: 0.25},
				{Time: 9, AtRisk: 1, Churned: 1, Greenwood: 0.25},
			},
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

// referenceCurve is a Kaplan-Meier curve in a reference.json; the shares have 9
// decimals.
type referenceCurve struct {
	N, Events, Censored int64
	Median              *float64
	At                  []struct {
		T      float64
		AtRisk int64     `json:"at_risk"`
		S      float64   `json:"S"`
		SE     *float64  `json:"se_greenwood"`
		Log    []float64 `json:"ci95_log"`
		LogLog []float64 `json:"ci95_loglog"`
	}
}

func (want referenceCurve) check(t *testing.T, name string, lifespans []cx.Lifespan) {
	t.Helper()
	const tolerance = 5.001e-10
	s := curveOf(t, lifespans)
	if s.Total != want.N || s.Churned != want.Events || s.Total-s.Churned != want.Censored || len(want.At) == 0 {
		t.Errorf("%s: %d customers, %d churned, want %d, %d", name, s.Total, s.Churned, want.N, want.Events)
	}
	// The reference's rule is the first time at which S <= 0.5, without the middle.
	q, err := s.Median(0.95, cx.LogLogInterval)
	if err != nil || q.Reached != (want.Median != nil) || q.Reached && q.Time != *want.Median {
		t.Errorf("%s: Median = %+v, %v, want %v", name, q, err, want.Median)
	}
	for _, at := range want.At {
		what := fmt.Sprintf("%s at %v", name, at.T)
		got, err := s.At(at.T)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		cxtest.Near(t, what+": At", got, at.S, tolerance)
		atRisk := int64(0)
		for _, l := range lifespans {
			if l.Exit >= at.T {
				atRisk++
			}
		}
		if i := slices.IndexFunc(s.Steps, func(step cx.SurvivalStep) bool { return step.Time == at.T }); i >= 0 {
			atRisk = s.Steps[i].AtRisk
		}
		if atRisk != at.AtRisk {
			t.Errorf("%s: %d at risk, want %d", what, atRisk, at.AtRisk)
		}
		se, err := s.StandardError(at.T)
		if at.SE == nil {
			cxtest.Refuses(t, what+": StandardError", err, cx.ErrUndefined)
		} else {
			cxtest.Near(t, what+": StandardError", se, *at.SE, tolerance)
		}
		for kind, limits := range map[cx.SurvivalInterval][]float64{cx.LogInterval: at.Log, cx.LogLogInterval: at.LogLog} {
			iv, err := s.Interval(at.T, 0.95, kind)
			switch {
			case limits != nil:
				cxtest.Near(t, what+": Low", iv.Low, limits[0], tolerance)
				cxtest.Near(t, what+": High", iv.High, limits[1], tolerance)
			case kind == cx.LogLogInterval || got == 0: // not printed where it does not exist
				cxtest.Refuses(t, what+": Interval", err, cx.ErrUndefined)
			}
		}
	}
}

// referenceLogRank is a two-group log-rank test in a reference.json.
type referenceLogRank struct {
	Observed, Expected, Variance, Chisq float64
}

func (want referenceLogRank) check(t *testing.T, name string, group, others []cx.Lifespan) {
	t.Helper()
	got, err := cx.LogRank(cx.EqualWeight, group, others)
	if err != nil || len(got.Groups) != 2 || got.DegreesOfFreedom != 1 {
		t.Fatalf("%s: LogRank = %+v, %v", name, got, err)
	}
	const tolerance = 5.001e-7 // 6 decimals
	for what, pair := range map[string][2]float64{
		"Observed":  {got.Groups[0].Observed, want.Observed},
		"Expected":  {got.Groups[0].Expected, want.Expected},
		"Variance":  {got.Groups[0].Variance, want.Variance},
		"ChiSquare": {got.ChiSquare, want.Chisq},
	} {
		if want.Chisq == 0 || math.Abs(pair[0]-pair[1]) > tolerance {
			t.Errorf("%s: LogRank: %s %v, want %v", name, what, pair[0], pair[1])
		}
	}
}

func TestSurvivalWaltons(t *testing.T) {
	columns, rows := sharedRows(t, "survival_waltons", "waltons.csv")
	var reference struct {
		All     referenceCurve
		ByGroup map[string]referenceCurve `json:"by_group"`
		LogRank referenceLogRank          `json:"logrank"`
		RMST    map[string]float64        `json:"rmst_60"`
	}
	sharedReference(t, "survival_waltons", &reference)
	var all []cx.Lifespan
	groups := map[string][]cx.Lifespan{}
	for _, row := range rows {
		l := cx.Lifespan{Exit: mustFloat(row[columns["T"]]), Churned: row[columns["E"]] == "1"}
		all = append(all, l)
		groups[row[columns["group"]]] = append(groups[row[columns["group"]]], l)
	}
	reference.All.check(t, "all", all)
	for name, want := range reference.ByGroup {
		want.check(t, name, groups[name])
	}
	for name, want := range reference.RMST {
		got, err := curveOf(t, groups[name]).Mean(60)
		printsAs(t, name+": Mean(60)", got.Value, err, strconv.FormatFloat(want, 'f', 6, 64))
	}
	reference.LogRank.check(t, "control and miR-137", groups["control"], groups["miR-137"])
	if len(reference.ByGroup) != 2 || len(reference.RMST) != 2 {
		t.Errorf("the reference has %d groups and %d means, want 2 and 2", len(reference.ByGroup), len(reference.RMST))
	}
}

// TestSurvivalTelco has 7,043 customers by month, 11 of them in their first, whose
// tenure is 0.
func TestSurvivalTelco(t *testing.T) {
	columns, rows := sharedRows(t, "telco_churn", "telco_customer_churn.csv.gz")
	var reference struct {
		TenureZero int                       `json:"tenure_zero"`
		All        referenceCurve            `json:"km_all"`
		ByContract map[string]referenceCurve `json:"km_by_contract"`
		RMST12     float64                   `json:"rmst_12"`
		RMST24     float64                   `json:"rmst_24"`
		RMST72     float64                   `json:"rmst_72"`
		Gender     referenceLogRank          `json:"logrank_gender"`
	}
	sharedReference(t, "telco_churn", &reference)
	var all []cx.Lifespan
	contracts, genders := map[string][]cx.Lifespan{}, map[string][]cx.Lifespan{}
	unseen := 0
	for _, row := range rows {
		l := cx.Lifespan{Exit: mustFloat(row[columns["tenure"]]), Churned: row[columns["Churn"]] == "Yes"}
		if l.Exit == 0 {
			unseen++
		}
		all = append(all, l)
		contracts[row[columns["Contract"]]] = append(contracts[row[columns["Contract"]]], l)
		genders[row[columns["gender"]]] = append(genders[row[columns["gender"]]], l)
	}
	if unseen != 11 || unseen != reference.TenureZero {
		t.Errorf("%d rows with tenure 0, want 11", unseen)
	}
	reference.All.check(t, "all", all)
	if len(reference.ByContract) != 3 {
		t.Errorf("the reference has %d contracts, want 3", len(reference.ByContract))
	}
	for name, want := range reference.ByContract {
		want.check(t, name, contracts[name])
	}
	s := curveOf(t, all)
	for tau, want := range map[float64]float64{12: reference.RMST12, 24: reference.RMST24, 72: reference.RMST72} {
		got, err := s.Mean(tau)
		printsAs(t, fmt.Sprintf("Mean(%v)", tau), got.Value, err, strconv.FormatFloat(want, 'f', 6, 64))
	}
	reference.Gender.check(t, "gender", genders["Female"], genders["Male"])

	// The three contracts against the definition in rational numbers.
	three := [][]cx.Lifespan{contracts["Month-to-month"], contracts["One year"], contracts["Two year"]}
	checkExactLogRank(t, "contracts", cx.EqualWeight, three...)
	checkExactLogRank(t, "contracts", cx.GehanWeight, three...)
}

// TestSurvivalReferral has subscriptions by day, the open ones up to the end of 2024.
func TestSurvivalReferral(t *testing.T) {
	columns, rows := sharedRows(t, "referral_graph", "subscriptions.csv.gz")
	var reference struct {
		KM referenceCurve `json:"km"`
	}
	sharedReference(t, "referral_graph", &reference)
	day := func(text string) float64 {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return float64(at.Unix() / 86400)
	}
	var lifespans []cx.Lifespan
	for _, row := range rows {
		end := row[columns["subscription_cancel_date"]]
		l := cx.Lifespan{Churned: end != ""}
		if !l.Churned {
			end = "2024-12-31"
		}
		l.Exit = day(end) - day(row[columns["subscription_date"]])
		lifespans = append(lifespans, l)
	}
	reference.KM.check(t, "subscriptions", lifespans)
}
