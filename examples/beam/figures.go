package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
)

// Figures are what all rows come to: tallies, which merge with those of other rows and from
// which every figure follows.
type Figures struct {
	AsOf    time.Time        `json:"as_of"`
	Rows    map[string]int64 `json:"rows"` // by kind, of those that are counted
	Refused []Refusal        `json:"refused"`
	NPS     []trend          `json:"nps"`
	Amounts []sales          `json:"amounts"`
	Cohorts cx.Cohorts       `json:"cohorts"`
	Funnel  cx.Funnel        `json:"funnel"`
	Linkage cx.Linkage       `json:"linkage"`
}

// Refusal is how many rows of a file were refused for a reason.
type Refusal struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
	Rows   int64  `json:"rows"`
}

// Tag says what was counted of a file: the rows refused for a reason, or one of the below.
type Tag struct{ File, Reason string }

const (
	taken   = ""        // rows that are in the figures
	matched = "matched" // patterns that match the file
	read    = "read"    // how often it was read
	sharded = "sharded" // rows that were counted by customer, of whatever file
)

// countFile counts the rows of a file and how often it was read.
func countFile(ctx context.Context, name string, take func(Row)) (map[Tag]int64, error) {
	counts := map[Tag]int64{{name, read}: 1}
	err := readFile(ctx, name, func(row Row) {
		counts[Tag{name, taken}]++
		take(row)
	}, func(reason string) { counts[Tag{name, reason}]++ })
	return counts, err
}

// setCounts fills in Rows and Refused.
func (f *Figures) setCounts(counts map[Tag]int64) error {
	f.Rows, f.Refused = map[string]int64{}, []Refusal{}
	for tag, n := range counts {
		switch tag.Reason {
		case matched, read, sharded:
		case taken:
			kind, err := kindOf(tag.File)
			if err != nil {
				return err
			}
			f.Rows[kind] += n
		default:
			f.Refused = append(f.Refused, Refusal{tag.File, tag.Reason, n})
		}
	}
	slices.SortFunc(f.Refused, func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Reason, b.Reason))
	})
	return nil
}

// balance checks that all files were read once, and that no row was lost on the way. A runner
// may come to the end although something failed before, and then fail the job: prism does.
func (f Figures) balance(counts map[Tag]int64) error {
	files, rows := 0, counts[Tag{"", sharded}]
	for tag, n := range counts {
		switch tag.Reason {
		case matched:
			files++
			if n > 1 {
				return fmt.Errorf("%s is counted twice: two of the patterns match it", tag.File)
			}
			if counts[Tag{tag.File, read}] != 1 {
				return fmt.Errorf("%s was not read", tag.File)
			}
		case taken:
			rows -= n
		}
	}
	given, ordered := f.Rows[answers], f.Rows[orders]
	for _, t := range f.NPS {
		for _, p := range t.Tally {
			given -= p.Tally.Total()
		}
	}
	for _, s := range f.Amounts {
		ordered -= s.Tally.Total()
	}
	if files == 0 || rows != 0 || given != 0 || ordered != 0 {
		return errors.New("the tallies have not as many rows as the files: something failed before")
	}
	return nil
}

// encode is the one place where figures become JSON, so that equal figures are equal bytes.
func (f Figures) encode() ([]byte, error) {
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the figures: %w", err)
	}
	return append(data, '\n'), nil
}
