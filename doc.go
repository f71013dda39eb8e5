// Package cx measures customer experience from what the host hands in: the answers of
// customers to surveys, what they did and when, and what they pay. It does no input or
// output, reads no clock, keeps no state and starts nothing: values go in, exact
// figures come out.
//
//	n, err := cx.NPSOf([]int{10, 9, 8, 7, 3})
//	score, err := n.Score()           // 20
//	interval, err := n.Interval(0.95) // -44.5..69.7 points
//
// This page is a map. What to call finds the function for a figure; the headings after
// it are the rules that hold for all of them; from Surveys on come the definitions and
// their sources, a heading a family. Each function and type has an Example that runs as a
// test: go doc shows none, pkg.go.dev and the files example_*_test.go do.
//
// NPS, Net Promoter and Net Promoter Score are registered marks of Bain & Company,
// NICE Systems and Fred Reichheld.
//
// # Values
//
// The type of a metric is its exact tally: [NPS] holds the numbers of promoters,
// passives and detractors, [CSAT] and [CES] hold a histogram, [Proportion] a count
// and a total. A tally is at once the accumulator (Add, Merge), the result (Score,
// Interval, Difference) and, as JSON, what travels between machines and rests in a
// database. Its fields are exported, so that ready counts go straight in:
//
//	cx.NPS{Promoters: 462, Passives: 176, Detractors: 362}.Score() // 10
//
// The zero value of a tally is no data. The zero NPS, Proportion, WeightedNPS and
// Recommendations are ready for Add; [Ratings], [CSAT] and [CES] need a [Scale] first:
// what the ratings are, which way is better, and which of them make a customer satisfied.
//
// Three words have one meaning throughout. A Score is the headline figure in the
// unit that its comment states: NPS in points from -100 to 100, CSAT in percent from
// 0 to 100, CES as a mean on its scale. A Rate is a fraction, 0.9 and not 90; the
// comment says where it can exceed 1, or is per time. A level, as of confidence, is a
// fraction: 0.95. Top, satisfied and easy always mean the better end of a scale,
// whatever the direction of its numbers. Intervals and differences are in the unit of
// the figure they surround.
//
// A Value is exact arithmetic on what the host hands in. What a model or a curve makes
// of the future is an estimate, and its name starts with Expected. A model is a value,
// too, with its parameters and the [Fit] that found them. A fit needs no tuning: it
// reached the maximum of the likelihood or is an error that says why there is none. The
// intervals of forecasts cover the error of the parameters, not how far a customer may stray.
//
// Methods that change a tally have pointer receivers and return an error; on error
// the tally is as it was. Queries have value receivers, change nothing, and may run
// in many goroutines. Results have exported fields only, sorted slices and no maps,
// and compare with go-cmp without options; an empty result is nil. A [Durations] shares
// its buckets with its copies: Merge it into the zero value for a copy of its own.
//
// # What to call
//
// One line for each figure: its names, then the call. Search this page for the word you
// have, without regard to case: go doc -all github.com/cxmetrics/cx | grep -i attrition.
// docs/which-number.md has what to beware of, and which products print a figure so.
//
// Surveys:
//   - NPS, net promoter score, eNPS, promoters, detractors: [NPSOf], points.
//   - NPS on 1-5 stars or another scale than 0-10: [NPSOn] a [Scale], points.
//   - CSAT, customer satisfaction score, top-2-box: [CSATOf], percent.
//   - percent satisfied, happy customers, thumbs up: [CSAT.Satisfied], fraction.
//   - DSAT, dissatisfied, unhappy customers, thumbs down: [CSAT.Dissatisfied].
//   - CES, customer effort score, ease: [CESOf], mean of the scale.
//   - percent who found it easy, CES as a percentage: [CES.Easy], fraction.
//   - net easy, easy less difficult: [CES.NetEase], percentage points.
//   - Likert, star ratings, smileys, emoji, any rating question: [RatingsOf].
//   - histogram: [RatingsOf], its Counts.
//   - average rating, mean score: [Ratings.Mean]; index 0-100: [Ratings.Rescaled].
//   - standard deviation, spread of the answers: [Ratings.StandardDeviation].
//   - top box: [Ratings.TopBox]; bottom box: [Ratings.BottomBox], fractions.
//   - net box, net sentiment, top less bottom: [Ratings.NetBox], points.
//   - margin of error, error bars, ±, confidence interval: [NPS.Interval].
//   - uncertainty, how sure, survey error: [NPS.Interval], its two limits.
//   - margin of error of a percentage or rate: [Proportion.Interval].
//   - margin of error of a CSAT: [CSAT.Interval]; of a mean: [Ratings.MeanInterval].
//   - sample size, how many people to ask: [NPSSampleSize], answers.
//   - power, sample size for a difference: [NPSSampleSizeForDifference].
//   - statistical significance, A/B test, t-test, p value: [NPS.Difference].
//   - z-test, chi-square of two percentages: [Proportion.Difference], P.
//   - compare many segments, leaderboard, best and worst: [RankGroups].
//   - same people before and after, paired: [DifferencePaired].
//   - against a target or an industry benchmark: [NPS.DifferenceFrom].
//   - weighting, weighted by revenue, B2B account NPS: [WeightedNPSOf], points.
//   - by segment, breakdown, by plan, by country: [GroupBy].
//   - by month, per week, over time, time series: [Trend]; of segments [GroupTrend].
//   - by agent, by channel, of any rows and any tally: [GroupFunc], [TrendFunc].
//   - moving or rolling average, last 30 days, trailing: [Rolling], pooled.
//   - why did the score change, mix effect, composition: [ScoreChangeOf], points.
//   - same person twice, duplicates, latest answer only: [Deduplicate].
//   - small teams, anonymity, privacy, minimum group size: [SuppressSmall].
//   - did they really recommend us, said against done: [Recommendations].
//   - what they will remember, peak-end rule: [PeakEndOf], 0..100.
//   - key drivers, importance, what matters most: [RankCorrelationOf] of each.
//   - themes, topics, comments, verbatim: [GroupFunc] over Response.Themes.
//   - response rate, completion rate of a survey: [Proportion], by hand.
//   - percentages that add up to 100: [RoundedShares]; exact: [Shares].
//   - multiple testing, Bonferroni, false discovery: [Holm], [BenjaminiHochberg].
//   - time zone, fiscal weeks, week starts on Sunday: [Calendar].
//
// Who stays:
//   - retention rate, stick rate, kept customers: [RetentionOf], fraction.
//   - churn rate, attrition, lost customers, cancellations: [Churn.Rate].
//   - defection, subscriber churn, customer turnover: [Churn.Rate], fraction.
//   - churn as another product prints it: [Churn.RateBy] a [ChurnFormula].
//   - logo churn, account churn of subscriptions: [Movements.LogoChurn].
//   - logo retention: 1 less [Movements.LogoChurn], fraction.
//   - inactive, lapsed, dormant, churn by silence: [SpellsOf] and a window.
//   - churn by month, churn over time: [Spells.Trend], of one month [Spells.Churn].
//   - monthly to yearly churn, annualized: [CompoundChurn], fraction.
//   - retention curve, survival analysis, after a year: [SurvivalOf].
//   - still with us after 12 months, still here: [Survival.At], fraction.
//   - confidence band of the curve, Kaplan-Meier: [Survival.Interval].
//   - how long customers stay, median lifetime, tenure: [Survival.Median].
//   - mean lifetime, average lifespan, life expectancy: [Survival.Mean].
//   - does plan A leave earlier, compare curves, log-rank: [LogRank], P.
//   - when they leave, hazard, churn by age: [HazardOf], per unit of time.
//   - cohort table, triangle, day 7, D7, D30, N-day, rolling: [CohortsOf].
//   - retention heat map, heatmap, by sign-up month, vintages: [CohortsOf].
//   - weighted average of the cohorts, one retention line: [Cohorts.Pooled].
//   - DAU, WAU, MAU, active users: [EngagementOf], [Engagement.DailyActive].
//   - daily active users, monthly active users: [EngagementOf], users.
//   - stickiness, DAU/MAU: [Engagement.Stickiness], fraction.
//   - repeat purchase rate, repurchase, reorder, loyalty: [RepeatOf], fraction.
//   - time between orders, purchase interval: [Repeat.DaysBetween], days.
//   - bought again within 30 days: [RepeatWithin], fraction.
//   - win-back, winback, reactivated, came back: [Spells.Reactivations].
//   - resurrected: [Spells.Reactivations], of revenue in [Movements].
//   - churn risk, about to leave, whom to save: [CustomerModel.MostAtRisk].
//   - still alive, gone for good, probability: [BGNBD.ProbabilityAlive].
//   - free trial, trial to paid, trial conversion: [TrialsOf], of ended trials.
//
// Revenue and worth:
//   - MRR, ARR, annual recurring revenue, net new MRR: [MovementsOf].
//   - revenue bridge, waterfall, what became of the revenue: [MovementsOf].
//   - yearly plan as MRR, ACV, normalize billing: [MonthlyAmount], a month.
//   - spread a payment over months, installments: [Allocate], currency.
//   - NRR, NDR, net dollar retention, net revenue retention: [Movements.NRR].
//   - GRR, GDR, gross revenue retention: [Movements.GRR], fraction.
//   - revenue churn, MRR churn: gross [Movements.GrossChurn], [Movements.NetChurn].
//   - upsell, cross-sell, expansion, downgrade, contraction: [Movements].
//   - quick ratio: [Movements.QuickRatio], to 1.
//   - ARPA, ARPU, revenue per account: [Movements.ARPA], a month.
//   - AOV, average order value, basket value: [Basket.ValuePerBasket], currency.
//   - average ticket, ticket size, spend per visit: [Basket.ValuePerBasket].
//   - basket size, items per order, UPT: [Basket.ItemsPerBasket].
//   - average spend, mean amount with its interval: [AmountsOf], currency.
//   - LTV, CLV, CLTV, customer lifetime value, of means: [Lifetime.Value].
//   - LTV of a subscription, ARPA over churn: [SubscriptionLifetime.Value].
//   - LTV so far, historic, revenue by cohort: [Cohorts.Value], a customer.
//   - predicted LTV from orders, pLTV: [CustomerModel.ExpectedValue], currency.
//   - LTV over any survival curve, discounted: [ExpectedLifetimeValue], currency.
//   - best customers, most valuable, VIP: [CustomerModel.MostValuable].
//   - predict orders, forecast, next purchase: [BGNBD.ExpectedPurchases], orders.
//   - predict spend on an order: [GammaGamma.ExpectedSpend], currency.
//   - predict renewals, contracts, retention ahead: [FitShiftedBetaGeometric].
//   - is the forecast any good, back-test, holdout, accuracy: [HoldoutOf].
//   - RFM, recency, frequency, monetary, from orders: [PurchaseHistoriesOf].
//   - CAC, customer acquisition cost, cost of acquisition: [Acquisition.Cost].
//   - LTV:CAC, LTV to CAC, unit economics: [Economics.Ratio], to 1.
//   - profit of a customer, value less cost: [Economics.Profit], currency.
//   - allowable bid, maximum CPC, CPA: [Economics.MaxBid], currency.
//   - payback, months to recover: [SubscriptionLifetime.Payback], periods.
//   - break even, break-even, breakeven: [SubscriptionLifetime.Payback].
//   - ROI or ROAS of a campaign, of a loyalty program: [Program.Return].
//   - what more retention is worth: [SubscriptionLifetime.RetentionByPoints].
//   - cost to keep a customer: [RetentionCost.Cost], currency.
//
// Journey:
//   - funnel, conversion rate, activation, checkout: [FunnelOf], of decided ones.
//   - drop-off, cart abandonment, give up, left behind: [Funnel.DropOff].
//   - funnel by segment, by device, by campaign: [FunnelsBySegment].
//   - time to value, first purchase, onboarding: [ConversionLifespans], seconds.
//   - time to convert, time to activate: [ConversionLifespans], seconds.
//   - user paths, flows, clickstream, Sankey, sequences: [PathsOf], customers.
//   - what happens after X, next step, transitions: [TransitionsOf], fraction.
//   - bounce rate, exit rate, share of voice, any share: [Proportion.Rate].
//   - A/B test of conversion, two percentages: [Proportion.Difference].
//   - lift, relative risk, how many times as high: [Proportion.RateRatio].
//   - journey map, stages, touchpoints, weakest stage, KPI: [JourneyOf].
//   - which metric where, catalog, questions to ask: [Metrics], [MetricsAt].
//   - consistency across channels, stores or teams: [HeterogeneityOf].
//   - bad experiences, pain points, friction: [BadTouchCountsOf].
//   - no bad moment, flawless journeys: [NoBadTouch], fraction.
//   - promotion uplift, sales lift, control stores: [Promotion.Uplift], fraction.
//   - incremental sales, halo, cannibalization: [IncrementalSalesOf], currency.
//   - hour of day, time of day, peak hours: [HoursOfDayOf], counts.
//   - uptime, availability, downtime, error budget: [UptimeOf], fraction.
//   - page speed, load time, latency: [DurationsOf]; Apdex: [Apdex.Score].
//   - session duration, time on site, length of visit: [DurationsOf].
//   - visits per day, sessions per visitor, order frequency: [Incidence.Rate].
//
// Service:
//   - FRT, first response time, first reply: [SupportOf], its FirstReply.
//   - TTR, MTTR, time to resolution, time to close: [SupportOf], its Resolution.
//   - solve time, turnaround, response time: [SupportOf].
//   - p95, p90, percentile, median wait time: [Durations.Quantile], a duration.
//   - SLA, service level, SLA breach, on target: [SLAOf], fraction.
//   - 80/20, answered in 20 seconds, within a limit: [Durations.Within].
//   - business hours, opening hours, holidays: [BusinessHoursOf].
//   - backlog, open tickets: not in here yet; [SLARule.Lifespans].
//   - waits of tickets still open: [SLARule.Lifespans], then [SurvivalOf].
//   - FCR, first contact resolution, first call: [SupportOf], its FirstContact.
//   - reopened, escalated, transferred, one-touch tickets: [SupportOf].
//   - reopen rate, escalation rate: [SupportOf], its Reopened and Escalated.
//   - contacted again, repeat contacts: [LinkRecontacts].
//   - AHT, average handle time, talk time, call length: [Durations.Mean], seconds.
//   - ASA, speed of answer, average wait, hold time: [Durations.Mean], seconds.
//   - abandoned calls, hang-ups, occupancy: [Proportion.Rate], by hand.
//   - contact rate, contact or ticket volume, complaints: [Incidence.Per].
//   - call volume: [Incidence.Per] so many customers, by hour [HoursOfDayOf].
//   - deflection, self-service, help pages: [SelfServiceOf], fraction.
//   - delivery on time, late deliveries, promises kept: [PromisesOf], fraction.
//
// Links:
//   - do detractors leave, NPS and churn: [LandmarksOf], then [LinkageOf].
//   - NPS and revenue, does satisfaction pay, follow-up: [LinkageOf].
//   - what is an NPS point worth, spend by class: [Linkage.RevenueDifferences].
//   - who stays or buys, promoters against detractors: [Linkage.RateDifferences].
//   - revenue at risk, revenue of detractors: [RevenueByClass], currency.
//   - which score predicts churn, predictive power, AUC, ROC: [AUCOf].
//   - correlation, Spearman: [RankCorrelationOf], -1..1.
//   - happy teams, happy customers, employee experience: [TeamCorrelation].
//   - referral rate, advocacy, word of mouth, refer a friend: [ReferralsOf].
//   - K-factor, virality, viral coefficient, invitations: [Referrals.KFactor].
//
// Rows and tallies in and out:
//   - SQL, database column, JSONB, nullable date, Scan and Value: [Column].
//   - cursor, stream, more rows than memory, batches, chunks: [ChunksBy].
//   - bad rows, invalid answers, out of range, clean the data: [Sift], refused.
//   - is this answer on the scale, validate a form: [Scale.Check], an error.
//   - delivered twice, at least once, idempotent, same ID: [Distinct], rows.
//
// # Printing
//
// A result has up to 8 decimal places and no unit. Round it once, last, where it is
// printed: of the rate 0.33333333, rate.Shift(2).StringFixed(1) is 33.3, to which the
// program adds its own percent sign. A rounded figure never goes into another one. NPS
// is in points and has no percent sign; a difference of two percentages is in points,
// too. Intervals are rarely symmetric: print from and to, not plus or minus. Shares that
// must add up to 100 on a page come from [RoundedShares]. Next to every figure print its
// base, which is Total.
//
// # Time
//
// Instants enter once. A [Calendar], which is a [Grain] and a location, turns them
// into days ([Date]) and half-open periods ([Period]); nothing else in the package
// knows of zones or clocks. A nil location is UTC and the zero grain is a day. Weeks
// are ISO weeks unless the grain is [WeekFromSunday]. What depends on now takes the
// instant as an argument.
//
// The day of an instant is what the clocks at the location showed. Nights in which they
// change and days that a country skipped need no care: nothing is computed by adding 24 hours.
//
// # Money and precision
//
// Counts are int64. Scores, rates and amounts are [github.com/shopspring/decimal.Decimal],
// computed exactly from the counts and rounded once, at the end, half away from zero, to
// [Places] decimal places: 100 of 300 is 33.33333333, never 33 or 34. No result
// depends on a variable of the decimal package. What is estimated (intervals, standard
// errors, tests) is float64, accurate to about 12 digits on every platform; p values to 10.
//
// Amounts have no currency: one call, one currency, the caller's. An amount with
// more than 34 digits or an exponent outside -34..34 is refused before any
// arithmetic; [ParseMoney] refuses such a text before it parses.
//
// # Undefined results
//
// A figure that does not exist for the data is an error that wraps [ErrUndefined]
// and says why: one answer has no standard deviation. [ErrNoData] is the case of an
// empty base. It is never 0, -1, NaN or infinite: an NPS of 0 is a real score. A share
// such as [Churn.Churned] is a [Proportion], which may be 0 of 0: its Rate is the error. A
// [SurvivalQuantile] says in Reached whether the curve came down that far.
//
// # Merging
//
// Shards counted apart, in goroutines, processes or years, merge to the value of one
// loop over all rows, to the last digit, in any order. Scores of parts must never be
// averaged, and the package offers no way to: merge the tallies and ask for the
// score. [MergeGroups], [MergePoints] and [MergeGroupTrends] do it for the results
// of [GroupBy], [Trend] and [GroupTrend], and [Rolling] for windows of a trend. What
// merges, by what the rows may be split, and what bounds the size of the tally:
//
//	NPS, Ratings, CSAT, CES, WeightedNPS,    any rows          of fixed size
//	Proportion, Incidence, Amounts, Basket,
//	Durations, Attainment, Apdex, Support
//	groups                                   any rows          the groups
//	trends                                   any rows          40,000 periods
//	trends of groups                         any rows          4 points a row, or 100,000
//	Retention, Churn, Movements, Repeat,     whole customers   of fixed size
//	Engagement, PeakEnd, Referrals, Funnel
//	Cohorts                                  whole customers   4 cells a row, or 1,000,000
//	Linkage                                  whole customers   100 classes
//	Transitions, Paths                       whole customers   100,000 different ones
//	Spells, Survival, models, correlations   do not merge      the rows
//
// A tally is not locked: one goroutine each, then Merge. Tallies of different scales
// do not merge: the error wraps [ErrMismatch].
//
// # From a database cursor
//
// Counts by GROUP BY go straight into a tally: by plan with count(*) FILTER (WHERE score >=
// 9) and so on into the fields of an NPS, by score into the Counts of [Ratings]. What needs
// whole customers is read in their order, a chunk at a time:
//
//	for chunk, err := range cx.ChunksBy(orders, customerOf, 10_000) { // ORDER BY customer COLLATE "C"
//		if err != nil {
//			return err // the sum so far is not that of all rows
//		}
//		part, err := cx.CohortsOf(chunk, rule, asOf)
//		if err := errors.Join(err, triangle.Merge(part)); err != nil {
//			return err
//		}
//	}
//
// The orders are a function with the loop over rows.Next, which yields rows.Err last. A
// [Column] takes a tally, a date or a period to a column and back.
//
// # On a cluster
//
// Each worker tallies rows, or whole customers by a hash; the tallies travel as JSON, and the
// last worker merges them. A codec that reflects on exported fields, as that of Apache Beam
// does by default, finds none in a decimal: a mean of 50.3 arrived as 0, without an error.
// Register one that calls json.Marshal and json.Unmarshal for each type that travels, also
// for a struct of the host's with a tally in it:
//
//	beam.RegisterCoder(reflect.TypeFor[cx.Amounts](), encodeAmounts, decodeAmounts)
//
// # Correcting and forgetting
//
// A queue delivers at least once. [Distinct] drops what repeats within a batch, by the ID of
// the rows, and [Deduplicate] an answer whose ID came before; what earlier batches had, a
// unique column refuses, in the transaction that writes the tally. An answer that changes is
// Remove of the old score and Add of the new one. Who asks to be forgotten is taken out by
// Unmerge of their own tally, as on NPS; cohorts, funnels and curves are counted anew.
//
// # JSON
//
// Every tally encodes to an object with lower_snake keys and decodes back to the
// same value. Decoders check what Merge would check, refuse unknown and repeated
// keys, and leave the receiver as it was on error; null changes nothing. Decimals are
// texts, periods are texts like 2026-W47, dates like 2026-11-22. The keys are a
// promise.
//
// # Errors
//
// Four sentinels cover all cases, for [errors.Is]:
//
//   - [ErrInvalid]: an argument or a decoded value is outside what is accepted, or a
//     count would exceed int64;
//   - [ErrMismatch]: two values cannot be pooled or compared;
//   - [ErrUndefined]: the figure does not exist for these data;
//   - [ErrNoData]: it does not, because there are none.
//
// [RangeError] and [RowError], for [errors.As], tell a program the range and the row.
// Functions that take rows stop at the first bad one. The text of an error names the
// place and the range; it never repeats a comment, a customer or a key. No argument
// makes an exported function panic, hang, or take memory beyond the number of rows or
// a stated limit.
//
// # Surveys
//
// Net Promoter Score (NPS), [NPS.Score]: promoters minus detractors per 100 answers
// to "how likely are you to recommend us?" on 0..10, where 9 and 10 are promoters and
// 0 to 6 detractors. Reichheld, Harvard Business Review 81 (2003). [NPSOn] counts on
// other scales. Asked of employees it is the eNPS; [SuppressSmall] protects small
// teams.
// Actual recommendation, [Recommendations]: the share who have recommended us, beside
// what they said they would do.
//
// Customer satisfaction score (CSAT), [CSAT.Score]: percent of answers in the best
// points of a satisfaction question, the top two of 1..5. [CSAT.Mean],
// [CSAT.NetBox] and [CSAT.Rescaled] are the other figures of that name.
//
// Customer effort score (CES), [CES.Score]: the mean answer; of effort on
// [EffortScale], where lower is better (CES 1.0; Dixon, Freeman and Toman, Harvard
// Business Review 88, 2010), or of ease on [EaseScale], where higher is better (CES
// 2.0, 2013). [CES.Easy] and [CES.NetEase] are the shares that others print.
//
// Top box, bottom box, net box, [Ratings.TopBox], [Ratings.BottomBox],
// [Ratings.NetBox]: the share of the k best points, of the k worst, and the
// difference.
// Percent of the maximum possible, [Ratings.Rescaled]: the mean on 0..100.
// Net exceeded expectations: [Ratings.NetBox] of 1 on [ExpectationScale].
//
// Peak-end, [PeakEndOf]: the most intense moment and the last, averaged for each customer.
// Kahneman, Fredrickson, Schreiber and Redelmeier, Psychological Science 4 (1993).
//
// Score interval, [NPS.Interval], [Ratings.NetBoxInterval]: the values that a test
// would not reject. Tango, Statistics in Medicine 17 (1998). For one proportion,
// [Proportion.Interval]: Wilson, JASA 22 (1927).
// Adjusted Wald interval, [NPS.AdjustedWaldInterval], [NPS.Difference]: the normal
// formula after adding 3/4 of a promoter, 3/2 passives and 3/4 of a detractor. Rocks,
// Quality and Reliability Engineering International 32 (2016).
// Difference of two proportions, [Proportion.Difference]: Newcombe, Statistics in
// Medicine 17 (1998), method 10. Of two means, [Ratings.MeanDifference]: Welch,
// Biometrika 34 (1947). Relative change, [Proportion.RateRatio].
// Effective sample size, [WeightedNPS.EffectiveSize]: Kish, Survey Sampling (1965).
// Adjusted p value, [Holm], [BenjaminiHochberg], [RankGroups]: Holm, Scandinavian
// Journal of Statistics 6 (1979); Benjamini and Hochberg, J. R. Statist. Soc. B 57
// (1995).
// Mix and rate, [ScoreChangeOf]: how much of a change came from who answered, and how much
// from what they answered.
//
// # Who stays
//
// Customer retention rate, [Retention.Rate]: (end - acquired) / start. [RetentionOf]
// takes the customers themselves.
// Churn rate, [Churn.Rate]: (lost - returned) / start. Vendors differ on those who join and leave, or
// leave and come back, within the period: [ChurnFormula]. [DailyChurn] sums days;
// [CompoundChurn] converts between lengths of period.
// Inactivity churn, [SpellsOf]: without activity for longer than a window.
//
// Cohort triangle, [CohortsOf]: of the customers who began in one period, how many were
// active so many periods later. Bounded (N-day) retention counts activity in that very
// interval, unbounded (rolling) in it or later.
// Repeat purchase rate, [Repeat.Rate], [RepeatWithin]: customers who ordered again.
// Repeat spend, [RepeatSpendOf]: what came after the first order, over the first.
// Stickiness, [Engagement.Stickiness]: DAU / MAU.
//
// Survival curve, [SurvivalOf]: Kaplan and Meier, JASA 53 (1958); its standard error,
// Greenwood (1926). Median and restricted mean lifetime, [Survival.Median],
// [Survival.Mean]. Hazard, [HazardOf]: churn per time at risk; exact limits, Garwood,
// Biometrika 28 (1936).
// Log-rank test, [LogRank]: whether groups churn alike. Mantel (1966); Tarone and Ware,
// Biometrika 64 (1977).
// Trial conversion, [TrialsOf]: of the trials that have ended, those converted within a
// window.
//
// # Revenue and worth
//
// Revenue movements, [MovementsOf]: new, expansion, contraction, churned, reactivated.
// Net and gross revenue retention, [Movements.NRR], [Movements.GRR]; quick ratio,
// [Movements.QuickRatio]; revenue per account, [Movements.ARPA]. [MonthlyAmount] turns
// any billing interval into months.
//
// Customer lifetime value (CLV, LTV), [Lifetime.Value]: order value, times orders, times
// lifespan, times margin; for subscriptions, [SubscriptionLifetime.Value]: ARPA, times
// margin, over churn, discounted or not. What customers have brought so far,
// [Cohorts.Value]. Over any survival curve, [ExpectedLifetimeValue].
// Customer acquisition cost (CAC), [Acquisition.Cost]: spending over customers won; of
// paid channels alone, [Acquisition.PaidCost]. CLV:CAC, [Economics.Ratio]; what a customer
// or a click may cost, [Economics.AllowableCost], [Economics.MaxBid]. The cost of keeping
// a customer, [RetentionCost.Cost]. The return on a program, [Program.Return].
// Payback, [SubscriptionLifetime.Payback]: the periods until margins have earned the cost,
// of those who stay.
//
// Shifted beta-geometric model, [FitShiftedBetaGeometric]: how long customers under
// contract stay. Fader and Hardie, Journal of Interactive Marketing 21 (2007).
// BG/NBD and MBG/NBD, [FitBGNBD], [FitMBGNBD]: how often customers without a contract
// order, and whether they still do. Fader, Hardie and Lee, Marketing Science 24 (2005);
// Batislam, Denizel and Filiztekin, International Journal of Research in Marketing 24
// (2007). Gamma-Gamma, [FitGammaGamma]: what they spend on an order. [PurchaseHistoriesOf] builds
// the rows, [HoldoutOf] tests the forecasts on what came after.
// Most at risk, [CustomerModel.MostAtRisk]: the probability that a customer has stopped,
// times the orders to expect of one who has not, times the expected spend.
//
// # Journey
//
// The catalog, [Metrics]: what each metric asks, its unit and better direction, where in
// the journey it belongs, and the function that computes it. A [JourneyMap] has the stages and
// touchpoints of the host; [JourneyOf] sets measurements on it.
// Coverage, [Journey]: of the metrics planned, those measured in the last half year.
// Weakest stage: the one that misses the largest share of its targets. Shortfall: by how
// much a value falls short of its target, in the metric's direction.
// Consistency, [HeterogeneityOf]: whether figures of touchpoints, channels or teams differ
// beyond chance. Cochran, Biometrics 10 (1954); Higgins and Thompson, Statistics in Medicine
// 21 (2002). Customers without a bad moment, [NoBadTouch].
// Funnel, [FunnelOf]: of the customers who took the first step, how many got to each later
// one; drop-off, [Funnel.DropOff], the rest. Time to convert, [ConversionLifespans]: lifespans,
// with open journeys censored. [TransitionsOf], [PathsOf]: what follows what.
// Uplift, [Promotion.Uplift]: mean sales over those of the baseline, less 1; with control
// stores a difference in differences. Halo: the same of similar products,
// [IncrementalSales.HaloRatio].
// Incidence, [Incidence.Rate]: events per unit of a base, which may exceed 1: tickets or
// complaints per 100 customers, [Incidence.Per]. Its interval is exact; Garwood, Biometrika
// 28 (1936).
// Basket size, [Basket.ItemsPerBasket], [Basket.ValuePerBasket]. Uptime, [Uptime.Rate]. Time
// of day, [HoursOfDayOf]. Apdex, [Apdex.Score]: satisfied, and half of the tolerating, of all.
//
// # Service
//
// First-contact resolution (FCR), [Support]: resolved by the first contact, of all tickets
// or net of those that no first contact could resolve; with a window for contacts that come
// back. First reply and resolution are times apart.
// Service level (SLA), [SLAOf]: replied to or resolved within the target, [Attainment];
// open tickets past it have missed it, younger ones are pending. By the hours in which the
// host is open, [BusinessHoursOf].
// Percentile, [Durations.Quantile], [DurationQuantile]: type 7 of Hyndman and Fan, The American
// Statistician 50 (1996).
// Self-service rate, [SelfServiceOf]: visits to the help pages without a ticket within a
// window after them. Promises kept, [Promises.Kept]: within their window, of those that are
// due; [Promises.OnTime] counts the early ones, too.
//
// # Links
//
// Landmark, [LandmarksOf]: the instant of an answer, from which a customer is followed
// forward only, in the class of the answer. [LinkageOf]: what each class did later: who
// stayed, ordered again, and spent what. Who left before the landmark is in no class; the
// time before it is immortal. Revenue at risk, [RevenueByClass].
// Bad touches, [BadTouchLifespans], [BadTouchCountsOf]: how many bad experiences customers bear.
// AUC, [AUCOf]: the probability that a score ranks a customer with an outcome before one
// without it; which of two metrics predicts better, [AUCDifference]. DeLong, DeLong and
// Clarke-Pearson, Biometrics 44 (1988). Rank correlation, [RankCorrelationOf]; of teams and
// their customers, [TeamCorrelation]. Bonett and Wright, Psychometrika 65 (2000).
// Referral rate, [Referrals.ByCustomers]: new customers who were referred, of all new ones;
// what is tracked is a lower bound. Participation, [Referrals.Participation]: customers who
// refer. K-factor, [Referrals.KFactor]: invitations per customer, times their conversion.
package cx
