package cx_test

import (
	"bufio"
	"errors"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// spendRows reads the spends of CDNOW: 946 rows of frequency and mean spend, in the order
// of the customers.
func spendRows(t testing.TB) []cx.Purchases {
	t.Helper()
	f, err := os.Open("testdata/cdnow_spend.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []cx.Purchases
	for lines := bufio.NewScanner(f); lines.Scan(); {
		frequency, spend, ok := strings.Cut(lines.Text(), ",")
		x, err := strconv.ParseInt(frequency, 10, 64)
		if !ok || err != nil {
			continue // the comment and the header
		}
		rows = append(rows, cx.Purchases{Frequency: x, Spend: dec(spend)})
	}
	if len(rows) != 946 {
		t.Fatalf("%d rows, want 946", len(rows))
	}
	return rows
}

func spendFit(t testing.TB, rows []cx.Purchases) cx.GammaGamma {
	t.Helper()
	m, err := cx.FitGammaGamma(rows)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The maximum, its log-likelihood and the standard errors of the logarithms, computed
// outside Go; published as 6.25, 3.74, 15.44. So were the correlation and the forecasts.
func TestGammaGammaFit(t *testing.T) {
	rows := spendRows(t)
	m := spendFit(t, rows)
	for _, tt := range []struct {
		name            string
		got, want, seLn float64
		at              int
	}{
		{"P", m.P, 6.248802490, 0.190386, 0},
		{"Q", m.Q, 3.744588453, 0.077489, 1},
		{"Gamma", m.Gamma, 15.447748009, 0.269295, 2},
	} {
		cxtest.Near(t, tt.name, tt.got, tt.want, 1e-8)
		cxtest.Near(t, "SE of ln "+tt.name, math.Sqrt(m.Fit.Covariance[tt.at][tt.at]), tt.seLn, 1e-6)
	}
	if ll := m.Fit.LogLikelihood; math.Abs(ll+4055.923243503) > 1e-6 || m.Fit.Customers != 946 || m.Fit.Evaluations > 40 {
		t.Errorf("fit %+v", m.Fit)
	}
	cxtest.Near(t, "correlation", m.Correlation.R, 0.113884, 1e-6)
	iv, err := m.Correlation.Interval(0.95)
	if err != nil || m.Correlation.Customers != 946 || m.Correlation.Strong() {
		t.Errorf("correlation %+v, %v", m.Correlation, err)
	}
	cxtest.Near(t, "its low end", iv.Low, 0.050512, 1e-6)
	cxtest.Near(t, "its high end", iv.High, 0.176343, 1e-6)

	f, err := m.ExpectedSpendInterval(cx.Purchases{Frequency: 2, Spend: dec("22.35")}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "E[M|2,22.35]", f.Value, 24.658616, 1e-7)
	cxtest.Near(t, "low", f.Interval.Low, 23.674007, 1e-7)
	cxtest.Near(t, "high", f.Interval.High, 25.684175, 1e-7)
	f, err = m.ExpectedSpendInterval(cx.Purchases{}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "mean", f.Value, 35.171002, 1e-7)
	cxtest.Near(t, "low", f.Interval.Low, 33.408079, 1e-7)
	cxtest.Near(t, "high", f.Interval.High, 37.026954, 1e-7)

	// Rows in another order, and rows of customers who never ordered again.
	other := slices.Clone(rows)
	slices.Reverse(other)
	for range 100 {
		other = append(other, cx.Purchases{})
	}
	again := spendFit(t, other)
	cxtest.Near(t, "P of rows in another order", again.P, m.P, 1e-9)
	cxtest.Near(t, "Gamma of rows in another order", again.Gamma, m.Gamma, 1e-9)
	cxtest.Near(t, "log-likelihood of rows in another order", again.Fit.LogLikelihood, m.Fit.LogLikelihood, 1e-12)
	if again.Fit.Customers != 946 {
		t.Errorf("%d customers, want 946", again.Fit.Customers)
	}
	// In cents, Gamma is a hundred times as large, and so is what is expected.
	for i := range other {
		other[i].Spend = other[i].Spend.Shift(2)
	}
	cents := spendFit(t, other)
	cxtest.Near(t, "P in cents", cents.P, m.P, 1e-8)
	cxtest.Near(t, "Gamma in cents", cents.Gamma, 100*m.Gamma, 1e-8)
	cxtest.Near(t, "log-likelihood in cents", cents.Fit.LogLikelihood, m.Fit.LogLikelihood-946*math.Log(100), 1e-10)
}

// At the published rounding of the parameters, BTYD 2.4.3.
func TestExpectedSpend(t *testing.T) {
	m := cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}
	for _, tt := range []struct {
		frequency int64
		spend     string
		want      float64
	}{
		{2, "22.35", 24.6637}, {1, "11.77", 18.9169}, {7, "73.74", 71.4697}, {0, "0", 35.218978},
	} {
		got, err := m.ExpectedSpend(cx.Purchases{Frequency: tt.frequency, Spend: dec(tt.spend)})
		if err != nil || math.Abs(got-tt.want) > 6e-5 {
			t.Errorf("ExpectedSpend(%d, %s) = %v, %v, want %v", tt.frequency, tt.spend, got, err, tt.want)
		}
	}
	// By hand: 2·(3+4·5)/(2·4+5-1) = 46/12.
	hand := cx.GammaGamma{P: 2, Q: 5, Gamma: 3}
	got, err := hand.ExpectedSpend(cx.Purchases{Frequency: 4, Spend: dec("5")})
	cxtest.Near(t, "ExpectedSpend", got, 46.0/12, 1e-14)
	if err != nil {
		t.Error(err)
	}
	// With a q of 1 or less no population mean exists: pγ/(q-1) would be negative.
	for _, q := range []float64{1, 0.5} {
		heavy := cx.GammaGamma{P: 2, Q: q, Gamma: 3}
		_, err := heavy.ExpectedSpend(cx.Purchases{})
		cxtest.Refuses(t, "the mean of all customers", err, cx.ErrUndefined)
		if got, err := heavy.ExpectedSpend(cx.Purchases{Frequency: 4, Spend: dec("5")}); err != nil || !(got > 0) {
			t.Errorf("ExpectedSpend = %v, %v", got, err)
		}
	}
	_, err = (cx.GammaGamma{P: 0.2, Q: 0.5, Gamma: 3}).ExpectedSpend(cx.Purchases{Frequency: 2, Spend: dec("5")})
	cxtest.Refuses(t, "the mean of a customer", err, cx.ErrUndefined)
	_, err = (cx.GammaGamma{P: math.MaxFloat64, Q: 1.0001, Gamma: math.MaxFloat64}).ExpectedSpend(cx.Purchases{})
	cxtest.Refuses(t, "an endless mean", err, cx.ErrInvalid)

	// An interval of q that reaches down to 1.
	wide := cx.GammaGamma{P: 2, Q: 1.2, Gamma: 3, Fit: cx.Fit{Covariance: [][]float64{{0.01, 0, 0}, {0, 0.01, 0}, {0, 0, 0.01}}}}
	_, err = wide.ExpectedSpendInterval(cx.Purchases{}, 0.95) // 1.2·exp(-.196) = .986
	cxtest.Refuses(t, "an interval without an end", err, cx.ErrUndefined)
	f, err := wide.ExpectedSpendInterval(cx.Purchases{}, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	// ln E = ln p + ln γ - ln(q-1): the slopes by the logarithms are 1, -q/(q-1) = -6 and 1.
	cxtest.Near(t, "standard error", f.StandardError, 30*0.1*math.Sqrt(1+36+1), 1e-6)
}

func TestSpendCorrelation(t *testing.T) {
	rows := func(pairs ...float64) (rows []cx.Purchases) {
		for i := 0; i < len(pairs); i += 2 {
			rows = append(rows, cx.Purchases{Frequency: int64(pairs[i]), Spend: dec(strconv.FormatFloat(pairs[i+1], 'f', -1, 64))})
		}
		return append(rows, cx.Purchases{}) // without a spend
	}
	// By hand: x 1 2 3 4, y 2 1 4 3: deviations -1.5 -.5 .5 1.5 and -.5 -1.5 1.5 .5, so
	// r = 3/5; atanh .6 = ln 2, and the interval of 4 customers is tanh(ln 2 ± z).
	c, err := cx.SpendCorrelationOf(rows(1, 2, 2, 1, 3, 4, 4, 3))
	if err != nil || math.Abs(c.R-0.6) > 1e-15 || c.Customers != 4 || !c.Strong() {
		t.Errorf("SpendCorrelationOf = %+v, %v, want .6 of 4", c, err)
	}
	iv, err := c.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "low", iv.Low, math.Tanh(math.Ln2-1.959963984540054), 1e-12)
	cxtest.Near(t, "high", iv.High, math.Tanh(math.Ln2+1.959963984540054), 1e-12)
	c, err = cx.SpendCorrelationOf(rows(1, 8, 2, 6, 3, 4, 4, 2))
	if err != nil || !(c.R >= -1 && c.R < -1+1e-14) || !c.Strong() {
		t.Errorf("SpendCorrelationOf = %+v, %v, want -1", c, err)
	}

	for _, tt := range []struct {
		name string
		rows []cx.Purchases
		want error
	}{
		{"no rows", nil, cx.ErrNoData},
		{"no spends", rows(), cx.ErrNoData},
		{"three", rows(1, 2, 2, 1, 3, 4), cx.ErrUndefined},
		{"equal frequencies", rows(2, 1, 2, 2, 2, 3, 2, 4), cx.ErrUndefined},
		{"equal spends", rows(1, 3, 2, 3, 3, 3, 4, 3), cx.ErrUndefined},
		{"a spend of 0", rows(1, 3, 2, 0), cx.ErrInvalid},
	} {
		c, err := cx.SpendCorrelationOf(tt.rows)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if c != (cx.Correlation{}) {
			t.Errorf("%s: %+v beside an error", tt.name, c)
		}
	}
	for _, tt := range []struct {
		c     cx.Correlation
		level float64
		want  error
	}{
		{cx.Correlation{}, 0.95, cx.ErrNoData},
		{cx.Correlation{R: 0.1, Customers: 3}, 0.95, cx.ErrUndefined},
		{cx.Correlation{R: -1, Customers: 30}, 0.95, cx.ErrUndefined},
		{cx.Correlation{R: 0.1, Customers: 30}, 1, cx.ErrInvalid},
		{cx.Correlation{R: 1.1, Customers: 30}, 0.95, cx.ErrInvalid},
		{cx.Correlation{R: math.NaN(), Customers: 30}, 0.95, cx.ErrInvalid},
		{cx.Correlation{R: 0.1, Customers: -30}, 0.95, cx.ErrInvalid},
	} {
		_, err := tt.c.Interval(tt.level)
		cxtest.Refuses(t, "Interval", err, tt.want)
	}
	if (cx.Correlation{R: 0.2999, Customers: 9}).Strong() || !(cx.Correlation{R: -0.3, Customers: 9}).Strong() {
		t.Error("Strong is not at .3 or more")
	}
}

func TestGammaGammaErrors(t *testing.T) {
	good := spendRows(t)[:100]
	with := func(p cx.Purchases) []cx.Purchases { return append(slices.Clone(good), p) }
	alike := slices.Repeat([]cx.Purchases{{Frequency: 2, Spend: dec("9.90")}}, 50)
	tests := []struct {
		name string
		rows []cx.Purchases
		want error
		row  int // -1 for none
	}{
		{"no rows", nil, cx.ErrNoData, -1},
		{"nobody ordered again", make([]cx.Purchases, 9), cx.ErrUndefined, -1},
		{"one customer", good[:1], cx.ErrUndefined, -1},
		{"equal rows", alike, cx.ErrUndefined, -1},
		{"a spend of 0", with(cx.Purchases{Frequency: 1}), cx.ErrInvalid, 100},
		{"a negative spend", with(cx.Purchases{Frequency: 1, Spend: dec("-5")}), cx.ErrInvalid, 100},
		{"a spend without an order", with(cx.Purchases{Spend: dec("5")}), cx.ErrInvalid, 100},
		{"a negative frequency", with(cx.Purchases{Frequency: -1, Spend: dec("5")}), cx.ErrInvalid, 100},
		{"an amount out of bounds", with(cx.Purchases{Frequency: 1, Spend: decimal.New(1, 1<<30)}), cx.ErrInvalid, 100},
		{"an amount of many digits", with(cx.Purchases{Frequency: 1, Spend: dec(strings.Repeat("7", 35))}), cx.ErrInvalid, 100},
	}
	for _, tt := range tests {
		m, err := cx.FitGammaGamma(tt.rows)
		cxtest.Refuses(t, tt.name, err, tt.want)
		var row *cx.RowError
		if errors.As(err, &row) != (tt.row >= 0) || row != nil && row.Row != tt.row {
			t.Errorf("%s: error %v, want row %d", tt.name, err, tt.row)
		}
		if diff := cmp.Diff(cx.GammaGamma{}, m); diff != "" {
			t.Errorf("%s: a model beside an error (-want +got)\n%s", tt.name, diff)
		}
		if tt.row >= 0 {
			_, err := spendFit(t, good).ExpectedSpend(tt.rows[tt.row])
			cxtest.Refuses(t, "ExpectedSpend of "+tt.name, err, cx.ErrInvalid)
			_, err = cx.SpendCorrelationOf(tt.rows)
			cxtest.Refuses(t, "SpendCorrelationOf of "+tt.name, err, cx.ErrInvalid)
		}
	}
	// Customers who all ordered once more have no correlation, and yet a fit.
	once := slices.Clone(spendRows(t))
	for i := range once {
		once[i].Frequency = 1
	}
	if m := spendFit(t, once); m.Correlation != (cx.Correlation{}) {
		t.Errorf("correlation %+v of equal frequencies", m.Correlation)
	}
	// Extreme amounts fit or do not, but leave nothing that is not a number.
	far := slices.Clone(good)
	far[0].Spend, far[1].Spend, far[2].Frequency = decimal.New(9, 34), decimal.New(1, -34), math.MaxInt64
	if m, err := cx.FitGammaGamma(far); err != nil {
		cxtest.Refuses(t, "extreme amounts", err, cx.ErrUndefined)
	} else if !(m.P > 0 && m.Q > 0 && m.Gamma > 0) {
		t.Errorf("extreme amounts: %+v", m)
	}

	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		for _, m := range []cx.GammaGamma{{P: bad, Q: 3, Gamma: 9}, {P: 3, Q: bad, Gamma: 9}, {P: 3, Q: 3, Gamma: bad}} {
			_, err := m.ExpectedSpend(cx.Purchases{})
			cxtest.Refuses(t, "ExpectedSpend", err, cx.ErrInvalid)
			_, err = m.ExpectedSpendInterval(cx.Purchases{}, 0.95)
			cxtest.Refuses(t, "ExpectedSpendInterval", err, cx.ErrInvalid)
			_, err = m.Parameters(0.95)
			cxtest.Refuses(t, "Parameters", err, cx.ErrInvalid)
		}
	}
	m := spendFit(t, good)
	_, err := m.ExpectedSpendInterval(cx.Purchases{}, 1)
	cxtest.Refuses(t, "the level 1", err, cx.ErrInvalid)
	_, err = (cx.GammaGamma{P: 3, Q: 3, Gamma: 9}).ExpectedSpendInterval(cx.Purchases{}, 0.95)
	cxtest.Refuses(t, "no fit", err, cx.ErrUndefined)
	m.Fit.Covariance = m.Fit.Covariance[:2]
	_, err = m.ExpectedSpendInterval(cx.Purchases{}, 0.95)
	cxtest.Refuses(t, "a broken fit", err, cx.ErrInvalid)
}

// No allocation for a forecast, so that a million customers cost no memory.
func TestExpectedSpendAllocations(t *testing.T) {
	m, row := cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}, cx.Purchases{Frequency: 2, Spend: dec("22.35")}
	if n := testing.AllocsPerRun(100, func() { m.ExpectedSpend(row) }); n != 0 {
		t.Errorf("ExpectedSpend allocates %v times", n)
	}
}
