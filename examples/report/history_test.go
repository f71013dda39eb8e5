package main

import (
	"fmt"
	"strings"
	"testing"
)

var (
	orderArgs        = []string{"orders", "-customer", "who", "-at", "at", "-amount", "paid", "-"}
	subscriptionArgs = []string{"subscriptions", "-customer", "who", "-start", "from", "-end", "to", "-mrr", "mrr", "-"}
)

// TestSkippedMidnight has a day of Havana that begins at 01:00: on 2022-03-13 the
// clocks were set forward at 00:00.
func TestSkippedMidnight(t *testing.T) {
	for _, at := range []string{"2022-03-13", "2022-03-13 00:30"} {
		doc := runJSON(t, "nps,at\n9,"+at+"\n", "-nps", "nps", "-at", "at", "-every", "day", "-tz", "America/Havana", "-")
		doc.near(t, 1, 0, "nps", "points", "2022-03-13", "answers")
		doc = runJSON(t, "c,at\nx,"+at+"\n", "orders", "-customer", "c", "-at", "at", "-tz", "America/Havana", "-")
		if day := doc.at(t, "span"); day != "2022-03-13" {
			t.Errorf("%s: span = %v, want 2022-03-13", at, day)
		}
	}
}

// TestSubscriptionPage has figures by hand. On 2026-01-31 a pays 10, b 20 and c 70. In
// February a leaves, b pays 5 less, c 15 more (85), d is new with 40, and e, who had
// left in January, is back with 10: 100 + 40 + 15 + 10 - 5 - 10 = 150. NRR is
// (100 + 15 - 5 - 10)/100, GRR (100 - 15)/100, the quick ratio 65/15, ARPA 150/4.
func TestSubscriptionPage(t *testing.T) {
	const text = "who,from,to,mrr\na,2026-01-05,2026-02-10,10\nb,2026-01-05,2026-02-15,20\nb,2026-02-15,,15\n" +
		"c,2026-01-05,,70\nc,2026-02-03,,15\nd,2026-02-04,,40\ne,2026-01-02,2026-01-20,30\ne,2026-02-20,,10\n"
	args := append([]string{"-as-of", "2026-03-01", "-churn", "all"}, subscriptionArgs...)
	doc := runJSON(t, text, args...)
	for key, want := range map[string]float64{"start": 100, "new": 40, "expansion": 15, "contraction": 5, "churned": 10, "reactivated": 10, "end": 150} {
		doc.near(t, want, 0, "revenue", "2026-02", "movements", key)
	}
	for key, want := range map[string]float64{"nrr": 1, "grr": 0.85, "gross_churn": 0.15, "net_churn": 0,
		"net_churn_after_reactivation": -0.1, "quick_ratio": 4.33333333, "arpa": 37.5} {
		doc.near(t, want, 0, "revenue", "2026-02", key)
	}
	// Churn of February: of a, b and c one left, d joined; e is in none of the counts
	// but the returns. of_active is 1/4, of_average 1/((3 + 3)/2) since the end of the
	// tally is without e; the days add up to 1/4, for d was there on the 10th.
	for formula, want := range map[string]float64{"standard": 0.33333333, "counting_returned": 0.33333333, "counting_acquired": 0.33333333,
		"of_active": 0.25, "of_average": 0.33333333, "daily": 0.25} {
		doc.near(t, want, 0, "churn", "2026-02", "rates", formula, "rate")
	}
	doc.near(t, 1, 0, "churn", "2026-02", "reactivated")
	doc.near(t, 4, 0, "churn", "2026-02", "customers")
	doc.near(t, 0.66666667, 0, "churn", "2026-02", "retained", "rate")
	page := runReport(t, text, args...)
	for _, want := range []string{
		"2026-02         3     1     1     1      4    33.3%    33.3%    33.3%    25.0%    33.3%    25.0%",
		"RECURRING REVENUE  150 a month at the end of 2026-02",
		"churned            -10  ", "net revenue retained         - (no data)", "revenue per customer     37.50",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	// Without amounts there is no money, and the page says nothing of it.
	page = runReport(t, text, "subscriptions", "-customer", "who", "-start", "from", "-end", "to", "-")
	if strings.Contains(page, "REVENUE") {
		t.Errorf("the page has revenue without -mrr:\n%s", page)
	}
}

// TestAsOf has an activity and subscriptions that are not known yet.
func TestAsOf(t *testing.T) {
	doc := runJSON(t, "who,at,paid\na,2026-01-10,5\na,2026-03-01,7\nb,2026-02-28 23:59,1\n",
		append([]string{"-as-of", "2026-03-01"}, orderArgs...)...)
	doc.near(t, 2, 0, "activities")
	doc.near(t, 1, 0, "later")
	doc.near(t, 6, 0, "revenue")
	if day := doc.at(t, "span"); day != "2026-01-10/2026-03-01" {
		t.Errorf("span = %v", day)
	}
	doc = runJSON(t, "who,from,to,mrr\na,2026-01-10,2026-03-01,5\nb,2026-03-01,,7\nc,2026-01-10,2026-02-28,7\n",
		append([]string{"-as-of", "2026-03-01"}, subscriptionArgs...)...)
	doc.near(t, 2, 0, "subscriptions")
	doc.near(t, 1, 0, "running") // the end of a was not known when March 1 began
	doc.near(t, 1, 0, "survival", "curve", "churned")
}

// TestStays has a change of plan, which is no end: by customers 7 stays, of which 3 ended after
// 89, 120 and 181 days, and 4 run for 214 to 365 days. The shares are those of R 4.2.2.
func TestStays(t *testing.T) {
	doc := runJSON(t, "who,from,to,mrr\nana,2025-01-01,2025-03-01,20\nana,2025-03-01,2025-07-01,30\nben,2025-01-01,2025-02-01,20\n"+
		"ben,2025-02-01,2025-06-01,25\nben,2025-06-01,,40\ncem,2025-02-01,2025-05-01,20\ndia,2025-03-01,2025-04-01,50\ndia,2025-04-01,,25\n"+
		"eva,2025-01-01,2025-04-01,30\neva,2025-04-01,2025-05-01,20\nfin,2025-05-01,,20\ngus,2025-06-01,,15\n",
		append([]string{"-as-of", "2026-01-02"}, subscriptionArgs...)...)
	doc.near(t, 12, 0, "subscriptions")
	doc.near(t, 7, 0, "survival", "curve", "customers")
	doc.near(t, 3, 0, "survival", "curve", "churned")
	for days, want := range map[string]float64{"30": 1, "90": .857143, "180": .714286, "365": .571429} {
		doc.near(t, want, 1e-6, "survival", "at", days, "share")
	}
}

// TestStayingActive dates the end by the last activity. By hand, as of March 1 with a window
// of 30 days, so that spells are seen until January 30: a is active from the 1st to the 21st,
// b on the 10th alone, c from the 15th on; d began later.
func TestStayingActive(t *testing.T) {
	text := "who,at,paid\na,2026-01-01,1\na,2026-01-21,1\nb,2026-01-10,1\nc,2026-01-15,1\nc,2026-02-10,1\nd,2026-02-05,1\n"
	args := append([]string{"-as-of", "2026-03-01", "-window", "30"}, orderArgs...)
	doc := runJSON(t, text, args...)
	doc.near(t, 3, 0, "survival", "curve", "customers")
	doc.near(t, 2, 0, "survival", "curve", "churned")
	for i, want := range []float64{1, 15, 21} {
		doc.near(t, want, 0, "survival", "curve", "steps", i, "time")
	}
	doc.near(t, 2./3, 1e-12, "survival", "curve", "steps", 0, "survival")
	if page := runReport(t, text, args...); !strings.Contains(page, "staying active: up to the last activity, of spells that began 30 days ago or earlier") {
		t.Errorf("the page does not say what it dates by:\n%s", page)
	}
}

// TestCustomersStayPrivate looks for customers and bad cells in everything that is
// printed but the lists of customers, which are those of TestNames.
func TestCustomersStayPrivate(t *testing.T) {
	const secret = "4929123412341234"
	for _, c := range []struct {
		text string
		args []string
	}{
		{"who,at,paid\n" + secret + ",2026-01-01,1\na," + secret + ",1\na,2026-01-02,x" + secret + "\nb,2026-03-05,2\n", orderArgs},
		{"who,from,to,mrr\n" + secret + ",2026-01-01,,1\na," + secret + ",,1\nb,2026-01-01,x" + secret + ",1\nc,2026-01-01,,x" + secret + "\nd,2026-03-01,,1\n",
			subscriptionArgs},
	} {
		for _, format := range []string{"-json", "-level=0.9"} {
			if page := runReport(t, c.text, append([]string{format}, c.args...)...); strings.Contains(page, secret) {
				t.Errorf("the report repeats a cell:\n%s", page)
			}
		}
	}
}

// TestTooMuchWork has a table that would take minutes.
func TestTooMuchWork(t *testing.T) {
	var out, errs strings.Builder
	text := "who,at,paid\na,1930-01-01,1\nb,2030-01-01,1\n" // 36,525 cohorts of as many days
	status := run(kindFirst(append([]string{"-every", "day"}, orderArgs...)), strings.NewReader(text), &out, &errs)
	if status != 1 || !strings.Contains(errs.String(), "name a longer period with -every") {
		t.Errorf("status %d, %q, want 1 and advice", status, errs.String())
	}
}

func TestHistoryPages(t *testing.T) {
	var orders, subs strings.Builder
	orders.WriteString("who,at,paid\n")
	subs.WriteString("who,from,to,mrr\n")
	for i := range 300 {
		fmt.Fprintf(&orders, "%d,20%02d-%02d-%02d,%d99999999999.99\n", i%40, i%30, 1+i%12, 1+i%28, 1+i%9)
		fmt.Fprintf(&subs, "%d,20%02d-%02d-%02d,,%d99999999999.99\n", i%200, i%30, 1+i%12, 1+i%28, 1+i%9)
	}
	for _, c := range []struct {
		name, text string
		args       []string
	}{
		{"orders by week", "", []string{"sample", "orders", "-every", "week", "-churn", "all", "-level", "0.999"}},
		{"orders by Sunday week", "", []string{"sample", "orders", "-every", "week_from_sunday", "-window", "10"}},
		{"orders by day", "", []string{"sample", "orders", "-every", "day", "-as-of", "2024-09-01", "-tz", "Pacific/Auckland"}},
		{"orders by year", "", []string{"sample", "orders", "-every", "year"}},
		{"orders by quarter", "", []string{"sample", "orders", "-every", "quarter", "-churn", "daily,of_active"}},
		{"subscriptions by week", "", []string{"sample", "subscriptions", "-every", "week", "-churn", "all"}},
		{"subscriptions by year", "", []string{"sample", "subscriptions", "-every", "year"}},
		{"subscriptions by Sunday week", "", []string{"sample", "subscriptions", "-every", "week_from_sunday", "-as-of", "2024-01-01"}},
		{"thirty years of orders", orders.String(), orderArgs},
		{"thirty years of subscriptions", subs.String(), subscriptionArgs},
		{"a year by day", subs.String(), append([]string{"-every", "day", "-as-of", "2001-06-01"}, subscriptionArgs...)},
		{"one order", "who,at,paid\na,2026-01-01,1\n", orderArgs},
		{"free orders", "who,at,paid\na,2026-01-01,0\na,2026-03-01,0\n", orderArgs},
		{"one subscription", "who,from,to,mrr\na,2026-01-01,,1\n", subscriptionArgs},
		{"nothing known yet", "who,from,to,mrr\na,2026-01-01,,1\n", append([]string{"-as-of", "2020-01-01"}, subscriptionArgs...)},
		{"subscription of no day", "who,from,to,mrr\na,2026-01-01,2026-01-01,1\nb,2026-03-01,2026-03-01,1\n", subscriptionArgs},
		{"all left", "who,from,to,mrr\na,2026-01-01,2026-02-10,1\nb,2026-01-01,2026-03-10,1\n", append([]string{"-as-of", "2026-05-01"}, subscriptionArgs...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkPage(t, runReport(t, c.text, c.args...))
			runJSON(t, c.text, c.args...)
		})
	}
}

// A note beside the head of a section is never cut: without room it is below, at the right.
