package cx

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/special"
)

// NPS is the tally of a recommendation question, "how likely are you to recommend
// us?": the counts of its three classes. Its Score is the Net Promoter Score. The
// score of employees who were asked about their workplace (employee NPS, eNPS) is
// the same tally, the same formula and the same type.
//
// The zero NPS is no data, ready for Add on the scale 0..10, and the identity of
// Merge. [NPSOn] starts a tally on another scale; the scale 0..10 is always
// stored as the zero Scale. Counts that a database already holds go into a
// literal; every query checks them.
type NPS struct {
	Promoters  int64 `json:"promoters"`      // 9 and 10 of 0..10
	Passives   int64 `json:"passives"`       // 7 and 8
	Detractors int64 `json:"detractors"`     // 0 to 6
	Scale      Scale `json:"scale,omitzero"` // the zero Scale means 0..10
}

// NPSOf counts a slice of scores on 0..10, for the Net Promoter Score. It does
// not modify the slice.
//
// NPSOf returns a [*RowError] wrapping a [*RangeError] at the first score that is
// not in 0..10.
func NPSOf[I Integer](scores []I) (NPS, error) {
	r, err := countRatings("NPS score", RecommendScale(11), scores)
	if err != nil {
		return NPS{}, err
	}
	return r.NPS()
}

// NPSOn returns the empty tally on another scale, such as [RecommendScale] of 10,
// 7, 5 or 3 points. Scores from different scales cannot be pooled or compared.
//
// NPSOn returns an error wrapping [ErrInvalid] if s is not valid or lower is
// better on it.
func NPSOn(s Scale) (NPS, error) {
	if err := s.Validate(); err != nil {
		return NPS{}, err
	}
	if s.LowerIsBetter {
		return NPS{}, invalid("NPS: lower is better on the scale")
	}
	return NPS{Scale: recommendScale(s)}, nil
}

// recommendScale returns s in the one form that an NPS stores.
func recommendScale(s Scale) Scale {
	if s.isZero() || s == RecommendScale(11) {
		return Scale{}
	}
	return s
}

// effectiveScale returns the scale that s means in an NPS.
func effectiveScale(s Scale) Scale {
	if s == (Scale{}) {
		return RecommendScale(11)
	}
	return s
}

// poolScales returns the common scale of two tallies that are merged. A tally
// that is the zero value adopts the scale of the other.
func poolScales(a Scale, emptyA bool, b Scale, emptyB bool) (Scale, error) {
	a, b = recommendScale(a), recommendScale(b)
	switch {
	case a == b, b == Scale{} && emptyB:
		return a, nil
	case a == Scale{} && emptyA:
		return b, nil
	}
	return a, mismatch("the NPS tallies are on different scales")
}

// scale returns the scale of the answers.
func (n NPS) scale() Scale { return effectiveScale(n.Scale) }

// NPS returns the answers of a recommendation question as an [NPS] on the same
// scale. Without answers it is an empty tally, and of the zero Ratings the zero NPS.
//
// NPS returns an error wrapping [ErrInvalid] if lower is better on the scale, or
// the scale or a count is not valid.
func (r Ratings) NPS() (NPS, error) {
	promoters, passives, detractors, err := r.classes()
	if err != nil || r.Scale.isZero() {
		return NPS{}, err
	}
	n, err := NPSOn(r.Scale)
	if err != nil {
		return NPS{}, err
	}
	n.Promoters, n.Passives, n.Detractors = promoters, passives, detractors
	return n, nil
}

// Add counts one score. It returns an error wrapping [ErrInvalid], and leaves n
// unchanged, if the scale has no such score, or the total would exceed the
// largest int64.
func (n *NPS) Add(score int) error {
	// The common case: 0..10, and counts so far from their limit that no sum of
	// three can pass it.
	if n.Scale.isZero() && uint(score) <= 10 && uint64(n.Promoters|n.Passives|n.Detractors) < 1<<61 {
		var promoter, detractor int64
		if score >= 9 {
			promoter = 1
		}
		if score <= 6 {
			detractor = 1
		}
		n.Promoters += promoter
		n.Detractors += detractor
		n.Passives += 1 - promoter - detractor
		return nil
	}
	return n.add(score)
}

func (n *NPS) add(score int) error {
	total, err := n.total()
	if err != nil {
		return err
	}
	s := n.scale()
	if err := s.checkRating("NPS score", score); err != nil {
		return err
	}
	if _, err := addCount("NPS", total, 1); err != nil {
		return err
	}
	switch s.class(score) {
	case TopClass:
		n.Promoters++
	case MiddleClass:
		n.Passives++
	default:
		n.Detractors++
	}
	n.Scale = recommendScale(n.Scale)
	return nil
}

// Merge adds the answers of another tally on the same scale. The zero NPS adopts
// the scale of other. On error n is unchanged.
//
// Merge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - a count is negative, or the total exceeds the largest int64 ([ErrInvalid]).
func (n *NPS) Merge(other NPS) error {
	a, err := n.total()
	if err != nil {
		return err
	}
	b, err := other.total()
	if err != nil {
		return err
	}
	if _, err := addCount("NPS", a, b); err != nil {
		return err
	}
	scale, err := poolScales(n.Scale, a == 0, other.Scale, b == 0)
	if err != nil {
		return err
	}
	n.Promoters += other.Promoters
	n.Passives += other.Passives
	n.Detractors += other.Detractors
	n.Scale = scale
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (NPS) PoolsPeriods() {}

// Remove takes away one score that was added, so that it is the inverse of Add: a
// customer who changes a 3 to a 9 is a Remove(3) and an Add(9). Scores of one
// class are alike here. It returns an error wrapping [ErrInvalid], and leaves n
// unchanged, if the scale has no such score, n holds no answer of its class, or n
// is not valid.
func (n *NPS) Remove(score int) error {
	one := NPS{Scale: n.Scale}
	if err := one.Add(score); err != nil {
		return err
	}
	return n.Unmerge(one)
}

// Unmerge takes away the answers of another tally, so that it is the inverse of
// Merge: a shard that was wrong, or a customer who is to be forgotten. An empty
// tally changes nothing, and a scale once adopted stays. On error n is unchanged.
//
// Unmerge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - other holds answers that n does not, or either is not valid ([ErrInvalid]).
func (n *NPS) Unmerge(other NPS) error {
	a, err := n.total()
	if err != nil {
		return err
	}
	b, err := other.total()
	if err != nil {
		return err
	}
	if _, err := poolScales(n.Scale, a == 0, other.Scale, b == 0); err != nil {
		return err
	}
	left := NPS{
		Promoters:  n.Promoters - other.Promoters,
		Passives:   n.Passives - other.Passives,
		Detractors: n.Detractors - other.Detractors,
		Scale:      recommendScale(n.Scale),
	}
	_, err = left.total()
	return leave("NPS", n, left, err)
}

// Total returns the number of answers. It is 0 for impossible counts (a negative
// one, a total beyond int64), which every other query refuses.
func (n NPS) Total() int64 {
	total, err := sumCounts("NPS", n.Promoters, n.Passives, n.Detractors)
	if err != nil {
		return 0
	}
	return total
}

// total returns the number of answers, or says what is impossible about n.
func (n *NPS) total() (int64, error) {
	if !n.Scale.isZero() {
		if _, err := NPSOn(n.Scale); err != nil {
			return 0, err
		}
	}
	return sumCounts("NPS", n.Promoters, n.Passives, n.Detractors)
}

// base returns the number of answers of a tally that has some.
func (n NPS) base(what string) (int64, error) {
	total, err := n.total()
	if err == nil && total == 0 {
		err = noData(what)
	}
	return total, err
}

// Score returns the Net Promoter Score
//
//	100 * (Promoters - Detractors) / (Promoters + Passives + Detractors)
//
// in points from -100 to 100, rounded half away from zero to [Places]. It is not
// a percentage: print it without a percent sign.
//
// Score returns an error if:
//   - n holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
//
// Source: F. F. Reichheld, Harvard Business Review 81 (2003), 46-54.
func (n NPS) Score() (decimal.Decimal, error) { return quotient(n.Fraction()) }

// Fraction returns the score as numerator and denominator, not rounded. It returns the
// errors of Score.
func (n NPS) Fraction() (num, den decimal.Decimal, err error) {
	total, err := n.base("NPS")
	if err != nil {
		return num, den, err
	}
	return decimal.New(n.Promoters-n.Detractors, 2), decimal.NewFromInt(total), nil
}

// LowerIsBetter returns false.
func (n NPS) LowerIsBetter() bool { return false }

// String returns the score and the number of answers: NPS 20 (5 answers).
func (n NPS) String() string {
	score, err := n.Score()
	return figureText("NPS", score, err, n.Total(), "answer")
}

// PromoterShare returns the promoters out of all answers
//
//	Promoters / (Promoters + Passives + Detractors)
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without answers it is 0 of 0, whose Rate is
// [ErrNoData]. A tally that is not valid gives a proportion that every query refuses, here
// and below.
func (n NPS) PromoterShare() Proportion { return n.share(n.Promoters) }

// PassiveShare returns the passives out of all answers
//
//	Passives / (Promoters + Passives + Detractors)
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without answers it is 0 of 0, whose Rate is
// [ErrNoData].
func (n NPS) PassiveShare() Proportion { return n.share(n.Passives) }

// DetractorShare returns the detractors out of all answers
//
//	Detractors / (Promoters + Passives + Detractors)
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without answers it is 0 of 0, whose Rate is
// [ErrNoData].
func (n NPS) DetractorShare() Proportion { return n.share(n.Detractors) }

func (n NPS) share(count int64) Proportion {
	total, err := n.total()
	return proportionOf(count, total, err)
}

// trinomial is a sample of promoters (1), passives (0) and detractors (-1), whose
// counts need not be whole.
type trinomial struct{ promoters, passives, detractors, n float64 }

func (n NPS) trinomial() trinomial {
	p, q, d := float64(n.Promoters), float64(n.Passives), float64(n.Detractors)
	return trinomial{p, q, d, p + q + d}
}

// adjusted returns the sample with three pseudo-answers added.
func (t trinomial) adjusted() trinomial {
	return trinomial{t.promoters + 0.75, t.passives + 1.5, t.detractors + 0.75, t.n + 3}
}

func (t trinomial) score() float64 { return (t.promoters - t.detractors) / t.n }

// variance returns p + d - (p - d)², as a sum without cancellation.
func (t trinomial) variance() float64 {
	p, q, d := t.promoters/t.n, t.passives/t.n, t.detractors/t.n
	return float64(q*(p+d)) + float64(4*p*d)
}

func (t trinomial) standardError() float64 { return math.Sqrt(t.variance() / t.n) }

// wald returns score ± z·standard error in points.
func (t trinomial) wald(level float64) Interval {
	center, margin := float64(100*t.score()), float64(100*special.NormalQuantile(level)*t.standardError())
	return clip(center-margin, center+margin, -100, 100, level)
}

// Variance returns the variance of the answers, scored 1 for a promoter, 0 for a
// passive and -1 for a detractor
//
//	p + d - (p - d)²
//
// where p and d are the shares of promoters and detractors: from 0 (one class has
// all answers) to 1 (half promoters, half detractors). The sample size functions
// take it as it is.
//
// Variance returns an error if:
//   - n holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (n NPS) Variance() (float64, error) {
	if _, err := n.base("NPS variance"); err != nil {
		return 0, err
	}
	return n.trinomial().variance(), nil
}

// StandardError returns the standard error of Score
//
//	100 * sqrt(Variance / answers)
//
// in points. It is 0 when one class has all answers. That says nothing about the
// precision of such an extreme score; Interval does.
//
// StandardError returns an error if:
//   - n holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (n NPS) StandardError() (float64, error) {
	if _, err := n.base("NPS standard error"); err != nil {
		return 0, err
	}
	return 100 * n.trinomial().standardError(), nil
}

// interval checks what every interval of an NPS needs, and returns the sample.
func (n NPS) interval(level float64) (trinomial, error) {
	if err := checkLevel(level); err != nil {
		return trinomial{}, err
	}
	if _, err := n.base("NPS interval"); err != nil {
		return trinomial{}, err
	}
	return n.trinomial(), nil
}

// Interval returns the confidence interval of Score in points, Tango's score
// interval: the scores that a test at this level would not reject. It never
// leaves -100..100, always contains Score, and is right for small samples and
// extreme scores, so it is the one to print. The level is a fraction, as in 0.95.
// Half of its width is also called the margin of error, but the limits are not
// equally far from Score: print "from..to".
//
// It is for the answers of different customers; where one customer or account answers several
// times, take [ClusteredOf]. Those answers are alike, and then it is too narrow: in a
// simulation of 60 accounts, at the level 0.95, it had the true score in 95.5 % of the runs with
// one answer an account, in 82.4 % with 3, and in 63.3 % with 8.
//
// Interval returns an error if:
//   - n holds no answers ([ErrNoData]);
//   - level is not between 0 and 1, or the scale or a count is not valid ([ErrInvalid]).
//
// Source: T. Tango, Statistics in Medicine 17 (1998), 891-908; for the NPS,
// B. Rocks, Quality and Reliability Engineering International 32 (2016), "iterative".
func (n NPS) Interval(level float64) (Interval, error) {
	t, err := n.interval(level)
	if err != nil {
		return Interval{}, err
	}
	return tangoInterval(t.detractors, t.promoters, t.n, level), nil
}

// AdjustedWaldInterval returns the interval
//
//	S ± z·sqrt(V / n)
//
// in points, where S, V and n come from the answers and three more: 3/4 of a
// promoter, 3/2 passives and 3/4 of a detractor. It is centered on that adjusted
// score, not on Score, and may even leave Score out: one promoter alone gives
// -48.5..98.5. It is clipped to -100..100; Clipped says so. It is for the answers of different
// customers, as Interval.
//
// AdjustedWaldInterval returns the errors of Interval.
//
// Source: B. Rocks, as for Interval.
func (n NPS) AdjustedWaldInterval(level float64) (Interval, error) {
	t, err := n.interval(level)
	if err != nil {
		return Interval{}, err
	}
	return t.adjusted().wald(level), nil
}

// WaldInterval returns the interval
//
//	Score ± z·StandardError
//
// in points, clipped to -100..100; Clipped says so. It is too narrow for small
// samples and extreme scores. It is for the answers of different customers, as Interval.
//
// WaldInterval returns the errors of Interval, and [ErrUndefined] when one class
// has all answers.
func (n NPS) WaldInterval(level float64) (Interval, error) {
	t, err := n.interval(level)
	if err != nil {
		return Interval{}, err
	}
	if t.variance() == 0 {
		return Interval{}, undefined("NPS interval: all answers are in one class")
	}
	return t.wald(level), nil
}

// TInterval returns the Student t interval of the mean of the answers, scored 1,
// 0 and -1 ("trinomial means")
//
//	Score ± t(n-1)·100·sqrt(Variance / (n - 1))
//
// in points, clipped to -100..100; Clipped says so. It is for the answers of different
// customers, as Interval.
//
// TInterval returns the errors of Interval, and [ErrUndefined] when there is one
// answer or one class has all of them.
func (n NPS) TInterval(level float64) (Interval, error) {
	t, err := n.interval(level)
	if err != nil {
		return Interval{}, err
	}
	if t.variance() == 0 {
		return Interval{}, undefined("NPS interval: all answers are in one class")
	}
	center := float64(100 * t.score())
	margin := float64(100 * special.StudentQuantile(level, t.n-1) * math.Sqrt(t.variance()/(t.n-1)))
	return clip(center-margin, center+margin, -100, 100, level), nil
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, negative
// counts, a total beyond int64, and a scale on which lower is better. On error n
// is unchanged.
func (n *NPS) UnmarshalJSON(data []byte) error {
	return decode(data, "NPS", n, func(v *NPS) error {
		_, err := v.total()
		v.Scale = recommendScale(v.Scale)
		return err
	})
}
