package main

import (
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"github.com/cxmetrics/cx"
)

// drawLifespans draws lifespans whose lengths, parts of a day, are all different, with a
// group and a number that they depend on. With whole, lengths are in whole days.
func drawLifespans(n int, whole bool) (rows []cx.Lifespan, columns [4][]float64) {
	r := rand.New(rand.NewPCG(6, 0))
	const day = 100_000 // so many parts
	taken := make(map[int]bool, n)
	for i := range n {
		group, number := float64(i%2), r.NormFloat64()
		exit := r.ExpFloat64() * 700 * math.Exp(-0.2*group-0.3*number)
		seen := 1 + r.Float64()*1500
		churned := exit <= seen
		length := int(day * min(exit, seen))
		if whole {
			length = (length/day + 1) * day
		} else {
			for length++; taken[length]; length++ {
			}
			taken[length] = true
		}
		l := cx.Lifespan{Exit: float64(length) / day, Churned: churned}
		rows = append(rows, l)
		event := 0.0
		if churned {
			event = 1
		}
		for c, x := range [4]float64{l.Exit, event, group, number} {
			columns[c] = append(columns[c], x)
		}
	}
	return rows, columns
}

// quarters are the lengths between which are a fourth of the lifespans.
func quarters(rows []cx.Lifespan) []float64 {
	exits := make([]float64, len(rows))
	for i, l := range rows {
		exits[i] = l.Exit
	}
	slices.Sort(exits)
	at := func(p float64) float64 { return exits[int(math.Ceil(p*float64(len(exits))))-1] }
	return []float64{at(0.25), at(0.5), at(0.75)}
}

// shares are those still here.
func shares(s cx.Survival, times []float64) []float64 {
	var at []float64
	for _, t := range times {
		share, err := s.At(t)
		if err != nil {
			panic(err)
		}
		at = append(at, share)
	}
	return at
}

// survivalHeat races a job of the script against R.
func survivalHeat(job, script, name string, times float64, n int, whole bool, b *bench, do func([]cx.Lifespan, [4][]float64) run) (heat, error) {
	rows, columns := drawLifespans(n, whole)
	file := filepath.Join(b.folder, script)
	if err := writeColumns(file, columns[0], columns[1], columns[2], columns[3]); err != nil {
		return heat{}, err
	}
	b.files = append(b.files, file)
	r := b.r.peer(b.r.way(script, file, "4", script, "default"))
	if script != "survdiff" { // survdiff has no such choice that works
		r = b.r.peer(append(r.ways, b.r.way(script+" with timefix = FALSE", file, "4", script, "unfixed"))...)
	}
	return heat{
		job: job, rows: n, tolerance: 1e-6,
		cx:    []side{{name: name, procs: 1, goals: []goal{{peer: "R", times: times}}, run: do(rows, columns)}},
		peers: []peer{r},
	}, nil
}

func curve(n int, b *bench) (heat, error) {
	return survivalHeat("survival curve, all lengths different", "survfit", "`SurvivalOf`, one core", 15, n/10, false, b, func(rows []cx.Lifespan, _ [4][]float64) run {
		times := quarters(rows)
		return timed(func() (cx.Survival, error) { return cx.SurvivalOf(rows) }, func(s cx.Survival) result { return result{near: shares(s, times)} })
	})
}

func medianLifetime(n int, b *bench) (heat, error) {
	type found struct {
		s cx.Survival
		m cx.SurvivalQuantile
	}
	return survivalHeat("survival curve and its median", "quantile", "`SurvivalOf` and `Median`, one core", 10, n/10, false, b, func(rows []cx.Lifespan, _ [4][]float64) run {
		times := quarters(rows)
		return timed(func() (f found, err error) {
			if f.s, err = cx.SurvivalOf(rows); err == nil {
				f.m, err = f.s.Median(0.95, cx.LogLogScale)
			}
			return f, err
		}, func(f found) result { return result{near: append(shares(f.s, times), f.m.Time, f.m.Low, f.m.High)} })
	})
}

func logRank(n int, b *bench) (heat, error) {
	return survivalHeat("log-rank test of two groups", "survdiff", "`LogRank`, one core", 15, n/10, false, b, func(rows []cx.Lifespan, columns [4][]float64) run {
		groups := make([][]cx.Lifespan, 2)
		for i, l := range rows {
			g := int(columns[2][i])
			groups[g] = append(groups[g], l)
		}
		return timed(func() (cx.LogRankTest, error) { return cx.LogRank(groups, cx.EqualWeight) },
			func(t cx.LogRankTest) result { return result{near: []float64{t.ChiSquare}} })
	})
}

func cox(n int, b *bench) (heat, error) {
	return survivalHeat("Cox model of two covariates, whole days", "coxph", "`FitCox`, one core", 0, n/10, true, b, func(rows []cx.Lifespan, columns [4][]float64) run {
		covariates := make([][]float64, len(rows))
		for i := range rows {
			covariates[i] = []float64{columns[2][i], columns[3][i]}
		}
		return timed(func() (cx.Cox, error) { return cx.FitCox(rows, covariates, []string{"group", "number"}, 0.95) },
			func(m cx.Cox) result {
				c := m.Coefficients
				return result{near: []float64{c[0].Value, c[1].Value, c[0].StandardError, c[1].StandardError, m.LogLikelihood}}
			})
	})
}

// orderers are as many customers as in the data of CDNOW, drawn from the model that fits them.
const orderers = 2357

// drawOrderers draws customers of BG/NBD, seen for 27 to 39 weeks.
func drawOrderers(n int) []cx.PurchaseHistory {
	r := rand.New(rand.NewPCG(7, 0))
	m := cx.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}
	gamma := func(shape float64) float64 { return drawGamma(r, shape) }
	rows := make([]cx.PurchaseHistory, n)
	for i := range rows {
		days := 189 + r.IntN(85)
		rate, x, y := gamma(m.R)/m.Alpha, gamma(m.A), gamma(m.B)
		stop := x / (x + y)
		row := cx.PurchaseHistory{Age: float64(days) / 7, Unit: cx.Week}
		// Orders are on days, one a day.
		for t := r.ExpFloat64() / rate; t < row.Age; t += r.ExpFloat64() / rate {
			if day := math.Ceil(t*7) / 7; day > row.Recency && day <= row.Age {
				row.Frequency++
				row.Recency = day
			}
			if r.Float64() < stop {
				break
			}
		}
		rows[i] = row
	}
	return rows
}

// drawGamma draws from a gamma distribution, by Marsaglia and Tsang (2000).
func drawGamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return drawGamma(r, shape+1) * math.Pow(r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	for {
		x := r.NormFloat64()
		v := math.Pow(1+x/math.Sqrt(9*d), 3)
		if v > 0 && math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func bgnbd(_ int, b *bench) (heat, error) {
	rows := drawOrderers(orderers)
	var columns [3][]float64
	for _, row := range rows {
		for c, x := range [3]float64{float64(row.Frequency), row.Recency, row.Age} {
			columns[c] = append(columns[c], x)
		}
	}
	file := filepath.Join(b.folder, "bgnbd")
	if err := writeColumns(file, columns[0], columns[1], columns[2]); err != nil {
		return heat{}, err
	}
	return heat{
		job: "BG/NBD of as many customers as CDNOW's", rows: orderers, tolerance: 1e-3,
		cx: []side{{
			name: "`FitBGNBD`, with errors, one core", procs: 1, goals: []goal{{peer: "scipy", times: 1.5}},
			run: timed(func() (cx.BGNBD, error) {
				m, err := cx.FitBGNBD(rows)
				if err == nil && m.Stop > 0 {
					err = errors.New("the customers do not differ")
				}
				return m, err
			}, func(m cx.BGNBD) result { return result{near: []float64{m.R, m.Alpha, m.A, m.B, m.Fit.LogLikelihood}} }),
		}},
		peers: []peer{b.python.peer(
			b.python.way("BFGS with slopes", file, "slopes"),
			b.python.way("BFGS", file, "plain"),
		)},
	}, nil
}
