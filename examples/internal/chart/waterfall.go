package chart

import (
	"html/template"
	"math"
	"strings"
)

// Waterfall draws how a level becomes another by changes.
type Waterfall struct {
	Head
	Of    string // what the steps are
	Unit  Unit
	Steps []WaterfallStep
}

// WaterfallStep is a level, or a change of the level before it.
type WaterfallStep struct {
	Name   string
	Amount float64
	Level  bool
}

// many returns an error for too many parts.
func (c Waterfall) many() error {
	if len(c.Steps) > mostRows {
		return errMany(len(c.Steps), "steps", mostRows)
	}
	return nil
}

func (c Waterfall) check() error {
	if err := c.many(); err != nil {
		return err
	}
	for _, s := range c.Steps {
		if err := check(s.Amount); err != nil {
			return err
		}
	}
	return nil
}

// places returns where each bar begins and ends.
func (c Waterfall) places() (from, to []float64) {
	now := 0.0
	for _, s := range c.Steps {
		switch {
		case !finite(s.Amount):
			from, to = append(from, now), append(to, now)
			continue
		case s.Level:
			from, now = append(from, 0), s.Amount
		default:
			from = append(from, now)
			now += s.Amount
		}
		to = append(to, now)
	}
	return from, to
}

// Figure draws the steps. Where levels are high and the changes between them small, the
// axis begins above 0, and a cut through the bars of the levels says so.
func (c Waterfall) Figure() (template.HTML, error) {
	p := &picture{Head: c.Head, W: width}
	if err := c.check(); err != nil {
		return p.render(err)
	}
	p.Data = c.Table()
	from, end := c.places()
	names, amounts := []string{}, []string{}
	low, high := math.Inf(1), 0.0
	for i, s := range c.Steps {
		names, amounts = append(names, s.Name), append(amounts, c.amount(s))
		low, high = min(low, end[i]), max(high, end[i])
	}
	cut := low > high/2 && low < high
	ends := append([]float64{0}, end...)
	if cut {
		ends = []float64{low - (high-low)/2, high}
	}
	name, amount := min(widest(names...), 170), 1.1*widest(amounts...)
	left := name + amount + 24
	s := Axis{Unit: c.Unit}.scaled(ends, 5, left, width-24)
	const row = 26.0
	bottom := 4 + row*float64(len(c.Steps))
	for _, t := range s.ticks {
		p.line("grid", s.at(t), 4, s.at(t), bottom)
		p.text("tick middle", s.at(t), bottom+18, width, Unit{Places: s.unit.Places, Suffix: c.Unit.Suffix}.Text(t))
	}
	for i, step := range c.Steps {
		y := 4 + row*float64(i)
		p.text("ink", 0, y+17, name, step.Name)
		p.text("ink bold end", name+12+amount, y+17, amount+8, c.amount(step))
		a, b := s.at(min(from[i], end[i])), s.at(max(from[i], end[i]))
		kind := "bar-1"
		switch {
		case step.Level:
		case step.Amount > 0:
			kind = "more"
		default:
			kind = "less"
		}
		if finite(step.Amount) {
			p.rect(kind, a, y+4, max(b-a, 1), row-8, step.Name+": "+c.amount(step))
		}
		if step.Level && cut {
			var d strings.Builder
			edge := func(command string, x, dy float64) { to(&d, command, a+x, y+dy) }
			edge("M", 10, 2)
			edge("L", 6, row-2)
			edge("L", 10, row-2)
			edge("L", 14, 2)
			d.WriteString("Z")
			p.path("cut", &d)
		}
		if i > 0 { // from the end of the step before
			p.line("axis", s.at(end[i-1]), y-4, s.at(end[i-1]), y+4)
		}
	}
	p.H = bottom + 26
	return p.render(nil)
}

// amount writes the amount of a step, a change with its sign.
func (c Waterfall) amount(s WaterfallStep) string { return c.unit(s).Text(s.Amount) }

func (c Waterfall) unit(s WaterfallStep) Unit {
	return Unit{c.Unit.Places, !s.Level, c.Unit.Suffix}
}

// Table returns the steps.
func (c Waterfall) Table() Table {
	t := Table{Columns: []Column{Text(or(c.Of, "step")), Text("kind"), Number("amount", c.Unit)}}
	if c.many() != nil {
		return t
	}
	for _, s := range c.Steps {
		kind := "change"
		if s.Level {
			kind = "level"
		}
		t.Rows = append(t.Rows, []string{s.Name, kind, c.Unit.Plain(s.Amount)})
	}
	return t
}
