package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

// loop counts the same files without Beam: one loop over all rows, and one call a figure.
func loop(ctx context.Context, patterns string, rules Rules) (Figures, error) {
	names, err := filesOf(ctx, patterns)
	if err != nil {
		return Figures{}, err
	}
	var rows []Row
	counts := map[Tag]int64{}
	for _, name := range names {
		file, err := countFile(ctx, name, func(row Row) { rows = append(rows, row) })
		if err != nil {
			return Figures{}, err
		}
		maps.Copy(counts, file)
	}
	figures := Figures{AsOf: rules.AsOf}
	if err := figures.setCounts(counts); err != nil {
		return Figures{}, err
	}
	if figures.NPS, figures.Amounts, err = rules.rowTallies(rows); err != nil {
		return Figures{}, err
	}
	figures.Cohorts, figures.Funnel, figures.Linkage, err = rules.customerTallies(rows)
	return figures, err
}

// filesOf returns the files of patterns with commas between them, each once.
func filesOf(ctx context.Context, patterns string) ([]string, error) {
	var names []string
	for _, pattern := range strings.Split(patterns, ",") {
		files, err := filesystem.New(ctx, pattern)
		if err != nil {
			return nil, fmt.Errorf("find files: %w", err)
		}
		defer files.Close()
		matched, err := files.List(ctx, pattern)
		if err != nil {
			return nil, fmt.Errorf("find files: %w", err)
		}
		names = append(names, matched...)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
