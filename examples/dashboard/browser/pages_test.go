package browser

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed texts.js
var texts string

// TestPages opens each page in both schemes and at some widths, and on a wall.
func TestPages(t *testing.T) {
	t.Parallel()
	ctx := start(t)
	address, _ := serve(t)
	for _, colors := range []string{"light", "dark"} {
		for _, width := range []int64{320, 1280} {
			if screenshots == "" && (colors == "dark") == (width == 320) {
				continue // the colors move nothing
			}
			scheme(t, ctx, colors, width)
			for _, path := range paths {
				do(t, ctx, chromedp.Navigate(address+path))
				what := named(path) + "-" + colors + "-" + map[int64]string{320: "narrow", 1280: "wide"}[width]
				if wide := ask[int64](t, ctx, "document.documentElement.scrollWidth"); wide > width {
					t.Errorf("%s: %d wide on a screen of %d", what, wide, width)
				}
				if found := ask[[]string](t, ctx, texts); len(found) > 0 {
					t.Errorf("%s:\n%s", what, strings.Join(found, "\n"))
				}
				keep(t, ctx, what)
			}
		}
	}
	scheme(t, ctx, "dark", 1920)
	for _, path := range []string{"/", "/segments", "/journey"} {
		do(t, ctx, chromedp.Navigate(address+path+"?wall=1"))
		if n := ask[int](t, ctx, `document.querySelectorAll("header, main form").length`); n > 0 {
			t.Errorf("%s on a wall has %d controls", path, n)
		}
		keep(t, ctx, named(path)+"-wall")
	}
}
