package alert

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// The states of an alert.
const (
	OK       = "ok"
	Pending  = "pending" // the rule holds for the first time
	Firing   = "firing"  // it held twice
	Resolved = "resolved"
)

// Alert is the state of a rule.
type Alert struct {
	Name   string    `json:"name"`
	State  string    `json:"state"`
	Detail string    `json:"detail"`
	Since  time.Time `json:"since"` // of the state
}

// Watcher looks at rules from time to time. What it knows is in memory: after a start a rule
// has to hold twice again.
type Watcher struct {
	Store *store.Store
	Rules []Rule
	URL   string // gets each change as JSON; blank is none
	Log   *slog.Logger
	Now   func() time.Time

	mu     sync.Mutex
	alerts []Alert // by rule
}

// Alerts returns the alerts that fire or did so within the last day, those that fire first.
func (w *Watcher) Alerts() []Alert {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []Alert
	for _, a := range w.alerts {
		if a.State == Firing || a.State == Resolved && w.Now().Sub(a.Since) < 24*time.Hour {
			all = append(all, a)
		}
	}
	slices.SortStableFunc(all, func(a, b Alert) int {
		switch {
		case a.State == b.State:
			return 0
		case a.State == Firing:
			return -1
		}
		return 1
	})
	return all
}

// Run looks at the rules now and then every so often, until the context ends.
func (w *Watcher) Run(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		if err := w.Look(ctx); err != nil && ctx.Err() == nil {
			w.Log.ErrorContext(ctx, "alerts are not looked at", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Look looks at all rules once. A rule that cannot be looked at keeps its state.
func (w *Watcher) Look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if len(w.Rules) == 0 {
		return nil
	}
	day, err := today(w.Now())
	if err != nil {
		return fmt.Errorf("find the day: %w", err)
	}
	since, err := day.AddDays(-731) // twice the longest rule
	if err != nil {
		return fmt.Errorf("find the first day: %w", err)
	}
	all, err := w.Store.Tallies(ctx, store.Filter{Since: since})
	if err != nil {
		return err
	}
	for i, r := range w.Rules {
		var tallies []store.Tally
		for _, t := range all {
			if t.Question == r.Metric && (r.Segment == "" || t.Segment == r.Segment) {
				tallies = append(tallies, t)
			}
		}
		holds, detail, err := r.holds(tallies, day)
		if err != nil {
			return fmt.Errorf("rule %d: %w", i+1, err)
		}
		if changed, alert := w.set(i, holds, detail); changed {
			w.Log.InfoContext(ctx, "alert", "rule", alert.Name, "state", alert.State, "detail", alert.Detail)
			if alert.State == Firing || alert.State == Resolved {
				w.deliver(ctx, alert)
			}
		}
	}
	return nil
}

// set moves the state of a rule, and reports whether it became another.
func (w *Watcher) set(i int, holds bool, detail string) (changed bool, now Alert) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.alerts == nil {
		w.alerts = make([]Alert, len(w.Rules))
		for i, r := range w.Rules {
			w.alerts[i] = Alert{Name: r.Name, State: OK, Since: w.Now()}
		}
	}
	a := &w.alerts[i]
	next := a.State
	switch {
	case holds && (a.State == OK || a.State == Resolved):
		next = Pending
	case holds:
		next = Firing
	case a.State == Firing:
		next = Resolved
	case a.State == Pending:
		next = OK
	}
	a.Detail = detail
	if next == a.State {
		return false, *a
	}
	a.State, a.Since = next, w.Now()
	return true, *a
}

// deliver posts an alert, three times at most. Whoever gets it may get it twice.
func (w *Watcher) deliver(ctx context.Context, a Alert) {
	if w.URL == "" {
		return
	}
	body, err := json.Marshal(a)
	if err != nil {
		w.Log.ErrorContext(ctx, "alert is not delivered", "rule", a.Name, "error", err)
		return
	}
	for try := 1; ; try++ {
		status, err := post(ctx, w.URL, body)
		if err == nil && status < 300 {
			return
		}
		if try == 3 || ctx.Err() != nil {
			w.Log.ErrorContext(ctx, "alert is not delivered", "rule", a.Name, "status", status) // the error has the address
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(try) * 500 * time.Millisecond):
		}
	}
}

// post posts a body, and returns the status of the reply.
func post(ctx context.Context, url string, body []byte) (status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}
