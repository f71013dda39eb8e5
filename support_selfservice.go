package cx

import (
	"slices"
	"time"
)

// maxHelpWindow is the longest window of SelfServiceOf, about a century.
const maxHelpWindow = maxWindow * 24 * time.Hour

// SelfServiceOf tallies visits to the help pages by whether the customer asked us
// after all (deflection, the self-service rate):
//
//   - attained: no ticket of the customer was opened from the visit until window later, and
//     all of that time has passed by asOf;
//   - missed: one was opened, at the last instant of the window at the latest;
//   - pending: none so far.
//
// Nothing is excluded. It uses only Customer and Opened of the tickets, and only
// Customer and At of the visits; both are in any order. Visits and tickets at
// asOf or later are left out. Two visits before one ticket have both missed.
// Without visits it is the zero Attainment, whose Rate is [ErrNoData]. It does
// not modify its arguments.
//
// SelfServiceOf returns an error wrapping [ErrInvalid] if window is not above 0 or longer
// than 36,525 days, or asOf is outside the years 1900 to 2200; and a [*RowError]
// at the first row whose customer is blank, whose instant is missing or is
// outside those years, or whose amount has more than 34 digits; its Row counts on
// from the first slice.
func SelfServiceOf(visits []Activity, tickets []Ticket, window time.Duration, asOf time.Time) (Attainment, error) {
	if window <= 0 || window > maxHelpWindow {
		return Attainment{}, invalid("the window is not above 0, or longer than 36,525 days")
	}
	if err := checkInstant(asOf); err != nil {
		return Attainment{}, err
	}
	opened := make(map[string][]time.Time)
	for i := range visits {
		if err := visits[i].validate(); err != nil {
			return Attainment{}, &RowError{Row: i, Err: err}
		}
		if visits[i].At.Before(asOf) {
			opened[visits[i].Customer] = nil
		}
	}
	for i := range tickets {
		t := &tickets[i]
		err := checkCustomer(t.Customer)
		if err == nil {
			err = checkInstant(t.Opened)
		}
		if err != nil {
			return Attainment{}, &RowError{Row: len(visits) + i, Err: err}
		}
		if times, ok := opened[t.Customer]; ok && t.Opened.Before(asOf) {
			opened[t.Customer] = append(times, t.Opened)
		}
	}
	for _, times := range opened {
		slices.SortFunc(times, time.Time.Compare)
	}
	var a Attainment
	for i := range visits {
		at := visits[i].At
		if !at.Before(asOf) {
			continue
		}
		times, end := opened[visits[i].Customer], at.Add(window)
		next, _ := slices.BinarySearchFunc(times, at, time.Time.Compare)
		switch {
		case next < len(times) && !times[next].After(end):
			a.Missed++
		case end.Before(asOf):
			a.Attained++
		default:
			a.Pending++
		}
	}
	return a, nil
}
