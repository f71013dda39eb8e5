package reference

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// TestAUCReference: which metric of the ces_fcr_tickets predicts a repeated contact?
func TestAUCReference(t *testing.T) {
	rows := records(t, "ces_fcr_tickets/service_tickets.csv")
	column := func(name string) (values []float64) {
		for _, row := range rows {
			values = append(values, number(t, row[name]))
		}
		return values
	}
	var again []bool
	for _, v := range column("Repeat_Contact_Flag") {
		again = append(again, v == 1)
	}
	effort := cx.Predictor{Scores: column("Customer_Effort_Score")}
	satisfaction := cx.Predictor{Scores: column("CSAT_Score"), LowerPredicts: true}
	// R 4.2.2, pROC 1.18.0, with the directions given; the limits are plogis(qlogis(A) ±
	// qnorm(0.975)*SE/(A*(1-A))) of its areas and errors.
	for _, test := range []struct {
		what                 string
		p                    cx.Predictor
		value, se, low, high float64
	}{
		{"effort", effort, 0.931952081696779, 0.00810669047961034, 0.91423884527173, 0.9462220038442012},
		{"satisfaction", satisfaction, 0.760784891332810, 0.0151927649112891, 0.7297526930992801, 0.7892826326226251},
	} {
		a, err := cx.AUCOf(again, test.p)
		if err != nil {
			t.Fatal(err)
		}
		iv, err := a.Interval(0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, test.what, a.Value, test.value, 1e-12)
		cxtest.Near(t, test.what+": error", a.StandardError, test.se, 1e-12)
		cxtest.Near(t, test.what+": low", iv.Low, test.low, 1e-12)
		cxtest.Near(t, test.what+": high", iv.High, test.high, 1e-12)
	}
	c, err := cx.AUCDifference(again, effort, satisfaction, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Z", c.Z, 11.1917609785619, 1e-12)
	if math.Abs(c.P/4.47457461181104e-29-1) > 1e-10 {
		t.Errorf("P = %g, want 4.47457461181104e-29", c.P)
	}
	cxtest.Near(t, "low", c.Interval.Low, 0.141191431491803, 1e-12)
	cxtest.Near(t, "high", c.Interval.High, 0.201142949236136, 1e-12)
}

// TestSessionIncidence reproduces the counts of the events_sessions_journeys reference.
func TestSessionIncidence(t *testing.T) {
	var reference struct {
		Events, Users, Sessions int64
		PerSession              struct{ Mean float64 } `json:"events_per_session"`
	}
	figures(t, "events_sessions_journeys", &reference)
	rows := records(t, "events_sessions_journeys/ecom_sessions.csv.gz")
	perSession, users := map[string]int64{}, map[string]bool{}
	for _, row := range rows {
		perSession[row["session_id"]]++
		users[row["user_id"]] = true
	}
	var events cx.Incidence
	var bounced cx.Proportion
	for _, n := range perSession {
		if err := events.Add(n); err != nil {
			t.Fatal(err)
		}
		if err := bounced.Add(n == 1); err != nil {
			t.Fatal(err)
		}
	}
	if want := (cx.Incidence{Events: reference.Events, Base: reference.Sessions}); events != want {
		t.Errorf("events per session = %v, want %v", events, want)
	}
	mean, err := events.Rate()
	cxtest.Near(t, "events per session", mean.InexactFloat64(), reference.PerSession.Mean, 1e-6)
	if err != nil {
		t.Error(err)
	}
	// Sessions of one event: 231 of 3605, counted in Python.
	if want := (cx.Proportion{Count: 231, Base: 3605}); bounced != want {
		t.Errorf("bounced = %v, want %v", bounced, want)
	}
	sessions := cx.Incidence{Events: reference.Sessions, Base: int64(len(users))}
	got, err := sessions.Rate()
	cxtest.Exactly(t, "sessions per visitor", got, err, "6.00833333") // 3605/600
}
