package special

import "math"

// StudentTail returns the probability that Student's t with df >= 1 degrees of
// freedom exceeds t >= 0: half the incomplete beta function I_x(a, 1/2) at
// a = df/2, x = df/(df+t²).
func StudentTail(t, df float64) float64 {
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

// StudentQuantile returns t so that Student's t with df >= 1 degrees of freedom
// lies within ±t with the probability level, which is between 0 and 1.
func StudentQuantile(level, df float64) float64 {
	// Of the probabilities inside and outside ±t, the smaller one has the digits.
	excess := func(t float64) float64 { return StudentTail(t, df) - (1-level)/2 }
	if level < 0.5 {
		excess = func(t float64) float64 { return (level - studentCentral(t, df)) / 2 }
	}
	low, high := 0.0, 1.0
	for excess(high) > 0 {
		low, high = high, 2*high
	}
	scale := gammaRatio(df/2) / math.Sqrt(df*math.Pi)
	t := min(max(NormalQuantile(level), low), high)
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
