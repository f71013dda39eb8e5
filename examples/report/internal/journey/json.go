package journey

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// journeyReport is the report of measurements. Its head is that of head, without every,
// zone and undefined; later is the rows of periods that had not ended by as_of.
//
//	measurements  rows that count
//	blank         rows without a value
//	map           cx.JourneyMap: the stages with their questions, the touchpoints, the plan
//	journey       cx.Journey: figures (measurement, verdict, shortfall, previous, change),
//	              stages and touchpoints (coverage, met, missed, undecided, shortfall),
//	              coverage, missing, unmeasured, misplaced, weakest_stage,
//	              weakest_touchpoint, consistency and due
type journeyReport struct {
	topic.Head
	Measurements int64         `json:"measurements"`
	Blank        int64         `json:"blank,omitzero"`
	Map          cx.JourneyMap `json:"map"`
	Journey      *cx.Journey   `json:"journey,omitzero"`
}
