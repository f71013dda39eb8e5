package cx

import (
	"time"

	"github.com/cxmetrics/cx/internal/days"
	"github.com/cxmetrics/cx/internal/wire"
)

// Trial is a trial of a product by a customer.
type Trial struct {
	Customer  string    `json:"customer"`
	Start     time.Time `json:"start"`              // when it began
	End       time.Time `json:"end,omitzero"`       // planned or past; without one, the trial is running
	Converted time.Time `json:"converted,omitzero"` // when the customer began to pay; missing if not yet
	Uses      int64     `json:"uses"`               // how often the product was used in the trial; 0, and no ByUses, where nobody counts
}

func (t *Trial) validate() error {
	if err := checkCustomer(t.Customer); err != nil {
		return err
	}
	if err := checkInstant(t.Start); err != nil {
		return err
	}
	for _, later := range []time.Time{t.End, t.Converted} {
		if later.IsZero() {
			continue
		}
		if err := checkInstant(later); err != nil {
			return err
		}
		if later.Before(t.Start) {
			return invalid("trial: the end or the conversion comes before the start")
		}
	}
	if t.Uses < 0 {
		return invalid("trial: the number of uses is negative")
	}
	return nil
}

// MarshalJSON encodes a trial. It returns an error wrapping [ErrInvalid] if an
// instant is outside the years 0 to 9999.
func (t Trial) MarshalJSON() ([]byte, error) { return wire.Encode(&t) }

// Validate returns the error wrapping [ErrInvalid] with which the functions that take such rows
// refuse t, nil if they do not: for [Sift], and for one row at the door of a host.
func (t Trial) Validate() error { return t.validate() }

// UnmarshalJSON decodes a trial. It refuses unknown and repeated keys, and what
// [TrialsOf] refuses. On error t is unchanged.
func (t *Trial) UnmarshalJSON(data []byte) error {
	return decode(data, "trial", t, (*Trial).validate)
}

// TrialRule says until when a conversion counts: up to the later of two days, one counted
// from the start of the trial and one from its end. The zero TrialRule decides a trial by
// the day of its own end, in UTC.
type TrialRule struct {
	// Calendar has the location whose clocks say which day it is; its grain must be [Day].
	Calendar Calendar
	// WindowDays is the number of days from the start of a trial within which a
	// conversion counts, however short the trial is; 0 leaves it to the end.
	WindowDays int
	// GraceDays is the number of days after the end of a trial within which a conversion
	// still counts, as for a payment that fails at first.
	GraceDays int
}

// validate says what is wrong with a rule.
func (r TrialRule) validate() error {
	if err := checkTrialDays(r.WindowDays, r.GraceDays); err != nil {
		return err
	}
	if r.Calendar.Grain != "" && r.Calendar.Grain != Day {
		return invalid("the grain is not day")
	}
	return nil
}

func checkTrialDays(window, grace int) error {
	if window < 0 || window > maxWindow {
		return &RangeError{What: "window in days", Got: int64(window), Min: 0, Max: maxWindow}
	}
	if grace < 0 || grace > maxWindow {
		return &RangeError{What: "days of grace", Got: int64(grace), Min: 0, Max: maxWindow}
	}
	return nil
}

// Trials is the tally of free trials that have ended, and of those converted
// in time: the trial conversion. The zero Trials is no data and the identity of Merge.
// WindowDays and GraceDays are those of the rule.
type Trials struct {
	WindowDays int `json:"window_days"`
	GraceDays  int `json:"grace_days,omitzero"`
	// ByUses holds the converted of those decided, by how often the trial was used: 0, 1,
	// 2, and 3 or more times. Ask two of them for their difference in points
	// ([Proportion.Difference]) or for the relative one ([Proportion.RateRatio]).
	ByUses [4]Proportion `json:"by_uses"`
	// Undecided are the trials that are running or whose time to convert is not over: they are
	// neither conversions nor failures.
	Undecided int64 `json:"undecided"`
}

// TrialsOf tallies trials, as known at asOf. A trial is converted if the customer began to
// pay on the last day of the rule or before: WindowDays after the day of the start, or
// GraceDays after the day of the end, whichever is later. It is decided once it has ended by
// asOf and that day is over: until then it is undecided, also if the customer pays already,
// since the others who began with it are not decided either. Trials that start at asOf or
// later are left out. Each trial counts, also when one customer has several. It does not
// modify trials.
//
// To compare trials of 3, 7 and 15 days, give each its planned End, no window, and the same
// days of grace. Where a conversion ends the trial, and End says so, give a window that is no
// shorter than the trials; otherwise customers who convert early are decided before the
// others.
//
// The tally follows trials from their start, so that its rate is within 0..1. The ratio
// of the conversions of a month to the trials of that month, which some tools print, can
// exceed 1, and falls whenever trials rise.
//
// TrialsOf returns an error wrapping [ErrInvalid] if days of the rule are not in 0..36,525,
// its grain is not Day, or asOf is outside the years 1900 to 2200; and a [*RowError] at the
// first row whose customer is blank, whose start is missing, with an instant outside those
// years or before the start, or whose uses are negative.
func TrialsOf(trials []Trial, rule TrialRule, asOf time.Time) (Trials, error) {
	if err := rule.validate(); err != nil {
		return Trials{}, err
	}
	if err := checkInstant(asOf); err != nil {
		return Trials{}, err
	}
	result := Trials{WindowDays: rule.WindowDays, GraceDays: rule.GraceDays}
	clock := days.NewClock(rule.Calendar.Location)
	today, err := dayOf(clock, asOf)
	if err != nil {
		return Trials{}, err
	}
	for i := range trials {
		t := &trials[i]
		if err := t.validate(); err != nil {
			return Trials{}, &RowError{Row: i, Err: err}
		}
		if !t.Start.Before(asOf) {
			continue
		}
		if t.End.IsZero() || t.End.After(asOf) {
			result.Undecided++
			continue
		}
		last, err := rule.lastDay(clock, t)
		if err != nil {
			return Trials{}, &RowError{Row: i, Err: err}
		}
		if last >= today { // day asOf itself may not be over
			result.Undecided++
			continue
		}
		class := &result.ByUses[min(t.Uses, 3)]
		class.Base++
		if t.Converted.IsZero() {
			continue
		}
		day, err := dayOf(clock, t.Converted)
		if err != nil {
			return Trials{}, &RowError{Row: i, Err: err}
		}
		if day <= last {
			class.Count++
		}
	}
	return result, nil
}

// lastDay returns the last day on which a conversion of a trial that has ended counts.
func (r TrialRule) lastDay(clock *days.Clock, t *Trial) (int, error) {
	start, err := dayOf(clock, t.Start)
	if err != nil {
		return 0, err
	}
	end, err := dayOf(clock, t.End)
	if err != nil {
		return 0, err
	}
	return max(start+r.WindowDays, end+r.GraceDays), nil
}

func (t Trials) validate() error {
	if err := checkTrialDays(t.WindowDays, t.GraceDays); err != nil {
		return err
	}
	total := t.Undecided
	for _, class := range t.ByUses {
		if err := class.validate(); err != nil {
			return err
		}
		var err error
		if total, err = sumCounts("trials", total, class.Base); err != nil {
			return err
		}
	}
	return nil
}

// Merge adds other trials by the same rule. On error t is unchanged.
//
// Merge returns an error if:
//   - the windows or the days of grace differ, and neither is the zero Trials
//     ([ErrMismatch]);
//   - either tally is not valid, or the trials would exceed the largest int64
//     ([ErrInvalid]).
func (t *Trials) Merge(other Trials) error {
	for _, v := range []Trials{*t, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	sum := *t
	switch {
	case other == Trials{}:
		return nil
	case sum == Trials{}:
		sum.WindowDays, sum.GraceDays = other.WindowDays, other.GraceDays
	case sum.WindowDays != other.WindowDays || sum.GraceDays != other.GraceDays:
		return mismatch("the trials have different windows or days of grace")
	}
	for i := range sum.ByUses {
		if err := sum.ByUses[i].Merge(other.ByUses[i]); err != nil {
			return err
		}
	}
	var err error
	if sum.Undecided, err = addCount("trials", sum.Undecided, other.Undecided); err != nil {
		return err
	}
	if err := sum.validate(); err != nil {
		return err
	}
	*t = sum
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Trials) PoolsPeriods() {}

// Total returns the number of decided trials, 0 for counts that are not valid.
func (t Trials) Total() int64 { return max(t.Conversion().Base, 0) }

// Conversion returns the trials that were converted, out of those decided: the
// trial conversion rate
//
//	converted / (converted + decided without conversion)
//
// a fraction from 0 to 1 by [Proportion.Rate], with its interval. If no trial is
// decided, it is 0 of 0, whose Rate is [ErrNoData]. A tally that is not valid
// gives a proportion that every query refuses.
func (t Trials) Conversion() Proportion {
	if err := t.validate(); err != nil {
		return proportionOf(0, 0, err)
	}
	var p Proportion
	for _, class := range t.ByUses {
		p.Count += class.Count
		p.Base += class.Base
	}
	return p
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, any number of
// classes but four, and what Merge would refuse. On error t is unchanged.
func (t *Trials) UnmarshalJSON(data []byte) error {
	return decode(data, "trials", t, (*Trials).validate)
}
