package cx

import "github.com/cxmetrics/cx/internal/days"

// DuplicatePolicy says which answers count when a customer gave several to one question.
type DuplicatePolicy string

// The policies. The zero Keep is KeepAll.
const (
	KeepAll             DuplicatePolicy = "all"               // every answer
	KeepFirst           DuplicatePolicy = "first"             // the earliest of each customer
	KeepLatest          DuplicatePolicy = "latest"            // the latest of each customer
	KeepLatestPerPeriod DuplicatePolicy = "latest_per_period" // the latest of each customer in each period
)

// Deduplicate applies a policy to responses before they are tallied, and returns
// those that stay, in their order, and the number of those dropped: the same
// person does not count twice. The periods of [KeepLatestPerPeriod] are those of
// the calendar c, which the other policies do not use. If two answers have one
// instant, the later row is the later answer. A response whose Customer is blank
// is anonymous and always stays. It does not modify rows.
//
// Deduplicate returns an error wrapping [ErrInvalid] if keep is none of the
// policies, or the grain none of the grains, and, unless all answers are kept, a
// [*RowError] at the first row
//   - whose time is missing or is outside the years 1 to 9999 ([ErrInvalid]);
//   - whose question is not that of the first row ([ErrMismatch]).
func Deduplicate(rows []Response, keep DuplicatePolicy, c Calendar) (kept []Response, dropped int64, err error) {
	if err := c.Grain.validate(); err != nil {
		return nil, 0, err
	}
	switch keep {
	case "", KeepAll:
		return append(kept, rows...), 0, nil
	case KeepFirst, KeepLatest, KeepLatestPerPeriod:
	default:
		return nil, 0, invalid("policy is none of all, first, latest, latest_per_period")
	}
	type respondent struct {
		customer string
		period   int
	}
	chosen := make(map[respondent]int, min(len(rows), 1024)) // the row that stays
	drop := make([]bool, len(rows))
	clock := days.NewClock(c.Location)
	for i := range rows {
		r := &rows[i]
		day, err := dayOf(clock, r.At)
		if err == nil && r.Question != rows[0].Question {
			err = mismatch("the question is not that of the first row")
		}
		if err != nil {
			return nil, 0, &RowError{Row: i, Err: err}
		}
		if isBlank(r.Customer) {
			continue
		}
		who := respondent{customer: r.Customer}
		if keep == KeepLatestPerPeriod {
			who.period = c.Grain.ordinal(day)
		}
		other, seen := chosen[who]
		if !seen {
			chosen[who] = i
			continue
		}
		dropped++
		if earlier := r.At.Before(rows[other].At); earlier == (keep == KeepFirst) {
			drop[other] = true
			chosen[who] = i
		} else {
			drop[i] = true
		}
	}
	for i := range rows {
		if !drop[i] {
			kept = append(kept, rows[i])
		}
	}
	return kept, dropped, nil
}
