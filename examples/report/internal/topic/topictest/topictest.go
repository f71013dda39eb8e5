// Package topictest tests the reading of rows.
package topictest

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// Parts reads files of several parts with fields, and again row by row, and compares. Row returns the
// cells of a good row. Some are made bad: a few, and then so many that the parts begin and end with them.
func Parts[R any](t *testing.T, o *topic.Common, header string, row func(r *rand.Rand) []string, fields func(*topic.Batch[R]) ([]topic.Field, func())) {
	t.Helper()
	o.File = "-"
	bad := []string{"", "x", strings.Repeat("long", 100), "31/01/2026", "1e99", "-3", "NA"}
	for _, share := range []int{100, 2} {
		r := rand.New(rand.NewPCG(1, uint64(share)))
		var text strings.Builder
		text.WriteString(header + "\n")
		for range 20_000 {
			cells := row(r)
			if r.IntN(share) == 0 {
				cells[r.IntN(len(cells))] = bad[r.IntN(len(bad))]
			}
			text.WriteString(strings.Join(cells, ",") + "\n")
		}
		var got, want topic.Counts
		parts, err := topic.ReadBatch(&got, o.Input(strings.NewReader(text.String())), o, &topic.Progress{}, fields)
		if err != nil {
			t.Fatal(err)
		}
		var whole topic.Batch[R]
		all, take := fields(&whole)
		err = want.ReadFields(o.Input(strings.NewReader(text.String())), o, &topic.Progress{}, all, func() {
			whole.Line = want.Line
			take()
		})
		if err != nil {
			t.Fatal(err)
		}
		got.Line, want.Line = 0, 0
		if !reflect.DeepEqual(got, want) || parts.Unpaid != whole.Unpaid || !reflect.DeepEqual(parts.Rows(), whole.Rows()) {
			t.Errorf("one of %d rows is bad: in parts %+v and %d rows, row by row %+v and %d rows", share, got, len(parts.Rows()), want, len(whole.Rows()))
		}
		if want.Rejected == 0 || len(whole.Rows()) == 0 {
			t.Errorf("one of %d rows is bad: %d are rejected, %d taken", share, want.Rejected, len(whole.Rows()))
		}
	}
}
