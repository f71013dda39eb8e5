package cx

import (
	"math"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// CohortsOfSorted is [CohortsOf] for activities in ascending order of the customer,
// whose instants may be in any order. It needs no memory for customers, so it
// builds the triangle of any number of them.
//
// CohortsOfSorted returns the errors of CohortsOf, and a [*RowError] wrapping
// [ErrInvalid] at the first row whose customer comes before that of the row above.
func CohortsOfSorted(activities []Activity, rule CohortRule, asOf time.Time) (Cohorts, error) {
	if b := guessCohorts(activities, rule, asOf); b != nil {
		if c, err := b.sorted(activities); err == nil {
			return c, nil
		}
	}
	b, err := newCohortBuilder(activities, rule, asOf, true)
	if err != nil {
		return Cohorts{}, err
	}
	if b == nil {
		return rule.empty(asOf), nil
	}
	return b.sorted(activities)
}

// guess is the span of seconds in which all rows are assumed to be, without an
// amount. It saves a first pass over many rows; if the guess is wrong, all is
// done again with that pass.
type guess struct{ from, to int64 }

// errGuess says that the rows are not what was guessed. No caller sees it.
var errGuess = invalid("the rows are not what was guessed")

// guessCohorts returns a builder measured for the span of every 512th row and a margin,
// or nil if the rows are few, or the guess has failed already.
func guessCohorts(activities []Activity, rule CohortRule, asOf time.Time) *cohortBuilder {
	const step = 512
	if len(activities) < 16*step {
		return nil
	}
	from, to := int64(math.MaxInt64), int64(math.MinInt64)
	for i := 0; i < len(activities); i += step {
		second := activities[i].At.Unix()
		from, to = min(from, second), max(to, second)
	}
	if from < firstActivity || to >= endActivity {
		return nil
	}
	b, err := startCohorts(len(activities), rule, asOf)
	if err != nil {
		return nil
	}
	margin := (to-from)/16 + days.Seconds
	b.guess = &guess{max(from-margin, firstActivity), min(to+margin, asOf.Unix()-1)}
	if b.guess.from > b.guess.to || b.measure(b.guess.from, b.guess.to) != nil {
		return nil
	}
	return b
}

// sorted builds the triangle of sorted rows.
func (b *cohortBuilder) sorted(activities []Activity) (Cohorts, error) {
	set := make([]uint64, b.words)
	for from, to := 0, 0; from < len(activities); from = to {
		customer := activities[from].Customer
		if err := checkCustomer(customer); err != nil {
			return Cohorts{}, &RowError{Row: from, Err: err}
		}
		if from > 0 && customer < activities[from-1].Customer {
			return Cohorts{}, &RowError{Row: from, Err: invalid("the customer comes before that of the row above")}
		}
		n, first, ok := b.fill(set, activities[from:])
		to = from + n
		if !ok {
			if b.guess != nil {
				return Cohorts{}, errGuess
			}
			continue // all of it is at asOf or later, or refunds
		}
		if err := b.add(first, set); err != nil {
			return Cohorts{}, err
		}
		if b.revenue {
			for i := from; i < to; i++ {
				a := &activities[i]
				if at, ok := b.refunds.paidAt(i, a); ok && at.Before(b.asOf) {
					b.pay(first, at, a.Amount)
				}
			}
		}
		clear(set)
	}
	return b.cohorts()
}

// fill marks, in an empty set, the rows or intervals of the customer with whom rows
// begin. It returns the number of that customer's rows, and the first row or moment, if
// there is one before asOf and the guess holds.
func (b *cohortBuilder) fill(set []uint64, rows []Activity) (n int, first int64, ok bool) {
	customer := rows[0].Customer
	if !b.own {
		// The bits of one word are collected in a register.
		at, word := 0, uint64(0)
		table, midnight, guess := b.rowOfUTC, b.midnight, b.guess
		for ; n < len(rows) && rows[n].Customer == customer; n++ {
			a := &rows[n]
			second := a.At.Unix()
			if guess != nil {
				if !guess.holds(second, a) {
					return n, 0, false
				}
			} else if b.skip(a) {
				continue
			}
			row := 0
			if i := uint64(second-midnight) / days.Seconds; i < uint64(len(table)) {
				row = table[i]
			} else {
				row = b.row(second)
			}
			if row>>6 != at {
				set[at] |= word
				at, word = row>>6, 0
			}
			word |= 1 << (row & 63)
		}
		set[at] |= word
		return n, int64(firstBit(set)), word != 0
	}
	first = math.MaxInt64
	for ; n < len(rows) && rows[n].Customer == customer; n++ {
		a := &rows[n]
		if b.guess != nil && !b.guess.holds(a.At.Unix(), a) {
			return n, 0, false
		}
		if !b.skip(a) {
			if b.elapsed > 0 {
				first = min(first, a.At.UnixNano())
			} else {
				first = min(first, b.day(a.At))
			}
			ok = true
		}
	}
	for i := range rows[:n] {
		if a := &rows[i]; !b.skip(a) {
			k := 0
			if b.elapsed > 0 {
				k = b.elapsedOf(a.At, first)
			} else {
				k = b.intervalOf(a.At, first)
			}
			set[k>>6] |= 1 << (k & 63)
		}
	}
	return n, first, ok
}

// holds says that an activity with the given second agrees with the guess.
func (g *guess) holds(second int64, a *Activity) bool {
	return second >= g.from && second <= g.to && a.Amount == (decimal.Decimal{})
}

// checkCustomers returns the error of the first row whose customer is blank or, in
// sorted rows, comes before that of the row above.
func checkCustomers(activities []Activity, sorted bool) error {
	for i := range activities {
		if err := checkCustomer(activities[i].Customer); err != nil {
			return &RowError{Row: i, Err: err}
		}
		if sorted && i > 0 && activities[i].Customer < activities[i-1].Customer {
			return &RowError{Row: i, Err: invalid("the customer comes before that of the row above")}
		}
	}
	return nil
}

// Value returns what a customer of the cohort has brought up to the end of
// interval k, per customer acquired, including those who never came back
//
//	sum of Revenue[j] / Eligible[j] over j = 0, 1, … k
//
// in the currency of the amounts, rounded half away from zero to [Places]. By calendar it
// is the revenue so far over the size of the cohort; with elapsed intervals, each has the
// customers who were observed for the whole of it. It is also called LTV or CLV
// so far, or cumulative revenue per customer. For the value rather than the
// revenue, give the activities margins as amounts, or multiply by a margin.
//
// Value returns an error if:
//   - interval k has not been observed ([ErrNoData]): a young cohort has no value at a
//     later age yet;
//   - the cohort has no revenue: all amounts were 0, or membership recurs
//     ([ErrUndefined]);
//   - k is negative, or the cohort is not valid ([ErrInvalid]).
func (c Cohort) Value(k int) (decimal.Decimal, error) {
	return cohortValue([]Cohort{c}, k)
}

// Value returns what a customer has brought up to the end of interval k, over all cohorts
// that have come to that age
//
//	sum over j = 0, 1, … k of (their Revenue[j] / their Eligible[j])
//
// in the currency of the amounts, rounded half away from zero to [Places].
// Younger cohorts are left out from the first interval on: all terms of one k are
// of the same cohorts. It is also called LTV or CLV so far, or historical LTV.
//
// Value returns the errors of [Cohort.Value]; it is [ErrNoData] if no cohort has been
// observed for interval k.
func (c Cohorts) Value(k int) (decimal.Decimal, error) { return cohortValue(c.Rows, k) }

// RevenueRetention returns what a customer of the cohort brought in interval k, in relation to the
// first: the dollar retention of a cohort
//
//	(Revenue[k] / Eligible[k]) / (Revenue[0] / Eligible[0])
//
// as a fraction, rounded half away from zero to [Places]. It may pass 1, where those who stay buy
// more than the others bought, and be below 0, by refunds.
//
// RevenueRetention returns an error if:
//   - interval k has not been observed ([ErrNoData]);
//   - there is no revenue, or that of the first interval is not above 0 ([ErrUndefined]);
//   - k is negative, or the cohort is not valid ([ErrInvalid]).
func (c Cohort) RevenueRetention(k int) (decimal.Decimal, error) {
	return revenueRetention([]Cohort{c}, k)
}

// RevenueRetention returns what a customer brought in interval k in relation to the first, over all
// cohorts that have come to that age
//
//	(sum of Revenue[k] / sum of Eligible[k]) / (sum of Revenue[0] / sum of Eligible[0])
//
// as a fraction, rounded half away from zero to [Places]. Younger cohorts are left out of both
// sides. It may pass 1.
//
// RevenueRetention returns the errors of [Cohort.RevenueRetention]; it is [ErrNoData] if no cohort
// has been observed for interval k.
func (c Cohorts) RevenueRetention(k int) (decimal.Decimal, error) {
	return revenueRetention(c.Rows, k)
}

func revenueRetention(rows []Cohort, k int) (decimal.Decimal, error) {
	if err := checkInterval(k); err != nil {
		return decimal.Decimal{}, err
	}
	var first, later exact.Sum
	var firstBase, base int64
	for _, row := range rows {
		if err := row.validateCells(); err != nil {
			return decimal.Decimal{}, err
		}
		if k >= len(row.Eligible) || row.Eligible[k] == 0 {
			continue
		}
		var err error
		if firstBase, err = addCount("cohorts", firstBase, row.Eligible[0]); err != nil {
			return decimal.Decimal{}, err
		}
		if base, err = addCount("cohorts", base, row.Eligible[k]); err != nil {
			return decimal.Decimal{}, err
		}
		if row.Revenue != nil {
			first.Add(row.Revenue[0])
			later.Add(row.Revenue[k])
		}
	}
	switch {
	case base == 0:
		return decimal.Decimal{}, noData("revenue retention")
	case base > firstBase:
		return decimal.Decimal{}, invalid("cohort: more customers are eligible for a later interval than for an earlier one")
	case first.Value().Sign() <= 0:
		return decimal.Decimal{}, undefined("revenue retention: the revenue of the first interval is not above 0")
	}
	num := later.Value().Mul(decimal.NewFromInt(firstBase))
	return quotientOfMoney("revenue retention", num, first.Value().Mul(decimal.NewFromInt(base)))
}

func cohortValue(rows []Cohort, k int) (decimal.Decimal, error) {
	if err := checkInterval(k); err != nil {
		return decimal.Decimal{}, err
	}
	revenue := false
	var old []Cohort // of the age
	for _, row := range rows {
		if err := row.validateCells(); err != nil {
			return decimal.Decimal{}, err
		}
		if k < len(row.Eligible) && row.Eligible[k] > 0 {
			old = append(old, row)
			revenue = revenue || row.Revenue != nil
		}
	}
	switch {
	case old == nil:
		return decimal.Decimal{}, noData("value of the cohort")
	case !revenue:
		return decimal.Decimal{}, undefined("value of the cohort: there is no revenue")
	}
	// Intervals of one base are summed before they are divided, so that by calendar the
	// value is rounded once.
	var (
		before    decimal.Decimal // of the intervals with another base
		amount    exact.Sum
		customers int64
	)
	for j := range k + 1 {
		var base int64
		for _, row := range old {
			var err error
			if base, err = addCount("cohorts", base, row.Eligible[j]); err != nil {
				return decimal.Decimal{}, err
			}
		}
		if base == 0 {
			return decimal.Decimal{}, invalid("cohort: more customers are eligible for a later interval than for an earlier one")
		}
		if base != customers && j > 0 {
			before = before.Add(amount.Value().DivRound(decimal.NewFromInt(customers), exact.GuardPlaces))
			amount = exact.Sum{}
		}
		customers = base
		for _, row := range old {
			if row.Revenue != nil {
				amount.Add(row.Revenue[j])
			}
		}
	}
	n := decimal.NewFromInt(customers)
	return quotientOfMoney("value of the cohort", before.Mul(n).Add(amount.Value()), n)
}
