package browser

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAxe looks for what shuts people out, on each page in both schemes, with all tables open.
func TestAxe(t *testing.T) {
	if axe == "" {
		t.Skip("CX_AXE does not name the file axe.min.js of axe-core.")
	}
	t.Parallel()
	ctx := start(t)
	address, _ := serve(t)
	script, err := os.ReadFile(axe)
	if err != nil {
		t.Fatal(err)
	}
	views := append([]string{"/?wall=1", "/signin", "/segments?segment=Family&compare=2026-01-01..2026-03-31", "/nowhere", "/?range=7d&segment=Partner"}, paths...)
	for _, colors := range []string{"light", "dark"} {
		scheme(t, ctx, colors, 1000)
		for _, view := range views {
			do(t, ctx, chromedp.Navigate(address+view))
			check(t, ctx, view+" "+colors, string(script))
		}
	}
}

// check runs axe on the page.
func check(t *testing.T, ctx context.Context, what, script string) {
	t.Helper()
	ask[bool](t, ctx, script+"; document.querySelectorAll('details').forEach(d => d.open = true); true")
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
	if len(result.Violations) > 0 || result.Passes < 12 {
		t.Errorf("%s: %d rules pass, and\n%s", what, result.Passes, strings.Join(result.Violations, "\n"))
	}
}
