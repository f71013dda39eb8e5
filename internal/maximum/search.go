package maximum

import (
	"math"
	"strings"
)

// search counts what the searches for one maximum cost.
type search struct {
	f                       Likelihood
	n                       int
	evaluations, iterations int
}

// at evaluates the likelihood and turns its derivatives into those by the logarithms.
func (s *search) at(logs Vector) peak {
	s.evaluations++
	var p Vector
	for i := range s.n {
		p[i] = math.Exp(logs[i])
	}
	value, first, second := s.f(p)
	e := peak{logs: logs, value: value}
	sum := value
	for i := range s.n {
		e.first[i] = float64(first[i] * p[i])
		sum += e.first[i]
		for j := i; j < s.n; j++ {
			e.second[i][j] = float64(second[i][j] * p[i] * p[j])
			if i == j {
				e.second[i][i] += e.first[i]
			}
			e.second[j][i] = e.second[i][j]
			sum += e.second[i][j]
		}
	}
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		e = peak{logs: logs, value: math.Inf(-1)}
	}
	return e
}

// climb searches from one start until the evaluations reach a limit, or the way leads to
// the end of a search before.
func (s *search) climb(start Vector, limit int, known *peak) peak {
	var logs Vector
	for i := range s.n {
		logs[i] = math.Log(start[i])
	}
	here := s.at(logs)
	if math.IsInf(here.value, -1) {
		return here
	}
	for radius := 1.0; s.evaluations < limit; {
		step, whole := here.step(s.n, radius)
		length := norm(step)
		if length == 0 {
			here.converged = whole // if not, there is no way up at all
			return here
		}
		next, apart := here.logs, Vector{}
		for i := range next {
			next[i] += step[i]
			apart[i] = next[i] - known.logs[i]
		}
		if whole && known.converged && norm(apart) < sameMaximum {
			return *known
		}
		there := s.at(next)
		s.iterations++
		gain, promise := there.value-here.value, here.promise(step)
		flatter := gain > -meaningless && norm(there.first) < norm(here.first)
		if whole && length < lastStep {
			if flatter {
				here = there
			}
			here.converged = true
			return here
		}
		switch {
		case promise < meaningless && flatter, gain > 0.7*promise:
			radius = min(max(radius, 2*length), maxStep)
		case promise < meaningless, !(gain > 0.1*promise):
			radius = min(radius, length) / 4
			if radius < 1e-9 {
				return here
			}
			continue
		}
		here = there
		for i := range s.n {
			if math.Abs(here.logs[i]) > farLog {
				return here
			}
		}
	}
	return here
}

// peak is the end of one search.
type peak struct {
	logs      Vector
	value     float64
	first     Vector // by the logarithms, as is second
	second    Matrix
	converged bool
}

// promise returns the gain of a step by the first two derivatives.
func (p *peak) promise(step Vector) float64 {
	gain := 0.0
	for i := range step {
		gain += float64(p.first[i] * step[i])
		for j := range step {
			gain += float64(p.second[i][j] * step[i] * step[j] / 2)
		}
	}
	return gain
}

// runaways says which parameters are far from where a model has them.
func (p *peak) runaways(names []string) string {
	var far []string
	for i, name := range names {
		switch {
		case p.logs[i] > farLog/2:
			far = append(far, name+" grows without bound")
		case p.logs[i] < -farLog/2:
			far = append(far, name+" falls to 0")
		}
	}
	if far == nil {
		return "the rows do not tell " + strings.Join(names, ", ") + " apart"
	}
	return strings.Join(far, ", ")
}

// step returns the Newton step, damped until it leads up and is no longer than the
// radius; whole says that there was no need to.
func (p *peak) step(n int, radius float64) (step Vector, whole bool) {
	scale := 0.0
	for i := range n {
		scale = max(scale, math.Abs(p.second[i][i]), math.Abs(p.first[i]))
	}
	if scale == 0 {
		return Vector{}, false
	}
	damping := 0.0
	for range 200 {
		m := information(p.second, n)
		for i := range n {
			m[i*n+i] += damping
		}
		if t, row := Cholesky(m, n, leastPivot); row < 0 {
			step = p.first
			if t.Solve(step[:n]); norm(step) <= radius {
				return step, damping == 0
			}
		}
		damping = max(2*damping, 1e-15*scale)
	}
	return Vector{}, false
}

// norm returns the length of v.
func norm(v Vector) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x * x)
	}
	return math.Sqrt(sum)
}
