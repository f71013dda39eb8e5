package subscriptions

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
)

func date(text string) cx.Date {
	d, _ := cx.ParseDate(text) // "" is none
	return d
}

func TestRenewalsOf(t *testing.T) {
	spell := func(first, recognized string) cx.Spell {
		return cx.Spell{First: date(first), Recognized: date(recognized)}
	}
	back := spell("2026-03-01", "")
	back.Reactivation = true
	got, err := renewalsOf([]cx.Spell{
		spell("2026-01-31", ""),           // renewals on February 28 and March 31
		spell("2026-02-01", "2026-03-01"), // left on the day of the first
		spell("2026-02-01", "2026-03-02"), // renewed once
		spell("2026-03-31", ""),           // the renewal of April 30 is not known yet
		spell("2026-04-30", ""),
		back,
	}, date("2026-04-30"))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]int64{{2}, {3, 2, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cohorts (-want +got):\n%s", diff)
	}
}
