package store

import (
	"context"
	"fmt"
	"sync"

	"github.com/cxmetrics/cx"
)

// decoded keeps tallies that were read or written, beside the texts they were read from: to read a text
// from the database takes less time than to decode it. A text that is another than the one
// before is decoded again, so that this is right whoever wrote it.
type decoded struct {
	mu  sync.Mutex
	all map[tallyKey]decodedTally
}

type decodedTally struct {
	text    string
	ratings cx.Ratings
}

// maxDecoded bounds the memory, at about half a kilobyte each.
const maxDecoded = 100_000

// read reads tallies by a query of their columns.
func (d *decoded) read(ctx context.Context, q querier, query string, args ...any) ([]tally, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read tallies: %w", err)
	}
	defer rows.Close()
	var tallies []tally
	for rows.Next() {
		var t tally
		var day cx.Column[cx.Date]
		var text []byte
		if err := rows.Scan(&day, &t.question, &t.segment, &t.stage, &text); err != nil {
			return nil, fmt.Errorf("read tallies: %w", err)
		}
		t.day = day.V
		if t.ratings, err = d.ratings(t.tallyKey, text); err != nil {
			return nil, fmt.Errorf("read tallies: %w", err)
		}
		if t.ratings.Total() > 0 { // what is left when all answers were erased is empty
			tallies = append(tallies, t)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read tallies: %w", err)
	}
	return tallies, nil
}

func (d *decoded) ratings(key tallyKey, text []byte) (cx.Ratings, error) {
	d.mu.Lock()
	kept, found := d.all[key]
	d.mu.Unlock()
	if found && kept.text == string(text) {
		return kept.ratings, nil
	}
	var column cx.Column[cx.Ratings]
	if err := column.Scan(text); err != nil {
		return cx.Ratings{}, err
	}
	d.keep(key, string(text), column.V)
	return column.V, nil
}

// keep keeps what a text decodes to.
func (d *decoded) keep(key tallyKey, text string, ratings cx.Ratings) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, found := d.all[key]; d.all == nil || !found && len(d.all) >= maxDecoded {
		d.all = make(map[tallyKey]decodedTally)
	}
	d.all[key] = decodedTally{text, ratings}
}
