package cx

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// PhraseRule says what the phrases of [PhrasesOf] are. The zero PhraseRule is all single
// words.
type PhraseRule struct {
	// Tokens returns the words of a text as [Words] does, with "" between two that no phrase
	// may cross: a stemmer, a lexicon of Thai. No word has a blank or a control character.
	// Nil is Words.
	Tokens func(string) []string
	// Longest is the largest number of words of a phrase, at most 5. 0 is 1.
	Longest int
	// Minimum leaves out the phrases that are in fewer texts, which also takes less memory.
	// Phrases of shards merge only if it is 1. 0 is 1.
	Minimum int64
	// Stop are words with which no phrase begins or ends, such as "the" and "of"; within one
	// they stay. They are read by Tokens, as the texts are.
	Stop []string
}

// Phrase is a phrase and the number of texts that contain it, each once, however often it says
// it. Its words have one blank between them.
type Phrase struct {
	Text  string `json:"text"`  // the words
	Texts int64  `json:"texts"` // how many contain it
}

// Phrases is the tally of the words and phrases of texts: of comments, reviews, tickets.
// Shards with other texts merge if Minimum is 1, and were counted by one rule. The zero
// Phrases is no data and the identity of Merge.
type Phrases struct {
	Longest   int      `json:"longest"`        // words that a phrase has at most
	Minimum   int64    `json:"minimum"`        // texts that a phrase is in at least
	Texts     int64    `json:"texts"`          // without the oversized ones
	Empty     int64    `json:"empty"`          // texts without a word
	Broken    int64    `json:"broken"`         // texts whose bytes were read in another encoding
	Oversized int64    `json:"oversized"`      // texts of more than 1 MiB, which were left out
	Rows      []Phrase `json:"rows,omitempty"` // in order of the phrases, byte by byte
}

const (
	maxPhraseWords = 5
	maxPhrases     = 4_000_000
	maxTextBytes   = 1 << 20
)

// PhrasesOf counts in how many texts the words of rows, and the phrases of up to rule.Longest
// neighboring words, are. A phrase crosses no punctuation (see [Words]), and a text counts
// once for it, so that a long comment has one voice. Negation is kept: "not good" is a phrase
// unless "not" is a stop word. A text is counted as it is; of those that hold bytes that are
// not UTF-8, or Ã¤ and the like, which is UTF-8 read as Latin-1, Broken has the number. A
// text of more than 1 MiB, as a log that somebody pasted, counts in Oversized alone. A blank
// text counts in Texts and Empty.
//
// With a Minimum above 1 it reads the rows Longest times, and holds a phrase only if what it
// is made of is in as many texts: 1 in 3 or fewer, where people write freely. It does not
// modify its arguments; text and Tokens must return the same each time, and must not keep the
// row. Its memory grows with the different phrases that it holds, about 100 bytes each.
//
// PhrasesOf returns an error wrapping [ErrInvalid] if rule.Longest is not in 0..5,
// rule.Minimum is negative, or text is nil; and a [*RowError] at the first
//   - of rule.Stop ("stop") that is not one word;
//   - row with more than 4,000,000 different phrases up to it: then raise Minimum or lower
//     Longest;
//   - row of whose words, by a function of the caller's, one has a blank or a control character,
//     or is not UTF-8.
func PhrasesOf[R any](rows []R, text func(*R) string, rule PhraseRule) (Phrases, error) {
	if text == nil {
		return Phrases{}, errNilFunc()
	}
	c, err := newPhraseCounter(rule)
	if err != nil {
		return Phrases{}, err
	}
	for c.begin() {
		for i := range rows {
			if err := c.add(text(&rows[i])); err != nil {
				return Phrases{}, &RowError{Row: i, Err: err}
			}
		}
		c.end()
	}
	return c.phrases(), nil
}

// checkWord refuses what cannot be a word of a phrase: it must be seen where it ends.
func checkWord(word string) error {
	for i := range len(word) {
		if word[i] <= ' ' || word[i] == 0x7F {
			return invalid("word has a blank or a control character")
		}
	}
	if word == "" || !utf8.ValidString(word) {
		return invalid("word is empty, or is not UTF-8")
	}
	return nil
}

// checkPhrase refuses what is no phrase of at most so many words.
func checkPhrase(text string, longest int) error {
	n := 0
	for word := range strings.SplitSeq(text, " ") {
		if err := checkWord(word); err != nil {
			return err
		}
		n++
	}
	if n > longest {
		return &RangeError{What: "number of words of a phrase", Got: int64(n), Min: 1, Max: int64(longest)}
	}
	return nil
}

func comparePhrases(a, b Phrase) int { return strings.Compare(a.Text, b.Text) }

// validate says what is impossible about a phrase.
func (p Phrase) validate() error {
	if err := checkPhrase(p.Text, maxPhraseWords); err != nil {
		return err
	}
	if p.Texts < 1 {
		return invalid("phrase is in no text")
	}
	return nil
}

// isZero reports whether p is the zero Phrases.
func (p Phrases) isZero() bool {
	return p.Longest == 0 && p.Minimum == 0 && p.Texts == 0 && p.Empty == 0 && p.Broken == 0 && p.Oversized == 0 && len(p.Rows) == 0
}

// validateCounts says what is impossible about p, without a look at the phrases.
func (p Phrases) validateCounts() error {
	switch {
	case p.isZero():
		return nil
	case p.Longest < 1 || p.Longest > maxPhraseWords:
		return &RangeError{What: "longest phrase", Got: int64(p.Longest), Min: 1, Max: maxPhraseWords}
	case p.Minimum < 1:
		return invalid("phrases: the minimum is below 1")
	case p.Texts < 0 || p.Empty < 0 || p.Empty > p.Texts || p.Broken < 0 || p.Broken > p.Texts || p.Oversized < 0:
		return invalid("phrases: a count is negative, or there are more empty or broken texts than texts")
	case len(p.Rows) > maxPhrases:
		return &RangeError{What: "number of phrases", Got: int64(len(p.Rows)), Max: maxPhrases}
	}
	return nil
}

// validateRow says what is impossible about a phrase of p.
func (p Phrases) validateRow(row Phrase) error {
	if row.Texts < p.Minimum || row.Texts > p.spoken() {
		return invalid("phrase is in fewer texts than the minimum, or in more than have words")
	}
	return checkPhrase(row.Text, p.Longest)
}

// validate says what is impossible about p.
func (p Phrases) validate() error {
	if err := p.validateCounts(); err != nil {
		return err
	}
	for i, row := range p.Rows {
		err := p.validateRow(row)
		if err == nil && i > 0 && row.Text <= p.Rows[i-1].Text {
			err = invalid("phrase is not in order")
		}
		if err != nil {
			return &RowError{Row: i, Err: err}
		}
	}
	return nil
}

// spoken returns the number of texts with words.
func (p Phrases) spoken() int64 { return p.Texts - p.Empty }

// Merge adds the phrases of other texts, counted by the same rule: it knows of a rule only
// Longest and Minimum. The zero Phrases adopts those of other. On error p is unchanged, and
// no slice of either is written to.
//
// Merge returns an error if:
//   - Longest differs, or Minimum is above 1 in one: how many texts have the phrases that it
//     left out is not known ([ErrMismatch]);
//   - a tally is not valid, a sum would exceed the largest int64, or there are more than
//     4,000,000 different phrases ([ErrInvalid]).
func (p *Phrases) Merge(other Phrases) error {
	for _, tally := range []Phrases{*p, other} {
		if err := tally.validate(); err != nil {
			return err
		}
	}
	switch {
	case other.isZero():
		return nil
	case p.isZero():
		other.Rows = slices.Clone(other.Rows)
		*p = other
		return nil
	case p.Longest != other.Longest:
		return mismatch("the longest phrases have %d and %d words", p.Longest, other.Longest)
	case p.Minimum > 1 || other.Minimum > 1:
		return mismatch("phrases with a minimum above 1 do not merge: count all texts in one call, or with a minimum of 1")
	}
	sum := Phrases{Longest: p.Longest, Minimum: 1}
	for _, c := range []struct {
		to   *int64
		a, b int64
	}{
		{&sum.Texts, p.Texts, other.Texts},
		{&sum.Empty, p.Empty, other.Empty},
		{&sum.Broken, p.Broken, other.Broken},
		{&sum.Oversized, p.Oversized, other.Oversized},
	} {
		var err error
		if *c.to, err = addCount("phrases", c.a, c.b); err != nil {
			return err
		}
	}
	var err error
	sum.Rows, err = mergeCounted(p.Rows, other.Rows, comparePhrases, func(a *Phrase, b Phrase) error {
		a.Texts += b.Texts // at most Texts
		return nil
	})
	if err == nil {
		err = sum.validateCounts()
	}
	if err != nil {
		return err
	}
	*p = sum
	return nil
}

// Total returns the number of texts, 0 for a negative one. Those of more than 1 MiB are not
// among them.
func (p Phrases) Total() int64 { return max(p.Texts, 0) }

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Phrases) PoolsPeriods() {}

// Share returns the texts that contain a phrase, out of all texts with words
//
//	texts with the phrase / (Texts - Empty)
//
// a fraction from 0 to 1 by [Proportion.Rate]. Those who wrote nothing are in neither; if nobody
// wrote anything it is 0 of 0, whose Rate is [ErrNoData]. The
// phrase is as in Rows: in lower case, one blank between its words. One that begins or
// ends with a stop word is not counted, so that its share is 0.
//
// Share returns an error if:
//   - the phrase is not in Rows, and Minimum is above 1: then its texts are not known
//     ([ErrUndefined]);
//   - the phrase is blank, is not UTF-8, or has more than Longest words, or the tally is not
//     valid ([ErrInvalid]).
func (p Phrases) Share(phrase string) (Proportion, error) {
	if err := p.validateCounts(); err != nil {
		return Proportion{}, err
	}
	if err := checkPhrase(phrase, max(p.Longest, 1)); err != nil {
		return Proportion{}, err
	}
	i, found := slices.BinarySearchFunc(p.Rows, Phrase{Text: phrase}, comparePhrases)
	if !found {
		if p.Minimum > 1 {
			return Proportion{}, undefined("share of a phrase: it is in fewer texts than the minimum of the phrases")
		}
		return Proportion{Base: p.spoken()}, nil
	}
	if err := p.validateRow(p.Rows[i]); err != nil {
		return Proportion{}, &RowError{Row: i, Err: err}
	}
	return Proportion{Count: p.Rows[i].Texts, Base: p.spoken()}, nil
}

// Top returns the n phrases that most texts contain, the most frequent first, and equal ones
// in order; fewer if there are fewer, and nil if n is not above 0.
func (p Phrases) Top(n int) []Phrase {
	return topCounted(p.Rows, n, func(p Phrase) int64 { return p.Texts }, comparePhrases)
}

// MarshalJSON encodes a tally. It returns an error wrapping [ErrInvalid] if the tally is not
// valid.
func (p Phrases) MarshalJSON() ([]byte, error) { return encode(&p, p.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and what Merge
// would refuse. On error p is unchanged.
func (p *Phrases) UnmarshalJSON(data []byte) error {
	return decode(data, "phrases", p, func(p *Phrases) error { return p.validate() })
}

// UnmarshalJSON decodes a phrase. It refuses unknown and repeated keys, a text that is no
// phrase, and one that is in no text. On error p is unchanged.
func (p *Phrase) UnmarshalJSON(data []byte) error {
	return decode(data, "phrase", p, func(p *Phrase) error { return p.validate() })
}
