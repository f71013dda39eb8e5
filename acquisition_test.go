package cx_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestAcquisitionCost(t *testing.T) {
	for _, test := range []struct {
		name             string
		a                cx.Acquisition
		blended, paid    string // the cost,
		noBlended, noPay error  // or why there is none
	}{
		{"the caller's program of the design", cx.Acquisition{Spend: dec("50000"), Customers: 250}, "200", "", nil, cx.ErrNoData},
		// By hand: 9000 of 12000 went to channels that brought 30 of 100.
		{"paid and blended", cx.Acquisition{Spend: dec("12000"), PaidSpend: dec("9000"), Customers: 100, PaidCustomers: 30}, "120", "300", nil, nil},
		{"thirds", cx.Acquisition{Spend: dec("100"), PaidSpend: dec("100"), Customers: 3, PaidCustomers: 3}, "33.33333333", "33.33333333", nil, nil},
		{"nobody came", cx.Acquisition{Spend: dec("100"), PaidSpend: dec("50")}, "", "", cx.ErrNoData, cx.ErrNoData},
		{"nothing spent", cx.Acquisition{Customers: 5, PaidCustomers: 5}, "0", "0", nil, nil},
		{"lagged", cx.Acquisition{Spend: dec("100"), Customers: 4, Lag: 2}, "25", "", nil, cx.ErrNoData},
		{"no data", cx.Acquisition{}, "", "", cx.ErrNoData, cx.ErrNoData},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.a.Cost()
			if test.noBlended != nil {
				cxtest.Refuses(t, "Cost", err, test.noBlended)
			} else {
				cxtest.Exactly(t, "Cost", got, err, test.blended)
			}
			got, err = test.a.PaidCost()
			if test.noPay != nil {
				cxtest.Refuses(t, "PaidCost", err, test.noPay)
			} else {
				cxtest.Exactly(t, "PaidCost", got, err, test.paid)
			}
			if total := test.a.Total(); total != test.a.Customers {
				t.Errorf("Total = %d, want %d", total, test.a.Customers)
			}
		})
	}
}

// invalidAcquisitions are tallies that nothing can have counted.
func invalidAcquisitions() map[string]cx.Acquisition {
	huge := decimal.New(1, 2_000_000_000)
	return map[string]cx.Acquisition{
		"spend below 0":        {Spend: dec("-1"), Customers: 1},
		"paid spend below 0":   {Spend: dec("1"), PaidSpend: dec("-1"), Customers: 1},
		"more paid than spent": {Spend: dec("1"), PaidSpend: dec("1.01"), Customers: 1},
		"customers below 0":    {Spend: dec("1"), Customers: -1},
		"paid ones below 0":    {Spend: dec("1"), Customers: 1, PaidCustomers: -1},
		"more paid than all":   {Spend: dec("1"), Customers: 1, PaidCustomers: 2},
		"smallest":             {Customers: math.MinInt64, PaidCustomers: math.MinInt64},
		"lag below 0":          {Customers: 1, Lag: -1},
		"lag beyond":           {Customers: 1, Lag: cx.MaxPeriods + 1},
		"huge spend":           {Spend: huge, Customers: 1},
		"huge paid spend":      {Spend: dec("1"), PaidSpend: huge, Customers: 1},
		"35 digits":            {Spend: dec("12345678901234567890123456789012345"), Customers: 1},
	}
}

func TestAcquisitionInvalid(t *testing.T) {
	point := func(a cx.Acquisition) []cx.Point[cx.Acquisition] {
		return []cx.Point[cx.Acquisition]{{Period: period("2026-01"), Tally: a}, {Period: period("2026-02")}}
	}
	for name, a := range invalidAcquisitions() {
		lifeWithin(t, 100*time.Millisecond, func() {
			for what, query := range map[string]func() (any, error){
				"Cost":             func() (any, error) { return a.Cost() },
				"PaidCost":         func() (any, error) { return a.PaidCost() },
				"MarshalJSON":      func() (any, error) { return a.MarshalJSON() },
				"AcquisitionRatio": func() (any, error) { return cx.RetentionCost{Spend: dec("1"), Retained: 1}.AcquisitionRatio(a) },
				"LagSpend":         func() (any, error) { return cx.LagSpend(point(a), 1) },
			} {
				_, err := query()
				cxtest.Refuses(t, name+": "+what, err, cx.ErrInvalid)
			}
			cxtest.Unchanged(t, name+": AddSpend", a, func(a *cx.Acquisition) error { return a.AddSpend(dec("1"), true) }, cx.ErrInvalid)
			cxtest.Unmerged(t, name+": Merge", a, cx.Acquisition{Customers: 1}, cx.ErrInvalid)
			cxtest.Unmerged(t, name+": Merge with nothing", a, cx.Acquisition{}, cx.ErrInvalid)
			if total := a.Total(); total < 0 {
				t.Errorf("%s: Total = %d", name, total)
			}
		})
	}
	const most = math.MaxInt64
	full := cx.Acquisition{Customers: most}
	few := cx.Acquisition{Spend: dec("2"), PaidSpend: dec("1"), Customers: 3, PaidCustomers: 2}
	add := func(paid bool) func(*cx.Acquisition) error {
		return func(a *cx.Acquisition) error { return a.AddCustomer(paid) }
	}
	spend := func(amount decimal.Decimal) func(*cx.Acquisition) error {
		return func(a *cx.Acquisition) error { return a.AddSpend(amount, true) }
	}
	cxtest.Unchanged(t, "a customer too many", full, add(true), cx.ErrInvalid)
	cxtest.Unchanged(t, "a customer to an impossible tally", cx.Acquisition{PaidCustomers: 1}, add(false), cx.ErrInvalid)
	cxtest.Unchanged(t, "a customer to less than none", cx.Acquisition{Customers: -1, PaidCustomers: -1}, add(true), cx.ErrInvalid)
	cxtest.Unchanged(t, "an amount below 0", few, spend(dec("-0.01")), cx.ErrInvalid)
	cxtest.Unchanged(t, "a huge amount", few, spend(decimal.New(1, 2_000_000_000)), cx.ErrInvalid)
	cxtest.Unchanged(t, "a sum of 54 digits", cx.Acquisition{Spend: dec("9e33")}, spend(dec("1e-20")), cx.ErrInvalid)
	cxtest.Unmerged(t, "customers", full, few, cx.ErrInvalid)
	cxtest.Unmerged(t, "digits", cx.Acquisition{Spend: dec("9e33")}, cx.Acquisition{Spend: dec("1e-20")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "lags", few, cx.Acquisition{Customers: 1, Lag: 1}, cx.ErrMismatch)
	cxtest.Unmerged(t, "a lag without data", few, cx.Acquisition{Lag: 1}, cx.ErrMismatch)
}

func TestAcquisitionAdd(t *testing.T) {
	var a cx.Acquisition
	for _, step := range []func() error{
		func() error { return a.AddSpend(dec("12.50"), true) },
		func() error { return a.AddSpend(dec("7.5"), false) },
		func() error { return a.AddSpend(dec("0"), true) },
		func() error { return a.AddCustomer(true) },
		func() error { return a.AddCustomer(false) },
		func() error { return a.AddCustomer(false) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	want := cx.Acquisition{Spend: dec("20"), PaidSpend: dec("12.5"), Customers: 3, PaidCustomers: 1}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
	lagged := cx.Acquisition{Lag: 3}
	if err := lagged.AddSpend(dec("5"), false); err != nil || lagged.Lag != 3 || !lagged.Spend.Equal(dec("5")) {
		t.Errorf("a lagged tally after AddSpend is %+v, %v", lagged, err)
	}
}

func TestLagSpend(t *testing.T) {
	months := func(tallies ...cx.Acquisition) []cx.Point[cx.Acquisition] {
		var points []cx.Point[cx.Acquisition]
		for i, a := range tallies {
			month := period([]string{"2025-11", "2025-12", "2026-01", "2026-02"}[i])
			points = append(points, cx.Point[cx.Acquisition]{Period: month, Tally: a})
		}
		return points
	}
	points := months(
		cx.Acquisition{Spend: dec("100"), PaidSpend: dec("60"), Customers: 1},
		cx.Acquisition{Spend: dec("200"), PaidSpend: dec("20"), Customers: 8, PaidCustomers: 4},
		cx.Acquisition{Customers: 5, PaidCustomers: 5},
		cx.Acquisition{Spend: dec("50"), Customers: 2, PaidCustomers: 1},
	)
	got, err := cx.LagSpend(points, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := months(cx.Acquisition{},
		cx.Acquisition{Spend: dec("100"), PaidSpend: dec("60"), Customers: 8, PaidCustomers: 4, Lag: 1},
		cx.Acquisition{Spend: dec("200"), PaidSpend: dec("20"), Customers: 5, PaidCustomers: 5, Lag: 1},
		cx.Acquisition{Customers: 2, PaidCustomers: 1, Lag: 1},
	)[1:]
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("LagSpend by 1 (-want +got):\n%s", diff)
	}
	got, err = cx.LagSpend(points, 3)
	if want := months(cx.Acquisition{}, cx.Acquisition{}, cx.Acquisition{},
		cx.Acquisition{Spend: dec("100"), PaidSpend: dec("60"), Customers: 2, PaidCustomers: 1, Lag: 3})[3:]; err != nil || !cmp.Equal(want, got) {
		t.Errorf("LagSpend by 3 = %+v, %v, want %+v", got, err, want)
	}
	for _, periods := range []int{4, 5, cx.MaxPeriods} {
		if got, err := cx.LagSpend(points, periods); got != nil || err != nil {
			t.Errorf("LagSpend by %d = %v, %v, want none", periods, got, err)
		}
	}
	if got, err := cx.LagSpend(nil, 1); got != nil || err != nil {
		t.Errorf("LagSpend of nothing = %v, %v", got, err)
	}
	for _, periods := range []int{0, -1, cx.MaxPeriods + 1, math.MaxInt, math.MinInt} {
		_, err := cx.LagSpend(points, periods)
		cxtest.Refuses(t, "LagSpend", err, cx.ErrInvalid)
	}
	spoilt := func(row int, change func(*cx.Point[cx.Acquisition])) []cx.Point[cx.Acquisition] {
		p := slices.Clone(points)
		change(&p[row])
		return p
	}
	for name, test := range map[string]struct {
		points []cx.Point[cx.Acquisition]
		row    int
	}{
		"a gap":            {slices.Delete(slices.Clone(points), 1, 2), 1},
		"order":            {spoilt(3, func(p *cx.Point[cx.Acquisition]) { p.Period = points[0].Period }), 3},
		"a lag already":    {spoilt(2, func(p *cx.Point[cx.Acquisition]) { p.Tally.Lag = 1 }), 2},
		"no period":        {spoilt(0, func(p *cx.Point[cx.Acquisition]) { p.Period = cx.Period{} }), 0},
		"no tally":         {spoilt(1, func(p *cx.Point[cx.Acquisition]) { p.Tally.Customers = -1 }), 1},
		"the last is gone": {spoilt(3, func(p *cx.Point[cx.Acquisition]) { p.Tally.Spend = dec("-1") }), 3},
	} {
		_, err := cx.LagSpend(test.points, 3)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if row, ok := err.(*cx.RowError); !ok || row.Row != test.row {
			t.Errorf("%s: error %v, want one of row %d", name, err, test.row)
		}
	}
	// Periods that were lagged alike pool.
	quarter, err := cx.Rolling(want, 3)
	if err != nil || len(quarter) != 1 {
		t.Fatalf("Rolling = %v, %v", quarter, err)
	}
	cost, err := quarter[0].Tally.Cost()
	cxtest.Exactly(t, "cost of a lagged quarter", cost, err, "20") // 300 / 15
}

func TestRetentionCost(t *testing.T) {
	r := cx.RetentionCost{Spend: dec("4500"), Retained: 900}
	cost, err := r.Cost()
	cxtest.Exactly(t, "Cost", cost, err, "5")
	// By hand: 120 for a new customer, 5 to keep one.
	ratio, err := r.AcquisitionRatio(cx.Acquisition{Spend: dec("12000"), Customers: 100})
	cxtest.Exactly(t, "AcquisitionRatio", ratio, err, "24")
	// Rounded once: 100/3 over 1/3. As rounded it would be 100.00000000.
	ratio, err = cx.RetentionCost{Spend: dec("0.00000001"), Retained: 3}.AcquisitionRatio(cx.Acquisition{Spend: dec("0.00000005"), Customers: 7})
	cxtest.Exactly(t, "AcquisitionRatio of little", ratio, err, "2.14285714") // 15/7
	_, err = cx.RetentionCost{}.Cost()
	cxtest.Refuses(t, "no data", err, cx.ErrNoData)
	_, err = cx.RetentionCost{Spend: dec("5")}.Cost()
	cxtest.Refuses(t, "nobody retained", err, cx.ErrNoData)
	_, err = cx.RetentionCost{Spend: dec("5")}.AcquisitionRatio(cx.Acquisition{Spend: dec("1"), Customers: 1})
	cxtest.Refuses(t, "ratio, nobody retained", err, cx.ErrNoData)
	_, err = cx.RetentionCost{Retained: 5}.AcquisitionRatio(cx.Acquisition{Spend: dec("1"), Customers: 1})
	cxtest.Refuses(t, "ratio, nothing spent", err, cx.ErrUndefined)
	_, err = r.AcquisitionRatio(cx.Acquisition{Spend: dec("1")})
	cxtest.Refuses(t, "ratio, nobody acquired", err, cx.ErrNoData)
	for name, r := range map[string]cx.RetentionCost{
		"spend": {Spend: dec("-1"), Retained: 1}, "retained": {Spend: dec("1"), Retained: -1},
		"huge": {Spend: decimal.New(1, 2_000_000_000), Retained: 1}, "tiny": {Spend: decimal.New(1, -2_000_000_000), Retained: 1},
	} {
		lifeWithin(t, 100*time.Millisecond, func() {
			_, err := r.Cost()
			cxtest.Refuses(t, name+": Cost", err, cx.ErrInvalid)
			_, err = r.AcquisitionRatio(cx.Acquisition{Spend: dec("1"), Customers: 1})
			cxtest.Refuses(t, name+": AcquisitionRatio", err, cx.ErrInvalid)
			_, err = r.MarshalJSON()
			cxtest.Refuses(t, name+": MarshalJSON", err, cx.ErrInvalid)
		})
	}
}

// afishaOrders reads the orders of the optional data marketing_afisha. Buyers have the ids
// of the file, which a spreadsheet has damaged.
func afishaOrders(t testing.TB) []cx.Activity {
	t.Helper()
	var rows []cx.Activity
	for _, record := range lifeRecords(t, "marketing_afisha/orders_log_us.csv.gz") {
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
	lifeReference(t, "marketing_afisha", &want)
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
	for _, record := range lifeRecords(t, "marketing_afisha/costs_us.csv") {
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
