package cx_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// lifetimeContract is what the values of customers and the costs of acquiring them promise.
func lifetimeContract(t *testing.T) cxtest.Contract {
	margins := []decimal.Decimal{dec("30.0"), dec("10"), dec("20")}
	survival, err := cx.SteadySurvival(0.1)
	if err != nil {
		t.Fatal(err)
	}
	var points []cx.Point[cx.Acquisition]
	for i, month := range []string{"2026-01", "2026-02", "2026-03"} {
		points = append(points, cx.Point[cx.Acquisition]{
			Period: period(month), Tally: cx.Acquisition{Spend: decimal.NewFromInt(int64(9 - i)), Customers: int64(5 - i)},
		})
	}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  lifetimeCodecs(),
		Laws: []cxtest.Law{
			acquisitionLaws(0, []cx.Acquisition{
				{Spend: dec("12.50"), PaidSpend: dec("2.500"), Customers: 3, PaidCustomers: 3}, {Spend: dec("1e-20")}, {Customers: math.MaxInt64 / 4},
			}),
			acquisitionLaws(2, nil),
		},
		Calls: []cxtest.Call{
			{Func: "ExpectedLifetimeValue", Args: []any{margins}, Do: func() (any, error) {
				return cx.ExpectedLifetimeValue(margins, survival, 0.01)
			}},
			// A trend is in the order of its periods.
			{Func: "LagSpend", Args: []any{points}, Sorted: true, Do: func() (any, error) { return cx.LagSpend(points, 1) }},
		},
		Values: []any{lifetimeValues()["payback"], lifetimeValues()["retention_gain"]},
	}
}

func lifetimeCodecs() []cxtest.Codec {
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Lifetime](`{"order_value":"80.5","orders_per_period":"4","periods":"3","margin":"0.6"}`).
			WithAmounts("order_value", "orders_per_period", "periods").
			WithBad(
				`{"order_value":-80}`, `{"order_value":"-1"}`, `{"orders_per_period":"-0.1"}`, `{"periods":"-3"}`, `{"margin":"1.01"}`,
				`{"margin":"60 %"}`, `{"margin":"1e35"}`, `{"clv":"1"}`, `{"margin":"1","margin":"1"}`,
			),
		cxtest.CodecOf[cx.SubscriptionLifetime](`{"arpa":"49.9","margin":"0.8","churn":"0.05","discount":"0.01","timing":"later"}`).
			WithAmounts("arpa", "churn", "discount").
			WithBad(
				`{"arpa":"-1"}`, `{"churn":"-0.1"}`, `{"churn":"5"}`, `{"churn":5}`, `{"discount":"-1"}`, `{"margin":"80"}`,
				`{"timing":"Now"}`, `{"timing":"never"}`, `{"timing":1}`, `{"timing":"now","timing":"now"}`, `{"rate":"0.1"}`,
			),
		cxtest.CodecOf[cx.RetentionGain](`{"before":{"arpa":"49.9","margin":"0.8","churn":"0.05","discount":"0.01"},`+
			`"after":{"arpa":"49.9","margin":"0.8","churn":"0.04","discount":"0.01"}}`).
			WithAmounts("arpa", "churn", "discount").WithBad(`{"before":{"churn":"2"}}`, `{"after":{"timing":"never"}}`),
		cxtest.CodecOf[cx.Acquisition](`{"spend":"12000","paid_spend":"9000.5","customers":100,"paid_customers":30,"lag_periods":1}`).
			WithCounts("customers", "paid_customers", "lag_periods").WithAmounts("spend", "paid_spend").
			WithBad(
				`{"spend":"-1"}`, `{"spend":"1","paid_spend":"2"}`, `{"paid_spend":"0.01"}`, `{"customers":1,"paid_customers":2}`,
				`{"customers":-1}`, `{"customers":1.0}`, `{"lag_periods":-1}`, `{"lag_periods":40001}`, `{"lag_periods":"1"}`, `{"lag_periods":1.5}`, `{"cac":"1"}`,
			),
		cxtest.CodecOf[cx.RetentionCost](`{"spend":"4500","retained":900}`).WithCounts("retained").WithAmounts("spend").
			WithBad(`{"spend":"-1"}`, `{"retained":-1}`, `{"retained":1e2}`, `{"spend":-5}`, `{"kept":1}`),
		cxtest.CodecOf[cx.Economics](`{"value":"-576","cost":"200"}`).WithAmounts("cost").
			WithBad(`{"cost":"-0.01"}`, `{"cost":-5}`, `{"value":"1e-35"}`, `{"ratio":"3"}`, `{"cost":"1","cost":"1"}`),
		cxtest.CodecOf[cx.Program](`{"control":{"count":48,"base":80},"treated":{"count":56,"base":70},"base":1000,"value":"90","cost":"9000","periods":"12"}`).
			WithCounts("count", "base").WithAmounts("value", "cost", "periods").
			WithBad(
				`{"control":{"count":2,"base":1}}`, `{"treated":{"count":-1}}`, `{"control":{"rate":"0.5"}}`, `{"control":"1/2"}`, `{"base":-1}`,
				`{"value":"-1"}`, `{"cost":"-1"}`, `{"periods":"-1"}`, `{"base":"9"}`, `{"gain":"1"}`,
			),
	}
}

// acquisitionLaws has rows with amounts of many exponents, 0 among them, some with zeros at
// the end.
func acquisitionLaws(lag int, values []cx.Acquisition) cxtest.Laws[cx.Acquisition, *cx.Acquisition] {
	return cxtest.Laws[cx.Acquisition, *cx.Acquisition]{
		Values: values,
		Empty:  cx.Acquisition{LagPeriods: lag},
		Add: func(a *cx.Acquisition, row byte) error {
			if err := a.AddSpend(decimal.New(int64(row)/3*25, int32(row%5)-4), row%3 == 0); err != nil {
				return err
			}
			return a.AddCustomer(row%2 == 0)
		},
		Total: cx.Acquisition.Total,
	}
}

func TestLifetime_Contract(t *testing.T) { lifetimeContract(t).Run(t) }

func FuzzLifetimeJSON(f *testing.F) {
	// The amounts with the most digits that a query can multiply.
	f.Add(uint8(1), []byte(`{"arpa":"1e34","margin":"1e-34","churn":"1e-34","discount":"1e34"}`))
	f.Add(uint8(5), []byte(`{"control":{"count":0,"base":1},"treated":{"count":1,"base":1},"base":9223372036854775807,"value":"1e34","cost":"1e-34","periods":"1e34"}`))
	cxtest.FuzzCodecs(f, lifetimeCodecs(), cx.ErrInvalid)
}

// FuzzLifetimeQueries asks decoded values what the other fuzz test cannot: for the cost of one
// margin, for the gain of better retention, and for tallies of what was decoded. There is a
// finite figure, or an error of the package says why there is none.
func FuzzLifetimeQueries(f *testing.F) {
	for _, c := range lifetimeCodecs() {
		f.Add(c.State)
	}
	f.Add(`{"arpa":"1e34","margin":"1e-34","churn":"1e-34","discount":"1e34"}`)
	f.Fuzz(func(t *testing.T, text string) {
		amount, queries := dec("0.07"), map[string]func() (any, error){}
		var l cx.SubscriptionLifetime
		if json.Unmarshal([]byte(text), &l) == nil {
			queries["Payback"] = func() (any, error) { return l.Payback(l.ARPA) }
			for name, change := range map[string]func(decimal.Decimal) (cx.RetentionGain, error){
				"by points": l.RetentionByPoints, "by a factor": l.RetentionByFactor,
			} {
				g, err := change(amount)
				queries["Gain "+name] = func() (any, error) { return g, err }
				if err == nil {
					queries["Gain "+name] = func() (any, error) { return g.Gain() }
					queries["OfValue "+name] = func() (any, error) { return g.OfValue() }
					queries["OfProfit "+name] = func() (any, error) { return g.OfProfit(amount) }
				}
			}
		}
		var a cx.Acquisition
		if json.Unmarshal([]byte(text), &a) == nil {
			queries["Merge"] = func() (any, error) { sum := a; return sum, sum.Merge(a) }
			queries["AddSpend"] = func() (any, error) { sum := a; return sum, sum.AddSpend(amount, true) }
			queries["AddCustomer"] = func() (any, error) { sum := a; return sum, sum.AddCustomer(true) }
			queries["AcquisitionRatio"] = func() (any, error) { return cx.RetentionCost{Spend: amount, Retained: 1}.AcquisitionRatio(a) }
		}
		var e cx.Economics
		if json.Unmarshal([]byte(text), &e) == nil {
			queries["MaxBid"] = func() (any, error) { return e.MaxBid(amount, cx.Proportion{Count: 1, Base: math.MaxInt64}) }
			queries["Verdict"] = func() (any, error) { return e.Verdict(dec("3")) }
		}
		for name, query := range queries {
			figure, err := query()
			if err == nil {
				cxtest.JSON(t, figure) // which NaN and Inf fail
				continue
			}
			if !errors.Is(err, cx.ErrInvalid) && !errors.Is(err, cx.ErrUndefined) {
				t.Errorf("%s of %s: error %v is of no kind", name, text, err)
			}
			cxtest.ErrorText(t, name, err)
		}
	})
}

func FuzzAcquisitionMerge(f *testing.F) { acquisitionLaws(1, nil).Fuzz(f) }

// The encodings are those of the files, which were written by hand.
func TestLifetimeJSON(t *testing.T) { cxtest.Golden(t, "lifetime", lifetimeValues()) }

// lifetimeValues are values of every type of value and cost, by the name of its golden
// file.
func lifetimeValues() map[string]any {
	twenty := cx.SubscriptionLifetime{ARPA: dec("20"), Margin: dec("1.0"), Churn: dec("0.15"), Discount: dec("0.1")}
	better := twenty
	better.Churn = dec("0.10")
	return map[string]any{
		"lifetime":                    cx.Lifetime{OrderValue: dec("80.50"), OrdersPerPeriod: dec("4"), Periods: dec("3"), Margin: dec("0.6")},
		"lifetime_zero":               cx.Lifetime{},
		"subscription_lifetime":       cx.SubscriptionLifetime{ARPA: dec("49.90"), Margin: dec("0.8"), Churn: dec("0.05"), Discount: dec("0.00797414")},
		"subscription_lifetime_later": cx.SubscriptionLifetime{ARPA: decimal.New(1, 2), Margin: dec("-0.25"), Churn: dec("1"), Discount: dec("-0.5"), Timing: cx.MarginLater},
		"payback":                     cx.Payback{Periods: 9.5, Period: 10},
		"payback_never":               cx.Payback{Never: true},
		"retention_gain":              cx.RetentionGain{Before: twenty, After: better},
		"acquisition":                 cx.Acquisition{Spend: dec("12000"), PaidSpend: dec("9000.50"), Customers: 100, PaidCustomers: 30},
		"acquisition_lagged":          cx.Acquisition{Spend: dec("18240.59"), Customers: 1904, LagPeriods: 1},
		"acquisition_zero":            cx.Acquisition{},
		"retention_cost":              cx.RetentionCost{Spend: decimal.New(45, 2), Retained: 900},
		"economics":                   cx.Economics{Value: dec("-576.250"), Cost: dec("200")},
		"program":                     loyalty(),
		"ratio":                       cx.Estimate{Value: 1.5, Interval: cx.Interval{Low: 1, High: 2.25, Level: 0.95}},
	}
}

func TestLifetimeValue(t *testing.T) {
	lifetime := func(orderValue, orders, periods, margin string) cx.Lifetime {
		return cx.Lifetime{OrderValue: dec(orderValue), OrdersPerPeriod: dec(orders), Periods: dec(periods), Margin: dec(margin)}
	}
	for _, test := range []struct {
		name string
		l    cx.Lifetime
		want string
	}{
		{"a caller's program", lifetime("80", "4", "3", "0.6"), "576"},
		{"revenue", lifetime("80", "4", "3", "1"), "960"},
		{"customers served at a loss", lifetime("80", "4", "3", "-0.05"), "-48"},
		{"no margin given", lifetime("80", "4", "3", "0"), "0"},
		{"nothing", cx.Lifetime{}, "0"},
		// By hand: 0.00000005 · 0.1 is half of the last place, and rounds away from zero.
		{"half up", lifetime("0.00000005", "1", "1", "0.1"), "0.00000001"},
		{"half down", lifetime("0.00000005", "1", "1", "-0.1"), "-0.00000001"},
		{"less than half", lifetime("0.00000004", "1", "1", "0.1"), "0"},
		// The product of the parts as rounded would be 0.
		{"rounded once", lifetime("0.000000001", "1000", "1000", "0.5"), "0.0005"},
		{"the largest", lifetime("1e34", "1e34", "1e-34", "1"), "1e34"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.l.Value()
			cxtest.Exactly(t, "Value", got, err, test.want)
		})
	}
	for name, l := range map[string]cx.Lifetime{
		"order value":         lifetime("-80", "4", "3", "0.6"),
		"orders":              lifetime("80", "-4", "3", "0.6"),
		"periods":             lifetime("80", "4", "-3", "0.6"),
		"margin as a percent": lifetime("80", "4", "3", "60"),
		"value of 35 digits":  lifetime("1e34", "1", "10", "1"),
		"35 digits":           lifetime("99999999999999999999999999999999999", "1", "1", "1"),
		"exponent":            {OrderValue: decimal.New(1, 2_000_000_000), OrdersPerPeriod: dec("1"), Periods: dec("1"), Margin: dec("1")},
		"exponent of 0":       {OrderValue: decimal.New(0, 2_000_000_000)},
	} {
		_, err := l.Value()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if name != "value of 35 digits" {
			_, err = l.MarshalJSON()
			cxtest.Refuses(t, name+": MarshalJSON", err, cx.ErrInvalid)
		}
	}
}

func TestCompoundRate(t *testing.T) {
	for _, test := range []struct {
		name          string
		rate, periods float64
		want          float64
	}{
		// Python's decimal module with 50 digits.
		{"10 % a year, in months", 0.1, 1.0 / 12, 0.00797414042890374106},
		{"1 % a month, in years", 0.01, 12, 0.126825030131969720661},
		{"a loss of 10 % a year, in months", -0.1, 1.0 / 12, -0.00874161095469670576},
		{"0", 0, 12, 0},
		{"the same period", 0.07, 1, 0.07},
		{"a tiny rate", 1e-20, 365, 3.65e-18}, // 1 + rate is 1
		{"three quarters lost twice", -0.75, 2, -0.9375},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.CompoundRate(test.rate, test.periods)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(got-test.want) > 1e-12*math.Abs(test.want) {
				t.Errorf("CompoundRate(%v, %v) = %v, want %v", test.rate, test.periods, got, test.want)
			}
		})
	}
	inf, nan := math.Inf(1), math.NaN()
	for _, test := range [][2]float64{
		{-1, 12}, {-2, 12}, {inf, 1}, {nan, 1}, {-inf, 1}, {0.1, 0}, {0.1, -1}, {0.1, inf}, {0.1, nan},
		{1, 1e6},    // more than a float64 holds
		{-0.5, 1e6}, // all lost but what a float64 holds
	} {
		got, err := cx.CompoundRate(test[0], test[1])
		cxtest.Refuses(t, "CompoundRate", err, cx.ErrInvalid)
		if got != 0 {
			t.Errorf("CompoundRate(%v) = %v beside an error", test, got)
		}
	}
}

func TestSteadySurvival(t *testing.T) {
	for _, test := range []struct{ churn, t, want float64 }{
		{0.05, 0, 1}, {0.05, 1, 0.95}, {0.05, 2, 0.9025}, {0.19, 0.5, 0.9}, // 0.9² = 0.81
		{0, 1e300, 1}, {1, 0, 1}, {1, 1e-300, 0}, {0.5, 1e300, 0},
	} {
		survival, err := cx.SteadySurvival(test.churn)
		if err != nil {
			t.Fatal(err)
		}
		got, err := survival(test.t)
		if err != nil || math.Abs(got-test.want) > 1e-15 {
			t.Errorf("SteadySurvival(%v)(%v) = %v, %v, want %v", test.churn, test.t, got, err, test.want)
		}
	}
	for _, churn := range []float64{-0.01, 1.01, 5, math.NaN(), math.Inf(1)} {
		survival, err := cx.SteadySurvival(churn)
		cxtest.Refuses(t, "SteadySurvival", err, cx.ErrInvalid)
		if survival != nil {
			t.Errorf("SteadySurvival(%v) gives a curve beside an error", churn)
		}
	}
	survival, err := cx.SteadySurvival(0.05)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{-1, math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := survival(at)
		cxtest.Refuses(t, "survival", err, cx.ErrInvalid)
	}
}

// lifetimeMargins returns the same margin so many times.
func lifetimeMargins(margin string, periods int) []decimal.Decimal {
	return slices.Repeat([]decimal.Decimal{dec(margin)}, periods)
}

// Over a constant churn rate the sum has the closed form m (1 - q^H) / (1 - q) with
// q = (1 - churn) / (1 + discount), and nears the value of a subscription as H grows.
func TestExpectedLifetimeValueSteady(t *testing.T) {
	for _, test := range []struct {
		churn, discount string
		periods         int
	}{
		{"0.05", "0", 1}, {"0.05", "0", 12}, {"0.05", "0.01", 36}, {"0.05", "-0.03", 400}, {"0", "0.1", 60},
		{"1", "0.1", 5}, {"0.2", "0.1", 40_000},
	} {
		churn, discount := dec(test.churn).InexactFloat64(), dec(test.discount).InexactFloat64()
		survival, err := cx.SteadySurvival(churn)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cx.ExpectedLifetimeValue(lifetimeMargins("12.50", test.periods), survival, discount)
		if err != nil {
			t.Fatal(err)
		}
		q := (1 - churn) / (1 + discount)
		cxtest.Near(t, "value", got, 12.5*(1-math.Pow(q, float64(test.periods)))/(1-q), 1e-12)
	}
	// A margin of 0 in front makes it the other convention: r = 0.8, d = 0.1, 8/3 of a margin
	// and not 11/3, by hand.
	survival, err := cx.SteadySurvival(0.2)
	if err != nil {
		t.Fatal(err)
	}
	margins := lifetimeMargins("3", 400)
	now, err := cx.ExpectedLifetimeValue(margins, survival, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "now", now, 11, 1e-12)
	margins[0] = dec("0")
	later, err := cx.ExpectedLifetimeValue(margins, survival, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "later", later, 8, 1e-12)
}

// By hand: of four customers one leaves at 1 and, of the two who are left then, one at 3,
// so that S is 1, 3/4, 3/4, 3/8, 3/8. With margins 10, 10, 20, 16 and a discount of 1/4:
// 10 + 10·0.75/1.25 + 20·0.75/1.5625 + 16·0.375/1.953125 = 10 + 6 + 9.6 + 3.072.
func TestExpectedLifetimeValueKaplanMeier(t *testing.T) {
	curve, err := cx.SurvivalOf([]cx.Lifespan{{Exit: 1, Churned: true}, {Exit: 2}, {Exit: 3, Churned: true}, {Exit: 4}})
	if err != nil {
		t.Fatal(err)
	}
	margins := []decimal.Decimal{dec("10"), dec("10"), dec("20"), dec("16")}
	got, err := cx.ExpectedLifetimeValue(margins, curve.At, 0.25)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "value", got, 28.672, 1e-14)
	// Nobody was observed after 4: the value of a sixth period is not known.
	got, err = cx.ExpectedLifetimeValue(append(margins, dec("1"), dec("1")), curve.At, 0.25)
	cxtest.Refuses(t, "past the data", err, cx.ErrUndefined)
	var row *cx.RowError
	if !errors.As(err, &row) || row.Row != 5 || got != 0 {
		t.Errorf("past the data: %v, %v, want row 5", got, err)
	}
}

func TestExpectedLifetimeValueBounds(t *testing.T) {
	curve := func(values ...float64) func(float64) (float64, error) {
		return func(t float64) (float64, error) { return values[int(t)], nil }
	}
	// Where nobody is left nothing is due, however large a negative discount makes it.
	got, err := cx.ExpectedLifetimeValue(lifetimeMargins("5", 1000), func(t float64) (float64, error) {
		if t > 0 {
			return 0, nil
		}
		return 1, nil
	}, -0.99)
	if err != nil || got != 5 {
		t.Errorf("ExpectedLifetimeValue of one period = %v, %v, want 5", got, err)
	}
	// A fitted curve may rise in its last digit.
	got, err = cx.ExpectedLifetimeValue(lifetimeMargins("1", 3), curve(1, 0.5, 0.5+1e-15), 0)
	if err != nil || math.Abs(got-2) > 1e-14 {
		t.Errorf("ExpectedLifetimeValue = %v, %v, want 2", got, err)
	}
	always := curve(slices.Repeat([]float64{1}, 40_000)...)
	failure := errors.New("no curve")
	broken := func(float64) (float64, error) { return 0, failure }
	inf, nan := math.Inf(1), math.NaN()
	for _, test := range []struct {
		name     string
		margins  []decimal.Decimal
		survival func(float64) (float64, error)
		discount float64
		want     error
		row      int // -1 for none
	}{
		{"no margins", nil, always, 0, cx.ErrNoData, -1},
		{"too many", make([]decimal.Decimal, cx.MaxPeriods+1), always, 0, cx.ErrInvalid, -1},
		{"no curve", lifetimeMargins("1", 2), nil, 0, cx.ErrInvalid, -1},
		{"discount of -1", lifetimeMargins("1", 2), always, -1, cx.ErrInvalid, -1},
		{"discount below", lifetimeMargins("1", 2), always, -2, cx.ErrInvalid, -1},
		{"discount without end", lifetimeMargins("1", 2), always, inf, cx.ErrInvalid, -1},
		{"discount of no number", lifetimeMargins("1", 2), always, nan, cx.ErrInvalid, -1},
		{"value without end", lifetimeMargins("1", 40_000), always, -0.99, cx.ErrInvalid, -1},
		{"margin", []decimal.Decimal{dec("1"), decimal.New(1, 2_000_000_000)}, always, 0, cx.ErrInvalid, 1},
		{"margin where nobody is left", []decimal.Decimal{dec("1"), decimal.New(1, 2_000_000_000)}, curve(1, 0), 0, cx.ErrInvalid, 1},
		{"survival above 1", lifetimeMargins("1", 2), curve(1.01, 1), 0, cx.ErrInvalid, 0},
		{"survival that rises", lifetimeMargins("1", 3), curve(1, 0.5, 0.51), 0, cx.ErrInvalid, 2},
		{"survival below 0", lifetimeMargins("1", 3), curve(1, 0.5, -0.1), 0, cx.ErrInvalid, 2},
		{"survival of no number", lifetimeMargins("1", 3), curve(1, nan, 0), 0, cx.ErrInvalid, 1},
		{"survival without end", lifetimeMargins("1", 3), curve(inf, 1, 1), 0, cx.ErrInvalid, 0},
		{"survival fails", lifetimeMargins("1", 3), broken, 0, failure, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.ExpectedLifetimeValue(test.margins, test.survival, test.discount)
			cxtest.Refuses(t, "ExpectedLifetimeValue", err, test.want)
			var row *cx.RowError
			if errors.As(err, &row) != (test.row >= 0) || row != nil && row.Row != test.row || got != 0 {
				t.Errorf("ExpectedLifetimeValue = %v, %v, want row %d", got, err, test.row)
			}
		})
	}
}

func BenchmarkAddCustomer(b *testing.B) {
	paid := make([]bool, benchRows(b))
	random := rand.New(rand.NewPCG(3, 0))
	for i := range paid {
		paid[i] = random.IntN(3) == 0
	}
	b.Run("loop=count", func(b *testing.B) {
		for b.Loop() {
			var customers, paidCustomers int64
			for _, p := range paid {
				customers++
				if p {
					paidCustomers++
				}
			}
			sinkInt += customers + paidCustomers
		}
	})
	b.Run("AddCustomer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var a cx.Acquisition
			for _, p := range paid {
				if err := a.AddCustomer(p); err != nil {
					b.Fatal(err)
				}
			}
			sinkInt += a.PaidCustomers
		}
	})
}

func BenchmarkAddSpend(b *testing.B) {
	amounts := make([]decimal.Decimal, max(benchRows(b)/100, 1))
	random := rand.New(rand.NewPCG(4, 0))
	for i := range amounts {
		amounts[i] = decimal.New(random.Int64N(100_000), -2)
	}
	b.Run("loop=add", func(b *testing.B) {
		for b.Loop() {
			var sum, paid decimal.Decimal
			for _, d := range amounts {
				sum, paid = sum.Add(d), paid.Add(d)
			}
			sinkInt += sum.IntPart() + paid.IntPart()
		}
	})
	b.Run("AddSpend", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var a cx.Acquisition
			for _, d := range amounts {
				if err := a.AddSpend(d, true); err != nil {
					b.Fatal(err)
				}
			}
			sinkInt += a.Spend.IntPart()
		}
	})
}
