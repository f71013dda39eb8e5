package cx

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Retention is the tally of the customers of one period: those at its start, those
// acquired within it, and those at its end. Customers who joined and left within the
// period stand in none of the three.
//
// The zero Retention is no data and the identity of Merge, which pools shards of one
// period.
type Retention struct {
	Start    int64 `json:"start"`
	Acquired int64 `json:"acquired"`
	End      int64 `json:"end"`
}

// RetentionOf tallies a period from the customers at its start and at its end, of
// which Acquired is those who are only in the second. A customer who stands in a
// slice twice counts once. Its Rate is |start and end| / |start|, always within 0..1.
// It does not modify the slices.
//
// RetentionOf returns a [*RowError] wrapping [ErrInvalid] if a customer is blank; its Row
// counts on from the first slice through the second.
func RetentionOf(start, end []string) (Retention, error) {
	const before, after = 1, 2
	seen := make(map[string]uint8, len(start))
	for i, customer := range start {
		if err := checkCustomer(customer); err != nil {
			return Retention{}, &RowError{Row: i, Err: err}
		}
		seen[customer] = before
	}
	r := Retention{Start: int64(len(seen))}
	for i, customer := range end {
		if err := checkCustomer(customer); err != nil {
			return Retention{}, &RowError{Row: len(start) + i, Err: err}
		}
		s := seen[customer]
		if s&after != 0 {
			continue
		}
		seen[customer] = s | after
		r.End++
		if s == 0 {
			r.Acquired++
		}
	}
	return r, nil
}

// checkCustomer refuses an identifier under which different people would be pooled.
func checkCustomer(customer string) error {
	if customer == "" || (customer[0] <= ' ' || customer[0] >= 0x80) && strings.TrimSpace(customer) == "" {
		return invalid("customer is blank")
	}
	return nil
}

// Merge adds the customers of another shard of the same period. It returns an error
// wrapping [ErrInvalid], and leaves r unchanged, if either is not valid or a count
// would exceed the largest int64.
func (r *Retention) Merge(other Retention) error {
	for _, v := range []Retention{*r, other} {
		if err := v.validate(); err != nil {
			return err
		}
	}
	var sum Retention
	var err error
	if sum.Start, err = addCount("retention", r.Start, other.Start); err != nil {
		return err
	}
	if sum.End, err = addCount("retention", r.End, other.End); err != nil {
		return err
	}
	sum.Acquired = r.Acquired + other.Acquired // at most End
	*r = sum
	return nil
}

// validate says what is impossible about r.
func (r Retention) validate() error {
	switch {
	case r.Start < 0 || r.Acquired < 0 || r.End < 0:
		return invalid("retention: a count is negative")
	case r.Acquired > r.End:
		return invalid("retention: more were acquired than are there at the end; leave out those who joined and left")
	case r.End-r.Acquired > r.Start:
		return invalid("retention: more stayed than were there at the start; leave out those who came back")
	}
	return nil
}

// Total returns the number of customers at the start.
func (r Retention) Total() int64 { return max(r.Start, 0) }

// Retained returns the customers of the start who are there at the end, out of those
// of the start: the proportion behind Rate, for its interval and for the difference
// of two groups. A tally that is not valid gives a proportion that every query
// refuses.
func (r Retention) Retained() Proportion {
	return proportionOf(r.End-r.Acquired, r.Start, r.validate())
}

// Rate returns the customer retention rate
//
//	(End - Acquired) / Start
//
// as a fraction from 0 to 1, rounded half away from zero to [Places].
//
// Rate returns an error if:
//   - there were no customers at the start ([ErrNoData]);
//   - a count is negative, Acquired exceeds End, or End - Acquired exceeds Start
//     ([ErrInvalid]).
func (r Retention) Rate() (decimal.Decimal, error) { return quotient(r) }

func (r Retention) fraction() (num, den decimal.Decimal, err error) {
	if err := r.validate(); err != nil {
		return num, den, err
	}
	if r.Start == 0 {
		return num, den, noData("retention rate")
	}
	return decimal.NewFromInt(r.End - r.Acquired), decimal.NewFromInt(r.Start), nil
}

// UnmarshalJSON decodes a tally. It refuses unknown and repeated keys, and counts
// that are not valid. On error r is unchanged.
func (r *Retention) UnmarshalJSON(data []byte) error {
	var v Retention
	ok, err := decodeObject(data, "retention", fields{"start": &v.Start, "acquired": &v.Acquired, "end": &v.End})
	if !ok {
		return err
	}
	if err := v.validate(); err != nil {
		return err
	}
	*r = v
	return nil
}
