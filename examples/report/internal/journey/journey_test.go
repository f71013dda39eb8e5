package journey

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

func TestReadMeasurements(t *testing.T) {
	o := &Flags{}
	o.File, o.Level = "-", 0.95
	o.Metric, o.Stage, o.Touchpoint, o.Channel, o.Team, o.Period = "m", "s", "t", "c", "e", "p"
	o.Value, o.Low, o.High, o.Base, o.Target = "v", "l", "h", "n", "g"
	if err := o.Check(nil); err != nil {
		t.Fatal(err)
	}
	text := "m,s,t,c,e,p,v,l,h,n,g\n" +
		"nps,,,,,2026-Q1,30,24,36,790,40\n" +
		",,,,,2026-Q1,30,,,790,\n" + // line 3
		"happiness,,,,,2026-Q1,30,,,790,\n" +
		"nps,,,,,2026-Q5,30,,,790,\n" +
		"nps,,,,,1750,30,,,790,\n" +
		"nps,,,,,,30,,,790,\n" +
		"nps,,,,,2026-Q2,many,,,790,\n" + // line 8
		"nps,,,,,2026-Q2,130,,,790,\n" +
		"nps,,,,,2026-Q2,30,24,,790,\n" +
		"nps,,,,,2026-Q2,30,31,36,790,\n" +
		"nps,,,,,2026-Q2,30,,,-1,\n" +
		"nps,,,,,2026-Q2,30,,,,\n" +
		"nps,,,,,2026-Q1,31,,,790,\n" + // line 14: again
		"nps,payment,,,,2026-Q1,31,,,790,\n" +
		"csat,,shop,,,2026-Q1,70,,,790,\n" + // where is it?
		"csat,purchase,shop,,,2026-Q1,70,,,790,\n" +
		"csat,,shop,,,2026-Q2,70,,,790,\n" + // known by now
		"csat,,shop,,,2026-Q1,71,,,790,\n" + // line 19: again
		"csat,retention,shop,,,2026-Q3,71,,,790,\n" +
		"csat,,shop,app,,2026-Q1,71,,,790,\n" +
		"csat,advocacy,,,,2026-Q1,,,,,80\n" + // without a value
		"session_length,retention,,,,2026-Q1,90,,,790,100\n" + // neither direction is better
		"cart_completion,,shop,,,2026-Q1,0.4,,,790,40\n" // a percentage for a share
	got, err := readMeasurements(strings.NewReader(text), o, &topic.Progress{})
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, m := range got.rows {
		rows = append(rows, strings.Join([]string{m.Metric, m.Touchpoint, m.Channel, m.Period.String()}, " "))
	}
	if want := []string{"nps   2026-Q1", "csat shop  2026-Q1", "csat shop  2026-Q2", "csat shop app 2026-Q1"}; !slices.Equal(rows, want) {
		t.Errorf("rows %q, want %q", rows, want)
	}
	const base, again, year = "not a whole number from 0", "a second value for the period", "a time outside the years 1901 to 2199"
	want := []topic.Fault{
		{Line: 3, Column: "m", Reason: "no metric"}, {Line: 4, Column: "", Reason: "unknown metric"}, {Line: 5, Column: "p", Reason: "not a period of a known form"}, {Line: 6, Column: "p", Reason: year}, {Line: 7, Column: "p", Reason: "no period"},
		{Line: 8, Column: "v", Reason: "not a number"}, {Line: 9, Column: "", Reason: "value is above 100 of its unit"}, {Line: 10, Column: "", Reason: "an interval with one limit"},
		{Line: 11, Column: "", Reason: "the value is not in its interval"}, {Line: 12, Column: "n", Reason: base}, {Line: 13, Column: "n", Reason: base}, {Line: 14, Column: "", Reason: again},
		{Line: 15, Column: "", Reason: "unknown stage"}, {Line: 16, Column: "", Reason: "new touchpoint without a stage"}, {Line: 19, Column: "", Reason: again},
		{Line: 20, Column: "", Reason: "touchpoint of another stage"},
		{Line: 23, Column: "", Reason: "the metric takes no target"}, {Line: 24, Column: "", Reason: "target is above 1 of its unit"},
	}
	if diff := cmp.Diff(want, got.Faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if got.blank != 1 || got.Rejected != int64(len(want)) || len(got.m.Touchpoints) != 1 {
		t.Errorf("%d blank, %d rejected, touchpoints %v, want 1, %d and one", got.blank, got.Rejected, got.m.Touchpoints, len(want))
	}
}
