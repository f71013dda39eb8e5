package reference

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// cohortInput is rows, and the rule by which they make cohorts.
type cohortInput struct {
	activityInput
	Starts         []activityRow `json:"starts"`
	ElapsedSeconds int64         `json:"elapsed_seconds"`
	ElapsedMonths  int           `json:"elapsed_months"`
	Brackets       []int         `json:"brackets"`
	Unbounded      bool          `json:"unbounded"`
	Recurring      bool          `json:"recurring"`
}

// rule returns the rule of the input.
func (in cohortInput) rule() (cx.CohortRule, error) {
	c, err := in.calendar()
	return cx.CohortRule{
		Calendar: c, Elapsed: time.Duration(in.ElapsedSeconds) * time.Second, ElapsedMonths: in.ElapsedMonths,
		Brackets: in.Brackets, Unbounded: in.Unbounded, Recurring: in.Recurring,
	}, err
}

// cohortFigures makes figures of a triangle, without the cohorts that have no customers.
func cohortFigures(c cx.Cohorts, err error) (figs, error) {
	cohorts := []any{}
	for _, row := range c.Rows {
		if row.Size > 0 {
			cohorts = append(cohorts, figs{"start": row.Period.Start.String(), "size": row.Size, "active": list(row.Active), "eligible": list(row.Eligible)})
		}
	}
	return figs{"cohorts": cohorts}, err
}

var _ = addVectors(map[string]vectorCall{
	"cohort.triangle": vector(func(in cohortInput) (figs, error) {
		rule, err := in.rule()
		if err != nil {
			return nil, err
		}
		return cohortFigures(cx.CohortsOf(vectorActivities(in.Rows), rule, in.AsOf))
	}),
	"cohort.from": vector(func(in cohortInput) (figs, error) {
		rule, err := in.rule()
		if err != nil {
			return nil, err
		}
		return cohortFigures(cx.CohortsFrom(vectorActivities(in.Starts), vectorActivities(in.Rows), rule, in.AsOf))
	}),
	"cohort.means": vector(func(in struct {
		Cohorts []struct {
			Active   int64 `json:"active"`
			Eligible int64 `json:"eligible"`
		} `json:"cohorts"`
		K int `json:"k"`
	}) (figs, error) {
		var c cx.Cohorts
		for _, row := range in.Cohorts {
			c.Rows = append(c.Rows, cx.Cohort{Size: row.Eligible, Active: []int64{row.Active}, Eligible: []int64{row.Eligible}})
		}
		pooled, err := c.Pooled(in.K)
		if err != nil {
			return nil, err
		}
		return figs{"pooled": rateOrNull(pooled), "simple": orNull(c.SimpleMean(in.K))}, nil
	}),
	"spells.of_activities": activities(func(in activityInput, c cx.Calendar) (figs, error) {
		s, err := cx.SpellsOf(vectorActivities(in.Rows), in.WindowDays, c, in.AsOf)
		return figs{"spells": spellFigures(s)}, err
	}),
	"spells.lifespans": activities(func(in activityInput, c cx.Calendar) (figs, error) {
		s, err := cx.SpellsOf(vectorActivities(in.Rows), in.WindowDays, c, in.AsOf)
		if err != nil {
			return nil, err
		}
		stays, err := stayFigures(s, in.Date)
		return figs{"stays": stays}, err
	}),
	"spells.of_subscriptions": vector(func(in struct {
		Periods   []cx.SubscriptionPeriod `json:"periods"`
		GraceDays int                     `json:"grace_days"`
		AsOf      cx.Date                 `json:"as_of"`
	}) (figs, error) {
		s, err := cx.SubscriptionSpells(in.Periods, in.GraceDays, in.AsOf)
		if err != nil {
			return nil, err
		}
		stays, err := stayFigures(s, cx.OnLastActivity)
		return figs{"spells": spellFigures(s), "stays": stays}, err
	}),
	"spells.churn": activities(func(in activityInput, c cx.Calendar) (figs, error) {
		s, err := cx.SpellsOf(vectorActivities(in.Rows), in.WindowDays, c, in.AsOf)
		if err != nil {
			return nil, err
		}
		n, err := s.Churn(in.span(), in.Date)
		if err != nil {
			return nil, err
		}
		back, err := s.Reactivations(in.span())
		return figs{"start": n.Start, "acquired": n.Acquired, "lost": n.Lost, "acquired_lost": n.AcquiredLost, "returned": n.Returned, "reactivations": back}, err
	}),
	"lifecycle.trend": activities(func(in activityInput, c cx.Calendar) (figs, error) {
		points, err := cx.LifecycleTrend(vectorActivities(in.Rows), c, cx.Period{}, in.AsOf)
		periods := []any{}
		for _, p := range points {
			t := p.Tally
			periods = append(periods, figs{
				"start": p.Period.Start.String(), "new": t.New, "returning": t.Returning, "resurrected": t.Resurrected, "dormant": t.Dormant,
				"quick_ratio": orNull(t.QuickRatio()),
			})
		}
		return figs{"periods": periods}, err
	}),
	"rfm.classes": vector(func(in struct {
		activityInput
		Parts     int               `json:"parts"`
		Recency   []int64           `json:"recency"`
		Frequency []int64           `json:"frequency"`
		Spend     []decimal.Decimal `json:"spend"`
	}) (figs, error) {
		c, err := in.calendar()
		if err != nil {
			return nil, err
		}
		rule := cx.RFMRule{Parts: in.Parts, Recency: in.Recency, Frequency: in.Frequency, Spend: in.Spend, Calendar: c}
		rows, err := cx.RFMOf(vectorActivities(in.Rows), rule, in.AsOf)
		customers := []any{}
		for _, r := range rows {
			customers = append(customers, figs{
				"customer": r.Customer, "days_since": r.DaysSince, "orders": r.Orders, "amount": r.Amount,
				"recency": r.Recency, "frequency": r.Frequency, "spend": r.Spend,
			})
		}
		return figs{"customers": customers}, err
	}),
})

func spellFigures(s cx.Spells) []any {
	spells := []any{}
	for _, row := range s.Rows {
		spells = append(spells, figs{
			"customer": row.Customer, "first": row.First.String(), "last": row.Last.String(),
			"recognized": dateOrNull(row.Recognized), "reactivation": row.Reactivation,
		})
	}
	return spells
}

func stayFigures(s cx.Spells, date cx.ChurnDate) ([]any, error) {
	lifespans, err := s.Lifespans(date)
	stays := []any{}
	for _, l := range lifespans {
		stays = append(stays, figs{"days": int64(l.Exit), "churned": l.Churned})
	}
	return stays, err
}
