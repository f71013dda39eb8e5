package cx_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

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
		{"an end at asOf, on a day that is not over", trial("2026-03-01", asOf, "", 0), decidedTrials(0, 0, 0, 1)},
		{"longer than the window", trial("2026-03-01", "2026-03-19", "2026-03-19T22:00:00Z", 0), decidedTrials(0, 1, 1, 0)},
		{"longer than the window, too late", trial("2026-02-01", "2026-03-01", "2026-03-02", 0), decidedTrials(0, 0, 1, 0)},
		{"an end after asOf", trial("2026-03-01", "2026-03-20T12:00:01Z", "2026-03-02", 0), decidedTrials(0, 0, 0, 1)},
		{"no end", trial("2026-03-01", "", "2026-03-02", 0), decidedTrials(0, 0, 0, 1)},
		{"converted after asOf", trial("2026-03-01", "2026-03-15", "2026-03-21", 0), decidedTrials(0, 0, 1, 0)},
		{"a start at asOf", trial(asOf, "", "", 0), cx.Trials{WindowDays: 14}},
		{"a start after asOf", trial("2026-04-01", "", "", 0), cx.Trials{WindowDays: 14}},
		{"the earliest", trial("1900-01-01", "1900-01-15", "", 0), decidedTrials(0, 0, 1, 0)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.TrialsOf([]cx.Trial{test.trial}, cx.TrialRule{WindowDays: 14, Calendar: cx.Calendar{Grain: cx.Day}}, instant(asOf))
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
	got, err := cx.TrialsOf(nil, cx.TrialRule{WindowDays: 14}, instant(asOf))
	if want := (cx.Trials{WindowDays: 14}); err != nil || got != want {
		t.Errorf("TrialsOf nothing = %+v, %v, want %+v", got, err, want)
	}
}

// What day it is depends on the place: at 20:00 in Oslo's summer it is the next day in
// Tokyo.
func TestTrialsOfZones(t *testing.T) {
	rows := []cx.Trial{trial("2026-07-01T10:00:00Z", "2026-07-02T10:00:00Z", "2026-07-02T18:00:00Z", 0)}
	for name, want := range map[string]int64{"Europe/Oslo": 1, "Asia/Tokyo": 0, "UTC": 1} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cx.TrialsOf(rows, cx.TrialRule{WindowDays: 1, Calendar: cx.Calendar{Location: zone}}, instant("2026-08-01"))
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
			got, err := cx.TrialsOf([]cx.Trial{good, good, bad}, cx.TrialRule{WindowDays: 14}, asOf)
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
	for _, days := range []int{-1, 36526, math.MaxInt, math.MinInt} {
		_, err := cx.TrialsOf([]cx.Trial{good}, cx.TrialRule{WindowDays: days}, asOf)
		cxtest.Refuses(t, "window", err, cx.ErrInvalid)
		_, err = cx.TrialsOf([]cx.Trial{good}, cx.TrialRule{GraceDays: days}, asOf)
		cxtest.Refuses(t, "days of grace", err, cx.ErrInvalid)
	}
	for _, grain := range []cx.Grain{cx.Week, cx.Month, "fortnight"} {
		_, err := cx.TrialsOf([]cx.Trial{good}, cx.TrialRule{WindowDays: 14, Calendar: cx.Calendar{Grain: grain}}, asOf)
		cxtest.Refuses(t, "grain", err, cx.ErrInvalid)
	}
	for _, asOf := range []time.Time{{}, instant("1899-12-31"), instant("2201-01-01"), time.Unix(math.MinInt64, 0)} {
		_, err := cx.TrialsOf([]cx.Trial{good}, cx.TrialRule{WindowDays: 14}, asOf)
		cxtest.Refuses(t, "asOf", err, cx.ErrInvalid)
	}
	// In a made-up zone days leave the years that dates have: all of them, those of the
	// start, or those of the conversion.
	early := trial("1900-01-01", "1900-01-15", "2190-01-01", 0)
	for _, years := range []int64{math.MaxInt64 / 31_556_952, -1899, 7850, 100_000, -100_000} {
		c := cx.Calendar{Location: time.FixedZone("", int(years*31_556_952))}
		if _, err := cx.TrialsOf([]cx.Trial{early}, cx.TrialRule{WindowDays: 14, Calendar: c}, asOf); err != nil || strconv.IntSize == 64 {
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
	other = valid
	other.GraceDays = 3
	cxtest.Unmerged(t, "days of grace", valid, other, cx.ErrMismatch)
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
			t, err := cx.TrialsOf(rows, cx.TrialRule{WindowDays: 14}, asOf)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += t.Total()
		}
	})
	b.Run("TrialsOf/zone", func(b *testing.B) {
		c := cx.Calendar{Location: zoneAt(b, "Europe/Oslo")}
		for b.Loop() {
			t, err := cx.TrialsOf(rows, cx.TrialRule{WindowDays: 14, Calendar: c}, asOf)
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
	return cxtest.CodecOf[cx.Trials](`{"window_days":14,"grace_days":3,"by_uses":[{"count":2,"base":40},{"count":3,"base":25},{"count":5,"base":20},{"count":12,"base":30}],"undecided":9}`).
		WithCounts("window_days", "grace_days", "count", "base", "undecided").
		WithBad(
			`{"window_days":-1}`, `{"window_days":36526}`, `{"window_days":14,"grace_days":-1}`, `{"window_days":14,"undecided":-1}`, `{"by_uses":[{}]}`,
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
			}}, cx.TrialRule{WindowDays: 14}, instant("2026-07-01"))
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
		"window below 0":     {WindowDays: -1},
		"window beyond":      {WindowDays: 36526},
		"grace below 0":      {GraceDays: -1},
		"grace beyond":       {GraceDays: 36526},
		"more than all":      all(cx.Proportion{Count: 2, Base: 1}),
		"negative class":     all(cx.Proportion{}, cx.Proportion{}, cx.Proportion{}, cx.Proportion{Count: -1, Base: 1}),
		"negative total":     all(cx.Proportion{Count: -5, Base: -1}),
		"undecided below 0":  {WindowDays: 14, Undecided: -1},
		"too many":           all(cx.Proportion{Base: most}, cx.Proportion{Base: 1}),
		"too many back to 1": all(cx.Proportion{Base: most}, cx.Proportion{Base: most}, cx.Proportion{Count: 3, Base: 3}),
		"too many undecided": {WindowDays: 14, ByUses: [4]cx.Proportion{{Base: 1}}, Undecided: most},
	}
}

// A purchase of another product a year later is no conversion of the trial, and one at the end of
// a trial is, over the end of a month too: after RevenueCat/docs #580 and
// marketplace-stats-kotlin PR 70. One of three, by hand, with a window and without.
func TestTrialsOf_otherProduct(t *testing.T) {
	rows := []cx.Trial{
		trial("2023-05-01", "2023-05-08", "2024-12-10", 0), trial("2024-02-01", "2024-02-08", "2024-12-10", 0),
		trial("2024-01-25", "2024-02-24", "2024-02-24", 0),
	}
	for _, rule := range []cx.TrialRule{{WindowDays: 30}, {}, {WindowDays: 14}, {GraceDays: 7}} {
		got, err := cx.TrialsOf(rows, rule, instant("2025-02-01"))
		if want := (cx.Proportion{Count: 1, Base: 3}); err != nil || got.Conversion() != want {
			t.Errorf("TrialsOf by %+v = %+v, %v, want %v", rule, got, err, want)
		}
	}
}

// An experiment with trials of 3, 7 and 15 days, all from 1 March, by hand with two days of grace:
// each is decided by its own end. As of 12 March those of 3 and 7 days are over, the days
// of grace included; who pays on the 7th of the longest trial is undecided like the others of
// it, until the 18th.
func TestTrialsOf_lengths(t *testing.T) {
	rows := map[int][]cx.Trial{
		3:  {trial("2026-03-01", "2026-03-04", "2026-03-06", 0), trial("2026-03-01", "2026-03-04", "2026-03-07", 0)},
		7:  {trial("2026-03-01", "2026-03-08", "2026-03-02", 0), trial("2026-03-01", "2026-03-08", "2026-03-10", 0)},
		15: {trial("2026-03-01", "2026-03-16", "2026-03-07", 0), trial("2026-03-01", "2026-03-16", "2026-03-19", 0)},
	}
	for _, test := range []struct {
		length    int
		asOf      string
		want      cx.Proportion
		undecided int64
	}{
		{3, "2026-03-06T23:00:00Z", cx.Proportion{}, 2}, {3, "2026-03-07", cx.Proportion{Count: 1, Base: 2}, 0},
		{3, "2026-03-12", cx.Proportion{Count: 1, Base: 2}, 0}, {7, "2026-03-12", cx.Proportion{Count: 2, Base: 2}, 0},
		{15, "2026-03-12", cx.Proportion{}, 2}, {15, "2026-03-18", cx.Proportion{}, 2}, {15, "2026-03-19", cx.Proportion{Count: 1, Base: 2}, 0},
	} {
		got, err := cx.TrialsOf(rows[test.length], cx.TrialRule{GraceDays: 2}, instant(test.asOf))
		if err != nil || got.Conversion() != test.want || got.Undecided != test.undecided {
			t.Errorf("%d days as of %s = %+v, %v, want %v and %d undecided", test.length, test.asOf, got, err, test.want, test.undecided)
		}
	}
}
