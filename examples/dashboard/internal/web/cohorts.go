package web

import (
	"context"
	"fmt"
	"math"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
)

const (
	shownCohorts   = 24
	shownIntervals = 24
)

// cohorts is the page of who ordered again, by the month of the first order.
func (s *server) cohorts(ctx context.Context, v view) (*page, error) {
	p := &page{Title: "Cohorts", BySegment: true,
		About: "Customers by the month of their first order, and the share of them that ordered in each later month. A cohort needs all of its orders: these are of all days."}
	built, err := s.store.Orders(ctx, v.Segment, v.AsOf)
	if err != nil {
		return nil, fmt.Errorf("read the cohorts: %w", err)
	}
	all := built.Value.Cohorts
	percent, percent1 := chart.Unit{Suffix: "%"}, chart.Unit{Places: 1, Suffix: "%"}
	rows := all.Rows[max(0, len(all.Rows)-shownCohorts):]
	widest := 0
	for _, r := range rows {
		widest = max(widest, min(len(r.Active), shownIntervals+1))
	}
	c := chart.Heat{
		Head:   chart.Head{ID: "heat", Title: "Customers who ordered again", About: "The share of each cohort that ordered in a month after the first, with their number. Move with the arrow keys."},
		Corner: "first month", Aside: "customers", Unit: percent, Open: "the month is not over: no figure yet",
	}
	for k := 1; k < widest; k++ {
		c.Columns = append(c.Columns, fmt.Sprintf("+%d", k))
	}
	t := &table{Columns: []column{text("first month"), num("customers", counted), num("month after", counted), num("share", percent1), num("ordered", counted)}}
	lowest := 100.0
	for _, r := range rows {
		line := chart.HeatRow{Name: r.Period.String(), Aside: fmt.Sprint(r.Size)}
		for k := 1; k < min(len(r.Active), shownIntervals+1); k++ {
			shown := chart.HeatCell{Value: none}
			share := cell{Few: true}
			if f, err := shareFigure(cx.Proportion{Count: r.Active[k], Base: r.Eligible[k]}); err != nil {
				return nil, err
			} else if f.known() {
				shown.Value, shown.Aside, share = f.Value, fmt.Sprint(r.Active[k]), number(f.Value, percent1)
			}
			if !math.IsNaN(shown.Value) {
				lowest = min(lowest, shown.Value)
			}
			line.Cells = append(line.Cells, shown)
			t.Rows = append(t.Rows, row{Faint: share.Few, Cells: []cell{words(line.Name), whole(r.Size), whole(int64(k)), share, whole(r.Active[k])}})
		}
		if k := max(len(r.Active), 1); k < widest { // the month that still runs has no figure
			line.Cells = append(line.Cells, chart.HeatCell{Value: none, Open: true})
		}
		c.Rows = append(c.Rows, line)
	}
	c.From = 10 * math.Floor(lowest/10)
	one := section{ID: "heat", Title: c.Title, Table: t, Folded: true, Wide: true}
	if one.Picture, err = c.Grid(); err != nil {
		return nil, fmt.Errorf("draw the cohorts: %w", err)
	}
	if n := len(all.Rows) - len(rows); n > 0 {
		one.Notes = append(one.Notes, fmt.Sprintf("%d earlier cohorts are left out.", n))
	}
	p.Sections = append(p.Sections, one)
	pooled, err := pooledSection(all, widest)
	if err != nil {
		return nil, err
	}
	p.Sections = append(p.Sections, pooled)
	p.Cards, err = repeatCards(built.Value.Repeat)
	p.Notes = []string{"Counted from the rows at " + built.At.UTC().Format("15:04") + " UTC, as known at the start of " + v.AsOf.UTC().Format("2006-01-02") + "."}
	return p, err
}

// pooledSection is the retention of all cohorts together.
func pooledSection(all cx.Cohorts, widest int) (section, error) {
	percent := chart.Unit{Places: 1, Suffix: "%"}
	c := chart.Line{
		Head: chart.Head{ID: "pooled", Title: "All cohorts together", About: "The share of customers who ordered in each month after the first, of those whose month is over, with its interval.", Bare: true},
		X:    chart.Axis{Title: "months after the first order", Unit: counted}, Y: chart.Axis{Unit: percent, Low: 0},
		Series: []chart.Series{{Name: "ordered"}}, Aside: "customers",
	}
	t := &table{Columns: append([]column{num("month after", counted)}, scoredColumns("ordered", percent, "customers")...)}
	for k := 1; k < widest; k++ {
		share, err := all.Pooled(k)
		if undefined(err) {
			continue
		}
		if err != nil {
			return section{}, fmt.Errorf("pool the cohorts: %w", err)
		}
		f, err := shareFigure(share)
		if err != nil {
			return section{}, err
		}
		c.Series[0].Points = append(c.Series[0].Points, chart.Point{X: float64(k), Y: f.Value, Low: f.Low, High: f.High, Aside: fmt.Sprint(f.Base)})
		t.Rows = append(t.Rows, row{Faint: !f.known(), Cells: append([]cell{whole(int64(k))}, scoredCells(f, percent)...)})
	}
	one := section{ID: "pooled", Title: c.Title, Table: t, Folded: true, Wide: true}
	var err error
	one.Picture, err = c.Figure()
	return one, err
}

// shareFigure returns a share in percent with its interval.
func shareFigure(share cx.Proportion) (figure, error) {
	f := figure{Value: none, Low: none, High: none, Base: share.Total()}
	if f.Base < minBase {
		return f, nil
	}
	rate, err := share.Rate()
	if err != nil {
		return f, fmt.Errorf("rate: %w", err)
	}
	interval, err := share.Interval(level)
	if err != nil {
		return f, fmt.Errorf("interval of a rate: %w", err)
	}
	f.Value, f.Low, f.High = 100*rate.InexactFloat64(), 100*interval.Low, 100*interval.High
	return f, nil
}

// repeatCards are the key figures of repeat orders.
func repeatCards(r cx.Repeat) ([]card, error) {
	f, err := shareFigure(r.Repeated())
	if err != nil {
		return nil, err
	}
	return []card{{ID: "repeat", Name: "Ordered again", About: "Customers with a second order, ever", Unit: chart.Unit{Places: 1, Suffix: "%"}, Figure: f, Of: "customers", Definition: "repeat"}}, nil
}
