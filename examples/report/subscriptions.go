package main

import (
	"cmp"
	"errors"
	"slices"

	"github.com/cxmetrics/cx"
)

// newSubscriptionReport measures subscriptions.
func newSubscriptionReport(read *subscriptions, costs *spending, o *options) (*subscriptionReport, error) {
	r := &subscriptionReport{head: newHead(read.counts, o), Free: read.free}
	rows, err := r.known(read.rows)
	if err != nil || len(rows) == 0 {
		return r, err
	}
	periods, err := r.wholePeriods()
	if err != nil {
		return nil, err
	}
	spells, err := spellsOf(rows, r.AsOf)
	if err != nil {
		return nil, err
	}
	a := &asker{level: o.level}
	r.count(rows, spells)
	r.Churn = a.measureChurn(spells, r.Every, periods, o.churn)
	r.Survival = a.measureSurvival(lifespansOf(a, rows, r.AsOf))
	if o.mrr != "" && len(periods) > 0 {
		a.measureRevenue(r, rows, spells.Rows, periods)
	}
	if o.mrr != "" {
		a.measureWorthOfContracts(r, rows, spells, periods, costs, o)
	}
	r.Undefined = a.gaps
	return r, a.err
}

// known returns the subscriptions as they were known when as_of began, by customer and
// first day: those that started before, and their ends before. It sets the days of the
// report.
func (r *subscriptionReport) known(all []subscription) ([]subscription, error) {
	var rows []subscription
	for _, s := range all {
		if r.AsOf != (cx.Date{}) && s.start.Compare(r.AsOf) >= 0 {
			r.Later++
			continue
		}
		if r.AsOf != (cx.Date{}) && s.end.Compare(r.AsOf) >= 0 {
			s.end = cx.Date{}
		}
		rows = append(rows, s)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	first, last := rows[0].start, rows[0].start
	for _, s := range rows {
		if s.start.Compare(first) < 0 {
			first = s.start
		}
		for _, d := range []cx.Date{s.start, s.end} {
			if d.Compare(last) > 0 {
				last = d
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b subscription) int {
		return cmp.Or(cmp.Compare(a.customer, b.customer), a.start.Compare(b.start))
	})
	return rows, r.setDays(first, last)
}

// count counts the subscriptions and their customers.
func (r *subscriptionReport) count(rows []subscription, spells cx.Spells) {
	r.Subscriptions = int64(len(rows))
	for i, s := range rows {
		if i == 0 || s.customer != rows[i-1].customer {
			r.Customers++
		}
		if s.end == (cx.Date{}) {
			r.Running++
		}
	}
	for _, s := range spells.Rows {
		if s.Recognized == (cx.Date{}) {
			r.Active++
		}
	}
}

// spellsOf returns the times for which customers had a subscription, so that they
// can be counted as those who were active are. Subscriptions that overlap, or follow
// each other without a day between, are one spell; one that ended on the day on which
// it began is none. A customer has left on the day of the end: the first without.
func spellsOf(rows []subscription, asOf cx.Date) (cx.Spells, error) {
	s := cx.Spells{WindowDays: 0, AsOf: asOf}
	for _, row := range rows {
		if row.start == row.end {
			continue
		}
		n := len(s.Rows)
		if n > 0 && s.Rows[n-1].Customer == row.customer {
			last := &s.Rows[n-1]
			if last.Recognized == (cx.Date{}) {
				continue
			}
			if row.start.Compare(last.Recognized) <= 0 {
				if row.end == (cx.Date{}) || row.end.Compare(last.Recognized) > 0 {
					last.Recognized = row.end
				}
				continue
			}
		}
		s.Rows = append(s.Rows, cx.Spell{
			Customer: row.customer, First: row.start, Recognized: row.end,
			Reactivation: n > 0 && s.Rows[n-1].Customer == row.customer,
		})
	}
	for i := range s.Rows {
		spell := &s.Rows[i]
		if spell.Recognized == (cx.Date{}) {
			spell.Last = asOf
			continue
		}
		var err error
		if spell.Last, err = spell.Recognized.AddDays(-1); err != nil {
			return cx.Spells{}, err
		}
	}
	return s, nil
}

// lifespansOf returns how many days each subscription lasted. The day before as_of is
// the last on which one that is running could have been seen to end.
func lifespansOf(a *asker, rows []subscription, asOf cx.Date) []cx.Lifespan {
	last, err := asOf.AddDays(-1)
	if !a.has("", err) {
		return nil
	}
	lifespans := make([]cx.Lifespan, len(rows))
	for i, s := range rows {
		end := s.end
		if end == (cx.Date{}) {
			end = last
		}
		days, err := end.DaysSince(s.start)
		if !a.has("", err) {
			return nil
		}
		lifespans[i] = cx.Lifespan{Exit: float64(days), Churned: s.end != (cx.Date{})}
	}
	return lifespans
}

// measureRevenue measures what became of recurring revenue in each period, and in the
// twelve months up to the end of the last.
func (a *asker) measureRevenue(r *subscriptionReport, rows []subscription, spells []cx.Spell, periods []cx.Period) {
	if a.err = errors.Join(a.err, checkWork(len(periods), len(rows))); a.err != nil {
		return
	}
	before := payingBefore(rows, periods[0].Start)
	for i, p := range periods {
		figure := func(name string) string {
			if i < len(periods)-1 {
				return "" // the reasons of the last period are enough
			}
			return "revenue." + name
		}
		after := payingBefore(rows, p.End)
		point := a.revenue(p, before, after, spells, figure)
		r.Revenue, before = append(r.Revenue, point), after
	}
	year := cx.Period{End: periods[len(periods)-1].End}
	var err error
	if year.Start, err = year.End.AddMonths(-12); !a.has("", err) {
		return
	}
	trailing := a.revenue(year, payingBefore(rows, year.Start), before, spells, func(name string) string { return "trailing." + name })
	r.Trailing = &trailing
}

// measureWorthOfContracts measures what customers are worth, and what they cost.
func (a *asker) measureWorthOfContracts(r *subscriptionReport, rows []subscription, spells cx.Spells, periods []cx.Period, costs *spending, o *options) {
	won, err := customersWon(spells.Rows, r.Every, periods)
	if !a.has("", err) {
		return
	}
	r.Cost = a.measureCost(&r.head, costs, o, won)
	if r.Value = a.measureContracts(&r.head, rows, spells, o); r.Value == nil {
		return
	}
	a.measureRetention(r.Value, r.Cost)
	if r.Cost != nil {
		a.measurePayback(r.Value, r.Cost)
	}
}

// payingBefore returns what was paid at the end of the day before d.
func payingBefore(rows []subscription, d cx.Date) []cx.Subscription {
	var paying []cx.Subscription
	for _, s := range rows {
		if s.start.Compare(d) < 0 && (s.end == (cx.Date{}) || s.end.Compare(d) >= 0) {
			paying = append(paying, cx.Subscription{Customer: s.customer, Amount: s.mrr})
		}
	}
	return paying
}

// revenue measures one period.
func (a *asker) revenue(p cx.Period, before, after []cx.Subscription, spells []cx.Spell, figure func(string) string) revenuePoint {
	var former []string
	for _, s := range spells {
		if s.First.Compare(p.Start) < 0 && !s.Reactivation {
			former = append(former, s.Customer)
		}
	}
	point := revenuePoint{Period: p}
	m, err := cx.MovementsOf(before, after, former)
	if !a.has(figure("movements"), err) {
		return point
	}
	point.Movements = m
	point.NRR = a.exact(figure("nrr"))(m.NRR())
	point.GRR = a.exact(figure("grr"))(m.GRR())
	point.GrossChurn = a.exact(figure("gross_churn"))(m.GrossChurn())
	point.NetChurn = a.exact(figure("net_churn"))(m.NetChurn())
	point.NetChurnAfterReactivation = a.exact(figure("net_churn_after_reactivation"))(m.NetChurnAfterReactivation())
	point.QuickRatio = a.exact(figure("quick_ratio"))(m.QuickRatio())
	point.ARPA = a.exact(figure("arpa"))(m.ARPA())
	point.LogoChurn = a.rate(figure("logo_churn"), m.LogoChurn())
	return point
}
