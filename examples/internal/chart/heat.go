package chart

import (
	"html/template"
	"strconv"
)

// Heat draws a table of numbers as shades, from the lightest at From to the highest, with
// the number in each cell.
type Heat struct {
	Head
	Corner  string // above the names of the rows
	Aside   string // above the asides of the rows, as their sizes
	Columns []string
	Unit    Unit
	Rows    []HeatRow
	From    float64 // of the lightest shade, also of what is below it
	// Open says what it means if a cell is open, as "not over yet".
	Open string
}

// HeatRow is a row of a heat map, which may have fewer cells than others.
type HeatRow struct {
	Name, Aside string
	Cells       []HeatCell
}

// HeatCell is a cell: blank where its value is not a number, and in a [Heat.Grid] open without
// a number where it is open, too.
type HeatCell struct {
	Value float64
	Open  bool   // drawn with a dashed edge
	Aside string // below the value in a [Heat.Grid], as the count of a share
}

const (
	shades      = 9
	mostRows    = 100
	mostColumns = 60
)

// many returns an error for too many parts.
func (c Heat) many() error {
	if len(c.Rows) > mostRows {
		return errMany(len(c.Rows), "rows", mostRows)
	}
	if len(c.Columns) > mostColumns {
		return errMany(len(c.Columns), "columns", mostColumns)
	}
	for _, r := range c.Rows {
		if len(r.Cells) > len(c.Columns) {
			return errMany(len(r.Cells), "cells in a row", len(c.Columns))
		}
	}
	return nil
}

func (c Heat) check() error {
	if err := c.many(); err != nil {
		return err
	}
	for _, r := range c.Rows {
		for _, cell := range r.Cells {
			if err := check(cell.Value); err != nil {
				return err
			}
		}
	}
	return check(c.From)
}

// shade returns the shade of a value between two ends, 1 to 9.
func shade(v, from, highest float64) int {
	if !(v > from) || highest <= from {
		return 1
	}
	return min(1+int((v-from)/(highest-from)*shades), shades)
}

// Figure draws the map.
func (c Heat) Figure() (template.HTML, error) {
	p := &picture{Head: c.Head}
	if err := c.check(); err != nil {
		return p.render(err)
	}
	p.Data = c.Table()
	names, asides, cells, highest, open := []string{c.Corner}, []string{c.Aside}, []string{}, 0.0, false
	for _, r := range c.Rows {
		names, asides = append(names, r.Name), append(asides, aside(r.Aside))
		for _, cell := range r.Cells {
			open = open || cell.Open
			if finite(cell.Value) {
				highest = max(highest, cell.Value)
				cells = append(cells, c.Unit.Text(cell.Value))
			}
		}
	}
	const high, top = 26.0, 24.0
	name, beside := min(widest(names...), 150), min(widest(asides...), 90)
	left := name + 10
	if beside > 0 {
		left += beside + 10
	}
	wide := max(widest(append(cells, c.Columns...)...)+8, min((width-left)/float64(max(len(c.Columns), 1)), 48))
	wide = min(wide, 90)
	p.W = max(left+wide*float64(len(c.Columns)), left+320+textWidth(c.Open))
	p.text("tick", 0, 16, name, c.Corner)
	p.text("tick end", name+10+beside, 16, beside, c.Aside)
	for i, column := range c.Columns {
		p.text("tick middle", left+wide*(float64(i)+.5), 16, wide-4, column)
	}
	for k, r := range c.Rows {
		y := top + high*float64(k)
		p.text("ink", 0, y+17, name, r.Name)
		p.text("quiet end", name+10+beside, y+17, beside, aside(r.Aside))
		for i, cell := range r.Cells {
			if !finite(cell.Value) {
				continue
			}
			number := strconv.Itoa(shade(cell.Value, c.From, highest))
			class, text := "heat-"+number, c.Unit.Text(cell.Value)
			tip := r.Name + ", " + c.Columns[i] + ": " + text
			if cell.Open {
				class += " open"
				tip += ", " + c.Open
			}
			p.rect(class, left+wide*float64(i)+1, y+1, wide-2, high-2, tip)
			p.text("on-heat-"+number+" middle", left+wide*(float64(i)+.5), y+17, wide, text)
		}
	}
	// The legend: the shades from the lightest to the highest.
	y := top + high*float64(len(c.Rows)) + 10
	p.text("tick", left, y+12, 60, c.Unit.Text(c.From))
	x := left + textWidth(c.Unit.Text(c.From)) + 8
	for i := 1; i <= shades; i++ {
		p.rect("heat-"+strconv.Itoa(i), x, y, 18, 16, "")
		x += 20
	}
	p.text("tick", x+6, y+12, 90, c.Unit.Text(highest))
	x += widest(c.Unit.Text(highest)) + 24
	p.H = y + 24
	if open {
		p.rect("heat-1 open", x, y, 18, 16, "")
		p.text("tick", x+24, y+12, p.W-x-24, c.Open)
	}
	return p.render(nil)
}

// Table returns the rows with their cells, and how many of a row are open.
func (c Heat) Table() Table {
	t := Table{Columns: []Column{Text(or(c.Corner, "row"))}}
	if c.Aside != "" {
		t.Columns = append(t.Columns, Number(c.Aside, count))
	}
	for _, name := range c.Columns {
		t.Columns = append(t.Columns, Number(name, c.Unit))
	}
	if c.Open != "" {
		t.Columns = append(t.Columns, Number(c.Open, count))
	}
	if c.many() != nil {
		return t
	}
	for _, r := range c.Rows {
		row, open := []string{r.Name}, 0.0
		if c.Aside != "" {
			row = append(row, r.Aside)
		}
		for i := range c.Columns {
			cell := ""
			if i < len(r.Cells) {
				cell = c.Unit.Plain(r.Cells[i].Value)
				if r.Cells[i].Open {
					open++
				}
			}
			row = append(row, cell)
		}
		if c.Open != "" {
			row = append(row, count.Plain(open))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
