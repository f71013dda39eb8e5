package cx_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// The part of support in the lists of hostile_test.go, and its golden files.

func supportWireTypes() []wireType {
	const hour = `{"count":1,"sum_seconds":"3600","shortest_seconds":"3600","longest_seconds":"3600","buckets":[[2344,1]]}`
	const ticket = `{"customer":"ada","channel":"mail","priority":"high","cause":"invoice","opened":"2026-11-02T09:00:00Z",` +
		`"first_reply":"2026-11-02T10:00:00Z","first_resolved":"2026-11-02T11:00:00Z","resolved":"2026-11-03T09:00:00Z",` +
		`"closed":"2026-11-04T09:00:00Z","recontact":"2026-11-05T09:00:00Z",` +
		`"holds":[{"from":"2026-11-02T12:00:00Z","to":"2026-11-02T13:00:00Z"}],` +
		`"replies":2,"transfers":3,"reopens":1,"escalated":true,"first_contact":true}`
	return []wireType{
		{
			"Durations", goldenDurations,
			func() json.Unmarshaler { return &cx.Durations{} },
			[]string{`"count":3`, `"within":2`},
			[]string{`"sum_seconds":"3602.5"`, `"shortest_seconds":"1"`, `"longest_seconds":"3600"`, `"seconds":"1.5"`},
		},
		{
			"Apdex", `{"satisfied":40,"tolerating":200,"frustrated":48,"target_seconds":"0.5"}`,
			func() json.Unmarshaler { return &cx.Apdex{Satisfied: 1} },
			[]string{`"satisfied":40`, `"tolerating":200`, `"frustrated":48`}, []string{`"target_seconds":"0.5"`},
		},
		{
			"Attainment", `{"attained":5,"missed":3,"pending":2,"excluded":1}`,
			func() json.Unmarshaler { return &cx.Attainment{Missed: 1} },
			[]string{`"attained":5`, `"missed":3`, `"pending":2`, `"excluded":1`}, nil,
		},
		{
			"Promises", `{"early":1,"in_window":5,"late":3,"pending":2}`,
			func() json.Unmarshaler { return &cx.Promises{Late: 1} },
			[]string{`"early":1`, `"in_window":5`, `"late":3`, `"pending":2`}, nil,
		},
		{
			"Promise", `{"from":"2026-11-02T09:00:00Z","to":"2026-11-02T12:00:00Z","kept":"2026-11-02T11:00:00Z"}`,
			func() json.Unmarshaler { return &cx.Promise{} },
			nil, nil,
		},
		{
			"Ticket", ticket,
			func() json.Unmarshaler { return &cx.Ticket{Customer: "bob"} },
			[]string{`"replies":2`, `"transfers":3`, `"reopens":1`}, nil,
		},
		{
			"Support", `{"as_of":"2026-11-09T00:00:00Z","recontact_seconds":604800,"business":true,"tickets":2,"closed":1,` +
				`"answered":{"attained":1,"missed":1,"pending":0,"excluded":0},"first_contact":{"attained":1,"missed":1,"pending":0,"excluded":0},` +
				`"one_touch":{"count":1,"total":1},"reopened":{"count":0,"total":1},"escalated":{"count":0,"total":2},` +
				`"transfers":{"events":3,"base":2},"first_reply":` + hour + `,"first_resolution":` + hour + `,"resolution":` + hour + `,"waiting":` + hour + `}`,
			func() json.Unmarshaler { return &cx.Support{} },
			[]string{`"tickets":2`, `"closed":1`, `"events":3`, `"recontact_seconds":604800`}, nil,
		},
	}
}

func supportSliceCalls(t *testing.T) map[string]func() (args []any, spoil func()) {
	nothing := func() {}
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	at := func(hour int) time.Time { return ticketDay.Add(time.Duration(hour) * time.Hour) }
	tickets := func() []cx.Ticket {
		return []cx.Ticket{
			{Customer: "c", Opened: at(3), Resolved: at(9), Holds: []cx.Span{{From: at(4), To: at(5)}}},
			{Customer: "a", Opened: at(1), FirstReply: at(2), Resolved: at(2)},
			{Customer: "a", Opened: at(7)},
		}
	}
	return map[string]func() ([]any, func()){
		"DurationsOf": func() ([]any, func()) {
			durations, limits := hours(3, 1, 2), hours(2, 1)
			d, err := cx.DurationsOf(durations, limits...)
			fail(err)
			return []any{durations, limits}, func() { clear(d.Limits); clear(d.Buckets) }
		},
		"QuantileOf": func() ([]any, func()) {
			durations := hours(3, 1, 2)
			_, err := cx.QuantileOf(durations, 0.5)
			fail(err)
			return []any{durations}, nothing
		},
		"BusinessHoursOf": func() ([]any, func()) {
			week, holidays := officeHours(), []cx.Date{date("2026-12-25"), date("2026-01-01")}
			_, err := cx.BusinessHoursOf(week, holidays, nil)
			fail(err)
			return []any{week, holidays}, nothing
		},
		"SupportOf": func() ([]any, func()) {
			rows, limits := tickets(), hours(1, 2)
			s, err := cx.SupportOf(rows, cx.SupportRule{Limits: limits, AsOf: supportNow})
			fail(err)
			return []any{rows, limits}, func() { clear(s.Resolution.Limits) }
		},
		"SLAOf": func() ([]any, func()) {
			rows := tickets()
			_, err := cx.SLAOf(rows, cx.SLARule{Target: time.Hour, PauseOnHold: true, AsOf: supportNow})
			fail(err)
			return []any{rows}, nothing
		},
		"LinkRecontacts": func() ([]any, func()) {
			rows := tickets()
			linked, err := cx.LinkRecontacts(rows)
			fail(err)
			return []any{rows}, func() { clear(linked[0].Holds); clear(linked) }
		},
		"SelfServiceOf": func() ([]any, func()) {
			visits, rows := []cx.Activity{{Customer: "c", At: at(3)}, {Customer: "a", At: at(2)}}, tickets()
			_, err := cx.SelfServiceOf(visits, rows, time.Hour, supportNow)
			fail(err)
			return []any{visits, rows}, nothing
		},
		"PromisesOf": func() ([]any, func()) {
			promises := []cx.Promise{{To: at(9)}, {To: at(3), Kept: at(2)}}
			_, err := cx.PromisesOf(promises, supportNow)
			fail(err)
			return []any{promises}, nothing
		},
	}
}

func supportValues(t *testing.T) map[string]any {
	values := map[string]any{}
	for _, w := range supportWireTypes() {
		v := w.fresh()
		if err := json.Unmarshal([]byte(w.valid), v); err != nil {
			t.Fatal(err)
		}
		switch v := v.(type) {
		case *cx.Durations:
			values[w.name] = *v
		case *cx.Apdex:
			values[w.name] = *v
		case *cx.Attainment:
			values[w.name] = *v
		case *cx.Promises:
			values[w.name] = *v
		case *cx.Promise:
			values[w.name] = *v
		case *cx.Ticket:
			values[w.name] = *v
		case *cx.Support:
			values[w.name] = *v
		}
	}
	values["OpeningHours"] = officeHours()[0]
	return values
}

// TestSupportJSON compares encodings with the golden files.
func TestSupportJSON(t *testing.T) {
	at := func(hour int) time.Time { return ticketDay.Add(time.Duration(hour) * time.Hour) }
	tickets := []cx.Ticket{
		{
			Customer: "ada", Channel: "mail", Opened: at(0), FirstReply: at(1), Resolved: at(3), Replies: 1, FirstContact: true,
			Holds: []cx.Span{{From: at(1), To: at(2)}},
		},
		{Opened: at(1)},
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
		"promise":        cx.Promise{From: at(0), To: at(3), Kept: at(2)},
		"promises":       cx.Promises{Early: 1, InWindow: 5, Late: 3, Pending: 2},
	})
}
