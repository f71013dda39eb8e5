package web

import (
	"html/template"
	"math"
	"strconv"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
)

// page is what a page shows. The HTML, the JSON and the CSV are made of the same page, so that
// none has a figure that the others have not.
type page struct {
	Name, Title, About string
	Questions          bool // the page shows one question at a time
	BySegment, ByDays  bool // which filters the page has
	Cards              []card
	Sections           []section
	Calls              []call
	Notes              []string
}

// card is a key figure.
type card struct {
	ID, Name, About string
	Unit            chart.Unit
	Figure          figure
	Of              string // what the base counts, as answers
	Beside          *figure
	Change          *change
	Spark           template.HTML
	Definition      string // an anchor of the help page
	Rows            string // the address of what it is made of
}

// Known reports whether there is a number to show.
func (c card) Known() bool { return c.Figure.known() }

// Value, Interval, Base and Before are the figure for people.
func (c card) Value() string { return c.Unit.Text(c.Figure.Value) }

func (c card) Interval() string {
	if !c.Figure.known() || math.IsNaN(c.Figure.Low) {
		return ""
	}
	return c.Unit.Text(c.Figure.Low) + " to " + c.Unit.Text(c.Figure.High)
}

func (c card) Base() string { return counted.Text(float64(c.Figure.Base)) }

func (c card) Before() string {
	if !c.Beside.known() {
		return "not enough " + c.Of + " then"
	}
	return "from " + c.Unit.Text(c.Beside.Value)
}

// BeforeBase is the base of the figure before.
func (c card) BeforeBase() string { return counted.Text(float64(c.Beside.Base)) + " " + c.Of + " then" }

// change is how a figure differs from the one that it is compared with.
type change struct {
	Difference float64
	Unit       chart.Unit // of a difference: of percentages it is points
	Better     bool
	Sure       bool // the interval of the difference is on one side of 0
	Low, High  float64
}

// Mark is an arrow beside the number: no color tells anything alone.
func (c change) Mark() string {
	switch {
	case c.Difference > 0:
		return "▲"
	case c.Difference < 0:
		return "▼"
	}
	return "="
}

// Tone is the class of the color of a change.
func (c change) Tone() string {
	switch {
	case !c.Sure:
		return "quiet"
	case c.Better:
		return "good"
	}
	return "bad"
}

// Text is the change with its sign.
func (c change) Text() string { return c.Unit.Text(c.Difference) }

// Interval is that of the difference.
func (c change) Interval() string { return c.Unit.Text(c.Low) + " to " + c.Unit.Text(c.High) }

// Verdict says whether chance explains the change.
func (c change) Verdict() string {
	switch {
	case !c.Sure:
		return "within chance"
	case c.Better:
		return "better, beyond chance"
	}
	return "worse, beyond chance"
}

// changeOf returns a comparison as a change.
func changeOf(c cx.Comparison, u chart.Unit) *change {
	u.Signed, u.Suffix = true, ""
	return &change{Difference: c.Difference, Unit: u, Better: c.Difference > 0, Sure: c.Interval.Low > 0 || c.Interval.High < 0,
		Low: c.Interval.Low, High: c.Interval.High}
}

// section is a picture with the table of its figures, or one of them alone.
type section struct {
	ID, Title, About string
	Picture          template.HTML
	Table            *table
	Folded           bool // the table opens below the picture
	Wide             bool // over the whole width of the page
	Notes            []string
}

// table is rows of cells.
type table struct {
	Columns []column
	Rows    []row
}

type column struct {
	Name string
	Unit *chart.Unit // nil of texts
}

// Show writes a cell of the column for people.
func (c column) Show(one cell) string { return chart.Column{Unit: c.Unit}.Show(one.Text) }

type row struct {
	Cells []cell
	Faint bool // of too few answers
}

// cell is a text, or a number as chart.Unit.Plain writes it.
type cell struct {
	Text string
	Few  bool // too few answers for a number
	Href string
	Tone string // a class
}

// text returns a column of texts.
func text(name string) column { return column{Name: name} }

// num returns a column of numbers.
func num(name string, u chart.Unit) column { return column{Name: name, Unit: &u} }

// words returns a cell of a text.
func words(text string) cell { return cell{Text: text} }

// number returns a cell of a number, which may be missing.
func number(v float64, u chart.Unit) cell { return cell{Text: u.Plain(v)} }

// whole returns a cell of a count.
func whole(n int64) cell { return cell{Text: strconv.FormatInt(n, 10)} }

// counted is the unit of counts.
var counted = chart.Unit{} // read only

// scored columns are a score, the limits of its interval and its base.
func scoredColumns(name string, u chart.Unit, base string) []column {
	return []column{num(name, u), num("from", u), num("to", u), num(base, counted)}
}

// scoredCells are the cells of those columns: without enough answers there is no number.
func scoredCells(f figure, u chart.Unit) []cell {
	if !f.known() {
		return []cell{{Few: true}, {}, {}, whole(f.Base)}
	}
	return []cell{number(f.Value, u), number(f.Low, u), number(f.High, u), whole(f.Base)}
}

// folded returns a chart with its table below it.
func folded(c chart.Chart) (section, error) {
	picture, err := c.Figure()
	if err != nil {
		return section{}, err
	}
	t := &table{}
	data := c.Table()
	for _, c := range data.Columns {
		t.Columns = append(t.Columns, column{c.Name, c.Unit})
	}
	for _, cells := range data.Rows {
		var r row
		for _, text := range cells {
			r.Cells = append(r.Cells, words(text))
		}
		t.Rows = append(t.Rows, r)
	}
	head := c.Heading()
	return section{ID: head.ID, Title: head.Title, Picture: picture, Table: t, Folded: true, Wide: true}, nil
}
