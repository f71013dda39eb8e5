package cx_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestLifetimeValue(t *testing.T) {
	lifetime := func(orderValue, orders, periods, margin string) cx.Lifetime {
		return cx.Lifetime{OrderValue: dec(orderValue), OrdersPerPeriod: dec(orders), Periods: dec(periods), Margin: dec(margin)}
	}
	for _, test := range []struct {
		name string
		l    cx.Lifetime
		want string
	}{
		{"the caller's program of the design", lifetime("80", "4", "3", "0.6"), "576"},
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
	// and not 11/3 (definitions-lifecycle.md 6).
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
