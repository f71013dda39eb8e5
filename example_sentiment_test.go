package cx_test

import (
	"fmt"

	"github.com/cxmetrics/cx"
)

// Net sentiment of the comments of a week, with its interval. The labels are the host's.
func ExampleSentiment() {
	var s cx.Sentiment
	for _, label := range []cx.SentimentLabel{"positive", "positive", "negative", "mixed", "positive", ""} {
		if err := s.Add(label); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(s)
	fmt.Println(s.Interval(0.95))
	// Output:
	// sentiment 40 (5 texts)
	// -34.93..82.64 at 0.95 <nil>
}

// A label of another spelling is refused, and not taken for none.
func ExampleSentimentLabel() {
	var s cx.Sentiment
	fmt.Println(s.Add(cx.SentimentMixed))
	fmt.Println(s.Add("Positive"))
	// Output:
	// <nil>
	// cx: sentiment: label is none of positive, neutral, negative, mixed and none
}

// Sentiment by aspect: which one is spoken of worse than all others, beyond chance?
func ExampleSentiment_Difference() {
	type mention struct {
		Aspect string
		Label  cx.SentimentLabel
	}
	var mentions []mention
	for i := range 200 {
		label := cx.SentimentPositive
		if i%5 == 0 {
			label = cx.SentimentNegative
		}
		mentions = append(mentions, mention{"delivery", label}, mention{"price", cx.SentimentLabel([]string{"negative", "mixed", "positive"}[i%3])})
	}
	byAspect, err := cx.GroupFunc(mentions, func(m *mention) string { return m.Aspect },
		func(s *cx.Sentiment, m *mention) error { return s.Add(m.Label) }, cx.Sentiment{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ranking, err := cx.RankGroups(byAspect, 30, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range ranking {
		fmt.Println(r.Rank, r.Key, r.Tally, r.AdjustedP < 0.05)
	}
	// Output:
	// 1 delivery sentiment 60 (200 texts) true
	// 2 price sentiment -0.5 (200 texts) true
}
