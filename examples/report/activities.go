package main

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// repeatDays are the times within which customers may have ordered again.
var repeatDays = []int{30, 90, 180, 365}

// newActivityReport measures activities.
func newActivityReport(read *activities, costs *spending, o *orderFlags) (*activityReport, error) {
	r := &activityReport{head: newHead(read.counts, &o.common), Unpaid: read.unpaid, Window: o.Window}
	days := cx.Calendar{Grain: cx.Day, Location: o.calendar.Location}
	rows, err := r.known(read.rows, days)
	if err != nil || len(rows) == 0 {
		return r, err
	}
	asOf, err := days.StartOf(r.AsOf)
	if err != nil {
		return nil, err
	}
	periods, err := r.wholePeriods()
	if err != nil {
		return nil, err
	}
	rows = byCustomer(rows)
	r.Activities = int64(len(rows))
	paid := o.Amount != ""
	var askers [8]asker // of the sections, in the order in which the page says what is undefined
	for i := range askers {
		askers[i].level = o.Level
	}
	// The sections that take the longest are measured in two threads.
	both(func() error {
		askers[0].measureRepeat(r, rows, days, asOf, paid)
		if paid {
			r.Forecast = askers[5].measureForecast(rows, days, asOf, o, r.firstMargin(o))
		}
		return nil
	}, func() error {
		askers[1].measureCohorts(r, rows, o.calendar, asOf)
		askers[2].measureSpells(r, rows, days, asOf, periods, o)
		askers[3].measureEngagement(r, rows, days, asOf)
		if paid {
			r.Holdout = askers[6].measureHoldout(&r.head, rows, days, asOf)
		}
		return nil
	})
	if paid {
		r.Cost = askers[4].measureCost(&r.head, costs, &o.Value, wonIn(r.Cohorts, periods))
		r.Value = askers[4].measureValue(r.Cohorts, len(periods), r.Cost, o.Value.marginOf())
		askers[7].judgeCost(r)
	}
	for _, a := range askers {
		r.Undefined, err = append(r.Undefined, a.gaps...), cmp.Or(err, a.err)
	}
	return r, err
}

// measureSpells measures how customers leave.
func (a *asker) measureSpells(r *activityReport, rows []cx.Activity, days cx.Calendar, asOf time.Time, periods []cx.Period, o *orderFlags) {
	spells := ask[cx.Spells](a, "")(cx.SpellsOf(rows, o.Window, days, asOf))
	if spells == nil {
		return
	}
	r.Churn = a.measureChurn(*spells, r.Every, periods, o.Churn)
	lifespans, err := spells.Lifespans(cx.OnLastActivity)
	a.has("", err)
	r.Survival = a.measureSurvival(lifespans)
}

// byCustomer returns the rows of one customer after those of another, in the order of time.
// No figure depends on the order. Package cx looks customers up in maps and sorts their days,
// which goes faster so.
func byCustomer(rows []cx.Activity) []cx.Activity {
	numbers := map[string]int{}
	of := make([]int, len(rows)) // the numbers of the customers
	var ends []int               // of the rows of each
	for i := range rows {
		n, known := numbers[rows[i].Customer]
		if !known {
			n = len(numbers)
			numbers[rows[i].Customer] = n
			ends = append(ends, 0)
		}
		of[i] = n
		ends[n]++
	}
	for n := 1; n < len(ends); n++ {
		ends[n] += ends[n-1]
	}
	starts := slices.Clone(ends)
	sorted := make([]cx.Activity, len(rows))
	for i := len(rows) - 1; i >= 0; i-- {
		starts[of[i]]--
		sorted[starts[of[i]]] = rows[i]
	}
	for n, end := range ends {
		slices.SortStableFunc(sorted[starts[n]:end], func(a, b cx.Activity) int { return a.At.Compare(b.At) })
	}
	return sorted
}

// known returns the activities before as_of, and sets the days of the report.
func (r *activityReport) known(rows []cx.Activity, days cx.Calendar) ([]cx.Activity, error) {
	if r.AsOf != (cx.Date{}) {
		asOf, err := days.StartOf(r.AsOf)
		if err != nil {
			return nil, err
		}
		var before []cx.Activity
		for _, row := range rows {
			if row.At.Before(asOf) {
				before = append(before, row)
			}
		}
		r.Later = int64(len(rows) - len(before))
		rows = before
	}
	if len(rows) == 0 {
		return nil, nil
	}
	earliest, latest := rows[0].At, rows[0].At
	for _, row := range rows {
		if row.At.Before(earliest) {
			earliest = row.At
		}
		if row.At.After(latest) {
			latest = row.At
		}
	}
	first, err := days.DateOf(earliest)
	if err != nil {
		return nil, err
	}
	last, err := days.DateOf(latest)
	if err != nil {
		return nil, err
	}
	return rows, r.setDays(first, last)
}

// measureRepeat measures what customers did after their first order.
func (a *asker) measureRepeat(r *activityReport, rows []cx.Activity, days cx.Calendar, asOf time.Time, paid bool) {
	tally := ask[cx.Repeat](a, "")(cx.RepeatOf(rows, days, asOf))
	if tally == nil {
		return
	}
	r.Customers = tally.Customers
	s := &repeatSection{
		Tally:       *tally,
		Rate:        a.rate("repeat.rate", tally.Repeated()),
		DaysBetween: a.exact("repeat.days_between")(tally.DaysBetween()),
	}
	if paid {
		r.Revenue = tally.FirstRevenue.Add(tally.RepeatRevenue)
		s.RevenueShare = a.exact("repeat.revenue_share")(tally.RevenueShare())
		s.Spend = ask[cx.RepeatSpend](a, "repeat.spend")(cx.RepeatSpendOf(rows, days, asOf, a.level))
	}
	for _, n := range repeatDays {
		if p := ask[cx.Proportion](a, "")(cx.RepeatWithin(rows, n, days, asOf)); p != nil {
			s.Within = append(s.Within, repeatWithin{n, a.rate("", *p)})
		}
	}
	r.Repeat = s
}

// measureCohorts measures the cohort triangle and the means of its columns.
func (a *asker) measureCohorts(r *activityReport, rows []cx.Activity, c cx.Calendar, asOf time.Time) {
	r.Cohorts = ask[cx.Cohorts](a, "")(cx.CohortsOf(rows, cx.CohortRule{Calendar: c}, asOf))
	if r.Cohorts == nil || len(r.Cohorts.Rows) == 0 {
		return
	}
	if err := checkWork(len(r.Cohorts.Rows), len(r.Cohorts.Rows[0].Active)); err != nil {
		a.err = err
		return
	}
	for k := 1; k < len(r.Cohorts.Rows[0].Active); k++ {
		pooled := ask[cx.Proportion](a, "")(r.Cohorts.Pooled(k))
		if pooled == nil {
			return
		}
		r.Means = append(r.Means, columnMean{k, a.rate("", *pooled), a.exact("")(r.Cohorts.SimpleMean(k))})
	}
}

// firstMargin is the margin of the first order of a customer.
func (r *activityReport) firstMargin(o *orderFlags) exact {
	if r.Repeat == nil || r.Customers == 0 {
		return nil
	}
	sum := r.Repeat.Tally.FirstRevenue.Mul(o.Value.marginOf())
	return sum.DivRound(decimal.NewFromInt(r.Customers), cx.Places)
}

// judgeCost compares what it costs to win a customer with what one is worth.
func (a *asker) judgeCost(r *activityReport) {
	if r.Cost == nil || r.Forecast == nil || r.Forecast.New == nil {
		return
	}
	if value, ok := r.Forecast.New.Value.(decimal.Decimal); ok {
		r.Cost.judge(a, value)
	}
	if cac, ok := r.Cost.CAC.(decimal.Decimal); ok {
		r.Cost.PaybackWeeks = r.Forecast.paybackWeeks(cac)
	}
}

// measureEngagement measures the last whole month.
func (a *asker) measureEngagement(r *activityReport, rows []cx.Activity, days cx.Calendar, asOf time.Time) {
	this, err := cx.Month.PeriodOf(r.AsOf)
	if !a.has("", err) {
		return
	}
	day, err := this.Start.AddDays(-1)
	if !a.has("", err) {
		return
	}
	last, err := cx.Month.PeriodOf(day)
	if !a.has("", err) || last.End.Compare(r.Span.Start) <= 0 {
		return
	}
	tally := ask[cx.Engagement](a, "")(cx.EngagementOf(rows, days, last, asOf))
	if tally == nil {
		return
	}
	r.Engagement = &engagement{
		Period: last, Tally: *tally,
		Stickiness:      a.exact("engagement.stickiness")(tally.Stickiness()),
		DaysPerCustomer: a.exact("engagement.days_per_customer")(tally.DaysPerCustomer()),
		DailyActive:     a.exact("engagement.daily_active")(tally.DailyActive()),
	}
}
