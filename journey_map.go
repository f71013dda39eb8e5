package cx

import (
	"cmp"
	"slices"
)

// JourneyMap is the journey of a host's customers: its stages in order, the touchpoints in them,
// and which metric must be measured where. The zero JourneyMap has no stages;
// [StandardMap] is a start.
type JourneyMap struct {
	Question           string         `json:"question,omitzero"`            // asked of the journey as a whole
	TouchpointQuestion string         `json:"touchpoint_question,omitzero"` // asked of each touchpoint
	Stages             []JourneyStage `json:"stages,omitempty"`             // in the order of the journey
	Touchpoints        []Touchpoint   `json:"touchpoints,omitempty"`
	// Metrics are the host's own, in addition to those of [Metrics].
	Metrics []Metric `json:"metrics,omitempty"`
	// Plan says what must be measured. Without one it is, at each touchpoint, the
	// metrics of the catalog and of Metrics for its kind.
	Plan []JourneyCell `json:"plan,omitempty"`
	// MinBase is the base under which a measurement decides nothing; 0 means 30.
	MinBase int64 `json:"min_base,omitzero"`
}

// JourneyStage is a Stage of the journey and the guiding Question that it answers.
type JourneyStage struct {
	Stage    Stage  `json:"stage"`
	Question string `json:"question,omitzero"`
}

// Touchpoint is a place where customers meet the company: its Name, its Kind, which may be
// blank, and the Stage of the journey that it is in.
type Touchpoint struct {
	Name  string         `json:"name"`
	Kind  TouchpointKind `json:"kind,omitzero"`
	Stage Stage          `json:"stage"`
}

// JourneyCell is a place on the map and a Metric there: at a Touchpoint of a Stage,
// without a touchpoint in the stage as a whole, and without either in the journey
// as a whole. With a Touchpoint the Stage may be blank.
type JourneyCell struct {
	Stage      Stage  `json:"stage,omitzero"`
	Touchpoint string `json:"touchpoint,omitzero"`
	Metric     string `json:"metric"`
}

// StandardMap returns the map of the five standard stages with their guiding questions,
// without touchpoints: add those of the host. The slices are the caller's own.
func StandardMap() JourneyMap {
	return JourneyMap{
		Question:           "As a whole, how efficient is our customers' journey?",
		TouchpointQuestion: "Do our touchpoints improve the experience?",
		Stages: []JourneyStage{
			{StageAwareness, "Do customers know us?"},
			{StageConsideration, "Are we an option?"},
			{StagePurchase, "Do they finish?"},
			{StageRetention, "Do they return?"},
			{StageAdvocacy, "Do they recommend us?"},
		},
	}
}

// UnmarshalJSON decodes a map. It refuses unknown and repeated keys, in its stages,
// touchpoints, metrics and plan as well, and the maps that [JourneyOf] refuses. On error m
// is unchanged.
func (m *JourneyMap) UnmarshalJSON(data []byte) error {
	return decode(data, "map", m, func(v *JourneyMap) error {
		_, err := newAtlas(*v)
		return err
	})
}

// UnmarshalJSON decodes a stage of a map. It refuses unknown and repeated keys. On error s
// is unchanged.
func (s *JourneyStage) UnmarshalJSON(data []byte) error {
	return decode(data, "stage", s, nil)
}

// UnmarshalJSON decodes a touchpoint. It refuses unknown and repeated keys. On error t is
// unchanged.
func (t *Touchpoint) UnmarshalJSON(data []byte) error {
	return decode(data, "touchpoint", t, nil)
}

// UnmarshalJSON decodes a cell of a map. It refuses unknown and repeated keys. On error c
// is unchanged.
func (c *JourneyCell) UnmarshalJSON(data []byte) error {
	return decode(data, "cell", c, nil)
}

// atlas is a map that has been checked, with its names looked up.
type atlas struct {
	m           JourneyMap
	stages      map[Stage]int  // into m.Stages
	touchpoints map[string]int // into m.Touchpoints
	metrics     map[string]int // into list
	list        []Metric       // the catalog, then m.Metrics
	homes       map[home]bool
	byKind      map[TouchpointKind][]int // metrics
	plan        []spot                   // in order
	planned     map[spot]bool
	minBase     int64
}

// home is a stage or a kind of touchpoint to which a metric belongs.
type home struct {
	metric int
	stage  Stage
	kind   TouchpointKind
}

// spot is a cell of an atlas in numbers, -1 for no stage and for no touchpoint. Its order
// is that of the journey: the whole, then each stage, in it the stage as a whole and its
// touchpoints, and at each place the metrics in the order of the list.
type spot struct{ stage, touchpoint, metric int }

func (s spot) compare(other spot) int {
	return cmp.Or(cmp.Compare(s.stage, other.stage), cmp.Compare(s.touchpoint, other.touchpoint), cmp.Compare(s.metric, other.metric))
}

// The limits of a map: of its stages, its touchpoints and its own metrics, and of
// what must be measured where the host does not say so.
const (
	maxMapNames   = 10_000
	maxMapDefault = 100_000
)

const defaultMinBase = 30

// newAtlas checks a map.
func newAtlas(m JourneyMap) (*atlas, error) {
	a := &atlas{
		m:           m,
		stages:      make(map[Stage]int),
		touchpoints: make(map[string]int),
		metrics:     make(map[string]int),
		homes:       make(map[home]bool),
		byKind:      make(map[TouchpointKind][]int),
		planned:     make(map[spot]bool),
		minBase:     cmp.Or(m.MinBase, defaultMinBase),
	}
	if m.MinBase < 0 {
		return nil, invalid("the smallest base is negative")
	}
	for _, n := range []int{len(m.Stages), len(m.Touchpoints), len(m.Metrics)} {
		if n > maxMapNames {
			return nil, &RangeError{What: "number of stages, touchpoints or metrics of a map", Got: int64(n), Max: maxMapNames}
		}
	}
	for _, add := range []func() error{a.addStages, a.addTouchpoints, a.addMetrics, a.addPlan} {
		if err := add(); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *atlas) addStages() error {
	if len(a.m.Stages) == 0 {
		return invalid("map has no stages")
	}
	for i, s := range a.m.Stages {
		if _, twice := a.stages[s.Stage]; twice || isBlank(string(s.Stage)) {
			return &RowError{Of: "map.stages", Row: i, Err: invalid("the stage is blank, or is there twice")}
		}
		a.stages[s.Stage] = i
	}
	return nil
}

func (a *atlas) addTouchpoints() error {
	for i, t := range a.m.Touchpoints {
		if _, twice := a.touchpoints[t.Name]; twice || isBlank(t.Name) {
			return &RowError{Of: "map.touchpoints", Row: i, Err: invalid("the touchpoint is blank, or is there twice")}
		}
		if _, ok := a.stages[t.Stage]; !ok {
			return &RowError{Of: "map.touchpoints", Row: i, Err: invalid("the touchpoint lies in a stage that is not on the map")}
		}
		a.touchpoints[t.Name] = i
	}
	return nil
}

func (a *atlas) addMetrics() error {
	a.list = catalog()
	own := len(a.list)
	a.list = append(a.list, a.m.Metrics...)
	for i := range a.list {
		metric := &a.list[i]
		if i >= own {
			if err := a.checkOwn(metric); err != nil {
				return &RowError{Of: "map.metrics", Row: i - own, Err: err}
			}
		}
		a.metrics[metric.Name] = i
		for _, stage := range metric.Stages {
			a.homes[home{metric: i, stage: stage}] = true
		}
		for _, kind := range metric.Touchpoints {
			if h := (home{metric: i, kind: kind}); !a.homes[h] {
				a.homes[h] = true
				a.byKind[kind] = append(a.byKind[kind], i)
			}
		}
	}
	return nil
}

// checkOwn refuses a metric of the host that does not fit the map.
func (a *atlas) checkOwn(metric *Metric) error {
	if err := metric.validate(); err != nil {
		return err
	}
	if _, twice := a.metrics[metric.Name]; twice {
		return invalid("the metric has the name of another, of the map or of the catalog")
	}
	for _, stage := range metric.Stages {
		if _, ok := a.stages[stage]; !ok {
			return invalid("the metric belongs to a stage that is not on the map")
		}
	}
	return nil
}

// addPlan adds the host's plan, or that of the catalog.
func (a *atlas) addPlan() error {
	for i, c := range a.m.Plan {
		s, err := a.locate("plan", c)
		if err == nil && a.planned[s] {
			err = invalid("plan: the same metric and place are there twice")
		}
		if err != nil {
			return &RowError{Of: "map.plan", Row: i, Err: err}
		}
		a.plan = append(a.plan, s)
		a.planned[s] = true
	}
	if len(a.m.Plan) == 0 {
		for i, t := range a.m.Touchpoints {
			for _, metric := range a.byKind[t.Kind] {
				s := spot{a.stages[t.Stage], i, metric}
				a.plan = append(a.plan, s)
				a.planned[s] = true
			}
			if len(a.plan) > maxMapDefault {
				return invalid("map: its touchpoints have more than %d metrics; give a plan", maxMapDefault)
			}
		}
	}
	slices.SortFunc(a.plan, spot.compare)
	return nil
}

// locate looks up the names of a cell, and the stage of its touchpoint.
func (a *atlas) locate(what string, c JourneyCell) (spot, error) {
	s := spot{stage: -1, touchpoint: -1}
	var ok bool
	if s.metric, ok = a.metrics[c.Metric]; !ok {
		return spot{}, invalid("%s: the metric is neither in the catalog nor on the map", what)
	}
	if c.Stage != "" {
		if s.stage, ok = a.stages[c.Stage]; !ok {
			return spot{}, invalid("%s: the stage is not on the map", what)
		}
	}
	if c.Touchpoint != "" {
		if s.touchpoint, ok = a.touchpoints[c.Touchpoint]; !ok {
			return spot{}, invalid("%s: the touchpoint is not on the map", what)
		}
		stage := a.stages[a.m.Touchpoints[s.touchpoint].Stage]
		if c.Stage != "" && s.stage != stage {
			return spot{}, invalid("%s: the touchpoint lies in another stage of the map", what)
		}
		s.stage = stage
	}
	return s, nil
}

// place returns the names of the place of a spot.
func (a *atlas) place(s spot) JourneyPlace {
	var p JourneyPlace
	if s.stage >= 0 {
		p.Stage = a.m.Stages[s.stage].Stage
	}
	if s.touchpoint >= 0 {
		p.Touchpoint = a.m.Touchpoints[s.touchpoint].Name
	}
	return p
}

// cell returns the names of a spot.
func (a *atlas) cell(s spot) JourneyCell {
	p := a.place(s)
	return JourneyCell{Stage: p.Stage, Touchpoint: p.Touchpoint, Metric: a.list[s.metric].Name}
}

// belongs reports whether a metric belongs at its spot, by the plan or because it
// belongs to the place or to what the place is in.
func (a *atlas) belongs(s spot) bool {
	if a.planned[s] || a.list[s.metric].Journey {
		return true
	}
	if s.stage >= 0 && a.homes[home{metric: s.metric, stage: a.m.Stages[s.stage].Stage}] {
		return true
	}
	return s.touchpoint >= 0 && a.homes[home{metric: s.metric, kind: a.m.Touchpoints[s.touchpoint].Kind}]
}
