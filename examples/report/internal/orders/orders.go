package orders

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// repeatDays are the times within which customers may have ordered again.
var repeatDays = []int{30, 90, 180, 365}

// newActivityReport measures activities.
func newActivityReport(read *topic.Activities, costs *value.Spending, o *Flags) (*activityReport, error) {
	r := &activityReport{Head: topic.NewHead(read.Counts, &o.Common), Unpaid: read.Unpaid, Window: o.Window}
	days := cx.Calendar{Grain: cx.Day, Location: o.Calendar.Location}
	rows, err := r.known(read.Rows, days)
	if err != nil || len(rows) == 0 {
		return r, err
	}
	asOf, err := days.StartOf(r.AsOf)
	if err != nil {
		return nil, err
	}
	periods, err := r.WholePeriods()
	if err != nil {
		return nil, err
	}
	// No figure depends on the order. Package cx looks customers up in maps, which goes
	// faster if the rows of one follow each other.
	slices.SortStableFunc(rows, func(a, b cx.Activity) int { return strings.Compare(a.Customer, b.Customer) })
	a := &figure.Asker{Level: o.Level}
	r.Activities = int64(len(rows))
	measureRepeat(a, r, rows, days, asOf, o.Amount != "")
	measureCohorts(a, r, rows, o.Calendar, asOf)
	if spells := figure.Ask[cx.Spells](a, "")(cx.SpellsOf(rows, o.Window, days, asOf)); spells != nil {
		r.Churn = value.MeasureChurn(a, *spells, r.Every, periods, o.Churn)
		lifespans, err := spells.Lifespans(cx.OnLastActivity)
		a.Has("", err)
		r.Survival = value.MeasureSurvival(a, lifespans)
	}
	measureEngagement(a, r, rows, days, asOf)
	if o.Amount != "" {
		measureWorth(a, r, rows, days, asOf, periods, costs, o)
	}
	r.Undefined = a.Gaps
	return r, a.Err
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
	return rows, r.SetDays(first, last)
}

// measureRepeat measures what customers did after their first order.
func measureRepeat(a *figure.Asker, r *activityReport, rows []cx.Activity, days cx.Calendar, asOf time.Time, paid bool) {
	tally := figure.Ask[cx.Repeat](a, "")(cx.RepeatOf(rows, days, asOf))
	if tally == nil {
		return
	}
	r.Customers = tally.Customers
	s := &repeatSection{
		Tally:       *tally,
		Rate:        a.Rate("repeat.rate", tally.Repeated()),
		DaysBetween: a.Exact("repeat.days_between")(tally.DaysBetween()),
	}
	if paid {
		r.Revenue = tally.FirstRevenue.Add(tally.RepeatRevenue)
		s.RevenueShare = a.Exact("repeat.revenue_share")(tally.RevenueShare())
		s.Spend = figure.Ask[cx.RepeatSpend](a, "repeat.spend")(cx.RepeatSpendOf(rows, days, asOf, a.Level))
	}
	for _, n := range repeatDays {
		if p := figure.Ask[cx.Proportion](a, "")(cx.RepeatWithin(rows, n, days, asOf)); p != nil {
			s.Within = append(s.Within, repeatWithin{n, a.Rate("", *p)})
		}
	}
	r.Repeat = s
}

// measureCohorts measures the cohort triangle and the means of its columns.
func measureCohorts(a *figure.Asker, r *activityReport, rows []cx.Activity, c cx.Calendar, asOf time.Time) {
	r.Cohorts = figure.Ask[cx.Cohorts](a, "")(cx.CohortsOf(rows, cx.CohortRule{Calendar: c}, asOf))
	if r.Cohorts == nil || len(r.Cohorts.Rows) == 0 {
		return
	}
	if err := value.CheckWork(len(r.Cohorts.Rows), len(r.Cohorts.Rows[0].Active)); err != nil {
		a.Err = err
		return
	}
	for k := 1; k < len(r.Cohorts.Rows[0].Active); k++ {
		pooled := figure.Ask[cx.Proportion](a, "")(r.Cohorts.Pooled(k))
		if pooled == nil {
			return
		}
		r.Means = append(r.Means, columnMean{k, a.Rate("", *pooled), a.Exact("")(r.Cohorts.SimpleMean(k))})
	}
}

// measureWorth measures what customers are worth, and what they cost.
func measureWorth(a *figure.Asker, r *activityReport, rows []cx.Activity, days cx.Calendar, asOf time.Time, periods []cx.Period, costs *value.Spending, o *Flags) {
	won := wonIn(r.Cohorts, periods)
	r.Cost = value.MeasureCost(a, &r.Head, costs, &o.Value, won)
	r.Value = measureValue(a, r.Cohorts, len(periods), r.Cost, o.Value.MarginOf())
	var first figure.Exact
	if r.Repeat != nil && r.Customers > 0 {
		sum := r.Repeat.Tally.FirstRevenue.Mul(o.Value.MarginOf())
		first = sum.DivRound(decimal.NewFromInt(r.Customers), cx.Places)
	}
	r.Forecast = measureForecast(a, rows, days, asOf, o, first)
	r.Holdout = measureHoldout(a, &r.Head, rows, days, asOf)
	if r.Cost == nil || r.Forecast == nil || r.Forecast.New == nil {
		return
	}
	if value, ok := r.Forecast.New.Value.(decimal.Decimal); ok {
		r.Cost.Judge(a, value)
	}
	if cac, ok := r.Cost.CAC.(decimal.Decimal); ok {
		r.Cost.PaybackWeeks = r.Forecast.paybackWeeks(cac)
	}
}

// measureEngagement measures the last whole month.
func measureEngagement(a *figure.Asker, r *activityReport, rows []cx.Activity, days cx.Calendar, asOf time.Time) {
	this, err := cx.Month.PeriodOf(r.AsOf)
	if !a.Has("", err) {
		return
	}
	day, err := this.Start.AddDays(-1)
	if !a.Has("", err) {
		return
	}
	last, err := cx.Month.PeriodOf(day)
	if !a.Has("", err) || last.End.Compare(r.Span.Start) <= 0 {
		return
	}
	tally := figure.Ask[cx.Engagement](a, "")(cx.EngagementOf(rows, days, last, asOf))
	if tally == nil {
		return
	}
	r.Engagement = &engagement{
		Period: last, Tally: *tally,
		Stickiness:      a.Exact("engagement.stickiness")(tally.Stickiness()),
		DaysPerCustomer: a.Exact("engagement.days_per_customer")(tally.DaysPerCustomer()),
		DailyActive:     a.Exact("engagement.daily_active")(tally.DailyActive()),
	}
}
