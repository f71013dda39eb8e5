package cx

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// Lifecycle is the tally of the customers of one period by what they did in it and in the one
// before: growth accounting. The zero Lifecycle is no data and the identity of Merge, which
// pools shards of one period. Customers of neighboring periods do not pool.
type Lifecycle struct {
	New         int64 `json:"new"`         // active for the first time
	Returning   int64 `json:"returning"`   // active, as in the period before
	Resurrected int64 `json:"resurrected"` // active, not in the period before, but in one before that
	Dormant     int64 `json:"dormant"`     // active in the period before, and not in this one
}

// LifecycleTrend tallies the lifecycle of each period of the calendar that overlaps span,
// widened to whole periods, in order of time; the zero span is from the first activity to the
// last. Only periods that were over at asOf are in it: nobody is dormant in one that still runs.
// New is the first activity in the rows, so hand in all history, that before span too. A
// refund is no activity (see [Activity]). It does not modify activities. Of neighboring points
//
//	Returning + Dormant = Active of the point before
//
// Shards with other customers merge by [MergePoints], of one span and asOf. Its memory grows with
// the customers and the periods in which they are active; it is the least where rows are in order
// of time or of the customer.
//
// LifecycleTrend returns an error wrapping [ErrInvalid] if the grain is none, span is not valid
// and not zero, there are more than [MaxPeriods], or than 2,147,483,647 customers, or asOf is
// outside the years 1900 to 2200; and a [*RowError] at the first row whose customer is blank, whose
// instant is missing or is outside those years, or whose amount has more than 34 digits. No activity gives nil for the zero span,
// and so does a span of which no period is over.
func LifecycleTrend(activities []Activity, c Calendar, span Period, asOf time.Time) ([]Point[Lifecycle], error) {
	first, last := 0, -1
	if span != (Period{}) {
		var err error
		if first, last, err = c.Grain.ordinals(span); err != nil {
			return nil, err
		}
	}
	actives, err := activePeriodsOf(activities, c, asOf)
	if err != nil {
		return nil, err
	}
	if span == (Period{}) && len(actives) > 0 {
		first, last = actives[0].ordinal(), actives[0].ordinal()
		for _, a := range actives {
			first, last = min(first, a.ordinal()), max(last, a.ordinal())
		}
		if err := checkPeriods(last - first + 1); err != nil {
			return nil, err
		}
	}
	today, err := c.DateOf(asOf)
	if err != nil {
		return nil, err
	}
	last = min(last, c.Grain.ordinal(today.days())-1) // the last that is over
	if last < first {
		return nil, nil
	}
	periods, err := c.Grain.between(first, last)
	if err != nil {
		return nil, err
	}
	points := make([]Point[Lifecycle], len(periods))
	for i, p := range periods {
		points[i].Period = p
	}
	var other Lifecycle // of the periods outside
	at := func(ordinal int) *Lifecycle {
		if ordinal < first || ordinal > last {
			return &other
		}
		return &points[ordinal-first].Tally
	}
	for i, a := range actives {
		ordinal := a.ordinal()
		switch {
		case i == 0 || actives[i-1].customer() != a.customer():
			at(ordinal).New++
		case actives[i-1].ordinal() == ordinal-1:
			at(ordinal).Returning++
		default:
			at(ordinal).Resurrected++
		}
		if i+1 == len(actives) || actives[i+1].customer() != a.customer() || actives[i+1].ordinal() != ordinal+1 {
			at(ordinal+1).Dormant++
		}
	}
	return points, nil
}

// activePeriod is a numbered customer and a period in which that customer was active.
type activePeriod uint64

// ordinalShift makes all ordinals positive: they are days at the finest, of the years 1 to 9999.
const ordinalShift = 1 << 30

func newActivePeriod(customer, ordinal int) activePeriod {
	return activePeriod(customer)<<32 | activePeriod(ordinal+ordinalShift)
}

func (a activePeriod) customer() int { return int(a >> 32) }

func (a activePeriod) ordinal() int { return int(a&0xFFFFFFFF) - ordinalShift }

// activePeriodsOf returns the periods with activity before asOf, by customer, then in order of
// time, each once.
func activePeriodsOf(activities []Activity, c Calendar, asOf time.Time) ([]activePeriod, error) {
	if err := c.Grain.validate(); err != nil {
		return nil, err
	}
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	names := count.NewNumbers()
	var last, actives []activePeriod // by customer, and of all
	ordered := true
	clock := days.NewClock(c.Location)
	ordinal := days.Grain(c.Grain).RecentNumbering()
	err := eachNumbered("", len(activities), names.Number, func(row int) (string, error) {
		a := &activities[row]
		if err := a.validate(); err != nil {
			return "", err
		}
		if a.isRefund() || !a.At.Before(asOf) {
			return "", nil
		}
		return a.Customer, nil
	}, func(row, number int) error {
		day, err := dayOf(clock, activities[row].At)
		if err != nil {
			return err
		}
		if number == len(last) {
			last = added(last, 0)
		}
		active := newActivePeriod(number, ordinal(day))
		if active == last[number] {
			return nil
		}
		last[number] = active
		ordered = ordered && (len(actives) == 0 || actives[len(actives)-1] < active)
		actives = added(actives, active)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !ordered {
		actives = slices.Compact(sortByCustomer(actives, len(last)))
	}
	return actives, nil
}

// validate says what is impossible about l.
func (l Lifecycle) validate() error {
	_, err := sumCounts("lifecycle", l.New, l.Returning, l.Resurrected, l.Dormant)
	return err
}

// Merge adds the customers of another shard of the same period, who are not among those of l. It
// returns an error wrapping [ErrInvalid], and leaves l unchanged, if either is not valid or the
// total would exceed the largest int64.
func (l *Lifecycle) Merge(other Lifecycle) error {
	for _, v := range []Lifecycle{*l, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	if _, err := addCount("lifecycle", l.Total(), other.Total()); err != nil {
		return err
	}
	l.New += other.New
	l.Returning += other.Returning
	l.Resurrected += other.Resurrected
	l.Dormant += other.Dormant
	return nil
}

// Unmerge takes away the customers of another shard of the same period, so that it is the
// inverse of Merge: one customer who is to be forgotten is a shard. It returns an error wrapping
// [ErrInvalid], and leaves l unchanged, if other holds customers whom l does not, or either is
// not valid.
func (l *Lifecycle) Unmerge(other Lifecycle) error {
	for _, v := range []Lifecycle{*l, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	left := Lifecycle{
		New: l.New - other.New, Returning: l.Returning - other.Returning,
		Resurrected: l.Resurrected - other.Resurrected, Dormant: l.Dormant - other.Dormant,
	}
	return leave("lifecycle", l, left, left.validate())
}

// Total returns the number of customers, active or dormant, 0 for counts that are not valid.
func (l Lifecycle) Total() int64 {
	total, err := sumCounts("lifecycle", l.New, l.Returning, l.Resurrected, l.Dormant)
	if err != nil {
		return 0
	}
	return total
}

// Active returns the number of customers who were active in the period: New, Returning and
// Resurrected, 0 for counts that are not valid.
func (l Lifecycle) Active() int64 {
	if l.validate() != nil {
		return 0
	}
	return l.New + l.Returning + l.Resurrected
}

// Retained returns the customers who were active again, out of those of the period before
//
//	Returning / (Returning + Dormant)
//
// a fraction from 0 to 1 by [Proportion.Rate]. If nobody was active before, it is 0 of 0, whose
// Rate is [ErrNoData]. A tally that is not valid gives a proportion that every query refuses.
func (l Lifecycle) Retained() Proportion {
	return proportionOf(l.Returning, l.Returning+l.Dormant, l.validate())
}

// QuickRatio returns how many customers came for each one who went
//
//	(New + Resurrected) / Dormant
//
// as x to 1, rounded half away from zero to [Places]. Above 1 there are more active customers
// than in the period before.
//
// QuickRatio returns an error if:
//   - there are no customers ([ErrNoData]);
//   - nobody went ([ErrUndefined]);
//   - the counts are not valid ([ErrInvalid]).
func (l Lifecycle) QuickRatio() (decimal.Decimal, error) {
	if err := l.validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if l == (Lifecycle{}) {
		return decimal.Decimal{}, noData("quick ratio of customers")
	}
	if l.Dormant == 0 {
		return decimal.Decimal{}, undefined("quick ratio of customers: nobody went")
	}
	return exact.Divide(decimal.NewFromInt(l.New+l.Resurrected), decimal.NewFromInt(l.Dormant)), nil
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts that are not
// valid. On error l is unchanged.
func (l *Lifecycle) UnmarshalJSON(data []byte) error {
	return decode(data, "lifecycle", l, func(l *Lifecycle) error { return l.validate() })
}
