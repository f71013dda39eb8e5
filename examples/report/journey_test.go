package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

const measurementHeader = "m,s,t,c,e,p,v,l,h,n,g\n"

var measurementFlags = []string{"journey", "-metric", "m", "-stage", "s", "-touchpoint", "t", "-channel", "c", "-team", "e", "-period", "p",
	"-value", "v", "-low", "l", "-high", "h", "-base", "n", "-target", "g", "-"}

func TestJourneySample(t *testing.T) {
	compareScreen(t, "journey.txt", "sample", "journey")
	compareGolden(t, "journey.json", "sample", "journey", "-json")
}

// TestJourneyPage has verdicts by hand. NPS: 42 reaches 40, and its interval of the
// difference, 12 -+ sqrt(6² + 6²), leaves out 0: better. Load within, 0.9, and its whole
// interval fall short of 0.95: missed, by (0.95 - 0.9)/0.95. CSAT: 78 of 80, but the interval
// reaches 84: undecided, and so is an answer of 5 customers, which is part of the CSAT of all and
// counts with it. Of 1 of 2 the Wilson limits are (1 + 1.96²/2 ± 1.96·sqrt(1/2 + 1.96²/4))/(2 + 1.96²).
func TestJourneyPage(t *testing.T) {
	const text = measurementHeader +
		"NPS,,,,,2026-Q1,30,24,36,790,40\n" + // by any of its names
		"Net promoter score,,,,,2026-Q2,42,36,48,812,40\n" +
		"load_within,purchase,shop,,,2026-Q2,0.9,0.89,0.91,9000,0.95\n" +
		"csat,purchase,shop,,,2026-Q2,78,71,84,160,80\n" +
		"csat,purchase,shop,app,,2026-Q2,20,10,30,5,80\n" +
		"waiting_time,advocacy,,,,2026-Q2,30,,,200,60\n" + // belongs to a chat
		"nps,,,,,2026-Q3,50,,,812,40\n"
	args := append([]string{"-as-of", "2026-07-15"}, measurementFlags...)
	doc := runJSON(t, text, args...)
	doc.near(t, 6, 0, "measurements")
	doc.near(t, 1, 0, "later")
	for _, c := range []struct {
		want string
		path []any
	}{
		{"2026-01-01/2026-07-01", []any{"span"}},
		{"met", []any{"journey", "figures", 0, "verdict"}},
		{"better", []any{"journey", "figures", 0, "change"}},
		{"undecided", []any{"journey", "figures", 1, "verdict"}},
		{"undecided", []any{"journey", "figures", 2, "verdict"}},
		{"missed", []any{"journey", "figures", 3, "verdict"}},
		{"purchase", []any{"journey", "weakest_stage", "place", "stage"}},
		{"shop", []any{"journey", "weakest_touchpoint", "place", "touchpoint"}},
		{"load_within", []any{"journey", "weakest_touchpoint", "worst", "measurement", "metric"}},
		{"waiting_time", []any{"journey", "misplaced", 0, "metric"}},
		{"awareness", []any{"journey", "unmeasured", 0, "stage"}},
		{"purchase", []any{"map", "touchpoints", 0, "stage"}},
		{"2026-12-30", []any{"journey", "due", 0, "date"}}, // 182 days after 2026-07-01
	} {
		if got := doc.at(t, c.path...); got != c.want {
			t.Errorf("%v = %v, want %v", c.path, got, c.want)
		}
	}
	// Planned is what is measured: the NPS, and two metrics at the shop.
	doc.near(t, 3, 0, "journey", "coverage", "base")
	if n := doc.length(t, "journey", "misplaced"); n != 1 {
		t.Errorf("%d metrics are misplaced, want 1", n)
	}
	doc.near(t, 0.05/0.95, 1e-12, "journey", "figures", 3, "shortfall")
	page := runReport(t, text, args...)
	for _, want := range []string{
		"misses 1 of 2 targets, 9 to 91%; worst: load within, 90.0%, target 95.0%", "95.0%, at shop", "“How many pages load in time?”",
		"3 PURCHASE  Do they finish?", "1 AWARENESS  Do customers know us? ", "nothing measured", "misplaced  waiting time",
		"+30 ▲", "now: it never was", "of periods still open",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

// TestConsistencyOfChannels has three channels that are alike, and three that are not: Q and I²
// by hand. The half widths of 9.8 are 1.96 standard errors of 5, so that of 100 answers each has
// the variance 2500. Between 50, 70 and 90 it is 800/3, the pooled 2766.7, Q 100·800/2766.7 = 28.9,
// I² 1 - 2/28.9 = 93%, with the limits of the package.
func TestConsistencyOfChannels(t *testing.T) {
	channels := func(stage, a, b, c string) (text string) {
		for _, row := range []string{"web," + a, "app," + b, "chat," + c} {
			channel, values, _ := strings.Cut(row, ",")
			text += "csat," + stage + ",," + channel + ",,2026-Q2," + values + ",100,\n"
		}
		return text
	}
	page := runReport(t, measurementHeader+channels("purchase", "50,40.2,59.8", "51,41.2,60.8", "52,42.2,61.8")+
		channels("retention", "50,40.2,59.8", "70,60.2,79.8", "90,80.2,99.8"), measurementFlags...)
	checkPage(t, page)
	for _, want := range []string{"csat, purchase                channels not told apart  0.961  web 50%", "csat, retention               channels 93%, 74 to 100 <0.001  web 50%"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

func TestMap(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := dir + "/" + name
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.json", `{"stages":[{"stage":"use","question":"Does it work?"},{"stage":"leave"}],
		"touchpoints":[{"name":"desk","kind":"kiosk","stage":"use"}],"min_base":50,
		"metrics":[{"name":"wrong_scans","question":"How often does it fail?","unit":"per_100","direction":"lower","formula":"","touchpoints":["kiosk"]}]}`)
	rows := write("rows.csv", measurementHeader+"wrong_scans,,desk,,,2026-03,4.5,,,200,3\nnps,use,,,,2026-03,10,5,15,40,20\nnps,,door,,,2026-03,1,,,40,\n")
	page := runReport(t, "", append([]string{"-map", good, rows}, measurementFlags[:len(measurementFlags)-1]...)...)
	checkPage(t, page)
	for _, want := range []string{"1 USE  Does it work?", "▪ desk (kiosk), 1 of 1 measured", "wrong scans", "░ missed", "a base under 50", "2 LEAVE",
		"unknown touchpoint"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	for _, c := range []struct{ name, text, want string }{
		{"no JSON", "stages", "is no map"},
		{"null", "null", "no stages"},
		{"no stages", `{"stages":[]}`, "no stages"},
		{"unknown key", `{"stages":[{"stage":"a"}],"steps":[]}`, "is no map"},
		{"touchpoint elsewhere", `{"stages":[{"stage":"a"}],"touchpoints":[{"name":"x","stage":"b"}]}`, "a stage that is not on the map"},
		{"long", strings.Repeat(" ", 4<<20+1), "longer than 4 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			args := append([]string{"-map", write("bad.json", c.text)}, measurementFlags...)
			if status := run(kindFirst(args), strings.NewReader(measurementHeader), &out, &errs); status != 1 || !strings.Contains(errs.String(), c.want) {
				t.Errorf("status %d, %q, want 1 and %q", status, errs.String(), c.want)
			}
		})
	}
}

func TestJourneyPages(t *testing.T) {
	var many strings.Builder
	many.WriteString(measurementHeader)
	long := strings.Repeat("a long name ", 8)
	for i := range 60 {
		many.WriteString("csat,purchase," + long + string(rune('a'+i%26)) + "," + long + ",team " + string(rune('a'+i/26)) +
			",2026-Q2,70,60,80,123456789,99\n")
		many.WriteString("total_sales,retention,shop " + string(rune('a'+i%26)) + "," + string(rune('a'+i/26)) +
			",,2026-Q2,987654321012.34,987654321000.34,987654321022,99,1\n")
	}
	for _, c := range []struct {
		name, text string
		args       []string
	}{
		{"many long names", many.String(), measurementFlags},
		{"level", "", []string{"sample", "journey", "-level", "0.999"}},
		{"later", "", []string{"sample", "journey", "-as-of", "2030-01-01"}},
		{"earlier", "", []string{"sample", "journey", "-as-of", "2025-10-01"}},
		{"before all", "", []string{"sample", "journey", "-as-of", "2001-01-01"}},
		{"nothing measured", measurementHeader + "nps,,,,,2026-Q1,30,,,0,40\n", measurementFlags},
		{"target of 0", measurementHeader + "clv,retention,,,,2026-Q1,-30,-40,-20,100,0\n", measurementFlags},
		{"controls", measurementHeader + "csat,purchase,\x1b[31m,\u202e,,2026-Q1,30,,,100,40\n", measurementFlags},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkPage(t, runReport(t, c.text, c.args...))
			runJSON(t, c.text, c.args...)
		})
	}
}

func TestJourneyUsage(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"65 steps", []string{"events", "-steps", strings.Repeat("visit,", 64) + "visit", "-"}, "number of steps"},
		{"no step", []string{"events", "-steps", " ,"}, "want names with commas"},
		{"twice in any order", []string{"events", "-steps", "visit,visit", "-order", "any", "-"}, "have one name"},
		{"order", []string{"events", "-order", "sorted"}, "want ordered, strict or any"},
		{"within", []string{"events", "-within", "7 days"}, "30m, 12h, 7d or 2w"},
		{"within without steps", []string{"events", "-event", "e", "-within", "7d", "x.csv"}, "need the steps"},
		{"top", []string{"events", "-top", "0"}, "from 1 to 50"},
		{"every of events", []string{"sample", "events", "-every", "day"}, "-every and -elapsed need the events of cohorts: -started-by NAMES and -active-by NAMES"},
		{"zone of measurements", []string{"sample", "journey", "-tz", "UTC"}, "-tz is no flag of journey, but of survey,"},
		{"one limit", []string{"journey", "-metric", "m", "-low", "l", "x.csv"}, "-low and -high go together"},
		{"metric of events", []string{"events", "-steps", "visit,order", "-metric", "m"}, "-metric is no flag of events, but of journey"},
		{"no period", []string{"journey", "-metric", "m", "-"}, "name the column with -period"},
		{"no event", []string{"events", "-customer", "m", "-segment", "m", "-at", "m", "-"}, "name the column with -event"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if status := run(kindFirst(c.args), strings.NewReader("m\n"), &out, &errs); status != 2 || out.Len() > 0 {
				t.Errorf("status %d and %d bytes of output, want 2 and none", status, out.Len())
			}
			if !strings.Contains(errs.String(), c.want) {
				t.Errorf("message %q lacks %q", errs.String(), c.want)
			}
		})
	}
	var out, errs bytes.Buffer
	if status := run(kindFirst([]string{"sample", "events", "-steps", "visit,oder"}), nil, &out, &errs); status != 1 ||
		!strings.Contains(errs.String(), `no event is named "oder"; the most frequent are: product, visit,`) {
		t.Errorf("status %d, message %q, want 1 and the names of events", status, errs.String())
	}
}
