package cx

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
)

// Engagement is the tally of the customers who were active within a span of days:
// active users (DAU, MAU, and WAU for a span of a week) and stickiness. The zero
// Engagement is no data and the identity of Merge, which pools shards of one span.
// Customers of neighboring spans do not pool: those of a week are not the sum of its days.
type Engagement struct {
	First      Date  `json:"first,omitzero"` // day of the span; zero if the host does not say
	Days       int64 `json:"days"`           // of the span, that were over
	Customers  int64 `json:"customers"`      // active on some day of it (MAU, if it is a month)
	ActiveDays int64 `json:"active_days"`    // days of activity, summed over customers
	// Histogram has the customers who were active on exactly i+1 days, up to the most days of
	// any: its sum is Customers. It is nil if the host does not say, and so is that of a sum with
	// such a tally.
	Histogram []int64 `json:"histogram,omitempty"`
}

// EngagementOf tallies the activities of a span of days by the clocks of the calendar's
// location, as known at asOf; its grain must be [Day]. Of a span that is still running
// only the days count that are over: the day of asOf, which may have more to come, and
// those after it are left out with their activities, and so are activities outside the
// span. A span that begins on the day of asOf or later has 0 days. A refund is no
// activity (see [Activity]). It does not modify activities.
//
// EngagementOf returns an error wrapping [ErrInvalid] if the grain is not Day, span is
// not valid, or asOf is outside the years 1900 to 2200; and a [*RowError] at the first
// row whose customer is blank, whose instant is missing or is outside those years, or
// whose amount has more than 34 digits.
func EngagementOf(activities []Activity, c Calendar, span Period, asOf time.Time) (Engagement, error) {
	if err := span.Validate(); err != nil {
		return Engagement{}, err
	}
	l, err := activityLogOf(activities, c, asOf, logRule{days: true})
	if err != nil {
		return Engagement{}, err
	}
	return l.Engagement(span)
}

// Engagement is [EngagementOf] the activities of the log. The zero log has the zero Engagement.
// It returns an error wrapping [ErrInvalid] if span is not valid.
func (l ActivityLog) Engagement(span Period) (Engagement, error) {
	if err := span.Validate(); err != nil || l.asOf.IsZero() {
		return Engagement{}, err
	}
	today, err := l.calendar.DateOf(l.asOf)
	if err != nil {
		return Engagement{}, err
	}
	from := span.Start.days()
	to := max(from, min(span.End.days(), today.days()))
	e := Engagement{First: span.Start, Days: int64(to - from)}
	err = l.visit(allTime, func(c *loggedCustomer) error {
		own := 0 // days
		for _, day := range c.active {
			if int(day) >= from && int(day) < to {
				own++
			}
		}
		if own == 0 {
			return nil
		}
		e.Customers++
		e.ActiveDays += int64(own)
		for len(e.Histogram) < own {
			e.Histogram = append(e.Histogram, 0)
		}
		e.Histogram[own-1]++
		return nil
	})
	return e, err
}

// validate says what is impossible about e.
func (e Engagement) validate() error {
	if e.First != (Date{}) {
		if err := e.First.validate(); err != nil {
			return err
		}
	}
	if e.Days < 0 || e.Days > maxDays || e.Customers < 0 || e.ActiveDays < e.Customers ||
		decimal.NewFromInt(e.ActiveDays).Cmp(e.most()) > 0 {
		return invalid("engagement: the counts are not in the order customers <= active days <= customers * days")
	}
	return e.validateHistogram()
}

// validateHistogram says why the histogram is not one of the customers and their days.
func (e Engagement) validateHistogram() error {
	if e.Histogram == nil {
		return nil
	}
	customers, activeDays := e.Customers, e.ActiveDays // that are not in it
	for i, n := range e.Histogram {
		days := int64(i + 1)
		if n < 0 || n > customers || n > activeDays/days || n > 0 && days > e.Days {
			return invalid("engagement: the histogram is not one of the customers and their active days")
		}
		customers -= n
		activeDays -= n * days
	}
	if customers != 0 || activeDays != 0 {
		return invalid("engagement: the histogram is not one of the customers and their active days")
	}
	return nil
}

// isZero reports whether e is the zero Engagement.
func (e Engagement) isZero() bool {
	return e.First == (Date{}) && e.Days == 0 && e.Customers == 0 && e.ActiveDays == 0 && len(e.Histogram) == 0
}

// known reports whether e knows its histogram: also that of nobody.
func (e Engagement) known() bool { return e.Histogram != nil || e.Customers == 0 }

// most returns the active days of customers who are active every day.
func (e Engagement) most() decimal.Decimal {
	return decimal.NewFromInt(e.Customers).Mul(decimal.NewFromInt(e.Days))
}

// Merge adds the customers of another shard of the same span, who are not among those of
// e. On error e is unchanged.
//
// Merge returns an error if:
//   - the spans differ in their first day, or in the number of days ([ErrMismatch]);
//   - either is not valid, or a sum would exceed the largest int64 ([ErrInvalid]).
func (e *Engagement) Merge(other Engagement) error {
	if err := e.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	sum := Engagement{First: e.First, Days: e.Days}
	switch {
	case e.isZero():
		sum = Engagement{First: other.First, Days: other.Days}
	case other.isZero():
	case e.First != other.First || e.Days != other.Days:
		return mismatch("engagement: the spans are not of the same days")
	}
	var err error
	if sum.Customers, err = addCount("engagement", e.Customers, other.Customers); err != nil {
		return err
	}
	if sum.ActiveDays, err = addCount("engagement", e.ActiveDays, other.ActiveDays); err != nil {
		return err
	}
	if e.known() && other.known() && sum.Customers > 0 {
		sum.Histogram = make([]int64, max(len(e.Histogram), len(other.Histogram)))
		copy(sum.Histogram, e.Histogram)
		for i, n := range other.Histogram {
			sum.Histogram[i] += n // at most Customers
		}
		sum.Histogram = trimZeros(sum.Histogram)
	}
	*e = sum
	return nil
}

// trimZeros returns counts up to the last that is not 0.
func trimZeros(counts []int64) []int64 {
	n := len(counts)
	for n > 0 && counts[n-1] == 0 {
		n--
	}
	return counts[:n:n]
}

// AtLeast returns the customers who were active on so many days of the span or more, out of all
// who were active within it: power users
//
//	sum of Histogram[i] from i = days - 1 on / Customers
//
// a fraction from 0 to 1 by [Proportion.Rate]. If nobody was active, it is 0 of 0, whose Rate
// is [ErrNoData].
//
// AtLeast returns an error if:
//   - there are customers, and Histogram is nil ([ErrUndefined]);
//   - days is below 1, or above the Days of the span, so that nobody can have had as many, or the
//     counts are not valid ([ErrInvalid]).
func (e Engagement) AtLeast(days int) (Proportion, error) {
	return e.activeOn("active days at least", days, func(i int) bool { return i+1 >= days })
}

// Exactly returns the customers who were active on exactly so many days of the span, out of all
// who were active within it
//
//	Histogram[days - 1] / Customers
//
// a fraction from 0 to 1 by [Proportion.Rate]. If nobody was active, it is 0 of 0, whose Rate
// is [ErrNoData]. It returns the errors of AtLeast.
func (e Engagement) Exactly(days int) (Proportion, error) {
	return e.activeOn("active days", days, func(i int) bool { return i+1 == days })
}

// activeOn returns the customers of the places of the histogram that are counted.
func (e Engagement) activeOn(what string, days int, counted func(i int) bool) (Proportion, error) {
	if err := e.validate(); err != nil {
		return Proportion{}, err
	}
	if days < 1 || int64(days) > max(e.Days, 1) {
		return Proportion{}, &RangeError{What: what, Got: int64(days), Min: 1, Max: max(e.Days, 1)}
	}
	if !e.known() {
		return Proportion{}, undefined("%s: the histogram of the days is not known", what)
	}
	p := Proportion{Base: e.Customers}
	for i, n := range e.Histogram {
		if counted(i) {
			p.Count += n
		}
	}
	return p, nil
}

// Total returns the number of customers.
func (e Engagement) Total() int64 { return max(e.Customers, 0) }

// Stickiness returns the mean number of customers active on a day over the number
// active within the span (DAU/MAU, if the span is a month)
//
//	ActiveDays / (Days * Customers)
//
// as a fraction from 0 to 1, rounded half away from zero to [Places].
//
// Stickiness returns an error if:
//   - nobody was active ([ErrNoData]);
//   - the counts are not valid ([ErrInvalid]).
func (e Engagement) Stickiness() (decimal.Decimal, error) {
	return e.quotient("stickiness", e.most())
}

// DaysPerCustomer returns the mean number of active days of those who were active
//
//	ActiveDays / Customers
//
// rounded half away from zero to [Places]. It returns the errors of Stickiness:
// if nobody was active, [ErrNoData].
func (e Engagement) DaysPerCustomer() (decimal.Decimal, error) {
	return e.quotient("active days", decimal.NewFromInt(e.Customers))
}

// DailyActive returns the mean number of customers active on a day (daily active
// users, DAU)
//
//	ActiveDays / Days
//
// rounded half away from zero to [Places]. It is 0 for a span in which nobody was
// active.
//
// DailyActive returns an error if Days is 0 ([ErrNoData]) or the counts are not
// valid ([ErrInvalid]).
func (e Engagement) DailyActive() (decimal.Decimal, error) {
	return e.quotient("daily active customers", decimal.NewFromInt(e.Days))
}

func (e Engagement) quotient(what string, den decimal.Decimal) (decimal.Decimal, error) {
	if err := e.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if den.IsZero() {
		return decimal.Decimal{}, noData(what)
	}
	return exact.Divide(decimal.NewFromInt(e.ActiveDays), den), nil
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts that
// are not valid. On error e is unchanged.
func (e *Engagement) UnmarshalJSON(data []byte) error {
	return decode(data, "engagement", e, func(e *Engagement) error {
		if err := e.validate(); err != nil {
			return err
		}
		if e.Histogram = trimZeros(e.Histogram); len(e.Histogram) == 0 {
			e.Histogram = nil // of nobody
		}
		return nil
	})
}

// Retention is the tally of the customers of one period: those at its start, those
// acquired within it, and those at its end. Customers who joined and left within
// the period are in none of the three.
//
// The zero Retention is no data and the identity of Merge, which pools shards of one
// period.
type Retention struct {
	Start    int64 `json:"start"`
	Acquired int64 `json:"acquired"`
	End      int64 `json:"end"`
}

// RetentionOf tallies a period from the customers at its start and at its end;
// Acquired counts those who are only at its end. A customer who is in a slice
// twice counts once. Its Rate is |start and end| / |start|, always within 0..1.
// It does not modify the slices.
//
// RetentionOf returns a [*RowError] of start or end wrapping [ErrInvalid] if a customer is
// blank.
func RetentionOf(start, end []string) (Retention, error) {
	const before, after = 1, 2
	seen := count.NewSets()
	seen.Reserve(len(start))
	if err := markCustomers(seen, "start", start, before); err != nil {
		return Retention{}, err
	}
	r := Retention{Start: int64(seen.Len())}
	if err := markCustomers(seen, "end", end, after); err != nil {
		return Retention{}, err
	}
	r.Acquired = int64(seen.Len()) - r.Start
	for set := range seen.All {
		r.End += int64(set / after)
	}
	return r, nil
}

// markCustomers adds a set to those of the customers of an argument.
func markCustomers(seen *count.Sets, argument string, customers []string, set uint64) error {
	var m count.Batch
	for i := range m.Sets {
		m.Sets[i] = set
	}
	for from := 0; from < len(customers); from += count.BatchSize {
		n := copy(m.Names[:], customers[from:])
		for i, customer := range m.Names[:n] {
			if err := checkCustomer(customer); err != nil {
				return &RowError{Of: argument, Row: from + i, Err: err}
			}
		}
		if !seen.Mark(&m, n) {
			return errCustomers()
		}
	}
	return nil
}

// Merge adds the customers of another shard of the same period. It returns an error
// wrapping [ErrInvalid], and leaves r unchanged, if either is not valid or a count
// would exceed the largest int64.
func (r *Retention) Merge(other Retention) error {
	for _, v := range []Retention{*r, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	var sum Retention
	var err error
	if sum.Start, err = addCount("retention", r.Start, other.Start); err != nil {
		return err
	}
	if sum.End, err = addCount("retention", r.End, other.End); err != nil {
		return err
	}
	sum.Acquired = r.Acquired + other.Acquired // at most End
	*r = sum
	return nil
}

// Unmerge takes away the customers of another shard of the same period, so that it is
// the inverse of Merge: one customer who is to be forgotten is a shard. It returns
// an error wrapping [ErrInvalid], and leaves r unchanged, if other holds customers
// whom r does not, or either is not valid.
func (r *Retention) Unmerge(other Retention) error {
	for _, v := range []Retention{*r, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	left := Retention{Start: r.Start - other.Start, Acquired: r.Acquired - other.Acquired, End: r.End - other.End}
	return leave("retention", r, left, left.validate())
}

// validate says what is impossible about r.
func (r Retention) validate() error {
	switch {
	case r.Start < 0 || r.Acquired < 0 || r.End < 0:
		return invalid("retention: a count is negative")
	case r.Acquired > r.End:
		return invalid("retention: more were acquired than are there at the end; leave out those who joined and left")
	case r.End-r.Acquired > r.Start:
		return invalid("retention: more stayed than were there at the start; leave out those who came back")
	}
	return nil
}

// Total returns the number of customers at the start.
func (r Retention) Total() int64 { return max(r.Start, 0) }

// Retained returns the customers of the start who are there at the end, out of
// those of the start: the proportion behind Rate, for its interval and for the
// difference of two groups. Without customers at the start it is 0 of 0, whose
// Rate is [ErrNoData]. A tally that is not valid gives a proportion that every
// query refuses.
func (r Retention) Retained() Proportion {
	return proportionOf(r.End-r.Acquired, r.Start, r.validate())
}

// Rate returns the customer retention rate
//
//	(End - Acquired) / Start
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. It is also
// called the stick rate.
//
// Rate returns an error if:
//   - there were no customers at the start ([ErrNoData]);
//   - a count is negative, Acquired exceeds End, or End - Acquired exceeds Start
//     ([ErrInvalid]).
func (r Retention) Rate() (decimal.Decimal, error) { return quotient(r.Fraction()) }

// String returns the rate and the customers at the start: retention 0.9 (200 customers).
func (r Retention) String() string {
	rate, err := r.Rate()
	return figureText("retention", rate, err, r.Total(), "customer")
}

// LowerIsBetter returns false.
func (r Retention) LowerIsBetter() bool { return false }

// Fraction returns the rate as numerator and denominator, not rounded. It returns the
// errors of Rate.
func (r Retention) Fraction() (num, den decimal.Decimal, err error) {
	if err := r.validate(); err != nil {
		return num, den, err
	}
	if r.Start == 0 {
		return num, den, noData("retention rate")
	}
	return decimal.NewFromInt(r.End - r.Acquired), decimal.NewFromInt(r.Start), nil
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts
// that are not valid. On error r is unchanged.
func (r *Retention) UnmarshalJSON(data []byte) error {
	return decode(data, "retention", r, (*Retention).validate)
}
