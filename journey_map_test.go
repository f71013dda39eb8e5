package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/internal/house"
	"github.com/google/go-cmp/cmp"
)

func TestMapRefuses(t *testing.T) {
	own := func(edit func(*cx.Metric)) func(*cx.JourneyMap) {
		return func(m *cx.JourneyMap) {
			metric := cx.Metric{Name: "own", Unit: cx.UnitShare, Direction: cx.HigherIsBetter}
			edit(&metric)
			m.Metrics = []cx.Metric{{Name: "first", Unit: cx.UnitMoney, Direction: cx.NeitherIsBetter}, metric}
		}
	}
	plan := func(cells ...cx.JourneyCell) func(*cx.JourneyMap) { return func(m *cx.JourneyMap) { m.Plan = cells } }
	nps := cx.JourneyCell{Metric: "nps"}
	tests := []struct {
		name string
		edit func(*cx.JourneyMap)
		row  int // -1: of no row
		text string
	}{
		{"no stages", func(m *cx.JourneyMap) { m.Stages = nil }, -1, "no stages"},
		{"empty stages", func(m *cx.JourneyMap) { m.Stages = []cx.JourneyStage{} }, -1, "no stages"},
		{"blank stage", func(m *cx.JourneyMap) { m.Stages[1].Stage = " \t" }, 1, "the stage is blank"},
		{"stage twice", func(m *cx.JourneyMap) { m.Stages[2].Stage = "learn" }, 2, "the stage is blank, or is there twice"},
		{"blank touchpoint", func(m *cx.JourneyMap) { m.Touchpoints[1].Name = "" }, 1, "the touchpoint is blank"},
		{"touchpoint twice", func(m *cx.JourneyMap) { m.Touchpoints[2].Name = "chat" }, 2, "the touchpoint is blank, or is there twice"},
		{"touchpoint nowhere", func(m *cx.JourneyMap) { m.Touchpoints[0].Stage = "" }, 0, "stage that is not on the map"},
		{"touchpoint elsewhere", func(m *cx.JourneyMap) { m.Touchpoints[2].Stage = cx.StagePurchase }, 2, "stage that is not on the map"},
		{"metric without a name", own(func(m *cx.Metric) { m.Name = " " }), 1, "no name"},
		{"metric without a unit", own(func(m *cx.Metric) { m.Unit = "" }), 1, "unit"},
		{"metric of another unit", own(func(m *cx.Metric) { m.Unit = "stars" }), 1, "unit"},
		{"metric without a direction", own(func(m *cx.Metric) { m.Direction = "" }), 1, "direction"},
		{"metric twice", own(func(m *cx.Metric) { m.Name = "first" }), 1, "name of another"},
		{"metric of the catalog", own(func(m *cx.Metric) { m.Name = "nps" }), 1, "of the catalog"},
		{"metric of no stage", own(func(m *cx.Metric) { m.Stages = []cx.Stage{"buy", "bye"} }), 1, "stage that is not on the map"},
		{"plan of no metric", plan(nps, cx.JourneyCell{Metric: "fame"}), 1, "plan: the metric"},
		{"plan of no stage", plan(cx.JourneyCell{Stage: "bye", Metric: "nps"}), 0, "plan: the stage"},
		{"plan of no touchpoint", plan(cx.JourneyCell{Touchpoint: "kiosk", Metric: "nps"}), 0, "plan: the touchpoint"},
		{"plan of another stage", plan(cx.JourneyCell{Stage: "stay", Touchpoint: "web", Metric: "nps"}), 0, "plan: the touchpoint lies in another stage"},
		{"plan twice", plan(nps, cx.JourneyCell{Touchpoint: "web", Metric: "nps"}, cx.JourneyCell{Stage: "buy", Touchpoint: "web", Metric: "nps"}), 2, "plan: the same"},
		{"base", func(m *cx.JourneyMap) { m.MinBase = -1 }, -1, "smallest base"},
		{"very many stages", func(m *cx.JourneyMap) { m.Stages = make([]cx.JourneyStage, 10_001) }, -1, "number of stages"},
		{"very many touchpoints", func(m *cx.JourneyMap) { m.Touchpoints = make([]cx.Touchpoint, 100_000) }, -1, "number of stages, touchpoints"},
		{"very many metrics", func(m *cx.JourneyMap) { m.Metrics = make([]cx.Metric, 100_000) }, -1, "touchpoints or metrics"},
		{"very many cells", func(m *cx.JourneyMap) {
			m.Plan = nil
			for i := range 51 {
				m.Metrics = append(m.Metrics, cx.Metric{Name: fmt.Sprint("m", i), Unit: cx.UnitShare, Direction: cx.HigherIsBetter, Touchpoints: []cx.TouchpointKind{"kiosk"}})
			}
			for i := range 2000 {
				m.Touchpoints = append(m.Touchpoints, cx.Touchpoint{Name: fmt.Sprint("k", i), Kind: "kiosk", Stage: "buy"})
			}
		}, -1, "give a plan"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := tripMap()
			test.edit(&m)
			j, err := cx.JourneyOf(nil, m, tripDay)
			if test.row < 0 {
				cxtest.Refuses(t, "JourneyOf", err, cx.ErrInvalid)
				if err == nil || !strings.Contains(err.Error(), test.text) || strings.Contains(err.Error(), "row") {
					t.Errorf("JourneyOf: error %v, want %q of no row", err, test.text)
				}
			} else {
				wantMapRow(t, "JourneyOf", err, test.row, test.text)
			}
			if diff := cmp.Diff(cx.Journey{}, j); diff != "" {
				t.Errorf("a journey beside the error:\n%s", diff)
			}
			// A decoder refuses the same.
			state := []byte(cxtest.JSON(t, m))
			before := tripMap()
			if err := json.Unmarshal(state, &before); err == nil {
				t.Errorf("Unmarshal accepts %.200s", state)
			} else {
				cxtest.Refuses(t, "Unmarshal", err, cx.ErrInvalid)
			}
			if diff := cmp.Diff(tripMap(), before); diff != "" {
				t.Errorf("the refusal changed the receiver (-before +after):\n%s", diff)
			}
		})
	}
	_, err := cx.JourneyOf(nil, cx.JourneyMap{}, tripDay)
	cxtest.Refuses(t, "the zero Map", err, cx.ErrInvalid)
}

// What is to be measured without a plan: the metrics of the kinds of the touchpoints, as the
// plan of the journey lists them for a chat, with those of the host.
func TestMapWithoutPlan(t *testing.T) {
	m := cx.StandardMap()
	m.Touchpoints = []cx.Touchpoint{
		{Name: "support chat", Kind: cx.TouchpointChat, Stage: cx.StageRetention},
		{Name: "kiosk", Kind: "kiosk", Stage: cx.StagePurchase},
		{Name: "letter", Stage: cx.StagePurchase},
	}
	m.Metrics = []cx.Metric{{
		Name: "queue_length", Unit: cx.UnitCount, Direction: cx.LowerIsBetter,
		Touchpoints: []cx.TouchpointKind{"kiosk", cx.TouchpointChat, "kiosk"}, // twice is once
	}}
	var want []cx.JourneyCell
	want = append(want, cx.JourneyCell{Stage: cx.StagePurchase, Touchpoint: "kiosk", Metric: "queue_length"})
	for _, name := range []string{"first_contact_resolution", "sentiment", "interaction_length", "post_chat_satisfaction", "repeat_purchases", "waiting_time", "queue_length"} {
		want = append(want, cx.JourneyCell{Stage: cx.StageRetention, Touchpoint: "support chat", Metric: name})
	}
	for name, plan := range map[string][]cx.JourneyCell{"nil": nil, "empty": {}} {
		m.Plan = plan
		if diff := cmp.Diff(want, journeyOf(t, m).Missing); diff != "" {
			t.Errorf("%s plan: missing (-want +got):\n%s", name, diff)
		}
	}
}

// Empty lists are none.
func TestMapJSON(t *testing.T) {
	var m cx.JourneyMap
	text := `{"stages":[{"stage":"a"}],"touchpoints":[],"metrics":[{"name":"m","question":"","formula":"","unit":"share","direction":"lower","stages":[],"touchpoints":[]}],"plan":[]}`
	want := cx.JourneyMap{Stages: []cx.JourneyStage{{Stage: "a"}}, Metrics: []cx.Metric{{Name: "m", Unit: cx.UnitShare, Direction: cx.LowerIsBetter}}}
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("%s (-want +got):\n%s", text, diff)
	}
}

// The slices of a map that the package makes are the caller's.
func TestStandardMapIsFresh(t *testing.T) {
	m := cx.StandardMap()
	m.Stages[0].Question = "?"
	clear(m.Stages)
	if again := cx.StandardMap(); again.Stages[0].Stage != cx.StageAwareness || again.Stages[0].Question == "?" {
		t.Errorf("StandardMap = %v", again)
	}
	list := cx.Metrics()
	list[0].Stages[0] = "spoilt"
	clear(list)
	if again := cx.Metrics(); again[0].Name != "nps" || again[0].Stages[0] != cx.StageAdvocacy {
		t.Errorf("Metrics = %v", again[0])
	}
}

// exportedNames returns the functions and types of the package, and its methods as
// "Type.Method".
func exportedNames(t *testing.T) []string {
	t.Helper()
	var names []string
	scope := house.Load(t).Package.Scope()
	for _, name := range scope.Names() {
		if object := scope.Lookup(name); object.Exported() {
			names = append(names, name)
			if named, ok := object.Type().(*types.Named); ok {
				for method := range named.Methods() {
					names = append(names, name+"."+method.Name())
				}
			}
		}
	}
	return names
}

// Every metric says all that there is to say, and is computed by something of the package.
func TestCatalog(t *testing.T) {
	lowerSnake := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	units := []cx.MetricUnit{
		cx.UnitPoints, cx.UnitPercent, cx.UnitShare, cx.UnitMean, cx.UnitChange,
		cx.UnitCount, cx.UnitPer100, cx.UnitRatio, cx.UnitMoney, cx.UnitSeconds,
	}
	directions := []cx.Direction{cx.HigherIsBetter, cx.LowerIsBetter, cx.NeitherIsBetter}
	var stages []cx.Stage
	for _, s := range cx.StandardMap().Stages {
		stages = append(stages, s.Stage)
		if !strings.HasSuffix(s.Question, "?") {
			t.Errorf("the stage %s asks nothing", s.Stage)
		}
	}
	kinds := []cx.TouchpointKind{
		cx.TouchpointStore, cx.TouchpointPointOfSale, cx.TouchpointWebShop, cx.TouchpointChat,
		cx.TouchpointPhone, cx.TouchpointMail, cx.TouchpointHelpPages, cx.TouchpointSocial, cx.TouchpointForum,
	}
	exported := exportedNames(t)
	seen := make(map[string]bool)
	for _, m := range cx.Metrics() {
		if seen[m.Name] || !lowerSnake.MatchString(m.Name) {
			t.Errorf("%q is there twice, or is no name in lower_snake", m.Name)
		}
		seen[m.Name] = true
		if !strings.HasSuffix(m.Question, "?") || m.Formula == "" {
			t.Errorf("%s: question %q, formula %q", m.Name, m.Question, m.Formula)
		}
		if !slices.Contains(units, m.Unit) || !slices.Contains(directions, m.Direction) {
			t.Errorf("%s: unit %q, direction %q", m.Name, m.Unit, m.Direction)
		}
		if !m.Journey && m.Stages == nil && m.Touchpoints == nil {
			t.Errorf("%s belongs nowhere", m.Name)
		}
		for _, s := range m.Stages {
			if !slices.Contains(stages, s) {
				t.Errorf("%s belongs to the stage %q, which is not standard", m.Name, s)
			}
		}
		for _, k := range m.Touchpoints {
			if !slices.Contains(kinds, k) {
				t.Errorf("%s belongs to the kind %q, which has no constant", m.Name, k)
			}
		}
		if !slices.Contains(exported, m.Calculator) {
			t.Errorf("%s: %q is no exported function, method or type", m.Name, m.Calculator)
		}
	}
}

// Where each metric belongs.
func TestCatalogByPlace(t *testing.T) {
	names := func(list []cx.Metric) []string {
		var names []string
		for _, m := range list {
			names = append(names, m.Name)
		}
		return names
	}
	tests := []struct {
		place string
		got   []cx.Metric
		want  []string
	}{
		{"the whole journey", cx.JourneyMetrics(), []string{
			"nps", "weighted_nps", "account_nps", "enps", "csat", "dissatisfied", "net_satisfaction", "theme_prevalence", "mean_satisfaction", "satisfaction_index",
			"top_box", "bottom_box", "ces", "effort", "easy", "net_ease", "peak_end", "no_bad_touch", "response_rate", "completion_rate", "delivery_rate",
		}},
		{"awareness", cx.MetricsAt(cx.StageAwareness), []string{"share_of_voice", "visits"}},
		{"consideration", cx.MetricsAt(cx.StageConsideration), []string{"keyword_traffic", "site_traffic", "store_visits"}},
		{"purchase", cx.MetricsAt(cx.StagePurchase), []string{
			"cart_completion", "cart_abandonment", "conversion_rate", "time_to_convert", "trial_conversion", "cac", "paid_cac",
			"store_conversion",
		}},
		{"retention", cx.MetricsAt(cx.StageRetention), []string{
			"clv", "clv_so_far", "clv_cac", "customer_profit", "payback_period", "customer_lifetime", "median_lifetime", "mean_lifetime",
			"returning_visitors", "ticket_volume", "session_length", "session_frequency", "retention_rate", "retention_curve",
			"cohort_retention", "cohort_revenue_retention", "churn_rate", "logo_churn", "reactivations", "mrr", "arpa", "net_revenue_retention",
			"gross_revenue_retention", "revenue_churn", "quick_ratio", "active_customers", "daily_active", "active_days", "stickiness", "power_users", "active_customer_retention", "customer_quick_ratio",
			"repeat_purchase_rate", "repeat_revenue", "days_between_orders", "revenue_at_risk", "retention_cost", "program_return",
			"program_members", "program_active", "program_redeemers", "redemption_rate", "breakage",
			"on_time_delivery", "first_contact_resolution", "first_reply_time", "resolution_time", "sla_attainment", "answered_rate",
			"one_touch_resolution", "reopen_rate", "escalation_rate", "transfer_rate", "usability", "product_market_fit",
		}},
		{"advocacy", cx.MetricsAt(cx.StageAdvocacy), []string{
			"nps", "sentiment", "review_rating", "reviews_answered", "referral_codes_used", "recommended", "referral_rate",
			"referral_orders", "referral_revenue", "referral_participation", "referral_leads", "referral_conversion", "k_factor",
		}},
		{"store", cx.TouchpointMetrics(cx.TouchpointStore), []string{"store_conversion", "basket_items", "basket_value", "total_sales", "staff_questions"}},
		{"point of sale", cx.TouchpointMetrics(cx.TouchpointPointOfSale), []string{"product_uplift", "visual_prominence", "share_of_facings", "total_uplift", "halo"}},
		{"web shop", cx.TouchpointMetrics(cx.TouchpointWebShop), []string{
			"uptime", "drop_off", "bounce_rate", "load_time", "load_within", "apdex", "mobile_performance", "time_of_day",
		}},
		{"chat", cx.TouchpointMetrics(cx.TouchpointChat), []string{
			"first_contact_resolution", "sentiment", "interaction_length", "post_chat_satisfaction", "repeat_purchases", "waiting_time",
		}},
		{"phone", cx.TouchpointMetrics(cx.TouchpointPhone), []string{
			"first_contact_resolution", "resolution_time", "handle_time", "speed_of_answer", "service_level", "call_abandonment",
		}},
		{"mail", cx.TouchpointMetrics(cx.TouchpointMail), []string{"first_contact_resolution", "first_reply_time", "resolution_time", "sla_attainment"}},
		{"help pages", cx.TouchpointMetrics(cx.TouchpointHelpPages), []string{"self_service_rate", "helpful_pages", "search_success"}},
		{"social", cx.TouchpointMetrics(cx.TouchpointSocial), []string{
			"first_contact_resolution", "first_reply_time", "sentiment", "reviews_answered", "mentions_answered",
		}},
		{"forum", cx.TouchpointMetrics(cx.TouchpointForum), []string{"first_reply_time", "sentiment", "questions_solved"}},
		{"no stage", cx.MetricsAt("checkout"), nil},
		{"no kind", cx.TouchpointMetrics(""), nil},
	}
	listed := make(map[string]bool)
	for _, test := range tests {
		if diff := cmp.Diff(test.want, names(test.got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.place, diff)
		}
		for _, name := range test.want {
			listed[name] = true
		}
		if test.want == nil && test.got != nil {
			t.Errorf("%s: %v, want nil", test.place, test.got)
		}
	}
	for _, m := range cx.Metrics() {
		if !listed[m.Name] {
			t.Errorf("%s is in no list", m.Name)
		}
	}
}

// notInCatalog is the calculators that no metric of the catalog names, and why: a method, a
// type for all of its methods, or a method with a blank type for that of all types.
var notInCatalog = map[string]string{
	".Fraction":                           "it is another figure before it is rounded",
	".StandardError":                      "it is the precision of a figure",
	".StandardDeviation":                  "it is the spread of a figure",
	".RateRatio":                          "it compares two figures",
	".Bounds":                             "it is the precision of a figure",
	"ActivityLog":                         "its figures are those of the functions that take the rows",
	"Clustered":                           "it is the precision of any figure",
	"Comparison":                          "it compares two figures",
	"Dispositions":                        "it is response_rate by the formulas of AAPOR",
	"Cox.HazardRatio":                     "it compares two customers",
	"HealthRule.Score":                    "it is of one customer, by a rule of the caller's own",
	"HealthBacktest.Lift":                 "it says how well a score tells who leaves",
	"Drivers.RSquared":                    "it says how well the ratings of drivers explain another one",
	"Incidence.Uplift":                    "it compares two figures",
	"StoreUplift":                         "it is product_uplift with each store as one observation",
	"Benchmark":                           "it compares a figure with those of others",
	"BusinessHours":                       "it is a clock",
	"BGNBD":                               "it is a forecast for one customer",
	"GammaGamma":                          "it is a forecast for one customer",
	"CustomerModel":                       "it is a forecast for one customer",
	"ShiftedBetaGeometric":                "it is a forecast: what came of it is retention_curve",
	"RetentionGain":                       "it is what a change would bring",
	"LinkedClass":                         "it is of one class of answers, to compare with the others",
	"Amounts.Mean":                        "of order values it is basket_value",
	"Attainment.Rate":                     "it is the share behind sla_attainment and others",
	"Attainment.Decided":                  "it is Attainment.Rate with what was decided early",
	"Attainment.Whole":                    "it is the proportion behind Attainment.Rate",
	"Attainment.Gross":                    "it is Attainment.Rate with what was excluded",
	"Attainment.AtLeast":                  "it is a bound of Attainment.Decided",
	"Attainment.AtMost":                   "it is a bound of Attainment.Decided",
	"CES.Median":                          "ces is the mean",
	"CSAT.Median":                         "mean_satisfaction is the mean",
	"Ratings.Median":                      "review_rating is the mean",
	"Ratings.FairMean":                    "it is review_rating with answers added, to rank products by it",
	"CES.Difficult":                       "net_ease has it",
	"CSAT.Satisfied":                      "it is the proportion behind csat",
	"CSAT.TopBox":                         "it is top_box",
	"CSAT.BottomBox":                      "it is bottom_box",
	"Churn.Churned":                       "it is the proportion behind churn_rate",
	"Churn.RateBy":                        "it is churn_rate by another formula",
	"DailyChurn":                          "it is churn_rate by another formula",
	"CompoundChurn":                       "it converts a rate",
	"CompoundRate":                        "it converts a rate",
	"MonthlyAmount":                       "it converts an amount",
	"ParseMoney":                          "it reads an amount",
	"Cohort":                              "it is of one cohort: cohort_retention and clv_so_far are of all",
	"Cohorts.SimpleMean":                  "it is cohort_retention, with each cohort alike",
	"AmountQuantile":                      "it describes amounts of any kind, as Durations.Quantile does durations",
	"GapByChance":                         "it is the gap that any figure of equal groups has",
	"DurationQuantile":                    "it is Durations.Quantile of a slice",
	"Durations.Shortest":                  "it is one case",
	"Durations.Longest":                   "it is one case",
	"Durations.Seconds":                   "it is a sum",
	"Economics.AllowableCost":             "it is a limit to set",
	"Economics.MaxBid":                    "it is a limit to set",
	"Uptime.AllowedSeconds":               "it is a limit to set",
	"ExpectedLifetimeValue":               "it is clv over any curve",
	"Lifetime.Value":                      "it is clv of orders, as its formula says",
	"Funnel.FromPrevious":                 "it is 1 - drop_off",
	"Funnel.SecondsToStep":                "it is too short: time_to_convert is not",
	"Funnel.SecondsToConvert":             "it is too short: time_to_convert is not",
	"Funnel.EventsToConvert":              "it describes those who have converted",
	"Holdout.ExpectedPurchases":           "it checks a model: the orders that it expected of those that came",
	"Holdout.Total":                       "it checks a model: the orders that it expected, and how far off chance may put them",
	"Session.Length":                      "it is one case: session_length is of all",
	"IncrementalSales.HaloRatio":          "it is halo for each unit of the product",
	"Promotion.Incremental":               "it is product_uplift in units sold",
	"Promotion.Rate":                      "it is product_uplift without its interval",
	"Program.Gain":                        "program_return has it",
	"Program.Payback":                     "program_return has it",
	"Movements.NetChurn":                  "it is 1 - net_revenue_retention",
	"Movements.NetChurnAfterReactivation": "it is NetChurn less what came back",
	"NPS.PromoterShare":                   "it is a share behind nps",
	"NPS.PassiveShare":                    "it is a share behind nps",
	"NPS.DetractorShare":                  "it is a share behind nps",
	"NPS.Variance":                        "it is the spread of a figure",
	"WeightedRatings.EffectiveSize":       "it is the precision of a figure",
	"WeightedRatings.TopBox":              "it is top_box of weighted answers",
	"WeightedRatings.Mean":                "it is mean_satisfaction of weighted answers",
	"WeightedNPS.EffectiveSize":           "it is the precision of a figure",
	"PeakEnd.Score":                       "peak_end names PeakEndOf, which tallies it",
	"Attainment.AttainedOrGaveUp":         "it is a service level by the third formula of contact centers",
	"Proportion.Complement":               "it is another share",
	"Choices.OfSelections":                "it is a share of answers, which are not independent",
	"Ratings.NetBox":                      "it is net_satisfaction of another question",
	"Ratings.Rescaled":                    "it is satisfaction_index of another question",
	"Referrals.LeadsPerReferrer":          "it is referral_leads of those who take part",
	"Referrals.Amplification":             "it is 1 / (1 - k_factor)",
	"Repeat.Repeated":                     "it is the proportion behind repeat_purchase_rate",
	"Retention.Retained":                  "it is the proportion behind retention_rate",
	"RetentionCost.AcquisitionRatio":      "it is cac / retention_cost",
	"SubscriptionLifetime.SimplePayback":  "it is payback_period as if nobody left",
	"CompetingRisks.At":                   "it is 1 - retention_curve by one of several reasons",
	"Survival.ChurnBetween":               "it is 1 - retention_curve from a later start",
	"Survival.Quantile":                   "it is median_lifetime for other shares",
	"Survival.ExpectedLifetime":           "it is mean_lifetime without a horizon",
	"Transitions.Share":                   "it is of one pair of events",
	"Engagement.Exactly":                  "it is power_users for one number of days",
	"Phrases.Share":                       "it is of one phrase",
}

// Every calculator, that is every function or method that returns a figure, computes a metric
// of the catalog, or there is a reason why it does not.
func TestCatalogHasCalculators(t *testing.T) {
	used := make(map[string]bool)
	inCatalog := make(map[string]bool)
	for _, m := range cx.Metrics() {
		inCatalog[m.Calculator] = true
	}
	for _, name := range calculators(t) {
		owner, method, _ := strings.Cut(name, ".")
		excuse := ""
		for _, key := range []string{name, owner, "." + method} {
			if notInCatalog[key] != "" {
				excuse = key
				break
			}
		}
		switch used[excuse] = true; {
		case inCatalog[name] && excuse != "":
			t.Errorf("%s is in the catalog, and %q says that it is not", name, excuse)
		case !inCatalog[name] && excuse == "":
			t.Errorf("%s is in no metric of the catalog: add one, or the reason to notInCatalog", name)
		}
	}
	for key := range notInCatalog {
		if !used[key] {
			t.Errorf("%q is no calculator", key)
		}
	}
}

// calculators returns the functions of the package, and its methods as "Type.Method", whose
// first result is a figure: a number, a share, or what holds one.
func calculators(t *testing.T) []string {
	t.Helper()
	figures := []string{
		"github.com/shopspring/decimal.Decimal", "float64", "time.Duration", "Proportion", "Incidence", "Attainment",
		"Estimate", "Payback", "SurvivalQuantile", "Uplift", "Ratio",
	}
	isCalculator := func(f *types.Func) bool {
		results := f.Signature().Results()
		return f.Exported() && results.Len() > 0 &&
			slices.Contains(figures, strings.TrimPrefix(types.TypeString(results.At(0).Type(), nil), house.ModulePath+"."))
	}
	var names []string
	scope := house.Load(t).Package.Scope()
	for _, name := range scope.Names() {
		switch object := scope.Lookup(name).(type) {
		case *types.Func:
			if isCalculator(object) {
				names = append(names, name)
			}
		case *types.TypeName:
			named, ok := object.Type().(*types.Named)
			if !ok || !object.Exported() {
				continue
			}
			for method := range named.Methods() {
				if isCalculator(method) {
					names = append(names, name+"."+method.Name())
				}
			}
		}
	}
	return names
}

// Every word of the catalog finds its metric, and no other.
func TestMetricNamed(t *testing.T) {
	owners := make(map[string]string)
	for _, m := range cx.Metrics() {
		for _, word := range append([]string{m.Name}, m.Synonyms...) {
			key := strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(word))
			if owner, twice := owners[key]; twice {
				t.Errorf("%q of %s is also a word of %s", word, m.Name, owner)
			}
			owners[key] = m.Name
			for _, written := range []string{word, strings.ToUpper(word), " " + strings.ReplaceAll(word, " ", "-") + "_", key} {
				if got, err := cx.MetricNamed(written); err != nil || got.Name != m.Name {
					t.Errorf("MetricNamed(%q) = %s, %v, want %s", written, got.Name, err, m.Name)
				}
			}
		}
	}
	for _, word := range []string{"", " ", "_", "secret word", "NPS!", "n.p.s.", "\xff"} {
		m, err := cx.MetricNamed(word)
		if !errors.Is(err, cx.ErrInvalid) || m.Name != "" || len(word) > 2 && strings.Contains(err.Error(), word) {
			t.Errorf("MetricNamed(%q) = %v, %v, want ErrInvalid without the word", word, m, err)
		}
	}
}
