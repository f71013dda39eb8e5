// Coverage tries by simulation how often the intervals and tests of the library keep to the level
// that they print. From the root of the repository,
//
//	go -C tools/coverage run . >docs/coverage.md
//
// prints the table that docs/coverage.md shows. It takes some ten minutes on two cores. The test
// of the program tries each method less often, and fails if one leaves its band.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// A section is methods whose samples have sizes of one kind.
type section struct {
	title, intro string
	methods      []method
}

// sections are all methods, those of one figure before those of two.
func sections() []section {
	all := slices.Concat(
		shares,
		npsMethods,
		means,
		money,
		association,
		phrases,
		drivers,
		loyalty,
		curves,
		groups,
		agreement,
	)
	single := func(m method) bool { return m.sizes[0].other == 0 }
	alarms := func(m method) bool { return m.band.high < 50 && m.band.most < 50 }
	pick := func(keep func(method) bool) []method {
		var picked []method
		for _, m := range all {
			if keep(m) {
				picked = append(picked, m)
			}
		}
		return picked
	}
	return []section{
		{
			"Intervals of one figure",
			"How often an interval of 95 % holds the truth, by the number of answers, customers or accounts.",
			pick(func(m method) bool { return single(m) && !alarms(m) }),
		},
		{
			"Intervals of two figures",
			"The same for differences and ratios, by the numbers in both groups.",
			pick(func(m method) bool { return !single(m) && !alarms(m) }),
		},
		{
			"Tests",
			"How often a test at 5 % finds a difference where there is none. In the brackets is the most among the truths. Less than 5 % is on the safe side.",
			pick(alarms),
		},
		{
			"Forecasts",
			"How often an interval of 95 % of a fitted model holds the true expected value, by the number of customers.",
			slices.Clone(forecasts),
		},
	}
}

func main() {
	tries := flag.Int("tries", 10_000, "samples of a truth, fewer for the slow methods")
	seed := flag.Uint64("seed", 1, "of the random numbers")
	only := flag.String("only", "", "the methods whose names hold this text")
	flag.Parse()
	if err := run(os.Stdout, *only, *tries, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

const head = `# How often 95 % is 95 %

An interval of 95 % that holds the truth in 82 % of cases is a wrong number like any other. So each method of the library that
prints a level or a P has been tried on samples from worlds whose truth is known. This page is what came out: it is printed by
[tools/coverage](../tools/coverage/main.go), not typed, and the tests try a smaller number of the same samples at each change.

A number is the mean over some truths: shares from 5 to 95 %, scores from -85 to 94, ratings that agree and ratings that do not. In
brackets is the least among them. "und. 12 %" is the share of samples for which the method says that it has no result, or that the
note at the end leaves out; they are not in the mean, and neither is a truth for which that is so of 99 %. The truths and the samples
of each are in the program, by the name of the method. Methods that do not keep to their level say when not to use them, here and in
their documentation; they are here for the comparison with figures from elsewhere, or because nothing better is known.

All of it assumes that the answers are of different customers. Where one customer or account answers several times, use ClusteredOf.
`

// run writes the page, of the methods whose names hold the text only.
func run(w io.Writer, only string, tries int, seed uint64) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s\nThe last column is the samples at each size, of all truths together; of the slow methods there are fewer. Seed %d.\n", head, seed)
	for _, s := range sections() {
		s.methods = slices.DeleteFunc(s.methods, func(m method) bool { return !strings.Contains(m.name, only) })
		results, err := simulate(s.methods, tries, seed)
		if err != nil {
			return err
		}
		s.write(out, results, tries)
	}
	return out.Flush()
}

// write writes a section. Methods with the same sizes share a table.
func (s section) write(w io.Writer, results map[string][]column, tries int) {
	fmt.Fprintf(w, "\n## %s\n\n%s\n", s.title, s.intro)
	var last []size
	for _, sizes := range s.tables() {
		for _, m := range s.methods {
			if !slices.Equal(m.sizes, sizes) {
				continue
			}
			if !slices.Equal(sizes, last) {
				last = sizes
				fmt.Fprint(w, "\n| |")
				for _, size := range sizes {
					fmt.Fprintf(w, " %s |", size)
				}
				fmt.Fprintf(w, " | samples |\n|---|%s---|---|\n", strings.Repeat("---|", len(sizes)))
			}
			fmt.Fprintf(w, "| %s |", m.name)
			for _, c := range results[m.name] {
				fmt.Fprintf(w, " %s |", c.text(m.band.high < 50))
			}
			fmt.Fprintf(w, " %s | %s |\n", m.note, thousands(len(m.truths)*(tries/max(m.slow, 1))))
		}
	}
}

// tables returns the sizes of the methods, each once.
func (s section) tables() [][]size {
	var tables [][]size
	for _, m := range s.methods {
		if !slices.ContainsFunc(tables, func(sizes []size) bool { return slices.Equal(sizes, m.sizes) }) {
			tables = append(tables, m.sizes)
		}
	}
	return tables
}

// text returns the mean, the worst among the truths where there are several, and what is
// undefined.
func (c column) text(test bool) string {
	mean, least, most := c.mean()
	worst := least
	if test {
		worst = most
	}
	text := fmt.Sprintf("%.1f", mean)
	if len(c) > 1 {
		text += fmt.Sprintf(" (%.1f)", worst)
	}
	if u := c.undefined(); u >= 0.5 {
		text += fmt.Sprintf(", und. %.0f %%", u)
	}
	if c.undefined() == 100 {
		return "undefined"
	}
	return text
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
