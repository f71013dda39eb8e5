package subscriptions

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/topic/topictest"
)

func TestReadSubscriptions_parts(t *testing.T) {
	o := &Flags{Common: topic.Common{Calendar: cx.Calendar{Location: time.UTC}}}
	o.Customer, o.Start, o.End, o.At, o.Event, o.MRR, o.Tenure, o.Churned, o.By = "who", "from", "until", "from", "what", "paid", "paid", "left", "what"
	o.EndedBy = []string{"end"}
	row := func(r *rand.Rand) []string {
		return []string{fmt.Sprint("customer ", r.IntN(5000)), fmt.Sprintf("2026-01-%02d", 1+r.IntN(31)), fmt.Sprintf("2026-02-%02d", 1+r.IntN(28)),
			[]string{"end", "begin"}[r.IntN(2)], fmt.Sprint(r.IntN(30), ".50"), "no"}
	}
	const header = "who,from,until,what,paid,left"
	topictest.Parts(t, &o.Common, header, row, o.periodFields)
	topictest.Parts(t, &o.Common, header, row, o.changeFields)
	topictest.Parts(t, &o.Common, header, row, o.tenureFields)
}
