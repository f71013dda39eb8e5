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
	Uses      int64     `json:"uses"`               // how often the product was used in the trial
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

// UnmarshalJSON decodes a trial. It refuses unknown and repeated keys, and what
// [TrialsOf] refuses. On error t is unchanged.
func (t *Trial) UnmarshalJSON(data []byte) error {
	return decode(data, "trial", t, (*Trial).validate)
}

// Trials is the tally of free trials that have ended, and of those converted
// within a window: the trial conversion. The zero Trials is no data and the
// identity of Merge.
type Trials struct {
	// WindowDays is the number of days from the start within which a conversion counts.
	WindowDays int `json:"window_days"`
	// ByUses holds the converted of those decided, by how often the trial was used: 0, 1,
	// 2, and 3 or more times. Ask two of them for their difference in points
	// ([Proportion.Difference]) or for the relative one ([Proportion.RateRatio]).
	ByUses [4]Proportion `json:"by_uses"`
	// Undecided are the trials that are running or whose window is still open: they are
	// neither conversions nor failures.
	Undecided int64 `json:"undecided"`
}

// TrialsOf tallies trials, as known at asOf. A trial is decided once it has ended
// by asOf and its window has passed: its start is more than windowDays before
// the day of asOf. It is converted if the customer began to pay at most so many
// days after the day of the start. Take a window that is no shorter than the
// trials; otherwise customers who convert early, which ends their trial, are
// decided before the others. Trials that start at asOf or later are left out.
// Each trial counts, also when one customer has several. The calendar's location
// says which day it is; its grain must be [Day]. It does not modify trials.
//
// The tally follows trials from their start, so that its rate is within 0..1. The ratio
// of the conversions of a month to the trials of that month, which some tools print, can
// exceed 1, and falls whenever trials rise.
//
// TrialsOf returns an error wrapping [ErrInvalid] if windowDays is not in 1..36,525,
// the grain is not Day, or asOf is outside the years 1900 to 2200; and a
// [*RowError] at the first row whose customer is blank, whose start is missing,
// with an instant outside those years or before the start, or whose uses are
// negative.
func TrialsOf(trials []Trial, windowDays int, c Calendar, asOf time.Time) (Trials, error) {
	if windowDays < 1 || windowDays > maxWindow {
		return Trials{}, &RangeError{What: "window in days", Got: int64(windowDays), Min: 1, Max: maxWindow}
	}
	if c.Grain != "" && c.Grain != Day {
		return Trials{}, invalid("the grain is not day")
	}
	if err := checkInstant(asOf); err != nil {
		return Trials{}, err
	}
	result := Trials{WindowDays: windowDays}
	clock := days.NewClock(c.Location)
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
		start, err := dayOf(clock, t.Start)
		if err != nil {
			return Trials{}, &RowError{Row: i, Err: err}
		}
		// Day asOf itself may not be over.
		if t.End.IsZero() || t.End.After(asOf) || start+windowDays >= today {
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
		if day-start <= windowDays {
			class.Count++
		}
	}
	return result, nil
}

func (t Trials) validate() error {
	if t.WindowDays < 0 || t.WindowDays > maxWindow || t.WindowDays == 0 && !t.isEmpty() {
		return &RangeError{What: "window in days", Got: int64(t.WindowDays), Min: 1, Max: maxWindow}
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

func (t Trials) isEmpty() bool { return t.ByUses == [4]Proportion{} && t.Undecided == 0 }

// Merge adds other trials with the same window. On error t is unchanged.
//
// Merge returns an error if:
//   - the windows differ, and neither is the zero Trials ([ErrMismatch]);
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
		sum.WindowDays = other.WindowDays
	case sum.WindowDays != other.WindowDays:
		return mismatch("the trials have different windows")
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
