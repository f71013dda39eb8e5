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
	"github.com/google/go-cmp/cmp"
)

var rankWeights = []cx.RankWeight{cx.EqualWeight, cx.GehanWeight, cx.TaroneWareWeight, cx.PetoPrenticeWeight}

// TestLogRankWeights compares the four tests of two groups: chi square, observed and
// expected of the first group, its variance, p. Log-rank and Peto-Prentice (rho = 1)
// are those of R 4.2.2 survdiff; Gehan and Tarone-Ware of 6-MP those of D. G.
// Kleinbaum and M. Klein, Survival Analysis, in the tests of lifelines. The further
// digits were computed from the definition in 30 digits.
func TestLogRankWeights(t *testing.T) {
	tests := []struct {
		name, first, second string
		want                [4][5]float64 // in the order of rankWeights
	}{
		{"aml", amlMaintained, amlNot, [4][5]float64{
			{3.3963886989776, 7, 10.6893359923007, 4.00755074593873, 0.0653393220405049},
			{2.72331154684095, 79, 129, 918, 0.0988926513652320},
			{2.98160362200709, 22.5213436612987, 35.3592610200831, 55.2763354909101, 0.0842157942837998},
			{2.77927954475177, 3.84541062801932, 6.14285714285714, 1.89914702841159, 0.0954911154064927},
		}},
		{"6-MP", remission6MP, remissionPlacebo, [4][5]float64{
			{16.7929409892165, 9, 19.2505009480311, 6.25696057367550, 4.16880910933454e-5},
			{13.4578520496311, 197, 468, 5457.11156053415, 2.43982921890553e-4},
			{15.1235753018727, 40.8020929678998, 91.9648414242094, 173.082540163600, 1.00697884423970e-4},
			{14.4571508187171, 5.12151463950564, 11.9985596770776, 3.27130490937143, 1.43384444819390e-4},
		}},
	}
	for _, test := range tests {
		first, second := spansOf(test.first), spansOf(test.second)
		for i, weight := range rankWeights {
			got, err := cx.LogRank([][]cx.Lifespan{first, second}, weight)
			if err != nil || got.DegreesOfFreedom != 1 || len(got.Groups) != 2 {
				t.Fatalf("%s: LogRank(%q) = %+v, %v", test.name, weight, got, err)
			}
			g, other := got.Groups[0], got.Groups[1]
			for j, figure := range []struct {
				name string
				got  float64
			}{{"ChiSquare", got.ChiSquare}, {"Observed", g.Observed}, {"Expected", g.Expected}, {"Variance", g.Variance}, {"P", got.P}} {
				want := test.want[i][j]
				if !(math.Abs(figure.got-want) <= 1e-12*want) {
					t.Errorf("%s: LogRank(%q): %s %.15g, want %.15g", test.name, weight, figure.name, figure.got, want)
				}
			}
			// What one group has more than expected the other has less.
			cxtest.Near(t, "Observed - Expected of both", g.Observed-g.Expected+other.Observed-other.Expected, 0, 1e-12)
			cxtest.Near(t, "Variance of both", other.Variance, g.Variance, 1e-13)
		}
		zero, err := cx.LogRank([][]cx.Lifespan{first, second}, "")
		equal, err2 := cx.LogRank([][]cx.Lifespan{first, second}, cx.EqualWeight)
		if diff := cmp.Diff(equal, zero); err != nil || err2 != nil || diff != "" {
			t.Errorf("%s: the zero weight is not equal, %v, %v (-equal +zero):\n%s", test.name, err, err2, diff)
		}
	}

	// As printed: expected 10.689336 and 7.310664, 19.250501 and 10.749499; p .06534
	// and 4.17e-5.
	for _, test := range []struct {
		first, second, expected, other, p string
	}{
		{amlMaintained, amlNot, "10.689336", "7.310664", "0.06534"},
		{remission6MP, remissionPlacebo, "19.250501", "10.749499", "0.0000417"},
	} {
		got, err := cx.LogRank([][]cx.Lifespan{spansOf(test.first), spansOf(test.second)}, "")
		if err != nil {
			t.Fatal(err)
		}
		printsAs(t, "Expected", got.Groups[0].Expected, err, test.expected)
		printsAs(t, "Expected of the other", got.Groups[1].Expected, err, test.other)
		printsAs(t, "P", got.P, err, test.p)
	}
}

// TestLogRankSmall has published figures of groups that a hand can follow.
func TestLogRankSmall(t *testing.T) {
	for _, test := range []struct {
		first, second string
		want          string
	}{
		{"10 20 30", "10 20 50", "0.254237"},
		{"10 20+ 30", "10 20+ 50", "0.384615"},
		// From R, in the tests of statsmodels (duration/tests/test_survfunc.py).
		{"3+ 1 2 3 2+ 1+ 5 3+", "1+ 1 2+ 3+ 7 1+ 5 3+ 9", "2.14673"},
		// From R, in stats.stackexchange.com/questions/577118.
		{"150 260 110 111 550 1 1", "1 140 60 1 70 1 1", "4"},
	} {
		got, err := cx.LogRank([][]cx.Lifespan{spansOf(test.first), spansOf(test.second)}, "")
		if err != nil {
			t.Errorf("%s | %s: %v", test.first, test.second, err)
			continue
		}
		printsAs(t, test.first+" | "+test.second, got.ChiSquare, err, test.want)
	}
	// By hand, of 10 20 30 | 10 20 50. At 10, 6 are at risk and 2 churn: U 0, V
	// 2·(1/4)·4/5. At 20, 2 of 4: U 0, V 2·(1/4)·2/3. At 30, 1 of 2: U 1/2, V 1/4. At 50
	// one is left alone: 0. (1/4) / (59/60), and without 20 (1/4) / (13/20).
	for _, test := range []struct {
		first, second       string
		chiSquare, variance float64
	}{
		{"10 20 30", "10 20 50", 15. / 59, 59. / 60},
		{"10 20+ 30", "10 20+ 50", 5. / 13, 13. / 20},
	} {
		got, err := cx.LogRank([][]cx.Lifespan{spansOf(test.first), spansOf(test.second)}, "")
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "ChiSquare", got.ChiSquare, test.chiSquare, 1e-15)
		cxtest.Near(t, "Variance", got.Groups[0].Variance, test.variance, 1e-15)
	}
}

// bnct has rats with a brain tumour, untreated, irradiated, and irradiated after a
// boronated drug: J. P. Klein and M. L. Moeschberger, Survival Analysis (1997),
// exercise 7.7.
var bnct = [3]string{
	"20 21 23 24 24 26 26 27 28 30",
	"26 28 29 29 30 30 31 31 32 35+",
	"31 32 34 35 36 38 38 39 42+ 42+",
}

// TestLogRankThreeGroups compares with R's survdiff on bnct, as J. Fan prints it in
// handout 4 of her course Statistics 678 (San Diego State University).
func TestLogRankThreeGroups(t *testing.T) {
	groups := [][]cx.Lifespan{spansOf(bnct[0]), spansOf(bnct[1]), spansOf(bnct[2])}
	got, err := cx.LogRank(groups, "")
	if err != nil || got.DegreesOfFreedom != 2 || len(got.Groups) != 3 {
		t.Fatalf("LogRank = %+v, %v", got, err)
	}
	printsAs(t, "ChiSquare", got.ChiSquare, nil, "33.38033")
	cxtest.Near(t, "P", got.P/5.64e-08, 1, 1e-3)
	for i, want := range []struct{ observed, expected, variance string }{
		{"10", "2.656485", "1.9706489"}, {"9", "7.600097", "4.5471241"}, {"8", "16.743418", "4.608736"},
	} {
		what := fmt.Sprintf("group %d: ", i+1)
		printsAs(t, what+"Observed", got.Groups[i].Observed, nil, want.observed)
		printsAs(t, what+"Expected", got.Groups[i].Expected, nil, want.expected)
		printsAs(t, what+"Variance", got.Groups[i].Variance, nil, want.variance)
	}
	// With 2 degrees of freedom the tail is e^(-x/2).
	cxtest.Near(t, "P", got.P/math.Exp(-got.ChiSquare/2), 1, 1e-12)
}

// TestLogRankUndefined has groups that nothing can be said about.
func TestLogRankUndefined(t *testing.T) {
	for _, test := range []struct {
		name   string
		groups []string
		want   error
	}{
		{"nobody churned", []string{"3+ 5+", "4+"}, cx.ErrUndefined},
		{"a group gone before the first churn", []string{"1+ 2+", "3 4 5+"}, cx.ErrUndefined},
		{"of three", []string{"3 4 5+", "1+ 2+", "3 5"}, cx.ErrUndefined},
		{"of three, the last", []string{"3 4 5+", "3 5", "1+ 2+"}, cx.ErrUndefined},
		{"groups never there together", []string{"1 2", "2-3 2-4"}, cx.ErrUndefined},
		{"two pairs never there together", []string{"1 2 3+", "1 3", "4-5 4-7", "4-6 4-7+"}, cx.ErrUndefined},
		{"all churn at once", []string{"3 3", "3"}, cx.ErrUndefined},
		{"an empty group", []string{"1 2", ""}, cx.ErrNoData},
		{"the first of three empty", []string{"", "1 2", "2 3"}, cx.ErrNoData},
		{"all empty", []string{"", ""}, cx.ErrNoData},
	} {
		var groups [][]cx.Lifespan
		for _, data := range test.groups {
			groups = append(groups, spansOf(data))
		}
		for _, weight := range rankWeights {
			got, err := cx.LogRank(groups, weight)
			cxtest.Refuses(t, test.name, err, test.want)
			if !cmp.Equal(got, cx.LogRankTest{}) || test.want == cx.ErrUndefined && errors.Is(err, cx.ErrNoData) {
				t.Errorf("%s: LogRank(%q) = %+v, %v", test.name, weight, got, err)
			}
		}
	}
	// Groups that churn alike are no reason for an error.
	got, err := cx.LogRank([][]cx.Lifespan{spansOf("1 2 3"), spansOf("1 2 3")}, "")
	if err != nil || got.ChiSquare > 1e-30 || got.P != 1 {
		t.Errorf("LogRank of two equal groups = %+v, %v, want 0 and p 1", got, err)
	}
}

func TestLogRankArguments(t *testing.T) {
	group := spansOf("1 2 3+")
	for _, weight := range []cx.RankWeight{"Equal", "logrank", "wilcoxon", " ", "\n"} {
		_, err := cx.LogRank([][]cx.Lifespan{group, group}, weight)
		cxtest.Refuses(t, fmt.Sprintf("weight %q", weight), err, cx.ErrInvalid)
		if err != nil && strings.Contains(err.Error(), "wilcoxon") {
			t.Errorf("weight %q: the error repeats it: %v", weight, err)
		}
	}
	for _, k := range []int{0, 1, 51, 1000} {
		groups := make([][]cx.Lifespan, k)
		for i := range groups {
			groups[i] = group
		}
		_, err := cx.LogRank(groups, "")
		cxtest.Refuses(t, fmt.Sprintf("%d groups", k), err, cx.ErrInvalid)
		var e *cx.RangeError
		if !errors.As(err, &e) || e.Got != int64(k) || e.Min != 2 || e.Max != 50 {
			t.Errorf("%d groups: error %v", k, err)
		}
	}
	// As many as may be, one of them different.
	groups := make([][]cx.Lifespan, 50)
	for i := range groups {
		groups[i] = spansOf("2 4 6 8+")
	}
	groups[49] = spansOf("1 1 2 3")
	got, err := cx.LogRank(groups, "")
	if err != nil || got.DegreesOfFreedom != 49 || len(got.Groups) != 50 {
		t.Fatalf("LogRank of 50 groups = %+v, %v", got, err)
	}
}

// BenchmarkSurvival measures the curve and the test of 1 million customers against
// sorting 1 million times. Read the ratios to sort=float64: at most 3 for SurvivalOf
// and 6 for LogRank. Times by day have ties, which are quicker to sort; distinct
// times are the worst case.
func BenchmarkSurvival(b *testing.B) {
	const customers = 1_000_000
	for _, times := range []struct {
		name string
		of   func(g *generator) float64
	}{
		{"distinct", func(g *generator) float64 { return float64(g.next(1<<30)) + float64(g.next(1<<20))/(1<<20) }},
		{"days", func(g *generator) float64 { return float64(g.next(2000)) }},
	} {
		g := generator(7)
		exits := make([]float64, customers)
		lifespans := make([]cx.Lifespan, customers)
		for i := range lifespans {
			exits[i] = times.of(&g)
			lifespans[i] = cx.Lifespan{Exit: exits[i], Churned: g.next(3) > 0}
		}
		late := slices.Clone(lifespans)
		for i := range late {
			if i%2 == 0 {
				late[i].Entry = late[i].Exit / 3
			}
		}
		b.Run("times="+times.name, func(b *testing.B) {
			b.Run("sort=float64", func(b *testing.B) {
				sorted := make([]float64, customers)
				for b.Loop() {
					copy(sorted, exits)
					slices.Sort(sorted)
				}
			})
			for _, of := range []struct {
				name      string
				lifespans []cx.Lifespan
			}{{"SurvivalOf", lifespans}, {"SurvivalOf-late-entries", late}} {
				b.Run(of.name, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						s, err := cx.SurvivalOf(of.lifespans)
						if err != nil {
							b.Fatal(err)
						}
						sinkInt += s.Churned
					}
				})
			}
			b.Run("LogRank", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					test, err := cx.LogRank([][]cx.Lifespan{lifespans[:customers/2], lifespans[customers/2:]}, "")
					if err != nil {
						b.Fatal(err)
					}
					sinkInt += int64(test.DegreesOfFreedom)
				}
			})
		})
	}
}

// survivalCodecs are the decoders of lifespans and their curve.
func survivalCodecs() []cxtest.Codec {
	const step = `{"time":2.5,"at_risk":4,"churned":2,"survival":0.5,"greenwood":0.25}`
	const last = `{"time":9,"at_risk":1,"churned":1,"survival":0,"greenwood":0.25}`
	curve := func(steps, rest string) string { return `{"steps":[` + steps + `],` + rest + `}` }
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Lifespan](`{"entry":2,"exit":12.5,"churned":true}`).
			WithBad(`{"exit":-1}`, `{"entry":-1,"exit":1}`, `{"entry":2,"exit":2}`, `{"exit":1e999}`),
		cxtest.CodecOf[cx.Concordance](`{"value":0.75,"standard_error":0.1,"concordant":13,"discordant":3,"tied":4}`).WithCounts("concordant", "discordant", "tied").
			WithBad(`{"value":0.9,"standard_error":0.1,"concordant":2,"discordant":3,"tied":0}`, `{"value":1,"standard_error":-1,"concordant":1,"discordant":0,"tied":0}`),
		cxtest.CodecOf[cx.SurvivalStep](step).WithCounts("at_risk", "churned").WithBad(
			`{"time":-1,"at_risk":4,"churned":2,"survival":0.5}`, `{"time":1,"at_risk":4,"churned":5,"survival":0.5}`, `{"time":1,"at_risk":4}`,
			`{"at_risk":4,"churned":2,"survival":1.5}`, `{"at_risk":4,"churned":2,"survival":-0.5}`, `{"at_risk":4,"churned":2,"greenwood":-1}`,
		),
		cxtest.CodecOf[cx.Survival](curve(step+","+last, `"customers":5,"churned":3,"last":9`)).WithCounts("at_risk", "churned", "customers").WithNeeded("steps").WithBad(
			`{"customers":-1}`, `{"last":-1,"customers":1}`, `{"last":1}`, `{"churned":1,"customers":1}`, `{"churned":-1,"customers":1}`,
			curve(last+","+step, `"customers":5,"churned":3,"last":9`),                        // out of order
			curve(step+","+step, `"customers":9,"churned":4,"last":9`),                        // twice
			curve(step+","+last, `"customers":5,"churned":3,"last":8`),                        // after the last exit
			curve(step+","+last, `"customers":3,"churned":3,"last":9`),                        // more at risk than there are
			curve(step+","+last, `"customers":5,"churned":2,"last":9`),                        // another number churned
			curve(step, `"customers":5,"churned":2`),                                          // no last exit
			curve(step, `"churned":2,"last":9`),                                               // nobody
			curve(`{"time":1,"at_risk":4,"churned":2}`, `"customers":5,"churned":2,"last":9`), // without what is derived
			curve(`{"time":1,"at_risk":4,"churned":2,"survival":0.5}`, `"customers":5,"churned":2,"last":9`),
			curve(`{"time":1,"at_risk":4,"churned":2,"survival":0.6,"greenwood":0.25}`, `"customers":5,"churned":2,"last":9`),
			curve(`{"time":1,"at_risk":4,"churned":2,"survival":0.5,"greenwood":0.3}`, `"customers":5,"churned":2,"last":9`),
			curve(step+`,{"time":9,"at_risk":2,"churned":1,"survival":0,"greenwood":0.75}`, `"customers":5,"churned":3,"last":9`),
		),
	}
}

func FuzzSurvivalJSON(f *testing.F) { cxtest.FuzzCodecs(f, survivalCodecs(), cx.ErrInvalid) }

// survivalContract is what the functions of lifespans promise.
func survivalContract(*testing.T) cxtest.Contract {
	lifespans, others, edges := spansOf("9 4+ 1-6 2"), spansOf("9 4+ 1-6"), []float64{0, 3, 9}
	scores := []float64{3, 1, 9, 2}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  survivalCodecs(),
		Calls: []cxtest.Call{
			{Func: "SurvivalOf", Args: []any{lifespans}, Do: func() (any, error) { return cx.SurvivalOf(lifespans) }},
			{Func: "HazardOf", Args: []any{lifespans, edges}, Do: func() (any, error) { return cx.HazardOf(lifespans, edges, 0.95) }, Sorted: true}, // the edges are, as they must
			{Func: "ConcordanceOf", Args: []any{lifespans, scores}, Do: func() (any, error) {
				return cx.ConcordanceOf(lifespans, cx.Predictor{Scores: scores})
			}},
			{Func: "LogRank", Args: []any{lifespans, others}, Do: func() (any, error) { return cx.LogRank([][]cx.Lifespan{lifespans, others}, cx.EqualWeight) }},
		},
		Values: []any{cx.SurvivalQuantile{Time: 2, Reached: true}, cx.Estimate{Value: 3, StandardError: 1}},
	}
}

func TestSurvival_Contract(t *testing.T) { survivalContract(t).Run(t) }

// A curve of a literal is refused where what is derived is missing or wrong, wherever it is
// asked: 3 of 10 left, then 2 of 7, so that the shares are 0.7 and 0.5.
func TestSurvivalLiterals(t *testing.T) {
	valid := cx.Survival{
		Customers: 10, Churned: 5, Last: 9,
		Steps: []cx.SurvivalStep{
			{Time: 1, AtRisk: 10, Churned: 3, Survival: 0.7, Greenwood: 3. / 70},
			{Time: 4, AtRisk: 7, Churned: 2, Survival: 0.5, Greenwood: 3./70 + 2./35},
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
