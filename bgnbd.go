package cx

import (
	"cmp"
	"math"
)

// BGNBD is a model of how often customers order and of when they stop for good, which
// no order ever says: BG/NBD, or, if Modified, MBG/NBD. While a customer is active,
// orders come at random, at a rate that differs between customers by a gamma
// distribution of shape R and rate Alpha. After each repeat order, and in the modified
// model after the first order too, a customer stops with a probability that differs by a
// beta distribution of A and B.
//
// By BG/NBD a customer who ordered once is certainly still active. Where such customers
// are to be told apart, or ranked by their risk, take [FitMBGNBD].
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

// FitBGNBD finds the parameters of BG/NBD under which rows, one a customer, are the most
// likely. The order of the rows does not matter, nor do Customer and Spend. It does not
// modify rows. There is nothing to tune: the search is deterministic, and what it returns
// is a maximum. The time is that of sorting the rows and of some 20 evaluations of the
// likelihood, at most 500, each linear in the number of unlike rows.
//
// FitBGNBD returns an error if:
//   - there are no rows ([ErrNoData]);
//   - nobody has ordered again, or the likelihood has no maximum, as for one customer,
//     for equal rows or where nobody ever stops ([ErrUndefined]); the text says which
//     parameter runs away;
//   - a row has a frequency without a recency or a recency without a frequency, a recency
//     beyond its age, or a number that is negative or not finite ([*RowError] wrapping
//     [ErrInvalid]);
//   - a row has another unit than the first ([*RowError] wrapping [ErrMismatch]).
func FitBGNBD(rows []Purchases) (BGNBD, error) { return fitOrders(rows, false) }

// FitMBGNBD finds the parameters of MBG/NBD, in which customers may stop after their
// first order, as [FitBGNBD] does those of BG/NBD. It returns the same errors.
func FitMBGNBD(rows []Purchases) (BGNBD, error) { return fitOrders(rows, true) }

func fitOrders(rows []Purchases, modified bool) (BGNBD, error) {
	m := BGNBD{Modified: modified}
	data, err := orderRowsOf(m.name(), rows)
	if err != nil {
		return BGNBD{}, err
	}
	data.modified = modified
	m.Unit = cmp.Or(rows[0].Unit, Day)
	// There may be two maxima: that customers with one order are of those who order
	// seldom, or of those who stop soon.
	p, fit, err := maximize(m.name(), []string{"R", "Alpha", "A", "B"}, data.likelihood,
		vector{0.1, 0.03, 5, 20}, vector{3, 1, 0.2, 0.2}, vector{0.3, 0.01, 2, 300})
	if err != nil {
		return BGNBD{}, err
	}
	m.R, m.Alpha, m.A, m.B = p[0], p[1]*data.scale, p[2], p[3]
	fit.LogLikelihood -= data.orders * math.Log(data.scale)
	fit.Customers = int64(len(rows))
	m.Fit = fit
	if err := m.check(); err != nil {
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

// check says what is impossible about m.
func (m *BGNBD) check() error {
	if err := m.Unit.check(); err != nil {
		return err
	}
	return checkParameters(m.name(), m.R, m.Alpha, m.A, m.B)
}

// vector returns the parameters in the order of the fields.
func (m *BGNBD) vector() vector { return vector{m.R, m.Alpha, m.A, m.B} }

// UnmarshalJSON decodes a model. It refuses unknown and repeated keys, and what every
// query refuses. On error m is unchanged.
func (m *BGNBD) UnmarshalJSON(data []byte) error {
	var v BGNBD
	ok, err := decodeObject(data, "BG/NBD", fields{
		"r": &v.R, "alpha": &v.Alpha, "a": &v.A, "b": &v.B, "modified": &v.Modified, "unit": &v.Unit, "fit": &v.Fit,
	})
	if !ok {
		return err
	}
	if err := v.check(); err != nil {
		return err
	}
	if err := v.Fit.check(4); err != nil {
		return err
	}
	*m = v
	return nil
}
