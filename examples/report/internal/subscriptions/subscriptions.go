package subscriptions

import (
	"cmp"
	"errors"
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// newSubscriptionReport measures subscriptions.
func newSubscriptionReport(read *subscriptions, costs *value.Spending, o *Flags) (*subscriptionReport, error) {
	r := &subscriptionReport{Head: topic.NewHead(read.Counts, &o.Common), Free: read.free}
	rows, err := r.known(read.rows)
	if err != nil || len(rows) == 0 {
		return r, err
	}
	periods, err := r.WholePeriods()
	if err != nil {
		return nil, err
	}
	spells, err := cx.SubscriptionSpells(rows, 0, r.AsOf)
	if err != nil {
		return nil, err
	}
	a := &figure.Asker{Level: o.Level}
	r.count(rows, spells)
	r.Churn = value.MeasureChurn(a, spells, r.Every, periods, o.Churn)
	r.Survival = value.MeasureSurvival(a, lifespansOf(a, rows, r.AsOf))
	if o.MRR != "" && len(periods) > 0 {
		measureRevenue(a, r, rows, periods)
	}
	if o.MRR != "" {
		measureWorthOfContracts(a, r, rows, spells, periods, costs, o)
	}
	r.Undefined = a.Gaps
	return r, a.Err
}

// known returns the subscriptions as they were known when as_of began, by customer and
// first day: those that started before, and their ends before. It sets the days of the
// report.
func (r *subscriptionReport) known(all []cx.SubscriptionPeriod) ([]cx.SubscriptionPeriod, error) {
	var rows []cx.SubscriptionPeriod
	for _, s := range all {
		if r.AsOf != (cx.Date{}) && s.Start.Compare(r.AsOf) >= 0 {
			r.Later++
			continue
		}
		if r.AsOf != (cx.Date{}) && s.End.Compare(r.AsOf) >= 0 {
			s.End = cx.Date{}
		}
		rows = append(rows, s)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	first, last := rows[0].Start, rows[0].Start
	for _, s := range rows {
		if s.Start.Compare(first) < 0 {
			first = s.Start
		}
		for _, d := range []cx.Date{s.Start, s.End} {
			if d.Compare(last) > 0 {
				last = d
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b cx.SubscriptionPeriod) int {
		return cmp.Or(cmp.Compare(a.Customer, b.Customer), a.Start.Compare(b.Start))
	})
	return rows, r.SetDays(first, last)
}

// count counts the subscriptions and their customers.
func (r *subscriptionReport) count(rows []cx.SubscriptionPeriod, spells cx.Spells) {
	r.Subscriptions = int64(len(rows))
	for i, s := range rows {
		if i == 0 || s.Customer != rows[i-1].Customer {
			r.Customers++
		}
		if s.End == (cx.Date{}) {
			r.Running++
		}
	}
	for _, s := range spells.Rows {
		if s.Recognized == (cx.Date{}) {
			r.Active++
		}
	}
}

// lifespansOf returns how many days customers had a subscription, without a gap. The day
// before as_of is the last on which one that is running could have been seen to end.
func lifespansOf(a *figure.Asker, rows []cx.SubscriptionPeriod, asOf cx.Date) []cx.Lifespan {
	last, err := asOf.AddDays(-1)
	if !a.Has("", err) {
		return nil
	}
	spells, err := cx.SubscriptionSpells(rows, 0, last)
	if !a.Has("", err) {
		return nil
	}
	lifespans, err := spells.Lifespans(cx.OnLastActivity)
	a.Has("", err)
	return lifespans
}

// measureRevenue measures what became of recurring revenue in each period, and in the
// twelve months up to the end of the last.
func measureRevenue(a *figure.Asker, r *subscriptionReport, rows []cx.SubscriptionPeriod, periods []cx.Period) {
	if a.Err = errors.Join(a.Err, value.CheckWork(len(periods), len(rows))); a.Err != nil {
		return
	}
	for i, p := range periods {
		figure := func(name string) string {
			if i < len(periods)-1 {
				return "" // the reasons of the last period are enough
			}
			return "revenue." + name
		}
		r.Revenue = append(r.Revenue, revenueOf(a, p, rows, figure))
	}
	year := cx.Period{End: periods[len(periods)-1].End}
	var err error
	if year.Start, err = year.End.AddMonths(-12); !a.Has("", err) {
		return
	}
	trailing := revenueOf(a, year, rows, func(name string) string { return "trailing." + name })
	r.Trailing = &trailing
}

// measureWorthOfContracts measures what customers are worth, and what they cost.
func measureWorthOfContracts(a *figure.Asker, r *subscriptionReport, rows []cx.SubscriptionPeriod, spells cx.Spells, periods []cx.Period, costs *value.Spending, o *Flags) {
	won, err := customersWon(spells.Rows, r.Every, periods)
	if !a.Has("", err) {
		return
	}
	r.Cost = value.MeasureCost(a, &r.Head, costs, &o.Value, won)
	if r.Value = measureContracts(a, &r.Head, rows, spells, o); r.Value == nil {
		return
	}
	measureRetention(a, r.Value, r.Cost)
	if r.Cost != nil {
		measurePayback(a, r.Value, r.Cost)
	}
}

// lastDays returns the last day before a period and the last day of it.
func lastDays(p cx.Period) (before, last cx.Date, err error) {
	if before, err = p.Start.AddDays(-1); err != nil {
		return cx.Date{}, cx.Date{}, err
	}
	last, err = p.End.AddDays(-1)
	return before, last, err
}

// revenueOf measures one period.
func revenueOf(a *figure.Asker, p cx.Period, rows []cx.SubscriptionPeriod, figure func(string) string) revenuePoint {
	point := revenuePoint{Period: p}
	before, last, err := lastDays(p)
	if !a.Has("", err) {
		return point
	}
	m, err := cx.MovementsBetween(rows, before, last)
	if !a.Has(figure("movements"), err) {
		return point
	}
	point.Movements = m
	point.NRR = a.Exact(figure("nrr"))(m.NRR())
	point.GRR = a.Exact(figure("grr"))(m.GRR())
	point.GrossChurn = a.Exact(figure("gross_churn"))(m.GrossChurn())
	point.NetChurn = a.Exact(figure("net_churn"))(m.NetChurn())
	point.NetChurnAfterReactivation = a.Exact(figure("net_churn_after_reactivation"))(m.NetChurnAfterReactivation())
	point.QuickRatio = a.Exact(figure("quick_ratio"))(m.QuickRatio())
	point.ARPA = a.Exact(figure("arpa"))(m.ARPA())
	point.LogoChurn = a.Rate(figure("logo_churn"), m.LogoChurn())
	return point
}
