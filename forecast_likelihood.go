package cx

import (
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
	ages      times
	recencies times
}

// times are the ages or the recencies of rows, each once, with room for what a likelihood
// needs of each of them.
type times struct {
	at     []float64   // ascending
	places []int32     // by row: of its time
	terms  []timeTerms // of each time
}

// timeTerms are the sum of alpha and a time, and what only that decides.
type timeTerms struct{ sum, log, inverse, square float64 }

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
	d.join()
	sum := 0.0
	for _, row := range d.rows {
		sum += float64(row.count * (row.age / longest)) // whose ages may overflow
	}
	d.scale = sum / d.orders * longest
	for i := range d.rows {
		d.rows[i].recency /= d.scale
		d.rows[i].age /= d.scale
	}
	for _, t := range []*times{&d.ages, &d.recencies} {
		for i := range t.at {
			t.at[i] /= d.scale
		}
	}
	return d, nil
}

// join sorts the rows by frequency, recency and age, joins equal ones, and finds their times.
func (d *orderRows) join() {
	frequencies := timesOf(d.rows, func(row *orderRow) float64 { return row.frequency })
	recencies := timesOf(d.rows, func(row *orderRow) float64 { return row.recency })
	ages := timesOf(d.rows, func(row *orderRow) float64 { return row.age })
	order := make([]int, len(d.rows))
	for i := range order {
		order[i] = i
	}
	for _, t := range []*times{&ages, &recencies, &frequencies} {
		order = t.sort(order)
	}
	rows, ofAges, ofRecencies := make([]orderRow, 0, len(order)), make([]int32, 0, len(order)), make([]int32, 0, len(order))
	for n, i := range order {
		row := d.rows[i]
		if n > 0 {
			if last := &rows[len(rows)-1]; row.frequency == last.frequency && row.recency == last.recency && row.age == last.age {
				last.count += row.count
				continue
			}
		}
		rows, ofAges, ofRecencies = append(rows, row), append(ofAges, ages.places[i]), append(ofRecencies, recencies.places[i])
	}
	ages.places, recencies.places = ofAges, ofRecencies
	d.rows, d.ages, d.recencies = rows, ages, recencies
}

// timesOf finds the different times of rows.
func timesOf(rows []orderRow, of func(*orderRow) float64) times {
	t := times{places: make([]int32, len(rows))}
	places := map[float64]int32{}
	for i := range rows {
		at := of(&rows[i])
		place, known := places[at]
		if !known {
			place = int32(len(t.at))
			places[at], t.at = place, append(t.at, at)
		}
		t.places[i] = place
	}
	slices.Sort(t.at)
	ascending := make([]int32, len(t.at))
	for i, at := range t.at {
		ascending[places[at]] = int32(i)
	}
	for i, place := range t.places {
		t.places[i] = ascending[place]
	}
	t.terms = make([]timeTerms, len(t.at))
	return t
}

// sort returns the numbers of rows by their times, equal ones in the order in which they are.
func (t *times) sort(rows []int) []int {
	next := make([]int, len(t.at)+1)
	for _, place := range t.places {
		next[place+1]++
	}
	for i := range t.at {
		next[i+1] += next[i]
	}
	sorted := make([]int, len(rows))
	for _, row := range rows {
		place := t.places[row]
		sorted[next[place]] = row
		next[place]++
	}
	return sorted
}

// from computes what a likelihood needs of each time, and its logarithm if that is needed.
func (t *times) from(alpha float64, log bool) {
	for i, at := range t.at {
		sum := alpha + at
		terms := timeTerms{sum: sum, inverse: 1 / sum, square: 1 / sum / sum}
		if log {
			terms.log = math.Log(sum)
		}
		t.terms[i] = terms
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
	logAlpha, inverseA := math.Log(alpha), 1/a
	d.ages.from(alpha, true)
	d.recencies.from(alpha, false)
	var chances chances
	// Sums in variables of their own stay in registers.
	var f0, f1, f2, f3, s00, s01, s02, s03, s11, s12, s13, s22, s23, s33 float64
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
		for at := len(chances.rise); i < len(d.rows) && d.rows[i].frequency == x; i, at = i+1, at+1 {
			w, end := d.rows[i].count, &d.ages.terms[d.ages.places[i]]
			count += w
			ws := float64(w * s)
			each := ws / end.sum
			value -= float64(ws * end.log)
			f0 -= float64(w * end.log)
			f1 -= each
			s11 += each / end.sum
			if w == 1 {
				s01 -= end.inverse
			} else {
				s01 -= w / end.sum
			}
			if n == 0 {
				continue
			}
			if at == len(chances.rise) {
				at = 0
				d.stopped(&chances, i, odds, s)
			}
			// The slopes of h, those of ln(1 + e^h), and their slopes.
			last := &d.recencies.terms[d.recencies.places[i]]
			back := end.inverse - last.inverse
			rise, gone := chances.rise[at], chances.gone[at]
			g, v := w*gone, w*gone*(1-gone)
			by1 := s * back
			value += float64(w * chances.logStays[at])
			v0, v1, v2 := v*rise, v*by1, v*inverseA
			f0 += float64(g * rise)
			s00 += float64(v0 * rise)
			s01 += float64(v0 * by1)
			s02 += float64(v0 * inverseA)
			f1 += float64(g * by1)
			s11 += float64(v1 * by1)
			s12 += float64(v1 * inverseA)
			f2 += float64(g * inverseA)
			s22 += float64(v2 * inverseA)
			if !d.alike {
				s03 += float64(v0 * slope)
				s13 += float64(v1 * slope)
				s23 += float64(v2 * slope)
				f3 += float64(g * slope)
				s33 += float64(v * slope * slope)
				s33 += float64(g * slope * slope)
			}
			s01 += float64(g * back)
			s11 += float64(g * s * (last.square - end.square))
			s22 -= g / a / a
		}
		value += float64(count * (orders.Log + float64(r*logAlpha)))
		f0 += float64(count * (orders.First + logAlpha))
		f1 += float64(count * (r / alpha))
		s00 += float64(count * orders.Second)
		s01 += count / alpha
		s11 -= float64(count * r / alpha / alpha)
		if d.alike {
			value -= float64(count * n * math.Log1p(a))
			f2 -= float64(count * n / (1 + a))
			s22 += float64(count * n / (1 + a) / (1 + a))
			continue
		}
		stays.Climb(n)
		stops.Climb(n)
		value += float64(count * (stays.Log - stops.Log))
		f2 -= float64(count * stops.First)
		f3 += float64(count * (stays.First - stops.First))
		s22 -= float64(count * stops.Second)
		s23 -= float64(count * stops.Second)
		s33 += float64(count * (stays.Second - stops.Second))
	}
	return value, maximum.Vector{f0, f1, f2, f3}, maximum.Matrix{{s00, s01, s02, s03}, {0, s11, s12, s13}, {0, 0, s22, s23}, {0, 0, 0, s33}}
}

// chances are what the likelihood needs of the odds of having stopped, of some rows side by side:
// a processor then computes several logarithms at a time, and several exponentials.
type chances struct{ rise, gone, logStays [128]float64 }

// stopped computes the chances of the rows of one frequency from row i on, as many as there is
// room for.
func (d *orderRows) stopped(c *chances, i int, odds, s float64) {
	n := 0
	for x := d.rows[i].frequency; n < len(c.rise) && i+n < len(d.rows) && d.rows[i+n].frequency == x; n++ {
		c.rise[n] = d.ages.terms[d.ages.places[i+n]].sum / d.recencies.terms[d.recencies.places[i+n]].sum
	}
	for j, ratio := range c.rise[:n] {
		c.rise[j] = math.Log(ratio)
	}
	for j, rise := range c.rise[:n] {
		c.gone[j] = odds + float64(s*rise)
	}
	special.LogisticsAndLogs(c.gone[:n], c.logStays[:n])
}

// maximum searches for the parameters, whose names are those of the fields of the model.
// There may be two maxima: customers with one order either order seldom, or stop soon.
func (d *orderRows) maximum() (maximum.Result, string) {
	return maximum.Find([]string{"R", "Alpha", "A", "B"}, d.likelihood,
		maximum.Vector{0.1, 0.03, 5, 20}, maximum.Vector{3, 1, 0.2, 0.2}, maximum.Vector{0.3, 0.01, 2, 300})
}

// limit searches for the parameters of customers who all stop with one probability, given
// where the search for those of customers who differ has ended, and the reason if that is no
// maximum: from there, and from other starts too if the customers are so few that there may be
// two maxima, or if there is neither a maximum nor, from there, a limit.
func (d *orderRows) limit(r maximum.Result, reason string) limit {
	alike := *d
	alike.alike = true
	find := func(starts ...maximum.Vector) (limit, bool) {
		l, none := maximum.Find([]string{"R", "Alpha", "Stop"}, alike.likelihood, starts...)
		return limit(l), none == ""
	}
	start := maximum.Vector{r.At[0], r.At[1], r.At[2] / r.At[3]}
	if d.customers >= 1000 {
		if l, found := find(start); found || reason == "" {
			return l
		}
	}
	l, _ := find(start, maximum.Vector{0.1, 0.03, 0.25}, maximum.Vector{3, 1, 1}, maximum.Vector{0.3, 0.01, 0.01})
	return l
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
