package chart

import (
	"html/template"
	"strconv"
)

// Map draws the stages of a journey side by side, each with its figures below it.
type Map struct {
	Head
	Stages []Stage // at most 8
}

// Stage is a stage of a journey.
type Stage struct {
	Name    string
	Aside   string // as how much of it is measured
	Figures []StageFigure
}

// StageFigure is a figure of a stage, as texts with their units.
type StageFigure struct {
	Name, Value string
	Aside       string // as the target
	State       State
}

// State says how a figure is to its target.
type State int

// The states, each with its own mark, beside its color.
const (
	NoTarget State = iota
	Met
	Undecided
	Missed
)

// String returns the state in a word.
func (s State) String() string {
	return [...]string{"no target", "met", "undecided", "missed"}[min(max(s, 0), Missed)]
}

// mark returns the sign of a state.
func (s State) mark() string { return [...]string{"", "✓ ", "? ", "✗ "}[min(max(s, 0), Missed)] }

const (
	mostStages  = 8
	mostFigures = 60
)

func (c Map) check() error {
	if len(c.Stages) > mostStages {
		return errMany(len(c.Stages), "stages", mostStages)
	}
	for _, s := range c.Stages {
		if len(s.Figures) > mostFigures {
			return errMany(len(s.Figures), "figures of a stage", mostFigures)
		}
	}
	return nil
}

// Figure draws the stages.
func (c Map) Figure() (template.HTML, error) {
	p := &picture{Head: c.Head}
	if err := c.check(); err != nil {
		return p.render(err)
	}
	p.Data = c.Table()
	wide := max(184, width/float64(max(len(c.Stages), 1)))
	p.W, p.H = wide*float64(len(c.Stages)), 64
	for i, s := range c.Stages {
		x := wide * float64(i)
		p.rect("card", x+3, 2, wide-6, 46, s.Name)
		p.text("ink bold", x+12, 21, wide-24, strconv.Itoa(i+1)+" "+s.Name)
		p.text("quiet", x+12, 39, wide-24, s.Aside)
		for k, f := range s.Figures {
			y := 56 + 50*float64(k)
			state := f.State.String()
			if f.State <= NoTarget || f.State > Missed {
				state = "none"
			}
			p.rect("state-"+state, x+3, y, wide-6, 44, f.Name+": "+f.Value+", "+f.State.String())
			p.text("on-state-"+state, x+12, y+18, wide-24, f.Name)
			value := textWidth(f.State.mark() + f.Value)
			p.text("on-state-"+state+" bold", x+12, y+36, wide-24, f.State.mark()+f.Value)
			if room := wide - 32 - value; f.Aside != "" && room > 30 {
				p.text("on-state-"+state+" end", x+wide-12, y+36, room, f.Aside)
			}
			p.H = max(p.H, y+50)
		}
	}
	return p.render(nil)
}

// Table returns the figures of all stages.
func (c Map) Table() Table {
	t := Table{Columns: []Column{Text("stage"), Text("figure"), Text("value"), Text("aside"), Text("target")}}
	if c.check() != nil {
		return t
	}
	for i, s := range c.Stages {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i+1) + " " + s.Name, "", "", s.Aside, ""})
		for _, f := range s.Figures {
			t.Rows = append(t.Rows, []string{strconv.Itoa(i+1) + " " + s.Name, f.Name, f.Value, f.Aside, f.State.String()})
		}
	}
	return t
}
