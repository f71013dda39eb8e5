package cx_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// The part of the journey in the lists of hostile_test.go.

func journeyWireTypes() []wireType {
	one := dec("1")
	return []wireType{
		{
			"Measurement", `{"metric":"nps","stage":"advocacy","channel":"mail","team":"red","period":"2026-Q2",` +
				`"unit":"points","value":"42.5","interval":{"low":36,"high":48,"level":0.95},"base":812,"target":"40"}`,
			func() json.Unmarshaler { return &cx.Measurement{Metric: "csat", Base: 3, Target: &one} },
			[]string{`"base":812`}, nil, // a value may be negative
		},
		{
			"Metric", `{"name":"queue","question":"How long?","unit":"count","direction":"lower","formula":"people","stages":["buy"],"touchpoints":["kiosk"]}`,
			func() json.Unmarshaler { return &cx.Metric{Name: "nps", Stages: []cx.Stage{"stay"}} },
			nil, nil,
		},
		{
			"Map", `{"question":"How?","stages":[{"stage":"buy"},{"stage":"stay","question":"Why?"}],"touchpoints":[{"name":"app","stage":"buy"}],` +
				`"plan":[{"metric":"nps"}],"min_base":5}`,
			func() json.Unmarshaler { m := tripMap(); return &m },
			[]string{`"min_base":5`}, nil,
		},
		{
			"MapStage", `{"stage":"buy","question":"How?"}`,
			func() json.Unmarshaler { return &cx.MapStage{Stage: "stay"} },
			nil, nil,
		},
		{
			"Touchpoint", `{"name":"app","kind":"web_shop","stage":"buy"}`,
			func() json.Unmarshaler { return &cx.Touchpoint{Name: "kiosk"} },
			nil, nil,
		},
		{
			"MapCell", `{"stage":"buy","touchpoint":"app","metric":"nps"}`,
			func() json.Unmarshaler { return &cx.MapCell{Metric: "csat"} },
			nil, nil,
		},
	}
}

func journeySliceCalls(t *testing.T) map[string]func() (args []any, spoil func()) {
	nothing := func() {}
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	return map[string]func() ([]any, func()){
		"JourneyOf": func() ([]any, func()) {
			rows := []cx.Measurement{
				measuredInJune("nps", "9", withTarget("7")), measuredInJune("csat", "8", atPlace("buy", "web")),
				measuredInJune("nps", "7", inPeriod("2026-05"), withTarget("6")), measuredInJune("csat", "6", atPlace("learn", "")),
			}
			m := tripMap()
			m.Metrics = []cx.Metric{
				{Name: "zeal", Unit: cx.UnitShare, Direction: cx.HigherIsBetter, Stages: []cx.Stage{"stay", "buy"}},
				{Name: "awe", Unit: cx.UnitShare, Direction: cx.HigherIsBetter},
			}
			j, err := cx.JourneyOf(m, rows, tripDay)
			fail(err)
			return []any{rows, m.Stages, m.Touchpoints, m.Plan, m.Metrics, m.Metrics[0].Stages}, func() {
				*j.Figures[0].Measurement.Target = dec("0")
				*j.Figures[0].Previous.Target = dec("0")
				clear(j.Figures)
				clear(j.Stages)
				clear(j.Touchpoints)
				clear(j.Missing)
				clear(j.Unmeasured)
			}
		},
		"HeterogeneityOf": func() ([]any, func()) {
			figures := []cx.Estimate{{Value: 9, StandardError: 2}, {Value: 7, StandardError: 1}, {Value: 3, StandardError: 1}}
			_, err := cx.HeterogeneityOf(figures)
			fail(err)
			return []any{figures}, nothing
		},
		"NoBadTouch": func() ([]any, func()) {
			rows := []cx.Response{{Customer: "c", Score: 9}, {Customer: "a", Score: 1}, {Customer: "b", Score: 5}}
			_, err := cx.NoBadTouch(rows, func(r *cx.Response) bool { return r.Score < 3 })
			fail(err)
			return []any{rows}, nothing
		},
	}
}

// brokenJourney is a journey with all that a report can have.
func brokenJourney(t testing.TB) cx.Journey {
	t.Helper()
	return journeyOf(t, tripMap(),
		measuredInJune("nps", "20", withInterval(14, 26), withTarget("15")),
		measuredInJune("nps", "5", withInterval(-1, 11), inPeriod("2026-05")),
		measuredInJune("clv", "-3", atPlace("learn", ""), withBase(9)),
		measuredInJune("csat", "60", withInterval(50, 70), withTarget("80"), atPlace("buy", "web")),
		measuredInJune("csat", "90", withInterval(86, 94), withTarget("80"), atPlace("stay", "chat")),
	)
}

// journeyGolden are the values of the golden files, the estimates rounded: the last digits
// differ between processors.
func journeyGolden(t testing.TB) map[string]any {
	j := brokenJourney(t)
	for i := range j.Consistency {
		h := &j.Consistency[i].Heterogeneity
		for _, f := range []*float64{&h.Pooled.Value, &h.Pooled.StandardError, &h.Q, &h.P, &h.ISquared} {
			*f = math.Round(*f*1e6) / 1e6
		}
	}
	m := tripMap()
	m.Question, m.MinBase = "Does it work?", 50
	m.Metrics = []cx.Metric{{
		Name: "queue", Question: "How long is the queue?", Unit: cx.UnitCount, Direction: cx.LowerIsBetter,
		Formula: "people", Stages: []cx.Stage{"buy"}, Touchpoints: []cx.TouchpointKind{"kiosk"},
	}}
	return map[string]any{"journey": j, "map": m, "measurement": j.Figures[0].Measurement, "metric": cx.Metrics()[0]}
}

// TestJourneyJSON compares the encodings with the golden files, which are a promise to
// whoever stores them, and decodes them back to the same value.
func TestJourneyJSON(t *testing.T) { cxtest.Golden(t, "journey", journeyGolden(t)) }

func FuzzMeasurementJSON(f *testing.F) {
	fuzzCodec[cx.Measurement](f, string(mustJSON(f, journeyGolden(f)["measurement"])),
		`{"metric":"nps","period":"2026-W01","value":"1e-34","target":"-2.50"}`, `{"period":"2026","value":"1","interval":{"low":-0,"high":2,"level":0.5}}`)
}

func FuzzMapJSON(f *testing.F) {
	fuzzCodec[cx.Map](f, string(mustJSON(f, journeyGolden(f)["map"])), `{"stages":[{"stage":"a"}],"plan":[],"touchpoints":[]}`)
}

func FuzzMetricJSON(f *testing.F) {
	fuzzCodec[cx.Metric](f, string(mustJSON(f, journeyGolden(f)["metric"])), `{"name":"a","unit":"mean","direction":"neither","stages":[]}`)
}

func TestJourneyDecodersRefuse(t *testing.T) {
	for _, text := range []string{
		`{"metric":"nps","period":"2026","base":1}`, // no value is not 0
		`{"metric":"nps","period":"2026","value":null}`, `{"metric":"nps","period":"2026","value":1}`,
		`{"metric":"nps","value":"1"}`, `{"metric":"nps","period":"2026-13","value":"1"}`, `{"metric":"nps","period":"2026","value":"1","base":-1}`,
		`{"metric":"nps","period":"2026","value":"1","base":1.5}`, `{"metric":"nps","period":"2026","value":"1","interval":{"low":0,"high":2}}`,
		`{"metric":"nps","period":"2026","value":"1","interval":{"low":2,"high":0,"level":0.9}}`, `{"metric":"nps","period":"2026","value":"1","target":"NaN"}`,
		`{"metric":"nps","period":"2026","value":"1","Metric":"csat"}`,
	} {
		var m cx.Measurement
		cxtest.Refuses(t, text, json.Unmarshal([]byte(text), &m), cx.ErrInvalid)
		if diff := cmp.Diff(cx.Measurement{}, m); diff != "" {
			t.Errorf("%s: the refusal changed the receiver (-before +after):\n%s", text, diff)
		}
	}
	for _, text := range []string{
		`{"unit":"share","direction":"lower"}`, `{"name":"a","direction":"lower"}`, `{"name":"a","unit":"share"}`,
		`{"name":"a","unit":"stars","direction":"lower"}`, `{"name":"a","unit":"share","direction":"lower","stage":"b"}`,
		`{"name":"a","unit":"share","direction":"lower","stages":"b"}`,
	} {
		var m cx.Metric
		cxtest.Refuses(t, text, json.Unmarshal([]byte(text), &m), cx.ErrInvalid)
		if diff := cmp.Diff(cx.Metric{}, m); diff != "" {
			t.Errorf("%s: the refusal changed the receiver (-before +after):\n%s", text, diff)
		}
	}
}

// Impossible literals are not written.
func TestMeasurementIsNotWritten(t *testing.T) {
	for name, edit := range map[string]func(*cx.Measurement){
		"a bomb":          func(m *cx.Measurement) { m.Value = decimal.New(5, 1_000_000) },
		"a target's bomb": func(m *cx.Measurement) { d := decimal.New(5, -1_000_000); m.Target = &d },
		"a base":          withBase(-1),
		"no number":       withInterval(math.NaN(), 1),
		"infinite":        withInterval(math.Inf(-1), math.Inf(1)),
		"no period":       func(m *cx.Measurement) { m.Period = cx.Period{} },
	} {
		state, err := measuredInJune("nps", "1", edit).MarshalJSON()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if state != nil {
			t.Errorf("%s: %s beside the error", name, state)
		}
	}
}

func journeyValues(t *testing.T) map[string]any {
	j := brokenJourney(t)
	return map[string]any{
		"Due": j.Due[0], "Heterogeneity": j.Consistency[0].Heterogeneity, "Journey": j, "JourneyFigure": j.Figures[0],
		"Map": tripMap(), "MapCell": j.Missing[0], "MapStage": tripMap().Stages[0], "Measurement": j.Figures[0].Measurement,
		"Metric": cx.Metrics()[0], "Place": j.Unmeasured[0], "PlaceResult": j.Stages[1], "Spread": j.Consistency[0],
		"Touchpoint": tripMap().Touchpoints[0], "Weakness": *j.WeakestStage,
	}
}
