package orders

import (
	"cmp"
	"slices"

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
	r.Activities = int64(len(rows))
	log, err := cx.ActivityLogOf(rows, days, asOf)
	if err != nil {
		return nil, err
	}
	read.Rows, rows = nil, nil // the log has all that is asked
	paid := o.Amount != ""
	var askers [8]figure.Asker // of the sections, in the order in which the page says what is undefined
	for i := range askers {
		askers[i].Level = o.Level
	}
	var sections []func() error // the longest first
	if paid {
		sections = append(sections, func() error {
			r.Forecast = measureForecast(&askers[5], log, o)
			return nil
		}, func() error {
			r.Holdout = measureHoldout(&askers[6], &r.Head, log, days)
			return nil
		})
	}
	sections = append(sections, func() error {
		measureSpells(&askers[2], r, log, periods, o)
		return nil
	}, func() error {
		measureRepeat(&askers[0], r, log, paid)
		return nil
	}, func() error {
		measureCohorts(&askers[1], r, log, o)
		return nil
	}, func() error {
		measureEngagement(&askers[3], r, log, o.Stickiness)
		return nil
	})
	if err := figure.All(sections...); err != nil {
		return nil, err
	}
	if paid {
		r.Forecast.addFirst(r.firstMargin(o))
		r.Cost = value.MeasureCost(&askers[4], &r.Head, costs, &o.Value, wonIn(r.byCalendar, periods))
		r.Value = measureValue(&askers[4], r.byCalendar, len(periods), r.Cost, o.Value.MarginOf())
		r.judgeCost(&askers[7])
	}
	for _, a := range askers {
		r.Undefined, err = append(r.Undefined, a.Gaps...), cmp.Or(err, a.Err)
	}
	return r, err
}

// measureSpells measures how customers leave.
func measureSpells(a *figure.Asker, r *activityReport, log cx.ActivityLog, periods []cx.Period, o *Flags) {
	spells := figure.Ask[cx.Spells](a, "")(log.Spells(o.Window))
	if spells == nil {
		return
	}
	r.Churn = value.MeasureChurn(a, *spells, r.Every, periods, o.Churn)
	lifespans, err := spells.Lifespans(cx.OnLastActivity)
	a.Has("", err)
	r.Survival = value.MeasureSurvival(a, lifespans)
}

// known returns the activities before as_of, for which it takes the room of all, and sets the days
// of the report.
func (r *activityReport) known(rows []cx.Activity, days cx.Calendar) ([]cx.Activity, error) {
	if r.AsOf != (cx.Date{}) {
		asOf, err := days.StartOf(r.AsOf)
		if err != nil {
			return nil, err
		}
		all := len(rows)
		rows = slices.DeleteFunc(rows, func(row cx.Activity) bool { return !row.At.Before(asOf) })
		r.Later = int64(all - len(rows))
	}
	if len(rows) == 0 {
		return nil, nil
	}
	earliest, latest := rows[0].At, rows[0].At
	for i := range rows {
		if at := rows[i].At; at.Before(earliest) {
			earliest = at
		} else if at.After(latest) {
			latest = at
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
func measureRepeat(a *figure.Asker, r *activityReport, log cx.ActivityLog, paid bool) {
	tally := figure.Ask[cx.Repeat](a, "")(log.Repeat())
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
		s.Spend = figure.Ask[cx.RepeatSpend](a, "repeat.spend")(log.RepeatSpend(a.Level))
	}
	for _, n := range repeatDays {
		if p := figure.Ask[cx.Proportion](a, "")(log.RepeatWithin(n)); p != nil {
			s.Within = append(s.Within, repeatWithin{n, a.Rate("", *p)})
		}
	}
	r.Repeat = s
}

// measureCohorts measures the cohort triangle. What customers have brought is by the calendar.
func measureCohorts(a *figure.Asker, r *activityReport, log cx.ActivityLog, o *Flags) {
	if a.Err = o.CheckElapsed(&r.Head); a.Err != nil {
		return
	}
	r.Section.Measure(a, 1)(log.Cohorts(o.Rule(o.Calendar)))
	if r.byCalendar = r.Cohorts; o.Elapsed != "" && o.Amount != "" {
		r.byCalendar = figure.Ask[cx.Cohorts](a, "")(log.Cohorts(cx.CohortRule{Calendar: o.Calendar}))
	}
}

// firstMargin is the margin of the first order of a customer.
func (r *activityReport) firstMargin(o *Flags) figure.Exact {
	if r.Repeat == nil || r.Customers == 0 {
		return nil
	}
	sum := r.Repeat.Tally.FirstRevenue.Mul(o.Value.MarginOf())
	return sum.DivRound(decimal.NewFromInt(r.Customers), cx.Places)
}

// judgeCost compares what it costs to win a customer with what one is worth.
func (r *activityReport) judgeCost(a *figure.Asker) {
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
