package cx

import (
	"cmp"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/special"
)

// codeCount is how often a code was given.
type codeCount struct {
	code int
	n    float64
}

// alphaSums is what alpha is made of. With d the distance of two codes, and n the times they were
// given, in a unit or in all
//
//	within = sum over the units of (sum over pairs of codes of n·n·d²) / (codes of the unit - 1)
//	all    = sum over pairs of codes of n·n·d²
//
// where a pair is there in both orders.
type alphaSums struct{ codes, within, all float64 }

func (s alphaSums) value() float64 { return 1 - float64((s.codes-1)*s.within)/s.all }

// disagreement is a kind of distance: it knows the sums of all units, and without one of them.
type disagreement interface {
	sums() alphaSums
	without(i int, unit []codeCount) alphaSums // the unit i
}

// alpha returns Krippendorff's alpha.
func (c *codings) alpha(method AgreementMethod, level float64) (Agreement, error) {
	units, a := c.pairable()
	if a.Units == 0 {
		return Agreement{}, errNoPairs()
	}
	// How often each code was given, and how many were.
	given, kinds := make([]float64, c.codes), 0
	for _, unit := range units {
		for _, code := range unit {
			if given[code.code] == 0 {
				kinds++
			}
			given[code.code] += code.n
		}
	}
	if kinds < 2 {
		return Agreement{}, errNothingVaries()
	}
	var d disagreement
	switch method {
	case NominalAlpha:
		d = newNominal(units, given)
	case OrdinalAlpha:
		d = newOrdinal(units, given)
	default:
		d = newNumeric(units, c.values)
	}
	s := d.sums()
	a.Observed, a.Expected = s.within/s.codes, s.all/s.codes/(s.codes-1)
	a.Value = Estimate{Value: s.value()}
	// The jackknife.
	values, mean := make([]float64, len(units)), 0.0
	for i, unit := range units {
		left := kinds
		for _, code := range unit {
			if code.n == given[code.code] {
				left--
			}
		}
		if left < 2 || len(units) < 2 {
			return a, nil
		}
		values[i] = d.without(i, unit).value()
		mean += values[i] / float64(len(units))
	}
	squares, n := 0.0, float64(len(units))
	for _, v := range values {
		squares += float64((v - mean) * (v - mean))
	}
	a.Value = agreementEstimate(s.value(), math.Sqrt((n-1)/n*squares), special.StudentQuantile(level, n-1), level)
	return a, nil
}

// pairable returns the codes of the units with two or more, those of a unit in ascending order,
// and their numbers. Codes that are numbers are renumbered in their order.
func (c *codings) pairable() (units [][]codeCount, a Agreement) {
	order := make([]int, c.codes)
	if c.values != nil {
		sorted := slices.Sorted(slices.Values(c.values))
		for code, value := range c.values {
			order[code], _ = slices.BinarySearch(sorted, value)
		}
		c.values = sorted
	} else {
		for code := range order {
			order[code] = code
		}
	}
	seen := make([]bool, c.coders)
	for _, unit := range c.units {
		if len(unit) < 2 {
			continue
		}
		var codes []codeCount
		for _, one := range unit {
			codes = append(codes, codeCount{order[one.code], 1})
			if !seen[one.coder] {
				seen[one.coder] = true
				a.Coders++
			}
		}
		slices.SortFunc(codes, func(a, b codeCount) int { return cmp.Compare(a.code, b.code) })
		k := 0
		for _, code := range codes[1:] {
			if code.code == codes[k].code {
				codes[k].n++
				continue
			}
			k++
			codes[k] = code
		}
		units = append(units, codes[:k+1])
		a.Units++
		a.Pairable += int64(len(unit))
	}
	return units, a
}

// size returns the number of codes of a unit.
func size(unit []codeCount) float64 {
	n := 0.0
	for _, code := range unit {
		n += code.n
	}
	return n
}

// nominal is the distance 1 of codes that are not equal.
type nominal struct {
	all     alphaSums
	given   []float64
	squares float64 // sum of the squares of given
}

func newNominal(units [][]codeCount, given []float64) *nominal {
	d := &nominal{given: given}
	for _, n := range given {
		d.all.codes += n
		d.squares += float64(n * n)
	}
	for _, unit := range units {
		d.all.within += d.within(unit)
	}
	d.all.all = float64(d.all.codes*d.all.codes) - d.squares
	return d
}

func (d *nominal) within(unit []codeCount) float64 {
	n, squares := size(unit), 0.0
	for _, code := range unit {
		squares += float64(code.n * code.n)
	}
	return (float64(n*n) - squares) / (n - 1)
}

func (d *nominal) sums() alphaSums { return d.all }

func (d *nominal) without(_ int, unit []codeCount) alphaSums {
	squares := d.squares
	for _, code := range unit {
		squares -= float64(code.n * (2*d.given[code.code] - code.n))
	}
	n := d.all.codes - size(unit)
	return alphaSums{n, max(d.all.within-d.within(unit), 0), float64(n*n) - squares}
}

// spread is the number of some numbers, their mean, and the sum of their squared distances from
// it.
type spread struct{ n, mean, squares float64 }

// with returns that of both together. Nothing is taken away from anything larger, so that a
// number far from all others leaves no error behind.
func (s spread) with(t spread) spread {
	if s.n == 0 {
		return t
	}
	if t.n == 0 {
		return s
	}
	n, apart := s.n+t.n, t.mean-s.mean
	return spread{n, s.mean + float64(apart*(t.n/n)), s.squares + t.squares + float64(float64(apart*apart)*float64(s.n*(t.n/n)))}
}

// pairs returns the sum of the squared differences of all pairs.
func (s spread) pairs() float64 { return 2 * float64(s.n*s.squares) }

// numeric is the difference of two numbers. One that is far from all others would leave nothing
// but rounding if it were taken away: so the sums without a unit are those of the units before
// it and of those after it.
type numeric struct {
	values []float64      // by code, from that of the first
	before []numericUnits // by unit: of all before it; the last is of all
	after  []numericUnits // by unit: of it and all after it
}

// numericUnits is the numbers of some units, and the sum of what each is spread within.
type numericUnits struct {
	spread spread
	within float64
}

func (u numericUnits) with(v numericUnits) numericUnits {
	return numericUnits{u.spread.with(v.spread), u.within + v.within}
}

func (u numericUnits) sums() alphaSums { return alphaSums{u.spread.n, u.within, u.spread.pairs()} }

func newNumeric(units [][]codeCount, numbers []int) *numeric {
	n := len(units)
	d := &numeric{values: make([]float64, len(numbers)), before: make([]numericUnits, n+1), after: make([]numericUnits, n+1)}
	for code, number := range numbers {
		d.values[code] = float64(number) - float64(numbers[0])
	}
	for i, unit := range units {
		d.before[i+1] = d.before[i].with(d.unit(unit))
	}
	for i := n - 1; i >= 0; i-- {
		d.after[i] = d.unit(units[i]).with(d.after[i+1])
	}
	return d
}

func (d *numeric) unit(unit []codeCount) numericUnits {
	var s spread
	for _, code := range unit {
		s = s.with(spread{n: code.n, mean: d.values[code.code]})
	}
	return numericUnits{s, s.pairs() / (s.n - 1)}
}

func (d *numeric) sums() alphaSums { return d.after[0].sums() }

func (d *numeric) without(i int, _ []codeCount) alphaSums {
	return d.before[i].with(d.after[i+1]).sums()
}

// ordinal is the number of codes given between two, and half of those given as either: the
// difference of the middles of their ranks.
//
// The ranks change with each unit that is left out. With h(k) the function of a code that is 1
// above the code k, 1/2 at it and 0 below, the rank of a code is the sum over k of n·h(k). So
// the sum of the squared differences of ranks within units is a sum over k and l of n·n times
// the product of the differences of h(k) and h(l) within units, which does not change.
type ordinal struct {
	all      alphaSums
	given    []float64
	cubes    float64   // sum of the cubes of given
	ranks    []float64 // by code
	products []float64 // by codes k and l
	weighted []float64 // by code k: the sum over l of n times the product
}

func newOrdinal(units [][]codeCount, given []float64) *ordinal {
	codes := len(given)
	d := &ordinal{given: given, ranks: make([]float64, codes), weighted: make([]float64, codes)}
	for code, n := range given {
		d.ranks[code] = d.all.codes + n/2
		d.all.codes += n
		d.cubes += cube(n)
	}
	for _, n := range given {
		d.all.all += float64(n * float64((d.all.codes-n)*(d.all.codes+n)))
	}
	d.all.all *= d.all.codes / 6
	d.products = productsWithin(units, given)
	for k, n := range given {
		for l, m := range given {
			d.weighted[k] += float64(m * d.products[k*codes+l])
		}
		d.all.within += float64(n * d.weighted[k])
	}
	return d
}

func cube(x float64) float64 { return float64(x * float64(x*x)) }

// productsWithin returns the products of the differences of h(k) and h(l), summed over the pairs
// of codes within units.
func productsWithin(units [][]codeCount, given []float64) []float64 {
	codes := len(given)
	products := make([]float64, codes*codes) // first how often two codes meet in a unit
	for _, unit := range units {
		others := size(unit) - 1
		for _, a := range unit {
			for _, b := range unit {
				n := float64(a.n * b.n)
				if a.code == b.code {
					n -= a.n
				}
				products[a.code*codes+b.code] += n / others
			}
		}
	}
	// Then how often one above k meets one above l, those at k or at l by halves.
	for k := range codes {
		upward(products[k*codes:][:codes], 1)
	}
	for l := range codes {
		upward(products[l:], codes)
	}
	above := make([]float64, codes)
	for k := codes - 2; k >= 0; k-- {
		above[k] = above[k+1] + given[k+1]
	}
	for k := range codes {
		for l := range codes {
			higher := max(k, l)
			both := above[higher] + given[higher]/2
			if k == l {
				both = above[k] + given[k]/4
			}
			products[k*codes+l] = 2 * (both - products[k*codes+l])
		}
	}
	return products
}

// upward replaces every number, so far apart, by half of it and all that follow.
func upward(numbers []float64, step int) {
	above := 0.0
	for i := (len(numbers) - 1) / step * step; i >= 0; i -= step {
		n := numbers[i]
		numbers[i] = above + n/2
		above += n
	}
}

func (d *ordinal) sums() alphaSums { return d.all }

func (d *ordinal) without(_ int, unit []codeCount) alphaSums {
	left, cubes, below := d.all, d.cubes, 0.0
	var own spread // of the ranks without the unit, from that of its first code
	for _, a := range unit {
		n := d.given[a.code]
		cubes -= cube(n) - cube(n-a.n)
		own = own.with(spread{n: a.n, mean: d.ranks[a.code] - below - a.n/2 - (d.ranks[unit[0].code] - unit[0].n/2)})
		below += a.n
		left.within -= float64(2 * a.n * d.weighted[a.code])
		for _, b := range unit {
			left.within += float64(a.n * float64(b.n*d.products[a.code*len(d.given)+b.code]))
		}
	}
	left.codes -= below
	left.within = max(left.within-own.pairs()/(own.n-1), 0)
	left.all = left.codes * (cube(left.codes) - cubes) / 6
	return left
}
