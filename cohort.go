package cx

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/wire"
)

// CohortRule says how customers are grouped into cohorts, and when they count as
// active. The zero CohortRule has cohorts and intervals of one day in UTC.
//
// A customer is eligible for an interval once all of it is over at asOf: by the calendar
// when its period is, and otherwise when the next interval begins, counted from the
// customer's own first instant or day. A bracket is over when the last interval in it is.
type CohortRule struct {
	// Calendar gives the cohorts: customers whose first activity is in one period.
	// With Elapsed and ElapsedMonths 0 it gives the intervals as well: interval k is the
	// k-th period after the cohort's own.
	Calendar Calendar
	// Elapsed, if not 0, is the length of intervals that run from each customer's own
	// first instant: 24 hours or 7 days. A customer who signs up at 23:45 and comes
	// back at 00:01 is active in interval 0, not 1. PostHog counts by the calendar,
	// Amplitude and Mixpanel by elapsed time, as documented; their month is 30 days,
	// in which someone who pays on the first of every month misses some.
	Elapsed time.Duration
	// ElapsedMonths, if not 0, is the length of intervals in months that run from each
	// customer's own first day by the calendar's clocks: 1, 3 or 12. Interval k begins
	// so many months after that day, on its day of the month or, in a shorter month, on the
	// last: from January 31 on February 28, March 31, April 30. It excludes Elapsed.
	ElapsedMonths int
	// Brackets, if not nil, are the edges of wider intervals in units of those above:
	// 0, 1, 7, 28 makes the three brackets 0, 1..6 and 7..27.
	Brackets []int
	// Unbounded counts a customer as active in an interval who was active in it or
	// in any later one. It is also called rolling retention.
	Unbounded bool
	// Recurring makes a customer a member of the cohort of each period with activity,
	// not only of the first. It needs Elapsed and ElapsedMonths 0, and sums no revenue.
	Recurring bool
}

// validate says what is wrong with a rule.
func (r CohortRule) validate() error {
	if err := r.Calendar.Grain.validate(); err != nil {
		return err
	}
	if r.Elapsed < 0 {
		return invalid("cohort rule: elapsed is negative")
	}
	if r.ElapsedMonths < 0 || r.ElapsedMonths > MaxPeriods {
		return &RangeError{What: "cohort rule: elapsed months", Got: int64(r.ElapsedMonths), Min: 0, Max: MaxPeriods}
	}
	if r.Elapsed > 0 && r.ElapsedMonths > 0 {
		return invalid("cohort rule: there are elapsed months beside an elapsed time")
	}
	if (r.Elapsed > 0 || r.ElapsedMonths > 0) && r.Recurring {
		return invalid("cohort rule: recurring membership needs intervals of the calendar")
	}
	return checkBrackets(r.Brackets)
}

func checkBrackets(edges []int) error {
	if edges == nil {
		return nil
	}
	if len(edges) < 2 || len(edges) > MaxPeriods {
		return &RangeError{What: "number of bracket edges", Got: int64(len(edges)), Min: 2, Max: MaxPeriods}
	}
	for i, e := range edges {
		if e < 0 || e > MaxPeriods || i > 0 && e <= edges[i-1] {
			return &RowError{Row: i, Err: invalid("bracket edges are not ascending numbers in 0..%d", MaxPeriods)}
		}
	}
	return nil
}

// empty returns the triangle of no customers.
func (r CohortRule) empty(asOf time.Time) Cohorts {
	grain := r.Calendar.Grain
	if grain == "" {
		grain = Day
	}
	return Cohorts{
		Grain:          grain,
		Zone:           r.Calendar.location().String(),
		ElapsedSeconds: r.Elapsed.Seconds(),
		ElapsedMonths:  r.ElapsedMonths,
		Brackets:       slices.Clone(r.Brackets),
		Unbounded:      r.Unbounded,
		Recurring:      r.Recurring,
		AsOf:           asOf.UTC(),
	}
}

// Cohorts is the cohort triangle: a row for each period in which customers began,
// and in it a cell for each interval since. It is also called N-day retention
// (day 1, day 7, D30), or a cohort table. A cell exists only once its interval
// has passed for the whole cohort (by calendar) or for some of its customers
// (elapsed); what nobody could have observed yet is absent, never 0.
//
// It is a tally of customers: shards with other customers merge. The zero Cohorts is
// no data and the identity of Merge. Grain, ElapsedSeconds, ElapsedMonths, Brackets,
// Unbounded and Recurring are those of the rule, and AsOf is the instant before which
// activities counted.
type Cohorts struct {
	Grain          Grain     `json:"grain"`
	Zone           string    `json:"zone"` // the location's name
	ElapsedSeconds float64   `json:"elapsed_seconds,omitzero"`
	ElapsedMonths  int       `json:"elapsed_months,omitzero"`
	Brackets       []int     `json:"brackets,omitempty"`
	Unbounded      bool      `json:"unbounded,omitzero"`
	Recurring      bool      `json:"recurring,omitzero"`
	AsOf           time.Time `json:"as_of"`
	Rows           []Cohort  `json:"rows,omitempty"` // in order of time, empty periods included
}

// Cohort is a row of the triangle.
type Cohort struct {
	Period   Period            `json:"period"`             // in which the customers began
	Size     int64             `json:"size"`               // customers
	Active   []int64           `json:"active,omitempty"`   // by interval: customers active in it
	Eligible []int64           `json:"eligible,omitempty"` // by interval: customers observed for the whole of it
	Revenue  []decimal.Decimal `json:"revenue,omitempty"`  // by interval; nil if all amounts were 0
}

// String returns the period, the size and the customers active by interval: 2026-03 2
// customers, active [2 1].
func (c Cohort) String() string {
	return fmt.Sprintf("%v %d customers, active %v", c.Period, c.Size, c.Active)
}

// Rate returns the share of a cohort that was active in interval k
//
//	Active[k] / Eligible[k]
//
// as a fraction from 0 to 1, rounded half away from zero to [Places].
//
// Rate returns an error if:
//   - interval k has not been observed ([ErrNoData]);
//   - k is negative, or the counts are not valid ([ErrInvalid]).
func (c Cohort) Rate(k int) (decimal.Decimal, error) {
	cell, err := c.Cell(k)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return quotient(cell.Fraction())
}

// Cell returns the customers of a cohort who were active in interval k, out of
// those observed for the whole of it: the proportion behind Rate
//
//	Active[k] / Eligible[k]
//
// a fraction from 0 to 1 by [Proportion.Rate]. An interval that has not been
// observed gives 0 of 0, whose Rate is [ErrNoData].
//
// Cell returns an error wrapping [ErrInvalid] if k is negative or the counts are not valid.
func (c Cohort) Cell(k int) (Proportion, error) {
	if err := checkInterval(k); err != nil {
		return Proportion{}, err
	}
	cell := c.cell(k)
	if err := cell.validate(); err != nil {
		return Proportion{}, err
	}
	return cell, nil
}

// cell returns the counts of interval k, which is not negative.
func (c Cohort) cell(k int) Proportion {
	if k >= len(c.Active) || k >= len(c.Eligible) {
		return Proportion{}
	}
	return Proportion{Count: c.Active[k], Base: c.Eligible[k]}
}

// Pooled returns the customers of all cohorts who were active in interval k, out
// of those observed for the whole of it: the mean of the column, weighted by size
//
//	sum of Active[k] / sum of Eligible[k]
//
// a fraction from 0 to 1 by [Proportion.Rate]. If no cohort was observed for
// interval k, it is 0 of 0, whose Rate is [ErrNoData].
//
// Each interval has other cohorts, the later the older, so the row of them all is a curve of
// nobody: where old cohorts stayed longer than young ones, it even rises.
//
// Pooled returns an error wrapping [ErrInvalid] if k is negative or a count is
// not valid.
func (c Cohorts) Pooled(k int) (Proportion, error) {
	if err := checkInterval(k); err != nil {
		return Proportion{}, err
	}
	var pooled Proportion
	for _, row := range c.Rows {
		if err := pooled.Merge(row.cell(k)); err != nil {
			return Proportion{}, err
		}
	}
	return pooled, nil
}

func checkInterval(k int) error {
	if k < 0 {
		return &RangeError{What: "interval", Got: int64(k), Min: 0, Max: MaxPeriods}
	}
	return nil
}

// SimpleMean returns the mean of the rates of interval k over the cohorts that
// have one
//
//	sum of Active[k] / Eligible[k] over cohorts / number of cohorts
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. Rates of 0
// count, and each cohort weighs alike.
//
// SimpleMean returns an error if:
//   - no cohort was observed for interval k ([ErrNoData]);
//   - k is negative or a count is not valid ([ErrInvalid]).
func (c Cohorts) SimpleMean(k int) (decimal.Decimal, error) {
	if err := checkInterval(k); err != nil {
		return decimal.Decimal{}, err
	}
	var sum decimal.Decimal
	var cohorts int64
	for _, row := range c.Rows {
		num, den, err := row.cell(k).Fraction()
		if errors.Is(err, ErrNoData) {
			continue
		}
		if err != nil {
			return decimal.Decimal{}, err
		}
		sum = sum.Add(num.DivRound(den, exact.GuardPlaces))
		cohorts++
	}
	if cohorts == 0 {
		return decimal.Decimal{}, noData("mean of the cohorts")
	}
	return exact.Divide(sum, decimal.NewFromInt(cohorts)), nil
}

// Total returns the number of customers (of memberships, where they recur), 0 for
// sizes that are not valid.
func (c Cohorts) Total() int64 {
	var total int64
	for _, row := range c.Rows {
		var err error
		if total, err = sumCounts("cohorts", total, row.Size); err != nil {
			return 0
		}
	}
	return total
}

// validate says what is impossible about c.
func (c Cohorts) validate() error {
	if err := c.Grain.validate(); err != nil {
		return err
	}
	if !(c.ElapsedSeconds >= 0 && c.ElapsedSeconds <= math.MaxFloat64) || c.ElapsedSeconds > 0 && c.Recurring {
		return invalid("cohorts: elapsed seconds are not valid")
	}
	if c.ElapsedMonths < 0 || c.ElapsedMonths > MaxPeriods || c.ElapsedMonths > 0 && (c.Recurring || c.ElapsedSeconds > 0) {
		return invalid("cohorts: elapsed months are not valid")
	}
	if err := checkBrackets(c.Brackets); err != nil {
		return err
	}
	if err := checkPeriods(len(c.Rows)); err != nil {
		return err
	}
	var total int64
	for i, row := range c.Rows {
		if err := row.validate(c.Grain); err != nil {
			return &RowError{Row: i, Err: err}
		}
		if i > 0 && row.Period.Start != c.Rows[i-1].Period.End {
			return &RowError{Row: i, Err: invalid("cohorts: the period does not start where the one before it ends")}
		}
		var err error
		if total, err = addCount("cohorts", total, row.Size); err != nil {
			return err
		}
	}
	return nil
}

func (c Cohort) validate(g Grain) error {
	if err := c.Period.Validate(); err != nil {
		return err
	}
	if whole, err := g.PeriodOf(c.Period.Start); err != nil || whole != c.Period {
		return invalid("cohort: the period is not one of the grain")
	}
	return c.validateCells()
}

// validateCells says what is impossible about the size and the cells.
func (c Cohort) validateCells() error {
	if c.Size < 0 || len(c.Active) != len(c.Eligible) || len(c.Active) > MaxPeriods ||
		c.Revenue != nil && len(c.Revenue) != len(c.Active) {
		return invalid("cohort: the size is negative, or the cells are not of equal number")
	}
	for k := range c.Active {
		if c.Active[k] < 0 || c.Active[k] > c.Eligible[k] || c.Eligible[k] > c.Size {
			return invalid("cohort: a cell is not in the order 0 <= active <= eligible <= size")
		}
	}
	for _, r := range c.Revenue {
		if err := exact.Check("revenue", r); err != nil {
			return err
		}
	}
	return nil
}

// sameRule reports whether two triangles can be pooled.
func (c Cohorts) sameRule(other Cohorts) bool {
	return cmp.Or(c.Grain, Day) == cmp.Or(other.Grain, Day) && c.Zone == other.Zone &&
		c.ElapsedSeconds == other.ElapsedSeconds && c.ElapsedMonths == other.ElapsedMonths && slices.Equal(c.Brackets, other.Brackets) &&
		c.Unbounded == other.Unbounded && c.Recurring == other.Recurring && c.AsOf.Equal(other.AsOf)
}

// isZero reports whether c is the zero Cohorts.
func (c Cohorts) isZero() bool { return c.sameRule(Cohorts{}) && len(c.Rows) == 0 }

// Merge adds the customers of another triangle by the same rule and asOf, who are not
// among those of c: a customer in both would count twice. The zero Cohorts adopts the
// rule of other. Zones are compared by name: give shards locations of the zone database.
// On error c is unchanged.
//
// Merge returns an error if:
//   - the rules or the instants differ ([ErrMismatch]);
//   - a triangle is not valid, there are more than [MaxPeriods] rows, or a sum is out
//     of bounds ([ErrInvalid]).
func (c *Cohorts) Merge(other Cohorts) error {
	if err := c.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	switch {
	case other.isZero():
		return nil
	case c.isZero():
		other.Brackets = slices.Clone(other.Brackets)
		other.Rows = cloneRows(other.Rows)
		*c = other
		return nil
	case !c.sameRule(other):
		return mismatch("the cohorts have different rules, zones or instants")
	case len(other.Rows) == 0:
		return nil
	}
	rows, err := mergeRows(c.Grain, cloneRows(c.Rows), other.Rows)
	if err != nil {
		return err
	}
	fillRevenue(rows)
	sum := *c
	sum.Rows = rows
	if err := sum.validate(); err != nil {
		return err
	}
	*c = sum
	return nil
}

// fillRevenue gives all rows revenue if one has it: the amounts of a shard may all be 0.
func fillRevenue(rows []Cohort) {
	if !slices.ContainsFunc(rows, func(r Cohort) bool { return r.Revenue != nil }) {
		return
	}
	for i := range rows {
		if r := &rows[i]; r.Revenue == nil && r.Active != nil {
			r.Revenue = make([]decimal.Decimal, len(r.Active))
		}
	}
}

// cloneRows returns rows that share no slice with those given.
func cloneRows(rows []Cohort) []Cohort {
	rows = slices.Clone(rows)
	for i := range rows {
		r := &rows[i]
		r.Active, r.Eligible, r.Revenue = slices.Clone(r.Active), slices.Clone(r.Eligible), slices.Clone(r.Revenue)
	}
	return rows
}

// mergeRows adds rows to rows of the caller's own, and fills the gap between the two.
func mergeRows(g Grain, rows, other []Cohort) ([]Cohort, error) {
	if len(rows) == 0 {
		return cloneRows(other), nil
	}
	first, last := g.ordinal(rows[0].Period.Start.days()), g.ordinal(rows[len(rows)-1].Period.Start.days())
	from := g.ordinal(other[0].Period.Start.days())
	to := from + len(other) - 1
	if err := checkPeriods(max(last, to) - min(first, from) + 1); err != nil {
		return nil, err
	}
	var all []Cohort
	for o := min(first, from); o <= max(last, to); o++ {
		period, err := g.period(o)
		if err != nil {
			return nil, err
		}
		row := Cohort{Period: period}
		if o >= first && o <= last {
			row = rows[o-first]
		}
		if o >= from && o <= to {
			if err := row.add(other[o-from]); err != nil {
				return nil, err
			}
		}
		all = append(all, row)
	}
	return all, nil
}

// add adds the customers of another shard of the cohort.
func (c *Cohort) add(other Cohort) error {
	var err error
	if c.Size, err = addCount("cohort", c.Size, other.Size); err != nil {
		return err
	}
	cells := max(len(c.Active), len(other.Active))
	c.Active = append(c.Active, make([]int64, cells-len(c.Active))...)
	c.Eligible = append(c.Eligible, make([]int64, cells-len(c.Eligible))...)
	for k := range other.Active {
		c.Active[k] += other.Active[k] // at most Size
		c.Eligible[k] += other.Eligible[k]
	}
	if c.Revenue == nil && other.Revenue == nil {
		return nil
	}
	c.Revenue = append(c.Revenue, make([]decimal.Decimal, cells-len(c.Revenue))...)
	for k, r := range other.Revenue {
		c.Revenue[k] = c.Revenue[k].Add(r).Normalize()
	}
	return nil
}

// MarshalJSON encodes a row, its revenue as texts. It returns an error wrapping
// [ErrInvalid] if an amount has more than 34 digits.
func (c Cohort) MarshalJSON() ([]byte, error) { return encode(&c, nil) }

// UnmarshalJSON decodes a row. It refuses unknown and repeated keys, and a size or cells
// that are not valid. On error c is unchanged.
func (c *Cohort) UnmarshalJSON(data []byte) error {
	return decode(data, "cohort", c, func(v *Cohort) error { return v.validateCells() })
}

// MarshalJSON encodes a triangle. It returns an error wrapping [ErrInvalid] if a number is not
// finite or an instant is outside the years 0 to 9999.
func (c Cohorts) MarshalJSON() ([]byte, error) { return wire.Encode(&c) }

// UnmarshalJSON decodes a triangle. It refuses unknown and repeated keys, and what
// Merge would refuse. On error c is unchanged.
func (c *Cohorts) UnmarshalJSON(data []byte) error {
	return decodeKeys(data, "cohorts", c, func(v *Cohorts, keys wire.Keys) error {
		if keys.Has("brackets") && v.Brackets == nil {
			return checkBrackets([]int{})
		}
		return v.validate()
	})
}
