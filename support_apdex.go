package cx

import (
	"time"

	"github.com/shopspring/decimal"
)

// Apdex is the tally of the answers of an application, or of a service, by how
// long they took (page speed): Satisfied counts those of at most Target,
// Tolerating those of at most four times Target, and Frustrated those that took
// longer, or failed.
//
// The zero Apdex is no data and the identity of Merge. Only Add needs a Target.
type Apdex struct {
	Satisfied  int64         `json:"satisfied"`
	Tolerating int64         `json:"tolerating"`
	Frustrated int64         `json:"frustrated"`
	Target     time.Duration `json:"target_seconds,omitzero"`
}

// maxTarget is the longest Target: four times it still fits a duration.
const maxTarget = time.Duration(1<<61 - 1)

// Add counts one answer; the longest duration there is counts as any other. One
// that failed is Frustrated, however quick: Merge it, as Apdex{Frustrated: 1,
// Target: a.Target}.
//
// Add returns an error wrapping [ErrInvalid], and leaves a unchanged, if d is negative, a
// has no Target or is not valid, or the total would exceed the largest int64.
func (a *Apdex) Add(d time.Duration) error {
	switch {
	case d < 0:
		return checkDuration(d)
	case a.Target == 0:
		return invalid("apdex: there is no target")
	}
	one := Apdex{Target: a.Target}
	switch {
	case d <= a.Target:
		one.Satisfied = 1
	case d <= 4*a.Target:
		one.Tolerating = 1
	default:
		one.Frustrated = 1
	}
	return a.Merge(one)
}

// Merge adds the answers of another tally. The zero Apdex adopts the target of other. On
// error a is unchanged.
//
// Merge returns an error if:
//   - the targets differ ([ErrMismatch]);
//   - either is not valid, or the total would exceed the largest int64 ([ErrInvalid]).
func (a *Apdex) Merge(other Apdex) error {
	mine, err := a.total()
	if err != nil {
		return err
	}
	theirs, err := other.total()
	if err != nil {
		return err
	}
	if a.Target != other.Target && *a != (Apdex{}) && other != (Apdex{}) {
		return mismatch("apdex: the targets differ")
	}
	if _, err := addCount("apdex", mine, theirs); err != nil {
		return err
	}
	a.Satisfied += other.Satisfied
	a.Tolerating += other.Tolerating
	a.Frustrated += other.Frustrated
	a.Target = max(a.Target, other.Target)
	return nil
}

// total returns the number of answers of a tally that is valid.
func (a Apdex) total() (int64, error) {
	if a.Target < 0 || a.Target > maxTarget {
		return 0, invalid("apdex: the target is negative, or longer than 73 years")
	}
	return sumCounts("apdex", a.Satisfied, a.Tolerating, a.Frustrated)
}

func (a Apdex) validate() error {
	_, err := a.total()
	return err
}

// Total returns the number of answers, 0 for counts that are not valid.
func (a Apdex) Total() int64 {
	n, _ := a.total()
	return n
}

// Score returns the application performance index
//
//	(Satisfied + Tolerating/2) / (Satisfied + Tolerating + Frustrated)
//
// from 0 to 1, rounded half away from zero to [Places].
//
// Score returns an error if there are no answers ([ErrNoData]), or a count is negative or
// the total exceeds the largest int64 ([ErrInvalid]).
//
// Source: Apdex Alliance, Application Performance Index, Technical Specification 1.1 (2007).
func (a Apdex) Score() (decimal.Decimal, error) { return quotient(a) }

func (a Apdex) fraction() (num, den decimal.Decimal, err error) {
	n, err := a.total()
	if err != nil {
		return num, den, err
	}
	if n == 0 {
		return num, den, noData("apdex")
	}
	two := decimal.NewFromInt(2)
	return decimal.NewFromInt(a.Satisfied).Mul(two).Add(decimal.NewFromInt(a.Tolerating)), decimal.NewFromInt(n).Mul(two), nil
}

// MarshalJSON encodes a tally, its target in seconds as a text. It returns an error
// wrapping [ErrInvalid] if a is not valid.
func (a Apdex) MarshalJSON() ([]byte, error) { return encode(&a, a.validate()) }

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts and
// targets that are not valid. On error a is unchanged.
func (a *Apdex) UnmarshalJSON(data []byte) error {
	return decode(data, "apdex", a, (*Apdex).validate)
}
