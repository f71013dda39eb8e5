package reference

import (
	"bufio"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// hostileProgram is a program of which nothing is hostile.
var hostileProgram = cx.Program{
	Control: cx.Proportion{Count: 48, Base: 80}, Treated: cx.Proportion{Count: 56, Base: 70},
	Base: 1000, Value: dec("90"), Cost: dec("9000"), Periods: dec("12"),
}

// lifetimeCodecs are the decoders of lifetimes, with the keys of amounts.
func lifetimeCodecs() []cxtest.Codec {
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Lifetime](`{"order_value":"80.5","orders_per_period":"4","periods":"3","margin":"0.6"}`).
			WithAmounts("order_value", "orders_per_period", "periods", "margin"),
		cxtest.CodecOf[cx.SubscriptionLifetime](`{"arpa":"49.9","margin":"0.8","churn":"0.05","discount":"0.01","timing":"later"}`).
			WithAmounts("arpa", "margin", "churn", "discount"),
		cxtest.CodecOf[cx.Acquisition](`{"spend":"12000","paid_spend":"9000.5","customers":100,"paid_customers":30,"lag_periods":1}`).
			WithAmounts("spend", "paid_spend"),
		cxtest.CodecOf[cx.RetentionCost](`{"spend":"4500","retained":900}`).WithAmounts("spend"),
		cxtest.CodecOf[cx.Economics](`{"value":"-576","cost":"200"}`).WithAmounts("value", "cost"),
		cxtest.CodecOf[cx.Program](`{"control":{"count":48,"base":80},"treated":{"count":56,"base":70},"base":1000,"value":"90","cost":"9000","periods":"12"}`).
			WithAmounts("value", "cost", "periods"),
	}
}

// TestLifetimeHostile tries the money cases of the corpus of hostile inputs on whatever
// takes an amount here.
func TestLifetimeHostile(t *testing.T) {
	// takers give an amount to each place for one.
	takers := func(d decimal.Decimal) map[string]func() (any, error) {
		curve := func(float64) (float64, error) { return 1, nil }
		one, two := dec("1"), cx.SubscriptionLifetime{ARPA: dec("9"), Margin: dec("1"), Churn: dec("0.5")}
		p := hostileProgram
		p.Value = d
		return map[string]func() (any, error){
			"Lifetime": func() (any, error) {
				return cx.Lifetime{OrderValue: d, OrdersPerPeriod: one, Periods: one, Margin: one}.Value()
			},
			"SubscriptionLifetime":  func() (any, error) { return cx.SubscriptionLifetime{ARPA: d, Margin: one, Churn: one}.Value() },
			"Payback":               func() (any, error) { return two.Payback(d) },
			"SimplePayback":         func() (any, error) { return two.SimplePayback(d) },
			"RetentionByPoints":     func() (any, error) { return two.RetentionByPoints(d) },
			"RetentionByFactor":     func() (any, error) { return two.RetentionByFactor(d) },
			"ExpectedLifetimeValue": func() (any, error) { return cx.ExpectedLifetimeValue([]decimal.Decimal{d}, curve, 0) },
			"AddSpend":              func() (any, error) { a := cx.Acquisition{}; return a, a.AddSpend(d, true) },
			"RetentionCost":         func() (any, error) { return cx.RetentionCost{Spend: d, Retained: 1}.Cost() },
			"Economics":             func() (any, error) { return cx.Economics{Value: d, Cost: one}.Profit() },
			"Program":               func() (any, error) { return p.Return() },
			"Cohort": func() (any, error) {
				return cx.Cohort{Size: 1, Active: []int64{1}, Eligible: []int64{1}, Revenue: []decimal.Decimal{d}}.Value(0)
			},
		}
	}
	refuse := func(t *testing.T, d decimal.Decimal) {
		t.Helper()
		for name, take := range takers(d) {
			cxtest.Bounded(t, func() {
				_, err := take()
				cxtest.Refuses(t, name, err, cx.ErrInvalid)
			})
		}
	}
	decode := func(t *testing.T, text string) {
		t.Helper()
		for _, c := range lifetimeCodecs() {
			for _, key := range c.Amounts {
				amount := regexp.MustCompile(`"` + key + `":"[^"]*"`)
				state := amount.ReplaceAllString(c.State, `"`+key+`":`+cxtest.JSON(t, text))
				cxtest.Bounded(t, func() { c.Refuses(t, state, cx.ErrInvalid) })
			}
		}
	}
	cases := map[string]func(t *testing.T){
		"s-money-001": func(t *testing.T) { decode(t, "1e999999999") },
		"s-money-002": func(t *testing.T) {
			refuse(t, decimal.New(5, 1_000_000))
			refuse(t, decimal.New(5, 2_000_000_000))
			refuse(t, decimal.New(5, -2_000_000_000))
		},
		"s-money-003": func(t *testing.T) {
			text := strings.Repeat("3", 100_000)
			decode(t, text)
			refuse(t, decimal.RequireFromString(text))
			refuse(t, dec(strings.Repeat("3", 35)))
		},
		"s-money-004": func(t *testing.T) { decode(t, "12,50") },
		"s-money-005": func(t *testing.T) {
			short, long := takers(dec("0.25")), takers(dec("0.2500"))
			for name := range short {
				a, errA := short[name]()
				b, errB := long[name]()
				if errA != nil || errB != nil || cxtest.JSON(t, a) != cxtest.JSON(t, b) {
					t.Errorf("%s: 0.25 and 0.2500 give %s and %s, errors %v, %v", name, cxtest.JSON(t, a), cxtest.JSON(t, b), errA, errB)
				}
			}
		},
		"s-money-006": func(t *testing.T) { refuse(t, decimal.NewFromFloat(1e300)) },
		"s-money-007": func(t *testing.T) {
			_, err := cx.Acquisition{Spend: dec("1")}.Cost()
			cxtest.Refuses(t, "Cost", err, cx.ErrNoData)
			_, err = cx.RetentionCost{Spend: dec("1")}.Cost()
			cxtest.Refuses(t, "Cost of retention", err, cx.ErrNoData)
			_, err = cx.Economics{Value: dec("1")}.Ratio()
			cxtest.Refuses(t, "Ratio", err, cx.ErrUndefined)
			_, err = cx.SubscriptionLifetime{ARPA: dec("1"), Margin: dec("1")}.Value()
			cxtest.Refuses(t, "Value", err, cx.ErrUndefined)
		},
	}
	// The cases are tried in any case; the file says whether there are others.
	for id, check := range cases {
		t.Run(id, check)
	}
	lines := bufio.NewScanner(open(t, "hostile/corpus.jsonl"))
	for lines.Scan() {
		var line struct{ ID string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(line.ID, "s-money-") && cases[line.ID] == nil && line.ID != decimalsCase {
			t.Errorf("no test for the hostile case %s", line.ID)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}
