package cx_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

func ExampleLandmarksOf() {
	at := func(day int) time.Time { return time.Date(2026, time.January, day, 0, 0, 0, 0, time.UTC) }
	responses := []cx.Response{
		{Customer: "ada", At: at(12), Score: 9},
		{Customer: "bob", At: at(20), Score: 3},
		{Customer: "ada", At: at(25), Score: 2}, // the first answer counts
	}
	class := func(r *cx.Response) string {
		class, _ := cx.RecommendScale(11).Class(r.Score) // blank, which is refused, for a score that is not on the scale
		return map[cx.Class]string{cx.TopClass: "promoter", cx.MiddleClass: "passive", cx.BottomClass: "detractor"}[class]
	}
	january := cx.Period{Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: cx.Date{Year: 2026, Month: time.February, Day: 1}}
	l, err := cx.LandmarksOf(responses, class, []cx.Invitation{{Customer: "ada", At: at(10)}, {Customer: "bob"}, {Customer: "eve", At: at(11)}}, january, cx.Calendar{})
	for _, row := range l.Rows {
		fmt.Println(row.Customer, row.At.Format(time.DateOnly), row.Class)
	}
	fmt.Println(l.Repeated, l.Answered, err)
	// Output:
	// ada 2026-01-12 promoter
	// bob 2026-01-20 detractor
	// eve 2026-01-11 no answer
	// 1 2 <nil>
}

// Classes of satisfaction and of effort: any text will do.
func ExampleLandmarksOf_classes() {
	satisfaction := func(r *cx.Response) string {
		class, _ := cx.SatisfactionScale(5).Class(r.Score) // blank for a score that is not on the scale
		return string(class)
	}
	effort := func(r *cx.Response) string {
		class, _ := cx.EffortScale(5).Class(r.Score) // the top class is the better end: little effort
		return string(class)
	}
	rating := func(r *cx.Response) string { return fmt.Sprint(r.Score) }
	january := cx.Period{Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: cx.Date{Year: 2026, Month: time.February, Day: 1}}
	answer := []cx.Response{{Customer: "ada", At: time.Date(2026, time.January, 12, 0, 0, 0, 0, time.UTC), Score: 4}}
	for _, class := range []func(*cx.Response) string{satisfaction, effort, rating} {
		l, err := cx.LandmarksOf(answer, class, nil, january, cx.Calendar{})
		fmt.Println(l.Rows[0].Class, err)
	}
	// Output:
	// top <nil>
	// bottom <nil>
	// 4 <nil>
}

func ExampleLandmarks() {
	responses := []cx.Response{
		{At: time.Date(2026, time.January, 12, 0, 0, 0, 0, time.UTC), Score: 9},
		{Customer: "ada", At: time.Date(2026, time.February, 9, 0, 0, 0, 0, time.UTC), Score: 9},
	}
	january := cx.Period{Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: cx.Date{Year: 2026, Month: time.February, Day: 1}}
	l, err := cx.LandmarksOf(responses, func(*cx.Response) string { return "promoter" }, []cx.Invitation{{Customer: "bob"}}, january, cx.Calendar{})
	fmt.Println(len(l.Rows), l.Anonymous, l.Outside, err)
	// Output: 1 1 1 <nil>
}

func ExampleLandmark() {
	var l cx.Landmark
	err := json.Unmarshal([]byte(`{"customer":"ada","at":"2026-01-12T09:30:00Z","class":"promoter"}`), &l)
	fmt.Println(l.Customer, l.Class, err)
	fmt.Println(json.Unmarshal([]byte(`{"customer":"ada","at":"2026-01-12T09:30:00Z","class":""}`), &l))
	// Output:
	// ada promoter <nil>
	// cx: class is blank, or is not UTF-8
}

func ExampleInvitation() {
	// Nobody knows when bob was asked: he counts from the end of the window.
	invited := []cx.Invitation{{Customer: "ada", At: time.Date(2026, time.January, 10, 0, 0, 0, 0, time.UTC)}, {Customer: "bob"}}
	january := cx.Period{Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: cx.Date{Year: 2026, Month: time.February, Day: 1}}
	l, err := cx.LandmarksOf(nil, func(*cx.Response) string { return "promoter" }, invited, january, cx.Calendar{})
	for _, row := range l.Rows {
		fmt.Println(row.Customer, row.At.Format(time.DateOnly), row.Class)
	}
	fmt.Println(err)
	// Output:
	// ada 2026-01-10 no answer
	// bob 2026-02-01 no answer
	// <nil>
}

// Do detractors leave? Customers who answered in January are followed for 90 days, each
// from the answer on. So few say little: the interval tells.
func ExampleLinkageOf_detractors() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	answers := []cx.Landmark{
		{Customer: "ada", At: at(1, 5), Class: "detractor"}, {Customer: "bob", At: at(1, 6), Class: "detractor"},
		{Customer: "cyd", At: at(1, 6), Class: "detractor"}, {Customer: "dan", At: at(1, 7), Class: "detractor"},
		{Customer: "eve", At: at(1, 5), Class: "promoter"}, {Customer: "fay", At: at(1, 8), Class: "promoter"},
		{Customer: "gus", At: at(1, 9), Class: "promoter"}, {Customer: "hal", At: at(1, 9), Class: "promoter"},
	}
	events := []cx.Event{
		{Customer: "ada", Name: "cancel", At: at(2, 1)}, {Customer: "bob", Name: "cancel", At: at(3, 15)},
		{Customer: "cyd", Name: "cancel", At: at(3, 20)}, {Customer: "hal", Name: "cancel", At: at(3, 31)},
		{Customer: "dan", Name: "cancel", At: at(6, 1)}, // after the horizon
	}
	l, err := cx.LinkageOf(answers, nil, events, cx.LinkageRule{Horizon: 90 * 24 * time.Hour, Exits: []string{"cancel"}}, at(7, 1))
	if err != nil {
		log.Fatal(err)
	}
	detractors, promoters := l.Classes[0], l.Classes[1] // in the order of their names
	fmt.Println(detractors.Class, detractors.Exited, "of", detractors.Followed, "left")
	fmt.Println(promoters.Class, promoters.Exited, "of", promoters.Followed, "left")
	d, err := detractors.Retained().Difference(promoters.Retained(), 0.95)
	fmt.Printf("%+.0f percentage points stayed, %+.0f to %+.0f %v\n", 100*d.Difference, 100*d.Interval.Low, 100*d.Interval.High, err)
	// Output:
	// detractor 3 of 4 left
	// promoter 1 of 4 left
	// -50 percentage points stayed, -79 to +14 <nil>
}

// What customers bought within 90 days after they had answered, or had not.
func ExampleLinkageOf() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	landmarks := []cx.Landmark{
		{Customer: "ada", At: at(1, 2), Class: "promoter"}, {Customer: "bob", At: at(1, 3), Class: "promoter"},
		{Customer: "cyd", At: at(1, 4), Class: "promoter"}, {Customer: "dan", At: at(1, 5), Class: "promoter"},
		{Customer: "eve", At: at(1, 6), Class: "passive"},
		{Customer: "fay", At: at(1, 7), Class: "detractor"}, {Customer: "gus", At: at(1, 8), Class: "detractor"},
		{Customer: "ida", At: at(1, 10), Class: cx.NoAnswer}, {Customer: "jan", At: at(1, 11), Class: cx.NoAnswer},
	}
	orders := []cx.Activity{
		{Customer: "ada", At: at(1, 1), Amount: decimal.NewFromInt(99)}, // before the answer
		{Customer: "ada", At: at(1, 20), Amount: decimal.NewFromInt(50)}, {Customer: "ada", At: at(3, 1), Amount: decimal.NewFromInt(30)},
		{Customer: "bob", At: at(2, 2), Amount: decimal.NewFromInt(70)}, {Customer: "cyd", At: at(3, 21), Amount: decimal.NewFromInt(60)},
		{Customer: "dan", At: at(4, 9), Amount: decimal.NewFromInt(80)}, // after the horizon
		{Customer: "fay", At: at(1, 15), Amount: decimal.NewFromInt(20)},
		{Customer: "fay", At: at(1, 16), Amount: decimal.NewFromInt(-5)}, // a refund
		{Customer: "ida", At: at(2, 9), Amount: decimal.NewFromInt(25)},
	}
	l, err := cx.LinkageOf(landmarks, orders, nil, cx.LinkageRule{Horizon: 90 * 24 * time.Hour}, at(4, 30))
	for _, c := range l.Classes {
		again, _ := c.Repeated().Rate()
		mean, err := c.Revenue.Mean()
		fmt.Println(c.Class, c.Followed, again, mean, err)
	}
	fmt.Println(err)
	// Output:
	// detractor 2 0.5 7.5 <nil>
	// no answer 2 0.5 12.5 <nil>
	// passive 1 0 0 <nil>
	// promoter 4 0.75 52.5 <nil>
	// <nil>
}

func ExampleLinkageRule() {
	rule := cx.LinkageRule{Horizon: 180 * 24 * time.Hour, Outcomes: []string{"renewal", "referral"}, Exits: []string{"cancel"}}
	l, err := cx.LinkageOf(nil, nil, nil, rule, surveyAsOf)
	fmt.Println(l.HorizonSeconds, l.Outcomes, l.Exits, err)
	_, err = cx.LinkageOf(nil, nil, nil, cx.LinkageRule{}, surveyAsOf)
	fmt.Println(err)
	// Output:
	// 1.5552e+07 [cancel referral renewal] [cancel] <nil>
	// cx: linkage rule: the horizon is not above 0
}

// surveyLandmarks are those of ten customers of a shop in January, two of whom did not
// answer.
func surveyLandmarks() []cx.Landmark {
	var rows []cx.Landmark
	for i, class := range []string{
		"promoter", "promoter", "promoter", "promoter", "passive", "detractor", "detractor", "detractor", cx.NoAnswer, cx.NoAnswer,
	} {
		at := time.Date(2026, time.January, 2+i, 0, 0, 0, 0, time.UTC)
		rows = append(rows, cx.Landmark{Customer: "c" + fmt.Sprint(i), At: at, Class: class})
	}
	return rows
}

// surveyOrders are their orders, and one of somebody else.
func surveyOrders() []cx.Activity {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	return []cx.Activity{
		{Customer: "c0", At: at(1, 1), Amount: decimal.NewFromInt(99)}, // before the answer
		{Customer: "c0", At: at(1, 20), Amount: decimal.NewFromInt(50)}, {Customer: "c0", At: at(3, 1), Amount: decimal.NewFromInt(30)},
		{Customer: "c1", At: at(2, 2), Amount: decimal.NewFromInt(70)}, {Customer: "c2", At: at(3, 21), Amount: decimal.NewFromInt(60)},
		{Customer: "c3", At: at(4, 9), Amount: decimal.NewFromInt(80)}, // after the horizon
		{Customer: "c5", At: at(1, 15), Amount: decimal.NewFromInt(20)},
		{Customer: "c5", At: at(1, 16), Amount: decimal.NewFromInt(-5)}, // a refund
		{Customer: "c8", At: at(2, 9), Amount: decimal.NewFromInt(25)}, {Customer: "zoe", At: at(2, 9), Amount: decimal.NewFromInt(25)},
	}
}

// surveyEvents are what else they did.
func surveyEvents() []cx.Event {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	return []cx.Event{
		{Customer: "c0", Name: "referral", At: at(1, 15)}, {Customer: "c0", Name: "referral", At: at(2, 19)},
		{Customer: "c2", Name: "referral", At: at(1, 30)},
		{Customer: "c6", Name: "cancel", At: at(2, 9)},
		{Customer: "c7", Name: "cancel", At: at(1, 5)}, // had left before the answer
		{Customer: "c8", Name: "cancel", At: at(3, 11)},
	}
}

// surveyAsOf is the instant at which the Examples look at them.
var surveyAsOf = time.Date(2026, time.April, 30, 0, 0, 0, 0, time.UTC)

// surveyLinkage follows them for 90 days.
func surveyLinkage() (cx.Linkage, error) {
	rule := cx.LinkageRule{Horizon: 90 * 24 * time.Hour, Outcomes: []string{"referral"}, Exits: []string{"cancel"}}
	return cx.LinkageOf(surveyLandmarks(), surveyOrders(), surveyEvents(), rule, surveyAsOf)
}

// How many times as likely are promoters to order again, and what is it worth to turn a
// detractor into one? Two detractors say little: the intervals tell.
func ExampleLinkage() {
	l, err := surveyLinkage()
	fmt.Println(err)
	promoters, err := l.Class("promoter")
	fmt.Println(promoters.Followed, err)
	detractors, err := l.Class("detractor")
	fmt.Println(detractors.Followed, detractors.Left, err)

	ratio, err := promoters.Repeated().RateRatio(detractors.Repeated(), 0.95)
	fmt.Printf("%.1f times as likely (%.2f to %.2f) %v\n", ratio.Value, ratio.Interval.Low, ratio.Interval.High, err)
	value, err := promoters.Revenue.Difference(detractors.Revenue, 0.95)
	fmt.Printf("%.2f more (%.2f to %.2f) %v\n", value.Difference, value.Interval.Low, value.Interval.High, err)
	// Output:
	// <nil>
	// 4 <nil>
	// 2 1 <nil>
	// 1.5 times as likely (0.44 to 8.33) <nil>
	// 45.00 more (-10.26 to 100.26) <nil>
}

// Two halves of the customers, counted apart.
func ExampleLinkage_Merge() {
	var all cx.Linkage
	for _, shard := range [][]cx.Landmark{surveyLandmarks()[:5], surveyLandmarks()[5:]} {
		l, err := cx.LinkageOf(shard, surveyOrders(), nil, cx.LinkageRule{Horizon: 90 * 24 * time.Hour}, surveyAsOf)
		fmt.Println(err, all.Merge(l), all.Total())
	}
	// Output:
	// <nil> <nil> 5
	// <nil> <nil> 10
}

func ExampleLinkage_RateDifferences() {
	l := cx.Linkage{HorizonSeconds: 86400, AsOf: surveyAsOf, Classes: []cx.LinkedClass{
		{Class: "dissatisfied", Customers: 100, Followed: 100, Exited: 18, Revenue: cx.Amounts{Count: 100}},
		{Class: "neutral", Customers: 12, Followed: 12, Exited: 1, Revenue: cx.Amounts{Count: 12}},
		{Class: "satisfied", Customers: 400, Followed: 400, Exited: 20, Revenue: cx.Amounts{Count: 400}},
	}}
	pairs, err := l.RateDifferences(func(c cx.LinkedClass) (cx.Proportion, error) { return c.Retained(), nil }, 30, 0.95)
	for _, p := range pairs {
		fmt.Printf("%s - %s: %t %.3f p %.5f\n", p.Class, p.Other, p.Tested, p.Difference.Difference, p.AdjustedP)
	}
	fmt.Println(err)
	// Output:
	// dissatisfied - neutral: false 0.000 p 0.00000
	// dissatisfied - satisfied: true -0.130 p 0.00001
	// neutral - satisfied: false 0.000 p 0.00000
	// <nil>
}

func ExampleClassDifference() {
	l, err := surveyLinkage()
	fmt.Println(err)
	pairs, err := l.RevenueDifferences(2, 0.95)
	for _, p := range pairs {
		if p.Tested {
			fmt.Printf("%s - %s: %.2f, p %.3f, by Holm %.3f\n", p.Class, p.Other, p.Difference.Difference, p.Difference.P, p.AdjustedP)
		}
	}
	fmt.Println(err)
	// Output:
	// <nil>
	// detractor - no answer: -5.00, p 0.771, by Holm 0.771
	// detractor - promoter: -45.00, p 0.086, by Holm 0.257
	// no answer - promoter: -40.00, p 0.144, by Holm 0.288
	// <nil>
}

func ExampleLinkedClass() {
	l, err := surveyLinkage()
	fmt.Println(err)
	promoters, err := l.Class("promoter")
	fmt.Println(promoters.Retained(), err)
	fmt.Println(promoters.Had("referral"))
	fmt.Println(promoters.Per("referral")) // referrals per promoter
	// Output:
	// <nil>
	// 4 of 4 <nil>
	// 2 of 4 <nil>
	// 3 per 4 <nil>
}

// By hand: 82 of 100 have not left.
func ExampleLinkedClass_Retained() {
	fmt.Println(cx.LinkedClass{Class: "detractor", Customers: 100, Followed: 100, Exited: 18, Revenue: cx.Amounts{Count: 100}}.Retained())
	// Output: 82 of 100
}

func ExampleLinkedOutcome() {
	l, err := surveyLinkage()
	for _, o := range l.Classes[3].Outcomes {
		fmt.Println(l.Classes[3].Class, o.Name, o.Customers, o.Events)
	}
	fmt.Println(err)
	// Output:
	// promoter cancel 0 0
	// promoter referral 2 3
	// <nil>
}

func ExampleLinkedRows() {
	l, err := surveyLinkage()
	fmt.Printf("%+v %v\n", l.Activities, err)
	fmt.Println(l.Activities.Total())
	// Output:
	// {Counted:7 Later:0 Unnamed:0 Unknown:1 Left:0 Before:1 Beyond:1} <nil>
	// 10
}

func ExampleLinkedLifespans() {
	rule := cx.LinkageRule{Horizon: 90 * 24 * time.Hour, Exits: []string{"cancel"}}
	groups, err := cx.LinkedLifespans(surveyLandmarks(), surveyEvents(), rule, "", surveyAsOf)
	fmt.Println(err)
	var lifespans [][]cx.Lifespan
	for _, g := range groups {
		s, _ := cx.SurvivalOf(g.Tally)
		here, err := s.At(90)
		fmt.Println(g.Key, s.Customers, here, err)
		lifespans = append(lifespans, g.Tally)
	}
	test, err := cx.LogRank(lifespans, cx.EqualWeight)
	fmt.Printf("%.3f p %.3f %v\n", test.ChiSquare, test.P, err)
	// Output:
	// <nil>
	// detractor 2 0.5 <nil>
	// no answer 2 0.5 <nil>
	// passive 1 1 <nil>
	// promoter 4 1 <nil>
	// 3.023 p 0.388 <nil>
}

// Which question of the survey tells who leaves within 90 days? Its answers were given at
// once, so that one landmark is that of all.
func ExampleLinkedCustomers() {
	satisfaction := map[string]float64{"c0": 5, "c1": 4, "c2": 5, "c3": 3, "c4": 4, "c5": 4, "c6": 2}
	effort := map[string]float64{"c0": 1, "c1": 4, "c2": 2, "c3": 2, "c4": 3, "c5": 5, "c6": 4}
	rule := cx.LinkageRule{Horizon: 90 * 24 * time.Hour, Exits: []string{"cancel"}}
	customers, err := cx.LinkedCustomers(surveyLandmarks()[:7], surveyEvents(), rule, "", surveyAsOf)
	fmt.Println(len(customers), err)
	var left []bool
	csat, ces := cx.Predictor{LowerPredicts: true}, cx.Predictor{}
	for _, c := range customers {
		left = append(left, c.Had)
		csat.Scores = append(csat.Scores, satisfaction[c.Customer])
		ces.Scores = append(ces.Scores, effort[c.Customer])
	}
	for _, p := range []cx.Predictor{csat, ces} {
		a, err := cx.AUCOf(left, p)
		fmt.Println(a.Value, err)
	}
	// Output:
	// 7 <nil>
	// 1 <nil>
	// 0.75 <nil>
}

func ExampleLinkedCustomer() {
	rule := cx.LinkageRule{Horizon: 90 * 24 * time.Hour, Exits: []string{"cancel"}}
	customers, err := cx.LinkedCustomers(surveyLandmarks(), surveyEvents(), rule, "", surveyAsOf)
	for _, c := range customers {
		if c.Had {
			fmt.Println(c.Customer, c.Class)
		}
	}
	fmt.Println(err)
	// Output:
	// c6 detractor
	// c8 no answer
	// <nil>
}

// Revenue at risk: what the customers of each class pay. By hand: 248 / 400 is that of
// detractors.
func ExampleRevenueByClass() {
	at := time.Date(2026, time.January, 12, 0, 0, 0, 0, time.UTC)
	landmarks := []cx.Landmark{
		{Customer: "ada", At: at, Class: "promoter"}, {Customer: "bob", At: at, Class: "promoter"},
		{Customer: "eve", At: at, Class: "detractor"}, {Customer: "kim", At: at, Class: "detractor"},
	}
	subscriptions := []cx.Subscription{
		{Customer: "ada", Amount: decimal.NewFromInt(49)}, {Customer: "bob", Amount: decimal.NewFromInt(99)},
		{Customer: "eve", Amount: decimal.NewFromInt(49)}, {Customer: "kim", Amount: decimal.NewFromInt(199)},
		{Customer: "zoe", Amount: decimal.NewFromInt(4)}, // was never asked
	}
	classes, err := cx.RevenueByClass(landmarks, subscriptions)
	for _, c := range classes {
		fmt.Println(c.Key, c.Tally.Count, c.Tally.Sum)
	}
	fmt.Println(err)
	fmt.Println(cx.RevenueShare(classes, "detractor"))
	// Output:
	// detractor 2 248
	// no answer 1 4
	// promoter 2 148
	// <nil>
	// 0.62 <nil>
}

func ExampleRevenueShare() {
	classes := []cx.Group[string, cx.Amounts]{
		{Key: "detractor", Tally: cx.Amounts{Count: 1, Sum: decimal.NewFromInt(30), Squares: decimal.NewFromInt(900)}},
		{Key: "promoter", Tally: cx.Amounts{Count: 1, Sum: decimal.NewFromInt(90), Squares: decimal.NewFromInt(8100)}},
	}
	fmt.Println(cx.RevenueShare(classes, "detractor"))
	fmt.Println(cx.RevenueShare(nil, "detractor"))
	// Output:
	// 0.25 <nil>
	// 0 cx: revenue share: no data
}

func ExampleReferralsOf() {
	at := func(day int) time.Time { return time.Date(2026, time.January, day, 0, 0, 0, 0, time.UTC) }
	referrals := []cx.Referral{
		{Referrer: "ada", Referee: "bob", At: at(5)},
		{Referrer: "ada", Referee: "eve", At: at(6)},
		{Referrer: "kim", Referee: "bob", At: at(7)}, // bob has been referred already
		{Referrer: "kim", Referee: "kim", At: at(8)},
	}
	customers := []string{"ada", "bob", "kim", "lea", "max"}
	acquired := []string{"bob", "max"}
	orders := []cx.Activity{
		{Customer: "ada", At: at(3), Amount: decimal.NewFromInt(60)}, {Customer: "bob", At: at(9), Amount: decimal.NewFromInt(20)},
	}
	r, err := cx.ReferralsOf(referrals, customers, acquired, orders)
	fmt.Println(r.Leads, r.SelfReferrals, r.Duplicates, err)
	fmt.Println(r.ByCustomers().Rate())
	fmt.Println(r.ByOrders().Rate())
	fmt.Println(r.RevenueShare())
	fmt.Println(r.Participation().Rate())
	fmt.Println(r.Conversion().Rate())
	// Output:
	// 2 1 1 <nil>
	// 0.5 <nil>
	// 0.5 <nil>
	// 0.25 <nil>
	// 0.2 <nil>
	// 0.5 <nil>
}

func ExampleReferrals() {
	// Three invites a customer, and 15 % of them convert.
	r := cx.Referrals{Customers: 100, Referrers: 40, Leads: 300, Acquired: 60, Referred: 45}
	fmt.Println(r.LeadsPerCustomer().Rate())
	fmt.Println(r.Conversion().Rate())
	fmt.Println(r.KFactor())
	fmt.Println(r.Amplification())
	// Output:
	// 3 <nil>
	// 0.15 <nil>
	// 0.45 <nil>
	// 1.81818182 <nil>
}

// By hand: 45 new customers of referrals / 100 customers.
func ExampleReferrals_KFactor() {
	fmt.Println(cx.Referrals{Customers: 100, Referrers: 40, Leads: 300, Acquired: 60, Referred: 45}.KFactor())
	// Output: 0.45 <nil>
}

// Referrals per promoter: each referral is an event of the one who made it.
func ExampleReferral() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	referrals := []cx.Referral{
		{Referrer: "c0", Referee: "x", At: at(1, 15)}, {Referrer: "c0", Referee: "y", At: at(2, 19)}, {Referrer: "c2", Referee: "z", At: at(1, 30)},
	}
	var events []cx.Event
	for _, r := range referrals {
		events = append(events, cx.Event{Customer: r.Referrer, Name: "referral", At: r.At})
	}
	l, err := cx.LinkageOf(surveyLandmarks(), nil, events, cx.LinkageRule{Horizon: 90 * 24 * time.Hour, Outcomes: []string{"referral"}}, surveyAsOf)
	fmt.Println(err)
	promoters, err := l.Class("promoter")
	fmt.Println(promoters.Followed, err)
	fmt.Println(promoters.Per("referral"))
	// Output:
	// <nil>
	// 4 <nil>
	// 3 per 4 <nil>
}
