package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// subscribed reads lines of customer, start, end and amount; a blank end runs.
func subscribed(lines string) (periods []cx.SubscriptionPeriod) {
	for line := range strings.FieldsSeq(lines) {
		cells := strings.Split(line, ",")
		p := cx.SubscriptionPeriod{Customer: cells[0], Start: date(cells[1]), Amount: dec(cells[3])}
		if cells[2] != "" {
			p.End = date(cells[2])
		}
		periods = append(periods, p)
	}
	return periods
}

// changed reads lines of customer, day and amount.
func changed(lines string) (changes []cx.SubscriptionChange) {
	for line := range strings.FieldsSeq(lines) {
		cells := strings.Split(line, ",")
		changes = append(changes, cx.SubscriptionChange{Customer: cells[0], Day: date(cells[1]), Amount: dec(cells[2])})
	}
	return changes
}

// dayBefore returns the day before d.
func dayBefore(d cx.Date) cx.Date {
	d, err := d.AddDays(-1)
	if err != nil {
		panic(err)
	}
	return d
}

// Rows as in the seed of dbt-labs/mrr-playbook, whose 29 months agree: a change of plan, a
// second subscription beside the first, a pause. The movements of the months are by hand.
const pausedAndDoubled = `
	k01,2025-01-01,2025-04-01,50 k01,2025-06-01,2025-08-01,50 k01,2025-08-01,2025-10-01,75
	k02,2025-02-01,2025-03-01,30 k03,2025-03-01,2025-04-01,35 k03,2025-04-01,,65
	k04,2025-01-01,2025-02-01,80 k04,2025-02-01,2025-05-01,25 k04,2025-03-01,2025-05-01,10
	k05,2025-05-01,2025-06-01,25 k05,2025-06-01,2025-07-01,50 k05,2025-07-01,,25`

// Rows by hand. In March 2024 ann, away for four days, pays 2.50 less; one of bob's two ends;
// cyd, who had it for nothing, pays; dee comes and goes within; eli has no day at all. Bob
// ends with May and dee returns, both movements of June.
const oddRows = `
	ann,2024-02-29,2024-03-01,12.50 ann,2024-03-05,,10 bob,2024-03-01,2024-06-01,4.75
	bob,2023-12-01,2024-03-15,20.25 cyd,2024-01-01,2024-03-10,0 cyd,2024-03-10,,9
	dee,2024-06-15,,7 dee,2024-03-02,2024-03-31,7 eli,2024-03-31,2024-03-31,99`

func TestMovementsBetween(t *testing.T) {
	for _, test := range []struct {
		name, rows, first string
		want              string // start, new, expansion, contraction, churned, reactivated, end of each month
	}{
		{"paused and doubled", pausedAndDoubled, "2025-01-01", `
			0 130 0 0 0 0 130; 130 30 0 55 0 0 105; 105 35 10 0 30 0 120; 120 0 30 0 50 0 100; 100 25 0 0 35 0 90; 90 0 25 0 0 50 165;
			165 0 0 25 0 0 140; 140 0 25 0 0 0 165; 165 0 0 0 0 0 165; 165 0 0 0 75 0 90; 90 0 0 0 0 0 90; 90 0 0 0 0 0 90`},
		{"odd rows", oddRows, "2024-03-01", "32.75 9 0 18 0 0 23.75; 23.75 0 0 0 0 0 23.75; 23.75 0 0 0 0 0 23.75; 23.75 0 0 0 4.75 7 26"},
	} {
		periods, day := subscribed(test.rows), date(test.first)
		var former []string // all who paid before
		for i, want := range strings.Split(test.want, ";") {
			next, err := day.AddMonths(1)
			if err != nil {
				t.Fatal(err)
			}
			from, to := dayBefore(day), dayBefore(next)
			m, err := cx.MovementsBetween(periods, from, to)
			got := fmt.Sprint(m.Start, m.New, m.Expansion, m.Contraction, m.Churned, m.Reactivated, m.End)
			if want = strings.TrimSpace(want); got != want || err != nil {
				t.Errorf("%s, month %d: %s, %v, want %s", test.name, i, got, err, want)
			}
			// The same by hand of the subscriptions on the two days.
			for _, p := range periods {
				if p.Start.Compare(from) < 0 && p.Start != p.End && !p.Amount.IsZero() {
					former = append(former, p.Customer)
				}
			}
			byHand, err := cx.MovementsOf(subscriptionsAt(t, periods, from), subscriptionsAt(t, periods, to), former)
			if diff := cmp.Diff(byHand, m); err != nil || diff != "" {
				t.Errorf("%s, month %d: %v (-MovementsOf +MovementsBetween):\n%s", test.name, i, err, diff)
			}
			day = next
		}
	}
	// Of one day and the same nothing moves.
	still, err := cx.MovementsBetween(subscribed(oddRows), date("2024-03-05"), date("2024-03-05"))
	if want := (cx.Movements{Start: dec("42"), End: dec("42"), StartCustomers: 3, EndCustomers: 3}); err != nil || !cmp.Equal(want, still) {
		t.Errorf("MovementsBetween a day and itself = %v, %v", still, err)
	}
}

func subscriptionsAt(t *testing.T, periods []cx.SubscriptionPeriod, day cx.Date) []cx.Subscription {
	t.Helper()
	paying, err := cx.SubscriptionsAt(periods, day)
	if err != nil {
		t.Fatal(err)
	}
	return paying
}

func TestSubscriptionsAt(t *testing.T) {
	for _, test := range []struct {
		rows, day string
		want      []cx.Subscription
	}{
		{pausedAndDoubled, "2025-04-30", paying("k03", "65", "k04", "35")},
		{pausedAndDoubled, "2024-12-31", nil},
		{oddRows, "2024-02-29", paying("ann", "12.5", "bob", "20.25")},
		{oddRows, "2024-03-01", paying("bob", "25")},                                        // ann's last day was the one before
		{oddRows, "2024-03-30", paying("ann", "10", "bob", "4.75", "cyd", "9", "dee", "7")}, // dee's last day
		{oddRows, "2199-12-31", paying("ann", "10", "cyd", "9", "dee", "7")},
		{"", "2024-03-01", nil},
	} {
		if diff := cmp.Diff(test.want, subscriptionsAt(t, subscribed(test.rows), date(test.day))); diff != "" {
			t.Errorf("SubscriptionsAt(%s) (-want +got):\n%s", test.day, diff)
		}
	}
}

// Plans that change, as in the seed of dbt-labs/mrr-playbook and carl24k/fight-churn #26: by
// rows the median would be 31 days, and 12 stays.
const planChanges = `
	ana,2025-01-01,2025-03-01,20 ana,2025-03-01,2025-07-01,30 ben,2025-01-01,2025-02-01,20
	ben,2025-02-01,2025-06-01,25 ben,2025-06-01,,40 cem,2025-02-01,2025-05-01,20 dia,2025-03-01,2025-04-01,50
	dia,2025-04-01,,25 eva,2025-01-01,2025-04-01,30 eva,2025-04-01,2025-05-01,20 fin,2025-05-01,,20 gus,2025-06-01,,15`

// Stays by hand, with the survival of R's survfit at 90, 180 and 365 days.
func TestSubscriptionSpells_planChanges(t *testing.T) {
	spells := subscriptionSpells(t, subscribed(planChanges), 0, "2026-01-01")
	lifespans, err := spells.Lifespans(cx.OnLastActivity)
	want := []cx.Lifespan{{Exit: 181, Churned: true}, {Exit: 365}, {Exit: 89, Churned: true}, {Exit: 306}, {Exit: 120, Churned: true}, {Exit: 245}, {Exit: 214}}
	if diff := cmp.Diff(want, lifespans); err != nil || diff != "" {
		t.Fatalf("Lifespans error %v (-want +got):\n%s", err, diff)
	}
	curve, err := cx.SurvivalOf(lifespans)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[float64]string{90: "0.857143", 180: "0.714286", 365: "0.571429"} {
		if got, err := curve.At(day); fmt.Sprintf("%.6f", got) != want || err != nil {
			t.Errorf("still here after %v days: %v, %v, want %s", day, got, err, want)
		}
	}
	_, err = curve.Median(0.95, cx.LogScale)
	cxtest.Refuses(t, "Median", err, cx.ErrUndefined)
}

// subscriptionSpells returns the spells, which must be such as Spells takes.
func subscriptionSpells(t *testing.T, periods []cx.SubscriptionPeriod, grace int, asOf string) cx.Spells {
	t.Helper()
	spells, err := cx.SubscriptionSpells(periods, grace, date(asOf))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(spells)
	if err != nil {
		t.Fatal(err)
	}
	var again cx.Spells
	if err := json.Unmarshal(text, &again); err != nil || !cmp.Equal(spells, again) {
		t.Fatalf("%s decodes to %v, %v", text, again, err)
	}
	return spells
}

// A list of last days, as in pkp-lib #6229 and FOCUS_Spec PR 398; cat renews three days late.
// By hand: customers at the start, new, lost, back, at the end.
func TestSubscriptionSpells_lastDays(t *testing.T) {
	periods := subscribed(`ana,2025-01-01,2025-01-31,10 ana,2025-02-01,2025-02-28,10 ana,2025-03-01,2025-12-31,12
		ben,2025-01-10,2025-02-09,20 ben,2025-02-10,2025-03-09,20 cat,2025-01-15,2025-02-14,30 cat,2025-02-18,2025-06-30,30
		dan,2025-03-01,2025-12-31,15`)
	for i := range periods {
		end, err := periods[i].End.AddDays(1)
		if err != nil {
			t.Fatal(err)
		}
		periods[i].End = end
	}
	const late, inGrace, later = "3 0 1 1 3", "3 0 0 0 3", "; 3 1 1 0 3; 3 0 0 0 3; 3 0 0 0 3; 3 0 0 0 3; 3 0 1 0 2; 2 0 0 0 2"
	for _, test := range []struct {
		name  string
		grace int
		want  string
	}{
		{"without grace", 0, "0 3 0 0 3; " + late + later},
		{"two days of grace", 2, "0 3 0 0 3; " + late + later},
		{"three days of grace", 3, "0 3 0 0 3; " + inGrace + later},
		{"thirty days of grace", 30, "0 3 0 0 3; " + inGrace + later},
	} {
		spells := subscriptionSpells(t, periods, test.grace, "2025-12-31")
		points, err := spells.Trend(cx.Month, period("2025-01-01/2025-09-01"), cx.OnLastActivity)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range points {
			back, err := spells.Reactivations(p.Period)
			if err != nil {
				t.Fatal(err)
			}
			c := p.Tally
			lost := c.Lost + c.AcquiredLost
			got = append(got, fmt.Sprint(c.Start, c.Acquired, lost, back, c.Start+c.Acquired-lost+back))
		}
		if got := strings.Join(got, "; "); got != test.want {
			t.Errorf("%s:\n%s, want\n%s", test.name, got, test.want)
		}
	}
}

// By hand, three days of grace, as of 2025-12-31: what happened up to 2025-12-28 is decided.
// Ben stayed 59 days and cat 167, with the three days without; ana and dan are here. Who
// comes on the 29th is left out; by the day of recognition the grace is part of the stay.
func TestSubscriptionSpells_lifespans(t *testing.T) {
	spells := subscriptionSpells(t, subscribed(`ana,2025-01-01,,12 ben,2025-01-10,2025-03-10,20 cat,2025-01-15,2025-02-15,30
		cat,2025-02-18,2025-07-01,30 dan,2025-03-01,2025-12-29,15 eve,2025-12-28,,5 fay,2025-12-29,,5 gil,2025-12-20,2025-12-28,5`), 3, "2025-12-31")
	for date, want := range map[cx.ChurnDate][]cx.Lifespan{
		cx.OnLastActivity: {{Exit: 361}, {Exit: 59, Churned: true}, {Exit: 167, Churned: true}, {Exit: 302}, {Exit: 0}, {Exit: 8, Churned: true}},
		cx.OnRecognition: {{Exit: 364}, {Exit: 62, Churned: true}, {Exit: 170, Churned: true}, {Exit: 305}, {Exit: 3}, {Exit: 2},
			{Exit: 11, Churned: true}},
	} {
		got, err := spells.Lifespans(date)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("Lifespans by %s, error %v (-want +got):\n%s", date, err, diff)
		}
	}
	_, err := spells.Lifespans("cancellation")
	cxtest.Refuses(t, "Lifespans by no date", err, cx.ErrInvalid)
}

// By hand, each a kind of its own.
func TestSubscriptionSpells(t *testing.T) {
	for _, test := range []struct {
		name, rows string
		grace      int
		want       string // customer, first, last, recognized, back
	}{
		{"runs", "a,2026-01-01,,5", 0, "a 2026-01-01 2026-06-01"},
		{"runs until later", "a,2026-01-01,2026-06-02,5", 0, "a 2026-01-01 2026-06-01"},
		{"ends on the day that is known last", "a,2026-01-01,2026-06-01,5", 0, "a 2026-01-01 2026-05-31 2026-06-01"},
		{"starts on it", "a,2026-06-01,,5", 0, "a 2026-06-01 2026-06-01"},
		{"starts after it", "a,2026-06-02,,5", 0, ""},
		{"has no day", "a,2026-01-01,2026-01-01,5", 0, ""},
		{"one day", "a,2024-02-29,2024-03-01,5", 0, "a 2024-02-29 2024-02-29 2024-03-01"},
		{"overlap", "a,2026-01-15,2026-03-01,5 a,2026-01-01,2026-02-01,5", 0, "a 2026-01-01 2026-02-28 2026-03-01"},
		{"one within another", "a,2026-01-01,2026-04-01,5 a,2026-02-01,2026-03-01,5", 0, "a 2026-01-01 2026-03-31 2026-04-01"},
		{"one within one that runs", "a,2026-01-01,,5 a,2026-02-01,2026-03-01,5", 0, "a 2026-01-01 2026-06-01"},
		{"touch", "a,2026-01-01,2026-02-01,5 a,2026-02-01,,9", 0, "a 2026-01-01 2026-06-01"},
		{"a day without", "a,2026-01-01,2026-02-01,5 a,2026-02-02,2026-03-01,5", 0,
			"a 2026-01-01 2026-01-31 2026-02-01; a 2026-02-02 2026-02-28 2026-03-01 back"},
		{"a day of grace", "a,2026-01-01,2026-02-01,5 a,2026-02-02,2026-03-01,5", 1, "a 2026-01-01 2026-02-28 2026-03-02"},
		{"a leap day and a day of grace", "a,2024-02-01,2024-02-29,5 a,2024-03-02,2024-03-03,5", 1,
			"a 2024-02-01 2024-02-28 2024-03-01; a 2024-03-02 2024-03-02 2024-03-04 back"},
		{"still in grace", "a,2026-01-01,2026-05-23,5", 10, "a 2026-01-01 2026-05-22"},
		{"out of grace", "a,2026-01-01,2026-05-22,5", 10, "a 2026-01-01 2026-05-21 2026-06-01"},
		{"for nothing", "a,2026-01-01,2026-02-01,0 a,2026-02-01,,5", 0, "a 2026-01-01 2026-06-01"},
		{"by customer", "b,2026-01-01,,5 a,2026-03-01,2026-04-01,5", 0, "a 2026-03-01 2026-03-31 2026-04-01; b 2026-01-01 2026-06-01"},
		{"the first day and the last", "a,1900-01-01,2200-12-31,5", 36525, "a 1900-01-01 2026-06-01"},
	} {
		var got []string
		for _, s := range subscriptionSpells(t, subscribed(test.rows), test.grace, "2026-06-01").Rows {
			text := fmt.Sprint(s.Customer, " ", s.First, " ", s.Last)
			if s.Recognized != (cx.Date{}) {
				text += " " + s.Recognized.String()
			}
			if s.Reactivation {
				text += " back"
			}
			got = append(got, text)
		}
		if got := strings.Join(got, "; "); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestSubscriptionPeriodsOf(t *testing.T) {
	for _, test := range []struct{ name, changes, want string }{
		// Each row of the plans that change is a start, and an end before the start that follows.
		{"plans that change", `ana,2025-01-01,20 ana,2025-03-01,0 ana,2025-03-01,30 ana,2025-07-01,0 ben,2025-01-01,20
			ben,2025-02-01,0 ben,2025-02-01,25 ben,2025-06-01,0 ben,2025-06-01,40 cem,2025-02-01,20 cem,2025-05-01,0 dia,2025-03-01,50
			dia,2025-04-01,0 dia,2025-04-01,25 eva,2025-01-01,30 eva,2025-04-01,0 eva,2025-04-01,20 eva,2025-05-01,0 fin,2025-05-01,20
			gus,2025-06-01,15`, planChanges},
		// By hand: up, the same again, nothing, nothing again, back; an end before all; three on a day.
		{"in any order", `b,2024-02-29,0 a,2024-04-01,0 a,2024-01-01,12.50 a,2024-03-01,20.0 a,2024-03-15,20 a,2024-05-01,0
			a,2024-06-01,1 b,2024-03-01,7 b,2024-03-01,0 b,2024-03-01,3`,
			"a,2024-01-01,2024-03-01,12.5 a,2024-03-01,2024-04-01,20 a,2024-06-01,,1 b,2024-03-01,,3"},
		{"ended on its day", "a,2024-01-01,5 a,2024-01-01,0", ""},
		{"nothing", "", ""},
	} {
		got, err := cx.SubscriptionPeriodsOf(changed(test.changes))
		if diff := cmp.Diff(subscribed(test.want), got); err != nil || diff != "" {
			t.Errorf("%s: error %v (-want +got):\n%s", test.name, err, diff)
		}
	}
}

// TestSubscriptionsByDay compares random rows in random order with a walk day by day.
func TestSubscriptionsByDay(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	first := date("2024-02-01")
	at := func(n int) cx.Date {
		d, err := first.AddDays(n)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	const days = 40
	for range 300 {
		var periods []cx.SubscriptionPeriod
		var pays [3][days]int64
		var here [3][days]bool
		for range random.IntN(12) {
			customer, start, amount := random.IntN(3), random.IntN(days), random.Int64N(4)
			end := start + random.IntN(days)
			p := cx.SubscriptionPeriod{Customer: "abc"[customer : customer+1], Start: at(start), End: at(end), Amount: decimal.New(amount, 0)}
			if end > days {
				p.End = cx.Date{}
			}
			for day := start; day < min(end, days); day++ {
				pays[customer][day] += amount
				here[customer][day] = true
			}
			periods = append(periods, p)
		}
		from := random.IntN(days)
		to := from + random.IntN(days-from)
		var want cx.Movements
		var gone, spells int
		grace := random.IntN(3)
		for c := range 3 {
			paid := slices.IndexFunc(pays[c][:from], func(n int64) bool { return n > 0 }) >= 0
			var former []string
			if paid {
				former = []string{"x"}
			}
			one, err := cx.MovementsOf([]cx.Subscription{{Customer: "x", Amount: decimal.New(pays[c][from], 0)}},
				[]cx.Subscription{{Customer: "x", Amount: decimal.New(pays[c][to], 0)}}, former)
			if err != nil {
				t.Fatal(err)
			}
			if err := want.Merge(one); err != nil {
				t.Fatal(err)
			}
			// A spell begins after more than grace days without.
			without := days
			for day := range days {
				if !here[c][day] {
					without++
					continue
				}
				if without > grace {
					spells++
				}
				without = 0
			}
			if without > grace && without < days {
				gone++
			}
		}
		got, err := cx.MovementsBetween(periods, at(from), at(to))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("%v from %v to %v: %v\n%s", periods, at(from), at(to), err, diff)
		}
		s := subscriptionSpells(t, periods, grace, at(days-1).String())
		last := map[string]bool{}
		for _, spell := range s.Rows {
			last[spell.Customer] = spell.Recognized != (cx.Date{})
		}
		churned := 0
		for _, left := range last {
			if left {
				churned++
			}
		}
		if len(s.Rows) != spells || churned != gone {
			t.Fatalf("%v with %d days of grace: %d spells, %d of them left, want %d, %d", periods, grace, len(s.Rows), churned, spells, gone)
		}
	}
}

func TestSubscriptionsBadInput(t *testing.T) {
	good := subscribed(oddRows)[:2]
	day := date("2024-01-01")
	for name, change := range map[string]func(*cx.SubscriptionPeriod){
		"blank":             func(p *cx.SubscriptionPeriod) { p.Customer = "\t" },
		"no start":          func(p *cx.SubscriptionPeriod) { p.Start = cx.Date{} },
		"no such start":     func(p *cx.SubscriptionPeriod) { p.Start.Day = 32 },
		"an early start":    func(p *cx.SubscriptionPeriod) { p.Start = date("1899-12-31") },
		"no such end":       func(p *cx.SubscriptionPeriod) { p.End = cx.Date{Year: 2024, Month: 2, Day: 30} },
		"half an end":       func(p *cx.SubscriptionPeriod) { p.End = cx.Date{Year: 2024} },
		"a late end":        func(p *cx.SubscriptionPeriod) { p.End = date("9999-12-31") },
		"reversed":          func(p *cx.SubscriptionPeriod) { p.End = dayBefore(p.Start) },
		"negative":          func(p *cx.SubscriptionPeriod) { p.Amount = dec("-0.01") },
		"35 digits":         func(p *cx.SubscriptionPeriod) { p.Amount = dec("12345678901234567890123456789012345") },
		"a huge exponent":   func(p *cx.SubscriptionPeriod) { p.Amount = decimal.New(1, 2_000_000_000) },
		"a huge and no day": func(p *cx.SubscriptionPeriod) { p.Amount, p.End = decimal.New(1, 2_000_000_000), p.Start },
	} {
		t.Run(name, func(t *testing.T) {
			rows := slices.Concat(good, good[:1])
			change(&rows[2])
			cxtest.Bounded(t, func() {
				paying, err := cx.SubscriptionsAt(rows, day)
				checkRowError(t, "SubscriptionsAt", err, cx.ErrInvalid, 2)
				m, err := cx.MovementsBetween(rows, day, day)
				checkRowError(t, "MovementsBetween", err, cx.ErrInvalid, 2)
				spells, err := cx.SubscriptionSpells(rows, 0, day)
				checkRowError(t, "SubscriptionSpells", err, cx.ErrInvalid, 2)
				if paying != nil || !cmp.Equal(m, cx.Movements{}) || !cmp.Equal(spells, cx.Spells{}) {
					t.Errorf("%v, %v, %v beside errors", paying, m, spells)
				}
				_, err = json.Marshal(rows[2])
				cxtest.Refuses(t, "Marshal", errors.Unwrap(err), cx.ErrInvalid)
			})
		})
	}
	for name, bad := range map[string]string{"blank": "\u00a0,2024-01-01,5", "negative": "a,2024-01-01,-5", "35 places": "a,2024-01-01,1e-35", "late": "a,2201-01-01,5"} {
		changes := slices.Concat(changed("b,2024-01-01,5 a,2024-01-01,0"), changed("a,2024-01-01,5"))
		cells := strings.Split(bad, ",")
		changes[2] = cx.SubscriptionChange{Customer: cells[0], Day: date(cells[1]), Amount: dec(cells[2])}
		periods, err := cx.SubscriptionPeriodsOf(changes)
		checkRowError(t, "SubscriptionPeriodsOf, "+name, err, cx.ErrInvalid, 2)
		if periods != nil {
			t.Errorf("%v beside an error", periods)
		}
	}
	_, err := cx.SubscriptionPeriodsOf([]cx.SubscriptionChange{{Customer: "a", Amount: dec("1")}})
	checkRowError(t, "SubscriptionPeriodsOf without a day", err, cx.ErrInvalid, 0)
	for _, d := range []cx.Date{{}, {Year: 2024, Month: 13, Day: 1}, {Year: 10000, Month: 1, Day: 1}} {
		_, err := cx.SubscriptionsAt(good, d)
		cxtest.Refuses(t, "SubscriptionsAt no day", err, cx.ErrInvalid)
		_, err = cx.MovementsBetween(good, d, day)
		cxtest.Refuses(t, "MovementsBetween from no day", err, cx.ErrInvalid)
		_, err = cx.MovementsBetween(good, day, d)
		cxtest.Refuses(t, "MovementsBetween to no day", err, cx.ErrInvalid)
		_, err = cx.SubscriptionSpells(good, 0, d)
		cxtest.Refuses(t, "SubscriptionSpells as of no day", err, cx.ErrInvalid)
	}
	_, err = cx.MovementsBetween(good, day, dayBefore(day))
	cxtest.Refuses(t, "MovementsBetween reversed days", err, cx.ErrInvalid)
	for _, grace := range []int{-1, 36526} {
		_, err = cx.SubscriptionSpells(good, grace, day)
		cxtest.Refuses(t, "SubscriptionSpells with a grace out of range", err, cx.ErrInvalid)
	}
	// The sum of a customer has 64 digits.
	wide := subscribed("a,2024-01-01,,9e33 a,2024-01-01,,1e-30")
	_, err = cx.SubscriptionsAt(wide, day)
	cxtest.Refuses(t, "SubscriptionsAt with a sum of 64 digits", err, cx.ErrInvalid)
	_, err = cx.MovementsBetween(wide, dayBefore(day), day)
	cxtest.Refuses(t, "MovementsBetween with a sum of 64 digits", err, cx.ErrInvalid)
}

// What spells allocate grows with the customers, not with their rows.
func TestSubscriptionSpells_allocations(t *testing.T) {
	few, many := subscribed(pausedAndDoubled), []cx.SubscriptionPeriod(nil)
	for range 100 {
		many = append(many, few...)
	}
	day := date("2025-06-30")
	count := func(periods []cx.SubscriptionPeriod) float64 {
		return testing.AllocsPerRun(5, func() {
			if _, err := cx.SubscriptionSpells(periods, 3, day); err != nil {
				t.Fatal(err)
			}
		})
	}
	if a, b := count(few), count(many); b > 2*a {
		t.Errorf("%v allocations for %d rows, %v for %d", a, len(few), b, len(many))
	}
}
