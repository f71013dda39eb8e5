package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cxmetrics/cx"
)

// level is the confidence of the intervals, and smallest the answers that a plan needs to
// be ranked.
const (
	level    = 0.95
	smallest = 30
)

// printRanking ranks the plans, and tests each against the answers of all others.
func printRanking(out io.Writer, groups []cx.Group[string, cx.NPS], answers int64) error {
	ranking, err := cx.RankGroups(groups, smallest, level)
	if err != nil {
		return err
	}
	var all cx.NPS
	fmt.Fprintln(out, "   plan           NPS    95% interval  answers  promoters  passives  detractors  against the others")
	for _, r := range ranking {
		if err := all.Merge(r.Tally); err != nil {
			return err
		}
		if err := printLine(out, place(r), r.Key, r.Tally, verdict(r)); err != nil {
			return err
		}
	}
	if err := printLine(out, " ", "all", all, ""); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nBased on %d of %d answers: %d have no score from 0 to 10. A plan with fewer than %d is not ranked.\n",
		all.Total(), answers, answers-all.Total(), smallest)
	fmt.Fprintln(out, "p is adjusted for the number of plans by Holm's method; up to 0.05 a plan is called higher or lower.")
	return nil
}

// printLine prints the score of a plan with its interval, and the counts behind it. A plan
// whose answers have no score has none either: that is not 0.
func printLine(out io.Writer, place, plan string, n cx.NPS, verdict string) error {
	figures := fmt.Sprintf("%6s  %14s", "none", "")
	score, err := n.Score()
	if err == nil {
		var interval cx.Interval
		interval, err = n.Interval(level)
		figures = fmt.Sprintf("%6s  %5.1f to %-5.1f", score.StringFixed(1), interval.Low, interval.High)
	}
	if err != nil && !errors.Is(err, cx.ErrNoData) {
		return err
	}
	line := fmt.Sprintf("%s  %-11s %s %8d  %9d %9d  %10d  %s",
		place, plan, figures, n.Total(), n.Promoters, n.Passives, n.Detractors, verdict)
	_, err = fmt.Fprintln(out, strings.TrimRight(line, " "))
	return err
}

// place returns the rank, or a dash for a plan with too few answers.
func place(r cx.Ranking[string, cx.NPS]) string {
	if r.Rank == 0 {
		return "-"
	}
	return fmt.Sprint(r.Rank)
}

// verdict says how a plan differs from the others.
func verdict(r cx.Ranking[string, cx.NPS]) string {
	if !r.Tested {
		return "too few answers"
	}
	p := fmt.Sprintf("p %.3f", r.AdjustedP)
	if r.AdjustedP < 0.001 {
		p = "p < 0.001"
	}
	word := "higher"
	switch {
	case r.AdjustedP > 0.05:
		word = "may be chance"
	case r.Difference.Difference < 0:
		word = "lower"
	}
	return fmt.Sprintf("%+5.1f, %s, %s", r.Difference.Difference, p, word)
}

// printKept shows what was written to the column, and what merging all of it says.
func printKept(out io.Writer, groups, quarters []cx.Group[string, cx.NPS]) error {
	fmt.Fprintln(out, "\nKept as JSON in a column, a row for each plan and quarter:")
	for _, g := range groups {
		tally, err := json.Marshal(g.Tally)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "   %-11s %s\n", g.Key, tally)
	}
	fmt.Fprintln(out, "\nNPS of all plans, merged from that column (the quarter before was in it already)")
	var both cx.NPS
	for _, q := range quarters {
		if err := both.Merge(q.Tally); err != nil {
			return err
		}
		if err := printLine(out, " ", q.Key, q.Tally, ""); err != nil {
			return err
		}
	}
	return printLine(out, " ", "together", both, "")
}
