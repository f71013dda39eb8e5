package cx_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// The part of the touchpoints in the lists of hostile_test.go.

func touchWireTypes() []wireType {
	const hours = `{"zone":"UTC","counts":[7,0,0,0,0,0,0,0,0,2,0,0,0,0,0,0,0,0,0,0,0,0,0,3]}`
	return []wireType{
		{
			"Incidence", `{"events":52,"base":40}`,
			func() json.Unmarshaler { return &cx.Incidence{Events: 1, Base: 2} },
			[]string{`"events":52`, `"base":40`}, nil,
		},
		{
			"Amounts", `{"count":2,"sum":"20","squares":"212.5"}`,
			func() json.Unmarshaler { return &cx.Amounts{Count: 1, Sum: dec("3"), Squares: dec("9")} },
			[]string{`"count":2`}, []string{`"squares":"212.5"`},
		},
		{
			"Promotion", `{"during":{"count":2,"sum":"20","squares":"212.5"},"baseline":{"count":1,"sum":"9","squares":"81"}}`,
			func() json.Unmarshaler {
				return &cx.Promotion{ControlBaseline: cx.Amounts{Count: 1, Sum: dec("3"), Squares: dec("9")}}
			},
			[]string{`"count":2`, `"count":1`}, []string{`"squares":"212.5"`, `"squares":"81"`},
		},
		{
			"IncrementalSales", `{"product":"400","halo":"90","rest":"-10","total":"480"}`,
			func() json.Unmarshaler { return &cx.IncrementalSales{Product: dec("1"), Total: dec("1")} },
			nil, []string{`"product":"400"`, `"halo":"90"`, `"total":"480"`},
		},
		{
			"Basket", `{"transactions":3,"items":11,"value":"145.4"}`,
			func() json.Unmarshaler { return &cx.Basket{Transactions: 1, Items: 2, Value: dec("3")} },
			[]string{`"transactions":3`, `"items":11`}, []string{`"value":"145.4"`},
		},
		{
			"Span", `{"from":"2026-11-03T10:00:00Z","to":"2026-11-03T10:30:00Z"}`,
			func() json.Unmarshaler { return &cx.Span{} },
			nil, nil,
		},
		{
			"Uptime", `{"service_seconds":"2592000","down_seconds":"1800.5"}`,
			func() json.Unmarshaler { return &cx.Uptime{ServiceSeconds: dec("1")} },
			nil, []string{`"service_seconds":"2592000"`, `"down_seconds":"1800.5"`},
		},
		{
			"Hours", hours,
			func() json.Unmarshaler { return &cx.Hours{Zone: "Asia/Tokyo", Counts: [24]int64{9: 1}} },
			[]string{`[7`, `,2`, `,3`}, nil,
		},
		{
			"PeakEnd", `{"customers":2,"sum":7056,"squares":26926000}`,
			func() json.Unmarshaler { return &cx.PeakEnd{Customers: 1, Sum: 5040, Squares: 25401600} },
			[]string{`"customers":2`, `"sum":7056`, `"squares":26926000`}, nil,
		},
	}
}

func touchSliceCalls(t *testing.T) map[string]func() (args []any, spoil func()) {
	nothing := func() {}
	at := func(day, hour int) time.Time { return time.Date(2026, time.November, day, hour, 0, 0, 0, time.UTC) }
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	return map[string]func() ([]any, func()){
		"AmountsOf": func() ([]any, func()) {
			amounts := []decimal.Decimal{dec("3.10"), dec("-1"), dec("2.5")}
			_, err := cx.AmountsOf(amounts)
			fail(err)
			return []any{amounts}, nothing
		},
		"UptimeOf": func() ([]any, func()) {
			outages := []cx.Span{{From: at(9, 0), To: at(9, 3)}, {From: at(4, 0), To: at(4, 1)}, {From: at(9, 2), To: at(9, 4)}}
			maintenance := []cx.Span{{From: at(8, 0), To: at(8, 3)}, {From: at(3, 0), To: at(3, 1)}}
			_, err := cx.UptimeOf(cx.Span{From: at(1, 0), To: at(30, 0)}, outages, maintenance)
			fail(err)
			return []any{outages, maintenance}, nothing
		},
		"HoursOf": func() ([]any, func()) {
			times := []time.Time{at(9, 7), at(2, 23), at(4, 0)}
			_, err := cx.HoursOf(times, func(t *time.Time) time.Time { return *t }, cx.Calendar{}, cx.Period{})
			fail(err)
			return []any{times}, nothing
		},
		"PeakEndOf": func() ([]any, func()) {
			rows := touches()
			rows[0], rows[4] = rows[4], rows[0]
			_, err := cx.PeakEndOf(rows, func(*cx.Response) cx.Scale { return cx.RecommendScale(11) }, dec("50"))
			fail(err)
			return []any{rows}, nothing
		},
	}
}

func touchValues(t *testing.T) map[string]any {
	product, err := chocolate()
	if err != nil {
		t.Fatal(err)
	}
	uplift, err := product.Uplift(0.95)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, time.November, 3, 0, 0, 0, 0, time.UTC)
	return map[string]any{
		"Incidence": cx.Incidence{Events: 52, Base: 40}, "Amounts": product.During, "Promotion": product, "Uplift": uplift,
		"IncrementalSales": cx.IncrementalSales{Product: dec("1.0"), Total: dec("1")},
		"Basket":           cx.Basket{Transactions: 1, Items: 2, Value: dec("3.10")},
		"Span":             cx.Span{From: day, To: day.Add(time.Hour)},
		"Uptime":           cx.Uptime{ServiceSeconds: dec("86400"), DownSeconds: dec("0.5")},
		"Hours":            cx.Hours{Zone: "UTC", Counts: [24]int64{9: 1}},
		"PeakEnd":          cx.PeakEnd{Customers: 1, Sum: 5040, Squares: 25401600},
	}
}
