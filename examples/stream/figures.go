package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
)

// printFigures prints the NPS by segment and week, what is rejected and, with rows, who
// answered again.
func printFigures(ctx context.Context, st *store, asOf time.Time, out io.Writer) error {
	kept, err := talliesIn(ctx, st.db)
	if err != nil {
		return fmt.Errorf("read the tallies: %w", err)
	}
	rejected, err := rejectedIn(ctx, st.db, st.topic)
	if err != nil {
		return fmt.Errorf("read what is rejected: %w", err)
	}
	fmt.Fprintf(out, "%-12s  %-8s  %6s  %-16s  %7s\n", "segment", "week", "NPS", "95% interval", "answers")
	for _, where := range slices.SortedFunc(maps.Keys(kept), compareCells) {
		if err := printTally(out, where, kept[where]); err != nil {
			return err
		}
	}
	fmt.Fprintln(out, "\nrejected records")
	for _, why := range slices.Sorted(maps.Keys(rejected)) {
		fmt.Fprintf(out, "%7d  %s\n", rejected[why], why)
	}
	if !st.rows {
		return nil
	}
	triangle, err := st.cohorts(ctx, asOf)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\ncustomers by the month of their first answer, and who answered so many months later")
	for _, row := range triangle.Rows {
		fmt.Fprintf(out, "%v  %6d", row.Period, row.Size)
		for _, active := range row.Active[min(1, len(row.Active)):] {
			fmt.Fprintf(out, "  %6d", active)
		}
		fmt.Fprintln(out)
	}
	return nil
}

// printTally quotes a segment that is not a plain word: it is a text of somebody else.
func printTally(out io.Writer, where cell, tally cx.NPS) error {
	score, err := tally.Score()
	if errors.Is(err, cx.ErrUndefined) {
		return nil
	}
	interval, err2 := tally.Interval(0.95)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	name := where.segment
	if quoted := fmt.Sprintf("%q", name); quoted != `"`+name+`"` {
		name = quoted
	}
	_, err = fmt.Fprintf(out, "%-12s  %-8v  %6s  %6.1f .. %6.1f  %7d\n", name, where.week, score.StringFixed(1), interval.Low, interval.High, tally.Total())
	return err
}
