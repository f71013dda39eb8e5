package cx_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

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
		// One of several subscriptions cancelled is contraction (ChartMogul, help article
		// 203299912).
		{"one of two cancelled", paying("a", "30", "a", "20"), paying("a", "30"), nil,
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

// The movements of random customers, counted by maps in cents, and the identity.
func TestMovementsAgainstNaive(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 6))
		before, after, former := map[string]int64{}, map[string]int64{}, map[string]bool{}
		var befores, afters []cx.Subscription
		var formers []string
		for range r.IntN(40) {
			customer, cents := "c"+strconv.Itoa(r.IntN(20)), r.Int64N(3000)
			if r.IntN(5) == 0 {
				cents = 0
			}
			s := cx.Subscription{Customer: customer, Amount: decimal.New(cents, -2)}
			if cents%10 == 0 && r.IntN(2) == 0 {
				s.Amount = decimal.New(cents/10, -1) // the same amount with another exponent
			}
			switch r.IntN(5) {
			case 0, 1:
				before[customer] += cents
				befores = append(befores, s)
			case 2, 3:
				after[customer] += cents
				afters = append(afters, s)
			default:
				former[customer] = true
				formers = append(formers, customer)
			}
		}
		var start, newly, expansion, contraction, churned, reactivated, end int64
		var want cx.Movements
		for c := range 20 {
			customer := "c" + strconv.Itoa(c)
			paid, pays := before[customer], after[customer]
			start += paid
			end += pays
			if paid > 0 {
				want.StartCustomers++
			}
			if pays > 0 {
				want.EndCustomers++
			}
			switch {
			case paid == 0 && pays > 0 && former[customer]:
				reactivated += pays
				want.ReactivatedCustomers++
			case paid == 0 && pays > 0:
				newly += pays
				want.NewCustomers++
			case paid > 0 && pays == 0:
				churned += paid
				want.ChurnedCustomers++
			case pays > paid:
				expansion += pays - paid
			default:
				contraction += paid - pays
			}
		}
		if start+newly+expansion+reactivated-contraction-churned != end {
			t.Fatal("the test does not add up")
		}
		cents := func(n int64) decimal.Decimal { return decimal.New(n, -2) }
		want.Start, want.New, want.Expansion, want.Contraction = cents(start), cents(newly), cents(expansion), cents(contraction)
		want.Churned, want.Reactivated, want.End = cents(churned), cents(reactivated), cents(end)
		got, err := cx.MovementsOf(befores, afters, formers)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("seed %d: MovementsOf error %v (-want +got):\n%s", seed, err, diff)
		}
		sum := got.Start.Add(got.New).Add(got.Expansion).Add(got.Reactivated).Sub(got.Contraction).Sub(got.Churned)
		if !sum.Equal(got.End) {
			t.Fatalf("seed %d: start and movements are %v, want %v", seed, sum, got.End)
		}
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
					cxtest.Refuses(t, figure.name, err, figure.target)
					continue
				}
				cxtest.Exactly(t, figure.name, got, err, figure.want)
			}
			if got, want := test.m.LogoChurn(), (cx.Proportion{Count: test.m.ChurnedCustomers, Total: test.m.StartCustomers}); got != want {
				t.Errorf("LogoChurn() = %v, want %v", got, want)
			}
		})
	}
	// The quick ratio of nothing lost is not the error of no data: there are some.
	_, err := tests[1].m.QuickRatio()
	if errors.Is(err, cx.ErrNoData) {
		t.Errorf("QuickRatio without losses: %v, want no ErrNoData", err)
	}
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
// 2000 a year, 2 of Silver at 30 a month, which are cancelled, then Gold at the end of
// its term; later 3 of Gold at 50 a month.
func TestMovementsLifecycle(t *testing.T) {
	gold, err := cx.MonthlyAmount(dec("2000"), cx.Yearly)
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
			lifeWithin(t, 100*time.Millisecond, func() {
				for _, test := range []struct {
					before, after []cx.Subscription
					row           int
				}{
					{slices.Concat(good, []cx.Subscription{bad}, good), good, 2},
					{good, []cx.Subscription{bad}, 2},
					{good, slices.Concat(good, []cx.Subscription{bad, bad}), 4},
				} {
					got, err := cx.MovementsOf(test.before, test.after, []string{" "})
					cxtest.Refuses(t, "MovementsOf", err, cx.ErrInvalid)
					var row *cx.RowError
					if !errors.As(err, &row) || row.Row != test.row || !cmp.Equal(got, cx.Movements{}) {
						t.Errorf("MovementsOf = %v, %v, want nothing and row %d", got, err, test.row)
					}
				}
			})
		})
	}
	_, err := cx.MovementsOf(good, good, []string{"a", "\t"})
	var row *cx.RowError
	cxtest.Refuses(t, "MovementsOf with a blank former customer", err, cx.ErrInvalid)
	if !errors.As(err, &row) || row.Row != 5 {
		t.Errorf("MovementsOf with a blank former customer: %v, want row 5", err)
	}
	// Sums of more than 34 digits.
	got, err := cx.MovementsOf(paying("a", "9e33", "b", "1e-30"), nil, nil)
	cxtest.Refuses(t, "MovementsOf with a sum of 64 digits", err, cx.ErrInvalid)
	if !cmp.Equal(got, cx.Movements{}) {
		t.Errorf("MovementsOf = %v with an error", got)
	}
	_, err = cx.MovementsOf(paying("a", "9e33"), paying("a", "1e-30"), nil)
	cxtest.Refuses(t, "MovementsOf with a difference of 64 digits", err, cx.ErrInvalid)
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
		"a huge loss":                   {Churned: decimal.New(5, math.MaxInt32)},
		"a tiny loss":                   {Start: dec("1"), Contraction: decimal.New(5, math.MinInt32), End: dec("1")},
	} {
		t.Run(name, func(t *testing.T) {
			lifeWithin(t, 100*time.Millisecond, func() {
				for _, query := range []func() (decimal.Decimal, error){
					m.NRR, m.GRR, m.GrossChurn, m.NetChurn, m.NetChurnAfterReactivation, m.QuickRatio, m.ARPA, m.LogoChurn().Rate,
				} {
					_, err := query()
					cxtest.Refuses(t, "the query", err, cx.ErrInvalid)
				}
			})
		})
	}
	if got := (cx.Movements{StartCustomers: -3}).Total(); got != 0 {
		t.Errorf("Total() of negative customers = %d, want 0", got)
	}
}

// TestMovementsRavenStack compares with reference.json: the MRR at the end of a day is
// that of the subscriptions that have started and not ended by it.
func TestMovementsRavenStack(t *testing.T) {
	var want struct {
		NRR       float64 `json:"nrr_pct"`
		GRR       float64 `json:"grr_pct"`
		LogoChurn float64 `json:"logo_churn_pct"`
		Movements []struct {
			Month       string `json:"month"`
			Start       int64  `json:"start"`
			NewOrBack   int64  `json:"new_or_back"`
			Expansion   int64  `json:"expansion"`
			Contraction int64  `json:"contraction"`
			Churned     int64  `json:"churned"`
			End         int64  `json:"end"`
			AtStart     int64  `json:"accounts_start"`
			Lost        int64  `json:"accounts_lost"`
			Came        int64  `json:"accounts_new_or_back"`
			AtEnd       int64  `json:"accounts_end"`
		} `json:"movements"`
	}
	lifeReference(t, "saas_ravenstack", &want)
	records := lifeRecords(t, "saas_ravenstack/ravenstack_subscriptions.csv.gz")
	at := func(day string) []cx.Subscription { // texts of dates sort as dates do
		var list []cx.Subscription
		for _, r := range records {
			if r["start_date"] <= day && (r["end_date"] == "" || r["end_date"] > day) {
				list = append(list, cx.Subscription{Customer: r["account_id"], Amount: dec(r["mrr_amount"])})
			}
		}
		return list
	}
	paidBefore := func(day string) []string {
		var list []string
		for _, r := range records {
			if r["start_date"] <= day && r["mrr_amount"] != "0" {
				list = append(list, r["account_id"])
			}
		}
		return list
	}
	if len(want.Movements) != 23 {
		t.Fatalf("the reference has %d months, want 23", len(want.Movements))
	}
	for _, month := range want.Movements {
		p := period(month.Month)
		lastBefore, err1 := p.Start.AddDays(-1)
		last, err2 := p.End.AddDays(-1)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		m, err := cx.MovementsOf(at(lastBefore.String()), at(last.String()), paidBefore(lastBefore.String()))
		if err != nil {
			t.Fatal(err)
		}
		whole := decimal.NewFromInt
		got := [][2]decimal.Decimal{
			{m.Start, whole(month.Start)}, {m.New.Add(m.Reactivated), whole(month.NewOrBack)}, {m.Expansion, whole(month.Expansion)},
			{m.Contraction, whole(month.Contraction)}, {m.Churned, whole(month.Churned)}, {m.End, whole(month.End)},
			{whole(m.StartCustomers), whole(month.AtStart)}, {whole(m.ChurnedCustomers), whole(month.Lost)},
			{whole(m.NewCustomers + m.ReactivatedCustomers), whole(month.Came)}, {whole(m.EndCustomers), whole(month.AtEnd)},
		}
		for i, pair := range got {
			if !pair[0].Equal(pair[1]) {
				t.Errorf("%s: figure %d of %+v is %v, want %v", month.Month, i, m, pair[0], pair[1])
			}
		}
	}
	year, err := cx.MovementsOf(at("2023-12-31"), at("2024-12-31"), nil)
	if err != nil {
		t.Fatal(err)
	}
	nrr, err1 := year.NRR()
	grr, err2 := year.GRR()
	logo, err3 := year.LogoChurn().Rate()
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "NRR", 100*nrr.InexactFloat64(), want.NRR, 2e-8)
	cxtest.Near(t, "GRR", 100*grr.InexactFloat64(), want.GRR, 2e-8)
	cxtest.Near(t, "LogoChurn", 100*logo.InexactFloat64(), want.LogoChurn, 2e-8)
}
