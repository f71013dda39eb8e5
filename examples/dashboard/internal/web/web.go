// Package web is the pages of the service, and their figures as JSON and CSV. The server makes
// the pages whole: without scripts they are complete, and with them they follow new answers.
package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// Options are what the pages need besides the store. The zero Options are those of a service
// on loopback that anybody on the machine may read.
type Options struct {
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Alerts returns what is on top of the pages; nil is none.
	Alerts func() []Alert
	// ReadTokens are what a reader signs in with. Without one everybody may read.
	ReadTokens []string
	// Secure keeps cookies to HTTPS: set it where the service is not on loopback.
	Secure bool
	// Key signs the sessions. All processes behind one address need the same; empty is a
	// random one, with which a restart ends the sessions.
	Key []byte
	// Stop ends the streams of changes, for which a shutdown would wait.
	Stop <-chan struct{}
	// Log takes what goes wrong; nil is slog.Default().
	Log *slog.Logger
}

// Alert is a rule that holds, or held a short time ago.
type Alert struct {
	Name   string    `json:"name"`
	State  string    `json:"state"` // firing or resolved
	Detail string    `json:"detail"`
	Since  time.Time `json:"since"`
}

// server is the handler of all pages.
type server struct {
	Options
	store     *store.Store
	plan      journeyPlan
	rule      cx.AlertRule // of lasting changes
	templates templates
	assets    map[string]asset
	streams   chan struct{} // of room for each stream of changes
}

// maxStreams bounds the open streams of changes: a page beyond them is as one without scripts.
const maxStreams = 500

// New returns the pages over a store. It serves all that is not in the service's other parts,
// and GET /v1/figures.
func New(s *store.Store, o Options) (http.Handler, error) {
	web := &server{Options: o, store: s, streams: make(chan struct{}, maxStreams)}
	if web.Log == nil {
		web.Log = slog.Default()
	}
	if len(web.Key) == 0 {
		web.Key = make([]byte, 32)
		rand.Read(web.Key) // never fails
	}
	var err error
	if web.plan, err = readJourney(); err != nil {
		return nil, err
	}
	// Of a score that never changes, chance brings one in 168 weeks. To find the threshold takes
	// as long as a page.
	if web.rule, err = (cx.AlertRule{Every: 168}).Solve(); err != nil {
		return nil, fmt.Errorf("solve the rule of lasting changes: %w", err)
	}
	if web.templates, err = parseTemplates(); err != nil {
		return nil, err
	}
	if web.assets, err = readAssets(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, n := range pages() {
		mux.HandleFunc("GET "+n.pattern(), web.reader(web.show(n)))
	}
	mux.HandleFunc("GET /v1/figures", web.reader(web.figures))
	mux.HandleFunc("GET /changes", web.reader(web.changes))
	mux.HandleFunc("POST /callback/{step}", web.reader(web.step))
	mux.HandleFunc("POST /recount", web.reader(web.recount))
	mux.HandleFunc("POST /theme", web.theme)
	mux.HandleFunc("POST /keys", web.keys)
	mux.HandleFunc("GET /signin", web.signInPage)
	mux.HandleFunc("POST /signin", web.signIn)
	mux.HandleFunc("POST /signout", web.signOut)
	mux.HandleFunc("GET /assets/{name}", web.asset)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		web.fail(w, r, http.StatusNotFound, "There is no such page.")
	})
	return headers(http.NewCrossOriginProtection().Handler(mux)), nil
}

// policy lets a page load only what the service itself serves, and post only to it.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers sets the headers that hold for every answer.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// now returns the time of the clock.
func (s *server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// log writes what went wrong. The error of a store has no text of its rows.
func (s *server) log(r *http.Request, err error) {
	s.Log.ErrorContext(r.Context(), "page", "path", r.URL.Path, "error", err.Error())
}

// named is a page with its name and how it is made.
type named struct {
	Name, Title string
	make        func(*server, context.Context, view) (*page, error)
}

// pages returns the pages in the order of the menu.
func pages() []named {
	return []named{
		{"overview", "Overview", (*server).overview},
		{"trend", "Trend", (*server).trend},
		{"segments", "Segments", (*server).segments},
		{"journey", "Journey", (*server).journey},
		{"cohorts", "Cohorts", (*server).cohorts},
		{"survival", "Survival", (*server).survival},
		{"tickets", "Tickets", (*server).tickets},
		{"callback", "Call back", (*server).callback},
		{"data", "Data", (*server).data},
		{"help", "Help", (*server).help},
	}
}

// Path returns the path of a page.
func (n named) Path() string {
	if n.Name == "overview" {
		return "/"
	}
	return "/" + n.Name
}

func (n named) pattern() string {
	if n.Name == "overview" {
		return "/{$}"
	}
	return n.Path()
}

// errAddress is what is wrong with an address.
type errAddress struct{ error }

// build makes a page for an address.
func (s *server) build(ctx context.Context, n named, v view) (*page, view, error) {
	first, last, err := s.store.Days(ctx)
	if err != nil {
		return nil, v, err
	}
	today, err := cx.Calendar{}.DateOf(s.now())
	if err != nil {
		return nil, v, fmt.Errorf("find the day: %w", err)
	}
	// The pages end with the last day that has answers: a store that gets none any more is not
	// one of customers who all left. An answer of the future does not move it.
	if last == (cx.Date{}) || last.Compare(today) > 0 {
		last = today
	}
	if first == (cx.Date{}) {
		first = last
	}
	v.Last, v.Stale = last, false
	if since, err := today.DaysSince(last); err == nil && since > 7 {
		v.Stale = true
	}
	end, err := last.AddDays(1)
	if err != nil {
		return nil, v, fmt.Errorf("find the day: %w", err)
	}
	if v.AsOf, err = (cx.Calendar{}).StartOf(end); err != nil {
		return nil, v, fmt.Errorf("find the day: %w", err)
	}
	if now := s.now(); now.Before(v.AsOf) {
		v.AsOf = now
	}
	if v, err = v.resolve(first, last); err != nil {
		return nil, v, errAddress{err}
	}
	p, err := n.make(s, ctx, v)
	if err != nil {
		return nil, v, fmt.Errorf("page %s: %w", n.Name, err)
	}
	p.Name, p.Title = n.Name, cmp.Or(p.Title, n.Title)
	return p, v, nil
}

// show serves a page.
func (s *server) show(n named) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := asked(n.Path(), r.URL.Query())
		if err != nil {
			s.fail(w, r, http.StatusBadRequest, "The address is not right: "+err.Error()+".")
			return
		}
		// A form sends fields that are empty, too: the address of a view is the short one.
		if needless(r.URL.Query()) {
			http.Redirect(w, r, v.Address(), http.StatusSeeOther)
			return
		}
		p, v, err := s.build(r.Context(), n, v)
		if err != nil {
			s.failed(w, r, err)
			return
		}
		s.render(w, r, http.StatusOK, p, v)
	}
}

// needless reports whether an address has values that its short form has not.
func needless(values map[string][]string) bool {
	for name, all := range values {
		for _, value := range all {
			if value == "" || name == "against_since" || name == "against_until" || name == "compare" && (value == "previous" || value == "chosen") || name == "range" && value == defaultRange {
				return true
			}
		}
	}
	return false
}

// failed answers for an error.
func (s *server) failed(w http.ResponseWriter, r *http.Request, err error) {
	var address errAddress
	switch {
	case errors.As(err, &address):
		s.fail(w, r, http.StatusBadRequest, "The address is not right: "+address.Error()+".")
	case r.Context().Err() != nil: // nobody reads the answer
	default:
		s.log(r, err)
		s.fail(w, r, http.StatusServiceUnavailable, "The database does not answer. Try again in a minute.")
	}
}

// recount forgets what was made from rows, so that the next page makes it again.
func (s *server) recount(w http.ResponseWriter, r *http.Request) {
	if !s.form(w, r) {
		return
	}
	s.store.Rebuild()
	http.Redirect(w, r, localPath(r.PostForm.Get("back"), "/"), http.StatusSeeOther)
}
