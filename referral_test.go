package cx_test

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// referred returns the referrals that a text such as "a>b c>d" names, without instants.
func referred(pairs ...string) (rows []cx.Referral) {
	for _, pair := range pairs {
		rows = append(rows, cx.Referral{Referrer: pair[:1], Referee: pair[2:]})
	}
	return rows
}

func TestReferralsOf(t *testing.T) {
	referrals := []cx.Referral{
		{Referrer: "ada", Referee: "bob", At: yearDay(10)},
		{Referrer: "cat", Referee: "bob", At: yearDay(5)}, // earlier: cat referred bob
		{Referrer: "ada", Referee: "ada", At: yearDay(5)},
		{Referrer: "ada", Referee: "dan"},
		{Referrer: "cat", Referee: "dan", At: yearDay(1)}, // dan's first row has no instant
		{Referrer: "ada", Referee: "eve", At: yearDay(6)},
		{Referrer: "old", Referee: "fay", At: yearDay(6)}, // old is no customer any more
		{Referrer: "x", Referee: "y", At: yearDay(6)},
		{Referrer: "y", Referee: "x", At: yearDay(7)},
		{Referrer: "ada", Referee: "x", At: yearDay(7)}, // a duplicate, at the same instant
	}
	customers := []string{"ada", "cat", "bob", "dan", "gus", "fay", "ada"}
	acquired := []string{"bob", "dan", "gus", "fay", "bob"}
	orders := []cx.Activity{
		{Customer: "ada", At: yearDay(9), Amount: dec("100")},
		{Customer: "bob", At: yearDay(4), Amount: dec("10")}, // before the referral
		{Customer: "bob", At: yearDay(5), Amount: dec("20")},
		{Customer: "bob", At: yearDay(9), Amount: dec("-5.50")},
		{Customer: "dan", At: yearDay(1), Amount: dec("30")},
		{Customer: "x", At: yearDay(9), Amount: dec("40")},
	}
	got, err := cx.ReferralsOf(referrals, customers, acquired, orders)
	want := cx.Referrals{
		Customers: 6, Referrers: 2, Leads: 4, Acquired: 4, Referred: 3, Orders: 5, ReferredOrders: 2,
		Revenue: dec("194.5"), ReferredRevenue: dec("44.5"), SelfReferrals: 1, Duplicates: 3, Cyclic: 2,
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Fatalf("ReferralsOf: %v (-want +got)\n%s", err, diff)
	}
	// 2 of 5 who came were referred, and 2 of 8 leads came.
	few := cx.Referrals{Customers: 9, Referrers: 3, Leads: 8, Acquired: 5, Referred: 2}
	if by, of := few.ByCustomers(), few.Conversion(); by != (cx.Proportion{Count: 2, Base: 5}) || of != (cx.Proportion{Count: 2, Base: 8}) {
		t.Errorf("by customers %v, conversion %v", by, of)
	}
	rate, err := got.ByCustomers().Rate()
	cxtest.Exactly(t, "ByCustomers", rate, err, "0.75")
	rate, err = got.ByOrders().Rate()
	cxtest.Exactly(t, "ByOrders", rate, err, "0.4")
	rate, err = got.Participation().Rate()
	cxtest.Exactly(t, "Participation", rate, err, "0.33333333")
	rate, err = got.Conversion().Rate()
	cxtest.Exactly(t, "Conversion", rate, err, "0.75")
	rate, err = got.RevenueShare()
	cxtest.Exactly(t, "RevenueShare", rate, err, "0.22879177") // 44.5 / 194.5 = .228791773...
	rate, err = got.KFactor()
	cxtest.Exactly(t, "KFactor", rate, err, "0.5")
	rate, err = got.Amplification()
	cxtest.Exactly(t, "Amplification", rate, err, "2")
	rate, err = got.LeadsPerCustomer().Rate()
	cxtest.Exactly(t, "LeadsPerCustomer", rate, err, "0.66666667")
	rate, err = got.LeadsPerReferrer().Rate()
	cxtest.Exactly(t, "LeadsPerReferrer", rate, err, "2")
}

// Leads may come from others than the customers, who may not be known at all.
func TestLeadsWithoutCustomers(t *testing.T) {
	for name, customers := range map[string][]string{"unknown": nil, "others": {"cem"}} {
		r, err := cx.ReferralsOf([]cx.Referral{{Referrer: "ada", Referee: "bob"}}, customers, nil, nil)
		if err != nil || r.Leads != 1 || r.Referrers != 0 {
			t.Fatalf("%s: %+v, %v", name, r, err)
		}
		if _, err := r.LeadsPerReferrer().Rate(); !errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s: LeadsPerReferrer: %v, want no data", name, err)
		}
		_, err = r.LeadsPerCustomer().Rate()
		if customers == nil && !errors.Is(err, cx.ErrNoData) || customers != nil && err != nil {
			t.Errorf("%s: LeadsPerCustomer: %v", name, err)
		}
	}
}

// A lead whom two referred counts once: twosensus/sensusbi_content #38, where 2 referred of
// 1 new customer were 200 %. Here lead1 and one more were acquired.
func TestReferredTwice(t *testing.T) {
	rows := []cx.Referral{
		{Referrer: "regional", Referee: "lead1", At: instant("2026-02-01")},
		{Referrer: "local", Referee: "lead1", At: instant("2026-02-03")},
		{Referrer: "local", Referee: "lead2", At: instant("2026-02-04")},
		{Referrer: "kim", Referee: "kim", At: instant("2026-02-05")},
	}
	got, err := cx.ReferralsOf(rows, []string{"regional", "local", "kim"}, []string{"lead1", "other"}, nil)
	want := cx.Referrals{Customers: 3, Referrers: 2, Leads: 2, Acquired: 2, Referred: 1, SelfReferrals: 1, Duplicates: 1}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Fatalf("ReferralsOf: %v (-want +got)\n%s", err, diff)
	}
}

// Who had been a customer before is no lead, by hand. Bob and eve are new; kim, a customer
// since long, was referred too and spent 40: conversion was 2 of 3 and all 90 of the revenue
// referred. In the second, gus refers his referrer fay, two refer dan, and only lea is new.
func TestReferralsKnown(t *testing.T) {
	orders := []cx.Activity{
		{Customer: "bob", At: yearDay(9), Amount: dec("20")}, {Customer: "eve", At: yearDay(9), Amount: dec("30")},
		{Customer: "kim", At: yearDay(9), Amount: dec("40")},
	}
	for _, test := range []struct {
		name                string
		rows                []cx.Referral
		customers, acquired []string
		want                cx.Referrals
	}{
		{"one of three", []cx.Referral{{Referrer: "ada", Referee: "bob"}, {Referrer: "ada", Referee: "eve"}, {Referrer: "ada", Referee: "kim"}},
			[]string{"ada", "bob", "eve", "kim"}, []string{"bob", "eve"},
			cx.Referrals{Customers: 4, Referrers: 1, Leads: 2, Acquired: 2, Referred: 2, Known: 1,
				Orders: 3, ReferredOrders: 2, Revenue: dec("90"), ReferredRevenue: dec("50")}},
		{"no circle", []cx.Referral{{Referrer: "fay", Referee: "gus"}, {Referrer: "gus", Referee: "fay"}, {Referrer: "kim", Referee: "dan"},
			{Referrer: "gus", Referee: "dan"}, {Referrer: "kim", Referee: "lea"}},
			[]string{"fay", "kim", "dan"}, []string{"lea"},
			cx.Referrals{Customers: 3, Referrers: 2, Leads: 2, Acquired: 1, Referred: 1, Known: 2, Duplicates: 1,
				Orders: 3, Revenue: dec("90")}},
		{"nobody is new", []cx.Referral{{Referrer: "ada", Referee: "kim"}}, []string{"ada", "kim"}, []string{},
			cx.Referrals{Customers: 2, Known: 1, Orders: 3, Revenue: dec("90")}},
		{"who is new is not known", []cx.Referral{{Referrer: "ada", Referee: "kim"}}, []string{"ada", "kim"}, nil,
			cx.Referrals{Customers: 2, Referrers: 1, Leads: 1, Orders: 3, ReferredOrders: 1, Revenue: dec("90"), ReferredRevenue: dec("40")}},
	} {
		got, err := cx.ReferralsOf(test.rows, test.customers, test.acquired, orders)
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", test.name, err, diff)
		}
	}
}

// Every row is counted once, and what lies on a cycle is left out.
func TestReferralCycles(t *testing.T) {
	tests := []struct {
		name                     string
		rows                     []cx.Referral
		leads, duplicate, cyclic int64
	}{
		{"a chain", referred("a>b", "b>c", "c>d"), 3, 0, 0},
		{"two that refer each other", referred("a>b", "b>a"), 0, 0, 2},
		{"a triangle with a tail", referred("a>b", "b>c", "c>a", "c>d", "d>e"), 2, 0, 3},
		{"a triangle met from its tail", referred("d>e", "c>d", "a>b", "b>c", "c>a"), 2, 0, 3},
		{"two cycles", referred("a>b", "b>a", "c>d", "d>c", "a>x", "c>y"), 2, 0, 4},
		{"what closes the circle is a duplicate", referred("x>a", "a>b", "b>c", "c>a"), 3, 1, 0},
		{"a tree", referred("a>b", "a>c", "b>d", "b>e", "c>f"), 5, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for range len(test.rows) {
				r, err := cx.ReferralsOf(test.rows, nil, nil, nil)
				if err != nil || r.Leads != test.leads || r.Duplicates != test.duplicate || r.Cyclic != test.cyclic {
					t.Errorf("ReferralsOf(%v) = %v, %v, want %d, %d, %d", test.rows, r, err, test.leads, test.duplicate, test.cyclic)
				}
				if test.duplicate > 0 {
					return // the order of the rows matters
				}
				test.rows = append(test.rows[1:len(test.rows):len(test.rows)], test.rows[0])
			}
		})
	}
	// On random rows the leads that remain lead nobody back to himself.
	random := rand.New(rand.NewPCG(3, 15))
	for range 200 {
		var rows []cx.Referral
		for range random.IntN(20) {
			rows = append(rows, cx.Referral{Referrer: strconv.Itoa(random.IntN(8)), Referee: strconv.Itoa(random.IntN(8))})
		}
		r, err := cx.ReferralsOf(rows, nil, nil, nil)
		if err != nil || r.Leads+r.SelfReferrals+r.Duplicates+r.Cyclic != int64(len(rows)) {
			t.Fatalf("ReferralsOf(%v) = %v, %v", rows, r, err)
		}
		// By plain walks: a referee is on a cycle who comes to himself within 8 steps.
		referrer := map[string]string{}
		for _, row := range rows {
			if _, ok := referrer[row.Referee]; !ok && row.Referrer != row.Referee {
				referrer[row.Referee] = row.Referrer
			}
		}
		cyclic := int64(0)
		for name := range referrer {
			at := name
			for range 8 {
				if at = referrer[at]; at == name {
					cyclic++
					break
				}
			}
		}
		if r.Cyclic != cyclic {
			t.Fatalf("ReferralsOf(%v).Cyclic = %d, want %d", rows, r.Cyclic, cyclic)
		}
	}
}

// A large circle takes no longer than a chain.
func TestReferralLargeCycle(t *testing.T) {
	cxtest.Long(t)
	rows := make([]cx.Referral, 200_000)
	for i := range rows {
		rows[i] = cx.Referral{Referrer: strconv.Itoa(i), Referee: strconv.Itoa((i + 1) % len(rows))}
	}
	if r, err := cx.ReferralsOf(rows, nil, nil, nil); err != nil || r.Cyclic != 200_000 {
		t.Errorf("ReferralsOf of a large circle = %v, %v", r, err)
	}
	if r, err := cx.ReferralsOf(rows[1:], nil, nil, nil); err != nil || r.Leads != 199_999 {
		t.Errorf("ReferralsOf of a long chain = %v, %v", r, err)
	}
}

func TestReferralsOfRefuses(t *testing.T) {
	ok := cx.Referral{Referrer: "ada", Referee: "bob"}
	huge := cx.Activity{Customer: "a", At: yearDay(1), Amount: dec("9999999999999999999999999999999999")}
	tests := []struct {
		name                string
		referrals           []cx.Referral
		customers, acquired []string
		orders              []cx.Activity
		at                  string
	}{
		{"no referrer", []cx.Referral{ok, {Referee: "bob"}}, nil, nil, nil, "referrals[1]"},
		{"no referee", []cx.Referral{ok, {Referrer: "bob", Referee: " "}}, nil, nil, nil, "referrals[1]"},
		{"a referral of 1066", []cx.Referral{{Referrer: "a", Referee: "b", At: instant("1066-01-01")}}, nil, nil, nil, "referrals[0]"},
		{"a blank customer", []cx.Referral{ok}, []string{"ada", ""}, nil, nil, "customers[1]"},
		{"a blank new customer", []cx.Referral{ok}, []string{"ada"}, []string{""}, nil, "acquired[0]"},
		{"an order without a time", []cx.Referral{ok}, []string{"ada"}, []string{"bob"}, []cx.Activity{{Customer: "ada"}}, "orders[0]"},
		{"a sum of 35 digits", nil, nil, nil, []cx.Activity{huge, huge}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.ReferralsOf(test.referrals, test.customers, test.acquired, test.orders)
			checkRowAt(t, "ReferralsOf", err, cx.ErrInvalid, test.at)
			if !cmp.Equal(got, cx.Referrals{}) {
				t.Errorf("ReferralsOf = %v beside its error", got)
			}
		})
	}
}

func TestKFactor(t *testing.T) {
	// 3 invites a customer, of which 15 % convert: K = 0.45 (tg3company.com), and
	// 1/(1 - 0.45) = 1.81818182.
	r := cx.Referrals{Customers: 100, Leads: 300, Acquired: 45, Referred: 45}
	k, err := r.KFactor()
	cxtest.Exactly(t, "KFactor", k, err, "0.45")
	invites, err := r.LeadsPerCustomer().Rate()
	cxtest.Exactly(t, "LeadsPerCustomer", invites, err, "3")
	conversion, err := r.Conversion().Rate()
	cxtest.Exactly(t, "Conversion", conversion, err, "0.15")
	a, err := r.Amplification()
	cxtest.Exactly(t, "Amplification", a, err, "1.81818182")

	_, err = cx.Referrals{Customers: 10, Leads: 10, Acquired: 10, Referred: 10}.Amplification()
	cxtest.Refuses(t, "Amplification at K = 1", err, cx.ErrUndefined)
	_, err = cx.Referrals{}.Amplification()
	cxtest.Refuses(t, "Amplification of nothing", err, cx.ErrNoData)
	_, err = cx.Referrals{}.KFactor()
	cxtest.Refuses(t, "KFactor of nothing", err, cx.ErrNoData)
	_, err = cx.Referrals{Customers: 3}.RevenueShare()
	cxtest.Refuses(t, "RevenueShare of no orders", err, cx.ErrNoData)
	_, err = cx.Referrals{Customers: 3, Orders: 2}.RevenueShare()
	if cxtest.Refuses(t, "RevenueShare of no revenue", err, cx.ErrUndefined); errors.Is(err, cx.ErrNoData) {
		t.Errorf("RevenueShare of orders without revenue: %v", err)
	}
}

func TestReferralsLiterals(t *testing.T) {
	for name, r := range map[string]cx.Referrals{
		"a negative count":       {Duplicates: -1},
		"referrers":              {Referrers: 1, Leads: 1},
		"more referrers":         {Customers: 9, Referrers: 3, Leads: 2},
		"more referred":          {Acquired: 9, Leads: 1, Referred: 2},
		"more referred than new": {Acquired: 1, Leads: 9, Referred: 2},
		"orders":                 {Orders: 1, ReferredOrders: 2},
		"an amount":              {Revenue: decimal.New(1, 40)},
		"a referred amount":      {ReferredRevenue: decimal.New(1, 40)},
		"rows":                   {Leads: 1 << 62, Cyclic: 1 << 62},
	} {
		_, err := r.KFactor()
		cxtest.Refuses(t, name+": KFactor", err, cx.ErrInvalid)
		_, err = r.Amplification()
		cxtest.Refuses(t, name+": Amplification", err, cx.ErrInvalid)
		_, err = r.RevenueShare()
		cxtest.Refuses(t, name+": RevenueShare", err, cx.ErrInvalid)
		_, err = r.MarshalJSON()
		cxtest.Refuses(t, name+": MarshalJSON", err, cx.ErrInvalid)
		for what, p := range map[string]cx.Proportion{
			"ByCustomers": r.ByCustomers(), "ByOrders": r.ByOrders(), "Participation": r.Participation(), "Conversion": r.Conversion(),
		} {
			_, err = p.Rate()
			cxtest.Refuses(t, name+": "+what, err, cx.ErrInvalid)
		}
		for _, i := range []cx.Incidence{r.LeadsPerCustomer(), r.LeadsPerReferrer()} {
			_, err = i.Rate()
			cxtest.Refuses(t, name+": an incidence", err, cx.ErrInvalid)
		}
		cxtest.Unmerged(t, name, cx.Referrals{Customers: 1}, r, cx.ErrInvalid)
	}
	most := cx.Referrals{Customers: 1<<63 - 1}
	cxtest.Unmerged(t, "too many", most, cx.Referrals{Customers: 1}, cx.ErrInvalid)
}

// referralLaws are the laws of Referrals, of which a byte stands for one customer.
func referralLaws() cxtest.Law {
	return cxtest.Laws[cx.Referrals, *cx.Referrals]{Add: func(r *cx.Referrals, row byte) error {
		one := cx.Referrals{Customers: 1, Orders: int64(row % 3), Revenue: dec("0.1").Mul(dec("3").Shift(int32(row % 4)))}
		if row%5 == 0 {
			one.Referrers, one.Leads = 1, int64(row)
		}
		if row%2 == 0 {
			one.Acquired, one.Referred, one.Leads = 1, int64(row/2%2), one.Leads+1
			one.ReferredRevenue, one.ReferredOrders = one.Revenue, one.Orders
		}
		one.SelfReferrals, one.Duplicates, one.Known, one.Cyclic = int64(row%7/6), int64(row%6), int64(row%4), int64(row%11)
		return r.Merge(one)
	}}
}
