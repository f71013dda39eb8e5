package survey

import (
	"math/bits"
	"time"
)

// cells finds the answers of a day with the same segments and the same score, which are
// counted together: what is kept does not grow with the rows.
type cells struct {
	slots []uint32 // by hash: the place of an answer, from 1
	shift int      // of a hash
}

// oneByOne reports whether each answer is kept by itself: the customer, the weight or what
// was said is its own.
func (o *Flags) oneByOne() bool { return o.Customer != "" || o.Weight != "" || o.voiced() }

// count adds an answer that was given so many times, and whose ref is the day.
func (a *answers) count(row answer, also []uint16, n int64) {
	c := a.cells
	if 2*len(a.rows) >= len(c.slots) {
		a.growCells()
	}
	slot := c.slot(row, also)
	for c.slots[slot] != 0 {
		if i := int(c.slots[slot]) - 1; a.same(i, row, also) {
			a.counts[i] += n
			return
		}
		slot = (slot + 1) & (len(c.slots) - 1)
	}
	a.append(row, also)
	a.counts = append(a.counts, n)
	c.slots[slot] = uint32(len(a.rows))
}

// same reports whether an answer is counted together with another.
func (a *answers) same(i int, row answer, also []uint16) bool {
	if r := &a.rows[i]; r.ref != row.ref || r.segment != row.segment || r.score != row.score {
		return false
	}
	for column, segment := range also {
		if a.also[column][i] != segment {
			return false
		}
	}
	return true
}

// slot returns where the search for an answer begins.
func (c *cells) slot(row answer, also []uint16) int {
	const factor = 0x9e3779b97f4a7c15
	hash := (uint64(row.ref)<<24 | uint64(row.segment)<<8 | uint64(uint8(row.score))) * factor
	for _, segment := range also {
		hash = (bits.RotateLeft64(hash, 32) ^ uint64(segment)) * factor
	}
	return int(hash >> c.shift)
}

// growCells makes room for more answers.
func (a *answers) growCells() {
	c := a.cells
	size := max(1024, 2*len(c.slots))
	c.slots, c.shift = make([]uint32, size), 65-bits.Len(uint(size))
	also := make([]uint16, len(a.also))
	for i, row := range a.rows {
		for column := range also {
			also[column] = a.also[column][i]
		}
		slot := c.slot(row, also)
		for c.slots[slot] != 0 {
			slot = (slot + 1) & (size - 1)
		}
		c.slots[slot] = uint32(i + 1)
	}
}

// finishCounts makes the ref of each answer that of its count.
func (a *answers) finishCounts() {
	if a.counts == nil {
		return
	}
	for i := range a.rows {
		a.rows[i].ref = uint32(i)
	}
	a.cells = nil
}

// noDay is the day of an answer whose time cannot be read.
const noDay = 1 << 31

// dayOf numbers the days of the calendar.
func (o *Flags) dayOf(at int64) uint32 {
	if at == noTime {
		return noDay
	}
	if zone := o.Calendar.Location; zone != time.UTC && zone != nil {
		_, offset := time.Unix(at, 0).In(zone).Zone()
		at += int64(offset)
	}
	day := at / (24 * 60 * 60)
	if at < day*24*60*60 {
		day--
	}
	return uint32(int32(day))
}
