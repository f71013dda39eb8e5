package cx

import (
	"cmp"
	"errors"
	"slices"

	"github.com/shopspring/decimal"
)

// Ranked is the constraint of a tally whose groups can be ranked, on the pointer
// to its type: *NPS, *Ratings, *CSAT, *CES, *Proportion and *Amounts satisfy it, and a
// type of the caller's own may.
type Ranked[T any] interface {
	Tally[T]
	Figure
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
	ranking := make([]Ranking[K, T], len(groups))
	for i, g := range groups {
		ranking[i] = Ranking[K, T]{Key: g.Key, Tally: g.Tally}
	}
	slices.SortFunc(ranking, func(a, b Ranking[K, T]) int { return cmp.Compare(a.Key, b.Key) })
	ratios := make([]ratio, len(ranking))
	for i := range ranking {
		if i > 0 && ranking[i].Key == ranking[i-1].Key {
			return nil, invalid("two groups have one key")
		}
		var err error
		if ratios[i], err = ratioOf(P(&ranking[i].Tally)); err != nil {
			return nil, err
		}
	}
	if err := testGroups[K, T, P](ranking, ratios, minimum, level); err != nil {
		return nil, err
	}

	order := make([]int, 0, len(ranking))
	for i, r := range ratios {
		if r.base(minimum) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		c := ratios[b].compare(ratios[a])
		if P(&ranking[a].Tally).LowerIsBetter() {
			c = -c
		}
		return c
	})
	for place, i := range order {
		ranking[i].Rank = place + 1
		if place > 0 && ratios[i].compare(ratios[order[place-1]]) == 0 {
			ranking[i].Rank = ranking[order[place-1]].Rank
		}
	}
	slices.SortStableFunc(ranking, func(a, b Ranking[K, T]) int {
		// Rank 0, the groups too small to be ranked, wraps to the end.
		return cmp.Compare(uint(a.Rank-1), uint(b.Rank-1))
	})
	return ranking, nil
}

// testGroups compares each group with the others pooled.
func testGroups[K Key, T any, P Ranked[T]](ranking []Ranking[K, T], ratios []ratio, minimum int64, level float64) error {
	others, err := poolOthers[K, T, P](ranking)
	if err != nil {
		return err
	}
	var (
		tested []int
		p      []float64
		groups int // with answers
	)
	for i := range ranking {
		if ratios[i].base(1) {
			groups++
		}
		rest, err := ratioOf(P(&others[i]))
		if err != nil {
			return err
		}
		if !ratios[i].base(minimum) || !rest.base(minimum) {
			continue
		}
		c, err := P(&ranking[i].Tally).Difference(others[i], level)
		if errors.Is(err, ErrUndefined) {
			continue
		}
		if err != nil {
			return err
		}
		ranking[i].Tested, ranking[i].Difference = true, c
		tested, p = append(tested, i), append(p, c.P)
	}
	if groups > 2 {
		if p, err = Holm(p); err != nil {
			return err
		}
	}
	for j, i := range tested {
		ranking[i].AdjustedP = p[j]
	}
	return nil
}

// poolOthers returns for each group the answers of all others, from the pools of
// those before it and those after it.
func poolOthers[K Key, T any, P Ranked[T]](ranking []Ranking[K, T]) ([]T, error) {
	others := make([]T, len(ranking))
	var before, after T
	for i := range ranking {
		others[i] = before
		if err := P(&before).Merge(ranking[i].Tally); err != nil {
			return nil, err
		}
	}
	for i := len(ranking) - 1; i >= 0; i-- {
		if err := P(&others[i]).Merge(after); err != nil {
			return nil, err
		}
		if err := P(&after).Merge(ranking[i].Tally); err != nil {
			return nil, err
		}
	}
	return others, nil
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

// compare orders two figures that have answers.
func (r ratio) compare(other ratio) int { return r.num.Mul(other.den).Cmp(other.num.Mul(r.den)) }

// minus returns r - other for two figures that have answers.
func (r ratio) minus(other ratio) ratio {
	return ratio{num: r.num.Mul(other.den).Sub(other.num.Mul(r.den)), den: r.den.Mul(other.den)}
}
