package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/wire"
)

// validate says what is impossible about l.
func (l Linkage) validate() error {
	if l.isZero() {
		return nil
	}
	if !(l.HorizonSeconds > 0 && l.HorizonSeconds <= math.MaxFloat64) {
		return invalid("linkage: the horizon is not above 0")
	}
	if err := checkInstant(l.AsOf); err != nil {
		return err
	}
	if !ascending(l.Outcomes) || !ascending(l.Exits) {
		return invalid("linkage: names are not in ascending order")
	}
	if err := checkOutcomes(l.Outcomes, l.Exits); err != nil {
		return err
	}
	if len(l.Classes) > maxClasses {
		return errClasses(len(l.Classes))
	}
	var customers, orders, events int64
	for i, c := range l.Classes {
		if i > 0 && c.Class <= l.Classes[i-1].Class {
			return invalid("linkage: the classes are not in ascending order")
		}
		if err := c.validate(); err != nil {
			return err
		}
		var err error
		if customers, err = sumCounts("linkage", customers, c.Customers, c.Left); err != nil {
			return err
		}
		if orders, err = addCount("linkage", orders, c.Orders); err != nil {
			return err
		}
		if !slices.EqualFunc(c.Outcomes, l.Outcomes, func(o LinkedOutcome, name string) bool { return o.Name == name }) {
			return invalid("linkage: a class has other outcomes")
		}
		for _, o := range c.Outcomes {
			if events, err = addCount("linkage", events, o.Events); err != nil {
				return err
			}
		}
	}
	for _, rows := range []LinkedRows{l.Activities, l.Events} {
		if _, err := rows.total(); err != nil {
			return err
		}
	}
	if l.Late < 0 || l.Activities.Unnamed != 0 || l.Activities.Counted < orders || l.Events.Counted != events {
		return invalid("linkage: the rows do not go with what was counted")
	}
	return nil
}

func ascending(names []string) bool {
	for i := 1; i < len(names); i++ {
		if names[i] <= names[i-1] {
			return false
		}
	}
	return true
}

func errClasses(n int) error {
	return &RangeError{What: "number of classes", Got: int64(n), Max: maxClasses}
}

// isZero reports whether l is the zero Linkage.
func (l Linkage) isZero() bool {
	return l.sameRule(Linkage{}) && len(l.Classes) == 0 && l.Late == 0 &&
		l.Activities == LinkedRows{} && l.Events == LinkedRows{}
}

// sameRule reports whether two linkages can be pooled.
func (l Linkage) sameRule(other Linkage) bool {
	return l.HorizonSeconds == other.HorizonSeconds && l.AsOf.Equal(other.AsOf) &&
		slices.Equal(l.Outcomes, other.Outcomes) && slices.Equal(l.Exits, other.Exits)
}

// Merge adds the customers of another linkage by the same rule and asOf, who are not among
// those of l: a customer in both would count twice. The zero Linkage adopts the rule of
// other. On error l is unchanged.
//
// Merge returns an error if:
//   - the rules or the instants differ ([ErrMismatch]);
//   - a linkage is not valid, there are more than 100 classes, or a sum is out of bounds
//     ([ErrInvalid]).
func (l *Linkage) Merge(other Linkage) error {
	if err := l.validate(); err != nil {
		return err
	}
	if err := other.validate(); err != nil {
		return err
	}
	switch {
	case other.isZero():
		return nil
	case l.isZero():
		*l = other.clone()
		return nil
	case !l.sameRule(other):
		return mismatch("the linkages have different rules or instants")
	}
	sum := l.clone()
	for _, c := range other.Classes {
		i, found := slices.BinarySearchFunc(sum.Classes, c.Class, func(c LinkedClass, name string) int {
			return cmp.Compare(c.Class, name)
		})
		if !found {
			c.Outcomes = slices.Clone(c.Outcomes)
			sum.Classes = slices.Insert(sum.Classes, i, c)
			continue
		}
		if err := sum.Classes[i].merge(c); err != nil {
			return err
		}
	}
	var err error
	if sum.Late, err = addCount("linkage", sum.Late, other.Late); err != nil {
		return err
	}
	if err := sum.Activities.merge(other.Activities); err != nil {
		return err
	}
	if err := sum.Events.merge(other.Events); err != nil {
		return err
	}
	if err := sum.validate(); err != nil {
		return err
	}
	*l = sum
	return nil
}

// clone returns a copy that shares nothing with l.
func (l Linkage) clone() Linkage {
	l.Outcomes, l.Exits, l.Classes = slices.Clone(l.Outcomes), slices.Clone(l.Exits), slices.Clone(l.Classes)
	for i := range l.Classes {
		l.Classes[i].Outcomes = slices.Clone(l.Classes[i].Outcomes)
	}
	return l
}

// merge adds the customers of a class with the same outcomes.
func (c *LinkedClass) merge(other LinkedClass) error {
	type sum struct {
		to  *int64
		add int64
	}
	sums := []sum{
		{&c.Customers, other.Customers}, {&c.Left, other.Left}, {&c.Followed, other.Followed},
		{&c.Exited, other.Exited}, {&c.Buyers, other.Buyers}, {&c.Orders, other.Orders},
	}
	for i, o := range other.Outcomes {
		sums = append(sums, sum{&c.Outcomes[i].Customers, o.Customers}, sum{&c.Outcomes[i].Events, o.Events})
	}
	for _, s := range sums {
		var err error
		if *s.to, err = addCount("linkage", *s.to, s.add); err != nil {
			return err
		}
	}
	return c.Revenue.Merge(other.Revenue)
}

// MarshalJSON encodes a tally. It returns an error wrapping [ErrInvalid] if a number is not
// finite or an instant is outside the years 0 to 9999.
func (l Linkage) MarshalJSON() ([]byte, error) { return wire.Encode(&l) }

// UnmarshalJSON decodes a linkage. It refuses unknown and repeated keys, and what Merge
// would refuse. On error l is unchanged.
func (l *Linkage) UnmarshalJSON(data []byte) error {
	return decode(data, "linkage", l, (*Linkage).validate)
}

// UnmarshalJSON decodes a class. It refuses unknown and repeated keys, and counts that do
// not go together. On error c is unchanged.
func (c *LinkedClass) UnmarshalJSON(data []byte) error {
	return decode(data, "linked class", c, (*LinkedClass).validate)
}

// UnmarshalJSON decodes an outcome. It refuses unknown and repeated keys, and counts that
// do not go together. On error o is unchanged.
func (o *LinkedOutcome) UnmarshalJSON(data []byte) error {
	return decode(data, "linked outcome", o, (*LinkedOutcome).validate)
}

// UnmarshalJSON decodes numbers of rows. It refuses unknown and repeated keys, and
// negative numbers. On error r is unchanged.
func (r *LinkedRows) UnmarshalJSON(data []byte) error {
	return decode(data, "linked rows", r, (*LinkedRows).validate)
}
