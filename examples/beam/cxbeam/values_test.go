package cxbeam_test

import (
	"strconv"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/shopspring/decimal"
)

// rows is of how many rows each value is.
const rows = 60

var (
	start   = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	asOf    = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	scale   = cx.SatisfactionScale(5)
	january = cx.Period{Start: day(1, 1), End: day(2, 1)}
)

func day(month, day int) cx.Date { return cx.Date{Year: 2026, Month: time.Month(month), Day: day} }

// must is for values that are made of the test's own rows.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// each makes n rows.
func each[T any](n int, row func(i int) T) []T {
	made := make([]T, n)
	for i := range made {
		made[i] = row(i)
	}
	return made
}

// added is a tally to which rows are added one by one.
func added[T any](empty T, add func(t *T, i int) error) T {
	for i := range rows {
		if err := add(&empty, i); err != nil {
			panic(err)
		}
	}
	return empty
}

func customer(i int) string       { return "c" + strconv.Itoa(i%20) }
func at(i int) time.Time          { return start.Add(time.Duration(i) * 29 * time.Hour) }
func money(i int) decimal.Decimal { return decimal.New(int64(i)*977+1, -int32(i%4)) }
func name(i int) string           { return []string{"visit", "signup", "purchase"}[i%3] }
func wait(i int) time.Duration    { return time.Duration(i*i+1) * 31 * time.Second }
func chosen(i int) []string       { return []string{"price", "speed", "care"}[i%3 : i%3+1] }
func response(i int) cx.Response  { return cx.Response{Customer: customer(i), At: at(i), Score: i % 11} }
func activity(i int) cx.Activity {
	return cx.Activity{Customer: customer(i), At: at(i), Amount: money(i)}
}
func event(i int) cx.Event {
	return cx.Event{Customer: customer(i), At: at(i / 20), Name: name(i / 20)}
}
func lifespan(i int) cx.Lifespan {
	return cx.Lifespan{Exit: float64(i + 1), Churned: i%3 == 0, Other: i%3 == 1}
}
func themed(i int) cx.Response { return cx.Response{Score: 1 + i%5, Themes: chosen(i)} }
func subscribed(i int) []cx.Subscription {
	return each(20, func(j int) cx.Subscription {
		return cx.Subscription{Customer: strconv.Itoa(j + 5*i), Amount: money(j * (i + 1))}
	})
}

// ticket is replied to, and of each three two are resolved.
func ticket(i int) cx.Ticket {
	t := cx.Ticket{Customer: customer(i), Opened: at(i), FirstReply: at(i).Add(wait(i)), FirstContact: i%3 == 1, Replies: 1 + int64(i%2), Escalated: i%5 == 0, Transfers: int64(i % 3)}
	if i%3 > 0 {
		t.Resolved = t.FirstReply.Add(wait(i))
	}
	return t
}

func invitation(i int) cx.Invitation {
	v := cx.Invitation{Customer: customer(i), At: at(i)}
	if i%2 == 0 {
		v.Opened, v.Started, v.Completed, v.Answered = v.At.Add(wait(i)), v.At.Add(wait(i)), v.At.Add(2*wait(i)), 5
	}
	return v
}

// full is a value of each type with a Merge, made of rows, by the name of the type.
func full() map[string]any {
	activities, events, tickets := each(rows, activity), each(rows, event), each(rows, ticket)
	lifespans, responses := each(rows, lifespan), each(rows, response)
	caseRule := cx.CaseRule{Scale: cx.RecommendScale(11), Contact: time.Hour, Close: 48 * time.Hour}
	cases := must(cx.CasesOf(responses, caseRule, asOf))
	for i := range cases {
		cases[i].Contacted = cases[i].At.Add(wait(i))
		cases[i].Closed = cases[i].Contacted.Add(wait(i))
	}
	landmarks := must(cx.LandmarksOf(responses, func(r *cx.Response) string { return strconv.Itoa(r.Score % 3) }, nil, cx.Period{Start: day(1, 1), End: day(6, 1)}, cx.Calendar{}))
	question := cx.Question{Name: "cause", Kind: cx.QuestionChoice, Options: []string{"price", "speed", "care"}}
	amounts := must(cx.AmountsOf(each(rows, money)))
	weights := each(rows, func(i int) decimal.Decimal { return decimal.New(int64(i+1), -2) })
	stars := each(rows, func(i int) int { return 1 + i%5 })
	outage := cx.TimeSpan{From: at(1), To: at(1).Add(wait(40))}
	return map[string]any{
		"Acquisition": added(cx.Acquisition{}, func(a *cx.Acquisition, i int) error {
			if err := a.AddCustomer(i%2 == 0); err != nil {
				return err
			}
			return a.AddSpend(money(i), i%2 == 0)
		}),
		"Amounts":        amounts,
		"Apdex":          added(cx.Apdex{Target: time.Minute}, func(a *cx.Apdex, i int) error { return a.Add(wait(i)) }),
		"Attainment":     must(cx.SLAOf(tickets, cx.SLARule{Target: 2 * time.Hour, AsOf: asOf})),
		"Backlog":        must(cx.BacklogTrend(tickets, cx.Calendar{}, cx.Period{}))[20].Tally,
		"Basket":         added(cx.Basket{}, func(b *cx.Basket, i int) error { return b.Add(int64(1+i%7), money(i)) }),
		"CES":            must(cx.CESOf(stars, cx.EaseScale(5))),
		"CSAT":           must(cx.CSATOf(stars, scale)),
		"Choices":        must(cx.ChoicesOf(each(rows, func(i int) cx.Selection { return cx.Selection{Question: "cause", Chosen: chosen(i)} }), question)),
		"Churn":          added(cx.Churn{}, func(c *cx.Churn, i int) error { return c.Add(january, day(1, 1+i%20), day(1+i%3, 25)) }),
		"ClosedLoop":     must(cx.ClosedLoopOf(cases, caseRule, asOf)),
		"Clustered":      must(cx.ClusteredOf(must(cx.GroupBy(responses, func(r *cx.Response) string { return r.Customer }, cx.NPS{})))),
		"Cohorts":        must(cx.CohortsOf(activities, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Week}}, asOf)),
		"CompetingRisks": must(cx.CompetingRisksOf(lifespans)),
		"CrossTab":       must(cx.CrossTabOf(responses, func(r *cx.Response) string { return r.Customer }, func(r *cx.Response) string { return strconv.Itoa(r.Score) })),
		"Dispositions":   must(must(cx.FieldworkOf(each(rows, invitation), 14*24*time.Hour, asOf)).Dispositions()),
		"Drivers": added(cx.Drivers{Outcome: cx.RecommendScale(11), Questions: []cx.Question{
			{Name: "speed", Kind: cx.QuestionRating, Scale: scale}, {Name: "care", Kind: cx.QuestionRating, Scale: scale},
		}}, func(d *cx.Drivers, i int) error { return d.Add(strconv.Itoa(i), i%11, []int{1 + i%5, 1 + i/5%5}) }),
		"Durations":  must(cx.DurationsOf(each(rows, wait), time.Minute, time.Hour)),
		"Engagement": must(cx.EngagementOf(activities, cx.Calendar{}, january, asOf)),
		"Fieldwork":  must(cx.FieldworkOf(each(rows, invitation), 14*24*time.Hour, asOf)),
		"Funnel":     must(cx.FunnelOf(events, cx.FunnelRule{Steps: []string{"visit", "signup", "purchase"}}, asOf)),
		"HoursOfDay": must(cx.HoursOfDayOf(activities, func(a *cx.Activity) time.Time { return a.At }, cx.Calendar{}, cx.Period{})),
		"Incidence":  added(cx.Incidence{}, func(n *cx.Incidence, i int) error { return n.Add(int64(i % 4)) }),
		"Lifecycle":  must(cx.LifecycleTrend(activities, cx.Calendar{Grain: cx.Week}, cx.Period{}, asOf))[3].Tally,
		"Linkage":    must(cx.LinkageOf(landmarks.Rows, activities, events, cx.LinkageRule{Horizon: 60 * 24 * time.Hour, Outcomes: []string{"signup"}, Exits: []string{"purchase"}}, asOf)),
		"Loyalty":    loyalty(),
		"Movements":  must(cx.MovementsOf(subscribed(0), subscribed(1), []string{"22", "23"})),
		"NPS":        must(cx.NPSOf(each(rows, func(i int) int { return i % 11 }))),
		"Paths":      must(cx.PathsOf(events, 3, asOf)),
		"PeakEnd":    must(cx.PeakEndOf(responses, func(*cx.Response) cx.Scale { return cx.RecommendScale(11) }, decimal.New(50, 0))),
		"Phrases":    must(cx.PhrasesOf([]string{"quick and kind", "slow", "kind and slow"}, func(s *string) string { return *s }, cx.PhraseRule{Longest: 2})),
		"Promises": must(cx.PromisesOf(each(rows, func(i int) cx.Promise {
			return cx.Promise{From: at(i), To: at(i + 1), Kept: at(i).Add(time.Duration(i-10) * time.Hour)}
		}), asOf)),
		"Promotion":       cx.Promotion{During: amounts, Baseline: amounts, ControlDuring: amounts, ControlBaseline: amounts},
		"Proportion":      added(cx.Proportion{}, func(p *cx.Proportion, i int) error { return p.Add(i%3 == 0) }),
		"Ratings":         must(cx.RatingsOf(stars, scale)),
		"Recommendations": added(cx.Recommendations{}, func(r *cx.Recommendations, i int) error { return r.Add(i%11, i%2 == 0) }),
		"Referrals": must(cx.ReferralsOf([]cx.Referral{{Referrer: "c1", Referee: "c2", At: at(0)}, {Referrer: "c1", Referee: "c9", At: at(0)}},
			[]string{"c1", "c2", "c3"}, []string{"c2", "c9"}, activities)),
		"Repeat":    must(cx.RepeatOf(activities, cx.Calendar{}, asOf)),
		"Retention": must(cx.RetentionOf([]string{"a", "b", "c"}, []string{"b", "c", "d"})),
		"Sentiment": added(cx.Sentiment{}, func(s *cx.Sentiment, i int) error {
			return s.Add([]cx.SentimentLabel{cx.SentimentPositive, cx.SentimentNegative}[i%2])
		}),
		"Support":     must(cx.SupportOf(tickets, cx.SupportRule{Recontact: 7 * 24 * time.Hour, Limits: []time.Duration{time.Hour}, AsOf: asOf})),
		"Survival":    must(cx.SurvivalOf(lifespans)),
		"Themes":      must(cx.ThemesOf(each(rows, themed), cx.CSAT{Scale: scale})),
		"Transitions": must(cx.TransitionsOf(events, asOf)),
		"Trials": must(cx.TrialsOf(each(rows, func(i int) cx.Trial {
			return cx.Trial{Customer: customer(i), Start: at(i), End: at(i + 7), Converted: at(i + 3 + i%9), Uses: int64(i % 5)}
		}), cx.TrialRule{}, asOf)),
		"Uptime":          must(cx.UptimeOf([]cx.TimeSpan{outage}, nil, cx.TimeSpan{From: at(0), To: at(rows)})),
		"WeightedNPS":     must(cx.WeightedNPSOf(each(rows, func(i int) int { return i % 11 }), weights)),
		"WeightedRatings": added(cx.WeightedRatings{Scale: scale}, func(w *cx.WeightedRatings, i int) error { return w.Add(1+i%5, weights[i]) }),
	}
}

func loyalty() cx.Loyalty {
	points := func(month, n int) cx.Activity {
		return cx.Activity{Customer: "c1", At: time.Date(2026, time.Month(month), 2, 0, 0, 0, 0, time.UTC), Amount: decimal.New(int64(n), 0)}
	}
	return must(cx.LoyaltyOf([]string{"c1", "c2"}, cx.LoyaltyRows{
		Joined:   []cx.Activity{{Customer: "c1", At: start}},
		Earned:   []cx.Activity{points(2, 100), points(3, 50)},
		Redeemed: []cx.Activity{points(4, 30)},
		Expired:  []cx.Activity{points(5, 20)},
	}, 365, cx.Calendar{}, asOf))
}
