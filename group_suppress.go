package cx

import (
	"slices"

	"github.com/shopspring/decimal"
)

// SuppressSmall leaves out the groups with fewer than minimum answers, so that
// nobody can be recognized in a small team; 5 is usual for employees. It is also
// called an anonymity threshold. If the groups left out have together fewer than
// minimum answers, or if there is only one, the total minus the shown would
// reveal them: the smallest of the shown is then left out as well. It returns the
// groups shown and the keys of those left out, both in the order of groups, which
// it does not modify. Groups without answers are shown.
//
// SuppressSmall returns an error wrapping [ErrInvalid] if minimum is below 1 or a
// tally is not valid.
func SuppressSmall[K Key, T Figure](groups []Group[K, T], minimum int64) (shown []Group[K, T], hidden []K, err error) {
	if minimum < 1 {
		return nil, nil, invalid("minimum base is below 1")
	}
	bases := make([]decimal.Decimal, len(groups))
	order := make([]int, 0, len(groups)) // of the groups with answers
	for i := range groups {
		r, err := ratioOf(groups[i].Tally)
		if err != nil {
			return nil, nil, err
		}
		bases[i] = decimal.NewFromInt(r.total)
		if bases[i].Sign() > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return bases[a].Cmp(bases[b]) })
	least := decimal.NewFromInt(minimum)
	hide := make([]bool, len(groups))
	var sum decimal.Decimal
	for count, i := range order {
		if bases[i].Cmp(least) >= 0 && (count == 0 || count > 1 && sum.Cmp(least) >= 0) {
			break
		}
		hide[i] = true
		sum = sum.Add(bases[i])
	}
	for i, g := range groups {
		if hide[i] {
			hidden = append(hidden, g.Key)
		} else {
			shown = append(shown, g)
		}
	}
	return shown, hidden, nil
}
