package cx

import (
	"slices"
	"strings"
	"time"
)

// Spell is a time during which a customer was active without a gap longer than
// the window.
type Spell struct {
	Customer string `json:"customer"`
	First    Date   `json:"first"` // day of the first activity
	Last     Date   `json:"last"`  // day of the last activity
	// Recognized is the day on which the customer is found to have churned: the first
	// after the window that follows Last. It is zero for a spell that had not
	// reached that day by asOf (censored).
	Recognized Date `json:"recognized,omitzero"`
	// Reactivation says that the customer had an earlier spell: every spell of a
	// customer except the first has it.
	Reactivation bool `json:"reactivation,omitzero"`
}

// UnmarshalJSON decodes a spell. It refuses unknown and repeated keys, a blank customer,
// and dates that are missing or not in order. On error s is unchanged.
func (s *Spell) UnmarshalJSON(data []byte) error {
	return decode(data, "spell", s, func(v *Spell) error {
		if !v.First.IsValid() || !v.Last.IsValid() || v.First.Compare(v.Last) > 0 ||
			v.Recognized != (Date{}) && v.Recognized.Compare(v.Last) <= 0 {
			return invalid("spell is not in the order first <= last < recognized")
		}
		return checkCustomer(v.Customer)
	})
}

// Spells is the history of customers under an inactivity rule: churn by silence,
// and customers who came back (win-back, reactivated, resurrected). [SubscriptionSpells]
// makes it of subscriptions. A host that knows otherwise for every day whether somebody
// was a customer makes it by hand with WindowDays of 0: then a customer has churned on
// the day after Last.
type Spells struct {
	WindowDays int     `json:"window_days"`
	AsOf       Date    `json:"as_of"`          // the day that was reached
	Rows       []Spell `json:"rows,omitempty"` // by customer, then in order of time
}

// ChurnDate says on which day a customer who became silent has churned.
type ChurnDate string

// The days. The zero ChurnDate is OnRecognition.
const (
	// OnRecognition is the day on which the silence has outlasted the window.
	OnRecognition ChurnDate = "recognition"
	// OnLastActivity is the day after the last activity, known only in hindsight.
	OnLastActivity ChurnDate = "last_activity"
)

func (d ChurnDate) validate() error {
	switch d {
	case "", OnRecognition, OnLastActivity:
		return nil
	}
	return invalid("churn date is none of recognition, last_activity")
}

// SpellsOf finds the spells of customers for whom more than windowDays without
// activity are churn: with a window of 90 days, a gap of exactly 90 days is still
// active, and the customer who is last seen on day d has churned on day d + 91.
// If a gap of 90 days must count as churn, on day d + 90, give 89. Such customers
// are also called lapsed, or dormant. Activity after churn is a reactivation, and
// opens a new spell. A customer whose window has not run out by the day of asOf
// is censored, not retained forever. Activities at asOf or later are left out, and a
// refund is none (see [Activity]).
// The calendar's location says which day it is; its grain must be [Day]. It does
// not modify activities.
//
// SpellsOf returns an error wrapping [ErrInvalid] if windowDays is not in 0..36,525, the
// grain is not Day, or asOf is outside the years 1900 to 2200; and a [*RowError] at
// the first row whose customer is blank, whose instant is missing or outside those years,
// or whose amount has more than 34 digits.
func SpellsOf(activities []Activity, windowDays int, c Calendar, asOf time.Time) (Spells, error) {
	if err := checkWindow(windowDays); err != nil {
		return Spells{}, err
	}
	l, err := activityLogOf(activities, c, asOf, logRule{names: true, days: true})
	if err != nil {
		return Spells{}, err
	}
	return l.Spells(windowDays)
}

func checkWindow(days int) error {
	if days < 0 || days > maxWindow {
		return &RangeError{What: "window in days", Got: int64(days), Max: maxWindow}
	}
	return nil
}

// Spells is [SpellsOf] the activities of the log.
//
// Spells returns an error if:
//   - windowDays is not in 0..36,525 ([ErrInvalid]);
//   - it is the zero log, which is as of no day ([ErrNoData]).
func (l ActivityLog) Spells(windowDays int) (Spells, error) {
	if err := checkWindow(windowDays); err != nil {
		return Spells{}, err
	}
	if l.asOf.IsZero() {
		return Spells{}, noData("spells")
	}
	today, err := l.calendar.DateOf(l.asOf)
	if err != nil {
		return Spells{}, err
	}
	// Clocks set back over midnight may put an earlier instant on a later day.
	last, n, size := today.days(), 0, 0
	_ = l.visit(allTime, func(c *loggedCustomer) error {
		for i, day := range c.active {
			if i == 0 || int(day-c.active[i-1]) > windowDays {
				n++
			}
			last = max(last, int(day))
		}
		if len(c.active) > 0 {
			size += len(c.name)
		}
		return nil
	})
	var names strings.Builder // side by side, since whatever is asked of the spells compares neighbors
	names.Grow(size)
	s := Spells{WindowDays: windowDays, AsOf: dateOfDay(last), Rows: slices.Grow([]Spell(nil), n)}
	_ = l.visit(allTime, func(c *loggedCustomer) error {
		if len(c.active) == 0 {
			return nil
		}
		names.WriteString(c.name)
		name, first := names.String()[names.Len()-len(c.name):], 0
		for i, day := range c.active {
			if i+1 < len(c.active) && int(c.active[i+1]-day) <= windowDays {
				continue
			}
			spell := Spell{Customer: name, First: dateOfDay(int(c.active[first])), Last: dateOfDay(int(day)), Reactivation: first > 0}
			if recognized := int(day) + windowDays + 1; recognized <= last {
				spell.Recognized = dateOfDay(recognized)
			}
			s.Rows = append(s.Rows, spell)
			first = i + 1
		}
		return nil
	})
	return s, nil
}

// left returns the day on which a spell ended in churn, false for one that has not.
func (s *Spell) left(date ChurnDate) (day int, ok bool) {
	if s.Recognized == (Date{}) {
		return 0, false
	}
	if date == OnLastActivity {
		return s.Last.days() + 1, true
	}
	return s.Recognized.days(), true
}

// validate says what is impossible about s.
func (s Spells) validate() error {
	if err := checkWindow(s.WindowDays); err != nil {
		return err
	}
	if err := s.AsOf.validate(); err != nil {
		return err
	}
	asOf, ended := s.AsOf.days(), 0 // the last day of the spell before
	for i := range s.Rows {
		spell := &s.Rows[i]
		bad := !spell.First.IsValid() || !spell.Last.IsValid()
		first, last := spell.First.days(), spell.Last.days()
		bad = bad || first > last || last > asOf || !spell.isRecognized(last+s.WindowDays+1, asOf)
		if i > 0 && !bad {
			order := strings.Compare(s.Rows[i-1].Customer, spell.Customer)
			bad = order > 0 || order == 0 && (!spell.Reactivation || first-ended <= s.WindowDays)
		}
		if bad {
			return &RowError{Row: i, Err: invalid("spell has dates that are not valid, not in order, or not by the window")}
		}
		ended = last
	}
	return nil
}

// UnmarshalJSON decodes spells. It refuses unknown and repeated keys, and what the queries
// refuse. On error s is unchanged.
func (s *Spells) UnmarshalJSON(data []byte) error {
	return decode(data, "spells", s, func(v *Spells) error {
		if v.WindowDays == 0 && v.AsOf == (Date{}) && v.Rows == nil {
			return nil // the zero Spells
		}
		return v.validate()
	})
}

// isRecognized reports whether Recognized is a day, or none if asOf comes before that day.
func (s *Spell) isRecognized(day, asOf int) bool {
	if day > asOf {
		return s.Recognized == Date{}
	}
	return s.Recognized.IsValid() && s.Recognized.days() == day
}

// Churn tallies a period: those active just before it, those of them who left
// within it, and so on as [Churn] says. Those who had churned before the period
// and were reactivated within it are in none of the counts; see Reactivations. A
// customer who is active on one day and churns on the next is active at the end
// of the first. Without spells all counts are 0.
//
// Churn returns an error if:
//   - p or date is not valid, or the spells are not ([ErrInvalid]);
//   - the period has not been decided by AsOf ([ErrUndefined]): it ends after AsOf, or,
//     by OnLastActivity, within the window before it.
func (s Spells) Churn(p Period, date ChurnDate) (Churn, error) {
	if err := p.Validate(); err != nil {
		return Churn{}, err
	}
	churns, err := s.churns([]Period{p}, date)
	if err != nil {
		return Churn{}, err
	}
	return churns[0], nil
}

// Trend is Churn of each period of grain g that overlaps span, widened to whole
// periods, in order of time. It looks at each spell once, however many periods there
// are.
//
// Trend returns the errors of Churn for the last period, and those of [Grain.Periods].
func (s Spells) Trend(g Grain, span Period, date ChurnDate) ([]Point[Churn], error) {
	periods, err := g.Periods(span)
	if err != nil {
		return nil, err
	}
	churns, err := s.churns(periods, date)
	if err != nil {
		return nil, err
	}
	points := make([]Point[Churn], len(periods))
	for i, p := range periods {
		points[i] = Point[Churn]{Period: p, Tally: churns[i]}
	}
	return points, nil
}

// churns tallies neighboring periods.
func (s Spells) churns(periods []Period, date ChurnDate) ([]Churn, error) {
	if err := date.validate(); err != nil {
		return nil, err
	}
	if err := s.validate(); err != nil {
		return nil, err
	}
	if err := s.checkDecided(periods[len(periods)-1], date); err != nil {
		return nil, err
	}
	w := newChurnWalk(periods)
	for from, to := 0, 0; from < len(s.Rows); from = to {
		for to < len(s.Rows) && s.Rows[to].Customer == s.Rows[from].Customer {
			to++
		}
		w.visit(s.Rows[from:to], date)
	}
	var open int64
	for i := range w.churns {
		open += w.opened[i]
		w.churns[i].Start = open
	}
	return w.churns, nil
}

// checkDecided refuses a period in which customers may still be found to have churned.
func (s Spells) checkDecided(p Period, date ChurnDate) error {
	until := p.End.days() // the day of AsOf may have more to come
	if date == OnLastActivity {
		until += max(s.WindowDays-1, 0)
	}
	if until > s.AsOf.days() {
		return undefined("churn: the period is not decided by the day of asOf")
	}
	return nil
}

// churnWalk counts customers into neighboring periods, one at a time. A customer's spells
// begin and end in turn. What counts of a period is whether the customer was active before
// the first of these turns and after the last.
type churnWalk struct {
	starts  []int   // the days on which the periods start, and on which the last ends
	churns  []Churn // by period, without Start
	opened  []int64 // by period: the change in the number active when it starts
	current int     // the period of the last turn, -1 before the first
	atStart bool    // the customer was active before the first turn of the period
	gained  bool    // the customer became one by the first turn of the period
	active  bool    // the customer is active after the last turn
	fresh   bool    // the next turn is the customer's first
}

func newChurnWalk(periods []Period) *churnWalk {
	n := len(periods)
	w := &churnWalk{starts: make([]int, n+1), churns: make([]Churn, n), opened: make([]int64, n+1)}
	for i, p := range periods {
		w.starts[i], w.starts[i+1] = p.Start.days(), p.End.days()
	}
	return w
}

// visit counts the spells of a customer.
func (w *churnWalk) visit(spells []Spell, date ChurnDate) {
	w.current, w.atStart, w.gained, w.active = -1, false, false, false
	w.fresh = !spells[0].Reactivation
	n := len(w.churns)
	for i := range spells {
		begin, end := intervalAt(w.starts, spells[i].First.days()), n
		w.turn(begin, true)
		if day, left := spells[i].left(date); left {
			end = intervalAt(w.starts, day)
			w.turn(end, false)
		}
		// Active when each of the periods after begin starts, up to end.
		if begin < n {
			w.opened[begin+1]++
			w.opened[min(end, n-1)+1]--
		}
	}
	w.settle()
}

// turn takes the beginning or the end of a spell, in a period.
func (w *churnWalk) turn(period int, begins bool) {
	if period != w.current || w.fresh {
		w.settle()
		w.current, w.atStart, w.gained = period, w.active, w.fresh
	}
	w.active, w.fresh = begins, false
}

// settle counts the customer in the period of the last turn.
func (w *churnWalk) settle() {
	if w.current < 0 || w.current >= len(w.churns) {
		return
	}
	switch c := &w.churns[w.current]; {
	case w.atStart && w.active:
		c.Lost++
		c.Returned++
	case w.atStart:
		c.Lost++
	case w.gained && w.active:
		c.Acquired++
	case w.gained:
		c.Acquired++
		c.AcquiredLost++
	}
}

// Reactivations returns the number of spells that began in p and were not the
// first of their customer; 0 if there are none. They are also called win-backs,
// or resurrected customers.
//
// Reactivations returns an error wrapping [ErrInvalid] if p or the spells are not
// valid.
func (s Spells) Reactivations(p Period) (int64, error) {
	if err := p.Validate(); err != nil {
		return 0, err
	}
	if err := s.validate(); err != nil {
		return 0, err
	}
	var n int64
	for i := range s.Rows {
		if spell := &s.Rows[i]; spell.Reactivation && p.Contains(spell.First) {
			n++
		}
	}
	return n, nil
}

// ReactivationTrend is Reactivations of each period of grain g that overlaps span, widened to
// whole periods, in order of time: beside Trend, whose counts leave them out. It looks at each
// spell once, however many periods there are. Unlike churn, the reactivations of a period that
// is not over by AsOf are those so far.
//
// ReactivationTrend returns an error wrapping [ErrInvalid] if the spells are not valid, and the
// errors of [Grain.Periods].
func (s Spells) ReactivationTrend(g Grain, span Period) ([]Point[int64], error) {
	periods, err := g.Periods(span)
	if err != nil {
		return nil, err
	}
	if err := s.validate(); err != nil {
		return nil, err
	}
	points, starts := make([]Point[int64], len(periods)), make([]int, len(periods)+1)
	for i, p := range periods {
		points[i].Period, starts[i], starts[i+1] = p, p.Start.days(), p.End.days()
	}
	for i := range s.Rows {
		if spell := &s.Rows[i]; spell.Reactivation {
			if k := intervalAt(starts, spell.First.days()); k >= 0 && k < len(points) {
				points[k].Tally++
			}
		}
	}
	return points, nil
}

// Lifespans returns the length of each spell in days, for [SurvivalOf]: from its first
// day to the day of the churn by date, or, for those still active, to the last day on
// which it could have been: by OnRecognition the day of asOf; by OnLastActivity the day
// as long before it as the window, and spells that began after that day are left out.
// Take OnLastActivity where the window is a grace, which is no time as a customer, as
// with [SubscriptionSpells]. Without spells it is nil.
//
// Lifespans returns an error wrapping [ErrInvalid] if date or the spells are not valid.
func (s Spells) Lifespans(date ChurnDate) ([]Lifespan, error) {
	if err := date.validate(); err != nil {
		return nil, err
	}
	if err := s.validate(); err != nil {
		return nil, err
	}
	until := s.AsOf.days()
	if date == OnLastActivity {
		until -= s.WindowDays
	}
	lifespans := slices.Grow([]Lifespan(nil), len(s.Rows))
	for i := range s.Rows {
		spell := &s.Rows[i]
		day, churned := spell.left(date)
		if !churned {
			day = until
		}
		if days := day - spell.First.days(); days >= 0 {
			lifespans = append(lifespans, Lifespan{Exit: float64(days), Churned: churned})
		}
	}
	if len(lifespans) == 0 {
		return nil, nil
	}
	return lifespans, nil
}
