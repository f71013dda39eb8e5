package cx_test

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// detractorRule is that most people have: a call within two days, and all done in a fortnight.
var detractorRule = cx.CaseRule{Scale: cx.RecommendScale(11), Contact: 2 * dayLong, Close: 14 * dayLong}

// answered is an answer on a day, by onDay.
func answered(customer string, day float64, score int) cx.Response {
	return cx.Response{Customer: customer, At: onDay(day), Score: score}
}

// By hand: answers 3, 8, 2, 9 of one customer are the cases 3, whose Later is 8, and 2, whose
// Later is 9. An answer of any class is Later, also one that opens a case.
func TestCasesOf(t *testing.T) {
	other := answered("ada", 2, 0)
	other.Question = "effort"
	responses := []cx.Response{
		answered("ada", 30, 2), answered("ada", 1, 3), answered("ada", 60, 9), answered("ada", 20, 8), other,
		answered("", 3, 1), answered(" ", 3, 10), answered("", 4, 2), // nobody knows whose
		answered("bob", 5, 4), answered("bob", 5, 5), answered("bob", 90, 10), answered("cy", 70, 0), // as of day 70
	}
	cases, err := cx.CasesOf(responses, detractorRule, onDay(70))
	if err != nil {
		t.Fatal(err)
	}
	one := func(r cx.Response, later int, laterAt time.Time) cx.Case {
		c := cx.Case{Customer: r.Customer, At: r.At, Question: r.Question, Score: r.Score, Class: cx.BottomClass, LaterAt: laterAt}
		if !laterAt.IsZero() {
			c.Later = &later
		}
		return c
	}
	cxtest.Same(t, "cases", []cx.Case{
		one(responses[1], 8, onDay(20)), one(other, 0, time.Time{}), one(responses[5], 0, time.Time{}), one(responses[7], 0, time.Time{}),
		one(responses[8], 5, onDay(5)), one(responses[9], 0, time.Time{}), one(responses[0], 9, onDay(60)),
	}, cases)

	rule := detractorRule
	rule.Classes = []cx.Class{cx.TopClass, cx.MiddleClass}
	cases, err = cx.CasesOf(responses[:5], rule, onDay(70))
	if err != nil || len(cases) != 2 || cases[0].Class != cx.MiddleClass || *cases[0].Later != 2 || cases[1].Class != cx.TopClass || cases[1].Later != nil {
		t.Errorf("of the others: %+v, %v", cases, err)
	}
	rule.Classes = []cx.Class{}
	for _, rows := range [][]cx.Response{nil, responses} {
		if cases, err := cx.CasesOf(rows, rule, onDay(70)); err != nil || len(cases) != 0 {
			t.Errorf("of no class: %v, %v", cases, err)
		}
	}
}

// Case i is of its own customer. Values, days and what happened are by hand.
func TestMostUrgent(t *testing.T) {
	one := func(customer string, day float64, value string) cx.Case {
		return cx.Case{Customer: customer, At: onDay(day), Value: dec(value)}
	}
	contacted, closed, later := one("contacted", 1, "9000"), one("closed", 1, "9000"), one("later", 7, "1")
	contacted.Contacted, closed.Closed, later.Contacted = onDay(9.9), onDay(2), onDay(10)
	cases := []cx.Case{
		one("fresh", 8.5, "8000"), one("due", 8, "7000"), contacted, closed, one("rich", 7.9, "500"), later,
		one("b", 3, "20"), one("a", 3, "20"), one("old", 2, "20"), one("tomorrow", 10, "1"), one("owes", 1, "-5"),
	}
	names := func(k int) string {
		t.Helper()
		urgent, err := cx.MostUrgent(cases, k, detractorRule, onDay(10))
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, c := range urgent {
			all = append(all, c.Customer)
		}
		return strings.Join(all, " ")
	}
	if got, want := names(math.MaxInt), "rich old a b later owes fresh due"; got != want {
		t.Errorf("all = %s, want %s", got, want)
	}
	if got, want := names(2), "rich old"; got != want {
		t.Errorf("first 2 = %s, want %s", got, want)
	}
	for _, k := range []int{0, -1, math.MinInt} {
		_, err := cx.MostUrgent(cases, k, detractorRule, onDay(10))
		cxtest.Refuses(t, strconv.Itoa(k), err, cx.ErrInvalid)
	}
	_, err := cx.MostUrgent(make([]cx.Case, 1_000_001), 1, detractorRule, onDay(10))
	cxtest.Refuses(t, "too many", err, cx.ErrInvalid)
}

// By hand. A weekend, in which the clock of the office stops, is no wait.
func TestCaseRule_Lifespans(t *testing.T) {
	one := cx.Case{At: instant("2026-03-06T16:00:00Z")} // a Friday
	called, lapsed := one, one
	called.Contacted = instant("2026-03-09T09:30:00Z")
	lapsed.Closed = instant("2026-03-07")
	cases := []cx.Case{called, one, lapsed, {At: instant("2026-03-10")}}
	check := func(rule cx.CaseRule, contact, wait float64) {
		t.Helper()
		got, err := rule.Lifespans(cases, instant("2026-03-10"))
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Same(t, "lifespans", []cx.Lifespan{{Exit: contact, Churned: true}, {Exit: wait}, {Exit: wait}}, got)
	}
	rule := detractorRule
	check(rule, 65.5, 80)
	var week []cx.OpeningHours
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, cx.OpeningHours{Day: day, From: 9 * time.Hour, To: 17 * time.Hour})
	}
	rule.Hours = cxtest.Must(cx.BusinessHoursOf(week, nil, nil, time.UTC))
	check(rule, 1.5, 9)
	if got, err := rule.Lifespans(nil, instant("2026-03-10")); got != nil || err != nil {
		t.Errorf("of none: %v, %v", got, err)
	}
}

// loopCases is cases of all kinds, by hand in TestClosedLoopOf, as of day 40.
func loopCases() []cx.Case {
	one := func(day float64, score int, contacted, closed, later float64, laterScore int) cx.Case {
		c := cx.Case{At: onDay(day), Score: score}
		if contacted > 0 {
			c.Contacted = onDay(contacted)
		}
		if closed > 0 {
			c.Closed = onDay(closed)
		}
		if later > 0 {
			c.Later, c.LaterAt = &laterScore, onDay(later)
		}
		return c
	}
	return []cx.Case{
		one(1, 3, 2, 10, 20, 9),   // in time, and turned around
		one(1, 3, 3, 16, 20, 7),   // late to close by a day, after exactly the time to contact
		one(1, 3, 5, 0, 20, 6),    // late, and no better
		one(1, 3, 30, 35, 20, 10), // called after the later answer
		one(1, 3, 0, 2, 20, 6),    // closed without a contact
		one(1, 3, 2, 4, 0, 0),     // no later answer
		one(1, 3, 2, 4, 40, 9),    // not yet
		one(38, 6, 39, 39, 39, 8), // early, called at the instant of the later answer
		one(39, 0, 0, 0, 0, 0),    // pending
		one(1, 8, 2, 3, 20, 10),   // a passive
		one(40, 0, 0, 0, 0, 0),    // not yet
	}
}

func TestClosedLoopOf(t *testing.T) {
	l, err := cx.ClosedLoopOf(loopCases(), detractorRule, onDay(40))
	if err != nil {
		t.Fatal(err)
	}
	hours := func(days ...float64) cx.Durations {
		var d cx.Durations
		for _, n := range days {
			if err := d.Add(time.Duration(n * float64(dayLong))); err != nil {
				t.Fatal(err)
			}
		}
		return d
	}
	cxtest.Same(t, "closed loop", cx.ClosedLoop{
		Scale:          cx.RecommendScale(11),
		Contacted:      cx.Attainment{Attained: 6, Missed: 3, Pending: 1, EarlyAttained: 1, Of: "contacted within 48h0m0s"},
		Closed:         cx.Attainment{Attained: 6, Missed: 3, Pending: 1, EarlyAttained: 1, Of: "closed within 336h0m0s"},
		ToContact:      hours(1, 2, 4, 29, 1, 1, 1, 1),
		ToClose:        hours(9, 15, 34, 1, 3, 3, 1, 2),
		Recovered:      cx.Proportion{Count: 2, Base: 3},
		RecoveredAlone: cx.Proportion{Count: 2, Base: 3},
		TurnedAround:   cx.Proportion{Count: 1, Base: 3},
	}, l)
	if l.Total() != 10 {
		t.Errorf("Total = %d, want 10", l.Total())
	}
	rule := detractorRule
	rule.Close = 0
	l, err = cx.ClosedLoopOf(loopCases(), rule, onDay(40))
	if err != nil || l.Closed != (cx.Attainment{}) || l.ToClose.Total() != 8 {
		t.Errorf("no time to close: %+v, %v", l, err)
	}
	for _, cases := range [][]cx.Case{nil, loopCases()[10:]} {
		l, err := cx.ClosedLoopOf(cases, detractorRule, onDay(40))
		cxtest.Same(t, "of none", cx.ClosedLoop{}, l)
		if err != nil {
			t.Error(err)
		}
	}
	bad, eleven := cx.Case{At: onDay(0), LaterAt: onDay(1)}, 11
	bad.Later = &eleven
	_, err = cx.ClosedLoopOf([]cx.Case{bad}, detractorRule, onDay(40))
	cxtest.Refuses(t, "later score", err, cx.ErrInvalid)
}

// 42 of 90 less 31 of 85, by Newcombe's method in R.
func TestClosedLoop_Effect(t *testing.T) {
	l := cx.ClosedLoop{
		Contacted: cx.Attainment{Attained: 200}, Recovered: cx.Proportion{Count: 42, Base: 90},
		RecoveredAlone: cx.Proportion{Count: 31, Base: 85}, TurnedAround: cx.Proportion{Count: 20, Base: 90},
	}
	c, err := l.Effect(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Difference", c.Difference, .101960784, 1e-9)
	cxtest.Near(t, "Low", c.Interval.Low, -.043560972, 1e-9)
	cxtest.Near(t, "High", c.Interval.High, .241177849, 1e-9)
	for _, level := range []float64{0, 1, math.NaN()} {
		_, err := l.Effect(level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	}
	_, err = cx.ClosedLoop{}.Effect(0.95)
	cxtest.Refuses(t, "of none", err, cx.ErrNoData)
	bad := l
	bad.TurnedAround.Count = 43
	_, err = bad.Effect(0.95)
	cxtest.Refuses(t, "impossible", err, cx.ErrInvalid)
	cxtest.Unmerged(t, "impossible", l, bad, cx.ErrInvalid)
	if bad.Total() != 0 {
		t.Errorf("Total of an impossible one = %d", bad.Total())
	}
	other := cx.ClosedLoop{Contacted: cx.Attainment{Of: "contacted within 1h0m0s"}}
	l.Contacted.Of = "contacted within 48h0m0s"
	cxtest.Unmerged(t, "another rule", l, other, cx.ErrMismatch)
	l.Scale = cx.RecommendScale(11)
	cxtest.Unmerged(t, "another scale", l, cx.ClosedLoop{Scale: cx.RecommendScale(5)}, cx.ErrMismatch)
	bad = l
	bad.Scale.Max = 99
	cxtest.Unmerged(t, "no such scale", l, bad, cx.ErrInvalid)
	sum := cx.ClosedLoop{Contacted: cx.Attainment{Attained: 1}} // of counts without a scale
	if err := sum.Merge(l); err != nil || sum.Scale != l.Scale || sum.Total() != 201 {
		t.Errorf("merged with counts without a scale: %+v, %v", sum, err)
	}
}

// caseCalls is the functions of cases.
var caseCalls = map[string]func([]cx.Case, cx.CaseRule, time.Time) error{
	"MostUrgent": func(cases []cx.Case, rule cx.CaseRule, asOf time.Time) error {
		_, err := cx.MostUrgent(cases, 1, rule, asOf)
		return err
	},
	"ClosedLoopOf": func(cases []cx.Case, rule cx.CaseRule, asOf time.Time) error {
		_, err := cx.ClosedLoopOf(cases, rule, asOf)
		return err
	},
	"Lifespans": func(cases []cx.Case, rule cx.CaseRule, asOf time.Time) error {
		_, err := rule.Lifespans(cases, asOf)
		return err
	},
	"CasesOf": func(cases []cx.Case, rule cx.CaseRule, asOf time.Time) error {
		responses := make([]cx.Response, len(cases))
		for i, c := range cases {
			responses[i] = cx.Response{At: c.At, Score: c.Score}
		}
		_, err := cx.CasesOf(responses, rule, asOf)
		return err
	},
}

func TestCases_refuse(t *testing.T) {
	score := 5
	for name, change := range map[string]func(*cx.Case){
		"no time":           func(c *cx.Case) { c.At = time.Time{} },
		"1066":              func(c *cx.Case) { c.At = instant("1066-01-01") },
		"contacted in 2300": func(c *cx.Case) { c.Contacted = instant("2300-01-01") },
		"contacted before":  func(c *cx.Case) { c.Contacted = onDay(-1) },
		"closed before":     func(c *cx.Case) { c.Closed = onDay(-1) },
		"later before":      func(c *cx.Case) { c.Later, c.LaterAt = &score, onDay(-1) },
		"later without":     func(c *cx.Case) { c.Later = &score },
		"without later":     func(c *cx.Case) { c.LaterAt = onDay(1) },
		"unknown class":     func(c *cx.Case) { c.Class = "detractor" },
		"endless value":     func(c *cx.Case) { c.Value = decimal.New(1, math.MaxInt32) },
		"waits 292 years":   func(c *cx.Case) { c.At = instant("1900-01-01") },
		"score":             func(c *cx.Case) { c.Score = 11 },
	} {
		for call, do := range caseCalls {
			bad := cx.Case{At: onDay(0)}
			change(&bad)
			if call == "CasesOf" && name != "no time" && name != "1066" && name != "score" || name == "score" && call != "CasesOf" && call != "ClosedLoopOf" {
				continue // it does not look at that
			}
			err := do([]cx.Case{{At: onDay(0)}, bad}, detractorRule, instant("2200-01-01"))
			cxtest.Refuses(t, call+": "+name, err, cx.ErrInvalid)
			if err != nil && !strings.HasPrefix(err.Error(), "cx: row 1: ") {
				t.Errorf("%s: %s: %v", call, name, err)
			}
		}
	}
	for name, change := range map[string]func(*cx.CaseRule){
		"scale":   func(r *cx.CaseRule) { r.Scale = cx.Scale{} },
		"class":   func(r *cx.CaseRule) { r.Classes = []cx.Class{""} },
		"contact": func(r *cx.CaseRule) { r.Contact = 0 },
		"close":   func(r *cx.CaseRule) { r.Close = -1 },
	} {
		for call, do := range caseCalls {
			rule := detractorRule
			change(&rule)
			if call != "CasesOf" || name == "scale" || name == "class" {
				cxtest.Refuses(t, call+": "+name, do(nil, rule, onDay(10)), cx.ErrInvalid)
			}
		}
	}
	for call, do := range caseCalls {
		for _, asOf := range []time.Time{{}, instant("1066-01-01"), instant("2300-01-01")} {
			cxtest.Refuses(t, call+": asOf", do(nil, detractorRule, asOf), cx.ErrInvalid)
		}
	}
}

// caseContract is what cases promise.
func caseContract(t *testing.T) cxtest.Contract {
	responses := []cx.Response{answered("ada", 20, 8), answered("ada", 1, 3), answered("bob", 0, 2)}
	cases := cxtest.Must(cx.CasesOf(responses, detractorRule, onDay(30)))
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  caseCodecs(),
		Laws: []cxtest.Law{cxtest.Laws[cx.ClosedLoop, *cx.ClosedLoop]{Values: []cx.ClosedLoop{
			cxtest.Must(cx.ClosedLoopOf(loopCases(), detractorRule, onDay(40))), cxtest.Must(cx.ClosedLoopOf(loopCases()[:2], detractorRule, onDay(40))),
			{Contacted: cx.Attainment{Pending: math.MaxInt64 / 4}, Recovered: cx.Proportion{Count: 1, Base: 3}, TurnedAround: cx.Proportion{Base: 3}},
		}}},
		Calls: []cxtest.Call{
			{Func: "CasesOf", Args: []any{responses}, Do: func() (any, error) { return cx.CasesOf(responses, detractorRule, onDay(30)) }},
			{Func: "MostUrgent", Args: []any{cases}, Do: func() (any, error) { return cx.MostUrgent(cases, 1, detractorRule, onDay(30)) }},
			{Func: "ClosedLoopOf", Args: []any{cases}, Do: func() (any, error) { return cx.ClosedLoopOf(cases, detractorRule, onDay(30)) }},
			{Func: "CaseRule.Lifespans", Args: []any{cases}, Do: func() (any, error) { return detractorRule.Lifespans(cases, onDay(30)) }},
		},
	}
}

func caseCodecs() []cxtest.Codec {
	const (
		aims  = `{"attained":3,"missed":1,"pending":0,"excluded":0}`
		none  = `{"count":0,"sum_seconds":"0","shortest_seconds":"0","longest_seconds":"0"}`
		some  = `{"count":5,"sum_seconds":"5","shortest_seconds":"1","longest_seconds":"1","buckets":[[1536,5]]}`
		share = `{"count":1,"base":2}`
	)
	loop := func(contacted, closed, took, recovered, alone, around string) string {
		return `{"contacted":` + contacted + `,"closed":` + closed + `,"to_contact":` + took + `,"to_close":` + none +
			`,"recovered":` + recovered + `,"recovered_alone":` + alone + `,"turned_around":` + around + `}`
	}
	return []cxtest.Codec{
		cxtest.CodecOf[cx.ClosedLoop](loop(aims, aims, none, share, share, share)).WithBad(
			loop(aims, `{"attained":3,"missed":2,"pending":0,"excluded":0}`, none, share, share, share),
			loop(aims, aims, some, share, share, share),
			loop(aims, aims, none, share, `{"count":1,"base":3}`, share),
			loop(aims, aims, none, `{"count":1,"base":5}`, share, `{"count":1,"base":5}`),
			loop(aims, aims, none, share, share, `{"count":2,"base":2}`),
			loop(aims, aims, none, share, share, `{"count":1,"base":1}`)),
		cxtest.CodecOf[cx.Case](`{"customer":"ada","at":"2026-03-11T00:00:00Z","score":3,"class":"bottom","value":"12.5","cause":"late",`+
			`"contacted":"2026-03-12T00:00:00Z","later":0,"later_at":"2026-04-11T00:00:00Z"}`).
			WithNeeded("later", "later_at").
			WithBad(`{"score":3}`, `{"at":"2026-03-11T00:00:00Z","score":3,"later":3}`, `{"at":"2026-03-11T00:00:00Z","score":3,"class":"low"}`,
				`{"at":"2026-03-11T00:00:00Z","score":3,"closed":"2026-03-10T00:00:00Z"}`),
	}
}

func TestCase_Contract(t *testing.T) { caseContract(t).Run(t) }

func FuzzCaseJSON(f *testing.F) { cxtest.FuzzCodecs(f, caseCodecs(), cx.ErrInvalid) }

func TestCase_golden(t *testing.T) {
	later := 0
	cxtest.Golden(t, "case", map[string]any{
		"case":      cx.Case{Customer: "ada", At: onDay(0), Score: 3, Class: cx.BottomClass, Value: dec("12.5"), Contacted: onDay(1), Later: &later, LaterAt: onDay(30)},
		"case_zero": cx.Case{At: onDay(0)},
		"loop":      cxtest.Must(cx.ClosedLoopOf(loopCases(), detractorRule, onDay(40))), "loop_zero": cx.ClosedLoop{},
	})
}
