package value

import (
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// Spending is what was read of a file of the costs of winning customers.
type Spending struct {
	topic.Counts
	source string
	rows   []payment
}

// Beside notes what was lost of the costs, if there are any, beside the rows that were read.
func (s *Spending) Beside(rows *topic.Counts) {
	if s != nil {
		rows.Besides(s.source, &s.Counts)
	}
}

// payment is one row.
type payment struct {
	day    cx.Date
	amount decimal.Decimal
}

// ReadSpending reads the costs, nil if there are none.
func ReadSpending(o *topic.Common, v *Flags, p *topic.Progress) (*Spending, error) {
	s, in, err := openSpending(v)
	if s == nil || err != nil {
		return nil, err
	}
	defer in.Close()
	days := o.Clock()
	var row payment
	fields := []topic.Field{
		{Flag: "cost-at", Column: v.CostAt, Required: true, Clock: days, Parse: func(cell string) (err error) {
			row.day, err = o.Day(days, cell)
			return err
		}},
		{Flag: "cost-amount", Column: v.CostAmount, Required: true, Number: true, Parse: func(cell string) (err error) {
			row.amount, err = topic.ParsePayment(cell)
			return err
		}},
	}
	if err := s.ReadFields(topic.Input{In: in, Source: s.source, Table: o.OtherTable()}, o, p, fields, func() { s.rows = append(s.rows, row) }); err != nil {
		return nil, fmt.Errorf("%s: %w", figure.Printable(s.source), err)
	}
	return s, nil
}

// openSpending opens the file of the costs, or that of the sample.
func openSpending(v *Flags) (*Spending, io.ReadCloser, error) {
	if v.CAC != nil || v.Costs == "" && v.sample == nil {
		return nil, nil, nil
	}
	source, in, err := topic.OpenBeside(v.Costs, v.sample)
	return &Spending{source: source}, in, err
}

// NewCustomers is the customers who were won in a period.
type NewCustomers struct {
	Period cx.Period
	Count  int64
}

// MeasureCost sets the customers won in each whole period beside what was spent, nil if
// no cost is known.
func MeasureCost(a *figure.Asker, h *topic.Head, s *Spending, v *Flags, won []NewCustomers) *CostSection {
	if v.CAC != nil {
		return &CostSection{CAC: *v.CAC, Healthy: v.Healthy}
	}
	if s == nil {
		return nil
	}
	c := &CostSection{
		Source: s.source, Rows: &topic.RowCounts{Read: s.Counts.Rows, Rejected: s.Rejected}, Rejected: s.Faults,
		Lag: v.Lag, Healthy: v.Healthy,
	}
	c.Points = acquisitions(a, h, s, c, won)
	c.Total = &cx.Acquisition{}
	for i := range c.Points {
		if p := &c.Points[i]; p.covered {
			p.CAC = a.Exact("")(p.Tally.Cost())
			a.Has("", c.Total.Merge(p.Tally))
		}
	}
	c.CAC = a.Exact("cost.cac")(c.Total.Cost())
	return c
}

// acquisitions returns the points of the periods in which customers were won. Their
// spending is covered if it lies between the first cost of the file and the last.
func acquisitions(a *figure.Asker, h *topic.Head, s *Spending, c *CostSection, won []NewCustomers) []costPoint {
	if len(won) == 0 {
		return nil
	}
	start := won[0].Period.Start
	for range c.Lag {
		before, err := start.AddDays(-1)
		if !a.Has("", err) {
			return nil
		}
		p, err := h.Every.PeriodOf(before)
		if !a.Has("", err) {
			return nil
		}
		start = p.Start
	}
	span := cx.Period{Start: start, End: won[len(won)-1].Period.End}
	periods, err := h.Every.Periods(span)
	if !a.Has("", err) {
		return nil
	}
	points := make([]cx.Point[cx.Acquisition], len(periods))
	for i, p := range periods {
		points[i].Period = p
		if i >= c.Lag {
			points[i].Tally.Customers = won[i-c.Lag].Count
		}
	}
	first, last := len(periods), -1
	for _, row := range s.rows {
		if row.day.Compare(h.AsOf) >= 0 {
			c.Later++
			continue
		}
		i, err := h.Every.Between(start, row.day)
		if !a.Has("", err) {
			return nil
		}
		first, last = min(first, i), max(last, i)
		if i >= 0 && i < len(points) {
			a.Has("", points[i].Tally.AddSpend(row.amount, false))
		}
	}
	if c.Lag > 0 {
		if points, err = cx.LagSpend(points, c.Lag); !a.Has("", err) {
			return nil
		}
	}
	lagged := make([]costPoint, len(points))
	for i, p := range points {
		lagged[i] = costPoint{Period: p.Period, Tally: p.Tally, covered: i >= first && i <= last}
	}
	return lagged
}

// Judge sets the value of a customer beside the cost of winning one.
func (c *CostSection) Judge(a *figure.Asker, value decimal.Decimal) {
	cost, ok := c.CAC.(decimal.Decimal)
	if !ok {
		return
	}
	e := cx.Economics{Value: value, Cost: cost}
	c.Economics = &e
	if ratio, err := e.Ratio(); a.Fitted("cost.ratio", err) {
		c.Ratio = ratio
	}
	if verdict, err := e.Verdict(c.Healthy); a.Fitted("", err) {
		c.Verdict = verdict
	}
	if profit, err := e.Profit(); a.Fitted("cost.profit", err) {
		c.Profit = profit
	}
	if cost, err := e.AllowableCost(c.Healthy); a.Fitted("cost.allowable", err) {
		c.Allowable = cost
	}
}
