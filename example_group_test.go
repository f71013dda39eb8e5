package cx_test

import (
	"encoding/json"
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
)

func ExampleGroupBy() {
	responses := []cx.Response{
		{Score: 10, Segment: "pro"}, {Score: 9, Segment: "free"}, {Score: 3, Segment: "free"}, {Score: 8, Segment: "pro"},
	}
	plans, err := cx.GroupBy(responses, func(r *cx.Response) string { return r.Segment }, cx.NPS{})
	for _, g := range plans {
		score, err := g.Tally.Score()
		fmt.Println(g.Key, score, err)
	}
	fmt.Println(err)
	// Output:
	// free 0 <nil>
	// pro 50 <nil>
	// <nil>
}

// The empty tally goes last and carries the scale of the question.
func ExampleGroupBy_scale() {
	responses := []cx.Response{{Score: 5, Team: "north"}, {Score: 2, Team: "south"}, {Score: 4, Team: "north"}}
	empty := cx.CSAT{Scale: cx.SatisfactionScale(5)}
	teams, err := cx.GroupBy(responses, func(r *cx.Response) string { return r.Team }, empty)
	for _, g := range teams {
		fmt.Println(g.Key, g.Tally.Satisfied())
	}
	fmt.Println(err)
	// Output:
	// north 2 of 2
	// south 0 of 1
	// <nil>
}

// A slice holds the answers to one question: a score of how likely and a score of
// how satisfied do not add up.
func ExampleGroupBy_twoQuestions() {
	responses := []cx.Response{{Question: "recommend", Score: 10}, {Question: "satisfied", Score: 5}}
	_, err := cx.GroupBy(responses, func(r *cx.Response) string { return r.Segment }, cx.NPS{})
	fmt.Println(err)
	// Output: cx: row 1: the question is not that of the first row
}

// Several questions of a survey, each on a scale of its own.
func ExampleGroupByQuestion() {
	responses := []cx.Response{
		{Question: "staff", Score: 5}, {Question: "price", Score: 2}, {Question: "staff", Score: 4}, {Question: "price", Score: 7},
	}
	questions, err := cx.GroupByQuestion(responses, func(question string) (cx.CSAT, error) {
		switch question {
		case "staff":
			return cx.CSAT{Scale: cx.SatisfactionScale(5)}, nil
		case "price":
			return cx.CSAT{Scale: cx.SatisfactionScale(7)}, nil
		}
		return cx.CSAT{}, fmt.Errorf("the question is new") // a *cx.RowError says in which row
	})
	for _, g := range questions {
		score, err := g.Tally.Score()
		fmt.Println(g.Key, score, err)
	}
	fmt.Println(err)
	// Output:
	// price 50 <nil>
	// staff 100 <nil>
	// <nil>
}

// A week without answers is a point as well: its score does not exist, and is not 0.
func ExampleTrend() {
	at := func(day int) time.Time { return time.Date(2026, time.November, day, 12, 0, 0, 0, time.UTC) }
	responses := []cx.Response{
		{At: at(4), Score: 10}, {At: at(3), Score: 6}, {At: at(18), Score: 9}, {At: at(20), Score: 9},
	}
	weeks, err := cx.Trend(responses, cx.Calendar{Grain: cx.Week}, cx.Period{}, cx.NPS{})
	for _, p := range weeks {
		score, err := p.Tally.Score()
		fmt.Println(p.Period, p.Tally.Total(), score, err)
	}
	fmt.Println(err)
	// Output:
	// 2026-W45 2 0 <nil>
	// 2026-W46 0 0 cx: NPS: no data
	// 2026-W47 2 100 <nil>
	// <nil>
}

// A span names the periods, whatever rows there are.
func ExampleTrend_span() {
	responses := []cx.Response{
		{At: time.Date(2026, time.November, 4, 12, 0, 0, 0, time.UTC), Score: 10},
		{At: time.Date(2027, time.November, 4, 12, 0, 0, 0, time.UTC), Score: 0},
	}
	span, err := cx.ParsePeriod("2026-Q4")
	if err != nil {
		log.Fatal(err)
	}
	months, err := cx.Trend(responses, cx.Calendar{Grain: cx.Month}, span, cx.NPS{})
	for _, p := range months {
		fmt.Println(p.Period, p.Tally.Total())
	}
	fmt.Println(err)
	// Output:
	// 2026-10 0
	// 2026-11 1
	// 2026-12 0
	// <nil>
}

func ExampleGroupTrend() {
	at := func(day int) time.Time { return time.Date(2026, time.November, day, 12, 0, 0, 0, time.UTC) }
	responses := []cx.Response{
		{At: at(2), Score: 10, Segment: "pro"}, {At: at(9), Score: 4, Segment: "pro"}, {At: at(16), Score: 9, Segment: "free"},
	}
	segment := func(r *cx.Response) string { return r.Segment }
	plans, err := cx.GroupTrend(responses, segment, cx.Calendar{Grain: cx.Week}, cx.Period{}, cx.NPS{})
	for _, g := range plans {
		fmt.Print(g.Key)
		for _, p := range g.Tally {
			fmt.Print(" ", p.Period, ":", p.Tally.Total())
		}
		fmt.Println()
	}
	fmt.Println(err)
	// Output:
	// free 2026-W45:0 2026-W46:0 2026-W47:1
	// pro 2026-W45:1 2026-W46:1 2026-W47:0
	// <nil>
}

// A team of few is not to be shown, month by month: give the groups of each month to
// SuppressSmall. In November two answers of north are too few, and so east, the next
// smallest, is left out as well: the total would reveal north.
func ExampleGroupTrend_smallGroups() {
	var answers []cx.Response
	for _, row := range []struct {
		month time.Month
		team  string
		count int
	}{
		{time.October, "east", 6}, {time.October, "north", 7}, {time.October, "west", 9},
		{time.November, "east", 6}, {time.November, "north", 2}, {time.November, "west", 8},
	} {
		answer := cx.Response{At: time.Date(2026, row.month, 5, 9, 0, 0, 0, time.UTC), Team: row.team, Score: 9}
		answers = append(answers, slices.Repeat([]cx.Response{answer}, row.count)...)
	}
	team := func(r *cx.Response) string { return r.Team }
	teams, err := cx.GroupTrend(answers, team, cx.Calendar{Grain: cx.Month}, cx.Period{}, cx.NPS{})
	if err != nil {
		log.Fatal(err)
	}
	for i, month := range teams[0].Tally {
		var groups []cx.Group[string, cx.NPS]
		for _, t := range teams {
			groups = append(groups, cx.Group[string, cx.NPS]{Key: t.Key, Tally: t.Tally[i].Tally})
		}
		shown, hidden, err := cx.SuppressSmall(groups, 5)
		fmt.Println(month.Period, len(shown), "shown, left out:", hidden, err)
	}
	// Output:
	// 2026-10 3 shown, left out: [] <nil>
	// 2026-11 1 shown, left out: [east north] <nil>
}

// Rows and keys of the program's own, without a copy into responses.
func ExampleGroupFunc() {
	type answer struct {
		Shop  int
		Score int8
	}
	answers := []answer{{Shop: 7, Score: 10}, {Shop: 3, Score: 2}, {Shop: 7, Score: 9}}

	shop := func(a *answer) int { return a.Shop }
	add := func(n *cx.NPS, a *answer) error { return n.Add(int(a.Score)) }
	shops, err := cx.GroupFunc(answers, shop, add, cx.NPS{})
	for _, g := range shops {
		fmt.Println(g.Key, g.Tally.Promoters, "of", g.Tally.Total())
	}
	fmt.Println(err)
	// Output:
	// 3 0 of 1
	// 7 2 of 2
	// <nil>
}

// Any tally will do: here how many deliveries there were by month, and how many on time.
func ExampleTrendFunc() {
	type delivery struct {
		At   time.Time
		Late bool
	}
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 12, 0, 0, 0, time.UTC) }
	deliveries := []delivery{{At: at(11, 2)}, {At: at(11, 3), Late: true}, {At: at(11, 9)}, {At: at(12, 1)}}

	when := func(d *delivery) time.Time { return d.At }
	onTime := func(p *cx.Proportion, d *delivery) error { return p.Add(!d.Late) }
	months, err := cx.TrendFunc(deliveries, when, onTime, cx.Calendar{Grain: cx.Month}, cx.Period{}, cx.Proportion{})
	for _, p := range months {
		fmt.Println(p.Period, p.Tally.Count, "of", p.Tally.Base)
	}
	fmt.Println(err)
	// Output:
	// 2026-11 2 of 3
	// 2026-12 1 of 1
	// <nil>
}

func ExampleGroupTrendFunc() {
	type delivery struct {
		At      time.Time
		Carrier string
		Late    bool
	}
	november, december := time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC), time.Date(2026, time.December, 1, 12, 0, 0, 0, time.UTC)
	deliveries := []delivery{
		{At: november, Carrier: "bike"}, {At: december, Carrier: "van", Late: true}, {At: december, Carrier: "bike"},
	}

	carrier := func(d *delivery) string { return d.Carrier }
	when := func(d *delivery) time.Time { return d.At }
	onTime := func(p *cx.Proportion, d *delivery) error { return p.Add(!d.Late) }
	carriers, err := cx.GroupTrendFunc(deliveries, carrier, when, onTime, cx.Calendar{Grain: cx.Month}, cx.Period{}, cx.Proportion{})
	for _, g := range carriers {
		for _, p := range g.Tally {
			fmt.Println(g.Key, p.Period, p.Tally.Count, "of", p.Tally.Base)
		}
	}
	fmt.Println(err)
	// Output:
	// bike 2026-11 1 of 1
	// bike 2026-12 1 of 1
	// van 2026-11 0 of 0
	// van 2026-12 0 of 1
	// <nil>
}

func ExampleGroup() {
	g := cx.Group[string, cx.NPS]{Key: "pro", Tally: cx.NPS{Promoters: 6, Passives: 3, Detractors: 1}}
	data, err := json.Marshal(g)
	fmt.Println(string(data), err)

	var back cx.Group[string, cx.NPS]
	fmt.Println(json.Unmarshal(data, &back), back == g)
	// Output:
	// {"key":"pro","tally":{"promoters":6,"passives":3,"detractors":1}} <nil>
	// <nil> true
}

func ExamplePoint() {
	week, err := cx.ParsePeriod("2026-W47")
	if err != nil {
		log.Fatal(err)
	}
	p := cx.Point[cx.NPS]{Period: week, Tally: cx.NPS{Promoters: 6, Passives: 3, Detractors: 1}}
	data, err := json.Marshal(p)
	fmt.Println(string(data), err)
	// Output: {"period":"2026-W47","tally":{"promoters":6,"passives":3,"detractors":1}} <nil>
}

// countBy groups by any key that a function of the caller's may return.
func countBy[K cx.Key](responses []cx.Response, key func(*cx.Response) K) ([]cx.Group[K, cx.NPS], error) {
	return cx.GroupBy(responses, key, cx.NPS{})
}

// Keys are strings and integers, also those of types of the caller's.
func ExampleKey() {
	at := func(day int) time.Time { return time.Date(2026, time.November, day, 12, 0, 0, 0, time.UTC) }
	responses := []cx.Response{{At: at(2), Score: 9}, {At: at(7), Score: 3}, {At: at(9), Score: 10}}
	days, err := countBy(responses, func(r *cx.Response) time.Weekday { return r.At.Weekday() })
	for _, g := range days {
		fmt.Println(g.Key, g.Tally.Total())
	}
	fmt.Println(err)
	// Output:
	// Monday 2
	// Saturday 1
	// <nil>
}

// Each server counts its own answers; the groups are pooled, not their scores.
func ExampleMergeGroups() {
	east := []cx.Group[string, cx.NPS]{{Key: "pro", Tally: cx.NPS{Promoters: 9, Detractors: 1}}}
	west := []cx.Group[string, cx.NPS]{
		{Key: "free", Tally: cx.NPS{Passives: 5}},
		{Key: "pro", Tally: cx.NPS{Promoters: 30, Passives: 10, Detractors: 60}},
	}
	both, err := cx.MergeGroups(east, west)
	for _, g := range both {
		score, err := g.Tally.Score()
		fmt.Println(g.Key, score, err)
	}
	fmt.Println(err)
	// Output:
	// free 0 <nil>
	// pro -20 <nil>
	// <nil>
}

// Each shard has the months of its own answers. Pooled they have those of both, and the
// month between.
func ExampleMergePoints() {
	shard := func(responses ...cx.Response) []cx.Point[cx.NPS] {
		trend, err := cx.Trend(responses, cx.Calendar{Grain: cx.Month}, cx.Period{}, cx.NPS{})
		if err != nil {
			log.Fatal(err)
		}
		return trend
	}
	october, december := time.Date(2026, time.October, 2, 12, 0, 0, 0, time.UTC), time.Date(2026, time.December, 1, 12, 0, 0, 0, time.UTC)
	east := shard(cx.Response{At: october, Score: 9})
	west := shard(cx.Response{At: december, Score: 8})
	both, err := cx.MergePoints(east, west)
	for _, p := range both {
		fmt.Println(p.Period, p.Tally)
	}
	fmt.Println(err)
	// Output:
	// 2026-10 NPS 100 (1 answer)
	// 2026-11 NPS undefined (0 answers)
	// 2026-12 NPS 0 (1 answer)
	// <nil>
}

func ExampleMergeGroupTrends() {
	november, err := cx.ParsePeriod("2026-11")
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)
	segment := func(r *cx.Response) string { return r.Segment }
	shard := func(responses ...cx.Response) []cx.Group[string, []cx.Point[cx.NPS]] {
		trends, err := cx.GroupTrend(responses, segment, cx.Calendar{Grain: cx.Month}, november, cx.NPS{})
		if err != nil {
			log.Fatal(err)
		}
		return trends
	}
	east := shard(cx.Response{At: at, Score: 9, Segment: "pro"})
	west := shard(cx.Response{At: at, Score: 3, Segment: "pro"}, cx.Response{At: at, Score: 7, Segment: "free"})
	both, err := cx.MergeGroupTrends(east, west)
	for _, g := range both {
		fmt.Println(g.Key, g.Tally[0].Period, g.Tally[0].Tally.Total())
	}
	fmt.Println(err)
	// Output:
	// free 2026-11 1
	// pro 2026-11 2
	// <nil>
}

// Ten answers on Sunday and a hundred on Monday. Their scores are 80 and -30; the
// mean of the two, 25, is the score of nobody.
func ExampleRolling() {
	sunday, monday := cx.Date{Year: 2026, Month: time.November, Day: 15}, cx.Date{Year: 2026, Month: time.November, Day: 16}
	days := []cx.Point[cx.NPS]{
		{Period: cx.Period{Start: sunday, End: monday}, Tally: cx.NPS{Promoters: 9, Detractors: 1}},
		{
			Period: cx.Period{Start: monday, End: cx.Date{Year: 2026, Month: time.November, Day: 17}},
			Tally:  cx.NPS{Promoters: 30, Passives: 10, Detractors: 60},
		},
	}
	twoDays, err := cx.Rolling(days, 2)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range append(days, twoDays...) {
		score, err := p.Tally.Score()
		fmt.Println(p.Period, score, err)
	}
	// Output:
	// 2026-11-15 80 <nil>
	// 2026-11-16 -30 <nil>
	// 2026-11-15/2026-11-17 -20 <nil>
}

// Of the teams one is too small to be shown. The company's total is known, and the
// total minus the other three would give it away, so the next smallest goes as well.
func ExampleSuppressSmall() {
	teams := []cx.Group[string, cx.NPS]{
		{Key: "legal", Tally: cx.NPS{Promoters: 1, Detractors: 2}},
		{Key: "sales", Tally: cx.NPS{Promoters: 20, Passives: 10, Detractors: 5}},
		{Key: "support", Tally: cx.NPS{Promoters: 30, Passives: 20, Detractors: 10}},
		{Key: "finance", Tally: cx.NPS{Promoters: 3, Passives: 2, Detractors: 2}},
	}
	shown, hidden, err := cx.SuppressSmall(teams, 5)
	for _, g := range shown {
		fmt.Println(g.Key, g.Tally.Total())
	}
	fmt.Println("left out:", hidden, err)
	// Output:
	// sales 35
	// support 60
	// left out: [legal finance] <nil>
}

// Both plans became happier, and the score fell: the plan with the lower score has
// grown from half of the answers to four fifths.
func ExampleScoreChangeOf() {
	before := []cx.Group[string, cx.NPS]{
		{Key: "free", Tally: cx.NPS{Promoters: 40, Passives: 40, Detractors: 20}}, // 20
		{Key: "pro", Tally: cx.NPS{Promoters: 60, Passives: 40}},                  // 60
	}
	after := []cx.Group[string, cx.NPS]{
		{Key: "free", Tally: cx.NPS{Promoters: 25, Passives: 50, Detractors: 5}}, // 25
		{Key: "pro", Tally: cx.NPS{Promoters: 13, Passives: 7}},                  // 65
	}
	change, err := cx.ScoreChangeOf(before, after)
	fmt.Println(change.Total, "=", change.Mix, "+", change.Rate, err)
	// Output: -7 = -12 + 5 <nil>
}

func ExampleScoreChange() {
	before := []cx.Group[string, cx.NPS]{{Key: "free", Tally: cx.NPS{Promoters: 1, Passives: 2}}}
	after := []cx.Group[string, cx.NPS]{{Key: "free", Tally: cx.NPS{Promoters: 2, Passives: 1}}}
	change, err := cx.ScoreChangeOf(before, after)
	if err != nil {
		log.Fatal(err)
	}
	data, err := json.Marshal(change)
	fmt.Println(string(data), err)
	// Output: {"total":"33.33333333","mix":"0","rate":"33.33333333"} <nil>
}

// The plan is a column of indices into a dictionary, as Arrow has it: the groups are few, so that
// their texts are put in afterwards.
func ExampleGroupColumns() {
	plans := []string{"free", "pro"}
	plan := []int8{0, 1, 1, 0, 1}
	score := []uint8{3, 9, 10, 8, 6}
	groups, err := cx.GroupColumns(plan, score, cx.NPS{})
	for _, g := range groups {
		fmt.Println(plans[g.Key], g.Tally)
	}
	fmt.Println(err)
	// Output:
	// free NPS -50 (2 answers)
	// pro NPS 33.33333333 (3 answers)
	// <nil>
}

func ExampleGroupTrendColumns() {
	plan := []string{"pro", "free", "pro", "pro"}
	day := []int32{20770, 20771, 20776, 20777} // from 2026-11-13 on
	score := []int{9, 3, 10, 6}
	trends, err := cx.GroupTrendColumns(plan, day, score, cx.Week, cx.Period{}, cx.NPS{})
	for _, g := range trends {
		for _, p := range g.Tally {
			fmt.Println(g.Key, p.Period, p.Tally)
		}
	}
	fmt.Println(err)
	// Output:
	// free 2026-W46 NPS -100 (1 answer)
	// free 2026-W47 NPS undefined (0 answers)
	// pro 2026-W46 NPS 100 (1 answer)
	// pro 2026-W47 NPS 0 (2 answers)
	// <nil>
}

func ExampleEpochDays() {
	micros := []int64{0, 86_399_999_999, 86_400_000_000} // up to 1970-01-02 00:00
	days, err := cx.EpochDays(micros, time.Microsecond, nil)
	fmt.Println(days, err)
	// Output: [0 0 1] <nil>
}
