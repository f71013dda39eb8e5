package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// The samples of the report, by the name of the page.
var samples = map[string][]string{
	"survey": {"survey"}, "orders": {"orders"}, "subscriptions": {"subscriptions"}, "events": {"events"}, "journey": {"journey"}, "tickets": {"tickets"},
	"outcomes": {"outcomes"}, "referrals": {"referrals"},
	"cohorts": {"events", "-steps", "search,product,order", "-open", "-started-by", "visit", "-active-by", "cart,order", "-elapsed", "week"},
	"hours":   {"tickets", "-hours", "Mon-Fri 9-12 13-17"},
}

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
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// pages builds the report and writes the page of each sample.
func pages(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	program, pages := filepath.Join(dir, "report"), map[string]string{}
	if out, err := exec.Command("go", "build", "-C", "..", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for sample, args := range samples {
		pages[sample] = filepath.Join(dir, sample+".html")
		if out, err := exec.Command(program, append(append([]string{"sample"}, args...), "-html", pages[sample])...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return pages
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
		t.Fatal(err)
	}
	return v
}

// show opens a page in a scheme of colors and a width.
func show(t *testing.T, ctx context.Context, page, scheme string, width int64) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate((&url.URL{Scheme: "file", Path: page}).String()))
}

// keep writes a picture, or a print, where CX_SCREENSHOTS asks for it.
func keep(t *testing.T, name string, data []byte, err error) {
	t.Helper()
	if err == nil && screenshots != "" {
		err = os.WriteFile(filepath.Join(screenshots, name), data, 0o666)
	}
	if err != nil || len(data) == 0 {
		t.Fatal(name, err)
	}
}

//go:embed texts.js
var texts string

// TestPages opens each page in both schemes and at some widths.
func TestPages(t *testing.T) {
	ctx := start(t)
	for sample, page := range pages(t) {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{320, 700, 1280} {
				show(t, ctx, page, scheme, width)
				if wide := ask[int64](t, ctx, "document.documentElement.scrollWidth"); wide > width {
					t.Errorf("%s: %d wide on a screen of %d", sample, wide, width)
				}
				if found := ask[[]string](t, ctx, texts); len(found) > 0 {
					t.Errorf("%s, %s, %d wide:\n%s", sample, scheme, width, strings.Join(found, "\n"))
				}
				if light := ask[bool](t, ctx, `getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)"`); light != (scheme == "light") {
					t.Errorf("%s: the scheme %s does not choose the colors", sample, scheme)
				}
				if screenshots == "" {
					continue
				}
				data, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
				keep(t, sample+"-"+scheme+"-"+map[int64]string{320: "narrow", 700: "middle", 1280: "wide"}[width]+".png", data, err)
			}
		}
		data, err := chromedp.Run(ctx, chromedp.PrintToPDF())
		keep(t, sample+".pdf", data, err)
	}
}

// TestKeyboard opens the table of a chart by keys alone.
func TestKeyboard(t *testing.T) {
	ctx := start(t)
	page := pages(t)["survey"]
	show(t, ctx, page, "light", 700)
	const open = `document.querySelectorAll("details[open] td").length`
	if n := ask[int](t, ctx, open); n != 0 {
		t.Errorf("%d cells are open at first", n)
	}
	do(t, ctx, chromedp.Focus(chromedp.CSS("summary")), chromedp.KeyEvent("\r"))
	if n := ask[int](t, ctx, open); n == 0 {
		t.Error("the key does not open the table")
	}
}

// TestAxe looks for what shuts people out, in both schemes, with all tables open.
func TestAxe(t *testing.T) {
	if axe == "" {
		t.Skip("CX_AXE does not name the file axe.min.js of axe-core.")
	}
	ctx := start(t)
	script, err := os.ReadFile(axe)
	if err != nil {
		t.Fatal(err)
	}
	for sample, page := range pages(t) {
		for _, scheme := range []string{"light", "dark"} {
			show(t, ctx, page, scheme, 700)
			ask[bool](t, ctx, string(script)+"; document.querySelectorAll('details').forEach(d => d.open = true); true")
			found := ask[string](t, ctx, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r =>
				JSON.stringify({violations: r.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html + " " + n.failureSummary).join("; ")), passes: r.passes.length}))`,
				chromedp.EvalAwaitPromise)
			var result struct {
				Violations []string
				Passes     int
			}
			if err := json.Unmarshal([]byte(found), &result); err != nil {
				t.Fatal(err)
			}
			if len(result.Violations) > 0 || result.Passes < 15 {
				t.Errorf("%s, %s: %d rules pass, and\n%s", sample, scheme, result.Passes, strings.Join(result.Violations, "\n"))
			}
		}
	}
}
