package cx

import "slices"

// catalog returns the metrics, in the order of [Metrics].
func catalog() []Metric {
	return slices.Concat(catalogToPurchase(), catalogOfRetention(), catalogOfAdvocacy(), catalogOfTouchpoints())
}

// catalogToPurchase returns the metrics of the whole journey, and of the stages up to
// purchase.
func catalogToPurchase() []Metric {
	return []Metric{
		// The journey as a whole.
		{
			Name: "nps", Question: "How likely are customers to recommend us?",
			Unit: UnitPoints, Direction: HigherIsBetter,
			Formula:    "100 * (promoters - detractors) / answers",
			Synonyms:   []string{"net promoter score", "likelihood to recommend"},
			Calculator: "NPS.Score", Source: "Reichheld, Harvard Business Review 81 (2003)",
			Journey: true, Stages: []Stage{StageAdvocacy},
		},
		{
			Name: "weighted_nps", Question: "How likely are customers to recommend us, each by what they are worth?",
			Unit: UnitPoints, Direction: HigherIsBetter,
			Formula:    "100 * (weight of promoters - weight of detractors) / weight of all",
			Synonyms:   []string{"revenue-weighted NPS"},
			Calculator: "WeightedNPS.Score",
			Journey:    true,
		},
		{
			Name: "enps", Question: "How likely are employees to recommend us as a place to work?",
			Unit: UnitPoints, Direction: HigherIsBetter,
			Formula:    "100 * (promoters - detractors) / answers of employees",
			Synonyms:   []string{"employee NPS", "employee net promoter score"},
			Calculator: "NPS.Score",
			Journey:    true,
		},
		{
			Name: "csat", Question: "How satisfied are customers?",
			Unit: UnitPercent, Direction: HigherIsBetter,
			Formula:    "100 * satisfied answers / answers",
			Synonyms:   []string{"customer satisfaction", "customer satisfaction score", "percent satisfied"},
			Calculator: "CSAT.Score", Source: "share of the two best answers on a scale of satisfaction",
			Journey: true,
		},
		{
			Name: "dissatisfied", Question: "How many customers are dissatisfied?",
			Unit: UnitShare, Direction: LowerIsBetter,
			Formula:    "dissatisfied answers / answers",
			Synonyms:   []string{"DSAT", "percent dissatisfied"},
			Calculator: "CSAT.Dissatisfied", Source: "share of the worse class of a scale of satisfaction",
			Journey: true,
		},
		{
			Name: "net_satisfaction", Question: "How many more are satisfied than dissatisfied?",
			Unit: UnitPoints, Direction: HigherIsBetter,
			Formula:    "100 * (answers in the k best points - answers in the k worst points) / answers",
			Synonyms:   []string{"net satisfaction score", "net box"},
			Calculator: "CSAT.NetBox",
			Journey:    true,
		},
		{
			Name: "mean_satisfaction", Question: "How satisfied are customers on average?",
			Unit: UnitMean, Direction: HigherIsBetter,
			Formula:    "mean answer on a scale of satisfaction",
			Synonyms:   []string{"average satisfaction"},
			Calculator: "CSAT.Mean",
			Journey:    true,
		},
		{
			Name: "satisfaction_index", Question: "How satisfied are customers, on 0 to 100?",
			Unit: UnitPercent, Direction: HigherIsBetter,
			Formula:    "100 * (mean answer - worst point) / (best point - worst point)",
			Synonyms:   []string{"percent of maximum possible"},
			Calculator: "CSAT.Rescaled", Source: "percent of the maximum possible",
			Journey: true,
		},
		{
			Name: "top_box", Question: "How many customers give one of the best answers?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "answers in the k best points of the scale / answers",
			Synonyms:   []string{"top-2-box", "T2B"},
			Calculator: "Ratings.TopBox",
			Journey:    true,
		},
		{
			Name: "bottom_box", Question: "How many customers give one of the worst answers?",
			Unit: UnitShare, Direction: LowerIsBetter,
			Formula:    "answers in the k worst points of the scale / answers",
			Synonyms:   []string{"bottom-2-box"},
			Calculator: "Ratings.BottomBox",
			Journey:    true,
		},
		{
			Name: "ces", Question: "How easy was it for customers?",
			Unit: UnitMean, Direction: HigherIsBetter,
			Formula:    "mean answer on a scale of ease",
			Synonyms:   []string{"customer effort score", "CES 2.0", "ease score"},
			Calculator: "CES.Score", Source: "CES 2.0; Dixon, Toman and DeLisi, The Effortless Experience (2013)",
			Journey: true,
		},
		{
			Name: "effort", Question: "How much effort did customers have to make?",
			Unit: UnitMean, Direction: LowerIsBetter,
			Formula:    "mean answer on a scale of effort",
			Synonyms:   []string{"CES 1.0", "effort score"},
			Calculator: "CES.Score", Source: "CES 1.0; Dixon, Freeman and Toman, Harvard Business Review 88 (2010)",
			Journey: true,
		},
		{
			Name: "easy", Question: "How many customers found it easy?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "answers in the better class of the scale / answers",
			Synonyms:   []string{"percent easy", "CES percentage"},
			Calculator: "CES.Easy",
			Journey:    true,
		},
		{
			Name: "net_ease", Question: "How many more found it easy than difficult?",
			Unit: UnitPoints, Direction: HigherIsBetter,
			Formula:    "100 * (easy - difficult) / answers",
			Synonyms:   []string{"net easy", "net easy score"},
			Calculator: "CES.NetEase",
			Journey:    true,
		},
		{
			Name: "peak_end", Question: "What will customers remember of the journey?",
			Unit: UnitPercent, Direction: HigherIsBetter,
			Formula:    "(most intense moment + last moment) / 2 per customer, on 0..100, then the mean",
			Synonyms:   []string{"peak-end score", "peak-end rule"},
			Calculator: "PeakEndOf", Source: "Kahneman, Fredrickson, Schreiber and Redelmeier, Psychological Science 4 (1993)",
			Journey: true,
		},
		{
			Name: "no_bad_touch", Question: "How many customers had no bad moment at all?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "customers without a bad answer / customers who answered",
			Synonyms:   []string{"customers without a bad experience"},
			Calculator: "NoBadTouch",
			Journey:    true,
		},
		{
			Name: "response_rate", Question: "How many of those we ask answer?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "people who answered / people asked whose time to answer is over",
			Synonyms:   []string{"survey response rate"},
			Calculator: "Proportion.Rate",
			Journey:    true,
		},
		{
			Name: "completion_rate", Question: "How many of those who begin to answer finish?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "finished answers / answers begun",
			Synonyms:   []string{"survey completion rate"},
			Calculator: "Proportion.Rate",
			Journey:    true,
		},

		// Awareness: do customers know us?
		{
			Name: "share_of_voice", Question: "How much of the talk about the market is about us?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "own mentions, impressions or spend / own and competitors'",
			Synonyms:   []string{"SOV"},
			Calculator: "Proportion.Rate",
			Stages:     []Stage{StageAwareness},
		},
		{
			Name: "visits", Question: "How many people come to see us?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "visits / days of the period",
			Calculator: "Incidence.Rate",
			Stages:     []Stage{StageAwareness},
		},

		// Consideration: are we an option?
		{
			Name: "keyword_traffic", Question: "Do people who search for what we sell find us?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "visits from tracked search terms / days of the period; branded terms are counted apart",
			Synonyms:   []string{"search traffic", "organic traffic"},
			Calculator: "Incidence.Rate",
			Stages:     []Stage{StageConsideration},
		},
		{
			Name: "site_traffic", Question: "How many visits does the site have?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "visits to the site / days of the period",
			Synonyms:   []string{"web traffic", "site visits"},
			Calculator: "Incidence.Rate",
			Stages:     []Stage{StageConsideration},
		},
		{
			Name: "store_visits", Question: "How many people come into the shop?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "visits to the shop / days it was open",
			Synonyms:   []string{"footfall", "foot traffic"},
			Calculator: "Incidence.Rate",
			Stages:     []Stage{StageConsideration},
		},

		// Purchase: do they finish?
		{
			Name: "cart_completion", Question: "Do customers finish what they put into the cart?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "carts that became orders / carts",
			Synonyms:   []string{"checkout completion"},
			Calculator: "Proportion.Rate",
			Stages:     []Stage{StagePurchase},
		},
		{
			Name: "cart_abandonment", Question: "How many carts are left behind?",
			Unit: UnitShare, Direction: LowerIsBetter,
			Formula:    "1 - carts that became orders / carts",
			Synonyms:   []string{"abandoned carts", "basket abandonment", "checkout abandonment"},
			Calculator: "Proportion.Rate",
			Stages:     []Stage{StagePurchase},
		},
		{
			Name: "conversion_rate", Question: "How many of those who begin finish?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "customers at the last step / customers at the first",
			Synonyms:   []string{"funnel conversion", "conversion"},
			Calculator: "Funnel.FromFirst",
			Stages:     []Stage{StagePurchase},
		},
		{
			Name: "time_to_convert", Question: "How long does it take from the first step to the last?",
			Unit: UnitSeconds, Direction: LowerIsBetter,
			Formula:    "time at which half have converted, with those who have not yet, by Survival.Median",
			Synonyms:   []string{"time to value", "time to conversion", "time to first order"},
			Calculator: "ConversionLifespans",
			Stages:     []Stage{StagePurchase},
		},
		{
			Name: "trial_conversion", Question: "How many trials become customers?",
			Unit: UnitShare, Direction: HigherIsBetter,
			Formula:    "trials converted / trials decided",
			Synonyms:   []string{"free trial conversion", "trial conversion rate", "trial to paid"},
			Calculator: "Trials.Conversion",
			Stages:     []Stage{StagePurchase},
		},
		{
			Name: "cac", Question: "What does it cost to win a customer?",
			Unit: UnitMoney, Direction: LowerIsBetter,
			Formula:    "spending on acquisition / new customers",
			Synonyms:   []string{"customer acquisition cost", "acquisition cost", "blended CAC"},
			Calculator: "Acquisition.Cost",
			Stages:     []Stage{StagePurchase},
		},
		{
			Name: "paid_cac", Question: "What does one more customer of the paid channels cost?",
			Unit: UnitMoney, Direction: LowerIsBetter,
			Formula:    "paid spending / new customers of the paid channels",
			Synonyms:   []string{"paid customer acquisition cost"},
			Calculator: "Acquisition.PaidCost",
			Stages:     []Stage{StagePurchase},
		},
		{
			Name: "store_conversion", Question: "How many visitors of the shop buy?",
			Unit: UnitRatio, Direction: HigherIsBetter,
			Formula:    "purchases / visits; above 1 where visitors buy twice",
			Calculator: "Incidence.Rate",
			Stages:     []Stage{StagePurchase}, Touchpoints: []TouchpointKind{TouchpointStore},
		},
	}
}
