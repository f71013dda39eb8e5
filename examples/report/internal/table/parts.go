package table

import (
	"cmp"
	"math"
	"runtime"
	"sync"
)

// parts are the blocks of the rest of a text. Several are read at once, each is cut off
// after the one before, and they are taken in the order of the text.
type parts struct {
	reader  *Reader
	cutting sync.Mutex
	queue   chan *part // in their order
	used    *part      // the one that was taken last
}

// part is a block and its rows.
type part struct {
	text   text
	done   chan bool // its rows are there, and whether they are counted
	reader *Reader   // of these rows alone, nil if they are not counted
	told   learned

	count, merge func() bool
}

// learned is what the rows of a file have told of how others are to be read.
type learned struct {
	clocks  []order
	numbers []numbers
}

// mostParts bounds the parts that are read at once: to cut and to merge them is the work of one.
const mostParts = 9

// InParts lets rows be counted in parts, several at once, where a file allows it. fork gets
// a reader for one part after the other, which ends with io.EOF as of a file, and finds its
// columns. count counts the rows of a part by themselves, on a goroutine of its own, and
// reports whether that can be done. merge then takes what was counted; it is called by Next,
// in the order of the file, and reports whether it has. If not, or if a row of the part
// tells how others are to be read, Next returns the rows of the part.
func (r *Reader) InParts(fork func(*Reader) (count, merge func() bool)) { r.fork = fork }

// begin reads the first parts.
func (p *parts) begin() {
	n := min(runtime.GOMAXPROCS(0)+1, mostParts)
	p.queue = make(chan *part, n)
	for range n {
		p.start(&part{done: make(chan bool, 1)})
	}
}

// start reads another part, without anybody waiting for it.
func (p *parts) start(q *part) {
	p.reader.tell(&q.told)
	go func() {
		p.cutting.Lock()
		p.reader.text.cutter.cut(&q.text.block)
		p.queue <- q // has room for all
		p.cutting.Unlock()
		q.done <- q.read(p.reader)
	}()
}

// next returns the rows of the next part that is not merged.
func (p *parts) next() *rows {
	for {
		if p.used != nil {
			p.start(p.used)
		}
		q := <-p.queue
		counted := <-q.done
		p.used = q
		if !counted || p.reader.waiting || !q.merge() {
			return q.text.rows
		}
		p.reader.add(q.reader)
		if q.text.rows.err != nil {
			q.text.rows.next = len(q.text.rows.rows)
			return q.text.rows
		}
	}
}

// read splits and counts a part, and reports whether it is counted.
func (q *part) read(r *Reader) bool {
	t := &q.text
	if t.rows == nil {
		t.rows = &rows{}
		t.splitter = splitter{comma: r.text.splitter.comma, places: r.text.splitter.places, width: r.text.splitter.width}
	}
	t.splitter.take(&t.block)
	t.splitter.fill(t.rows, math.MaxInt)
	t.rows.err = cmp.Or(t.rows.err, t.block.err)
	if r.fork == nil || len(t.rows.rows) == 0 {
		return false
	}
	if q.reader == nil {
		q.reader = r.alone(t)
		q.count, q.merge = r.fork(q.reader)
	}
	counted := q.reader.counts(q.told, q.count)
	t.rows.next = 0
	return counted
}

// alone returns a reader of the rows of a part.
func (r *Reader) alone(t *text) *Reader {
	t.comma, t.cells = r.comma, make([]string, len(r.text.cells), cap(r.text.cells))
	a := &Reader{in: t, text: t, part: true, begun: true, options: r.options, names: r.names, columns: r.columns, comma: r.comma,
		where: r.where, asked: r.asked}
	if j := r.join; j != nil {
		a.join = &join{key: j.key, width: j.width, places: j.places, used: j.used, rows: j.rows, cells: j.cells}
	}
	return a
}

// counts counts a part, and reports whether that was done and no row told anything.
func (r *Reader) counts(told learned, count func() bool) bool {
	r.filtered = 0
	if r.join != nil {
		r.join.missing, r.join.twice = 0, 0
	}
	for i, c := range r.clocks {
		c.order = told.clocks[i]
	}
	for i, n := range r.numbers {
		*n = told.numbers[i]
	}
	if !count() {
		return false
	}
	for i, c := range r.clocks {
		if c.order != told.clocks[i] {
			return false
		}
	}
	for i, n := range r.numbers {
		if *n != told.numbers[i] {
			return false
		}
	}
	return true
}

// tell says what the rows have told so far.
func (r *Reader) tell(to *learned) {
	to.clocks, to.numbers = to.clocks[:0], to.numbers[:0]
	for _, c := range r.clocks {
		to.clocks = append(to.clocks, c.order)
	}
	for _, n := range r.numbers {
		to.numbers = append(to.numbers, *n)
	}
}

// add adds what a reader of a part left out.
func (r *Reader) add(part *Reader) {
	r.filtered += part.filtered
	if r.join != nil {
		r.join.missing += part.join.missing
		r.join.twice += part.join.twice
	}
}
