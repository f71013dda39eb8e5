package cx_test

import (
	"bufio"
	"errors"
	"math"
	"math/rand/v2"
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

// typedModel has the published parameters of CDNOW, typed in.
func typedModel() cx.CustomerModel {
	return cx.CustomerModel{
		Orders: cx.BGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Modified: true, Unit: cx.Week},
		Spend:  cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44},
	}
}

// valueCustomer is a customer of CDNOW.
var valueCustomer = cx.PurchaseHistory{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week, Spend: dec("22.35")}

// repeatSpends are customers of a shop: how often they ordered after their first order, and
// what they spent on such an order on average.
func repeatSpends() (rows []cx.PurchaseHistory) {
	for _, c := range []struct {
		orders int64
		spend  string
	}{
		{2, "22.35"}, {1, "11.77"}, {7, "73.74"}, {1, "11.77"}, {2, "25.55"}, {5, "54.79"}, {1, "14.37"}, {3, "38.92"}, {1, "79.28"},
		{2, "19.12"}, {4, "27.30"}, {1, "33.05"}, {2, "42.15"}, {1, "24.98"}, {0, "0"}, {0, "0"}, {0, "0"},
	} {
		rows = append(rows, cx.PurchaseHistory{Frequency: c.orders, Spend: dec(c.spend)})
	}
	return rows
}

func spendFit(t testing.TB, rows []cx.PurchaseHistory) cx.GammaGamma {
	t.Helper()
	m, err := cx.FitGammaGamma(rows)
	if err != nil {
		t.Fatal(err)
	}
	return m
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
		got, err := m.ExpectedSpend(cx.PurchaseHistory{Frequency: tt.frequency, Spend: dec(tt.spend)})
		if err != nil || math.Abs(got-tt.want) > 6e-5 {
			t.Errorf("ExpectedSpend(%d, %s) = %v, %v, want %v", tt.frequency, tt.spend, got, err, tt.want)
		}
	}
	// By hand: 2·(3+4·5)/(2·4+5-1) = 46/12.
	hand := cx.GammaGamma{P: 2, Q: 5, Gamma: 3}
	got, err := hand.ExpectedSpend(cx.PurchaseHistory{Frequency: 4, Spend: dec("5")})
	cxtest.Near(t, "ExpectedSpend", got, 46.0/12, 1e-14)
	if err != nil {
		t.Error(err)
	}
	// With a q of 1 or less no population mean exists: pγ/(q-1) would be negative.
	for _, q := range []float64{1, 0.5} {
		heavy := cx.GammaGamma{P: 2, Q: q, Gamma: 3}
		_, err := heavy.ExpectedSpend(cx.PurchaseHistory{})
		cxtest.Refuses(t, "the mean of all customers", err, cx.ErrUndefined)
		if got, err := heavy.ExpectedSpend(cx.PurchaseHistory{Frequency: 4, Spend: dec("5")}); err != nil || !(got > 0) {
			t.Errorf("ExpectedSpend = %v, %v", got, err)
		}
	}
	_, err = (cx.GammaGamma{P: 0.2, Q: 0.5, Gamma: 3}).ExpectedSpend(cx.PurchaseHistory{Frequency: 2, Spend: dec("5")})
	cxtest.Refuses(t, "the mean of a customer", err, cx.ErrUndefined)
	_, err = (cx.GammaGamma{P: math.MaxFloat64, Q: 1.0001, Gamma: math.MaxFloat64}).ExpectedSpend(cx.PurchaseHistory{})
	cxtest.Refuses(t, "an endless mean", err, cx.ErrInvalid)

	// An interval of q that reaches down to 1.
	wide := cx.GammaGamma{P: 2, Q: 1.2, Gamma: 3, Fit: cx.Fit{Covariance: [][]float64{{0.01, 0, 0}, {0, 0.01, 0}, {0, 0, 0.01}}}}
	_, err = wide.ExpectedSpendInterval(cx.PurchaseHistory{}, 0.95) // 1.2·exp(-.196) = .986
	cxtest.Refuses(t, "an interval without an end", err, cx.ErrUndefined)
	f, err := wide.ExpectedSpendInterval(cx.PurchaseHistory{}, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	// ln E = ln p + ln γ - ln(q-1): the slopes by the logarithms are 1, -q/(q-1) = -6 and 1.
	cxtest.Near(t, "standard error", f.StandardError, 30*0.1*math.Sqrt(1+36+1), 1e-6)
}

func TestSpendCorrelation(t *testing.T) {
	rows := func(pairs ...float64) (rows []cx.PurchaseHistory) {
		for i := 0; i < len(pairs); i += 2 {
			rows = append(rows, cx.PurchaseHistory{Frequency: int64(pairs[i]), Spend: dec(strconv.FormatFloat(pairs[i+1], 'f', -1, 64))})
		}
		return append(rows, cx.PurchaseHistory{}) // without a spend
	}
	// By hand: the ranks of the frequencies 1 2 3 9 are 1 2 3 4, those of the spends 20 10
	// 900 30 are 2 1 4 3: deviations -1.5 -.5 .5 1.5 and -.5 -1.5 1.5 .5, so rho = 3/5;
	// atanh .6 = ln 2, and the interval of 4 customers is tanh(ln 2 ± z sqrt(1.18)).
	c, err := cx.SpendCorrelation(rows(1, 20, 2, 10, 3, 900, 9, 30))
	if err != nil || c != (cx.Correlation{Rho: 0.6, N: 4}) || !c.Strong() {
		t.Errorf("SpendCorrelation = %+v, %v, want .6 of 4", c, err)
	}
	iv, err := c.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "low", iv.Low, math.Tanh(math.Ln2-1.959963984540054*math.Sqrt(1.18)), 1e-12)
	cxtest.Near(t, "high", iv.High, math.Tanh(math.Ln2+1.959963984540054*math.Sqrt(1.18)), 1e-12)
	c, err = cx.SpendCorrelation(rows(1, 8, 2, 6, 3, 5, 4, 2))
	if err != nil || c.Rho != -1 || !c.Strong() {
		t.Errorf("SpendCorrelation = %+v, %v, want -1", c, err)
	}

	for _, tt := range []struct {
		name string
		rows []cx.PurchaseHistory
		want error
	}{
		{"no rows", nil, cx.ErrNoData},
		{"no spends", rows(), cx.ErrNoData},
		{"three", rows(1, 2, 2, 1, 3, 4), cx.ErrUndefined},
		{"equal frequencies", rows(2, 1, 2, 2, 2, 3, 2, 4), cx.ErrUndefined},
		{"equal spends", rows(1, 3, 2, 3, 3, 3, 4, 3), cx.ErrUndefined},
		{"three, and a spend of 0", rows(1, 2, 2, 1, 3, 4, 4, 0), cx.ErrUndefined},
		{"spends of 0 and less", rows(1, 0, 2, -3), cx.ErrNoData},
		{"a spend of nothing", append(rows(1, 3), cx.PurchaseHistory{Spend: dec("1")}), cx.ErrInvalid},
	} {
		c, err := cx.SpendCorrelation(tt.rows)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if c != (cx.Correlation{}) {
			t.Errorf("%s: %+v beside an error", tt.name, c)
		}
	}
}

func TestGammaGammaErrors(t *testing.T) {
	good := repeatSpends()
	with := func(p cx.PurchaseHistory) []cx.PurchaseHistory { return append(slices.Clone(good), p) }
	alike := slices.Repeat([]cx.PurchaseHistory{{Frequency: 2, Spend: dec("9.90")}}, 50)
	tests := []struct {
		name string
		rows []cx.PurchaseHistory
		want error
		row  int // -1 for none
	}{
		{"no rows", nil, cx.ErrNoData, -1},
		{"nobody ordered again", make([]cx.PurchaseHistory, 9), cx.ErrUndefined, -1},
		{"one customer", good[:1], cx.ErrUndefined, -1},
		{"equal rows", alike, cx.ErrUndefined, -1},
		{"spends of 0 and less", []cx.PurchaseHistory{{Frequency: 1}, {Frequency: 2, Spend: dec("-5")}}, cx.ErrUndefined, -1},
		{"a spend without an order", with(cx.PurchaseHistory{Spend: dec("5")}), cx.ErrInvalid, len(good)},
		{"a negative frequency", with(cx.PurchaseHistory{Frequency: -1, Spend: dec("5")}), cx.ErrInvalid, len(good)},
		{"an amount out of bounds", with(cx.PurchaseHistory{Frequency: 1, Spend: decimal.New(1, 1<<30)}), cx.ErrInvalid, len(good)},
		{"a negative count", with(cx.PurchaseHistory{Count: -1}), cx.ErrInvalid, len(good)},
		{"an amount of many digits", with(cx.PurchaseHistory{Frequency: 1, Spend: dec(strings.Repeat("7", 35))}), cx.ErrInvalid, len(good)},
	}
	_, err := cx.FitGammaGamma(with(cx.PurchaseHistory{Frequency: 1, Spend: dec("5"), Count: math.MaxInt64}))
	checkRowError(t, "too many customers", err, cx.ErrInvalid, len(good))
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
			_, err = cx.SpendCorrelation(tt.rows)
			cxtest.Refuses(t, "SpendCorrelation of "+tt.name, err, cx.ErrInvalid)
		}
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
			_, err := m.ExpectedSpend(cx.PurchaseHistory{})
			cxtest.Refuses(t, "ExpectedSpend", err, cx.ErrInvalid)
			_, err = m.ExpectedSpendInterval(cx.PurchaseHistory{}, 0.95)
			cxtest.Refuses(t, "ExpectedSpendInterval", err, cx.ErrInvalid)
			_, err = m.Parameters(0.95)
			cxtest.Refuses(t, "Parameters", err, cx.ErrInvalid)
		}
	}
	m := spendFit(t, good)
	_, err = m.ExpectedSpendInterval(cx.PurchaseHistory{}, 1)
	cxtest.Refuses(t, "the level 1", err, cx.ErrInvalid)
	_, err = (cx.GammaGamma{P: 3, Q: 3, Gamma: 9}).ExpectedSpendInterval(cx.PurchaseHistory{}, 0.95)
	cxtest.Refuses(t, "no fit", err, cx.ErrUndefined)
	m.Fit.Covariance = m.Fit.Covariance[:2]
	_, err = m.ExpectedSpendInterval(cx.PurchaseHistory{}, 0.95)
	cxtest.Refuses(t, "a broken fit", err, cx.ErrInvalid)
}

// No allocation for a forecast, so that a million customers cost no memory.
func TestExpectedSpendAllocations(t *testing.T) {
	m, row := cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}, cx.PurchaseHistory{Frequency: 2, Spend: dec("22.35")}
	if n := testing.AllocsPerRun(100, func() { m.ExpectedSpend(row) }); n != 0 {
		t.Errorf("ExpectedSpend allocates %v times", n)
	}
}

func TestExpectedValueErrors(t *testing.T) {
	typed := typedModel()
	m := typed
	m.Orders.Fit = orderModel().Fit
	m.Spend.Fit = cx.Fit{Covariance: [][]float64{{0.01, 0, 0}, {0, 0.01, 0}, {0, 0, 0.01}}}
	if _, err := m.ExpectedValueInterval(valueCustomer, 9, cx.Week, 0.01, 0.95); err != nil {
		t.Fatal(err)
	}
	heavy, wide := m, m
	heavy.Spend.Q = 0.5
	wide.Spend = cx.GammaGamma{P: 2, Q: 1.2, Gamma: 3, Fit: cx.Fit{Covariance: [][]float64{{0.01, 0, 0}, {0, 0.01, 0}, {0, 0, 0.01}}}}
	monthly := valueCustomer
	monthly.Unit = cx.Month
	tests := []struct {
		name     string
		m        cx.CustomerModel
		row      cx.PurchaseHistory
		periods  int
		unit     cx.Grain
		discount float64
		want     error
	}{
		{"no periods", m, valueCustomer, 0, cx.Week, 0.01, cx.ErrInvalid},
		{"too many periods", m, valueCustomer, 521, cx.Week, 0.01, cx.ErrInvalid},
		{"no unit of time", m, valueCustomer, 9, "fortnight", 0.01, cx.ErrInvalid},
		{"a negative discount", m, valueCustomer, 9, cx.Week, -0.01, cx.ErrInvalid},
		{"a discount that is no number", m, valueCustomer, 9, cx.Week, math.NaN(), cx.ErrInvalid},
		{"an endless discount", m, valueCustomer, 9, cx.Week, math.Inf(1), cx.ErrInvalid},
		{"months and weeks", m, monthly, 9, cx.Week, 0.01, cx.ErrMismatch},
		{"the zero model", cx.CustomerModel{}, valueCustomer, 9, cx.Week, 0.01, cx.ErrInvalid},
		{"no model of spend", cx.CustomerModel{Orders: m.Orders}, valueCustomer, 9, cx.Week, 0.01, cx.ErrInvalid},
		{"an infinite mean", heavy, cx.PurchaseHistory{Unit: cx.Week}, 9, cx.Week, 0.01, cx.ErrUndefined},
	}
	for _, tt := range tests {
		got, err := tt.m.ExpectedValue(tt.row, tt.periods, tt.unit, tt.discount)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if got != 0 {
			t.Errorf("%s: %v beside an error", tt.name, got)
		}
		_, err = tt.m.ExpectedValueInterval(tt.row, tt.periods, tt.unit, tt.discount, 0.95)
		cxtest.Refuses(t, "interval: "+tt.name, err, tt.want)
		_, err = tt.m.MostValuable([]cx.PurchaseHistory{tt.row}, 1, tt.periods, tt.unit, tt.discount)
		cxtest.Refuses(t, "most valuable: "+tt.name, err, tt.want)
	}
	for name, of := range map[string]cx.CustomerModel{"typed": typed, "spend typed": {Orders: m.Orders, Spend: typed.Spend}, "orders typed": {Orders: typed.Orders, Spend: m.Spend}, "wide": wide} {
		row := valueCustomer
		if name == "wide" {
			row = cx.PurchaseHistory{Unit: cx.Week}
		}
		if _, err := of.ExpectedValue(row, 9, cx.Week, 0.01); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_, err := of.ExpectedValueInterval(row, 9, cx.Week, 0.01, 0.95)
		cxtest.Refuses(t, "interval: "+name, err, cx.ErrUndefined)
	}
	_, err := m.ExpectedValueInterval(valueCustomer, 9, cx.Week, 0.01, 1)
	cxtest.Refuses(t, "the level 1", err, cx.ErrInvalid)
}

func TestRankingErrors(t *testing.T) {
	m, rows := typedModel(), []cx.PurchaseHistory{valueCustomer, weeks(0, 0, 35), valueCustomer, valueCustomer}

	// By BG/NBD no customer of one order could be at risk.
	plain := m
	plain.Orders.Modified = false
	_, err := plain.MostAtRisk(rows, 2, 26, cx.Week)
	cxtest.Refuses(t, "BG/NBD", err, cx.ErrInvalid)

	_, err = cx.CustomerModel{}.MostAtRisk(rows, 2, 26, cx.Week)
	if cxtest.Refuses(t, "no model", err, cx.ErrInvalid); err != nil && err.Error() != "cx: BG/NBD: no model was fitted" {
		t.Errorf("MostAtRisk of no model: %v", err)
	}
	_, err = cx.CustomerModel{Orders: m.Orders}.MostAtRisk(rows, 2, 26, cx.Week)
	if cxtest.Refuses(t, "no model of spend", err, cx.ErrInvalid); err != nil && err.Error() != "cx: Gamma-Gamma: no model was fitted" {
		t.Errorf("MostAtRisk of no model of spend: %v", err)
	}

	bad := slices.Clone(rows)
	bad[2].Recency = math.NaN()
	var row *cx.RowError
	_, err = m.MostAtRisk(bad, 1, 26, cx.Week)
	if cxtest.Refuses(t, "a bad row", err, cx.ErrInvalid); !errors.As(err, &row) || row.Row != 2 {
		t.Errorf("error %v, want row 2", err)
	}
	_, err = m.MostValuable(bad, 1, 26, cx.Week, 0)
	if cxtest.Refuses(t, "a bad row", err, cx.ErrInvalid); !errors.As(err, &row) || row.Row != 2 {
		t.Errorf("error %v, want row 2", err)
	}
	for _, k := range []int{0, -1, math.MinInt} {
		_, err = m.MostAtRisk(rows, k, 26, cx.Week)
		cxtest.Refuses(t, "a number of customers", err, cx.ErrInvalid)
		_, err = m.MostValuable(rows, k, 26, cx.Week, 0)
		cxtest.Refuses(t, "a number of customers", err, cx.ErrInvalid)
	}
	for _, horizon := range []float64{-1, math.NaN(), math.Inf(1)} {
		_, err = m.MostAtRisk(nil, 1, horizon, cx.Week)
		cxtest.Refuses(t, "a horizon", err, cx.ErrInvalid)
	}
	_, err = m.MostAtRisk(nil, 1, 9, "fortnight")
	cxtest.Refuses(t, "a unit", err, cx.ErrInvalid)
	if got, err := m.MostAtRisk(nil, 1, 9, cx.Week); got != nil || err != nil {
		t.Errorf("MostAtRisk of no rows = %v, %v", got, err)
	}
}

// Equal customers come by name, then by row, wherever the cut is.
func TestRankingTies(t *testing.T) {
	m := typedModel()
	var rows []cx.PurchaseHistory
	for _, name := range []string{"d", "b", "e", "a", "b", "c"} {
		p := valueCustomer
		p.Customer = name
		rows = append(rows, p)
	}
	for k := 1; k <= 7; k++ {
		values, err := m.MostValuable(rows, k, 26, cx.Week, 0.01)
		if err != nil {
			t.Fatal(err)
		}
		risks, err := m.MostAtRisk(rows, k, 26, cx.Week)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []int{3, 1, 4, 5, 0, 2}[:min(k, 6)] {
			if values[i].Row != want || risks[i].Row != want {
				t.Errorf("%d of %d: rows %d and %d, want %d", i, k, values[i].Row, risks[i].Row, want)
			}
		}
	}
}

func TestRankingAllocations(t *testing.T) {
	m, rows := typedModel(), slices.Repeat([]cx.PurchaseHistory{valueCustomer, weeks(0, 0, 38.86), weeks(0, 0, 27)}, 786)
	few := testing.AllocsPerRun(3, func() { m.MostAtRisk(rows[:300], 10, 26, cx.Week) })
	many := testing.AllocsPerRun(3, func() { m.MostAtRisk(rows, 10, 26, cx.Week) })
	if many > few+5 {
		t.Errorf("MostAtRisk allocates %v times for 2358 customers, %v for 300", many, few)
	}
}

// spendRows reads the spends of CDNOW: 946 rows of frequency and mean spend, in the order
// of the customers.
func spendRows(t testing.TB) []cx.PurchaseHistory {
	t.Helper()
	f, err := os.Open("testdata/cdnow_spend.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []cx.PurchaseHistory
	for lines := bufio.NewScanner(f); lines.Scan(); {
		frequency, spend, ok := strings.Cut(lines.Text(), ",")
		x, err := strconv.ParseInt(frequency, 10, 64)
		if !ok || err != nil {
			continue // the comment and the header
		}
		rows = append(rows, cx.PurchaseHistory{Frequency: x, Spend: dec(spend)})
	}
	if len(rows) != 946 {
		t.Fatalf("%d rows, want 946", len(rows))
	}
	return rows
}

// BenchmarkGammaGamma measures the fit of the 946 customers of CDNOW against one
// evaluation of the log-likelihood as it is in the paper.
func BenchmarkGammaGamma(b *testing.B) {
	rows := spendRows(b)
	b.Run("loop=likelihood", func(b *testing.B) {
		const p, q, gamma = 6.25, 3.74, 15.44
		for b.Loop() {
			sum := 0.0
			for i := range rows {
				x, m := float64(rows[i].Frequency), rows[i].Spend.InexactFloat64()
				all, _ := math.Lgamma(p*x + q)
				own, _ := math.Lgamma(p * x)
				others, _ := math.Lgamma(q)
				sum += all - own - others + q*math.Log(gamma) + (p*x-1)*math.Log(m) + p*x*math.Log(x) - (p*x+q)*math.Log(gamma+x*m)
			}
			sinkFloat += sum
		}
	})
	b.Run("FitGammaGamma", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sinkFloat += spendFit(b, rows).P
		}
	})
}

// BenchmarkRankings measures the ten customers at the top of CX_BENCH_ROWS/4 (a million by
// default), against a loop over one forecast for each.
func BenchmarkRankings(b *testing.B) {
	known := cdnowRows(false)
	for i := range known {
		if known[i].Frequency > 0 {
			known[i].Spend = dec(strconv.Itoa(5 + i*37%101))
		}
	}
	orders, err := cx.FitMBGNBD(known)
	if err != nil {
		b.Fatal(err)
	}
	m := cx.CustomerModel{Orders: orders, Spend: spendFit(b, spendRows(b))}
	random := rand.New(rand.NewPCG(5, 0))
	rows := make([]cx.PurchaseHistory, max(benchRows(b)/4, 1))
	for i := range rows {
		rows[i] = known[random.IntN(len(known))]
		rows[i].Age += float64(random.IntN(1000)) / 7
	}
	b.Run("loop=ExpectedPurchases", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for i := range rows {
				orders, err := m.Orders.ExpectedPurchases(rows[i], 52, cx.Week)
				if err != nil {
					b.Fatal(err)
				}
				sinkFloat += orders
			}
		}
	})
	b.Run("MostAtRisk", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			top, err := m.MostAtRisk(rows, 10, 52, cx.Week)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += int64(top[0].Row)
		}
	})
	b.Run("MostValuable", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			top, err := m.MostValuable(rows, 10, 52, cx.Week, math.Pow(1.1, 1.0/52)-1)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += int64(top[0].Row)
		}
	})
}

// counted joins equal rows, as a GROUP BY does. One that is alone has no count.
func counted(of []cx.PurchaseHistory) (rows []cx.PurchaseHistory) {
	for _, p := range of {
		i := slices.IndexFunc(rows, func(q cx.PurchaseHistory) bool { q.Count = 0; return cmp.Equal(p, q) })
		if i < 0 {
			rows = append(rows, p)
			continue
		}
		rows[i].Count = max(rows[i].Count, 1) + 1
	}
	return rows
}
