// Package cx measures customer experience from what the host hands in: the answers of
// customers to surveys, what they did and when, and what they pay. It does no input or
// output, reads no clock, keeps no state and starts nothing: values go in, exact
// figures come out.
//
//	n, err := cx.NPSOf([]int{10, 9, 8, 7, 3})
//	score, err := n.Score()           // 20
//	interval, err := n.Interval(0.95) // -44.5..69.7 points
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
// Recommendations are ready for Add; [Ratings], [CSAT] and [CES] need a [Scale]
// first, which says what the ratings are, which way is better, and which of them
// make a customer satisfied, at ease or a promoter.
//
// Three words have one meaning throughout. A Score is the headline figure in the
// unit that its comment states: NPS in points from -100 to 100, CSAT in percent from
// 0 to 100, CES as a mean on its scale. A Rate is a fraction, 0.9 and not 90; the
// comment says where it can exceed 1, or is per time. A level, as of confidence, is a
// fraction: 0.95. Top, satisfied and easy always mean the
// better end of a scale, whatever the direction of its numbers. Intervals and
// differences are in the unit of the figure they surround.
//
// Who stays and who leaves is told in the same way. [Retention], [Churn] and
// [Movements] are the tallies of one period, [Cohorts] is the triangle of many, [Repeat]
// and [Engagement] count orders and active days; all merge by customers. [Spells] and
// [Survival] are results computed from rows at once.
//
// The journey ties the metrics together. [Metrics] is their catalogue: what each asks, its
// unit and better direction, where in the journey it belongs, and the function of this
// package that computes it. A [Map] has the stages and touchpoints of the host; [JourneyOf]
// sets measurements on it. [Funnel], [Transitions] and [Paths] tally the events of
// customers, [Promotion], [Basket], [Incidence], [Uptime] and [Hours] what touchpoints did;
// [Support], [Attainment] and [Durations] tally service. A [Durations] shares its buckets
// with its copies: Merge it into the zero value for a copy of its own.
//
// What a customer is worth comes in two kinds. A Value is exact arithmetic on what the
// host hands in: [Lifetime], [SubscriptionLifetime], [Cohort.Value]. What a model or a
// curve makes of the future is an estimate, and its name starts with Expected:
// [CustomerModel.ExpectedValue]. A model is a value, too: [BGNBD], [GammaGamma] and
// [ShiftedBetaGeometric] hold their parameters and the [Fit] that found them, travel as
// JSON, and forecast on any machine. A fit needs no tuning: it either reached the maximum
// of the likelihood or is an error that says why there is none. The intervals of forecasts
// cover the error of the parameters, not how far one customer may stray.
//
// Methods that change a tally have pointer receivers and return an error; on error
// the tally is as it was. Queries have value receivers, change nothing, and may run
// in many goroutines. Results have exported fields only, sorted slices and no maps,
// and compare with go-cmp without options; an empty result is nil.
//
// # Time
//
// Instants enter once. A [Calendar], which is a [Grain] and a location, turns them
// into days ([Date]) and half-open periods ([Period]); nothing else in the package
// knows of zones or clocks. A nil location is UTC and the zero grain is a day. Weeks
// are ISO weeks unless the grain is [WeekFromSunday]. What depends on now takes the
// instant as an argument.
//
// The day of an instant is what the clocks at the location showed. Nights in which
// the clocks change, days that a country skipped and the weeks around New Year need
// no care: no period is ever computed by adding 24 hours.
//
// # Money and precision
//
// Counts are int64. Scores, rates and amounts are [github.com/shopspring/decimal.Decimal], computed
// exactly from the counts and rounded once, at the end, half away from zero, to
// [Places] decimal places: 100 of 300 is 33.33333333, never 33 or 34. No result
// depends on a variable of the decimal package.
//
// What is estimated (intervals, standard errors, tests) is float64, accurate to
// about 12 significant digits on every platform; p values to 10.
//
// Amounts have no currency: one call, one currency, the caller's. An amount with
// more than 34 digits or an exponent outside -34..34 is refused before any
// arithmetic; [ParseMoney] refuses such a text before it parses.
//
// # Undefined results
//
// A figure that does not exist for the data is an error that wraps [ErrUndefined]
// and says why: one answer has no standard deviation. [ErrNoData] is the case of an
// empty base. It is never 0, -1, NaN or infinite: an NPS of 0 is a real score.
//
// # Merging
//
// Shards counted apart, in goroutines, processes or years, merge to the value of one
// loop over all rows, to the last digit, in any order. Scores of parts must never be
// averaged, and the package offers no way to: merge the tallies and ask for the
// score. [MergeGroups], [MergePoints] and [MergeGroupTrends] do it for the results
// of [GroupBy], [Trend] and [GroupTrend], and [Rolling] for windows of a trend.
//
// A tally is not locked: one goroutine each, then Merge. Tallies of different scales
// do not merge: the error wraps [ErrMismatch].
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
// # Glossary
//
// Net Promoter Score (NPS), [NPS.Score]: promoters minus detractors per 100 answers
// to "how likely are you to recommend us?" on 0..10, where 9 and 10 are promoters and
// 0 to 6 detractors. Reichheld, Harvard Business Review 81 (2003). [NPSOn] counts on
// other scales. Asked of employees it is the eNPS; [SuppressSmall] protects small
// teams.
//
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
//
// Percent of the maximum possible, [Ratings.Rescaled]: the mean on 0..100.
//
// Net exceeded expectations: [Ratings.NetBox] of 1 on [ExpectationScale].
//
// Score interval, [NPS.Interval], [Ratings.NetBoxInterval]: the values that a test
// would not reject. Tango, Statistics in Medicine 17 (1998). For one proportion,
// [Proportion.Interval]: Wilson, JASA 22 (1927).
//
// Adjusted Wald interval, [NPS.AdjustedWaldInterval], [NPS.Difference]: the normal
// formula after adding 3/4 of a promoter, 3/2 passives and 3/4 of a detractor. Rocks,
// Quality and Reliability Engineering International 32 (2016).
//
// Difference of two proportions, [Proportion.Difference]: Newcombe, Statistics in
// Medicine 17 (1998), method 10. Of two means, [Ratings.MeanDifference]: Welch,
// Biometrika 34 (1947).
//
// Effective sample size, [WeightedNPS.EffectiveSize]: Kish, Survey Sampling (1965).
//
// Adjusted p value, [Holm], [BenjaminiHochberg], [RankGroups]: Holm, Scandinavian
// Journal of Statistics 6 (1979); Benjamini and Hochberg, J. R. Statist. Soc. B 57
// (1995).
//
// Mix and rate, [ChangeOf]: how much of a change came from who answered, and how much
// from what they answered.
//
// Customer retention rate, [Retention.Rate]: (end - acquired) / start. [RetentionOf]
// takes the customers themselves.
//
// Churn rate, [Churn.Rate]: lost / start. Vendors differ on those who join and leave, or
// leave and come back, within the period: [ChurnFormula]. [DailyChurn] sums days;
// [CompoundChurn] converts between lengths of period.
//
// Inactivity churn, [SpellsOf]: without activity for longer than a window.
//
// Cohort triangle, [CohortsOf]: of the customers who began in one period, how many were
// active so many periods later. Bounded (N-day) retention counts activity in that very
// interval, unbounded (rolling) in it or later.
//
// Repeat purchase rate, [Repeat.Rate], [RepeatWithin]: customers who ordered again.
// Repeat spend, [RepeatSpendOf]: what came after the first order, over the first.
//
// Stickiness, [Engagement.Stickiness]: DAU / MAU.
//
// Survival curve, [SurvivalOf]: Kaplan and Meier, JASA 53 (1958); its standard error,
// Greenwood (1926). Median and restricted mean lifetime, [Survival.Median],
// [Survival.Mean]. Hazard, [HazardOf]: churn per time at risk; exact limits, Garwood,
// Biometrika 28 (1936).
//
// Log-rank test, [LogRank]: whether groups churn alike. Mantel (1966); Tarone and Ware,
// Biometrika 64 (1977).
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
//
// Customer acquisition cost (CAC), [Acquisition.Cost]: spending over customers won; of
// paid channels alone, [Acquisition.PaidCost]. CLV:CAC, [Economics.Ratio]; what a customer
// or a click may cost, [Economics.AllowableCost], [Economics.MaxBid]. The cost of keeping
// a customer, [RetentionCost.Cost]. The return on a programme, [Programme.Return].
//
// Payback, [SubscriptionLifetime.Payback]: the periods until margins have earned the cost,
// of those who stay.
//
// Shifted beta-geometric model, [FitShiftedBetaGeometric]: how long customers under
// contract stay. Fader and Hardie, Journal of Interactive Marketing 21 (2007).
//
// BG/NBD and MBG/NBD, [FitBGNBD], [FitMBGNBD]: how often customers without a contract
// order, and whether they still do. Fader, Hardie and Lee, Marketing Science 24 (2005);
// Batislam, Denizel and Filiztekin, International Journal of Research in Marketing 24
// (2007). Gamma-Gamma, [FitGammaGamma]: what they spend on an order. [PurchasesOf] builds
// the rows, [HoldoutOf] tests the forecasts on what came after.
//
// Most at risk, [CustomerModel.MostAtRisk]: the probability that a customer has stopped,
// times the orders to expect of one who has not, times the expected spend.
//
// Trial conversion, [TrialsOf]: of the trials that have ended, those converted within a
// window. Relative change, [Proportion.RateRatio].
//
// Coverage, [Journey]: of the metrics planned, those measured in the last half year.
// Weakest stage: the one that misses the largest share of its targets. Shortfall: by how
// much a value falls short of its target, in the metric's direction.
//
// Consistency, [HeterogeneityOf]: whether figures of touchpoints, channels or teams differ
// beyond chance. Cochran, Biometrics 10 (1954); Higgins and Thompson, Statistics in Medicine
// 21 (2002). Customers without a bad moment, [NoBadTouch].
//
// Peak-end, [PeakEndOf]: the most intense moment and the last, averaged for each customer.
// Kahneman, Fredrickson, Schreiber and Redelmeier, Psychological Science 4 (1993).
//
// Funnel, [FunnelOf]: of the customers who took the first step, how many got to each later
// one; drop-off, [Funnel.DropOff], the rest. Time to convert, [ConversionTimes]: lifespans,
// with open journeys censored. [TransitionsOf], [PathsOf]: what follows what.
//
// Uplift, [Promotion.Uplift]: mean sales over those of the baseline, less 1; with control
// stores a difference in differences. Halo: the same of similar products,
// [IncrementalSales.HaloRatio].
//
// Incidence, [Incidence.Rate]: events per unit of a base, which may exceed 1: tickets or
// complaints per 100 customers, [Incidence.Per]. Its interval is exact; Garwood, Biometrika
// 28 (1936).
//
// Basket size, [Basket.ItemsPerBasket], [Basket.ValuePerBasket]. Uptime, [Uptime.Rate]. Time
// of day, [HoursOf].
//
// First-contact resolution (FCR), [Support]: resolved by the first contact, of all tickets
// or net of those that no first contact could resolve; with a window for contacts that come
// back. First reply and resolution are times apart.
//
// Service level (SLA), [SLAOf]: replied to or resolved within the target, [Attainment];
// open tickets past it have missed it, younger ones are pending. By the hours in which the
// host is open, [BusinessHoursOf].
//
// Percentile, [Durations.Quantile], [QuantileOf]: type 7 of Hyndman and Fan, The American
// Statistician 50 (1996). Apdex, [Apdex.Score]: satisfied, and half of the tolerating, of
// all. Self-service rate, [SelfServiceOf]. Promises kept, [PromisesOf].
//
// Referral rate, [Referrals.ByCustomers]: new customers who were referred, of all new ones;
// what is tracked is a lower bound. Participation, [Referrals.Participation]: customers who
// refer. K-factor, [Referrals.KFactor]: invitations per customer, times their conversion.
//
// Landmark, [LandmarksOf]: the instant of an answer, from which a customer is followed
// forward only, in the class of the answer. [LinkageOf]: what each class did later: who
// stayed, ordered again, and spent what. Who left before the landmark is in no class; the
// time before it is immortal. Revenue at risk, [RevenueByClass].
//
// Bad touches, [BadTouchLifespans], [BadTouchesOf]: how many bad experiences customers bear.
//
// AUC, [AUCOf]: the probability that a score ranks a customer with an outcome before one
// without it; which of two metrics predicts better, [AUCDifference]. DeLong, DeLong and
// Clarke-Pearson, Biometrics 44 (1988). Rank correlation, [RankCorrelationOf]; of teams and
// their customers, [TeamCorrelation]. Bonett and Wright, Psychometrika 65 (2000).
package cx
