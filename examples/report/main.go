// Command report turns a file of survey answers, of activities, of subscriptions, of
// events, of measurements, of tickets, or of answers or orders with what belongs to
// them into a page for the people who look after customers: NPS, CSAT and CES with their
// intervals; cohorts, repeat purchases and churn; survival and recurring revenue; what
// customers are worth, and what it costs to win them; a funnel; the map of the customer
// journey; service; what follows from satisfaction; what recommendations bring.
//
// Without a file it reads a simulated sample:
//
//	go -C examples/report run .
//	go -C examples/report run . -nps score -at answered -by plan answers.csv.gz
//	go -C examples/report run . -sample orders
//	go -C examples/report run . -customer user -start from -end until -mrr price subs.csv
//
// The way of the data is the order of the files: source.go opens, internal/table and
// rows.go read row by row, read.go, history.go and spending.go parse into compact rows, measure.go,
// activities.go with value.go and forecast.go, and subscriptions.go with contracts.go
// ask package cx for the figures, events.go, journey.go, tickets.go, outcomes.go and
// referrals.go do both, and the files of screens, pages and JSON write them.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
	_ "time/tzdata" // -tz works on a machine without zone files
)

// The simulated samples that the report shows when it is given no file.
//
//go:generate go run ./generate
var (
	//go:embed sample.csv
	sample []byte
	//go:embed orders.csv
	sampleOrders []byte
	//go:embed order_costs.csv
	sampleOrderCosts []byte
	//go:embed subscriptions.csv
	sampleSubscriptions []byte
	//go:embed subscription_costs.csv
	sampleSubscriptionCosts []byte
	//go:embed events.csv
	sampleEvents []byte
	//go:embed journey.csv
	sampleJourney []byte
	//go:embed journey_map.json
	sampleMap []byte
	//go:embed tickets.csv
	sampleTickets []byte
	//go:embed answers.csv
	sampleOutcomeAnswers []byte
	//go:embed outcomes.csv
	sampleOutcomes []byte
	//go:embed referral_orders.csv
	sampleReferralOrders []byte
	//go:embed referrals.csv
	sampleReferrals []byte
)

func main() {
	if err := leaveModule(); err != nil {
		fmt.Fprintf(os.Stderr, "report: %v\n", err)
		os.Exit(1)
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// leaveModule goes to the folder of the caller, whose files are meant. "go -C examples/report run ."
// runs the program in its own folder, and says in PWD where the caller is. Elsewhere PWD may be old,
// and is not looked at.
func leaveModule() error {
	module, err := os.ReadFile("go.mod")
	caller := os.Getenv("PWD")
	if err != nil || caller == "" || !bytes.HasPrefix(module, []byte("module github.com/cxmetrics/cx/examples/report\n")) {
		return nil
	}
	return os.Chdir(caller)
}

// run is the program: it returns the exit status, 0, 1 for a file that cannot be
// read or reported, 2 for a wrong flag or column, and 3 for a report with a warning.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	o, err := parseFlags(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		return 0
	}
	if err == nil {
		err = makeReport(o, stdin, stdout, stderr)
	}
	switch err {
	case nil:
		return 0
	case errWarned:
		return 3
	}
	fmt.Fprintf(stderr, "report: %s\n", printable(err.Error()))
	var wrong *usageError
	if !errors.As(err, &wrong) {
		return 1
	}
	if wrong.columns.names == nil {
		wrong.columns = columnsOf(args)
	}
	if wrong.columns.names != nil {
		fmt.Fprintln(stderr, wrong.columns)
	}
	fmt.Fprintln(stderr, "report -h lists the flags.")
	return 2
}

// makeReport reads the rows, measures them and writes the report.
func makeReport(o *options, stdin io.Reader, stdout, stderr io.Writer) error {
	file, err := openSource(o, stdin)
	if err != nil {
		return err
	}
	defer file.Close()
	p, out := newProgress(stderr), bufio.NewWriter(stdout)
	in := p.start(file, time.Second)
	defer p.done()
	costs, err := readSpending(o, p)
	if err != nil {
		return err
	}
	switch o.topic {
	case activitiesTopic:
		measure := func(a *activities, o *options) (*activityReport, error) { return newActivityReport(a, costs, o) }
		err = produce(o, in, out, p, withCosts(readActivities, costs), measure, writeActivityScreen)
	case subscriptionsTopic:
		measure := func(s *subscriptions, o *options) (*subscriptionReport, error) {
			return newSubscriptionReport(s, costs, o)
		}
		err = produce(o, in, out, p, withCosts(readSubscriptions, costs), measure, writeSubscriptionScreen)
	case eventsTopic:
		err = produce(o, in, out, p, readEvents, newEventReport, writeEventScreen)
	case journeyTopic:
		err = produce(o, in, out, p, readMeasurements, newJourneyReport, writeJourneyScreen)
	case ticketsTopic:
		err = produce(o, in, out, p, readTickets, newTicketReport, writeTicketScreen)
	case outcomesTopic:
		err = produce(o, in, out, p, readLinked, newLinkageReport, writeLinkageScreen)
	case referralsTopic:
		err = produce(o, in, out, p, readReferred, newReferralReport, writeReferralScreen)
	default:
		err = produce(o, in, out, p, readSurvey, newReport, writeScreen)
	}
	if flushed := out.Flush(); flushed != nil {
		return flushed
	}
	return err
}

// withCosts returns a function that reads rows beside a file of costs.
func withCosts[D any, PD interface {
	*D
	counted() *counts
}](read func(io.Reader, *options, *progress) (*D, error), costs *spending) func(io.Reader, *options, *progress) (*D, error) {
	return func(in io.Reader, o *options, p *progress) (*D, error) {
		data, err := read(in, o, p)
		if err == nil && costs != nil {
			c := PD(data).counted()
			c.beside = append(c.beside, lostFile{costs.source, &costs.counts})
		}
		return data, err
	}
}

// produce reads rows D, measures a report R and writes it.
func produce[D, R any, PD interface {
	*D
	counted() *counts
}, PR interface {
	*R
	setReading(*counts, *options)
	headLines() []string
	documented
}](o *options, in io.Reader, out io.Writer, p *progress,
	open func(io.Reader, *options, *progress) (*D, error),
	measure func(*D, *options) (*R, error), screen func(io.Writer, *R)) error {
	data, err := open(in, o, p)
	if err == nil {
		err = PD(data).counted().judgeRows(o)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", printable(o.source()), err)
	}
	read := PD(data).counted()
	var warned error
	p.read.Store(true)
	r, err := measure(data, o)
	if err != nil {
		return err
	}
	p.done()
	PR(r).setReading(read, o)
	if len(read.warnings) > 0 {
		warned = errWarned
	}
	if err := o.writePages(PR(r)); err != nil {
		return err
	}
	if o.json {
		return cmp.Or(writeJSON(out, r), warned)
	}
	for _, line := range PR(r).headLines() {
		fmt.Fprintln(out, line)
	}
	screen(out, r)
	for _, line := range PR(r).footLines() {
		fmt.Fprintln(out, line)
	}
	return warned
}
