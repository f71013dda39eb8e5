package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// journeyContract is what the map of a journey, its measurements and its report promise.
func journeyContract(t *testing.T) cxtest.Contract {
	rows := []cx.Measurement{
		measuredInJune("nps", "9", withTarget("7")), measuredInJune("csat", "8", atPlace("buy", "web")),
		measuredInJune("nps", "7", inPeriod("2026-05"), withTarget("6")), measuredInJune("csat", "6", atPlace("learn", "")),
	}
	m := tripMap()
	slices.Reverse(m.Plan)
	m.Metrics = []cx.Metric{
		{Name: "zeal", Unit: cx.UnitShare, Direction: cx.HigherIsBetter, Stages: []cx.Stage{"stay", "buy"}},
		{Name: "awe", Unit: cx.UnitShare, Direction: cx.HigherIsBetter},
	}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  journeyCodecs(),
		Calls: []cxtest.Call{{
			Func: "JourneyOf", Args: []any{rows, m.Stages, m.Touchpoints, m.Plan, m.Metrics, m.Metrics[0].Stages},
			Do: func() (any, error) { return cx.JourneyOf(rows, m, tripDay) },
		}},
		Values: []any{brokenJourney(t)},
	}
}

func journeyCodecs() []cxtest.Codec {
	const measured = `"metric":"nps","period":"2026"`
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Measurement](`{"metric":"nps","stage":"advocacy","touchpoint":"app","channel":"mail","team":"red","period":"2026-Q2",`+
			`"unit":"points","value":"42.5","interval":{"low":36,"high":48,"level":0.95},"standard_error":3.125,"base":812,"target":"40"}`).
			WithCounts("base").WithBad( // a value may be negative
			`{`+measured+`,"value":[1]}`,
			`{"metric":"nps","value":"1"}`, `{"metric":"nps","period":"2026-13","value":"1"}`, `{`+measured+`,"value":"1","base":-1}`,
			`{`+measured+`,"value":"1","base":1.5}`, `{`+measured+`,"value":"1","interval":{"low":0,"high":2}}`,
			`{`+measured+`,"value":"1","interval":{"low":2,"high":0,"level":0.9}}`, `{`+measured+`,"value":"1","target":"NaN"}`,
			`{`+measured+`,"value":"1","Metric":"csat"}`, `{`+measured+`,"value":"1","base":9,"standard_error":-1}`,
		),
		cxtest.CodecOf[cx.Metric](queueMetric).WithBad(
			`{"unit":"share","direction":"lower"}`, `{"name":"a","direction":"lower"}`, `{"name":"a","unit":"share"}`,
			`{"name":"a","unit":"stars","direction":"lower"}`, `{"name":"a","unit":"share","direction":"lower","stage":"b"}`,
			`{"name":"a","unit":"share","direction":"lower","stages":"b"}`,
		),
		cxtest.CodecOf[cx.JourneyMap](`{"question":"How?","stages":[{"stage":"buy"},{"stage":"stay","question":"Why?"}],`+
			`"touchpoints":[{"name":"app","kind":"web_shop","stage":"buy"}],"metrics":[`+queueMetric+`],"plan":[{"metric":"nps"}],"min_base":5}`).
			WithCounts("min_base").WithNeeded("stages").WithBad(
			`{"stages":[{"stage":"a","stge":"b"}]}`, `{"stages":[{"stage":"a"}],"min_bse":3}`, `{"stages":[{"stage":"a"}],"stages":[]}`,
			`{"stages":[{"stage":"a"}],"touchpoints":[{"name":"b","stage":"a","type":"c"}]}`,
			`{"stages":[{"stage":"a"}],"plan":[{"metric":"nps","metric":"csat"}]}`,
			`{"stages":[{"stage":"a"}],"metrics":[{"name":"m","unit":"share","direction":"up"}]}`,
			`{"stages":{"stage":"a"}}`, `{"stages":"a"}`, `{}`, `[]`, `7`,
		),
		cxtest.CodecOf[cx.JourneyStage](`{"stage":"buy","question":"How?"}`),
		cxtest.CodecOf[cx.Touchpoint](`{"name":"app","kind":"web_shop","stage":"buy"}`),
		cxtest.CodecOf[cx.JourneyCell](`{"stage":"buy","touchpoint":"app","metric":"nps"}`),
	}
}

const queueMetric = `{"name":"queue","question":"How long?","unit":"count","direction":"lower","formula":"people","stages":["buy"],"touchpoints":["kiosk"]}`

func TestJourney_Contract(t *testing.T) { journeyContract(t).Run(t) }

func FuzzJourneyJSON(f *testing.F) {
	f.Add(uint8(0), []byte(cxtest.JSON(f, measuredInJune("csat", "40", withInterval(30, 50)))))
	f.Add(uint8(0), []byte(`{"metric":"nps","period":"2026-W01","value":"1e-34","target":"-2.50"}`))
	f.Add(uint8(0), []byte(`{"period":"2026","value":"1","interval":{"low":-0,"high":2,"level":0.5}}`))
	f.Add(uint8(1), []byte(`{"name":"a","unit":"mean","direction":"neither","stages":[]}`))
	f.Add(uint8(2), []byte(`{"stages":[{"stage":"a"}],"plan":[],"touchpoints":[]}`))
	cxtest.FuzzCodecs(f, journeyCodecs(), cx.ErrInvalid)
}

// tripMap is a map of three stages with a touchpoint each, and a plan of three cells.
func tripMap() cx.JourneyMap {
	return cx.JourneyMap{
		Stages: []cx.JourneyStage{{Stage: "learn"}, {Stage: "buy"}, {Stage: "stay"}},
		Touchpoints: []cx.Touchpoint{
			{Name: "chat", Kind: cx.TouchpointChat, Stage: "stay"},
			{Name: "web", Kind: cx.TouchpointWebShop, Stage: "buy"},
			{Name: "ads", Kind: "advertisement", Stage: "learn"},
		},
		Plan: []cx.JourneyCell{{Metric: "nps"}, {Touchpoint: "web", Metric: "csat"}, {Stage: "buy", Metric: "csat"}},
	}
}

// tripDay is the day as of which the journeys are known.
var tripDay = date("2026-07-01")

// measuredInJune is a measurement of June 2026 with a base of 100.
func measuredInJune(metric string, value string, edit ...func(*cx.Measurement)) cx.Measurement {
	m := cx.Measurement{
		Metric: metric, Period: cx.Period{Start: date("2026-06-01"), End: tripDay}, Value: dec(value), Base: 100,
	}
	for _, e := range edit {
		e(&m)
	}
	return m
}

func atPlace(stage cx.Stage, touchpoint string) func(*cx.Measurement) {
	return func(m *cx.Measurement) { m.Stage, m.Touchpoint = stage, touchpoint }
}

func byTeam(channel, team string) func(*cx.Measurement) {
	return func(m *cx.Measurement) { m.Channel, m.Team = channel, team }
}

func inPeriod(text string) func(*cx.Measurement) {
	return func(m *cx.Measurement) { m.Period = period(text) }
}

func withInterval(low, high float64) func(*cx.Measurement) {
	return func(m *cx.Measurement) { m.Interval = cx.Interval{Low: low, High: high, Level: 0.95} }
}

func withError(se float64) func(*cx.Measurement) {
	return func(m *cx.Measurement) { m.StandardError = se }
}

func withTarget(value string) func(*cx.Measurement) {
	return func(m *cx.Measurement) { d := dec(value); m.Target = &d }
}

func withBase(n int64) func(*cx.Measurement) { return func(m *cx.Measurement) { m.Base = n } }

// journeyOf is the journey on a map that the measurements fit.
func journeyOf(t testing.TB, m cx.JourneyMap, measurements ...cx.Measurement) cx.Journey {
	t.Helper()
	j, err := cx.JourneyOf(measurements, m, tripDay)
	if err != nil {
		t.Fatalf("JourneyOf: %v", err)
	}
	return j
}

// wantMapRow checks that err is an ErrInvalid of a row and speaks of something.
func wantMapRow(t *testing.T, what string, err error, row int, text string) {
	t.Helper()
	cxtest.Refuses(t, what, err, cx.ErrInvalid)
	var r *cx.RowError
	if !errors.As(err, &r) || r.Row != row || !strings.Contains(err.Error(), text) {
		t.Errorf("%s: error %v, want row %d and %q", what, err, row, text)
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
	round := func(numbers ...*float64) {
		for _, f := range numbers {
			*f = math.Round(*f*1e6) / 1e6
		}
	}
	for i := range j.Consistency {
		h := &j.Consistency[i].Heterogeneity
		round(&h.Pooled.Value, &h.Pooled.StandardError, &h.Q, &h.P, &h.ISquared)
	}
	for i := range j.Figures {
		f := &j.Figures[i]
		d := &f.Difference
		round(&d.StandardError, &d.Z, &d.P, &d.Interval.Low, &d.Interval.High, &f.AdjustedP, &f.AdjustedInterval.Low, &f.AdjustedInterval.High)
	}
	for _, w := range []*cx.JourneyWeakness{j.WeakestStage, j.WeakestTouchpoint} {
		round(&w.MissedInterval.Low)
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

// Impossible literals are not written.
func TestMeasurementIsNotWritten(t *testing.T) {
	for name, edit := range map[string]func(*cx.Measurement){
		"a bomb":          func(m *cx.Measurement) { m.Value = decimal.New(5, 1_000_000) },
		"a target's bomb": func(m *cx.Measurement) { d := decimal.New(5, -1_000_000); m.Target = &d },
		"a base":          withBase(-1),
		"no number":       withInterval(math.NaN(), 1),
		"infinite":        withInterval(math.Inf(-1), math.Inf(1)),
		"no error":        withError(math.Inf(1)),
		"no period":       func(m *cx.Measurement) { m.Period = cx.Period{} },
	} {
		state, err := measuredInJune("nps", "1", edit).MarshalJSON()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if state != nil {
			t.Errorf("%s: %s beside the error", name, state)
		}
	}
}

func TestJourneyRefuses(t *testing.T) {
	unit := func(u cx.MetricUnit) func(*cx.Measurement) { return func(m *cx.Measurement) { m.Unit = u } }
	interval := func(low, high, level float64) func(*cx.Measurement) {
		return func(m *cx.Measurement) { m.Interval = cx.Interval{Low: low, High: high, Level: level} }
	}
	period := func(start, end cx.Date) func(*cx.Measurement) {
		return func(m *cx.Measurement) { m.Period = cx.Period{Start: start, End: end} }
	}
	bomb := func(m *cx.Measurement) { m.Value = decimal.New(1, 1_000_000) }
	targetBomb := func(m *cx.Measurement) { d := decimal.New(1, -1_000_000); m.Target = &d }
	tests := []struct {
		name string
		m    cx.Measurement
		text string
	}{
		{"unknown metric", measuredInJune("fame", "1"), "metric is neither"},
		{"no metric", measuredInJune("", "1"), "metric is neither"},
		{"unknown stage", measuredInJune("nps", "1", atPlace("checkout", "")), "the stage is not"},
		{"a stage of the standard map", measuredInJune("nps", "1", atPlace(cx.StageAwareness, "")), "the stage is not"},
		{"blank stage", measuredInJune("nps", "1", atPlace(" ", "")), "the stage is not"},
		{"unknown touchpoint", measuredInJune("nps", "1", atPlace("", "kiosk")), "the touchpoint is not"},
		{"touchpoint of another stage", measuredInJune("nps", "1", atPlace("learn", "web")), "another stage"},
		{"wrong unit", measuredInJune("csat", "0.8", unit(cx.UnitShare)), "not the percent"},
		{"no unit there is", measuredInJune("csat", "80", unit("stars")), "not the percent"},
		{"points above", measuredInJune("nps", "100.00000001"), "above 100"},
		{"points below", measuredInJune("nps", "-101"), "below -100"},
		{"percent below", measuredInJune("csat", "-1"), "below 0"},
		{"share above", measuredInJune("apdex", "1.5"), "above 1"},
		{"mean above", measuredInJune("ces", "1000.1"), "above 1000"},
		{"change below", measuredInJune("halo", "-1.01"), "below -1"},
		{"seconds below", measuredInJune("load_time", "-1"), "below 0"},
		{"target of another unit", measuredInJune("apdex", "0.8", withTarget("85")), "target is above 1"},
		{"target below", measuredInJune("csat", "50", withTarget("-5")), "target is below 0"},
		{"target without a direction", measuredInJune("time_of_day", "0.1", withTarget("0.2")), "no target"},
		{"value too large", measuredInJune("basket_value", "1", bomb), "exponent"},
		{"target too small", measuredInJune("basket_value", "1", targetBomb), "exponent"},
		{"negative base", measuredInJune("nps", "1", withBase(-1)), "base is negative"},
		{"negative error", measuredInJune("nps", "1", withError(-1)), "standard error"},
		{"error not a number", measuredInJune("nps", "1", withError(math.NaN())), "standard error"},
		{"no period", measuredInJune("nps", "1", period(cx.Date{}, cx.Date{})), "period"},
		{"period backwards", measuredInJune("nps", "1", period(tripDay, date("2026-01-01"))), "period"},
		{"no such day", measuredInJune("nps", "1", period(cx.Date{Year: 2026, Month: 2, Day: 30}, tripDay)), "period"},
		{"no level", measuredInJune("nps", "1", interval(0, 2, 0)), "level"},
		{"level of 95", measuredInJune("nps", "1", interval(0, 2, 95)), "level"},
		{"interval backwards", measuredInJune("nps", "1", interval(2, 0, 0.95)), "interval"},
		{"interval of a share", measuredInJune("csat", "45", interval(0.4, 0.5, 0.95)), "interval does not hold the value"},
		{"interval not a number", measuredInJune("nps", "1", interval(math.NaN(), 2, 0.95)), "interval"},
		{"interval infinite", measuredInJune("nps", "1", interval(0, math.Inf(1), 0.95)), "interval"},
	}
	good := measuredInJune("nps", "1", inPeriod("2026-05"))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j, err := cx.JourneyOf([]cx.Measurement{good, test.m}, tripMap(), tripDay)
			wantMapRow(t, "JourneyOf", err, 1, test.text)
			if diff := cmp.Diff(cx.Journey{}, j); diff != "" {
				t.Errorf("a journey beside the error:\n%s", diff)
			}
		})
	}
	// Each measurement is checked, whether it counts or not.
	_, err := cx.JourneyOf([]cx.Measurement{good, measuredInJune("fame", "1", inPeriod("2030"))}, tripMap(), tripDay)
	wantMapRow(t, "a future one", err, 1, "metric")
	// The second of the first two that are the same, by rows.
	a, b := measuredInJune("nps", "1"), measuredInJune("csat", "1", atPlace("buy", "web"))
	same := b
	same.Stage = ""
	_, err = cx.JourneyOf([]cx.Measurement{good, a, b, measuredInJune("nps", "2", byTeam("mail", "")), same, a}, tripMap(), tripDay)
	wantMapRow(t, "the same twice", err, 4, "twice")
	// An interval may miss its value by the rounding of the value.
	third := measuredInJune("csat", "33.33333333", interval(100.0/3, 100.0/3, 0.95))
	journeyOf(t, tripMap(), third)
}

// The ranges of units, as the comments of the units state them: both ends are values, and what is
// beyond one is refused.
func TestUnitRanges(t *testing.T) {
	const none = ""
	m := tripMap()
	m.Metrics = nil
	type ends struct{ low, high string }
	units := map[cx.MetricUnit]ends{
		cx.UnitPoints: {"-100", "100"}, cx.UnitPercent: {"0", "100"}, cx.UnitShare: {"0", "1"}, cx.UnitMean: {"-1000", "1000"},
		cx.UnitChange: {"-1", none}, cx.UnitCount: {"0", none}, cx.UnitPer100: {"0", none}, cx.UnitRatio: {"0", none},
		cx.UnitMoney: {none, none}, cx.UnitSeconds: {"0", none},
	}
	for unit := range units {
		m.Metrics = append(m.Metrics, cx.Metric{Name: "in_" + string(unit), Unit: unit, Direction: cx.HigherIsBetter})
	}
	for unit, ends := range units {
		beyond := dec("0.00000001")
		try := func(end, without string, step decimal.Decimal, text string) {
			t.Helper()
			if end == none {
				end, step = without, decimal.Decimal{}
			}
			row := measuredInJune("in_"+string(unit), end)
			journeyOf(t, m, row)
			if row.Value = row.Value.Add(step); !step.IsZero() {
				_, err := cx.JourneyOf([]cx.Measurement{row}, m, tripDay)
				wantMapRow(t, string(unit), err, 0, text+" "+end+", ")
			}
		}
		try(ends.low, "-1e25", beyond.Neg(), "below")
		try(ends.high, "1e25", beyond, "above")
	}
}

// What a host has in hand stays its own.
func TestJourneySharesNothing(t *testing.T) {
	rows := []cx.Measurement{measuredInJune("nps", "1", withTarget("2")), measuredInJune("nps", "1", withTarget("3"), inPeriod("2026-05"))}
	j := journeyOf(t, tripMap(), rows...)
	*j.Figures[0].Measurement.Target = dec("9")
	*j.Figures[0].Previous.Target = dec("9")
	if !rows[0].Target.Equal(dec("2")) || !rows[1].Target.Equal(dec("3")) {
		t.Errorf("the targets became %v and %v", rows[0].Target, rows[1].Target)
	}
}

// Very many names and measurements: nothing is lost, and the time is that of the rows.
func TestJourneyOfManyNames(t *testing.T) {
	cxtest.Long(t)
	const n = 100_000
	rows := make([]cx.Measurement, 0, 2*n)
	for i := range n {
		rows = append(rows, measuredInJune("nps", "1", withInterval(0, 2), withTarget("3"), byTeam(fmt.Sprint("channel ", i), "")))
	}
	for i := range n {
		rows = append(rows, measuredInJune("nps", "1", withInterval(0, 2), withTarget("3"), atPlace("buy", "web"), byTeam("mail", fmt.Sprint("team ", i%1000)), func(m *cx.Measurement) {
			m.Period.Start, _ = date("2026-06-01").AddDays(-i / 1000)
		}))
	}
	j := journeyOf(t, tripMap(), rows...)
	if len(j.Figures) != n+1000 || len(j.Consistency) != 2 || j.WeakestStage.Missed != (cx.Proportion{Count: 1000, Base: 1000}) {
		t.Errorf("%d figures, %d spreads, weakest %v", len(j.Figures), len(j.Consistency), j.WeakestStage)
	}
	// A metric with very many homes, at very many touchpoints.
	m := tripMap()
	own := cx.Metric{Name: "own", Unit: cx.UnitShare, Direction: cx.HigherIsBetter}
	for i := range n {
		own.Touchpoints = append(own.Touchpoints, cx.TouchpointKind(fmt.Sprint("kind ", i)))
	}
	m.Metrics = []cx.Metric{own}
	for i := range 9000 {
		m.Touchpoints = append(m.Touchpoints, cx.Touchpoint{Name: fmt.Sprint("touchpoint ", i), Kind: cx.TouchpointKind(fmt.Sprint("kind ", i)), Stage: "buy"})
	}
	m.Plan = nil
	// Beside the own metric at 9,000 touchpoints, those of the chat and of the web shop.
	want := int64(9000 + len(cx.TouchpointMetrics(cx.TouchpointChat)) + len(cx.TouchpointMetrics(cx.TouchpointWebShop)))
	if j := journeyOf(t, m); j.Coverage.Base != want || int64(len(j.Missing)) != want {
		t.Errorf("coverage %v, %d missing, want %d", j.Coverage, len(j.Missing), want)
	}
}

func FuzzJourneyOf(f *testing.F) {
	rows := cxtest.JSON(f, []cx.Measurement{
		measuredInJune("csat", "40", withInterval(30, 50), withTarget("60"), atPlace("buy", "web")),
		measuredInJune("csat", "60", withInterval(50, 70), withTarget("60"), atPlace("buy", "web"), inPeriod("2026-05")),
		measuredInJune("csat", "80", withInterval(70, 90), atPlace("", "chat")), measuredInJune("nps", "0", byTeam("mail", "red")),
	})
	f.Add(cxtest.JSON(f, tripMap()), rows, 2026, 7, 1)
	f.Add(`{"stages":[{"stage":"a"}]}`, `[{"metric":"nps","period":"0001","value":"1e34","base":1}]`, 9999, 7, 2)
	f.Fuzz(func(t *testing.T, mapText, rowText string, year, month, monthDay int) {
		day := cx.Date{Year: year, Month: time.Month(month), Day: monthDay}
		var m cx.JourneyMap
		var rows []cx.Measurement
		if json.Unmarshal([]byte(mapText), &m) != nil || json.Unmarshal([]byte(rowText), &rows) != nil {
			return
		}
		j, err := cx.JourneyOf(rows, m, day)
		if err != nil {
			cxtest.Refuses(t, "JourneyOf", err, cx.ErrInvalid)
			return
		}
		data, err := json.Marshal(j)
		if err != nil {
			t.Fatalf("Marshal(%v): %v", j, err)
		}
		var back cx.Journey
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatalf("Unmarshal(%s): %v", data, err)
		}
		if int64(len(j.Missing)) != j.Coverage.Base-j.Coverage.Count || len(j.Due) != 1+len(m.Stages) || len(j.Figures) > len(rows) {
			t.Errorf("%s", data)
		}
		slices.Reverse(rows)
		again, err := cx.JourneyOf(rows, m, day)
		if diff := cmp.Diff(j, again); diff != "" || err != nil {
			t.Errorf("the order of the rows matters (-want +got): %v\n%s", err, diff)
		}
	})
}

// BenchmarkJourney measures the report against building one map over the same keys, of
// metric, stage, touchpoint, channel, team and period. Read the ratios to map=keys: about
// 1 with many periods of each figure, and at most 8 where each measurement is a figure of
// its own, with a target. Linear time means that they do not grow with the rows.
func BenchmarkJourney(b *testing.B) {
	m := tripMap()
	for i := range 1000 {
		m.Touchpoints = append(m.Touchpoints, cx.Touchpoint{Name: fmt.Sprint("page ", i), Kind: cx.TouchpointWebShop, Stage: "buy"})
	}
	metrics := cx.TouchpointMetrics(cx.TouchpointWebShop)
	for _, shape := range []struct {
		name    string
		periods int
	}{{"one-period", 1}, {"100-periods", 100}} {
		for _, n := range []int{100_000, 1_000_000} {
			rows := make([]cx.Measurement, n)
			for i := range rows {
				k := i / shape.periods
				rows[i] = measuredInJune(metrics[k%len(metrics)].Name, "0.5", withInterval(0.4, 0.6), atPlace("buy", m.Touchpoints[3+k/8%1000].Name), byTeam("channel "+strconv.Itoa(k/8000), ""))
				if metrics[k%len(metrics)].Direction != cx.NeitherIsBetter {
					withTarget("0.6")(&rows[i])
				}
				rows[i].Period.Start, _ = tripDay.AddDays(-7 * (i%shape.periods + 1))
				rows[i].Period.End, _ = tripDay.AddDays(-7 * (i % shape.periods))
			}
			b.Run(fmt.Sprintf("%s/rows=%d", shape.name, n), func(b *testing.B) {
				b.Run("map=keys", func(b *testing.B) {
					type key struct {
						metric, stage, touchpoint, channel, team string
						period                                   cx.Period
					}
					for b.Loop() {
						seen := make(map[key]int)
						for i := range rows {
							r := &rows[i]
							seen[key{r.Metric, string(r.Stage), r.Touchpoint, r.Channel, r.Team, r.Period}] = i
						}
						sinkInt += int64(len(seen))
					}
				})
				b.Run("JourneyOf", func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						j, err := cx.JourneyOf(rows, m, tripDay)
						if err != nil {
							b.Fatal(err)
						}
						sinkInt += int64(len(j.Figures))
					}
				})
			})
		}
	}
}
