package web

import (
	"context"
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
)

// replyTarget is how soon a ticket is to be answered. A team edits it.
const replyTarget = 8 * time.Hour

// tickets is the page of the requests for help.
func (s *server) tickets(ctx context.Context, v view) (*page, error) {
	p := &page{Title: "Tickets", BySegment: true, ByDays: true, About: "How soon tickets that were opened in these days were answered and resolved, by the clock that never stops."}
	rule := cx.SupportRule{Limits: []time.Duration{time.Hour, replyTarget, 24 * time.Hour, 3 * 24 * time.Hour}, AsOf: v.AsOf}
	now, err := s.store.Support(ctx, v.filter(v.Period), rule)
	if err != nil {
		return nil, fmt.Errorf("read the tickets: %w", err)
	}
	var before cx.Support
	if v.Against != (cx.Period{}) {
		built, err := s.store.Support(ctx, v.filter(v.Against), rule)
		if err != nil {
			return nil, fmt.Errorf("read the tickets before: %w", err)
		}
		before = built.Value
	}
	if p.Cards, err = supportCards(now.Value, before, v); err != nil {
		return nil, err
	}
	periods, err := grainOf(v.Period).Periods(v.Period)
	if err != nil {
		return nil, fmt.Errorf("divide the days: %w", err)
	}
	trend, err := s.store.SupportTrend(ctx, v.filter(v.Period), periods, rule)
	if err != nil {
		return nil, fmt.Errorf("read the tickets: %w", err)
	}
	course, err := repliesSection(trend.Value, grainOf(v.Period))
	if err != nil {
		return nil, err
	}
	waits, err := waitsSection(now.Value)
	if err != nil {
		return nil, err
	}
	p.Sections = []section{course, waits}
	p.Notes = []string{"Counted from the rows at " + now.At.UTC().Format("15:04") + " UTC."}
	return p, nil
}

// supportCards are the key figures of tickets.
func supportCards(now, before cx.Support, v view) ([]card, error) {
	percent := chart.Unit{Places: 1, Suffix: "%"}
	var cards []card
	add := func(id, name, about string, better bool, share func(cx.Support) (cx.Proportion, error), of string) error {
		one, err := share(now)
		if err != nil {
			return err
		}
		c := card{ID: id, Name: name, About: about, Unit: percent, Of: of, Definition: "tickets"}
		if c.Figure, err = shareFigure(one); err != nil {
			return err
		}
		if v.Against != (cx.Period{}) {
			other, err := share(before)
			if err != nil {
				return err
			}
			f, err := shareFigure(other)
			if err != nil {
				return err
			}
			c.Beside = &f
			if f.known() && c.Figure.known() {
				d, err := one.Difference(other, level)
				if err != nil {
					return fmt.Errorf("compare two shares: %w", err)
				}
				d.Difference, d.Interval.Low, d.Interval.High = 100*d.Difference, 100*d.Interval.Low, 100*d.Interval.High
				c.Change = changeOf(d, percent)
				c.Change.Better = (d.Difference > 0) == better
			}
		}
		cards = append(cards, c)
		return nil
	}
	within := func(d func(cx.Support) cx.Durations, limit time.Duration) func(cx.Support) (cx.Proportion, error) {
		return func(s cx.Support) (cx.Proportion, error) {
			if s.Tickets == 0 {
				return cx.Proportion{}, nil
			}
			return d(s).Within(limit)
		}
	}
	if err := add("reply", "Replied within 8 hours", "Of the tickets that were answered", true, within(func(s cx.Support) cx.Durations { return s.FirstReply }, replyTarget), "answered"); err != nil {
		return nil, err
	}
	if err := add("resolved", "Resolved within 3 days", "Of the tickets that are resolved", true, within(func(s cx.Support) cx.Durations { return s.Resolution }, 72*time.Hour), "resolved"); err != nil {
		return nil, err
	}
	if err := add("reopened", "Reopened", "Of the tickets that were ever resolved; less is better", false, func(s cx.Support) (cx.Proportion, error) { return s.Reopened, nil }, "resolved"); err != nil {
		return nil, err
	}
	return cards, nil
}

// repliesSection is the share of replies in time over the days.
func repliesSection(points []cx.Point[cx.Support], grain cx.Grain) (section, error) {
	percent := chart.Unit{Places: 1, Suffix: "%"}
	title := fmt.Sprintf("Replied within 8 hours, by %s", grain)
	c := chart.Line{
		Head: chart.Head{ID: "replies", Title: title, About: title + " in which the ticket was opened, with intervals.", Bare: true},
		X:    chart.Axis{}, Y: chart.Axis{Unit: percent}, Aside: "answered",
		Series: []chart.Series{{Name: "replied"}},
	}
	t := &table{Columns: append([]column{text(string(grain)), num("opened", counted)}, scoredColumns("in time", percent, "answered")...)}
	for i, point := range points {
		f := figure{Value: none, Low: none, High: none}
		if point.Tally.Tickets > 0 {
			share, err := point.Tally.FirstReply.Within(replyTarget)
			if err != nil {
				return section{}, fmt.Errorf("replies in time: %w", err)
			}
			if f, err = shareFigure(share); err != nil {
				return section{}, err
			}
		}
		label := labelOf(point.Period, grain)
		c.X.Labels = append(c.X.Labels, label)
		c.Series[0].Points = append(c.Series[0].Points, chart.Point{X: float64(i), Y: f.Value, Low: f.Low, High: f.High, Aside: fmt.Sprint(f.Base)})
		t.Rows = append(t.Rows, row{Faint: !f.known(), Cells: append([]cell{words(label), whole(point.Tally.Tickets)}, scoredCells(f, percent)...)})
	}
	one := section{ID: "replies", Title: title, Table: t, Folded: true}
	var err error
	one.Picture, err = c.Figure()
	return one, err
}

// waitsSection is the quantiles of the waits.
func waitsSection(s cx.Support) (section, error) {
	hours := chart.Unit{Places: 1}
	one := section{ID: "waits", Title: "How long customers wait, in hours", Table: &table{Columns: []column{
		text("wait"), num("50% within", hours), num("from", hours), num("to", hours), num("90% within", hours), num("from", hours), num("to", hours), num("tickets", counted),
	}}}
	for _, wait := range []struct {
		name string
		of   cx.Durations
	}{{"first reply", s.FirstReply}, {"resolution", s.Resolution}} {
		cells := []cell{words(wait.name)}
		if wait.of.Total() < minBase {
			one.Table.Rows = append(one.Table.Rows, row{Faint: true, Cells: append(cells, cell{Few: true}, cell{}, cell{}, cell{Few: true}, cell{}, cell{}, whole(wait.of.Total()))})
			continue
		}
		for _, p := range []float64{.5, .9} {
			q, err := wait.of.Quantile(p)
			if err != nil {
				return one, fmt.Errorf("quantile of a wait: %w", err)
			}
			cells = append(cells, number(q.Hours(), hours))
			interval, err := wait.of.QuantileInterval(p, level)
			switch {
			case undefined(err):
				cells = append(cells, cell{}, cell{})
			case err != nil:
				return one, fmt.Errorf("interval of a quantile: %w", err)
			default:
				low, high := cell{}, cell{}
				if interval.LowReached {
					low = number(interval.Low.Hours(), hours)
				}
				if interval.HighReached {
					high = number(interval.High.Hours(), hours)
				}
				cells = append(cells, low, high)
			}
		}
		one.Table.Rows = append(one.Table.Rows, row{Cells: append(cells, whole(wait.of.Total()))})
	}
	if n := s.Tickets - s.Closed - s.Resolution.Total(); n > 0 {
		one.Notes = append(one.Notes, fmt.Sprintf("%s of %s tickets are not resolved yet: their waits go on, and these figures leave them out.", counted.Text(float64(n)), counted.Text(float64(s.Tickets))))
	}
	return one, nil
}
