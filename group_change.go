package cx

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
)

// ScoreChange is the difference of a score between two samples of groups, split into
// what came from their sizes and what came from their scores. It is also called a
// mix analysis: why did the score change? All three are in the unit of the score,
// and Mix + Rate is Total.
type ScoreChange struct {
	Total decimal.Decimal `json:"total"` // the later score minus the earlier
	Mix   decimal.Decimal `json:"mix"`   // the groups' shares of the answers changed
	Rate  decimal.Decimal `json:"rate"`  // the groups' own scores changed
}

// ScoreChangeOf splits the change of a score from before to after
//
//	Mix  = sum of (w1 - w0)·(s0 + s1)/2
//	Rate = sum of (w0 + w1)/2·(s1 - s0)
//
// where w is a group's share of the answers and s its score. A group without
// answers on one side has no score there: it gets its score of the other side, so
// that all of its effect is Mix. Total and Mix are rounded half away from zero to
// [Places], and Rate is what remains. It does not modify the groups.
//
// ScoreChangeOf returns an error if:
//   - a side holds no answers ([ErrNoData]), or none of any weight ([ErrUndefined]);
//   - the scales differ ([ErrMismatch]);
//   - a tally is not valid ([ErrInvalid]).
func ScoreChangeOf[K Key, T Figure, P Tally[T]](before, after []Group[K, T]) (ScoreChange, error) {
	s := samples[K, T]{index: count.NewIndex[K]()}
	var (
		whole [2]T
		total [2]ratio
		both  T
		err   error
	)
	for side, groups := range [2][]Group[K, T]{before, after} {
		if whole[side], err = pool[K, T, P](&s, side, groups); err != nil {
			return ScoreChange{}, err
		}
		if total[side].num, total[side].den, err = whole[side].Fraction(); err != nil {
			return ScoreChange{}, err
		}
	}
	for side := range whole {
		if err := P(&both).Merge(whole[side]); err != nil { // the scales differ
			return ScoreChange{}, err
		}
	}
	var mix decimal.Decimal
	for slot := range s.index.Keys {
		a, err := ratioOf(s.tallies[0][slot])
		if err != nil {
			return ScoreChange{}, err
		}
		b, err := ratioOf(s.tallies[1][slot])
		if err != nil {
			return ScoreChange{}, err
		}
		mix = mix.Add(mixOf(a, b, total))
	}
	change := total[1].minus(total[0])
	c := ScoreChange{Total: exact.Divide(change.num, change.den), Mix: mix.Round(Places).Normalize()}
	c.Rate = c.Total.Sub(c.Mix).Normalize()
	return c, nil
}

// samples is the tallies of two samples, by the number of the key.
type samples[K Key, T any] struct {
	index   *count.Index[K]
	tallies [2][]T
}

// pool adds groups to one of two samples, and returns the whole of them.
func pool[K Key, T any, P Tally[T]](s *samples[K, T], side int, groups []Group[K, T]) (whole T, err error) {
	var none T
	for _, g := range groups {
		slot := s.index.Slot(g.Key)
		for i := range s.tallies {
			for len(s.tallies[i]) <= slot {
				s.tallies[i] = append(s.tallies[i], none)
			}
		}
		if err := P(&s.tallies[side][slot]).Merge(g.Tally); err != nil {
			return whole, err
		}
		if err := P(&whole).Merge(g.Tally); err != nil {
			return whole, err
		}
	}
	return whole, nil
}

// mixOf returns the term of Mix of a group whose scores are a and b, out of the totals.
func mixOf(a, b ratio, total [2]ratio) decimal.Decimal {
	share := ratio{num: b.den, den: total[1].den}.minus(ratio{num: a.den, den: total[0].den})
	switch {
	case a.den.IsZero() && b.den.IsZero():
		return decimal.Decimal{}
	case a.den.IsZero():
		a = b // at the score of the other side
	case b.den.IsZero():
		b = a
	}
	num := share.num.Mul(a.num.Mul(b.den).Add(b.num.Mul(a.den)))
	den := share.den.Mul(a.den).Mul(b.den).Mul(decimal.NewFromInt(2))
	// One group's term has guard digits to spare; an exact sum over many groups
	// would need a denominator that grows with each.
	return num.DivRound(den, exact.GuardPlaces)
}

// MarshalJSON encodes the three amounts as texts, under the keys total, mix and
// rate. It returns an error wrapping [ErrInvalid] if one has more than 34 digits, or Mix
// and Rate do not add up to Total.
func (c ScoreChange) MarshalJSON() ([]byte, error) { return encode(&c, c.validate()) }

// UnmarshalJSON decodes a change. It refuses unknown and repeated keys, amounts that
// [ParseMoney] refuses, and a total that is not the sum of mix and rate. On error c is
// unchanged.
func (c *ScoreChange) UnmarshalJSON(data []byte) error {
	return decode(data, "change", c, (*ScoreChange).validate)
}

// validate refuses amounts that no decoder takes, and parts that do not add up:
// ScoreChangeOf rounds Total and Mix, and Rate is exactly what remains.
func (c *ScoreChange) validate() error {
	for _, d := range []decimal.Decimal{c.Total, c.Mix, c.Rate} {
		if err := exact.Check("change", d); err != nil {
			return err
		}
	}
	if !c.Mix.Add(c.Rate).Equal(c.Total) {
		return invalid("change: the total is not the sum of mix and rate")
	}
	return nil
}
