package reference

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// movementFigures makes figures of movements.
func movementFigures(m cx.Movements, err error) (figs, error) {
	return figs{
		"start": m.Start, "new": m.New, "expansion": m.Expansion, "contraction": m.Contraction,
		"churned": m.Churned, "reactivated": m.Reactivated, "end": m.End,
		"start_customers": m.StartCustomers, "new_customers": m.NewCustomers, "churned_customers": m.ChurnedCustomers,
		"reactivated_customers": m.ReactivatedCustomers, "end_customers": m.EndCustomers,
	}, err
}

// orNull returns a figure, or nil where there is none.
func orNull(value decimal.Decimal, err error) any {
	if err != nil {
		return nil
	}
	return value
}

// quotientText is a float64 that is written as text, as a number or as a quotient: 1/12.
type quotientText float64

func (q *quotientText) UnmarshalText(text []byte) error {
	num, den, ok := strings.Cut(string(text), "/")
	n, err := strconv.ParseFloat(num, 64)
	if err != nil || !ok {
		*q = quotientText(n)
		return err
	}
	d, err := strconv.ParseFloat(den, 64)
	*q = quotientText(n / d)
	return err
}

// lifetimeInput is a subscription of steady churn, and what is asked of it.
type lifetimeInput struct {
	ARPA     decimal.Decimal  `json:"arpa"`
	Margin   decimal.Decimal  `json:"margin"`
	Churn    decimal.Decimal  `json:"churn"`
	Discount decimal.Decimal  `json:"discount"`
	Timing   cx.MarginTiming  `json:"timing"`
	Cost     decimal.Decimal  `json:"cost"`
	Points   *decimal.Decimal `json:"points"`
	Factor   decimal.Decimal  `json:"factor"`
}

func (l lifetimeInput) lifetime() cx.SubscriptionLifetime {
	return cx.SubscriptionLifetime{ARPA: l.ARPA, Margin: l.Margin, Churn: l.Churn, Discount: l.Discount, Timing: l.Timing}
}

var _ = addVectors(map[string]vectorCall{
	"revenue.movements": vector(func(in struct {
		Before []cx.Subscription `json:"before"`
		After  []cx.Subscription `json:"after"`
		Former []string          `json:"former"`
	}) (figs, error) {
		return movementFigures(cx.MovementsOf(in.Before, in.After, in.Former))
	}),
	"revenue.rates": vector(func(m cx.Movements) (figs, error) {
		return figs{
			"nrr": orNull(m.NRR()), "grr": orNull(m.GRR()), "gross_churn": orNull(m.GrossChurn()), "net_churn": orNull(m.NetChurn()),
			"net_churn_after_reactivation": orNull(m.NetChurnAfterReactivation()), "quick_ratio": orNull(m.QuickRatio()),
			"arpa": orNull(m.ARPA()), "logo_churn": rateOrNull(m.LogoChurn()),
		}, nil
	}),
	"revenue.between": vector(func(in struct {
		Periods []cx.SubscriptionPeriod `json:"periods"`
		From    cx.Date                 `json:"from"`
		To      cx.Date                 `json:"to"`
	}) (figs, error) {
		return movementFigures(cx.MovementsBetween(in.Periods, in.From, in.To))
	}),
	"lifetime.simple": vector(func(l cx.Lifetime) (figs, error) {
		value, err := l.Value()
		return one("value", value, err)
	}),
	"lifetime.subscription": vector(func(in lifetimeInput) (figs, error) {
		value, err := in.lifetime().Value()
		return one("value", value, err)
	}),
	"lifetime.payback": vector(func(in lifetimeInput) (figs, error) {
		p, err := in.lifetime().Payback(in.Cost)
		return figs{"periods": p.Periods, "period": p.Period, "never": p.Never}, err
	}),
	"lifetime.compound_rate": vector(func(in struct {
		Rate    float        `json:"rate"`
		Periods quotientText `json:"periods"`
	}) (figs, error) {
		rate, err := cx.CompoundRate(float64(in.Rate), float64(in.Periods))
		return one("rate", rate, err)
	}),
	"lifetime.expected": vector(func(in struct {
		Margins  []decimal.Decimal `json:"margins"`
		Survival []float           `json:"survival"`
		Discount float             `json:"discount"`
	}) (figs, error) {
		survival := func(t float64) (float64, error) { return float64(in.Survival[int(t)]), nil }
		value, err := cx.ExpectedLifetimeValue(in.Margins, survival, float64(in.Discount))
		return one("value", value, err)
	}),
	"lifetime.retention_gain": vector(func(in lifetimeInput) (figs, error) {
		gain, err := in.lifetime().RetentionByFactor(in.Factor)
		if in.Points != nil {
			gain, err = in.lifetime().RetentionByPoints(*in.Points)
		}
		if err != nil {
			return nil, err
		}
		return figs{"before": orNull(gain.Before.Value()), "after": orNull(gain.After.Value()), "of_value": orNull(gain.OfValue())}, nil
	}),
	"lifetime.acquisition": vector(func(a cx.Acquisition) (figs, error) {
		cost, err := a.Cost()
		return figs{"cost": cost, "paid_cost": orNull(a.PaidCost())}, err
	}),
	"lifetime.ratio": vector(func(e cx.Economics) (figs, error) {
		ratio, err := e.Ratio()
		return figs{"ratio": ratio, "profit": orNull(e.Profit())}, err
	}),
})
