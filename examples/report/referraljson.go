package main

import "github.com/cxmetrics/cx"

// referralReport is the report of orders and referrals. Its head is that of head, without
// every. Tracked referrals are a lower bound of recommendations, and so are these figures,
// except for conversion.
//
//	since              the first day of the period, with -since
//	activities         orders of the period, refunds included
//	referrals          of the file of referrals: source, rows, rejected, later
//	tally              cx.Referrals: those of the period
//	by_customers       new customers who were referred, of all new
//	by_orders          orders of those who were referred, of all
//	participation      customers who referred somebody, of all
//	conversion         leads who became customers, of all
//	leads_per_customer, leads_per_referrer
//	k_factor, amplification  with -since
//	revenue_share      with -amount
type referralReport struct {
	head
	Since            cx.Date       `json:"since,omitzero"`
	Activities       int64         `json:"activities"`
	Referrals        referralRows  `json:"referrals"`
	Tally            *cx.Referrals `json:"tally,omitzero"`
	ByCustomers      rate          `json:"by_customers"`
	ByOrders         rate          `json:"by_orders"`
	Participation    rate          `json:"participation"`
	Conversion       rate          `json:"conversion"`
	LeadsPerCustomer exact         `json:"leads_per_customer,omitzero"`
	LeadsPerReferrer exact         `json:"leads_per_referrer,omitzero"`
	KFactor          exact         `json:"k_factor,omitzero"`
	Amplification    exact         `json:"amplification,omitzero"`
	RevenueShare     exact         `json:"revenue_share,omitzero"`
}

type referralRows struct {
	Source   string    `json:"source"`
	Rows     rowCounts `json:"rows"`
	Rejected []fault   `json:"rejected,omitzero"`
	Outside  int64     `json:"outside,omitzero"` // before since, or at as_of or later
}
