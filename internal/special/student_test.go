package special

import (
	"math"
	"math/big"
	"testing"
)

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
		near(t, "StudentQuantile", StudentQuantile(tt.level, tt.df), tt.want, 1e-14, tt.level, tt.df)
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
			near(t, "StudentQuantile", StudentQuantile(level, tt.df), tt.want[i], 1e-13, level, tt.df)
		}
	}
	// 1 degree is Cauchy's distribution, 2 degrees have an algebraic quantile.
	for _, level := range []float64{1e-300, 1e-17, 1e-5, 0.1, 0.4999, 0.5, 0.5001, 0.7, 0.9, 0.99} {
		near(t, "StudentQuantile", StudentQuantile(level, 1), math.Tan(math.Pi/2*level), 1e-13, level, 1)
		want := level * math.Sqrt(2/((1-level)*(1+level)))
		near(t, "StudentQuantile", StudentQuantile(level, 2), want, 1e-13, level, 2)
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
// s = exp(π/2·sinh u) in steps of 1/64. It shares nothing with StudentTail, and
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
			near(t, "StudentTail", StudentTail(x, float64(df)), want, 1e-12, x, float64(df))
			if want > 1e-30 {
				near(t, "quadratureTail", quadratureTail(x, float64(df)), want, 1e-12, x, float64(df))
			}
		}
	}
	for _, df := range []float64{1, 1.5, 2, 3, 5.99971, 10, 99, 199, 200, 1e3, 1e5, 1e7, 1.0001e7, 1e9, 1e15, 1 << 62} {
		for _, x := range ts {
			if want := quadratureTail(x, df); want > 1e-30 {
				near(t, "StudentTail", StudentTail(x, df), want, 1e-12, x, df)
			}
			if df == 1 {
				near(t, "StudentTail", StudentTail(x, df), math.Atan2(1, x)/math.Pi, 1e-14, x, df)
			}
		}
	}
	if got := StudentTail(0, 5); got != 0.5 {
		t.Errorf("StudentTail(0, 5) = %v, want 0.5", got)
	}
}

// No seam: from one value to the next the tail falls as its density says, across
// every change of method in t and in the degrees of freedom.
func TestStudentTail_continuity(t *testing.T) {
	for _, df := range []float64{1, 3, 30, 199, 200, 201, 1e5, 1e7, 1e9} {
		before := 0.5
		for x := 0.001; x < 8; x *= 1.001 {
			tail := StudentTail(x, df)
			if !(tail < before) {
				t.Errorf("StudentTail(%v, %v) = %v is not below that of a smaller t, %v", x, df, tail, before)
			}
			before = tail
		}
	}
	for _, x := range []float64{0.5, 1.7, 1.96, 4} {
		for _, df := range []float64{200, 1e7} {
			low, high := StudentTail(x, df*(1-1e-9)), StudentTail(x, df*(1+1e-9))
			// ln(tail) moves with ln(df) by less than (1+t²)²/df.
			near(t, "StudentTail", low, high, 1e-12+2e-9*(1+x*x)*(1+x*x)/df, x, df)
		}
	}
}

// quantile and tail are inverse to each other.
func TestStudentQuantile_inverse(t *testing.T) {
	for _, df := range []float64{1, 1.2, 2.5, 7, 40, 333, 1e4, 1e6, 1e8, 1e12, 1 << 62} {
		before := 0.0
		for _, level := range []float64{0.001, 0.1, 0.3, 0.499999, 0.5, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999} {
			q := StudentQuantile(level, df)
			if !(q > before) {
				t.Errorf("StudentQuantile(%v, %v) = %v is not above that of a smaller level, %v", level, df, q, before)
			}
			before = q
			near(t, "StudentTail of StudentQuantile", StudentTail(q, df), (1-level)/2, 1e-12, level, df)
		}
	}
}

// At the ends of float64 the quantiles stay finite and keep their digits.
func TestStudentQuantile_extremes(t *testing.T) {
	levels := []float64{5e-324, 1e-300, 1e-100, 1e-17, 1e-16, 0.5, 1 - 1e-10, 1 - 0x1p-52, 1 - 0x1p-53}
	degrees := []float64{1, 1 + 0x1p-52, 1.5, 2, 99.5, 199, 1e6, 1e7, 1e10, 1e15, 1e16, 1e17, 1e18, math.MaxInt64}
	for _, df := range degrees {
		for _, level := range levels {
			q := StudentQuantile(level, df)
			if !(q > 0 && q <= math.MaxFloat64) {
				t.Errorf("StudentQuantile(%v, %v) = %v, want a positive number", level, df, q)
			}
			if level > 1e-300 && level < 1e-15 {
				// The density at 0 is gammaRatio(df/2) / sqrt(π·df).
				want := level / 2 * math.Sqrt(math.Pi*df) / gammaRatio(df/2)
				near(t, "StudentQuantile", q, want, 1e-12, level, df)
			}
			if df > 1e16 && level > 0 {
				near(t, "StudentQuantile", q, NormalQuantile(level), 1e-12, level, df)
			}
		}
	}
	for _, df := range degrees {
		for _, x := range []float64{5e-324, 1e-200, 1e-8, 1e8, 1e20, 1e150} {
			if p := StudentTail(x, df); !(p >= 0 && p <= 0.5) {
				t.Errorf("StudentTail(%v, %v) = %v, want 0..0.5", x, df, p)
			}
		}
	}
}
