package reference

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// The texts of the corpora as customers, names and segments: refused where they are blank,
// and otherwise counted, written and read back as they are.
func TestFunnelHostileTexts(t *testing.T) {
	cxtest.Long(t)
	lines, err := os.ReadFile(filepath.Join("testdata", "hostile.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if more, err := os.ReadFile(filepath.Join(shared, "hostile", "corpus.jsonl")); err == nil {
		lines = slices.Concat(lines, more)
	}
	first, last := instant("2026-11-02"), instant("2026-12-30")
	texts := 0
	for _, c := range readHostile(t, lines) {
		text := strings.Repeat(c.Input.Repeat, c.Input.Times)
		if c.Input.Text != nil {
			text = *c.Input.Text
		} else if raw, err := hex.DecodeString(c.Input.Hex); err == nil && len(raw) > 0 {
			text = string(raw)
		}
		if c.Kind != "text" || text == "" {
			continue
		}
		texts++
		events := []cx.Event{
			{Customer: text, Name: text, Segment: text, At: first}, {Customer: text, Name: "b", Segment: text, At: last},
			{Customer: "", Name: text, At: first},
		}
		rule := cx.FunnelRule{Steps: []string{text, "b"}}
		good := strings.TrimSpace(text) != ""
		f, err := cx.FunnelOf(rule, events[:2], last.Add(1))
		switch {
		case !good || !utf8.ValidString(text):
			cxtest.Refuses(t, c.ID+", FunnelOf", err, cx.ErrInvalid)
		case err != nil || f.Steps[1].Customers != 1:
			t.Errorf("%s: FunnelOf = %d customers, %v", c.ID, f.Total(), err)
		}
		groups, err := cx.FunnelsBySegment(cx.FunnelRule{Steps: []string{"b", "c"}}, events[:2], last.Add(1))
		if good && (err != nil || groups[0].Key != text) {
			t.Errorf("%s: FunnelsBySegment: %v", c.ID, err)
		}
		transitions, err := cx.TransitionsOf(events[:2], last.Add(1))
		paths, pathErr := cx.PathsOf(events[:2], 2, last.Add(1))
		if good != (err == nil) || good != (pathErr == nil) {
			t.Errorf("%s: TransitionsOf: %v, PathsOf: %v", c.ID, err, pathErr)
		}
		for _, tally := range []any{&f, &transitions, &paths, &events[0]} {
			data := []byte(cxtest.JSON(t, tally))
			var fresh any
			switch tally.(type) {
			case *cx.Funnel:
				fresh = new(cx.Funnel)
			case *cx.Transitions:
				fresh = new(cx.Transitions)
			case *cx.Paths:
				fresh = new(cx.Paths)
			case *cx.Event:
				fresh = new(cx.Event)
			}
			err := json.Unmarshal(data, fresh)
			if _, isEvent := tally.(*cx.Event); isEvent && !good {
				cxtest.Refuses(t, c.ID+", Unmarshal", err, cx.ErrInvalid)
			} else if err != nil || utf8.ValidString(text) && !cmp.Equal(tally, fresh) {
				t.Errorf("%s: %T comes back as another, or %v", c.ID, tally, err)
			}
		}
		// No error repeats what it refuses.
		_, blank := cx.TransitionsOf(events, last)
		_, order := cx.FunnelOf(cx.FunnelRule{Steps: []string{"a", "b"}, Order: cx.Order(text)}, nil, last)
		_, twice := cx.FunnelOf(cx.FunnelRule{Steps: []string{text, text}, Order: cx.InAnyOrder}, nil, last)
		for _, err := range []error{blank, order, twice} {
			if err == nil {
				t.Errorf("%s was accepted somewhere", c.ID)
				continue
			}
			cxtest.ErrorText(t, c.ID, err)
			if len(text) > 1 && strings.Contains(err.Error(), text) {
				t.Errorf("%s: %q repeats its input", c.ID, err)
			}
		}
	}
	if texts < 3 {
		t.Errorf("%d texts, want at least the 3 of this package", texts)
	}
}
