package cx

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/cxmetrics/cx/internal/special"
)

// orderRows is the rows of a fit, equal ones joined, in units of time in which there is
// one repeat order a unit.
type orderRows struct {
	rows     []orderRow // ascending by frequency
	modified bool
	scale    float64 // the length of a unit
	orders   float64 // repeat orders of all customers
}

// orderRow is a row that count customers have in common.
type orderRow struct{ frequency, recency, age, count float64 }

func orderRowsOf(model string, rows []Purchases) (orderRows, error) {
	if len(rows) == 0 {
		return orderRows{}, noData(model)
	}
	d := orderRows{rows: make([]orderRow, len(rows))}
	longest := 0.0
	for i := range rows {
		p := &rows[i]
		if err := p.check(); err != nil {
			return orderRows{}, &RowError{Row: i, Err: err}
		}
		if p.Unit.length() != rows[0].Unit.length() {
			return orderRows{}, &RowError{Row: i, Err: mismatch("%s: the row has another unit of time than the first", model)}
		}
		d.rows[i] = orderRow{float64(p.Frequency), p.Recency, p.Age, 1}
		d.orders += float64(p.Frequency)
		longest = max(longest, p.Age)
	}
	if d.orders == 0 {
		return orderRows{}, undefined("%s: no customer has ordered again", model)
	}
	slices.SortFunc(d.rows, func(a, b orderRow) int {
		return cmp.Or(cmp.Compare(a.frequency, b.frequency), cmp.Compare(a.recency, b.recency), cmp.Compare(a.age, b.age))
	})
	unlike := d.rows[:1]
	for _, row := range d.rows[1:] {
		last := &unlike[len(unlike)-1]
		if row.frequency == last.frequency && row.recency == last.recency && row.age == last.age {
			last.count++
			continue
		}
		unlike = append(unlike, row)
	}
	d.rows = unlike
	sum := 0.0
	for _, row := range d.rows {
		sum += float64(row.count * (row.age / longest)) // whose ages may overflow
	}
	d.scale = sum / d.orders * longest
	for i := range d.rows {
		d.rows[i].recency /= d.scale
		d.rows[i].age /= d.scale
	}
	return d, nil
}

// likelihood is that of the parameters r, alpha, a, b. With the frequency x, s = r+x, and
// the number n of times at which the customer may have stopped, the last of them at the
// recency t (n = x, or x+1 if modified), that of one row is
//
//	Γ(r+x)/Γ(r) · alpha^r / (alpha+T)^s · B(a, b+n)/B(a, b) · (1 + e^h)
//	h = ln(a/(b+n-1)) + s·ln((alpha+T)/(alpha+t)), or no e^h at all if n = 0
//
// The customer is active with the probability 1/(1+e^h). What x alone decides is
// computed once for all rows that have it.
func (d *orderRows) likelihood(p vector) (value float64, first vector, second matrix) {
	r, alpha, a, b := p[0], p[1], p[2], p[3]
	orders, stays, stops := special.Rising{A: r}, special.Rising{A: b}, special.Rising{A: a + b}
	logAlpha := math.Log(alpha)
	for i := 0; i < len(d.rows); {
		x := d.rows[i].frequency
		s, n := r+x, x
		if d.modified {
			n++
		}
		orders.Climb(x)
		stays.Climb(n)
		stops.Climb(n)
		odds, slope := math.Inf(-1), 0.0
		if n > 0 {
			odds, slope = math.Log(a/(b+(n-1))), -1/(b+(n-1))
		}
		count := 0.0
		for ; i < len(d.rows) && d.rows[i].frequency == x; i++ {
			row := &d.rows[i]
			w := row.count
			count += w
			end := alpha + row.age
			logEnd := math.Log(end)
			value -= float64(w * s * logEnd)
			first[0] -= float64(w * logEnd)
			first[1] -= float64(w * s / end)
			second[0][1] -= w / end
			second[1][1] += float64(w * s / end / end)
			if n == 0 {
				continue
			}
			// The slopes of h, those of ln(1 + e^h), and their slopes.
			last := alpha + row.recency
			back := 1/end - 1/last
			rise := math.Log(end / last)
			h := odds + float64(s*rise)
			gone := special.Logistic(h)
			g, v := w*gone, w*gone*(1-gone)
			by := vector{rise, s * back, 1 / a, slope}
			value += float64(w * special.LogAddOne(h))
			for j := range by {
				first[j] += float64(g * by[j])
				for k := j; k < len(by); k++ {
					second[j][k] += float64(v * by[j] * by[k])
				}
			}
			second[0][1] += float64(g * back)
			second[1][1] += float64(g * s * (1/last/last - 1/end/end))
			second[2][2] -= g / a / a
			second[3][3] += float64(g * slope * slope)
		}
		value += float64(count * (orders.Log + float64(r*logAlpha) + stays.Log - stops.Log))
		first[0] += float64(count * (orders.First + logAlpha))
		first[1] += float64(count * (r / alpha))
		first[2] -= float64(count * stops.First)
		first[3] += float64(count * (stays.First - stops.First))
		second[0][0] += float64(count * orders.Second)
		second[0][1] += count / alpha
		second[1][1] -= float64(count * r / alpha / alpha)
		second[2][2] -= float64(count * stops.Second)
		second[2][3] -= float64(count * stops.Second)
		second[3][3] += float64(count * (stays.Second - stops.Second))
	}
	return value, first, second
}

// maxParameters is the largest number of parameters of a model.
const maxParameters = 4

// vector and matrix hold the parameters of a model and what belongs to them, in the
// order of the model's fields. What lies beyond the number of parameters is 0.
type (
	vector [maxParameters]float64
	matrix [maxParameters][maxParameters]float64
)

// likelihood returns the log-likelihood at the parameters p, each above 0, with its first
// and second derivatives by them. Of the second, the upper triangle counts (i <= j).
type likelihood func(p vector) (value float64, first vector, second matrix)

// Bounds on the search for a maximum.
const (
	maxEvaluations = 500  // of the likelihood, in all
	farLog         = 14.0 // a parameter this far from 1, as its logarithm, runs away
	maxStep        = 3.0  // in the logarithms of the parameters
	// A whole Newton step shorter than this is the last: what it leaves is its square.
	lastStep = 1e-6
	// Below this gain a log-likelihood is full of rounding, and its slope says more.
	meaningless = 1e-7
)

// peak is the end of one search.
type peak struct {
	logs      vector
	value     float64
	first     vector // by the logarithms, as is second
	second    matrix
	converged bool
}

// maximize finds the parameters at which a likelihood is largest, in logarithms, by
// Newton's method within a trust region, from each of the starts. The parameters are
// scaled by the caller so that 1 is the order of each. The number of evaluations is
// bounded; a value that is not a number counts as impossible.
//
// At a maximum a whole Newton step leads nowhere. Where the likelihood rises for ever
// towards a limit, it has the length 1 at any distance. Hence the test: a flat place far
// out is never taken for a maximum.
//
// maximize returns an error wrapping [ErrUndefined] if the best of the searches did not
// converge: there is no maximum, and the text says which parameters run away.
func maximize(model string, names []string, f likelihood, starts ...vector) (vector, Fit, error) {
	s := search{f: f, n: len(names)}
	var best peak
	for i, start := range starts {
		p := s.climb(start, maxEvaluations*(i+1)/len(starts))
		// Of two ends within rounding, the one that converged is the better.
		slack := 1e-9 * (1 + math.Abs(best.value))
		if i == 0 || p.value > best.value+slack || p.value > best.value-slack && p.converged && !best.converged {
			best = p
		}
	}
	covariance, ok := invert(best.second, s.n)
	if !best.converged || !ok {
		return vector{}, Fit{}, undefined("%s: the likelihood has no maximum: %s (%d evaluations)", model, best.runaways(names), s.evaluations)
	}
	fit := Fit{
		LogLikelihood: best.value, Evaluations: s.evaluations, Iterations: s.iterations,
		GradientNorm: norm(best.first), Covariance: make([][]float64, s.n),
	}
	var p vector
	for i := range s.n {
		p[i] = math.Exp(best.logs[i])
		fit.Covariance[i] = append([]float64(nil), covariance[i][:s.n]...)
	}
	return p, fit, nil
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

// search counts what the searches for one maximum cost.
type search struct {
	f                       likelihood
	n                       int
	evaluations, iterations int
}

// at evaluates the likelihood and turns its derivatives into those by the logarithms.
func (s *search) at(logs vector) peak {
	s.evaluations++
	var p vector
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

// climb searches from one start until the evaluations reach a limit.
func (s *search) climb(start vector, limit int) peak {
	var logs vector
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
		next := here.logs
		for i := range next {
			next[i] += step[i]
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

// promise returns the gain of a step by the first two derivatives.
func (p *peak) promise(step vector) float64 {
	gain := 0.0
	for i := range step {
		gain += float64(p.first[i] * step[i])
		for j := range step {
			gain += float64(p.second[i][j] * step[i] * step[j] / 2)
		}
	}
	return gain
}

// step returns the Newton step, damped until it leads up and is no longer than the
// radius; whole says that there was no need to.
func (p *peak) step(n int, radius float64) (step vector, whole bool) {
	scale := 0.0
	for i := range n {
		scale = max(scale, math.Abs(p.second[i][i]), math.Abs(p.first[i]))
	}
	if scale == 0 {
		return vector{}, false
	}
	damping := 0.0
	for range 200 {
		var m matrix
		for i := range n {
			for j := range n {
				m[i][j] = -p.second[i][j]
			}
			m[i][i] += damping
		}
		if l, ok := cholesky(m, n); ok {
			if step = l.solve(p.first, n); norm(step) <= radius {
				return step, damping == 0
			}
		}
		damping = max(2*damping, 1e-15*scale)
	}
	return vector{}, false
}

// cholesky returns the lower triangle L of m = L·Lᵀ, false if m is not positive definite.
func cholesky(m matrix, n int) (matrix, bool) {
	var l matrix
	for i := range n {
		for j := range i + 1 {
			sum := m[i][j]
			for k := range j {
				sum -= float64(l[i][k] * l[j][k])
			}
			if i == j {
				if !(sum > 1e-14*m[i][i]) {
					return matrix{}, false
				}
				l[i][i] = math.Sqrt(sum)
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	return l, true
}

// solve returns x of L·Lᵀ·x = v.
func (l matrix) solve(v vector, n int) vector {
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

// invert returns the inverse of the information, which is the second derivatives with
// the other sign; false if it has none that is a covariance.
func invert(second matrix, n int) (matrix, bool) {
	var m, inverse matrix
	for i := range n {
		for j := range n {
			m[i][j] = -second[i][j]
		}
	}
	l, ok := cholesky(m, n)
	if !ok {
		return matrix{}, false
	}
	for i := range n {
		var unit vector
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

// norm returns the length of v.
func norm(v vector) float64 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x * x)
	}
	return math.Sqrt(sum)
}
