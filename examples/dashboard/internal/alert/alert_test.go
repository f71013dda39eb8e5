package alert

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
)

// days makes tallies of nps, from the day before today backwards: each has so many promoters
// and detractors a day.
func days(t *testing.T, today cx.Date, scores ...[2]int64) []store.Tally {
	t.Helper()
	var all []store.Tally
	for i, s := range scores {
		day, err := today.AddDays(-i - 1)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, store.Tally{Question: store.NPS, Day: day, Ratings: cx.Ratings{Scale: store.Scale(store.NPS), Counts: [11]int64{0: s[1], 10: s[0]}}})
	}
	return all
}

func repeat(n int, promoters, detractors int64) [][2]int64 {
	return slices.Repeat([][2]int64{{promoters, detractors}}, n)
}

func TestHolds(t *testing.T) {
	today := cx.Date{Year: 2026, Month: 11, Day: 22}
	for _, c := range []struct {
		name string
		rule Rule
		days [][2]int64
		want bool
	}{
		{"below", Rule{When: below, Limit: 20, Days: 10}, repeat(10, 50, 60), true},
		{"the point is below, the interval is not", Rule{When: below, Limit: 20, Days: 10}, repeat(10, 1, 1), false},
		{"above", Rule{When: below, Limit: 20, Days: 10}, repeat(10, 60, 20), false},
		{"no answers", Rule{When: below, Limit: 20, Days: 10}, nil, false},
		{"today does not count", Rule{When: below, Limit: 20, Days: 1}, append([][2]int64{{0, 0}}, repeat(10, 0, 100)...), false},
		{"fell", Rule{When: fell, Days: 10}, append(repeat(10, 50, 60), repeat(10, 60, 50)...), true},
		{"fell by chance", Rule{When: fell, Days: 2}, append(repeat(2, 1, 2), repeat(2, 2, 1)...), false},
		{"rose", Rule{When: fell, Days: 10}, append(repeat(10, 60, 50), repeat(10, 50, 60)...), false},
		{"nothing before", Rule{When: fell, Days: 10}, repeat(10, 50, 60), false},
		{"stopped", Rule{When: stopped, Days: 3}, append(repeat(3, 0, 0), repeat(10, 1, 1)...), true},
		{"not stopped", Rule{When: stopped, Days: 4}, append(repeat(3, 0, 0), repeat(10, 1, 1)...), false},
		{"never began", Rule{When: stopped, Days: 3}, nil, false},
		{"drifted", Rule{When: drifted, Days: 28}, append(repeat(28, 20, 30), repeat(300, 30, 20)...), true},
		{"drifted long ago", Rule{When: drifted, Days: 28}, append(repeat(180, 20, 30), repeat(180, 30, 20)...), false},
		{"drifted to the better", Rule{When: drifted, Days: 28}, append(repeat(28, 30, 20), repeat(300, 20, 30)...), false},
	} {
		c.rule.Metric = store.NPS
		holds, detail, err := c.rule.holds(days(t, today, c.days...), today)
		if err != nil || holds != c.want {
			t.Errorf("%s: %v (%s), %v, want %v", c.name, holds, detail, err, c.want)
		}
	}
	for _, q := range []string{store.CSAT, store.CES} { // worse answers in the last four weeks
		var tallies []store.Tally
		for i := range 300 {
			day, _ := today.AddDays(-i - 1)
			worse := int64(0)
			if i < 28 {
				worse = 20
			}
			ratings := cx.Ratings{Scale: store.Scale(q)}
			ratings.Counts[0], ratings.Counts[ratings.Scale.Points()-1] = 10+worse, 30-worse
			tallies = append(tallies, store.Tally{Question: q, Day: day, Ratings: ratings})
		}
		for _, r := range []Rule{{When: below, Limit: 60, Days: 28}, {When: fell, Days: 28}, {When: drifted, Days: 28}} {
			r.Metric = q
			if holds, detail, err := r.holds(tallies, today); err != nil || !holds {
				t.Errorf("%s %s: %v (%s), %v", q, r.When, holds, detail, err)
			}
		}
	}
}

// TestWatch walks a rule through its states: pending, firing, resolved; and a state that comes
// and goes fires nothing.
func TestWatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s, err := store.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		now := time.Date(2026, 9, 20, 12, 0, 0, 0, time.UTC)
		delivered := make(chan Alert, 10)
		failures := 2
		receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if failures--; failures >= 0 { // the first two deliveries fail
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			var a Alert
			if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
				t.Error(err)
			}
			delivered <- a
		}))
		defer receiver.Close()
		var log strings.Builder
		w := &Watcher{
			Store: s, URL: receiver.URL, Now: func() time.Time { return now }, Log: slog.New(slog.NewJSONHandler(&log, nil)),
			Rules: []Rule{{Name: "low", Metric: store.NPS, Segment: "Family", When: below, Limit: 0, Days: 7}},
		}
		answers := func(prefix string, score int) {
			t.Helper()
			var rows []store.Answer
			for i := range 100 {
				rows = append(rows, store.Answer{ID: fmt.Sprint(prefix, i), Segment: "Family", Question: store.NPS, At: now.AddDate(0, 0, -1), Score: score})
			}
			if _, err := s.AddAnswers(t.Context(), rows); err != nil {
				t.Fatal(err)
			}
		}
		look := func(want string, onTop int) {
			t.Helper()
			now = now.Add(time.Minute)
			if err := w.Look(t.Context()); err != nil {
				t.Fatal(err)
			}
			if w.alerts[0].State != want || len(w.Alerts()) != onTop {
				t.Errorf("state %v, %d on top, want %s, %d", w.alerts[0], len(w.Alerts()), want, onTop)
			}
		}
		look(OK, 0)
		answers("bad", 0)
		look(Pending, 0)
		answers("good", 10)
		look(OK, 0)
		now = now.AddDate(0, 0, 8)
		answers("worse", 0)
		look(Pending, 0)
		look(Firing, 1)
		look(Firing, 1)
		now = now.AddDate(0, 0, 8)
		look(Resolved, 1)
		now = now.AddDate(0, 0, 1)
		look(Resolved, 0)
		close(delivered)
		var states []string
		for a := range delivered {
			states = append(states, a.Name+" "+a.State)
		}
		if !slices.Equal(states, []string{"low firing", "low resolved"}) {
			t.Errorf("delivered %q", states)
		}
		if lines := strings.Count(log.String(), `"msg":"alert"`); lines != 5 {
			t.Errorf("%d lines in the log, want 5: %s", lines, log.String())
		}
	})
}

func TestReadRules(t *testing.T) {
	for _, text := range []string{
		`{`, `[{"name":"a","metric":"nps","when":"below","days":1,"limits":2}]`, `[{"metric":"nps","when":"below","days":1}]`,
		`[{"name":"a","metric":"NPS","when":"below","days":1}]`, `[{"name":"a","metric":"nps","when":"above","days":1}]`,
		`[{"name":"a","metric":"nps","when":"below","days":0}]`,
		`[{"name":"a","metric":"nps","when":"below","days":1},{"name":"a","metric":"nps","when":"below","days":1}]`,
	} {
		if _, err := ReadRules([]byte(text)); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}
