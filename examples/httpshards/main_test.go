package main

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/cxmetrics/cx"
)

var update = flag.Bool("update", false, "rewrite testdata/output.txt")

// TestOutput compares what the program prints with testdata/output.txt.
func TestOutput(t *testing.T) {
	var out strings.Builder
	if err := run(&out); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/output.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.ReplaceAll(string(text), "\r\n", "\n"); out.String() != want {
		t.Errorf("the program prints\n%s\nwant\n%s", out.String(), want)
	}
}

// serve lets the handlers answer one request, and returns the status.
func serve(m *merger, method, path, body string) int {
	w := httptest.NewRecorder()
	m.routes().ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w.Code
}

// TestScore checks the merged score. By hand: promoters 160 + 20 + 310 = 490, passives
// 50 + 30 + 160 = 240 and detractors 40 + 50 + 180 = 270 make 1,000 answers,
// 100 * (490 - 270) / 1,000 = 22. The mean of the three scores, (48 - 30 + 20) / 3 = 12.7,
// is the score of nobody.
func TestScore(t *testing.T) {
	m := newMerger("2026-W47", "app", "shop", "web")
	for shard, body := range map[string]string{"app": app, "shop": shop, "web": web} {
		if status := serve(m, http.MethodPost, "/shards/"+shard, body); status != http.StatusNoContent {
			t.Errorf("%s: status %d", shard, status)
		}
	}
	r, err := m.report()
	if err != nil || r.Score != "22.0" || r.Answers != 1000 || len(r.Missing) > 0 {
		t.Errorf("report %+v, %v, want 22.0 of 1000 answers and nobody missing", r, err)
	}
}

// TestRefused checks that what is refused changes nothing.
func TestRefused(t *testing.T) {
	m := newMerger("2026-W47", "app", "shop")
	if status := serve(m, http.MethodPost, "/shards/app", app); status != http.StatusNoContent {
		t.Fatalf("status %d", status)
	}
	for _, c := range []struct {
		name, shard, body string
		want              int
	}{
		{"cut short", "shop", cutShort, http.StatusBadRequest},
		{"blank", "shop", "", http.StatusBadRequest},
		{"null", "shop", "null", http.StatusBadRequest},
		{"negative", "shop", `{"promoters":-1,"passives":0,"detractors":0}`, http.StatusBadRequest},
		{"half a tally", "shop", `{"promoters":462}`, http.StatusBadRequest},
		{"unknown key", "shop", `{"promoters":1,"passives":0,"detractors":0,"promotors":1}`, http.StatusBadRequest},
		{"two values", "shop", shop + shop, http.StatusBadRequest},
		{"another scale", "shop", stars, http.StatusUnprocessableEntity},
		{"too many answers", "shop", `{"promoters":9223372036854775807,"passives":0,"detractors":0}`, http.StatusUnprocessableEntity},
		{"too large", "shop", strings.Repeat(" ", maxBody) + shop, http.StatusRequestEntityTooLarge},
		{"unknown shard", "kiosk", shop, http.StatusNotFound},
		{"again", "app", app, http.StatusConflict},
	} {
		if status := serve(m, http.MethodPost, "/shards/"+c.shard, c.body); status != c.want {
			t.Errorf("%s: status %d, want %d", c.name, status, c.want)
		}
		if want := (cx.NPS{Promoters: 160, Passives: 50, Detractors: 40}); m.merged != want || len(m.counted) != 1 {
			t.Errorf("%s: merged %v of %v, want %v of the app", c.name, m.merged, m.counted, want)
		}
	}
}

// TestFirstScale checks that the first shard cannot bring another scale.
func TestFirstScale(t *testing.T) {
	m := newMerger("2026-W47", "shop")
	if status := serve(m, http.MethodPost, "/shards/shop", stars); status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", status)
	}
	if status := serve(m, http.MethodGet, "/score", ""); status != http.StatusNotFound {
		t.Errorf("without answers: status %d", status)
	}
}

// TestTogether posts from many goroutines, each shard twice: every one counts once.
func TestTogether(t *testing.T) {
	shards := make([]string, 50)
	for i := range shards {
		shards[i] = fmt.Sprint("shop-", i)
	}
	m := newMerger("2026-W47", shards...)
	var all sync.WaitGroup
	for _, shard := range append(shards, shards...) {
		all.Go(func() { serve(m, http.MethodPost, "/shards/"+shard, shop) })
	}
	all.Wait()
	if want := (cx.NPS{Promoters: 50 * 20, Passives: 50 * 30, Detractors: 50 * 50}); m.merged != want {
		t.Errorf("merged %v, want %v", m.merged, want)
	}
}
