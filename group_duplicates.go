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
// person does not count twice. Before any policy, also that of all answers, an answer
// is dropped whose ID, if not blank, is that of an earlier answer to the same question:
// it is that answer again, delivered or read twice.
//
// The periods of [KeepLatestPerPeriod] are those of the calendar c, which the other
// policies do not use. If two answers have one instant, the later row is the later
// answer. With [KeepFirst] the rows may have no instants, none of them: the earlier row
// is then the earlier answer. A response whose Customer is blank is anonymous and stays
// under each policy. It does not modify rows.
//
// Deduplicate returns an error wrapping [ErrInvalid] if keep is none of the
// policies, or the grain none of the grains, and, unless all answers are kept, a
// [*RowError] at the first row
//   - whose time is missing or is outside the years 1 to 9999 ([ErrInvalid]);
//   - whose time is not missing, as that of the first row is ([ErrInvalid]);
//   - whose question is not that of the first row ([ErrMismatch]).
func Deduplicate(rows []Response, keep DuplicatePolicy, c Calendar) (kept []Response, dropped int64, err error) {
	if err := c.Grain.validate(); err != nil {
		return nil, 0, err
	}
	switch keep {
	case "", KeepAll, KeepFirst, KeepLatest, KeepLatestPerPeriod:
	default:
		return nil, 0, invalid("policy is none of all, first, latest, latest_per_period")
	}
	drop := repeatedIDs(rows)
	if keep != "" && keep != KeepAll {
		if err := dropByPolicy(rows, keep, c, drop); err != nil {
			return nil, 0, err
		}
	}
	for i := range rows {
		if drop[i] {
			dropped++
		} else {
			kept = append(kept, rows[i])
		}
	}
	return kept, dropped, nil
}

// repeatedIDs returns which rows have the ID of an earlier answer to the same question.
func repeatedIDs(rows []Response) []bool {
	type answer struct{ question, id string }
	seen := make(map[answer]struct{})
	repeated := make([]bool, len(rows))
	for i := range rows {
		r := &rows[i]
		if isBlank(r.ID) {
			continue
		}
		who := answer{r.Question, r.ID}
		_, repeated[i] = seen[who]
		seen[who] = struct{}{}
	}
	return repeated
}

// dropByPolicy notes in drop, beside the rows that are there already, those that a policy
// other than to keep all leaves out.
func dropByPolicy(rows []Response, keep DuplicatePolicy, c Calendar, drop []bool) error {
	type respondent struct {
		customer string
		period   int
	}
	chosen := make(map[respondent]int, min(len(rows), 1024)) // the row that stays
	clock := days.NewClock(c.Location)
	timeless := keep == KeepFirst && len(rows) > 0 && rows[0].At.IsZero()
	for i := range rows {
		r := &rows[i]
		var day int
		var err error
		switch {
		case !timeless:
			day, err = dayOf(clock, r.At)
		case !r.At.IsZero():
			err = invalid("time is not missing, as that of the first row is")
		}
		if err == nil && r.Question != rows[0].Question {
			err = mismatch("the question is not that of the first row")
		}
		if err != nil {
			return &RowError{Row: i, Err: err}
		}
		if drop[i] || isBlank(r.Customer) {
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
		if earlier := r.At.Before(rows[other].At); earlier == (keep == KeepFirst) {
			drop[other] = true
			chosen[who] = i
		} else {
			drop[i] = true
		}
	}
	return nil
}
