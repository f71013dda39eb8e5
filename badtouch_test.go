package cx_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// touchRule is that of the tests.
func touchRule() cx.BadTouchRule {
	return cx.BadTouchRule{Bad: []string{"late", "wrong"}, Exits: []string{"cancel"}}
}

// touchEvents are those of seven customers: ada has 1 bad experience and stays; bob has 3
// and leaves, and one more afterwards; cat has 2 and leaves, the second at the instant of
// the exit; dan has 2 and stays; eve has 5; fay has 1 and leaves; gus has 3 and leaves, and
// hal leaves without any. The exits of all but gus follow at once.
func touchEvents() []cx.Event {
	var events []cx.Event
	add := func(customer, name string, days ...int) {
		for _, day := range days {
			events = append(events, cx.Event{Customer: customer, Name: name, At: linkDay(day)})
		}
	}
	add("ada", "late", 20)
	add("bob", "cancel", 8)
	add("bob", "late", 9, 3, 4)
	add("bob", "wrong", 2)
	add("cat", "cancel", 7)
	add("cat", "wrong", 7, 6)
	add("dan", "late", 2, 30)
	add("eve", "late", 21, 22, 23, 24, 25)
	add("eve", "order", 26)
	add("fay", "wrong", 1)
	add("fay", "cancel", 2)
	add("gus", "late", 10, 11, 12)
	add("gus", "cancel", 31)
	add("hal", "cancel", 5)
	add("eve", "late", 33) // after asOf
	return events
}

func TestBadTouchLifespans(t *testing.T) {
	events := touchEvents()
	want := []cx.Lifespan{
		{Exit: 1}, {Exit: 3, Churned: true}, {Exit: 2, Churned: true}, {Exit: 2}, {Exit: 5}, {Exit: 1, Churned: true}, {Exit: 3, Churned: true},
	}
	got, untouched, err := cx.BadTouchLifespans(events, touchRule(), linkDay(32))
	if diff := gocmp.Diff(want, got); diff != "" || err != nil || untouched != 1 {
		t.Fatalf("BadTouchLifespans: %d untouched, %v (-want +got)\n%s", untouched, err, diff)
	}
	// R's survfit(Surv(c(1,3,2,2,5,1,3), c(0,1,1,0,0,1,1)) ~ 1).
	curve := curveOf(t, got)
	for i, step := range []struct {
		k               float64
		atRisk, churned int64
		survival        float64
	}{{1, 7, 1, 0.857142857142857}, {2, 5, 1, 0.685714285714286}, {3, 3, 2, 0.228571428571429}} {
		s := curve.Steps[i]
		if s.Time != step.k || s.AtRisk != step.atRisk || s.Churned != step.churned {
			t.Errorf("step %d is %v, want %v", i, s, step)
		}
		cxtest.Near(t, "survival", s.Survival, step.survival, 1e-12)
	}
	// Of the three who had a third, two left after it.
	share, err := curve.ChurnBetween(3, 4)
	cxtest.Near(t, "ChurnBetween(3, 4)", share, 2.0/3, 1e-12)
	if err != nil {
		t.Error(err)
	}
	// The order of the rows does not matter, but for that of the customers.
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		slices.SortStableFunc(events, func(a, b cx.Event) int { return cmp.Compare(a.Customer, b.Customer) })
		if got, _, err := cx.BadTouchLifespans(events, touchRule(), linkDay(32)); err != nil || !slices.Equal(got, want) {
			t.Fatalf("BadTouchLifespans of %v = %v, %v", events, got, err)
		}
	}
}

func TestBadTouchesOf(t *testing.T) {
	touches := func(customer string, count int64, first, last int) cx.BadTouches {
		return cx.BadTouches{Customer: customer, Count: count, First: linkDay(first), Last: linkDay(last)}
	}
	const day = 24 * time.Hour
	tests := []struct {
		name   string
		least  int64
		window time.Duration
		want   []cx.BadTouches
	}{
		// bob's last bad experience came after the exit: bob is back. gus and fay are gone,
		// and so is cat, whose exit came with the second.
		{"two in a month", 2, 31 * day, []cx.BadTouches{touches("eve", 5, 21, 25), touches("bob", 4, 2, 9), touches("dan", 2, 2, 30)}},
		{"the window includes its start", 2, 30 * day, []cx.BadTouches{touches("eve", 5, 21, 25), touches("bob", 4, 2, 9), touches("dan", 2, 2, 30)}},
		{"not what comes before", 2, 30*day - 1, []cx.BadTouches{touches("eve", 5, 21, 25), touches("bob", 3, 3, 9)}},
		{"one in twelve days, by count and then by name", 1, 12 * day, []cx.BadTouches{touches("eve", 5, 21, 25), touches("ada", 1, 20, 20), touches("dan", 1, 30, 30)}},
		{"six", 6, 100 * day, nil},
		{"the longest window", 5, 1<<63 - 1, []cx.BadTouches{touches("eve", 5, 21, 25)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.BadTouchesOf(touchEvents(), touchRule(), test.least, test.window, linkDay(32))
			if diff := gocmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("BadTouchesOf: %v (-want +got)\n%s", err, diff)
			}
		})
	}
}

func TestBadTouchesRefuse(t *testing.T) {
	ok := touchEvents()
	tests := []struct {
		name   string
		events []cx.Event
		rule   cx.BadTouchRule
		least  int64
		window time.Duration
		asOf   time.Time
		row    int
		both   bool // functions refuse
	}{
		{"no bad experiences", ok, cx.BadTouchRule{Exits: []string{"cancel"}}, 1, 1, linkDay(1), -1, true},
		{"a blank name", ok, cx.BadTouchRule{Bad: []string{" "}}, 1, 1, linkDay(1), -1, true},
		{"a name of both kinds", ok, cx.BadTouchRule{Bad: []string{"a", "b"}, Exits: []string{"b"}}, 1, 1, linkDay(1), -1, true},
		{"no asOf", ok, touchRule(), 1, 1, time.Time{}, -1, true},
		{"a bad row", append(ok[:3:3], cx.Event{Customer: "x", Name: "late"}), touchRule(), 1, 1, linkDay(1), 3, true},
		{"none at least", ok, touchRule(), 0, 1, linkDay(1), -1, false},
		{"no window", ok, touchRule(), 1, 0, linkDay(1), -1, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			list, err := cx.BadTouchesOf(test.events, test.rule, test.least, test.window, test.asOf)
			checkRowError(t, "BadTouchesOf", err, cx.ErrInvalid, test.row)
			if list != nil {
				t.Errorf("BadTouchesOf = %v beside its error", list)
			}
			if !test.both {
				return
			}
			spans, untouched, err := cx.BadTouchLifespans(test.events, test.rule, test.asOf)
			checkRowError(t, "BadTouchLifespans", err, cx.ErrInvalid, test.row)
			if spans != nil || untouched != 0 {
				t.Errorf("BadTouchLifespans = %v, %d beside its error", spans, untouched)
			}
		})
	}
}
