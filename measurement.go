package cx

import (
	"encoding/json"
	"math"

	"github.com/shopspring/decimal"
)

// Measurement is the value of a metric in a period, at a place of the journey: a Metric of
// the catalogue or of the [Map], at a Stage or a Touchpoint of the map, or of the journey
// as a whole where both are blank. It may be that of one Channel or Team.
type Measurement struct {
	Metric     string
	Stage      Stage // blank, or that of the touchpoint, where there is a touchpoint
	Touchpoint string
	Channel    string
	Team       string
	Period     Period
	// Unit is that of Value and Target. A blank Unit is the metric's own; another is
	// refused.
	Unit  MetricUnit
	Value decimal.Decimal
	// Interval is the confidence interval of Value in the same unit, the zero Interval for
	// none. The interval of a share is no interval of a percentage.
	Interval Interval
	// Base is the answers, customers, visits or days behind the value. With a base of 0
	// nothing was measured, and with one under the map's MinBase nothing is decided.
	Base   int64
	Target *decimal.Decimal // nil for none
}

// cell returns the place and the metric of m.
func (m *Measurement) cell() MapCell {
	return MapCell{Stage: m.Stage, Touchpoint: m.Touchpoint, Metric: m.Metric}
}

// check refuses what holds for no metric.
func (m *Measurement) check() error {
	if err := m.Period.Validate(); err != nil {
		return err
	}
	if err := checkMoney("measurement value", m.Value); err != nil {
		return err
	}
	if m.Target != nil {
		if err := checkMoney("measurement target", *m.Target); err != nil {
			return err
		}
	}
	if m.Base < 0 {
		return invalid("measurement: the base is negative")
	}
	if m.Interval == (Interval{}) {
		return nil
	}
	if err := checkLevel(m.Interval.Level); err != nil {
		return err
	}
	value := m.Value.InexactFloat64()
	// The value may have been rounded to Places.
	slack := 1e-8 * max(1, math.Abs(value))
	if !(m.Interval.Low <= value+slack && value-slack <= m.Interval.High &&
		m.Interval.Low >= -math.MaxFloat64 && m.Interval.High <= math.MaxFloat64) {
		return invalid("measurement: the interval does not hold the value, or is not finite")
	}
	return nil
}

// checkAs refuses what is no measurement of a metric.
func (m *Measurement) checkAs(metric *Metric) error {
	if err := m.check(); err != nil {
		return err
	}
	if m.Unit != "" && m.Unit != metric.Unit {
		return invalid("measurement: the unit is not the %s of the metric", metric.Unit)
	}
	if err := metric.Unit.checkValue("measurement value", m.Value); err != nil {
		return err
	}
	if m.Target == nil {
		return nil
	}
	if metric.Direction == NeitherIsBetter {
		return invalid("measurement: the metric has no better direction, and takes no target")
	}
	return metric.Unit.checkValue("measurement target", *m.Target)
}

// MarshalJSON encodes the value and the target as texts. It returns an error wrapping
// [ErrInvalid] if the period, the interval, the base or an amount is not valid.
func (m Measurement) MarshalJSON() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Metric     string     `json:"metric"`
		Stage      Stage      `json:"stage,omitzero"`
		Touchpoint string     `json:"touchpoint,omitzero"`
		Channel    string     `json:"channel,omitzero"`
		Team       string     `json:"team,omitzero"`
		Period     Period     `json:"period"`
		Unit       MetricUnit `json:"unit,omitzero"`
		Value      amount     `json:"value"`
		Interval   Interval   `json:"interval,omitzero"`
		Base       int64      `json:"base"`
		Target     *amount    `json:"target,omitempty"`
	}{
		m.Metric, m.Stage, m.Touchpoint, m.Channel, m.Team, m.Period, m.Unit,
		amount(m.Value), m.Interval, m.Base, (*amount)(m.Target),
	})
}

// UnmarshalJSON decodes a measurement. It refuses unknown and repeated keys, a measurement
// without a value, and what is valid for no metric. On error m is unchanged.
func (m *Measurement) UnmarshalJSON(data []byte) error {
	var v Measurement
	var value, target *amount
	ok, err := decodeObject(data, "measurement", fields{
		"metric": &v.Metric, "stage": &v.Stage, "touchpoint": &v.Touchpoint, "channel": &v.Channel, "team": &v.Team,
		"period": &v.Period, "unit": &v.Unit, "value": &value, "interval": &v.Interval, "base": &v.Base,
		"target": &target,
	})
	if !ok {
		return err
	}
	if value == nil {
		return invalid("measurement has no value")
	}
	v.Value, v.Target = decimal.Decimal(*value), (*decimal.Decimal)(target)
	if err := v.check(); err != nil {
		return err
	}
	*m = v
	return nil
}
