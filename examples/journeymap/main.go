// Command journeymap sets what was measured on the map of a customer journey: its stages
// and touchpoints, each figure against its target and the quarter before, the weakest
// stage, and what was to be measured and was not.
//
// Copy map.json, which says what is to be measured where, by the names of cx.Metrics, and
// measure, which makes a measurement of a tally: with its interval, a target is missed only
// beyond chance. The figures are made up.
package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/cxmetrics/cx"
)

//go:embed map.json
var mapFile []byte

// asOf is the day at whose start the map is drawn: the third quarter is over.
var asOf = cx.Date{Year: 2026, Month: 10, Day: 1}

// reading is a tally of a metric, at a touchpoint, in a stage, or of the whole journey.
type reading struct {
	quarter    string
	stage      cx.Stage // blank with a touchpoint, which the map has in its stage
	touchpoint string
	metric     string
	tally      any    // cx.NPS, cx.CSAT or cx.Proportion
	target     string // in the unit of the metric; blank for none
}

var readings = []reading{
	{quarter: "2026-Q2", metric: "nps", tally: cx.NPS{Promoters: 400, Passives: 300, Detractors: 250}, target: "25"},
	{quarter: "2026-Q3", metric: "nps", tally: cx.NPS{Promoters: 512, Passives: 266, Detractors: 222}, target: "25"},
	{quarter: "2026-Q3", stage: cx.StageAwareness, metric: "share_of_voice",
		tally: cx.Proportion{Count: 1180, Base: 5200}, target: "0.20"},
	{quarter: "2026-Q2", touchpoint: "web shop", metric: "cart_abandonment",
		tally: cx.Proportion{Count: 1464, Base: 2400}, target: "0.60"},
	{quarter: "2026-Q3", touchpoint: "web shop", metric: "cart_abandonment",
		tally: cx.Proportion{Count: 1600, Base: 2500}, target: "0.60"},
	{quarter: "2026-Q3", touchpoint: "web shop", metric: "load_within",
		tally: cx.Proportion{Count: 8712, Base: 9000}, target: "0.95"},
	{quarter: "2026-Q2", stage: cx.StageRetention, metric: "churn_rate",
		tally: cx.Proportion{Count: 51, Base: 880}, target: "0.04"},
	{quarter: "2026-Q3", stage: cx.StageRetention, metric: "churn_rate",
		tally: cx.Proportion{Count: 63, Base: 900}, target: "0.04"},
	{quarter: "2026-Q3", touchpoint: "delivery", metric: "csat",
		tally: satisfaction(6, 8, 14, 42, 60), target: "80"},
	{quarter: "2026-Q3", touchpoint: "support chat", metric: "post_chat_satisfaction",
		tally: satisfaction(30, 26, 40, 84, 60), target: "75"},
	{quarter: "2026-Q3", stage: cx.StageAdvocacy, metric: "referral_codes_used",
		tally: cx.Proportion{Count: 84, Base: 700}, target: "0.10"},
}

// satisfaction is the tally of answers 1 to 5.
func satisfaction(counts ...int64) cx.CSAT {
	t := cx.CSAT{Scale: cx.SatisfactionScale(5)}
	copy(t.Counts[:], counts)
	return t
}

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "journeymap:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	m, journey, err := drawMap()
	if err != nil {
		return err
	}
	s := newScreen(out, m)
	s.printMap(m, journey)
	s.printFindings(journey)
	return nil
}

// drawMap reads the map, and sets the measurements on it.
func drawMap() (m cx.JourneyMap, journey cx.Journey, err error) {
	if err := json.Unmarshal(mapFile, &m); err != nil {
		return m, journey, fmt.Errorf("map.json: %w", err)
	}
	measurements := make([]cx.Measurement, 0, len(readings))
	for i, r := range readings {
		measurement, err := measure(r)
		if err != nil {
			return m, journey, fmt.Errorf("reading %d: %w", i, err)
		}
		measurements = append(measurements, measurement)
	}
	journey, err = cx.JourneyOf(measurements, m, asOf)
	return m, journey, err
}

// measure returns the value of a tally with its interval, standard error, base and target.
func measure(r reading) (m cx.Measurement, err error) {
	m = cx.Measurement{Metric: r.metric, Stage: r.stage, Touchpoint: r.touchpoint}
	if m.Period, err = cx.ParsePeriod(r.quarter); err != nil {
		return m, err
	}
	switch t := r.tally.(type) {
	case cx.NPS:
		m.Base = t.Total()
		if m.Value, err = t.Score(); err == nil {
			m.Interval, err = t.Interval(0.95)
		}
		if err == nil {
			m.StandardError, err = t.StandardError()
		}
	case cx.CSAT:
		m.Base = t.Total()
		if m.Value, err = t.Score(); err == nil {
			m.Interval, err = t.Interval(0.95)
		}
		if err == nil {
			m.StandardError, err = t.StandardError()
		}
	case cx.Proportion:
		m.Base = t.Base
		if m.Value, err = t.Rate(); err == nil {
			m.Interval, err = t.Interval(0.95)
		}
		if err == nil {
			m.StandardError, err = t.StandardError()
		}
	default:
		err = fmt.Errorf("%T is no tally that measure knows", t)
	}
	if err != nil || r.target == "" {
		return m, err
	}
	target, err := cx.ParseMoney(r.target) // it parses any decimal number
	m.Target = &target
	return m, err
}
