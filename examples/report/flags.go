package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/table"
)

const usage = `report turns a file of rows into a page for the people who look after customers. The flags say
what the rows of the file are; without a file it shows a simulated sample.

  report [flags] [FILE]        FILE is .csv, .xlsx or JSON, gzipped or not, or - for standard input

Answers to a survey: NPS, CSAT and CES. Name the column of at least one question
  -nps COLUMN         "How likely are you to recommend us?"
  -nps-scale SCALE    0-10 (default), 1-10, 1-7, 1-5, 1-3, or with the last detractors and the
                      first promoters, as 1-4:1,4
  -csat COLUMN        "How satisfied are you?", from 1 up
  -csat-scale SCALE   points: 2, 3, 4, 5 (default), 6, 7 or 10; 6:low where 1 is best; 0-4:1,3 with
                      the last dissatisfied and the first satisfied
  -csat-points N      the same
  -ces COLUMN         "How easy was it?" or "How much effort was it?", from 1 up
  -ces-scale SCALE    easeN (CES 2.0, higher is better) or effortN (CES 1.0, lower is better),
                      N from 2 to 11 points; default ease7
  -at COLUMN          when the answer was given
  -trailing DAYS      also the last DAYS days pooled; with -json, the DAYS days up to each day
  -by COLUMN          the segments to compare; may be repeated: each column is a ranking of its own
` + surveyUsage + `
What customers did, as orders or visits: cohorts, repeat purchases, churn by inactivity
  -customer COLUMN    who it was
  -at COLUMN          when it was
  -amount COLUMN      what was paid, in one currency; a refund is negative
  -window DAYS        more than so many days without activity are churn; default 90

Subscriptions, one row each: churn, how long they last, recurring revenue
  -customer COLUMN    whose it is
  -start COLUMN       its first day
  -end COLUMN         the first day without it; blank while it runs
  -mrr COLUMN         what it pays per month, in one currency; those that pay 0 are left out

Of customers
  -as-of DATE         what was known as that day began; default the day after the last of the file
  -churn FORMULAS     standard (default), counting_returned, counting_acquired, of_active,
                      of_average and daily, with commas between them, or all
` + valueUsage + eventUsage + journeyUsage + ticketUsage + outcomeUsage + referralUsage + logUsage + tableUsage + pageUsage + `
Of all
  -config FILE        flags from a file as report.toml: the keys are their names, and those of the
                      command line win
  -sample NAME        the simulated sample: survey (default), orders, subscriptions, events,
                      journey, tickets, outcomes, referrals
  -every PERIOD       day, week (ISO), week_from_sunday, month (default), quarter or year; of the
                      first three kinds of rows
  -tz ZONE            the zone of days, as Europe/Oslo; default UTC
  -level LEVEL        confidence level of intervals and tests as a fraction, default 0.95
  -json               figures for programs; the *json.go files list the keys
  -h                  this text

Times are those of ISO 8601 in all forms, 31 Jan 2026, January 31, 2026 8:30 PM, and 31/01/2026,
whose order is that of the first row that tells. A blank cell of a question is a question left
unanswered. A rating that is not on its scale is rejected and counted; so is a whole row that
lacks what its report needs, or has too many cells. The exit status is 0, 3 for a report that begins
with a warning, 1 for a file without figures, and 2 for a wrong flag or what a flag has to say.
`

// The questions, in the order of the report.
const (
	npsQuestion = iota
	csatQuestion
	cesQuestion
	questionCount
)

// questionFlags are the flags that name the columns of the questions.
var questionFlags = [questionCount]string{"nps", "csat", "ces"}

// question names the column of a rating question and its scale.
type question struct {
	column  string // "" is not asked; of several columns all names
	columns []string
	scale   cx.Scale
}

// topic is what the rows of a file are.
type topic int

const (
	answersTopic topic = iota
	activitiesTopic
	subscriptionsTopic
	eventsTopic
	journeyTopic
	ticketsTopic
	outcomesTopic
	referralsTopic
)

// topics says what the topics are called, how the sample of each is named in -sample
// and in the report, and which flags do not belong to all of them.
var topics = [...]struct {
	name, sample, file string
	rows               []byte
	costFile           string
	costs              []byte // of winning the customers of the sample
	margin             string // and what is left of their amounts
	flags              []string
}{
	answersTopic: {name: "answers to a survey", sample: "survey", file: "sample.csv", rows: sample,
		flags: slices.Concat([]string{"nps", "nps-scale", "csat", "csat-scale", "csat-points", "ces", "ces-scale", "at", "trailing", "by", "every", "tz", "customer", "since", "until", "against"}, surveyFlags)},
	activitiesTopic: {name: "activities", sample: "orders", file: "orders.csv", rows: sampleOrders,
		costFile: "order_costs.csv", costs: sampleOrderCosts, margin: "0.4",
		flags: slices.Concat([]string{"customer", "at", "amount", "window", "as-of", "churn", "every", "tz"}, valueFlags, forecastFlags)},
	subscriptionsTopic: {name: "subscriptions", sample: "subscriptions", file: "subscriptions.csv", rows: sampleSubscriptions,
		costFile: "subscription_costs.csv", costs: sampleSubscriptionCosts, margin: "0.8",
		flags: slices.Concat([]string{"customer", "start", "end", "mrr", "as-of", "churn", "every", "tz", "log", "at", "event", "ended-by"}, valueFlags)},
	eventsTopic: {name: "events", sample: "events", file: "events.csv", rows: sampleEvents,
		flags: slices.Concat([]string{"customer", "at", "as-of", "tz"}, funnelFlags)},
	journeyTopic: {name: "measurements", sample: "journey", file: "journey.csv", rows: sampleJourney,
		flags: slices.Concat([]string{"as-of"}, journeyFlags)},
	ticketsTopic: {name: "tickets", sample: "tickets", file: "tickets.csv", rows: sampleTickets,
		flags: slices.Concat([]string{"customer", "by", "as-of", "tz", "log", "at", "event"}, ticketFlags, ticketLogFlags)},
	outcomesTopic: {name: "answers and outcomes", sample: "outcomes", file: "answers.csv", rows: sampleOutcomeAnswers,
		flags: slices.Concat([]string{"nps", "nps-scale", "csat", "csat-scale", "csat-points", "ces", "ces-scale", "customer", "at", "as-of", "tz"}, outcomeFlags)},
	referralsTopic: {name: "referrals", sample: "referrals", file: "referral_orders.csv", rows: sampleReferralOrders,
		flags: slices.Concat([]string{"customer", "at", "amount", "as-of", "tz", "since"}, referralFlags)},
}

// sampleTopic returns the topic of a sample by its name.
func sampleTopic(name string) (topic, bool) {
	for t := range topics {
		if topics[t].sample == name {
			return topic(t), true
		}
	}
	return 0, false
}

// chooseTopic finds the topic of the flags. Without any that says so it is a survey.
func chooseTopic(set *flag.FlagSet, sample string) (topic, error) {
	var flags []string
	set.Visit(func(f *flag.Flag) { flags = append(flags, f.Name) })
	given := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(flags, name) })
	}
	chosen := answersTopic
	switch named, ok := sampleTopic(sample); {
	case ok:
		chosen = named
	case given(referralFlags...):
		chosen = referralsTopic
	case given(outcomeFlags...):
		chosen = outcomesTopic
	case given(questionFlags[:]...), given(surveyFlags...):
	case given("start", "end", "mrr"):
		chosen = subscriptionsTopic
	case given(ticketFlags...), given(ticketLogFlags...):
		chosen = ticketsTopic
	case given(funnelFlags...):
		chosen = eventsTopic
	case given(journeyFlags...):
		chosen = journeyTopic
	case given("customer", "amount", "window", "as-of", "churn"), given(valueFlags...), given(forecastFlags...):
		chosen = activitiesTopic
	}
	for _, name := range flags {
		belongs, known := slices.Contains(topics[chosen].flags, name), false
		for _, t := range topics {
			known = known || slices.Contains(t.flags, name)
		}
		if known && !belongs {
			return 0, &usageError{text: fmt.Sprintf("-%s is no flag of a report of %s", name, topics[chosen].name)}
		}
	}
	return chosen, nil
}

// options is what the flags say.
type options struct {
	topic     topic
	file      string // "" is the sample of the topic
	questions [questionCount]question
	at, by    string
	alsoBy    []string // further columns of segments
	calendar  cx.Calendar
	trailing  int // days, 0 for none
	level     float64
	json      bool

	customer, amount, start, end, mrr string

	asOf   cx.Date // zero is the day after the last of the file
	chosen         // of a survey the days, of referrals since alone
	window int     // days
	churn  []cx.ChurnFormula

	table table.Options
	dates table.Dates
	words table.Words

	log              logOptions
	joinFile, joinOn string
	labels           string
	configFile       string
	survey           surveyOptions

	acceptLosses float64        // the share of rejected rows or cells above which to warn
	timesIn      *time.Location // nil is that of the calendar
	value        valuation
	journey      journeyOptions
	tickets      ticketOptions
	outcome      outcomeOptions
	referral     referralOptions
	pages        pageOptions
	callbacks    int // the rows of -callback at most
}

// maxWindow is the limit of cx.SpellsOf.
const maxWindow = 36_525

// dailyChurn is the formula of cx.DailyChurn, in addition to those of cx.Churn.
const dailyChurn cx.ChurnFormula = "daily"

// churnFormulas are the formulas of -churn, in the order of their columns.
var churnFormulas = []cx.ChurnFormula{cx.StandardChurn, cx.ChurnCountingReturned, cx.ChurnCountingAcquired,
	cx.ChurnOfActive, cx.ChurnOfAverage, dailyChurn}

// asked reports whether a column is named for any question.
func (o *options) asked() bool {
	for _, q := range o.questions {
		if q.column != "" {
			return true
		}
	}
	return o.survey.readyCounts() || o.survey.choices != ""
}

// source returns the name of the source as the report shows it.
func (o *options) source() string {
	switch o.file {
	case "":
		return topics[o.topic].file
	case "-":
		return "standard input"
	}
	return filepath.Base(o.file)
}

// usageError says what is wrong with a flag, and which columns there are, if the
// source has been read.
type usageError struct {
	text    string
	columns columns
}

func (e *usageError) Error() string { return e.text }

// parseFlags reads the command line. Flags may stand before and after the file.
func parseFlags(args []string) (*options, error) {
	o := &options{
		questions: [questionCount]question{
			npsQuestion:  {scale: cx.RecommendScale(11)},
			csatQuestion: {scale: cx.SatisfactionScale(5)},
			cesQuestion:  {scale: cx.EaseScale(7)},
		},
		calendar: cx.Calendar{Grain: cx.Month, Location: time.UTC},
		level:    0.95,

		acceptLosses: 0.05,
		callbacks:    maxCallbacks,
		window:       90,
		churn:        []cx.ChurnFormula{cx.StandardChurn},
	}
	sample := ""
	set := flag.NewFlagSet("report", flag.ContinueOnError)
	set.SetOutput(io.Discard) // run prints the error, and the usage for -h
	for i, name := range questionFlags {
		set.Func(name, "", o.questions[i].addColumn)
	}
	set.Func("nps-scale", "", scaleFlag(&o.questions[npsQuestion].scale, recommendScale))
	for _, name := range []string{"csat-scale", "csat-points"} {
		set.Func(name, "", scaleFlag(&o.questions[csatQuestion].scale, satisfactionScale))
	}
	set.Func("ces-scale", "", scaleFlag(&o.questions[cesQuestion].scale, effortScale))
	set.StringVar(&o.at, "at", "", "")
	set.Func("tz", "", zoneFlag(&o.calendar.Location))
	set.Func("every", "", o.setEvery)
	set.Func("trailing", "", wholeFlag(&o.trailing, 1, cx.MaxPeriods, "days"))
	set.Func("by", "", o.addBy)
	set.Func("level", "", o.setLevel)
	set.BoolVar(&o.json, "json", false, "")
	for name, column := range map[string]*string{
		"customer": &o.customer, "amount": &o.amount, "start": &o.start, "end": &o.end, "mrr": &o.mrr,
	} {
		set.StringVar(column, name, "", "")
	}
	set.Func("as-of", "", dayFlag(&o.asOf))
	o.chosen.addTo(set)
	set.Func("window", "", wholeFlag(&o.window, 1, maxWindow, "days"))
	set.Func("churn", "", o.setChurn)
	o.addTableTo(set)
	o.survey.addTo(set)
	o.log.addTo(set)
	o.value.addTo(set)
	o.journey.addTo(set)
	o.tickets.addTo(set)
	o.outcome.addTo(set)
	o.referral.addTo(set)
	o.pages.addTo(set)
	var files []string
	set.Func("tickets", "", func(name string) error {
		files = append(files, name)
		return nil
	})
	set.Func("config", "", func(name string) error {
		if name == "" || o.configFile != "" {
			return errors.New("want the name of one file")
		}
		o.configFile = name
		return nil
	})
	set.Func("sample", "", func(name string) error {
		if _, ok := sampleTopic(name); !ok {
			return errors.New("want survey, orders, subscriptions, events, journey, tickets, outcomes or referrals")
		}
		sample = name
		return nil
	})

	for {
		if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, err
		} else if err != nil {
			return nil, &usageError{text: err.Error()}
		}
		if set.NArg() == 0 {
			break
		}
		files = append(files, set.Arg(0))
		args = set.Args()[1:]
	}
	if o.configFile != "" {
		if err := o.readConfig(set, files); err != nil {
			return nil, err
		}
	}
	if len(files) > 1 {
		return nil, &usageError{text: fmt.Sprintf("%d files are named, want one at most", len(files))}
	}
	if len(files) == 1 {
		o.file = files[0]
	}
	if o.file != "" && sample != "" {
		return nil, &usageError{text: "-sample goes without a file"}
	}
	var err error
	if o.topic, err = chooseTopic(set, sample); err != nil {
		return nil, err
	}
	for _, column := range []*string{&o.at, &o.customer, &o.amount, &o.start, &o.end, &o.mrr} {
		*column = strings.TrimSpace(*column)
	}
	if o.file == "" {
		o.acceptLosses = 1 // what a sample loses is bad on purpose
		o.fillFromSample()
	}
	if err := o.checkTable(); err != nil {
		return nil, err
	}
	if err := o.checkSurvey(); err != nil {
		return nil, err
	}
	if err := o.checkValue(set); err != nil {
		return nil, err
	}
	if err := o.journey.check(); err != nil {
		return nil, err
	}
	if err := o.checkLog(); err != nil {
		return nil, err
	}
	if len(o.alsoBy) > 0 && o.topic != answersTopic {
		return nil, &usageError{text: "-by is repeated in surveys alone"}
	}
	if err := o.checkTickets(); err != nil {
		return nil, err
	}
	if err := o.checkOutcomes(); err != nil {
		return nil, err
	}
	if err := o.checkReferrals(); err != nil {
		return nil, err
	}
	if err := o.checkPages(); err != nil {
		return nil, err
	}
	if o.trailing > 0 && o.at == "" {
		return nil, &usageError{text: "-trailing needs the column of the times: -at COLUMN"}
	}
	return o, nil
}

// zoneFlag returns the function of a flag that names a zone.
func zoneFlag(zone **time.Location) func(string) error {
	return func(name string) error {
		loc, err := time.LoadLocation(name)
		if err != nil || name == "Local" {
			return errors.New("want an IANA zone, as in Europe/Oslo")
		}
		*zone = loc
		return nil
	}
}

func (o *options) setEvery(text string) error {
	switch g := cx.Grain(text); g {
	case cx.Day, cx.Week, cx.WeekFromSunday, cx.Month, cx.Quarter, cx.Year:
		o.calendar.Grain = g
		return nil
	}
	return errors.New("want day, week, week_from_sunday, month, quarter or year")
}

func (o *options) setLevel(text string) error {
	level, err := strconv.ParseFloat(text, 64)
	if err != nil || !(level > 0 && level < 1) {
		return errors.New("want a fraction between 0 and 1, as in 0.95")
	}
	o.level = level
	return nil
}

func (o *options) setChurn(text string) error {
	if text == "all" {
		o.churn = churnFormulas
		return nil
	}
	names := strings.Split(text, ",")
	o.churn = nil
	for _, formula := range churnFormulas {
		if i := slices.Index(names, string(formula)); i >= 0 {
			o.churn = append(o.churn, formula)
			names = slices.Delete(names, i, i+1)
		}
	}
	if len(names) > 0 {
		return errors.New("want standard, counting_returned, counting_acquired, of_active, of_average, daily or all, each once")
	}
	return nil
}
