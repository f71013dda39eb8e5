package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

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
			WindowDays: 14, ByUses: [4]cx.Proportion{{Count: 2, Base: 40}, {Count: 3, Base: 25}, {Count: 5, Base: 20}, {Count: 12, Base: 30}}, Undecided: 9,
		},
		"trials_zero": cx.Trials{},
	})
}

// A Merge that fails changes neither side.
func TestChurnUnmerged(t *testing.T) {
	cxtest.Unmerged(t, "sum", cx.Churn{Start: math.MaxInt64}, cx.Churn{Acquired: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "one impossible", cx.Churn{Start: 1}, cx.Churn{Start: 1, Lost: 2}, cx.ErrInvalid)
	cxtest.Unmerged(t, "nobody lost", cx.Churn{Returned: 1}, cx.Churn{}, cx.ErrInvalid)
	// There is room for 11 customers, 6 + 5, and then for 10.
	few, most := cx.Churn{Start: 6, Acquired: 5}, cx.Churn{Start: math.MaxInt64 - 16, Acquired: 5}
	cxtest.Becomes(t, "the largest", most, func(c *cx.Churn) error { return c.Merge(few) }, cx.Churn{Start: math.MaxInt64 - 10, Acquired: 10})
	most.Acquired++
	cxtest.Unmerged(t, "one more", most, few, cx.ErrInvalid)
	cxtest.Becomes(t, "one who left", cx.Churn{Start: 9, Acquired: 4, Lost: 2}, func(c *cx.Churn) error { return c.Unmerge(cx.Churn{Start: 1, Lost: 1}) }, cx.Churn{Start: 8, Acquired: 4, Lost: 1})
	for _, more := range []cx.Churn{{Start: 7}, {Start: 8, Lost: 2}, {Acquired: 7}, {Start: 3, Lost: 3}, {Acquired: -1}} {
		cxtest.Unchanged(t, "too many", cx.Churn{Start: 8, Acquired: 6, Lost: 2, Returned: 1}, func(c *cx.Churn) error { return c.Unmerge(more) }, cx.ErrInvalid)
	}
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

		// ChartMogul, help article 207340419: 100 at the start, 11 canceled, of which 1 had
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

// By hand, with a window of 14 days and asOf on 20 March: a trial of 5 March or before has
// had its 14 days, which end with the 19th.
func TestTrialsOf(t *testing.T) {
	const asOf = "2026-03-20T12:00:00Z"
	for _, test := range []struct {
		name  string
		trial cx.Trial
		want  cx.Trials
	}{
		{"converted", trial("2026-03-01", "2026-03-15", "2026-03-09", 1), decidedTrials(1, 1, 1, 0)},
		{"not converted", trial("2026-03-01", "2026-03-15", "", 2), decidedTrials(2, 0, 1, 0)},
		{"on the last day of the window", trial("2026-03-01T00:00:00Z", "2026-03-15", "2026-03-15T23:59:59Z", 0), decidedTrials(0, 1, 1, 0)},
		{"a day later", trial("2026-03-01T23:59:59Z", "2026-03-15", "2026-03-16T00:00:00Z", 0), decidedTrials(0, 0, 1, 0)},
		{"converted at once", trial("2026-03-01", "2026-03-01", "2026-03-01", 3), decidedTrials(3, 1, 1, 0)},
		{"used more often", trial("2026-03-01", "2026-03-15", "", 4), decidedTrials(3, 0, 1, 0)},
		{"used very often", trial("2026-03-01", "2026-03-15", "", math.MaxInt64), decidedTrials(3, 0, 1, 0)},
		{"the last start whose window has passed", trial("2026-03-05", "2026-03-19", "2026-03-19", 0), decidedTrials(0, 1, 1, 0)},
		{"its window ends on the day of asOf", trial("2026-03-06", "2026-03-20", "2026-03-08", 0), decidedTrials(0, 0, 0, 1)},
		{"an end at asOf", trial("2026-03-01", asOf, "", 0), decidedTrials(0, 0, 1, 0)},
		{"an end after asOf", trial("2026-03-01", "2026-03-20T12:00:01Z", "2026-03-02", 0), decidedTrials(0, 0, 0, 1)},
		{"no end", trial("2026-03-01", "", "2026-03-02", 0), decidedTrials(0, 0, 0, 1)},
		{"converted after asOf", trial("2026-03-01", "2026-03-15", "2026-03-21", 0), decidedTrials(0, 0, 1, 0)},
		{"a start at asOf", trial(asOf, "", "", 0), cx.Trials{WindowDays: 14}},
		{"a start after asOf", trial("2026-04-01", "", "", 0), cx.Trials{WindowDays: 14}},
		{"the earliest", trial("1900-01-01", "1900-01-15", "", 0), decidedTrials(0, 0, 1, 0)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.TrialsOf([]cx.Trial{test.trial}, 14, cx.Calendar{Grain: cx.Day}, instant(asOf))
			if err != nil || got != test.want {
				t.Errorf("TrialsOf = %+v, %v, want %+v", got, err, test.want)
			}
			rate, err := got.Conversion().Rate()
			if total := got.Total(); total == 0 {
				cxtest.Refuses(t, "rate of none", err, cx.ErrNoData)
			} else if !rate.Equal(dec(fmt.Sprint(got.Conversion().Count))) || total != 1 {
				t.Errorf("rate %v of %d, %v", rate, total, err)
			}
		})
	}
	got, err := cx.TrialsOf(nil, 14, cx.Calendar{}, instant(asOf))
	if want := (cx.Trials{WindowDays: 14}); err != nil || got != want {
		t.Errorf("TrialsOf nothing = %+v, %v, want %+v", got, err, want)
	}
}

// What day it is depends on the place: at 20:00 in Oslo's summer it is the next day in
// Tokyo.
func TestTrialsOfZones(t *testing.T) {
	rows := []cx.Trial{trial("2026-07-01T10:00:00Z", "2026-07-15", "2026-07-02T18:00:00Z", 0)}
	for name, want := range map[string]int64{"Europe/Oslo": 1, "Asia/Tokyo": 0, "UTC": 1} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cx.TrialsOf(rows, 1, cx.Calendar{Location: zone}, instant("2026-08-01"))
		if err != nil || got.ByUses[0] != (cx.Proportion{Count: want, Base: 1}) {
			t.Errorf("TrialsOf in %s = %+v, %v, want %d converted", name, got, err, want)
		}
	}
}

func TestTrialsOfInvalid(t *testing.T) {
	asOf := instant("2026-03-20")
	good := trial("2026-03-01", "2026-03-15", "2026-03-09", 1)
	with := func(change func(*cx.Trial)) cx.Trial {
		v := good
		change(&v)
		return v
	}
	for name, bad := range map[string]cx.Trial{
		"no customer":             with(func(t *cx.Trial) { t.Customer = " " }),
		"no start":                with(func(t *cx.Trial) { t.Start = time.Time{} }),
		"start in 1899":           with(func(t *cx.Trial) { t.Start = instant("1899-12-31") }),
		"start in 2201":           with(func(t *cx.Trial) { t.Start = instant("2201-01-01") }),
		"end before start":        with(func(t *cx.Trial) { t.End = instant("2026-02-28T23:59:59Z") }),
		"end far away":            with(func(t *cx.Trial) { t.End = time.Unix(math.MaxInt64, 0) }),
		"conversion before start": with(func(t *cx.Trial) { t.Converted = instant("2026-02-28") }),
		"conversion far away":     with(func(t *cx.Trial) { t.Converted = instant("9999-12-31") }),
		"uses":                    with(func(t *cx.Trial) { t.Uses = -1 }),
		"all, with a name":        {Customer: "text of the caller", Uses: -1},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := cx.TrialsOf([]cx.Trial{good, good, bad}, 14, cx.Calendar{}, asOf)
			cxtest.Refuses(t, "TrialsOf", err, cx.ErrInvalid)
			if row, ok := err.(*cx.RowError); !ok || strings.Contains(err.Error(), "caller") || row.Row != 2 || got != (cx.Trials{}) {
				t.Errorf("TrialsOf = %+v, %v, want row 2", got, err)
			}
			text, err := json.Marshal(bad)
			if err != nil {
				return // a year that JSON does not have
			}
			trialCodec().Refuses(t, string(text), cx.ErrInvalid)
		})
	}
	for _, window := range []int{0, -1, 36526, math.MaxInt, math.MinInt} {
		_, err := cx.TrialsOf([]cx.Trial{good}, window, cx.Calendar{}, asOf)
		cxtest.Refuses(t, "window", err, cx.ErrInvalid)
	}
	for _, grain := range []cx.Grain{cx.Week, cx.Month, "fortnight"} {
		_, err := cx.TrialsOf([]cx.Trial{good}, 14, cx.Calendar{Grain: grain}, asOf)
		cxtest.Refuses(t, "grain", err, cx.ErrInvalid)
	}
	for _, asOf := range []time.Time{{}, instant("1899-12-31"), instant("2201-01-01"), time.Unix(math.MinInt64, 0)} {
		_, err := cx.TrialsOf([]cx.Trial{good}, 14, cx.Calendar{}, asOf)
		cxtest.Refuses(t, "asOf", err, cx.ErrInvalid)
	}
	// In a made-up zone days leave the years that dates have: all of them, those of the
	// start, or those of the conversion.
	early := trial("1900-01-01", "1900-01-15", "2190-01-01", 0)
	for _, years := range []int64{math.MaxInt64 / 31_556_952, -1899, 7850, 100_000, -100_000} {
		c := cx.Calendar{Location: time.FixedZone("", int(years*31_556_952))}
		if _, err := cx.TrialsOf([]cx.Trial{early}, 14, c, asOf); err != nil || strconv.IntSize == 64 {
			cxtest.Refuses(t, "a made-up zone", err, cx.ErrInvalid)
		}
	}
}

func TestTrialsInvalid(t *testing.T) {
	const most = math.MaxInt64
	valid := decidedTrials(2, 3, 5, 7)
	for name, bad := range invalidTrials() {
		cxtest.Impossible(t, name, valid, bad, cx.ErrInvalid)
		if total := bad.Total(); total != 0 {
			t.Errorf("%s: Total = %d", name, total)
		}
		cxtest.Unmerged(t, name+": Merge", bad, valid, cx.ErrInvalid)
		cxtest.Unmerged(t, name+": Merge with nothing", bad, cx.Trials{}, cx.ErrInvalid)
		trialsCodec().Refuses(t, cxtest.JSON(t, bad), cx.ErrInvalid)
	}
	other := valid
	other.WindowDays = 30
	cxtest.Unmerged(t, "windows", valid, other, cx.ErrMismatch)
	cxtest.Unmerged(t, "a window without trials", valid, cx.Trials{WindowDays: 30}, cx.ErrMismatch)
	cxtest.Unmerged(t, "one class", decidedTrials(0, 0, most, 0), decidedTrials(0, 0, 1, 0), cx.ErrInvalid)
	cxtest.Unmerged(t, "two classes", decidedTrials(0, 0, most, 0), decidedTrials(1, 0, 1, 0), cx.ErrInvalid)
	cxtest.Unmerged(t, "undecided", decidedTrials(0, 0, 0, most), decidedTrials(0, 0, 0, 1), cx.ErrInvalid)
}

func TestTrialsJSON(t *testing.T) {
	for text, want := range map[string]cx.Trials{
		cxtest.JSON(t, cx.Trials{}): {},
		`{"window_days":14,"by_uses":[{"count":0,"base":0},{"count":0,"base":0},{"count":0,"base":0},{"count":0,"base":0}],"undecided":2}`: {WindowDays: 14, Undecided: 2},
		`{"undecided":0,"by_uses":[{"count":0,"base":0},{"count":0,"base":0},{"count":0,"base":3},{"count":0,"base":0}],"window_days":14}`: decidedTrials(2, 0, 3, 0),
	} {
		got := decidedTrials(1, 1, 1, 1)
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("Unmarshal(%s) = %+v, %v, want %+v", text, got, err, want)
		}
	}
}

// The benchmarks of value and cost, each beside its plain loop. CX_BENCH_ROWS sets the
// number of rows.

func BenchmarkTrialsOf(b *testing.B) {
	rows := make([]cx.Trial, benchActivityCount(b)/10)
	asOf := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	g := generator(5)
	for i := range rows {
		start := asOf.Add(-time.Duration(g.next(365*86400)) * time.Second)
		rows[i] = cx.Trial{Customer: strconv.Itoa(i), Start: start, End: start.AddDate(0, 0, 14), Uses: int64(g.next(6))}
		if g.next(4) == 0 {
			rows[i].Converted = start.Add(time.Duration(g.next(20*86400)) * time.Second)
		}
	}
	const day = 86400
	b.Run("loop=seconds", func(b *testing.B) {
		for b.Loop() {
			var counts, totals [4]int64
			for i := range rows {
				r := &rows[i]
				start := r.Start.Unix() / day
				if r.End.After(asOf) || start+14 >= asOf.Unix()/day {
					continue
				}
				class := min(r.Uses, 3)
				totals[class]++
				if !r.Converted.IsZero() && r.Converted.Unix()/day-start <= 14 {
					counts[class]++
				}
			}
			sinkInt += counts[0] + totals[3]
		}
	})
	b.Run("TrialsOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			t, err := cx.TrialsOf(rows, 14, cx.Calendar{}, asOf)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += t.Total()
		}
	})
	b.Run("TrialsOf/zone", func(b *testing.B) {
		c := cx.Calendar{Location: zoneAt(b, "Europe/Oslo")}
		for b.Loop() {
			t, err := cx.TrialsOf(rows, 14, c, asOf)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += t.Total()
		}
	})
}

func trialCodec() cxtest.Codec {
	return cxtest.CodecOf[cx.Trial](`{"customer":"ada","start":"2026-03-01T09:30:00Z","end":"2026-03-15T09:30:00Z","converted":"2026-03-09T08:00:00Z","uses":7}`).
		WithCounts("uses").
		WithBad(
			`{}`, `{"customer":"ada"}`, `{"customer":" ","start":"2026-03-01T00:00:00Z"}`, `{"customer":"ada","start":"2026-03-01"}`,
			`{"customer":"ada","start":"2026-03-01T00:00:00Z","end":"2026-02-01T00:00:00Z"}`,
			`{"customer":"ada","start":"2026-03-01T00:00:00Z","converted":"2026-02-01T00:00:00Z"}`,
			`{"customer":"ada","start":"2026-03-01T00:00:00Z","uses":-1}`, `{"customer":"ada","start":"1026-03-01T00:00:00Z"}`,
		)
}

func trialsCodec() cxtest.Codec {
	return cxtest.CodecOf[cx.Trials](`{"window_days":14,"by_uses":[{"count":2,"base":40},{"count":3,"base":25},{"count":5,"base":20},{"count":12,"base":30}],"undecided":9}`).
		WithCounts("window_days", "count", "base", "undecided").
		WithBad(
			`{"window_days":-1}`, `{"window_days":36526}`, `{"undecided":1}`, `{"window_days":14,"undecided":-1}`, `{"by_uses":[{}]}`,
			`{"window_days":14,"by_uses":[],"undecided":0}`,
			`{"window_days":14,"by_uses":[{"count":0,"base":0}]}`,
			`{"window_days":14,"by_uses":[{},{},{},{},{}]}`,
			`{"window_days":14,"by_uses":[{},{},{},{"count":2,"base":1}]}`,
			`{"window_days":14,"by_uses":[{},{},{},{"all":2}]}`,
			`{"window_days":14,"by_uses":{"0":{}}}`,
			`{"by_uses":[{},{},{},{"count":1,"base":1}]}`,
		)
}

// trialsLaw has trials that are decided, of all classes.
func trialsLaw() cxtest.Law {
	start := instant("2026-01-01")
	return cxtest.Laws[cx.Trials, *cx.Trials]{
		Values: []cx.Trials{{WindowDays: 14}, decidedTrials(3, 1, math.MaxInt64/4, 0), decidedTrials(0, 2, 5, 7)},
		Empty:  cx.Trials{WindowDays: 14}, Total: cx.Trials.Total,
		Add: func(t *cx.Trials, row byte) error {
			one, err := cx.TrialsOf([]cx.Trial{{
				Customer: "a", Start: start, End: start, Uses: int64(row % 7), Converted: start.AddDate(0, 0, int(row)),
			}}, 14, cx.Calendar{}, instant("2026-07-01"))
			if err != nil {
				return err
			}
			return t.Merge(one)
		},
	}
}

// trial returns a trial. Days that are empty are missing.
func trial(start, end, converted string, uses int64) cx.Trial {
	at := func(day string) time.Time {
		if day == "" {
			return time.Time{}
		}
		return instant(day)
	}
	return cx.Trial{Customer: "ada", Start: at(start), End: at(end), Converted: at(converted), Uses: uses}
}

// decidedTrials returns the tally of a window of 14 days with one class.
func decidedTrials(class int, count, total, undecided int64) cx.Trials {
	t := cx.Trials{WindowDays: 14, Undecided: undecided}
	t.ByUses[class] = cx.Proportion{Count: count, Base: total}
	return t
}

// invalidTrials are tallies that nothing can have counted.
func invalidTrials() map[string]cx.Trials {
	const most = math.MaxInt64
	all := func(classes ...cx.Proportion) cx.Trials {
		t := cx.Trials{WindowDays: 14}
		copy(t.ByUses[:], classes)
		return t
	}
	return map[string]cx.Trials{
		"window below 0":        {WindowDays: -1},
		"window beyond":         {WindowDays: 36526},
		"no window":             {Undecided: 1},
		"no window for a class": {ByUses: [4]cx.Proportion{{Count: 1, Base: 2}}},
		"more than all":         all(cx.Proportion{Count: 2, Base: 1}),
		"negative class":        all(cx.Proportion{}, cx.Proportion{}, cx.Proportion{}, cx.Proportion{Count: -1, Base: 1}),
		"negative total":        all(cx.Proportion{Count: -5, Base: -1}),
		"undecided below 0":     {WindowDays: 14, Undecided: -1},
		"too many":              all(cx.Proportion{Base: most}, cx.Proportion{Base: 1}),
		"too many back to 1":    all(cx.Proportion{Base: most}, cx.Proportion{Base: most}, cx.Proportion{Count: 3, Base: 3}),
		"too many undecided":    {WindowDays: 14, ByUses: [4]cx.Proportion{{Base: 1}}, Undecided: most},
	}
}
