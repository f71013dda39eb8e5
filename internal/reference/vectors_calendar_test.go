package reference

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// periodFigures makes figures of a period.
func periodFigures(p cx.Period, err error) (figs, error) {
	return figs{"start": p.Start.String(), "end": p.End.String(), "label": p.String()}, err
}

var _ = addVectors(map[string]vectorCall{
	"period.of_date": vector(func(in struct {
		Date  string   `json:"date"`
		Grain cx.Grain `json:"grain"`
	}) (figs, error) {
		d, err := cx.ParseDate(in.Date)
		if err != nil {
			return nil, err
		}
		return periodFigures(in.Grain.PeriodOf(d))
	}),
	"period.of_instant": vector(func(in struct {
		At    time.Time `json:"at"`
		Zone  string    `json:"zone"`
		Grain cx.Grain  `json:"grain"`
	}) (figs, error) {
		zone, err := time.LoadLocation(in.Zone)
		if err != nil {
			return nil, err
		}
		return periodFigures(cx.Calendar{Grain: in.Grain, Location: zone}.PeriodOf(in.At))
	}),
	"period.start": vector(func(in struct {
		Date cx.Date `json:"date"`
		Zone string  `json:"zone"`
	}) (figs, error) {
		zone, err := time.LoadLocation(in.Zone)
		if err != nil {
			return nil, err
		}
		c := cx.Calendar{Location: zone}
		start, err := c.StartOf(in.Date)
		if err != nil {
			return nil, err
		}
		next, err := in.Date.AddDays(1)
		if err != nil {
			return nil, err
		}
		end, err := c.StartOf(next)
		return figs{"start": start.UTC().Format(time.RFC3339), "seconds": seconds(end.Sub(start))}, err
	}),
	"period.between": vector(func(in struct {
		From  cx.Date  `json:"from"`
		To    cx.Date  `json:"to"`
		Grain cx.Grain `json:"grain"`
	}) (figs, error) {
		n, err := in.Grain.Between(in.From, in.To)
		return one("periods", n, err)
	}),
	"period.add_months": vector(func(in struct {
		Date   cx.Date `json:"date"`
		Months int     `json:"months"`
	}) (figs, error) {
		d, err := in.Date.AddMonths(in.Months)
		return one("date", d.String(), err)
	}),
	"period.days_between": vector(func(in struct {
		From cx.Date `json:"from"`
		To   cx.Date `json:"to"`
	}) (figs, error) {
		n, err := in.To.DaysSince(in.From)
		return one("days", n, err)
	}),
	"money.parse": vector(func(in struct {
		Text string `json:"text"`
	}) (figs, error) {
		amount, err := cx.ParseMoney(in.Text)
		return one("amount", amount, err)
	}),
	"money.allocate": vector(func(in struct {
		Total   decimal.Decimal `json:"total"`
		Weights []int64         `json:"weights"`
		Places  int             `json:"places"`
	}) (figs, error) {
		parts, err := cx.Allocate(in.Total, in.Weights, in.Places)
		return figs{"parts": list(parts)}, err
	}),
	"money.monthly": vector(func(in struct {
		Payment decimal.Decimal `json:"payment"`
		Count   int             `json:"count"`
		Unit    cx.Grain        `json:"unit"`
	}) (figs, error) {
		amount, err := cx.MonthlyAmount(in.Payment, cx.BillingCycle{Count: in.Count, Unit: in.Unit})
		return one("amount", amount, err)
	}),
	"money.mean": vector(func(in struct {
		Amounts []decimal.Decimal `json:"amounts"`
	}) (figs, error) {
		a, err := cx.AmountsOf(in.Amounts)
		if err != nil {
			return nil, err
		}
		mean, err := a.Mean()
		if err != nil {
			return nil, err
		}
		sd, err := a.StandardDeviation()
		return figs{"mean": mean, "standard_deviation": sd}, err
	}),
	"money.quantile": vector(func(in struct {
		Amounts []decimal.Decimal `json:"amounts"`
		P       float             `json:"p"`
	}) (figs, error) {
		amount, err := cx.AmountQuantile(in.Amounts, float64(in.P))
		return one("amount", amount, err)
	}),
	"rounding.ratio": vector(func(in share) (figs, error) {
		rate, err := in.proportion().Rate()
		return one("rate", rate, err)
	}),
	"rounding.nps": vector(func(in npsCounts) (figs, error) {
		score, err := in.nps().Score()
		return one("score", score, err)
	}),
	"rounding.shares": vector(func(in struct {
		Counts []int64 `json:"counts"`
	}) (figs, error) {
		shares, err := cx.Shares(in.Counts)
		return figs{"shares": list(shares)}, err
	}),
	"rounding.largest_remainder": vector(func(in struct {
		Counts []int64 `json:"counts"`
		Places int     `json:"places"`
	}) (figs, error) {
		shares, err := cx.RoundedShares(in.Counts, in.Places)
		return figs{"shares": list(shares)}, err
	}),
})
