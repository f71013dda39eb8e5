package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// sentimentContract is what a sentiment promises.
func sentimentContract(*testing.T) cxtest.Contract {
	return cxtest.Contract{Invalid: cx.ErrInvalid, Codecs: sentimentCodecs(), Laws: []cxtest.Law{sentimentLaws()}}
}

func sentimentCodecs() []cxtest.Codec {
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Sentiment](`{"positive":30,"neutral":10,"negative":8,"mixed":5,"unlabeled":2}`).
			WithCounts("positive", "neutral", "negative", "mixed", "unlabeled").
			WithBad(`{"positive":9223372036854775807,"mixed":1}`),
	}
}

func sentimentLaws() cxtest.Laws[cx.Sentiment, *cx.Sentiment] {
	label := func(row byte) cx.SentimentLabel {
		return []cx.SentimentLabel{cx.SentimentPositive, cx.SentimentNeutral, cx.SentimentNegative, cx.SentimentMixed, cx.SentimentNone}[row%5]
	}
	return cxtest.Laws[cx.Sentiment, *cx.Sentiment]{
		Values: []cx.Sentiment{{Positive: 3, Unlabeled: 9}, {Neutral: 1, Negative: 4, Mixed: 2}},
		Add:    func(s *cx.Sentiment, row byte) error { return s.Add(label(row)) },
		Remove: func(s *cx.Sentiment, row byte) error { return s.Remove(label(row)) },
	}
}

func TestSentiment_Contract(t *testing.T) { sentimentContract(t).Run(t) }

func FuzzSentimentJSON(f *testing.F)  { cxtest.FuzzCodecs(f, sentimentCodecs(), cx.ErrInvalid) }
func FuzzSentimentMerge(f *testing.F) { sentimentLaws().Fuzz(f) }

func TestSentiment_golden(t *testing.T) {
	cxtest.Golden(t, "sentiment", map[string]any{
		"sentiment": cx.Sentiment{Positive: 30, Neutral: 10, Negative: 8, Mixed: 5, Unlabeled: 2}, "sentiment_zero": cx.Sentiment{},
	})
}

// 30 positive, 10 neutral, 8 negative and 5 mixed texts: the interval is from R, by Tango's
// equation solved with uniroot.
func TestSentiment(t *testing.T) {
	s := cx.Sentiment{Positive: 30, Neutral: 10, Negative: 8, Mixed: 5, Unlabeled: 7}
	score, err := s.Score()
	cxtest.Exactly(t, "Score", score, err, "41.50943396")
	iv, err := s.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Low", iv.Low, 19.66136404, 1e-8)
	cxtest.Near(t, "High", iv.High, 59.03893056, 1e-8)
	if s.Total() != 53 || s.LowerIsBetter() || s.String() != "sentiment 41.50943396 (53 texts)" {
		t.Errorf("%v of %d", s, s.Total())
	}
	// Its classes are those of an NPS: so are the error and the comparison.
	other := cx.Sentiment{Positive: 4, Negative: 9, Mixed: 1, Unlabeled: 90}
	n, m := cx.NPS{Promoters: 30, Passives: 15, Detractors: 8}, cx.NPS{Promoters: 4, Passives: 1, Detractors: 9}
	se := cxtest.Must(s.StandardError())
	if want := cxtest.Must(n.StandardError()); se != want {
		t.Errorf("StandardError = %v, want %v", se, want)
	}
	cxtest.Same(t, "Difference", cxtest.Must(n.Difference(m, 0.9)), cxtest.Must(s.Difference(other, 0.9)))
}

func TestSentiment_errors(t *testing.T) {
	const most = math.MaxInt64
	none := cx.Sentiment{Unlabeled: 9}
	some := cx.Sentiment{Positive: 1}
	for name, err := range map[string]error{
		"Score": second(none.Score()), "StandardError": second(none.StandardError()), "Interval": second(none.Interval(0.95)),
		"Difference": second(none.Difference(some, 0.95)), "Difference from none": second(some.Difference(none, 0.95)),
	} {
		cxtest.Refuses(t, name, err, cx.ErrNoData)
	}
	for _, level := range []float64{0, 1, -1, math.NaN(), math.Inf(1)} {
		cxtest.Refuses(t, "Interval of a level", second(some.Interval(level)), cx.ErrInvalid)
		cxtest.Refuses(t, "Difference of a level", second(some.Difference(some, level)), cx.ErrInvalid)
	}
	for _, label := range []cx.SentimentLabel{"secret", "Positive", " "} {
		cxtest.Unchanged(t, "Add of another label", some, func(s *cx.Sentiment) error { return s.Add(label) }, cx.ErrInvalid)
		cxtest.Unchanged(t, "Remove of another label", some, func(s *cx.Sentiment) error { return s.Remove(label) }, cx.ErrInvalid)
	}
	cxtest.Unchanged(t, "Remove of none", some, func(s *cx.Sentiment) error { return s.Remove(cx.SentimentMixed) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "overflow", cx.Sentiment{Positive: most}, cx.Sentiment{Unlabeled: 1}, cx.ErrInvalid)
	for name, s := range map[string]cx.Sentiment{
		"negative": {Positive: 2, Mixed: -1}, "smallest": {Negative: math.MinInt64}, "overflow": {Positive: most, Unlabeled: 1},
		"overflow back to 1": {Positive: most, Neutral: most, Mixed: 3},
	} {
		cxtest.Impossible(t, name, some, s, cx.ErrInvalid)
	}
	// All texts alike, and very many: the interval has a width, and stays in its range.
	for _, s := range []cx.Sentiment{{Positive: 1}, {Negative: 1e15}, {Positive: most}, {Mixed: 3}} {
		for _, level := range []float64{1e-10, 0.95, math.Nextafter(1, 0)} {
			iv, err := s.Interval(level)
			if err != nil || !(iv.Low <= iv.High && iv.Low >= -100 && iv.High <= 100) || level > 0.5 && s.Total() < 1e15 && iv.Low == iv.High {
				t.Errorf("Interval of %v at %v = %v, %v", s, level, iv, err)
			}
		}
	}
}
