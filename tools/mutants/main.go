// Mutants changes the source in small ways, and tells which of the changes the tests
// notice. A list of mutants is chosen once and kept; it can be tried on any later tree,
// wherever the declarations and their tests have moved.
//
//	mutants choose -dir tree -files a.go,b.go -n 20 -seed 1 -list moves.txt
//	mutants run -dir tree -list moves.txt -result results.txt -scratch folder
//
// It also applies patches that each make a fault of a person, and tells which of them
// the tests notice.
//
//	mutants faults -dir tree -patches faults -result results.txt -scratch folder
//
// All mutants are built into one copy of the module, and a variable of the environment
// turns one of them on.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"
)

func main() {
	if err := command(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("want the command choose, run or faults")

func command(args []string, out io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	dir := flags.String("dir", ".", "the `tree`: the folder of a module")
	switch args[0] {
	case "choose":
		list := flags.String("list", "", "the `file` of the list of mutants")
		sources := flags.String("source", ".", "the `packages` to mutate, relative to the tree")
		files := flags.String("files", "", "the `files` to choose n mutants from each; without, n are chosen from all")
		n := flags.Int("n", 20, "the number of mutants")
		seed := flags.Uint64("seed", 1, "the seed of the choice")
		leaveOut := flags.String("leave-out", "", "a `pattern` of declarations to leave out")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return choose(*dir, *sources, split(*files), *n, *seed, *leaveOut, *list)
	case "run":
		r := newRunner(flags, out)
		list := flags.String("list", "", "the `file` of the list of mutants")
		sources := flags.String("source", ".", "the `packages` to mutate, relative to the tree")
		renamed := flags.String("renamed", "", "declarations with a new name, as `old=new,old=new`")
		keep := flags.Bool("keep", false, "write the outcomes into the list")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		r.module, r.sources = *dir, split(*sources)
		if r.scratch == "" || r.result == "" || *list == "" {
			return errors.New("run needs -list, -result and -scratch")
		}
		names := make(map[string]string)
		for _, pair := range split(*renamed) {
			from, to, ok := strings.Cut(pair, "=")
			if !ok {
				return fmt.Errorf("-renamed: %q is not old=new", pair)
			}
			names[from] = to
		}
		return run(r, *list, names, *keep)
	case "faults":
		r := newRunner(flags, out)
		patches := flags.String("patches", "", "the `folder` of the patches")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		r.module = *dir
		if r.scratch == "" || r.result == "" || *patches == "" {
			return errors.New("faults needs -patches, -result and -scratch")
		}
		return faults(r, *patches)
	}
	return errUsage
}

// newRunner returns a runner that the flags fill in.
func newRunner(flags *flag.FlagSet, out io.Writer) *runner {
	r := &runner{out: out}
	list := func(to *[]string) func(string) error {
		return func(text string) error {
			*to = split(text)
			return nil
		}
	}
	flags.Func("packages", "the `packages` whose tests run, in this order, relative to the tree (default all)", list(&r.packages))
	flags.Func("beside", "`folders` to link beside the copy of the tree", list(&r.beside))
	flags.StringVar(&r.scratch, "scratch", "", "the `folder` for the copy of the tree")
	flags.StringVar(&r.result, "result", "", "the `file` of results; those in it are not run again")
	flags.StringVar(&r.skip, "skip", "", "a `pattern` of tests that do not run")
	flags.BoolVar(&r.long, "long", false, "run long tests, too")
	flags.IntVar(&r.jobs, "jobs", 2, "how many tests run at a time")
	flags.IntVar(&r.memory, "memory", 4096, "the `MB` of memory of one test run, 0 for no limit")
	flags.DurationVar(&r.least, "timeout", 60*time.Second, "the least `time` for one test run")
	return r
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

func choose(dir, sources string, files []string, n int, seed uint64, leaveOut, list string) error {
	skip := func(string) bool { return false }
	if leaveOut != "" {
		pattern, err := regexp.Compile(leaveOut)
		if err != nil {
			return err
		}
		skip = pattern.MatchString
	}
	var all []*mutant
	for _, path := range split(sources) {
		f, err := load(dir, path)
		if err != nil {
			return err
		}
		all = append(all, f.mutants()...)
	}
	var chosen []entry
	var err error
	if len(files) == 0 {
		chosen, err = sampleAll(all, n, seed, skip)
	} else {
		chosen, err = sample(all, files, n, seed, skip)
	}
	if err != nil {
		return err
	}
	return writeList(list, chosen)
}

// run tests a list, and compares with the outcomes that it holds. It is an error if a
// mutant is not found in the source, or survives that was killed.
func run(r *runner, name string, renamed map[string]string, keep bool) error {
	list, err := readList(name)
	if err != nil {
		return err
	}
	outcomes, err := r.run(list, func(copied string) error { return r.write(copied, list, renamed) })
	if err != nil {
		return err
	}
	if keep {
		if err := writeList(name, outcomes); err != nil {
			return err
		}
	}
	return report(r.out, list, outcomes, r.missing)
}

// report prints what became of the mutants.
func report(out io.Writer, before, after []entry, missing []int) error {
	was, is := make(map[string]int), make(map[string]int)
	isMissing := make(map[int]bool)
	for _, i := range missing {
		isMissing[i] = true
	}
	var lost int
	fmt.Fprintln(out, "\nThe survivors:")
	for i, e := range after {
		was[before[i].outcome]++
		if isMissing[i] {
			continue
		}
		is[e.outcome]++
		if e.outcome == "survived" {
			fmt.Fprintf(out, "%s (%s; before: %s)\n\t- %s\n\t+ %s\n", e.id, e.how, before[i].outcome, e.old, e.new)
			if before[i].outcome == "killed" {
				lost++
			}
		}
	}
	for _, i := range missing {
		fmt.Fprintf(out, "not found in the source: %s\n", after[i].id)
	}
	fmt.Fprintf(out, "\nbefore: %d killed, %d survived\n", was["killed"], was["survived"])
	fmt.Fprintf(out, "now: %d killed, %d survived, %d not found\n", is["killed"], is["survived"], len(missing))
	switch {
	case lost > 0:
		return fmt.Errorf("%d mutants survive that were killed", lost)
	case len(missing) > 0:
		return fmt.Errorf("%d mutants are not found", len(missing))
	}
	return nil
}
