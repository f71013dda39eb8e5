package cx_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
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
		_, errs["Mean"] = s.Mean(5)
		_, errs["ExpectedLifetime"] = s.ExpectedLifetime()
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
