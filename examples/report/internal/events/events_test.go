package events

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

func TestReadEvents(t *testing.T) {
	o := &Flags{}
	o.File, o.Customer, o.Event, o.At, o.Segment = "-", "who", "what", "at", "via"
	o.SetDays(cx.Month, time.UTC, cx.Date{})
	text := "who,what,at,via\n" +
		"a,visit,2026-01-01 10:00,web\n" +
		"a,,2026-01-01 10:00,web\n" + // line 3
		",visit,2026-01-01,web\n" +
		"a,visit,,web\n" +
		"a,visit,2201-01-01,web\n" +
		"a," + strings.Repeat("v", 257) + ",2026-01-01,web\n" +
		"a,visit,2026-01-01\n" + // line 8
		" b , cart ,2026-01-01T10:00:00+02:00,\n"
	got, err := readEvents(strings.NewReader(text), o, &topic.Progress{})
	if err != nil {
		t.Fatal(err)
	}
	want := []cx.Event{
		{Customer: "a", Name: "visit", Segment: "web", At: time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)},
		{Customer: "b", Name: "cart", At: time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)},
	}
	if diff := cmp.Diff(want, got.rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	faults := []topic.Fault{{Line: 3, Column: "what", Reason: "no event"}, {Line: 4, Column: "who", Reason: "no customer"}, {Line: 5, Column: "at", Reason: "no time"},
		{Line: 6, Column: "at", Reason: "a time outside the years 1901 to 2199"}, {Line: 7, Column: "what", Reason: "longer than 256 bytes"}, {Line: 8, Column: "", Reason: "3 cells, the header has 4"}}
	if diff := cmp.Diff(faults, got.Faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}
