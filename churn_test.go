package cx_test

import (
	"errors"
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

var churnFormulas = []cx.ChurnFormula{
	"", cx.StandardChurn, cx.ChurnCountingReturned, cx.ChurnCountingAcquired, cx.ChurnOfActive, cx.ChurnOfAverage,
}

func TestChurnRateBy(t *testing.T) {
	const most = math.MaxInt64
	no := []string{"", "", "", "", "", ""} // ErrNoData by each formula
	tests := []struct {
		name  string
		c     cx.Churn
		rates []string // in the order of churnFormulas
		end   int64
	}{
		// By hand: 16/200, 20/200, 21/200, 25/250, 21/((200+229)/2).
		{"all five differ", cx.Churn{Start: 200, Acquired: 50, Lost: 20, AcquiredLost: 5, Returned: 4},
			[]string{"0.08", "0.08", "0.1", "0.105", "0.1", "0.0979021"}, 229},
		{"nobody joins or returns", cx.Churn{Start: 200, Lost: 20},
			[]string{"0.1", "0.1", "0.1", "0.1", "0.1", "0.10526316"}, 180},
		{"nobody leaves", cx.Churn{Start: 10, Acquired: 3}, []string{"0", "0", "0", "0", "0", "0"}, 13},
		{"all leave and return", cx.Churn{Start: 4, Lost: 4, Returned: 4}, []string{"0", "0", "1", "0", "1", "0"}, 4},
		// 25/10, 25/30, 25/((10+5)/2).
		{"more joined and left than there were", cx.Churn{Start: 10, Acquired: 20, Lost: 10, AcquiredLost: 15},
			[]string{"1", "1", "1", "2.5", "0.83333333", "3.33333333"}, 5},
		// 1/10 and 1/4.5.
		{"nobody at the start", cx.Churn{Acquired: 10, AcquiredLost: 1}, []string{"", "", "", "", "0.1", "0.22222222"}, 9},
		{"joined and left, all of them", cx.Churn{Acquired: 2, AcquiredLost: 2}, []string{"", "", "", "", "1", ""}, 0},
		{"no data", cx.Churn{}, no, 0},
		{"the largest counts", cx.Churn{Start: most - 1, Acquired: 1, Lost: most - 1, AcquiredLost: 1},
			[]string{"1", "1", "1", "1", "1", "2"}, 0},

		// ChartMogul, help article 207340419: 100 at the start, 11 cancelled, of which 1 had
		// joined in the month: 10 %.
		{"ChartMogul, joined and left", cx.Churn{Start: 100, Acquired: 1, Lost: 10, AcquiredLost: 1},
			[]string{"0.1", "0.1", "0.1", "0.11", "0.10891089", "0.11578947"}, 90}, // 11/100, 11/101, 11/95
		// The same article: 12 churned, 1 of them reactivated, 1 of them joined in the month: 10 %.
		{"ChartMogul, reactivated", cx.Churn{Start: 100, Acquired: 1, Lost: 11, AcquiredLost: 1, Returned: 1},
			[]string{"0.1", "0.1", "0.11", "0.11", "0.11881188", "0.11578947"}, 90}, // 11/100, 12/101, 11/95
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for i, formula := range churnFormulas {
				got, err := test.c.RateBy(formula)
				if test.rates[i] == "" {
					cxtest.Refuses(t, "RateBy("+string(formula)+")", err, cx.ErrNoData)
					continue
				}
				cxtest.Exactly(t, "RateBy("+string(formula)+")", got, err, test.rates[i])
			}
			if got, err := test.c.End(); got != test.end || err != nil {
				t.Errorf("End() = %d, %v, want %d", got, err, test.end)
			}
			standard, err := test.c.RateBy(cx.StandardChurn)
			rate, rateErr := test.c.Rate()
			share, shareErr := test.c.Churned().Rate()
			if !rate.Equal(standard) || !share.Equal(standard) || (err == nil) != (rateErr == nil) || (err == nil) != (shareErr == nil) {
				t.Errorf("Rate, Churned, RateBy = %v, %v, %v; errors %v, %v, %v", rate, share, standard, rateErr, shareErr, err)
			}
			if got := test.c.Total(); got != test.c.Start {
				t.Errorf("Total() = %d, want %d", got, test.c.Start)
			}
		})
	}
	_, err := cx.Churn{Start: 1}.RateBy("rolling")
	cxtest.Refuses(t, "RateBy of no formula", err, cx.ErrInvalid)
}

func TestChurnImpossibleCounts(t *testing.T) {
	const most = math.MaxInt64
	for name, c := range map[string]cx.Churn{
		"more lost than there were": {Start: 10, Lost: 11}, // s-cohort-003
		"more of the acquired lost": {Start: 10, Acquired: 2, AcquiredLost: 3},
		"more returned than lost":   {Start: 10, Lost: 2, Returned: 3},
		"negative start":            {Start: -1},
		"negative acquired":         {Acquired: -1},
		"negative lost":             {Start: 3, Lost: -1},
		"negative acquired lost":    {Acquired: 3, AcquiredLost: -1},
		"negative returned":         {Start: 3, Lost: 2, Returned: -1},
		"more than fit int64":       {Start: most, Acquired: 1},
	} {
		t.Run(name, func(t *testing.T) {
			for _, formula := range churnFormulas {
				_, err := c.RateBy(formula)
				cxtest.Refuses(t, "RateBy", err, cx.ErrInvalid)
			}
			_, err := c.Rate()
			cxtest.Refuses(t, "Rate", err, cx.ErrInvalid)
			_, err = c.End()
			cxtest.Refuses(t, "End", err, cx.ErrInvalid)
			_, err = c.Churned().Rate()
			cxtest.Refuses(t, "Churned().Rate", err, cx.ErrInvalid)
			_, err = c.Churned().Interval(0.95)
			cxtest.Refuses(t, "Churned().Interval", err, cx.ErrInvalid)
			_, err = cx.DailyChurn([]cx.Churn{{Start: 1}, c})
			cxtest.Refuses(t, "DailyChurn", err, cx.ErrInvalid)
			var row *cx.RowError
			if !errors.As(err, &row) || row.Row != 1 {
				t.Errorf("DailyChurn error %v, want row 1", err)
			}
		})
	}
	if got := (cx.Churn{Start: -5}).Total(); got != 0 {
		t.Errorf("Total() of a negative start = %d, want 0", got)
	}
}

// In the set form retention and churn add up to 1 (definitions, section 1).
func TestChurnAndRetentionAddUp(t *testing.T) {
	start, end := []string{"a", "b", "c", "d", "e", "f", "g"}, []string{"b", "c", "x", "y", "z"}
	r, err := cx.RetentionOf(start, end)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := r.Rate()
	cxtest.Exactly(t, "Retention.Rate", kept, err, "0.28571429") // 2/7
	lost, err := cx.Churn{Start: r.Start, Acquired: r.Acquired, Lost: r.Start - (r.End - r.Acquired)}.Rate()
	cxtest.Exactly(t, "Churn.Rate", lost, err, "0.71428571") // 5/7
	cxtest.Exactly(t, "the sum", kept.Add(lost), nil, "1")
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
	// 40,000 thirds, of which a sum of rounded ones would be 13333.3332.
	got, err := cx.DailyChurn(most)
	cxtest.Exactly(t, "DailyChurn of the most days", got, err, "13333.33333333")
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

// The figures are those of reference.json: subscriptions active at the end of the year
// before, and those of them cancelled within the year.
func TestChurnReferralGraph(t *testing.T) {
	var want struct {
		Years map[string]struct {
			Start   int64   `json:"active_at_start"`
			Lost    int64   `json:"cancelled_in_year"`
			Percent float64 `json:"churn_pct"`
		} `json:"churn_by_year"`
	}
	lifeReference(t, "referral_graph", &want)
	records := lifeRecords(t, "referral_graph/subscriptions.csv.gz")
	if len(want.Years) != 5 || len(records) != 8071 {
		t.Fatalf("%d years and %d subscriptions, want 5 and 8071", len(want.Years), len(records))
	}
	for year, figures := range want.Years {
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
		if c.Start != figures.Start || c.Lost != figures.Lost {
			t.Errorf("%s: %d of %d were lost, want %d of %d", year, c.Lost, c.Start, figures.Lost, figures.Start)
		}
		rate, err := c.Rate()
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, year, 100*rate.InexactFloat64(), figures.Percent, 1e-6)
		// What is there at the end is there at the start of the next year.
		end, err := c.End()
		if next, ok := want.Years[strconv.Itoa(y+1)]; err != nil || ok && end != next.Start {
			t.Errorf("%s: End() = %d, %v, want %d", year, end, err, next.Start)
		}
	}
}

// The daily form over single days agrees with the spells of the same customers: see
// also TestSpellsChurn.
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
	for _, p := range lifeDays(t, "2026-03-01", "2026-03-06") {
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
	if diff := cmp.Diff(want, days); diff != "" {
		t.Fatalf("Churn by day (-want +got):\n%s", diff)
	}
	got, err := cx.DailyChurn(days)
	cxtest.Exactly(t, "DailyChurn", got, err, "1.66666667") // 2/3 + 1/1
}
