package reference

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// cdnowRows returns the 2,357 customers of the summary of CDNOW by week: of exact sevenths, or
// as it was published, rounded to 2 decimals.
func cdnowRows(t testing.TB, rounded bool) (rows []cx.PurchaseHistory) {
	t.Helper()
	for _, n := range cdnowNumbers(t, "cdnow.csv") {
		row := cx.PurchaseHistory{Frequency: int64(n[0]), Recency: n[1] / 7, Age: n[2] / 7, Unit: cx.Week}
		if rounded {
			row.Recency, row.Age = math.Round(row.Recency*100)/100, math.Round(row.Age*100)/100
		}
		rows = append(rows, slices.Repeat([]cx.PurchaseHistory{row}, int(n[3]))...)
	}
	if len(rows) != 2357 {
		t.Fatalf("%d rows, want 2357", len(rows))
	}
	return rows
}

// spendRows returns the spends of CDNOW: 946 rows of frequency and mean spend, in the order
// of the customers.
func spendRows(t testing.TB) (rows []cx.PurchaseHistory) {
	t.Helper()
	for _, n := range cdnowNumbers(t, "cdnow_spend.csv") {
		rows = append(rows, cx.PurchaseHistory{Frequency: int64(n[0]), Spend: decimal.NewFromFloat(n[1])})
	}
	if len(rows) != 946 {
		t.Fatalf("%d rows, want 946", len(rows))
	}
	return rows
}

// cdnowNumbers reads a file of the root's testdata, without its comment and header.
func cdnowNumbers(t testing.TB, name string) (rows [][]float64) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comment = '#'
	records, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		var row []float64
		for _, field := range record {
			row = append(row, number(t, field))
		}
		rows = append(rows, row)
	}
	return rows
}

// valueRows returns the customers of CDNOW, and gives those who ordered again a spend from
// their number: the file has none.
func valueRows(t testing.TB) []cx.PurchaseHistory {
	t.Helper()
	rows := cdnowRows(t, false)
	for i := range rows {
		rows[i].Customer = strconv.Itoa(i)
		if rows[i].Frequency > 0 {
			rows[i].Spend = decimal.NewFromInt(int64(5 + i*37%101))
		}
	}
	return rows
}

// cdnowSample returns the orders of the optional CDNOW sample.
func cdnowSample(t testing.TB) (orders []cx.Activity) {
	t.Helper()
	lines := bufio.NewScanner(open(t, "data/cdnow/CDNOW_sample.txt"))
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		at, err := time.Parse("20060102", f[2])
		if err != nil {
			t.Fatal(err)
		}
		orders = append(orders, cx.Activity{Customer: f[1], At: at, Amount: dec(f[4])})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return orders
}

// All 2,357 rows of the published summaries come from the transactions, and the extract
// in testdata is the same customers.
func TestPurchasesCDNOW(t *testing.T) {
	rows, err := cx.PurchaseHistoriesOf(cdnowSample(t), cx.Week, cx.Calendar{}, instant("1997-10-01"))
	if err != nil {
		t.Fatal(err)
	}
	for name, columns := range map[string][]string{
		"cdnow_customers_summary.csv":            {"frequency", "recency", "T"},
		"cdnow_customers_summary_with_spend.csv": {"x", "t_x", "T", "zbar"},
	} {
		records := records(t, "cdnow/"+name)
		if len(rows) != 2357 || len(records) != len(rows) {
			t.Fatalf("PurchaseHistoriesOf gives %d rows, %s has %d, want 2357", len(rows), name, len(records))
		}
		for i, record := range records {
			row := rows[i]
			customer, err := strconv.Atoi(row.Customer)
			if err != nil {
				t.Fatal(err)
			}
			two := func(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }
			want := []string{record["ID"], record[columns[0]]}
			for _, column := range columns[1:] {
				want = append(want, two(number(t, record[column])))
			}
			got := []string{strconv.Itoa(customer), strconv.FormatInt(row.Frequency, 10), two(row.Recency), two(row.Age), row.Spend.StringFixed(2)}
			got = got[:len(want)]
			if !slices.Equal(got, want) {
				t.Errorf("%s: row %d = %v, want %v", name, i, got, want)
			}
		}
	}
	for i := range rows {
		rows[i].Customer, rows[i].Spend = "", dec("0")
	}
	order := func(a, b cx.PurchaseHistory) int {
		return slices.Compare([]float64{float64(a.Frequency), a.Recency, a.Age}, []float64{float64(b.Frequency), b.Recency, b.Age})
	}
	slices.SortFunc(rows, order)
	if diff := cmp.Diff(cdnowRows(t, false), rows); diff != "" {
		t.Errorf("rows of the sample (-testdata +sample):\n%.2000s", diff)
	}
}

// Customer by customer, from the transactions of the first 39 weeks: the orders of the
// next 39, of which 1882 came. The sum is that of the closed form in another program, at
// the parameters of TestFitBGNBD.
func TestBGNBDHoldout(t *testing.T) {
	activities := cdnowSample(t)
	rows, err := cx.PurchaseHistoriesOf(activities, cx.Week, cx.Calendar{}, instant("1997-10-01"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := cx.PurchaseHistoriesOf(activities, cx.Week, cx.Calendar{}, instant("1998-07-01"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := cx.FitBGNBD(rows)
	if err != nil {
		t.Fatal(err)
	}
	var expected, actual float64
	for i, row := range rows {
		v, err := m.ExpectedPurchases(row, 39, cx.Week)
		if err != nil {
			t.Fatal(err)
		}
		expected += v
		actual += float64(all[i].Frequency - row.Frequency)
	}
	cxtest.Near(t, "expected orders", expected, 1653.4086924641, 1e-8)
	if actual != 1882 {
		t.Errorf("%v orders came, want 1882", actual)
	}
}

// Forecasts for 39 weeks by the closed form with mpmath's hyp2f1, at the maximum on exact
// sevenths of a week. The customers of each class, and all orders, are counted in the
// reference of the data.
func TestHoldoutOfCDNOW(t *testing.T) {
	h, err := cx.HoldoutOf(cdnowSample(t), cx.Week, cx.Calendar{}, instant("1997-10-01"), instant("1998-07-01"), cx.FitBGNBD)
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
