package cx

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/maximum"
	"github.com/cxmetrics/cx/internal/special"
	"github.com/cxmetrics/cx/internal/wire"
)

// GammaGamma is a model of what customers spend on an order. The orders of one customer
// scatter around the customer's own mean, which differs between customers: spends have a
// gamma distribution of shape P, and its rate differs by a gamma distribution of
// shape Q and rate Gamma. What is expected of one customer is between the mean of
// their own few orders and that of all customers. The more orders there are, the
// nearer it is to their own.
//
// The model assumes that how often customers order says nothing about what they
// spend: Correlation says how far that is true. A literal with published
// parameters forecasts as well, but has no intervals.
//
// Source: P. S. Fader and B. G. S. Hardie, The Gamma-Gamma Model of Monetary Value (2013);
// P. S. Fader, B. G. S. Hardie and K. L. Lee, Journal of Marketing Research 42 (2005),
// 415-430.
type GammaGamma struct {
	P     float64 `json:"p"`
	Q     float64 `json:"q"`
	Gamma float64 `json:"gamma"` // an amount
	// Correlation is that of [SpendCorrelation], zero where it is undefined.
	Correlation Correlation `json:"correlation,omitzero"`
	Fit         Fit         `json:"fit,omitzero"` // its Covariance is of P, Q, Gamma
}

const spendModel = "Gamma-Gamma"

// FitGammaGamma finds the parameters under which the mean spends of rows, one a customer,
// are the most likely. Rows of customers who have not ordered again have no such spend, and
// are left out, as are those whose mean spend is 0 or less, because the goods were free or sent
// back: the model knows of no such spend. Fit counts the others. Only Frequency and Spend of a row matter,
// and the order of the rows does not. It does not modify rows. The time is that
// of sorting the rows and of some 20 evaluations of the likelihood, each linear
// in the number of different rows.
//
// FitGammaGamma returns an error if:
//   - there are no rows ([ErrNoData]);
//   - no customer has ordered again with a mean spend above 0, or the likelihood has no maximum,
//     as for one customer, for equal rows or where customers do not differ ([ErrUndefined]); the
//     text says which parameter runs away;
//   - a row has a negative frequency or count, a spend without a repeat purchase, or a spend
//     with more than 34 digits, or with it there are more customers than the largest int64
//     ([*RowError] wrapping [ErrInvalid]).
func FitGammaGamma(rows []PurchaseHistory) (GammaGamma, error) {
	data, err := spendRowsOf(rows)
	if err != nil {
		return GammaGamma{}, err
	}
	r, reason := data.maximum()
	fit, err := fitOf(spendModel, r, reason)
	if err != nil {
		return GammaGamma{}, err
	}
	fit.LogLikelihood -= float64(data.customers) * math.Log(data.scale)
	fit.Customers = data.customers
	m := GammaGamma{P: r.At[0], Q: r.At[1], Gamma: r.At[2] * data.scale, Fit: fit}
	if m.Correlation, err = SpendCorrelation(rows); err != nil && !errors.Is(err, ErrUndefined) {
		return GammaGamma{}, err
	}
	if err := m.validate(); err != nil {
		return GammaGamma{}, err
	}
	return m, nil
}

// maximum searches for the parameters, from customers who differ and from customers who
// are more alike.
func (d *spendRows) maximum() (maximum.Result, string) {
	return maximum.Find([]string{"P", "Q", "Gamma"}, d.likelihood,
		maximum.Vector{3, 3, 0.7}, maximum.Vector{10, 10, 0.9}, maximum.Vector{0.05, 3, 1000})
}

// spendRows is the rows of a fit, equal ones joined, in units of their geometric mean spend.
type spendRows struct {
	rows      []spendRow // ascending by frequency
	scale     float64    // the unit
	customers int64
	constant  float64 // the part of the log-likelihood that no parameter changes
}

// spendRow is a row that count customers have in common.
type spendRow struct{ frequency, spend, total, logTotal, count float64 }

func spendRowsOf(rows []PurchaseHistory) (spendRows, error) {
	if len(rows) == 0 {
		return spendRows{}, noData(spendModel)
	}
	var d spendRows
	logs := 0.0
	for i := range rows {
		spend, err := rows[i].spend()
		if err != nil {
			return spendRows{}, &RowError{Row: i, Err: err}
		}
		if spend > 0 {
			count, err := rows[i].addTo(&d.customers)
			if err != nil {
				return spendRows{}, &RowError{Row: i, Err: err}
			}
			d.rows = append(d.rows, spendRow{frequency: float64(rows[i].Frequency), spend: spend, count: count})
			logs += float64(count * math.Log(spend))
		}
	}
	if len(d.rows) == 0 {
		return spendRows{}, undefined("%s: no customer has ordered again with a mean spend above 0", spendModel)
	}
	d.scale = math.Exp(logs / float64(d.customers))
	slices.SortFunc(d.rows, func(a, b spendRow) int {
		return cmp.Or(cmp.Compare(a.frequency, b.frequency), cmp.Compare(a.spend, b.spend))
	})
	unlike := d.rows[:1]
	for _, row := range d.rows[1:] {
		last := &unlike[len(unlike)-1]
		if row.frequency == last.frequency && row.spend == last.spend {
			last.count += row.count
			continue
		}
		unlike = append(unlike, row)
	}
	d.rows = unlike
	for i := range d.rows {
		row := &d.rows[i]
		row.spend /= d.scale
		row.total = row.frequency * row.spend
		row.logTotal = math.Log(row.total)
		d.constant -= float64(row.count * math.Log(row.spend))
	}
	return d, nil
}

// likelihood is that of the parameters p, q, gamma. With the frequency x, the mean spend
// m and u = xm/(gamma+xm), that of one row is
//
//	u^px · (1-u)^q / (B(px, q) · m)
//
// What only x decides is computed once for all rows that have it.
func (d *spendRows) likelihood(v maximum.Vector) (value float64, first maximum.Vector, second maximum.Matrix) {
	p, q, gamma := v[0], v[1], v[2]
	logGamma := math.Log(gamma)
	value = d.constant
	digammaQ, trigammaQ := special.Digamma(q), special.Trigamma(q)
	for i := 0; i < len(d.rows); {
		x := d.rows[i].frequency
		px := p * x
		all := px + q
		var count, logU, logRest float64
		for ; i < len(d.rows) && d.rows[i].frequency == x; i++ {
			row := &d.rows[i]
			w, end := row.count, gamma+row.total
			logEnd := math.Log(end)
			count += w
			logU += float64(w * (row.logTotal - logEnd))
			logRest += float64(w * (logGamma - logEnd))
			u := row.total / end
			first[2] += float64(w * (float64(q*u) - float64(px*(1-u))))
			second[0][2] -= float64(w * x / end)
			second[1][2] += float64(w * u)
			second[2][2] += float64(w * (float64(all*(1-u)*(1-u)) - q))
		}
		digammaAll, trigammaAll := special.Digamma(all), special.Trigamma(all)
		value += float64(px*logU) + float64(q*logRest) - float64(count*special.LogBeta(px, q))
		first[0] += x * (float64(count*(digammaAll-special.Digamma(px))) + logU)
		first[1] += float64(count*(digammaAll-digammaQ)) + logRest
		second[0][0] += count * x * x * (trigammaAll - special.Trigamma(px))
		second[0][1] += count * x * trigammaAll
		second[1][1] += count * (trigammaAll - trigammaQ)
	}
	first[2] /= gamma
	second[1][2] /= gamma
	second[2][2] /= gamma * gamma
	return value, first, second
}

// ExpectedSpend returns the mean spend to expect on the future orders of a
// customer
//
//	P · (Gamma + Frequency·Spend) / (P·Frequency + Q - 1)
//
// an amount in the currency of the rows of the fit. For a customer who has not ordered
// again, and so for the zero PurchaseHistory, it is the mean of all customers. A Spend of 0 or
// less counts as 0, so that what is expected is the less the more such orders there were, and
// never below 0. Only Frequency and Spend of the row matter. It is also called the expected
// order value (AOV).
//
// ExpectedSpend returns an error if:
//   - P·Frequency + Q is 1 or less ([ErrUndefined]): the mean is infinite;
//   - the row is one that [FitGammaGamma] refuses, the model is not valid, or the result
//     is not finite ([ErrInvalid]).
func (m GammaGamma) ExpectedSpend(p PurchaseHistory) (float64, error) {
	x, total, err := m.query(&p)
	if err != nil {
		return 0, err
	}
	spend := meanSpend(m.vector(), x, total)
	if !(spend <= math.MaxFloat64) {
		return 0, invalid("%s: the spend to expect is not finite", spendModel)
	}
	return spend, nil
}

// ExpectedSpendInterval is ExpectedSpend with its confidence interval on the
// logarithmic scale. It is of the expected spend, the mean of customers alike in their row: what
// one customer spends on an order is seldom in it.
//
// ExpectedSpendInterval returns the errors of ExpectedSpend, and:
//   - [ErrInvalid] if level is not between 0 and 1, or Fit is not valid;
//   - [ErrUndefined] if the model has no Fit, or the mean is infinite at the lower ends of
//     the intervals of P and Q.
func (m GammaGamma) ExpectedSpendInterval(p PurchaseHistory, level float64) (Estimate, error) {
	x, total, err := m.query(&p)
	if err != nil {
		return Estimate{}, err
	}
	if err := m.checkInterval(x, level); err != nil {
		return Estimate{}, err
	}
	return m.Fit.positive(m.vector(), 3, level, func(v maximum.Vector) float64 { return math.Log(meanSpend(v, x, total)) })
}

// meanSpend returns the spend to expect after x orders of so much in total.
func meanSpend(v maximum.Vector, x, total float64) float64 {
	p, q, gamma := v[0], v[1], v[2]
	return p / (float64(p*x) + q - 1) * (gamma + total)
}

// query checks a row, and returns its frequency and the spend on all its orders.
func (m *GammaGamma) query(p *PurchaseHistory) (x, total float64, err error) {
	if err := m.validate(); err != nil {
		return 0, 0, err
	}
	spend, err := p.spend()
	if err != nil {
		return 0, 0, err
	}
	x = float64(p.Frequency)
	if float64(m.P*x)+m.Q <= 1 {
		return 0, 0, undefined("%s: spends differ so much between customers that their mean is infinite", spendModel)
	}
	return x, x * spend, nil
}

// checkInterval returns an error if the spend to expect after x orders has no interval.
func (m *GammaGamma) checkInterval(x, level float64) error {
	parameters, err := m.Parameters(level)
	if err != nil {
		return err
	}
	least := math.Exp(-deltaStep)
	p := min(parameters[0].Interval.Low, m.P*least)
	q := min(parameters[1].Interval.Low, m.Q*least)
	if float64(p*x)+q <= 1 {
		return undefined("interval: the parameters are so uncertain that the mean spend may be infinite")
	}
	return nil
}

// Parameters returns P, Q and Gamma with their standard errors and their intervals on the
// logarithmic scale.
//
// Parameters returns an error if:
//   - level is not between 0 and 1, or the model is not valid ([ErrInvalid]);
//   - the model has no Fit ([ErrUndefined]).
func (m GammaGamma) Parameters(level float64) ([]Estimate, error) {
	if err := m.validate(); err != nil {
		return nil, err
	}
	return m.Fit.positives(m.vector(), 3, 3, level)
}

// vector returns the parameters in the order of the fields.
func (m *GammaGamma) vector() maximum.Vector { return maximum.Vector{m.P, m.Q, m.Gamma} }

// validate says what is impossible about m.
func (m *GammaGamma) validate() error { return checkParameters(spendModel, m.P, m.Q, m.Gamma) }

// spend returns the mean spend of a row, 0 without a repeat purchase and for less than 0.
func (p *PurchaseHistory) spend() (float64, error) {
	switch {
	case p.Count < 0:
		return 0, invalid("purchases: the count is negative")
	case p.Frequency < 0:
		return 0, invalid("purchases: the frequency is negative")
	case p.Frequency == 0 && !p.Spend.IsZero():
		return 0, invalid("purchases: there is a spend without a repeat purchase")
	}
	if err := exact.Check("spend", p.Spend); err != nil {
		return 0, err
	}
	return max(exact.Float(p.Spend), 0), nil
}

// MarshalJSON encodes a model. It returns an error wrapping [ErrInvalid] if a number is
// not finite.
func (m GammaGamma) MarshalJSON() ([]byte, error) { return wire.Encode(&m) }

// UnmarshalJSON decodes a model. It refuses unknown and repeated keys, and parameters that
// are not valid. On error m is unchanged.
func (m *GammaGamma) UnmarshalJSON(data []byte) error {
	return decode(data, spendModel, m, func(v *GammaGamma) error {
		if err := v.validate(); err != nil {
			return err
		}
		return v.Fit.validate(3)
	})
}

// SpendCorrelation returns the rank correlation of how often customers order with
// what they spend on an order: of Frequency with Spend, over the rows that [FitGammaGamma]
// takes, as [CorrelationOf] computes it. A model that treats the two
// as independent, as [GammaGamma] does, assumes none. It does not modify rows.
//
// SpendCorrelation returns an error if:
//   - no customer has ordered again with a mean spend above 0 ([ErrNoData]);
//   - fewer than 4 have, or all of them have the same frequency or spend ([ErrUndefined]);
//   - a row has a negative frequency or count, a spend without a repeat purchase, or a spend
//     with more than 34 digits, or with it there are more customers than the largest int64
//     ([*RowError] wrapping [ErrInvalid]).
func SpendCorrelation(rows []PurchaseHistory) (Correlation, error) {
	var frequencies, spends, counts []float64
	var customers int64
	for i := range rows {
		spend, err := rows[i].spend()
		if err != nil {
			return Correlation{}, &RowError{Row: i, Err: err}
		}
		if spend == 0 {
			continue
		}
		count, err := rows[i].addTo(&customers)
		if err != nil {
			return Correlation{}, &RowError{Row: i, Err: err}
		}
		frequencies, spends, counts = append(frequencies, float64(rows[i].Frequency)), append(spends, spend), append(counts, count)
	}
	return correlate(frequencies, spends, counts, customers)
}
