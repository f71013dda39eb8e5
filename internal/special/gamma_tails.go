package special

import "math"

// ChiSquareTail returns the probability that a chi square variable with df > 0
// degrees of freedom exceeds x >= 0.
func ChiSquareTail(x, df float64) float64 {
	_, upper := gammaTails(df/2, x/2)
	return upper
}

// PoissonLimits returns the exact limits of the mean of a Poisson variable that
// was observed to be n: half chi square quantiles with 2n and 2n+2 degrees of freedom.
func PoissonLimits(n, level float64) (low, high float64) {
	if n > 1e6 {
		z := NormalQuantile(level)
		return largeGammaQuantile(n, -z), largeGammaQuantile(n+1, z)
	}
	tail := (1 - level) / 2
	if n > 0 {
		low = gammaQuantile(n, func(lower, _ float64) float64 { return lower - tail })
	}
	high = gammaQuantile(n+1, func(_, upper float64) float64 { return tail - upper })
	return low, high
}

// ChiSquareLimits returns the two values between which a chi square variable with df > 0 degrees
// of freedom lies with the probability level, as often below them as above.
func ChiSquareLimits(df, level float64) (low, high float64) {
	if df > 2e6 {
		z := NormalQuantile(level)
		return 2 * largeGammaQuantile(df/2, -z), 2 * largeGammaQuantile(df/2, z)
	}
	tail := (1 - level) / 2
	low = gammaQuantile(df/2, func(lower, _ float64) float64 { return lower - tail })
	high = gammaQuantile(df/2, func(_, upper float64) float64 { return tail - upper })
	return 2 * low, 2 * high
}

// gammaQuantile returns the x at which excess, a function of the two tails of the
// gamma distribution of shape a that rises with x, is 0.
func gammaQuantile(a float64, excess func(lower, upper float64) float64) float64 {
	low, high := 0.0, a+1
	for excess(gammaTails(a, high)) < 0 {
		low, high = high, 2*high
	}
	x := a
	for range 200 {
		e := excess(gammaTails(a, x))
		if e > 0 {
			high = x
		} else {
			low = x
		}
		next := x - e*x/gammaFront(a, x)
		if !(next > low && next < high) {
			next = low + (high-low)/2
		}
		if math.Abs(next-x) <= 1e-15*x {
			return next
		}
		x = next
	}
	return x
}

// largeGammaQuantile returns the quantile of the gamma distribution of a very large shape
// a, at the probability below the normal quantile z.
//
// Source: the expansion of Cornish and Fisher, without the next term, which is 1e-14 or so of the
// quantile from a shape of a million on; H. Goldberg and H. Levine, Annals of Mathematical
// Statistics 17 (1946), 216-225.
func largeGammaQuantile(a, z float64) float64 {
	root, z2 := math.Sqrt(a), float64(z*z)
	x := float64(z*(z2-7))/(36*root) - (float64(z2*(float64(3*z2)+7))-16)/(810*a)
	return a + (float64(z*root) + ((z2-1)/3 + x))
}

// gammaTails returns the probabilities that a gamma variable of shape a > 0 lies
// below and above x >= 0, the smaller of them accurate to 1e-12 relative.
//
// Source: NIST Digital Library of Mathematical Functions, 8.7.1 and 8.9.2.
func gammaTails(a, x float64) (lower, upper float64) {
	if x <= 0 {
		return 0, 1
	}
	front := gammaFront(a, x)
	if x < a+1 {
		sum, term := 1/a, 1/a
		for n := a + 1; term > sum*1e-17 && n < a+1e6; n++ {
			term *= x / n
			sum += term
		}
		lower = front * sum
		return lower, 1 - lower
	}
	b := x + 1 - a
	c, d := math.Inf(1), 1/b
	f := d
	for n := 1.0; n < 1e6; n++ {
		an := -n * (n - a)
		b += 2
		d = 1 / (float64(an*d) + b)
		c = b + an/c
		f *= c * d
		if math.Abs(float64(c*d)-1) < 2.5e-16 {
			break
		}
	}
	upper = front * f
	return 1 - upper, upper
}

// gammaFront returns x^a e^-x / Γ(a), which is x times the density.
//
// Source: C. Loader, Fast and accurate computation of binomial probabilities (2000).
func gammaFront(a, x float64) float64 {
	if a < 10 {
		return math.Exp(float64(a*math.Log(x))-x) / math.Gamma(a)
	}
	// Stirling's formula, and the deviance a·ln(a/x) + x - a without cancellation.
	e := (x - a) / a
	deviance := a * (e - math.Log1p(e))
	switch {
	case e < -0.5: // x/a has the digits that 1+e has lost
		deviance = a * (e - math.Log(x/a))
	case math.Abs(e) < 0.1:
		sum, power := 0.0, e*e
		for k := 2.0; k < 40; k++ {
			sum += power / k
			power *= -e
		}
		deviance = a * sum
	}
	u := 1 / (a * a)
	s := 1.0/1680 - u/1188
	s = 1.0/1260 - float64(u*s)
	s = 1.0/360 - float64(u*s)
	stirling := (1.0/12 - float64(u*s)) / a
	return math.Sqrt(a/(2*math.Pi)) * math.Exp(-deviance-stirling)
}
