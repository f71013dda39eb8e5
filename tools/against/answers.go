package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

// The level of all intervals, as in the script of R.
const level = 0.95

// answers are the numbers of one side for a set, by figure; NaN is no value.
type answers map[string][]float64

// sheet collects the answers of cx.
type sheet struct {
	answers answers
	err     error
}

// put adds numbers of a figure. Where cx returns an error that says that there is no value, all of
// them are none; any other error is a fault of the program.
func (s *sheet) put(name string, err error, values ...float64) {
	if err != nil {
		if !errors.Is(err, cx.ErrNoData) && !errors.Is(err, cx.ErrUndefined) {
			s.err = errors.Join(s.err, fmt.Errorf("%s: %w", name, err))
		}
		for i := range values {
			values[i] = math.NaN()
		}
	}
	s.answers[name] = append(s.answers[name], values...)
}

// fail notes an error of preparing a figure.
func (s *sheet) fail(what string, err error) {
	if err != nil {
		s.err = errors.Join(s.err, fmt.Errorf("%s: %w", what, err))
	}
}

// A family computes the figures that R computes in one function of the same name.
type family struct {
	name    string
	every   int // of the sets; 1 is all
	compute func(*set, *sheet)
}

var families = []family{
	{"survival", 1, survivalFigures},
	{"logrank", 1, logRankFigures},
	{"proportions", 1, proportionFigures},
	{"means", 1, meanFigures},
	{"ranks", 1, rankFigures},
	{"tables", 1, tableFigures},
	{"drivers", 1, driverFigures},
	{"cox", coxEvery, coxFigures},
	{"bgnbd", buyersEvery, bgnbdFigures},
}

// coxEvery is the sample of sets to which a Cox model is fitted.
const coxEvery = 3

// scales are the types of intervals of a curve.
var scales = []cx.SurvivalScale{cx.PlainScale, cx.LogScale, cx.LogLogScale, cx.LogitScale, cx.ArcsineScale}

// shares are the quantiles that are compared.
var shares = []float64{0.1, 0.25, 0.5, 0.75, 0.9}

// medianAt is the place of the median among them.
const medianAt = 2

func survivalFigures(s *set, a *sheet) {
	curve, err := cx.SurvivalOf(s.lifespans)
	if err != nil {
		a.fail("survival", err)
		return
	}
	a.put("emptied", nil, curve.Emptied)
	for _, t := range s.times {
		share, err := curve.At(t)
		a.put("at", err, share)
		n, riskErr := curve.AtRisk(t)
		a.put("at_risk", riskErr, float64(n))
		if err != nil {
			continue
		}
		if share == 1 {
			if !s.entered && n > 0 {
				iv, err := curve.Interval(t, level, cx.LogScale)
				a.put("all_here", err, iv.Low, iv.High)
			}
			continue
		}
		se, err := curve.StandardError(t)
		a.put("error", err, se)
		for _, k := range scales {
			iv, err := curve.Interval(t, level, k)
			a.put("interval_"+string(k), err, iv.Low, iv.High)
		}
	}
	if curve.Emptied == 0 {
		quantileFigures(s, curve, a)
	}
	c, err := cx.ConcordanceOf(s.lifespans, cx.Predictor{Scores: floats(s.first), LowerPredicts: true})
	a.put("concordance", err, c.Value, c.StandardError)
}

// quantileFigures are those of a curve that goes to the last exit.
func quantileFigures(s *set, curve cx.Survival, a *sheet) {
	or := func(reached bool, t float64) float64 {
		if reached {
			return t
		}
		return math.NaN()
	}
	for _, k := range scales {
		var times, lows, highs []float64
		for _, p := range shares {
			q, err := curve.Quantile(p, level, k)
			if err != nil && (!errors.Is(err, cx.ErrUndefined) || q.Reached) {
				a.fail("quantile", err)
			}
			times = append(times, or(q.Reached, q.Time))
			lows = append(lows, or(q.LowReached, q.Low))
			highs = append(highs, or(q.HighReached, q.High))
		}
		a.put("median", nil, times[medianAt], lows[medianAt], highs[medianAt])
		a.put("quantile_"+string(k), nil, append(append(times, lows...), highs...)...)
	}
	for _, tau := range s.taus {
		m, err := curve.Mean(tau, level)
		a.put("mean", err, m.Value, m.StandardError)
	}
}

// byGroup are the lifespans of the groups that have any.
func (s *set) byGroup() [][]cx.Lifespan {
	all := make([][]cx.Lifespan, s.groups)
	for i, g := range s.group {
		all[g] = append(all[g], s.lifespans[i])
	}
	var some [][]cx.Lifespan
	for _, g := range all {
		if len(g) > 0 {
			some = append(some, g)
		}
	}
	return some
}

func logRankFigures(s *set, a *sheet) {
	groups := s.byGroup()
	for _, w := range []cx.RankWeight{cx.EqualWeight, cx.GehanWeight, cx.TaroneWareWeight, cx.PetoPrenticeWeight} {
		numbers := make([]float64, 2+3*len(groups))
		var err error = cx.ErrUndefined // of one group
		if len(groups) > 1 {
			var t cx.LogRankTest
			t, err = cx.LogRank(groups, w)
			numbers[0], numbers[1] = t.ChiSquare, t.P
			for i, g := range t.Groups {
				numbers[2+i], numbers[2+len(groups)+i], numbers[2+2*len(groups)+i] = g.Observed, g.Expected, g.Variance
			}
		}
		a.put("logrank_"+string(w), err, numbers...)
		if !s.entered && (w == cx.EqualWeight || w == cx.PetoPrenticeWeight) {
			a.put("survdiff_"+string(w), err, numbers...)
		}
	}
}

// two are the shares of the outcome in the first group and in the others.
func (s *set) two() (first, others cx.Proportion) {
	for i, has := range s.outcome {
		p := &others
		if s.group[i] == 0 {
			p = &first
		}
		p.Base++
		if has {
			p.Count++
		}
	}
	return first, others
}

func proportionFigures(s *set, a *sheet) {
	first, others := s.two()
	all := cx.Proportion{Count: first.Count + others.Count, Base: first.Base + others.Base}
	iv, err := all.Interval(level)
	a.put("wilson", err, iv.Low, iv.High)
	d, err := first.Difference(others, level)
	a.put("newcombe", err, d.Interval.Low, d.Interval.High)
	a.put("two_rates", err, d.Z, d.P)
	d, err = all.DifferenceFrom(s.benchmark(), level)
	a.put("one_rate", err, d.Z, d.P)
}

// ratings is the scale of the answers, those of NPS.
var ratings = cx.RecommendScale(11)

func meanFigures(s *set, a *sheet) {
	first, others := cx.Ratings{Scale: ratings}, cx.Ratings{Scale: ratings}
	var all cx.Ratings
	var money, spent, spentByOthers cx.Amounts
	var amounts []decimal.Decimal
	for i, x := range s.first {
		amount := decimal.New(int64(s.amounts[i]), -2)
		amounts = append(amounts, amount)
		r, m := &others, &spentByOthers
		if s.group[i] == 0 {
			r, m = &first, &spent
		}
		a.fail("rating", r.Add(x))
		a.fail("amount", errors.Join(m.Add(amount), money.Add(amount)))
	}
	a.fail("merge", errors.Join(all.Merge(first), all.Merge(others)))

	d, err := first.Difference(others, level)
	a.put("welch_ratings", err, d.Difference, d.StandardError, d.Z, d.DegreesOfFreedom, d.P, d.Interval.Low, d.Interval.High)
	d, err = spent.Difference(spentByOthers, level)
	a.put("welch_amounts", err, d.Difference, d.StandardError, d.Z, d.DegreesOfFreedom, d.P, d.Interval.Low, d.Interval.High)
	iv, err := all.TInterval(level)
	a.put("t_ratings", err, iv.Low, iv.High)
	nps, err := cx.NPSOf(s.first)
	a.fail("nps", err)
	iv, err = nps.TInterval(level)
	a.put("t_nps", err, iv.Low, iv.High)
	iv, err = money.MeanInterval(level)
	a.put("t_amounts", err, iv.Low, iv.High)
	d, err = cx.DifferencePaired(s.first, s.second, cx.Scale{}, level)
	a.put("t_paired", err, d.Difference, d.StandardError, d.Z, d.P, d.Interval.Low, d.Interval.High)
	sd, err := money.StandardDeviation()
	a.put("deviation", err, sd)
	for _, p := range append(append([]float64{}, shares...), 0.95) {
		q, err := cx.AmountQuantile(amounts, p)
		a.put("quantiles", err, q.InexactFloat64())
	}
}

func floats(x []int) []float64 {
	f := make([]float64, len(x))
	for i, v := range x {
		f[i] = float64(v)
	}
	return f
}

func rankFigures(s *set, a *sheet) {
	first, second := floats(s.first), floats(s.second)
	c, err := cx.CorrelationOf(first, second)
	a.put("spearman", err, c.Rho)
	if s.n >= 4 {
		var iv cx.Interval
		if err == nil {
			iv, err = c.Interval(level)
		}
		a.put("spearman_interval", err, iv.Low, iv.High)
	}
	c, err = cx.CorrelationOf(floats(s.amounts), second)
	a.put("spearman_amounts", err, c.Rho)

	one, other := cx.Predictor{Scores: first}, cx.Predictor{Scores: second}
	area, err := cx.AUCOf(s.outcome, one)
	a.put("auc", err, area.Value)
	if err != nil || area.With < 2 || area.Without < 2 {
		return
	}
	a.put("auc_error", nil, area.StandardError)
	iv, err := area.Interval(level)
	a.put("auc_interval", err, iv.Low, iv.High)
	d, err := cx.AUCDifference(s.outcome, one, other, level)
	a.put("auc_difference", err, d.Difference, d.StandardError, d.Z, d.P)
}

func tableFigures(s *set, a *sheet) {
	var table cx.CrossTab
	variants := make([]cx.Group[int, cx.Proportion], s.groups)
	planned := make([]decimal.Decimal, s.groups)
	for g := range variants {
		variants[g].Key = g
		planned[g] = decimal.New(int64(s.planned[g]), -2)
	}
	for i, g := range s.group {
		a.fail("table", table.Add(strconv.Itoa(g), strconv.Itoa(s.first[i])))
		variants[g].Tally.Base++
	}
	t, err := table.Test()
	a.put("independence", err, t.ChiSquare, float64(t.DegreesOfFreedom), t.P, t.CramersV)
	t, err = cx.SampleRatio(variants, planned)
	a.put("ratio", err, t.ChiSquare, t.P)
	holm, err := cx.Holm(s.p)
	a.put("holm", err, holm...)
	bh, err := cx.BenjaminiHochberg(s.p)
	a.put("bh", err, bh...)
}

// driversFrom is the least answers of a set whose drivers are compared: cx wants most of its 32
// blocks of customers filled.
const driversFrom = 200

func driverFigures(s *set, a *sheet) {
	if s.n < driversFrom {
		return
	}
	d := cx.Drivers{Outcome: ratings}
	names := []string{"1", "2", "3"}
	for _, name := range names {
		d.Questions = append(d.Questions, cx.Question{Name: name, Kind: cx.QuestionRating, Scale: cx.SatisfactionScale(5)})
	}
	for i, rated := range s.rated {
		a.fail("drivers", d.Add(strconv.Itoa(i), rated, []int{s.drivers[0][i], s.drivers[1][i], s.drivers[2][i]}))
	}
	r, err := d.RSquared(level)
	a.put("r_squared", err, r.Value)
	weights := func(figure string, compute func(float64) ([]cx.Driver, error)) {
		found, err := compute(level)
		values := make([]float64, len(names))
		for _, driver := range found {
			i, _ := strconv.Atoi(driver.Name)
			values[i-1] = driver.Weight.Value
		}
		a.put(figure, err, values...)
	}
	weights("lmg", d.Shapley)
	weights("johnson", d.RelativeWeights)
}

func coxFigures(s *set, a *sheet) {
	x := make([][]float64, s.n)
	for i := range x {
		x[i] = []float64{float64(s.first[i]), 0}
		if s.group[i] == 0 {
			x[i][1] = 1
		}
	}
	m, err := cx.FitCox(s.lifespans, x, []string{"first", "group"}, level)
	c := m.Coefficients
	if err != nil {
		c = make([]cx.Estimate, 2)
	}
	a.put("cox", err, c[0].Value, c[1].Value, c[0].StandardError, c[1].StandardError, m.LogLikelihood, m.Test.ChiSquare, m.Test.P)
}

func bgnbdFigures(s *set, a *sheet) {
	m, err := cx.FitBGNBD(s.buyers)
	a.put("bgnbd", err, m.Fit.LogLikelihood)
	values := []float64{m.R, m.Alpha, m.A, m.B}
	if m.Fit.SpreadP >= 0.05 {
		err = cx.ErrUndefined // flat in A and B: see the notes
	}
	a.put("bgnbd_parameters", err, values...)
}
