package referrals

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/page"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// Document makes the document of a report of referrals.
func (r *referralReport) Document() *page.Document {
	p := topic.NewPage(&r.Head, "Orders")
	referrals := []topic.NamedCount{{Name: "outside the period", N: r.Referrals.Outside}}
	about := ""
	if r.Since != (cx.Date{}) {
		about = "Since " + r.Since.String() + "."
	}
	if t := r.Tally; t == nil {
		p.AddSection("referrals", "Referrals", about, page.Note("There are no orders."))
	} else {
		p.AddSection("referrals", "Referrals", about, referralBlocks(p, r)...)
		referrals = append(referrals, topic.NamedCount{Name: "people referred", N: t.Leads}, topic.NamedCount{Name: "of oneself", N: t.SelfReferrals},
			topic.NamedCount{Name: "of one referred before", N: t.Duplicates}, topic.NamedCount{Name: "of a customer", N: t.Known}, topic.NamedCount{Name: "in a circle", N: t.Cyclic})
	}
	p.AddCounts(p.Main(topic.NamedCount{Name: "of the period", N: r.Activities}, topic.NamedCount{Name: "as of later days", N: r.Later}),
		topic.FileCounts{Source: r.Referrals.Source, Rows: r.Referrals.Rows, Rejected: r.Referrals.Rejected, Table: referrals})
	notes := []string{"tracked referrals are a lower bound: who follows one without a link or code is not among them"}
	if r.Since != (cx.Date{}) && r.Tally != nil {
		notes = append(notes, "customers are those who came before "+r.Since.String()+", new ones, orders and referrals those since")
	}
	p.AddNotes(notes...)
	return &p.Document
}

// referralBlocks returns the figures.
func referralBlocks(p *topic.Page, r *referralReport) []page.Block {
	rates := []topic.NamedRate{
		{Name: "new customers who were referred", Rate: r.ByCustomers}, {Name: "orders of customers who were referred", Rate: r.ByOrders},
		{Name: "customers who referred somebody", Rate: r.Participation}, {Name: "leads who became customers", Rate: r.Conversion},
	}
	figures := page.Figures{
		{Name: "Leads referred", Value: figure.Whole(r.Tally.Leads), Base: r.Tally.Leads},
		p.RateFigure("New customers who were referred", r.ByCustomers, figure.Count(r.ByCustomers.Base, "new customer")+", at least"),
		p.RateFigure("Leads who became customers", r.Conversion, figure.Count(r.Conversion.Base, "lead")),
	}
	t := topic.NewFigureTable("referral-figures", "What referrals bring")
	if r.RevenueShare != nil {
		t.Alone("revenue of customers who were referred", 1, "%", 100*figure.AsNumber(r.RevenueShare),
			figure.Money(r.Tally.ReferredRevenue, 2)+" of "+figure.Money(r.Tally.Revenue, 2))
	}
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
			t.Alone(l.name, 3, "", l.value.InexactFloat64(), l.note)
		}
	}
	blocks := []page.Block{figures, p.RateBars("referral-bars", "Shares", rates), topic.RateTable("referral-shares", "Shares", "share", rates), t.Build()}
	if r.Since == (cx.Date{}) {
		blocks = append(blocks, page.Note("The K-factor is of a period: name its first day with -since."))
	}
	return blocks
}
