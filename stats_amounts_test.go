package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// The figures were computed with 40 digits by mpmath 1.3: mean, standard deviation n-1,
// Student t interval.
func TestAmounts(t *testing.T) {
	a := upliftAmounts(t, "24.90 8.50 112 31.20 19.99")
	mean, err := a.Mean()
	cxtest.Exactly(t, "Mean", mean, err, "39.318")
	sd, err := a.StandardDeviation()
	cxtest.Near(t, "StandardDeviation", sd, 41.47220297982734, 1e-12)
	if err != nil {
		t.Error(err)
	}
	iv, err := a.MeanInterval(0.95)
	cxtest.Near(t, "Low", iv.Low, -12.17654136625048, 1e-12)
	cxtest.Near(t, "High", iv.High, 90.81254136625048, 1e-12)
	if err != nil {
		t.Error(err)
	}
	if got := a.Total(); got != 5 {
		t.Errorf("Total() = %d, want 5", got)
	}

	c, err := a.Difference(upliftAmounts(t, "12.50 9.90 15.75 22.10"), 0.95)
	cxtest.Near(t, "Difference", c.Difference, 24.2555, 1e-12)
	cxtest.Near(t, "StandardError", c.StandardError, 18.73295127798429, 1e-12)
	cxtest.Near(t, "Z", c.Z, 1.294803986839277, 1e-12)
	cxtest.Near(t, "DegreesOfFreedom", c.DegreesOfFreedom, 4.160649356561966, 1e-12)
	cxtest.Near(t, "P", c.P, 0.2625702974114711, 1e-10)
	cxtest.Near(t, "Low", c.Interval.Low, -26.97299856116196, 1e-12)
	cxtest.Near(t, "High", c.Interval.High, 75.48399856116196, 1e-12)
	if err != nil {
		t.Error(err)
	}
}

// The spread is exact where the amounts share their leading digits: NIST's NumAcc4 has
// 1001 values around 10000000.2 and the standard deviation 0.1 exactly.
func TestAmountsNumAcc4(t *testing.T) {
	amounts := []decimal.Decimal{dec("10000000.2")}
	for range 500 {
		amounts = append(amounts, dec("10000000.1"), dec("10000000.3"))
	}
	a, err := cx.AmountsOf(amounts)
	if err != nil {
		t.Fatal(err)
	}
	mean, err := a.Mean()
	cxtest.Exactly(t, "Mean", mean, err, "10000000.2")
	if sd, err := a.StandardDeviation(); err != nil || sd != 0.1 {
		t.Errorf("StandardDeviation() = %v, %v, want 0.1", sd, err)
	}
}

func TestAmountsUndefined(t *testing.T) {
	none, one, equal, two := cx.Amounts{}, upliftAmounts(t, "5"), upliftAmounts(t, "5 5.0 5.00"), upliftAmounts(t, "1 2")
	for name, tt := range map[string]struct {
		a    cx.Amounts
		want error
		text string
	}{
		"none": {none, cx.ErrNoData, "no data"}, "one": {one, cx.ErrUndefined, "one amount has no spread"},
		"equal": {equal, cx.ErrUndefined, "all amounts are equal"},
	} {
		_, err := tt.a.MeanInterval(0.95)
		cxtest.Refuses(t, name, err, tt.want)
		if err != nil && !strings.HasSuffix(err.Error(), tt.text) {
			t.Errorf("%s: error %q, want one that ends with %q", name, err, tt.text)
		}
		if errors.Is(tt.want, cx.ErrUndefined) && name != "equal" {
			_, err = tt.a.Difference(two, 0.95)
			cxtest.Refuses(t, name, err, tt.want)
			_, err = two.Difference(tt.a, 0.95)
			cxtest.Refuses(t, name, err, tt.want)
			_, err = tt.a.StandardDeviation()
			cxtest.Refuses(t, name, err, tt.want)
		}
	}
	_, err := equal.Difference(equal, 0.95)
	cxtest.Refuses(t, "equal", err, cx.ErrUndefined)
	if sd, err := equal.StandardDeviation(); sd != 0 || err != nil {
		t.Errorf("StandardDeviation of equal amounts = %v, %v, want 0", sd, err)
	}
	// One sample without spread is no hindrance.
	c, err := two.Difference(equal, 0.95)
	if err != nil || c.DegreesOfFreedom != 1 || c.Difference != -3.5 {
		t.Errorf("MeanDifference = %+v, %v", c, err)
	}
	_, err = none.Mean()
	cxtest.Refuses(t, "Mean", err, cx.ErrNoData)
	for _, level := range []float64{0, 1, math.NaN()} {
		_, err = two.MeanInterval(level)
		cxtest.Refuses(t, "MeanInterval", err, cx.ErrInvalid)
		_, err = two.Difference(two, level)
		cxtest.Refuses(t, "MeanDifference", err, cx.ErrInvalid)
		_, err = cx.Promotion{During: two, Baseline: two}.Uplift(level)
		cxtest.Refuses(t, "Uplift", err, cx.ErrInvalid)
	}

	// A bad amount names its row, and so does the one with which the sum has 35 digits.
	_, err = cx.AmountsOf([]decimal.Decimal{dec("1"), dec("2"), decimal.New(1, 10_000_000)})
	if row := new(cx.RowError); !errors.As(err, &row) || row.Row != 2 {
		t.Errorf("AmountsOf: error %v, want one of row 2", err)
	}
	cxtest.Refuses(t, "AmountsOf", err, cx.ErrInvalid)
	_, err = cx.AmountsOf([]decimal.Decimal{dec("7"), dec("0.1"), dec("1e33"), dec("3")})
	if row := new(cx.RowError); !errors.As(err, &row) || row.Row != 2 {
		t.Errorf("AmountsOf: error %v, want one of row 2", err)
	}
	cxtest.Refuses(t, "AmountsOf", err, cx.ErrInvalid)
}

// Amounts of as many digits as a float64 or a database writes: a mean has room for their
// squares. The figures are from Python's decimal with 300 digits.
func TestAmountsOfManyDigits(t *testing.T) {
	const large, tiny = "1234567890123456789012345678901234", "0.0000000000000000000000000000000001"
	for name, tt := range map[string]struct {
		amounts []decimal.Decimal
		mean    string
		sd      float64
		squares string
		cubes   string
	}{
		"a float beside a round amount": {
			weightsOf("18.172727272727272", "5000"), "2509.08636364", 3522.6838472455383453, "25000330.248016528925593401652892561984",
			"125000006001.507136739293043546025544703259489706987227648",
		},
		"34 digits and 34 places": {
			weightsOf(large, "-"+large, tiny), "0", 1.2345678901234567523e33,
			"3048315750647767350099070312513333584606030422685568748691053445512." + strings.Repeat("0", 67) + "1",
			"0." + strings.Repeat("0", 101) + "1",
		},
	} {
		a, err := cx.AmountsOf(tt.amounts)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		mean, err := a.Mean()
		cxtest.Exactly(t, name+": Mean", mean, err, tt.mean)
		cxtest.Exactly(t, name+": Squares", a.Squares, nil, tt.squares)
		cxtest.Exactly(t, name+": Cubes", a.Cubes, nil, tt.cubes)
		sd, err := a.StandardDeviation()
		if err != nil {
			t.Error(err)
		}
		cxtest.Near(t, name+": StandardDeviation", sd, tt.sd, 1e-15)
		var one, merged cx.Amounts
		for _, amount := range tt.amounts {
			if err := one.Add(amount); err != nil {
				t.Errorf("%s: Add: %v", name, err)
			}
		}
		if diff := cmp.Diff(a, one); diff != "" {
			t.Errorf("%s: added one by one (-want +got):\n%s", name, diff)
		}
		text, err := json.Marshal(a)
		if err == nil {
			err = json.Unmarshal(text, &merged)
		}
		if diff := cmp.Diff(a, merged); diff != "" || err != nil {
			t.Errorf("%s: from %s: %v (-want +got):\n%s", name, text, err, diff)
		}
	}
}

// The mark of a comparison, by G of the central moments, in Python. Of 100 customers 20 40 60
// 80 100 once each, else 0, against 200 with 20 30 … 110 once each: moments 211, 16074 and
// 241.9375, 19381.78125; pooled 231.625, 18279.1875; g 5.185359, G .21169.
func TestAmounts_Difference_skewed(t *testing.T) {
	amounts := func(zeros int, paid ...int64) cx.Amounts {
		a := cx.Amounts{Count: int64(zeros)}
		for _, v := range paid {
			if err := a.Add(decimal.New(v, 0)); err != nil {
				t.Fatal(err)
			}
		}
		return a
	}
	few := []int64{20, 40, 60, 80, 100}
	many := amounts(190, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110)
	negative := amounts(95, -20, -40, -60, -80, -100)
	unknown := amounts(95, few...)
	unknown.Cubes = decimal.Decimal{}
	for name, tt := range map[string]struct {
		a, b cx.Amounts
		want bool
	}{
		"G .21169":                        {amounts(95, few...), many, true},
		"G .20241":                        {amounts(98, few...), many, true},
		"G .19939":                        {amounts(99, few...), many, false},
		"equal groups":                    {amounts(195, few...), many, false},
		"skewed downward, as are refunds": {negative, cx.Amounts{Count: 200, Sum: dec("-650"), Squares: dec("50500"), Cubes: dec("-4225000")}, true},
		"cubes not known":                 {unknown, many, false},
		"not known, and nobody else buys": {unknown, cx.Amounts{Count: 2000}, false},
		"nobody of the other buys":        {amounts(95, few...), cx.Amounts{Count: 2000}, true},
		"symmetric":                       {amounts(0, 1, 2, 3), amounts(0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3), false},
	} {
		for _, scale := range []int32{-8, 0, 6} { // in any unit
			a, b := tt.a, tt.b
			for _, v := range []*cx.Amounts{&a, &b} {
				v.Sum, v.Squares, v.Cubes = v.Sum.Shift(scale), v.Squares.Shift(2*scale), v.Cubes.Shift(3*scale)
			}
			for range 2 {
				c, err := a.Difference(b, 0.95)
				if err != nil || c.Skewed != tt.want {
					t.Errorf("%s: Difference = %+v, %v, want Skewed %t", name, c, err, tt.want)
				}
				a, b = b, a
			}
		}
	}
	// Of the largest counts and sums nothing is infinite, nor of cubes that no amounts have.
	huge := cx.Amounts{Count: 1e15, Sum: dec("1e33"), Squares: dec("1e60"), Cubes: dec("1e90")}
	small := cx.Amounts{Count: 2, Sum: dec("1e-34"), Squares: dec("1e-68"), Cubes: dec("1e220")}
	c, err := huge.Difference(small, 0.95)
	if err != nil || !(c.P >= 0 && c.P <= 1) || !c.Skewed {
		t.Errorf("Difference = %+v, %v", c, err)
	}
}

// Events of each customer, and the limits by the spread between customers: R 4.2.2, by the
// delta method with Student's t.
func TestAmounts_MeanLogInterval(t *testing.T) {
	counts := func(zeros int64, others ...int64) cx.Amounts {
		a := cx.Amounts{Count: zeros}
		for _, n := range others {
			if err := a.Add(decimal.New(n, 0)); err != nil {
				t.Fatal(err)
			}
		}
		return a
	}
	for _, tt := range []struct {
		a         cx.Amounts
		low, high float64
	}{
		{counts(6, 1, 2, 7, 1), 0.265929638717, 4.55007574876},
		{counts(32, 4, 5, 1, 1, 1, 2, 1, 1), 0.171758161148, 0.931542343787},
		{counts(23, 1, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 2), 0.389582883867, 0.924065237226},
		{counts(9, 12), 0.124950751664, 11.5245405156},
	} {
		iv, err := tt.a.MeanLogInterval(0.95)
		if err != nil || iv.Clipped || iv.Level != 0.95 {
			t.Errorf("MeanLogInterval = %v, %v", iv, err)
		}
		cxtest.Near(t, "Low", iv.Low/tt.low, 1, 1e-9)
		cxtest.Near(t, "High", iv.High/tt.high, 1, 1e-9)
	}
	for name, tt := range map[string]struct {
		a     cx.Amounts
		level float64
		want  error
	}{
		"none": {cx.Amounts{}, 0.95, cx.ErrNoData}, "one": {counts(0, 3), 0.95, cx.ErrUndefined}, "alike": {counts(0, 3, 3), 0.95, cx.ErrUndefined},
		"no events": {counts(9), 0.95, cx.ErrUndefined}, "a mean below 0": {counts(0, -5, 1), 0.95, cx.ErrUndefined}, "a mean of 0": {counts(0, -1, 1), 0.95, cx.ErrUndefined},
		"too wide": {counts(0, 1_000_000, -999_999), 0.95, cx.ErrUndefined}, "no level": {counts(0, 1, 2), 1, cx.ErrInvalid}, "impossible": {cx.Amounts{Count: -1}, 0.95, cx.ErrInvalid},
	} {
		iv, err := tt.a.MeanLogInterval(tt.level)
		cxtest.Refuses(t, name, err, tt.want)
		if iv != (cx.Interval{}) {
			t.Errorf("%s: %v beside its error", name, iv)
		}
	}
	// Around the mean at the ends of the levels and the counts.
	for _, a := range []cx.Amounts{counts(1, 1), {Count: 1e15, Sum: dec("5e14"), Squares: dec("5e14")}, counts(0, 1_000_000, 1_000_001)} {
		for _, level := range []float64{1e-10, 0.5, 1 - 1e-9} {
			iv, err := a.MeanLogInterval(level)
			mean, meanErr := a.Mean()
			if m := mean.InexactFloat64(); errors.Is(err, cx.ErrUndefined) && level > 0.9 {
				continue
			} else if err != nil || meanErr != nil || !(0 < iv.Low && iv.Low <= m && m <= iv.High && iv.High <= math.MaxFloat64) {
				t.Errorf("%+v: MeanLogInterval(%v) = %v, %v", a, level, iv, err)
			}
		}
	}
}

// TestEstimateJSON encodes what a method has, and no literal that the decoder would
// refuse.
func TestEstimateJSON(t *testing.T) {
	iv := cx.Interval{Low: 1, High: 4, Level: 0.95}
	for want, e := range map[string]cx.Estimate{
		`{"value":2}`:                      {Value: 2},
		`{"value":2,"standard_error":0.5}`: {Value: 2, StandardError: 0.5},
		`{"value":2,"interval":{"low":1,"high":4,"level":0.95}}`: {Value: 2, Interval: iv},
	} {
		if got, err := json.Marshal(e); err != nil || string(got) != want {
			t.Errorf("%+v is %s, %v, want %s", e, got, err, want)
		}
	}
	for name, e := range map[string]cx.Estimate{
		"no value":          {Value: math.NaN()},
		"infinite":          {Value: math.Inf(1), Interval: iv},
		"negative error":    {Value: 2, StandardError: -1},
		"infinite error":    {Value: 2, StandardError: math.Inf(1)},
		"no error":          {Value: 2, StandardError: math.NaN()},
		"below":             {Value: 0.5, Interval: iv},
		"above":             {Value: 5, Interval: iv},
		"no limit":          {Value: 2, Interval: cx.Interval{Low: math.NaN(), High: 4, Level: 0.95}},
		"an infinite one":   {Value: 2, Interval: cx.Interval{Low: 1, High: math.Inf(1), Level: 0.95}},
		"an impossible one": {Value: 2, Interval: cx.Interval{Low: 1, High: 4}},
	} {
		_, err := e.MarshalJSON()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
}

// Type 7 by hand: (n-1)p is the place among the amounts in order, from 0.
func TestAmountQuantile(t *testing.T) {
	orders := []string{"12.50", "80", "19.99", "35", "1200", "-15"}
	for _, c := range []struct {
		name    string
		amounts []string
		p       float64
		want    string
	}{
		{"smallest", orders, 0, "-15"}, {"tenth", orders, 0.1, "-1.25"}, {"median", orders, 0.5, "27.495"},
		{"p90", orders, 0.9, "640"}, {"largest", orders, 1, "1200"},
		{"one", []string{"7.123456789012"}, 0.3, "7.123456789012"},
		{"as it is written", []string{"0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100"}, 0.7, "70"},
		{"a third of two", []string{"1", "2"}, 1.0 / 3, "1.33333333"},
		{"half away from zero", []string{"-0.00000001", "0"}, 0.5, "-0.00000001"},
		{"minutes", []string{"-44", "12", "-3", "0"}, 0.5, "-1.5"},
		{"34 digits", []string{"9999999999999999999999999999999999", "-9999999999999999999999999999999999"}, 0.5, "0"},
		{"a p with an exponent", []string{"0", "3000000000000"}, 1.5e-12, "4.5"},
		{"the smallest p", []string{"1", "2"}, math.SmallestNonzeroFloat64, "1"},
	} {
		var amounts []decimal.Decimal
		for _, a := range c.amounts {
			amounts = append(amounts, dec(a))
		}
		got, err := cx.AmountQuantile(amounts, c.p)
		cxtest.Exactly(t, c.name, got, err, c.want)
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN(), math.Inf(-1)} {
		_, err := cx.AmountQuantile([]decimal.Decimal{dec("1")}, p)
		cxtest.Refuses(t, "a p", err, cx.ErrInvalid)
	}
	_, err := cx.AmountQuantile(nil, 0.5)
	cxtest.Refuses(t, "nothing", err, cx.ErrNoData)
	_, err = cx.AmountQuantile([]decimal.Decimal{dec("1"), decimal.New(1, 40)}, 0.5)
	checkRowError(t, "a huge amount", err, cx.ErrInvalid, 1)
}

func amountsLaws() cxtest.Laws[cx.Amounts, *cx.Amounts] {
	amount := func(row byte) decimal.Decimal { return decimal.New(int64(row)-50, -int32(row%4)) }
	return cxtest.Laws[cx.Amounts, *cx.Amounts]{
		Values: []cx.Amounts{
			{Count: 1, Sum: dec("-2.50"), Squares: dec("6.25"), Cubes: dec("-15.625")}, {Count: 3, Sum: dec("0"), Squares: dec("2")},
			{Count: 2, Sum: dec("1e12"), Squares: dec("5.000000000001e23"), Cubes: dec("2.5000000000015e35")},
		},
		Add:    func(a *cx.Amounts, row byte) error { return a.Add(amount(row)) },
		Remove: func(a *cx.Amounts, row byte) error { return a.Remove(amount(row)) },
		Total:  func(a cx.Amounts) int64 { return a.Count },
	}
}

// The orders 10, 20 and 60: sum 90, squares 100 + 400 + 3600, cubes 1000 + 8000 + 216000. A 60 that should be 6 makes
// the mean 36/3.
func TestAmounts_Remove(t *testing.T) {
	a := cx.Amounts{Count: 3, Sum: dec("90"), Squares: dec("4100"), Cubes: dec("225000")}
	remove := func(amount string) func(*cx.Amounts) error {
		return func(a *cx.Amounts) error { return a.Remove(dec(amount)) }
	}
	unmerge := func(other cx.Amounts) func(*cx.Amounts) error {
		return func(a *cx.Amounts) error { return a.Unmerge(other) }
	}
	two := cx.Amounts{Count: 2, Sum: dec("30"), Squares: dec("500"), Cubes: dec("9000")}
	cxtest.Becomes(t, "an order", a, remove("60.00"), two)
	if err := errors.Join(a.Remove(dec("60")), a.Add(dec("6"))); err != nil {
		t.Fatal(err)
	}
	mean, err := a.Mean()
	cxtest.Exactly(t, "mean", mean, err, "12")
	// Sums without cubes lose all amounts, and those of zeros alone.
	bare := cx.Amounts{Count: 2, Sum: dec("10"), Squares: dec("100")}
	cxtest.Becomes(t, "all but a 0, without cubes", bare, remove("10"), cx.Amounts{Count: 1})
	cxtest.Becomes(t, "all, without cubes", bare, unmerge(cx.Amounts{Count: 2, Sum: dec("10"), Squares: dec("100"), Cubes: dec("1000")}), cx.Amounts{})
	cxtest.Becomes(t, "all", two, unmerge(two), cx.Amounts{})
	cxtest.Becomes(t, "nothing", two, unmerge(cx.Amounts{}), two)
	cxtest.Unchanged(t, "an amount that leaves squares below 0", two, remove("23"), cx.ErrInvalid)
	// 30 - 15 is the one amount left, and 500 - 225 is more than its square.
	cxtest.Unchanged(t, "an amount that leaves a spread of one", two, remove("15"), cx.ErrInvalid)
	// Of 1, 1 and 4 without 2: the squares 14 of two amounts whose sum is 4, at least 8. Without
	// -4: 2 of the sum 10, at least 50.
	six := cx.Amounts{Count: 3, Sum: dec("6"), Squares: dec("18"), Cubes: dec("66")}
	cxtest.Unchanged(t, "an amount that leaves a spread below 0", six, remove("-4"), cx.ErrInvalid)
	cxtest.Becomes(t, "an amount that only sums could be of", six, remove("2"), cx.Amounts{Count: 2, Sum: dec("4"), Squares: dec("14"), Cubes: dec("58")})
	cxtest.Unchanged(t, "one of none", cx.Amounts{}, remove("0"), cx.ErrInvalid)
	cxtest.Unchanged(t, "sums of none", cx.Amounts{Count: 1, Sum: dec("2"), Squares: dec("4")}, remove("1"), cx.ErrInvalid)
	cxtest.Unchanged(t, "bomb", two, func(a *cx.Amounts) error { return a.Remove(decimal.New(5, 1_000_000)) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.Amounts{Count: -1}, remove("1"), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", two, unmerge(cx.Amounts{Count: 1, Sum: decimal.New(5, 1_000_000)}), cx.ErrInvalid)
}

// edgeAmounts tallies amounts.
func edgeAmounts(t *testing.T, texts ...string) cx.Amounts {
	t.Helper()
	a, err := amountsOf(texts...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAmounts_edges(t *testing.T) {
	const most = "9999999999999999999999999999999999"
	tallies := []cx.Amounts{
		{}, {Count: -1}, {Count: 5, Sum: dec("5"), Squares: dec("1e60"), Cubes: dec("1e99")}, {Count: 1e15, Sum: dec("1"), Squares: dec("1"), Cubes: dec("1")},
		{Count: math.MaxInt64 / 2, Squares: dec("1e60"), Cubes: dec("-1e90")},
	}
	for _, amounts := range [][]string{
		{"0"}, {most}, {"1", "1"}, {"-1", "1"}, {most, "-" + most}, {"1e-34", "2e-34"}, {"1e33", "1"}, {"1e-33", "0"}, {"0", "0", "0", "0", "1e34"}, {"1000000000000000000000000000000001", "1e33"}, {"-1", "-2"},
		{"1", "-1", "1e-30"},
	} {
		tallies = append(tallies, edgeAmounts(t, amounts...))
	}
	for _, a := range tallies {
		mean := 0.0
		if num, den, err := a.Fraction(); err == nil {
			mean = num.DivRound(den, 60).InexactFloat64()
		}
		for _, level := range edgeLevels {
			what := fmt.Sprintf("%+v at %v", a, level)
			iv, err := a.MeanInterval(level)
			surrounds(t, "MeanInterval of "+what, iv, mean, -math.MaxFloat64, math.MaxFloat64, err)
			iv, err = a.MeanLogInterval(level)
			surrounds(t, "MeanLogInterval of "+what, iv, mean, 0, math.MaxFloat64, err)
			for _, b := range tallies {
				c, err := a.Difference(b, level)
				sound(t, fmt.Sprintf("Difference of %s and %+v", what, b), c, -math.MaxFloat64, math.MaxFloat64, err)
			}
		}
	}
}
