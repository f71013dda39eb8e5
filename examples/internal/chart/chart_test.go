package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"html"
	"math"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// draw draws a chart, which must succeed.
func draw(t *testing.T, c Chart) string {
	t.Helper()
	out, err := c.Figure()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// name returns the ID of a sample.
func name(c Chart) string { return reflect.ValueOf(c).FieldByName("ID").String() }

func TestGolden(t *testing.T) {
	for _, c := range samples() {
		path, got := "testdata/"+name(c)+".html", draw(t, c)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is another picture: run go test -update, and look at it", name(c))
		}
		if again := draw(t, c); again != got {
			t.Errorf("%s is drawn in two ways", name(c))
		}
	}
}

// element is a part of SVG.
type element struct {
	XMLName  xml.Name
	Class    string    `xml:"class,attr"`
	X        float64   `xml:"x,attr"`
	Y        float64   `xml:"y,attr"`
	W        float64   `xml:"width,attr"`
	H        float64   `xml:"height,attr"`
	Label    string    `xml:"aria-labelledby,attr"`
	ID       string    `xml:"id,attr"`
	Role     string    `xml:"role,attr"`
	Text     string    `xml:",chardata"`
	Children []element `xml:",any"`
}

// parse returns the SVG of a figure, which must be well formed.
func parse(t *testing.T, figure string) element {
	t.Helper()
	start, end := strings.Index(figure, "<svg"), strings.Index(figure, "</svg>")
	var svg element
	if err := xml.Unmarshal([]byte(figure[start:end+len("</svg>")]), &svg); err != nil {
		t.Fatalf("%v in\n%s", err, figure)
	}
	return svg
}

var numbers = regexp.MustCompile(`[0-9][0-9,]*(\.[0-9]+)?`)

// TestTable checks that every number that a picture shows is in its table. Ticks are those
// of an axis.
func TestTable(t *testing.T) {
	for _, c := range samples() {
		figure := draw(t, c)
		_, table, _ := strings.Cut(figure, "<table>")
		have := map[string]bool{}
		for _, n := range numbers.FindAllString(html.UnescapeString(table), -1) {
			have[n] = true
		}
		drawn := 0
		for _, e := range parse(t, figure).Children {
			if e.XMLName.Local != "text" || strings.Contains(e.Class, "tick") {
				continue
			}
			for _, n := range numbers.FindAllString(e.Text, -1) {
				drawn++
				if !have[n] {
					t.Errorf("%s: %s of %q is not in the table", name(c), n, e.Text)
				}
			}
		}
		if drawn == 0 {
			t.Errorf("%s shows no number", name(c))
		}
	}
}

// TestAccessible checks the parts that a reader of screens looks for.
func TestAccessible(t *testing.T) {
	for _, c := range samples() {
		figure := draw(t, c)
		svg := parse(t, figure)
		if svg.Role != "img" || svg.Label != name(c)+"-title "+name(c)+"-about" {
			t.Errorf("%s: role %q, label %q", name(c), svg.Role, svg.Label)
		}
		if title := svg.Children[0]; title.XMLName.Local != "title" || title.ID != name(c)+"-title" || title.Text == "" {
			t.Errorf("%s begins with %+v, want a title", name(c), title)
		}
		if about := svg.Children[1]; about.XMLName.Local != "desc" || about.ID != name(c)+"-about" || about.Text == "" {
			t.Errorf("%s has %+v, want a description", name(c), about)
		}
		for _, want := range []string{"<figcaption", "<summary>The figures as a table</summary>", `<th scope="col"`, `<th scope="row"`} {
			if !strings.Contains(figure, want) {
				t.Errorf("%s has no %s", name(c), want)
			}
		}
	}
}

// TestInside checks that all texts and bars are within the picture.
func TestInside(t *testing.T) {
	for _, c := range samples() {
		svg := parse(t, draw(t, c))
		for _, e := range svg.Children {
			left, right := e.X, e.X+e.W
			if e.XMLName.Local == "text" {
				w := textWidth(e.Text)
				switch {
				case strings.Contains(e.Class, "middle"):
					left, right = e.X-w/2, e.X+w/2
				case strings.Contains(e.Class, "end"):
					left, right = e.X-w, e.X
				default:
					right = e.X + w
				}
			}
			if left < -0.1 || right > svg.W+0.1 || e.Y < 0 || e.Y+e.H > svg.H {
				t.Errorf("%s: %s %q from %g to %g at %g, in %g x %g", name(c), e.XMLName.Local, e.Text, left, right, e.Y, svg.W, svg.H)
			}
		}
	}
}

func TestTicks(t *testing.T) {
	for _, test := range []struct {
		low, high float64
		most      int
		want      string
		places    int
	}{
		{-19, 60, 6, "[-20 0 20 40 60]", 0},
		{-0.3, 0.3, 6, "[-0.3 -0.2 -0.1 0 0.1 0.2 0.3]", 1},
		{0, 1, 4, "[0 0.5 1]", 1},
		{16.21, 16.24, 3, "[16.21 16.22 16.23 16.24]", 2},
		{0, 1234567, 5, "[0 500000 1e+06 1.5e+06]", 0},
		{3, 3, 5, "[3 3]", 0},
		{1e15, 1e15 + 0.1, 5, "[1e+15 1.0000000000000001e+15]", 0},
	} {
		ticks, places := Ticks(test.low, test.high, test.most)
		if got := fmt.Sprint(ticks); got != test.want || places != test.places {
			t.Errorf("Ticks(%g, %g, %d) = %s, %d, want %s, %d", test.low, test.high, test.most, got, places, test.want, test.places)
		}
	}
	for _, ends := range [][2]float64{{nan, 1}, {0, math.Inf(1)}, {-math.MaxFloat64, math.MaxFloat64}, {0, 5e-324}, {1, 0}} {
		if ticks, _ := Ticks(ends[0], ends[1], 5); len(ticks) != 2 {
			t.Errorf("Ticks(%v) = %v, want the ends", ends, ticks)
		}
	}
}

func TestUnit(t *testing.T) {
	for _, test := range []struct {
		u    Unit
		v    float64
		want string
	}{
		{points, 16, "+16"}, {points, -1e-17, "0"}, {points, 0.4, "0"}, {points, -0.4, "0"}, {points, -12345, "-12,345"},
		{percent, 1234.56, "1,234.6%"}, {percent, 0, "0.0%"}, {percent, 0.05, "0.1%"}, {percent, nan, "–"}, {percent, math.Inf(-1), "–"},
		{Unit{Places: 2}, 1e15, "1,000,000,000,000,000.00"},
	} {
		if got := test.u.Text(test.v); got != test.want {
			t.Errorf("%+v writes %g as %q, want %q", test.u, test.v, got, test.want)
		}
	}
	for plain, want := range map[string]string{"": "–", "<0.001": "<0.001", "1234": "+1,234", "-0.00": "0.00", "=1+1": "=1+1", "-": "-"} {
		if got := points.Show(plain); got != want {
			t.Errorf("Show(%q) = %q, want %q", plain, got, want)
		}
	}
}

// TestSpark checks the small line: it has no table, so nothing but its shape and label.
func TestSpark(t *testing.T) {
	got, err := Spark{Label: "NPS <by> month", Values: []float64{1, 2, nan, 4, nan, 3}}.SVG()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`aria-label="NPS &lt;by&gt; month"`, `d="M4.0 24.0L26.4 17.3"`, `cx="71.2" cy="4.0"`, `cx="116.0" cy="10.7"`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s has no %s", got, want)
		}
	}
	for _, values := range [][]float64{nil, {nan}, {1}, {3, 3, 3}, {math.Inf(1), 2}} {
		if got, err := (Spark{Values: values}).SVG(); err != nil || strings.Contains(string(got), "NaN") {
			t.Errorf("Spark of %v is %s, %v", values, got, err)
		}
	}
	for _, values := range [][]float64{make([]float64, 1e6), {1e16}} {
		if _, err := (Spark{Values: values}).SVG(); err == nil {
			t.Errorf("a Spark of %d values up to %g has no error", len(values), values[0])
		}
	}
}

// hostileTexts are names as strangers choose them.
var hostileTexts = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</svg></figure>`, "שלום עולם (5)", "\u202Egnitset",
	"\x00\x1b[31m", "\xff\xfe", strings.Repeat("w", 500), "", "日本語の長い名前をここに書く", "👩‍👩‍👧 family", "{{.ID}}", "&amp; ]]>",
}

// hostileNumbers are numbers as broken data have them, and those at the limit.
var hostileNumbers = []float64{nan, math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 5e-324, 1e15, -1e15, 1, 1 + 1e-15}

// strange returns one chart of each form with these texts and numbers.
func strange(text string, v, w float64) []Chart {
	h := head("strange", text, text)
	axis := Axis{Title: text, Low: v, High: w, Unit: Unit{Suffix: text}}
	series := []Series{
		{Name: text, Points: []Point{{0, v, w, v, text}, {w, v, v, v, text}, {1, w, v, w, text}}},
		{Name: text, Steps: true, Points: []Point{{v, 1, w, 3, text}}, AtRisk: left(v, w)},
	}
	row := Bar{Name: text, Value: v, Low: w, High: v, Aside: text, Mark: text, Class: 99}
	return []Chart{
		Line{Head: h, X: axis, Y: axis, Series: series, Reference: &Reference{v, text}, Aside: text},
		Line{Head: h, X: Axis{Labels: []string{text, text}}, Series: series[:1]},
		Heat{Head: h, Corner: text, Aside: text, Columns: []string{text, text}, Open: text, Rows: []HeatRow{{text, text, []HeatCell{{v, true, text}, {w, false, ""}}}}},
		Bars{Head: h, Of: text, X: axis, Rows: []Bar{row, {Value: w}}, Reference: &Reference{w, text}, Aside: text},
		Bars{Head: h, Rows: []Bar{row}, Intervals: true},
		Stack{Head: h, Parts: []string{text, text}, Rows: []StackRow{{text, []float64{v, w}}}},
		Waterfall{Head: h, Steps: []WaterfallStep{{text, v, true}, {text, w, false}, {text, v, true}}},
		Map{Head: h, Stages: []Stage{{text, text, []StageFigure{{text, text, text, 99}, {text, text, text, -1}}}}},
	}
}

// TestHostile checks that nothing that a chart is given breaks its picture, or the page.
func TestHostile(t *testing.T) {
	for i, text := range hostileTexts {
		for _, v := range hostileNumbers {
			for k, c := range strange(text, v, hostileNumbers[i%len(hostileNumbers)]) {
				figure := draw(t, c)
				if len(figure) > 300_000 {
					t.Errorf("chart %d of %.20q and %g has %d bytes", k, text, v, len(figure))
				}
				svg := parse(t, figure) // well formed: no text has become an element
				for _, e := range svg.Children {
					if len(e.Children) > 0 && e.Children[0].XMLName.Local != "title" {
						t.Fatalf("chart %d of %.20q has %+v", k, text, e)
					}
				}
				for _, bad := range []string{"NaN", "Inf", "<script", "<img", "\x00", "\u202E", "e+1", "e-0", "ZgotmplZ"} {
					if strings.Contains(strings.ReplaceAll(figure, html.EscapeString(text), ""), bad) {
						t.Fatalf("chart %d of %.20q and %g has %q:\n%s", k, text, v, bad, figure)
					}
				}
			}
		}
	}
}

// TestEmpty checks that charts without figures say so.
func TestEmpty(t *testing.T) {
	h := head("empty", "Nothing", "Nothing.")
	for _, c := range []Chart{Line{Head: h}, Heat{Head: h}, Bars{Head: h}, Stack{Head: h}, Waterfall{Head: h}, Map{Head: h},
		Line{Head: h, Series: []Series{{}}}, Line{Head: h, Series: []Series{{}}, Reference: &Reference{1, "one"}}} {
		if got := draw(t, c); !strings.Contains(got, "There are no figures to draw.") {
			t.Errorf("%T without figures is\n%s", c, got)
		}
	}
}

// TestRefused checks the limits, also of the tables, which must not be built.
func TestRefused(t *testing.T) {
	h := head("many", "Many", "Many.")
	const million = 1_000_000
	for _, c := range []Chart{
		Line{Head: h, Series: []Series{{Points: make([]Point, million)}}},
		Line{Head: h, X: Axis{Labels: make([]string, million)}},
		Line{Head: h, Series: make([]Series, million)},
		Line{Head: h, Series: []Series{{Points: []Point{{Y: 2e15}}}}},
		Line{Head: h, Y: Axis{Low: -math.MaxFloat64, High: math.MaxFloat64}},
		Heat{Head: h, Rows: make([]HeatRow, million)},
		Heat{Head: h, Columns: make([]string, million)},
		Heat{Head: h, Rows: []HeatRow{{Cells: make([]HeatCell, million)}}},
		Heat{Head: h, Columns: []string{"a"}, Rows: []HeatRow{{Cells: []HeatCell{{Value: 1e300}}}}},
		Bars{Head: h, Rows: make([]Bar, million)},
		Bars{Head: h, Rows: []Bar{{Value: 1e300}}},
		Stack{Head: h, Rows: make([]StackRow, million)},
		Stack{Head: h, Parts: make([]string, million)},
		Stack{Head: h, Rows: []StackRow{{Values: []float64{1}}}},
		Stack{Head: h, Parts: []string{"a"}, Rows: []StackRow{{Values: []float64{1e300}}}},
		Waterfall{Head: h, Steps: make([]WaterfallStep, million)},
		Waterfall{Head: h, Steps: []WaterfallStep{{Amount: 1e300}}},
		Map{Head: h, Stages: make([]Stage, million)},
		Map{Head: h, Stages: []Stage{{Figures: make([]StageFigure, million)}}},
		Bars{Head: head("", "", "")}, Bars{Head: head(`x"y`, "", "")}, Bars{Head: head("Ä", "", "")},
	} {
		if got, err := c.Figure(); err == nil || got != "" {
			t.Errorf("%T has no error", c)
		}
		if table := c.Table(); len(table.Rows) > mostRows {
			t.Errorf("%T has a table of %d rows", c, len(table.Rows))
		}
	}
}

// TestLarge checks that a number that is too large to be drawn is in the table.
func TestLarge(t *testing.T) {
	h := head("large", "Large", "Large.")
	for _, c := range []Chart{
		Line{Head: h, Series: []Series{{Points: []Point{{Y: 2e15}}}}},
		Heat{Head: h, Columns: []string{"a"}, Rows: []HeatRow{{Cells: []HeatCell{{Value: 2e15}}}}},
		Bars{Head: h, Rows: []Bar{{Value: 2e15}}},
		Stack{Head: h, Parts: []string{"a"}, Rows: []StackRow{{Values: []float64{2e15}}}},
		Waterfall{Head: h, Steps: []WaterfallStep{{Amount: 2e15}}},
	} {
		if _, err := c.Figure(); !errors.Is(err, ErrNumber) {
			t.Errorf("%T: %v, want ErrNumber", c, err)
		}
		if got := fmt.Sprint(c.Table().Rows); !strings.Contains(got, "2000000000000000") {
			t.Errorf("%T has the table %s", c, got)
		}
	}
}

// TestTableHTML checks the table alone.
func TestTableHTML(t *testing.T) {
	table := Table{[]Column{Text("name <b>"), Number("share", percent)}, [][]string{{"a\u202Eb", "1234.5"}, {"=1", ""}}}
	got, err := table.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"name &lt;b&gt;", "a\uFFFDb", "1,234.5%", "=1", "–"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s has no %s", got, want)
		}
	}
}

// color returns the luminance of a color after WCAG 2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
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

// contrast returns the contrast of two colors after WCAG 2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

var (
	variables = regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6});`)
	rules     = regexp.MustCompile(`(?m)^(\.chart [^{}\n]+) \{ (?:fill|stroke): var\(--([a-z0-9-]+)\)`)
)

// themes returns the colors of each theme, by name.
func themes() map[string]map[string]string {
	light, dark, _ := strings.Cut(style, "@media screen and (prefers-color-scheme: dark)")
	dark, _, _ = strings.Cut(dark, "\n}\n")
	themes := map[string]map[string]string{"light": {}, "dark": {}}
	for name, css := range map[string]string{"light": light, "dark": dark} {
		for _, m := range variables.FindAllStringSubmatch(css, -1) {
			themes[name][m[1]] = m[2]
		}
	}
	return themes
}

// colors returns the variable that each class takes its color from.
func colors() map[string]string {
	found := map[string]string{"ink": "ink"}
	for _, m := range rules.FindAllStringSubmatch(style, -1) {
		for _, selector := range strings.Split(m[1], ", ") {
			found[strings.TrimPrefix(selector, ".chart .")] = m[2]
		}
	}
	for _, state := range []string{"none", "met", "undecided", "missed"} {
		found["on-state-"+state] = "ink" // that of all texts
	}
	return found
}

// color returns the color of an element, by the first of its classes that has one.
func color(t *testing.T, class string) string {
	t.Helper()
	all := colors()
	for _, name := range strings.Fields(class) {
		if found, ok := all[name]; ok {
			return found
		}
	}
	t.Fatalf("chart.css has no color of %q", class)
	return ""
}

// TestContrast checks each text against what is behind it, in both themes.
func TestContrast(t *testing.T) {
	if a, b := themes()["light"], themes()["dark"]; len(a) < 30 || len(a) != len(b) {
		t.Fatalf("%d colors in the light, %d in the dark", len(a), len(b))
	}
	type pair struct{ text, behind string }
	seen := map[pair]bool{{"ink", "paper"}: true, {"quiet", "paper"}: true, {"ink", "card"}: true, {"quiet", "card"}: true,
		{"good", "paper"}: true, {"bad", "paper"}: true, {"good", "card"}: true, {"bad", "card"}: true}
	for i := 1; i <= mostSeries; i++ {
		seen[pair{"ink", fmt.Sprintf("band-%d", i)}] = true // the last value of a line
	}
	for i := 1; i <= shades; i++ {
		seen[pair{color(t, fmt.Sprintf("on-heat-%d", i)), color(t, fmt.Sprintf("heat-%d", i))}] = true
	}
	for _, c := range samples() {
		elements := parse(t, draw(t, c)).Children
		for i, e := range elements {
			if e.XMLName.Local != "text" {
				continue
			}
			behind := "paper"
			for _, r := range elements[:i] {
				if r.XMLName.Local == "rect" && e.X >= r.X && e.X <= r.X+r.W && e.Y >= r.Y && e.Y <= r.Y+r.H {
					behind = color(t, r.Class)
				}
			}
			seen[pair{color(t, e.Class), behind}] = true
		}
	}
	for theme, colors := range themes() {
		for p := range seen {
			if got := contrast(t, colors[p.text], colors[p.behind]); got < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", theme, p.text, p.behind, got)
			}
		}
		for _, name := range []string{"line-1", "line-2", "line-3", "line-4", "bar-1", "bar-2", "bar-3", "faint", "axis", "good", "bad"} {
			if got := contrast(t, colors[name], colors["paper"]); got < 3 {
				t.Errorf("%s: %s on paper has a contrast of %.2f, want 3", theme, name, got)
			}
		}
	}
}

// TestStyle checks that the style has a color of each class that is drawn, and loads nothing.
func TestStyle(t *testing.T) {
	for _, c := range samples() {
		for _, e := range parse(t, draw(t, c)).Children {
			if e.Class != "" && e.Class != "cut" {
				color(t, strings.TrimSuffix(e.Class, " open"))
			}
		}
	}
	if s := []byte(Style()); bytes.Contains(s, []byte("url(")) || bytes.Contains(s, []byte("@import")) {
		t.Error("chart.css loads something")
	}
}
