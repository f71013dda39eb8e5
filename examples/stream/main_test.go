package main

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/output.txt")

// childVariable makes the binary of the tests the program itself, for tests that kill it.
const childVariable = "STREAM_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestOutput compares what the program prints with testdata/output.txt.
func TestOutput(t *testing.T) {
	t.Setenv(childVariable, "1")
	var out, errs strings.Builder
	if status := start(t.Context(), nil, &out, &errs); status != 0 {
		t.Fatalf("it ends with %d:\n%s", status, &errs)
	}
	const golden = "testdata/output.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(string(text), "\r\n", "\n"); out.String() != want {
		t.Errorf("it prints\n%s\nwant\n%s", &out, want)
	}
}

func TestUsage(t *testing.T) {
	for name, c := range map[string]struct {
		args   []string
		env    string
		status int
		want   string
	}{
		"help":               {[]string{"-help"}, "", 0, "-brokers host:port"},
		"no such flag":       {[]string{"-broker", "x"}, "", 2, "flag provided but not defined"},
		"an argument":        {[]string{"answers"}, "", 2, "no arguments"},
		"no batch":           {[]string{"-batch", "0"}, "", 2, "-batch is at least 1"},
		"a recount of what?": {[]string{"-verify"}, "", 2, "-verify needs"},
		"a bad environment":  {nil, "many", 2, "CX_BATCH cannot be read"},
		"a flag before it":   {[]string{"-batch", "0"}, "7", 2, "-batch is at least 1"},
		"a bad address":      {[]string{"-figures", "-db", "postgres://u:secret@[::1"}, "", 1, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("CX_BATCH", c.env)
			var out, errs strings.Builder
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if status := start(ctx, c.args, &out, &errs); status != c.status || !strings.Contains(errs.String(), c.want) || strings.Contains(errs.String(), "secret") {
				t.Errorf("it ends with %d and says\n%s\nwant %d and %s", status, &errs, c.status, c.want)
			}
		})
	}
}

// TestCommands prints and recounts what a consumer has counted, hostile segments in quotes.
func TestCommands(t *testing.T) {
	cluster := broker(t, 2)
	records := sampled(t, 23, 200, 10)
	odd := records[slices.IndexFunc(records, func(m made) bool { return m.why == "" })]
	odd.answer.Segment = "<b>\u202e"
	value, err := json.Marshal(message{"odd", "c", odd.answer.Segment, &odd.answer.Score, &odd.answer.At})
	if err != nil {
		t.Fatal(err)
	}
	odd.value = string(value)
	records = append(records, odd)
	produced(t, cluster, 2, records)
	name := filepath.Join(t.TempDir(), "stream.db")
	counted(t, sourceOf(cluster, "", 50), opened(t, name, false), len(records))
	brokers := strings.Join(cluster.ListenAddrs(), ",")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-db", name, "-figures"}, `"<b>\u202e"`},
		{[]string{"-db", name, "-figures"}, "      2  the segment is not a text of 1 to 100 characters\n"},
		{[]string{"-db", name, "-verify", "-brokers", brokers}, "equal to a recount: 201 answers in 25 tallies, 10 records rejected\n"},
	} {
		var out, errs strings.Builder
		if status := start(t.Context(), c.args, &out, &errs); status != 0 || !strings.Contains(out.String(), c.want) {
			t.Errorf("%v ends with %d and prints\n%s%s\nwant %s", c.args, status, &out, &errs, c.want)
		}
	}
}
