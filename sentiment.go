package cx

import "github.com/shopspring/decimal"

// SentimentLabel is what a text says of its matter, as the host's classifier or coder has it.
// The package finds no sentiment.
type SentimentLabel string

// The labels. SentimentMixed is a text that praises and blames.
const (
	SentimentPositive SentimentLabel = "positive"
	SentimentNeutral  SentimentLabel = "neutral"
	SentimentNegative SentimentLabel = "negative"
	SentimentMixed    SentimentLabel = "mixed"
	SentimentNone     SentimentLabel = "" // not labeled
)

// Sentiment is the tally of labeled texts, or of what they say of one matter. Its Score is the
// net sentiment. Mixed texts are in the base and count as neither side; what is not labeled is
// beside them, in no base.
//
// The zero Sentiment is no data, ready for Add, and the identity of Merge. Counts that a
// database already holds go into a literal; every query checks them.
type Sentiment struct {
	Positive  int64 `json:"positive"`  // texts that praise
	Neutral   int64 `json:"neutral"`   // texts that do neither
	Negative  int64 `json:"negative"`  // texts that blame
	Mixed     int64 `json:"mixed"`     // texts that do both
	Unlabeled int64 `json:"unlabeled"` // texts without a label
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what no texts have.
// On error s is unchanged.
func (s *Sentiment) UnmarshalJSON(data []byte) error {
	return decode(data, "sentiment", s, func(v *Sentiment) error { return v.validate() })
}

func (s Sentiment) validate() error {
	_, err := sumCounts("sentiment", s.Positive, s.Neutral, s.Negative, s.Mixed, s.Unlabeled)
	return err
}

// Add counts one text. It returns an error wrapping [ErrInvalid], and leaves s unchanged, if
// label is none of the labels, s is not valid, or the number of texts would exceed the largest
// int64.
func (s *Sentiment) Add(label SentimentLabel) error {
	var one Sentiment
	switch label {
	case SentimentPositive:
		one.Positive = 1
	case SentimentNeutral:
		one.Neutral = 1
	case SentimentNegative:
		one.Negative = 1
	case SentimentMixed:
		one.Mixed = 1
	case SentimentNone:
		one.Unlabeled = 1
	default:
		return invalid("sentiment: label is none of positive, neutral, negative, mixed and none")
	}
	return s.Merge(one)
}

// Merge adds the texts of another tally. It returns an error wrapping [ErrInvalid], and leaves
// s unchanged, if either is not valid or the number of texts would exceed the largest int64.
func (s *Sentiment) Merge(other Sentiment) error {
	if err := s.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	sum := Sentiment{
		Positive: s.Positive + other.Positive, Neutral: s.Neutral + other.Neutral, Negative: s.Negative + other.Negative,
		Mixed: s.Mixed + other.Mixed, Unlabeled: s.Unlabeled + other.Unlabeled,
	}
	if sum.validate() != nil {
		return invalid("sentiment: total exceeds the largest int64")
	}
	*s = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Sentiment) PoolsPeriods() {}

// Remove takes away one text that was added, so that it is the inverse of Add. It returns an
// error wrapping [ErrInvalid], and leaves s unchanged, if s holds no such text, label is none
// of the labels, or s is not valid.
func (s *Sentiment) Remove(label SentimentLabel) error {
	var one Sentiment
	if err := one.Add(label); err != nil {
		return err
	}
	return s.Unmerge(one)
}

// Unmerge takes away the texts of another tally, so that it is the inverse of Merge. It returns
// an error wrapping [ErrInvalid], and leaves s unchanged, if other holds texts that s does not,
// or either is not valid.
func (s *Sentiment) Unmerge(other Sentiment) error {
	for _, v := range []Sentiment{*s, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	left := Sentiment{
		Positive: s.Positive - other.Positive, Neutral: s.Neutral - other.Neutral, Negative: s.Negative - other.Negative,
		Mixed: s.Mixed - other.Mixed, Unlabeled: s.Unlabeled - other.Unlabeled,
	}
	return leave("sentiment", s, left, left.validate())
}

// Total returns the number of labeled texts, the base of Score. It is 0 for impossible counts,
// which every other query refuses.
func (s Sentiment) Total() int64 {
	if s.validate() != nil {
		return 0
	}
	return s.Positive + s.Neutral + s.Negative + s.Mixed
}

// nps returns the labeled texts as a tally of three classes, of which there must be some.
func (s Sentiment) nps() (NPS, error) {
	if err := s.validate(); err != nil {
		return NPS{}, err
	}
	n := NPS{Promoters: s.Positive, Passives: s.Neutral + s.Mixed, Detractors: s.Negative}
	if n.Total() == 0 {
		return NPS{}, noData("sentiment")
	}
	return n, nil
}

// LowerIsBetter returns false.
func (s Sentiment) LowerIsBetter() bool { return false }

// Fraction returns the score as numerator and denominator, not rounded. It returns the errors
// of Score.
func (s Sentiment) Fraction() (num, den decimal.Decimal, err error) {
	n, err := s.nps()
	if err != nil {
		return num, den, err
	}
	return n.Fraction()
}

// Score returns the net sentiment
//
//	100 * (Positive - Negative) / (Positive + Neutral + Negative + Mixed)
//
// in points from -100 to 100, rounded half away from zero to [Places].
//
// Score returns an error if:
//   - nothing is labeled ([ErrNoData]);
//   - a count is not valid ([ErrInvalid]).
func (s Sentiment) Score() (decimal.Decimal, error) { return quotient(s.Fraction()) }

// String returns the score and the number of labeled texts: sentiment 41.50943396 (53 texts).
func (s Sentiment) String() string {
	score, err := s.Score()
	return figureText("sentiment", score, err, s.Total(), "text")
}

// StandardError returns the standard error of Score, as [NPS.StandardError] that of an NPS, in
// points. It is 0 when all texts are alike. That says nothing about the precision of such an
// extreme score; Interval does. It returns the errors of Score.
func (s Sentiment) StandardError() (float64, error) {
	n, err := s.nps()
	if err != nil {
		return 0, err
	}
	return n.StandardError()
}

// Interval returns the confidence interval of Score in points, Tango's score interval: a text
// is 1, 0 or -1, as an answer of [NPS.Interval] is, whose interval this is, since it keeps to its
// level for small samples and extreme scores, too. It is for texts of different customers, and
// covers chance alone: not what the classifier gets wrong. Where one customer has several texts
// it is too narrow: take [ClusteredOf].
//
// Interval returns an error if:
//   - nothing is labeled ([ErrNoData]);
//   - level is not between 0 and 1, or a count is not valid ([ErrInvalid]).
//
// Source: T. Tango, Statistics in Medicine 17 (1998), 891-908.
func (s Sentiment) Interval(level float64) (Interval, error) {
	n, err := s.nps()
	if err != nil {
		return Interval{}, err
	}
	return n.Interval(level)
}

// Difference compares the scores of two independent samples, s minus other, in points, by the
// test and the interval of [NPS.Difference], whose classes are as these. So [RankGroups] ranks
// sentiment. It is for texts of different customers, and one test, decided beforehand.
//
// Difference returns an error if:
//   - in a sample nothing is labeled ([ErrNoData]);
//   - level is not between 0 and 1, or a count is not valid ([ErrInvalid]).
//
// Source: B. Rocks, Quality and Reliability Engineering International 32 (2016).
func (s Sentiment) Difference(other Sentiment, level float64) (Comparison, error) {
	a, err := s.nps()
	if err != nil {
		return Comparison{}, err
	}
	b, err := other.nps()
	if err != nil {
		return Comparison{}, err
	}
	return a.Difference(b, level)
}
