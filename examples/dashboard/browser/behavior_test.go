package browser

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cxmetrics/cx/examples/dashboard/internal/store"
)

// text returns the text of an element by the browser itself, which works without scripts.
func text(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		t.Fatal(selector, err)
	}
	return v
}

// TestWithoutScripts reads figures and sends a form with scripts off.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	ctx := start(t)
	address, _ := serve(t)
	off := emulation.SetScriptExecutionDisabledParams{Value: true}
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, off); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(address+"/"))
	if got := text(t, ctx, "#card-nps"); !strings.Contains(got, "95% interval") || !strings.Contains(got, "answers") {
		t.Errorf("the card of NPS is %q", got)
	}
	do(t, ctx, chromedp.Navigate(address+"/segments"))
	if got := text(t, ctx, "#table-ranking"); !strings.Contains(got, "Family") || !strings.Contains(got, "below the others") {
		t.Errorf("the ranking is %q", got)
	}
	do(t, ctx, chromedp.Navigate(address+"/callback"), chromedp.SendKeys(chromedp.CSS("#owner-0"), "Ann"), chromedp.Click(chromedp.CSS("#claim-0")), chromedp.WaitVisible(chromedp.CSS("#called-0")))
	if got := text(t, ctx, ".call"); !strings.Contains(got, "taken by Ann") {
		t.Errorf("after the claim the first callback is %q", got)
	}
}

// TestLive adds answers, and waits for the page to show them.
func TestLive(t *testing.T) {
	t.Parallel()
	ctx := start(t)
	address, s := serve(t)
	do(t, ctx, chromedp.Navigate(address+"/"), chromedp.EmulateViewport(1280, 900))
	before := text(t, ctx, "#card-nps .base")
	// An open table and the focus stay where they are.
	do(t, ctx, chromedp.Click(chromedp.CSS("#details-trend > summary")), chromedp.Focus(chromedp.CSS("#card-csat .links a")))
	time.Sleep(300 * time.Millisecond) // the stream begins
	answer := store.Answer{ID: "new-1", Customer: "c", Segment: "Family", Question: store.NPS, At: now().Add(-time.Hour), Score: 10}
	if _, err := s.AddAnswers(t.Context(), []store.Answer{answer}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, ctx, `document.querySelector("#card-nps .base").innerText !== `+quoted(before))
	if !ask[bool](t, ctx, `document.getElementById("details-trend").open && document.activeElement === document.querySelector("#card-csat .links a")`) {
		t.Error("the update closes the table, or takes the focus")
	}
	if got := text(t, ctx, "#status"); !strings.HasPrefix(got, "Updated ") {
		t.Errorf("the status is %q", got)
	}
}

// TestLiveWaits checks that a form that is being filled in is not replaced.
func TestLiveWaits(t *testing.T) {
	t.Parallel()
	ctx := start(t)
	address, s := serve(t)
	do(t, ctx, chromedp.Navigate(address+"/callback"), chromedp.SendKeys(chromedp.CSS("#owner-1"), "Be"))
	time.Sleep(300 * time.Millisecond)
	answer := store.Answer{ID: "new-1", Customer: "c", Question: store.NPS, At: now().Add(-time.Hour), Score: 0, Comment: "late"}
	if _, err := s.AddAnswers(t.Context(), []store.Answer{answer}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, ctx, `document.getElementById("status").textContent.includes("load the page again")`)
	if got := ask[string](t, ctx, `document.getElementById("owner-1").value`); got != "Be" {
		t.Errorf("what was typed is %q", got)
	}
}

// TestAddress sets filters, which are in the address, and goes back.
func TestAddress(t *testing.T) {
	t.Parallel()
	ctx := start(t)
	address, _ := serve(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address+"/segments"))
	do(t, ctx, chromedp.Click(chromedp.CSS(`#table-ranking td a[href*="Family"]`)))
	waitFor(t, ctx, `location.search === "?segment=Family" && document.querySelector("h1").innerText.includes("Family")`)
	do(t, ctx, chromedp.Click(chromedp.CSS(`.presets a[href*="30d"]`)))
	waitFor(t, ctx, `location.search === "?range=30d&segment=Family"`)
	ask[bool](t, ctx, `document.getElementById("since").value = "2026-10-01"; document.getElementById("compare").value = "year"; true`)
	do(t, ctx, chromedp.Click(chromedp.CSS(".filters form button")))
	waitFor(t, ctx, `location.search === "?compare=year&segment=Family&since=2026-10-01"`)
	if n := ask[int](t, ctx, `document.querySelectorAll(".chips a").length`); n != 3 {
		t.Errorf("%d chips, want 3", n)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS(".chips li:first-child a")))
	waitFor(t, ctx, `location.search === "?compare=year&since=2026-10-01"`)
	ask[bool](t, ctx, "history.back(), true")
	waitFor(t, ctx, `location.search === "?compare=year&segment=Family&since=2026-10-01" && document.getElementById("segment").value === "Family"`)
	ask[bool](t, ctx, "history.forward(), true")
	waitFor(t, ctx, `location.search === "?compare=year&since=2026-10-01"`)
	// The menu keeps the filters.
	do(t, ctx, chromedp.Click(chromedp.CSS(`.bar nav a[href^="/trend"]`)))
	waitFor(t, ctx, `location.pathname + location.search === "/trend?compare=year&since=2026-10-01"`)
}

// TestKeyboard goes through filter, table and form by keys alone.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	ctx := start(t)
	address, _ := serve(t)
	focus := func(selector string) string {
		return `document.activeElement === document.querySelector(` + quoted(selector) + `)`
	}
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address+"/"))
	do(t, ctx, chromedp.KeyEvent("\t"))
	waitFor(t, ctx, focus(".skip"))
	do(t, ctx, chromedp.KeyEvent("\r"))
	waitFor(t, ctx, `location.hash === "#main" && `+focus("#main"))
	do(t, ctx, chromedp.KeyEvent("/"))
	waitFor(t, ctx, focus("#segment"))
	do(t, ctx, chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown))
	waitFor(t, ctx, `document.getElementById("segment").value === "Family"`)
	for range 30 {
		if ask[bool](t, ctx, focus(".filters form .field > button")) {
			break
		}
		do(t, ctx, chromedp.KeyEvent("\t"))
	}
	do(t, ctx, chromedp.KeyEvent("\r"))
	waitFor(t, ctx, `location.search === "?segment=Family"`)
	// The table of a picture.
	do(t, ctx, chromedp.Focus(chromedp.CSS("#details-trend > summary")), chromedp.KeyEvent("\r"))
	waitFor(t, ctx, `document.getElementById("details-trend").open`)
	do(t, ctx, chromedp.KeyEvent("\t"))
	waitFor(t, ctx, focus("#table-trend"))
	do(t, ctx, chromedp.KeyEvent("x"))
	waitFor(t, ctx, `location.search === "?compare=none&segment=Family"`)
	do(t, ctx, chromedp.KeyEvent("x"))
	waitFor(t, ctx, `location.search === "?segment=Family"`)
	do(t, ctx, chromedp.KeyEvent("?"))
	waitFor(t, ctx, `location.pathname === "/help"`)
	// The cells of the cohorts.
	do(t, ctx, chromedp.Navigate(address+"/cohorts"), chromedp.Focus(chromedp.CSS(`.cells td[tabindex="0"]`)))
	cell := `[document.activeElement.parentElement.rowIndex, document.activeElement.cellIndex].join()`
	for _, step := range []struct{ key, want string }{
		{kb.ArrowRight, "1,3"}, {kb.ArrowDown, "2,3"}, {kb.ArrowLeft, "2,2"}, {kb.ArrowUp, "1,2"}, {kb.ArrowUp, "1,2"}, {kb.End, "1,12"}, {kb.Home, "1,2"},
	} {
		do(t, ctx, chromedp.KeyEvent(step.key))
		if got := ask[string](t, ctx, cell); got != step.want {
			t.Fatalf("after the key %q the focus is at %s, want %s", step.key, got, step.want)
		}
	}
	if n := ask[int](t, ctx, `document.querySelectorAll('.cells td[tabindex="0"]').length`); n != 1 {
		t.Errorf("%d cells are stops of the tab key", n)
	}
	// The form of a callback.
	do(t, ctx, chromedp.Navigate(address+"/callback"), chromedp.Focus(chromedp.CSS("#owner-0")), chromedp.KeyEvent("Ann"), chromedp.KeyEvent("\t"))
	waitFor(t, ctx, focus("#claim-0"))
	do(t, ctx, chromedp.KeyEvent("\r"), chromedp.WaitVisible(chromedp.CSS("#called-0")), chromedp.Focus(chromedp.CSS("#called-0")), chromedp.KeyEvent("\r"))
	waitFor(t, ctx, `!document.getElementById("called-0") && !!document.getElementById("done-0")`)
	customer := ask[string](t, ctx, `document.querySelector("#call-0 bdi").innerText`)
	do(t, ctx, chromedp.Focus(chromedp.CSS("#note-0")), chromedp.KeyEvent("Sent a new one."), chromedp.KeyEvent("\r"))
	waitFor(t, ctx, `document.querySelector("#call-0 bdi").innerText !== `+quoted(customer))
	if got := text(t, ctx, "#table-done"); !strings.Contains(got, customer) || !strings.Contains(got, "Ann") {
		t.Errorf("what is done is %q", got)
	}
}

// TestThemes chooses colors, which outlast the page and the setting of the system.
func TestThemes(t *testing.T) {
	t.Parallel()
	ctx := start(t)
	address, _ := serve(t)
	ground := `getComputedStyle(document.documentElement).backgroundColor`
	const light, dark = "rgb(238, 242, 246)", "rgb(6, 9, 13)"
	for _, step := range []struct{ system, theme, want string }{
		{"light", "", light}, {"dark", "", dark}, {"dark", "light", light}, {"light", "dark", dark}, {"light", "system", light},
	} {
		scheme(t, ctx, step.system, 1280)
		do(t, ctx, chromedp.Navigate(address+"/segments?question=csat"))
		if step.theme != "" {
			do(t, ctx, chromedp.Click(chromedp.CSS(`.themes button[value=`+step.theme+`]`)))
			waitFor(t, ctx, `document.documentElement.classList.contains("`+step.theme+`")`)
		}
		waitFor(t, ctx, ground+` === "`+step.want+`"`)
		if got := ask[string](t, ctx, "location.pathname + location.search"); got != "/segments?question=csat" {
			t.Errorf("%+v: the page is %s", step, got)
		}
	}
}

// quoted writes a text as JavaScript has it.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(text) + `"`
}
