package cx

import (
	"math"
	"slices"
	"time"

	"github.com/cxmetrics/cx/internal/count"
	"github.com/cxmetrics/cx/internal/days"
)

// GroupColumns is [GroupBy] for data in columns, as Arrow, Parquet and the drivers of
// databases for analysis hand them over: the key and the score of row i are keys[i] and
// scores[i]. Without a call for each row it takes a fraction of the time. The keys may be the
// indices of a dictionary: then replace the key of each group, of which there are few, by its
// text. A column with nulls has some number in their place, often 0: leave such rows out
// before, or they count as answers. Empty columns give nil. It does not modify the
// columns.
//
// GroupColumns returns a [*RowError] at the first row whose score the tally refuses
// ([ErrInvalid]), and an error wrapping [ErrInvalid] if the columns differ in length.
func GroupColumns[K Key, I Integer, T any, P RatingTally[T]](keys []K, scores []I, empty T) ([]Group[K, T], error) {
	if err := checkLength("keys", len(keys), len(scores)); err != nil {
		return nil, err
	}
	if tally, ok := newScoreTally(empty); ok {
		g, err := newScoreGrid[K](len(scores), tally.width, Calendar{}, Period{})
		if err == nil {
			err = addColumns[K, int32, I, T, P](g, keys, nil, scores, tally)
		}
		if err != nil {
			return nil, err
		}
		return sortedGroups(g.index.Keys, func(slot int) T { return tally.of(g.cell(slot, 0)) }), nil
	}
	index := count.NewIndex[K]()
	var tallies []T
	for i, score := range scores {
		slot := index.Slot(keys[i])
		if slot == len(tallies) {
			tallies = append(tallies, empty)
		}
		if err := P(&tallies[slot]).Add(intOf(score)); err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
	}
	return sortedGroups(index.Keys, func(slot int) T { return tallies[slot] }), nil
}

// GroupTrendColumns is [GroupTrend] for data in columns, as [GroupColumns] is GroupBy. The
// day of row i is days[i], counted from 1970-01-01: the date of Arrow and of Parquet.
// [EpochDays] makes such a column of timestamps. Days have no time zone, so in place of a
// calendar there is its grain alone. Empty columns give nil.
//
// GroupTrendColumns returns a [*RowError] at the first row
//   - whose day is missing (0001-01-01, where the zero time lies) or is outside the years 1 to
//     9999 ([ErrInvalid]);
//   - that makes the periods more than [MaxPeriods], or the points more than GroupTrend
//     allows ([ErrInvalid]);
//   - whose score the tally refuses ([ErrInvalid]).
//
// It returns an error wrapping [ErrInvalid] if the columns differ in length, the grain is
// none of the grains, or span is not valid or has more than [MaxPeriods].
func GroupTrendColumns[K Key, D ~int32, I Integer, T any, P RatingTally[T]](keys []K, days []D, scores []I, grain Grain, span Period, empty T) ([]Group[K, []Point[T]], error) {
	if err := checkLength("keys", len(keys), len(scores)); err != nil {
		return nil, err
	}
	if err := checkLength("days", len(days), len(scores)); err != nil {
		return nil, err
	}
	c := Calendar{Grain: grain}
	if tally, ok := newScoreTally(empty); ok {
		g, err := newScoreGrid[K](len(scores), tally.width, c, span)
		if err == nil {
			err = addColumns[K, D, I, T, P](g, keys, days, scores, tally)
		}
		if err != nil {
			return nil, err
		}
		return groupTrends(g.grid, func(slot, ordinal int) T { return tally.of(g.cell(slot, ordinal)) })
	}
	g, err := newGrid[K](len(scores), c, span, empty)
	if err != nil {
		return nil, err
	}
	for i, score := range scores {
		day := int(days[i])
		err := checkEpochDay(day)
		if err == nil {
			ordinal := grain.ordinal(day)
			if g.fixed && (ordinal < g.first || ordinal > g.last) {
				continue
			}
			var tally *T
			if tally, err = g.tally(g.index.Slot(keys[i]), ordinal); err == nil {
				err = P(tally).Add(intOf(score))
			}
		}
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
	}
	return groupTrends(g, g.at)
}

// EpochDays returns the day of each instant, counted from 1970-01-01, by the clocks of a
// location; nil is UTC. It makes a column of timestamps, as Arrow and Parquet have them, one
// of days for [GroupTrendColumns]: an instant is its number of units since 1970-01-01 00:00 in
// UTC, where the unit is a second, a millisecond, a microsecond or a nanosecond. An empty column gives
// nil. It does not modify the column.
//
// EpochDays returns a [*RowError] at the first instant that is the zero time or whose day is
// outside the years 1 to 9999 ([ErrInvalid]), and an error wrapping [ErrInvalid] if the unit is
// none of the four.
func EpochDays[I ~int64](instants []I, unit time.Duration, location *time.Location) ([]int32, error) {
	var instant func(int64) time.Time
	switch unit {
	case time.Second:
		instant = func(n int64) time.Time { return time.Unix(n, 0) }
	case time.Millisecond:
		instant = time.UnixMilli
	case time.Microsecond:
		instant = time.UnixMicro
	case time.Nanosecond:
		instant = func(n int64) time.Time { return time.Unix(0, n) }
	default:
		return nil, invalid("unit of the instants is none of second, millisecond, microsecond, nanosecond")
	}
	if len(instants) == 0 {
		return nil, nil
	}
	clock := days.NewClock(location)
	column := make([]int32, len(instants))
	for i, n := range instants {
		day, err := dayOf(clock, instant(int64(n)))
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		column[i] = int32(day)
	}
	return column, nil
}

// checkLength refuses a column that has not as many rows as there are scores.
func checkLength(what string, n, scores int) error {
	if n != scores {
		return invalid("the %s are not as many as the scores", what)
	}
	return nil
}

// checkEpochDay refuses a day whose midnight in UTC is no instant of an answer.
func checkEpochDay(day int) error {
	switch {
	case day == days.First:
		return errTime(time.Time{})
	case day < days.First || day > days.Last:
		return errTime(time.Unix(0, 0))
	}
	return nil
}

// intOf returns the int nearest to a score.
func intOf[I Integer](score I) int {
	n := int64(score)
	if score > 0 && n < 0 {
		return math.MaxInt // a uint64 beyond int64
	}
	return int(min(max(n, math.MinInt), math.MaxInt))
}

// addColumns counts the rows of columns. Where there are no dates, all rows have one.
func addColumns[K Key, D ~int32, I Integer, T any, P RatingTally[T]](g *scoreGrid[K], keys []K, dates []D, scores []I, tally *scoreTally[T]) error {
	b := &g.block
	for from := 0; from < len(scores); from += count.Block {
		to := min(from+count.Block, len(scores))
		b.n = to - from
		placeScores(scores[from:to], &b.places, tally)
		if dates != nil {
			for i, day := range dates[from:to] {
				b.days[i] = int32(day)
			}
		}
		block := keys[from:to]
		if g.fixed {
			block = g.within(block)
		}
		if bad, err := g.add(block); bad < b.n {
			row := from + bad
			if g.fixed {
				row = from + b.rows[bad]
			}
			if err == nil {
				one := tally.empty
				err = P(&one).Add(intOf(scores[row]))
			}
			return &RowError{Row: row, Err: err}
		}
	}
	return nil
}

// placeScores finds the places of scores in a cell.
func placeScores[I Integer, T any](scores []I, places *[count.Block]uint8, tally *scoreTally[T]) {
	low := int64(tally.scale.Min)
	for i, score := range scores[:min(len(scores), count.Block)] {
		n := int64(score)
		at := min(uint64(n-low), maxPoints)
		if n < 0 && score > 0 { // a uint64 beyond int64
			at = maxPoints
		}
		places[i] = tally.places[at]
	}
}

// scoreTally turns cells into tallies of a type of the package. A cell has a count for each
// class of an [NPS], and of other tallies one for each score.
type scoreTally[T any] struct {
	scale  Scale
	places [maxPoints + 1]uint8 // in a cell, of the scores from the least on and of all others
	width  int                  // of a cell
	empty  T
	tally  *T
}

// refused is the place of a score that is none of the scale.
const refused = math.MaxUint8

// newScoreTally returns how cells become tallies that begin as empty, and false if Add is to
// be asked for each row: if T is not of the package, or empty may refuse a score of its scale.
func newScoreTally[T any](empty T) (*scoreTally[T], bool) {
	s := &scoreTally[T]{empty: empty, tally: new(T)}
	*s.tally = empty
	n, isNPS := any(s.tally).(*NPS)
	if isNPS {
		if total, err := n.total(); err != nil || total >= 1<<61 {
			return nil, false
		}
		s.scale, s.width = n.scale(), 3
	} else {
		r := ratingsIn(s.tally)
		if r == nil || !r.Scale.valid() || !r.small() {
			return nil, false
		}
		s.scale, s.width = r.Scale, r.Scale.Points()
	}
	for i := range s.places {
		place := i
		if isNPS {
			switch s.scale.class(s.scale.Min + i) {
			case TopClass:
				place = 0
			case MiddleClass:
				place = 1
			default:
				place = 2
			}
		}
		if i >= s.scale.Points() {
			place = refused
		}
		s.places[i] = uint8(place)
	}
	return s, true
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

// scoreBlock is the rows of a block, without those outside the span.
type scoreBlock[K Key] struct {
	n      int
	rows   [count.Block]int // their places among all of the block
	keys   [count.Block]K
	slots  [count.Block]int // of the keys
	days   [count.Block]int32
	places [count.Block]uint8 // of the scores in a cell
}

// scoreGrid is the cells of keys and periods. Of a grid it has the limits, and not the tallies.
type scoreGrid[K Key] struct {
	*grid[K, struct{}]
	ordinal func(day int) int
	block   scoreBlock[K]
	width   int     // of a cell
	counts  []int64 // of all cells, by key and then by period
	known   int     // keys with cells
	from    int     // the ordinal of the first period with cells
	periods int     // with cells
	offsets dayOffsets
}

// newScoreGrid returns an empty grid.
func newScoreGrid[K Key](rows, width int, c Calendar, span Period) (*scoreGrid[K], error) {
	g, err := newGrid[K](rows, c, span, struct{}{})
	if err != nil {
		return nil, err
	}
	return &scoreGrid[K]{grid: g, ordinal: days.Grain(g.grain).RecentNumbering(), width: width}, nil
}

// within leaves out of the block the rows outside the span, and returns the keys of the others.
// A day that is none of the calendar stays, for add to refuse.
func (g *scoreGrid[K]) within(keys []K) []K {
	b, n := &g.block, 0
	for i, day := range b.days[:b.n] {
		if checkEpochDay(int(day)) == nil {
			if ordinal := g.ordinal(int(day)); ordinal < g.first || ordinal > g.last {
				continue
			}
		}
		b.rows[n], b.keys[n], b.days[n], b.places[n] = i, keys[i], day, b.places[i]
		n++
	}
	b.n = n
	return b.keys[:n]
}

// add counts the rows of the block, whose keys are given. It returns the place of the first row
// that is refused, b.n if none is: because of err, or for its score if err is nil.
func (g *scoreGrid[K]) add(keys []K) (bad int, err error) {
	b := &g.block
	g.index.Slots(keys, &b.slots)
	counts, known, stride, offsets := g.counts, g.known, g.periods*g.width, g.offsets
	for i, day := range b.days[:b.n] {
		slot, offset := b.slots[i], offsets.of(day)
		if slot >= known || offset < 0 {
			if offset, err = g.open(slot, int(day)); err != nil {
				return i, err
			}
			counts, known, stride, offsets = g.counts, g.known, g.periods*g.width, g.offsets
		}
		place := b.places[i]
		if place == refused {
			return i, nil
		}
		counts[slot*stride+int(offset)+int(place)]++
	}
	return b.n, nil
}

// open makes room for a key on a day, and returns the offset of the day's period among the
// cells of the key.
func (g *scoreGrid[K]) open(slot, day int) (int32, error) {
	if err := checkEpochDay(day); err != nil {
		return 0, err
	}
	ordinal := g.ordinal(day)
	if slot >= g.known || ordinal < g.first || ordinal > g.last {
		// The index may know the keys of later rows already.
		if err := g.admit(max(g.known, slot+1), ordinal); err != nil {
			return 0, err
		}
		g.extend(slot)
	}
	offset := int32((ordinal - g.from) * g.width)
	g.offsets.set(day, offset)
	return offset, nil
}

// extend makes room for a key, and for all periods from the first to the last.
func (g *scoreGrid[K]) extend(slot int) {
	from, end := g.first, g.last+1
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
	if periods := end - from; periods > g.periods {
		counts := make([]int64, g.known*periods*g.width)
		for key := range g.known {
			copy(counts[(key*periods+g.from-from)*g.width:], g.counts[key*g.periods*g.width:(key+1)*g.periods*g.width])
		}
		g.offsets.shift(int32((g.from - from) * g.width))
		g.counts, g.from, g.periods = counts, from, periods
	}
	if slot >= g.known {
		g.counts = append(g.counts, make([]int64, (slot+1-g.known)*g.periods*g.width)...)
		g.known = slot + 1
	}
}

// cell returns the counts of a key in a period.
func (g *scoreGrid[K]) cell(slot, ordinal int) []int64 {
	at := (slot*g.periods + ordinal - g.from) * g.width
	return g.counts[at : at+g.width]
}

// dayOffsets remembers a number for each of some days, which are near one another: those of a
// column most often are. It holds at most maxDayOffsets.
type dayOffsets struct {
	first   int32   // the day of the first offset
	offsets []int32 // -1 where none is known
}

const maxDayOffsets = 1 << 16 // 179 years

// of returns the number of a day, -1 if none is known.
func (o *dayOffsets) of(day int32) int32 {
	if at := uint32(day - o.first); at < uint32(len(o.offsets)) {
		return o.offsets[at]
	}
	return -1
}

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
		offsets := slices.Repeat([]int32{-1}, end-first)
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
