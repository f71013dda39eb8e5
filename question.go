package cx

// Question is a question of a survey as data: what it asks, what may be answered, and its
// words in each language. A rating has a Scale. A choice, choices and a ranking have Options:
// codes, which are the same in all languages, so that the answers in all of them pool. An open
// question has neither.
//
// The zero Question is none: Validate refuses it.
type Question struct {
	Name    string         `json:"name"`              // as in [Response] and [Selection]
	Kind    QuestionKind   `json:"kind"`              // what an answer is
	Metric  string         `json:"metric,omitzero"`   // of the catalog, if any: [Metrics]
	Scale   Scale          `json:"scale,omitzero"`    // of a rating
	Options []string       `json:"options,omitempty"` // codes, in the order in which they are shown
	Texts   []QuestionText `json:"texts,omitempty"`   // ascending by language
	// For is the class of the survey's first rating that this is asked of; blank is everybody.
	For Class `json:"for,omitzero"`
}

// QuestionText is the Text of a question in one Language, a tag of BCP 47 such as "sv" or
// "pt-BR". Labels are those of all points of the scale from Min to Max, or of its two ends, or
// of all options in their order. There may be none.
type QuestionText struct {
	Language string   `json:"language"`
	Text     string   `json:"text"`
	Labels   []string `json:"labels,omitempty"`
}

// QuestionKind says what an answer to a question is.
type QuestionKind string

// The kinds of questions.
const (
	QuestionRating  QuestionKind = "rating"  // a point of a scale: a [Response]
	QuestionChoice  QuestionKind = "choice"  // one option: a [Selection]
	QuestionChoices QuestionKind = "choices" // any number of options
	QuestionRanking QuestionKind = "ranking" // options by preference, the first the most preferred
	QuestionOpen    QuestionKind = "open"    // text
)

// The limits of a question. A ranking has as many options as a scale has points.
const maxOptions = 1000

// hasOptions reports whether questions of the kind have options.
func (k QuestionKind) hasOptions() bool {
	return k == QuestionChoice || k == QuestionChoices || k == QuestionRanking
}

// Validate checks a question.
//
// Validate returns an error wrapping [ErrInvalid] if:
//   - the name is blank, the kind is none of the kinds, or For is none of the classes;
//   - a rating has no valid scale, or another question has one;
//   - a choice, choices or a ranking has no options, more than 1,000, or a ranking fewer than
//     2 or more than 11, or another question has options;
//   - an option is blank or is there twice ([*RowError] of "options");
//   - a text is blank, its language is not a tag of BCP 47 or not in ascending order, or its
//     labels are not as many as there may be, blank, or alike ([*RowError] of "texts").
func (q Question) Validate() error {
	if err := checkName("question: name", q.Name); err != nil {
		return err
	}
	if err := q.validateKind(); err != nil {
		return err
	}
	switch q.For {
	case "", TopClass, MiddleClass, BottomClass:
	default:
		return invalid("question: for is none of the classes of a scale")
	}
	if i, err := checkTexts("option", q.Options); err != nil {
		return &RowError{Of: "options", Row: i, Err: err}
	}
	for i := range q.Texts {
		if i > 0 && q.Texts[i].Language <= q.Texts[i-1].Language {
			return &RowError{Of: "texts", Row: i, Err: invalid("languages are not in ascending order")}
		}
		if err := q.validateText(&q.Texts[i]); err != nil {
			return &RowError{Of: "texts", Row: i, Err: err}
		}
	}
	return nil
}

// validateKind checks the scale and the number of options.
func (q *Question) validateKind() error {
	least, most := 0, 0
	switch q.Kind {
	case QuestionRating:
		if err := q.Scale.Validate(); err != nil {
			return err
		}
	case QuestionChoice, QuestionChoices:
		least, most = 1, maxOptions
	case QuestionRanking:
		least, most = 2, maxPoints
	case QuestionOpen:
	default:
		return invalid("question: kind is none of rating, choice, choices, ranking and open")
	}
	if q.Kind != QuestionRating && !q.Scale.isZero() {
		return invalid("question: a scale is that of a rating")
	}
	if n := len(q.Options); n < least || n > most {
		return &RangeError{What: "question: number of options", Got: int64(n), Min: int64(least), Max: int64(most)}
	}
	return nil
}

// validateText checks the words of a question in one language.
func (q *Question) validateText(t *QuestionText) error {
	if err := checkName("text", t.Text); err != nil {
		return err
	}
	if !isLanguage(t.Language) {
		return invalid("language is not a tag of BCP 47")
	}
	if !q.labeled(len(t.Labels)) {
		return invalid("labels are neither those of all answers nor of the two ends of a scale")
	}
	_, err := checkTexts("label", t.Labels)
	return err
}

// labeled reports whether a question may have n labels.
func (q *Question) labeled(n int) bool {
	switch {
	case n == 0:
		return true
	case q.Kind == QuestionRating:
		return n == 2 || n == q.Scale.Points()
	}
	return n == len(q.Options)
}

// isLanguage reports whether s has the form of a tag of BCP 47: subtags of 1 to 8 ASCII
// letters and digits with hyphens between them, the first of letters.
func isLanguage(s string) bool {
	length, first := 0, true
	for i := range len(s) {
		switch c := s[i]; {
		case c == '-' && length > 0:
			length, first = 0, false
			continue
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9' && !first:
			length++
		default:
			return false
		}
		if length > 8 {
			return false
		}
	}
	return length > 0
}

// Rating returns the rating whose label is shown in a language: "Mycket nöjd" in "sv" is 5 of
// 1..5. The text is that of the label to the byte, and the language that of the text: nothing
// is guessed. Where only the two ends have labels they are Min and Max, whatever the
// direction of the scale.
//
// Rating returns an error wrapping [ErrInvalid] if q is no rating, its scale is not valid, it
// has no text in the language, or no such label there.
func (q Question) Rating(language, label string) (int, error) {
	if q.Kind != QuestionRating {
		return 0, invalid("question is no rating")
	}
	if err := q.Scale.Validate(); err != nil {
		return 0, err
	}
	i, labels, err := q.label(language, label)
	if err != nil {
		return 0, err
	}
	if i > 0 && labels == 2 {
		return q.Scale.Max, nil
	}
	return q.Scale.Min + i, nil
}

// Option returns the code of the option whose label is shown in a language, as Rating does a
// rating: "Mycket besviken" in "sv" is "very_disappointed". Answers in all languages pool by
// the code.
//
// Option returns an error wrapping [ErrInvalid] if q has no options, no text in the language,
// or no such label there.
func (q Question) Option(language, label string) (string, error) {
	if !q.Kind.hasOptions() {
		return "", invalid("question has no options")
	}
	i, _, err := q.label(language, label)
	if err != nil {
		return "", err
	}
	return q.Options[i], nil
}

// label returns the place of a label in a language, and how many there are.
func (q *Question) label(language, label string) (place, labels int, err error) {
	for i := range q.Texts {
		t := &q.Texts[i]
		if t.Language != language {
			continue
		}
		if !q.labeled(len(t.Labels)) {
			return 0, 0, invalid("question: labels are neither those of all answers nor of the two ends of a scale")
		}
		place = -1
		for j, text := range t.Labels {
			if text != label {
				continue
			}
			if place >= 0 {
				return 0, 0, invalid("question: two answers have this label in the language")
			}
			place = j
		}
		if place < 0 {
			return 0, 0, invalid("question: no answer has this label in the language")
		}
		return place, len(t.Labels), nil
	}
	return 0, 0, invalid("question has no text in the language")
}

// UnmarshalJSON decodes a question. It refuses unknown and repeated keys, and what Validate
// refuses. On error q is unchanged.
func (q *Question) UnmarshalJSON(data []byte) error {
	return decode(data, "question", q, func(v *Question) error { return v.Validate() })
}

// UnmarshalJSON decodes the words of a question. It refuses unknown and repeated keys. On
// error t is unchanged.
func (t *QuestionText) UnmarshalJSON(data []byte) error { return decode(data, "text", t, nil) }
