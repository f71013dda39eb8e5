package main

import (
	"bytes"
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
