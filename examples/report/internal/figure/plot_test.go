package figure

import (
	"slices"
	"testing"
)

func TestHeat(t *testing.T) {
	h := NewHeat(37) // quarters of 10
	for _, c := range []struct {
		value float64
		want  rune
	}{
		{0, ' '}, {0.1, '░'}, {10, '░'}, {10.1, '▒'}, {20, '▒'}, {30, '▓'}, {30.1, '█'}, {40, '█'}, {99, '█'},
	} {
		if got := h.Shade(c.value); got != c.want {
			t.Errorf("shade(%v) = %q, want %q", c.value, got, c.want)
		}
	}
	if got, want := h.Legend(), "░░ up to 10%  ▒▒ up to 20%  ▓▓ up to 30%  ██ up to 40%"; got != want {
		t.Errorf("legend = %q, want %q", got, want)
	}
	if got := NewHeat(0); got != 4 {
		t.Errorf("newHeat(0) = %v, want 4, which can be divided", got)
	}
}

func TestArea(t *testing.T) {
	got := Area(func(x float64) float64 { return 1 - x }, 5, 2) // 16, 12, 8, 4 and 0 eighths
	if want := []string{"█▄   ", "███▄ "}; !slices.Equal(got, want) {
		t.Errorf("area = %q, want %q", got, want)
	}
}

func TestAxis(t *testing.T) {
	for _, c := range []struct {
		length       float64
		line, labels string
	}{
		{20, "┬──────┬──────┬──────", "0 days 7      14"}, // days are places
		{400, "┬────────┬────────┬──", "0 days   180      360"},
		{8000, "┬──────┬───────┬─────", "0 days 2,920   5,840"}, // 730, doubled twice
	} {
		line, labels := Axis(c.length, 21, []int{7, 30, 90, 180, 730}, "days")
		if line != c.line || labels != c.labels {
			t.Errorf("axis(%v) =\n%s\n%s\nwant\n%s\n%s", c.length, line, labels, c.line, c.labels)
		}
	}
}

func TestWaterfall(t *testing.T) {
	for _, c := range []struct {
		name  string
		steps []Step
		start float64
		want  []string
	}{
		{"from 0", []Step{{"a", "4", 0, 4, true}, {"b", "+4", 4, 8, false}, {"c", "-6", 8, 2, false}, {"d", "2", 0, 2, true}}, 0,
			[]string{"a   4  ████", "b  +4      ▓▓▓▓", "c  -6    ░░░░░░", "d   2  ██"}},
		// The changes take 8 of 100: half of it below the lowest, rounded down.
		{"cut", []Step{{"a", "100", 0, 100, true}, {"b", "+8", 100, 108, false}, {"d", "108", 0, 108, true}}, 96,
			[]string{"a 100  █╱╱", "b  +8     ▓▓▓▓▓", "d 108  █╱╱█████"}},
		{"small change shows", []Step{{"a", "80", 0, 80, true}, {"b", "-79", 80, 1, false}, {"c", "+.1", 1, 1.1, false}}, 0,
			[]string{"a  80  ████████", "b -79  ░░░░░░░░", "c +.1  ▓"}},
		{"nothing", []Step{{"a", "0", 0, 0, true}, {"b", "0", 0, 0, false}}, 0, []string{"a   0  ", "b   0  "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, start := Waterfall(c.steps, 1, 4, 8)
			if !slices.Equal(got, c.want) || start != c.start {
				t.Errorf("waterfall =\n%q from %v, want\n%q from %v", got, start, c.want, c.start)
			}
		})
	}
}

func TestPairedBar(t *testing.T) {
	for _, c := range []struct {
		upper, lower float64
		want         string
	}{
		{0, 0, ""},
		{1, 1, "████████"},
		{0.5, 0.25, "██▀▀"},
		{0.25, 0.5, "██▄▄"},
		{0, 0.5, "▄▄▄▄"},
		{0.001, 0, "▀"}, // what there is shows
	} {
		if got := PairedBar(c.upper, c.lower, 8); got != c.want {
			t.Errorf("pairedBar(%v, %v) = %q, want %q", c.upper, c.lower, got, c.want)
		}
	}
}
