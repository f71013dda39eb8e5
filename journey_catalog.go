package cx

// catalog returns the metrics, in the order of [Metrics].
func catalog() []Metric {
	at := func(stages ...Stage) []Stage { return stages }
	of := func(kinds ...TouchpointKind) []TouchpointKind { return kinds }
	return []Metric{
		// The journey as a whole.
		{
			Name: "nps", Question: "How likely are customers to recommend us?",
			Unit: UnitPoints, Direction: HigherIsBetter,
			Formula:    "100 * (promoters - detractors) / answers",
			Calculator: "NPS.Score", Source: "Reichheld, Harvard Business Review 81 (2003)",
			Journey: true, Stages: at(StageAdvocacy),
		},
		{
			Name: "csat", Question: "How satisfied are customers?",
			Unit: UnitPercent, Direction: HigherIsBetter,
			Formula:    "100 * satisfied answers / answers",
			Calculator: "CSAT.Score", Source: "share of the two best answers on a scale of satisfaction",
			Journey: true,
		},
		{
			Name: "ces", Question: "How easy was it for customers?",
			Unit: UnitMean, Direction: HigherIsBetter,
			Formula:    "mean answer on a scale of ease",
			Calculator: "CES.Score", Source: "CES 2.0; Dixon, Toman and DeLisi, The Effortless Experience (2013)",
			Journey: true,
		},
		{
			Name: "effort", Question: "How much effort did customers have to make?",
			Unit: UnitMean, Direction: LowerIsBetter,
			Formula:    "mean answer on a scale of effort",
			Calculator: "CES.Score", Source: "CES 1.0; Dixon, Freeman and Toman, Harvard Business Review 88 (2010)",
			Journey: true,
		},
		{
			Name: "peak_end", Question: "What will customers remember of the journey?",
			Unit: UnitPercent, Direction: HigherIsBetter,
			Formula:    "(most intense moment + last moment) / 2 per customer, on 0..100, then the mean",
			Calculator: "PeakEndOf", Source: "Kahneman, Fredrickson, Schreiber and Redelmeier, Psychological Science 4 (1993)",
			Journey: true,
		},

		// Awareness: do customers know us?
		{
			Name: "share_of_voice", Question: "How much of the talk about the market is about us?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "own mentions, impressions or spend / own and competitors'",
			Calculator: "Proportion.Rate",
			Stages:     at(StageAwareness),
		},
		{
			Name: "visits", Question: "How many people come to see us?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "visits / days of the period",
			Calculator: "Incidence.Rate",
			Stages:     at(StageAwareness),
		},

		// Consideration: are we an option?
		{
			Name: "keyword_traffic", Question: "Do people who search for what we sell find us?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "visits from tracked search terms / days of the period; branded terms are counted apart",
			Calculator: "Incidence.Rate",
			Stages:     at(StageConsideration),
		},
		{
			Name: "site_traffic", Question: "How many visits does the site have?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "visits to the site / days of the period",
			Calculator: "Incidence.Rate",
			Stages:     at(StageConsideration),
		},
		{
			Name: "store_visits", Question: "How many people come into the shop?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "visits to the shop / days it was open",
			Calculator: "Incidence.Rate",
			Stages:     at(StageConsideration),
		},

		// Purchase: do they finish?
		{
			Name: "cart_completion", Question: "Do customers finish what they put into the cart?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "carts that became orders / carts",
			Calculator: "Proportion.Rate",
			Stages:     at(StagePurchase),
		},
		{
			Name: "cart_abandonment", Question: "How many carts are left behind?",
			Unit: UnitShare, Direction: LowerIsBetter,
			Formula:    "1 - carts that became orders / carts",
			Calculator: "Proportion.Rate",
			Stages:     at(StagePurchase),
		},
		{
			Name: "store_conversion", Question: "How many visitors of the shop buy?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "purchases / visits; above 1 where visitors buy twice",
			Calculator: "Incidence.Rate",
			Stages:     at(StagePurchase), Touchpoints: of(TouchpointStore),
		},

		// Retention: do they return?
		{
			Name: "clv", Question: "What is a customer worth?",
			Unit: UnitMoney, Direction: HigherIsBetter,
			Formula:    "ARPA * margin / churn of subscriptions; order value * orders * lifespan * margin, Lifetime.Value, of orders",
			Calculator: "SubscriptionLifetime.Value", Source: "Gupta and Lehmann, Journal of Interactive Marketing 17 (2003)",
			Stages: at(StageRetention),
		},
		{
			Name: "returning_visitors", Question: "How many visitors have been here before?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "returning visitors / visitors",
			Calculator: "Proportion.Rate",
			Stages:     at(StageRetention),
		},
		{
			Name: "ticket_volume", Question: "How often do customers need help?",
			Unit: UnitPer100, Direction: LowerIsBetter,
			Formula:    "100 * support tickets / customers",
			Calculator: "Incidence.Per",
			Stages:     at(StageRetention),
		},
		{
			Name: "session_length", Question: "How long do customers stay?",
			Unit: UnitSeconds, Direction: NeitherIsBetter,
			Formula:    "median length of a session",
			Calculator: "Durations.Median",
			Stages:     at(StageRetention),
		},
		{
			Name: "session_frequency", Question: "How often do customers come?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "sessions / visitors of the period",
			Calculator: "Incidence.Rate",
			Stages:     at(StageRetention),
		},
		{
			Name: "retention_rate", Question: "How many customers stay?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "(end - acquired) / start",
			Calculator: "Retention.Rate",
			Stages:     at(StageRetention),
		},
		{
			Name: "churn_rate", Question: "How many customers leave?",
			Unit: UnitShare, Direction: LowerIsBetter,
			Formula:    "(lost - returned) / start",
			Calculator: "Churn.Rate",
			Stages:     at(StageRetention),
		},
		{
			Name: "net_revenue_retention", Question: "Does the revenue of customers grow?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "(start + expansion - contraction - churned) / start",
			Calculator: "Movements.NRR",
			Stages:     at(StageRetention),
		},

		// Advocacy: do they recommend?
		{
			Name: "sentiment", Question: "How do customers speak of us?",
			Unit: UnitPoints, Direction: HigherIsBetter,
			Formula:    "100 * (positive - negative) / mentions",
			Calculator: "Ratings.NetBox",
			Stages:     at(StageAdvocacy), Touchpoints: of(TouchpointChat),
		},
		{
			Name: "review_rating", Question: "How do customers rate us in public?",
			Unit: UnitMean, Direction: HigherIsBetter,
			Formula:    "mean of the ratings; their distribution is shown beside it",
			Calculator: "Ratings.Mean",
			Stages:     at(StageAdvocacy),
		},
		{
			Name: "reviews_answered", Question: "Do we answer reviews?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "answered reviews / reviews",
			Calculator: "Proportion.Rate",
			Stages:     at(StageAdvocacy),
		},
		{
			Name: "referral_codes_used", Question: "Do friends of customers come?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "referral codes used / codes given out",
			Calculator: "Proportion.Rate",
			Stages:     at(StageAdvocacy),
		},

		// Shops.
		{
			Name: "basket_items", Question: "How much do customers put into the basket?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:     "items / transactions",
			Calculator:  "Basket.ItemsPerBasket",
			Touchpoints: of(TouchpointStore),
		},
		{
			Name: "basket_value", Question: "What is a basket worth?",
			Unit: UnitMoney, Direction: HigherIsBetter,
			Formula:     "value / transactions",
			Calculator:  "Basket.ValuePerBasket",
			Touchpoints: of(TouchpointStore),
		},
		{
			Name: "total_sales", Question: "What does the shop sell?",
			Unit: UnitMoney, Direction: HigherIsBetter,
			Formula:     "sum of the values of the transactions",
			Calculator:  "Basket",
			Touchpoints: of(TouchpointStore),
		},
		{
			Name: "staff_questions", Question: "How often do visitors ask the staff?",
			Unit: UnitPer100, Direction: NeitherIsBetter,
			Formula:     "100 * questions to staff / visitors",
			Calculator:  "Incidence.Per",
			Touchpoints: of(TouchpointStore),
		},

		// Communication at the point of sale.
		{
			Name: "product_uplift", Question: "Does the promotion sell the product?",
			Unit: UnitChange, Direction: HigherIsBetter,
			Formula:    "(during - baseline) / baseline, over equal days, against control shops if there are any",
			Calculator: "Promotion.Uplift", Source: "ratio of ratios; Ashenfelter and Card, Review of Economics and Statistics 67 (1985)",
			Touchpoints: of(TouchpointPointOfSale),
		},
		{
			Name: "visual_prominence", Question: "Do customers notice it?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "people who noticed it / people who passed",
			Calculator: "Proportion.Rate", Source: "Chandon, Hutchinson, Bradlow and Young, Journal of Marketing 73 (2009)",
			Touchpoints: of(TouchpointPointOfSale),
		},
		{
			Name: "share_of_facings", Question: "How much of the shelf is ours?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "own facings / all facings, a census without an interval",
			Calculator:  "Proportion.Rate",
			Touchpoints: of(TouchpointPointOfSale),
		},
		{
			Name: "total_uplift", Question: "Does the promotion raise sales as a whole?",
			Unit: UnitChange, Direction: HigherIsBetter,
			Formula:     "(during - baseline) / baseline of all sales",
			Calculator:  "Promotion.Uplift",
			Touchpoints: of(TouchpointPointOfSale),
		},
		{
			Name: "halo", Question: "Does the promotion sell similar products, too?",
			Unit: UnitChange, Direction: HigherIsBetter,
			Formula:     "uplift of the similar categories without the product; below 0 is cannibalization",
			Calculator:  "Promotion.Uplift",
			Touchpoints: of(TouchpointPointOfSale),
		},

		// Web shops.
		{
			Name: "uptime", Question: "Can customers reach the shop?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "1 - downtime / (period - maintenance)",
			Calculator:  "Uptime.Rate",
			Touchpoints: of(TouchpointWebShop),
		},
		{
			Name: "drop_off", Question: "Where do customers give up?",
			Unit: UnitShare, Direction: LowerIsBetter,
			Formula:     "1 - customers at a step / customers at the step before",
			Calculator:  "Funnel.DropOff",
			Touchpoints: of(TouchpointWebShop),
		},
		{
			Name: "bounce_rate", Question: "How many visitors leave at once?",
			Unit: UnitShare, Direction: LowerIsBetter,
			Formula:    "sessions of a single page / sessions",
			Calculator: "Proportion.Rate", Source: "the classic form; Google Analytics 4 counts sessions without engagement",
			Touchpoints: of(TouchpointWebShop),
		},
		{
			Name: "load_time", Question: "How long do customers wait for a page?",
			Unit: UnitSeconds, Direction: LowerIsBetter,
			Formula:    "a quantile of the load times, such as the 0.9",
			Calculator: "Durations.Quantile", Source: "type 7 of Hyndman and Fan, The American Statistician 50 (1996)",
			Touchpoints: of(TouchpointWebShop),
		},
		{
			Name: "load_within", Question: "How many pages load in time?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "page loads within the limit / page loads",
			Calculator:  "Durations.Within",
			Touchpoints: of(TouchpointWebShop),
		},
		{
			Name: "apdex", Question: "Is the site fast enough for customers?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "(loads within T + half of those within 4 T but not T) / loads",
			Calculator: "Apdex.Score", Source: "Application Performance Index, Technical Specification 1.1 (2007)",
			Touchpoints: of(TouchpointWebShop),
		},
		{
			Name: "mobile_performance", Question: "Do pages load in time on a phone?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "page loads within the limit / page loads, on phones",
			Calculator:  "Durations.Within",
			Touchpoints: of(TouchpointWebShop),
		},
		{
			Name: "time_of_day", Question: "When do customers come?",
			Unit: UnitShare, Direction: NeitherIsBetter,
			Formula:     "visits of an hour of the local day / visits",
			Calculator:  "HoursOfDay.Share",
			Touchpoints: of(TouchpointWebShop),
		},

		// Support by chat.
		{
			Name: "interaction_length", Question: "How long does a chat take?",
			Unit: UnitSeconds, Direction: NeitherIsBetter,
			Formula:     "median length of a chat",
			Calculator:  "Durations.Median",
			Touchpoints: of(TouchpointChat),
		},
		{
			Name: "post_chat_satisfaction", Question: "Are customers satisfied after the chat?",
			Unit: UnitPercent, Direction: HigherIsBetter,
			Formula:     "100 * satisfied answers / answers",
			Calculator:  "CSAT.Score",
			Touchpoints: of(TouchpointChat),
		},
		{
			Name: "repeat_purchases", Question: "Do customers buy again after the chat?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "customers who ordered again within so many days / customers who had as long",
			Calculator:  "RepeatWithin",
			Touchpoints: of(TouchpointChat),
		},
		{
			Name: "waiting_time", Question: "How long do customers wait for an answer?",
			Unit: UnitSeconds, Direction: LowerIsBetter,
			Formula:    "a quantile of the waiting times, such as the 0.9",
			Calculator: "Durations.Quantile", Source: "type 7 of Hyndman and Fan, The American Statistician 50 (1996)",
			Touchpoints: of(TouchpointChat),
		},
	}
}
