package referrals

import (
	"fmt"
	"io"
	"strings"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// WriteText writes a report of referrals for people to read. Whoever flushes w
// learns of its errors.
func (r *referralReport) WriteText(w io.Writer) {
	topic.WriteHead(w, &r.Head)
	if t := r.Tally; t == nil {
		topic.WriteRule(w, "no orders", "")
	} else {
		writeReferrals(w, r)
	}
	topic.WriteCounts(w, &r.Head, [][2]string{
		{"of the period", figure.Thousands(r.Activities)},
		{"as of later days", figure.Thousands(r.Later)},
	})
	table := [][2]string{{"outside the period", figure.Thousands(r.Referrals.Outside)}}
	if t := r.Tally; t != nil {
		table = append(table, [2]string{"people referred", figure.Thousands(t.Leads)}, [2]string{"of oneself", figure.Thousands(t.SelfReferrals)},
			[2]string{"of one referred before", figure.Thousands(t.Duplicates)}, [2]string{"of a customer", figure.Thousands(t.Known)}, [2]string{"in a circle", figure.Thousands(t.Cyclic)})
	}
	topic.WriteRowCounts(w, "rows of referrals", r.Referrals.Rows, r.Referrals.Rejected, table)
	fmt.Fprintf(w, "\n* %s, unadjusted: each for its own figure\n", figure.Percent(r.Level))
	fmt.Fprintln(w, "tracked referrals are a lower bound: who follows one without a link or code is not among them")
	if r.Since != (cx.Date{}) && r.Tally != nil {
		fmt.Fprintln(w, "customers are those who came before "+r.Since.String()+", new ones, orders and referrals those since")
	}
}

// writeReferrals writes the figures.
func writeReferrals(w io.Writer, r *referralReport) {
	head := fmt.Sprintf("REFERRALS  %s referred", figure.Count(r.Tally.Leads, "lead"))
	if r.ByCustomers.Rate != nil {
		head += fmt.Sprintf(", at least %s of new customers", figure.InPercent(r.ByCustomers.Rate))
	}
	note := ""
	if r.Since != (cx.Date{}) {
		note = "since " + r.Since.String()
	}
	topic.WriteRule(w, head, note)
	const nameWidth = 40
	line := func(name, share, interval, n, of string) {
		fmt.Fprintln(w, strings.TrimRight(figure.Left(name, nameWidth)+figure.Right(share, 10)+"  "+figure.Left(interval, 14)+figure.Right(n, 12)+figure.Right(of, 12), " "))
	}
	line("share", "", "interval*", "count", "of")
	for _, l := range []struct {
		name string
		r    figure.Share
	}{
		{"new customers who were referred", r.ByCustomers},
		{"orders of customers who were referred", r.ByOrders},
		{"customers who referred somebody", r.Participation},
		{"leads who became customers", r.Conversion},
	} {
		line(l.name, figure.InPercent(l.r.Rate), figure.ShareInterval(l.r.Interval), figure.Compact(l.r.Count, 11), figure.Compact(l.r.Base, 11))
	}
	if r.RevenueShare != nil {
		line("revenue of customers who were referred", figure.InPercent(r.RevenueShare), "", figure.ExactIn(r.Tally.ReferredRevenue, 11), figure.ExactIn(r.Tally.Revenue, 11))
	}
	fmt.Fprintln(w)
	for _, l := range []struct {
		name  string
		value figure.Exact
		note  string
	}{
		{"leads per customer", r.LeadsPerCustomer, ""},
		{"leads per customer who refers", r.LeadsPerReferrer, ""},
		{"K-factor", r.KFactor, "new customers that each customer brings"},
		{"amplification", r.Amplification, "1 / (1 - K): what one customer becomes"},
	} {
		if l.value != nil {
			fmt.Fprintln(w, strings.TrimRight(figure.Left(l.name, nameWidth)+figure.Right(figure.Fixed(l.value.InexactFloat64(), 3), 10)+"  "+l.note, " "))
		}
	}
	if r.Since == (cx.Date{}) {
		fmt.Fprintln(w, "the K-factor is of a period: name its first day with -since")
	}
}
