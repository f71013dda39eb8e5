package cx_test

import (
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func TestAcquisitionCost(t *testing.T) {
	for _, test := range []struct {
		name             string
		a                cx.Acquisition
		blended, paid    string // the cost,
		noBlended, noPay error  // or why there is none
	}{
		{"a caller's program", cx.Acquisition{Spend: dec("50000"), Customers: 250}, "200", "", nil, cx.ErrNoData},
		// By hand: 9000 of 12000 went to channels that brought 30 of 100.
		{"paid and blended", cx.Acquisition{Spend: dec("12000"), PaidSpend: dec("9000"), Customers: 100, PaidCustomers: 30}, "120", "300", nil, nil},
		{"thirds", cx.Acquisition{Spend: dec("100"), PaidSpend: dec("100"), Customers: 3, PaidCustomers: 3}, "33.33333333", "33.33333333", nil, nil},
		{"nobody came", cx.Acquisition{Spend: dec("100"), PaidSpend: dec("50")}, "", "", cx.ErrNoData, cx.ErrNoData},
		{"nothing spent", cx.Acquisition{Customers: 5, PaidCustomers: 5}, "0", "0", nil, nil},
		{"lagged", cx.Acquisition{Spend: dec("100"), Customers: 4, LagPeriods: 2}, "25", "", nil, cx.ErrNoData},
		{"no data", cx.Acquisition{}, "", "", cx.ErrNoData, cx.ErrNoData},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.a.Cost()
			if test.noBlended != nil {
				cxtest.Refuses(t, "Cost", err, test.noBlended)
			} else {
				cxtest.Exactly(t, "Cost", got, err, test.blended)
			}
			got, err = test.a.PaidCost()
			if test.noPay != nil {
				cxtest.Refuses(t, "PaidCost", err, test.noPay)
			} else {
				cxtest.Exactly(t, "PaidCost", got, err, test.paid)
			}
			if total := test.a.Total(); total != test.a.Customers {
				t.Errorf("Total = %d, want %d", total, test.a.Customers)
			}
		})
	}
}

// invalidAcquisitions are tallies that nothing can have counted.
func invalidAcquisitions() map[string]cx.Acquisition {
	huge := decimal.New(1, 2_000_000_000)
	return map[string]cx.Acquisition{
		"spend below 0":        {Spend: dec("-1"), Customers: 1},
		"paid spend below 0":   {Spend: dec("1"), PaidSpend: dec("-1"), Customers: 1},
		"more paid than spent": {Spend: dec("1"), PaidSpend: dec("1.01"), Customers: 1},
		"customers below 0":    {Spend: dec("1"), Customers: -1},
		"paid ones below 0":    {Spend: dec("1"), Customers: 1, PaidCustomers: -1},
		"more paid than all":   {Spend: dec("1"), Customers: 1, PaidCustomers: 2},
		"smallest":             {Customers: math.MinInt64, PaidCustomers: math.MinInt64},
		"lag below 0":          {Customers: 1, LagPeriods: -1},
		"lag beyond":           {Customers: 1, LagPeriods: cx.MaxPeriods + 1},
		"huge spend":           {Spend: huge, Customers: 1},
		"huge paid spend":      {Spend: dec("1"), PaidSpend: huge, Customers: 1},
		"35 digits":            {Spend: dec("12345678901234567890123456789012345"), Customers: 1},
	}
}

func TestAcquisitionInvalid(t *testing.T) {
	point := func(a cx.Acquisition) []cx.Point[cx.Acquisition] {
		return []cx.Point[cx.Acquisition]{{Period: period("2026-01"), Tally: a}, {Period: period("2026-02")}}
	}
	for name, a := range invalidAcquisitions() {
		cxtest.Bounded(t, func() {
			for what, query := range map[string]func() (any, error){
				"Cost":             func() (any, error) { return a.Cost() },
				"PaidCost":         func() (any, error) { return a.PaidCost() },
				"MarshalJSON":      func() (any, error) { return a.MarshalJSON() },
				"AcquisitionRatio": func() (any, error) { return cx.RetentionCost{Spend: dec("1"), Retained: 1}.AcquisitionRatio(a) },
				"LagSpend":         func() (any, error) { return cx.LagSpend(point(a), 1) },
			} {
				_, err := query()
				cxtest.Refuses(t, name+": "+what, err, cx.ErrInvalid)
			}
			cxtest.Unchanged(t, name+": AddSpend", a, func(a *cx.Acquisition) error { return a.AddSpend(dec("1"), true) }, cx.ErrInvalid)
			cxtest.Unmerged(t, name+": Merge", a, cx.Acquisition{Customers: 1}, cx.ErrInvalid)
			cxtest.Unmerged(t, name+": Merge with nothing", a, cx.Acquisition{}, cx.ErrInvalid)
			if total := a.Total(); total < 0 {
				t.Errorf("%s: Total = %d", name, total)
			}
		})
	}
	const most = math.MaxInt64
	full := cx.Acquisition{Customers: most}
	few := cx.Acquisition{Spend: dec("2"), PaidSpend: dec("1"), Customers: 3, PaidCustomers: 2}
	add := func(paid bool) func(*cx.Acquisition) error {
		return func(a *cx.Acquisition) error { return a.AddCustomer(paid) }
	}
	spend := func(amount decimal.Decimal) func(*cx.Acquisition) error {
		return func(a *cx.Acquisition) error { return a.AddSpend(amount, true) }
	}
	cxtest.Unchanged(t, "a customer too many", full, add(true), cx.ErrInvalid)
	cxtest.Unchanged(t, "a customer to an impossible tally", cx.Acquisition{PaidCustomers: 1}, add(false), cx.ErrInvalid)
	cxtest.Unchanged(t, "a customer to less than none", cx.Acquisition{Customers: -1, PaidCustomers: -1}, add(true), cx.ErrInvalid)
	cxtest.Unchanged(t, "an amount below 0", few, spend(dec("-0.01")), cx.ErrInvalid)
	cxtest.Unchanged(t, "a huge amount", few, spend(decimal.New(1, 2_000_000_000)), cx.ErrInvalid)
	cxtest.Unchanged(t, "a sum of 54 digits", cx.Acquisition{Spend: dec("9e33")}, spend(dec("1e-20")), cx.ErrInvalid)
	cxtest.Unmerged(t, "customers", full, few, cx.ErrInvalid)
	cxtest.Unmerged(t, "digits", cx.Acquisition{Spend: dec("9e33")}, cx.Acquisition{Spend: dec("1e-20")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "lags", few, cx.Acquisition{Customers: 1, LagPeriods: 1}, cx.ErrMismatch)
	cxtest.Unmerged(t, "a lag without data", few, cx.Acquisition{LagPeriods: 1}, cx.ErrMismatch)
}

func TestAcquisitionAdd(t *testing.T) {
	var a cx.Acquisition
	for _, step := range []func() error{
		func() error { return a.AddSpend(dec("12.50"), true) },
		func() error { return a.AddSpend(dec("7.5"), false) },
		func() error { return a.AddSpend(dec("0"), true) },
		func() error { return a.AddCustomer(true) },
		func() error { return a.AddCustomer(false) },
		func() error { return a.AddCustomer(false) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	want := cx.Acquisition{Spend: dec("20"), PaidSpend: dec("12.5"), Customers: 3, PaidCustomers: 1}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
	lagged := cx.Acquisition{LagPeriods: 3}
	if err := lagged.AddSpend(dec("5"), false); err != nil || lagged.LagPeriods != 3 || !lagged.Spend.Equal(dec("5")) {
		t.Errorf("a lagged tally after AddSpend is %+v, %v", lagged, err)
	}
}

func TestLagSpend(t *testing.T) {
	months := func(tallies ...cx.Acquisition) []cx.Point[cx.Acquisition] {
		var points []cx.Point[cx.Acquisition]
		for i, a := range tallies {
			month := period([]string{"2025-11", "2025-12", "2026-01", "2026-02"}[i])
			points = append(points, cx.Point[cx.Acquisition]{Period: month, Tally: a})
		}
		return points
	}
	points := months(
		cx.Acquisition{Spend: dec("100"), PaidSpend: dec("60"), Customers: 1},
		cx.Acquisition{Spend: dec("200"), PaidSpend: dec("20"), Customers: 8, PaidCustomers: 4},
		cx.Acquisition{Customers: 5, PaidCustomers: 5},
		cx.Acquisition{Spend: dec("50"), Customers: 2, PaidCustomers: 1},
	)
	got, err := cx.LagSpend(points, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := months(cx.Acquisition{},
		cx.Acquisition{Spend: dec("100"), PaidSpend: dec("60"), Customers: 8, PaidCustomers: 4, LagPeriods: 1},
		cx.Acquisition{Spend: dec("200"), PaidSpend: dec("20"), Customers: 5, PaidCustomers: 5, LagPeriods: 1},
		cx.Acquisition{Customers: 2, PaidCustomers: 1, LagPeriods: 1},
	)[1:]
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("LagSpend by 1 (-want +got):\n%s", diff)
	}
	got, err = cx.LagSpend(points, 3)
	if want := months(cx.Acquisition{}, cx.Acquisition{}, cx.Acquisition{},
		cx.Acquisition{Spend: dec("100"), PaidSpend: dec("60"), Customers: 2, PaidCustomers: 1, LagPeriods: 3})[3:]; err != nil || !cmp.Equal(want, got) {
		t.Errorf("LagSpend by 3 = %+v, %v, want %+v", got, err, want)
	}
	for _, periods := range []int{4, 5, cx.MaxPeriods} {
		if got, err := cx.LagSpend(points, periods); got != nil || err != nil {
			t.Errorf("LagSpend by %d = %v, %v, want none", periods, got, err)
		}
	}
	if got, err := cx.LagSpend(nil, 1); got != nil || err != nil {
		t.Errorf("LagSpend of nothing = %v, %v", got, err)
	}
	for _, periods := range []int{0, -1, cx.MaxPeriods + 1, math.MaxInt, math.MinInt} {
		_, err := cx.LagSpend(points, periods)
		cxtest.Refuses(t, "LagSpend", err, cx.ErrInvalid)
	}
	spoilt := func(row int, change func(*cx.Point[cx.Acquisition])) []cx.Point[cx.Acquisition] {
		p := slices.Clone(points)
		change(&p[row])
		return p
	}
	for name, test := range map[string]struct {
		points []cx.Point[cx.Acquisition]
		row    int
	}{
		"a gap":            {slices.Delete(slices.Clone(points), 1, 2), 1},
		"order":            {spoilt(3, func(p *cx.Point[cx.Acquisition]) { p.Period = points[0].Period }), 3},
		"a lag already":    {spoilt(2, func(p *cx.Point[cx.Acquisition]) { p.Tally.LagPeriods = 1 }), 2},
		"no period":        {spoilt(0, func(p *cx.Point[cx.Acquisition]) { p.Period = cx.Period{} }), 0},
		"no tally":         {spoilt(1, func(p *cx.Point[cx.Acquisition]) { p.Tally.Customers = -1 }), 1},
		"the last is gone": {spoilt(3, func(p *cx.Point[cx.Acquisition]) { p.Tally.Spend = dec("-1") }), 3},
	} {
		_, err := cx.LagSpend(test.points, 3)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if row, ok := err.(*cx.RowError); !ok || row.Row != test.row {
			t.Errorf("%s: error %v, want one of row %d", name, err, test.row)
		}
	}
	// Periods that were lagged alike pool.
	quarter, err := cx.Rolling(want, 3)
	if err != nil || len(quarter) != 1 {
		t.Fatalf("Rolling = %v, %v", quarter, err)
	}
	cost, err := quarter[0].Tally.Cost()
	cxtest.Exactly(t, "cost of a lagged quarter", cost, err, "20") // 300 / 15
}

func TestRetentionCost(t *testing.T) {
	r := cx.RetentionCost{Spend: dec("4500"), Retained: 900}
	cost, err := r.Cost()
	cxtest.Exactly(t, "Cost", cost, err, "5")
	// By hand: 120 for a new customer, 5 to keep one.
	ratio, err := r.AcquisitionRatio(cx.Acquisition{Spend: dec("12000"), Customers: 100})
	cxtest.Exactly(t, "AcquisitionRatio", ratio, err, "24")
	// Rounded once: 100/3 over 1/3. As rounded it would be 100.00000000.
	ratio, err = cx.RetentionCost{Spend: dec("0.00000001"), Retained: 3}.AcquisitionRatio(cx.Acquisition{Spend: dec("0.00000005"), Customers: 7})
	cxtest.Exactly(t, "AcquisitionRatio of little", ratio, err, "2.14285714") // 15/7
	_, err = cx.RetentionCost{}.Cost()
	cxtest.Refuses(t, "no data", err, cx.ErrNoData)
	_, err = cx.RetentionCost{Spend: dec("5")}.Cost()
	cxtest.Refuses(t, "nobody retained", err, cx.ErrNoData)
	_, err = cx.RetentionCost{Spend: dec("5")}.AcquisitionRatio(cx.Acquisition{Spend: dec("1"), Customers: 1})
	cxtest.Refuses(t, "ratio, nobody retained", err, cx.ErrNoData)
	_, err = cx.RetentionCost{Retained: 5}.AcquisitionRatio(cx.Acquisition{Spend: dec("1"), Customers: 1})
	cxtest.Refuses(t, "ratio, nothing spent", err, cx.ErrUndefined)
	_, err = r.AcquisitionRatio(cx.Acquisition{Spend: dec("1")})
	cxtest.Refuses(t, "ratio, nobody acquired", err, cx.ErrNoData)
	for name, r := range map[string]cx.RetentionCost{
		"spend": {Spend: dec("-1"), Retained: 1}, "retained": {Spend: dec("1"), Retained: -1},
		"huge": {Spend: decimal.New(1, 2_000_000_000), Retained: 1}, "tiny": {Spend: decimal.New(1, -2_000_000_000), Retained: 1},
	} {
		cxtest.Bounded(t, func() {
			_, err := r.Cost()
			cxtest.Refuses(t, name+": Cost", err, cx.ErrInvalid)
			_, err = r.AcquisitionRatio(cx.Acquisition{Spend: dec("1"), Customers: 1})
			cxtest.Refuses(t, name+": AcquisitionRatio", err, cx.ErrInvalid)
			_, err = r.MarshalJSON()
			cxtest.Refuses(t, name+": MarshalJSON", err, cx.ErrInvalid)
		})
	}
}

func TestEconomics(t *testing.T) {
	for _, test := range []struct {
		name, value, cost string
		ratio, profit     string
		verdict           cx.ValueVerdict // at a threshold of 3
	}{
		{"a caller's program", "576", "200", "2.88", "376", cx.PaysBack},
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
	bid, err := e.MaxBid(dec("3"), cx.Proportion{Count: 30, Base: 1200})
	cxtest.Exactly(t, "MaxBid", bid, err, "4.8")
	bid, err = e.MaxBid(dec("3"), cx.Proportion{Count: 0, Base: 1200})
	cxtest.Exactly(t, "MaxBid of clicks in vain", bid, err, "0")
	// Rounded once: 192/7, where the cost as rounded would do as well; 1/3 · 1/7 would not.
	bid, err = cx.Economics{Value: dec("0.00000011")}.MaxBid(dec("3"), cx.Proportion{Count: 1, Base: 7})
	cxtest.Exactly(t, "MaxBid of little", bid, err, "0.00000001") // 11/21 of the last place
	_, err = e.MaxBid(dec("3"), cx.Proportion{})
	cxtest.Refuses(t, "no clicks", err, cx.ErrNoData)
	_, err = e.MaxBid(dec("3"), cx.Proportion{Count: 2, Base: 1})
	cxtest.Refuses(t, "more customers than clicks", err, cx.ErrInvalid)
	for _, value := range []string{"0", "-5"} {
		_, err = cx.Economics{Value: dec(value), Cost: dec("1")}.AllowableCost(dec("3"))
		cxtest.Refuses(t, "no value", err, cx.ErrUndefined)
		_, err = cx.Economics{Value: dec(value), Cost: dec("1")}.MaxBid(dec("3"), cx.Proportion{Count: 1, Base: 2})
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
			"MaxBid":        func() (any, error) { return e.MaxBid(dec("3"), cx.Proportion{Count: 1, Base: 2}) },
			"MarshalJSON":   func() (any, error) { return e.MarshalJSON() },
		} {
			cxtest.Bounded(t, func() {
				_, err := query()
				cxtest.Refuses(t, name+": "+what, err, cx.ErrInvalid)
			})
		}
	}
}

// loyalty is a program on the first example of R. G. Newcombe, Statistics in Medicine 17
// (1998), 873-890, whose difference of 0.2 has the limits .0524315..0.3338727 by his
// method 10: a gain of 0.2 · 1000 · 90 for 9000.
func loyalty() cx.Program {
	return cx.Program{
		Control: cx.Proportion{Count: 48, Base: 80}, Treated: cx.Proportion{Count: 56, Base: 70},
		Base: 1000, Value: dec("90"), Cost: dec("9000"), Periods: dec("12"),
	}
}

func TestProgram(t *testing.T) {
	with := func(change func(*cx.Program)) cx.Program {
		p := loyalty()
		change(&p)
		return p
	}
	for _, test := range []struct {
		name         string
		p            cx.Program
		gain, profit string
		payback      cx.Payback
	}{
		{"by hand", loyalty(), "18000", "1", cx.Payback{Periods: 6, Period: 6}},
		{"dear", with(func(p *cx.Program) { p.Cost = dec("20000") }), "18000", "-0.1", cx.Payback{Never: true}},
		{"as dear as its gain", with(func(p *cx.Program) { p.Cost = dec("18000") }), "18000", "0", cx.Payback{Periods: 12, Period: 12}},
		{"rounded once", with(func(p *cx.Program) { p.Cost, p.Periods = dec("7000"), dec("10") }), "18000", "1.57142857", cx.Payback{Periods: 35.0 / 9, Period: 4}},
		// 1/3 - 1/7 = 4/21 of 90,000.
		{"thirds and sevenths", with(func(p *cx.Program) {
			p.Control, p.Treated = cx.Proportion{Count: 1, Base: 7}, cx.Proportion{Count: 1, Base: 3}
		}), "17142.85714286", "0.90476190", cx.Payback{Periods: 6.3, Period: 7}},
		{"it does harm", with(func(p *cx.Program) { p.Control, p.Treated = p.Treated, p.Control }), "-18000", "-3", cx.Payback{Never: true}},
		{"it does nothing", with(func(p *cx.Program) { p.Control = p.Treated }), "0", "-1", cx.Payback{Never: true}},
		{"nobody is reached", with(func(p *cx.Program) { p.Base = 0 }), "0", "-1", cx.Payback{Never: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			gain, err := test.p.Gain()
			cxtest.Exactly(t, "Gain", gain, err, test.gain)
			profit, err := test.p.Return()
			cxtest.Exactly(t, "Return", profit, err, test.profit)
			payback, err := test.p.Payback()
			cxtest.Near(t, "Payback", payback.Periods, test.payback.Periods, 1e-12)
			if payback.Period != test.payback.Period || payback.Never != test.payback.Never || err != nil {
				t.Errorf("Payback = %+v, %v, want %+v", payback, err, test.payback)
			}
		})
	}
	free := with(func(p *cx.Program) { p.Cost = dec("0") })
	_, err := free.Return()
	cxtest.Refuses(t, "Return at no cost", err, cx.ErrUndefined)
	_, err = free.Interval(0.95)
	cxtest.Refuses(t, "Interval at no cost", err, cx.ErrUndefined)
	if payback, err := free.Payback(); payback != (cx.Payback{}) || err != nil {
		t.Errorf("Payback at no cost = %+v, %v", payback, err)
	}
	harmful := free
	harmful.Control, harmful.Treated = free.Treated, free.Control
	if payback, err := harmful.Payback(); payback != (cx.Payback{Never: true}) || err != nil {
		t.Errorf("Payback of harm at no cost = %+v, %v", payback, err)
	}
	_, err = with(func(p *cx.Program) { p.Periods = dec("0") }).Payback()
	cxtest.Refuses(t, "Payback in no time", err, cx.ErrUndefined)
	_, err = with(func(p *cx.Program) { p.Periods = dec("1e34") }).Payback()
	cxtest.Refuses(t, "Payback in all time", err, cx.ErrInvalid)
	for name, p := range map[string]cx.Program{
		"no control": with(func(p *cx.Program) { p.Control = cx.Proportion{} }),
		"nobody":     with(func(p *cx.Program) { p.Treated = cx.Proportion{} }),
		"zero":       {},
	} {
		for what, query := range programQueries(p) {
			_, err := query()
			cxtest.Refuses(t, name+": "+what, err, cx.ErrNoData)
		}
	}
}

// By hand: the limits of the difference times 1000 · 90 / 9000 = 10, less 1.
func TestProgramInterval(t *testing.T) {
	p := loyalty()
	got, err := p.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "low", got.Low, -0.475685, 5.1e-7)
	cxtest.Near(t, "high", got.High, 2.338727, 5.1e-7)
	if got.Level != 0.95 || got.Clipped {
		t.Errorf("Interval = %+v", got)
	}
	// 10/10 and 0/20: .6790861..1 by Newcombe's method 10.
	p.Treated, p.Control = cx.Proportion{Count: 10, Base: 10}, cx.Proportion{Base: 20}
	if got, err = p.Interval(0.95); err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "low of all and none", got.Low, 5.790861, 5.1e-7)
	cxtest.Near(t, "high of all and none", got.High, 9, 1e-12)
	for _, level := range []float64{0, 1, -1, 95, math.NaN()} {
		_, err := p.Interval(level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	}
}

func programQueries(p cx.Program) map[string]func() (any, error) {
	return map[string]func() (any, error){
		"Gain":     func() (any, error) { return p.Gain() },
		"Return":   func() (any, error) { return p.Return() },
		"Interval": func() (any, error) { return p.Interval(0.95) },
		"Payback":  func() (any, error) { return p.Payback() },
	}
}

func TestProgramInvalid(t *testing.T) {
	huge, tiny := decimal.New(1, 2_000_000_000), decimal.New(1, -2_000_000_000)
	for name, change := range map[string]func(*cx.Program){
		"control":         func(p *cx.Program) { p.Control.Count = 81 },
		"treated":         func(p *cx.Program) { p.Treated.Count = -1 },
		"base":            func(p *cx.Program) { p.Base = -1 },
		"value":           func(p *cx.Program) { p.Value = dec("-1") },
		"huge value":      func(p *cx.Program) { p.Value = huge },
		"cost":            func(p *cx.Program) { p.Cost = dec("-1") },
		"tiny cost":       func(p *cx.Program) { p.Cost = tiny },
		"periods":         func(p *cx.Program) { p.Periods = dec("-1") },
		"huge periods":    func(p *cx.Program) { p.Periods = huge },
		"all, and groups": func(p *cx.Program) { *p = cx.Program{Value: huge, Cost: huge, Periods: tiny} },
	} {
		p := loyalty()
		change(&p)
		queries := programQueries(p)
		queries["MarshalJSON"] = func() (any, error) { return p.MarshalJSON() }
		for what, query := range queries {
			cxtest.Bounded(t, func() {
				_, err := query()
				cxtest.Refuses(t, name+": "+what, err, cx.ErrInvalid)
			})
		}
	}
	p := loyalty()
	p.Base, p.Value = math.MaxInt64, dec("9999999999999999999999999999999999")
	_, err := p.Gain()
	cxtest.Refuses(t, "a gain of 53 digits", err, cx.ErrInvalid)
	_, err = p.Interval(0.95)
	cxtest.Refuses(t, "a return of 49 digits", err, cx.ErrInvalid)
}
