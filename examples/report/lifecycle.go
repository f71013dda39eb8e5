package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// asker asks package cx for figures. It notes which do not exist, and keeps the first
// error of any other kind.
type asker struct {
	gaps  []gap
	level float64
	err   error
}

// has reports whether a figure is there.
func (a *asker) has(figure string, err error) bool {
	if err == nil {
		return true
	}
	if !errors.Is(err, cx.ErrUndefined) {
		if a.err == nil {
			a.err = err
		}
		return false
	}
	if figure != "" {
		// The text is "cx: what: why".
		text := err.Error()
		a.gaps = append(a.gaps, gap{figure, text[strings.LastIndex(text, ": ")+len(": "):]})
	}
	return false
}

// exact returns a function that takes an exact figure, nil for none. A gap in a figure
// without a name is not noted.
func (a *asker) exact(figure string) func(decimal.Decimal, error) exact {
	return func(d decimal.Decimal, err error) exact {
		if !a.has(figure, err) {
			return nil
		}
		return d
	}
}

// ask returns a function that takes any other figure, nil for none.
func ask[V any](a *asker, figure string) func(V, error) *V {
	return func(v V, err error) *V {
		if !a.has(figure, err) {
			return nil
		}
		return &v
	}
}

// rate returns a proportion with its rate and interval.
func (a *asker) rate(figure string, p cx.Proportion) rate {
	r := rate{Count: p.Count, Base: p.Base, Rate: a.exact(figure)(p.Rate())}
	if r.Rate != nil {
		iv, err := p.Interval(a.level)
		a.has("", err)
		r.Interval = iv
	}
	return r
}

// share is rate for a proportion that may have an error, which has no figure of its own.
func (a *asker) share(p cx.Proportion, err error) rate {
	if !a.has("", err) {
		return rate{}
	}
	return a.rate("", p)
}

// newHead returns what all reports of customers begin with.
func newHead(c counts, o *common) head {
	return head{
		Source: o.source(), Simulated: o.sample != nil, Level: o.Level,
		Every: o.calendar.Grain, Zone: o.calendar.Location.String(), AsOf: o.asOf,
		Rows: rowCounts{Read: c.rows, Rejected: c.rejected}, Rejected: c.faults,
	}
}

// setDays sets the days of the rows before as_of, the last of which may come after it.
func (h *head) setDays(first, last cx.Date) (err error) {
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
	return checkPeriods(h.Every, first, h.AsOf)
}

// setInstants is setDays from instants, except for a report as of a day that none of them
// came before. It returns the instant at which as_of began.
func (h *head) setInstants(first, last time.Time, days cx.Calendar) (asOf time.Time, err error) {
	from, err := days.DateOf(first)
	if err != nil {
		return asOf, err
	}
	to, err := days.DateOf(last)
	if err != nil {
		return asOf, err
	}
	if h.AsOf == (cx.Date{}) || from.Compare(h.AsOf) < 0 {
		if err := h.setDays(from, to); err != nil {
			return asOf, err
		}
	}
	return days.StartOf(h.AsOf)
}

// wholePeriods returns the periods from that of the first row to the last that was
// over by as_of.
func (h *head) wholePeriods() ([]cx.Period, error) {
	periods, err := h.Every.Periods(cx.Period{Start: h.Span.Start, End: h.AsOf})
	if n := len(periods); n > 0 && periods[n-1].End.Compare(h.AsOf) > 0 {
		periods = periods[:n-1]
	}
	return periods, err
}

// maxWork is how many cells of a table of periods are looked at: about a minute.
const maxWork = 100_000_000

// checkWork refuses a table of so many periods, and so many customers or intervals.
func checkWork(periods, others int) error {
	if others > 0 && periods > maxWork/others {
		return fmt.Errorf("%s periods are too many for these rows: name a longer period with -every", thousands(int64(periods)))
	}
	return nil
}

// measureChurn measures who stayed and who left in each period.
func (a *asker) measureChurn(s cx.Spells, every cx.Grain, periods []cx.Period, formulas []cx.ChurnFormula) []churnPoint {
	if a.err = errors.Join(a.err, checkWork(len(periods), len(s.Rows))); a.err != nil || len(periods) == 0 {
		return nil
	}
	span := cx.Period{Start: periods[0].Start, End: periods[len(periods)-1].End}
	tallies, err := s.Trend(every, span, cx.OnRecognition)
	if !a.has("", err) {
		return nil
	}
	var daily []cx.Churn
	if slices.Contains(formulas, dailyChurn) {
		days, err := s.Trend(cx.Day, span, cx.OnRecognition)
		if !a.has("", err) {
			return nil
		}
		for _, day := range days {
			daily = append(daily, day.Tally)
		}
	}
	points := make([]churnPoint, len(periods))
	var before []string
	for i, p := range periods {
		point := &points[i]
		point.Period, point.Tally = p, tallies[i].Tally
		var err error
		if point.Reactivated, err = s.Reactivations(p); !a.has("", err) {
			return nil
		}
		after := activeBefore(s.Rows, p.End)
		retention, err := cx.RetentionOf(before, after)
		if !a.has("", err) {
			return nil
		}
		point.Customers, before = retention.End, after
		point.Retained = a.rate("", retention.Retained())
		for _, f := range formulas {
			r := formulaRate{Formula: f}
			if f == dailyChurn {
				days := daily[:p.Days()]
				daily = daily[p.Days():]
				r.Rate = a.exact("")(cx.DailyChurn(days))
			} else {
				r.Rate = a.exact("")(point.Tally.RateBy(f))
			}
			point.Rates = append(point.Rates, r)
		}
	}
	return points
}

// activeBefore returns the customers who were active at the end of the day before d.
func activeBefore(spells []cx.Spell, d cx.Date) []string {
	var names []string
	for _, s := range spells {
		if s.First.Compare(d) < 0 && (s.Recognized == (cx.Date{}) || s.Recognized.Compare(d) >= 0) {
			names = append(names, s.Customer)
		}
	}
	return names
}

// survivalDays are the times at which a curve is read.
var survivalDays = []int{30, 90, 180, 365, 730, 1095, 1825}

// median returns the median of a curve. One that is not reached is a gap, and has its limits.
func (a *asker) median(figure string, curve *cx.Survival) *cx.SurvivalQuantile {
	q, err := curve.Median(a.level, cx.LogLogScale)
	if !a.has(figure, err) && q == (cx.SurvivalQuantile{}) {
		return nil
	}
	return &q
}

// measureSurvival measures how long customers or subscriptions last.
func (a *asker) measureSurvival(lifespans []cx.Lifespan) *survivalSection {
	curve := ask[cx.Survival](a, "survival")(cx.SurvivalOf(lifespans))
	if curve == nil {
		return nil
	}
	s := &survivalSection{Curve: *curve}
	s.Median = a.median("survival.median", curve)
	if curve.Last > 0 {
		s.Expected = ask[cx.Estimate](a, "survival.expected")(curve.ExpectedLifetime(a.level))
	}
	for _, days := range survivalDays {
		t := float64(days)
		if t > curve.Last {
			break
		}
		share := ask[float64](a, "")(curve.At(t))
		if share == nil {
			break
		}
		at := survivalAt{Days: days, Share: *share, StandardError: ask[float64](a, "")(curve.StandardError(t))}
		if iv := ask[cx.Interval](a, "")(curve.Interval(t, a.level, cx.LogLogScale)); iv != nil {
			at.Interval = *iv
		}
		s.At = append(s.At, at)
		if mean := ask[cx.Estimate](a, "")(curve.Mean(t, a.level)); mean != nil && days <= 365 {
			s.Mean = &restrictedMean{days, mean.Value, mean.StandardError, mean.Interval}
		}
	}
	return s
}
