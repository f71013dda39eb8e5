package cx_test

import (
	"encoding/json"
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
	for _, name := range []string{"sentiment", "interaction_length", "post_chat_satisfaction", "repeat_purchases", "waiting_time", "queue_length"} {
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
	kinds := []cx.TouchpointKind{cx.TouchpointStore, cx.TouchpointPointOfSale, cx.TouchpointWebShop, cx.TouchpointChat}
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

// Where each metric belongs, as it was planned; what is there beside
// the plan is marked.
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
		{"the whole journey", cx.JourneyMetrics(), []string{"nps", "csat", "ces", "effort" /* CES 1.0 */, "peak_end"}},
		{"awareness", cx.MetricsAt(cx.StageAwareness), []string{"share_of_voice", "visits"}},
		{"consideration", cx.MetricsAt(cx.StageConsideration), []string{"keyword_traffic", "site_traffic", "store_visits"}},
		{"purchase", cx.MetricsAt(cx.StagePurchase), []string{"cart_completion", "cart_abandonment", "store_conversion"}},
		{"retention", cx.MetricsAt(cx.StageRetention), []string{
			"clv", "returning_visitors", "ticket_volume", "session_length", "session_frequency",
			"retention_rate", "churn_rate", "net_revenue_retention", // not in the list
		}},
		{"advocacy", cx.MetricsAt(cx.StageAdvocacy), []string{"nps", "sentiment", "review_rating", "reviews_answered", "referral_codes_used"}},
		{"store", cx.TouchpointMetrics(cx.TouchpointStore), []string{"store_conversion", "basket_items", "basket_value", "total_sales", "staff_questions"}},
		{"point of sale", cx.TouchpointMetrics(cx.TouchpointPointOfSale), []string{"product_uplift", "visual_prominence", "share_of_facings", "total_uplift", "halo"}},
		{"web shop", cx.TouchpointMetrics(cx.TouchpointWebShop), []string{
			"uptime", "drop_off", "bounce_rate", "load_time", "load_within", "apdex", "mobile_performance", "time_of_day",
		}},
		{"chat", cx.TouchpointMetrics(cx.TouchpointChat), []string{"sentiment", "interaction_length", "post_chat_satisfaction", "repeat_purchases", "waiting_time"}},
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
