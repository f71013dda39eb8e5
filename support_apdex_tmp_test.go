package cx_test

import (
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestApdex(t *testing.T) {
	// 40 satisfied, 200 tolerating, 48 frustrated: 140/288; a page of site24x7 prints 0.47.
	a := cx.Apdex{Satisfied: 40, Tolerating: 200, Frustrated: 48}
	score, err := a.Score()
	cxtest.Exactly(t, "Score", score, err, "0.48611111")
	b := cx.Apdex{Target: time.Second}
	for _, d := range []time.Duration{0, time.Second, time.Second + 1, 4 * time.Second, 4*time.Second + 1, math.MaxInt64} {
		if err := b.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	if want := (cx.Apdex{Satisfied: 2, Tolerating: 2, Frustrated: 2, Target: time.Second}); b != want {
		t.Errorf("Add = %+v, want %+v", b, want)
	}
	cxtest.Unchanged(t, "negative", b, func(a *cx.Apdex) error { return a.Add(-1) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "no target", a, func(a *cx.Apdex) error { return a.Add(1) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "targets", a, b, cx.ErrMismatch)
	cxtest.Unmerged(t, "full", cx.Apdex{Satisfied: math.MaxInt64}, cx.Apdex{Frustrated: 1}, cx.ErrInvalid)
	_, err = cx.Apdex{Target: 1}.Score()
	cxtest.Refuses(t, "no data", err, cx.ErrNoData)
	for name, bad := range map[string]cx.Apdex{
		"negative": {Satisfied: -1}, "overflow": {Satisfied: math.MaxInt64, Tolerating: 1},
		"negative target": {Satisfied: 1, Target: -1}, "huge target": {Satisfied: 1, Target: math.MaxInt64},
	} {
		cxtest.Impossible(t, name, a, bad, cx.ErrInvalid)
		cxtest.Refuses(t, name+": Add", bad.Add(1), cx.ErrInvalid)
	}
	full := cx.Apdex{Satisfied: math.MaxInt64}
	score, err = full.Score()
	cxtest.Exactly(t, "Score of a full tally", score, err, "1")
	checkMergeLaws[cx.Apdex](t, []cx.Apdex{b, {Satisfied: 7, Target: time.Second}, {Target: time.Second}})
}
