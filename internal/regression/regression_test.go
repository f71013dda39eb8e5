package regression_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/internal/regression"
)

// cars is the data set mtcars of R: mpg, cyl, disp, hp, gear.
var cars = [][]float64{
	{21, 6, 160, 110, 4}, {21, 6, 160, 110, 4}, {22.8, 4, 108, 93, 4}, {21.4, 6, 258, 110, 3}, {18.7, 8, 360, 175, 3},
	{18.1, 6, 225, 105, 3}, {14.3, 8, 360, 245, 3}, {24.4, 4, 146.7, 62, 4}, {22.8, 4, 140.8, 95, 4}, {19.2, 6, 167.6, 123, 4},
	{17.8, 6, 167.6, 123, 4}, {16.4, 8, 275.8, 180, 3}, {17.3, 8, 275.8, 180, 3}, {15.2, 8, 275.8, 180, 3}, {10.4, 8, 472, 205, 3},
	{10.4, 8, 460, 215, 3}, {14.7, 8, 440, 230, 3}, {32.4, 4, 78.7, 66, 4}, {30.4, 4, 75.7, 52, 4}, {33.9, 4, 71.1, 65, 4},
	{21.5, 4, 120.1, 97, 3}, {15.5, 8, 318, 150, 3}, {15.2, 8, 304, 150, 3}, {13.3, 8, 350, 245, 3}, {19.2, 8, 400, 175, 3},
	{27.3, 4, 79, 66, 4}, {26, 4, 120.3, 91, 5}, {30.4, 4, 95.1, 113, 5}, {15.8, 8, 351, 264, 5}, {19.7, 6, 145, 175, 5},
	{15, 8, 301, 335, 5}, {21.4, 4, 121, 109, 4},
}

// correlations returns those of all columns but the first with each other, and with it.
func correlations(rows [][]float64) (among, outcome []float64) {
	m := len(rows[0])
	mean := make([]float64, m)
	for _, row := range rows {
		for i, x := range row {
			mean[i] += x / float64(len(rows))
		}
	}
	products := make([]float64, m*m)
	for _, row := range rows {
		for i := range row {
			for j := range row {
				products[i*m+j] += (row[i] - mean[i]) * (row[j] - mean[j])
			}
		}
	}
	of := func(i, j int) float64 {
		return products[i*m+j] / math.Sqrt(products[i*m+i]*products[j*m+j])
	}
	for i := 1; i < m; i++ {
		outcome = append(outcome, of(0, i))
		for j := 1; j < m; j++ {
			among = append(among, of(i, j))
		}
	}
	return among, outcome
}

// R 4.2.2: mpg ~ cyl + disp + hp + gear; summary(lm)$r.squared, relaimpo's lmg by hand, and
// Johnson's weights by eigen().
func TestSystem_cars(t *testing.T) {
	s, ok := regression.New(correlations(cars))
	if !ok {
		t.Fatal("the predictors are refused")
	}
	sum := 0.0
	for i, want := range []float64{.22847973, .22214687, .23217444, .09638860} {
		got := s.RelativeWeights()[i]
		cxtest.Near(t, "relative weight", got, want, 5e-9)
		sum += got
	}
	cxtest.Near(t, "R²", sum, .77918964, 5e-9)
	for i, want := range []float64{.24705203, .24349959, .21091290, .07772511} {
		cxtest.Near(t, "LMG", s.Shapley()[i], want, 5e-9)
	}
}

// Of two predictors all has a formula. Coefficients: (r1 - r·r2)/(1 - r²).
func TestSystem_two(t *testing.T) {
	const r, r1, r2 = 0.6, 0.5, -0.2
	s, ok := regression.New([]float64{1, r, r, 1}, []float64{r1, r2})
	if !ok {
		t.Fatal("the predictors are refused")
	}
	b := s.Coefficients()
	cxtest.Near(t, "first coefficient", b[0], (r1-r*r2)/(1-r*r), 1e-14)
	cxtest.Near(t, "second coefficient", b[1], (r2-r*r1)/(1-r*r), 1e-14)
	all := b[0]*r1 + b[1]*r2
	shapley := s.Shapley()
	cxtest.Near(t, "first LMG", shapley[0], (r1*r1+all-r2*r2)/2, 1e-14)
	cxtest.Near(t, "second LMG", shapley[1], (r2*r2+all-r1*r1)/2, 1e-14)
}

// Predictors without correlation explain the squares of theirs with the outcome, and one that
// nothing else is like explains its own, whatever the method.
func TestSystem_alone(t *testing.T) {
	s, ok := regression.New([]float64{1, 0, 0, 0, 1, 0, 0, 0, 1}, []float64{0.5, -0.3, 0})
	if !ok {
		t.Fatal("the predictors are refused")
	}
	for i, want := range []float64{0.25, 0.09, 0} {
		cxtest.Near(t, "relative weight", s.RelativeWeights()[i], want, 1e-15)
		cxtest.Near(t, "LMG", s.Shapley()[i], want, 1e-15)
	}
	if s, ok = regression.New([]float64{1}, []float64{0.5}); !ok || s.Shapley()[0] != 0.25 || s.RelativeWeights()[0] != 0.25 {
		t.Errorf("one predictor: %v", ok)
	}
}

func TestNew_refuses(t *testing.T) {
	for name, correlations := range map[string][]float64{
		"two alike":         {1, 1, 1, 1},
		"two opposite":      {1, -1, -1, 1},
		"one of two others": {1, 0, math.Sqrt2 / 2, 0, 1, math.Sqrt2 / 2, math.Sqrt2 / 2, math.Sqrt2 / 2, 1},
		"none has these":    {1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1},
		"no number":         {1, math.NaN(), math.NaN(), 1},
	} {
		if _, ok := regression.New(correlations, make([]float64, int(math.Sqrt(float64(len(correlations)))))); ok {
			t.Errorf("%s: no error", name)
		}
	}
}

// The weights of many predictors add up to R², which the coefficients give as well.
func TestSystem_sums(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 2026))
	for _, n := range []int{2, 5, 11, 50} {
		rows := make([][]float64, 3*n+20)
		for i := range rows {
			common := random.NormFloat64()
			for range n + 1 {
				rows[i] = append(rows[i], common+random.NormFloat64())
			}
		}
		among, outcome := correlations(rows)
		s, ok := regression.New(among, outcome)
		if !ok {
			t.Fatalf("%d predictors are refused", n)
		}
		all, weights, shapley := 0.0, 0.0, 0.0
		for i, b := range s.Coefficients() {
			all += b * outcome[i]
		}
		for _, w := range s.RelativeWeights() {
			weights += w
		}
		cxtest.Near(t, "sum of relative weights", weights, all, 1e-12)
		if n > 14 {
			continue
		}
		for _, w := range s.Shapley() {
			shapley += w
		}
		cxtest.Near(t, "sum of LMG", shapley, all, 1e-12)
	}
}
