package cx_test

import (
	"bufio"
	"cmp"
	"errors"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	gocmp "github.com/google/go-cmp/cmp"
)

// valueRows reads the orders of CDNOW from testdata, equal customers joined there, and
// gives those who ordered again a spend from their number: the file has none.
func valueRows(t testing.TB) []cx.Purchases {
	t.Helper()
	f, err := os.Open("testdata/cdnow.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []cx.Purchases
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var n [4]int64 // frequency, days of recency, days of age, customers
		ok := true
		for i, text := range strings.SplitN(lines.Text(), ",", 4) {
			v, err := strconv.ParseInt(text, 10, 64)
			ok = ok && err == nil
			n[i] = v
		}
		for range n[3] {
			if !ok {
				break
			}
			p := cx.Purchases{Customer: strconv.Itoa(len(rows)), Frequency: n[0], Recency: float64(n[1]) / 7, Age: float64(n[2]) / 7, Unit: cx.Week}
			if p.Frequency > 0 {
				p.Spend = dec("5").Add(dec(strconv.Itoa(len(rows) * 37 % 101)))
			}
			rows = append(rows, p)
		}
	}
	if len(rows) != 2357 {
		t.Fatalf("%d rows, want 2357", len(rows))
	}
	return rows
}

// valueModel fits both models of CDNOW.
func valueModel(t testing.TB, fit func([]cx.Purchases) (cx.BGNBD, error), rows []cx.Purchases) cx.CustomerModel {
	t.Helper()
	orders, err := fit(rows)
	if err != nil {
		t.Fatal(err)
	}
	return cx.CustomerModel{Orders: orders, Spend: spendFit(t, spendRows(t))}
}

var (
	valueWeekly   = math.Pow(1.1, 1.0/52) - 1 // 10 % a year
	valueCustomer = cx.Purchases{Frequency: 2, Recency: 30.43, Age: 38.86, Unit: cx.Week, Spend: dec("22.35")}
)

// The value of a customer of CDNOW and its interval, computed outside Go at the maximum of
// the summary rounded to 2 decimals: discounted orders 1.4902740.
func checkValue(t *testing.T, m cx.CustomerModel, tolerance float64) {
	t.Helper()
	f, err := m.ExpectedValueInterval(valueCustomer, 52, cx.Week, valueWeekly, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "value", f.Value, 36.748096, tolerance)
	cxtest.Near(t, "low", f.Interval.Low, 33.576927, tolerance)
	cxtest.Near(t, "high", f.Interval.High, 40.218765, tolerance)
	spend, err := m.Spend.ExpectedSpend(valueCustomer)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "discounted orders", f.Value/spend, 1.4902740, tolerance)
	value, err := m.ExpectedValue(valueCustomer, 52, cx.Week, valueWeekly)
	if err != nil || value != f.Value && math.Abs(value/f.Value-1) > 1e-13 {
		t.Errorf("ExpectedValue = %v, %v, want %v", value, err, f.Value)
	}
}

func TestExpectedValue(t *testing.T) {
	// The days of testdata are not rounded: the maximum is another in the 6th digit.
	m := valueModel(t, cx.FitBGNBD, valueRows(t))
	checkValue(t, m, 2e-5)

	// The sum of the definition.
	spend, err := m.Spend.ExpectedSpend(valueCustomer)
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []cx.Grain{cx.Day, cx.Week, cx.Month} {
		for _, discount := range []float64{0, 1e-100, 1e-6, 0.01, 0.5, 40} {
			sum, before := 0.0, 0.0
			for k := 1; k <= 30; k++ {
				orders, err := m.Orders.ExpectedPurchases(valueCustomer, float64(k), unit)
				if err != nil {
					t.Fatal(err)
				}
				sum += (orders - before) / math.Pow(1+discount, float64(k))
				before = orders
			}
			got, err := m.ExpectedValue(valueCustomer, 30, unit, discount)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "ExpectedValue per "+string(unit), got/(spend*sum), 1, 1e-10)
		}
	}
}

func TestExpectedValueOfCDNOW(t *testing.T) {
	var rows []cx.Purchases
	for _, r := range lifeRecords(t, "cdnow/cdnow_customers_summary.csv") {
		number := func(key string) float64 {
			v, err := strconv.ParseFloat(r[key], 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		rows = append(rows, cx.Purchases{Frequency: int64(number("frequency")), Recency: number("recency"), Age: number("T"), Unit: cx.Week})
	}
	checkValue(t, valueModel(t, cx.FitBGNBD, rows), 2e-7)
}

func TestExpectedValueErrors(t *testing.T) {
	m := valueModel(t, cx.FitMBGNBD, valueRows(t))
	typed := cx.CustomerModel{
		Orders: cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6, Modified: true, Unit: cx.Week},
		Spend:  cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44},
	}
	heavy, wide := m, m
	heavy.Spend.Q = 0.5
	wide.Spend = cx.GammaGamma{P: 2, Q: 1.2, Gamma: 3, Fit: cx.Fit{Covariance: [][]float64{{0.01, 0, 0}, {0, 0.01, 0}, {0, 0, 0.01}}}}
	monthly, noSpend := valueCustomer, valueCustomer
	monthly.Unit = cx.Month
	noSpend.Spend = dec("0")
	tests := []struct {
		name     string
		m        cx.CustomerModel
		row      cx.Purchases
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
		{"no spend", m, noSpend, 9, cx.Week, 0.01, cx.ErrInvalid},
		{"the zero model", cx.CustomerModel{}, valueCustomer, 9, cx.Week, 0.01, cx.ErrInvalid},
		{"no model of spend", cx.CustomerModel{Orders: m.Orders}, valueCustomer, 9, cx.Week, 0.01, cx.ErrInvalid},
		{"an infinite mean", heavy, cx.Purchases{Unit: cx.Week}, 9, cx.Week, 0.01, cx.ErrUndefined},
	}
	for _, tt := range tests {
		got, err := tt.m.ExpectedValue(tt.row, tt.periods, tt.unit, tt.discount)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if got != 0 {
			t.Errorf("%s: %v beside an error", tt.name, got)
		}
		_, err = tt.m.ExpectedValueInterval(tt.row, tt.periods, tt.unit, tt.discount, 0.95)
		cxtest.Refuses(t, "interval: "+tt.name, err, tt.want)
		_, err = tt.m.MostValuable([]cx.Purchases{tt.row}, 1, tt.periods, tt.unit, tt.discount)
		cxtest.Refuses(t, "most valuable: "+tt.name, err, tt.want)
	}
	for name, of := range map[string]cx.CustomerModel{"typed": typed, "spend typed": {Orders: m.Orders, Spend: typed.Spend}, "orders typed": {Orders: typed.Orders, Spend: m.Spend}, "wide": wide} {
		row := valueCustomer
		if name == "wide" {
			row = cx.Purchases{Unit: cx.Week}
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

// Ranked against sorting the figures of all customers, each from the methods for one.
func TestMostValuable(t *testing.T) {
	rows := valueRows(t)
	m := valueModel(t, cx.FitBGNBD, rows)
	for _, discount := range []float64{0, valueWeekly, 0.2, 30} {
		all := make([]cx.CustomerValue, len(rows))
		for i, row := range rows {
			v := cx.CustomerValue{Customer: row.Customer, Row: i}
			var errs [4]error
			v.ProbabilityAlive, errs[0] = m.Orders.ProbabilityAlive(row)
			v.ExpectedPurchases, errs[1] = m.Orders.ExpectedPurchases(row, 26, cx.Week)
			v.ExpectedSpend, errs[2] = m.Spend.ExpectedSpend(row)
			v.ExpectedValue, errs[3] = m.ExpectedValue(row, 26, cx.Week, discount)
			if err := errors.Join(errs[:]...); err != nil {
				t.Fatal(err)
			}
			all[i] = v
		}
		slices.SortStableFunc(all, func(a, b cx.CustomerValue) int {
			return cmp.Or(cmp.Compare(b.ExpectedValue, a.ExpectedValue), cmp.Compare(a.Customer, b.Customer))
		})
		for _, k := range []int{1, 10, 300, len(rows), math.MaxInt} {
			got, err := m.MostValuable(rows, k, 26, cx.Week, discount)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(all[:min(k, len(all))], got); diff != "" {
				t.Fatalf("MostValuable of %d at %v (-want +got):\n%.2000s", k, discount, diff)
			}
		}
	}
}

func TestMostAtRisk(t *testing.T) {
	rows := valueRows(t)
	m := valueModel(t, cx.FitMBGNBD, rows)
	all := make([]cx.CustomerRisk, len(rows))
	for i, row := range rows {
		r := cx.CustomerRisk{Customer: row.Customer, Row: i}
		alive, err := m.Orders.ProbabilityAlive(row)
		if err != nil {
			t.Fatal(err)
		}
		orders, err := m.Orders.ExpectedPurchases(row, 26, cx.Week)
		if err != nil {
			t.Fatal(err)
		}
		spend, err := m.Spend.ExpectedSpend(row)
		if err != nil {
			t.Fatal(err)
		}
		r.ProbabilityAlive, r.ExpectedPurchases, r.ExpectedSpend = alive, orders/alive, spend
		r.ExpectedLoss = (1 - alive) * r.ExpectedPurchases * spend
		all[i] = r
	}
	slices.SortStableFunc(all, func(a, b cx.CustomerRisk) int { return cmp.Compare(b.ExpectedLoss, a.ExpectedLoss) })
	got, err := m.MostAtRisk(rows, 25, 26, cx.Week)
	if err != nil || len(got) != 25 {
		t.Fatal(len(got), err)
	}
	once := 0
	for i, r := range got {
		if r.Row != all[i].Row || r.Customer != all[i].Customer {
			t.Errorf("%d. is row %d, want %d", i+1, r.Row, all[i].Row)
		}
		cxtest.Near(t, "ExpectedLoss", r.ExpectedLoss, all[i].ExpectedLoss, 1e-9)
		cxtest.Near(t, "ExpectedPurchases", r.ExpectedPurchases, all[i].ExpectedPurchases, 1e-9)
		cxtest.Near(t, "ProbabilityAlive", r.ProbabilityAlive, all[i].ProbabilityAlive, 1e-12)
	}
	got, err = m.MostAtRisk(rows, len(rows), 26, cx.Week)
	for _, r := range got {
		if rows[r.Row].Frequency == 0 && r.ExpectedLoss > 0 {
			once++
		}
	}
	if once != 1411 || err != nil {
		t.Errorf("%d customers of one order are at risk, %v, want 1411", once, err)
	}

	// By BG/NBD none of them could be.
	plain := valueModel(t, cx.FitBGNBD, rows)
	_, err = plain.MostAtRisk(rows, 25, 26, cx.Week)
	cxtest.Refuses(t, "BG/NBD", err, cx.ErrInvalid)

	bad := slices.Clone(rows)
	bad[7].Recency = math.NaN()
	var row *cx.RowError
	_, err = m.MostAtRisk(bad, 1, 26, cx.Week)
	if cxtest.Refuses(t, "a bad row", err, cx.ErrInvalid); !errors.As(err, &row) || row.Row != 7 {
		t.Errorf("error %v, want row 7", err)
	}
	_, err = m.MostValuable(bad, 1, 26, cx.Week, 0)
	if cxtest.Refuses(t, "a bad row", err, cx.ErrInvalid); !errors.As(err, &row) || row.Row != 7 {
		t.Errorf("error %v, want row 7", err)
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
	m := cx.CustomerModel{
		Orders: cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6, Modified: true, Unit: cx.Week},
		Spend:  cx.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44},
	}
	var rows []cx.Purchases
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
	rows := valueRows(t)
	m := valueModel(t, cx.FitMBGNBD, rows)
	few := testing.AllocsPerRun(3, func() { m.MostAtRisk(rows[:300], 10, 26, cx.Week) })
	many := testing.AllocsPerRun(3, func() { m.MostAtRisk(rows, 10, 26, cx.Week) })
	if many > few+5 {
		t.Errorf("MostAtRisk allocates %v times for 2357 customers, %v for 300", many, few)
	}
}

// The orders of four customers: what is known before 11 January, and what comes in the
// nine whole days from then on. Two orders of one day are one.
func holdoutOrders() []cx.Activity {
	order := func(customer string, day int) cx.Activity {
		return cx.Activity{Customer: customer, At: time.Date(2026, 1, day, 15, 0, 0, 0, time.UTC)}
	}
	return []cx.Activity{
		order("ada", 12), order("ada", 1), order("ada", 5), order("ada", 5), order("ada", 12), order("ada", 19),
		order("bob", 3), order("bob", 20), // on the day of asOf
		order("cyd", 11), order("cyd", 13), // new
		order("dan", 10), order("dan", 14),
	}
}

func TestHoldout(t *testing.T) {
	split, asOf := time.Date(2026, 1, 11, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC)
	model := cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6, Unit: cx.Day}
	fit := func(rows []cx.Purchases) (cx.BGNBD, error) {
		want := []cx.Purchases{
			{Customer: "ada", Frequency: 1, Recency: 4, Age: 9, Unit: cx.Day},
			{Customer: "bob", Age: 7, Unit: cx.Day},
			{Customer: "dan", Unit: cx.Day},
		}
		if diff := gocmp.Diff(want, rows); diff != "" {
			t.Errorf("rows of the fit (-want +got):\n%s", diff)
		}
		return model, nil
	}
	got, err := cx.HoldoutOf(holdoutOrders(), cx.Day, cx.Calendar{}, split, asOf, fit)
	if err != nil {
		t.Fatal(err)
	}
	expected := func(p cx.Purchases) float64 {
		p.Unit = cx.Day
		e, err := model.ExpectedPurchases(p, 9, cx.Day)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	want := cx.Holdout{Model: model, Horizon: 9, Classes: make([]cx.HoldoutClass, 8)}
	for i := range want.Classes {
		want.Classes[i].Frequency = int64(i)
	}
	want.Classes[0] = cx.HoldoutClass{Customers: 2, ExpectedPurchases: expected(cx.Purchases{Age: 7}) + expected(cx.Purchases{}), Purchases: 1}
	want.Classes[1] = cx.HoldoutClass{Frequency: 1, Customers: 1, ExpectedPurchases: expected(cx.Purchases{Frequency: 1, Recency: 4, Age: 9}), Purchases: 2}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("HoldoutOf (-want +got):\n%s", diff)
	}

	// At noon of the split's day the fit knows that day, and what comes later on it is no
	// order after it.
	afternoon := func([]cx.Purchases) (cx.BGNBD, error) { return model, nil }
	got, err = cx.HoldoutOf(holdoutOrders(), cx.Day, cx.Calendar{}, split.Add(12*time.Hour), asOf, afternoon)
	if err != nil || got.Horizon != 8 || got.Classes[0].Customers != 2 {
		t.Errorf("from noon: %+v, %v", got, err)
	}
}

func TestHoldoutErrors(t *testing.T) {
	split, asOf := time.Date(2026, 1, 11, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC)
	fit := func([]cx.Purchases) (cx.BGNBD, error) { return cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6}, nil }
	orders := holdoutOrders()
	blank := append(slices.Clone(orders), cx.Activity{At: split})
	failed := errors.New("cx: failed")
	tests := []struct {
		name        string
		orders      []cx.Activity
		unit        cx.Grain
		c           cx.Calendar
		split, asOf time.Time
		fit         func([]cx.Purchases) (cx.BGNBD, error)
		want        error
	}{
		{"no fit", orders, cx.Day, cx.Calendar{}, split, asOf, nil, cx.ErrInvalid},
		{"a fit that fails", orders, cx.Day, cx.Calendar{}, split, asOf, func([]cx.Purchases) (cx.BGNBD, error) { return cx.BGNBD{}, failed }, failed},
		{"the zero model", orders, cx.Day, cx.Calendar{}, split, asOf, func([]cx.Purchases) (cx.BGNBD, error) { return cx.BGNBD{}, nil }, cx.ErrInvalid},
		{"a model of months", orders, cx.Day, cx.Calendar{}, split, asOf, func([]cx.Purchases) (cx.BGNBD, error) {
			return cx.BGNBD{R: 0.5, Alpha: 6, A: 0.9, B: 1.6, Unit: cx.Month}, nil
		}, cx.ErrMismatch},
		{"a fit that spoils its rows", orders, cx.Day, cx.Calendar{}, split, asOf, func(rows []cx.Purchases) (cx.BGNBD, error) {
			rows[0].Frequency = -1
			return fit(nil)
		}, cx.ErrInvalid},
		{"nobody before", orders, cx.Day, cx.Calendar{}, split.AddDate(-1, 0, 0), asOf, fit, cx.ErrNoData},
		{"no orders", nil, cx.Day, cx.Calendar{}, split, asOf, fit, cx.ErrNoData},
		{"no day between", orders, cx.Day, cx.Calendar{}, split, split, fit, cx.ErrInvalid},
		{"split after asOf", orders, cx.Day, cx.Calendar{}, asOf, split, fit, cx.ErrInvalid},
		{"no instant", orders, cx.Day, cx.Calendar{}, time.Time{}, asOf, fit, cx.ErrInvalid},
		{"a unit", orders, "fortnight", cx.Calendar{}, split, asOf, fit, cx.ErrInvalid},
		{"a grain", orders, cx.Day, cx.Calendar{Grain: cx.Month}, split, asOf, fit, cx.ErrInvalid},
		{"a blank customer", blank, cx.Day, cx.Calendar{}, split, asOf, fit, cx.ErrInvalid},
		{"too few for a fit", orders, cx.Day, cx.Calendar{}, split, asOf, cx.FitBGNBD, cx.ErrUndefined},
	}
	for _, tt := range tests {
		got, err := cx.HoldoutOf(tt.orders, tt.unit, tt.c, tt.split, tt.asOf, tt.fit)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if diff := gocmp.Diff(cx.Holdout{}, got); diff != "" {
			t.Errorf("%s: a result beside an error (-want +got)\n%s", tt.name, diff)
		}
	}
}

// Forecasts for 39 weeks by the closed form with mpmath's hyp2f1, at the maximum on exact
// sevenths of a week. The customers of each class, and all orders, are counted in the
// reference of the data.
func TestHoldoutOfCDNOW(t *testing.T) {
	var orders []cx.Activity
	for lines := bufio.NewScanner(lifeFile(t, "data/cdnow/CDNOW_sample.txt")); lines.Scan(); {
		f := strings.Fields(lines.Text())
		at, err := time.Parse("20060102", f[2])
		if err != nil {
			t.Fatal(err)
		}
		orders = append(orders, cx.Activity{Customer: f[1], At: at, Amount: dec(f[4])})
	}
	split, asOf := time.Date(1997, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(1998, 7, 1, 0, 0, 0, 0, time.UTC)
	h, err := cx.HoldoutOf(orders, cx.Week, cx.Calendar{}, split, asOf, cx.FitBGNBD)
	if err != nil || h.Horizon != 39 || len(h.Classes) != 8 {
		t.Fatalf("horizon %v of %d classes, %v", h.Horizon, len(h.Classes), err)
	}
	customers := []int64{1411, 439, 214, 100, 62, 38, 29, 64}
	expected := []float64{317.598214, 229.6545846, 223.4447016, 152.027951, 134.1596793, 100.8461435, 101.6172265, 394.0601919}
	var all int64
	for i, class := range h.Classes {
		if class.Frequency != int64(i) || class.Customers != customers[i] {
			t.Errorf("class %d is %+v, want %d customers", i, class, customers[i])
		}
		cxtest.Near(t, "forecast", class.ExpectedPurchases, expected[i], 1e-6)
		all += class.Purchases
	}
	if all != 1882 {
		t.Errorf("%d orders, want 1882", all)
	}
}
