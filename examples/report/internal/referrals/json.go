package referrals

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

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
	topic.Head
	Since            cx.Date       `json:"since,omitzero"`
	Activities       int64         `json:"activities"`
	Referrals        referralRows  `json:"referrals"`
	Tally            *cx.Referrals `json:"tally,omitzero"`
	ByCustomers      figure.Share  `json:"by_customers"`
	ByOrders         figure.Share  `json:"by_orders"`
	Participation    figure.Share  `json:"participation"`
	Conversion       figure.Share  `json:"conversion"`
	LeadsPerCustomer figure.Exact  `json:"leads_per_customer,omitzero"`
	LeadsPerReferrer figure.Exact  `json:"leads_per_referrer,omitzero"`
	KFactor          figure.Exact  `json:"k_factor,omitzero"`
	Amplification    figure.Exact  `json:"amplification,omitzero"`
	RevenueShare     figure.Exact  `json:"revenue_share,omitzero"`
}

type referralRows struct {
	Source   string          `json:"source"`
	Rows     topic.RowCounts `json:"rows"`
	Rejected []topic.Fault   `json:"rejected,omitzero"`
	Outside  int64           `json:"outside,omitzero"` // before since, or at as_of or later
}
