package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// otherCases are files beside the repository, with values that were computed in R or Python, or
// by hand; the flags are the documentation.
var otherCases = []surveyCase{
	{"lifecycle/plan_changes.csv", []string{"subscriptions", "-customer", "customer", "-start", "start", "-end", "end", "-mrr", "mrr", "-as-of", "2026-01-01"}, 0,
		[]want{figure(7, "survival", "curve", "customers"), figure(3, "survival", "curve", "churned"), figure(4, "running"),
			figure(89, "survival", "curve", "steps", 0, "time"), figure(0.857142857, "survival", "curve", "steps", 0, "survival"),
			figure(120, "survival", "curve", "steps", 1, "time"), figure(0.714285714, "survival", "curve", "steps", 1, "survival"),
			figure(181, "survival", "curve", "steps", 2, "time"), figure(0.571428571, "survival", "curve", "steps", 2, "survival"),
			figure(90, "survival", "at", 1, "days"), figure(0.857142857, "survival", "at", 1, "share"), figure(180, "survival", "at", 2, "days"), figure(0.714285714, "survival", "at", 2, "share")}},
	// The case knows the day of as_of, and so whether a stay of 365 days ends on it; the report knows the day before, and 364.
	{"lifecycle/plan_changes.csv", []string{"subscriptions", "-customer", "customer", "-start", "start", "-end", "end", "-mrr", "mrr", "-as-of", "2026-01-02"}, 0,
		[]want{figure(365, "survival", "curve", "last"), figure(365, "survival", "at", 3, "days"), figure(0.571428571, "survival", "at", 3, "share")}},
	{"lifecycle/subscription_periods.csv", []string{"subscriptions", "-customer", "customer", "-start", "start", "-end", "end", "-mrr", "monthly", "-as-of", "2026-01-01"}, 0, movements()},
	{"lifecycle/any_order.csv", []string{"events", "-customer", "customer", "-event", "event", "-at", "at", "-steps", "visit,cart,order", "-order", "any"}, 0, anyOrder},
	{"lifecycle/any_order.csv", []string{"events", "-customer", "customer", "-event", "event", "-at", "at", "-steps", "order,cart,visit", "-order", "any"}, 0, anyOrder},
	{"lifecycle/same_day_rows.csv", []string{"orders", "-customer", "customer", "-at", "at", "-amount", "amount", "-as-of", "2027-01-01"}, 0,
		[]want{figure(3, "repeat", "tally", "repeat_orders"), figure(43, "repeat", "tally", "gap_days"), figure(550, "repeat", "tally", "repeat_revenue")}},
	{"lifecycle/own_months.csv", []string{"orders", "-customer", "customer", "-at", "at", "-amount", "amount", "-as-of", "2026-01-01"}, 0,
		[]want{figure(2, "cohorts", "rows", 0, "active", 1), figure(2, "cohorts", "rows", 0, "active", 11)}},
	{"lifecycle/own_months.csv", []string{"orders", "-customer", "customer", "-at", "at", "-amount", "amount", "-elapsed", "month", "-as-of", "2026-02-01"}, 0, ownMonths()},
	{"lifecycle/week_maturity.csv", []string{"orders", "-customer", "customer", "-at", "at", "-every", "week", "-elapsed", "day", "-as-of", "2026-03-11"}, 0,
		[]want{figure(7, "means", 6, "interval"), figure(1, "means", 6, "pooled", "count"), figure(1, "means", 6, "pooled", "base")}},
	{"lifecycle/week_maturity.csv", []string{"orders", "-customer", "customer", "-at", "at", "-every", "week", "-elapsed", "day", "-as-of", "2026-03-16"}, 0,
		[]want{figure(7, "means", 6, "interval"), figure(1, "means", 6, "pooled", "count"), figure(6, "means", 6, "pooled", "base")}},
	{"lifecycle/week_maturity.csv", []string{"orders", "-customer", "customer", "-at", "at", "-every", "week", "-elapsed", "day"}, 0, // as of 2026-03-16, too
		[]want{figure(1, "means", 6, "pooled", "count"), figure(6, "means", 6, "pooled", "base")}},
	{"lifecycle/week_maturity.csv", []string{"orders", "-customer", "customer", "-at", "at", "-every", "week", "-elapsed", "day", "-as-of", "2026-03-17"}, 0,
		[]want{figure(2, "means", 6, "pooled", "count"), figure(7, "means", 6, "pooled", "base")}},
	{"lifecycle/exclusion.csv", []string{"events", "-customer", "customer", "-event", "event", "-at", "at", "-steps", "screen,trial", "-exclude", "sent"}, 0,
		[]want{figure(2, "funnel", "steps", "trial", "from_first", "count"), figure(4, "funnel", "steps", "trial", "from_first", "base"), figure(1, "funnel", "tally", "stopped")}},
	{"lifecycle/exclusion.csv", []string{"events", "-customer", "customer", "-event", "event", "-at", "at", "-steps", "screen,trial", "-exclude", "sent", "-base", "unstopped"}, 0,
		[]want{figure(2, "funnel", "steps", "trial", "from_first", "count"), figure(3, "funnel", "steps", "trial", "from_first", "base")}},
	{"lifecycle/signup_then_view.csv", []string{"events", "-customer", "customer", "-event", "event", "-at", "at", "-started-by", "signup", "-active-by", "view", "-every", "day"}, 0,
		[]want{figure(3, "cohorts", "rows", "2026-03-04", "size"), figure(1, "cohorts", "rows", "2026-03-04", "active", 0), figure(1, "cohorts", "rows", "2026-03-04", "active", 1),
			figure(1, "cohorts", "rows", "2026-03-04", "active", 2), figure(0, "means", 0, "interval"), figure(1, "means", 2, "pooled", "count"), figure(3, "means", 2, "pooled", "base")}},
	{"more/open_funnel.csv", []string{"events", "-customer", "customer", "-event", "event", "-at", "at", "-steps", "landing,form,done", "-open"}, 0,
		[]want{figure(3, "funnel", "steps", "landing", "of_all", "count"), figure(3, "funnel", "steps", "form", "of_all", "count"), figure(3, "funnel", "steps", "done", "of_all", "count"),
			figure(3, "funnel", "steps", "landing", "entered"), figure(1, "funnel", "steps", "form", "entered"), figure(1, "funnel", "steps", "done", "entered"),
			figure(5, "funnel", "steps", "done", "of_all", "base"), figure(2, "funnel", "steps", "form", "from_previous", "count")}},
	// The case has no file of orders; lead1 is one of two customers.
	{"lifecycle/referral_twice.csv", []string{"referrals", "-customer", "customer", "-at", "at", "-referrer", "referrer", "-referee", "referee", "-referred-at", "at", "-referrals"}, 0,
		[]want{figure(2, "tally", "leads"), figure(1, "tally", "duplicates"), figure(1, "tally", "self_referrals"), figure(1, "by_customers", "count"), figure(2, "by_customers", "base")}},
	{"more/refund_rows.csv", []string{"orders", "-customer", "customer", "-at", "at", "-amount", "amount", "-as-of", "2026-05-01"}, 0,
		[]want{figure(6, "customers"), figure(250, "revenue"), figure(2, "repeat", "tally", "repeaters"), figure(2, "repeat", "tally", "repeat_orders"),
			figure(37, "repeat", "days_between"), figure(210, "repeat", "tally", "first_revenue"), figure(40, "repeat", "tally", "repeat_revenue"),
			figure(0, "repeat", "within", "30", "count"), figure(6, "repeat", "within", "30", "base"), figure(1, "repeat", "within", "90", "count"), figure(3, "repeat", "within", "90", "base"),
			figure(3, "cohorts", "rows", "2026-01", "size"), figure(1, "cohorts", "rows", "2026-01", "active", 2), figure(2, "cohorts", "rows", "2026-02", "size"),
			figure(1, "cohorts", "rows", "2026-02", "active", 1), figure(1, "cohorts", "rows", "2026-03", "size")}},
	{"more/refund_rows.csv", []string{"orders", "-customer", "customer", "-at", "at", "-amount", "amount", "-as-of", "2026-05-01", "-stickiness", "2026-02"}, 0,
		[]want{figure(2, "engagement", "tally", "customers")}},
	// As cx counts between the ends of months, the three days without cat in February are none.
	{"more/inclusive_ends.csv", []string{"subscriptions", "-customer", "customer", "-start", "start", "-last", "last_day", "-mrr", "mrr", "-as-of", "2025-12-31"}, 0,
		[]want{figure(3, "revenue", "2025-01", "movements", "new_customers"), figure(3, "revenue", "2025-02", "movements", "end_customers"),
			figure(0, "revenue", "2025-02", "movements", "churned_customers"), figure(1, "revenue", "2025-03", "movements", "new_customers"),
			figure(1, "revenue", "2025-03", "movements", "churned_customers"), figure(3, "revenue", "2025-06", "movements", "end_customers"),
			figure(1, "revenue", "2025-07", "movements", "churned_customers"), figure(2, "revenue", "2025-07", "movements", "end_customers"), figure(2, "running"),
			figure(59, "survival", "curve", "steps", 1, "time")}},
	{"more/midnight_twice.csv", []string{"orders", "-customer", "customer", "-at", "at", "-every", "day", "-tz", "Europe/Istanbul", "-as-of", "2026-07-05"}, 0,
		[]want{figure(1, "cohorts", "rows", "2026-07-01", "size"), figure(1, "cohorts", "rows", "2026-07-01", "active", 1), figure(0, "cohorts", "rows", "2026-07-01", "active", 2),
			figure(1, "cohorts", "rows", "2026-07-02", "active", 1), figure(0, "cohorts", "rows", "2026-07-02", "active", 2)}},
	{"more/rolling_uniques.csv", []string{"orders", "-customer", "customer", "-at", "day", "-as-of", "2026-04-01"}, 0,
		[]want{figure(6, "engagement", "tally", "customers"), figure(16, "engagement", "tally", "active_days")}},
	{"more/rolling_uniques.csv", []string{"orders", "-customer", "customer", "-at", "day", "-as-of", "2026-04-01", "-stickiness", "2026-03-01..2026-03-07"}, 0,
		[]want{figure(6, "engagement", "tally", "customers"), figure(16, "engagement", "tally", "active_days"), figure(2.28571429, "engagement", "daily_active"),
			figure(0.38095238, "engagement", "stickiness")}},
	{"more/running_month.csv", []string{"orders", "-customer", "customer", "-at", "day", "-as-of", "2026-03-11", "-stickiness", "2026-03"}, 0,
		[]want{figure(10, "engagement", "tally", "days"), figure(1.5, "engagement", "daily_active"), figure(0.75, "engagement", "stickiness")}},
	{"lifecycle/weekend_tickets.csv", []string{"tickets", "-customer", "customer", "-opened", "opened", "-replied", "replied", "-resolved", "resolved", "-tz", "Europe/Berlin",
		"-hours", "Mon-Fri 9:00-12:00 13:00-17:00", "-reply-within", "1h"}, 0,
		[]want{figure(3, "all", "first_reply", "count"), figure(1600, "all", "first_reply", "mean"), figure(1200, "all", "first_reply", "median"),
			figure(3, "all", "first_reply", "level", "whole", "count"), figure(3, "all", "first_reply", "level", "whole", "base")}},
	{"more/calls.csv", []string{"tickets", "-waited", "seconds", "-outcome", "outcome", "-answered-by", "answered", "-reply-within", "20s"}, 0,
		[]want{figure(6, "calls", "of_answered", "count"), figure(10, "calls", "of_answered", "base"), figure(6, "calls", "of_all", "count"), figure(17, "calls", "of_all", "base"),
			figure(6, "calls", "less_gave_up", "count"), figure(12, "calls", "less_gave_up", "base"), figure(11, "calls", "gave_up_is_kept", "count"), figure(17, "calls", "gave_up_is_kept", "base"),
			figure(27.1, "all", "first_reply", "mean"), figure(7, "all", "gave_up", "count"), figure(17, "all", "gave_up", "base")}},
	{"more/calls.csv", []string{"tickets", "-waited", "seconds", "-outcome", "outcome", "-answered-by", "answered", "-reply-within", "20s", "-short", "5s"}, 0,
		[]want{figure(6, "calls", "of_all", "count"), figure(14, "calls", "of_all", "base"), figure(4, "all", "gave_up", "count"), figure(14, "all", "gave_up", "base"), figure(3, "calls", "short")}},
	{"lifecycle/young_group.csv", []string{"subscriptions", "-tenure", "months", "-churned", "churned", "-by", "plan"}, 0,
		[]want{figure(1, "log_rank", "chi_square"), figure(1, "log_rank", "degrees_of_freedom"), figure(0.31731051, "log_rank", "p"), figure(3, "segments", "old", "observed"),
			figure(2, "segments", "old", "expected"), figure(2, "segments", "mid", "observed"), figure(3, "segments", "mid", "expected"), figure(2, "segments", "new", "customers")}},
	{"more/merged_spam.csv", []string{"tickets", "-customer", "customer", "-opened", "opened", "-replied", "first_reply", "-resolved", "resolved", "-closed", "closed",
		"-where", "what=ticket", "-reply-within", "1h", "-as-of", "2026-04-01"}, 0,
		[]want{figure(2, "all", "tickets"), figure(2, "all", "tally", "answered", "attained"), figure(0, "all", "tally", "answered", "missed")}},
	{"more/goal_sessions.csv", []string{"events", "-customer", "visitor", "-event", "event", "-at", "at", "-steps", "visit,order", "-segment", "source", "-as-of", "2026-04-01"}, 0,
		[]want{figure(1, "segments", "google", "funnel", "steps", "order", "from_first", "count"), figure(1, "segments", "google", "funnel", "steps", "order", "from_first", "base"),
			figure(1, "segments", "direct", "funnel", "steps", "order", "from_first", "base"), figure(1, "segments", "twitter", "funnel", "steps", "order", "from_first", "count")}},
	{"more/goal_sessions.csv", []string{"events", "-customer", "session", "-event", "event", "-at", "at", "-steps", "visit,order", "-segment", "source", "-as-of", "2026-04-01"}, 0,
		[]want{figure(1, "segments", "google", "funnel", "steps", "order", "from_first", "count"), figure(3, "segments", "google", "funnel", "steps", "order", "from_first", "base"),
			figure(2, "segments", "direct", "funnel", "steps", "order", "from_first", "count"), figure(2, "segments", "direct", "funnel", "steps", "order", "from_first", "base"),
			figure(0, "segments", "twitter", "funnel", "steps", "order", "from_first", "count"), figure(1, "segments", "twitter", "funnel", "steps", "order", "from_first", "base")}},
}

// movements are what became of the revenue of each month of 2025: start, new, expansion, contraction,
// churned, reactivated, end.
func movements() (wants []want) {
	for i, month := range [][7]float64{
		{0, 130, 0, 0, 0, 0, 130}, {130, 30, 0, 55, 0, 0, 105}, {105, 35, 10, 0, 30, 0, 120}, {120, 0, 30, 0, 50, 0, 100}, {100, 25, 0, 0, 35, 0, 90}, {90, 0, 25, 0, 0, 50, 165},
		{165, 0, 0, 25, 0, 0, 140}, {140, 0, 25, 0, 0, 0, 165}, {165, 0, 0, 0, 0, 0, 165}, {165, 0, 0, 0, 75, 0, 90}, {90, 0, 0, 0, 0, 0, 90}, {90, 0, 0, 0, 0, 0, 90},
	} {
		for k, name := range []string{"start", "new", "expansion", "contraction", "churned", "reactivated", "end"} {
			wants = append(wants, figure(month[k], "revenue", fmt.Sprintf("2025-%02d", 1+i), "movements", name))
		}
	}
	return wants
}

// ownMonths are the two customers of a cohort, who are active in each of their twelve months.
func ownMonths() (wants []want) {
	for month := range 12 {
		wants = append(wants, figure(2, "cohorts", "rows", 0, "active", month), figure(2, "cohorts", "rows", 0, "eligible", month))
	}
	return wants
}

var anyOrder = []want{figure(6, "funnel", "steps", 0, "from_first", "count"), figure(3, "funnel", "steps", 1, "from_first", "count"),
	figure(1, "funnel", "steps", 2, "from_first", "count"), figure(6, "funnel", "steps", 2, "from_first", "base")}

// libraryCases are files of no report: they have arguments of one function of package cx and its result,
// and are tested in internal/reference.
var libraryCases = map[string]string{
	"lifecycle/near_ties.csv":       "SurvivalOf: lengths that are differences of floats",
	"lifecycle/billing_terms.csv":   "MonthlyAmount: terms without a customer",
	"lifecycle/due_times.csv":       "BusinessHours.After: promises in several zones",
	"more/apdex_cumulative.csv":     "Apdex: three counts",
	"more/plan_interval_levels.csv": "Proportion.Merge: two counts",
	"more/prorate_days.csv":         "Allocate: the parts of an amount",
	"more/trial_other_product.csv":  "TrialsOf: no kind of rows is a trial",
}

// TestOtherCases_all finds files that no command line reads.
func TestOtherCases_all(t *testing.T) {
	for _, kind := range []string{"lifecycle", "more"} {
		files, err := filepath.Glob("../../../shared/cases/" + kind + "/*.csv")
		if err != nil || files == nil {
			t.Skip("the files of ../shared/cases are not here")
		}
		for _, file := range files {
			name := kind + "/" + filepath.Base(file)
			read := slices.ContainsFunc(otherCases, func(c surveyCase) bool { return c.file == name })
			if _, library := libraryCases[name]; read == library {
				t.Errorf("%s is read: %v, and a case of the library: %v", name, read, library)
			}
		}
	}
}

// TestOtherCases reads the files beside the repository.
func TestOtherCases(t *testing.T) {
	const cases = "../../../shared/cases"
	if _, err := os.Stat(cases + "/lifecycle"); err != nil {
		t.Skip("the files of ../shared/cases are not here")
	}
	for _, c := range otherCases {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			args := append(c.args[:len(c.args):len(c.args)], filepath.Join(cases, c.file))
			stdin := ""
			if c.args[0] == "referrals" {
				args, stdin = append(args, "-"), "customer,at\nlead1,2026-03-01\nother,2026-03-02\n"
			}
			doc := runStatus(t, c.status, stdin, args...)
			for _, w := range c.want {
				doc.near(t, w.value, 0.6e-8, w.path...)
			}
		})
	}
}
