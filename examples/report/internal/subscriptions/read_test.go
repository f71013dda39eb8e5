package subscriptions

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

func TestReadSubscriptions(t *testing.T) {
	o := &Flags{}
	o.File, o.Customer, o.Start, o.End, o.MRR = "-", "who", "from", "to", "mrr"
	o.SetDays(cx.Month, time.UTC, cx.Date{})
	text := "who,from,to,mrr\n" +
		"a,2026-01-01,,10\n" +
		"a,2026-01-01,2026-01-01,10\n" +
		"a,2026-01-02,2026-01-01,10\n" + // line 4
		"a,2026-01-01,,-1\n" +
		"a,2026-01-01,,\n" +
		"a,,,1\n" +
		"a,2026-01-01,never,1\n" +
		"b,2026-01-01,,0\n"
	got, err := readSubscriptions(strings.NewReader(text), o, &topic.Progress{})
	if err != nil {
		t.Fatal(err)
	}
	want := []topic.Fault{{Line: 4, Column: "to", Reason: "ends before it starts"}, {Line: 5, Column: "mrr", Reason: "a negative amount"}, {Line: 6, Column: "mrr", Reason: "no amount"},
		{Line: 7, Column: "from", Reason: "no time"}, {Line: 8, Column: "to", Reason: "not a time of a known form"}}
	if diff := cmp.Diff(want, got.Faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if len(got.rows) != 2 || got.free != 1 || got.Rejected != 5 {
		t.Errorf("%d subscriptions, %d free, %d rejected, want 2, 1, 5", len(got.rows), got.free, got.Rejected)
	}
}
