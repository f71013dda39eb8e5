package cx

import (
	"math"
	"math/bits"
)

// funnelWalk finds, for one customer after the other, the journey that gets furthest.
type funnelWalk struct {
	order              FunnelOrder
	names              stepNames
	codes              []uint8 // by step: the number of its name
	excludes, open     bool
	window, stepWindow uint64 // nanoseconds
	cutoff             int64  // the last start of a journey that is decided

	// Of the customer in hand.
	from    int     // the first step taken: not the first of all only in an open funnel
	depth   int     // the number of the step after the last that was taken
	first   int     // the first event at which a journey may start
	did     uint64  // in any order: the set of the steps taken
	stopped bool    // an excluded event kept the customer from getting further
	at      []int64 // instants of the steps taken; in any order, only that of the first event
	rows    []int   // events of the steps taken; none in any order

	limit  int64         // the last start of a journey that counts
	later  []int         // events of the steps of a later journey
	going  []openJourney // by step
	latest []int64       // by step, in any order
	chains []int64       // by step and step

	bestAt   []int64 // at and rows of the best part between excluded events
	bestRows []int
}

// openJourney is the journey that got to a step and has the most time left: it started
// last, and took the step last.
type openJourney struct{ start, last int64 }

func newFunnelWalk(rule FunnelRule) funnelWalk {
	n := len(rule.Steps)
	w := funnelWalk{
		order: rule.Order, names: newStepNames(rule.Steps, rule.Exclude), open: rule.Open, window: endless, stepWindow: endless,
		at: make([]int64, n), rows: make([]int, n), later: make([]int, n),
		going: make([]openJourney, n), latest: make([]int64, n), chains: make([]int64, n*n),
	}
	for _, name := range rule.Steps {
		w.codes = append(w.codes, w.names.find(name))
	}
	if len(rule.Exclude) > 0 {
		w.excludes, w.bestAt, w.bestRows = true, make([]int64, n), make([]int, n)
	}
	if rule.Window > 0 {
		w.window = uint64(rule.Window)
	}
	if rule.StepWindow > 0 {
		w.stepWindow = uint64(rule.StepWindow)
	}
	return w
}

// funnelTrail is what a walk needs to know of the events of one customer, in order of time: the
// instants, and the numbers of the names.
type funnelTrail struct {
	at    []int64
	names []uint8
}

func (t *funnelTrail) len() int { return len(t.at) }

// part returns the events from one up to, and not with, another.
func (t *funnelTrail) part(from, to int) funnelTrail {
	return funnelTrail{at: t.at[from:to], names: t.names[from:to]}
}

// next returns the first event with a name from event i on, or the number of events.
func (t *funnelTrail) next(name uint8, i int) int {
	for i < len(t.names) && t.names[i] != name {
		i++
	}
	return i
}

// run finds the journey of a customer. Instants may be further apart than an
// int64 of nanoseconds holds, but not further than a uint64 does.
func (w *funnelWalk) run(customer *funnelTrail) {
	w.from, w.depth, w.stopped = 0, 0, false
	w.limit = math.MaxInt64
	if w.open {
		i := w.start(customer)
		if i == customer.len() {
			return
		}
		w.from, w.limit = bits.TrailingZeros64(w.names.steps[customer.names[i]]), customer.at[i]
	} else if customer.at[customer.len()-1] > w.cutoff && customer.at[0] <= w.cutoff {
		// If a start is decided, only decided starts count.
		if i := w.start(customer); i < customer.len() && customer.at[i] <= w.cutoff {
			w.limit = w.cutoff
		}
	}
	w.walk(customer)
	if w.depth > 0 && w.excludes {
		w.between(customer)
	}
}

// walk finds the best journey in the events of a customer, or in a part of them.
func (w *funnelWalk) walk(events *funnelTrail) {
	w.depth = 0
	switch {
	case w.order == FunnelAnyOrder:
		w.anyOrder(events)
	case w.order == FunnelStrict && w.open:
		w.strictOpen(events)
	case w.order == FunnelStrict:
		w.strict(events)
	default:
		w.ordered(events)
	}
}

// between finds the best journey in the parts between the excluded events, after walk has
// found the best without them.
func (w *funnelWalk) between(customer *funnelTrail) {
	most, first := w.depth, w.first
	best, did, n := 0, uint64(0), customer.len()
	for from, to := 0, 0; from < n; from = to + 1 {
		for to = from; to < n && !w.names.excluded(customer.names[to]); to++ {
		}
		part := customer.part(from, to)
		if start := w.start(&part); start == part.len() || part.at[start] > w.limit {
			continue
		}
		if w.walk(&part); w.depth > best {
			best, did = w.depth, w.did
			copy(w.bestAt, w.at)
			for i := range w.depth {
				w.bestRows[i] = from + w.rows[i]
			}
		}
		if w.open || best == most {
			break
		}
	}
	w.depth, w.first, w.did, w.stopped = best, first, did, best < most
	copy(w.at, w.bestAt)
	copy(w.rows, w.bestRows)
}

// start returns the first event at which a journey may start, or the number of events.
func (w *funnelWalk) start(customer *funnelTrail) int {
	if w.order != FunnelAnyOrder && !w.open {
		return customer.next(w.codes[0], 0)
	}
	i := 0
	for i < customer.len() && w.names.steps[customer.names[i]] == 0 {
		i++
	}
	return i
}

// ordered takes the steps in their order: each at its first occurrence after the step
// before, from the first start on. Where that is too late for a window, there may be a
// better journey.
func (w *funnelWalk) ordered(customer *funnelTrail) {
	depth, row, n := w.from, 0, customer.len()
	if w.open {
		row = w.start(customer)
	}
	for i := w.from; i < len(w.codes); i++ {
		if row = customer.next(w.codes[i], row); row == n {
			break
		}
		w.at[i], w.rows[i] = customer.at[row], row
		row++
		depth++
	}
	if depth == w.from {
		return
	}
	w.depth, w.first = depth, w.rows[w.from]
	for i := w.from + 1; i < depth; i++ {
		if uint64(w.at[i]-w.at[w.from]) <= w.window && uint64(w.at[i]-w.at[i-1]) <= w.stepWindow {
			continue
		}
		if w.stepWindow < endless {
			w.within(customer, depth)
			w.trace(customer)
		} else {
			w.depth = i
			if !w.open {
				w.restart(customer, depth)
			}
		}
		return
	}
}

// restart tries the later starts, where only the window bounds a journey: from
// each, the steps are again taken at their first occurrences, and these are never
// before those from an earlier start.
func (w *funnelWalk) restart(customer *funnelTrail, most int) {
	rows := w.later[:most]
	copy(rows, w.rows)
	for w.depth < most {
		rows[0] = customer.next(w.codes[0], rows[0]+1)
		if rows[0] == customer.len() || customer.at[rows[0]] > w.limit {
			return
		}
		for i := 1; i < most && rows[i] <= rows[i-1]; i++ {
			if rows[i] = customer.next(w.codes[i], rows[i-1]+1); rows[i] == customer.len() {
				most = i
			}
		}
		start := customer.at[rows[0]]
		if w.depth < most && uint64(customer.at[rows[w.depth]]-start) <= w.window {
			w.depth = 0
			for w.depth < most && uint64(customer.at[rows[w.depth]]-start) <= w.window {
				w.rows[w.depth], w.at[w.depth] = rows[w.depth], customer.at[rows[w.depth]]
				w.depth++
			}
		}
	}
}

// within finds how many steps, at most so many, a journey takes within the
// windows, and the first event at which one has taken them.
func (w *funnelWalk) within(customer *funnelTrail, most int) {
	w.depth = w.from
	for i := w.first; i < customer.len() && w.depth < most; i++ {
		at := customer.at[i]
		// If a name is several steps, the last comes first, since one event is one
		// step.
		for steps := w.names.steps[customer.names[i]] >> w.from << w.from; steps != 0; {
			step := bits.Len64(steps) - 1
			steps &^= 1 << step
			// One of the journeys that got to the step before is best in both
			// respects: if it is too late for this step, all are.
			best := openJourney{at, at}
			if step > w.from {
				best = w.going[step-1]
			}
			if step > w.depth || uint64(at-best.start) > w.window || uint64(at-best.last) > w.stepWindow || step == w.from && at > w.limit {
				continue
			}
			w.going[step] = openJourney{best.start, at}
			if step == w.depth {
				w.at[step], w.rows[step] = at, i
				w.depth++
			}
		}
	}
}

// trace finds the first journey that takes as many steps, each as early as
// possible, back from the event at which it took the last of them.
func (w *funnelWalk) trace(customer *funnelTrail) {
	last := w.depth - 1
	end := w.at[last]
	// The chain of a step is the instants of the steps from it on, of the earliest journey
	// that takes them after the event in hand.
	chain := func(step int) []int64 { return w.chains[step*len(w.codes)+step : step*len(w.codes)+w.depth] }
	chain(last)[0] = end
	reached := uint64(1) << last
	for i := w.rows[last] - 1; i >= 0; i-- {
		at := customer.at[i]
		if uint64(end-at) > w.window {
			break
		}
		for steps := w.names.steps[customer.names[i]] & (1<<last - 1); steps != 0; steps &= steps - 1 {
			step := bits.TrailingZeros64(steps)
			if reached>>(step+1)&1 == 0 || step == w.from && at > w.limit {
				continue
			}
			next := chain(step + 1)
			if uint64(next[0]-at) > w.stepWindow {
				continue
			}
			this := chain(step)
			this[0] = at
			copy(this[1:], next)
			reached |= 1 << step
			if step == w.from {
				w.rows[step] = i
			}
		}
	}
	copy(w.at[w.from:], chain(w.from))
}

// strict takes a step only at the very next event.
func (w *funnelWalk) strict(customer *funnelTrail) {
	var open uint64 // the steps that the events up to this one may be, in a row
	var previous int64
	w.first = -1
	for i := range customer.len() {
		at := customer.at[i]
		if uint64(at-previous) > w.stepWindow {
			open = 0
		}
		previous = at
		open <<= 1
		if at <= w.limit {
			open |= 1
		}
		open &= w.names.steps[customer.names[i]]
		if w.first < 0 && open&1 != 0 {
			w.first = i
		}
		for open != 0 {
			depth := bits.Len64(open)
			if uint64(at-customer.at[i-depth+1]) > w.window {
				open &^= 1 << (depth - 1)
				continue
			}
			if depth > w.depth {
				w.depth, w.rows[depth-1] = depth, i
			}
			break
		}
		if w.depth == len(w.codes) {
			break
		}
	}
	for i := range w.depth {
		w.rows[i] = w.rows[w.depth-1] - w.depth + 1 + i
		w.at[i] = customer.at[w.rows[i]]
	}
}

// strictOpen takes a step only at the very next event, from the first of any step on.
func (w *funnelWalk) strictOpen(customer *funnelTrail) {
	w.first = w.start(customer)
	for i := w.first; i < customer.len() && w.from+i-w.first < len(w.codes); i++ {
		step := w.from + i - w.first
		w.at[step], w.rows[step] = customer.at[i], i
		if customer.names[i] != w.codes[step] || uint64(w.at[step]-w.at[w.from]) > w.window ||
			step > w.from && uint64(w.at[step]-w.at[step-1]) > w.stepWindow {
			break
		}
		w.depth = step + 1
	}
}

// anyOrder finds the most steps within a window that begins at one of them. The window that
// ends at an event has the steps whose latest events are within it, and can begin at the
// first of these.
func (w *funnelWalk) anyOrder(customer *funnelTrail) {
	var seen uint64 // steps, some perhaps before the window
	var start int64 // the last event at which a window may begin
	for i := range customer.len() {
		steps := w.names.steps[customer.names[i]]
		if steps == 0 {
			continue
		}
		at := customer.at[i]
		if seen == 0 {
			w.first, w.at[0] = i, at
		}
		if at <= w.limit {
			start = at
		} else if uint64(at-start) > w.window {
			break
		}
		w.latest[bits.TrailingZeros64(steps)] = at
		if seen |= steps; bits.OnesCount64(seen) <= w.depth {
			continue
		}
		for old := seen; old != 0; old &= old - 1 {
			if step := bits.TrailingZeros64(old); uint64(at-w.latest[step]) > w.window {
				seen &^= 1 << step
			}
		}
		if depth := bits.OnesCount64(seen); depth > w.depth {
			if w.depth, w.did = depth, seen; depth == len(w.codes) {
				break
			}
		}
	}
}

// stepNames numbers the names of steps, and then those of excluded events. 0 is any other name.
type stepNames struct {
	names   []string
	steps   []uint64   // by name: the set of its steps
	next    []uint8    // by name: another with the same hash
	first   [256]uint8 // by hash: a name
	last    uint8      // name of a step
	lengths [256]bool  // of names, in their last 8 bits
}

func newStepNames(steps, excluded []string) stepNames {
	s := stepNames{names: []string{""}, steps: []uint64{0}, next: []uint8{0}}
	for i, name := range steps {
		number := s.add(name)
		s.steps[number] |= 1 << i
	}
	s.last = uint8(len(s.names) - 1)
	for _, name := range excluded {
		s.add(name)
	}
	return s
}

// add returns the number of a name, a new one for a new name.
func (s *stepNames) add(name string) uint8 {
	if number := s.find(name); number > 0 {
		return number
	}
	hash, number := nameHash(name), uint8(len(s.names))
	s.names, s.steps, s.next = append(s.names, name), append(s.steps, 0), append(s.next, s.first[hash])
	s.first[hash], s.lengths[uint8(len(name))] = number, true
	return number
}

// find returns the number of a name that is not empty.
func (s *stepNames) find(name string) uint8 {
	if !s.lengths[uint8(len(name))] {
		return 0 // most names, without a look at them
	}
	return s.search(name)
}

func (s *stepNames) search(name string) uint8 {
	i := s.first[nameHash(name)]
	for i != 0 && s.names[i] != name {
		i = s.next[i]
	}
	return i
}

// excluded reports whether a name is that of an excluded event.
func (s *stepNames) excluded(name uint8) bool { return name > s.last }

// nameHash tells most names apart by their length and two of their bytes.
func nameHash(name string) uint8 {
	return uint8(len(name)) + 37*name[0] + 101*name[len(name)-1]
}
