package cx

import (
	"math"
	"testing"
)

// Computed to 60 digits with rational Bernoulli numbers, from Stirling's series at 60 or
// more. ψ(1/2) = -γ - 2 ln 2 and ψ'(1/2) = π²/2 are those of DLMF 5.4.13 and 5.15.
func TestPolygamma(t *testing.T) {
	tests := []struct{ x, digamma, trigamma float64 }{
		{1e-5, -100000.57719921568, 10000000001.644911},
		{0.1, -10.423754940411078, 101.43329915079276},
		{0.5, -1.9635100260214235, 4.934802200544679},
		{1, -0.57721566490153287, 1.6449340668482264},
		{1.5, 0.03648997397857652, 0.93480220054467933},
		{2.5, 0.70315664064524319, 0.49035775610023485},
		{7.25, 1.9104535268837359, 0.14787923315893217},
		{12, 2.4426616799758119, 0.086901872871768385},
		{100.5, 4.6051743525818454, 0.0099999166695831036},
		{1e6, 13.815510057964191, 1.0000005000001667e-06},
	}
	for _, tt := range tests {
		specialNear(t, "digamma", digamma(tt.x), tt.digamma, 1e-13, tt.x)
		specialNear(t, "trigamma", trigamma(tt.x), tt.trigamma, 1e-14, tt.x)
	}
	// The zero of ψ, OEIS A030169.
	if v := digamma(1.4616321449683623412626595); math.Abs(v) > 1e-15 {
		t.Errorf("digamma at its zero = %g", v)
	}
}

// Computed as above.
func TestLogBeta(t *testing.T) {
	tests := []struct{ a, b, want float64 }{
		{0.5, 0.5, 1.1447298858494002}, // ln π
		{1e-3, 2, 6.9067557786490532},
		{3, 4, -4.0943445622221004}, // -ln 60
		{9.5, 9.9, -13.300381309385878},
		{0.25, 1e6, -2.1658550210429834},
		{15.4, 3.7, -8.9930069226011007},
		{12, 1e4, -93.028374089291304},
		{6248.8, 3.744588, -31.248643096205857},
		{1e6, 1e6, -1386300.0033629211},
		{0.01, 11, 4.5759575953421603},
		{1e-8, 1e-8, 19.113827924512311},
		{1e12, 0.5, -13.243145615039449},
		{40, 50, -62.455325742890714},
	}
	for _, tt := range tests {
		specialNear(t, "logBeta", logBeta(tt.a, tt.b), tt.want, 1e-13, tt.a, tt.b)
		specialNear(t, "logBeta", logBeta(tt.b, tt.a), tt.want, 1e-13, tt.b, tt.a)
	}
}

// Γ(a+n)/Γ(a) of few factors by hand, and the same whether climbed in steps or at once.
func TestRising(t *testing.T) {
	r := rising{a: 0.5}
	r.climb(0)
	if r.log != 0 || r.first != 0 || r.second != 0 {
		t.Errorf("rising to 0 = %+v", r)
	}
	r.climb(3) // 1/2 · 3/2 · 5/2
	specialNear(t, "log", r.log, math.Log(1.875), 1e-15, 3)
	specialNear(t, "first", r.first, 2+2.0/3+2.0/5, 1e-15, 3)
	specialNear(t, "second", r.second, -(4 + 4.0/9 + 4.0/25), 1e-15, 3)
	for _, a := range []float64{1e-3, 0.25, 7, 1e4} {
		steps, once := rising{a: a}, rising{a: a}
		for n := 50.0; n <= 1000; n += 50 {
			steps.climb(n)
		}
		once.climb(1000)
		specialNear(t, "log", once.log, steps.log, 1e-13, a)
		specialNear(t, "first", once.first, steps.first, 1e-12, a)
		specialNear(t, "second", once.second, steps.second, 1e-11, a)
	}
}

func TestLogistic(t *testing.T) {
	tests := []struct{ x, logistic, logAddOne float64 }{
		{0, 0.5, math.Ln2},
		{math.Log(3), 0.75, math.Log(4)},
		{-math.Log(3), 0.25, math.Log(4.0 / 3)},
		{800, 1, 800},
		{-700, math.Exp(-700), math.Exp(-700)},
		{-800, 0, 0},
		{math.Inf(1), 1, math.Inf(1)},
		{math.Inf(-1), 0, 0},
	}
	for _, tt := range tests {
		if got := logistic(tt.x); got != tt.logistic && math.Abs(got-tt.logistic) > 1e-15*tt.logistic {
			t.Errorf("logistic(%v) = %v, want %v", tt.x, got, tt.logistic)
		}
		if got := logAddOne(tt.x); got != tt.logAddOne && math.Abs(got-tt.logAddOne) > 2e-15*tt.logAddOne {
			t.Errorf("logAddOne(%v) = %v, want %v", tt.x, got, tt.logAddOne)
		}
	}
	if got := logAdd(math.Inf(-1), 2); got != 2 {
		t.Errorf("logAdd(-Inf, 2) = %v, want 2", got)
	}
	specialNear(t, "logAdd", logAdd(1000, 1000), 1000+math.Ln2, 1e-15)
}
