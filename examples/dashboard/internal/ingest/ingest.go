// Package ingest takes rows in by HTTP: it says who may send, what is not taken and why, and
// hands the rest to the store.
package ingest

import (
	"context"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

const (
	maxBody   = 1 << 20 // bytes of a request
	maxRows   = 10_000  // of a request
	maxActive = 64      // requests at once, which bounds the memory; who comes then is told to wait
	maxHooks  = 16      // of webhooks, whose sender is not known before the body is read: they are in nobody's way
	maxWrite  = 10 * time.Second
	ahead     = 24 * time.Hour // how far the clock of a sender may be ahead of this one
)

// Options say who may send.
type Options struct {
	Tokens   Tokens             // of those who may write; without any nobody may
	Webhooks map[string]Webhook // by source
	Log      *slog.Logger
	Now      func() time.Time // nil is time.Now
}

// handler is the part of the service below /v1/ that writes.
type handler struct {
	store  *store.Store
	active chan struct{} // has a value for each request that is being read or written
	hooks  chan struct{} // and for each webhook
	Options
}

// New returns the handler of POST /v1/answers, activities, subscriptions, tickets and
// webhooks/{source}, PUT /v1/answers/{id} and DELETE /v1/customers/{id}.
func New(s *store.Store, options Options) http.Handler {
	h := &handler{store: s, active: make(chan struct{}, maxActive), hooks: make(chan struct{}, maxHooks), Options: options}
	if h.Now == nil {
		h.Now = time.Now
	}
	if h.Log == nil {
		h.Log = slog.New(slog.DiscardHandler)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/answers", h.private(post(h, "answers", readAnswer, s.AddAnswers)))
	mux.HandleFunc("POST /v1/activities", h.private(post(h, "activities", readActivity, s.AddActivities)))
	mux.HandleFunc("POST /v1/subscriptions", h.private(post(h, "subscriptions", readSubscription, s.AddSubscriptions)))
	mux.HandleFunc("POST /v1/tickets", h.private(post(h, "tickets", readTicket, s.AddTickets)))
	mux.HandleFunc("PUT /v1/answers/{id}", h.private(h.correct))
	mux.HandleFunc("DELETE /v1/customers/{id}", h.private(h.erase))
	mux.HandleFunc("POST /v1/webhooks/{source}", h.webhook)
	return mux
}

// private lets those pass who have a token, as many as may be active.
func (h *handler) private(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch h.Tokens.check(r.Header.Get("Authorization")) {
		case tokenMissing:
			w.Header().Set("WWW-Authenticate", "Bearer")
			fail(w, http.StatusUnauthorized, "a token is missing")
		case tokenWrong:
			fail(w, http.StatusForbidden, "the token may not write")
		default:
			limit(h.active, w, r, next)
		}
	}
}

// limit bounds the number of requests at once by the room of a channel.
func limit(active chan struct{}, w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	select {
	case active <- struct{}{}:
		defer func() { <-active }()
		next(w, r)
	default:
		w.Header().Set("Retry-After", "1")
		fail(w, http.StatusTooManyRequests, "too many requests at once")
	}
}

// taken is the reply to rows that were taken. Those that were there before are not in Added.
type taken struct {
	Rows    int        `json:"rows"`
	Added   int        `json:"added"`
	Refused []rowError `json:"refused,omitempty"`
}

// rowError says why a row, counted from 0, is refused.
type rowError struct {
	Row   int    `json:"row"`
	Error string `json:"error"`
}

// post returns the handler of rows of a kind.
func post[T checker](h *handler, kind string, read func([]byte) (T, error), add func(context.Context, []T) (int, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, ok := h.readBody(w, r, kind)
		if !ok {
			return
		}
		raw, err := split(body)
		if err != nil {
			h.refuse(r.Context(), kind, []rowError{{-1, err.Error()}})
			fail(w, err.status, err.text)
			return
		}
		rows, refused := readRows(raw, h.Now().Add(ahead), read)
		h.refuse(r.Context(), kind, refused)
		if len(refused) > 0 && (r.URL.Query().Get("partial") != "1" || len(rows) == 0) {
			reply(w, http.StatusUnprocessableEntity, refused)
			return
		}
		h.add(w, r, taken{Rows: len(raw), Refused: refused}, func(ctx context.Context) (int, error) { return add(ctx, rows) })
	}
}

// add writes rows, and replies.
func (h *handler) add(w http.ResponseWriter, r *http.Request, result taken, add func(context.Context) (int, error)) {
	ctx, cancel := context.WithTimeout(r.Context(), maxWrite)
	defer cancel()
	var err error
	if result.Added, err = add(ctx); err != nil {
		h.storeFailed(w, r, err)
		return
	}
	reply(w, http.StatusAccepted, result)
}

// correct replaces an answer.
func (h *handler) correct(w http.ResponseWriter, r *http.Request) {
	body, ok := h.readBody(w, r, "answers")
	if !ok {
		return
	}
	raw, failure := split(body)
	if failure == nil && len(raw) != 1 {
		failure = &bodyError{http.StatusBadRequest, "the body is not one answer"}
	}
	if failure != nil {
		h.refuse(r.Context(), "answers", []rowError{{-1, failure.text}})
		fail(w, failure.status, failure.text)
		return
	}
	rows, refused := readRows(raw, h.Now().Add(ahead), readAnswer)
	if len(refused) == 0 && rows[0].ID != r.PathValue("id") {
		refused = []rowError{{0, "id is not that of the address"}}
	}
	if len(refused) > 0 {
		h.refuse(r.Context(), "answers", refused)
		reply(w, http.StatusUnprocessableEntity, refused)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), maxWrite)
	defer cancel()
	if err := h.store.Correct(ctx, rows[0]); errors.Is(err, store.ErrNotFound) {
		fail(w, http.StatusNotFound, "there is no such answer")
	} else if err != nil {
		h.storeFailed(w, r, err)
	} else {
		w.WriteHeader(http.StatusNoContent)
	}
}

// erase deletes all rows of a customer. It may be sent again.
func (h *handler) erase(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), maxWrite)
	defer cancel()
	rows, err := h.store.Erase(ctx, r.PathValue("id"))
	if err != nil {
		h.storeFailed(w, r, err)
		return
	}
	reply(w, http.StatusOK, map[string]int{"erased": rows})
}

// storeFailed replies 503 where it may help to send again, which never counts twice.
func (h *handler) storeFailed(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil { // the client has gone
		return
	}
	h.Log.ErrorContext(r.Context(), "write failed", "error", err, "busy", store.Busy(err))
	if store.Busy(err) {
		w.Header().Set("Retry-After", "1")
		fail(w, http.StatusServiceUnavailable, "the database cannot take it now: send it again")
		return
	}
	fail(w, http.StatusInternalServerError, "the rows could not be kept")
}

// refuse keeps what was refused, for the page. That it could not is no reason to fail.
func (h *handler) refuse(ctx context.Context, kind string, rows []rowError) {
	if len(rows) == 0 {
		return
	}
	refusals := make([]store.Refusal, len(rows))
	for i, r := range rows {
		refusals[i] = store.Refusal{At: h.Now(), Kind: kind, Row: r.Row, Reason: r.Error}
	}
	ctx, cancel := context.WithTimeout(ctx, maxWrite)
	defer cancel()
	if err := h.store.Refuse(ctx, refusals); err != nil {
		h.Log.ErrorContext(ctx, "refusals are not kept", "error", err)
	}
}

// readBody reads a body of JSON, or replies why not.
func (h *handler) readBody(w http.ResponseWriter, r *http.Request, kind string) (body []byte, ok bool) {
	failure := func() *bodyError {
		if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
			return &bodyError{http.StatusUnsupportedMediaType, "the content type is not application/json"}
		}
		if r.Header.Get("Content-Encoding") != "" {
			return &bodyError{http.StatusUnsupportedMediaType, "the body has an encoding"}
		}
		var err *bodyError
		body, err = readAll(w, r)
		return err
	}()
	if failure == nil {
		return body, true
	}
	h.refuse(r.Context(), kind, []rowError{{-1, failure.text}})
	if failure.status == http.StatusRequestEntityTooLarge {
		w.Header().Set("X-Limit-Bytes", strconv.Itoa(maxBody))
	}
	fail(w, failure.status, failure.text)
	return nil, false
}
