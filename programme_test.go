package cx_test

import (
	"math"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// loyalty is a programme on Newcombe's first example, whose difference of 0.2 has the
// limits .0524315..0.3338727 (decisions.md): a gain of 0.2 · 1000 · 90 for 9000.
func loyalty() cx.Programme {
	return cx.Programme{
		Control: cx.Proportion{Count: 48, Total: 80}, Treated: cx.Proportion{Count: 56, Total: 70},
		Base: 1000, Value: dec("90"), Cost: dec("9000"), Periods: dec("12"),
	}
}

func TestProgramme(t *testing.T) {
	with := func(change func(*cx.Programme)) cx.Programme {
		p := loyalty()
		change(&p)
		return p
	}
	for _, test := range []struct {
		name         string
		p            cx.Programme
		gain, profit string
		payback      cx.Payback
	}{
		{"by hand", loyalty(), "18000", "1", cx.Payback{Periods: 6, Period: 6}},
		{"dear", with(func(p *cx.Programme) { p.Cost = dec("20000") }), "18000", "-0.1", cx.Payback{Never: true}},
		{"as dear as its gain", with(func(p *cx.Programme) { p.Cost = dec("18000") }), "18000", "0", cx.Payback{Periods: 12, Period: 12}},
		{"rounded once", with(func(p *cx.Programme) { p.Cost, p.Periods = dec("7000"), dec("10") }), "18000", "1.57142857", cx.Payback{Periods: 35.0 / 9, Period: 4}},
		// 1/3 - 1/7 = 4/21 of 90,000.
		{"thirds and sevenths", with(func(p *cx.Programme) {
			p.Control, p.Treated = cx.Proportion{Count: 1, Total: 7}, cx.Proportion{Count: 1, Total: 3}
		}), "17142.85714286", "0.90476190", cx.Payback{Periods: 6.3, Period: 7}},
		{"it does harm", with(func(p *cx.Programme) { p.Control, p.Treated = p.Treated, p.Control }), "-18000", "-3", cx.Payback{Never: true}},
		{"it does nothing", with(func(p *cx.Programme) { p.Control = p.Treated }), "0", "-1", cx.Payback{Never: true}},
		{"nobody is reached", with(func(p *cx.Programme) { p.Base = 0 }), "0", "-1", cx.Payback{Never: true}},
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
	free := with(func(p *cx.Programme) { p.Cost = dec("0") })
	_, err := free.Return()
	cxtest.Refuses(t, "Return at no cost", err, cx.ErrUndefined)
	_, err = free.Interval(0.95)
	cxtest.Refuses(t, "Interval at no cost", err, cx.ErrUndefined)
	if payback, err := free.Payback(); payback != (cx.Payback{}) || err != nil {
		t.Errorf("Payback at no cost = %+v, %v", payback, err)
	}
	_, err = with(func(p *cx.Programme) { p.Periods = dec("0") }).Payback()
	cxtest.Refuses(t, "Payback in no time", err, cx.ErrUndefined)
	_, err = with(func(p *cx.Programme) { p.Periods = dec("1e34") }).Payback()
	cxtest.Refuses(t, "Payback in all time", err, cx.ErrInvalid)
	for name, p := range map[string]cx.Programme{
		"no control": with(func(p *cx.Programme) { p.Control = cx.Proportion{} }),
		"nobody":     with(func(p *cx.Programme) { p.Treated = cx.Proportion{} }),
		"zero":       {},
	} {
		for what, query := range programmeQueries(p) {
			_, err := query()
			cxtest.Refuses(t, name+": "+what, err, cx.ErrNoData)
		}
	}
}

// By hand: the limits of the difference times 1000 · 90 / 9000 = 10, less 1.
func TestProgrammeInterval(t *testing.T) {
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
	// 10/10 and 0/20: .6790861..1 (decisions.md).
	p.Treated, p.Control = cx.Proportion{Count: 10, Total: 10}, cx.Proportion{Total: 20}
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

func programmeQueries(p cx.Programme) map[string]func() (any, error) {
	return map[string]func() (any, error){
		"Gain":     func() (any, error) { return p.Gain() },
		"Return":   func() (any, error) { return p.Return() },
		"Interval": func() (any, error) { return p.Interval(0.95) },
		"Payback":  func() (any, error) { return p.Payback() },
	}
}

func TestProgrammeInvalid(t *testing.T) {
	huge, tiny := decimal.New(1, 2_000_000_000), decimal.New(1, -2_000_000_000)
	for name, change := range map[string]func(*cx.Programme){
		"control":         func(p *cx.Programme) { p.Control.Count = 81 },
		"treated":         func(p *cx.Programme) { p.Treated.Count = -1 },
		"base":            func(p *cx.Programme) { p.Base = -1 },
		"value":           func(p *cx.Programme) { p.Value = dec("-1") },
		"huge value":      func(p *cx.Programme) { p.Value = huge },
		"cost":            func(p *cx.Programme) { p.Cost = dec("-1") },
		"tiny cost":       func(p *cx.Programme) { p.Cost = tiny },
		"periods":         func(p *cx.Programme) { p.Periods = dec("-1") },
		"huge periods":    func(p *cx.Programme) { p.Periods = huge },
		"all, and groups": func(p *cx.Programme) { *p = cx.Programme{Value: huge, Cost: huge, Periods: tiny} },
	} {
		p := loyalty()
		change(&p)
		queries := programmeQueries(p)
		queries["MarshalJSON"] = func() (any, error) { return p.MarshalJSON() }
		for what, query := range queries {
			lifeWithin(t, 100*time.Millisecond, func() {
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

// A programme that does harm never pays back, not even where it costs nothing.
func TestProgrammeHarmfulAndFree(t *testing.T) {
	p := loyalty()
	p.Control, p.Treated = p.Treated, p.Control
	p.Cost = decimal.Decimal{}
	got, err := p.Payback()
	if want := (cx.Payback{Never: true}); err != nil || got != want {
		t.Errorf("Payback() = %+v, %v, want %+v", got, err, want)
	}
}
