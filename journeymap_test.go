package cx_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

func TestMapRefuses(t *testing.T) {
	own := func(edit func(*cx.Metric)) func(*cx.Map) {
		return func(m *cx.Map) {
			metric := cx.Metric{Name: "own", Unit: cx.UnitShare, Direction: cx.HigherIsBetter}
			edit(&metric)
			m.Metrics = []cx.Metric{{Name: "first", Unit: cx.UnitMoney, Direction: cx.NeitherIsBetter}, metric}
		}
	}
	plan := func(cells ...cx.MapCell) func(*cx.Map) { return func(m *cx.Map) { m.Plan = cells } }
	nps := cx.MapCell{Metric: "nps"}
	tests := []struct {
		name string
		edit func(*cx.Map)
		row  int // -1: of no row
		text string
	}{
		{"no stages", func(m *cx.Map) { m.Stages = nil }, -1, "no stages"},
		{"empty stages", func(m *cx.Map) { m.Stages = []cx.MapStage{} }, -1, "no stages"},
		{"blank stage", func(m *cx.Map) { m.Stages[1].Stage = " \t" }, 1, "the stage is blank"},
		{"stage twice", func(m *cx.Map) { m.Stages[2].Stage = "learn" }, 2, "the stage is blank, or stands there twice"},
		{"blank touchpoint", func(m *cx.Map) { m.Touchpoints[1].Name = "" }, 1, "the touchpoint is blank"},
		{"touchpoint twice", func(m *cx.Map) { m.Touchpoints[2].Name = "chat" }, 2, "the touchpoint is blank, or stands there twice"},
		{"touchpoint nowhere", func(m *cx.Map) { m.Touchpoints[0].Stage = "" }, 0, "stage that is not on the map"},
		{"touchpoint elsewhere", func(m *cx.Map) { m.Touchpoints[2].Stage = cx.StagePurchase }, 2, "stage that is not on the map"},
		{"metric without a name", own(func(m *cx.Metric) { m.Name = " " }), 1, "no name"},
		{"metric without a unit", own(func(m *cx.Metric) { m.Unit = "" }), 1, "unit"},
		{"metric of another unit", own(func(m *cx.Metric) { m.Unit = "stars" }), 1, "unit"},
		{"metric without a direction", own(func(m *cx.Metric) { m.Direction = "" }), 1, "direction"},
		{"metric twice", own(func(m *cx.Metric) { m.Name = "first" }), 1, "name of another"},
		{"metric of the catalogue", own(func(m *cx.Metric) { m.Name = "nps" }), 1, "of the catalogue"},
		{"metric of no stage", own(func(m *cx.Metric) { m.Stages = []cx.Stage{"buy", "bye"} }), 1, "stage that is not on the map"},
		{"plan of no metric", plan(nps, cx.MapCell{Metric: "fame"}), 1, "plan: the metric"},
		{"plan of no stage", plan(cx.MapCell{Stage: "bye", Metric: "nps"}), 0, "plan: the stage"},
		{"plan of no touchpoint", plan(cx.MapCell{Touchpoint: "kiosk", Metric: "nps"}), 0, "plan: the touchpoint"},
		{"plan of another stage", plan(cx.MapCell{Stage: "stay", Touchpoint: "web", Metric: "nps"}), 0, "plan: the touchpoint lies in another stage"},
		{"plan twice", plan(nps, cx.MapCell{Touchpoint: "web", Metric: "nps"}, cx.MapCell{Stage: "buy", Touchpoint: "web", Metric: "nps"}), 2, "plan: the same"},
		{"base", func(m *cx.Map) { m.MinBase = -1 }, -1, "smallest base"},
		{"very many stages", func(m *cx.Map) { m.Stages = make([]cx.MapStage, 10_001) }, -1, "number of stages"},
		{"very many touchpoints", func(m *cx.Map) { m.Touchpoints = make([]cx.Touchpoint, 100_000) }, -1, "number of stages, touchpoints"},
		{"very many metrics", func(m *cx.Map) { m.Metrics = make([]cx.Metric, 100_000) }, -1, "touchpoints or metrics"},
		{"very many cells", func(m *cx.Map) {
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
			j, err := cx.JourneyOf(m, nil, tripDay)
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
			state := mustJSON(t, m)
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
	_, err := cx.JourneyOf(cx.Map{}, nil, tripDay)
	cxtest.Refuses(t, "the zero Map", err, cx.ErrInvalid)
}

// What is to be measured without a plan: the metrics of the kinds of the touchpoints, as the
// issue of the journey lists them for a chat, with those of the host.
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
	var want []cx.MapCell
	want = append(want, cx.MapCell{Stage: cx.StagePurchase, Touchpoint: "kiosk", Metric: "queue_length"})
	for _, name := range []string{"sentiment", "interaction_length", "post_chat_satisfaction", "repeat_purchases", "waiting_time", "queue_length"} {
		want = append(want, cx.MapCell{Stage: cx.StageRetention, Touchpoint: "support chat", Metric: name})
	}
	for name, plan := range map[string][]cx.MapCell{"nil": nil, "empty": {}} {
		m.Plan = plan
		if diff := cmp.Diff(want, journeyOf(t, m).Missing); diff != "" {
			t.Errorf("%s plan: missing (-want +got):\n%s", name, diff)
		}
	}
}

func TestMapJSON(t *testing.T) {
	for _, text := range []string{
		`{"stages":[{"stage":"a","stge":"b"}]}`, `{"stages":[{"stage":"a"}],"min_bse":3}`, `{"stages":[{"stage":"a"}],"stages":[]}`,
		`{"stages":[{"stage":"a"}],"touchpoints":[{"name":"b","stage":"a","type":"c"}]}`,
		`{"stages":[{"stage":"a"}],"plan":[{"metric":"nps","metric":"csat"}]}`,
		`{"stages":[{"stage":"a"}],"metrics":[{"name":"m","unit":"share","direction":"up"}]}`,
		`{"stages":{"stage":"a"}}`, `{"stages":"a"}`, `{}`, `[]`, `7`,
	} {
		var m cx.Map
		err := json.Unmarshal([]byte(text), &m)
		cxtest.Refuses(t, text, err, cx.ErrInvalid)
		if diff := cmp.Diff(cx.Map{}, m); diff != "" {
			t.Errorf("%s: the refusal changed the receiver (-before +after):\n%s", text, diff)
		}
	}
	var m cx.Map
	text := `{"stages":[{"stage":"a"}],"touchpoints":[],"metrics":[{"name":"m","unit":"share","direction":"lower","stages":[],"touchpoints":[]}],"plan":[]}`
	want := cx.Map{Stages: []cx.MapStage{{Stage: "a"}}, Metrics: []cx.Metric{{Name: "m", Unit: cx.UnitShare, Direction: cx.LowerIsBetter}}}
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
