package maximum

import (
	"math"
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

// gammaLikelihood is that of a gamma distribution of shape p[0] and rate p[1], from n
// observations with a mean and a mean logarithm.
func gammaLikelihood(n, mean, meanLog float64) Likelihood {
	return func(p Vector) (float64, Vector, Matrix) {
		k, rate := p[0], p[1]
		logGamma, _ := math.Lgamma(k)
		value := n * (k*math.Log(rate) - logGamma + (k-1)*meanLog - rate*mean)
		first := Vector{n * (math.Log(rate) - special.Digamma(k) + meanLog), n * (k/rate - mean)}
		var second Matrix
		second[0][0], second[0][1], second[1][1] = -n*special.Trigamma(k), n/rate, -n*k/rate/rate
		return value, first, second
	}
}

// The maximum of a gamma likelihood has the rate k/mean, at which ln k - ψ(k) is the
// logarithm of the mean less the mean logarithm. With k = 2.5 and the rate 5 that is the
// mean 0.5 and the mean logarithm ψ(2.5) - ln 5. The covariance is by hand: of the logs,
// the information is n [[k²ψ'(k), -k], [-k, k]].
func TestFind(t *testing.T) {
	const n = 400
	f := gammaLikelihood(n, 0.5, special.Digamma(2.5)-math.Log(5))
	for _, start := range []Vector{{1, 1}, {1e-3, 1e3}, {1e3, 1e-3}, {1e4, 1e4}, {2.5, 5}} {
		r, reason := Find([]string{"shape", "rate"}, f, start)
		if reason != "" {
			t.Errorf("from %v: %s", start, reason)
			continue
		}
		near(t, "shape", r.At[0], 2.5, 1e-12, start[0], start[1])
		near(t, "rate", r.At[1], 5, 1e-12, start[0], start[1])
		a, b := n*2.5*2.5*special.Trigamma(2.5), -n*2.5
		det := a*n*2.5 - b*b
		want := [][]float64{{n * 2.5 / det, -b / det}, {-b / det, a / det}}
		for i := range want {
			for j := range want[i] {
				near(t, "covariance", r.Covariance[i][j], want[i][j], 1e-10, float64(i), float64(j))
			}
		}
		if r.GradientNorm > 1e-8 || r.Evaluations > 60 || r.Iterations >= r.Evaluations {
			t.Errorf("from %v: %+v", start, r)
		}
	}
}

// Of one and the same observation again and again, the likeliest gamma distribution is
// ever narrower: both parameters grow without bound, and the search says so.
func TestFind_runsAway(t *testing.T) {
	bowl := func(p Vector) (float64, Vector, Matrix) { // falls to 0 in p[0]; best at p[1] = 1
		l := math.Log(p[1])
		var second Matrix
		second[1][1] = (l - 1) / p[1] / p[1]
		return -p[0] - l*l/2, Vector{-1, -l / p[1]}, second
	}
	flat := func(p Vector) (float64, Vector, Matrix) {
		return -3, Vector{}, Matrix{}
	}
	line := func(p Vector) (float64, Vector, Matrix) { // knows the product alone, best at 1
		l := math.Log(p[0] * p[1])
		var second Matrix
		second[0][0], second[1][1] = (l-1)/p[0]/p[0], (l-1)/p[1]/p[1]
		second[0][1] = -1 / p[0] / p[1]
		return -l * l / 2, Vector{-l / p[0], -l / p[1]}, second
	}
	nothing := func(Vector) (float64, Vector, Matrix) {
		return math.NaN(), Vector{}, Matrix{}
	}
	tests := []struct {
		name string
		f    Likelihood
		want string
	}{
		{"one observation", gammaLikelihood(9, 2, math.Log(2)), "shape grows without bound, rate grows without bound"},
		{"a limit at 0", bowl, "shape falls to 0"},
		{"flat", flat, "the rows do not tell shape, rate apart"},
		{"a ridge", line, "the rows do not tell shape, rate apart"},
		{"never a number", nothing, "the rows do not tell shape, rate apart"},
	}
	for _, tt := range tests {
		r, reason := Find([]string{"shape", "rate"}, tt.f, Vector{3, 2}, Vector{0.5, 0.5})
		if reason != tt.want || r.At[0] == 0 || r.Covariance != nil || r.Evaluations == 0 {
			t.Errorf("%s: %+v, %q, want the reason %q", tt.name, r, reason, tt.want)
		}
	}
	// However long the way, the number of evaluations is bounded.
	calls := 0
	slope := func(p Vector) (float64, Vector, Matrix) {
		calls++
		return math.Log(p[0]) * 1e-300, Vector{1e-300 / p[0]}, Matrix{}
	}
	if r, reason := Find([]string{"p"}, slope, Vector{1}, Vector{2}); reason == "" || r.Evaluations != calls || calls > maxEvaluations {
		t.Errorf("slope: %q after %d evaluations, which are said to be %d", reason, calls, r.Evaluations)
	}
}

// Of two maxima the higher one is found from either side, and a place where the
// likelihood is not a number is stepped around.
func TestFind_starts(t *testing.T) {
	// Two bells in ln p, at -2 with the height 1 and at 2 with the height 2.
	two := func(p Vector) (float64, Vector, Matrix) {
		l := math.Log(p[0])
		low, high := math.Exp(-(l+2)*(l+2)/2), 2*math.Exp(-(l-2)*(l-2)/2)
		slope := -(l+2)*low - (l-2)*high
		curve := ((l+2)*(l+2)-1)*low + ((l-2)*(l-2)-1)*high
		var second Matrix
		second[0][0] = (curve - slope) / p[0] / p[0]
		return low + high, Vector{slope / p[0]}, second
	}
	for _, starts := range [][]Vector{{{0.1}, {10}}, {{10}, {0.1}}} {
		r, reason := Find([]string{"p"}, two, starts...)
		if reason != "" || math.Abs(math.Log(r.At[0])-2) > 0.01 || r.Evaluations > 60 {
			t.Errorf("from %v: %+v, %q", starts, r, reason)
		}
	}
	holes := func(p Vector) (float64, Vector, Matrix) {
		l := math.Log(p[0])
		var second Matrix
		second[0][0] = (l - 2) / p[0] / p[0] // best at ln p = 1
		if l > 1.5 {
			return math.NaN(), Vector{}, Matrix{}
		}
		return -(l - 1) * (l - 1) / 2, Vector{(1 - l) / p[0]}, second
	}
	r, reason := Find([]string{"p"}, holes, Vector{0.01})
	if reason != "" {
		t.Fatal(reason)
	}
	near(t, "p", r.At[0], math.E, 1e-9)
}

// Where no search has a maximum, what is told is of the one that came highest: here the second
// start falls forever toward -5, and the first rises toward 0.
func TestFind_noneConverges(t *testing.T) {
	apart := func(p Vector) (float64, Vector, Matrix) {
		if p[0] < 1 {
			return -5 - p[0], Vector{-1}, Matrix{}
		}
		return -1 / p[0], Vector{1 / p[0] / p[0]}, Matrix{{-2 / p[0] / p[0] / p[0]}}
	}
	for _, starts := range [][]Vector{{{2}, {0.5}}, {{0.5}, {2}}} {
		r, reason := Find([]string{"p"}, apart, starts...)
		if reason != "p grows without bound" || r.At[0] < 1000 || r.Value < -0.001 || r.Value >= 0 {
			t.Errorf("from %v: %+v, %q", starts, r, reason)
		}
	}
	// A search that is cut short tells where it was.
	endless := func(p Vector) (float64, Vector, Matrix) {
		l := math.Log(p[0])
		return -9 + l/1e9, Vector{1e-9 / p[0]}, Matrix{{(-1e-9 - 1e-5) / p[0] / p[0]}}
	}
	r, reason := Find([]string{"p"}, endless, Vector{3})
	if reason == "" || r.At[0] < 3 || !(r.Value > -9 && r.Value < -8.9) || r.Evaluations != maxEvaluations {
		t.Errorf("cut short: %+v, %q", r, reason)
	}
}

// A whole Newton step on this hill, which is almost a roof, leads from each side to the other and
// no higher; the search must shorten it.
func TestFind_roof(t *testing.T) {
	for _, steep := range []float64{3, 10, 100} {
		roof := func(p Vector) (float64, Vector, Matrix) { // -ln cosh(steep·ln p)/steep, best at p = 1
			l := math.Log(p[0])
			x := steep * l
			slope := -math.Tanh(x)
			curve := -steep / math.Cosh(x) / math.Cosh(x)
			value := -(math.Abs(x) + math.Log1p(math.Exp(-2*math.Abs(x))) - math.Ln2) / steep
			return value, Vector{slope / p[0]}, Matrix{{(curve - slope) / p[0] / p[0]}}
		}
		for _, start := range []float64{0.1, 0.25, math.Exp(-0.5), math.Exp(0.5), 3, 20} {
			r, reason := Find([]string{"p"}, roof, Vector{start})
			if reason != "" || !(math.Abs(r.At[0]-1) < 1e-9) || r.Evaluations > 60 {
				t.Errorf("steep %v from %v: %+v, %q", steep, start, r, reason)
			}
		}
	}
}

// What is left of the last diagonal element is held against that element, and not against another.
func TestCholesky_least(t *testing.T) {
	for rest, want := range map[float64]int{1e-14: 2, 1e-9: -1} {
		if _, row := Cholesky([]float64{1, 0, 0, 0, 1, 1, 0, 1, 1 + rest}, 3, 1e-12); row != want {
			t.Errorf("1 + %v: row %d, want %d", rest, row, want)
		}
	}
}
