package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// logAsOf makes a log of activities that must be good.
func logAsOf(t *testing.T, rows []cx.Activity, asOf string) cx.ActivityLog {
	t.Helper()
	l, err := cx.ActivityLogOf(rows, cx.Calendar{}, instant(asOf))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The first bad row is refused wherever it is, with the error of the row alone.
func TestActivityLog_badRows(t *testing.T) {
	asOf := instant("2026-07-01")
	good, sorted := make([]cx.Activity, 600), make([]cx.Activity, 600)
	for i := range good {
		good[i] = cx.Activity{Customer: "c" + strconv.Itoa(i%300), At: instant("2026-01-01").Add(time.Duration(i) * time.Hour)}
		sorted[i] = cx.Activity{Customer: fmt.Sprintf("c%03d", i/7), At: good[i].At}
	}
	bad := []cx.Activity{
		{At: asOf}, {Customer: " \t", At: asOf.Add(time.Hour)}, {Customer: "a"}, {Customer: "a", At: instant("1899-12-31")}, {Customer: "a", At: instant("2201-01-01")},
		{Customer: "a", At: asOf, Amount: dec("1e35")}, {Customer: "a", At: instant("2026-01-01"), Amount: dec("-12345678901234567890123456789012345")},
	}
	rows := make([]cx.Activity, len(good))
	for i := range rows {
		one := bad[i%len(bad)]
		_, alone := cx.ActivityLogOf([]cx.Activity{one}, cx.Calendar{}, asOf)
		checkRowError(t, "alone", alone, cx.ErrInvalid, 0)
		copy(rows, [][]cx.Activity{good, sorted}[i/7%2])
		one.Customer = strings.Replace(one.Customer, "a", rows[i].Customer, 1)
		rows[i] = one
		if next := i + 1 + i%300; next < len(rows) {
			rows[next] = bad[i/3%len(bad)]
		}
		for name, f := range map[string]func() error{
			"ActivityLogOf": func() error { _, err := cx.ActivityLogOf(rows, cx.Calendar{}, asOf); return err },
			"a part": func() error {
				_, err := cx.Shard{Part: i % 3, Of: 3}.ActivityLogOf(rows, cx.Calendar{}, asOf)
				return err
			},
			"RepeatOf":     func() error { _, err := cx.RepeatOf(rows, cx.Calendar{}, asOf); return err },
			"RepeatWithin": func() error { _, err := cx.RepeatWithin(rows, 9, cx.Calendar{}, asOf); return err },
			"SpellsOf":     func() error { _, err := cx.SpellsOf(rows, 9, cx.Calendar{}, asOf); return err },
			"EngagementOf": func() error { _, err := cx.EngagementOf(rows, cx.Calendar{}, period("2026-03"), asOf); return err },
		} {
			err := f()
			checkRowError(t, name, err, cx.ErrInvalid, i)
			if want := alone.(*cx.RowError).Err; err.(*cx.RowError).Err.Error() != want.Error() {
				t.Fatalf("%s, row %d: %v, want %v", name, i, err, want)
			}
		}
	}
	refused := map[string]func() error{
		"grain": func() error { _, err := cx.ActivityLogOf(nil, cx.Calendar{Grain: cx.Week}, asOf); return err },
		"asOf":  func() error { _, err := cx.ActivityLogOf(nil, cx.Calendar{}, time.Time{}); return err },
	}
	if ahead := int64(30_000 * 366 * 86400); strconv.IntSize == 64 {
		refused["a zone that is 30,000 years ahead"] = func() error {
			_, err := cx.ActivityLogOf(good, cx.Calendar{Location: time.FixedZone("", int(ahead))}, asOf)
			return err
		}
	}
	for name, f := range refused {
		cxtest.Refuses(t, name, f(), cx.ErrInvalid)
	}
}

// In St. John's the clocks went back over midnight, at 0:01 on 2010-11-07. An order in the first
// minute of that day is the last day reached, though asOf is on the eve again.
func TestActivityLog_eve(t *testing.T) {
	rows := visits("a", "2010-11-06T12:00:00Z", "2010-11-07T02:30:30Z")
	l := cxtest.Must(cx.ActivityLogOf(rows, cx.Calendar{Location: zoneAt(t, "America/St_Johns")}, instant("2010-11-07T02:45:00Z")))
	spells, err := l.Spells(1)
	want := cx.Spells{WindowDays: 1, AsOf: date("2010-11-07"), Rows: []cx.Spell{{Customer: "a", First: date("2010-11-06"), Last: date("2010-11-07")}}}
	if diff := cxtest.Diff(want, spells); diff != "" || err != nil {
		t.Errorf("Spells: %v (-want +got):\n%s", err, diff)
	}
	histories, err := l.PurchaseHistories(cx.Day)
	if diff := cxtest.Diff([]cx.PurchaseHistory{{Customer: "a", Frequency: 1, Recency: 1, Age: 1, Unit: cx.Day}}, histories); diff != "" || err != nil {
		t.Errorf("PurchaseHistories: %v (-want +got):\n%s", err, diff)
	}
	fit := func([]cx.PurchaseHistory) (cx.BGNBD, error) { return cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6}, nil }
	if h, err := l.Holdout(cx.Day, instant("2010-11-06T20:00:00Z"), fit); err != nil || h.Horizon != 1 || h.Purchases() != 1 {
		t.Errorf("Holdout = %+v, %v, want an order within a day", h, err)
	}
}

// Where the clocks reach the year 10000 after the last row, what needs the day of asOf is refused,
// and the rest is not.
func TestActivityLog_farZone(t *testing.T) {
	ahead := instant("9999-12-30").Unix() - instant("2026-01-01").Unix()
	if strconv.IntSize < 64 {
		t.Skip("an offset of 32 bits does not reach as far")
	}
	c := cx.Calendar{Location: time.FixedZone("far", int(ahead))}
	rows := visits("a", "2026-01-01T01:00:00Z", "2026-01-02T01:00:00Z")
	fit := func([]cx.PurchaseHistory) (cx.BGNBD, error) { return cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6}, nil }
	for _, tt := range []struct {
		asOf, split string
		want        error
	}{
		{"2026-01-02T12:00:00Z", "2026-01-02", nil}, {"2026-01-04", "2026-01-02", cx.ErrInvalid}, {"2026-01-05", "2026-01-04", cx.ErrInvalid},
	} {
		l, err := cx.ActivityLogOf(rows, c, instant(tt.asOf))
		repeat, err2 := l.Repeat()
		if err := errors.Join(err, err2); err != nil || repeat.GapDays != 1 {
			t.Errorf("as of %s: Repeat = %v, %v", tt.asOf, repeat, err)
		}
		spells, err := l.Spells(0)
		histories, err2 := l.PurchaseHistories(cx.Day)
		holdout, err3 := l.Holdout(cx.Day, instant(tt.split), fit)
		if tt.want == nil {
			if err := errors.Join(err, err2, err3); err != nil || len(spells.Rows) != 2 || histories[0].Age != 1 || holdout.Purchases() != 1 {
				t.Errorf("as of %s: %v, %v, %v, %v", tt.asOf, spells, histories, holdout, err)
			}
			continue
		}
		for what, err := range map[string]error{"Spells": err, "PurchaseHistories": err2, "Holdout": err3} {
			cxtest.Refuses(t, what+" as of "+tt.asOf, err, tt.want)
			if err != nil && err.Error() != "cx: time is outside the years 1 to 9999" {
				t.Errorf("%s as of %s: %v", what, tt.asOf, err)
			}
		}
		if diff := cxtest.Diff(cx.Spells{}, spells) + cxtest.Diff(cx.Holdout{}, holdout); diff != "" || histories != nil {
			t.Errorf("as of %s, with an error: %v (-want +got):\n%s", tt.asOf, histories, diff)
		}
	}
}

func TestActivityLog_laws(t *testing.T) {
	const asOf = "2026-07-01"
	part := func(from, to int) cx.ActivityLog {
		var rows []cx.Activity
		for i := from; i < to; i++ {
			for k := range 1 + i%3 {
				rows = append(rows, cx.Activity{Customer: fmt.Sprintf("c%05d", i*7919%100003), At: instant("2026-01-01").Add(time.Duration(i+k) * time.Hour), Amount: decimal.New(int64(i), -2)})
			}
		}
		return logAsOf(t, rows, asOf)
	}
	merge := func(logs ...cx.ActivityLog) (sum cx.ActivityLog) {
		for _, l := range logs {
			if err := sum.Merge(l); err != nil {
				t.Fatal(err)
			}
		}
		return sum
	}
	empty, a, b, c := logAsOf(t, nil, asOf), part(0, 50), part(50, 54), part(54, 400)
	whole := part(0, 400)
	for name, got := range map[string]cx.ActivityLog{
		"a + b + c": merge(a, b, c), "c + b + a": merge(c, b, a), "a + (b + c)": merge(a, merge(b, c)), "with zero": merge(cx.ActivityLog{}, a, cx.ActivityLog{}, empty, b, c),
	} {
		if !got.Equal(whole) || got.Total() != 400 {
			t.Errorf("%s is not that of all rows: %d customers", name, got.Total())
		}
	}
	if zero := merge(cx.ActivityLog{}, cx.ActivityLog{}); !zero.Equal(cx.ActivityLog{}) || zero.Equal(empty) || empty.Equal(whole) || a.Equal(b) {
		t.Error("the zero log, an empty one and others are told apart wrongly")
	}
	// A copy is a log of its own.
	x, y := merge(a, b), cx.ActivityLog{}
	y = x
	before := merge(a, b)
	if err := y.Merge(c); err != nil || !x.Equal(before) || !y.Equal(whole) {
		t.Errorf("a copy that was merged into: %v", err)
	}
	if err := x.Merge(part(400, 410)); err != nil || !y.Equal(whole) {
		t.Errorf("the other copy: %v", err)
	}
	// Many small logs, in the order of the customers and in another.
	for _, order := range [][]int{rand.New(rand.NewPCG(1, 1)).Perm(400), nil} {
		var sum cx.ActivityLog
		for i := range 400 {
			if order != nil {
				i = order[i]
			}
			if err := sum.Merge(part(i, i+1)); err != nil {
				t.Fatal(err)
			}
		}
		if !sum.Equal(whole) {
			t.Error("many small logs are not that of all rows")
		}
	}
	elsewhere, err := cx.ActivityLogOf(nil, cx.Calendar{Location: zoneAt(t, "Europe/Oslo")}, instant(asOf))
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]cx.ActivityLog{
		"a customer of both": part(53, 55), "itself": whole, "asOf": logAsOf(t, nil, "2026-06-30"), "zone": elsewhere,
	} {
		l := merge(whole)
		cxtest.Refuses(t, name, l.Merge(other), cx.ErrMismatch)
		if !l.Equal(whole) {
			t.Errorf("%s: an error changed the receiver", name)
		}
	}
	if _, err := json.Marshal(whole); err == nil {
		t.Error("a log has a JSON form")
	}
	_, err = whole.MarshalJSON()
	cxtest.Refuses(t, "MarshalJSON", err, cx.ErrInvalid)
}

// What the zero log, and one without activities, answer.
func TestActivityLog_empty(t *testing.T) {
	for name, l := range map[string]cx.ActivityLog{"zero": {}, "empty": logAsOf(t, nil, "2026-07-01")} {
		if r, err := l.Repeat(); err != nil || r.Customers != 0 {
			t.Errorf("%s: Repeat = %+v, %v", name, r, err)
		}
		if p, err := l.RepeatWithin(30); err != nil || p != (cx.Proportion{}) {
			t.Errorf("%s: RepeatWithin = %v, %v", name, p, err)
		}
		if e, err := l.Engagement(period("2026-05")); err != nil || e.Customers != 0 || (e.Days == 31) != (name == "empty") {
			t.Errorf("%s: Engagement = %+v, %v", name, e, err)
		}
		if rows, err := l.PurchaseHistories(cx.Week); err != nil || rows != nil {
			t.Errorf("%s: PurchaseHistories = %v, %v", name, rows, err)
		}
		if c, err := l.Cohorts(cx.CohortRule{}); err != nil || c.Rows != nil || (c.Grain == cx.Day) != (name == "empty") {
			t.Errorf("%s: Cohorts = %+v, %v", name, c, err)
		}
		_, err := l.RepeatSpend(.95)
		cxtest.Refuses(t, name+" RepeatSpend", err, cx.ErrNoData)
		_, err = l.Holdout(cx.Week, instant("2026-06-01"), cx.FitMBGNBD)
		cxtest.Refuses(t, name+" Holdout", err, cx.ErrNoData)
		for what, f := range map[string]func() error{
			"RepeatWithin":      func() error { _, err := l.RepeatWithin(0); return err },
			"RepeatSpend":       func() error { _, err := l.RepeatSpend(1); return err },
			"Spells":            func() error { _, err := l.Spells(-1); return err },
			"Engagement":        func() error { _, err := l.Engagement(cx.Period{}); return err },
			"PurchaseHistories": func() error { _, err := l.PurchaseHistories("hour"); return err },
			"Cohorts":           func() error { _, err := l.Cohorts(cx.CohortRule{Elapsed: -1}); return err },
			"no fit":            func() error { _, err := l.Holdout(cx.Week, instant("2026-06-01"), nil); return err },
			"split":             func() error { _, err := l.Holdout(cx.Week, time.Time{}, cx.FitMBGNBD); return err },
			"unit":              func() error { _, err := l.Holdout("hour", instant("2026-06-01"), cx.FitMBGNBD); return err },
		} {
			cxtest.Refuses(t, name+" "+what, f(), cx.ErrInvalid)
		}
	}
	_, err := cx.ActivityLog{}.Spells(30)
	cxtest.Refuses(t, "Spells of the zero log", err, cx.ErrNoData)
	if s, err := logAsOf(t, nil, "2026-07-01").Spells(30); err != nil || s.AsOf != date("2026-07-01") || s.Rows != nil {
		t.Errorf("Spells of an empty log = %+v, %v", s, err)
	}
}
