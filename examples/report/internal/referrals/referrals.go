package referrals

import (
	"fmt"
	"io"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// referred is what was read of a file of orders, and of one of referrals.
type referred struct {
	topic.Activities
	referrals topic.Counts
	source    string
	links     []cx.Referral
}

// readReferred reads a file of orders, and the file of referrals.
func readReferred(in io.Reader, o *Flags, p *topic.Progress) (*referred, error) {
	orders, err := topic.ReadActivities(in, &o.Common, o.ActivityFlags, p)
	if err != nil {
		return nil, err
	}
	source, file, err := o.openReferrals()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := &referred{Activities: *orders, source: source}
	names, times := topic.Customers{}, o.Clock()
	var row cx.Referral
	fields := []topic.Field{
		{Flag: "referrer", Column: o.Referrer, Required: true, Parse: func(cell string) (err error) {
			row.Referrer, err = names.Name(cell)
			return err
		}},
		{Flag: "referee", Column: o.Referee, Required: true, Parse: func(cell string) (err error) {
			row.Referee, err = names.Name(cell)
			return err
		}},
		{Flag: "referred-at", Column: o.ReferredAt, Clock: times, Parse: func(cell string) error {
			t, err := times.Parse(cell)
			if err != nil {
				return err
			}
			row.At = t.UTC()
			return topic.CheckYear(t.Year())
		}},
	}
	if err := r.referrals.ReadFields(topic.Input{In: file, Source: source, Table: o.OtherTable()}, &o.Common, p, fields, func() { r.links = append(r.links, row) }); err != nil {
		return nil, fmt.Errorf("%s: %w", figure.Printable(source), err)
	}
	r.Besides(source, &r.referrals)
	return r, nil
}

// newReferralReport measures what referrals brought.
func newReferralReport(read *referred, o *Flags) (*referralReport, error) {
	r := &referralReport{Head: topic.NewHead(read.Counts, &o.Common), Since: o.Since}
	r.Referrals = referralRows{Source: read.source, Rows: topic.RowCounts{Read: read.referrals.Rows, Rejected: read.referrals.Rejected},
		Rejected: read.referrals.Faults}
	days := cx.Calendar{Grain: cx.Day, Location: o.Calendar.Location}
	asOf, err := r.setReferralDays(read, days)
	r.Every = ""
	if err != nil || len(read.Rows) == 0 {
		return r, err
	}
	var since time.Time
	if r.Since != (cx.Date{}) {
		if since, err = days.StartOf(r.Since); err != nil {
			return nil, err
		}
	}
	within := func(t time.Time) bool { return !t.Before(since) && t.Before(asOf) }
	first := make(map[string]time.Time)
	var names []string // in the order of the file
	var orders []cx.Activity
	for _, row := range read.Rows {
		if !row.At.Before(asOf) {
			r.Later++
			continue
		}
		if at, ok := first[row.Customer]; !ok || row.At.Before(at) {
			if !ok {
				names = append(names, row.Customer)
			}
			first[row.Customer] = row.At
		}
		if within(row.At) {
			orders = append(orders, row)
		}
	}
	before, acquired := []string{}, []string{} // both are known, even where there is none
	for _, name := range names {
		if first[name].Before(since) {
			before = append(before, name)
		} else {
			acquired = append(acquired, name)
		}
	}
	if since.IsZero() {
		before = acquired
	}
	var links []cx.Referral
	for _, link := range read.links {
		if link.At.IsZero() || within(link.At) {
			links = append(links, link)
		}
	}
	r.Activities, r.Referrals.Outside = int64(len(orders)), int64(len(read.links)-len(links))
	a := &figure.Asker{Level: o.Level}
	tally := figure.Ask[cx.Referrals](a, "")(cx.ReferralsOf(links, before, acquired, orders))
	if tally != nil {
		r.measure(a, *tally, o)
	}
	r.Undefined = a.Gaps
	return r, a.Err
}

// measure asks a tally for its figures.
func (r *referralReport) measure(a *figure.Asker, t cx.Referrals, o *Flags) {
	r.Tally = &t
	r.ByCustomers = a.Rate("by_customers", t.ByCustomers())
	r.ByOrders = a.Rate("by_orders", t.ByOrders())
	r.Participation = a.Rate("participation", t.Participation())
	r.Conversion = a.Rate("conversion", t.Conversion())
	if t.Customers > 0 { // leads may come from people who are no customers
		r.LeadsPerCustomer = a.Exact("leads_per_customer")(t.LeadsPerCustomer().Rate())
	}
	if t.Referrers > 0 {
		r.LeadsPerReferrer = a.Exact("leads_per_referrer")(t.LeadsPerReferrer().Rate())
	}
	if r.Since != (cx.Date{}) {
		r.KFactor = a.Exact("k_factor")(t.KFactor())
		r.Amplification = a.Exact("amplification")(t.Amplification())
	}
	if o.Amount != "" {
		r.RevenueShare = a.Exact("revenue_share")(t.RevenueShare())
	}
}

// setReferralDays sets the days of the report by both files, and returns the instant at
// which as_of began.
func (r *referralReport) setReferralDays(read *referred, days cx.Calendar) (asOf time.Time, err error) {
	if len(read.Rows) == 0 {
		return asOf, nil
	}
	first, last := read.Rows[0].At, read.Rows[0].At
	for _, row := range read.Rows {
		if row.At.Before(first) {
			first = row.At
		}
		if row.At.After(last) {
			last = row.At
		}
	}
	for _, link := range read.links {
		if link.At.After(last) {
			last = link.At
		}
	}
	return r.SetInstants(first, last, days)
}
