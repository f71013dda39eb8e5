package cx

import (
	"math"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
)

// spreadKey says which figures are compared.
type spreadKey struct {
	metric  int
	across  string
	at      spot // of the place
	channel string
}

// compared is the figures of a key.
type compared struct {
	spreadKey
	errors       []float64 // the standard errors
	measurements []*Measurement
}

// spread finds how consistent each metric is across touchpoints, channels and teams.
func (r *reading) spread(j *Journey) {
	slots := make(map[spreadKey]int)
	var all []compared // in the order of the figures
	for i, s := range r.spots {
		m := &j.Figures[i].Measurement
		se := standardError(m)
		if !(se > 0 && se <= math.MaxFloat64) || m.Base < r.minBase || !r.isFresh(m.Period.End.days()) {
			continue
		}
		key := spreadKey{metric: s.metric, across: "touchpoint", at: spot{-1, -1, 0}}
		switch {
		case m.Team != "":
			key.across, key.at, key.channel = "team", s, m.Channel
		case m.Channel != "":
			key.across, key.at = "channel", s
		case m.Touchpoint == "":
			continue
		}
		slot, ok := slots[key]
		if !ok {
			slot = len(all)
			slots[key] = slot
			all = append(all, compared{spreadKey: key})
		}
		c := &all[slot]
		c.errors = append(c.errors, se)
		c.measurements = append(c.measurements, m)
	}
	for _, c := range all {
		h, err := c.heterogeneity()
		if err != nil {
			continue // a single figure, or figures that no float64 compares
		}
		low, high := c.measurements[0], c.measurements[0]
		for _, m := range c.measurements {
			if exact.Compare(m.Value, low.Value) < 0 {
				low = m
			}
			if exact.Compare(m.Value, high.Value) > 0 {
				high = m
			}
		}
		spread := JourneySpread{
			Metric: r.list[c.metric].Name, Across: c.across, Place: r.place(c.at), Channel: c.channel,
			Heterogeneity: h, Worst: *low, Best: *high, Gap: exact.Difference(high.Value, low.Value),
		}
		if r.list[c.metric].Direction == LowerIsBetter {
			spread.Worst, spread.Best = spread.Best, spread.Worst
		}
		j.Consistency = append(j.Consistency, spread)
	}
}

// heterogeneity compares the figures with one variance of an answer for all, that of the
// answers pooled
//
//	V = (sum of n·(n·se²) + sum of n·(figure - S)²) / N, S = (sum of n·figure) / N
//
// of bases n, standard errors se, and N = sum of n: exactly so where n·se² is the variance
// of the answers of a figure.
func (c *compared) heterogeneity() (Heterogeneity, error) {
	if len(c.errors) < 2 {
		return Heterogeneity{}, undefined("consistency: it takes two figures")
	}
	first := c.measurements[0].Value // figures are relative to it
	figures := make([]float64, len(c.errors))
	var answers, sum, within, between float64
	for i, m := range c.measurements {
		n, se := float64(m.Base), c.errors[i]
		figures[i] = exact.Difference(m.Value, first)
		answers += n
		sum += float64(n * figures[i])
		within += float64(n * se * n * se)
	}
	mean := sum / answers
	for i, m := range c.measurements {
		d := figures[i] - mean
		between += float64(float64(m.Base) * d * d)
	}
	variance := (within + between) / answers
	pooled := Estimate{Value: exact.Float(first) + mean, StandardError: math.Sqrt(variance / answers)}
	return heterogeneityOf(pooled, between/variance, len(figures)-1)
}

// standardError returns the standard error of a measurement: its own or, without one, that
// which follows from the width of its interval, 0 without an interval. If the interval was cut
// back on one side, it follows from the other.
func standardError(m *Measurement) float64 {
	if m.StandardError > 0 {
		return m.StandardError
	}
	if m.Interval == (Interval{}) {
		return 0
	}
	half := m.Interval.High/2 - m.Interval.Low/2
	if m.Interval.Clipped {
		value := exact.Float(m.Value)
		half = max(m.Interval.High-value, value-m.Interval.Low)
	}
	return half / special.NormalQuantile(m.Interval.Level)
}
