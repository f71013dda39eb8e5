package cx

import (
	"math"
	"time"

	"github.com/cxmetrics/cx/internal/count"
)

// Shard is some of the customers: part Part of Of, counted from 0, into which a fixed hash of
// the names puts each. The zero Shard is all customers. Its methods read all rows, whatever
// their order, and do the work for the customers of the part, so that each processor takes a
// part of the same slice without a copy. The results of all parts merge to that of all rows.
//
//	half, err := cx.Shard{Part: 1, Of: 2}.CohortsOf(activities, rule, asOf)
//
// The hash is the same on every machine, and may be another in a later version: do not store
// which customer is in which part. Where one customer has half of the rows, one part has them.
// Rows that are in order of the customer are faster by [ChunksBy] or [CohortsOfSorted].
type Shard struct {
	Part int
	Of   int
}

// validate says what is wrong with a shard.
func (s Shard) validate() error {
	if s.Of < 0 || s.Of > math.MaxInt32 {
		return &RangeError{What: "number of parts", Got: int64(s.Of), Min: 0, Max: math.MaxInt32}
	}
	if last := max(s.Of, 1) - 1; s.Part < 0 || s.Part > last {
		return &RangeError{What: "part", Got: int64(s.Part), Min: 0, Max: int64(last)}
	}
	return nil
}

// has says whether a customer is in the part.
func (s Shard) has(customer string) bool {
	return s.Of <= 1 || count.Part(customer, s.Of) == s.Part
}

// CohortsOf is the function [CohortsOf] for the customers of the part, whose triangles
// [Cohorts.Merge] adds up to that of all customers.
//
// CohortsOf returns the errors of the function, and an error wrapping [ErrInvalid] if Of is
// negative, or Part is none of 0, 1, … Of − 1. Every part returns the error of a bad row,
// whoever its customer is. Only how many cells and customers there may be is by the part.
func (s Shard) CohortsOf(activities []Activity, rule CohortRule, asOf time.Time) (Cohorts, error) {
	if err := s.validate(); err != nil {
		return Cohorts{}, err
	}
	if b := guessCohorts(activities, rule, asOf); b != nil {
		b.shard = s
		if c, err := b.unsorted(activities); err == nil {
			return c, nil
		}
	}
	b, err := newCohortBuilder(activities, rule, asOf, false)
	if err != nil {
		return Cohorts{}, err
	}
	if b == nil {
		return rule.empty(asOf), nil
	}
	b.shard = s
	return b.unsorted(activities)
}
