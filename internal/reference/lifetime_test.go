package reference

import (
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// afishaOrders reads the orders of the optional data marketing_afisha. Buyers have the ids
// of the file, which a spreadsheet has damaged.
func afishaOrders(t testing.TB) []cx.Activity {
	t.Helper()
	var rows []cx.Activity
	for _, record := range records(t, "marketing_afisha/orders_log_us.csv.gz") {
		at, err := time.Parse("02/01/2006 15:04", record["Buy Ts"])
		if err != nil {
			t.Fatal(err)
		}
		amount, err := cx.ParseMoney(record["Revenue"])
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, cx.Activity{Customer: record["Uid"], At: at, Amount: amount})
	}
	return rows
}

// TestAfisha compares with reference.json: the cost of acquisition by month, and the value
// of each cohort at each age.
func TestAfisha(t *testing.T) {
	var want struct {
		Orders  int
		Buyers  int64 `json:"buyer_ids"`
		Costs   string
		ByMonth map[string]struct {
			NewBuyers int64 `json:"new_buyers"`
			Costs     string
			CAC       *float64
		} `json:"by_month"`
		LTV map[string][]float64 `json:"ltv_cumulative"`
	}
	figures(t, "marketing_afisha", &want)
	orders := afishaOrders(t)
	if len(orders) != want.Orders || len(want.ByMonth) != 13 || len(want.LTV) != 13 {
		t.Fatalf("%d orders, want %d", len(orders), want.Orders)
	}

	// An entry is a cost, or the first order of a buyer.
	type entry struct {
		at    time.Time
		cost  decimal.Decimal
		buyer bool
	}
	first := map[string]time.Time{}
	for _, o := range orders {
		if at, ok := first[o.Customer]; !ok || o.At.Before(at) {
			first[o.Customer] = o.At
		}
	}
	var entries []entry
	for _, at := range first {
		entries = append(entries, entry{at: at, buyer: true})
	}
	for _, record := range records(t, "marketing_afisha/costs_us.csv") {
		at, err := time.Parse("02/01/2006", record["dt"])
		if err != nil {
			t.Fatal(err)
		}
		cost, err := cx.ParseMoney(record["costs"])
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, entry{at: at, cost: cost})
	}
	months, err := cx.TrendFunc(entries, func(e *entry) time.Time { return e.at }, func(a *cx.Acquisition, e *entry) error {
		if e.buyer {
			return a.AddCustomer(false)
		}
		return a.AddSpend(e.cost, true)
	}, cx.Calendar{Grain: cx.Month}, cx.Period{}, cx.Acquisition{})
	if err != nil || len(months) != len(want.ByMonth) {
		t.Fatalf("%d months, %v, want %d", len(months), err, len(want.ByMonth))
	}
	var all cx.Acquisition
	for _, m := range months {
		reference := want.ByMonth[m.Period.String()]
		if m.Tally.Customers != reference.NewBuyers || !m.Tally.Spend.Equal(dec(reference.Costs)) {
			t.Errorf("%s: %+v, want %+v", m.Period, m.Tally, reference)
		}
		if err := all.Merge(m.Tally); err != nil {
			t.Fatal(err)
		}
		cost, err := m.Tally.Cost()
		if reference.CAC == nil { // one buyer, on the first day of a month without costs
			cxtest.Exactly(t, "CAC of "+m.Period.String(), cost, err, "0")
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "CAC of "+m.Period.String(), cost.InexactFloat64(), *reference.CAC, 5.1e-7/max(1, *reference.CAC))
	}
	if all.Customers != want.Buyers || !all.Spend.Equal(dec(want.Costs)) {
		t.Errorf("all months: %+v, want %d buyers and %s", all, want.Buyers, want.Costs)
	}

	// The reference goes on to June 2018, of which there is one day.
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	cohorts, err := cx.CohortsOf(orders, rule, instant("2018-07-01"))
	if err != nil || len(cohorts.Rows) != len(want.LTV) {
		t.Fatalf("%d cohorts, %v, want %d", len(cohorts.Rows), err, len(want.LTV))
	}
	young, err := cx.CohortsOf(orders, rule, instant("2018-06-02"))
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range cohorts.Rows {
		values := want.LTV[row.Period.String()]
		for k, value := range values {
			got, err := row.Value(k)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "value of "+row.Period.String(), got.InexactFloat64(), value, 5.1e-7/max(1, value))
		}
		_, err := row.Value(len(values))
		cxtest.Refuses(t, "an age that no one has", err, cx.ErrNoData)
		_, err = young.Rows[i].Value(len(values) - 1)
		cxtest.Refuses(t, "a month that is running", err, cx.ErrNoData)
	}
	// Two cohorts have come to the age of 11 months by then: their values weighted by size.
	pooled, err := young.Value(10)
	if err != nil {
		t.Fatal(err)
	}
	june, july := float64(want.ByMonth["2017-06"].NewBuyers), float64(want.ByMonth["2017-07"].NewBuyers)
	cxtest.Near(t, "value of two cohorts", pooled.InexactFloat64(),
		(june*want.LTV["2017-06"][10]+july*want.LTV["2017-07"][10])/(june+july), 1e-7)
}
