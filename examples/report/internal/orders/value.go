package orders

import (
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/report/internal/figure"
	"github.com/cxmetrics/cx/examples/report/internal/value"
)

// valueAges are the intervals up to which values are summed, by the length of an
// interval.
var valueAges = map[cx.Grain][]int{
	cx.Day:            {0, 1, 7, 14, 30, 60, 90, 180, 365, 730},
	cx.Week:           {0, 1, 4, 8, 13, 26, 39, 52, 104, 156},
	cx.WeekFromSunday: {0, 1, 4, 8, 13, 26, 39, 52, 104, 156},
	cx.Month:          {0, 1, 3, 6, 9, 12, 18, 24, 36, 48, 60},
	cx.Quarter:        {0, 1, 2, 3, 4, 6, 8, 12, 16, 20},
	cx.Year:           {0, 1, 2, 3, 4, 5, 6, 8, 10},
}

// wonIn returns the new customers of each whole period. The cohorts begin with the first
// of them, and end with the last that has customers.
func wonIn(cohorts *cx.Cohorts, periods []cx.Period) []value.NewCustomers {
	won := make([]value.NewCustomers, len(periods))
	for i, p := range periods {
		won[i].Period = p
		if cohorts != nil && i < len(cohorts.Rows) {
			won[i].Count = cohorts.Rows[i].Size
		}
	}
	return won
}

// measureValue measures what the customers of each cohort have brought so far, of those
// whose period is one of so many whole ones.
func measureValue(a *figure.Asker, cohorts *cx.Cohorts, periods int, cost *value.CostSection, margin decimal.Decimal) *valueSection {
	if cohorts == nil || periods == 0 {
		a.Gaps = append(a.Gaps, figure.Gap{Figure: "value", Reason: "no whole period yet"})
		return nil
	}
	s := &valueSection{Margin: margin}
	oldest := 0
	rows := cohorts.Rows[:min(len(cohorts.Rows), periods)]
	for i, row := range rows {
		c := cohortValue{Period: row.Period, Size: row.Size}
		if cost != nil && cost.Points != nil {
			c.CAC = cost.Points[i].CAC
		} else if cost != nil {
			c.CAC = cost.CAC
		}
		c.Values = valuesAt(a, cohorts.Grain, len(row.Active), margin, row.Value)
		c.PaidBack = paidBack([]cx.Cohort{row}, c.CAC, margin)
		s.Cohorts = append(s.Cohorts, c)
		oldest = max(oldest, len(row.Active))
	}
	s.All = valuesAt(a, cohorts.Grain, oldest, margin, cohorts.Value)
	if s.All == nil {
		_, err := cohorts.Value(0)
		a.Has("value", err)
	}
	if cost != nil {
		s.PaidBack = paidBack(rows, cost.CAC, margin)
	}
	return s
}

// valuesAt returns the values at the ages below intervals.
func valuesAt(a *figure.Asker, g cx.Grain, intervals int, margin decimal.Decimal, value func(int) (decimal.Decimal, error)) []valueAt {
	var values []valueAt
	for _, k := range valueAges[g] {
		if k >= intervals {
			break
		}
		if v, err := value(k); a.Has("", err) {
			values = append(values, valueAt{k, v.Mul(margin).Round(cx.Places)})
		}
	}
	return values
}

// paidBack returns the first interval in which the value of the cohorts that have come to
// it is not below their cost, nil for none.
func paidBack(cohorts []cx.Cohort, cac figure.Exact, margin decimal.Decimal) *int {
	cost, ok := cac.(decimal.Decimal)
	if !ok {
		return nil
	}
	sums := make([]decimal.Decimal, len(cohorts))
	for k, more := 0, true; more; k++ {
		var all decimal.Decimal
		var size int64
		more = false
		for i := range cohorts {
			c := &cohorts[i]
			if k >= len(c.Active) {
				continue
			}
			more = true
			if c.Revenue != nil {
				sums[i] = sums[i].Add(c.Revenue[k])
			}
			all = all.Add(sums[i])
			size += c.Size
		}
		if size > 0 && all.Mul(margin).Cmp(cost.Mul(decimal.NewFromInt(size))) >= 0 {
			return &k
		}
	}
	return nil
}
