package cx_test

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

//go:embed testdata/cdnow.csv
var cdnowFile string

// cdnowRows returns the customers of testdata/cdnow.csv by week: of exact sevenths, or as
// the published summary has them, rounded to 2 decimals.
func cdnowRows(rounded bool) []cx.Purchases {
	reader := csv.NewReader(strings.NewReader(cdnowFile))
	reader.Comment = '#'
	records, err := reader.ReadAll()
	if err != nil {
		panic(err)
	}
	var rows []cx.Purchases
	for _, record := range records[1:] {
		var v [4]int64
		for i, field := range record {
			if v[i], err = strconv.ParseInt(field, 10, 64); err != nil {
				panic(err)
			}
		}
		row := cx.Purchases{Frequency: v[0], Recency: float64(v[1]) / 7, Age: float64(v[2]) / 7, Unit: cx.Week}
		if rounded {
			row.Recency, row.Age = math.Round(row.Recency*100)/100, math.Round(row.Age*100)/100
		}
		for range v[3] {
			rows = append(rows, row)
		}
	}
	return rows
}

// cdnowModels returns both models at the maximum of the published summary.
func cdnowModels(t testing.TB) (plain, modified cx.BGNBD) {
	t.Helper()
	rows := cdnowRows(true)
	plain, err := cx.FitBGNBD(rows)
	if err != nil {
		t.Fatal(err)
	}
	if modified, err = cx.FitMBGNBD(rows); err != nil {
		t.Fatal(err)
	}
	return plain, modified
}

// weeks returns a row by week.
func weeks(frequency int64, recency, age float64) cx.Purchases {
	return cx.Purchases{Frequency: frequency, Recency: recency, Age: age, Unit: cx.Week}
}

// The models at the parameters that the papers print, to three decimals.
func publishedBGNBD() cx.BGNBD {
	return cx.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426, Unit: cx.Week}
}

func publishedMBGNBD() cx.BGNBD {
	return cx.BGNBD{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Modified: true, Unit: cx.Week}
}

// By hand. A month has 30.4375 days, a quarter three of them, a year 365.25 days.
func TestPurchasesOf(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, time.March, day, hour, 0, 0, 0, time.UTC) }
	order := func(customer string, day, hour int, amount string) cx.Activity {
		return cx.Activity{Customer: customer, At: at(day, hour), Amount: dec(amount)}
	}
	activities := []cx.Activity{
		order("bob", 9, 10, "5"),
		order("ada", 1, 8, "100"), // the first order, on one day with
		order("ada", 1, 20, "7"),  // another, which is no repeat purchase
		order("ada", 16, 0, "10"), // no order of the second at 23 on the 15th in New York
		order("ada", 8, 12, "20"),
		order("ada", 8, 13, "0.50"), // one order with the above
		order("cyd", 30, 23, "1"),   // at asOf: not yet known
		order("bob", 29, 23, "-2"),  // a refund is spend
	}
	tests := []struct {
		name     string
		unit     cx.Grain
		location *time.Location
		asOf     time.Time
		want     []cx.Purchases
	}{
		{"days", "", nil, at(30, 23), []cx.Purchases{
			{Customer: "ada", Frequency: 2, Recency: 15, Age: 29, Spend: dec("15.25")},
			{Customer: "bob", Frequency: 1, Recency: 20, Age: 21, Spend: dec("-2")},
		}},
		{"the last day before midnight", cx.Day, nil, at(30, 0), []cx.Purchases{
			{Customer: "ada", Frequency: 2, Recency: 15, Age: 28, Unit: cx.Day, Spend: dec("15.25")},
			{Customer: "bob", Frequency: 1, Recency: 20, Age: 20, Unit: cx.Day, Spend: dec("-2")},
		}},
		{"weeks", cx.Week, nil, at(17, 0), []cx.Purchases{
			{Customer: "ada", Frequency: 2, Recency: 15.0 / 7, Age: 15.0 / 7, Unit: cx.Week, Spend: dec("15.25")},
			{Customer: "bob", Age: 1, Unit: cx.Week},
		}},
		{"weeks from Sunday", cx.WeekFromSunday, nil, at(9, 0), []cx.Purchases{
			{Customer: "ada", Frequency: 1, Recency: 1, Age: 1, Unit: cx.WeekFromSunday, Spend: dec("20.5")},
		}},
		{"months in New York", cx.Month, time.FixedZone("New York", -5*3600), at(17, 0), []cx.Purchases{
			{Customer: "ada", Frequency: 2, Recency: 14 / 30.4375, Age: 15 / 30.4375, Unit: cx.Month, Spend: dec("15.25")},
			{Customer: "bob", Age: 7 / 30.4375, Unit: cx.Month},
		}},
		{"quarters", cx.Quarter, nil, at(2, 0), []cx.Purchases{{Customer: "ada", Unit: cx.Quarter}}},
		{"years", cx.Year, nil, at(9, 12), []cx.Purchases{
			{Customer: "ada", Frequency: 1, Recency: 7 / 365.25, Age: 8 / 365.25, Unit: cx.Year, Spend: dec("20.5")},
			{Customer: "bob", Unit: cx.Year},
		}},
		{"nobody yet", cx.Week, nil, at(1, 8), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.PurchasesOf(activities, tt.unit, cx.Calendar{Location: tt.location}, tt.asOf)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("PurchasesOf (-want +got):\n%s", diff)
			}
		})
	}
	// A third of an amount is rounded once.
	got, err := cx.PurchasesOf([]cx.Activity{
		order("a", 1, 0, "9"), order("a", 2, 0, "1"), order("a", 3, 0, "0"), order("a", 4, 0, "1"),
	}, cx.Day, cx.Calendar{}, at(5, 0))
	if err != nil || len(got) != 1 || !got[0].Spend.Equal(dec("0.66666667")) {
		t.Errorf("PurchasesOf = %v, %v, want a spend of 0.66666667", got, err)
	}
}

func TestPurchasesOfErrors(t *testing.T) {
	asOf := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	good := cx.Activity{Customer: "ada", At: asOf.AddDate(0, -1, 0)}
	tests := []struct {
		name       string
		activities []cx.Activity
		unit       cx.Grain
		calendar   cx.Calendar
		asOf       time.Time
		row        int // -1: none
	}{
		{"unit", []cx.Activity{good}, "fortnight", cx.Calendar{}, asOf, -1},
		{"calendar", []cx.Activity{good}, cx.Week, cx.Calendar{Grain: cx.Week}, asOf, -1},
		{"asOf", []cx.Activity{good}, cx.Week, cx.Calendar{}, time.Time{}, -1},
		{"customer", []cx.Activity{good, {At: good.At}}, cx.Week, cx.Calendar{}, asOf, 1},
		{"instant", []cx.Activity{{Customer: "bob"}}, cx.Week, cx.Calendar{}, asOf, 0},
		{"amount", []cx.Activity{{Customer: "bob", At: good.At, Amount: dec("1e40")}}, cx.Week, cx.Calendar{}, asOf, 0},
	}
	for _, tt := range tests {
		got, err := cx.PurchasesOf(tt.activities, tt.unit, tt.calendar, tt.asOf)
		cxtest.Refuses(t, tt.name, err, cx.ErrInvalid)
		var row *cx.RowError
		if errors.As(err, &row) != (tt.row >= 0) || row != nil && row.Row != tt.row || got != nil {
			t.Errorf("%s: PurchasesOf = %v, %v, want the row %d", tt.name, got, err, tt.row)
		}
	}
}

// cdnowSample returns the activities of the optional CDNOW sample.
func cdnowSample(t *testing.T) []cx.Activity {
	t.Helper()
	var activities []cx.Activity
	for line := range strings.Lines(string(sharedFile(t, "cdnow", "CDNOW_sample.txt"))) {
		w := strings.Fields(line)
		at, err := time.Parse("20060102", w[2])
		if err != nil {
			t.Fatal(err)
		}
		activities = append(activities, cx.Activity{Customer: w[1], At: at, Amount: dec(w[4])})
	}
	return activities
}

// All 2,357 rows of the published summaries come from the transactions, and the extract
// in testdata is the same customers.
func TestPurchasesCDNOW(t *testing.T) {
	rows, err := cx.PurchasesOf(cdnowSample(t), cx.Week, cx.Calendar{}, time.Date(1997, time.October, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cdnow_customers_summary.csv", "cdnow_customers_summary_with_spend.csv"} {
		_, records := sharedRows(t, "cdnow", name)
		if len(rows) != 2357 || len(records) != len(rows) {
			t.Fatalf("PurchasesOf gives %d rows, %s has %d, want 2357", len(rows), name, len(records))
		}
		for i, record := range records {
			row := rows[i]
			customer, err := strconv.Atoi(row.Customer)
			if err != nil {
				t.Fatal(err)
			}
			number := func(s string) string {
				v, err := strconv.ParseFloat(s, 64)
				if err != nil {
					t.Fatal(err)
				}
				return strconv.FormatFloat(v, 'f', 2, 64)
			}
			want := []string{record[0], record[1], number(record[2]), number(record[3])}
			got := []string{
				strconv.Itoa(customer), strconv.FormatInt(row.Frequency, 10),
				strconv.FormatFloat(row.Recency, 'f', 2, 64), strconv.FormatFloat(row.Age, 'f', 2, 64),
			}
			if len(record) > 4 {
				want, got = append(want, number(record[4])), append(got, row.Spend.StringFixed(2))
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: row %d = %v, want %v", name, i, got, want)
			}
		}
	}
	for i := range rows {
		rows[i].Customer, rows[i].Spend = "", dec("0")
	}
	order := func(a, b cx.Purchases) int {
		return slices.Compare([]float64{float64(a.Frequency), a.Recency, a.Age}, []float64{float64(b.Frequency), b.Recency, b.Age})
	}
	slices.SortFunc(rows, order)
	if diff := cmp.Diff(cdnowRows(false), rows); diff != "" {
		t.Errorf("rows of the sample (-testdata +sample):\n%.2000s", diff)
	}
}

func TestPurchasesJSON(t *testing.T) {
	for _, text := range []string{
		`{"frequency":-1,"recency":0,"age":1,"spend":"0"}`,
		`{"frequency":1,"recency":2,"age":1,"spend":"0"}`,
		`{"frequency":0,"recency":1,"age":1,"spend":"0"}`,
		`{"frequency":1,"recency":0,"age":1,"spend":"0"}`,
		`{"frequency":0,"recency":0,"age":-1,"spend":"0"}`,
		`{"frequency":0,"recency":0,"age":1,"spend":"3"}`,
		`{"frequency":1,"recency":1,"age":1,"spend":3}`,
		`{"frequency":1,"recency":1,"age":1,"spend":"3","unit":"fortnight"}`,
		`{"frequency":1,"recency":1,"age":1e999}`,
		`{"frequency":1.5,"recency":1,"age":1}`,
	} {
		p := weeks(1, 2, 3)
		if err := json.Unmarshal([]byte(text), &p); err == nil || !cmp.Equal(p, weeks(1, 2, 3)) {
			t.Errorf("decoding %s = %v, %v", text, p, err)
		} else {
			cxtest.Refuses(t, text, err, cx.ErrInvalid)
		}
	}
	if text, err := json.Marshal(weeks(1, 0, 3)); !errors.Is(err, cx.ErrInvalid) || bytes.Contains(text, []byte("{")) {
		t.Errorf("Marshal of an impossible row = %s, %v", text, err)
	}
}
