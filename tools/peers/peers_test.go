package main

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
	"time"
)

// All find the same on few rows, and docs/speed.md has every job. The test takes no times.
func TestPage(t *testing.T) {
	rows := 100_000
	if testing.Short() {
		rows = 10_000
	}
	var page bytes.Buffer
	if err := start(&page, "", rows, 0, false); err != nil {
		t.Fatal(err)
	}
	shown, err := os.ReadFile("../../docs/speed.md")
	if err != nil {
		t.Fatal(err)
	}
	jobs := 0
	for line := range strings.Lines(page.String()) {
		job, rest, _ := strings.Cut(strings.TrimPrefix(line, "| "), ": `")
		name, _, found := strings.Cut(rest, " | ")
		if !found {
			continue
		}
		jobs++
		if strings.Contains(line, "not there") {
			t.Logf("not compared, the peer is not there: %s", job)
		}
		if !strings.Contains(string(shown), "\n| "+job+": `"+name+" |") {
			t.Errorf("docs/speed.md lacks %s: `%s: it is to be made again", job, name)
		}
	}
	if jobs < 20 {
		t.Errorf("the page has %d rows:\n%s", jobs, page.String())
	}
}

var update = flag.Bool("update", false, "write the ratios of docs/speed.md into the README")

// The ratios of the README are those of docs/speed.md.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	shown, err := os.ReadFile("../../docs/speed.md")
	if err != nil {
		t.Fatal(err)
	}
	ratios := make(map[string]string) // by job and peer
	for row := range strings.Lines(string(shown)) {
		if cells := strings.Split(row, " | "); len(cells) == 8 {
			peer, _, _ := strings.Cut(cells[3], ":")
			ratios[cells[0]+" | "+peer] = strings.Trim(cells[5], "*")
		}
	}
	rows, written := 0, string(readme)
	for row := range strings.Lines(string(readme)) {
		cells := strings.Split(row, " | ")
		if len(cells) != 3 || !strings.Contains(cells[0], ": `") {
			continue
		}
		rows++
		job := cells[0] + " | " + cells[1]
		right := job + " | " + ratios[job] + " |\n"
		if ratios[job] == "" {
			t.Errorf("docs/speed.md lacks a row of the README: %s", row)
		} else if row != right && !*update {
			t.Errorf("the README has %swhere docs/speed.md has %s(-update writes it)", row, right)
		}
		written = strings.Replace(written, row, right, 1)
	}
	if rows == 0 {
		t.Error("the README has no row of docs/speed.md")
	}
	if *update && !t.Failed() {
		if err := os.WriteFile("../../README.md", []byte(written), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Two results that differ stop the race.
func TestRace_differs(t *testing.T) {
	of := func(found result) run {
		return func() (spent, func() (result, error), error) {
			return spent{time.Second, 4 * time.Second}, func() (result, error) { return found, nil }, nil
		}
	}
	counts := result{exact: [][]int64{{2, 1}, {1, 5}}}
	for name, other := range map[string]result{
		"a count":       {exact: [][]int64{{1, 5}, {2, 2}}},
		"a row less":    {exact: [][]int64{{1, 5}}},
		"no counts":     {near: []float64{1}},
		"another place": {exact: [][]int64{{1, 5}, {1, 2}}},
	} {
		h := heat{cx: []side{{run: of(counts)}}, peers: []peer{{ways: []side{{run: of(other)}}}}}
		if _, err := h.race(0, false); err == nil {
			t.Errorf("%s: the race goes on", name)
		}
	}
	same := heat{cx: []side{{run: of(counts)}}, peers: []peer{{ways: []side{{run: of(result{exact: [][]int64{{1, 5}, {2, 1}}})}}}}}
	m, err := same.race(3, false)
	if err != nil || m.cx[0] != time.Second || m.peers[0][0] != time.Second || m.fastest(0) != 0 {
		t.Errorf("equal results: %+v, %v", m, err)
	}
	if m, err = same.race(1, true); err != nil || m.cx[0] != 2*time.Second {
		t.Errorf("two processors: %+v, %v", m, err)
	}
	near := result{near: []float64{100}}
	if d := near.differs(result{near: []float64{100.01}}, 1e-3); d != "" {
		t.Error(d)
	}
	if d := near.differs(result{near: []float64{100.2}}, 1e-3); d == "" {
		t.Error("estimates that differ by more than the tolerance are taken for equal")
	}
}
