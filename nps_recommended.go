package cx

// Recommendations compares what customers did with what they said: of the
// promoters, the passives and the detractors, how many have in fact recommended
// us, by their answer to "have you recommended us?". If the classes mean
// anything, the share falls from the first to the last. Each class without
// answers is 0 of 0, whose Rate is [ErrNoData].
//
// The zero Recommendations is no data, ready for Add on the scale 0..10, and the
// identity of Merge; a Scale of its own makes it a tally on that scale, as with
// [NPS].
type Recommendations struct {
	Promoters  Proportion `json:"promoters"`
	Passives   Proportion `json:"passives"`
	Detractors Proportion `json:"detractors"`
	Scale      Scale      `json:"scale,omitzero"`
}

// Add counts one customer: the score, and whether the customer has recommended us.
// It returns an error wrapping [ErrInvalid], and leaves r unchanged, if the scale
// has no such score or a total would exceed the largest int64.
func (r *Recommendations) Add(score int, recommended bool) error {
	one, err := r.one(score, recommended)
	if err != nil {
		return err
	}
	return r.Merge(one)
}

// one returns the table of one customer on the scale of r.
func (r *Recommendations) one(score int, recommended bool) (Recommendations, error) {
	n := NPS{Scale: r.Scale}
	if err := n.Add(score); err != nil {
		return Recommendations{}, err
	}
	one := Recommendations{
		Promoters:  Proportion{Base: n.Promoters},
		Passives:   Proportion{Base: n.Passives},
		Detractors: Proportion{Base: n.Detractors},
		Scale:      r.Scale,
	}
	if recommended {
		one.Promoters.Count, one.Passives.Count, one.Detractors.Count = n.Promoters, n.Passives, n.Detractors
	}
	return one, nil
}

// Merge adds the customers of another table on the same scale. The zero
// Recommendations adopts the scale of other. On error r is unchanged.
//
// Merge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - a count is not valid, or the total exceeds the largest int64 ([ErrInvalid]).
func (r *Recommendations) Merge(other Recommendations) error {
	a, err := r.NPS()
	if err != nil {
		return err
	}
	b, err := other.NPS()
	if err != nil {
		return err
	}
	if err := a.Merge(b); err != nil {
		return err
	}
	r.Promoters = Proportion{r.Promoters.Count + other.Promoters.Count, a.Promoters}
	r.Passives = Proportion{r.Passives.Count + other.Passives.Count, a.Passives}
	r.Detractors = Proportion{r.Detractors.Count + other.Detractors.Count, a.Detractors}
	r.Scale = a.Scale
	return nil
}

// PoolsPeriods does nothing: it says that the tallies of neighboring periods pool
// ([PeriodTally]).
func (Recommendations) PoolsPeriods() {}

// Remove takes away one customer who was added, so that it is the inverse of Add. It
// returns an error wrapping [ErrInvalid], and leaves r unchanged, if the scale has
// no such score, r holds no such customer, or r is not valid.
func (r *Recommendations) Remove(score int, recommended bool) error {
	one, err := r.one(score, recommended)
	if err != nil {
		return err
	}
	return r.Unmerge(one)
}

// Unmerge takes away the customers of another table, so that it is the inverse of
// Merge. An empty table changes nothing, and a scale once adopted stays. On error
// r is unchanged.
//
// Unmerge returns an error if:
//   - the scales differ ([ErrMismatch]);
//   - other holds customers whom r does not, or either is not valid ([ErrInvalid]).
func (r *Recommendations) Unmerge(other Recommendations) error {
	a, err := r.NPS()
	if err != nil {
		return err
	}
	b, err := other.NPS()
	if err != nil {
		return err
	}
	if err := a.Unmerge(b); err != nil {
		return err
	}
	left := Recommendations{
		Promoters:  Proportion{r.Promoters.Count - other.Promoters.Count, a.Promoters},
		Passives:   Proportion{r.Passives.Count - other.Passives.Count, a.Passives},
		Detractors: Proportion{r.Detractors.Count - other.Detractors.Count, a.Detractors},
		Scale:      a.Scale,
	}
	_, err = left.NPS()
	return leave("recommendations", r, left, err)
}

// Total returns the number of customers, 0 for counts that are not valid.
func (r Recommendations) Total() int64 {
	n, err := r.NPS()
	if err != nil {
		return 0
	}
	return n.Total()
}

// NPS returns the tally of the recommendation question.
//
// NPS returns an error wrapping [ErrInvalid] if the scale or a count is not valid.
func (r Recommendations) NPS() (NPS, error) {
	for _, p := range []Proportion{r.Promoters, r.Passives, r.Detractors} {
		if err := p.validate(); err != nil {
			return NPS{}, err
		}
	}
	n := NPS{r.Promoters.Base, r.Passives.Base, r.Detractors.Base, recommendScale(r.Scale)}
	if _, err := n.total(); err != nil {
		return NPS{}, err
	}
	return n, nil
}

// Recommended returns the share of all customers who have recommended us
//
//	customers who have recommended / customers
//
// a fraction from 0 to 1 by [Proportion.Rate]. Without customers it is 0 of 0,
// whose Rate is [ErrNoData]. A table that is not valid gives a proportion that
// every query refuses.
func (r Recommendations) Recommended() Proportion {
	n, err := r.NPS()
	return proportionOf(r.Promoters.Count+r.Passives.Count+r.Detractors.Count, n.Total(), err)
}

// UnmarshalJSON decodes a table. It refuses unknown and repeated keys, and counts
// that are not valid. On error r is unchanged.
func (r *Recommendations) UnmarshalJSON(data []byte) error {
	return decode(data, "recommendations", r, func(v *Recommendations) error {
		_, err := v.NPS()
		v.Scale = recommendScale(v.Scale)
		return err
	})
}
