// # Surveys
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
// Percent of cases and percent of answers, [Choices.OfRespondents], [Choices.OfSelections]: of
// those who may choose several options, the share of the people and of what was chosen.
//
// Product-market fit: the share of users who would be very disappointed without the product,
// [Choices.OfRespondents]. Ellis (2009) takes 40 % for the mark.
//
// Mean rank, [GroupByRank]: 1 for what is preferred to all others, of those who ranked it.
//
// System usability (SUS), UMUX-Lite, [Survey.Index]: all ratings of a survey on 0..100, averaged.
// Brooke (1996); Lewis, Utesch and Maher (2013).
//
// Theme impact, [ImpactsOf]: the share of responses that mention a theme, times the score with it
// minus that without it (severity). Zou and Donner, Statistics in Medicine 27 (2008); Newcombe,
// Communications in Statistics 40 (2011).
//
// Net sentiment, [Sentiment.Score]: positive minus negative per 100 labeled texts.
//
// Peak-end, [PeakEndOf]: the most intense moment and the last, averaged for each customer.
// Kahneman, Fredrickson, Schreiber and Redelmeier, Psychological Science 4 (1993).
//
// Score interval, [NPS.Interval], [Ratings.NetBoxInterval]: the values that a test, such as
// [NPS.DifferenceFrom], would not reject. Tango, Statistics in Medicine 17 (1998). For one
// proportion, [Proportion.Interval]: Wilson, JASA 22 (1927). For how many times one
// proportion is another, [Proportion.RateRatio]: Koopman, Biometrics 40 (1984). For a mean of
// ratings, [Ratings.MeanInterval], [CES.Interval]: Rao, Proceedings of the Cambridge
// Philosophical Society 44 (1948), with the likeliest shares of Owen, Biometrika 75 (1988).
//
// Finite population, [NPS.IntervalOf], [Ratings.IntervalOf]: n answers of N people count as
// n·(N-1)/(N-n). Cochran, Sampling Techniques (1977).
//
// Worst case of non-response, [NPS.Bounds], [Proportion.Bounds]: what all others may have
// answered, without a level. Manski, Partial Identification of Probability Distributions (2003).
//
// Paired difference, [DifferencePaired]: Student's t of how customers moved, and the exact
// sign test where few did. Conover, Practical Nonparametric Statistics (1999).
//
// Adjusted Wald interval, [NPS.AdjustedWaldInterval], [NPS.Difference]: the normal
// formula after adding 3/4 of a promoter, 3/2 passives and 3/4 of a detractor. Rocks,
// Quality and Reliability Engineering International 32 (2016).
//
// Difference of two proportions, [Proportion.Difference]: Newcombe, Statistics in
// Medicine 17 (1998), method 10. Of two means, [Ratings.Difference]: Welch,
// Biometrika 34 (1947).
//
// Always valid difference, [Proportion.AlwaysValidDifference]: the mixture sequential probability
// ratio test (mSPRT). Johari, Koomen, Pekelis and Walsh, Operations Research 70 (2022).
//
// Benchmark, [Benchmark]: figures of others, from a source that the host names. [Benchmark.Fits]
// says whether they are of the same metric on the same scale.
//
// Raking, [RakedWeights]: weights by which each class has its share. Deming and Stephan, Annals of
// Mathematical Statistics 11 (1940).
//
// Effective sample size, [WeightedNPS.EffectiveSize], [WeightedRatings]: Kish, Survey Sampling (1965).
//
// Account NPS, [AccountNPSOf]: one score an account of all its people, with one vote each or by
// revenue.
//
// Clustered error, [ClusteredOf]: that of answers which are alike within an account. Cochran,
// Sampling Techniques (1977), 6.3; Liang and Zeger, Biometrika 73 (1986).
//
// Money, [Amounts.Difference]: Welch, and Skewed where few amounts far above the others and
// groups of unlike sizes spoil it.
//
// Adjusted p value, [Holm], [BenjaminiHochberg], [RankGroups]: Holm, Scandinavian
// Journal of Statistics 6 (1979); Benjamini and Hochberg, J. R. Statist. Soc. B 57
// (1995).
//
// Cross table, [CrossTabOf]: rows counted by two names of each. Chi-square test and Cramér's V,
// [CrossTab.Test]: Pearson, Philosophical Magazine 50 (1900). Adjusted residual, which cells are
// more than chance makes them, [CrossTab.Cells]: Haberman, Biometrics 29 (1973). Index: 100 times
// the count over the one expected.
//
// Words and phrases, [PhrasesOf]: the texts that contain each. What sets two sets of texts apart,
// [Phrases.Distinctive]: the log odds ratio, drawn to 0 by ten texts. Monroe, Colaresi and Quinn,
// Political Analysis 16 (2008).
//
// Agreement of coders, [AgreementOf]: Cohen's kappa, with the error of Fleiss, Cohen and Everitt,
// Psychological Bulletin 72 (1969), and the alphas of Krippendorff, Content Analysis (2013).
//
// Gap by chance, [GapByChance]: how far apart the best and the worst of equal groups are.
// Shrunken score, [Ranking]: a score less what is likely to be luck. Morris, JASA 78 (1983).
//
// Key drivers, [Drivers.RelativeWeights]: how much of an outcome the rating of each question
// explains. Johnson, Multivariate Behavioral Research 35 (2000). In the mean over all orders,
// [Drivers.Shapley]: LMG, Groemping, The American Statistician 61 (2007). Their error, by
// leaving out blocks of customers: Kott, Journal of Official Statistics 17 (2001).
//
// Response rate, [Fieldwork.Response]: answers of those asked whose time to answer is over,
// whatever became of them. Of final outcomes, by number: [Dispositions.ResponseRate], AAPOR,
// Standard Definitions (2023).
//
// Contact rule, [ContactVerdictsOf]: how often a customer is asked at most, by all surveys and by
// one; who is in the sample, and whose turn it is.
//
// Case, [CasesOf]: an answer that somebody must get back to; Later is the next one of its
// customer. Its wait, [CaseRule.Lifespans]: from the answer to the contact, or until now.
// Effect, [ClosedLoop.Effect]: the share out of the bottom class at the next answer, of those
// contacted before it less that of the others.
//
// Alert, [AlertsOf]: a cumulative sum (CUSUM) of how far each period is off all before it, which
// learns the figure as it goes. Page, Biometrika 41 (1954); Hawkins, The Statistician 36 (1987).
//
// Year over year, [YearOnYear]: the same period a year before, 364 days for days and weeks.
//
// Mix and rate, [ScoreChangeOf]: how much of a change came from who answered, and how much
// from what they answered.
//
// # Who stays
//
// Customer retention rate, [Retention.Rate]: (end - acquired) / start. [RetentionOf]
// takes the customers themselves.
//
// Churn rate, [Churn.Rate]: (lost - returned) / start. Vendors differ on those who join and
// leave, or leave and come back, within the period: [ChurnFormula]. [DailyChurn] sums days;
// [CompoundChurn] converts between lengths of period.
//
// Inactivity churn, [SpellsOf]: without activity for longer than a window.
//
// Cohort triangle, [CohortsOf]: of the customers who began in one period, how many were
// active so many periods later. Bounded (N-day) retention counts activity in that very
// interval, unbounded (rolling) in it or later. Intervals are periods of the calendar or run
// from each customer's own first instant or, for months, day. [CohortsFrom]: who began by
// one event, and is active by another.
//
// Refund, [Activity]: an amount below 0, which is no order and no sign of life. It lowers
// the revenue of the order before it.
//
// Repeat purchase rate, [Repeat.Rate], [RepeatWithin]: customers who ordered again.
// Repeat spend, [RepeatSpendOf]: what came after the first order, over the first.
//
// RFM, [RFMOf]: classes by the days since the last order, the number of orders and their amount.
//
// Health score, [HealthRule.Score]: a weighted mean of signals, each from 0, the worst, to 100. Lift,
// [HealthBacktest.Lift]: how often the customers of the lowest band leave, over how often all do.
//
// Attribution, [AttributionsOf]: the shares of channels in the orders that came after them.
//
// Stickiness, [Engagement.Stickiness]: DAU / MAU. Growth accounting, [LifecycleTrend]: the customers
// of a period by whether they were active in the one before.
//
// Survival curve, [SurvivalOf]: Kaplan and Meier, JASA 53 (1958); its standard error,
// Greenwood (1926). Median and restricted mean lifetime, [Survival.Median],
// [Survival.Mean]. Times are rounded to 10 significant digits. Hazard, [HazardOf]: churn
// per time at risk; exact limits, Garwood, Biometrika 28 (1936).
//
// Competing risks, [CompetingRisksOf]: the share of all for whom it has happened (cumulative
// incidence) where something else may end it first: churn by reason, replies where callers
// hang up. Aalen and Johansen, Scandinavian Journal of Statistics 5 (1978). 1 less the survival
// curve is the share if nothing else could end it.
//
// Log-rank test, [LogRank]: whether groups churn alike. Mantel (1966); Tarone and Ware,
// Biometrika 64 (1977).
//
// Hazard ratio, [FitCox]: by what factor the hazard of churn is another with 1 more of what is
// known of a customer. Cox, J. R. Statist. Soc. B 34 (1972); ties by Efron, JASA 72 (1977).
//
// Trial conversion, [TrialsOf]: of the trials that have ended, those converted by
// their end, within days of grace after it, or within a window from the start: [TrialRule].
//
// # Revenue and worth
//
// Revenue movements, [MovementsOf]: new, expansion, contraction, churned, reactivated.
// Net and gross revenue retention, [Movements.NRR], [Movements.GRR]; quick ratio,
// [Movements.QuickRatio]; revenue per account, [Movements.ARPA]. [MonthlyAmount] turns
// any billing cycle into months.
//
// Subscriptions, [SubscriptionPeriod]: the days for which a customer pays an amount, its
// End the first day without. Movements from one day to another, [MovementsBetween]; those
// who stay and leave, [SubscriptionSpells]: what touches or overlaps is one stay.
//
// Customer lifetime value (CLV, LTV), [Lifetime.Value]: order value, times orders, times
// lifespan, times margin; for subscriptions, [SubscriptionLifetime.Value]: ARPA, times
// margin, over churn, discounted or not. What customers have brought so far,
// [Cohorts.Value]. Over any survival curve, [ExpectedLifetimeValue].
//
// Loyalty program, [LoyaltyOf]: points outstanding are those earned less those redeemed and
// expired; breakage is the share expired of those that are gone. What members buy more,
// [MemberDifference]: a difference in differences.
//
// Customer acquisition cost (CAC), [Acquisition.Cost]: spending over customers won; of
// paid channels alone, [Acquisition.PaidCost]. CLV:CAC, [Economics.Ratio]; what a customer
// or a click may cost, [Economics.AllowableCost], [Economics.MaxBid]. The cost of keeping
// a customer, [RetentionCost.Cost]. The return on a program, [Program.Return].
//
// Payback, [SubscriptionLifetime.Payback]: the periods until margins have earned the cost,
// of those who stay.
//
// Shifted beta-geometric model, [FitShiftedBetaGeometric]: how long customers under
// contract stay; at constant churn where they are all alike. Whether they differ, by
// [Fit].SpreadP. Fader and Hardie, Journal of Interactive Marketing 21 (2007).
//
// BG/NBD and MBG/NBD, [FitBGNBD], [FitMBGNBD]: how often customers without a contract
// order, and whether they still do. Fader, Hardie and Lee, Marketing Science 24 (2005);
// Batislam, Denizel and Filiztekin, International Journal of Research in Marketing 24
// (2007). Gamma-Gamma, [FitGammaGamma]: what they spend on an order. [PurchaseHistoriesOf] builds
// the rows, [HoldoutOf] tests the forecasts on what came after, and [Holdout.Total] says
// how far off they may be by chance.
//
// Most at risk, [CustomerModel.MostAtRisk]: the probability that a customer has stopped,
// times the orders to expect of one who has not, times the expected spend.
//
// # Journey
//
// The catalog, [Metrics]: what each metric asks, its unit and better direction, where in
// the journey it belongs, and the function that computes it. [MetricNamed] finds one by a
// synonym. A [JourneyMap] has the stages and touchpoints of the host; [JourneyOf] sets
// measurements on it.
//
// Coverage, [Journey]: of the metrics planned, those measured in the last half year.
// Weakest stage: the one that misses the largest share of its targets, by the lower limit of
// that share. Shortfall: by how much a value falls short of its target, in the metric's
// direction. Change, [JourneyFigure]: from the period before, all changes of the map adjusted
// as one family.
//
// Consistency, [HeterogeneityOfGroups]: whether figures of touchpoints, channels or teams
// differ beyond chance; of figures that come with their errors, [HeterogeneityOf]. Cochran,
// Biometrics 10 (1954); Higgins and Thompson, Statistics in Medicine 21 (2002). Customers without a bad moment, [NoBadTouch].
//
// Funnel, [FunnelOf]: of the customers who took the first step, how many got to each later
// one; in any order, of those who took any step, how many took two, three and so on;
// drop-off, [Funnel.DropOff], the rest. Open: it begins at whichever step. Excluded: not
// between the steps; [FunnelBase] says whether those whom it stopped count. Time to convert, [ConversionLifespans]: lifespans,
// with open journeys censored. [TransitionsOf], [PathsOf]: what follows what. Session,
// [SessionsOf]: events with no longer gap between; a bounce is one of a single event.
//
// Uplift, [Promotion.Uplift]: mean sales over those of the baseline, less 1; with control
// stores a difference in differences. By store, [StoreUplift]. Halo: the same of similar products,
// [IncrementalSales.HaloRatio].
//
// Incidence, [Incidence.Rate]: events per unit of a base, which may exceed 1: tickets or
// complaints per 100 customers, [Incidence.Per]. Its interval is exact; Garwood, Biometrika
// 28 (1936).
//
// Overdispersion, [Amounts.MeanLogInterval]: customers differ more than chance makes them;
// of the count of each.
//
// Basket size, [Basket.ItemsPerBasket], [Basket.ValuePerBasket]. Uptime, [Uptime.Rate]. Time
// of day, [HoursOfDayOf]. Apdex, [Apdex.Score]: satisfied, and half of the tolerating, of all.
//
// # Service
//
// First-contact resolution (FCR), [Support]: resolved by the first contact, of all tickets
// or net of those that no first contact could resolve; with a window for contacts that come
// back, of the tickets whose window is over. First reply and resolution are times apart.
//
// Service level (SLA), [SLAOf]: replied to or resolved within the target, [Attainment];
// open tickets past it have missed it, younger ones are pending. Its Rate is of the tickets
// whose time is over, whatever became of them: whole windows. By the hours in which the
// host is open, [BusinessHoursOf]; when it is due, [BusinessHours.After].
//
// Backlog, [BacklogTrend]: the tickets open at the end of a period, with their ages.
//
// Percentile, [Durations.Quantile], [DurationQuantile], [AmountQuantile]: type 7 of Hyndman
// and Fan, The American Statistician 50 (1996). Its interval, [Durations.QuantileInterval], is
// by order statistics: Conover, Practical Nonparametric Statistics (1999).
//
// Self-service rate, [SelfServiceOf]: visits to the help pages without a ticket within a
// window after them. Promises kept, [Promises].Kept: within their window, of those that are
// due; OnTime counts the early ones, too, and Early and Late are by how much.
//
// # Links
//
// Landmark, [LandmarksOf]: the instant of an answer, from which a customer is followed
// forward only, in the class of the answer. [LinkageOf]: what each class did later: who
// stayed, ordered again, and spent what. Who left before the landmark is in no class; the
// time before it is immortal. Revenue at risk, [RevenueByClass].
//
// Bad touches, [BadTouchLifespans], [BadTouchCountsOf]: how many bad experiences customers bear.
//
// AUC, [AUCOf]: the probability that a score ranks a customer with an outcome before one
// without it; which of two metrics predicts better, [AUCDifference]. DeLong, DeLong and
// Clarke-Pearson, Biometrics 44 (1988); its interval in the logit, [AUC.Interval], Qin and
// Hotilovac, Stat. Methods Med. Res. 17 (2008). Concordance, [ConcordanceOf]: the same of who leaves
// first, with customers still here, and its interval alike. Harrell and others, JAMA 247 (1982). Rank correlation, [CorrelationOf]; of teams and
// their customers, [TeamCorrelation]. Bonett and Wright, Psychometrika 65 (2000).
//
// Referral rate, [Referrals.ByCustomers]: new customers who were referred, of all new ones;
// what is tracked is a lower bound. Participation, [Referrals.Participation]: customers who
// refer. K-factor, [Referrals.KFactor]: invitations per customer, times their conversion.
package cx
