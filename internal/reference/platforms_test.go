package reference

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// The same figures on every platform: those with fused multiply-add and those without, with 32
// bits and 64, with the low byte first and the high one. tools/platforms/run runs this test on
// five of them. The golden files say what amd64 gives; whether it is right is for the vectors.

// Estimates are alike to so much, and those that a search for a maximum has found to so much.
const (
	estimateTolerance = 1e-12
	searchTolerance   = 1e-9
)

// searches are the calls that search for a maximum.
var searches = []string{"forecast.bgnbd_fit", "forecast.gammagamma_fit", "forecast.sbg_fit", "survival.cox"}

// portable returns a figure in a form that JSON brings back: an exact figure as a text, with the
// form of a decimal, and an estimate as a number.
func portable(v any) any {
	switch v := v.(type) {
	case nil, bool, string:
		return v
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Sprint(v)
		}
		return v
	case decimal.Decimal:
		return fmt.Sprintf("%se%d", v.Coefficient(), v.Exponent())
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = portable(e)
		}
		return list
	case map[string]any:
		members := make(map[string]any, len(v))
		for name, e := range v {
			members[name] = portable(e)
		}
		return members
	}
	return fmt.Sprint(v)
}

// alike reports whether portable figures are the same, estimates to a tolerance.
func alike(got, want any, tolerance float64) bool {
	switch want := want.(type) {
	case float64:
		got, ok := got.(float64)
		return ok && math.Abs(got-want) <= tolerance*max(1, math.Abs(want))
	case []any:
		got, ok := got.([]any)
		return ok && slices.EqualFunc(got, want, func(a, b any) bool { return alike(a, b, tolerance) })
	case map[string]any:
		got, ok := got.(map[string]any)
		return ok && maps.EqualFunc(got, want, func(a, b any) bool { return alike(a, b, tolerance) })
	}
	return got == want
}

func TestAlike(t *testing.T) {
	nested := func(low float64, n string) any {
		return portable(figs{"rows": []any{figs{"low": low, "n": n}}})
	}
	for _, test := range []struct {
		name      string
		got, want any
		alike     bool
	}{
		{"a decimal", portable(decimal.New(50, -1)), "50e-1", true},
		{"another form of it", portable(decimal.New(5, 0)), "50e-1", false},
		{"a count", portable(int64(3)), "3", true},
		{"a count as an estimate", portable(3), 3.0, false},
		{"an estimate, within", nested(100.00000000005, "1"), nested(100, "1"), true},
		{"an estimate, beyond", nested(100.0000000002, "1"), nested(100, "1"), false},
		{"a small one, beyond", nested(2e-12, "1"), nested(0, "1"), false},
		{"another count", nested(1, "1"), nested(1, "2"), false},
		{"a shorter list", []any{}, nested(1, "1").(figs)["rows"], false},
		{"NaN", portable(math.NaN()), "NaN", true},
		{"NaN for a number", portable(math.NaN()), 1.0, false},
		{"nothing", nil, nil, true},
		{"nothing for a text", nil, "", false},
	} {
		if alike(test.got, test.want, estimateTolerance) != test.alike {
			t.Errorf("%s: alike = %v, want %v", test.name, !test.alike, test.alike)
		}
	}
}

// TestPlatforms compares the answers to all vectors, refusals too, with those of amd64.
func TestPlatforms(t *testing.T) {
	runs := vectorRuns(t)
	golden := filepath.Join("testdata", "platforms.txt")
	answers := make([]any, len(runs))
	var lines bytes.Buffer
	for i, r := range runs {
		got, err := r.Run()
		if err != nil {
			got = figs{"error": failureOf(err)}
		}
		answers[i] = portable(got)
		fmt.Fprintf(&lines, "%s %s\n", r.ID, cxtest.JSON(t, answers[i]))
	}
	if *cxtest.Update {
		if err := os.WriteFile(golden, lines.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]string{}
	for line := range strings.Lines(cxtest.UnixText(file)) {
		id, figures, _ := strings.Cut(strings.TrimSpace(line), " ")
		wanted[id] = figures
	}
	if len(wanted) != len(runs) {
		t.Errorf("%s has %d cases, want %d: -update on amd64 writes them", golden, len(wanted), len(runs))
	}
	for i, r := range runs {
		tolerance := estimateTolerance
		if slices.Contains(searches, r.Call) {
			tolerance = searchTolerance
		}
		var want any
		if err := json.Unmarshal([]byte(wanted[r.ID]), &want); err != nil {
			t.Errorf("%s: there is no answer in %s: %v", r.ID, golden, err)
		} else if !alike(answers[i], want, tolerance) {
			t.Errorf("%s: %s, want within %g\n%s", r.ID, cxtest.JSON(t, answers[i]), tolerance, wanted[r.ID])
		}
	}
}

// tallyFiles are the golden files of the tallies, which hold their encoding.
var tallyFiles = map[string]any{
	"nps": cx.NPS{}, "weighted_nps": cx.WeightedNPS{}, "recommendations": cx.Recommendations{}, "ratings": cx.Ratings{},
	"weighted_ratings": cx.WeightedRatings{}, "csat": cx.CSAT{}, "ces": cx.CES{}, "clustered": cx.Clustered{}, "proportion": cx.Proportion{},
	"question/choices": cx.Choices{}, "crosstab/table": cx.CrossTab{}, "sentiment/sentiment": cx.Sentiment{}, "phrase/phrases": cx.Phrases{},
	"theme/themes": cx.Themes[*cx.NPS]{}, "driver/drivers": cx.Drivers{}, "fieldwork/fieldwork": cx.Fieldwork{}, "fieldwork/dispositions": cx.Dispositions{},
	"churn/churn": cx.Churn{}, "churn/trials": cx.Trials{}, "retention/retention": cx.Retention{}, "retention/repeat": cx.Repeat{},
	"retention/engagement": cx.Engagement{}, "lifecycle/lifecycle": cx.Lifecycle{}, "cohort/cohorts": cx.Cohorts{},
	"survival/curve": cx.Survival{}, "survival/competing_risks": cx.CompetingRisks{}, "revenue/movements": cx.Movements{},
	"lifetime/acquisition": cx.Acquisition{}, "funnel/funnel": cx.Funnel{}, "funnel/paths": cx.Paths{}, "funnel/transitions": cx.Transitions{},
	"touch/amounts": cx.Amounts{}, "touch/basket": cx.Basket{}, "touch/hours": cx.HoursOfDay{}, "touch/incidence": cx.Incidence{},
	"touch/peak_end": cx.PeakEnd{}, "touch/promotion_control": cx.Promotion{}, "touch/uptime": cx.Uptime{}, "support/apdex": cx.Apdex{},
	"support/attainment": cx.Attainment{}, "support/durations": cx.Durations{}, "support/promises": cx.Promises{}, "support/support": cx.Support{},
	"case/loop": cx.ClosedLoop{}, "linkage/linkage": cx.Linkage{}, "linkage/referrals": cx.Referrals{}, "loyalty/loyalty": cx.Loyalty{},
}

// TestPlatforms_tallies decodes the tallies and encodes them to the same bytes.
func TestPlatforms_tallies(t *testing.T) {
	for name, tally := range tallyFiles {
		file, err := os.ReadFile(filepath.Join("..", "..", "testdata", "json", filepath.FromSlash(name)+".json"))
		if err != nil {
			t.Error(err)
			continue
		}
		decoded := reflect.New(reflect.TypeOf(tally))
		if err := json.Unmarshal(file, decoded.Interface()); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got, want := cxtest.JSON(t, decoded.Interface())+"\n", cxtest.UnixText(file); got != want {
			t.Errorf("%s is encoded as %s, want %s", name, got, want)
		}
	}
}
