package reference

import (
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// TestWebBasket reproduces the orders and the revenue of the events_web_funnel reference,
// and the carts that did not become orders.
func TestWebBasket(t *testing.T) {
	var reference struct {
		Revenue string
		Orders  int64
		Ordered map[string]int64
	}
	figures(t, "events_web_funnel", &reference)
	var b cx.Basket
	carts := map[string]bool{} // whether they became an order
	for _, row := range records(t, "events_web_funnel/user_events.csv.gz") {
		user := row["user_id"]
		switch row["event_type"] {
		case "add_to_cart":
			if _, ok := carts[user]; !ok {
				carts[user] = false
			}
		case "purchase":
			value, err := cx.ParseMoney(row["amount"])
			if err != nil {
				t.Fatal(err)
			}
			if err := b.Add(1, value); err != nil {
				t.Fatal(err)
			}
			carts[user] = true
		}
	}
	if b.Transactions != reference.Orders || !b.Value.Equal(dec(reference.Revenue)) {
		t.Errorf("basket = %v, want %d orders of %s", b, reference.Orders, reference.Revenue)
	}
	got, err := b.ValuePerBasket()
	cxtest.Exactly(t, "ValuePerBasket", got, err, "106.50739709") // 87975.11/826 = 106.507397094…
	var abandoned cx.Proportion
	for _, ordered := range carts {
		if err := abandoned.Add(!ordered); err != nil {
			t.Fatal(err)
		}
	}
	want := cx.Proportion{Count: reference.Ordered["add_to_cart"] - reference.Ordered["purchase"], Base: reference.Ordered["add_to_cart"]}
	if abandoned != want {
		t.Errorf("abandoned carts = %v, want %v", abandoned, want)
	}
}

// The calls of the csat_callcentre data by hour, counted in Python from the text of the
// times.
func TestHoursOfCalls(t *testing.T) {
	rows := records(t, "csat_callcentre/call_centre.csv.gz")
	h, err := cx.HoursOfDayOf(rows, func(row *map[string]string) time.Time {
		at, err := time.Parse(time.DateTime, (*row)["Date"]+" "+(*row)["Time"])
		if err != nil {
			t.Fatal(err)
		}
		return at
	}, cx.Calendar{}, period("2021-Q1"))
	want := cx.HoursOfDay{Zone: "UTC", Counts: [24]int64{9: 547, 10: 529, 11: 590, 12: 547, 13: 594, 14: 499, 15: 531, 16: 566, 17: 583, 18: 14}}
	if err != nil || h != want {
		t.Errorf("HoursOfDayOf the calls = %v, %v, want %v", h, err, want)
	}
}

// TestHoursAgainstClock goes through the seconds of some days in zones whose clocks change, by
// half an hour, at midnight, by a whole day, with seconds, and compares both the counts
// and the length of the hours with time.Time itself.
func TestHoursAgainstClock(t *testing.T) {
	cxtest.Long(t)
	for _, tt := range []struct{ zone, span string }{
		{"UTC", "2026-10-24/2026-10-27"},
		{"Europe/Oslo", "2026-10-24/2026-10-27"},         // back at 3
		{"Europe/Oslo", "2026-03-28/2026-03-31"},         // forward at 2
		{"Australia/Lord_Howe", "2026-04-04/2026-04-07"}, // back by half an hour
		{"Australia/Lord_Howe", "2026-10-03/2026-10-06"},
		{"Africa/Cairo", "2023-04-27/2023-04-30"},      // forward at midnight
		{"America/Sao_Paulo", "2018-02-17/2018-02-19"}, // back at midnight: the day before is longer
		{"America/St_Johns", "2010-11-06/2010-11-09"},  // back at 00:01
		{"Pacific/Apia", "2011-12-28/2012-01-02"},      // December 30 was skipped
		{"Asia/Kathmandu", "2026-05-01/2026-05-02"},    // 5:45 ahead
		{"America/New_York", "1883-11-17/1883-11-20"},  // local mean time, with seconds
		{"Asia/Tokyo", "2100-02-27/2100-03-02"},        // beyond every table
		{"Europe/Oslo", "2099-03-01/2099-04-15"},       // by the rule
		{"Europe/Oslo", "2096-12-29/2097-01-03"},       // the end of a leap year
		{"Africa/Casablanca", "2026-02-14/2026-02-17"}, // negative summer time
		{"Antarctica/Troll", "2026-10-24/2026-10-27"},  // back by two hours
		{"America/Caracas", "2007-12-08/2007-12-11"},   // back by half an hour for good
		{"Asia/Pyongyang", "2018-05-03/2018-05-07"},    // forward by half an hour for good
		{"Pacific/Kwajalein", "1993-08-19/1993-08-23"}, // another skipped day
		{"America/Juneau", "1867-10-17/1867-10-20"},    // a day that came twice
		{"Europe/Amsterdam", "1937-06-29/1937-07-03"},  // 0:19:32 became 0:20
		{"Asia/Manila", "1844-12-29/1845-01-03"},       // the first change of a zone
		{"Europe/London", "1968-10-26/1968-10-29"},     // no change that year
		{"America/Argentina/Salta", "2008-10-18/2008-10-21"},
	} {
		t.Run(tt.zone+" "+tt.span, func(t *testing.T) {
			loc := zone(t, tt.zone)
			c := cx.Calendar{Location: loc}
			span := period(tt.span)
			var want [24]int64
			var times []time.Time
			const step = 2 // seconds, which divides the offsets of all zones here
			from := time.Date(span.Start.Year, span.Start.Month, span.Start.Day-2, 0, 0, 0, 0, time.UTC)
			to := time.Date(span.End.Year, span.End.Month, span.End.Day+2, 0, 0, 0, 0, time.UTC)
			inside := func(at time.Time) bool {
				y, m, d := at.Date()
				return span.Contains(cx.Date{Year: y, Month: m, Day: d})
			}
			for at := from; at.Before(to); at = at.Add(step * time.Second) {
				local := at.In(loc)
				if inside(local) {
					want[local.Hour()] += step
				}
				if at.Unix()%600 == 0 {
					times = append(times, at)
				}
			}
			got, err := c.HourSeconds(span)
			if err != nil || got != want {
				t.Errorf("HourSeconds(%v) = %v, %v, want %v", span, got, err, want)
			}
			h, err := cx.HoursOfDayOf(times, func(t *time.Time) time.Time { return *t }, c, span)
			if err != nil {
				t.Fatal(err)
			}
			wantHours := cx.HoursOfDay{Zone: loc.String()}
			for _, at := range times {
				if local := at.In(loc); inside(local) {
					wantHours.Counts[local.Hour()]++
				}
			}
			if h != wantHours {
				t.Errorf("HoursOfDayOf = %v, want %v", h, wantHours)
			}
		})
	}
}
