package cx_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// The survivors of 1000 customers at renewals 0 to 7, and those of 8 to 12, which the fit
// does not see. Source: P. S. Fader and B. G. S. Hardie (2007), table 1.
var (
	contractHighEnd = []int64{1000, 869, 743, 653, 593, 551, 517, 491}
	contractRegular = []int64{1000, 631, 468, 382, 326, 289, 262, 241}
)

func contractFit(t testing.TB, cohorts ...[]int64) cx.ShiftedBetaGeometric {
	t.Helper()
	m, err := cx.FitShiftedBetaGeometric(cohorts...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The maxima, log-likelihoods and standard errors of the logarithms were computed outside
// Go from the published survivors. pymc-marketing's tests have .688 for Regular, where the
// log-likelihood is lower: -1680.41083.
func TestShiftedBetaGeometricFit(t *testing.T) {
	tests := []struct {
		name                       string
		survivors                  []int64
		alpha, beta, logLikelihood float64
		seAlpha, seBeta            float64 // 0 if not known
	}{
		{"High End", contractHighEnd, 0.668088351, 3.806094964, -1611.15815, 0.155271, 0.206388},
		{"Regular", contractRegular, 0.704077298, 1.182043026, -1680.26519, 0.093170, 0.128993},
		{"Regular, 4 renewals", contractRegular[:5], 0.76367, 1.29583, -1401.5594, 0, 0},
		{"High End, 4 renewals", contractHighEnd[:5], 1.28098, 7.79038, -1225.1349, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := contractFit(t, tt.survivors)
			cxtest.Near(t, "Alpha", m.Alpha, tt.alpha, 1e-5)
			cxtest.Near(t, "Beta", m.Beta, tt.beta, 1e-5)
			if ll := m.Fit.LogLikelihood; math.Abs(ll-tt.logLikelihood) > 6e-5 { // as printed
				t.Errorf("log-likelihood = %v, want %v", ll, tt.logLikelihood)
			}
			if m.Fit.Customers != 1000 {
				t.Errorf("fit %+v", m.Fit)
			}
			if tt.seAlpha > 0 {
				cxtest.Near(t, "SE of ln Alpha", math.Sqrt(m.Fit.Covariance[0][0]), tt.seAlpha, 1e-6)
				cxtest.Near(t, "SE of ln Beta", math.Sqrt(m.Fit.Covariance[1][1]), tt.seBeta, 1e-6)
				parameters, err := m.Parameters(0.95)
				if err != nil || len(parameters) != 2 {
					t.Fatal(parameters, err)
				}
				cxtest.Near(t, "SE of Alpha", parameters[0].StandardError, tt.alpha*tt.seAlpha, 1e-5)
				cxtest.Near(t, "low end of Beta", parameters[1].Interval.Low, tt.beta*math.Exp(-1.959963985*tt.seBeta), 1e-5)
			}
		})
	}
}

// Survival as a share of 1000, from the published fits to 4 or 6 digits, twelve renewals.
func TestShiftedBetaGeometricSurvival(t *testing.T) {
	tests := []struct {
		name      string
		survivors []int64
		want      []float64
	}{
		{"High End", contractHighEnd, []float64{
			0.850679, 0.746859, 0.669789, 0.609919, 0.561834, 0.522216,
			0.488906, 0.46044, 0.43578, 0.414172, 0.395055, 0.377999,
		}},
		{"Regular", contractRegular, []float64{
			0.6267, 0.4738, 0.3880, 0.3321, 0.2923, 0.2625, 0.2390, 0.2201, 0.2044, 0.1912, 0.1799, 0.1700,
		}},
	}
	for _, tt := range tests {
		m := contractFit(t, tt.survivors)
		before := 1.0
		for i, want := range tt.want {
			survival, err := m.Survival(i + 1)
			if err != nil || math.Abs(survival-want) > 6e-5 {
				t.Errorf("%s: Survival(%d) = %v, %v, want %v", tt.name, i+1, survival, err, want)
			}
			retention, err := m.Retention(i + 1)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Retention", retention, survival/before, 1e-12)
			before = survival
		}
		if s, err := m.Survival(0); s != 1 || err != nil {
			t.Errorf("Survival(0) = %v, %v", s, err)
		}
	}
	// The mean of the probability of leaving is published: .149321 and .373294.
	for _, tt := range []struct {
		survivors []int64
		want      float64
	}{{contractHighEnd, 0.149321}, {contractRegular, 0.373294}} {
		first, err := contractFit(t, tt.survivors).Retention(1)
		if err != nil || math.Abs(1-first-tt.want) > 6e-7 {
			t.Errorf("mean probability of leaving = %v, %v, want %v", 1-first, err, tt.want)
		}
	}
	// By the gamma functions, mpmath to 30 digits: loggamma(b+n)-loggamma(a+b+n)-loggamma(b)+loggamma(a+b).
	m := cx.ShiftedBetaGeometric{Alpha: 0.668088351, Beta: 3.806094964}
	for _, tt := range []struct {
		n    int
		want float64
	}{{12, 0.37799907165019785}, {1000, 0.023445365326643314}, {40000, 0.0019987903685054668}} {
		got, err := m.Survival(tt.n)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Survival", got/tt.want, 1, 1e-12)
	}
}

// Interval figures computed outside Go by the delta method.
func TestShiftedBetaGeometricIntervals(t *testing.T) {
	m := contractFit(t, contractHighEnd)
	f, err := m.SurvivalInterval(12, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Survival(12)", f.Value, 0.3779991, 1e-6)
	cxtest.Near(t, "low", f.Interval.Low, 0.340739, 1e-6)
	cxtest.Near(t, "high", f.Interval.High, 0.416758, 1e-6)

	del, err := m.DiscountedExpectedLifetime(0.1)
	if err != nil {
		t.Fatal(err)
	}
	derl, err := m.DiscountedExpectedResidualLifetime(8, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		value float64
		of    func(level float64) (cx.Estimate, error)
	}{
		{"DEL", del, func(level float64) (cx.Estimate, error) { return m.DiscountedExpectedLifetimeInterval(0.1, level) }},
		{"DERL", derl, func(level float64) (cx.Estimate, error) {
			return m.DiscountedExpectedResidualLifetimeInterval(8, 0.1, level)
		}},
	} {
		narrow, err := tt.of(0.5)
		if err != nil {
			t.Fatal(err)
		}
		wide, err := tt.of(0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, tt.name, wide.Value, tt.value, 1e-12)
		cxtest.Near(t, tt.name+" as the middle of ln", wide.Interval.Low*wide.Interval.High, tt.value*tt.value, 1e-12)
		if !(wide.Interval.Low < narrow.Interval.Low && narrow.Interval.High < wide.Interval.High) || wide.Interval.Level != 0.95 {
			t.Errorf("%s: %+v within %+v", tt.name, narrow, wide)
		}
	}
	// A tenfold sample has the same maximum, and standard errors sqrt(10) times smaller.
	var tenfold []int64
	for _, n := range contractHighEnd {
		tenfold = append(tenfold, 10*n)
	}
	large, err := contractFit(t, tenfold).SurvivalInterval(12, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Survival(12) of ten times as many", large.Value, f.Value, 1e-9)
	cxtest.Near(t, "its standard error", large.StandardError*math.Sqrt(10), f.StandardError, 1e-7)
}

// At d = 10 %: the published figures (DEL 5.922255 and 3.694910; DERL 5.41448 … 7.5296 and
// 2.96440 … 6.842315) to more digits, by mpmath's hyp2f1 at the parameters of the fits.
func TestDiscountedLifetimes(t *testing.T) {
	tests := []struct {
		name      string
		survivors []int64
		del       float64
		derl      []float64 // before renewal 1, 2, …
	}{
		{"High End", contractHighEnd, 5.9222535, []float64{5.41447885, 5.90137759, 6.29389157, 6.61991999, 6.89670668, 7.13566106, 7.34472123, 7.52962806}},
		{"Regular", contractRegular, 3.6949084, []float64{2.96439927, 4.10313978, 4.86980465, 5.44205847, 5.89409536, 6.26441009, 6.57565506, 6.84231495}},
	}
	for _, tt := range tests {
		m := contractFit(t, tt.survivors)
		del, err := m.DiscountedExpectedLifetime(0.1)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, tt.name+" DEL", del, tt.del, 1e-8)
		for i, want := range tt.derl {
			got, err := m.DiscountedExpectedResidualLifetime(i+1, 0.1)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, tt.name+" DERL", got, want, 1e-7)
		}
		// A new customer pays now, and is then one before renewal 1, a period later.
		first, err := m.DiscountedExpectedResidualLifetime(1, 0.1)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, tt.name+" DEL from DERL", 1+first/1.1, del, 1e-12)

		// The sum of the definition.
		sum := 0.0
		for k := range 400 {
			s, err := m.Survival(k)
			if err != nil {
				t.Fatal(err)
			}
			sum += s * math.Pow(1.1, -float64(k))
		}
		cxtest.Near(t, tt.name+" DEL as a sum", sum, del, 1e-12)
	}
}

func TestContractLifetime(t *testing.T) {
	// (alpha+beta-1)/(alpha-1) at the maximum of the foretell example.
	m := contractFit(t, contractHighEnd[:5])
	got, err := m.ExpectedLifetime()
	cxtest.Near(t, "ExpectedLifetime", got, 28.72615, 2e-6)
	if err != nil {
		t.Error(err)
	}
	// By hand: (3+4-1)/(3-1) = 3.
	hand := cx.ShiftedBetaGeometric{Alpha: 3, Beta: 4}
	if got, err := hand.ExpectedLifetime(); err != nil || math.Abs(got-3) > 1e-12 {
		t.Errorf("ExpectedLifetime() = %v, %v, want 3", got, err)
	}
	// Before renewal 2: retention 5/8 times (3+6-1)/(3-1) = 2.5.
	if got, err := hand.DiscountedExpectedResidualLifetime(2, 0); err != nil || math.Abs(got-2.5) > 1e-12 {
		t.Errorf("DiscountedExpectedResidualLifetime(2, 0) = %v, %v, want 2.5", got, err)
	}
	// The lesser the discount the nearer: their difference is linear in it.
	small, err := hand.DiscountedExpectedLifetime(1e-9)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "DEL at a tiny discount", small, 3, 1e-7)

	for _, survivors := range [][]int64{contractHighEnd, contractRegular} {
		_, err := contractFit(t, survivors).ExpectedLifetime()
		cxtest.Refuses(t, "a published lifetime", err, cx.ErrUndefined)
	}
	_, err = m.DiscountedExpectedLifetimeInterval(0, 0.95) // 1.28 with a standard error of .43 in ln
	cxtest.Refuses(t, "an interval that reaches down to 1", err, cx.ErrUndefined)
	if _, err := m.DiscountedExpectedLifetimeInterval(0, 0.3); err != nil {
		t.Errorf("an interval above 1: %v", err)
	}
}

// However small the discount and odd the parameters, the answer comes at once: it takes no
// memory for the very many periods that such a discount leaves of value.
func TestDiscountedLifetimeIsBounded(t *testing.T) {
	parameters := []float64{1e-100, 1e-20, 1e-3, 0.5, 1, 1.5, 30, 1e8, 1e20, 1e100}
	discounts := []float64{1e-100, 1e-50, 1e-12, 1e-6, 0.01, 0.1, 1, 1e6, math.MaxFloat64}
	for _, alpha := range parameters {
		for _, beta := range parameters {
			m := cx.ShiftedBetaGeometric{Alpha: alpha, Beta: beta}
			lifetimes, errs := make([]float64, len(discounts)), make([]error, len(discounts))
			cxtest.Bounded(t, func() {
				for i, discount := range discounts {
					lifetimes[i], errs[i] = m.DiscountedExpectedLifetime(discount)
				}
			})
			last := math.Inf(1)
			for i, discount := range discounts {
				del := lifetimes[i]
				if errs[i] != nil || !(del >= 1 && del <= last*(1+1e-11) && del <= (1+1/discount)*(1+1e-11)) {
					t.Errorf("%v.DiscountedExpectedLifetime(%v) = %v, %v, after %v", m, discount, del, errs[i], last)
				}
				last = del
			}
		}
	}
}

// What one cohort says is said by its parts, in any order.
func TestContractCohorts(t *testing.T) {
	whole := contractFit(t, []int64{900, 700, 600, 550}, []int64{500, 300, 250}, []int64{100, 90}, []int64{40})
	if whole.Fit.Customers != 1540 {
		t.Errorf("customers = %d, want 1540", whole.Fit.Customers)
	}
	split := contractFit(t, []int64{40}, []int64{450, 280, 240}, []int64{100, 90}, []int64{50, 20, 10}, []int64{900, 700, 600, 550}, []int64{0, 0})
	cxtest.Near(t, "Alpha", split.Alpha, whole.Alpha, 1e-9)
	cxtest.Near(t, "Beta", split.Beta, whole.Beta, 1e-9)
	cxtest.Near(t, "log-likelihood", split.Fit.LogLikelihood, whole.Fit.LogLikelihood, 1e-9)

	// By hand: two renewals, of which 1/2 and 3/4 renew, fit exactly where beta/alpha is 1
	// and (beta+1)/alpha is 3.
	exact := contractFit(t, []int64{1000, 500, 375})
	cxtest.Near(t, "Alpha", exact.Alpha, 0.5, 1e-9)
	cxtest.Near(t, "Beta", exact.Beta, 0.5, 1e-9)
	huge := contractFit(t, []int64{1 << 62, 1 << 61, 3 << 59})
	cxtest.Near(t, "Alpha of very many", huge.Alpha, 0.5, 1e-9)
}

func TestContractErrors(t *testing.T) {
	tests := []struct {
		name    string
		cohorts [][]int64
		want    error
		at      string // "" for an error of no row
	}{
		{"no cohort", nil, cx.ErrNoData, ""},
		{"no renewal", [][]int64{{1000}, {500}}, cx.ErrNoData, ""},
		{"nobody", [][]int64{{0, 0, 0}}, cx.ErrNoData, ""},
		{"an empty cohort", [][]int64{{1000, 500, 400}, {}}, cx.ErrInvalid, "cohorts[1]"},
		{"survivors rise", [][]int64{{1000, 500, 501}}, cx.ErrInvalid, "cohorts[0][2]"},
		{"negative", [][]int64{{1000, 500, -1}}, cx.ErrInvalid, "cohorts[0][2]"},
		{"too many renewals", [][]int64{make([]int64, cx.MaxPeriods+2)}, cx.ErrInvalid, "cohorts[0]"},
		{"too many customers", [][]int64{{math.MaxInt64, 5, 4}, {1, 1}}, cx.ErrInvalid, ""},
		{"one renewal", [][]int64{{1000, 500}, {300, 200}}, cx.ErrUndefined, ""},
		{"one renewal before all have left", [][]int64{{1000, 500}, {3, 0, 0}}, cx.ErrUndefined, ""},
		{"nobody lost", [][]int64{{1000, 1000, 1000}}, cx.ErrUndefined, ""},
		{"nobody left after the first", [][]int64{{1000, 0, 0}}, cx.ErrUndefined, ""},
		{"next to nobody renewed", [][]int64{{math.MaxInt64, 1, 0}}, cx.ErrUndefined, ""},
		{"losses at the first renewal alone", [][]int64{{1000, 900, 900, 900}}, cx.ErrUndefined, ""},
	}
	for _, tt := range tests {
		m, err := cx.FitShiftedBetaGeometric(tt.cohorts...)
		checkRowAt(t, tt.name, err, tt.want, tt.at)
		if errors.Is(err, cx.ErrNoData) != (tt.want == cx.ErrNoData) {
			t.Errorf("%s: error %v", tt.name, err)
		}
		if diff := cmp.Diff(cx.ShiftedBetaGeometric{}, m); diff != "" {
			t.Errorf("%s: a model beside an error (-want +got)\n%s", tt.name, diff)
		}
	}
}

// contractQueries are all queries of a model.
func contractQueries(m cx.ShiftedBetaGeometric, n int, discount, level float64) map[string]error {
	errs := map[string]error{}
	_, errs["Retention"] = m.Retention(n)
	_, errs["Survival"] = m.Survival(n)
	_, errs["SurvivalInterval"] = m.SurvivalInterval(n, level)
	_, errs["ExpectedLifetime"] = m.ExpectedLifetime()
	_, errs["DiscountedExpectedLifetime"] = m.DiscountedExpectedLifetime(discount)
	_, errs["DiscountedExpectedLifetimeInterval"] = m.DiscountedExpectedLifetimeInterval(discount, level)
	_, errs["DiscountedExpectedResidualLifetime"] = m.DiscountedExpectedResidualLifetime(n, discount)
	_, errs["DiscountedExpectedResidualLifetimeInterval"] = m.DiscountedExpectedResidualLifetimeInterval(n, discount, level)
	_, errs["Parameters"] = m.Parameters(level)
	return errs
}

func TestContractQueriesRefuse(t *testing.T) {
	good := contractFit(t, contractHighEnd)
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1), math.MaxFloat64, 1e-101} {
		limit := cx.ShiftedBetaGeometric{Churn: bad, Fit: cx.Fit{Covariance: [][]float64{{1}}}}
		for _, m := range []cx.ShiftedBetaGeometric{{Alpha: bad, Beta: 2, Fit: good.Fit}, {Alpha: 2, Beta: bad, Fit: good.Fit}, limit} {
			for name, err := range contractQueries(m, 3, 0.1, 0.95) {
				cxtest.Refuses(t, name, err, cx.ErrInvalid)
			}
		}
	}
	for _, n := range []int{-1, cx.MaxPeriods + 1, math.MinInt, math.MaxInt} {
		errs := contractQueries(good, n, 0.1, 0.95)
		for _, name := range []string{"Retention", "Survival", "SurvivalInterval", "DiscountedExpectedResidualLifetime", "DiscountedExpectedResidualLifetimeInterval"} {
			cxtest.Refuses(t, name, errs[name], cx.ErrInvalid)
		}
	}
	errs := contractQueries(good, 0, 0.1, 0.95)
	cxtest.Refuses(t, "Retention(0)", errs["Retention"], cx.ErrInvalid)
	cxtest.Refuses(t, "SurvivalInterval(0)", errs["SurvivalInterval"], cx.ErrUndefined)
	for _, discount := range []float64{-0.1, math.NaN(), math.Inf(1), 1e-101, 5e-324} {
		errs := contractQueries(good, 1, discount, 0.95)
		for _, name := range []string{
			"DiscountedExpectedLifetime", "DiscountedExpectedLifetimeInterval",
			"DiscountedExpectedResidualLifetime", "DiscountedExpectedResidualLifetimeInterval",
		} {
			cxtest.Refuses(t, name, errs[name], cx.ErrInvalid)
		}
	}
	intervals := []string{"SurvivalInterval", "DiscountedExpectedLifetimeInterval", "DiscountedExpectedResidualLifetimeInterval", "Parameters"}
	for _, level := range []float64{0, 1, -1, math.NaN()} {
		errs := contractQueries(good, 3, 0.1, level)
		for _, name := range intervals {
			cxtest.Refuses(t, name, errs[name], cx.ErrInvalid)
		}
	}
	typed := cx.ShiftedBetaGeometric{Alpha: 0.668, Beta: 3.806}
	broken := typed
	broken.Fit.Covariance = [][]float64{{1}}
	for _, name := range intervals {
		cxtest.Refuses(t, name+" without a fit", contractQueries(typed, 3, 0.1, 0.95)[name], cx.ErrUndefined)
		cxtest.Refuses(t, name+" of a broken fit", contractQueries(broken, 3, 0.1, 0.95)[name], cx.ErrInvalid)
	}
}

// Before renewal 1, a customer may renew, and is then as one who signs up with 1 added to
// beta, however small beta is.
func TestContractSmallBeta(t *testing.T) {
	for _, beta := range []float64{1e-3, 1e-8, 1e-17, 1e-40} {
		m := cx.ShiftedBetaGeometric{Alpha: 0.7, Beta: beta}
		got, err := m.DiscountedExpectedResidualLifetime(1, 0.1)
		if err != nil {
			t.Fatal(err)
		}
		retention, err := m.Retention(1)
		if err != nil {
			t.Fatal(err)
		}
		renewed, err := cx.ShiftedBetaGeometric{Alpha: 0.7, Beta: 1 + beta}.DiscountedExpectedLifetime(0.1)
		if err != nil {
			t.Fatal(err)
		}
		if want := retention * renewed; !(math.Abs(got-want) <= 1e-12*want) {
			t.Errorf("beta %g: DiscountedExpectedResidualLifetime(1, 0.1) = %g, want %g", beta, got, want)
		}
	}
}

var sinkFloat float64

// BenchmarkContracts measures the fit of seven renewals against one evaluation of the
// log-likelihood as it is in the paper, and the discounted lifetimes.
func BenchmarkContracts(b *testing.B) {
	b.Run("loop=likelihood", func(b *testing.B) {
		survival := func(alpha, beta float64, n int) float64 {
			a, _ := math.Lgamma(beta + float64(n))
			c, _ := math.Lgamma(alpha + beta + float64(n))
			d, _ := math.Lgamma(beta)
			e, _ := math.Lgamma(alpha + beta)
			return math.Exp(a - c - d + e)
		}
		for b.Loop() {
			sum := 0.0
			for n := 1; n < len(contractHighEnd); n++ {
				lost := float64(contractHighEnd[n-1] - contractHighEnd[n])
				sum += lost * math.Log(survival(0.668, 3.806, n-1)-survival(0.668, 3.806, n))
			}
			last := len(contractHighEnd) - 1
			sinkFloat += sum + float64(contractHighEnd[last])*math.Log(survival(0.668, 3.806, last))
		}
	})
	b.Run("FitShiftedBetaGeometric", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m, err := cx.FitShiftedBetaGeometric(contractHighEnd)
			if err != nil {
				b.Fatal(err)
			}
			sinkFloat += m.Alpha
		}
	})
	m := contractFit(b, contractHighEnd)
	for _, discount := range []struct {
		name string
		rate float64
	}{{"10-percent", 0.1}, {"1e-12", 1e-12}} {
		b.Run("DiscountedExpectedLifetime-"+discount.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				del, err := m.DiscountedExpectedLifetime(discount.rate)
				if err != nil {
					b.Fatal(err)
				}
				sinkFloat += del
			}
		})
	}
}
