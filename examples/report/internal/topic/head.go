package topic

import (
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
)

// Head is what the reports of activities and of subscriptions have in common. As in
// report, exact figures are texts, estimates are numbers, rates are fractions, and a
// figure that does not exist has no key; undefined says why. What is named cx.X is the
// JSON of package cx, which reads it back.
//
//	source, simulated, level, every, zone, rows, rejected
//	                as in report
//	span            the days from the first row to the last before as_of
//	as_of           what was known as this day began
//	as_of_from_file true for the day after the last date of the file
//	later           rows of as_of or later, which are left out
//	undefined       figures that do not exist: figure, reason
type Head struct {
	Reading
	Source       string       `json:"source"`
	Simulated    bool         `json:"simulated,omitzero"`
	Level        float64      `json:"level"`
	Every        cx.Grain     `json:"every,omitzero"`
	Zone         string       `json:"zone,omitzero"`
	Span         cx.Period    `json:"span,omitzero"`
	AsOf         cx.Date      `json:"as_of,omitzero"`
	AsOfFromFile bool         `json:"as_of_from_file,omitzero"`
	Rows         RowCounts    `json:"rows"`
	Later        int64        `json:"later,omitzero"`
	Rejected     []Fault      `json:"rejected,omitzero"`
	Undefined    []figure.Gap `json:"undefined,omitzero"`
}

// Reason returns why a figure does not exist, "" for one that does.
func (h *Head) Reason(figure string) string {
	for _, g := range h.Undefined {
		if g.Figure == figure {
			return g.Reason
		}
	}
	return ""
}

// Because writes why a figure does not exist, in brackets.
func (h *Head) Because(name string) string {
	if reason := h.Reason(name); reason != "" {
		return "(" + figure.Printable(reason) + ")"
	}
	return ""
}

// RowCounts is the rows of a file that were read and those rejected.
type RowCounts struct {
	Read     int64 `json:"read"`
	Rejected int64 `json:"rejected"`
}

// NewHead returns what all reports of customers begin with.
func NewHead(c Counts, o *Common) Head {
	return Head{
		Source: o.Source(), Simulated: o.Sample != nil, Level: o.Level,
		Every: o.Calendar.Grain, Zone: o.Calendar.Location.String(), AsOf: o.KnownAt,
		Rows: RowCounts{Read: c.Rows, Rejected: c.Rejected}, Rejected: c.Faults,
	}
}

// SetDays sets the days of the rows before as_of, the last of which may come after it.
func (h *Head) SetDays(first, last cx.Date) (err error) {
	if h.AsOf == (cx.Date{}) {
		h.AsOfFromFile = true
		if h.AsOf, err = last.AddDays(1); err != nil {
			return err
		}
	}
	h.Span = cx.Period{Start: first, End: h.AsOf}
	if end, err := last.AddDays(1); err != nil {
		return err
	} else if end.Compare(h.AsOf) < 0 {
		h.Span.End = end
	}
	return CheckPeriods(h.Every, first, h.AsOf)
}

// SetInstants is SetDays from instants, except for a report as of a day that none of them
// came before. It returns the instant at which as_of began.
func (h *Head) SetInstants(first, last time.Time, days cx.Calendar) (asOf time.Time, err error) {
	from, err := days.DateOf(first)
	if err != nil {
		return asOf, err
	}
	to, err := days.DateOf(last)
	if err != nil {
		return asOf, err
	}
	if h.AsOf == (cx.Date{}) || from.Compare(h.AsOf) < 0 {
		if err := h.SetDays(from, to); err != nil {
			return asOf, err
		}
	}
	return days.StartOf(h.AsOf)
}

// WholePeriods returns the periods from that of the first row to the last that was
// over by as_of.
func (h *Head) WholePeriods() ([]cx.Period, error) {
	periods, err := h.Every.Periods(cx.Period{Start: h.Span.Start, End: h.AsOf})
	if n := len(periods); n > 0 && periods[n-1].End.Compare(h.AsOf) > 0 {
		periods = periods[:n-1]
	}
	return periods, err
}

// CheckPeriods refuses more periods than package cx takes.
func CheckPeriods(g cx.Grain, first, last cx.Date) error {
	periods, err := g.Between(first, last)
	if err == nil && periods >= cx.MaxPeriods {
		err = fmt.Errorf("the times run from %v to %v, more than %s periods of a %s: is a year wrong?",
			first, last, figure.Thousands(cx.MaxPeriods), g)
	}
	return err
}
