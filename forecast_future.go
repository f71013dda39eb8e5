package cx

import (
	"math"

	"github.com/cxmetrics/cx/internal/maximum"
	"github.com/cxmetrics/cx/internal/special"
)

// future is what decides the future of a customer: while the customer is active,
// orders come at a rate with a gamma distribution of shape s and rate end, and
// each is the last with a probability that has a beta distribution of a and b, or is stop
// for all customers.
type future struct {
	alive  float64 // the logarithm of the odds of being active, +Inf if that is sure
	s, end float64
	a, b   float64
	stop   float64 // 0 unless a and b are
}

// future returns what parameters say of a customer. If the fourth is 0, the third is the odds
// of stopping of all.
func (m *BGNBD) future(v maximum.Vector, p *PurchaseHistory) future {
	r, alpha, a, b := v[0], v[1], v[2], v[3]
	x := float64(p.Frequency)
	n := x
	if m.Modified {
		n++
	}
	f := future{alive: math.Inf(1), s: r + x, end: alpha + p.Age, a: a, b: b + n}
	if b == 0 {
		f.a, f.b, f.stop = 0, 0, a/(1+a)
		if n > 0 {
			f.alive = -math.Log(a) - float64(f.s*math.Log1p((p.Age-p.Recency)/(alpha+p.Recency)))
		}
		return f
	}
	if n > 0 {
		f.alive = math.Log((b+(n-1))/a) - float64(f.s*math.Log1p((p.Age-p.Recency)/(alpha+p.Recency)))
	}
	return f
}

// futureKind is what the future of a customer who is active depends on, which many have in common.
type futureKind struct {
	frequency int64
	age       float64
}

// silence returns the logarithm of the probability that an active customer does not
// order within t.
func (f *future) silence(t float64) float64 { return -f.s * math.Log1p(t/f.end) }

// purchases returns the number of orders to expect from an active customer within t, and
// pairs returns the expected number of ordered pairs of them, which is the mean of n(n-1).
//
// Both are means over the number j of orders that would come within t if the customer
// never stopped, of the orders up to the last, or of their pairs
//
//	sum over k < j of (b)_k/(a+b)_k        sum over k < j of 2k (b)_k/(a+b)_k
//
// where j has a negative binomial distribution. All terms are positive, and a =
// 1, where the closed form is 0/0, needs no special case.
func (f *future) purchases(t float64) float64 { return f.mean(t, false) }
func (f *future) pairs(t float64) float64     { return f.mean(t, true) }

func (f *future) mean(t float64, pairs bool) float64 {
	u := t / f.end
	if f.stop > 0 {
		return f.at(f.stop, u, pairs)
	}
	if !((f.s+40)*(1+u) < 5000) {
		return f.integral(u, pairs)
	}
	z := u / (1 + u)
	term, all := 1.0, 1.0 // the probability of j, and the sum of those, up to a factor
	stay, upTo, sum := 1.0, 0.0, 0.0
	for j := 0.0; ; j++ {
		term *= z * (f.s + j) / (j + 1)
		ratio := z * (f.s + j + 1) / (j + 2)
		if pairs {
			upTo += 2 * j * stay
			ratio *= (j + 2) / j // by which upTo may grow
		} else {
			upTo += stay
		}
		stay *= (f.b + j) / (f.a + f.b + j)
		all += term
		sum += float64(term * upTo)
		if !(ratio >= 1 || term*upTo > 1e-17*(1-ratio)*sum) {
			return sum / all
		}
		if term > 1e200 {
			term, all, sum = term*1e-200, all*1e-200, sum*1e-200
		}
	}
}

// at is purchases or pairs of customers whose probability of stopping is p, with u = t/end
//
//	P(N >= 1) / p        2 (1-p)/p² P(N >= 2)
//
// where N, as many orders as would end the customer p times over, has a negative binomial
// distribution of size s and odds pu.
func (f *future) at(p, u float64, pairs bool) float64 {
	x := p * u
	switch {
	case !pairs && (f.s+1)*x <= 1e-17:
		return f.s * u
	case !pairs:
		return -math.Expm1(-f.s*math.Log1p(x)) / p
	}
	z := x / (1 + x)
	none := math.Exp(-f.s * math.Log1p(x))
	if (f.s+1)*z > 0.5 {
		return 2 * (1 - p) / p / p * (-math.Expm1(-f.s*math.Log1p(x)) - float64(f.s*z*none))
	}
	// The probabilities of 2, 3 and so on, added up, over p².
	term := f.s * (f.s + 1) / 2 * (u / (1 + x)) * (u / (1 + x)) * none
	sum := term
	for k := 2.0; term > 1e-17*sum; k++ {
		term *= z * (f.s + k) / (k + 1)
		sum += term
	}
	return 2 * (1 - p) * sum
}

// integral is purchases or pairs for a horizon so long, or a customer so frequent, that the
// sum has very many terms: the mean of at over the beta distribution of p, by the
// trapezoidal rule in the logit of p. The weights are normalized by their own sum.
func (f *future) integral(u float64, pairs bool) float64 {
	center := math.Log(f.a / f.b)
	width := min(math.Sqrt(1/f.a+1/f.b), 2)
	weight := func(y float64) float64 {
		return -float64(f.a*special.LogAddOne(-y)) - float64(f.b*special.LogAddOne(y))
	}
	top := weight(center)
	// point returns the weight at tau, and the weight times the function.
	point := func(tau float64) (w, product float64) {
		y := center + float64(width*math.Sinh(tau))
		w = math.Exp(weight(y)-top) * math.Cosh(tau)
		return w, f.at(special.Logistic(y), u, pairs) * w
	}
	all, sum := point(0)
	mean := math.NaN()
	// Points halfway between the existing ones are added until the mean no longer
	// changes.
	for from, by := 0.5, 0.5; from > 1e-3; from, by = from/2, from {
		var weights, products float64
		for tau := from; ; tau += by {
			left, l := point(-tau)
			right, r := point(tau)
			weights += left + right
			products += l + r
			if !(left+right > 1e-20*weights || l+r > 1e-20*products) {
				break
			}
		}
		all += weights
		sum += products
		before := mean
		if mean = sum / all; math.Abs(mean-before) <= 1e-11*mean && from < 0.1 {
			return mean
		}
	}
	return math.NaN()
}
