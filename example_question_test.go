package cx_test

import (
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
