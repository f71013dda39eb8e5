package tickets

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/topic/topictest"
)

func TestReadTickets_parts(t *testing.T) {
	o := &Flags{Common: topic.Common{Calendar: cx.Calendar{Location: time.UTC}}}
	o.AnsweredBy, o.Short, o.events = []string{"replied"}, time.Minute, map[string]cx.TicketEvent{"replied": cx.TicketReplied, "resolved": cx.TicketResolved}
	o.Opened, o.Resolved, o.Closed, o.Customer, o.By, o.Replies, o.Escalated = "at", "end", "end", "who", "what", "n", "yes"
	o.Ticket, o.Event, o.At, o.Waited, o.Outcome = "id", "what", "at", "n", "what"
	row := func(r *rand.Rand) []string {
		return []string{fmt.Sprint("ticket ", r.IntN(5000)), fmt.Sprint("customer ", r.IntN(500)), []string{"replied", "resolved"}[r.IntN(2)],
			fmt.Sprintf("2026-01-%02d 10:00:00", 1+r.IntN(31)), fmt.Sprintf("2026-02-%02d 10:00:00", 1+r.IntN(28)), fmt.Sprint(r.IntN(99)), "no"}
	}
	const header = "id,who,what,at,end,n,yes"
	topictest.Parts(t, &o.Common, header, row, o.ticketFields)
	topictest.Parts(t, &o.Common, header, row, o.entryFields)
	topictest.Parts(t, &o.Common, header, row, o.callFields)
}
