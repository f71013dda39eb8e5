package special

import "math"

// BinomialRanks returns the order statistics that limit the quantile p, from 0 to 1, of n
// observations, counted from 0: of a binomial number X of n with the probability p, low is the
// greatest with P(X <= low) at most (1 - level)/2, or -1 if there is none, and high the least
// with P(X > high) at most that, which is n if there is none among the observations.
//
// The steps grow with the spread of X. Where that is beyond 1000, its quantiles are those of
// the expansion of Cornish and Fisher, and the ranks right within one.
//
// Source: W. J. Conover, Practical Nonparametric Statistics (1999), 3.2, for the ranks; E. A. Cornish
// and R. A. Fisher, Review of the International Statistical Institute 5 (1938), 307-320.
func BinomialRanks(n int64, p, level float64) (low, high int64) {
	switch mean := float64(n) * p; {
	case p > 0.5:
		low, high = BinomialRanks(n, 1-p, level)
		return n - 1 - high, n - 1 - low
	case mean == 0:
		return -1, 0
	case mean*(1-p) > 1e6:
		z := NormalQuantile(level)
		return int64(math.Floor(largeBinomialQuantile(mean, p, -z) - 0.5)), int64(math.Ceil(largeBinomialQuantile(mean, p, z) - 0.5))
	}
	// Two probabilities that differ by rounding alone are equal.
	tail := (1 - level) / 2 * (1 + 1e-12)
	middle := int64(math.Ceil(float64(n) * p))
	low = firstAbove(-1, middle-1, func(k int64) bool { return binomialLower(n, k+1, p) > tail })
	high = firstAbove(middle-1, n, func(k int64) bool { return binomialUpper(n, k+1, p) <= tail })
	return low, high
}

// firstAbove returns the first from low on for which a condition holds, or high if there is none
// below. Where it holds for one it holds for all that are greater.
func firstAbove(low, high int64, holds func(int64) bool) int64 {
	for low < high {
		mid := low + (high-low)/2
		if holds(mid) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// binomialLower returns P(X <= k) of a binomial X with the mean n·p above k, from 0 on: a sum
// whose terms fall.
func binomialLower(n, k int64, p float64) float64 {
	term := binomialDensity(n, k, p)
	sum := term
	for ; term > 1e-17*sum; k-- {
		term *= float64(k) / float64(n-k+1) * ((1 - p) / p)
		sum += term
	}
	return sum
}

// binomialUpper returns P(X >= k) of a binomial X with a mean n·p of at most k, up to n: a sum
// whose terms fall.
func binomialUpper(n, k int64, p float64) float64 {
	term := binomialDensity(n, k, p)
	sum := term
	for ; term > 1e-17*sum; k++ {
		term *= float64(n-k) / float64(k+1) * (p / (1 - p))
		sum += term
	}
	return sum
}

// binomialDensity returns P(X = k) of a binomial X, by three Poisson densities.
//
// Source: C. Loader, Fast and accurate computation of binomial probabilities (2000).
func binomialDensity(n, k int64, p float64) float64 {
	poisson := func(k int64, mean float64) float64 { return gammaFront(float64(k)+1, mean) / mean }
	size := float64(n)
	return poisson(k, size*p) * poisson(n-k, size*(1-p)) / poisson(n, size)
}

// largeBinomialQuantile returns the quantile, at the probability below the normal quantile z, of
// a binomial number with a large spread and another one between -1/2 and 1/2, uniform, whose
// distribution at k + 1/2 is P(X <= k).
func largeBinomialQuantile(mean, p, z float64) float64 {
	variance := float64(mean*(1-p)) + 1.0/12
	root, z2 := math.Sqrt(variance), float64(z*z)
	skewness, excess := (1-2*p)/root, (1-6*float64(p*(1-p)))/variance
	x := z + float64(skewness*(z2-1)/6) + float64(excess*z*(z2-3)/24) - float64(skewness*skewness*z*(float64(2*z2)-5)/36)
	return mean + float64(root*x)
}
