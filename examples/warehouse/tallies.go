package main

import (
	"context"
	"fmt"
	"time"

	"github.com/cxmetrics/cx"
)

// The scales of the questions.
var (
	scaleNPS  = cx.RecommendScale(11)
	scaleCSAT = cx.SatisfactionScale(5)
	scaleCES  = cx.EaseScale(7)
)

const level = 0.95

// asked is what the tallies are asked about.
type asked struct {
	zone  *time.Location
	asOf  time.Time
	month cx.Period // of churn, of what customers pay, and of active days
}

// tally is one that a database counts.
type tally struct {
	name   string // of the file of SQL, or what it makes of it
	pushed func(ctx context.Context, e engine, a asked) (any, error)
	looped func(t *tables, a asked) (any, error)
	figure func(tally any) (string, error) // what the program prints
}

// of makes a tally of functions that know its type.
func of[T any](name string, pushed func(context.Context, engine, asked) (T, error), looped func(*tables, asked) (T, error), figure func(T) (string, error)) tally {
	return tally{
		name:   name,
		pushed: func(ctx context.Context, e engine, a asked) (any, error) { return pushed(ctx, e, a) },
		looped: func(t *tables, a asked) (any, error) { return looped(t, a) },
		figure: func(tally any) (string, error) { return figure(tally.(T)) },
	}
}

// tallies are all, in the order of the page docs/sql.md.
func tallies() []tally {
	return []tally{
		of("nps", func(ctx context.Context, e engine, a asked) ([]cx.Group[string, []cx.Point[cx.NPS]], error) {
			return npsByWeek(ctx, e, a.zone)
		}, func(t *tables, a asked) ([]cx.Group[string, []cx.Point[cx.NPS]], error) { return t.loopNPS(a.zone) },
			figureTrends),
		of("nps_latest", func(ctx context.Context, e engine, a asked) ([]cx.Point[cx.NPS], error) {
			return npsOfLatest(ctx, e, a.zone)
		}, func(t *tables, a asked) ([]cx.Point[cx.NPS], error) { return t.loopLatest(a.zone) },
			figurePoints),
		of("clustered", func(ctx context.Context, e engine, _ asked) (cx.Clustered, error) { return npsClustered(ctx, e) },
			func(t *tables, _ asked) (cx.Clustered, error) { return t.loopClustered() },
			func(c cx.Clustered) (string, error) {
				score, err := c.Score()
				if err != nil {
					return "", err
				}
				interval, err := c.Interval(level)
				return fmt.Sprintf("NPS %s, %.1f to %.1f (%d customers)", score.StringFixed(1), interval.Low, interval.High, c.Clusters), err
			}),
		of("ratings", func(ctx context.Context, e engine, _ asked) ([]cx.Group[string, cx.Ratings], error) {
			return ratings(ctx, e, "nps", scaleNPS)
		}, func(t *tables, _ asked) ([]cx.Group[string, cx.Ratings], error) { return t.loopRatings() },
			figureGroups[cx.Ratings]),
		of("csat", func(ctx context.Context, e engine, _ asked) ([]cx.Group[string, cx.CSAT], error) {
			return csat(ctx, e, "csat", scaleCSAT)
		}, func(t *tables, _ asked) ([]cx.Group[string, cx.CSAT], error) { return t.loopCSAT() },
			figureGroups[cx.CSAT]),
		of("ces", func(ctx context.Context, e engine, _ asked) ([]cx.Group[string, cx.CES], error) {
			return ces(ctx, e, "ces", scaleCES)
		}, func(t *tables, _ asked) ([]cx.Group[string, cx.CES], error) { return t.loopCES() },
			figureGroups[cx.CES]),
		of("crosstab", func(ctx context.Context, e engine, _ asked) (cx.CrossTab, error) { return reasons(ctx, e) },
			func(t *tables, _ asked) (cx.CrossTab, error) { return t.loopReasons() },
			func(c cx.CrossTab) (string, error) {
				return fmt.Sprintf("%d detractors in %d segments by %d reasons", c.Total(), len(c.Rows), len(c.Columns)), nil
			}),
		of("choices", func(ctx context.Context, e engine, _ asked) (cx.Choices, error) { return choices(ctx, e, sampleChoice) },
			func(t *tables, _ asked) (cx.Choices, error) { return t.loopChoices(sampleChoice) },
			func(c cx.Choices) (string, error) {
				share, err := c.OfRespondents(sampleChoice[0])
				return fmt.Sprintf("%v chose %s", share, sampleChoice[0]), err
			}),
		of("proportion", func(ctx context.Context, e engine, _ asked) ([]cx.Group[string, cx.Proportion], error) {
			return onTime(ctx, e)
		},
			func(t *tables, _ asked) ([]cx.Group[string, cx.Proportion], error) { return t.loopOnTime() },
			figureGroups[cx.Proportion]),
		of("amounts", func(ctx context.Context, e engine, _ asked) ([]cx.Group[string, cx.Amounts], error) {
			return amounts(ctx, e)
		},
			func(t *tables, _ asked) ([]cx.Group[string, cx.Amounts], error) { return t.loopAmounts() },
			figureAmounts),
		of("basket", func(ctx context.Context, e engine, _ asked) ([]cx.Group[string, cx.Basket], error) {
			return baskets(ctx, e)
		},
			func(t *tables, _ asked) ([]cx.Group[string, cx.Basket], error) { return t.loopBaskets() },
			figureBaskets),
		of("hours_of_day", func(ctx context.Context, e engine, a asked) (cx.HoursOfDay, error) { return hoursOfDay(ctx, e, a.zone) },
			func(t *tables, a asked) (cx.HoursOfDay, error) { return t.loopHours(a.zone) },
			func(h cx.HoursOfDay) (string, error) {
				share, err := h.Share(12)
				return fmt.Sprintf("%v between 12 and 13", share), err
			}),
		of("cohorts", func(ctx context.Context, e engine, a asked) (cx.Cohorts, error) {
			return cohorts(ctx, e, a.zone, a.asOf)
		},
			func(t *tables, a asked) (cx.Cohorts, error) { return t.loopCohorts(a.zone, a.asOf) },
			func(c cx.Cohorts) (string, error) {
				second, err := c.Pooled(1)
				return fmt.Sprintf("%d cohorts; active in the month after the first: %v", len(c.Rows), second), err
			}),
		of("repeat", func(ctx context.Context, e engine, a asked) (cx.Repeat, error) { return repeat(ctx, e, a.zone, a.asOf) },
			func(t *tables, a asked) (cx.Repeat, error) { return t.loopRepeat(a.zone, a.asOf) },
			func(r cx.Repeat) (string, error) { return fmt.Sprintf("%v ordered again", r.Repeated()), nil }),
		of("lifecycle", func(ctx context.Context, e engine, a asked) ([]cx.Point[cx.Lifecycle], error) {
			return lifecycle(ctx, e, a.zone, a.asOf)
		}, func(t *tables, a asked) ([]cx.Point[cx.Lifecycle], error) { return t.loopLifecycle(a.zone, a.asOf) },
			figureLifecycle),
		of("engagement", func(ctx context.Context, e engine, a asked) (cx.Engagement, error) {
			return engagement(ctx, e, a.zone, a.month, a.asOf)
		}, func(t *tables, a asked) (cx.Engagement, error) { return t.loopEngagement(a.zone, a.month, a.asOf) },
			func(e cx.Engagement) (string, error) {
				days, err := e.DaysPerCustomer()
				return fmt.Sprintf("%d customers, active on %s days each", e.Customers, days.StringFixed(2)), err
			}),
		of("funnel", func(ctx context.Context, e engine, a asked) (cx.Funnel, error) {
			return funnel(ctx, e, sampleSteps, a.asOf)
		},
			func(t *tables, a asked) (cx.Funnel, error) { return t.loopFunnel(sampleSteps, a.asOf) },
			func(f cx.Funnel) (string, error) {
				converted, err := f.FromFirst(2)
				return fmt.Sprintf("%v converted", converted), err
			}),
		of("incidence", func(ctx context.Context, e engine, _ asked) ([]cx.Group[string, cx.Incidence], error) {
			return ticketsPerCustomer(ctx, e)
		}, func(t *tables, _ asked) ([]cx.Group[string, cx.Incidence], error) { return t.loopTickets() },
			figureGroups[cx.Incidence]),
		of("churn", func(ctx context.Context, e engine, a asked) ([]cx.Group[string, cx.Churn], error) {
			return churn(ctx, e, a.month)
		},
			func(t *tables, a asked) ([]cx.Group[string, cx.Churn], error) { return t.loopChurn(a.month) },
			figureGroups[cx.Churn]),
		of("lifespans", func(ctx context.Context, e engine, a asked) (cx.Survival, error) {
			return survival(ctx, e, sampleDate(a.asOf))
		},
			func(t *tables, a asked) (cx.Survival, error) { return t.loopSurvival(sampleDate(a.asOf)) },
			func(s cx.Survival) (string, error) {
				stay, err := s.At(90)
				return fmt.Sprintf("%.1f %% stay longer than 90 days", 100*stay), err
			}),
		of("movements", func(ctx context.Context, e engine, a asked) (cx.Movements, error) {
			return movements(ctx, e, a.month.Start, a.month.End)
		}, func(t *tables, a asked) (cx.Movements, error) { return t.loopMovements(a.month.Start, a.month.End) },
			func(m cx.Movements) (string, error) {
				nrr, err := m.NRR()
				return fmt.Sprintf("NRR %s of %s, from %d customers to %d", nrr.StringFixed(4), m.Start.StringFixed(2), m.StartCustomers, m.EndCustomers), err
			}),
	}
}
