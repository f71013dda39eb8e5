package cx

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/cxmetrics/cx/internal/exact"
	"github.com/cxmetrics/cx/internal/special"
)

// RankWeight says how much the times of a [LogRank] test weigh.
type RankWeight string

// The weights, with n the number at risk and S the pooled survival just before the
// time. The zero RankWeight is EqualWeight. Early times have more customers at risk,
// so all except the first weigh early differences more.
const (
	EqualWeight        RankWeight = "equal"         // 1: the log-rank test
	GehanWeight        RankWeight = "gehan"         // n: Gehan's generalized Wilcoxon test
	TaroneWareWeight   RankWeight = "tarone_ware"   // sqrt(n)
	PetoPrenticeWeight RankWeight = "peto_prentice" // S: rho = 1 in R's survdiff
)

// LogRankTest compares the survival of groups. ChiSquare is the test statistic with its
// DegreesOfFreedom, one less than the groups that are not left out, and P is how often
// chance alone would bring one as large.
type LogRankTest struct {
	ChiSquare        float64        `json:"chi_square"`
	DegreesOfFreedom int            `json:"degrees_of_freedom"`
	P                float64        `json:"p"`
	Groups           []LogRankGroup `json:"groups"` // in the order given
}

// LogRankGroup compares Observed, the weighted number of customers of a group who
// churned, with Expected, the number if all groups churned alike.
type LogRankGroup struct {
	Observed float64 `json:"observed"`
	Expected float64 `json:"expected"`
	Variance float64 `json:"variance"` // of Observed - Expected
	// LeftOut says that nobody of the group was at risk when a customer of any group churned,
	// or only at times that weigh nothing: the group is not in ChiSquare.
	LeftOut bool `json:"left_out,omitzero"`
}

// maxRankGroups is the largest number of groups of a log-rank test.
const maxRankGroups = 50

// LogRank tests whether the customers of 2 to 50 groups churn alike
//
//	U = sum of W·(d1 - n1·d/n)    V = sum of W²·d·(n1/n)·(1 - n1/n)·(n - d)/(n - 1)
//
// over the times at which customers churn; for two groups chi square is U²/V with 1
// degree of freedom, for k groups the quadratic form with k - 1. A group of which nobody was
// at risk when anybody churned, such as one too young, says nothing: it is left out, with its
// degree of freedom, as in R, and [LogRankGroup] says so. It answers, for
// one, whether plan A leaves earlier than plan B. Entries and exits are rounded to 10
// significant digits, as [SurvivalOf] says. It does not modify the groups. Its time grows
// like that of sorting them.
//
// P is that of a normal distribution, for which few must not have churned: of 5 and 5, or 5 and
// 50 customers without a difference 6.5 % have P <= .05, and of 20 and 200 5 %. Do not use it
// where one group is very small or fewer than 10 churned in all: 3 against 300 have P <= .01 in 4.0 %
// of cases, and P <= .05 in 8; five churns of 10 customers have it in 7.6 %. There take a
// permutation test, of the customers' groups exchanged at random. It assumes that customers are independent,
// and that it is one test, decided beforehand.
//
// LogRank returns an error if:
//   - the weight is none of the weights, or there are fewer than 2 or more than 50
//     groups ([ErrInvalid]);
//   - a group has no lifespans ([ErrNoData]), or one that is not valid or with which there
//     are more customers than the largest int64 ([*RowError] of its group);
//   - fewer than two groups were at risk when customers churned, or groups never together
//     while some churned and others stayed ([ErrUndefined]).
//
// Source: N. Mantel, Cancer Chemotherapy Reports 50 (1966), 163-170; the weights,
// R. E. Tarone and J. Ware, Biometrika 64 (1977), 156-160.
func LogRank(groups [][]Lifespan, weight RankWeight) (LogRankTest, error) {
	switch weight {
	case "", EqualWeight, GehanWeight, TaroneWareWeight, PetoPrenticeWeight:
	default:
		return LogRankTest{}, invalid("weight is none of equal, gehan, tarone_ware, peto_prentice")
	}
	if k := len(groups); k < 2 || k > maxRankGroups {
		return LogRankTest{}, &RangeError{What: "number of groups", Got: int64(k), Min: 2, Max: maxRankGroups}
	}
	risk, err := riskGroups(groups)
	if err != nil {
		return LogRankTest{}, err
	}
	test := LogRankTest{Groups: make([]LogRankGroup, len(groups))}
	covariance := test.walk(risk, weight)
	if !test.solve(covariance) {
		return LogRankTest{}, undefined("log-rank test: groups, or all of them, were never at risk together when some customers churned and others stayed")
	}
	test.P = special.ChiSquareTail(test.ChiSquare, float64(test.DegreesOfFreedom))
	return test, nil
}

// riskGroups returns the walkers of groups.
func riskGroups(groups [][]Lifespan) ([]*riskGroup, error) {
	risk := make([]*riskGroup, len(groups))
	for i, lifespans := range groups {
		var err error
		if risk[i], err = newRiskGroup(lifespans); err != nil {
			return nil, ofSlice(fmt.Sprintf("groups[%d]", i), err)
		}
	}
	return risk, nil
}

// walk sums up the groups over the times at which customers churn. It returns the lower
// triangle of the covariance of their differences.
func (l *LogRankTest) walk(risk []*riskGroup, weight RankWeight) (covariance []float64) {
	k := len(risk)
	covariance = make([]float64, k*k)
	atRisk, churned := make([]float64, k), make([]float64, k)
	survival := 1.0
	for t := firstChurn(risk); t < math.Inf(1); t = firstChurn(risk) {
		n, d := 0.0, 0.0
		for i, g := range risk {
			r, c := g.advance(t)
			atRisk[i], churned[i] = float64(r), float64(c)
			n, d = n+atRisk[i], d+churned[i]
		}
		w := weight.at(n, survival)
		survival *= (n - d) / n
		spread := 0.0 // of the hypergeometric distribution, 0 where n is 1
		if n > 1 {
			spread = w * w * d * (n - d) / (n - 1)
		}
		for i := range risk {
			share := atRisk[i] / n
			l.Groups[i].Observed += float64(w * churned[i])
			l.Groups[i].Expected += float64(w * d * share)
			covariance[i*k+i] += float64(spread * share * (1 - share))
			for j := range i {
				covariance[i*k+j] -= float64(spread * share * atRisk[j] / n)
			}
		}
	}
	return covariance
}

// solve fills in the variances and the test statistic, false if there is none. The group with
// the largest variance follows from the others: without it no group that was at risk for a
// short time is lost in the rounding of the rest.
func (l *LogRankTest) solve(covariance []float64) (ok bool) {
	k, largest := len(l.Groups), 0
	for i := range l.Groups {
		g := &l.Groups[i]
		g.Variance = covariance[i*k+i]
		g.LeftOut = g.Expected == 0
		if g.Variance > l.Groups[largest].Variance {
			largest = i
		}
	}
	var matrix, difference []float64
	for i, g := range l.Groups {
		if i == largest || g.LeftOut {
			continue
		}
		difference = append(difference, g.Observed-g.Expected)
		for j, other := range l.Groups {
			if j != largest && !other.LeftOut {
				matrix = append(matrix, covariance[max(i, j)*k+min(i, j)])
			}
		}
	}
	l.DegreesOfFreedom = len(difference)
	l.ChiSquare, ok = quadraticForm(matrix, difference)
	return ok && l.DegreesOfFreedom > 0
}

// at returns the weight of a time.
func (w RankWeight) at(n, survival float64) float64 {
	switch w {
	case GehanWeight:
		return n
	case TaroneWareWeight:
		return math.Sqrt(n)
	case PetoPrenticeWeight:
		return survival
	}
	return 1
}

// firstChurn returns the earliest next churn of several groups, infinite after the last.
func firstChurn(risk []*riskGroup) float64 {
	first := math.Inf(1)
	for _, g := range risk {
		first = min(first, g.churned.next())
	}
	return first
}

// quadraticForm returns u'A⁻¹u for a positive definite matrix, given by its lower
// triangle; false if it is singular. It overwrites the triangle and u.
func quadraticForm(a, u []float64) (float64, bool) {
	n := len(u)
	sum := 0.0
	for i := range n {
		full := a[i*n+i]
		// Cholesky's factor, row by row, and the solution of L·y = u in place of u.
		for j := range i {
			v := a[i*n+j]
			for l := range j {
				v -= float64(a[i*n+l] * a[j*n+l])
			}
			v /= a[j*n+j]
			a[i*n+j] = v
			a[i*n+i] -= float64(v * v)
			u[i] -= float64(v * u[j])
		}
		if !(a[i*n+i] > 1e-12*full) {
			return 0, false
		}
		root := math.Sqrt(a[i*n+i])
		a[i*n+i] = root
		u[i] /= root
		sum += float64(u[i] * u[i])
	}
	return sum, true
}

// Hazard is the churn rate within an interval of lifetime (tenure), From one time
// To another.
type Hazard struct {
	From     float64  `json:"from"`
	To       float64  `json:"to"`                // without it
	Churned  int64    `json:"churned"`           // customers who left within
	Exposure float64  `json:"exposure"`          // time that customers were observed within
	Rate     float64  `json:"rate"`              // Churned / Exposure, per unit of time
	Interval Interval `json:"interval,omitzero"` // of Rate
	// Undefined says that nobody was observed within: there is no Rate and no Interval, and
	// both are 0.
	Undefined bool `json:"undefined,omitzero"`
}

// HazardOf returns the churn rates between neighboring edges
//
//	churned in [from, to) / time at risk in [from, to)
//
// per unit of time, with the exact Poisson interval. It is also called the hazard
// rate, or churn by tenure. Entries, exits and edges are rounded to 10 significant digits, as
// [SurvivalOf] says. An interval within which nobody was observed has no rate, and is
// Undefined; the others have theirs. The limits of 0.95 cover 95.5 to 99 %, more with fewer
// customers. It does not modify its arguments.
//
// HazardOf returns an error if:
//   - there are no lifespans ([ErrNoData]);
//   - the edges are fewer than 2 or more than [MaxPeriods], not ascending, negative
//     or not finite, or level is not between 0 and 1 ([ErrInvalid]);
//   - a lifespan is not valid, or they are of more customers than the largest int64
//     ([*RowError]);
//   - nobody was observed within any interval ([ErrUndefined]);
//   - the times of an interval are too large or too small for a rate ([*RowError] wrapping
//     [ErrInvalid]).
//
// Source: F. Garwood, Biometrika 28 (1936), 437-442.
func HazardOf(lifespans []Lifespan, edges []float64, level float64) ([]Hazard, error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	if len(edges) < 2 || len(edges) > MaxPeriods {
		return nil, &RangeError{What: "number of edges", Got: int64(len(edges)), Min: 2, Max: MaxPeriods}
	}
	edges = slices.Clone(edges)
	for i := range edges {
		edges[i] = exact.TenDigits(edges[i])
		if e := edges[i]; !(e >= 0 && e <= math.MaxFloat64) || i > 0 && e <= edges[i-1] {
			return nil, &RowError{Of: "edges", Row: i, Err: invalid("the edge is not above the one before it, or not a finite number from 0")}
		}
	}
	if len(lifespans) == 0 {
		return nil, noData("hazard")
	}
	hazards := make([]Hazard, len(edges)-1)
	whole := make([]int64, len(edges)) // changes in the number observed for the whole interval
	var total int64
	for i := range lifespans {
		l, err := lifespans[i].addTo(&total)
		if err != nil {
			return nil, &RowError{Of: "lifespans", Row: i, Err: err}
		}
		// The intervals in which the observation begins and ends; between them the
		// customer is there for the whole of each.
		first, last := intervalAt(edges, l.Entry), intervalAt(edges, l.Exit)
		for k := max(first, 0); k < len(hazards) && k <= last; k = max(k+1, last) {
			hazards[k].Exposure += float64(float64(l.Count) * (min(l.Exit, edges[k+1]) - max(l.Entry, edges[k])))
		}
		if from, to := max(first, 0)+1, min(last, len(hazards)); from < to {
			whole[from] += l.Count
			whole[to] -= l.Count
		}
		if l.Churned && last >= 0 && last < len(hazards) {
			hazards[last].Churned += l.Count
		}
	}
	var there int64
	observed := false
	for k := range hazards {
		h := &hazards[k]
		h.From, h.To = edges[k], edges[k+1]
		there += whole[k]
		h.Exposure += float64(float64(there) * (h.To - h.From))
		if h.Undefined = h.Exposure == 0; h.Undefined {
			continue
		}
		observed = true
		h.Rate = float64(h.Churned) / h.Exposure
		low, high := special.PoissonLimits(float64(h.Churned), level)
		h.Interval = Interval{Low: low / h.Exposure, High: high / h.Exposure, Level: level}
		if h.Exposure > math.MaxFloat64 || h.Interval.High > math.MaxFloat64 {
			return nil, &RowError{Row: k, Err: invalid("hazard: the times are too large or too small for a rate")}
		}
	}
	if !observed {
		return nil, undefined("hazard: nobody was observed within any interval")
	}
	return hazards, nil
}

// intervalAt returns the index of the interval [edge, next edge) that contains t, -1
// before the first edge, and the number of intervals from the last edge on.
func intervalAt[T cmp.Ordered](edges []T, t T) int {
	i, found := slices.BinarySearch(edges, t)
	if found {
		return i
	}
	return i - 1
}
