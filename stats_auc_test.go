package cx_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"regexp"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// aucSubarachnoid is the table of the grade (WFNS) of 113 patients by their outcome in the
// aSAH data that X. Robin et al. published with pROC, BMC Bioinformatics 12 (2011), 77.
func aucSubarachnoid() (outcomes []bool, grades []float64) {
	for grade, counts := range [5][2]int{{37, 2}, {20, 12}, {3, 1}, {8, 8}, {4, 18}} {
		for poor, n := range counts {
			for range n {
				outcomes, grades = append(outcomes, poor == 1), append(grades, float64(grade+1))
			}
		}
	}
	return outcomes, grades
}

// aucTwelve is twelve customers: who left, their NPS answers and their CSAT answers.
func aucTwelve() (left []bool, nps, csat cx.Predictor) {
	for _, v := range []int{0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0} {
		left = append(left, v == 1)
	}
	nps = cx.Predictor{Scores: []float64{9, 10, 3, 7, 6, 8, 10, 2, 5, 7, 4, 9}, LowerPredicts: true}
	csat = cx.Predictor{Scores: []float64{4, 5, 2, 4, 4, 3, 5, 3, 1, 4, 2, 4}, LowerPredicts: true}
	return left, nps, csat
}

func TestAUCOf(t *testing.T) {
	outcomes, grades := aucSubarachnoid()
	left, nps, csat := aucTwelve()
	// R 4.2.2, pROC 1.18.0: sqrt(var(roc)); plogis(qlogis(A) ± qnorm(0.975)*SE/(A*(1-A))). The
	// last: DeLong's formula in R 4.2.2.
	tests := []struct {
		name          string
		outcomes      []bool
		p             cx.Predictor
		value, se     float64
		low, high     float64
		with, without int64
	}{
		{"aSAH, WFNS", outcomes, cx.Predictor{Scores: grades}, 0.823678861788618, 0.0383394667258639, 0.7357640966473051, 0.886841844332612, 41, 72},
		{"NPS of twelve", left, nps, 0.9, 0.0947607082958686, 0.5333466383970328, 0.9860862230880327, 5, 7},
		{"CSAT of twelve", left, csat, 0.742857142857143, 0.1430950400125402, 0.39954674854844197, 0.9261566844146404, 5, 7},
		{
			"three with, seven without", []bool{true, true, true, false, false, false, false, false, false, false},
			cx.Predictor{Scores: []float64{0.64, 0.01, 0.27, 1.47, 1.86, 0, -1.34, 0.15, 0.29, -0.12}},
			0.571428571428571, 0.192450089729875, 0.222262172339, 0.861510888333, 3, 7,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, err := cx.AUCOf(test.outcomes, test.p)
			if err != nil || a.With != test.with || a.Without != test.without {
				t.Fatalf("AUCOf = %v, %v, want %d with and %d without", a, err, test.with, test.without)
			}
			cxtest.Near(t, "Value", a.Value, test.value, 1e-12)
			cxtest.Near(t, "StandardError", a.StandardError, test.se, 1e-12)
			iv, err := a.Interval(0.95)
			if err != nil || iv.Clipped {
				t.Errorf("Interval = %v, %v", iv, err)
			}
			cxtest.Near(t, "Low", iv.Low, test.low, 1e-11)
			cxtest.Near(t, "High", iv.High, test.high, 1e-11)
			// The other direction is the complement, with the same error.
			test.p.LowerPredicts = !test.p.LowerPredicts
			b, err := cx.AUCOf(test.outcomes, test.p)
			cxtest.Near(t, "turned Value", b.Value, 1-test.value, 1e-12)
			cxtest.Near(t, "turned StandardError", b.StandardError, test.se, 1e-12)
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// The interval of the logit, of areas and DeLong's errors by R 4.2.2: qlogis and plogis.
func TestAUC_Interval(t *testing.T) {
	for _, tt := range [][4]float64{
		{0.796, 0.109872653559, 0.508829990792, 0.936293043741},
		{0.898333333333, 0.0553939180016, 0.729104118997, 0.966676511774},
		{0.9158, 0.0285631130756, 0.840317982836, 0.957409918197},
		{0.821666666667, 0.067273578432, 0.652000013833, 0.918901803035},
	} {
		iv, err := cx.AUC{Value: tt[0], StandardError: tt[1], With: 10, Without: 40}.Interval(0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Low", iv.Low, tt[2], 1e-9)
		cxtest.Near(t, "High", iv.High, tt[3], 1e-9)
	}
	// It is within 0..1 and around the area, whatever the area, the error and the level.
	for _, value := range []float64{math.SmallestNonzeroFloat64, 1e-9, 0.5, 0.97, math.Nextafter(1, 0)} {
		for _, se := range []float64{math.SmallestNonzeroFloat64, 1e-9, 0.1, 1} {
			for _, level := range []float64{1e-10, 0.95, math.Nextafter(1, 0)} {
				a := cx.AUC{Value: value, StandardError: se, With: math.MaxInt64, Without: math.MaxInt64}
				iv, err := a.Interval(level)
				if err != nil || !(0 <= iv.Low && iv.Low <= value && value <= iv.High && iv.High <= 1) || iv.Clipped {
					t.Errorf("%+v: Interval(%v) = %v, %v", a, level, iv, err)
				}
			}
		}
	}
}

// TestAUCExact compares the value and the error with DeLong's formulas in exact fractions,
// pair by pair.
func TestAUCExact(t *testing.T) {
	random := rand.New(rand.NewPCG(44, 837))
	for range 50 {
		n := 4 + random.IntN(20)
		outcomes, x, y := make([]bool, n), make([]float64, n), make([]float64, n)
		for i := range n {
			outcomes[i] = i < 2 || i > 3 && random.IntN(3) == 0 // two with, two without
			x[i], y[i] = float64(random.IntN(5)), float64(random.IntN(11))
		}
		area, variance := exactAUC(outcomes, [][]float64{x})
		a, err := cx.AUCOf(outcomes, cx.Predictor{Scores: x})
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Value", a.Value, area, 1e-14)
		cxtest.Near(t, "StandardError", a.StandardError, math.Sqrt(variance), 1e-13)
		area, variance = exactAUC(outcomes, [][]float64{x, y})
		c, err := cx.AUCDifference(outcomes, cx.Predictor{Scores: x}, cx.Predictor{Scores: y}, 0.95)
		if variance == 0 {
			cxtest.Refuses(t, "a difference without spread", err, cx.ErrUndefined)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Difference", c.Difference, area, 1e-14)
		cxtest.Near(t, "StandardError of the difference", c.StandardError, math.Sqrt(variance), 1e-13)
		cxtest.Near(t, "Z", c.Z, area/math.Sqrt(variance), 1e-12)
	}
}

// exactAUC returns the area of the first metric, less that of the second if there is one,
// and its variance.
func exactAUC(outcomes []bool, metrics [][]float64) (area, variance float64) {
	sum := new(big.Rat)
	var with, without []*big.Rat // placements
	place := func(i int) *big.Rat {
		total, count := new(big.Rat), int64(0)
		for j := range outcomes {
			if outcomes[j] == outcomes[i] {
				continue
			}
			count++
			for k, scores := range metrics {
				x, y := scores[i], scores[j]
				if !outcomes[i] {
					x, y = y, x
				}
				v := new(big.Rat)
				switch {
				case x > y:
					v.SetInt64(2)
				case x == y:
					v.SetInt64(1)
				}
				if k == 1 {
					v.Neg(v)
				}
				total.Add(total, v)
			}
		}
		return total.Quo(total, big.NewRat(2*count, 1))
	}
	for i, has := range outcomes {
		if v := place(i); has {
			with = append(with, v)
			sum.Add(sum, v)
		} else {
			without = append(without, v)
		}
	}
	mean := sum.Quo(sum, big.NewRat(int64(len(with)), 1))
	all := new(big.Rat)
	for _, group := range [][]*big.Rat{with, without} {
		n := int64(len(group))
		for _, v := range group {
			d := new(big.Rat).Sub(v, mean)
			all.Add(all, d.Quo(d.Mul(d, d), big.NewRat(n*(n-1), 1)))
		}
	}
	area, _ = mean.Float64()
	variance, _ = all.Float64()
	return area, variance
}

func TestAUCDifference(t *testing.T) {
	left, nps, csat := aucTwelve()
	c, err := cx.AUCDifference(left, nps, csat, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	// R 4.2.2, pROC 1.18.0: roc.test(nps, csat, paired = TRUE, method = "delong").
	cxtest.Near(t, "Difference", c.Difference, 0.9-0.742857142857143, 1e-12)
	cxtest.Near(t, "Z", c.Z, 1.43005958705755, 1e-12)
	cxtest.Near(t, "P", c.P, 0.152699917774272, 1e-12)
	cxtest.Near(t, "Low", c.Interval.Low, -0.0582288261178684, 1e-12)
	cxtest.Near(t, "High", c.Interval.High, 0.3725145404035827, 1e-12)
}

func TestAUCRefuses(t *testing.T) {
	four := []bool{true, false, true, false}
	scores := func(s ...float64) cx.Predictor { return cx.Predictor{Scores: s} }
	within := func(predictor, at string) string {
		if at == "" {
			return ""
		}
		return predictor + "." + at
	}
	tests := []struct {
		name     string
		outcomes []bool
		p        cx.Predictor
		at       string // "" for an error of no row
		want     error
	}{
		{"nobody", nil, scores(), "", cx.ErrNoData},
		{"all", []bool{true, true}, scores(1, 2), "", cx.ErrUndefined},
		{"none", []bool{false, false}, scores(1, 2), "", cx.ErrUndefined},
		{"too few scores", four, scores(1, 2, 3), "", cx.ErrInvalid},
		{"no number", four, scores(1, 2, math.NaN(), 3), "scores[2]", cx.ErrInvalid},
		{"infinite", four, scores(1, math.Inf(-1), 2, 3), "scores[1]", cx.ErrInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, err := cx.AUCOf(test.outcomes, test.p)
			checkRowAt(t, "AUCOf", err, test.want, within("p", test.at))
			if a != (cx.AUC{}) {
				t.Errorf("AUCOf = %v beside its error", a)
			}
			_, err = cx.AUCDifference(test.outcomes, test.p, test.p, 0.95)
			checkRowAt(t, "AUCDifference", err, test.want, within("a", test.at))
		})
	}
	_, err := cx.AUCDifference(four, scores(1, 2, 3, 4), scores(1, 2, 3, math.NaN()), 0.95)
	checkRowAt(t, "a bad score of the second", err, cx.ErrInvalid, "b.scores[3]")
	_, err = cx.AUCDifference(four, scores(1, 2, 3, 4), scores(10, 20, 30, 40), 0.95)
	checkRowError(t, "equal metrics", err, cx.ErrUndefined, -1)
	_, err = cx.AUCDifference(four, scores(1, 2, 3, 4), scores(4, 3, 2, 1), 1)
	checkRowError(t, "level 1", err, cx.ErrInvalid, -1)
	_, err = cx.AUCDifference([]bool{true, false, false}, scores(1, 2, 0), scores(0, 2, 1), 0.95)
	checkRowError(t, "one with the outcome", err, cx.ErrUndefined, -1)

	one, err := cx.AUCOf([]bool{true, false, false}, scores(1, 2, 0))
	if err != nil || one.Value != 0.5 || one.StandardError != 0 {
		t.Errorf("AUCOf of one with the outcome = %v, %v, want 0.5", one, err)
	}
	perfect, err := cx.AUCOf(four, scores(2, 1, 2, 1))
	if err != nil || perfect.Value != 1 {
		t.Errorf("AUCOf of a perfect metric = %v, %v, want 1", perfect, err)
	}
	for name, test := range map[string]struct {
		a     cx.AUC
		level float64
		want  error
	}{
		"no data":      {cx.AUC{}, 0.95, cx.ErrNoData},
		"one":          {one, 0.95, cx.ErrUndefined},
		"perfect":      {perfect, 0.95, cx.ErrUndefined},
		"the best":     {cx.AUC{Value: 1, StandardError: 0.1, With: 2, Without: 2}, 0.95, cx.ErrUndefined},
		"the worst":    {cx.AUC{StandardError: 0.1, With: 2, Without: 2}, 0.95, cx.ErrUndefined},
		"all tied":     {cx.AUC{Value: 0.5, With: 2, Without: 2}, 0.95, cx.ErrUndefined},
		"level":        {cx.AUC{Value: 0.5, StandardError: 0.1, With: 2, Without: 2}, 0, cx.ErrInvalid},
		"no number":    {cx.AUC{Value: math.NaN(), StandardError: 0.1, With: 2, Without: 2}, 0.95, cx.ErrInvalid},
		"no error":     {cx.AUC{Value: 0.5, StandardError: math.NaN(), With: 2, Without: 2}, 0.95, cx.ErrInvalid},
		"above 1":      {cx.AUC{Value: 1.5, StandardError: 0.1, With: 2, Without: 2}, 0.95, cx.ErrInvalid},
		"less than no": {cx.AUC{Value: 0.5, StandardError: 0.1, With: -2, Without: 2}, 0.95, cx.ErrInvalid},
	} {
		_, err := test.a.Interval(test.level)
		cxtest.Refuses(t, name, err, test.want)
	}
}

func TestAUC_edges(t *testing.T) {
	for _, value := range []float64{0, 5e-324, 1e-17, 0.5, 1 - 1e-16, 1, math.NaN(), -1} {
		for _, se := range []float64{0, 5e-324, 0.1, 1e300, math.Inf(1), math.NaN(), -1} {
			for _, with := range []int64{-1, 0, 1, 2, math.MaxInt64} {
				for _, level := range edgeLevels {
					a := cx.AUC{Value: value, StandardError: se, With: with, Without: 3}
					iv, err := a.Interval(level)
					surrounds(t, fmt.Sprintf("%+v at %v", a, level), iv, value, 0, 1, err)
				}
			}
		}
	}
	for _, a := range []cx.AUC{{Value: 0.5, StandardError: 0.1, With: 1, Without: 9}, {Value: 0.5, StandardError: 0.1, With: 9, Without: 1}} {
		_, err := a.Interval(0.95)
		cxtest.Refuses(t, "one customer", err, cx.ErrUndefined)
	}
}

// badAUCs have one number each that no area has.
var badAUCs = []string{
	`{"value":1.5,"standard_error":0.125,"with":4,"without":8}`, `{"value":-0.5,"standard_error":0.125,"with":4,"without":8}`,
	`{"value":0.75,"standard_error":-0.125,"with":4,"without":8}`, `{"value":0.75,"standard_error":1.5,"with":4,"without":8}`,
}

// badComparisons have one number each that no comparison has.
var badComparisons = []string{
	`{"difference":0,"standard_error":1,"z":0,"p":1.5,"interval":{"low":-4,"high":1,"level":0.95}}`, `{"difference":0,"standard_error":1,"z":0,"p":-0.5,"interval":{"low":-4,"high":1,"level":0.95}}`,
	`{"difference":0,"standard_error":-1,"z":0,"p":1,"interval":{"low":-4,"high":1,"level":0.95}}`,
	`{"difference":0,"standard_error":1,"z":0,"p":1,"degrees_of_freedom":-1,"interval":{"low":-4,"high":1,"level":0.95}}`,
	`{"difference":0,"standard_error":1,"z":0,"p":1,"interval":{"low":2,"high":1,"level":0.95}}`, `{"difference":0,"standard_error":1,"z":0,"p":1,"interval":{"low":-4,"high":1,"level":1}}`,
	`{"difference":0,"standard_error":1,"z":0,"p":1,"interval":{"low":2}}`,
	`{"difference":0,"standard_error":1,"z":0,"p":1,"exact_p":1.5,"interval":{"low":-4,"high":1,"level":0.95}}`,
	`{"difference":0,"standard_error":1,"z":0,"p":1,"exact_p":-0.5,"interval":{"low":-4,"high":1,"level":0.95}}`,
}

// Each of these with the bad number made good is accepted, so that the number is what is refused.
func TestBadStatesAreOneNumberOff(t *testing.T) {
	for _, text := range badAUCs {
		good := regexp.MustCompile(`"(value|standard_error)":[-.0-9]+`).ReplaceAllString(text, `"$1":0.5`)
		if err := new(cx.AUC).UnmarshalJSON([]byte(good)); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, text := range badComparisons {
		good := regexp.MustCompile(`"(standard_error|p|exact_p|degrees_of_freedom)":[-.0-9]+`).ReplaceAllString(text, `"$1":1`)
		good = regexp.MustCompile(`"interval":.*`).ReplaceAllString(good, `"interval":{"low":-4,"high":1,"level":0.95}}`)
		if err := new(cx.Comparison).UnmarshalJSON([]byte(good)); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
}

// An estimate may be a limit of its interval, and nothing beyond one.
func TestEstimate_limits(t *testing.T) {
	for value, ok := range map[string]bool{"2": true, "5": true, "1.9": false, "5.1": false} {
		var e cx.Estimate
		err := json.Unmarshal([]byte(`{"value":`+value+`,"interval":{"low":2,"high":5,"level":0.9}}`), &e)
		if ok != (err == nil) {
			t.Errorf("%s in 2..5: %v", value, err)
		}
	}
}
