package cx

import (
	"math"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// Ratings counts the answers to one rating question (a Likert item, a star
// rating): the histogram that gives every figure of the question. Counts[i] is
// the number of answers Scale.Min+i. [CSAT] and [CES] are the same tally with a
// headline figure of their own.
//
// The zero Ratings has no scale: it is the identity of Merge, and Add refuses
// it. Start from Ratings{Scale: s}. Counts that a database already holds go into
// a literal; every query checks them.
//
// The JSON form is {"scale":{…},"counts":[…]}, with one count for each point.
type Ratings struct {
	Scale  Scale            `json:"scale,omitzero"`
	Counts [maxPoints]int64 `json:"counts,omitempty"`
}

// RatingsOf counts a slice of ratings. It does not modify the slice.
//
// RatingsOf returns an error if:
//   - s is not valid ([ErrInvalid]);
//   - s has no such rating ([*RowError] wrapping [*RangeError]).
func RatingsOf[I Integer](ratings []I, s Scale) (Ratings, error) {
	return countRatings("rating", s, ratings)
}

// countRatings is RatingsOf with the name of a rating in its errors.
func countRatings[I Integer](what string, s Scale, ratings []I) (Ratings, error) {
	if err := s.Validate(); err != nil {
		return Ratings{}, err
	}
	r := Ratings{Scale: s}
	if s.Min >= 0 && s.Max <= 15 {
		counts, all := count.Histogram(ratings)
		copy(r.Counts[:], counts[s.Min:s.Max+1])
		if all <= 15 && r.Total() == int64(len(ratings)) {
			return r, nil
		}
		r.Counts = [maxPoints]int64{}
	}
	for i, v := range ratings {
		got := int64(v)
		if v > 0 && got < 0 {
			got = math.MaxInt64 // a uint64 beyond int64
		}
		if got < int64(s.Min) || got > int64(s.Max) {
			return Ratings{}, &RowError{Row: i, Err: &RangeError{What: what, Got: got, Min: int64(s.Min), Max: int64(s.Max)}}
		}
		r.Counts[got-int64(s.Min)]++
	}
	return r, nil
}

// Add counts one rating. It returns an error wrapping [ErrInvalid], and leaves r
// unchanged, if r has no scale, the scale has no such rating, or the total would
// exceed the largest int64.
func (r *Ratings) Add(rating int) error { return r.add("rating", rating) }

func (r *Ratings) add(what string, rating int) error {
	i := rating - r.Scale.Min
	if r.Scale.valid() && i >= 0 && i <= r.Scale.Max-r.Scale.Min && r.small() {
		r.Counts[i]++
		return nil
	}
	if err := r.Scale.Validate(); err != nil {
		return err
	}
	if err := r.Scale.checkRating(what, rating); err != nil {
		return err
	}
	total, err := r.total()
	if err != nil {
		return err
	}
	if _, err := addCount("ratings", total, 1); err != nil {
		return err
	}
	r.Counts[i]++
	return nil
}

// small reports whether a tally on a valid scale has no counts beyond the scale,
// no negative count, and all counts so far from the limit that twice their sum
// cannot pass it.
func (r *Ratings) small() bool {
	var all, beyond int64
	for i, n := range r.Counts {
		if i > r.Scale.Max-r.Scale.Min {
			beyond |= n
		}
		all |= n
	}
	return uint64(all) < 1<<58 && beyond == 0
}

// Merge adds the answers of another tally on the same scale. The zero Ratings
// adopts the scale of other. On error r is unchanged.
//
// Merge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - a count is negative, or the total exceeds the largest int64 ([ErrInvalid]).
func (r *Ratings) Merge(other Ratings) error {
	a, err := r.total()
	if err != nil {
		return err
	}
	b, err := other.total()
	if err != nil {
		return err
	}
	scale, err := r.Scale.adopt(other.Scale)
	if err != nil {
		return err
	}
	if _, err := addCount("ratings", a, b); err != nil {
		return err
	}
	r.Scale = scale
	for i, n := range other.Counts {
		r.Counts[i] += n
	}
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Ratings) PoolsPeriods() {}

// Remove takes away one rating that was added, so that it is the inverse of Add:
// a customer who changes a 3 to a 5 is a Remove(3) and an Add(5). It returns an
// error wrapping [ErrInvalid], and leaves r unchanged, if r has no scale, the
// scale has no such rating, r holds no such answer, or r is not valid.
func (r *Ratings) Remove(rating int) error { return r.remove("rating", rating) }

func (r *Ratings) remove(what string, rating int) error {
	one := Ratings{Scale: r.Scale}
	if err := one.add(what, rating); err != nil {
		return err
	}
	return r.Unmerge(one)
}

// Unmerge takes away the answers of another tally, so that it is the inverse of
// Merge: a shard that was wrong, or a customer who is to be forgotten. An empty
// tally changes nothing, and a scale once adopted stays. On error r is unchanged.
//
// Unmerge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - other holds answers that r does not, or either is not valid ([ErrInvalid]).
func (r *Ratings) Unmerge(other Ratings) error {
	for _, v := range []*Ratings{r, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	if _, err := r.Scale.adopt(other.Scale); err != nil {
		return err
	}
	left := *r
	for i, n := range other.Counts {
		left.Counts[i] -= n
	}
	return leave("ratings", r, left, left.validate())
}

// Total returns the number of answers. It is 0 for impossible counts (a negative
// one, a total beyond int64), which every other query refuses.
func (r Ratings) Total() int64 {
	total, err := sumCounts("ratings", r.Counts[:]...)
	if err != nil {
		return 0
	}
	return total
}

// total returns the number of answers, or says what is impossible about r.
func (r *Ratings) total() (int64, error) {
	points := 0
	if !r.Scale.isZero() {
		if err := r.Scale.Validate(); err != nil {
			return 0, err
		}
		points = r.Scale.Max - r.Scale.Min + 1
	}
	for _, n := range r.Counts[points:] {
		if n != 0 {
			return 0, invalid("ratings: counts beyond the points of the scale")
		}
	}
	return sumCounts("ratings", r.Counts[:]...)
}

// base returns the number of answers of a tally that has some.
func (r Ratings) base(what string) (int64, error) {
	n, err := r.total()
	if err == nil && n == 0 {
		err = noData(what)
	}
	return n, err
}

// sums returns the sum of the ratings and of their squares, both counted from
// Scale.Min.
func (r Ratings) sums() (sum, squares *big.Int) {
	sum, squares = new(big.Int), new(big.Int)
	var term big.Int
	for i, n := range r.Counts {
		x := big.NewInt(int64(i))
		term.Mul(big.NewInt(n), x)
		sum.Add(sum, &term)
		squares.Add(squares, term.Mul(&term, x))
	}
	return sum, squares
}

// Fraction returns the mean as numerator and denominator, not rounded. It returns the
// errors of Mean.
func (r Ratings) Fraction() (num, den decimal.Decimal, err error) {
	n, err := r.base("mean")
	if err != nil {
		return num, den, err
	}
	sum, _ := r.sums()
	den = decimal.NewFromInt(n)
	num = decimal.NewFromBigInt(sum, 0).Add(den.Mul(decimal.NewFromInt(int64(r.Scale.Min))))
	return num, den, nil
}

// Mean returns the mean rating
//
//	sum of ratings / number of answers
//
// on the scale, from Min to Max, rounded half away from zero to [Places]. It is
// also called the average rating.
//
// Mean returns an error if:
//   - r holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (r Ratings) Mean() (decimal.Decimal, error) { return quotient(r.Fraction()) }

// String returns the mean and the number of answers: mean 3.5 (4 answers).
func (r Ratings) String() string {
	mean, err := r.Mean()
	return figureText("mean", mean, err, r.Total(), "answer")
}

// Median returns the middle rating in order of size, or the mean of the two
// middle ones when their number is even: a point of the scale or halfway between
// two.
//
// Median returns an error if:
//   - r holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (r Ratings) Median() (decimal.Decimal, error) {
	n, err := r.base("median")
	if err != nil {
		return decimal.Decimal{}, err
	}
	// The ratings ranked (n+1)/2 and n/2+1, the same one if n is odd.
	twice := int64(r.ranked(n-n/2) + r.ranked(n/2+1))
	return exact.Divide(decimal.NewFromInt(twice), decimal.NewFromInt(2)), nil
}

// ranked returns the rating of the given rank, 1 being the smallest.
func (r Ratings) ranked(rank int64) int {
	for i, n := range r.Counts {
		if rank -= n; rank <= 0 {
			return r.Scale.Min + i
		}
	}
	return r.Scale.Max
}

// StandardDeviation returns the sample standard deviation of the ratings
//
//	sqrt(sum of (x - mean)^2 / (n - 1))
//
// in points of the scale. It is computed from exact sums.
//
// StandardDeviation returns an error if:
//   - r holds no answers ([ErrNoData]) or one ([ErrUndefined]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (r Ratings) StandardDeviation() (float64, error) {
	_, variance, err := r.moments("standard deviation")
	return math.Sqrt(variance), err
}

// StandardError returns the standard error of the mean
//
//	StandardDeviation / sqrt(n)
//
// in points of the scale, with the errors of StandardDeviation.
func (r Ratings) StandardError() (float64, error) {
	n, variance, err := r.moments("standard error")
	if err != nil {
		return 0, err
	}
	return math.Sqrt(variance / n), nil
}

// LowerIsBetter reports whether lower ratings are the better ones, as the scale says.
func (r Ratings) LowerIsBetter() bool { return r.Scale.LowerIsBetter }

// moments returns the number of answers and the sample variance.
func (r Ratings) moments(what string) (n, variance float64, err error) {
	total, err := r.base(what)
	if err != nil {
		return 0, 0, err
	}
	if total == 1 {
		return 0, 0, undefined("%s: one answer has no spread", what)
	}
	sum, squares := r.sums()
	size := big.NewInt(total)
	squares.Mul(squares, size)
	squares.Sub(squares, sum.Mul(sum, sum))
	size.Mul(size, big.NewInt(total-1))
	variance, _ = new(big.Rat).SetFrac(squares, size).Float64()
	return float64(total), variance, nil
}

// mean returns the mean of a tally known to have answers.
func (r Ratings) mean() float64 {
	num, den, _ := r.Fraction()
	mean, _ := new(big.Rat).SetFrac(num.BigInt(), den.BigInt()).Float64()
	return mean
}

// Difference compares the means of two independent samples on one scale, r
// minus other, by Welch's t test: in points of the scale, with Z holding t and
// DegreesOfFreedom those of Welch and Satterthwaite. On a scale where lower is
// better a negative difference speaks for r. It is also called a t-test, or a
// test of statistical significance. It takes the answers for those of different customers,
// and its level is that of one test, decided beforehand. The interval of one mean,
// [Ratings.MeanInterval], and this test of two are different methods.
//
// Of equal groups it holds its level from 5 answers on, whatever their shape. Where nearly all
// agree and the groups are of unlike sizes it does not: 30 against 300 answers of which 90 %
// are the best differ by chance in 15 %, 10 against 200 in 35 %, not in 5. Skewed marks
// such a comparison, as [Amounts.Difference] says; compare the share of the best then
// ([Ratings.TopBox], [Proportion.Difference]).
//
// Difference returns an error if:
//   - level is not between 0 and 1, or a scale or count is not valid ([ErrInvalid]);
//   - the scales differ ([ErrMismatch]);
//   - a sample holds no answers ([ErrNoData]) or one, or in both all answers are
//     equal ([ErrUndefined]).
//
// Source: B. L. Welch, Biometrika 34 (1947), 28-35.
func (r Ratings) Difference(other Ratings, level float64) (Comparison, error) {
	if err := checkLevel(level); err != nil {
		return Comparison{}, err
	}
	n1, v1, err := r.moments("mean difference")
	if err != nil {
		return Comparison{}, err
	}
	n2, v2, err := other.moments("mean difference")
	if err != nil {
		return Comparison{}, err
	}
	if err := r.comparable(other); err != nil {
		return Comparison{}, err
	}
	se, df := welch(squaredError{v1 / n1, n1}, squaredError{v2 / n2, n2})
	if se == 0 {
		return Comparison{}, undefined("mean difference: all answers are equal")
	}
	span := float64(r.Scale.Max - r.Scale.Min)
	c := studentComparison(r.mean()-other.mean(), se, df, -span, span, level)
	c.Skewed = skewed(n1, n2, (n1-1)*v1+(n2-1)*v2, r.cubed()+other.cubed())
	return c, nil
}

// cubed returns the sum of the cubed distances of the answers from their mean.
func (r Ratings) cubed() float64 {
	mean := r.mean() - float64(r.Scale.Min)
	var sum float64
	for i, count := range r.Counts[:r.Scale.Points()] {
		d := float64(i) - mean
		sum += float64(count) * d * d * d
	}
	return sum
}

// comparable returns an error if r and other are on different scales.
func (r Ratings) comparable(other Ratings) error {
	_, err := r.Scale.adopt(other.Scale)
	return err
}

// Rescaled returns the mean on 0..100, where 100 is the better end
//
//	100 * (mean - Min) / (Max - Min)
//
// (percent of the maximum possible), rounded half away from zero to [Places]. It
// lets you show questions with scales of different lengths side by side; it does
// not make their answers comparable.
//
// Rescaled returns an error if:
//   - r holds no answers ([ErrNoData]);
//   - the scale or a count is not valid ([ErrInvalid]).
func (r Ratings) Rescaled() (decimal.Decimal, error) {
	n, err := r.base("rescaled mean")
	if err != nil {
		return decimal.Decimal{}, err
	}
	sum, _ := r.sums()
	most := new(big.Int).Mul(big.NewInt(n), big.NewInt(int64(r.Scale.Max-r.Scale.Min)))
	if r.Scale.LowerIsBetter {
		sum.Sub(most, sum)
	}
	return exact.Divide(decimal.NewFromBigInt(sum, 2), decimal.NewFromBigInt(most, 0)), nil
}

// Reversed returns the tally on the scale with the other direction: a rating x
// becomes Min + Max - x. Read the warning of [Scale.Reversed] before you pool the
// result with answers to another question.
func (r Ratings) Reversed() Ratings {
	if points := r.Scale.Points(); points > 0 {
		slices.Reverse(r.Counts[:points])
	}
	r.Scale = r.Scale.Reversed()
	return r
}

// MarshalJSON encodes r with one count for each point of its scale. It returns
// an error wrapping [ErrInvalid] if the scale or a count is not valid.
func (r Ratings) MarshalJSON() ([]byte, error) {
	if err := r.validate(); err != nil {
		return nil, err
	}
	return wire.Encode(&ratingsWire{Scale: r.Scale, Counts: r.Counts[:r.Scale.Points()]})
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, a scale or
// counts that are not valid, and any number of counts but the points of the
// scale. On error r is unchanged.
func (r *Ratings) UnmarshalJSON(data []byte) error {
	return decodeAs(data, "ratings", r, ratingsOfWire)
}

// ratingsWire is the JSON form of [Ratings], whose counts are as many as the points
// of the scale: it has both keys, or neither.
type ratingsWire struct {
	Scale  Scale   `json:"scale,omitzero"`
	Counts []int64 `json:"counts,omitempty"`
}

func ratingsOfWire(w *ratingsWire) (Ratings, error) {
	r := Ratings{Scale: w.Scale}
	if got, want := len(w.Counts), w.Scale.Points(); got != want {
		return Ratings{}, &RangeError{What: "ratings: number of counts", Got: int64(got), Min: int64(want), Max: int64(want)}
	}
	copy(r.Counts[:], w.Counts)
	return r, r.validate()
}

func (r *Ratings) validate() error {
	_, err := r.total()
	return err
}
