package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/cxmetrics/cx"
)

// writeText writes a report of referrals for people to read. Whoever flushes w
// learns of its errors.
func (r *referralReport) writeText(w io.Writer) {
	writeHistoryHead(w, &r.head)
	if t := r.Tally; t == nil {
		writeRule(w, "no orders", "")
	} else {
		writeReferrals(w, r)
	}
	writeCounts(w, &r.head, [][2]string{
		{"of the period", thousands(r.Activities)},
		{"as of later days", thousands(r.Later)},
	})
	table := [][2]string{{"outside the period", thousands(r.Referrals.Outside)}}
	if t := r.Tally; t != nil {
		table = append(table, [2]string{"people referred", thousands(t.Leads)}, [2]string{"of oneself", thousands(t.SelfReferrals)},
			[2]string{"of one referred before", thousands(t.Duplicates)}, [2]string{"of a customer", thousands(t.Known)}, [2]string{"in a circle", thousands(t.Cyclic)})
	}
	writeRowCounts(w, "rows of referrals", r.Referrals.Rows, r.Referrals.Rejected, table)
	fmt.Fprintf(w, "\n* %s, unadjusted: each for its own figure\n", percent(r.Level))
	fmt.Fprintln(w, "tracked referrals are a lower bound: who follows one without a link or code is not among them")
	if r.Since != (cx.Date{}) && r.Tally != nil {
		fmt.Fprintln(w, "customers are those who came before "+r.Since.String()+", new ones, orders and referrals those since")
	}
}

// writeReferrals writes the figures.
func writeReferrals(w io.Writer, r *referralReport) {
	head := fmt.Sprintf("REFERRALS  %s referred", count(r.Tally.Leads, "lead"))
	if r.ByCustomers.Rate != nil {
		head += fmt.Sprintf(", at least %s of new customers", inPercent(r.ByCustomers.Rate))
	}
	note := ""
	if r.Since != (cx.Date{}) {
		note = "since " + r.Since.String()
	}
	writeRule(w, head, note)
	const nameWidth = 40
	line := func(name, share, interval, n, of string) {
		fmt.Fprintln(w, strings.TrimRight(left(name, nameWidth)+right(share, 10)+"  "+left(interval, 14)+right(n, 12)+right(of, 12), " "))
	}
	line("share", "", "interval*", "count", "of")
	for _, l := range []struct {
		name string
		r    rate
	}{
		{"new customers who were referred", r.ByCustomers},
		{"orders of customers who were referred", r.ByOrders},
		{"customers who referred somebody", r.Participation},
		{"leads who became customers", r.Conversion},
	} {
		line(l.name, inPercent(l.r.Rate), shareInterval(l.r.Interval), compact(l.r.Count, 11), compact(l.r.Base, 11))
	}
	if r.RevenueShare != nil {
		line("revenue of customers who were referred", inPercent(r.RevenueShare), "", exactIn(r.Tally.ReferredRevenue, 11), exactIn(r.Tally.Revenue, 11))
	}
	fmt.Fprintln(w)
	for _, l := range []struct {
		name  string
		value exact
		note  string
	}{
		{"leads per customer", r.LeadsPerCustomer, ""},
		{"leads per customer who refers", r.LeadsPerReferrer, ""},
		{"K-factor", r.KFactor, "new customers that each customer brings"},
		{"amplification", r.Amplification, "1 / (1 - K): what one customer becomes"},
	} {
		if l.value != nil {
			fmt.Fprintln(w, strings.TrimRight(left(l.name, nameWidth)+right(fixed(l.value.InexactFloat64(), 3), 10)+"  "+l.note, " "))
		}
	}
	if r.Since == (cx.Date{}) {
		fmt.Fprintln(w, "the K-factor is of a period: name its first day with -since")
	}
}
