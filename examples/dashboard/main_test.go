package main

import (
	"io"
	"strings"
	"testing"

	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
)

// TestLoad runs the load program on both databases, on few answers: all are counted once.
func TestLoad(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		var out strings.Builder
		err := run(t.Context(), []string{"load", "-db", dsn, "-answers", "2000", "-fill", "3000"}, func(string) string { return "" }, &out, io.Discard)
		if err != nil || !strings.Contains(out.String(), "The 5000 answers are in") {
			t.Errorf("%v\n%s", err, out.String())
		}
		if err := run(t.Context(), []string{"verify", "-db", dsn}, func(string) string { return "" }, &out, io.Discard); err != nil {
			t.Errorf("verify: %v", err)
		}
		if err := run(t.Context(), []string{"load", "-db", dsn}, func(string) string { return "" }, &out, io.Discard); err == nil {
			t.Error("load writes to a database with answers")
		}
	})
}
