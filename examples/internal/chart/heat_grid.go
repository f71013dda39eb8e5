package chart

import (
	_ "embed"
	"html/template"
	"strconv"
	"strings"
)

//go:embed grid.css
var gridStyle string

// GridStyle returns the rules of grids, which a page needs besides those of [Style].
func GridStyle() template.CSS { return template.CSS(gridStyle) }

// gridCell is a cell of a grid, with its texts.
type gridCell struct {
	Class, Value, Aside string
	Open, First         bool
}

// gridRow is a row of a grid.
type gridRow struct {
	Name, Aside string
	Cells       []gridCell
}

// Only one cell is a stop of the tab key: a script moves among the others by arrow keys.
var grid = template.Must(template.New("grid").Funcs(template.FuncMap{"printable": Printable}).Parse(
	`<figure class="chart" id="{{.ID}}">
<figcaption dir="auto">{{printable .Title}}</figcaption>
<p class="about" id="{{.ID}}-about">{{printable .About}}</p>
<div class="scroll">
<table class="cells" role="grid" aria-label="{{printable .Title}}" aria-describedby="{{.ID}}-about">
<thead><tr><th scope="col" dir="auto">{{printable .Corner}}</th>{{if .Aside}}<th scope="col" class="number" dir="auto">{{printable .Aside}}</th>{{end}}
{{- range .Columns}}<th scope="col" dir="auto">{{printable .}}</th>{{end}}</tr></thead>
<tbody>
{{$aside := .Aside}}{{$open := .Open}}{{range .Rows}}<tr><th scope="row" dir="auto">{{printable .Name}}</th>{{if $aside}}<td class="number">{{.Aside}}</td>{{end}}
{{- range .Cells}}{{if .Class}}<td class="{{.Class}}{{if .Open}} open{{end}}" tabindex="{{if .First}}0{{else}}-1{{end}}"{{if .Open}} title="{{printable $open}}"{{end}}>{{.Value}}{{with .Aside}} <small>{{.}}</small>{{end}}</td>{{else if .Open}}<td class="open" tabindex="-1" title="{{printable $open}}">…</td>{{else}}<td></td>{{end}}{{end}}</tr>
{{end}}</tbody>
</table>
</div>
<p class="legend">{{.Lowest}} <span class="shades">{{range .Shades}}<span class="key heat-{{.}}"></span>{{end}}</span> {{.Highest}}
{{- if .Opens}} <span class="key open"></span> {{printable .Open}}{{end}}</p>
</figure>
`))

// Grid draws the map as a table of HTML, with the aside of each cell below its value. It
// needs no other table, and its cells can have the focus.
func (c Heat) Grid() (template.HTML, error) {
	if err := c.check(); err != nil {
		return "", err
	}
	if len(c.Rows) == 0 || !validID.MatchString(c.ID) {
		return c.Figure() // which says so
	}
	highest := 0.0
	for _, r := range c.Rows {
		for _, cell := range r.Cells {
			if finite(cell.Value) {
				highest = max(highest, cell.Value)
			}
		}
	}
	drawn := struct {
		Heat
		Rows            []gridRow
		Opens           bool
		Shades          []int
		Lowest, Highest string
	}{Heat: c, Shades: []int{1, 2, 3, 4, 5, 6, 7, 8, shades}, Lowest: c.Unit.Text(c.From), Highest: c.Unit.Text(highest)}
	first := true
	for _, r := range c.Rows {
		row := gridRow{Name: r.Name, Aside: aside(r.Aside), Cells: make([]gridCell, len(c.Columns))}
		for i, cell := range r.Cells {
			drawn.Opens = drawn.Opens || cell.Open
			if !finite(cell.Value) {
				row.Cells[i].Open = cell.Open
				continue
			}
			row.Cells[i] = gridCell{Class: "heat-" + strconv.Itoa(shade(cell.Value, c.From, highest)), Value: c.Unit.Text(cell.Value),
				Aside: aside(cell.Aside), Open: cell.Open, First: first}
			first = false
		}
		drawn.Rows = append(drawn.Rows, row)
	}
	var out strings.Builder
	err := grid.Execute(&out, drawn)
	return template.HTML(out.String()), err
}
