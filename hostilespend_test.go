package cx_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// The part of contracts, spend and customer value in the lists of hostile_test.go.

func spendWireTypes() []wireType {
	const (
		fit    = `"fit":{"log_likelihood":-9.5,"customers":30,"evaluations":12,"iterations":10,"gradient_norm":0}`
		spend  = `{"p":6.25,"q":3.74,"gamma":15.44,"correlation":{"r":0.1,"customers":30},` + fit + `}`
		orders = `{"r":0.525,"alpha":6.183,"a":0.891,"b":1.614,"modified":true,"unit":"week"}`
	)
	return []wireType{
		{
			"ShiftedBetaGeometric", `{"alpha":0.668,"beta":3.806,` + fit + `}`,
			func() json.Unmarshaler { return &cx.ShiftedBetaGeometric{Alpha: 1, Beta: 2} },
			[]string{`"customers":30`}, nil,
		},
		{
			"GammaGamma", spend,
			func() json.Unmarshaler { return &cx.GammaGamma{P: 1, Q: 2, Gamma: 3} },
			[]string{`"customers":30`}, nil,
		},
		{
			"Correlation", `{"r":-0.25,"customers":30}`,
			func() json.Unmarshaler { return &cx.Correlation{R: 0.5, Customers: 9} },
			[]string{`"customers":30`}, nil,
		},
		{
			"CustomerModel", `{"orders":` + orders + `,"spend":` + spend + `}`,
			func() json.Unmarshaler { return &cx.CustomerModel{Spend: cx.GammaGamma{P: 1, Q: 2, Gamma: 3}} },
			[]string{`"customers":30`}, nil,
		},
	}
}

func spendSliceCalls(t *testing.T) map[string]func() (args []any, spoil func()) {
	nothing := func() {}
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	return map[string]func() ([]any, func()){
		"FitShiftedBetaGeometric": func() ([]any, func()) {
			a, b := []int64{900, 700, 620, 600}, []int64{500, 400, 370}
			cohorts := [][]int64{a, b}
			m, err := cx.FitShiftedBetaGeometric(cohorts...)
			fail(err)
			return []any{cohorts, a, b}, func() { clear(m.Fit.Covariance) }
		},
		"FitGammaGamma": func() ([]any, func()) {
			rows := shopSpends()
			m, err := cx.FitGammaGamma(rows)
			fail(err)
			return []any{rows}, func() { clear(m.Fit.Covariance) }
		},
		"SpendCorrelationOf": func() ([]any, func()) {
			rows := shopSpends()
			_, err := cx.SpendCorrelationOf(rows)
			fail(err)
			return []any{rows}, nothing
		},
		"HoldoutOf": func() ([]any, func()) {
			rows := holdoutOrders()
			h, err := cx.HoldoutOf(rows, cx.Day, cx.Calendar{}, time.Date(2026, 1, 11, 0, 0, 0, 0, time.UTC),
				time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC), func(rows []cx.Purchases) (cx.BGNBD, error) {
					clear(rows) // it has them for its own
					rows[0].Unit, rows[1].Unit, rows[2].Unit = cx.Week, cx.Week, cx.Week
					return shopModel().Orders, nil
				})
			fail(err)
			return []any{rows}, func() { clear(h.Classes) }
		},
	}
}

func spendValues() map[string]any {
	values := spendGolden()
	return map[string]any{
		"ShiftedBetaGeometric": values["contract"], "GammaGamma": values["spend"], "Correlation": values["correlation"],
		"CustomerModel": values["model"], "CustomerValue": values["value"], "CustomerRisk": values["risk"],
		"Holdout": values["holdout"], "HoldoutClass": values["holdout"].(cx.Holdout).Classes[1],
	}
}

// spendGolden are values of all types, the numbers of which are made up or short, so that a
// file reads the same on every machine.
func spendGolden() map[string]any {
	contract := cx.ShiftedBetaGeometric{Alpha: 0.668, Beta: 3.806, Fit: cx.Fit{
		LogLikelihood: -1611.158, Customers: 1000, Evaluations: 16, Iterations: 14, GradientNorm: 1e-13,
		Covariance: [][]float64{{0.024, 0.03}, {0.03, 0.043}},
	}}
	spend := cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44, Correlation: cx.Correlation{R: 0.114, Customers: 946}}
	orders := shopModel().Orders
	return map[string]any{
		"contract":         contract,
		"contract_typed":   cx.ShiftedBetaGeometric{Alpha: 0.704, Beta: 1.182},
		"spend":            spend,
		"correlation":      spend.Correlation,
		"correlation_zero": cx.Correlation{},
		"model":            cx.CustomerModel{Orders: orders, Spend: spend},
		"value":            cx.CustomerValue{Customer: "ada", Row: 3, ProbabilityAlive: 0.9, ExpectedPurchases: 4.5, ExpectedSpend: 32.5, ExpectedValue: 140.25},
		"risk":             cx.CustomerRisk{Customer: "bob", ProbabilityAlive: 0.25, ExpectedPurchases: 8, ExpectedSpend: 50, ExpectedLoss: 300},
		"holdout":          cx.Holdout{Model: orders, Horizon: 39, Classes: []cx.HoldoutClass{{Customers: 2, ExpectedPurchases: 0.5}, {Frequency: 1, Customers: 1, ExpectedPurchases: 0.75, Purchases: 2}}},
	}
}

func TestSpendGolden(t *testing.T) { cxtest.Golden(t, "spend", spendGolden()) }

// TestSpendDecodersRefuse: what no query would take is no model.
func TestSpendDecodersRefuse(t *testing.T) {
	const spend, orders = `"p":6.25,"q":3.74,"gamma":15.44`, `"r":0.525,"alpha":6.183,"a":0.891,"b":1.614,"modified":true`
	for _, tt := range []struct {
		into json.Unmarshaler
		text string
	}{
		{&cx.ShiftedBetaGeometric{}, `{}`},
		{&cx.ShiftedBetaGeometric{}, `{"alpha":1}`},
		{&cx.ShiftedBetaGeometric{}, `{"alpha":-1,"beta":2}`},
		{&cx.ShiftedBetaGeometric{}, `{"alpha":"1","beta":2}`},
		{&cx.ShiftedBetaGeometric{}, `{"alpha":1,"beta":1e200}`},
		{&cx.ShiftedBetaGeometric{}, `{"alpha":1,"beta":2,"fit":{"covariance":[[1,0,0],[0,1,0],[0,0,1]]}}`},
		{&cx.ShiftedBetaGeometric{}, `{"alpha":1,"beta":2,"fit":{"covariance":[[1,2],[2,1]]}}`},
		{&cx.GammaGamma{}, `{}`},
		{&cx.GammaGamma{}, `{"p":1,"q":0,"gamma":3}`},
		{&cx.GammaGamma{}, `{` + spend + `,"correlation":{"r":2,"customers":9}}`},
		{&cx.GammaGamma{}, `{` + spend + `,"fit":{"covariance":[[1,0],[0,1]]}}`},
		{&cx.Correlation{}, `{"r":-1.5,"customers":9}`},
		{&cx.Correlation{}, `{"r":0.5,"customers":-9}`},
		{&cx.CustomerModel{}, `{}`},
		{&cx.CustomerModel{}, `{"orders":{` + orders + `}}`},
		{&cx.CustomerModel{}, `{"spend":{` + spend + `}}`},
		{&cx.CustomerModel{}, `{"orders":{` + orders + `,"unit":"fortnight"},"spend":{` + spend + `}}`},
	} {
		err := json.Unmarshal([]byte(tt.text), tt.into)
		cxtest.Refuses(t, tt.text, err, cx.ErrInvalid)
	}
}

// FuzzSpendDecoders decodes texts into a model. What is accepted encodes to a text that
// decodes to the same value, and answers every query without a panic or a number that is
// none.
func FuzzSpendDecoders(f *testing.F) {
	for i, w := range spendWireTypes() {
		f.Add(uint8(i), w.valid, 3, 0.1)
		f.Add(uint8(i), `{"p":1,"p":2}`, -1, -0.1)
	}
	f.Add(uint8(0), `{"alpha":1e100,"beta":1e-100,"fit":{"covariance":[[1,0],[0,1]]}}`, 1, 1e-100)
	f.Add(uint8(1), `{"p":1e300,"q":1e-300,"gamma":1e300}`, 5, 1e300)
	f.Fuzz(func(t *testing.T, kind uint8, text string, n int, discount float64) {
		w := spendWireTypes()[int(kind)%4]
		v := w.fresh()
		if err := json.Unmarshal([]byte(text), v); err != nil {
			return
		}
		check := func(err error) {
			t.Helper()
			if err != nil {
				cxtest.ErrorText(t, w.name, err)
			}
		}
		finite := func(x float64, err error) {
			t.Helper()
			check(err)
			if !(x >= 0 && x <= math.MaxFloat64) || err != nil && x != 0 {
				t.Errorf("%s %s gives %v, %v", w.name, text, x, err)
			}
		}
		row := cx.Purchases{Unit: cx.Week}
		if n > 0 {
			row = cx.Purchases{Frequency: int64(n), Recency: 2, Age: 9, Unit: cx.Week, Spend: dec("12.34")}
		}
		switch v := v.(type) {
		case *cx.ShiftedBetaGeometric:
			for _, err := range contractQueries(*v, n%100, discount, 0.9) {
				check(err)
			}
			finite(v.Survival(n % 100))
			finite(v.DiscountedExpectedLifetime(discount))
			finite(v.DiscountedExpectedResidualLifetime(n%100, discount))
		case *cx.GammaGamma:
			finite(v.ExpectedSpend(row))
			f, err := v.ExpectedSpendInterval(row, 0.9)
			check(err)
			finite(f.Interval.High, err)
		case *cx.CustomerModel:
			finite(v.ExpectedValue(row, 1+n&7, cx.Month, discount))
			f, err := v.ExpectedValueInterval(row, 3, cx.Month, discount, 0.9)
			finite(f.Interval.High, err)
			_, err = v.MostAtRisk([]cx.Purchases{row, row}, 1, discount, cx.Week)
			check(err)
		case *cx.Correlation:
			iv, err := v.Interval(0.9)
			check(err)
			if !(iv.Low >= -1 && iv.Low <= iv.High && iv.High <= 1) {
				t.Errorf("Correlation %s has the interval %+v", text, iv)
			}
		}
		data := mustJSON(t, v)
		back := w.fresh()
		if err := json.Unmarshal(data, back); err != nil || string(mustJSON(t, back)) != string(data) {
			t.Errorf("%s is encoded as %s, which is %+v, %v", text, data, back, err)
		}
	})
}

// FuzzSpendFits fits both models to whatever rows bytes make: a fit has positive finite
// parameters, or an error says why there is none.
func FuzzSpendFits(f *testing.F) {
	f.Add([]byte{100, 86, 74, 65, 59, 55, 51, 49})
	f.Add([]byte{200, 100, 100, 0, 0, 255, 250, 240, 3})
	f.Add([]byte{9, 9, 9, 9, 9, 1, 1, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 200 {
			return
		}
		var rows []cx.Purchases
		for i := 0; i+1 < len(data); i += 2 {
			rows = append(rows, cx.Purchases{Frequency: int64(data[i] % 16), Spend: dec("0")})
			if last := &rows[len(rows)-1]; last.Frequency > 0 {
				last.Spend = dec("0.01").Shift(int32(data[i] / 32)).Mul(dec("1").Add(dec("7").Shift(int32(data[i+1] % 4))))
			}
		}
		cohorts := [][]int64{{}}
		for i, b := range data {
			last := &cohorts[len(cohorts)-1]
			if i > 0 && b > data[i-1] {
				cohorts = append(cohorts, nil)
				last = &cohorts[len(cohorts)-1]
			}
			*last = append(*last, int64(b))
		}
		spend, err := cx.FitGammaGamma(rows)
		if err != nil {
			cxtest.ErrorText(t, "FitGammaGamma", err)
		} else if !(spend.P > 0 && spend.Q > 0 && spend.Gamma > 0 && spend.P+spend.Q+spend.Gamma < 1e300) {
			t.Errorf("FitGammaGamma(%v) = %+v", rows, spend)
		}
		contract, err := cx.FitShiftedBetaGeometric(cohorts...)
		if err != nil {
			cxtest.ErrorText(t, "FitShiftedBetaGeometric", err)
		} else if !(contract.Alpha > 0 && contract.Beta > 0 && contract.Alpha+contract.Beta < 1e300 && contract.Fit.Evaluations <= 500) {
			t.Errorf("FitShiftedBetaGeometric(%v) = %+v", cohorts, contract)
		}
	})
}
