package cx

import "math"

// The special functions of the estimates, accurate to 1e-12 relative. A product
// that is added to something stands in float64(…): the compiler may otherwise
// fuse the two on some processors, and the figures would differ between them.

// normalQuantile returns z so that a normal variable lies within ±z with the
// probability level, which is between 0 and 1.
func normalQuantile(level float64) float64 { return float64(math.Sqrt2 * math.Erfinv(level)) }

// normalTwoTailed returns the probability that a normal variable lies beyond ±z.
func normalTwoTailed(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// studentTail returns the probability that Student's t with df >= 1 degrees of
// freedom exceeds t >= 0: half the incomplete beta function I_x(a, 1/2) at
// a = df/2, x = df/(df+t²).
func studentTail(t, df float64) float64 {
	t2 := float64(t * t)
	a, x, y := df/2, df/(df+t2), t2/(df+t2)
	if y > 1.5/(a+2.5) {
		return studentFront(t, df) / betaFraction(a, 0.5, x, y) / 2
	}
	return 0.5 - studentCentral(t, df)/2
}

// studentCentral returns the probability that Student's t with df >= 1 degrees of
// freedom lies within ±t, for t up to 1.7 or so: I_y(1/2, df/2) at
// y = t²/(df+t²), by its power series, whose terms are all positive.
//
// Source: NIST Digital Library of Mathematical Functions, 8.17.8.
func studentCentral(t, df float64) float64 {
	t2 := float64(t * t)
	y := t2 / (df + t2)
	sum, term := 1.0, 1.0
	for k := 0.0; term > 1e-17*sum; k++ {
		term = float64(term * ((df/2 + 0.5 + k) / (1.5 + k) * y))
		sum += term
	}
	return 2 * studentFront(t, df) * sum
}

// studentFront returns x^a y^(1/2) / B(a, 1/2) at a = df/2, x = df/(df+t²), y = 1-x.
func studentFront(t, df float64) float64 {
	t2 := float64(t * t)
	return gammaRatio(df/2) / math.Sqrt(math.Pi) * math.Exp(-df/2*math.Log1p(t2/df)) * (t / math.Sqrt(df+t2))
}

// studentQuantile returns t so that Student's t with df >= 1 degrees of freedom
// lies within ±t with the probability level, which is between 0 and 1.
func studentQuantile(level, df float64) float64 {
	// Of the probabilities inside and outside ±t, the smaller one has the digits.
	excess := func(t float64) float64 { return studentTail(t, df) - (1-level)/2 }
	if level < 0.5 {
		excess = func(t float64) float64 { return (level - studentCentral(t, df)) / 2 }
	}
	low, high := 0.0, 1.0
	for excess(high) > 0 {
		low, high = high, 2*high
	}
	scale := gammaRatio(df/2) / math.Sqrt(df*math.Pi)
	t := min(max(normalQuantile(level), low), high)
	// Newton's steps, kept inside a bracket that every step narrows.
	for range 100 {
		e := excess(t)
		switch {
		case e == 0:
			return t
		case e > 0:
			low = t
		default:
			high = t
		}
		density := scale * math.Exp(-(df+1)/2*math.Log1p(t*t/df))
		next := t + e/density
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
	s := 1 + float64(u*19/8)
	s = 1 - float64(u*21/160*s)
	s = 1 + float64(u*5/8*s)
	s = 1 - float64(u/16*s)
	s = 1 - float64(u/8*s)
	return below * math.Sqrt(a) * s
}

// betaFraction returns the continued fraction f of the incomplete beta function,
// I_x(a, b) = x^a y^b / (B(a,b)·f) with y = 1-x, by Lentz's method, for
// x < (a+1)/(a+b+2). It takes y as well, since 1-x has few digits when x is near 1.
//
// Source: A. R. DiDonato and A. H. Morris, ACM Transactions on Mathematical
// Software 18 (1992), 360-373.
func betaFraction(a, b, x, y float64) float64 {
	g := float64(a*y) - float64(b*x) + 1
	f := a * g / (a + 1)
	c, d := f, 0.0
	for m := 1.0; m < 1e5; m++ {
		k := a + 2*m
		num := (a + m - 1) / (k - 1) * ((a + b + m - 1) / (k - 1)) * m * (b - m) * x * x
		den := m + m*(b-m)*x/(k-1) + (a+m)*(g+float64(m*(1+y)))/(k+1)
		d = 1 / (den + float64(num*d))
		c = den + num/c
		f *= c * d
		if math.Abs(float64(c*d)-1) < 2.5e-16 {
			break
		}
	}
	return f
}

// chiSquareTail returns the probability that a chi square variable with df > 0
// degrees of freedom exceeds x >= 0.
func chiSquareTail(x, df float64) float64 {
	_, upper := gammaTails(df/2, x/2)
	return upper
}

// poissonLimits returns the exact limits of the mean of a Poisson variable of which
// n was observed: half chi square quantiles with 2n and 2n+2 degrees of freedom.
func poissonLimits(n, level float64) (low, high float64) {
	if n > 1e6 {
		z := normalQuantile(level)
		return largeGammaQuantile(n, -z), largeGammaQuantile(n+1, z)
	}
	tail := (1 - level) / 2
	if n > 0 {
		low = gammaQuantile(n, func(lower, _ float64) float64 { return lower - tail })
	}
	high = gammaQuantile(n+1, func(_, upper float64) float64 { return tail - upper })
	return low, high
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
// Source: the expansion of Cornish and Fisher; H. Goldberg and H. Levine, Annals of
// Mathematical Statistics 17 (1946), 216-225.
func largeGammaQuantile(a, z float64) float64 {
	root, z2 := math.Sqrt(a), float64(z*z)
	x := float64(z*(float64(z2*(float64(9*z2)+256))-433)) / (38880 * a * root)
	x -= (float64(z2*(float64(3*z2)+7)) - 16) / (810 * a)
	x += float64(z*(z2-7)) / (36 * root)
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
