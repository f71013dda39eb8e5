package browser

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/cxmetrics/cx/examples/dashboard/internal/sample"
	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
	"github.com/cxmetrics/cx/examples/dashboard/internal/web"
)

// The environment of the tests:
//
//	CX_REQUIRE_BROWSER  without a browser they fail, in place of being skipped
//	CX_AXE              the file axe.min.js of axe-core
//	CX_SCREENSHOTS      a folder for pictures of the pages
var (
	required    = os.Getenv("CX_REQUIRE_BROWSER") != ""
	axe         = os.Getenv("CX_AXE")
	screenshots = os.Getenv("CX_SCREENSHOTS")
)

// paths are the pages.
var paths = []string{"/", "/trend", "/segments", "/journey", "/cohorts", "/survival", "/tickets", "/callback", "/data", "/help"}

// start starts a browser with one tab.
func start(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium-headless-shell", "headless-shell", "chromium", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	const none = "There is no browser: install chromium-headless-shell to test the pages."
	switch {
	case path == "" && required:
		t.Fatal(none)
	case path == "":
		t.Skip(none)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// filled returns a file with the sample, made once and copied for each test.
var filled = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "dashboard-browser-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "sample.db")
	s, err := store.Open(context.Background(), name)
	if err != nil {
		return nil, err
	}
	if err := sample.Fill(context.Background(), s); err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil { // which leaves one file
		return nil, err
	}
	return os.ReadFile(name)
})

// now is the instant at which the tests look at the sample.
func now() time.Time { return sample.End() }

// alerts is one of each state.
func alerts() []web.Alert {
	return []web.Alert{
		{Name: "NPS of Family", State: "firing", Detail: "fell: +9 to +21 is below 25.", Since: now().Add(-26 * time.Hour)},
		{Name: "Answers stopped", State: "resolved", Detail: "there are answers again.", Since: now().Add(-50 * time.Hour)},
	}
}

// serve serves the sample, and returns its address.
func serve(t *testing.T) (address string, s *store.Store) {
	t.Helper()
	data, err := filled()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(context.Background(), name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	stop := make(chan struct{})
	handler, err := web.New(s, web.Options{Now: now, Alerts: alerts, Stop: stop})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(stop) })
	return server.URL, s
}

// do runs steps in the tab.
func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// ask evaluates an expression in the tab.
func ask[T any](t *testing.T, ctx context.Context, expression string, options ...chromedp.EvaluateOption) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		t.Fatal(expression, err)
	}
	return v
}

// waitFor waits until the page is complete and an expression is true.
func waitFor(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	for range 200 {
		// While another page is loading there may be nothing to ask.
		if ask[bool](t, ctx, "(() => { try { return document.readyState === 'complete' && ("+expression+") } catch { return false } })()") {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("it does not become true: %s", expression)
}

// scheme sets the colors and the width of the screen.
func scheme(t *testing.T, ctx context.Context, colors string, width int64) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: colors}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.EmulateViewport(width, 900))
}

// keep writes a picture of the page where CX_SCREENSHOTS asks for it.
func keep(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if screenshots == "" {
		return
	}
	data, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(screenshots, name+".png"), data, 0o666)
	}
	if err != nil {
		t.Fatal(name, err)
	}
}

// named returns a name of a page for a file.
func named(path string) string {
	if path == "/" {
		return "overview"
	}
	return fmt.Sprint(path[1:])
}
