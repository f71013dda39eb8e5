package cxbeam_test

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/beam/cxbeam"
)

func init() {
	register.DoFn1x3(&failOnce{})
}

// seen is how many rows all failOnce have seen. They are in the process of the test.
var seen atomic.Int64

// failOnce makes a tally of each score, and fails after some of them, once.
type failOnce struct{ After int64 }

func (f *failOnce) ProcessElement(score int) (string, cx.NPS, error) {
	if seen.Add(1) == f.After {
		return "", cx.NPS{}, errors.New("the machine is gone")
	}
	tally, err := cx.NPSOf([]int{score})
	return "all", tally, err
}

// TestRetry has a bundle that fails after half of its rows are in an accumulator. Prism does
// not try a bundle again, it fails the job: so it is the job that is run again, in the same
// process, and counts each row once.
func TestRetry(t *testing.T) {
	landed.values = map[string][]string{}
	run := func() error {
		p, s := beam.NewPipelineWithRoot()
		tallies := beam.ParDo(s, &failOnce{After: 6}, beam.CreateList(s, []int{10, 10, 9, 8, 7, 6, 5, 4, 3, 2}))
		beam.ParDo0(s, &combined[cx.NPS]{}, beam.CombinePerKey(s, &cxbeam.Merge[cx.NPS, *cx.NPS]{}, tallies))
		return ptest.Run(p)
	}
	if err := run(); err == nil || seen.Load() != 6 || len(landed.values) > 0 {
		t.Fatalf("got %v after %d rows and %v: if prism tries bundles again now, say so in the README", err, seen.Load(), landed.values)
	}
	if err := run(); err != nil {
		t.Fatal(err)
	}
	want := `{"promoters":3,"passives":2,"detractors":5}`
	if got := landed.values["all combined"]; len(got) != 1 || got[0] != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
