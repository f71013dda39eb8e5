package cx

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// AccountNPS is a Net Promoter Score of accounts, each with one score however many of its people
// answered: the relationship NPS of business customers (B2B).
type AccountNPS struct {
	// NPS is that of the accounts that answered, each with one vote.
	NPS NPS `json:"nps"`
	// Weighted is that of the accounts that answered and have revenue, which is their weight.
	Weighted WeightedNPS `json:"weighted"`
	// Covered is the accounts that answered, of those with revenue.
	Covered        Proportion      `json:"covered"`
	Revenue        decimal.Decimal `json:"revenue"`         // of all accounts
	CoveredRevenue decimal.Decimal `json:"covered_revenue"` // of the accounts that answered
	Unassigned     int64           `json:"unassigned"`      // answers without an account, which are in no score
}

// MarshalJSON encodes the result, to be shown: amounts as texts. It returns an error wrapping
// [ErrInvalid] if a tally is not valid, or an amount has more than 34 digits.
func (a AccountNPS) MarshalJSON() ([]byte, error) { return wire.Encode(&a) }

// AccountNPSOf makes one score of the answers of each account, the Account of a [Response], and
// tallies the accounts: with one vote each, and weighted by revenue. The Customer of a row of
// revenue is an account; several rows of one are added up. Accounts without revenue, or with 0,
// are in NPS alone; accounts with revenue that did not answer say how much of it the score
// speaks for. The empty NPS carries the scale, as in [GroupBy]. The time grows with the rows, and
// n log n with those of one account.
//
// The function gets the answers of an account in order of time, of one instant in order of the
// rows, in a slice of its own, and returns its score on the scale. If it is nil, the score is the
// mean of each person's latest answer, rounded with half a point up: of 9 and 8 it is 9. A blank
// Customer is a person of its own.
//
// An account is one observation, so that the intervals of NPS and Weighted hold however many of
// its people answered. They say nothing of accounts that were not asked. The NPS of all answers,
// with an interval that knows of accounts, is [ClusteredOf] groups by account.
//
// AccountNPSOf returns a [*RowError] of rows at the first row
//   - of an account whose time is missing ([ErrInvalid]);
//   - whose score is not on the scale ([ErrInvalid]);
//   - whose question is not that of the first row ([ErrMismatch]);
//   - of an account of whose answers the function makes an error, which it wraps, or a score that
//     is not on the scale ([ErrInvalid]);
//
// and one of revenue wrapping [ErrInvalid] at the first row whose account is blank, or whose
// amount is negative or has more than 34 digits. It returns an error wrapping [ErrInvalid] if a
// sum of revenue has more than 34 digits.
func AccountNPSOf(rows []Response, revenue []Subscription, score func([]Response) (int, error), empty NPS) (AccountNPS, error) {
	a := AccountNPS{NPS: empty, Weighted: WeightedNPS{Scale: empty.Scale}}
	if score == nil {
		score = meanOfPeople
	}
	accounts := count.NewIndex[string]()
	var answers [][]int // by account, the rows
	check := addScore[NPS](rows)
	for i := range rows {
		r, one := &rows[i], NPS{Scale: empty.Scale}
		err := check(&one, r)
		if err == nil && isBlank(r.Account) {
			a.Unassigned++
			continue
		}
		if err == nil && r.At.IsZero() {
			err = errTime(r.At)
		}
		if err != nil {
			return AccountNPS{}, &RowError{Of: "rows", Row: i, Err: err}
		}
		slot := accounts.Slot(r.Account)
		if slot == len(answers) {
			answers = append(answers, nil)
		}
		answers[slot] = append(answers[slot], i)
	}
	answered := len(answers)
	paid := make([]exact.Sum, answered)
	for i, s := range revenue {
		if err := s.validate(); err != nil {
			return AccountNPS{}, &RowError{Of: "revenue", Row: i, Err: err}
		}
		slot := accounts.Slot(s.Customer)
		if slot == len(paid) {
			paid = append(paid, exact.Sum{})
		}
		paid[slot].Add(s.Amount)
	}
	if err := a.addRevenue(paid, answered); err != nil {
		return AccountNPS{}, err
	}
	for slot, list := range answers {
		if err := a.addAccount(rows, list, score, paid[slot].Value()); err != nil {
			return AccountNPS{}, &RowError{Of: "rows", Row: list[0], Err: err}
		}
	}
	return a, nil
}

// addRevenue counts what accounts pay, of which the first ones have answered.
func (a *AccountNPS) addRevenue(paid []exact.Sum, answered int) error {
	var all, covered exact.Sum
	for slot := range paid {
		amount := paid[slot].Value()
		if amount.IsZero() {
			continue
		}
		all.Add(amount)
		a.Covered.Base++
		if slot < answered {
			covered.Add(amount)
			a.Covered.Count++
		}
	}
	a.Revenue, a.CoveredRevenue = all.Value(), covered.Value()
	return exact.Check("revenue of the accounts", a.Revenue)
}

// addAccount counts an account by the numbers of its answers.
func (a *AccountNPS) addAccount(rows []Response, list []int, score func([]Response) (int, error), amount decimal.Decimal) error {
	answers := make([]Response, len(list))
	for i, row := range list {
		answers[i] = rows[row]
	}
	slices.SortStableFunc(answers, func(a, b Response) int { return a.At.Compare(b.At) })
	of, err := score(answers)
	if err == nil {
		err = a.NPS.Add(of)
	}
	if err == nil && !amount.IsZero() {
		err = a.Weighted.Add(of, amount)
	}
	return err
}

// meanOfPeople returns the mean of each person's latest score, rounded with half a point up.
func meanOfPeople(answers []Response) (int, error) {
	seen := make(map[string]bool, len(answers))
	sum, people := 0, 0
	for _, r := range slices.Backward(answers) {
		if named := !isBlank(r.Customer); named && seen[r.Customer] {
			continue
		} else if named {
			seen[r.Customer] = true
		}
		sum += r.Score
		people++
	}
	mean := (2*sum + people) / (2 * people)
	if (2*sum+people)%(2*people) < 0 {
		mean--
	}
	return mean, nil
}
