package tickets

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// callFlags name the columns of calls, of which a file says how long callers waited.
type callFlags struct {
	Waited     string        `type:"column" placeholder:"COLUMN" help:"for how long, in seconds or as 1:05, until somebody answered or the caller gave up; -opened may say when, and -reply-within what to keep to"`
	Outcome    string        `type:"column" placeholder:"COLUMN" help:"what became of the call, and"`
	AnsweredBy []string      `name:"answered-by" type:"names" placeholder:"NAMES" help:"which of it is an answer, with commas between them: any other outcome is a caller who gave up"`
	Short      time.Duration `type:"length" placeholder:"TIME" help:"callers who gave up so soon are in no figure: 5s; default none"`
}

// checkCalls says what is wrong with the flags of calls, "" for nothing, and says which figures calls
// give.
func (o *Flags) checkCalls() string {
	switch {
	case o.Waited == "" && (o.Outcome != "" || o.AnsweredBy != nil || o.Short > 0):
		return "-outcome, -answered-by and -short go with -waited: for how long the callers waited"
	case o.Waited == "":
		return ""
	case o.Outcome == "" || o.AnsweredBy == nil:
		return "-waited needs -outcome COLUMN and -answered-by NAMES: who was answered, and who gave up"
	case o.Log:
		return "-waited goes without -log"
	case o.Replied+o.Resolved+o.Closed+o.Replies+o.Transfers+o.Reopens+o.Escalated+o.FirstContact != "":
		return "-waited is of calls, which have no -replied, -resolved, -closed and so on"
	case o.Hours != nil:
		return "-waited goes without -hours: callers wait by the clock"
	case o.Opened == "" && (o.Recontact > 0 || o.AsOf != cx.Date{}):
		return "-recontact and -as-of need the column of -opened"
	}
	o.Replied = o.Waited
	return ""
}

// callTime is when calls come that have no time.
var callTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// readCalls reads a file of calls, and makes tickets of them.
func readCalls(in io.Reader, o *Flags, p *topic.Progress) (*tickets, error) {
	t := &tickets{}
	batch, err := topic.ReadBatch(&t.Counts, o.Input(in), &o.Common, p, o.callFields)
	t.rows = batch.Rows()
	if err == nil && len(t.rows) > 0 && !slices.ContainsFunc(t.rows, func(call cx.Ticket) bool { return !call.FirstReply.IsZero() }) {
		err = &topic.UsageError{Text: "-answered-by: no outcome is of these names"}
	}
	return t, err
}

// callFields returns the fields of calls, and what adds one to a batch.
func (o *Flags) callFields(batch *topic.Batch[cx.Ticket]) ([]topic.Field, func()) {
	names, opened := topic.Customers{}, o.Clock()
	answers := map[string]bool{}
	for _, name := range o.AnsweredBy {
		answers[name] = true
	}
	row, waited, answered := cx.Ticket{Opened: callTime}, time.Duration(0), false
	name := func(to *string) func(string) error {
		return func(cell string) (err error) {
			if *to = ""; cell != "" {
				*to, err = names.Name(cell)
			}
			return err
		}
	}
	fields := []topic.Field{
		{Flag: "opened", Column: o.Opened, Clock: opened, Parse: func(cell string) error {
			at, err := opened.Parse(cell)
			if err != nil {
				return err
			}
			row.Opened = at.UTC()
			return topic.CheckYear(at.Year())
		}},
		{Flag: "customer", Column: o.Customer, Parse: name(&row.Customer)},
		{Flag: "by", Column: o.By, Parse: name(&row.Channel)},
		{Flag: "waited", Column: o.Waited, Required: true, Parse: func(cell string) (err error) {
			waited, err = parseWait(cell)
			return err
		}},
		{Flag: "outcome", Column: o.Outcome, Required: true, Parse: func(cell string) error {
			if cell == "" {
				return errors.New("no outcome")
			}
			answered = answers[cell]
			return nil
		}},
	}
	return fields, func() {
		call := row
		end := row.Opened.Add(waited)
		if answered {
			call.FirstReply = end
		} else {
			call.Closed, call.Void = end, o.Short > 0 && waited <= o.Short
		}
		batch.Add(call)
	}
}

// longestWait bounds how long a caller waits.
const longestWait = 7 * 24 * time.Hour

// parseWait parses seconds, or hours, minutes and seconds with colons between them.
func parseWait(cell string) (time.Duration, error) {
	wrong := errors.New("not a number of seconds, nor a time as 1:05")
	parts := strings.Split(cell, ":")
	if len(parts) > 3 {
		return 0, wrong
	}
	var minutes uint64
	for i, part := range parts[:len(parts)-1] {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || i > 0 && n > 59 {
			return 0, wrong
		}
		minutes = 60*minutes + n
	}
	seconds, err := topic.ParseAmount(parts[len(parts)-1])
	if err != nil || seconds.Sign() < 0 || len(parts) > 1 && seconds.InexactFloat64() >= 60 {
		return 0, wrong
	}
	if minutes >= uint64(longestWait/time.Minute) || seconds.InexactFloat64() >= longestWait.Seconds() {
		return 0, errors.New("a wait of a week or more")
	}
	return time.Duration(minutes)*time.Minute + time.Duration(seconds.Shift(9).IntPart()), nil
}

// callSection is what became of calls, by the formulas that are in use.
//
//	short           who gave up within -short: they are in no figure
//	with -reply-within, in time:
//	of_answered     of those answered
//	of_all          of all calls
//	less_gave_up    of all but those who gave up in time
//	gave_up_is_kept of all, who gave up in time included
type callSection struct {
	Short        int64         `json:"short,omitzero"`
	OfAnswered   *figure.Share `json:"of_answered,omitzero"`
	OfAll        *figure.Share `json:"of_all,omitzero"`
	LessGaveUp   *figure.Share `json:"less_gave_up,omitzero"`
	GaveUpIsKept *figure.Share `json:"gave_up_is_kept,omitzero"`
}

// measureCalls measures what became of calls.
func measureCalls(a *figure.Asker, r *ticketReport, target time.Duration) {
	c := &callSection{Short: r.All.Tally.Void}
	if level := r.All.FirstReply.Level; target > 0 && level != nil {
		share := func(p cx.Proportion) *figure.Share {
			s := a.Rate("", p)
			return &s
		}
		kept := level.Tally
		c.OfAnswered = share(cx.Proportion{Count: kept.Attained, Base: r.All.FirstReply.Count})
		c.OfAll, c.LessGaveUp, c.GaveUpIsKept = share(kept.Gross()), share(kept.Decided()), share(kept.AttainedOrGaveUp())
	}
	r.Calls = c
}

// addCalls adds what became of calls.
func addCalls(p *topic.Page, r *ticketReport) {
	c := r.Calls
	rates := []topic.NamedRate{{Name: "gave up", Rate: *r.All.GaveUp}}
	if c.OfAll != nil {
		target := r.All.FirstReply.target()
		rates = append(rates, topic.NamedRate{Name: "in " + target + ", of the answered", Rate: *c.OfAnswered}, topic.NamedRate{Name: "in " + target + ", of all calls", Rate: *c.OfAll},
			topic.NamedRate{Name: "less who gave up in time", Rate: *c.LessGaveUp}, topic.NamedRate{Name: "who gave up in time is kept", Rate: *c.GaveUpIsKept})
	}
	t := shareTable(rates)
	t.Name, t.Caption = "call-shares", "Calls by what became of them"
	t.Columns[0].Name = "share of calls"
	t.Text.Head = strings.Replace(strings.Replace(t.Text.Head, "share of tickets", "share of calls  ", 1), "tickets", "  calls", 1)
	calls := r.All.Tickets
	figures := page.Figures{{Name: "Calls", Value: figure.Whole(calls), Base: calls, Of: figure.Plural(r.All.FirstReply.Count, "was answered", "were answered"),
		Phrase: "%s " + strings.TrimPrefix(figure.Count(calls, "call"), figure.Thousands(calls)+" ") + ", " + figure.Thousands(r.All.FirstReply.Count) + " answered"}}
	if c.Short > 0 {
		figures = append(figures, page.Figure{Name: "Short calls", Value: figure.Whole(c.Short), Of: "in no figure", Phrase: "%s short"})
	}
	p.AddSection("calls", "Calls", "", figures, p.RateBars("call-bars", "Shares of calls", rates), t)
}

// callTable has the segments of calls side by side.
func callTable(r *ticketReport) page.Table {
	t := page.Table{Name: "call-segments", Caption: "Calls by " + r.By, Table: chart.Table{Columns: []chart.Column{chart.Text(r.By), chart.Number("calls", figure.Counted),
		chart.Number("gave up", figure.Shared), chart.Number("from", figure.Shared), chart.Number("to", figure.Shared), chart.Text("answer"), chart.Number("in time", figure.Shared)}}}
	row := func(name string, f *ticketFigures) {
		gaveUp, kept := topic.RateCells(*f.GaveUp), ""
		if level := f.FirstReply.Level; level != nil {
			kept = figure.PercentCell(figure.AsNumber(level.Whole.Rate))
		}
		t.Rows = append(t.Rows, []string{name, figure.Whole(f.Tickets), gaveUp[0], gaveUp[1], gaveUp[2], f.FirstReply.timeOf(f.FirstReply.Median), kept})
	}
	row("all", r.All)
	for i := range r.Segments {
		row(topic.Named(r.Segments[i].Key), &r.Segments[i].ticketFigures)
	}
	line := func(name, calls, gaveUp, interval, answer, kept string) string {
		return figure.Left(name, 30) + figure.Right(calls, 10) + figure.Right(gaveUp, 10) + "  " + figure.Left(interval, 14) + figure.Right(answer, 10) + figure.Right(kept, 10)
	}
	t.Text = &page.Text{Most: figure.MostSegments + 1, More: "… %s more, see -json", Head: line("segment", "calls", "gave up", "interval*", "answer", "in time"),
		Line: func(c page.Cells) string {
			return line(c.Text(0), c.Fit(1, 9), c.Show(2), c.Interval(3, 4), c.Text(5), c.Show(6))
		}}
	return t
}
