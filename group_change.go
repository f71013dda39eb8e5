package cx

import (
	"math/big"

	"github.com/shopspring/decimal"

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
//   - the scales differ ([ErrMismatch]), within a side at a [*RowError];
//   - a tally is not valid ([*RowError] wrapping [ErrInvalid]).
func ScoreChangeOf[K Key, T Figure, P Tally[T]](before, after []Group[K, T]) (ScoreChange, error) {
	samples := [2]sample[K, T]{{groups: before}, {groups: after}}
	var (
		total [2]ratio
		both  T
		err   error
	)
	for side := range samples {
		s := &samples[side]
		for i, g := range s.groups {
			if err := P(&s.whole).Merge(g.Tally); err != nil {
				return ScoreChange{}, &RowError{Of: [2]string{"before", "after"}[side], Row: i, Err: err}
			}
		}
		if total[side].num, total[side].den, err = s.whole.Fraction(); err != nil {
			return ScoreChange{}, err
		}
		s.order = orderByKey(s.groups)
	}
	for side := range samples {
		if err := P(&both).Merge(samples[side].whole); err != nil { // the scales differ
			return ScoreChange{}, err
		}
	}
	mix := mixSum{total: total}
	for {
		key, ok := nextKey(&samples)
		if !ok {
			break
		}
		var scores [2]ratio
		for side := range samples {
			tally, err := take[K, T, P](&samples[side], key)
			if err != nil {
				return ScoreChange{}, err
			}
			if scores[side], err = ratioOf(*tally); err != nil {
				return ScoreChange{}, err
			}
		}
		mix.add(scores[0], scores[1])
	}
	change := total[1].minus(total[0])
	c := ScoreChange{Total: exact.Divide(change.num, change.den), Mix: mix.sum.Value().Round(Places).Normalize()}
	c.Rate = c.Total.Sub(c.Mix).Normalize()
	return c, nil
}

// sample is one of two samples, read in the order of its keys, so that nothing is held for
// all groups but their order.
type sample[K Key, T any] struct {
	groups []Group[K, T]
	whole  T
	order  []int // of the groups that are not read yet
	tally  T     // of the key in hand
}

// nextKey returns the least key that is not read yet, false if there is none.
func nextKey[K Key, T any](samples *[2]sample[K, T]) (least K, ok bool) {
	for i := range samples {
		if s := &samples[i]; len(s.order) > 0 {
			if key := s.groups[s.order[0]].Key; !ok || key < least {
				least, ok = key, true
			}
		}
	}
	return least, ok
}

// take reads the groups of a key, which may be none or several, and returns their tally.
func take[K Key, T any, P Tally[T]](s *sample[K, T], key K) (*T, error) {
	var none T
	s.tally = none
	for len(s.order) > 0 && s.groups[s.order[0]].Key == key {
		if err := P(&s.tally).Merge(s.groups[s.order[0]].Tally); err != nil {
			return nil, err
		}
		s.order = s.order[1:]
	}
	return &s.tally, nil
}

// mixSum adds the terms of Mix, one for each group, in memory that it uses again: an exact
// sum over many groups would need a denominator that grows with each.
type mixSum struct {
	total [2]ratio
	sum   exact.Quotients

	aNum, aDen, bNum, bDen, before, after big.Int
	share, score, term, product, den      big.Int
}

// add adds the term of a group whose scores are a and b
//
//	(b.den/after - a.den/before) · (a.num/a.den + b.num/b.den) / 2
//
// where before and after are the sizes of the samples.
func (m *mixSum) add(a, b ratio) {
	if a.den.IsZero() && b.den.IsZero() {
		return
	}
	before, after := m.total[0].den, m.total[1].den
	exponent := min(a.num.Exponent(), a.den.Exponent(), b.num.Exponent(), b.den.Exponent(), before.Exponent(), after.Exponent())
	exact.SetUnits(&m.aNum, a.num, exponent)
	exact.SetUnits(&m.aDen, a.den, exponent)
	exact.SetUnits(&m.bNum, b.num, exponent)
	exact.SetUnits(&m.bDen, b.den, exponent)
	exact.SetUnits(&m.before, before, exponent)
	exact.SetUnits(&m.after, after, exponent)
	m.share.Mul(&m.bDen, &m.before)
	m.share.Sub(&m.share, m.product.Mul(&m.aDen, &m.after))
	switch { // at the score of the other side
	case m.aDen.Sign() == 0:
		m.aNum.Set(&m.bNum)
		m.aDen.Set(&m.bDen)
	case m.bDen.Sign() == 0:
		m.bNum.Set(&m.aNum)
		m.bDen.Set(&m.aDen)
	}
	m.score.Mul(&m.aNum, &m.bDen)
	m.score.Add(&m.score, m.product.Mul(&m.bNum, &m.aDen))
	m.term.Mul(&m.share, &m.score)
	m.share.Mul(&m.before, &m.after)
	m.product.Mul(&m.aDen, &m.bDen)
	m.den.Mul(&m.share, &m.product)
	m.sum.Add(&m.term, m.den.Lsh(&m.den, 1))
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
