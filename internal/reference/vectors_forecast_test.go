package reference

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// historyRow is what a customer has bought, by weeks.
type historyRow struct {
	Frequency int64           `json:"frequency"`
	Recency   float           `json:"recency"`
	Age       float           `json:"age"`
	Spend     decimal.Decimal `json:"spend"`
	Count     int64           `json:"count"`
}

func (r historyRow) history() cx.PurchaseHistory {
	return cx.PurchaseHistory{Frequency: r.Frequency, Recency: float64(r.Recency), Age: float64(r.Age), Spend: r.Spend, Count: r.Count, Unit: cx.Week}
}

// vectorHistories returns the histories of rows.
func vectorHistories(rows []historyRow) []cx.PurchaseHistory {
	list := make([]cx.PurchaseHistory, len(rows))
	for i, r := range rows {
		list[i] = r.history()
	}
	return list
}

// orderModel is the parameters of BG/NBD or MBG/NBD, by weeks.
type orderModel struct {
	R        float `json:"r"`
	Alpha    float `json:"alpha"`
	A        float `json:"a"`
	B        float `json:"b"`
	Modified bool  `json:"modified"`
}

func (m orderModel) model() cx.BGNBD {
	return cx.BGNBD{R: float64(m.R), Alpha: float64(m.Alpha), A: float64(m.A), B: float64(m.B), Modified: m.Modified, Unit: cx.Week}
}

// holdoutInput is orders, and a model that is not fitted to them.
type holdoutInput struct {
	activityInput
	orderModel
	Split     time.Time `json:"split"`
	Variances []float   `json:"variances"`
}

func (in holdoutInput) holdout() (cx.Holdout, error) {
	c, err := in.calendar()
	if err != nil {
		return cx.Holdout{}, err
	}
	return cx.HoldoutOf(vectorActivities(in.Rows), cx.Week, c, in.Split, in.AsOf, func([]cx.PurchaseHistory) (cx.BGNBD, error) {
		m := in.model()
		for i, v := range in.Variances {
			row := make([]float64, len(in.Variances))
			row[i] = float64(v)
			m.Fit.Covariance = append(m.Fit.Covariance, row)
		}
		return m, nil
	})
}

var _ = addVectors(map[string]vectorCall{
	"forecast.bgnbd_fit": vector(func(in struct {
		Rows     []historyRow `json:"rows"`
		Modified bool         `json:"modified"`
	}) (figs, error) {
		fit := cx.FitBGNBD
		if in.Modified {
			fit = cx.FitMBGNBD
		}
		m, err := fit(vectorHistories(in.Rows))
		return figs{"r": m.R, "alpha": m.Alpha, "a": m.A, "b": m.B, "log_likelihood": m.Fit.LogLikelihood}, err
	}),
	"forecast.bgnbd": vector(func(in struct {
		historyRow
		orderModel
		Horizon float `json:"horizon"`
	}) (figs, error) {
		m := in.model()
		alive, err := m.ProbabilityAlive(in.history())
		if err != nil {
			return nil, err
		}
		expected, err := m.ExpectedPurchases(in.history(), float64(in.Horizon), cx.Week)
		if err != nil {
			return nil, err
		}
		none, err := m.ProbabilityNone(in.history(), float64(in.Horizon), cx.Week)
		return figs{"alive": alive, "expected": expected, "none": none}, err
	}),
	"forecast.gammagamma_fit": vector(func(in struct {
		Rows []historyRow `json:"rows"`
	}) (figs, error) {
		rows := vectorHistories(in.Rows)
		for i := range rows {
			rows[i].Recency, rows[i].Age = float64(rows[i].Frequency), float64(rows[i].Frequency)
		}
		m, err := cx.FitGammaGamma(rows)
		return figs{"p": m.P, "q": m.Q, "gamma": m.Gamma, "log_likelihood": m.Fit.LogLikelihood}, err
	}),
	"forecast.gammagamma": vector(func(in struct {
		historyRow
		P     float `json:"p"`
		Q     float `json:"q"`
		Gamma float `json:"gamma"`
	}) (figs, error) {
		spend, err := cx.GammaGamma{P: float64(in.P), Q: float64(in.Q), Gamma: float64(in.Gamma)}.ExpectedSpend(in.history())
		return one("spend", spend, err)
	}),
	"forecast.sbg_fit": vector(func(in struct {
		Cohorts [][]int64 `json:"cohorts"`
	}) (figs, error) {
		m, err := cx.FitShiftedBetaGeometric(in.Cohorts...)
		return figs{"alpha": m.Alpha, "beta": m.Beta, "log_likelihood": m.Fit.LogLikelihood}, err
	}),
	"forecast.sbg": vector(func(in struct {
		Alpha float `json:"alpha"`
		Beta  float `json:"beta"`
		N     int   `json:"n"`
	}) (figs, error) {
		m := cx.ShiftedBetaGeometric{Alpha: float64(in.Alpha), Beta: float64(in.Beta)}
		retention, err := m.Retention(in.N)
		if err != nil {
			return nil, err
		}
		share, err := m.Survival(in.N)
		return figs{"retention": retention, "survival": share}, err
	}),
	"forecast.sbg_lifetime": vector(func(in struct {
		Alpha    float `json:"alpha"`
		Beta     float `json:"beta"`
		Discount float `json:"discount"`
	}) (figs, error) {
		m := cx.ShiftedBetaGeometric{Alpha: float64(in.Alpha), Beta: float64(in.Beta)}
		lifetime, err := m.DiscountedExpectedLifetime(float64(in.Discount))
		return one("lifetime", lifetime, err)
	}),
	"forecast.value": vector(func(in struct {
		historyRow
		orderModel
		P        float `json:"p"`
		Q        float `json:"q"`
		Gamma    float `json:"gamma"`
		Periods  int   `json:"periods"`
		Discount float `json:"discount"`
	}) (figs, error) {
		m := cx.CustomerModel{Orders: in.model(), Spend: cx.GammaGamma{P: float64(in.P), Q: float64(in.Q), Gamma: float64(in.Gamma)}}
		value, err := m.ExpectedValue(in.history(), in.Periods, cx.Week, float64(in.Discount))
		if err != nil {
			return nil, err
		}
		best, err := m.MostValuable([]cx.PurchaseHistory{in.history()}, 1, in.Periods, cx.Week, float64(in.Discount))
		if err != nil {
			return nil, err
		}
		return figs{"spend": best[0].ExpectedSpend, "expected": best[0].ExpectedPurchases, "value": value}, nil
	}),
	"forecast.holdout": vector(func(in holdoutInput) (figs, error) {
		h, err := in.holdout()
		if err != nil {
			return nil, err
		}
		var customers, expected, purchases []any
		for _, c := range h.Classes {
			customers, expected, purchases = append(customers, c.Customers), append(expected, c.ExpectedPurchases), append(purchases, c.Purchases)
		}
		return figs{"horizon": h.Horizon, "customers": customers, "expected": expected, "purchases": purchases}, nil
	}),
	"forecast.holdout_total": vector(func(in struct {
		holdoutInput
		Level float `json:"level"`
	}) (figs, error) {
		h, err := in.holdout()
		if err != nil {
			return nil, err
		}
		e, err := h.Total(float64(in.Level))
		return figs{"expected": e.Value, "standard_error": e.StandardError, "low": e.Interval.Low, "high": e.Interval.High}, err
	}),
	"forecast.histories": vector(func(in struct {
		activityInput
		Unit cx.Grain `json:"unit"`
	}) (figs, error) {
		c, err := in.calendar()
		if err != nil {
			return nil, err
		}
		rows, err := cx.PurchaseHistoriesOf(vectorActivities(in.Rows), in.Unit, c, in.AsOf)
		customers := []any{}
		for _, r := range rows {
			customers = append(customers, figs{"customer": r.Customer, "frequency": r.Frequency, "recency": r.Recency, "age": r.Age, "spend": r.Spend})
		}
		return figs{"customers": customers}, err
	}),
})
