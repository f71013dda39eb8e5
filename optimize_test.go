package cx

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/internal/special"
)

// near checks a figure to a relative tolerance.
func near(t *testing.T, what string, got, want, tolerance float64, args ...float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s(%v) = %.17g, want %.17g within %g", what, args, got, want, tolerance)
	}
}

// checkDerivatives compares the derivatives of a likelihood with central differences.
func checkDerivatives(t *testing.T, f likelihood, n int, p vector) {
	t.Helper()
	_, first, second := f(p)
	for i := range n {
		h := 1e-5 * p[i]
		up, down := p, p
		up[i] += h
		down[i] -= h
		high, firstUp, _ := f(up)
		low, firstDown, _ := f(down)
		scale := 1 + math.Abs(first[i])
		if d := (high - low) / (2 * h); math.Abs(d-first[i]) > 1e-6*scale {
			t.Errorf("at %v: slope %d = %v, by differences %v", p, i, first[i], d)
		}
		for j := range n {
			scale := 1 + math.Abs(second[min(i, j)][max(i, j)])
			if d := (firstUp[j] - firstDown[j]) / (2 * h); math.Abs(d-second[min(i, j)][max(i, j)]) > 1e-5*scale {
				t.Errorf("at %v: second derivative %d, %d = %v, by differences %v", p, i, j, second[min(i, j)][max(i, j)], d)
			}
		}
	}
}

// gammaLikelihood is that of a gamma distribution of shape p[0] and rate p[1], from n
// observations with a mean and a mean logarithm.
func gammaLikelihood(n, mean, meanLog float64) likelihood {
	return func(p vector) (float64, vector, matrix) {
		k, rate := p[0], p[1]
		value := n * (k*math.Log(rate) - special.LogGamma(k) + (k-1)*meanLog - rate*mean)
		first := vector{n * (math.Log(rate) - special.Digamma(k) + meanLog), n * (k/rate - mean)}
		var second matrix
		second[0][0], second[0][1], second[1][1] = -n*special.Trigamma(k), n/rate, -n*k/rate/rate
		return value, first, second
	}
}

// The maximum of a gamma likelihood has the rate k/mean, at which ln k - ψ(k) is the
// logarithm of the mean less the mean logarithm. With k = 2.5 and the rate 5 that is the
// mean 0.5 and the mean logarithm ψ(2.5) - ln 5. The covariance is by hand: of the logs,
// the information is n [[k²ψ'(k), -k], [-k, k]].
func TestMaximize(t *testing.T) {
	const n = 400
	f := gammaLikelihood(n, 0.5, special.Digamma(2.5)-math.Log(5))
	checkDerivatives(t, f, 2, vector{1.3, 0.7})
	for _, start := range []vector{{1, 1}, {1e-3, 1e3}, {1e3, 1e-3}, {1e4, 1e4}, {2.5, 5}} {
		p, fit, err := maximize("gamma", []string{"shape", "rate"}, f, start)
		if err != nil {
			t.Errorf("from %v: %v", start, err)
			continue
		}
		near(t, "shape", p[0], 2.5, 1e-12, start[0], start[1])
		near(t, "rate", p[1], 5, 1e-12, start[0], start[1])
		a, b := n*2.5*2.5*special.Trigamma(2.5), -n*2.5
		det := a*n*2.5 - b*b
		want := [][]float64{{n * 2.5 / det, -b / det}, {-b / det, a / det}}
		for i := range want {
			for j := range want[i] {
				near(t, "covariance", fit.Covariance[i][j], want[i][j], 1e-10, float64(i), float64(j))
			}
		}
		if fit.GradientNorm > 1e-8 || fit.Evaluations > 60 || fit.Iterations >= fit.Evaluations {
			t.Errorf("from %v: %+v", start, fit)
		}
	}
}

// Of one and the same observation again and again, the likeliest gamma distribution is
// ever narrower: both parameters grow without bound, and the search says so.
func TestMaximizeRunsAway(t *testing.T) {
	bowl := func(p vector) (float64, vector, matrix) { // falls to 0 in p[0]; best at p[1] = 1
		l := math.Log(p[1])
		var second matrix
		second[1][1] = (l - 1) / p[1] / p[1]
		return -p[0] - l*l/2, vector{-1, -l / p[1]}, second
	}
	flat := func(p vector) (float64, vector, matrix) { return -3, vector{}, matrix{} }
	line := func(p vector) (float64, vector, matrix) { // knows the product alone, best at 1
		l := math.Log(p[0] * p[1])
		var second matrix
		second[0][0], second[1][1] = (l-1)/p[0]/p[0], (l-1)/p[1]/p[1]
		second[0][1] = -1 / p[0] / p[1]
		return -l * l / 2, vector{-l / p[0], -l / p[1]}, second
	}
	nothing := func(vector) (float64, vector, matrix) { return math.NaN(), vector{}, matrix{} }
	tests := []struct {
		name string
		f    likelihood
		want string
	}{
		{"one observation", gammaLikelihood(9, 2, math.Log(2)), "shape grows without bound, rate grows without bound"},
		{"a limit at 0", bowl, "shape falls to 0"},
		{"flat", flat, "do not tell shape, rate apart"},
		{"a ridge", line, "do not tell shape, rate apart"},
		{"never a number", nothing, "do not tell shape, rate apart"},
	}
	for _, tt := range tests {
		p, fit, err := maximize("gamma", []string{"shape", "rate"}, tt.f, vector{3, 2}, vector{0.5, 0.5})
		if !errors.Is(err, ErrUndefined) || !strings.Contains(err.Error(), tt.want) || p != (vector{}) || fit.Covariance != nil {
			t.Errorf("%s: %v, %v, %v, want an error with %q", tt.name, p, fit, err, tt.want)
		}
	}
	// However long the way, the number of evaluations is bounded.
	calls := 0
	slope := func(p vector) (float64, vector, matrix) {
		calls++
		return math.Log(p[0]) * 1e-300, vector{1e-300 / p[0]}, matrix{}
	}
	if _, _, err := maximize("slope", []string{"p"}, slope, vector{1}, vector{2}); !errors.Is(err, ErrUndefined) || calls > maxEvaluations {
		t.Errorf("slope: %v after %d evaluations", err, calls)
	}
}

// Of two maxima the higher one is found from either side, and a place where the
// likelihood is not a number is stepped around.
func TestMaximizeStarts(t *testing.T) {
	// Two bells in ln p, at -2 with the height 1 and at 2 with the height 2.
	two := func(p vector) (float64, vector, matrix) {
		l := math.Log(p[0])
		low, high := math.Exp(-(l+2)*(l+2)/2), 2*math.Exp(-(l-2)*(l-2)/2)
		slope := -(l+2)*low - (l-2)*high
		curve := ((l+2)*(l+2)-1)*low + ((l-2)*(l-2)-1)*high
		var second matrix
		second[0][0] = (curve - slope) / p[0] / p[0]
		return low + high, vector{slope / p[0]}, second
	}
	for _, starts := range [][]vector{{{0.1}, {10}}, {{10}, {0.1}}} {
		p, fit, err := maximize("bells", []string{"p"}, two, starts...)
		if err != nil || math.Abs(math.Log(p[0])-2) > 0.01 || fit.Evaluations > 60 {
			t.Errorf("from %v: %v, %+v, %v", starts, p, fit, err)
		}
	}
	holes := func(p vector) (float64, vector, matrix) {
		l := math.Log(p[0])
		var second matrix
		second[0][0] = (l - 2) / p[0] / p[0] // best at ln p = 1
		if l > 1.5 {
			return math.NaN(), vector{}, matrix{}
		}
		return -(l - 1) * (l - 1) / 2, vector{(1 - l) / p[0]}, second
	}
	p, _, err := maximize("holes", []string{"p"}, holes, vector{0.01})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "p", p[0], math.E, 1e-9)
}
