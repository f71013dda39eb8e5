package cx

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// Survey is a survey as data: its questions in their order, when it is asked, and how long to
// leave a customer alone after it. [Surveys] has those that are ready to be asked. The zero
// Survey is none: Validate refuses it.
type Survey struct {
	Name      string     `json:"name"`            // as in [Invitation] and [ContactRule]
	Stage     Stage      `json:"stage,omitzero"`  // of the journey; blank for the whole
	Moment    string     `json:"moment,omitzero"` // in words, when to ask
	Questions []Question `json:"questions"`
	// RestDays is how many days to leave a customer alone before the same survey; 0 says nothing.
	RestDays int `json:"rest_days,omitzero"`
}

// maxQuestions is the largest number of questions of a survey.
const maxQuestions = 1000

// Surveys returns the ready surveys, in ascending order of their names: the texts of each in
// English, Norwegian Bokmål, Russian and Swedish, except the System Usability Scale and
// UMUX-Lite, which are validated in English: a host adds a validated translation. Its slices
// are the caller's own.
//
//   - after_chat, after_contact, after_purchase, effort, expectation, onboarding, shop_visit:
//     one contact, soon after it;
//   - relationship_nps, product_market_fit: the relation as a whole;
//   - on_leaving: why a customer goes;
//   - staff_pulse: the staff, each month;
//   - interview: questions of a conversation;
//   - system_usability, umux_lite: how usable a product is, by Index.
//
// Source: J. Brooke, SUS: A "quick and dirty" usability scale, in Usability Evaluation in
// Industry (1996), of system_usability; J. R. Lewis, B. S. Utesch and D. E. Maher, CHI 2013,
// of umux_lite.
func Surveys() []Survey { return readySurveys() }

// SurveyNamed returns the ready survey of a name. Its slices are the caller's own. It returns
// an error wrapping [ErrInvalid] if there is none.
func SurveyNamed(name string) (Survey, error) {
	surveys := readySurveys()
	i, found := slices.BinarySearchFunc(surveys, name, func(s Survey, name string) int { return cmp.Compare(s.Name, name) })
	if !found {
		return Survey{}, invalid("there is no ready survey of this name")
	}
	return surveys[i], nil
}

// Question returns the question of a name. Its slices are those of s. It returns an error
// wrapping [ErrInvalid] if there is none.
func (s Survey) Question(name string) (Question, error) {
	for _, q := range s.Questions {
		if q.Name == name {
			return q, nil
		}
	}
	return Question{}, invalid("survey has no question of this name")
}

// Languages returns the languages in which every question has a text, in ascending order; nil if
// there are none.
func (s Survey) Languages() []string {
	count := make(map[string]int)
	var languages []string
	for i := range s.Questions {
		for _, t := range s.Questions[i].Texts {
			if count[t.Language] != i { // a question before lacks it, or this one has it twice
				continue
			}
			if count[t.Language]++; i == len(s.Questions)-1 {
				languages = append(languages, t.Language)
			}
		}
	}
	slices.Sort(languages)
	return languages
}

// Validate checks a survey.
//
// Validate returns an error wrapping [ErrInvalid] if:
//   - the name is blank, RestDays is negative, or there are no questions or more than 1,000;
//   - a question is not valid, has the name of another, or is for a class of the first rating
//     and there is no rating before it ([*RowError] of "questions").
func (s Survey) Validate() error {
	if err := checkName("survey: name", s.Name); err != nil {
		return err
	}
	if s.RestDays < 0 {
		return invalid("survey: rest days are negative")
	}
	if n := len(s.Questions); n < 1 || n > maxQuestions {
		return &RangeError{What: "survey: number of questions", Got: int64(n), Min: 1, Max: maxQuestions}
	}
	names := make(map[string]bool, len(s.Questions))
	rated := false
	for i := range s.Questions {
		q := &s.Questions[i]
		err := q.Validate()
		switch {
		case err != nil:
		case names[q.Name]:
			err = invalid("another question has this name")
		case q.For != "" && !rated:
			err = invalid("question is for a class, and there is no rating before it")
		}
		if err != nil {
			return &RowError{Of: "questions", Row: i, Err: err}
		}
		names[q.Name] = true
		rated = rated || q.Kind == QuestionRating
	}
	return nil
}

// Index returns one respondent's answers to all ratings of the survey as one number
//
//	mean of 100 · (rating - worst) / (best - worst)
//
// from 0 to 100, rounded half away from zero to [Places], where the worst and the best are the
// ends of the scale of each question, by its direction. The ratings are in the order of the
// questions that are ratings. Of system_usability it is the SUS, of umux_lite the score of
// UMUX-Lite. [Amounts] tallies it: its Mean, its MeanInterval and its Difference are those of
// the index. A respondent who left a rating out has no index.
//
// Index returns an error wrapping [ErrInvalid] if the survey has no rating, there are not as
// many ratings, a scale is not valid, or has no such rating ([*RowError]).
func (s Survey) Index(ratings []int) (decimal.Decimal, error) {
	const whole = 2520 // 1 to 10, the steps of a scale, divide it
	var sum int64
	rated := 0
	for i := range s.Questions {
		q := &s.Questions[i]
		if q.Kind != QuestionRating {
			continue
		}
		if rated < len(ratings) {
			rating := ratings[rated]
			if err := q.Scale.Check(rating); err != nil {
				return decimal.Decimal{}, &RowError{Row: rated, Err: err}
			}
			steps := rating - q.Scale.Min
			if q.Scale.LowerIsBetter {
				steps = q.Scale.Max - rating
			}
			sum += int64(steps) * (whole / int64(q.Scale.Max-q.Scale.Min))
		}
		rated++
	}
	if rated == 0 {
		return decimal.Decimal{}, invalid("survey has no rating")
	}
	if rated != len(ratings) {
		return decimal.Decimal{}, &RangeError{What: "survey: number of ratings", Got: int64(len(ratings)), Min: int64(rated), Max: int64(rated)}
	}
	return exact.Divide(decimal.NewFromInt(100*sum), decimal.NewFromInt(whole*int64(rated))), nil
}

// UnmarshalJSON decodes a survey. It refuses unknown and repeated keys, and what Validate
// refuses. On error s is unchanged.
func (s *Survey) UnmarshalJSON(data []byte) error {
	return decode(data, "survey", s, func(v *Survey) error { return v.Validate() })
}
