package cx_test

import (
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
)

func ExampleApdex() {
	fmt.Println(cx.Apdex{Satisfied: 40, Tolerating: 200, Frustrated: 48}.Score())

	pages := cx.Apdex{Target: 500 * time.Millisecond}
	for _, load := range []time.Duration{300 * time.Millisecond, 900 * time.Millisecond, 3 * time.Second} {
		if err := pages.Add(load); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(pages.Score())
	// Output:
	// 0.48611111 <nil>
	// 0.5 <nil>
}

func ExampleTicket() {
	opened := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	ticket := cx.Ticket{
		Customer:   "ada",
		Channel:    "mail",
		Opened:     opened,
		FirstReply: opened.Add(20 * time.Minute),
		Resolved:   opened.Add(-time.Hour),
	}
	_, err := cx.SupportOf([]cx.Ticket{ticket}, cx.SupportRule{AsOf: opened.AddDate(0, 1, 0)})
	fmt.Println(err)
	// Output:
	// cx: row 0: ticket: it is resolved before it is opened
}

func ExampleSupportOf() {
	opened := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	after := func(minutes int) time.Time { return opened.Add(time.Duration(minutes) * time.Minute) }
	tickets := []cx.Ticket{
		{Opened: opened, FirstReply: after(5), Resolved: after(5), Replies: 1, FirstContact: true},
		{Opened: opened, FirstReply: after(30), Resolved: after(600), Replies: 4, Transfers: 1},
		{Opened: opened, FirstReply: after(10), FirstResolved: after(60), Resolved: after(300), Replies: 3, Reopens: 1},
		{Opened: opened, Closed: after(2)}, // hung up
		{Opened: opened},
	}
	s, err := cx.SupportOf(tickets, cx.SupportRule{AsOf: opened.AddDate(0, 0, 1)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.FirstContact.Rate())
	fmt.Println(s.Answered.Rate())
	fmt.Println(s.Reopened.Rate())
	fmt.Println(s.Transfers.Rate())
	fmt.Println(s.FirstReply.Mean())
	fmt.Println(s.Resolution.Mean())
	// Output:
	// 0.25 <nil>
	// 0.75 <nil>
	// 0.33333333 <nil>
	// 0.2 <nil>
	// 15m0s <nil>
	// 5h1m40s <nil>
}

// First response time: the median, and p95, which one ticket in twenty exceeds. 21 tickets
// waited for 3, 6, 9 … 63 minutes. By hand: p95 is the 20th of them, 60 minutes.
func ExampleSupportOf_firstResponse() {
	opened := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	var tickets []cx.Ticket
	for i := range 21 {
		tickets = append(tickets, cx.Ticket{Opened: opened, FirstReply: opened.Add(time.Duration(3*(i+1)) * time.Minute)})
	}
	tickets = append(tickets, cx.Ticket{Opened: opened}) // still waits
	s, err := cx.SupportOf(tickets, cx.SupportRule{AsOf: opened.AddDate(0, 0, 1)})
	if err != nil {
		log.Fatal(err)
	}
	median, err := s.FirstReply.Median()
	fmt.Println("median", median.Round(time.Minute), err)
	p95, err := s.FirstReply.Quantile(0.95)
	fmt.Println("p95", p95.Round(time.Minute), err)
	fmt.Println("answered", s.FirstReply.Total(), "of", s.Tickets)
	// Output:
	// median 33m0s <nil>
	// p95 1h0m0s <nil>
	// answered 21 of 22
}

// Complaints and tickets are counted per 100 customers, with the interval of a count.
func ExampleSupportOf_perCustomer() {
	opened := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	complaints := []cx.Ticket{
		{Cause: "delivery", Opened: opened},
		{Cause: "invoice", Opened: opened},
		{Cause: "delivery", Opened: opened.AddDate(0, 0, 3)},
	}
	causes, err := cx.GroupFunc(complaints, func(t *cx.Ticket) string { return t.Cause },
		func(p *cx.Incidence, t *cx.Ticket) error { p.Events++; return nil }, cx.Incidence{Base: 400})
	if err != nil {
		fmt.Println(err)
	}
	for _, c := range causes {
		per100, err := c.Tally.Per(100)
		fmt.Println(c.Key, per100, err)
	}
	// Output:
	// delivery 0.5 <nil>
	// invoice 0.25 <nil>
}

func ExampleSupportRule() {
	opened := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	tickets := []cx.Ticket{
		{Channel: "chat", Opened: opened, FirstReply: opened.Add(time.Minute)},
		{Channel: "chat", Opened: opened, FirstReply: opened.Add(3 * time.Minute)},
		{Channel: "mail", Opened: opened, FirstReply: opened.Add(time.Hour)},
		{Channel: "mail", Opened: opened},
	}
	rule := cx.SupportRule{Limits: []time.Duration{2 * time.Minute}, AsOf: opened.AddDate(0, 0, 1)}
	channel := func(t *cx.Ticket) string { return t.Channel }
	groups, err := cx.GroupFunc(tickets, channel, rule.Add, cx.Support{})
	if err != nil {
		fmt.Println(err)
	}
	for _, g := range groups {
		within, err := g.Tally.FirstReply.Within(2 * time.Minute)
		fmt.Println(g.Key, g.Tally.Total(), within, err)
	}
	// Output:
	// chat 2 1 of 2 <nil>
	// mail 2 0 of 1 <nil>
}

func ExampleSupport() {
	opened := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	tickets := []cx.Ticket{{Opened: opened, FirstReply: opened.Add(time.Minute), Resolved: opened.Add(time.Hour), Replies: 1}}
	s, err := cx.SupportOf(tickets, cx.SupportRule{AsOf: opened.AddDate(0, 0, 1)})
	fmt.Println(s.Tickets, s.OneTouch, s.Resolution, err)
	// Output: 1 1 of 1 mean 1h0m0s (1 duration) <nil>
}

func ExampleSupport_Merge() {
	asOf := time.Date(2026, time.November, 3, 9, 0, 0, 0, time.UTC)
	tally := func(asOf time.Time, tickets ...cx.Ticket) cx.Support {
		s, err := cx.SupportOf(tickets, cx.SupportRule{AsOf: asOf})
		if err != nil {
			log.Fatal(err)
		}
		return s
	}
	east := tally(asOf, cx.Ticket{Opened: asOf.Add(-time.Hour)})
	west := tally(asOf, cx.Ticket{Opened: asOf.Add(-3 * time.Hour)}, cx.Ticket{Opened: asOf.Add(-2 * time.Hour)})
	later := tally(asOf.Add(time.Hour), cx.Ticket{Opened: asOf})
	fmt.Println(east.Merge(west))
	fmt.Println(east.Merge(later))
	fmt.Println(east.Tickets)
	// Output:
	// <nil>
	// cx: support: the instants of the state differ
	// 3
}

func ExampleLinkRecontacts() {
	opened := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	tickets := []cx.Ticket{
		{Customer: "ada", Opened: opened, Resolved: opened.Add(time.Hour), FirstContact: true},
		{Customer: "bob", Opened: opened, Resolved: opened.Add(time.Hour), FirstContact: true},
		{Customer: "ada", Opened: opened.AddDate(0, 0, 3), Resolved: opened.AddDate(0, 0, 4), FirstContact: true},
	}
	linked, err := cx.LinkRecontacts(tickets)
	if err != nil {
		fmt.Println(err)
	}
	rule := cx.SupportRule{Recontact: 7 * 24 * time.Hour, AsOf: opened.AddDate(0, 0, 9)}
	s, err := cx.SupportOf(linked, rule)
	fmt.Println(s.FirstContact.Decided(), "pending", s.FirstContact.Pending, err)
	// Output: 1 of 2 pending 1 <nil>
}

// The tickets that are still open past their target have missed it, and those that are
// younger may go either way.
func ExampleSLAOf() {
	asOf := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	var tickets []cx.Ticket
	for _, hours := range []time.Duration{1, 2, 3, 5, 8, 30} {
		opened := asOf.AddDate(0, 0, -7)
		tickets = append(tickets, cx.Ticket{Opened: opened, Resolved: opened.Add(hours * time.Hour)})
	}
	for _, hours := range []time.Duration{4, 10, 26, 50} {
		tickets = append(tickets, cx.Ticket{Opened: asOf.Add(-hours * time.Hour)})
	}
	a, err := cx.SLAOf(tickets, cx.SLARule{Target: 24 * time.Hour, AsOf: asOf})
	fmt.Println(a.Decided(), "pending", a.Pending, err)
	fmt.Println(a.Rate())
	// Output:
	// 5 of 8 pending 2 <nil>
	// 0.625 <nil>
}

// Resolved within 4 hours of opening, from Monday to Friday, 9 to 17? All came on Friday at
// 16:00. By hand: to Monday at 11:00 are 1 + 2 hours, to Monday at 13:00 are 1 + 4; the
// last ticket is open, and has waited for 1 + 3 by Monday noon.
func ExampleSLAOf_businessHours() {
	var week []cx.OpeningHours
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, cx.OpeningHours{Day: day, From: 9 * time.Hour, To: 17 * time.Hour})
	}
	hours, err := cx.BusinessHoursOf(week, nil, nil, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	friday := time.Date(2026, time.November, 20, 16, 0, 0, 0, time.UTC)
	monday := func(hour int) time.Time { return time.Date(2026, time.November, 23, hour, 0, 0, 0, time.UTC) }
	tickets := []cx.Ticket{
		{Opened: friday, Resolved: monday(11)}, {Opened: friday, Resolved: monday(13)}, {Opened: friday},
	}
	a, err := cx.SLAOf(tickets, cx.SLARule{Target: 4 * time.Hour, Hours: hours, AsOf: monday(12)})
	fmt.Println(a.Decided(), "pending", a.Pending, err)
	a, err = cx.SLAOf(tickets, cx.SLARule{Target: 4 * time.Hour, Hours: hours, AsOf: monday(17)})
	fmt.Println(a.Decided(), "pending", a.Pending, err)
	// Output:
	// 1 of 1 pending 2 <nil>
	// 1 of 3 pending 0 <nil>
}

// The three formulas of contact centers for one day of calls, which are to be answered
// within 20 seconds. Of those who hung up the first did so in time.
func ExampleSLARule_Add() {
	at := func(second int) time.Time { return time.Date(2026, time.November, 20, 9, 0, second, 0, time.UTC) }
	calls := []cx.Ticket{
		{Opened: at(0), FirstReply: at(8), Resolved: at(40)},
		{Opened: at(0), FirstReply: at(20), Resolved: at(50)},
		{Opened: at(0), FirstReply: at(31), Resolved: at(59)},
		{Opened: at(0), Closed: at(12)},
		{Opened: at(0), Closed: at(45)},
	}
	rule := cx.SLARule{Until: cx.TicketReplied, Target: 20 * time.Second, AsOf: at(0).AddDate(0, 0, 1)}
	var a cx.Attainment
	for i := range calls {
		if err := rule.Add(&a, &calls[i]); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("ignored", a.Decided(), "negative", a.Gross(), "positive", a.AttainedOrGaveUp())
	// Output: ignored 2 of 4 negative 2 of 5 positive 3 of 5
}

func ExampleSLARule() {
	friday := time.Date(2026, time.November, 20, 16, 0, 0, 0, time.UTC)
	tickets := []cx.Ticket{
		{Priority: "high", Opened: friday, FirstReply: friday.Add(30 * time.Minute)},
		{Priority: "high", Opened: friday, FirstReply: friday.Add(3 * time.Hour)},
		{Priority: "low", Opened: friday, FirstReply: friday.Add(3 * time.Hour)},
	}
	rule := cx.SLARule{
		Until: cx.TicketReplied,
		TargetOf: func(t *cx.Ticket) time.Duration {
			if t.Priority == "high" {
				return time.Hour
			}
			return 8 * time.Hour
		},
		AsOf: friday.AddDate(0, 0, 7),
	}
	priorities, err := cx.GroupFunc(tickets, func(t *cx.Ticket) string { return t.Priority }, rule.Add, cx.Attainment{})
	for _, p := range priorities {
		fmt.Println(p.Key, p.Tally.Decided(), err)
	}
	// Output:
	// high 1 of 2 <nil>
	// low 1 of 1 <nil>
}

// The share to expect within the target, and the median of all tickets, in which those
// still open count.
func ExampleSLARule_Lifespans() {
	asOf := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	var tickets []cx.Ticket
	for _, hours := range []time.Duration{1, 2, 3, 5, 8, 30} {
		opened := asOf.AddDate(0, 0, -7)
		tickets = append(tickets, cx.Ticket{Opened: opened, Resolved: opened.Add(hours * time.Hour)})
	}
	for _, hours := range []time.Duration{4, 10, 26, 50} {
		tickets = append(tickets, cx.Ticket{Opened: asOf.Add(-hours * time.Hour)})
	}
	lifespans, err := cx.SLARule{Target: time.Hour, AsOf: asOf}.Lifespans(tickets)
	if err != nil {
		fmt.Println(err)
		return
	}
	curve, err := cx.SurvivalOf(lifespans) // in hours
	if err != nil {
		fmt.Println(err)
		return
	}
	open, err := curve.At(24)
	fmt.Printf("%.4f %v\n", 1-open, err)
	median, err := curve.Median(0.95, cx.LogLogScale)
	fmt.Println(median.Time, err)
	// Output:
	// 0.5333 <nil>
	// 8 <nil>
}

// A ticket is handed from an office, open from 9 to 17, to a weekend team that is there
// day and night. It waited for 15 to 17 on Friday, and from midnight to 1:30 on Sunday.
func ExampleTicketStint() {
	var week []cx.OpeningHours
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, cx.OpeningHours{Day: day, From: 9 * time.Hour, To: 17 * time.Hour})
	}
	office, err := cx.BusinessHoursOf(week, nil, nil, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	sunday := time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)
	ticket := cx.Ticket{
		Opened:     sunday.Add(-33 * time.Hour),
		FirstReply: sunday.Add(90 * time.Minute),
		Stints:     []cx.TicketStint{{From: sunday, Office: "weekend"}},
	}
	rule := cx.SupportRule{Hours: office, AsOf: sunday.AddDate(0, 0, 7)}
	rule.HoursOf = func(name string) cx.BusinessHours {
		if name == "weekend" {
			return cx.BusinessHours{} // always
		}
		return office
	}
	s, err := cx.SupportOf([]cx.Ticket{ticket}, rule)
	fmt.Println(s.FirstReply, err)
	// Output:
	// mean 3h30m0s (1 duration) <nil>
}

func ExampleTicketEvent() {
	opened := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	tickets := []cx.Ticket{{Opened: opened, FirstReply: opened.Add(time.Hour), Resolved: opened.Add(30 * time.Hour)}}
	for _, until := range []cx.TicketEvent{cx.TicketReplied, cx.TicketResolved} {
		a, err := cx.SLAOf(tickets, cx.SLARule{Until: until, Target: 4 * time.Hour, AsOf: opened.AddDate(0, 0, 7)})
		fmt.Println(until, a.Attained, a.Missed, err)
	}
	// Output:
	// replied 1 0 <nil>
	// resolved 0 1 <nil>
}

func ExampleBusinessHoursOf() {
	var week []cx.OpeningHours
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, cx.OpeningHours{Day: day, From: 9 * time.Hour, To: 17 * time.Hour})
	}
	holidays := []cx.Date{{Year: 2026, Month: time.November, Day: 23}}
	office, err := cx.BusinessHoursOf(week, holidays, nil, time.UTC)
	if err != nil {
		fmt.Println(err)
		return
	}
	friday := time.Date(2026, time.November, 20, 16, 0, 0, 0, time.UTC)
	tuesday := time.Date(2026, time.November, 24, 10, 30, 0, 0, time.UTC)
	fmt.Println(office.Between(friday, tuesday))
	fmt.Println(cx.BusinessHours{}.Between(friday, tuesday))
	// Output:
	// 2h30m0s <nil>
	// 90h30m0s <nil>
}

// Due four business hours after Monday at 15:00: two on Monday, none on Tuesday, which is
// a holiday, and two on Wednesday.
func ExampleBusinessHours_After() {
	var week []cx.OpeningHours
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, cx.OpeningHours{Day: day, From: 9 * time.Hour, To: 17 * time.Hour})
	}
	holidays := []cx.Date{{Year: 2026, Month: time.November, Day: 24}}
	office, err := cx.BusinessHoursOf(week, holidays, nil, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(office.After(time.Date(2026, time.November, 23, 15, 0, 0, 0, time.UTC), 4*time.Hour))
	// Output:
	// 2026-11-25 11:00:00 +0000 UTC <nil>
}

// On 24 December the office closes at 13:00.
func ExampleDateHours() {
	week := []cx.OpeningHours{{Day: time.Thursday, From: 9 * time.Hour, To: 17 * time.Hour}}
	dates := []cx.DateHours{{Date: cx.Date{Year: 2026, Month: time.December, Day: 24}, From: 9 * time.Hour, To: 13 * time.Hour}}
	office, err := cx.BusinessHoursOf(week, nil, dates, time.UTC)
	if err != nil {
		log.Fatal(err)
	}
	noon := time.Date(2026, time.December, 24, 12, 0, 0, 0, time.UTC)
	fmt.Println(office.Between(noon, noon.AddDate(0, 0, 1)))
	// Output:
	// 1h0m0s <nil>
}

func ExampleBusinessHours() {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		fmt.Println(err)
		return
	}
	night, err := cx.BusinessHoursOf([]cx.OpeningHours{{Day: time.Sunday, To: 8 * time.Hour}}, nil, nil, oslo)
	if err != nil {
		fmt.Println(err)
		return
	}
	// The clocks went forward on this Sunday: the night had seven hours.
	saturday := time.Date(2026, time.March, 28, 12, 0, 0, 0, oslo)
	fmt.Println(night.Between(saturday, saturday.AddDate(0, 0, 2)))
	// Output:
	// 7h0m0s <nil>
}

func ExampleOpeningHours() {
	week := []cx.OpeningHours{
		{Day: time.Monday, From: 9 * time.Hour, To: 17 * time.Hour},
		{Day: time.Monday, From: 16 * time.Hour, To: 20 * time.Hour},
	}
	_, err := cx.BusinessHoursOf(week, nil, nil, nil)
	fmt.Println(err)
	// Output: cx: week[1]: opening hours overlap with others
}

func ExampleSelfServiceOf() {
	asOf := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	visits := []cx.Activity{
		{Customer: "ada", At: asOf.AddDate(0, 0, -10)},
		{Customer: "bob", At: asOf.AddDate(0, 0, -10)},
		{Customer: "eve", At: asOf.Add(-time.Hour)}, // may still ask
	}
	tickets := []cx.Ticket{{Customer: "bob", Opened: asOf.AddDate(0, 0, -9)}}
	a, err := cx.SelfServiceOf(visits, tickets, 72*time.Hour, asOf)
	fmt.Println(a.Decided(), "pending", a.Pending, err)
	fmt.Println(a.Rate())
	// Output:
	// 1 of 2 pending 1 <nil>
	// 0.5 <nil>
}

func ExamplePromisesOf() {
	at := func(day, hour int) time.Time { return time.Date(2026, time.November, day, hour, 0, 0, 0, time.UTC) }
	deliveries := []cx.Promise{
		{From: at(2, 9), To: at(2, 12), Kept: at(2, 11)},
		{From: at(2, 9), To: at(2, 12), Kept: at(2, 8)},
		{From: at(3, 9), To: at(3, 12), Kept: at(3, 15)},
		{From: at(9, 9), To: at(9, 12)},
	}
	p, err := cx.PromisesOf(deliveries, at(5, 0))
	fmt.Println(p.OnTime.Decided(), "pending", p.OnTime.Pending, err)
	fmt.Println(p.OnTime.Rate())
	fmt.Println(p.Kept.Rate())
	fmt.Println(p.Early, "early")
	fmt.Println(p.Late, "late")
	// Output:
	// 2 of 3 pending 1 <nil>
	// 0.66666667 <nil>
	// 0.33333333 <nil>
	// mean 1h0m0s (1 duration) early
	// mean 3h0m0s (1 duration) late
}

// From counts: of 100 promises 90 are kept in their window, and 4 early.
func ExamplePromises() {
	p := cx.Promises{OnTime: cx.Attainment{Attained: 94, Missed: 6}, Kept: cx.Attainment{Attained: 90, Missed: 10}}
	fmt.Println(p.OnTime.Rate())
	interval, err := p.Kept.Decided().Interval(0.95)
	fmt.Printf("%.4f..%.4f %v\n", interval.Low, interval.High, err)
	// Output:
	// 0.94 <nil>
	// 0.8256..0.9448 <nil>
}

func ExamplePromise() {
	friday := time.Date(2026, time.November, 20, 17, 0, 0, 0, time.UTC)
	calls := []cx.Promise{{To: friday, Kept: friday.Add(-time.Hour)}, {To: friday}} // by Friday
	p, err := cx.PromisesOf(calls, friday.Add(time.Hour))
	fmt.Println(p.Kept.Decided(), "pending", p.Kept.Pending, err)
	// Output: 1 of 2 pending 0 <nil>
}
