package cx_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
)

func ExampleEvent() {
	fmt.Println(cx.TransitionsOf([]cx.Event{{Customer: "ada", Name: "visit"}}, shopAsOf))
	var e cx.Event
	err := json.Unmarshal([]byte(`{"customer":"ada","name":"visit","at":"2026-11-02T09:00:00Z"}`), &e)
	fmt.Println(e.Customer, e.Name, e.At.Format(time.DateOnly), err)
	// Output:
	// {0001-01-01 00:00:00 +0000 UTC 0 []} cx: row 0: time is missing
	// ada visit 2026-11-02 <nil>
}

// shopEvents are the events of four customers of a web shop.
func shopEvents() []cx.Event {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, time.November, day, hour, minute, 0, 0, time.UTC)
	}
	return []cx.Event{
		{Customer: "ada", Name: "visit", Segment: "email", At: at(2, 9, 0)},
		{Customer: "ada", Name: "cart", Segment: "email", At: at(2, 9, 10)},
		{Customer: "ada", Name: "order", Segment: "email", At: at(2, 9, 30)},
		{Customer: "bob", Name: "visit", Segment: "search", At: at(3, 20, 0)},
		{Customer: "bob", Name: "cart", Segment: "search", At: at(3, 20, 30)},
		{Customer: "eve", Name: "visit", Segment: "search", At: at(4, 8, 0)},
		{Customer: "eve", Name: "search", Segment: "search", At: at(4, 8, 1)},
		{Customer: "eve", Name: "visit", Segment: "search", At: at(5, 8, 0)},
		{Customer: "kim", Name: "visit", Segment: "email", At: at(29, 12, 0)},
		{Customer: "kim", Name: "cart", Segment: "email", At: at(29, 12, 5)},
	}
}

// shopAsOf is the instant at which the Examples look at the events.
var shopAsOf = time.Date(2026, time.November, 30, 0, 0, 0, 0, time.UTC)
