package cx_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// linkedOf is a class of 100 customers with so many buyers, who paid 10 each.
func linkedOf(class string, buyers int64) cx.LinkedClass {
	return cx.LinkedClass{
		Class: class, Customers: 100, Followed: 100, Buyers: buyers, Orders: buyers,
		Revenue: cx.Amounts{Count: 100, Sum: decimal.New(buyers, 1), Squares: decimal.New(buyers, 2)},
	}
}

func TestClassDifferences(t *testing.T) {
	small := cx.LinkedClass{Class: "d", Customers: 29, Followed: 29, Buyers: 29, Orders: 29, Revenue: cx.Amounts{Count: 29, Sum: dec("290"), Squares: dec("2900")}}
	l := cx.Linkage{
		HorizonSeconds: 60, AsOf: yearDay(1), Classes: []cx.LinkedClass{linkedOf("a", 40), linkedOf("b", 60), linkedOf("c", 55), small},
		Activities: cx.LinkedRows{Counted: 184},
	}
	got, err := l.RateDifferences(func(c cx.LinkedClass) (cx.Proportion, error) { return c.Repeated(), nil }, 30, 0.95)
	if err != nil || len(got) != 6 {
		t.Fatalf("RateDifferences = %v, %v, want 6 pairs", got, err)
	}
	// Pooled z tests by hand: (40-60)/100/sqrt(.5·.5·.02) = -2.828427, p .004677735;
	// (40-55)/100/sqrt(.475·.525·.02) = -2.123977, p .033672; 5/100/sqrt(.575·.425·.02)
	// = .715199, p .474487. Holm: 3 p, 2 p, p.
	for i, want := range []struct {
		class, other string
		difference   float64
		p, adjusted  float64
	}{
		{"a", "b", -0.20, 0.004677735, 0.014033205},
		{"a", "c", -0.15, 0.033672, 0.067344},
		{"a", "d", 0, 0, 0},
		{"b", "c", 0.05, 0.474487, 0.474487},
		{"b", "d", 0, 0, 0},
		{"c", "d", 0, 0, 0},
	} {
		d := got[i]
		if d.Class != want.class || d.Other != want.other || d.Tested != (want.p > 0) {
			t.Errorf("pair %d is %v, want %v", i, d, want)
		}
		cxtest.Near(t, "difference", d.Difference.Difference, want.difference, 1e-12)
		cxtest.Near(t, "p", d.Difference.P, want.p, 1e-6)
		cxtest.Near(t, "adjusted p", d.AdjustedP, want.adjusted, 2e-6)
	}
	revenue, err := l.RevenueDifferences(30, 0.95)
	if err != nil || len(revenue) != 6 {
		t.Fatalf("RevenueDifferences = %v, %v, want 6 pairs", revenue, err)
	}
	want, err := l.Classes[0].Revenue.Difference(l.Classes[1].Revenue, 0.95)
	if diff := cmp.Diff(want, revenue[0].Difference); diff != "" || err != nil {
		t.Errorf("RevenueDifferences: %v (-want +got)\n%s", err, diff)
	}
	// With a lower minimum the small class, where all bought, is tested too.
	got, err = l.RateDifferences(func(c cx.LinkedClass) (cx.Proportion, error) { return c.Repeated(), nil }, 29, 0.95)
	if err != nil || !got[2].Tested {
		t.Errorf("RateDifferences with the minimum 29 = %v, %v", got, err)
	}
	// The revenue of a class in which all paid alike can be tested against another.
	revenue, err = l.RevenueDifferences(29, 0.95)
	if err != nil || !revenue[2].Tested {
		t.Errorf("RevenueDifferences with the minimum 29 = %v, %v", revenue, err)
	}

	bad := l
	bad.Late = -1
	calls := map[string]func() ([]cx.ClassDifference, error){
		"no function": func() ([]cx.ClassDifference, error) { return l.RateDifferences(nil, 30, 0.95) },
		"minimum 0": func() ([]cx.ClassDifference, error) {
			return l.RateDifferences(func(c cx.LinkedClass) (cx.Proportion, error) { return c.Retained(), nil }, 0, 0.95)
		},
		"level 1": func() ([]cx.ClassDifference, error) {
			return l.RateDifferences(func(c cx.LinkedClass) (cx.Proportion, error) { return c.Retained(), nil }, 30, 1)
		},
		"unknown outcome": func() ([]cx.ClassDifference, error) {
			return l.RateDifferences(func(c cx.LinkedClass) (cx.Proportion, error) { return c.Had("x") }, 30, 0.95)
		},
		"invalid": func() ([]cx.ClassDifference, error) {
			return bad.RateDifferences(func(cx.LinkedClass) (cx.Proportion, error) { return cx.Proportion{}, nil }, 30, 0.95)
		},
		"revenue, minimum": func() ([]cx.ClassDifference, error) { return l.RevenueDifferences(-1, 0.95) },
		"revenue, level":   func() ([]cx.ClassDifference, error) { return l.RevenueDifferences(1, 0) },
		"revenue, invalid": func() ([]cx.ClassDifference, error) { return bad.RevenueDifferences(1, 0.95) },
	}
	for name, call := range calls {
		got, err := call()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if got != nil {
			t.Errorf("%s: %v beside the error", name, got)
		}
	}
	if got, err := (cx.Linkage{}).RevenueDifferences(1, 0.95); got != nil || err != nil {
		t.Errorf("RevenueDifferences of no classes = %v, %v", got, err)
	}
}

// TestClassDifferences_adjusted: of three tests each interval is at 1 - .05/3, which is that of
// the comparison at this level, and PGreater goes with the test.
func TestClassDifferences_adjusted(t *testing.T) {
	l := cx.Linkage{
		HorizonSeconds: 60, AsOf: yearDay(1), Classes: []cx.LinkedClass{linkedOf("a", 40), linkedOf("b", 60), linkedOf("c", 55)},
		Activities: cx.LinkedRows{Counted: 155},
	}
	rates, err := l.RateDifferences(func(c cx.LinkedClass) (cx.Proportion, error) { return c.Repeated(), nil }, 30, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	revenue, err := l.RevenueDifferences(30, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	for k, pair := range [][2]int{{0, 1}, {0, 2}, {1, 2}} {
		a, b := l.Classes[pair[0]], l.Classes[pair[1]]
		share, err := a.Repeated().Difference(b.Repeated(), 1-(1-0.95)/3)
		if diff := cmp.Diff(share.Interval, rates[k].AdjustedInterval); diff != "" || err != nil {
			t.Errorf("pair %d of rates: %v (-want +got)\n%s", k, err, diff)
		}
		paid, err := a.Revenue.Difference(b.Revenue, 1-(1-0.95)/3)
		if diff := cmp.Diff(paid.Interval, revenue[k].AdjustedInterval); diff != "" || err != nil {
			t.Errorf("pair %d of revenue: %v (-want +got)\n%s", k, err, diff)
		}
		share, err = a.Repeated().Difference(b.Repeated(), 0.95)
		if diff := cmp.Diff(share, revenue[k].Buying); diff != "" || err != nil {
			t.Errorf("pair %d, buying: %v (-want +got)\n%s", k, err, diff)
		}
		// All buyers paid 10: their spend has no spread to compare.
		if revenue[k].PerBuyer != (cx.Comparison{}) || rates[k].Buying != (cx.Comparison{}) {
			t.Errorf("pair %d: %+v, %+v", k, revenue[k].PerBuyer, rates[k].Buying)
		}
	}
	// One test alone has the interval of its Difference, and a level next to 1 has one.
	l.Classes, l.Activities.Counted = l.Classes[:2], 100
	for _, level := range []float64{1e-10, 0.95, math.Nextafter(1, 0)} {
		got, err := l.RevenueDifferences(30, level)
		if err != nil || got[0].AdjustedInterval.Low > got[0].Difference.Difference || got[0].AdjustedInterval.High < got[0].Difference.Difference ||
			level == 0.95 && math.Abs(got[0].AdjustedInterval.Low-got[0].Difference.Interval.Low) > 1e-12 {
			t.Errorf("at %v: %+v, %v", level, got, err)
		}
	}
}

// TestRevenueDifferences_parts: 20 of 100 who paid 20 40 60 80 100 four times, and 60 of 300 who
// paid 50 to 79 twice. The shares are equal; the buyers' means are 60 and 64.5.
func TestRevenueDifferences_parts(t *testing.T) {
	class := func(name string, customers int64, paid []int64, times int) cx.LinkedClass {
		revenue := cx.Amounts{Count: customers - int64(len(paid)*times)}
		for range times {
			for _, p := range paid {
				if err := revenue.Add(decimal.New(p, 0)); err != nil {
					t.Fatal(err)
				}
			}
		}
		n := int64(len(paid) * times)
		return cx.LinkedClass{Class: name, Customers: customers, Followed: customers, Buyers: n, Orders: n, Revenue: revenue}
	}
	var many []int64
	for p := int64(50); p < 80; p++ {
		many = append(many, p)
	}
	l := cx.Linkage{HorizonSeconds: 60, AsOf: yearDay(1), Classes: []cx.LinkedClass{
		class("a", 100, []int64{20, 40, 60, 80, 100}, 4), class("b", 300, many, 2),
	}, Activities: cx.LinkedRows{Counted: 80}}
	got, err := l.RevenueDifferences(20, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	d := got[0]
	cxtest.Near(t, "Difference", d.Difference.Difference, 12-12.9, 1e-12)
	cxtest.Near(t, "Buying", d.Buying.Difference, 0, 1e-12)
	cxtest.Near(t, "P of Buying", d.Buying.P, 1, 1e-12)
	cxtest.Near(t, "PerBuyer", d.PerBuyer.Difference, -4.5, 1e-12)
	// By hand: 16000/19/20 and 2·2247.5/59/60.
	cxtest.Near(t, "error of PerBuyer", d.PerBuyer.StandardError, math.Sqrt(16000.0/19/20+4495.0/59/60), 1e-12)
	if d.PerBuyer.PGreater() < 0.5 {
		t.Errorf("PGreater of %+v", d.PerBuyer)
	}
	// Fewer buyers than the minimum, and refunds that no so many buyers have.
	for name, change := range map[string]func(*cx.LinkedClass){
		"few buyers": func(c *cx.LinkedClass) { c.Buyers, c.Orders = 19, 19 },
		"refunds": func(c *cx.LinkedClass) {
			c.Buyers, c.Orders = 20, 20
			c.Revenue = cx.Amounts{Count: 100, Sum: dec("-100"), Squares: dec("100"), Cubes: dec("-100")}
		},
	} {
		bad := l
		bad.Classes = []cx.LinkedClass{l.Classes[0], l.Classes[1]}
		change(&bad.Classes[0])
		got, err := bad.RevenueDifferences(20, 0.95)
		if err != nil || !got[0].Tested || got[0].PerBuyer != (cx.Comparison{}) || got[0].Buying == (cx.Comparison{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// A level of nearly 0 is one still, also for a single test, whose interval needs no other.
func TestClassDifferences_edges(t *testing.T) {
	l := cx.Linkage{HorizonSeconds: 60, AsOf: yearDay(1), Classes: []cx.LinkedClass{linkedOf("a", 0), linkedOf("b", 100)}, Activities: cx.LinkedRows{Counted: 100}}
	for _, level := range edgeLevels {
		got, err := l.RateDifferences(func(c cx.LinkedClass) (cx.Proportion, error) { return c.Repeated(), nil }, 30, level)
		if !(level > 0 && level < 1) {
			cxtest.Refuses(t, "no level", err, cx.ErrInvalid)
			continue
		}
		if err != nil || len(got) != 1 || got[0].AdjustedInterval != got[0].Difference.Interval {
			t.Errorf("RateDifferences at %v = %+v, %v", level, got, err)
			continue
		}
		sound(t, "RateDifferences", got[0].Difference, -1, 1, nil)
		revenue, err := l.RevenueDifferences(30, level)
		if err != nil || len(revenue) != 1 || revenue[0].Tested {
			t.Errorf("RevenueDifferences at %v = %+v, %v", level, revenue, err)
		}
	}
}
