package main

import (
	"fmt"
	"io"
	"time"

	"github.com/cxmetrics/cx"
)

// referred is what was read of a file of orders, and of one of referrals.
type referred struct {
	activities
	referrals counts
	source    string
	links     []cx.Referral
}

// readReferred reads a file of orders, and the file of referrals.
func readReferred(in io.Reader, o *referralFlags, p *progress) (*referred, error) {
	orders, err := readActivities(in, &o.common, o.activityFlags, p)
	if err != nil {
		return nil, err
	}
	source, file, err := o.openReferrals()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := &referred{activities: *orders, source: source}
	names, times := customers{}, o.clock()
	var row cx.Referral
	fields := []field{
		{flag: "referrer", column: o.Referrer, required: true, parse: func(cell string) (err error) {
			row.Referrer, err = names.name(cell)
			return err
		}},
		{flag: "referee", column: o.Referee, required: true, parse: func(cell string) (err error) {
			row.Referee, err = names.name(cell)
			return err
		}},
		{flag: "referred-at", column: o.ReferredAt, clock: times, parse: func(cell string) error {
			t, err := times.Parse(cell)
			if err != nil {
				return err
			}
			row.At = t.UTC()
			return checkYear(t.Year())
		}},
	}
	if err := r.referrals.readFields(input{file, source, o.otherTable()}, &o.common, p, fields, func() { r.links = append(r.links, row) }); err != nil {
		return nil, fmt.Errorf("%s: %w", printable(source), err)
	}
	r.beside = append(r.beside, lostFile{source, &r.referrals})
	return r, nil
}

// newReferralReport measures what referrals brought.
func newReferralReport(read *referred, o *referralFlags) (*referralReport, error) {
	r := &referralReport{head: newHead(read.counts, &o.common), Since: o.Since}
	r.Referrals = referralRows{Source: read.source, Rows: rowCounts{Read: read.referrals.rows, Rejected: read.referrals.rejected},
		Rejected: read.referrals.faults}
	days := cx.Calendar{Grain: cx.Day, Location: o.calendar.Location}
	asOf, err := r.setReferralDays(read, days)
	r.Every = ""
	if err != nil || len(read.rows) == 0 {
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
	for _, row := range read.rows {
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
	a := &asker{level: o.Level}
	tally := ask[cx.Referrals](a, "")(cx.ReferralsOf(links, before, acquired, orders))
	if tally != nil {
		r.measure(a, *tally, o)
	}
	r.Undefined = a.gaps
	return r, a.err
}

// measure asks a tally for its figures.
func (r *referralReport) measure(a *asker, t cx.Referrals, o *referralFlags) {
	r.Tally = &t
	r.ByCustomers = a.rate("by_customers", t.ByCustomers())
	r.ByOrders = a.rate("by_orders", t.ByOrders())
	r.Participation = a.rate("participation", t.Participation())
	r.Conversion = a.rate("conversion", t.Conversion())
	if t.Customers > 0 { // leads may come from people who are no customers
		r.LeadsPerCustomer = a.exact("leads_per_customer")(t.LeadsPerCustomer().Rate())
	}
	if t.Referrers > 0 {
		r.LeadsPerReferrer = a.exact("leads_per_referrer")(t.LeadsPerReferrer().Rate())
	}
	if r.Since != (cx.Date{}) {
		r.KFactor = a.exact("k_factor")(t.KFactor())
		r.Amplification = a.exact("amplification")(t.Amplification())
	}
	if o.Amount != "" {
		r.RevenueShare = a.exact("revenue_share")(t.RevenueShare())
	}
}

// setReferralDays sets the days of the report by both files, and returns the instant at
// which as_of began.
func (r *referralReport) setReferralDays(read *referred, days cx.Calendar) (asOf time.Time, err error) {
	if len(read.rows) == 0 {
		return asOf, nil
	}
	first, last := read.rows[0].At, read.rows[0].At
	for _, row := range read.rows {
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
	return r.setInstants(first, last, days)
}
