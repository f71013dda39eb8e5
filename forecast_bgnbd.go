package cx

import (
	"cmp"
	"math"

	"github.com/cxmetrics/cx/internal/maximum"
	"github.com/cxmetrics/cx/internal/special"
	"github.com/cxmetrics/cx/internal/wire"
)

// BGNBD is a model of how often customers order and of when they stop for good,
// which no order ever says: BG/NBD, or, if Modified, MBG/NBD. It forecasts the
// next orders, and the probability that a customer is alive (or lapsed, dormant,
// churned). While a customer is active, orders come at random, at a rate that
// differs between customers by a gamma distribution of shape R and rate Alpha.
// After each repeat order, and in the modified model after the first order too, a
// customer stops with a probability that differs by a beta distribution of A and
// B.
//
// By BG/NBD a customer who ordered once is certainly still active. To distinguish
// such customers, or to rank them by their risk, take [FitMBGNBD].
//
// Time is in units of Unit. A literal with published parameters forecasts as well, but
// has no intervals.
//
// Source: P. S. Fader, B. G. S. Hardie and K. L. Lee, Marketing Science 24 (2005),
// 275-284; for MBG/NBD, E. P. Batislam, M. Denizel and A. Filiztekin, International
// Journal of Research in Marketing 24 (2007), 201-209.
type BGNBD struct {
	R        float64 `json:"r"`
	Alpha    float64 `json:"alpha"` // in units of time
	A        float64 `json:"a"`
	B        float64 `json:"b"`
	Modified bool    `json:"modified"`
	Unit     Grain   `json:"unit,omitzero"` // of time; the zero Grain is [Day]
	Fit      Fit     `json:"fit,omitzero"`  // its Covariance is of R, Alpha, A, B
}

// FitBGNBD finds the parameters of BG/NBD under which rows, one a customer or with a Count,
// are the most likely. The order of the rows does not matter, nor do Customer and Spend. It does not
// modify rows. There is nothing to tune: the search is deterministic, and what it returns
// is a maximum. The time is that of sorting the rows and of some 20 evaluations
// of the likelihood, at most 500, each linear in the number of different rows.
//
// FitBGNBD returns an error if:
//   - there are no rows ([ErrNoData]);
//   - nobody has ordered again, or the likelihood has no maximum, as for one customer,
//     for equal rows or where nobody ever stops ([ErrUndefined]); the text says which
//     parameter runs away;
//   - a row has a frequency without a recency or a recency without a frequency, a recency
//     beyond its age, or a number that is negative or not finite, or with it there are more
//     customers than the largest int64 ([*RowError] wrapping [ErrInvalid]);
//   - a row has another unit than the first ([*RowError] wrapping [ErrMismatch]).
func FitBGNBD(rows []PurchaseHistory) (BGNBD, error) { return fitOrders(rows, false) }

// FitMBGNBD finds the parameters of MBG/NBD, in which customers may stop after their
// first order, as [FitBGNBD] does those of BG/NBD. It returns the same errors.
func FitMBGNBD(rows []PurchaseHistory) (BGNBD, error) { return fitOrders(rows, true) }

func fitOrders(rows []PurchaseHistory, modified bool) (BGNBD, error) {
	m := BGNBD{Modified: modified}
	data, err := orderRowsOf(m.name(), rows)
	if err != nil {
		return BGNBD{}, err
	}
	data.modified = modified
	m.Unit = cmp.Or(rows[0].Unit, Day)
	r, reason := data.maximum()
	fit, err := fitOf(m.name(), r, reason)
	if err != nil {
		return BGNBD{}, err
	}
	m.R, m.Alpha, m.A, m.B = r.At[0], r.At[1]*data.scale, r.At[2], r.At[3]
	fit.LogLikelihood -= data.orders * math.Log(data.scale)
	fit.Customers = data.customers
	m.Fit = fit
	if err := m.validate(); err != nil {
		return BGNBD{}, err
	}
	return m, nil
}

// name returns what errors call the model.
func (m *BGNBD) name() string {
	if m.Modified {
		return "MBG/NBD"
	}
	return "BG/NBD"
}

// validate says what is impossible about m.
func (m *BGNBD) validate() error {
	if err := m.Unit.validate(); err != nil {
		return err
	}
	return checkParameters(m.name(), m.R, m.Alpha, m.A, m.B)
}

// vector returns the parameters in the order of the fields.
func (m *BGNBD) vector() maximum.Vector { return maximum.Vector{m.R, m.Alpha, m.A, m.B} }

// MarshalJSON encodes a model. It returns an error wrapping [ErrInvalid] if a number is
// not finite.
func (m BGNBD) MarshalJSON() ([]byte, error) { return wire.Encode(&m) }

// UnmarshalJSON decodes a model. It refuses unknown and repeated keys, and what every
// query refuses. On error m is unchanged.
func (m *BGNBD) UnmarshalJSON(data []byte) error {
	return decode(data, "BG/NBD", m, func(v *BGNBD) error {
		if err := v.validate(); err != nil {
			return err
		}
		return v.Fit.validate(4)
	})
}

// ProbabilityAlive returns the probability that a customer has not stopped for
// good by the end of the observation (1 minus the churn risk), as a fraction from
// 0 to 1
//
//	1 / (1 + a/(b+n-1) · ((alpha+Age)/(alpha+Recency))^(r+Frequency))
//
// with n = Frequency, or Frequency + 1 if Modified. By BG/NBD it is 1 for a customer who
// has ordered once.
//
// ProbabilityAlive returns an error if:
//   - the row or the model is not valid ([ErrInvalid]);
//   - the row has another unit of time than the model ([ErrMismatch]).
func (m BGNBD) ProbabilityAlive(p PurchaseHistory) (float64, error) {
	if err := m.checkQuery(&p); err != nil {
		return 0, err
	}
	f := m.future(m.vector(), &p)
	return special.Logistic(f.alive), nil
}

// ProbabilityAliveInterval is ProbabilityAlive with its confidence interval on
// the logistic scale.
//
// ProbabilityAliveInterval returns the errors of ProbabilityAlive, and:
//   - [ErrInvalid] if level is not between 0 and 1, or Fit is not valid;
//   - [ErrUndefined] if the model has no Fit, or the probability is 1 whatever the
//     parameters.
func (m BGNBD) ProbabilityAliveInterval(p PurchaseHistory, level float64) (Estimate, error) {
	if err := m.checkQuery(&p); err != nil {
		return Estimate{}, err
	}
	if !m.Modified && p.Frequency == 0 {
		return Estimate{}, undefined("interval: by BG/NBD a customer who ordered once is alive whatever the parameters")
	}
	return m.Fit.probability(m.vector(), 4, level, func(v maximum.Vector) float64 {
		f := m.future(v, &p)
		return f.alive
	})
}

// ExpectedPurchases returns the number of orders to expect from a customer within a
// horizon t after the end of the observation
//
//	P(alive) · (c/(a-1)) · (1 - (1-z)^(a-1) · 2F1(a-1, c-s; c; z))
//
// with s = r + Frequency, c = a+b+n-1, z = t/(alpha+Age+t), and P(alive) and n as
// in ProbabilityAlive. It is computed in another form, which loses no digits
// where a is near 1 or c is large. The horizon is in unit, and need not be whole.
// For a customer who orders for the first time now, give a row of Frequency and
// Age 0: the first order does not count. It is also called the order forecast, or
// prediction.
//
// ExpectedPurchases returns an error if:
//   - the row or the model is not valid, horizon is negative or not finite, unit is none of
//     the grains, or the result is not finite ([ErrInvalid]);
//   - the row has another unit of time than the model ([ErrMismatch]).
func (m BGNBD) ExpectedPurchases(p PurchaseHistory, horizon float64, unit Grain) (float64, error) {
	t, err := m.checkHorizon(&p, horizon, unit)
	if err != nil {
		return 0, err
	}
	f := m.future(m.vector(), &p)
	expected := special.Logistic(f.alive) * f.purchases(t)
	if !(expected <= math.MaxFloat64) {
		return 0, invalid("expected purchases: the horizon is too long for the model")
	}
	return expected, nil
}

// ExpectedPurchasesInterval is ExpectedPurchases with its confidence interval on
// the logarithmic scale.
//
// ExpectedPurchasesInterval returns the errors of ExpectedPurchases, and:
//   - [ErrInvalid] if level is not between 0 and 1, or Fit is not valid;
//   - [ErrUndefined] if the model has no Fit, or horizon is 0.
func (m BGNBD) ExpectedPurchasesInterval(p PurchaseHistory, horizon float64, unit Grain, level float64) (Estimate, error) {
	t, err := m.checkHorizon(&p, horizon, unit)
	if err != nil {
		return Estimate{}, err
	}
	if t == 0 {
		return Estimate{}, undefined("interval: nobody orders within a horizon of 0, whatever the parameters")
	}
	return m.Fit.positive(m.vector(), 4, level, func(v maximum.Vector) float64 {
		f := m.future(v, &p)
		return math.Log(f.purchases(t)) - special.LogAddOne(-f.alive)
	})
}

// ProbabilityNone returns the probability that a customer does not order within a horizon
// after the end of the observation
//
//	1 - P(alive) · (1 - ((alpha+Age)/(alpha+Age+t))^(r+Frequency))
//
// as a fraction from 0 to 1: the risk of churn within the horizon, where nobody cancels.
// It returns the errors of ExpectedPurchases.
func (m BGNBD) ProbabilityNone(p PurchaseHistory, horizon float64, unit Grain) (float64, error) {
	t, err := m.checkHorizon(&p, horizon, unit)
	if err != nil {
		return 0, err
	}
	f := m.future(m.vector(), &p)
	return min(special.Logistic(-f.alive)+float64(special.Logistic(f.alive)*math.Exp(f.silence(t))), 1), nil
}

// ProbabilityNoneInterval is ProbabilityNone with its confidence interval on the
// logistic scale. It returns the errors of ExpectedPurchasesInterval.
func (m BGNBD) ProbabilityNoneInterval(p PurchaseHistory, horizon float64, unit Grain, level float64) (Estimate, error) {
	t, err := m.checkHorizon(&p, horizon, unit)
	if err != nil {
		return Estimate{}, err
	}
	if t == 0 {
		return Estimate{}, undefined("interval: nobody orders within a horizon of 0, whatever the parameters")
	}
	return m.Fit.probability(m.vector(), 4, level, func(v maximum.Vector) float64 {
		// The odds of no order: (1 - P(alive))/P(alive) is e^-alive.
		f := m.future(v, &p)
		silence := f.silence(t)
		return special.LogAdd(-f.alive, silence) - math.Log(-math.Expm1(silence))
	})
}

// Parameters returns R, Alpha, A and B, in this order, with their standard errors and their
// intervals on the logarithmic scale.
//
// Parameters returns an error if:
//   - level is not between 0 and 1, or the model is not valid ([ErrInvalid]);
//   - the model has no Fit ([ErrUndefined]).
func (m BGNBD) Parameters(level float64) ([]Estimate, error) {
	if err := m.validate(); err != nil {
		return nil, err
	}
	return m.Fit.positives(m.vector(), 4, 4, level)
}

func (m *BGNBD) checkQuery(p *PurchaseHistory) error {
	if err := m.validate(); err != nil {
		return err
	}
	if err := p.validate(); err != nil {
		return err
	}
	if p.Unit.length() != m.Unit.length() {
		return mismatch("%s: the row has another unit of time than the model", m.name())
	}
	return nil
}

// checkHorizon is checkQuery with a horizon, which it returns in the model's unit.
func (m *BGNBD) checkHorizon(p *PurchaseHistory, horizon float64, unit Grain) (float64, error) {
	if err := m.checkQuery(p); err != nil {
		return 0, err
	}
	if err := unit.validate(); err != nil {
		return 0, err
	}
	t := horizon * (unit.length() / m.Unit.length())
	if !(t >= 0 && t <= math.MaxFloat64) {
		return 0, invalid("horizon is not a finite number from 0")
	}
	return t, nil
}

// future is what decides the future of a customer: while the customer is active,
// orders come at a rate with a gamma distribution of shape s and rate end, and
// each is the last with a probability that has a beta distribution of a and b.
type future struct {
	alive  float64 // the logarithm of the odds of being active, +Inf if that is sure
	s, end float64
	a, b   float64
}

// future returns what parameters say of a customer.
func (m *BGNBD) future(v maximum.Vector, p *PurchaseHistory) future {
	r, alpha, a, b := v[0], v[1], v[2], v[3]
	x := float64(p.Frequency)
	n := x
	if m.Modified {
		n++
	}
	f := future{alive: math.Inf(1), s: r + x, end: alpha + p.Age, a: a, b: b + n}
	if n > 0 {
		f.alive = math.Log((b+(n-1))/a) - float64(f.s*math.Log1p((p.Age-p.Recency)/(alpha+p.Recency)))
	}
	return f
}

// silence returns the logarithm of the probability that an active customer does not
// order within t.
func (f *future) silence(t float64) float64 { return -f.s * math.Log1p(t/f.end) }

// purchases returns the number of orders to expect from an active customer within t: the
// mean, over the number j of orders that would come within t if the customer never
// stopped, of the number up to the last
//
//	sum over k < j of (b)_k/(a+b)_k
//
// where j has a negative binomial distribution. All terms are positive, and a =
// 1, where the closed form is 0/0, needs no special case.
func (f *future) purchases(t float64) float64 {
	u := t / f.end
	if !((f.s+40)*(1+u) < 5000) {
		return f.integral(u)
	}
	z := u / (1 + u)
	term, all := 1.0, 1.0 // the probability of j, and the sum of those, up to a factor
	stay, upTo, sum := 1.0, 0.0, 0.0
	for j := 0.0; ; j++ {
		term *= z * (f.s + j) / (j + 1)
		upTo += stay
		stay *= (f.b + j) / (f.a + f.b + j)
		all += term
		sum += float64(term * upTo)
		if ratio := z * (f.s + j + 1) / (j + 2); !(ratio >= 1 || term*upTo > 1e-17*(1-ratio)*sum) {
			return sum / all
		}
		if term > 1e200 {
			term, all, sum = term*1e-200, all*1e-200, sum*1e-200
		}
	}
}

// integral is purchases for a horizon so long, or a customer so frequent, that the sum
// has very many terms: with u = t/end, the mean of
//
//	(1 - (1+pu)^-s) / p
//
// over the beta distribution of p, by the trapezoidal rule in the logit of p. The
// weights are normalized by their own sum.
func (f *future) integral(u float64) float64 {
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
		p := special.Logistic(y)
		if (f.s+1)*(p*u) > 1e-17 {
			return w, -math.Expm1(-f.s*math.Log1p(p*u)) / p * w
		}
		return w, f.s * u * w
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
