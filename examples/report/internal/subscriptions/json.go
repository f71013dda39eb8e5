package subscriptions

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// subscriptionReport is the report of subscriptions.
//
//	free           rows that pay nothing, which are left out
//	subscriptions  rows that started before as_of, running those that had not ended
//	customers      whose they are, active those with a running one
//	churn          of customers, each whole period
//	survival       of the times for which customers had a subscription: periods that touch
//	               or overlap are one, so that a change of plan is no end
//	revenue        with -mrr, each whole period: the monthly recurring revenue before it
//	               and at its end
//	trailing       the same of the twelve months up to the end of the last whole period
//	value, cost    with -mrr; see valuejson.go
type subscriptionReport struct {
	topic.Head
	Free          int64                  `json:"free,omitzero"`
	Subscriptions int64                  `json:"subscriptions"`
	Running       int64                  `json:"running"`
	Customers     int64                  `json:"customers"`
	Active        int64                  `json:"active"`
	Churn         []value.ChurnPoint     `json:"churn,omitzero"`
	Survival      *value.SurvivalSection `json:"survival,omitzero"`
	Revenue       []revenuePoint         `json:"revenue,omitzero"`
	Trailing      *revenuePoint          `json:"trailing,omitzero"`
	Value         *contractSection       `json:"value,omitzero"`
	Cost          *value.CostSection     `json:"cost,omitzero"`
}

// revenuePoint is what became of recurring revenue.
//
//	movements  cx.Movements
//	nrr, grr, gross_churn, net_churn, net_churn_after_reactivation
//	           of the revenue at the start
//	quick_ratio
//	arpa       revenue per customer at the end
//	logo_churn of the customers at the start
type revenuePoint struct {
	Period                    cx.Period    `json:"period"`
	Movements                 cx.Movements `json:"movements"`
	NRR                       figure.Exact `json:"nrr,omitzero"`
	GRR                       figure.Exact `json:"grr,omitzero"`
	GrossChurn                figure.Exact `json:"gross_churn,omitzero"`
	NetChurn                  figure.Exact `json:"net_churn,omitzero"`
	NetChurnAfterReactivation figure.Exact `json:"net_churn_after_reactivation,omitzero"`
	QuickRatio                figure.Exact `json:"quick_ratio,omitzero"`
	ARPA                      figure.Exact `json:"arpa,omitzero"`
	LogoChurn                 figure.Share `json:"logo_churn"`
}
