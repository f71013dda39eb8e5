package cx_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

func TestSpellsOf(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}

	tests := []struct {
		name   string
		rows   []cx.Activity
		window int
		zone   *time.Location
		asOf   string
		want   []cx.Spell
	}{
		// A gap of exactly 90 is active; active through last + W,
		// recognized on last + W + 1. 90 days after 1 January 2026 is 1 April.
		{"a gap of exactly the window", visits("a", "2026-01-01", "2026-04-01"), 90, nil, "2026-04-02",
			[]cx.Spell{{Customer: "a", First: date("2026-01-01"), Last: date("2026-04-01")}}},
		{"a gap of one day more", visits("a", "2026-01-01", "2026-04-02"), 90, nil, "2026-04-03",
			[]cx.Spell{
				{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01"), Recognized: date("2026-04-02")},
				{Customer: "a", First: date("2026-04-02"), Last: date("2026-04-02"), Reactivation: true},
			}},
		{"the other rule is a window one shorter", visits("a", "2026-01-01", "2026-04-01"), 89, nil, "2026-04-02",
			[]cx.Spell{
				{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01"), Recognized: date("2026-04-01")},
				{Customer: "a", First: date("2026-04-01"), Last: date("2026-04-01"), Reactivation: true},
			}},
		{"the tail, on the last day of the window", visits("a", "2026-01-01"), 90, nil, "2026-04-01T23:59:59Z",
			[]cx.Spell{{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01")}}},
		{"the tail, a day later", visits("a", "2026-01-01"), 90, nil, "2026-04-02",
			[]cx.Spell{{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01"), Recognized: date("2026-04-02")}}},
		// Churned and back within 30 days of one another: a comparison of two snapshots 90 days
		// apart would not see it.
		{"back within a snapshot's distance", visits("a", "2026-01-01", "2026-02-10", "2026-03-01"), 30, nil, "2026-03-15",
			[]cx.Spell{
				{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01"), Recognized: date("2026-02-01")},
				{Customer: "a", First: date("2026-02-10"), Last: date("2026-03-01"), Reactivation: true},
			}},
		{"two customers in any order, twice on a day", slices.Concat(
			visits("b", "2026-01-05T10:00:00Z", "2026-01-05T09:00:00Z"), visits("a", "2026-01-07", "2026-01-03")), 5, nil, "2026-01-09",
			[]cx.Spell{
				{Customer: "a", First: date("2026-01-03"), Last: date("2026-01-07")},
				{Customer: "b", First: date("2026-01-05"), Last: date("2026-01-05")},
			}},
		{"rows at asOf or later are left out", visits("a", "2026-01-01", "2026-01-02", "2026-01-03"), 5, nil, "2026-01-02",
			[]cx.Spell{{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01")}}},
		{"a customer who is only later is not there", visits("a", "2026-02-01"), 5, nil, "2026-01-02", nil},
		{"nobody", nil, 5, nil, "2026-01-02", nil},
		// 23:30 UTC is the next day in Oslo.
		{"days of the zone", visits("a", "2026-01-01T23:30:00Z"), 1, oslo, "2026-01-03T23:00:00Z",
			[]cx.Spell{{Customer: "a", First: date("2026-01-02"), Last: date("2026-01-02"), Recognized: date("2026-01-04")}}},
		// The clocks skip an hour on 29 March: still a gap of one day.
		{"a night with a change of clocks", visits("a", "2026-03-28T22:30:00Z", "2026-03-29T22:30:00Z"), 1, oslo, "2026-03-30T12:00:00Z",
			[]cx.Spell{
				{Customer: "a", First: date("2026-03-28"), Last: date("2026-03-28"), Recognized: date("2026-03-30")},
				{Customer: "a", First: date("2026-03-30"), Last: date("2026-03-30"), Reactivation: true},
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			calendar := cx.Calendar{Location: test.zone}
			asOf := instant(test.asOf)
			got, err := cx.SpellsOf(test.rows, test.window, calendar, asOf)
			if err != nil {
				t.Fatal(err)
			}
			today, err := calendar.DateOf(asOf)
			if err != nil {
				t.Fatal(err)
			}
			want := cx.Spells{WindowDays: test.window, AsOf: today, Rows: test.want}
			if diff := cxtest.Diff(want, got); diff != "" {
				t.Errorf("SpellsOf (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSpellsOfBadInput(t *testing.T) {
	asOf := instant("2026-06-01")
	good := visits("a", "2026-01-01")
	for _, window := range []int{-1, -90, 36526, 1 << 30} {
		_, err := cx.SpellsOf(good, window, cx.Calendar{}, asOf)
		cxtest.Refuses(t, "SpellsOf with a window of "+strconv.Itoa(window), err, cx.ErrInvalid)
		var outside *cx.RangeError
		if !errors.As(err, &outside) || outside.Got != int64(window) || outside.Min != 0 || outside.Max != 36525 {
			t.Errorf("SpellsOf with a window of %d: error %#v, want a RangeError of 0..36525", window, err)
		}
	}
	_, err := cx.SpellsOf(good, 90, cx.Calendar{Grain: cx.Month}, asOf)
	cxtest.Refuses(t, "SpellsOf by month", err, cx.ErrInvalid)
	for _, at := range []time.Time{{}, instant("1899-12-31"), instant("2201-01-01")} {
		_, err := cx.SpellsOf(good, 90, cx.Calendar{}, at)
		cxtest.Refuses(t, "SpellsOf as of "+at.String(), err, cx.ErrInvalid)
	}
	checkActivityErrors(t, func(rows []cx.Activity, asOf time.Time) error {
		s, err := cx.SpellsOf(rows, 90, cx.Calendar{}, asOf)
		if err != nil && !cmp.Equal(s, cx.Spells{}) {
			t.Errorf("SpellsOf = %v with an error", s)
		}
		return err
	})
}

// Trend is Churn period by period.
func TestSpellsTrendAndChurn(t *testing.T) {
	for seed := range cxtest.Seeds(150) {
		r := rand.New(rand.NewPCG(seed, 8))
		var rows []cx.Activity
		for range r.IntN(60) {
			rows = append(rows, cx.Activity{Customer: "c" + strconv.Itoa(r.IntN(8)), At: instant("2026-01-01").AddDate(0, 0, r.IntN(90))})
		}
		spells, err := cx.SpellsOf(rows, 1+r.IntN(12), cx.Calendar{}, instant("2026-06-01"))
		if err != nil {
			t.Fatal(err)
		}
		from := instant("2025-12-20").AddDate(0, 0, r.IntN(60))
		span := cx.Period{Start: date(from.Format(time.DateOnly)), End: date(from.AddDate(0, 0, 1+r.IntN(60)).Format(time.DateOnly))}
		for _, grain := range []cx.Grain{"", cx.Day, cx.Week, cx.Month} {
			for _, by := range []cx.ChurnDate{"", cx.OnRecognition, cx.OnLastActivity} {
				got, err := spells.Trend(grain, span, by)
				if err != nil {
					t.Fatal(err)
				}
				periods, err := grain.Periods(span)
				if err != nil {
					t.Fatal(err)
				}
				var want []cx.Point[cx.Churn]
				for _, p := range periods {
					c, err := spells.Churn(p, by)
					if err != nil {
						t.Fatal(err)
					}
					want = append(want, cx.Point[cx.Churn]{Period: p, Tally: c})
				}
				checkReactivations(t, spells, grain, span, periods)
				if diff := cxtest.Diff(want, got); diff != "" {
					t.Fatalf("seed %d: Trend(%v, %v, %v) (-Churn +Trend):\n%s", seed, grain, span, by, diff)
				}
			}
		}
	}
	spells, err := cx.SpellsOf(visits("a", "2026-01-01"), 30, cx.Calendar{}, instant("2026-03-15"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		grain cx.Grain
		span  cx.Period
		date  cx.ChurnDate
		err   error
	}{
		{"the last period is running", cx.Month, period("2026-01-15/2026-03-02"), "", cx.ErrUndefined},
		{"the last period may yet change", cx.Month, period("2026-02"), cx.OnLastActivity, cx.ErrUndefined},
		{"no grain", "decade", period("2026-01"), "", cx.ErrInvalid},
		{"no span", cx.Month, cx.Period{}, "", cx.ErrInvalid},
		{"no date", cx.Month, period("2026-01"), "cancellation", cx.ErrInvalid},
		{"too many periods", cx.Day, period("1900-01-01/2026-01-01"), "", cx.ErrInvalid},
	} {
		got, err := spells.Trend(test.grain, test.span, test.date)
		cxtest.Refuses(t, "Trend, "+test.name, err, test.err)
		if got != nil {
			t.Errorf("Trend, %s: %v with an error", test.name, got)
		}
	}
	_, err = cx.Spells{}.Trend(cx.Month, period("2026-01"), "")
	cxtest.Refuses(t, "Trend of no spells", err, cx.ErrInvalid)
	_, err = cx.Spells{}.ReactivationTrend(cx.Month, period("2026-01"))
	cxtest.Refuses(t, "ReactivationTrend of no spells", err, cx.ErrInvalid)
	_, err = spells.ReactivationTrend("decade", period("2026-01"))
	cxtest.Refuses(t, "ReactivationTrend by no grain", err, cx.ErrInvalid)
}

func TestSpellsChurnByHand(t *testing.T) {
	// Window 30 days. Ada is silent from 1 January: active through the 31st, churned on
	// 1 February. Bob comes back on 20 March. Eve comes on 10 February and stays.
	spells, err := cx.SpellsOf(slices.Concat(
		visits("ada", "2026-01-01"),
		visits("bob", "2026-01-20", "2026-03-20"),
		visits("eve", "2026-02-10", "2026-03-01", "2026-03-25"),
	), 30, cx.Calendar{}, instant("2026-04-15"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		period string
		date   cx.ChurnDate
		want   cx.Churn
		back   int64
	}{
		{"2026-01", cx.OnRecognition, cx.Churn{Acquired: 2}, 0},
		// Pitfall p27: the customer active on 31 January churns in the period that starts after.
		{"2026-02", cx.OnRecognition, cx.Churn{Start: 2, Acquired: 1, Lost: 2}, 0}, // Ada on the 1st, Bob on the 20th
		{"2026-02-01", cx.OnRecognition, cx.Churn{Start: 2, Lost: 1}, 0},
		{"2026-01-31", cx.OnRecognition, cx.Churn{Start: 2}, 0},
		{"2026-03", "", cx.Churn{Start: 1}, 1}, // Bob had churned before the month
		{"2026-01-01/2026-04-01", cx.OnRecognition, cx.Churn{Acquired: 3, AcquiredLost: 1}, 1},
		{"2026-02-01/2026-04-01", cx.OnRecognition, cx.Churn{Start: 2, Acquired: 1, Lost: 2, Returned: 1}, 1},
		// By the day after the last activity Ada has churned on 2 January, Bob on the 21st.
		{"2026-01", cx.OnLastActivity, cx.Churn{Acquired: 2, AcquiredLost: 2}, 0},
		{"2026-01-02", cx.OnLastActivity, cx.Churn{Start: 1, Lost: 1}, 0},
		{"2026-01-01", cx.OnLastActivity, cx.Churn{Acquired: 1}, 0},
		{"2026-02", cx.OnLastActivity, cx.Churn{Acquired: 1}, 0},
	}
	for _, test := range tests {
		t.Run(test.period+" "+string(test.date), func(t *testing.T) {
			got, err := spells.Churn(period(test.period), test.date)
			if diff := cxtest.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("Churn error %v (-want +got):\n%s", err, diff)
			}
			back, err := spells.Reactivations(period(test.period))
			if back != test.back || err != nil {
				t.Errorf("Reactivations = %d, %v, want %d", back, err, test.back)
			}
		})
	}
	for _, undecided := range []struct {
		period string
		date   cx.ChurnDate
	}{
		{"2026-04", cx.OnRecognition},
		{"2026-05", cx.OnRecognition},
		{"2026-04-15", cx.OnRecognition}, // the day of asOf, which has not begun
		// Who fell silent on 16 March may yet come back.
		{"2026-03", cx.OnLastActivity},
		{"2026-03-17", cx.OnLastActivity},
		{"9998", cx.OnLastActivity},
	} {
		got, err := spells.Churn(period(undecided.period), undecided.date)
		cxtest.Refuses(t, "Churn of "+undecided.period, err, cx.ErrUndefined)
		if errors.Is(err, cx.ErrNoData) || got != (cx.Churn{}) {
			t.Errorf("Churn(%s) = %v, %v, want no counts, and not ErrNoData", undecided.period, got, err)
		}
	}
	if _, err := spells.Churn(period("2026-03-16"), cx.OnLastActivity); err != nil {
		t.Errorf("Churn of the last decided day: %v", err)
	}

	_, err = spells.Churn(period("2026-01"), "cancellation")
	cxtest.Refuses(t, "Churn by no date", err, cx.ErrInvalid)
	for _, p := range []cx.Period{{}, {Start: date("2026-02-01"), End: date("2026-01-01")}, {Start: cx.Date{Year: 2026, Month: 2, Day: 30}, End: date("2026-04-01")}} {
		_, err = spells.Churn(p, cx.OnRecognition)
		cxtest.Refuses(t, "Churn of no period", err, cx.ErrInvalid)
		_, err = spells.Reactivations(p)
		cxtest.Refuses(t, "Reactivations of no period", err, cx.ErrInvalid)
	}
}

func TestDailyChurn(t *testing.T) {
	tests := []struct {
		name string
		days []cx.Churn
		want string
	}{
		// ChartMogul, help article 4414075567250: 100 -> 95 in a day is 5 %.
		{"one day", []cx.Churn{{Start: 100, Lost: 5}}, "0.05"},
		{"two days", []cx.Churn{{Start: 100, Lost: 5}, {Start: 95, Lost: 19}}, "0.25"}, // 5/100 + 19/95
		{"above 1", []cx.Churn{{Start: 10, Lost: 6}, {Start: 10, Lost: 6}, {Start: 10, Lost: 6}}, "1.8"},
		{"rounded once, at the end", []cx.Churn{{Start: 3, Lost: 1}, {Start: 3, Lost: 1}, {Start: 3, Lost: 1}}, "1"},
		{"days without customers are skipped", []cx.Churn{{Acquired: 5}, {Start: 5, Lost: 1}, {}}, "0.2"},
		// Who joins and leaves on one day is in no opening set; who joins and leaves a day
		// later is in that day's.
		{"joined and left", []cx.Churn{{Start: 10, Acquired: 2, AcquiredLost: 1}, {Start: 11, Lost: 1}}, "0.09090909"},
		{"left and returned on one day", []cx.Churn{{Start: 10, Lost: 3, Returned: 1}}, "0.2"},
		{"nobody left", []cx.Churn{{Start: 4}}, "0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.DailyChurn(test.days)
			cxtest.Exactly(t, "DailyChurn", got, err, test.want)
		})
	}
	for name, days := range map[string][]cx.Churn{"no days": nil, "no customers": {{}, {Acquired: 3}}} {
		_, err := cx.DailyChurn(days)
		cxtest.Refuses(t, "DailyChurn of "+name, err, cx.ErrNoData)
	}
	_, err := cx.DailyChurn(make([]cx.Churn, cx.MaxPeriods+1))
	cxtest.Refuses(t, "DailyChurn of too many days", err, cx.ErrInvalid)
	most := make([]cx.Churn, cx.MaxPeriods)
	for i := range most {
		most[i] = cx.Churn{Start: 3, Lost: 1}
	}
	// 40,000 thirds. A sum of rounded ones would be 13333.3332.
	got, err := cx.DailyChurn(most)
	cxtest.Exactly(t, "DailyChurn of the most days", got, err, "13333.33333333")
}

// The daily form over single days agrees with the spells of the same customers.
func TestDailyChurnOfSpells(t *testing.T) {
	// Window 1: active on the day of an activity and on the next.
	spells, err := cx.SpellsOf([]cx.Activity{
		{Customer: "a", At: instant("2026-03-01")}, {Customer: "a", At: instant("2026-03-02")}, // churned on the 4th
		{Customer: "b", At: instant("2026-03-02")}, // churned on the 4th
		{Customer: "c", At: instant("2026-03-03")}, // churned on the 5th
	}, 1, cx.Calendar{}, instant("2026-03-10"))
	if err != nil {
		t.Fatal(err)
	}
	var days []cx.Churn
	march, err := cx.Day.Periods(period("2026-03-01/2026-03-06"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range march {
		c, err := spells.Churn(p, cx.OnRecognition)
		if err != nil {
			t.Fatal(err)
		}
		days = append(days, c)
	}
	want := []cx.Churn{
		{Acquired: 1},
		{Start: 1, Acquired: 1},
		{Start: 2, Acquired: 1},
		{Start: 3, Lost: 2},
		{Start: 1, Lost: 1},
	}
	if diff := cxtest.Diff(want, days); diff != "" {
		t.Fatalf("Churn by day (-want +got):\n%s", diff)
	}
	got, err := cx.DailyChurn(days)
	cxtest.Exactly(t, "DailyChurn", got, err, "1.66666667") // 2/3 + 1/1
}

func TestSpellsLifespans(t *testing.T) {
	spells, err := cx.SpellsOf(slices.Concat(
		visits("a", "2026-01-01", "2026-01-05", "2026-03-01"), // churned on 5 February, day 35
		visits("b", "2026-01-01"),                             // churned on 1 February, day 31
	), 30, cx.Calendar{}, instant("2026-03-10"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := spells.Lifespans("")
	// The second spell of a, from 1 March, was observed until the day of asOf: whether it ends
	// on a later one is not known, and a longer time would count it among those at risk then.
	want := []cx.Lifespan{{Exit: 35, Churned: true}, {Exit: 9}, {Exit: 31, Churned: true}}
	if diff := cxtest.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Lifespans error %v (-want +got):\n%s", err, diff)
	}
	if _, err := cx.SurvivalOf(got); err != nil {
		t.Errorf("SurvivalOf the lifespans: %v", err)
	}
	none, err := cx.Spells{WindowDays: 1, AsOf: date("2026-01-01")}.Lifespans(cx.OnRecognition)
	if none != nil || err != nil {
		t.Errorf("Lifespans of nobody = %v, %v, want nil", none, err)
	}
}

// Spells that a host made or decoded are checked before they are used.
func TestSpellsImpossible(t *testing.T) {
	spell := func(customer, first, last string) cx.Spell {
		return cx.Spell{Customer: customer, First: date(first), Last: date(last)}
	}
	today := date("2026-06-01")
	for name, s := range map[string]cx.Spells{
		"a negative window": {WindowDays: -1, AsOf: today},
		"too long a window": {WindowDays: 36526, AsOf: today},
		"no date":           {WindowDays: 30},
		"no first day":      {WindowDays: 30, AsOf: today, Rows: []cx.Spell{{Customer: "a", Last: today}}},
		"no last day":       {WindowDays: 30, AsOf: today, Rows: []cx.Spell{{Customer: "a", First: today}}},
		"ends before it begins": {WindowDays: 30, AsOf: today,
			Rows: []cx.Spell{spell("a", "2026-02-02", "2026-02-01")}},
		"no such day of recognition": {WindowDays: 30, AsOf: today,
			Rows: []cx.Spell{{Customer: "a", First: today, Last: today, Recognized: cx.Date{Year: 2026, Month: 2, Day: 30}}}},
		"recognized before it begins": {WindowDays: 30, AsOf: today,
			Rows: []cx.Spell{{Customer: "a", First: date("2026-02-01"), Last: date("2026-02-01"), Recognized: date("2026-01-01")}}},
		"recognized a day early": {WindowDays: 30, AsOf: today,
			Rows: []cx.Spell{{Customer: "a", First: date("2026-02-01"), Last: date("2026-02-01"), Recognized: date("2026-03-03")}}},
		"recognized after asOf": {WindowDays: 30, AsOf: today,
			Rows: []cx.Spell{{Customer: "a", First: date("2026-05-30"), Last: date("2026-05-30"), Recognized: date("2026-06-30")}}},
		"due and not recognized": {WindowDays: 30, AsOf: today, Rows: []cx.Spell{spell("a", "2026-01-01", "2026-01-01")}},
		"last active after asOf": {WindowDays: 30, AsOf: today, Rows: []cx.Spell{spell("a", "2026-06-01", "2026-06-02")}},
		"two within one window":  {WindowDays: 30, AsOf: today, Rows: []cx.Spell{spell("a", "2026-05-05", "2026-05-05"), spell("a", "2026-05-20", "2026-05-20")}},
		"customers out of order": {WindowDays: 30, AsOf: today,
			Rows: []cx.Spell{spell("b", "2026-01-01", "2026-01-01"), spell("a", "2026-01-01", "2026-01-01")}},
		"spells out of order": {WindowDays: 30, AsOf: today,
			Rows: []cx.Spell{spell("a", "2026-03-01", "2026-03-01"), spell("a", "2026-01-01", "2026-01-01")}},
		"spells that overlap": {WindowDays: 30, AsOf: today,
			Rows: []cx.Spell{spell("a", "2026-01-01", "2026-03-01"), spell("a", "2026-03-01", "2026-03-01")}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Churn(period("2026-01"), cx.OnRecognition)
			cxtest.Refuses(t, "Churn", err, cx.ErrInvalid)
			_, err = s.Reactivations(period("2026-01"))
			cxtest.Refuses(t, "Reactivations", err, cx.ErrInvalid)
			_, err = s.Lifespans("")
			cxtest.Refuses(t, "Lifespans", err, cx.ErrInvalid)
		})
	}
}

// A second spell that does not say so would be counted
// as no reactivation.
func TestSpellsReactivationChecked(t *testing.T) {
	s := cx.Spells{WindowDays: 9, AsOf: date("2026-06-01"), Rows: []cx.Spell{
		{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01"), Recognized: date("2026-01-11")},
		{Customer: "a", First: date("2026-03-01"), Last: date("2026-03-01"), Recognized: date("2026-03-11")},
	}}
	_, err := s.Reactivations(period("2026-03"))
	cxtest.Refuses(t, "Reactivations", err, cx.ErrInvalid)
	s.Rows[1].Reactivation = true
	if n, err := s.Reactivations(period("2026-03")); n != 1 || err != nil {
		t.Errorf("Reactivations = %d, %v, want 1", n, err)
	}
}

func spellCodec() cxtest.Codec {
	return cxtest.CodecOf[cx.Spell](`{"customer":"ada","first":"2026-01-05","last":"2026-01-20","recognized":"2026-04-21","reactivation":true}`).WithBad(
		`{"customer":" ","first":"2026-01-05","last":"2026-01-20"}`, `{"first":"2026-01-05","last":"2026-01-20"}`,
		`{"customer":"ada","first":"2026-01-05"}`, `{"customer":"ada","last":"2026-01-05"}`, `{"customer":"ada","first":"2026-01-05","last":"2026-01-04"}`,
		`{"customer":"ada","first":"2026-01-05","last":"2026-01-20","recognized":"2026-01-20"}`, `{"customer":"ada","first":"2026-02-30","last":"2026-03-01"}`,
	)
}

func spellsCodec() cxtest.Codec {
	const (
		first  = `{"customer":"ada","first":"2026-01-05","last":"2026-01-20","recognized":"2026-04-21"}`
		second = `{"customer":"ada","first":"2026-05-01","last":"2026-05-02","reactivation":true}`
	)
	spells := func(list ...string) string {
		return `{"window_days":90,"as_of":"2026-06-01","rows":[` + strings.Join(list, ",") + `]}`
	}
	return cxtest.CodecOf[cx.Spells](spells(first, second)).WithCounts("window_days").WithNeeded("rows.recognized", "rows.reactivation").WithBad(
		`{"window_days":90}`, `{"window_days":36526,"as_of":"2026-06-01"}`, spells(second, first), spells(first, first),
		spells(`{"customer":"ada","first":"2026-01-05","last":"2026-01-20","recognized":"2026-04-22"}`), // not by the window
		spells(`{"customer":"ada","first":"2026-01-05","last":"2026-01-20"}`),                           // not recognized
		spells(`{"customer":"ada","first":"2026-05-01","last":"2026-06-02"}`),                           // after the day reached
	)
}

func TestCompoundChurn(t *testing.T) {
	tests := []struct {
		name                string
		rate, periods, want float64
	}{
		// 1 - 0.95^12 and 1 - 0.8^(1/12) to 16 digits, computed with 40 digits.
		{"5 % a month is 45.96 % a year", .05, 12, .4596399123373630},
		{"20 % a year is 1.8423 % a month", .2, 1.0 / 12, .01842347012624834},
		{"one period", .3, 1, .3},
		{"nobody leaves", 0, 12, 0},
		{"all leave", 1, .5, 1},
		{"half, twice", .5, 2, .75},
		{"a rate that 1 - (1-r)^n would lose", 1e-17, 12, 1.2e-16},
		{"so many periods that nobody is left", .1, math.MaxFloat64, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.CompoundChurn(test.rate, test.periods)
			if err != nil || math.Abs(got-test.want) > 1e-12*test.want || math.Signbit(got) {
				t.Errorf("CompoundChurn(%v, %v) = %.16g, %v, want %.16g", test.rate, test.periods, got, err, test.want)
			}
		})
	}
	// There and back again.
	for _, rate := range []float64{1e-9, .01, .2, .5} {
		year, err := cx.CompoundChurn(rate, 12)
		if err != nil {
			t.Fatal(err)
		}
		back, err := cx.CompoundChurn(year, 1.0/12)
		if err != nil || math.Abs(back-rate) > 1e-10*rate {
			t.Errorf("CompoundChurn to a year and back = %v, %v, want %v", back, err, rate)
		}
	}
	for _, bad := range [][2]float64{
		{-.01, 12}, {1.01, 12}, {math.NaN(), 12}, {math.Inf(1), 12}, {math.Inf(-1), 12},
		{.1, 0}, {.1, -1}, {.1, math.NaN()}, {.1, math.Inf(1)}, {.1, math.Inf(-1)}, {1, 0}, {0, math.Inf(1)},
	} {
		got, err := cx.CompoundChurn(bad[0], bad[1])
		cxtest.Refuses(t, "CompoundChurn", err, cx.ErrInvalid)
		if got != 0 {
			t.Errorf("CompoundChurn(%v, %v) = %v with an error, want 0", bad[0], bad[1], got)
		}
	}
}
