package cx

import (
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/wire"
)

// Selection is one customer's answer to a question with options. Chosen has the codes, by
// preference for a ranking. Other says that the customer gave an answer of their own. A
// question that was seen and left blank has a Selection with neither; one that was not seen
// has none. All fields except Chosen and Other are optional.
type Selection struct {
	Question string    `json:"question,omitzero"` // the question's name
	Customer string    `json:"customer,omitzero"` // who answered; blank is anonymous
	At       time.Time `json:"at,omitzero"`       // the instant of the answer
	Segment  string    `json:"segment,omitzero"`  // a plan, a country, an age group
	Channel  string    `json:"channel,omitzero"`  // phone, email, SMS, web, app, chat, social, store
	Team     string    `json:"team,omitzero"`     // who served the customer
	Language string    `json:"language,omitzero"` // the language that the question was shown in
	Chosen   []string  `json:"chosen"`            // codes of options
	Other    bool      `json:"other,omitzero"`    // an answer that is no option
}

// MarshalJSON encodes a selection. It returns an error wrapping [ErrInvalid] if the instant is
// outside the years 0 to 9999.
func (s Selection) MarshalJSON() ([]byte, error) { return wire.Encode(&s) }

// UnmarshalJSON decodes a selection. It refuses unknown and repeated keys, null, and a
// selection without a list of what was chosen, which may be empty. On error s is unchanged.
func (s *Selection) UnmarshalJSON(data []byte) error { return decode(data, "selection", s, nil) }

// ChoicesOf tallies the answers to a question with options. Those in all languages pool by
// their codes. Of a ranking it counts who ranked an option at all; [GroupByRank] has the ranks.
// Its time grows with the rows. It does not modify its arguments.
//
// ChoicesOf returns an error if:
//   - q is not valid, or has no options ([ErrInvalid]);
//   - a row is of another question ([*RowError] wrapping [ErrMismatch]);
//   - a row has a code that is none of the options, one twice, or more than one answer to a
//     choice ([*RowError] wrapping [ErrInvalid]).
func ChoicesOf(rows []Selection, q Question) (Choices, error) {
	if err := q.Validate(); err != nil {
		return Choices{}, err
	}
	if !q.Kind.hasOptions() {
		return Choices{}, invalid("question has no options")
	}
	c := Choices{Options: slices.Clone(q.Options)}
	for i := range rows {
		row := &rows[i]
		err := q.checkSelection(row)
		if err == nil {
			err = c.Add(row.Chosen, row.Other)
		}
		if err != nil {
			return Choices{}, &RowError{Row: i, Err: err}
		}
	}
	return c, nil
}

// checkSelection checks that a selection is of the question, and one answer to a choice.
func (q *Question) checkSelection(s *Selection) error {
	if s.Question != q.Name {
		return mismatch("the question of the selection is not that of the question")
	}
	if q.Kind == QuestionChoice && (len(s.Chosen) > 1 || len(s.Chosen) == 1 && s.Other) {
		return invalid("selection has more than one answer to a choice")
	}
	return nil
}

// GroupByRank tallies the ranks that each option has in the answers to a ranking: 1 for what is
// preferred to all others. A group of each option has a [Ratings] on a scale 1..options on
// which lower is better, of those who ranked it, in ascending order of the code. Its Mean is
// the mean rank, its TopBox(1) the share that put it first, its Difference the test of two
// options by different respondents. An option that a respondent left out has no rank there:
// beside the mean rank stands the Total. The points of an option, where a first place of k
// brings k points and being left out none, are
//
//	(k + 1 - mean rank) · Total / respondents
//
// Its time grows with the rows. It does not modify its arguments.
//
// GroupByRank returns an error if:
//   - q is not valid, or is no ranking ([ErrInvalid]);
//   - a row is of another question ([*RowError] wrapping [ErrMismatch]);
//   - a row has a code that is none of the options, or one twice ([*RowError] wrapping
//     [ErrInvalid]).
func GroupByRank(rows []Selection, q Question) ([]Group[string, Ratings], error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	if q.Kind != QuestionRanking {
		return nil, invalid("question is no ranking")
	}
	k := len(q.Options)
	scale := Scale{Min: 1, Max: k, BottomMax: 1, TopMin: k, LowerIsBetter: true}
	index := Choices{Options: q.Options}
	if err := index.makeIndex(); err != nil {
		return nil, err
	}
	ranks := slices.Repeat([]Ratings{{Scale: scale}}, k)
	for i := range rows {
		row := &rows[i]
		if err := q.checkSelection(row); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		var seen uint64
		for rank, code := range row.Chosen {
			place, err := index.place(code)
			if err == nil && seen>>place&1 == 1 {
				err = invalid("choices: an option was chosen twice")
			}
			if err != nil {
				return nil, &RowError{Row: i, Err: err}
			}
			seen |= 1 << place
			ranks[place].Counts[rank]++
		}
	}
	return sortedGroups(q.Options, func(place int) Ratings { return ranks[place] }), nil
}
