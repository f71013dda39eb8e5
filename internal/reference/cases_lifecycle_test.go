package reference

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// The small lifecycle files of the optional cases, after public reports, whose right values were
// computed in R or Python, or by hand. What they show of files is the report's; what they show of
// figures is tested here.

// caseFloat parses a number of a case.
func caseFloat(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Lengths that are differences of two floats: three lengths in seven floats.
func TestLifecycleCase_nearTies(t *testing.T) {
	var lifespans []cx.Lifespan
	for _, r := range table(t, "cases/lifecycle/near_ties.csv") {
		lifespans = append(lifespans, cx.Lifespan{Exit: caseFloat(t, r["age_last"]) - caseFloat(t, r["age_first"]), Churned: r["churned"] == "1"})
	}
	curve, err := cx.SurvivalOf(lifespans)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		atRisk, churned int64
		survival        float64
	}{{12, 2, .833333}, {9, 3, .555556}, {5, 3, .222222}} {
		if len(curve.Steps) != 3 || curve.Steps[i].AtRisk != want.atRisk || curve.Steps[i].Churned != want.churned {
			t.Fatalf("steps %+v", curve.Steps)
		}
		cxtest.Near(t, "survival", curve.Steps[i].Survival, want.survival, 5e-7)
	}
	median, err := curve.Median(0.95, cx.LogLogScale)
	if err != nil || median.Time != 1.1 {
		t.Errorf("median %+v, %v, want 1.1", median, err)
	}
	mean, err := curve.Mean(1.1, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "mean", mean.Value, .872222, 5e-7)
	cxtest.Near(t, "standard error", mean.StandardError, .080374, 5e-7)
}

// A plan that is too young to have been at risk when anybody churned is left out.
func TestLifecycleCase_youngGroup(t *testing.T) {
	plans := []string{"old", "mid", "new"}
	groups := make([][]cx.Lifespan, len(plans))
	for _, r := range table(t, "cases/lifecycle/young_group.csv") {
		i := slices.Index(plans, r["plan"])
		groups[i] = append(groups[i], cx.Lifespan{Exit: caseFloat(t, r["months"]), Churned: r["churned"] == "1"})
	}
	got, err := cx.LogRank(groups, cx.EqualWeight)
	if err != nil || got.DegreesOfFreedom != 1 || !got.Groups[2].LeftOut {
		t.Fatalf("LogRank = %+v, %v", got, err)
	}
	cxtest.Near(t, "chi square", got.ChiSquare, 1, 1e-12)
	cxtest.Near(t, "P", got.P, 0.3173105, 5e-8)
	for i, want := range [][2]float64{{3, 2}, {2, 3}} {
		cxtest.Near(t, plans[i]+" observed", got.Groups[i].Observed, want[0], 1e-12)
		cxtest.Near(t, plans[i]+" expected", got.Groups[i].Expected, want[1], 1e-12)
	}
}

// When a question is due that is promised within so many hours of work.
func TestLifecycleCase_dueTimes(t *testing.T) {
	days := map[string][]time.Weekday{"Mon-Fri": {1, 2, 3, 4, 5}, "every day": {0, 1, 2, 3, 4, 5, 6}, "Tue": {2}}
	for _, r := range table(t, "cases/lifecycle/due_times.csv") {
		zone, err := time.LoadLocation(r["zone"])
		if err != nil {
			t.Fatal(err)
		}
		local := func(s string) time.Time {
			at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		at := strings.LastIndex(r["open"], " ")
		clock := func(s string) time.Duration { return local("2026-01-01 " + s).Sub(local("2026-01-01 00:00")) }
		from, to, _ := strings.Cut(r["open"][at+1:], "-")
		var week []cx.OpeningHours
		for _, day := range days[r["open"][:at]] {
			week = append(week, cx.OpeningHours{Day: day, From: clock(from), To: clock(to)})
		}
		var holidays []cx.Date
		for _, s := range strings.Fields(r["holidays"]) {
			day, err := cx.ParseDate(s)
			if err != nil {
				t.Fatal(err)
			}
			holidays = append(holidays, day)
		}
		hours, err := cx.BusinessHoursOf(week, holidays, nil, zone)
		if err != nil {
			t.Fatal(err)
		}
		promised := time.Duration(caseInt(t, r["business_hours_needed"])) * time.Hour
		due, err := hours.After(local(r["created"]), promised)
		if err != nil || !due.Equal(local(r["due"])) {
			t.Errorf("%s from %s is due at %v, %v, want %s", promised, r["created"], due, err, r["due"])
		}
	}
}

// An amount split by days, whose cents add up.
func TestLifecycleCase_prorateDays(t *testing.T) {
	type amount struct{ total, from, to string }
	var order []amount
	parts := map[amount][]string{}
	for _, r := range table(t, "cases/more/prorate_days.csv") {
		a := amount{r["amount"], r["from"], r["to"]}
		if parts[a] == nil {
			order = append(order, a)
		}
		parts[a] = append(parts[a], r["part"])
	}
	for _, a := range order {
		span, err := cx.ParsePeriod(a.from + "/" + a.to)
		if err != nil {
			t.Fatal(err)
		}
		months, err := cx.Month.Periods(span)
		if err != nil {
			t.Fatal(err)
		}
		var weights []int64
		for _, m := range months {
			if m.Start.Compare(span.Start) < 0 {
				m.Start = span.Start
			}
			if m.End.Compare(span.End) > 0 {
				m.End = span.End
			}
			weights = append(weights, int64(m.Days()))
		}
		got, err := cx.Allocate(dec(a.total), weights, 2)
		if err != nil || len(got) != len(parts[a]) {
			t.Fatalf("%v: %v, %v", a, got, err)
		}
		for i, want := range parts[a] {
			cxtest.Exactly(t, a.total, got[i], nil, dec(want).String())
		}
	}
}

// A purchase a year later is no conversion of the trial; one over the end of a month is.
func TestLifecycleCase_trialOfAnotherProduct(t *testing.T) {
	var trials []cx.Trial
	for _, r := range table(t, "cases/more/trial_other_product.csv") {
		trials = append(trials, cx.Trial{Customer: r["customer"], Start: caseTime(t, r["start"]), End: caseTime(t, r["end"]), Converted: caseTime(t, r["first_payment"])})
	}
	rule := cx.TrialRule{WindowDays: 30, Calendar: cx.Calendar{Grain: cx.Day}}
	got, err := cx.TrialsOf(trials, rule, caseTime(t, "2025-02-01"))
	if want := (cx.Proportion{Count: 1, Base: 3}); err != nil || got.Conversion() != want {
		t.Errorf("TrialsOf = %+v, %v, want %v", got, err, want)
	}
}

// The counts of a histogram are cumulative.
func TestLifecycleCase_apdex(t *testing.T) {
	a := cx.Apdex{Target: time.Second}
	before, before2 := int64(0), int64(0)
	for _, r := range table(t, "cases/more/apdex_cumulative.csv") {
		n := int64(caseInt(t, r["count"]))
		switch r["seconds_at_most"] {
		case "1":
			a.Satisfied = n
			before = n
		case "4":
			a.Tolerating = n - before
			before2 = n
		default:
			a.Frustrated = n - before2
		}
	}
	score, err := a.Score()
	cxtest.Exactly(t, "apdex", score, err, "0.75")
}

// The levels of intervals are pooled, not averaged.
func TestLifecycleCase_levelsOfIntervals(t *testing.T) {
	var pooled cx.Proportion
	for _, r := range table(t, "cases/more/plan_interval_levels.csv") {
		p := cx.Proportion{Count: int64(caseInt(t, r["answered_in_target"])), Base: int64(caseInt(t, r["calls"]))}
		if err := pooled.Merge(p); err != nil {
			t.Fatal(err)
		}
	}
	rate, err := pooled.Rate()
	cxtest.Exactly(t, "level", rate.Round(7), err, "0.6535163")
}

// Five formulas of the service level, the mean time to answer, and who gave up.
func TestLifecycleCase_calls(t *testing.T) {
	opened := caseTime(t, "2026-03-02 09:00")
	var calls, notShort []cx.Ticket
	for _, r := range table(t, "cases/more/calls.csv") {
		seconds := caseInt(t, r["seconds"])
		call, end := cx.Ticket{Opened: opened}, opened.Add(time.Duration(seconds)*time.Second)
		short := false
		if r["outcome"] == "answered" {
			call.FirstReply = end
		} else {
			call.Closed, short = end, seconds <= 5
		}
		calls = append(calls, call)
		if !short {
			notShort = append(notShort, call)
		}
	}
	rule := cx.SLARule{Until: cx.TicketReplied, Target: 20 * time.Second, AsOf: opened.Add(time.Hour)}
	kept, err := cx.SLAOf(calls, rule)
	if err != nil {
		t.Fatal(err)
	}
	without, err := cx.SLAOf(notShort, rule)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		got, want cx.Proportion
	}{
		{"of offered", kept.Gross(), cx.Proportion{Count: 6, Base: 17}},
		{"without those who hung up in time", kept.Decided(), cx.Proportion{Count: 6, Base: 12}},
		{"with them as kept", kept.AttainedOrGaveUp(), cx.Proportion{Count: 11, Base: 17}},
		{"without short calls", without.Gross(), cx.Proportion{Count: 6, Base: 14}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	support, err := cx.SupportOf(calls, cx.SupportRule{AsOf: rule.AsOf})
	if err != nil {
		t.Fatal(err)
	}
	if mean, err := support.FirstReply.Mean(); err != nil || mean != 27100*time.Millisecond {
		t.Errorf("the mean time to answer is %v, %v, want 27.1 s", mean, err)
	}
	gaveUp := cx.Proportion{Count: support.Closed, Base: support.Tickets}
	if want := (cx.Proportion{Count: 7, Base: 17}); gaveUp != want {
		t.Errorf("gave up: %v, want %v", gaveUp, want)
	}
	rate, err := gaveUp.Rate()
	cxtest.Exactly(t, "gave up", rate, err, decimal.NewFromInt(7).DivRound(decimal.NewFromInt(17), cx.Places).String())
}
