package table

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// numbers is a column of numbers.
type numbers struct {
	flag         string
	place        int
	decimal      rune // 0 is what the cells have
	comma, point int  // lines on which a cell had the one or the other
	sure         bool // one of them was no sign between thousands
	currency     rune // the first sign
	signed       int  // the line on which it was
	second       int  // the line of another sign
}

// Numbers makes the cells of a column that a flag names plain numbers, with a point and
// nothing else, where they are numbers.
func (r *Reader) Numbers(flag string, place int) {
	n := &numbers{flag: flag, place: place, decimal: r.options.Decimal}
	if n.decimal == 0 && r.comma != ';' {
		n.decimal = '.'
		if r.options.Decimal == 0 {
			n.decimal = pointAlone
		}
	}
	r.numbers = append(r.numbers, n)
}

// pointAlone is the decimal sign of a file that does not say that a comma is none: a
// cell with a comma is left as it is.
const pointAlone = utf8.RuneError

// unclear returns the question that a column asks in which a point and a comma may be
// the decimal sign.
func (r *Reader) unclear() error {
	for _, n := range r.numbers {
		if n.second > 0 {
			return fmt.Errorf("an amount on line %d has another currency than that on line %d: keep the rows of one currency", n.second, n.signed)
		}
		if n.decimal == 0 && !n.sure && n.comma+n.point > 0 {
			return flagErrorf("-%s: the numbers, the first on line %d, may have a decimal sign or one between thousands: say -decimal . or -decimal ,",
				n.flag, max(n.comma, n.point))
		}
		if n.decimal == 0 && n.comma > 0 && n.point > 0 {
			return flagErrorf("-%s: a number has a comma on line %d and one has a point on line %d: say which is the decimal sign, as -decimal ,",
				n.flag, n.comma, n.point)
		}
	}
	return nil
}

// plain returns a cell as a plain number, or as it is if it is none.
func (n *numbers) plain(cell string, line func(int) int) string {
	if plainDigits(cell) || n.decimal != 0 && n.decimal != ',' && plainDecimal(cell) {
		return cell
	}
	text, sign, ok := strip(clean(cell))
	if !ok {
		return cell
	}
	decimal := n.decimal
	comma, point := strings.Contains(text, ","), strings.Contains(text, ".")
	switch {
	case decimal == pointAlone && comma:
		return cell
	case decimal == pointAlone:
		decimal = '.'
	case decimal == 0:
		decimal = '.'
		if comma && strings.LastIndexByte(text, ',') > strings.LastIndexByte(text, '.') {
			decimal = ','
		}
	}
	written := text
	if text, ok = withPoint(text, decimal); !ok {
		return cell
	}
	if n.decimal == 0 && (comma || point) && !n.sure {
		_, asThousands := withPoint(written, ',')
		if comma {
			_, asThousands = withPoint(written, '.')
		}
		n.sure = comma && point || !asThousands
	}
	if n.decimal == 0 && decimal == ',' && n.comma == 0 {
		n.comma = line(n.place)
	}
	if n.decimal == 0 && decimal == '.' && point && n.point == 0 {
		n.point = line(n.place)
	}
	switch {
	case sign == 0 || sign == n.currency:
	case n.currency == 0:
		n.currency, n.signed = sign, line(n.place)
	case n.second == 0:
		n.second = line(n.place)
	}
	return text
}

// plainDigits reports whether a cell is a plain number without any sign but a minus.
func plainDigits(cell string) bool {
	digits := strings.TrimPrefix(cell, "-")
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return false
		}
	}
	return digits != ""
}

// plainDecimal reports whether a cell is a number with a point between its digits.
func plainDecimal(cell string) bool {
	point := strings.IndexByte(cell, '.')
	return point > 0 && plainDigits(cell[:point]) && plainDigits(cell[point+1:]) && cell[point+1] != '-'
}

// strip takes from a number what is no part of it: a currency sign before or after it,
// the brackets of a negative amount, a typographic minus, the blanks between thousands.
func strip(text string) (number string, currency rune, ok bool) {
	negative := false
	if inner, ok := strings.CutPrefix(text, "("); ok {
		if inner, ok = strings.CutSuffix(inner, ")"); !ok {
			return "", 0, false
		}
		text, negative = clean(inner), true
	}
	for _, minus := range []string{"-", "\u2212"} {
		if rest, ok := strings.CutPrefix(text, minus); ok && !negative {
			text, negative = clean(rest), true
			break
		}
	}
	isSign := func(r rune) bool { return unicode.Is(unicode.Sc, r) }
	if r, size := utf8.DecodeRuneInString(text); isSign(r) {
		text, currency = clean(text[size:]), r
		if rest, ok := strings.CutPrefix(text, "-"); ok && !negative {
			text, negative = clean(rest), true
		}
	} else if r, size := utf8.DecodeLastRuneInString(text); isSign(r) {
		text, currency = clean(text[:len(text)-size]), r
	}
	if text == "" || text[0] < '0' || text[0] > '9' {
		return "", 0, false
	}
	if negative {
		text = "-" + text
	}
	return text, currency, true
}

// withPoint returns a number that has a decimal sign, and thousands apart by the other
// sign, an apostrophe or a blank, with a point and nothing else.
func withPoint(text string, decimal rune) (string, bool) {
	whole, fraction, hasFraction := strings.Cut(text, string(decimal))
	digits := strings.TrimPrefix(whole, "-")
	group := rune(0)
	var plain strings.Builder
	plain.WriteString(whole[:len(whole)-len(digits)])
	run, groups := 0, 0
	for _, r := range digits {
		switch {
		case r >= '0' && r <= '9':
			plain.WriteRune(r)
			run++
		case r == '.' || r == ',' || r == '\'' || r == '\u2019' || unicode.Is(unicode.Zs, r):
			if group == 0 {
				group = r
			}
			if r != group || r == decimal || run == 0 || run > 3 || groups > 0 && run != 3 {
				return "", false
			}
			run, groups = 0, groups+1
		default:
			return text, groups == 0 && (r == 'e' || r == 'E')
		}
	}
	if groups > 0 && run != 3 || strings.ContainsAny(fraction, ".,") {
		return "", false
	}
	if hasFraction {
		plain.WriteByte('.')
		plain.WriteString(fraction)
	}
	return plain.String(), true
}
