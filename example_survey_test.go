package cx_test

import (
	"fmt"

	"github.com/cxmetrics/cx"
)

// The ready surveys, and the stage of the journey that each belongs to.
func ExampleSurveys() {
	for _, s := range cx.Surveys() {
		fmt.Println(s.Name, s.Stage, len(s.Questions))
	}
	// Output:
	// after_chat retention 1
	// after_contact retention 1
	// after_purchase purchase 1
	// effort retention 1
	// expectation purchase 1
	// interview  5
	// on_leaving retention 1
	// onboarding retention 2
	// product_market_fit retention 2
	// relationship_nps  5
	// shop_visit purchase 2
	// staff_pulse  5
	// system_usability retention 10
	// umux_lite retention 2
}

// The words of a survey, in the language of the customer.
func ExampleSurveyNamed() {
	s, err := cx.SurveyNamed("relationship_nps")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Languages(), s.RestDays)
	for _, q := range s.Questions {
		for _, t := range q.Texts {
			if t.Language == "sv" {
				fmt.Printf("%q %s %q\n", q.For, t.Text, t.Labels)
			}
		}
	}
	// Output:
	// [en nb ru sv] 182
	// "" Hur sannolikt är det att du skulle rekommendera oss till en vän eller kollega? ["Inte alls sannolikt" "Mycket sannolikt"]
	// "" Vilken är den främsta anledningen till ditt svar? []
	// "top" Vad uppskattar du mest hos oss? []
	// "middle" Vad krävs för att du ska ge oss ett högre betyg? []
	// "bottom" Vad borde vi göra bättre? []
}

// The System Usability Scale (SUS) of one respondent; Amounts tallies those of all.
func ExampleSurvey_Index() {
	sus, err := cx.SurveyNamed("system_usability")
	if err != nil {
		fmt.Println(err)
		return
	}
	var scores cx.Amounts
	for _, ratings := range [][]int{{4, 2, 5, 1, 4, 2, 4, 2, 5, 1}, {3, 3, 4, 2, 3, 3, 4, 2, 3, 3}, {5, 1, 5, 2, 4, 1, 5, 1, 5, 2}} {
		score, err := sus.Index(ratings)
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := scores.Add(score); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(scores.Mean())
	fmt.Println(sus.Index([]int{4, 2, 5}))
	// Output:
	// 79.16666667 <nil>
	// 0 cx: survey: number of ratings 3 is outside 10..10
}

// A survey of the host's own, with a question for those who are not content.
func ExampleSurvey() {
	s := cx.Survey{Name: "delivery", Stage: cx.StagePurchase, Questions: []cx.Question{
		{Name: "delivery", Kind: cx.QuestionRating, Metric: "csat", Scale: cx.SatisfactionScale(5)},
		{Name: "late", Kind: cx.QuestionOpen, For: cx.BottomClass},
	}}
	fmt.Println(s.Validate())
	q, err := s.Question("late")
	fmt.Println(q.Kind, q.For, err)
	// Output:
	// <nil>
	// open bottom <nil>
}
