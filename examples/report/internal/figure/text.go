package figure

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The page is 100 columns wide: bars on the left, the trend (trend.go) and the segments
// (segments.go) on the right.
const (
	PageWidth    = 100
	BarsWidth    = 34
	GapWidth     = 3
	MostBlocks   = 26 // periods of a trend
	MostSegments = 12 // lines of a table
)

// Printable returns text that is safe on a terminal: whatever is not a visible
// character or a plain blank, as an escape sequence or a change of direction, becomes
// the replacement character.
func Printable(text string) string {
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

// Width returns the number of columns that text takes on a terminal.
func Width(text string) int {
	n := utf8.RuneCountInString(text)
	for _, r := range text {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			n++ // these are two columns wide
		}
	}
	return n
}

// Clip cuts text to a number of columns.
func Clip(text string, columns int) string {
	used, end := 0, 0 // up to where an ellipsis still fits
	for i, r := range text {
		if used < columns {
			end = i
		}
		if used += Width(string(r)); used > columns {
			return text[:end] + "…"
		}
	}
	return text
}

// Wrap breaks text at blanks into lines of a number of columns.
func Wrap(text string, columns int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && Width(line)+1+Width(word) > columns {
			lines, line = append(lines, Clip(line, columns)), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, Clip(line, columns))
}

// Left pads text on its right to a number of columns, and cuts what is longer.
func Left(text string, columns int) string {
	text = Clip(text, columns)
	return text + strings.Repeat(" ", columns-Width(text))
}

// Right pads text on its left to a number of columns, and cuts what is longer.
func Right(text string, columns int) string {
	text = Clip(text, columns)
	return strings.Repeat(" ", columns-Width(text)) + text
}

// Bar draws a share, 0 to 1, of a number of columns, to an eighth of a column. What
// is above 0 shows.
func Bar(share float64, columns int) string {
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

// Blocks draws numbers as a line of blocks, from the lowest to the highest; a NaN, no
// number, is a dot.
func Blocks(values []float64) string {
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
