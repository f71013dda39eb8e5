package cx_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
)

// deliveries are the bad days of five customers.
func deliveries() []cx.Event {
	at := func(day int) time.Time { return time.Date(2026, time.January, day, 0, 0, 0, 0, time.UTC) }
	return []cx.Event{
		{Customer: "ada", Name: "late", At: at(3)},
		{Customer: "bob", Name: "late", At: at(4)},
		{Customer: "bob", Name: "damaged", At: at(9)},
		{Customer: "bob", Name: "late", At: at(21)},
		{Customer: "bob", Name: "cancel", At: at(30)},
		{Customer: "eve", Name: "late", At: at(5)},
		{Customer: "eve", Name: "damaged", At: at(8)},
		{Customer: "kim", Name: "late", At: at(6)},
		{Customer: "kim", Name: "cancel", At: at(7)},
		{Customer: "lea", Name: "cancel", At: at(7)},
	}
}

// deliveriesAsOf is the instant at which the Examples look at the deliveries.
var deliveriesAsOf = time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)

func ExampleBadTouchLifespans() {
	rule := cx.BadTouchRule{Bad: []string{"late", "damaged"}, Exits: []string{"cancel"}}
	lifespans, untouched, err := cx.BadTouchLifespans(deliveries(), rule, deliveriesAsOf)
	fmt.Println(lifespans, untouched, err)
	s, err := cx.SurvivalOf(lifespans)
	if err != nil {
		fmt.Println(err)
	}
	for _, step := range s.Steps {
		fmt.Println(step.Time, step.AtRisk, step.Churned, step.Censored, step.Survival)
	}
	// Output:
	// [{0 1 false false 0} {0 3 true false 0} {0 2 false false 0} {0 1 true false 0}] 1 <nil>
	// 1 4 1 1 0.75
	// 2 2 0 1 0.75
	// 3 1 1 0 0
}

func ExampleBadTouchCountsOf() {
	rule := cx.BadTouchRule{Bad: []string{"late", "damaged"}, Exits: []string{"cancel"}}
	list, err := cx.BadTouchCountsOf(deliveries(), rule, 1, 60*24*time.Hour, deliveriesAsOf)
	for _, b := range list {
		fmt.Println(b.Customer, b.Count, b.Last.Format(time.DateOnly))
	}
	fmt.Println(err)
	// Output:
	// eve 2 2026-01-08
	// ada 1 2026-01-03
	// <nil>
}

func ExampleBadTouchRule() {
	rule := cx.BadTouchRule{Bad: []string{"late", "cancel"}, Exits: []string{"cancel"}}
	_, _, err := cx.BadTouchLifespans(deliveries(), rule, deliveriesAsOf)
	fmt.Println(err)
	// Output: cx: bad touch rule: an event is both a bad experience and an exit
}

func ExampleBadTouchCount() {
	b := cx.BadTouchCount{
		Customer: "eve", Count: 2,
		First: time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC), Last: time.Date(2026, time.January, 8, 0, 0, 0, 0, time.UTC),
	}
	state, err := json.Marshal(b)
	fmt.Println(string(state), err)
	// Output: {"customer":"eve","count":2,"first":"2026-01-05T00:00:00Z","last":"2026-01-08T00:00:00Z"} <nil>
}
