package main

import (
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// spending is what was read of a file of the costs of winning customers.
type spending struct {
	counts
	source string
	rows   []payment
}

// payment is one row.
type payment struct {
	day    cx.Date
	amount decimal.Decimal
}

// readSpending reads the costs, nil if there are none.
func readSpending(o *common, v *valuation, p *progress) (*spending, error) {
	s, in, err := openSpending(v)
	if s == nil || err != nil {
		return nil, err
	}
	defer in.Close()
	days := o.clock()
	var row payment
	fields := []field{
		{flag: "cost-at", column: v.CostAt, required: true, clock: days, parse: func(cell string) (err error) {
			row.day, err = o.day(days, cell)
			return err
		}},
		{flag: "cost-amount", column: v.CostAmount, required: true, number: true, parse: func(cell string) (err error) {
			row.amount, err = parsePayment(cell)
			return err
		}},
	}
	if err := s.readFields(input{in, s.source, o.otherTable()}, o, p, fields, func() { s.rows = append(s.rows, row) }); err != nil {
		return nil, fmt.Errorf("%s: %w", printable(s.source), err)
	}
	return s, nil
}

// openSpending opens the file of the costs, or that of the sample.
func openSpending(v *valuation) (*spending, io.ReadCloser, error) {
	if v.CAC != nil || v.Costs == "" && v.sample == nil {
		return nil, nil, nil
	}
	source, in, err := openBeside(v.Costs, v.sample)
	return &spending{source: source}, in, err
}

// newCustomers is the customers who were won in a period.
type newCustomers struct {
	period cx.Period
	count  int64
}

// measureCost sets the customers won in each whole period beside what was spent, nil if
// no cost is known.
func (a *asker) measureCost(h *head, s *spending, v *valuation, won []newCustomers) *costSection {
	if v.CAC != nil {
		return &costSection{CAC: *v.CAC, Healthy: v.Healthy}
	}
	if s == nil {
		return nil
	}
	c := &costSection{
		Source: s.source, Rows: &rowCounts{Read: s.counts.rows, Rejected: s.rejected}, Rejected: s.faults,
		Lag: v.Lag, Healthy: v.Healthy,
	}
	c.Points = a.acquisitions(h, s, c, won)
	c.Total = &cx.Acquisition{}
	for i := range c.Points {
		if p := &c.Points[i]; p.covered {
			p.CAC = a.exact("")(p.Tally.Cost())
			a.has("", c.Total.Merge(p.Tally))
		}
	}
	c.CAC = a.exact("cost.cac")(c.Total.Cost())
	return c
}

// acquisitions returns the points of the periods in which customers were won. Their
// spending is covered if it lies between the first cost of the file and the last.
func (a *asker) acquisitions(h *head, s *spending, c *costSection, won []newCustomers) []costPoint {
	if len(won) == 0 {
		return nil
	}
	start := won[0].period.Start
	for range c.Lag {
		before, err := start.AddDays(-1)
		if !a.has("", err) {
			return nil
		}
		p, err := h.Every.PeriodOf(before)
		if !a.has("", err) {
			return nil
		}
		start = p.Start
	}
	span := cx.Period{Start: start, End: won[len(won)-1].period.End}
	periods, err := h.Every.Periods(span)
	if !a.has("", err) {
		return nil
	}
	points := make([]cx.Point[cx.Acquisition], len(periods))
	for i, p := range periods {
		points[i].Period = p
		if i >= c.Lag {
			points[i].Tally.Customers = won[i-c.Lag].count
		}
	}
	first, last := len(periods), -1
	for _, row := range s.rows {
		if row.day.Compare(h.AsOf) >= 0 {
			c.Later++
			continue
		}
		i, err := h.Every.Between(start, row.day)
		if !a.has("", err) {
			return nil
		}
		first, last = min(first, i), max(last, i)
		if i >= 0 && i < len(points) {
			a.has("", points[i].Tally.AddSpend(row.amount, false))
		}
	}
	if c.Lag > 0 {
		if points, err = cx.LagSpend(points, c.Lag); !a.has("", err) {
			return nil
		}
	}
	lagged := make([]costPoint, len(points))
	for i, p := range points {
		lagged[i] = costPoint{Period: p.Period, Tally: p.Tally, covered: i >= first && i <= last}
	}
	return lagged
}

// judge sets the value of a customer beside the cost of winning one.
func (c *costSection) judge(a *asker, value decimal.Decimal) {
	cost, ok := c.CAC.(decimal.Decimal)
	if !ok {
		return
	}
	e := cx.Economics{Value: value, Cost: cost}
	c.Economics = &e
	if ratio, err := e.Ratio(); a.fitted("cost.ratio", err) {
		c.Ratio = ratio
	}
	if verdict, err := e.Verdict(c.Healthy); a.fitted("", err) {
		c.Verdict = verdict
	}
	if profit, err := e.Profit(); a.fitted("cost.profit", err) {
		c.Profit = profit
	}
	if cost, err := e.AllowableCost(c.Healthy); a.fitted("cost.allowable", err) {
		c.Allowable = cost
	}
}
