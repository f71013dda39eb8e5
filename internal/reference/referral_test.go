package reference

import (
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// sixDecimals checks a figure to the six decimals that its source prints.
func sixDecimals(t *testing.T, what string, got float64, err error, want float64) {
	t.Helper()
	print := func(f float64) string { return strconv.FormatFloat(f, 'f', 6, 64) }
	if err != nil || print(got) != print(want) {
		t.Errorf("%s = %s, %v, want %s", what, print(got), err, print(want))
	}
}

// TestReferralGraph reproduces the referral_graph reference. Its referral_rate is the
// participation, and its referred_share the referral rate.
func TestReferralGraph(t *testing.T) {
	rows := records(t, "referral_graph/referrals.csv")
	userRows := records(t, "referral_graph/users.csv.gz")
	subscriptionRows := records(t, "referral_graph/subscriptions.csv.gz")
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
	figures(t, "referral_graph", &reference)
	var referrals []cx.Referral
	referees := map[string]bool{}
	for _, row := range rows {
		r := cx.Referral{Referrer: row["referrer_id"], Referee: row["referee_id"]}
		referrals = append(referrals, r)
		referees[r.Referee] = true
	}
	var users []string
	byYear := map[string][]string{}
	var landmarks []cx.Landmark // on the day before the registration
	for _, row := range userRows {
		user, date := row["user_id"], row["registration_date"]
		users = append(users, user)
		byYear[date[:4]] = append(byYear[date[:4]], user)
		class := "others"
		if referees[user] {
			class = "referred"
		}
		landmarks = append(landmarks, cx.Landmark{Customer: user, At: instant(date).AddDate(0, 0, -1), Class: class})
	}
	r, err := cx.ReferralsOf(referrals, users, users, nil)
	if err != nil || r.Customers != reference.Users || r.Leads != reference.Referrals || r.Referrers != reference.Referrers ||
		r.Referred != 2495 || r.SelfReferrals+r.Duplicates+r.Cyclic != 0 {
		t.Fatalf("ReferralsOf = %v, %v", r, err)
	}
	percent := func(what string, p cx.Proportion, want float64) {
		t.Helper()
		rate, err := p.Rate()
		sixDecimals(t, what, 100*rate.InexactFloat64(), err, want)
	}
	percent("Participation", r.Participation(), reference.Participation)
	percent("ByCustomers", r.ByCustomers(), reference.Share)
	perUser, err := r.LeadsPerCustomer().Rate()
	sixDecimals(t, "LeadsPerCustomer", perUser.InexactFloat64(), err, reference.PerUser)
	k, err := r.KFactor()
	cxtest.Exactly(t, "KFactor", k, err, "0.2495")
	perReferrer, err := r.LeadsPerReferrer().Rate()
	sixDecimals(t, "LeadsPerReferrer", perReferrer.InexactFloat64(), err, reference.PerReferrer)
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
		user := row["user_id"]
		subscribers = append(subscribers, user)
		events = append(events, cx.Event{Customer: user, Name: "subscribe", At: instant(row["subscription_date"])})
	}
	rule := cx.LinkageRule{Horizon: 100 * 365 * 24 * time.Hour, Outcomes: []string{"subscribe"}}
	l, err := cx.LinkageOf(landmarks, nil, events, rule, instant("2150-01-01"))
	if err != nil || len(l.Classes) != 2 || l.Events.Counted != int64(len(events)) {
		t.Fatalf("LinkageOf = %v, %v", l, err)
	}
	percent("others", cxtest.Must(l.Classes[0].Had("subscribe")), reference.ConversionOfOthers)
	percent("referred", cxtest.Must(l.Classes[1].Had("subscribe")), reference.Conversion)
	r, err = cx.ReferralsOf(referrals, subscribers, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	percent("subscribers", r.Participation(), reference.BySubscribers)
}

// TestTelcoReferrals reproduces the referrals of the later edition of telco_churn, which
// has only the number of each customer.
func TestTelcoReferrals(t *testing.T) {
	rows := records(t, "telco_churn/telecom_referrals_status.csv.gz")
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
	figures(t, "telco_churn", &reference)
	want := reference.Referrals
	var all cx.Referrals
	status := map[string]cx.Referrals{}
	for _, row := range rows {
		one := cx.Referrals{Customers: 1, Leads: int64(number(t, row["Numberofreferrals "]))}
		if one.Leads > 0 {
			one.Referrers = 1
		}
		name := row["Customerstatus "]
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
	sixDecimals(t, "Participation", 100*rate.InexactFloat64(), err, want.Percent)
	rate, err = all.LeadsPerCustomer().Rate()
	sixDecimals(t, "LeadsPerCustomer", rate.InexactFloat64(), err, want.PerCustomer)
	rate, err = all.LeadsPerReferrer().Rate()
	sixDecimals(t, "LeadsPerReferrer", rate.InexactFloat64(), err, want.PerReferrer)
	for name, want := range want.ByStatus {
		if got := status[name]; got.Customers != want.N || got.Referrers != want.Referrers {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
