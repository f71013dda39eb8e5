package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// readShared returns the text of a gzipped file of the data sets.
func readShared(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(sharedData + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// cdnowCSV returns the CDNOW purchases, whose columns are padded with blanks, as CSV.
func cdnowCSV(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("customer,date,dollars\n")
	lines := bufio.NewScanner(strings.NewReader(readShared(t, "cdnow/CDNOW_master.txt.gz")))
	lines.Scan() // the header
	for lines.Scan() {
		cells := strings.Fields(lines.Text())
		if len(cells) != 4 || len(cells[1]) != 8 {
			t.Fatalf("%d cells", len(cells))
		}
		day := cells[1]
		fmt.Fprintf(&b, "%s,%s-%s-%s,%s\n", cells[0], day[:4], day[4:6], day[6:], cells[3])
	}
	return b.String()
}

func TestReferenceCDNOW(t *testing.T) {
	want := reference(t, "cdnow").sub(t, "master")
	got := runJSON(t, cdnowCSV(t), "orders", "-customer", "customer", "-at", "date", "-amount", "dollars", "-as-of", "1998-07-01", "-")
	got.near(t, want.number(t, "rows"), 0, "activities")
	got.near(t, 0, 0, "rows", "rejected")
	got.near(t, want.number(t, "customers"), 0, "customers")
	got.near(t, want.number(t, "revenue"), 0, "revenue")
	got.near(t, want.number(t, "customers_with_2plus_purchase_days"), 0, "repeat", "tally", "repeaters")
	got.near(t, want.number(t, "distinct_customer_days")-want.number(t, "customers"), 0, "repeat", "tally", "repeat_orders")
	if day := got.at(t, "span"); day != want.at(t, "first").(string)+"/1998-07-01" {
		t.Errorf("span = %v", day)
	}
	for _, days := range []string{"30", "90", "180", "365"} {
		within := got.sub(t, "repeat", "within", days)
		within.near(t, want.number(t, "repeat_within_"+days+"d"), 0, "count")
		within.near(t, want.number(t, "customers"), 0, "base")
	}
	months := want.keys(t, "cohort_triangle")
	if n := got.length(t, "cohorts", "rows"); n != len(months) {
		t.Errorf("%d cohorts, want %d", n, len(months))
	}
	for _, month := range months {
		row, cohort := got.sub(t, "cohorts", "rows", month), want.sub(t, "cohort_triangle", month)
		row.near(t, cohort.number(t, "size"), 0, "size")
		if n := row.length(t, "active"); n != cohort.length(t, "active") {
			t.Fatalf("%s: %d intervals, want %d", month, n, cohort.length(t, "active"))
		}
		for k := range cohort.length(t, "active") {
			row.near(t, cohort.number(t, "active", k), 0, "active", k)
			revenue := want.number(t, "cohort_revenue_by_month_offset", month, k)
			row.near(t, revenue, 0, "revenue", k)
		}
	}
	// By hand: 3501 of 23570, and the mean of the three rates.
	got.near(t, 3501, 0, "means", 0, "pooled", "count")
	got.near(t, 0.14853627, 1e-8, "means", 0, "pooled", "rate")
	got.near(t, 0.14821259, 1e-8, "means", 0, "simple")
}

func TestReferenceReferralGraph(t *testing.T) {
	want := reference(t, "referral_graph")
	file := sharedData + "referral_graph/subscriptions.csv.gz"
	args := []string{"subscriptions", "-start", "subscription_date", "-end", "subscription_cancel_date", file}

	// The reference counts subscriptions, so each is its own customer here.
	yearly := runJSON(t, "", append(args, "-customer", "subscription_id", "-every", "year")...)
	yearly.near(t, want.number(t, "subscriptions"), 0, "subscriptions")
	for _, year := range want.keys(t, "churn_by_year") {
		w, point := want.sub(t, "churn_by_year", year), yearly.sub(t, "churn", year)
		point.near(t, w.number(t, "active_at_start"), 0, "tally", "start")
		point.near(t, w.number(t, "cancelled_in_year"), 0, "tally", "lost")
		point.near(t, w.number(t, "churn_pct")/100, sixDigits/100, "rates", 0, "rate")
		point.near(t, 1-w.number(t, "churn_pct")/100, sixDigits/100, "retained", "rate")
	}
	for _, day := range want.keys(t, "active_at") {
		yearly.near(t, want.number(t, "active_at", day), 0, "churn", day[:4], "customers")
	}
	yearly.near(t, want.number(t, "active_at", "2024-12-31"), 0, "running")

	km := want.sub(t, "km")
	yearly.near(t, 0, 0, "rows", "rejected")
	survival := yearly.sub(t, "survival")
	// Those that ended on the day they began are no stay here. In the reference they are the
	// first to leave, at 0: its curve begins at there/n.
	n, events := km.number(t, "n"), km.number(t, "events")
	there := survival.number(t, "curve", "customers")
	survival.near(t, events-(n-there), 0, "curve", "churned")
	begins, greenwood := there/n, (n-there)/(n*there)
	for i := range km.length(t, "at") {
		w := km.sub(t, "at", i)
		at := survival.sub(t, "at", strconv.Itoa(int(w.number(t, "t"))))
		for j := range survival.length(t, "curve", "steps") {
			if step := survival.sub(t, "curve", "steps", j); step.number(t, "time") == w.number(t, "t") {
				step.near(t, w.number(t, "at_risk"), 0, "at_risk")
			}
		}
		share, se := w.number(t, "S"), w.number(t, "se_greenwood")
		at.near(t, share/begins, 1e-9, "share")
		at.near(t, share/begins*math.Sqrt(se*se/(share*share)-greenwood), 1e-8, "standard_error")
	}
}

func TestReferenceRavenStack(t *testing.T) {
	want := reference(t, "saas_ravenstack")
	got := runJSON(t, "", "subscriptions", "-customer", "account_id", "-start", "start_date", "-end", "end_date", "-mrr", "mrr_amount",
		sharedData+"saas_ravenstack/ravenstack_subscriptions.csv.gz")
	got.near(t, want.number(t, "subscriptions"), 0, "rows", "read")
	got.near(t, 0, 0, "rows", "rejected")
	got.near(t, want.number(t, "trials"), 0, "free")
	got.near(t, want.number(t, "accounts"), 0, "active")
	for i := range want.length(t, "movements") {
		w := want.sub(t, "movements", i)
		month, _ := w.at(t, "month").(string)
		point := got.sub(t, "revenue", month)
		for _, key := range []string{"start", "expansion", "contraction", "churned", "end"} {
			point.near(t, w.number(t, key), 0, "movements", key)
		}
		for key, parts := range map[string][]string{
			"new_or_back":          {"new", "reactivated"},
			"accounts_new_or_back": {"new_customers", "reactivated_customers"},
			"accounts_start":       {"start_customers"},
			"accounts_lost":        {"churned_customers"},
			"accounts_end":         {"end_customers"},
		} {
			var sum float64
			for _, part := range parts {
				sum += point.number(t, "movements", part)
			}
			if sum != w.number(t, key) {
				t.Errorf("%s: %s = %v, want %v", month, key, sum, w.number(t, key))
			}
		}
		// The customers of the churn tally are those of the movements.
		churn := got.sub(t, "churn", month)
		churn.near(t, w.number(t, "accounts_start"), 0, "tally", "start")
		churn.near(t, w.number(t, "accounts_end"), 0, "customers")
		if lost := churn.number(t, "tally", "lost") - churn.number(t, "tally", "returned"); lost != w.number(t, "accounts_lost") {
			t.Errorf("%s: %v lost, want %v", month, lost, w.number(t, "accounts_lost"))
		}
	}
	got.near(t, want.number(t, "nrr_pct")/100, sixDigits/100, "trailing", "nrr")
	got.near(t, want.number(t, "grr_pct")/100, sixDigits/100, "trailing", "grr")
	got.near(t, want.number(t, "logo_churn_pct")/100, 0, "trailing", "logo_churn", "rate")
}
