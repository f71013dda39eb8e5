package sample

import (
	"encoding/json"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
)

// TestMake checks that the sample is the same each time, that nothing of it happens at its end
// or later, and that all of it can be kept.
func TestMake(t *testing.T) {
	rows := Make()
	if a, b := asJSON(t, rows), asJSON(t, Make()); a != b {
		t.Error("the sample differs from call to call")
	}
	if len(rows.Answers) != answers || len(rows.Activities) < customers || len(rows.Subscriptions) < 1_000 || len(rows.Tickets) < 1_000 {
		t.Errorf("%d answers, %d orders, %d subscriptions, %d tickets", len(rows.Answers), len(rows.Activities), len(rows.Subscriptions), len(rows.Tickets))
	}
	for _, a := range rows.Answers {
		if err := a.Check(); err != nil || !a.At.Before(End()) {
			t.Fatalf("%v, %v", a, err)
		}
	}
	for _, a := range rows.Activities {
		if err := a.Check(); err != nil || !a.At.Before(End()) {
			t.Fatalf("%v, %v", a, err)
		}
	}
	for _, ticket := range rows.Tickets {
		if err := ticket.Check(); err != nil || !ticket.Updated.Before(End()) {
			t.Fatalf("%v, %v", ticket, err)
		}
	}
}

// TestBuilt compares what the store makes of the rows, in chunks, with the same calls on all
// rows at once.
func TestBuilt(t *testing.T) {
	rows := Make()
	storetest.Each(t, func(t *testing.T, dsn string) {
		s, err := store.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := Fill(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		var activities []cx.Activity
		for _, a := range rows.Activities {
			if a.Segment == "Family" {
				activities = append(activities, a.Activity())
			}
		}
		cohorts, err := cx.CohortsOf(activities, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, End())
		if err != nil {
			t.Fatal(err)
		}
		repeat, err := cx.RepeatOf(activities, cx.Calendar{}, End())
		if err != nil {
			t.Fatal(err)
		}
		orders, err := s.Orders(t.Context(), "Family", End())
		if err != nil || asJSON(t, orders.Value) != asJSON(t, store.Orders{Cohorts: cohorts, Repeat: repeat}) {
			t.Errorf("the cohorts differ, %v", err)
		}
		var tickets []cx.Ticket
		for _, ticket := range rows.Tickets {
			tickets = append(tickets, ticket.Ticket())
		}
		rule := cx.SupportRule{AsOf: End()}
		want, err := cx.SupportOf(tickets, rule)
		if err != nil {
			t.Fatal(err)
		}
		support, err := s.Support(t.Context(), store.Filter{}, rule)
		if err != nil || asJSON(t, support.Value) != asJSON(t, want) {
			t.Errorf("the tickets differ, %v", err)
		}
		stages, err := s.Stages(t.Context(), store.Filter{Segment: "Family"})
		if err != nil {
			t.Fatal(err)
		}
		for _, stage := range stages {
			tally := cx.Ratings{Scale: store.Scale(stage.Question)}
			for _, a := range rows.Answers {
				if a.Question == stage.Question && a.Stage == stage.Stage && a.Segment == "Family" {
					tally.Counts[a.Score-tally.Scale.Min]++
				}
			}
			if tally != stage.Ratings {
				t.Errorf("%s at %s: %v, want %v", stage.Question, stage.Stage, stage.Ratings, tally)
			}
		}
		if len(stages) != 15 {
			t.Errorf("%d stages of questions, want 15", len(stages))
		}
		day, err := cx.Calendar{}.DateOf(End())
		if err != nil {
			t.Fatal(err)
		}
		plans, err := s.Plans(t.Context(), day)
		if err != nil || len(plans.Value) != 3 {
			t.Fatalf("%d plans, %v", len(plans.Value), err)
		}
		for _, p := range plans.Value {
			var subs []store.Subscription
			for _, sub := range rows.Subscriptions {
				if sub.Plan == p.Name {
					subs = append(subs, sub)
				}
			}
			lifespans, err := cx.LifespansOf(subs, func(s *store.Subscription) (start, end cx.Date) { return s.Start, s.End }, day)
			if err != nil {
				t.Fatal(err)
			}
			survival, err := cx.SurvivalOf(lifespans)
			if err != nil || asJSON(t, survival) != asJSON(t, p.Survival) {
				t.Errorf("the curve of %s differs, %v", p.Name, err)
			}
		}
	})
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
