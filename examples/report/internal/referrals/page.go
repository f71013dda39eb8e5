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
	section := page.Section{ID: "referrals", Title: "Referrals"}
	if r.Since != (cx.Date{}) {
		section.Aside = "since " + r.Since.String()
	}
	referrals := []page.Count{{Name: "outside the period", N: r.Referrals.Outside}}
	if t := r.Tally; t == nil {
		section.Line = "there are no orders"
	} else {
		section.Blocks = referralBlocks(p, r)
		referrals = append(referrals, page.Count{Name: "people referred", N: t.Leads}, page.Count{Name: "of oneself", N: t.SelfReferrals},
			page.Count{Name: "of one referred before", N: t.Duplicates}, page.Count{Name: "of a customer", N: t.Known}, page.Count{Name: "in a circle", N: t.Cyclic})
	}
	p.Add(section)
	p.AddCounts(p.Main(page.Count{Name: "of the period", N: r.Activities}, page.Count{Name: "as of later days", N: r.Later}),
		topic.FileCounts(r.Referrals.Source, "rows of referrals", r.Referrals.Rows, r.Referrals.Rejected, referrals...))
	notes := []string{"tracked referrals are a lower bound: who follows one without a link or code is not among them"}
	if r.Since != (cx.Date{}) && r.Tally != nil {
		notes = append(notes, "customers are those who came before "+r.Since.String()+", new ones, orders and referrals those since")
	}
	p.AddNotes(notes...)
	return &p.Document
}

// nameWidth is the width of the names of figures on the text screen.
const nameWidth = 40

// referralBlocks returns the figures.
func referralBlocks(p *topic.Page, r *referralReport) []page.Block {
	rates := []topic.NamedRate{
		{Name: "new customers who were referred", Rate: r.ByCustomers}, {Name: "orders of customers who were referred", Rate: r.ByOrders},
		{Name: "customers who referred somebody", Rate: r.Participation}, {Name: "leads who became customers", Rate: r.Conversion},
	}
	leads := page.Figure{Name: "Leads referred", Value: figure.Whole(r.Tally.Leads), Base: r.Tally.Leads, Phrase: "%s leads referred"}
	if r.Tally.Leads == 1 {
		leads.Phrase = "%s lead referred"
	}
	referred := p.RateFigure("New customers who were referred", r.ByCustomers, figure.Count(r.ByCustomers.Base, "new customer")+", at least")
	referred.Phrase = "at least %s of new customers"
	figures := page.Figures{leads, referred, p.RateFigure("Leads who became customers", r.Conversion, figure.Count(r.Conversion.Base, "lead"))}

	shares := topic.RateTable("referral-shares", "Shares", "share", rates)
	if r.RevenueShare != nil {
		shares.Rows = append(shares.Rows, []string{"revenue of customers who were referred", figure.PercentCell(figure.AsNumber(r.RevenueShare)), "", "",
			r.Tally.ReferredRevenue.StringFixed(2), r.Tally.Revenue.StringFixed(2)})
	}
	shares.Text = &page.Text{
		Head: figure.Left("share", nameWidth+12) + figure.Left("interval*", 14) + figure.Right("count", 12) + figure.Right("of", 12),
		Line: func(c page.Cells) string {
			return figure.Left(c.Text(0), nameWidth) + figure.Right(c.Show(1), 10) + "  " + figure.Left(c.Interval(2, 3), 14) +
				figure.Right(c.Fit(4, 11), 12) + figure.Right(c.Fit(5, 11), 12)
		},
	}
	t := topic.NewFigureTable("referral-figures", "What referrals bring")
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
	brings := t.Build()
	brings.Text = &page.Text{Gap: true, Line: func(c page.Cells) string {
		return figure.Left(c.Text(0), nameWidth) + figure.Right(c.Show(1), 10) + "  " + c.TextOf("note")
	}}
	blocks := []page.Block{figures, p.RateBars("referral-bars", "Shares", rates), shares, brings}
	if r.Since == (cx.Date{}) {
		blocks = append(blocks, page.Note("the K-factor is of a period: name its first day with -since"))
	}
	return blocks
}
