package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A cell names a tally.
type cell struct {
	segment string
	week    cx.Period
}

// A place is where a record is in the topic.
type place struct {
	part int32
	off  int64
}

// A placed answer knows its record.
type placed struct {
	place
	answer
}

// A rejection is a record that is not counted.
type rejection struct {
	place
	reason reason
}

// An advance moves the offset of a partition, and holds only if it is still from. A
// partition that nobody has read yet is at unread.
type advance struct {
	part       int32
	from, next int64
}

const unread = -1

// A batch is what one transaction counts.
type batch struct {
	advances []advance // in the order of partitions
	answers  []placed
	rejected []rejection
}

// batchOf judges the records of one poll, whose partitions are at these offsets. Compacted
// and transactional topics have gaps, so a record may be beyond the offset; one before it
// has been counted.
func batchOf(records []*kgo.Record, at map[int32]int64, rows bool) (batch, error) {
	var b batch
	next := map[int32]int64{}
	for _, r := range records {
		from, ok := at[r.Partition]
		if !ok {
			return batch{}, fmt.Errorf("partition %d was not asked for", r.Partition)
		}
		if r.Offset < from || r.Offset < next[r.Partition] {
			return batch{}, fmt.Errorf("partition %d went back to offset %d", r.Partition, r.Offset)
		}
		next[r.Partition] = r.Offset + 1
		where := place{r.Partition, r.Offset}
		if a, why := answerOf(r, rows); why != "" {
			b.rejected = append(b.rejected, rejection{where, why})
		} else {
			b.answers = append(b.answers, placed{where, a})
		}
	}
	for part, next := range next {
		b.advances = append(b.advances, advance{part, at[part], next})
	}
	slices.SortFunc(b.advances, func(a, b advance) int { return cmp.Compare(a.part, b.part) })
	return b, nil
}

// tallies are the NPS by segment and week.
type tallies map[cell]cx.NPS

func (t tallies) add(a answer) error {
	where := cell{a.Segment, a.Week}
	tally := t[where]
	err := tally.Add(a.Score)
	t[where] = tally
	return err
}

// compareCells is the order in which tallies are locked and printed.
func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.segment, b.segment), a.week.Start.Compare(b.week.Start))
}
