package cx

import (
	"cmp"
	"errors"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// Ranked is the constraint of a tally whose groups can be ranked, on the pointer
// to its type: *NPS, *Ratings, *CSAT, *CES, *Proportion and *Amounts satisfy it, and a
// type of the caller's own may.
type Ranked[T any] interface {
	Tally[T]
	Figure
	// Unmerge is the inverse of Merge: the others are the whole less a group.
	Unmerge(other T) error
	// StandardError returns that of the figure, in its unit.
	StandardError() (float64, error)
	// Difference compares two independent samples, the receiver minus the argument.
	Difference(other T, level float64) (Comparison, error)
}

// Ranking is the place of a group among others, and how it differs from them.
type Ranking[K Key, T any] struct {
	Key   K `json:"key"`
	Tally T `json:"tally"`
	// Rank is 1 for the best score; equal scores share a rank. It is 0 for a group
	// whose base is too small to be ranked.
	Rank int `json:"rank,omitzero"`
	// Tested says that Difference and AdjustedP hold a test.
	Tested bool `json:"tested"`
	// Difference compares the group with all other answers pooled. Its P and
	// Interval are those of this one test, unadjusted.
	Difference Comparison `json:"difference,omitzero"`
	// AdjustedP is P after Holm's method over all tests of the ranking.
	AdjustedP float64 `json:"adjusted_p,omitzero"`
}

// RankGroups ranks groups by score, the best first and those of equal score by
// key, and tests each against the answers of all other groups pooled, never
// against a total that contains it. It is also called a leaderboard, with tests
// of significance: read AdjustedP. A group with a base under minimum is neither
// ranked nor tested, and is at the end; 30 is a usual minimum. A group is also
// not tested if the others together have a base under minimum, or if the
// difference is undefined. Two groups make one test, which both show. No groups
// give nil. It does not modify groups.
//
// A proportion does not know whether it counts what is good: of a share that is bad (churned,
// difficult, abandoned), hand in the share of the good outcome, [Proportion.Complement]. Of
// amounts the highest mean is the best.
//
// RankGroups returns an error if:
//   - minimum is below 1, level is not between 0 and 1, two groups have one key, or
//     a tally is not valid ([ErrInvalid]);
//   - the scales differ ([ErrMismatch]).
func RankGroups[K Key, T any, P Ranked[T]](groups []Group[K, T], minimum int64, level float64) ([]Ranking[K, T], error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	if minimum < 1 {
		return nil, invalid("minimum base is below 1")
	}
	if len(groups) == 0 {
		return nil, nil
	}
	order := orderByKey(groups)
	scores := make([]exact.Fraction, len(groups)) // zero for a group that is not ranked
	answered := 0                                 // groups with answers
	for place, i := range order {
		if place > 0 && groups[i].Key == groups[order[place-1]].Key {
			return nil, invalid("two groups have one key")
		}
		r, err := ratioOf(P(&groups[i].Tally))
		if err != nil {
			return nil, err
		}
		if r.base(1) {
			answered++
		}
		if r.base(minimum) {
			scores[i] = exact.FractionOf(r.num, r.den)
		}
	}
	var whole T
	for _, i := range order {
		if err := P(&whole).Merge(groups[i].Tally); err != nil {
			return nil, err
		}
	}

	ranking := make([]Ranking[K, T], 0, len(groups))
	ranked, small := order[:0], []int(nil)
	for _, i := range order {
		if scores[i] == (exact.Fraction{}) {
			small = append(small, i)
		} else {
			ranked = append(ranked, i)
		}
	}
	compare := func(a, b int) int {
		c := scores[b].Compare(scores[a])
		if P(&groups[a].Tally).LowerIsBetter() {
			c = -c
		}
		return c
	}
	slices.SortFunc(ranked, func(a, b int) int {
		return cmp.Or(compare(a, b), cmp.Compare(groups[a].Key, groups[b].Key))
	})
	for place, i := range ranked {
		rank := place + 1
		if place > 0 && compare(i, ranked[place-1]) == 0 {
			rank = ranking[place-1].Rank
		}
		ranking = append(ranking, Ranking[K, T]{Key: groups[i].Key, Tally: groups[i].Tally, Rank: rank})
	}
	if err := testGroups[K, T, P](ranking, whole, minimum, level, answered > 2); err != nil {
		return nil, err
	}
	for _, i := range small {
		ranking = append(ranking, Ranking[K, T]{Key: groups[i].Key, Tally: groups[i].Tally})
	}
	return ranking, nil
}

// orderByKey returns the places of groups in the order of their keys.
func orderByKey[K Key, T any](groups []Group[K, T]) []int {
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(groups[a].Key, groups[b].Key) })
	return order
}

// testGroups compares each group with the others: the whole less the group. Only two groups
// with answers are one test.
func testGroups[K Key, T any, P Ranked[T]](ranking []Ranking[K, T], whole T, minimum int64, level float64, adjust bool) error {
	p := make([]float64, 0, len(ranking))
	var others T
	for i := range ranking {
		r := &ranking[i]
		others = whole
		if err := P(&others).Unmerge(r.Tally); err != nil {
			return err
		}
		if P(&others).Total() < minimum {
			continue
		}
		c, err := P(&r.Tally).Difference(others, level)
		if errors.Is(err, ErrUndefined) {
			continue
		}
		if err != nil {
			return err
		}
		r.Tested, r.Difference = true, c
		p = append(p, c.P)
	}
	if adjust {
		var err error
		if p, err = Holm(p); err != nil {
			return err
		}
	}
	for i := range ranking {
		if ranking[i].Tested {
			ranking[i].AdjustedP, p = p[0], p[1:]
		}
	}
	return nil
}

// ratio is a figure as numerator and denominator, with its base. The numbers are 0 where
// there are no answers, or none of any weight.
type ratio struct {
	num, den decimal.Decimal
	total    int64
}

// ratioOf returns the figure of a tally.
func ratioOf[T Figure](tally T) (ratio, error) {
	num, den, err := tally.Fraction()
	if err != nil && !errors.Is(err, ErrUndefined) { // no answers, or none of any weight
		return ratio{}, err
	}
	return ratio{num, den, tally.Total()}, nil
}

// base reports whether there are at least n answers.
func (r ratio) base(n int64) bool { return r.total >= n && r.den.Sign() > 0 }

// minus returns r - other for two figures that have answers.
func (r ratio) minus(other ratio) ratio {
	return ratio{num: r.num.Mul(other.den).Sub(other.num.Mul(r.den)), den: r.den.Mul(other.den)}
}
