// Package maximum finds the parameters at which the likelihood of a model is largest,
// with their covariance, or says why there are none. The parameters are above 0, and the
// search is in their logarithms, by Newton's method within a trust region: a likelihood
// comes with its first and second derivatives.
//
// At a maximum a whole Newton step leads nowhere. Where the likelihood rises forever
// toward a limit, it has the length 1 at any distance. So the search tests this: a
// flat place far out is never taken for a maximum.
//
// Sources: J. Nocedal and S. J. Wright, Numerical Optimization (2006), chapters 3 and 4,
// for the damped step and the region; B. Efron and D. V. Hinkley, Biometrika 65 (1978),
// 457-482, for the observed information, whose inverse is the covariance.
package maximum

import (
	"math"
)

// Parameters is the largest number of parameters of a model.
const Parameters = 4

// Vector holds the parameters of a model, or what belongs to each of them, in an order
// that the model knows. What lies beyond the number of parameters is 0.
type Vector [Parameters]float64

// Matrix holds what belongs to each two parameters of a model.
type Matrix [Parameters][Parameters]float64

// Likelihood returns the log-likelihood at the parameters p, each above 0, with its first
// and second derivatives by them. Of the second, the upper triangle counts (i <= j).
type Likelihood func(p Vector) (value float64, first Vector, second Matrix)

// Bounds on the search for a maximum.
const (
	maxEvaluations = 500  // of the likelihood, in all
	farLog         = 14.0 // a parameter this far from 1, as its logarithm, runs away
	maxStep        = 3.0  // in the logarithms of the parameters
	// A whole Newton step shorter than this is the last: what it leaves is its square.
	lastStep = 1e-6
	// A whole Newton step to a place as near as this to a known maximum leads to it.
	sameMaximum = 0.03
	// Below this gain a log-likelihood is full of rounding, and its slope says more.
	meaningless = 1e-7
)

// Result is a maximum, and how it was found; or where the search ended without one, and
// then without a Covariance.
type Result struct {
	At           Vector  // the parameters
	Value        float64 // of the log-likelihood
	Evaluations  int     // of the likelihood with its derivatives
	Iterations   int     // steps of the search, refused ones too
	GradientNorm float64 // length of the gradient by the logarithms of the parameters
	// Covariance is that of the logarithms of the parameters: the inverse of the observed
	// information.
	Covariance [][]float64
}

// Find finds the maximum of a likelihood, searching from each of the starts. The names
// are those of the parameters, at most [Parameters] of them; the caller scales them so
// that 1 is the order of each. The number of evaluations is bounded; a value that is not
// a number counts as impossible.
//
// If the best of the searches did not converge there is no maximum. Find then returns
// where it ended, and the reason, which names the parameters that run away; the
// reason is empty otherwise.
func Find(names []string, f Likelihood, starts ...Vector) (r Result, reason string) {
	s := search{f: f, n: len(names)}
	var best peak
	for i, start := range starts {
		p := s.climb(start, maxEvaluations*(i+1)/len(starts), &best)
		// Of two ends within rounding, the one that converged is the better.
		slack := 1e-9 * (1 + math.Abs(best.value))
		if i == 0 || p.value > best.value+slack || p.value > best.value-slack && p.converged && !best.converged {
			best = p
		}
	}
	r = Result{Value: best.value, Evaluations: s.evaluations, Iterations: s.iterations, GradientNorm: norm(best.first)}
	for i := range s.n {
		r.At[i] = math.Exp(best.logs[i])
	}
	t, row := Cholesky(information(best.second, s.n), s.n, leastPivot)
	if !best.converged || row >= 0 {
		return r, best.runaways(names)
	}
	covariance := t.Inverse()
	r.Covariance = make([][]float64, s.n)
	for i := range s.n {
		r.Covariance[i] = covariance[i*s.n : (i+1)*s.n : (i+1)*s.n]
	}
	return r, ""
}
