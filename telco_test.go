package cx_test

import (
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// TestTelcoChurn reproduces the shares and the revenue of the telco_churn reference,
// which were counted outside this package: a snapshot, whose customers of Churn "Yes"
// have left.
func TestTelcoChurn(t *testing.T) {
	columns, rows := sharedRows(t, "telco_churn", "telco_customer_churn.csv.gz")
	type group struct {
		N       int64
		Churned int64
		Percent float64 `json:"churn_pct"`
	}
	var reference struct {
		Rows, Churned int64
		Percent       float64          `json:"churn_pct"`
		ByContract    map[string]group `json:"by_contract"`
		ByInternet    map[string]group `json:"by_internet"`
		All           string           `json:"mrr_all"`
		Lost          string           `json:"mrr_churned"`
		RevenueChurn  float64          `json:"revenue_churn_pct"`
	}
	sharedReference(t, "telco_churn", &reference)

	var all cx.Churn
	contracts, internet := map[string]cx.Churn{}, map[string]cx.Churn{}
	var before, after []cx.Subscription
	for _, row := range rows {
		one := cx.Churn{Start: 1}
		amount, err := cx.ParseMoney(row[columns["MonthlyCharges"]])
		if err != nil {
			t.Fatal(err)
		}
		paid := cx.Subscription{Customer: row[columns["customerID"]], Amount: amount}
		before = append(before, paid)
		if row[columns["Churn"]] == "Yes" {
			one.Lost = 1
		} else {
			after = append(after, paid)
		}
		contract, net := contracts[row[columns["Contract"]]], internet[row[columns["InternetService"]]]
		for _, c := range []*cx.Churn{&all, &contract, &net} {
			if err := c.Merge(one); err != nil {
				t.Fatal(err)
			}
		}
		contracts[row[columns["Contract"]]], internet[row[columns["InternetService"]]] = contract, net
	}

	check := func(what string, c cx.Churn, want group) {
		t.Helper()
		if c.Start != want.N || c.Lost != want.Churned {
			t.Errorf("%s: %d of %d churned, want %d of %d", what, c.Lost, c.Start, want.Churned, want.N)
		}
		rate, err := c.Rate()
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, what, 100*rate.InexactFloat64(), want.Percent, 0.5e-6/want.Percent) // printed to 6 places
	}
	check("all", all, group{reference.Rows, reference.Churned, reference.Percent})
	if len(contracts) != 3 || len(internet) != 3 {
		t.Errorf("%d contracts and %d kinds of internet, want 3 of each", len(contracts), len(internet))
	}
	for name, want := range reference.ByContract {
		check(name, contracts[name], want)
	}
	for name, want := range reference.ByInternet {
		check("internet "+name, internet[name], want)
	}

	m, err := cx.MovementsOf(before, after, nil)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Exactly(t, "revenue of all", m.Start, nil, reference.All)
	cxtest.Exactly(t, "revenue churned", m.Churned, nil, reference.Lost)
	churn, err := m.GrossChurn()
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "revenue churn", 100*churn.InexactFloat64(), reference.RevenueChurn, 0.5e-6/reference.RevenueChurn)
	if got := m.LogoChurn(); got != (cx.Proportion{Count: reference.Churned, Total: reference.Rows}) {
		t.Errorf("LogoChurn = %v, want %d of %d", got, reference.Churned, reference.Rows)
	}
}
