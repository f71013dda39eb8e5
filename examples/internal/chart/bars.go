package chart

import (
	"html/template"
	"strconv"
	"strings"
)

// Bars draws a number for each row: as a bar from 0, or as its interval.
type Bars struct {
	Head
	Of        string // what the rows are
	X         Axis
	Rows      []Bar
	Reference *Reference
	// Intervals draws a mark at the value and a bar from Low to High, in place of a bar
	// from 0.
	Intervals bool
	Aside     string // what the asides of the rows are
}

// Bar is a row. Low and High are drawn only by Intervals; a value that is not a number
// is a row without a bar.
type Bar struct {
	Name             string
	Value, Low, High float64
	Aside            string // as the base
	Mark             string // as ▲ for better, after the value
	Class            int    // 1 to 3, the color: the best, the middle and the worst
	Faint            bool   // as a row of few answers
}

// many returns an error for too many parts.
func (c Bars) many() error {
	if len(c.Rows) > mostRows {
		return errMany(len(c.Rows), "rows", mostRows)
	}
	return nil
}

func (c Bars) check() error {
	if err := c.many(); err != nil {
		return err
	}
	return check(append(c.values(), c.X.Low, c.X.High)...)
}

// values returns all numbers that are drawn.
func (c Bars) values() (values []float64) {
	for _, r := range c.Rows {
		values = append(values, r.Value)
		if c.Intervals {
			values = append(values, r.Low, r.High)
		}
	}
	if c.Reference != nil {
		values = append(values, c.Reference.Value)
	}
	return values
}

// Figure draws the rows.
func (c Bars) Figure() (template.HTML, error) {
	p := &picture{Head: c.Head, W: width}
	if err := c.check(); err != nil {
		return p.render(err)
	}
	p.Data = c.Table()
	names, numbers, asides := []string{}, []string{}, []string{}
	for _, r := range c.Rows {
		names, asides = append(names, r.Name), append(asides, aside(r.Aside))
		numbers = append(numbers, c.X.Unit.Text(r.Value)+r.Mark)
	}
	name, value, beside := min(widest(names...), 230), 1.1*widest(numbers...), min(widest(asides...), 150)
	right := width - value - 8
	if beside > 0 {
		right -= beside + 14
	}
	values := c.values()
	if !c.Intervals {
		values = append(values, 0)
	}
	s := c.X.scaled(values, 6, name+12, right-8)
	const high = 24.0
	top := 4.0
	if c.Reference != nil && finite(c.Reference.Value) {
		top = 24
	}
	bottom := top + high*float64(len(c.Rows))
	if c.Intervals {
		for _, t := range s.ticks {
			p.line("grid", s.at(t), top, s.at(t), bottom)
			p.text("tick middle", s.at(t), bottom+18, width, s.tick(t))
		}
	}
	if top > 4 {
		x := s.at(c.Reference.Value)
		p.line("reference", x, top-4, x, bottom)
		half := min(textWidth(Printable(c.Reference.Label)), width) / 2
		p.text("ink middle", min(max(x, half), width-half), top-10, width, c.Reference.Label)
	}
	for i, r := range c.Rows {
		y := top + high*float64(i)
		ink := "ink"
		if r.Faint {
			ink = "quiet"
		}
		p.text(ink, 0, y+16, name, r.Name)
		tip := r.Name + ": " + c.X.Unit.Text(r.Value)
		switch {
		case !finite(r.Value):
		case c.Intervals:
			if finite(r.Low) && finite(r.High) {
				tip += " (" + c.X.Unit.Text(r.Low) + " to " + c.X.Unit.Text(r.High) + ")"
				p.rect(class("range", r), s.at(r.Low), y+8, s.at(r.High)-s.at(r.Low), 8, tip)
			}
			p.dot("dot "+class("dot", r), s.at(r.Value), y+12, tip)
		case r.Value != 0:
			from, to := s.at(min(r.Value, 0)), s.at(max(r.Value, 0))
			p.rect(class("bar", r), from, y+4, max(to-from, 1), 16, tip)
		}
		p.text(ink+" bold end", right+value, y+16, value+8, c.X.Unit.Text(r.Value)+r.Mark)
		p.text("quiet end", width, y+16, beside, aside(r.Aside))
	}
	p.H = bottom + 8
	if c.Intervals {
		p.H += 18
	}
	return p.render(nil)
}

// class returns the class of a bar.
func class(kind string, r Bar) string {
	if r.Faint {
		return kind + "-faint"
	}
	return kind + "-" + strconv.Itoa(min(max(r.Class, 1), 3))
}

// Table returns the rows with their intervals.
func (c Bars) Table() Table {
	t := Table{Columns: []Column{Text(or(c.Of, "row")), Number(or(c.X.Title, "value"), c.X.Unit)}}
	if c.Intervals {
		t.Columns = append(t.Columns, Number("from", c.X.Unit), Number("to", c.X.Unit))
	}
	marks := false
	for _, r := range c.Rows {
		marks = marks || r.Mark != ""
	}
	if marks {
		t.Columns = append(t.Columns, Text("mark"))
	}
	if c.Aside != "" {
		t.Columns = append(t.Columns, Number(c.Aside, count))
	}
	if c.many() != nil {
		return t
	}
	for _, r := range c.Rows {
		row := []string{r.Name, c.X.Unit.Plain(r.Value)}
		if c.Intervals {
			row = append(row, c.X.Unit.Plain(r.Low), c.X.Unit.Plain(r.High))
		}
		if marks {
			row = append(row, r.Mark)
		}
		if c.Aside != "" {
			row = append(row, r.Aside)
		}
		t.Rows = append(t.Rows, row)
	}
	if c.Reference != nil && len(t.Rows) > 0 {
		row := make([]string, len(t.Columns))
		row[0], row[1] = c.Reference.Label, c.X.Unit.Plain(c.Reference.Value)
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Stack draws the shares of each row as one bar of its whole width.
type Stack struct {
	Head
	Of    string   // what the rows are
	Parts []string // at most 3, the best first
	Unit  Unit
	Rows  []StackRow
}

// StackRow is a row with a number, at least 0, for each part.
type StackRow struct {
	Name   string
	Values []float64
}

// many returns an error for too many parts, or values that are not theirs.
func (c Stack) many() error {
	if len(c.Parts) > 3 {
		return errMany(len(c.Parts), "parts", 3)
	}
	if len(c.Rows) > mostRows {
		return errMany(len(c.Rows), "rows", mostRows)
	}
	for _, r := range c.Rows {
		if len(r.Values) != len(c.Parts) {
			return errMany(len(r.Values), "values", len(c.Parts))
		}
	}
	return nil
}

func (c Stack) check() error {
	if err := c.many(); err != nil {
		return err
	}
	for _, r := range c.Rows {
		if err := check(r.Values...); err != nil {
			return err
		}
	}
	return nil
}

// partClass returns the number of the color of a part: of two parts the second is the
// worst.
func (c Stack) partClass(i int) string {
	if i > 0 && i == len(c.Parts)-1 {
		i = 2
	}
	return strconv.Itoa(i + 1)
}

// Figure draws the rows.
func (c Stack) Figure() (template.HTML, error) {
	p := &picture{Head: c.Head, W: width}
	if err := c.check(); err != nil {
		return p.render(err)
	}
	p.Data = c.Table()
	names := []string{}
	for _, r := range c.Rows {
		names = append(names, r.Name)
	}
	left := min(widest(names...), 170)
	if left > 0 {
		left += 12
	}
	x := left
	for i, part := range c.Parts {
		room := (width - left) / float64(len(c.Parts))
		p.rect("bar-"+c.partClass(i), x, 4, 14, 14, "")
		p.text("ink", x+20, 16, room-30, part)
		x += room
	}
	for k, r := range c.Rows {
		y, sum := 28+36*float64(k), 0.0
		p.text("ink", 0, y+20, left-12, r.Name)
		for _, v := range r.Values {
			if v > 0 && finite(v) {
				sum += v
			}
		}
		x := left
		for i, v := range r.Values {
			if !(v > 0) || !finite(v) {
				continue
			}
			wide := float64(v/sum) * (width - left)
			text := c.Unit.Text(v)
			p.rect("bar-"+c.partClass(i), x+1, y, wide-2, 30, strings.TrimPrefix(r.Name+", ", ", ")+c.Parts[i]+": "+text)
			if textWidth(text) < wide-4 {
				p.text("on-bar-"+c.partClass(i)+" middle", x+wide/2, y+20, wide, text)
			}
			x += wide
		}
	}
	p.H = 32 + 36*float64(len(c.Rows))
	return p.render(nil)
}

// Table returns the parts of each row.
func (c Stack) Table() Table {
	t := Table{Columns: []Column{Text(or(c.Of, "row"))}}
	for _, part := range c.Parts {
		t.Columns = append(t.Columns, Number(part, c.Unit))
	}
	if c.many() != nil {
		return t
	}
	for _, r := range c.Rows {
		row := []string{r.Name}
		for _, v := range r.Values {
			row = append(row, c.Unit.Plain(v))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
