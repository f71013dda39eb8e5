package cx

import (
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/exact"
)

// The five standard stages of the customer journey. They are data: a host with four
// stages, or seven, lists its own in a [JourneyMap].
const (
	StageAwareness     Stage = "awareness"
	StageConsideration Stage = "consideration"
	StagePurchase      Stage = "purchase"
	StageRetention     Stage = "retention"
	StageAdvocacy      Stage = "advocacy"
)

// TouchpointKind says what a touchpoint is, and so which metrics belong to it. A host
// may have kinds of its own, whose metrics it lists in its [JourneyMap].
type TouchpointKind string

// The kinds of touchpoint that the catalog knows.
const (
	TouchpointStore       TouchpointKind = "store"         // a shop with staff
	TouchpointPointOfSale TouchpointKind = "point_of_sale" // posters, displays and offers in a shop
	TouchpointWebShop     TouchpointKind = "web_shop"      // a web shop or an app
	TouchpointChat        TouchpointKind = "chat"          // support by chat
	TouchpointPhone       TouchpointKind = "phone"         // support or sales by phone
	TouchpointMail        TouchpointKind = "mail"          // e-mail and letters
	TouchpointHelpPages   TouchpointKind = "help_pages"    // answers that customers look up
	TouchpointSocial      TouchpointKind = "social"        // social media
	TouchpointForum       TouchpointKind = "forum"         // where customers help each other
)

// MetricUnit is the unit of a metric's value, and so the range of that value.
type MetricUnit string

// The units.
const (
	UnitPoints  MetricUnit = "points"  // -100 to 100
	UnitPercent MetricUnit = "percent" // 0 to 100
	UnitShare   MetricUnit = "share"   // 0 to 1
	UnitMean    MetricUnit = "mean"    // the mean of ratings, -1000 to 1000
	UnitChange  MetricUnit = "change"  // relative to before, -1 up
	UnitCount   MetricUnit = "count"   // 0 up
	UnitPer100  MetricUnit = "per_100" // cases in 100, 0 up
	UnitRatio   MetricUnit = "ratio"   // so many to 1, 0 up
	UnitMoney   MetricUnit = "money"   // of either sign
	UnitSeconds MetricUnit = "seconds" // 0 up
)

// bounds returns the range of values in a unit, as far as it has one.
func (u MetricUnit) bounds() (low, high int64, hasLow, hasHigh bool) {
	switch u {
	case UnitPoints:
		return -100, 100, true, true
	case UnitPercent:
		return 0, 100, true, true
	case UnitShare:
		return 0, 1, true, true
	case UnitMean:
		return -1000, 1000, true, true
	case UnitChange:
		return -1, 0, true, false
	case UnitMoney:
		return // none
	}
	return 0, 0, true, false
}

func (u MetricUnit) validate() error {
	switch u {
	case UnitPoints, UnitPercent, UnitShare, UnitMean, UnitChange, UnitCount, UnitPer100, UnitRatio, UnitMoney, UnitSeconds:
		return nil
	}
	return invalid("metric unit is none of points, percent, share, mean, change, count, per_100, ratio, money, seconds")
}

// checkValue refuses a value outside the range of the unit.
func (u MetricUnit) checkValue(what string, value decimal.Decimal) error {
	low, high, hasLow, hasHigh := u.bounds()
	if hasLow && exact.CompareInt(value, low) < 0 {
		return invalid("%s is below %d, the least of its unit", what, low)
	}
	if hasHigh && exact.CompareInt(value, high) > 0 {
		return invalid("%s is above %d, the most of its unit", what, high)
	}
	return nil
}

// Direction says which way of a metric is better.
type Direction string

// The directions. A metric for which neither is better by itself, such as the
// length of a session, takes no target.
const (
	HigherIsBetter  Direction = "higher"
	LowerIsBetter   Direction = "lower"
	NeitherIsBetter Direction = "neither"
)

func (d Direction) validate() error {
	switch d {
	case HigherIsBetter, LowerIsBetter, NeitherIsBetter:
		return nil
	}
	return invalid("direction is none of higher, lower, neither")
}

// Metric is an entry of the catalog: what a metric asks, how it is computed, and
// where in the journey it belongs. A metric that belongs to a place belongs to
// all that is in it: one of the whole journey to every stage, one of a stage to
// the touchpoints there.
type Metric struct {
	Name string `json:"name"` // its key, in lower_snake
	// Synonyms are other words for it, by which MetricNamed finds those of the catalog.
	Synonyms  []string   `json:"synonyms,omitempty"`
	Question  string     `json:"question"`  // that it answers
	Unit      MetricUnit `json:"unit"`      // of its value
	Direction Direction  `json:"direction"` // the better way
	Formula   string     `json:"formula"`   // in words
	// Calculator is the method, function or type of this package that computes it,
	// as go doc finds it: "NPS.Score". It is blank where the host computes it.
	Calculator string `json:"calculator,omitzero"`
	// Source is where the definition comes from, blank where the formula says it all.
	Source      string           `json:"source,omitzero"`
	Journey     bool             `json:"journey,omitzero"`      // belongs to the whole journey
	Stages      []Stage          `json:"stages,omitempty"`      // to which it belongs
	Touchpoints []TouchpointKind `json:"touchpoints,omitempty"` // to which it belongs
}

func (m *Metric) validate() error {
	if isBlank(m.Name) {
		return invalid("metric has no name")
	}
	if err := m.Unit.validate(); err != nil {
		return err
	}
	return m.Direction.validate()
}

// UnmarshalJSON decodes a metric. It refuses unknown and repeated keys, a metric without a
// name, and units and directions that do not exist. On error m is unchanged.
func (m *Metric) UnmarshalJSON(data []byte) error {
	return decode(data, "metric", m, (*Metric).validate)
}

// Metrics returns the catalog: the metrics of the whole journey, those of each
// stage in order, and those of each kind of touchpoint. It is also called a list
// of KPIs. The slices are the caller's own.
func Metrics() []Metric { return catalog() }

// MetricNamed returns the metric of the catalog that has a word as its name or as one of
// its synonyms, whatever the case of its letters, and with or without blanks, hyphens and
// underscores: "NRR", "Net dollar retention" and "net_revenue_retention" are one metric.
// The metrics of a [JourneyMap] are not in the catalog: look among them first, by name.
//
// MetricNamed returns an error wrapping [ErrInvalid] if no metric has the word.
func MetricNamed(word string) (Metric, error) {
	key := metricKey(word)
	for _, m := range catalog() {
		if metricKey(m.Name) == key || slices.ContainsFunc(m.Synonyms, func(s string) bool { return metricKey(s) == key }) {
			return m, nil
		}
	}
	return Metric{}, invalid("the word is no name or synonym of a metric of the catalog")
}

// metricKey returns what is the same in all ways to write a word.
func metricKey(word string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
}

// JourneyMetrics returns the metrics of the catalog for the journey as a whole.
func JourneyMetrics() []Metric { return metricsWhere(func(m *Metric) bool { return m.Journey }) }

// MetricsAt returns the metrics of the catalog for a stage, nil for a stage that
// it does not know.
func MetricsAt(stage Stage) []Metric {
	return metricsWhere(func(m *Metric) bool { return slices.Contains(m.Stages, stage) })
}

// TouchpointMetrics returns the metrics of the catalog for a kind of touchpoint,
// nil for a kind that it does not know.
func TouchpointMetrics(kind TouchpointKind) []Metric {
	return metricsWhere(func(m *Metric) bool { return slices.Contains(m.Touchpoints, kind) })
}

func metricsWhere(belongs func(*Metric) bool) []Metric {
	var list []Metric
	for _, m := range catalog() {
		if belongs(&m) {
			list = append(list, m)
		}
	}
	return list
}
