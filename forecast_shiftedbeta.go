package cx

import (
	"math"

	"github.com/cxmetrics/cx/internal/maximum"
	"github.com/cxmetrics/cx/internal/special"
	"github.com/cxmetrics/cx/internal/wire"
)

// ShiftedBetaGeometric is a model of how long customers under contract stay. Each
// customer declines to renew with a probability that never changes, but differs between
// customers by a beta distribution of Alpha and Beta. Those who leave easily
// leave first. So the rate of retention rises from renewal to renewal, and
// survival falls more slowly than at a constant rate of churn: projections at a
// constant rate value customers too low.
//
// Where customers do not differ, the model has a limit: all leave with the probability
// Churn, at every renewal. Alpha and Beta are 0 then, and Churn is 0 otherwise.
//
// Time is counted in renewals. A customer who signs up pays at once; renewal 1 comes one
// period later. A literal with published parameters works as well, but has no
// intervals.
//
// Source: P. S. Fader and B. G. S. Hardie, Journal of Interactive Marketing 21 (2007),
// 76-90.
type ShiftedBetaGeometric struct {
	Alpha float64 `json:"alpha"`
	Beta  float64 `json:"beta"`
	Churn float64 `json:"churn,omitzero"` // of all customers alike, above 0 and below 1
	Fit   Fit     `json:"fit,omitzero"`   // its Covariance is of Alpha, Beta, or of Churn
}

const contractModel = "shifted beta-geometric"

// Retention returns the rate of retention of renewal n: of the customers who
// reach it, the share that renews
//
//	(beta+n-1) / (alpha+beta+n-1)
//
// as a fraction from 0 to 1; at the limit it is 1 - Churn at every renewal. It is also
// called the renewal rate.
//
// Retention returns an error wrapping [ErrInvalid] if n is not in
// 1..[MaxPeriods], or the model is not valid.
func (m ShiftedBetaGeometric) Retention(n int) (float64, error) {
	if err := m.checkRenewal(n, 1); err != nil {
		return 0, err
	}
	return retention(m.vector(), n), nil
}

// retention is Retention by parameters: alpha and beta, or the odds of leaving and 0.
func retention(v maximum.Vector, n int) float64 {
	if v[1] == 0 {
		return 1 / (1 + v[0])
	}
	return 1 / (1 + v[0]/(v[1]+float64(n-1)))
}

// Survival returns the share of customers who are still there after renewal n
//
//	B(alpha, beta+n) / B(alpha, beta), or (1-Churn)^n at the limit
//
// as a fraction: the product of Retention up to n, and 1 at n = 0. It is also
// called the retention curve. The time is linear in n.
//
// Survival returns an error wrapping [ErrInvalid] if n is not in 0..[MaxPeriods], or the
// model is not valid.
func (m ShiftedBetaGeometric) Survival(n int) (float64, error) {
	if err := m.checkRenewal(n, 0); err != nil {
		return 0, err
	}
	return math.Exp(logSurvival(m.vector(), n)), nil
}

// logSurvival returns the logarithm of Survival.
func logSurvival(v maximum.Vector, n int) float64 {
	if v[1] == 0 {
		return -float64(n) * math.Log1p(v[0])
	}
	sum := 0.0
	for i := range n {
		sum -= math.Log1p(v[0] / (v[1] + float64(i)))
	}
	return sum
}

// SurvivalInterval is Survival with its confidence interval on the logistic scale; at the
// limit it is that of Churn, carried over. It is of the expected share: that of a few
// customers varies by chance besides.
//
// SurvivalInterval returns the errors of Survival, and:
//   - [ErrInvalid] if level is not between 0 and 1, or Fit is not valid;
//   - [ErrUndefined] if the model has no Fit, or n is 0.
func (m ShiftedBetaGeometric) SurvivalInterval(n int, level float64) (Estimate, error) {
	if err := m.checkRenewal(n, 0); err != nil {
		return Estimate{}, err
	}
	if n == 0 {
		return Estimate{}, undefined("interval: before the first renewal all customers are there, whatever the parameters")
	}
	if m.Churn > 0 {
		return m.ofChurn(level, func(v maximum.Vector) float64 { return math.Exp(logSurvival(v, n)) })
	}
	return m.Fit.probability(m.vector(), 2, level, func(v maximum.Vector) float64 {
		s := logSurvival(v, n)
		return s - math.Log(-math.Expm1(s))
	})
}

// ExpectedLifetime returns the mean number of periods for which a customer pays,
// including the first
//
//	(alpha+beta-1) / (alpha-1), or 1 / Churn at the limit
//
// over an unlimited time: most of that mean may come from a few customers in a
// future that nobody has seen. With a discount it always exists; see
// DiscountedExpectedLifetime.
//
// ExpectedLifetime returns an error if:
//   - alpha is 1 or less ([ErrUndefined]): so many customers never leave that the mean is
//     infinite;
//   - the model is not valid ([ErrInvalid]).
func (m ShiftedBetaGeometric) ExpectedLifetime() (float64, error) {
	return m.DiscountedExpectedLifetime(0)
}

// DiscountedExpectedLifetime returns the number of payments to expect from a customer who
// signs up now, each discounted to now (DEL)
//
//	sum over k >= 0 of Survival(k) / (1+discount)^k
//
// which is (1+discount) / (discount+Churn) at the limit. The first payment, at once, is not discounted. Times the margin of a payment it is the
// value of a new customer. The discount is a fraction per period: a yearly rate i is
// (1+i)^(1/12) - 1 a month. However small it is, the result is exact to 12 digits.
//
// DiscountedExpectedLifetime returns an error if:
//   - discount is 0 and alpha 1 or less ([ErrUndefined]): the sum is infinite;
//   - discount is neither 0 nor a number of 1e-100 or more, the model is not valid, or the
//     result is not finite ([ErrInvalid]).
//
// Source: P. S. Fader and B. G. S. Hardie, Marketing Science 29 (2010), 85-93.
func (m ShiftedBetaGeometric) DiscountedExpectedLifetime(discount float64) (float64, error) {
	return m.discounted(0, discount)
}

// DiscountedExpectedLifetimeInterval is DiscountedExpectedLifetime with its
// confidence interval on the logarithmic scale; at the limit it is that of Churn, carried
// over. It is of the mean of all customers: the payments of one are seldom within it.
//
// DiscountedExpectedLifetimeInterval returns the errors of DiscountedExpectedLifetime, and:
//   - [ErrInvalid] if level is not between 0 and 1, or Fit is not valid;
//   - [ErrUndefined] if the model has no Fit, or discount is 0 and the interval of alpha
//     reaches down to 1.
func (m ShiftedBetaGeometric) DiscountedExpectedLifetimeInterval(discount, level float64) (Estimate, error) {
	return m.discountedInterval(0, discount, level)
}

// DiscountedExpectedResidualLifetime returns the number of payments to expect from a
// customer just before renewal n, each discounted to that renewal (DERL)
//
//	sum over k >= n of Survival(k)/Survival(n-1) / (1+discount)^(k-n)
//
// Whether the customer renews is not known yet; the payment of renewal n is not
// discounted. It rises with n: those who have stayed are those who stay. At the limit it is
// the same for every n.
//
// DiscountedExpectedResidualLifetime returns the errors of DiscountedExpectedLifetime, and
// [ErrInvalid] if n is not in 1..[MaxPeriods].
func (m ShiftedBetaGeometric) DiscountedExpectedResidualLifetime(n int, discount float64) (float64, error) {
	if err := m.checkRenewal(n, 1); err != nil {
		return 0, err
	}
	return m.discounted(n, discount)
}

// DiscountedExpectedResidualLifetimeInterval is DiscountedExpectedResidualLifetime with
// its interval on the logarithmic scale. It is of the mean of all customers: the payments of
// one are seldom within it. It returns the errors of both
// DiscountedExpectedResidualLifetime and DiscountedExpectedLifetimeInterval.
func (m ShiftedBetaGeometric) DiscountedExpectedResidualLifetimeInterval(n int, discount, level float64) (Estimate, error) {
	if err := m.checkRenewal(n, 1); err != nil {
		return Estimate{}, err
	}
	return m.discountedInterval(n, discount, level)
}

// discounted returns the payments to expect before renewal n, or of a new customer if n
// is 0.
func (m *ShiftedBetaGeometric) discounted(n int, discount float64) (float64, error) {
	if err := m.checkDiscount(discount); err != nil {
		return 0, err
	}
	sum := payments(m.vector(), n, discount)
	if !(sum <= math.MaxFloat64) {
		return 0, invalid("%s: the payments to expect are not finite", contractModel)
	}
	return sum, nil
}

func (m *ShiftedBetaGeometric) discountedInterval(n int, discount, level float64) (Estimate, error) {
	if err := m.checkDiscount(discount); err != nil {
		return Estimate{}, err
	}
	if discount == 0 && m.Churn == 0 {
		parameters, err := m.Parameters(level)
		if err != nil {
			return Estimate{}, err
		}
		if min(parameters[0].Interval.Low, m.Alpha*math.Exp(-deltaStep)) <= 1 {
			return Estimate{}, undefined("interval: Alpha may be 1 or less, and the payments to expect infinite")
		}
	}
	if m.Churn > 0 {
		return m.ofChurn(level, func(v maximum.Vector) float64 { return payments(v, n, discount) })
	}
	return m.Fit.positive(m.vector(), 2, level, func(v maximum.Vector) float64 { return math.Log(payments(v, n, discount)) })
}

// payments returns the payments to expect. A customer before renewal n may renew,
// and is then like a new one, with n added to beta.
func payments(v maximum.Vector, n int, discount float64) float64 {
	renew := 1.0
	if n > 0 {
		renew = retention(v, n) // of beta-1, which would lose a small v[1]
	}
	if v[1] == 0 {
		return renew * ((1 + discount) / (discount + v[0]/(1+v[0])))
	}
	alpha, beta := v[0], v[1]+float64(n)
	if discount == 0 {
		return renew * (1 + beta/(alpha-1))
	}
	return renew * special.DiscountedSum(alpha, beta, discount)
}

// Parameters returns Alpha and Beta with their standard errors and their intervals on the
// logarithmic scale; at the limit Churn alone, on the logistic scale. Where customers differ
// little the intervals of Alpha and Beta cover less than they say: 59 % of 100 customers,
// 85 % of 2,000 (Alpha 8, Beta 80, five renewals).
//
// Parameters returns an error if:
//   - level is not between 0 and 1, or the model is not valid ([ErrInvalid]);
//   - the model has no Fit ([ErrUndefined]).
func (m ShiftedBetaGeometric) Parameters(level float64) ([]Estimate, error) {
	if err := m.validate(); err != nil {
		return nil, err
	}
	if m.Churn > 0 {
		churn, err := m.ofChurn(level, func(v maximum.Vector) float64 { return v[0] / (1 + v[0]) })
		if err != nil {
			return nil, err
		}
		return []Estimate{churn}, nil
	}
	return m.Fit.positives(m.vector(), 2, 2, level)
}

// ofChurn returns a figure that only rises or only falls with Churn, whose interval is
// that of Churn, carried over: so it does not leave the range of the figure.
func (m *ShiftedBetaGeometric) ofChurn(level float64, of func(v maximum.Vector) float64) (Estimate, error) {
	if err := checkLevel(level); err != nil {
		return Estimate{}, err
	}
	v := m.vector()
	se, err := m.Fit.delta(v, 1, of)
	if err != nil {
		return Estimate{}, err
	}
	far := math.Exp(special.NormalQuantile(level) * math.Sqrt(m.Fit.Covariance[0][0]))
	value, a, b := of(v), of(maximum.Vector{v[0] / far}), of(maximum.Vector{v[0] * far})
	if !(max(a, b) <= math.MaxFloat64) {
		return Estimate{}, undefined("interval: Churn is so uncertain that it has no end")
	}
	return Estimate{
		Value: value, StandardError: se,
		Interval: Interval{Low: min(a, b, value), High: max(a, b, value), Level: level},
	}, nil
}

// vector returns the parameters in the order of the fields; at the limit the odds of
// leaving, and 0.
func (m *ShiftedBetaGeometric) vector() maximum.Vector {
	if m.Churn > 0 {
		return maximum.Vector{m.Churn / (1 - m.Churn)}
	}
	return maximum.Vector{m.Alpha, m.Beta}
}

// parameters returns how many parameters there are.
func (m *ShiftedBetaGeometric) parameters() int {
	if m.Churn > 0 {
		return 1
	}
	return 2
}

// validate says what is impossible about m.
func (m *ShiftedBetaGeometric) validate() error {
	if m.Churn != 0 {
		return checkLimit(contractModel, "Churn", m.Churn, m.Alpha, m.Beta)
	}
	return checkParameters(contractModel, m.Alpha, m.Beta)
}

func (m *ShiftedBetaGeometric) checkRenewal(n, least int) error {
	if n < least || n > MaxPeriods {
		return &RangeError{What: "renewal", Got: int64(n), Min: int64(least), Max: MaxPeriods}
	}
	return m.validate()
}

func (m *ShiftedBetaGeometric) checkDiscount(discount float64) error {
	if err := m.validate(); err != nil {
		return err
	}
	if err := checkDiscount(discount); err != nil {
		return err
	}
	if discount == 0 && m.Churn == 0 && m.Alpha <= 1 {
		return undefined("%s: without a discount and with Alpha of 1 or less, the lifetime is infinite", contractModel)
	}
	return nil
}

// checkDiscount refuses what is not a rate of discount per period.
func checkDiscount(discount float64) error {
	if discount != 0 && !(discount >= 1e-100 && discount <= math.MaxFloat64) {
		return invalid("discount is neither 0 nor a finite number of 1e-100 or more")
	}
	return nil
}

// MarshalJSON encodes a model. It returns an error wrapping [ErrInvalid] if a number is
// not finite.
func (m ShiftedBetaGeometric) MarshalJSON() ([]byte, error) { return wire.Encode(&m) }

// UnmarshalJSON decodes a model. It refuses unknown and repeated keys, and parameters that
// are not valid. On error m is unchanged.
func (m *ShiftedBetaGeometric) UnmarshalJSON(data []byte) error {
	return decode(data, contractModel, m, func(v *ShiftedBetaGeometric) error {
		if err := v.validate(); err != nil {
			return err
		}
		return v.Fit.validate(v.parameters())
	})
}
