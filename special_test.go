package cx

import (
	"math"
	"math/big"
	"testing"
)

// specialNear checks a special function to a relative tolerance.
func specialNear(t *testing.T, what string, got, want, tolerance float64, args ...float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s(%v) = %.17g, want %.17g within %g", what, args, got, want, tolerance)
	}
}

// The published 16 digits of the standard normal quantile (R's qnorm), and for
// the extreme levels the root of erfc computed with mpmath to 40 digits. Levels
// are the float64 nearest to what is written.
func TestNormalQuantile(t *testing.T) {
	tests := []struct{ level, want float64 }{
		{0.5, 0.6744897501960817},
		{0.8, 1.2815515655446004},
		{0.9, 1.6448536269514722},
		{0.95, 1.959963984540054},
		{0.99, 2.5758293035489004},
		{0.999, 3.2905267314918945},
		{0.999999, 4.8916384756929318},
		{1 - 0x1p-53, 8.2923610758135955},
		// Near 0 the quantile is level·sqrt(π/2).
		{1e-10, 1.2533141373155003e-10},
		{1e-300, 1.2533141373155003e-300},
	}
	for _, tt := range tests {
		specialNear(t, "normalQuantile", normalQuantile(tt.level), tt.want, 1e-14, tt.level)
	}
	// A power of 0.8 is one-tailed: its quantile is that of the level 0.6.
	specialNear(t, "normalQuantile", normalQuantile(2*0.8-1), 0.8416212335729143, 1e-14, 0.6)
}

// The complementary error function of |z|/sqrt(2), computed with mpmath to 40 digits.
func TestNormalTwoTailed(t *testing.T) {
	tests := []struct{ z, want float64 }{
		{0, 1},
		{0.5, 0.6170750774519738},
		{1.96, 0.049995790296440872},
		{5, 5.7330314375838782e-07},
		{10, 1.5239706048321052e-23},
		{30, 9.8134278542963742e-198},
		{37, 1.1451142445049154e-299},
	}
	for _, tt := range tests {
		specialNear(t, "normalTwoTailed", normalTwoTailed(tt.z), tt.want, 5e-13, tt.z)
		specialNear(t, "normalTwoTailed", normalTwoTailed(-tt.z), tt.want, 5e-13, -tt.z)
	}
}

// The tables of Student's t, 0.975 and so on in one tail, to 16 digits. A figure that
// is widely copied for 10 degrees, 2.228138851964939, is wrong from its 11th digit:
// the closed form of evenTail gives 0.9499999999982 within it.
func TestStudentQuantile_published(t *testing.T) {
	tests := []struct{ df, level, want float64 }{
		{1, 0.95, 12.70620473617469},
		{2, 0.95, 4.302652729749462},
		{3, 0.95, 3.182446305283708},
		{10, 0.90, 1.812461122811677},
		{10, 0.95, 2.228138851986274},
		{10, 0.99, 3.169272672616954},
		{30, 0.95, 2.042272456301238},
		{100, 0.95, 1.983971518523552},
		{120, 0.95, 1.979930405082440},
		{120, 0.99, 2.617421145106866},
	}
	for _, tt := range tests {
		specialNear(t, "studentQuantile", studentQuantile(tt.level, tt.df), tt.want, 1e-14, tt.level, tt.df)
	}
}

// Roots of the incomplete beta function, computed with mpmath to 60 digits for the
// exact float64 level, over degrees of freedom on both sides of every change of
// method that one might think of.
func TestStudentQuantile(t *testing.T) {
	levels := [5]float64{1e-10, 0.5, 0.95, 0.999999, 1 - 0x1p-53}
	tests := []struct {
		df   float64
		want [5]float64
	}{
		{1, [5]float64{1.5707963267948967e-10, 1.0, 12.706204736174693, 636619.77234875132, 5734161139222658.6}},
		{1.5, [5]float64{1.4674161077003312e-10, 0.87259466254157064, 6.0166631044279283, 8285.3911948662036, 35867920788.667298}},
		{2, [5]float64{1.4142135623730951e-10, 0.81649658092772603, 4.3026527297494618, 999.99924998546591, 94906265.624251545}},
		{3, [5]float64{1.3603495231756634e-10, 0.76489232840434528, 3.1824463052837084, 130.15458955711021, 270823.80699965857}},
		{5.99971, [5]float64{1.306397125831724e-10, 0.71756038218334463, 2.4469405211439223, 20.049517499292574, 920.65407949027524}},
		{10, [5]float64{1.2849890174652463e-10, 0.69981206131243163, 2.2281388519862742, 10.516489956882173, 108.24284966286608}},
		{30, [5]float64{1.2638001130616795e-10, 0.68275569332129255, 2.0422724563012379, 6.1190756203738998, 16.622112879395636}},
		{99, [5]float64{1.256483017551817e-10, 0.67697598554615263, 1.9842169515864171, 5.2171642066426682, 9.9970648801985304}},
		{199, [5]float64{1.2548896353600816e-10, 0.67572459561064572, 1.9719565442517534, 5.0490945952261632, 9.0761393190724147}},
		{200, [5]float64{1.2548817530112754e-10, 0.6757184114042202, 1.971896223633909, 5.0482856598461128, 9.0719211015096637}},
		{1e3, [5]float64{1.2536275049669256e-10, 0.67473516460700944, 1.9623390808264081, 4.9222895234238255, 8.4391472614934059}},
		{1e5, [5]float64{1.2533172706047601e-10, 0.67449220355329221, 1.9599877075346093, 4.8919433407094516, 8.2938075447749537}},
		{1e7, [5]float64{1.2533141686483541e-10, 0.67448977472957515, 1.9599642217672051, 4.8916415241792133, 8.2923755383868992}},
		{1.0001e7, [5]float64{1.2533141686452211e-10, 0.67448977472712205, 1.9599642217434848, 4.891641523874395, 8.2923755369407843}},
		{1e9, [5]float64{1.2533141376288288e-10, 0.67448975044141667, 1.9599639869123251, 4.8916385061777782, 8.292361220439117}},
	}
	for _, tt := range tests {
		for i, level := range levels {
			specialNear(t, "studentQuantile", studentQuantile(level, tt.df), tt.want[i], 1e-13, level, tt.df)
		}
	}
	// 1 degree is Cauchy's distribution, 2 degrees have an algebraic quantile.
	for _, level := range []float64{1e-300, 1e-17, 1e-5, 0.1, 0.4999, 0.5, 0.5001, 0.7, 0.9, 0.99} {
		specialNear(t, "studentQuantile", studentQuantile(level, 1), math.Tan(math.Pi/2*level), 1e-13, level, 1)
		want := level * math.Sqrt(2/((1-level)*(1+level)))
		specialNear(t, "studentQuantile", studentQuantile(level, 2), want, 1e-13, level, 2)
	}
}

// evenTail returns the tail of Student's t for an even number of degrees of freedom
//
//	P(|T| < t) = u · sum over k < df/2 of C(2k, k)/4^k · (1-u²)^k,  u = t/sqrt(df+t²)
//
// with 700 bits.
//
// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.4.
func evenTail(t float64, df int) float64 {
	const bits = 700
	number := func(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }
	t2 := number(t)
	t2.Mul(t2, t2)
	den := number(float64(df))
	den.Add(den, t2)
	rest := number(float64(df)) // 1-u² = df/(df+t²)
	rest.Quo(rest, den)
	u := number(t)
	u.Quo(u, den.Sqrt(den))
	sum, term := number(0), number(1)
	for k := 1; k <= df/2; k++ {
		sum.Add(sum, term)
		term.Mul(term, rest)
		term.Mul(term, number(float64(2*k-1)))
		term.Quo(term, number(float64(2*k)))
	}
	tail := number(1)
	tail.Sub(tail, u.Mul(u, sum))
	tail.Quo(tail, number(2))
	f, _ := tail.Float64()
	return f
}

// quadratureTail returns the tail of Student's t as the ratio of two integrals of
// its density without any constant, each by the double exponential rule
// s = exp(π/2·sinh u) in steps of 1/64. It shares nothing with studentTail, and
// agrees with evenTail to 1e-13 (TestStudentTail checks both against it).
func quadratureTail(t, df float64) float64 {
	beyond := func(from float64) float64 {
		sum := 0.0
		for i := -320; i <= 320; i++ {
			u := float64(i) / 64
			s := math.Exp(math.Pi / 2 * math.Sinh(u))
			x := from + s
			if f := math.Exp(-(df + 1) / 2 * math.Log1p(x*x/df)); f > 0 {
				sum += f * s * math.Cosh(u)
			}
		}
		return sum
	}
	return beyond(t) / beyond(0) / 2
}

func TestStudentTail(t *testing.T) {
	ts := []float64{0.0009765625, 0.125, 0.5, 1, 1.5, 1.75, 2, 3, 5, 8, 20, 100}
	for _, df := range []int{2, 4, 6, 10, 30, 200, 1000, 20000} {
		for _, x := range ts {
			want := evenTail(x, df)
			if want < 1e-200 {
				continue
			}
			specialNear(t, "studentTail", studentTail(x, float64(df)), want, 1e-12, x, float64(df))
			if want > 1e-30 {
				specialNear(t, "quadratureTail", quadratureTail(x, float64(df)), want, 1e-12, x, float64(df))
			}
		}
	}
	for _, df := range []float64{1, 1.5, 2, 3, 5.99971, 10, 99, 199, 200, 1e3, 1e5, 1e7, 1.0001e7, 1e9, 1e15, 1 << 62} {
		for _, x := range ts {
			if want := quadratureTail(x, df); want > 1e-30 {
				specialNear(t, "studentTail", studentTail(x, df), want, 1e-12, x, df)
			}
			if df == 1 {
				specialNear(t, "studentTail", studentTail(x, df), math.Atan2(1, x)/math.Pi, 1e-14, x, df)
			}
		}
	}
	if got := studentTail(0, 5); got != 0.5 {
		t.Errorf("studentTail(0, 5) = %v, want 0.5", got)
	}
}

// No seam: from one value to the next the tail falls as its density says, across
// every change of method in t and in the degrees of freedom.
func TestStudentTail_continuity(t *testing.T) {
	for _, df := range []float64{1, 3, 30, 199, 200, 201, 1e5, 1e7, 1e9} {
		before := 0.5
		for x := 0.001; x < 8; x *= 1.001 {
			tail := studentTail(x, df)
			if !(tail < before) {
				t.Errorf("studentTail(%v, %v) = %v is not below that of a smaller t, %v", x, df, tail, before)
			}
			before = tail
		}
	}
	for _, x := range []float64{0.5, 1.7, 1.96, 4} {
		for _, df := range []float64{200, 1e7} {
			low, high := studentTail(x, df*(1-1e-9)), studentTail(x, df*(1+1e-9))
			// ln(tail) moves with ln(df) by less than (1+t²)²/df.
			specialNear(t, "studentTail", low, high, 1e-12+2e-9*(1+x*x)*(1+x*x)/df, x, df)
		}
	}
}

// quantile and tail are inverse to each other.
func TestStudentQuantile_inverse(t *testing.T) {
	for _, df := range []float64{1, 1.2, 2.5, 7, 40, 333, 1e4, 1e6, 1e8, 1e12, 1 << 62} {
		before := 0.0
		for _, level := range []float64{0.001, 0.1, 0.3, 0.499999, 0.5, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999} {
			q := studentQuantile(level, df)
			if !(q > before) {
				t.Errorf("studentQuantile(%v, %v) = %v is not above that of a smaller level, %v", level, df, q, before)
			}
			before = q
			specialNear(t, "studentTail of studentQuantile", studentTail(q, df), (1-level)/2, 1e-12, level, df)
		}
	}
}

// At the ends of float64 the quantiles stay finite and keep their digits.
func TestStudentQuantile_extremes(t *testing.T) {
	levels := []float64{5e-324, 1e-300, 1e-100, 1e-17, 1e-16, 0.5, 1 - 1e-10, 1 - 0x1p-52, 1 - 0x1p-53}
	degrees := []float64{1, 1 + 0x1p-52, 1.5, 2, 99.5, 199, 1e6, 1e7, 1e10, 1e15, 1e16, 1e17, 1e18, math.MaxInt64}
	for _, df := range degrees {
		for _, level := range levels {
			q := studentQuantile(level, df)
			if !(q > 0 && q <= math.MaxFloat64) {
				t.Errorf("studentQuantile(%v, %v) = %v, want a positive number", level, df, q)
			}
			if level > 1e-300 && level < 1e-15 {
				// The density at 0 is gammaRatio(df/2) / sqrt(π·df).
				want := level / 2 * math.Sqrt(math.Pi*df) / gammaRatio(df/2)
				specialNear(t, "studentQuantile", q, want, 1e-12, level, df)
			}
			if df > 1e16 && level > 0 {
				specialNear(t, "studentQuantile", q, normalQuantile(level), 1e-12, level, df)
			}
		}
	}
	for _, df := range degrees {
		for _, x := range []float64{5e-324, 1e-200, 1e-8, 1e8, 1e20, 1e150} {
			if p := studentTail(x, df); !(p >= 0 && p <= 0.5) {
				t.Errorf("studentTail(%v, %v) = %v, want 0..0.5", x, df, p)
			}
		}
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
			specialNear(t, "gammaRatio", gammaRatio(a), want, 1e-14, a)
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
		specialNear(t, "gammaRatio", gammaRatio(tt.a), tt.want, 1e-14, tt.a)
	}
	// Γ(a+1/2)/Γ(a) · Γ(a+1)/Γ(a+1/2) = a.
	for a := 0.5; a < 1e18; a *= 1.37 {
		specialNear(t, "gammaRatio at a and a+1/2", gammaRatio(a)*gammaRatio(a+0.5), a, 2e-14, a)
	}
}
