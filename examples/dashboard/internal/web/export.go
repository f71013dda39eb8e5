package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/cxmetrics/cx"
)

// figures serves a page as JSON, or one of its tables as CSV: those figures that its HTML has,
// made of the same page.
func (s *server) figures(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	name, format, wanted := query.Get("page"), query.Get("format"), query.Get("table")
	if name == "" {
		name = "overview"
	}
	if format != "" && format != "json" && format != "csv" {
		s.fail(w, r, http.StatusBadRequest, "format is none of json and csv.")
		return
	}
	for _, n := range pages() {
		if n.Name != name {
			continue
		}
		v, err := asked(n.Path(), query)
		if err != nil {
			s.fail(w, r, http.StatusBadRequest, "The address is not right: "+err.Error()+".")
			return
		}
		p, v, err := s.build(r.Context(), n, v)
		if err != nil {
			s.failed(w, r, err)
			return
		}
		if format == "csv" {
			s.csv(w, r, p, wanted)
			return
		}
		data, err := json.MarshalIndent(p.export(v), "", "  ")
		if err != nil {
			s.failed(w, r, fmt.Errorf("encode figures: %w", err))
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(append(data, '\n'))
		return
	}
	s.fail(w, r, http.StatusNotFound, "There is no such page.")
}

// exported is a page as JSON. What there are not enough answers for has no number: null.
type exported struct {
	Page    string           `json:"page"`
	Segment string           `json:"segment,omitzero"`
	Since   cx.Date          `json:"since"`
	Until   cx.Date          `json:"until"` // the last day
	Beside  *exportedDays    `json:"compared_with,omitempty"`
	Level   float64          `json:"level"`
	Figures []exportedFigure `json:"figures,omitempty"`
	Tables  []exportedTable  `json:"tables,omitempty"`
}

type exportedDays struct {
	Since cx.Date `json:"since"`
	Until cx.Date `json:"until"`
}

type exportedFigure struct {
	ID     string          `json:"id"`
	Name   string          `json:"name"`
	Unit   string          `json:"unit,omitzero"`
	Value  *float64        `json:"value"`
	Low    *float64        `json:"low"`
	High   *float64        `json:"high"`
	Base   int64           `json:"base"`
	Of     string          `json:"of"`
	Before *float64        `json:"before,omitempty"`
	Change *exportedChange `json:"change,omitempty"`
}

type exportedChange struct {
	Difference float64 `json:"difference"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Verdict    string  `json:"verdict"`
}

type exportedTable struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
}

// maybe returns a number, or null for one that is not there.
func maybe(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// daysOf returns a period with its last day.
func daysOf(p cx.Period) exportedDays {
	last, err := p.End.AddDays(-1)
	if err != nil {
		last = p.Start
	}
	return exportedDays{p.Start, last}
}

// export returns a page as JSON has it.
func (p *page) export(v view) exported {
	shown := daysOf(v.Period)
	e := exported{Page: p.Name, Segment: v.Segment, Since: shown.Since, Until: shown.Until, Level: level}
	if v.Against != (cx.Period{}) {
		beside := daysOf(v.Against)
		e.Beside = &beside
	}
	for _, c := range p.Cards {
		f := exportedFigure{ID: c.ID, Name: c.Name, Unit: strings.TrimSpace(c.Unit.Suffix), Value: maybe(c.Figure.Value), Low: maybe(c.Figure.Low), High: maybe(c.Figure.High), Base: c.Figure.Base, Of: c.Of}
		if c.Beside != nil {
			f.Before = maybe(c.Beside.Value)
		}
		if c.Change != nil {
			f.Change = &exportedChange{c.Change.Difference, c.Change.Low, c.Change.High, c.Change.Verdict()}
		}
		e.Figures = append(e.Figures, f)
	}
	for _, one := range p.tables() {
		t := exportedTable{ID: one.ID, Title: one.Title, Rows: [][]any{}}
		for _, c := range one.Table.Columns {
			t.Columns = append(t.Columns, c.Name)
		}
		for _, r := range one.Table.Rows {
			line := make([]any, len(r.Cells))
			for i, c := range r.Cells {
				line[i] = value(c, one.Table.Columns[i])
			}
			t.Rows = append(t.Rows, line)
		}
		e.Tables = append(e.Tables, t)
	}
	return e
}

// value returns a cell as JSON has it: a number in a column of numbers, and null for none.
func value(c cell, of column) any {
	if of.Unit == nil && !c.Few {
		return c.Text
	}
	if v, err := strconv.ParseFloat(c.Text, 64); err == nil {
		return json.Number(strconv.FormatFloat(v, 'f', -1, 64))
	}
	if c.Text == "" || c.Few {
		return nil
	}
	return c.Text // as <0.001
}

// tables returns the sections that have a table, the key figures and the list of calls as well.
func (p *page) tables() []section {
	var all []section
	if len(p.Calls) > 0 {
		t := &table{Columns: []column{text("id"), text("answered"), text("due"), text("state"), text("by"), text("customer"), text("segment"), text("score"), text("comment")}}
		for _, c := range p.Calls {
			t.Rows = append(t.Rows, row{Cells: []cell{words(c.Answer.ID), words(minute(c.Answer.At)), words(minute(c.Due)), words(c.State), words(c.Owner),
				words(c.Answer.Customer), words(c.Answer.Segment), words(scoreText(c.Answer)), words(c.Answer.Comment)}})
		}
		all = append(all, section{ID: "calls", Title: "To call back", Table: t})
	}
	for _, one := range p.Sections {
		if one.Table != nil {
			all = append(all, one)
		}
	}
	return all
}

// cards returns the key figures as a table.
func (p *page) cards() section {
	t := &table{Columns: []column{text("id"), text("figure"), num("value", counted), num("from", counted), num("to", counted), num("base", counted), text("of"), num("then", counted)}}
	plain := func(c card, v float64) cell { return cell{Text: c.Unit.Plain(v)} }
	for _, c := range p.Cards {
		then := cell{}
		if c.Beside != nil {
			then = plain(c, c.Beside.Value)
		}
		t.Rows = append(t.Rows, row{Cells: []cell{words(c.ID), words(c.Name), plain(c, c.Figure.Value), plain(c, c.Figure.Low), plain(c, c.Figure.High), whole(c.Figure.Base), words(c.Of), then}})
	}
	return section{ID: "figures", Title: "Figures", Table: t}
}

// csv serves one table, or the key figures where none is asked for.
func (s *server) csv(w http.ResponseWriter, r *http.Request, p *page, wanted string) {
	found := p.cards()
	if wanted == "" && len(p.Cards) == 0 {
		if tables := p.tables(); len(tables) > 0 {
			found = tables[0]
		}
	}
	if wanted != "" && wanted != found.ID {
		known := false
		for _, one := range p.tables() {
			if one.ID == wanted {
				found, known = one, true
			}
		}
		if !known {
			s.fail(w, r, http.StatusNotFound, "There is no such table on the page.")
			return
		}
	}
	var out bytes.Buffer
	c := csv.NewWriter(&out)
	c.UseCRLF = true // RFC 4180
	names := make([]string, len(found.Table.Columns))
	for i, column := range found.Table.Columns {
		names[i] = column.Name
	}
	c.Write(names)
	for _, row := range found.Table.Rows {
		cells := make([]string, len(row.Cells))
		for i, cell := range row.Cells {
			cells[i] = cell.Text
			if found.Table.Columns[i].Unit == nil {
				cells[i] = harmless(cell.Text)
			}
		}
		c.Write(cells)
	}
	c.Flush()
	if err := c.Error(); err != nil {
		s.failed(w, r, fmt.Errorf("write a table: %w", err))
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+p.Name+"-"+found.ID+`.csv"`)
	w.Write(out.Bytes())
}

// harmless keeps a text of strangers from being a formula where a spreadsheet opens it.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
