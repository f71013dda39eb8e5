package reference

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// The figures are those of reference.json: subscriptions active at the end of the year
// before, and those of them canceled within the year.
func TestChurnReferralGraph(t *testing.T) {
	var want struct {
		Years map[string]struct {
			Start   int64   `json:"active_at_start"`
			Lost    int64   `json:"cancelled_in_year"`
			Percent float64 `json:"churn_pct"`
		} `json:"churn_by_year"`
	}
	figures(t, "referral_graph", &want)
	records := records(t, "referral_graph/subscriptions.csv.gz")
	if len(want.Years) != 5 || len(records) != 8071 {
		t.Fatalf("%d years and %d subscriptions, want 5 and 8071", len(want.Years), len(records))
	}
	for year, wanted := range want.Years {
		y, err := strconv.Atoi(year)
		if err != nil {
			t.Fatal(err)
		}
		before, last := strconv.Itoa(y-1)+"-12-31", year+"-12-31" // texts of dates sort as dates do
		var c cx.Churn
		for _, r := range records {
			begin, end := r["subscription_date"], r["subscription_cancel_date"]
			ended := end != "" && end > before && end <= last
			var one cx.Churn
			switch {
			case begin <= before && (end == "" || end > before):
				one.Start = 1
				if ended {
					one.Lost = 1
				}
			case begin > before && begin <= last:
				one.Acquired = 1
				if ended {
					one.AcquiredLost = 1
				}
			}
			if err := c.Merge(one); err != nil {
				t.Fatal(err)
			}
		}
		if c.Start != wanted.Start || c.Lost != wanted.Lost {
			t.Errorf("%s: %d of %d were lost, want %d of %d", year, c.Lost, c.Start, wanted.Lost, wanted.Start)
		}
		rate, err := c.Rate()
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, year, 100*rate.InexactFloat64(), wanted.Percent, 1e-6)
		// What is there at the end is there at the start of the next year.
		end, err := c.End()
		if next, ok := want.Years[strconv.Itoa(y+1)]; err != nil || ok && end != next.Start {
			t.Errorf("%s: End() = %d, %v, want %d", year, end, err, next.Start)
		}
	}
}

// TestTelcoChurn reproduces the shares and the revenue of the telco_churn reference,
// which were counted outside this package: a snapshot, whose customers of Churn "Yes"
// have left.
func TestTelcoChurn(t *testing.T) {
	rows := records(t, "telco_churn/telco_customer_churn.csv.gz")
	type group struct {
		N       int64
		Churned int64
		Percent float64 `json:"churn_pct"`
	}
	var reference struct {
		Rows, Churned int64
		Percent       float64          `json:"churn_pct"`
		ByContract    map[string]group `json:"by_contract"`
		ByInternet    map[string]group `json:"by_internet"`
		All           string           `json:"mrr_all"`
		Lost          string           `json:"mrr_churned"`
		RevenueChurn  float64          `json:"revenue_churn_pct"`
	}
	figures(t, "telco_churn", &reference)

	var all cx.Churn
	contracts, internet := map[string]cx.Churn{}, map[string]cx.Churn{}
	var before, after []cx.Subscription
	for _, row := range rows {
		one := cx.Churn{Start: 1}
		amount, err := cx.ParseMoney(row["MonthlyCharges"])
		if err != nil {
			t.Fatal(err)
		}
		paid := cx.Subscription{Customer: row["customerID"], Amount: amount}
		before = append(before, paid)
		if row["Churn"] == "Yes" {
			one.Lost = 1
		} else {
			after = append(after, paid)
		}
		contract, net := contracts[row["Contract"]], internet[row["InternetService"]]
		for _, c := range []*cx.Churn{&all, &contract, &net} {
			if err := c.Merge(one); err != nil {
				t.Fatal(err)
			}
		}
		contracts[row["Contract"]], internet[row["InternetService"]] = contract, net
	}

	check := func(what string, c cx.Churn, want group) {
		t.Helper()
		if c.Start != want.N || c.Lost != want.Churned {
			t.Errorf("%s: %d of %d churned, want %d of %d", what, c.Lost, c.Start, want.Churned, want.N)
		}
		rate, err := c.Rate()
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, what, 100*rate.InexactFloat64(), want.Percent, 0.5e-6/want.Percent) // printed to 6 places
	}
	check("all", all, group{reference.Rows, reference.Churned, reference.Percent})
	if len(contracts) != 3 || len(internet) != 3 {
		t.Errorf("%d contracts and %d kinds of internet, want 3 of each", len(contracts), len(internet))
	}
	for name, want := range reference.ByContract {
		check(name, contracts[name], want)
	}
	for name, want := range reference.ByInternet {
		check("internet "+name, internet[name], want)
	}

	m, err := cx.MovementsOf(before, after, nil)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Exactly(t, "revenue of all", m.Start, nil, reference.All)
	cxtest.Exactly(t, "revenue churned", m.Churned, nil, reference.Lost)
	churn, err := m.GrossChurn()
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "revenue churn", 100*churn.InexactFloat64(), reference.RevenueChurn, 0.5e-6/reference.RevenueChurn)
	if got := m.LogoChurn(); got != (cx.Proportion{Count: reference.Churned, Base: reference.Rows}) {
		t.Errorf("LogoChurn = %v, want %d of %d", got, reference.Churned, reference.Rows)
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

// TestSpellsTrend compares the periods of a trend, which are counted in one go, with
// each period counted by looking at every day.
func TestSpellsTrend(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		var rows []cx.Activity
		for range 300 {
			rows = append(rows, cx.Activity{
				Customer: fmt.Sprint(random.IntN(25)),
				At:       instant("2026-01-01T12:00:00Z").AddDate(0, 0, random.IntN(150)),
			})
		}
		window := 1 + random.IntN(20)
		spells, err := cx.SpellsOf(rows, window, cx.Calendar{}, instant("2026-07-10"))
		if err != nil {
			t.Fatal(err)
		}
		span := cx.Period{Start: date("2026-01-10"), End: date("2026-06-02")}
		for _, g := range []cx.Grain{cx.Day, cx.Week, cx.Month} {
			for _, by := range []cx.ChurnDate{cx.OnRecognition, cx.OnLastActivity} {
				if g == cx.Month && by == cx.OnLastActivity {
					span.End = date("2026-06-01") // June is not decided
				}
				points, err := spells.Trend(g, span, by)
				if err != nil {
					t.Fatalf("Trend(%s, %s): %v", g, by, err)
				}
				for _, p := range points {
					if diff := cmp.Diff(churnByDays(spells, p.Period, by), p.Tally); diff != "" {
						t.Fatalf("Trend(%s, %s), %v, window %d (-want +got):\n%s", g, by, p.Period, window, diff)
					}
				}
			}
		}
	}
}

// churnByDays tallies a period by asking, for the day before it and for its last, who
// is active, and for each day between, who was.
func churnByDays(s cx.Spells, p cx.Period, date cx.ChurnDate) cx.Churn {
	active := func(spell cx.Spell, d cx.Date) bool {
		leaves := spell.Recognized
		if leaves != (cx.Date{}) && date == cx.OnLastActivity {
			leaves, _ = spell.Last.AddDays(1)
		}
		return spell.First.Compare(d) <= 0 && (leaves == (cx.Date{}) || d.Compare(leaves) < 0)
	}
	byCustomer := map[string][]cx.Spell{}
	for _, spell := range s.Rows {
		byCustomer[spell.Customer] = append(byCustomer[spell.Customer], spell)
	}
	before, _ := p.Start.AddDays(-1)
	last, _ := p.End.AddDays(-1)
	var c cx.Churn
	for _, spells := range byCustomer {
		atStart, atEnd, left := false, false, false
		for _, spell := range spells {
			atEnd = atEnd || active(spell, last)
			if !active(spell, before) {
				continue
			}
			atStart = true
			for d := p.Start; d.Compare(p.End) < 0; d, _ = d.AddDays(1) {
				left = left || !active(spell, d)
			}
		}
		switch {
		case atStart:
			c.Start++
			if left {
				c.Lost++
				if atEnd {
					c.Returned++
				}
			}
		case p.Contains(spells[0].First):
			c.Acquired++
			if !atEnd {
				c.AcquiredLost++
			}
		}
	}
	return c
}

// trialRows returns random trials around asOf, a tenth of them running, some converted.
func trialRows(r *rand.Rand, n int, asOf time.Time) []cx.Trial {
	rows := make([]cx.Trial, n)
	for i := range rows {
		start := asOf.Add(-time.Duration(r.IntN(60*24)-24) * time.Hour)
		rows[i] = cx.Trial{Customer: fmt.Sprint("c", r.IntN(n)), Start: start, Uses: r.Int64N(6)}
		if r.IntN(10) > 0 {
			rows[i].End = start.Add(time.Duration(r.IntN(20*24)) * time.Hour)
		}
		if r.IntN(3) == 0 {
			rows[i].Converted = start.Add(time.Duration(r.IntN(25*24)) * time.Hour)
		}
	}
	return rows
}

// TrialsOf against a loop over civil dates, and its shards against the whole.
func TestTrialsOfRandom(t *testing.T) {
	asOf := instant("2026-03-20T15:30:00Z")
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 7))
		rows := trialRows(r, r.IntN(200), asOf)
		rule := cx.TrialRule{WindowDays: r.IntN(2) * 14, GraceDays: r.IntN(4)}
		want := cx.Trials{WindowDays: rule.WindowDays, GraceDays: rule.GraceDays}
		day := func(at time.Time) time.Time { return at.Truncate(24 * time.Hour) } // of UTC
		for _, row := range rows {
			last := day(row.Start).AddDate(0, 0, rule.WindowDays)
			if end := day(row.End).AddDate(0, 0, rule.GraceDays); end.After(last) {
				last = end
			}
			class := &want.ByUses[min(row.Uses, 3)]
			switch {
			case !row.Start.Before(asOf):
			case row.End.IsZero() || row.End.After(asOf) || !last.Before(day(asOf)):
				want.Undecided++
			case !row.Converted.IsZero() && !day(row.Converted).After(last):
				class.Count++
				class.Base++
			default:
				class.Base++
			}
		}
		got, err := cx.TrialsOf(rows, rule, asOf)
		if err != nil || got != want {
			t.Fatalf("TrialsOf = %+v, %v, want %+v", got, err, want)
		}
		cut := r.IntN(len(rows) + 1)
		var sum cx.Trials
		for _, shard := range [][]cx.Trial{rows[cut:], nil, rows[:cut]} {
			part, err := cx.TrialsOf(shard, rule, asOf)
			if err != nil {
				t.Fatal(err)
			}
			if err := sum.Merge(part); err != nil {
				t.Fatal(err)
			}
		}
		if sum != want {
			t.Fatalf("two shards are %+v, want %+v", sum, want)
		}
	}
}
