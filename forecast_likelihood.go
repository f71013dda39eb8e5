package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/maximum"
	"github.com/cxmetrics/cx/internal/special"
)

// orderRows is the rows of a fit, equal ones joined, in units of time in which there is
// one repeat order a unit.
type orderRows struct {
	rows      []orderRow // ascending by frequency
	modified  bool
	alike     bool    // all customers stop with one probability
	scale     float64 // the length of a unit
	orders    float64 // repeat orders of all customers
	customers int64
	ages      []float64 // of the rows, each once, ascending
	places    []int32   // by row: of its age
	logs      []float64 // room for what a likelihood needs of each age
}

// orderRow is a row that count customers have in common.
type orderRow struct{ frequency, recency, age, count float64 }

func orderRowsOf(model string, rows []PurchaseHistory) (orderRows, error) {
	if len(rows) == 0 {
		return orderRows{}, noData(model)
	}
	d := orderRows{rows: make([]orderRow, len(rows))}
	longest := 0.0
	for i := range rows {
		p := &rows[i]
		if err := p.validate(); err != nil {
			return orderRows{}, &RowError{Row: i, Err: err}
		}
		if p.Unit.length() != rows[0].Unit.length() {
			return orderRows{}, &RowError{Row: i, Err: mismatch("%s: the row has another unit of time than the first", model)}
		}
		count, err := p.addTo(&d.customers)
		if err != nil {
			return orderRows{}, &RowError{Row: i, Err: err}
		}
		d.rows[i] = orderRow{float64(p.Frequency), p.Recency, p.Age, count}
		d.orders += float64(float64(p.Frequency) * count)
		longest = max(longest, p.Age)
	}
	if d.orders == 0 {
		return orderRows{}, undefined("%s: no customer has ordered again", model)
	}
	slices.SortFunc(d.rows, func(a, b orderRow) int {
		return cmp.Or(cmp.Compare(a.frequency, b.frequency), cmp.Compare(a.recency, b.recency), cmp.Compare(a.age, b.age))
	})
	unlike := d.rows[:1]
	for _, row := range d.rows[1:] {
		last := &unlike[len(unlike)-1]
		if row.frequency == last.frequency && row.recency == last.recency && row.age == last.age {
			last.count += row.count
			continue
		}
		unlike = append(unlike, row)
	}
	d.rows = unlike
	sum := 0.0
	for _, row := range d.rows {
		sum += float64(row.count * (row.age / longest)) // whose ages may overflow
	}
	d.scale = sum / d.orders * longest
	for i := range d.rows {
		d.rows[i].recency /= d.scale
		d.rows[i].age /= d.scale
	}
	d.indexAges()
	return d, nil
}

// indexAges finds the different ages of the rows.
func (d *orderRows) indexAges() {
	for i := range d.rows {
		d.ages = append(d.ages, d.rows[i].age)
	}
	slices.Sort(d.ages)
	d.ages = slices.Clip(slices.Compact(d.ages))
	d.places, d.logs = make([]int32, len(d.rows)), make([]float64, len(d.ages))
	for i := range d.rows {
		n, _ := slices.BinarySearch(d.ages, d.rows[i].age)
		d.places[i] = int32(n)
	}
}

// likelihood is that of the parameters r, alpha, a, b. With the frequency x, s = r+x, and
// the number n of times at which the customer may have stopped, the last of them at the
// recency t (n = x, or x+1 if modified), that of one row is
//
//	Γ(r+x)/Γ(r) · alpha^r / (alpha+T)^s · B(a, b+n)/B(a, b) · (1 + e^h)
//	h = ln(a/(b+n-1)) + s·ln((alpha+T)/(alpha+t)), or no e^h at all if n = 0
//
// The customer is active with the probability 1/(1+e^h). What x alone decides is
// computed once for all rows that have it, and the logarithm of alpha+T once for each T.
//
// If all are alike the third parameter, the last, is the odds o of stopping: a and b grow
// without bound, their ratio stays o, B(a, b+n)/B(a, b) is 1/(1+o)^n, and a/(b+n-1) is o.
func (d *orderRows) likelihood(p maximum.Vector) (value float64, first maximum.Vector, second maximum.Matrix) {
	r, alpha, a, b := p[0], p[1], p[2], p[3]
	orders, stays, stops := special.Rising{A: r}, special.Rising{A: b}, special.Rising{A: a + b}
	logAlpha := math.Log(alpha)
	for i, age := range d.ages {
		d.logs[i] = math.Log(alpha + age)
	}
	for i := 0; i < len(d.rows); {
		x := d.rows[i].frequency
		s, n := r+x, x
		if d.modified {
			n++
		}
		orders.Climb(x)
		odds, slope := math.Inf(-1), 0.0
		switch {
		case d.alike:
			odds = math.Log(a)
		case n > 0:
			odds, slope = math.Log(a/(b+(n-1))), -1/(b+(n-1))
		}
		count := 0.0
		for ; i < len(d.rows) && d.rows[i].frequency == x; i++ {
			row := &d.rows[i]
			w := row.count
			count += w
			end := alpha + row.age
			logEnd := d.logs[d.places[i]]
			value -= float64(w * s * logEnd)
			first[0] -= float64(w * logEnd)
			first[1] -= float64(w * s / end)
			second[0][1] -= w / end
			second[1][1] += float64(w * s / end / end)
			if n == 0 {
				continue
			}
			// The slopes of h, those of ln(1 + e^h), and their slopes.
			last := alpha + row.recency
			back := 1/end - 1/last
			rise := math.Log(end / last)
			h := odds + float64(s*rise)
			gone, logStays := special.LogisticAndLog(h)
			g, v := w*gone, w*gone*(1-gone)
			by := maximum.Vector{rise, s * back, 1 / a, slope}
			value += float64(w * logStays)
			for j := range by {
				first[j] += float64(g * by[j])
				for k := j; k < len(by); k++ {
					second[j][k] += float64(v * by[j] * by[k])
				}
			}
			second[0][1] += float64(g * back)
			second[1][1] += float64(g * s * (1/last/last - 1/end/end))
			second[2][2] -= g / a / a
			second[3][3] += float64(g * slope * slope)
		}
		value += float64(count * (orders.Log + float64(r*logAlpha)))
		first[0] += float64(count * (orders.First + logAlpha))
		first[1] += float64(count * (r / alpha))
		second[0][0] += float64(count * orders.Second)
		second[0][1] += count / alpha
		second[1][1] -= float64(count * r / alpha / alpha)
		if d.alike {
			value -= float64(count * n * math.Log1p(a))
			first[2] -= float64(count * n / (1 + a))
			second[2][2] += float64(count * n / (1 + a) / (1 + a))
			continue
		}
		stays.Climb(n)
		stops.Climb(n)
		value += float64(count * (stays.Log - stops.Log))
		first[2] -= float64(count * stops.First)
		first[3] += float64(count * (stays.First - stops.First))
		second[2][2] -= float64(count * stops.Second)
		second[2][3] -= float64(count * stops.Second)
		second[3][3] += float64(count * (stays.Second - stops.Second))
	}
	return value, first, second
}

// maximum searches for the parameters, whose names are those of the fields of the model.
// There may be two maxima: customers with one order either order seldom, or stop soon.
func (d *orderRows) maximum() (maximum.Result, string) {
	return maximum.Find([]string{"R", "Alpha", "A", "B"}, d.likelihood,
		maximum.Vector{0.1, 0.03, 5, 20}, maximum.Vector{3, 1, 0.2, 0.2}, maximum.Vector{0.3, 0.01, 2, 300})
}

// limit searches for the parameters of customers who all stop with one probability, given
// where the search for those of customers who differ has ended: from there, and from other
// starts too if that is no maximum, or the customers are so few that there may be two.
func (d *orderRows) limit(r maximum.Result, reason string) limit {
	alike := *d
	alike.alike = true
	starts := []maximum.Vector{{r.At[0], r.At[1], r.At[2] / r.At[3]}}
	if reason != "" || d.customers < 1000 {
		starts = append(starts, maximum.Vector{0.1, 0.03, 0.25}, maximum.Vector{3, 1, 1}, maximum.Vector{0.3, 0.01, 0.01})
	}
	l, _ := maximum.Find([]string{"R", "Alpha", "Stop"}, alike.likelihood, starts...)
	return limit(l)
}

// fitOf returns the fit of a search, without its number of customers.
//
// fitOf returns an error wrapping [ErrUndefined] if there is a reason why the search found
// no maximum.
func fitOf(model string, r maximum.Result, reason string) (Fit, error) {
	if reason != "" {
		return Fit{}, undefined("%s: the likelihood has no maximum: %s (%d evaluations)", model, reason, r.Evaluations)
	}
	return Fit{LogLikelihood: r.Value, Covariance: r.Covariance}, nil
}
