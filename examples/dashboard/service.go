package main

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/alert"
	"github.com/cxmetrics/cx/examples/dashboard/internal/ingest"
	"github.com/cxmetrics/cx/examples/dashboard/internal/metrics"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/cxmetrics/cx/examples/dashboard/internal/web"
)

// config is what the environment and the flags say.
type config struct {
	tokens, readTokens string
	key                string // signs the sessions; blank is a random one
	webhooks           string // a folder
	rules              []byte // of alerts
	alertURL           string
	loopback           bool
	log                *slog.Logger
	now                func() time.Time // of the pages
	received           func() time.Time // what rows may not be ahead of; nil is time.Now
	getenv             func(string) string
}

// service is the parts of the program, put together.
type service struct {
	store   *store.Store
	handler http.Handler
	watcher *alert.Watcher
	log     *slog.Logger
	stop    chan struct{} // closed to end the streams
}

// newService puts the parts together over a store.
func newService(s *store.Store, c config) (*service, error) {
	v := &service{store: s, log: c.log, stop: make(chan struct{})}
	tokens, err := ingest.ParseTokens(c.tokens)
	if err != nil {
		return nil, err
	}
	readers, err := ingest.ParseTokens(c.readTokens)
	if err != nil {
		return nil, err
	}
	rules, err := c.alertRules()
	if err != nil {
		return nil, err
	}
	var hooks map[string]ingest.Webhook
	if c.webhooks != "" {
		if hooks, err = ingest.ReadWebhooks(c.webhooks, c.getenv); err != nil {
			return nil, err
		}
	}
	v.watcher = &alert.Watcher{Store: s, Rules: rules, URL: c.alertURL, Log: c.log, Now: c.now}
	pages, err := web.New(s, web.Options{
		Now: c.now, Alerts: v.alerts, ReadTokens: strings.Fields(strings.ReplaceAll(c.readTokens, ",", " ")), Secure: !c.loopback,
		Key: []byte(c.key), Stop: v.stop, Log: c.log,
	})
	if err != nil {
		return nil, err
	}
	figures := metrics.New(s, c.now, c.log)
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	mux.Handle("GET /v1/figures", pages)
	mux.Handle("/v1/", ingest.New(s, ingest.Options{Tokens: tokens, Webhooks: hooks, Log: c.log, Now: c.received}))
	mux.HandleFunc("GET /healthz", figures.Alive)
	mux.HandleFunc("GET /readyz", figures.Ready)
	mux.Handle("GET /metrics", onlyReaders(readers, figures.Handler()))
	v.handler = logged(c.log, figures, http.NewCrossOriginProtection().Handler(mux))
	return v, nil
}

// alerts returns what the pages show on top.
func (v *service) alerts() []web.Alert {
	var all []web.Alert
	for _, a := range v.watcher.Alerts() {
		all = append(all, web.Alert{Name: a.Name, State: a.State, Detail: a.Detail, Since: a.Since})
	}
	return all
}

// onlyReaders asks for a token where there are any.
func onlyReaders(readers ingest.Tokens, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(readers) > 0 && !readers.Allow(r.Header.Get("Authorization")) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "a token is missing", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// logged writes a line for each request. It has the pattern of the router and not the address,
// which may have a customer in it, and nothing of the body.
func logged(log *slog.Logger, figures *metrics.Metrics, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, id := time.Now(), rand.Text()
		w.Header().Set("X-Request-Id", id)
		counted := &countedWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(counted, r)
		pattern, took := r.Pattern, time.Since(start)
		if pattern == "" { // refused before the router
			pattern = "none"
		}
		figures.Observe(pattern, counted.status, took)
		log.InfoContext(r.Context(), "request", "id", id, "pattern", pattern, "status", counted.status, "bytes", counted.bytes,
			"ms", took.Milliseconds())
	})
}

// countedWriter remembers what was written.
type countedWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *countedWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *countedWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController find what streams need.
func (w *countedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
