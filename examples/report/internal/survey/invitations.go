package survey

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// invitedFlags say who was asked.
type invitedFlags struct {
	Invitations     string `type:"text" placeholder:"FILE" help:"whom you asked, a row for each invitation: the rate of response, with -customer, -keep and -at"`
	InvitedCustomer string `type:"column" placeholder:"COLUMN" help:"who; default the name of -customer"`
	InvitedAt       string `type:"column" placeholder:"COLUMN" help:"when; default the name of -at"`
	InvitedOutcome  string `type:"column" placeholder:"COLUMN" help:"bounced, declined, opted_out or ineligible, or reminder for one that reminds of another; else blank"`
	Patience        int    `type:"days" default:"14" placeholder:"DAYS" help:"for how long an answer may come; default 14"`
}

// checkInvited says what is wrong with the flags of invitations, "" for nothing.
func (o *Flags) checkInvited() string {
	switch {
	case o.Invitations == "" && (o.InvitedCustomer != "" || o.InvitedAt != "" || o.InvitedOutcome != ""):
		return "-invited-customer, -invited-at and -invited-outcome go with -invitations FILE"
	case o.Invitations == "":
		return ""
	case o.Customer == "" || o.At == "":
		return "-invitations needs to know who answered and when: -customer COLUMN, -keep and -at COLUMN"
	case o.Since != cx.Date{} || o.Until != cx.Date{} || o.Against != cx.Period{}:
		return "-invitations goes without -since, -until and -against: answers of other days are answers, too"
	}
	topic.FillIn(&o.InvitedCustomer, o.Customer)
	topic.FillIn(&o.InvitedAt, o.At)
	o.Reads = append(o.Reads, o.Invitations)
	return ""
}

// invited is who was asked, and who answered when.
type invited struct {
	topic.Counts
	source   string
	rows     []invitation
	answered map[uint32][]int64 // by the number of the customer
}

// invitation is an invitation in 16 bytes.
type invitation struct {
	at      int64
	ref     uint32 // the number of the customer
	outcome uint8  // of invitationOutcomes
}

// invitationOutcomes are the words of -invited-outcome.
var invitationOutcomes = []string{"", "reminder", "bounced", "declined", "opted_out", "ineligible"}

const reminded = 1

// readInvited reads the invitations, once all answers are there and before one is left out.
func (r *surveyReader) readInvited(p *topic.Progress) error {
	o := r.options
	if o.Invitations == "" {
		return nil
	}
	source, file, err := topic.OpenBeside(o.Invitations, nil)
	if err != nil {
		return err
	}
	defer file.Close()
	v := &invited{source: source, answered: map[uint32][]int64{}}
	for _, a := range r.answers {
		for _, row := range a.rows {
			if year := time.Unix(row.at, 0).UTC().Year(); row.ref != 0 && row.at != noTime && topic.CheckYear(year) == nil {
				v.answered[row.ref] = append(v.answered[row.ref], row.at)
			}
		}
	}
	var row invitation
	times := o.Clock()
	err = v.ReadFields(topic.Input{In: file, Source: source, Table: o.OtherTable()}, &o.Common, p, []topic.Field{
		{Flag: "invited-customer", Column: o.InvitedCustomer, Required: true, Parse: func(cell string) error {
			if cell == "" || len(cell) > topic.MaxNameSize {
				return fmt.Errorf("no customer, or a name longer than %d bytes", topic.MaxNameSize)
			}
			row.ref = r.number(cell)
			return nil
		}},
		{Flag: "invited-at", Column: o.InvitedAt, Required: true, Clock: times, Parse: func(cell string) error {
			t, err := times.Parse(cell)
			if err != nil {
				return err
			}
			row.at = t.Unix()
			return topic.CheckYear(t.UTC().Year())
		}},
		{Flag: "invited-outcome", Column: o.InvitedOutcome, Parse: func(cell string) error {
			i := slices.Index(invitationOutcomes, cell)
			row.outcome = uint8(max(i, 0))
			if i < 0 {
				return errors.New("none of bounced, declined, opted_out, ineligible, reminder and blank")
			}
			return nil
		}},
	}, func() { v.rows = append(v.rows, row) })
	if err != nil {
		return fmt.Errorf("%s: %w", figure.Printable(source), err)
	}
	r.invited = v
	r.Besides(source, &v.Counts)
	return nil
}

// invitedSection is what became of the invitations.
//
//	source, rows, rejected  the file, and its first rejected rows
//	patience_days  for how long an answer may come
//	as_of          the instant of which all is known: the end of the last day of both files
//	fieldwork      what became of them, with the keys of cx.Fieldwork; a complete one has an answer of its customer
//	               before the next invitation
//	response       of those whose patience is over: count, base, rate, interval
//	at_least, at_most  of all, whatever becomes of the pending ones
//	unasked        customers who answered without an invitation before
type invitedSection struct {
	Source    string          `json:"source"`
	Rows      topic.RowCounts `json:"rows"`
	Rejected  []topic.Fault   `json:"rejected,omitzero"`
	Patience  int             `json:"patience_days"`
	AsOf      time.Time       `json:"as_of"`
	Fieldwork cx.Fieldwork    `json:"fieldwork"`
	Response  figure.Share    `json:"response"`
	AtLeast   figure.Share    `json:"at_least"`
	AtMost    figure.Share    `json:"at_most"`
	Unasked   int64           `json:"unasked,omitzero"`
}

// measureInvited counts what became of the invitations, nil if there is no file of them.
func measureInvited(s *survey, o *Flags) (*invitedSection, error) {
	v := s.invited
	if v == nil {
		return nil, nil
	}
	d := &invitedSection{Source: v.source, Rows: topic.RowCounts{Read: v.Counts.Rows, Rejected: v.Counts.Rejected}, Rejected: v.Faults, Patience: o.Patience}
	slices.SortStableFunc(v.rows, func(a, b invitation) int { return cmp.Or(cmp.Compare(a.ref, b.ref), cmp.Compare(a.at, b.at)) })
	var last int64
	for i, row := range v.rows {
		if i == 0 || row.at > last {
			last = row.at
		}
	}
	for _, times := range v.answered {
		slices.Sort(times)
		if len(v.rows) > 0 {
			last = max(last, times[len(times)-1])
		}
	}
	if len(v.rows) == 0 {
		return d, nil
	}
	day, err := o.Calendar.DateOf(time.Unix(last, 0))
	if err == nil {
		day, err = day.AddDays(1)
	}
	if err == nil {
		d.AsOf, err = o.Calendar.StartOf(day)
	}
	if err != nil {
		return nil, err
	}
	d.AsOf = d.AsOf.UTC()
	asked := map[uint32]bool{}
	rows := make([]cx.Invitation, 0, 1000)
	flush := func() error {
		f, err := cx.FieldworkOf(rows, time.Duration(o.Patience)*24*time.Hour, d.AsOf)
		rows = rows[:0]
		if err != nil {
			return err
		}
		return d.Fieldwork.Merge(f)
	}
	for i, row := range v.rows {
		if row.outcome == reminded {
			continue
		}
		next := int64(noTimeAfter)
		for _, later := range v.rows[i+1:] {
			if later.ref != row.ref {
				break
			}
			if later.outcome != reminded {
				next = later.at
				break
			}
		}
		invitation := cx.Invitation{Customer: "customer", At: time.Unix(row.at, 0).UTC()}
		if row.outcome > reminded {
			invitation.Outcome = cx.InvitationOutcome(invitationOutcomes[row.outcome])
		}
		times := v.answered[row.ref]
		if first, _ := slices.BinarySearch(times, row.at); first < len(times) {
			asked[row.ref] = true
			if times[first] < next {
				invitation.Completed = time.Unix(times[first], 0).UTC()
			}
		}
		if rows = append(rows, invitation); len(rows) == cap(rows) {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	if err := flush(); err != nil {
		return nil, err
	}
	d.Unasked = int64(len(v.answered) - len(asked))
	d.Fieldwork.Latency, d.Fieldwork.Length = cx.Durations{}, cx.Durations{}
	ask := figure.Asker{Level: o.Level}
	response := d.Fieldwork.Response()
	d.Response, d.AtLeast, d.AtMost = ask.Rate("response", response.Whole()), ask.Rate("at least", response.AtLeast()), ask.Rate("at most", response.AtMost())
	return d, ask.Err
}

// noTimeAfter is after all times.
const noTimeAfter = 1<<63 - 1

// section shows the rate of response and what became of the invitations.
func (d *invitedSection) section(level float64) page.Section {
	u := chart.Unit{Suffix: "%"}
	f := d.Fieldwork
	s := page.Section{ID: "response", Title: "Who answers", Aside: figure.Percent(level) + " intervals",
		Line: fmt.Sprintf("%s in %s, of %s", figure.Count(f.Total(), "invitation"), figure.Clip(figure.Printable(d.Source), 30), figure.Count(int64(d.Patience), "day"))}
	t := page.Table{Name: "response", Caption: "Invitations", Table: chart.Table{Columns: []chart.Column{chart.Text("invitations"), chart.Number("number", figure.Counted)}}}
	for _, row := range []struct {
		name string
		n    int64
	}{{"answered", f.Complete}, {"silent", f.Silent}, {"declined", f.Declined}, {"bounced", f.Bounced}, {"pending", f.Pending}, {"ineligible", f.Ineligible}} {
		t.Rows = append(t.Rows, []string{row.name, figure.Whole(row.n)})
	}
	t.Text = &page.Text{Line: func(c page.Cells) string { return figure.Left(c.Text(0), 24) + figure.Right(c.Show(1), 9) }}
	rates := page.Table{Name: "response-rates", Caption: "The rate of response", Table: chart.Table{Columns: []chart.Column{chart.Text("of"),
		chart.Number("rate", u), chart.Number("from", u), chart.Number("to", u), chart.Number("answered", figure.Counted), chart.Number("invitations", figure.Counted)}}}
	for _, r := range []struct {
		name  string
		share figure.Share
	}{{"time to answer is over", d.Response}, {"all, at least", d.AtLeast}, {"all, at most", d.AtMost}} {
		row := []string{r.name, "", "", "", figure.Whole(r.share.Count), figure.Whole(r.share.Base)}
		if r.share.Rate != nil {
			low, high := figure.Ends(r.share.Interval)
			row[1], row[2], row[3] = u.Plain(100*figure.AsNumber(r.share.Rate)), u.Plain(100*low), u.Plain(100*high)
		}
		rates.Rows = append(rates.Rows, row)
	}
	rates.Text = &page.Text{Line: func(c page.Cells) string {
		text := figure.Left(c.Text(0), 24) + figure.Right(c.Show(1), 9)
		if limits := c.Interval(2, 3); limits != "" {
			text += "  " + figure.Left("("+limits+")", 12)
		}
		return text + "  " + c.Show(4) + " of " + c.Show(5)
	}}
	s.Blocks = []page.Block{rates, t}
	if d.Unasked > 0 {
		s.Blocks = append(s.Blocks, page.Note(figure.Count(d.Unasked, "customer")+" answered without an invitation before, and are in no rate"))
	}
	return s
}
