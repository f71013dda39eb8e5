package cx_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// holdoutOfRows is the holdout of 39 weeks of customers with the given rows. That they are
// not those of the orders is no matter of the forecast.
func holdoutOfRows(t *testing.T, m cx.BGNBD, of ...cx.PurchaseHistory) cx.Holdout {
	t.Helper()
	split := instant("2026-01-11")
	var orders []cx.Activity
	for i := range of {
		orders = append(orders, cx.Activity{Customer: fmt.Sprintf("%04d", i), At: split.Add(-time.Hour)})
	}
	m.Unit = cx.Week
	h, err := cx.HoldoutOf(orders, cx.Week, cx.Calendar{}, split, split.AddDate(0, 0, 273), func(rows []cx.PurchaseHistory) (cx.BGNBD, error) {
		for i := range rows {
			of[i].Customer = rows[i].Customer
			rows[i] = of[i]
		}
		return m, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// A fit may put the rows in another order. Of a customer that it makes up there are no orders.
func TestHoldout_rows(t *testing.T) {
	classes := func(change func(rows []cx.PurchaseHistory)) []cx.HoldoutClass {
		h := cxtest.Must(cx.HoldoutOf(holdoutOrders(), cx.Day, cx.Calendar{}, instant("2026-01-11"), instant("2026-01-20"), func(rows []cx.PurchaseHistory) (cx.BGNBD, error) {
			change(rows)
			return cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6}, nil
		}))
		return h.Classes
	}
	want := classes(func([]cx.PurchaseHistory) {}) // ada orders twice, bob not at all and dan once
	if diff := cxtest.Diff(want, classes(slices.Reverse[[]cx.PurchaseHistory])); diff != "" {
		t.Errorf("in another order (-want +got):\n%s", diff)
	}
	want[1].Purchases = 0
	if diff := cxtest.Diff(want, classes(func(rows []cx.PurchaseHistory) { rows[0].Customer = "eve" })); diff != "" {
		t.Errorf("of another customer (-want +got):\n%s", diff)
	}
}

// By the second moment of the counts to 60 digits in another program; a million simulated
// customers each gave 1.2255 and 2.5237, .19543 and .30766, 1.2643 and 2.6376.
func TestHoldout_variance(t *testing.T) {
	plain := cx.BGNBD{R: .243, Alpha: 4.414, A: .793, B: 2.426}
	modified := cx.BGNBD{R: .524837984, Alpha: 6.182992020, A: .891356155, B: 1.613999335, Modified: true}
	limit := cx.BGNBD{R: 1, Alpha: 4, Stop: 0.25, Modified: true}
	near := cx.BGNBD{R: 1, Alpha: 4, A: 2.5e9, B: 7.5e9, Modified: true}
	// By hand, of r 1, alpha 4, p 1/4, (1, 4, 8), 39 weeks: s = 2, P(alive) = 4/7. While
	// active the number N of a negative binomial distribution of odds pt/12 = 13/16 is 1 or
	// more with 1 - (16/29)², and 2 or more with that less 2 · 13/29 · (16/29)².
	atLeast1 := 1 - math.Pow(16./29, 2)
	atLeast2 := atLeast1 - 2*13./29*math.Pow(16./29, 2)
	mean, pairs := 4*atLeast1, 2*0.75*16*atLeast2
	alive := 4. / 7
	for _, tt := range []struct {
		name           string
		m              cx.BGNBD
		p              cx.PurchaseHistory
		mean, variance float64
		tolerance      float64
	}{
		{"BG/NBD", plain, weeks(2, 30.43, 38.86), 1.226028175, 2.528938591, 5e-10},
		{"BG/NBD, one order", plain, weeks(0, 0, 38.86), .195098052, .307349842, 5e-10},
		{"MBG/NBD", modified, weeks(2, 30.43, 38.86), 1.262670789, 2.630484312, 1e-8},
		{"limit", limit, weeks(1, 4, 8), alive * mean, alive*(pairs+mean) - math.Pow(alive*mean, 2), 1e-13},
		{"near the limit", near, weeks(1, 4, 8), alive * mean, alive*(pairs+mean) - math.Pow(alive*mean, 2), 1e-7},
	} {
		h := holdoutOfRows(t, tt.m, tt.p)
		cxtest.Near(t, tt.name+" mean", h.ExpectedPurchases(), tt.mean, tt.tolerance)
		cxtest.Near(t, tt.name+" variance", h.CountVariance, tt.variance, tt.tolerance)
		twice := holdoutOfRows(t, tt.m, tt.p, tt.p)
		cxtest.Near(t, tt.name+" variance of two", twice.CountVariance, 2*h.CountVariance, 1e-15)
		if h.ParameterVariance != 0 {
			t.Errorf("%s: parameter variance %v without a fit", tt.name, h.ParameterVariance)
		}
		_, err := h.Total(0.95)
		cxtest.Refuses(t, tt.name+" without a fit", err, cx.ErrUndefined)
	}
}

// draw returns how many orders a customer makes within 39 weeks after a history.
func draw(random *rand.Rand, m cx.BGNBD, p cx.PurchaseHistory, alive float64) (orders float64) {
	if random.Float64() >= alive {
		return 0
	}
	n := float64(p.Frequency)
	if m.Modified {
		n++
	}
	rate := drawGamma(random, m.R+float64(p.Frequency)) / (m.Alpha + p.Age)
	stop := m.Stop
	if stop == 0 {
		a, b := drawGamma(random, m.A), drawGamma(random, m.B+n)
		stop = a / (a + b)
	}
	for at := random.ExpFloat64() / rate; at < 39; at += random.ExpFloat64() / rate {
		orders++
		if random.Float64() < stop {
			break
		}
	}
	return orders
}

// drawGamma draws from a gamma distribution (G. Marsaglia and W. W. Tsang 2000).
func drawGamma(random *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return drawGamma(random, shape+1) * math.Pow(random.Float64(), 1/shape)
	}
	d := shape - 1./3
	for {
		x := random.NormFloat64()
		v := math.Pow(1+x/math.Sqrt(9*d), 3)
		if v > 0 && math.Log(random.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// Of 3,000 simulated futures of 60 customers, the total has the mean and the variance of the
// holdout, and is in the interval as often as it says.
func TestHoldout_simulated(t *testing.T) {
	var rows []cx.PurchaseHistory
	for range 20 {
		rows = append(rows, weeks(0, 0, 38.86), weeks(2, 30.43, 38.86), weeks(7, 20, 38.86))
	}
	exact := [][]float64{{1e-12, 0, 0, 0}, {0, 1e-12, 0, 0}, {0, 0, 1e-12, 0}, {0, 0, 0, 1e-12}}
	for _, m := range []cx.BGNBD{
		{R: .243, Alpha: 4.414, A: .793, B: 2.426, Fit: cx.Fit{Covariance: exact}},
		{R: .525, Alpha: 6.183, A: .891, B: 1.614, Modified: true, Fit: cx.Fit{Covariance: exact}},
		{R: .8, Alpha: 6.183, Stop: 0.2, Modified: true, Fit: cx.Fit{Covariance: [][]float64{{1e-12, 0, 0}, {0, 1e-12, 0}, {0, 0, 1e-12}}}},
	} {
		h := holdoutOfRows(t, m, rows...)
		total, err := h.Total(0.95)
		if err != nil {
			t.Fatal(err)
		}
		alive := make([]float64, len(rows))
		for i := range rows {
			m.Unit = cx.Week
			if alive[i], err = m.ProbabilityAlive(rows[i]); err != nil {
				t.Fatal(err)
			}
		}
		random := rand.New(rand.NewPCG(7, 11))
		const futures = 3000
		sum, squares, inside := 0.0, 0.0, 0.0
		for range futures {
			orders := 0.0
			for i := range rows {
				orders += draw(random, m, rows[i], alive[i])
			}
			sum += orders
			squares += orders * orders
			if total.Interval.Low <= orders && orders <= total.Interval.High {
				inside++
			}
		}
		mean := sum / futures
		variance := squares/futures - mean*mean
		if z := (mean - total.Value) / math.Sqrt(h.CountVariance/futures); !(math.Abs(z) < 3.5) {
			t.Errorf("%+v: mean %v, want %v", m, mean, total.Value)
		}
		if ratio := variance / h.CountVariance; !(math.Abs(ratio-1) < 0.1) { // 3 standard errors
			t.Errorf("%+v: variance %v, want %v", m, variance, h.CountVariance)
		}
		if share := inside / futures; !(share > 0.935 && share < 0.965) {
			t.Errorf("%+v: %v within the interval, want 0.95", m, share)
		}
	}
}

// The variance of the parameters is that of the interval of ExpectedPurchases, which is on
// the logarithmic scale, and equal customers share it.
func TestHoldout_total(t *testing.T) {
	m, err := cx.FitMBGNBD(cdnowRows(true))
	if err != nil {
		t.Fatal(err)
	}
	p := weeks(2, 30.43, 38.86)
	h := holdoutOfRows(t, m, p, p, p, p)
	one, err := m.ExpectedPurchasesInterval(p, 39, cx.Week, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "ParameterVariance", h.ParameterVariance, math.Pow(4*one.StandardError, 2), 1e-6)
	total, err := h.Total(0.9)
	if err != nil {
		t.Fatal(err)
	}
	se := math.Sqrt(h.CountVariance + h.ParameterVariance)
	cxtest.Near(t, "standard error", total.StandardError, se, 1e-15)
	cxtest.Near(t, "high", total.Interval.High, h.ExpectedPurchases()+1.6448536269514722*se, 1e-12)
	if iv := total.Interval; iv.Low != 0 || !iv.Clipped || iv.Level != 0.9 { // 5.05 - 5.37
		t.Errorf("interval %v", iv)
	}
}

func TestHoldout_totalErrors(t *testing.T) {
	good := cx.Holdout{Model: orderModel(), Horizon: 39, Classes: []cx.HoldoutClass{{Customers: 9, ExpectedPurchases: 7}}, CountVariance: 20, ParameterVariance: 1}
	changed := func(change func(*cx.Holdout)) cx.Holdout {
		h := good
		h.Classes = []cx.HoldoutClass{good.Classes[0]}
		change(&h)
		return h
	}
	for _, tt := range []struct {
		name string
		h    cx.Holdout
		want error
	}{
		{"the zero holdout", cx.Holdout{}, cx.ErrNoData},
		{"no customers", changed(func(h *cx.Holdout) { h.Classes[0].Customers = 0 }), cx.ErrNoData},
		{"no fit", changed(func(h *cx.Holdout) { h.Model.Fit = cx.Fit{} }), cx.ErrUndefined},
		{"no orders", changed(func(h *cx.Holdout) { h.Classes[0].ExpectedPurchases, h.CountVariance = 0, 0 }), cx.ErrUndefined},
		{"negative", changed(func(h *cx.Holdout) { h.CountVariance = -1 }), cx.ErrInvalid},
		{"not a number", changed(func(h *cx.Holdout) { h.ParameterVariance = math.NaN() }), cx.ErrInvalid},
		{"infinite", changed(func(h *cx.Holdout) { h.Classes[0].ExpectedPurchases = math.Inf(1) }), cx.ErrInvalid},
	} {
		e, err := tt.h.Total(0.95)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if e != (cx.Estimate{}) {
			t.Errorf("%s: %v beside the error", tt.name, e)
		}
	}
	for _, level := range []float64{0, 1, -1, math.NaN()} {
		_, err := good.Total(level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	}
	for _, level := range []float64{1e-10, 1 - 1e-16} {
		if e, err := good.Total(level); err != nil || !(0 <= e.Interval.Low && e.Interval.Low < 7 && 7 < e.Interval.High) {
			t.Errorf("Total(%v) = %+v, %v", level, e, err)
		}
	}
}

func TestHoldoutTotal_edges(t *testing.T) {
	variances := []float64{0, 5e-324, 1, math.MaxFloat64, math.Inf(1), math.NaN(), -1}
	fit := cx.Fit{Covariance: [][]float64{{1}}}
	for _, counts := range variances {
		for _, parameters := range variances {
			for _, expected := range variances {
				for _, customers := range []int64{-1, 0, 1, math.MaxInt64} {
					for _, level := range edgeLevels {
						h := cx.Holdout{Model: cx.BGNBD{Fit: fit}, CountVariance: counts, ParameterVariance: parameters, Classes: []cx.HoldoutClass{{Customers: customers, ExpectedPurchases: expected}}}
						e, err := h.Total(level)
						surrounds(t, fmt.Sprintf("Total(%v) of %+v", level, h), e.Interval, e.Value, 0, math.MaxFloat64, err)
					}
				}
			}
		}
	}
}
