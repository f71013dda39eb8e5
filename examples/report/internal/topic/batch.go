package topic

import "slices"

// Batch is rows that were read, of a file or of a part of it.
type Batch[R any] struct {
	Unpaid int64 // rows without a payment
	Line   int   // of the row that is taken

	rows []R
	full [][]R // rows before them, which growing would copy again and again
}

// Add adds a row.
func (b *Batch[R]) Add(row R) {
	const most = 1 << 14
	if b.rows = append(b.rows, row); len(b.rows) == most {
		b.full, b.rows = append(b.full, b.rows), make([]R, 0, most)
	}
}

// append adds the rows of a part, which keeps none.
func (b *Batch[R]) append(part *Batch[R]) {
	if len(b.rows) > 0 {
		b.full, b.rows = append(b.full, b.rows), nil
	}
	b.full = append(b.full, part.full...)
	if n := len(part.rows); n > 0 {
		b.full = append(b.full, part.rows)
		part.rows = make([]R, 0, n+n/8)
	}
	part.full = nil
	b.Unpaid += part.Unpaid
}

// Rows returns the rows, in the order of the file.
func (b *Batch[R]) Rows() []R {
	if b.full == nil {
		return b.rows
	}
	return slices.Concat(append(b.full, b.rows)...)
}

// ReadBatch reads the rows of a table all of whose cells can be parsed, several parts at once if
// the file allows it. fields is asked by each of the readers: for what parses the cells of one row
// after the other, and for what adds the row of them to the batch of the reader.
func ReadBatch[R any](c *Counts, in Input, o *Common, p *Progress, fields func(*Batch[R]) ([]Field, func())) (*Batch[R], error) {
	newReader := func(c *Counts) *batchReader[R] {
		r := &batchReader[R]{fieldReader: fieldReader{Counts: c, options: o}}
		var take func()
		r.fields, take = fields(&r.batch)
		r.take = func() {
			r.batch.Line = r.Line
			take()
		}
		return r
	}
	whole := newReader(c)
	return &whole.batch, ReadParts(c, in, p, whole.Find, whole.Add, func() *batchReader[R] { return newReader(&Counts{}) }, func(part *batchReader[R]) bool {
		whole.batch.append(&part.batch)
		return true
	})
}

// batchReader adds rows to a batch.
type batchReader[R any] struct {
	fieldReader
	batch Batch[R]
}

// Begin implements Part.
func (r *batchReader[R]) Begin() { r.batch = Batch[R]{rows: r.batch.rows[:0]} }
