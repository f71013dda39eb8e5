package cx

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
)

// CohortsFrom builds the triangle of customers who began by one event and are active by
// another, as known at asOf: by sign-up and visit, or by first order and login. Starts and
// activities are in any order, and rows at asOf or later are left out. A customer's cohort
// is that of the first start; with Recurring, of each period with a start, from the first
// of that period on. The customer is active in the intervals with an activity at the start
// or later: in interval 0 only if there is one, too. Activities before the start, and
// those of customers without one, do not count. No starts before asOf give no rows.
//
// Revenue is that of the activities; amounts of starts are not looked at, except that a
// refund begins nothing (see [Activity]). With the same rows as starts and as
// activities it is [CohortsOf]: each start is an activity then.
//
//	day7, err := cx.CohortsFrom(signups, visits, cx.CohortRule{}, asOf)
//
// It does not modify the slices. Its memory grows with the customers and their periods,
// and with the starts.
//
// CohortsFrom returns the errors of CohortsOf; a [*RowError] says whether it is of starts
// or of activities.
func CohortsFrom(starts, activities []Activity, rule CohortRule, asOf time.Time) (Cohorts, error) {
	b, err := startCohorts(len(starts)+len(activities), rule, asOf)
	if err != nil {
		return Cohorts{}, err
	}
	for i := range starts {
		if err := starts[i].validate(); err != nil {
			return Cohorts{}, &RowError{Of: "starts", Row: i, Err: err}
		}
	}
	refunded := false
	for i := range activities {
		if err := activities[i].validate(); err != nil {
			return Cohorts{}, &RowError{Of: "activities", Row: i, Err: err}
		}
		refunded = refunded || activities[i].isRefund()
	}
	if refunded {
		b.refunds = refundsOf(activities, asOf)
	}
	b.partial = true
	from, to := int64(math.MaxInt64), int64(math.MinInt64) // seconds
	for i := range starts {
		if a := &starts[i]; !b.skip(a) {
			from, to = min(from, a.At.Unix()), max(to, a.At.Unix())
		}
	}
	if from > to {
		return rule.empty(asOf), nil
	}
	for i := range activities {
		if a := &activities[i]; !b.skip(a) {
			to = max(to, a.At.Unix())
		}
	}
	if err := b.measure(from, to); err != nil {
		return Cohorts{}, err
	}
	s := cohortStarts{cohortBuilder: b, names: count.NewNumbers()}
	if err := s.begin(starts); err != nil {
		return Cohorts{}, err
	}
	if err := s.mark(activities); err != nil {
		return Cohorts{}, err
	}
	if err := s.countAll(); err != nil {
		return Cohorts{}, err
	}
	s.payAll(activities)
	return b.cohorts()
}

// cohortStarts numbers the customers of starts.
type cohortStarts struct {
	*cohortBuilder
	names  *count.Names
	firsts []firstStart // by customer
	starts []rowStart   // by customer, then by row, the first of each
	sets   []uint64     // by customer: so many words, of the rows or intervals with activity
	fresh  []uint64     // and of the rows with activity since the first start in them, if membership recurs
}

// firstStart is the first start of a customer: its instant, and what intervals or, by the
// calendar, rows begin with.
type firstStart struct {
	at     time.Time
	origin int64
}

// rowStart is the first start of a customer in a row.
type rowStart struct {
	customer int32
	row      int
	at       time.Time
}

func (s rowStart) compare(other rowStart) int {
	return cmp.Or(cmp.Compare(s.customer, other.customer), cmp.Compare(s.row, other.row))
}

// origin returns the moment of an instant or, by the calendar, its row.
func (s *cohortStarts) origin(at time.Time) int64 {
	if s.own {
		return s.moment(at)
	}
	return int64(s.row(at.Unix()))
}

// begin finds the first start of each customer and, where membership recurs, in each row.
func (s *cohortStarts) begin(starts []Activity) error {
	var m cohortBatch
	for from := 0; from < len(starts); from += count.BatchSize {
		rows := starts[from:min(from+count.BatchSize, len(starts))]
		if err := s.number(s.names, &m, rows, from); err != nil {
			return err
		}
		for i, c := range m.Numbers[:m.n] {
			at := rows[m.at[i]].At
			start := firstStart{at, s.origin(at)}
			if int(c) == len(s.firsts) {
				s.firsts = append(s.firsts, start)
			}
			f := &s.firsts[c]
			f.origin = min(f.origin, start.origin)
			if at.Before(f.at) {
				f.at = at
			}
			if s.rule.Recurring {
				s.starts = append(s.starts, rowStart{c, int(start.origin), at})
			}
		}
	}
	slices.SortFunc(s.starts, func(a, b rowStart) int { return cmp.Or(a.compare(b), a.at.Compare(b.at)) })
	s.starts = slices.CompactFunc(s.starts, func(a, b rowStart) bool { return a.compare(b) == 0 })
	return nil
}

// counts says whether the instant of a customer, -1 for none, counts.
func (s *cohortStarts) counts(c int, at time.Time) bool {
	return c >= 0 && at.Before(s.asOf) && !at.Before(s.firsts[c].at)
}

// bitOf returns the row or interval of an instant that counts.
func (s *cohortStarts) bitOf(c int, at time.Time) int {
	switch f := s.firsts[c]; {
	case s.own:
		return s.intervalOf(at, f.origin)
	case s.rule.Recurring:
		return s.row(at.Unix())
	default: // clocks set back over midnight put it into an earlier row
		return max(s.row(at.Unix()), int(f.origin))
	}
}

// mark fills the sets, and finds out whether there is revenue.
func (s *cohortStarts) mark(activities []Activity) error {
	sets := 1
	if s.rule.Recurring {
		sets = 2
	}
	if err := s.checkSets(sets * len(s.firsts)); err != nil {
		return err
	}
	s.sets = make([]uint64, len(s.firsts)*s.words)
	if s.rule.Recurring {
		s.fresh = make([]uint64, len(s.sets))
	}
	eachCustomer(s.names, activities, func(i, c int, a *Activity) {
		at, ordered := s.refunds.paidAt(i, a)
		if !ordered || !s.counts(c, at) {
			return
		}
		s.revenue = s.revenue || !s.rule.Recurring && !a.Amount.IsZero()
		if a.isRefund() {
			return
		}
		bit := s.bitOf(c, at)
		word, mask := c*s.words+bit>>6, uint64(1)<<(bit&63)
		s.sets[word] |= mask
		if !s.rule.Recurring {
			return
		}
		n, found := slices.BinarySearchFunc(s.starts, rowStart{customer: int32(c), row: bit}, rowStart.compare)
		if found && !at.Before(s.starts[n].at) {
			s.fresh[word] |= mask
		}
	})
	return nil
}

// countAll counts the customers.
func (s *cohortStarts) countAll() error {
	if !s.rule.Recurring {
		for c, f := range s.firsts {
			if err := s.add(f.origin, s.sets[c*s.words:(c+1)*s.words]); err != nil {
				return err
			}
		}
		return nil
	}
	for _, start := range s.starts {
		// In the row of the start only what came since then counts.
		set := s.sets[int(start.customer)*s.words:][:s.words]
		word, mask := start.row>>6, uint64(1)<<(start.row&63)
		all := set[word]
		set[word] = all&^mask | s.fresh[int(start.customer)*s.words+word]&mask
		err := s.count(start.row, s.observed(max(s.complete-start.row+1, 0)), start.row, set)
		set[word] = all
		if err != nil {
			return err
		}
	}
	return nil
}

// payAll adds the amounts to their cells.
func (s *cohortStarts) payAll(activities []Activity) {
	if !s.revenue {
		return
	}
	eachCustomer(s.names, activities, func(i, c int, a *Activity) {
		if at, ordered := s.refunds.paidAt(i, a); ordered && s.counts(c, at) {
			s.payInto(s.firsts[c].origin, s.bitOf(c, at), a.Amount)
		}
	})
}
