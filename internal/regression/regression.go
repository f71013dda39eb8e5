// Package regression shares out among predictors what they explain together of an outcome.
//
// It takes correlations, which its caller has computed from the data. A product that is
// added to something is in float64(…), so that every processor returns the same.
package regression

import (
	"math"
	"math/bits"
)

// leastEigenvalue is that below which one predictor is taken to be made of the others.
const leastEigenvalue = 1e-10

// System is predictors, their correlations with each other and with the outcome.
type System struct {
	n            int
	correlations []float64 // n rows of n
	outcome      []float64 // of each predictor with the outcome
	values       []float64 // the eigenvalues of the correlations
	vectors      []float64 // n rows of n: row i is the vector of value i
}

// New returns the system of correlations, n rows of n, and of those with the outcome. It
// returns false if one predictor is made of the others. It keeps both slices.
func New(correlations, outcome []float64) (System, bool) {
	s := System{n: len(outcome), correlations: correlations, outcome: outcome}
	s.values, s.vectors = eigen(correlations, s.n)
	for _, v := range s.values {
		if !(v >= leastEigenvalue) {
			return System{}, false
		}
	}
	return s, true
}

// power returns R^p·v, for the matrix R of the correlations.
func (s System) power(p float64, v []float64) []float64 {
	sum := make([]float64, s.n)
	for k, value := range s.values {
		q := s.vectors[k*s.n : (k+1)*s.n]
		dot := 0.0
		for i := range v {
			dot += float64(q[i] * v[i])
		}
		dot *= math.Pow(value, p)
		for i := range sum {
			sum[i] += float64(dot * q[i])
		}
	}
	return sum
}

// Coefficients returns the coefficients of the predictors, of standardized values.
func (s System) Coefficients() []float64 { return s.power(-1, s.outcome) }

// RelativeWeights returns what each predictor explains of the outcome, by the predictors
// without correlation that are nearest to them
//
//	sum over j of L[i][j]² b[j]², L = R^½, b = R^-½ r
//
// They add up to the R² of all. It takes time in n³.
//
// Source: J. W. Johnson, Multivariate Behavioral Research 35 (2000), 1-19.
func (s System) RelativeWeights() []float64 {
	b := s.power(-0.5, s.outcome)
	weights := make([]float64, s.n)
	unit := make([]float64, s.n)
	for i := range weights {
		unit[i] = 1
		for j, l := range s.power(0.5, unit) {
			weights[i] += float64(float64(l*l) * float64(b[j]*b[j]))
		}
		unit[i] = 0
	}
	return weights
}

// Shapley returns by how much each predictor raises R², in the mean over all orders in which
// they may come. They add up to the R² of all. It takes time and memory in 2^n.
//
// Source: U. Groemping, The American Statistician 61 (2007), 139-147, there LMG.
func (s System) Shapley() []float64 {
	explained := make([]float64, 1<<s.n) // R² by the set of predictors, a bit each
	m := s.n + 1
	whole := make([]float64, m*m) // the outcome is the last
	for i := range s.n {
		copy(whole[i*m:], s.correlations[i*s.n:(i+1)*s.n])
		whole[i*m+s.n], whole[s.n*m+i] = s.outcome[i], s.outcome[i]
	}
	whole[m*m-1] = 1
	room := make([]float64, m*m*s.n) // a matrix for each predictor that may be in the set
	s.explain(explained, whole, room, 0, 0)

	// share[k] is the part of the orders in which a predictor comes right after a given k.
	share := make([]float64, s.n)
	share[0] = 1 / float64(s.n)
	for k := 1; k < s.n; k++ {
		share[k] = share[k-1] * float64(k) / float64(s.n-k)
	}
	weights := make([]float64, s.n)
	for set := range explained {
		for i := range weights {
			if set>>i&1 == 0 {
				raised := explained[set|1<<i] - explained[set]
				weights[i] += float64(share[bits.OnesCount(uint(set))] * raised)
			}
		}
	}
	return weights
}

// explain notes the R² of each set that has the given predictors before i and any from i on.
// rest is the covariances of these, and of the outcome, that the given ones do not explain.
func (s System) explain(explained, rest, room []float64, set, i int) {
	m := s.n + 1
	if i == s.n {
		explained[set] = 1 - rest[m*m-1]
		return
	}
	s.explain(explained, rest, room, set, i+1)
	without := room[i*m*m : (i+1)*m*m]
	for j := i + 1; j < m; j++ {
		slope := rest[j*m+i] / rest[i*m+i]
		for k := i + 1; k < m; k++ {
			without[j*m+k] = rest[j*m+k] - float64(slope*rest[i*m+k])
		}
	}
	s.explain(explained, without, room, set|1<<i, i+1)
}

// maxSweeps is more than any matrix of correlations has needed.
const maxSweeps = 60

// eigen returns the eigenvalues of a symmetric matrix, n rows of n, and their vectors, one a
// row, by Jacobi's rotations. It does not modify the matrix.
func eigen(matrix []float64, n int) (values, vectors []float64) {
	a := append([]float64(nil), matrix...)
	vectors = make([]float64, n*n)
	for i := range n {
		vectors[i*n+i] = 1
	}
	for range maxSweeps {
		off := 0.0
		for p := range n {
			for q := p + 1; q < n; q++ {
				off = max(off, math.Abs(a[p*n+q]))
				rotate(a, vectors, n, p, q)
			}
		}
		if off < 1e-17 {
			break
		}
	}
	values = make([]float64, n)
	for i := range values {
		values[i] = a[i*n+i]
	}
	return values, vectors
}

// rotate makes the entry p, q of a symmetric matrix 0, and turns the vectors alike.
func rotate(a, vectors []float64, n, p, q int) {
	if a[p*n+q] == 0 {
		return
	}
	theta := (a[q*n+q] - a[p*n+p]) / (2 * a[p*n+q])
	t := 1 / (math.Abs(theta) + math.Hypot(1, theta))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Hypot(1, t)
	sin := t * c
	for k := range n {
		x, y := a[k*n+p], a[k*n+q]
		a[k*n+p], a[k*n+q] = float64(c*x)-float64(sin*y), float64(sin*x)+float64(c*y)
	}
	for k := range n {
		x, y := a[p*n+k], a[q*n+k]
		a[p*n+k], a[q*n+k] = float64(c*x)-float64(sin*y), float64(sin*x)+float64(c*y)
		x, y = vectors[p*n+k], vectors[q*n+k]
		vectors[p*n+k], vectors[q*n+k] = float64(c*x)-float64(sin*y), float64(sin*x)+float64(c*y)
	}
	a[p*n+q], a[q*n+p] = 0, 0
}
