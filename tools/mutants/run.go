package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A runner tests mutants against the tests of a tree.
type runner struct {
	module   string   // the tree
	sources  []string // packages to mutate, relative to the module
	packages []string // packages whose tests run, in this order; all, if there are none
	scratch  string
	beside   []string // folders to link beside the copied module
	result   string
	skip     string // tests that do not run
	long     bool
	jobs     int
	memory   int // MB that a test run may use
	least    time.Duration
	out      io.Writer

	missing  []int             // of the list: not found in the source
	binaries map[string]string // of a package
	tests    []test
}

// A test is one test, Example or fuzz target, as it ran alone on the source as it is.
type test struct {
	pkg     string
	name    string
	seconds float64
	passed  bool
	reached map[int]bool // the numbers of the mutants it comes to
}

// run tests the mutants of a list that have no result yet, and returns the list with
// the outcomes. The function writes them into a copy of the module.
func (r *runner) run(list []entry, write func(copied string) error) ([]entry, error) {
	if err := r.build(write); err != nil {
		return nil, err
	}
	if err := r.trace(); err != nil {
		return nil, err
	}
	done := make(map[string]entry)
	if old, err := readList(r.result); err == nil {
		for _, e := range old {
			done[e.id] = e
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	results, err := os.OpenFile(r.result, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	defer results.Close()

	outcomes := slices.Clone(list)
	var mutex sync.Mutex
	var failed error
	var group sync.WaitGroup
	slots := make(chan struct{}, r.jobs)
	for i, e := range list {
		if d, ok := done[e.id]; ok {
			outcomes[i].outcome, outcomes[i].how = d.outcome, d.how
			continue
		}
		if slices.Contains(r.missing, i) {
			continue
		}
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			outcome, how, err := r.test(i+1, family(e.file))
			mutex.Lock()
			defer mutex.Unlock()
			if err != nil {
				failed = cmp.Or(failed, err)
				return
			}
			outcomes[i].outcome, outcomes[i].how = outcome, how
			if _, err := fmt.Fprintln(results, outcomes[i].line()); err != nil {
				failed = cmp.Or(failed, err)
			}
			fmt.Fprintf(r.out, "%s %s: %s\n", outcome, e.id, how)
		})
	}
	group.Wait()
	return outcomes, failed
}

// build copies the module, has the mutants written into the copy, and compiles its tests.
func (r *runner) build(write func(copied string) error) error {
	var err error
	if r.scratch, err = filepath.Abs(r.scratch); err != nil {
		return err
	}
	copied := filepath.Join(r.scratch, "module")
	if err := copyModule(r.module, copied); err != nil {
		return err
	}
	for _, folder := range r.beside {
		target, err := filepath.Abs(folder)
		if err != nil {
			return err
		}
		link := filepath.Join(r.scratch, filepath.Base(target))
		if err := os.Remove(link); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if err := os.Symlink(target, link); err != nil {
			return err
		}
	}
	if err := write(copied); err != nil {
		return err
	}
	if len(r.packages) == 0 {
		if r.packages, err = testedPackages(copied); err != nil {
			return err
		}
	}
	r.binaries = make(map[string]string)
	for i, path := range r.packages {
		binary := filepath.Join(r.scratch, fmt.Sprintf("%d.test", i))
		if _, err := goCommand(filepath.Join(copied, path), "test", "-c", "-o", binary, "."); err != nil {
			return err
		}
		r.binaries[path] = binary
	}
	return nil
}

// write finds the mutants of a list in the source, and writes them into a copy of it.
func (r *runner) write(copied string, list []entry, renamed map[string]string) error {
	var folders []*folder
	var all []*mutant
	home := make(map[*mutant]*folder)
	for _, path := range r.sources {
		f, err := load(r.module, path)
		if err != nil {
			return err
		}
		folders = append(folders, f)
		for _, m := range f.mutants() {
			all, home[m] = append(all, m), f
		}
	}
	found, err := resolve(list, all, renamed)
	if err != nil {
		return err
	}
	numbers := make(map[*folder]map[*mutant]int)
	for i, m := range found {
		if m == nil {
			r.missing = append(r.missing, i)
			continue
		}
		if m.old != list[i].old || m.new != list[i].new {
			fmt.Fprintf(r.out, "%s is of another text now:\n\t- %s\n\t+ %s\n", list[i].id, list[i].old, m.old)
		}
		f := home[m]
		if numbers[f] == nil {
			numbers[f] = make(map[*mutant]int)
		}
		numbers[f][m] = i + 1
	}
	for _, f := range folders {
		if len(numbers[f]) == 0 {
			continue
		}
		if err := f.write(copied, numbers[f]); err != nil {
			return err
		}
	}
	return nil
}

// testedPackages returns the packages of a module that have tests, relative to it. The
// root, whose tests are most, comes first.
func testedPackages(module string) ([]string, error) {
	list, err := goCommand(module, "list", "-f", "{{if or .TestGoFiles .XTestGoFiles}}{{.Dir}}{{end}}", "./...")
	if err != nil {
		return nil, err
	}
	root, err := filepath.EvalSymlinks(module)
	if err != nil {
		return nil, err
	}
	var packages []string
	for dir := range strings.Lines(list) {
		dir, err := filepath.EvalSymlinks(strings.TrimSpace(dir))
		if err != nil {
			return nil, err
		}
		relative, err := filepath.Rel(root, dir)
		if err != nil {
			return nil, err
		}
		packages = append(packages, relative)
	}
	return packages, nil
}

// trace runs each test alone on the source as it is, to know which mutants it comes to.
// The traces of an earlier run are kept beside the results.
func (r *runner) trace() error {
	name := r.result + ".tests"
	known, err := readTests(name)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	for _, path := range r.packages {
		output, err := r.command(context.Background(), path, nil, "-test.list", ".").Output()
		if err != nil {
			return fmt.Errorf("listing the tests of %s: %w", path, err)
		}
		skip := regexp.MustCompile("^$")
		if r.skip != "" {
			if skip, err = regexp.Compile(r.skip); err != nil {
				return err
			}
		}
		for name := range strings.FieldsSeq(string(output)) {
			if !strings.HasPrefix(name, "Benchmark") && !skip.MatchString(name) {
				r.tests = append(r.tests, test{pkg: path, name: name})
			}
		}
	}
	fmt.Fprintf(r.out, "%d tests\n", len(r.tests))
	var mutex sync.Mutex
	var failed error
	var group sync.WaitGroup
	slots := make(chan struct{}, r.jobs)
	for i := range r.tests {
		t := &r.tests[i]
		if k, ok := known[t.pkg+" "+t.name]; ok {
			*t = k
			continue
		}
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			err := r.traceOne(t, i)
			mutex.Lock()
			defer mutex.Unlock()
			if err == nil {
				_, err = fmt.Fprintln(file, t.line())
			}
			failed = cmp.Or(failed, err)
		})
	}
	group.Wait()
	for _, t := range r.tests {
		if !t.passed {
			fmt.Fprintf(r.out, "left out: %s fails on the source as it is\n", t.name)
		}
	}
	return failed
}

func (r *runner) traceOne(t *test, number int) error {
	trace := filepath.Join(r.scratch, fmt.Sprintf("trace.%d", number))
	if err := os.Remove(trace); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	start := time.Now()
	err := r.command(ctx, t.pkg, []string{"MUTANT_TRACE=" + trace}, append(r.arguments(), "-test.run", pattern([]string{t.name}))...).Run()
	t.seconds, t.passed = time.Since(start).Seconds(), err == nil
	t.reached = make(map[int]bool)
	data, err := os.ReadFile(trace)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for line := range strings.FieldsSeq(string(data)) {
		n, err := strconv.Atoi(line)
		if err != nil {
			return err
		}
		t.reached[n] = true
	}
	if err := os.Remove(trace); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func (t *test) line() string {
	var numbers []string
	for n := range t.reached {
		numbers = append(numbers, strconv.Itoa(n))
	}
	slices.Sort(numbers)
	return fmt.Sprintf("%s\t%s\t%.2f\t%t\t%s", t.pkg, t.name, t.seconds, t.passed, strings.Join(numbers, ","))
}

func readTests(name string) (map[string]test, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	tests := make(map[string]test)
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 5 {
			return nil, fmt.Errorf("%s: a line has %d columns, want 5", name, len(f))
		}
		seconds, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			return nil, err
		}
		t := test{pkg: f[0], name: f[1], seconds: seconds, passed: f[3] == "true", reached: make(map[int]bool)}
		for number := range strings.SplitSeq(f[4], ",") {
			if n, err := strconv.Atoi(number); err == nil {
				t.reached[n] = true
			}
		}
		tests[t.pkg+" "+t.name] = t
	}
	return tests, nil
}

// family is the first part of a file's name, which the tests of the file have in theirs.
func family(file string) string {
	name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".go"), "_")
	return name
}

// test runs the tests that come to a mutant until one fails: those of its family first,
// and the quick ones first of them and of the rest.
func (r *runner) test(number int, family string) (outcome, how string, err error) {
	foreign := func(t test) int {
		if strings.Contains(strings.ToLower(t.name), family) {
			return 0
		}
		return 1
	}
	reached := false
	for _, path := range r.packages {
		var tests []test
		for _, t := range r.tests {
			if t.pkg == path && t.passed && t.reached[number] {
				tests = append(tests, t)
			}
		}
		slices.SortFunc(tests, func(a, b test) int {
			return cmp.Or(cmp.Compare(foreign(a), foreign(b)), cmp.Compare(a.seconds, b.seconds))
		})
		for len(tests) > 0 {
			reached = true
			// First what takes two seconds together, then four times as long, and so on.
			limit, seconds, n := max(2, 4*tests[0].seconds), 0.0, 0
			for n < len(tests) && (n == 0 || seconds+tests[n].seconds <= limit) {
				seconds += tests[n].seconds
				n++
			}
			var names []string
			for _, t := range tests[:n] {
				names = append(names, t.name)
			}
			killed, how, err := r.attempt(path, number, names, seconds)
			if killed || err != nil {
				return "killed", how, err
			}
			tests = tests[n:]
		}
	}
	if !reached {
		return "survived", "no test comes to it", nil
	}
	return "survived", "all tests pass", nil
}

var failure = regexp.MustCompile(`(?m)^--- FAIL: (\w+)`)

// attempt runs tests of a package with one mutant on.
func (r *runner) attempt(path string, number int, names []string, seconds float64) (killed bool, how string, err error) {
	timeout := max(r.least, time.Duration(20*seconds*float64(time.Second)))
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	c := r.command(ctx, path, []string{"MUTANT=" + strconv.Itoa(number)}, append(r.arguments(), "-test.run", pattern(names))...)
	var output bytes.Buffer
	c.Stdout, c.Stderr = &output, &output
	err = c.Run()
	if err == nil {
		return false, "", nil
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false, "", err
	}
	if ctx.Err() != nil {
		return true, "timeout", nil
	}
	if m := failure.FindSubmatch(output.Bytes()); m != nil {
		return true, string(m[1]), nil
	}
	if bytes.Contains(output.Bytes(), []byte("out of memory")) || bytes.Contains(output.Bytes(), []byte("cannot allocate memory")) {
		return true, "out of memory", nil
	}
	return true, "crash in " + names[0], nil
}

func (r *runner) arguments() []string {
	return []string{"-test.short=" + strconv.FormatBool(!r.long), "-test.failfast", "-test.timeout=0"}
}

// pattern matches tests by their whole names.
func pattern(names []string) string { return "^(" + strings.Join(names, "|") + ")$" }

// command runs the test binary of a package in its folder, within the limit of memory.
func (r *runner) command(ctx context.Context, path string, env []string, args ...string) *exec.Cmd {
	binary := r.binaries[path]
	c := exec.CommandContext(ctx, binary, args...)
	if r.memory > 0 && runtime.GOOS != "windows" {
		limited := []string{"-c", `ulimit -v "$0" && exec "$@"`, strconv.Itoa(r.memory * 1024), binary}
		c = exec.CommandContext(ctx, "sh", append(limited, args...)...)
	}
	c.Dir = filepath.Join(r.scratch, "module", path)
	c.Env = append(os.Environ(), env...)
	c.WaitDelay = 5 * time.Second
	return c
}
