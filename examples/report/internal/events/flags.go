// Package events reports what customers did on the way, as pages seen: a funnel.
package events

import (
	_ "embed"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/cohort"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

//go:embed events.csv
var sampleEvents []byte

// Flags are the flags of what customers did on the way.
type Flags struct {
	funnelFlags          `group:"What customers did on the way"`
	topic.AsOfFlags      `group:"What customers did on the way"`
	topic.ZoneFlags      `group:"What customers did on the way"`
	cohortFlags          `group:"Cohorts, as by sign-up and visit"`
	cohort.IntervalFlags `group:"Cohorts, as by sign-up and visit"`
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
	AnyStart bool           `name:"open" help:"a journey may begin at any step, and goes on from there"`
	Exclude  []string       `type:"names" placeholder:"NAMES" help:"the events that must not come between the steps: what comes after one is another journey"`
	Base     cx.FunnelBase  `type:"base" default:"all" placeholder:"BASE" help:"all (default), or unstopped, which leaves out of all steps the customers whom an event of -exclude kept from getting further"`
	Top      int            `type:"lines" default:"5" placeholder:"N" help:"lines of the lists of transitions and paths; default 5"`
}

// cohortFlags say by which events customers begin, and are active.
type cohortFlags struct {
	StartedBy []string `type:"names" placeholder:"NAMES" help:"the events by the first of which a customer is in a cohort, with commas between them, and"`
	ActiveBy  []string `type:"names" placeholder:"NAMES" help:"those by which one is active, then or later"`
	Every     cx.Grain `type:"grain" default:"month" placeholder:"PERIOD" help:"their periods: day, week (ISO), week_from_sunday, month (default), quarter or year"`
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

// ParseBase parses whom a funnel is of.
func ParseBase(text string) (cx.FunnelBase, error) {
	switch base := cx.FunnelBase(text); base {
	case cx.FunnelBaseAll, cx.FunnelBaseUnstopped:
		return base, nil
	}
	return "", errors.New("want all or unstopped")
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
func (o *Flags) Check(given []string) error {
	every := cx.Month
	if o.StartedBy != nil {
		every = o.Every
	}
	o.SetDays(every, o.TZ, o.AsOf)
	o.rule = cx.FunnelRule{Steps: o.Steps, Order: o.Order, Window: o.Within, Open: o.AnyStart, Exclude: o.Exclude}
	if o.Exclude != nil {
		o.rule.Base = o.Base
	}
	wrong := ""
	switch {
	case (o.StartedBy == nil) != (o.ActiveBy == nil):
		wrong = "-started-by NAMES and -active-by NAMES go together: by which events customers begin, and are active"
	case o.StartedBy == nil && (o.Elapsed != "" || slices.Contains(given, "every")):
		wrong = "-every and -elapsed need the events of cohorts: -started-by NAMES and -active-by NAMES"
	case o.Steps == nil && (o.Within > 0 || o.Order != cx.FunnelOrdered || o.AnyStart || o.Exclude != nil):
		wrong = "-within, -order, -open and -exclude need the steps: -steps visit,cart,order"
	case o.Exclude == nil && o.Base != cx.FunnelBaseAll:
		wrong = "-base unstopped needs the events that stop a journey: -exclude NAMES"
	case o.AnyStart && o.Order == cx.FunnelAnyOrder:
		wrong = "-open goes without -order any, whose steps begin anywhere"
	case o.Steps == nil:
		return nil
	default:
		_, err := cx.FunnelOf(nil, cx.FunnelRule{Steps: o.Steps, Order: o.Order}, time.Unix(0, 0))
		flag := "-steps: "
		if err == nil {
			_, err = cx.FunnelOf(nil, o.rule, time.Unix(0, 0))
			flag = "-exclude: "
		}
		if err == nil {
			return nil
		}
		wrong = flag + strings.TrimPrefix(err.Error(), "cx: ")
	}
	return &topic.UsageError{Text: wrong}
}

// Report implements topic.Kind.
func (o *Flags) Report(in io.Reader, p *topic.Progress) (topic.Report, error) {
	return topic.Produce(o, in, p, readEvents, newEventReport)
}
