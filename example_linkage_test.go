package cx_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
)

func ExampleLandmarksOf() {
	responses := []cx.Response{
		{Customer: "ada", At: day(12), Score: 9},
		{Customer: "bob", At: day(20), Score: 3},
		{Customer: "ada", At: day(25), Score: 2}, // the first answer counts
	}
	invited := []cx.Invitation{{Customer: "ada", At: day(10)}, {Customer: "bob", At: day(10)}, {Customer: "eve", At: day(11)}}
	january := cx.Period{Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: cx.Date{Year: 2026, Month: time.February, Day: 1}}
	l, err := cx.LandmarksOf(responses, npsClass, invited, january, cx.Calendar{})
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
	answer := []cx.Response{{Customer: "ada", At: day(12), Score: 4}}
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
	responses := []cx.Response{{At: day(12), Score: 9}, {Customer: "ada", At: day(40), Score: 9}}
	january := cx.Period{Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: cx.Date{Year: 2026, Month: time.February, Day: 1}}
	l, err := cx.LandmarksOf(responses, npsClass, []cx.Invitation{{Customer: "bob"}}, january, cx.Calendar{})
	fmt.Println(len(l.Rows), l.Anonymous, l.Outside, err)
	// Output: 1 1 1 <nil>
}

func ExampleLandmark() {
	var l cx.Landmark
	err := json.Unmarshal([]byte(`{"customer":"ada","at":"2026-01-12T09:30:00Z","class":"promoter"}`), &l)
	fmt.Println(l.Customer, l.Class, err)
	fmt.Println(json.Unmarshal([]byte(`{"customer":"ada","at":"2026-01-12T09:30:00Z"}`), &l))
	// Output:
	// ada promoter <nil>
	// cx: class is blank, or is not UTF-8
}

func ExampleInvitation() {
	// Nobody knows when bob was asked: he counts from the end of the window.
	invited := []cx.Invitation{{Customer: "ada", At: day(10)}, {Customer: "bob"}}
	january := cx.Period{Start: cx.Date{Year: 2026, Month: time.January, Day: 1}, End: cx.Date{Year: 2026, Month: time.February, Day: 1}}
	l, err := cx.LandmarksOf(nil, npsClass, invited, january, cx.Calendar{})
	for _, row := range l.Rows {
		fmt.Println(row.Customer, row.At.Format(time.DateOnly), row.Class)
	}
	fmt.Println(err)
	// Output:
	// ada 2026-01-10 no answer
	// bob 2026-02-01 no answer
	// <nil>
}

func ExampleLinkageOf() {
	l, err := surveyLinkage()
	fmt.Println(err)
	for _, c := range l.Classes {
		again, err := c.Repeated().Rate()
		mean, _ := c.Revenue.Mean()
		fmt.Println(c.Class, c.Followed, again, mean, err)
	}
	// Output:
	// <nil>
	// detractor 2 0.5 7.5 <nil>
	// no answer 2 0.5 12.5 <nil>
	// passive 1 0 0 <nil>
	// promoter 4 0.75 52.5 <nil>
}

func ExampleLinkageRule() {
	rule := cx.LinkageRule{Horizon: 180 * 24 * time.Hour, Outcomes: []string{"renewal", "referral"}, Exits: []string{"cancel"}}
	l, err := cx.LinkageOf(surveyLandmarks(), nil, nil, rule, day(365))
	fmt.Println(l.HorizonSeconds, l.Outcomes, l.Exits, err)
	_, err = cx.LinkageOf(surveyLandmarks(), nil, nil, cx.LinkageRule{}, day(365))
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
		rows = append(rows, cx.Landmark{Customer: "c" + fmt.Sprint(i), At: day(2 + i), Class: class})
	}
	return rows
}

// surveyOrders are their orders, and one of somebody else.
func surveyOrders() []cx.Activity {
	return []cx.Activity{
		{Customer: "c0", At: day(1), Amount: dec("99")}, // before the answer
		{Customer: "c0", At: day(20), Amount: dec("50")},
		{Customer: "c0", At: day(60), Amount: dec("30")},
		{Customer: "c1", At: day(33), Amount: dec("70")},
		{Customer: "c2", At: day(80), Amount: dec("60")},
		{Customer: "c3", At: day(99), Amount: dec("80")}, // after the horizon
		{Customer: "c5", At: day(15), Amount: dec("20")},
		{Customer: "c5", At: day(16), Amount: dec("-5")}, // a refund
		{Customer: "c8", At: day(40), Amount: dec("25")},
		{Customer: "zoe", At: day(40), Amount: dec("25")},
	}
}

// surveyEvents are what else they did.
func surveyEvents() []cx.Event {
	return []cx.Event{
		{Customer: "c0", Name: "referral", At: day(15)},
		{Customer: "c0", Name: "referral", At: day(50)},
		{Customer: "c2", Name: "referral", At: day(30)},
		{Customer: "c6", Name: "cancel", At: day(40)},
		{Customer: "c7", Name: "cancel", At: day(5)}, // had left before the answer
		{Customer: "c8", Name: "cancel", At: day(70)},
	}
}

// surveyLinkage follows them for 90 days.
func surveyLinkage() (cx.Linkage, error) {
	rule := cx.LinkageRule{Horizon: 90 * 24 * time.Hour, Outcomes: []string{"referral"}, Exits: []string{"cancel"}}
	return cx.LinkageOf(surveyLandmarks(), surveyOrders(), surveyEvents(), rule, day(120))
}

// How many times as likely are promoters to order again, and what is it worth to turn a
// detractor into one? Two detractors say little: the intervals tell.
func ExampleLinkage() {
	l, err := surveyLinkage()
	if err != nil {
		fmt.Println(err)
		return
	}
	promoters, err := l.Class("promoter")
	fmt.Println(promoters.Followed, err)
	detractors, err := l.Class("detractor")
	fmt.Println(detractors.Followed, detractors.Left, err)

	ratio, err := promoters.Repeated().RateRatio(detractors.Repeated(), 0.95)
	fmt.Printf("%.1f times as likely (%.2f to %.2f) %v\n", ratio.Value, ratio.Interval.Low, ratio.Interval.High, err)
	value, err := promoters.Revenue.MeanDifference(detractors.Revenue, 0.95)
	fmt.Printf("%.2f more (%.2f to %.2f) %v\n", value.Difference, value.Interval.Low, value.Interval.High, err)
	// Output:
	// 4 <nil>
	// 2 1 <nil>
	// 1.5 times as likely (0.34 to 6.70) <nil>
	// 45.00 more (-10.26 to 100.26) <nil>
}

// Two halves of the customers, counted apart.
func ExampleLinkage_Merge() {
	rule := cx.LinkageRule{Horizon: 90 * 24 * time.Hour}
	landmarks := surveyLandmarks()
	var all cx.Linkage
	for _, shard := range [][]cx.Landmark{landmarks[:5], landmarks[5:]} {
		l, err := cx.LinkageOf(shard, surveyOrders(), nil, rule, day(120))
		if err != nil {
			fmt.Println(err)
		}
		fmt.Println(all.Merge(l), all.Total())
	}
	// Output:
	// <nil> 5
	// <nil> 10
}

func ExampleLinkage_RateDifferences() {
	shop := cx.LinkedClass{Class: "satisfied", Customers: 400, Followed: 400, Exited: 20, Revenue: cx.Amounts{Count: 400}}
	sour := cx.LinkedClass{Class: "dissatisfied", Customers: 100, Followed: 100, Exited: 18, Revenue: cx.Amounts{Count: 100}}
	few := cx.LinkedClass{Class: "neutral", Customers: 12, Followed: 12, Exited: 1, Revenue: cx.Amounts{Count: 12}}
	l := cx.Linkage{HorizonSeconds: 86400, AsOf: day(120), Classes: []cx.LinkedClass{sour, few, shop}}
	pairs, err := l.RateDifferences(cx.LinkedClass.Retained, 30, 0.95)
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
	if err != nil {
		fmt.Println(err)
	}
	pairs, err := l.RevenueDifferences(2, 0.95)
	for _, p := range pairs {
		if p.Tested {
			fmt.Printf("%s - %s: %.2f, p %.3f, by Holm %.3f\n", p.Class, p.Other, p.Difference.Difference, p.Difference.P, p.AdjustedP)
		}
	}
	fmt.Println(err)
	// Output:
	// detractor - no answer: -5.00, p 0.771, by Holm 0.771
	// detractor - promoter: -45.00, p 0.086, by Holm 0.257
	// no answer - promoter: -40.00, p 0.144, by Holm 0.288
	// <nil>
}

func ExampleLinkedClass() {
	l, err := surveyLinkage()
	if err != nil {
		fmt.Println(err)
	}
	promoters, err := l.Class("promoter")
	fmt.Println(promoters.Retained(), promoters.Had("referral"), err)
	fmt.Println(promoters.Per("referral").Rate()) // referrals per promoter
	fmt.Println(promoters.Frequency().Rate())
	// Output:
	// {4 4} {2 4} <nil>
	// 0.75 <nil>
	// 1 <nil>
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
	groups, err := cx.LinkedLifespans(surveyLandmarks(), surveyEvents(), rule, "", day(120))
	fmt.Println(err)
	var lifespans [][]cx.Lifespan
	for _, g := range groups {
		s, err := cx.SurvivalOf(g.Tally)
		if err != nil {
			fmt.Println(err)
			return
		}
		here, err := s.At(90)
		fmt.Println(g.Key, s.Total, here, err)
		lifespans = append(lifespans, g.Tally)
	}
	test, err := cx.LogRank(cx.EqualWeight, lifespans...)
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
	answered := surveyLandmarks()[:7]
	rule := cx.LinkageRule{Horizon: 90 * 24 * time.Hour, Exits: []string{"cancel"}}
	customers, err := cx.LinkedCustomers(answered, surveyEvents(), rule, "", day(120))
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
	customers, err := cx.LinkedCustomers(surveyLandmarks(), surveyEvents(), rule, "", day(120))
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

func ExampleRevenueByClass() {
	subscriptions := []cx.Subscription{
		{Customer: "c0", Amount: dec("49")}, {Customer: "c1", Amount: dec("99")},
		{Customer: "c5", Amount: dec("49")}, {Customer: "c6", Amount: dec("199")},
		{Customer: "zoe", Amount: dec("4")}, // was never asked
	}
	classes, err := cx.RevenueByClass(surveyLandmarks(), subscriptions)
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
		{Key: "detractor", Tally: cx.Amounts{Count: 1, Sum: dec("30"), Squares: dec("900")}},
		{Key: "promoter", Tally: cx.Amounts{Count: 1, Sum: dec("90"), Squares: dec("8100")}},
	}
	fmt.Println(cx.RevenueShare(classes, "detractor"))
	fmt.Println(cx.RevenueShare(nil, "detractor"))
	// Output:
	// 0.25 <nil>
	// 0 cx: revenue share: no data
}

func ExampleReferralsOf() {
	referrals := []cx.Referral{
		{Referrer: "ada", Referee: "bob", At: day(5)},
		{Referrer: "ada", Referee: "eve", At: day(6)},
		{Referrer: "kim", Referee: "bob", At: day(7)}, // bob has been referred already
		{Referrer: "kim", Referee: "kim", At: day(8)},
	}
	customers := []string{"ada", "bob", "kim", "lea", "max"}
	acquired := []string{"bob", "max"}
	orders := []cx.Activity{
		{Customer: "ada", At: day(3), Amount: dec("60")},
		{Customer: "bob", At: day(9), Amount: dec("20")},
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
	// Three invites a customer, of which 15 % convert.
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

// Referrals per promoter: each referral is an event of the one who made it.
func ExampleReferral() {
	referrals := []cx.Referral{
		{Referrer: "c0", Referee: "x", At: day(15)}, {Referrer: "c0", Referee: "y", At: day(50)},
		{Referrer: "c2", Referee: "z", At: day(30)},
	}
	var events []cx.Event
	for _, r := range referrals {
		events = append(events, cx.Event{Customer: r.Referrer, Name: "referral", At: r.At})
	}
	rule := cx.LinkageRule{Horizon: 90 * 24 * time.Hour, Outcomes: []string{"referral"}}
	l, err := cx.LinkageOf(surveyLandmarks(), nil, events, rule, day(120))
	if err != nil {
		fmt.Println(err)
	}
	promoters, err := l.Class("promoter")
	fmt.Println(promoters.Followed, err)
	fmt.Println(promoters.Per("referral").Rate())
	// Output:
	// 4 <nil>
	// 0.75 <nil>
}

// day returns the start of a day of 2026, counted from New Year.
func day(n int) time.Time { return time.Date(2026, time.January, n, 0, 0, 0, 0, time.UTC) }

// npsClass names the classes of recommendation in the words of everybody.
func npsClass(r *cx.Response) string {
	class, err := cx.RecommendScale(11).Class(r.Score)
	if err != nil {
		return "" // which LandmarksOf refuses
	}
	return map[cx.Class]string{cx.TopClass: "promoter", cx.MiddleClass: "passive", cx.BottomClass: "detractor"}[class]
}

// teamAnswers are answers in January of the employees or the customers of teams: of each
// team so many promoters, and so many detractors.
func teamAnswers(counts map[string][2]int) []cx.Response {
	var rows []cx.Response
	for _, team := range []string{"east", "north", "south", "west", "tiny"} {
		for range counts[team][0] {
			rows = append(rows, cx.Response{Team: team, At: day(5), Score: 10})
		}
		for range counts[team][1] {
			rows = append(rows, cx.Response{Team: team, At: day(6), Score: 2})
		}
	}
	return rows
}
