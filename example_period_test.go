package cx_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/cxmetrics/cx"
)

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

// A customer who came on 31 March and came back on 30 April did so in the next
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

// When the last summer time of Sao Paulo began its clocks went from 23:59:59 to
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
