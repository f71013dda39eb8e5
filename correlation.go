package cx

import "math"

// Correlation is Pearson's coefficient of correlation R of two figures of so many
// Customers, from -1 to 1. The zero Correlation is no data.
type Correlation struct {
	R         float64 `json:"r"`
	Customers int64   `json:"customers"`
}

// strongCorrelation is the size of R from which a relation is too strong to be left out
// of account.
const strongCorrelation = 0.3

// SpendCorrelationOf returns the correlation of how often customers order with what they
// spend on an order: of Frequency with Spend, over the rows of those who ordered again. A
// model that holds the two apart, as [GammaGamma] does, assumes none. It does not modify
// rows.
//
// SpendCorrelationOf returns an error if:
//   - no customer has ordered again ([ErrNoData]);
//   - fewer than 4 have, or all of them have the same frequency or spend ([ErrUndefined]);
//   - a row has a negative frequency, a spend without a repeat purchase, a spend of 0 or
//     less with one, or a spend with more than 34 digits ([*RowError] wrapping
//     [ErrInvalid]).
func SpendCorrelationOf(rows []Purchases) (Correlation, error) {
	// Running means and sums of squares and products, after Welford.
	var n, meanX, meanY, xx, yy, xy float64
	for i := range rows {
		spend, err := rows[i].spend()
		if err != nil {
			return Correlation{}, &RowError{Row: i, Err: err}
		}
		if rows[i].Frequency == 0 {
			continue
		}
		n++
		x, y := float64(rows[i].Frequency)-meanX, spend-meanY
		meanX += x / n
		meanY += y / n
		part := (n - 1) / n
		xx += float64(x * x * part)
		yy += float64(y * y * part)
		xy += float64(x * y * part)
	}
	switch {
	case n == 0:
		return Correlation{}, noData("correlation")
	case n < 4:
		return Correlation{}, undefined("correlation: fewer than 4 customers have ordered again")
	case xx == 0:
		return Correlation{}, undefined("correlation: all customers have the same frequency")
	case yy == 0:
		return Correlation{}, undefined("correlation: all customers have the same spend")
	}
	r := xy / (math.Sqrt(xx) * math.Sqrt(yy))
	return Correlation{R: min(max(r, -1), 1), Customers: int64(n)}, nil
}

// Interval returns the confidence interval of R by Fisher's transformation
//
//	tanh(atanh R ± z/sqrt(Customers-3))
//
// within -1..1.
//
// Interval returns an error if:
//   - there are no customers ([ErrNoData]);
//   - there are fewer than 4, or R is -1 or 1 ([ErrUndefined]);
//   - level is not between 0 and 1, R is not in -1..1, or Customers is negative
//     ([ErrInvalid]).
//
// Source: R. A. Fisher, Metron 1 (1921), 3-32.
func (c Correlation) Interval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if err := c.check(); err != nil {
		return Interval{}, err
	}
	switch {
	case c.Customers == 0:
		return Interval{}, noData("interval of a correlation")
	case c.Customers < 4:
		return Interval{}, undefined("interval of a correlation: there are fewer than 4 customers")
	case math.Abs(c.R) == 1:
		return Interval{}, undefined("interval of a correlation: all customers lie on one line")
	}
	centre, d := math.Atanh(c.R), normalQuantile(level)/math.Sqrt(float64(c.Customers-3))
	return Interval{Low: math.Tanh(centre - d), High: math.Tanh(centre + d), Level: level}, nil
}

// Strong reports whether R is at least 0.3, or at most -0.3: too strong a relation for a
// model that assumes none. A weaker one of very many customers may be certain, and matters
// little.
func (c Correlation) Strong() bool { return math.Abs(c.R) >= strongCorrelation }

// check says what is impossible about c.
func (c *Correlation) check() error {
	if !(c.R >= -1 && c.R <= 1) || c.Customers < 0 {
		return invalid("correlation: R is not in -1..1, or there are fewer than 0 customers")
	}
	return nil
}

// UnmarshalJSON decodes a correlation. It refuses unknown and repeated keys, and an R
// outside -1..1. On error c is unchanged.
func (c *Correlation) UnmarshalJSON(data []byte) error {
	var v Correlation
	ok, err := decodeObject(data, "correlation", fields{"r": &v.R, "customers": &v.Customers})
	if !ok {
		return err
	}
	if err := v.check(); err != nil {
		return err
	}
	*c = v
	return nil
}
