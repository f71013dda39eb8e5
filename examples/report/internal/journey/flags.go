// Package journey reports measurements along the customer journey: its map, targets and gaps.
package journey

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

var (
	//go:embed journey.csv
	sampleJourney []byte
	//go:embed journey_map.json
	sampleMap []byte
)

// Flags are the flags of measurements along the journey.
type Flags struct {
	measureFlags    `group:"Measurements along the customer journey"`
	topic.AsOfFlags `group:"Measurements along the customer journey"`
	topic.Common
}

// measureFlags name the columns of measurements.
type measureFlags struct {
	Metric     string `type:"column" placeholder:"COLUMN" help:"a metric of the catalog of package cx by any of its names, as nps or net promoter score, or of the map"`
	Stage      string `type:"column" placeholder:"COLUMN" help:"the stage; blank for the journey as a whole"`
	Touchpoint string `type:"column" placeholder:"COLUMN" help:"the touchpoint; blank for the stage as a whole"`
	Channel    string `type:"column" placeholder:"COLUMN" help:"the channel, if the row is of one alone"`
	Team       string `type:"column" placeholder:"COLUMN" help:"the team, if the row is of one alone"`
	Period     string `type:"column" placeholder:"COLUMN" help:"2026, 2026-Q1, 2026-01, 2026-W05, 2026-01-31 or 2026-01-05/2026-01-12"`
	Value      string `type:"column" placeholder:"COLUMN" help:"the value, in the unit of the metric"`
	Low        string `type:"column" placeholder:"COLUMN" help:"the lower limit of its confidence interval at -level, and"`
	High       string `type:"column" placeholder:"COLUMN" help:"the upper one"`
	Base       string `type:"column" placeholder:"COLUMN" help:"the answers, customers or visits behind it"`
	Target     string `type:"column" placeholder:"COLUMN" help:"the value that it is to reach"`
	Map        string `type:"text" placeholder:"FILE" help:"the stages, the touchpoints and what is to be measured: a cx.JourneyMap as JSON, as journey_map.json; default the five standard stages and the file's touchpoints"`
}

// FillSample implements topic.Kind.
func (o *Flags) FillSample() {
	o.UseSample("journey.csv", sampleJourney)
	for _, c := range []struct {
		column *string
		name   string
	}{
		{&o.Metric, "metric"}, {&o.Stage, "stage"}, {&o.Touchpoint, "touchpoint"}, {&o.Channel, "channel"}, {&o.Team, "team"},
		{&o.Period, "period"}, {&o.Value, "value"}, {&o.Low, "low"}, {&o.High, "high"}, {&o.Base, "base"}, {&o.Target, "target"},
	} {
		topic.FillIn(c.column, c.name)
	}
}

// Check implements topic.Kind.
func (o *Flags) Check([]string) error {
	o.SetDays(cx.Month, time.UTC, o.AsOf)
	o.Reads = append(o.Reads, o.Map)
	if (o.Low == "") != (o.High == "") {
		return &topic.UsageError{Text: "-low and -high go together"}
	}
	return nil
}

// Report implements topic.Kind.
func (o *Flags) Report(in io.Reader, p *topic.Progress) (topic.Report, error) {
	return topic.Produce(o, in, p, readMeasurements, newJourneyReport)
}

// maxMapSize is the most bytes of a map.
const maxMapSize = 4 << 20

// readMap returns the map of the journey, and whether it is to take its touchpoints from
// the measurements.
func readMap(o *Flags) (m cx.JourneyMap, open bool, err error) {
	var text []byte
	name := filepath.Base(o.Map)
	switch {
	case o.Map != "":
		f, err := os.Open(o.Map)
		if err != nil {
			return m, false, err
		}
		defer f.Close()
		if text, err = io.ReadAll(io.LimitReader(f, maxMapSize+1)); err != nil {
			return m, false, err
		}
		if len(text) > maxMapSize {
			return m, false, fmt.Errorf("%s: longer than %d MiB", figure.Printable(name), maxMapSize>>20)
		}
	case o.Sample != nil:
		text = sampleMap
	default:
		return cx.StandardMap(), true, nil
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, false, fmt.Errorf("%s is no map: %s", figure.Printable(name), strings.TrimPrefix(err.Error(), "cx: "))
	}
	if len(m.Stages) == 0 { // of null
		return m, false, fmt.Errorf("%s is no map: it has no stages", figure.Printable(name))
	}
	return m, false, nil
}
