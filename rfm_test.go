package cx_test

import (
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// fiveBuyers are orders of five customers before November 2026, not in order.
func fiveBuyers() []cx.Activity {
	var rows []cx.Activity
	for _, o := range [][3]string{
		{"e", "2026-07-04", "60"}, {"c", "2026-03-02", "900"}, {"a", "2026-10-28", "120"}, {"c", "2025-12-24", "100"}, {"b", "2026-08-15", "40"},
		{"d", "2026-10-30", "20"}, {"c", "2026-02-02", "500"}, {"a", "2026-10-01", "80"}, {"e", "2026-06-04", "60"},
	} {
		rows = append(rows, cx.Activity{Customer: o[0], At: instant(o[1]).Add(9 * time.Hour), Amount: dec(o[2])})
	}
	return rows
}

// rfmCuts is a rule of three cuts each.
func rfmCuts() cx.RFMRule {
	return cx.RFMRule{
		Recency: []int64{30, 90, 180}, Frequency: []int64{2, 4, 8}, Spend: []decimal.Decimal{dec("50"), dec("200"), dec("1000")},
	}
}

// Source: computed in Python.
func TestRFMOf(t *testing.T) {
	want := []cx.RFM{
		{Customer: "a", DaysSince: 4, Orders: 2, Amount: dec("200"), Recency: 4, Frequency: 2, Spend: 3},
		{Customer: "b", DaysSince: 78, Orders: 1, Amount: dec("40"), Recency: 3, Frequency: 1, Spend: 1},
		{Customer: "c", DaysSince: 244, Orders: 3, Amount: dec("1500"), Recency: 1, Frequency: 2, Spend: 4},
		{Customer: "d", DaysSince: 2, Orders: 1, Amount: dec("20"), Recency: 4, Frequency: 1, Spend: 1},
		{Customer: "e", DaysSince: 120, Orders: 2, Amount: dec("120"), Recency: 2, Frequency: 2, Spend: 2},
	}
	asOf := instant("2026-11-01")
	rows := append(fiveBuyers(),
		cx.Activity{Customer: "a", At: asOf, Amount: dec("9")},                    // too late
		cx.Activity{Customer: "f", At: asOf.Add(-time.Hour), Amount: dec("-9")},   // a refund alone
		cx.Activity{Customer: "a", At: instant("2026-10-28").Add(20 * time.Hour)}, // the same day is the same order
		cx.Activity{Customer: "b", At: instant("2026-10-31"), Amount: dec("-5")},  // no order, and less
		cx.Activity{Customer: "b", At: instant("2026-08-15"), Amount: dec("5")},
	)
	got, err := cx.RFMOf(rows, rfmCuts(), asOf)
	want[2].Frequency = 2
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("by cuts: %v (-want +got)\n%s", err, diff)
	}
	for i, classes := range [][3]int{{4, 3, 4}, {3, 1, 2}, {1, 5, 5}, {5, 1, 1}, {2, 3, 3}} {
		want[i].Recency, want[i].Frequency, want[i].Spend = classes[0], classes[1], classes[2]
	}
	got, err = cx.RFMOf(rows, cx.RFMRule{Parts: 5}, asOf)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("by parts: %v (-want +got)\n%s", err, diff)
	}
	// As many days as a cut reach its class.
	rule := rfmCuts()
	rule.Recency = []int64{2, 78, 120}
	got, err = cx.RFMOf(rows, rule, asOf)
	if err != nil || len(got) != 5 {
		t.Fatal(got, err)
	}
	for i, class := range []int{3, 3, 1, 4, 2} {
		if got[i].Recency != class {
			t.Errorf("recency of %s is %d, want %d", got[i].Customer, got[i].Recency, class)
		}
	}
	// In a zone the day is that of its clocks.
	kiritimati := time.FixedZone("", 14*3600)
	got, err = cx.RFMOf([]cx.Activity{{Customer: "a", At: instant("2026-10-30").Add(11 * time.Hour)}}, cx.RFMRule{Parts: 2, Calendar: cx.Calendar{Location: kiritimati}}, asOf)
	if err != nil || len(got) != 1 || got[0] != (cx.RFM{Customer: "a", DaysSince: 1, Orders: 1, Recency: 1, Frequency: 1, Spend: 1, Amount: got[0].Amount}) {
		t.Errorf("in a zone: %v, %v", got, err)
	}
	if got, err := cx.RFMOf(nil, cx.RFMRule{Parts: 5}, asOf); got != nil || err != nil {
		t.Errorf("of nobody: %v, %v", got, err)
	}
}

func TestRFMOfErrors(t *testing.T) {
	checkActivityErrors(t, func(rows []cx.Activity, asOf time.Time) error {
		list, err := cx.RFMOf(rows, cx.RFMRule{Parts: 5}, asOf)
		if err != nil && list != nil {
			t.Errorf("RFMOf = %v with an error", list)
		}
		return err
	})
	asOf := instant("2026-11-01")
	for name, change := range map[string]func(*cx.RFMRule){
		"both":           func(r *cx.RFMRule) { r.Parts = 5 },
		"neither":        func(r *cx.RFMRule) { *r = cx.RFMRule{} },
		"one part":       func(r *cx.RFMRule) { *r = cx.RFMRule{Parts: 1} },
		"eleven parts":   func(r *cx.RFMRule) { *r = cx.RFMRule{Parts: 11} },
		"negative parts": func(r *cx.RFMRule) { *r = cx.RFMRule{Parts: -2} },
		"no recency":     func(r *cx.RFMRule) { r.Recency = nil },
		"no spend":       func(r *cx.RFMRule) { r.Spend = nil },
		"descending":     func(r *cx.RFMRule) { r.Recency = []int64{90, 30} },
		"twice":          func(r *cx.RFMRule) { r.Frequency = []int64{2, 2} },
		"negative days":  func(r *cx.RFMRule) { r.Recency = []int64{-1} },
		"no orders":      func(r *cx.RFMRule) { r.Frequency = []int64{0} },
		"ten cuts":       func(r *cx.RFMRule) { r.Frequency = []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10} },
		"equal amounts":  func(r *cx.RFMRule) { r.Spend = []decimal.Decimal{dec("1"), dec("1.0")} },
		"a huge amount":  func(r *cx.RFMRule) { r.Spend = []decimal.Decimal{decimal.New(1, 1_000_000)} },
		"another grain":  func(r *cx.RFMRule) { r.Calendar.Grain = cx.Month },
		"no such grain":  func(r *cx.RFMRule) { r.Calendar.Grain = "hour" },
	} {
		rule := rfmCuts()
		change(&rule)
		_, err := cx.RFMOf(fiveBuyers(), rule, asOf)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	long := dec("9999999999999999999999999999999999")
	at := instant("2026-10-01")
	_, err := cx.RFMOf([]cx.Activity{{Customer: "a", At: at, Amount: long}, {Customer: "a", At: at, Amount: long}}, cx.RFMRule{Parts: 2}, asOf)
	cxtest.Refuses(t, "a sum of 35 digits", err, cx.ErrInvalid)
}

// rfmContract is what RFM promises.
func rfmContract(t *testing.T) cxtest.Contract {
	rows, rule := fiveBuyers(), rfmCuts()
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			cxtest.CodecOf[cx.RFM](`{"customer":"a","days_since":4,"orders":2,"amount":"200.5","recency":4,"frequency":2,"spend":3}`).
				WithCounts("days_since", "orders", "recency", "frequency", "spend").WithBad(
				`{"customer":" ","orders":1,"recency":1,"frequency":1,"spend":1}`, `{"customer":"a","orders":0,"recency":1,"frequency":1,"spend":1}`,
				`{"customer":"a","orders":1,"recency":11,"frequency":1,"spend":1}`, `{"customer":"a","orders":1,"recency":1,"frequency":1,"spend":0}`,
			),
		},
		Calls: []cxtest.Call{{Func: "RFMOf", Args: []any{rows}, Do: func() (any, error) {
			return cx.RFMOf(rows, rule, instant("2026-11-01"))
		}}},
		Values: []any{rule},
	}
}

func TestRFM_Contract(t *testing.T) { rfmContract(t).Run(t) }

func TestRFMJSON(t *testing.T) {
	list, err := cx.RFMOf(fiveBuyers(), rfmCuts(), instant("2026-11-01"))
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Golden(t, "rfm", map[string]any{"rfm": list[slices.IndexFunc(list, func(r cx.RFM) bool { return r.Customer == "c" })]})
}
