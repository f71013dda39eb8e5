package cx_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
)

func ExampleEvent() {
	fmt.Println(cx.TransitionsOf([]cx.Event{{Customer: "ada", Name: "visit"}}, shopAsOf))
	var e cx.Event
	err := json.Unmarshal([]byte(`{"customer":"ada","name":"visit","at":"2026-11-02T09:00:00Z"}`), &e)
	fmt.Println(e.Customer, e.Name, e.At.Format(time.DateOnly), err)
	// Output:
	// {0001-01-01 00:00:00 +0000 UTC 0 [] 0 0} cx: row 0: time is missing
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

func ExampleFunnelOf() {
	rule := cx.FunnelRule{Steps: []string{"visit", "cart", "order"}, Window: 7 * 24 * time.Hour}
	f, err := cx.FunnelOf(shopEvents(), rule, shopAsOf)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range f.Steps {
		fmt.Println(step.Name, step.Customers, step.Undecided)
	}
	fmt.Println(f.FromFirst(2)) // kim's week is not over
	// Output:
	// visit 3 1
	// cart 2 1
	// order 1 0
	// 1 of 3 <nil>
}

// How many carts are left behind? Each session is by itself, so that its id goes in as
// the customer, and whoever has not ordered 30 minutes after the cart has given up.
// The last session may still order: it is in neither number.
func ExampleFunnelOf_cartAbandonment() {
	at := func(hour, minute int) time.Time {
		return time.Date(2026, time.November, 2, hour, minute, 0, 0, time.UTC)
	}
	events := []cx.Event{
		{Customer: "session 1", Name: "cart", At: at(9, 0)}, {Customer: "session 1", Name: "order", At: at(9, 12)},
		{Customer: "session 2", Name: "cart", At: at(9, 5)},
		{Customer: "session 3", Name: "cart", At: at(10, 0)}, {Customer: "session 3", Name: "order", At: at(10, 45)},
		{Customer: "session 4", Name: "cart", At: at(11, 0)},
		{Customer: "session 5", Name: "cart", At: at(11, 50)},
	}
	rule := cx.FunnelRule{Steps: []string{"cart", "order"}, Window: 30 * time.Minute}
	f, err := cx.FunnelOf(events, rule, at(12, 0))
	if err != nil {
		log.Fatal(err)
	}
	abandoned, err := f.DropOff(0)
	fmt.Println(abandoned, "carts,", f.Steps[0].Undecided, "undecided", err)
	fmt.Println(abandoned.Rate())
	// Output:
	// 3 of 4 carts, 1 undecided <nil>
	// 0.75 <nil>
}

// What did customers use, in whatever order? Half of those who used any of three features
// used two of them.
func ExampleFunnelOf_anyOrder() {
	at := func(minute int) time.Time { return time.Date(2026, time.November, 2, 9, minute, 0, 0, time.UTC) }
	events := []cx.Event{
		{Customer: "ada", Name: "export", At: at(0)}, {Customer: "ada", Name: "search", At: at(1)},
		{Customer: "bob", Name: "search", At: at(0)},
		{Customer: "eve", Name: "share", At: at(0)}, {Customer: "eve", Name: "search", At: at(1)},
		{Customer: "kim", Name: "export", At: at(0)},
	}
	rule := cx.FunnelRule{Steps: []string{"search", "export", "share"}, Order: cx.FunnelAnyOrder}
	f, err := cx.FunnelOf(events, rule, shopAsOf)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.FromFirst(1))
	for _, step := range f.Steps {
		fmt.Println(step.Name, step.Did)
	}
	// Output:
	// 2 of 4 <nil>
	// search 3
	// export 2
	// share 1
}

// Not all come in by the front door: Bob comes to the form by a link, and is counted from
// there on.
func ExampleFunnelOf_open() {
	at := func(minute int) time.Time { return time.Date(2026, time.November, 2, 9, minute, 0, 0, time.UTC) }
	events := []cx.Event{
		{Customer: "ada", Name: "landing", At: at(0)}, {Customer: "ada", Name: "form", At: at(1)},
		{Customer: "bob", Name: "form", At: at(0)}, {Customer: "bob", Name: "done", At: at(4)},
		{Customer: "eve", Name: "landing", At: at(0)},
	}
	f, err := cx.FunnelOf(events, cx.FunnelRule{Steps: []string{"landing", "form", "done"}, Open: true}, shopAsOf)
	if err != nil {
		log.Fatal(err)
	}
	for k, step := range f.Steps {
		fmt.Print(step.Name, " ", step.Customers, ", entered ", step.Entered)
		if k > 0 {
			went, _ := f.FromPrevious(k)
			fmt.Print(", went on ", went)
		}
		fmt.Println()
	}
	// Output:
	// landing 2, entered 2
	// form 2, entered 1, went on 1 of 2
	// done 1, entered 0, went on 1 of 2
}

// Who starts a trial by themselves, without a message from us between? Eve had one. Those
// whom it stopped are in the base, or are left out of it.
func ExampleFunnelBase() {
	at := func(minute int) time.Time { return time.Date(2026, time.November, 2, 9, minute, 0, 0, time.UTC) }
	events := []cx.Event{
		{Customer: "ada", Name: "screen", At: at(0)}, {Customer: "ada", Name: "trial", At: at(5)},
		{Customer: "bob", Name: "screen", At: at(0)},
		{Customer: "eve", Name: "screen", At: at(0)}, {Customer: "eve", Name: "sent", At: at(1)}, {Customer: "eve", Name: "trial", At: at(2)},
	}
	rule := cx.FunnelRule{Steps: []string{"screen", "trial"}, Exclude: []string{"sent"}}
	for _, rule.Base = range []cx.FunnelBase{cx.FunnelBaseAll, cx.FunnelBaseUnstopped} {
		f, err := cx.FunnelOf(events, rule, shopAsOf)
		if err != nil {
			log.Fatal(err)
		}
		converted, err := f.FromFirst(1)
		fmt.Println(rule.Base, converted, f.Stopped, err)
	}
	// Output:
	// all 1 of 3 1 <nil>
	// unstopped 1 of 2 1 <nil>
}

func ExampleFunnelRule() {
	// A week for all, and a day from each step to the next.
	rule := cx.FunnelRule{
		Steps:      []string{"visit", "cart", "order"},
		Window:     7 * 24 * time.Hour,
		StepWindow: 24 * time.Hour,
	}
	f, err := cx.FunnelOf(shopEvents(), rule, shopAsOf)
	fmt.Println(f.WindowSeconds, f.StepWindowSeconds, err)
	_, err = cx.FunnelOf(shopEvents(), cx.FunnelRule{}, shopAsOf)
	fmt.Println(err)
	// Output:
	// 604800 86400 <nil>
	// cx: number of steps 0 is outside 1..64
}

func ExampleFunnelOrder() {
	at := func(minute int) time.Time { return time.Date(2026, time.November, 2, 9, minute, 0, 0, time.UTC) }
	events := []cx.Event{
		{Customer: "ada", Name: "cart", At: at(0)},
		{Customer: "ada", Name: "visit", At: at(1)},
		{Customer: "ada", Name: "search", At: at(2)},
		{Customer: "ada", Name: "cart", At: at(3)},
		{Customer: "ada", Name: "order", At: at(4)},
	}
	for _, order := range []cx.FunnelOrder{cx.FunnelOrdered, cx.FunnelStrict, cx.FunnelAnyOrder} {
		f, err := cx.FunnelOf(events, cx.FunnelRule{Steps: []string{"visit", "cart", "order"}, Order: order}, at(59))
		fmt.Println(order, f.Steps[1].Customers, f.Steps[2].Customers, err)
	}
	// Output:
	// ordered 1 1 <nil>
	// strict 0 0 <nil>
	// any 1 1 <nil>
}

func ExampleFunnel() {
	// Ready counts, from a database.
	f := cx.Funnel{AsOf: shopAsOf, Events: 1200, Steps: []cx.FunnelStep{
		{Name: "visit", Customers: 5000},
		{Name: "cart", Customers: 1553},
		{Name: "order", Customers: 300},
	}}
	fmt.Println(f.FromPrevious(1))
	fmt.Println(f.FromFirst(2))
	lost, err := f.DropOff(1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(lost.Rate())
	interval, err := lost.Interval(0.95)
	fmt.Printf("%.4f %.4f %v\n", interval.Low, interval.High, err)
	fmt.Println(f.EventsToConvert())
	// Output:
	// 1553 of 5000 <nil>
	// 300 of 5000 <nil>
	// 0.8068255 <nil>
	// 0.7864 0.8257 <nil>
	// 4 <nil>
}

// The conversion rate of the whole funnel: 300 of 5000.
func ExampleFunnel_FromFirst() {
	f := cx.Funnel{AsOf: shopAsOf, Events: 600, Steps: []cx.FunnelStep{{Name: "visit", Customers: 5000}, {Name: "order", Customers: 300}}}
	converted, err := f.FromFirst(1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(converted.Rate())
	_, err = f.FromFirst(2)
	fmt.Println(err)
	// Output:
	// 0.06 <nil>
	// cx: step 2 is outside 0..1
}

// By hand: 300 of the 1500 with a cart.
func ExampleFunnel_FromPrevious() {
	f := cx.Funnel{AsOf: shopAsOf, Events: 900, Steps: []cx.FunnelStep{
		{Name: "visit", Customers: 5000}, {Name: "cart", Customers: 1500}, {Name: "order", Customers: 300},
	}}
	fmt.Println(f.FromPrevious(2))
	// Output: 300 of 1500 <nil>
}

// Those who do not go on from a step to the next: 1 - 300 / 1500 of the carts.
func ExampleFunnel_DropOff() {
	f := cx.Funnel{AsOf: shopAsOf, Events: 600, Steps: []cx.FunnelStep{{Name: "cart", Customers: 1500}, {Name: "order", Customers: 300}}}
	fmt.Println(f.DropOff(0))
	// Output: 1200 of 1500 <nil>
}

func ExampleFunnel_Merge() {
	rule := cx.FunnelRule{Steps: []string{"visit", "cart"}}
	events := shopEvents()
	east, err := cx.FunnelOf(events[:5], rule, shopAsOf) // ada and bob
	fmt.Println(east.Steps[1].Customers, "of", east.Total(), err)
	west, err := cx.FunnelOf(events[5:], rule, shopAsOf) // eve and kim
	fmt.Println(west.Steps[1].Customers, "of", west.Total(), err)
	err = east.Merge(west)
	fmt.Println(east.Steps[1].Customers, "of", east.Total(), err)
	// Output:
	// 2 of 2 <nil>
	// 1 of 2 <nil>
	// 3 of 4 <nil>
}

func ExampleFunnel_SecondsToStep() {
	f, err := cx.FunnelOf(shopEvents(), cx.FunnelRule{Steps: []string{"visit", "cart", "order"}}, shopAsOf)
	fmt.Println(f.Total(), err)
	fmt.Println(f.SecondsToStep(1)) // 10, 30 and 5 minutes
	fmt.Println(f.SecondsToConvert())
	_, err = cx.Funnel{}.SecondsToConvert()
	fmt.Println(err)
	// Output:
	// 4 <nil>
	// 900 <nil>
	// 1800 <nil>
	// cx: time to convert: no data
}

// The mean time to convert of those who have: of Ada, 30 minutes.
func ExampleFunnel_SecondsToConvert() {
	f, err := cx.FunnelOf(shopEvents(), cx.FunnelRule{Steps: []string{"visit", "cart", "order"}}, shopAsOf)
	fmt.Println(err)
	fmt.Println(f.SecondsToConvert())
	// Output:
	// <nil>
	// 1800 <nil>
}

func ExampleFunnelStep() {
	f, err := cx.FunnelOf(shopEvents(), cx.FunnelRule{Steps: []string{"visit", "cart"}}, shopAsOf)
	data, _ := json.Marshal(f.Steps[1])
	fmt.Println(string(data), err)
	// Output:
	// {"name":"cart","customers":3,"undecided":0,"seconds":"2700"} <nil>
}

func ExampleFunnelsBySegment() {
	groups, err := cx.FunnelsBySegment(shopEvents(), cx.FunnelRule{Steps: []string{"visit", "cart"}}, shopAsOf)
	for _, g := range groups {
		fmt.Println(g.Key, g.Tally.Steps[1].Customers, "of", g.Tally.Total())
	}
	fmt.Println(err)
	// Output:
	// email 2 of 2
	// search 1 of 2
	// <nil>
}

func ExampleConversionLifespans() {
	times, err := cx.ConversionLifespans(shopEvents(), cx.FunnelRule{Steps: []string{"visit", "cart"}}, shopAsOf)
	if err != nil {
		fmt.Println(err)
		return
	}
	curve, err := cx.SurvivalOf(times)
	fmt.Println(curve.Customers, curve.Churned, err) // churned: converted
	fmt.Println(curve.At(900))                       // not yet in the cart after a quarter of an hour
	median, err := curve.Median(0.95, cx.LogLogScale)
	fmt.Println(median.Time, err) // seconds
	// Output:
	// 4 3 <nil>
	// 0.5 <nil>
	// 1200 <nil>
}

// How long does it take new users to see their first report? The mean of those who have,
// 3 days, is too short: two users have not yet, and may take longer.
func ExampleConversionLifespans_timeToValue() {
	at := func(day int) time.Time { return time.Date(2026, time.November, day, 9, 0, 0, 0, time.UTC) }
	events := []cx.Event{
		{Customer: "ada", Name: "signup", At: at(2)}, {Customer: "ada", Name: "report", At: at(3)},
		{Customer: "bob", Name: "signup", At: at(2)}, {Customer: "bob", Name: "report", At: at(4)},
		{Customer: "eve", Name: "signup", At: at(3)}, {Customer: "eve", Name: "report", At: at(9)},
		{Customer: "kim", Name: "signup", At: at(4)},
		{Customer: "lea", Name: "signup", At: at(5)},
	}
	times, err := cx.ConversionLifespans(events, cx.FunnelRule{Steps: []string{"signup", "report"}}, at(20))
	if err != nil {
		log.Fatal(err)
	}
	curve, err := cx.SurvivalOf(times) // of those who have not seen one yet, in seconds
	if err != nil {
		log.Fatal(err)
	}
	median, err := curve.Median(0.95, cx.LogLogScale)
	fmt.Println(median.Time/86400, "days", err)
	waiting, err := curve.At(7 * 86400)
	fmt.Printf("%.0f %% wait for more than a week %v\n", 100*waiting, err)
	// Output:
	// 6 days <nil>
	// 40 % wait for more than a week <nil>
}

func ExampleConversionLifespansBySegment() {
	rule := cx.FunnelRule{Steps: []string{"visit", "cart"}}
	groups, err := cx.ConversionLifespansBySegment(shopEvents(), rule, shopAsOf)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range groups {
		fmt.Println(g.Key, len(g.Tally))
	}
	test, err := cx.LogRank([][]cx.Lifespan{groups[0].Tally, groups[1].Tally}, cx.EqualWeight)
	fmt.Printf("%.4f %v\n", test.P, err)
	// Output:
	// email 2
	// search 2
	// 0.0896 <nil>
}

// Visits with at most half an hour between two events. The bounce rate is of those that
// have ended.
func ExampleSessionsOf() {
	sessions, err := cx.SessionsOf(shopEvents(), 30*time.Minute, shopAsOf)
	if err != nil {
		log.Fatal(err)
	}
	var bounces cx.Proportion
	var lengths []time.Duration
	for _, s := range sessions {
		if s.Running {
			continue
		}
		if err := bounces.Add(s.Bounced()); err != nil {
			log.Fatal(err)
		}
		lengths = append(lengths, s.Length())
	}
	fmt.Println(bounces)
	durations, err := cx.DurationsOf(lengths)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(durations.Mean())
	// Output:
	// 1 of 5
	// 13m12s <nil>
}

func ExampleSession() {
	at := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	s := cx.Session{Customer: "ada", Start: at, End: at.Add(12 * time.Minute), Events: 3}
	fmt.Println(s.Length(), s.Bounced())
	// Output: 12m0s false
}

func ExampleShard_FunnelOf() {
	at := time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)
	events := []cx.Event{
		{Customer: "C1", Name: "view", At: at}, {Customer: "C2", Name: "view", At: at}, {Customer: "C1", Name: "order", At: at.Add(time.Hour)},
	}
	var all cx.Funnel
	for part := range 2 {
		f, err := cx.Shard{Part: part, Of: 2}.FunnelOf(events, cx.FunnelRule{Steps: []string{"view", "order"}}, at.AddDate(0, 0, 1))
		if err == nil {
			err = all.Merge(f)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
	order, err := all.FromFirst(1)
	fmt.Println(order.Count, "of", order.Base, err)
	// Output: 1 of 2 <nil>
}
