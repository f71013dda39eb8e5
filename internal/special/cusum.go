package special

import "math"

// cusumStates is the number of states of the chain: the run length of a limit is within 1e-3 of
// that of four times as many up to 500, and up to a million within 5e-2, above it.
const cusumStates = 100

// CusumRunLength returns the average number of independent standard normal values z until
// the sum C = max(0, C + z - k) is above h for the first time, from 0 on. The reference value
// k is in -2..2, the limit h is 0 or more. It is that of a Markov chain whose states are the
// middles of cells of one width, of which 0 has half a cell.
//
// Source: D. Brook and D. A. Evans, Biometrika 59 (1972), 539-549.
func CusumRunLength(h, k float64) float64 {
	const m = cusumStates
	w := 2 * h / (2*m - 1)
	// steps[m-1+d] is the probability that z - k is within half a cell of d cells, below[i]
	// that it leads from state i to 0.
	var steps, below [2 * m]float64
	for d := 1 - m; d < m; d++ {
		steps[m-1+d] = normalBetween((float64(d)-0.5)*w+k, (float64(d)+0.5)*w+k)
	}
	for i := range m {
		below[i] = math.Erfc((float64(i)*w-w/2-k)/math.Sqrt2) / 2
	}
	// (I - Q)·L = 1 by elimination, which needs no pivots: no row of Q adds up to more than 1.
	rows := make([][m + 1]float64, m)
	for i := range rows {
		for j := range m {
			rows[i][j] = -steps[m-1+j-i]
		}
		rows[i][0] = -below[i]
		rows[i][i]++
		rows[i][m] = 1
	}
	for i := m - 1; i > 0; i-- {
		pivot := &rows[i]
		for j := range i {
			row := &rows[j]
			f := row[i] / pivot[i]
			for c := range i {
				row[c] -= float64(f * pivot[c])
			}
			row[m] -= float64(f * pivot[m])
		}
	}
	return rows[0][m] / rows[0][0]
}

// normalBetween returns the probability that a normal variable is in a..b, from the tail that
// has more digits.
func normalBetween(a, b float64) float64 {
	if a > 0 {
		a, b = -b, -a
	}
	return (math.Erfc(-b/math.Sqrt2) - math.Erfc(-a/math.Sqrt2)) / 2
}

// CusumLimit returns the limit h at which [CusumRunLength] is run, which is above that of the
// limit 0 and at most 2e6, for k in 0.25..2. The logarithm of the run length is nearly linear in
// h, so that the secants from the first guess and 0 find it in a few steps.
//
// The first guess is D. Siegmund's formula, Sequential Analysis (1985), by Newton's method.
func CusumLimit(run, k float64) float64 {
	excess := func(h float64) float64 { return math.Log(CusumRunLength(h, k) / run) }
	h, before := siegmundLimit(run, k), 0.0
	e, excessBefore := excess(h), excess(before)
	for range 60 {
		if math.Abs(e) < 1e-9 { // of the run length
			break
		}
		h, before = h-e*(h-before)/(e-excessBefore), h
		e, excessBefore = excess(h), e
	}
	return h
}

// siegmundLimit returns the limit that his approximation gives
//
//	run = (exp(2kb) - 2kb - 1) / (2k²), b = h + 1.166
func siegmundLimit(run, k float64) float64 {
	target := 2 * k * k * run
	x := math.Log1p(target) + 1 // above the root of exp(x) - x - 1 = target
	for range 50 {
		x -= (math.Exp(x) - x - 1 - target) / (math.Exp(x) - 1)
	}
	return max(0.1, x/(2*k)-1.166)
}
