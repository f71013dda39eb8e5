package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// Promotion is the sales of one thing, such as a product or a category, in the
// stores that promoted it: During the promotion and in its Baseline, days without
// it. Its Uplift is also called lift. Each amount is the sales, in money or in
// units, of one store on one day. ControlDuring and ControlBaseline are those of
// stores without the promotion on the same two sets of days, both or neither;
// they take out what happened everywhere, such as a season.
//
// It is a tally: shards with other stores or days merge. The zero Promotion is no data
// and the identity of Merge.
type Promotion struct {
	During          Amounts `json:"during"`
	Baseline        Amounts `json:"baseline"`
	ControlDuring   Amounts `json:"control_during,omitzero"`
	ControlBaseline Amounts `json:"control_baseline,omitzero"`
}

// parts returns the amounts of p, in the order of its fields.
func (p *Promotion) parts() [4]*Amounts {
	return [4]*Amounts{&p.During, &p.Baseline, &p.ControlDuring, &p.ControlBaseline}
}

func (p Promotion) validate() error {
	for _, a := range p.parts() {
		if err := a.validate(); err != nil {
			return err
		}
	}
	return nil
}

// Merge adds the sales of other stores or days. It returns an error wrapping
// [ErrInvalid], and leaves p unchanged, if either is not valid or a sum is out of bounds.
func (p *Promotion) Merge(other Promotion) error {
	sum := *p
	theirs := other.parts()
	for i, a := range sum.parts() {
		if err := a.Merge(*theirs[i]); err != nil {
			return err
		}
	}
	*p = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Promotion) PoolsPeriods() {}

// Total returns the number of store-days of the promotion.
func (p Promotion) Total() int64 { return p.During.Total() }

// controlled reports whether there are control stores.
func (p *Promotion) controlled() bool {
	return p.ControlDuring.Count != 0 || p.ControlBaseline.Count != 0
}

// sides returns the sales during the promotion and those expected without it,
// both multiplied by the same number, which is the third result.
//
//	expected = days during · mean of the baseline [· mean of the control during / mean of its baseline]
func (p Promotion) sides() (actual, expected, times decimal.Decimal, err error) {
	if err := p.validate(); err != nil {
		return actual, expected, times, err
	}
	if p.During.Count == 0 || p.Baseline.Count == 0 {
		return actual, expected, times, noData("uplift")
	}
	expected = p.Baseline.Sum.Mul(decimal.NewFromInt(p.During.Count))
	times = decimal.NewFromInt(p.Baseline.Count)
	if p.controlled() {
		if p.ControlDuring.Count == 0 || p.ControlBaseline.Count == 0 {
			return actual, expected, times, noData("uplift: control stores")
		}
		if p.ControlBaseline.Sum.Sign() <= 0 {
			return actual, expected, times, undefined("uplift: the baseline of the control stores is not above 0")
		}
		expected = expected.Mul(p.ControlDuring.Sum).Mul(decimal.NewFromInt(p.ControlBaseline.Count))
		times = times.Mul(p.ControlBaseline.Sum).Mul(decimal.NewFromInt(p.ControlDuring.Count))
	}
	return p.During.Sum.Mul(times), expected, times, nil
}

// Rate returns the uplift of the sales
//
//	mean During / mean Baseline - 1
//
// as a fraction, at least -1 where no sales are negative, rounded half away from zero to
// [Places]. With control stores it is a difference in differences, of logarithms:
//
//	(mean During / mean Baseline) / (mean ControlDuring / mean ControlBaseline) - 1
//
// Rate returns an error if:
//   - there are no store-days during the promotion or in the baseline, or of the control
//     in one of the two ([ErrNoData]);
//   - the sales expected without the promotion are not above 0 ([ErrUndefined]);
//   - the sums are not valid ([ErrInvalid]).
func (p Promotion) Rate() (decimal.Decimal, error) { return quotient(p.fraction()) }

func (p Promotion) fraction() (num, den decimal.Decimal, err error) {
	actual, expected, _, err := p.sides()
	if err != nil {
		return num, den, err
	}
	if expected.Sign() <= 0 {
		return num, den, undefined("uplift: the sales expected without the promotion are not above 0")
	}
	return actual.Sub(expected), expected, nil
}

// Incremental returns the sales that the promotion brought
//
//	sales during it - sales expected without it
//
// in the unit of the sales, rounded half away from zero to [Places], where expected is as
// many days at the mean of the baseline, times the change of the control stores,
// if there are any. It is negative where the promotion cost sales; for similar
// products that is cannibalization.
//
// Incremental returns an error if:
//   - there are no store-days during the promotion or in the baseline, or of the control
//     in one of the two ([ErrNoData]);
//   - the baseline of the control is not above 0 ([ErrUndefined]);
//   - the sums are not valid, or the result has more than 34 digits ([ErrInvalid]).
func (p Promotion) Incremental() (decimal.Decimal, error) {
	actual, expected, times, err := p.sides()
	if err != nil {
		return decimal.Decimal{}, err
	}
	d := exact.Divide(actual.Sub(expected), times)
	if err := exact.Check("incremental sales", d); err != nil {
		return decimal.Decimal{}, err
	}
	return d, nil
}

// Uplift returns Rate with its confidence interval: that of Student's t for the
// logarithm of the ratio, with the degrees of freedom of Welch and the standard
// error
//
//	sqrt(sum of s²/(n·mean²))
//
// over the two samples, or the four with control stores. Where the sales of each day are
// not known but only two totals of units sold, use [Incidence.Uplift]. It is also
// called lift.
//
// It takes every day of every store for independent of the others. Where all stores share
// their days, by weather for one, 22.6 % of promotions without effect have a P below 0.05,
// and 16.6 % where stores drift apart, with 10 control stores; where the same stores differ
// in level it is too wide, and 0.3 % have (simulated). [StoreUplift] takes stores for
// independent, and no days.
// The halo is the uplift of the similar products without the
// promoted one.
//
// Uplift returns the errors of Rate (without store-days, [ErrNoData]), and:
//   - [ErrInvalid] if level is not between 0 and 1;
//   - [ErrUndefined] if a sample has one store-day or a mean not above 0, or in all
//     samples all days are equal, or the spread is too wide for the means.
func (p Promotion) Uplift(level float64) (Uplift, error) {
	if err := checkLevel(level); err != nil {
		return Uplift{}, err
	}
	actual, expected, _, err := p.sides()
	if err != nil {
		return Uplift{}, err
	}
	samples := p.parts()
	used := samples[:2]
	if p.controlled() {
		used = samples[:]
	}
	var errors []squaredError
	for _, a := range used {
		e, err := a.squaredError("uplift")
		if err != nil {
			return Uplift{}, err
		}
		if a.Sum.Sign() <= 0 {
			return Uplift{}, undefined("uplift: mean sales are not above 0")
		}
		mean := exact.Ratio(a.Sum, decimal.NewFromInt(a.Count))
		errors = append(errors, squaredError{e.value / mean / mean, e.n})
	}
	se, df := welch(errors...)
	if se == 0 {
		return Uplift{}, undefined("uplift: all days of each sample are equal")
	}
	return newUplift(actual, expected, se, df, level)
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and sums that are
// not valid. On error p is unchanged.
func (p *Promotion) UnmarshalJSON(data []byte) error {
	return decode(data, "promotion", p, nil)
}

// StoreSales is the sales of one Store During a promotion and in its Baseline, as many days
// without it: two totals, or two means of a day. Control marks a store without the promotion.
type StoreSales struct {
	Store    string          `json:"store"`
	During   decimal.Decimal `json:"during"`
	Baseline decimal.Decimal `json:"baseline"`
	Control  bool            `json:"control,omitzero"`
}

func (s *StoreSales) validate() error {
	if err := checkName("store", s.Store); err != nil {
		return err
	}
	for _, d := range []decimal.Decimal{s.During, s.Baseline} {
		if err := exact.Check("sales of a store", d); err != nil {
			return err
		}
		if d.Sign() < 0 {
			return invalid("sales of a store are negative")
		}
	}
	return nil
}

// MarshalJSON encodes a row, its sales as texts. It returns an error wrapping [ErrInvalid] if
// they have more than 34 digits.
func (s StoreSales) MarshalJSON() ([]byte, error) { return encode(&s, nil) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse s, nil if they do not: for [Sift], and for one row at the door of a host.
func (s StoreSales) Validate() error { return s.validate() }

// UnmarshalJSON decodes a row. It refuses unknown and repeated keys, and what [StoreUplift]
// refuses as invalid. On error s is unchanged.
func (s *StoreSales) UnmarshalJSON(data []byte) error {
	return decode(data, "sales of a store", s, (*StoreSales).validate)
}

// StoreUplift returns the uplift of a promotion from one ratio for each store
//
//	e^(mean of ln(During / Baseline)) - 1
//
// by Student's t over the stores; with control stores the mean of theirs is taken off, and
// the interval is Welch's:
//
//	e^(mean of the promoted - mean of the controls) - 1
//
// A store is one observation, since the days of a store are alike: [Promotion.Uplift], which
// takes store-days for independent, finds an effect in 17 to 23 of 100 promotions without
// one. This one does in 4 to 5.5, of 4 to 30 stores (simulated). It takes the stores for
// independent of each other: what moves all of them, such as the weather or a season, is taken
// out by control stores alone. Without, days of 20 % more or less that all stores share give
// 25 false alarms of 100 with 10 stores and two weeks. It is one test, decided beforehand.
//
// Each store counts alike, whatever it sells: of the sales in all see [Promotion.Rate]. It
// does not modify the slice.
//
// StoreUplift returns an error if:
//   - level is not between 0 and 1 ([ErrInvalid]);
//   - there are no rows, or only those of control stores ([ErrNoData]);
//   - a row has a blank store, or one of a row before, or sales that are negative or have more
//     than 34 digits ([*RowError] wrapping ErrInvalid), or sales of 0, which have no ratio
//     (wrapping [ErrUndefined]);
//   - there is one promoted store or one control store, in each group all ratios are
//     equal, or the spread is too wide ([ErrUndefined]).
//
// Source: M. Bertrand, E. Duflo and S. Mullainathan, Quarterly Journal of Economics 119
// (2004), 249-275; B. L. Welch, Biometrika 34 (1947), 28-35.
func StoreUplift(rows []StoreSales, level float64) (Uplift, error) {
	if err := checkLevel(level); err != nil {
		return Uplift{}, err
	}
	var logs [2][]float64 // of the promoted stores, of the controls
	seen := make(map[string]bool, len(rows))
	for i := range rows {
		s := &rows[i]
		err := s.validate()
		switch {
		case err != nil:
		case seen[s.Store]:
			err = invalid("store is there twice")
		case s.During.IsZero() || s.Baseline.IsZero():
			err = undefined("uplift: a store sold nothing")
		}
		if err != nil {
			return Uplift{}, &RowError{Row: i, Err: err}
		}
		seen[s.Store] = true
		group := 0
		if s.Control {
			group = 1
		}
		logs[group] = append(logs[group], math.Log(exact.Ratio(s.During, s.Baseline)))
	}
	if len(logs[0]) == 0 {
		return Uplift{}, noData("uplift: promoted stores")
	}
	var errors []squaredError
	var log float64
	for group, values := range logs {
		switch len(values) {
		case 0:
			continue
		case 1:
			return Uplift{}, undefined("uplift: one store has no spread")
		}
		mean, e := meanError(values)
		errors = append(errors, e)
		if group == 1 {
			mean = -mean
		}
		log += mean
	}
	se, df := welch(errors...)
	if se == 0 {
		return Uplift{}, undefined("uplift: all stores of each group have one ratio")
	}
	return upliftOf(math.Expm1(log), log, se, df, level)
}

// meanError returns the mean of two values or more, and its squared error, which is 0 if all
// are equal.
func meanError(values []float64) (mean float64, e squaredError) {
	n := float64(len(values))
	for _, v := range values {
		mean += (v - values[0]) / n
	}
	var squares float64
	for _, v := range values {
		d := v - values[0] - mean
		squares += float64(d * d)
	}
	return values[0] + mean, squaredError{squares / (n - 1) / n, n}
}

// IncrementalSales is the sales that a promotion brought, in their unit: those of the
// Product itself, the Halo on similar products, negative where the product took their
// sales, and those of the Rest of the range, so that
//
//	Product + Halo + Rest = Total
//
// exactly.
type IncrementalSales struct {
	Product decimal.Decimal `json:"product"`
	Halo    decimal.Decimal `json:"halo"`
	Rest    decimal.Decimal `json:"rest"`
	Total   decimal.Decimal `json:"total"`
}

// IncrementalSalesOf splits the sales that a promotion brought, each part of the range by
// [Promotion.Incremental]: the promoted product, the similar ones without it, and all
// others.
//
// IncrementalSalesOf returns the errors of [Promotion.Incremental].
func IncrementalSalesOf(product, similar, rest Promotion) (IncrementalSales, error) {
	var s IncrementalSales
	for _, part := range []struct {
		to   *decimal.Decimal
		from *Promotion
	}{{&s.Product, &product}, {&s.Halo, &similar}, {&s.Rest, &rest}} {
		var err error
		if *part.to, err = part.from.Incremental(); err != nil {
			return IncrementalSales{}, err
		}
	}
	s.Total = s.Product.Add(s.Halo).Add(s.Rest).Normalize()
	if err := s.validate(); err != nil {
		return IncrementalSales{}, err
	}
	return s, nil
}

func (s IncrementalSales) validate() error {
	for _, d := range []decimal.Decimal{s.Product, s.Halo, s.Rest, s.Total} {
		if err := exact.Check("incremental sales", d); err != nil {
			return err
		}
	}
	if !s.Product.Add(s.Halo).Add(s.Rest).Equal(s.Total) {
		return invalid("incremental sales: the parts do not add up to the total")
	}
	return nil
}

// HaloRatio returns what similar products sold more for each unit of the product's own
// incremental sales
//
//	Halo / Product
//
// as x to 1, negative for cannibalization, rounded half away from zero to [Places].
//
// HaloRatio returns an error if:
//   - the product's incremental sales are not above 0, as in the zero
//     IncrementalSales ([ErrUndefined], which is not [ErrNoData]);
//   - an amount has more than 34 digits, or the parts do not add up ([ErrInvalid]).
func (s IncrementalSales) HaloRatio() (decimal.Decimal, error) {
	if err := s.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if s.Product.Sign() <= 0 {
		return decimal.Decimal{}, undefined("halo ratio: the product's incremental sales are not above 0")
	}
	return exact.Divide(s.Halo, s.Product), nil
}

// MarshalJSON encodes the amounts as texts. It returns an error wrapping [ErrInvalid] if
// one has more than 34 digits, or the parts do not add up.
func (s IncrementalSales) MarshalJSON() ([]byte, error) { return encode(&s, s.validate()) }

// UnmarshalJSON decodes the amounts. It refuses unknown and repeated keys, and parts that
// do not add up. On error s is unchanged.
func (s *IncrementalSales) UnmarshalJSON(data []byte) error {
	return decode(data, "incremental sales", s, (*IncrementalSales).validate)
}
