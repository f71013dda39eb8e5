package outcomes

import (
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/topic"
)

// linkageReport is the report of answers and what customers did after them. Its head is
// that of head, without every; as_of is the day after the last of both files unless a flag
// says it.
//
//	answers      rows before as_of
//	outcomes     of the file of outcomes: source, rows, rejected, events, orders
//	follow_days  for how long all are followed
//	exits        the outcomes by which customers leave
//	nps, csat, ces  the questions that were asked for
//	predictors   which answer tells best who leaves, of customers who gave them all
type linkageReport struct {
	topic.Head
	Answers    int64            `json:"answers"`
	Outcomes   outcomeRows      `json:"outcomes"`
	FollowDays int              `json:"follow_days"`
	Exits      []string         `json:"exits,omitzero"`
	NPS        *linkageSection  `json:"nps,omitzero"`
	CSAT       *linkageSection  `json:"csat,omitzero"`
	CES        *linkageSection  `json:"ces,omitzero"`
	Predictors *predictorReport `json:"predictors,omitzero"`
}

type outcomeRows struct {
	Source   string          `json:"source"`
	Rows     topic.RowCounts `json:"rows"`
	Rejected []topic.Fault   `json:"rejected,omitzero"`
	Events   int64           `json:"events"`
	Orders   int64           `json:"orders"` // rows with an amount
}

// linkageSection is what customers did by the class of one answer.
//
//	column       the name of the column
//	scale        its scale
//	repeated     answers after the first of a customer
//	tally        cx.Linkage
//	classes      the best first, then those who did not answer
//	differences  figure (retained, ordered, revenue or the name of an outcome), and pairs:
//	             cx.ClassDifference, adjusted by Holm's method over the pairs of the figure
type linkageSection struct {
	Column      string         `json:"column"`
	Scale       cx.Scale       `json:"scale"`
	Repeated    int64          `json:"repeated,omitzero"`
	Tally       cx.Linkage     `json:"tally"`
	Classes     []linkedClass  `json:"classes,omitzero"`
	Differences []linkedFigure `json:"differences,omitzero"`
}

// linkedClass is the customers of a class: followed are those whose time was over.
type linkedClass struct {
	Class           string          `json:"class"`
	Customers       int64           `json:"customers"`
	Followed        int64           `json:"followed"`
	Retained        *figure.Share   `json:"retained,omitzero"`
	Ordered         *figure.Share   `json:"ordered,omitzero"`
	Revenue         figure.Exact    `json:"revenue,omitzero"` // mean of those followed
	RevenueInterval cx.Interval     `json:"revenue_interval,omitzero"`
	Outcomes        []linkedOutcome `json:"outcomes,omitzero"`
}

type linkedOutcome struct {
	Key string `json:"key"`
	figure.Share
}

type linkedFigure struct {
	Figure string               `json:"figure"`
	Pairs  []cx.ClassDifference `json:"pairs"`
}

// predictorReport is which answer tells best who leaves.
//
//	customers    who gave all answers, and were followed
//	left         of them
//	predictors   the best first: key, auc (cx.AUC), interval
//	differences  class and other are questions; cx.ClassDifference by DeLong and Holm
type predictorReport struct {
	Customers   int64                `json:"customers"`
	Left        int64                `json:"left"`
	Predictors  []predictor          `json:"predictors,omitzero"`
	Differences []cx.ClassDifference `json:"differences,omitzero"`
}

type predictor struct {
	Key      string      `json:"key"`
	AUC      cx.AUC      `json:"auc"`
	Interval cx.Interval `json:"interval,omitzero"`
}
