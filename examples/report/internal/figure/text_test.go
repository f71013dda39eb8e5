package figure

import (
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
)

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"Oslo, søk 日本 🙂":    "Oslo, søk 日本 🙂",
		"a\tb\nc\r\x00\x7f": "a�b�c���",
		"\x1b[2J":           "�[2J",
		"\u009b2J":          "�2J", // one-byte form of the same
		"a\u202eb\u200b":    "a�b�",
		"a\u00a0b":          "a b",
		"\xff":              "�",
	} {
		if got := Printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestColumns(t *testing.T) {
	for _, c := range []struct {
		text        string
		columns     int
		left, right string
	}{
		{"abc", 5, "abc  ", "  abc"},
		{"abc", 3, "abc", "abc"},
		{"abcdef", 4, "abc…", "abc…"},
		{"日本語", 6, "日本語", "日本語"},
		{"日本語", 5, "日本…", "日本…"},
		{"日本語", 4, "日… ", " 日…"},
		{"", 2, "  ", "  "},
	} {
		if got := Left(c.text, c.columns); got != c.left {
			t.Errorf("left(%q, %d) = %q, want %q", c.text, c.columns, got, c.left)
		}
		if got := Right(c.text, c.columns); got != c.right {
			t.Errorf("right(%q, %d) = %q, want %q", c.text, c.columns, got, c.right)
		}
	}
}

func TestBar(t *testing.T) {
	for _, c := range []struct {
		share float64
		want  string
	}{
		{0, ""}, {1, "████"}, {0.5, "██"}, {0.25 + 1.0/32, "█▏"}, {0.25 - 1.0/32, "▉"}, {1e-9, "▏"},
	} {
		if got := Bar(c.share, 4); got != c.want {
			t.Errorf("bar(%v, 4) = %q, want %q", c.share, got, c.want)
		}
	}
}

func TestBlocks(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		values []float64
		want   string
	}{
		{nil, ""},
		{[]float64{none, none}, "··"},
		{[]float64{5, none, 5}, "▄·▄"},
		{[]float64{0, 1, 2, 3, 4, 5, 6, 7}, "▁▂▃▄▅▆▇█"},
		{[]float64{-100, 100, none, 0}, "▁█·▅"},
	} {
		if got := Blocks(c.values); got != c.want {
			t.Errorf("blocks(%v) = %q, want %q", c.values, got, c.want)
		}
	}
}

func TestUnit(t *testing.T) {
	nps, ces := Unit{Signed: true}, Unit{Places: 2}
	for _, c := range []struct{ got, want string }{
		{nps.Estimate(22.5), "+23"}, // half away from zero
		{nps.Estimate(-22.5), "-23"},
		{nps.Estimate(-0.4), "0"},
		{nps.Estimate(0.4), "0"},
		{ces.Estimate(5.126), "5.13"},
		{ces.Difference(0.001), "0.00"},
		{ces.Difference(0.126), "+0.13"},
		{nps.Exact(nil), "-"},
		{nps.Interval(cx.Interval{Low: -3.2, High: 4.8, Level: 0.95}), "-3 to +5"},
		{nps.Interval(cx.Interval{}), ""},
		{Percent(0.95), "95%"},
		{Percent(0.999), "99.9%"},
		{PValue(0), "<0.001"},
		{PValue(0.00051), "0.001"},
		{PValue(1), "1.000"},
		{Thousands(0), "0"},
		{Thousands(999), "999"},
		{Thousands(1000), "1,000"},
		{Thousands(1234567), "1,234,567"},
		{Thousands(-123456), "-123,456"},
		{Count(1, "answer"), "1 answer"},
		{Count(1200, "answer"), "1,200 answers"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"one two", []string{"one two"}},
		{"one two three", []string{"one two", "three"}},
		{"onetwothree four", []string{"onetwot…", "four"}}, // no blank to break at
		{"four onetwothree", []string{"four", "onetwot…"}},
	} {
		if got := Wrap(c.text, 8); !slices.Equal(got, c.want) {
			t.Errorf("wrap(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAmountIn(t *testing.T) {
	for _, c := range []struct {
		amount float64
		want   string
	}{
		{0, "0.00"},
		{12.345, "12.35"},
		{-0.004, "0.00"},
		{1234.5, "1,234.50"},
		{-1234.5, "-1,235"},
		{123456.7, "123,457"},
		{12345678, "12,346k"},
		{12345678901, "12,346M"},
		{1e18, "1e+18"},
	} {
		if got := AmountIn(c.amount, 8); got != c.want {
			t.Errorf("amountIn(%v, 8) = %q, want %q", c.amount, got, c.want)
		}
	}
}
