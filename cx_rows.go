package cx

import (
	"cmp"
	"iter"
	"math"
	"reflect"
	"slices"

	"github.com/cxmetrics/cx/internal/count"
)

// maxRefused is how many errors of refused rows [Sift] returns.
const maxRefused = 1000

// Sift parts the rows that a check accepts from those that it refuses. Functions that
// take rows stop at the first bad one; after Sift they have none, and what was left out
// is known:
//
//	kept, refused, dropped := cx.Sift(rows, func(r *cx.Response) error { return scale.Check(r.Score) })
//	kept, refused, dropped := cx.Sift(orders, (*cx.Activity).Validate)
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

// ChunksBy cuts rows that come one by one, as from the cursor of a database, into chunks
// of at least so many rows that never split a key: all rows of a customer are in one
// chunk. So what needs all rows of a customer ([CohortsOf], [RepeatOf], [FunnelOf],
// [MovementsOf]) is computed for each chunk and merged, in the memory of one chunk, to
// the value of one call on all rows. The last chunk may be smaller, and a key with many
// rows makes one as large as itself; no rows make none. Chunks of 100 to 1,000 customers
// are quick.
//
// The rows come in ascending order of their keys, by the operators of Go, which compare
// texts byte by byte:
//
//	ORDER BY customer COLLATE "C"     PostgreSQL
//	ORDER BY customer COLLATE BINARY  SQLite, whose default it is
//
// The usual mistake is the order of a locale, which is what PostgreSQL does by itself: it
// puts "ada" before "Bob", and Go after it. ChunksBy refuses it where it shows.
//
// Each chunk is a new slice, which a goroutine may keep. The loop over the chunks may end
// early, which ends that over the rows; there are no goroutines. The chunks can be ranged
// over again if the rows can. The function key must not keep the row that it is shown.
//
// ChunksBy yields an error as the last of all, with no chunk; the rows since the last
// chunk are in none, so that a sum over the chunks is not to be used. It is
//   - the error that comes with a row, as it is;
//   - a [*RowError] at a row, counted from the first as 0, whose key is below that of the
//     row before or is not a number (NaN) ([ErrInvalid]);
//   - an error wrapping [ErrInvalid] if least is below 1, or rows or key is nil.
func ChunksBy[R any, K cmp.Ordered](rows iter.Seq2[R, error], key func(*R) K, least int) iter.Seq2[[]R, error] {
	return func(yield func([]R, error) bool) {
		switch {
		case rows == nil || key == nil:
			yield(nil, errNilFunc())
			return
		case least < 1:
			yield(nil, &RangeError{What: "least number of rows of a chunk", Got: int64(least), Min: 1, Max: math.MaxInt})
			return
		}
		var chunk []R
		var last K // the key of the last row
		var row R
		var err error
		n := 0 // rows so far
		for row, err = range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			k := key(&row)
			switch {
			case k != k:
				err = invalid("key is not a number")
			case n > 0 && k < last:
				err = invalid("key is below that of the row before: the rows are to come in ascending order of Go, by bytes")
			}
			if err != nil {
				yield(nil, &RowError{Row: n, Err: err})
				return
			}
			if len(chunk) >= least && k != last {
				if !yield(chunk, nil) {
					return
				}
				chunk = make([]R, 0, len(chunk)) // the next will be about as long
			}
			chunk, last = append(chunk, row), k
			n++
		}
		if len(chunk) > 0 {
			yield(chunk, nil)
		}
	}
}

// eachNumbered checks rows in their order, and calls do with the number of the customer of each:
// names.Number gives one to every customer, and finding(names) -1 to those without. check returns
// the customer, or "" for a row to leave out. It has seen up to a batch of rows more than do, and
// what both say is the error of the first bad row.
func eachNumbered(of string, rows int, look func(m *count.Batch, n int) bool, check func(row int) (string, error), do func(row, number int) error) error {
	m := new(count.Batch)
	var at [count.BatchSize]int
	for from := 0; from < rows; from += count.BatchSize {
		var bad error
		n := 0
		for i := from; i < min(from+count.BatchSize, rows) && bad == nil; i++ {
			customer, err := check(i)
			if err != nil {
				bad = &RowError{Of: of, Row: i, Err: err}
			} else if customer != "" {
				m.Names[n], at[n] = customer, i
				n++
			}
		}
		if !look(m, n) {
			return errCustomers()
		}
		for i, number := range m.Numbers[:n] {
			if err := do(at[i], int(number)); err != nil {
				return &RowError{Of: of, Row: at[i], Err: err}
			}
		}
		if bad != nil {
			return bad
		}
	}
	return nil
}

// finding looks customers up.
func finding(names *count.Names) func(m *count.Batch, n int) bool {
	return func(m *count.Batch, n int) bool {
		names.Look(m, n)
		return true
	}
}

// numberNames numbers the names that an argument lists, of which each is there once, in their
// order. what is what the name is of.
func numberNames(of string, customers []string, twice string) (*count.Names, error) {
	names := count.NewNumbers()
	names.Reserve(len(customers))
	return names, eachNumbered(of, len(customers), names.Number, func(row int) (string, error) {
		return customers[row], checkCustomer(customers[row])
	}, func(row, number int) error {
		if number != row {
			return invalid("%s", twice)
		}
		return nil
	})
}

// sortByCustomer sorts entries whose upper 32 bits are one of so many customers.
func sortByCustomer[E ~uint64](entries []E, customers int) []E {
	next := make([]int, customers)
	for _, e := range entries {
		next[e>>32]++
	}
	total := 0
	for c, n := range next {
		next[c] = total
		total += n
	}
	sorted := make([]E, len(entries))
	for _, e := range entries {
		sorted[next[e>>32]] = e
		next[e>>32]++
	}
	from := 0
	for _, to := range next {
		slices.Sort(sorted[from:to])
		from = to
	}
	return sorted
}

// added is append in fewer and larger steps, which ask for less memory in all.
func added[T any](list []T, v T) []T {
	if len(list) == cap(list) {
		list = slices.Grow(list, len(list)+count.BatchSize)
	}
	return append(list, v)
}
