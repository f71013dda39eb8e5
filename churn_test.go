package cx_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// churnContract is what Churn, Spells, Trial and Trials promise.
func churnContract(*testing.T) cxtest.Contract {
	days := []cx.Churn{{Start: 9, Lost: 2}, {Start: 7, Lost: 1}, {Start: 8}}
	rows, asOf := unsortedActivities(), instant("2026-07-01")
	trials := []cx.Trial{
		{Customer: "c", Start: instant("2026-03-01"), End: instant("2026-03-15"), Uses: 2},
		{Customer: "a", Start: instant("2026-01-01"), End: instant("2026-01-15"), Converted: instant("2026-01-02")},
		{Customer: "b", Start: instant("2026-02-01"), Uses: 1},
	}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			cxtest.CodecOf[cx.Churn](`{"start":200,"acquired":30,"lost":20,"acquired_lost":3,"returned":5}`).
				WithCounts("start", "acquired", "lost", "acquired_lost", "returned").
				WithBad(
					`{"start":10,"lost":11}`, `{"acquired":1,"acquired_lost":2}`, `{"start":1,"lost":1,"returned":2}`,
					`{"start":9223372036854775807,"acquired":1}`, `{"start":1.0}`, `{"acquiredLost":0}`,
				),
			trialCodec(), trialsCodec(), spellCodec(), spellsCodec(),
		},
		Laws: []cxtest.Law{
			cxtest.Laws[cx.Churn, *cx.Churn]{
				Values: []cx.Churn{
					{Start: 200, Acquired: 50, Lost: 20, AcquiredLost: 5, Returned: 4}, {Start: 1}, {Acquired: 3, AcquiredLost: 3},
					{Start: math.MaxInt64 / 4, Lost: 9},
				},
				Add: func(c *cx.Churn, row byte) error {
					return c.Merge([]cx.Churn{{Start: 1}, {Start: 1, Lost: 1}, {Start: 1, Lost: 1, Returned: 1}, {Acquired: 1}, {Acquired: 1, AcquiredLost: 1}}[row%5])
				},
			},
			trialsLaw(),
		},
		Calls: []cxtest.Call{
			{Func: "DailyChurn", Args: []any{days}, Do: func() (any, error) { return cx.DailyChurn(days) }},
			{Func: "SpellsOf", Args: []any{rows}, Do: func() (any, error) { return cx.SpellsOf(rows, 20, cx.Calendar{}, asOf) }},
			{Func: "TrialsOf", Args: []any{trials}, Do: func() (any, error) { return cx.TrialsOf(trials, 14, cx.Calendar{}, asOf) }},
		},
	}
}

func TestChurn_Contract(t *testing.T) { churnContract(t).Run(t) }

func FuzzChurnJSON(f *testing.F) { cxtest.FuzzCodecs(f, churnContract(nil).Codecs, cx.ErrInvalid) }

// TestChurnGolden compares the encodings with the golden files, which are a promise to
// whoever stores them.
func TestChurnGolden(t *testing.T) {
	spells, err := cx.SpellsOf(threeCustomers(), 30, cx.Calendar{}, instant("2026-05-01"))
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Golden(t, "churn", map[string]any{
		"churn": cx.Churn{Start: 200, Acquired: 50, Lost: 20, AcquiredLost: 5, Returned: 4},
		"spell": spells.Rows[0], "spells": spells,
		"trial":         trial("2026-03-01T09:30:00Z", "2026-03-15T09:30:00Z", "2026-03-09T08:00:00Z", 7),
		"trial_running": cx.Trial{Customer: "bob", Start: instant("2026-03-01T09:30:00Z")},
		"trials": cx.Trials{
			WindowDays: 14, ByUses: [4]cx.Proportion{{Count: 2, Total: 40}, {Count: 3, Total: 25}, {Count: 5, Total: 20}, {Count: 12, Total: 30}}, Undecided: 9,
		},
		"trials_zero": cx.Trials{},
	})
}

// A Merge that fails changes neither side.
func TestChurnUnmerged(t *testing.T) {
	cxtest.Unmerged(t, "sum", cx.Churn{Start: math.MaxInt64}, cx.Churn{Acquired: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "one impossible", cx.Churn{Start: 1}, cx.Churn{Start: 1, Lost: 2}, cx.ErrInvalid)
	cxtest.Unmerged(t, "nobody lost", cx.Churn{Returned: 1}, cx.Churn{}, cx.ErrInvalid)
}

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
		"more lost than there were": {Start: 10, Lost: 11},
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
			cxtest.Impossible(t, name, cx.Churn{Start: 1}, c, cx.ErrInvalid)
			_, err := c.Churned().Interval(0.95)
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

// In the set form retention and churn add up to 1.
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
