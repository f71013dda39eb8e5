package reference

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// naiveCohorts builds the rows of a triangle from the definitions, customer by customer
// and interval by interval, with maps and the calendar of package time.
func naiveCohorts(activities []cx.Activity, rule cx.CohortRule, asOf time.Time) []cx.Cohort {
	location := rule.Calendar.Location
	if location == nil {
		location = time.UTC
	}
	grain := rule.Calendar.Grain
	civil := func(t time.Time) time.Time {
		year, month, day := t.In(location).Date()
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	start := func(day time.Time) time.Time {
		year, month := day.Year(), day.Month()
		switch grain {
		case cx.Week:
			return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
		case cx.WeekFromSunday:
			return day.AddDate(0, 0, -int(day.Weekday()))
		case cx.Month:
		case cx.Quarter:
			month -= (month - 1) % 3
		case cx.Year:
			month = 1
		default:
			return day
		}
		return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	}
	next := func(start time.Time) time.Time {
		switch grain {
		case cx.Week, cx.WeekFromSunday:
			return start.AddDate(0, 0, 7)
		case cx.Month:
			return start.AddDate(0, 1, 0)
		case cx.Quarter:
			return start.AddDate(0, 3, 0)
		case cx.Year:
			return start.AddDate(1, 0, 0)
		}
		return start.AddDate(0, 0, 1)
	}

	customers := map[string][]cx.Activity{}
	revenue := false
	for _, a := range activities {
		if a.At.Before(asOf) && !a.Amount.IsNegative() {
			customers[a.Customer] = append(customers[a.Customer], a)
			revenue = revenue || !a.Amount.IsZero()
		}
	}
	// A refund is taken off the last order up to it, or else the first of all.
	for _, a := range activities {
		history := customers[a.Customer]
		if !a.At.Before(asOf) || !a.Amount.IsNegative() || len(history) == 0 {
			continue
		}
		order := -1
		for i, o := range history {
			if !o.At.After(a.At) && (order < 0 || o.At.After(history[order].At)) {
				order = i
			}
		}
		for i, o := range history {
			if order < 0 || history[order].At.After(a.At) && o.At.Before(history[order].At) {
				order = i
			}
		}
		history[order].Amount = history[order].Amount.Add(a.Amount)
		revenue = true
	}
	type row struct {
		size             int64
		active, eligible []int64
		revenue          []decimal.Decimal
	}
	rows := map[time.Time]*row{}
	edges := rule.Brackets
	inCell := func(k, j int) bool {
		if edges == nil {
			return k == j
		}
		return k >= edges[j] && k < edges[j+1]
	}
	inOrAfterCell := func(k, j int) bool {
		if edges == nil {
			return k >= j
		}
		return k >= edges[j]
	}
	// join makes a customer a member of a cohort: who was observed for so many whole
	// intervals, and was active in those whose numbers are given, with amounts.
	join := func(period time.Time, observed int, ks []int, amounts []decimal.Decimal) {
		r := rows[period]
		if r == nil {
			r = &row{}
			rows[period] = r
		}
		r.size++
		for j := 0; edges == nil && j < observed || edges != nil && j+1 < len(edges) && edges[j+1] <= observed; j++ {
			if j == len(r.active) {
				r.active = append(r.active, 0)
				r.eligible = append(r.eligible, 0)
				r.revenue = append(r.revenue, decimal.Decimal{})
			}
			r.eligible[j]++
			active := false
			for i, k := range ks {
				active = active || inCell(k, j) || rule.Unbounded && inOrAfterCell(k, j)
				if inCell(k, j) && amounts != nil {
					r.revenue[j] = r.revenue[j].Add(amounts[i])
				}
			}
			if active {
				r.active[j]++
			}
		}
	}
	for _, history := range customers {
		slices.SortFunc(history, func(a, b cx.Activity) int { return a.At.Compare(b.At) })
		first := history[0].At
		var amounts []decimal.Decimal
		periods := map[time.Time]bool{}
		earliest := start(civil(first))
		for _, a := range history {
			amounts = append(amounts, a.Amount)
			p := start(civil(a.At))
			periods[p] = true
			if p.Before(earliest) { // the clocks were set back over midnight
				earliest = p
			}
		}
		if rule.ElapsedMonths > 0 {
			day := civil(first)
			for _, a := range history {
				if d := civil(a.At); d.Before(day) {
					day = d
				}
			}
			// begin is the first day of an interval: the day of the month, or the last of a
			// shorter one.
			begin := func(k int) time.Time {
				last := time.Date(day.Year(), day.Month()+time.Month(k*rule.ElapsedMonths)+1, 0, 0, 0, 0, 0, time.UTC)
				return last.AddDate(0, 0, min(day.Day(), last.Day())-last.Day())
			}
			count := func(to time.Time) int {
				k := 0
				for !begin(k + 1).After(to) {
					k++
				}
				return k
			}
			var ks []int
			for _, a := range history {
				ks = append(ks, count(civil(a.At)))
			}
			join(start(day), count(civil(asOf)), ks, amounts)
			continue
		}
		if rule.Elapsed > 0 {
			observed := 0
			for !first.Add(time.Duration(observed+1) * rule.Elapsed).After(asOf) {
				observed++
			}
			var ks []int
			for _, a := range history {
				k := 0
				for !first.Add(time.Duration(k+1) * rule.Elapsed).After(a.At) {
					k++
				}
				ks = append(ks, k)
			}
			join(start(civil(first)), observed, ks, amounts)
			continue
		}
		// number counts periods from one to another.
		number := func(from, to time.Time) int {
			k := 0
			for ; from.Before(to); from = next(from) {
				k++
			}
			return k
		}
		observed := func(period time.Time) int {
			n := 0
			for p := next(period); !p.After(civil(asOf)); p = next(p) {
				n++
			}
			return n
		}
		if rule.Recurring {
			for p := range periods {
				var ks []int
				for q := range periods {
					if !q.Before(p) {
						ks = append(ks, number(p, q))
					}
				}
				join(p, observed(p), ks, nil)
			}
			continue
		}
		var ks []int
		for _, a := range history {
			ks = append(ks, number(earliest, start(civil(a.At))))
		}
		join(earliest, observed(earliest), ks, amounts)
	}
	if len(rows) == 0 {
		return nil
	}
	var from, to time.Time
	for p := range rows {
		if from.IsZero() || p.Before(from) {
			from = p
		}
		if p.After(to) {
			to = p
		}
	}
	var list []cx.Cohort
	for p := from; !p.After(to); p = next(p) {
		end := next(p)
		c := cx.Cohort{Period: cx.Period{
			Start: cx.Date{Year: p.Year(), Month: p.Month(), Day: p.Day()},
			End:   cx.Date{Year: end.Year(), Month: end.Month(), Day: end.Day()},
		}}
		if r := rows[p]; r != nil {
			c.Size, c.Active, c.Eligible = r.size, r.active, r.eligible
			if revenue && !rule.Recurring {
				c.Revenue = r.revenue
			}
		}
		list = append(list, c)
	}
	return list
}
