package cx

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words returns the words of a text in lower case, in their order, with one "" between two
// words that no phrase may cross:
//
//	Words("Inte bra: E-posten fungerar inte!") // inte bra "" e-posten fungerar inte
//
// A word is a longest run of letters, the marks on them, and decimal digits, of any script. An
// apostrophe (' or ’, which becomes ') or a hyphen between two letters, and a point or comma
// between two digits, belong to it: isn't, e-post, 3.5. So do the two joiners of Persian and
// Indic scripts between two letters; a soft hyphen there is left out. Of Chinese and Japanese
// each character is a word. Thai, Lao and Khmer have no blanks between words, so that a run of
// them is one word: bring a function of your own to [PhrasesOf].
//
// A blank (a space of any kind, a tab) parts two words. All else is a barrier, which no phrase
// crosses: punctuation, emoji, the end of a line, bytes that are not UTF-8, and a run of
// more than 64 characters, which is a key or a link. No "" is first or last, or beside another.
// A text without words gives nil.
//
// Lower case is that of each letter alone ([unicode.ToLower]), in no language: İ is i. Nothing
// is stemmed, left out or normalized: é as one character and as two are different words, so
// bring texts to one form before. Words that were in lower case share the memory of the
// text. The time is linear in the text: with ASCII not above that of [strings.Fields] of
// [strings.ToLower].
func Words(text string) []string {
	var list []string
	var last [64]string // words that are not in the list yet
	n := 0
	var lower strings.Builder // of the words that are not in lower case
	var room [utf8.UTFMax * maxWordRunes]byte
	s := wordScanner{text: text}
	for s.next() {
		if n+2 > len(last) {
			if list == nil { // the rest of the text has about as many
				list = make([]string, 0, n*len(text)/s.from+n)
			}
			list, n = append(list, last[:n]...), 0
		}
		if s.barrier && (n > 0 || list != nil) {
			last[n] = ""
			n++
		}
		last[n] = text[s.from:s.to]
		if s.changed {
			from := lower.Len()
			lower.Write(appendLower(room[:0], last[n]))
			last[n] = lower.String()[from:]
		}
		n++
	}
	return append(list, last[:n]...)
}

// maxWordRunes is the length of the longest run that is a word.
const maxWordRunes = 64

// byteKinds has the kind of each byte: a a letter, A one in upper case, 0 a digit, ' what
// joins letters, . what joins digits, a blank, / a part of a character of several bytes, and
// ! all else. The bytes of words have the kinds from 0 on, and only A lacks the bit of a blank.
const byteKinds = "" +
	"!!!!!!!!! !!!!!!" + "!!!!!!!!!!!!!!!!" + // the controls, with the tab
	" !!!!!!'!!!!.'.!" + "0000000000!!!!!!" +
	"!AAAAAAAAAAAAAAA" + "AAAAAAAAAAA!!!!!" +
	"!aaaaaaaaaaaaaaa" + "aaaaaaaaaaa!!!!!" +
	"////////////////" + "////////////////" + "////////////////" + "////////////////" +
	"////////////////" + "////////////////" + "////////////////" + "////////////////"

// twoByteWords has, by the first byte of a character of two bytes and as bits by the second,
// whether it is a letter, a mark or a decimal digit; twoByteUppers, whether its lower case is
// another character.
var (
	twoByteWords = [32]uint64{
		0x0000000000000000, 0x0000000000000000, 0x0420040000000000, 0xff7fffffff7fffff,
		0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff,
		0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff, 0x0000501f0003ffc3,
		0xffffffffffffffff, 0xbcdfffffffffffff, 0xfffffffbffffd740, 0xffbfffffffffffff,
		0xffffffffffffffff, 0xffffffffffffffff, 0xfffffffffffffffb, 0xffffffffffffffff,
		0xfffeffffffffffff, 0xffffffff027fffff, 0xbffffffffffe01ff, 0x000787ffffff00b6,
		0xffffffff07ff0000, 0xffffc3ffffffffff, 0xffffffffffffffff, 0x9ffffdff9fefffff,
		0xffffffffffff0000, 0xffffffffffffe7ff, 0x0003ffffffffffff, 0x243fffffffffffff,
	}
	twoByteUppers = [32]uint64{
		0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x000000007f7fffff,
		0xaa55555555555555, 0x2b555555555554aa, 0x11aed2d5b1dbced6, 0x55d655554aaaadb0,
		0x6c05555555555555, 0x000000000000557a, 0x0000000000000000, 0x0000000000000000,
		0x0000000000000000, 0x8045000000000000, 0x00000ffbfffed740, 0xe690555555008000,
		0x0000ffffffffffff, 0x5555555500000000, 0x5555555555555401, 0x5555555555552aab,
		0xfffe555555555555, 0x00000000007fffff, 0x0000000000000000, 0x0000000000000000,
	}
)

// wordScanner finds the words of a text one by one.
type wordScanner struct {
	text     string
	from, to int  // where the word is
	changed  bool // it is not as Words returns it: appendLower makes that of it
	barrier  bool // there is a barrier between it and the word before, if there is one
}

// next finds the next word. It returns false if there is none.
func (s *wordScanner) next() bool {
	text, i, barrier := s.text, s.to, false
	for i < len(text) {
		switch kind := byteKinds[text[i]]; {
		case kind == ' ':
			i++
			continue
		case kind == '/':
			if r, size := utf8.DecodeRuneInString(text[i:]); !beginsWord(r) {
				barrier = barrier || !unicode.Is(unicode.Zs, r)
				i += size
				continue
			}
		case kind < '0':
			barrier = true
			i++
			continue
		}
		// Most words are letters of ASCII alone, before a blank.
		from, kinds, kind := i, byte(' '), byte(0)
		for i < len(text) {
			if kind = byteKinds[text[i]]; kind < '0' {
				break
			}
			kinds &= kind
			i++
		}
		changed := kinds == 0
		if kind == '/' || kind == '\'' || kind == '.' {
			i, changed = wordEnd(text, from)
		}
		if i-from <= maxWordRunes || utf8.RuneCountInString(text[from:i]) <= maxWordRunes {
			s.from, s.to, s.changed, s.barrier = from, i, changed, barrier
			return true
		}
		barrier = true
	}
	s.to = len(text)
	return false
}

// beginsWord reports whether a character outside ASCII is a letter or a decimal digit.
func beginsWord(r rune) bool {
	return r >= 0x400 && r <= 0x481 || isIdeograph(r) || unicode.IsLetter(r) || unicode.Is(unicode.Nd, r)
}

// wordEnd returns the end of the word that begins at from with a letter or a digit, and
// whether it is not as Words returns it.
func wordEnd(text string, from int) (end int, changed bool) {
	i := from
	kinds := byte(' ')  // of all bytes of ASCII, as far as they have it: is one in upper case?
	uppers := uint64(0) // of the characters of two bytes
	for i < len(text) {
		c := text[i]
		kind := byteKinds[c]
		if kind >= '0' {
			kinds &= kind
			i++
			continue
		}
		if i+1 < len(text) {
			if d := text[i+1]; c>>5 == 6 && d>>6 == 2 && twoByteWords[c&31]>>(d&63)&1 != 0 {
				uppers |= twoByteUppers[c&31] >> (d & 63)
				i += 2
				continue
			}
		}
		size := 0
		switch kind {
		case '\'':
			if letterBefore(text[from:i]) && letterAfter(text[i+1:]) {
				size = 1
			}
		case '.':
			if digitBefore(text[from:i]) && digitAfter(text[i+1:]) {
				size = 1
			}
		case '/':
			var r rune
			if r, size = utf8.DecodeRuneInString(text[i:]); isEachWord(r) {
				if i > from {
					return i, changed || kinds == 0 || uppers&1 != 0
				}
				return i + size + marksOf(text[i+size:]), false
			}
			switch {
			case unicode.IsLetter(r):
				changed = changed || unicode.ToLower(r) != r
			case unicode.IsMark(r), unicode.Is(unicode.Nd, r):
			case joinsLetters(r) && letterBefore(text[from:i]) && letterAfter(text[i+size:]):
				changed = changed || r != zeroWidthNonJoiner && r != zeroWidthJoiner
			default:
				size = 0
			}
		}
		if size == 0 {
			break
		}
		i += size
	}
	return i, changed || kinds == 0 || uppers&1 != 0
}

// marksOf returns the size of the marks that a text begins with.
func marksOf(text string) int {
	for i, r := range text {
		if isIdeograph(r) || !unicode.IsMark(r) {
			return i
		}
	}
	return len(text)
}

// What joins letters, beside the apostrophe and the hyphen of ASCII.
const (
	rightQuote         = '’'
	hyphen             = '\u2010'
	nonBreakingHyphen  = '\u2011'
	softHyphen         = '\u00AD'
	zeroWidthNonJoiner = '\u200C'
	zeroWidthJoiner    = '\u200D'
)

func joinsLetters(r rune) bool {
	switch r {
	case rightQuote, hyphen, nonBreakingHyphen, softHyphen, zeroWidthNonJoiner, zeroWidthJoiner:
		return true
	}
	return false
}

// isIdeograph reports whether r is one of the characters of Han that most texts consist of.
func isIdeograph(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

// isEachWord reports whether r is a letter or a digit of a script in which each is a word.
func isEachWord(r rune) bool {
	return isIdeograph(r) || r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && unicode.IsLetter(r)
}

// letterBefore reports whether a text ends with a letter or a mark, which is on one.
func letterBefore(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

// letterAfter reports whether a text begins with a letter of a word of several.
func letterAfter(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r) && !isEachWord(r)
}

func digitBefore(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.Is(unicode.Nd, r)
}

func digitAfter(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.Is(unicode.Nd, r)
}

// appendLower appends a word, which is valid UTF-8, as Words returns it: at most four bytes for
// each of its characters.
func appendLower(to []byte, word string) []byte {
	for i := 0; i < len(word); {
		c := word[i]
		if c < utf8.RuneSelf {
			if byteKinds[c] == 'A' {
				c += 'a' - 'A'
			}
			to = append(to, c)
			i++
			continue
		}
		if c>>5 == 6 && twoByteUppers[c&31]>>(word[i+1]&63)&1 == 0 && c > 0xC2 {
			to = append(to, c, word[i+1])
			i += 2
			continue
		}
		r, size := utf8.DecodeRuneInString(word[i:])
		switch {
		case r >= 'А' && r <= 'Я', r <= 'Þ' && r >= 'À':
			to = utf8.AppendRune(to, r+0x20)
		case r == rightQuote:
			to = append(to, '\'')
		case r == hyphen, r == nonBreakingHyphen:
			to = append(to, '-')
		case r == softHyphen:
		default:
			to = utf8.AppendRune(to, unicode.ToLower(r))
		}
		i += size
	}
	return to
}
