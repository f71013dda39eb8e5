package cx_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

func TestTargetVerdict(t *testing.T) {
	tests := []struct {
		name      string
		m         cx.Measurement
		want      cx.TargetVerdict
		shortfall float64
	}{
		{"no target", measuredInJune("csat", "70"), "", 0},
		// Higher is better: (75 - value) / 75.
		{"above", measuredInJune("csat", "80", withTarget("75")), cx.TargetMet, -1.0 / 15},
		{"at the target", measuredInJune("csat", "75", withTarget("75.0")), cx.TargetMet, 0},
		{"below, without an interval", measuredInJune("csat", "70", withTarget("75")), cx.TargetMissed, 1.0 / 15},
		{"below, by the 20th digit", measuredInJune("csat", "74.999999999999999999", withTarget("75")), cx.TargetMissed, 0},
		{"below, the whole interval too", measuredInJune("csat", "70", withInterval(66, 74.9), withTarget("75")), cx.TargetMissed, 1.0 / 15},
		{"below, the interval reaches it", measuredInJune("csat", "70", withInterval(65, 75), withTarget("75")), cx.TargetUndecided, 1.0 / 15},
		{"below, the interval holds it", measuredInJune("csat", "70", withInterval(62, 78), withTarget("75")), cx.TargetUndecided, 1.0 / 15},
		{"above, the interval holds it", measuredInJune("csat", "80", withInterval(72, 88), withTarget("75")), cx.TargetMet, -1.0 / 15},
		{"base under the minimum, missed", measuredInJune("csat", "60", withInterval(50, 70), withTarget("75"), withBase(29)), cx.TargetUndecided, 0.2},
		{"base under the minimum, met", measuredInJune("csat", "90", withTarget("75"), withBase(29)), cx.TargetUndecided, -0.2},
		{"base at the minimum", measuredInJune("csat", "60", withTarget("75"), withBase(30)), cx.TargetMissed, 0.2},
		{"no base", measuredInJune("csat", "60", withTarget("75"), withBase(0)), cx.TargetUndecided, 0.2},
		// Lower is better: (value - 0.5) / 0.5.
		{"lower, below", measuredInJune("cart_abandonment", "0.4", withTarget("0.5")), cx.TargetMet, -0.2},
		{"lower, at the target", measuredInJune("cart_abandonment", "0.5", withTarget("0.5")), cx.TargetMet, 0},
		{"lower, above", measuredInJune("cart_abandonment", "0.6", withTarget("0.5")), cx.TargetMissed, 0.2},
		{"lower, the whole interval too", measuredInJune("cart_abandonment", "0.6", withInterval(0.51, 0.69), withTarget("0.5")), cx.TargetMissed, 0.2},
		{"lower, the interval reaches it", measuredInJune("cart_abandonment", "0.6", withInterval(0.5, 0.7), withTarget("0.5")), cx.TargetUndecided, 0.2},
		{"lower, below, the interval holds it", measuredInJune("cart_abandonment", "0.4", withInterval(0.3, 0.6), withTarget("0.5")), cx.TargetMet, -0.2},
		// A target below 0: (-10 - -30) / 10.
		{"a negative target", measuredInJune("nps", "-30", withTarget("-10")), cx.TargetMissed, 2},
		{"a negative target, met", measuredInJune("nps", "-5", withTarget("-10")), cx.TargetMet, -0.5},
		// A target of 0, over the range: 200 points, 1 of shares; without a range, over the value.
		{"target 0, points", measuredInJune("nps", "-10", withTarget("0")), cx.TargetMissed, 0.05},
		{"target 0, points, met", measuredInJune("nps", "30", withTarget("0")), cx.TargetMet, -0.15},
		{"target 0, share", measuredInJune("churn_rate", "0.2", withTarget("0")), cx.TargetMissed, 0.2},
		{"target 0, change", measuredInJune("product_uplift", "-0.25", withTarget("0")), cx.TargetMissed, 1},
		{"target 0, money", measuredInJune("basket_value", "4", withTarget("0")), cx.TargetMet, -1},
		{"target 0 and value 0", measuredInJune("basket_value", "0", withTarget("0")), cx.TargetMet, 0},
		{"target 0, seconds, lower", measuredInJune("load_time", "3", withTarget("0")), cx.TargetMissed, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := journeyOf(t, tripMap(), test.m).Figures[0]
			if f.Verdict != test.want {
				t.Errorf("verdict %q, want %q", f.Verdict, test.want)
			}
			cxtest.Near(t, "shortfall", f.Shortfall, test.shortfall, 1e-15)
		})
	}
	m := tripMap()
	m.MinBase = 101
	if f := journeyOf(t, m, measuredInJune("csat", "60", withTarget("75"))).Figures[0]; f.Verdict != cx.TargetUndecided {
		t.Errorf("base 100 of 101: verdict %q", f.Verdict)
	}
	m.MinBase = 1
	if f := journeyOf(t, m, measuredInJune("csat", "60", withTarget("75"), withBase(1))).Figures[0]; f.Verdict != cx.TargetMissed {
		t.Errorf("base 1 of 1: verdict %q", f.Verdict)
	}
}

func TestWeakestStage(t *testing.T) {
	// figures are one a channel, of csat with the target 50, at a stage: a value of 40 misses
	// by 0.2 and is sure, 40 with a question mark has an interval up to 60.
	figures := func(stage cx.Stage, touchpoint string, values ...string) []cx.Measurement {
		var rows []cx.Measurement
		for i, v := range values {
			m := measuredInJune("csat", strings.TrimSuffix(v, "?"), atPlace(stage, touchpoint), byTeam(fmt.Sprint("channel ", i), ""), withTarget("50"))
			if strings.HasSuffix(v, "?") {
				withInterval(0, 100)(&m)
			}
			rows = append(rows, m)
		}
		return rows
	}
	tests := []struct {
		name   string
		rows   []cx.Measurement
		want   cx.Stage // blank for none
		missed cx.Proportion
		worst  string
	}{
		{"nothing", nil, "", cx.Proportion{}, ""},
		{"no targets", []cx.Measurement{measuredInJune("csat", "1", atPlace("buy", ""))}, "", cx.Proportion{}, ""},
		{"nothing missed", slices.Concat(figures("learn", "", "60", "49?"), figures("buy", "", "50")), "", cx.Proportion{}, ""},
		// 2 of 3 against 1 of 2, which misses by more.
		{"larger share", slices.Concat(figures("learn", "", "1", "60"), figures("buy", "", "49", "48", "90")), "buy", cx.Proportion{Count: 2, Base: 3}, "48"},
		// 1 of 2 against 1 of 3: the undecided count among all.
		{"undecided count", slices.Concat(figures("learn", "", "30", "49?", "49?"), figures("buy", "", "45", "49?")), "buy", cx.Proportion{Count: 1, Base: 2}, "45"},
		// Mean shortfalls (0.2 - 0.2) / 2 = 0 and (0.1 + 0) / 2 = 0.05.
		{"larger mean shortfall", slices.Concat(figures("learn", "", "40", "60"), figures("stay", "", "45", "50")), "stay", cx.Proportion{Count: 1, Base: 2}, "45"},
		// 0.6 + 0.4 + 0.2 either way, though not in float64.
		{"the earlier", slices.Concat(figures("buy", "", "40", "30", "20"), figures("learn", "", "20", "30", "40")), "learn", cx.Proportion{Count: 3, Base: 3}, "20"},
		{"the earlier, the other way", slices.Concat(figures("buy", "", "20", "30", "40"), figures("learn", "", "40", "30", "20")), "learn", cx.Proportion{Count: 3, Base: 3}, "20"},
		// 0.66 + 0.34 = 0.5 + 0.5.
		{"equal means of different figures", slices.Concat(figures("stay", "", "17", "33"), figures("buy", "", "25", "25")), "buy", cx.Proportion{Count: 2, Base: 2}, "25"},
		// A stage counts its touchpoints: 2 of 3.
		{"touchpoints count", slices.Concat(figures("buy", "web", "10", "20"), figures("buy", "", "60"), figures("learn", "", "45", "60")), "buy", cx.Proportion{Count: 2, Base: 3}, "10"},
		{"the whole journey is no stage", slices.Concat(figures("", "", "1"), figures("stay", "", "45", "60", "60")), "stay", cx.Proportion{Count: 1, Base: 3}, "45"},
		// 9 of 10, at least 0.596, against 1 of 1, at least 0.207.
		{
			"more is known", slices.Concat(figures("learn", "", "1"), figures("stay", "", "45", "45", "45", "45", "45", "45", "45", "45", "45", "60")),
			"stay", cx.Proportion{Count: 9, Base: 10}, "45",
		},
		{"a small base counts among all", append(figures("buy", "", "45"), measuredInJune("nps", "2", atPlace("buy", ""), withTarget("50"), withBase(9))), "buy", cx.Proportion{Count: 1, Base: 2}, "45"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := journeyOf(t, tripMap(), test.rows...).WeakestStage
			if test.want == "" {
				if w != nil {
					t.Errorf("weakest stage %+v, want none", w)
				}
				return
			}
			if iv, err := test.missed.Interval(0.95); err != nil || w != nil && w.MissedInterval != iv {
				t.Errorf("interval %v, %v, want %v", w.MissedInterval, err, iv)
			}
			if w == nil || w.Place != (cx.JourneyPlace{Stage: test.want}) || w.Missed != test.missed || !w.Worst.Measurement.Value.Equal(dec(test.worst)) {
				t.Errorf("weakest stage %+v, want %s, missed %v, worst %s", w, test.want, test.missed, test.worst)
			}
		})
	}
	// The counts of each place, and the weakest touchpoint: shortfalls 0.8, 0.6 and -0.2.
	j := journeyOf(t, tripMap(), slices.Concat(figures("buy", "web", "10", "20"), figures("buy", "", "60"), figures("stay", "chat", "45?"))...)
	wantStages := []cx.JourneyPlaceResult{
		{Place: cx.JourneyPlace{Stage: "learn"}},
		{Place: cx.JourneyPlace{Stage: "buy"}, Met: 1, Missed: 2, Shortfall: 0.4, Coverage: cx.Proportion{Count: 2, Base: 2}},
		{Place: cx.JourneyPlace{Stage: "stay"}, Undecided: 1, Shortfall: 0.1},
	}
	wantTouchpoints := []cx.JourneyPlaceResult{
		{Place: cx.JourneyPlace{Stage: "stay", Touchpoint: "chat"}, Undecided: 1, Shortfall: 0.1},
		{Place: cx.JourneyPlace{Stage: "buy", Touchpoint: "web"}, Missed: 2, Shortfall: 0.7, Coverage: cx.Proportion{Count: 1, Base: 1}},
		{Place: cx.JourneyPlace{Stage: "learn", Touchpoint: "ads"}},
	}
	if diff := cmp.Diff(wantStages, j.Stages); diff != "" {
		t.Errorf("stages (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantTouchpoints, j.Touchpoints); diff != "" {
		t.Errorf("touchpoints (-want +got):\n%s", diff)
	}
	if w := j.WeakestTouchpoint; w == nil || w.Place != (cx.JourneyPlace{Stage: "buy", Touchpoint: "web"}) || w.Missed != (cx.Proportion{Count: 2, Base: 2}) ||
		w.Worst.Measurement.Channel != "channel 0" {
		t.Errorf("weakest touchpoint %+v", w)
	}
	// Of equal misses the first in the order of the figures is the reason.
	j = journeyOf(t, tripMap(), figures("buy", "", "40", "40")...)
	if got := j.WeakestStage.Worst.Measurement.Channel; got != "channel 0" {
		t.Errorf("the reason is that of %q", got)
	}
}

func TestCoverage(t *testing.T) {
	nps, csatBuy, csatWeb := cx.JourneyCell{Metric: "nps"}, cx.JourneyCell{Stage: "buy", Metric: "csat"}, cx.JourneyCell{Stage: "buy", Touchpoint: "web", Metric: "csat"}
	learn, buy, stay := cx.JourneyPlace{Stage: "learn"}, cx.JourneyPlace{Stage: "buy"}, cx.JourneyPlace{Stage: "stay"}
	chat, web, ads := cx.JourneyPlace{Stage: "stay", Touchpoint: "chat"}, cx.JourneyPlace{Stage: "buy", Touchpoint: "web"}, cx.JourneyPlace{Stage: "learn", Touchpoint: "ads"}
	tests := []struct {
		name       string
		rows       []cx.Measurement
		want       cx.Proportion
		missing    []cx.JourneyCell
		unmeasured []cx.JourneyPlace
	}{
		{"nothing", nil, cx.Proportion{Base: 3}, []cx.JourneyCell{nps, csatBuy, csatWeb}, []cx.JourneyPlace{learn, buy, stay, chat, web, ads}},
		{
			"all", []cx.Measurement{measuredInJune("csat", "1", atPlace("", "web")), measuredInJune("nps", "1"), measuredInJune("csat", "1", atPlace("buy", ""))},
			cx.Proportion{Count: 3, Base: 3}, nil, []cx.JourneyPlace{learn, stay, chat, ads},
		},
		{"a channel covers", []cx.Measurement{measuredInJune("nps", "1", byTeam("phone", ""))}, cx.Proportion{Count: 1, Base: 3}, []cx.JourneyCell{csatBuy, csatWeb}, []cx.JourneyPlace{learn, buy, stay, chat, web, ads}},
		{"no base", []cx.Measurement{measuredInJune("nps", "1", withBase(0))}, cx.Proportion{Base: 3}, []cx.JourneyCell{nps, csatBuy, csatWeb}, []cx.JourneyPlace{learn, buy, stay, chat, web, ads}},
		{
			"no base in the last period", []cx.Measurement{measuredInJune("nps", "1", withBase(0)), measuredInJune("nps", "1", withBase(1), inPeriod("2026-05"))},
			cx.Proportion{Count: 1, Base: 3}, []cx.JourneyCell{csatBuy, csatWeb}, []cx.JourneyPlace{learn, buy, stay, chat, web, ads},
		},
		// A year before July 1 less half a day: 182 days before it are December 31.
		{
			"out of date", []cx.Measurement{measuredInJune("csat", "1", atPlace("buy", ""), inPeriod("2025-12-30"))},
			cx.Proportion{Base: 3}, []cx.JourneyCell{nps, csatBuy, csatWeb}, []cx.JourneyPlace{learn, buy, stay, chat, web, ads},
		},
		{
			"just in date", []cx.Measurement{measuredInJune("csat", "1", atPlace("buy", ""), inPeriod("2025-12-31"))},
			cx.Proportion{Count: 1, Base: 3}, []cx.JourneyCell{nps, csatWeb}, []cx.JourneyPlace{learn, stay, chat, web, ads},
		},
		{
			"what was not to be", []cx.Measurement{measuredInJune("waiting_time", "1", atPlace("stay", "chat"))},
			cx.Proportion{Base: 3}, []cx.JourneyCell{nps, csatBuy, csatWeb}, []cx.JourneyPlace{learn, buy, web, ads},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := journeyOf(t, tripMap(), test.rows...)
			if j.Coverage != test.want {
				t.Errorf("coverage %v, want %v", j.Coverage, test.want)
			}
			if diff := cmp.Diff(test.missing, j.Missing); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.unmeasured, j.Unmeasured); diff != "" {
				t.Errorf("unmeasured (-want +got):\n%s", diff)
			}
		})
	}
	// Nothing to be measured: undefined.
	_, err := journeyOf(t, cx.StandardMap()).Coverage.Rate()
	cxtest.Refuses(t, "coverage", err, cx.ErrNoData)
}

func TestDue(t *testing.T) {
	rows := []cx.Measurement{
		measuredInJune("nps", "1", inPeriod("2025-12")), // ended on January 1, and 182 days later is July 2
		measuredInJune("csat", "1", atPlace("learn", ""), inPeriod("2025-12-31/2026-01-01")),
		measuredInJune("csat", "1", atPlace("buy", ""), inPeriod("2025-12-30")), // ended on December 31: July 1
		measuredInJune("csat", "1", atPlace("buy", ""), inPeriod("2025-Q3")),
		measuredInJune("csat", "1", atPlace("buy", ""), withBase(0)),            // is no measurement
		measuredInJune("csat", "1", atPlace("buy", "web"), inPeriod("2025-11")), // not the last
	}
	want := []cx.JourneyDue{
		{Last: date("2026-01-01"), Date: date("2026-07-02")},
		{Stage: "learn", Last: date("2026-01-01"), Date: date("2026-07-02")},
		{Stage: "buy", Last: date("2025-12-31"), Date: date("2026-07-01"), Overdue: true},
		{Stage: "stay", Date: tripDay, Overdue: true},
	}
	if diff := cmp.Diff(want, journeyOf(t, tripMap(), rows...).Due); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
	// A touchpoint counts for its stage.
	j := journeyOf(t, tripMap(), measuredInJune("csat", "1", atPlace("buy", "web")))
	if diff := cmp.Diff(cx.JourneyDue{Stage: "buy", Last: tripDay, Date: date("2026-12-30")}, j.Due[2]); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
	// Dates end in the year 9999, of which July 2 has 182 days to go.
	if _, err := cx.JourneyOf(nil, tripMap(), date("9999-07-02")); err != nil {
		t.Error(err)
	}
	for _, day := range []cx.Date{{}, date("9999-07-03"), cx.Date{Year: 2026, Month: 2, Day: 29}} {
		_, err := cx.JourneyOf(nil, tripMap(), day)
		cxtest.Refuses(t, day.String(), err, cx.ErrInvalid)
	}
	first := measuredInJune("csat", "1", atPlace("buy", ""), inPeriod("0001-01-01"))
	if j, err := cx.JourneyOf([]cx.Measurement{first}, tripMap(), date("0001-01-02")); err != nil || j.Unmeasured[0].Stage != "learn" || j.Due[2].Overdue {
		t.Errorf("JourneyOf = %v, %v", j, err)
	}
}

func TestOrderOfFigures(t *testing.T) {
	m := tripMap()
	m.Metrics = []cx.Metric{{Name: "own", Unit: cx.UnitMoney, Direction: cx.HigherIsBetter}}
	// The order of the journey: the whole, learn, buy, its touchpoint, stay; nps is before
	// csat in the catalog, and the host's own come last.
	rows := []cx.Measurement{
		measuredInJune("nps", "1"), measuredInJune("csat", "1"), measuredInJune("csat", "1", byTeam("", "blue")), measuredInJune("csat", "1", byTeam("mail", "")),
		measuredInJune("csat", "1", byTeam("mail", "blue")), measuredInJune("csat", "1", byTeam("phone", "")), measuredInJune("own", "-1"),
		measuredInJune("own", "1", atPlace("learn", "")), measuredInJune("nps", "1", atPlace("learn", "ads")),
		measuredInJune("csat", "1", atPlace("buy", "")), measuredInJune("nps", "1", atPlace("buy", "web")), measuredInJune("nps", "1", atPlace("stay", "")),
	}
	want := journeyOf(t, m, rows...)
	for i := range rows {
		got := want.Figures[i].Measurement
		if got.Metric != rows[i].Metric || got.Stage != rows[i].Stage || got.Touchpoint != rows[i].Touchpoint ||
			got.Channel != rows[i].Channel || got.Team != rows[i].Team {
			t.Errorf("figure %d is %v, want %v", i, got, rows[i])
		}
		if got.Unit == "" {
			t.Errorf("figure %d has no unit", i)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		shuffled := slices.Clone(rows)
		random.Shuffle(len(rows), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
		if diff := cmp.Diff(want, journeyOf(t, m, shuffled...)); diff != "" {
			t.Fatalf("the order of the rows matters (-want +got):\n%s", diff)
		}
	}
}

func TestMisplaced(t *testing.T) {
	m := tripMap()
	m.Stages = append(m.Stages, cx.JourneyStage{Stage: cx.StagePurchase})
	m.Touchpoints = append(m.Touchpoints, cx.Touchpoint{Name: "app", Kind: cx.TouchpointWebShop, Stage: cx.StagePurchase})
	m.Plan = append(m.Plan, cx.JourneyCell{Stage: "learn", Metric: "visits"})
	m.Metrics = []cx.Metric{{Name: "own", Unit: cx.UnitShare, Direction: cx.HigherIsBetter, Stages: []cx.Stage{"stay"}, Touchpoints: []cx.TouchpointKind{"advertisement"}}}
	home := []cx.Measurement{
		measuredInJune("nps", "1"), measuredInJune("csat", "1", atPlace("learn", "")), measuredInJune("ces", "1", atPlace("", "chat")), // of the whole, and so everywhere
		measuredInJune("cart_completion", "1", atPlace(cx.StagePurchase, "")), measuredInJune("cart_completion", "1", atPlace("", "app")), // of a stage, and what lies in it
		measuredInJune("apdex", "1", atPlace("", "app")), measuredInJune("apdex", "1", atPlace("", "web")), // of a kind of touchpoint
		measuredInJune("visits", "1", atPlace("learn", "")), // by the plan
		measuredInJune("own", "1", atPlace("stay", "")), measuredInJune("own", "1", atPlace("stay", "chat")), measuredInJune("own", "1", atPlace("learn", "ads")),
	}
	if got := journeyOf(t, m, home...).Misplaced; got != nil {
		t.Errorf("misplaced: %v", got)
	}
	away := []cx.Measurement{
		measuredInJune("clv", "1"), measuredInJune("apdex", "1", atPlace("learn", "")), measuredInJune("visits", "1", atPlace("learn", "ads")),
		measuredInJune("cart_completion", "1", atPlace("buy", "web")), measuredInJune("cart_completion", "1", atPlace("buy", "web"), byTeam("phone", "")),
		measuredInJune("apdex", "1", atPlace("", "chat")), measuredInJune("own", "1", atPlace("buy", "")), measuredInJune("own", "1"),
	}
	want := []cx.JourneyCell{
		{Metric: "clv"}, {Metric: "own"},
		{Stage: "learn", Metric: "apdex"}, {Stage: "learn", Touchpoint: "ads", Metric: "visits"},
		{Stage: "buy", Metric: "own"}, {Stage: "buy", Touchpoint: "web", Metric: "cart_completion"},
		{Stage: "stay", Touchpoint: "chat", Metric: "apdex"},
	}
	// A stage's plan is not that of its touchpoints.
	if diff := cmp.Diff(want, journeyOf(t, m, away...).Misplaced); diff != "" {
		t.Errorf("misplaced (-want +got):\n%s", diff)
	}
}

func TestConsistency(t *testing.T) {
	// At the level 0.95 an interval of 1.96 times 6 to each side tells an error of 6.
	z := 1.959963984540054
	figure := func(value, se float64, edit ...func(*cx.Measurement)) cx.Measurement {
		return measuredInJune("csat", fmt.Sprint(value), append(edit, withInterval(value-z*se, value+z*se))...)
	}
	clipped := func(low, high float64) func(*cx.Measurement) {
		return func(m *cx.Measurement) {
			m.Interval = cx.Interval{Low: low, High: high, Level: 0.95, Clipped: true}
		}
	}
	type spread struct {
		Across, Stage, Touchpoint, Channel string
		Worst, Best                        string
		Gap, Q                             float64
	}
	// Two figures of base 100, 50 and 70 with errors 3 and 4: the variance of an answer is 100 · 9 and
	// 100 · 16 within, in the mean 1250, and 10² between: Q = 200 · 100 / 1350. Of 10 and 20, both with
	// the error 3: 200 · 25 / 925.
	const q, teamQ = 20000.0 / 1350, 5000.0 / 925
	tests := []struct {
		name string
		rows []cx.Measurement
		want []spread
	}{
		{"one", []cx.Measurement{figure(50, 3, atPlace("", "web"))}, nil},
		{"stages are not compared", []cx.Measurement{figure(50, 3, atPlace("buy", "")), figure(70, 4, atPlace("stay", ""))}, nil},
		{
			"touchpoints", []cx.Measurement{figure(50, 3, atPlace("", "web")), figure(70, 4, atPlace("", "chat"))},
			[]spread{{Across: "touchpoint", Worst: "50", Best: "70", Gap: 20, Q: q}},
		},
		{
			"channels of a place", []cx.Measurement{
				figure(70, 4, byTeam("mail", "")), figure(50, 3, byTeam("phone", "")),
				figure(10, 3, byTeam("phone", ""), atPlace("buy", "")), figure(60, 4, atPlace("buy", "")),
			},
			[]spread{{Across: "channel", Worst: "50", Best: "70", Gap: 20, Q: q}},
		},
		{
			"teams of a channel", []cx.Measurement{
				figure(70, 4, atPlace("buy", "web"), byTeam("mail", "red")), figure(50, 3, atPlace("buy", "web"), byTeam("mail", "blue")),
				figure(10, 3, atPlace("buy", "web"), byTeam("phone", "red")), figure(10, 3, atPlace("buy", "web"), byTeam("", "red")), figure(20, 3, atPlace("buy", "web"), byTeam("", "blue")),
			},
			[]spread{
				{Across: "team", Stage: "buy", Touchpoint: "web", Worst: "10", Best: "20", Gap: 10, Q: teamQ},
				{Across: "team", Stage: "buy", Touchpoint: "web", Channel: "mail", Worst: "50", Best: "70", Gap: 20, Q: q},
			},
		},
		{
			"its own error", []cx.Measurement{
				measuredInJune("csat", "50", atPlace("", "web"), withError(3)), figure(70, 9, atPlace("", "chat"), withError(4)),
			},
			[]spread{{Across: "touchpoint", Worst: "50", Best: "70", Gap: 20, Q: q}},
		},
		{"no interval", []cx.Measurement{measuredInJune("csat", "50", atPlace("", "web")), figure(70, 4, atPlace("", "chat"))}, nil},
		{"an interval without width", []cx.Measurement{figure(50, 0, atPlace("", "web")), figure(70, 4, atPlace("", "chat"))}, nil},
		{"a small base", []cx.Measurement{figure(50, 3, atPlace("", "web"), withBase(29)), figure(70, 4, atPlace("", "chat"))}, nil},
		{"out of date", []cx.Measurement{figure(50, 3, atPlace("", "web"), inPeriod("2025-11")), figure(70, 4, atPlace("", "chat"))}, nil},
		// 97 ± 1.96·3 would reach 102.9: the other side tells the error.
		{
			"clipped", []cx.Measurement{measuredInJune("csat", "97", atPlace("", "web"), clipped(97-3*z, 100)), figure(77, 4, atPlace("", "chat"))},
			[]spread{{Across: "touchpoint", Worst: "77", Best: "97", Gap: 20, Q: q}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			list := journeyOf(t, tripMap(), test.rows...).Consistency
			if len(list) != len(test.want) {
				t.Fatalf("%d spreads, want %d: %+v", len(list), len(test.want), list)
			}
			for i, want := range test.want {
				s := list[i]
				got := spread{s.Across, string(s.Place.Stage), s.Place.Touchpoint, s.Channel, s.Worst.Value.String(), s.Best.Value.String(), s.Gap, want.Q}
				if diff := cmp.Diff(want, got); diff != "" || s.Metric != "csat" {
					t.Errorf("spread of %s (-want +got):\n%s", s.Metric, diff)
				}
				cxtest.Near(t, "Q", s.Heterogeneity.Q, want.Q, 1e-12)
			}
		})
	}
	// The better end depends on the direction.
	lower := func(value string, touchpoint string) cx.Measurement {
		return measuredInJune("effort", value, atPlace("", touchpoint), withInterval(1, 5))
	}
	j := journeyOf(t, tripMap(), lower("2", "web"), lower("3.5", "chat"), lower("3", "ads"))
	if s := j.Consistency[0]; s.Worst.Touchpoint != "chat" || s.Best.Touchpoint != "web" || s.Gap != 1.5 || s.Heterogeneity.DegreesOfFreedom != 2 {
		t.Errorf("spread %+v", s)
	}
	// A level so low that the interval tells no error.
	tiny := lower("2", "web")
	tiny.Interval.Level = 5e-324
	if j := journeyOf(t, tripMap(), tiny, lower("3", "chat"), lower("4", "ads")); j.Consistency[0].Heterogeneity.DegreesOfFreedom != 1 {
		t.Errorf("consistency %+v", j.Consistency)
	}
}

// A figure or its parts count, not both: channels and teams are parts of the figure of all,
// and teams of a channel are parts of the channel, and of the team, where these have a target.
func TestParts(t *testing.T) {
	csat := func(channel, team, target string) cx.Measurement {
		m := measuredInJune("csat", "40", atPlace("buy", ""), byTeam(channel, team))
		if target != "" {
			withTarget(target)(&m)
		}
		return m
	}
	tests := []struct {
		name   string
		rows   []cx.Measurement
		parts  []bool // in the order of the figures
		missed cx.Proportion
	}{
		{"beside all", []cx.Measurement{csat("", "", "50"), csat("mail", "", "50"), csat("phone", "", "50")}, []bool{false, true, true}, cx.Proportion{Count: 1, Base: 1}},
		{"all without a target", []cx.Measurement{csat("", "", ""), csat("mail", "", "50"), csat("phone", "", "30")}, []bool{false, false, false}, cx.Proportion{Count: 1, Base: 2}},
		{
			"teams of a channel", []cx.Measurement{csat("mail", "", "50"), csat("mail", "red", "50"), csat("phone", "red", "50"), csat("phone", "blue", "")},
			[]bool{false, true, false, false}, cx.Proportion{Count: 2, Base: 2},
		},
		{
			"a team in its channels", []cx.Measurement{csat("", "blue", ""), csat("", "red", "50"), csat("mail", "blue", "50"), csat("mail", "red", "50")},
			[]bool{false, false, false, true}, cx.Proportion{Count: 2, Base: 2},
		},
		// Another place, and another metric, are no part.
		{
			"other places", []cx.Measurement{
				csat("", "", "50"), measuredInJune("csat", "40", atPlace("", "web"), byTeam("mail", ""), withTarget("30")),
				measuredInJune("nps", "40", atPlace("", "web"), byTeam("mail", ""), withTarget("30")),
			},
			[]bool{false, false, false}, cx.Proportion{Count: 1, Base: 3},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := journeyOf(t, tripMap(), test.rows...)
			var parts []bool
			for _, f := range j.Figures {
				parts = append(parts, f.Part)
			}
			if diff := cmp.Diff(test.parts, parts); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
			if w := j.WeakestStage; w == nil || w.Missed != test.missed {
				t.Errorf("weakest stage %+v, want %v", w, test.missed)
			}
		})
	}
}
