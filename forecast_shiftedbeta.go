package cx

import (
	"fmt"
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
// Time is counted in renewals. A customer who signs up pays at once; renewal 1 comes one
// period later. A literal with published parameters works as well, but has no
// intervals.
//
// Source: P. S. Fader and B. G. S. Hardie, Journal of Interactive Marketing 21 (2007),
// 76-90.
type ShiftedBetaGeometric struct {
	Alpha float64 `json:"alpha"`
	Beta  float64 `json:"beta"`
	Fit   Fit     `json:"fit,omitzero"` // its Covariance is of Alpha, Beta
}

const contractModel = "shifted beta-geometric"

// FitShiftedBetaGeometric finds the parameters under which the renewals of one or more
// cohorts are the most likely. A cohort is the number of customers who signed up,
// and of those still there after renewal 1, 2 and so on as far as it has been
// observed: {1000, 869, 743}. It forecasts retention under contract. Cohorts may
// have had different numbers of renewals. It does not modify cohorts. The time is
// that of some 20 evaluations of the likelihood, each linear in the renewals of
// the longest cohort.
//
// FitShiftedBetaGeometric returns an error if:
//   - no customer has reached a renewal ([ErrNoData]);
//   - customers have reached only one renewal, or the likelihood has no maximum
//     ([ErrUndefined]): nobody was lost, nobody renewed the first time, or the
//     rate of retention does not rise from renewal to renewal;
//   - a cohort is empty, has more than [MaxPeriods] renewals, or has numbers that are
//     negative or that rise ([*RowError] wrapping [ErrInvalid]), or the customers exceed
//     the largest int64 ([ErrInvalid]).
func FitShiftedBetaGeometric(cohorts ...[]int64) (ShiftedBetaGeometric, error) {
	data, err := renewalsOf(cohorts)
	if err != nil {
		return ShiftedBetaGeometric{}, err
	}
	r, reason := data.maximum()
	fit, err := fitOf(contractModel, r, reason)
	if err != nil {
		if data.trend() <= 0 {
			err = undefined("%s: the likelihood has no maximum: retention does not rise from renewal to renewal, as it does where customers differ", contractModel)
		}
		return ShiftedBetaGeometric{}, err
	}
	fit.Customers = data.customers
	m := ShiftedBetaGeometric{Alpha: r.At[0], Beta: r.At[1], Fit: fit}
	if err := m.validate(); err != nil {
		return ShiftedBetaGeometric{}, err
	}
	return m, nil
}

// maximum searches for the parameters, from customers who differ evenly and from customers
// who are more alike.
func (d *renewals) maximum() (maximum.Result, string) {
	odds := d.kept / d.lost
	return maximum.Find([]string{"Alpha", "Beta"}, d.likelihood, maximum.Vector{1, odds}, maximum.Vector{8, 8 * odds})
}

// renewals is what all cohorts together did at each renewal.
type renewals struct {
	at         []renewal // from the first on
	kept, lost float64   // at all of them
	customers  int64     // who signed up
}

// renewal is the customers who renewed and who left.
type renewal struct{ kept, lost float64 }

func renewalsOf(cohorts [][]int64) (renewals, error) {
	var d renewals
	for i, cohort := range cohorts {
		if err := checkSurvivors(cohort); err != nil {
			return renewals{}, cohortError(i, err)
		}
		var err error
		if d.customers, err = addCount(contractModel, d.customers, cohort[0]); err != nil {
			return renewals{}, err
		}
		for n := 1; n < len(cohort) && cohort[n-1] > 0; n++ {
			if n > len(d.at) {
				d.at = append(d.at, renewal{})
			}
			kept, lost := float64(cohort[n]), float64(cohort[n-1]-cohort[n])
			d.at[n-1].kept += kept
			d.at[n-1].lost += lost
			d.kept += kept
			d.lost += lost
		}
	}
	switch {
	case len(d.at) == 0:
		return renewals{}, noData(contractModel)
	case d.lost == 0:
		return renewals{}, undefined("%s: no customer was lost", contractModel)
	case d.at[0].kept == 0:
		return renewals{}, undefined("%s: no customer renewed", contractModel)
	case len(d.at) == 1:
		return renewals{}, undefined("%s: one renewal does not tell how customers differ", contractModel)
	}
	return d, nil
}

func checkSurvivors(cohort []int64) error {
	if len(cohort) == 0 || len(cohort) > MaxPeriods+1 {
		return &RangeError{What: "survivors of a cohort", Got: int64(len(cohort)), Min: 1, Max: MaxPeriods + 1}
	}
	for n, survivors := range cohort {
		switch {
		case survivors < 0:
			return &RowError{Row: n, Err: invalid("the survivors of the renewal are negative")}
		case n > 0 && survivors > cohort[n-1]:
			return &RowError{Row: n, Err: invalid("the survivors rise at the renewal")}
		}
	}
	return nil
}

// cohortError says of which cohort an error is.
func cohortError(i int, err error) error {
	if _, ok := err.(*RowError); ok {
		return ofSlice(fmt.Sprintf("cohorts[%d]", i), err)
	}
	return &RowError{Of: "cohorts", Row: i, Err: err}
}

// likelihood is that of the parameters alpha and beta. At renewal i, counted from 0,
//
//	beta+i : alpha
//
// are the odds that a customer who has reached it renews.
func (d *renewals) likelihood(p maximum.Vector) (value float64, first maximum.Vector, second maximum.Matrix) {
	alpha, beta := p[0], p[1]
	for i, r := range d.at {
		b := beta + float64(i)
		n, all := r.kept+r.lost, alpha+b
		value -= float64(r.kept*math.Log1p(alpha/b)) + float64(r.lost*math.Log1p(b/alpha))
		first[0] += r.lost/alpha - n/all
		first[1] += r.kept/b - n/all
		second[0][0] += n/all/all - r.lost/alpha/alpha
		second[0][1] += n / all / all
		second[1][1] += n/all/all - r.kept/b/b
	}
	return value, first, second
}

// trend is above 0 if the likelihood rises when customers who are all alike begin
// to differ. It is the derivative by 1/alpha at beta/alpha = kept/lost, up to a
// factor.
func (d *renewals) trend() float64 {
	sum := 0.0
	for i, r := range d.at {
		sum += float64(i) * (float64(r.kept/d.kept) - float64(r.lost/d.lost))
	}
	return sum
}

// Retention returns the rate of retention of renewal n: of the customers who
// reach it, the share that renews
//
//	(beta+n-1) / (alpha+beta+n-1)
//
// as a fraction from 0 to 1. It is also called the renewal rate.
//
// Retention returns an error wrapping [ErrInvalid] if n is not in
// 1..[MaxPeriods], or the model is not valid.
func (m ShiftedBetaGeometric) Retention(n int) (float64, error) {
	if err := m.checkRenewal(n, 1); err != nil {
		return 0, err
	}
	return 1 / (1 + m.Alpha/(m.Beta+float64(n-1))), nil
}

// Survival returns the share of customers who are still there after renewal n
//
//	B(alpha, beta+n) / B(alpha, beta)
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
	sum := 0.0
	for i := range n {
		sum -= math.Log1p(v[0] / (v[1] + float64(i)))
	}
	return sum
}

// SurvivalInterval is Survival with its confidence interval on the logistic scale.
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
	return m.Fit.probability(m.vector(), 2, level, func(v maximum.Vector) float64 {
		s := logSurvival(v, n)
		return s - math.Log(-math.Expm1(s))
	})
}

// ExpectedLifetime returns the mean number of periods for which a customer pays,
// including the first
//
//	(alpha+beta-1) / (alpha-1)
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
// The first payment, at once, is not discounted. Times the margin of a payment it is the
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
// confidence interval on the logarithmic scale.
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
// discounted. It rises with n: those who have stayed are those who stay.
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
// its interval on the logarithmic scale. It returns the errors of both
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
	if discount == 0 {
		parameters, err := m.Parameters(level)
		if err != nil {
			return Estimate{}, err
		}
		if min(parameters[0].Interval.Low, m.Alpha*math.Exp(-deltaStep)) <= 1 {
			return Estimate{}, undefined("interval: Alpha may be 1 or less, and the payments to expect infinite")
		}
	}
	return m.Fit.positive(m.vector(), 2, level, func(v maximum.Vector) float64 { return math.Log(payments(v, n, discount)) })
}

// payments returns the payments to expect. A customer before renewal n may renew,
// and is then like a new one, with n added to beta.
func payments(v maximum.Vector, n int, discount float64) float64 {
	alpha, beta := v[0], v[1]+float64(n)
	retention := 1.0
	if n > 0 {
		retention = 1 / (1 + alpha/(v[1]+float64(n-1))) // beta-1 would lose a small v[1]
	}
	if discount == 0 {
		return retention * (1 + beta/(alpha-1))
	}
	return retention * special.DiscountedSum(alpha, beta, discount)
}

// Parameters returns Alpha and Beta with their standard errors and their intervals on the
// logarithmic scale.
//
// Parameters returns an error if:
//   - level is not between 0 and 1, or the model is not valid ([ErrInvalid]);
//   - the model has no Fit ([ErrUndefined]).
func (m ShiftedBetaGeometric) Parameters(level float64) ([]Estimate, error) {
	if err := m.validate(); err != nil {
		return nil, err
	}
	return m.Fit.parameters(m.vector(), 2, level)
}

// vector returns the parameters in the order of the fields.
func (m *ShiftedBetaGeometric) vector() maximum.Vector { return maximum.Vector{m.Alpha, m.Beta} }

// validate says what is impossible about m.
func (m *ShiftedBetaGeometric) validate() error {
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
	if discount == 0 && m.Alpha <= 1 {
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
		return v.Fit.validate(2)
	})
}
