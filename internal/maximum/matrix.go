package maximum

import "math"

// solve returns x of L·Lᵀ·x = v.
func (l Matrix) solve(v Vector, n int) Vector {
	for i := range n {
		for k := range i {
			v[i] -= float64(l[i][k] * v[k])
		}
		v[i] /= l[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			v[i] -= float64(l[k][i] * v[k])
		}
		v[i] /= l[i][i]
	}
	return v
}

// cholesky returns the lower triangle L of m = L·Lᵀ, false if m is not positive definite.
func cholesky(m Matrix, n int) (Matrix, bool) {
	var l Matrix
	for i := range n {
		for j := range i + 1 {
			sum := m[i][j]
			for k := range j {
				sum -= float64(l[i][k] * l[j][k])
			}
			if i == j {
				if !(sum > 1e-14*m[i][i]) {
					return Matrix{}, false
				}
				l[i][i] = math.Sqrt(sum)
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	return l, true
}

// invert returns the inverse of the information, which is the second derivatives with
// the other sign; false if it has none that is a covariance.
func invert(second Matrix, n int) (Matrix, bool) {
	var m, inverse Matrix
	for i := range n {
		for j := range n {
			m[i][j] = -second[i][j]
		}
	}
	l, ok := cholesky(m, n)
	if !ok {
		return Matrix{}, false
	}
	for i := range n {
		var unit Vector
		unit[i] = 1
		inverse[i] = l.solve(unit, n)
	}
	for i := range n {
		for j := range i {
			inverse[i][j] = inverse[j][i] // rounding apart they are the same
		}
	}
	return inverse, true
}
