package cx_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// yearDay returns the start of a day of 2026, counted from 1.
func yearDay(day int) time.Time { return instant("2026-01-01").AddDate(0, 0, day-1) }

// peakRows returns the answers of one customer, an hour between them.
func peakRows(customer string, scores ...int) (rows []cx.Response) {
	for i, score := range scores {
		rows = append(rows, cx.Response{Customer: customer, At: instant("2026-05-04").Add(time.Duration(i) * time.Hour), Score: score})
	}
	return rows
}

// onScale gives every answer one scale.
func onScale(s cx.Scale) func(*cx.Response) cx.Scale {
	return func(*cx.Response) cx.Scale { return s }
}

// The definition's example 3, 9, 2, 7 and others computed by hand.
func TestPeakEnd(t *testing.T) {
	ten := cx.RecommendScale(11)
	for _, tt := range []struct {
		name    string
		scale   cx.Scale
		neutral string
		scores  []int
		want    string
	}{
		{"middle", ten, "50", []int{3, 9, 2, 7}, "80"},
		{"a tie goes to the later", ten, "55", []int{3, 9, 2, 7}, "45"},
		{"a tie goes to the later, turned", ten, "55", []int{3, 2, 9, 7}, "80"},
		{"just below the tie", ten, "54.99999999999999999999", []int{3, 9, 2, 7}, "80"},
		{"just above the tie", ten, "55.00000000000000000001", []int{3, 2, 9, 7}, "45"},
		{"negative peak", ten, "60", []int{3, 9, 2, 7}, "45"},
		{"the end is the peak", ten, "50", []int{5, 6, 4, 10}, "100"},
		{"the end ties with the peak", ten, "50", []int{10, 5, 0}, "0"},
		{"one touch", ten, "50", []int{4}, "40"},
		{"two equal touches", ten, "50", []int{7, 7}, "70"},
		{"neutral 0 is the highest", ten, "0", []int{0, 6, 3}, "45"},
		{"neutral 100 is the lowest", ten, "100", []int{10, 6, 8}, "70"},
		{"all neutral", ten, "50", []int{5, 5}, "50"},
		{"sevenths", cx.EaseScale(7), "50", []int{1, 3, 4}, "25"},                    // 0 and 50
		{"eighths of the middle", cx.EaseScale(7), "50", []int{7, 2}, "58.33333333"}, // 100, and 100/6 as the end
		{"lower is better", cx.EffortScale(5), "50", []int{1, 4}, "62.5"},            // 100 and 25
		{"negative scale", cx.Scale{Min: -5, Max: 5, BottomMax: -1, TopMin: 1}, "50", []int{-5, 2}, "35"},
		{"ninths, a tie that no float64 has", cx.RecommendScale(10), "33.3", []int{1, 7, 4}, "50"}, // 0, 66.67, 33.3: 66.67 is farther
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := cx.PeakEndOf(peakRows("ada", tt.scores...), onScale(tt.scale), dec(tt.neutral))
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.Score()
			cxtest.Exactly(t, "Score", got, err, tt.want)
		})
	}
}

// Rows may be in any order; the order among those of one instant is that of the rows.
func TestPeakEndOrder(t *testing.T) {
	ten := onScale(cx.RecommendScale(11))
	var rows []cx.Response
	random := rand.New(rand.NewPCG(1, 2))
	for _, customer := range []string{"a", "b", "c", "d", "e"} {
		for range 9 {
			rows = append(rows, cx.Response{Customer: customer, At: time.Unix(int64(1e9+len(rows)), 0), Score: random.IntN(11)})
		}
	}
	want, err := cx.PeakEndOf(rows, ten, dec("50"))
	if err != nil || want.Customers != 5 {
		t.Fatalf("PeakEndOf = %v, %v", want, err)
	}
	for range 50 {
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if got, err := cx.PeakEndOf(rows, ten, dec("50")); err != nil || !cmp.Equal(got, want) {
			t.Fatalf("PeakEndOf in another order = %v, %v, want %v", got, err, want)
		}
	}

	at := instant("2026-05-04")
	same := []cx.Response{{Customer: "ada", At: at, Score: 10}, {Customer: "ada", At: at.In(time.FixedZone("", 3600)), Score: 0}}
	p, err := cx.PeakEndOf(same, ten, dec("50"))
	if err != nil || p.Sum != 0 {
		t.Errorf("10 and 0 at one instant = %v, %v, want the later row", p, err)
	}
	same[0], same[1] = same[1], same[0]
	p, err = cx.PeakEndOf(same, ten, dec("50"))
	if err != nil || p.Sum != 5040 {
		t.Errorf("0 and 10 at one instant = %v, %v, want the later row", p, err)
	}
}

// The peak-end of 80, 45, 90 and 62.5 for four customers: interval and difference by
// mpmath 1.3.
func TestPeakEndInterval(t *testing.T) {
	ten := onScale(cx.RecommendScale(11))
	var p, q cx.PeakEnd
	add := func(to *cx.PeakEnd, rows []cx.Response, scale func(*cx.Response) cx.Scale) {
		t.Helper()
		one, err := cx.PeakEndOf(rows, scale, dec("50"))
		if err == nil {
			err = to.Merge(one)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add(&p, append(peakRows("a", 3, 9, 2, 7), append(peakRows("b", 2, 7), peakRows("c", 9, 9)...)...), ten) // 80, 45, 90
	add(&p, peakRows("d", 1, 4), onScale(cx.EffortScale(5)))                                                // 62.5
	add(&q, append(peakRows("e", 3), append(peakRows("f", 10, 1), peakRows("g", 4)...)...), ten)            // 30, 55: 10 ties with no 1, 40

	score, err := p.Score()
	cxtest.Exactly(t, "Score", score, err, "69.375")
	iv, err := p.Interval(0.95)
	cxtest.Near(t, "Low", iv.Low, 37.82103418401717, 1e-12)
	if err != nil || iv.High != 100 || !iv.Clipped { // 100.93
		t.Errorf("Interval = %v, %v, want one clipped at 100", iv, err)
	}
	c, err := p.Difference(q, 0.95)
	cxtest.Near(t, "Difference", c.Difference, 27.70833333333333, 1e-12)
	cxtest.Near(t, "StandardError", c.StandardError, 12.29166666666667, 1e-12)
	cxtest.Near(t, "Z", c.Z, 2.254237288135593, 1e-12)
	cxtest.Near(t, "DegreesOfFreedom", c.DegreesOfFreedom, 4.947067101657016, 1e-12)
	cxtest.Near(t, "P", c.P, 0.07445259773904588, 1e-10)
	cxtest.Near(t, "Low", c.Interval.Low, -3.990359931392268, 1e-12)
	cxtest.Near(t, "High", c.Interval.High, 59.40702659805893, 1e-12)
	if err != nil {
		t.Error(err)
	}

	one, err := cx.PeakEndOf(peakRows("a", 3), ten, dec("50"))
	if err != nil {
		t.Fatal(err)
	}
	equal := cx.PeakEnd{Customers: 2, Sum: 5040, Squares: 2 * 2520 * 2520}
	for name, tt := range map[string]struct {
		p    cx.PeakEnd
		want error
	}{"none": {cx.PeakEnd{}, cx.ErrNoData}, "one": {one, cx.ErrUndefined}, "equal": {equal, cx.ErrUndefined}} {
		_, err := tt.p.Interval(0.95)
		cxtest.Refuses(t, name, err, tt.want)
		_, err = tt.p.Difference(tt.p, 0.95)
		cxtest.Refuses(t, name, err, tt.want)
	}
	_, err = cx.PeakEnd{}.Score()
	cxtest.Refuses(t, "Score", err, cx.ErrNoData)
	for _, level := range []float64{0, 1, math.NaN()} {
		_, err = p.Interval(level)
		cxtest.Refuses(t, "Interval", err, cx.ErrInvalid)
		_, err = p.Difference(q, level)
		cxtest.Refuses(t, "Difference", err, cx.ErrInvalid)
	}
}

func TestPeakEndRefuses(t *testing.T) {
	ten := onScale(cx.RecommendScale(11))
	rows := peakRows("ada", 3, 9)
	_, err := cx.PeakEndOf(rows, nil, dec("50"))
	cxtest.Refuses(t, "nil function", err, cx.ErrInvalid)
	for _, neutral := range []decimal.Decimal{dec("-0.1"), dec("100.01"), decimal.New(5, 1_000_000), decimal.New(5, -1_000_000)} {
		_, err = cx.PeakEndOf(rows, ten, neutral)
		cxtest.Refuses(t, "neutral", err, cx.ErrInvalid)
	}
	for name, spoil := range map[string]func(*cx.Response){
		"blank customer": func(r *cx.Response) { r.Customer = " " },
		"no time":        func(r *cx.Response) { r.At = time.Time{} },
		"year 10000":     func(r *cx.Response) { r.At = time.Date(10_001, 1, 1, 0, 0, 0, 0, time.UTC) },
		"score":          func(r *cx.Response) { r.Score = 11 },
		"largest score":  func(r *cx.Response) { r.Score = math.MaxInt },
		"no scale":       func(r *cx.Response) { r.Question = "?" },
	} {
		rows := peakRows("ada", 3, 9, 4)
		spoil(&rows[1])
		_, err := cx.PeakEndOf(rows, func(r *cx.Response) cx.Scale {
			if r.Question == "?" {
				return cx.Scale{}
			}
			return cx.RecommendScale(11)
		}, dec("50"))
		checkRowError(t, name, err, cx.ErrInvalid, 1)
	}
	p, err := cx.PeakEndOf(nil, ten, dec("50"))
	if err != nil || !cmp.Equal(p, cx.PeakEnd{}) {
		t.Errorf("PeakEndOf no rows = %v, %v", p, err)
	}
}

// touchRule is the rule of the tests on bad experiences.
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
			events = append(events, cx.Event{Customer: customer, Name: name, At: yearDay(day)})
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
	got, untouched, err := cx.BadTouchLifespans(events, touchRule(), yearDay(32))
	if diff := cmp.Diff(want, got); diff != "" || err != nil || untouched != 1 {
		t.Fatalf("BadTouchLifespans: %d untouched, %v (-want +got)\n%s", untouched, err, diff)
	}
	// R's survfit(Surv(c(1,3,2,2,5,1,3), c(0,1,1,0,0,1,1)) ~ 1).
	curve, err := cx.SurvivalOf(got)
	if err != nil {
		t.Fatal(err)
	}
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
	// The order of the rows does not matter, except for that of the customers.
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		slices.SortStableFunc(events, func(a, b cx.Event) int { return strings.Compare(a.Customer, b.Customer) })
		if got, _, err := cx.BadTouchLifespans(events, touchRule(), yearDay(32)); err != nil || !slices.Equal(got, want) {
			t.Fatalf("BadTouchLifespans of %v = %v, %v", events, got, err)
		}
	}
}

func TestBadTouchesOf(t *testing.T) {
	touches := func(customer string, count int64, first, last int) cx.BadTouchCount {
		return cx.BadTouchCount{Customer: customer, Count: count, First: yearDay(first), Last: yearDay(last)}
	}
	const day = 24 * time.Hour
	tests := []struct {
		name   string
		least  int64
		window time.Duration
		want   []cx.BadTouchCount
	}{
		// bob's last bad experience came after the exit: bob is back. gus and fay are gone,
		// and so is cat, whose exit came with the second.
		{"two in a month", 2, 31 * day, []cx.BadTouchCount{touches("eve", 5, 21, 25), touches("bob", 4, 2, 9), touches("dan", 2, 2, 30)}},
		{"the window includes its start", 2, 30 * day, []cx.BadTouchCount{touches("eve", 5, 21, 25), touches("bob", 4, 2, 9), touches("dan", 2, 2, 30)}},
		{"not what comes before", 2, 30*day - 1, []cx.BadTouchCount{touches("eve", 5, 21, 25), touches("bob", 3, 3, 9)}},
		{"one in twelve days, by count and then by name", 1, 12 * day, []cx.BadTouchCount{touches("eve", 5, 21, 25), touches("ada", 1, 20, 20), touches("dan", 1, 30, 30)}},
		{"six", 6, 100 * day, nil},
		{"the longest window", 5, 1<<63 - 1, []cx.BadTouchCount{touches("eve", 5, 21, 25)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.BadTouchCountsOf(touchEvents(), touchRule(), test.least, test.window, yearDay(32))
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("BadTouchCountsOf: %v (-want +got)\n%s", err, diff)
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
		{"no bad experiences", ok, cx.BadTouchRule{Exits: []string{"cancel"}}, 1, 1, yearDay(1), -1, true},
		{"a blank name", ok, cx.BadTouchRule{Bad: []string{" "}}, 1, 1, yearDay(1), -1, true},
		{"a name of both kinds", ok, cx.BadTouchRule{Bad: []string{"a", "b"}, Exits: []string{"b"}}, 1, 1, yearDay(1), -1, true},
		{"no asOf", ok, touchRule(), 1, 1, time.Time{}, -1, true},
		{"a bad row", append(ok[:3:3], cx.Event{Customer: "x", Name: "late"}), touchRule(), 1, 1, yearDay(1), 3, true},
		{"none at least", ok, touchRule(), 0, 1, yearDay(1), -1, false},
		{"no window", ok, touchRule(), 1, 0, yearDay(1), -1, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			list, err := cx.BadTouchCountsOf(test.events, test.rule, test.least, test.window, test.asOf)
			checkRowError(t, "BadTouchCountsOf", err, cx.ErrInvalid, test.row)
			if list != nil {
				t.Errorf("BadTouchCountsOf = %v beside its error", list)
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

func TestNoBadTouch(t *testing.T) {
	bad := func(r *cx.Response) bool { return r.Score < 5 }
	touch := func(customer string, score int) cx.Response { return cx.Response{Customer: customer, Score: score} }
	tests := []struct {
		name string
		rows []cx.Response
		want cx.Proportion
	}{
		{"none", nil, cx.Proportion{}},
		{"good", []cx.Response{touch("ada", 9), touch("ada", 8)}, cx.Proportion{Count: 1, Base: 1}},
		{"bad first", []cx.Response{touch("ada", 2), touch("ada", 8)}, cx.Proportion{Base: 1}},
		{"bad last", []cx.Response{touch("ada", 8), touch("ada", 2)}, cx.Proportion{Base: 1}},
		{"bad twice", []cx.Response{touch("ada", 1), touch("ada", 9), touch("ada", 2)}, cx.Proportion{Base: 1}},
		// Means 5.5, 9 and 6.5; only bob had no bad moment.
		{"three", []cx.Response{
			touch("ada", 10), touch("bob", 9), touch("ada", 1), touch("cid", 9), touch("bob", 9), touch("cid", 4),
		}, cx.Proportion{Count: 1, Base: 3}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := cx.NoBadTouch(test.rows, bad); got != test.want || err != nil {
				t.Errorf("NoBadTouch = %v, %v, want %v", got, err, test.want)
			}
		})
	}
	_, err := cx.NoBadTouch([]cx.Response{touch("ada", 1)}, nil)
	cxtest.Refuses(t, "without a function", err, cx.ErrInvalid)
	_, err = cx.NoBadTouch([]cx.Response{touch("ada", 1), touch(" ", 1)}, bad)
	checkRowError(t, "an anonymous customer", err, cx.ErrInvalid, 1)
}
