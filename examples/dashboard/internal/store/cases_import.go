package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
)

// ImportCallbacks takes over how far callbacks are, as from the tool that a team had before:
// the Owner, the three times and the Note of those whose Answer has the same ID. Others change
// nothing.
func (s *Store) ImportCallbacks(ctx context.Context, callbacks []Callback) error {
	rows := make([][]any, 0, len(callbacks))
	for i, c := range callbacks {
		if err := first(checkID(c.Answer.ID), checkName("owner", c.Owner), checkComment(c.Note), checkInstant("claimed", c.Claimed, false),
			checkInstant("called", c.Called, false), checkInstant("done", c.Done, false)); err != nil {
			return fmt.Errorf("callback %d: %w", i, err)
		}
		rows = append(rows, []any{c.Answer.ID, c.Owner, instantText(c.Claimed), instantText(c.Called), instantText(c.Done), c.Note})
	}
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Compare(a[0].(string), b[0].(string)) })
	argument, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("encode callbacks: %w", err)
	}
	from, instant := "json_each($1) AS r", "r.value->>%d"
	if s.dialect.name == "postgres" {
		from, instant = "json_array_elements($1::json) AS r(value)", "(r.value->>%d)::timestamptz"
	}
	query := fmt.Sprintf("UPDATE cases SET owner = r.value->>1, claimed = "+instant+", called = "+instant+", done = "+instant+", note = r.value->>5 FROM "+from+" WHERE cases.id = r.value->>0", 2, 3, 4)
	if _, err := s.write.ExecContext(ctx, query, string(argument)); err != nil {
		return fmt.Errorf("import callbacks: %w", err)
	}
	s.changed()
	return nil
}
