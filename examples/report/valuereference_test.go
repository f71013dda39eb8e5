package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// cdnowSample returns the purchases of the 2,357 customers of the published fits as CSV.
func cdnowSample(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(sharedData + "cdnow/CDNOW_sample.txt")
	if os.IsNotExist(err) {
		t.Skip("the data set cdnow is not beside the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("customer,date,dollars\n")
	for line := range strings.Lines(string(text)) {
		cells := strings.Fields(line)
		if len(cells) != 5 || len(cells[2]) != 8 {
			t.Fatalf("%d cells", len(cells))
		}
		fmt.Fprintf(&b, "%s,%s-%s-%s,%s\n", cells[0], cells[2][:4], cells[2][4:6], cells[2][6:], cells[4])
	}
	return b.String()
}

// TestReferenceForecast has the customers as of 1997-10-01. The parameters, the sums and
// the lists were computed in plain Python, with the closed forms and the hypergeometric
// function, at the maximum that a simplex search finds. The published parameters, on times
// rounded to two decimals, are 0.525, 6.183, 0.891, 1.614 (MBG/NBD) and 6.25, 3.74, 15.44.
func TestReferenceForecast(t *testing.T) {
	got := runJSON(t, cdnowSample(t), "orders", "-customer", "customer", "-at", "date", "-amount", "dollars", "-as-of", "1997-10-01", "-")
	forecast := got.sub(t, "forecast")
	orders, spend := forecast.sub(t, "orders", "model"), forecast.sub(t, "spend", "model")
	for key, want := range map[string]float64{"r": 0.52484326, "alpha": 6.18308655, "a": 0.89135931, "b": 1.61400187} {
		orders.near(t, want, 1e-5*want, key)
	}
	orders.near(t, -9582.135715553728, 1e-6, "fit", "log_likelihood")
	for key, want := range map[string]float64{"p": 6.24957268, "q": 3.74422484, "gamma": 15.44352067} {
		spend.near(t, want, 1e-5*want, key)
	}
	spend.near(t, -4055.9176948018558, 1e-6, "fit", "log_likelihood")
	spend.near(t, 946, 0, "fit", "customers")
	// R 4.2.2, from rounded spends, which change a few ties: Spearman's rho, and the interval
	// of Bonett and Wright.
	forecast.near(t, 0.206393955, 1e-4, "spend", "correlation", "rho")
	forecast.near(t, 0.143894891, 1e-4, "spend", "correlation", "interval", "low")
	forecast.near(t, 0.267253064, 1e-4, "spend", "correlation", "interval", "high")

	forecast.near(t, 32.99106916, 1e-8, "new_customer", "first_order")
	forecast.near(t, 1.4188848530, 1e-6, "new_customer", "orders", "value")
	forecast.near(t, 35.1703707337, 1e-4, "new_customer", "spend", "value")
	forecast.near(t, 47.9770685274, 1e-4, "new_customer", "later_value", "value")
	forecast.near(t, 32.99106916+47.9770685274, 1e-4, "new_customer", "value")
	forecast.near(t, 2357, 0, "base", "customers")
	forecast.near(t, 1057.6362886, 1e-3, "base", "active")
	forecast.near(t, 1980.0327924, 1e-3, "base", "orders")
	forecast.near(t, 68642.906335, 0.1, "base", "value")
	for list, want := range map[string][]struct {
		customer string
		amount   float64
	}{
		"most_valuable": {{"05420", 1120.4510640}, {"11288", 959.6252576}, {"15562", 917.5886808}, {"15953", 779.5606999}, {"20111", 749.5786931},
			{"08481", 703.3337501}, {"01760", 595.4682088}, {"01845", 479.4002033}, {"00619", 471.1983626}, {"06242", 470.3655878}},
		"most_at_risk": {{"19339", 6163.4079727}, {"02761", 882.6427963}, {"03501", 763.7386359}, {"23379", 604.4877705}, {"11749", 574.9888094},
			{"02389", 409.5478777}, {"10355", 309.9016363}, {"13504", 286.4633912}, {"21181", 273.5847480}, {"15959", 273.0283670}},
	} {
		for i, w := range want {
			row := forecast.sub(t, list, i)
			if name := row.at(t, "customer"); name != w.customer {
				t.Errorf("%s %d is %v, want %s", list, i, name, w.customer)
			}
			key := map[string]string{"most_valuable": "expected_value", "most_at_risk": "expected_loss"}[list]
			row.near(t, w.amount, 1e-6*w.amount, key)
		}
	}
}

// TestReferenceHoldout has all of the sample: half of its time is 1997-10-01, and 39 weeks
// follow. The forecasts are by the same Python as those of TestReferenceForecast.
func TestReferenceHoldout(t *testing.T) {
	got := runJSON(t, cdnowSample(t), "orders", "-customer", "customer", "-at", "date", "-amount", "dollars", "-as-of", "1998-07-01", "-")
	if split := got.at(t, "holdout", "split"); split != "1997-10-01" {
		t.Errorf("split = %v, want 1997-10-01", split)
	}
	got.near(t, 39, 1e-12, "holdout", "horizon")
	var made float64
	for i, want := range []struct{ customers, forecast, made float64 }{
		{1411, 261.262478, 334}, {439, 242.046366, 306}, {214, 224.475696, 298}, {100, 149.293261, 156},
		{62, 130.467132, 157}, {38, 97.415012, 112}, {29, 97.463803, 112}, {64, 374.304578, 407},
	} {
		class := got.sub(t, "holdout", "classes", i)
		class.near(t, want.customers, 0, "customers")
		class.near(t, want.forecast, 1e-4, "expected_purchases")
		class.near(t, want.made, 0, "purchases")
		made += class.number(t, "purchases")
	}
	if want := reference(t, "cdnow").number(t, "sample", "holdout_purchase_days_1997_10_01_to_1998_06_30"); made != want {
		t.Errorf("%v orders in the second half, want %v", made, want)
	}
}

// afishaCSV returns a file of the ticket shop with its days, 31/01/2018, in the other
// order, and the time of the day left out.
func afishaCSV(t *testing.T, text string, column int) string {
	t.Helper()
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := strings.Split(strings.TrimSpace(line), ",")
		if i > 0 {
			day, _, _ := strings.Cut(cells[column], " ")
			parts := strings.Split(day, "/")
			if len(parts) != 3 {
				t.Fatalf("line %d: %d parts of a day", 1+i, len(parts))
			}
			cells[column] = parts[2] + "-" + parts[1] + "-" + parts[0]
		}
		b.WriteString(strings.Join(cells, ",") + "\n")
	}
	return b.String()
}

func TestReferenceAfisha(t *testing.T) {
	want := reference(t, "marketing_afisha")
	spent, err := os.ReadFile(sharedData + "marketing_afisha/costs_us.csv")
	if err != nil {
		t.Fatal(err)
	}
	costs := t.TempDir() + "/costs.csv"
	if err := os.WriteFile(costs, []byte(afishaCSV(t, string(spent), 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	got := runJSON(t, afishaCSV(t, readShared(t, "marketing_afisha/orders_log_us.csv.gz"), 0), "orders", "-customer", "Uid", "-at", "Buy Ts",
		"-amount", "Revenue", "-costs", costs, "-cost-at", "dt", "-cost-amount", "costs", "-")
	got.near(t, want.number(t, "orders"), 0, "activities")
	got.near(t, want.number(t, "buyer_ids"), 0, "customers")
	got.near(t, want.number(t, "revenue"), 0, "revenue")
	got.near(t, 0, 0, "cost", "rows", "rejected")
	got.near(t, want.number(t, "costs"), 0, "cost", "total", "spend")
	compared := 0
	for _, month := range want.keys(t, "by_month") {
		if month == "2018-06" {
			continue // its second day was not over
		}
		w, point, cohort := want.sub(t, "by_month", month), got.sub(t, "cost", "points", month), got.sub(t, "value", "cohorts", month)
		point.near(t, w.number(t, "new_buyers"), 0, "tally", "customers")
		point.near(t, w.number(t, "costs"), 0, "tally", "spend")
		point.near(t, w.number(t, "cac"), sixDigits, "cac")
		cohort.near(t, w.number(t, "cac"), sixDigits, "cac")
		for i := range cohort.length(t, "values") {
			k := cohort.number(t, "values", i, "interval")
			cohort.near(t, want.number(t, "ltv_cumulative", month, int(k)), sixDigits, "values", i, "value")
			compared++
		}
		// The first month whose value is not below the cost, by the reference.
		back := ""
		for k := range want.length(t, "ltv_cumulative", month) - 1 { // without June
			if want.number(t, "ltv_cumulative", month, k) >= w.number(t, "cac") {
				back = strconv.Itoa(k)
				break
			}
		}
		if has := cohort.has("paid_back"); has != (back != "") {
			t.Errorf("%s: paid back %v, want in %q", month, has, back)
		} else if has {
			if k := fmt.Sprint(cohort.number(t, "paid_back")); k != back {
				t.Errorf("%s: paid back in %s, want %s", month, k, back)
			}
		}
	}
	// The ages 0, 1, 3, 6 and 9 of the months that have come to them.
	if compared != 12+11+9+6+3 {
		t.Errorf("%d values were compared, want 41", compared)
	}
}
