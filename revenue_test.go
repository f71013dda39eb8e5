package cx_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// revenueContract is what Subscription, its periods and changes, and Movements promise.
func revenueContract(*testing.T) cxtest.Contract {
	before := paying("b", "10", "c", "1", "a", "5.0")
	after := paying("c", "7", "d", "3", "a", "6")
	former := []string{"d", "b", "c"}
	weights := []int64{5, 3, 9}
	periods, changes := subscribed(oddRows), changed("b,2026-02-01,0 c,2026-01-05,9 b,2026-01-01,4 a,2026-01-09,5")
	march := date("2024-03-10")
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			cxtest.CodecOf[cx.Subscription](`{"customer":"ada","amount":"12.5"}`).WithAmounts("amount").
				WithBad(`{"customer":{}}`, `{"amount":5}`, `{"amount":"1e999999999"}`, `{"amount":"5","amount":"5"}`, `{"mrr":"5"}`),
			cxtest.CodecOf[cx.SubscriptionPeriod](`{"customer":"ada","start":"2026-01-05","end":"2026-02-01","amount":"12.5"}`).WithAmounts("amount").
				WithBad(`{"start":"2026-01-05","amount":"1"}`, `{"customer":"ada","start":"2026-01-05","end":"2026-01-04","amount":"1"}`,
					`{"customer":"ada","start":"","amount":"1"}`, `{"customer":"ada","start":"2026-01-05","end":"9999-12-31","amount":"1"}`,
					`{"customer":"ada","start":"2026-01-05","amount":"-1"}`),
			cxtest.CodecOf[cx.SubscriptionChange](`{"customer":"ada","day":"2026-01-05","amount":"0"}`).WithAmounts("amount").
				WithBad(`{"customer":"ada","day":"","amount":"1"}`, `{"customer":"ada","day":"1899-12-31","amount":"1"}`,
					`{"customer":"ada","day":"2026-01-05","amount":"-1"}`, `{"customer":" ","day":"2026-01-05","amount":"1"}`),
			cxtest.CodecOf[cx.BillingCycle](`{"count":4,"unit":"week"}`).WithCounts("count").WithBad(
				`{"count":0,"unit":"week"}`, `{"count":101,"unit":"year"}`, `{"count":1,"unit":""}`, `{"count":1,"unit":"fortnight"}`),
			cxtest.CodecOf[cx.Movements](`{"start":"100","new":"10.5","expansion":"0","contraction":"2","churned":"8","reactivated":"1","end":"101.5",`+
				`"start_customers":4,"new_customers":2,"churned_customers":1,"reactivated_customers":1,"end_customers":6}`).
				WithCounts("start_customers", "new_customers", "churned_customers", "reactivated_customers", "end_customers").
				WithAmounts("start", "new", "expansion", "contraction", "churned", "reactivated", "end").
				WithBad(
					`{"start":"1"}`, `{"new":"2","end":"1"}`, `{"start":"-1","end":"-1"}`, `{"start":"1","contraction":"2","expansion":"1"}`,
					`{"start_customers":1}`, `{"new_customers":-1,"end_customers":-1}`, `{"churned_customers":1,"new_customers":1}`,
					`{"start_customers":9223372036854775807,"new_customers":1}`,
					`{"start":1,"end":2}`, `{"start":"1e35","end":"1e35"}`, `{"end":"0","end":"0"}`, `{"fx":"0"}`,
				),
		},
		Laws: []cxtest.Law{cxtest.Laws[cx.Movements, *cx.Movements]{
			Values: []cx.Movements{
				{Start: dec("100"), Churned: dec("100"), StartCustomers: 2, ChurnedCustomers: 2},
				{New: dec("0.10"), Reactivated: dec("1e-20"), End: dec("0.10000000000000000001"), NewCustomers: 1, ReactivatedCustomers: 1, EndCustomers: 2},
				{Start: dec("10"), Expansion: dec("2.5"), Contraction: dec("0.5"), End: dec("12.00"), StartCustomers: 2, EndCustomers: 2},
			},
			// A customer who pays so many tenths before, and so many cents after.
			Add: func(m *cx.Movements, row byte) error {
				one, err := cx.MovementsOf(
					[]cx.Subscription{{Customer: "a", Amount: decimal.New(int64(row%8), -1)}},
					[]cx.Subscription{{Customer: "a", Amount: decimal.New(int64(row/8), -2)}}, []string{"a", "b"}[row%2:row%2+1])
				if err != nil {
					return err
				}
				return m.Merge(one)
			},
		}},
		Calls: []cxtest.Call{
			{Func: "MovementsOf", Args: []any{before, after, former}, Do: func() (any, error) { return cx.MovementsOf(before, after, former) }},
			{Func: "SubscriptionsAt", Args: []any{periods}, Do: func() (any, error) { return cx.SubscriptionsAt(periods, march) }},
			{Func: "MovementsBetween", Args: []any{periods}, Do: func() (any, error) { return cx.MovementsBetween(periods, march, march) }},
			{Func: "SubscriptionSpells", Args: []any{periods}, Do: func() (any, error) { return cx.SubscriptionSpells(periods, 2, march) }},
			{Func: "SubscriptionPeriodsOf", Args: []any{changes}, Do: func() (any, error) { return cx.SubscriptionPeriodsOf(changes) }},
			{Func: "Allocate", Args: []any{weights}, Do: func() (any, error) { return cx.Allocate(decimal.NewFromInt(10), weights, 2) }},
		},
	}
}

func TestRevenue_Contract(t *testing.T) { revenueContract(t).Run(t) }

func FuzzRevenueJSON(f *testing.F) { cxtest.FuzzCodecs(f, revenueContract(nil).Codecs, cx.ErrInvalid) }

// TestRevenueGolden compares the encodings with the golden files, which are a promise to
// whoever stores them.
func TestRevenueGolden(t *testing.T) {
	movements, err := cx.MovementsOf(paying("ada", "100", "bob", "40", "eve", "60"),
		paying("ada", "125.50", "eve", "45", "dan", "20", "kim", "9.5"), []string{"kim"})
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Golden(t, "revenue", map[string]any{
		"subscription": paying("ada", "166.67")[0], "movements": movements, "billing_cycle": every(4, cx.Week),
		"subscription_period": subscribed("ada,2026-01-05,2026-02-01,166.67")[0], "subscription_period_running": subscribed("ada,2026-01-05,,12.5")[0],
		"subscription_change": changed("ada,2026-02-01,0")[0],
	})
}

// A Merge that fails changes neither side.
func TestMovementsUnmerged(t *testing.T) {
	large := cx.Movements{New: dec("9e33"), End: dec("9e33")}
	most := cx.Movements{NewCustomers: math.MaxInt64, EndCustomers: math.MaxInt64}
	cxtest.Unmerged(t, "digits", large, cx.Movements{New: dec("1e-20"), End: dec("1e-20")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "customers", most, cx.Movements{NewCustomers: 1, EndCustomers: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "a movement to nothing", large, cx.Movements{New: dec("1")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "an end from nothing", large, cx.Movements{End: dec("1")}, cx.ErrInvalid)
	// Both add up, with each other and alone.
	cxtest.Unmerged(t, "below 0", large, cx.Movements{New: dec("-1"), End: dec("-1")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "customers below 0", cx.Movements{StartCustomers: 2, ChurnedCustomers: 2}, cx.Movements{ChurnedCustomers: -1, EndCustomers: 1}, cx.ErrInvalid)
}

// paying returns subscriptions from customers and amounts in turn.
func paying(list ...string) []cx.Subscription {
	var s []cx.Subscription
	for i := 0; i < len(list); i += 2 {
		s = append(s, cx.Subscription{Customer: list[i], Amount: dec(list[i+1])})
	}
	return s
}

func TestMovementsOf(t *testing.T) {
	tests := []struct {
		name          string
		before, after []cx.Subscription
		former        []string
		want          cx.Movements
	}{
		{"each movement", paying("up", "10", "down", "20", "gone", "40", "same", "7"),
			paying("up", "12.50", "down", "5", "same", "7.00", "new", "3", "back", "9"), []string{"back", "same", "elsewhere"},
			cx.Movements{
				Start: dec("77"), New: dec("3"), Expansion: dec("2.5"), Contraction: dec("15"), Churned: dec("40"), Reactivated: dec("9"), End: dec("36.5"),
				StartCustomers: 4, NewCustomers: 1, ChurnedCustomers: 1, ReactivatedCustomers: 1, EndCustomers: 5,
			}},
		// One of several subscriptions canceled is contraction (ChartMogul, help article
		// 203299912).
		{"one of two canceled", paying("a", "30", "a", "20"), paying("a", "30"), nil,
			cx.Movements{Start: dec("50"), Contraction: dec("20"), End: dec("30"), StartCustomers: 1, EndCustomers: 1}},
		{"exchanged for two others", paying("a", "30"), paying("a", "10", "a", "20"), nil,
			cx.Movements{Start: dec("30"), End: dec("30"), StartCustomers: 1, EndCustomers: 1}},
		// Who pays nothing is no customer: a trial that becomes paid is new, and one that
		// remains is nobody.
		{"trials", paying("paid", "0", "still", "0"), paying("paid", "15", "still", "0.00", "another", "0"), nil,
			cx.Movements{New: dec("15"), End: dec("15"), NewCustomers: 1, EndCustomers: 1}},
		// Pitfall p28: the churned customer's row is there with 0, or is not there at all.
		{"churned to a row of 0", paying("a", "10", "b", "5"), paying("a", "0"), nil,
			cx.Movements{Start: dec("15"), Churned: dec("15"), StartCustomers: 2, ChurnedCustomers: 2}},
		{"former customers who pay at the start are not reactivated", paying("a", "10"), paying("a", "12"), []string{"a"},
			cx.Movements{Start: dec("10"), Expansion: dec("2"), End: dec("12"), StartCustomers: 1, EndCustomers: 1}},
		{"a former customer twice", nil, paying("a", "10"), []string{"a", "a"},
			cx.Movements{Reactivated: dec("10"), End: dec("10"), ReactivatedCustomers: 1, EndCustomers: 1}},
		{"nobody", nil, nil, nil, cx.Movements{}},
		// Pitfall p33: in binary fractions 0.1 + 0.2 is not 0.3.
		{"cents", paying("a", "0.1", "a", "0.2"), paying("a", "0.3"), nil,
			cx.Movements{Start: dec("0.3"), End: dec("0.3"), StartCustomers: 1, EndCustomers: 1}},
		{"34 digits", paying("a", "9999999999999999999999999999999998"), paying("a", "9999999999999999999999999999999999"), nil,
			cx.Movements{Start: dec("9999999999999999999999999999999998"), Expansion: dec("1"),
				End: dec("9999999999999999999999999999999999"), StartCustomers: 1, EndCustomers: 1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.MovementsOf(test.before, test.after, test.former)
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("MovementsOf error %v (-want +got):\n%s", err, diff)
			}
			if got.Total() != test.want.StartCustomers {
				t.Errorf("Total() = %d, want %d", got.Total(), test.want.StartCustomers)
			}
		})
	}
}

func TestMovementsRates(t *testing.T) {
	type figures struct{ nrr, grr, gross, net, offset, quick, arpa string }
	tests := []struct {
		name string
		m    cx.Movements
		want figures // "" is undefined
	}{
		// ChartMogul, help article 203359341: 100 MRR, 10 churn, 10 contraction, 10 expansion:
		// gross 20 %, net 10 %.
		{"ChartMogul", cx.Movements{Start: dec("100"), Churned: dec("10"), Contraction: dec("10"), Expansion: dec("10"), End: dec("90"),
			StartCustomers: 10, ChurnedCustomers: 1, EndCustomers: 9},
			figures{"0.9", "0.8", "0.2", "0.1", "0.1", "0.5", "10"}},
		// ChartMogul, help article 4414075567250: start 100, end 120, of which 10 new: net -10 %.
		{"ChartMogul, negative net churn", cx.Movements{Start: dec("100"), New: dec("10"), Expansion: dec("10"), End: dec("120"),
			StartCustomers: 4, NewCustomers: 1, EndCustomers: 5},
			figures{"1.1", "1", "0", "-0.1", "-0.1", "", "24"}},
		// The same article: 100 -> 95 in a day.
		{"ChartMogul, a day", cx.Movements{Start: dec("100"), Churned: dec("5"), End: dec("95"), StartCustomers: 20, ChurnedCustomers: 1, EndCustomers: 19},
			figures{"0.95", "0.95", "0.05", "0.05", "0.05", "0", "5"}},
		// By hand: (77+2.5-15-40)/77, 22/77, 55/77, 52.5/77, 43.5/77, 14.5/55, 36.5/5.
		{"each movement", cx.Movements{Start: dec("77"), New: dec("3"), Expansion: dec("2.5"), Contraction: dec("15"), Churned: dec("40"),
			Reactivated: dec("9"), End: dec("36.5"), StartCustomers: 4, NewCustomers: 1, ChurnedCustomers: 1, ReactivatedCustomers: 1, EndCustomers: 5},
			figures{"0.31818182", "0.28571429", "0.71428571", "0.68181818", "0.56493506", "0.26363636", "7.3"}},
		{"all is lost", cx.Movements{Start: dec("10"), Churned: dec("10"), StartCustomers: 1, ChurnedCustomers: 1},
			figures{"0", "0", "1", "1", "1", "0", ""}},
		{"nobody at the start", cx.Movements{New: dec("10"), End: dec("10"), NewCustomers: 4, EndCustomers: 4},
			figures{"", "", "", "", "", "", "2.5"}},
		{"no data", cx.Movements{}, figures{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, figure := range []struct {
				name, want string
				query      func() (decimal.Decimal, error)
				target     error
			}{
				{"NRR", test.want.nrr, test.m.NRR, cx.ErrNoData},
				{"GRR", test.want.grr, test.m.GRR, cx.ErrNoData},
				{"GrossChurn", test.want.gross, test.m.GrossChurn, cx.ErrNoData},
				{"NetChurn", test.want.net, test.m.NetChurn, cx.ErrNoData},
				{"NetChurnAfterReactivation", test.want.offset, test.m.NetChurnAfterReactivation, cx.ErrNoData},
				{"QuickRatio", test.want.quick, test.m.QuickRatio, cx.ErrUndefined},
				{"ARPA", test.want.arpa, test.m.ARPA, cx.ErrNoData},
			} {
				got, err := figure.query()
				if figure.want == "" {
					if test.m == (cx.Movements{}) {
						figure.target = cx.ErrNoData
					}
					cxtest.Refuses(t, figure.name, err, figure.target)
					continue
				}
				cxtest.Exactly(t, figure.name, got, err, figure.want)
			}
			if got, want := test.m.LogoChurn(), (cx.Proportion{Count: test.m.ChurnedCustomers, Base: test.m.StartCustomers}); got != want {
				t.Errorf("LogoChurn() = %v, want %v", got, want)
			}
		})
	}
	// The quick ratio of nothing lost is not the error of no data: there are some.
	for name, m := range map[string]cx.Movements{"new ones": tests[1].m, "all stays": {Start: dec("5"), End: dec("5")}} {
		if _, err := m.QuickRatio(); errors.Is(err, cx.ErrNoData) {
			t.Errorf("QuickRatio without losses, %s: %v, want no ErrNoData", name, err)
		}
	}
	_, err := cx.Movements{}.QuickRatio()
	cxtest.Refuses(t, "QuickRatio of nothing", err, cx.ErrNoData)
}

// GRR is capped customer by customer: the expansion of one hides no loss of another.
func TestMovementsGRRPerCustomer(t *testing.T) {
	m, err := cx.MovementsOf(paying("a", "100", "b", "100"), paying("a", "150", "b", "50"), nil)
	if err != nil {
		t.Fatal(err)
	}
	grr, err := m.GRR()
	cxtest.Exactly(t, "GRR", grr, err, "0.75") // (min(100,150) + min(100,50)) / 200; on totals it would be 1
	nrr, err := m.NRR()
	cxtest.Exactly(t, "NRR", nrr, err, "1")
}

// NRR over a span is that of the customers of its beginning, not the product of its
// parts: their customers differ.
func TestMovementsTrailing(t *testing.T) {
	first := paying("a", "100")
	second := paying("a", "100", "b", "50")
	third := paying("a", "100", "b", "100")
	for _, test := range []struct {
		name          string
		before, after []cx.Subscription
		want          string
	}{
		{"first month", first, second, "1"},
		{"second month", second, third, "1.33333333"},
		{"both months", first, third, "1"},
	} {
		m, err := cx.MovementsOf(test.before, test.after, nil)
		if err != nil {
			t.Fatal(err)
		}
		nrr, err := m.NRR()
		cxtest.Exactly(t, "NRR, "+test.name, nrr, err, test.want)
	}
}

// ChartMogul's lifecycle of a customer (help article 201244842): 4 seats of Gold billed
// 2000 a year, 2 of Silver at 30 a month, which are canceled, then Gold at the end of
// its term; later 3 of Gold at 50 a month.
func TestMovementsLifecycle(t *testing.T) {
	gold, err := cx.MonthlyAmount(dec("2000"), every(1, cx.Year))
	cxtest.Exactly(t, "MonthlyAmount", gold.Round(2), err, "166.67")
	yearly := cx.Subscription{Customer: "a", Amount: gold}
	silver := cx.Subscription{Customer: "a", Amount: dec("60")}
	states := [][]cx.Subscription{
		nil,
		{yearly},
		{yearly, silver},
		{yearly},
		nil,
		paying("a", "150"),
	}
	wants := []cx.Movements{
		{New: gold, End: gold, NewCustomers: 1, EndCustomers: 1},
		{Start: gold, Expansion: dec("60"), End: gold.Add(dec("60")), StartCustomers: 1, EndCustomers: 1},
		{Start: gold.Add(dec("60")), Contraction: dec("60"), End: gold, StartCustomers: 1, EndCustomers: 1},
		{Start: gold, Churned: gold, StartCustomers: 1, ChurnedCustomers: 1},
		{Reactivated: dec("150"), End: dec("150"), ReactivatedCustomers: 1, EndCustomers: 1},
	}
	var former []string
	for i, want := range wants {
		got, err := cx.MovementsOf(states[i], states[i+1], former)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("step %d: error %v (-want +got):\n%s", i, err, diff)
		}
		former = append(former, "a")
	}
}

// ChartMogul's lifetime value: ARPA 100, churn 5 %, 2000.
func TestMovementsARPAAndChurn(t *testing.T) {
	m := cx.Movements{Start: dec("2000"), Churned: dec("100"), End: dec("1900"), StartCustomers: 20, ChurnedCustomers: 1, EndCustomers: 19}
	arpa, err := m.ARPA()
	cxtest.Exactly(t, "ARPA", arpa, err, "100")
	churn, err := m.LogoChurn().Rate()
	cxtest.Exactly(t, "LogoChurn", churn, err, "0.05")
	cxtest.Exactly(t, "ARPA / LogoChurn", arpa.DivRound(churn, 8), nil, "2000")
	// An average of 34 digits and 8 places is out of bounds.
	end := decimal.New(1, 33).Add(decimal.NewFromInt(1))
	_, err = cx.Movements{New: end, End: end, NewCustomers: 3, EndCustomers: 3}.ARPA()
	cxtest.Refuses(t, "ARPA of 42 digits", err, cx.ErrInvalid)
}

func TestMovementsBadInput(t *testing.T) {
	good := paying("a", "10", "b", "20")
	for name, bad := range map[string]cx.Subscription{
		"blank":            {Customer: " ", Amount: dec("1")},
		"no customer":      {Amount: dec("1")},
		"negative":         {Customer: "c", Amount: dec("-0.01")},
		"40 digits":        {Customer: "c", Amount: dec("1234567890123456789012345678901234567890")},
		"huge exponent":    {Customer: "c", Amount: decimal.New(1, math.MaxInt32)},
		"small exponent":   {Customer: "c", Amount: decimal.New(1, math.MinInt32)},
		"huge, negative":   {Customer: "c", Amount: decimal.New(-1, math.MaxInt32)},
		"zero of a galaxy": {Customer: "c", Amount: decimal.New(0, math.MaxInt32)},
	} {
		t.Run(name, func(t *testing.T) {
			cxtest.Bounded(t, func() {
				for _, test := range []struct {
					before, after []cx.Subscription
					at            string
				}{
					{slices.Concat(good, []cx.Subscription{bad}, good), good, "before[2]"},
					{good, []cx.Subscription{bad}, "after[0]"},
					{good, slices.Concat(good, []cx.Subscription{bad, bad}), "after[2]"},
				} {
					got, err := cx.MovementsOf(test.before, test.after, []string{" "})
					checkRowAt(t, "MovementsOf", err, cx.ErrInvalid, test.at)
					if !cmp.Equal(got, cx.Movements{}) {
						t.Errorf("MovementsOf = %v beside its error", got)
					}
				}
			})
		})
	}
	_, err := cx.MovementsOf(good, good, []string{"a", "\t"})
	checkRowAt(t, "MovementsOf with a blank former customer", err, cx.ErrInvalid, "former[1]")
	// Sums of more than 34 digits.
	got, err := cx.MovementsOf(paying("a", "9e33", "b", "1e-30"), nil, nil)
	cxtest.Refuses(t, "MovementsOf with a sum of 64 digits", err, cx.ErrInvalid)
	if !cmp.Equal(got, cx.Movements{}) {
		t.Errorf("MovementsOf = %v with an error", got)
	}
	_, err = cx.MovementsOf(paying("a", "9e33"), paying("a", "1e-30"), nil)
	cxtest.Refuses(t, "MovementsOf with a difference of 64 digits", err, cx.ErrInvalid)
	// Nor does an amount out of bounds encode.
	cxtest.Bounded(t, func() { _, err = json.Marshal(cx.Subscription{Customer: "a", Amount: decimal.New(5, 2_000_000_000)}) })
	if !errors.Is(err, cx.ErrInvalid) {
		t.Errorf("Marshal: error %v, want one wrapping ErrInvalid", err)
	}
}

// Movements that a host made or decoded are checked before they are used.
func TestMovementsImpossible(t *testing.T) {
	for name, m := range map[string]cx.Movements{
		"does not add up":               {Start: dec("10"), End: dec("11")},
		"negative start":                {Start: dec("-1"), End: dec("-1")},
		"negative movement":             {Start: dec("10"), Expansion: dec("-1"), End: dec("9")},
		"negative end":                  {Start: dec("1"), Churned: dec("2"), End: dec("-1")},
		"more lost than there was":      {Start: dec("1"), New: dec("5"), Contraction: dec("1"), Churned: dec("1"), End: dec("4")},
		"customers do not add up":       {StartCustomers: 1},
		"more churned than there were":  {StartCustomers: 1, NewCustomers: 3, ChurnedCustomers: 2, EndCustomers: 2},
		"negative customers":            {StartCustomers: -1, EndCustomers: -1},
		"customers exceed int64":        {StartCustomers: math.MaxInt64, NewCustomers: 1, EndCustomers: math.MaxInt64},
		"an amount of 35 digits":        {Start: dec("12345678901234567890123456789012345"), End: dec("12345678901234567890123456789012345")},
		"an amount of 35 places":        {Start: dec("1e-35"), End: dec("1e-35")},
		"an amount beyond the exponent": {Start: dec("1e35"), End: dec("1e35")},
		"the largest exponent":          {Start: decimal.New(5, math.MaxInt32), End: decimal.New(5, math.MaxInt32)},
		"a start that goes nowhere":     {Start: dec("1")},
		"a huge loss":                   {Churned: decimal.New(5, math.MaxInt32)},
		"a tiny loss":                   {Start: dec("1"), Contraction: decimal.New(5, math.MinInt32), End: dec("1")},
	} {
		t.Run(name, func(t *testing.T) {
			cxtest.Bounded(t, func() { cxtest.Impossible(t, name, cx.Movements{}, m, cx.ErrInvalid) })
		})
	}
	if got := (cx.Movements{StartCustomers: -3}).Total(); got != 0 {
		t.Errorf("Total() of negative customers = %d, want 0", got)
	}
}
