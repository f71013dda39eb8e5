package cx_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

const (
	dayLong  = 24 * time.Hour
	patience = 7 * dayLong
)

// onDay is so many days after the first day of a survey.
func onDay(n float64) time.Time {
	return instant("2026-03-01").Add(time.Duration(n * float64(dayLong)))
}

// fieldworkRows is invitations of all kinds, by hand in TestFieldworkOf.
func fieldworkRows() []cx.Invitation {
	return []cx.Invitation{
		{Customer: "a", At: onDay(0), Opened: onDay(0.1), Started: onDay(0.2), Completed: onDay(0.25)},
		{Customer: "b", At: onDay(0), Completed: onDay(9)},                                                // late, and complete
		{Customer: "c", At: onDay(0), Completed: onDay(10)},                                               // not yet
		{Customer: "d", At: onDay(1), Opened: onDay(2), Started: onDay(2), Answered: 3},                   // partial
		{Customer: "e", At: onDay(1), Opened: onDay(2)},                                                   // opened and silent
		{Customer: "f", At: onDay(3), Answered: 3},                                                        // patience ends at asOf
		{Customer: "g", At: onDay(5), Outcome: cx.InvitationOptedOut},                                     // early
		{Customer: "h", At: onDay(1), Outcome: cx.InvitationDeclined, Started: onDay(1)},                  // in its time
		{Customer: "i", At: onDay(5), Outcome: cx.InvitationBounced},                                      // early
		{Customer: "j", At: onDay(5), Outcome: cx.InvitationIneligible, Completed: onDay(6)},              // screened out
		{Customer: "k", At: onDay(8), Completed: onDay(9), Outcome: cx.InvitationOptedOut},                // answered, and wants no more
		{Customer: "l", At: onDay(10), Completed: onDay(11)},                                              // not yet asked
		{Customer: "a", At: onDay(2), Reminder: true, Completed: onDay(2), Outcome: cx.InvitationBounced}, // no invitation
	}
}

func TestFieldworkOf(t *testing.T) {
	f, err := cx.FieldworkOf(fieldworkRows(), patience, onDay(10))
	if err != nil {
		t.Fatal(err)
	}
	want := cx.Fieldwork{
		AsOf: onDay(10), PatienceSeconds: 604800,
		Complete: 3, Partial: 1, Declined: 2, Silent: 2, Bounced: 1, Ineligible: 1, Pending: 1, Opened: 7, Started: 6, EarlyComplete: 1, EarlyMissed: 2,
		Latency: cxtest.Must(cx.DurationsOf([]time.Duration{dayLong / 4, 9 * dayLong, dayLong})),
		Length:  cxtest.Must(cx.DurationsOf([]time.Duration{onDay(0.25).Sub(onDay(0.2))})),
	}
	cxtest.Same(t, "fieldwork", want, f)
	if f.Total() != 11 {
		t.Errorf("Total = %d, want 11", f.Total())
	}
	a := f.Response()
	if want := (cx.Attainment{Attained: 3, Missed: 6, Pending: 1, Excluded: 1, EarlyAttained: 1, EarlyMissed: 2, Of: "completed within 168h0m0s"}); a != want {
		t.Errorf("Response = %+v, want %+v", a, want)
	}
	if p := f.Completion(); p != (cx.Proportion{Count: 3, Base: 6}) {
		t.Errorf("Completion = %v", p)
	}
	if p := f.Delivery(); p != (cx.Proportion{Count: 10, Base: 11}) {
		t.Errorf("Delivery = %v", p)
	}
	_, err = f.Dispositions()
	cxtest.Refuses(t, "dispositions of what is pending", err, cx.ErrUndefined)
	f.Pending, f.Silent = 0, 3
	d, err := f.Dispositions()
	if want := (cx.Dispositions{Complete: 3, Partial: 1, Refusal: 2, NonContact: 3, Unknown: 1, Ineligible: 1}); err != nil || d != want {
		t.Errorf("Dispositions = %+v, %v, want %+v", d, err, want)
	}
}

// By hand: four are asked, and have 7 days. On day 10 two have had them.
func TestFieldwork_early(t *testing.T) {
	rows := []cx.Invitation{
		{Customer: "a", At: onDay(0), Completed: onDay(0)}, {Customer: "b", At: onDay(0)},
		{Customer: "c", At: onDay(5), Completed: onDay(5)}, {Customer: "d", At: onDay(5)},
	}
	f, err := cx.FieldworkOf(rows, patience, onDay(10))
	if err != nil || f.Complete != 2 || f.EarlyComplete != 1 || f.Silent != 1 || f.Pending != 1 {
		t.Fatalf("FieldworkOf = %+v, %v", f, err)
	}
	check := func(what string, p cx.Proportion, want cx.Proportion) {
		t.Helper()
		if p != want {
			t.Errorf("%s = %v, want %v", what, p, want)
		}
	}
	rate := func(f cx.Fieldwork) {
		t.Helper()
		got, err := f.Response().Rate()
		cxtest.Exactly(t, "Rate", got, err, "0.5")
	}
	rate(f)
	check("of those whose patience is over", f.Response().Whole(), cx.Proportion{Count: 1, Base: 2})
	check("of the decided", f.Response().Decided(), cx.Proportion{Count: 2, Base: 3})
	check("AtLeast", f.Response().AtLeast(), cx.Proportion{Count: 2, Base: 4})
	check("AtMost", f.Response().AtMost(), cx.Proportion{Count: 3, Base: 4})
	rows[3].Outcome = cx.InvitationDeclined
	if f, err = cx.FieldworkOf(rows, patience, onDay(10)); err != nil || f.EarlyMissed != 1 || f.Pending != 0 {
		t.Errorf("declined: %+v, %v", f, err)
	}
	rate(f)
	empty, err := cx.FieldworkOf(nil, patience, onDay(10))
	if _, rateErr := empty.Response().Rate(); err != nil || empty.Total() != 0 {
		t.Errorf("no invitations: %+v, %v", empty, err)
	} else {
		cxtest.Refuses(t, "rate of none", rateErr, cx.ErrNoData)
	}
}

func TestFieldworkOf_refuses(t *testing.T) {
	good := cx.Invitation{Customer: "ada", At: onDay(0)}
	for name, change := range map[string]func(*cx.Invitation){
		"blank customer":           func(v *cx.Invitation) { v.Customer = " " },
		"no time":                  func(v *cx.Invitation) { v.At = time.Time{} },
		"1066":                     func(v *cx.Invitation) { v.At = instant("1066-01-01") },
		"opened in 2300":           func(v *cx.Invitation) { v.Opened = instant("2300-01-01") },
		"opened before":            func(v *cx.Invitation) { v.Opened = onDay(-1) },
		"started before":           func(v *cx.Invitation) { v.Started = onDay(-1) },
		"completed before":         func(v *cx.Invitation) { v.Completed = onDay(-1) },
		"completed before started": func(v *cx.Invitation) { v.Started, v.Completed = onDay(2), onDay(1) },
		"fewer than no answers":    func(v *cx.Invitation) { v.Answered = -1 },
		"unknown outcome":          func(v *cx.Invitation) { v.Outcome = "dismissed" },
		"a reminder":               func(v *cx.Invitation) { v.Outcome, v.Reminder = "dismissed", true },
	} {
		bad := good
		change(&bad)
		f, err := cx.FieldworkOf([]cx.Invitation{good, bad}, patience, onDay(10))
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if f.Total() != 0 || err != nil && !strings.HasPrefix(err.Error(), "cx: row 1: ") {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
}

func TestFieldworkOf_arguments(t *testing.T) {
	for _, p := range []time.Duration{0, -1, time.Second / 2, math.MinInt64} {
		_, err := cx.FieldworkOf(nil, p, onDay(10))
		cxtest.Refuses(t, p.String(), err, cx.ErrInvalid)
	}
	for _, asOf := range []time.Time{{}, instant("1066-01-01"), instant("2300-01-01")} {
		_, err := cx.FieldworkOf(nil, patience, asOf)
		cxtest.Refuses(t, "asOf", err, cx.ErrInvalid)
	}
	long := 9223372036 * time.Second
	rows := []cx.Invitation{{Customer: "a", At: instant("1900-01-01")}}
	if f, err := cx.FieldworkOf(rows, long, instant("2200-12-31")); err != nil || f.Silent != 1 || f.Response().Of != "completed within 2562047h47m16s" {
		t.Errorf("the longest patience: %+v, %v", f, err)
	}
	rows[0].Completed = instant("2200-01-01")
	_, err := cx.FieldworkOf(rows, long, instant("2200-12-31"))
	cxtest.Refuses(t, "an answer after 300 years", err, cx.ErrInvalid)
}

// AAPOR, Standard Definitions (2023), its formulas computed in R 4.2.2.
func TestDispositions(t *testing.T) {
	d := cx.Dispositions{Complete: 200, Partial: 50, Refusal: 100, NonContact: 600, Other: 10, UnknownHousehold: 30, Unknown: 10, Ineligible: 77}
	e := dec("0.5")
	rates := func(what string, rate func(int, decimal.Decimal) (decimal.Decimal, error), want ...string) {
		t.Helper()
		for i, w := range want {
			got, err := rate(1+i, e)
			cxtest.Exactly(t, what, got, err, w)
		}
		for _, formula := range []int{math.MinInt, -1, 0, 1 + len(want), math.MaxInt} {
			_, err := rate(formula, e)
			cxtest.Refuses(t, what+" of no formula", err, cx.ErrInvalid)
		}
	}
	rates("RR", d.ResponseRate, ".2", ".25", ".20408163", ".25510204", ".20833333", ".26041667")
	rates("REF", d.RefusalRate, ".1", ".10204082", ".10416667")
	rates("CON", d.ContactRate, ".36", ".36734694", ".375")
	rates("COOP", func(formula int, _ decimal.Decimal) (decimal.Decimal, error) { return d.CooperationRate(formula) },
		".55555556", ".69444444", ".57142857", ".71428571")
	for _, share := range []string{"-0.1", "1.1", "1e-5000"} {
		_, err := d.ResponseRate(3, dec(share))
		cxtest.Refuses(t, share, err, cx.ErrInvalid)
		if _, err := d.ResponseRate(1, dec(share)); err != nil {
			t.Errorf("RR1 reads the share: %v", err)
		}
	}
	ineligible := cx.Dispositions{Ineligible: 5, Unknown: 2}
	_, err := ineligible.ResponseRate(5, e)
	cxtest.Refuses(t, "RR5 of those whose eligibility is unknown", err, cx.ErrNoData)
	_, err = ineligible.CooperationRate(1)
	cxtest.Refuses(t, "COOP1 of none", err, cx.ErrNoData)
	zero, err := ineligible.ResponseRate(1, e)
	cxtest.Exactly(t, "RR1 of those whose eligibility is unknown", zero, err, "0")
	large := cx.Dispositions{Complete: math.MaxInt64 / 2, Unknown: math.MaxInt64 / 2}
	half, err := large.ResponseRate(1, e)
	cxtest.Exactly(t, "RR1 of many", half, err, "0.5")
}

// fieldworkContract is what invitations and what became of them promise.
func fieldworkContract(t *testing.T) cxtest.Contract {
	rows := fieldworkRows()
	of := func(rows []cx.Invitation) cx.Fieldwork {
		return cxtest.Must(cx.FieldworkOf(rows, patience, onDay(10)))
	}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  fieldworkCodecs(),
		Laws: []cxtest.Law{
			cxtest.Laws[cx.Fieldwork, *cx.Fieldwork]{Values: []cx.Fieldwork{
				of(nil), of(rows), of(rows[:1]), of(rows[1:5]),
				{AsOf: onDay(10), PatienceSeconds: 604800, Silent: math.MaxInt64 / 4, Opened: math.MaxInt64 / 8, Started: 3},
			}},
			cxtest.Laws[cx.Dispositions, *cx.Dispositions]{Values: []cx.Dispositions{
				{Complete: 200, Partial: 50, Refusal: 100, NonContact: 600, Other: 10, UnknownHousehold: 30, Unknown: 10, Ineligible: 77},
				{Complete: 1}, {Ineligible: math.MaxInt64 / 4},
			}},
		},
		Calls: []cxtest.Call{{Func: "FieldworkOf", Args: []any{rows}, Do: func() (any, error) { return cx.FieldworkOf(rows, patience, onDay(10)) }}},
	}
}

func fieldworkCodecs() []cxtest.Codec {
	const none = `{"count":0,"sum_seconds":"0","shortest_seconds":"0","longest_seconds":"0"}`
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Fieldwork](`{"as_of":"2026-03-11T00:00:00Z","patience_seconds":604800,"complete":3,"partial":1,"declined":2,"silent":2,"bounced":1,"ineligible":1,`+
			`"pending":1,"opened":7,"started":6,"early_complete":1,"early_missed":2,"latency":`+none+`,"length":`+none+`}`).
			WithCounts("complete", "partial", "declined", "silent", "bounced", "ineligible", "pending", "opened", "started", "early_complete", "early_missed", "patience_seconds").
			WithNeeded("as_of").
			WithBad(`{"silent":1}`, `{"as_of":"2026-03-11T00:00:00Z"}`, `{"patience_seconds":7}`,
				`{"as_of":"2026-03-11T00:00:00Z","patience_seconds":9223372037}`,
				`{"as_of":"2026-03-11T00:00:00Z","patience_seconds":7,"complete":1}`, `{"as_of":"2026-03-11T00:00:00Z","patience_seconds":7,"silent":1,"opened":2}`,
				`{"as_of":"2026-03-11T00:00:00Z","patience_seconds":7,"silent":1,"opened":1,"started":2}`,
				`{"as_of":"2026-03-11T00:00:00Z","patience_seconds":7,"silent":1,"early_complete":1}`,
				`{"as_of":"2026-03-11T00:00:00Z","patience_seconds":7,"silent":1,"early_missed":1}`,
				`{"as_of":"2026-03-11T00:00:00Z","patience_seconds":7,"silent":1,"latency":{"count":1,"sum_seconds":"1","shortest_seconds":"1","longest_seconds":"1","buckets":[[1536,1]]}}`),
		cxtest.CodecOf[cx.Dispositions](`{"complete":200,"partial":50,"refusal":100,"non_contact":600,"other":10,"unknown_household":30,"unknown":10,"ineligible":77}`).
			WithCounts("complete", "partial", "refusal", "non_contact", "other", "unknown_household", "unknown", "ineligible"),
	}
}

func TestFieldwork_Contract(t *testing.T) { fieldworkContract(t).Run(t) }

func FuzzFieldworkJSON(f *testing.F) { cxtest.FuzzCodecs(f, fieldworkCodecs(), cx.ErrInvalid) }

func TestFieldwork_golden(t *testing.T) {
	cxtest.Golden(t, "fieldwork", map[string]any{
		"fieldwork": cxtest.Must(cx.FieldworkOf(fieldworkRows(), patience, onDay(10))), "fieldwork_zero": cx.Fieldwork{},
		"dispositions": cx.Dispositions{Complete: 200, Partial: 50}, "invitation_completed": fieldworkRows()[0],
	})
}

func TestFieldwork_Merge(t *testing.T) {
	f := cxtest.Must(cx.FieldworkOf(fieldworkRows(), patience, onDay(10)))
	cxtest.Unmerged(t, "another patience", f, cxtest.Must(cx.FieldworkOf(nil, 2*patience, onDay(10))), cx.ErrMismatch)
	cxtest.Unmerged(t, "another day", f, cxtest.Must(cx.FieldworkOf(nil, patience, onDay(11))), cx.ErrMismatch)
	full := cx.Fieldwork{AsOf: onDay(10), PatienceSeconds: 604800, Silent: math.MaxInt64}
	cxtest.Unmerged(t, "too many", f, full, cx.ErrInvalid)
	bad := cx.Fieldwork{AsOf: onDay(10), PatienceSeconds: 604800, Silent: 1, Opened: 2}
	cxtest.Unmerged(t, "impossible", f, bad, cx.ErrInvalid)
	_, err := bad.Dispositions()
	cxtest.Refuses(t, "impossible", err, cx.ErrInvalid)
	_, err = bad.Response().Rate()
	cxtest.Refuses(t, "impossible", err, cx.ErrInvalid)
	for _, p := range []cx.Proportion{bad.Completion(), bad.Delivery()} {
		_, err = p.Rate()
		cxtest.Refuses(t, "impossible", err, cx.ErrInvalid)
	}
	if bad.Total() != 0 {
		t.Errorf("Total of an impossible one = %d", bad.Total())
	}
}

// BenchmarkFieldworkOf is beside the plain loop that looks at the instants of the same rows.
func BenchmarkFieldworkOf(b *testing.B) {
	rows := make([]cx.Invitation, 100_000)
	for i := range rows {
		rows[i] = cx.Invitation{Customer: "c", At: onDay(float64(i%10) / 2)}
		if i%4 == 0 {
			rows[i].Started, rows[i].Completed = onDay(float64(i%10)/2+0.5), onDay(float64(i%10)/2+1)
		}
	}
	b.Run("FieldworkOf", func(b *testing.B) {
		for b.Loop() {
			if _, err := cx.FieldworkOf(rows, patience, onDay(10)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("loop=instants", func(b *testing.B) {
		asOf := onDay(10)
		for b.Loop() {
			countInstants(rows, asOf)
		}
	})
}

// countInstants looks at what FieldworkOf looks at.
func countInstants(rows []cx.Invitation, asOf time.Time) (complete, silent int, sum time.Duration) {
	for i := range rows {
		v := &rows[i]
		switch {
		case !v.At.Before(asOf):
		case !v.Completed.IsZero() && v.Completed.Before(asOf):
			complete++
			sum += v.Completed.Sub(v.At)
		case v.At.Add(patience).Before(asOf):
			silent++
		}
	}
	return complete, silent, sum
}
