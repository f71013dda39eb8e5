package cx

import (
	"math/bits"
	"time"

	"github.com/cxmetrics/cx/internal/count"
)

// CohortsOf builds the triangle of activities in any order, as known at asOf:
// rows at asOf or later are left out. It is also called a cohort analysis. No
// activities before asOf give no rows. A refund is no activity, and lowers the revenue
// of the cell of its order (see [Activity]). It does not modify activities. Its memory
// grows with the customers and their periods and with the refunds, not with the
// activities.
//
// CohortsOf returns an error wrapping [ErrInvalid] if the rule is not valid, asOf
// is outside the years 1900 to 2200, there are more than [MaxPeriods] periods,
// there are more cells than four times the activities and more than 1,000,000 (a
// cell with revenue counts three times), or there are too many customers for so
// many periods; and a [*RowError] at the first row whose customer is blank, whose
// instant is missing or is outside the years 1900 to 2200, or whose amount has
// more than 34 digits.
func CohortsOf(activities []Activity, rule CohortRule, asOf time.Time) (Cohorts, error) {
	return Shard{}.CohortsOf(activities, rule, asOf)
}

// CohortsOf is the function [CohortsOf] for the customers of the part, whose triangles
// [Cohorts.Merge] adds up to that of all customers.
//
// CohortsOf returns the errors of the function, and an error wrapping [ErrInvalid] if Of is
// negative, or Part is none of 0, 1, … Of − 1. Every part returns the error of a bad row,
// whoever its customer is. Only how many cells and customers there may be is by the part.
func (s Shard) CohortsOf(activities []Activity, rule CohortRule, asOf time.Time) (Cohorts, error) {
	if err := s.validate(); err != nil {
		return Cohorts{}, err
	}
	if b := guessCohorts(activities, rule, asOf); b != nil {
		b.shard = s
		if c, err := b.unsorted(activities); err == nil {
			return c, nil
		}
	}
	b, err := newCohortBuilder(activities, rule, asOf, false)
	if err != nil {
		return Cohorts{}, err
	}
	if b == nil {
		return rule.empty(asOf), nil
	}
	b.shard = s
	return b.unsorted(activities)
}

// unsorted builds the triangle of the customers of a shard, of rows in any order.
func (b *cohortBuilder) unsorted(activities []Activity) (Cohorts, error) {
	if b.small() {
		return b.ofMarks(activities)
	}
	s := cohortSets{cohortBuilder: b, names: count.NewNumbers()}
	if err := s.start(activities); err != nil {
		return Cohorts{}, err
	}
	if err := s.mark(activities); err != nil {
		return Cohorts{}, err
	}
	for c := range s.names.Len() {
		if err := b.add(s.firstOf(c), s.set(c)); err != nil {
			return Cohorts{}, err
		}
	}
	s.payAll(activities)
	return b.cohorts()
}

// small reports whether the place of a customer in a table has room for the set of the rows, and
// no customers make too many cells, whatever their order.
func (b *cohortBuilder) small() bool {
	if n := len(b.rows); !b.own && n <= count.ValueBits {
		_, whole := b.intervals(0)
		return 3*int64(n)*int64(b.observed(whole)) <= int64(b.most)
	}
	return false
}

// ofMarks is unsorted for a small triangle.
func (b *cohortBuilder) ofMarks(activities []Activity) (Cohorts, error) {
	var m cohortBatch
	marks := count.NewSets()
	for from := 0; from < len(activities); from += count.BatchSize {
		rows := activities[from:min(from+count.BatchSize, len(activities))]
		if err := b.gather(&m, rows, from); err != nil {
			return Cohorts{}, err
		}
		for i, row := range m.at[:m.n] {
			m.Sets[i] = 1 << b.row(rows[row].At.Unix())
		}
		if !marks.Mark(&m.Batch, m.n) {
			return Cohorts{}, errCohortCustomers()
		}
	}
	set := make([]uint64, 1)
	for set[0] = range marks.All {
		if err := b.add(int64(firstBit(set)), set); err != nil {
			return Cohorts{}, err
		}
	}
	if b.revenue {
		eachBatch(activities, marks.Look, func(i int, a *Activity, m *count.Batch, at int) {
			if paid, ok := b.refunds.paidAt(i, a); ok && m.Sets[at] != 0 && paid.Before(b.asOf) {
				b.pay(int64(bits.TrailingZeros64(m.Sets[at])), paid, a.Amount)
			}
		})
	}
	return b.cohorts()
}

// cohortSets numbers the customers of rows in any order. Each has a set of the periods or
// intervals with activity; the sets lie side by side.
type cohortSets struct {
	*cohortBuilder
	names *count.Names
	first []int64  // by customer: the first moment, for intervals of its own
	sets  []uint64 // by customer: so many words; and room for more
}

// start finds the first moment of each customer, from which intervals of its own run.
func (s *cohortSets) start(activities []Activity) error {
	if !s.own {
		return nil
	}
	var m cohortBatch
	for from := 0; from < len(activities); from += count.BatchSize {
		rows := activities[from:min(from+count.BatchSize, len(activities))]
		if err := s.number(s.names, &m, rows, from); err != nil {
			return err
		}
		for i, c := range m.Numbers[:m.n] {
			at := s.moment(rows[m.at[i]].At)
			if int(c) == len(s.first) {
				s.first = append(s.first, at)
			}
			s.first[c] = min(s.first[c], at)
		}
	}
	return nil
}

// mark fills the sets.
func (s *cohortSets) mark(activities []Activity) error {
	var m cohortBatch
	b := s.cohortBuilder
	for from := 0; from < len(activities); from += count.BatchSize {
		rows := activities[from:min(from+count.BatchSize, len(activities))]
		if err := s.number(s.names, &m, rows, from); err != nil {
			return err
		}
		if err := s.grow(); err != nil {
			return err
		}
		first, sets := s.first, s.sets
		for i, c := range m.Numbers[:m.n] {
			c, a := int(c), &rows[m.at[i]]
			var bit int
			switch {
			case b.elapsed > 0:
				bit = b.elapsedOf(a.At, first[c])
			case b.own:
				bit = b.intervalOf(a.At, first[c])
			default:
				bit = b.row(a.At.Unix())
			}
			sets[c*b.words+bit>>6] |= 1 << (bit & 63)
		}
	}
	return nil
}

// grow makes room for the sets of all customers numbered so far.
func (s *cohortSets) grow() error {
	need := s.names.Len() * s.words
	if need <= len(s.sets) {
		return nil
	}
	if err := s.checkSets(s.names.Len()); err != nil {
		return err
	}
	sets := make([]uint64, max(need, s.names.Room()*s.words))
	copy(sets, s.sets)
	s.sets = sets
	return nil
}

// set returns the set of a customer.
func (s *cohortSets) set(c int) []uint64 { return s.sets[c*s.words : (c+1)*s.words] }

// firstOf returns the first row or moment of a customer.
func (s *cohortSets) firstOf(c int) int64 {
	if s.own {
		return s.first[c]
	}
	return int64(firstBit(s.set(c)))
}

// payAll adds the amounts to their cells.
func (s *cohortSets) payAll(activities []Activity) {
	if !s.revenue {
		return
	}
	eachCustomer(s.names, activities, func(i, c int, a *Activity) {
		if at, ok := s.refunds.paidAt(i, a); ok && c >= 0 && at.Before(s.asOf) {
			s.pay(s.firstOf(c), at, a.Amount)
		}
	})
}

// cohortBatch is rows whose customers are numbered together: the first n are those of rows
// that count, and at says which rows these are.
type cohortBatch struct {
	count.Batch
	at [count.BatchSize]uint8
	n  int
}

// gather collects the customers of at most a batch of rows, which come after so many.
func (b *cohortBuilder) gather(m *cohortBatch, rows []Activity, before int) error {
	m.n = 0
	blank := false        // perhaps, for one of them
	for i := range rows { // the processor fetches the customers side by side
		blank = blank || doubtful(rows[i].Customer)
	}
	for i := range rows {
		a := &rows[i]
		if b.guess != nil && !b.guess.holds(a.At.Unix(), a) {
			return errGuess
		}
		if b.skip(a) {
			continue
		}
		if blank {
			if err := checkCustomer(a.Customer); err != nil {
				return &RowError{Row: before + i, Err: err}
			}
		}
		if !b.shard.has(a.Customer) {
			continue
		}
		m.Names[m.n], m.at[m.n] = a.Customer, uint8(i)
		m.n++
	}
	return nil
}

// number gathers the customers of rows, and numbers them.
func (b *cohortBuilder) number(names *count.Names, m *cohortBatch, rows []Activity, before int) error {
	if err := b.gather(m, rows, before); err != nil {
		return err
	}
	if !names.Number(&m.Batch, m.n) {
		return errCohortCustomers()
	}
	return nil
}

func errCohortCustomers() error { return invalid("cohorts: too many customers") }

// eachCustomer calls a function for each row with the number of its customer, and -1 for
// one without a number.
func eachCustomer(names *count.Names, activities []Activity, do func(row, number int, a *Activity)) {
	eachBatch(activities, names.Look, func(row int, a *Activity, m *count.Batch, at int) {
		do(row, int(m.Numbers[at]), a)
	})
}

// eachBatch looks up the customers of all rows, and calls a function for each with its place
// in the batch.
func eachBatch(activities []Activity, look func(m *count.Batch, n int), do func(row int, a *Activity, m *count.Batch, at int)) {
	var m count.Batch
	for from := 0; from < len(activities); from += count.BatchSize {
		rows := activities[from:min(from+count.BatchSize, len(activities))]
		for i := range rows {
			m.Names[i] = rows[i].Customer
		}
		look(&m, len(rows))
		for i := range rows {
			do(from+i, &rows[i], &m, i)
		}
	}
}
