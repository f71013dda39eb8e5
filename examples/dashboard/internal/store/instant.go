package store

import (
	"errors"
	"time"
)

// instant scans what both databases make of an instant, which may be NULL.
type instant struct{ t time.Time }

// Scan is called by database/sql.
func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		i.t = time.Time{}
	case time.Time:
		i.t = v.UTC()
	case string:
		t, err := time.Parse(layout, v)
		if err != nil {
			return errors.New("a column does not hold an instant")
		}
		i.t = t
	default:
		return errors.New("a column does not hold an instant")
	}
	return nil
}
