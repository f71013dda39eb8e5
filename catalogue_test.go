package cx_test

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/google/go-cmp/cmp"
)

// exportedNames returns the functions and types of the package, and its methods as
// "Type.Method".
func exportedNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, file := range loadSource(t).files {
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				name := decl.Name.Name
				if decl.Recv != nil {
					name = receiverName(decl) + "." + name
				}
				if decl.Name.IsExported() {
					names = append(names, name)
				}
			case *ast.GenDecl:
				for _, spec := range decl.Specs {
					if spec, ok := spec.(*ast.TypeSpec); ok && spec.Name.IsExported() {
						names = append(names, spec.Name.Name)
					}
				}
			}
		}
	}
	return names
}

// Every metric says all that there is to say, and is computed by something of the package.
func TestCatalogue(t *testing.T) {
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

// Where each metric belongs, as it was planned; what stands there beside
// the plan is marked.
func TestCatalogueByPlace(t *testing.T) {
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
