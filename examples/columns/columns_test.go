package main

import (
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/parquet-go/parquet-go"
)

type cell struct {
	segment string
	week    cx.Period
}

// byLoop counts answers one by one.
func byLoop(t *testing.T, answers []answer) map[cell]cx.NPS {
	t.Helper()
	tallies := map[cell]cx.NPS{}
	for _, a := range answers {
		week, err := cx.Calendar{Grain: cx.Week}.PeriodOf(time.Unix(int64(a.Day)*86_400, 0))
		tally := tallies[cell{a.Segment, week}]
		if err := errors.Join(err, tally.Add(int(a.Score))); err != nil {
			t.Fatal(err)
		}
		tallies[cell{a.Segment, week}] = tally
	}
	return tallies
}

func TestColumns(t *testing.T) {
	answers := sample(10_000)
	record, err := recordOf(answers)
	if err != nil {
		t.Fatal(err)
	}
	file, err := writeFile(t.TempDir(), answers)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		count func() ([]cx.Group[string, trend], error)
		want  []answer
	}{
		"an Arrow record with nulls":    {func() ([]cx.Group[string, trend], error) { return ofRecord(record) }, answers},
		"a slice of it without nulls":   {func() ([]cx.Group[string, trend], error) { return ofRecord(record.NewSlice(1, 99)) }, answers[1:99]},
		"a slice of it with nulls":      {func() ([]cx.Group[string, trend], error) { return ofRecord(record.NewSlice(50, 5050)) }, answers[50:5000]},
		"a Parquet file of four groups": {func() ([]cx.Group[string, trend], error) { return ofFile(file) }, answers},
	} {
		groups, err := c.count()
		got := map[cell]cx.NPS{}
		for _, g := range groups {
			for _, p := range g.Tally {
				got[cell{g.Key, p.Period}] = p.Tally
			}
		}
		if want := byLoop(t, c.want); err != nil || len(want) < 4 || !maps.Equal(got, want) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
}

func TestColumns_refused(t *testing.T) {
	answers := sample(2)
	answers[1].Score = 11
	record, err := recordOf(answers)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ofRecord(record); err == nil || !strings.Contains(err.Error(), "row 1: NPS score 11") {
		t.Errorf("a score of 11: %v", err)
	}
	nine := uint8(9)
	refuses(t, []struct {
		Segment string `parquet:"segment,dict"`
		Day     int32  `parquet:"day,date"`
		Score   *uint8 `parquet:"score"`
	}{{"free", 20752, &nine}, {"free", 20752, nil}}, "column score: it has nulls")
	refuses(t, []struct {
		Segment string `parquet:"segment,dict"`
		Day     int32  `parquet:"day,date"`
		Score   string `parquet:"score,dict"`
	}{{"free", 20752, "9"}}, "column score: it is no int32")
	refuses(t, []struct {
		Segment int32 `parquet:"segment"`
	}{{0}}, "column segment: it is no dictionary of texts")
	refuses(t, []struct {
		Segment string `parquet:"segment,dict"`
	}{{"free"}}, "no column day")
}

// refuses holds an error of a Parquet file.
func refuses[T any](t *testing.T, rows []T, want string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "rows.parquet")
	if err := parquet.WriteFile(file, rows); err != nil {
		t.Fatal(err)
	}
	if _, err := ofFile(file); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run(sample(1000), &out); err != nil {
		t.Fatal(err)
	}
	_, both, _ := strings.Cut(out.String(), "From an Arrow record:\n")
	if arrow, file, ok := strings.Cut(both, "From a Parquet file:\n"); !ok || arrow != file || !strings.Contains(arrow, "2026-W48") {
		t.Errorf("it prints:\n%s", out.String())
	}
}
