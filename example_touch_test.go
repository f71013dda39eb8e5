package cx_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// amountsOf parses amounts.
func amountsOf(texts ...string) (cx.Amounts, error) {
	var amounts []decimal.Decimal
	for _, s := range texts {
		d, err := cx.ParseMoney(s)
		if err != nil {
			return cx.Amounts{}, err
		}
		amounts = append(amounts, d)
	}
	return cx.AmountsOf(amounts)
}

// Does a touchpoint improve the experience? Group the answers by whether the customer
// used it, and take the difference. It is an association: those who used the touchpoint
// may have been others to begin with.
func Example_touchpoint() {
	answers := []cx.Response{
		{Customer: "ada", Score: 5}, {Customer: "bob", Score: 3}, {Customer: "cid", Score: 4}, {Customer: "dan", Score: 2},
		{Customer: "eve", Score: 5}, {Customer: "fay", Score: 3}, {Customer: "gus", Score: 4}, {Customer: "hal", Score: 1},
	}
	usedChat := map[string]bool{"ada": true, "cid": true, "eve": true, "fay": true}
	groups, err := cx.GroupBy(answers, func(r *cx.Response) string {
		if usedChat[r.Customer] {
			return "used the chat"
		}
		return "did not"
	}, cx.CSAT{Scale: cx.SatisfactionScale(5)})
	if err != nil {
		fmt.Println(err)
	}
	without, with := groups[0].Tally, groups[1].Tally
	d, err := with.Difference(without, 0.95)
	fmt.Printf("%+.0f points (%+.0f to %+.0f), p %.2f, %v\n", d.Difference, d.Interval.Low, d.Interval.High, d.P, err)
	// Output: +50 points (-14 to +79), p 0.16, <nil>
}

// chocolate is the sales of one product in units: four store-days each.
func chocolate() (cx.Promotion, error) {
	during, err := amountsOf("12", "15", "11", "14")
	if err != nil {
		return cx.Promotion{}, err
	}
	baseline, err := amountsOf("10", "9", "12", "9")
	return cx.Promotion{During: during, Baseline: baseline}, err
}

func ExamplePromotion() {
	product, err := chocolate()
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(product.Rate())
	fmt.Println(product.Incremental())
	// Output:
	// 0.3 <nil>
	// 12 <nil>
}

// Sales of 13 a day over those of 10 before, less 1.
func ExamplePromotion_Rate() {
	during, err := cx.AmountsOf([]decimal.Decimal{decimal.NewFromInt(12), decimal.NewFromInt(14)})
	fmt.Println(err)
	baseline, err := cx.AmountsOf([]decimal.Decimal{decimal.NewFromInt(9), decimal.NewFromInt(11)})
	fmt.Println(err)
	fmt.Println(cx.Promotion{During: during, Baseline: baseline}.Rate())
	// Output:
	// <nil>
	// <nil>
	// 0.3 <nil>
}

func ExamplePromotion_Uplift() {
	product, err := chocolate()
	if err != nil {
		fmt.Println(err)
	}
	u, err := product.Uplift(0.95)
	fmt.Printf("%+.0f %% (%+.0f to %+.0f %%), %v\n", 100*u.Value, 100*u.Interval.Low, 100*u.Interval.High, err)
	// Output: +30 % (+2 to +66 %), <nil>
}

// Sales rose in the stores without the promotion as well: it was Easter. What is left of
// the 30 % may be chance.
func ExamplePromotion_Uplift_control() {
	product, err := chocolate()
	if err != nil {
		fmt.Println(err)
	}
	if product.ControlDuring, err = amountsOf("21", "19", "23", "25"); err != nil {
		fmt.Println(err)
	}
	if product.ControlBaseline, err = amountsOf("20", "22", "18"); err != nil {
		fmt.Println(err)
	}
	u, err := product.Uplift(0.95)
	fmt.Printf("%+.0f %% (%+.0f to %+.0f %%), %v\n", 100*u.Value, 100*u.Interval.Low, 100*u.Interval.High, err)
	// Output: +18 % (-11 to +57 %), <nil>
}

// A single day has no spread, so that there is an uplift but no interval.
func ExampleUplift() {
	during, _ := amountsOf("52")
	baseline, _ := amountsOf("40")
	product := cx.Promotion{During: during, Baseline: baseline}
	fmt.Println(product.Rate())
	u, err := product.Uplift(0.95)
	fmt.Println(u == cx.Uplift{}, err)
	// Output:
	// 0.3 <nil>
	// true cx: uplift: one amount has no spread
}

// The halo of a promotion: what it did to similar products. Here they lost sales to the
// promoted one, which is cannibalization.
func ExampleIncrementalSalesOf() {
	product, err := chocolate()
	if err != nil {
		fmt.Println(err)
	}
	var similar, rest cx.Promotion
	similar.During, _ = amountsOf("30", "28", "31", "27")
	similar.Baseline, _ = amountsOf("31", "29", "30", "29")
	rest.During, _ = amountsOf("905", "870", "921", "888")
	rest.Baseline, _ = amountsOf("900", "881", "910", "890")

	fmt.Println(similar.Rate()) // the halo
	s, err := cx.IncrementalSalesOf(product, similar, rest)
	fmt.Println(s.Product, s.Halo, s.Rest, s.Total, err)
	fmt.Println(s.HaloRatio())
	// Output:
	// -0.02521008 <nil>
	// 12 -3 3 12 <nil>
	// -0.25 <nil>
}

func ExampleIncrementalSales() {
	s := cx.IncrementalSales{Product: decimal.NewFromInt(400), Halo: decimal.NewFromInt(90), Rest: decimal.NewFromInt(-10), Total: decimal.NewFromInt(480)}
	fmt.Println(s.HaloRatio())
	state, err := json.Marshal(s)
	fmt.Println(string(state), err)
	// Output:
	// 0.225 <nil>
	// {"product":"400","halo":"90","rest":"-10","total":"480"} <nil>
}

// By hand: 90 / 400.
func ExampleIncrementalSales_HaloRatio() {
	s := cx.IncrementalSales{Product: decimal.NewFromInt(400), Halo: decimal.NewFromInt(90), Total: decimal.NewFromInt(490)}
	fmt.Println(s.HaloRatio())
	// Output: 0.225 <nil>
}

func ExampleBasket() {
	var b cx.Basket
	fmt.Println(b.Add(3, decimal.RequireFromString("24.90")))
	fmt.Println(b.Add(1, decimal.RequireFromString("8.50")))
	fmt.Println(b.Add(7, decimal.NewFromInt(112)))
	fmt.Println(b.ItemsPerBasket())
	fmt.Println(b.ValuePerBasket())
	fmt.Println("total sales", b.Value)
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// 3.66666667 <nil>
	// 48.46666667 <nil>
	// total sales 145.4
}

// The average order value (AOV) by channel, from rows of the program's own.
// By hand: web (25 + 35 + 30) / 3, store (12.50 + 7.50) / 2.
func ExampleBasket_byChannel() {
	type sale struct {
		Channel string
		Items   int64
		Paid    decimal.Decimal
	}
	sales := []sale{
		{Channel: "web", Items: 2, Paid: decimal.NewFromInt(25)},
		{Channel: "store", Items: 3, Paid: decimal.RequireFromString("12.50")},
		{Channel: "web", Items: 1, Paid: decimal.NewFromInt(35)},
		{Channel: "store", Items: 2, Paid: decimal.RequireFromString("7.50")},
		{Channel: "web", Items: 4, Paid: decimal.NewFromInt(30)},
	}
	channel := func(s *sale) string { return s.Channel }
	add := func(b *cx.Basket, s *sale) error { return b.Add(s.Items, s.Paid) }
	channels, err := cx.GroupFunc(sales, channel, add, cx.Basket{})
	for _, g := range channels {
		value, err := g.Tally.ValuePerBasket()
		fmt.Println(g.Key, g.Tally.Transactions, "orders of", value, err)
	}
	fmt.Println(err)
	// Output:
	// store 2 orders of 10 <nil>
	// web 3 orders of 30 <nil>
	// <nil>
}

// By hand: 9600 / 300.
func ExampleBasket_ValuePerBasket() {
	fmt.Println(cx.Basket{Transactions: 300, Items: 840, Value: decimal.NewFromInt(9600)}.ValuePerBasket())
	// Output: 32 <nil>
}

// By hand: 840 / 300.
func ExampleBasket_ItemsPerBasket() {
	fmt.Println(cx.Basket{Transactions: 300, Items: 840, Value: decimal.NewFromInt(9600)}.ItemsPerBasket())
	// Output: 2.8 <nil>
}

func ExampleBasket_Merge() {
	store := cx.Basket{Transactions: 300, Items: 840, Value: decimal.NewFromInt(9600)}
	web := cx.Basket{Transactions: 100, Items: 160, Value: decimal.NewFromInt(5000)}
	err := store.Merge(web)
	fmt.Println(store.Total(), err)
	fmt.Println(store.ValuePerBasket())
	// Output:
	// 400 <nil>
	// 36.5 <nil>
}

func ExampleUptimeOf() {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, time.November, day, hour, minute, 0, 0, time.UTC)
	}
	november := cx.TimeSpan{From: at(1, 0, 0), To: at(31, 0, 0)} // November 31 is December 1
	u, err := cx.UptimeOf(
		[]cx.TimeSpan{
			{From: at(3, 10, 0), To: at(3, 10, 20)},
			{From: at(3, 10, 15), To: at(3, 10, 30)},
			{From: at(10, 2, 30), To: at(10, 3, 15)},
		},
		[]cx.TimeSpan{{From: at(10, 2, 0), To: at(10, 3, 0)}}, november)

	fmt.Println(u.DownSeconds, "of", u.ServiceSeconds, err)
	fmt.Println(u.Rate())
	// Output:
	// 2700 of 2588400 <nil>
	// 0.99895688 <nil>
}

func ExampleUptime() {
	month := cx.Uptime{ServiceSeconds: decimal.New(30*86400, 0), DownSeconds: decimal.NewFromInt(1800)}
	fmt.Println(month.Rate())
	allowed, err := month.AllowedSeconds(decimal.RequireFromString("0.999")) // 43.2 minutes for 99.9 %
	fmt.Println(allowed, err)
	fmt.Println("left:", allowed.Sub(month.DownSeconds))
	// Output:
	// 0.99930556 <nil>
	// 2592 <nil>
	// left: 792
}

// Half an hour down in 30 days: 1 - 1800 / 2592000.
func ExampleUptime_Rate() {
	fmt.Println(cx.Uptime{ServiceSeconds: decimal.NewFromInt(2_592_000), DownSeconds: decimal.NewFromInt(1800)}.Rate())
	// Output: 0.99930556 <nil>
}

// How long may it be down in 30 days at 99.9 %? By hand: 0.001 * 2592000.
func ExampleUptime_AllowedSeconds() {
	fmt.Println(cx.Uptime{ServiceSeconds: decimal.NewFromInt(2_592_000)}.AllowedSeconds(decimal.RequireFromString("0.999")))
	// Output: 2592 <nil>
}

func ExampleUptime_Merge() {
	web := cx.Uptime{ServiceSeconds: decimal.NewFromInt(86400), DownSeconds: decimal.NewFromInt(60)}
	app := cx.Uptime{ServiceSeconds: decimal.NewFromInt(86400)}
	err := web.Merge(app)
	fmt.Println(err)
	fmt.Println(web.Rate())
	// Output:
	// <nil>
	// 0.99965278 <nil>
}

func ExampleTimeSpan() {
	var outage cx.TimeSpan
	err := json.Unmarshal([]byte(`{"from":"2026-11-03T10:00:00Z","to":"2026-11-03T09:00:00Z"}`), &outage)
	fmt.Println(err)
	// Output: cx: span ends before it starts
}

// Chats of one day, by the hour of the customers' clocks.
func ExampleHoursOfDayOf() {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		fmt.Println(err)
	}
	chats := []time.Time{
		time.Date(2026, time.July, 1, 7, 59, 0, 0, time.UTC), // 9:59 in Oslo
		time.Date(2026, time.July, 1, 8, 0, 0, 0, time.UTC),
		time.Date(2026, time.July, 1, 8, 45, 0, 0, time.UTC),
		time.Date(2026, time.July, 1, 22, 10, 0, 0, time.UTC), // after midnight there
	}
	at := func(t *time.Time) time.Time { return *t }
	h, err := cx.HoursOfDayOf(chats, at, cx.Calendar{Location: oslo}, cx.Period{})
	fmt.Println(h.Zone, h.Counts, err)
	fmt.Println(h.Share(10))
	// Output:
	// Europe/Oslo [1 0 0 0 0 0 0 0 0 1 2 0 0 0 0 0 0 0 0 0 0 0 0 0] <nil>
	// 2 of 4 <nil>
}

func ExampleHoursOfDay() {
	east := cx.HoursOfDay{Zone: "Europe/Oslo", Counts: [24]int64{9: 12, 10: 30}}
	west := cx.HoursOfDay{Zone: "Europe/Oslo", Counts: [24]int64{10: 5, 22: 3}}
	err := east.Merge(west)
	fmt.Println(east.Counts[10], "of", east.Total(), err)
	err = east.Merge(cx.HoursOfDay{Zone: "Asia/Tokyo", Counts: [24]int64{9: 1}})
	fmt.Println(err)
	// Output:
	// 35 of 50 <nil>
	// cx: hours: the tallies are by the clocks of different zones
}

func ExampleHoursOfDay_Share() {
	h := cx.HoursOfDay{Zone: "Europe/Oslo", Counts: [24]int64{9: 12, 10: 30, 22: 18}}
	fmt.Println(h.Share(10)) // from 10:00 to 11:00
	// Output: 30 of 60 <nil>
}

// touches are the answers of three customers along a journey, on 0..10.
func touches() []cx.Response {
	hour := func(h int) time.Time { return time.Date(2026, time.May, 4, h, 0, 0, 0, time.UTC) }
	return []cx.Response{
		{Customer: "ada", At: hour(9), Touchpoint: "search", Score: 9},
		{Customer: "ada", At: hour(10), Touchpoint: "checkout", Score: 5},
		{Customer: "ada", At: hour(12), Touchpoint: "delivery", Score: 7},
		{Customer: "bob", At: hour(9), Touchpoint: "search", Score: 4},
		{Customer: "bob", At: hour(11), Touchpoint: "checkout", Score: 10},
		{Customer: "bob", At: hour(15), Touchpoint: "delivery", Score: 7},
		{Customer: "eve", At: hour(9), Touchpoint: "search", Score: 5},
		{Customer: "eve", At: hour(13), Touchpoint: "checkout", Score: 3},
		{Customer: "eve", At: hour(16), Touchpoint: "delivery", Score: 10},
	}
}

// The peak and end of each customer, averaged, is another figure than the peak and end of
// the touchpoints' means, which no customer lived through: the means are 6, 6 and 8.
func ExamplePeakEndOf() {
	scale := func(*cx.Response) cx.Scale { return cx.RecommendScale(11) }
	p, err := cx.PeakEndOf(touches(), scale, decimal.NewFromInt(50))
	fmt.Println(p.Customers, err)
	fmt.Println(p.Score())

	means, err := cx.GroupBy(touches(), func(r *cx.Response) string { return r.Touchpoint }, cx.Ratings{Scale: cx.RecommendScale(11)})
	for _, g := range means {
		mean, _ := g.Tally.Rescaled()
		fmt.Println(g.Key, mean, err)
	}
	fmt.Println("peak and end of the means: 80")
	// Output:
	// 3 <nil>
	// 88.33333333 <nil>
	// checkout 60 <nil>
	// delivery 80 <nil>
	// search 60 <nil>
	// peak and end of the means: 80
}

// One customer, who rated 3, 9, 2 and 7 on 0..10. The neutral point decides which moment
// was the peak.
func ExamplePeakEndOf_neutral() {
	var rows []cx.Response
	for i, score := range []int{3, 9, 2, 7} {
		rows = append(rows, cx.Response{Customer: "ada", At: time.Date(2026, time.May, 4+i, 0, 0, 0, 0, time.UTC), Score: score})
	}
	scale := func(*cx.Response) cx.Scale { return cx.RecommendScale(11) }
	for _, neutral := range []int64{50, 55, 60} {
		p, err := cx.PeakEndOf(rows, scale, decimal.NewFromInt(neutral))
		if err != nil {
			fmt.Println(err)
		}
		fmt.Println(p.Score())
	}
	// Output:
	// 80 <nil>
	// 45 <nil>
	// 45 <nil>
}

// Each question of a journey may have its own scale.
func ExamplePeakEnd() {
	scales := map[string]cx.Scale{"effort": cx.EffortScale(5), "satisfaction": cx.SatisfactionScale(5)}
	at := time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)
	rows := []cx.Response{
		{Customer: "ada", At: at, Question: "effort", Score: 1}, // the best end
		{Customer: "ada", At: at.Add(time.Hour), Question: "satisfaction", Score: 4},
		{Customer: "bob", At: at, Question: "effort", Score: 4},
		{Customer: "bob", At: at.Add(time.Hour), Question: "satisfaction", Score: 2},
		{Customer: "eve", At: at, Question: "satisfaction", Score: 3},
	}
	p, err := cx.PeakEndOf(rows, func(r *cx.Response) cx.Scale { return scales[r.Question] }, decimal.NewFromInt(50))
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(p.Score())
	iv, err := p.Interval(0.95)
	fmt.Printf("%.1f to %.1f, clipped: %t, %v\n", iv.Low, iv.High, iv.Clipped, err)
	// Output:
	// 54.16666667 <nil>
	// 0.0 to 100.0, clipped: true, <nil>
}

func ExamplePeakEnd_Score() {
	at := time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)
	rows := []cx.Response{
		{Customer: "ada", At: at, Score: 9}, {Customer: "ada", At: at.Add(time.Hour), Score: 6}, {Customer: "ada", At: at.Add(2 * time.Hour), Score: 7},
	}
	p, err := cx.PeakEndOf(rows, func(*cx.Response) cx.Scale { return cx.RecommendScale(11) }, decimal.NewFromInt(50))
	fmt.Println(err)
	fmt.Println(p.Score()) // the peak of 90 and the end of 70
	// Output:
	// <nil>
	// 80 <nil>
}

// A good mean hides the customer who had one bad moment.
func ExampleNoBadTouch() {
	responses := []cx.Response{
		{Customer: "ada", Touchpoint: "shop", Score: 9},
		{Customer: "ada", Touchpoint: "delivery", Score: 2},
		{Customer: "ada", Touchpoint: "chat", Score: 10},
		{Customer: "bob", Touchpoint: "shop", Score: 7},
		{Customer: "bob", Touchpoint: "delivery", Score: 7},
	}
	p, err := cx.NoBadTouch(responses, func(r *cx.Response) bool { return r.Score <= 3 })
	fmt.Println(p.Count, "of", p.Base, err)
	// Output: 1 of 2 <nil>
}

// Published figures, of which no more is known than their standard errors.
func ExampleHeterogeneityOf() {
	h, err := cx.HeterogeneityOf([]cx.Estimate{
		{Value: 10, StandardError: 3}, // the NPS of one shop
		{Value: 30, StandardError: 4}, // and of another
	})
	fmt.Println(h.Q, h.ISquared, h.DegreesOfFreedom, err)
	// Output: 16 0.9375 1 <nil>
}

func ExampleHeterogeneity() {
	h, err := cx.HeterogeneityOf([]cx.Estimate{
		{Value: 10, StandardError: 3},
		{Value: 30, StandardError: 4},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f ± %.1f, chance %.5f\n", h.Pooled.Value, h.Pooled.StandardError, h.P)

	_, err = cx.HeterogeneityOf([]cx.Estimate{{Value: 10, StandardError: 3}})
	fmt.Println(err)
	// Output:
	// 17.2 ± 2.4, chance 0.00006
	// cx: consistency: it takes two figures
}

// Four stores with a display, and three without: sales of two weeks with it and before.
func ExampleStoreUplift() {
	store := func(name string, during, baseline int64, control bool) cx.StoreSales {
		return cx.StoreSales{Store: name, During: decimal.NewFromInt(during), Baseline: decimal.NewFromInt(baseline), Control: control}
	}
	u, err := cx.StoreUplift([]cx.StoreSales{
		store("Bergen", 12, 10, false), store("Oslo", 15, 11, false), store("Moss", 9, 9, false), store("Hamar", 14, 10, false),
		store("Skien", 10, 10, true), store("Lom", 21, 20, true), store("Voss", 19, 20, true),
	}, 0.95)
	fmt.Printf("%+.0f %% (%+.0f to %+.0f %%), p %.3f, %v\n", 100*u.Value, 100*u.Interval.Low, 100*u.Interval.High, u.P, err)
	// Output: +23 % (-2 to +55 %), p 0.068, <nil>
}

func ExampleStoreSales() {
	text, err := json.Marshal(cx.StoreSales{Store: "Oslo", During: decimal.NewFromInt(15), Baseline: decimal.NewFromInt(11)})
	fmt.Println(string(text), err)
	// Output: {"store":"Oslo","during":"15","baseline":"11"} <nil>
}
