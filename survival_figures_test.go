package cx_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

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
			cut := (got.Low == 0 || got.High == 1) && kind != cx.ArcsineScale
			if got.Clipped != cut {
				t.Errorf("%s: Clipped is %t, want %t: %+v", what, got.Clipped, cut, got)
			}
		}
		zero, err := s.Interval(test.t, test.level, "")
		if logLog, _ := s.Interval(test.t, test.level, cx.LogLogScale); err != nil || zero != logLog {
			t.Errorf("%s: the zero interval is %+v, %v, want log-log %+v", test.data, zero, err, logLog)
		}
	}

	// R 4.2.2, survfit with conf.type log and log-log.
	maintained, not := curveOf(t, spansOf(amlMaintained)), curveOf(t, spansOf(amlNot))
	for _, test := range []struct {
		name      string
		s         cx.Survival
		t         float64
		kind      cx.SurvivalScale
		low, high string
	}{
		{"maintained", maintained, 9, cx.LogScale, "0.754134", "1"},
		{"maintained", maintained, 9, cx.LogLogScale, "0.508080", "0.986674"},
		{"maintained", maintained, 23, cx.LogScale, "0.376867", "0.999158"},
		{"maintained", maintained, 23, cx.LogLogScale, "0.265752", "0.835299"},
		{"not maintained", not, 23, cx.LogScale, "0.267518", "0.883319"},
		{"not maintained", not, 23, cx.LogLogScale, "0.191877", "0.729672"},
		// 1 - S(24) of the tickets is 53.33 % within 26.3 to 85.0 %.
		{"open tickets", curveOf(t, spansOf(openTickets)), 24, cx.LogLogScale, "0.150", "0.737"},
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
// Guide), on the 38 patients with acute lymphoblastic leukemia of J. P. Klein and M.
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
		{remission6MP, 0.5, 23}, // R 4.2.2
		{remissionPlacebo, 0.5, 8},
		{openTickets, 0.5, 8},
		// In sevenths and tenths, which float64 does not have: S after 3 of 10 is 0.7
		// except for its last digits, and 1 - 0.3 is another neighbor of it.
		{"1 2 3 4 5 6 7 8 9 10", 0.3, 3.5},
		{"1 2 3 4 5 6 7 8 9 10", 0.7, 7.5},
		{"1 2 3 4 5 6 7", 3. / 7, 3.5},
		{"0 0 5 5", 0.5, 2.5}, // half leave at once
		{lateEntries, 0.36, 7},
	} {
		s := curveOf(t, spansOf(test.data))
		q, err := s.Quantile(test.p, 0.95, cx.LogScale)
		got := q.Time
		if errors.Is(err, cx.ErrUndefined) && !q.Reached {
			got, err = never-got, nil
		}
		if err != nil || got != test.want {
			t.Errorf("%s: Quantile(%v) = %+v, %v, want %v", test.data, test.p, q, err, test.want)
		}
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
		// 2 + 2·0.5; the area after 2 is 1, and 1²·1/(2·1) is 0.5.
		{"two customers", "2 4", 4, "3", "0.7071067811865"},
	} {
		got, err := curveOf(t, spansOf(test.data)).Mean(test.tau, 0.95)
		printsAs(t, fmt.Sprintf("%s: Mean(%v).Value", test.name, test.tau), got.Value, err, test.value)
		printsAs(t, fmt.Sprintf("%s: Mean(%v).StandardError", test.name, test.tau), got.StandardError, err, test.se)
		// The normal quantile of 0.975 is 1.959964.
		margin := 1.959963984540054 * got.StandardError
		cxtest.Near(t, test.name+": Low", got.Interval.Low, max(got.Value-margin, 0), 1e-14)
		cxtest.Near(t, test.name+": High", got.Interval.High, min(got.Value+margin, test.tau), 1e-14)
		if clipped := got.Value < margin || got.Value+margin > test.tau; got.Interval.Clipped != clipped || got.Interval.Level != 0.95 {
			t.Errorf("%s: Mean(%v).Interval = %+v, want clipped %v", test.name, test.tau, got.Interval, clipped)
		}
	}
}

func TestExpectedLifetime(t *testing.T) {
	// Where all were seen to the end it is the mean, with the standard error that has
	// n in place of n - 1: (1, 2, 3, 6) have the mean 3 and the sum of squares 14.
	got, err := curveOf(t, spansOf("1 2 3 6")).ExpectedLifetime(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Value", got.Value, 3, 1e-15)
	cxtest.Near(t, "StandardError", got.StandardError, math.Sqrt(14)/4, 1e-15)

	got, err = curveOf(t, spansOf(remissionPlacebo)).ExpectedLifetime(0.95)
	printsAs(t, "placebo: Value", got.Value, err, "8.66667")
	printsAs(t, "placebo: StandardError", got.StandardError, err, "1.37739")

	// The last, when all others who were at risk leave before another enters.
	for _, data := range []string{amlMaintained, remission6MP, "5+", "1 2 2+", "2 3-9+"} {
		got, err := curveOf(t, spansOf(data)).ExpectedLifetime(0.95)
		cxtest.Refuses(t, data+": ExpectedLifetime", err, cx.ErrUndefined)
		if errors.Is(err, cx.ErrNoData) || got != (cx.Estimate{}) {
			t.Errorf("%s: ExpectedLifetime = %+v, %v", data, got, err)
		}
	}
	_, err = curveOf(t, spansOf(amlMaintained)).ExpectedLifetime(0.95)
	if err == nil || !strings.Contains(err.Error(), "161") {
		t.Errorf("ExpectedLifetime: error %v does not name the time up to which a mean exists", err)
	}
	_, err = curveOf(t, spansOf("1 2 3 6")).ExpectedLifetime(1)
	cxtest.Refuses(t, "ExpectedLifetime at the level 1", err, cx.ErrInvalid)
	_, err = cx.Survival{}.ExpectedLifetime(0.95)
	cxtest.Refuses(t, "zero Survival: ExpectedLifetime", err, cx.ErrNoData)
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

// A curve that no customers have is refused.
func TestChurnBetweenLiterals(t *testing.T) {
	step := func(at, survival float64) cx.SurvivalStep {
		return cx.SurvivalStep{Time: at, AtRisk: 9, Churned: 1, Survival: survival}
	}
	for name, steps := range map[string][]cx.SurvivalStep{
		"not a number": {step(1, math.NaN()), step(3, 0.5)},
		"above 1":      {step(1, 0.5), step(2, 2), step(3, 0.5)},
		"rising":       {step(1, 0.2), step(2, 0.8), step(3, 0.1)},
	} {
		curve := cx.Survival{Steps: steps, Customers: 10, Churned: 3, Last: 9}
		p, err := curve.ChurnBetween(1.5, 2.5)
		if p != 0 {
			t.Errorf("%s: ChurnBetween = %v beside an error", name, p)
		}
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
}

// TestHazard has the figures of aml by hand: 1 of 109 weeks, 2 of 84.
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
	}{
		{"3 5+", []float64{5, 6}},
		{"0", []float64{0, 1}}, // churned, but seen for no time
	} {
		h, err := cx.HazardOf(spansOf(test.data), test.edges, 0.95)
		what := fmt.Sprintf("HazardOf of %s at %v", test.data, test.edges)
		cxtest.Refuses(t, what, err, cx.ErrUndefined)
		if h != nil || errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s: %v, %v", what, h, err)
		}
	}
	// Nobody is seen within the last: 3 and 4 of the others, of which one left, and 1.
	if h, err := cx.HazardOf(lifespans, []float64{0, 4, 5, 6}, 0.95); err != nil || h[0].Rate != 1./7 || h[1].Exposure != 1 ||
		h[0].Undefined || h[1].Undefined || h[2] != (cx.Hazard{From: 5, To: 6, Undefined: true}) {
		t.Errorf("HazardOf with an interval of nobody: %+v, %v", h, err)
	}
	if h, err := cx.HazardOf(spansOf("7-9"), []float64{0, 7, 9}, 0.95); err != nil || !h[0].Undefined || h[1].Exposure != 2 {
		t.Errorf("HazardOf of a late entry: %+v, %v", h, err)
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
		// 1 + 3·0.75 + 4·0.5, and (4.25²/12 + 2²/6) by hand, in the unit of scale. The last
		// scale is no number of 10 digits.
		m, err := s.Mean(8*scale, 0.95)
		if err != nil {
			t.Errorf("scale %g: %v", scale, err)
		}
		cxtest.Near(t, fmt.Sprintf("scale %g: Mean", scale), m.Value/scale, 1+2.25+2, 1e-9)
		cxtest.Near(t, fmt.Sprintf("scale %g: StandardError", scale), m.StandardError/scale, math.Sqrt(4.25*4.25/12+4./6), 1e-9)
	}
	s := curveOf(t, []cx.Lifespan{{Exit: huge / 2, Churned: true}, {Exit: huge, Churned: true}})
	q, err := s.Median(0.95, cx.LogScale)
	if want := 8.988465674e307 + (huge-8.988465674e307)/2; err != nil || q.Time != want {
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
