package cx_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// subscriber is a customer of whom m is left each period.
func subscriber(m, churn, discount string, timing cx.MarginTiming) cx.SubscriptionLifetime {
	return cx.SubscriptionLifetime{ARPA: dec(m), Margin: dec("1"), Churn: dec(churn), Discount: dec(discount), Timing: timing}
}

func TestSubscriptionLifetimeValue(t *testing.T) {
	for _, test := range []struct {
		name string
		l    cx.SubscriptionLifetime
		want string
	}{
		{"ChartMogul's help page on lifetime value: ARPA 100, churn 5 %", subscriber("100", "0.05", "0", ""), "2000"},
		{"with a margin", cx.SubscriptionLifetime{ARPA: dec("100"), Margin: dec("0.8"), Churn: dec("0.05")}, "1600"},
		// By hand: r = 0.8, d = 0.1 is r/(1+d-r) = 8/3 of m, or (1+d)/(1+d-r) = 11/3.
		{"later", subscriber("3", "0.2", "0.1", cx.MarginLater), "8"},
		{"now", subscriber("3", "0.2", "0.1", cx.MarginNow), "11"},
		{"now is the default", subscriber("3", "0.2", "0.1", ""), "11"},
		// The margin multiple at r = 0.8 and i = 0.1 on ealhamed.github.io is 2.67.
		{"later, of 1", subscriber("1", "0.2", "0.1", cx.MarginLater), "2.66666667"},
		{"later, no discount", subscriber("10", "0.2", "0", cx.MarginLater), "40"}, // 10 · 0.8/0.2
		{"nobody churns, with a discount", subscriber("10", "0", "0.1", ""), "110"},
		{"money that grows, and churn", subscriber("10", "0.3", "-0.1", cx.MarginNow), "45"}, // 10 · 0.9/0.2
		{"everybody leaves at once, now", subscriber("10", "1", "0.1", ""), "10"},
		{"everybody leaves at once, later", subscriber("10", "1", "0.1", cx.MarginLater), "0"},
		{"at a loss", cx.SubscriptionLifetime{ARPA: dec("10"), Margin: dec("-0.1"), Churn: dec("0.5")}, "-2"},
		{"free", subscriber("0", "0.5", "0", ""), "0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.l.Value()
			cxtest.Exactly(t, "Value", got, err, test.want)
		})
	}
	for name, l := range map[string]cx.SubscriptionLifetime{
		"zero":                         {},
		"nobody churns":                subscriber("10", "0", "0", ""), // ChartMogul prints 0
		"retention is 1 + discount":    subscriber("10", "0.1", "-0.1", ""),
		"retention above 1 + discount": subscriber("10", "0.05", "-0.1", cx.MarginLater),
	} {
		_, err := l.Value()
		cxtest.Refuses(t, name, err, cx.ErrUndefined)
	}
	_, err := subscriber("1e34", "1e-10", "0", "").Value()
	cxtest.Refuses(t, "a value of 45 digits", err, cx.ErrInvalid)
}

func TestSubscriptionLifetimePeriods(t *testing.T) {
	for churn, want := range map[string]string{"0.05": "20", "0.03": "33.33333333", "1": "1"} {
		got, err := subscriber("10", churn, "0.1", cx.MarginLater).Periods()
		cxtest.Exactly(t, "Periods at a churn of "+churn, got, err, want)
	}
	_, err := subscriber("10", "0", "0.1", "").Periods()
	cxtest.Refuses(t, "nobody churns", err, cx.ErrUndefined)
	_, err = subscriber("10", "1e-34", "0.1", "").Periods()
	if err != nil {
		t.Errorf("Periods of 10^34: %v", err)
	}
}

// invalidSubscribers are refused by every query.
func invalidSubscribers() map[string]cx.SubscriptionLifetime {
	huge, tiny := decimal.New(1, 2_000_000_000), decimal.New(1, -2_000_000_000)
	valid := subscriber("10", "0.1", "0.1", "")
	with := func(change func(*cx.SubscriptionLifetime)) cx.SubscriptionLifetime {
		l := valid
		change(&l)
		return l
	}
	return map[string]cx.SubscriptionLifetime{
		"ARPA below 0":        with(func(l *cx.SubscriptionLifetime) { l.ARPA = dec("-1") }),
		"huge ARPA":           with(func(l *cx.SubscriptionLifetime) { l.ARPA = huge }),
		"tiny ARPA":           with(func(l *cx.SubscriptionLifetime) { l.ARPA = tiny }),
		"margin of 80 %":      with(func(l *cx.SubscriptionLifetime) { l.Margin = dec("80") }),
		"huge margin":         with(func(l *cx.SubscriptionLifetime) { l.Margin = huge }),
		"huge loss":           with(func(l *cx.SubscriptionLifetime) { l.Margin = huge.Neg() }),
		"churn below 0":       with(func(l *cx.SubscriptionLifetime) { l.Churn = dec("-0.01") }),
		"churn of 5 %":        with(func(l *cx.SubscriptionLifetime) { l.Churn = dec("5") }),
		"huge churn":          with(func(l *cx.SubscriptionLifetime) { l.Churn = huge }),
		"tiny churn":          with(func(l *cx.SubscriptionLifetime) { l.Churn = tiny }),
		"discount of -1":      with(func(l *cx.SubscriptionLifetime) { l.Discount = dec("-1") }),
		"discount below -1":   with(func(l *cx.SubscriptionLifetime) { l.Discount = dec("-1.5") }),
		"huge discount":       with(func(l *cx.SubscriptionLifetime) { l.Discount = huge }),
		"tiny discount":       with(func(l *cx.SubscriptionLifetime) { l.Discount = tiny }),
		"timing of its own":   with(func(l *cx.SubscriptionLifetime) { l.Timing = "sometimes" }),
		"timing in capitals":  with(func(l *cx.SubscriptionLifetime) { l.Timing = "Now" }),
		"everything, at once": {ARPA: huge, Margin: huge, Churn: huge, Discount: huge, Timing: cx.MarginTiming(secretText)},
	}
}

func TestSubscriptionLifetimeInvalid(t *testing.T) {
	valid, five := subscriber("10", "0.1", "0.1", ""), dec("5")
	for name, l := range invalidSubscribers() {
		t.Run(name, func(t *testing.T) {
			after, before := cx.RetentionGain{Before: valid, After: l}, cx.RetentionGain{Before: l, After: valid}
			for what, query := range map[string]func() (any, error){
				"Value":             func() (any, error) { return l.Value() },
				"Periods":           func() (any, error) { return l.Periods() },
				"SimplePayback":     func() (any, error) { return l.SimplePayback(five) },
				"Payback":           func() (any, error) { return l.Payback(five) },
				"RetentionByPoints": func() (any, error) { return l.RetentionByPoints(dec("0.01")) },
				"RetentionByFactor": func() (any, error) { return l.RetentionByFactor(dec("0.9")) },
				"Gain, after":       func() (any, error) { return after.Gain() },
				"Gain, before":      func() (any, error) { return before.Gain() },
				"OfValue":           func() (any, error) { return after.OfValue() },
				"OfProfit":          func() (any, error) { return before.OfProfit(five) },
				"MarshalJSON":       func() (any, error) { return l.MarshalJSON() },
			} {
				cxtest.Bounded(t, func() {
					_, err := query()
					cxtest.Refuses(t, what, err, cx.ErrInvalid)
				})
			}
		})
	}
	// Neither do they take an amount that is not one.
	for name, amount := range map[string]decimal.Decimal{
		"negative": dec("-1"), "huge": decimal.New(1, 2_000_000_000), "tiny": decimal.New(1, -2_000_000_000),
		"of 35 digits": dec("12345678901234567890123456789012345"),
	} {
		g := cx.RetentionGain{Before: valid, After: valid}
		for what, query := range map[string]func() (any, error){
			"SimplePayback":     func() (any, error) { return valid.SimplePayback(amount) },
			"Payback":           func() (any, error) { return valid.Payback(amount) },
			"RetentionByPoints": func() (any, error) { return valid.RetentionByPoints(amount) },
			"RetentionByFactor": func() (any, error) { return valid.RetentionByFactor(amount) },
			"OfProfit":          func() (any, error) { return g.OfProfit(amount) },
		} {
			cxtest.Bounded(t, func() {
				_, err := query()
				cxtest.Refuses(t, what+" of an amount that is "+name, err, cx.ErrInvalid)
			})
		}
	}
}

func TestPayback(t *testing.T) {
	never := cx.Payback{Never: true}
	for _, test := range []struct {
		name string
		l    cx.SubscriptionLifetime
		cost string
		want cx.Payback
	}{
		// Margin 40, churn 5 %. The digits are Python's, whose decimal module computes ln
		// with 50.
		{"CAC 320, now", subscriber("40", "0.05", "0", cx.MarginNow), "320", cx.Payback{Periods: 9.95891626508540029, Period: 10}},
		{"CAC 320, later", subscriber("40", "0.05", "0", cx.MarginLater), "320", cx.Payback{Periods: 10.6552662076765008, Period: 11}},
		{"CAC 800 is m/c", subscriber("40", "0.05", "0", cx.MarginNow), "800", never},
		// The same, of Python's decimal module.
		{"CAC 300", subscriber("40", "0.05", "0", ""), "300", cx.Payback{Periods: 9.16306185550465999, Period: 10}},
		{"CAC 900", subscriber("40", "0.05", "0", ""), "900", never},
		{"CAC 760 is m·r/c, later", subscriber("40", "0.05", "0", cx.MarginLater), "760", never},
		// Close to never, where 1 - cost·c/m keeps few digits in float64.
		{"CAC 799.99", subscriber("40", "0.05", "0", ""), "799.99", cx.Payback{Periods: 220.102491923314196, Period: 221}},
		{"CAC 799.9999999999", subscriber("40", "0.05", "0", ""), "799.9999999999", cx.Payback{Periods: 579.227031766153271, Period: 580}},
		{"hardly anybody stays", subscriber("40", "0.999999999999", "0", ""), "39.5", cx.Payback{Periods: 0.158590832246469527, Period: 1}},
		{"with a discount, now", subscriber("40", "0.05", "0.01", ""), "320", cx.Payback{Periods: 10.5289097559890197, Period: 11}},
		{"with a discount, later", subscriber("40", "0.05", "0.01", cx.MarginLater), "320", cx.Payback{Periods: 11.4906537149698109, Period: 12}},
		{"a discount alone", subscriber("40", "0", "0.01", ""), "320", cx.Payback{Periods: 8.29329445479992956, Period: 9}},
		{"margins that grow", subscriber("40", "0.01", "-0.02", ""), "500", cx.Payback{Periods: 11.8246306011072743, Period: 12}},
		// By hand: 40 + 38 = 78, to the cent; a whole number is whole.
		{"one margin", subscriber("40", "0.05", "0", ""), "40", cx.Payback{Periods: 1, Period: 1}},
		{"two margins", subscriber("40", "0.05", "0", ""), "78", cx.Payback{Periods: 2, Period: 2}},
		{"one margin, later", subscriber("40", "0.05", "0", cx.MarginLater), "38", cx.Payback{Periods: 1, Period: 1}},
		{"a cent more than two", subscriber("40", "0.05", "0", ""), "78.01", cx.Payback{Periods: 2.00027002577229116, Period: 3}},
		// Churn and discount cancel: each margin is worth as much as the first.
		{"equal margins, now", subscriber("40", "0.02", "-0.02", ""), "400", cx.Payback{Periods: 10, Period: 10}},
		{"equal margins, later", subscriber("40", "0.02", "-0.02", cx.MarginLater), "410", cx.Payback{Periods: 10.25, Period: 11}},
		{"hardly anybody leaves", subscriber("40", "1e-12", "0", ""), "410", cx.Payback{Periods: 10.2500000000474062500, Period: 11}},
		{"nobody churns", subscriber("40", "0", "0", ""), "300", cx.Payback{Periods: 7.5, Period: 8}},
		{"everybody leaves at once, now", subscriber("40", "1", "0", ""), "20", cx.Payback{Periods: 0, Period: 1}},
		{"everybody leaves at once, too dear", subscriber("40", "1", "0", ""), "41", never},
		{"everybody leaves at once, later", subscriber("40", "1", "0", cx.MarginLater), "20", never},
		{"no margin", subscriber("0", "0.05", "0", ""), "20", never},
		{"at a loss", cx.SubscriptionLifetime{ARPA: dec("10"), Margin: dec("-1"), Churn: dec("0.05")}, "20", never},
		{"nothing to earn back", subscriber("40", "0.05", "0", ""), "0", cx.Payback{}},
		{"nothing to earn back, at a loss", cx.SubscriptionLifetime{ARPA: dec("10"), Margin: dec("-1"), Churn: dec("0.05")}, "0", cx.Payback{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.l.Payback(dec(test.cost))
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Periods", got.Periods, test.want.Periods, 1e-12)
			if got.Period != test.want.Period || got.Never != test.want.Never {
				t.Errorf("Payback(%s) = %+v, want %+v", test.cost, got, test.want)
			}
		})
	}
	_, err := subscriber("1e-34", "0", "0", "").Payback(dec("1e34"))
	cxtest.Refuses(t, "periods beyond counting", err, cx.ErrInvalid)
}

// The closed form against the sum itself: the margins of Period - 1 periods are not enough,
// those of Period are.
func TestPaybackAgainstLoop(t *testing.T) {
	for _, timing := range []cx.MarginTiming{cx.MarginNow, cx.MarginLater} {
		for _, churn := range []string{"0", "0.01", "0.05", "0.3", "0.77"} {
			for _, discount := range []string{"-0.01", "0", "0.008", "0.1"} {
				for cost := 1; cost < 90; cost += 7 {
					l := subscriber("12.34", churn, discount, timing)
					got, err := l.Payback(decimal.NewFromInt(int64(cost)))
					if err != nil {
						t.Fatal(err)
					}
					q := (1 - l.Churn.InexactFloat64()) / (1 + l.Discount.InexactFloat64())
					margin, sum, periods := 12.34, 0.0, int64(0)
					if timing == cx.MarginLater {
						margin *= q
					}
					for ; sum < float64(cost) && periods < 5000; periods++ {
						sum += margin
						margin *= q
					}
					want := cx.Payback{Period: periods}
					if sum < float64(cost) {
						want = cx.Payback{Never: true}
					}
					if got.Period != want.Period || got.Never != want.Never || math.Ceil(got.Periods) != float64(got.Period) {
						t.Errorf("churn %s, discount %s, %s: Payback(%d) = %+v, want %+v", churn, discount, timing, cost, got, want)
					}
				}
			}
		}
	}
}

func TestSimplePayback(t *testing.T) {
	for _, test := range []struct {
		name string
		l    cx.SubscriptionLifetime
		cost string
		want cx.Payback
	}{
		{"by hand, 300/40", subscriber("40", "0.05", "0.01", cx.MarginLater), "300", cx.Payback{Periods: 7.5, Period: 8}},
		// Finmark's (CAC / Avg MRR * Gross Margin%) is 300/50 · 0.8 = 4.8 by the precedence of the
		// operators. It is 300/(50 · 0.8).
		{"the Finmark trap", cx.SubscriptionLifetime{ARPA: dec("50"), Margin: dec("0.8")}, "300", cx.Payback{Periods: 7.5, Period: 8}},
		{"whole", subscriber("0.1", "0.05", "0", ""), "0.7", cx.Payback{Periods: 7, Period: 7}},
		{"no margin", subscriber("0", "0.05", "0", ""), "300", cx.Payback{Never: true}},
		{"no cost", subscriber("40", "0.05", "0", ""), "0", cx.Payback{}},
	} {
		got, err := test.l.SimplePayback(dec(test.cost))
		if err != nil || got != test.want {
			t.Errorf("%s: SimplePayback = %+v, %v, want %+v", test.name, got, err, test.want)
		}
	}
}

// At a discount of 10 %, by hand: with a multiple (1 + d)/(1 + d - r) of the margin, five
// points are 5/(105 - 100r - 5) and so on. The popular claim that 5 % better retention is
// worth 25 % more is that at 0.85.
func TestRetentionGain(t *testing.T) {
	for _, test := range []struct{ churn, points, factor, laterPoints, laterFactor string }{
		{"0.40", "0.11111111", "0.06382979", "0.20370370", "0.11702128"},
		{"0.25", "0.16666667", "0.12000000", "0.24444444", "0.17600000"},
		{"0.20", "0.20000000", "0.15384615", "0.27500000", "0.21153846"},
		{"0.15", "0.25000000", "0.20481928", "0.32352941", "0.26506024"},
		{"0.10", "0.33333333", "0.29032258", "0.40740741", "0.35483871"},
	} {
		for _, timing := range []cx.MarginTiming{cx.MarginNow, cx.MarginLater} {
			want := []string{test.points, test.factor}
			if timing == cx.MarginLater {
				want = []string{test.laterPoints, test.laterFactor}
			}
			l := subscriber("37.5", test.churn, "0.1", timing)
			points, err := l.RetentionByPoints(dec("0.05"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := points.OfValue()
			cxtest.Exactly(t, test.churn+", five points, "+string(timing), got, err, want[0])
			factor, err := l.RetentionByFactor(dec("1.05"))
			if err != nil {
				t.Fatal(err)
			}
			got, err = factor.OfValue()
			cxtest.Exactly(t, test.churn+", relative, "+string(timing), got, err, want[1])
		}
	}
}

func TestRetentionGainOfProfit(t *testing.T) {
	// By hand: a margin of 20 at r = 0.85 and d = 0.1 is worth 88, and 110 at 0.90. Of a
	// profit of 88 - 48 = 40, the 22 are 55 %.
	g, err := subscriber("20", "0.15", "0.1", "").RetentionByPoints(dec("0.05"))
	if err != nil {
		t.Fatal(err)
	}
	gain, err := g.Gain()
	cxtest.Exactly(t, "Gain", gain, err, "22")
	of, err := g.OfValue()
	cxtest.Exactly(t, "OfValue", of, err, "0.25")
	of, err = g.OfProfit(dec("48"))
	cxtest.Exactly(t, "OfProfit", of, err, "0.55")
	_, err = g.OfProfit(dec("88"))
	cxtest.Refuses(t, "no profit", err, cx.ErrUndefined)
	_, err = g.OfProfit(dec("100"))
	cxtest.Refuses(t, "a loss", err, cx.ErrUndefined)
	// A loss of retention: 88 to 73.33…, which is rounded once.
	g, err = subscriber("20", "0.15", "0.1", "").RetentionByPoints(dec("-0.05"))
	if err != nil {
		t.Fatal(err)
	}
	gain, err = g.Gain()
	cxtest.Exactly(t, "loss", gain, err, "-14.66666667")
	of, err = g.OfProfit(dec("48"))
	cxtest.Exactly(t, "loss of profit", of, err, "-0.36666667")
	// Where nobody would churn and nothing is discounted, the value after has no end.
	g, err = subscriber("20", "0.05", "0", "").RetentionByPoints(dec("0.05"))
	if err != nil || !g.After.Churn.IsZero() {
		t.Fatalf("RetentionByPoints to 1 = %+v, %v", g, err)
	}
	for name, query := range map[string]func() (decimal.Decimal, error){
		"Gain": g.Gain, "OfValue": g.OfValue, "the other way": cx.RetentionGain{Before: g.After, After: g.Before}.Gain,
		"no value before": cx.RetentionGain{Before: subscriber("0", "0.5", "0", ""), After: g.Before}.OfValue,
		"zero":            cx.RetentionGain{}.Gain,
	} {
		_, err := query()
		cxtest.Refuses(t, name, err, cx.ErrUndefined)
	}
}

func TestRetentionChangeBounds(t *testing.T) {
	l := subscriber("20", "0.15", "0.1", "")
	for points, churn := range map[string]string{"0.15": "0", "-0.85": "1", "0": "0.15", "0.1500": "0"} {
		g, err := l.RetentionByPoints(dec(points))
		if err != nil || !g.After.Churn.Equal(dec(churn)) || !g.Before.Churn.Equal(l.Churn) {
			t.Errorf("RetentionByPoints(%s) = %+v, %v, want a churn of %s", points, g, err, churn)
		}
	}
	for factor, churn := range map[string]string{
		"0": "1", "1": "0.15", "0.5": "0.575", "1.000000000000000000000000000000000": "0.15", // of 34 digits
	} {
		g, err := l.RetentionByFactor(dec(factor))
		if err != nil || !g.After.Churn.Equal(dec(churn)) {
			t.Errorf("RetentionByFactor(%s) = %+v, %v, want a churn of %s", factor, g, err, churn)
		}
	}
	for i, change := range []func() (cx.RetentionGain, error){
		func() (cx.RetentionGain, error) { return l.RetentionByPoints(dec("0.1500001")) },
		func() (cx.RetentionGain, error) { return l.RetentionByPoints(dec("-0.86")) },
		func() (cx.RetentionGain, error) { return l.RetentionByPoints(dec("5")) },
		func() (cx.RetentionGain, error) { return l.RetentionByFactor(dec("1.2")) }, // 1.02
		func() (cx.RetentionGain, error) { return l.RetentionByFactor(dec("-0.1")) },
		func() (cx.RetentionGain, error) { // a churn of 36 digits
			return l.RetentionByFactor(dec("0.1234567890123456789012345678901234"))
		},
	} {
		g, err := change()
		cxtest.Refuses(t, "change "+strconv.Itoa(i), err, cx.ErrInvalid)
		if g != (cx.RetentionGain{}) {
			t.Errorf("change %d gives %+v beside an error", i, g)
		}
	}
}

// A value that is exactly the largest float64 is finite. Of some of these periods, no rounding is
// between it and one of the margins tried.
func TestExpectedLifetimeValue_largest(t *testing.T) {
	found := false
	for n := 950; n < 1000; n++ {
		growth := math.Exp(-math.Log1p(-0.5) * float64(n)) // the discount of so many periods at -0.5, some 2^n
		margin := math.MaxFloat64 / growth
		if margin*growth != math.MaxFloat64 {
			continue
		}
		margins := make([]decimal.Decimal, n+1)
		margins[n] = decimal.NewFromFloat(margin)
		value, err := cx.ExpectedLifetimeValue(margins, cxtest.Must(cx.SteadySurvival(0)), -0.5)
		if err != nil || value != math.MaxFloat64 {
			t.Errorf("%d periods: %v, %v, want the largest number", n, value, err)
		}
		margins[n] = decimal.NewFromFloat(margin * 1.001)
		_, err = cx.ExpectedLifetimeValue(margins, cxtest.Must(cx.SteadySurvival(0)), -0.5)
		cxtest.Refuses(t, "more", err, cx.ErrInvalid)
		found = true
	}
	if !found {
		t.Error("no periods give the largest number")
	}
}
