package cx_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
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
	good := make([]cx.Activity, 600)
	for i := range good {
		good[i] = cx.Activity{Customer: "c" + strconv.Itoa(i%300), At: instant("2026-01-01").Add(time.Duration(i) * time.Hour)}
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
		copy(rows, good)
		rows[i] = one
		rows[min(i+1+i%300, len(rows)-1)] = one
		for name, f := range map[string]func() error{
			"ActivityLogOf": func() error { _, err := cx.ActivityLogOf(rows, cx.Calendar{}, asOf); return err },
			"RepeatOf":      func() error { _, err := cx.RepeatOf(rows, cx.Calendar{}, asOf); return err },
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
