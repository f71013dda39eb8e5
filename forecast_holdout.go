package cx

import (
	"math"
	"time"

	"github.com/cxmetrics/cx/internal/days"
)

// Holdout is a test of a model of orders on what came after: it is fitted to the
// orders before an instant, and its forecasts are compared with the orders from
// then on. It is also called a back-test.
type Holdout struct {
	Model   BGNBD          `json:"model"`
	Horizon float64        `json:"horizon"`           // the time from then on, in units of Model.Unit
	Classes []HoldoutClass `json:"classes,omitempty"` // 0, 1 and so on up to 7 or more, those without customers too
}

// HoldoutClass is the customers of [Holdout] who had ordered equally often before.
type HoldoutClass struct {
	Frequency         int64   `json:"frequency"`          // orders after the first; 7 means 7 or more
	Customers         int64   `json:"customers"`          // with so many
	ExpectedPurchases float64 `json:"expected_purchases"` // forecast for all of them together
	Purchases         int64   `json:"purchases"`          // what they ordered
}

// Total returns the number of customers of all classes, 0 for numbers that are not valid.
func (h Holdout) Total() int64 {
	return h.sum(func(c HoldoutClass) int64 { return c.Customers })
}

// Purchases returns what the customers of all classes ordered, 0 for numbers that are not
// valid.
func (h Holdout) Purchases() int64 {
	return h.sum(func(c HoldoutClass) int64 { return c.Purchases })
}

// ExpectedPurchases returns the forecast for the customers of all classes. Over Purchases it
// says by how much the model forecasts too many orders.
func (h Holdout) ExpectedPurchases() float64 {
	sum := 0.0
	for _, c := range h.Classes {
		sum += c.ExpectedPurchases
	}
	return sum
}

func (h Holdout) sum(of func(HoldoutClass) int64) int64 {
	var total int64
	for _, c := range h.Classes {
		var err error
		if total, err = sumCounts("holdout", total, of(c)); err != nil {
			return 0
		}
	}
	return total
}

// holdoutClasses is the number of classes.
const holdoutClasses = 8

// HoldoutOf fits a model to the activities before split, and compares its
// forecasts with the activities from split to before asOf. It is also called a
// back-test. The activities are orders; those of one day are one, and a
// refund is none (see [Activity]). Customers who
// first ordered at split or later do not count. Fit is [FitBGNBD] or [FitMBGNBD],
// and unit that of [PurchaseHistoriesOf]. The forecast is for the whole days after the
// last day before split up to the last before asOf: give midnights. It does not
// modify activities.
//
//	holdout, err := cx.HoldoutOf(orders, cx.Week, cx.Calendar{}, split, asOf, cx.FitMBGNBD)
//
// HoldoutOf returns the errors of [PurchaseHistoriesOf] and of fit, and:
//   - [ErrNoData] if nobody ordered before split;
//   - [ErrInvalid] if fit is nil, or there is no day between split and asOf.
func HoldoutOf(activities []Activity, unit Grain, c Calendar, split, asOf time.Time, fit func([]PurchaseHistory) (BGNBD, error)) (Holdout, error) {
	if fit == nil {
		return Holdout{}, invalid("holdout: there is no fit")
	}
	h, err := historyOf(activities, c, asOf)
	if err != nil {
		return Holdout{}, err
	}
	rows, err := PurchaseHistoriesOf(activities, unit, c, split)
	if err != nil {
		return Holdout{}, err
	}
	if len(rows) == 0 {
		return Holdout{}, noData("holdout")
	}
	lastFitted, err := dayBefore(activities, c, split)
	if err != nil {
		return Holdout{}, err
	}
	last, err := dayBefore(activities, c, asOf)
	if err != nil {
		return Holdout{}, err
	}
	if last <= lastFitted {
		return Holdout{}, invalid("holdout: there is no day between split and asOf")
	}
	orders := make([]int64, len(h.customers))
	for _, d := range h.days {
		if int(d.day) > lastFitted {
			orders[d.customer]++
		}
	}
	m, err := fit(rows)
	if err != nil {
		return Holdout{}, err
	}
	holdout := Holdout{Model: m, Horizon: float64(last-lastFitted) / m.Unit.length(), Classes: make([]HoldoutClass, holdoutClasses)}
	for i := range holdout.Classes {
		holdout.Classes[i].Frequency = int64(i)
	}
	for i := range rows {
		expected, err := m.ExpectedPurchases(rows[i], holdout.Horizon, m.Unit)
		if err != nil {
			return Holdout{}, err
		}
		class := &holdout.Classes[min(rows[i].Frequency, holdoutClasses-1)]
		class.Customers++
		class.ExpectedPurchases += expected
		class.Purchases += orders[h.number[rows[i].Customer]]
	}
	for _, class := range holdout.Classes {
		if !(class.ExpectedPurchases <= math.MaxFloat64) {
			return Holdout{}, invalid("holdout: the forecast is not finite")
		}
	}
	return holdout, nil
}

// dayBefore returns the last day before an instant, the day to which
// [PurchaseHistoriesOf] counts ages.
func dayBefore(activities []Activity, c Calendar, before time.Time) (int, error) {
	clock := days.NewClock(c.Location)
	last, err := dayOf(clock, before.Add(-1))
	if err != nil {
		return 0, err
	}
	// Clocks set back over midnight may put an earlier instant on a later day.
	for i := range activities {
		if activities[i].At.Before(before) && !activities[i].isRefund() {
			day, err := dayOf(clock, activities[i].At)
			if err != nil {
				return 0, err
			}
			last = max(last, day)
		}
	}
	return last, nil
}
