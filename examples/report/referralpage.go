package main

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/page"
)

// document makes the document of a report of referrals.
func (r *referralReport) document() *page.Document {
	p := newHistoryPage(&r.head, "Orders")
	referrals := []namedCount{{"outside the period", r.Referrals.Outside}}
	about := ""
	if r.Since != (cx.Date{}) {
		about = "Since " + r.Since.String() + "."
	}
	if t := r.Tally; t == nil {
		p.section("referrals", "Referrals", about, page.Note("There are no orders."))
	} else {
		p.section("referrals", "Referrals", about, p.referrals(r)...)
		referrals = append(referrals, namedCount{"people referred", t.Leads}, namedCount{"of oneself", t.SelfReferrals},
			namedCount{"of one referred before", t.Duplicates}, namedCount{"of a customer", t.Known}, namedCount{"in a circle", t.Cyclic})
	}
	p.counts(p.main(namedCount{"of the period", r.Activities}, namedCount{"as of later days", r.Later}),
		fileCounts{r.Referrals.Source, r.Referrals.Rows, r.Referrals.Rejected, referrals})
	notes := []string{"tracked referrals are a lower bound: who follows one without a link or code is not among them"}
	if r.Since != (cx.Date{}) && r.Tally != nil {
		notes = append(notes, "customers are those who came before "+r.Since.String()+", new ones, orders and referrals those since")
	}
	p.notes(notes...)
	return &p.Document
}

// referrals returns the figures.
func (p *historyPage) referrals(r *referralReport) []page.Block {
	rates := []namedRate{
		{"new customers who were referred", r.ByCustomers}, {"orders of customers who were referred", r.ByOrders},
		{"customers who referred somebody", r.Participation}, {"leads who became customers", r.Conversion},
	}
	figures := page.Figures{
		{Name: "Leads referred", Value: whole(r.Tally.Leads), Base: r.Tally.Leads},
		p.rateFigure("New customers who were referred", r.ByCustomers, count(r.ByCustomers.Base, "new customer")+", at least"),
		p.rateFigure("Leads who became customers", r.Conversion, count(r.Conversion.Base, "lead")),
	}
	t := newFigureTable("referral-figures", "What referrals bring")
	if r.RevenueShare != nil {
		t.alone("revenue of customers who were referred", 1, "%", 100*asNumber(r.RevenueShare),
			money(r.Tally.ReferredRevenue, 2)+" of "+money(r.Tally.Revenue, 2))
	}
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
			t.alone(l.name, 3, "", l.value.InexactFloat64(), l.note)
		}
	}
	blocks := []page.Block{figures, p.rateBars("referral-bars", "Shares", rates), rateTable("referral-shares", "Shares", "share", rates), t.table()}
	if r.Since == (cx.Date{}) {
		blocks = append(blocks, page.Note("The K-factor is of a period: name its first day with -since."))
	}
	return blocks
}
