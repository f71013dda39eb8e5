package main

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable returns text that is safe on a terminal: whatever is not a visible
// character or a plain blank, as an escape sequence or a change of direction, becomes
// the replacement character.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case unicode.Is(unicode.Zs, r):
			return ' '
		}
		return unicode.ReplacementChar
	}, text)
}

// width returns the number of columns that text takes on a terminal.
func width(text string) int {
	n := utf8.RuneCountInString(text)
	for _, r := range text {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			n++ // these are two columns wide
		}
	}
	return n
}

// clip cuts text to a number of columns.
func clip(text string, columns int) string {
	used, end := 0, 0 // up to where an ellipsis still fits
	for i, r := range text {
		if used < columns {
			end = i
		}
		if used += width(string(r)); used > columns {
			return text[:end] + "…"
		}
	}
	return text
}

// wrap breaks text at blanks into lines of a number of columns.
func wrap(text string, columns int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && width(line)+1+width(word) > columns {
			lines, line = append(lines, clip(line, columns)), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, clip(line, columns))
}

// left and right pad text to a number of columns, and cut what is longer.
func left(text string, columns int) string {
	text = clip(text, columns)
	return text + strings.Repeat(" ", columns-width(text))
}

func right(text string, columns int) string {
	text = clip(text, columns)
	return strings.Repeat(" ", columns-width(text)) + text
}

// bar draws a share, 0 to 1, of a number of columns, to an eighth of a column. What
// is above 0 shows.
func bar(share float64, columns int) string {
	eighths := int(math.Round(share * float64(8*columns)))
	if share > 0 {
		eighths = max(eighths, 1)
	}
	text := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		text += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return text
}

// blocks draws numbers as a line of blocks, from the lowest to the highest; a NaN, no
// number, is a dot.
func blocks(values []float64) string {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	var line strings.Builder
	for _, v := range values {
		switch {
		case math.IsNaN(v):
			line.WriteRune('·')
		case low == high:
			line.WriteRune('▄')
		default:
			line.WriteRune('▁' + rune(math.Round((v-low)/(high-low)*7)))
		}
	}
	return line.String()
}
