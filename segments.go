package cx

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"

	"github.com/shopspring/decimal"
)

// Ranked is the constraint of a tally whose groups can be ranked, on the pointer to
// its type: *NPS, *CSAT, *CES and *Proportion fulfil it.
type Ranked[T any] interface {
	Merger[T]
	Difference(T, float64) (Comparison, error)
	figure
	lowerIsBetter() bool
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

// RankGroups ranks groups by score, the best first and those of equal score by key,
// and tests each against the answers of all other groups pooled, never against a
// total that contains it. A group with a base under minimum is neither ranked nor
// tested, and stands at the end; 30 is a usual minimum. Neither is a group tested
// whose others have a base under minimum together, or whose difference is
// undefined. Two groups make one test, which both show. It does not modify groups.
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
		if P(&ranking[a].Tally).lowerIsBetter() {
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

// ratio is a figure as numerator and denominator, which is the base of a survey
// figure; both are 0 where there are no answers.
type ratio struct{ num, den decimal.Decimal }

// ratioOf returns the figure of a tally.
func ratioOf(tally figure) (ratio, error) {
	num, den, err := tally.fraction()
	if err != nil && !errors.Is(err, ErrUndefined) { // no answers, or none of any weight
		return ratio{}, err
	}
	return ratio{num, den}, nil
}

// base reports whether there are at least n answers.
func (r ratio) base(n int64) bool { return r.den.Cmp(decimal.NewFromInt(n)) >= 0 }

// compare orders two figures that have answers.
func (r ratio) compare(other ratio) int { return r.num.Mul(other.den).Cmp(other.num.Mul(r.den)) }

// minus returns r - other for two figures that have answers.
func (r ratio) minus(other ratio) ratio {
	return ratio{r.num.Mul(other.den).Sub(other.num.Mul(r.den)), r.den.Mul(other.den)}
}

// SuppressSmall leaves out the groups with fewer than minimum answers, so that
// nobody can be recognised in a small one; 5 is usual for employees. Where the
// groups left out would together have fewer than minimum answers, or where it is
// only one, the total minus the shown would reveal them, and the smallest of the
// shown is left out as well. It returns the groups shown and the keys of those left
// out, both in the order of groups, which it does not modify. Groups without
// answers are shown.
//
// SuppressSmall returns an error wrapping [ErrInvalid] if minimum is below 1 or a
// tally is not valid.
func SuppressSmall[K Key, T any, P interface {
	*T
	figure
}](groups []Group[K, T], minimum int64) (shown []Group[K, T], hidden []K, err error) {
	if minimum < 1 {
		return nil, nil, invalid("minimum base is below 1")
	}
	bases := make([]decimal.Decimal, len(groups))
	order := make([]int, 0, len(groups)) // of the groups with answers
	for i := range groups {
		r, err := ratioOf(P(&groups[i].Tally))
		if err != nil {
			return nil, nil, err
		}
		bases[i] = r.den
		// The denominator of a weighted figure is no number of answers.
		if t, ok := any(P(&groups[i].Tally)).(interface{ Total() int64 }); ok {
			bases[i] = decimal.NewFromInt(t.Total())
		}
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

// Change is the difference of a score between two samples of groups, split into
// what came from their sizes and what came from their scores. All three are in the
// unit of the score, and Mix + Rate is Total.
type Change struct {
	Total decimal.Decimal // the later score minus the earlier
	Mix   decimal.Decimal // the groups' shares of the answers changed
	Rate  decimal.Decimal // the groups' own scores changed
}

// ChangeOf splits the change of a score from before to after
//
//	Mix  = sum of (w1 - w0)·(s0 + s1)/2
//	Rate = sum of (w0 + w1)/2·(s1 - s0)
//
// where w is a group's share of the answers and s its score. A group without
// answers on one side has no score there to change: it is taken at its score of the
// other side, so that all of its effect is Mix. Total and Mix are rounded half away
// from zero to [Places], and Rate is what remains. It does not modify the groups.
//
// ChangeOf returns an error if:
//   - a side holds no answers ([ErrNoData]), or none of any weight ([ErrUndefined]);
//   - the scales differ ([ErrMismatch]);
//   - a tally is not valid ([ErrInvalid]).
func ChangeOf[K Key, T any, P interface {
	Merger[T]
	figure
}](before, after []Group[K, T]) (Change, error) {
	var (
		index = newKeyIndex[K]()
		sides [2][]T // by the number of the key
		whole [2]T
		total [2]ratio
		none  T
	)
	for side, groups := range [2][]Group[K, T]{before, after} {
		for _, g := range groups {
			slot := index.slot(g.Key)
			for i := range sides {
				for len(sides[i]) <= slot {
					sides[i] = append(sides[i], none)
				}
			}
			if err := P(&sides[side][slot]).Merge(g.Tally); err != nil {
				return Change{}, err
			}
			if err := P(&whole[side]).Merge(g.Tally); err != nil {
				return Change{}, err
			}
		}
		num, den, err := P(&whole[side]).fraction()
		if err != nil {
			return Change{}, err
		}
		total[side] = ratio{num, den}
	}
	if err := P(&none).Merge(whole[0]); err != nil {
		return Change{}, err
	}
	if err := P(&none).Merge(whole[1]); err != nil {
		return Change{}, err
	}

	var mix decimal.Decimal
	for slot := range index.keys {
		var r [2]ratio
		for side := range r {
			var err error
			if r[side], err = ratioOf(P(&sides[side][slot])); err != nil {
				return Change{}, err
			}
		}
		a, b := r[0], r[1]
		switch {
		case a.den.IsZero() && b.den.IsZero():
			continue
		case a.den.IsZero():
			a.num = b.num // at the score of the other side, and the share 0
			a.den = b.den
		case b.den.IsZero():
			b.num = a.num
			b.den = a.den
		}
		share := ratio{r[1].den, total[1].den}.minus(ratio{r[0].den, total[0].den})
		num := share.num.Mul(a.num.Mul(b.den).Add(b.num.Mul(a.den)))
		den := share.den.Mul(a.den).Mul(b.den).Mul(decimal.NewFromInt(2))
		// One group's term has guard digits to spare; an exact sum over many groups
		// would need a denominator that grows with each.
		mix = mix.Add(num.DivRound(den, guardPlaces))
	}
	change := total[1].minus(total[0])
	c := Change{Total: divide(change.num, change.den), Mix: mix.Round(Places).Normalize()}
	c.Rate = c.Total.Sub(c.Mix).Normalize()
	return c, nil
}

// MarshalJSON encodes the three amounts as texts, under the keys total, mix and
// rate. It returns an error wrapping [ErrInvalid] if one has more than 34 digits.
func (c Change) MarshalJSON() ([]byte, error) {
	for _, d := range []decimal.Decimal{c.Total, c.Mix, c.Rate} {
		if err := checkMoney("change", d); err != nil {
			return nil, err
		}
	}
	wire := struct {
		Total amount `json:"total"`
		Mix   amount `json:"mix"`
		Rate  amount `json:"rate"`
	}{amount(c.Total), amount(c.Mix), amount(c.Rate)}
	return json.Marshal(wire)
}

// UnmarshalJSON decodes a change. It refuses unknown and repeated keys, and amounts
// that [ParseMoney] refuses. On error c is unchanged.
func (c *Change) UnmarshalJSON(data []byte) error {
	var v Change
	ok, err := decodeObject(data, "change", fields{"total": &v.Total, "mix": &v.Mix, "rate": &v.Rate})
	if !ok {
		return err
	}
	*c = v
	return nil
}
