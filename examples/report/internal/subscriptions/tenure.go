package subscriptions

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// tenureFlags name the columns of customers of whom a file says how long they stayed, not from when.
type tenureFlags struct {
	Tenure   string `type:"column" placeholder:"COLUMN" help:"for how long, as a number"`
	Churned  string `type:"column" placeholder:"COLUMN" help:"whether the customer then left: 1 or 0, true or false, yes or no"`
	TenureIn string `type:"unit" default:"months" placeholder:"UNIT" help:"of -tenure: days, weeks, months (default) or years"`
	By       string `type:"column" placeholder:"COLUMN" help:"the plans or other segments to compare"`
}

// ParseUnit parses a unit of lengths.
func ParseUnit(text string) (string, error) {
	if !slices.Contains([]string{"days", "weeks", "months", "years"}, text) {
		return "", errors.New("want days, weeks, months or years")
	}
	return text, nil
}

// checkTenure says what is wrong with the flags of lengths, "" for nothing.
func (o *Flags) checkTenure(given []string) string {
	if o.Tenure == "" {
		if o.Churned != "" || o.By != "" || slices.Contains(given, "tenure-in") {
			return "-churned, -tenure-in and -by go with -tenure: for how long each customer stayed"
		}
		return ""
	}
	if o.Churned == "" {
		return "-tenure needs -churned COLUMN: who left, and who is still here"
	}
	for _, name := range given {
		if slices.Contains([]string{"customer", "start", "end", "last", "mrr", "log", "at", "as-of", "churn", "every", "margin", "discount", "cac", "costs"}, name) {
			return fmt.Sprintf("-%s goes without -tenure, which says how long customers stayed and not when", name)
		}
	}
	return ""
}

// tenures is what was read of a file of lengths, by segment.
type tenures struct {
	topic.Counts
	all      []cx.Lifespan
	segments map[string][]cx.Lifespan
}

// mostTenureSegments is the limit of cx.LogRank.
const mostTenureSegments = 50

// longestTenure is longer than anybody was a customer, in days.
var longestTenure = decimal.NewFromInt(1_000_000)

// readTenures reads a file of lengths.
func readTenures(in io.Reader, o *Flags, p *topic.Progress) (*tenures, error) {
	t := &tenures{segments: map[string][]cx.Lifespan{}}
	batch, err := topic.ReadBatch(&t.Counts, o.Input(in), &o.Common, p, o.tenureFields)
	for _, row := range batch.Rows() {
		t.all = append(t.all, row.Lifespan)
		t.segments[row.segment] = append(t.segments[row.segment], row.Lifespan)
	}
	if err == nil && len(t.segments) > mostTenureSegments {
		err = fmt.Errorf("column %q has more than %d segments: name one with fewer in -by", o.By, mostTenureSegments)
	}
	return t, err
}

// tenure is a row of a file of lengths.
type tenure struct {
	cx.Lifespan
	segment string
}

// tenureFields returns the fields of lengths, and what adds one to a batch.
func (o *Flags) tenureFields(batch *topic.Batch[tenure]) ([]topic.Field, func()) {
	names := topic.Customers{}
	var row tenure
	fields := []topic.Field{
		{Flag: "tenure", Column: o.Tenure, Required: true, Number: true, Parse: func(cell string) error {
			length, err := topic.ParseAmount(cell)
			switch {
			case err != nil || length.Sign() < 0:
				return errors.New("not a length of time")
			case length.Cmp(longestTenure) > 0:
				return errors.New("a length above 1,000,000")
			}
			row.Exit = length.InexactFloat64()
			return nil
		}},
		{Flag: "churned", Column: o.Churned, Required: true, Parse: func(cell string) (err error) {
			if cell == "" {
				return errors.New("want 1 or 0, true or false, yes or no")
			}
			row.Churned, err = topic.ParseYes(cell)
			return err
		}},
		{Flag: "by", Column: o.By, Parse: func(cell string) (err error) {
			if row.segment = ""; cell != "" {
				row.segment, err = names.Name(cell)
			}
			return err
		}},
	}
	return fields, func() { batch.Add(row) }
}

// tenureReport is the report of lengths. Its head is that of head, without days.
//
//	unit       of all times
//	customers  churned those who left
//	survival   see value.SurvivalSection
//	by         the column of -by
//	segments   key, customers, churned, median; of the log-rank test observed, expected, left_out
//	log_rank   cx.LogRankTest of the segments
type tenureReport struct {
	topic.Head
	Unit      string                 `json:"unit"`
	Customers int64                  `json:"customers"`
	Churned   int64                  `json:"churned"`
	Survival  *value.SurvivalSection `json:"survival,omitzero"`
	By        string                 `json:"by,omitzero"`
	Segments  []tenureSegment        `json:"segments,omitzero"`
	LogRank   *cx.LogRankTest        `json:"log_rank,omitzero"`
}

type tenureSegment struct {
	Key       string               `json:"key"`
	Customers int64                `json:"customers"`
	Churned   int64                `json:"churned"`
	Median    *cx.SurvivalQuantile `json:"median,omitzero"`
	Observed  *float64             `json:"observed,omitzero"`
	Expected  *float64             `json:"expected,omitzero"`
	LeftOut   bool                 `json:"left_out,omitzero"`
}

// newTenureReport measures lengths.
func newTenureReport(read *tenures, o *Flags) (*tenureReport, error) {
	r := &tenureReport{Head: topic.NewHead(read.Counts, &o.Common), Unit: o.TenureIn, By: o.By}
	r.Every, r.Zone = "", ""
	a := &figure.Asker{Level: o.Level}
	if r.Survival = value.MeasureSurvivalIn(a, o.TenureIn, read.all); r.Survival == nil {
		return r, a.Err
	}
	r.Customers, r.Churned = r.Survival.Curve.Customers, r.Survival.Curve.Churned
	if o.By != "" {
		r.measureSegments(a, read.segments)
	}
	r.Undefined = a.Gaps
	return r, a.Err
}

// measureSegments compares the segments.
func (r *tenureReport) measureSegments(a *figure.Asker, segments map[string][]cx.Lifespan) {
	var groups [][]cx.Lifespan
	for _, key := range slices.Sorted(maps.Keys(segments)) {
		s := tenureSegment{Key: key}
		if curve := figure.Ask[cx.Survival](a, "")(cx.SurvivalOf(segments[key])); curve != nil {
			s.Customers, s.Churned, s.Median = curve.Customers, curve.Churned, a.Median("", curve)
		}
		groups = append(groups, segments[key])
		r.Segments = append(r.Segments, s)
	}
	if len(groups) < 2 {
		return
	}
	r.LogRank = figure.Ask[cx.LogRankTest](a, "log_rank")(cx.LogRank(groups, cx.EqualWeight))
	if r.LogRank == nil {
		return
	}
	for i, g := range r.LogRank.Groups {
		r.Segments[i].Observed, r.Segments[i].Expected, r.Segments[i].LeftOut = &g.Observed, &g.Expected, g.LeftOut
	}
}

// Document makes the document of a report of lengths.
func (r *tenureReport) Document() *page.Document {
	p := topic.NewPage(&r.Head, "Customers")
	if r.Survival == nil {
		p.Add(page.Section{ID: "stays", Title: "How long they stay", Line: "there are no customers"})
	} else {
		value.AddSurvival(p, page.Section{ID: "stays", Title: "How long they stay", Aside: "share still here",
			Line: figure.Count(r.Customers, "customer") + ", " + figure.Thousands(r.Customers-r.Churned) + " still here"},
			"The share of customers who were still here after so many "+r.Unit+".", r.Survival)
		r.addSegments(p)
	}
	p.AddCounts(p.Main(page.Count{Name: "counted", N: r.Customers}))
	notes := []string{"who is still here counts for as long as seen (Kaplan-Meier)"}
	if r.LogRank != nil {
		notes = append(notes, "expected: who would have left if all segments were alike; log-rank test")
	}
	if slices.ContainsFunc(r.Segments, func(s tenureSegment) bool { return s.LeftOut }) {
		notes = append(notes, "young: nobody of the segment had stayed for so long when anybody left; it is not in the test")
	}
	p.AddNotes(notes...)
	return &p.Document
}

// addSegments sets the segments side by side.
func (r *tenureReport) addSegments(p *topic.Page) {
	if len(r.Segments) == 0 {
		return
	}
	section := page.Section{ID: "segments", Title: "By " + r.By, Aside: r.Because("log_rank")}
	if t := r.LogRank; t != nil {
		section.Aside = fmt.Sprintf("segments differ: p %s, log-rank, chi square %s of %d", figure.PValue(t.P), figure.Fixed(t.ChiSquare, 2), t.DegreesOfFreedom)
	}
	t := page.Table{Name: "tenure-segments", Caption: "How long they stay, by " + r.By, Table: chart.Table{Columns: []chart.Column{chart.Text(r.By),
		chart.Number("customers", figure.Counted), chart.Number("left", figure.Counted), chart.Number("expected", chart.Unit{Places: 1}), chart.Number("median, "+r.Unit, chart.Unit{Places: 1}),
		chart.Number("from", chart.Unit{Places: 1}), chart.Number("to", chart.Unit{Places: 1}), chart.Text("note")}}}
	for _, s := range r.Segments {
		row := []string{topic.Named(s.Key), figure.Whole(s.Customers), figure.Whole(s.Churned), chart.Unit{Places: 1}.Plain(figure.Pointed(s.Expected)), "", "", "", ""}
		if m := s.Median; m != nil {
			for i, limit := range []struct {
				time    float64
				reached bool
			}{{m.Time, m.Reached}, {m.Low, m.LowReached}, {m.High, m.HighReached}} {
				if limit.reached {
					row[4+i] = chart.Unit{Places: 1}.Plain(limit.time)
				}
			}
			if !m.Reached {
				row[7] = "not reached"
			}
		}
		if s.LeftOut {
			row[3], row[7] = "", "young"
		}
		t.Rows = append(t.Rows, row)
	}
	line := func(name, customers, left, expected, median, interval, note string) string {
		return figure.Left(name, 27) + figure.Right(customers, 11) + figure.Right(left, 9) + figure.Right(expected, 10) + figure.Right(median, 16) + "  " + figure.Left(interval, 14) + note
	}
	t.Text = &page.Text{Most: figure.MostSegments, More: "… %s more, see -json", Head: line(figure.Printable(r.By), "customers", "left", "expected", "median, "+r.Unit, "interval*", ""),
		Line: func(c page.Cells) string {
			return line(c.Text(0), c.Fit(1, 10), c.Fit(2, 8), c.Fit(3, 9), c.Show(4), limits(c), c.Text(7))
		}}
	section.Blocks = []page.Block{t}
	p.Add(section)
}

// limits writes the interval of a median, whose upper limit may not be reached.
func limits(c page.Cells) string {
	if c.Text(5) == "" && c.Text(6) == "" {
		return ""
	}
	return c.Show(5) + " to " + c.Show(6)
}
