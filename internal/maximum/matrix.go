package maximum

import "math"

// Triangle is the lower triangle L of a positive definite matrix L·Lᵀ.
type Triangle struct {
	n int
	l []float64 // n rows of n
}

// Cholesky returns the triangle of a symmetric matrix m, n rows of n of which the lower half
// counts. Where m is not positive definite it returns a row that is made of those before it,
// except for the part least of its own, and otherwise -1.
func Cholesky(m []float64, n int, least float64) (t Triangle, row int) {
	l := make([]float64, n*n)
	for i := range n {
		for j := range i + 1 {
			sum := m[i*n+j]
			for k := range j {
				sum -= float64(l[i*n+k] * l[j*n+k])
			}
			if i != j {
				l[i*n+j] = sum / l[j*n+j]
				continue
			}
			if !(sum > least*m[i*n+i]) {
				return Triangle{}, i
			}
			l[i*n+i] = math.Sqrt(sum)
		}
	}
	return Triangle{n, l}, -1
}

// Solve makes of v the x of L·Lᵀ·x = v.
func (t Triangle) Solve(v []float64) {
	n, l := t.n, t.l
	for i := range n {
		for k := range i {
			v[i] -= float64(l[i*n+k] * v[k])
		}
		v[i] /= l[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			v[i] -= float64(l[k*n+i] * v[k])
		}
		v[i] /= l[i*n+i]
	}
}

// Inverse returns the inverse of the matrix, n rows of n.
func (t Triangle) Inverse() []float64 {
	inverse := make([]float64, t.n*t.n)
	for i := range t.n {
		row := inverse[i*t.n : (i+1)*t.n]
		row[i] = 1
		t.Solve(row)
		for j := range i {
			row[j] = inverse[j*t.n+i] // rounding apart they are the same
		}
	}
	return inverse
}

// leastPivot is the part of its own that a parameter must have in the information.
const leastPivot = 1e-14

// information returns the second derivatives of n parameters with the other sign.
func information(second Matrix, n int) []float64 {
	m := make([]float64, n*n)
	for i := range n {
		for j := range n {
			m[i*n+j] = -second[i][j]
		}
	}
	return m
}
