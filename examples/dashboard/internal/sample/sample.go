// Package sample makes the rows of a shop that does not exist: a year of answers, orders,
// subscriptions and tickets up to a fixed day, the same at each call.
package sample

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/shopspring/decimal"
)

// End is the instant at which the sample ends, which a page takes for now. Nothing happens at
// it or later.
func End() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }

const (
	days      = 365
	customers = 5_000
	answers   = 20_000
)

// Rows is the sample.
type Rows struct {
	Answers       []store.Answer
	Activities    []store.Activity
	Subscriptions []store.Subscription
	Tickets       []store.Ticket
}

// segment is a kind of customer: its share of them in percent, what it thinks and how its
// orders are.
type segment struct {
	name    string
	share   int
	mood    float64 // mean of the scores, from 0 to 1
	monthly float64 // how likely an order in a month is
}

func segments() []segment {
	return []segment{
		{"Business", 22, .78, .55}, {"Enterprise", 8, .86, .75}, {"Family", 26, .74, .45},
		{"Partner", 6, .70, .60}, {"Starter", 24, .66, .30}, {"Student", 14, .72, .35},
	}
}

type person struct {
	name   string
	of     segment
	joined int // day of the year of the sample
}

// Make makes the sample. In the last six weeks the delivery got worse for the segment Family,
// which is what a reader is to find.
func Make() Rows {
	rng := rand.New(rand.NewPCG(2026, 11))
	people := make([]person, customers)
	for i := range people {
		people[i] = person{fmt.Sprintf("c-%05d", i), pick(rng), rng.IntN(days * 9 / 10)}
	}
	var rows Rows
	for i := range answers {
		rows.Answers = append(rows.Answers, answer(rng, i, people))
	}
	for _, p := range people {
		rows.add(rng, p)
	}
	return rows
}

func pick(rng *rand.Rand) segment {
	n := rng.IntN(100)
	for _, s := range segments() {
		if n -= s.share; n < 0 {
			return s
		}
	}
	return segments()[0]
}

// at is an instant of a day of the sample, more often in the day than in the night.
func at(rng *rand.Rand, day int) time.Time {
	second := 7*3600 + rng.IntN(15*3600)
	return End().AddDate(0, 0, day-days).Add(time.Duration(second) * time.Second)
}

func answer(rng *rand.Rand, i int, people []person) store.Answer {
	p := people[rng.IntN(len(people))]
	day := p.joined + rng.IntN(days-p.joined)
	mood := p.of.mood + rng.NormFloat64()*.22
	stage := []string{"awareness", "consideration", "purchase", "retention", "advocacy"}[rng.IntN(5)]
	if stage == "retention" {
		mood -= .05
	}
	if p.of.name == "Family" && day >= days-42 {
		mood -= .16
	}
	a := store.Answer{
		ID: fmt.Sprintf("a-%06d", i), Customer: p.name, Segment: p.of.name, At: at(rng, day), Stage: stage,
		Channel: []string{"web", "email", "app", "phone"}[rng.IntN(4)],
	}
	a.Question = []string{store.NPS, store.NPS, store.CSAT, store.CES}[rng.IntN(4)]
	scale := store.Scale(a.Question)
	a.Score = min(max(scale.Min+int(mood*float64(scale.Points())), scale.Min), scale.Max)
	if rng.IntN(5) == 0 {
		a.Comment = comment(rng, mood)
	}
	return a
}

func comment(rng *rand.Rand, mood float64) string {
	good := []string{"Quick and friendly.", "Everything worked at once.", "I would buy here again.", "The advice was very good."}
	bad := []string{"The delivery came a week late.", "Nobody answered my mail.", "The box was damaged.", "Returning it was too hard.", "The price went up without a word."}
	if mood > .62 {
		return good[rng.IntN(len(good))]
	}
	return bad[rng.IntN(len(bad))]
}

// add adds what one person does.
func (rows *Rows) add(rng *rand.Rand, p person) {
	leaves := days
	if rng.IntN(100) < 35 {
		leaves = p.joined + 20 + rng.IntN(days)
	}
	for day, n := p.joined, 0; day < min(leaves, days); day, n = day+20+rng.IntN(20), n+1 {
		if n > 0 && rng.Float64() > p.of.monthly {
			continue
		}
		rows.Activities = append(rows.Activities, store.Activity{
			ID: fmt.Sprintf("o-%s-%d", p.name, n), Customer: p.name, Segment: p.of.name, At: at(rng, day),
			Amount: decimal.New(int64(900+rng.IntN(12_000)), -2),
		})
	}
	if rng.IntN(100) < 40 {
		rows.subscribe(rng, p, leaves)
	}
	if rng.IntN(100) < 30 {
		rows.ask(rng, p)
	}
}

func (rows *Rows) subscribe(rng *rand.Rand, p person, leaves int) {
	plan := rng.IntN(3)
	sub := store.Subscription{
		ID: "s-" + p.name, Customer: p.name, Plan: []string{"Basic", "Plus", "Premium"}[plan], Start: date(p.joined),
		Amount: decimal.New([]int64{900, 1900, 4900}[plan], -2), Updated: at(rng, p.joined),
	}
	if end := leaves + plan*25; end < days { // the larger plans last longer
		sub.End, sub.Updated = date(end), at(rng, end)
	}
	rows.Subscriptions = append(rows.Subscriptions, sub)
}

func (rows *Rows) ask(rng *rand.Rand, p person) {
	opened := at(rng, p.joined+rng.IntN(days-p.joined))
	t := store.Ticket{ID: "t-" + p.name, Customer: p.name, Segment: p.of.name, Opened: opened, Updated: opened}
	if reply := opened.Add(time.Duration(rng.ExpFloat64() * float64(5*time.Hour))).Truncate(time.Second); reply.Before(End()) {
		t.FirstReply, t.Updated = reply, reply
		if resolved := reply.Add(time.Duration(rng.ExpFloat64() * float64(30*time.Hour))).Truncate(time.Second); resolved.Before(End()) && rng.IntN(20) > 0 {
			t.Resolved, t.Updated, t.Reopened = resolved, resolved, rng.IntN(10) == 0
		}
	}
	rows.Tickets = append(rows.Tickets, t)
}

func date(day int) cx.Date {
	d, _ := cx.Calendar{}.DateOf(End().AddDate(0, 0, day-days)) // a day of the years 2025 and 2026
	return d
}
