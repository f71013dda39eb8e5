// Package events reports what customers did on the way, as pages seen: a funnel.
package events

import (
	_ "embed"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

//go:embed events.csv
var sampleEvents []byte

// Flags are the flags of what customers did on the way.
type Flags struct {
	funnelFlags     `group:"What customers did on the way"`
	topic.AsOfFlags `group:"What customers did on the way"`
	topic.ZoneFlags `group:"What customers did on the way"`
	topic.Common
	rule cx.FunnelRule
}

// funnelFlags say what the events and the steps are.
type funnelFlags struct {
	Customer string         `type:"column" placeholder:"COLUMN" help:"who it was; or the session, where each is to count by itself"`
	Event    string         `type:"column" placeholder:"COLUMN" help:"the name of what happened"`
	At       string         `type:"column" placeholder:"COLUMN" help:"when it happened"`
	Segment  string         `type:"column" placeholder:"COLUMN" help:"the segments to compare; a customer has that of the first of the steps"`
	Steps    []string       `type:"names" placeholder:"NAMES" help:"the events that are the steps, with commas between them: visit,cart,order"`
	Order    cx.FunnelOrder `type:"order" default:"ordered" placeholder:"ORDER" help:"ordered (default), strict (no event lies between two steps) or any"`
	Within   time.Duration  `type:"length" placeholder:"TIME" help:"the longest time from the first step to the last: 30m, 12h, 7d or 2w; default none"`
	Top      int            `type:"lines" default:"5" placeholder:"N" help:"lines of the lists of transitions and paths; default 5"`
}

// MaxTop is the most lines of a list.
const MaxTop = 50

// ParseOrder parses the order of steps.
func ParseOrder(text string) (cx.FunnelOrder, error) {
	switch order := cx.FunnelOrder(text); order {
	case cx.FunnelOrdered, cx.FunnelStrict, cx.FunnelAnyOrder:
		return order, nil
	}
	return "", errors.New("want ordered, strict or any")
}

// FillSample implements topic.Kind.
func (o *Flags) FillSample() {
	o.UseSample("events.csv", sampleEvents)
	topic.FillIn(&o.Customer, "customer")
	topic.FillIn(&o.At, "at")
	topic.FillIn(&o.Event, "event")
	topic.FillIn(&o.Segment, "channel")
	if o.Steps == nil {
		o.Steps = []string{"visit", "product", "cart", "checkout", "order"}
		if o.Within == 0 {
			o.Within = 7 * 24 * time.Hour
		}
	}
}

// Check implements topic.Kind.
func (o *Flags) Check([]string) error {
	o.SetDays(cx.Month, o.TZ, o.AsOf)
	o.rule = cx.FunnelRule{Steps: o.Steps, Order: o.Order, Window: o.Within}
	if o.Steps == nil {
		if o.Within > 0 || o.Order != cx.FunnelOrdered {
			return &topic.UsageError{Text: "-within and -order need the steps: -steps visit,cart,order"}
		}
		return nil
	}
	if _, err := cx.FunnelOf(nil, o.rule, time.Unix(0, 0)); err != nil {
		return &topic.UsageError{Text: "-steps: " + strings.TrimPrefix(err.Error(), "cx: ")}
	}
	return nil
}

// Report implements topic.Kind.
func (o *Flags) Report(in io.Reader, p *topic.Progress) (topic.Report, error) {
	return topic.Produce(o, in, p, readEvents, newEventReport)
}
