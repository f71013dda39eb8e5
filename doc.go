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
// their sources, a heading a family.
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
// How often each holds the truth, by simulation: docs/coverage.md. How fast all this is, on the
// rows of others who do the same: docs/speed.md. What is refused as too much: docs/limits.md.
//
// Methods that change a tally have pointer receivers and return an error; on error
// the tally is as it was. Queries have value receivers, change nothing, and may run
// in many goroutines. A tally is a value: a copy is a tally of its own, and what is added
// to the one is not in the other. Results have exported fields, sorted slices and no
// maps, and compare with go-cmp without options; an empty result is nil. [Durations],
// [CrossTab] and [Drivers] hide how they count, and have methods for what they know, and Equal.
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
//   - reviews, products with few, Bayesian average: [Ratings.FairMean], stars.
//   - standard deviation, spread of the answers: [Ratings.StandardDeviation].
//   - top box: [Ratings.TopBox]; bottom box: [Ratings.BottomBox], fractions.
//   - net box, top less bottom: [Ratings.NetBox], points.
//   - margin of error, error bars, ±, confidence interval: [NPS.Interval].
//   - uncertainty, how sure, survey error: [NPS.Interval], its two limits.
//   - margin of error of a percentage or rate: [Proportion.Interval].
//   - margin of error of a CSAT: [CSAT.Interval]; of a mean: [Ratings.MeanInterval].
//   - sample size, how many people to ask: [NPSSampleSize], answers.
//   - power, sample size for a difference: [NPSSampleSizeForDifference].
//   - sample size of a mean, of CSAT or CES means: [MeanSampleSize], answers.
//   - power of two means: [MeanSampleSizeForDifference], answers of each group.
//   - nearly all answered, finite population: [NPS.IntervalOf].
//   - who did not answer, non-response, worst case: [NPS.Bounds].
//   - statistical significance, A/B test, t-test, p value: [NPS.Difference].
//   - z-test, chi-square of two percentages: [Proportion.Difference], P.
//   - cross table, crosstab, contingency, profile, chi-square: [CrossTabOf].
//   - peeking, sequential test: [Proportion.AlwaysValidDifference].
//   - sample size of an A/B test: [ProportionSampleSizeForDifference], cases each.
//   - split of the traffic, sample ratio mismatch, SRM: [SampleRatio], P.
//   - compare many segments, leaderboard, best and worst: [RankGroups].
//   - luck, gap by chance, best of many teams, range: [GapByChance].
//   - same people before and after, paired, sign test: [DifferencePaired].
//   - several answers of one account or customer, clustered: [ClusteredOf].
//   - against a target or an industry benchmark: [NPS.DifferenceFrom].
//   - quartile of an industry, percentile among others, benchmark: [Benchmark].
//   - a share against a target, a one-sample test: [Proportion.DifferenceFrom].
//   - a mean against a target, a one-sample test: [Ratings.DifferenceFrom].
//   - percent of promoters, of passives, of detractors: [NPS.PromoterShare].
//   - weighting, weighted by revenue: [WeightedNPSOf], points.
//   - raking, rim weights, post-stratification, representative: [RakedWeights].
//   - weighted ratings, weighted mean, design effect: [WeightedRatings].
//   - B2B, account NPS, one vote an account, by revenue: [AccountNPSOf], points.
//   - by segment, breakdown, by plan, by country: [GroupBy].
//   - by month, per week, over time, time series: [Trend]; of segments [GroupTrend].
//   - columns of Arrow, Parquet, a data frame: [GroupColumns], [GroupTrendColumns].
//   - timestamps to days: [EpochDays].
//   - by agent, by channel, of any rows and any tally: [GroupFunc], [TrendFunc].
//   - moving or rolling average, last 30 days, trailing: [Rolling], pooled.
//   - why did the score change, mix effect, composition: [ScoreChangeOf], points.
//   - alert, control chart, anomaly, spike, drift, CUSUM: [AlertsOf].
//   - year over year, YoY, same month last year, seasonal: [YearOnYear].
//   - same person twice, duplicates, latest answer only: [Deduplicate].
//   - ready questionnaires, templates, survey texts, Swedish, Russian: [Surveys].
//   - SUS, system usability, UMUX-Lite, usability: [Survey.Index], 0..100.
//   - sentiment, net sentiment of labeled comments: [Sentiment.Score], points.
//   - multiple choice, tick all that apply: [ChoicesOf], [Choices.OfRespondents].
//   - product-market fit, PMF, very disappointed: [Choices.OfRespondents].
//   - ranking question, order of preference, mean rank: [GroupByRank], a mean.
//   - answers in several languages, translated labels: [Question.Option], a code.
//   - small teams, anonymity, privacy, minimum group size: [SuppressSmall].
//   - did they really recommend us, said against done: [Recommendations].
//   - what they will remember, peak-end rule: [PeakEndOf], 0..100.
//   - key drivers, importance, what matters most: [Drivers.RelativeWeights].
//   - R squared, how much drivers explain: [Drivers.RSquared]; LMG: [Drivers.Shapley].
//   - whom to ask, survey fatigue, quiet time, contact limits: [ContactVerdictsOf].
//   - coders agree, inter-rater reliability, kappa, alpha: [AgreementOf], -1..1.
//   - themes, topics, comments, verbatim, by theme: [ThemesOf] of the host's.
//   - which theme costs us most, impact on the score, severity: [ImpactsOf].
//   - emerging themes, how many mention it: [Themes.Prevalence], a share.
//   - words, phrases, n-grams, word cloud, what they say most: [PhrasesOf], texts.
//   - what detractors say, keywords, keyness: [Phrases.Distinctive], log odds.
//   - tokenizer, split a text into words, any language: [Words].
//   - response rate, completion rate, fieldwork, who was invited: [FieldworkOf].
//   - follow up, call back detractors, alert on an answer: [CasesOf] a [CaseRule].
//   - which case first, overdue cases: [MostUrgent]; waits: [CaseRule.Lifespans].
//   - closed loop, recovered detractors, service recovery: [ClosedLoopOf].
//   - AAPOR, RR3, cooperation, refusal, contact rate: [Dispositions], fractions.
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
//   - churn of subscriptions, grace, late renewals: [SubscriptionSpells].
//   - logo retention: 1 less [Movements.LogoChurn], fraction.
//   - inactive, lapsed, dormant, churn by silence: [SpellsOf] and a window.
//   - churn by month, churn over time: [Spells.Trend], of one month [Spells.Churn].
//   - monthly to yearly churn, annualized: [CompoundChurn], fraction.
//   - retention curve, survival analysis, after a year: [SurvivalOf].
//   - still with us after 12 months, still here: [Survival.At], fraction.
//   - confidence band of the curve, Kaplan-Meier: [Survival.Interval].
//   - how long customers stay, median lifetime, tenure: [Survival.Median].
//   - lifespans from sign-up and cancel dates: [LifespansOf], days.
//   - mean lifetime, average lifespan, life expectancy: [Survival.Mean].
//   - numbers at risk, below a plot: [Survival.AtRisk], customers.
//   - does plan A leave earlier, compare curves, log-rank: [LogRank], P.
//   - causes of churn, Cox regression, hazard ratio: [FitCox].
//   - when they leave, hazard, churn by age: [HazardOf], per unit of time.
//   - churn by reason, competing risks, if nobody gave up: [CompetingRisksOf].
//   - cohort table, triangle, day 7, D7, D30, N-day, rolling: [CohortsOf].
//   - retention heat map, heatmap, by sign-up month, vintages: [CohortsOf].
//   - sign-up then visit, return by another event: [CohortsFrom], cohorts.
//   - months since sign-up, from each customer's own day: [CohortRule].
//   - weighted average of the cohorts, one retention line: [Cohorts.Pooled].
//   - DAU, WAU, MAU, active users: [EngagementOf], [Engagement.DailyActive].
//   - power users, L7, L28, active on many days: [Engagement.AtLeast], fraction.
//   - growth accounting, new and returning, lost users: [LifecycleTrend], customers.
//   - dollar retention of cohorts: [Cohorts.RevenueRetention], fraction.
//   - daily active users, monthly active users: [EngagementOf], users.
//   - stickiness, DAU/MAU: [Engagement.Stickiness], fraction.
//   - repeat purchase rate, repurchase, reorder, loyalty: [RepeatOf], fraction.
//   - time between orders, purchase interval: [Repeat.DaysBetween], days.
//   - bought again within 30 days: [RepeatWithin], fraction.
//   - many figures of the same orders, checked and sorted once: [ActivityLogOf].
//   - win-back, winback, reactivated, came back: [Spells.Reactivations].
//   - win-backs a month: [Spells.ReactivationTrend], customers by period.
//   - resurrected: [Spells.Reactivations], of revenue in [Movements].
//   - churn risk, about to leave, whom to save: [CustomerModel.MostAtRisk].
//   - still alive, gone for good, probability: [BGNBD.ProbabilityAlive].
//   - free trial, trial to paid, trial conversion: [TrialsOf], of ended trials.
//
// Revenue and worth:
//   - MRR, ARR, annual recurring revenue, net new MRR: [MovementsOf].
//   - revenue bridge, waterfall, what became of the revenue: [MovementsOf].
//   - subscriptions from a table, start and end dates: [MovementsBetween].
//   - MRR from invoices, MRR by month: [SubscriptionPeriod], [SubscriptionsAt].
//   - yearly plan as MRR, ACV, normalize billing, billing term: [MonthlyAmount].
//   - spread a payment over months, installments, pro rata: [Allocate].
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
//   - median order value, smallest, largest, minimum: [AmountQuantile], currency.
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
//   - how far off may the forecast be, by chance: [Holdout.Total], orders.
//   - health score, customer health, signals: [HealthRule.Score], 0..100.
//   - is the health score any good, weights: [HealthRule.Backtest].
//   - attribution, first touch, last touch, credit of channels: [AttributionsOf].
//   - RFM, recency, frequency, monetary value, classes 1-5: [RFMOf].
//   - inputs of a forecast from orders, purchase history: [PurchaseHistoriesOf].
//   - CAC, customer acquisition cost, cost of acquisition: [Acquisition.Cost].
//   - LTV:CAC, LTV to CAC, unit economics: [Economics.Ratio], to 1.
//   - profit of a customer, value less cost: [Economics.Profit], currency.
//   - allowable bid, maximum CPC, CPA: [Economics.MaxBid], currency.
//   - payback, months to recover: [SubscriptionLifetime.Payback], periods.
//   - break even, break-even, breakeven: [SubscriptionLifetime.Payback].
//   - ROI or ROAS of a campaign, of a loyalty program: [Program.Return].
//   - loyalty program, members, points, breakage, redemption: [LoyaltyOf].
//   - do members buy more, what the program brings: [MemberDifference], currency.
//   - what more retention is worth: [SubscriptionLifetime.RetentionByPoints].
//   - cost to keep a customer: [RetentionCost.Cost], currency.
//
// Journey:
//   - funnel, open funnel, conversion rate, activation, checkout: [FunnelOf].
//   - drop-off, cart abandonment, give up, left behind: [Funnel.DropOff].
//   - sessions, visits, bounce rate, session length: [SessionsOf].
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
//   - metric by its name, synonym or abbreviation: [MetricNamed].
//   - consistency across channels, stores or teams: [HeterogeneityOfGroups].
//   - heterogeneity, meta-analysis of published figures: [HeterogeneityOf].
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
//   - margin of error of a percentile: [Durations.QuantileInterval].
//   - SLA, service level, SLA breach, on target: [SLAOf], fraction.
//   - 80/20, answered in 20 seconds, within a limit: [Durations.Within].
//   - business hours, opening hours, holidays: [BusinessHoursOf].
//   - backlog, open tickets: [BacklogTrend]; due date: [BusinessHours.After].
//   - waits of tickets still open: [SLARule.Lifespans]; event log: [TicketsOf].
//   - share of all who get a reply in time, who hung up: [CompetingRisksOf].
//   - FCR, first contact resolution, first call: [SupportOf], its FirstContact.
//   - reopened, escalated, transferred, one-touch tickets: [SupportOf].
//   - reopen rate, escalation rate: [SupportOf], its Reopened and Escalated.
//   - contacted again, repeat contacts: [LinkRecontacts]; spam: [Ticket], Void.
//   - AHT, average handle time, talk time, call length: [Durations.Mean].
//   - ASA, speed of answer, average wait, hold time: [Durations.Mean].
//   - abandoned calls, hang-ups, occupancy: [Proportion.Rate], by hand.
//   - contact rate, contact or ticket volume, complaints: [Incidence.Per].
//   - call volume: [Incidence.Per] so many customers, by hour [HoursOfDayOf].
//   - deflection, self-service, help pages: [SelfServiceOf], fraction.
//   - delivery on time, how late, promises kept: [PromisesOf], fraction.
//
// Links:
//   - do detractors leave, NPS and churn: [LandmarksOf], then [LinkageOf].
//   - NPS and revenue, does satisfaction pay, follow-up: [LinkageOf].
//   - what is an NPS point worth, spend by class: [Linkage.RevenueDifferences].
//   - who stays or buys, promoters against detractors: [Linkage.RateDifferences].
//   - revenue at risk, revenue of detractors: [RevenueByClass], currency.
//   - which score predicts churn, predictive power, AUC, ROC: [AUCOf].
//   - correlation, Spearman: [CorrelationOf], -1..1.
//   - risk score of customers still here, C-index, Harrell's C: [ConcordanceOf].
//   - happy teams, happy customers, employee experience: [TeamCorrelation].
//   - referral rate, advocacy, word of mouth, refer a friend: [ReferralsOf].
//   - K-factor, virality, viral coefficient, invitations: [Referrals.KFactor].
//   - one view of a customer, customer 360, profile: [CustomerViewsOf].
//
// Rows and tallies in and out:
//   - SQL, database column, JSONB, nullable date, Scan and Value: [Column].
//   - cursor, stream, more rows than memory, batches, chunks: [ChunksBy].
//   - all processors, cores, goroutines, parallel, shards of one slice: [Shard].
//   - bad rows, invalid answers, out of range, clean the data: [Sift], refused.
//   - is this answer on the scale, validate a form: [Scale.Check], an error.
//   - delivered twice, at least once, idempotent, same ID: [Distinct], rows.
//   - undo, edit, correct an answer, subtract: [NPS.Remove], [NPS.Unmerge].
//   - arm of an experiment, sample of customers, holdout: [CustomerBucket].
//   - forget a customer, GDPR, right to erasure, delete: [NPS.Unmerge].
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
// # Examples
//
// Each function and type has an Example that runs as a test, but go doc shows none of
// them. They are in the files example_*_test.go next to the source, and on
// pkg.go.dev/github.com/cxmetrics/cx under each name. In the folder examples are five
// small programs, the report, which makes a page of any file of rows, and other hosts.
//
// # Versions
//
// Versions are semantic. Names, JSON keys and figures with their rounding stay within a
// minor version, except a figure that is wrong. Before v1.0.0 a minor version may change
// them: CHANGELOG.md lists each change, also that of a digit, before all else.
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
// arithmetic; [ParseMoney] refuses such a text before it parses. An [Activity] with an
// amount below 0 is a refund: it lowers the revenue of the order before it, and makes
// nobody active.
//
// # Undefined results
//
// A figure that does not exist for the data is an error that wraps [ErrUndefined]
// and says why: one answer has no standard deviation. [ErrNoData] is the case of an
// empty base. It is never 0, -1, NaN or infinite: an NPS of 0 is a real score. A share
// such as [Churn.Churned] is a [Proportion], which may be 0 of 0: its Rate is the error.
// That of a tally that is not valid is a share that every query and MarshalJSON refuse. One
// error has a value beside it: [Survival.Quantile] not reached, with the limits that exist.
//
// # Merging
//
// Shards counted apart, in goroutines, processes or years, merge to the value of one
// loop over all rows, to the last digit, in any order. Scores of parts must never be
// averaged, and the package offers no way to: merge the tallies and ask for the
// score. [MergeGroups], [MergePoints] and [MergeGroupTrends] do it for the results
// of [GroupBy], [Trend] and [GroupTrend], and [Rolling] for windows of a trend, but of no
// customers: those of a week are not the sum of its days. What merges, by what the rows may
// be split, and what bounds the size of the tally:
//
//	NPS, Ratings, CSAT, CES, WeightedNPS,    any rows          of fixed size, with Unmerge
//	WeightedRatings,
//	Recommendations, Proportion, Incidence,
//	Amounts, Basket, Attainment, Sentiment,
//	Dispositions
//	Durations, Apdex, Support, Drivers,      any rows          of fixed size
//	Fieldwork, ClosedLoop
//	Choices                                  any rows          1,000 options, with Unmerge
//	Themes                                   any rows          10,000 themes, with Unmerge
//	CrossTab                                 any rows          1,000 x 1,000, with Unmerge
//	groups                                   any rows          the groups
//	trends                                   any rows          40,000 periods
//	trends of groups                         any rows          4 points a row, or 100,000
//	Retention, Churn                         whole customers   of fixed size, with Unmerge
//	Clustered                                whole accounts    of fixed size, with Unmerge
//	Movements, Repeat, Engagement,           whole customers   of fixed size
//	PeakEnd, Referrals, Funnel, Loyalty
//	Cohorts                                  whole customers   4 cells a row, or 1,000,000
//	ActivityLog                              whole customers   16 bytes a row, 24 a customer
//	Linkage                                  whole customers   100 classes
//	Transitions, Paths                       whole customers   the 100,000 commonest
//	Survival, CompetingRisks                 any lifespans     the different times
//	Spells, models, correlations, agreement, do not merge      the rows
//	AccountNPS
//
// Transitions and Paths that do not list all have bounds in place of some counts, which
// depend on the order of merging: see [Paths.Merge]. A tally is not locked: one goroutine
// each, then Merge. Tallies of different scales do not merge: the error wraps [ErrMismatch].
//
// # From a database cursor
//
// Counts by GROUP BY go straight into a tally: by plan with count(*) FILTER (WHERE score >=
// 9) and so on into the fields of an NPS, by score into the Counts of [Ratings], by length of
// stay into the Count of a [Lifespan]. What needs whole customers is read in their order, a
// chunk at a time:
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
// Remove is the inverse of Add, and Unmerge that of Merge: who edits a 3 to a 9 is a Remove(3)
// and an Add(9); who asks to be forgotten is a Remove of each answer, or an Unmerge of their
// tally. What is left is, to the byte, what was there before; only a scale once adopted stays.
// What was never counted is [ErrInvalid] as far as the sums tell: of answers in one class, or of
// amounts, any may go for any other. Without an inverse, as [Durations] are, since nobody knows
// the next shortest, count the tally of that day or that shard anew from the rows that stay.
//
// A queue delivers at least once, and a Remove that comes twice is as wrong as an Add. [Distinct]
// drops what repeats within a batch, by the ID of the rows, and [Deduplicate] an answer whose
// ID came before; what earlier batches had, a unique column refuses, in the transaction that
// writes the tally.
//
// # JSON
//
// Every row and tally encodes to an object with lower_snake keys and decodes back to
// the same value. The struct tags tell the keys, which are a promise: one with omitzero
// or omitempty may be absent, every other one is required. Half a tally is no tally.
// Unknown and repeated keys are refused, and null, in all that is within, too; then
// what Merge would refuse. An error names the place, as rows[3].size, and leaves the
// receiver as it was. A document that is null changes nothing, by the custom of
// encoding/json: a null in a []Response is the zero Response.
//
// Amounts and seconds are texts, and may come as numbers, which are read digit by
// digit; periods are texts like 2026-W47, dates like 2026-11-22. A text that is not
// UTF-8 is written with U+FFFD, as by encoding/json; the key of a [Group] and the names
// of steps, classes and outcomes are refused. A struct of a caller's own has a value of
// this package as a field: embedded, it would write and read that value alone.
//
// Results without UnmarshalJSON, as [Journey], [Ranking], [Hazard] and [Uplift], are
// written to be shown. What reads them back checks nothing.
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
// [RangeError] and [RowError], for [errors.As], tell a program the range and the row, and
// of which slice it is: "after[1]". Functions that take rows stop at the first bad one. The text of an error names the
// place and the range; it never repeats a comment, a customer or a key. No argument
// makes an exported function panic, hang, or take memory beyond the number of rows or
// a stated limit.
package cx
