// Package chart draws pictures of figures as SVG in HTML: a file that prints, is
// forwarded and opens offline, without a script. It takes plain numbers and texts.
//
// Each picture is a figure with a caption, a title and a description for those who
// hear it, and its figures as a table below. A number that is not finite is one that
// is not there: it leaves a gap. No chart tells anything by color alone.
package chart

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

//go:embed chart.css
var style string

// Style returns the rules and colors of all charts: light, dark and printed.
func Style() template.CSS { return template.CSS(style) }

// Chart is a picture with its figures.
type Chart interface {
	// Figure returns the picture as HTML. It returns an error for too many parts, of
	// which the table has none, and ErrNumber for a number that is too large.
	Figure() (template.HTML, error)
	// Table returns the figures of the picture.
	Table() Table
	// Heading returns what the chart begins with.
	Heading() Head
}

// Head is what every chart begins with.
type Head struct {
	ID    string // unique in its page: small letters, digits and hyphens
	Title string // the caption
	About string // what the picture shows, in a sentence or two
	Bare  bool   // without a table of its own: one beside it has the figures
}

// Heading returns the head itself.
func (h Head) Heading() Head { return h }

var validID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,99}$`)

// Unit is how numbers are written.
type Unit struct {
	Places int    // decimals
	Signed bool   // a plus before what is above 0
	Suffix string // as %
}

// Plain writes a number without sign, suffix and thousands, "" for one that is not there.
func (u Unit) Plain(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return decimals(v, u.Places)
}

// Show writes a number as [Unit.Plain] returns it for people: 1234.5 as +1,234.5%.
// What is no number is left as it is, and "" becomes a dash.
func (u Unit) Show(plain string) string {
	if plain == "" {
		return "–"
	}
	digits := strings.TrimPrefix(plain, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if strings.Trim(whole+fraction, "0123456789") != "" || whole == "" {
		return Printable(plain)
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + fraction
	}
	switch {
	case !strings.ContainsAny(digits, "123456789"): // neither -0 nor +0
	case plain != digits:
		whole = "-" + whole
	case u.Signed:
		whole = "+" + whole
	}
	return whole + u.Suffix
}

// Text writes a number for people, a dash for one that is not there.
func (u Unit) Text(v float64) string { return u.Show(u.Plain(v)) }

// decimals writes a number with a number of decimals, rounded half away from zero, and
// never as a negative zero. All processors write the same.
func decimals(v float64, places int) string {
	power := math.Pow10(places)
	if rounded := math.Round(v*power) / power; !math.IsInf(rounded, 0) {
		v = rounded
	}
	return strconv.FormatFloat(v+0, 'f', places, 64)
}

// Table is figures in rows. The cells of a column with a unit are numbers as
// [Unit.Plain] returns them, "" for none; those of other columns are texts.
type Table struct {
	Columns []Column
	Rows    [][]string
}

// Column is a column of a table. Unit is nil for texts.
type Column struct {
	Name string
	Unit *Unit
}

// Text returns a column of texts.
func Text(name string) Column { return Column{Name: name} }

// Number returns a column of numbers.
func Number(name string, u Unit) Column { return Column{Name: name, Unit: &u} }

// Show writes a cell of the column for people.
func (c Column) Show(cell string) string {
	if c.Unit == nil {
		return Printable(cell)
	}
	return c.Unit.Show(cell)
}

// Printable replaces what no reader sees, as a change of direction that would turn
// around the rest of a line.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r), r == '\u200c', r == '\u200d': // the joiners of Persian and of emoji
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return unicode.ReplacementChar
	}, text)
}

// largest is the largest number that is drawn. All beyond is an error: differences of
// two must not overflow, and labels have to fit.
const largest = 1e15

// width is the width of a picture; a heat map may be wider.
const width = 640

// picture is the shapes of a chart.
type picture struct {
	Head
	W, H   float64
	Shapes []shape
	Data   Table
}

// Wide reports whether a picture would be too small on the width of the others.
func (p *picture) Wide() bool { return p.W > 1.1*width }

// shape is one element of SVG.
type shape struct {
	Kind, Class string
	X, Y, W, H  float64 // of a line, W and H are the other end
	D           string  // of a path
	Text        string
	Title       string // what a pointer on it shows
}

func (p *picture) rect(class string, x, y, w, h float64, title string) {
	p.Shapes = append(p.Shapes, shape{Kind: "rect", Class: class, X: x, Y: y, W: max(w, 0), H: h, Title: title})
}

func (p *picture) line(class string, x1, y1, x2, y2 float64) {
	p.Shapes = append(p.Shapes, shape{Kind: "line", Class: class, X: x1, Y: y1, W: x2, H: y2})
}

func (p *picture) dot(class string, x, y float64, title string) {
	p.Shapes = append(p.Shapes, shape{Kind: "circle", Class: class, X: x, Y: y, Title: title})
}

func (p *picture) path(class string, d *strings.Builder) {
	if d.Len() > 0 {
		p.Shapes = append(p.Shapes, shape{Kind: "path", Class: class, D: d.String()})
	}
}

// text writes a text that begins at x, or ends or has its middle there by the class, and
// cuts it to the room that there is.
func (p *picture) text(class string, x, y, room float64, text string) {
	if text = Printable(text); text == "" {
		return
	}
	s := shape{Kind: "text", Class: class, X: x, Y: y, Text: clip(text, room)}
	if s.Text != text {
		s.Title = text
	}
	p.Shapes = append(p.Shapes, s)
}

// to writes a step of a path.
func to(d *strings.Builder, command string, x, y float64) {
	d.WriteString(command + decimals(x, 1) + " " + decimals(y, 1))
}

// textWidth returns about the width of a text of 13 pixels, rather too much.
func textWidth(text string) float64 {
	w := 0.0
	for _, r := range text {
		switch {
		case strings.ContainsRune(" .,:;'|!ijlI-()[]", r):
			w += 4.8
		case r >= 0x1100: // what may be as wide as it is high
			w += 14
		case unicode.IsUpper(r), strings.ContainsRune("mw%+@", r):
			w += 10.5
		default:
			w += 8.3
		}
	}
	return w
}

// clip cuts text to a width.
func clip(text string, room float64) string {
	if textWidth(text) <= room {
		return text
	}
	end, used := 0, textWidth("…")
	for i, r := range text {
		if used += textWidth(string(r)); used > room {
			break
		}
		end = i + len(string(r))
	}
	return strings.TrimRight(text[:end], " ") + "…"
}

// widest returns the width of the widest text.
func widest(texts ...string) float64 {
	w := 0.0
	for _, text := range texts {
		w = max(w, textWidth(Printable(text)))
	}
	return w
}

// number writes a coordinate.
func number(v float64) string { return decimals(v, 1) }

var figure = template.Must(template.New("figure").Funcs(template.FuncMap{"n": number, "printable": Printable}).Parse(
	`<figure class="chart" id="{{.ID}}">
<figcaption dir="auto">{{printable .Title}}</figcaption>
<div class="picture" role="group" tabindex="0" aria-labelledby="{{.ID}}-title">
<svg{{if .Wide}} class="wide"{{end}} role="img" aria-labelledby="{{.ID}}-title {{.ID}}-about" width="{{n .W}}" height="{{n .H}}" viewBox="0 0 {{n .W}} {{n .H}}">
<title id="{{.ID}}-title">{{printable .Title}}</title>
<desc id="{{.ID}}-about">{{printable .About}}</desc>
{{range .Shapes -}}
{{if eq .Kind "rect"}}<rect class="{{.Class}}" x="{{n .X}}" y="{{n .Y}}" width="{{n .W}}" height="{{n .H}}">{{template "tip" .}}</rect>
{{else if eq .Kind "line"}}<line class="{{.Class}}" x1="{{n .X}}" y1="{{n .Y}}" x2="{{n .W}}" y2="{{n .H}}"/>
{{else if eq .Kind "circle"}}<circle class="{{.Class}}" cx="{{n .X}}" cy="{{n .Y}}" r="3">{{template "tip" .}}</circle>
{{else if eq .Kind "path"}}<path class="{{.Class}}" d="{{.D}}"/>
{{else}}<text class="{{.Class}}" x="{{n .X}}" y="{{n .Y}}">{{.Text}}{{template "tip" .}}</text>
{{end}}{{end}}</svg>
</div>
{{if not .Bare}}<details><summary>The figures as a table</summary>
<div class="scroll" role="group" tabindex="0" aria-label="{{printable .Title}}: the figures">
{{template "table" .Data}}</div></details>
{{end}}</figure>
{{define "tip"}}{{with .Title}}<title>{{printable .}}</title>{{end}}{{end -}}
{{define "table"}}<table>
<thead><tr>{{range .Columns}}<th scope="col"{{if .Unit}} class="number"{{end}} dir="auto">{{printable .Name}}</th>{{end}}</tr></thead>
<tbody>
{{$columns := .Columns}}{{range .Rows}}<tr>{{range $i, $cell := .}}{{$c := index $columns $i}}{{if $i}}<td{{if $c.Unit}} class="number"{{end}} dir="auto">{{$c.Show $cell}}</td>{{else}}<th scope="row" dir="auto">{{$c.Show $cell}}</th>{{end}}{{end}}</tr>
{{end}}</tbody>
</table>
{{end}}`))

// render writes a picture as HTML.
func (p *picture) render(err error) (template.HTML, error) {
	if err != nil {
		return "", err
	}
	if !validID.MatchString(p.ID) {
		return "", errors.New("chart: an ID wants small letters, digits and hyphens")
	}
	if len(p.Data.Rows) == 0 {
		p.W, p.H, p.Shapes = width, 40, nil
		p.text("ink", 0, 24, width, "There are no figures to draw.")
	}
	var out strings.Builder
	err = figure.Execute(&out, p)
	return template.HTML(out.String()), err
}

// HTML returns a table as HTML, without a caption.
func (t Table) HTML() (template.HTML, error) {
	var out strings.Builder
	err := figure.ExecuteTemplate(&out, "table", t)
	return template.HTML(out.String()), err
}

// count is the unit of counts, and of asides: a number gets thousands, a text is left.
var count = Unit{}

// aside writes an aside, which may be missing.
func aside(text string) string {
	if text == "" {
		return ""
	}
	return count.Show(text)
}

// errMany says that a picture has too many parts.
func errMany(n int, what string, most int) error {
	return fmt.Errorf("chart: %d %s, want at most %d", n, what, most)
}

// ErrNumber is the error of a picture with a number that is too large to be drawn. Its table
// has it.
var ErrNumber = fmt.Errorf("chart: a number beyond %g", largest)

// check returns ErrNumber for a number that is too large to be drawn.
func check(values ...float64) error {
	for _, v := range values {
		if finite(v) && math.Abs(v) > largest {
			return ErrNumber
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
