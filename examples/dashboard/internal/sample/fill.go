package sample

import (
	"context"
	"fmt"

	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// fillBatch is the number of answers in a transaction.
const fillBatch = 5_000

// Fill adds the sample to a store. It may run again: what is there stays.
func Fill(ctx context.Context, s *store.Store) error {
	rows := Make()
	for batch := rows.Answers; len(batch) > 0; {
		n := min(len(batch), fillBatch)
		if _, err := s.AddAnswers(ctx, batch[:n]); err != nil {
			return fmt.Errorf("add the answers of the sample: %w", err)
		}
		batch = batch[n:]
	}
	if err := s.ImportCallbacks(ctx, callbacks(rows.Answers)); err != nil {
		return fmt.Errorf("add the callbacks of the sample: %w", err)
	}
	if _, err := s.AddActivities(ctx, rows.Activities); err != nil {
		return fmt.Errorf("add the orders of the sample: %w", err)
	}
	if _, err := s.AddSubscriptions(ctx, rows.Subscriptions); err != nil {
		return fmt.Errorf("add the subscriptions of the sample: %w", err)
	}
	if _, err := s.AddTickets(ctx, rows.Tickets); err != nil {
		return fmt.Errorf("add the tickets of the sample: %w", err)
	}
	return nil
}
