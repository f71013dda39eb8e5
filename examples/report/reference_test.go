package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/cxmetrics/cx"
)

// The data sets lie beside the repository, since not all of them may be copied into
// it. Their reference.json was counted outside this module, in Python, and has 6
// decimals.
const (
	sharedData = "../../../shared/data/"
	sixDigits  = 0.6e-6
)

// reference is the reference.json of a data set.
func reference(t *testing.T, set string) document {
	t.Helper()
	text, err := os.ReadFile(sharedData + set + "/reference.json")
	if os.IsNotExist(err) {
		t.Skipf("the data set %s is not beside the repository", set)
	}
	if err != nil {
		t.Fatal(err)
	}
	var d document
	if err := json.Unmarshal(text, &d.value); err != nil {
		t.Fatal(err)
	}
	return d
}

// keys returns the sorted keys of an object.
func (d document) keys(t *testing.T, path ...any) []string {
	t.Helper()
	object, ok := d.at(t, path...).(map[string]any)
	if !ok || len(object) == 0 {
		t.Fatalf("%v is no object with keys", path)
	}
	return slices.Sorted(maps.Keys(object))
}

// length returns the length of a list.
func (d document) length(t *testing.T, path ...any) int {
	t.Helper()
	list, _ := d.at(t, path...).([]any)
	return len(list)
}

// sub returns a part of a document.
func (d document) sub(t *testing.T, path ...any) document {
	t.Helper()
	return document{d.at(t, path...)}
}

// has reports whether an object has a key.
func (d document) has(key string) bool {
	object, _ := d.value.(map[string]any)
	_, ok := object[key]
	return ok
}

// checkNPS compares the figures of an NPS with those of a reference that it has.
func checkNPS(t *testing.T, got, want document) {
	t.Helper()
	for key, path := range map[string][]any{
		"n": {"answers"}, "nps": {"score"}, "se": {"standard_error"}, "mean_score": {"mean"},
		"promoters": {"tally", "promoters"}, "passives": {"tally", "passives"}, "detractors": {"tally", "detractors"},
	} {
		if want.has(key) {
			got.near(t, want.number(t, key), sixDigits, path...)
		}
	}
	if want.has("ci95_normal") {
		got.near(t, want.number(t, "ci95_normal", 0), sixDigits, "wald_interval", "low")
		got.near(t, want.number(t, "ci95_normal", 1), sixDigits, "wald_interval", "high")
	}
	if want.has("distribution") {
		checkCounts(t, got.sub(t, "ratings"), want)
	}
}

// checkCSAT compares the figures of a CSAT with those of a reference.
func checkCSAT(t *testing.T, got, want document) {
	t.Helper()
	got.near(t, want.number(t, "n"), 0, "answers")
	got.near(t, want.number(t, "csat_pct"), sixDigits, "score")
	got.near(t, want.number(t, "wilson95", 0), sixDigits, "interval", "low")
	got.near(t, want.number(t, "wilson95", 1), sixDigits, "interval", "high")
	got.near(t, want.number(t, "mean"), sixDigits, "mean")
	checkCounts(t, got.sub(t, "tally"), want)
	var satisfied float64
	for rating := 4; rating <= 5; rating++ {
		satisfied += got.number(t, "tally", "counts", rating-1)
	}
	if satisfied != want.number(t, "satisfied") {
		t.Errorf("%v satisfied, want %v", satisfied, want.number(t, "satisfied"))
	}
}

// checkCounts compares the counts of a tally of ratings with a distribution, in which
// a rating that nobody gave may be missing.
func checkCounts(t *testing.T, tally, want document) {
	t.Helper()
	lowest := int(tally.number(t, "scale", "min"))
	seen := 0
	for i := range tally.length(t, "counts") {
		rating, expected := strconv.Itoa(lowest+i), 0.0
		if want.sub(t, "distribution").has(rating) {
			expected = want.number(t, "distribution", rating)
			seen++
		}
		tally.near(t, expected, 0, "counts", i)
	}
	for _, rating := range want.keys(t, "distribution") {
		if n, _ := strconv.Atoi(rating); n < lowest && want.number(t, "distribution", rating) == 0 {
			seen++ // a rating below the scale, which nobody gave
		}
	}
	if all := len(want.keys(t, "distribution")); seen != all {
		t.Errorf("%d of %d ratings were compared", seen, all)
	}
}

func TestReferenceNPSSaaS(t *testing.T) {
	want := reference(t, "nps_saas_dated")
	file := sharedData + "nps_saas_dated/nps_saas.csv.gz"
	args := []string{"-nps", "score", "-at", "surveyed_at", "-by", "is_admin"}

	monthly := runJSON(t, "", append(args, "-trailing", "90", file)...)
	monthly.near(t, want.number(t, "all", "rows"), 0, "rows", "read")
	monthly.near(t, want.number(t, "all", "blank"), 0, "nps", "blank")
	monthly.near(t, want.number(t, "all", "invalid"), 0, "nps", "rejected")
	checkNPS(t, monthly.sub(t, "nps"), want.sub(t, "all"))
	for class, key := range map[string]string{"promoters": "promoter_pct", "passives": "passive_pct", "detractors": "detractor_pct"} {
		monthly.near(t, want.number(t, "all", key), sixDigits, "nps", "classes", class, "percent")
	}
	for _, key := range want.keys(t, "by_admin") {
		checkNPS(t, monthly.sub(t, "nps", "ranking", key), want.sub(t, "by_admin", key))
	}
	checkPoints(t, monthly, want, "by_month")

	admin := monthly.sub(t, "nps", "ranking", "1")
	admin.near(t, want.number(t, "admin_minus_other", "difference"), sixDigits, "difference", "difference")
	admin.near(t, want.number(t, "admin_minus_other", "difference"), sixDigits, "difference_wald", "difference")
	admin.near(t, want.number(t, "admin_minus_other", "se"), sixDigits, "difference_wald", "standard_error")
	// The z of the reference, 32.831701, comes from standard errors that were rounded to
	// 6 decimals before: 42.616294/sqrt(1.055146² + 0.755996²). They leave it uncertain by
	// about 1e-5. From the counts (Python, exact fractions) it is 32.83169280777.
	admin.near(t, want.number(t, "admin_minus_other", "z"), 2e-5, "difference_wald", "z")
	admin.near(t, 32.83169280777, 1e-9, "difference_wald", "z")
	admin.near(t, 32.825638, sixDigits, "difference", "z") // by hand, from adjusted counts

	// The reference takes the answers after end - 90 days and up to end, the last second
	// of a day: 90 whole days.
	for _, end := range want.keys(t, "trailing_90d") {
		day, err := cx.ParseDate(end[:len("2006-01-02")])
		if err != nil {
			t.Fatal(err)
		}
		window := cx.Period{}
		if window.End, err = day.AddDays(1); err != nil {
			t.Fatal(err)
		}
		if window.Start, err = window.End.AddDays(-90); err != nil {
			t.Fatal(err)
		}
		checkNPS(t, monthly.sub(t, "nps", "trailing", "windows", window.String()), want.sub(t, "trailing_90d", end))
	}

	checkPoints(t, runJSON(t, "", append(args, "-every", "quarter", file)...), want, "by_quarter")

	weekly := runJSON(t, "", append(args, "-every", "week", file)...)
	weeks := weekly.length(t, "nps", "points")
	if got := want.number(t, "iso_weeks"); got != float64(weeks) {
		t.Errorf("%d weeks, want %v", weeks, got)
	}
	for i, week := range want.keys(t, "by_iso_week_first_6") {
		checkPoint(t, weekly, i, week, want.sub(t, "by_iso_week_first_6", week))
	}
	for i, week := range want.keys(t, "by_iso_week_last_3") {
		checkPoint(t, weekly, weeks-3+i, week, want.sub(t, "by_iso_week_last_3", week))
	}
}

// checkPoints compares all periods of an NPS.
func checkPoints(t *testing.T, got, want document, key string) {
	t.Helper()
	periods := want.keys(t, key)
	if n := got.length(t, "nps", "points"); n != len(periods) {
		t.Errorf("%d periods, want %d", n, len(periods))
	}
	for i, period := range periods {
		checkPoint(t, got, i, period, want.sub(t, key, period))
	}
}

// checkPoint compares one period of an NPS, and its place.
func checkPoint(t *testing.T, got document, place int, period string, want document) {
	t.Helper()
	if name := got.at(t, "nps", "points", place, "period"); name != period {
		t.Errorf("period %d is %v, want %s", place, name, period)
	}
	checkNPS(t, got.sub(t, "nps", "points", period), want)
}

func TestReferenceGarden(t *testing.T) {
	want := reference(t, "nps_garden_fr")
	got := runJSON(t, "", "-nps", "nps", "-nps-scale", "1-10", "-csat", "satisfaction", "-csat-points", "10", "-by", "t",
		sharedData+"nps_garden_fr/nps_garden_fr.csv.gz")
	got.near(t, want.number(t, "rows"), 0, "rows", "read")
	got.near(t, 0, 0, "rows", "rejected")
	got.near(t, want.number(t, "all", "blank"), 0, "nps", "blank")
	got.near(t, want.number(t, "all", "invalid"), 0, "nps", "rejected")
	checkNPS(t, got.sub(t, "nps"), want.sub(t, "all"))
	waves := want.keys(t, "by_t")
	for _, wave := range waves {
		checkNPS(t, got.sub(t, "nps", "ranking", wave), want.sub(t, "by_t", wave))
	}
	// The reference leaves out the rows without a wave, which are the segment "".
	if n := got.length(t, "nps", "ranking"); n != len(waves)+1 {
		t.Errorf("%d segments, want %d and the blank one", n, len(waves))
	}

	satisfaction := want.sub(t, "satisfaction_1_10")
	got.near(t, satisfaction.number(t, "valid"), 0, "csat", "answers")
	got.near(t, satisfaction.number(t, "mean"), sixDigits, "csat", "mean")
	checkCounts(t, got.sub(t, "csat", "tally"), satisfaction)
	var tally cx.CSAT
	text, err := json.Marshal(got.at(t, "csat", "tally"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &tally); err != nil {
		t.Fatal(err)
	}
	top, err := tally.TopBox(2)
	if err != nil {
		t.Fatal(err)
	}
	if percent := 100 * float64(top.Count) / float64(top.Base); math.Abs(percent-satisfaction.number(t, "top2_9_10_pct")) > sixDigits {
		t.Errorf("top 2 = %v%%, want %v%%", percent, satisfaction.number(t, "top2_9_10_pct"))
	}
}

func TestReferenceCallCentre(t *testing.T) {
	want := reference(t, "csat_callcentre")
	file := sharedData + "csat_callcentre/call_centre.csv.gz"
	for column, key := range map[string]string{"Topic": "csat_by_topic", "Agent": "csat_by_agent", "Resolved": "csat_resolved"} {
		got := runJSON(t, "", "-csat", "Satisfaction rating", "-at", "Date", "-by", column, file)
		got.near(t, want.number(t, "rows"), 0, "rows", "read")
		got.near(t, want.number(t, "rows")-want.number(t, "answered"), 0, "csat", "blank")
		checkCSAT(t, got.sub(t, "csat"), want.sub(t, "csat"))
		segments := want.keys(t, key)
		if n := got.length(t, "csat", "ranking"); n != len(segments) {
			t.Errorf("%s: %d segments, want %d", column, n, len(segments))
		}
		for _, segment := range segments {
			checkCSAT(t, got.sub(t, "csat", "ranking", segment), want.sub(t, key, segment))
		}
		for i, month := range want.keys(t, "csat_by_month") {
			if name := got.at(t, "csat", "points", i, "period"); name != month {
				t.Errorf("period %d is %v, want %s", i, name, month)
			}
			checkCSAT(t, got.sub(t, "csat", "points", i), want.sub(t, "csat_by_month", month))
		}
	}
}

func TestReferenceTickets(t *testing.T) {
	want := reference(t, "ces_fcr_tickets")
	file := sharedData + "ces_fcr_tickets/service_tickets.csv"
	// The origin says 1..7, and a high value means more effort.
	args := []string{"-csat", "CSAT_Score", "-ces", "Customer_Effort_Score", "-ces-scale", "effort7", file}
	got := runJSON(t, "", append(args, "-by", "Channel", "-at", "Reported_Time")...)
	got.near(t, want.number(t, "rows"), 0, "rows", "read")
	checkCSAT(t, got.sub(t, "csat"), want.sub(t, "csat"))
	got.near(t, want.number(t, "ces", "n"), 0, "ces", "answers")
	got.near(t, want.number(t, "ces", "mean"), sixDigits, "ces", "score")
	checkCounts(t, got.sub(t, "ces", "tally"), want.sub(t, "ces"))
	if lower := got.at(t, "ces", "scale", "lower_is_better"); lower != true {
		t.Errorf("lower_is_better = %v, want true", lower)
	}
	for _, channel := range want.keys(t, "by_channel") {
		w := want.sub(t, "by_channel", channel)
		got.near(t, w.number(t, "n"), 0, "ces", "ranking", channel, "answers")
		got.near(t, w.number(t, "ces_mean"), sixDigits, "ces", "ranking", channel, "score")
		got.near(t, w.number(t, "csat_pct"), sixDigits, "csat", "ranking", channel, "score")
	}
	// The channel with the least effort is the first.
	if first := got.at(t, "ces", "ranking", 0, "key"); first != "WhatsApp" {
		t.Errorf("the first channel is %v, want WhatsApp with the lowest mean", first)
	}
	for column, key := range map[string]string{"First_Contact_Resolution_Flag": "ces_by_fcr", "Outcome": "ces_by_outcome"} {
		got := runJSON(t, "", append(args, "-by", column)...)
		for _, segment := range want.keys(t, key) {
			got.near(t, want.number(t, key, segment), sixDigits, "ces", "ranking", segment, "score")
		}
	}
	got = runJSON(t, "", append(args, "-by", "Customer_Effort_Score")...)
	for _, effort := range want.keys(t, "csat_by_ces") {
		got.near(t, want.number(t, "csat_by_ces", effort), sixDigits, "csat", "ranking", fmt.Sprint(effort), "mean")
	}
}
