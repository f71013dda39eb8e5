package cx

// catalogOfAdvocacy returns the metrics of the stage of advocacy.
func catalogOfAdvocacy() []Metric {
	return []Metric{
		// Advocacy: do they recommend?
		{
			Name: "sentiment", Question: "How do customers speak of us?",
			Unit: UnitPoints, Direction: HigherIsBetter,
			Formula:    "100 * (positive texts - negative texts) / labeled texts",
			Synonyms:   []string{"net sentiment"},
			Calculator: "Sentiment.Score",
			Stages:     []Stage{StageAdvocacy}, Touchpoints: []TouchpointKind{TouchpointChat, TouchpointSocial, TouchpointForum},
		},
		{
			Name: "review_rating", Question: "How do customers rate us in public?",
			Unit: UnitMean, Direction: HigherIsBetter,
			Formula:    "mean of the ratings; their distribution is shown beside it",
			Synonyms:   []string{"average rating", "star rating"},
			Calculator: "Ratings.Mean",
			Stages:     []Stage{StageAdvocacy},
		},
		{
			Name: "reviews_answered", Question: "Do we answer reviews?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "answered reviews / reviews",
			Synonyms:   []string{"review response rate"},
			Calculator: "Proportion.Rate",
			Stages:     []Stage{StageAdvocacy}, Touchpoints: []TouchpointKind{TouchpointSocial},
		},
		{
			Name: "referral_codes_used", Question: "Do friends of customers come?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "referral codes used / codes given out",
			Synonyms:   []string{"referral code redemption"},
			Calculator: "Proportion.Rate",
			Stages:     []Stage{StageAdvocacy},
		},
		{
			Name: "recommended", Question: "How many customers have recommended us?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "customers who recommended us / customers",
			Synonyms:   []string{"actual recommendations", "word of mouth"},
			Calculator: "Recommendations.Recommended",
			Stages:     []Stage{StageAdvocacy},
		},
		{
			Name: "referral_rate", Question: "How many new customers were referred?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "new customers who were referred / new customers, a lower bound",
			Synonyms:   []string{"referred customers"},
			Calculator: "Referrals.ByCustomers",
			Stages:     []Stage{StageAdvocacy},
		},
		{
			Name: "referral_orders", Question: "How many orders come from referred customers?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "orders of referred customers / orders, a lower bound",
			Synonyms:   []string{"referral rate by orders"},
			Calculator: "Referrals.ByOrders",
			Stages:     []Stage{StageAdvocacy},
		},
		{
			Name: "referral_revenue", Question: "How much of the revenue comes from referred customers?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "revenue of referred customers / revenue, a lower bound",
			Synonyms:   []string{"referral revenue share", "referred revenue"},
			Calculator: "Referrals.RevenueShare",
			Stages:     []Stage{StageAdvocacy},
		},
		{
			Name: "referral_participation", Question: "How many customers refer somebody?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "customers who referred somebody / customers",
			Synonyms:   []string{"referral participation rate"},
			Calculator: "Referrals.Participation",
			Stages:     []Stage{StageAdvocacy},
		},
		{
			Name: "referral_leads", Question: "How many people does a customer refer?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "leads / customers",
			Synonyms:   []string{"invites per customer"},
			Calculator: "Referrals.LeadsPerCustomer",
			Stages:     []Stage{StageAdvocacy},
		},
		{
			Name: "referral_conversion", Question: "How many of those who were referred become customers?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "leads who became customers / leads",
			Synonyms:   []string{"referral conversion rate"},
			Calculator: "Referrals.Conversion",
			Stages:     []Stage{StageAdvocacy},
		},
		{
			Name: "k_factor", Question: "How many new customers does each customer bring?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "leads per customer * their conversion = referred customers / customers",
			Synonyms:   []string{"virality", "viral coefficient"},
			Calculator: "Referrals.KFactor",
			Stages:     []Stage{StageAdvocacy},
		},
	}
}

// catalogOfTouchpoints returns the metrics that belong to kinds of touchpoint alone.
func catalogOfTouchpoints() []Metric {
	return []Metric{
		// Shops.
		{
			Name: "basket_items", Question: "How much do customers put into the basket?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:     "items / transactions",
			Synonyms:    []string{"basket size", "items per order", "units per transaction", "UPT"},
			Calculator:  "Basket.ItemsPerBasket",
			Touchpoints: []TouchpointKind{TouchpointStore},
		},
		{
			Name: "basket_value", Question: "What is a basket worth?",
			Unit: UnitMoney, Direction: HigherIsBetter,
			Formula:     "value / transactions",
			Synonyms:    []string{"average order value", "AOV"},
			Calculator:  "Basket.ValuePerBasket",
			Touchpoints: []TouchpointKind{TouchpointStore},
		},
		{
			Name: "total_sales", Question: "What does the shop sell?",
			Unit: UnitMoney, Direction: HigherIsBetter,
			Formula:     "sum of the values of the transactions",
			Synonyms:    []string{"turnover"},
			Calculator:  "Basket",
			Touchpoints: []TouchpointKind{TouchpointStore},
		},
		{
			Name: "staff_questions", Question: "How often do visitors ask the staff?",
			Unit: UnitPer100, Direction: NeitherIsBetter,
			Formula:     "100 * questions to staff / visitors",
			Calculator:  "Incidence.Per",
			Touchpoints: []TouchpointKind{TouchpointStore},
		},

		// Communication at the point of sale.
		{
			Name: "product_uplift", Question: "Does the promotion sell the product?",
			Unit: UnitChange, Direction: HigherIsBetter,
			Formula:    "(during - baseline) / baseline, over equal days, against control shops if there are any",
			Synonyms:   []string{"sales lift", "promotion uplift"},
			Calculator: "Promotion.Uplift", Source: "ratio of ratios; Ashenfelter and Card, Review of Economics and Statistics 67 (1985)",
			Touchpoints: []TouchpointKind{TouchpointPointOfSale},
		},
		{
			Name: "visual_prominence", Question: "Do customers notice it?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "people who noticed it / people who passed",
			Calculator: "Proportion.Rate", Source: "Chandon, Hutchinson, Bradlow and Young, Journal of Marketing 73 (2009)",
			Touchpoints: []TouchpointKind{TouchpointPointOfSale},
		},
		{
			Name: "share_of_facings", Question: "How much of the shelf is ours?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "own facings / all facings, a census without an interval",
			Synonyms:    []string{"shelf share", "share of shelf"},
			Calculator:  "Proportion.Rate",
			Touchpoints: []TouchpointKind{TouchpointPointOfSale},
		},
		{
			Name: "total_uplift", Question: "Does the promotion raise sales as a whole?",
			Unit: UnitChange, Direction: HigherIsBetter,
			Formula:     "(during - baseline) / baseline of all sales",
			Calculator:  "Promotion.Uplift",
			Touchpoints: []TouchpointKind{TouchpointPointOfSale},
		},
		{
			Name: "halo", Question: "Does the promotion sell similar products, too?",
			Unit: UnitChange, Direction: HigherIsBetter,
			Formula:     "uplift of the similar categories without the product; below 0 is cannibalization",
			Synonyms:    []string{"halo effect"},
			Calculator:  "Promotion.Uplift",
			Touchpoints: []TouchpointKind{TouchpointPointOfSale},
		},

		// Web shops.
		{
			Name: "uptime", Question: "Can customers reach the shop?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "1 - downtime / (period - maintenance)",
			Synonyms:    []string{"availability"},
			Calculator:  "Uptime.Rate",
			Touchpoints: []TouchpointKind{TouchpointWebShop},
		},
		{
			Name: "drop_off", Question: "Where do customers give up?",
			Unit: UnitShare, Direction: LowerIsBetter,
			Formula:     "1 - customers at a step / customers at the step before",
			Synonyms:    []string{"drop-off rate"},
			Calculator:  "Funnel.DropOff",
			Touchpoints: []TouchpointKind{TouchpointWebShop},
		},
		{
			Name: "bounce_rate", Question: "How many visitors leave at once?",
			Unit: UnitShare, Direction: LowerIsBetter,
			Formula:    "sessions of a single page / sessions",
			Synonyms:   []string{"bounces"},
			Calculator: "Proportion.Rate", Source: "the classic form; Google Analytics 4 counts sessions without engagement",
			Touchpoints: []TouchpointKind{TouchpointWebShop},
		},
		{
			Name: "load_time", Question: "How long do customers wait for a page?",
			Unit: UnitSeconds, Direction: LowerIsBetter,
			Formula:    "a quantile of the load times, such as the 0.9",
			Synonyms:   []string{"page load time", "page speed"},
			Calculator: "Durations.Quantile", Source: "type 7 of Hyndman and Fan, The American Statistician 50 (1996)",
			Touchpoints: []TouchpointKind{TouchpointWebShop},
		},
		{
			Name: "load_within", Question: "How many pages load in time?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "page loads within the limit / page loads",
			Calculator:  "Durations.Within",
			Touchpoints: []TouchpointKind{TouchpointWebShop},
		},
		{
			Name: "apdex", Question: "Is the site fast enough for customers?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "(loads within T + half of those within 4 T but not T) / loads",
			Synonyms:   []string{"application performance index"},
			Calculator: "Apdex.Score", Source: "Application Performance Index, Technical Specification 1.1 (2007)",
			Touchpoints: []TouchpointKind{TouchpointWebShop},
		},
		{
			Name: "mobile_performance", Question: "Do pages load in time on a phone?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "page loads within the limit / page loads, on phones",
			Calculator:  "Durations.Within",
			Touchpoints: []TouchpointKind{TouchpointWebShop},
		},
		{
			Name: "time_of_day", Question: "When do customers come?",
			Unit: UnitShare, Direction: NeitherIsBetter,
			Formula:     "visits of an hour of the local day / visits",
			Synonyms:    []string{"hour of day"},
			Calculator:  "HoursOfDay.Share",
			Touchpoints: []TouchpointKind{TouchpointWebShop},
		},

		// Support by chat.
		{
			Name: "interaction_length", Question: "How long does a chat take?",
			Unit: UnitSeconds, Direction: NeitherIsBetter,
			Formula:     "median length of a chat",
			Synonyms:    []string{"chat duration"},
			Calculator:  "Durations.Median",
			Touchpoints: []TouchpointKind{TouchpointChat},
		},
		{
			Name: "post_chat_satisfaction", Question: "Are customers satisfied after the chat?",
			Unit: UnitPercent, Direction: HigherIsBetter,
			Formula:     "100 * satisfied answers / answers",
			Synonyms:    []string{"chat CSAT"},
			Calculator:  "CSAT.Score",
			Touchpoints: []TouchpointKind{TouchpointChat},
		},
		{
			Name: "repeat_purchases", Question: "Do customers buy again after the chat?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "customers who ordered again within so many days / customers who had as long",
			Calculator:  "RepeatWithin",
			Touchpoints: []TouchpointKind{TouchpointChat},
		},
		{
			Name: "waiting_time", Question: "How long do customers wait for an answer?",
			Unit: UnitSeconds, Direction: LowerIsBetter,
			Formula:    "a quantile of the waiting times, such as the 0.9",
			Synonyms:   []string{"wait time", "queue time"},
			Calculator: "Durations.Quantile", Source: "type 7 of Hyndman and Fan, The American Statistician 50 (1996)",
			Touchpoints: []TouchpointKind{TouchpointChat},
		},

		// Support by phone.
		{
			Name: "handle_time", Question: "How long does a call take with all that it needs?",
			Unit: UnitSeconds, Direction: NeitherIsBetter,
			Formula:     "mean time of talking, holding and work after the call",
			Synonyms:    []string{"AHT", "average handle time"},
			Calculator:  "Durations.Mean",
			Touchpoints: []TouchpointKind{TouchpointPhone},
		},
		{
			Name: "speed_of_answer", Question: "How long does a caller wait?",
			Unit: UnitSeconds, Direction: LowerIsBetter,
			Formula:     "mean time from the call until a person answers",
			Synonyms:    []string{"ASA", "average speed of answer"},
			Calculator:  "Durations.Mean",
			Touchpoints: []TouchpointKind{TouchpointPhone},
		},
		{
			Name: "service_level", Question: "How many calls are answered in time?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "calls answered within the limit, such as 20 seconds / calls",
			Synonyms:    []string{"80/20"},
			Calculator:  "Durations.Within",
			Touchpoints: []TouchpointKind{TouchpointPhone},
		},
		{
			Name: "call_abandonment", Question: "How many callers give up waiting?",
			Unit: UnitShare, Direction: LowerIsBetter,
			Formula:     "calls given up before an answer / calls",
			Synonyms:    []string{"abandoned calls", "call abandonment rate"},
			Calculator:  "Proportion.Rate",
			Touchpoints: []TouchpointKind{TouchpointPhone},
		},

		// Help pages.
		{
			Name: "self_service_rate", Question: "How many readers of the help pages need no ticket?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "visits without a ticket within the window / visits whose window is over",
			Synonyms:    []string{"deflection", "deflection rate", "ticket deflection", "self-service"},
			Calculator:  "SelfServiceOf",
			Touchpoints: []TouchpointKind{TouchpointHelpPages},
		},
		{
			Name: "helpful_pages", Question: "How many readers find the page helpful?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "readers who say that it helped / readers who say anything",
			Synonyms:    []string{"article helpfulness"},
			Calculator:  "Proportion.Rate",
			Touchpoints: []TouchpointKind{TouchpointHelpPages},
		},
		{
			Name: "search_success", Question: "How many searches find something?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "searches with a result that was opened / searches",
			Synonyms:    []string{"search success rate"},
			Calculator:  "Proportion.Rate",
			Touchpoints: []TouchpointKind{TouchpointHelpPages},
		},

		// Social media.
		{
			Name: "mentions_answered", Question: "How many of those who speak to us get an answer?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "answered posts to us / posts to us",
			Synonyms:    []string{"social response rate"},
			Calculator:  "Proportion.Rate",
			Touchpoints: []TouchpointKind{TouchpointSocial},
		},

		// A forum.
		{
			Name: "questions_solved", Question: "How many questions of the forum are solved?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:     "questions with an accepted answer / questions",
			Synonyms:    []string{"accepted answers"},
			Calculator:  "Proportion.Rate",
			Touchpoints: []TouchpointKind{TouchpointForum},
		},
	}
}
