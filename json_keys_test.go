package cx_test

import (
	"go/types"
	"reflect"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/wire"
)

// The keys of every type that encodes or decodes itself are in its tags, and of kinds
// that package wire knows. The JSON of durations is not that of their fields.
func TestJSONKeys(t *testing.T) {
	values := []any{
		cx.Acquisition{}, cx.Activity{}, cx.Amounts{}, cx.Apdex{}, cx.Attainment{}, cx.BGNBD{}, cx.Basket{}, cx.CES{},
		cx.CSAT{}, cx.Change{}, cx.Churn{}, cx.Cohort{}, cx.Cohorts{}, cx.Correlation{}, cx.CustomerModel{},
		cx.Durations{}, cx.Economics{}, cx.Engagement{}, cx.Event{}, cx.Fit{}, cx.Funnel{}, cx.FunnelStep{},
		cx.GammaGamma{}, cx.Hours{}, cx.Incidence{}, cx.IncrementalSales{}, cx.Invitation{}, cx.Landmark{},
		cx.Lifetime{}, cx.Linkage{}, cx.LinkedClass{}, cx.LinkedOutcome{}, cx.LinkedRows{}, cx.Map{}, cx.MapCell{},
		cx.MapStage{}, cx.Measurement{}, cx.Metric{}, cx.Movements{}, cx.NPS{}, cx.Path{}, cx.Paths{}, cx.PeakEnd{},
		cx.Programme{}, cx.Promise{}, cx.Promises{}, cx.Promotion{}, cx.Proportion{}, cx.Purchases{}, cx.Ratings{},
		cx.Recommendations{}, cx.Referral{}, cx.Referrals{}, cx.Repeat{}, cx.Response{}, cx.Retention{},
		cx.RetentionCost{}, cx.Scale{}, cx.ShiftedBetaGeometric{}, cx.Span{}, cx.Subscription{},
		cx.SubscriptionLifetime{}, cx.Support{}, cx.TeamPair{}, cx.Ticket{}, cx.Touchpoint{}, cx.Transition{},
		cx.Transitions{}, cx.Trial{}, cx.Trials{}, cx.Uptime{}, cx.WeightedNPS{}, cx.Group[string, cx.NPS]{},
		cx.Point[cx.NPS]{},
	}
	known := map[string]bool{}
	for _, v := range values {
		if name := reflect.TypeOf(v).String(); name != "cx.Durations" {
			if _, err := wire.Encode(reflect.New(reflect.TypeOf(v)).Interface()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		name, _, _ := strings.Cut(reflect.TypeOf(v).Name(), "[")
		known[name] = true
	}
	scope := loadSource(t).pkg.Scope()
	for _, name := range scope.Names() {
		object, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !object.Exported() || known[name] {
			continue
		}
		for _, method := range []string{"MarshalJSON", "UnmarshalJSON"} {
			if found, _, _ := types.LookupFieldOrMethod(object.Type(), true, object.Pkg(), method); found != nil {
				t.Errorf("%s has the method %s and is not in the list", name, method)
			}
		}
	}
}
