// Against compares the library with R on random data sets: every figure that both compute, by
// the worst relative difference. From the root of the repository,
//
//	go -C tools/against run . >docs/against.md
//
// prints the page that docs/against.md shows, and ends with 1 where a figure differs by more than
// its tolerance, where one side alone has a value, or where a figure was compared too seldom. It
// needs R with the package survival.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	n := flag.Int("sets", 1000, "the number of data sets")
	seed := flag.Uint64("seed", 1, "of the data sets")
	only := flag.String("only", "", "the figures whose names or calls hold this text")
	flag.Parse()
	if err := start(os.Stdout, *n, *seed, *only); err != nil {
		fmt.Fprintln(os.Stderr, "against:", err)
		os.Exit(1)
	}
}

// errDiffer says that the page tells of faults.
var errDiffer = errors.New("cx and R differ")

// start compares, and writes the page.
func start(w io.Writer, n int, seed uint64, only string) error {
	if n < 1 || n > 100_000 {
		return fmt.Errorf("%d sets, want 1 to 100,000", n)
	}
	rows := slices.DeleteFunc(slices.Clone(figures), func(f figure) bool {
		return !strings.Contains(f.name+" "+f.call+" "+f.r, only)
	})
	if len(rows) == 0 {
		return errors.New("no figure has this text")
	}
	folder, err := os.MkdirTemp("", "against")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(folder)
	r, err := findR(folder)
	if err != nil {
		return err
	}
	var wanted []string
	for _, f := range rows {
		if !slices.Contains(wanted, f.family) {
			wanted = append(wanted, f.family)
		}
	}
	sets := make([]*set, n)
	for i := range sets {
		sets[i] = drawSet(seed, i+1)
	}
	file := filepath.Join(folder, "sets")
	if err := writeSets(file, sets, wanted); err != nil {
		return err
	}
	type reply struct {
		answers map[int]answers
		err     error
	}
	theirs := make(chan reply, 1)
	go func() {
		all, err := r.run(file)
		theirs <- reply{all, err}
	}()
	ours, err := compute(sets, wanted)
	answered := <-theirs
	if err := errors.Join(err, answered.err); err != nil {
		return err
	}
	p := page{version: r.version, seed: seed, sets: n, figures: rows}
	p.results = compareAll(rows, sets, ours, answered.answers)
	if err := p.write(w); err != nil {
		return err
	}
	if p.faults() > 0 {
		return errDiffer
	}
	return nil
}

// compute returns the answers of cx by set.
func compute(sets []*set, wanted []string) (map[int]answers, error) {
	all := make(map[int]answers, len(sets))
	for _, s := range sets {
		sheet := sheet{answers: make(answers)}
		for _, f := range families {
			if slices.Contains(wanted, f.name) && s.id%f.every == 0 {
				f.compute(s, &sheet)
			}
		}
		if sheet.err != nil {
			return nil, fmt.Errorf("set %d: %w", s.id, sheet.err)
		}
		all[s.id] = sheet.answers
	}
	return all, nil
}
