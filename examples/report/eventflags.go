package main

import (
	_ "embed"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
)

//go:embed events.csv
var sampleEvents []byte

// eventFlags are the flags of what customers did on the way.
type eventFlags struct {
	funnelFlags `group:"What customers did on the way"`
	asOfFlags   `group:"What customers did on the way"`
	zoneFlags   `group:"What customers did on the way"`
	common
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

// maxTop is the most lines of a list.
const maxTop = 50

func parseOrder(text string) (cx.FunnelOrder, error) {
	switch order := cx.FunnelOrder(text); order {
	case cx.FunnelOrdered, cx.FunnelStrict, cx.FunnelAnyOrder:
		return order, nil
	}
	return "", errors.New("want ordered, strict or any")
}

// fillSample implements kindOfRows.
func (o *eventFlags) fillSample() {
	o.useSample("events.csv", sampleEvents)
	fillIn(&o.Customer, "customer")
	fillIn(&o.At, "at")
	fillIn(&o.Event, "event")
	fillIn(&o.Segment, "channel")
	if o.Steps == nil {
		o.Steps = []string{"visit", "product", "cart", "checkout", "order"}
		if o.Within == 0 {
			o.Within = 7 * 24 * time.Hour
		}
	}
}

// check implements kindOfRows.
func (o *eventFlags) check([]string) error {
	o.setDays(cx.Month, o.TZ, o.AsOf)
	o.rule = cx.FunnelRule{Steps: o.Steps, Order: o.Order, Window: o.Within}
	if o.Steps == nil {
		if o.Within > 0 || o.Order != cx.FunnelOrdered {
			return &usageError{text: "-within and -order need the steps: -steps visit,cart,order"}
		}
		return nil
	}
	if _, err := cx.FunnelOf(nil, o.rule, time.Unix(0, 0)); err != nil {
		return &usageError{text: "-steps: " + strings.TrimPrefix(err.Error(), "cx: ")}
	}
	return nil
}

// report implements kindOfRows.
func (o *eventFlags) report(in io.Reader, p *progress) (documented, error) {
	return produce(o, in, p, readEvents, newEventReport)
}
