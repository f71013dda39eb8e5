package chart

import (
	"html/template"
	"math"
	"slices"
	"strings"
)

// Line draws series of points, each with a band of limits where it has them, over an
// axis of numbers or of labels.
type Line struct {
	Head
	X, Y      Axis
	Series    []Series // at most 4
	Reference *Reference
	Aside     string // what the asides of the points are, as the base
}

// Series is a line. A point whose Y is not a number is a gap. Without Low or High there
// is no band at a point.
type Series struct {
	Name   string
	Points []Point // in order of X
	Steps  bool    // each Y holds until the next X, as of a survival curve
	// AtRisk returns how many are still observed at a place of the X axis, for a row of
	// figures below it.
	AtRisk func(x float64) int64
}

// Point is a point of a series.
type Point struct {
	X, Y, Low, High float64
	Aside           string
}

// Reference is a level to compare with.
type Reference struct {
	Value float64
	Label string
}

const (
	mostSeries = 4
	mostPoints = 4000
	mostDotted = 60 // points that are drawn one by one
)

// linePlot is a line chart on its way.
type linePlot struct {
	Line
	*picture
	x, y        scale
	top, bottom float64
}

// values returns all X, and all Y with their limits.
func (c Line) values() (xs, ys []float64) {
	for _, s := range c.Series {
		for _, p := range s.Points {
			xs = append(xs, p.X)
			ys = append(ys, p.Y)
			if finite(p.Y) {
				ys = append(ys, p.Low, p.High)
			}
		}
	}
	if c.Reference != nil {
		ys = append(ys, c.Reference.Value)
	}
	return xs, ys
}

// many returns an error for too many parts.
func (c Line) many() error {
	if len(c.Series) > mostSeries {
		return errMany(len(c.Series), "lines", mostSeries)
	}
	for _, s := range c.Series {
		if len(s.Points) > mostPoints {
			return errMany(len(s.Points), "points in a line", mostPoints)
		}
	}
	if len(c.X.Labels) > mostPoints {
		return errMany(len(c.X.Labels), "labels", mostPoints)
	}
	return nil
}

func (c Line) check() error {
	if err := c.many(); err != nil {
		return err
	}
	xs, ys := c.values()
	return check(append(append(xs, ys...), c.X.Low, c.X.High, c.Y.Low, c.Y.High)...)
}

// across returns the scale of the X axis between two pixels.
func (c Line) across(from, to float64) scale {
	xs, _ := c.values()
	axis := c.X
	if n := len(axis.Labels); n > 0 {
		axis.Low, axis.High = -0.5, float64(n)-0.5
	}
	s := axis.scaled(xs, 8, from, to)
	for most := 7; most > 0; most-- { // labels must not touch, whatever is beside the plot
		labels := []string{}
		for _, t := range s.ticks {
			labels = append(labels, s.tick(t))
		}
		if (widest(labels...)+12)*float64(len(labels)) <= width-140 {
			break
		}
		s = axis.scaled(xs, most, from, to)
	}
	if n := len(axis.Labels); n > 0 {
		every := int(math.Ceil((widest(axis.Labels...) + 12) * float64(n) / (to - from)))
		s.ticks = nil
		for i := (n - 1) % every; i < n; i += every { // the last has its label
			s.ticks = append(s.ticks, float64(i))
		}
	}
	return s
}

// Figure draws the lines.
func (c Line) Figure() (template.HTML, error) {
	p := &picture{Head: c.Head, W: width}
	if err := c.check(); err != nil {
		return p.render(err)
	}
	p.Data = c.Table()
	_, ys := c.values()
	plot := linePlot{Line: c, picture: p, top: 12}
	if c.Y.Title != "" {
		p.text("quiet", 0, 14, width, c.Y.Title)
		plot.top += 14
	}
	if len(c.Series) > 1 {
		plot.top += 28
		p.legend(c.Series, plot.top-24)
	}
	plot.bottom = plot.top + 220
	plot.y = c.Y.scaled(ys, 6, plot.bottom, plot.top)
	labels := []string{}
	for _, t := range plot.y.ticks {
		labels = append(labels, plot.y.tick(t))
	}
	left := widest(labels...) + 10
	for _, s := range c.Series {
		if s.AtRisk != nil {
			left = max(left, min(widest(s.Name, "At risk")+14, 120))
		}
	}
	right := 14.0
	if c.Reference != nil {
		right = max(right, min(widest(c.Reference.Label), 120)+12)
	}
	if len(c.Series) == 1 {
		right = max(right, c.lastWidth()+12)
	}
	plot.x = c.across(left, width-right)
	plot.axes(left, width-right)
	for i, s := range c.Series {
		plot.band(i, s)
	}
	plot.reference(left, width-right)
	for i, s := range c.Series {
		plot.draw(i, s)
	}
	plot.atRisk()
	return p.render(nil)
}

// legend names the lines.
func (p *picture) legend(series []Series, y float64) {
	room := width / float64(len(series))
	for i, s := range series {
		x := room * float64(i)
		p.line(lineClass(i), x, y+4, x+24, y+4)
		p.text("ink", x+30, y+8, room-40, s.Name)
	}
}

func lineClass(i int) string { return "line line-" + string(rune('1'+i)) }

// axes draws the grid with its ticks.
func (p *linePlot) axes(left, right float64) {
	for _, t := range p.y.ticks {
		y := p.y.at(t)
		p.line("grid", left, y, right, y)
		p.text("tick end", left-6, y+4, left, p.y.tick(t))
	}
	for _, t := range p.x.ticks {
		x, text := p.x.at(t), p.x.tick(t)
		if p.X.Labels != nil {
			text = p.X.label(t)
		}
		p.line("axis", x, p.bottom, x, p.bottom+4)
		// A label keeps within the picture, also a wide one at an end.
		half := min(textWidth(Printable(text)), width) / 2
		p.picture.text("tick middle", min(max(x, half), width-half), p.bottom+18, width, text)
	}
	p.line("axis", left, p.bottom, right, p.bottom)
	p.H = p.bottom + 26
	if p.X.Title != "" {
		p.text("quiet middle", (left+right)/2, p.bottom+36, right-left, p.X.Title)
		p.H += 16
	}
}

// runs calls f for each run of points for which keep is true.
func runs(points []Point, keep func(Point) bool, f func([]Point)) {
	start := 0
	for i := 0; i <= len(points); i++ {
		if i == len(points) || !keep(points[i]) {
			if i > start {
				f(points[start:i])
			}
			start = i + 1
		}
	}
}

func there(p Point) bool   { return finite(p.X) && finite(p.Y) }
func limited(p Point) bool { return there(p) && finite(p.Low) && finite(p.High) }

// band draws the limits: an area, or a bar for a point without neighbors.
func (p *linePlot) band(i int, s Series) {
	runs(s.Points, limited, func(run []Point) {
		if len(run) == 1 {
			x := p.x.at(run[0].X)
			p.line("whisker", x, p.y.at(run[0].Low), x, p.y.at(run[0].High))
			return
		}
		var d strings.Builder
		command := "M"
		for k, point := range run {
			if s.Steps && k > 0 {
				to(&d, "L", p.x.at(point.X), p.y.at(run[k-1].High))
			}
			to(&d, command, p.x.at(point.X), p.y.at(point.High))
			command = "L"
		}
		for k := len(run) - 1; k >= 0; k-- {
			to(&d, "L", p.x.at(run[k].X), p.y.at(run[k].Low))
			if s.Steps && k > 0 {
				to(&d, "L", p.x.at(run[k].X), p.y.at(run[k-1].Low))
			}
		}
		d.WriteString("Z")
		p.path("band band-"+string(rune('1'+i)), &d)
	})
}

// draw draws a line, its points where they are few or alone, and the last value.
func (p *linePlot) draw(i int, s Series) {
	runs(s.Points, there, func(run []Point) {
		var d strings.Builder
		for k, point := range run {
			switch {
			case k == 0:
				to(&d, "M", p.x.at(point.X), p.y.at(point.Y))
				continue
			case s.Steps:
				to(&d, "L", p.x.at(point.X), p.y.at(run[k-1].Y))
			}
			to(&d, "L", p.x.at(point.X), p.y.at(point.Y))
		}
		if len(run) > 1 {
			p.path(lineClass(i), &d)
		}
		if len(run) > 1 && (s.Steps || len(s.Points) > mostDotted) {
			return
		}
		for _, point := range run {
			tip := p.X.label(point.X) + ": " + p.Y.Unit.Text(point.Y)
			if limited(point) {
				tip += " (" + p.Y.Unit.Text(point.Low) + " to " + p.Y.Unit.Text(point.High) + ")"
			}
			if point.Aside != "" {
				tip += ", " + p.Aside + " " + aside(point.Aside)
			}
			p.dot("dot dot-"+string(rune('1'+i)), p.x.at(point.X), p.y.at(point.Y), tip)
		}
	})
	if last := s.last(); last != nil && len(p.Series) == 1 {
		p.text("ink bold", p.x.at(last.X)+8, p.lastY(last)+4, width, p.Y.Unit.Text(last.Y))
	}
}

// last returns the last point that is there.
func (s Series) last() *Point {
	for i := len(s.Points) - 1; i >= 0; i-- {
		if there(s.Points[i]) {
			return &s.Points[i]
		}
	}
	return nil
}

// lastWidth returns the room of the last value.
func (c Line) lastWidth() float64 {
	if last := c.Series[0].last(); last != nil {
		return 1.1 * textWidth(c.Y.Unit.Text(last.Y)) // it is bold
	}
	return 0
}

// lastY returns where the last value is written: clear of the label of the reference.
func (p *linePlot) lastY(last *Point) float64 {
	y := p.y.at(last.Y)
	if p.Reference == nil || !finite(p.Reference.Value) {
		return y
	}
	level := p.y.at(p.Reference.Value)
	switch gap := y - level; {
	case gap < 0 && gap > -16:
		return level - 16
	case gap >= 0 && gap < 16:
		return level + 16
	}
	return y
}

// reference draws the level to compare with.
func (p *linePlot) reference(left, right float64) {
	if p.Reference == nil || !finite(p.Reference.Value) {
		return
	}
	y := p.y.at(p.Reference.Value)
	p.line("reference", left, y, right, y)
	p.text("ink", right+6, y+4, width-right-6, p.Reference.Label)
}

// atRisk writes how many are still observed, below the ticks.
func (p *linePlot) atRisk() {
	y := p.H + 12
	for _, s := range p.Series {
		if s.AtRisk == nil {
			continue
		}
		name := s.Name
		if len(p.Series) == 1 {
			name = "At risk"
		}
		p.text("quiet", 0, y, p.x.from-10, name)
		for _, t := range p.x.ticks {
			p.text("ink middle", p.x.at(t), y, width, count.Text(float64(s.AtRisk(t))))
		}
		y += 18
		p.H = y - 6
	}
}

// Table returns the points. Those of a series with a row of the observed are the ticks of
// the X axis: a curve may have thousands of steps.
func (c Line) Table() Table {
	x := Text(or(c.X.Title, "at"))
	if c.X.Labels == nil {
		x = Number(x.Name, c.X.Unit)
	}
	many, limits, risk := len(c.Series) > 1, false, false
	for _, s := range c.Series {
		risk = risk || s.AtRisk != nil
		for _, p := range s.Points {
			limits = limits || limited(p)
		}
	}
	t := Table{}
	if many {
		t.Columns = append(t.Columns, Text("line"))
	}
	y := Number(or(c.Y.Title, "value"), c.Y.Unit)
	t.Columns = append(t.Columns, x, y)
	if limits {
		t.Columns = append(t.Columns, Number("from", c.Y.Unit), Number("to", c.Y.Unit))
	}
	if risk {
		t.Columns = append(t.Columns, Number("at risk", count))
	}
	if c.Aside != "" {
		t.Columns = append(t.Columns, Number(c.Aside, count))
	}
	if c.many() != nil {
		return t
	}
	for _, s := range c.Series {
		points := s.Points
		if s.AtRisk != nil {
			points = s.atTicks(c.across(0, width).ticks)
		}
		for _, p := range points {
			var row []string
			if many {
				row = append(row, s.Name)
			}
			if c.X.Labels != nil {
				row = append(row, c.X.label(p.X))
			} else {
				row = append(row, c.X.Unit.Plain(p.X))
			}
			row = append(row, c.Y.Unit.Plain(p.Y))
			if limits {
				row = append(row, c.Y.Unit.Plain(p.Low), c.Y.Unit.Plain(p.High))
			}
			if risk && s.AtRisk != nil {
				row = append(row, count.Plain(float64(s.AtRisk(p.X))))
			} else if risk {
				row = append(row, "")
			}
			if c.Aside != "" {
				row = append(row, p.Aside)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	if c.Reference != nil && len(t.Rows) > 0 {
		row := make([]string, len(t.Columns))
		place := slices.Index(t.Columns, y)
		row[0], row[place] = c.Reference.Label, c.Y.Unit.Plain(c.Reference.Value)
		t.Rows = append(t.Rows, row)
	}
	return t
}

// atTicks reads a curve at some places: each is that of the last point up
// to there, and nothing is known after the end.
func (s Series) atTicks(ticks []float64) []Point {
	var points []Point
	for _, t := range ticks {
		at := Point{X: t, Y: math.NaN(), Low: math.NaN(), High: math.NaN()}
		for _, p := range s.Points {
			if p.X <= t && t <= s.Points[len(s.Points)-1].X {
				at.Y, at.Low, at.High = p.Y, p.Low, p.High
			}
		}
		points = append(points, at)
	}
	return points
}

// or returns a text, or another where it is empty.
func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
