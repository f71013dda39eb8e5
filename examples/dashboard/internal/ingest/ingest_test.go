package ingest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
)

const (
	token  = "a-token-of-32-characters-random!"
	secret = "a secret of the provider"
	good   = `{"id":"1","question":"nps","at":"2026-09-02T10:00:00Z","score":9,"segment":"Family","customer":"c-1","comment":"Quick."}`
)

func now() time.Time { return time.Date(2026, 9, 20, 12, 0, 0, 0, time.UTC) }

// service returns a store and the handler over it.
func service(t *testing.T, dsn string) (*store.Store, http.Handler) {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	tokens, err := ParseTokens("the-token-of-another-app\n" + token + "\n")
	if err != nil {
		t.Fatal(err)
	}
	hooks, err := ReadWebhooks("../../testdata/webhooks", func(string) string { return secret })
	if err != nil {
		t.Fatal(err)
	}
	return s, New(s, Options{Tokens: tokens, Webhooks: hooks, Now: now})
}

// send sends a request with the token, and with headers in pairs.
func send(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestStatus sends what is to be refused, and at last what is to be taken. Nothing that is
// refused is counted, and no reply repeats what was sent.
func TestStatus(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s, h := service(t, dsn)
		edit := func(old, new string) string { return strings.Replace(good, old, new, 1) }
		for _, c := range []struct {
			name, method, path, body string
			headers                  []string
			want                     int
		}{
			{"no token", "POST", "/v1/answers", good, []string{"Authorization", ""}, 401},
			{"another scheme", "POST", "/v1/answers", good, []string{"Authorization", "Basic " + token}, 401},
			{"wrong token", "POST", "/v1/answers", good, []string{"Authorization", "Bearer hunter2"}, 403},
			{"longer token", "DELETE", "/v1/customers/c-1", "", []string{"Authorization", "Bearer " + token + "x"}, 403},
			{"half a token", "PUT", "/v1/answers/1", good, []string{"Authorization", "Bearer " + token[:10]}, 403},
			{"no such path", "POST", "/v1/hunter2", good, nil, 404},
			{"no such method", "GET", "/v1/answers", "", nil, 405},
			{"form", "POST", "/v1/answers", "id=hunter2", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
			{"no type", "POST", "/v1/answers", good, []string{"Content-Type", ""}, 415},
			{"gzip", "POST", "/v1/answers", good, []string{"Content-Encoding", "gzip"}, 415},
			{"no body", "POST", "/v1/answers", "", nil, 400},
			{"no JSON", "POST", "/v1/answers", "hunter2", nil, 400},
			{"cut short", "POST", "/v1/answers", "[" + good, nil, 400},
			{"cut short, one", "POST", "/v1/answers", good[:40], nil, 400},
			{"two values", "POST", "/v1/answers", good + good, nil, 400},
			{"null", "POST", "/v1/answers", "null", nil, 400},
			{"a text", "POST", "/v1/answers", `"hunter2"`, nil, 400},
			{"too large", "POST", "/v1/answers", strings.Repeat(" ", maxBody) + good, nil, 413},
			{"too many", "POST", "/v1/answers", "[" + strings.Repeat("{},", maxRows) + "{}]", nil, 413},
			{"row that is null", "POST", "/v1/answers", "[null]", nil, 422},
			{"row that is a number", "POST", "/v1/answers", "[1]", nil, 422},
			{"unknown key", "POST", "/v1/answers", edit(`"score"`, `"hunter2":1,"score"`), nil, 422},
			{"no score", "POST", "/v1/answers", edit(`"score":9,`, ``), nil, 422},
			{"score is null", "POST", "/v1/answers", edit(`:9,`, `:null,`), nil, 422},
			{"score is a text", "POST", "/v1/answers", edit(`:9,`, `:"hunter2",`), nil, 422},
			{"score is half", "POST", "/v1/answers", edit(`:9,`, `:8.5,`), nil, 422},
			{"score off the scale", "POST", "/v1/answers", edit(`:9,`, `:11,`), nil, 422},
			{"score beyond int", "POST", "/v1/answers", edit(`:9,`, `:99999999999999999999,`), nil, 422},
			{"no time", "POST", "/v1/answers", edit(`"at":"2026-09-02T10:00:00Z",`, ``), nil, 422},
			{"another time", "POST", "/v1/answers", edit(`2026-09-02T10:00:00Z`, `hunter2`), nil, 422},
			{"tomorrow", "POST", "/v1/answers", edit(`2026-09-02T10:00:00Z`, `2026-09-22T00:00:00Z`), nil, 422},
			{"no id", "POST", "/v1/answers", edit(`"id":"1",`, ``), nil, 422},
			{"another question", "POST", "/v1/answers", edit(`"nps"`, `"hunter2"`), nil, 422},
			{"one of two", "POST", "/v1/answers", "[" + good + "," + edit(`:9,`, `:11,`) + "]", nil, 422},
			{"none of two, partial", "POST", "/v1/answers?partial=1", "[1,2]", nil, 422},
			{"activity without amount", "POST", "/v1/activities", `{"id":"1","customer":"c","at":"2026-09-02T10:00:00Z"}`, nil, 422},
			{"huge amount", "POST", "/v1/activities", `{"id":"1","customer":"c","at":"2026-09-02T10:00:00Z","amount":1e999999999}`, nil, 422},
			{"amount is a word", "POST", "/v1/activities", `{"id":"1","customer":"c","at":"2026-09-02T10:00:00Z","amount":"hunter2"}`, nil, 422},
			{"no such day", "POST", "/v1/subscriptions", `{"id":"1","customer":"c","start":"2026-02-30","amount":1,"updated":"2026-09-02T10:00:00Z"}`, nil, 422},
			{"no start", "POST", "/v1/subscriptions", `{"id":"1","customer":"c","amount":1,"updated":"2026-09-02T10:00:00Z"}`, nil, 422},
			{"resolved before", "POST", "/v1/tickets", `{"id":"1","opened":"2026-09-02T10:00:00Z","resolved":"2026-09-01T10:00:00Z","updated":"2026-09-02T10:00:00Z"}`, nil, 422},
			{"reopened is a text", "POST", "/v1/tickets", `{"id":"1","opened":"2026-09-02T10:00:00Z","reopened":"hunter2","updated":"2026-09-02T10:00:00Z"}`, nil, 422},
			{"correct the unknown", "PUT", "/v1/answers/1", good, nil, 404},
			{"correct another", "PUT", "/v1/answers/2", good, nil, 422},
			{"correct two", "PUT", "/v1/answers/1", "[" + good + "," + good + "]", nil, 400},
			{"correct to nothing", "PUT", "/v1/answers/1", edit(`:9,`, `:11,`), nil, 422},
			{"erase nobody", "DELETE", "/v1/customers/nobody", "", nil, 200},
			{"webhook of nobody", "POST", "/v1/webhooks/hunter2", "{}", nil, 404},
			{"webhook unsigned", "POST", "/v1/webhooks/forms", "{}", nil, 401},
			{"webhook signed wrongly", "POST", "/v1/webhooks/forms", "{}", []string{"X-Signature", "sha256=00"}, 403},
			{"webhook signed with what is no hex", "POST", "/v1/webhooks/forms", "{}", []string{"X-Signature", "sha256=hunter2"}, 403},
		} {
			w := send(h, c.method, c.path, c.body, c.headers...)
			if w.Code != c.want {
				t.Errorf("%s: status %d, want %d: %s", c.name, w.Code, c.want, w.Body)
			}
			if strings.Contains(w.Body.String(), "hunter2") {
				t.Errorf("%s: the reply repeats what was sent: %s", c.name, w.Body)
			}
			if tallies, err := s.Tallies(t.Context(), store.Filter{}); err != nil || len(tallies) > 0 {
				t.Fatalf("%s: counted %v, %v", c.name, tallies, err)
			}
		}
		refused, err := s.Refused(t.Context())
		if err != nil || len(refused.Counts) < 15 || len(refused.Last) < 30 || !refused.Last[0].At.Equal(now()) {
			t.Errorf("refused %d reasons, %d rows, %v", len(refused.Counts), len(refused.Last), err)
		}
		if text, err := json.Marshal(refused); err != nil || strings.Contains(string(text), "hunter2") {
			t.Errorf("what is kept of the refused repeats it: %s, %v", text, err)
		}
		if w := send(h, "POST", "/v1/answers", good); w.Code != 202 || w.Body.String() != `{"rows":1,"added":1}`+"\n" {
			t.Errorf("status %d, %s", w.Code, w.Body)
		}
	})
}

// TestRows sends rows of each kind, again, corrected, in part, and erases them.
func TestRows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s, h := service(t, dsn)
		second := strings.Replace(strings.Replace(good, `"1"`, `"2"`, 1), `:9,`, `:3,`, 1)
		bad := strings.Replace(good, `:9,`, `:11,`, 1)
		for _, c := range []struct {
			method, path, body string
			status             int
			want               string
		}{
			{"POST", "/v1/answers", good, 202, `{"rows":1,"added":1}`},
			{"POST", "/v1/answers", "[" + good + "," + second + "]", 202, `{"rows":2,"added":1}`},
			{"POST", "/v1/answers", "[]", 202, `{"rows":0,"added":0}`},
			{"POST", "/v1/answers", "[" + good + "," + bad + "]", 422, `[{"row":1,"error":"score is not on the scale of the question"}]`},
			{"POST", "/v1/answers?partial=1", "[" + bad + "," + strings.Replace(good, `"1"`, `"3"`, 1) + "]", 202,
				`{"rows":2,"added":1,"refused":[{"row":0,"error":"score is not on the scale of the question"}]}`},
			{"PUT", "/v1/answers/2", strings.Replace(second, `:3,`, `:8,`, 1), 204, ""},
			{"POST", "/v1/activities", `{"id":"o-1","customer":"c-1","segment":"Family","at":"2026-09-02T10:00:00Z","amount":"19.90"}`, 202, `{"rows":1,"added":1}`},
			{"POST", "/v1/subscriptions", `{"id":"s-1","customer":"c-1","plan":"Plus","start":"2026-09-02","amount":19.9,"updated":"2026-09-02T10:00:00Z"}`, 202, `{"rows":1,"added":1}`},
			{"POST", "/v1/tickets", `{"id":"t-1","customer":"c-1","opened":"2026-09-02T10:00:00+02:00","updated":"2026-09-02T10:00:00Z"}`, 202, `{"rows":1,"added":1}`},
		} {
			w := send(h, c.method, c.path, c.body)
			if w.Code != c.status || strings.TrimSpace(w.Body.String()) != c.want {
				t.Errorf("%s %s: %d %s, want %d %s", c.method, c.path, w.Code, w.Body, c.status, c.want)
			}
		}
		tallies, err := s.Tallies(t.Context(), store.Filter{})
		want := [11]int64{8: 1, 9: 2} // 1 and 3 are 9, and 2 was corrected to 8
		if err != nil || len(tallies) != 1 || tallies[0].Ratings.Counts != want || tallies[0].Day != (cx.Date{Year: 2026, Month: 9, Day: 2}) {
			t.Errorf("tallies %v, %v", tallies, err)
		}
		for a, err := range s.Activities(t.Context(), store.Filter{}) {
			if err != nil || a.Amount.String() != "19.9" {
				t.Errorf("%v, %v", a, err)
			}
		}
		if w := send(h, "DELETE", "/v1/customers/c-1", ""); w.Code != 200 || w.Body.String() != `{"erased":6}`+"\n" {
			t.Errorf("erased: %d %s", w.Code, w.Body)
		}
		if tallies, err := s.Tallies(t.Context(), store.Filter{}); err != nil || len(tallies) > 0 {
			t.Errorf("after the erasure: %v, %v", tallies, err)
		}
	})
}

const form = `{"event":{"id":"e/1","submitted_at":"2026-09-02T10:00:00Z","answers":[{"value":2},{"value":"It was \"late\"."}],
	"hidden":{"customer":"c-1","plan":"Family"}},"more":[1]}`

func sign(body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func TestWebhook(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		s, h := service(t, dsn)
		post := func(body string) *httptest.ResponseRecorder {
			return send(h, "POST", "/v1/webhooks/forms", body, "X-Signature", sign(body), "Authorization", "")
		}
		for _, c := range []struct {
			name, old, new string
			want           int
		}{
			{"not JSON", "{", "", 400},
			{"two values", "}}", "}}{}", 400},
			{"no id", `"e/1"`, `null`, 422},
			{"no time", `2026-09-02T10:00:00Z`, `yesterday`, 422},
			{"no answers", `"answers"`, `"other"`, 422},
			{"a list for a score", `{"value":2}`, `{"value":[2]}`, 422},
			{"off the scale", `{"value":2}`, `{"value":12}`, 422},
			{"good", "", "", 202},
			{"again", "", "", 202},
			{"seconds", `"e/1","submitted_at":"2026-09-02T10:00:00Z"`, `2,"submitted_at":1788343200`, 202},
		} {
			if w := post(strings.Replace(form, c.old, c.new, 1)); w.Code != c.want {
				t.Errorf("%s: status %d, want %d: %s", c.name, w.Code, c.want, w.Body)
			}
		}
		if w := send(h, "POST", "/v1/webhooks/forms", form+" ", "X-Signature", sign(form)); w.Code != 403 {
			t.Errorf("a body that was changed: status %d", w.Code)
		}
		if w := send(h, "POST", "/v1/webhooks/forms", strings.Repeat(" ", maxBody+1), "X-Signature", sign(form)); w.Code != 413 {
			t.Errorf("a large body: status %d", w.Code)
		}
		callbacks, err := s.Callbacks(t.Context(), store.Filter{}, 10)
		if err != nil || len(callbacks) != 2 {
			t.Fatalf("callbacks %v, %v", callbacks, err)
		}
		at := time.Date(2026, 9, 2, 10, 0, 0, 0, time.UTC)
		want := store.Answer{ID: "forms:2", Customer: "c-1", Segment: "Family", Question: store.NPS, At: at, Score: 2, Comment: `It was "late".`}
		if callbacks[0].Answer != want {
			t.Errorf("%v, want %v", callbacks[0].Answer, want)
		}
	})
}

// TestReadWebhooks checks that a file which does not say enough is refused at the start.
func TestReadWebhooks(t *testing.T) {
	text, err := os.ReadFile("../../testdata/webhooks/forms.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, secret string }{
		"no JSON":      {"{", secret},
		"no question":  {strings.Replace(string(text), "nps", "NPS", 1), secret},
		"no score":     {strings.Replace(string(text), `"score"`, `"points"`, 1), secret},
		"short secret": {string(text), "short"},
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "x.json"), []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadWebhooks(folder, func(string) string { return c.secret }); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := ParseTokens("short"); err == nil {
		t.Error("a short token is not refused")
	}
}

// TestLimits holds all places, those of webhooks too, and then closes the database.
func TestLimits(t *testing.T) {
	s, h := service(t, storetest.SQLite(t))
	release, entered := make(chan struct{}), make(chan struct{})
	done := make(chan int)
	hold := func(path string) {
		go func() {
			r := httptest.NewRequest("POST", path, &slowBody{strings.NewReader(good), entered, release})
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			done <- w.Code
		}()
		<-entered
	}
	for range maxHooks { // of senders that nobody knows
		hold("/v1/webhooks/forms")
	}
	if w := send(h, "POST", "/v1/webhooks/forms", form, "X-Signature", sign(form)); w.Code != 429 {
		t.Errorf("one more webhook: status %d", w.Code)
	}
	if w := send(h, "POST", "/v1/answers", good); w.Code != 202 {
		t.Errorf("webhooks are in the way: status %d", w.Code)
	}
	for range maxActive {
		hold("/v1/answers")
	}
	if w := send(h, "POST", "/v1/answers", good); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("one more: status %d", w.Code)
	}
	close(release)
	codes := make(map[int]int)
	for range maxActive + maxHooks {
		codes[<-done]++
	}
	if codes[202] != maxActive || codes[401] != maxHooks {
		t.Errorf("statuses %v", codes)
	}
	if mismatches, err := s.Verify(t.Context()); err != nil || len(mismatches) > 0 {
		t.Errorf("recount: %v, %v", mismatches, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if w := send(h, "POST", "/v1/answers", good); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("closed: status %d %s", w.Code, w.Body)
	}
}

// slowBody is a body whose first read waits.
type slowBody struct {
	*strings.Reader
	entered, release chan struct{}
}

func (b *slowBody) Read(p []byte) (int, error) {
	if b.entered != nil {
		b.entered <- struct{}{}
		b.entered = nil
		<-b.release
	}
	return b.Reader.Read(p)
}

// TestGone checks that a client who goes away in the middle of a body gets nothing counted.
func TestGone(t *testing.T) {
	s, h := service(t, storetest.SQLite(t))
	r := httptest.NewRequest("POST", "/v1/answers", failing{})
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(ctx))
	if tallies, err := s.Tallies(t.Context(), store.Filter{}); err != nil || len(tallies) > 0 || w.Code != 400 {
		t.Errorf("status %d, tallies %v, %v", w.Code, tallies, err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("hunter2") }
