// Command columns counts the NPS by segment and week from an Arrow record and from a Parquet
// file. Whole columns go into cx.GroupTrendColumns, and the indices of the dictionary of
// segments are its keys: the names are put in afterwards, once a group.
//
// A column with nulls has some number in their place, which would count as an answer. So
// ofRecord leaves out the rows with a null before, and ofFile refuses them.
//
// Copy trends, with arrow.go or parquet.go. The sample in sample.go is made up.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/cxmetrics/cx"
)

// trend is the NPS of each week.
type trend = []cx.Point[cx.NPS]

func main() {
	if err := run(sample(10_000), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "columns:", err)
		os.Exit(1)
	}
}

func run(answers []answer, out io.Writer) error {
	record, err := recordOf(answers)
	if err != nil {
		return err
	}
	defer record.Release()
	groups, err := ofRecord(record)
	if err != nil {
		return err
	}
	printTrends(out, "From an Arrow record:", groups)

	folder, err := os.MkdirTemp("", "columns")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	file, err := writeFile(folder, answers)
	if err != nil {
		return err
	}
	if groups, err = ofFile(file); err != nil {
		return err
	}
	printTrends(out, "From a Parquet file:", groups)
	return nil
}

func printTrends(out io.Writer, title string, groups []cx.Group[string, trend]) {
	fmt.Fprintln(out, title)
	for _, g := range groups {
		for _, p := range g.Tally {
			fmt.Fprintf(out, "  %-10s  %v  %v\n", g.Key, p.Period, p.Tally)
		}
	}
}

// trends counts columns without nulls, where the segment of row i is names[keys[i]].
func trends[D ~int32, S cx.Integer](names []string, keys []int32, days []D, scores []S) ([]cx.Group[string, trend], error) {
	groups, err := cx.GroupTrendColumns(keys, days, scores, cx.Week, cx.Period{}, cx.NPS{})
	if err != nil {
		return nil, err
	}
	named := make([]cx.Group[string, trend], len(groups))
	for i, g := range groups {
		if g.Key < 0 || int(g.Key) >= len(names) {
			return nil, errors.New("a segment is not in its dictionary")
		}
		named[i] = cx.Group[string, trend]{Key: names[g.Key], Tally: g.Tally}
	}
	return cx.MergeGroupTrends(named) // in the order of names, and a name that is there twice once
}
