package cx_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// lifeVisits returns activities of one customer on days.
func lifeVisits(customer string, days ...string) []cx.Activity {
	var rows []cx.Activity
	for _, day := range days {
		rows = append(rows, cx.Activity{Customer: customer, At: instant(day)})
	}
	return rows
}

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
		// decisions.md, Inactivity: a gap of exactly 90 is active; active through last + W,
		// recognised on last + W + 1. 90 days after 1 January 2026 is 1 April.
		{"a gap of exactly the window", lifeVisits("a", "2026-01-01", "2026-04-01"), 90, nil, "2026-04-02",
			[]cx.Spell{{Customer: "a", First: date("2026-01-01"), Last: date("2026-04-01")}}},
		{"a gap of one day more", lifeVisits("a", "2026-01-01", "2026-04-02"), 90, nil, "2026-04-03",
			[]cx.Spell{
				{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01"), Recognized: date("2026-04-02")},
				{Customer: "a", First: date("2026-04-02"), Last: date("2026-04-02"), Reactivation: true},
			}},
		{"the other rule is a window one shorter", lifeVisits("a", "2026-01-01", "2026-04-01"), 89, nil, "2026-04-02",
			[]cx.Spell{
				{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01"), Recognized: date("2026-04-01")},
				{Customer: "a", First: date("2026-04-01"), Last: date("2026-04-01"), Reactivation: true},
			}},
		{"the tail, on the last day of the window", lifeVisits("a", "2026-01-01"), 90, nil, "2026-04-01T23:59:59Z",
			[]cx.Spell{{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01")}}},
		{"the tail, a day later", lifeVisits("a", "2026-01-01"), 90, nil, "2026-04-02",
			[]cx.Spell{{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01"), Recognized: date("2026-04-02")}}},
		// Churned and back within 30 days of one another: a comparison of two snapshots 90 days
		// apart would not see it.
		{"back within a snapshot's distance", lifeVisits("a", "2026-01-01", "2026-02-10", "2026-03-01"), 30, nil, "2026-03-15",
			[]cx.Spell{
				{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01"), Recognized: date("2026-02-01")},
				{Customer: "a", First: date("2026-02-10"), Last: date("2026-03-01"), Reactivation: true},
			}},
		{"two customers in any order, twice on a day", slices.Concat(
			lifeVisits("b", "2026-01-05T10:00:00Z", "2026-01-05T09:00:00Z"), lifeVisits("a", "2026-01-07", "2026-01-03")), 5, nil, "2026-01-09",
			[]cx.Spell{
				{Customer: "a", First: date("2026-01-03"), Last: date("2026-01-07")},
				{Customer: "b", First: date("2026-01-05"), Last: date("2026-01-05")},
			}},
		{"rows at asOf or later are left out", lifeVisits("a", "2026-01-01", "2026-01-02", "2026-01-03"), 5, nil, "2026-01-02",
			[]cx.Spell{{Customer: "a", First: date("2026-01-01"), Last: date("2026-01-01")}}},
		{"a customer who is only later is not there", lifeVisits("a", "2026-02-01"), 5, nil, "2026-01-02", nil},
		{"nobody", nil, 5, nil, "2026-01-02", nil},
		// 23:30 UTC is the next day in Oslo.
		{"days of the zone", lifeVisits("a", "2026-01-01T23:30:00Z"), 1, oslo, "2026-01-03T23:00:00Z",
			[]cx.Spell{{Customer: "a", First: date("2026-01-02"), Last: date("2026-01-02"), Recognized: date("2026-01-04")}}},
		// The clocks skip an hour on 29 March: still a gap of one day.
		{"a night with a change of clocks", lifeVisits("a", "2026-03-28T22:30:00Z", "2026-03-29T22:30:00Z"), 1, oslo, "2026-03-30T12:00:00Z",
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
			want := cx.Spells{Window: test.window, AsOf: today, Spells: test.want}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("SpellsOf (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSpellsOfBadInput(t *testing.T) {
	asOf := instant("2026-06-01")
	good := lifeVisits("a", "2026-01-01")
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

// checkActivityErrors checks that a function reports the first bad row of activities.
func checkActivityErrors(t *testing.T, f func(rows []cx.Activity, asOf time.Time) error) {
	t.Helper()
	good := cx.Activity{Customer: "a", At: instant("2026-01-01")}
	for name, bad := range map[string]cx.Activity{
		"blank customer":       {Customer: " \t", At: good.At},
		"no customer":          {At: good.At},
		"no instant":           {Customer: "b"},
		"before 1900":          {Customer: "b", At: instant("1899-12-31T23:59:59.999999999Z")},
		"after 2200":           {Customer: "b", At: instant("2201-01-01")},
		"year 1":               {Customer: "b", At: instant("0001-01-02")},
		"year 9999":            {Customer: "b", At: instant("9999-12-31")},
		"beyond all years":     {Customer: "b", At: time.Unix(1<<62, 0)},
		"before all years":     {Customer: "b", At: time.Unix(-1<<62, 0)},
		"40 digits":            {Customer: "b", At: good.At, Amount: dec("1234567890123456789012345678901234567890")},
		"a large exponent":     {Customer: "b", At: good.At, Amount: dec("1e35")},
		"many decimal places":  {Customer: "b", At: good.At, Amount: dec("1e-35")},
		"the largest exponent": {Customer: "b", At: good.At, Amount: decimal.New(1, math.MaxInt32)},
	} {
		for _, rows := range [][]cx.Activity{{bad}, {good, good, bad, good}, {good, good, bad, {Customer: "c"}}} {
			lifeWithin(t, 100*time.Millisecond, func() {
				err := f(rows, instant("2026-06-01"))
				cxtest.Refuses(t, name, err, cx.ErrInvalid)
				var row *cx.RowError
				want := min(len(rows)-1, 2)
				if !errors.As(err, &row) || row.Row != want {
					t.Errorf("%s: error %v, want row %d", name, err, want)
				}
			})
		}
	}
}

// A customer's days of activity tell the counts of Churn without any spell: whether the
// customer is active on a day, and on which days a churn comes.
type bruteCustomer struct {
	days   []int // of activity, ascending
	window int
	asOf   int
}

// churned returns the days on which the customer churned.
func (b bruteCustomer) churned(date cx.ChurnDate) []int {
	var churned []int
	for i, day := range b.days {
		end := b.asOf + 1 // the tail is silent until asOf, and not churned after it
		if i+1 < len(b.days) {
			end = b.days[i+1]
		}
		if end-day > b.window {
			if date == cx.OnLastActivity {
				churned = append(churned, day+1)
			} else {
				churned = append(churned, day+b.window+1)
			}
		}
	}
	return churned
}

// active says whether the customer is active on a day.
func (b bruteCustomer) active(day int, date cx.ChurnDate) bool {
	state := false
	for d := b.days[0]; d <= day; d++ {
		if slices.Contains(b.churned(date), d) {
			state = false
		}
		if slices.Contains(b.days, d) {
			state = true
		}
	}
	return state
}

func TestSpellsChurn(t *testing.T) {
	day0 := instant("2026-01-01")
	at := func(day int) time.Time { return day0.AddDate(0, 0, day) }
	date := func(day int) cx.Date {
		d, err := cx.Calendar{}.DateOf(at(day))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	periods := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 2))
		window := 1 + r.IntN(8)
		asOf := 30 + r.IntN(20)
		var rows []cx.Activity
		brute := map[string]bruteCustomer{}
		for c := range 1 + r.IntN(12) {
			customer := "c" + strconv.Itoa(c)
			var days []int
			for day := range asOf {
				if r.IntN(1+r.IntN(12)) == 0 && r.IntN(3) == 0 {
					days = append(days, day)
					rows = append(rows, cx.Activity{Customer: customer, At: at(day).Add(time.Duration(r.IntN(86400)) * time.Second)})
				}
			}
			if days != nil {
				brute[customer] = bruteCustomer{days: days, window: window, asOf: asOf}
			}
		}
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		spells, err := cx.SpellsOf(rows, window, cx.Calendar{}, at(asOf))
		if err != nil {
			t.Fatal(err)
		}
		for _, by := range []cx.ChurnDate{cx.OnRecognition, cx.OnLastActivity} {
			for range 6 {
				from := r.IntN(asOf)
				to := from + 1 + r.IntN(12)
				known := to <= asOf
				if by == cx.OnLastActivity {
					known = to-1+window <= asOf
				}
				if !known {
					continue
				}
				var want cx.Churn
				var events, reactivations, activeStart, activeEnd int64
				for _, b := range brute {
					lost := 0
					for _, day := range b.churned(by) {
						if day >= from && day < to {
							lost++
						}
					}
					for i, day := range b.days {
						if i > 0 && day-b.days[i-1] > window && day >= from && day < to {
							reactivations++
						}
					}
					events += int64(lost)
					end := b.active(to-1, by)
					if end {
						activeEnd++
					}
					switch {
					case b.active(from-1, by):
						activeStart++
						want.Start++
						if lost > 0 {
							want.Lost++
							if end {
								want.Returned++
							}
						}
					case b.days[0] >= from && b.days[0] < to:
						want.Acquired++
						if !end {
							want.AcquiredLost++
						}
					}
				}
				p := cx.Period{Start: date(from), End: date(to)}
				got, err := spells.Churn(p, by)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("seed %d: Churn(%v, %v) of days %v (-want +got):\n%s", seed, p, by, brute, diff)
				}
				// Pitfall p27: what is there at the end is what was there, and came, less what left.
				back, err := spells.Reactivations(p)
				if err != nil || back != reactivations {
					t.Fatalf("seed %d: Reactivations(%v) = %d, %v, want %d", seed, p, back, err, reactivations)
				}
				if activeEnd != activeStart+want.Acquired+back-events {
					t.Fatalf("seed %d: %v by %v: %d active at the end, want %d + %d + %d - %d",
						seed, p, by, activeEnd, activeStart, want.Acquired, back, events)
				}
				periods++
			}
		}
	}
	if periods < 1000 {
		t.Errorf("%d periods were tried, want at least 1000", periods)
	}
}

// Trend is Churn period by period.
func TestSpellsTrendAndChurn(t *testing.T) {
	for seed := range uint64(150) {
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
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("seed %d: Trend(%v, %v, %v) (-Churn +Trend):\n%s", seed, grain, span, by, diff)
				}
			}
		}
	}
	spells, err := cx.SpellsOf(lifeVisits("a", "2026-01-01"), 30, cx.Calendar{}, instant("2026-03-15"))
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
}

func TestSpellsChurnByHand(t *testing.T) {
	// Window 30 days. Ada is silent from 1 January: active through the 31st, churned on
	// 1 February. Bob comes back on 20 March. Eve comes on 10 February and stays.
	spells, err := cx.SpellsOf(slices.Concat(
		lifeVisits("ada", "2026-01-01"),
		lifeVisits("bob", "2026-01-20", "2026-03-20"),
		lifeVisits("eve", "2026-02-10", "2026-03-01", "2026-03-25"),
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
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
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

func TestSpellsLifespans(t *testing.T) {
	spells, err := cx.SpellsOf(slices.Concat(
		lifeVisits("a", "2026-01-01", "2026-01-05", "2026-03-01"), // churned on 5 February, day 35
		lifeVisits("b", "2026-01-01"),                             // churned on 1 February, day 31
	), 30, cx.Calendar{}, instant("2026-03-10"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := spells.Lifespans()
	// The second spell of a, from 1 March, was observed until the day of asOf: whether it ends
	// on a later one is not known, and a longer time would count it among those at risk then.
	want := []cx.Lifespan{{Exit: 35, Churned: true}, {Exit: 9}, {Exit: 31, Churned: true}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("Lifespans error %v (-want +got):\n%s", err, diff)
	}
	if _, err := cx.SurvivalOf(got); err != nil {
		t.Errorf("SurvivalOf the lifespans: %v", err)
	}
	none, err := cx.Spells{Window: 1, AsOf: date("2026-01-01")}.Lifespans()
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
		"a negative window": {Window: -1, AsOf: today},
		"too long a window": {Window: 36526, AsOf: today},
		"no date":           {Window: 30},
		"no first day":      {Window: 30, AsOf: today, Spells: []cx.Spell{{Customer: "a", Last: today}}},
		"no last day":       {Window: 30, AsOf: today, Spells: []cx.Spell{{Customer: "a", First: today}}},
		"ends before it begins": {Window: 30, AsOf: today,
			Spells: []cx.Spell{spell("a", "2026-02-02", "2026-02-01")}},
		"no such day of recognition": {Window: 30, AsOf: today,
			Spells: []cx.Spell{{Customer: "a", First: today, Last: today, Recognized: cx.Date{Year: 2026, Month: 2, Day: 30}}}},
		"recognised before it begins": {Window: 30, AsOf: today,
			Spells: []cx.Spell{{Customer: "a", First: date("2026-02-01"), Last: date("2026-02-01"), Recognized: date("2026-01-01")}}},
		"recognised a day early": {Window: 30, AsOf: today,
			Spells: []cx.Spell{{Customer: "a", First: date("2026-02-01"), Last: date("2026-02-01"), Recognized: date("2026-03-03")}}},
		"recognised after asOf": {Window: 30, AsOf: today,
			Spells: []cx.Spell{{Customer: "a", First: date("2026-05-30"), Last: date("2026-05-30"), Recognized: date("2026-06-30")}}},
		"due and not recognised": {Window: 30, AsOf: today, Spells: []cx.Spell{spell("a", "2026-01-01", "2026-01-01")}},
		"last active after asOf": {Window: 30, AsOf: today, Spells: []cx.Spell{spell("a", "2026-06-01", "2026-06-02")}},
		"two within one window":  {Window: 30, AsOf: today, Spells: []cx.Spell{spell("a", "2026-05-05", "2026-05-05"), spell("a", "2026-05-20", "2026-05-20")}},
		"customers out of order": {Window: 30, AsOf: today,
			Spells: []cx.Spell{spell("b", "2026-01-01", "2026-01-01"), spell("a", "2026-01-01", "2026-01-01")}},
		"spells out of order": {Window: 30, AsOf: today,
			Spells: []cx.Spell{spell("a", "2026-03-01", "2026-03-01"), spell("a", "2026-01-01", "2026-01-01")}},
		"spells that overlap": {Window: 30, AsOf: today,
			Spells: []cx.Spell{spell("a", "2026-01-01", "2026-03-01"), spell("a", "2026-03-01", "2026-03-01")}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Churn(period("2026-01"), cx.OnRecognition)
			cxtest.Refuses(t, "Churn", err, cx.ErrInvalid)
			_, err = s.Reactivations(period("2026-01"))
			cxtest.Refuses(t, "Reactivations", err, cx.ErrInvalid)
			_, err = s.Lifespans()
			cxtest.Refuses(t, "Lifespans", err, cx.ErrInvalid)
		})
	}
}
