package cx

import (
	"math"
	"time"
)

// CohortsOfSorted is [CohortsOf] for activities in ascending order of the customer,
// whose instants may be in any order. It needs no memory for customers, and so builds
// the triangle of any number of them.
//
// CohortsOfSorted returns the errors of CohortsOf, and a [*RowError] wrapping
// [ErrInvalid] at the first row whose customer comes before that of the row above.
func CohortsOfSorted(activities []Activity, rule CohortRule, asOf time.Time) (Cohorts, error) {
	b, err := newCohortBuilder(activities, rule, asOf, true)
	if err != nil {
		return Cohorts{}, err
	}
	if b == nil {
		return rule.empty(asOf), nil
	}
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
			continue // all of it lies at asOf or later
		}
		if err := b.add(first, set); err != nil {
			return Cohorts{}, err
		}
		if b.revenue {
			for i := from; i < to; i++ {
				if a := &activities[i]; !b.skip(a) {
					b.pay(first, a)
				}
			}
		}
		clear(set)
	}
	return b.cohorts()
}

// fill marks, in an empty set, the rows or intervals of the customer with whom rows
// begin. It returns the number of that customer's rows, and the first row or instant, if
// there is one before asOf.
func (b *cohortBuilder) fill(set []uint64, rows []Activity) (n int, first int64, ok bool) {
	customer := rows[0].Customer
	if b.elapsed == 0 {
		// The bits of one word are collected in a register.
		at, word := 0, uint64(0)
		for ; n < len(rows) && rows[n].Customer == customer; n++ {
			a := &rows[n]
			if b.skip(a) {
				continue
			}
			row := b.row(a.At)
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
		if a := &rows[n]; !b.skip(a) {
			first = min(first, a.At.UnixNano())
			ok = true
		}
	}
	for i := range rows[:n] {
		if a := &rows[i]; !b.skip(a) {
			k := b.intervalOf(a.At, first)
			set[k>>6] |= 1 << (k & 63)
		}
	}
	return n, first, ok
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
