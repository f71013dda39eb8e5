package cx

import "github.com/shopspring/decimal"

// Value returns what a customer of the cohort has brought up to the end of interval k,
// counted per customer acquired, those who never came back included
//
//	sum of Revenue[j] / Eligible[j] over j = 0, 1, … k
//
// in the currency of the amounts, rounded half away from zero to [Places]. By calendar it
// is the revenue so far over the size of the cohort; with elapsed intervals, each has the
// customers who were observed for the whole of it. For the value rather than the revenue,
// give the activities margins as amounts, or multiply by a margin.
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
// in the currency of the amounts, rounded half away from zero to [Places]. Younger cohorts
// stand aside from the first interval on: all terms of one k are of the same cohorts.
//
// Value returns the errors of [Cohort.Value]; it is [ErrNoData] if no cohort has been
// observed for interval k.
func (c Cohorts) Value(k int) (decimal.Decimal, error) { return cohortValue(c.Rows, k) }

func cohortValue(rows []Cohort, k int) (decimal.Decimal, error) {
	if err := checkInterval(k); err != nil {
		return decimal.Decimal{}, err
	}
	revenue := false
	var old []Cohort // of the age
	for _, row := range rows {
		if err := row.checkCells(); err != nil {
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
		amount    moneySum
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
			before = before.Add(amount.value().DivRound(decimal.NewFromInt(customers), guardPlaces))
			amount = moneySum{}
		}
		customers = base
		for _, row := range old {
			if row.Revenue != nil {
				amount.add(row.Revenue[j])
			}
		}
	}
	n := decimal.NewFromInt(customers)
	return quotientOfMoney("value of the cohort", before.Mul(n).Add(amount.value()), n)
}
