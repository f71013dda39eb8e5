package tickets

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// ticketReport is the report of tickets. Its head is that of head, without every.
//
//	recontact_seconds  the window of -recontact
//	hours, holidays    of work, in which waits are; without them in all hours
//	by                 the column of -by
//	calls              with -waited: see callSection
//	all                the figures of all tickets opened before as_of
//	segments           key, and the figures of each
type ticketReport struct {
	topic.Head
	Recontact int64           `json:"recontact_seconds,omitzero"`
	Hours     []string        `json:"hours,omitzero"`
	Holidays  []cx.Date       `json:"holidays,omitzero"`
	By        string          `json:"by,omitzero"`
	Calls     *callSection    `json:"calls,omitzero"`
	All       *ticketFigures  `json:"all,omitzero"`
	Segments  []ticketSegment `json:"segments,omitzero"`
}

type ticketSegment struct {
	Key string `json:"key"`
	ticketFigures
}

// ticketFigures is what tickets say.
//
//	tickets, open    open: neither resolved nor closed
//	tally            cx.Support
//	first_contact    whole (of those whose window is over, whatever became of them); and of
//	                 all tickets gross, net (without the escalated), at_least and at_most
//	                 (with the pending, all of them failing or succeeding)
//	one_touch        of those resolved: one reply, never reopened
//	reopened         of those that were ever resolved
//	escalated        of all
//	gave_up          of all, with -waited
//	first_reply      with -replied
//	resolution       with -resolved
type ticketFigures struct {
	Tickets      int64         `json:"tickets"`
	Open         int64         `json:"open"`
	Tally        cx.Support    `json:"tally"`
	FirstContact *attainment   `json:"first_contact,omitzero"`
	OneTouch     *figure.Share `json:"one_touch,omitzero"`
	Reopened     *figure.Share `json:"reopened,omitzero"`
	Escalated    *figure.Share `json:"escalated,omitzero"`
	GaveUp       *figure.Share `json:"gave_up,omitzero"`
	FirstReply   *waitSection  `json:"first_reply,omitzero"`
	Resolution   *waitSection  `json:"resolution,omitzero"`
}

// attainment is the rates of a cx.Attainment.
type attainment struct {
	Tally   cx.Attainment `json:"tally"`
	Whole   figure.Share  `json:"whole"`
	Gross   figure.Share  `json:"gross"`
	Net     figure.Share  `json:"net"`
	AtLeast figure.Share  `json:"at_least"`
	AtMost  figure.Share  `json:"at_most"`
}

// waitSection is how long customers wait, in seconds.
//
//	count, mean, median, p90
//	            of those whose wait is over
//	all         cx.SurvivalQuantile: the median of all tickets if nobody gave up, by
//	            Kaplan-Meier
//	target      with -reply-within or -resolve-within
//	level       whether the target is kept: whole of the tickets whose target would have
//	            passed by now; net of all, without the pending and the excluded
//	expected    the share of all to expect within the target, by Aalen and Johansen, with
//	            expected_interval
//	if_nobody_gave_up
//	            that share if nobody gave up, by Kaplan-Meier
type waitSection struct {
	Count    int64                `json:"count"`
	Mean     figure.Exact         `json:"mean,omitzero"`
	Median   *float64             `json:"median,omitzero"`
	P90      *float64             `json:"p90,omitzero"`
	All      *cx.SurvivalQuantile `json:"all,omitzero"`
	Target   int64                `json:"target,omitzero"`
	Level    *attainment          `json:"level,omitzero"`
	Expected *float64             `json:"expected,omitzero"`
	Interval cx.Interval          `json:"expected_interval,omitzero"`

	IfNobodyGaveUp *float64 `json:"if_nobody_gave_up,omitzero"`
	atWork         bool     // the times are of hours of work
}
