package cx_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// bookedPoints is a row of a ledger.
func bookedPoints(customer, at, amount string) cx.Activity {
	return cx.Activity{Customer: customer, At: instant(at), Amount: dec(amount)}
}

// programRows is a program of three members, by hand in TestLoyaltyOf.
func programRows() cx.LoyaltyRows {
	return cx.LoyaltyRows{
		Joined:   []cx.Activity{bookedPoints("ada", "2025-01-05", "0"), bookedPoints("bob", "2025-03-01", "0"), bookedPoints("eve", "2026-02-01", "0"), bookedPoints("kim", "2027-01-01", "0")},
		Earned:   []cx.Activity{bookedPoints("ada", "2025-01-05", "100"), bookedPoints("bob", "2025-03-01", "40.5"), bookedPoints("ada", "2026-06-01", "10"), bookedPoints("ada", "2026-07-01", "99")},
		Redeemed: []cx.Activity{bookedPoints("ada", "2025-01-05", "60"), bookedPoints("bob", "2026-06-30", "20.5")},
		Expired:  []cx.Activity{bookedPoints("ada", "2026-05-31", "30")},
	}
}

var programCustomers = []string{"kim", "ada", "bob", "eve", "lea"}

func TestLoyaltyOf(t *testing.T) {
	l, err := cx.LoyaltyOf(programCustomers, programRows(), 30, cx.Calendar{}, instant("2026-07-01"))
	if err != nil {
		t.Fatal(err)
	}
	// The last 30 days begin on 2026-06-02, so that ada's points of June 1st are too old.
	want := cx.Loyalty{
		AsOf: instant("2026-07-01"), Days: 30, Customers: 5, Members: 3, Active: 1, Redeemers: 2,
		Earned: dec("150.5"), Redeemed: dec("80.5"), Expired: dec("30"), Outstanding: dec("40"),
	}
	cxtest.Same(t, "loyalty", want, l)
	for _, p := range []struct {
		what      string
		got, want cx.Proportion
	}{
		{"Enrolled", l.Enrolled(), cx.Proportion{Count: 3, Base: 5}},
		{"ActiveMembers", l.ActiveMembers(), cx.Proportion{Count: 1, Base: 3}},
		{"Redeeming", l.Redeeming(), cx.Proportion{Count: 2, Base: 3}},
	} {
		if p.got != p.want {
			t.Errorf("%s = %v, want %v", p.what, p.got, p.want)
		}
	}
	rate, err := l.RedemptionRate()
	cxtest.Exactly(t, "RedemptionRate", rate, err, "0.53488372") // 80.5 / 150.5
	breakage, err := l.Breakage()
	cxtest.Exactly(t, "Breakage", breakage, err, "0.27149321") // 30 / 110.5
	if l.Total() != 5 {
		t.Errorf("Total = %d, want 5", l.Total())
	}
	l, err = cx.LoyaltyOf(programCustomers, programRows(), 31, cx.Calendar{}, instant("2026-07-01"))
	if err != nil || l.Active != 2 {
		t.Errorf("in 31 days %d are active, %v, want 2", l.Active, err)
	}
	l, err = cx.LoyaltyOf(nil, cx.LoyaltyRows{}, 30, cx.Calendar{}, instant("2026-07-01"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.RedemptionRate()
	cxtest.Refuses(t, "rate of no points", err, cx.ErrNoData)
	_, err = l.Breakage()
	cxtest.Refuses(t, "breakage of no points", err, cx.ErrNoData)
	_, err = l.Enrolled().Rate()
	cxtest.Refuses(t, "members of no customers", err, cx.ErrNoData)
	// Who joins at asOf is no member yet, and who redeems twice is one who redeems.
	rows := programRows()
	rows.Joined = append(rows.Joined, bookedPoints("lea", "2026-07-01", "0"))
	rows.Redeemed = append(rows.Redeemed, bookedPoints("ada", "2026-06-30", "5"))
	l, err = cx.LoyaltyOf(programCustomers, rows, 30, cx.Calendar{}, instant("2026-07-01"))
	if err != nil || l.Members != 3 || l.Active != 2 || l.Redeemers != 2 || !l.Redeemed.Equal(dec("85.5")) {
		t.Errorf("with more rows: %+v, %v", l, err)
	}
}

func TestLoyaltyOf_refuses(t *testing.T) {
	asOf := instant("2026-07-01")
	for _, tt := range []struct {
		name, text string
		change     func(customers *[]string, rows *cx.LoyaltyRows)
	}{
		{"blank customer", "cx: customers[1]: ", func(c *[]string, _ *cx.LoyaltyRows) { *c = []string{"ada", " "} }},
		{"customer twice", "cx: customers[2]: ", func(c *[]string, _ *cx.LoyaltyRows) { *c = []string{"ada", "bob", "ada"} }},
		{"member no customer", "cx: joined[1]: member is no customer", func(_ *[]string, r *cx.LoyaltyRows) { r.Joined[1].Customer = "zoe" }},
		{"joined twice", "cx: joined[2]: member has joined", func(_ *[]string, r *cx.LoyaltyRows) { r.Joined[2].Customer = "ada" }},
		{"joined for money", "cx: joined[0]: joining has an amount", func(_ *[]string, r *cx.LoyaltyRows) { r.Joined[0].Amount = dec("1") }},
		{"joined never", "cx: joined[0]: time is missing", func(_ *[]string, r *cx.LoyaltyRows) { r.Joined[0].At = time.Time{} }},
		{"points of nobody", "cx: earned[1]: customer is no member", func(_ *[]string, r *cx.LoyaltyRows) { r.Earned[1].Customer = "zoe" }},
		{"points of no member", "cx: earned[1]: customer is no member", func(_ *[]string, r *cx.LoyaltyRows) { r.Earned[1].Customer = "lea" }},
		{"points of one to be", "cx: redeemed[1]: customer is no member", func(_ *[]string, r *cx.LoyaltyRows) { r.Redeemed[1].Customer = "kim" }},
		{"no points", "cx: earned[0]: points are not above 0", func(_ *[]string, r *cx.LoyaltyRows) { r.Earned[0].Amount = dec("0") }},
		{"a reversal", "cx: redeemed[0]: points are not above 0", func(_ *[]string, r *cx.LoyaltyRows) { r.Redeemed[0].Amount = dec("-1") }},
		{"a reversal later", "cx: earned[3]: points are not above 0", func(_ *[]string, r *cx.LoyaltyRows) { r.Earned[3].Amount = dec("-1") }},
		{"too many digits", "cx: expired[0]: amount", func(_ *[]string, r *cx.LoyaltyRows) { r.Expired[0].Amount = dec("1e99") }},
		{"more redeemed", "cx: redeemed[0]: member has fewer points", func(_ *[]string, r *cx.LoyaltyRows) { r.Redeemed[0].Amount = dec("100.5") }},
		{"redeemed before earned", "cx: redeemed[0]: member has fewer points", func(_ *[]string, r *cx.LoyaltyRows) { r.Earned[0].At = instant("2025-01-06") }},
		{"more expired", "cx: expired[0]: member has fewer points", func(_ *[]string, r *cx.LoyaltyRows) { r.Expired[0].Amount = dec("40.5") }},
		{"1066", "cx: expired[0]: year 1066", func(_ *[]string, r *cx.LoyaltyRows) { r.Expired[0].At = instant("1066-01-01") }},
	} {
		customers, rows := programCustomers, programRows()
		tt.change(&customers, &rows)
		l, err := cx.LoyaltyOf(customers, rows, 30, cx.Calendar{}, asOf)
		cxtest.Refuses(t, tt.name, err, cx.ErrInvalid)
		if l != (cx.Loyalty{}) || err != nil && !strings.HasPrefix(err.Error(), tt.text) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.text)
		}
	}
	for _, n := range []int{math.MinInt, 0, 36526, math.MaxInt} {
		_, err := cx.LoyaltyOf(nil, cx.LoyaltyRows{}, n, cx.Calendar{}, asOf)
		cxtest.Refuses(t, "days", err, cx.ErrInvalid)
		_, err = cx.MemberDifference(nil, nil, n, cx.Calendar{}, asOf, 0.95)
		cxtest.Refuses(t, "days", err, cx.ErrInvalid)
	}
	_, err := cx.LoyaltyOf(nil, cx.LoyaltyRows{}, 30, cx.Calendar{}, time.Time{})
	cxtest.Refuses(t, "asOf", err, cx.ErrInvalid)
}

// loyaltyContract is what a loyalty program promises.
func loyaltyContract(t *testing.T) cxtest.Contract {
	asOf := instant("2026-07-01")
	rows := programRows()
	of := func(customers []string, rows cx.LoyaltyRows) cx.Loyalty {
		return cxtest.Must(cx.LoyaltyOf(customers, rows, 30, cx.Calendar{}, asOf))
	}
	orders, joined := memberOrders()
	for _, list := range [][]cx.Activity{orders, joined, rows.Joined, rows.Earned, rows.Redeemed} {
		slices.Reverse(list) // so that a function that sorts it is seen
	}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  loyaltyCodecs(),
		Laws: []cxtest.Law{cxtest.Laws[cx.Loyalty, *cx.Loyalty]{Values: []cx.Loyalty{
			of(nil, cx.LoyaltyRows{}), of(programCustomers, rows), of([]string{"x", "y"}, cx.LoyaltyRows{}),
			{AsOf: asOf, Days: 30, Customers: math.MaxInt64 / 4, Members: 2, Earned: dec("0.001"), Outstanding: dec("0.001")},
		}}},
		Calls: []cxtest.Call{
			{Func: "LoyaltyOf", Args: []any{programCustomers, rows.Joined, rows.Earned, rows.Redeemed, rows.Expired}, Do: func() (any, error) { return cx.LoyaltyOf(programCustomers, rows, 30, cx.Calendar{}, asOf) }},
			{Func: "MemberDifference", Args: []any{orders, joined}, Do: func() (any, error) { return cx.MemberDifference(orders, joined, 30, cx.Calendar{}, asOf, 0.95) }},
		},
		Values: []any{rows},
	}
}

func loyaltyCodecs() []cxtest.Codec {
	const begin = `{"as_of":"2026-07-01T00:00:00Z","days":30,`
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Loyalty](begin+`"customers":5,"members":3,"active":1,"redeemers":2,"earned":"150.5","redeemed":"80.5","expired":"30","outstanding":"40"}`).
			WithCounts("days", "customers", "members", "active", "redeemers").WithAmounts("earned", "redeemed", "expired", "outstanding").WithNeeded("as_of").
			WithBad(begin+`"members":1}`, begin+`"customers":1,"members":1,"active":2}`, begin+`"customers":1,"members":1,"redeemers":1}`,
				begin+`"customers":1,"members":1,"earned":"2","outstanding":"1"}`, begin+`"customers":1,"earned":"2","outstanding":"2"}`,
				begin+`"customers":1,"members":1,"active":1}`, begin+`"customers":1,"members":1,"earned":"2","redeemed":"2"}`,
				`{"customers":1}`, `{"days":7}`, `{"as_of":"2026-07-01T00:00:00Z","days":36526}`),
	}
}

func TestLoyalty_Contract(t *testing.T) { loyaltyContract(t).Run(t) }

func FuzzLoyaltyJSON(f *testing.F) { cxtest.FuzzCodecs(f, loyaltyCodecs(), cx.ErrInvalid) }

func TestLoyalty_golden(t *testing.T) {
	cxtest.Golden(t, "loyalty", map[string]any{
		"loyalty":      cxtest.Must(cx.LoyaltyOf(programCustomers, programRows(), 30, cx.Calendar{}, instant("2026-07-01"))),
		"loyalty_zero": cx.Loyalty{}, "loyalty_rows": programRows(),
	})
}

func TestLoyalty_Merge(t *testing.T) {
	l := cxtest.Must(cx.LoyaltyOf(programCustomers, programRows(), 30, cx.Calendar{}, instant("2026-07-01")))
	cxtest.Unmerged(t, "other days", l, cx.Loyalty{AsOf: l.AsOf, Days: 31, Customers: 1}, cx.ErrMismatch)
	cxtest.Unmerged(t, "another instant", l, cx.Loyalty{AsOf: instant("2026-07-02"), Days: 30, Customers: 1}, cx.ErrMismatch)
	cxtest.Unmerged(t, "too many", l, cx.Loyalty{AsOf: l.AsOf, Days: 30, Customers: math.MaxInt64}, cx.ErrInvalid)
	bad := cx.Loyalty{AsOf: l.AsOf, Days: 30, Members: 1}
	cxtest.Unmerged(t, "impossible", l, bad, cx.ErrInvalid)
	_, err := bad.RedemptionRate()
	cxtest.Refuses(t, "impossible", err, cx.ErrInvalid)
	_, err = bad.Enrolled().Rate()
	cxtest.Refuses(t, "impossible", err, cx.ErrInvalid)
}

// memberOrders is three members and five others.
func memberOrders() (orders, joined []cx.Activity) {
	for _, row := range strings.Split(strings.TrimSpace(`
m1 2026-01-05 10, m1 2026-02-20 20, m1 2026-03-01 15, m1 2026-03-20 25, m2 2025-12-01 5, m2 2026-03-30 40, m2 2026-05-01 50,
m3 2026-02-01 8, m3 2026-05-01 30, m3 2026-06-10 45, o1 2026-01-01 10, o1 2026-02-15 12, o1 2026-03-10 10, o1 2026-04-20 9,
o1 2026-05-30 14, o2 2025-11-11 7, o2 2026-04-01 20, o2 2026-04-15 20, o2 2026-05-25 16, o3 2026-01-20 3, o3 2026-03-15 9,
o3 2026-05-10 10, o3 2026-06-01 12, o4 2026-01-02 4, o4 2026-02-25 11, o4 2026-03-05 14, o4 2026-04-12 6, o4 2026-05-22 5, o5 2026-05-15 99`), ",") {
		f := strings.Fields(row)
		orders = append(orders, bookedPoints(f[0], f[1], f[2]))
	}
	return orders, []cx.Activity{bookedPoints("m1", "2026-03-01", "0"), bookedPoints("m2", "2026-04-10", "0"), bookedPoints("m3", "2026-05-20", "0")}
}

// Python's standard library, with hashlib for the days of the others. Changes of members: 5 10
// 15; of o1 to o4: -2 16 9 3; o5 has no days before.
func TestMemberDifference(t *testing.T) {
	orders, joined := memberOrders()
	asOf := instant("2026-07-01")
	check := func(what string, orders, joined []cx.Activity) {
		t.Helper()
		c, err := cx.MemberDifference(orders, joined, 30, cx.Calendar{}, asOf, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, what+": difference", c.Difference, 3.5, 1e-12)
		cxtest.Near(t, what+": error", c.StandardError, 4.839077046, 1e-9)
		cxtest.Near(t, what+": t", c.Z, .723278420, 1e-9)
		cxtest.Near(t, what+": degrees of freedom", c.DegreesOfFreedom, 4.959757962, 1e-9)
	}
	check("as it is", orders, joined)
	// What is at asOf or later, and a refund of an order out of the days, change nothing; one of
	// an order within lowers it, whenever it comes.
	more := append(append([]cx.Activity(nil), orders...), bookedPoints("o6", "2026-07-01", "500"), bookedPoints("m1", "2026-03-02", "-15"), bookedPoints("m1", "2026-06-30", "-3"), bookedPoints("m1", "2026-03-25", "3"))
	check("with refunds", more, append(append([]cx.Activity(nil), joined...), bookedPoints("o1", "2026-07-01", "0")))
	// Who has not been there for all the days before does not count.
	day := joined[cxtest.Must(cx.CustomerBucket("", "new", 3))].At
	check("with a new customer", append(orders, cx.Activity{Customer: "new", At: day.AddDate(0, 0, -30), Amount: dec("70")}), joined)
}

func TestMemberDifference_refuses(t *testing.T) {
	orders, joined := memberOrders()
	asOf := instant("2026-07-01")
	for _, tt := range []struct {
		name           string
		orders, joined []cx.Activity
		asOf           time.Time
		level          float64
		text           string
		want           error
	}{
		{"level", orders, joined, asOf, 1, "cx: confidence level", cx.ErrInvalid},
		{"no number", orders, joined, asOf, math.NaN(), "cx: confidence level", cx.ErrInvalid},
		{"asOf", orders, joined, time.Time{}, 0.95, "cx: time is missing", cx.ErrInvalid},
		{"order of nobody", append(orders[:1:1], bookedPoints("", "2026-01-01", "1")), joined, asOf, 0.95, "cx: orders[1]: ", cx.ErrInvalid},
		{"order of 1066", append(orders[:1:1], bookedPoints("m1", "1066-01-01", "1")), joined, asOf, 0.95, "cx: orders[1]: ", cx.ErrInvalid},
		{"joined twice", orders, append(joined[:2:2], joined[0]), asOf, 0.95, "cx: joined[2]: ", cx.ErrInvalid},
		{"joined for money", orders, append(joined[:2:2], bookedPoints("m3", "2026-05-20", "1")), asOf, 0.95, "cx: joined[2]: ", cx.ErrInvalid},
		{"nothing", nil, nil, asOf, 0.95, "cx: member difference: fewer than two", cx.ErrUndefined},
		{"no members", orders, nil, asOf, 0.95, "cx: member difference: fewer than two", cx.ErrUndefined},
		{"one member", orders, joined[:1], asOf, 0.95, "cx: member difference: fewer than two", cx.ErrUndefined},
		{"members alone", orders[:10], joined, asOf, 0.95, "cx: member difference: fewer than two", cx.ErrUndefined},
	} {
		c, err := cx.MemberDifference(tt.orders, tt.joined, 30, cx.Calendar{}, tt.asOf, tt.level)
		cxtest.Refuses(t, tt.name, err, tt.want)
		if c != (cx.Comparison{}) || err != nil && !strings.HasPrefix(err.Error(), tt.text) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.text)
		}
	}
}

// Of 40 programs without effect, which one order in fifty brings customers to join, few have a P below 0.05. A seeded
// sample: 5 % of 40 is 2, and more than 7 come in 1 of 1,000 such tests.
func TestMemberDifference_noEffect(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 5))
	found := 0
	for range 40 {
		var orders, joined []cx.Activity
		for i := range 150 {
			name, rate, member := "c"+strconv.Itoa(i), 0.02+0.08*random.Float64(), false
			for day := range 400 {
				if random.Float64() > rate {
					continue
				}
				at := instant("2025-01-01").AddDate(0, 0, day)
				orders = append(orders, bookedPoints(name, at.Format(time.DateOnly), strconv.Itoa(5+random.IntN(60))))
				if !member && day > 100 && random.Float64() < 0.02 {
					member, joined = true, append(joined, bookedPoints(name, at.Format(time.DateOnly), "0"))
				}
			}
		}
		c, err := cx.MemberDifference(orders, joined, 60, cx.Calendar{}, instant("2026-02-05"), 0.95)
		if err != nil {
			t.Fatal(err)
		}
		if c.P < 0.05 {
			found++
		}
	}
	if found > 7 {
		t.Errorf("%d of 40 programs without effect have a P below 0.05", found)
	}
}
