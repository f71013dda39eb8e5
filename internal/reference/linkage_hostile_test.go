package reference

import (
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// TestLinkageHostile: texts, instants and amounts that a stranger may send neither stop a
// call nor are in its error.
func TestLinkageHostile(t *testing.T) {
	cxtest.Long(t)
	secret := "secret\n\x00\u202e\xff"
	at := []time.Time{{}, time.Unix(1<<62, 0), time.Unix(-1<<62, 0), yearDay(1), yearDay(1).Add(1)}
	check := func(what string, err error) {
		t.Helper()
		if err != nil {
			cxtest.ErrorText(t, what, err)
		}
	}
	for _, text := range []string{"", " ", secret, cx.NoAnswer} {
		for _, when := range at {
			landmarks := []cx.Landmark{{Customer: text, At: when, Class: text}}
			events := []cx.Event{{Customer: text, At: when, Name: text}}
			activities := []cx.Activity{{Customer: text, At: when, Amount: dec("1e30")}}
			for _, horizon := range []time.Duration{-1, 0, 1, 1<<63 - 1} {
				rule := cx.LinkageRule{Horizon: horizon, Exits: []string{text}}
				for _, asOf := range at {
					_, err := cx.LinkageOf(landmarks, activities, events, rule, asOf)
					check("LinkageOf", err)
					_, err = cx.LinkedLifespans(landmarks, events, rule, text, asOf)
					check("LinkedLifespans", err)
					_, err = cx.LinkedCustomers(landmarks, events, rule, text, asOf)
					check("LinkedCustomers", err)
					_, _, err = cx.BadTouchLifespans(events, cx.BadTouchRule{Bad: []string{text}}, asOf)
					check("BadTouchLifespans", err)
					_, err = cx.BadTouchCountsOf(events, cx.BadTouchRule{Bad: []string{text}}, 1, horizon, asOf)
					check("BadTouchCountsOf", err)
				}
			}
			_, err := cx.LandmarksOf([]cx.Response{{Customer: text, At: when}}, func(*cx.Response) string { return text },
				[]cx.Invitation{{Customer: text, At: when}}, period("2026"), cx.Calendar{})
			check("LandmarksOf", err)
			_, err = cx.ReferralsOf([]cx.Referral{{Referrer: text, Referee: text, At: when}}, []string{text}, []string{text}, activities)
			check("ReferralsOf", err)
		}
	}
	// The extremes of time: a landmark of 1900 known in 2200.
	first, last := instant("1900-01-01"), instant("2200-12-31")
	landmarks := []cx.Landmark{{Customer: "ada", At: first, Class: "top"}}
	events := []cx.Event{{Customer: "ada", At: last.Add(-time.Hour), Name: "leave"}}
	rule := cx.LinkageRule{Horizon: 1<<63 - 1, Exits: []string{"leave"}}
	l, err := cx.LinkageOf(landmarks, nil, events, rule, last)
	if err != nil || l.Classes[0].Followed != 1 || l.Events.Beyond != 1 {
		t.Errorf("LinkageOf over 301 years = %v, %v", l, err)
	}
	spans, err := cx.LinkedLifespans(landmarks, events, rule, "", last)
	if days := last.Sub(first.AddDate(100, 0, 0)).Hours()/24 + 36524 - 1.0/24; err != nil || spans[0].Tally[0].Exit != days {
		t.Errorf("LinkedLifespans over 301 years = %v, %v, want %v days", spans, err, days)
	}
}
