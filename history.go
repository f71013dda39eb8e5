package cx

import (
	"cmp"
	"slices"
	"time"
)

// history is the days on which customers were active before an instant.
type history struct {
	customers []string // ascending
	number    map[string]int32
	days      []activeDay // by customer, then in order of time, each once
}

// activeDay is a day with activity of a numbered customer.
type activeDay struct{ customer, day int32 }

func historyOf(activities []Activity, c Calendar, asOf time.Time) (history, error) {
	if c.Grain != "" && c.Grain != Day {
		return history{}, invalid("the grain is not day")
	}
	if err := checkInstant(asOf); err != nil {
		return history{}, err
	}
	h := history{number: make(map[string]int32)}
	clock := newClock(c.Location)
	for i := range activities {
		a := &activities[i]
		if err := checkActivity(a); err != nil {
			return history{}, &RowError{Row: i, Err: err}
		}
		if !a.At.Before(asOf) {
			continue
		}
		number, ok := h.number[a.Customer]
		if !ok {
			number = int32(len(h.customers))
			h.number[a.Customer] = number
			h.customers = append(h.customers, a.Customer)
		}
		day, err := clock.day(a.At)
		if err != nil {
			return history{}, &RowError{Row: i, Err: err}
		}
		h.days = append(h.days, activeDay{number, int32(day)})
	}
	// Customers are numbered anew, in ascending order.
	rank := make([]int32, len(h.customers))
	first := slices.Clone(h.customers)
	slices.Sort(h.customers)
	for i, customer := range h.customers {
		rank[h.number[customer]] = int32(i)
	}
	for i, customer := range first {
		h.number[customer] = rank[i]
	}
	for i := range h.days {
		h.days[i].customer = rank[h.days[i].customer]
	}
	slices.SortFunc(h.days, func(a, b activeDay) int {
		return cmp.Or(cmp.Compare(a.customer, b.customer), cmp.Compare(a.day, b.day))
	})
	h.days = slices.Compact(h.days)
	return h, nil
}

// checkActivity checks a row.
func checkActivity(a *Activity) error {
	if err := checkCustomer(a.Customer); err != nil {
		return err
	}
	if err := checkInstant(a.At); err != nil {
		return err
	}
	return checkMoney("amount", a.Amount)
}

// The years in which activities lie. Others are typing errors and missing values, and
// would stretch a triangle without end; within them an instant fits int64 nanoseconds.
const firstActivityYear, lastActivityYear = 1900, 2200

func checkInstant(t time.Time) error {
	if t.IsZero() {
		return errTime(t)
	}
	if s := t.Unix(); s < firstActivity || s >= endActivity {
		return &RangeError{What: "year", Got: int64(t.UTC().Year()), Min: firstActivityYear, Max: lastActivityYear}
	}
	return nil
}

// The instants between which activities lie: 1900-01-01 and 2201-01-01 in UTC.
const (
	firstActivity = -25567 * secondsPerDay
	endActivity   = 84371 * secondsPerDay
)
