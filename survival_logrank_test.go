package cx_test

import (
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
		{"of three, two", []string{"3 4 5+", "1+ 2+", "2+"}, cx.ErrUndefined},
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

// A group of which nobody was at risk when anybody churned is left out.
func TestLogRankLeftOut(t *testing.T) {
	// R 4.2.2 survdiff of two plans and a young one: chi square 1 on 1 degree of freedom,
	// observed 3 2 0, expected 2 3 0 (after therneau/survival, issue 89).
	groups := [][]cx.Lifespan{spansOf("1 2 3+ 4"), spansOf("1+ 2+ 3 5"), spansOf("0.5+ 0.7+")}
	got, err := cx.LogRank(groups, "")
	if err != nil || got.DegreesOfFreedom != 1 || !got.Groups[2].LeftOut || got.Groups[0].LeftOut || got.Groups[1].LeftOut {
		t.Fatalf("LogRank = %+v, %v", got, err)
	}
	cxtest.Near(t, "ChiSquare", got.ChiSquare, 1, 1e-12)
	printsAs(t, "P", got.P, nil, "0.3173105")
	for i, want := range []cx.LogRankGroup{{Observed: 3, Expected: 2}, {Observed: 2, Expected: 3}, {}} {
		g := got.Groups[i]
		cxtest.Near(t, "Observed", g.Observed, want.Observed, 1e-12)
		cxtest.Near(t, "Expected", g.Expected, want.Expected, 1e-12)
	}
	// It is as if the group were not there, whatever its place and the weight.
	for _, weight := range rankWeights {
		want, err := cx.LogRank(groups[:2], weight)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cx.LogRank([][]cx.Lifespan{groups[2], groups[0], spansOf("9-10+"), groups[1]}, weight)
		want.Groups = []cx.LogRankGroup{{LeftOut: true}, want.Groups[0], {LeftOut: true}, want.Groups[1]}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("LogRank(%q), with two that are left out: %v (-want +got):\n%s", weight, err, diff)
		}
	}
	// Surv(qsec, vs) ~ mpg of R's mtcars, 25 groups: survdiff of R 4.2.2 gives 25.48628 on 17
	// degrees of freedom, p .0843425 (therneau/survival, issue 89).
	groups = nil
	for _, data := range []string{
		"16.46+ 17.02+", "18.61 22.90", "19.44 18.60", "17.02+", "20.22", "15.84+", "20.00", "18.30 17.05+", "18.90",
		"17.40+", "17.60+", "18.00+ 17.30+", "17.98+ 17.82+", "17.42+", "19.47", "18.52 16.90", "19.90", "20.01", "16.87+",
		"15.41+", "18.90", "16.70+", "14.50+", "15.50+", "14.60+",
	} {
		groups = append(groups, spansOf(data))
	}
	got, err = cx.LogRank(groups, "")
	if err != nil || got.DegreesOfFreedom != 17 {
		t.Fatalf("LogRank of mtcars: %+v, %v", got, err)
	}
	printsAs(t, "ChiSquare", got.ChiSquare, nil, "25.48628")
	printsAs(t, "P", got.P, nil, "0.0843425")
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
	const (
		first  = `{"time":2.5,"at_risk":4,"churned":2,"survival":0.5,"greenwood":0.25}`
		change = `{"time":3,"at_risk":2,"churned":0,"censored":1,"entered":1,"survival":0.5,"greenwood":0.25}`
		second = `{"time":8,"at_risk":2,"churned":1,"censored":1,"survival":0.25,"greenwood":0.75}`
		all    = `"customers":5,"churned":3,"last":8`
	)
	curve := func(steps, rest string) string { return `{"steps":[` + steps + `],` + rest + `}` }
	// Both of the start leave at 1, and the third enters at 3.
	const emptied = `{"time":1,"at_risk":2,"churned":2,"survival":0,"greenwood":0},{"time":3,"at_risk":0,"churned":0,"entered":1,"survival":0,"greenwood":0},` +
		`{"time":4,"at_risk":1,"churned":0,"censored":1,"survival":0,"greenwood":0}`
	three := func(a, b, c string) string { return a + "," + b + "," + c }
	return []cxtest.Codec{
		cxtest.CodecOf[cx.CompetingStep](`{"time":3,"at_risk":9,"churned":2,"other":1,"censored":3,"entered":1}`).
			WithCounts("at_risk", "churned", "other", "censored", "entered").WithBad(
			`{"time":-1,"at_risk":4,"churned":2}`, `{"time":1,"at_risk":4,"churned":3,"other":2}`, `{"time":1,"at_risk":4,"churned":0}`,
		),
		cxtest.CodecOf[cx.CompetingRisks](`{"steps":[{"time":1,"at_risk":4,"churned":1,"other":1,"entered":1},{"time":2,"at_risk":3,"churned":2,"censored":1}]}`).
			WithCounts("at_risk", "churned", "other", "censored", "entered").WithNeeded("steps.other", "steps.censored", "steps.entered").WithBad(
			`{"steps":[{"time":1,"at_risk":4,"churned":1},{"time":2,"at_risk":4,"churned":4}]}`, // who left is still there
			`{"steps":[{"time":2,"at_risk":2,"churned":1},{"time":1,"at_risk":1,"churned":1}]}`, // out of order
			`{"steps":[{"time":1,"at_risk":2,"churned":1}]}`,                                    // somebody never leaves
			`{"steps":[{"time":1,"at_risk":9223372036854775807,"churned":9223372036854775807,"other":9223372036854775807}]}`,
		),
		cxtest.CodecOf[cx.Lifespan](`{"entry":2,"exit":12.5,"churned":false,"other":true,"count":3}`).WithCounts("count").
			WithBad(`{"exit":-1}`, `{"exit":1,"churned":true,"other":true}`, `{"entry":-1,"exit":1}`, `{"entry":2,"exit":2}`, `{"exit":1e999}`),
		cxtest.CodecOf[cx.Concordance](`{"value":0.75,"standard_error":0.1,"concordant":13,"discordant":3,"tied":4}`).WithCounts("concordant", "discordant", "tied").
			WithBad(`{"value":0.9,"standard_error":0.1,"concordant":2,"discordant":3,"tied":0}`, `{"value":1,"standard_error":-1,"concordant":1,"discordant":0,"tied":0}`),
		cxtest.CodecOf[cx.Cox](`{"names":["detractor"],"coefficients":[{"value":0.5,"standard_error":0.25}],"test":{"chi_square":4,"degrees_of_freedom":1,"p":0.0455},`+
			`"customers":40,"churned":12,"log_likelihood":-30.5}`).WithCounts("customers", "churned").WithBad(
			`{"names":[],"coefficients":[],"test":{"chi_square":4,"degrees_of_freedom":1,"p":0.0455},"customers":40,"churned":12,"log_likelihood":-30.5}`,
			`{"names":["a","b"],"coefficients":[{"value":0.5}],"test":{"chi_square":4,"degrees_of_freedom":1,"p":0.0455},"customers":40,"churned":12,"log_likelihood":-30.5}`,
			`{"names":["a"],"coefficients":[{"value":0.5}],"test":{"chi_square":4,"degrees_of_freedom":1,"p":0.0455},"customers":4,"churned":12,"log_likelihood":-30.5}`,
		),
		cxtest.CodecOf[cx.SurvivalStep](change).WithCounts("at_risk", "churned", "censored", "entered").WithBad(
			`{"time":-1,"at_risk":4,"churned":2,"survival":0.5}`, `{"time":1,"at_risk":4,"churned":5,"survival":0.5}`, `{"time":1,"at_risk":4}`,
			`{"at_risk":4,"churned":2,"survival":1.5}`, `{"at_risk":4,"churned":2,"survival":-0.5}`, `{"at_risk":4,"churned":2,"greenwood":-1}`,
			`{"time":1,"at_risk":4,"churned":2,"censored":3,"survival":0.5}`, `{"at_risk":4,"churned":2,"entered":1,"survival":0.5}`,
		),
		cxtest.CodecOf[cx.Survival](curve(emptied, `"customers":3,"churned":2,"last":4,"emptied":1`)).
			WithCounts("at_risk", "churned", "censored", "entered", "customers").WithNeeded("steps", "steps.censored", "steps.entered", "emptied").WithBad(
			curve(emptied, `"customers":3,"churned":2,"last":4,"emptied":3`), curve(emptied, `"customers":3,"churned":2,"last":4,"emptied":0.5`),
			curve(three(first, change, second), all+`,"emptied":3`), `{"emptied":1}`,
			`{"customers":-1}`, `{"last":-1,"customers":1}`, `{"last":1}`, `{"churned":1,"customers":1}`, `{"churned":-1,"customers":1}`, `{"churned":1}`,
			`{"customers":1}`,                                                                                           // no step
			curve(three(change, first, second), all),                                                                    // out of order
			curve(three(first, first, second), all),                                                                     // twice
			curve(three(first, change, second), `"customers":5,"churned":3,"last":7`),                                   // after the last exit
			curve(three(first, change, second), `"customers":5,"churned":3,"last":9`),                                   // another last exit
			curve(three(first, change, second), `"customers":3,"churned":3,"last":8`),                                   // more at risk than there are
			curve(three(first, change, second), `"customers":4,"churned":3,"last":8`),                                   // more come than there are
			curve(three(first, change, second), `"customers":6,"churned":3,"last":8`),                                   // fewer
			curve(three(first, change, second), `"customers":5,"churned":2,"last":8`),                                   // another number churned
			curve(first+","+change, `"customers":5,"churned":2,"last":3`),                                               // somebody never leaves
			curve(first, `"customers":4,"churned":2`),                                                                   // no last exit
			curve(first, `"churned":2,"last":9`),                                                                        // nobody
			curve(first+`,{"time":3,"at_risk":2,"churned":0,"entered":1,"survival":0.5,"greenwood":0.25},`+second, all), // none of 3 left
			curve(`{"time":1,"at_risk":4,"churned":2,"censored":2}`, `"customers":4,"churned":2,"last":1`),              // without what is derived
			curve(`{"time":1,"at_risk":4,"churned":2,"censored":2,"survival":0.5}`, `"customers":4,"churned":2,"last":1`),
			curve(`{"time":1,"at_risk":4,"churned":2,"censored":2,"survival":0.6,"greenwood":0.25}`, `"customers":4,"churned":2,"last":1`),
			curve(`{"time":1,"at_risk":4,"churned":2,"censored":2,"survival":0.5,"greenwood":0.3}`, `"customers":4,"churned":2,"last":1`),
			curve(`{"time":1,"at_risk":1,"churned":0,"entered":9223372036854775807,"survival":1},{"time":2,"at_risk":1,"churned":0,"censored":1,"survival":1}`, `"customers":9223372036854775807,"last":2`),
		),
	}
}

func FuzzSurvivalJSON(f *testing.F) { cxtest.FuzzCodecs(f, survivalCodecs(), cx.ErrInvalid) }

// survivalContract is what the functions of lifespans and their curve promise.
func survivalContract(t *testing.T) cxtest.Contract {
	lifespans, others, edges := spansOf("9 4+ 1-6 2"), spansOf("9 4+ 1-6"), []float64{0, 3, 9}
	scores := []float64{3, 1, 9, 2}
	fitted, covariates := lateRows()
	names := []string{"x1", "x2"}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  survivalCodecs(),
		Laws: []cxtest.Law{cxtest.Laws[cx.Survival, *cx.Survival]{
			Values: []cx.Survival{curveOf(t, lifespans), curveOf(t, spansOf("1+ 2-3+ 4-9 0")), curveOf(t, []cx.Lifespan{{Exit: 2, Count: math.MaxInt64 / 4}})},
			// One customer, with an entry of 0 to 3 and up to 8 later an exit.
			Add: func(s *cx.Survival, row byte) error {
				entry := float64(row % 4)
				one, err := cx.SurvivalOf([]cx.Lifespan{{Entry: entry, Exit: entry + float64(1+row/4%8), Churned: row < 160}})
				return errors.Join(err, s.Merge(one))
			},
			Total: func(s cx.Survival) int64 { return s.Customers },
		}, cxtest.Laws[cx.CompetingRisks, *cx.CompetingRisks]{
			Values: []cx.CompetingRisks{competingFrom(t, tenWaits()), competingFrom(t, lifespans), competingFrom(t, []cx.Lifespan{{Exit: 2, Other: true, Count: math.MaxInt64 / 4}})},
			Add: func(c *cx.CompetingRisks, row byte) error {
				entry := float64(row % 4)
				one, err := cx.CompetingRisksOf([]cx.Lifespan{{Entry: entry, Exit: entry + float64(1+row/4%8), Churned: row < 90, Other: row >= 160}})
				return errors.Join(err, c.Merge(one))
			},
			Total: cx.CompetingRisks.Total,
		}},
		Calls: []cxtest.Call{
			{Func: "SurvivalOf", Args: []any{lifespans}, Do: func() (any, error) { return cx.SurvivalOf(lifespans) }},
			{Func: "CompetingRisksOf", Args: []any{lifespans}, Do: func() (any, error) { return cx.CompetingRisksOf(lifespans) }},
			{Func: "HazardOf", Args: []any{lifespans, edges}, Do: func() (any, error) { return cx.HazardOf(lifespans, edges, 0.95) }, Sorted: true}, // the edges are, as they must
			{Func: "ConcordanceOf", Args: []any{lifespans, scores}, Do: func() (any, error) {
				return cx.ConcordanceOf(lifespans, cx.Predictor{Scores: scores})
			}},
			{Func: "FitCox", Args: []any{fitted, covariates, names}, Sorted: true, Do: func() (any, error) { return cx.FitCox(fitted, covariates, names, 0.95) }},
			{Func: "LogRank", Args: []any{lifespans, others}, Do: func() (any, error) { return cx.LogRank([][]cx.Lifespan{lifespans, others}, cx.EqualWeight) }},
		},
		Values: []any{cx.SurvivalQuantile{Time: 2, Reached: true}, cx.Estimate{Value: 3, StandardError: 1}},
	}
}

func TestSurvival_Contract(t *testing.T) { survivalContract(t).Run(t) }
