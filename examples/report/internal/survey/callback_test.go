package survey

import (
	"fmt"
	"testing"

	"github.com/cxmetrics/cx"
)

// TestCallbackBound checks that the list keeps the newest, and counts the others, also where
// some of them do not count.
func TestCallbackBound(t *testing.T) {
	rows := "at,who,nps,said\n"
	for i := range 100 {
		rows += fmt.Sprintf("2026-01-01T00:%02d:%02d,c%d,%d,x\n", i/60, i*37%100%60, i%80, 0)
	}
	for keep, want := range map[cx.DuplicatePolicy]int64{cx.KeepAll: 100, cx.KeepLatest: 80} {
		set := func(o *Flags) {
			o.At, o.Customer, o.Keep, o.Comment, o.Callback, o.most = "at", "who", keep, "said", "x", 10
		}
		s, err := readText(t, rows, set)
		if err != nil {
			t.Fatal(err)
		}
		if l := s.callback; l.Listed+l.More != want || l.Listed > 10 || l.Listed < 8 || len(l.rows) > 10 {
			t.Errorf("keep %s: %d listed, %d more, want %d in all", keep, l.Listed, l.More, want)
		}
	}
}
