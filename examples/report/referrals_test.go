package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestReferralSample(t *testing.T) {
	compareScreen(t, "referrals.txt", "sample", "referrals")
	compareGolden(t, "referrals.json", "sample", "referrals", "-json")
}

// referralArgs writes referrals to a file, and returns the flags of both files.
func referralArgs(t *testing.T, text string) []string {
	t.Helper()
	name := t.TempDir() + "/links.csv"
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return []string{"referrals", "-customer", "who", "-at", "at", "-amount", "paid", "-referrals", name, "-referrer", "from", "-referee", "to",
		"-referred-at", "when", "-"}
}

// Before February there are a, b, c and d; since then came e, f and g, of whom a referred e
// and f. h was referred by b and did not come. b referred e again, and c itself. The
// referral of d is of January.
const (
	sevenOrders = "who,at,paid\na,2026-01-01,10\nb,2026-01-02,10\nc,2026-01-03,10\nd,2026-01-10,10\n" +
		"e,2026-02-05,30\nf,2026-02-06,20\ng,2026-02-07,40\na,2026-02-08,15\ne,2026-02-20,-5\ng,2026-03-01,99\n"
	sixLinks = "from,to,when\na,e,2026-02-03\na,f,2026-02-04\nb,h,2026-02-04\nb,e,2026-02-04\nc,c,2026-02-04\na,d,2026-01-05\n"
)

func TestReferralPage(t *testing.T) {
	args := append([]string{"-since", "2026-02-01", "-as-of", "2026-03-01"}, referralArgs(t, sixLinks)...)
	doc := runJSON(t, sevenOrders, args...)
	for _, c := range []struct {
		want float64
		path []any
	}{
		{5, []any{"activities"}}, {1, []any{"later"}}, {1, []any{"referrals", "outside"}},
		{3, []any{"tally", "leads"}}, {1, []any{"tally", "self_referrals"}}, {1, []any{"tally", "duplicates"}},
		{0.66666667, []any{"by_customers", "rate"}}, {2, []any{"by_orders", "count"}}, {4, []any{"by_orders", "base"}},
		{0.5, []any{"participation", "rate"}}, {0.66666667, []any{"conversion", "rate"}},
		{0.75, []any{"leads_per_customer"}}, {1.5, []any{"leads_per_referrer"}},
		{0.5, []any{"k_factor"}}, {2, []any{"amplification"}}, {0.45, []any{"revenue_share"}}, // 45 of 100
	} {
		doc.near(t, c.want, 1e-8, c.path...)
	}
	page := runReport(t, sevenOrders, args...)
	for _, want := range []string{"REFERRALS  3 leads referred, at least 66.7% of new customers", "K-factor", "lower bound", "of oneself"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

func TestReferralUsage(t *testing.T) {
	args := referralArgs(t, sixLinks)
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"no referrals", []string{"referrals", "-referrer", "from", "-"}, "-referrals FILE"},
		{"referrals of the sample", []string{"sample", "referrals", "-referrals", "links.csv"}, "needs the file of the orders"},
		{"since", append([]string{"-since", "2026"}, args...), "1901 to 2199"},
		{"since later", append([]string{"-since", "2026-02-01", "-as-of", "2026-02-01"}, args...), "-since is not before -as-of"},
		{"another topic's flag", append([]string{"-window", "9"}, args...), "-window is no flag of referrals, but of orders"},
		{"unknown column", append(args, "-referee", "whom"), `-referee: there is no column "whom"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if status := run(kindFirst(c.args), strings.NewReader(sevenOrders), &out, &errs); status != 2 || out.Len() > 0 {
				t.Errorf("status %d and %d bytes of output, want 2 and none", status, out.Len())
			}
			if !strings.Contains(errs.String(), c.want) {
				t.Errorf("message %q lacks %q", errs.String(), c.want)
			}
		})
	}
}

// TestReferenceReferrals has the users of a service, each as one activity, and who referred
// them.
func TestReferenceReferrals(t *testing.T) {
	want := reference(t, "referral_graph")
	got := runJSON(t, readShared(t, "referral_graph/users.csv.gz"), "referrals", "-customer", "user_id", "-at", "registration_date",
		"-referrals", sharedData+"referral_graph/referrals.csv", "-referrer", "referrer_id", "-referee", "referee_id", "-")
	got.near(t, want.number(t, "referrals"), 0, "tally", "leads")
	got.near(t, want.number(t, "referrers"), 0, "tally", "referrers")
	got.near(t, want.number(t, "referral_rate_pct")/100, 1e-8, "participation", "rate")
	got.near(t, want.number(t, "referred_share_pct")/100, 1e-8, "by_customers", "rate")
	got.near(t, want.number(t, "referrals_per_user"), sixDigits, "leads_per_customer")
	got.near(t, want.number(t, "referrals_per_referrer"), sixDigits, "leads_per_referrer")
}

func TestReferralPages(t *testing.T) {
	for _, c := range []struct {
		name, orders, links string
		args                []string
	}{
		{"all time", sevenOrders, sixLinks, nil},
		{"since before all", sevenOrders, sixLinks, []string{"-since", "2020-01-01"}},
		{"since after all", sevenOrders, sixLinks, []string{"-since", "2030-01-01"}},
		{"before all", sevenOrders, sixLinks, []string{"-as-of", "2020-01-01"}},
		{"no referrals", sevenOrders, "from,to,when\n", []string{"-level", "0.999", "-tz", "America/New_York"}},
		{"circle", sevenOrders, "from,to,when\na,b,2026-01-01\nb,a,2026-01-01\n", nil},
		{"large", "who,at,paid\na,2026-01-01,999999999999999999\n", "from,to,when\nb,a,2026-01-01\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := append(c.args, referralArgs(t, c.links)...)
			checkPage(t, runReport(t, c.orders, args...))
			runJSON(t, c.orders, args...)
		})
	}
}

// TestReferralsStayPrivate looks for customers and bad cells in all that is printed.
func TestReferralsStayPrivate(t *testing.T) {
	const secret = "4929123412341234"
	text := "who,at,paid\n" + secret + ",2026-01-01,1\na,2026-01-01," + secret + "x\n"
	for _, format := range []string{"-json", "-level=0.9"} {
		args := append([]string{format}, referralArgs(t, "from,to,when\n"+secret+",b,2026-01-01\na,b,"+secret+"\n")...)
		if page := runReport(t, text, args...); strings.Contains(page, secret) {
			t.Errorf("the report repeats a cell:\n%s", page)
		}
	}
}
