package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/special"
)

// DistinctivePhrase is how much more of the one texts than of the others contain a phrase.
type DistinctivePhrase struct {
	Text      string     `json:"text"`       // the phrase
	In        Proportion `json:"in"`         // of the texts with words
	Other     Proportion `json:"other"`      // of those of the others
	LogOdds   Estimate   `json:"log_odds"`   // logarithm of the ratio of the odds, 0 for no difference
	Z         float64    `json:"z"`          // LogOdds in standard errors
	AdjustedP float64    `json:"adjusted_p"` // after Holm's method over all phrases tested
}

// priorTexts is the number of texts, in proportion to both samples, that are added to each.
const priorTexts = 10

// Distinctive returns what sets the texts of p apart from those of other: the phrases that are
// in minimum texts of both together, those that are most typical of p first, and those most
// typical of other last; equal ones are in order of the phrase. It is also called keyness, or
// fighting words. LogOdds compares the odds of a phrase in y of n texts with words, ten texts
// with the share q of both samples added to each,
//
//	ln((y1 + 10q)/(n1 - y1 + 10(1 - q))) - ln((y2 + 10q)/(n2 - y2 + 10(1 - q)))
//
// so that a phrase of few texts is drawn to no difference. Its standard error is the root of the
// sum of the reciprocals of the four, its interval is normal at the level, and AdjustedP is
// after [Holm] over all phrases of the result. A phrase that all texts contain, or none, is left
// out. Texts without a word are in neither n: that promoters write less often than detractors
// makes no phrase typical.
//
// The normal distribution is right for a logarithm that the ten texts keep away from 0 and 1. It
// takes the texts for those of different customers. Of 200 phrases without a difference one or
// more has an AdjustedP below 0.05 in 0 to 1.4 % of simulated samples: it errs on the safe side,
// the more so for a phrase that none of the one texts contains. For one phrase, chosen beforehand,
// In.Difference(Other) finds more. The interval, which is drawn to 0, has the true value at 0.95
// in 93 to 98 % of samples of 100 texts each; where one side has 30 and the shares are far apart
// only in 78 to 90 %.
//
// It does not say why a phrase is typical. Longer texts contain more of every word: where
// detractors write more, "to" and "the" are typical of them, so give [PhraseRule] stop words.
//
// A phrase that one of the two left out, as its Minimum is above 1, is in fewer texts there.
// It counts with as many as make the shares most alike, and is left out if they may be equal.
//
// Distinctive returns an error if:
//   - one of the two has no texts with words ([ErrNoData]);
//   - Longest differs ([ErrMismatch]);
//   - minimum is below 1, level is not between 0 and 1, or a tally is not valid ([ErrInvalid]).
//
// Source: B. L. Monroe, M. P. Colaresi and K. M. Quinn, Political Analysis 16 (2008), 372-403,
// whose variance has two terms, for tokens, of which no word is nearly all; nearly all texts may
// contain one.
func (p Phrases) Distinctive(other Phrases, minimum int64, level float64) ([]DistinctivePhrase, error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	if minimum < 1 {
		return nil, invalid("minimum of texts is below 1")
	}
	for _, tally := range []Phrases{p, other} {
		if err := tally.validate(); err != nil {
			return nil, err
		}
	}
	if p.spoken() == 0 || other.spoken() == 0 {
		return nil, noData("distinctive phrases")
	}
	if p.Longest != other.Longest {
		return nil, mismatch("the longest phrases have %d and %d words", p.Longest, other.Longest)
	}
	z := special.NormalQuantile(level)
	var list []DistinctivePhrase
	var tests []float64
	eachPhrase(p.Rows, other.Rows, func(text string, count, otherCount int64) {
		if count < minimum && otherCount < minimum-count {
			return
		}
		d := DistinctivePhrase{
			Text:  text,
			In:    Proportion{Count: count, Base: p.spoken()},
			Other: Proportion{Count: otherCount, Base: other.spoken()},
		}
		switch {
		case count == 0:
			d.In = likest(d.In, d.Other, p.Minimum)
		case otherCount == 0:
			d.Other = likest(d.Other, d.In, other.Minimum)
		}
		if d.In.Count < 0 || d.Other.Count < 0 || d.In.Count == d.In.Base && d.Other.Count == d.Other.Base {
			return
		}
		value, se := logOddsRatio(d.In, d.Other)
		d.LogOdds = Estimate{Value: value, StandardError: se, Interval: Interval{Low: value - z*se, High: value + z*se, Level: level}}
		d.Z = value / se
		list = append(list, d)
		tests = append(tests, special.NormalTwoTailed(d.Z))
	})
	adjusted, err := Holm(tests)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].AdjustedP = adjusted[i]
	}
	slices.SortFunc(list, func(a, b DistinctivePhrase) int {
		return cmp.Or(cmp.Compare(b.Z, a.Z), cmp.Compare(a.Text, b.Text))
	})
	return list, nil
}

// eachPhrase shows the phrases of two lists in order, with their texts in each.
func eachPhrase(a, b []Phrase, show func(text string, a, b int64)) {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].Text < b[0].Text:
			show(a[0].Text, a[0].Texts, 0)
			a = a[1:]
		case len(a) == 0 || b[0].Text < a[0].Text:
			show(b[0].Text, 0, b[0].Texts)
			b = b[1:]
		default:
			show(a[0].Text, a[0].Texts, b[0].Texts)
			a, b = a[1:], b[1:]
		}
	}
}

// likest returns the share of a phrase that is in fewer than minimum texts of a sample, as like
// the other share as it may be. Its count is -1 if the two may be equal.
func likest(p, other Proportion, minimum int64) Proportion {
	p.Count = min(minimum-1, p.Base)
	if p.Count > 0 && float64(p.Count)/float64(p.Base) >= float64(other.Count)/float64(other.Base) {
		p.Count = -1
	}
	return p
}

// logOddsRatio returns the logarithm of the ratio of the odds of two shares that are not both 0
// or both 1, with the prior texts, and its standard error.
func logOddsRatio(p, other Proportion) (value, se float64) {
	total := float64(p.Base) + float64(other.Base)
	prior := priorTexts * ((float64(p.Count) + float64(other.Count)) / total)
	priorRest := priorTexts * ((float64(p.Base-p.Count) + float64(other.Base-other.Count)) / total)
	a, b := float64(p.Count)+prior, float64(p.Base-p.Count)+priorRest
	c, d := float64(other.Count)+prior, float64(other.Base-other.Count)+priorRest
	return math.Log(a/b) - math.Log(c/d), math.Sqrt(1/a + 1/b + 1/c + 1/d)
}
