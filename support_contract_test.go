package cx_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// supportContract is what tickets, their figures and the promises kept to customers promise.
func supportContract(t *testing.T) cxtest.Contract {
	tickets := []cx.Ticket{
		{Customer: "c", Opened: ticketAt(3), Resolved: ticketAt(9), Holds: []cx.TimeSpan{{From: ticketAt(4), To: ticketAt(5)}},
			Stints: []cx.TicketStint{{From: ticketAt(4), Office: "b"}, {From: ticketAt(5), Office: "a"}}},
		{Customer: "a", Opened: ticketAt(1), FirstReply: ticketAt(2), Resolved: ticketAt(2)},
		{Customer: "a", Opened: ticketAt(7)},
	}
	names, entries := logNames(), []cx.TicketEntry{entry("2", "created", 4), entry("1", "public", 3), entry("1", "created", 2)}
	visits := []cx.Activity{{Customer: "c", At: ticketAt(3)}, {Customer: "a", At: ticketAt(2)}}
	promises := []cx.Promise{{To: ticketAt(9)}, {To: ticketAt(3), Kept: ticketAt(2)}}
	week, holidays, limits := officeHours(), []cx.Date{date("2026-12-25"), date("2026-01-01")}, hours(1, 2)
	dates := []cx.DateHours{{Date: date("2026-12-24"), To: time.Hour}, {Date: date("2026-11-24"), To: time.Hour}}
	rule := cx.SupportRule{Recontact: 7 * 24 * time.Hour, Limits: hours(2), AsOf: supportNow}
	six := sixTickets()
	kept, err := cx.PromisesOf(promises, supportNow)
	if err != nil {
		t.Fatal(err)
	}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  supportCodecs(),
		Laws: []cxtest.Law{
			cxtest.Laws[cx.Support, *cx.Support]{
				Values: []cx.Support{
					supportFrom(t, six, rule), supportFrom(t, six[:2], rule), supportFrom(t, six[2:], rule), supportFrom(t, nil, rule),
					supportFrom(t, []cx.Ticket{{Opened: ticketDay, Void: true}}, rule),
				},
				Add:   func(s *cx.Support, row byte) error { return rule.Add(s, byteTicket(row)) },
				Total: cx.Support.Total,
			},
			cxtest.Laws[cx.Promises, *cx.Promises]{Values: []cx.Promises{
				kept, promisesLate(t),
				{OnTime: cx.Attainment{Attained: 1}, Kept: cx.Attainment{Missed: 1}, Early: durationsFrom(t, hours(1))},
				{OnTime: cx.Attainment{Missed: math.MaxInt64 / 4}, Kept: cx.Attainment{Missed: math.MaxInt64 / 4}},
			}, Total: cx.Promises.Total},
			cxtest.Laws[cx.Backlog, *cx.Backlog]{Values: []cx.Backlog{
				{AsOf: ticketDay, Opened: 3, Reopened: 1, Resolved: 2, Closed: 1, Open: 2, Ages: durationsFrom(t, hours(1, 30))},
				{AsOf: ticketDay, Resolved: 5}, {AsOf: ticketDay, Open: 7}, {AsOf: ticketDay, Open: 1, Ages: durationsFrom(t, hours(9))},
			}, Total: cx.Backlog.Total},
			cxtest.Laws[cx.Apdex, *cx.Apdex]{
				Values: []cx.Apdex{
					{Satisfied: 2, Tolerating: 2, Frustrated: 2, Target: time.Second}, {Satisfied: 7, Target: time.Second}, {Target: time.Second},
				},
				Empty: cx.Apdex{Target: time.Second},
				Add:   func(a *cx.Apdex, row byte) error { return a.Add(time.Duration(row) * 20 * time.Millisecond) },
				Total: cx.Apdex.Total,
			},
		},
		Calls: []cxtest.Call{
			{Func: "BusinessHoursOf", Args: []any{week, holidays, dates}, Do: func() (any, error) {
				b, err := cx.BusinessHoursOf(week, holidays, dates, nil)
				if err != nil {
					return nil, err
				}
				return b.Between(ticketDay, supportNow) // has no exported fields itself
			}},
			{Func: "SupportOf", Args: []any{tickets, limits}, Do: func() (any, error) {
				return cx.SupportOf(tickets, cx.SupportRule{Limits: limits, AsOf: supportNow})
			}},
			{Func: "SLAOf", Args: []any{tickets}, Do: func() (any, error) {
				return cx.SLAOf(tickets, cx.SLARule{Target: time.Hour, PauseOnHold: true, AsOf: supportNow})
			}},
			{Func: "LinkRecontacts", Args: []any{tickets}, Do: func() (any, error) { return cx.LinkRecontacts(tickets) }},
			{Func: "BacklogTrend", Args: []any{tickets, limits}, Do: func() (any, error) {
				return cx.BacklogTrend(tickets, cx.Calendar{}, cx.Period{}, limits...)
			}},
			{Func: "TicketsOf", Args: []any{entries}, Do: func() (any, error) { return cx.TicketsOf(entries, names, supportNow) }},
			{Func: "SelfServiceOf", Args: []any{visits, tickets}, Do: func() (any, error) {
				return cx.SelfServiceOf(visits, tickets, time.Hour, supportNow)
			}},
			{Func: "PromisesOf", Args: []any{promises}, Do: func() (any, error) { return cx.PromisesOf(promises, supportNow) }},
		},
		Values: []any{week},
	}
}

// promisesLate are three promises: one kept in its window, one early and one late by an hour.
func promisesLate(t *testing.T) cx.Promises {
	t.Helper()
	p, err := cx.PromisesOf([]cx.Promise{
		{From: ticketAt(1), To: ticketAt(3), Kept: ticketAt(2)},
		{From: ticketAt(1), To: ticketAt(3), Kept: ticketAt(0)},
		{From: ticketAt(1), To: ticketAt(3), Kept: ticketAt(4)},
	}, supportNow)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// byteTicket returns the ticket that a byte stands for, which was opened before supportNow:
// one of each kind of end, after waits of many lengths.
func byteTicket(b byte) *cx.Ticket {
	t := &cx.Ticket{Opened: supportNow.Add(-time.Hour - time.Duration(b)*time.Hour), Transfers: int64(b % 3), Escalated: b%7 == 0}
	at := t.Opened.Add(time.Duration(b%16) * time.Minute)
	switch b % 4 {
	case 0:
		t.FirstReply, t.Resolved, t.Replies, t.FirstContact = at, at, 1, true
	case 1:
		t.FirstReply, t.FirstResolved, t.Resolved, t.Replies, t.Reopens = at, at, t.Opened.Add(30*time.Minute), 2, 1
	case 2:
		t.Closed = at
	}
	return t
}

func supportCodecs() []cxtest.Codec {
	const hour = `{"count":1,"sum_seconds":"3600","shortest_seconds":"3600","longest_seconds":"3600","buckets":[[2344,1]]}`
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Apdex](`{"satisfied":40,"tolerating":200,"frustrated":48,"target_seconds":"0.5"}`).
			WithCounts("satisfied", "tolerating", "frustrated").WithAmounts("target_seconds"),
		cxtest.CodecOf[cx.Promises](`{"on_time":{"attained":1,"missed":1,"pending":0,"excluded":0},`+
			`"kept":{"attained":0,"missed":2,"pending":0,"excluded":0},"early":`+hour+`,"late":`+hour+`}`).
			WithCounts("attained", "missed", "pending", "excluded").WithAmounts("sum_seconds", "shortest_seconds", "longest_seconds"),
		cxtest.CodecOf[cx.Backlog](`{"as_of":"2026-11-09T00:00:00Z","opened":4,"reopened":1,"resolved":3,"closed":1,"open":2,"ages":`+hour+`}`).
			WithCounts("opened", "reopened", "resolved", "closed", "open").WithNeeded("as_of").
			WithAmounts("sum_seconds", "shortest_seconds", "longest_seconds"),
		cxtest.CodecOf[cx.Promise](`{"from":"2026-11-02T09:00:00Z","to":"2026-11-02T12:00:00Z","kept":"2026-11-02T11:00:00Z"}`).
			WithBad(`{}`, `{"from":"2026-11-02T09:00:00Z"}`, `{"from":"2026-11-02T12:00:00Z","to":"2026-11-02T09:00:00Z"}`),
		cxtest.CodecOf[cx.TicketMessage](`{"at":"2026-11-02T09:00:00Z","reply":"2026-11-02T10:00:00Z"}`).
			WithBad(`{}`, `{"reply":"2026-11-02T10:00:00Z"}`, `{"at":"2026-11-02T09:00:00Z","reply":"2026-11-02T08:00:00Z"}`),
		cxtest.CodecOf[cx.TicketEntry](`{"ticket":"7","event":"created","at":"2026-11-02T09:00:00Z","customer":"ada","channel":"mail",`+
			`"priority":"high","cause":"invoice","team":"second","agent":"cy","office":"oslo"}`).
			WithBad(`{}`, `{"ticket":" ","event":"created","at":"2026-11-02T09:00:00Z"}`, `{"ticket":"7","event":"created"}`),
		cxtest.CodecOf[cx.TicketStint](`{"from":"2026-11-02T09:00:00Z","office":"oslo"}`).WithBad(`{"from":"2026-11-02T09:00:00Z"}`, `{"office":"oslo"}`),
		cxtest.CodecOf[cx.Ticket](`{"id":"7","customer":"ada","channel":"mail","priority":"high","cause":"invoice","team":"second","agent":"cy","opened":"2026-11-02T09:00:00Z",`+
			`"first_reply":"2026-11-02T10:00:00Z","first_resolved":"2026-11-02T11:00:00Z","resolved":"2026-11-03T09:00:00Z",`+
			`"closed":"2026-11-04T09:00:00Z","recontact":"2026-11-05T09:00:00Z",`+
			`"holds":[{"from":"2026-11-02T12:00:00Z","to":"2026-11-02T13:00:00Z"}],`+
			`"settled":[{"from":"2026-11-02T11:00:00Z","to":"2026-11-02T14:00:00Z"}],`+
			`"messages":[{"at":"2026-11-02T10:00:00Z","reply":"2026-11-02T10:30:00Z"},{"at":"2026-11-02T11:00:00Z"}],`+
			`"stints":[{"from":"2026-11-02T09:00:00Z","office":"oslo"},{"from":"2026-11-02T12:00:00Z","office":"lima"}],`+
			`"replies":2,"transfers":3,"reopens":1,"escalated":true,"first_contact":true,"void":true}`).
			WithCounts("replies", "transfers", "reopens").WithNeeded("resolved", "first_reply").
			WithBad(`{}`, `{"opened":"2026-11-02T09:00:00Z","resolved":"2026-11-02T08:00:00Z"}`),
		cxtest.CodecOf[cx.Support](`{"as_of":"2026-11-09T00:00:00Z","recontact_seconds":604800,"business":true,"tickets":2,"closed":1,"void":4,`+
			`"answered":{"attained":1,"missed":1,"pending":0,"excluded":0},"first_contact":{"attained":1,"missed":1,"pending":0,"excluded":0},`+
			`"one_touch":{"count":1,"base":1},"reopened":{"count":0,"base":1},"escalated":{"count":0,"base":2},`+
			`"transfers":{"events":3,"base":2},"first_reply":`+hour+`,"first_resolution":`+hour+`,"resolution":`+hour+`,"waiting":`+hour+`}`).
			WithCounts("recontact_seconds", "tickets", "closed", "void", "attained", "missed", "pending", "excluded", "count", "base", "events").
			WithAmounts("sum_seconds", "shortest_seconds", "longest_seconds").WithNeeded("as_of"),
	}
}

func TestSupport_Contract(t *testing.T) { supportContract(t).Run(t) }

func FuzzSupportJSON(f *testing.F) { cxtest.FuzzCodecs(f, supportCodecs(), cx.ErrInvalid) }

func TestSupportRefuse(t *testing.T) {
	rule := cx.SupportRule{AsOf: supportNow}
	valid := func() cx.Support {
		return supportFrom(t, []cx.Ticket{{Opened: ticketDay, FirstReply: ticketAt(1), Resolved: ticketAt(2)}}, rule)
	}
	for name, bad := range map[string]cx.Ticket{
		"never opened":            {Resolved: ticketAt(1)},
		"reply before":            {Opened: ticketAt(1), FirstReply: ticketAt(0)},
		"resolved before":         {Opened: ticketAt(1), Resolved: ticketAt(0)},
		"first resolved before":   {Opened: ticketAt(1), FirstResolved: ticketAt(0)},
		"resolved before first":   {Opened: ticketAt(0), FirstResolved: ticketAt(2), Resolved: ticketAt(1)},
		"closed before":           {Opened: ticketAt(1), Closed: ticketAt(0)},
		"closed before resolved":  {Opened: ticketAt(0), Resolved: ticketAt(2), Closed: ticketAt(1)},
		"closed before first":     {Opened: ticketAt(0), FirstResolved: ticketAt(2), Closed: ticketAt(1)},
		"back before resolved":    {Opened: ticketAt(0), Resolved: ticketAt(2), Recontact: ticketAt(1)},
		"back, not resolved":      {Opened: ticketAt(0), Recontact: ticketAt(1)},
		"first contact, open":     {Opened: ticketAt(0), FirstContact: true},
		"negative replies":        {Opened: ticketAt(0), Replies: -1},
		"negative transfers":      {Opened: ticketAt(0), Transfers: -1},
		"negative reopens":        {Opened: ticketAt(0), Reopens: math.MinInt64},
		"another century":         {Opened: time.Unix(1<<60, 0)},
		"reply in another":        {Opened: ticketAt(0), FirstReply: time.Unix(math.MaxInt64, 0)},
		"hold before":             {Opened: ticketAt(1), Holds: []cx.TimeSpan{{From: ticketAt(0), To: ticketAt(2)}}},
		"hold backwards":          {Opened: ticketAt(0), Holds: []cx.TimeSpan{{From: ticketAt(2), To: ticketAt(1)}}},
		"hold without an end":     {Opened: ticketAt(0), Holds: []cx.TimeSpan{{From: ticketAt(2)}}},
		"settled before":          {Opened: ticketAt(1), Settled: []cx.TimeSpan{{From: ticketAt(0), To: ticketAt(2)}}},
		"settled twice":           {Opened: ticketAt(0), Settled: []cx.TimeSpan{{From: ticketAt(1), To: ticketAt(3)}, {From: ticketAt(2), To: ticketAt(4)}}},
		"resolved while settled":  {Opened: ticketAt(0), Resolved: ticketAt(2), Settled: []cx.TimeSpan{{From: ticketAt(1), To: ticketAt(3)}}},
		"closed while settled":    {Opened: ticketAt(0), Closed: ticketAt(2), Settled: []cx.TimeSpan{{From: ticketAt(1), To: ticketAt(3)}}},
		"another first resolved":  {Opened: ticketAt(0), FirstResolved: ticketAt(2), Settled: []cx.TimeSpan{{From: ticketAt(1), To: ticketAt(3)}}},
		"other reopens":           {Opened: ticketAt(0), Reopens: 2, Settled: []cx.TimeSpan{{From: ticketAt(1), To: ticketAt(3)}}},
		"message before":          {Opened: ticketAt(1), Messages: []cx.TicketMessage{{At: ticketAt(0)}}},
		"message without a time":  {Opened: ticketAt(1), Messages: []cx.TicketMessage{{}}},
		"messages out of order":   {Opened: ticketAt(1), Messages: []cx.TicketMessage{{At: ticketAt(3)}, {At: ticketAt(2)}}},
		"message after the end":   {Opened: ticketAt(1), Closed: ticketAt(2), Messages: []cx.TicketMessage{{At: ticketAt(3)}}},
		"message answered early":  {Opened: ticketAt(1), FirstReply: ticketAt(2), Messages: []cx.TicketMessage{{At: ticketAt(3), Reply: ticketAt(2)}}},
		"no first reply":          {Opened: ticketAt(1), Messages: []cx.TicketMessage{{At: ticketAt(2), Reply: ticketAt(3)}}},
		"reply before the first":  {Opened: ticketAt(1), FirstReply: ticketAt(4), Messages: []cx.TicketMessage{{At: ticketAt(2), Reply: ticketAt(3)}}},
		"answer in another":       {Opened: ticketAt(1), FirstReply: ticketAt(2), Messages: []cx.TicketMessage{{At: ticketAt(2), Reply: time.Unix(math.MaxInt64, 0)}}},
		"stint before":            {Opened: ticketAt(1), Stints: []cx.TicketStint{{From: ticketAt(0), Office: "a"}}},
		"stint without a time":    {Opened: ticketAt(1), Stints: []cx.TicketStint{{Office: "oslo"}}},
		"stint without an office": {Opened: ticketAt(1), Stints: []cx.TicketStint{{From: ticketAt(2), Office: " "}}},
		"stints out of order":     {Opened: ticketAt(1), Stints: []cx.TicketStint{{From: ticketAt(3), Office: "a"}, {From: ticketAt(2), Office: "b"}}},
		"holds overlap":           {Opened: ticketAt(0), Holds: []cx.TimeSpan{{From: ticketAt(1), To: ticketAt(3)}, {From: ticketAt(2), To: ticketAt(4)}}},
	} {
		tickets := []cx.Ticket{{Opened: ticketDay}, bad}
		_, err := cx.SupportOf(tickets, rule)
		checkRowError(t, name, err, cx.ErrInvalid, 1)
		_, err = cx.SLAOf(tickets, cx.SLARule{Target: 1, AsOf: supportNow})
		cxtest.Refuses(t, name+": SLAOf", err, cx.ErrInvalid)
		cxtest.Unchanged(t, name+": Add", valid(), func(s *cx.Support) error { return rule.Add(s, &bad) }, cx.ErrInvalid)
	}
	for name, rule := range map[string]cx.SupportRule{
		"no instant":        {},
		"negative window":   {Recontact: -time.Second, AsOf: supportNow},
		"half a second":     {Recontact: time.Second / 2, AsOf: supportNow},
		"limits not sorted": {Limits: hours(2, 1), AsOf: supportNow},
	} {
		_, err := cx.SupportOf(nil, rule)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		cxtest.Refuses(t, name+": Add", rule.Add(new(cx.Support), &cx.Ticket{Opened: ticketDay}), cx.ErrInvalid)
	}
	office := businessHours(t, officeHours(), nil, nil)
	for name, other := range map[string]cx.SupportRule{
		"instant": {AsOf: supportNow.Add(1)}, "window": {AsOf: supportNow, Recontact: time.Second},
		"hours":            {AsOf: supportNow, Hours: office},
		"hours of offices": {AsOf: supportNow, HoursOf: func(string) cx.BusinessHours { return office }}, "limits": {AsOf: supportNow, Limits: hours(1)},
	} {
		open := []cx.Ticket{{Opened: ticketDay}}
		cxtest.Unchanged(t, name, valid(), func(s *cx.Support) error { return other.Add(s, &open[0]) }, cx.ErrMismatch)
		cxtest.Unmerged(t, name+": Merge", valid(), supportFrom(t, open, other), cx.ErrMismatch)
	}
	for name, change := range map[string]func(*cx.Support){
		"no instant":                func(s *cx.Support) { s.AsOf = time.Time{} },
		"negative window":           func(s *cx.Support) { s.RecontactSeconds = -1 },
		"other tickets":             func(s *cx.Support) { s.Tickets++ },
		"negative tickets":          func(s *cx.Support) { s.Tickets = -1 },
		"more closed than open":     func(s *cx.Support) { s.Closed = 1 },
		"negative void":             func(s *cx.Support) { s.Void = -1 },
		"negative closed":           func(s *cx.Support) { s.Closed = -1 },
		"other answers":             func(s *cx.Support) { s.Answered.Missed++ },
		"negative answers":          func(s *cx.Support) { s.Answered = cx.Attainment{Attained: -1, Missed: 2} },
		"other first contacts":      func(s *cx.Support) { s.FirstContact = cx.Attainment{} },
		"impossible touches":        func(s *cx.Support) { s.OneTouch.Count = 2 },
		"more resolved":             func(s *cx.Support) { s.OneTouch.Base = 2; s.Reopened.Base = 2 },
		"more resolved than ever":   func(s *cx.Support) { s.Reopened.Base = 0 },
		"other escalated":           func(s *cx.Support) { s.Escalated.Base = 0 },
		"other transfers":           func(s *cx.Support) { s.Transfers.Base = 2 },
		"negative transfers":        func(s *cx.Support) { s.Transfers.Events = -2 },
		"more replies than answers": func(s *cx.Support) { s.FirstReply = durationsFrom(t, hours(1, 2)) },
		"more resolutions":          func(s *cx.Support) { s.Resolution = durationsFrom(t, hours(1, 2)) },
		"no waits":                  func(s *cx.Support) { s.Waiting = cx.Durations{} },
		"more first resolutions":    func(s *cx.Support) { s.FirstResolution = durationsFrom(t, hours(1, 2)) },
		"other limits":              func(s *cx.Support) { s.Waiting = durationsFrom(t, hours(1), hours(1)...) },
	} {
		s := valid()
		change(&s)
		cxtest.Refuses(t, name+": Merge", s.Merge(valid()), cx.ErrInvalid)
		cxtest.Refuses(t, name+": Merge into", new(cx.Support).Merge(s), cx.ErrInvalid)
		cxtest.Refuses(t, name+": Add", rule.Add(&s, &cx.Ticket{Opened: ticketDay}), cx.ErrInvalid)
	}
}

// What no slice of tickets can bring, a literal can: counts and sums at their limits.
func TestSupportFull(t *testing.T) {
	const most = math.MaxInt64
	asOf := ticketDay.Add(290 * 365 * 24 * time.Hour / 2)
	full := func(n int64) cx.Support {
		return cx.Support{
			AsOf: asOf, Tickets: n, Answered: cx.Attainment{Pending: n}, FirstContact: cx.Attainment{Pending: n},
			Escalated: cx.Proportion{Base: n}, Transfers: cx.Incidence{Base: n},
		}
	}
	transferred := full(2)
	transferred.Transfers.Events = most
	closed := full(3)
	closed.Closed = 3
	// A billion durations of 2^63-2 nanoseconds: 2^63 a billion times, less 2 billion.
	const n = 1_000_000_000
	var long cx.Durations
	if err := long.UnmarshalJSON([]byte(`{"count":1000000000,"sum_seconds":"9223372036854775806","shortest_seconds":"9223372036.854775806",` +
		`"longest_seconds":"9223372036.854775806","buckets":[[3711,1000000000]]}`)); err != nil {
		t.Fatal(err)
	}
	slow := full(n)
	slow.Answered = cx.Attainment{Attained: n}
	slow.FirstReply = long
	void := full(0)
	void.Void = most
	nothing := cx.Ticket{Opened: ticketDay, Void: true}
	cxtest.Unmerged(t, "void", void, supportFrom(t, []cx.Ticket{nothing}, cx.SupportRule{AsOf: asOf}), cx.ErrInvalid)
	cxtest.Unchanged(t, "void: Add", void, func(s *cx.Support) error { return cx.SupportRule{AsOf: asOf}.Add(s, &nothing) }, cx.ErrInvalid)
	rule := cx.SupportRule{AsOf: asOf}
	answered := cx.Ticket{Opened: ticketDay, FirstReply: ticketDay.Add(time.Hour), Transfers: 1}
	for name, s := range map[string]cx.Support{"tickets": full(most), "transfers": transferred, "a sum": slow} {
		cxtest.Unmerged(t, name, s, supportFrom(t, []cx.Ticket{answered}, rule), cx.ErrInvalid)
		cxtest.Unchanged(t, name+": Add", s, func(s *cx.Support) error { return rule.Add(s, &answered) }, cx.ErrInvalid)
	}
	if err := closed.Merge(full(1)); err != nil || closed.Tickets != 4 || closed.Closed != 3 {
		t.Errorf("Merge = %v, %d tickets, %d closed", err, closed.Tickets, closed.Closed)
	}
	// A sum that is full does not keep out what has no duration.
	if err := rule.Add(&slow, &cx.Ticket{Opened: ticketDay}); err != nil || slow.Tickets != n+1 {
		t.Errorf("Add = %v, %d tickets", err, slow.Tickets)
	}
}

// A hundred thousand tickets of one customer, and as many holds of one ticket, take the
// memory of sorting them.
func TestSupportHostile(t *testing.T) {
	const n = 100_000
	tickets := make([]cx.Ticket, n)
	visits := make([]cx.Activity, n)
	holds := make([]cx.TimeSpan, n)
	stints := make([]cx.TicketStint, n)
	for i := range tickets {
		at := ticketDay.Add(time.Duration(i) * time.Second)
		tickets[i] = cx.Ticket{Customer: "ada", Opened: at, Resolved: at.Add(time.Hour), Cause: strconv.Itoa(i)}
		visits[i] = cx.Activity{Customer: "ada", At: at}
		holds[i] = cx.TimeSpan{From: at, To: at.Add(time.Second)}
		stints[i] = cx.TicketStint{From: at.Add(time.Second / 2), Office: "a"}
	}
	cxtest.Bounded(t, func() {
		linked, err := cx.LinkRecontacts(tickets)
		if err != nil || !linked[0].Recontact.Equal(tickets[3600].Opened) {
			t.Errorf("LinkRecontacts: %v, %v", linked[0].Recontact, err)
		}
		a, err := cx.SelfServiceOf(visits, tickets, time.Second, supportNow)
		if err != nil || a.Missed != n {
			t.Errorf("SelfServiceOf = %v, %v", a, err)
		}
	})
	cxtest.Bounded(t, func() {
		held := []cx.Ticket{{Opened: ticketDay, Resolved: supportNow, Holds: holds, Stints: stints}}
		s, err := cx.SupportOf(held, cx.SupportRule{HoursOf: func(string) cx.BusinessHours { return cx.BusinessHours{} }, AsOf: supportNow.Add(1)})
		if err != nil {
			t.Fatal(err)
		}
		want := 30*24*time.Hour - n*time.Second
		checkEnds(t, "waited", s.Waiting, want, want)
	})
}

// The encodings are those of the golden files.
func TestSupportJSON(t *testing.T) {
	tickets := []cx.Ticket{
		{
			Customer: "ada", Channel: "mail", Opened: ticketAt(0), FirstReply: ticketAt(1), Resolved: ticketAt(3), Replies: 1, FirstContact: true,
			Holds: []cx.TimeSpan{{From: ticketAt(1), To: ticketAt(2)}},
		},
		{Opened: ticketAt(1)},
	}
	s := supportFrom(t, tickets, cx.SupportRule{Recontact: time.Hour, Limits: hours(2), AsOf: supportNow})
	cxtest.Golden(t, "support", map[string]any{
		"durations":      durationsFrom(t, []time.Duration{time.Hour, time.Second, 1500 * time.Millisecond}, 1500*time.Millisecond),
		"durations_zero": cx.Durations{},
		"apdex":          cx.Apdex{Satisfied: 40, Tolerating: 200, Frustrated: 48, Target: 500 * time.Millisecond},
		"attainment":     cx.Attainment{Attained: 5, Missed: 3, Pending: 2, Excluded: 1},
		"ticket":         tickets[0],
		"ticket_open":    tickets[1],
		"support":        s,
		"support_zero":   cx.Support{},
		"promise":        cx.Promise{From: ticketAt(0), To: ticketAt(3), Kept: ticketAt(2)},
		"promises":       promisesLate(t),
	})
}

// BenchmarkBusinessHours measures the time between two instants against their difference,
// a day and a century apart: the two take the same.
func BenchmarkBusinessHours(b *testing.B) {
	office := businessHours(b, officeHours(), []cx.Date{date("2026-12-25")}, zoneAt(b, "Europe/Oslo"))
	from := instant("2026-11-20T16:00:00Z")
	for name, to := range map[string]time.Time{"day": from.AddDate(0, 0, 1), "century": from.AddDate(100, 0, 0)} {
		b.Run("apart="+name, func(b *testing.B) {
			for b.Loop() {
				d, err := office.Between(from, to)
				if err != nil {
					b.Fatal(err)
				}
				sinkInt += int64(d)
			}
		})
	}
}

// BenchmarkSupport measures the figures of a million tickets against the plain loop over
// them that sums the time to reply.
func BenchmarkSupport(b *testing.B) {
	random := rand.New(rand.NewPCG(2, 0))
	start := instant("2026-01-01")
	tickets := make([]cx.Ticket, 1_000_000)
	for i := range tickets {
		opened := start.Add(time.Duration(random.IntN(300*86400)) * time.Second)
		tickets[i] = cx.Ticket{Opened: opened, FirstReply: opened.Add(time.Duration(random.IntN(86400)) * time.Second), Replies: 1}
		if random.IntN(10) > 0 {
			tickets[i].Resolved = tickets[i].FirstReply.Add(time.Duration(random.IntN(864000)) * time.Second)
		}
	}
	b.Run("loop=sum of replies", func(b *testing.B) {
		for b.Loop() {
			var sum time.Duration
			for i := range tickets {
				sum += tickets[i].FirstReply.Sub(tickets[i].Opened)
			}
			sinkInt += int64(sum)
		}
	})
	b.Run("SupportOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s, err := cx.SupportOf(tickets, cx.SupportRule{AsOf: start.AddDate(1, 0, 0)})
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += s.Total()
		}
	})
	b.Run("SLAOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			a, err := cx.SLAOf(tickets, cx.SLARule{Target: 24 * time.Hour, AsOf: start.AddDate(1, 0, 0)})
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += a.Total()
		}
	})
}
