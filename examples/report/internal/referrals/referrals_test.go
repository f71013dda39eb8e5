package referrals

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

func TestReadReferred(t *testing.T) {
	o := &Flags{}
	o.File, o.Customer, o.At, o.Amount, o.TZ = "-", "who", "at", "paid", time.UTC
	o.Referrer, o.Referee, o.ReferredAt = "from", "to", "when"
	o.Referrals = t.TempDir() + "/links.csv"
	if err := os.WriteFile(o.Referrals, []byte("from,to,when\n,b,2026-01-01\na,,2026-01-01\na,b,soon\na,b,2026-01-01\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := o.Check(nil); err != nil {
		t.Fatal(err)
	}
	got, err := readReferred(strings.NewReader("who,at,paid\n,2026-01-01,1\na,2026-01-01,\n"), o, &topic.Progress{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]topic.Fault{{Line: 2, Column: "who", Reason: "no customer"}}, got.Faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	faults := []topic.Fault{{Line: 2, Column: "from", Reason: "no customer"}, {Line: 3, Column: "to", Reason: "no customer"}, {Line: 4, Column: "when", Reason: "not a time of a known form"}}
	if diff := cmp.Diff(faults, got.referrals.Faults); diff != "" {
		t.Errorf("faults of referrals (-want +got):\n%s", diff)
	}
}
