package main

import (
	"fmt"
	"io"
	"path"
	"path/filepath"
	"text/tabwriter"

	"github.com/cxmetrics/cx"
)

const level = 0.95 // of the intervals

// print prints what a reader wants first of the figures.
func (f Figures) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "Counted %d answers, %d orders and %d events.\n", f.Rows[answers], f.Rows[orders], f.Rows[events])
	for _, r := range f.Refused {
		fmt.Fprintf(w, "  %s\t%d refused: %s\n", path.Base(filepath.ToSlash(r.File)), r.Rows, r.Reason)
	}
	fmt.Fprint(w, "\nNPS by segment, of all weeks\n")
	for _, t := range f.NPS {
		var all cx.NPS
		for _, p := range t.Tally {
			if err := all.Merge(p.Tally); err != nil {
				return fmt.Errorf("NPS of a segment: %w", err)
			}
		}
		score, err := all.Score()
		if err != nil {
			return fmt.Errorf("NPS of a segment: %w", err)
		}
		interval, err := all.Interval(level)
		if err != nil {
			return fmt.Errorf("NPS of a segment: %w", err)
		}
		fmt.Fprintf(w, "  %s\t%s\t%.1f to %.1f\t%d answers of %d weeks\n", t.Key, score.StringFixed(1), interval.Low, interval.High, all.Total(), len(t.Tally))
	}
	fmt.Fprint(w, "\nOrder value by segment\n")
	for _, s := range f.Amounts {
		mean, err := s.Tally.Mean()
		if err != nil {
			return fmt.Errorf("amounts of a segment: %w", err)
		}
		fmt.Fprintf(w, "  %s\t%v\tof %d orders and refunds, %v in all\n", s.Key, mean.StringFixed(2), s.Tally.Count, s.Tally.Sum.StringFixed(2))
	}
	fmt.Fprint(w, "\nOrdered again, by months since the first order\n")
	for k := 1; k <= 3; k++ {
		again, err := f.Cohorts.Pooled(k)
		if err != nil {
			return fmt.Errorf("cohorts: %w", err)
		}
		fmt.Fprintf(w, "  %d\t%v\n", k, again)
	}
	fmt.Fprintf(w, "\nFunnel\n  %v\n", f.Funnel)
	fmt.Fprint(w, "\nIn the quarter after the answer\n")
	for _, c := range f.Linkage.Classes {
		spent, err := c.Revenue.Mean()
		if err != nil {
			return fmt.Errorf("linkage: %w", err)
		}
		fmt.Fprintf(w, "  %s\tstayed: %v\tspent: %s\n", c.Class, c.Retained(), spent.StringFixed(2))
	}
	return w.Flush()
}
