package cx_test

import (
	"encoding/json"
	"fmt"

	"github.com/cxmetrics/cx"
)

// A question of a survey in two languages, whose answers pool by the code of the option.
func ExampleQuestion() {
	q := cx.Question{
		Name: "delivery", Kind: cx.QuestionChoice, Options: []string{"home", "shop"},
		Texts: []cx.QuestionText{
			{Language: "en", Text: "Where shall we deliver?", Labels: []string{"At home", "In the shop"}},
			{Language: "sv", Text: "Vart ska vi leverera?", Labels: []string{"Hem", "Till butiken"}},
		},
	}
	fmt.Println(q.Validate())
	fmt.Println(q.Option("en", "At home"))
	fmt.Println(q.Option("sv", "Hem"))
	// Output:
	// <nil>
	// home <nil>
	// home <nil>
}

// A question with one language twice is refused: which of the two is to be shown?
func ExampleQuestion_Validate() {
	q := cx.Question{
		Name: "why", Kind: cx.QuestionOpen,
		Texts: []cx.QuestionText{{Language: "en", Text: "Why?"}, {Language: "en", Text: "How come?"}},
	}
	fmt.Println(q.Validate())
	// Output:
	// cx: texts[1]: languages are not in ascending order
}

// Nothing is guessed: a label in another spelling is none.
func ExampleQuestion_Rating() {
	q := cx.Question{
		Name: "purchase", Kind: cx.QuestionRating, Metric: "csat", Scale: cx.SatisfactionScale(5),
		Texts: []cx.QuestionText{{
			Language: "sv", Text: "Hur nöjd är du med ditt köp?",
			Labels: []string{"Mycket missnöjd", "Missnöjd", "Varken nöjd eller missnöjd", "Nöjd", "Mycket nöjd"},
		}},
	}
	fmt.Println(q.Rating("sv", "Mycket nöjd"))
	fmt.Println(q.Rating("sv", "mycket nöjd"))
	// Output:
	// 5 <nil>
	// 0 cx: question: no answer has this label in the language
}

func ExampleQuestion_Option() {
	q := cx.Question{
		Name: "without", Kind: cx.QuestionChoice, Options: []string{"very_disappointed", "not_disappointed"},
		Texts: []cx.QuestionText{
			{Language: "ru", Text: "Что бы вы почувствовали?", Labels: []string{"Сильное разочарование", "Никакого разочарования"}},
			{Language: "sv", Text: "Hur skulle du känna dig?", Labels: []string{"Mycket besviken", "Inte besviken"}},
		},
	}
	fmt.Println(q.Option("sv", "Mycket besviken"))
	fmt.Println(q.Option("ru", "Сильное разочарование"))
	// Output:
	// very_disappointed <nil>
	// very_disappointed <nil>
}

// The two ends of a scale may have labels, and no others.
func ExampleQuestionText() {
	q := cx.Question{Name: "recommend", Kind: cx.QuestionRating, Metric: "nps", Scale: cx.RecommendScale(11)}
	q.Texts = []cx.QuestionText{{
		Language: "en", Text: "How likely is it that you would recommend us?",
		Labels: []string{"Not at all likely", "Extremely likely"},
	}}
	fmt.Println(q.Validate())
	fmt.Println(q.Rating("en", "Extremely likely"))
	// Output:
	// <nil>
	// 10 <nil>
}

// An open question has neither a scale nor options.
func ExampleQuestionKind() {
	fmt.Println(cx.Question{Name: "why", Kind: cx.QuestionOpen}.Validate())
	fmt.Println(cx.Question{Name: "why", Kind: cx.QuestionOpen, Scale: cx.SatisfactionScale(5)}.Validate())
	// Output:
	// <nil>
	// cx: question: a scale is that of a rating
}

// Answers in four languages pool by the codes of the options.
func ExampleChoicesOf() {
	q := cx.Question{Name: "cause", Kind: cx.QuestionChoice, Options: []string{"price", "service", "not_needed"}}
	rows := []cx.Selection{
		{Question: "cause", Chosen: []string{"price"}},
		{Question: "cause", Chosen: []string{"service"}},
		{Question: "cause", Chosen: []string{"price"}},
		{Question: "cause", Other: true},
		{Question: "cause"}, // seen, and left blank
	}
	c, err := cx.ChoicesOf(rows, q)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c)
	fmt.Println(c.Counts(), c.Other, c.None)
	share, err := c.OfRespondents("price")
	fmt.Println(share, err)
	// Output:
	// choices of 3 options (4 respondents)
	// [2 1 0] 1 1
	// 2 of 4 <nil>
}

// Of those who may choose several, the shares of respondents pass 1 in all, and those of what
// was chosen do not.
func ExampleChoices() {
	c := cx.Choices{Options: []string{"price", "speed", "care"}}
	for _, chosen := range [][]string{{"price", "speed"}, {"price"}, {"speed", "care", "price"}} {
		if err := c.Add(chosen, false); err != nil {
			fmt.Println(err)
			return
		}
	}
	for _, option := range c.Options {
		respondents, err := c.OfRespondents(option)
		if err != nil {
			fmt.Println(err)
			return
		}
		selections, err := c.OfSelections(option)
		fmt.Println(option, respondents, selections, err)
	}
	// Output:
	// price 3 of 3 0.5 <nil>
	// speed 2 of 3 0.33333333 <nil>
	// care 1 of 3 0.16666667 <nil>
}

// Counts of a database go straight in.
func ExampleChoices_WithCounts() {
	c := cx.Choices{Options: []string{"very_disappointed", "somewhat_disappointed", "not_disappointed"}, Other: 3, Respondents: 203}
	c, err := c.WithCounts([]int64{86, 71, 43})
	if err != nil {
		fmt.Println(err)
		return
	}
	share, err := c.OfRespondents("very_disappointed")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(share.Rate())
	fmt.Println(share.Interval(0.95))
	// Output:
	// 0.42364532 <nil>
	// 0.3577..0.4924 at 0.95 <nil>
}

// A row of a file of answers.
func ExampleSelection() {
	var s cx.Selection
	err := json.Unmarshal([]byte(`{"question":"cause","customer":"c-1042","chosen":["price"]}`), &s)
	fmt.Println(s.Chosen, s.Other, err)
	err = json.Unmarshal([]byte(`{"question":"cause","customer":"c-1042"}`), &s)
	fmt.Println(err)
	// Output:
	// [price] false <nil>
	// cx: selection has no "chosen"
}

// What customers want first: mean ranks, the share of first places, and a leaderboard with
// tests.
func ExampleGroupByRank() {
	next := cx.Question{Name: "next", Kind: cx.QuestionRanking, Options: []string{"price", "speed", "care"}}
	rows := []cx.Selection{
		{Question: "next", Chosen: []string{"care", "price", "speed"}},
		{Question: "next", Chosen: []string{"price", "care", "speed"}},
		{Question: "next", Chosen: []string{"care"}},
	}
	order, err := cx.GroupByRank(rows, next)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, option := range order {
		mean, err := option.Tally.Mean()
		if err != nil {
			fmt.Println(err)
			return
		}
		first, err := option.Tally.TopBox(1)
		fmt.Println(option.Key, mean, first, err)
	}
	// Output:
	// care 1.33333333 2 of 3 <nil>
	// price 1.5 1 of 2 <nil>
	// speed 3 0 of 2 <nil>
}
