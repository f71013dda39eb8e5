package cx_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// The part of the models of orders in the lists of hostile_test.go.

// orderModel is a model whose numbers are exact in binary, with a covariance that is one.
func orderModel() cx.BGNBD {
	return cx.BGNBD{
		R: 0.25, Alpha: 4.5, A: 0.75, B: 2.5, Unit: cx.Week,
		Fit: cx.Fit{
			LogLikelihood: -9582.5, Customers: 2357, Evaluations: 17, Iterations: 15, GradientNorm: 0.125,
			Covariance: [][]float64{{1, 0.5, 0, 0}, {0.5, 2, 0, 0}, {0, 0, 1, -0.25}, {0, 0, -0.25, 1}},
		},
	}
}

const orderFitText = `{"log_likelihood":-9582.5,"customers":2357,"evaluations":17,"iterations":15,"gradient_norm":0.125,` +
	`"covariance":[[1,0.5,0,0],[0.5,2,0,0],[0,0,1,-0.25],[0,0,-0.25,1]]}`

func orderWireTypes() []wireType {
	counts := []string{`"customers":2357`, `"evaluations":17`, `"iterations":15`}
	return []wireType{
		{
			"Purchases", `{"customer":"ada","frequency":2,"recency":30.5,"age":38.75,"unit":"week","spend":"22.35"}`,
			func() json.Unmarshaler { return &cx.Purchases{Customer: "bob", Age: 3} },
			[]string{`"frequency":2`}, nil, // a refund is a negative spend
		},
		{"Fit", orderFitText, func() json.Unmarshaler { return &cx.Fit{Customers: 1} }, counts, nil},
		{
			"BGNBD", `{"r":0.25,"alpha":4.5,"a":0.75,"b":2.5,"modified":false,"unit":"week","fit":` + orderFitText + `}`,
			func() json.Unmarshaler { return &cx.BGNBD{R: 1, Alpha: 1, A: 1, B: 1} },
			counts, nil,
		},
	}
}

func orderSliceCalls(t *testing.T) map[string]func() (args []any, spoil func()) {
	fit := func(fit func([]cx.Purchases) (cx.BGNBD, error)) func() ([]any, func()) {
		return func() ([]any, func()) {
			rows := cdnowRows(true)
			rows[0], rows[2000] = rows[2000], rows[0]
			m, err := fit(rows)
			if err != nil {
				t.Error(err)
			}
			return []any{rows}, func() {
				for _, row := range m.Fit.Covariance {
					clear(row)
				}
			}
		}
	}
	return map[string]func() ([]any, func()){
		"FitBGNBD":  fit(cx.FitBGNBD),
		"FitMBGNBD": fit(cx.FitMBGNBD),
		"PurchasesOf": func() ([]any, func()) {
			at := func(day int) time.Time { return time.Date(2026, time.March, day, 0, 0, 0, 0, time.UTC) }
			rows := []cx.Activity{
				{Customer: "c", At: at(9), Amount: dec("9.50")}, {Customer: "a", At: at(12), Amount: dec("1.0")},
				{Customer: "c", At: at(3)}, {Customer: "a", At: at(2)},
			}
			p, err := cx.PurchasesOf(rows, cx.Week, cx.Calendar{}, at(20))
			if err != nil {
				t.Error(err)
			}
			return []any{rows}, func() { clear(p) }
		},
	}
}

func orderValues() map[string]any {
	m := orderModel()
	return map[string]any{
		"BGNBD": m, "Fit": m.Fit, "Purchases": cx.Purchases{Customer: "ada", Frequency: 1, Recency: 2, Age: 3, Spend: dec("9.90")},
		"Forecast": cx.Forecast{Value: 1.5, StandardError: 0.25, Interval: cx.Interval{Low: 1, High: 2, Level: 0.95}},
	}
}

func TestOrderJSON(t *testing.T) {
	modified := orderModel()
	modified.Modified, modified.Unit, modified.Fit = true, "", cx.Fit{}
	cxtest.Golden(t, "orders", map[string]any{
		"bgnbd":         orderModel(),
		"mbgnbd":        modified,
		"fit":           orderModel().Fit,
		"fit_zero":      cx.Fit{},
		"forecast":      orderValues()["Forecast"],
		"purchases":     cx.Purchases{Customer: "ada", Frequency: 2, Recency: 30.5, Age: 38.75, Unit: cx.Week, Spend: dec("22.350")},
		"purchases_new": cx.Purchases{},
	})
}
