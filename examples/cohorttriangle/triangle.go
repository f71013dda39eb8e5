package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cxmetrics/cx"
)

// printTriangle prints a row for each cohort and a cell for each month after its first,
// and below what is known of all cohorts together.
func printTriangle(out io.Writer, triangle cx.Cohorts) error {
	last := 0 // the oldest month that any cohort has come to
	for _, cohort := range triangle.Rows {
		last = max(last, len(cohort.Active)-1)
	}
	header := make([]string, 0, last)
	for k := 1; k <= last; k++ {
		header = append(header, fmt.Sprintf("+%d", k))
	}
	printRow(out, "first order", "customers", header)

	for _, cohort := range triangle.Rows {
		cells, err := cells(last, func(k int) (string, error) {
			p, err := cohort.Cell(k)
			if err != nil {
				return "", err
			}
			return share(p)
		})
		if err != nil {
			return err
		}
		printRow(out, cohort.Period.String(), fmt.Sprint(cohort.Size), cells)
	}

	pooled, err := cells(last, func(k int) (string, error) {
		p, err := triangle.Pooled(k)
		if err != nil {
			return "", err
		}
		return share(p)
	})
	if err != nil {
		return err
	}
	printRow(out, "all", fmt.Sprint(triangle.Total()), pooled)

	spent, err := cells(last, func(k int) (string, error) {
		value, err := triangle.Value(k)
		return value.StringFixed(2), err
	})
	if err != nil {
		return err
	}
	printRow(out, "spent each", "", spent)
	return nil
}

// cells returns the texts of months 1 to last. What could not have been observed yet is
// blank: package cx says that there are no data, and a 0 would be a lie.
func cells(last int, text func(k int) (string, error)) ([]string, error) {
	texts := make([]string, 0, last)
	for k := 1; k <= last; k++ {
		s, err := text(k)
		if errors.Is(err, cx.ErrNoData) {
			s, err = "", nil
		}
		if err != nil {
			return nil, err
		}
		texts = append(texts, s)
	}
	return texts, nil
}

// share returns a proportion in percent, and the counts behind it.
func share(p cx.Proportion) (string, error) {
	rate, err := p.Rate()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s%% %5s", rate.Shift(2).StringFixed(1), fmt.Sprintf("%d/%d", p.Count, p.Base)), nil
}

func printRow(out io.Writer, name, customers string, cells []string) {
	line := fmt.Sprintf("%-11s  %9s", name, customers)
	for _, cell := range cells {
		line += fmt.Sprintf("  %12s", cell)
	}
	fmt.Fprintln(out, strings.TrimRight(line, " "))
}
