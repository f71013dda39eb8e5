package cx_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestEngagementOf(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Concat(
		lifeVisits("ada", "2026-11-01", "2026-11-02T10:00:00Z", "2026-11-02T12:00:00Z", "2026-11-30T23:30:00Z"),
		lifeVisits("bob", "2026-10-31T23:30:00Z", "2026-12-01"),
		lifeVisits("eve", "2026-11-15"),
	)
	november := period("2026-11")
	got, err := cx.EngagementOf(rows, cx.Calendar{}, november)
	want := cx.Engagement{Days: 30, Customers: 2, ActiveDays: 4}
	if got != want || err != nil {
		t.Fatalf("EngagementOf = %v, %v, want %v", got, err, want)
	}
	stickiness, err := got.Stickiness()
	cxtest.Exactly(t, "Stickiness", stickiness, err, "0.06666667") // 4/(30*2)
	days, err := got.DaysPerCustomer()
	cxtest.Exactly(t, "DaysPerCustomer", days, err, "2")
	daily, err := got.DailyActive()
	cxtest.Exactly(t, "DailyActive", daily, err, "0.13333333") // 4/30
	if got.Total() != 2 {
		t.Errorf("Total() = %d, want 2", got.Total())
	}
	// In Oslo 23:30 UTC is the next day: Bob is active on 1 November, and Ada's last visit
	// falls into December.
	got, err = cx.EngagementOf(rows, cx.Calendar{Grain: cx.Day, Location: oslo}, november)
	if want := (cx.Engagement{Days: 30, Customers: 3, ActiveDays: 4}); got != want || err != nil {
		t.Errorf("EngagementOf in Oslo = %v, %v, want %v", got, err, want)
	}
	// A span without activity.
	got, err = cx.EngagementOf(rows, cx.Calendar{}, period("2025"))
	if want := (cx.Engagement{Days: 365}); got != want || err != nil {
		t.Errorf("EngagementOf 2025 = %v, %v, want %v", got, err, want)
	}
	daily, err = got.DailyActive()
	cxtest.Exactly(t, "DailyActive of nobody", daily, err, "0")
	_, err = got.Stickiness()
	cxtest.Refuses(t, "Stickiness of nobody", err, cx.ErrNoData)
	_, err = got.DaysPerCustomer()
	cxtest.Refuses(t, "DaysPerCustomer of nobody", err, cx.ErrNoData)
	_, err = cx.Engagement{}.DailyActive()
	cxtest.Refuses(t, "DailyActive of no days", err, cx.ErrNoData)
	// All days of the calendar.
	got, err = cx.EngagementOf(rows, cx.Calendar{}, cx.Period{Start: date("0001-01-01"), End: date("9999-12-31")})
	if want := (cx.Engagement{Days: 3652058, Customers: 3, ActiveDays: 6}); got != want || err != nil {
		t.Errorf("EngagementOf all days = %v, %v, want %v", got, err, want)
	}
}

func TestEngagementAgainstNaive(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 5))
		var rows []cx.Activity
		for range r.IntN(80) {
			rows = append(rows, cx.Activity{
				Customer: "c" + strconv.Itoa(r.IntN(9)),
				At:       instant("2026-03-01").Add(time.Duration(r.IntN(60*24*60)) * time.Minute),
			})
		}
		from := instant("2026-03-01").AddDate(0, 0, r.IntN(50))
		span := 1 + r.IntN(20)
		// By maps of texts: who was active, and who on which day.
		customers, days := map[string]bool{}, map[string]bool{}
		for _, row := range rows {
			if !row.At.Before(from) && row.At.Before(from.AddDate(0, 0, span)) {
				customers[row.Customer] = true
				days[row.Customer+" "+row.At.Format(time.DateOnly)] = true
			}
		}
		want := cx.Engagement{Days: int64(span), Customers: int64(len(customers)), ActiveDays: int64(len(days))}
		p := cx.Period{Start: date(from.Format(time.DateOnly)), End: date(from.AddDate(0, 0, span).Format(time.DateOnly))}
		got, err := cx.EngagementOf(rows, cx.Calendar{}, p)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("seed %d: EngagementOf(%v) error %v (-want +got):\n%s", seed, p, err, diff)
		}
	}
}

func TestEngagementBadInput(t *testing.T) {
	november := period("2026-11")
	checkActivityErrors(t, func(rows []cx.Activity, _ time.Time) error {
		e, err := cx.EngagementOf(rows, cx.Calendar{}, november)
		if err != nil && e != (cx.Engagement{}) {
			t.Errorf("EngagementOf = %v with an error", e)
		}
		return err
	})
	_, err := cx.EngagementOf(nil, cx.Calendar{Grain: cx.Month}, november)
	cxtest.Refuses(t, "EngagementOf by month", err, cx.ErrInvalid)
	for _, span := range []cx.Period{{}, {Start: november.End, End: november.Start}, {Start: november.Start, End: november.Start}} {
		_, err := cx.EngagementOf(nil, cx.Calendar{}, span)
		cxtest.Refuses(t, "EngagementOf no span", err, cx.ErrInvalid)
	}
	for name, e := range map[string]cx.Engagement{
		"negative days":                 {Days: -1},
		"more days than there are":      {Days: 3652059},
		"negative customers":            {Days: 30, Customers: -1},
		"fewer active days":             {Days: 30, Customers: 2, ActiveDays: 1},
		"more active days":              {Days: 30, Customers: 2, ActiveDays: 61},
		"active days without customers": {Days: 30, ActiveDays: 1},
		"customers without days":        {Customers: 1, ActiveDays: 1},
	} {
		_, err := e.Stickiness()
		cxtest.Refuses(t, "Stickiness, "+name, err, cx.ErrInvalid)
		_, err = e.DaysPerCustomer()
		cxtest.Refuses(t, "DaysPerCustomer, "+name, err, cx.ErrInvalid)
		_, err = e.DailyActive()
		cxtest.Refuses(t, "DailyActive, "+name, err, cx.ErrInvalid)
	}
	if got := (cx.Engagement{Customers: -3}).Total(); got != 0 {
		t.Errorf("Total() of negative customers = %d, want 0", got)
	}
	// The product of days and customers exceeds int64.
	most := cx.Engagement{Days: 3652058, Customers: math.MaxInt64 / 2, ActiveDays: math.MaxInt64}
	got, err := most.DaysPerCustomer()
	cxtest.Exactly(t, "DaysPerCustomer of the most", got, err, "2") // 2 + 1/4.6e18
}
