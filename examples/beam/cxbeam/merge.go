package cxbeam

import "github.com/cxmetrics/cx"

// Merge is the CombineFn of a tally: it merges those of a key, or all.
//
//	beam.CombinePerKey(s, &cxbeam.Merge[cx.NPS, *cx.NPS]{}, byKey) // KV<K, cx.NPS>
//	beam.Combine(s, &cxbeam.Merge[cx.Cohorts, *cx.Cohorts]{}, all) // cx.Cohorts
//
// The zero tally is the identity of its Merge and a copy is a tally of its own, so that Beam
// may combine in any order and in any number of steps, and may take up an accumulator again
// after a bundle that has failed.
type Merge[T any, P cx.Tally[T]] struct{}

// MergeAccumulators returns the merged tally and changes neither of the two. It is also how
// an input is added: an input is a tally.
func (*Merge[T, P]) MergeAccumulators(a, b T) (T, error) {
	merged := a
	if err := P(&merged).Merge(b); err != nil {
		return a, err
	}
	return merged, nil
}
