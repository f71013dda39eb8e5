package cx

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cxmetrics/cx/internal/maximum"
	"github.com/cxmetrics/cx/internal/special"
)

// checkDerivatives compares the derivatives of a likelihood with central differences.
func checkDerivatives(t *testing.T, f maximum.Likelihood, n int, p maximum.Vector) {
	t.Helper()
	_, first, second := f(p)
	for i := range n {
		h := 1e-5 * p[i]
		up, down := p, p
		up[i] += h
		down[i] -= h
		high, firstUp, _ := f(up)
		low, firstDown, _ := f(down)
		scale := 1 + math.Abs(first[i])
		if d := (high - low) / (2 * h); math.Abs(d-first[i]) > 1e-6*scale {
			t.Errorf("at %v: slope %d = %v, by differences %v", p, i, first[i], d)
		}
		for j := range n {
			scale := 1 + math.Abs(second[min(i, j)][max(i, j)])
			if d := (firstUp[j] - firstDown[j]) / (2 * h); math.Abs(d-second[min(i, j)][max(i, j)]) > 1e-5*scale {
				t.Errorf("at %v: second derivative %d, %d = %v, by differences %v", p, i, j, second[min(i, j)][max(i, j)], d)
			}
		}
	}
}

// Searches are how the fits found their maxima, for the tests outside the package.
var Searches = struct {
	Orders   func(rows []PurchaseHistory, modified bool) (maximum.Result, error)
	Spends   func(rows []PurchaseHistory) (maximum.Result, error)
	Renewals func(cohorts ...[]int64) (maximum.Result, error)
}{
	func(rows []PurchaseHistory, modified bool) (maximum.Result, error) {
		d, err := orderRowsOf("orders", rows)
		d.modified = modified
		r, reason := d.maximum()
		r.Evaluations += d.limit(r, reason).Evaluations
		return r, err
	},
	func(rows []PurchaseHistory) (maximum.Result, error) {
		d, err := spendRowsOf(rows)
		r, _ := d.maximum()
		return r, err
	},
	func(cohorts ...[]int64) (maximum.Result, error) {
		d, err := renewalsOf(cohorts)
		r, _ := d.maximum()
		return r, err
	},
}

// The log-likelihood of single rows of BG/NBD at r .243, alpha 4.414, a .793, b 2.426, as
// BTYD 2.4.3 gives them for the parameters of the paper.
func TestOrderLikelihood(t *testing.T) {
	tests := []struct {
		row  orderRow
		want float64
	}{
		{orderRow{0, 0, 38.86, 1}, -0.55471328},
		{orderRow{1, 1.71, 38.86, 1}, -4.46909328},
		{orderRow{2, 30.43, 38.86, 1}, -9.45860631},
		{orderRow{7, 29.43, 38.86, 1}, -21.86327627},
	}
	all := orderRows{}
	sum := 0.0
	for i, tt := range tests {
		d := orderRows{rows: []orderRow{tt.row}}
		d.join()
		value, _, _ := d.likelihood(maximum.Vector{0.243, 4.414, 0.793, 2.426})
		if math.Abs(value-tt.want) > 5e-9 {
			t.Errorf("likelihood of %v = %.9f, want %.8f", tt.row, value, tt.want)
		}
		count := float64(3*i + 1)
		tt.row.count = count
		all.rows = append(all.rows, tt.row)
		sum += count * tt.want
	}
	all.join()
	value, _, _ := all.likelihood(maximum.Vector{0.243, 4.414, 0.793, 2.426})
	if math.Abs(value-sum) > 1e-6 {
		t.Errorf("likelihood of all = %v, want %v", value, sum)
	}
}

func TestOrderLikelihoodDerivatives(t *testing.T) {
	rows := []orderRow{
		{0, 0, 0, 2}, {0, 0, 5, 40}, {1, 0.1, 5, 3}, {1, 4.9, 5, 7}, {2, 3, 3, 1}, {7, 2, 8, 2}, {90, 6, 8, 1}, {300, 6, 8, 1},
	}
	for _, modified := range []bool{false, true} {
		d := orderRows{rows: rows, modified: modified}
		d.join()
		for _, p := range []maximum.Vector{{0.24, 4.4, 0.8, 2.4}, {3, 0.5, 1, 0.1}, {12, 30, 40, 7}} {
			checkDerivatives(t, d.likelihood, 4, p)
		}
		// With a and b ever larger it comes to that of customers who are alike.
		alike := d
		alike.alike = true
		for _, p := range []maximum.Vector{{0.24, 4.4, 0.3}, {3, 0.5, 10}, {12, 30, 1e-4}} {
			checkDerivatives(t, alike.likelihood, 3, p)
			value, _, _ := alike.likelihood(p)
			near, _, _ := d.likelihood(maximum.Vector{p[0], p[1], 1e9 * p[2], 1e9})
			if !(math.Abs(value-near) <= 1e-4) {
				t.Errorf("likelihood at the limit %v = %v, and %v near it", p, value, near)
			}
		}
	}
}

// plainLikelihood is the likelihood with what it needs of a row computed row by row.
func (d *orderRows) plainLikelihood(p maximum.Vector) (value float64, first maximum.Vector, second maximum.Matrix) {
	r, alpha, a, b := p[0], p[1], p[2], p[3]
	orders, stays, stops := special.Rising{A: r}, special.Rising{A: b}, special.Rising{A: a + b}
	logAlpha := math.Log(alpha)
	for i := 0; i < len(d.rows); {
		x := d.rows[i].frequency
		s, n := r+x, x
		if d.modified {
			n++
		}
		orders.Climb(x)
		odds, slope := math.Inf(-1), 0.0
		switch {
		case d.alike:
			odds = math.Log(a)
		case n > 0:
			odds, slope = math.Log(a/(b+(n-1))), -1/(b+(n-1))
		}
		count := 0.0
		for ; i < len(d.rows) && d.rows[i].frequency == x; i++ {
			row := &d.rows[i]
			w := row.count
			count += w
			end := alpha + row.age
			logEnd := math.Log(end)
			value -= float64(w * s * logEnd)
			first[0] -= float64(w * logEnd)
			first[1] -= float64(w * s / end)
			second[0][1] -= w / end
			second[1][1] += float64(w * s / end / end)
			if n == 0 {
				continue
			}
			// The slopes of h, those of ln(1 + e^h), and their slopes.
			last := alpha + row.recency
			back := 1/end - 1/last
			rise := math.Log(end / last)
			h := odds + float64(s*rise)
			gone, logStays := special.Logistic(h), special.LogAddOne(h)
			g, v := w*gone, w*gone*(1-gone)
			by := maximum.Vector{rise, s * back, 1 / a, slope}
			value += float64(w * logStays)
			for j := range by {
				first[j] += float64(g * by[j])
				for k := j; k < len(by); k++ {
					second[j][k] += float64(v * by[j] * by[k])
				}
			}
			second[0][1] += float64(g * back)
			second[1][1] += float64(g * s * (1/last/last - 1/end/end))
			second[2][2] -= g / a / a
			second[3][3] += float64(g * slope * slope)
		}
		value += float64(count * (orders.Log + float64(r*logAlpha)))
		first[0] += float64(count * (orders.First + logAlpha))
		first[1] += float64(count * (r / alpha))
		second[0][0] += float64(count * orders.Second)
		second[0][1] += count / alpha
		second[1][1] -= float64(count * r / alpha / alpha)
		if d.alike {
			value -= float64(count * n * math.Log1p(a))
			first[2] -= float64(count * n / (1 + a))
			second[2][2] += float64(count * n / (1 + a) / (1 + a))
			continue
		}
		stays.Climb(n)
		stops.Climb(n)
		value += float64(count * (stays.Log - stops.Log))
		first[2] -= float64(count * stops.First)
		first[3] += float64(count * (stays.First - stops.First))
		second[2][2] -= float64(count * stops.Second)
		second[2][3] -= float64(count * stops.Second)
		second[3][3] += float64(count * (stays.Second - stops.Second))
	}
	return value, first, second
}

// The likelihood has the bits of the plain one, so that the search takes the same steps.
func TestOrderLikelihoodBits(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 17))
	for few := range int64(50) {
		var rows []PurchaseHistory
		days, most := 1+random.IntN(400), 1+random.Int64N(1+2*few)
		for range 300 {
			p := PurchaseHistory{Age: float64(random.IntN(days)) / 7, Count: random.Int64N(4)}
			if whole := int(7 * p.Age); whole > 0 && random.IntN(3) > 0 {
				p.Frequency, p.Recency = 1+random.Int64N(most), min(float64(1+random.IntN(whole))/7, p.Age)
			}
			rows = append(rows, p)
		}
		d, err := orderRowsOf("test", append(rows, PurchaseHistory{Frequency: 1, Recency: 1, Age: 2}))
		if err != nil {
			t.Fatal(err)
		}
		for kind := range 4 {
			d.modified, d.alike = kind&1 > 0, kind&2 > 0
			var p maximum.Vector
			for i := range p {
				p[i] = math.Exp(3 * random.NormFloat64())
			}
			value, first, second := d.likelihood(p)
			plainValue, plainFirst, plainSecond := d.plainLikelihood(p)
			if value != plainValue || first != plainFirst || second != plainSecond {
				t.Errorf("likelihood at %v = %v %v %v, row by row %v %v %v", p, value, first, second, plainValue, plainFirst, plainSecond)
			}
		}
	}
}

// Of many customers the limit is that of all starts, also where there is no maximum.
func TestOrderLimit(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 9))
	for _, stop := range []float64{0, 0.003, 0.3} {
		rows := make([]PurchaseHistory, 1200)
		for i := range rows {
			p := &rows[i]
			p.Age = float64(100+random.IntN(200)) / 7
			gap := 5 * math.Exp(random.NormFloat64())
			for at := gap * random.ExpFloat64(); at < p.Age && random.Float64() >= stop; at += gap * random.ExpFloat64() {
				p.Frequency, p.Recency = p.Frequency+1, at
			}
		}
		d, err := orderRowsOf("test", rows)
		if err != nil {
			t.Fatal(err)
		}
		d.modified = true
		r, reason := d.maximum()
		many, few := d.limit(r, reason), d
		few.customers = 1
		all := few.limit(r, reason)
		if l := many.limits(r, reason); l != all.limits(r, reason) || l && (many.At != all.At || many.Value != all.Value) {
			t.Errorf("stop %v: the limit is %+v, from all starts %+v; %q", stop, many, all, reason)
		}
	}
}

// Where there is no maximum, and the search from one start finds no limit of many customers, those
// from other starts do.
func TestOrderLimit_otherStarts(t *testing.T) {
	rows := []PurchaseHistory{
		{Frequency: 1, Recency: 0.6, Age: 2, Count: 1}, {Frequency: 0, Recency: 0, Age: 4, Count: 1000},
		{Frequency: 2, Recency: 1, Age: 1, Count: 1}, {Frequency: 1, Recency: 0.9, Age: 2, Count: 1000},
		{Frequency: 2, Recency: 0.2, Age: 2, Count: 100_000}, {Frequency: 2, Recency: 0.5, Age: 1, Count: 1},
		{Frequency: 2, Recency: 4.3, Age: 5, Count: 100}, {Frequency: 1, Recency: 1.5, Age: 6, Count: 1},
		{Frequency: 0, Recency: 0, Age: 0, Count: 492},
	}
	m, err := FitMBGNBD(rows)
	if err != nil || m.Stop == 0 {
		t.Fatalf("the limit is %+v, %v", m, err)
	}
	// By the moments of nearly all: two orders at the rate of 2 in 0.2 days, and then a stop.
	if rate := m.R / m.Alpha; math.Abs(rate-10) > 1 || math.Abs(m.Stop-1./3) > 0.01 {
		t.Errorf("an order in %v days, and stop %v", 1/rate, m.Stop)
	}
}

// Equal rows are joined, whatever their order, and time is scaled to one order a unit.
func TestOrderRows(t *testing.T) {
	d, err := orderRowsOf("test", []PurchaseHistory{
		{Frequency: 2, Recency: 3, Age: 12}, {Age: 12}, {Frequency: 2, Recency: 3, Age: 12, Customer: "b"},
		{Age: 6}, {Age: 12}, {Frequency: 2, Recency: 4, Age: 12},
	})
	if err != nil {
		t.Fatal(err)
	}
	// 66 units of age and 6 orders: 11 units an order.
	want := []orderRow{
		{0, 0, 6.0 / 11, 1}, {0, 0, 12.0 / 11, 2}, {2, 3.0 / 11, 12.0 / 11, 2}, {2, 4.0 / 11, 12.0 / 11, 1},
	}
	if len(d.rows) != len(want) || math.Abs(d.scale-11) > 1e-14 || d.orders != 6 {
		t.Fatalf("orderRowsOf = %+v", d)
	}
	for i, row := range d.rows {
		w := want[i]
		if row.frequency != w.frequency || row.count != w.count || math.Abs(row.recency-w.recency) > 1e-15 || math.Abs(row.age-w.age) > 1e-15 {
			t.Errorf("row %d = %v, want %v", i, row, w)
		}
	}
}

// Rows are in the order of sorting them, with the times that they have.
func TestOrderRows_order(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 18))
	for range 50 {
		var d orderRows
		for range 1 + random.IntN(500) {
			d.rows = append(d.rows, orderRow{float64(random.IntN(3)), float64(random.IntN(9)) / 7, float64(random.IntN(20)) / 7, 1})
		}
		want := slices.Clone(d.rows)
		slices.SortFunc(want, func(a, b orderRow) int {
			return cmp.Or(cmp.Compare(a.frequency, b.frequency), cmp.Compare(a.recency, b.recency), cmp.Compare(a.age, b.age))
		})
		d.join()
		for i, row := range d.rows {
			if d.ages.at[d.ages.places[i]] != row.age || d.recencies.at[d.recencies.places[i]] != row.recency {
				t.Fatalf("row %d, %v, has the times %v and %v", i, row, d.recencies.at[d.recencies.places[i]], d.ages.at[d.ages.places[i]])
			}
			for range int(row.count) {
				if row.count = 1; len(want) == 0 || row != want[0] {
					t.Fatalf("row %d is %v, want the first of %v", i, row, want)
				}
				want = want[1:]
			}
		}
		if len(want) > 0 {
			t.Fatalf("%d rows are missing", len(want))
		}
	}
}

// The sum and the integral are two ways to one figure.
func TestFuturePurchases(t *testing.T) {
	for _, f := range []future{
		{s: 0.243, a: 0.793, b: 2.4}, {s: 5, a: 1, b: 2.4}, {s: 26.2, a: 1.3, b: 28}, {s: 50, a: 0.01, b: 48},
		{s: 50, a: 0.01, b: 1e4}, {s: 50, a: 100, b: 0.1}, {s: 0.1, a: 1e-4, b: 48}, {s: 3, a: 1e-9, b: 2}, {s: 2, a: 1e3, b: 1e5},
	} {
		f.end = 1
		for _, u := range []float64{1e-9, 1e-3, 0.1, 1, 10, 50} {
			sum, integral := f.purchases(u), f.integral(u, false)
			if !(math.Abs(sum-integral) <= 2e-12*sum) {
				t.Errorf("%+v at %v: %v by the sum, %v by the integral", f, u, sum, integral)
			}
			sum, integral = f.pairs(u), f.integral(u, true)
			if !(math.Abs(sum-integral) <= 1e-11*sum) {
				t.Errorf("%+v at %v: pairs %v by the sum, %v by the integral", f, u, sum, integral)
			}
		}
	}
	for _, tt := range []struct {
		f               future
		want, tolerance float64
	}{
		// A customer who is sure to stop at the next order: the share with s = 1 who order
		// at all, u/(1+u), times one order and next to nothing.
		{future{s: 1, end: 1, a: 1e9, b: 1e-9}, 0.75, 1e-12},
		// One who never stops orders s·u times.
		{future{s: 2.5, end: 1, a: 1e-14, b: 10}, 7.5, 1e-12},
		{future{s: 2.5e4, end: 1, a: 1, b: 1e12}, 7.5e4, 1e-7},
	} {
		if got := tt.f.purchases(3); !(math.Abs(got-tt.want) <= tt.tolerance*tt.want) {
			t.Errorf("purchases of %+v = %.17g, want %v", tt.f, got, tt.want)
		}
	}
	if v := (&future{s: 1, end: 1, a: 0.5, b: 1}).purchases(1e300); !math.IsNaN(v) && !(v > 0) {
		t.Errorf("purchases of a horizon without end = %v", v)
	}
}

func TestQuadraticForm(t *testing.T) {
	hilbert := func(n int) []float64 {
		a := make([]float64, n*n)
		for i := range n {
			for j := range n {
				a[i*n+j] = 1 / float64(i+j+1)
			}
		}
		return a
	}
	for _, test := range []struct {
		name      string
		a, u      []float64
		want      float64
		tolerance float64
	}{
		{"one", []float64{4}, []float64{6}, 9, 0},
		// The inverse of (4 2; 2 3) is (3 -2; -2 4) / 8: (3 - 8 + 16) / 8.
		{"two", []float64{4, 2, 2, 3}, []float64{1, 2}, 11. / 8, 1e-15},
		{"lower triangle alone", []float64{4, math.NaN(), 2, 3}, []float64{1, 2}, 11. / 8, 1e-15},
		{"nothing to explain", []float64{4, 2, 2, 3}, []float64{0, 0}, 0, 0},
		// The elements of the inverse of the n by n Hilbert matrix sum to n².
		{"Hilbert 3", hilbert(3), []float64{1, 1, 1}, 9, 1e-13},
		{"Hilbert 6", hilbert(6), []float64{1, 1, 1, 1, 1, 1}, 36, 1e-9},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := quadraticForm(test.a, test.u)
			if !ok || !(math.Abs(got-test.want) <= test.tolerance*test.want) {
				t.Errorf("quadraticForm = %v, %t, want %v", got, ok, test.want)
			}
		})
	}
	for name, a := range map[string][]float64{
		"zero":                 {0, 0, 0, 0},
		"no first":             {0, 0, 0, 1},
		"two alike":            {0.1, 0.3, 0.3, 0.9}, // 0.3² is 0.1 · 0.9, but not in binary
		"not positive":         {1, 2, 2, 1},
		"not a number":         {math.NaN(), 0, 0, 1},
		"not a number outside": {1, 0, math.NaN(), 1},
	} {
		if got, ok := quadraticForm(a, []float64{1, 1}); ok || got != 0 {
			t.Errorf("%s: quadraticForm = %v, %t, want 0, false", name, got, ok)
		}
	}
}

// bothLimits is SurvivalScale.limit of both sides, each scale written out.
func bothLimits(k SurvivalScale, s, h, z float64) (low, high float64, ok bool) {
	if s == 0 || s == 1 {
		return 0, 0, false
	}
	switch k {
	case PlainScale:
		return s - float64(z*s*h), s + float64(z*s*h), true
	case LogScale:
		return s * math.Exp(-z*h), s * math.Exp(z*h), true
	case LogitScale:
		logit, d := math.Log(s/(1-s)), z*h/(1-s)
		return 1 / (1 + math.Exp(d-logit)), 1 / (1 + math.Exp(-d-logit)), true
	case ArcsineScale:
		angle, d := math.Asin(math.Sqrt(s)), z*h*math.Sqrt(s/(1-s))/2
		low, high = math.Sin(max(angle-d, 0)), math.Sin(min(angle+d, math.Pi/2))
		return float64(low * low), float64(high * high), true
	}
	d := z * h / math.Log(s)
	return math.Pow(s, math.Exp(-d)), math.Pow(s, math.Exp(d)), true
}

// Quantile leaves out steps of which it knows that the upper limit is too high, and gives what a
// walk over all of them gives, to the last bit.
func TestSurvivalQuantile_walk(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 6))
	for range 400 {
		lifespans := make([]Lifespan, 1+random.IntN(300))
		for i := range lifespans {
			l := Lifespan{Exit: 1 + float64(random.IntN(60)), Churned: random.IntN(3) > 0}
			if random.IntN(8) == 0 {
				l.Entry = l.Exit * random.Float64()
			}
			lifespans[i] = l
		}
		s, err := SurvivalOf(lifespans)
		if err != nil {
			continue // an entry that is rounded to its exit
		}
		steps := s.Steps
		if at, ok := s.emptied(); ok {
			steps = steps[:s.step(at)+1]
		}
		for _, kind := range []SurvivalScale{PlainScale, LogScale, LogLogScale, LogitScale, ArcsineScale} {
			level := []float64{1e-9, 0.5, 0.95, 0.999999}[random.IntN(4)]
			z := special.NormalQuantile(level)
			share := []float64{0.5, 0.25, 0.9, random.Float64()}[random.IntN(4)]
			if !(share > 0) {
				continue
			}
			q, _ := s.Quantile(1-share, level, kind)
			share = 1 - (1 - share)
			var want SurvivalQuantile
			want.Level = level
			want.Time, want.Reached = reaches(steps, share, func(p *SurvivalStep) (float64, bool) { return p.Survival, true })
			want.Low, want.LowReached = reaches(steps, share, func(p *SurvivalStep) (float64, bool) {
				low, _, ok := bothLimits(kind, p.Survival, math.Sqrt(p.Greenwood), z)
				return low, ok
			})
			want.High, want.HighReached = reaches(steps, share, func(p *SurvivalStep) (float64, bool) {
				_, high, ok := bothLimits(kind, p.Survival, math.Sqrt(p.Greenwood), z)
				return high, ok
			})
			if q != want {
				t.Fatalf("Quantile(%v, %v, %v) = %+v, want %+v", 1-share, level, kind, q, want)
			}
		}
	}
}

// At coefficients at which those left behind are less than the rounding of those taken out, there
// is no likelihood: of a customer who enters after the others churned, exp(30) times as likely to.
func TestCoxFit_rounding(t *testing.T) {
	for beta, want := range map[float64]bool{20: true, 30: false} {
		c := coxFit{
			k: 1, x: []float64{1, 0, 0},
			rows: []Lifespan{{Entry: 5, Exit: 10, Count: 1}, {Exit: 3, Churned: true, Count: 1}, {Exit: 4, Count: 1}},
		}
		c.order()
		p, ok := c.at([]float64{beta})
		if ok != want || ok && math.Abs(p.value+math.Ln2) > 1e-6 { // one of two alike
			t.Errorf("at %v: %v, %v", beta, p.value, ok)
		}
	}
}
