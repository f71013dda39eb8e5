package main

import (
	"slices"
	"strings"
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
	// No figure depends on the order. Package cx looks customers up in maps, which goes
	// faster if the rows of one follow each other.
	slices.SortStableFunc(rows, func(a, b cx.Activity) int { return strings.Compare(a.Customer, b.Customer) })
	a := &asker{level: o.Level}
	r.Activities = int64(len(rows))
	a.measureRepeat(r, rows, days, asOf, o.Amount != "")
	a.measureCohorts(r, rows, o.calendar, asOf)
	if spells := ask[cx.Spells](a, "")(cx.SpellsOf(rows, o.Window, days, asOf)); spells != nil {
		r.Churn = a.measureChurn(*spells, r.Every, periods, o.Churn)
		lifespans, err := spells.Lifespans(cx.OnLastActivity)
		a.has("", err)
		r.Survival = a.measureSurvival(lifespans)
	}
	a.measureEngagement(r, rows, days, asOf)
	if o.Amount != "" {
		a.measureWorth(r, rows, days, asOf, periods, costs, o)
	}
	r.Undefined = a.gaps
	return r, a.err
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

// measureWorth measures what customers are worth, and what they cost.
func (a *asker) measureWorth(r *activityReport, rows []cx.Activity, days cx.Calendar, asOf time.Time, periods []cx.Period, costs *spending, o *orderFlags) {
	won := wonIn(r.Cohorts, periods)
	r.Cost = a.measureCost(&r.head, costs, &o.Value, won)
	r.Value = a.measureValue(r.Cohorts, len(periods), r.Cost, o.Value.marginOf())
	var first exact
	if r.Repeat != nil && r.Customers > 0 {
		sum := r.Repeat.Tally.FirstRevenue.Mul(o.Value.marginOf())
		first = sum.DivRound(decimal.NewFromInt(r.Customers), cx.Places)
	}
	r.Forecast = a.measureForecast(rows, days, asOf, o, first)
	r.Holdout = a.measureHoldout(&r.head, rows, days, asOf)
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
