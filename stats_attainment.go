package cx

import (
	"cmp"
	"strconv"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Attainment is the tally of aims that may be still open: answers within a target
// time (service level, SLA), contacts that settle the matter (first-contact
// resolution, FCR), visits to the help pages that make a call needless
// (deflection). Each is Attained, Missed, or Pending as long as neither is sure.
// Excluded are those to which the aim does not apply, as the function that counts
// them says; GaveUp those that the customer ended before either was sure. A rate that ignores the pending favors the quick ones: look at the
// bounds, AtLeast and AtMost.
//
// Of is the rule that they are counted by, in words such as "replied within
// 1h0m0s", so that tallies of two rules are not pooled. A literal, of counts from
// SQL, may leave it empty, and then merges with any.
//
// The zero Attainment is no data, ready for counts, and the identity of Merge.
type Attainment struct {
	Attained int64  `json:"attained"`
	Missed   int64  `json:"missed"`
	Pending  int64  `json:"pending"`
	Excluded int64  `json:"excluded"`
	GaveUp   int64  `json:"gave_up,omitzero"` // of callers: hung up before the target had passed
	Of       string `json:"of,omitzero"`      // the rule, the same in all that are merged

	EarlyAttained int64 `json:"early_attained,omitzero"` // of Attained: before their window is over
	EarlyMissed   int64 `json:"early_missed,omitzero"`   // of Missed: before their window is over
}

// total returns the number of all aims.
func (a Attainment) total() (int64, error) {
	if !utf8.ValidString(a.Of) {
		return 0, invalid("attainment: its rule is not UTF-8")
	}
	if a.EarlyAttained < 0 || a.EarlyAttained > a.Attained || a.EarlyMissed < 0 || a.EarlyMissed > a.Missed {
		return 0, invalid("attainment: those attained or missed early are not 0 to all that are")
	}
	return sumCounts("attainment", a.Attained, a.Missed, a.Pending, a.Excluded, a.GaveUp)
}

func (a Attainment) validate() error {
	_, err := a.total()
	return err
}

// Merge adds the aims of another tally. One without a rule, as the zero Attainment is,
// adopts that of the other. On error a is unchanged.
//
// Merge returns an error if:
//   - the rules differ ([ErrMismatch]);
//   - a count is negative, there are more early than of the kind, Of is not UTF-8, or the
//     total would exceed the largest int64 ([ErrInvalid]).
func (a *Attainment) Merge(other Attainment) error {
	mine, err := a.total()
	if err != nil {
		return err
	}
	theirs, err := other.total()
	if err != nil {
		return err
	}
	if a.Of != other.Of && a.Of != "" && other.Of != "" {
		return mismatch("attainment: the rules differ")
	}
	if _, err := addCount("attainment", mine, theirs); err != nil {
		return err
	}
	a.Attained += other.Attained
	a.Missed += other.Missed
	a.Pending += other.Pending
	a.Excluded += other.Excluded
	a.GaveUp += other.GaveUp
	a.EarlyAttained += other.EarlyAttained
	a.EarlyMissed += other.EarlyMissed
	a.Of = cmp.Or(a.Of, other.Of)
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Attainment) PoolsPeriods() {}

// Unmerge takes away the aims of another tally, so that it is the inverse of Merge: a
// ticket whose state changes, or whose window ends, is an Unmerge of its old tally and a
// Merge of its new one. The rule stays. On error a is unchanged.
//
// Unmerge returns an error if:
//   - the rules differ ([ErrMismatch]);
//   - other holds aims that a does not, or either is not valid ([ErrInvalid]).
func (a *Attainment) Unmerge(other Attainment) error {
	for _, v := range []*Attainment{a, &other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	if other.Of != "" && a.Of != "" && a.Of != other.Of {
		return mismatch("attainment: the rules differ")
	}
	left := Attainment{
		Of:       a.Of,
		GaveUp:   a.GaveUp - other.GaveUp,
		Attained: a.Attained - other.Attained,
		Missed:   a.Missed - other.Missed,
		Pending:  a.Pending - other.Pending,
		Excluded: a.Excluded - other.Excluded,

		EarlyAttained: a.EarlyAttained - other.EarlyAttained,
		EarlyMissed:   a.EarlyMissed - other.EarlyMissed,
	}
	return leave("attainment", a, left, left.validate())
}

// String returns the share behind Rate, and how many are not in it, since they were decided
// early or are pending: 8 of 10, 3 early, 2 pending.
func (a Attainment) String() string {
	p := a.Whole()
	text := p.String()
	if early := a.EarlyAttained + a.EarlyMissed; early != 0 && p.Count >= 0 {
		text += ", " + strconv.FormatInt(early, 10) + " early"
	}
	if a.Pending != 0 {
		text += ", " + strconv.FormatInt(a.Pending, 10) + " pending"
	}
	return text
}

// Total returns the number of aims, including those excluded or given up; 0 for
// counts that are not valid.
func (a Attainment) Total() int64 {
	n, _ := a.total()
	return n
}

// part returns count out of the sum of counts.
func (a Attainment) part(count int64, of ...int64) Proportion {
	if _, err := a.total(); err != nil {
		return proportionOf(0, 0, err)
	}
	p := Proportion{Count: count}
	for _, n := range of {
		p.Base += n
	}
	return p
}

// Whole returns the aims attained, out of those attained or missed, of all whose whole
// window is over: the proportion behind Rate, with its interval
//
//	(Attained - EarlyAttained) / (Attained + Missed - EarlyAttained - EarlyMissed)
//
// a fraction from 0 to 1 by [Proportion.Rate]. Until the first window is over it is 0 of
// 0, whose Rate is [ErrNoData]. Counts that are not valid give a proportion that
// every query refuses, here and below.
func (a Attainment) Whole() Proportion {
	return a.part(a.Attained-a.EarlyAttained, a.Attained-a.EarlyAttained, a.Missed-a.EarlyMissed)
}

// Decided returns the aims attained, out of those attained or missed, early or not
//
//	Attained / (Attained + Missed)
//
// a fraction from 0 to 1 by [Proportion.Rate]. While windows are open it favors what is
// known first; see Rate. If nothing is decided it is 0 of 0, whose Rate is [ErrNoData].
func (a Attainment) Decided() Proportion { return a.part(a.Attained, a.Attained, a.Missed) }

// Gross returns the aims attained, out of those attained, missed, excluded or given
// up, early or not
//
//	Attained / (Attained + Missed + Excluded + GaveUp)
//
// a fraction from 0 to 1 by [Proportion.Rate]. If there are none it is 0 of 0,
// whose Rate is [ErrNoData].
func (a Attainment) Gross() Proportion {
	return a.part(a.Attained, a.Attained, a.Missed, a.Excluded, a.GaveUp)
}

// AttainedOrGaveUp returns the aims attained or given up, out of those attained,
// missed or given up
//
//	(Attained + GaveUp) / (Attained + Missed + GaveUp)
//
// a fraction from 0 to 1 by [Proportion.Rate]: whoever hangs up in time has not
// waited too long. If there are none it is 0 of 0, whose Rate is [ErrNoData].
func (a Attainment) AttainedOrGaveUp() Proportion {
	p := a.part(a.Attained, a.Attained, a.Missed, a.GaveUp)
	if p.Count >= 0 {
		p.Count += a.GaveUp
	}
	return p
}

// AtLeast returns what Decided becomes if all pending aims are missed, over all aims and
// not those of Rate alone
//
//	Attained / (Attained + Missed + Pending)
//
// a fraction from 0 to 1 by [Proportion.Rate]. If there are none it is 0 of 0,
// whose Rate is [ErrNoData].
func (a Attainment) AtLeast() Proportion { return a.part(a.Attained, a.Attained, a.Missed, a.Pending) }

// AtMost returns what Decided becomes if all pending aims are attained, over all aims and
// not those of Rate alone
//
//	(Attained + Pending) / (Attained + Missed + Pending)
//
// a fraction from 0 to 1 by [Proportion.Rate]. If there are none it is 0 of 0,
// whose Rate is [ErrNoData].
func (a Attainment) AtMost() Proportion {
	p := a.AtLeast()
	if p.Count >= 0 {
		p.Count += a.Pending
	}
	return p
}

// Rate returns the share attained of the aims whose whole window is over, whatever became
// of them
//
//	(Attained - EarlyAttained) / (Attained + Missed - EarlyAttained - EarlyMissed)
//
// as a fraction from 0 to 1, rounded half away from zero to [Places]. The share of all that
// is decided is wrong for the last weeks: where 70 % of a month's tickets are settled at
// first contact and the window is 7 days, it is 65 % on the day after the month, and 70 %
// by this rule. The price is the base: with a window of 30 days there is no rate for 30 days. Where
// lifespans exist, as by [SLARule.Lifespans], [CompetingRisksOf] also uses the open windows.
//
// Its interval is that of Whole. AtLeast and AtMost are over all aims, another base, so that
// Rate may lie outside them: where both are printed, say of which aims each is. It is also
// called the service level, or SLA attainment.
//
// Rate returns an error if no window is over ([ErrNoData]), or a count is not valid or the
// total exceeds the largest int64 ([ErrInvalid]).
func (a Attainment) Rate() (decimal.Decimal, error) { return quotient(a.Fraction()) }

// LowerIsBetter returns false.
func (a Attainment) LowerIsBetter() bool { return false }

// Fraction returns the rate as numerator and denominator, not rounded. It returns the
// errors of Rate.
func (a Attainment) Fraction() (num, den decimal.Decimal, err error) {
	if _, err := a.total(); err != nil {
		return num, den, err
	}
	return a.Whole().Fraction()
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts that are
// not valid. On error a is unchanged.
func (a *Attainment) UnmarshalJSON(data []byte) error {
	return decode(data, "attainment", a, (*Attainment).validate)
}
