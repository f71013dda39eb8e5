package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx/examples/dashboard/internal/sample"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/cxmetrics/cx/examples/dashboard/internal/storetest"
)

const (
	writeToken = "a-token-to-write-of-32-characters"
	readToken  = "a-token-to-read-of-32-characters"
)

// buffer is what goroutines write to.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// start starts the program, and returns its address and what stops it and waits for its end.
func start(t *testing.T, env map[string]string, log io.Writer, args ...string) (address string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, args, func(name string) string { return env[name] }, writer, log)
		writer.Close()
		ended <- err
	}()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { _ = stop() }) // a test that wants the error calls it before
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		if _, after, found := strings.Cut(lines.Text(), "The dashboard is at "); found {
			go io.Copy(io.Discard, reader)
			return after, stop
		}
	}
	t.Fatalf("the program ended: %v", stop())
	return "", nil
}

// do sends a request, and returns the status and the body.
func do(t *testing.T, method, address, body, token string, headers ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

const one = `{"id":"secret-id","question":"nps","at":"2026-09-02T10:00:00Z","score":9,"customer":"secret-customer","comment":"secret-comment"}`

// TestService runs the program as it is started, on both databases: rows go in, figures come
// out, the log says nothing of them, and the program ends while a stream is open.
func TestService(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		var log buffer
		address, stop := start(t, map[string]string{"CX_TOKENS": writeToken}, &log, "-db", dsn, "-listen", "127.0.0.1:0")
		for _, c := range []struct {
			method, path, body, token string
			headers                   []string
			want                      int
			text                      string
		}{
			{"GET", "/healthz", "", "", nil, 200, "alive"},
			{"GET", "/readyz", "", "", nil, 200, "ready"},
			{"GET", "/", "", "", nil, 200, "<main"},
			{"POST", "/v1/answers", one, "", nil, 401, ""},
			{"POST", "/v1/answers", one, writeToken, nil, 202, `{"rows":1,"added":1}`},
			{"POST", "/v1/answers", one, writeToken, []string{"Sec-Fetch-Site", "cross-site"}, 403, ""},
			{"GET", "/metrics", "", "", nil, 200, `cx_answers{question="nps"} 1`},
			{"GET", "/v1/figures", "", "", nil, 200, ""},
			{"DELETE", "/v1/customers/secret-customer", "", writeToken, nil, 200, `{"erased":1}`},
			{"GET", "/secret-page", "", "", nil, 404, ""},
		} {
			status, text := do(t, c.method, address+c.path, c.body, c.token, c.headers...)
			if status != c.want || !strings.Contains(text, c.text) {
				t.Errorf("%s %s: %d %.200s, want %d", c.method, c.path, status, text, c.want)
			}
		}
		stream, err := http.Get(address + "/changes")
		if err != nil || stream.StatusCode != 200 {
			t.Fatalf("stream: %v, %v", stream, err)
		}
		defer stream.Body.Close()
		events := bufio.NewReader(stream.Body)
		if line, err := events.ReadString('\n'); err != nil || line != "retry: 5000\n" {
			t.Errorf("stream: %q, %v", line, err)
		}
		do(t, "POST", address+"/v1/answers", strings.Replace(one, "secret-id", "secret-2", 1), writeToken)
		for {
			line, err := events.ReadString('\n')
			if err != nil {
				t.Fatalf("no change in the stream: %v", err)
			}
			if line == "event: change\n" {
				break
			}
		}
		begin := time.Now()
		if err := stop(); err != nil {
			t.Error(err)
		}
		if took := time.Since(begin); took > shutdownTime {
			t.Errorf("it ended after %v", took)
		}
		if _, err := io.Copy(io.Discard, events); err != nil {
			t.Errorf("the stream was cut: %v", err)
		}
		if _, err := net.DialTimeout("tcp", strings.TrimPrefix(address, "http://"), time.Second); err == nil {
			t.Error("it still accepts")
		}
		text := log.String()
		if strings.Contains(text, "secret") || !strings.Contains(text, `"pattern":"DELETE /v1/customers/{id}","status":200`) {
			t.Errorf("log: %s", text)
		}
		for line := range strings.Lines(text) {
			if !json.Valid([]byte(line)) {
				t.Errorf("a line of the log is not JSON: %s", line)
			}
		}
	})
}

// TestPublic checks that an address which others reach needs tokens to read.
func TestPublic(t *testing.T) {
	dsn := storetest.SQLite(t)
	none := func(string) string { return "" }
	if err := run(t.Context(), []string{"-db", dsn, "-listen", "0.0.0.0:0"}, none, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "CX_READ_TOKENS") {
		t.Errorf("without tokens: %v", err)
	}
	file := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(file, []byte(readToken+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	address, _ := start(t, map[string]string{"CX_LISTEN": "0.0.0.0:0", "CX_READ_TOKENS_FILE": file}, io.Discard, "-db", dsn)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	address = "http://127.0.0.1:" + port
	for _, c := range []struct {
		path, token string
		want        int
	}{
		{"/healthz", "", 200}, {"/readyz", "", 200}, {"/metrics", "", 401}, {"/metrics", "wrong", 401}, {"/metrics", readToken, 200},
		{"/v1/figures", "", 401}, {"/v1/figures", readToken, 200},
	} {
		if status, text := do(t, "GET", address+c.path, "", c.token); status != c.want {
			t.Errorf("%s with %q: %d, want %d: %.100s", c.path, c.token, status, c.want, text)
		}
	}
	if status, _ := do(t, "POST", address+"/v1/answers", one, readToken); status != 403 {
		t.Errorf("a reader writes: %d", status)
	}
}

// TestArguments gives what cannot be right.
func TestArguments(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte(`[{}]`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"serve"}, {"-db", storetest.SQLite(t), "more"}, {"verify"}, {"verify", "-db", filepath.Join(t.TempDir(), "none.db")}, {"-hunter2"},
		{"-db", storetest.SQLite(t), "-listen", "127.0.0.1:0", "-alerts", bad}, {"-db", storetest.SQLite(t), "-tokens-file", "none"},
		{"-db", t.TempDir(), "-listen", "127.0.0.1:0"}, {"load", "-writers", "0"}, {"load", "-batch", "1001"},
	} {
		if err := run(t.Context(), args, func(string) string { return "" }, io.Discard, io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}

// TestDemo starts the program without a flag: the sample is there, alerts fire over it, and
// nothing is left of it at the end.
func TestDemo(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	address, stop := start(t, nil, io.Discard)
	if status, text := do(t, "GET", address+"/", "", ""); status != 200 || !strings.Contains(text, "Family") {
		t.Errorf("status %d", status)
	}
	if status, text := do(t, "GET", address+"/metrics", "", ""); status != 200 || !strings.Contains(text, `cx_nps{segment="Family"}`) {
		t.Errorf("status %d: %.300s", status, text)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestDemoAlerts checks that the rules of the sample find what is in it.
func TestDemoAlerts(t *testing.T) {
	s, err := store.Open(t.Context(), storetest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 2 { // the second adds nothing
		if err := sample.Fill(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	service, err := newService(s, config{log: newLog(io.Discard), now: sample.End, rules: demoAlerts})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := service.watcher.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	alerts := service.alerts()
	if len(alerts) != 2 || alerts[0].Name != "NPS of Family" || alerts[0].State != "firing" || alerts[1].Name != "CSAT of all" {
		t.Errorf("alerts %v", alerts)
	}
	if mismatches, err := s.Verify(t.Context()); err != nil || len(mismatches) > 0 {
		t.Errorf("recount: %v, %v", mismatches, err)
	}
	var answers int64
	tallies, err := s.Tallies(t.Context(), store.Filter{})
	for _, tally := range tallies {
		answers += tally.Ratings.Total()
	}
	if err != nil || answers != 20_000 {
		t.Errorf("%d answers, %v", answers, err)
	}
	w := httptest.NewRecorder()
	service.handler.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if !strings.Contains(w.Body.String(), "NPS of Family") {
		t.Error("the alert is not on the page")
	}
}

// TestRequests sends to the service from 8 writers while the page is read, and the database is
// verified as a command does.
func TestRequests(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		address, stop := start(t, map[string]string{"CX_TOKENS": writeToken}, io.Discard, "-db", dsn, "-listen", "127.0.0.1:0")
		var clients sync.WaitGroup
		for w := range 8 {
			clients.Go(func() {
				for i := range 20 {
					body := strings.Replace(one, "secret-id", fmt.Sprint(w/2, "-", i), 1) // two writers send the same
					if status, text := do(t, "POST", address+"/v1/answers", body, writeToken); status != 202 {
						t.Errorf("status %d %s", status, text)
					}
					if status, _ := do(t, "GET", address+"/segments", "", ""); status != 200 {
						t.Errorf("page: status %d", status)
					}
				}
			})
		}
		clients.Wait()
		if status, text := do(t, "GET", address+"/metrics", "", ""); status != 200 || !strings.Contains(text, `cx_answers{question="nps"} 80`) {
			t.Errorf("metrics: %d", status)
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		var out strings.Builder
		if err := run(t.Context(), []string{"verify", "-db", dsn}, func(string) string { return "" }, &out, io.Discard); err != nil {
			t.Errorf("%v\n%s", err, out.String())
		}
	})
}
