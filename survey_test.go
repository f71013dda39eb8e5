package cx_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// surveyContract is what a survey promises.
func surveyContract(*testing.T) cxtest.Contract {
	return cxtest.Contract{Invalid: cx.ErrInvalid, Codecs: surveyCodecs(), Values: []any{cx.Surveys()}}
}

func surveyCodecs() []cxtest.Codec {
	const scale = `"scale":{"min":1,"max":3,"bottom_max":1,"top_min":3}`
	const why = `{"name":"why","kind":"open","for":"top"}`
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Survey](`{"name":"visit","stage":"purchase","moment":"after it","questions":[{"name":"visit","kind":"rating",`+scale+`},`+why+`],"rest_days":30}`).
			WithNeeded("questions.scale").
			WithBad(`{"name":" ","questions":[{"name":"q","kind":"open"}]}`, `{"name":"a","questions":[]}`, `{"name":"a","questions":[`+why+`]}`,
				`{"name":"a","questions":[{"name":"q","kind":"open"},{"name":"q","kind":"open"}]}`, `{"name":"a","rest_days":-1,"questions":[{"name":"q","kind":"open"}]}`),
	}
}

func TestSurvey_Contract(t *testing.T) { surveyContract(t).Run(t) }

func FuzzSurveyJSON(f *testing.F) { cxtest.FuzzCodecs(f, surveyCodecs(), cx.ErrInvalid) }

// The texts of the ready surveys are those of the files.
func TestSurvey_golden(t *testing.T) {
	values := map[string]any{}
	for _, s := range cx.Surveys() {
		values[s.Name] = s
	}
	cxtest.Golden(t, "survey", values)
}

// Each ready survey is valid, has every text in all of its languages, and none twice; its
// stages and metrics are those of the catalog.
func TestSurveys(t *testing.T) {
	surveys := cx.Surveys()
	want := []string{
		"after_chat", "after_contact", "after_purchase", "effort", "expectation", "interview", "on_leaving", "onboarding",
		"product_market_fit", "relationship_nps", "shop_visit", "staff_pulse", "system_usability", "umux_lite",
	}
	var names []string
	for _, s := range surveys {
		names = append(names, s.Name)
		if err := s.Validate(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		languages := []string{"en", "nb", "ru", "sv"}
		if s.Name == "system_usability" || s.Name == "umux_lite" {
			languages = languages[:1]
		}
		if got := s.Languages(); !slices.Equal(got, languages) {
			t.Errorf("%s is in %v, want %v", s.Name, got, languages)
		}
		if !slices.Contains([]cx.Stage{"", cx.StagePurchase, cx.StageRetention}, s.Stage) || s.Moment == "" {
			t.Errorf("%s: stage %q, moment %q", s.Name, s.Stage, s.Moment)
		}
		seen := map[string]bool{}
		for _, q := range s.Questions {
			if _, err := cx.MetricNamed(q.Metric); q.Metric != "" && err != nil {
				t.Errorf("%s.%s: %v", s.Name, q.Name, err)
			}
			if len(q.Texts) != len(languages) {
				t.Errorf("%s.%s has %d texts, want %d", s.Name, q.Name, len(q.Texts), len(languages))
			}
			for _, text := range q.Texts {
				if seen[text.Language+text.Text] || strings.TrimSpace(text.Text) != text.Text {
					t.Errorf("%s.%s in %s is there twice, or has blanks around it", s.Name, q.Name, text.Language)
				}
				seen[text.Language+text.Text] = true
				if labeled := len(text.Labels) > 0; labeled == (q.Kind == cx.QuestionOpen) {
					t.Errorf("%s.%s in %s has %d labels", s.Name, q.Name, text.Language, len(text.Labels))
				}
				for i, label := range text.Labels {
					if strings.TrimSpace(label) != label || strings.Contains(label, "/") {
						t.Errorf("%s.%s in %s: label %d is not one label", s.Name, q.Name, text.Language, i)
					}
				}
			}
		}
		named, err := cx.SurveyNamed(s.Name)
		if err != nil {
			t.Error(err)
		}
		cxtest.Same(t, s.Name, s, named)
	}
	if !slices.Equal(names, want) {
		t.Errorf("the surveys are %v, want %v", names, want)
	}
	surveys[0].Questions[0].Texts[0].Labels[0] = "changed"
	if again := cx.Surveys(); again[0].Questions[0].Texts[0].Labels[0] == "changed" {
		t.Error("the surveys are not fresh copies")
	}
}

// The rests, the classes that are asked on, and labels in several languages.
func TestSurveys_rules(t *testing.T) {
	nps := cxtest.Must(cx.SurveyNamed("relationship_nps"))
	if nps.RestDays != 182 || cxtest.Must(cx.SurveyNamed("staff_pulse")).RestDays != 30 {
		t.Errorf("rests %d days", nps.RestDays)
	}
	for name, class := range map[string]cx.Class{"recommend": "", "why": "", "keep": cx.TopClass, "raise": cx.MiddleClass, "improve": cx.BottomClass} {
		if q, err := nps.Question(name); err != nil || q.For != class {
			t.Errorf("%s is for %q, %v, want %q", name, q.For, err, class)
		}
	}
	fit := cxtest.Must(cx.SurveyNamed("product_market_fit")).Questions[0]
	for language, label := range map[string]string{"en": "Very disappointed", "nb": "Svært skuffet", "ru": "Сильное разочарование", "sv": "Mycket besviken"} {
		if code, err := fit.Option(language, label); code != "very_disappointed" || err != nil {
			t.Errorf("%s: %q, %v", language, code, err)
		}
	}
	chat := cxtest.Must(cx.SurveyNamed("after_chat")).Questions[0]
	if rating, err := chat.Rating("sv", "Mycket nöjd"); rating != 5 || err != nil {
		t.Errorf("Rating = %v, %v, want 5", rating, err)
	}
}

// The System Usability Scale by its table of scoring (Brooke, 1996: odd items less 1, even ones
// 5 less the rating, times 2.5), UMUX-Lite on 0..100, and a survey of three scales by hand:
// (75 + 75 + 70) / 3.
func TestSurveyIndex(t *testing.T) {
	sus, umux := cxtest.Must(cx.SurveyNamed("system_usability")), cxtest.Must(cx.SurveyNamed("umux_lite"))
	mixed := cx.Survey{Questions: []cx.Question{
		{Kind: cx.QuestionRating, Scale: cx.SatisfactionScale(5)}, {Kind: cx.QuestionOpen}, {Kind: cx.QuestionRating, Scale: cx.EffortScale(5)},
		{Kind: cx.QuestionRating, Scale: cx.RecommendScale(11)},
	}}
	for _, tt := range []struct {
		s       cx.Survey
		ratings []int
		want    string
	}{
		{sus, slices.Repeat([]int{3}, 10), "50"},
		{sus, slices.Repeat([]int{5, 1}, 5), "100"},
		{sus, slices.Repeat([]int{1, 5}, 5), "0"},
		{sus, []int{2, 4, 3, 3, 4, 2, 5, 1, 1, 5}, "50"},
		{sus, []int{4, 2, 5, 1, 4, 2, 4, 2, 5, 1}, "85"},
		{umux, []int{6, 5}, "75"},
		{umux, []int{4, 6}, "66.66666667"},
		{mixed, []int{4, 2, 7}, "73.33333333"},
	} {
		index, err := tt.s.Index(tt.ratings)
		cxtest.Exactly(t, "Index", index, err, tt.want)
	}
	for name, err := range map[string]error{
		"one too few": second(umux.Index([]int{6})), "one too many": second(umux.Index([]int{6, 5, 4})), "none": second(umux.Index(nil)),
		"no ratings": second(cx.Survey{Questions: []cx.Question{{Kind: cx.QuestionOpen}}}.Index(nil)), "no questions": second(cx.Survey{}.Index([]int{1})),
	} {
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	checkRowError(t, "off the scale", second(umux.Index([]int{6, 8})), cx.ErrInvalid, 1)
	broken := cx.Survey{Questions: []cx.Question{{Kind: cx.QuestionRating}}}
	checkRowError(t, "no scale", second(broken.Index([]int{1})), cx.ErrInvalid, 0)
}

func TestSurveyValidate(t *testing.T) {
	open := cx.Question{Name: "why", Kind: cx.QuestionOpen}
	rating := cx.Question{Name: "r", Kind: cx.QuestionRating, Scale: cx.EaseScale(5)}
	after := cx.Question{Name: "after", Kind: cx.QuestionOpen, For: cx.TopClass}
	for text, s := range map[string]cx.Survey{
		"": {Name: "s", Questions: []cx.Question{open, rating, after}},
		"cx: survey: name is blank, or is not UTF-8":                                  {Questions: []cx.Question{open}},
		"cx: survey: number of questions 0 is outside 1..1000":                        {Name: "s"},
		"cx: survey: number of questions 1001 is outside 1..1000":                     {Name: "s", Questions: slices.Repeat([]cx.Question{open}, 1001)},
		"cx: survey: rest days are negative":                                          {Name: "s", RestDays: -1, Questions: []cx.Question{open}},
		"cx: questions[1]: another question has this name":                            {Name: "s", Questions: []cx.Question{open, open}},
		"cx: questions[0]: question is for a class, and there is no rating before it": {Name: "s", Questions: []cx.Question{after, rating}},
		"cx: questions[1]: question: number of options 0 is outside 1..1000":          {Name: "s", Questions: []cx.Question{open, {Name: "q", Kind: cx.QuestionChoice}}},
		"cx: questions[0]: texts[0]: language is not a tag of BCP 47":                 {Name: "s", Questions: []cx.Question{{Name: "q", Kind: cx.QuestionOpen, Texts: []cx.QuestionText{{Text: "t"}}}}},
	} {
		err := s.Validate()
		if text == "" && err == nil {
			continue
		}
		cxtest.Refuses(t, text, err, cx.ErrInvalid)
		if err != nil && err.Error() != text {
			t.Errorf("Validate() = %q, want %q", err, text)
		}
	}
	s := cx.Survey{Questions: []cx.Question{open}}
	cxtest.Refuses(t, "Question", second(s.Question("secret")), cx.ErrInvalid)
	cxtest.Refuses(t, "SurveyNamed", second(cx.SurveyNamed("secret")), cx.ErrInvalid)
	cxtest.Refuses(t, "SurveyNamed of another case", second(cx.SurveyNamed("Effort")), cx.ErrInvalid)
	// A language that a question lacks, or has twice, is in no list.
	in := func(languages ...string) cx.Question {
		var q cx.Question
		for _, l := range languages {
			q.Texts = append(q.Texts, cx.QuestionText{Language: l})
		}
		return q
	}
	s = cx.Survey{Questions: []cx.Question{in("sv", "en", "de"), in("en", "sv", "en")}}
	if got := s.Languages(); !slices.Equal(got, []string{"en", "sv"}) {
		t.Errorf("Languages = %v, want en and sv", got)
	}
	if got := (cx.Survey{}).Languages(); got != nil {
		t.Errorf("Languages of no questions = %v", got)
	}
}
