package metrics

import (
	"fmt"
	"log/slog"
	"math"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

func now() time.Time { return time.Date(2026, 9, 20, 12, 0, 0, 0, time.UTC) }

// scrape parses what Prometheus would read.
func scrape(t *testing.T, m *Metrics) map[string]*dto.MetricFamily {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(w.Body)
	if err != nil || w.Code != 200 {
		t.Fatalf("status %d, %v", w.Code, err)
	}
	return families
}

// values returns the values of a gauge by its one label.
func values(f *dto.MetricFamily) map[string]float64 {
	all := make(map[string]float64)
	for _, m := range f.GetMetric() {
		label := ""
		for _, l := range m.GetLabel() {
			label = l.GetValue()
		}
		all[label] = m.GetGauge().GetValue()
	}
	return all
}

func TestMetrics(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s, err := store.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		m := New(s, now, slog.New(slog.DiscardHandler))
		if f := scrape(t, m); f["cx_nps"] != nil || f["cx_answers"] != nil {
			t.Errorf("without answers there are series: %v", f)
		}
		// By hand: of 10 answers of Family 5 are promoters and 2 detractors: 30. With the one
		// detractor of nobody it is (5-3)/11.
		var rows []store.Answer
		for i, score := range []int{9, 9, 9, 10, 10, 7, 8, 8, 0, 6} {
			rows = append(rows, store.Answer{ID: fmt.Sprint(i), Segment: "Family", Customer: "hunter2", Question: store.NPS, At: now().AddDate(0, 0, -i), Score: score})
		}
		rows = append(rows, store.Answer{ID: "none", Question: store.NPS, At: now(), Score: 3},
			store.Answer{ID: "old", Segment: "Family", Question: store.NPS, At: now().AddDate(0, 0, -91), Score: 0},
			store.Answer{ID: "quote", Segment: "\"\\ <b>", Question: store.CSAT, At: now(), Score: 5})
		if _, err := s.AddAnswers(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		m.Observe("GET /", 200, 20*time.Millisecond)
		f := scrape(t, m)
		for name, want := range map[string]map[string]float64{
			"cx_answers":      {"nps": 12, "csat": 1},
			"cx_nps":          {"": 100 * 2. / 11, "Family": 30, "(none)": -100},
			"cx_nps_answers":  {"": 11, "Family": 10, "(none)": 1},
			"cx_csat":         {"": 100, "\"\\ <b>": 100},
			"cx_csat_answers": {"": 1, "\"\\ <b>": 1},
			"cx_ces":          {},
		} {
			got := values(f[name])
			if len(got) != len(want) {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
			for label, value := range want {
				if math.Abs(got[label]-value) > 1e-8 {
					t.Errorf("%s{%s}: %v, want %v", name, label, got[label], value)
				}
			}
		}
		low, high := values(f["cx_nps_low"])["Family"], values(f["cx_nps_high"])["Family"]
		if !(low < 30 && 30 < high && low > -100 && high < 100) {
			t.Errorf("interval %v to %v", low, high)
		}
		if f["cx_requests_total"] == nil || f["go_goroutines"] == nil || strings.Contains(fmt.Sprint(f), "hunter2") {
			t.Error("the figures of the service are missing, or a customer is among them")
		}
	})
}

// TestSegments has more segments than there may be series.
func TestSegments(t *testing.T) {
	s, err := store.Open(t.Context(), storetest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var rows []store.Answer
	for i := range 300 {
		for j := range 1 + i/299 { // the last has two
			rows = append(rows, store.Answer{ID: fmt.Sprint(i, j), Segment: fmt.Sprintf("s%03d", i), Question: store.NPS, At: now(), Score: 9})
		}
	}
	if _, err := s.AddAnswers(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	got := values(scrape(t, New(s, now, slog.New(slog.DiscardHandler)))["cx_nps"])
	if len(got) != maxSegments+1 || got["s299"] != 100 {
		t.Errorf("%d series", len(got))
	}
}

func TestHealth(t *testing.T) {
	s, err := store.Open(t.Context(), storetest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	m := New(s, now, slog.New(slog.DiscardHandler))
	check := func(ready int) {
		t.Helper()
		w := httptest.NewRecorder()
		m.Alive(w, httptest.NewRequest("GET", "/healthz", nil))
		if w.Code != 200 {
			t.Errorf("alive: %d", w.Code)
		}
		w = httptest.NewRecorder()
		m.Ready(w, httptest.NewRequest("GET", "/readyz", nil))
		if w.Code != ready {
			t.Errorf("ready: %d, want %d", w.Code, ready)
		}
	}
	check(200)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	check(503)
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "go_goroutines") || strings.Contains(w.Body.String(), "cx_answers") {
		t.Errorf("metrics without a database: %d", w.Code)
	}
}
