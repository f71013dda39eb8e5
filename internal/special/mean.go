package special

import "math"

// MeanLimits returns the limits of the mean of a sample on the points 0, 1 and so on, of which
// counts says how many there are: the supposed means that lie z standard errors from that of the
// sample, where the variance is that of MeanVariance. It counts as n observations, which is
// their number, or more where they are nearly all there are. There are at most 11 points, and
// at least one observation.
//
// On two points these are the limits of Wilson (1927), and on three those of Tango (1998).
func MeanLimits(counts []int64, n, z float64) (low, high float64) {
	up, down := newMeanTest(counts, false), newMeanTest(counts, true)
	return max(up.mean-up.margin(z*z/n), 0), min(up.mean+down.margin(z*z/n), float64(len(counts)-1))
}

// MeanVariance returns the variance at the likeliest shares of the points whose mean is mu, from
// 0 to the last point. It is 0 at either end.
func MeanVariance(counts []int64, mu float64) float64 {
	t := newMeanTest(counts, false)
	if mu > t.mean {
		t, mu = newMeanTest(counts, true), float64(len(counts)-1)-mu
	}
	if mu < 1e-300 { // 1/mu is not finite
		return 0
	}
	// The sums of shares times y and y², y being i - mu; at an r of 0 they are of those above 0.
	sums := func(r float64) (first, second float64) {
		for i, share := range t.shares {
			if share > 0 {
				y := float64(i) - mu
				share *= (1 + r) / (r + float64(i)/mu)
				first += float64(share * y)
				second += float64(share * y * y)
			}
		}
		return first, second
	}
	if t.shares[0] == 0 {
		if first, second := sums(0); first >= 0 {
			return second + float64(first*mu) // the rest, first/mu, is at 0
		}
	}
	_, second := sums(halve(func(r float64) bool {
		first, _ := sums(r)
		return first < 0
	}))
	return second
}

// meanTest is the score test of a mean. For a supposed mean mu below that of the sample the
// likeliest shares are, with a multiplier L above 0,
//
//	shares[i] / (1 + L·(i - mu))
//
// where L is at most 1/mu. There the shares of a sample that has nothing at 0 may add up to less
// than 1, and the rest is at 0. L is 1/mu / (1 + r), so that r has the digits at both ends.
//
// Source: C. R. Rao, Proceedings of the Cambridge Philosophical Society 44 (1948), 50-57, for
// the test; A. B. Owen, Biometrika 75 (1988), 237-249, for the likeliest shares.
type meanTest struct {
	shares, distances [11]float64 // of each point, and how far it is above the mean
	mean              float64
}

// newMeanTest returns the test of the counts of points from 0 up, or from the last one down.
func newMeanTest(counts []int64, down bool) (t meanTest) {
	var n float64
	for i, count := range counts {
		if down {
			i = len(counts) - 1 - i
		}
		t.shares[i] = float64(count)
		n += float64(count)
	}
	for i := range counts {
		t.shares[i] /= n
		t.mean += float64(t.shares[i] * float64(i))
	}
	// A sum of its own for each distance keeps the digits of a very small one.
	for i := range counts {
		for j := range counts {
			t.distances[i] += float64(t.shares[j] * float64(i-j))
		}
	}
	return t
}

// margin returns how far the mean mu is below that of the sample which is z standard errors
// below it, where e is z²/n. The variance at the likeliest shares is (mean - mu)/L, so that the
// margin is e/L, with the L of
//
//	e = sum of shares[i]·(L·(i - mu))² / (1 + L·(i - mu))
//
// whose terms are all positive: the right side less e is convex in L, and below 0 at an L of 0, so
// that there is one root.
func (t *meanTest) margin(e float64) float64 {
	if t.mean == 0 || e < 1e-200 {
		return 0
	}
	end := (1 + e) / t.mean // of L, where 1 + L·(0 - mu) is 0
	above := func(r float64) bool {
		l, scale, sum := end/(1+r), (1+e)/(1+r), 0.0
		for i, share := range t.shares {
			if share > 0 {
				tilt := e + float64(l*t.distances[i])
				sum += float64(share*tilt) * tilt / (scale * (r + float64(i)/t.mean))
			}
		}
		return sum > e
	}
	r := 0.0
	if t.shares[0] > 0 || above(0) {
		r = halve(above)
	}
	return e * (1 + r) / end
}

// halve returns the r above 0 up to which a condition holds. It halves the logarithm, until no
// number is between the two ends.
func halve(holds func(r float64) bool) float64 {
	low, high := 1e-40, 1e130
	for {
		r := math.Sqrt(low * high)
		if r <= low || r >= high {
			return r
		}
		if holds(r) {
			low = r
		} else {
			high = r
		}
	}
}
