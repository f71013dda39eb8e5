package main

import (
	"database/sql"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
)

var update = flag.Bool("update", false, "rewrite testdata/output.txt")

// TestOutput compares what the program prints with testdata/output.txt.
func TestOutput(t *testing.T) {
	db := openSample(t)
	var out strings.Builder
	if err := run(t.Context(), db, &out); err != nil {
		t.Fatal(err)
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
		t.Errorf("the program prints\n%s\nwant\n%s", out.String(), want)
	}
}

// TestScore checks the NPS of all plans. By hand: promoters 180 + 66 + 150 + 12 + 210 = 618,
// detractors 100 + 10 + 190 + 4 + 80 = 384, and passives 120 + 24 + 140 + 6 + 130 = 420 make
// 1,422 answers, 100 * (618 - 384) / 1,422 = 16.4557. The answers of the last column are
// 401 + 100 + 484 + 22 + 421 + 2 = 1,430.
func TestScore(t *testing.T) {
	db := openSample(t)
	groups, answers, err := readCounts(t.Context(), db, quarter(t))
	if err != nil {
		t.Fatal(err)
	}
	var all cx.NPS
	for _, g := range groups {
		if err := all.Merge(g.Tally); err != nil {
			t.Fatal(err)
		}
	}
	score, err := all.Score()
	if err != nil || score.StringFixed(4) != "16.4557" || all.Total() != 1422 || answers != 1430 {
		t.Errorf("score %v of %d of %d answers, %v, want 16.4557 of 1422 of 1430", score, all.Total(), answers, err)
	}
}

// TestKeepTwice checks that the column brings back what was kept, and that a quarter that
// is kept again overwrites itself.
func TestKeepTwice(t *testing.T) {
	db := openSample(t)
	groups, _, err := readCounts(t.Context(), db, quarter(t))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := keep(t.Context(), db, quarter(t), groups); err != nil {
			t.Fatal(err)
		}
	}
	quarters, err := readKept(t.Context(), db)
	if err != nil || len(quarters) != 2 {
		t.Fatalf("%d quarters, %v, want 2", len(quarters), err)
	}
	want := cx.Group[string, cx.NPS]{Key: "2026-Q3", Tally: cx.NPS{Promoters: 618, Passives: 420, Detractors: 384}}
	if quarters[1] != want {
		t.Errorf("the column holds %v, want %v", quarters[1], want)
	}
}

func openSample(t *testing.T) *sql.DB {
	db := sql.OpenDB(newSampleDB())
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func quarter(t *testing.T) cx.Period {
	t.Helper()
	p, err := cx.ParsePeriod("2026-Q3")
	if err != nil {
		t.Fatal(err)
	}
	return p
}
