package table

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/cxmetrics/cx"
)

// Words say what the words of an answer mean.
type Words struct {
	labels map[string]string // by the text without case and repeated blanks; "" is not applicable
	none   map[string]bool   // texts of no answer
}

// An Answer is what a cell of a question is.
type Answer int

const (
	Given         Answer = iota // a number, or text that no map knows
	Blank                       // a question left unanswered
	NotApplicable               // an answer that says that there is none
	Leading                     // a text that begins with its number
	Labeled                     // a text that has its number from a map
)

// notApplicable are the usual texts of no answer.
var notApplicable = []string{"n/a", "na", "null", "nan", "-", "not applicable", "don't know"}

// maxLabels bounds a map of words.
const maxLabels = 10_000

// AddNotApplicable makes a text one of no answer.
func (w *Words) AddNotApplicable(text string) error {
	if clean(text) == "" {
		return errors.New("want a text: a blank cell is no answer anyway")
	}
	if w.none == nil {
		w.none = map[string]bool{}
	}
	w.none[PlainWords(text)] = true
	return nil
}

// ReadLabels reads a file with the columns label and rating: the text of an answer, and
// its whole number, or na for no answer.
func (w *Words) ReadLabels(file, encoding string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := Open(f, Options{Encoding: encoding})
	if err != nil {
		return err
	}
	var places [2]int
	for i, column := range []string{"label", "rating"} {
		if places[i], err = r.Find("labels", column); err != nil {
			return fmt.Errorf("want the columns label and rating: %w", err)
		}
	}
	if w.labels == nil {
		w.labels = map[string]string{}
	}
	for {
		cells, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		label, rating := PlainWords(cells[places[0]]), strings.ToLower(clean(cells[places[1]]))
		known, twice := w.labels[label]
		switch _, err := cx.ParseRating(rating); {
		case label == "":
			return fmt.Errorf("line %d has no label", r.Line(places[0]))
		case rating == "na":
			rating = ""
		case err != nil:
			return fmt.Errorf("line %d: the rating is no whole number, and not na", r.Line(places[1]))
		}
		if twice && known != rating {
			return fmt.Errorf("line %d: a label that has another rating above", r.Line(places[0]))
		}
		if len(w.labels) == maxLabels {
			return fmt.Errorf("more than %d labels", maxLabels)
		}
		w.labels[label] = strings.Clone(rating)
	}
}

// Read returns what a cell without blanks around it says, and the number of an answer.
func (w *Words) Read(cell string) (string, Answer) {
	switch {
	case cell == "":
		return "", Blank
	case plainDigits(cell) && w.none == nil && w.labels == nil:
		return cell, Given
	}
	plain := PlainWords(cell)
	if w.none[plain] {
		return "", NotApplicable
	}
	if rating, ok := w.labels[plain]; ok {
		if rating == "" {
			return "", NotApplicable
		}
		return rating, Labeled
	}
	for _, text := range notApplicable {
		if plain == text {
			return "", NotApplicable
		}
	}
	if number, ok := leadingNumber(cell); ok {
		return number, Leading
	}
	return cell, Given
}

// None reports whether a cell has a text of no answer, one of the usual or of its own.
func (w *Words) None(cell string) bool {
	return w.none != nil && cell != "" && w.none[PlainWords(cell)] || IsNotApplicable(cell)
}

// IsNotApplicable reports whether a cell has one of the usual texts of no answer.
func IsNotApplicable(cell string) bool {
	if len(cell) == 0 || len(cell) > len("not applicable") || cell[0] >= '0' && cell[0] <= '9' {
		return false
	}
	_, answer := (&Words{}).Read(clean(cell))
	return answer == NotApplicable
}

// PlainWords is text without case, repeated blanks and the apostrophes of a typesetter.
func PlainWords(text string) string {
	return strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(text), " ")), "\u2019", "'")
}

// leadingNumber returns the whole number at the beginning of a text that has words after
// it, and no other number: 10 - Extremely likely, but not 1 to 2 times.
func leadingNumber(cell string) (string, bool) {
	end := 0
	for end < len(cell) && cell[end] >= '0' && cell[end] <= '9' {
		end++
	}
	rest := cell[end:]
	after := strings.TrimLeftFunc(rest, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("-\u2013\u2014:=.)(", r)
	})
	if end == 0 || end > 4 || after == rest || after == "" {
		return "", false
	}
	for i, r := range after {
		if i == 0 && !unicode.IsLetter(r) || unicode.IsDigit(r) {
			return "", false
		}
	}
	return cell[:end], true
}

// Shape says what a cell looks like and not what it says: each digit is 9, each letter a,
// and what is neither those nor a sign of ASCII is a question mark.
func Shape(cell string) string {
	const most = 24
	var b strings.Builder
	n := 0
	for _, r := range clean(cell) {
		if n == most {
			return b.String() + "…"
		}
		n++
		switch {
		case unicode.IsDigit(r):
			b.WriteByte('9')
		case unicode.IsLetter(r), unicode.IsMark(r):
			b.WriteByte('a')
		case r == ' ' || r > ' ' && r < 0x7f:
			b.WriteRune(r)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}
