package cx

import (
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/exact"
)

// cohortBuilder counts customers into a triangle. A row is numbered from the first.
// It deliberately is no internal package: that could not import the Activity of the rows,
// and a copy of ten million of them would cost what the builder saves.
type cohortBuilder struct {
	rule       CohortRule
	clock      *days.Clock
	rowOfDay   []int // from firstDay on
	rowOfUTC   []int // the same, for days of UTC from the second midnight on, or none
	firstDay   int
	midnight   int64
	first      int       // ordinal of row 0
	complete   int       // the last row whose period has passed, -1 for none
	own        bool      // intervals run from each customer's own first instant or day
	elapsed    int64     // nanoseconds
	months     int       // or else so many
	end        int64     // the day of asOf
	asOf       time.Time // rows at asOf or later are left out, and refunds are none,
	partial    bool      // and there are some
	words      int       // of the set of a customer
	cells      int
	most       int // cells
	activities int
	revenue    bool
	refunds    refunds
	guess      *guess // that the rows must confirm, or none
	shard      Shard
	result     Cohorts
	rows       []cohortRow
}

// cohortRow is a row under construction. Until the end, eligible counts the customers
// by their last cell, and so does active with unbounded activity.
type cohortRow struct {
	size             int64
	active, eligible []int64
	revenue          []exact.Sum
}

// maxCohortCells is the number of cells that a triangle may have whatever its rows.
const maxCohortCells = 1_000_000

// startCohorts checks the rule for so many rows. What it returns must be measured.
func startCohorts(activities int, rule CohortRule, asOf time.Time) (*cohortBuilder, error) {
	if err := rule.validate(); err != nil {
		return nil, err
	}
	if err := checkInstant(asOf); err != nil {
		return nil, err
	}
	b := &cohortBuilder{
		rule:       rule,
		clock:      days.NewClock(rule.Calendar.Location),
		own:        rule.Elapsed > 0 || rule.ElapsedMonths > 0,
		elapsed:    int64(rule.Elapsed),
		months:     rule.ElapsedMonths,
		asOf:       asOf,
		most:       max(maxCohortCells, 4*activities),
		activities: activities,
		result:     rule.empty(asOf),
	}
	b.end = int64(b.clock.DayAt(asOf.Unix()))
	return b, nil
}

// newCohortBuilder checks the instants and amounts, and measures the triangle. It is
// nil if no activity that is no refund came before asOf.
func newCohortBuilder(activities []Activity, rule CohortRule, asOf time.Time, sorted bool) (*cohortBuilder, error) {
	b, err := startCohorts(len(activities), rule, asOf)
	if err != nil {
		return nil, err
	}
	from, to := int64(math.MaxInt64), int64(math.MinInt64) // seconds
	amounts, paid, refunded := false, false, false
	for i := range activities {
		a := &activities[i]
		second := a.At.Unix()
		from, to = min(from, second), max(to, second)
		amounts = amounts || a.Amount != (decimal.Decimal{})
	}
	// Only where this has found something is there more to look at.
	if from < firstActivity || to >= endActivity || amounts {
		for i := range activities {
			a := &activities[i]
			err := checkInstant(a.At)
			if err == nil {
				err = exact.Check("amount", a.Amount)
			}
			if err != nil {
				if before := checkCustomers(activities[:i], sorted); before != nil {
					return nil, before
				}
				return nil, &RowError{Row: i, Err: err}
			}
			refunded = refunded || a.isRefund()
			paid = paid || !a.Amount.IsZero() && !a.isRefund() && a.At.Before(asOf)
		}
	}
	if refunded {
		b.refunds = refundsOf(activities, asOf)
		paid = paid || slices.ContainsFunc(b.refunds, func(r refund) bool { return r.ordered })
	}
	b.revenue = paid && !rule.Recurring
	if refunded || to >= asOf.Unix() {
		b.partial = true
		if err := checkCustomers(activities, sorted); err != nil {
			return nil, err
		}
		from, to = math.MaxInt64, math.MinInt64
		for i := range activities {
			if a := &activities[i]; !b.skip(a) {
				from, to = min(from, a.At.Unix()), max(to, a.At.Unix())
			}
		}
	}
	if from > to {
		return nil, nil
	}
	return b, b.measure(from, to)
}

// measure makes room for activities between two seconds.
func (b *cohortBuilder) measure(from, to int64) error {
	ordinal := days.Grain(b.rule.Calendar.Grain).Numbering()
	fromDay, toDay, asOfDay := b.clock.DayAt(from), b.clock.DayAt(to), b.clock.DayAt(b.asOf.Unix())
	if fromDay < days.First || toDay > days.Last || toDay < fromDay-1 || asOfDay < fromDay-1 || asOfDay > days.Last {
		return invalid("the clocks of the location leave the years 1 to 9999, or run back by days")
	}
	if err := checkPeriods(ordinal(asOfDay) - ordinal(fromDay) + 1); err != nil {
		return err
	}
	// Where clocks are set back over midnight, an earlier instant may be on a
	// later day. So there is one more day on both sides.
	b.firstDay = fromDay - 1
	b.first = ordinal(b.firstDay)
	b.rowOfDay = make([]int, toDay+1-b.firstDay+1)
	for i := range b.rowOfDay {
		b.rowOfDay[i] = ordinal(b.firstDay+i) - b.first
	}
	if b.clock.UTC() {
		b.rowOfUTC, b.midnight = b.rowOfDay, int64(b.firstDay)*days.Seconds
	}
	b.complete = ordinal(asOfDay) - 1 - b.first
	b.rows = make([]cohortRow, b.rowOfDay[len(b.rowOfDay)-1]+1)

	intervals := int64(len(b.rows))
	if b.elapsed > 0 {
		// The intervals of the rows or, where there is a cell for each, those up to
		// asOf.
		if b.rule.Brackets == nil {
			to = b.asOf.Unix()
		}
		n := uint64(to-from+1) * uint64(time.Second) / uint64(b.elapsed)
		intervals = int64(min(n, math.MaxInt32-1)) + 1
		if err := checkPeriods(int(intervals)); err != nil {
			return err
		}
	}
	if b.months > 0 {
		intervals = int64(days.MonthsBetween(b.firstDay, max(toDay, asOfDay)+1)/b.months) + 1
	}
	b.words = int(intervals+63) / 64
	return nil
}

// moment returns what intervals of a customer's own are counted by: nanoseconds or, for
// months, the day.
func (b *cohortBuilder) moment(t time.Time) int64 {
	if b.months == 0 {
		return t.UnixNano()
	}
	return b.day(t)
}

// day returns the day of an instant.
func (b *cohortBuilder) day(t time.Time) int64 {
	return int64(min(max(b.clock.DayAt(t.Unix()), b.firstDay), b.firstDay+len(b.rowOfDay)-1)) // as localRow
}

// intervalOf returns the interval of t, which is not before first.
func (b *cohortBuilder) intervalOf(t time.Time, first int64) int {
	if b.months > 0 {
		return b.monthsOf(b.day(t), first)
	}
	return b.elapsedOf(t, first)
}

// elapsedOf is intervalOf for elapsed time. Instants may be further apart than an int64 of
// nanoseconds holds, but not further than a uint64 does.
func (b *cohortBuilder) elapsedOf(t time.Time, first int64) int {
	return int(min(uint64(t.UnixNano()-first)/uint64(b.elapsed), MaxPeriods))
}

// monthsOf returns the interval of a day in months.
func (b *cohortBuilder) monthsOf(day, first int64) int {
	return max(days.MonthsBetween(int(first), int(day))/b.months, 0)
}

// skip says that an activity is at asOf or later, or a refund.
func (b *cohortBuilder) skip(a *Activity) bool { return b.partial && b.leavesOut(a) }

func (b *cohortBuilder) leavesOut(a *Activity) bool { return !a.At.Before(b.asOf) || a.isRefund() }

// row returns the row of a second, which has been checked.
func (b *cohortBuilder) row(second int64) int {
	i := uint64(second-b.midnight) / days.Seconds
	if i >= uint64(len(b.rowOfUTC)) {
		return b.localRow(second)
	}
	return b.rowOfUTC[i]
}

// localRow is row for any location.
func (b *cohortBuilder) localRow(second int64) int {
	return b.rowOf(b.clock.DayAt(second))
}

// rowOf returns the row of a day.
func (b *cohortBuilder) rowOf(day int) int {
	i := day - b.firstDay
	if uint(i) >= uint(len(b.rowOfDay)) {
		i = min(max(i, 0), len(b.rowOfDay)-1) // a made-up zone, whose clocks jump by days
	}
	return b.rowOfDay[i]
}

// firstBit returns the index of the lowest bit of a set.
func firstBit(set []uint64) int {
	for w, word := range set {
		if word != 0 {
			return w<<6 + bits.TrailingZeros64(word)
		}
	}
	return 0
}

// checkSets bounds the memory of the customers' sets.
func (b *cohortBuilder) checkSets(customers int) error {
	if bytes := 8 * int64(b.words) * int64(customers); bytes > 16<<20 && bytes > 256*int64(b.activities) {
		return invalid("cohorts: too many customers for so many periods; take a coarser grain, or activities sorted by customer")
	}
	return nil
}

// cell returns the index of the cell of interval k, and whether there is one.
func (b *cohortBuilder) cell(k int) (int, bool) {
	if b.rule.Brackets == nil {
		return k, true
	}
	i, found := slices.BinarySearch(b.rule.Brackets, k)
	if !found {
		i--
	}
	return i, i >= 0 && i < len(b.rule.Brackets)-1
}

// observed returns the number of cells for which n whole intervals are enough.
func (b *cohortBuilder) observed(n int) int {
	if b.rule.Brackets == nil {
		return n
	}
	i, found := slices.BinarySearch(b.rule.Brackets[1:], n)
	if found {
		i++
	}
	return i
}

// intervals returns, for a customer whose first row or moment is given, the row
// of the cohort and the number of whole intervals that the customer was observed.
func (b *cohortBuilder) intervals(first int64) (row, n int) {
	switch {
	case !b.own:
		return int(first), max(b.complete-int(first)+1, 0)
	case b.months > 0:
		return b.rowOf(int(first)), b.monthsOf(b.end, first)
	}
	return b.row(time.Unix(0, first).Unix()), b.elapsedOf(b.asOf, first)
}

// add counts a customer, whose first row or moment and set are given.
func (b *cohortBuilder) add(first int64, set []uint64) error {
	if b.rule.Recurring {
		for w, word := range set {
			for ; word != 0; word &= word - 1 {
				i := w<<6 + bits.TrailingZeros64(word)
				if err := b.count(i, b.observed(max(b.complete-i+1, 0)), i, set); err != nil {
					return err
				}
			}
		}
		return nil
	}
	row, n := b.intervals(first)
	origin := 0
	if !b.own {
		origin = row
	}
	return b.count(row, b.observed(n), origin, set)
}

// count counts a customer in a row, with so many cells observed and interval 0 at the
// bit origin of the set.
func (b *cohortBuilder) count(row, observed, origin int, set []uint64) error {
	r := &b.rows[row]
	r.size++
	if observed > len(r.active) {
		b.cells += observed - len(r.active)
		if b.revenue {
			b.cells += 2 * (observed - len(r.active))
		}
		if b.cells > b.most {
			return &RangeError{What: "number of cells of the triangle", Got: int64(b.cells), Min: 0, Max: int64(b.most)}
		}
		r.active = append(r.active, make([]int64, observed-len(r.active))...)
		r.eligible = append(r.eligible, make([]int64, observed-len(r.eligible))...)
		if b.revenue {
			r.revenue = append(r.revenue, make([]exact.Sum, observed-len(r.revenue))...)
		}
	}
	if observed == 0 {
		return nil
	}
	r.eligible[observed-1]++ // summed up at the end
	if b.rule.Unbounded {
		if j := b.lastCell(origin, set); j >= 0 {
			r.active[min(j, observed-1)]++ // summed up at the end
		}
		return nil
	}
	active, bracketed, previous := r.active[:observed], b.rule.Brackets != nil, -1
	for w := origin >> 6; w < len(set); w++ {
		word := set[w]
		if w == origin>>6 {
			word &= ^uint64(0) << (origin & 63)
		}
		for ; word != 0; word &= word - 1 {
			j := w<<6 + bits.TrailingZeros64(word) - origin
			if bracketed {
				var ok bool
				if j, ok = b.cell(j); !ok || j == previous {
					continue
				}
				previous = j
			}
			if j >= len(active) {
				return nil
			}
			active[j]++
		}
	}
	return nil
}

// lastCell returns the last cell that is at or before the customer's last activity, below 0 for
// none.
func (b *cohortBuilder) lastCell(origin int, set []uint64) int {
	for w := len(set) - 1; w >= 0; w-- {
		if set[w] == 0 {
			continue
		}
		k := w<<6 + 63 - bits.LeadingZeros64(set[w]) - origin
		if b.rule.Brackets == nil {
			return k
		}
		// Activity after the last bracket is later than all of them.
		j, _ := b.cell(k)
		return min(j, len(b.rule.Brackets)-2)
	}
	return -1
}

// pay adds the amount of an activity to the cell of an instant, if that was observed.
func (b *cohortBuilder) pay(first int64, at time.Time, amount decimal.Decimal) {
	b.payInto(first, b.bitAt(first, at), amount)
}

// bitAt returns the bit of an instant in the set of a customer.
func (b *cohortBuilder) bitAt(first int64, at time.Time) int {
	if b.own {
		return b.intervalOf(at, first)
	}
	return b.row(at.Unix())
}

// payInto adds an amount to the cell of a bit of the set, if that was observed.
func (b *cohortBuilder) payInto(first int64, bit int, amount decimal.Decimal) {
	if cell := b.cellOf(first, bit); cell != nil {
		cell.Add(amount)
	}
}

// cellOf returns the revenue of the cell of a bit of the set, nil if that was not observed.
func (b *cohortBuilder) cellOf(first int64, bit int) *exact.Sum {
	row, n := b.intervals(first)
	k := bit
	if !b.own {
		k -= row
	}
	if j, ok := b.cell(k); ok && j < b.observed(n) {
		return &b.rows[row].revenue[j]
	}
	return nil
}

// cohorts returns the triangle.
func (b *cohortBuilder) cohorts() (Cohorts, error) {
	c := b.result
	from, to := 0, len(b.rows)
	for from < to && b.rows[from].size == 0 {
		from++
	}
	for to > from && b.rows[to-1].size == 0 {
		to--
	}
	for i := from; i < to; i++ {
		r := &b.rows[i]
		period, err := b.rule.Calendar.Grain.period(b.first + i)
		if err != nil {
			return Cohorts{}, err
		}
		for j := len(r.active) - 2; j >= 0; j-- {
			r.eligible[j] += r.eligible[j+1]
			if b.rule.Unbounded {
				r.active[j] += r.active[j+1]
			}
		}
		row := Cohort{Period: period, Size: r.size, Active: r.active, Eligible: r.eligible}
		for j := range r.revenue {
			v := r.revenue[j].Value()
			if err := exact.Check("revenue", v); err != nil {
				return Cohorts{}, err
			}
			row.Revenue = append(row.Revenue, v)
		}
		c.Rows = append(c.Rows, row)
	}
	return c, nil
}
