package cx

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"github.com/cxmetrics/cx/internal/count"
)

// maxPaths is the number of different transitions or paths that a tally may have, and
// maxCounted how many of them are counted to find the commonest.
const (
	maxPaths   = 100_000
	maxCounted = 2 * maxPaths
)

// commonest counts the commonest sequences of names in bounded memory, in two passes over
// the same rows. The first adds each sequence to two counters, which it shares with others:
// the lower of the two is the most that it can have. The second counts those exactly that
// can have more than a floor, which rises where they are too many. So the result is the same
// in whatever order the sequences come.
type commonest struct {
	counters [2][]uint32 // a power of two of them
	second   bool        // pass
	floor    int64       // what can have no more is not counted
	names    *count.Index[string]
	slots    map[string]int // by the numbers of the names
	counts   []commonCount
	key      []byte
}

// commonCount is a sequence that is counted. Customers is how many of them a transition has,
// and the cut ones of a path.
type commonCount struct {
	key              string
	most             int64
	count, customers int64
	last             int64 // the last customer counted
}

// newCommonest returns a counter of sequences, of which there are no more than rows.
func newCommonest(rows int) *commonest {
	const least, most = 1 << 16, 1 << 22
	c := &commonest{}
	size := least
	for size < most && size/4 < rows {
		size *= 2
	}
	for i := range c.counters {
		c.counters[i] = make([]uint32, size)
	}
	return c
}

// places returns the counters of a sequence. The hash is the same in every program: so is the
// bound that follows from it.
func (c *commonest) places(names []string) (a, b *uint32) {
	const odd = 0x9E3779B97F4A7C15
	hash := uint64(odd)
	for _, name := range names {
		for i := range len(name) {
			hash = (hash ^ uint64(name[i])) * 0x100000001B3
		}
		high, low := bits.Mul64(hash^uint64(len(name)), odd)
		hash = high ^ low
	}
	mask := uint64(len(c.counters[0]) - 1)
	return &c.counters[0][hash&mask], &c.counters[1][hash>>32&mask]
}

// see counts a sequence n times in the first pass.
func (c *commonest) see(names []string, n int64) {
	a, b := c.places(names)
	*a += uint32(min(n, int64(math.MaxUint32-*a)))
	*b += uint32(min(n, int64(math.MaxUint32-*b)))
}

// begin begins the second pass. It returns false if it is over.
func (c *commonest) begin() bool {
	if c.second {
		return false
	}
	c.second, c.names, c.slots = true, count.NewIndex[string](), make(map[string]int)
	return true
}

// find returns the count of a sequence in the second pass, or nil if it is not counted.
func (c *commonest) find(names []string) *commonCount {
	a, b := c.places(names)
	most := int64(min(*a, *b))
	if most == math.MaxUint32 {
		most = math.MaxInt64
	}
	if most <= c.floor {
		return nil
	}
	c.key = appendNames(c.key[:0], names, c.names)
	slot, ok := c.slots[string(c.key)]
	if ok {
		return &c.counts[slot]
	}
	if len(c.counts) == maxCounted+maxPaths {
		c.raise()
		return c.find(names)
	}
	slot = len(c.counts)
	c.counts = append(c.counts, commonCount{key: string(c.key), most: most})
	c.slots[c.counts[slot].key] = slot
	return &c.counts[slot]
}

// appendNames appends the numbers of names.
func appendNames(key []byte, names []string, index *count.Index[string]) []byte {
	for _, name := range names {
		key = binary.AppendUvarint(key, uint64(index.Slot(name)))
	}
	return key
}

// raise raises the floor to the lowest that leaves no more than maxCounted sequences, and
// forgets the others and their names.
func (c *commonest) raise() {
	if len(c.counts) <= maxCounted {
		return
	}
	c.floor = floorOf(c.floor, maxCounted, c.counts, func(n *commonCount) int64 { return n.most })
	c.counts = slices.DeleteFunc(c.counts, func(n commonCount) bool { return n.most <= c.floor })
	old := c.names
	c.names, c.slots = count.NewIndex[string](), make(map[string]int)
	for i := range c.counts {
		n := &c.counts[i]
		n.key = string(appendNames(nil, namesOf(n.key, old), c.names))
		c.slots[n.key] = i
	}
}

// floorOf returns the lowest bound, at least a floor, above which no more than n rows are.
func floorOf[T any](floor int64, n int, rows []T, value func(*T) int64) int64 {
	if len(rows) <= n {
		return floor
	}
	values := make([]int64, len(rows))
	for i := range rows {
		values[i] = value(&rows[i])
	}
	slices.Sort(values)
	return max(floor, values[len(values)-1-n])
}

// namesOf returns the names whose numbers are a key.
func namesOf(key string, index *count.Index[string]) []string {
	var names []string
	for rest := []byte(key); len(rest) > 0; {
		number, n := binary.Uvarint(rest)
		names, rest = append(names, index.Keys[number]), rest[n:]
	}
	return names
}

// end returns, after the second pass, the commonest of so many sequences in all: those that are
// there more often than most. Those that are not among them are the rest.
func (c *commonest) end(total int64) (counts []commonCount, rest, most int64) {
	c.raise()
	most = floorOf(c.floor, maxPaths, c.counts, func(n *commonCount) int64 { return n.count })
	counts = slices.DeleteFunc(c.counts, func(n commonCount) bool { return n.count <= most })
	for _, n := range counts {
		total -= n.count
	}
	return counts, total, min(most, total)
}

// listing is the rows of a tally that may not list all: how often the others are there, and
// the most that one of them is.
type listing[T any] struct {
	rows       []T
	rest, most int64
}

// mergeListed merges listings, whose rows it changes. Count returns how often a row is there, and
// the most that it is among the rest; add adds what else there is.
func mergeListed[T any](a, b listing[T], compare func(a, b T) int, count func(*T) (n, rest *int64), add func(*T, T)) listing[T] {
	for i := range a.rows {
		_, rest := count(&a.rows[i])
		*rest += b.most
	}
	for i := range b.rows {
		_, rest := count(&b.rows[i])
		*rest += a.most
	}
	sum := listing[T]{rest: a.rest + b.rest, most: a.most + b.most}
	sum.rows, _ = mergeCounted(a.rows, b.rows, compare, func(to *T, row T) error {
		n, rest := count(to)
		more, restOfMore := count(&row)
		*n += *more
		*rest += *restOfMore - sum.most // it is in both
		add(to, row)
		return nil
	})
	ceiling := func(row *T) int64 {
		n, rest := count(row)
		return *n + *rest
	}
	if len(sum.rows) > maxPaths {
		sum.most = floorOf(sum.most, maxPaths, sum.rows, ceiling)
		sum.rows = slices.DeleteFunc(sum.rows, func(row T) bool {
			if ceiling(&row) > sum.most {
				return false
			}
			n, _ := count(&row)
			sum.rest += *n
			return true
		})
		if len(sum.rows) == 0 {
			sum.rows = nil
		}
	}
	return sum
}

// checkRest checks what a tally says about what it does not list.
func checkRest(what string, rest, most int64) error {
	if rest < 0 || most < 0 || most > rest || rest > 0 && most == 0 {
		return invalid("%s: the rest is negative, or the most of one is not from 1 to the rest", what)
	}
	return nil
}
