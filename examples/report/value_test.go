package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// costsFile writes a file of costs and returns the flags that name it.
func costsFile(t *testing.T, text string) []string {
	t.Helper()
	name := t.TempDir() + "/costs.csv"
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return []string{"-costs", name, "-cost-at", "day", "-cost-amount", "paid"}
}

// wantLines checks that a page has lines, as they are or as parts of others, except for the
// number of blanks.
func wantLines(t *testing.T, page string, lines ...string) {
	t.Helper()
	words := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	for _, line := range lines {
		if !strings.Contains(words(page), words(line)) {
			t.Errorf("the page lacks %q:\n%s", line, page)
		}
	}
}

// TestValueByCohort has figures by hand. In January a and b spend 10 and 30, in February
// a 50 more and the new c 20. Of the margin of a half, the two of January have brought
// 20/2 = 10 each by its end, and 45/2 = 22.5 by the end of February; c 10.
func TestValueByCohort(t *testing.T) {
	const text = "who,at,paid\na,2026-01-05,10\nb,2026-01-20,30\nc,2026-02-03,20\na,2026-02-10,50\n"
	const costs = "day,paid\n2026-01-01,15\n2026-01-31,25\n2026-02-15,30\n2026-04-01,1000\n"
	args := append([]string{"-as-of", "2026-04-01", "-margin", "0.5"}, orderArgs...)
	doc := runJSON(t, text, append(costsFile(t, costs), args...)...)
	january, february := doc.sub(t, "value", "cohorts", "2026-01"), doc.sub(t, "value", "cohorts", "2026-02")
	january.near(t, 10, 0, "values", 0, "value")
	january.near(t, 22.5, 0, "values", 1, "value")
	january.near(t, 20, 0, "cac") // 40 of January over its two new customers
	january.near(t, 1, 0, "paid_back")
	february.near(t, 10, 0, "values", 1, "value")
	february.near(t, 30, 0, "cac")
	if february.has("paid_back") || doc.sub(t, "cost", "points", "2026-03").has("cac") {
		t.Error("February is paid back, or March has a cost")
	}
	// All three: 30/3 = 10 in their first month, and 55/3 by the end of the next.
	doc.near(t, 10, 0, "value", "all", 0, "value")
	doc.near(t, 18.33333333, 2e-8, "value", "all", 1, "value")
	doc.near(t, 23.33333333, 0, "cost", "cac") // 70/3; the 1000 are not known yet
	doc.near(t, 1, 0, "cost", "later")
	// The first model needs more than one who came back.
	if reason := doc.at(t, "undefined", "forecast.orders", "reason").(string); !strings.Contains(reason, "has no maximum") {
		t.Errorf("reason %q", reason)
	}
	wantLines(t, runReport(t, text, append(costsFile(t, costs), args...)...),
		"2026-01             2    20.00    10.00    22.50      in +1",
		"2026-02             1    30.00    10.00    10.00    not yet",
		"no model of the orders: the likelihood has no maximum",
		"no model of the first half: ",
		"value of a customer         -  not known")

	// A month earlier: the 40 of January won c, and the 30 of February nobody. What won
	// those of January is not in the file.
	doc = runJSON(t, text, append(append(costsFile(t, costs), "-lag", "1"), args...)...)
	if doc.sub(t, "cost", "points", "2026-01").has("cac") {
		t.Error("January has a cost")
	}
	wantLines(t, runReport(t, text, append(append(costsFile(t, costs), "-lag", "1"), args...)...),
		"2026-01 - 2 -", "2026-02 40.00 1 40.00", "spent 1 month before the customers came")
	doc.near(t, 40, 0, "cost", "points", "2026-02", "cac")
	doc.near(t, 70, 0, "cost", "cac")
	doc.near(t, 1, 0, "cost", "total", "lag_periods")
	// With the spending of December there is one.
	doc = runJSON(t, text, append(append(costsFile(t, costs+"2025-12-31,5\n2025-11-30,700\n"), "-lag", "1"), args...)...)
	doc.near(t, 2.5, 0, "cost", "points", "2026-01", "cac")
	doc.near(t, 25, 0, "cost", "cac")
}

// steadySubscriptions is twenty customers who pay 40 a month from January 15 on, of whom
// one leaves in February: a churn of 5% a month.
func steadySubscriptions() string {
	var b strings.Builder
	b.WriteString("who,from,to,mrr\n")
	for i := range 20 {
		end := ""
		if i == 7 {
			end = "2026-02-10"
		}
		fmt.Fprintf(&b, "%d,2026-01-15,%s,40\n", i, end)
	}
	return b.String()
}

// TestContractValue has figures of Python's decimal module: margin 40, churn 5% and a CAC
// of 320 pay back in the 10th month (9.959; in 8 if nobody left), 800 never.
func TestContractValue(t *testing.T) {
	args := append([]string{"-as-of", "2026-03-01", "-discount", "0"}, subscriptionArgs...)
	doc := runJSON(t, steadySubscriptions(), append([]string{"-cac", "320"}, args...)...)
	doc.near(t, 0.05, 0, "value", "churn", "rate")
	doc.near(t, 40, 0, "value", "terms", "arpa")
	doc.near(t, 20, 0, "value", "periods")
	doc.near(t, 800, 0, "value", "value")
	doc.near(t, 760, 0, "value", "later")
	// 40 over the limits of 1/20 by Wilson, in Python.
	doc.near(t, 40/0.23613119344674205, 1e-8, "value", "interval", "low")
	doc.near(t, 40/0.008881448800795402, 1e-8, "value", "interval", "high")
	doc.near(t, 2.5, 0, "cost", "ratio")
	doc.near(t, 480, 0, "cost", "profit")
	doc.near(t, 266.66666667, 0, "cost", "allowable")
	doc.near(t, 8, 1e-12, "cost", "simple_payback", "periods")
	doc.near(t, 9.958916265085392, 1e-12, "cost", "payback", "periods")
	doc.near(t, 10, 0, "cost", "payback", "period")
	// 0.95^12 a year and five points more are worth 40/(1 - 0.59036^(1/12)) - 800.
	doc.near(t, 0.5403600876626367, 1e-12, "value", "points", "before")
	doc.near(t, 130.92325416861297, 1e-8, "value", "points", "gain")
	doc.near(t, 0.1636540677107662, 1e-8, "value", "points", "of_value")
	doc.near(t, 0.2727567795179437, 1e-8, "value", "points", "of_profit")

	for _, c := range []struct {
		name  string
		args  []string
		lines []string
	}{
		{"pays back", []string{"-cac", "320"},
			[]string{"COST  320.00 a customer, worth 800.00: pays back, not healthy", "payback, simple        8.0  months, month 8", "payback, with churn   10.0  months, month 10"}},
		{"healthy enough", []string{"-cac", "320", "-healthy", "2.5"}, []string{"worth 800.00: healthy", "healthy from 2.5 to 1"}},
		{"never", []string{"-cac", "800"}, []string{"value to cost          1.00", "payback, with churn   never"}},
		{"a loss", []string{"-cac", "800.01"}, []string{"each new customer loses money"}},
		{"for nothing", []string{"-cac", "0"}, []string{"(the cost is 0)", "payback, simple     at once"}},
		{"at a margin", []string{"-margin", "0.5"}, []string{"VALUE  400.00 a customer", "margin 50%, not discounted"}},
		{"discounted", []string{"-discount", "0.1"}, []string{"revenue, discounted 10% a year"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := runReport(t, steadySubscriptions(), append(args[:len(args)-1:len(args)-1], append(c.args, "-")...)...)
			checkPage(t, page)
			wantLines(t, page, c.lines...)
		})
	}
}

// TestContractModel has the High End cohort of Fader and Hardie (2007), whose customers
// renew seven times: 1000, 869, 743, 653, 593, 551, 517, 491. The parameters, the
// log-likelihood and S(12), with its interval by the delta method, were computed outside of
// Go; the paper rounds the parameters to .668 and 3.806. The payments are sums of 20,000
// terms, in Python.
func TestContractModel(t *testing.T) {
	survivors := []int{1000, 869, 743, 653, 593, 551, 517, 491}
	var b strings.Builder
	b.WriteString("who,from,to,mrr\n")
	for i := range survivors[0] {
		end := ""
		for n, there := range survivors {
			if i >= there {
				end = fmt.Sprintf("2025-%02d-01", 1+n) // on the day of renewal n
				break
			}
		}
		fmt.Fprintf(&b, "%d,2025-01-01,%s,10\n", i, end)
	}
	doc := runJSON(t, b.String(), append([]string{"-as-of", "2025-08-02"}, subscriptionArgs...)...)
	m := doc.sub(t, "value", "model")
	m.near(t, 0.668088351, 1e-6, "model", "alpha")
	m.near(t, 3.806094964, 1e-5, "model", "beta")
	m.near(t, -1611.1581, 6e-5, "model", "fit", "log_likelihood")
	m.near(t, 1000, 0, "model", "fit", "customers")
	m.near(t, 0.3779991, 1e-7, "survival", 0, "value")
	m.near(t, 0.340739, 1e-6, "survival", 0, "interval", "low")
	m.near(t, 0.416758, 1e-6, "survival", 0, "interval", "high")
	for i, want := range []float64{22.01590454643243, 42.070632713566845, 54.005436706718676, 62.040105010865766} {
		m.near(t, want, 1e-4, "payments", i, "value")
	}
	m.near(t, 220.1590454643243, 1e-3, "value", "value")
}

func TestBadCosts(t *testing.T) {
	const text = "who,at,paid\na,2026-01-05,10\na,2026-02-05,10\nb,2026-02-10,20\n"
	costs := "note,day,paid\n" +
		"x,2026-01-01,10\n" + // line 2
		"x,2026-01-32,10\n" +
		"x,,10\n" +
		"x,2026-01-02,\n" + // line 5
		"x,2026-01-02,-1\n" +
		"x,2026-01-02,4929123412341234x\n" +
		"x,2026-01-02\n" +
		"x,1066-10-14,1\n" +
		"x,2026-02-01,5\n"
	args := append(costsFile(t, costs), orderArgs...)
	doc := runJSON(t, text, args...)
	var got []string
	for i := range doc.length(t, "cost", "rejected") {
		f := doc.sub(t, "cost", "rejected", i)
		column := ""
		if f.has("column") {
			column = f.at(t, "column").(string)
		}
		got = append(got, fmt.Sprintf("%v %s: %v", f.at(t, "line"), column, f.at(t, "reason")))
	}
	want := []string{"3 day: not a time of a known form", "4 day: no time", "5 paid: no amount", "6 paid: a negative amount",
		"7 paid: not an amount of money", "8 : 2 cells, the header has 3", "9 day: a time outside the years 1901 to 2199"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	doc.near(t, 9, 0, "cost", "rows", "read")
	doc.near(t, 10, 0, "cost", "cac") // of January; February was not over
	page := runReport(t, text, args...)
	checkPage(t, page)
	wantLines(t, page, "costs.csv                       9          rejected: first 3 of 7", "line 3       day ")
	if strings.Contains(page, "4929123412341234") {
		t.Errorf("the page repeats a cell:\n%s", page)
	}

	// Without a cost there is none, and the page says so.
	page = runReport(t, text, append(costsFile(t, "day,paid\n"), orderArgs...)...)
	checkPage(t, page)
	wantLines(t, page, "COST  (no data)")
}

func TestValueUsage(t *testing.T) {
	file := t.TempDir() + "/orders.csv"
	if err := os.WriteFile(file, []byte("who,at,paid\na,2026-01-05,10\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	const columns = "The columns of orders.csv are: "
	orders := []string{"orders", "-customer", "who", "-at", "at", "-amount", "paid", file}
	costs := costsFile(t, "day,paid\n")
	for _, c := range []struct {
		name string
		args []string
		want []string
	}{
		{"negative margin", append(orders, "-margin", "-0.4"), []string{"a fraction above 0 and up to 1", columns}},
		{"margin in percent", append(orders, "-margin", "40"), []string{"a fraction above 0 and up to 1"}},
		{"margin 0", append(orders, "-margin", "0"), []string{"a fraction above 0 and up to 1"}},
		{"margin NaN", append(orders, "-margin", "NaN"), []string{"a fraction above 0 and up to 1"}},
		{"negative discount", append(orders, "-discount", "-0.1"), []string{"from 0 to 10, as in 0.1"}},
		{"discount NaN", append(orders, "-discount", "NaN"), []string{"from 0 to 10, as in 0.1"}},
		{"discount in percent", append(orders, "-discount", "25"), []string{"from 0 to 10, as in 0.1"}},
		{"horizon", append(orders, "-horizon", "0"), []string{"a number of weeks from 1 to 3,660"}},
		{"horizon too long", append(orders, "-horizon", "3661"), []string{"a number of weeks from 1 to 3,660"}},
		{"names", append(orders, "-names=maybe"), []string{"names"}},
		{"negative cost", append(orders, "-cac", "-1"), []string{"an amount from 0"}},
		{"threshold of a loss", append(orders, "-cac", "5", "-healthy", "0.9"), []string{"a ratio from 1"}},
		{"threshold without a cost", append(orders, "-healthy", "2"), []string{"-healthy needs a cost: -cac AMOUNT or -costs FILE"}},
		{"two costs", append(append(orders, "-cac", "5"), costs...), []string{"-cac goes without -costs"}},
		{"lag", append(append(orders, "-lag", "-1"), costs...), []string{"a number of periods from 0 to 1,000"}},
		{"lag without costs", append(orders, "-cac", "5", "-lag", "1"), []string{"-lag needs the file of the costs"}},
		{"lag of the sample at a known cost", []string{"sample", "orders", "-cac", "5", "-lag", "1"}, []string{"-lag needs the file of the costs"}},
		{"column without costs", append(orders, "-cost-at", "day"), []string{"-cost-at needs the file of the costs"}},
		{"costs without days", append(orders, "-costs", file, "-cost-amount", "paid"), []string{"name the column with -cost-at", columns}},
		{"unknown column of the costs", append(orders, "-costs", costs[1], "-cost-at", "day", "-cost-amount", "cents"),
			[]string{`-cost-amount: there is no column "cents"`, "The columns of costs.csv are: day, paid."}},
		{"costs, and a wrong flag", append(append(orders, "-npz"), costs...), []string{columns}},
		{"margin of visits", []string{"orders", "-customer", "who", "-at", "at", "-margin", "0.4", file}, []string{"-margin needs the column of the amounts: -amount COLUMN"}},
		{"cost of subscriptions", []string{"subscriptions", "-customer", "who", "-start", "at", "-end", "at", "-cac", "4", file}, []string{"-cac needs the column of the amounts: -mrr COLUMN"}},
		{"horizon of subscriptions", []string{"sample", "subscriptions", "-horizon", "4"}, []string{"-horizon is no flag of subscriptions, but of orders"}},
		{"costs of a survey", []string{"sample", "survey", "-cac", "4"}, []string{"-cac is no flag of survey, but of orders, subscriptions"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if status := run(kindFirst(c.args), strings.NewReader(""), &out, &errs); status != 2 || out.Len() > 0 {
				t.Errorf("status %d and %d bytes of output, want 2 and none", status, out.Len())
			}
			for _, want := range c.want {
				if !strings.Contains(errs.String(), want) {
					t.Errorf("message %q lacks %q", errs.String(), want)
				}
			}
		})
	}
	var out, errs bytes.Buffer
	args := append(orders, "-costs", t.TempDir()+"/none.csv", "-cost-at", "day", "-cost-amount", "paid")
	if status := run(kindFirst(args), nil, &out, &errs); status != 1 || !strings.Contains(errs.String(), "none.csv") {
		t.Errorf("status %d, message %q, want 1 and the file", status, errs.String())
	}
}

// TestNames has the lists of customers with their names, on one line and safe for a
// terminal, and without.
func TestNames(t *testing.T) {
	text := strings.ReplaceAll(string(sampleRows("orders")), "SIM-0071", "\"4929123412341234\x1b[31m\r\nand a long name\"")
	args := []string{"orders", "-customer", "customer", "-at", "ordered", "-amount", "amount", "-"}
	page := runReport(t, text, args...)
	checkPage(t, page)
	wantLines(t, page, "4929123412341234…", "SIM-0588 ")
	if doc := runJSON(t, text, args...); !strings.HasPrefix(doc.at(t, "forecast", "most_valuable", 0, "customer").(string), "4929") {
		t.Error("the most valuable customer has no name")
	}
	for _, format := range []string{"-json", "-level=0.9"} {
		page := runReport(t, text, append([]string{"-names=false", format}, args...)...)
		for _, secret := range []string{"4929123412341234", "SIM-"} {
			if strings.Contains(page, secret) {
				t.Errorf("the report names a customer:\n%s", page)
			}
		}
	}
}

// strangeOrders are orders of customers who spend the more the more they order, and of
// some whose refunds take all.
func strangeOrders() string {
	var b strings.Builder
	b.WriteString("who,at,paid\n")
	for i, line := range strings.Split(strings.TrimSpace(string(sampleRows("orders"))), "\n")[1:] {
		if cells := strings.Split(line, ","); len(cells) == 4 && cells[1] != "" {
			orders := strings.Count(string(sampleRows("orders")), cells[1])
			fmt.Fprintf(&b, "%s,%s,%d\n", cells[1], cells[2], len(cells[2])*i%90+10*orders)
			if strings.HasSuffix(cells[1], "7") {
				fmt.Fprintf(&b, "%s,%s,-%d\n", cells[1], cells[2], 100+10*orders)
			}
		}
	}
	return b.String()
}

func TestValuePages(t *testing.T) {
	huge := "who,at,paid\n"
	for i := range 400 {
		huge += fmt.Sprintf("%d,2025-%02d-%02d,9%017d\n", i%60, 1+i%12, 1+(i*i)%28, i)
	}
	flat := "who,at,paid\n"
	for i := range 60 {
		flat += fmt.Sprintf("%d,2025-01-01,5\n%d,2025-02-01,5\n", i, i)
	}
	orders := append([]string{"-cac", "50"}, orderArgs...)
	for _, c := range []struct {
		name, text string
		args       []string
		lines      []string
	}{
		{"strange orders", strangeOrders(), orders, []string{"who orders more often spends more on an order", "customers whose orders after the first come to 0 or less"}},
		{"huge amounts", huge, append([]string{"-horizon", "3660", "-discount", "0"}, orders...), nil},
		{"huge costs", "", []string{"sample", "orders", "-cac", "1000000000000000000", "-margin", "0.00000001"}, []string{"loses money"}},
		{"small costs", "", []string{"sample", "orders", "-cac", "0.00000001", "-horizon", "1"}, []string{": healthy"}},
		{"nothing paid", "who,at,paid\na,2026-01-01,0\na,2026-03-01,0\nb,2026-02-01,0\n", orders, []string{"VALUE SO FAR  (there is no revenue)"}},
		{"all alike", flat, orders, []string{"no model of the orders: the likelihood has no maximum"}},
		{"one order", "who,at,paid\na,2026-01-01,1\n", orders, []string{"VALUE SO FAR  (no whole period yet)", "no model of the orders: no customer has ordered again"}},
		{"by week, long ago", "", []string{"sample", "orders", "-every", "week", "-as-of", "2100-01-01", "-lag", "1000"}, nil},
		{"by day", "", []string{"sample", "orders", "-every", "day", "-as-of", "2025-01-31", "-lag", "3", "-level", "0.999"}, nil},
		{"a day of orders", "", []string{"sample", "orders", "-as-of", "2024-07-02", "-cac", "4"}, nil},
		{"by year", "", []string{"sample", "orders", "-every", "year", "-horizon", "520"}, nil},
		{"visits", string(sampleRows("orders")), []string{"orders", "-customer", "customer", "-at", "ordered", "-"}, nil},
		{"subscriptions by quarter", "", []string{"sample", "subscriptions", "-every", "quarter", "-lag", "1", "-discount", "0"}, []string{"spent 1 quarter before the customers came"}},
		{"subscriptions by day", "", []string{"sample", "subscriptions", "-every", "day", "-cac", "999999999999999999"}, []string{"loses money"}},
		{"nobody left", "who,from,to,mrr\na,2026-01-01,,1\nb,2026-03-01,,1\n", append([]string{"-cac", "5", "-discount", "0"}, subscriptionArgs...),
			[]string{"churn and discount are not above 0", "(nobody churns)", "no model of customers who differ: no customer", "100% a year are retained already"}},
		{"all left", "who,from,to,mrr\na,2026-01-01,2026-02-10,1\nb,2026-01-01,2026-03-10,1\n", append([]string{"-as-of", "2026-05-01", "-cac", "5"}, subscriptionArgs...),
			[]string{"VALUE  (no data)"}},
		{"a day of subscriptions", "who,from,to,mrr\na,2026-01-01,,1\n", append([]string{"-cac", "5"}, subscriptionArgs...), []string{"VALUE  (no whole month yet)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && (c.name == "by year" || c.name == "by week, long ago") {
				t.Skip("too long for a short run")
			}
			page := runReport(t, c.text, c.args...)
			checkPage(t, page)
			wantLines(t, page, c.lines...)
			runJSON(t, c.text, c.args...)
		})
	}
}
