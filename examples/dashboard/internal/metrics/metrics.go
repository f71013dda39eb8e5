// Package metrics shows the tallies and the service itself to Prometheus, and says whether the
// service is alive and ready.
package metrics

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/shopspring/decimal"
)

const (
	windowDays  = 90  // of the scores
	maxSegments = 200 // with series, those with the most answers
	level       = .95
)

// Metrics are the figures of a service.
type Metrics struct {
	store    *store.Store
	now      func() time.Time
	log      *slog.Logger
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec

	answers *prometheus.Desc
	scores  map[string]score
}

// score has the descriptions of the series of a question.
type score struct{ score, low, high, answers *prometheus.Desc }

// New returns the metrics of a store.
func New(s *store.Store, now func() time.Time, log *slog.Logger) *Metrics {
	m := &Metrics{store: s, now: now, log: log, registry: prometheus.NewRegistry(), scores: make(map[string]score)}
	m.requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "cx_requests_total", Help: "Requests by pattern and status."}, []string{"pattern", "status"})
	m.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "cx_request_seconds", Help: "Time to reply by pattern.", Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10},
	}, []string{"pattern"})
	// A gauge, and no counter: an erasure takes answers away, which a counter shows as a restart.
	m.answers = prometheus.NewDesc("cx_answers", "Answers that are counted.", []string{"question"}, nil)
	for _, q := range store.Questions() {
		desc := func(suffix, help string) *prometheus.Desc {
			return prometheus.NewDesc("cx_"+q+suffix, help+" of the last 90 days. Without a segment it is that of all.", []string{"segment"}, nil)
		}
		m.scores[q] = score{desc("", "Score"), desc("_low", "Lower limit of the 95% interval"), desc("_high", "Upper limit of the 95% interval"), desc("_answers", "Answers")}
	}
	m.registry.MustRegister(m, m.requests, m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Observe counts a request. The pattern is that of the router, not the address, which may have
// a customer in it.
func (m *Metrics) Observe(pattern string, status int, took time.Duration) {
	m.requests.WithLabelValues(pattern, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(pattern).Observe(took.Seconds())
}

// Handler returns GET /metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4})
}

// Alive replies to GET /healthz: the process serves.
func (m *Metrics) Alive(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "alive") }

// Ready replies to GET /readyz: the database answers within a second. Its tables are up to
// date, or the service would not have started.
func (m *Metrics) Ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	if err := m.store.Ping(ctx); err != nil {
		m.log.ErrorContext(ctx, "not ready", "error", err)
		say(w, http.StatusServiceUnavailable, "the database does not answer")
		return
	}
	say(w, http.StatusOK, "ready")
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n")) // if nobody is there, nobody is to be told
}

// Describe is called by Prometheus's registry.
func (m *Metrics) Describe(descs chan<- *prometheus.Desc) {
	descs <- m.answers
	for _, s := range m.scores {
		descs <- s.score
		descs <- s.low
		descs <- s.high
		descs <- s.answers
	}
}

// Collect is called at each scrape. A figure that is not defined has no series.
func (m *Metrics) Collect(series chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := m.collect(ctx, series); err != nil {
		m.log.ErrorContext(ctx, "scores are not collected", "error", err)
		series <- prometheus.NewInvalidMetric(m.answers, errors.New("the scores cannot be read"))
	}
}

// segmentKey is what a series is of.
type segmentKey struct{ question, segment string }

func (m *Metrics) collect(ctx context.Context, series chan<- prometheus.Metric) error {
	day, err := cx.Calendar{}.DateOf(m.now())
	if err != nil {
		return err
	}
	since, err := day.AddDays(-windowDays)
	if err != nil {
		return err
	}
	tallies, err := m.store.Tallies(ctx, store.Filter{})
	if err != nil {
		return err
	}
	total := make(map[string]int64)
	window := make(map[segmentKey]cx.Ratings)
	size := make(map[string]int64) // of the segments
	for _, t := range tallies {
		total[t.Question] += t.Ratings.Total()
		if t.Day.Compare(since) < 0 {
			continue
		}
		name := cmp.Or(t.Segment, "(none)")
		size[name] += t.Ratings.Total()
		for _, k := range []segmentKey{{t.Question, ""}, {t.Question, name}} {
			sum := window[k]
			if err := sum.Merge(t.Ratings); err != nil {
				return err
			}
			window[k] = sum
		}
	}
	for q, n := range total {
		series <- prometheus.MustNewConstMetric(m.answers, prometheus.GaugeValue, float64(n), q)
	}
	shown := largest(size)
	for k, ratings := range window {
		if k.segment == "" || shown[k.segment] {
			m.send(series, k, ratings)
		}
	}
	return nil
}

// largest returns the segments with the most answers.
func largest(size map[string]int64) map[string]bool {
	var names []string
	for name := range size {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(a, b)) })
	shown := make(map[string]bool)
	for _, name := range names[:min(len(names), maxSegments)] {
		shown[name] = true
	}
	return shown
}

// send sends the series of a question and a segment.
func (m *Metrics) send(series chan<- prometheus.Metric, k segmentKey, ratings cx.Ratings) {
	desc := m.scores[k.question]
	gauge := func(d *prometheus.Desc, value float64) {
		series <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, k.segment)
	}
	gauge(desc.answers, float64(ratings.Total()))
	if figure, err := figureOf(k.question, ratings); err == nil {
		if score, err := figure.Score(); err == nil {
			gauge(desc.score, score.InexactFloat64())
		}
		if interval, err := figure.Interval(level); err == nil {
			gauge(desc.low, interval.Low)
			gauge(desc.high, interval.High)
		}
	}
}

// figure is the score of a question.
type figure interface {
	Score() (decimal.Decimal, error)
	Interval(level float64) (cx.Interval, error)
}

func figureOf(question string, r cx.Ratings) (figure, error) {
	switch question {
	case store.NPS:
		return r.NPS()
	case store.CSAT:
		return cx.CSAT(r), nil
	}
	return cx.CES(r), nil
}
