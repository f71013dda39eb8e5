package topic

import (
	"strings"
	"testing"
)

func TestWriteRule(t *testing.T) {
	for _, test := range []struct{ head, note, want string }{
		{"HEAD", "note", "\nHEAD " + strings.Repeat("─", 90) + " note\n"},
		{strings.Repeat("h", 90), "eight in", "\n" + strings.Repeat("h", 90) + "\n" + strings.Repeat(" ", 92) + "eight in\n"},
		{strings.Repeat("h", 90), "7 signs", "\n" + strings.Repeat("h", 90) + " ─ 7 signs\n"},
	} {
		var got strings.Builder
		if WriteRule(&got, test.head, test.note); got.String() != test.want {
			t.Errorf("%q beside %q:\n%q, want\n%q", test.head, test.note, got.String(), test.want)
		}
	}
}
