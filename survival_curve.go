package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// Lifespan is the time for which one customer was observed, from Entry up to Exit,
// in any one unit: days, months, renewals. Churned says that the customer left at
// Exit; otherwise the customer was still here when the observation ended
// (censored). Entry is 0 for a customer observed from the start, and later for one
// who had been a customer for that long when the observation began.
//
// Other says that something else ended it at Exit, after which the customer cannot churn in
// the sense of Churned any more: a caller hung up before the reply, a customer left for another
// reason. [CompetingRisksOf] counts them as that. All other functions take such a lifespan for
// one that was still going on when its observation ended: what they give is "if nothing else
// could end it".
//
// Both are taken to 10 significant decimal digits, so that lengths that are differences of
// floats, as 0.7 - 0.4 and 0.3, are one time. What has no more digits, such as days, stays
// as it is; an entry and an exit that are then equal are refused.
//
// Count is how many customers have this lifespan, where a query has grouped them; 0 counts
// as 1.
type Lifespan struct {
	Entry   float64 `json:"entry,omitzero"`
	Exit    float64 `json:"exit"`
	Churned bool    `json:"churned"`
	Other   bool    `json:"other,omitzero"`
	Count   int64   `json:"count,omitzero"`
}

// rounded returns a lifespan with its times to 10 digits and the number of its customers.
func (l *Lifespan) rounded() (Lifespan, error) {
	r := Lifespan{Entry: exact.TenDigits(l.Entry), Exit: exact.TenDigits(l.Exit), Churned: l.Churned, Other: l.Other, Count: max(l.Count, 1)}
	if !(r.Entry >= 0 && (r.Exit > r.Entry || r.Exit == 0 && r.Entry == 0) && r.Exit <= math.MaxFloat64) {
		return Lifespan{}, invalid("lifespan is not in the order 0 <= entry < exit, finite")
	}
	if l.Count < 0 {
		return Lifespan{}, invalid("lifespan: the count is negative")
	}
	if l.Churned && l.Other {
		return Lifespan{}, invalid("lifespan ends both in churn and in something else")
	}
	return r, nil
}

// addTo is rounded, and adds the customers to a total.
func (l *Lifespan) addTo(total *int64) (Lifespan, error) {
	r, err := l.rounded()
	if err != nil {
		return Lifespan{}, err
	}
	sum, err := addCount("lifespans", *total, r.Count)
	if err != nil {
		return Lifespan{}, err
	}
	*total = sum
	return r, nil
}

// SurvivalOf returns the Kaplan-Meier curve
//
//	S(t) = product over times t' <= t of (1 - churned at t' / at risk at t')
//
// At one time those who churn come before those whose observation ends, and a
// customer is at risk at t if entry < t <= exit, or from the start if entry is 0. A lifespan
// that something else ended (Other) is censored: for the share of all see [CompetingRisksOf]. Where
// entries are late, the curve is of those who are still here when the first comes under
// observation, and it may end early: see Emptied in [Survival].
// It does not modify lifespans. Its time grows like that of sorting them.
//
// Entries and exits are rounded to 10 significant decimal digits before anything else, as
// they are by every function of lifespans, and so is the time that a query asks for. R, with
// timefix, joins times that differ by at most 1.5e-8, or that share of the mean of all times;
// here the rule looks at one time alone, so that curves of shards merge.
//
// SurvivalOf returns an error if:
//   - there are no lifespans ([ErrNoData]);
//   - a lifespan is not in the order 0 <= entry < exit, or not finite, is both churned and
//     other, or its count is negative ([*RowError] wrapping [ErrInvalid]); an exit of 0 is allowed, and adds a
//     customer who was not observed for any time;
//   - there are more customers than the largest int64 ([*RowError] wrapping [ErrInvalid]).
//
// Source: E. L. Kaplan and P. Meier, JASA 53 (1958), 457-481.
func SurvivalOf(lifespans []Lifespan) (Survival, error) {
	g, err := newRiskGroup(lifespans)
	if err != nil {
		return Survival{}, err
	}
	steps := make([]SurvivalStep, 0, g.times())
	for t := g.next(); t < math.Inf(1); t = g.next() {
		steps = append(steps, SurvivalStep{
			Time: t, Churned: g.churned.until(t), Censored: g.censored.until(t), Entered: g.entered.until(t),
		})
	}
	return curveFrom(g.there, steps), nil
}

// curveFrom returns the curve of customers at risk from the start, and of steps in order of
// time that have the counts of what happened. It fills in the rest.
func curveFrom(start int64, steps []SurvivalStep) Survival {
	s := Survival{Steps: steps, Customers: start}
	before := SurvivalStep{AtRisk: start, Survival: 1}
	emptied := false
	for i := range steps {
		p := &steps[i]
		p.follow(&before)
		if before = *p; i > 0 && !emptied && s.emptiesAt(i-1) {
			emptied, s.Emptied = true, steps[i-1].Time
		}
		s.Customers += p.Entered
		s.Churned += p.Churned
		s.Last = p.Time
	}
	return s
}

// emptiesAt reports whether all who were at risk at a step churned, or nobody is left after
// it, although there are others later. At 0 nobody has been observed yet.
func (s *Survival) emptiesAt(i int) bool {
	if i+1 == len(s.Steps) {
		return false
	}
	p := &s.Steps[i]
	return p.Churned > 0 && p.Churned == p.AtRisk || p.Time > 0 && s.Steps[i+1].AtRisk == 0
}

// firstEmptied returns what Emptied is.
func (s *Survival) firstEmptied() float64 {
	for i := range s.Steps {
		if s.emptiesAt(i) {
			return s.Steps[i].Time
		}
	}
	return 0
}

// follow fills in what follows from the counts of a step and from the step before.
func (p *SurvivalStep) follow(before *SurvivalStep) {
	p.AtRisk = before.AtRisk - before.Churned - before.Censored + before.Entered
	p.Survival, p.Greenwood = before.Survival, before.Greenwood
	if p.Churned == 0 {
		return
	}
	n, d, left := float64(p.AtRisk), float64(p.Churned), float64(p.AtRisk-p.Churned)
	p.Survival *= left / n
	if left > 0 {
		p.Greenwood += d / (n * left)
	}
}

// moments are the times of something that happens to customers.
type moments struct {
	times  []float64 // ascending, once sorted
	counts []int64   // of the customers at each; nil where each is one
	at     int       // the next
}

// sort puts the moments in order of time.
func (m *moments) sort() {
	if m.counts == nil {
		slices.Sort(m.times)
		return
	}
	type moment struct {
		time  float64
		count int64
	}
	pairs := make([]moment, len(m.times))
	for i, t := range m.times {
		pairs[i] = moment{t, m.counts[i]}
	}
	slices.SortFunc(pairs, func(a, b moment) int { return cmp.Compare(a.time, b.time) })
	for i, p := range pairs {
		m.times[i], m.counts[i] = p.time, p.count
	}
}

// next returns the time of the next moment, infinite after the last.
func (m *moments) next() float64 {
	if m.at == len(m.times) {
		return math.Inf(1)
	}
	return m.times[m.at]
}

// before moves on to t, and returns the customers of the moments before it.
func (m *moments) before(t float64) int64 {
	from := m.at
	for m.at < len(m.times) && m.times[m.at] < t {
		m.at++
	}
	return m.customers(from)
}

// until moves past t, and returns the customers of the moments up to it.
func (m *moments) until(t float64) int64 {
	from := m.at
	for m.at < len(m.times) && m.times[m.at] <= t {
		m.at++
	}
	return m.customers(from)
}

// customers returns the customers of the moments from one up to the next.
func (m *moments) customers(from int) int64 {
	if m.counts == nil {
		return int64(m.at - from)
	}
	var sum int64
	for _, n := range m.counts[from:m.at] {
		sum += n
	}
	return sum
}

// riskGroup goes through the times at which something happens to the customers of a group.
type riskGroup struct {
	churned, censored, entered moments // entered leaves out those from the start
	there                      int64   // under observation, at first those from the start
}

func newRiskGroup(lifespans []Lifespan) (*riskGroup, error) {
	if len(lifespans) == 0 {
		return nil, noData("lifespans")
	}
	// Exits are in one list, from its ends: those of churn, and those that were censored.
	exits := moments{times: make([]float64, len(lifespans))}
	if slices.ContainsFunc(lifespans, func(l Lifespan) bool { return l.Count > 1 }) {
		exits.counts = make([]int64, len(lifespans))
	}
	g := new(riskGroup)
	front, back := 0, len(lifespans)
	var total int64
	for i := range lifespans {
		l, err := lifespans[i].addTo(&total)
		if err != nil {
			return nil, &RowError{Row: i, Err: err}
		}
		at := front
		if l.Churned {
			front++
		} else {
			back--
			at = back
		}
		exits.times[at] = l.Exit
		if exits.counts != nil {
			exits.counts[at] = l.Count
		}
		if l.Entry == 0 {
			g.there += l.Count
			continue
		}
		if g.entered.times == nil {
			g.entered.times = make([]float64, 0, len(lifespans)-i)
		}
		g.entered.times = append(g.entered.times, l.Entry)
		if exits.counts != nil {
			g.entered.counts = append(g.entered.counts, l.Count)
		}
	}
	g.churned.times, g.censored.times = exits.times[:front], exits.times[front:]
	if exits.counts != nil {
		g.churned.counts, g.censored.counts = exits.counts[:front], exits.counts[front:]
	}
	for _, m := range []*moments{&g.churned, &g.censored, &g.entered} {
		m.sort()
	}
	return g, nil
}

// next returns the time of the next moment of any kind, infinite after the last.
func (g *riskGroup) next() float64 {
	return min(g.churned.next(), g.censored.next(), g.entered.next())
}

// times returns the number of different times. It moves a copy.
func (g riskGroup) times() (n int) {
	for t := g.next(); t < math.Inf(1); t = g.next() {
		g.churned.until(t)
		g.censored.until(t)
		g.entered.until(t)
		n++
	}
	return n
}

// advance moves past t, where times must ascend and leave out no churn, and returns the
// customers at risk just before t and those who churn at t.
func (g *riskGroup) advance(t float64) (atRisk, churned int64) {
	g.there += g.entered.before(t) - g.censored.before(t)
	atRisk, churned = g.there, g.churned.until(t)
	g.there -= churned
	return atRisk, churned
}

// Merge adds the customers of another shard. The sum is the curve of the lifespans of both,
// digit by digit, however they are split. The zero Survival adds nothing.
//
// Merge returns an error, and leaves s unchanged, if either curve is not valid or there are
// more customers than the largest int64 ([ErrInvalid]).
func (s *Survival) Merge(other Survival) error {
	for _, v := range []*Survival{s, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	if _, err := addCount("survival", s.Customers, other.Customers); err != nil {
		return err
	}
	a, b := s.Steps, other.Steps
	switch {
	case len(b) == 0:
		return nil
	case len(a) == 0:
		*s = other
		s.Steps = slices.Clone(b)
		return nil
	}
	start := a[0].AtRisk + b[0].AtRisk
	steps := make([]SurvivalStep, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		var step SurvivalStep
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].Time < b[0].Time:
			step, a = a[0], a[1:]
		case len(a) == 0 || b[0].Time < a[0].Time:
			step, b = b[0], b[1:]
		default:
			step = a[0]
			step.Churned += b[0].Churned
			step.Censored += b[0].Censored
			step.Entered += b[0].Entered
			a, b = a[1:], b[1:]
		}
		steps = append(steps, step)
	}
	*s = curveFrom(start, steps)
	return nil
}

// MarshalJSON encodes a lifespan. It returns an error wrapping [ErrInvalid] if a number is
// not finite.
func (l Lifespan) MarshalJSON() ([]byte, error) { return wire.Encode(&l) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse l, nil if they do not: for [Sift], and for one row at the door of a host.
func (l Lifespan) Validate() error {
	_, err := l.rounded()
	return err
}

// UnmarshalJSON decodes a lifespan. It refuses unknown and repeated keys, and what
// [SurvivalOf] refuses. On error l is unchanged.
func (l *Lifespan) UnmarshalJSON(data []byte) error {
	return decode(data, "lifespan", l, (*Lifespan).Validate)
}

// validate refuses a step of a literal that no lifespans have.
func (p SurvivalStep) validate() error {
	if exact.TenDigits(p.Time) != p.Time {
		return invalid("survival: the time of a step is not a number to 10 significant digits")
	}
	if !(p.Time >= 0 && p.Survival >= 0 && p.Survival <= 1 && p.Greenwood >= 0) || p.Time > math.MaxFloat64 || p.Greenwood > math.MaxFloat64 ||
		p.Churned < 0 || p.Censored < 0 || p.Entered < 0 || p.AtRisk < p.Churned || p.AtRisk-p.Churned < p.Censored ||
		p.Churned == 0 && p.Censored == 0 && p.Entered == 0 || p.Time == 0 && p.Entered > 0 {
		return invalid("survival: a step of the curve is not valid")
	}
	return nil
}

// MarshalJSON encodes a step. It returns an error wrapping [ErrInvalid] if a number is not
// finite.
func (p SurvivalStep) MarshalJSON() ([]byte, error) { return wire.Encode(&p) }

// UnmarshalJSON decodes a step. It refuses unknown and repeated keys, and figures that no
// curve has. On error p is unchanged.
func (p *SurvivalStep) UnmarshalJSON(data []byte) error {
	return decode(data, "survival step", p, func(v *SurvivalStep) error { return v.validate() })
}

// derivedTolerance is the relative difference within which a figure of a step is the one
// that follows from its counts: that of a curve printed with seven digits.
const derivedTolerance = 1e-6

// checkStep refuses a step that does not follow from the one before.
func (s Survival) checkStep(i int) error {
	step := s.Steps[i]
	if err := step.validate(); err != nil {
		return err
	}
	before := SurvivalStep{Time: -1, AtRisk: step.AtRisk, Survival: 1}
	if i > 0 {
		before = s.Steps[i-1]
	}
	if !(step.Time > before.Time && step.Time <= s.Last) || step.AtRisk > s.Customers || step.Entered > s.Customers {
		return invalid("survival: a step of the curve is out of order, or after the last exit, or of more customers than there are")
	}
	if at, ok := s.emptied(); i > 0 && s.emptiesAt(i-1) && !(ok && at <= before.Time) {
		return invalid("survival: nobody is left at risk at a step, and the curve does not say so")
	}
	follows := step
	follows.follow(&before)
	if step.AtRisk != follows.AtRisk {
		return invalid("survival: the customers at risk at a step do not follow from the step before")
	}
	if !(math.Abs(step.Survival-follows.Survival) <= derivedTolerance*follows.Survival &&
		math.Abs(step.Greenwood-follows.Greenwood) <= derivedTolerance*follows.Greenwood) {
		return invalid("survival: the figures of a step do not follow from its counts and the step before")
	}
	return nil
}

// checkCurve refuses a step that does not follow from the one before, and one of 0 that
// was left out: the curve is 0 from a step on at which all who were at risk churned.
func (s Survival) checkCurve(i int) error {
	if err := s.checkStep(i); err != nil || s.Steps[i].Survival > 0 {
		return err
	}
	first, _ := slices.BinarySearchFunc(s.Steps[:i], 0, func(step SurvivalStep, _ int) int {
		if step.Survival > 0 {
			return -1
		}
		return 1
	})
	return s.checkStep(first)
}

// validate says what is impossible about s.
func (s Survival) validate() error {
	if s.Customers < 0 || (s.Customers == 0) != (len(s.Steps) == 0) || len(s.Steps) == 0 && (s.Churned != 0 || s.Last != 0 || s.Emptied != 0) {
		return invalid("survival: the numbers of customers are not those of the steps")
	}
	if len(s.Steps) == 0 {
		return nil
	}
	var churned int64
	customers := s.Steps[0].AtRisk
	for i, step := range s.Steps {
		if err := s.checkStep(i); err != nil {
			return &RowError{Row: i, Err: err}
		}
		// Neither sum overflows: a step has at most all customers.
		if step.Entered > s.Customers-customers || step.Churned > s.Customers-churned {
			return invalid("survival: more customers come or leave than there are")
		}
		customers += step.Entered
		churned += step.Churned
	}
	last := s.Steps[len(s.Steps)-1]
	if customers != s.Customers || churned != s.Churned || last.Entered > 0 || last.AtRisk != last.Churned+last.Censored || last.Time != s.Last {
		return invalid("survival: the numbers of customers or the last exit are not those of the steps")
	}
	if s.Emptied != s.firstEmptied() {
		return invalid("survival: the time at which nobody is left at risk is not that of the steps")
	}
	return nil
}

// MarshalJSON encodes a curve. It returns an error wrapping [ErrInvalid] if a number is not
// finite.
func (s Survival) MarshalJSON() ([]byte, error) { return wire.Encode(&s) }

// UnmarshalJSON decodes a curve. It refuses unknown and repeated keys, steps that are not
// in order of time, and figures that no curve has. On error s is unchanged.
func (s *Survival) UnmarshalJSON(data []byte) error {
	return decode(data, "survival", s, func(v *Survival) error { return v.validate() })
}
