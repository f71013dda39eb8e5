package reference

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// waits are the figures of durations in a reference.json, in any one unit.
type waits struct {
	N                                          int64
	Mean, Median, P25, P75, P90, P95, Min, Max float64
}

// check compares them with the durations themselves, and with their tally, which knows
// quantiles within 1 %.
func (want waits) check(t *testing.T, name string, unit time.Duration, rows []time.Duration, tally cx.Durations) {
	t.Helper()
	if int64(len(rows)) != want.N || tally.Total() != want.N || want.N == 0 {
		t.Errorf("%s: %d rows, %d in the tally, want %d", name, len(rows), tally.Total(), want.N)
	}
	mean, err := tally.Mean()
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, name+": mean", float64(mean)/float64(unit), want.Mean, 1e-6)
	for p, figure := range map[float64]float64{0: want.Min, 0.25: want.P25, 0.5: want.Median, 0.75: want.P75, 0.9: want.P90, 0.95: want.P95, 1: want.Max} {
		what := name + ": quantile " + strconv.FormatFloat(p, 'g', -1, 64)
		exact, err := cx.DurationQuantile(rows, p)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, what, float64(exact)/float64(unit), figure, 1e-6)
		about, err := tally.Quantile(p)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(float64(about-exact)) > 0.01*float64(exact) {
			t.Errorf("%s = %v, want %v within 1 %%", what, about, exact)
		}
	}
}

// hasPercent checks a share against one with 6 decimals.
func hasPercent(t *testing.T, name string, p cx.Proportion, want float64) {
	t.Helper()
	rate, err := p.Rate()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	cxtest.Near(t, name, 100*rate.InexactFloat64(), want, 1e-6)
}

// timeOf reads a time of a file by its layout, "?" and "" as none.
func timeOf(t *testing.T, layout, text string) time.Time {
	t.Helper()
	if text == "" || text == "?" {
		return time.Time{}
	}
	at, err := time.Parse(layout, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// countOf reads a count, which may be written with a point.
func countOf(t *testing.T, text string) int64 {
	t.Helper()
	d, err := decimal.NewFromString(text)
	if err != nil {
		t.Fatal(err)
	}
	return d.IntPart()
}

// supportFrom tallies tickets that are fine.
func supportFrom(t *testing.T, tickets []cx.Ticket, rule cx.SupportRule) cx.Support {
	t.Helper()
	s, err := cx.SupportOf(tickets, rule)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// resolutions returns the time to the last resolution of those resolved.
func resolutions(tickets []cx.Ticket) []time.Duration {
	var rows []time.Duration
	for i := range tickets {
		if !tickets[i].Resolved.IsZero() {
			rows = append(rows, tickets[i].Resolved.Sub(tickets[i].Opened))
		}
	}
	return rows
}

// replies returns the time to the first reply of those answered.
func replies(tickets []cx.Ticket) []time.Duration {
	var rows []time.Duration
	for i := range tickets {
		if !tickets[i].FirstReply.IsZero() {
			rows = append(rows, tickets[i].FirstReply.Sub(tickets[i].Opened))
		}
	}
	return rows
}

func TestServiceNowReference(t *testing.T) {
	var want struct {
		Incidents, Resolved, Reopened int64
		ReopenPct                     float64 `json:"reopen_pct"`
		OneTouchPct                   float64 `json:"one_touch_pct"`
		SLAPct                        float64 `json:"sla_made_pct"`
		Closed                        int64
		ResolutionHours               waits `json:"resolution_hours"`
		ByPriority                    map[string]struct {
			N, Reopened int64
			Median      float64 `json:"median_resolution_hours"`
			SLAPct      float64 `json:"sla_made_pct"`
		} `json:"by_priority"`
		PerDay map[string]int64 `json:"opened_per_day_first_5"`
	}
	figures(t, "tickets_servicenow", &want)
	rows := records(t, "tickets_servicenow/incident_event_log.csv.gz")
	const layout = "02-01-2006 15:04"
	// An incident is its last row. Closed says that it ended; the reference's one touch is
	// an incident never handed on nor reopened, which is the host's rule for FirstContact.
	last := map[string]cx.Ticket{}
	kept := map[string]bool{}
	for _, row := range rows {
		number := row["number"]
		last[number] = cx.Ticket{
			Customer:  row["caller_id"],
			Priority:  row["priority"],
			Opened:    timeOf(t, layout, row["opened_at"]),
			Resolved:  timeOf(t, layout, row["resolved_at"]),
			Closed:    timeOf(t, layout, row["closed_at"]),
			Transfers: countOf(t, row["reassignment_count"]),
			Reopens:   countOf(t, row["reopen_count"]),
		}
		kept[number] = row["made_sla"] == "TRUE"
	}
	rule := cx.SupportRule{AsOf: instant("2017-06-01")}
	var tickets []cx.Ticket
	var sla cx.Proportion
	for _, number := range slices.Sorted(maps.Keys(last)) {
		tickets = append(tickets, last[number])
		if err := sla.Add(kept[number]); err != nil {
			t.Fatal(err)
		}
	}
	s := supportFrom(t, tickets, rule)
	want.ResolutionHours.check(t, "resolution", time.Hour, resolutions(tickets), s.Resolution)
	hasPercent(t, "made SLA", sla, want.SLAPct)
	if s.Tickets != want.Incidents || s.OneTouch.Base != want.Resolved || s.Closed != want.Incidents-want.Resolved {
		t.Errorf("%d tickets, %d resolved, %d closed", s.Tickets, s.OneTouch.Base, s.Closed)
	}
	// Incidents that were closed without a time of resolution count as resolved then, as in
	// the reference's shares of all that are closed.
	for i := range tickets {
		v := &tickets[i]
		if v.Resolved.IsZero() {
			v.Resolved = v.Closed
		}
		v.FirstContact = v.Transfers == 0 && v.Reopens == 0
	}
	s = supportFrom(t, tickets, rule)
	hasPercent(t, "reopened", s.Reopened, want.ReopenPct)
	hasPercent(t, "one touch", s.FirstContact.Decided(), want.OneTouchPct)
	if s.Reopened.Count != want.Reopened || s.OneTouch.Base != want.Closed {
		t.Errorf("%d of %d reopened, want %d of %d", s.Reopened.Count, s.OneTouch.Base, want.Reopened, want.Closed)
	}
	groups, err := cx.GroupFunc(tickets, func(t *cx.Ticket) string { return t.Priority }, rule.Add, cx.Support{})
	if err != nil || len(groups) != len(want.ByPriority) || len(groups) == 0 {
		t.Fatalf("%d priorities, %v", len(groups), err)
	}
	for _, g := range groups {
		if w := want.ByPriority[g.Key]; g.Tally.Tickets != w.N || g.Tally.Reopened.Count != w.Reopened {
			t.Errorf("%s: %d tickets, %d reopened, want %+v", g.Key, g.Tally.Tickets, g.Tally.Reopened.Count, w)
		}
	}
	points, err := cx.TrendFunc(tickets, func(t *cx.Ticket) time.Time { return t.Opened }, rule.Add, cx.Calendar{}, cx.Period{}, cx.Support{})
	if err != nil || len(points) != len(want.PerDay) {
		t.Fatalf("%d days, %v", len(points), err)
	}
	for _, p := range points {
		if n := want.PerDay[p.Period.String()]; p.Tally.Tickets != n {
			t.Errorf("%v: %d opened, want %d", p.Period, p.Tally.Tickets, n)
		}
	}
	for priority, w := range want.ByPriority {
		var rows []time.Duration
		var sla cx.Proportion
		for number, v := range last {
			if v.Priority == priority {
				rows = append(rows, resolutions([]cx.Ticket{v})...)
				if err := sla.Add(kept[number]); err != nil {
					t.Fatal(err)
				}
			}
		}
		median, err := cx.DurationQuantile(rows, 0.5)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, priority+": median", median.Hours(), w.Median, 1e-6)
		hasPercent(t, priority+": made SLA", sla, w.SLAPct)
	}
}

func TestServiceTicketsReference(t *testing.T) {
	var want struct {
		Rows       int64
		FCR        float64 `json:"fcr_pct"`
		Strict     float64 `json:"fcr_strict_pct"`
		Escalation float64 `json:"escalation_pct"`
		Reply      waits   `json:"first_response_minutes"`
		Resolution waits   `json:"resolution_minutes"`
		ByChannel  map[string]struct {
			N      int64
			FCR    float64 `json:"fcr_pct"`
			Median float64 `json:"median_resolution_minutes"`
		} `json:"by_channel"`
	}
	figures(t, "ces_fcr_tickets", &want)
	rows := records(t, "ces_fcr_tickets/service_tickets.csv")
	var tickets []cx.Ticket
	for _, row := range rows {
		v := cx.Ticket{
			Customer:     row["Customer_ID"],
			Channel:      row["Channel"],
			Opened:       timeOf(t, time.DateTime, row["Reported_Time"]),
			FirstReply:   timeOf(t, time.DateTime, row["First_Response_Time"]),
			Resolved:     timeOf(t, time.DateTime, row["Resolution_Time"]),
			FirstContact: row["First_Contact_Resolution_Flag"] == "1",
		}
		if row["Repeat_Contact_Flag"] == "1" {
			v.Recontact = v.Resolved // the file does not say when
		}
		tickets = append(tickets, v)
	}
	s := supportFrom(t, tickets, cx.SupportRule{AsOf: instant("2026-06-01")})
	want.Reply.check(t, "first reply", time.Minute, replies(tickets), s.FirstReply)
	want.Resolution.check(t, "resolution", time.Minute, resolutions(tickets), s.Resolution)
	hasPercent(t, "first contact", s.FirstContact.Gross(), want.FCR)
	week := supportFrom(t, tickets, cx.SupportRule{Recontact: 7 * 24 * time.Hour, AsOf: instant("2026-06-01")})
	hasPercent(t, "first contact, not back", week.FirstContact.Gross(), want.Strict)
	for channel, w := range want.ByChannel {
		var part []cx.Ticket
		for _, v := range tickets {
			if v.Channel == channel {
				part = append(part, v)
			}
		}
		s := supportFrom(t, part, cx.SupportRule{AsOf: instant("2026-06-01")})
		hasPercent(t, channel+": first contact", s.FirstContact.Gross(), w.FCR)
		median, err := cx.DurationQuantile(resolutions(part), 0.5)
		if err != nil || s.Tickets != w.N {
			t.Errorf("%s: %d tickets, %v, want %d", channel, s.Tickets, err, w.N)
		}
		cxtest.Near(t, channel+": median", median.Minutes(), w.Median, 1e-9)
	}
	for i, row := range rows {
		tickets[i].Escalated = row["Escalation_Flag"] == "1"
	}
	s = supportFrom(t, tickets, cx.SupportRule{AsOf: instant("2026-06-01")})
	hasPercent(t, "escalated", s.Escalated, want.Escalation)
	if net, gross := s.FirstContact.Decided(), s.FirstContact.Gross(); net.Count != gross.Count || gross.Base != want.Rows || net.Base >= gross.Base {
		t.Errorf("net %v, gross %v", net, gross)
	}
}

func TestCallCentreReference(t *testing.T) {
	var want struct {
		Rows, Answered, Resolved int64
		Abandon                  float64 `json:"abandon_pct"`
		AtContact                float64 `json:"resolved_at_contact_pct"`
		Speed                    waits   `json:"speed_of_answer_seconds"`
		Talk                     waits   `json:"talk_seconds"`
	}
	figures(t, "csat_callcentre", &want)
	rows := records(t, "csat_callcentre/call_centre.csv.gz")
	var calls, answered []cx.Ticket
	var talks []time.Duration
	for _, row := range rows {
		call := cx.Ticket{Channel: "phone", Opened: timeOf(t, time.DateTime, row["Date"]+" "+row["Time"])}
		if row["Answered (Y/N)"] == "N" {
			call.Closed = call.Opened // the file does not say when they hung up
			calls = append(calls, call)
			continue
		}
		speed := time.Duration(countOf(t, row["Speed of answer in seconds"])) * time.Second
		talk := timeOf(t, "15:04:05", row["AvgTalkDuration"]).Sub(timeOf(t, "15:04:05", "00:00:00"))
		talks = append(talks, talk)
		call.FirstReply, call.Replies = call.Opened.Add(speed), 1
		call.Closed = call.FirstReply.Add(talk)
		if row["Resolved"] == "Y" {
			call.Resolved, call.FirstContact = call.Closed, true
		}
		calls = append(calls, call)
		answered = append(answered, call)
	}
	rule := cx.SupportRule{AsOf: instant("2022-01-01")}
	s := supportFrom(t, calls, rule)
	want.Speed.check(t, "speed of answer", time.Second, replies(calls), s.FirstReply)
	talked, err := cx.DurationsOf(talks)
	if err != nil {
		t.Fatal(err)
	}
	want.Talk.check(t, "talk", time.Second, talks, talked)
	if s.Tickets != want.Rows || s.Answered.Attained != want.Answered || s.OneTouch != (cx.Proportion{Count: want.Resolved, Base: want.Resolved}) {
		t.Errorf("%d calls, %d answered, one touch %v", s.Tickets, s.Answered.Attained, s.OneTouch)
	}
	hasPercent(t, "abandoned", cx.Proportion{Count: s.Answered.Missed, Base: s.Tickets}, want.Abandon)
	hasPercent(t, "resolved at contact", supportFrom(t, answered, rule).FirstContact.Decided(), want.AtContact)
}

func TestRavenStackTicketsReference(t *testing.T) {
	var want struct {
		Tickets struct {
			Rows, Escalated int64
			Resolution      waits `json:"resolution_hours"`
			Reply           waits `json:"first_response_minutes"`
		}
	}
	figures(t, "saas_ravenstack", &want)
	rows := records(t, "saas_ravenstack/ravenstack_support_tickets.csv")
	var tickets []cx.Ticket
	for _, row := range rows {
		v := cx.Ticket{
			Customer: row["account_id"], Priority: row["priority"], Escalated: row["escalation_flag"] == "True",
			Opened: timeOf(t, time.DateOnly, row["submitted_at"]), Resolved: timeOf(t, time.DateTime, row["closed_at"]),
		}
		v.FirstReply = v.Opened.Add(time.Duration(countOf(t, row["first_response_time_minutes"])) * time.Minute)
		tickets = append(tickets, v)
	}
	linked, err := cx.LinkRecontacts(tickets)
	if err != nil {
		t.Fatal(err)
	}
	s := supportFrom(t, linked, cx.SupportRule{Recontact: 7 * 24 * time.Hour, AsOf: instant("2026-01-01")})
	want.Tickets.Reply.check(t, "first reply", time.Minute, replies(tickets), s.FirstReply)
	want.Tickets.Resolution.check(t, "resolution", time.Hour, resolutions(tickets), s.Resolution)
	if s.Escalated != (cx.Proportion{Count: want.Tickets.Escalated, Base: want.Tickets.Rows}) {
		t.Errorf("escalated %v, want %d of %d", s.Escalated, want.Tickets.Escalated, want.Tickets.Rows)
	}
}
