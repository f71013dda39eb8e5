package cx_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// Acute myelogenous leukemia by maintenance, the data aml of R's survival.
func amlRows() (lifespans []cx.Lifespan, covariates [][]float64) {
	for group, spans := range []string{"9 13 13+ 18 23 28+ 31 34 45+ 48 161+", "5 5 8 8 12 16+ 23 27 30 33 43 45"} {
		for _, l := range spansOf(spans) {
			lifespans, covariates = append(lifespans, l), append(covariates, []float64{float64(group)})
		}
	}
	return lifespans, covariates
}

// lateRows enter late, some of them, and tie at 3 of the exits.
func lateRows() (lifespans []cx.Lifespan, covariates [][]float64) {
	for _, r := range [][5]float64{{0, 5, 1, 1, 3}, {0, 6, 1, 0, 1}, {1, 6, 1, 1, 2}, {2, 8, 0, 0, 5}, {0, 3, 1, 1, 4}, {0, 9, 1, 0, 0}, {3, 9, 0, 0, 2}, {1, 4, 1, 1, 1}} {
		lifespans = append(lifespans, cx.Lifespan{Entry: r[0], Exit: r[1], Churned: r[2] == 1})
		covariates = append(covariates, r[3:])
	}
	return lifespans, covariates
}

// By R 4.2.2, coxph of the package survival with Efron's ties.
func TestFitCox(t *testing.T) {
	lifespans, covariates := amlRows()
	m, err := cx.FitCox(lifespans, covariates, []string{"nonmaintained"}, 0.95)
	if err != nil || m.Customers != 23 || m.Churned != 18 || m.Test.DegreesOfFreedom != 1 {
		t.Fatalf("FitCox = %+v, %v", m, err)
	}
	cxtest.Near(t, "coefficient", m.Coefficients[0].Value, 0.915532575, 1e-9)
	cxtest.Near(t, "error", m.Coefficients[0].StandardError, 0.511934275, 1e-8)
	cxtest.Near(t, "LogLikelihood", m.LogLikelihood, -41.0326155965, 1e-11)
	cxtest.Near(t, "LogLikelihood without", m.LogLikelihood-m.Test.ChiSquare/2, -42.7248392628, 1e-11)
	cxtest.Near(t, "Test", m.Test.ChiSquare, 3.38444733, 1e-8)
	ratio, err := m.HazardRatio("nonmaintained")
	if err != nil || ratio.Interval.Level != 0.95 {
		t.Fatalf("HazardRatio = %v, %v", ratio, err)
	}
	cxtest.Near(t, "ratio", ratio.Value, 2.498105326, 1e-9)
	cxtest.Near(t, "ratio low", ratio.Interval.Low, 0.915907257, 1e-8)
	cxtest.Near(t, "ratio high", ratio.Interval.High, 6.813495766, 1e-8)
	cxtest.Near(t, "ratio error", ratio.StandardError, 2.498105326*0.511934275, 1e-8)
	cxtest.Near(t, "coefficient low", m.Coefficients[0].Interval.Low, math.Log(0.915907257), 1e-7)

	lifespans, covariates = lateRows()
	m, err = cx.FitCox(lifespans, covariates, []string{"x1", "x2"}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	for j, want := range [][2]float64{{2.421187108, 1.189800005}, {-0.148980967, 0.411285622}} {
		cxtest.Near(t, "coefficient", m.Coefficients[j].Value, want[0], 5e-9)
		cxtest.Near(t, "error", m.Coefficients[j].StandardError, want[1], 5e-9)
	}
	cxtest.Near(t, "LogLikelihood", m.LogLikelihood, -6.656882196, 1e-9)
	cxtest.Near(t, "Test", m.Test.ChiSquare, 5.431154052, 1e-9)
	cxtest.Near(t, "P", m.Test.P, 0.066166762, 1e-8)
}

// naiveCox is the partial log-likelihood by its definition: a loop over all rows for each who
// churns, in customers one by one.
func naiveCox(lifespans []cx.Lifespan, covariates [][]float64, beta []float64) (value float64) {
	weight := func(i int) float64 {
		sum := 0.0
		for j, b := range beta {
			sum += b * covariates[i][j]
		}
		return sum
	}
	seen := map[float64]bool{}
	for _, at := range lifespans {
		if !at.Churned || seen[at.Exit] {
			continue
		}
		seen[at.Exit] = true
		var risk, dead, n float64
		for i, l := range lifespans {
			count := float64(max(l.Count, 1))
			if l.Exit >= at.Exit && (l.Entry == 0 || l.Entry < at.Exit) {
				risk += count * math.Exp(weight(i))
			}
			if l.Churned && l.Exit == at.Exit {
				dead, n = dead+count*math.Exp(weight(i)), n+count
				value += count * weight(i)
			}
		}
		for l := range int(n) {
			value -= math.Log(risk - float64(l)/n*dead)
		}
	}
	return value
}

// The fit is at the maximum of the likelihood by its definition, and the errors are those of
// its curvature there.
func TestFitCox_naive(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 77))
		n, k := 30+r.IntN(60), 1+r.IntN(3)
		names := []string{"a", "b", "c"}[:k]
		lifespans, covariates := make([]cx.Lifespan, n), make([][]float64, n)
		for i := range lifespans {
			l := &lifespans[i]
			l.Exit, l.Churned, l.Count = float64(1+r.IntN(12)), r.IntN(3) > 0, int64(r.IntN(4))
			if r.IntN(3) == 0 {
				l.Entry = float64(r.IntN(int(l.Exit)))
			}
			for range k {
				covariates[i] = append(covariates[i], float64(r.IntN(4)))
			}
		}
		m, err := cx.FitCox(lifespans, covariates, names, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		beta := make([]float64, k)
		for j := range beta {
			beta[j] = m.Coefficients[j].Value
		}
		cxtest.Near(t, "LogLikelihood", m.LogLikelihood, naiveCox(lifespans, covariates, beta), 1e-11)
		cxtest.Near(t, "without", m.LogLikelihood-m.Test.ChiSquare/2, naiveCox(lifespans, covariates, make([]float64, k)), 1e-11)
		for j := range beta {
			moved := func(by float64) float64 {
				there := append([]float64(nil), beta...)
				there[j] += by
				return naiveCox(lifespans, covariates, there)
			}
			const h = 1e-4
			if slope := (moved(h) - moved(-h)) / (2 * h); math.Abs(slope) > 1e-4 {
				t.Errorf("seed %d: the slope of coefficient %d is %v", seed, j, slope)
			}
			if k == 1 {
				curve := (2*m.LogLikelihood - moved(h) - moved(-h)) / (h * h)
				cxtest.Near(t, "StandardError", m.Coefficients[0].StandardError, 1/math.Sqrt(curve), 1e-3)
			}
		}
		// Another unit and origin of a covariate, and another order of the rows.
		turned, shifted := make([]cx.Lifespan, n), make([][]float64, n)
		for i := range turned {
			turned[n-1-i] = lifespans[i]
			shifted[n-1-i] = append([]float64{1e6 + 1000*covariates[i][0]}, covariates[i][1:]...)
		}
		other := cxtest.Must(cx.FitCox(turned, shifted, names, 0.9))
		cxtest.Near(t, "in another unit", 1000*other.Coefficients[0].Value, beta[0], 1e-7)
		cxtest.Near(t, "LogLikelihood", other.LogLikelihood, m.LogLikelihood, 1e-11)
	}
}

// What has no maximum is an error that says which covariate, never a large number: all who churn
// have 1 and all others 0; a covariate is constant, twice another, or differs only among
// customers who are never at risk together.
func TestFitCox_undefined(t *testing.T) {
	spans := spansOf("1 2 3 4 5+ 6+ 7+ 8+")
	column := func(values ...[]float64) (rows [][]float64) {
		for i := range values[0] {
			row := []float64{}
			for _, v := range values {
				row = append(row, v[i])
			}
			rows = append(rows, row)
		}
		return rows
	}
	mixed := []float64{1, 0, 2, 1, 0, 1, 2, 0}
	for name, tt := range map[string]struct {
		lifespans []cx.Lifespan
		rows      [][]float64
		row       int // -1 for no name
	}{
		"separated":        {spans, column([]float64{1, 1, 1, 1, 0, 0, 0, 0}), 0},
		"in order":         {spansOf("1 2 3 4"), column([]float64{4, 3, 2, 1}), 0},
		"separated beside": {spans, column(mixed, []float64{0, 0, 0, 0, 1, 1, 1, 1}), 1},
		"constant":         {spans, column(mixed, []float64{3, 3, 3, 3, 3, 3, 3, 3}), 1},
		"collinear":        {spans, column(mixed, []float64{2, 0, 4, 2, 0, 2, 4, 0}), 1},
		"a sum":            {spans, column(mixed, []float64{0, 1, 1, 0, 1, 0, 0, 1}, []float64{1, 1, 3, 1, 1, 1, 2, 1}), 2},
		"never together":   {spansOf("1 1-2 2-3"), column([]float64{1, 2, 4}), 0},
		"the last":         {spansOf("1+ 2+ 3"), column([]float64{1, 0, 2}), 0},
		"nobody churned":   {spansOf("1+ 2+"), column([]float64{1, 0}), -1},
	} {
		var names []string
		for j := range tt.rows[0] {
			names = append(names, fmt.Sprint("x", j))
		}
		m, err := cx.FitCox(tt.lifespans, tt.rows, names, 0.95)
		var at *cx.RowError
		if !errors.Is(err, cx.ErrUndefined) || !cmp.Equal(m, cx.Cox{}) {
			t.Errorf("%s: %+v, %v", name, m, err)
		} else if named := errors.As(err, &at); named != (tt.row >= 0) || named && (at.Of != "names" || at.Row != tt.row) {
			t.Errorf("%s: %v, want names[%d]", name, err, tt.row)
		}
	}
}

func TestFitCox_errors(t *testing.T) {
	lifespans, covariates := lateRows()
	names := []string{"x1", "x2"}
	set := func(i, j int, v float64) [][]float64 {
		rows := append([][]float64(nil), covariates...)
		rows[i] = append([]float64(nil), rows[i]...)
		rows[i][j] = v
		return rows
	}
	bad := append([]cx.Lifespan(nil), lifespans...)
	bad[3].Exit = -1
	many := append([]cx.Lifespan(nil), lifespans...)
	many[0].Count = 10_000_001
	full := append([]cx.Lifespan(nil), lifespans...)
	full[3].Count, full[6].Count = math.MaxInt64, 1
	fifty := make([]string, 51)
	for i := range fifty {
		fifty[i] = fmt.Sprint(i)
	}
	for name, tt := range map[string]struct {
		lifespans []cx.Lifespan
		rows      [][]float64
		names     []string
		level     float64
		is        error
	}{
		"level":      {lifespans, covariates, names, 1, cx.ErrInvalid},
		"NaN level":  {lifespans, covariates, names, math.NaN(), cx.ErrInvalid},
		"no names":   {lifespans, covariates, nil, 0.9, cx.ErrInvalid},
		"51 names":   {lifespans, covariates, fifty, 0.9, cx.ErrInvalid},
		"blank name": {lifespans, covariates, []string{"x1", " "}, 0.9, cx.ErrInvalid},
		"one name":   {lifespans, covariates, []string{"x1"}, 0.9, cx.ErrInvalid},
		"twice":      {lifespans, covariates, []string{"x1", "x1"}, 0.9, cx.ErrInvalid},
		"fewer rows": {lifespans, covariates[1:], names, 0.9, cx.ErrInvalid},
		"NaN":        {lifespans, set(2, 1, math.NaN()), names, 0.9, cx.ErrInvalid},
		"Inf":        {lifespans, set(2, 1, math.Inf(-1)), names, 0.9, cx.ErrInvalid},
		"lifespan":   {bad, covariates, names, 0.9, cx.ErrInvalid},
		"many":       {many, covariates, names, 0.9, cx.ErrInvalid},
		"full":       {full, covariates, names, 0.9, cx.ErrInvalid},
		"no rows":    {nil, nil, names, 0.9, cx.ErrNoData},
	} {
		m, err := cx.FitCox(tt.lifespans, tt.rows, tt.names, tt.level)
		cxtest.Refuses(t, name, err, tt.is)
		if !cmp.Equal(m, cx.Cox{}) {
			t.Errorf("%s: %+v beside an error", name, m)
		}
	}
	m := cxtest.Must(cx.FitCox(lifespans, covariates, names, 0.95))
	_, err := m.HazardRatio("x3")
	cxtest.Refuses(t, "another name", err, cx.ErrInvalid)
	_, err = cx.Cox{}.HazardRatio("x1")
	cxtest.Refuses(t, "the zero model", err, cx.ErrInvalid)
	wide := m
	wide.Coefficients = []cx.Estimate{{Value: 720, StandardError: 100}, {Value: 1, Interval: cx.Interval{Low: 0, High: 800, Level: 0.9}}}
	for _, name := range names {
		_, err := wide.HazardRatio(name)
		cxtest.Refuses(t, "a ratio beyond the range", err, cx.ErrInvalid)
	}
	// Numbers at the ends of the range, and levels.
	for _, scale := range []float64{1e-300, 1e-10, 1e10, 1e307} {
		rows := make([][]float64, len(covariates))
		for i, x := range covariates {
			rows[i] = []float64{x[0], x[1] * scale}
		}
		other, err := cx.FitCox(lifespans, rows, names, 0.95)
		if err != nil {
			t.Errorf("times %g: %v", scale, err)
			continue
		}
		cxtest.Near(t, "coefficient", other.Coefficients[1].Value*scale, m.Coefficients[1].Value, 1e-8)
	}
	for _, level := range []float64{1e-10, 1 - 1e-16} {
		iv := cxtest.Must(cx.FitCox(lifespans, covariates, names, level)).Coefficients[0].Interval
		if !(iv.Low < iv.High && iv.High < 13) {
			t.Errorf("level %v: %v", level, iv)
		}
	}
	// Counts: as so many rows.
	counted := append([]cx.Lifespan(nil), lifespans...)
	for i := range counted {
		counted[i].Count = 1000
	}
	got := cxtest.Must(cx.FitCox(counted, covariates, names, 0.95))
	cxtest.Near(t, "LogLikelihood of counts", got.LogLikelihood, naiveCox(counted, covariates, []float64{got.Coefficients[0].Value, got.Coefficients[1].Value}), 1e-11)
}
