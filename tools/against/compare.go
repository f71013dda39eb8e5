package main

import (
	"fmt"
	"math"
)

// A choice is where the two differ, or one side alone has a value, by a rule that is known.
type choice struct {
	note string
	is   func(s *set, cx, r float64) bool
}

// A figure is one row of the table.
type figure struct {
	family    string
	name      string // in the answers
	call      string // of cx
	r         string // the call of R
	tolerance float64
	floor     float64 // differences of smaller numbers are relative to it
	least     float64 // the share of the family's sets that are to be compared at least
	choices   []choice
}

// A result is what the comparison of a figure found.
type result struct {
	sets    int     // with a number of both sides
	numbers int     // compared
	none    int     // for which neither side has a value
	chosen  []int   // by choice
	worst   float64 // relative difference
	worstID int
	faults  []string
}

// maxFaults are as many faults of a figure as are told.
const maxFaults = 5

func (r *result) fault(format string, arguments ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, arguments...))
}

// difference is how far c is from r, relative to the larger one, or to the floor.
func difference(c, r, floor float64) float64 {
	if c == r {
		return 0
	}
	d := math.Abs(c-r) / max(math.Abs(c), math.Abs(r), floor)
	if math.IsNaN(d) { // one of them is infinite
		return math.Inf(1)
	}
	return d
}

// compare compares the numbers of a set.
func (f *figure) compare(s *set, c, r []float64, into *result) {
	if len(c) != len(r) {
		into.fault("set %d: %d numbers of cx and %d of R", s.id, len(c), len(r))
		return
	}
	compared := false
	for i := range c {
		switch none, noneR := math.IsNaN(c[i]), math.IsNaN(r[i]); {
		case none && noneR:
			into.none++
		case none || noneR:
			f.chooses(s, i, c[i], r[i], into)
		default:
			d := difference(c[i], r[i], f.floor)
			if d > f.tolerance && f.chooses(s, i, c[i], r[i], into) {
				continue
			}
			compared = true
			into.numbers++
			if d > into.worst {
				into.worst, into.worstID = d, s.id
			}
		}
	}
	if compared {
		into.sets++
	}
}

// chooses counts a number on which the two do not agree as a choice, or as a fault.
func (f *figure) chooses(s *set, i int, c, r float64, into *result) bool {
	for k, ch := range f.choices {
		if ch.is(s, c, r) {
			into.chosen[k]++
			return true
		}
	}
	into.fault("set %d, number %d: %v of cx and %v of R", s.id, i+1, c, r)
	return false
}

// compareAll compares all figures of the families on all sets.
func compareAll(figures []figure, sets []*set, ours, theirs map[int]answers) []result {
	results := make([]result, len(figures))
	for k := range figures {
		f, into := &figures[k], &results[k]
		into.chosen = make([]int, len(f.choices))
		due := 0
		for _, s := range sets {
			if s.id%everyOf(f.family) == 0 {
				due++
			}
			f.compare(s, ours[s.id][f.name], theirs[s.id][f.name], into)
		}
		if least := max(min(due, 1), int(f.least*float64(due))); into.sets < least {
			into.fault("compared in %d sets, want %d at least", into.sets, least)
		}
	}
	return results
}

// everyOf returns of which sets a family is computed.
func everyOf(name string) int {
	for _, f := range families {
		if f.name == name {
			return f.every
		}
	}
	return 1
}
