package cx_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// competing returns lifespans of one each, of the kinds churned (1), other (2) and censored.
func competing(times []float64, kinds []int) []cx.Lifespan {
	lifespans := make([]cx.Lifespan, len(times))
	for i, t := range times {
		lifespans[i] = cx.Lifespan{Exit: t, Churned: kinds[i] == 1, Other: kinds[i] == 2}
	}
	return lifespans
}

// tenWaits has replies, hang-ups, and two who still wait.
func tenWaits() []cx.Lifespan {
	return competing([]float64{2, 3, 3, 5, 6, 8, 10, 10, 12, 15}, []int{1, 1, 2, 1, 0, 2, 1, 0, 1, 0})
}

func competingFrom(t *testing.T, lifespans []cx.Lifespan) cx.CompetingRisks {
	t.Helper()
	c, err := cx.CompetingRisksOf(lifespans)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The figures of R 4.2.2, survival: survfit with a factor as status, and of Kaplan and Meier
// with those of the other kind censored.
func TestCompetingRisks(t *testing.T) {
	c, curve := competingFrom(t, tenWaits()), curveOf(t, tenWaits())
	for _, want := range []struct{ t, share, se, without float64 }{
		{5, .3, .144913767, .314285714}, {10, .42, .162111073, .485714286}, {12, .6, .18, .742857143}, {14.5, .6, .18, .742857143},
	} {
		e, err := c.At(want.t, 0.95)
		what := fmt.Sprintf("At(%v)", want.t)
		cxtest.Near(t, what, e.Value, want.share, 1e-12)
		cxtest.Near(t, what+": error", e.StandardError, want.se, 1e-9)
		left, curveErr := curve.At(want.t)
		cxtest.Near(t, what+" if nothing else could end it", 1-left, want.without, 1e-9)
		if err != nil || curveErr != nil || !(e.Interval.Low < e.Value && e.Value < e.Interval.High && e.Interval.Level == 0.95) {
			t.Errorf("%s = %+v, %v, %v", what, e, err, curveErr)
		}
	}
	e, err := c.At(12, 0.95)
	// .6^exp(±1.959963985·.18/(.6·ln .6)), in Python.
	cxtest.Near(t, "low", e.Interval.Low, .198892395, 1e-9)
	cxtest.Near(t, "high", e.Interval.High, .850802406, 1e-9)
	if err != nil {
		t.Error(err)
	}
	// Those of both kinds and those for whom neither has happened are all.
	swapped := tenWaits()
	for i := range swapped {
		swapped[i].Churned, swapped[i].Other = swapped[i].Other, swapped[i].Churned
	}
	other, err := competingFrom(t, swapped).At(12, 0.95)
	left := 9. / 10 * 7 / 9 * 6 / 7 * 4 / 5 * 3 / 4 * 1 / 2 // by hand: 1, 2, 1, 1, 1, 1 of 10, 9, 7, 5, 4, 2
	cxtest.Near(t, "the other kind", other.Value, 1-.6-left, 1e-12)
	if err != nil {
		t.Error(err)
	}
	// Without others it is 1 - S with Greenwood's error.
	alone := spansOf(lateEntries)
	curve = curveOf(t, alone)
	e, err = competingFrom(t, alone).At(6, 0.95)
	left, atErr := curve.At(6)
	se, seErr := curve.StandardError(6)
	cxtest.Near(t, "alone", e.Value, 1-left, 1e-15)
	cxtest.Near(t, "alone: error", e.StandardError, se, 1e-15)
	if err := errors.Join(err, atErr, seErr); err != nil {
		t.Error(err)
	}
}

// Replies and hang-ups both come after 8 minutes in the mean. By hand, of all
// (1 - exp(-20/8))/2 = .459 have a reply within 10 minutes, and 1 - exp(-10/8) = .713 would if
// nobody could hang up; the share of those decided is far off both.
func TestCompetingRisks_hangUps(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 10))
	var calls []cx.Ticket
	asOf := ticketDay.Add(24 * time.Hour)
	minutes := func(m float64) time.Duration { return time.Duration(m * float64(time.Minute)) }
	for i := range 20_000 {
		v := cx.Ticket{Opened: asOf.Add(-time.Duration(i) * 60 * time.Millisecond)} // the last 20 minutes
		reply, hangUp := minutes(8*random.ExpFloat64()), minutes(8*random.ExpFloat64())
		if reply < hangUp {
			v.FirstReply = v.Opened.Add(reply)
		} else {
			v.Closed = v.Opened.Add(hangUp)
		}
		calls = append(calls, v)
	}
	rule := cx.SLARule{Until: cx.TicketReplied, Target: 10 * time.Minute, AsOf: asOf}
	lifespans, err := rule.Lifespans(calls)
	if err != nil {
		t.Fatal(err)
	}
	e, err := competingFrom(t, lifespans).At(1, 0.95)
	cxtest.Near(t, "of all", e.Value, .459, 0.015)
	left, curveErr := curveOf(t, lifespans).At(1)
	cxtest.Near(t, "if nobody could hang up", 1-left, .713, 0.015)
	a, slaErr := cx.SLAOf(calls, rule)
	if err := errors.Join(err, curveErr, slaErr); err != nil || a.GaveUp == 0 {
		t.Error(a, err)
	}
	// The others are those who gave up, and no others.
	three := []cx.Ticket{{Opened: ticketDay, Closed: ticketAt(0.1)}, {Opened: ticketDay, Resolved: ticketAt(0.1)}, {Opened: ticketDay, FirstReply: ticketAt(0.1), Closed: ticketAt(1)}}
	lifespans, err = rule.Lifespans(three)
	if want := []cx.Lifespan{{Exit: 0.6, Other: true}, {Exit: 0.6}, {Exit: 0.6, Churned: true}}; err != nil || !cmp.Equal(lifespans, want) {
		t.Errorf("Lifespans = %+v, %v, want %+v", lifespans, err, want)
	}
}

// By hand: who comes late is at risk after the entry, rows count, and shards make the whole.
func TestCompetingRisks_rows(t *testing.T) {
	rows := []cx.Lifespan{{Exit: 1, Churned: true, Count: 2}, {Exit: 1, Other: true}, {Entry: 1, Exit: 3, Other: true, Count: 2}, {Exit: 2, Count: 3}, {Exit: 3, Churned: true, Count: 4}}
	want := cx.CompetingRisks{Steps: []cx.CompetingStep{
		{Time: 1, AtRisk: 10, Churned: 2, Other: 1, Entered: 2}, {Time: 2, AtRisk: 9, Censored: 3}, {Time: 3, AtRisk: 6, Churned: 4, Other: 2},
	}}
	c := competingFrom(t, rows)
	if diff := cmp.Diff(want, c); diff != "" || c.Total() != 12 {
		t.Errorf("of %d (-want +got):\n%s", c.Total(), diff)
	}
	e, err := c.At(3, 0.95)
	cxtest.Near(t, "share", e.Value, .2+.7*4/6, 1e-15)
	if err != nil {
		t.Error(err)
	}
	for cut := 1; cut < len(rows); cut++ {
		cxtest.Shards(t, [][]cx.Lifespan{rows[cut:], rows[:cut]}, rows, cx.CompetingRisksOf)
	}
	full := competingFrom(t, []cx.Lifespan{{Exit: 1, Count: math.MaxInt64}})
	cxtest.Unmerged(t, "full", full, c, cx.ErrInvalid)
}

func TestCompetingRisks_errors(t *testing.T) {
	c := competingFrom(t, tenWaits())
	all := competingFrom(t, spansOf("1 2 3"))
	emptied := competingFrom(t, append(spansOf("2-5 2-6+"), cx.Lifespan{Exit: 1, Other: true}))
	for name, test := range map[string]struct {
		c        cx.CompetingRisks
		t, level float64
		want     error
	}{
		"none": {cx.CompetingRisks{}, 1, 0.95, cx.ErrNoData}, "negative": {c, -1, 0.95, cx.ErrInvalid}, "no number": {c, math.NaN(), 0.95, cx.ErrInvalid},
		"level": {c, 5, 1, cx.ErrInvalid}, "nobody yet": {c, 1, 0.95, cx.ErrUndefined}, "later": {c, 15.1, 0.95, cx.ErrUndefined},
		"all": {all, 3, 0.95, cx.ErrUndefined}, "all, later": {all, 9, 0.95, cx.ErrUndefined}, "emptied": {emptied, 5, 0.95, cx.ErrUndefined},
		"no counts":     {cx.CompetingRisks{Steps: []cx.CompetingStep{{Time: 1, AtRisk: 3}}}, 1, 0.95, cx.ErrInvalid},
		"another count": {cx.CompetingRisks{Steps: []cx.CompetingStep{{Time: 1, AtRisk: 3, Churned: 1}, {Time: 2, AtRisk: 3, Churned: 3}}}, 1, 0.95, cx.ErrInvalid},
		"overflow":      {cx.CompetingRisks{Steps: []cx.CompetingStep{{Time: 1, AtRisk: math.MaxInt64, Churned: math.MaxInt64, Other: math.MaxInt64}}}, 1, 0.95, cx.ErrInvalid},
	} {
		e, err := test.c.At(test.t, test.level)
		cxtest.Refuses(t, name, err, test.want)
		if e != (cx.Estimate{}) || test.want == cx.ErrUndefined && errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
	_, err := cx.CompetingRisksOf(nil)
	cxtest.Refuses(t, "no lifespans", err, cx.ErrNoData)
	both := []cx.Lifespan{{Exit: 1}, {Exit: 2, Churned: true, Other: true}}
	_, err = cx.CompetingRisksOf(both)
	checkRow(t, "both", err, 1)
	_, err = cx.SurvivalOf(both)
	checkRow(t, "both, of a curve", err, 1)
	// Many customers and levels at the ends: inside 0..1, with a width.
	for _, n := range []int64{1, 1e15, math.MaxInt64 - 1} {
		for _, rows := range [][]cx.Lifespan{
			{{Exit: 1, Churned: true, Count: n}, {Exit: 1, Other: true}}, {{Exit: 1, Churned: true}, {Exit: 2, Other: true, Count: n}}, {{Exit: 1, Churned: true, Count: n}, {Exit: 2}},
		} {
			for _, level := range []float64{1e-300, 1e-10, 0.95, 1 - 1e-16} {
				e, err := competingFrom(t, rows).At(1, level)
				if iv := e.Interval; err != nil || !(0 <= iv.Low && iv.Low < e.Value && e.Value < iv.High && iv.High <= 1 && e.StandardError > 0) {
					t.Errorf("%d at %v: %+v, %v", n, level, e, err)
				}
			}
		}
	}
}

// edgeLifespans are lifespans that leave little to know, or are very many.
func edgeLifespans() [][]cx.Lifespan {
	return [][]cx.Lifespan{
		{}, {{Exit: 1, Churned: true}}, {{Exit: 1}}, {{Exit: 0}}, {{Exit: 0, Churned: true}}, {{Exit: 1, Count: 30}, {Exit: 2}}, {{Exit: 1, Churned: true, Count: 1e15}},
		{{Exit: 1, Churned: true}, {Exit: 2, Count: math.MaxInt64/2 - 1}}, {{Exit: 1, Churned: true, Count: math.MaxInt64 / 2}, {Exit: 2}},
		{{Exit: 1, Churned: true, Count: math.MaxInt64 / 2}, {Exit: 2, Other: true, Count: math.MaxInt64 / 2}}, {{Exit: 1, Other: true}, {Exit: 2, Churned: true}},
		{{Exit: 1, Churned: true}, {Exit: 1, Other: true, Count: 1e15}, {Exit: 2}}, {{Entry: 5, Exit: 6, Churned: true}, {Exit: 1, Churned: true}},
		{{Exit: 5e-324, Churned: true}, {Exit: 1e-300}, {Exit: 1e308, Churned: true}}, {{Exit: 1e308, Churned: true}, {Exit: 1.7e308}}, {{Exit: 1, Other: true}, {Exit: 2, Other: true}},
	}
}

func TestSurvival_edges(t *testing.T) {
	for _, lifespans := range edgeLifespans() {
		s, _ := cx.SurvivalOf(lifespans)
		c, _ := cx.CompetingRisksOf(lifespans)
		for _, at := range []float64{0, 5e-324, 0.5, 1, 1.5, 2, 6, 1e308, math.Inf(1), math.NaN(), -1} {
			share, _ := s.At(at)
			for _, level := range edgeLevels {
				what := fmt.Sprintf("%v at %v, level %v", lifespans, at, level)
				for _, scale := range []cx.SurvivalScale{cx.PlainScale, cx.LogScale, cx.LogLogScale, cx.LogitScale, cx.ArcsineScale} {
					iv, err := s.Interval(at, level, scale)
					surrounds(t, "Interval of "+what, iv, share, 0, 1, err)
					if err == nil && iv.Low == iv.High && level == 0.95 {
						t.Errorf("Interval of %s has no width", what)
					}
				}
				e, err := c.At(at, level)
				surrounds(t, "CompetingRisks.At of "+what, e.Interval, e.Value, 0, 1, err)
				if err == nil && (e.Interval.Low == e.Interval.High || e.StandardError == 0) {
					t.Errorf("CompetingRisks.At of %s = %v without a width", what, e)
				}
				e, err = s.Mean(at, level)
				if err == nil && e.StandardError == 0 && e.Interval == (cx.Interval{}) {
					continue
				}
				surrounds(t, "Mean of "+what, e.Interval, e.Value, 0, at, err)
			}
		}
		for _, level := range edgeLevels {
			hazards, err := cx.HazardOf(lifespans, []float64{0, 5e-324, 1, 2, 1e308}, level)
			for _, h := range hazards {
				if !h.Undefined {
					surrounds(t, fmt.Sprintf("hazard of %v, level %v", lifespans, level), h.Interval, h.Rate, 0, math.MaxFloat64, err)
				}
			}
		}
	}
}

// Without anybody who left, or where all left at one time, nothing tells how far off the mean may be.
func TestSurvivalMean_noSpread(t *testing.T) {
	for _, tt := range []struct {
		lifespans []cx.Lifespan
		tau, want float64
	}{
		{spansOf(amlMaintained), 4.5, 4.5}, // before the first churn, and up to it
		{spansOf(amlMaintained), 9, 9},
		{spansOf("5+ 7+"), 7, 7},
		{[]cx.Lifespan{{Exit: 5, Churned: true}, {Exit: 6}}, 4, 4},
		{[]cx.Lifespan{{Exit: 5, Churned: true}}, 5, 5},
		{[]cx.Lifespan{{Exit: 3, Churned: true, Count: 1000}}, 3, 3},
	} {
		s, err := cx.SurvivalOf(tt.lifespans)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Mean(tt.tau, 0.95); err != nil || got != (cx.Estimate{Value: tt.want}) {
			t.Errorf("%v: Mean(%v) = %+v, %v, want %v alone", tt.lifespans, tt.tau, got, err, tt.want)
		}
	}
}

// Who is seen for no time is not at risk: of the five who entered at 1 all are still here, and the lower
// limit is 0.025^(1/5).
func TestSurvivalInterval_seenForNoTime(t *testing.T) {
	s, err := cx.SurvivalOf([]cx.Lifespan{{Exit: 0}, {Entry: 1, Exit: 2, Count: 5}})
	if err != nil {
		t.Fatal(err)
	}
	iv, err := s.Interval(1.5, 0.95, "")
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Low", iv.Low, 0.4781762498950185, 1e-14)
}
