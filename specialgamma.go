package cx

import "math"

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
