package survey

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/question"
)

// What is kept of comments, and what is shown of them. A phrase that fewer have said is not shown:
// it might tell who said it.
const (
	maxCommentBytes  = 128 << 20 // of all together
	fewestTexts      = 5         // that a phrase is in
	longestPhrase    = 3         // words
	repeatedWords    = 8         // a text of more is the same person's if it is the same
	manyCommentBytes = 5 << 20   // of a class, above which a word of one text is not counted
	mostPhrases      = 50        // of each class
	maxStopBytes     = 1 << 20   // of the file of -stop
)

// comments is the comment of each answer, "" for none.
type comments struct {
	texts []string
	bytes int
	more  int64 // for which there was no room
}

func (c *comments) add(cell string) {
	cell = strings.TrimSpace(cell)
	if c.bytes += len(cell); c.bytes > maxCommentBytes {
		c.bytes -= len(cell)
		c.more++
		cell = ""
	}
	c.texts = append(c.texts, strings.Clone(cell))
}

// commentSection is what customers say: the words and phrases of 5 comments or more that one
// class of answers has more often than the other.
//
//	column, question  the names of the columns
//	comments       answers with one
//	blank          answers without
//	repeated       comments left out: an older one of the same customer, with -customer, or a text of
//	               more than 8 words that another has word for word
//	broken         comments whose bytes were read in another encoding
//	oversized      comments of more than 1 MiB, which are left out
//	more           comments that there was no room for
//	classes        the two that are compared, the best first: class, comments (with a word)
//	tested         words and phrases that were compared
//	phrases        those told apart, that of the best class first: class, and the keys of
//	               cx.DistinctivePhrase, where in is the share of the class; at most 50 of each
//	undefined      why nothing was compared
type commentSection struct {
	Column    string          `json:"column"`
	Question  string          `json:"question"`
	Comments  int64           `json:"comments"`
	Blank     int64           `json:"blank"`
	Repeated  int64           `json:"repeated,omitzero"`
	Broken    int64           `json:"broken,omitzero"`
	Oversized int64           `json:"oversized,omitzero"`
	More      int64           `json:"more,omitzero"`
	Classes   [2]commentClass `json:"classes"`
	Tested    int             `json:"tested"`
	Phrases   []classPhrase   `json:"phrases,omitzero"`
	Undefined string          `json:"undefined,omitzero"`
}

type commentClass struct {
	Class    string `json:"class"`
	Comments int64  `json:"comments"`
}

type classPhrase struct {
	Class string `json:"class"`
	cx.DistinctivePhrase
}

// measureComments compares what the two ends of the answers say, nil if it was not asked.
func measureComments(s *survey, o *Flags) (*commentSection, error) {
	if o.Comment == "" {
		return nil, nil
	}
	v, rows := s.voice, s.answers[s.voice.question].rows
	names := question.ClassNames[v.question]
	c := &commentSection{Column: o.Comment, Question: o.Questions[v.question].Column, More: v.comments.more}
	var sides [2][]string
	for i, text := range c.once(v.comments.texts, rows) {
		switch class := o.class(v.question, rows[i]); {
		case text == "":
		case class == cx.TopClass:
			sides[0] = append(sides[0], text)
		case class == cx.BottomClass:
			sides[1] = append(sides[1], text)
		}
	}
	var phrases [2]cx.Phrases
	for i, class := range []cx.Class{cx.TopClass, cx.BottomClass} {
		var err error
		if phrases[i], err = phrasesOf(sides[i], o.stop); err != nil {
			c.Undefined = "there are too many different words to compare: choose days, or -where"
			return c, nil
		}
		c.Classes[i] = commentClass{names[class], phrases[i].Texts - phrases[i].Empty}
		c.Broken += phrases[i].Broken
		c.Oversized += phrases[i].Oversized
	}
	list, err := phrases[0].Distinctive(phrases[1], fewestTexts, o.Level)
	if errors.Is(err, cx.ErrNoData) {
		c.Undefined = "there are no comments of " + names[cx.TopClass] + " or of " + names[cx.BottomClass] + " to compare"
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	c.Tested = len(list)
	c.Phrases = append(tellingPhrases(c.Classes[0].Class, list, o.Level), tellingPhrases(c.Classes[1].Class, mirrored(list), o.Level)...)
	return c, nil
}

// once returns the comments, with "" for those that count no more: of a customer the last one
// counts, so that a phrase of 5 comments is of 5 people.
func (c *commentSection) once(texts []string, rows []answer) []string {
	once := make([]string, len(texts))
	last, seen := map[uint32]int{}, map[string]bool{}
	for i, text := range texts {
		if text != "" {
			c.Comments++
			last[rows[i].ref] = i
		}
	}
	c.Blank = int64(len(texts)) - c.Comments - c.More
	for i, text := range texts {
		switch ref := rows[i].ref; {
		case text == "":
			continue
		case ref != 0 && last[ref] != i, seen[text]:
			c.Repeated++
			continue
		}
		once[i] = text
		if len(strings.Fields(text)) > repeatedWords {
			seen[text] = true
		}
	}
	return once
}

// phrasesOf counts the words and phrases of the comments of a class.
func phrasesOf(texts []string, stop []string) (cx.Phrases, error) {
	rule := cx.PhraseRule{Tokens: spokenWords, Longest: longestPhrase, Minimum: 1, Stop: stop}
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	if size > manyCommentBytes {
		rule.Minimum = 2
	}
	return cx.PhrasesOf(texts, func(text *string) string { return *text }, rule)
}

// spokenWords returns the words of a text without addresses, which nobody speaks and which may
// name a person.
func spokenWords(text string) []string {
	if strings.Contains(text, "@") || strings.Contains(text, "://") || strings.Contains(text, "www.") {
		fields := strings.Fields(text)
		for i, field := range fields {
			if strings.Contains(field, "@") || strings.Contains(field, "://") || strings.HasPrefix(field, "www.") {
				fields[i] = "." // which no phrase crosses
			}
		}
		text = strings.Join(fields, " ")
	}
	return cx.Words(text)
}

// mirrored returns what sets the others apart, the most typical of them first.
func mirrored(list []cx.DistinctivePhrase) []cx.DistinctivePhrase {
	other := slices.Clone(list)
	slices.Reverse(other)
	for i := range other {
		d := &other[i]
		d.In, d.Other, d.Z = d.Other, d.In, -d.Z
		e := &d.LogOdds
		e.Value, e.Interval.Low, e.Interval.High = -e.Value, -e.Interval.High, -e.Interval.Low
	}
	return other
}

// tellingPhrases returns the phrases that tell a class from the other, the most typical first. Of
// phrases within each other it takes one: the longer if nearly all who say the shorter say it, or
// else the one that is more typical.
func tellingPhrases(class string, list []cx.DistinctivePhrase, level float64) []classPhrase {
	list = slices.DeleteFunc(slices.Clone(list), func(d cx.DistinctivePhrase) bool {
		return d.Z <= 0 || !(d.AdjustedP < 1-level) || !strings.ContainsFunc(d.Text, unicode.IsLetter) || negates[d.Text]
	})
	var telling []classPhrase
	for _, d := range list {
		replaced := slices.ContainsFunc(list, func(longer cx.DistinctivePhrase) bool {
			return len(longer.Text) > len(d.Text) && within(d.Text, longer.Text) && 10*longer.In.Count >= 8*d.In.Count
		})
		taken := slices.ContainsFunc(telling, func(t classPhrase) bool { return within(d.Text, t.Text) || within(t.Text, d.Text) })
		if !replaced && !taken && len(telling) < mostPhrases {
			telling = append(telling, classPhrase{class, d})
		}
	}
	return telling
}

// within reports whether a phrase is part of another.
func within(phrase, longer string) bool { return strings.Contains(" "+longer+" ", " "+phrase+" ") }

// readStop reads words that no phrase begins or ends with.
func readStop(name string) ([]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, maxStopBytes+1)
	n, err := f.Read(data)
	for n < len(data) && err == nil {
		var more int
		more, err = f.Read(data[n:])
		n += more
	}
	data = bytes.TrimPrefix(data[:n], []byte("\uFEFF"))
	switch {
	case n > maxStopBytes:
		return nil, fmt.Errorf("%s is larger than 1 MiB: want one word a line", filepath.Base(name))
	case !utf8.Valid(data):
		return nil, fmt.Errorf("%s is not UTF-8: save it as UTF-8", filepath.Base(name))
	}
	return slices.DeleteFunc(cx.Words(string(data)), func(word string) bool { return word == "" }), nil
}

// line says how many comments there are.
func (c *commentSection) line() string {
	text := fmt.Sprintf("%s of %s", figure.Count(c.Comments, "comment"), figure.Count(c.Comments+c.Blank+c.More, "answer"))
	for _, part := range []struct {
		n    int64
		what string
	}{{c.Blank, "blank"}, {c.Repeated, "repeated"}, {c.Broken, "in a wrong encoding"}, {c.Oversized, "too long"}, {c.More, "without room"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %s %s", figure.Thousands(part.n), part.what)
		}
	}
	return text
}

// ends returns the phrases of a class.
func (c *commentSection) ends(class string) []classPhrase {
	return slices.SortedStableFunc(func(yield func(classPhrase) bool) {
		for _, p := range c.Phrases {
			if p.Class == class && !yield(p) {
				return
			}
		}
	}, func(a, b classPhrase) int { return cmp.Compare(b.Z, a.Z) })
}
