package cx_test

import (
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// threeSignals is a rule of three signals, and healthTen ten customers: what was known of them,
// and who was lost.
func threeSignals() cx.HealthRule {
	return cx.HealthRule{Bands: []float64{40, 70}, Signals: []cx.HealthSignal{
		{Name: "days since login", Worst: 60, Best: 0, Weight: 2},
		{Name: "nps answer", Worst: 0, Best: 10, Weight: 1},
		{Name: "open tickets", Worst: 5, Best: 0, Weight: 1},
	}}
}

func healthTen() (values [][]float64, lost []bool) {
	values = [][]float64{{3, 9, 0}, {50, 4, 3}, {20, 8, 1}, {45, 9, 0}, {58, 2, 4}, {10, 6, 2}, {35, 3, 5}, {5, 10, 0}, {40, 7, 1}, {25, 5, 2}}
	for _, i := range []int{0, 1, 0, 0, 1, 0, 1, 0, 0, 1} {
		lost = append(lost, i == 1)
	}
	return values, lost
}

// Source: by hand.
func TestHealthRule_Score(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		values []float64
		score  float64
		band   int
	}{
		{[]float64{3, 9, 0}, 95, 2}, {[]float64{60, 0, 5}, 0, 0}, {[]float64{nan, 6, 1}, 70, 2}, {[]float64{90, 11, -1}, 50, 1},
		{[]float64{36, 4, 3}, 40, 1}, {[]float64{math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64}, 0, 0}, {[]float64{0, nan, nan}, 100, 2},
	} {
		score, band, err := threeSignals().Score(tt.values)
		if score != tt.score || band != tt.band || err != nil {
			t.Errorf("Score(%v) = %v, %d, %v, want %v, %d", tt.values, score, band, err, tt.score, tt.band)
		}
	}
	// A cut may be at either end of the scale.
	ends := threeSignals()
	ends.Bands = []float64{0, 100}
	if score, band, err := ends.Score([]float64{60, 0, 5}); score != 0 || band != 1 || err != nil {
		t.Errorf("cuts at the ends: %v, %v, %v, want 0 in the second band", score, band, err)
	}
	// 0.1 + 0.2 is half of 0.6 although the sums of the floats differ, and the widest range has a middle.
	rule := cx.HealthRule{Signals: []cx.HealthSignal{
		{Name: "a", Best: 1, Weight: 0.1}, {Name: "b", Best: 1, Weight: 0.2}, {Name: "c", Worst: -math.MaxFloat64, Best: math.MaxFloat64, Weight: 0.3},
	}}
	for _, values := range [][]float64{{0.5, 0.5, nan}, {nan, nan, 0}} {
		if score, band, err := rule.Score(values); score != 50 || band != 0 || err != nil {
			t.Errorf("Score(%v) = %v, %d, %v, want 50", values, score, band, err)
		}
	}
	for name, values := range map[string][]float64{"one known": {0.5, nan, nan}, "none known": {nan, nan, nan}} {
		_, _, err := rule.Score(values)
		cxtest.Refuses(t, name, err, cx.ErrUndefined)
	}
	huge := cx.HealthRule{Signals: []cx.HealthSignal{{Name: "a", Best: 1, Weight: math.MaxFloat64}, {Name: "b", Best: 1, Weight: math.MaxFloat64}}}
	if score, _, err := huge.Score([]float64{1, 0}); score != 50 || err != nil {
		t.Errorf("of huge weights: %v, %v", score, err)
	}
}

func TestHealthRule_refuses(t *testing.T) {
	values, lost := healthTen()
	for name, change := range map[string]func(*cx.HealthRule){
		"no signal":         func(r *cx.HealthRule) { r.Signals = nil },
		"no name":           func(r *cx.HealthRule) { r.Signals[1].Name = " " },
		"a name twice":      func(r *cx.HealthRule) { r.Signals[1].Name = "open tickets" },
		"alike":             func(r *cx.HealthRule) { r.Signals[1].Worst = 10 },
		"almost alike":      func(r *cx.HealthRule) { r.Signals[1].Best = math.SmallestNonzeroFloat64 },
		"infinite best":     func(r *cx.HealthRule) { r.Signals[1].Best = math.Inf(1) },
		"worst no number":   func(r *cx.HealthRule) { r.Signals[1].Worst = math.NaN() },
		"no weight":         func(r *cx.HealthRule) { r.Signals[1].Weight = 0 },
		"weight below 0":    func(r *cx.HealthRule) { r.Signals[1].Weight = -1 },
		"infinite weight":   func(r *cx.HealthRule) { r.Signals[1].Weight = math.Inf(1) },
		"weight no number":  func(r *cx.HealthRule) { r.Signals[1].Weight = math.NaN() },
		"equal cuts":        func(r *cx.HealthRule) { r.Bands = []float64{40, 40} },
		"falling cuts":      func(r *cx.HealthRule) { r.Bands = []float64{70, 40} },
		"a cut above 100":   func(r *cx.HealthRule) { r.Bands = []float64{100.1} },
		"a cut below 0":     func(r *cx.HealthRule) { r.Bands = []float64{-0.1} },
		"a cut of no value": func(r *cx.HealthRule) { r.Bands = []float64{math.NaN()} },
		"a signal more":     func(r *cx.HealthRule) { r.Signals = append(r.Signals, cx.HealthSignal{Name: "d", Best: 1, Weight: 1}) },
	} {
		rule := threeSignals()
		change(&rule)
		score, band, err := rule.Score(values[0])
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if score != 0 || band != 0 {
			t.Errorf("%s: Score = %v, %d beside its error", name, score, band)
		}
		_, err = rule.Backtest(values, lost, 0.95)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	rule, nan := threeSignals(), math.NaN()
	_, _, err := rule.Score([]float64{1, math.Inf(-1), 1})
	checkRowAt(t, "infinite", err, cx.ErrInvalid, "values[1]")
	for name, tt := range map[string]struct {
		values [][]float64
		lost   []bool
		level  float64
		want   error
	}{
		"nobody":       {nil, nil, 0.95, cx.ErrNoData},
		"nobody known": {[][]float64{{nan, nan, nan}}, []bool{true}, 0.95, cx.ErrNoData},
		"all lost":     {values[:2], []bool{true, true}, 0.95, cx.ErrUndefined},
		"nobody lost":  {values[:2], []bool{false, false}, 0.95, cx.ErrUndefined},
		"fewer lost":   {values, lost[1:], 0.95, cx.ErrInvalid},
		"level 0":      {values, lost, 0, cx.ErrInvalid},
		"level 1":      {values, lost, 1, cx.ErrInvalid},
		"no level":     {values, lost, nan, cx.ErrInvalid},
		"short":        {[][]float64{{1, 2, 3}, {1}}, []bool{true, false}, 0.95, cx.ErrInvalid},
		"infinite":     {[][]float64{{1, 2, 3}, {1, 2, math.Inf(1)}}, []bool{true, false}, 0.95, cx.ErrInvalid},
	} {
		_, err := rule.Backtest(tt.values, tt.lost, tt.level)
		cxtest.Refuses(t, name, err, tt.want)
	}
}

// Source: DeLong's formulas in Python.
func TestHealthRule_Backtest(t *testing.T) {
	near := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= 1e-9) {
			t.Errorf("%s = %.10f, want %.10f", what, got, want)
		}
	}
	values, lost := healthTen()
	nan := math.NaN()
	values, lost = append(values, []float64{nan, 9, nan}), append(lost, true) // without a score
	b, err := threeSignals().Backtest(values, lost, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	near("AUC", b.AUC.Value, 0.958333333333)
	near("its error", b.AUC.StandardError, 0.058925565)
	near("over equal", b.OverEqual.Difference, -0.041666666667)
	near("its error", b.OverEqual.StandardError, 0.058925565)
	for i, want := range []float64{0.833333333333, 1, 0.979166666667} {
		near(b.Signals[i].Key, b.Signals[i].Tally.Value, want)
	}
	bands := []cx.Group[int, cx.Proportion]{
		{Key: 0, Tally: cx.Proportion{Count: 3, Base: 3}}, {Key: 1, Tally: cx.Proportion{Count: 1, Base: 3}}, {Key: 2, Tally: cx.Proportion{Base: 4}},
	}
	if !slices.Equal(b.Bands, bands) || b.Unknown != 1 || !b.Tested || len(b.Signals) != 3 || b.AUC.With != 4 || b.AUC.Without != 6 {
		t.Errorf("Backtest = %+v", b)
	}
	if lift, err := b.Lift(); err != nil || !lift.Equal(dec("2.5")) {
		t.Errorf("Lift = %v, %v, want 2.5", lift, err)
	}
	// Equal weights are not compared with themselves, and what is known of the kept alone has no area.
	equal := threeSignals()
	equal.Signals[0].Weight, equal.Bands = 1, nil
	for i := range lost {
		if lost[i] {
			values[i] = []float64{values[i][0], values[i][1], nan}
		}
	}
	b, err = equal.Backtest(values, lost, 0.95)
	if err != nil || b.Tested || b.OverEqual != (cx.Comparison{}) || len(b.Signals) != 2 || len(b.Bands) != 1 {
		t.Errorf("of equal weights: %+v, %v", b, err)
	}
	if lift, err := b.Lift(); err != nil || !lift.Equal(dec("1")) {
		t.Errorf("Lift of one band = %v, %v, want 1", lift, err)
	}
	// A signal alone is judged by those of whom it is known: here one was lost, and one kept is better.
	b, err = threeSignals().Backtest([][]float64{{50, 4, nan}, {45, 3, 4}, {3, 9, 0}, {10, 8, nan}}, []bool{true, true, false, false}, 0.95)
	if err != nil || len(b.Signals) != 3 || b.Signals[2].Tally != (cx.AUC{Value: 1, With: 1, Without: 1}) {
		t.Errorf("of two with tickets: %+v, %v", b, err)
	}
	// One lost customer has an area and no comparison.
	b, err = threeSignals().Backtest([][]float64{{0, 10, 0}, {10, 9, 0}, {20, 10, 0}}, []bool{true, false, false}, 0.95)
	if err != nil || b.Tested || b.AUC.With != 1 {
		t.Errorf("of one lost: %+v, %v", b, err)
	}
	_, err = b.Lift()
	cxtest.Refuses(t, "nobody in the lowest band", err, cx.ErrUndefined)
	_, err = cx.HealthBacktest{}.Lift()
	cxtest.Refuses(t, "the zero value", err, cx.ErrUndefined)
	_, err = cx.HealthBacktest{Unknown: -1}.Lift()
	cxtest.Refuses(t, "not valid", err, cx.ErrInvalid)
}

// healthContract is what health scores promise.
func healthContract(t *testing.T) cxtest.Contract {
	values, lost := healthTen()
	b, err := threeSignals().Backtest(values, lost, 0.95)
	if err != nil {
		t.Error(err)
	}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			cxtest.CodecOf[cx.HealthBacktest](`{"auc":{"value":0.75,"standard_error":0.1,"with":2,"without":3},`+
				`"over_equal":{"difference":0.1,"standard_error":0.1,"z":1,"p":0.3,"interval":{"low":-0.1,"high":0.3,"level":0.95}},"tested":true,`+
				`"signals":[{"key":"nps","tally":{"value":0.5,"standard_error":0.1,"with":2,"without":3}}],`+
				`"bands":[{"key":0,"tally":{"count":2,"base":2}},{"key":1,"tally":{"count":0,"base":3}}],"unknown":1}`).
				WithCounts("with", "without", "count", "base", "unknown").WithBad(
				`{"bands":[{"key":1,"tally":{"count":0,"base":0}}]}`, `{"bands":[{"key":0,"tally":{"count":0,"base":1}}]}`,
				`{"auc":{"value":0.5,"standard_error":0.1,"with":2,"without":3},"bands":[{"key":0,"tally":{"count":3,"base":5}}]}`,
				`{"signals":[{"key":" ","tally":{"value":0.5,"standard_error":0.1,"with":2,"without":3}}]}`,
			),
		},
		Calls: []cxtest.Call{
			{Func: "HealthRule.Backtest", Args: []any{values, lost}, Do: func() (any, error) { return threeSignals().Backtest(values, lost, 0.95) }},
		},
		Values: []any{threeSignals(), b},
	}
}

func TestHealth_Contract(t *testing.T) { healthContract(t).Run(t) }

func TestHealthJSON(t *testing.T) {
	values, lost := healthTen()
	b, err := threeSignals().Backtest(values, lost, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Golden(t, "health", map[string]any{"health_backtest": b, "health_backtest_zero": cx.HealthBacktest{}})
}
