package journey

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/table"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// measurements is what was read of a file of measurements.
type measurements struct {
	topic.Counts
	rows  []cx.Measurement
	blank int64 // rows without a value
	m     cx.JourneyMap
}

// measurementReader adds the rows of a table to measurements.
type measurementReader struct {
	*measurements
	open        bool // the map takes its touchpoints and its plan from the rows
	touchpoints map[string]cx.Touchpoint
	seen        map[measured]bool
	planned     map[cx.JourneyCell]bool
	level       float64
}

// measured is what must not be in two rows.
type measured struct {
	metric                    string
	stage                     cx.Stage
	touchpoint, channel, team string
	period                    cx.Period
}

// readMeasurements reads a file of measurements.
func readMeasurements(in io.Reader, o *Flags, p *topic.Progress) (*measurements, error) {
	m, open, err := readMap(o)
	if err != nil {
		return nil, err
	}
	r := &measurementReader{
		measurements: &measurements{m: m}, open: open, level: o.Level,
		touchpoints: make(map[string]cx.Touchpoint), seen: make(map[measured]bool), planned: make(map[cx.JourneyCell]bool),
	}
	for _, t := range m.Touchpoints {
		r.touchpoints[t.Name] = t
	}
	var row cx.Measurement
	var low, high *decimal.Decimal
	blank := false
	names := topic.Customers{}
	metrics := make(map[string]string) // of the catalog, by the words of the file
	name := func(to *string) func(string) error {
		return func(cell string) (err error) {
			if *to = ""; cell != "" {
				*to, err = names.Name(cell)
			}
			return err
		}
	}
	limit := func(to **decimal.Decimal) func(string) error {
		return func(cell string) (err error) {
			*to, err = parseNumber(cell)
			return err
		}
	}
	fields := []topic.Field{
		{Flag: "metric", Column: o.Metric, Required: true, Parse: func(cell string) error {
			if cell == "" {
				return errors.New("no metric")
			}
			known, ok := metrics[cell]
			if !ok {
				known = cell
				own := func(metric cx.Metric) bool { return metric.Name == cell }
				if metric, err := cx.MetricNamed(cell); err == nil && !slices.ContainsFunc(m.Metrics, own) {
					known = metric.Name
					metrics[cell] = known
				}
			}
			return name(&row.Metric)(known)
		}},
		{Flag: "stage", Column: o.Stage, Parse: name((*string)(&row.Stage))},
		{Flag: "touchpoint", Column: o.Touchpoint, Parse: name(&row.Touchpoint)},
		{Flag: "channel", Column: o.Channel, Parse: name(&row.Channel)},
		{Flag: "team", Column: o.Team, Parse: name(&row.Team)},
		{Flag: "period", Column: o.Period, Required: true, Parse: func(cell string) (err error) {
			row.Period, err = parsePeriod(cell)
			return err
		}},
		{Flag: "value", Column: o.Value, Required: true, Number: true, Parse: func(cell string) error {
			value, err := parseNumber(cell)
			if blank = value == nil; !blank {
				row.Value = *value
			}
			return err
		}},
		{Flag: "low", Column: o.Low, Number: true, Parse: limit(&low)},
		{Flag: "high", Column: o.High, Number: true, Parse: limit(&high)},
		{Flag: "base", Column: o.Base, Required: true, Number: true, Parse: func(cell string) (err error) {
			if row.Base, err = strconv.ParseInt(cell, 10, 64); err != nil || row.Base < 0 {
				return errors.New("not a whole number from 0")
			}
			return nil
		}},
		// The whole row can be judged when its last cell has been read.
		{Flag: "target", Column: o.Target, Number: true, Parse: limit(&row.Target)},
	}
	var rows *table.Reader
	find := func(t *table.Reader) error {
		rows = t
		return o.FindFields(t, fields)
	}
	return r.measurements, r.ReadRows(o.Input(in), p, find, func(cells []string) error {
		low, high, row.Target = nil, nil, nil
		for _, f := range fields {
			if f.Place < 0 {
				continue
			}
			cell := f.Cell(cells, &o.Words)
			if err := f.Parse(cell); err != nil {
				if f.Flag == "base" && blank {
					break
				}
				r.Unreads.Add(cell, err.Error())
				r.Reject(rows.Line(f.Place), f.Column, err.Error())
				return nil
			}
		}
		if blank {
			r.blank++
			return nil
		}
		if err := r.take(row, low, high); err != nil {
			r.Reject(rows.Line(0), "", err.Error())
		}
		return nil
	})
}

// take adds a row, unless package cx would refuse it. Without a map, what the file
// measures is the plan; what kind its touchpoints are is not known.
func (r *measurementReader) take(row cx.Measurement, low, high *decimal.Decimal) error {
	if (low == nil) != (high == nil) {
		return errors.New("an interval with one limit")
	}
	if row.Interval = (cx.Interval{}); low != nil {
		row.Interval = cx.Interval{Low: low.InexactFloat64(), High: high.InexactFloat64(), Level: r.level}
	}
	point, known := r.touchpoints[row.Touchpoint]
	if !known && r.open && row.Touchpoint != "" {
		if row.Stage == "" {
			return errors.New("new touchpoint without a stage")
		}
		if len(r.touchpoints) == maxTouchpoints {
			return fmt.Errorf("one of more than %s touchpoints", figure.Thousands(maxTouchpoints))
		}
		point = cx.Touchpoint{Name: row.Touchpoint, Stage: row.Stage}
	}
	// A map of the row alone says the same of it as the whole map, and is quick.
	single := r.m
	if single.Touchpoints, single.Plan = nil, nil; point.Name != "" {
		single.Touchpoints = []cx.Touchpoint{point}
	}
	j, err := cx.JourneyOf([]cx.Measurement{row}, single, cx.Date{Year: topic.LastYear + 1, Month: 1, Day: 1})
	if wrong, ok := errors.AsType[*cx.RowError](err); ok && wrong.Err != nil {
		return errors.New(shorter.Replace(strings.TrimPrefix(wrong.Err.Error(), "cx: ")))
	}
	if err != nil {
		return err
	}
	key := measured{row.Metric, row.Stage, row.Touchpoint, row.Channel, row.Team, row.Period}
	if row.Touchpoint != "" {
		key.stage = point.Stage
	}
	if r.seen[key] {
		return errors.New("a second value for the period")
	}
	r.seen[key] = true
	if r.open {
		if !known && point.Name != "" {
			r.touchpoints[point.Name] = point
			r.m.Touchpoints = append(r.m.Touchpoints, point)
		}
		cell := cx.JourneyCell{Stage: key.stage, Touchpoint: row.Touchpoint, Metric: row.Metric}
		if belongs := row.Touchpoint != "" || len(j.Misplaced) == 0; belongs && !r.planned[cell] {
			r.planned[cell] = true
			r.m.Plan = append(r.m.Plan, cell)
		}
	}
	r.rows = append(r.rows, row)
	return nil
}

// shorter leaves room for the reasons of package cx beside the counts.
var shorter = strings.NewReplacer("measurement: ", "", "measurement ", "",
	"the metric is neither in the catalog nor on the map", "unknown metric",
	"the stage is not on the map", "unknown stage", "the touchpoint is not on the map", "unknown touchpoint",
	"the touchpoint lies in another stage of the map", "touchpoint of another stage",
	"the metric has no better direction, and takes no target", "the metric takes no target",
	"the interval does not hold the value, or is not finite", "the value is not in its interval",
	", the most of its unit", " of its unit", ", the least of its unit", " of its unit")

// maxTouchpoints is the most touchpoints that a file may name.
const maxTouchpoints = 1000

// parseNumber parses a number, nil for a blank cell.
func parseNumber(cell string) (*decimal.Decimal, error) {
	if cell == "" {
		return nil, nil
	}
	number, err := topic.ParseAmount(cell)
	if err != nil {
		return nil, errors.New("not a number")
	}
	return &number, nil
}

// parsePeriod parses a period of the years in which customers did something.
func parsePeriod(cell string) (cx.Period, error) {
	if cell == "" {
		return cx.Period{}, errors.New("no period")
	}
	period, err := cx.ParsePeriod(cell)
	if err != nil {
		return cx.Period{}, errors.New("not a period of a known form")
	}
	if err := topic.CheckYear(period.Start.Year); err != nil {
		return cx.Period{}, err
	}
	return period, topic.CheckYear(period.End.Year)
}

// newJourneyReport sets measurements on the map.
func newJourneyReport(read *measurements, o *Flags) (*journeyReport, error) {
	r := &journeyReport{Head: topic.NewHead(read.Counts, &o.Common), Blank: read.blank, Map: read.m}
	defer func() { r.Every, r.Zone = "", "" }()
	for i, row := range read.rows {
		if r.AsOf != (cx.Date{}) && row.Period.End.Compare(r.AsOf) > 0 {
			r.Later++
			continue
		}
		if i == int(r.Later) || row.Period.Start.Compare(r.Span.Start) < 0 {
			r.Span.Start = row.Period.Start
		}
		if row.Period.End.Compare(r.Span.End) > 0 {
			r.Span.End = row.Period.End
		}
	}
	r.Measurements = int64(len(read.rows)) - r.Later
	if r.Measurements == 0 {
		return r, nil
	}
	if r.AsOf == (cx.Date{}) {
		r.AsOf, r.AsOfFromFile = r.Span.End, true
	}
	j, err := cx.JourneyOf(read.rows, read.m, r.AsOf)
	if err != nil {
		return nil, err
	}
	r.Journey = &j
	return r, nil
}
