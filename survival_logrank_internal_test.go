package cx

import (
	"math"
	"testing"
)

func TestQuadraticForm(t *testing.T) {
	hilbert := func(n int) []float64 {
		a := make([]float64, n*n)
		for i := range n {
			for j := range n {
				a[i*n+j] = 1 / float64(i+j+1)
			}
		}
		return a
	}
	for _, test := range []struct {
		name      string
		a, u      []float64
		want      float64
		tolerance float64
	}{
		{"one", []float64{4}, []float64{6}, 9, 0},
		// The inverse of (4 2; 2 3) is (3 -2; -2 4) / 8: (3 - 8 + 16) / 8.
		{"two", []float64{4, 2, 2, 3}, []float64{1, 2}, 11. / 8, 1e-15},
		{"lower triangle alone", []float64{4, math.NaN(), 2, 3}, []float64{1, 2}, 11. / 8, 1e-15},
		{"nothing to explain", []float64{4, 2, 2, 3}, []float64{0, 0}, 0, 0},
		// The elements of the inverse of the n by n Hilbert matrix sum to n².
		{"Hilbert 3", hilbert(3), []float64{1, 1, 1}, 9, 1e-13},
		{"Hilbert 6", hilbert(6), []float64{1, 1, 1, 1, 1, 1}, 36, 1e-9},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := quadraticForm(test.a, test.u)
			if !ok || !(math.Abs(got-test.want) <= test.tolerance*test.want) {
				t.Errorf("quadraticForm = %v, %t, want %v", got, ok, test.want)
			}
		})
	}
	for name, a := range map[string][]float64{
		"zero":                 {0, 0, 0, 0},
		"no first":             {0, 0, 0, 1},
		"two alike":            {0.1, 0.3, 0.3, 0.9}, // 0.3² is 0.1 · 0.9, but not in binary
		"not positive":         {1, 2, 2, 1},
		"not a number":         {math.NaN(), 0, 0, 1},
		"not a number outside": {1, 0, math.NaN(), 1},
	} {
		if got, ok := quadraticForm(a, []float64{1, 1}); ok || got != 0 {
			t.Errorf("%s: quadraticForm = %v, %t, want 0, false", name, got, ok)
		}
	}
}
