package cx

import "time"

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
	b, err := newCohortBuilder(activities, rule, asOf, false)
	if err != nil {
		return Cohorts{}, err
	}
	if b == nil {
		return rule.empty(asOf), nil
	}
	s := cohortSets{cohortBuilder: b, index: make(map[string]int32)}
	if err := s.start(activities); err != nil {
		return Cohorts{}, err
	}
	if err := s.mark(activities); err != nil {
		return Cohorts{}, err
	}
	for c := range len(s.index) {
		if err := b.add(s.firstOf(c), s.set(c)); err != nil {
			return Cohorts{}, err
		}
	}
	s.payAll(activities)
	return b.cohorts()
}

// cohortSets numbers the customers of rows in any order. Each has a set of the periods or
// intervals with activity; the sets lie side by side.
type cohortSets struct {
	*cohortBuilder
	index map[string]int32 // the number of a customer
	first []int64          // by customer: the first moment, for intervals of its own
	sets  []uint64         // by customer: so many words
}

// number returns the number of the customer of a row, a new one for a new customer.
func (s *cohortSets) number(a *Activity, row int) (int32, error) {
	c, ok := s.index[a.Customer]
	if !ok {
		if err := checkCustomer(a.Customer); err != nil {
			return 0, &RowError{Row: row, Err: err}
		}
		c = int32(len(s.index))
		s.index[a.Customer] = c
	}
	return c, nil
}

// start finds the first moment of each customer, from which intervals of its own run.
func (s *cohortSets) start(activities []Activity) error {
	if !s.own {
		return nil
	}
	for i := range activities {
		a := &activities[i]
		if s.skip(a) {
			continue
		}
		c, err := s.number(a, i)
		if err != nil {
			return err
		}
		at := s.moment(a.At)
		if int(c) == len(s.first) {
			s.first = append(s.first, at)
		}
		s.first[c] = min(s.first[c], at)
	}
	return nil
}

// mark fills the sets, many rows at a time, so that the processor can fetch several sets
// at once.
func (s *cohortSets) mark(activities []Activity) (err error) {
	const batch = 512
	var numbers [batch]int32
	b := s.cohortBuilder
	for from := 0; from < len(activities); from += batch {
		rows := activities[from:min(from+batch, len(activities))]
		for i := range rows {
			if b.skip(&rows[i]) {
				continue
			}
			if numbers[i], err = s.number(&rows[i], from+i); err != nil {
				return err
			}
		}
		if err := s.grow(); err != nil {
			return err
		}
		first, sets := s.first, s.sets
		for i := range rows {
			if a := &rows[i]; !b.skip(a) {
				c := int(numbers[i])
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
	}
	return nil
}

// grow makes room for the sets of all customers numbered so far.
func (s *cohortSets) grow() error {
	need := len(s.index) * s.words
	if need <= len(s.sets) {
		return nil
	}
	if err := s.checkSets(len(s.index)); err != nil {
		return err
	}
	s.sets = append(s.sets, make([]uint64, need-len(s.sets))...)
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
	for i := range activities {
		a := &activities[i]
		if at, ok := s.refunds.paidAt(i, a); ok && at.Before(s.asOf) {
			s.pay(s.firstOf(int(s.index[a.Customer])), at, a.Amount)
		}
	}
}
