package main

import (
	"slices"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// The functions of this file are what the database saves: they take the rows, and loop.

// scored returns the answers to a question with a score on the scale.
func (t *tables) scored(question string, scale cx.Scale) []cx.Response {
	var rows []cx.Response
	for i := range t.Answers {
		a := &t.Answers[i]
		if a.Question == question && a.Score.Valid && a.Score.V >= int64(scale.Min) && a.Score.V <= int64(scale.Max) {
			rows = append(rows, cx.Response{Customer: a.Customer, At: a.At, Segment: segmentOf(a.Segment), Score: int(a.Score.V)})
		}
	}
	return rows
}

func (t *tables) loopNPS(zone *time.Location) ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
	rows := t.scored("nps", scaleNPS)
	return cx.GroupTrend(rows, bySegment, cx.Calendar{Grain: cx.Week, Location: zone}, cx.Period{}, cx.NPS{})
}

func bySegment(r *cx.Response) string { return r.Segment }

func (t *tables) loopLatest(zone *time.Location) ([]cx.Point[cx.NPS], error) {
	months := cx.Calendar{Grain: cx.Month, Location: zone}
	rows, _, err := cx.Deduplicate(t.scored("nps", scaleNPS), cx.KeepLatestPerPeriod, months)
	if err != nil {
		return nil, err
	}
	return cx.Trend(rows, months, cx.Period{}, cx.NPS{})
}

func (t *tables) loopClustered() (cx.Clustered, error) {
	rows := slices.DeleteFunc(t.scored("nps", scaleNPS), func(r cx.Response) bool { return r.Customer == "" })
	customers, err := cx.GroupBy(rows, func(r *cx.Response) string { return r.Customer }, cx.NPS{})
	if err != nil {
		return cx.Clustered{}, err
	}
	return cx.ClusteredOf(customers)
}

func (t *tables) loopRatings() ([]cx.Group[string, cx.Ratings], error) {
	return cx.GroupBy(t.scored("nps", scaleNPS), bySegment, cx.Ratings{Scale: scaleNPS})
}

func (t *tables) loopCSAT() ([]cx.Group[string, cx.CSAT], error) {
	return cx.GroupBy(t.scored("csat", scaleCSAT), bySegment, cx.CSAT{Scale: scaleCSAT})
}

func (t *tables) loopCES() ([]cx.Group[string, cx.CES], error) {
	return cx.GroupBy(t.scored("ces", scaleCES), bySegment, cx.CES{Scale: scaleCES})
}

func (t *tables) loopReasons() (cx.CrossTab, error) {
	rows := slices.DeleteFunc(slices.Clone(t.Answers), func(a answer) bool {
		return a.Question != "nps" || !a.Score.Valid || a.Score.V < 0 || a.Score.V > 6
	})
	return cx.CrossTabOf(rows,
		func(a *answer) string { return segmentOf(a.Segment) },
		func(a *answer) string { return or(a.Reason, "") })
}

func (t *tables) loopChoices(options []string) (cx.Choices, error) {
	c := cx.Choices{Options: options}
	chosen := make(map[string][]string)
	for _, s := range t.Selections {
		if s.Option.Valid {
			chosen[s.Respondent] = append(chosen[s.Respondent], s.Option.V)
		} else if chosen[s.Respondent] == nil {
			chosen[s.Respondent] = []string{}
		}
	}
	for _, codes := range chosen {
		slices.Sort(codes)
		codes = slices.Compact(codes)
		other := slices.Contains(codes, "other")
		if err := c.Add(slices.DeleteFunc(codes, func(code string) bool { return code == "other" }), other); err != nil {
			return cx.Choices{}, err
		}
	}
	return c, nil
}

// groupOrders tallies the orders that count, by segment.
func groupOrders[T any](t *tables, counts func(*order) bool, add func(*T, *order) error) ([]cx.Group[string, T], error) {
	rows := slices.DeleteFunc(slices.Clone(t.Orders), func(o order) bool { return !counts(&o) })
	var empty T
	return cx.GroupFunc(rows, func(o *order) string { return segmentOf(o.Segment) }, add, empty)
}

func (t *tables) loopOnTime() ([]cx.Group[string, cx.Proportion], error) {
	return groupOrders(t,
		func(o *order) bool { return o.Promised.Valid && o.Delivered.Valid },
		func(p *cx.Proportion, o *order) error { return p.Add(o.Delivered.V.Compare(o.Promised.V) <= 0) })
}

func (t *tables) loopAmounts() ([]cx.Group[string, cx.Amounts], error) {
	return groupOrders(t,
		func(o *order) bool { return o.Cents.Valid },
		func(a *cx.Amounts, o *order) error { return a.Add(o.amount()) })
}

func (t *tables) loopBaskets() ([]cx.Group[string, cx.Basket], error) {
	return groupOrders(t,
		func(o *order) bool { return o.Items.V >= 1 && o.Cents.Valid && o.Cents.V >= 0 },
		func(b *cx.Basket, o *order) error { return b.Add(o.Items.V, o.amount()) })
}

func (t *tables) loopHours(zone *time.Location) (cx.HoursOfDay, error) {
	return cx.HoursOfDayOf(t.Orders, func(o *order) time.Time { return o.At }, cx.Calendar{Location: zone}, cx.Period{})
}

func (t *tables) activities() []cx.Activity {
	rows := make([]cx.Activity, len(t.Orders))
	for i := range t.Orders {
		o := &t.Orders[i]
		rows[i] = cx.Activity{Customer: o.Customer, At: o.At, Amount: o.amount()}
	}
	return rows
}

func (t *tables) loopCohorts(zone *time.Location, asOf time.Time) (cx.Cohorts, error) {
	return cx.CohortsOf(t.activities(), cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month, Location: zone}}, asOf)
}

func (t *tables) loopRepeat(zone *time.Location, asOf time.Time) (cx.Repeat, error) {
	return cx.RepeatOf(t.activities(), cx.Calendar{Location: zone}, asOf)
}

func (t *tables) loopLifecycle(zone *time.Location, asOf time.Time) ([]cx.Point[cx.Lifecycle], error) {
	return cx.LifecycleTrend(t.activities(), cx.Calendar{Grain: cx.Month, Location: zone}, cx.Period{}, asOf)
}

func (t *tables) loopTickets() ([]cx.Group[string, cx.Incidence], error) {
	tickets := make(map[string]int64)
	for _, ticket := range t.Tickets {
		tickets[ticket.Customer]++
	}
	return cx.GroupFunc(t.Customers, func(c *customer) string { return segmentOf(c.Segment) },
		func(i *cx.Incidence, c *customer) error { return i.Add(tickets[c.Name]) }, cx.Incidence{})
}

func (t *tables) loopChurn(period cx.Period) ([]cx.Group[string, cx.Churn], error) {
	there := slices.DeleteFunc(slices.Clone(t.Customers), func(c customer) bool {
		return c.SignedUp.Compare(period.End) >= 0 || c.Canceled.Valid && c.Canceled.V.Compare(period.Start) < 0
	})
	return cx.GroupFunc(there, func(c *customer) string { return segmentOf(c.Segment) },
		func(churn *cx.Churn, c *customer) error { return churn.Add(period, c.SignedUp, c.Canceled.V) }, cx.Churn{})
}

func (t *tables) loopSurvival(asOf cx.Date) (cx.Survival, error) {
	lifespans, err := cx.LifespansOf(t.Customers, func(c *customer) (start, end cx.Date) { return c.SignedUp, c.Canceled.V }, asOf)
	if err != nil || len(lifespans) == 0 {
		return cx.Survival{}, err
	}
	return cx.SurvivalOf(lifespans)
}

func (t *tables) loopMovements(from, to cx.Date) (cx.Movements, error) {
	return cx.MovementsBetween(t.Subscriptions, from, to)
}

func (t *tables) loopEngagement(zone *time.Location, span cx.Period, asOf time.Time) (cx.Engagement, error) {
	rows := make([]cx.Activity, len(t.Events))
	for i, v := range t.Events {
		rows[i] = cx.Activity{Customer: v.Customer, At: v.At, Amount: decimal.Decimal{}}
	}
	return cx.EngagementOf(rows, cx.Calendar{Location: zone}, span, asOf)
}

func (t *tables) loopFunnel(steps [3]string, asOf time.Time) (cx.Funnel, error) {
	rows := make([]cx.Event, len(t.Events))
	for i, v := range t.Events {
		rows[i] = cx.Event{Customer: v.Customer, Name: v.Name, At: v.At}
	}
	return cx.FunnelOf(rows, cx.FunnelRule{Steps: steps[:]}, asOf)
}
