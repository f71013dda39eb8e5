package cx

import (
	"math"
	"math/big"
	"math/bits"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/count"
)

// FunnelOf counts how far customers got through the steps of a rule, as known at
// asOf: events at asOf or later are left out. It is also called a conversion
// funnel, cart abandonment, or activation. It does not modify events.
//
// A journey starts at an event of the first step, and the windows bound it. If a
// customer has several journeys, the one that gets furthest counts: a customer who
// comes back after the window has ended and then takes all steps has converted. If
// several get equally far, it is the first to start. In it each step is taken as
// early as still lets the journey get that far; without a window for each step that
// is its first occurrence after the step before. One event is one step. If two
// events have one instant, the later row is the later event.
//
// In an open funnel a customer has one journey, which starts at the first event of any
// step: at the first of its steps in the rule, if the name is several. So the base of
// each step is those who were at the step before, and [Funnel.FromFirst] is undefined.
//
// An excluded event ends every journey that it falls into. A customer may still get
// further in a later one, without such an event; whoever does not, and would have got
// further without the excluded events, is Stopped.
//
// In any order, a journey starts at an event of whichever step, and gets as far as it
// has different steps within the window from then on. The figures are the same
// however the steps are listed, and whatever the order of the rows.
//
// A journey is decided when all windows for it have ended before asOf, whether it has
// converted or not: after Window, or after StepWindow for each of the steps to come,
// whichever is shorter. If a customer has decided journeys, only these count; a
// customer without is Undecided. A base without only those who have not converted
// yet would raise the rate.
//
// Its time grows with the events and, at most, the steps. Events in ascending
// order of the customer need memory only for the steps, whatever the number of
// customers, and for the events of one customer.
// Events in another order are indexed first, which needs memory for all events,
// and time to sort those of each customer.
//
// FunnelOf returns an error wrapping [ErrInvalid] if the rule is not valid, asOf is
// outside the years 1900 to 2200, or events in another order are more than
// 4,294,967,295, or of more than 2,147,483,647 customers; and a [*RowError] at the first
// row whose customer or name is blank, or whose instant is missing or is outside those
// years.
func FunnelOf(events []Event, rule FunnelRule, asOf time.Time) (Funnel, error) {
	return Shard{}.FunnelOf(events, rule, asOf)
}

// FunnelOf is the function [FunnelOf] for the customers of the part, whose funnels
// [Funnel.Merge] adds up to that of all customers. It indexes the events of the part, also
// those in ascending order of the customer.
//
// FunnelOf returns the errors of the function, and an error wrapping [ErrInvalid] if Of is
// negative, or Part is none of 0, 1, … Of − 1. Every part returns the error of a bad row,
// whoever its customer is.
func (s Shard) FunnelOf(events []Event, rule FunnelRule, asOf time.Time) (Funnel, error) {
	if err := s.validate(); err != nil {
		return Funnel{}, err
	}
	b, err := funnelOf(rule, s, events, asOf, false, false)
	if err != nil {
		return Funnel{}, err
	}
	f := rule.empty(asOf)
	for i := range b.tallies {
		if f, err = b.tallies[i].funnel(f); err != nil {
			return Funnel{}, err
		}
	}
	return f, nil
}

// FunnelsBySegment is [FunnelOf] for each segment, in ascending order; nil if nobody came
// to the first step. A customer's segment is that of the first event of the first step (in
// any order, of whichever step), whatever the segment of later ones: what happens to a
// customer on the way must not choose the group.
//
// FunnelsBySegment returns the errors of FunnelOf, and one wrapping [ErrInvalid]
// if segments times steps is more than four times the events, and more than
// 100,000.
func FunnelsBySegment(events []Event, rule FunnelRule, asOf time.Time) ([]Group[string, Funnel], error) {
	b, err := funnelOf(rule, Shard{}, events, asOf, true, false)
	if err != nil {
		return nil, err
	}
	funnels := make([]Funnel, len(b.tallies))
	for slot := range b.tallies {
		if funnels[slot], err = b.tallies[slot].funnel(rule.empty(asOf)); err != nil {
			return nil, err
		}
	}
	return sortedGroups(b.segments.Keys, func(slot int) Funnel { return funnels[slot] }), nil
}

// ConversionLifespans returns the time of each customer from the first step to the last, for
// [SurvivalOf], [HazardOf] and [LogRank]: in seconds, where Churned says that the
// customer has taken all steps, and Survival is the share who have not yet. It is
// also called time to value, time to convert, time to first order, or onboarding
// time: take the Median of the survival. Without all steps, a journey still open
// at asOf was observed until then, and one that is decided until the end of its
// windows. The customer's journey is that of [FunnelOf]; the undecided are
// included, since the curve allows for the time that they had; those whom an excluded
// event has stopped are not included with [FunnelBaseUnstopped]. To follow the
// customers to an earlier step, give a rule that ends with it. If nobody took the
// first step, it is nil, for which SurvivalOf returns [ErrNoData].
//
// ConversionLifespans returns the errors of FunnelOf, and one wrapping [ErrUndefined] if the
// steps are in any order, for then no instant is the start of a journey that has not ended;
// or if the funnel is open, for then a time runs from several steps.
func ConversionLifespans(events []Event, rule FunnelRule, asOf time.Time) ([]Lifespan, error) {
	b, err := funnelOf(rule, Shard{}, events, asOf, false, true)
	if err != nil || len(b.lifespans) == 0 {
		return nil, err
	}
	return b.lifespans[0], nil
}

// ConversionLifespansBySegment is [ConversionLifespans] for each segment, as [FunnelsBySegment]
// forms them, in ascending order: the groups of [LogRank]. It returns the errors of
// ConversionLifespans.
func ConversionLifespansBySegment(events []Event, rule FunnelRule, asOf time.Time) ([]Group[string, []Lifespan], error) {
	b, err := funnelOf(rule, Shard{}, events, asOf, true, true)
	if err != nil {
		return nil, err
	}
	return sortedGroups(b.segments.Keys, func(slot int) []Lifespan { return b.lifespans[slot] }), nil
}

func funnelOf(rule FunnelRule, s Shard, events []Event, asOf time.Time, bySegment, times bool) (*funnelBuilder, error) {
	if err := rule.validate(); err != nil {
		return nil, err
	}
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	if times && rule.Order == FunnelAnyOrder {
		return nil, undefined("conversion times: steps in any order have no first that a time runs from")
	}
	if times && rule.Open {
		return nil, undefined("conversion times: an open funnel has no one step that a time runs from")
	}
	b := newFunnelBuilder(rule, len(events), asOf, bySegment, times)
	if s.Of <= 1 {
		sorted, err := visitSorted(events, asOf, b)
		if err != nil || sorted {
			return b, err
		}
		b = newFunnelBuilder(rule, len(events), asOf, bySegment, times)
	}
	return b, b.visitIndexed(events, s, asOf)
}

// endless is the window of a rule without one.
const endless = math.MaxUint64

// funnelBuilder counts customers into the tallies of their segments. It deliberately is no
// internal package, which could not take the events of the caller without a copy.
type funnelBuilder struct {
	walk      funnelWalk
	trail     funnelTrail
	places    []int     // of the events of the trail among those of the customer
	journeys  *journeys // nil if all events are shown
	asOf      int64
	horizon   uint64 // nanoseconds
	most      int    // segments times steps
	segments  *count.Index[string]
	tallies   []funnelTally // by the number of the segment
	lifespans [][]Lifespan  // by the number of the segment, nil if not wanted
	times     bool
	base      FunnelBase
}

// funnelTally is a funnel under construction. Until the end, its counts are those of
// customers by their last step, except in an open funnel.
type funnelTally struct {
	steps   []funnelTallyStep
	stopped int64
	events  int64
	seconds countSum
}

type funnelTallyStep struct {
	customers, undecided, did, entered int64
	seconds                            countSum // nanoseconds
}

func newFunnelBuilder(rule FunnelRule, events int, asOf time.Time, bySegment, times bool) *funnelBuilder {
	b := &funnelBuilder{
		walk:    newFunnelWalk(rule),
		asOf:    asOf.UnixNano(),
		horizon: endless,
		most:    max(maxGridPoints, 4*events),
		times:   times,
		base:    rule.Base,
	}
	b.walk.cutoff = math.MaxInt64
	if h, ok := rule.horizon(); ok {
		b.horizon = uint64(h)
		// The journeys that start up to here are decided.
		b.walk.cutoff = math.MinInt64
		if earliest := int64(firstActivity * time.Second); uint64(b.asOf-earliest) > b.horizon {
			b.walk.cutoff = b.asOf - int64(h) - 1
		}
	}
	if bySegment {
		b.segments = count.NewIndex[string]()
	}
	return b
}

// visitIndexed visits the customers of events in another order. Events that are no step, nor excluded,
// matter only in a strict order, and where those of journeys are counted.
func (b *funnelBuilder) visitIndexed(events []Event, s Shard, asOf time.Time) error {
	w := &b.walk
	rule := indexRule{shard: s, code: w.names.find, all: w.order == FunnelStrict}
	if w.order != FunnelStrict && w.order != FunnelAnyOrder && !w.open {
		rule.hashes = !b.times
		// Lifespans are in the order of all customers; and so many events may be of too many.
		rule.others = b.times || len(events) > math.MaxInt32
	}
	x, err := indexEvents(events, asOf, rule)
	if err != nil {
		return err
	}
	if rule.hashes {
		b.journeys = &journeys{of: make([]uint32, len(x.ends))}
	}
	if err := x.visit(b); err != nil {
		return err
	}
	if b.journeys != nil {
		b.journeys.count(x, b.tallies)
	}
	return nil
}

// straight takes each step of a rule at its first occurrence after the step before, and returns
// whether no other journey may get further.
func (b *funnelBuilder) straight(customer *timeline) bool {
	w := &b.walk
	if w.order == FunnelStrict || w.order == FunnelAnyOrder || w.open || w.excludes {
		return false
	}
	w.from, w.depth, w.first, w.stopped, b.places = 0, 0, 0, false, b.places[:0]
	row := 0
	for i, code := range w.codes {
		if row = customer.next(w.names.names[code], row); row == customer.len() {
			break
		}
		w.at[i], w.rows[i] = customer.nano(row), i
		if i > 0 && (uint64(w.at[i]-w.at[0]) > w.window || uint64(w.at[i]-w.at[i-1]) > w.stepWindow) {
			return false
		}
		w.depth, b.places, row = i+1, append(b.places, row), row+1
	}
	return true
}

// follow fills the trail with the events of a customer that matter.
func (b *funnelBuilder) follow(customer *timeline) {
	w, t, from := &b.walk, &b.trail, 0
	if w.order != FunnelAnyOrder && !w.open {
		from = customer.next(w.names.names[w.codes[0]], 0) // no journey starts before
	}
	t.at, t.names, b.places = t.at[:0], t.names[:0], b.places[:0]
	for i := from; i < customer.len(); i++ {
		if name := w.names.find(customer.event(i).Name); name > 0 || w.order == FunnelStrict {
			t.at, t.names, b.places = append(t.at, customer.nano(i)), append(t.names, name), append(b.places, i)
		}
	}
}

// walkThrough finds the journey of a customer.
func (b *funnelBuilder) walkThrough(customer *timeline) {
	b.walk.depth = 0
	switch {
	case customer.coded:
		b.walk.run(&funnelTrail{at: customer.at, names: customer.codes})
	case !b.straight(customer):
		if b.follow(customer); len(b.places) > 0 {
			b.walk.run(&b.trail)
		}
	}
}

// place returns the event of a customer that is event i of the trail.
func (b *funnelBuilder) place(customer *timeline, i int) int {
	if customer.coded {
		return i
	}
	return b.places[i]
}

// visit counts a customer.
func (b *funnelBuilder) visit(customer *timeline) error {
	w := &b.walk
	if b.walkThrough(customer); w.depth == 0 {
		return nil
	}
	decided := w.at[w.from] <= w.cutoff
	leftOut := w.stopped && decided && b.base == FunnelBaseUnstopped
	if leftOut && b.times {
		return nil
	}
	slot := 0
	if b.segments != nil {
		slot = b.segments.Slot(customer.event(b.place(customer, w.first)).Segment)
	}
	if b.times {
		if slot == len(b.lifespans) {
			b.lifespans = append(b.lifespans, nil)
		}
		b.lifespans[slot] = append(b.lifespans[slot], b.lifespan())
		return nil
	}
	n := len(w.codes)
	if slot == len(b.tallies) {
		if points := (slot + 1) * n; points > b.most {
			return &RangeError{What: "number of segments times steps", Got: int64(points), Min: 1, Max: int64(b.most)}
		}
		b.tallies = append(b.tallies, funnelTally{steps: make([]funnelTallyStep, n)})
	}
	tally := &b.tallies[slot]
	if w.stopped && decided {
		tally.stopped++
	}
	switch {
	case leftOut:
		return nil
	case w.open:
		tally.countOpen(w, decided)
		return nil
	case !decided:
		tally.steps[w.depth-1].undecided++
		return nil
	}
	tally.steps[w.depth-1].customers++
	if w.order == FunnelAnyOrder {
		for did := w.did; did != 0; did &= did - 1 {
			tally.steps[bits.TrailingZeros64(did)].did++
		}
		return nil
	}
	for i := 1; i < w.depth; i++ {
		tally.steps[i].seconds.add(uint64(w.at[i] - w.at[i-1]))
	}
	if w.depth == n {
		first, last := b.place(customer, w.rows[0]), b.place(customer, w.rows[n-1])
		tally.events += int64(last - first + 1)
		if b.journeys != nil {
			b.journeys.add(customer, first, last, slot)
		}
		tally.seconds.add(uint64(w.at[n-1] - w.at[0]))
	}
	return nil
}

// countOpen counts a customer of an open funnel at the steps of the journey.
func (t *funnelTally) countOpen(w *funnelWalk, decided bool) {
	for i := w.from; i < w.depth; i++ {
		step := &t.steps[i]
		switch {
		case !decided:
			step.undecided++
			continue
		case i == w.from:
			step.entered++
		default:
			step.seconds.add(uint64(w.at[i] - w.at[i-1]))
		}
		step.customers++
	}
}

// journeys are those that took all steps, between whose steps there may be other events.
type journeys struct {
	of   []uint32 // by customer: 1 more than the place of the journey, 0 for none
	list []journeySpan
}

// journeySpan is the first and the last event of a journey, and the tally that it is in.
type journeySpan struct {
	at   [2]int64
	row  [2]uint32
	slot int
}

func (j *journeys) add(customer *timeline, first, last, slot int) {
	j.list = append(j.list, journeySpan{
		at: [2]int64{customer.nano(first), customer.nano(last)}, row: [2]uint32{customer.order[first], customer.order[last]}, slot: slot,
	})
	j.of[customer.number] = uint32(len(j.list))
}

// count adds the other events of the journeys to their tallies. Most other events are of other
// customers, which the hashes tell.
func (j *journeys) count(x *eventIndex, tallies []funnelTally) {
	if len(j.list) == 0 {
		return
	}
	// A set of the first bits of the hashes of the customers, with 1 in 32 of all or fewer.
	wide := min(bits.Len(uint(32*len(j.list))), 30)
	known, shift := make([]uint64, 1<<max(wide-6, 0)), 30-wide
	for i := range j.list {
		h := hash30(x.events[j.list[i].row[0]].Customer) >> shift
		known[h>>6] |= 1 << (h & 63)
	}
	batch, n := new(count.Batch), 0
	var rows [count.BatchSize]uint32
	look := func() {
		x.names.Look(batch, n)
		for i, c := range batch.Numbers[:n] {
			if c < 0 || j.of[c] == 0 {
				continue
			}
			s, row := &j.list[j.of[c]-1], rows[i]
			at := x.events[row].nano()
			if (at > s.at[0] || at == s.at[0] && row >= s.row[0]) && (at < s.at[1] || at == s.at[1] && row <= s.row[1]) {
				tallies[s.slot].events++
			}
		}
		n = 0
	}
	for row, c := range x.number {
		if c >= 0 || c == noCustomer {
			continue
		}
		if h := (-1 - c) >> shift; known[h>>6]>>(h&63)&1 != 0 {
			batch.Names[n], rows[n] = x.events[row].Customer, uint32(row)
			if n++; n == count.BatchSize {
				look()
			}
		}
	}
	look()
}

// lifespan returns the time of the customer in hand.
func (b *funnelBuilder) lifespan() Lifespan {
	w := &b.walk
	start := w.at[0]
	if w.depth == len(w.codes) {
		return Lifespan{Exit: float64(uint64(w.at[w.depth-1]-start)) / 1e9, Churned: true}
	}
	return Lifespan{Exit: float64(min(uint64(b.asOf-start), b.horizon)) / 1e9}
}

// funnel fills the empty funnel of the rule.
func (t *funnelTally) funnel(f Funnel) (Funnel, error) {
	for i := len(t.steps) - 1; i >= 0; i-- {
		if i+1 < len(t.steps) && !f.Open {
			t.steps[i].customers += t.steps[i+1].customers
			t.steps[i].undecided += t.steps[i+1].undecided
		}
		f.Steps[i].Customers, f.Steps[i].Undecided = t.steps[i].customers, t.steps[i].undecided
		f.Steps[i].Did, f.Steps[i].Entered = t.steps[i].did, t.steps[i].entered
		f.Steps[i].Seconds = t.steps[i].seconds.seconds()
	}
	f.Stopped, f.Events, f.Seconds = t.stopped, t.events, t.seconds.seconds()
	return f, f.validate()
}

// countSum adds counts, or times in nanoseconds, beyond an int64.
type countSum struct{ high, low uint64 }

func (s *countSum) add(n uint64) {
	var carry uint64
	s.low, carry = bits.Add64(s.low, n, 0)
	s.high += carry
}

// seconds returns a sum of nanoseconds.
func (s *countSum) seconds() decimal.Decimal {
	sum := new(big.Int).SetUint64(s.high)
	sum.Lsh(sum, 64).Add(sum, new(big.Int).SetUint64(s.low))
	return decimal.NewFromBigInt(sum, -9).Normalize()
}
