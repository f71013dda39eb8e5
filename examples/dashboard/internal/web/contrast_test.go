package web

import (
	"maps"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// colorsOf returns the variables of a style sheet in one scheme.
func colorsOf(css string) map[string]string {
	colors := make(map[string]string)
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(css, -1) {
		colors[m[1]] = m[2]
	}
	return colors
}

// contrast returns that of two colors after WCAG 2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(hex string) (sum float64) {
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c := float64(n) / 255
			if c <= 0.04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// on is which texts are on which ground. Those of the pictures are tested with the charts.
var on = map[string][]string{
	"ground": {"ink", "quiet", "accent"},
	"paper":  {"ink", "quiet", "accent", "good", "bad"},
	"accent": {"on-accent"},
	"band-1": {"ink"},
	"warn":   {"ink"},
	"alarm":  {"ink", "quiet"},
}

// TestContrast checks each text against what is behind it, and that none is left out.
func TestContrast(t *testing.T) {
	assets, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	system := string(assets["system.css"].data)
	blocks := regexp.MustCompile(`(?s)` + regexp.QuoteMeta(schemes) + `.*?\n}\n`)
	light := colorsOf(blocks.ReplaceAllString(system, ""))
	dark := maps.Clone(light) // what has no color of the dark keeps that of the light
	for _, block := range blocks.FindAllString(system, -1) {
		maps.Copy(dark, colorsOf(block))
	}
	if len(light) < 40 || len(dark) != len(light) {
		t.Fatalf("%d colors in the light, %d in the dark", len(light), len(dark))
	}
	for scheme, colors := range map[string]map[string]string{"light": light, "dark": dark} {
		for ground, texts := range on {
			for _, text := range texts {
				if colors[text] == "" || colors[ground] == "" {
					t.Fatalf("%s: there is no color %s or %s", scheme, text, ground)
				}
				if got := contrast(t, colors[text], colors[ground]); got < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", scheme, text, ground, got)
				}
			}
		}
		// What is only an edge or a control.
		for _, pair := range [][2]string{{"control", "paper"}, {"control", "ground"}, {"accent", "ground"}, {"bad", "paper"}} {
			if got := contrast(t, colors[pair[0]], colors[pair[1]]); got < 3 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want 3", scheme, pair[0], pair[1], got)
			}
		}
	}
	style, err := files.ReadFile("static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for _, texts := range on {
		for _, text := range texts {
			known[text] = true
		}
	}
	for _, m := range regexp.MustCompile(`(?:[{;] )color: var\(--([a-z0-9-]+)\)`).FindAllStringSubmatch(string(style), -1) {
		if !known[m[1]] {
			t.Errorf("the text color %s is not tested", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`background: var\(--([a-z0-9-]+)\)`).FindAllStringSubmatch(string(style), -1) {
		if _, ok := on[m[1]]; !ok {
			t.Errorf("the ground %s is not tested", m[1])
		}
	}
	if strings.Contains(system, "url(") || strings.Contains(system, "@import") {
		t.Error("the style sheets load something")
	}
}

// TestSchemes checks that a choice of colors holds whatever the system says.
func TestSchemes(t *testing.T) {
	assets, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"light.css": "@media not all", "dark.css": "@media screen {"} {
		css := string(assets[name].data)
		if strings.Contains(css, "prefers-color-scheme") || strings.Count(css, want) != 2 {
			t.Errorf("%s depends on the system", name)
		}
	}
}
