package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/cxmetrics/cx"
)

func testRules() Rules {
	return Rules{AsOf: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Zone: "Europe/Oslo", Window: quarter()}
}

// patterns are those of the three kinds in a folder.
func patterns(folder string) string {
	return filepath.Join(folder, "answers*") + "," + filepath.Join(folder, "orders*") + "," + filepath.Join(folder, "events*")
}

// count runs the pipeline on prism and returns the file that it writes, and its bundles.
func count(t *testing.T, in string, rules Rules, shards int) ([]byte, int64) {
	t.Helper()
	data, result, err := tryCount(t, in, rules, shards)
	if err != nil {
		t.Fatal(err)
	}
	counters := result.Metrics().Query(func(r beam.MetricResult) bool { return r.Name() == "bundles that read files" }).Counters()
	n := int64(0)
	for _, c := range counters {
		n += c.Result()
	}
	return data, n
}

func tryCount(t *testing.T, in string, rules Rules, shards int) ([]byte, beam.PipelineResult, error) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "figures.json")
	p, s := beam.NewPipelineWithRoot()
	if err := build(s, in, out, rules, shards); err != nil {
		t.Fatal(err)
	}
	result, err := beam.Run(context.Background(), "prism", p)
	data, readErr := os.ReadFile(out)
	if err == nil && readErr != nil {
		t.Fatal(readErr)
	}
	if err != nil && readErr == nil {
		t.Errorf("the job fails with %v, and has written %d bytes", err, len(data))
	}
	return data, result, err
}

// figuresOf counts rows that were in no file, one by one where that can be, for comparison.
func figuresOf(t *testing.T, rows []Row, rules Rules) Figures {
	t.Helper()
	zone, err := time.LoadLocation(rules.Zone)
	if err != nil {
		t.Fatal(err)
	}
	weeks := map[string]map[cx.Period]cx.NPS{}
	amounts := map[string]cx.Amounts{}
	f := Figures{AsOf: rules.AsOf, Rows: map[string]int64{}, Refused: []Refusal{}}
	for _, row := range rows {
		f.Rows[row.Kind]++
		switch row.Kind {
		case answers:
			week, err := cx.Calendar{Grain: cx.Week, Location: zone}.PeriodOf(row.At)
			if weeks[row.Segment] == nil {
				weeks[row.Segment] = map[cx.Period]cx.NPS{}
			}
			tally := weeks[row.Segment][week]
			if err := errors.Join(err, tally.Add(row.Score)); err != nil {
				t.Fatal(err)
			}
			weeks[row.Segment][week] = tally
		case orders:
			tally := amounts[row.Segment]
			if err := tally.Add(row.Amount); err != nil {
				t.Fatal(err)
			}
			amounts[row.Segment] = tally
		}
	}
	for segment, byWeek := range weeks {
		var points []cx.Point[cx.NPS]
		for week, tally := range byWeek {
			points = append(points, cx.Point[cx.NPS]{Period: week, Tally: tally})
		}
		slices.SortFunc(points, func(a, b cx.Point[cx.NPS]) int { return strings.Compare(a.Period.String(), b.Period.String()) })
		f.NPS = append(f.NPS, trend{Key: segment, Tally: points})
	}
	slices.SortFunc(f.NPS, func(a, b trend) int { return cmp.Compare(a.Key, b.Key) })
	if f.NPS, err = cx.MergeGroupTrends(f.NPS); err != nil { // which fills gaps
		t.Fatal(err)
	}
	for segment, tally := range amounts {
		f.Amounts = append(f.Amounts, sales{Key: segment, Tally: tally})
	}
	slices.SortFunc(f.Amounts, func(a, b sales) int { return cmp.Compare(a.Key, b.Key) })
	if f.Cohorts, f.Funnel, f.Linkage, err = rules.customerTallies(rows); err != nil {
		t.Fatal(err)
	}
	return f
}

func encodedFigures(t *testing.T, f Figures) []byte {
	t.Helper()
	data, err := f.encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestPipeline_formats holds the pipeline, and the loop of the program, to one plain loop over
// the rows before they were in files: of each format, of all three, and in any order.
func TestPipeline_formats(t *testing.T) {
	rows, rules := sampleRows(20_000), testRules()
	want := encodedFigures(t, figuresOf(t, rows, rules))
	for name, extensions := range map[string][]string{
		"csv": {".csv"}, "jsonl": {".jsonl", ".jsonl"}, "parquet": {".parquet"},
		"mixed": {".csv", ".jsonl", ".parquet", ".csv", ".jsonl", ".parquet"},
	} {
		folder := t.TempDir()
		if err := writeSample(folder, rows, extensions...); err != nil {
			t.Fatal(err)
		}
		got, n := count(t, patterns(folder), rules, 7)
		if !bytes.Equal(got, want) {
			t.Errorf("%s: the pipeline gives\n%.2000s\nwant\n%.2000s", name, got, want)
		}
		if n < 2 {
			t.Errorf("%s: the files are read in %d bundles, want at least 2", name, n)
		}
		byLoop, err := loop(t.Context(), patterns(folder), rules)
		if err != nil || !bytes.Equal(encodedFigures(t, byLoop), want) {
			t.Errorf("%s: the loop gives other figures: %v", name, err)
		}
		slices.Reverse(rows) // the next files have them in another order
	}
}

// TestPipeline_zone counts an answer on Sunday evening in London, which is Monday in Oslo.
func TestPipeline_zone(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "answers.csv", "customer,segment,at,score\nc1,pro,2026-03-01T23:30:00Z,9\nc2,pro,2026-07-05T22:30:00Z,3\n")
	write(t, folder, "orders.csv", "customer,segment,at,amount\nc1,pro,2026-01-31T23:30:00Z,0.1\n")
	for zone, want := range map[string]string{
		"Europe/London": "2026-W09 2026-W27 2026-01", "Europe/Oslo": "2026-W10 2026-W28 2026-02",
	} {
		rules := testRules()
		rules.Zone = zone
		data, _ := count(t, filepath.Join(folder, "*.csv"), rules, 2)
		f := decoded(t, data)
		points := f.NPS[0].Tally
		got := points[0].Period.String() + " " + points[len(points)-1].Period.String() + " " + f.Cohorts.Rows[0].Period.String()
		if got != want || f.Cohorts.Zone != zone {
			t.Errorf("%s: got %s, want %s", zone, got, want)
		}
	}
	rules := testRules()
	rules.Zone = "Europe/Nowhere"
	if _, _, err := tryCount(t, filepath.Join(folder, "*.csv"), rules, 2); err == nil || !strings.Contains(err.Error(), "the zone") {
		t.Errorf("a zone that is none: %v", err)
	}
}

// TestPipeline_instant has rows of a customer at one instant in two files and both orders.
func TestPipeline_instant(t *testing.T) {
	lines := []string{"c1,2026-02-01T10:00:00Z,purchase\n", "c1,2026-02-01T10:00:00Z,visit\n", "c1,2026-02-01T10:00:00Z,signup\n"}
	scores := []string{"c1,pro,2026-02-01T10:00:00Z,9\n", "c1,pro,2026-02-01T10:00:00Z,2\n"}
	var files [][]byte
	for range 2 {
		folder := t.TempDir()
		write(t, folder, "events-0.csv", "customer,at,name\n"+lines[0]+lines[1])
		write(t, folder, "events-1.csv", "customer,at,name\n"+lines[2])
		write(t, folder, "answers.csv", "customer,segment,at,score\n"+scores[0]+scores[1])
		write(t, folder, "orders.csv", "customer,segment,at,amount\n")
		data, _ := count(t, patterns(folder), testRules(), 2)
		files = append(files, data)
		slices.Reverse(lines)
		slices.Reverse(scores)
	}
	f := decoded(t, files[0])
	last := f.Funnel.Steps[2]
	if !bytes.Equal(files[0], files[1]) || last.Customers != 1 || f.Linkage.Classes[0].Class != string(cx.BottomClass) {
		t.Errorf("rows at one instant: %s and %s", files[0], files[1])
	}
}

func write(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestBlock checks that Beam encodes each field of a row.
func TestBlock(t *testing.T) {
	sent := Block{Rows: sampleRows(200)}
	var buffer bytes.Buffer
	if err := beam.NewElementEncoder(reflect.TypeOf(sent)).Encode(sent, &buffer); err != nil {
		t.Fatal(err)
	}
	back, err := beam.NewElementDecoder(reflect.TypeOf(sent)).Decode(&buffer)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range back.(Block).Rows {
		was := sent.Rows[i]
		if !row.At.Equal(was.At) || !row.Amount.Equal(was.Amount) {
			t.Fatalf("row %d: got %v, want %v", i, row, was)
		}
		row.At, row.Amount = was.At, was.Amount
		if !reflect.DeepEqual(row, was) {
			t.Fatalf("row %d: got %v, want %v", i, row, was)
		}
	}
}

// TestBalance has figures from which something was lost on the way.
func TestBalance(t *testing.T) {
	rows := sampleRows(500)
	f := figuresOf(t, rows, testRules())
	counts := func() map[Tag]int64 {
		return map[Tag]int64{
			{"answers", matched}: 1, {"answers", read}: 1, {"answers", taken}: f.Rows[answers],
			{"orders", matched}: 1, {"orders", read}: 1, {"orders", taken}: f.Rows[orders], {"orders", badAmount}: 3,
			{"events", matched}: 1, {"events", read}: 1, {"events", taken}: f.Rows[events],
			{"", sharded}: int64(len(rows)),
		}
	}
	if err := f.balance(counts()); err != nil {
		t.Error(err)
	}
	for name, lose := range map[string]func(*Figures, map[Tag]int64){
		"a file":      func(_ *Figures, c map[Tag]int64) { delete(c, Tag{"orders", read}) },
		"all files":   func(f *Figures, c map[Tag]int64) { *f = Figures{}; clear(c) },
		"a shard":     func(_ *Figures, c map[Tag]int64) { c[Tag{"", sharded}] -= 7 },
		"all shards":  func(_ *Figures, c map[Tag]int64) { delete(c, Tag{"", sharded}) },
		"a segment":   func(f *Figures, _ map[Tag]int64) { f.NPS = f.NPS[1:] },
		"the amounts": func(f *Figures, _ map[Tag]int64) { f.Amounts = nil },
		"the second":  func(_ *Figures, c map[Tag]int64) { c[Tag{"orders", matched}]++ },
	} {
		less, c := f, counts()
		if lose(&less, c); less.balance(c) == nil {
			t.Errorf("%s is lost, and nobody notices", name)
		}
	}
}
