package cx_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	gocmp "github.com/google/go-cmp/cmp"
)

// mixedEvents returns random events, many at one instant, some from late on, of customers named in
// the order of their first rows before it, or against it. One has thousands of rows.
func mixedEvents(rows int, seed uint64, against bool) []cx.Event {
	random := rand.New(rand.NewPCG(seed, 31))
	events := make([]cx.Event, rows)
	names := make(map[int]string)
	for i := range events {
		c := 1000 + random.IntN(rows/4+1)
		switch random.IntN(5) {
		case 0:
			c = 0
		case 1:
			c = random.IntN(8)
		}
		minute := random.IntN(120)
		if random.IntN(50) == 0 {
			minute += 12 * 60
		}
		if _, known := names[c]; !known && minute < 110 {
			n := len(names)
			if against {
				n = 99_999 - n
			}
			names[c] = fmt.Sprintf("%05d", n)
		}
		events[i] = cx.Event{
			Customer: cmp.Or(names[c], fmt.Sprintf("zz %d", c)), Name: string("aabbccdxyyz"[random.IntN(11)]), Segment: string("pqr"[random.IntN(3)]),
			At: funnelDay.Add(time.Duration(minute) * time.Minute),
		}
	}
	for i := range events { // those who came too late at first
		if c, late := strings.CutPrefix(events[i].Customer, "zz "); late {
			var number int
			fmt.Sscan(c, &number)
			events[i].Customer = cmp.Or(names[number], events[i].Customer)
		}
	}
	return events
}

// eventCalls are the functions that show the events of each customer, in order of time, and whether
// the order of their results is that of the customers.
func eventCalls() map[string]func([]cx.Event, time.Time) (any, error) {
	calls := make(map[string]func([]cx.Event, time.Time) (any, error))
	for _, rule := range []cx.FunnelRule{
		letters("abc", "", 0, 0), letters("abc", "", 30, 0), letters("aba", "", 50, 20), letters("abcd", "", 0, 15), letters("a", "", 0, 0),
		letters("ab", cx.FunnelStrict, 0, 0), letters("aab", cx.FunnelStrict, 25, 10), letters("abcd", cx.FunnelAnyOrder, 0, 0), letters("bad", cx.FunnelAnyOrder, 15, 0),
		{Steps: []string{"a", "b", "c"}, Open: true}, {Steps: []string{"a", "b", "c"}, Open: true, Window: 20 * time.Minute},
		{Steps: []string{"b", "a", "b"}, Open: true, Order: cx.FunnelStrict, StepWindow: 9 * time.Minute},
		{Steps: []string{"a", "b", "c"}, Exclude: []string{"x"}}, {Steps: []string{"a", "b", "c"}, Exclude: []string{"x", "y"}, Base: cx.FunnelBaseUnstopped, Window: time.Hour},
		{Steps: []string{"a", "b"}, Exclude: []string{"y"}, Order: cx.FunnelStrict}, {Steps: []string{"a", "b"}, Exclude: []string{"y"}, Open: true, StepWindow: time.Hour},
		{Steps: []string{"a", "b", "d"}, Exclude: []string{"z"}, Order: cx.FunnelAnyOrder, Window: time.Hour},
	} {
		name := fmt.Sprint(rule)
		calls["funnel "+name] = func(e []cx.Event, asOf time.Time) (any, error) { return cx.FunnelOf(e, rule, asOf) }
		calls["segments "+name] = func(e []cx.Event, asOf time.Time) (any, error) { return cx.FunnelsBySegment(e, rule, asOf) }
		if rule.Order != cx.FunnelAnyOrder && !rule.Open {
			calls["lifespans "+name] = func(e []cx.Event, asOf time.Time) (any, error) { return cx.ConversionLifespans(e, rule, asOf) }
			calls["lifespans by segment "+name] = func(e []cx.Event, asOf time.Time) (any, error) {
				return cx.ConversionLifespansBySegment(e, rule, asOf)
			}
		}
	}
	bad := cx.BadTouchRule{Bad: []string{"x"}, Exits: []string{"z"}}
	calls["lifespans of bad touches"] = func(e []cx.Event, asOf time.Time) (any, error) {
		lifespans, untouched, err := cx.BadTouchLifespans(e, bad, asOf)
		return append(lifespans, cx.Lifespan{Exit: float64(untouched)}), err
	}
	calls["bad touches"] = func(e []cx.Event, asOf time.Time) (any, error) {
		return cx.BadTouchCountsOf(e, bad, 1, time.Hour, asOf)
	}
	calls["transitions"] = func(e []cx.Event, asOf time.Time) (any, error) { return cx.TransitionsOf(e, asOf) }
	calls["paths"] = func(e []cx.Event, asOf time.Time) (any, error) { return cx.PathsOf(e, 4, asOf) }
	calls["sessions"] = func(e []cx.Event, asOf time.Time) (any, error) { return cx.SessionsOf(e, 9*time.Minute, asOf) }
	return calls
}

// Events in any order of rows give what those in ascending order of the customer give, which other
// tests compare with figures by hand; lifespans come in the order of the first rows of customers.
func TestEvents_order(t *testing.T) {
	asOf := funnelDay.Add(110 * time.Minute)
	for seed, rows := range []int{2, 30, 255, 256, 257, 700, 9000} {
		for _, against := range []bool{false, true} {
			mixed := mixedEvents(rows, uint64(seed), against)
			sorted, timed := slices.Clone(mixed), slices.Clone(mixed)
			slices.SortStableFunc(sorted, func(a, b cx.Event) int { return cmp.Compare(a.Customer, b.Customer) })
			slices.SortStableFunc(timed, func(a, b cx.Event) int { return a.At.Compare(b.At) })
			for name, call := range eventCalls() {
				if against && strings.HasPrefix(name, "lifespans") {
					continue
				}
				want := cxtest.Must(call(sorted, asOf))
				if diff := cxtest.Diff(want, cxtest.Must(call(mixed, asOf))); diff != "" {
					t.Fatalf("%s of %d rows (-sorted +mixed):\n%.2000s", name, rows, diff)
				}
				if got := cxtest.Must(call(timed, asOf)); !strings.HasPrefix(name, "lifespans") && !gocmp.Equal(want, got) {
					t.Fatalf("%s of %d rows (-sorted +by time):\n%.2000s", name, rows, cxtest.Diff(want, got))
				}
			}
		}
	}
}

// Customers of all lengths, most with the bytes of others at both ends, are told apart in a log in order
// of time as in one in order of the customer: few of them, of whom some took all steps, among many others.
func TestEvents_names(t *testing.T) {
	random := rand.New(rand.NewPCG(33, 34))
	names := []string{"x"}
	for n := 1; n <= 40; n++ {
		for _, letters := range []string{"ab", "\x00\x01", "aé"} {
			middle := strings.Repeat(letters[:1], n/2) + string(letters[1+random.IntN(len(letters)-1)]) + strings.Repeat(letters[:1], n-n/2)
			names = append(names, "c"+middle[:n-1], strings.Repeat("a", n), strings.Repeat("b", n-1)+"a", fmt.Sprintf("customer-%0*d", n, n))
		}
	}
	for _, converts := range []int{1, 20, 100} { // of 100 customers
		var events []cx.Event
		for i := range 20_000 {
			c := random.IntN(len(names))
			name := string("abxyz"[random.IntN(5)])
			if c%100 < converts && i%3 == 0 {
				name = "c"
			}
			at := funnelDay.Add(time.Duration(i/5) * time.Second) // five rows have one instant
			events = append(events, cx.Event{Customer: names[c], Name: name, Segment: string("pq"[i%2]), At: at})
		}
		sorted := slices.Clone(events)
		slices.SortStableFunc(sorted, func(a, b cx.Event) int { return cmp.Compare(a.Customer, b.Customer) })
		for name, call := range eventCalls() {
			if strings.HasPrefix(name, "lifespans") {
				continue // in the order of the customers
			}
			want := cxtest.Must(call(sorted, late))
			if diff := cxtest.Diff(want, cxtest.Must(call(events, late))); diff != "" {
				t.Fatalf("%s, %d of 100 customers convert (-sorted +by time):\n%.2000s", name, converts, diff)
			}
		}
	}
}

// The first bad row is named with what is wrong with it, wherever it is, also if there are more, and
// whether the rows are in ascending order of the customer or not.
func TestEvents_badRow(t *testing.T) {
	good := cx.Event{Customer: "m", Name: "a", At: funnelDay}
	var bad []cx.Event
	for _, change := range []func(e *cx.Event){
		func(e *cx.Event) { e.Customer = "" }, func(e *cx.Event) { e.Customer = "\u2003\t" }, func(e *cx.Event) { e.Name = "" },
		func(e *cx.Event) { e.Name = " " }, func(e *cx.Event) { e.At = time.Time{} }, func(e *cx.Event) { e.At = instant("1899-12-31T23:59:59Z") },
		func(e *cx.Event) { e.At = instant("2201-01-01") }, func(e *cx.Event) { e.Name, e.At = "\u00a0", late.AddDate(1, 0, 0) },
		func(e *cx.Event) { e.Customer, e.Name, e.At = " ", " ", time.Time{} },
	} {
		e := good
		change(&e)
		bad = append(bad, e)
	}
	calls := eventCalls()
	for name := range calls {
		if !strings.Contains(name, "[a b c]") && strings.Contains(name, "[") {
			delete(calls, name) // the rows are checked alike for all rules
		}
	}
	rows := make([]cx.Event, 600)
	for place := range rows {
		for name, call := range calls {
			if place%256 > 1 && place%256 < 254 && (place%37 > 0 || !strings.HasPrefix(name, "funnel")) {
				continue
			}
			for k, e := range bad {
				_, err := call([]cx.Event{e}, late)
				want := errors.Unwrap(err)
				for _, descending := range []bool{true, false} {
					for i := range rows {
						rows[i] = good
						if descending && i > 0 {
							rows[i].Customer = string('a' + rune(i%7))
						}
					}
					rows[place], rows[599] = e, bad[(k+1)%len(bad)]
					if place == 599 {
						rows[599] = e
					}
					_, err := call(rows, late)
					if row := badRowOf(err); row != place || errors.Unwrap(err).Error() != want.Error() {
						t.Fatalf("%s, bad row %d: %v, want row %d: %v", name, k, err, place, want)
					}
				}
			}
		}
	}
}

// badRowOf returns the row of an error, or -1.
func badRowOf(err error) int {
	if row, ok := errors.AsType[*cx.RowError](err); ok {
		return row.Row
	}
	return -1
}

// BenchmarkEvents measures functions of events in order of time, and in random order, against the same
// in order of the customer, by turns: x-sorted is how many times as long they take.
func BenchmarkEvents(b *testing.B) {
	sorted, asOf := funnelBenchEvents(b), instant("2026-01-01")
	timed, mixed := slices.Clone(sorted), shuffled(sorted)
	slices.SortStableFunc(timed, func(a, b cx.Event) int { return a.At.Compare(b.At) })
	rule := cx.FunnelRule{Steps: []string{"product_view", "cart", "purchase"}, Window: 7 * 24 * time.Hour}
	for name, call := range map[string]func([]cx.Event) (any, error){
		"FunnelOf":      func(e []cx.Event) (any, error) { return cx.FunnelOf(e, rule, asOf) },
		"PathsOf":       func(e []cx.Event) (any, error) { return cx.PathsOf(e, 3, asOf) },
		"TransitionsOf": func(e []cx.Event) (any, error) { return cx.TransitionsOf(e, asOf) },
		"SessionsOf":    func(e []cx.Event) (any, error) { return cx.SessionsOf(e, 24*time.Hour, asOf) },
		"FunnelOf, any order": func(e []cx.Event) (any, error) {
			rule := rule
			rule.Order = cx.FunnelAnyOrder
			return cx.FunnelOf(e, rule, asOf)
		},
	} {
		seconds := func(events []cx.Event) float64 {
			start := time.Now()
			if _, err := call(events); err != nil {
				b.Fatal(err)
			}
			return time.Since(start).Seconds()
		}
		for order, events := range map[string][]cx.Event{"by time": timed, "random": mixed} {
			b.Run(name+"/"+order, func(b *testing.B) {
				var ratios []float64
				for b.Loop() {
					ratios = append(ratios, seconds(events)/seconds(sorted))
				}
				slices.Sort(ratios)
				b.ReportMetric(ratios[len(ratios)/2], "x-sorted")
				reportBytes(b, len(events)/10, func() { seconds(events) })
			})
		}
	}
}
