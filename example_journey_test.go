package cx_test

import (
	"encoding/json"
	"fmt"
	"log"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// tourMap is the map that the Examples of the journey share: the standard stages, two
// touchpoints, and what is to be measured.
func tourMap() cx.JourneyMap {
	m := cx.StandardMap()
	m.Touchpoints = []cx.Touchpoint{
		{Name: "web shop", Kind: cx.TouchpointWebShop, Stage: cx.StagePurchase},
		{Name: "support chat", Kind: cx.TouchpointChat, Stage: cx.StageRetention},
	}
	m.Plan = []cx.JourneyCell{
		{Metric: "nps"},
		{Touchpoint: "web shop", Metric: "cart_abandonment"},
		{Touchpoint: "web shop", Metric: "load_within"},
		{Touchpoint: "support chat", Metric: "post_chat_satisfaction"},
		{Touchpoint: "support chat", Metric: "waiting_time"},
	}
	return m
}

// tourMeasurements are what the Examples of the journey know of two quarters.
func tourMeasurements() []cx.Measurement {
	first := cx.Period{Start: cx.Date{Year: 2026, Month: 1, Day: 1}, End: cx.Date{Year: 2026, Month: 4, Day: 1}}
	second := cx.Period{Start: first.End, End: cx.Date{Year: 2026, Month: 7, Day: 1}}
	interval := func(low, high float64) cx.Interval { return cx.Interval{Low: low, High: high, Level: 0.95} }
	points, percent := decimal.NewFromInt(40), decimal.NewFromInt(80)
	abandoned, loaded := decimal.RequireFromString("0.60"), decimal.RequireFromString("0.95")
	return []cx.Measurement{
		{Metric: "nps", Period: first, Base: 790, Value: decimal.NewFromInt(30), Interval: interval(24, 36)},
		{Metric: "nps", Period: second, Base: 812, Value: decimal.NewFromInt(42), Target: &points, Interval: interval(36, 48)},
		{
			Metric: "cart_abandonment", Touchpoint: "web shop", Period: second, Base: 2400,
			Value: decimal.RequireFromString("0.69"), Interval: interval(0.67, 0.71), Target: &abandoned,
		},
		{
			Metric: "load_within", Touchpoint: "web shop", Period: second, Base: 90_000,
			Value: decimal.RequireFromString("0.97"), Interval: interval(0.969, 0.971), Target: &loaded,
		},
		{
			Metric: "post_chat_satisfaction", Touchpoint: "support chat", Period: second, Base: 160,
			Value: decimal.NewFromInt(78), Interval: interval(71, 84), Target: &percent,
		},
		{Metric: "session_length", Stage: cx.StageAwareness, Period: second, Base: 51_000, Value: decimal.NewFromInt(95)},
	}
}

func ExampleMetrics() {
	for _, m := range cx.Metrics()[:1] {
		fmt.Printf("%s: %s\n", m.Name, m.Question)
		fmt.Printf("    %s (%s, %s)\n", m.Formula, m.Unit, m.Calculator)
	}
	// Output:
	// nps: How likely are customers to recommend us?
	//     100 * (promoters - detractors) / answers (points, NPS.Score)
}

// One metric has many names.
func ExampleMetricNamed() {
	for _, word := range []string{"NRR", "net dollar retention", "smiles"} {
		m, err := cx.MetricNamed(word)
		fmt.Println(m.Name, m.Calculator, err)
	}
	// Output:
	// net_revenue_retention Movements.NRR <nil>
	// net_revenue_retention Movements.NRR <nil>
	//   cx: the word is no name or synonym of a metric of the catalog
}

func ExampleJourneyMetrics() {
	for _, m := range cx.JourneyMetrics()[:2] {
		fmt.Println(m.Name)
	}
	// Output:
	// nps
	// weighted_nps
}

func ExampleMetricsAt() {
	for _, m := range cx.MetricsAt(cx.StageAwareness) {
		fmt.Println(m.Name, "=", m.Formula)
	}
	// Output:
	// share_of_voice = own mentions, impressions or spend / own and competitors'
	// visits = visits / days of the period
}

func ExampleTouchpointMetrics() {
	for _, m := range cx.TouchpointMetrics(cx.TouchpointChat) {
		fmt.Printf("%s: %s is better\n", m.Name, m.Direction)
	}
	// Output:
	// first_contact_resolution: higher is better
	// sentiment: higher is better
	// interaction_length: neither is better
	// post_chat_satisfaction: higher is better
	// repeat_purchases: higher is better
	// waiting_time: lower is better
}

func ExampleTouchpointKind() {
	for _, kind := range []cx.TouchpointKind{cx.TouchpointStore, cx.TouchpointChat, cx.TouchpointPhone, "kiosk"} {
		fmt.Println(kind, len(cx.TouchpointMetrics(kind)))
	}
	// Output:
	// store 5
	// chat 6
	// phone 6
	// kiosk 0
}

// A metric of the host's own, for a kind of touchpoint of its own.
func ExampleMetric() {
	m := cx.StandardMap()
	m.Metrics = []cx.Metric{{
		Name:        "wrong_scans",
		Question:    "How often does the kiosk misread a code?",
		Unit:        cx.UnitPer100,
		Direction:   cx.LowerIsBetter,
		Formula:     "100 * codes misread / codes",
		Calculator:  "Incidence.Per",
		Touchpoints: []cx.TouchpointKind{"kiosk"},
	}}
	m.Touchpoints = []cx.Touchpoint{{Name: "kiosk by the door", Kind: "kiosk", Stage: cx.StagePurchase}}
	j, err := cx.JourneyOf(nil, m, cx.Date{Year: 2026, Month: 7, Day: 15})
	fmt.Println(j.Missing, err)
	// Output: [{purchase kiosk by the door wrong_scans}] <nil>
}

// A percentage is no share: the unit, where it is given, is checked, and the range always.
func ExampleMetricUnit() {
	m := tourMeasurements()[3] // load_within, a share
	m.Unit = cx.UnitPercent
	_, err := cx.JourneyOf([]cx.Measurement{m}, tourMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
	fmt.Println(err)

	m.Unit, m.Value, m.Interval = "", decimal.NewFromInt(97), cx.Interval{}
	_, err = cx.JourneyOf([]cx.Measurement{m}, tourMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
	fmt.Println(err)
	// Output:
	// cx: measurements[0]: measurement: the unit is not the share of the metric
	// cx: measurements[0]: measurement value is above 1, the most of its unit
}

func ExampleDirection() {
	for _, m := range cx.MetricsAt(cx.StageRetention)[8:11] {
		fmt.Println(m.Name, m.Direction)
	}
	// Output:
	// returning_visitors higher
	// ticket_volume lower
	// session_length neither
}

func ExampleStandardMap() {
	m := cx.StandardMap()
	fmt.Println(m.Question)
	for _, s := range m.Stages {
		fmt.Printf("%s: %s\n", s.Stage, s.Question)
	}
	// Output:
	// As a whole, how efficient is our customers' journey?
	// awareness: Do customers know us?
	// consideration: Are we an option?
	// purchase: Do they finish?
	// retention: Do they return?
	// advocacy: Do they recommend us?
}

// The journey of a library, with stages and a metric of its own, as a file says it.
func ExampleJourneyMap() {
	file := `{
		"stages": [
			{"stage": "find", "question": "Do readers find the book?"},
			{"stage": "borrow", "question": "Do they get it?"},
			{"stage": "return", "question": "Do they bring it back?"}
		],
		"touchpoints": [{"name": "desk", "kind": "desk", "stage": "borrow"}],
		"metrics": [{
			"name": "late_returns", "question": "How many books come back late?", "unit": "share",
			"direction": "lower", "formula": "late returns / returns", "stages": ["return"]
		}],
		"plan": [
			{"stage": "return", "metric": "late_returns"},
			{"touchpoint": "desk", "metric": "csat"}
		],
		"min_base": 50
	}`
	var m cx.JourneyMap
	if err := json.Unmarshal([]byte(file), &m); err != nil {
		fmt.Println(err)
		return
	}
	late := cx.Measurement{
		Metric: "late_returns", Stage: "return", Base: 400, Value: decimal.RequireFromString("0.12"),
		Period: cx.Period{Start: cx.Date{Year: 2026, Month: 6, Day: 1}, End: cx.Date{Year: 2026, Month: 7, Day: 1}},
	}
	j, err := cx.JourneyOf([]cx.Measurement{late}, m, cx.Date{Year: 2026, Month: 7, Day: 15})
	fmt.Println(j.Coverage, j.Missing, j.Misplaced, err)

	err = json.Unmarshal([]byte(`{"stages": [{"stage": "find"}, {"stage": "find"}]}`), &m)
	fmt.Println(err)
	// Output:
	// 1 of 2 [{borrow desk csat}] [] <nil>
	// cx: map.stages[1]: the stage is blank, or is there twice
}

func ExampleJourneyStage() {
	m := cx.JourneyMap{Stages: []cx.JourneyStage{
		{Stage: "try", Question: "Do they see the use?"},
		{Stage: "buy", Question: "Do they sign?"},
		{Stage: "renew", Question: "Do they stay?"},
	}}
	j, err := cx.JourneyOf(nil, m, cx.Date{Year: 2026, Month: 7, Day: 15})
	fmt.Println(len(j.Stages), j.Unmeasured, err)
	// Output: 3 [{try } {buy } {renew }] <nil>
}

// What is to be measured: without a plan it is all that the catalog has for the kind of
// the touchpoint.
func ExampleJourneyCell() {
	m := cx.StandardMap()
	m.Touchpoints = []cx.Touchpoint{{Name: "support chat", Kind: cx.TouchpointChat, Stage: cx.StageRetention}}
	j, err := cx.JourneyOf(nil, m, cx.Date{Year: 2026, Month: 7, Day: 15})
	fmt.Println(j.Coverage, err)

	m.Plan = []cx.JourneyCell{
		{Metric: "nps"},
		{Stage: cx.StageAdvocacy, Metric: "review_rating"},
		{Touchpoint: "support chat", Metric: "waiting_time"},
	}
	j, err = cx.JourneyOf(nil, m, cx.Date{Year: 2026, Month: 7, Day: 15})
	fmt.Println(j.Coverage, err)
	// Output:
	// 0 of 6 <nil>
	// 0 of 3 <nil>
}

// Does a touchpoint improve the experience? Compare the customers who used it with those
// who did not. It is a difference between two groups who chose themselves, and not proof
// of an effect.
func ExampleTouchpoint() {
	answer := func(touchpoint string, score, n int) []cx.Response {
		return slices.Repeat([]cx.Response{{Question: "recommend", Score: score, Touchpoint: touchpoint}}, n)
	}
	responses := slices.Concat(
		answer("chat", 10, 90), answer("chat", 8, 40), answer("chat", 3, 20),
		answer("", 10, 150), answer("", 8, 100), answer("", 3, 100),
	)
	groups, err := cx.GroupBy(responses, func(r *cx.Response) string { return r.Touchpoint }, cx.NPS{})
	if err != nil {
		log.Fatal(err)
	}
	without, with := groups[0].Tally, groups[1].Tally // in the order of the keys
	d, err := with.Difference(without, 0.95)
	fmt.Printf("%.1f points, %.1f to %.1f, %v\n", d.Difference, d.Interval.Low, d.Interval.High, err)
	// Output: 32.4 points, 17.2 to 45.9, <nil>
}

// From a tally to a measurement: the score, its interval in the same unit, and the base.
func ExampleMeasurement() {
	n := cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}
	score, err := n.Score()
	if err != nil {
		log.Fatal(err)
	}
	interval, err := n.Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	target := decimal.NewFromInt(20)
	j, err := cx.JourneyOf([]cx.Measurement{{
		Metric:   "nps",
		Channel:  "email",
		Period:   cx.Period{Start: cx.Date{Year: 2026, Month: 4, Day: 1}, End: cx.Date{Year: 2026, Month: 7, Day: 1}},
		Value:    score,
		Interval: interval,
		Base:     n.Total(),
		Target:   &target,
	}}, cx.StandardMap(),

		cx.Date{Year: 2026, Month: 7, Day: 15})

	for _, f := range j.Figures {
		fmt.Println(f.Measurement.Value, f.Measurement.Unit, f.Verdict)
	}
	fmt.Println(err)
	// Output:
	// 10 points missed
	// <nil>
}

// The report on a journey in one look.
func ExampleJourneyOf() {
	j, err := cx.JourneyOf(tourMeasurements(), tourMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range j.Figures {
		m := f.Measurement
		fmt.Printf("%s %v: target %q, change %q\n", m.Metric, m.Value, f.Verdict, f.Change)
	}
	fmt.Println("weakest:", j.WeakestStage.Place.Stage, "for", j.WeakestStage.Worst.Measurement.Metric)
	fmt.Println("missing:", j.Missing)
	fmt.Println("misplaced:", j.Misplaced)
	// Output:
	// nps 42: target "met", change "better"
	// session_length 95: target "", change ""
	// cart_abandonment 0.69: target "missed", change ""
	// load_within 0.97: target "met", change ""
	// post_chat_satisfaction 78: target "undecided", change ""
	// weakest: purchase for cart_abandonment
	// missing: [{retention support chat waiting_time}]
	// misplaced: [{awareness  session_length}]
}

func ExampleJourney() {
	j, err := cx.JourneyOf(tourMeasurements(), tourMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
	if err != nil {
		fmt.Println(err)
		return
	}
	coverage, err := j.Coverage.Rate()
	fmt.Println(coverage, err)
	for _, s := range j.Stages {
		fmt.Println(s.Place.Stage, "met", s.Met, "missed", s.Missed, "undecided", s.Undecided)
	}
	for _, p := range j.Unmeasured {
		fmt.Println("nothing known of", p.Stage)
	}
	// Output:
	// 0.8 <nil>
	// awareness met 0 missed 0 undecided 0
	// consideration met 0 missed 0 undecided 0
	// purchase met 1 missed 1 undecided 0
	// retention met 0 missed 0 undecided 1
	// advocacy met 0 missed 0 undecided 0
	// nothing known of consideration
	// nothing known of advocacy
}

func ExampleJourneyFigure() {
	j, err := cx.JourneyOf(tourMeasurements(), tourMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
	if err != nil {
		fmt.Println(err)
		return
	}
	nps := j.Figures[0]
	fmt.Println(nps.Measurement.Period, nps.Measurement.Value, "after", nps.Previous.Period, nps.Previous.Value)
	fmt.Printf("%s, %.1f %% over the target, %s, p %.3f\n", nps.Verdict, -100*nps.Shortfall, nps.Change, nps.AdjustedP)
	// Output:
	// 2026-Q2 42 after 2026-Q1 30
	// met, 5.0 % over the target, better, p 0.006
}

// A value under its target proves nothing while the interval reaches the target.
func ExampleTargetVerdict() {
	target := decimal.NewFromInt(80)
	m := cx.Measurement{
		Metric: "csat", Value: decimal.NewFromInt(76), Target: &target, Base: 150,
		Period: cx.Period{Start: cx.Date{Year: 2026, Month: 6, Day: 1}, End: cx.Date{Year: 2026, Month: 7, Day: 1}},
	}
	for _, high := range []float64{82, 79} {
		m.Interval = cx.Interval{Low: 70, High: high, Level: 0.95}
		j, err := cx.JourneyOf([]cx.Measurement{m}, cx.StandardMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(j.Figures[0].Verdict)
	}
	// Output:
	// undecided
	// missed
}

// A change is judged in the metric's own direction, by the interval of the difference.
func ExampleChangeVerdict() {
	april := cx.Period{Start: cx.Date{Year: 2026, Month: 4, Day: 1}, End: cx.Date{Year: 2026, Month: 5, Day: 1}}
	may := cx.Period{Start: april.End, End: cx.Date{Year: 2026, Month: 6, Day: 1}}
	churn := func(p cx.Period, value int64, low, high float64) cx.Measurement {
		return cx.Measurement{
			Metric: "churn_rate", Stage: cx.StageRetention, Period: p, Base: 900,
			Value: decimal.New(value, -2), Interval: cx.Interval{Low: low, High: high, Level: 0.95},
		}
	}
	for _, now := range []cx.Measurement{churn(may, 8, 0.064, 0.100), churn(may, 6, 0.046, 0.078)} {
		j, err := cx.JourneyOf([]cx.Measurement{churn(april, 9, 0.073, 0.110), now}, cx.StandardMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(now.Value, j.Figures[0].Change)
	}
	// Output:
	// 0.08 unclear
	// 0.06 better
}

func ExampleJourneyPlace() {
	j, err := cx.JourneyOf(nil, tourMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range j.Unmeasured {
		fmt.Printf("%q %q\n", p.Stage, p.Touchpoint)
	}
	// Output:
	// "awareness" ""
	// "consideration" ""
	// "purchase" ""
	// "retention" ""
	// "advocacy" ""
	// "purchase" "web shop"
	// "retention" "support chat"
}

func ExampleJourneyPlaceResult() {
	j, err := cx.JourneyOf(tourMeasurements(), tourMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range j.Touchpoints {
		fmt.Printf("%s: %d of %d measured, %d met, %d missed, short by %.1f %%\n", t.Place.Touchpoint,
			t.Coverage.Count, t.Coverage.Base, t.Met, t.Missed, 100*t.Shortfall)
	}
	// Output:
	// web shop: 2 of 2 measured, 1 met, 1 missed, short by 6.4 %
	// support chat: 1 of 2 measured, 0 met, 0 missed, short by 2.5 %
}

func ExampleJourneyWeakness() {
	j, err := cx.JourneyOf(tourMeasurements(), tourMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
	if err != nil {
		fmt.Println(err)
		return
	}
	w := j.WeakestTouchpoint
	fmt.Printf("%s misses %d of %d targets\n", w.Place.Touchpoint, w.Missed.Count, w.Missed.Base)
	fmt.Printf("most of all %s, by %.0f %%\n", w.Worst.Measurement.Metric, 100*w.Worst.Shortfall)
	// Output:
	// web shop misses 1 of 2 targets
	// most of all cart_abandonment, by 15 %
}

// Three channels: is one worse than chance would make it?
func ExampleJourneySpread() {
	csat := func(channel string, value int64, low, high float64) cx.Measurement {
		return cx.Measurement{
			Metric: "csat", Channel: channel, Value: decimal.New(value, 0), Base: 300,
			Interval: cx.Interval{Low: low, High: high, Level: 0.95},
			Period:   cx.Period{Start: cx.Date{Year: 2026, Month: 4, Day: 1}, End: cx.Date{Year: 2026, Month: 7, Day: 1}},
		}
	}
	j, err := cx.JourneyOf([]cx.Measurement{
		csat("phone", 82, 77, 86), csat("chat", 80, 75, 84), csat("email", 68, 63, 73),
	}, cx.StandardMap(),

		cx.Date{Year: 2026, Month: 7, Day: 15})

	if err != nil {
		fmt.Println(err)
		return
	}
	s := j.Consistency[0]
	fmt.Printf("%s across %ss: %s is %v points behind %s\n", s.Metric, s.Across, s.Worst.Channel, s.Gap, s.Best.Channel)
	fmt.Printf("Q %.1f, p %.4f, %.0f %% of the spread is no chance\n", s.Heterogeneity.Q, s.Heterogeneity.P, 100*s.Heterogeneity.ISquared)
	// Output:
	// csat across channels: email is 14 points behind phone
	// Q 19.7, p 0.0001, 90 % of the spread is no chance
}

func ExampleJourneyDue() {
	j, err := cx.JourneyOf(tourMeasurements(), tourMap(), cx.Date{Year: 2026, Month: 7, Day: 15})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range j.Due[:3] {
		fmt.Printf("%q last %v, due %v, overdue %v\n", d.Stage, d.Last, d.Date, d.Overdue)
	}
	// Output:
	// "" last 2026-07-01, due 2026-12-30, overdue false
	// "awareness" last 2026-07-01, due 2026-12-30, overdue false
	// "consideration" last 0000-00-00, due 2026-07-15, overdue true
}
