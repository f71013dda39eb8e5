package cx_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// variants has groups of so many customers, a, b, c and so on.
func variantsOf(bases ...int64) (groups []cx.Group[string, cx.Proportion]) {
	for i, base := range bases {
		groups = append(groups, cx.Group[string, cx.Proportion]{Key: string(rune('a' + i)), Tally: cx.Proportion{Base: base}})
	}
	return groups
}

func decs(texts ...string) (list []decimal.Decimal) {
	for _, text := range texts {
		list = append(list, dec(text))
	}
	return list
}

// R 4.2.2: chisq.test(c(5021, 4979), p = c(.5, .5)); the others by hand.
func TestSampleRatio(t *testing.T) {
	for _, tt := range []struct {
		name      string
		bases     []int64
		shares    []string
		chiSquare float64
		df        int
		sparse    bool
		p         float64
	}{
		{"two halves", []int64{5021, 4979}, []string{"0.5", "0.5"}, 0.1764, 1, false, 0.67448545},
		{"to the customer", []int64{20, 30, 50}, []string{"0.2", "0.3", "0.5"}, 0, 2, false, 1},
		// (30-20)²/20 + (25-30)²/30 + (45-50)²/50; of 2 degrees of freedom exp(-x/2).
		{"three", []int64{30, 25, 45}, []string{"0.20", "0.3", "0.5"}, 19.0 / 3, 2, false, math.Exp(-19.0 / 6)},
		{"sparse", []int64{3, 5}, []string{"0.5", "0.5"}, 0.5, 1, true, math.Erfc(0.5)},
		{"nobody in one", []int64{0, 1e15}, []string{"0.0000000001", "0.9999999999"}, 1e5 + 1e-5, 1, false, 0},
	} {
		c, err := cx.SampleRatio(variantsOf(tt.bases...), decs(tt.shares...))
		if err != nil || c.DegreesOfFreedom != tt.df || c.Sparse != tt.sparse || c.CramersV != 0 {
			t.Errorf("%s: %+v, %v", tt.name, c, err)
		}
		cxtest.Near(t, tt.name+": ChiSquare", c.ChiSquare, tt.chiSquare, 1e-12)
		cxtest.Near(t, tt.name+": P", c.P, tt.p, 1e-8)
	}
}

func TestSampleRatio_refuses(t *testing.T) {
	half := decs("0.5", "0.5")
	for _, tt := range []struct {
		name   string
		groups []cx.Group[string, cx.Proportion]
		shares []decimal.Decimal
		want   error
		of     string
		row    int
	}{
		{"nothing", nil, nil, cx.ErrUndefined, "", 0},
		{"one", variantsOf(5), decs("1"), cx.ErrUndefined, "", 0},
		{"nobody", variantsOf(0, 0), half, cx.ErrNoData, "", 0},
		{"a share too few", variantsOf(5, 5, 5), half, cx.ErrInvalid, "", 0},
		{"thirds", variantsOf(5, 5, 5), decs("0.33333333", "0.33333333", "0.33333333"), cx.ErrInvalid, "", 0},
		{"percent", variantsOf(5, 5), decs("50", "50"), cx.ErrInvalid, "", 0},
		{"a share of 0", variantsOf(5, 5), decs("1", "0"), cx.ErrInvalid, "shares", 1},
		{"a negative share", variantsOf(5, 5), decs("-1", "2"), cx.ErrInvalid, "shares", 0},
		{"a share of many digits", variantsOf(5, 5), []decimal.Decimal{dec("0.5"), decimal.New(5, -1_000_000)}, cx.ErrInvalid, "shares", 1},
		{"not valid", variantsOf(5, -1), half, cx.ErrInvalid, "variants", 1},
		{"too many", variantsOf(5, math.MaxInt64), half, cx.ErrInvalid, "variants", 1},
		{"one key", []cx.Group[string, cx.Proportion]{{Key: "a"}, {Key: "a"}}, half, cx.ErrInvalid, "variants", 1},
	} {
		c, err := cx.SampleRatio(tt.groups, tt.shares)
		cxtest.Refuses(t, tt.name, err, tt.want)
		var bad *cx.RowError
		if errors.As(err, &bad) != (tt.of != "") || bad != nil && (bad.Of != tt.of || bad.Row != tt.row) || c != (cx.ChiSquare{}) {
			t.Errorf("%s: %+v, %v, want %s[%d]", tt.name, c, err, tt.of, tt.row)
		}
	}
}

// R 4.2.2, by the formulas of the source.
func TestProportion_AlwaysValidDifference(t *testing.T) {
	few, err := cx.Proportion{Count: 60, Base: 1000}.AlwaysValidDifference(cx.Proportion{Count: 40, Base: 1000}, 0.01, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Difference", few.Difference, 0.02, 1e-15)
	cxtest.Near(t, "StandardError", few.StandardError, 0.00973652916, 1e-11)
	cxtest.Near(t, "Z", few.Z, 0.02/0.00973652916, 1e-8)
	cxtest.Near(t, "P", few.P, 0.48533854278, 1e-11)
	cxtest.Near(t, "Low", few.Interval.Low, -0.01520577384, 1e-11)
	cxtest.Near(t, "High", few.Interval.High, 0.05520577384, 1e-11)
	many := cxtest.Must(cx.Proportion{Count: 600, Base: 10_000}.AlwaysValidDifference(cx.Proportion{Count: 400, Base: 10_000}, 0.01, 0.95))
	cxtest.Near(t, "P of many", many.P/1.45314591e-08, 1, 1e-8)
	cxtest.Near(t, "Low of many", many.Interval.Low, 0.01064180926, 1e-11)
	cxtest.Near(t, "High of many", many.Interval.High, 0.02935819074, 1e-11)
	comparisonLaws(t, "many", many)

	for _, level := range []float64{0.5, 0.9, 0.95, 0.999} { // the interval leaves out 0 where P is below 1 - level
		for count := int64(40); count < 90; count++ {
			c := cxtest.Must(cx.Proportion{Count: count, Base: 1000}.AlwaysValidDifference(cx.Proportion{Count: 40, Base: 1000}, 0.02, level))
			if out := c.Interval.Low > 0 || c.Interval.High < 0; out != (c.P < 1-level) {
				t.Errorf("%d at %v: %+v: the test and the interval disagree", count, level, c)
			}
		}
	}
	for _, effect := range []float64{0, 1, -0.1, math.NaN(), math.Inf(1)} {
		_, err := cx.Proportion{Count: 6, Base: 10}.AlwaysValidDifference(cx.Proportion{Count: 4, Base: 10}, effect, 0.95)
		cxtest.Refuses(t, "effect", err, cx.ErrInvalid)
	}
	_, err = cx.Proportion{Base: 10}.AlwaysValidDifference(cx.Proportion{Count: 10, Base: 10}, 0.1, 0.95)
	cxtest.Refuses(t, "rates of 0 and 1", err, cx.ErrUndefined)
	_, err = cx.Proportion{Base: 10}.AlwaysValidDifference(cx.Proportion{}, 0.1, 0.95)
	cxtest.Refuses(t, "no cases", err, cx.ErrNoData)
}

func TestProportion_AlwaysValidDifference_edges(t *testing.T) {
	for _, a := range edgeCounts() {
		for _, b := range edgeCounts() {
			for _, level := range edgeLevels {
				for _, effect := range []float64{5e-324, 1e-10, 0.01, 1 - 1e-16} {
					c, err := a.AlwaysValidDifference(b, effect, level)
					sound(t, fmt.Sprintf("%v and %v, %v at %v", a, b, effect, level), c, -1, 1, err)
				}
			}
		}
	}
}

// What the comment promises, of 300 experiments of 5 % against 5 % and 6 %, looked at 20 times.
func TestProportion_AlwaysValidDifference_looks(t *testing.T) {
	random := rand.New(rand.NewPCG(12, 28))
	grow := func(p *cx.Proportion, rate float64) {
		for range 250 {
			if err := p.Add(random.Float64() < rate); err != nil {
				t.Fatal(err)
			}
		}
	}
	const experiments = 300
	for _, truth := range []struct {
		rate                         float64
		leastAlways, mostAlways      int // of 300
		leastStopped, mostOfStopping int
	}{{0.05, 0, 9, 50, 95}, {0.06, 60, 100, 200, 240}} { // 1 and 24 %; 26 and 73 %
		always, stopped := 0, 0
		for range experiments {
			var a, b cx.Proportion
			found, foundOnce := false, false
			for range 20 {
				grow(&a, truth.rate)
				grow(&b, 0.05)
				found = found || cxtest.Must(a.AlwaysValidDifference(b, 0.01, 0.95)).P < 0.05
				foundOnce = foundOnce || cxtest.Must(a.Difference(b, 0.95)).P < 0.05
			}
			if found {
				always++
			}
			if foundOnce {
				stopped++
			}
		}
		if always < truth.leastAlways || always > truth.mostAlways || stopped < truth.leastStopped || stopped > truth.mostOfStopping {
			t.Errorf("%v: always valid finds %d of %d, and stopping at the first %d", truth.rate, always, experiments, stopped)
		}
	}
}

// R 4.2.2, by the formula; power.prop.test(p1 = .05, p2 = .06, power = .8) solves it to 8157.9.
func TestProportionSampleSizeForDifference(t *testing.T) {
	for _, tt := range []struct {
		first, second, level, power float64
		want                        int64
	}{
		{0.05, 0.06, 0.95, 0.8, 8158},
		{0.06, 0.05, 0.95, 0.8, 8158},
		{0.3, 0.36, 0.9, 0.9, 1051},
		{0.7, 0.64, 0.9, 0.9, 1051},
		{0, 1, 0.95, 0.8, 2}, // (1.959964·sqrt(1/2))² = 1.92
		{0, 1, 0.5, 1e-10, 1},
	} {
		n, err := cx.ProportionSampleSizeForDifference(tt.first, tt.second, tt.level, tt.power)
		if err != nil || n != tt.want {
			t.Errorf("%v against %v at %v, %v: %d, %v, want %d", tt.first, tt.second, tt.level, tt.power, n, err, tt.want)
		}
	}
	for _, bad := range [][4]float64{
		{0.5, 0.5, 0.95, 0.8}, {5, 6, 0.95, 0.8}, {-0.1, 0.5, 0.95, 0.8}, {math.NaN(), 0.5, 0.95, 0.8}, {0.5, math.NaN(), 0.95, 0.8},
		{1.01, 0.5, 0.95, 0.8}, {0.5, 1.01, 0.95, 0.8}, {-0.01, 0.5, 0.95, 0.8}, {0.5, -0.01, 0.95, 0.8},
		{0.5, 0.6, 0, 0.8}, {0.5, 0.6, 1, 0.8}, {0.5, 0.6, 0.95, 0}, {0.5, 0.6, 0.95, 1}, {0.5, 0.6, math.NaN(), 0.8}, {0.5, 0.6, 0.95, math.NaN()},
		{0.5, 0.5 + 1e-15, 0.95, 0.8}, {0, 5e-324, 0.95, 0.8},
	} {
		n, err := cx.ProportionSampleSizeForDifference(bad[0], bad[1], bad[2], bad[3])
		cxtest.Refuses(t, fmt.Sprint(bad), err, cx.ErrInvalid)
		if n != 0 {
			t.Errorf("%v: %d with an error", bad, n)
		}
	}
}
