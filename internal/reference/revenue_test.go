package reference

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

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
	figures(t, "saas_ravenstack", &want)
	records := records(t, "saas_ravenstack/ravenstack_subscriptions.csv.gz")
	var periods []cx.SubscriptionPeriod
	for _, r := range records {
		p := cx.SubscriptionPeriod{Customer: r["account_id"], Amount: dec(r["mrr_amount"])}
		if err := errors.Join(p.Start.UnmarshalText([]byte(r["start_date"])), p.End.UnmarshalText([]byte(r["end_date"]))); err != nil {
			t.Fatal(err)
		}
		periods = append(periods, p)
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
		m, err := cx.MovementsBetween(periods, lastBefore, last)
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
	year, err := cx.MovementsBetween(periods, date("2023-12-31"), date("2024-12-31"))
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

func TestAllocateRandom(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 7))
		places := r.IntN(9)
		total := decimal.New(r.Int64N(math.MaxInt64)-math.MaxInt64/2, int32(-places))
		parts := 1 + r.IntN(400)
		got, err := cx.Allocate(total, slices.Repeat([]int64{1}, parts), places)
		if err != nil || len(got) != parts {
			t.Fatalf("Allocate(%v, %d, %d) = %d parts, %v", total, parts, places, len(got), err)
		}
		var sum decimal.Decimal
		least, most := got[0], got[0]
		for _, part := range got {
			sum = sum.Add(part)
			if part.Cmp(least) < 0 {
				least = part
			}
			if part.Cmp(most) > 0 {
				most = part
			}
			if !part.Equal(part.Round(int32(places))) {
				t.Fatalf("Allocate(%v, %d, %d) has the part %v", total, parts, places, part)
			}
		}
		if !sum.Equal(total) || most.Sub(least).Cmp(decimal.New(1, int32(-places))) > 0 {
			t.Fatalf("Allocate(%v, %d, %d) adds up to %v, from %v to %v", total, parts, places, sum, least, most)
		}
	}
}

// TestBillingTerms has public mistakes with terms that are several units long.
func TestBillingTerms(t *testing.T) {
	units := map[string]cx.Grain{"years": cx.Year, "months": cx.Month, "weeks": cx.Week, "days": cx.Day}
	for _, row := range table(t, "cases/lifecycle/billing_terms.csv") {
		words := strings.Fields(row["term"])
		count, err := strconv.Atoi(words[0])
		if err != nil {
			t.Fatal(err)
		}
		got, err := cx.MonthlyAmount(dec(row["payment"]), cx.BillingCycle{Count: count, Unit: units[words[1]]})
		cxtest.Exactly(t, row["term"], got, err, row["per_month"])
	}
}
