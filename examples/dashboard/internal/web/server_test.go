package web

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/dashboard/internal/sample"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// visitor is a browser with its cookies, which follows no redirect.
func visitor(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

var tokenField = regexp.MustCompile(`name="token" value="([0-9a-f]{64})"`)

// tokenOf returns the token of the forms of a page.
func tokenOf(t *testing.T, client *http.Client, address string) string {
	t.Helper()
	r, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	m := tokenField.FindStringSubmatch(string(body))
	if m == nil {
		t.Fatalf("%s has no form", address)
	}
	return m[1]
}

// post sends a form.
func post(t *testing.T, client *http.Client, address string, form url.Values) (status int, location string) {
	t.Helper()
	r, err := client.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode, r.Header.Get("Location")
}

// unhappy adds an answer that is to be called back about.
func unhappy(t *testing.T, s *store.Store) {
	t.Helper()
	answer := store.Answer{ID: "1", Customer: "c", Question: store.NPS, At: now().Add(-time.Hour), Score: 1, Comment: "late"}
	if _, err := s.AddAnswers(t.Context(), []store.Answer{answer}); err != nil {
		t.Fatal(err)
	}
}

// TestForms sends the steps of a callback, and what must not pass.
func TestForms(t *testing.T) {
	s := open(t)
	unhappy(t, s)
	server := serve(t, s, Options{})
	one, other := visitor(t), visitor(t)
	token, foreign := tokenOf(t, one, server.URL+"/callback"), tokenOf(t, other, server.URL+"/callback")
	claim := server.URL + "/callback/claim"
	for _, test := range []struct {
		client   *http.Client
		address  string
		form     url.Values
		status   int
		location string
	}{
		{one, claim, url.Values{"id": {"1"}, "owner": {"Ann"}}, 403, ""},
		{one, claim, url.Values{"id": {"1"}, "owner": {"Ann"}, "token": {foreign}}, 403, ""},
		{visitor(t), claim, url.Values{"id": {"1"}, "owner": {"Ann"}, "token": {token}}, 403, ""},
		{one, claim, url.Values{"id": {"1"}, "owner": {" "}, "token": {token}}, 400, ""},
		{one, claim, url.Values{"id": {"1"}, "owner": {strings.Repeat("x", 300)}, "token": {token}}, 400, ""},
		{one, claim, url.Values{"id": {"1"}, "owner": {strings.Repeat("x", 100_000)}, "token": {token}}, 400, ""},
		{one, claim, url.Values{"id": {"2"}, "owner": {"Ann"}, "token": {token}}, 404, ""},
		{one, server.URL + "/callback/undo", url.Values{"id": {"1"}, "token": {token}}, 404, ""},
		{one, claim, url.Values{"id": {"1"}, "owner": {"Ann"}, "token": {token}, "back": {"/callback?segment=Family"}}, 303, "/callback?segment=Family"},
		{other, claim, url.Values{"id": {"1"}, "owner": {"Ben"}, "token": {foreign}}, 409, ""},
		{one, server.URL + "/callback/called", url.Values{"id": {"1"}, "token": {token}, "back": {"https://elsewhere.example/"}}, 303, "/callback"},
		{one, server.URL + "/callback/called", url.Values{"id": {"1"}, "token": {token}}, 409, ""},
		{one, server.URL + "/callback/done", url.Values{"id": {"1"}, "note": {strings.Repeat("x", 10_001)}, "token": {token}}, 400, ""},
		{one, server.URL + "/callback/done", url.Values{"id": {"1"}, "note": {"Sent a new one."}, "token": {token}, "back": {"//elsewhere.example"}}, 303, "/callback"},
		{one, server.URL + "/recount", url.Values{"token": {token}, "back": {"/cohorts"}}, 303, "/cohorts"},
		{one, server.URL + "/recount", url.Values{}, 403, ""},
		{one, server.URL + "/theme", url.Values{"token": {token}, "theme": {"dark"}, "back": {"/trend"}}, 303, "/trend"},
		{one, server.URL + "/keys", url.Values{"token": {token}, "keys": {"off"}}, 303, "/help"},
	} {
		if status, location := post(t, test.client, test.address, test.form); status != test.status || location != test.location {
			t.Errorf("%s %.80v: %d, %q, want %d, %q", test.address, test.form, status, location, test.status, test.location)
		}
	}
	done, err := s.DoneCallbacks(t.Context(), store.Filter{}, 5)
	if err != nil || len(done) != 1 || done[0].Owner != "Ann" || done[0].Note != "Sent a new one." || done[0].Called.IsZero() {
		t.Errorf("done is %+v, %v", done, err)
	}
	r, err := one.Get(server.URL + "/help")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	if !strings.Contains(string(body), `class="dark"`) || !strings.Contains(string(body), `data-keys="off"`) {
		t.Error("the choices of colors and keys are forgotten")
	}
}

// TestCrossOrigin checks that no page of others can send a form.
func TestCrossOrigin(t *testing.T) {
	s := open(t)
	unhappy(t, s)
	server := serve(t, s, Options{})
	client := visitor(t)
	token := tokenOf(t, client, server.URL+"/callback")
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.example"}, {"Origin", "null"}} {
		r, err := http.NewRequest("POST", server.URL+"/callback/claim", strings.NewReader(url.Values{"id": {"1"}, "owner": {"Eve"}, "token": {token}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(header[0], header[1])
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("%v: %d, want 403", header, answer.StatusCode)
		}
	}
}

// TestHeaders checks those of every kind of answer.
func TestHeaders(t *testing.T) {
	server := serve(t, open(t), Options{Secure: true})
	for _, path := range []string{"/", "/nowhere", "/v1/figures", "/assets/system.css", "/signin", "/?since=x"} {
		r, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		for _, cookie := range r.Cookies() {
			if !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteStrictMode {
				t.Errorf("%s: the cookie %s is open: %v", path, cookie.Name, cookie)
			}
		}
	}
	_, page := get(t, server.URL+"/")
	style := regexp.MustCompile(`/assets/system\.css\?[0-9a-f]+`).FindString(page)
	r, err := http.Get(server.URL + style)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if got := r.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("the style sheet is kept as %q", got)
	}
	for _, bad := range []string{" style=", " onclick", "<style", "<script>"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q, which its policy forbids", bad)
		}
	}
}

// TestSignIn checks who may read where there are tokens.
func TestSignIn(t *testing.T) {
	const secret = "a-token-for-reading"
	server := serve(t, open(t), Options{ReadTokens: []string{"another-token", secret}})
	client := visitor(t)
	for _, n := range pages() {
		if r, err := client.Get(server.URL + n.Path()); err != nil || r.StatusCode != http.StatusSeeOther || !strings.HasPrefix(r.Header.Get("Location"), "/signin?back=") {
			t.Errorf("%s is open, %v", n.Name, err)
		}
	}
	for _, path := range []string{"/v1/figures", "/changes"} {
		if status, _ := get(t, server.URL+path); status != http.StatusUnauthorized {
			t.Errorf("%s: %d, want 401", path, status)
		}
	}
	token := tokenOf(t, client, server.URL+"/signin?back=/trend")
	if status, _ := post(t, client, server.URL+"/callback/claim", url.Values{"token": {token}}); status != http.StatusUnauthorized {
		t.Errorf("a form without signing in: %d", status)
	}
	if status, _ := post(t, client, server.URL+"/signin", url.Values{"token": {token}, "secret": {"a-token-for-readinG"}}); status != http.StatusUnauthorized {
		t.Errorf("a wrong token: %d", status)
	}
	if status, location := post(t, client, server.URL+"/signin", url.Values{"token": {token}, "secret": {secret}, "back": {"/trend"}}); status != http.StatusSeeOther || location != "/trend" {
		t.Errorf("the right token: %d, %q", status, location)
	}
	if r, err := client.Get(server.URL + "/trend"); err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("signed in: %v", err)
	}
	token = tokenOf(t, client, server.URL+"/trend")
	post(t, client, server.URL+"/signout", url.Values{"token": {token}})
	if r, err := client.Get(server.URL + "/trend"); err != nil || r.StatusCode != http.StatusSeeOther {
		t.Errorf("signed out: %v", err)
	}
	for bearer, want := range map[string]int{secret: 200, "another-token": 200, "": 401, secret + "x": 401} {
		r, err := http.NewRequest("GET", server.URL+"/v1/figures", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+bearer)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("the token %q: %d, want %d", bearer, answer.StatusCode, want)
		}
	}
}

// TestChanges waits for an event after an answer, and for the end of the stream.
func TestChanges(t *testing.T) {
	s := open(t)
	stop := make(chan struct{})
	server := serve(t, s, Options{Stop: stop})
	r, err := http.Get(server.URL + "/changes")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if kind := r.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Errorf("the stream is %s", kind)
	}
	lines := bufio.NewScanner(r.Body)
	lines.Scan() // retry, after which the stream listens
	unhappy(t, s)
	for lines.Scan() && lines.Text() != "event: change" {
	}
	if lines.Text() != "event: change" {
		t.Fatal("there is no event")
	}
	close(stop)
	for lines.Scan() {
	}
	if lines.Err() != nil {
		t.Error(lines.Err())
	}
}

// TestFigures compares the figures of a page with a loop over the rows.
func TestFigures(t *testing.T) {
	server := serve(t, filled(t), Options{})
	since, until := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	var nps cx.NPS
	var csat = cx.CSAT{Scale: store.Scale(store.CSAT)}
	for _, a := range sample.Make().Answers {
		if a.Segment != "Family" || a.At.Before(since) || !a.At.Before(until) {
			continue
		}
		var err error
		switch a.Question {
		case store.NPS:
			err = nps.Add(a.Score)
		case store.CSAT:
			err = csat.Add(a.Score)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	_, body := get(t, server.URL+"/v1/figures?segment=Family&since=2026-09-01&until=2026-09-30&compare=none")
	var got exported
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	for i, want := range []interface {
		Total() int64
		Interval(float64) (cx.Interval, error)
	}{nps, csat} {
		interval, err := want.Interval(level)
		if err != nil {
			t.Fatal(err)
		}
		f := got.Figures[i]
		if f.Base != want.Total() || *f.Low != interval.Low || *f.High != interval.High || f.Before != nil {
			t.Errorf("%+v, want %d answers, %v", f, want.Total(), interval)
		}
	}
	score, err := nps.Score()
	if err != nil || *got.Figures[0].Value != score.InexactFloat64() {
		t.Errorf("the NPS is %g, want %v, %v", *got.Figures[0].Value, score, err)
	}
	// The page has the same numbers.
	_, page := get(t, server.URL+"/?segment=Family&since=2026-09-01&until=2026-09-30&compare=none")
	if want := ">" + questions()[0].Unit.Text(score.InexactFloat64()) + "</strong>"; !strings.Contains(strings.ReplaceAll(page, "&#43;", "+"), want) {
		t.Errorf("the page has no %s", want)
	}
	_, table := get(t, server.URL+"/v1/figures?page=segments&format=csv&table=ranking")
	if lines := strings.Count(table, "\r\n"); lines != 7 || !strings.HasPrefix(table, "rank,segment,NPS,from,to,answers,") {
		t.Errorf("the ranking is\n%s", table)
	}
}

// TestGone checks that a database that is away is said to be so, and that nothing of it is shown.
func TestGone(t *testing.T) {
	s := open(t)
	server := serve(t, s, Options{})
	s.Close()
	for _, n := range pages() {
		if status, body := get(t, server.URL+n.Path()); status != http.StatusServiceUnavailable || strings.Contains(body, "sql") {
			t.Errorf("%s: %d\n%s", n.Name, status, body)
		}
	}
}

// TestStreams checks that there are not more streams than there is room for.
func TestStreams(t *testing.T) {
	server := serve(t, open(t), Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	refused := 0
	for i := range maxStreams + 5 {
		r, err := http.NewRequestWithContext(ctx, "GET", fmt.Sprintf("%s/changes?%d", server.URL, i), nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode == http.StatusServiceUnavailable {
			refused++
		}
		defer answer.Body.Close()
	}
	if refused != 5 {
		t.Errorf("%d streams are refused, want 5", refused)
	}
}
