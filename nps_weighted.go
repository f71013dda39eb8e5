package cx

import (
	"errors"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// WeightedNPS is the tally of a recommendation question whose answers have
// weights, as when young customers were asked more often than they buy, or when
// accounts count by their revenue. Promoters, Passives and Detractors are sums of
// weights, Squares is the sum of their squares, and all are exact, so that shards
// merge to the same value in any order.
//
// The zero WeightedNPS is no data, ready for Add on the scale 0..10, and the
// identity of Merge; a Scale of its own makes it a tally on that scale, as with
// [NPS].
type WeightedNPS struct {
	Promoters  decimal.Decimal `json:"promoters"`
	Passives   decimal.Decimal `json:"passives"`
	Detractors decimal.Decimal `json:"detractors"`
	Squares    decimal.Decimal `json:"squares" sum:"squares"`
	Answers    int64           `json:"answers"`
	Scale      Scale           `json:"scale,omitzero"`
}

// WeightedNPSOf counts scores on 0..10, where scores[i] has the weight
// weights[i]. With weights of revenue it is also called revenue-weighted NPS. It
// does not modify the slices.
//
// WeightedNPSOf returns an error wrapping [ErrInvalid] if the slices differ in
// length, and a [*RowError] at the first row that Add refuses.
func WeightedNPSOf[I Integer](scores []I, weights []decimal.Decimal) (WeightedNPS, error) {
	if len(scores) != len(weights) {
		return WeightedNPS{}, invalid("scores and weights differ in number")
	}
	if w, ok := quickWeights(scores, weights); ok {
		return w, nil
	}
	// A score is narrowed to an int only if it is on the scale.
	var outside *RowError
	_, err := NPSOf(scores)
	errors.As(err, &outside)
	var w WeightedNPS
	for i, score := range scores {
		if outside != nil && outside.Row == i {
			return WeightedNPS{}, ofSlice("scores", outside)
		}
		if err := w.Add(int(score), weights[i]); err != nil {
			return WeightedNPS{}, &RowError{Of: "weights", Row: i, Err: err}
		}
	}
	return w, nil
}

// quickWeights counts scores and weights where Add would refuse none of them: no sum of them has
// too many digits.
func quickWeights[I Integer](scores []I, weights []decimal.Decimal) (WeightedNPS, bool) {
	const places, most = 19, 1_000_000_000_000_000
	var classes [3]exact.Sum // detractors, passives, promoters
	var all exact.Powers
	for i, score := range scores {
		weight := weights[i]
		if score < 0 || score > 10 || weight.Exponent() < -places || checkWeight(weight) != nil {
			return WeightedNPS{}, false
		}
		class := 0
		if score >= 7 {
			class = int(score-5) / 2
		}
		classes[class].Add(weight)
		all.Add(weight)
	}
	sum, squares, _ := all.Values()
	return WeightedNPS{
		Detractors: classes[0].Value(),
		Passives:   classes[1].Value(),
		Promoters:  classes[2].Value(),
		Squares:    squares,
		Answers:    int64(len(scores)),
	}, sum.Cmp(decimal.NewFromInt(most)) < 0
}

// Add counts one score with its weight. On error w is unchanged.
//
// Add returns an error wrapping [ErrInvalid] if the scale has no such score, the
// weight is negative, or a sum of weights would have more than 34 digits or decimal
// places.
func (w *WeightedNPS) Add(score int, weight decimal.Decimal) error {
	n := NPS{Scale: w.Scale}
	if err := n.Add(score); err != nil {
		return err
	}
	if err := checkWeight(weight); err != nil {
		return err
	}
	weight = weight.Normalize()
	one := WeightedNPS{Squares: weight.Mul(weight), Answers: 1, Scale: w.Scale}
	switch {
	case n.Promoters > 0:
		one.Promoters = weight
	case n.Passives > 0:
		one.Passives = weight
	default:
		one.Detractors = weight
	}
	return w.Merge(one)
}

// Merge adds the answers of another tally on the same scale. The zero WeightedNPS
// adopts the scale of other. On error w is unchanged.
//
// Merge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - a tally is not valid, or a sum would have more than 34 digits ([ErrInvalid]).
func (w *WeightedNPS) Merge(other WeightedNPS) error {
	if err := w.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	scale, err := poolScales(w.Scale, w.Answers == 0, other.Scale, other.Answers == 0)
	if err != nil {
		return err
	}
	answers, err := addCount("weighted NPS", w.Answers, other.Answers)
	if err != nil {
		return err
	}
	sum := WeightedNPS{
		Promoters:  w.Promoters.Add(other.Promoters).Normalize(),
		Passives:   w.Passives.Add(other.Passives).Normalize(),
		Detractors: w.Detractors.Add(other.Detractors).Normalize(),
		Squares:    w.Squares.Add(other.Squares).Normalize(),
		Answers:    answers,
		Scale:      scale,
	}
	if err := sum.validate(); err != nil {
		return err
	}
	*w = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (WeightedNPS) PoolsPeriods() {}

// Remove takes away one score with its weight that was added, so that it is the
// inverse of Add. Only sums are held: that the answer was never added is seen only
// where the sums left are those of no weights. On error w is unchanged.
//
// Remove returns an error wrapping [ErrInvalid] if the scale has no such score, the
// weight is negative, no weights have the sums left, w is not valid, or a sum has
// more than 34 digits.
func (w *WeightedNPS) Remove(score int, weight decimal.Decimal) error {
	one := WeightedNPS{Scale: w.Scale}
	if err := one.Add(score, weight); err != nil {
		return err
	}
	return w.Unmerge(one)
}

// Unmerge takes away the answers of another tally, so that it is the inverse of
// Merge. An empty tally changes nothing, and a scale once adopted stays. On error
// w is unchanged.
//
// Unmerge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - no weights have the sums left, or either tally is not valid ([ErrInvalid]).
func (w *WeightedNPS) Unmerge(other WeightedNPS) error {
	for _, v := range []*WeightedNPS{w, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	if _, err := poolScales(w.Scale, w.Answers == 0, other.Scale, other.Answers == 0); err != nil {
		return err
	}
	left := WeightedNPS{
		Promoters:  w.Promoters.Sub(other.Promoters).Normalize(),
		Passives:   w.Passives.Sub(other.Passives).Normalize(),
		Detractors: w.Detractors.Sub(other.Detractors).Normalize(),
		Squares:    w.Squares.Sub(other.Squares).Normalize(),
		Answers:    w.Answers - other.Answers,
		Scale:      recommendScale(w.Scale),
	}
	return leave("weighted NPS", w, left, left.validate())
}

// validate says what is impossible about w.
func (w WeightedNPS) validate() error {
	if _, err := (&NPS{Scale: w.Scale}).total(); err != nil {
		return err
	}
	return checkWeights("weighted NPS", w.Squares, w.Answers, w.Promoters, w.Passives, w.Detractors)
}

// Total returns the number of answers. It is 0 for a negative number, which every
// other query refuses.
func (w WeightedNPS) Total() int64 { return max(w.Answers, 0) }

// Score returns the weighted Net Promoter Score
//
//	100 * (Promoters - Detractors) / (Promoters + Passives + Detractors)
//
// in points from -100 to 100, rounded half away from zero to [Places].
//
// Score returns an error if:
//   - w holds no answers ([ErrNoData]), or only answers with the weight 0
//     ([ErrUndefined]);
//   - the scale or a sum is not valid ([ErrInvalid]).
func (w WeightedNPS) Score() (decimal.Decimal, error) { return quotient(w.Fraction()) }

// LowerIsBetter returns false.
func (w WeightedNPS) LowerIsBetter() bool { return false }

// Fraction returns the score as numerator and denominator, not rounded. It returns the
// errors of Score.
func (w WeightedNPS) Fraction() (num, den decimal.Decimal, err error) {
	if err := w.validate(); err != nil {
		return num, den, err
	}
	if w.Answers == 0 {
		return num, den, noData("weighted NPS")
	}
	if den = sumWeights(w.Promoters, w.Passives, w.Detractors); den.IsZero() {
		return num, den, undefined("weighted NPS: all weights are 0")
	}
	return w.Promoters.Sub(w.Detractors).Shift(2), den, nil
}

// EffectiveSize returns the number of answers of equal weight that would be as
// precise, by Kish's approximation
//
//	(sum of weights)² / sum of squared weights
//
// from 1 to the number of answers, rounded half away from zero to [Places]. It
// returns the errors of Score: without answers, [ErrNoData].
//
// Source: L. Kish, Survey Sampling (1965), section 11.7.
func (w WeightedNPS) EffectiveSize() (decimal.Decimal, error) {
	_, weight, err := w.Fraction()
	if err != nil {
		return decimal.Decimal{}, err
	}
	return effectiveSize(weight, w.Squares), nil
}

// effective returns the sample of EffectiveSize answers that has the weighted
// shares.
func (w WeightedNPS) effective() (trinomial, error) {
	_, weight, err := w.Fraction()
	if err != nil {
		return trinomial{}, err
	}
	k := weight.InexactFloat64() / w.Squares.InexactFloat64()
	p := float64(k * w.Promoters.InexactFloat64())
	q := float64(k * w.Passives.InexactFloat64())
	d := float64(k * w.Detractors.InexactFloat64())
	return trinomial{p, q, d, p + q + d}, nil
}

// StandardError returns the standard error of Score
//
//	100 * sqrt(V / EffectiveSize)
//
// in points, where V is [NPS.Variance] of the weighted shares. It returns the
// errors of Score: without answers, [ErrNoData].
func (w WeightedNPS) StandardError() (float64, error) {
	t, err := w.effective()
	if err != nil {
		return 0, err
	}
	return 100 * t.standardError(), nil
}

// Interval returns the confidence interval of Score in points: that of
// [NPS.Interval] for a sample of EffectiveSize answers with the weighted shares.
// It is for the answers of different customers; where one customer or account answers
// several times, take [ClusteredOf]. It returns the errors of Score (without answers, [ErrNoData]), and [ErrInvalid]
// if level is not between 0 and 1.
func (w WeightedNPS) Interval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	t, err := w.effective()
	if err != nil {
		return Interval{}, err
	}
	return tangoInterval(t.detractors, t.promoters, t.n, level), nil
}

// NPS returns the answers of a recommendation question as a [WeightedNPS] on the same scale.
// Without answers it is an empty tally, and of the zero WeightedRatings the zero WeightedNPS.
//
// NPS returns an error wrapping [ErrInvalid] if lower is better on the scale, or the scale or a
// sum is not valid.
func (w WeightedRatings) NPS() (WeightedNPS, error) {
	if err := w.validate(); err != nil || w.Scale.isZero() {
		return WeightedNPS{}, err
	}
	empty, err := NPSOn(w.Scale)
	if err != nil {
		return WeightedNPS{}, err
	}
	n := WeightedNPS{Squares: w.Squares, Answers: w.Answers, Scale: empty.Scale}
	for i, weight := range w.Weights[:w.Scale.Points()] {
		switch rating := w.Scale.Min + i; {
		case rating >= w.Scale.TopMin:
			n.Promoters = n.Promoters.Add(weight)
		case rating > w.Scale.BottomMax:
			n.Passives = n.Passives.Add(weight)
		default:
			n.Detractors = n.Detractors.Add(weight)
		}
	}
	return n, n.validate()
}

// MarshalJSON encodes w with its sums as texts. It returns an error wrapping
// [ErrInvalid] if w is not valid.
func (w WeightedNPS) MarshalJSON() ([]byte, error) { return encode(&w, w.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and sums
// that no weights have. On error w is unchanged.
func (w *WeightedNPS) UnmarshalJSON(data []byte) error {
	return decode(data, "weighted NPS", w, func(v *WeightedNPS) error {
		err := v.validate()
		v.Scale = recommendScale(v.Scale)
		return err
	})
}
