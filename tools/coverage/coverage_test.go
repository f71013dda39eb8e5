package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
)

// gateTries is how often the gate tries a truth: enough to see that an interval of 95 % holds
// 90 %.
const gateTries = 1000

// Each method keeps to its band. A method whose band is wider than that of a good one says when
// not to use it.
func TestBands(t *testing.T) {
	tries := gateTries
	if testing.Short() {
		tries = 200
	}
	for _, s := range sections() {
		results, err := simulate(s.methods, tries, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range s.methods {
			for _, fault := range m.faults(results[m.name]) {
				t.Error(fault)
			}
			if good := []band{intervals, exact, fitted, tests}; !slices.Contains(good, m.band) && m.note == "" {
				t.Errorf("%s has a band of its own, and does not say why", m.name)
			}
		}
	}
}

// A method with a wrong error rate is found: the plain Wald interval of few answers, and a P that
// is half of what it should be.
func TestBands_find(t *testing.T) {
	wrong := []method{
		{name: "interval", sizes: one, band: intervals, truths: npsInterval(cx.NPS.WaldInterval)},
		{name: "test", sizes: two, band: tests, truths: pairTruths(true, func(s size, p, q float64) func(*rand.Rand) (bool, error) {
			return twoShares(func(pair [2]cx.Proportion) (bool, error) {
				c, err := pair[0].Difference(pair[1], level)
				c.P /= 2
				return finds(c, err)
			}, s, p, q)
		})},
	}
	results, err := simulate(wrong, gateTries, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range wrong {
		if m.faults(results[m.name]) == nil {
			t.Errorf("a wrong %s keeps to its band", m.name)
		}
	}
}

// untried are functions and methods with a level that no simulation tries, and why.
var untried = map[string]string{
	"MeanSampleSize":   "a size, no interval",
	"NPSSampleSize":    "a size, no interval",
	"Program.Interval": "that of Proportion.Difference, times what is known",

	"MeanSampleSizeForDifference":       "a size, no interval",
	"NPSSampleSizeForDifference":        "a size, no interval",
	"CSAT.IntervalOf":                   "that of Proportion.IntervalOf",
	"CES.IntervalOf":                    "that of Ratings.IntervalOf",
	"Ratings.RescaledInterval":          "that of Ratings.MeanInterval, rescaled",
	"CSAT.RescaledInterval":             "that of Ratings.MeanInterval, rescaled",
	"CSAT.TInterval":                    "that of Ratings.TInterval",
	"CES.TInterval":                     "that of Ratings.TInterval",
	"ClosedLoop.Effect":                 "that of Proportion.Difference",
	"AlertsOf":                          "its interval is that of the tally's Difference; TestAlertsOf_falseAlerts has how often it alerts",
	"YearOnYear":                        "those of the tally's Difference",
	"Sentiment.Interval":                "that of NPS.Interval, whose classes are as these",
	"Sentiment.Difference":              "that of NPS.Difference, whose classes are as these",
	"Linkage.RateDifferences":           "those of Proportion.Difference, by Holm as in RankGroups",
	"HealthRule.Backtest":               "that of AUCDifference",
	"ProportionSampleSizeForDifference": "a size, no interval",
}

// Everything exported that takes a level is tried, or says why not; and what is tried exists.
func TestComplete(t *testing.T) {
	api, err := os.ReadFile("../../testdata/api.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	declared := regexp.MustCompile(`(?m)^func (?:\((?:\w+ )?\*?(\w+)(?:\[[^)]*\])?\) )?(\w+)(?:\[.*?\])?\((.*)\)`)
	names := make(map[string]bool)
	for _, match := range declared.FindAllStringSubmatch(string(api), -1) {
		name := match[2]
		if match[1] != "" {
			name = match[1] + "." + name
		}
		names[name] = true
		if strings.Contains(match[3], "level float64") {
			want = append(want, name)
		}
	}
	if len(want) < 50 {
		t.Fatalf("found %d functions with a level: the form of the file has changed", len(want))
	}
	tried := make(map[string]bool)
	for _, s := range sections() {
		for _, m := range s.methods {
			for _, name := range m.of {
				tried[name] = true
				if !names[name] {
					t.Errorf("%s is tried, and not there", name)
				}
			}
		}
	}
	for _, name := range want {
		if _, known := untried[name]; !known && !tried[name] {
			t.Errorf("%s has a level, and is not tried", name)
		}
	}
}

// The page has every method, and the same seed gives the same page.
func TestRun(t *testing.T) {
	var page, again bytes.Buffer
	if err := run(&page, "", 10, 3); err != nil {
		t.Fatal(err)
	}
	if err := run(&again, "", 10, 3); err != nil {
		t.Fatal(err)
	}
	if page.String() != again.String() {
		t.Error("two runs of one seed differ")
	}
	shown, err := os.ReadFile("../../docs/coverage.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sections() {
		for _, m := range s.methods {
			if row := "\n| " + m.name + " |"; !strings.Contains(page.String(), row) {
				t.Errorf("the page lacks %s", m.name)
			} else if !strings.Contains(string(shown), row) {
				t.Errorf("docs/coverage.md lacks %s: it is to be made again", m.name)
			}
		}
	}
}
