package cx_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
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
	counted := slices.Delete(stays(), 2, 3) // all of March but the last
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
					start, end := counted[row%7].dates()
					return c.Add(period("2026-03"), start, end)
				},
				Remove: func(c *cx.Churn, row byte) error {
					start, end := counted[row%7].dates()
					return c.Remove(period("2026-03"), start, end)
				},
			},
			trialsLaw(),
		},
		Calls: []cxtest.Call{
			{Func: "DailyChurn", Args: []any{days}, Do: func() (any, error) { return cx.DailyChurn(days) }},
			{Func: "SpellsOf", Args: []any{rows}, Do: func() (any, error) { return cx.SpellsOf(rows, 20, cx.Calendar{}, asOf) }},
			{Func: "LifespansOf", Args: []any{days}, Do: func() (any, error) {
				return cx.LifespansOf(days, func(*cx.Churn) (start, end cx.Date) { return date("2026-01-05"), cx.Date{} }, date("2026-03-01"))
			}},
			{Func: "TrialsOf", Args: []any{trials}, Do: func() (any, error) { return cx.TrialsOf(trials, cx.TrialRule{WindowDays: 14}, asOf) }},
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

// The benchmarks of value and cost, each beside its plain loop. CX_BENCH_ROWS sets the
// number of rows.

// stay is a customer from a day on, up to the day before another.
type stay struct{ customer, start, end string }

// stays are those of the tests by hand, about March 2026.
func stays() []stay {
	return []stay{
		{"a", "2026-01-10", ""}, {"b", "2026-01-10", "2026-03-01"}, {"c", "2026-01-10", "2026-02-28"},
		{"d", "2026-01-10", "2026-03-31"}, {"e", "2026-01-10", "2026-04-01"}, {"f", "2026-03-01", ""},
		{"g", "2026-03-05", "2026-03-31"}, {"h", "2026-03-05", "2026-04-01"}, {"i", "2026-04-01", ""},
	}
}

// dates returns the first day of a stay, and the first without.
func (s stay) dates() (start, end cx.Date) {
	if s.end != "" {
		end = date(s.end)
	}
	return date(s.start), end
}

// spellsOf returns stays as spells.
func spellsOf(t *testing.T, stays []stay, asOf string) cx.Spells {
	t.Helper()
	s := cx.Spells{AsOf: date(asOf)}
	for _, v := range stays {
		start, end := v.dates()
		spell := cx.Spell{Customer: v.customer, First: start, Last: s.AsOf}
		if end != (cx.Date{}) && end.Compare(s.AsOf) <= 0 {
			last, err := end.AddDays(-1)
			if err != nil {
				t.Fatal(err)
			}
			spell.Last, spell.Recognized = last, end
		}
		s.Rows = append(s.Rows, spell)
	}
	return s
}

// By hand: a, b, d and e are there as March begins, of whom b is gone on the 1st and d on the
// 31st; f, g and h join, and g leaves. Spells of the same days say so too.
func TestChurn_Add(t *testing.T) {
	march := period("2026-03")
	var c cx.Churn
	for _, s := range stays() {
		start, end := s.dates()
		if err := c.Add(march, start, end); err != nil {
			t.Fatal(err)
		}
	}
	if want := (cx.Churn{Start: 4, Lost: 2, Acquired: 3, AcquiredLost: 1}); c != want {
		t.Errorf("Add = %+v, want %+v", c, want)
	}
	spells, err := spellsOf(t, stays(), "2026-06-01").Churn(march, cx.OnRecognition)
	if spells != c || err != nil {
		t.Errorf("Spells.Churn = %+v, %v, and Add %+v", spells, err, c)
	}
	// Joined and left on one day.
	var one cx.Churn
	if err := one.Add(march, date("2026-03-05"), date("2026-03-05")); err != nil || one != (cx.Churn{Acquired: 1, AcquiredLost: 1}) {
		t.Errorf("Add of one day = %+v, %v", one, err)
	}
	// The day after the period is not of it.
	var later cx.Churn
	if err := later.Add(march, date("2026-04-01"), cx.Date{}); err != nil || later != (cx.Churn{}) {
		t.Errorf("Add of one who begins on the day after = %+v, %v", later, err)
	}
	day := date("2026-03-05")
	add := func(p cx.Period, start, end cx.Date) func(*cx.Churn) error {
		return func(c *cx.Churn) error { return c.Add(p, start, end) }
	}
	cxtest.Unchanged(t, "no period", c, add(cx.Period{}, day, cx.Date{}), cx.ErrInvalid)
	cxtest.Unchanged(t, "no start", c, add(march, cx.Date{}, day), cx.ErrInvalid)
	cxtest.Unchanged(t, "no such end", c, add(march, day, cx.Date{Year: 2026, Month: 2, Day: 30}), cx.ErrInvalid)
	cxtest.Unchanged(t, "an end before the start", c, add(march, day, date("2026-03-04")), cx.ErrInvalid)
	remove := func(start, end cx.Date) func(*cx.Churn) error {
		return func(c *cx.Churn) error { return c.Remove(march, start, end) }
	}
	cxtest.Becomes(t, "one who was lost", c, remove(date("2026-01-10"), day), cx.Churn{Start: 3, Lost: 1, Acquired: 3, AcquiredLost: 1})
	cxtest.Unchanged(t, "one who is not there", cx.Churn{Start: 1}, remove(date("2026-01-10"), day), cx.ErrInvalid)
	cxtest.Unchanged(t, "backwards", c, remove(day, date("2026-03-04")), cx.ErrInvalid)
	cxtest.Unchanged(t, "full", cx.Churn{Acquired: math.MaxInt64}, add(march, day, cx.Date{}), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.Churn{Lost: 1}, add(march, date("2026-04-05"), cx.Date{}), cx.ErrInvalid)
}

// By hand, as of 1 April: from 10 January there are 50 days to 1 March, 49 to 28 February, 80 to
// 31 March and 81 to 1 April, from 5 March 26 and 27. Spells of the same days say so too.
func TestLifespansOf(t *testing.T) {
	all := append(stays(), stay{"later", "2026-04-02", ""})
	dates := func(s *stay) (start, end cx.Date) { return s.dates() }
	got, err := cx.LifespansOf(all, dates, date("2026-04-01"))
	want := []cx.Lifespan{
		{Exit: 81}, {Exit: 50, Churned: true}, {Exit: 49, Churned: true}, {Exit: 80, Churned: true}, {Exit: 81, Churned: true},
		{Exit: 31}, {Exit: 26, Churned: true}, {Exit: 27, Churned: true}, {},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("LifespansOf error %v (-want +got):\n%s", err, diff)
	}
	spells, err := spellsOf(t, stays(), "2026-04-01").Lifespans(cx.OnRecognition)
	if diff := cmp.Diff(spells, got); err != nil || diff != "" {
		t.Errorf("LifespansOf error %v (-Spells.Lifespans +got):\n%s", err, diff)
	}
	if none, err := cx.LifespansOf(all[9:], dates, date("2026-04-01")); none != nil || err != nil {
		t.Errorf("LifespansOf of nobody = %v, %v, want nil", none, err)
	}
	_, err = cx.LifespansOf(all, nil, date("2026-04-01"))
	cxtest.Refuses(t, "no function", err, cx.ErrInvalid)
	_, err = cx.LifespansOf(all, dates, cx.Date{})
	cxtest.Refuses(t, "no asOf", err, cx.ErrInvalid)
	for what, bad := range map[string][2]cx.Date{
		"no start": {{}, date("2026-03-01")}, "backwards": {date("2026-03-02"), date("2026-03-01")},
		"no such end": {date("2026-03-02"), {Year: 2026, Month: 4, Day: 31}},
	} {
		rows := [][2]cx.Date{{date("2026-01-01")}, bad}
		got, err := cx.LifespansOf(rows, func(r *[2]cx.Date) (start, end cx.Date) { return r[0], r[1] }, date("2026-04-01"))
		cxtest.Refuses(t, what, err, cx.ErrInvalid)
		var row *cx.RowError
		if !errors.As(err, &row) || row.Row != 1 || got != nil {
			t.Errorf("%s: LifespansOf = %v, %v, want row 1", what, got, err)
		}
	}
}

// checkReactivations checks that ReactivationTrend is Reactivations period by period.
func checkReactivations(t *testing.T, s cx.Spells, grain cx.Grain, span cx.Period, periods []cx.Period) {
	t.Helper()
	var want []cx.Point[int64]
	for _, p := range periods {
		n, err := s.Reactivations(p)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, cx.Point[int64]{Period: p, Tally: n})
	}
	if got, err := s.ReactivationTrend(grain, span); err != nil || !cmp.Equal(want, got) {
		t.Fatalf("ReactivationTrend(%v, %v) = %v, %v, want %v", grain, span, got, err, want)
	}
}

// firstBadSpell is the first spell that the rules refuse, each looked at by itself, or -1.
func firstBadSpell(s cx.Spells) int {
	for i, spell := range s.Rows {
		if !spell.First.IsValid() || !spell.Last.IsValid() || spell.First.Compare(spell.Last) > 0 || spell.Last.Compare(s.AsOf) > 0 {
			return i
		}
		recognized, err := spell.Last.AddDays(s.WindowDays + 1)
		if err != nil || recognized.Compare(s.AsOf) > 0 {
			recognized = cx.Date{}
		}
		if spell.Recognized != recognized {
			return i
		}
		if i == 0 || s.Rows[i-1].Customer < spell.Customer {
			continue
		}
		gap, err := spell.First.DaysSince(s.Rows[i-1].Last)
		if err != nil || s.Rows[i-1].Customer != spell.Customer || !spell.Reactivation || gap <= s.WindowDays {
			return i
		}
	}
	return -1
}

// The first bad spell is found wherever it is, and no good one is refused.
func TestSpellsFirstBad(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 11))
	dates := []cx.Date{{}, {Year: 2026, Month: 2, Day: 30}, {Year: 2026, Month: 13, Day: 1}, {Year: -1, Month: 1, Day: 1}, {Year: 10_000, Month: 1, Day: 1}, date("2026-03-01")}
	bad := 0
	for range 2000 {
		rows := make([]cx.Activity, 1+r.IntN(30))
		for i := range rows {
			rows[i] = cx.Activity{Customer: string(rune('a' + r.IntN(5))), At: instant("2026-01-01").AddDate(0, 0, r.IntN(120))}
		}
		s, err := cx.SpellsOf(rows, r.IntN(20), cx.Calendar{}, instant("2026-05-01"))
		if err != nil {
			t.Fatal(err)
		}
		for range r.IntN(3) {
			spell, at := &s.Rows[r.IntN(len(s.Rows))], dates[r.IntN(len(dates))]
			switch r.IntN(6) {
			case 0:
				spell.First = at
			case 1:
				spell.Last = at
			case 2:
				spell.Recognized = at
			case 3:
				spell.Customer = string(rune('a' + r.IntN(5)))
			case 4:
				spell.Reactivation = !spell.Reactivation
			default:
				spell.First.Day++
			}
		}
		want := firstBadSpell(s)
		_, err = s.Lifespans("")
		got := -1
		if row, ok := errors.AsType[*cx.RowError](err); ok {
			got = row.Row
		}
		if got != want || (err == nil) != (want < 0) {
			t.Fatalf("%v, want the first bad spell %d of %+v", err, want, s)
		}
		if want >= 0 {
			bad++
		}
	}
	if bad < 500 || bad > 1500 {
		t.Errorf("%d of 2000 have a bad spell", bad)
	}
}
