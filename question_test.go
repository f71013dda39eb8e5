package cx_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// questionContract is what questions and what is asked promise.
func questionContract(*testing.T) cxtest.Contract {
	rows := selections("q", []string{"b", "a"}, nil, []string{"a"})
	q := cx.Question{Name: "q", Kind: cx.QuestionRanking, Options: []string{"b", "a"}}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  questionCodecs(),
		Laws:    []cxtest.Law{choiceLaws()},
		Calls: []cxtest.Call{
			{Func: "ChoicesOf", Args: []any{rows, q.Options}, Do: func() (any, error) { return cx.ChoicesOf(rows, q) }},
			{Func: "GroupByRank", Args: []any{rows, q.Options}, Do: func() (any, error) { return cx.GroupByRank(rows, q) }},
		},
	}
}

func questionCodecs() []cxtest.Codec {
	const (
		scale = `"scale":{"min":1,"max":3,"bottom_max":1,"top_min":3}`
		text  = `{"language":"en","text":"How was it?","labels":["Bad","Good"]}`
	)
	return []cxtest.Codec{
		cxtest.CodecOf[cx.QuestionText](text),
		cxtest.CodecOf[cx.Question](`{"name":"visit","kind":"rating","metric":"csat",`+scale+`,"texts":[`+text+`],"for":"top"}`).
			WithNeeded("scale").
			WithBad(`{}`, `{"name":"visit"}`, `{"name":"visit","kind":"stars"}`, `{"name":"visit","kind":"choice"}`, `{"name":" ","kind":"open"}`,
				`{"name":"visit","kind":"open","options":["a"]}`, `{"name":"visit","kind":"open","for":"best"}`,
				`{"name":"visit","kind":"choice","options":["a","a"]}`),
		cxtest.CodecOf[cx.Selection](`{"question":"q","customer":"c","at":"2026-11-16T09:30:00Z","segment":"s","channel":"c","team":"t",` +
			`"language":"sv","chosen":["a","b"],"other":true}`).WithBad(`{"other":true,"chosen":["a",null]}`),
		cxtest.CodecOf[cx.Choices](`{"options":["a","b"],"counts":[3,4],"other":1,"none":2,"respondents":5}`).
			WithCounts("counts", "other", "none", "respondents").WithNeeded("options").
			WithBad(`{"options":["a","b"],"counts":[3],"respondents":5}`, `{"options":["a","b"],"counts":[0,0],"respondents":5}`,
				`{"options":["a","b"],"respondents":0}`, `{"options":["a","a"],"counts":[0,0]}`, `{"other":1,"respondents":1}`),
	}
}

func TestQuestion_Contract(t *testing.T) { questionContract(t).Run(t) }

func FuzzQuestionJSON(f *testing.F) { cxtest.FuzzCodecs(f, questionCodecs(), cx.ErrInvalid) }

// questionGolden are the values of the golden files.
func questionGolden() map[string]any {
	return map[string]any{
		"question_open": cx.Question{Name: "why", Kind: cx.QuestionOpen, For: cx.BottomClass},
		"question_rating": cx.Question{
			Name: "effort", Kind: cx.QuestionRating, Metric: "effort", Scale: cx.EffortScale(3),
			Texts: []cx.QuestionText{
				{Language: "en", Text: "How much effort?", Labels: []string{"Little", "Some", "Much"}},
				{Language: "pt-BR", Text: "Quanto esforço?"},
			},
		},
		"question_choice": cx.Question{
			Name: "cause", Kind: cx.QuestionChoice, Options: []string{"price", "service"},
			Texts: []cx.QuestionText{{Language: "sv", Text: "Varför?", Labels: []string{"Priset", "Servicen"}}},
		},
		"selection": cx.Selection{
			Question: "cause", Customer: "ada", At: yearDay(1), Segment: "pro", Channel: "email", Team: "north", Language: "sv",
			Chosen: []string{"price", "service"}, Other: true,
		},
		"selection_blank": cx.Selection{},
		"choices":         choicesOf(1, 2, 3, 4), "choices_zero": cx.Choices{},
	}
}

func TestQuestion_golden(t *testing.T) { cxtest.Golden(t, "question", questionGolden()) }

// codes returns n different codes.
func codes(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = "o" + strconv.Itoa(i)
	}
	return list
}

func TestQuestionValidate(t *testing.T) {
	rating := cx.Question{Name: "q", Kind: cx.QuestionRating, Scale: cx.SatisfactionScale(5)}
	choice := cx.Question{Name: "q", Kind: cx.QuestionChoice, Options: []string{"a", "b", "c"}}
	in := func(q cx.Question, texts ...cx.QuestionText) cx.Question { q.Texts = texts; return q }
	tests := []struct {
		name string
		q    cx.Question
		text string // of the error, blank for none
	}{
		{"rating", rating, ""},
		{"choice", choice, ""},
		{"choice of one", cx.Question{Name: "q", Kind: cx.QuestionChoices, Options: []string{"a"}}, ""},
		{"most options", cx.Question{Name: "q", Kind: cx.QuestionChoices, Options: codes(1000)}, ""},
		{"longest ranking", cx.Question{Name: "q", Kind: cx.QuestionRanking, Options: codes(11)}, ""},
		{"open, for the middle", cx.Question{Name: "q", Kind: cx.QuestionOpen, For: cx.MiddleClass}, ""},
		{"no labels", in(rating, cx.QuestionText{Language: "en", Text: "t"}), ""},
		{"two ends", in(rating, cx.QuestionText{Language: "en", Text: "t", Labels: codes(2)}), ""},
		{"all points", in(rating, cx.QuestionText{Language: "en", Text: "t", Labels: codes(5)}), ""},
		{"languages", in(rating, cx.QuestionText{Language: "de-1996", Text: "t"}, cx.QuestionText{Language: "zh-Hant-TW", Text: "t"}), ""},

		{"zero", cx.Question{}, "cx: question: name is blank, or is not UTF-8"},
		{"blank name", cx.Question{Name: "\t", Kind: cx.QuestionOpen}, "cx: question: name is blank, or is not UTF-8"},
		{"no kind", cx.Question{Name: "q"}, "cx: question: kind is none of rating, choice, choices, ranking and open"},
		{"kind", cx.Question{Name: "q", Kind: "Rating"}, "cx: question: kind is none of rating, choice, choices, ranking and open"},
		{"class", cx.Question{Name: "q", Kind: cx.QuestionOpen, For: "secret"}, "cx: question: for is none of the classes of a scale"},
		{"rating without a scale", cx.Question{Name: "q", Kind: cx.QuestionRating}, "cx: scale is missing"},
		{"choice with a scale", cx.Question{Name: "q", Kind: cx.QuestionChoice, Options: codes(2), Scale: cx.EaseScale(5)}, "cx: question: a scale is that of a rating"},
		{"rating with options", cx.Question{Name: "q", Kind: cx.QuestionRating, Options: codes(2), Scale: cx.EaseScale(5)},
			"cx: question: number of options 2 is outside 0..0"},
		{"choice without options", cx.Question{Name: "q", Kind: cx.QuestionChoice}, "cx: question: number of options 0 is outside 1..1000"},
		{"ranking of one", cx.Question{Name: "q", Kind: cx.QuestionRanking, Options: codes(1)}, "cx: question: number of options 1 is outside 2..11"},
		{"ranking of 12", cx.Question{Name: "q", Kind: cx.QuestionRanking, Options: codes(12)}, "cx: question: number of options 12 is outside 2..11"},
		{"1,001 options", cx.Question{Name: "q", Kind: cx.QuestionChoices, Options: codes(1001)}, "cx: question: number of options 1001 is outside 1..1000"},
		{"an option twice", cx.Question{Name: "q", Kind: cx.QuestionChoice, Options: []string{"secret", "b", "secret"}}, "cx: options[2]: option is there twice"},
		{"a blank option", cx.Question{Name: "q", Kind: cx.QuestionChoice, Options: []string{"a", ""}}, "cx: options[1]: option is blank, or is not UTF-8"},
		{"a blank text", in(rating, cx.QuestionText{Language: "en"}), "cx: texts[0]: text is blank, or is not UTF-8"},
		{"no language", in(rating, cx.QuestionText{Text: "t"}), "cx: texts[0]: language is not a tag of BCP 47"},
		{"languages in disorder", in(rating, cx.QuestionText{Language: "sv", Text: "t"}, cx.QuestionText{Language: "en", Text: "t"}),
			"cx: texts[1]: languages are not in ascending order"},
		{"four labels of five", in(rating, cx.QuestionText{Language: "en", Text: "t", Labels: codes(4)}),
			"cx: texts[0]: labels are neither those of all answers nor of the two ends of a scale"},
		{"two labels of three options", in(choice, cx.QuestionText{Language: "en", Text: "t", Labels: codes(2)}),
			"cx: texts[0]: labels are neither those of all answers nor of the two ends of a scale"},
		{"labels of an open question", in(cx.Question{Name: "q", Kind: cx.QuestionOpen}, cx.QuestionText{Language: "en", Text: "t", Labels: codes(2)}),
			"cx: texts[0]: labels are neither those of all answers nor of the two ends of a scale"},
		{"two labels alike", in(choice, cx.QuestionText{Language: "en", Text: "t", Labels: []string{"x", "y", "x"}}), "cx: texts[0]: label is there twice"},
		{"a label that is not UTF-8", in(choice, cx.QuestionText{Language: "en", Text: "t", Labels: []string{"x", "y", "\xff"}}),
			"cx: texts[0]: label is blank, or is not UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.q.Validate()
			if tt.text == "" && err == nil {
				return
			}
			cxtest.Refuses(t, "Validate", err, cx.ErrInvalid)
			if err != nil && err.Error() != tt.text {
				t.Errorf("Validate() = %q, want %q", err, tt.text)
			}
		})
	}
	for _, language := range []string{"", "-", "e-", "-en", "en--us", "e n", "en_US", "en\x00", "1en", "é", "abcdefghi", "en-abcdefghi", strings.Repeat("a", 1e5)} {
		q := in(rating, cx.QuestionText{Language: language, Text: "t"})
		cxtest.Refuses(t, "language "+strconv.Quote(language[:min(len(language), 20)]), q.Validate(), cx.ErrInvalid)
	}
}

// The labels of a rating are those of Min..Max, or of the two ends alone.
func TestQuestionRating(t *testing.T) {
	all := []string{"Svært lite", "Lite", "Noe", "Mye", "Svært mye"}
	q := cx.Question{Name: "effort", Kind: cx.QuestionRating, Scale: cx.EffortScale(5), Texts: []cx.QuestionText{
		{Language: "en", Text: "e", Labels: []string{"Little", "Much"}}, {Language: "nb", Text: "n", Labels: all}, {Language: "sv", Text: "s"},
	}}
	for i, label := range all {
		if got, err := q.Rating("nb", label); got != i+1 || err != nil {
			t.Errorf("Rating(nb, %q) = %v, %v, want %d", label, got, err, i+1)
		}
	}
	for label, want := range map[string]int{"Little": 1, "Much": 5} {
		if got, err := q.Rating("en", label); got != want || err != nil {
			t.Errorf("Rating(en, %q) = %v, %v, want %d", label, got, err, want)
		}
	}
	twoPoints := q
	twoPoints.Scale = cx.SatisfactionScale(2)
	if got, err := twoPoints.Rating("en", "Much"); got != 2 || err != nil {
		t.Errorf("Rating of the second of two points = %v, %v, want 2", got, err)
	}
	alike := cx.Question{Name: "q", Kind: cx.QuestionRating, Scale: cx.EaseScale(2), Texts: []cx.QuestionText{{Language: "en", Text: "t", Labels: []string{"x", "x"}}}}
	three := cx.Question{Name: "q", Kind: cx.QuestionRating, Scale: cx.EaseScale(5), Texts: []cx.QuestionText{{Language: "en", Text: "t", Labels: codes(3)}}}
	for name, err := range map[string]error{
		"other language": second(q.Rating("nn", "Lite")),
		"other case":     second(q.Rating("nb", "lite")),
		"a blank more":   second(q.Rating("nb", "Lite ")),
		"a number":       second(q.Rating("nb", "2")),
		"no labels":      second(q.Rating("sv", "Lite")),
		"no text":        second(cx.Question{Kind: cx.QuestionRating, Scale: cx.EaseScale(5)}.Rating("", "")),
		"no scale":       second(cx.Question{Kind: cx.QuestionRating}.Rating("en", "x")),
		"no rating":      second(cx.Question{Kind: cx.QuestionChoice}.Rating("en", "x")),
		"labels alike":   second(alike.Rating("en", "x")),
		"three of five":  second(three.Rating("en", "o1")),
		"an option":      second(q.Option("nb", "Lite")),
		"zero":           second(cx.Question{}.Option("en", "x")),
	} {
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	options := cx.Question{Kind: cx.QuestionRanking, Options: []string{"a", "b"}, Texts: []cx.QuestionText{{Language: "en", Text: "t", Labels: codes(3)}}}
	cxtest.Refuses(t, "more labels than options", second(options.Option("en", "o2")), cx.ErrInvalid)
}

// second returns the error of a result.
func second[T any](_ T, err error) error { return err }
