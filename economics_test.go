package cx_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestEconomics(t *testing.T) {
	for _, test := range []struct {
		name, value, cost string
		ratio, profit     string
		verdict           cx.Verdict // at a threshold of 3
	}{
		{"the caller's program of the design", "576", "200", "2.88", "376", cx.PaysBack},
		{"three to one", "600", "200", "3", "400", cx.Healthy},
		{"a hair below", "599.99999999999999999999", "200", "3", "399.99999999999999999999", cx.PaysBack},
		{"one to one", "200", "200", "1", "0", cx.PaysBack},
		{"below one", "199.99", "200", "0.99995", "-0.01", cx.LosesMoney},
		{"worth nothing", "0", "200", "0", "-200", cx.LosesMoney},
		{"at a loss", "-50", "200", "-0.25", "-250", cx.LosesMoney},
		{"much above", "1e10", "0.5", "20000000000", "9999999999.5", cx.Healthy},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := cx.Economics{Value: dec(test.value), Cost: dec(test.cost)}
			ratio, err := e.Ratio()
			cxtest.Exactly(t, "Ratio", ratio, err, test.ratio)
			profit, err := e.Profit()
			cxtest.Exactly(t, "Profit", profit, err, dec(test.profit).Round(8).String())
			verdict, err := e.Verdict(dec("3"))
			if verdict != test.verdict || err != nil {
				t.Errorf("Verdict = %v, %v, want %v", verdict, err, test.verdict)
			}
		})
	}
	// With a threshold of 1, what pays back is healthy.
	verdict, err := cx.Economics{Value: dec("200"), Cost: dec("200")}.Verdict(dec("1"))
	if verdict != cx.Healthy || err != nil {
		t.Errorf("Verdict at a threshold of 1 = %v, %v", verdict, err)
	}
	free := cx.Economics{Value: dec("200")}
	_, err = free.Ratio()
	cxtest.Refuses(t, "Ratio of a cost of 0", err, cx.ErrUndefined)
	_, err = free.Verdict(dec("3"))
	cxtest.Refuses(t, "Verdict of a cost of 0", err, cx.ErrUndefined)
	profit, err := free.Profit()
	cxtest.Exactly(t, "Profit at no cost", profit, err, "200")
	for _, threshold := range []decimal.Decimal{dec("0.99"), dec("0"), dec("-3"), decimal.New(1, 2_000_000_000), decimal.New(1, -2_000_000_000)} {
		got, err := cx.Economics{Value: dec("576"), Cost: dec("200")}.Verdict(threshold)
		cxtest.Refuses(t, "threshold", err, cx.ErrInvalid)
		if got != "" {
			t.Errorf("Verdict = %q beside an error", got)
		}
	}
	_, err = cx.Economics{Value: dec("1e34"), Cost: dec("1e-34")}.Ratio()
	cxtest.Refuses(t, "a ratio of 69 digits", err, cx.ErrInvalid)
	_, err = cx.Economics{Value: dec("9999999999999999999999999999999999"), Cost: dec("0.00000001")}.Profit()
	cxtest.Refuses(t, "a profit of 42 digits", err, cx.ErrInvalid)
}

func TestEconomicsAllowable(t *testing.T) {
	e := cx.Economics{Value: dec("576"), Cost: dec("200")}
	for ratio, want := range map[string]string{"3": "192", "1": "576", "0.5": "1152", "7": "82.28571429"} {
		got, err := e.AllowableCost(dec(ratio))
		cxtest.Exactly(t, "AllowableCost at "+ratio, got, err, want)
	}
	// By hand: 192 for a customer, and one of 40 clicks becomes one.
	bid, err := e.MaxBid(dec("3"), cx.Proportion{Count: 30, Total: 1200})
	cxtest.Exactly(t, "MaxBid", bid, err, "4.8")
	bid, err = e.MaxBid(dec("3"), cx.Proportion{Count: 0, Total: 1200})
	cxtest.Exactly(t, "MaxBid of clicks in vain", bid, err, "0")
	// Rounded once: 192/7, where the cost as rounded would do as well; 1/3 · 1/7 would not.
	bid, err = cx.Economics{Value: dec("0.00000011")}.MaxBid(dec("3"), cx.Proportion{Count: 1, Total: 7})
	cxtest.Exactly(t, "MaxBid of little", bid, err, "0.00000001") // 11/21 of the last place
	_, err = e.MaxBid(dec("3"), cx.Proportion{})
	cxtest.Refuses(t, "no clicks", err, cx.ErrNoData)
	_, err = e.MaxBid(dec("3"), cx.Proportion{Count: 2, Total: 1})
	cxtest.Refuses(t, "more customers than clicks", err, cx.ErrInvalid)
	for _, value := range []string{"0", "-5"} {
		_, err = cx.Economics{Value: dec(value), Cost: dec("1")}.AllowableCost(dec("3"))
		cxtest.Refuses(t, "no value", err, cx.ErrUndefined)
		_, err = cx.Economics{Value: dec(value), Cost: dec("1")}.MaxBid(dec("3"), cx.Proportion{Count: 1, Total: 2})
		cxtest.Refuses(t, "no value, a bid", err, cx.ErrUndefined)
	}
	for _, ratio := range []decimal.Decimal{dec("0"), dec("-1"), decimal.New(1, 2_000_000_000), decimal.New(1, -2_000_000_000)} {
		_, err := e.AllowableCost(ratio)
		cxtest.Refuses(t, "ratio", err, cx.ErrInvalid)
	}
	_, err = cx.Economics{Value: dec("1e34")}.AllowableCost(dec("1e-34"))
	cxtest.Refuses(t, "a cost of 69 digits", err, cx.ErrInvalid)
}

func TestEconomicsInvalid(t *testing.T) {
	huge, tiny := decimal.New(1, 2_000_000_000), decimal.New(1, -2_000_000_000)
	for name, e := range map[string]cx.Economics{
		"cost below 0": {Value: dec("1"), Cost: dec("-1")},
		"huge value":   {Value: huge, Cost: dec("1")},
		"tiny value":   {Value: tiny, Cost: dec("1")},
		"huge cost":    {Value: dec("1"), Cost: huge},
		"tiny cost":    {Value: dec("1"), Cost: tiny},
		"both":         {Value: huge, Cost: huge},
	} {
		for what, query := range map[string]func() (any, error){
			"Ratio":         func() (any, error) { return e.Ratio() },
			"Profit":        func() (any, error) { return e.Profit() },
			"Verdict":       func() (any, error) { return e.Verdict(dec("3")) },
			"AllowableCost": func() (any, error) { return e.AllowableCost(dec("3")) },
			"MaxBid":        func() (any, error) { return e.MaxBid(dec("3"), cx.Proportion{Count: 1, Total: 2}) },
			"MarshalJSON":   func() (any, error) { return e.MarshalJSON() },
		} {
			lifeWithin(t, 100*time.Millisecond, func() {
				_, err := query()
				cxtest.Refuses(t, name+": "+what, err, cx.ErrInvalid)
			})
		}
	}
}
