package events

import (
	"slices"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/cohort"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// eventReport is the report of events. Its head is that of head, without every if it has no cohorts.
//
//	events          rows before as_of
//	customers       whose they are
//	distinct_names  how many names events have
//	names           the most frequent: key, events, customers who had one
//	funnel          with -steps: how far customers got
//	conversion      with -steps, unless in any order: how soon they got to the last
//	segment         the column of -segment
//	segments        key, funnel, conversion
//	log_rank        cx.LogRankTest of the conversion of the segments
//	started_by, active_by
//	                the events of the cohorts
//	cohorts, means  who came back: see cohort.Section, means from interval 0
//	transitions     total, distinct, top: cx.Transition, the -top most frequent
//	paths           length, total (customers), distinct, top: cx.Path
//	hours           cx.HoursOfDay of the events by the clocks of zone
type eventReport struct {
	topic.Head
	Events        int64              `json:"events"`
	Customers     int64              `json:"customers"`
	DistinctNames int64              `json:"distinct_names"`
	Names         []eventName        `json:"names,omitzero"`
	Funnel        *funnelSection     `json:"funnel,omitzero"`
	Conversion    *conversionSection `json:"conversion,omitzero"`
	Segment       string             `json:"segment,omitzero"`
	Segments      []funnelSegment    `json:"segments,omitzero"`
	LogRank       *cx.LogRankTest    `json:"log_rank,omitzero"`
	StartedBy     []string           `json:"started_by,omitzero"`
	ActiveBy      []string           `json:"active_by,omitzero"`
	cohort.Section
	Transitions *transitionSection `json:"transitions,omitzero"`
	Paths       *pathSection       `json:"paths,omitzero"`
	Hours       *cx.HoursOfDay     `json:"hours,omitzero"`
}

type eventName struct {
	Key       string `json:"key"`
	Events    int64  `json:"events"`
	Customers int64  `json:"customers"`
}

// funnelSection is a funnel.
//
//	tally               cx.Funnel
//	steps               key, from_first (a rate), from_previous (a rate, but not at the first),
//	                    drop_off (a rate, but not at the last), seconds: the mean time from
//	                    the step before; in any order the keys are any 1, any 2 …
//	                    With -open not from_first, but of_all (a rate: of those who entered
//	                    at any step) and entered, those who did at this one
//	did                 in any order: key, who did this very step (a rate)
//	seconds_to_convert  the mean time from the first step to the last
//	events_to_convert   the mean number of events on the way
type funnelSection struct {
	Tally      cx.Funnel    `json:"tally"`
	Steps      []funnelStep `json:"steps"`
	Did        []didStep    `json:"did,omitzero"`
	Seconds    figure.Exact `json:"seconds_to_convert,omitzero"`
	EventsEach figure.Exact `json:"events_to_convert,omitzero"`
}

// reached is the share that got to a step.
func (f *funnelSection) reached(k int) figure.Share {
	if f.Tally.Open {
		return f.Steps[k].OfAll
	}
	return f.Steps[k].FromFirst
}

// undecided reports whether the time of some is not over.
func (f *funnelSection) undecided() bool {
	return slices.ContainsFunc(f.Tally.Steps, func(s cx.FunnelStep) bool { return s.Undecided > 0 })
}

// last is the share that got to the last step.
func (f *funnelSection) last() figure.Share { return f.reached(len(f.Steps) - 1) }

type funnelStep struct {
	Key          string       `json:"key"`
	FromFirst    figure.Share `json:"from_first,omitzero"`
	OfAll        figure.Share `json:"of_all,omitzero"`
	Entered      int64        `json:"entered,omitzero"`
	FromPrevious figure.Share `json:"from_previous,omitzero"`
	DropOff      figure.Share `json:"drop_off,omitzero"`
	Seconds      figure.Exact `json:"seconds,omitzero"`
}

type didStep struct {
	Key string       `json:"key"`
	Did figure.Share `json:"did"`
}

// conversionSection is the time from the first step to the last, by Kaplan-Meier.
//
//	customers  at the first step, converted those of them at the last
//	median     cx.SurvivalQuantile in seconds
//	at         seconds, share who have converted by then, interval (log-log)
type conversionSection struct {
	Customers int64                `json:"customers"`
	Converted int64                `json:"converted"`
	Median    *cx.SurvivalQuantile `json:"median,omitzero"`
	At        []convertedAt        `json:"at,omitzero"`
}

type convertedAt struct {
	Seconds  int64       `json:"seconds"`
	Share    *float64    `json:"share,omitzero"`
	Interval cx.Interval `json:"interval,omitzero"`
}

type funnelSegment struct {
	Key        string             `json:"key"`
	Funnel     funnelSection      `json:"funnel"`
	Conversion *conversionSection `json:"conversion,omitzero"`
}

type transitionSection struct {
	Total    int64           `json:"total"`
	Distinct int64           `json:"distinct"`      // that are counted: the commonest, if there is a rest
	Rest     int64           `json:"rest,omitzero"` // times of others
	Top      []cx.Transition `json:"top,omitzero"`
}

type pathSection struct {
	Length   int       `json:"length"`
	Total    int64     `json:"total"`
	Distinct int64     `json:"distinct"`      // that are counted: the commonest, if there is a rest
	Rest     int64     `json:"rest,omitzero"` // customers on others
	Top      []cx.Path `json:"top,omitzero"`
}
