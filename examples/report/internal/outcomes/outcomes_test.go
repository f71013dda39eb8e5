package outcomes

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/question"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

func TestReadLinked(t *testing.T) {
	o := &Flags{}
	o.File, o.Customer, o.At, o.OutcomeAt, o.OutcomeName, o.OutcomeAmount = "-", "who", "at", "when", "what", "paid"
	o.NPS, o.NPSScale, o.CES, o.CESScale, o.TZ = []string{"q1"}, cx.RecommendScale(11), []string{"q2"}, cx.EffortScale(5), time.UTC
	o.Outcome = t.TempDir() + "/later.csv"
	const later = "who,when,what,paid\na,2026-01-05,,\n,2026-01-05,x,\na,soon,x,\na,2026-01-05,x,much\na,2026-01-05,x,1.5\n"
	if err := os.WriteFile(o.Outcome, []byte(later), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := o.Check(nil); err != nil {
		t.Fatal(err)
	}
	got, err := readLinked(strings.NewReader("who,at,q1,q2\na,2026-01-01,11,\na,2026-01-01,,0\n,2026-01-01,9,\na,,9,\na,2026-01-01,,\nb,2026-01-01,4,5\n"), o, &topic.Progress{})
	if err != nil {
		t.Fatal(err)
	}
	faults := []topic.Fault{{Line: 2, Column: "q1", Reason: "outside 0-10"}, {Line: 3, Column: "q2", Reason: "outside 1-5"}, {Line: 4, Column: "who", Reason: "no customer"}, {Line: 5, Column: "at", Reason: "no time"}}
	if diff := cmp.Diff(faults, got.Faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	faults = []topic.Fault{{Line: 2, Column: "what", Reason: "no outcome"}, {Line: 3, Column: "who", Reason: "no customer"}, {Line: 4, Column: "when", Reason: "not a time of a known form"}, {Line: 5, Column: "paid", Reason: "not an amount of money"}}
	if diff := cmp.Diff(faults, got.outcomes.Faults); diff != "" {
		t.Errorf("faults of outcomes (-want +got):\n%s", diff)
	}
	var scores [][question.Count]int8
	for _, row := range got.answers {
		scores = append(scores, row.scores)
	}
	if diff := cmp.Diff([][question.Count]int8{{noScore, noScore, noScore}, {4, noScore, 5}}, scores); diff != "" {
		t.Errorf("scores (-want +got):\n%s", diff)
	}
	if len(got.events) != 1 || len(got.activities) != 1 || got.activities[0].Amount.String() != "1.5" {
		t.Errorf("%d events, %d activities", len(got.events), len(got.activities))
	}
}
