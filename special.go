package cx

import (
	"math"
)

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

// discountedSum returns, for a, b in 1e-100..1e100 and d of 1e-100 or more,
//
//	2F1(1, b; a+b; 1/(1+d)) = sum over k >= 0 of (b)_k/(a+b)_k / (1+d)^k
//
// as the mean of (1+d)/(d+θ) over the beta distribution of θ, whose parameters are a and
// b: the series itself has some 37/d terms. The mean is taken by the trapezoidal rule in
// the logit of θ, on the whole line. There the integrand has no singularity within ±πi, and
// the error is that of its Fourier transform at 2π/step, below 1e-14. Beyond floor and
// ceiling the terms are geometric to 1e-17, and have a closed sum. There are at most some
// 5,000 terms, whatever the arguments.
//
// Source: NIST Digital Library of Mathematical Functions, 15.6.1 and 3.5(i).
func discountedSum(a, b, d float64) float64 {
	share := 1 / (1 + b/a) // the mean of θ, at which the weight is largest
	spread := math.Sqrt(1/a + 1/b)
	if spread < 1e-8 {
		return (1 + d) / (d + share)
	}
	centre := math.Log(a) - math.Log(b)
	floor := min(-math.Log(b), math.Log(d), 0) - 40
	ceiling := max(math.Log(a), 0) + 40
	step := min(0.2, spread/2)

	weight := func(s float64) float64 { // at centre+s, as part of that at the centre
		if share <= 0.5 {
			return math.Exp(float64(a*s) - float64((a+b)*math.Log1p(share*math.Expm1(s))))
		}
		return math.Exp(-float64(b*s) - float64((a+b)*math.Log1p(math.Expm1(-s)/(1+a/b))))
	}
	var all, sum float64
	add := func(s float64) (w, part float64) {
		w = weight(s)
		part = w / (d + logistic(centre+s))
		all += w
		sum += part
		return w, part
	}
	side := func(step, end, slope float64) {
		for i := 1.0; ; i++ {
			s := i * step
			w, part := add(s)
			if (end-centre-s)/step <= 0 || w <= 1e-30*all && part <= 1e-30*sum {
				tail := 1 / math.Expm1(slope*math.Abs(step))
				all += float64(w * tail)
				sum += float64(part * tail)
				return
			}
		}
	}
	add(0)
	side(-step, floor, a)
	side(step, ceiling, b)
	return max((1+d)*(sum/all), 1)
}

// The gamma function's family, of which the likelihoods of the models are made.

// stirlingError returns lnΓ(x) less Stirling's formula (x-1/2)·ln x - x + ln(2π)/2,
// for x >= 10.
//
// Source: NIST Digital Library of Mathematical Functions, 5.11.1.
func stirlingError(x float64) float64 {
	u := 1 / (x * x)
	s := 691.0/360360 - float64(u/156)
	s = 1.0/1188 - float64(u*s)
	s = 1.0/1680 - float64(u*s)
	s = 1.0/1260 - float64(u*s)
	s = 1.0/360 - float64(u*s)
	return (1.0/12 - float64(u*s)) / x
}

// logBeta returns the logarithm of the beta function, lnΓ(a) + lnΓ(b) - lnΓ(a+b), for
// a, b > 0. What cancels among large arguments is never computed.
func logBeta(a, b float64) float64 {
	a, b = min(a, b), max(a, b)
	if b < 10 {
		return logGamma(a) + logGamma(b) - logGamma(a+b)
	}
	// Γ(b)/Γ(a+b) by Stirling's formula.
	errors := stirlingError(b) - stirlingError(a+b)
	if a < 10 {
		return logGamma(a) + a + errors - float64((a+b-0.5)*math.Log1p(a/b)) - float64(a*math.Log(b))
	}
	return stirlingError(a) + errors + math.Log(2*math.Pi)/2 - math.Log(b)/2 -
		float64((a-0.5)*math.Log1p(b/a)) - float64(b*math.Log1p(a/b))
}

// logGamma returns lnΓ(x) for x > 0.
func logGamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// digamma returns the derivative of lnΓ at x > 0, by its asymptotic series at 12 or more
// and the recurrence below. Near its zero at 1.46 it is accurate to 1e-15 absolute.
//
// Source: NIST Digital Library of Mathematical Functions, 5.5.2 and 5.11.2.
func digamma(x float64) float64 {
	below := 0.0
	for ; x < 12; x++ {
		below += 1 / x
	}
	u := 1 / (x * x)
	s := 691.0/32760 - float64(u/12)
	s = 1.0/132 - float64(u*s)
	s = 1.0/240 - float64(u*s)
	s = 1.0/252 - float64(u*s)
	s = 1.0/120 - float64(u*s)
	s = 1.0/12 - float64(u*s)
	return math.Log(x) - 0.5/x - float64(u*s) - below
}

// trigamma returns the second derivative of lnΓ at x > 0, by its asymptotic series at 12
// or more and the recurrence below.
//
// Source: NIST Digital Library of Mathematical Functions, 5.15.5 and 5.15.8.
func trigamma(x float64) float64 {
	below := 0.0
	for ; x < 12; x++ {
		below += 1 / x / x
	}
	u := 1 / (x * x)
	s := 691.0/2730 - float64(u*7/6)
	s = 5.0/66 - float64(u*s)
	s = 1.0/30 - float64(u*s)
	s = 1.0/42 - float64(u*s)
	s = 1.0/30 - float64(u*s)
	s = 1.0/6 - float64(u*s)
	return (1+0.5/x+float64(u*s))/x + below
}

// rising is the logarithm of the rising factorial a(a+1)…(a+n-1) = Γ(a+n)/Γ(a), and its
// first and second derivatives by a. It starts at n = 0 and climbs: a step of few
// factors is their sum, which has more digits than a difference of two functions.
type rising struct {
	a, n               float64
	log, first, second float64
}

// climb goes up to a whole n that is not below the one before.
func (r *rising) climb(n float64) {
	if n-r.n > 64 {
		r.n = n
		r.log = logGamma(n) - logBeta(r.a, n)
		r.first = digamma(r.a+n) - digamma(r.a)
		r.second = trigamma(r.a+n) - trigamma(r.a)
		return
	}
	for ; r.n < n; r.n++ {
		f := r.a + r.n
		r.log += math.Log(f)
		r.first += 1 / f
		r.second -= 1 / f / f
	}
}

// logistic returns 1/(1+e^-x).
func logistic(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// logAddOne returns ln(1 + e^x).
func logAddOne(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

// logAdd returns ln(e^x + e^y), one of which may be -Inf.
func logAdd(x, y float64) float64 { return max(x, y) + logAddOne(min(x, y)-max(x, y)) }
