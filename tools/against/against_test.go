package main

import (
	"bytes"
	"errors"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// testSets are enough to compare every figure.
const testSets = 40

// cx and R have the same figures of few sets.
func TestAgainst(t *testing.T) {
	var page bytes.Buffer
	switch err := start(&page, testSets, 1, ""); {
	case errors.Is(err, errNoR) && os.Getenv("CX_REQUIRE_R") == "":
		t.Skip(err)
	case err != nil:
		_, faults, _ := strings.Cut(page.String(), "## Faults")
		t.Fatal(err, faults)
	}
}

// docs/against.md has a row for each figure, with its tolerance, and no fault.
func TestPage(t *testing.T) {
	shown, err := os.ReadFile("../../docs/against.md")
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	p := page{figures: figures, results: make([]result, len(figures))}
	if err := p.write(&want); err != nil {
		t.Fatal(err)
	}
	ends := func(text string) (found []string) {
		for line := range strings.Lines(text) {
			if cells := strings.Split(line, " | "); len(cells) == 8 {
				found = append(found, cells[0]+" | "+cells[1]+" | "+cells[7])
			}
		}
		return found
	}
	if got, want := ends(string(shown)), ends(want.String()); !slices.Equal(got, want) {
		t.Errorf("docs/against.md is to be made again: its rows are\n%s\nwant\n%s", strings.Join(got, ""), strings.Join(want, ""))
	}
	if strings.Contains(string(shown), "## Faults") {
		t.Error("docs/against.md has faults")
	}
	if !strings.Contains(string(shown), "\n1000 sets, seed 1, R ") {
		t.Error("docs/against.md is not of the default run")
	}
}

// What differs is found: a wrong number, a missing one, a figure that is not there, and a figure
// that was compared too seldom.
func TestCompare_finds(t *testing.T) {
	nan := math.NaN()
	rule := choice{"R has none.", func(_ *set, c, r float64) bool { return c == 1 && math.IsNaN(r) }}
	flat := figure{family: "means", name: "x", tolerance: 1e-9, floor: floor, least: 1, choices: []choice{rule}}
	for _, test := range []struct {
		name   string
		cx, r  []float64
		faults int
		want   result
	}{
		{"alike", []float64{2, nan, 0}, []float64{2, nan, 1e-13}, 0, result{sets: 1, numbers: 2, none: 1, worst: 1e-10, worstID: 7}},
		{"n for n-1", []float64{1}, []float64{1 - 1.0/5000}, 1, result{sets: 1, numbers: 1}},
		{"a sign", []float64{-2}, []float64{2}, 1, result{sets: 1, numbers: 1}},
		{"infinite", []float64{2}, []float64{math.Inf(1)}, 1, result{sets: 1, numbers: 1}},
		{"none of cx", []float64{nan, 2}, []float64{1, 2}, 1, result{sets: 1, numbers: 1}},
		{"none of R", []float64{2, 2}, []float64{nan, 2}, 1, result{sets: 1, numbers: 1}},
		{"none of R by a rule", []float64{1, 2}, []float64{nan, 2}, 0, result{sets: 1, numbers: 1}},
		{"swapped limits", []float64{1, 2}, []float64{2, 1}, 2, result{sets: 1, numbers: 2}},
		{"not as many", []float64{1, 2}, []float64{1}, 2, result{}}, // and so too seldom
		{"nothing", nil, nil, 1, result{}},
		{"none in both", []float64{nan}, []float64{nan}, 1, result{none: 1}},
	} {
		got := compareAll([]figure{flat}, []*set{{id: 7}}, map[int]answers{7: {"x": test.cx}}, map[int]answers{7: {"x": test.r}})[0]
		if len(got.faults) != test.faults {
			t.Errorf("%s: faults %q, want %d", test.name, got.faults, test.faults)
		}
		if got.sets != test.want.sets || got.numbers != test.want.numbers || got.none != test.want.none {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
		if test.want.worstID > 0 && (got.worstID != test.want.worstID || difference(got.worst, test.want.worst, 0) > 1e-9) {
			t.Errorf("%s: worst %g in %d, want %g in %d", test.name, got.worst, got.worstID, test.want.worst, test.want.worstID)
		}
	}
}

// A page with a fault tells of it.
func TestPage_faults(t *testing.T) {
	var b bytes.Buffer
	p := page{figures: figures[:1], results: []result{{faults: []string{"set 1: 1 of cx and 2 of R"}}}}
	if err := p.write(&b); err != nil {
		t.Fatal(err)
	}
	if p.faults() != 1 || !strings.Contains(b.String(), "- at: set 1: 1 of cx and 2 of R.\n") {
		t.Error(b.String())
	}
}

// A set depends on the seed and its number alone.
func TestDrawSet(t *testing.T) {
	for id := range testSets {
		if !reflect.DeepEqual(drawSet(1, id), drawSet(1, id)) {
			t.Errorf("set %d differs from itself", id)
		}
		if reflect.DeepEqual(drawSet(1, id), drawSet(2, id)) {
			t.Errorf("set %d is that of another seed", id)
		}
	}
}

// The sets have what they are to try.
func TestDrawSet_kinds(t *testing.T) {
	kinds := map[string]bool{}
	see := func(kind string, is bool) { kinds[kind] = kinds[kind] || is }
	smallest, largest := math.MaxInt, 0
	for id := 1; id <= 1000; id++ {
		s := drawSet(1, id)
		smallest, largest = min(smallest, s.n), max(largest, s.n)
		churned, with, exits := 0, 0, map[float64]bool{}
		for i, l := range s.lifespans {
			exits[l.Exit] = true
			if l.Churned {
				churned++
			}
			if s.outcome[i] {
				with++
			}
		}
		big := s.n >= 100
		see("ties", big && len(exits) < s.n/2)
		see("hardly any ties", big && len(exits) > s.n*9/10)
		see("nobody churned", big && churned == 0)
		see("all churned", big && churned == s.n)
		see("nobody has the outcome", big && with == 0)
		see("all have the outcome", big && with == s.n)
		see("late entries", big && s.entered)
		see("no late entries", big && !s.entered)
		see("five groups", s.groups == 5)
		see("a small group", big && len(s.byGroup()[0])*50 < s.n)
	}
	for kind, seen := range kinds {
		if !seen {
			t.Errorf("no set has %s", kind)
		}
	}
	if smallest != 1 || largest < 4900 {
		t.Errorf("sizes %d to %d, want 1 to 5,000", smallest, largest)
	}
}

// Bad output of R is an error, not a number.
func TestReadAnswers(t *testing.T) {
	got, err := readAnswers(strings.NewReader("1 at 0.5 NA NaN\n2 at\ndone\n"))
	if err != nil || len(got) != 2 || len(got[1]["at"]) != 3 || got[1]["at"][0] != 0.5 || !math.IsNaN(got[1]["at"][1]) || len(got[2]["at"]) != 0 {
		t.Error(got, err)
	}
	for _, bad := range []string{"", "1 at 0.5\n", "1 at x\ndone\n", "a at 1\ndone\n", "1\ndone\n"} {
		if got, err := readAnswers(strings.NewReader(bad)); err == nil {
			t.Errorf("%q: %v", bad, got)
		}
	}
}

// Flags out of range, and a text that no figure has, are refused before R is asked for.
func TestStart_refuses(t *testing.T) {
	for _, test := range []struct {
		n    int
		only string
	}{{0, ""}, {100_001, ""}, {1, "no such figure"}} {
		if err := start(&bytes.Buffer{}, test.n, 1, test.only); err == nil || errors.Is(err, errNoR) {
			t.Errorf("%+v: %v", test, err)
		}
	}
}
