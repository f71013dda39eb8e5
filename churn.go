package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// Churn is the tally of the customers who left in one period. It is also called
// attrition, logo churn, or cancellations. Lost counts those of its Start who
// left within it, and Returned those of Lost who came back within it.
// AcquiredLost counts those Acquired within it who left again within it.
//
// The zero Churn is no data and the identity of Merge, which pools shards of one
// period.
type Churn struct {
	Start        int64 `json:"start"`
	Acquired     int64 `json:"acquired"`
	Lost         int64 `json:"lost"`          // of Start
	AcquiredLost int64 `json:"acquired_lost"` // of Acquired
	Returned     int64 `json:"returned"`      // of Lost
}

// ChurnFormula names one of the published definitions of the churn rate. They
// differ in how they count customers who join and leave, or leave and come back,
// in one period. As documented by each, "standard" is the formula of ChartMogul,
// "counting_returned" of ProfitWell, "counting_acquired" of Baremetrics and
// "of_active" of Stripe.
type ChurnFormula string

// The formulas. The zero ChurnFormula is StandardChurn.
const (
	// StandardChurn is (Lost - Returned) / Start: those who join and leave do not
	// count, nor do those who leave and come back (ChartMogul).
	StandardChurn ChurnFormula = "standard"
	// ChurnCountingReturned is Lost / Start: everyone who left has churned, and a
	// return is a reactivation (ProfitWell).
	ChurnCountingReturned ChurnFormula = "counting_returned"
	// ChurnCountingAcquired is (Lost - Returned + AcquiredLost) / Start: those who
	// join and leave count, so that the rate can exceed 1 (Baremetrics).
	ChurnCountingAcquired ChurnFormula = "counting_acquired"
	// ChurnOfActive is (Lost + AcquiredLost) / (Start + Acquired), of all who were
	// customers at any time of the period (Stripe).
	ChurnOfActive ChurnFormula = "of_active"
	// ChurnOfAverage is (Lost - Returned + AcquiredLost) / ((Start + end) / 2), where
	// end is Start + Acquired - Lost - AcquiredLost + Returned.
	ChurnOfAverage ChurnFormula = "of_average"
)

// validate says what is impossible about c.
func (c Churn) validate() error {
	switch {
	case c.Start < 0 || c.Acquired < 0 || c.Lost < 0 || c.AcquiredLost < 0 || c.Returned < 0:
		return invalid("churn: a count is negative")
	case c.Lost > c.Start:
		return invalid("churn: more were lost than were there at the start")
	case c.AcquiredLost > c.Acquired:
		return invalid("churn: more of those acquired were lost than were acquired")
	case c.Returned > c.Lost:
		return invalid("churn: more returned than were lost")
	}
	_, err := addCount("churn", c.Start, c.Acquired)
	return err
}

// Add adds a customer of the period p by two days: the first as a customer, and the first
// without, the zero Date while there is none. Who became one before p, and had not left
// before it, is of Start, and Lost who left within it. Who became one within p is Acquired,
// and AcquiredLost who left again within it. Others are not counted. It is [GroupFunc]'s way
// from a list of customers to the churn of each group:
//
//	add := func(c *cx.Churn, r *Row) error { return c.Add(march, r.SignedUp, r.Canceled) }
//
// Each call is a customer: one who left and came back has two stays, of which [Spells]
// makes one customer with a return. All calls must be about one period.
//
// Add returns an error wrapping [ErrInvalid], and leaves c unchanged, if p or a date is not
// valid, end comes before start, c is not valid, or the customers would exceed the
// largest int64.
func (c *Churn) Add(p Period, start, end Date) error {
	one, err := churnOf(p, start, end)
	if err != nil {
		return err
	}
	return c.Merge(one)
}

// Remove takes away one customer who was added, so that it is the inverse of Add: where the
// customer cancels after all, Remove with the old days and Add with the new. It returns an
// error wrapping [ErrInvalid], and leaves c unchanged, if Add would refuse the days, or c
// holds no such customer or is not valid.
func (c *Churn) Remove(p Period, start, end Date) error {
	one, err := churnOf(p, start, end)
	if err != nil {
		return err
	}
	return c.Unmerge(one)
}

// churnOf returns the tally of one customer.
func churnOf(p Period, start, end Date) (Churn, error) {
	if err := p.Validate(); err != nil {
		return Churn{}, err
	}
	if err := checkStay(start, end); err != nil {
		return Churn{}, err
	}
	left := func(by Date) bool { return end != Date{} && end.Compare(by) < 0 }
	if left(p.Start) || start.Compare(p.End) >= 0 {
		return Churn{}, nil
	}
	var lost int64
	if left(p.End) {
		lost = 1
	}
	if p.Contains(start) {
		return Churn{Acquired: 1, AcquiredLost: lost}, nil
	}
	return Churn{Start: 1, Lost: lost}, nil
}

// checkStay says what is wrong with the first day of a customer and the first without.
func checkStay(start, end Date) error {
	if err := start.validate(); err != nil {
		return err
	}
	if end == (Date{}) {
		return nil
	}
	if err := end.validate(); err != nil {
		return err
	}
	if end.Compare(start) < 0 {
		return invalid("the end comes before the start")
	}
	return nil
}

// LifespansOf returns how long each row lasted, or has lasted so far, in days, for
// [SurvivalOf] and [LogRank]. The function dates gives the first day of a row, and the first
// without, the zero Date while there is none. A row that has ended by asOf is from the
// one to the other, and churned; one that has not is from the first to asOf, and still
// here. Rows that begin after asOf are left out; without others it is nil. It does not
// modify rows.
//
//	lifespans, err := cx.LifespansOf(rows, func(r *Row) (start, end cx.Date) { return r.SignedUp, r.Canceled }, today)
//
// LifespansOf returns a [*RowError] wrapping [ErrInvalid] at the first row with a date that is
// missing or not valid, or an end before the start, and ErrInvalid if asOf is not valid
// or dates is nil.
func LifespansOf[R any](rows []R, dates func(*R) (start, end Date), asOf Date) ([]Lifespan, error) {
	if dates == nil {
		return nil, errNilFunc()
	}
	if err := asOf.validate(); err != nil {
		return nil, err
	}
	var lifespans []Lifespan
	for i := range rows {
		start, end := dates(&rows[i])
		if err := checkStay(start, end); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		if start.Compare(asOf) > 0 {
			continue
		}
		churned := end != (Date{}) && end.Compare(asOf) <= 0
		if !churned {
			end = asOf
		}
		lifespans = append(lifespans, Lifespan{Exit: float64(end.days() - start.days()), Churned: churned})
	}
	return lifespans, nil
}

// Merge adds the customers of another shard of the same period. It returns an error
// wrapping [ErrInvalid], and leaves c unchanged, if either is not valid or the
// customers would exceed the largest int64.
func (c *Churn) Merge(other Churn) error {
	for _, v := range []Churn{*c, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	if _, err := addCount("churn", c.Start+c.Acquired, other.Start+other.Acquired); err != nil {
		return err
	}
	c.Start += other.Start
	c.Acquired += other.Acquired
	c.Lost += other.Lost
	c.AcquiredLost += other.AcquiredLost
	c.Returned += other.Returned
	return nil
}

// Unmerge takes away the customers of another shard of the same period, so that it is
// the inverse of Merge: one customer who is to be forgotten is a shard. It returns
// an error wrapping [ErrInvalid], and leaves c unchanged, if other holds customers
// whom c does not, or either is not valid.
func (c *Churn) Unmerge(other Churn) error {
	for _, v := range []Churn{*c, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	left := Churn{
		Start:        c.Start - other.Start,
		Acquired:     c.Acquired - other.Acquired,
		Lost:         c.Lost - other.Lost,
		AcquiredLost: c.AcquiredLost - other.AcquiredLost,
		Returned:     c.Returned - other.Returned,
	}
	return leave("churn", c, left, left.validate())
}

// Total returns the number of customers at the start.
func (c Churn) Total() int64 { return max(c.Start, 0) }

// End returns the number of customers at the end of the period
//
//	Start + Acquired - Lost - AcquiredLost + Returned
//
// not counting those who had left before the period and came back within it.
// Without customers it is 0.
//
// End returns an error wrapping [ErrInvalid] if a count is negative or exceeds what
// it is a part of.
func (c Churn) End() (int64, error) {
	if err := c.validate(); err != nil {
		return 0, err
	}
	return c.Start + c.Acquired - c.Lost - c.AcquiredLost + c.Returned, nil
}

// Churned returns the customers of StandardChurn out of those of the start: the
// proportion behind Rate, for its interval and for the difference of two groups.
// Without customers at the start it is 0 of 0, whose Rate is [ErrNoData]. A tally
// that is not valid gives a proportion that every query refuses.
func (c Churn) Churned() Proportion {
	return proportionOf(c.Lost-c.Returned, c.Start, c.validate())
}

// Rate returns the churn rate by [StandardChurn]
//
//	(Lost - Returned) / Start
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. It is 1
// minus the rate of [RetentionOf] the same period. It is also called the
// attrition rate, or the customer (logo) churn rate.
//
// Rate returns an error if:
//   - there were no customers at the start ([ErrNoData]);
//   - a count is negative or exceeds what it is a part of ([ErrInvalid]).
func (c Churn) Rate() (decimal.Decimal, error) { return c.RateBy(StandardChurn) }

// String returns the rate by [StandardChurn] and the customers at the start: churn 0.1 (200
// customers).
func (c Churn) String() string {
	rate, err := c.Rate()
	return figureText("churn", rate, err, c.Total(), "customer")
}

// RateBy returns the churn rate by one of the published formulas, which the
// constants of [ChurnFormula] show, as a fraction, rounded half away from zero to
// [Places]. By ChurnCountingAcquired and ChurnOfAverage it can exceed 1.
//
// RateBy returns an error if:
//   - the base of the formula is 0 ([ErrNoData]);
//   - the formula is none of those above, or a count is negative or exceeds what
//     it is a part of ([ErrInvalid]).
func (c Churn) RateBy(formula ChurnFormula) (decimal.Decimal, error) {
	end, err := c.End()
	if err != nil {
		return decimal.Decimal{}, err
	}
	var num, den decimal.Decimal
	base := decimal.NewFromInt(c.Start)
	switch formula {
	case "", StandardChurn:
		num, den = decimal.NewFromInt(c.Lost-c.Returned), base
	case ChurnCountingReturned:
		num, den = decimal.NewFromInt(c.Lost), base
	case ChurnCountingAcquired:
		num, den = decimal.NewFromInt(c.Lost-c.Returned+c.AcquiredLost), base
	case ChurnOfActive:
		num, den = decimal.NewFromInt(c.Lost+c.AcquiredLost), decimal.NewFromInt(c.Start+c.Acquired)
	case ChurnOfAverage:
		// Twice the numerator over twice the average.
		num = decimal.NewFromInt(c.Lost - c.Returned + c.AcquiredLost).Mul(decimal.NewFromInt(2))
		den = base.Add(decimal.NewFromInt(end))
	default:
		return decimal.Decimal{}, invalid("formula is none of standard, counting_returned, counting_acquired, of_active, of_average")
	}
	if den.IsZero() {
		return decimal.Decimal{}, noData("churn rate")
	}
	return exact.Divide(num, den), nil
}

// DailyChurn returns the churn rate of a period as the sum of its days' rates
//
//	sum of Lost / Start over the days with customers at their start
//
// ("Shopify"; for businesses with many customers who stay for a short time). Each
// day counts the customers at its start who had left by its end (Lost minus
// Returned), so that a customer who joins and leaves within the period counts
// from the next day on. The sum can exceed 1. It is a fraction, rounded half away
// from zero to [Places]. It does not modify days.
//
// DailyChurn returns an error if:
//   - no day had customers at its start ([ErrNoData]);
//   - there are more than [MaxPeriods] days ([ErrInvalid]), or a day is not valid
//     ([*RowError]).
func DailyChurn(days []Churn) (decimal.Decimal, error) {
	if len(days) > MaxPeriods {
		return decimal.Decimal{}, &RangeError{What: "number of days", Got: int64(len(days)), Min: 1, Max: MaxPeriods}
	}
	var sum decimal.Decimal
	some := false
	for i, day := range days {
		if err := day.validate(); err != nil {
			return decimal.Decimal{}, &RowError{Row: i, Err: err}
		}
		if day.Start > 0 {
			some = true
			lost := decimal.NewFromInt(day.Lost - day.Returned)
			sum = sum.Add(lost.DivRound(decimal.NewFromInt(day.Start), exact.GuardPlaces))
		}
	}
	if !some {
		return decimal.Decimal{}, noData("daily churn")
	}
	return sum.Round(Places).Normalize(), nil
}

// CompoundChurn converts a churn rate to a period of another length
//
//	1 - (1 - rate)^periods
//
// where periods is the length of the new period in old ones: 12 from a month to a
// year, 1.0/12 from a year to a month. 5 % a month is 45.96 % a year, not 60 %.
// The rate and the result are fractions from 0 to 1. It is also called annualized
// churn.
//
// CompoundChurn returns an error wrapping [ErrInvalid] if rate is not in 0..1, or
// periods is not above 0 or is infinite.
func CompoundChurn(rate, periods float64) (float64, error) {
	if !(rate >= 0 && rate <= 1) {
		return 0, invalid("churn rate is not in 0..1")
	}
	if !(periods > 0 && periods <= math.MaxFloat64) {
		return 0, invalid("number of periods is not above 0")
	}
	if rate == 1 {
		return 1, nil
	}
	return -math.Expm1(periods * math.Log1p(-rate)), nil
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts
// that are not valid. On error c is unchanged.
func (c *Churn) UnmarshalJSON(data []byte) error {
	return decode(data, "churn", c, (*Churn).validate)
}
