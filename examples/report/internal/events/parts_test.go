package events

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/topic/topictest"
)

func TestReadEvents_parts(t *testing.T) {
	o := &Flags{Common: topic.Common{Calendar: cx.Calendar{Location: time.UTC}}}
	o.Customer, o.Event, o.At, o.Segment = "who", "what", "at", "from"
	topictest.Parts(t, &o.Common, "who,what,at,from", func(r *rand.Rand) []string {
		return []string{fmt.Sprint("customer ", r.IntN(5000)), fmt.Sprint("event ", r.IntN(9)), fmt.Sprintf("2026-01-%02d 10:00:00", 1+r.IntN(31)), "ad"}
	}, o.eventFields)
}
