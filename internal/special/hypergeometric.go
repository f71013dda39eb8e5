package special

import "math"

// DiscountedSum returns, for a, b in 1e-100..1e100 and d of 1e-100 or more,
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
func DiscountedSum(a, b, d float64) float64 {
	share := 1 / (1 + b/a) // the mean of θ, at which the weight is largest
	spread := math.Sqrt(1/a + 1/b)
	if spread < 1e-8 {
		return (1 + d) / (d + share)
	}
	center := math.Log(a) - math.Log(b)
	floor := min(-math.Log(b), math.Log(d), 0) - 40
	ceiling := max(math.Log(a), 0) + 40
	step := min(0.2, spread/2)

	weight := func(s float64) float64 { // at center+s, as part of that at the center
		if share <= 0.5 {
			return math.Exp(float64(a*s) - float64((a+b)*math.Log1p(share*math.Expm1(s))))
		}
		return math.Exp(-float64(b*s) - float64((a+b)*math.Log1p(math.Expm1(-s)/(1+a/b))))
	}
	var all, sum float64
	add := func(s float64) (w, part float64) {
		w = weight(s)
		part = w / (d + Logistic(center+s))
		all += w
		sum += part
		return w, part
	}
	side := func(step, end, slope float64) {
		for i := 1.0; ; i++ {
			s := i * step
			w, part := add(s)
			if (end-center-s)/step <= 0 || w <= 1e-30*all && part <= 1e-30*sum {
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
