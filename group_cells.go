package cx

import (
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/days"
)

// scoreTally turns cells into tallies of a type of the package. A cell has a count for each
// class of an [NPS], and of other tallies one for each score.
type scoreTally[T any] struct {
	places [256]int32 // of a score in a cell, by placeOf
	width  int        // of a cell
	empty  T
	tally  *T
}

// newScoreTally returns how cells become tallies that begin as empty, and false if Add is to
// be asked for each row: if T is not of the package, empty may refuse a score of its scale, or
// the scale is far from those in use.
func newScoreTally[T any](empty T) (*scoreTally[T], bool) {
	s := &scoreTally[T]{empty: empty, tally: new(T)}
	*s.tally = empty
	n, isNPS := any(s.tally).(*NPS)
	var scale Scale
	if isNPS {
		if total, err := n.total(); err != nil || total >= 1<<61 {
			return nil, false
		}
		scale, s.width = n.scale(), 3
	} else {
		r := ratingsIn(s.tally)
		if r == nil || !r.Scale.valid() || !r.small() {
			return nil, false
		}
		scale, s.width = r.Scale, r.Scale.Points()
	}
	if scale.Min < -128 || scale.Max > 126 {
		return nil, false
	}
	for i := range s.places {
		s.places[i] = unknown
	}
	for i := range scale.Points() {
		place := i
		if isNPS {
			switch scale.class(scale.Min + i) {
			case TopClass:
				place = 0
			case MiddleClass:
				place = 1
			default:
				place = 2
			}
		}
		s.places[placeOf(scale.Min+i)] = int32(place)
	}
	return s, true
}

// placeOf returns the place of a score in a table: its own from -128 to 126, and the last of any
// other.
func placeOf[I Integer](score I) uint64 {
	n := int64(score)
	if n < 0 && score > 0 { // a uint64 beyond int64
		return 255
	}
	return min(uint64(n+128), 255)
}

// ratingsIn returns the ratings that a tally consists of, nil if it does not.
func ratingsIn(tally any) *Ratings {
	switch t := tally.(type) {
	case *Ratings:
		return t
	case *CSAT:
		return (*Ratings)(t)
	case *CES:
		return (*Ratings)(t)
	}
	return nil
}

// of returns the tally of a cell.
func (s *scoreTally[T]) of(cell []int64) T {
	var all int64
	for _, n := range cell {
		all |= n
	}
	if all == 0 {
		return s.empty
	}
	*s.tally = s.empty
	if n, ok := any(s.tally).(*NPS); ok {
		n.Promoters += cell[0]
		n.Passives += cell[1]
		n.Detractors += cell[2]
		n.Scale = recommendScale(n.Scale)
		return *s.tally
	}
	r := ratingsIn(s.tally)
	for i, n := range cell {
		r.Counts[i] += n
	}
	return *s.tally
}

// scoreCells are the counts of scores, of all keys by the key and then by the period. The place
// of a count is the sum of three numbers: of its key, of its day and of its score.
type scoreCells struct {
	counts  []int64
	bases   []int // by the code of the key
	offsets dayOffsets
	places  [256]int32 // by the score
}

// unknown is the number of what is not known, or is refused: with it a sum is negative.
const unknown = math.MinInt32 / 4

// countScores counts rows up to one of which something is not known, and returns how many.
func countScores[C uint8 | int, D ~int32, I Integer](c *scoreCells, codes []C, dates []D, scores []I) int {
	counts, bases, offsets := c.counts, c.bases, c.offsets.offsets
	dates, scores = dates[:len(codes)], scores[:len(codes)]
	for i, code := range codes {
		day := uint32(int32(dates[i]) - c.offsets.first)
		if day >= uint32(len(offsets)) || int(code) >= len(bases) {
			return i
		}
		at := bases[code] + int(offsets[day]) + int(c.places[placeOf(scores[i])])
		if uint(at) >= uint(len(counts)) {
			return i
		}
		counts[at]++
	}
	return len(codes)
}

// scoreGrid counts the scores of keys and periods. Of a grid it has the limits, and not the
// tallies.
type scoreGrid[K Key, T any] struct {
	*grid[K, struct{}]
	scoreCells
	tally   *scoreTally[T]
	ordinal func(day int) int
	slots   [count.Block]int // of keys of more than 8 bits
	keys    []K              // with cells
	from    int              // the ordinal of the first period with cells
	periods int              // with cells
}

// newScoreGrid returns an empty grid.
func newScoreGrid[K Key, T any](rows int, tally *scoreTally[T], c Calendar, span Period) (*scoreGrid[K, T], error) {
	g, err := newGrid[K](rows, c, span, struct{}{})
	if err != nil {
		return nil, err
	}
	s := &scoreGrid[K, T]{grid: g, tally: tally, ordinal: days.Grain(g.grain).RecentNumbering()}
	s.places = tally.places
	if g.fixed {
		s.from, s.periods = g.first, g.last-g.first+1
	}
	return s, nil
}

// addScores counts at most count.Block rows. It returns the first row that is refused,
// len(scores) if none is: because of err, or for its score if err is nil.
func addScores[K Key, T any, D ~int32, I Integer](g *scoreGrid[K, T], keys []K, dates []D, scores []I) (row int, err error) {
	bytes, areBytes := g.index.Bytes(keys)
	if !areBytes {
		g.index.Slots(keys, &g.slots)
	}
	for ; ; row++ {
		if areBytes {
			row += countScores(&g.scoreCells, bytes[row:], dates[row:], scores[row:])
		} else {
			row += countScores(&g.scoreCells, g.slots[row:len(keys)], dates[row:], scores[row:])
		}
		if row == len(scores) {
			return row, nil
		}
		code := g.slots[row]
		if areBytes {
			code = int(bytes[row])
		}
		at, err := g.open(keys[row], code, int(dates[row]))
		if err != nil {
			return row, err
		}
		if at < 0 {
			continue
		}
		place := int(g.places[placeOf(scores[row])])
		if place < 0 {
			return row, nil
		}
		g.counts[at+place]++
	}
}

// open makes room for a key on a day, and returns where the counts of both begin: nowhere, which
// is less than 0, if the day is outside the span.
func (g *scoreGrid[K, T]) open(key K, code, day int) (int, error) {
	if err := checkEpochDay(day); err != nil {
		return 0, err
	}
	ordinal, width := g.ordinal(day), g.tally.width
	if g.fixed && (ordinal < g.first || ordinal > g.last) {
		g.offsets.set(day, int32(g.periods*width))
		return unknown, nil
	}
	for len(g.bases) <= code {
		g.bases = append(g.bases, unknown)
	}
	isNew := g.bases[code] < 0
	if isNew || ordinal < g.first || ordinal > g.last {
		n := len(g.keys)
		if isNew {
			n++
		}
		if err := g.admit(n, ordinal); err != nil {
			return 0, err
		}
		g.extend()
	}
	if isNew {
		g.bases[code] = len(g.counts)
		g.counts = append(g.counts, make([]int64, g.stride())...)
		g.keys = append(g.keys, key)
	}
	offset := (ordinal - g.from) * width
	g.offsets.set(day, int32(offset))
	return g.bases[code] + offset, nil
}

// stride returns how many counts a key has: with a span, also those of all days outside it.
func (g *scoreGrid[K, T]) stride() int {
	if g.fixed {
		return (g.periods + 1) * g.tally.width
	}
	return g.periods * g.tally.width
}

// extend makes room for all periods from the first to the last.
func (g *scoreGrid[K, T]) extend() {
	from, end, width := g.first, g.last+1, g.tally.width
	if g.periods > 0 {
		from, end = min(from, g.from), max(end, g.from+g.periods)
		// Half as much room again, so that the room made grows in proportion to its use.
		slack := (end - from) / 2
		if from < g.from {
			from -= slack
		}
		if end > g.from+g.periods {
			end += slack
		}
	}
	periods := end - from
	if periods == g.periods {
		return
	}
	counts := make([]int64, len(g.keys)*periods*width)
	for key := range g.keys {
		copy(counts[(key*periods+g.from-from)*width:], g.counts[key*g.periods*width:(key+1)*g.periods*width])
	}
	for code, base := range g.bases {
		if base >= 0 {
			g.bases[code] = base / g.periods * periods
		}
	}
	g.offsets.shift(int32((g.from - from) * width))
	g.counts, g.from, g.periods = counts, from, periods
}

// at returns the tally of a key in a period.
func (g *scoreGrid[K, T]) at(slot, ordinal int) T {
	at := slot*g.stride() + (ordinal-g.from)*g.tally.width
	return g.tally.of(g.counts[at : at+g.tally.width])
}

// dayOffsets remembers a number for each of some days, which are near one another: those of a
// column most often are. It holds at most maxDayOffsets.
type dayOffsets struct {
	first   int32   // the day of the first offset
	offsets []int32 // unknown where none is
}

const maxDayOffsets = 1 << 16 // 179 years

// set remembers the number of a day, if there is room.
func (o *dayOffsets) set(day int, offset int32) {
	first, end := int(o.first), int(o.first)+len(o.offsets)
	if len(o.offsets) == 0 {
		first, end = day, day
	}
	if day < first || day >= end {
		// As much room again, so that the room made grows in proportion to its use.
		slack := max(end-first, 128)
		if day < first {
			first = day - slack
		} else {
			end = day + 1 + slack
		}
		if end-first > maxDayOffsets {
			return
		}
		offsets := slices.Repeat([]int32{unknown}, end-first)
		if len(o.offsets) > 0 {
			copy(offsets[int(o.first)-first:], o.offsets)
		}
		o.first, o.offsets = int32(first), offsets
	}
	o.offsets[day-int(o.first)] = offset
}

// shift adds to all numbers that are known.
func (o *dayOffsets) shift(by int32) {
	for i := range o.offsets {
		if o.offsets[i] >= 0 {
			o.offsets[i] += by
		}
	}
}
