package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// Responses come as JSON from a form, a queue or a file. A question that nobody
// answered is no response, and never a 0.
func ExampleResponse() {
	var r cx.Response
	err := json.Unmarshal([]byte(`{"question":"recommend","score":9,"segment":"pro","comment":"quick"}`), &r)
	fmt.Println(r.Score, r.Segment, r.Comment, err)

	// A question that nobody answered is no response.
	err = json.Unmarshal([]byte(`{"question":"recommend","score":null}`), &r)
	fmt.Println(err)
	err = json.Unmarshal([]byte(`{"question":"recommend","Score":9}`), &r)
	fmt.Println(err)
	// Output:
	// 9 pro quick <nil>
	// cx: response: "score" is null
	// cx: response has an unknown key
}

// A host names the stages of its own journey.
func ExampleStage() {
	const checkout cx.Stage = "checkout"
	r := cx.Response{Question: "ease", Stage: checkout, Score: 6}
	state, err := json.Marshal(r)
	fmt.Println(string(state), err)
	// Output:
	// {"question":"ease","score":6,"stage":"checkout"} <nil>
}

// Ratings come in any integer type: []int from a form, []uint8 from a column.
func ExampleInteger() {
	form, err := cx.NPSOf([]int{10, 9, 8})
	fmt.Println(form.Promoters, "of", form.Total(), err)

	column, err := cx.NPSOf([]uint8{3, 10, 7})
	fmt.Println(column.Promoters, "of", column.Total(), err)
	// Output:
	// 2 of 3 <nil>
	// 1 of 3 <nil>
}

// scoresOf fills any tally of ratings.
func scoresOf[T any, P cx.RatingTally[T]](empty T, ratings ...int) (T, error) {
	for _, r := range ratings {
		if err := P(&empty).Add(r); err != nil {
			return empty, err
		}
	}
	return empty, nil
}

// A function of the caller's that takes any tally of ratings.
func ExampleRatingTally() {
	fmt.Println(scoresOf(cx.NPS{}, 10, 9, 3))
	c, err := scoresOf(cx.CSAT{Scale: cx.SatisfactionScale(5)}, 5, 4, 1)
	fmt.Println(c.Satisfied(), err)
	// Output:
	// NPS 33.33333333 (3 answers) <nil>
	// 2 of 3 <nil>
}

// longest is a tally of the caller's: the longest wait so far.
type longest struct{ Wait time.Duration }

func (l *longest) Merge(other longest) error {
	l.Wait = max(l.Wait, other.Wait)
	return nil
}

// Any type with a Merge can be pooled, also one of the caller's.
func ExampleTally() {
	east := []cx.Group[string, longest]{{Key: "phone", Tally: longest{Wait: 4 * time.Minute}}}
	west := []cx.Group[string, longest]{
		{Key: "phone", Tally: longest{Wait: 9 * time.Minute}}, {Key: "chat", Tally: longest{Wait: time.Minute}},
	}
	both, err := cx.MergeGroups(east, west)
	fmt.Println(both, err)
	// Output: [{chat {1m0s}} {phone {9m0s}}] <nil>
}

func ExampleParseRating() {
	fmt.Println(cx.ParseRating("9"))
	fmt.Println(cx.ParseRating("8.5"))
	fmt.Println(cx.ParseRating(""))
	// Output:
	// 9 <nil>
	// 0 cx: rating is not a whole number in decimal digits
	// 0 cx: rating is not a whole number of 1 to 10 digits
}

// Decoders of spreadsheets and of untyped JSON hand numbers over as float64.
func ExampleRatingFromFloat() {
	fmt.Println(cx.RatingFromFloat(9))
	fmt.Println(cx.RatingFromFloat(8.5))
	// Output:
	// 9 <nil>
	// 0 cx: rating is not a whole number
}

func ExampleParseMoney() {
	fmt.Println(cx.ParseMoney("1234.50"))
	fmt.Println(cx.ParseMoney("12,50"))
	fmt.Println(cx.ParseMoney("1e999999999"))
	// Output:
	// 1234.5 <nil>
	// 0 cx: amount is not a decimal number
	// 0 cx: amount has an exponent that is not a whole number in -68..68
}

// A subscription from January 15 to March 11, by the days in each month, and a payment in
// three equal parts.
func ExampleAllocate() {
	fmt.Println(cx.Allocate(decimal.NewFromInt(100), []int64{17, 28, 10}, 2))
	fmt.Println(cx.Allocate(decimal.NewFromInt(100), []int64{1, 1, 1}, 2))
	// Output:
	// [30.91 50.91 18.18] <nil>
	// [33.34 33.33 33.33] <nil>
}

// Ann answered three times. An answer without a customer is nobody's second.
func ExampleDeduplicate() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	responses := []cx.Response{
		{Customer: "ann", At: at(time.November, 2), Score: 3},
		{Customer: "bob", At: at(time.November, 3), Score: 9},
		{Customer: "ann", At: at(time.November, 9), Score: 8},
		{At: at(time.November, 9), Score: 1},
		{Customer: "ann", At: at(time.December, 1), Score: 10},
	}
	kept, dropped, err := cx.Deduplicate(responses, cx.KeepLatest, cx.Calendar{})
	for _, r := range kept {
		fmt.Printf("%q %d\n", r.Customer, r.Score)
	}
	fmt.Println("dropped:", dropped, err)
	// Output:
	// "bob" 9
	// "" 1
	// "ann" 10
	// dropped: 2 <nil>
}

func ExampleDuplicatePolicy() {
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	responses := []cx.Response{
		{Customer: "ann", At: at(11, 2), Score: 3}, {Customer: "ann", At: at(11, 9), Score: 8}, {Customer: "ann", At: at(12, 1), Score: 10},
	}
	for _, keep := range []cx.DuplicatePolicy{cx.KeepAll, cx.KeepFirst, cx.KeepLatest, cx.KeepLatestPerPeriod} {
		kept, _, err := cx.Deduplicate(responses, keep, cx.Calendar{Grain: cx.Month})
		fmt.Print(keep)
		for _, r := range kept {
			fmt.Print(" ", r.Score)
		}
		fmt.Println("", err)
	}
	// Output:
	// all 3 8 10 <nil>
	// first 3 <nil>
	// latest 10 <nil>
	// latest_per_period 8 10 <nil>
}

// Results have 8 places: round them once, last, for the page. A rate is a fraction, and a
// percentage has its point two places further right; an NPS is points, without a percent
// sign; shares that have to add up to 100 come from RoundedShares.
func Example_printing() {
	rate, err := cx.Proportion{Count: 1, Base: 3}.Rate()
	fmt.Println(rate, err)
	fmt.Println(rate.Shift(2).StringFixed(1) + " %")

	n := cx.NPS{Promoters: 6, Passives: 4, Detractors: 7}
	score, err := n.Score()
	fmt.Println(score, err)
	interval, err := n.Interval(0.95)
	fmt.Printf("NPS %s, %.0f to %.0f %v\n", score.StringFixed(0), interval.Low, interval.High, err)

	fmt.Println(cx.RoundedShares([]int64{6, 4, 7}, 0)) // 35.29.., 23.52.., 41.17..
	// Output:
	// 0.33333333 <nil>
	// 33.3 %
	// -5.88235294 <nil>
	// NPS -6, -43 to 34 <nil>
	// [35 24 41] <nil>
}

// Two goroutines count half of the answers each. A tally has no lock: each has its
// own, and merged they are what one alone would have counted, to the last digit.
func Example_parallel() {
	scores := make([]uint8, 1_100_000)
	for i := range scores {
		scores[i] = uint8(i % 11)
	}

	halves := [][]uint8{scores[:len(scores)/2], scores[len(scores)/2:]}
	tallies := make([]cx.NPS, len(halves))
	errs := make([]error, len(halves))
	var wg sync.WaitGroup
	for i, half := range halves {
		wg.Go(func() { tallies[i], errs[i] = cx.NPSOf(half) })
	}
	wg.Wait()

	var total cx.NPS
	for i, tally := range tallies {
		if err := errors.Join(errs[i], total.Merge(tally)); err != nil {
			fmt.Println(err)
			return
		}
	}
	alone, err := cx.NPSOf(scores)
	fmt.Println(total == alone, err)
	fmt.Println(total.Score())
	// Output:
	// true <nil>
	// -45.45454545 <nil>
}

// The error holds the number and the range, for a message in the host's own words.
func ExampleRangeError() {
	_, err := cx.RecommendScale(11).Class(11)
	fmt.Println(err)
	fmt.Println(errors.Is(err, cx.ErrInvalid))

	var outside *cx.RangeError
	if errors.As(err, &outside) {
		fmt.Printf("Please choose a number from %d to %d.\n", outside.Min, outside.Max)
	}
	// Output:
	// cx: rating 11 is outside 0..10
	// true
	// Please choose a number from 0 to 10.
}

// The first bad row of a slice is named by its index, from 0. In a file with a
// header it is two lines further down.
func ExampleRowError() {
	_, err := cx.CSATOf([]int{5, 4, 0, 3}, cx.SatisfactionScale(5))
	fmt.Println(err)

	var row *cx.RowError
	if errors.As(err, &row) {
		fmt.Println("look at line", row.Row+2)
	}
	// Output:
	// cx: row 2: CSAT rating 0 is outside 1..5
	// look at line 4
}

func ExampleDate() {
	signed := cx.Date{Year: 2024, Month: time.February, Day: 29}
	fmt.Println(signed)
	fmt.Println(signed.AddDays(1))

	seen := map[cx.Date]int{signed: 3} // comparable, and so a map key
	data, err := json.Marshal(seen)
	fmt.Println(string(data), err)
	// Output:
	// 2024-02-29
	// 2024-03-01 <nil>
	// {"2024-02-29":3} <nil>
}

func ExampleParseDate() {
	fmt.Println(cx.ParseDate("2024-02-29"))
	_, err := cx.ParseDate("2023-02-29")
	fmt.Println(err)
	// Output:
	// 2024-02-29 <nil>
	// cx: date is not a day of the years 1 to 9999 in the form YYYY-MM-DD
}

func ExampleDate_IsValid() {
	d := cx.Date{Year: 2023, Month: time.February, Day: 29}
	fmt.Println(d, d.IsValid())
	// Output: 2023-02-29 false
}

func ExampleDate_AddDays() {
	d := cx.Date{Year: 2026, Month: time.December, Day: 31}
	fmt.Println(d.AddDays(1))
	fmt.Println(d.AddDays(-365))
	// Output:
	// 2027-01-01 <nil>
	// 2025-12-31 <nil>
}

// A contract of one month, signed on the last day of January.
func ExampleDate_AddMonths() {
	d := cx.Date{Year: 2024, Month: time.January, Day: 31}
	fmt.Println(d.AddMonths(1))
	fmt.Println(d.AddMonths(2))
	// Output:
	// 2024-02-29 <nil>
	// 2024-03-31 <nil>
}

// A time.Duration ends at 292 years. Days do not.
func ExampleDate_DaysSince() {
	from := cx.Date{Year: 1600, Month: time.January, Day: 1}
	to := cx.Date{Year: 2100, Month: time.January, Day: 1}
	fmt.Println(to.DaysSince(from))
	// Output: 182622 <nil>
}

func ExampleDate_Compare() {
	a := cx.Date{Year: 2024, Month: time.February, Day: 29}
	b := cx.Date{Year: 2024, Month: time.March, Day: 1}
	fmt.Println(a.Compare(b), b.Compare(a), a.Compare(a))
	// Output: -1 1 0
}

func ExampleGrain() {
	newYear := cx.Date{Year: 2027, Month: time.January, Day: 1}
	for _, g := range []cx.Grain{cx.Day, cx.Week, cx.WeekFromSunday, cx.Month, cx.Quarter, cx.Year} {
		p, err := g.PeriodOf(newYear)
		fmt.Println(g, p, err)
	}
	// Output:
	// day 2027-01-01 <nil>
	// week 2026-W53 <nil>
	// week_from_sunday 2026-12-27/2027-01-03 <nil>
	// month 2027-01 <nil>
	// quarter 2027-Q1 <nil>
	// year 2027 <nil>
}

func ExampleGrain_PeriodOf() {
	p, err := cx.Week.PeriodOf(cx.Date{Year: 2026, Month: time.November, Day: 18})
	fmt.Println(p, err)
	fmt.Println(p.Start, p.End)
	// Output:
	// 2026-W47 <nil>
	// 2026-11-16 2026-11-23
}

// A customer who came on March 31 and came back on April 30 did so in the next
// month.
func ExampleGrain_Between() {
	from := cx.Date{Year: 2023, Month: time.March, Day: 31}
	to := cx.Date{Year: 2023, Month: time.April, Day: 30}
	fmt.Println(cx.Month.Between(from, to))
	fmt.Println(cx.Day.Between(from, to))
	// Output:
	// 1 <nil>
	// 30 <nil>
}

// The quarters that a financial year from February to January touches, each whole.
func ExampleGrain_Periods() {
	year := cx.Period{
		Start: cx.Date{Year: 2026, Month: time.February, Day: 1},
		End:   cx.Date{Year: 2027, Month: time.February, Day: 1},
	}
	quarters, err := cx.Quarter.Periods(year)
	fmt.Println(quarters, err)
	// Output: [2026-Q1 2026-Q2 2026-Q3 2026-Q4 2027-Q1] <nil>
}

func ExamplePeriod() {
	november := cx.Period{
		Start: cx.Date{Year: 2026, Month: time.November, Day: 1},
		End:   cx.Date{Year: 2026, Month: time.December, Day: 1}, // not part of it
	}
	fmt.Println(november, november.Days(), "days")
	fmt.Println(november.Contains(november.Start), november.Contains(november.End))
	// Output:
	// 2026-11 30 days
	// true false
}

func ExampleParsePeriod() {
	for _, text := range []string{"2026", "2026-Q4", "2026-11", "2026-W47", "2026-11-15", "2026-11-15/2026-11-22"} {
		p, err := cx.ParsePeriod(text)
		fmt.Println(p.Start, p.End, err)
	}
	_, err := cx.ParsePeriod("2025-W53") // the year has 52 weeks
	fmt.Println(err)
	// Output:
	// 2026-01-01 2027-01-01 <nil>
	// 2026-10-01 2027-01-01 <nil>
	// 2026-11-01 2026-12-01 <nil>
	// 2026-11-16 2026-11-23 <nil>
	// 2026-11-15 2026-11-16 <nil>
	// 2026-11-15 2026-11-22 <nil>
	// cx: period has none of the forms 2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-15, 2026-11-15/2026-11-22
}

func ExamplePeriod_Contains() {
	november, err := cx.ParsePeriod("2026-11")
	fmt.Println(november.Contains(cx.Date{Year: 2026, Month: time.November, Day: 30}), err)
	fmt.Println(november.Contains(cx.Date{Year: 2026, Month: time.December, Day: 1}))
	// Output:
	// true <nil>
	// false
}

func ExamplePeriod_Days() {
	february, err := cx.ParsePeriod("2024-02")
	fmt.Println(february.Days(), err)
	// Output: 29 <nil>
}

func ExamplePeriod_Validate() {
	p := cx.Period{
		Start: cx.Date{Year: 2025, Month: time.January, Day: 1},
		End:   cx.Date{Year: 2024, Month: time.January, Day: 1},
	}
	fmt.Println(p.Validate())
	// Output: cx: period does not start before its end
}

// One instant is a day in Oslo and another in New York.
func ExampleCalendar() {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2026, time.October, 31, 23, 30, 0, 0, time.UTC)
	fmt.Println(cx.Calendar{Grain: cx.Month}.PeriodOf(at))
	fmt.Println(cx.Calendar{Grain: cx.Month, Location: oslo}.PeriodOf(at))
	// Output:
	// 2026-10 <nil>
	// 2026-11 <nil>
}

func ExampleCalendar_DateOf() {
	kathmandu, err := time.LoadLocation("Asia/Kathmandu")
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2026, time.November, 15, 18, 15, 0, 0, time.UTC)
	fmt.Println(cx.Calendar{Location: kathmandu}.DateOf(at))

	_, err = cx.Calendar{}.DateOf(time.Time{})
	fmt.Println(err)
	// Output:
	// 2026-11-16 <nil>
	// cx: time is missing
}

func ExampleCalendar_PeriodOf() {
	weekly := cx.Calendar{Grain: cx.Week}
	fmt.Println(weekly.PeriodOf(time.Date(2024, time.December, 30, 12, 0, 0, 0, time.UTC)))
	// Output: 2025-W01 <nil>
}

// When the last daylight saving time of Sao Paulo began, its clocks went from 23:59:59 to
// 01:00: the day has no midnight, and 23 hours.
func ExampleCalendar_StartOf() {
	saoPaulo, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		log.Fatal(err)
	}
	c := cx.Calendar{Location: saoPaulo}
	start, err := c.StartOf(cx.Date{Year: 2018, Month: time.November, Day: 4})
	fmt.Println(start.Format(time.RFC3339), err)
	end, err := c.StartOf(cx.Date{Year: 2018, Month: time.November, Day: 5})
	fmt.Println(end.Format(time.RFC3339), err)
	fmt.Println(end.Sub(start))
	// Output:
	// 2018-11-04T01:00:00-02:00 <nil>
	// 2018-11-05T00:00:00-02:00 <nil>
	// 23h0m0s
}

// The week in which daylight saving time ends has the hour from 2 to 3 eight times. The calls per
// hour allow for that.
func ExampleCalendar_HourSeconds() {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		fmt.Println(err)
	}
	week, err := cx.ParsePeriod("2026-W43")
	if err != nil {
		fmt.Println(err)
	}
	calls := cx.HoursOfDay{Zone: "Europe/Oslo", Counts: [24]int64{2: 28, 3: 28}}
	seconds, err := cx.Calendar{Location: oslo}.HourSeconds(week)
	fmt.Println(seconds[2]/3600, seconds[3]/3600, err)
	for _, hour := range []int{2, 3} {
		fmt.Println(cx.Incidence{Events: calls.Counts[hour], Base: seconds[hour]}.Per(3600))
	}
	// Output:
	// 8 7 <nil>
	// 3.5 <nil>
	// 4 <nil>
}
