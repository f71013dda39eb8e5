package cx_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// acquisitionLaws has amounts of many exponents, 0 among them, some with zeros at the end.
func acquisitionLaws(lag int) cxtest.Laws[cx.Acquisition, *cx.Acquisition] {
	return cxtest.Laws[cx.Acquisition, *cx.Acquisition]{Empty: cx.Acquisition{Lag: lag}, Add: func(a *cx.Acquisition, row byte) error {
		if err := a.AddSpend(decimal.New(int64(row)/3*25, int32(row%5)-4), row%3 == 0); err != nil {
			return err
		}
		return a.AddCustomer(row%2 == 0)
	}}
}

// trialsLaws has trials that are decided, of all classes.
func trialsLaws() cxtest.Laws[cx.Trials, *cx.Trials] {
	start := instant("2026-01-01")
	return cxtest.Laws[cx.Trials, *cx.Trials]{Empty: cx.Trials{WindowDays: 14}, Add: func(t *cx.Trials, row byte) error {
		one, err := cx.TrialsOf([]cx.Trial{{
			Customer: "a", Start: start, End: start, Uses: int64(row % 7), Converted: start.AddDate(0, 0, int(row)),
		}}, 14, cx.Calendar{}, instant("2026-07-01"))
		if err != nil {
			return err
		}
		return t.Merge(one)
	}}
}

func TestLifetimeMergeLaws(t *testing.T) {
	t.Run("Acquisition", acquisitionLaws(0).Check)
	t.Run("Acquisition, lagged", acquisitionLaws(2).Check)
	t.Run("Trials", trialsLaws().Check)
	t.Run("Acquisition, some", func(t *testing.T) {
		checkMergeLaws[cx.Acquisition](t, []cx.Acquisition{
			{Spend: dec("12.50"), PaidSpend: dec("2.500"), Customers: 3, PaidCustomers: 3}, {Spend: dec("1e-20")}, {Customers: math.MaxInt64 / 4},
		})
	})
	t.Run("Trials, some", func(t *testing.T) {
		checkMergeLaws[cx.Trials](t, []cx.Trials{{WindowDays: 14}, decidedTrials(3, 1, math.MaxInt64/4, 0), decidedTrials(0, 2, 5, 7)})
	})
}

func FuzzAcquisitionMerge(f *testing.F) { acquisitionLaws(1).Fuzz(f) }

// lifetimeValues are values of every type of value and cost, by the name of its golden
// file.
func lifetimeValues() map[string]any {
	twenty := cx.SubscriptionLifetime{ARPA: dec("20"), Margin: dec("1.0"), Churn: dec("0.15"), Discount: dec("0.1")}
	better := twenty
	better.Churn = dec("0.10")
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) }
	return map[string]any{
		"lifetime":                    cx.Lifetime{OrderValue: dec("80.50"), OrdersPerPeriod: dec("4"), Periods: dec("3"), Margin: dec("0.6")},
		"lifetime_zero":               cx.Lifetime{},
		"subscription_lifetime":       cx.SubscriptionLifetime{ARPA: dec("49.90"), Margin: dec("0.8"), Churn: dec("0.05"), Discount: dec("0.00797414")},
		"subscription_lifetime_later": cx.SubscriptionLifetime{ARPA: decimal.New(1, 2), Margin: dec("-0.25"), Churn: dec("1"), Discount: dec("-0.5"), Timing: cx.MarginLater},
		"payback":                     cx.Payback{Periods: 9.5, Period: 10},
		"payback_never":               cx.Payback{Never: true},
		"retention_gain":              cx.RetentionGain{Before: twenty, After: better},
		"acquisition":                 cx.Acquisition{Spend: dec("12000"), PaidSpend: dec("9000.50"), Customers: 100, PaidCustomers: 30},
		"acquisition_lagged":          cx.Acquisition{Spend: dec("18240.59"), Customers: 1904, Lag: 1},
		"acquisition_zero":            cx.Acquisition{},
		"retention_cost":              cx.RetentionCost{Spend: decimal.New(45, 2), Retained: 900},
		"economics":                   cx.Economics{Value: dec("-576.250"), Cost: dec("200")},
		"programme":                   loyalty(),
		"trial":                       cx.Trial{Customer: "ada", Start: at(1, 9, 30), End: at(15, 9, 30), Converted: at(9, 8, 0), Uses: 7},
		"trial_running":               cx.Trial{Customer: "bob", Start: at(1, 9, 30)},
		"trials": cx.Trials{
			WindowDays: 14, ByUses: [4]cx.Proportion{{Count: 2, Total: 40}, {Count: 3, Total: 25}, {Count: 5, Total: 20}, {Count: 12, Total: 30}}, Undecided: 9,
		},
		"trials_zero": cx.Trials{},
		"ratio":       cx.Ratio{Value: 1.5, Interval: cx.Interval{Low: 1, High: 2.25, Level: 0.95}},
	}
}

// The encodings are those of the files, which were written by hand.
func TestLifetimeJSON(t *testing.T) { cxtest.Golden(t, "lifetime", lifetimeValues()) }

func TestLifetimeDecodersAreStrict(t *testing.T) {
	bad := map[string][]string{
		"Lifetime": {
			`{"order_value":80}`, `{"order_value":"-1"}`, `{"orders_per_period":"-0.1"}`, `{"periods":"-3"}`, `{"margin":"1.01"}`,
			`{"margin":"60 %"}`, `{"margin":"1e35"}`, `{"clv":"1"}`, `{"margin":"1","margin":"1"}`,
		},
		"SubscriptionLifetime": {
			`{"arpa":"-1"}`, `{"churn":"-0.1"}`, `{"churn":"5"}`, `{"churn":0.05}`, `{"discount":"-1"}`, `{"margin":"80"}`,
			`{"timing":"Now"}`, `{"timing":"never"}`, `{"timing":1}`, `{"timing":"now","timing":"now"}`, `{"rate":"0.1"}`,
		},
		"Acquisition": {
			`{"spend":"-1"}`, `{"spend":"1","paid_spend":"2"}`, `{"paid_spend":"0.01"}`, `{"customers":1,"paid_customers":2}`,
			`{"customers":-1}`, `{"customers":1.0}`, `{"lag":-1}`, `{"lag":40001}`, `{"lag":"1"}`, `{"lag":1.5}`, `{"cac":"1"}`,
		},
		"RetentionCost": {`{"spend":"-1"}`, `{"retained":-1}`, `{"retained":1e2}`, `{"spend":5}`, `{"kept":1}`},
		"Economics":     {`{"cost":"-0.01"}`, `{"value":5}`, `{"value":"1e-35"}`, `{"ratio":"3"}`, `{"cost":"1","cost":"1"}`},
		"Programme": {
			`{"control":{"count":2,"total":1}}`, `{"treated":{"count":-1}}`, `{"control":{"rate":"0.5"}}`, `{"control":"1/2"}`, `{"base":-1}`,
			`{"value":"-1"}`, `{"cost":"-1"}`, `{"periods":"-1"}`, `{"base":"9"}`, `{"gain":"1"}`,
		},
		"Trial": {
			`{}`, `{"customer":"ada"}`, `{"customer":" ","start":"2026-03-01T00:00:00Z"}`, `{"customer":"ada","start":"2026-03-01"}`,
			`{"customer":"ada","start":"2026-03-01T00:00:00Z","end":"2026-02-01T00:00:00Z"}`,
			`{"customer":"ada","start":"2026-03-01T00:00:00Z","converted":"2026-02-01T00:00:00Z"}`,
			`{"customer":"ada","start":"2026-03-01T00:00:00Z","uses":-1}`, `{"customer":"ada","start":"1026-03-01T00:00:00Z"}`,
		},
		"Trials": {`{"window_days":-1}`, `{"window_days":36526}`, `{"undecided":1}`, `{"window_days":14,"undecided":-1}`, `{"by_uses":[{}]}`},
	}
	for _, w := range lifetimeWireTypes() {
		if len(bad[w.name]) == 0 {
			t.Errorf("nothing is tried on the decoder of %s", w.name)
		}
		for _, text := range bad[w.name] {
			cxtest.Refuses(t, w.name+" of "+text, refuseState(t, w, text), cx.ErrInvalid)
		}
	}
}

// The money cases of the corpus of hostile inputs, on whatever takes an amount here.
func TestLifetimeHostile(t *testing.T) {
	// takers give an amount to each place for one.
	takers := func(d decimal.Decimal) map[string]func() (any, error) {
		curve := func(float64) (float64, error) { return 1, nil }
		one, two := dec("1"), cx.SubscriptionLifetime{ARPA: dec("9"), Margin: dec("1"), Churn: dec("0.5")}
		p := loyalty()
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
			"Programme":             func() (any, error) { return p.Return() },
			"Cohort": func() (any, error) {
				return cx.Cohort{Size: 1, Active: []int64{1}, Eligible: []int64{1}, Revenue: []decimal.Decimal{d}}.Value(0)
			},
		}
	}
	refuse := func(t *testing.T, d decimal.Decimal) {
		t.Helper()
		for name, take := range takers(d) {
			lifeWithin(t, 100*time.Millisecond, func() {
				_, err := take()
				cxtest.Refuses(t, name, err, cx.ErrInvalid)
			})
		}
	}
	decode := func(t *testing.T, text string) {
		t.Helper()
		for _, w := range lifetimeWireTypes() {
			for _, place := range w.sums {
				key, _, _ := strings.Cut(place, ":")
				state := strings.Replace(w.valid, place, key+":"+string(mustJSON(t, text)), 1)
				lifeWithin(t, 100*time.Millisecond, func() { cxtest.Refuses(t, w.name, refuseState(t, w, state), cx.ErrInvalid) })
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
		"s-money-008": func(t *testing.T) {
			figures := func() string {
				lifetime := cx.SubscriptionLifetime{ARPA: dec("49.90"), Margin: dec("0.7"), Churn: dec("0.03"), Discount: dec("0.007")}
				text := string(mustJSON(t, lifetimeValues()))
				for _, d := range takers(dec("0.07")) {
					v, err := d()
					if err != nil {
						t.Fatal(err)
					}
					if v, ok := v.(decimal.Decimal); ok {
						text += " " + v.StringFixed(12)
					}
				}
				value, err := lifetime.Value()
				bid, bidErr := cx.Economics{Value: dec("100")}.MaxBid(dec("3"), cx.Proportion{Count: 1, Total: 7})
				payback, paybackErr := lifetime.Payback(dec("300"))
				if err := errors.Join(err, bidErr, paybackErr); err != nil {
					t.Fatal(err)
				}
				return value.StringFixed(12) + bid.StringFixed(12) + string(mustJSON(t, payback)) + sortedWords(text)
			}
			before := figures()
			for _, precision := range []int{5, -3} {
				restore := setDecimalGlobals(t, map[string]int{
					"DivisionPrecision": precision, "MarshalJSONWithoutQuotes": 1, "TrimTrailingZeros": 0, "PowPrecisionNegativeExponent": 0,
				})
				after := figures()
				restore()
				if after != before {
					t.Errorf("with variables of the decimal package set, the figures are\n%s, want\n%s", after, before)
				}
			}
		},
	}
	// The cases are tried in any case; the file says whether there are others.
	for id, check := range cases {
		t.Run(id, check)
	}
	lines := bufio.NewScanner(lifeFile(t, "hostile/corpus.jsonl"))
	for lines.Scan() {
		var line struct{ ID string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(line.ID, "s-money-") && cases[line.ID] == nil {
			t.Errorf("no test for the hostile case %s", line.ID)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// sortedWords returns the words of a text in order: those of a map come in any.
func sortedWords(text string) string {
	words := strings.Fields(text)
	slices.Sort(words)
	return strings.Join(words, " ")
}

// FuzzLifetimeDecoders decodes texts into the type that the first argument picks. What is
// accepted encodes to a text that decodes to the same value, and answers every query
// without a panic, with an error of the package or a finite figure.
func FuzzLifetimeDecoders(f *testing.F) {
	names := []string{
		"lifetime", "subscription_lifetime_later", "acquisition_lagged", "retention_cost", "economics", "programme", "trial", "trials",
	}
	for i, name := range names {
		golden, err := os.ReadFile(filepath.Join("testdata", "json", "lifetime", name+".json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), string(golden))
	}
	f.Add(uint8(1), `{"arpa":"1e34","margin":"1e-34","churn":"1e-34","discount":"1e34"}`)
	f.Add(uint8(5), `{"control":{"count":0,"total":1},"treated":{"count":1,"total":1},"base":9223372036854775807,"value":"1e34","cost":"1e-34","periods":"1e34"}`)
	types := lifetimeWireTypes()
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		w := types[int(kind)%len(types)]
		v := w.fresh()
		if err := json.Unmarshal([]byte(text), v); err != nil {
			if errors.Is(err, cx.ErrInvalid) {
				cxtest.ErrorText(t, "Unmarshal", err)
			}
			return
		}
		queryLifetime(t, v)
		data := mustJSON(t, v)
		back := w.fresh()
		if err := json.Unmarshal(data, back); err != nil {
			t.Fatalf("Unmarshal(%s): %v", data, err)
		}
		if again := mustJSON(t, back); string(again) != string(data) && strings.TrimSpace(text) != "null" {
			t.Fatalf("decoded from %s and encoded as %s", data, again)
		}
	})
}

// queryLifetime asks a decoded value all that it answers.
func queryLifetime(t *testing.T, v any) {
	t.Helper()
	queries := map[string]func() (any, error){}
	amount := dec("0.07")
	switch v := v.(type) {
	case *cx.Lifetime:
		queries["Value"] = func() (any, error) { return v.Value() }
	case *cx.SubscriptionLifetime:
		queries["Value"] = func() (any, error) { return v.Value() }
		queries["Periods"] = func() (any, error) { return v.Periods() }
		queries["Payback"] = func() (any, error) { return v.Payback(amount) }
		queries["Payback of ARPA"] = func() (any, error) { return v.Payback(v.ARPA) }
		queries["SimplePayback"] = func() (any, error) { return v.SimplePayback(amount) }
		for name, change := range map[string]func(decimal.Decimal) (cx.RetentionGain, error){
			"RetentionByPoints": v.RetentionByPoints, "RetentionByFactor": v.RetentionByFactor,
		} {
			queries[name] = func() (any, error) { return change(amount) }
			if g, err := change(amount); err == nil {
				queries[name+", Gain"] = func() (any, error) { return g.Gain() }
				queries[name+", OfValue"] = func() (any, error) { return g.OfValue() }
				queries[name+", OfProfit"] = func() (any, error) { return g.OfProfit(amount) }
			}
		}
	case *cx.Acquisition:
		queries["Cost"] = func() (any, error) { return v.Cost() }
		queries["PaidCost"] = func() (any, error) { return v.PaidCost() }
		queries["Merge"] = func() (any, error) { a := *v; return a, a.Merge(*v) }
		queries["AddSpend"] = func() (any, error) { a := *v; return a, a.AddSpend(amount, true) }
		queries["AddCustomer"] = func() (any, error) { a := *v; return a, a.AddCustomer(true) }
		queries["AcquisitionRatio"] = func() (any, error) { return cx.RetentionCost{Spend: amount, Retained: 1}.AcquisitionRatio(*v) }
	case *cx.RetentionCost:
		queries["Cost"] = func() (any, error) { return v.Cost() }
	case *cx.Economics:
		queries["Ratio"] = func() (any, error) { return v.Ratio() }
		queries["Profit"] = func() (any, error) { return v.Profit() }
		queries["Verdict"] = func() (any, error) { return v.Verdict(dec("3")) }
		queries["AllowableCost"] = func() (any, error) { return v.AllowableCost(amount) }
		queries["MaxBid"] = func() (any, error) { return v.MaxBid(amount, cx.Proportion{Count: 1, Total: math.MaxInt64}) }
	case *cx.Programme:
		maps.Copy(queries, programmeQueries(*v))
	case *cx.Trial:
		queries["TrialsOf"] = func() (any, error) {
			return cx.TrialsOf([]cx.Trial{*v}, 14, cx.Calendar{}, instant("2026-07-01"))
		}
	case *cx.Trials:
		queries["Conversion"] = func() (any, error) { return v.Conversion().Interval(0.95) }
		queries["RateRatio"] = func() (any, error) { return v.ByUses[3].RateRatio(v.ByUses[0], 0.95) }
		queries["Merge"] = func() (any, error) { sum := *v; return sum, sum.Merge(*v) }
	default:
		t.Fatalf("nothing asks %T", v)
	}
	for name, query := range queries {
		figure, err := query()
		if err != nil {
			if !errors.Is(err, cx.ErrInvalid) && !errors.Is(err, cx.ErrUndefined) {
				t.Errorf("%s of %+v: error %v is of no kind", name, v, err)
			}
			cxtest.ErrorText(t, name, err)
			continue
		}
		mustJSON(t, figure) // which NaN and Inf fail
	}
}
