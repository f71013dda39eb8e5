package cx

import "math"

// The special functions of the estimates, accurate to 1e-12 relative. A product
// that is added to something stands in float64(…): the compiler may otherwise
// fuse the two on some processors, and the figures would differ between them.

// normalQuantile returns z so that a normal variable lies within ±z with the
// probability level, which is between 0 and 1.
func normalQuantile(level float64) float64 { return math.Sqrt2 * math.Erfinv(level) }

// normalTail returns the probability that a normal variable exceeds z.
func normalTail(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// normalTwoTailed returns the probability that a normal variable lies beyond ±z.
func normalTwoTailed(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// manyDegrees is the number of degrees of freedom from which Student's t follows
// from three terms of its expansion around the normal distribution.
const manyDegrees = 1e7

// studentTail returns the probability that Student's t with df >= 1 degrees of
// freedom exceeds t >= 0.
func studentTail(t, df float64) float64 {
	t2 := t * t
	if df > manyDegrees {
		z := t - t*(t2+1)/(4*df) + t*(float64((13*t2+8)*t2)+3)/(96*df*df)
		return normalTail(max(z, 0))
	}
	// The tail is half the incomplete beta function I_x(a, 1/2) at a = df/2,
	// x = df/(df+t²); its other half is 1 - I_y(1/2, a).
	a, x, y := df/2, df/(df+t2), t2/(df+t2)
	front := gammaRatio(a) / math.Sqrt(math.Pi) * math.Exp(-a*math.Log1p(t2/df)) * math.Sqrt(y)
	if x < (a+1)/(a+2.5) {
		return front * betaFraction(a, 0.5, x) / a / 2
	}
	return 0.5 - front*betaFraction(0.5, a, y)
}

// studentQuantile returns t so that Student's t with df >= 1 degrees of freedom
// lies within ±t with the probability level, which is between 0 and 1.
func studentQuantile(level, df float64) float64 {
	tail := (1 - level) / 2
	low, high := 0.0, 1.0
	for studentTail(high, df) > tail {
		low, high = high, 2*high
	}
	scale := gammaRatio(df/2) / math.Sqrt(df*math.Pi)
	t := min(max(normalQuantile(level), low), high)
	// Newton's steps, kept inside a bracket that every step narrows.
	for range 100 {
		excess := studentTail(t, df) - tail
		if excess > 0 {
			low = t
		} else {
			high = t
		}
		density := scale * math.Exp(-(df+1)/2*math.Log1p(t*t/df))
		next := t + excess/density
		if !(next > low && next < high) {
			next = low + (high-low)/2
		}
		if math.Abs(next-t) <= 1e-15*t {
			return next
		}
		t = next
	}
	return t
}

// gammaRatio returns Γ(a+1/2) / Γ(a) for a >= 1/2, by its asymptotic series at
// 100 or more and the recurrence below.
func gammaRatio(a float64) float64 {
	below := 1.0
	for ; a < 100; a++ {
		below *= a / (a + 0.5)
	}
	u := 1 / a
	return below * math.Sqrt(a) *
		(1 - u/8*(1-u/16*(1+u*5/8*(1-u*21/160*(1+u*19/56)))))
}

// betaFraction returns the continued fraction of the incomplete beta function,
// by Lentz's method: I_x(a, b) = x^a (1-x)^b / (a B(a,b)) · betaFraction(a, b, x)
// for x < (a+1)/(a+b+2).
//
// Source: NIST Digital Library of Mathematical Functions, 8.17.22.
func betaFraction(a, b, x float64) float64 {
	c, d := 1.0, 1/(1-(a+b)*x/(a+1))
	f := d
	for m := 1.0; m < 1e5; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / (1 + float64(even*d))
		c = 1 + even/c
		f *= c * d
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / (1 + float64(odd*d))
		c = 1 + odd/c
		f *= c * d
		if math.Abs(c*d-1) < 1e-16 {
			break
		}
	}
	return f
}
