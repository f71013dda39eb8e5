package main

import (
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
)

// A page is what is printed.
type page struct {
	version string // of R
	seed    uint64
	sets    int
	figures []figure
	results []result
}

// faults counts those of all figures.
func (p *page) faults() (n int) {
	for _, r := range p.results {
		n += len(r.faults)
	}
	return n
}

const pageHead = `# A thousand data sets against R

Tests with a few known numbers leave room for a wrong one. So the library and R compute the same figures of random data sets, and
this page is what came out: it is printed by [tools/against](../tools/against/main.go), not typed, and the tests compare fewer sets
at each change.

A set is a table of 1 to 5,000 customers, more small ones than large: lifespans with ties, in whole days or thousandths, with none to
all censored, a third of them with late entries; 2 to 5 groups, which may be as unlike as 1 to 100; answers, outcomes and amounts
whose shares may be 0 or 1. Every third has a Cox model fitted, and every twentieth a BG/NBD. Each set comes from the seed and its
number alone.

The difference is relative to the larger of the two numbers. Of figures that may be 0 for want of a difference, such as a
chi-square of groups alike, it is relative to %g at least. "None in both" are the numbers for which R has none and cx returns an
error. Where one side alone has a number it is a fault, or a rule that the notes tell.

`

const pageNotes = `
## Notes

- By hand means that base R has no such function, and that the script writes the definition out with R's own functions for ranks,
  variances, normal quantiles and linear algebra. survdiff knows neither late entries nor the weights of Gehan and of Tarone and
  Ware, and gives a chi-square of 0 with no degree of freedom where there is no test; that counts as none.
- Where nobody is left under observation before others come, R's curve goes on and that of cx ends, as Survival.Emptied says. The
  script computes that time, and what R says beyond it counts as none; quantiles and means of such curves are not compared.
- Late entries may make a limit of a curve rise. R's quantile() looks limits up as if they always fell, and may then miss the first
  time; the script gives it their running minimum. R's summary(), in the row of the median, needs no such help.
- R's intervals of a curve before anybody has left have no width, or do not exist; those of cx are compared with the exact ones of a
  binomial share, where nobody enters late.
- Drivers are compared in sets of %d answers or more, the parameters of BG/NBD where the likelihood tells a spread of the
  probabilities of stopping at 0.05, its value in all.
`

func (p *page) write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, pageHead, floor)
	fmt.Fprintf(&b, "%d sets, seed %d, %s, %s on %s.\n\n", p.sets, p.seed, p.version, runtime.Version(), runtime.GOARCH)
	b.WriteString("| Figure of cx | R | sets | numbers | none in both | worst | in set | tolerance |\n|---|---|---|---|---|---|---|---|\n")
	for i, f := range p.figures {
		r := p.results[i]
		worst, id := "0", ""
		if r.worst > 0 {
			worst, id = fmt.Sprintf("%.1e", r.worst), strconv.Itoa(r.worstID)
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %s | %s | %g |\n", f.call, f.r, r.sets, r.numbers, r.none, worst, id, f.tolerance)
	}
	fmt.Fprintf(&b, pageNotes, driversFrom)
	p.writeChoices(&b)
	p.writeFaults(&b)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

// writeChoices writes a line for each rule, with the numbers that it explains.
func (p *page) writeChoices(b *strings.Builder) {
	var notes []string
	counts := make(map[string]int)
	for i, f := range p.figures {
		for k, n := range p.results[i].chosen {
			note := f.choices[k].note
			if counts[note] == 0 && n > 0 {
				notes = append(notes, note)
			}
			counts[note] += n
		}
	}
	for _, note := range notes {
		fmt.Fprintf(b, "- %s Numbers: %d.\n", note, counts[note])
	}
}

func (p *page) writeFaults(b *strings.Builder) {
	if p.faults() == 0 {
		return
	}
	b.WriteString("\n## Faults\n\n")
	for i, f := range p.figures {
		faults := p.results[i].faults
		for _, fault := range faults[:min(len(faults), maxFaults)] {
			fmt.Fprintf(b, "- %s: %s.\n", f.name, fault)
		}
		if more := len(faults) - maxFaults; more > 0 {
			fmt.Fprintf(b, "- %s: %d more.\n", f.name, more)
		}
	}
}
