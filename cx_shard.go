package cx

import (
	"math"

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
