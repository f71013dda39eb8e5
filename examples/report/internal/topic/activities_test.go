package topic

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
)

func TestReadActivities(t *testing.T) {
	o := &Common{Calendar: cx.Calendar{Location: time.UTC}}
	o.File = "-"
	columns := ActivityFlags{Customer: "who", At: "at", Amount: "paid"}
	text := "who,at,paid\n" +
		"a,2026-01-01,10.50\n" + // line 2
		",2026-01-02,1\n" +
		"a,2026-01-32,1\n" +
		"a,,1\n" +
		"a,1899-12-31,1\n" +
		"a,2201-01-01,1\n" +
		"a,2026-01-03,\"1,5\"\n" + // line 8
		"a,2026-01-03,five\n" +
		"a,2026-01-03,1e99\n" +
		"a,2026-01-03,1e-9\n" + // sums of it could be too long
		"a,2026-01-03," + strings.Repeat("9", 40) + "\n" +
		"a,2026-01-03,NaNs\n" +
		"a,2026-01-03\n" + // line 14
		strings.Repeat("x", 257) + ",2026-01-03,1\n" +
		" b ,2026-01-04 10:00,\n" +
		"b,2026-01-05T10:00:00+02:00,-3\n"
	got, err := ReadActivities(strings.NewReader(text), o, columns, &Progress{})
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, r := range got.Rows {
		rows = append(rows, r.Customer+" "+r.At.UTC().Format(time.DateTime)+" "+r.Amount.String())
	}
	if want := []string{"a 2026-01-01 00:00:00 10.5", "b 2026-01-04 10:00:00 0", "b 2026-01-05 08:00:00 -3"}; !slices.Equal(rows, want) {
		t.Errorf("rows %q, want %q", rows, want)
	}
	const money, year = "not an amount of money", "a time outside the years 1901 to 2199"
	want := []Fault{
		{3, "who", "no customer"}, {4, "at", "not a time of a known form"}, {5, "at", "no time"}, {6, "at", year}, {7, "at", year},
		{8, "paid", money}, {9, "paid", money}, {10, "paid", money}, {11, "paid", money}, {12, "paid", money}, {13, "paid", money},
		{14, "", "2 cells, the header has 3"}, {15, "who", "longer than 256 bytes"},
	}
	if diff := cmp.Diff(want, got.Faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if got.Counts.Rows != 16 || got.Rejected != 13 || got.Unpaid != 1 {
		t.Errorf("%d rows, %d rejected, %d unpaid, want 16, 13, 1", got.Counts.Rows, got.Rejected, got.Unpaid)
	}
}

// TestReadActivities_parts reads a file of several parts, and again row by row.
func TestReadActivities_parts(t *testing.T) {
	o := &Common{Calendar: cx.Calendar{Location: time.UTC}}
	o.File = "-"
	columns := ActivityFlags{Customer: "who", At: "at", Amount: "paid"}
	random := rand.New(rand.NewPCG(1, 7))
	var text strings.Builder
	text.WriteString("who,at,paid\n")
	for range 40_000 {
		cells := []string{fmt.Sprint("customer ", random.IntN(5000)), fmt.Sprintf("2026-01-%02d 10:00:00", 1+random.IntN(31)), fmt.Sprint(random.IntN(900), ".50")}
		if n := random.IntN(1000); n < 8 {
			cells[random.IntN(3)] = []string{"", "x", strings.Repeat("long", 100), "31/01/2026", "1e99", "-3", " ", "NA"}[n]
		}
		text.WriteString(strings.Join(cells, ",") + "\n")
	}
	got, err := ReadActivities(strings.NewReader(text.String()), o, columns, &Progress{})
	if err != nil {
		t.Fatal(err)
	}
	var want Activities
	var batch Batch[cx.Activity]
	fields, take := activityFields(o, columns, &batch)
	if err := want.ReadFields(o.Input(strings.NewReader(text.String())), o, &Progress{}, fields, take); err != nil {
		t.Fatal(err)
	}
	want.Rows, want.Unpaid = batch.Rows(), batch.Unpaid
	got.Line, want.Line = 0, 0
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("in parts %+v and %d rows, row by row %+v and %d rows", got.Counts, len(got.Rows), want.Counts, len(want.Rows))
	}
	if want.Rejected == 0 || want.Unpaid == 0 {
		t.Errorf("%d rows are rejected, %d are unpaid", want.Rejected, want.Unpaid)
	}
}
