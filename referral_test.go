package cx_test

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
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
		{Referrer: "ada", Referee: "bob", At: linkDay(10)},
		{Referrer: "cat", Referee: "bob", At: linkDay(5)}, // earlier: cat referred bob
		{Referrer: "ada", Referee: "ada", At: linkDay(5)},
		{Referrer: "ada", Referee: "dan"},
		{Referrer: "cat", Referee: "dan", At: linkDay(1)}, // dan's first row has no instant
		{Referrer: "ada", Referee: "eve", At: linkDay(6)},
		{Referrer: "old", Referee: "fay", At: linkDay(6)}, // old is no customer any more
		{Referrer: "x", Referee: "y", At: linkDay(6)},
		{Referrer: "y", Referee: "x", At: linkDay(7)},
		{Referrer: "ada", Referee: "x", At: linkDay(7)}, // a duplicate, at the same instant
	}
	customers := []string{"ada", "cat", "bob", "dan", "gus", "fay", "ada"}
	acquired := []string{"bob", "dan", "gus", "fay", "bob"}
	orders := []cx.Activity{
		{Customer: "ada", At: linkDay(9), Amount: dec("100")},
		{Customer: "bob", At: linkDay(4), Amount: dec("10")}, // before the referral
		{Customer: "bob", At: linkDay(5), Amount: dec("20")},
		{Customer: "bob", At: linkDay(9), Amount: dec("-5.50")},
		{Customer: "dan", At: linkDay(1), Amount: dec("30")},
		{Customer: "x", At: linkDay(9), Amount: dec("40")},
	}
	got, err := cx.ReferralsOf(referrals, customers, acquired, orders)
	want := cx.Referrals{
		Customers: 6, Referrers: 2, Leads: 4, Acquired: 4, Referred: 3, Orders: 5, ReferredOrders: 2,
		Revenue: dec("194.5"), ReferredRevenue: dec("44.5"), SelfReferrals: 1, Duplicates: 3, Cyclic: 2,
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Fatalf("ReferralsOf: %v (-want +got)\n%s", err, diff)
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

// TestReferralCycles: every row is counted once, and what lies on a cycle is left out.
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
	huge := cx.Activity{Customer: "a", At: linkDay(1), Amount: dec("9999999999999999999999999999999999")}
	tests := []struct {
		name                string
		referrals           []cx.Referral
		customers, acquired []string
		orders              []cx.Activity
		row                 int
	}{
		{"no referrer", []cx.Referral{ok, {Referee: "bob"}}, nil, nil, nil, 1},
		{"no referee", []cx.Referral{ok, {Referrer: "bob", Referee: " "}}, nil, nil, nil, 1},
		{"a referral of 1066", []cx.Referral{{Referrer: "a", Referee: "b", At: time.Date(1066, 1, 1, 0, 0, 0, 0, time.UTC)}}, nil, nil, nil, 0},
		{"a blank customer", []cx.Referral{ok}, []string{"ada", ""}, nil, nil, 2},
		{"a blank new customer", []cx.Referral{ok}, []string{"ada"}, []string{""}, nil, 2},
		{"an order without a time", []cx.Referral{ok}, []string{"ada"}, []string{"bob"}, []cx.Activity{{Customer: "ada"}}, 3},
		{"a sum of 35 digits", nil, nil, nil, []cx.Activity{huge, huge}, -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.ReferralsOf(test.referrals, test.customers, test.acquired, test.orders)
			checkRowError(t, "ReferralsOf", err, cx.ErrInvalid, test.row)
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
	_, err = cx.Referrals{}.RevenueShare()
	cxtest.Refuses(t, "RevenueShare of nothing", err, cx.ErrUndefined)
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
		cxtest.Unmerged(t, name, r, cx.Referrals{Customers: 1}, cx.ErrInvalid)
	}
	most := cx.Referrals{Customers: 1<<63 - 1}
	cxtest.Unmerged(t, "too many", most, cx.Referrals{Customers: 1}, cx.ErrInvalid)
}

// TestReferralGraph reproduces the referral_graph reference. Its referral_rate is the
// participation, and its referred_share the referral rate.
func TestReferralGraph(t *testing.T) {
	columns, rows := sharedRows(t, "referral_graph", "referrals.csv")
	userColumns, userRows := sharedRows(t, "referral_graph", "users.csv.gz")
	subscriptionColumns, subscriptionRows := sharedRows(t, "referral_graph", "subscriptions.csv.gz")
	var reference struct {
		Users, Referrals, Referrers int64
		Participation               float64                                    `json:"referral_rate_pct"`
		Share                       float64                                    `json:"referred_share_pct"`
		PerUser                     float64                                    `json:"referrals_per_user"`
		PerReferrer                 float64                                    `json:"referrals_per_referrer"`
		Conversion                  float64                                    `json:"conversion_of_referred_pct"`
		ConversionOfOthers          float64                                    `json:"conversion_of_others_pct"`
		BySubscribers               float64                                    `json:"referral_rate_of_subscribers_pct"`
		ByYear                      map[string]struct{ Users, Referred int64 } `json:"by_registration_year"`
	}
	sharedReference(t, "referral_graph", &reference)
	var referrals []cx.Referral
	referees := map[string]bool{}
	for _, row := range rows {
		r := cx.Referral{Referrer: row[columns["referrer_id"]], Referee: row[columns["referee_id"]]}
		referrals = append(referrals, r)
		referees[r.Referee] = true
	}
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	var users []string
	byYear := map[string][]string{}
	var landmarks []cx.Landmark // on the day before the registration
	for _, row := range userRows {
		user, date := row[userColumns["user_id"]], row[userColumns["registration_date"]]
		users = append(users, user)
		byYear[date[:4]] = append(byYear[date[:4]], user)
		class := "others"
		if referees[user] {
			class = "referred"
		}
		landmarks = append(landmarks, cx.Landmark{Customer: user, At: day(date).AddDate(0, 0, -1), Class: class})
	}
	r, err := cx.ReferralsOf(referrals, users, users, nil)
	if err != nil || r.Customers != reference.Users || r.Leads != reference.Referrals || r.Referrers != reference.Referrers ||
		r.Referred != 2495 || r.SelfReferrals+r.Duplicates+r.Cyclic != 0 {
		t.Fatalf("ReferralsOf = %v, %v", r, err)
	}
	percent := func(what string, p cx.Proportion, want float64) {
		t.Helper()
		rate, err := p.Rate()
		printsAs(t, what, 100*rate.InexactFloat64(), err, strconv.FormatFloat(want, 'f', 6, 64))
	}
	percent("Participation", r.Participation(), reference.Participation)
	percent("ByCustomers", r.ByCustomers(), reference.Share)
	perUser, err := r.LeadsPerCustomer().Rate()
	printsAs(t, "LeadsPerCustomer", perUser.InexactFloat64(), err, strconv.FormatFloat(reference.PerUser, 'f', 6, 64))
	k, err := r.KFactor()
	cxtest.Exactly(t, "KFactor", k, err, "0.2495")
	perReferrer, err := r.LeadsPerReferrer().Rate()
	printsAs(t, "LeadsPerReferrer", perReferrer.InexactFloat64(), err, strconv.FormatFloat(reference.PerReferrer, 'f', 6, 64))
	for year, want := range reference.ByYear {
		r, err := cx.ReferralsOf(referrals, users, byYear[year], nil)
		if err != nil || r.Acquired != want.Users || r.Referred != want.Referred {
			t.Errorf("%s: ReferralsOf = %v, %v, want %v", year, r, err, want)
		}
	}

	// Those who subscribed within a century of the registration, by how they came.
	var events []cx.Event
	var subscribers []string
	for _, row := range subscriptionRows {
		user := row[subscriptionColumns["user_id"]]
		subscribers = append(subscribers, user)
		events = append(events, cx.Event{Customer: user, Name: "subscribe", At: day(row[subscriptionColumns["subscription_date"]])})
	}
	rule := cx.LinkageRule{Horizon: 100 * 365 * 24 * time.Hour, Outcomes: []string{"subscribe"}}
	l, err := cx.LinkageOf(landmarks, nil, events, rule, time.Date(2150, time.January, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || len(l.Classes) != 2 || l.Events.Counted != int64(len(events)) {
		t.Fatalf("LinkageOf = %v, %v", l, err)
	}
	percent("others", l.Classes[0].Had("subscribe"), reference.ConversionOfOthers)
	percent("referred", l.Classes[1].Had("subscribe"), reference.Conversion)
	r, err = cx.ReferralsOf(referrals, subscribers, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	percent("subscribers", r.Participation(), reference.BySubscribers)
}

// TestTelcoReferrals reproduces the referrals of the later edition of telco_churn, which
// has only the number of each customer.
func TestTelcoReferrals(t *testing.T) {
	columns, rows := sharedRows(t, "telco_churn", "telecom_referrals_status.csv.gz")
	var reference struct {
		Referrals struct {
			Rows        int64
			Referrers   int64                                   `json:"customers_with_at_least_one_referral"`
			Percent     float64                                 `json:"referral_rate_pct"`
			Total       int64                                   `json:"referrals_total"`
			PerCustomer float64                                 `json:"referrals_per_customer"`
			PerReferrer float64                                 `json:"referrals_per_referrer"`
			ByStatus    map[string]struct{ N, Referrers int64 } `json:"by_status"`
		}
	}
	sharedReference(t, "telco_churn", &reference)
	want := reference.Referrals
	var all cx.Referrals
	status := map[string]cx.Referrals{}
	for _, row := range rows {
		one := cx.Referrals{Customers: 1, Leads: int64(mustFloat(row[columns["Numberofreferrals "]]))}
		if one.Leads > 0 {
			one.Referrers = 1
		}
		name := row[columns["Customerstatus "]]
		of := status[name]
		if err := of.Merge(one); err != nil {
			t.Fatal(err)
		}
		status[name] = of
		if err := all.Merge(one); err != nil {
			t.Fatal(err)
		}
	}
	if all.Customers != want.Rows || all.Referrers != want.Referrers || all.Leads != want.Total {
		t.Errorf("tally = %v, want %v", all, want)
	}
	rate, err := all.Participation().Rate()
	printsAs(t, "Participation", 100*rate.InexactFloat64(), err, strconv.FormatFloat(want.Percent, 'f', 6, 64))
	rate, err = all.LeadsPerCustomer().Rate()
	printsAs(t, "LeadsPerCustomer", rate.InexactFloat64(), err, strconv.FormatFloat(want.PerCustomer, 'f', 6, 64))
	rate, err = all.LeadsPerReferrer().Rate()
	printsAs(t, "LeadsPerReferrer", rate.InexactFloat64(), err, strconv.FormatFloat(want.PerReferrer, 'f', 6, 64))
	for name, want := range want.ByStatus {
		if got := status[name]; got.Customers != want.N || got.Referrers != want.Referrers {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
