package ingest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// Webhook says how the form of a provider becomes an answer. Each field is a JSON pointer
// (RFC 6901) into its body, such as /data/responses/0/value. One that is blank, or points to
// nothing, leaves the field of the answer blank.
type Webhook struct {
	Question  string `json:"question"`   // nps, csat or ces
	Header    string `json:"header"`     // with the HMAC-SHA256 of the body in hex, such as X-Signature
	Prefix    string `json:"prefix"`     // before the hex, such as sha256=
	SecretEnv string `json:"secret_env"` // the variable of the environment with the secret

	ID       string `json:"id"`
	At       string `json:"at"` // RFC 3339, or seconds since 1970
	Score    string `json:"score"`
	Customer string `json:"customer"`
	Segment  string `json:"segment"`
	Comment  string `json:"comment"`

	secret []byte
}

// ReadWebhooks reads the files NAME.json of a folder; NAME is the source in the address. The
// secrets are in the environment.
func ReadWebhooks(folder string, getenv func(string) string) (map[string]Webhook, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("list the webhooks: %w", err)
	}
	all := make(map[string]Webhook)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read a webhook: %w", err)
		}
		var hook Webhook
		if err := json.Unmarshal(text, &hook); err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Base(file), err)
		}
		hook.secret = []byte(getenv(hook.SecretEnv))
		switch {
		case store.Scale(hook.Question).Points() == 0:
			return nil, fmt.Errorf("%s: question is none of nps, csat and ces", filepath.Base(file))
		case hook.ID == "" || hook.At == "" || hook.Score == "" || hook.Header == "":
			return nil, fmt.Errorf("%s: id, at, score or header is missing", filepath.Base(file))
		case len(hook.secret) < minToken:
			return nil, fmt.Errorf("%s: the secret in the environment is missing or has fewer than %d characters", filepath.Base(file), minToken)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = hook
	}
	return all, nil
}

// webhook takes what a provider sends. The provider may send it again: its id is that of the
// answer, with the source before it.
func (h *handler) webhook(w http.ResponseWriter, r *http.Request) {
	source := r.PathValue("source")
	hook, found := h.Webhooks[source]
	if !found {
		fail(w, http.StatusNotFound, "there is no such webhook")
		return
	}
	limit(h.hooks, w, r, func(w http.ResponseWriter, r *http.Request) {
		body, failure := readAll(w, r)
		if failure != nil {
			fail(w, failure.status, failure.text)
			return
		}
		switch signature := r.Header.Get(hook.Header); {
		case signature == "":
			fail(w, http.StatusUnauthorized, "the signature is missing")
			return
		case !hook.signed(body, signature):
			fail(w, http.StatusForbidden, "the signature is not right")
			return
		}
		answer, failure := hook.answer(source, body, h.Now().Add(ahead))
		if failure != nil {
			h.refuse(r.Context(), "webhook "+source, []rowError{{0, failure.text}})
			fail(w, failure.status, failure.text)
			return
		}
		h.add(w, r, taken{Rows: 1}, func(ctx context.Context) (int, error) {
			return h.store.AddAnswers(ctx, []store.Answer{answer})
		})
	})
}

// signed compares a signature with that of the body, in constant time.
func (hook Webhook) signed(body []byte, signature string) bool {
	text, found := strings.CutPrefix(signature, hook.Prefix)
	sent, err := hex.DecodeString(text)
	mac := hmac.New(sha256.New, hook.secret)
	mac.Write(body)
	return found && err == nil && hmac.Equal(sent, mac.Sum(nil))
}

// answer makes an answer of a body.
func (hook Webhook) answer(source string, body []byte, latest time.Time) (store.Answer, *bodyError) {
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	var form any
	if err := decoder.Decode(&form); err != nil || decoder.More() {
		return store.Answer{}, &bodyError{http.StatusBadRequest, "the body is not JSON"}
	}
	a := store.Answer{
		Question: hook.Question, Customer: text(form, hook.Customer), Segment: text(form, hook.Segment), Comment: text(form, hook.Comment),
	}
	if id := text(form, hook.ID); id != "" {
		a.ID = source + ":" + id
	}
	var errAt, errScore error
	a.At, errAt = parseInstant(text(form, hook.At))
	a.Score, errScore = strconv.Atoi(text(form, hook.Score))
	if errScore != nil {
		errScore = errors.New("score is missing or no whole number")
	}
	for _, err := range []error{errAt, errScore, a.Check(), checkAhead(a, latest)} {
		if err != nil {
			return store.Answer{}, &bodyError{http.StatusUnprocessableEntity, err.Error()}
		}
	}
	return a, nil
}

func parseInstant(text string) (time.Time, error) {
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Unix(seconds, 0), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, errors.New("at is missing or no instant")
	}
	return at, nil
}

// text returns the text or the number at a JSON pointer, and blank for anything else.
func text(value any, pointer string) string {
	if pointer == "" {
		return ""
	}
	for _, key := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		key = strings.ReplaceAll(strings.ReplaceAll(key, "~1", "/"), "~0", "~")
		switch v := value.(type) {
		case map[string]any:
			value = v[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(v) {
				return ""
			}
			value = v[i]
		default:
			return ""
		}
	}
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}
