package reference

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// cdnowModels returns both models at the maximum of the published summary.
func cdnowModels(t testing.TB) (plain, modified cx.BGNBD) {
	t.Helper()
	rows := cdnowRows(t, true)
	plain, err := cx.FitBGNBD(rows)
	if err != nil {
		t.Fatal(err)
	}
	if modified, err = cx.FitMBGNBD(rows); err != nil {
		t.Fatal(err)
	}
	return plain, modified
}

// weeks returns a row by week.
func weeks(frequency int64, recency, age float64) cx.PurchaseHistory {
	return cx.PurchaseHistory{Frequency: frequency, Recency: recency, Age: age, Unit: cx.Week}
}

// The models at the parameters that the papers print, to three decimals.
func publishedBGNBD() cx.BGNBD {
	return cx.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426, Unit: cx.Week}
}

func publishedMBGNBD() cx.BGNBD {
	return cx.BGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Modified: true, Unit: cx.Week}
}

// The maxima on CDNOW. The figures were computed by two independent optimizers, from
// three starts; published are r .243, alpha 4.414, a .793, b 2.426 and -9582.4 (Fader,
// Hardie and Lee 2005), and for MBG/NBD .525, 6.183, .891, 1.614. CLVTools expects those
// of exact sevenths, .2425945 4.4136019 .7929199 2.4258881 and -9582.429.
func TestFitBGNBD(t *testing.T) {
	tests := []struct {
		name    string
		fit     func([]cx.PurchaseHistory) (cx.BGNBD, error)
		rounded bool
		want    [4]float64
		log     float64
		errors  [4]float64 // of the logarithms of the parameters
	}{
		{
			"BG/NBD", cx.FitBGNBD, true, [4]float64{0.242592907, 4.413531561, 0.792886148, 2.425753436}, -9582.425560567,
			[4]float64{0.051763, 0.085696, 0.234232, 0.290774},
		},
		{
			"BG/NBD of sevenths", cx.FitBGNBD, false, [4]float64{0.24259452, 4.41360202, 0.79292202, 2.42590678}, -9582.429207,
			[4]float64{0.05176, 0.08570, 0.23423, 0.29077},
		},
		{
			"MBG/NBD", cx.FitMBGNBD, true, [4]float64{0.524837984, 6.182992020, 0.891356155, 1.613999335}, -9582.132684900,
			[4]float64{0.158647, 0.112502, 0.173651, 0.333007},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows := cdnowRows(t, tt.rounded)
			m, err := tt.fit(rows)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "log-likelihood", m.Fit.LogLikelihood, tt.log, 1e-10)
			forecasts, err := m.Parameters(0.95)
			if err != nil || len(forecasts) != 4 {
				t.Fatalf("Parameters = %v, %v", forecasts, err)
			}
			for i, got := range []float64{m.R, m.Alpha, m.A, m.B} {
				name := "parameter " + string("rαab"[i])
				cxtest.Near(t, name, got, tt.want[i], 6e-9) // sevenths: to 8 digits
				if !tt.rounded {
					continue
				}
				cxtest.Near(t, "standard error of the log of "+name, math.Sqrt(m.Fit.Covariance[i][i]), tt.errors[i], 6e-7)
				f := forecasts[i]
				if f.Value != got && math.Abs(f.Value/got-1) > 1e-14 {
					t.Errorf("Parameters has the %s %v, want %v", name, f.Value, got)
				}
				cxtest.Near(t, "standard error of "+name, f.StandardError, got*tt.errors[i], 1e-5)
				cxtest.Near(t, "low "+name, f.Interval.Low, got*math.Exp(-1.959964*tt.errors[i]), 1e-5)
				cxtest.Near(t, "high "+name, f.Interval.High, got*math.Exp(1.959964*tt.errors[i]), 1e-5)
			}
			if m.Unit != cx.Week || m.Fit.Customers != 2357 {
				t.Errorf("model %+v", m)
			}

			// The order of the rows decides nothing but the last digits of a sum, if that,
			// and what is no part of the model nothing at all.
			slices.Reverse(rows)
			for i := range rows {
				rows[i].Customer = fmt.Sprint(i)
				rows[i].Unit = cx.WeekFromSunday // which is as long
			}
			again, err := tt.fit(rows)
			again.Unit = cx.Week
			if diff := cmp.Diff(m, again); diff != "" || err != nil {
				t.Errorf("fit of the rows in another order (-want +got) %v:\n%s", err, diff)
			}

			// By days Alpha is seven times as large, and nothing else differs.
			for i := range rows {
				rows[i].Unit, rows[i].Recency, rows[i].Age = cx.Day, 7*rows[i].Recency, 7*rows[i].Age
			}
			days, err := tt.fit(rows)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "r by days", days.R, m.R, 1e-9)
			cxtest.Near(t, "alpha by days", days.Alpha/7, m.Alpha, 1e-9)
			cxtest.Near(t, "log-likelihood by days", days.Fit.LogLikelihood, m.Fit.LogLikelihood-2457*math.Log(7), 1e-12)
			row := cx.PurchaseHistory{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week}
			byWeek, err := m.ExpectedPurchases(row, 39, cx.Week)
			if err != nil {
				t.Fatal(err)
			}
			row = cx.PurchaseHistory{Frequency: 2, Recency: 7 * 30.43, Age: 7 * 38.86}
			byDay, err := days.ExpectedPurchases(row, 39, cx.Week)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "E[X(39 weeks)] by days", byDay, byWeek, 1e-9)
		})
	}
}

// At the published rounding and at the maximum: Hardie's spreadsheet has 1.226 and the
// expected repeat purchases of a new customer .0078 .0532 .1506 1.0405 1.0437 1.8576; more
// digits from BTYD 2.4.3 and from plain numerics.
func TestBGNBDForecasts(t *testing.T) {
	plain, modified := cdnowModels(t)
	published, publishedModified := publishedBGNBD(), publishedMBGNBD()
	limit := published
	limit.A = 1
	alive := func(m cx.BGNBD, p cx.PurchaseHistory) (float64, error) { return m.ProbabilityAlive(p) }
	expected := func(t float64, unit cx.Grain) func(cx.BGNBD, cx.PurchaseHistory) (float64, error) {
		return func(m cx.BGNBD, p cx.PurchaseHistory) (float64, error) { return m.ExpectedPurchases(p, t, unit) }
	}
	none := func(t float64) func(cx.BGNBD, cx.PurchaseHistory) (float64, error) {
		return func(m cx.BGNBD, p cx.PurchaseHistory) (float64, error) { return m.ProbabilityNone(p, t, cx.Week) }
	}
	fresh := weeks(0, 0, 0)
	tests := []struct {
		name      string
		m         cx.BGNBD
		p         cx.PurchaseHistory
		f         func(cx.BGNBD, cx.PurchaseHistory) (float64, error)
		want      float64
		tolerance float64
	}{
		{"E[X(39)|2,30.43,38.86], published", published, weeks(2, 30.43, 38.86), expected(39, cx.Week), 1.226028, 5e-7},
		{"P(alive|2,30.43,38.86), published", published, weeks(2, 30.43, 38.86), alive, .726579, 5e-7},
		{"P(alive|1,1.71,38.86), published", published, weeks(1, 1.71, 38.86), alive, .212101, 5e-7},
		{"P(X(39)=0) of a new customer, published", published, fresh, none(39), .573786, 5e-7},
		{"P(X(39)=0|2,30.43,38.86), published", published, weeks(2, 30.43, 38.86), none(39), .4453729, 5e-8},
		{"a = 1: (2,30.43,38.86)", limit, weeks(2, 30.43, 38.86), expected(39, cx.Week), 1.10213679, 5e-9},
		{"a = 1: (0,0,38.86)", limit, weeks(0, 0, 38.86), expected(39, cx.Week), .19107701, 5e-9},
		{"a = 1: a new customer", limit, fresh, expected(39, cx.Week), 1.08427901, 5e-9},
		{"P(alive|1000,10,100)", published, weeks(1000, 10, 100), alive, 0, 0},
		{"E|1000,10,100", published, weeks(1000, 10, 100), expected(39, cx.Week), 0, 0},
		{"P(none|1000,10,100)", published, weeks(1000, 10, 100), none(39), 1, 0},
		{"MBG P(alive|0,0,38.86), published", publishedModified, weeks(0, 0, 38.86), alive, .3897, 5e-5},
		{"E[X(.1429)]", plain, fresh, expected(.1429, cx.Week), .00782, 5e-6},
		{"E[X(1)]", plain, fresh, expected(1, cx.Week), .05318, 5e-6},
		{"E[X(3)]", plain, fresh, expected(21, cx.Day), .15063, 5e-6},
		{"E[X(31.8571)]", plain, fresh, expected(31.8571, cx.Week), 1.04049, 5e-6},
		{"E[X(32)]", plain, fresh, expected(32, cx.Week), 1.04374, 5e-6},
		{"E[X(78)]", plain, fresh, expected(78, cx.Week), 1.85797, 5e-6},
		{"E[X(13)]", plain, fresh, expected(13, cx.Week), 0.53364, 5e-7},
		{"E[X(26)]", plain, fresh, expected(26, cx.Week), 0.901323, 5e-7},
		{"E[X(39)]", plain, fresh, expected(39, cx.Week), 1.195016, 5e-7},
		{"E[X(52)]", plain, fresh, expected(52, cx.Week), 1.444021, 5e-7},
		{"P(alive|2,30.43,38.86)", plain, weeks(2, 30.43, 38.86), alive, .7266092, 5e-8},
		{"E[X(39)|2,30.43,38.86]", plain, weeks(2, 30.43, 38.86), expected(39, cx.Week), 1.2259105, 5e-8},
		{"P(alive|0,0,38.86)", plain, weeks(0, 0, 38.86), alive, 1, 0},
		{"E[X(39)|0,0,38.86]", plain, weeks(0, 0, 38.86), expected(39, cx.Week), 0.194781, 5e-7},
		{"P(alive|26,30.86,31)", plain, weeks(26, 30.86, 31), alive, 0.96892, 5e-7},
		{"E[X(39)|26,30.86,31]", plain, weeks(26, 30.86, 31), expected(39, cx.Week), 20.75057, 5e-7},
		{"P(alive|1,1.71,38.86)", plain, weeks(1, 1.71, 38.86), alive, 0.212227, 5e-7},
		{"E[X(39)|1,1.71,38.86]", plain, weeks(1, 1.71, 38.86), expected(39, cx.Week), 0.203251, 5e-7},
		{"P(alive|7,29.43,38.86)", plain, weeks(7, 29.43, 38.86), alive, 0.641801, 5e-7},
		{"E[X(39)|7,29.43,38.86]", plain, weeks(7, 29.43, 38.86), expected(39, cx.Week), 3.337239, 5e-7},
		{"MBG P(alive|2,30.43,38.86)", modified, weeks(2, 30.43, 38.86), alive, .7061262, 5e-8},
		{"MBG E[X(39)|2,30.43,38.86]", modified, weeks(2, 30.43, 38.86), expected(39, cx.Week), 1.2626708, 5e-8},
		{"MBG E[X(39)]", modified, fresh, expected(39, cx.Week), 1.1822837, 5e-8},
		{"MBG P(alive|0,0,38.86)", modified, weeks(0, 0, 38.86), alive, .389716, 5e-7},
	}
	for _, tt := range tests {
		got, err := tt.f(tt.m, tt.p)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if !(math.Abs(got-tt.want) <= tt.tolerance*max(1, tt.want)) {
			t.Errorf("%s = %.9f, want %v", tt.name, got, tt.want)
		}
	}
	// Units: 9 months are 273.9375 days, and 2 years 730.5.
	for _, tt := range []struct {
		unit    cx.Grain
		horizon float64
		weeks   float64
	}{{cx.Month, 9, 273.9375 / 7}, {cx.Quarter, 3, 273.9375 / 7}, {cx.Year, 2, 730.5 / 7}, {cx.WeekFromSunday, 5, 5}, {"", 7, 1}} {
		want, err := plain.ExpectedPurchases(fresh, tt.weeks, cx.Week)
		got, err2 := plain.ExpectedPurchases(fresh, tt.horizon, tt.unit)
		if err != nil || err2 != nil || math.Abs(got-want) > 1e-14 {
			t.Errorf("E[X] of %v %s = %v, %v, want %v, %v", tt.horizon, tt.unit, got, err2, want, err)
		}
	}
}

// The intervals on CDNOW at the maximum, by the delta method in plain numerics.
func TestBGNBDIntervals(t *testing.T) {
	plain, modified := cdnowModels(t)
	p := weeks(2, 30.43, 38.86)
	e, err := plain.ExpectedPurchasesInterval(p, 39, cx.Week, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "E", e.Value, 1.2259105, 5e-8)
	cxtest.Near(t, "SE of E", e.StandardError, 0.0451898, 5e-8)
	cxtest.Near(t, "low E", e.Interval.Low, 1.140464, 5e-7)
	cxtest.Near(t, "high E", e.Interval.High, 1.317759, 5e-7)
	a, err := plain.ProbabilityAliveInterval(p, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "P(alive)", a.Value, 0.7266092, 5e-8)
	cxtest.Near(t, "low P(alive)", a.Interval.Low, 0.693693, 5e-7)
	cxtest.Near(t, "high P(alive)", a.Interval.High, 0.757226, 5e-7)
	if e.Interval.Level != 0.95 || a.Interval.Level != 0.95 || a.Interval.Clipped {
		t.Errorf("intervals %v, %v", e.Interval, a.Interval)
	}

	// A wider level, and a narrower one, around one value; the value of the plain form.
	for _, m := range []cx.BGNBD{plain, modified} {
		for _, p := range []cx.PurchaseHistory{p, weeks(0, 0, 38.86), weeks(0, 0, 0), weeks(26, 30.86, 31), weeks(1, 0.5, 38.86)} {
			type form struct {
				name     string
				value    func() (float64, error)
				forecast func(level float64) (cx.Estimate, error)
			}
			for _, f := range []form{
				{
					"ProbabilityAlive", func() (float64, error) { return m.ProbabilityAlive(p) },
					func(level float64) (cx.Estimate, error) { return m.ProbabilityAliveInterval(p, level) },
				},
				{
					"ExpectedPurchases", func() (float64, error) { return m.ExpectedPurchases(p, 3, cx.Month) },
					func(level float64) (cx.Estimate, error) { return m.ExpectedPurchasesInterval(p, 3, cx.Month, level) },
				},
				{
					"ProbabilityNone", func() (float64, error) { return m.ProbabilityNone(p, 3, cx.Month) },
					func(level float64) (cx.Estimate, error) { return m.ProbabilityNoneInterval(p, 3, cx.Month, level) },
				},
			} {
				what := fmt.Sprintf("%s of %v, modified %t", f.name, p, m.Modified)
				narrow, err := f.forecast(0.8)
				if f.name == "ProbabilityAlive" && !m.Modified && p.Frequency == 0 {
					cxtest.Refuses(t, what, err, cx.ErrUndefined)
					continue
				}
				if err != nil {
					t.Errorf("%s: %v", what, err)
					continue
				}
				wide, err := f.forecast(0.99)
				value, valueErr := f.value()
				if err != nil || valueErr != nil || math.Abs(value-narrow.Value) > 1e-14*value || narrow.Value != wide.Value ||
					!(0 < wide.Interval.Low && wide.Interval.Low < narrow.Interval.Low && narrow.Interval.Low < value &&
						value < narrow.Interval.High && narrow.Interval.High < wide.Interval.High) ||
					f.name != "ExpectedPurchases" && wide.Interval.High >= 1 || narrow.StandardError != wide.StandardError {
					t.Errorf("%s = %v, %v at .8, %v, %v at .99, value %v", what, narrow, err, wide, err, value)
				}
			}
		}
	}

	// From JSON the same figures come, and without a Fit none.
	text, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	var back cx.BGNBD
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	again, err := back.ExpectedPurchasesInterval(p, 39, cx.Week, 0.95)
	if diff := cmp.Diff(e, again); diff != "" || err != nil {
		t.Errorf("interval of the decoded model (-want +got) %v:\n%s", err, diff)
	}
	_, err = publishedBGNBD().ExpectedPurchasesInterval(p, 39, cx.Week, 0.95)
	cxtest.Refuses(t, "ExpectedPurchasesInterval of typed parameters", err, cx.ErrUndefined)
	_, err = publishedBGNBD().Parameters(0.95)
	cxtest.Refuses(t, "Parameters of typed parameters", err, cx.ErrUndefined)
	_, err = plain.ExpectedPurchasesInterval(p, 0, cx.Week, 0.95)
	cxtest.Refuses(t, "ExpectedPurchasesInterval of no time", err, cx.ErrUndefined)
	_, err = plain.ProbabilityNoneInterval(p, 0, cx.Week, 0.95)
	cxtest.Refuses(t, "ProbabilityNoneInterval of no time", err, cx.ErrUndefined)
	// A customer who is surely gone has figures of 0 and 1 that are no less sure.
	gone := weeks(1000, 10, 100)
	if f, err := plain.ProbabilityAliveInterval(gone, 0.95); f != (cx.Estimate{Interval: cx.Interval{Level: 0.95}}) || err != nil {
		t.Errorf("ProbabilityAliveInterval of %v = %v, %v", gone, f, err)
	}
	if f, err := plain.ProbabilityNoneInterval(gone, 3, cx.Month, 0.95); f.Value != 1 || f.Interval.Low != 1 || f.Interval.High != 1 || err != nil {
		t.Errorf("ProbabilityNoneInterval of %v = %v, %v", gone, f, err)
	}
}
