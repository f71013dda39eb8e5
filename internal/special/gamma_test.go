package special

import (
	"math"
	"math/big"
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
		near(t, "digamma", Digamma(tt.x), tt.digamma, 1e-13, tt.x)
		near(t, "trigamma", Trigamma(tt.x), tt.trigamma, 1e-14, tt.x)
	}
	// The zero of ψ, OEIS A030169.
	if v := Digamma(1.4616321449683623412626595); math.Abs(v) > 1e-15 {
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
		near(t, "LogBeta", LogBeta(tt.a, tt.b), tt.want, 1e-13, tt.a, tt.b)
		near(t, "LogBeta", LogBeta(tt.b, tt.a), tt.want, 1e-13, tt.b, tt.a)
	}
}

// Γ(a+n)/Γ(a) of few factors by hand, and the same whether climbed in steps or at once.
func TestRising(t *testing.T) {
	r := Rising{A: 0.5}
	r.Climb(0)
	if r.Log != 0 || r.First != 0 || r.Second != 0 {
		t.Errorf("rising to 0 = %+v", r)
	}
	r.Climb(3) // 1/2 · 3/2 · 5/2
	near(t, "log", r.Log, math.Log(1.875), 1e-15, 3)
	near(t, "first", r.First, 2+2.0/3+2.0/5, 1e-15, 3)
	near(t, "second", r.Second, -(4 + 4.0/9 + 4.0/25), 1e-15, 3)
	for _, a := range []float64{1e-3, 0.25, 7, 1e4} {
		steps, once := Rising{A: a}, Rising{A: a}
		for n := 50.0; n <= 1000; n += 50 {
			steps.Climb(n)
		}
		once.Climb(1000)
		near(t, "log", once.Log, steps.Log, 1e-13, a)
		near(t, "first", once.First, steps.First, 1e-12, a)
		near(t, "second", once.Second, steps.Second, 1e-11, a)
	}
}

// Γ(a+1/2)/Γ(a) is a fraction times sqrt(π) or 1/sqrt(π) for whole and half a: it is
// 1/sqrt(π) at 1/2 and sqrt(π)/2 at 1, and a step of 1 multiplies it by (a+1/2)/a.
func TestGammaRatio(t *testing.T) {
	const bits = 200
	pi, _, err := big.ParseFloat("3.14159265358979323846264338327950288419716939937510582097494459230781640629", 10, bits, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	rootPi := new(big.Float).SetPrec(bits).Sqrt(pi)
	half := new(big.Float).SetPrec(bits).Quo(rootPi, big.NewFloat(2)) // at 1
	at := new(big.Float).SetPrec(bits).Quo(big.NewFloat(1), rootPi)   // at 1/2
	for _, start := range []struct {
		a     float64
		ratio *big.Float
	}{{0.5, at}, {1, half}} {
		ratio := start.ratio
		for a := start.a; a < 3000; a++ {
			want, _ := ratio.Float64()
			near(t, "gammaRatio", gammaRatio(a), want, 1e-14, a)
			ratio.Mul(ratio, new(big.Float).SetPrec(bits).SetFloat64(a+0.5))
			ratio.Quo(ratio, new(big.Float).SetPrec(bits).SetFloat64(a))
		}
	}
	// exp(lnΓ(a+1/2) - lnΓ(a)), computed with mpmath to 40 digits.
	tests := []struct{ a, want float64 }{
		{0.75, 0.73966877979715972},
		{2.999855, 1.6616320252296240},
		{12345.678, 111.10998156120494},
		{5e6, 2236.0679215980910},
		{5e8, 22360.679769407727},
	}
	for _, tt := range tests {
		near(t, "gammaRatio", gammaRatio(tt.a), tt.want, 1e-14, tt.a)
	}
	// Γ(a+1/2)/Γ(a) · Γ(a+1)/Γ(a+1/2) = a.
	for a := 0.5; a < 1e18; a *= 1.37 {
		near(t, "gammaRatio at a and a+1/2", gammaRatio(a)*gammaRatio(a+0.5), a, 2e-14, a)
	}
}
