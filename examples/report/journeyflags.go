package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
)

const eventUsage = `
What customers did on the way, as pages seen or buttons pressed: a funnel
  -customer COLUMN    who it was; or the session, where each is to count by itself
  -event COLUMN       the name of what happened
  -at COLUMN          when it happened
  -segment COLUMN     the segments to compare; a customer has that of the first of the steps
  -steps NAMES        the events that are the steps, with commas between them: visit,cart,order
  -order ORDER        ordered (default), strict (no event lies between two steps) or any
  -within TIME        the longest time from the first step to the last: 30m, 12h, 7d or 2w;
                      default none
  -top N              lines of the lists of transitions and paths; default 5
`

const journeyUsage = `
Measurements along the customer journey: its map, targets and gaps
  -metric COLUMN      a metric of the catalog of package cx by any of its names, as nps or
                      net promoter score, or of the map
  -stage COLUMN       the stage; blank for the journey as a whole
  -touchpoint COLUMN  the touchpoint; blank for the stage as a whole
  -channel COLUMN     the channel, if the row is of one alone
  -team COLUMN        the team, if the row is of one alone
  -period COLUMN      2026, 2026-Q1, 2026-01, 2026-W05, 2026-01-31 or 2026-01-05/2026-01-12
  -value COLUMN       the value, in the unit of the metric
  -low COLUMN         the lower limit of its confidence interval at -level, and
  -high COLUMN        the upper one
  -base COLUMN        the answers, customers or visits behind it
  -target COLUMN      the value that it is to reach
  -map FILE           the stages, the touchpoints and what is to be measured: a cx.JourneyMap as
                      JSON, as journey_map.json; default the five standard stages and the
                      file's touchpoints
`

// The flags of events and of measurements that no other rows have.
var (
	funnelFlags  = []string{"event", "segment", "steps", "within", "order", "top"}
	journeyFlags = []string{"metric", "stage", "touchpoint", "channel", "team", "period", "value", "low", "high", "base", "target", "map"}
)

// journeyOptions is what the flags say of events and of measurements.
type journeyOptions struct {
	event, segment string
	rule           cx.FunnelRule
	top            int

	metric, stage, touchpoint, channel, team, period, value, low, high, base, target string

	mapFile string // "" is the standard map, or that of the sample
}

// maxTop is the most lines of a list.
const maxTop = 50

// addTo adds the flags to a set.
func (j *journeyOptions) addTo(set *flag.FlagSet) {
	*j = journeyOptions{rule: cx.FunnelRule{Order: cx.FunnelOrdered}, top: 5}
	for name, column := range j.columns() {
		set.StringVar(column, name, "", "")
	}
	set.StringVar(&j.mapFile, "map", "", "")
	set.Func("steps", "", func(text string) error {
		j.rule.Steps = nil
		for name := range strings.SplitSeq(text, ",") {
			j.rule.Steps = append(j.rule.Steps, strings.TrimSpace(name))
		}
		return nil
	})
	set.Func("order", "", func(text string) error {
		switch j.rule.Order = cx.FunnelOrder(text); j.rule.Order {
		case cx.FunnelOrdered, cx.FunnelStrict, cx.FunnelAnyOrder:
			return nil
		}
		return errors.New("want ordered, strict or any")
	})
	set.Func("within", "", func(text string) (err error) {
		j.rule.Window, err = parseLength(text)
		return err
	})
	set.Func("top", "", wholeFlag(&j.top, 1, maxTop, "lines"))
}

// columns returns the columns by the names of their flags.
func (j *journeyOptions) columns() map[string]*string {
	return map[string]*string{
		"event": &j.event, "segment": &j.segment, "metric": &j.metric, "stage": &j.stage, "touchpoint": &j.touchpoint,
		"channel": &j.channel, "team": &j.team, "period": &j.period, "value": &j.value, "low": &j.low, "high": &j.high,
		"base": &j.base, "target": &j.target,
	}
}

// parseLength parses a length of time in one unit.
func parseLength(text string) (time.Duration, error) {
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	const longest = 10 * 365 * 24 * time.Hour
	if n := len(text) - 1; n > 0 {
		number, err := strconv.Atoi(text[:n])
		if unit := units[text[n]]; err == nil && unit > 0 && number > 0 && number <= int(longest/unit) {
			return time.Duration(number) * unit, nil
		}
	}
	return 0, errors.New("want a time of up to ten years, as in 30m, 12h, 7d or 2w")
}

// check checks the flags against each other.
func (j *journeyOptions) check() error {
	for _, column := range j.columns() {
		*column = strings.TrimSpace(*column)
	}
	if (j.low == "") != (j.high == "") {
		return &usageError{text: "-low and -high go together"}
	}
	if len(j.rule.Steps) == 0 {
		if j.rule.Window > 0 || j.rule.Order != cx.FunnelOrdered {
			return &usageError{text: "-within and -order need the steps: -steps visit,cart,order"}
		}
		return nil
	}
	if _, err := cx.FunnelOf(nil, j.rule, time.Unix(0, 0)); err != nil {
		return &usageError{text: "-steps: " + strings.TrimPrefix(err.Error(), "cx: ")}
	}
	return nil
}

// fillEvents and fillJourney name the columns of the samples where the flags name none.
func (j *journeyOptions) fillEvents(o *options) {
	fillIn(&o.customer, "customer")
	fillIn(&o.at, "at")
	fillIn(&j.event, "event")
	fillIn(&j.segment, "channel")
	if len(j.rule.Steps) == 0 {
		j.rule.Steps = []string{"visit", "product", "cart", "checkout", "order"}
		if j.rule.Window == 0 {
			j.rule.Window = 7 * 24 * time.Hour
		}
	}
}

func (j *journeyOptions) fillJourney() {
	for name, column := range j.columns() {
		if name != "event" && name != "segment" {
			fillIn(column, name)
		}
	}
}

func fillIn(column *string, name string) {
	if *column == "" {
		*column = name
	}
}

// maxMapSize is the most bytes of a map.
const maxMapSize = 4 << 20

// readMap returns the map of the journey, and whether it is to take its touchpoints from
// the measurements.
func readMap(o *options) (m cx.JourneyMap, open bool, err error) {
	var text []byte
	name := filepath.Base(o.journey.mapFile)
	switch {
	case o.journey.mapFile != "":
		f, err := os.Open(o.journey.mapFile)
		if err != nil {
			return m, false, err
		}
		defer f.Close()
		if text, err = io.ReadAll(io.LimitReader(f, maxMapSize+1)); err != nil {
			return m, false, err
		}
		if len(text) > maxMapSize {
			return m, false, fmt.Errorf("%s: longer than %d MiB", printable(name), maxMapSize>>20)
		}
	case o.file == "":
		text = sampleMap
	default:
		return cx.StandardMap(), true, nil
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, false, fmt.Errorf("%s is no map: %s", printable(name), strings.TrimPrefix(err.Error(), "cx: "))
	}
	if len(m.Stages) == 0 { // of null
		return m, false, fmt.Errorf("%s is no map: it has no stages", printable(name))
	}
	return m, false, nil
}
