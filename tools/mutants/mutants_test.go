package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const tiny = "testdata/tiny"

func tinyMutants(t *testing.T) []*mutant {
	t.Helper()
	f, err := load(tiny, ".")
	if err != nil {
		t.Fatal(err)
	}
	return f.mutants()
}

// everything is the list of all mutants of the package.
func everything(t *testing.T) []entry {
	t.Helper()
	var list []entry
	for _, m := range tinyMutants(t) {
		list = append(list, entry{outcome: open, file: m.file, id: m.id(), old: m.old, new: m.new})
	}
	return list
}

func TestMutantsOf(t *testing.T) {
	var got []string
	for _, m := range tinyMutants(t) {
		if m.decl == "Guarded" || m.decl == "Untested" || m.decl == "Money.Cmp" {
			got = append(got, m.id()+": "+m.new)
		}
	}
	guarded := "func Guarded(values []int) bool { return "
	want := []string{
		"Money.Cmp#1 zero: func (m Money) Cmp(other Money) int { return *new(int) }",
		"Money.Cmp#2 sign: func (m Money) Cmp(other Money) int { return -cmp.Compare(m.cents, other.cents) }",
		"Guarded#1 zero: " + guarded + "*new(bool) }",
		"Guarded#2 && -> ||: " + guarded + "len(values) > 1 || values[1] == 7 }",
		"Guarded#3 negate: " + guarded + "!(len(values) > 1) && values[1] == 7 }",
		"Guarded#4 > -> >=: " + guarded + "len(values) >= 1 && values[1] == 7 }",
		"Guarded#5 n+1: " + guarded + "len(values) > 2 && values[1] == 7 }",
		"Guarded#6 == -> !=: " + guarded + "len(values) > 1 && values[1] != 7 }",
		"Guarded#7 n+1: " + guarded + "len(values) > 1 && values[2] == 7 }",
		"Guarded#8 n+1: " + guarded + "len(values) > 1 && values[1] == 8 }",
		"Untested#1 zero: func Untested(x float64) float64 { return *new(float64) }",
		"Untested#2 / -> *: func Untested(x float64) float64 { return x * 2 }",
		"Untested#3 n+1: func Untested(x float64) float64 { return x / 3 }",
	}
	if !slices.Equal(got, want) {
		t.Errorf("mutants:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, m := range tinyMutants(t) {
		if strings.Contains(m.old, "stays constant") {
			t.Errorf("%s: a comment is in the text", m.id())
		}
	}
}

func TestSample(t *testing.T) {
	all := tinyMutants(t)
	leaveOut := func(decl string) bool { return decl == "Sum" }
	a, err := sample(all, []string{"tiny.go"}, 9, 5, leaveOut)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all)
	b, err := sample(all, []string{"tiny.go"}, 9, 5, leaveOut)
	if err != nil || !slices.Equal(a, b) || len(a) != 9 {
		t.Errorf("the same seed chose %v, then %v, %v", a, b, err)
	}
	for _, e := range a {
		if strings.HasPrefix(e.id, "Sum#") {
			t.Errorf("%s is not left out", e.id)
		}
	}
	if _, err := sample(all, []string{"tiny.go"}, 1000, 5, leaveOut); err == nil {
		t.Error("a sample of more than there are: no error")
	}
}

func TestList(t *testing.T) {
	list := everything(t)
	list[0].outcome, list[0].how = "killed", "TestSum"
	name := filepath.Join(t.TempDir(), "list.txt")
	if err := writeList(name, list); err != nil {
		t.Fatal(err)
	}
	got, err := readList(name)
	if err != nil || !slices.Equal(got, list) {
		t.Errorf("the list comes back as %v, %v", got, err)
	}
}

// A mutant is found where its declaration has a new name, where the declaration has new
// lines before it, and where its line has changed.
func TestResolve(t *testing.T) {
	list := []entry{
		{id: "Divided#2 / -> *", old: "func Untested(x float64) float64 { return x / 2 }", new: "func Untested(x float64) float64 { return x * 2 }"},
		{id: "Sum#99 ++ -> --", old: "large++", new: "large--"},
		{id: "Guarded#6 == -> !=", old: "what it was", new: "what it became"},
		{id: "Gone#1 zero", old: "a", new: "b"},
	}
	found, err := resolve(list, tinyMutants(t), map[string]string{"Divided": "Untested"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"Untested / -> *", "Sum ++ -> --", "Guarded == -> !="} {
		if m := found[i]; m == nil || m.decl+" "+m.kind != want {
			t.Errorf("%s is found as %v", list[i].id, m)
		}
	}
	if found[3] != nil {
		t.Errorf("%s is found as %s", list[3].id, found[3].id())
	}
}

// All mutants compile together, and the tests kill those that they should.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	list := filepath.Join(dir, "list.txt")
	if err := writeList(list, everything(t)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	newRunner := func() *runner {
		return &runner{
			module: tiny, sources: []string{"."}, scratch: filepath.Join(dir, "scratch"),
			result: filepath.Join(dir, "results.txt"), jobs: 2, least: 10 * time.Second, out: &out,
		}
	}
	if err := run(newRunner(), list, nil, true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "left out: TestLeftOut") {
		t.Errorf("a test that fails by itself is not left out:\n%s", out.String())
	}
	got, err := readList(list)
	if err != nil {
		t.Fatal(err)
	}
	survivors := make(map[string]string)
	for _, e := range got {
		if e.outcome == "survived" {
			survivors[e.id] = e.how
		}
	}
	for _, id := range []string{"Untested#1 zero", "Untested#2 / -> *", "Untested#3 n+1"} {
		if survivors[id] != "no test comes to it" {
			t.Errorf("%s: %q, want a survivor", id, survivors[id])
		}
	}
	for _, id := range []string{
		"Guarded#2 && -> ||", "Guarded#3 negate", "Guarded#4 > -> >=", "Guarded#6 == -> !=", "Guarded#7 n+1", "Guarded#8 n+1",
		"Money.Add#1 zero", "Money.Add#2 + -> -", "Money.Mul#2 * -> /", "Money.Cmp#2 sign",
	} {
		if how, ok := survivors[id]; ok {
			t.Errorf("%s survives: %s", id, how)
		}
	}

	// What has a result is not run again.
	before, err := os.ReadFile(filepath.Join(dir, "results.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := run(newRunner(), list, nil, false); err != nil {
		t.Error(err)
	}
	after, err := os.ReadFile(filepath.Join(dir, "results.txt"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("a second run changed the results, %v", err)
	}
}

func TestReport(t *testing.T) {
	before := []entry{{outcome: "killed", id: "A#1 zero"}, {outcome: "survived", id: "B#1 zero"}}
	var out bytes.Buffer
	if err := report(&out, before, before, nil); err != nil {
		t.Error(err)
	}
	after := []entry{{outcome: "survived", id: "A#1 zero"}, {outcome: "survived", id: "B#1 zero"}}
	if err := report(&out, before, after, nil); err == nil {
		t.Error("a mutant survives that was killed: no error")
	}
	if err := report(&out, before, before, []int{1}); err == nil {
		t.Error("a mutant is not found: no error")
	}
}

// Of the sample of the whole library, the tests kill 95 %, and each survivor has its reason.
func TestSample_kept(t *testing.T) {
	list, err := readList("testdata/sample.txt")
	if err != nil {
		t.Fatal(err)
	}
	var killed int
	for _, e := range list {
		switch {
		case e.outcome == "killed":
			killed++
		case e.outcome != "survived" || !strings.HasSuffix(e.how, "."):
			t.Errorf("%s: %s, %q: want a sentence that says why it survives", e.id, e.outcome, e.how)
		}
	}
	if len(list) < 900 || killed*100 < len(list)*95 {
		t.Errorf("%d of %d are killed, want 95 %%", killed, len(list))
	}
}

// A sample of all is the same for the same seed, and another for another.
func TestSampleAll(t *testing.T) {
	var mutants []*mutant
	for i := range 100 {
		mutants = append(mutants, &mutant{file: "a.go", decl: "f", ordinal: i, kind: "zero"})
	}
	skip := func(string) bool { return false }
	one, err := sampleAll(mutants, 20, 1, skip)
	if err != nil || len(one) != 20 {
		t.Fatalf("%d mutants, %v", len(one), err)
	}
	same, _ := sampleAll(mutants, 20, 1, skip)
	other, _ := sampleAll(mutants, 20, 2, skip)
	if !slices.Equal(one, same) || slices.Equal(one, other) {
		t.Errorf("one seed gave %v and %v, another %v", one, same, other)
	}
	if _, err := sampleAll(mutants, 101, 1, skip); err == nil {
		t.Error("101 of 100 are no error")
	}
	if _, err := sampleAll(mutants, 1, 1, func(string) bool { return true }); err == nil {
		t.Error("a mutant of a declaration that is left out is no error")
	}
}
