package cx_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// The part of value and cost in the lists of hostile_test.go: the types with a decoder, the
// functions with a slice among their parameters, and the exported structs.

func lifetimeWireTypes() []wireType {
	return []wireType{
		{
			"Lifetime", `{"order_value":"80.5","orders_per_period":"4","periods":"3","margin":"0.6"}`,
			func() json.Unmarshaler { return &cx.Lifetime{OrderValue: dec("1")} },
			nil, []string{`"order_value":"80.5"`, `"orders_per_period":"4"`, `"periods":"3"`},
		},
		{
			"SubscriptionLifetime", `{"arpa":"49.9","margin":"0.8","churn":"0.05","discount":"0.01","timing":"later"}`,
			func() json.Unmarshaler { return &cx.SubscriptionLifetime{ARPA: dec("1"), Timing: cx.MarginNow} },
			nil, []string{`"arpa":"49.9"`, `"churn":"0.05"`, `"discount":"0.01"`},
		},
		{
			"Acquisition", `{"spend":"12000","paid_spend":"9000.5","customers":100,"paid_customers":30,"lag":1}`,
			func() json.Unmarshaler { return &cx.Acquisition{Spend: dec("1"), Customers: 1} },
			[]string{`"customers":100`, `"paid_customers":30`, `"lag":1`}, []string{`"spend":"12000"`, `"paid_spend":"9000.5"`},
		},
		{
			"RetentionCost", `{"spend":"4500","retained":900}`,
			func() json.Unmarshaler { return &cx.RetentionCost{Spend: dec("1"), Retained: 1} },
			[]string{`"retained":900`}, []string{`"spend":"4500"`},
		},
		{
			"Economics", `{"value":"-576","cost":"200"}`,
			func() json.Unmarshaler { return &cx.Economics{Value: dec("1"), Cost: dec("1")} },
			nil, []string{`"cost":"200"`},
		},
		{
			"Programme", `{"control":{"count":48,"total":80},"treated":{"count":56,"total":70},"base":1000,"value":"90","cost":"9000","periods":"12"}`,
			func() json.Unmarshaler { return &cx.Programme{Treated: cx.Proportion{Total: 1}, Value: dec("1")} },
			[]string{`"count":48`, `"total":80`, `"count":56`, `"total":70`, `"base":1000`},
			[]string{`"value":"90"`, `"cost":"9000"`, `"periods":"12"`},
		},
		{
			"Trial", `{"customer":"ada","start":"2026-03-01T09:30:00Z","end":"2026-03-15T09:30:00Z","converted":"2026-03-09T08:00:00Z","uses":7}`,
			func() json.Unmarshaler { return &cx.Trial{Customer: "bob", Uses: 1} },
			[]string{`"uses":7`}, nil,
		},
		{
			"Trials", `{"window_days":14,"by_uses":[{"count":2,"total":40},{"count":3,"total":25},{"count":5,"total":20},{"count":12,"total":30}],"undecided":9}`,
			func() json.Unmarshaler {
				return &cx.Trials{WindowDays: 30, ByUses: [4]cx.Proportion{{Count: 1, Total: 2}}}
			},
			[]string{`"window_days":14`, `"count":2`, `"total":40`, `"total":30`, `"undecided":9`}, nil,
		},
	}
}

func lifetimeSliceCalls(t *testing.T) map[string]func() (args []any, spoil func()) {
	nothing := func() {}
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	return map[string]func() ([]any, func()){
		"ExpectedLifetimeValue": func() ([]any, func()) {
			margins := []decimal.Decimal{dec("30.0"), dec("10"), dec("20")}
			survival, err := cx.SteadySurvival(0.1)
			fail(err)
			_, err = cx.ExpectedLifetimeValue(margins, survival, 0.01)
			fail(err)
			return []any{margins}, nothing
		},
		"LagSpend": func() ([]any, func()) {
			var points []cx.Point[cx.Acquisition]
			for i, month := range []string{"2026-01", "2026-02", "2026-03"} {
				points = append(points, cx.Point[cx.Acquisition]{
					Period: period(month), Tally: cx.Acquisition{Spend: decimal.NewFromInt(int64(9 - i)), Customers: int64(5 - i)},
				})
			}
			lagged, err := cx.LagSpend(points, 1)
			fail(err)
			return []any{points}, func() { clear(lagged) }
		},
		"TrialsOf": func() ([]any, func()) {
			rows := []cx.Trial{
				{Customer: "c", Start: instant("2026-03-01"), End: instant("2026-03-15"), Uses: 2},
				{Customer: "a", Start: instant("2026-01-01"), End: instant("2026-01-15"), Converted: instant("2026-01-02")},
				{Customer: "b", Start: instant("2026-02-01"), Uses: 1},
			}
			_, err := cx.TrialsOf(rows, 14, cx.Calendar{}, instant("2026-07-01"))
			fail(err)
			return []any{rows}, nothing
		},
	}
}

func lifetimeStructs(t *testing.T) map[string]any {
	subscription := cx.SubscriptionLifetime{ARPA: dec("49.90"), Margin: dec("0.8"), Churn: dec("0.05"), Timing: cx.MarginLater}
	payback, err := subscription.Payback(dec("300"))
	if err != nil {
		t.Fatal(err)
	}
	gain, err := subscription.RetentionByPoints(dec("0.010"))
	if err != nil {
		t.Fatal(err)
	}
	row := cx.Trial{Customer: "ada", Start: time.Now(), End: time.Now().Add(time.Hour), Uses: 1}
	return map[string]any{
		"Lifetime":             cx.Lifetime{OrderValue: dec("80.0"), Margin: dec("1")},
		"SubscriptionLifetime": subscription, "Payback": payback, "RetentionGain": gain,
		"Acquisition": cx.Acquisition{Spend: dec("12000.0"), Customers: 2}, "RetentionCost": cx.RetentionCost{Spend: dec("1.50")},
		"Economics": cx.Economics{Value: dec("5.0")}, "Programme": cx.Programme{Value: dec("5.0"), Base: 1},
		"Trial": row, "Trials": cx.Trials{WindowDays: 14, Undecided: 1},
	}
}
