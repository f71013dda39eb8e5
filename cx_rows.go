package cx

import "reflect"

// maxRefused is how many errors of refused rows [Sift] returns.
const maxRefused = 1000

// Sift parts the rows that a check accepts from those that it refuses. Functions that
// take rows stop at the first bad one; after Sift they have none, and what was left out
// is known:
//
//	kept, refused, dropped := cx.Sift(rows, func(r *cx.Response) error { return scale.Check(r.Score) })
//
// It returns the rows that stay, in their order, and how many do not. Of these, refused
// has the errors, with the index of the row, in order, up to the first 1,000; dropped
// counts all of them. Empty results are nil.
//
// Sift does not modify rows. A nil check refuses each row ([ErrInvalid]).
func Sift[R any](rows []R, check func(*R) error) (kept []R, refused []*RowError, dropped int) {
	if check == nil {
		check = func(*R) error { return errNilFunc() }
	}
	for i := range rows {
		err := check(&rows[i])
		if err == nil {
			kept = append(kept, rows[i])
			continue
		}
		if dropped++; dropped <= maxRefused {
			refused = append(refused, &RowError{Row: i, Err: err})
		}
	}
	return kept, refused, dropped
}

// Distinct leaves out the rows whose key an earlier row has, and returns those that stay,
// in their order, and the number of the others. It is for a queue that delivers a message
// again when in doubt (at least once), as most do, and for a file that is read twice: the
// first of the rows counts, and a sum over the rest counts nothing twice.
//
//	kept, dropped := cx.Distinct(rows, func(r *cx.Activity) string { return r.ID })
//
// Rows with one key are one row, whatever the key: of those without an ID only the first
// stays, so that they need another key, such as the customer and the instant. Across
// batches it is the host that remembers the IDs, best in a unique column of the database.
// For customers who answered twice there is [Deduplicate].
//
// Distinct does not modify rows; nothing kept is nil. Its memory grows with the keys. A key
// that is not equal to itself (NaN) is that of no other row, and neither is one that
// cannot be compared, as an interface that holds a slice. A nil key keeps no row.
func Distinct[R any, K comparable](rows []R, key func(*R) K) (kept []R, dropped int) {
	if key == nil {
		return nil, len(rows)
	}
	always := alwaysComparable(reflect.TypeFor[K]())
	seen := make(map[K]struct{})
	for i := range rows {
		k := key(&rows[i])
		if always || reflect.ValueOf(&k).Elem().Comparable() {
			before := len(seen)
			seen[k] = struct{}{}
			if len(seen) == before {
				dropped++
				continue
			}
		}
		kept = append(kept, rows[i])
	}
	return kept, dropped
}

// alwaysComparable reports whether any two values of a type that is comparable can be
// compared without a panic: whether there is no interface in them.
func alwaysComparable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface:
		return false
	case reflect.Array:
		return alwaysComparable(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !alwaysComparable(t.Field(i).Type) {
				return false
			}
		}
	}
	return true
}
