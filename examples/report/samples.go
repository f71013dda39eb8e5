package main

import (
	"cmp"

	"github.com/cxmetrics/cx"
)

// askAll asks all questions of a sample if none is named.
func (o *options) askAll() {
	if o.asked() {
		return
	}
	for i, name := range questionFlags {
		o.questions[i].addColumn(name)
	}
}

// fillFromSample names the columns of the sample where the flags name none.
func (o *options) fillFromSample() {
	fill := func(column *string, name string) {
		if *column == "" {
			*column = name
		}
	}
	switch o.topic {
	case answersTopic:
		o.askAll()
		fill(&o.at, "at")
		fill(&o.by, "plan")
		if o.pages.callback != "" && o.customer == "" {
			o.customer, o.survey.keep = "customer", cmp.Or(o.survey.keep, cx.KeepAll)
		}
	case activitiesTopic:
		fill(&o.customer, "customer")
		fill(&o.at, "ordered")
		fill(&o.amount, "amount")
	case subscriptionsTopic:
		fill(&o.customer, "customer")
		fill(&o.start, "start")
		fill(&o.end, "end")
		fill(&o.mrr, "mrr")
	case eventsTopic:
		o.journey.fillEvents(o)
	case journeyTopic:
		o.journey.fillJourney()
	case ticketsTopic:
		o.fillTickets()
	case outcomesTopic:
		o.fillOutcomes()
	case referralsTopic:
		o.fillReferrals()
	}
	if margin, err := cx.ParseMoney(topics[o.topic].margin); err == nil && o.value.margin == nil {
		o.value.margin = &margin
	}
	if o.value.costs == "" {
		fill(&o.value.costAt, "date")
		fill(&o.value.costAmount, "amount")
	}
}
