package topic

import (
	"testing"
	"time"
)

func TestParseLength(t *testing.T) {
	for _, c := range []struct {
		text string
		want time.Duration
	}{
		{"30m", 30 * time.Minute}, {"12h", 12 * time.Hour}, {"7d", 168 * time.Hour}, {"2w", 336 * time.Hour}, {"3650d", 87_600 * time.Hour},
		{"", 0}, {"7", 0}, {"d", 0}, {"0d", 0}, {"-1d", 0}, {"1.5h", 0}, {"7x", 0}, {"3651d", 0}, {"99999999999999999999h", 0},
	} {
		got, err := ParseLength(c.text)
		if got != c.want || (err == nil) != (c.want > 0) {
			t.Errorf("ParseLength(%q) = %v, %v, want %v", c.text, got, err, c.want)
		}
	}
}
