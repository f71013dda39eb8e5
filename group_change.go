package cx

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
)

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
	Total decimal.Decimal `json:"total"` // the later score minus the earlier
	Mix   decimal.Decimal `json:"mix"`   // the groups' shares of the answers changed
	Rate  decimal.Decimal `json:"rate"`  // the groups' own scores changed
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
		index = count.NewIndex[K]()
		sides [2][]T // by the number of the key
		whole [2]T
		total [2]ratio
		none  T
	)
	for side, groups := range [2][]Group[K, T]{before, after} {
		for _, g := range groups {
			slot := index.Slot(g.Key)
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
	for slot := range index.Keys {
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
		mix = mix.Add(num.DivRound(den, exact.GuardPlaces))
	}
	change := total[1].minus(total[0])
	c := Change{Total: exact.Divide(change.num, change.den), Mix: mix.Round(Places).Normalize()}
	c.Rate = c.Total.Sub(c.Mix).Normalize()
	return c, nil
}

// MarshalJSON encodes the three amounts as texts, under the keys total, mix and
// rate. It returns an error wrapping [ErrInvalid] if one has more than 34 digits.
func (c Change) MarshalJSON() ([]byte, error) { return encode(&c, c.validate()) }

// UnmarshalJSON decodes a change. It refuses unknown and repeated keys, and amounts
// that [ParseMoney] refuses. On error c is unchanged.
func (c *Change) UnmarshalJSON(data []byte) error {
	return decode(data, "change", c, nil)
}

// validate refuses amounts that no decoder takes.
func (c *Change) validate() error {
	for _, d := range []decimal.Decimal{c.Total, c.Mix, c.Rate} {
		if err := exact.Check("change", d); err != nil {
			return err
		}
	}
	return nil
}
