package survey

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// choices counts a question with several choices in a cell.
type choices struct {
	split      string
	options    map[string]int64
	answered   int64
	blank      int64
	none       int64 // not applicable
	selections int64
	others     int64 // selections of options past the limit
}

// maxChoices bounds the options that are told apart.
const maxChoices = 1000

func newChoices(split string) *choices { return &choices{split: split, options: map[string]int64{}} }

// partsOf returns the choices of a cell, each once.
func partsOf(cell, split string) []string {
	const few = 16
	var parts []string
	var seen map[string]bool // of more than few
	for part := range strings.SplitSeq(cell, split) {
		part = strings.TrimSpace(part)
		if part == "" || seen == nil && slices.Contains(parts, part) || seen[part] {
			continue
		}
		if parts = append(parts, part); len(parts) == few {
			seen = make(map[string]bool, 2*few)
			for _, part := range parts {
				seen[part] = true
			}
		} else if seen != nil {
			seen[part] = true
		}
	}
	return parts
}

// add counts a cell.
func (c *choices) add(cell string) {
	cell = strings.TrimSpace(cell)
	parts := partsOf(cell, c.split)
	switch {
	case table.IsNotApplicable(cell):
		c.none++
		return
	case len(parts) == 0:
		c.blank++
		return
	}
	c.answered++
	for _, part := range parts {
		c.selections++
		if _, known := c.options[part]; !known {
			if len(c.options) == maxChoices || len(part) > topic.MaxNameSize {
				c.others++
				continue
			}
			part = strings.Clone(part)
		}
		c.options[part]++
	}
}

// fits reports whether all options of a part can be told apart.
func (c *choices) fits(part *choices) bool {
	if c == nil {
		return true
	}
	n := len(c.options)
	for option := range part.options {
		if _, known := c.options[option]; !known {
			n++
		}
	}
	return n <= maxChoices && part.others == 0
}

// merge adds what a part has counted.
func (c *choices) merge(part *choices) {
	if c == nil {
		return
	}
	c.answered += part.answered
	c.blank += part.blank
	c.none += part.none
	c.selections += part.selections
	for option, n := range part.options {
		c.options[option] += n
	}
}

// choicesSection is the shares of the choices.
//
//	column, answered, blank, not_applicable   cells
//	selections     choices in them
//	choices        choice, answers, percent (of those who answered), interval, and
//	               percent_of_selections, the most frequent first
//	other_selections  of choices beyond the first thousand
type choicesSection struct {
	Column        string        `json:"column"`
	Answered      int64         `json:"answered"`
	Blank         int64         `json:"blank"`
	NotApplicable int64         `json:"not_applicable,omitzero"`
	Selections    int64         `json:"selections"`
	Choices       []choiceShare `json:"choices"`
	Others        int64         `json:"other_selections,omitzero"`
}

type choiceShare struct {
	Choice              string       `json:"key"`
	Answers             int64        `json:"answers"`
	Percent             figure.Exact `json:"percent"`
	Interval            cx.Interval  `json:"interval"`
	PercentOfSelections figure.Exact `json:"percent_of_selections"`
}

// measureChoices returns the shares, nil if they were not asked for.
func (c *choices) measure(o *Flags) (*choicesSection, error) {
	if c == nil {
		return nil, nil
	}
	s := &choicesSection{Column: o.Choices, Answered: c.answered, Blank: c.blank, NotApplicable: c.none,
		Selections: c.selections, Others: c.others}
	for option, n := range c.options {
		of := cx.Proportion{Count: n, Base: c.answered}
		share := choiceShare{Choice: option, Answers: n}
		var err error
		if share.Percent, err = percentOf(of); err != nil {
			return nil, err
		}
		if share.Interval, err = of.Interval(o.Level); err != nil {
			return nil, err
		}
		if share.PercentOfSelections, err = percentOf(cx.Proportion{Count: n, Base: c.selections}); err != nil {
			return nil, err
		}
		s.Choices = append(s.Choices, share)
	}
	slices.SortFunc(s.Choices, func(a, b choiceShare) int {
		return cmp.Or(cmp.Compare(b.Answers, a.Answers), strings.Compare(a.Choice, b.Choice))
	})
	return s, nil
}

// percentOf returns a share in percent, with 8 decimals.
func percentOf(p cx.Proportion) (figure.Exact, error) {
	num, den, err := p.Fraction()
	if err != nil {
		return nil, err
	}
	return num.Shift(2).DivRound(den, 8), nil
}

// rankChoices ranks the segments of a column with several in a cell, and tests each
// against the answers that do not have it. Whoever chose several is in several.
func rankChoices[T any, P cx.Ranked[T]](k kind[T], cells []cx.Group[int32, cx.Ratings], names []string, all cx.Ratings, o *Flags) ([]segment[T], error) {
	ratings := map[string]*cx.Ratings{}
	for _, cell := range cells {
		for _, name := range partsOf(names[cell.Key], o.Split) {
			if ratings[name] == nil {
				ratings[name] = &cx.Ratings{Scale: all.Scale}
			}
			if err := ratings[name].Merge(cell.Tally); err != nil {
				return nil, err
			}
		}
	}
	var segments []segment[T]
	var p []float64
	for _, name := range slices.Sorted(maps.Keys(ratings)) {
		own, others := *ratings[name], all
		if err := others.Unmerge(own); err != nil {
			return nil, err
		}
		var pair [2]cx.Group[int, T]
		for i, r := range []cx.Ratings{own, others} {
			tally, err := k.tally(r)
			if err != nil {
				return nil, err
			}
			pair[i] = cx.Group[int, T]{Key: i, Tally: tally}
		}
		ranking, err := cx.RankGroups[int, T, P](pair[:], minimumBase, o.Level)
		if err != nil {
			return nil, err
		}
		of := ranking[slices.IndexFunc(ranking, func(r cx.Ranking[int, T]) bool { return r.Key == 0 })]
		s := segment[T]{Ranking: cx.Ranking[string, T]{Key: name, Tally: of.Tally, Rank: of.Rank, Tested: of.Tested, Difference: of.Difference}}
		if _, s.figures, err = k.measure(own, o.Level); err != nil {
			return nil, err
		}
		if s.Tested {
			p = append(p, s.Difference.P)
		}
		segments = append(segments, s)
	}
	adjusted, err := cx.Holm(p)
	if err != nil {
		return nil, err
	}
	for i := range segments {
		if segments[i].Tested {
			segments[i].AdjustedP, adjusted = adjusted[0], adjusted[1:]
		}
	}
	return byScore[T, P](segments), nil
}

// byScore puts segments in the order of their scores, the best first, and those that are
// not ranked at the end.
func byScore[T any, P cx.Ranked[T]](segments []segment[T]) []segment[T] {
	better := func(s segment[T]) float64 {
		score := s.Score.InexactFloat64()
		if P(&s.Tally).LowerIsBetter() {
			return -score
		}
		return score
	}
	slices.SortStableFunc(segments, func(a, b segment[T]) int {
		return cmp.Or(cmp.Compare(min(b.Rank, 1), min(a.Rank, 1)), cmp.Compare(better(b), better(a)))
	})
	for i := range segments {
		s := &segments[i]
		switch {
		case s.Rank == 0:
		case i > 0 && better(*s) == better(segments[i-1]):
			s.Rank = segments[i-1].Rank
		default:
			s.Rank = i + 1
		}
	}
	return segments
}
