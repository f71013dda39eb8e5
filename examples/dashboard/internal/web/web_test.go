package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
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
)

// now is the instant at which the tests look at the sample.
func now() time.Time { return sample.End() }

// open opens a new store.
func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// serve serves the pages over a store.
func serve(t *testing.T, s *store.Store, o Options) *httptest.Server {
	t.Helper()
	if o.Now == nil {
		o.Now = now
	}
	handler, err := New(s, o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

// get returns a page with its status.
func get(t *testing.T, address string) (int, string) {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

// sampleFile is a database with the sample, made once.
var sampleFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "dashboard-web-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "sample.db")
	s, err := store.Open(context.Background(), name)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(sample.Fill(context.Background(), s), s.Close()); err != nil { // which leaves one file
		return nil, err
	}
	return os.ReadFile(name)
})

// filled opens a store with the sample.
func filled(t *testing.T) *store.Store {
	t.Helper()
	data, err := sampleFile()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestPages(t *testing.T) {
	server := serve(t, filled(t), Options{})
	for _, n := range pages() {
		status, body := get(t, server.URL+n.Path())
		if status != http.StatusOK || !strings.Contains(body, "<h1>"+n.Title) {
			t.Errorf("%s: %d\n%.3000s", n.Name, status, body)
		}
	}
}

// TestEmpty looks at a service that has nothing yet.
func TestEmpty(t *testing.T) {
	server := serve(t, open(t), Options{})
	for _, n := range pages() {
		for _, query := range []string{"", "?wall=1", "?segment=Nobody&compare=year", "?question=ces&range=all"} {
			if status, body := get(t, server.URL+n.Path()+query); status != http.StatusOK || strings.Contains(body, "NaN") {
				t.Errorf("%s%s: %d\n%.500s", n.Path(), query, status, body)
			}
		}
		status, body := get(t, server.URL+"/v1/figures?page="+n.Name)
		if status != http.StatusOK || !json.Valid([]byte(body)) {
			t.Errorf("%s as JSON: %d\n%.500s", n.Name, status, body)
		}
		if status, _ := get(t, server.URL+"/v1/figures?format=csv&page="+n.Name); status != http.StatusOK {
			t.Errorf("%s as CSV: %d", n.Name, status)
		}
	}
}

// TestReadme asks for each address that the README shows, and for each definition that a page
// links to.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "| In the address | Means |")
	rows, rest, found := strings.Cut(rest, "\n\n")
	addresses := 0
	server := serve(t, filled(t), Options{})
	for line := range strings.Lines(rows) {
		name := ""
		for i, part := range strings.Split(line, "`") {
			if i%2 == 0 {
				continue
			}
			if key, _, ok := strings.Cut(part, "="); ok {
				name = key
			} else {
				part = name + "=" + part
			}
			addresses++
			if status, _ := get(t, server.URL+"/segments?"+part); status != http.StatusOK {
				t.Errorf("%s: %d", part, status)
			}
		}
	}
	if !found || addresses < 12 {
		t.Errorf("%d addresses in the README", addresses)
	}
	if !strings.Contains(rest, "`GET /v1/figures?page=segments&segment=Family`") || !strings.Contains(rest, "`&format=csv&table=ranking`") {
		t.Error("the README shows other figures")
	}
	if status, body := get(t, server.URL+"/v1/figures?page=segments&segment=Family&format=csv&table=ranking"); status != http.StatusOK || !strings.Contains(body, "Family") {
		t.Errorf("the figures of the README: %d", status)
	}
	_, help := get(t, server.URL+"/help")
	for _, n := range pages() {
		_, page := get(t, server.URL+n.Path())
		for i, part := range strings.Split(page, `href="/help#`) {
			if id, _, _ := strings.Cut(part, `"`); i > 0 && !strings.Contains(help, `<dt id="`+id+`">`) {
				t.Errorf("%s links to the definition %s, which there is not", n.Name, id)
			}
		}
	}
}
