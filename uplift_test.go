package cx_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// upliftAmounts tallies amounts given as text with blanks between.
func upliftAmounts(t *testing.T, texts string) cx.Amounts {
	t.Helper()
	a, err := amountsOf(strings.Fields(texts)...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// (12, 15, 11, 14) against (10, 9, 12, 9), and the same with control stores: the figures of
// the definition, to more digits by mpmath 1.3.
func TestPromotionUplift(t *testing.T) {
	p := cx.Promotion{During: upliftAmounts(t, "12 15 11 14"), Baseline: upliftAmounts(t, "10 9 12 9")}
	check := func(rate, incremental string, value, se, df, pValue, low, high float64) {
		t.Helper()
		got, err := p.Rate()
		cxtest.Exactly(t, "Rate", got, err, rate)
		got, err = p.Incremental()
		cxtest.Exactly(t, "Incremental", got, err, incremental)
		u, err := p.Uplift(0.95)
		if err != nil || u.AssumesPoisson {
			t.Errorf("Uplift = %+v, %v", u, err)
		}
		cxtest.Near(t, "Value", u.Value, value, 1e-12)
		cxtest.Near(t, "StandardError", u.StandardError, se, 1e-12)
		cxtest.Near(t, "DegreesOfFreedom", u.DegreesOfFreedom, df, 1e-12)
		cxtest.Near(t, "P", u.P, pValue, 1e-10)
		cxtest.Near(t, "Low", u.Interval.Low, low, 1e-12)
		cxtest.Near(t, "High", u.Interval.High, high, 1e-12)
	}
	check("0.3", "12", 0.3, 0.09965423457850654, 5.999710087190784, 0.03891808932569334, 0.01868876993238788, 0.6589954163450415)
	if got := p.Total(); got != 4 {
		t.Errorf("Total() = %d, want 4", got)
	}

	// The control stores sold 22 a day against 20: 11 were to be expected, 44 in all.
	p.ControlDuring, p.ControlBaseline = upliftAmounts(t, "21 19 23 25"), upliftAmounts(t, "20 22 18")
	check("0.18181818", "8", 2.0/11, 0.1292587558874069, 10.7588056715235, 0.2232860909162013, -0.1115017536036919, 0.5719718306039829)

	// Money has the same uplift in any unit.
	for _, scale := range []int32{-8, 6} {
		q := p
		for _, a := range []*cx.Amounts{&q.During, &q.Baseline, &q.ControlDuring, &q.ControlBaseline} {
			a.Sum, a.Squares = a.Sum.Shift(scale), a.Squares.Shift(2*scale)
		}
		u, err := q.Uplift(0.95)
		cxtest.Near(t, "High", u.Interval.High, 0.5719718306039829, 1e-12)
		if err != nil {
			t.Error(err)
		}
	}
}

// Unequal numbers of days: 3 days at 10 against 2 days at 8 brought 30 - 24 = 6.
func TestPromotionUnequalDays(t *testing.T) {
	p := cx.Promotion{During: upliftAmounts(t, "9 10 11"), Baseline: upliftAmounts(t, "7 9")}
	got, err := p.Rate()
	cxtest.Exactly(t, "Rate", got, err, "0.25")
	got, err = p.Incremental()
	cxtest.Exactly(t, "Incremental", got, err, "6")
	// 10 - 2·10/3, which is no decimal.
	p = cx.Promotion{During: upliftAmounts(t, "4 6"), Baseline: upliftAmounts(t, "3 3 4")}
	got, err = p.Incremental()
	cxtest.Exactly(t, "Incremental", got, err, "3.33333333")
	got, err = p.Rate()
	cxtest.Exactly(t, "Rate", got, err, "0.5")
}

func TestPromotionUndefined(t *testing.T) {
	a := func(texts string) cx.Amounts { return upliftAmounts(t, texts) }
	days, one := a("3 4 5"), a("4")
	for _, tt := range []struct {
		name                      string
		p                         cx.Promotion
		rate, incremental, uplift error
	}{
		{"no data", cx.Promotion{}, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"no baseline", cx.Promotion{During: days}, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"nothing during", cx.Promotion{Baseline: days}, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"half a control", cx.Promotion{During: days, Baseline: days, ControlDuring: days}, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"the other half", cx.Promotion{During: days, Baseline: days, ControlBaseline: days}, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"one day", cx.Promotion{During: one, Baseline: days}, nil, nil, cx.ErrUndefined},
		{"one day before", cx.Promotion{During: days, Baseline: one}, nil, nil, cx.ErrUndefined},
		{"one day of the control", cx.Promotion{During: days, Baseline: days, ControlDuring: one, ControlBaseline: days}, nil, nil, cx.ErrUndefined},
		{"baseline 0", cx.Promotion{During: days, Baseline: a("0 0 0")}, cx.ErrUndefined, nil, cx.ErrUndefined},
		{"baseline below 0", cx.Promotion{During: days, Baseline: a("-1 -2")}, cx.ErrUndefined, nil, cx.ErrUndefined},
		{"sold nothing", cx.Promotion{During: a("0 0"), Baseline: days}, nil, nil, cx.ErrUndefined},
		{"returns", cx.Promotion{During: a("-1 -2"), Baseline: days}, nil, nil, cx.ErrUndefined},
		{"control 0", cx.Promotion{During: days, Baseline: days, ControlDuring: days, ControlBaseline: a("0 0")}, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined},
		{"control falls to 0", cx.Promotion{During: days, Baseline: days, ControlDuring: a("0 0"), ControlBaseline: days}, cx.ErrUndefined, nil, cx.ErrUndefined},
		{"no spread", cx.Promotion{During: a("2 2"), Baseline: a("3 3")}, nil, nil, cx.ErrUndefined},
		{"spread beyond measure", cx.Promotion{During: a("1e15 -999999999999999"), Baseline: a("1 1.1")}, nil, nil, cx.ErrUndefined},
	} {
		t.Run(tt.name, func(t *testing.T) {
			check := func(what string, zero bool, err, want error) {
				t.Helper()
				if want == nil {
					if err != nil {
						t.Errorf("%s: %v", what, err)
					}
					return
				}
				cxtest.Refuses(t, what, err, want)
				if !zero {
					t.Errorf("%s has a value with an error", what)
				}
			}
			d, err := tt.p.Rate()
			check("Rate", d.IsZero(), err, tt.rate)
			d, err = tt.p.Incremental()
			check("Incremental", d.IsZero(), err, tt.incremental)
			u, err := tt.p.Uplift(0.95)
			check("Uplift", u == cx.Uplift{}, err, tt.uplift)
		})
	}
	// A product that sold nothing has an uplift of -1.
	got, err := cx.Promotion{During: a("0 0"), Baseline: days}.Rate()
	cxtest.Exactly(t, "Rate", got, err, "-1")
}

func TestIncrementalSales(t *testing.T) {
	part := func(during, baseline string) cx.Promotion {
		return cx.Promotion{During: upliftAmounts(t, during), Baseline: upliftAmounts(t, baseline)}
	}
	// Thirds of which each is rounded: 10 - 20/3, 9 - 20/3, 8 - 20/3.
	s, err := cx.IncrementalSalesOf(part("4 6", "3 3 4"), part("4 5", "3 3 4"), part("4 4", "3 3 4"))
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Exactly(t, "Product", s.Product, nil, "3.33333333")
	cxtest.Exactly(t, "Halo", s.Halo, nil, "2.33333333")
	cxtest.Exactly(t, "Rest", s.Rest, nil, "1.33333333")
	cxtest.Exactly(t, "Total", s.Total, nil, "6.99999999") // of the parts, exactly
	got, err := s.HaloRatio()
	cxtest.Exactly(t, "HaloRatio", got, err, "0.7") // 2.33333333 / 3.33333333 = 0.69999999960
	for i, parts := range [][3]cx.Promotion{
		{{}, part("1", "1"), part("1", "1")}, {part("1", "1"), {}, part("1", "1")}, {part("1", "1"), part("1", "1"), {}},
	} {
		s, err := cx.IncrementalSalesOf(parts[0], parts[1], parts[2])
		cxtest.Refuses(t, "IncrementalSalesOf", err, cx.ErrNoData)
		if !s.Total.IsZero() || !s.Product.IsZero() {
			t.Errorf("part %d missing: %v with an error", i, s)
		}
	}
	for _, product := range []string{"0", "-3"} {
		_, err := cx.IncrementalSales{Product: dec(product), Halo: dec("3"), Total: dec(product).Add(dec("3"))}.HaloRatio()
		cxtest.Refuses(t, "HaloRatio", err, cx.ErrUndefined)
	}
	_, err = cx.IncrementalSales{Product: dec("1")}.HaloRatio()
	cxtest.Refuses(t, "HaloRatio", err, cx.ErrInvalid)

	// A third of an amount of 29 digits has more than 34, and so has the sum of 1e30 and a
	// third.
	many := cx.Amounts{Count: 1e18, Sum: decimal.New(1, 28), Squares: decimal.New(1e6, 34)}
	_, err = cx.Promotion{During: many, Baseline: upliftAmounts(t, "3 3 4")}.Incremental()
	cxtest.Refuses(t, "Incremental", err, cx.ErrInvalid)
	many.Sum = decimal.New(1, 30)
	large := cx.Promotion{During: many, Baseline: upliftAmounts(t, "0 0")}
	s, err = cx.IncrementalSalesOf(large, part("4 6", "3 3 4"), part("4 6", "3 3 4"))
	cxtest.Refuses(t, "IncrementalSalesOf", err, cx.ErrInvalid)
	if !s.Total.IsZero() {
		t.Errorf("%v with an error", s)
	}
}
