package store

import (
	"context"
	"encoding/json"
	"fmt"
)

// AddActivities adds orders, as AddAnswers does answers.
func (s *Store) AddActivities(ctx context.Context, activities []Activity) (added int, err error) {
	rows := make(map[string][]any, len(activities))
	for i, a := range activities {
		if err := a.Check(); err != nil {
			return 0, fmt.Errorf("activity %d: %w", i, err)
		}
		if rows[a.ID] == nil {
			rows[a.ID] = []any{a.ID, a.Customer, a.Segment, instantText(a.At), a.Amount.String(), hash("activities", a.ID)}
		}
	}
	return s.addRows(ctx, s.dialect.insertActivities, rows)
}

// AddSubscriptions adds subscriptions, and replaces those that have become another since.
// What is older than what is there, by Updated, changes nothing.
func (s *Store) AddSubscriptions(ctx context.Context, subscriptions []Subscription) (added int, err error) {
	latest := make(map[string]Subscription, len(subscriptions))
	for i, sub := range subscriptions {
		if err := sub.Check(); err != nil {
			return 0, fmt.Errorf("subscription %d: %w", i, err)
		}
		if old, again := latest[sub.ID]; !again || sub.Updated.After(old.Updated) {
			latest[sub.ID] = sub
		}
	}
	rows := make(map[string][]any, len(latest))
	for _, sub := range latest {
		rows[sub.ID] = []any{sub.ID, sub.Customer, sub.Plan, dateText(sub.Start), dateText(sub.End), sub.Amount.String(),
			instantText(sub.Updated), hash("subscriptions", sub.ID)}
	}
	return s.addRows(ctx, s.dialect.upsertSubscriptions, rows)
}

// AddTickets adds tickets, and replaces those that have become another since, as
// AddSubscriptions does.
func (s *Store) AddTickets(ctx context.Context, tickets []Ticket) (added int, err error) {
	latest := make(map[string]Ticket, len(tickets))
	for i, t := range tickets {
		if err := t.Check(); err != nil {
			return 0, fmt.Errorf("ticket %d: %w", i, err)
		}
		if old, again := latest[t.ID]; !again || t.Updated.After(old.Updated) {
			latest[t.ID] = t
		}
	}
	rows := make(map[string][]any, len(latest))
	for _, t := range latest {
		rows[t.ID] = []any{t.ID, t.Customer, t.Segment, instantText(t.Opened), instantText(t.FirstReply),
			instantText(t.Resolved), t.Reopened, instantText(t.Updated), hash("tickets", t.ID)}
	}
	return s.addRows(ctx, s.dialect.upsertTickets, rows)
}

// addRows runs a statement on rows in one transaction, and returns how many it changed.
func (s *Store) addRows(ctx context.Context, statement string, rows map[string][]any) (added int, err error) {
	if len(rows) == 0 {
		return 0, nil
	}
	encoded := make(map[string][]byte, len(rows))
	for id, row := range rows {
		if encoded[id], err = json.Marshal(row); err != nil {
			return 0, fmt.Errorf("encode rows: %w", err)
		}
	}
	err = s.transact(ctx, func(tx transaction) error {
		ids, err := insertRows(ctx, tx, statement, encoded)
		added = len(ids)
		return err
	})
	if err != nil {
		return 0, err
	}
	if added > 0 {
		s.changed()
	}
	return added, nil
}
