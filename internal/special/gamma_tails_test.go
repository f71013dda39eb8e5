package special

import (
	"fmt"
	"math"
	"math/big"
	"testing"
)

// bigGamma is the gamma distribution of one shape in 1120 bits: a tail of 1e-300
// leaves 120 of them. The shape is a multiple of 1/2, so that Γ is a product.
type bigGamma struct {
	a    *big.Float
	half bool
	next *big.Float // Γ(a+1)
}

func bigFloat(x float64) *big.Float { return new(big.Float).SetPrec(1120).SetFloat64(x) }

func newBigGamma(a float64) bigGamma {
	g := bigGamma{a: bigFloat(a), half: a != math.Floor(a), next: bigFloat(1)}
	k := bigFloat(1)
	if g.half {
		// Γ(3/2) = sqrt(π)/2, with π by Machin's formula.
		pi := new(big.Float).Sub(bigArcCot(5), new(big.Float).Quo(bigArcCot(239), bigFloat(4)))
		pi.Mul(pi, bigFloat(16))
		g.next.Quo(g.next.Sqrt(pi), bigFloat(2))
		k.SetFloat64(1.5)
	}
	for ; k.Cmp(g.a) <= 0; k.Add(k, bigFloat(1)) {
		g.next.Mul(g.next, k)
	}
	return g
}

// bigArcCot returns arctan(1/n).
func bigArcCot(n float64) *big.Float {
	term := new(big.Float).Quo(bigFloat(1), bigFloat(n))
	sum := new(big.Float).Set(term)
	for k := 3.0; term.MantExp(nil) > -1140; k += 2 {
		term.Quo(term, bigFloat(-n*n))
		sum.Add(sum, new(big.Float).Quo(term, bigFloat(k)))
	}
	return sum
}

// bigExp returns e^-x.
func bigExp(x *big.Float) *big.Float {
	const squarings = 40
	y := new(big.Float).SetMantExp(x, -squarings)
	sum, term := bigFloat(1), bigFloat(1)
	for k := 1.0; term.Sign() != 0 && term.MantExp(nil) > -1160; k++ {
		term.Quo(term.Mul(term, y), bigFloat(k))
		sum.Add(sum, term)
	}
	for range squarings {
		sum.Mul(sum, sum)
	}
	return sum.Quo(bigFloat(1), sum)
}

// tails returns the lower and the upper tail at x, and x times the density
//
//	P(a, x) = x^a e^-x / Γ(a+1) · (1 + x/(a+1) + x²/((a+1)(a+2)) + …)
func (g bigGamma) tails(x float64) (lower, upper, front *big.Float) {
	bx := bigFloat(x)
	front = bigExp(bx)
	whole, _ := g.a.Int64()
	power := new(big.Float).Copy(bx)
	for ; whole > 0; whole >>= 1 {
		if whole&1 == 1 {
			front.Mul(front, power)
		}
		power.Mul(power, power)
	}
	if g.half {
		front.Mul(front, power.Sqrt(bx))
	}
	front.Quo(front, g.next) // of Γ(a+1)
	sum, term, k := bigFloat(1), bigFloat(1), new(big.Float).Copy(g.a)
	for term.MantExp(nil) > sum.MantExp(nil)-1120 {
		term.Quo(term.Mul(term, bx), k.Add(k, bigFloat(1)))
		sum.Add(sum, term)
	}
	lower = new(big.Float).Mul(front, sum)
	return lower, new(big.Float).Sub(bigFloat(1), lower), front.Mul(front, g.a)
}

// relative returns |got-want| / want.
func relative(got float64, want *big.Float) float64 {
	d := new(big.Float).Sub(bigFloat(got), want)
	e, _ := d.Quo(d, want).Float64()
	return math.Abs(e)
}

// TestGammaTails compares the tails and the density with those in high precision,
// to 1e-12, from the middle to 40 standard
// deviations out. The larger tail is 1 minus the smaller, and is compared with it.
func TestGammaTails(t *testing.T) {
	shapes := []float64{0.5, 1, 1.5, 2, 2.5, 3, 5, 9.5, 10, 10.5, 24.5, 25, 100, 100.5, 1000, 1e4}
	if !testing.Short() {
		shapes = append(shapes, 1e5+0.5, 1e6)
	}
	for _, a := range shapes {
		t.Run(fmt.Sprint(a), func(t *testing.T) {
			exact := newBigGamma(a)
			points := []float64{a / 2, a * 0.89, a * 0.91, a * 1.09, a * 1.11, a * 2, math.Nextafter(a+1, 0), a + 1, a + 2}
			for _, deviations := range []float64{-30, -10, -5, -2, -1, -0.1, 0, 0.1, 1, 2, 5, 10, 30, 40} {
				points = append(points, a+deviations*math.Sqrt(a))
			}
			if a <= 100 {
				points = append(points, 1e-300, 1e-100, 1e-8, 1e-3, 0.1, 1, 5, 50, 200, 600)
			}
			for _, x := range points {
				// Far out, the tail is below the least float64; large shapes take long.
				deviations := math.Abs(x-a) / math.Sqrt(a)
				if x <= 0 || a > 1000 && (deviations > 41 || deviations < 0.5 || deviations == 2) {
					continue
				}
				wantLower, wantUpper, wantFront := exact.tails(x)
				smaller := wantLower
				if wantUpper.Cmp(wantLower) < 0 {
					smaller = wantUpper
				}
				if smaller.MantExp(nil) < -1000 { // about 1e-301: no float64 has 12 digits of much less
					continue
				}
				lower, upper := gammaTails(a, x)
				tolerance := 1e-12
				if e := relative(lower, wantLower); !(e <= tolerance) {
					t.Errorf("gammaTails(%v, %v): lower %v, want %.17g, relative error %.1e", a, x, lower, wantLower, e)
				}
				if e := relative(upper, wantUpper); !(e <= tolerance) {
					t.Errorf("gammaTails(%v, %v): upper %v, want %.17g, relative error %.1e", a, x, upper, wantUpper, e)
				}
				if e := relative(gammaFront(a, x), wantFront); !(e <= tolerance) {
					t.Errorf("gammaFront(%v, %v) = %v, want %.17g, relative error %.1e", a, x, gammaFront(a, x), wantFront, e)
				}
			}
		})
	}
}

// TestChiSquareTail compares with closed forms: 1 degree of freedom is the normal
// distribution, 2 are e^(-x/2), and an even number 2n is a Poisson sum.
func TestChiSquareTail(t *testing.T) {
	for _, x := range []float64{0, 1e-300, 1e-9, 0.01, 0.5, 1, 2, 2.9999, 3, 3.0001, 4, 7.5, 15, 60, 300, 1400} {
		two := math.Exp(-x / 2)
		eight := two * (1 + x/2 + x*x/8 + x*x*x/48) // P(Poisson(x/2) <= 3)
		for _, test := range []struct {
			df   float64
			want float64
		}{
			{1, math.Erfc(math.Sqrt(x / 2))},
			{2, two},
			{3, math.Erfc(math.Sqrt(x/2)) + math.Sqrt(2*x/math.Pi)*two},
			{8, eight},
		} {
			if got := ChiSquareTail(x, test.df); !(math.Abs(got-test.want) <= 1e-12*test.want) {
				t.Errorf("ChiSquareTail(%v, %v) = %.17g, want %.17g", x, test.df, got, test.want)
			}
		}
	}
	// The critical values of 5 and 1 percent, as in any table (NIST/SEMATECH
	// e-Handbook of Statistical Methods, 1.3.6.7.4).
	for _, test := range []struct{ df, five, one float64 }{
		{1, 3.841, 6.635}, {2, 5.991, 9.210}, {3, 7.815, 11.345}, {10, 18.307, 23.209}, {49, 66.339, 74.919},
	} {
		for x, want := range map[float64]float64{test.five: 0.05, test.one: 0.01} {
			// Half a unit of the third decimal place moves the tail by at most this.
			if got := ChiSquareTail(x, test.df); math.Abs(got-want) > 2e-5 {
				t.Errorf("ChiSquareTail(%v, %v) = %v, want %v", x, test.df, got, want)
			}
		}
	}
	if got := ChiSquareTail(1e6, 3); got != 0 {
		t.Errorf("ChiSquareTail(1e6, 3) = %v, want 0: it is below the least float64", got)
	}
}

// TestPoissonLimits checks the tails beyond the limits, in high precision: an error
// of e in a limit x moves its tail by e·x·density.
func TestPoissonLimits(t *testing.T) {
	counts := []float64{0, 1, 2, 3, 9, 10, 11, 50, 99, 100, 1000, 1e4}
	if !testing.Short() {
		counts = append(counts, 1e6)
	}
	allLevels := []float64{1e-9, 0.05, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999999, 1 - 0x1p-53}
	for _, n := range counts {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			levels := allLevels
			if n > 1000 {
				levels = []float64{0.95}
			}
			below, above := newBigGamma(n+1), bigGamma{}
			if n > 0 {
				above = newBigGamma(n)
			}
			for _, level := range levels {
				tail := bigFloat((1 - level) / 2) // without rounding for these levels
				check := func(name string, limit float64, got, front *big.Float) {
					t.Helper()
					d := new(big.Float).Sub(got, tail)
					if e, _ := d.Quo(d, front).Float64(); !(math.Abs(e) <= 1e-12) {
						t.Errorf("PoissonLimits(%v, %v): %s limit %v has relative error %.1e", n, level, name, limit, e)
					}
				}
				low, high := PoissonLimits(n, level)
				_, upper, front := below.tails(high)
				check("upper", high, upper, front)
				if n == 0 {
					// No churn in the time t: up to -ln(tail)/t of a rate goes unnoticed.
					if want := -math.Log((1 - level) / 2); low != 0 || math.Abs(high-want) > 1e-12*want {
						t.Errorf("PoissonLimits(0, %v) = %v, %v, want 0, %v", level, low, high, want)
					}
					continue
				}
				lower, _, front := above.tails(low)
				check("lower", low, lower, front)
				if !(low < high) {
					t.Errorf("PoissonLimits(%v, %v) = %v, %v, not in order", n, level, low, high)
				}
			}
		})
	}
}

// TestPoissonLimitsTable compares with the table that is printed in many places, at
// 95 percent, after F. Garwood, Biometrika 28 (1936), 437-442.
func TestPoissonLimitsTable(t *testing.T) {
	for n, want := range [][2]float64{
		{0, 3.69}, {0.03, 5.57}, {0.24, 7.22}, {0.62, 8.77}, {1.09, 10.24}, {1.62, 11.67},
		{2.20, 13.06}, {2.81, 14.42}, {3.45, 15.76}, {4.12, 17.08}, {4.80, 18.39},
	} {
		low, high := PoissonLimits(float64(n), 0.95)
		if math.Abs(low-want[0]) > 0.005 || math.Abs(high-want[1]) > 0.005 {
			t.Errorf("PoissonLimits(%d, 0.95) = %v, %v, want %v", n, low, high, want)
		}
	}
}

// The quantiles of published tables of chi square, of 5 digits.
func TestChiSquareLimits(t *testing.T) {
	for _, test := range []struct{ df, level, low, high float64 }{
		{1, 0.95, 0.00098207, 5.0239}, {3, 0.95, 0.21580, 9.3484}, {10, 0.95, 3.2470, 20.483}, {100, 0.9, 77.929, 124.34},
	} {
		low, high := ChiSquareLimits(test.df, test.level)
		if math.Abs(low/test.low-1) > 3e-5 || math.Abs(high/test.high-1) > 3e-5 {
			t.Errorf("ChiSquareLimits(%v, %v) = %v, %v, want %v, %v", test.df, test.level, low, high, test.low, test.high)
		}
	}
	// Where the series begins, both ways agree.
	low, high := ChiSquareLimits(2e6, 0.95)
	seriesLow, seriesHigh := ChiSquareLimits(math.Nextafter(2e6, 3e6), 0.95)
	if math.Abs(low/seriesLow-1) > 1e-12 || math.Abs(high/seriesHigh-1) > 1e-12 {
		t.Errorf("ChiSquareLimits(2e6, 0.95) = %v, %v, and from a series %v, %v", low, high, seriesLow, seriesHigh)
	}
}

// Of more than 1e6 events the limits come from a series. The tails beyond them are those
// of the level, an error of e in a limit x moving its tail by e·x·density.
func TestPoissonLimits_many(t *testing.T) {
	for _, n := range []float64{1000001, 2e6, 123456789} {
		for _, level := range []float64{0.05, 0.8, 0.95, 0.999999} {
			tail := (1 - level) / 2
			low, high := PoissonLimits(n, level)
			lower, _ := gammaTails(n, low)
			_, upper := gammaTails(n+1, high)
			if e := (lower - tail) / gammaFront(n, low); !(math.Abs(e) <= 1e-12) {
				t.Errorf("PoissonLimits(%v, %v): lower limit %v has relative error %.1e", n, level, low, e)
			}
			if e := (upper - tail) / gammaFront(n+1, high); !(math.Abs(e) <= 1e-12) {
				t.Errorf("PoissonLimits(%v, %v): upper limit %v has relative error %.1e", n, level, high, e)
			}
		}
	}
	// Of ever so many, one event of the next changes nothing: n ± z·sqrt(n).
	low, high := PoissonLimits(1e18, 0.95)
	near(t, "lower limit", low, 1e18-1.959963984540054e9, 1e-15)
	near(t, "upper limit", high, 1e18+1.959963984540054e9, 1e-15)
}

// TestGammaQuantile finds the quantiles of the exponential distribution, down to the
// least tail that a level leaves.
func TestGammaQuantile(t *testing.T) {
	for _, tail := range []float64{0x1p-54, 1e-12, 1e-6, 0.01, 0.1, 0.3, 0.499} {
		got := gammaQuantile(1, func(_, upper float64) float64 { return tail - upper })
		if want := -math.Log(tail); !(math.Abs(got-want) <= 1e-12*want) {
			t.Errorf("upper tail %v: %.17g, want %.17g", tail, got, want)
		}
		got = gammaQuantile(1, func(lower, _ float64) float64 { return lower - tail })
		if want := -math.Log1p(-tail); !(math.Abs(got-want) <= 1e-12*want) {
			t.Errorf("lower tail %v: %.17g, want %.17g", tail, got, want)
		}
	}
}
