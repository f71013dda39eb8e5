package reference

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// yearDay returns the start of a day of 2026, counted from 1.
func yearDay(day int) time.Time { return instant("2026-01-01").AddDate(0, 0, day-1) }

// linkRandom returns rows of a few customers on a few days, so that instants often
// coincide.
func linkRandom(random *rand.Rand) (landmarks []cx.Landmark, activities []cx.Activity, events []cx.Event) {
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	day := func() time.Time { return yearDay(1 + random.IntN(12)) }
	for _, name := range names[:random.IntN(len(names))] {
		landmarks = append(landmarks, cx.Landmark{Customer: name, At: day(), Class: []string{"low", "high"}[random.IntN(2)]})
	}
	for range random.IntN(30) {
		activities = append(activities, cx.Activity{Customer: names[random.IntN(8)], At: day(), Amount: decimal.New(int64(random.IntN(9)-2), -1)})
		events = append(events, cx.Event{Customer: names[random.IntN(8)], At: day(), Name: []string{"renew", "leave", "visit"}[random.IntN(3)]})
	}
	return landmarks, activities, events
}

// plainLinkage is LinkageOf by the words of its doc, customer by customer, with a look at
// every row for each.
func plainLinkage(t *testing.T, landmarks []cx.Landmark, activities []cx.Activity, events []cx.Event, horizon time.Duration, asOf time.Time) map[string]cx.LinkedClass {
	t.Helper()
	classes := map[string]cx.LinkedClass{}
	for _, l := range landmarks {
		if !l.At.Before(asOf) {
			continue
		}
		c, ok := classes[l.Class]
		if !ok {
			c = cx.LinkedClass{Class: l.Class, Outcomes: []cx.LinkedOutcome{{Name: "leave"}, {Name: "renew"}}}
		}
		left := slices.ContainsFunc(events, func(e cx.Event) bool {
			return e.Customer == l.Customer && e.Name == "leave" && !e.At.After(l.At)
		})
		end := l.At.Add(horizon)
		inside := func(customer string, at time.Time) bool {
			return customer == l.Customer && at.After(l.At) && at.Before(end)
		}
		switch {
		case left:
			c.Left++
		case end.After(asOf):
			c.Customers++
		default:
			c.Customers++
			c.Followed++
			var paid decimal.Decimal
			orders := int64(0)
			for _, a := range activities {
				if inside(a.Customer, a.At) {
					paid = paid.Add(a.Amount)
					if !a.Amount.IsNegative() {
						orders++
					}
				}
			}
			if orders > 0 {
				c.Buyers++
			}
			c.Orders += orders
			if err := c.Revenue.Add(paid); err != nil {
				t.Fatal(err)
			}
			for i := range c.Outcomes {
				had := int64(0)
				for _, e := range events {
					if e.Name == c.Outcomes[i].Name && inside(e.Customer, e.At) {
						had++
					}
				}
				c.Outcomes[i].Events += had
				if had > 0 {
					c.Outcomes[i].Customers++
				}
			}
			c.Exited = c.Outcomes[0].Customers
		}
		classes[l.Class] = c
	}
	return classes
}

// TestLinkageOfPlain compares LinkageOf with a plain loop on random rows, and checks that
// shards of customers merge to the whole.
func TestLinkageOfPlain(t *testing.T) {
	cxtest.Long(t)
	random := rand.New(rand.NewPCG(1988, 837))
	for range 300 {
		landmarks, activities, events := linkRandom(random)
		rule := cx.LinkageRule{Horizon: time.Duration(1+random.IntN(10)) * 24 * time.Hour, Outcomes: []string{"renew"}, Exits: []string{"leave"}}
		asOf := yearDay(1 + random.IntN(16))
		whole, err := cx.LinkageOf(landmarks, activities, events, rule, asOf)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]cx.LinkedClass{}
		for _, c := range whole.Classes {
			got[c.Class] = c
		}
		want := plainLinkage(t, landmarks, activities, events, rule.Horizon, asOf)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("LinkageOf(%v, %v, %v) (-want +got)\n%s", landmarks, activities, events, diff)
		}
		if whole.Activities.Total() != int64(len(activities)) || whole.Events.Total() != int64(len(events)) {
			t.Fatalf("rows %v, %v, want %d each", whole.Activities, whole.Events, len(events))
		}
		var shards []cx.Linkage
		for part := range 3 {
			mine := func(customer string) bool { return int(customer[0])%3 == part }
			shard, err := cx.LinkageOf(
				slices.DeleteFunc(slices.Clone(landmarks), func(l cx.Landmark) bool { return !mine(l.Customer) }),
				slices.DeleteFunc(slices.Clone(activities), func(a cx.Activity) bool { return !mine(a.Customer) }),
				slices.DeleteFunc(slices.Clone(events), func(e cx.Event) bool { return !mine(e.Customer) }),
				rule, asOf)
			if err != nil {
				t.Fatal(err)
			}
			shards = append(shards, shard)
		}
		var merged cx.Linkage
		for _, shard := range shards {
			if err := merged.Merge(shard); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(whole, merged); diff != "" {
			t.Fatalf("merged shards (-want +got)\n%s", diff)
		}
		cxtest.Laws[cx.Linkage, *cx.Linkage]{Values: shards}.Check(t)
	}
}

// TestLinkageCookieCats compares the players of the two versions of the cookie_cats
// reference: a linkage whose landmark is the installation, with the return on day 1 and on
// day 7 as its outcomes.
func TestLinkageCookieCats(t *testing.T) {
	var reference struct {
		ByVersion map[string]struct{ N, Day1, Day7 int64 } `json:"by_version"`
		Day1      float64                                  `json:"z_day1"`
		Day7      float64                                  `json:"z_day7"`
	}
	figures(t, "retention_cookie_cats", &reference)
	var landmarks []cx.Landmark
	var events []cx.Event
	for _, row := range records(t, "retention_cookie_cats/cookie_cats.csv.gz") {
		player := row["userid"]
		landmarks = append(landmarks, cx.Landmark{Customer: player, At: yearDay(1), Class: row["version"]})
		for name, day := range map[string]int{"retention_1": 2, "retention_7": 8} {
			if row[name] == "TRUE" {
				events = append(events, cx.Event{Customer: player, Name: name, At: yearDay(day)})
			}
		}
	}
	rule := cx.LinkageRule{Horizon: 8 * 24 * time.Hour, Outcomes: []string{"retention_1", "retention_7"}}
	l, err := cx.LinkageOf(landmarks, nil, events, rule, yearDay(9))
	if err != nil || len(l.Classes) != 2 {
		t.Fatalf("LinkageOf = %v, %v", l, err)
	}
	for _, c := range l.Classes {
		want := reference.ByVersion[c.Class]
		for name, count := range map[string]int64{"retention_1": want.Day1, "retention_7": want.Day7} {
			if got := cxtest.Must(c.Had(name)); got != (cx.Proportion{Count: count, Base: want.N}) {
				t.Errorf("%s, %s: %v, want %d of %d", c.Class, name, got, count, want.N)
			}
		}
	}
	// The interval of decisions: gate_30 minus gate_40, day 7.
	for name, want := range map[string]struct{ z, low, high float64 }{
		"retention_1": {reference.Day1, -0.000582095, 0.012391905},
		"retention_7": {reference.Day7, 0.003121303, 0.013281941},
	} {
		pairs, err := l.RateDifferences(func(c cx.LinkedClass) (cx.Proportion, error) { return c.Had(name) }, 30, 0.95)
		if err != nil || len(pairs) != 1 || pairs[0].AdjustedP != pairs[0].Difference.P {
			t.Fatalf("RateDifferences = %v, %v", pairs, err)
		}
		cxtest.Near(t, name+": z", pairs[0].Difference.Z, want.z, 1e-6)
		cxtest.Near(t, name+": low", pairs[0].Difference.Interval.Low, want.low, 1e-9)
		cxtest.Near(t, name+": high", pairs[0].Difference.Interval.High, want.high, 1e-9)
	}
	// 8502/44700 over 8279/45489, and the roots of Koopman's score equation, in Python's mpmath.
	ratio, err := cxtest.Must(l.Classes[0].Had("retention_7")).RateRatio(cxtest.Must(l.Classes[1].Had("retention_7")), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "ratio", ratio.Value, 1.0450620677691027, 1e-12)
	cxtest.Near(t, "ratio: low", ratio.Interval.Low, 1.01691607203657754, 1e-12)
	cxtest.Near(t, "ratio: high", ratio.Interval.High, 1.07398795858366018, 1e-12)
}

// TestLinkageRavenStack joins the satisfaction of tickets and the churn events of the
// saas_ravenstack accounts. The figures were counted in Python, over dates and plain lists;
// the log-rank test is that of R 4.2.2, survdiff(Surv(t, e) ~ class).
func TestLinkageRavenStack(t *testing.T) {
	var responses []cx.Response
	var invited []cx.Invitation
	var events []cx.Event
	for _, row := range records(t, "saas_ravenstack/ravenstack_support_tickets.csv") {
		account, at := row["account_id"], instant(row["submitted_at"])
		events = append(events, cx.Event{Customer: account, Name: "ticket", At: at})
		if s := row["satisfaction_score"]; s != "" {
			responses = append(responses, cx.Response{Customer: account, At: at, Score: int(number(t, s))})
		}
	}
	for _, row := range records(t, "saas_ravenstack/ravenstack_churn_events.csv") {
		events = append(events, cx.Event{Customer: row["account_id"], Name: "churn", At: instant(row["churn_date"])})
	}
	for _, row := range records(t, "saas_ravenstack/ravenstack_accounts.csv") {
		invited = append(invited, cx.Invitation{Customer: row["account_id"]})
	}
	score := func(r *cx.Response) string { return strconv.Itoa(r.Score) }
	landmarks, err := cx.LandmarksOf(responses, score, invited, period("2023"), cx.Calendar{})
	if err != nil || len(landmarks.Rows) != 500 {
		t.Fatalf("LandmarksOf: %d landmarks, %v, want 500", len(landmarks.Rows), err)
	}
	rule := cx.LinkageRule{Horizon: 180 * 24 * time.Hour, Outcomes: []string{"ticket"}, Exits: []string{"churn"}}
	asOf := instant("2025-01-01")
	l, err := cx.LinkageOf(landmarks.Rows, nil, events, rule, asOf)
	if err != nil {
		t.Fatal(err)
	}
	type counts struct{ customers, left, followed, exited, hadTicket, tickets int64 }
	want := map[string]counts{
		"3": {113, 6, 113, 9, 73, 112}, "4": {113, 1, 113, 11, 70, 112}, "5": {108, 0, 108, 13, 70, 107},
		"no answer": {135, 24, 135, 31, 96, 137},
	}
	for _, c := range l.Classes {
		got := counts{c.Customers, c.Left, c.Followed, c.Exited, cxtest.Must(c.Had("ticket")).Count, cxtest.Must(c.Per("ticket")).Events}
		if got != want[c.Class] {
			t.Errorf("%s: %v, want %v", c.Class, got, want[c.Class])
		}
	}
	groups, err := cx.LinkedLifespans(landmarks.Rows, events, rule, "", asOf)
	if err != nil || len(groups) != 4 || len(l.Classes) != 4 {
		t.Fatalf("%d groups of lifespans, %d classes, %v, want 4", len(groups), len(l.Classes), err)
	}
	var lifespans [][]cx.Lifespan
	for i, g := range groups {
		lifespans = append(lifespans, g.Tally)
		curve, err := cx.SurvivalOf(g.Tally)
		if err != nil {
			t.Fatal(err)
		}
		median, err := curve.Median(0.95, cx.LogScale)
		if wantMedian := []float64{485, 489, 470, 316}[i]; err != nil || median.Time != wantMedian {
			t.Errorf("%s: median %v, %v, want %v", g.Key, median, err, wantMedian)
		}
	}
	test, err := cx.LogRank(lifespans, "")
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "chi square", test.ChiSquare, 63.4937193430532, 1e-12)
	for i, expected := range []float64{93.002952224, 97.637829775, 89.595733856, 40.763484145} {
		cxtest.Near(t, "expected", test.Groups[i].Expected, expected, 1e-9)
	}
}

// TestLinkageCallCentre links, call by call, whether the csat_callcentre contact resolved
// the matter with the satisfaction told after it.
func TestLinkageCallCentre(t *testing.T) {
	var reference struct {
		ByResolved map[string]struct{ N, Satisfied int64 } `json:"csat_resolved"`
	}
	figures(t, "csat_callcentre", &reference)
	var landmarks []cx.Landmark
	var events []cx.Event
	for _, row := range records(t, "csat_callcentre/call_centre.csv.gz") {
		call, rating := row["\ufeffCall Id"], row["Satisfaction rating"]
		if rating == "" {
			continue
		}
		landmarks = append(landmarks, cx.Landmark{Customer: call, At: yearDay(1), Class: row["Resolved"]})
		if rating >= "4" {
			events = append(events, cx.Event{Customer: call, Name: "satisfied", At: yearDay(1).Add(time.Minute)})
		}
	}
	l, err := cx.LinkageOf(landmarks, nil, events, cx.LinkageRule{Horizon: time.Hour, Outcomes: []string{"satisfied"}}, yearDay(2))
	if err != nil || len(l.Classes) != 2 {
		t.Fatalf("LinkageOf = %v, %v", l, err)
	}
	for _, c := range l.Classes {
		want := reference.ByResolved[c.Class]
		if got := cxtest.Must(c.Had("satisfied")); got != (cx.Proportion{Count: want.Satisfied, Base: want.N}) {
			t.Errorf("%s: %v, want %v", c.Class, got, want)
		}
	}
}
