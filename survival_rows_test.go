package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/internal/exact"
	"github.com/google/go-cmp/cmp"
)

// grouped returns each lifespan once, with its count, as a GROUP BY does.
func grouped(lifespans []cx.Lifespan) (rows []cx.Lifespan) {
	for _, l := range lifespans {
		i := slices.IndexFunc(rows, func(r cx.Lifespan) bool { r.Count = 0; return r == l })
		if i < 0 {
			i = len(rows)
			rows = append(rows, l)
		}
		rows[i].Count++
	}
	return rows
}

// A row that counts for several customers is as many rows: the curves and the hazard are the
// same to the last digit, the log-rank test too.
func TestLifespan_count(t *testing.T) {
	data := "5 5 5 8+ 8+ 2-6 2-6 3-8 12 12+ 0 0+ 1 1"
	single, rows := spansOf(data), grouped(spansOf(data))
	if len(rows) != 9 {
		t.Fatalf("%d rows, want 9", len(rows))
	}
	if diff := cmp.Diff(curveOf(t, single), curveOf(t, rows)); diff != "" {
		t.Errorf("SurvivalOf (-single +grouped):\n%s", diff)
	}
	want, err := cx.HazardOf(single, []float64{0, 4, 20}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cx.HazardOf(rows, []float64{0, 4, 20}, 0.95)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("HazardOf: %v (-single +grouped):\n%s", err, diff)
	}
	for _, weight := range rankWeights {
		want, err := cx.LogRank([][]cx.Lifespan{single, spansOf(amlNot)}, weight)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cx.LogRank([][]cx.Lifespan{rows, grouped(spansOf(amlNot))}, weight)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("LogRank(%q): %v (-single +grouped):\n%s", weight, err, diff)
		}
	}
	// By hand: of 6 million 2 million leave at 1, of the other 4 million 1 million at 2.
	s := curveOf(t, []cx.Lifespan{{Exit: 2, Count: 3e6}, {Exit: 2, Count: 1e6, Churned: true}, {Exit: 1, Count: 2e6, Churned: true}})
	share, err := s.At(2)
	if err != nil || s.Customers != 6e6 || s.Churned != 3e6 {
		t.Errorf("%d of %d churned, %v, want 3000000 of 6000000", s.Churned, s.Customers, err)
	}
	cxtest.Near(t, "At(2)", share, 0.5, 1e-15)
	// The largest number of customers there can be, and one more.
	most := []cx.Lifespan{{Exit: 1, Count: math.MaxInt64 - 1, Churned: true}, {Exit: 2}}
	if s := curveOf(t, most); s.Customers != math.MaxInt64 || s.Churned != math.MaxInt64-1 {
		t.Errorf("%d of %d churned", s.Churned, s.Customers)
	}
	for _, late := range [][]cx.Lifespan{append(most, cx.Lifespan{Exit: 3}), append(most, cx.Lifespan{Entry: 2, Exit: 3, Count: math.MaxInt64})} {
		_, err := cx.SurvivalOf(late)
		checkRow(t, "SurvivalOf of too many", err, 2)
	}
}

// TestSurvivalAtRisk compares with the summary of R 4.2.2 survfit at those times (aml), and
// with a count by hand (late entries: 4 7+ 2-6 3-8 5-9+ 10).
func TestSurvivalAtRisk(t *testing.T) {
	for _, test := range []struct {
		data string
		at   []float64
		want []int64
	}{
		{amlMaintained, []float64{0, 8.9, 9, 9.1, 13, 13.1, 28, 28.5, 48, 48.5, 161, 161.5, math.Inf(1)}, []int64{11, 11, 11, 10, 10, 8, 6, 5, 2, 1, 1, 0, 0}},
		{lateEntries, []float64{0, 2, 2.1, 3, 3.5, 4, 4.1, 5, 5.1, 6, 6.1, 7, 8, 8.5, 9, 9.1, 10, 11}, []int64{3, 3, 4, 4, 5, 5, 4, 4, 5, 5, 4, 4, 3, 2, 2, 1, 1, 0}},
		{"5-7 6-8+", []float64{0, 5, 5.5, 6, 6.5, 7, 7.5, 8, 9}, []int64{0, 0, 1, 1, 2, 2, 1, 1, 0}},
		{"0 0+ 3", []float64{0, 1, 3, 4}, []int64{3, 1, 1, 0}},
	} {
		s := curveOf(t, spansOf(test.data))
		for i, at := range test.at {
			if got, err := s.AtRisk(at); got != test.want[i] || err != nil {
				t.Errorf("%s: AtRisk(%v) = %d, %v, want %d", test.data, at, got, err, test.want[i])
			}
		}
		for _, at := range []float64{-1, math.NaN(), math.Inf(-1)} {
			_, err := s.AtRisk(at)
			cxtest.Refuses(t, "AtRisk", err, cx.ErrInvalid)
		}
	}
	_, err := cx.Survival{}.AtRisk(1)
	cxtest.Refuses(t, "zero Survival: AtRisk", err, cx.ErrNoData)
}

// Any split of lifespans merges to the curve of them all, byte by byte.
func TestSurvivalMerge(t *testing.T) {
	g := generator(11)
	for _, data := range []string{amlMaintained, amlNot, lateEntries, "0 0+ 1 1-2 1-3+ 2-3 3", "7-9 8-9+ 7-8", "1 1 1"} {
		lifespans := spansOf(data)
		want := cxtest.JSON(t, curveOf(t, lifespans))
		for range 50 {
			shards := make([][]cx.Lifespan, 3)
			for _, l := range lifespans {
				k := g.next(3)
				shards[k] = append(shards[k], l)
			}
			var sum cx.Survival
			for _, shard := range shards {
				if len(shard) == 0 {
					continue
				}
				if err := sum.Merge(curveOf(t, grouped(shard))); err != nil {
					t.Fatal(err)
				}
			}
			if got := cxtest.JSON(t, sum); got != want {
				t.Fatalf("%s, split into %v: %s, want %s", data, shards, got, want)
			}
		}
	}
}

func TestSurvivalMerge_errors(t *testing.T) {
	s := curveOf(t, spansOf(lateEntries))
	wrong := s
	wrong.Customers++
	cxtest.Unmerged[cx.Survival](t, "a curve that is not valid", s, wrong, cx.ErrInvalid)
	cxtest.Unmerged[cx.Survival](t, "more customers than there can be", s, curveOf(t, []cx.Lifespan{{Exit: 1, Count: math.MaxInt64 - 5}}), cx.ErrInvalid)
}

// TestSurvivalNearTies has lengths that differ by the rounding of floats: the customers at
// risk, those who churn, and the shares of R 4.2.2 survfit, which joins such times too.
func TestSurvivalNearTies(t *testing.T) {
	// The ages at which 12 customers came and left, or were last seen: their lengths are .4, .7
	// and 1.1, seven different floats. After the vignette "Roundoff error and tied times" of
	// the package survival.
	var ages []float64
	for _, age := range [][2]float64{
		{30.1, 30.5}, {41.2, 41.6}, {25.7, 26.1}, {38.4, 39.1}, {52.3, 53.0}, {29.9, 30.6},
		{47.6, 48.3}, {33.3, 34.4}, {60.2, 61.3}, {27.8, 28.9}, {44.4, 45.5}, {36.5, 37.6},
	} {
		ages = append(ages, age[1]-age[0])
	}
	var s cx.Survival
	for _, test := range []struct {
		exits                   []float64
		churned                 string // 1 for each exit who did
		times, atRisk, d, share string
	}{
		{[]float64{0.30000000000000004, 0.29999999999999999, 1}, "111", "0.3 1", "3 1", "2 1", "0.333333333333 0"},
		{[]float64{0.30000000000000004, 0.29999999999999999, 1}, "110", "0.3 1", "3 1", "2 0", "0.333333333333 0.333333333333"},
		{[]float64{0.30000000000000004, 0.29999999999999999}, "10", "0.3", "2", "1", "0.5"},
		{
			[]float64{0.30000000000000004, 0.29999999999999999, 0.59999999999999998, 0.59999999999999998, 0.60000000000000009}, "11110",
			"0.3 0.6", "5 3", "2 2", "0.6 0.2",
		},
		{[]float64{0.66666666666666663, 0.66666666666666663, 1}, "111", "0.6666666667 1", "3 1", "2 1", "0.333333333333 0"},
		{ages, "101101111010", "0.4 0.7 1.1", "12 9 5", "2 3 3", "0.833333333333 0.555555555556 0.222222222222"},
	} {
		var lifespans []cx.Lifespan
		for i, exit := range test.exits {
			lifespans = append(lifespans, cx.Lifespan{Exit: exit, Churned: test.churned[i] == '1'})
		}
		s = curveOf(t, lifespans)
		times, atRisk, d, share := strings.Fields(test.times), strings.Fields(test.atRisk), strings.Fields(test.d), strings.Fields(test.share)
		if len(s.Steps) != len(times) {
			t.Fatalf("%v: %d steps, want %d: %+v", test.exits, len(s.Steps), len(times), s.Steps)
		}
		for i, step := range s.Steps {
			if fmt.Sprint(step.Time) != times[i] || fmt.Sprint(step.AtRisk) != atRisk[i] || fmt.Sprint(step.Churned) != d[i] {
				t.Errorf("%v: step %+v, want %s with %s of %s", test.exits, step, times[i], d[i], atRisk[i])
			}
			printsAs(t, "Survival", step.Survival, nil, share[i])
		}
		// The time of a query is rounded like an exit.
		for i, exit := range test.exits {
			if got, err := s.At(exit); err != nil || got != s.Steps[slices.Index(times, fmt.Sprint(exact.TenDigits(exit)))].Survival {
				t.Errorf("%v: At(exit %d) = %v, %v", test.exits, i, got, err)
			}
		}
	}
	// Of the 12 customers.
	q, err := s.Median(0.95, cx.LogScale)
	if err != nil || q.Time != 1.1 {
		t.Errorf("Median = %+v, %v, want 1.1", q, err)
	}
	mean, err := s.Mean(ages[7], 0.95) // 1.1, except for its last digits
	printsAs(t, "Mean", mean.Value, err, "0.872222")
	printsAs(t, "StandardError", mean.StandardError, err, "0.080374")
	// survdiff of R 4.2.2.
	test, err := cx.LogRank([][]cx.Lifespan{
		{{Exit: 0.30000000000000004, Churned: true}, {Exit: 1, Churned: true}}, {{Exit: 0.3, Churned: true}, {Exit: 2}},
	}, "")
	printsAs(t, "ChiSquare", test.ChiSquare, err, "0.428571428571")
}

// Near ties by hand, of lengths that are sums, differences and multiples of tenths: .3, .3, .3
// and .6, .6 and .9, all different floats from their neighbors.
func TestSurvivalNearTies_hand(t *testing.T) {
	tenth, sixth, seventh, ninth := 0.1, 0.6, 0.7, 0.9
	thirds, sixths := []float64{3 * tenth, seventh - 0.4, 0.3}, []float64{ninth - 0.3, sixth}
	if thirds[0] == thirds[1] || thirds[0] == thirds[2] || sixths[0] == sixths[1] {
		t.Fatal("the lengths are equal as they are")
	}
	// Who enters at .3 is not at risk when another churns at .3: 1 of 2, and then 1 of 1.
	s := curveOf(t, []cx.Lifespan{{Exit: thirds[0], Churned: true}, {Exit: 0.5}, {Entry: thirds[1], Exit: 3 * 0.3, Churned: true}})
	if share, err := s.At(0.4); share != 0.5 || err != nil {
		t.Errorf("At(0.4) = %v, %v, want 0.5", share, err)
	}
	// Shards with different floats merge to one time.
	a, b := curveOf(t, []cx.Lifespan{{Exit: thirds[0], Churned: true}}), curveOf(t, []cx.Lifespan{{Exit: thirds[1]}})
	if err := a.Merge(b); err != nil || len(a.Steps) != 1 || a.Steps[0] != (cx.SurvivalStep{Time: 0.3, AtRisk: 2, Churned: 1, Censored: 1, Survival: 0.5, Greenwood: 0.5}) {
		t.Errorf("Merge = %+v, %v", a, err)
	}
	// At .3, 2 of 5, 1 of 2 of the first group: U 2/10, V 2·(2/5)·(3/5)·(3/4) = 9/25. At .6, 1
	// of 3, 1 of 1: U 2/3, V 2/9. (13/15)² / (131/225) = 169/131.
	test, err := cx.LogRank([][]cx.Lifespan{
		{{Exit: thirds[1], Churned: true}, {Exit: sixths[1], Churned: true}},
		{{Exit: thirds[0], Churned: true}, {Exit: sixths[0]}, {Exit: 1.2}},
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "ChiSquare", test.ChiSquare, 169./131, 1e-14)
	// Both churn at .3, within the second interval: 0 in .9 and 2 in .3.
	hazards, err := cx.HazardOf([]cx.Lifespan{{Exit: thirds[1], Churned: true}, {Exit: thirds[2], Churned: true}, {Exit: sixths[0]}}, []float64{0, thirds[0], sixths[1]}, 0.95)
	if err != nil || hazards[0].Churned != 0 || hazards[1].Churned != 2 {
		t.Fatalf("HazardOf = %+v, %v, want 0 and 2", hazards, err)
	}
	cxtest.Near(t, "Exposure", hazards[0].Exposure, 0.9, 1e-15)
	cxtest.Near(t, "Exposure", hazards[1].Exposure, 0.3, 1e-15)
	// An entry and an exit that are one time to 10 digits.
	_, err = cx.SurvivalOf([]cx.Lifespan{{Entry: thirds[1], Exit: thirds[0]}})
	checkRow(t, "no time between", err, 0)
	// A curve of another source has such times, too.
	wrong := curveOf(t, spansOf("1 2"))
	wrong.Steps[0].Time = 1.00000000001
	_, err = wrong.At(1.5)
	cxtest.Refuses(t, "a time of 12 digits", err, cx.ErrInvalid)
}

// Nobody has left yet: .025^(1/12), by R's binom.test(12, 12); then by hand with the least at
// risk since the first entry.
func TestSurvivalInterval_allHere(t *testing.T) {
	for _, test := range []struct {
		data string
		t    float64
		low  float64
	}{
		{amlNot, 0, .735351531}, {amlNot, 4, .735351531}, {"3+ 5+", 3, math.Sqrt(.025)}, {"3+ 5+", 5, .025},
		{lateEntries, 3.5, math.Cbrt(.025)}, {"3-5 4-6", 3.5, .025}, {"3-5 4-6 4-7", 5 - 1e-9, .025}, {"0+ 3-5 4-6", 0, .025},
	} {
		for _, kind := range survivalKinds {
			iv, err := curveOf(t, spansOf(test.data)).Interval(test.t, 0.95, kind)
			cxtest.Near(t, fmt.Sprintf("%s: Interval(%v, 0.95, %q)", test.data, test.t, kind), iv.Low, test.low, 1e-9)
			if err != nil || iv.High != 1 || iv.Clipped || iv.Level != 0.95 {
				t.Errorf("%s: Interval(%v, 0.95, %q) = %+v, %v", test.data, test.t, kind, iv, err)
			}
		}
	}
	for _, level := range []float64{1e-300, 1e-10, 1 - 1e-16} {
		iv, err := curveOf(t, []cx.Lifespan{{Exit: 2, Count: math.MaxInt64}}).Interval(1, level, "")
		if err != nil || !(iv.Low > 0.99 && iv.Low < 1 && iv.High == 1) {
			t.Errorf("Interval(1, %v, \"\") of many = %+v, %v", level, iv, err)
		}
	}
}

// TestSurvivalEmptied has customers who come when all before them have left, or are out of
// sight: by hand, the curve says nothing beyond that time.
func TestSurvivalEmptied(t *testing.T) {
	for _, test := range []struct {
		data    string
		emptied float64 // -1: it is not
		at      float64 // the share then
		mean    float64 // up to then
		atRisk  int64   // at 5
	}{
		{"1 2 3-5 4-6+", 2, 0, 1.5, 2},
		{"1 2-5 2-6+ 3-7", 1, 0, 1, 3}, // all who were at risk leave before the others enter
		{"1 1-5 1-6+", 1, 0, 1, 2},     // the others enter at that time
		{"1 3+ 4-5 4-9", 3, 0.5, 2, 2}, // nobody is seen from 3 to 4
		{"1 3+ 3-5 4-9", -1, 0, 0, 2},
		{"1 2+ 3-4 6-7 6-8+", 2, 0.5, 1.5, 0}, // twice: the first counts
		{"3-5 4-6", -1, 0, 0, 2},              // nobody before 3: the curve is of those still here then
		{"0+ 3-5 4-6", -1, 0, 0, 2},
		{"0 3-5 4-6", 0, 0, 0, 2},
		{"0 3-5 6-7", 0, 0, 0, 1},
		{amlNot, -1, 0, 0, 12},
	} {
		s := curveOf(t, spansOf(test.data))
		if n, err := s.AtRisk(5); n != test.atRisk || err != nil {
			t.Errorf("%s: AtRisk(5) = %d, %v, want %d", test.data, n, err, test.atRisk)
		}
		// Of two shards, neither of which is empty at that time.
		lifespans := spansOf(test.data)
		var sum cx.Survival
		for i := range lifespans {
			if err := sum.Merge(curveOf(t, lifespans[i:i+1])); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(s, sum); diff != "" || max(test.emptied, 0) != s.Emptied {
			t.Errorf("%s: Emptied is %v, want %v, merged (-whole +merged):\n%s", test.data, s.Emptied, test.emptied, diff)
		}
		if test.emptied < 0 {
			if _, err := s.Mean(s.Last, 0.95); err != nil {
				t.Errorf("%s: %v", test.data, err)
			}
			continue
		}
		if v, err := s.At(test.emptied); v != test.at || err != nil {
			t.Errorf("%s: At(%v) = %v, %v, want %v", test.data, test.emptied, v, err, test.at)
		}
		if test.emptied > 0 {
			m, err := s.Mean(test.emptied, 0.95)
			if err != nil || m.Value != test.mean {
				t.Errorf("%s: Mean(%v) = %+v, %v, want %v", test.data, test.emptied, m, err, test.mean)
			}
		}
		beyond := map[string]error{}
		_, beyond["At"] = s.At(test.emptied + 0.5)
		_, beyond["At, at the end"] = s.At(math.Inf(1))
		_, beyond["StandardError"] = s.StandardError(test.emptied + 0.5)
		_, beyond["Interval"] = s.Interval(test.emptied+0.5, 0.95, "")
		_, beyond["ChurnBetween"] = s.ChurnBetween(0, test.emptied+1)
		_, beyond["Mean"] = s.Mean(test.emptied+0.5, 0.95)
		_, beyond["ExpectedLifetime"] = s.ExpectedLifetime(0.95)
		if test.at > 0 { // half are left, of whom nobody is seen
			var q cx.SurvivalQuantile
			q, beyond["Quantile"] = s.Quantile(0.75, 0.6, cx.PlainScale)
			if want := (cx.SurvivalQuantile{Level: 0.6, Low: 1, LowReached: true}); q != want {
				t.Errorf("%s: Quantile(0.75) = %+v, want %+v", test.data, q, want)
			}
		}
		for query, err := range beyond {
			cxtest.Refuses(t, test.data+": "+query, err, cx.ErrUndefined)
			if err != nil && !strings.Contains(err.Error(), fmt.Sprintf("at %v,", test.emptied)) || errors.Is(err, cx.ErrNoData) {
				t.Errorf("%s: %s: error %v does not name %v", test.data, query, err, test.emptied)
			}
		}
	}
}

// A curve of a literal is refused where what is derived is missing or wrong, wherever it is
// asked: 3 of 10 left, then 2 of 7, so that the shares are 0.7 and 0.5.
func TestSurvivalLiterals(t *testing.T) {
	valid := cx.Survival{
		Customers: 10, Churned: 5, Last: 9,
		Steps: []cx.SurvivalStep{
			{Time: 1, AtRisk: 10, Churned: 3, Survival: 0.7, Greenwood: 3. / 70},
			{Time: 4, AtRisk: 7, Churned: 2, Survival: 0.5, Greenwood: 3./70 + 2./35},
			{Time: 9, AtRisk: 5, Censored: 5, Survival: 0.5, Greenwood: 3./70 + 2./35},
		},
	}
	queries := func(s cx.Survival) map[string]error {
		errs := map[string]error{}
		_, errs["At"] = s.At(5)
		_, errs["StandardError"] = s.StandardError(5)
		_, errs["Interval"] = s.Interval(5, 0.95, cx.PlainScale)
		_, errs["ChurnBetween"] = s.ChurnBetween(2, 5)
		_, errs["Median"] = s.Median(0.95, "")
		_, errs["Mean"] = s.Mean(5, 0.95)
		_, errs["ExpectedLifetime"] = s.ExpectedLifetime(0.95)
		return errs
	}
	for name, err := range queries(valid) {
		if err != nil && name != "ExpectedLifetime" {
			t.Errorf("a valid curve: %s: %v", name, err)
		}
	}
	if s, err := valid.At(1); s != 0.7 || err != nil {
		t.Errorf("At(1) = %v, %v, want 0.7", s, err)
	}
	// Rounded as R prints it.
	rounded := valid
	rounded.Steps = slices.Clone(valid.Steps)
	rounded.Steps[1].Greenwood = 0.1
	if se, err := rounded.StandardError(5); err != nil || math.Abs(se-0.1581139) > 1e-7 {
		t.Errorf("StandardError of a rounded curve = %v, %v", se, err)
	}
	for name, change := range map[string]func(*cx.Survival){
		"no shares":           func(s *cx.Survival) { s.Steps[0].Survival, s.Steps[1].Survival = 0, 0 },
		"no last share":       func(s *cx.Survival) { s.Steps[1].Survival = 0 },
		"no first share":      func(s *cx.Survival) { s.Steps[0].Survival = 0 },
		"no errors":           func(s *cx.Survival) { s.Steps[0].Greenwood, s.Steps[1].Greenwood = 0, 0 },
		"no last error":       func(s *cx.Survival) { s.Steps[1].Greenwood = 0 },
		"another share":       func(s *cx.Survival) { s.Steps[1].Survival = 0.51 },
		"infinite error":      func(s *cx.Survival) { s.Steps[1].Greenwood = math.Inf(1) },
		"one time twice":      func(s *cx.Survival) { s.Steps[1].Time = 1 },
		"times that fall":     func(s *cx.Survival) { s.Steps[0].Time = 4.5 },
		"more than there are": func(s *cx.Survival) { s.Customers = 6 },
	} {
		s := valid
		s.Steps = slices.Clone(valid.Steps)
		change(&s)
		for query, err := range queries(s) {
			cxtest.Refuses(t, name+": "+query, err, cx.ErrInvalid)
		}
	}
	negative := valid
	negative.Customers = -1
	_, err := negative.At(1)
	cxtest.Refuses(t, "negative total", err, cx.ErrInvalid)
}

// What SurvivalOf returns is valid, with late entries and where the curve is 0 for a while.
func TestSurvivalOf_valid(t *testing.T) {
	for _, data := range []string{"9 4+ 1-6 2", "1 5-6 5-7", "1 1 5-6 5-7+", "0 0+", "3+", "2 2 2 2"} {
		s, err := cx.SurvivalOf(spansOf(data))
		if err != nil {
			t.Errorf("%s: %v", data, err)
			continue
		}
		var back cx.Survival
		if err := json.Unmarshal([]byte(cxtest.JSON(t, s)), &back); err != nil || !cmp.Equal(s, back) {
			t.Errorf("%s: %+v comes back as %+v, %v", data, s, back, err)
		}
	}
}
