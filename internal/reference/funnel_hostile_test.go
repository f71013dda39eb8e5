package reference

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
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
		f, err := cx.FunnelOf(events[:2], rule, last.Add(1))
		switch {
		case !good || !utf8.ValidString(text):
			cxtest.Refuses(t, c.ID+", FunnelOf", err, cx.ErrInvalid)
		case err != nil || f.Steps[1].Customers != 1:
			t.Errorf("%s: FunnelOf = %d customers, %v", c.ID, f.Total(), err)
		}
		groups, err := cx.FunnelsBySegment(events[:2], cx.FunnelRule{Steps: []string{"b", "c"}}, last.Add(1))
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
		_, order := cx.FunnelOf(nil, cx.FunnelRule{Steps: []string{"a", "b"}, Order: cx.FunnelOrder(text)}, last)
		_, twice := cx.FunnelOf(nil, cx.FunnelRule{Steps: []string{text, text}, Order: cx.FunnelAnyOrder}, last)
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

// A loop of a million events of one customer, 100,000 names, as many segments and as many
// customers: bounded, and nothing is lost.
func TestEventsWithoutMeasure(t *testing.T) {
	cxtest.Long(t)
	loop := make([]cx.Event, 1_000_000)
	for i := range loop {
		loop[i] = cx.Event{Customer: "ada", Name: string("abc"[i%3]), At: funnelDay.Add(time.Duration(i) * time.Second)}
	}
	names := make([]cx.Event, 100_001)
	for i := range names {
		name := strconv.Itoa(i)
		names[i] = cx.Event{Customer: "ada", Name: "step " + name, Segment: name, At: funnelDay.Add(time.Duration(i) * time.Second)}
	}
	segments := slices.Clone(names)
	for i := range segments {
		segments[i].Name, segments[i].Customer = "a", segments[i].Segment
	}
	asOf := funnelDay.AddDate(1, 0, 0)
	for order, depth := range map[cx.FunnelOrder]int64{cx.FunnelOrdered: 0, cx.FunnelStrict: 0, cx.FunnelAnyOrder: 0} {
		// d never comes; with it at the end, nobody is in time.
		rule := cx.FunnelRule{Steps: strings.Split("abcd", ""), Order: order, Window: time.Minute}
		f, err := cx.FunnelOf(loop, rule, asOf)
		if err != nil || f.Steps[2].Customers != 1 || f.Steps[3].Customers != depth {
			t.Errorf("%s: %v, %v, want three steps", order, f, err)
		}
		last := append(slices.Clone(loop), cx.Event{Customer: "ada", Name: "d", At: funnelDay.AddDate(0, 2, 0)})
		if f, err = cx.FunnelOf(last, rule, asOf); err != nil || f.Steps[2].Customers != 1 || f.Steps[3].Customers != depth {
			t.Errorf("%s: %v, %v, want three steps", order, f, err)
		}
		if f, err := cx.FunnelOf(names, rule, asOf); err != nil || f.Total() != 0 {
			t.Errorf("%s: %v, %v, want nobody", order, f, err)
		}
	}
	rule := cx.FunnelRule{Steps: strings.Split("abcd", ""), StepWindow: time.Second}
	for what, events := range map[string][]cx.Event{"loop": loop, "late": append(slices.Clone(loop), cx.Event{Customer: "ada", Name: "d", At: funnelDay.AddDate(0, 2, 0)})} {
		if f, err := cx.FunnelOf(events, rule, asOf); err != nil || f.Steps[2].Customers != 1 || f.Steps[3].Customers != 0 {
			t.Errorf("%s, step window: %v, %v, want three steps", what, f, err)
		}
	}

	transitions, err := cx.TransitionsOf(loop, asOf)
	if err != nil || len(transitions.Rows) != 3 || transitions.Total() != 999_999 {
		t.Errorf("transitions of a loop: %v, %v", transitions, err)
	}
	paths, err := cx.PathsOf(loop, 100, asOf)
	if err != nil || paths.Total() != 1 || len(paths.Rows) != 1 || paths.Rows[0].Cut != 1 {
		t.Errorf("paths of a loop: %v, %v", paths, err)
	}
	transitions, err = cx.TransitionsOf(names, asOf)
	if err != nil || len(transitions.Rows) != 100_000 {
		t.Errorf("transitions of 100,001 names: %d, %v, want 100,000", len(transitions.Rows), err)
	}
	more := append(slices.Clone(names), cx.Event{Customer: "ada", Name: "one more", At: funnelDay.AddDate(0, 3, 0)})
	if more, err := cx.TransitionsOf(more, asOf); err != nil || len(more.Rows) != 0 || more.Rest != 100_001 || more.RestMax != 1 || more.Total() != 100_001 {
		t.Errorf("100,001 transitions: %d rows, a rest of %d with %d of one, %v", len(more.Rows), more.Rest, more.RestMax, err)
	}
	for i := range names {
		names[i].Customer = names[i].Segment
	}
	twice := append(slices.Clone(names), cx.Event{Customer: "zoe", Name: "step 7", At: funnelDay})
	if paths, err := cx.PathsOf(twice, 3, asOf); err != nil || len(paths.Rows) != 1 || paths.Rows[0].Customers != 2 || paths.Rest != 100_000 || paths.RestMax != 1 {
		t.Errorf("100,001 paths, one of them of two customers: %d rows, a rest of %d with %d of one, %v", len(paths.Rows), paths.Rest, paths.RestMax, err)
	}
	if paths, err := cx.PathsOf(names[1:], 3, asOf); err != nil || len(paths.Rows) != 100_000 || paths.Rest != 0 {
		t.Errorf("100,000 paths: %d, %v", len(paths.Rows), err)
	}

	groups, err := cx.FunnelsBySegment(segments, cx.FunnelRule{Steps: []string{"a", "b"}}, asOf)
	if err != nil || len(groups) != len(segments) {
		t.Errorf("%d segments, %v, want %d", len(groups), err, len(segments))
	}
	five := cx.FunnelRule{Steps: strings.Split("abcde", "")}
	_, err = cx.FunnelsBySegment(segments, five, asOf)
	cxtest.Refuses(t, "500,005 segments times steps", err, cx.ErrInvalid)
	if times, err := cx.ConversionLifespansBySegment(segments, five, asOf); err != nil || len(times) != len(segments) {
		t.Errorf("times of %d segments, %v, want %d", len(times), err, len(segments))
	}
}

// The memory of a funnel of sorted events is that of its steps.
func TestFunnelMemory(t *testing.T) {
	cxtest.Long(t)
	var events []cx.Event
	for c := range 50_000 {
		customer := fmt.Sprintf("%06d", c)
		events = append(events, cx.Event{Customer: customer, Name: "a", At: funnelDay},
			cx.Event{Customer: customer, Name: "b", At: funnelDay.Add(20 * time.Minute)},
			cx.Event{Customer: customer, Name: "c", At: funnelDay.Add(30 * time.Minute)})
	}
	for _, order := range []cx.FunnelOrder{cx.FunnelOrdered, cx.FunnelStrict, cx.FunnelAnyOrder} {
		rule := cx.FunnelRule{Steps: []string{"a", "b", "c"}, Order: order, Window: 15 * time.Minute}
		bytes := cxtest.Allocated(func() {
			if _, err := cx.FunnelOf(events, rule, funnelDay.AddDate(0, 6, 0)); err != nil {
				t.Error(err)
			}
		})
		if bytes > 16<<10 {
			t.Errorf("%s: 50,000 customers took %d bytes, want at most 16 KiB", order, bytes)
		}
	}
}
