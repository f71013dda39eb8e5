package main

import (
	"database/sql"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// Where and when the made-up rows are.
const (
	sampleZone = "Europe/Oslo"
	sampleDays = 500 // from sampleStart on
)

var (
	sampleStart  = time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)
	sampleAsOf   = time.Date(2027, 1, 20, 9, 30, 0, 0, time.UTC) // some rows are later
	sampleSteps  = [3]string{"visit", "cart", "order"}
	sampleChoice = []string{"price", "quality", "service", "delivery"}
)

// sampleSegments may be NULL, and are names that somebody typed in.
var sampleSegments = []sql.Null[string]{
	some("Business"), some("Free"), some("Team"), some("Größe \"L\""),
	some("O'Brien'); DROP TABLE answers; --"), {},
}

// random draws made-up rows, the same in each run.
type random struct{ *rand.Rand }

func newRandom(seed uint64) random { return random{rand.New(rand.NewPCG(seed, 1))} }

// at returns an instant of the sample, to the microsecond, as databases keep it.
func (r random) at() time.Time {
	return sampleStart.Add(time.Duration(r.Int64N(sampleDays*24*3600*1e6)) * time.Microsecond)
}

func (r random) day() cx.Date { return sampleDate(r.at()) }

func sampleDate(t time.Time) cx.Date {
	year, month, day := t.UTC().Date()
	return cx.Date{Year: year, Month: month, Day: day}
}

func pick[T any](r random, of ...T) T { return of[r.IntN(len(of))] }

// customer returns one of so many customers, whose segment never changes.
func (r random) customer(of int) (string, sql.Null[string]) {
	n := r.IntN(of)
	return customerName(n), sampleSegments[n%len(sampleSegments)]
}

func customerName(n int) string { return fmt.Sprintf("c%07d", n) }

// sampleAnswers makes so many answers, some without a score and some out of the scale.
func sampleAnswers(rows int) iter.Seq[answer] {
	return func(yield func(answer) bool) {
		r := newRandom(1)
		for id := range rows {
			name, segment := r.customer(rows/8 + 1)
			a := answer{
				ID: int64(id), Customer: name, At: r.at(), Segment: segment,
				Question: pick(r, "nps", "nps", "nps", "csat", "ces"), Score: some(max(r.Int64N(11), r.Int64N(11))),
				Reason: pick(r, some("price"), some("bugs"), some("support"), sql.Null[string]{}),
			}
			switch {
			case r.IntN(50) == 0:
				a.Score = pick(r, sql.Null[int64]{}, some(int64(-1)), some(int64(11)), some(int64(99)))
			case a.Question == "csat":
				a.Score = some(1 + r.Int64N(5))
			case a.Question == "ces":
				a.Score = some(1 + r.Int64N(7))
			}
			if r.IntN(100) == 0 {
				a.Customer = "" // anonymous
			}
			if !yield(a) {
				return
			}
		}
	}
}

// sampleOrders makes so many orders, some of them refunds, or without an amount.
func sampleOrders(rows int) iter.Seq[order] {
	return func(yield func(order) bool) {
		r := newRandom(2)
		for range rows {
			name, segment := r.customer(rows/5 + 1)
			o := order{
				Customer: name, At: r.at(), Segment: segment, Cents: some(r.Int64N(100_000)), Items: some(1 + r.Int64N(9)),
				Promised: some(r.day()),
			}
			switch r.IntN(60) {
			case 0:
				o.Cents = sql.Null[int64]{}
			case 1, 2:
				o.Cents = some(-r.Int64N(20_000))
			case 3:
				o.Items = pick(r, sql.Null[int64]{}, some(int64(0)))
			case 4:
				o.Promised = sql.Null[cx.Date]{}
			}
			if r.IntN(10) > 0 {
				o.Delivered = some(pick(r, or(o.Promised, r.day()), r.day()))
			}
			if !yield(o) {
				return
			}
		}
	}
}

// sample makes so many rows for each table.
func sample(rows int) tables {
	t := tables{Answers: slices.Collect(sampleAnswers(rows)), Orders: slices.Collect(sampleOrders(rows))}
	r := newRandom(3)
	for n := range rows {
		c := customer{Name: customerName(n), Segment: sampleSegments[n%len(sampleSegments)], SignedUp: r.day()}
		if r.IntN(3) == 0 {
			end, err := c.SignedUp.AddDays(r.IntN(200))
			if err == nil {
				c.Canceled = some(end)
			}
		}
		t.Customers = append(t.Customers, c)
		name, _ := r.customer(rows/3 + 1)
		t.Tickets = append(t.Tickets, ticket{Customer: name, At: r.at()})

		name, _ = r.customer(rows/3 + 1)
		paying := cx.SubscriptionPeriod{Customer: name, Start: r.day(), Amount: decimal.New(pick[int64](r, 0, 900, 2900, 9999), -2)}
		if end, err := paying.Start.AddDays(r.IntN(300)); err == nil && r.IntN(3) > 0 {
			paying.End = end
		}
		t.Subscriptions = append(t.Subscriptions, paying)

		name, _ = r.customer(rows/10 + 1)
		t.Events = append(t.Events, event{ID: int64(n), Customer: name, Name: pick(r, "visit", "visit", "cart", "order", "help"), At: r.at()})

		t.Selections = append(t.Selections, r.selections(n)...)
	}
	return t
}

// selections makes the answer of one respondent to a question with options.
func (r random) selections(n int) []selection {
	name := customerName(n)
	var chosen []selection
	for _, option := range append(slices.Clone(sampleChoice), "other") {
		if r.IntN(4) == 0 {
			chosen = append(chosen, selection{Respondent: name, Option: some(option)})
		}
	}
	if chosen == nil {
		return []selection{{Respondent: name}} // seen, and left blank
	}
	return chosen
}
