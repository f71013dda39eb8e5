package cx

import (
	"cmp"
	"iter"
	"math"
)

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
