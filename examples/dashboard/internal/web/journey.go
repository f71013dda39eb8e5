package web

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/internal/chart"
	"github.com/shopspring/decimal"
)

// journeyFile is the stages of the journey and the targets of the scores. A team edits it.
//
//go:embed journey.json
var journeyFile []byte

// journeyPlan is what is in the file.
type journeyPlan struct {
	Stages  []cx.JourneyStage          `json:"stages"`
	Targets map[string]decimal.Decimal `json:"targets"` // by question
}

func readJourney() (journeyPlan, error) {
	var plan journeyPlan
	if err := json.Unmarshal(journeyFile, &plan); err != nil {
		return plan, fmt.Errorf("journey.json: %w", err)
	}
	return plan, nil
}

// journey is the page of the scores by stage, against their targets.
func (s *server) journey(ctx context.Context, v view) (*page, error) {
	p := &page{Title: "Journey", About: "The scores at each stage of the journey against their targets. A target is met or missed only where the whole interval is on one side of it.", BySegment: true, ByDays: true}
	tallies, err := s.store.Stages(ctx, v.filter(v.Period))
	if err != nil {
		return nil, fmt.Errorf("read the stages: %w", err)
	}
	// The catalog has a metric at few stages: here each stage is asked all questions.
	m := cx.JourneyMap{Stages: s.plan.Stages, MinBase: minBase}
	for _, stage := range s.plan.Stages {
		for _, q := range questions() {
			m.Plan = append(m.Plan, cx.JourneyCell{Stage: stage.Stage, Metric: q.ID})
		}
	}
	known := make(map[cx.Stage]bool)
	for _, stage := range s.plan.Stages {
		known[stage.Stage] = true
	}
	var measurements []cx.Measurement
	if v.Against != (cx.Period{}) {
		if measurements, err = s.measuredBefore(ctx, v, known); err != nil {
			return nil, err
		}
	}
	small := make(map[cx.JourneyCell]int64) // the bases under the smallest, and those without a score
	var elsewhere int64
	for _, t := range tallies {
		q, ok := questionNamed(t.Question)
		if !ok || !known[cx.Stage(t.Stage)] {
			elsewhere += t.Ratings.Total()
			continue
		}
		place := cx.JourneyCell{Stage: cx.Stage(t.Stage), Metric: q.ID}
		one, err := q.measure(t.Ratings)
		if undefined(err) || err == nil && one.Base < minBase {
			small[place] = t.Ratings.Total()
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("measure a stage: %w", err)
		}
		one.Stage, one.Period = place.Stage, v.Period
		if target, ok := s.plan.Targets[q.ID]; ok {
			one.Target = &target
		}
		measurements = append(measurements, one)
	}
	journey, err := cx.JourneyOf(measurements, m, v.Period.End)
	if err != nil {
		return nil, fmt.Errorf("draw the journey: %w", err)
	}
	one, err := journeySection(s.plan, v, journey, small)
	if err != nil {
		return nil, err
	}
	if w := journey.WeakestStage; w != nil {
		one.Notes = append(one.Notes, fmt.Sprintf("The weakest stage is %s: it misses %d of %d targets.", w.Place.Stage, w.Missed.Count, w.Missed.Base))
	}
	if elsewhere > 0 {
		one.Notes = append(one.Notes, counted.Text(float64(elsewhere))+" answers name no stage of the map.")
	}
	p.Sections = []section{one}
	return p, nil
}

// measuredBefore returns the figures of the stages in the period beside, which the change is from.
func (s *server) measuredBefore(ctx context.Context, v view, known map[cx.Stage]bool) ([]cx.Measurement, error) {
	tallies, err := s.store.Stages(ctx, v.filter(v.Against))
	if err != nil {
		return nil, fmt.Errorf("read the stages before: %w", err)
	}
	var measurements []cx.Measurement
	for _, t := range tallies {
		q, ok := questionNamed(t.Question)
		if !ok || !known[cx.Stage(t.Stage)] || t.Ratings.Total() < minBase {
			continue
		}
		one, err := q.measure(t.Ratings)
		if undefined(err) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("measure a stage: %w", err)
		}
		one.Stage, one.Period = cx.Stage(t.Stage), v.Against
		measurements = append(measurements, one)
	}
	return measurements, nil
}

// journeySection is the map with its table.
func journeySection(plan journeyPlan, v view, journey cx.Journey, small map[cx.JourneyCell]int64) (section, error) {
	c := chart.Map{Head: chart.Head{ID: "map", Title: "The journey", About: "Each stage with its scores against the targets.", Bare: true}}
	t := &table{Columns: []column{text("stage"), text("score"), text("value"), text("from"), text("to"), num("answers", counted), text("target"), text("verdict"), text("then"), text("change")}}
	for _, stage := range plan.Stages {
		drawn := chart.Stage{Name: string(stage.Stage)}
		for _, q := range questions() {
			place := cx.JourneyCell{Stage: stage.Stage, Metric: q.ID}
			f, found := figureAt(journey, place)
			if !found || f.Measurement.Period != v.Period { // there are no answers, or too few
				drawn.Figures = append(drawn.Figures, chart.StageFigure{Name: q.Name, Value: "not enough", Aside: fmt.Sprintf("n = %d", small[place])})
				t.Rows = append(t.Rows, row{Faint: true, Cells: []cell{words(string(stage.Stage)), words(q.Name), {Few: true}, {}, {}, whole(small[place]), {}, words("no verdict"), {}, {}}})
				continue
			}
			m := f.Measurement
			state, target := chart.NoTarget, ""
			if m.Target != nil {
				target = m.Target.String() + q.Unit.Suffix
				state = map[cx.TargetVerdict]chart.State{cx.TargetMet: chart.Met, cx.TargetMissed: chart.Missed, cx.TargetUndecided: chart.Undecided}[f.Verdict]
			}
			then, change := "", ""
			if f.Previous != nil {
				then = q.Unit.Text(f.Previous.Value.InexactFloat64())
				change = map[cx.ChangeVerdict]string{cx.ChangeBetter: "▲ better", cx.ChangeWorse: "▼ worse", cx.ChangeUnclear: "within chance"}[f.Change]
			}
			value := q.Unit.Text(m.Value.InexactFloat64())
			drawn.Figures = append(drawn.Figures, chart.StageFigure{Name: q.Name, Value: value, Aside: "target " + target, State: state})
			t.Rows = append(t.Rows, row{Cells: []cell{words(string(stage.Stage)), words(q.Name), words(value), words(q.Unit.Text(m.Interval.Low)),
				words(q.Unit.Text(m.Interval.High)), whole(m.Base), words(target), words(state.String()), words(then), words(change)}})
		}
		c.Stages = append(c.Stages, drawn)
	}
	one := section{ID: "map", Title: c.Title, Table: t, Wide: true}
	var err error
	one.Picture, err = c.Figure()
	return one, err
}

// figureAt returns the figure at a place of the map.
func figureAt(journey cx.Journey, place cx.JourneyCell) (cx.JourneyFigure, bool) {
	for _, f := range journey.Figures {
		if f.Measurement.Stage == place.Stage && f.Measurement.Metric == place.Metric {
			return f, true
		}
	}
	return cx.JourneyFigure{}, false
}
