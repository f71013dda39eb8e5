package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestIncidence(t *testing.T) {
	for _, tt := range []struct {
		name              string
		i                 cx.Incidence
		rate, per100, per string // per 3600
	}{
		{"questions per visitor", cx.Incidence{Events: 6, Base: 8}, "0.75", "75", "2700"},
		{"more than one", cx.Incidence{Events: 3605, Base: 600}, "6.00833333", "600.83333333", "21630"},
		{"none", cx.Incidence{Base: 9}, "0", "0", "0"},
		{"half up", cx.Incidence{Events: 1, Base: 800_000_000}, "0", "0.00000013", "0.0000045"}, // 1.25e-9, 1.25e-7
		{"largest", cx.Incidence{Events: math.MaxInt64, Base: math.MaxInt64}, "1", "100", "3600"},
		{"largest of one", cx.Incidence{Events: math.MaxInt64, Base: 1}, "9223372036854775807", "922337203685477580700", "33204139332677192905200"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.i.Rate()
			cxtest.Exactly(t, "Rate", got, err, tt.rate)
			got, err = tt.i.Per(100)
			cxtest.Exactly(t, "Per(100)", got, err, tt.per100)
			got, err = tt.i.Per(3600)
			cxtest.Exactly(t, "Per(3600)", got, err, tt.per)
			if got := tt.i.Total(); got != tt.i.Base {
				t.Errorf("Total() = %d, want %d", got, tt.i.Base)
			}
		})
	}
	_, err := cx.Incidence{}.Rate()
	cxtest.Refuses(t, "Rate", err, cx.ErrNoData)
	_, err = cx.Incidence{}.Per(100)
	cxtest.Refuses(t, "Per", err, cx.ErrNoData)
	for _, units := range []int64{0, -100, math.MinInt64} {
		_, err = cx.Incidence{Events: 1, Base: 1}.Per(units)
		cxtest.Refuses(t, "Per", err, cx.ErrInvalid)
	}
	_, err = cx.Incidence{}.Interval(0.95)
	cxtest.Refuses(t, "Interval", err, cx.ErrNoData)
}

// The limits are quantiles of the gamma distribution, computed with 40 digits and more by
// mpmath 1.3: with level l, those of shape n at (1-l)/2 and of shape n+1 at (1+l)/2. That
// of 0 is -ln(0.025).
func TestIncidenceInterval(t *testing.T) {
	for _, tt := range []struct {
		events    int64
		low, high float64
	}{
		{0, 0, 3.6888794541139354},
		{1, 0.025317807984289898, 5.5716433909388975},
		{3, 0.6186721228956015, 8.7672730697423248},
		{40, 28.576586441788965, 54.468646963984075},
		{52, 38.83608720046123, 68.191081740872892},
		{1_000_000, 998040.9833402939, 1001961.9119454322},
		{1_000_001, 998041.98236031207, 1001962.9129254135}, // by another formula from here on
	} {
		for _, base := range []int64{1, 100, 12_345} {
			i := cx.Incidence{Events: tt.events, Base: base}
			iv, err := i.Interval(0.95)
			if err != nil || iv.Level != 0.95 || iv.Clipped {
				t.Errorf("%v.Interval(0.95) = %v, %v", i, iv, err)
			}
			cxtest.Near(t, "low", iv.Low*float64(base), tt.low, 1e-12)
			cxtest.Near(t, "high", iv.High*float64(base), tt.high, 1e-12)
		}
	}
	// The largest count has an answer at once, which holds the rate.
	iv, err := cx.Incidence{Events: math.MaxInt64, Base: math.MaxInt64}.Interval(0.99)
	if err != nil || !(iv.Low <= 1 && iv.High >= 1 && iv.High-iv.Low < 1e-8) {
		t.Errorf("Interval of the largest counts = %v, %v", iv, err)
	}
	for _, level := range []float64{0, 1, -1, 95, math.NaN()} {
		_, err := cx.Incidence{Events: 1, Base: 1}.Interval(level)
		cxtest.Refuses(t, "Interval", err, cx.ErrInvalid)
		_, err = cx.Incidence{Events: 1, Base: 1}.Uplift(cx.Incidence{Events: 1, Base: 1}, level)
		cxtest.Refuses(t, "Uplift", err, cx.ErrInvalid)
		_, err = cx.Incidence{Events: 1, Base: 1}.RateRatio(cx.Incidence{Events: 1, Base: 1}, level)
		cxtest.Refuses(t, "RateRatio", err, cx.ErrInvalid)
	}
}

// 52 against 40 over equal exposures: the figures of the definition, to more digits by
// mpmath 1.3.
func TestIncidenceUplift(t *testing.T) {
	for _, base := range []int64{1, 28} {
		u, err := cx.Incidence{Events: 52, Base: base}.Uplift(cx.Incidence{Events: 40, Base: base}, 0.95)
		if err != nil || !u.AssumesPoisson || u.DegreesOfFreedom != 0 {
			t.Errorf("Uplift = %+v, %v", u, err)
		}
		cxtest.Near(t, "Value", u.Value, 0.3, 1e-15)
		cxtest.Near(t, "StandardError", u.StandardError, 0.2103111248383433, 1e-12)
		cxtest.Near(t, "P", u.P, 0.2122122405082906, 1e-12)
		cxtest.Near(t, "Low", u.Interval.Low, -0.1391525481157697, 1e-12)
		cxtest.Near(t, "High", u.Interval.High, 0.9631817417835337, 1e-12)
	}
	// Twice the exposure halves the rate: 52/80 is 0.65 of 40/40.
	u, err := cx.Incidence{Events: 52, Base: 80}.Uplift(cx.Incidence{Events: 40, Base: 40}, 0.95)
	cxtest.Near(t, "Value", u.Value, -0.35, 1e-15)
	if err != nil {
		t.Error(err)
	}
	// The other way round the limits of the ratio are the reciprocals.
	back, err := cx.Incidence{Events: 40, Base: 40}.Uplift(cx.Incidence{Events: 52, Base: 80}, 0.95)
	cxtest.Near(t, "product of the limits", (1+u.Interval.Low)*(1+back.Interval.High), 1, 1e-14)
	cxtest.Near(t, "P", back.P, u.P, 1e-12)
	if err != nil {
		t.Error(err)
	}

	// The ratio is 1 more, and so are its limits.
	r, err := cx.Incidence{Events: 52, Base: 28}.RateRatio(cx.Incidence{Events: 40, Base: 28}, 0.95)
	cxtest.Near(t, "RateRatio", r.Value, 1.3, 1e-15)
	cxtest.Near(t, "Low", r.Interval.Low, 0.8608474518842303, 1e-12)
	cxtest.Near(t, "High", r.Interval.High, 1.9631817417835337, 1e-12)
	if err != nil {
		t.Error(err)
	}
	// 0 of 10 against 5 of 20: 0.5/5.5 · 2, and e^(z·sqrt(1/0.5 + 1/5.5)) times as much.
	r, err = cx.Incidence{Base: 10}.RateRatio(cx.Incidence{Events: 5, Base: 20}, 0.95)
	cxtest.Near(t, "High", r.Interval.High, 3.2881022585268638, 1e-12)
	if err != nil || r.Value != 0 || r.Interval.Low != 0 {
		t.Errorf("RateRatio = %v, %v, want 0 and limits from 0", r, err)
	}

	one := cx.Incidence{Events: 1, Base: 1}
	for name, tt := range map[string]struct {
		during, baseline cx.Incidence
		want             error
	}{
		"no base":         {cx.Incidence{}, one, cx.ErrNoData},
		"no baseline":     {one, cx.Incidence{}, cx.ErrNoData},
		"no events":       {cx.Incidence{Base: 1}, one, cx.ErrUndefined},
		"no events in it": {one, cx.Incidence{Base: 1}, cx.ErrUndefined},
		"negative":        {one, cx.Incidence{Events: -1, Base: 1}, cx.ErrInvalid},
	} {
		u, err := tt.during.Uplift(tt.baseline, 0.95)
		cxtest.Refuses(t, name, err, tt.want)
		if u != (cx.Uplift{}) {
			t.Errorf("%s: %+v with an error", name, u)
		}
		if name == "no events" { // which is 0 times as many
			continue
		}
		r, err := tt.during.RateRatio(tt.baseline, 0.95)
		cxtest.Refuses(t, name, err, tt.want)
		if r != (cx.Ratio{}) {
			t.Errorf("%s: %v with an error", name, r)
		}
	}
	// Nothing overflows.
	u, err = cx.Incidence{Events: math.MaxInt64, Base: 1}.Uplift(cx.Incidence{Events: 1, Base: math.MaxInt64}, 0.95)
	if err != nil || !(u.Value > 8e37 && u.Interval.High > u.Value && u.P < 1e-300) {
		t.Errorf("Uplift of the extremes = %+v, %v", u, err)
	}
}

// TestSessionIncidence reproduces the counts of the events_sessions_journeys reference.
func TestSessionIncidence(t *testing.T) {
	var reference struct {
		Events, Users, Sessions int64
		PerSession              struct{ Mean float64 } `json:"events_per_session"`
	}
	sharedReference(t, "events_sessions_journeys", &reference)
	columns, rows := sharedRows(t, "events_sessions_journeys", "ecom_sessions.csv.gz")
	perSession, users := map[string]int64{}, map[string]bool{}
	for _, row := range rows {
		perSession[row[columns["session_id"]]]++
		users[row[columns["user_id"]]] = true
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
	if want := (cx.Proportion{Count: 231, Total: 3605}); bounced != want {
		t.Errorf("bounced = %v, want %v", bounced, want)
	}
	sessions := cx.Incidence{Events: reference.Sessions, Base: int64(len(users))}
	got, err := sessions.Rate()
	cxtest.Exactly(t, "sessions per visitor", got, err, "6.00833333") // 3605/600
}
