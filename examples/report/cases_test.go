package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// want is a figure of a report, by its path.
type want struct {
	value float64
	path  []any
}

func figure(value float64, path ...any) want { return want{value, path} }

// runStatus runs the program, which must end with a status, and returns its JSON.
func runStatus(t *testing.T, status int, stdin string, args ...string) document {
	t.Helper()
	var out, errs bytes.Buffer
	if got := run(kindFirst(append(args, "-json")), strings.NewReader(stdin), &out, &errs); got != status {
		t.Fatalf("report %q: status %d, want %d: %s", args, got, status, errs.String())
	}
	var d document
	if err := json.Unmarshal(out.Bytes(), &d.value); err != nil {
		t.Fatal(err)
	}
	return d
}

// refusal runs the program, which must refuse, and checks what it says.
func refusal(t *testing.T, status int, stdin string, wants []string, args ...string) {
	t.Helper()
	var out, errs bytes.Buffer
	if got := run(kindFirst(args), strings.NewReader(stdin), &out, &errs); got != status || out.Len() > 0 {
		t.Errorf("report %q: status %d and %d bytes, want %d and none", args, got, out.Len(), status)
	}
	for _, want := range wants {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("report %q: message %q lacks %q", args, errs.String(), want)
		}
	}
}

// surveyCase is a file, the command line that reads it, and the right values.
type surveyCase struct {
	file   string
	args   []string
	status int
	want   []want
}

// surveyCases are the files beside the repository, with values that were computed in
// Python.
var surveyCases = []surveyCase{
	{"semicolon_decimal_comma.csv", []string{"-nps", "Hur troligt är det att du skulle rekommendera oss?", "-csat", "Hur nöjd är du?",
		"-at", "Svarsdatum", "-by", "Region"}, 0,
		[]want{figure(25, "nps", "score"), figure(12, "nps", "answers"), figure(66.66666667, "csat", "score")}},
	{"latin1.csv", []string{"-encoding", "windows-1252", "-csat", "Nöjdhet", "-at", "svarsdatum", "-by", "Område"}, 0,
		[]want{figure(70, "csat", "score"), figure(80, "csat", "ranking", "Malmö", "score"), figure(60, "csat", "ranking", "Göteborg", "score")}},
	{"three_header_rows.csv", []string{"-header", "3", "-nps", "Q3", "-csat", "Q5", "-at", "RecordedDate"}, 0,
		[]want{figure(25, "nps", "score"), figure(12, "nps", "answers"), figure(0, "rows", "rejected"), figure(66.66666667, "csat", "score")}},
	{"two_header_rows.csv", []string{"-header", "2", "-csat", "Overall, how satisfied are you?",
		"-nps", "How likely is it that you would recommend us?"}, 0,
		[]want{figure(50, "csat", "score"), figure(3.5, "csat", "mean"), figure(30, "nps", "score"), figure(0, "rows", "rejected")}},
	{"two_header_rows.csv", []string{"-header", "2", "-csat", "Speed"}, 0, []want{figure(50, "csat", "score")}},
	{"two_header_rows.csv", []string{"-header", "2", "-csat", "Please rate each: / Quality"}, 0, []want{figure(70, "csat", "score")}},
	{"two_header_rows.csv", []string{"-header", "2", "-csat", "#7"}, 0, []want{figure(50, "csat", "score")}},
	{"matrix_same_name.csv", []string{"-header", "2", "-csat", "Speed"}, 0, []want{figure(60, "csat", "score"), figure(5, "csat", "answers")}},
	{"matrix_same_name.csv", []string{"-header", "2", "-csat", "Quality"}, 0, []want{figure(80, "csat", "score")}},
	{"matrix_same_name.csv", []string{"-header", "2", "-csat", "Support"}, 0, []want{figure(60, "csat", "score")}},
	{"matrix_same_name.csv", []string{"-header", "2", "-csat", "Overall"}, 0, []want{figure(60, "csat", "score")}},
	{"two_header_rows.csv", []string{"-header", "2", "-csat", "Speed", "-at", "End Date"}, 0,
		[]want{figure(50, "csat", "score"), figure(0, "rows", "rejected"), figure(2, "csat", "points", "2026-01", "answers")}},
	{"mixed_dates.csv", []string{"-nps", "score_0_10", "-at", "survey_date"}, 0, []want{figure(13.88888889, "nps", "score"),
		figure(36, "nps", "answers"), figure(14.28571429, "nps", "points", "2026-01", "score"), figure(40, "nps", "points", "2026-02", "score"),
		figure(-33.33333333, "nps", "points", "2026-03", "score"), figure(50, "nps", "points", "2026-04", "score"),
		figure(0, "nps", "points", "2026-05", "score"), figure(20, "nps", "points", "2026-06", "score")}},
	{"time_forms.csv", []string{"-nps", "score", "-at", "answered", "-every", "day"}, 0,
		[]want{figure(40, "nps", "score"), figure(10, "nps", "points", "2026-01-31", "answers"), figure(0, "rows", "rejected")}},
	{"utc_no_offset.csv", []string{"-csat", "How satisfied are you?", "-at", "Submit Date (UTC)", "-times-in", "UTC", "-tz", "Asia/Manila"}, 0,
		[]want{figure(100, "csat", "points", "2026-02", "score"), figure(2, "csat", "points", "2026-02", "answers"),
			figure(50, "csat", "points", "2026-03", "score"), figure(4, "csat", "points", "2026-03", "answers"),
			figure(50, "csat", "points", "2026-04", "score"), figure(2, "csat", "points", "2026-04", "answers")}},
	{"endpoint_labels.csv", []string{"-nps", "likelihood", "-at", "answered", "-by", "plan"}, 0, []want{figure(26.66666667, "nps", "score"),
		figure(30, "nps", "answers"), figure(40, "nps", "ranking", "team", "score"), figure(13.33333333, "nps", "ranking", "basic", "score")}},
	{"worded_likert.csv", []string{"-nps", "Q7_1", "-csat", "Q10_1", "-labels", "testdata/satisfaction.csv"}, 0,
		[]want{figure(71.42857143, "csat", "score"), figure(14, "csat", "answers"), figure(3.85714286, "csat", "mean"),
			figure(28.57142857, "nps", "score"), figure(14, "nps", "answers")}},
	{"languages_en_de.csv", []string{"-csat", "satisfaction", "-by", "language", "-labels", "testdata/satisfaction.csv"}, 0,
		[]want{figure(64.28571429, "csat", "score"), figure(14, "csat", "answers"), figure(71.42857143, "csat", "ranking", "en", "score"),
			figure(57.14285714, "csat", "ranking", "de", "score")}},
	{"na_codes.csv", []string{"-csat", "csat", "-at", "answered", "-na", "0", "-na", "-1", "-na", "99"}, 0, []want{figure(63.63636364, "csat", "score"),
		figure(11, "csat", "answers"), figure(8, "csat", "not_applicable"), figure(1, "csat", "blank"), figure(0, "csat", "rejected")}},
	{"fractional.csv", []string{"-nps", "nps_support"}, 3, []want{figure(5, "nps", "answers"), figure(5, "nps", "rejected"), figure(40, "nps", "score")}},
	{"fractional.csv", []string{"-nps", "nps_sales"}, 0, []want{figure(10, "nps", "answers")}},
	{"emoji_1_to_4.csv", []string{"-nps", "emoji_score", "-nps-scale", "1-4:1,4", "-at", "at"}, 0,
		[]want{figure(35.71428571, "nps", "score"), figure(14, "nps", "answers")}},
	{"emoji_1_to_4.csv", []string{"-nps", "emoji_score"}, 3, []want{figure(-100, "nps", "score")}},
	{"one_is_best.csv", []string{"-csat", "note", "-csat-scale", "6:low", "-at", "datum"}, 0,
		[]want{figure(66.66666667, "csat", "score"), figure(2.5, "csat", "mean")}},
	{"long_format.csv", []string{"-where", "question=nps", "-nps", "answer", "-at", "at"}, 0,
		[]want{figure(33.33333333, "nps", "score"), figure(6, "nps", "answers"), figure(12, "filtered")}},
	{"long_format.csv", []string{"-where", "question=csat", "-csat", "answer", "-at", "at"}, 0, []want{figure(66.66666667, "csat", "score")}},
	{"long_format.csv", []string{"-where", "question=effort", "-ces", "answer", "-ces-scale", "effort5"}, 0, []want{figure(2.83333333, "ces", "score")}},
	{"weights.csv", []string{"-nps", "nps", "-weight", "ltv"}, 0,
		[]want{figure(-63.63636364, "nps", "weighted", "score"), figure(-20, "nps", "score")}},
	{"preaggregated.csv", []string{"-promoters", "promotores", "-passives", "pasivos", "-detractors", "detractores", "-by", "segmento", "-at", "mes"}, 0,
		[]want{figure(19.80676329, "nps", "score"), figure(2097, "nps", "tally", "promoters"), figure(1277, "nps", "tally", "detractors"),
			figure(4.27435388, "nps", "ranking", "Micro", "score"), figure(34.4924812, "nps", "ranking", "Grande", "score")}},
	{"duplicates.csv", []string{"-nps", "nps", "-at", "date_created", "-customer", "respondent_id", "-keep", "latest"}, 0,
		[]want{figure(55.55555556, "nps", "score"), figure(9, "nps", "answers"), figure(5, "nps", "repeated")}},
	{"duplicates.csv", []string{"-nps", "nps", "-at", "date_created", "-customer", "respondent_id", "-keep", "all"}, 0,
		[]want{figure(0, "nps", "score"), figure(14, "nps", "answers")}},
	{"select_multiple.csv", []string{"-choices", "what_matters", "-split", "blank"}, 0, []want{figure(6, "choices", "answered"),
		figure(66.66666667, "choices", "choices", "speed", "percent"), figure(50, "choices", "choices", "price", "percent"),
		figure(50, "choices", "choices", "support", "percent"), figure(10, "choices", "selections"),
		figure(40, "choices", "choices", "speed", "percent_of_selections"), figure(30, "choices", "choices", "price", "percent_of_selections")}},
	{"three_header_rows.csv", []string{"-header", "3", "-nps", "Q3", "-by", "Q4", "-split", ","}, 0,
		[]want{figure(50, "nps", "ranking", "1", "score"), figure(6, "nps", "ranking", "1", "answers"), figure(-33.33333333, "nps", "ranking", "2", "score"),
			figure(3, "nps", "ranking", "2", "answers"), figure(0, "nps", "ranking", "3", "score"), figure(9, "nps", "ranking", "3", "answers")}},
	{"rolling.csv", []string{"-where", "customer_type=SMB", "-nps", "score", "-at", "submitted", "-every", "year"}, 0,
		[]want{figure(23.86363636, "nps", "points", "2025", "score"), figure(88, "nps", "points", "2025", "answers")}},
	{"rolling.csv", []string{"-where", "customer_type!=SMB", "-nps", "score", "-at", "submitted", "-every", "year"}, 0,
		[]want{figure(3.44827586, "nps", "points", "2025", "score"), figure(29, "nps", "points", "2025", "answers")}},
	{"rolling.csv", []string{"-nps", "score", "-at", "submitted", "-by", "customer_type", "-since", "2024-07-01", "-until", "2025-06-30"}, 0,
		[]want{figure(11.94029851, "nps", "score"), figure(134, "nps", "answers"), figure(6.93069307, "nps", "ranking", "SMB", "score"), figure(101, "nps", "ranking", "SMB", "answers"),
			figure(27.27272727, "nps", "ranking", "Ent", "score"), figure(33, "nps", "ranking", "Ent", "answers")}},
	{"daily.csv", []string{"-nps", "score", "-at", "at", "-every", "day"}, 0,
		[]want{figure(38.88888889, "nps", "score"), figure(0, "nps", "points", "2026-07-07", "answers"), figure(50, "nps", "points", "2026-07-12", "score")}},
	{"rolling.csv", []string{"-nps", "score", "-at", "submitted", "-every", "year"}, 0,
		[]want{figure(18.8034188, "nps", "points", "2025", "score"), figure(117, "nps", "points", "2025", "answers")}},
}

func TestSurveyCases(t *testing.T) {
	const folder = "../../../shared/cases/survey/"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the files of other programs' surveys are not beside the repository")
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".csv") && !slices.ContainsFunc(surveyCases, func(c surveyCase) bool { return c.file == f.Name() }) {
			t.Errorf("no command line reads %s", f.Name())
		}
	}
	for _, c := range surveyCases {
		t.Run(c.file, func(t *testing.T) {
			doc := runStatus(t, c.status, "", append(c.args, folder+c.file)...)
			for _, w := range c.want {
				doc.near(t, w.value, 0.6e-8, w.path...)
			}
		})
	}
}

// ownCases are files of the same kinds, with values computed by hand, and beside each one
// that is refused.
var ownCases = []struct {
	name, in string
	args     []string
	status   int
	want     []want
	message  []string // of a refusal
}{
	// 9,5 is no rating; of 9, 10, 3 two promote and one does not.
	{name: "a decimal comma", in: "namn;betyg;kommentar\n1;9,0;\"a, b\"\n2;10,0;c\n3;3,0;d\n", args: []string{"-nps", "Betyg"},
		want: []want{figure(33.33333333, "nps", "score"), figure(3, "nps", "answers")}},
	{name: "a comma and a point", in: "a;b\n9,0;x\n8.0;y\n", args: []string{"-nps", "a"}, status: 2,
		message: []string{"-nps", "line 2", "line 3", "-decimal"}},
	{name: "a comma in a file with commas", in: "a,b\n\"9,0\",x\n\"3,0\",y\n", args: []string{"-decimal", ",", "-nps", "a"},
		want: []want{figure(0, "nps", "score"), figure(2, "nps", "answers")}},
	{name: "another encoding", in: "note,gr\xfc\xdfe\n5,9\n4,3\n", args: []string{"-encoding", "windows-1252", "-nps", "Grüße"},
		want: []want{figure(0, "nps", "score")}},
	{name: "another encoding, not said", in: "note,gr\xfc\xdfe\n5,9\n4,3\n", args: []string{"-nps", "Grüße"}, status: 1,
		message: []string{"line 1", "-encoding"}},
	{name: "two header rows", in: "Rate:,,Overall\nSpeed,Price,\n5,1,4\n4,2,3\n", args: []string{"-header", "2", "-csat", "Price"},
		want: []want{figure(0, "csat", "score"), figure(1.5, "csat", "mean")}},
	{name: "one name for two columns", in: "a,a\n5,1\n", args: []string{"-csat", "a"}, status: 2, message: []string{"#1 and #2", "-csat '#1'"}},
	{name: "no header", in: "9,x\n10,y\n", args: []string{"-header", "0", "-nps", "#1", "-by", "#2"},
		want: []want{figure(100, "nps", "score"), figure(2, "nps", "answers")}},
	{name: "no header, not said", in: "9,x\n10,y\n", args: []string{"-nps", "#1"}, status: 2, message: []string{"-header 0"}},
	// 2 February and 14 March by the day first; 14/03 tells.
	{name: "dates that one row tells", in: "at,nps\n02/01/2026,9\n14/03/2026,3\n2026-02-01,8\n", args: []string{"-nps", "nps", "-at", "at"},
		want: []want{figure(100, "nps", "points", "2026-01", "score"), figure(-100, "nps", "points", "2026-03", "score")}},
	{name: "dates that no row tells", in: "at,nps\n02/01/2026,9\n04/03/2026,3\n", args: []string{"-nps", "nps", "-at", "at"}, status: 2,
		message: []string{"-at", "-dates dmy or -dates mdy"}},
	{name: "dates told by the flag", in: "at,nps\n02/01/2026,9\n04/03/2026,3\n", args: []string{"-nps", "nps", "-at", "at", "-dates", "mdy"},
		want: []want{figure(100, "nps", "points", "2026-02", "score"), figure(-100, "nps", "points", "2026-04", "score")}},
	{name: "dates that contradict", in: "at,nps\n14/01/2026,9\n04/15/2026,3\n", args: []string{"-nps", "nps", "-at", "at"}, status: 2,
		message: []string{"line 2", "line 3", "-dates"}},
	{name: "subscriptions by the day first", in: "who,from,to\na,02/01/2026,01/02/2026\nb,14/01/2026,\nc,01/01/2026,15/02/2026\n",
		args: []string{"subscriptions", "-customer", "who", "-start", "from", "-end", "to"}, want: []want{figure(0, "rows", "rejected"), figure(3, "rows", "read")}},
	// 23:30 in UTC is the next day in Oslo; 23:30 in Oslo is not.
	{name: "the zone of times apart from that of days", in: "at,nps\n2026-01-31 23:30,9\n", args: []string{"-nps", "nps", "-at", "at",
		"-times-in", "UTC", "-tz", "Europe/Oslo"}, want: []want{figure(1, "nps", "points", "2026-02", "answers")}},
	{name: "the zone of days alone", in: "at,nps\n2026-01-31 23:30,9\n", args: []string{"-nps", "nps", "-at", "at", "-tz", "Europe/Oslo"},
		want: []want{figure(1, "nps", "points", "2026-01", "answers")}},
	{name: "a column that says UTC", in: "at (UTC),nps\n2026-01-31 23:30,9\n", args: []string{"-nps", "nps", "-at", "at (UTC)", "-tz", "Europe/Oslo"},
		status: 2, message: []string{"says UTC", "-times-in UTC, or -times-in Europe/Oslo"}},
	{name: "seconds since 1970", in: "at,nps\n1769848200,9\n", args: []string{"-nps", "nps", "-at", "at", "-dates", "unix"},
		want: []want{figure(1, "nps", "points", "2026-01", "answers")}},
	// Two promoters, one detractor; the fourth cell has two numbers.
	{name: "ends with labels", in: "nps\n10 = certainly\n9\n0 (never)\n1 to 2 times\n", args: []string{"-nps", "nps"}, status: 3,
		want: []want{figure(33.33333333, "nps", "score"), figure(2, "nps", "counted_by_leading_number"), figure(1, "nps", "rejected")}},
	{name: "words of two languages", in: "csat\nSEHR  ZUFRIEDEN\nVery dissatisfied\nsatisfied\nDon’t know\n\n",
		args: []string{"-csat", "csat", "-labels", "testdata/satisfaction.csv"}, want: []want{figure(66.66666667, "csat", "score"),
			figure(3.33333333, "csat", "mean"), figure(1, "csat", "not_applicable")}},
	{name: "words without a map", in: "csat\nSatisfied\n", args: []string{"-csat", "csat"}, status: 1, message: []string{"not a number", "-labels"}},
	{name: "codes of no answer", in: "csat\n5\n99\nN/A\n-\nnull\n1\n", args: []string{"-csat", "csat", "-na", "99"},
		want: []want{figure(50, "csat", "score"), figure(4, "csat", "not_applicable")}},
	{name: "codes that are not said", in: "csat\n5\n99\n", args: []string{"-csat", "csat"}, status: 3, want: []want{figure(1, "csat", "rejected")}},
	{name: "a scale with cuts", in: "q\n1\n2\n3\n4\n4\n", args: []string{"-nps", "q", "-nps-scale", "1-4:1,4"}, want: []want{figure(20, "nps", "score")}},
	{name: "a scale on which 1 is best", in: "q\n1\n2\n6\n", args: []string{"-csat", "q", "-csat-scale", "6:low"},
		want: []want{figure(66.66666667, "csat", "score"), figure(3, "csat", "mean")}},
	{name: "effort from 0", in: "q\n0\n1\n4\n", args: []string{"-ces", "q", "-ces-scale", "0-4:1,3:low"},
		want: []want{figure(1.66666667, "ces", "score"), figure(2, "ces", "easy", "count")}},
	{name: "a scale that is none", in: "q\n0\n", args: []string{"-nps", "q", "-nps-scale", "1-4:4,1"}, status: 2, message: []string{"1-4:1,4"}},
	{name: "recommending has no low end that is best", in: "q\n0\n", args: []string{"-nps", "q", "-nps-scale", "1-4:1,4:low"}, status: 2,
		message: []string{"1-4:1,4"}},
	{name: "half a scale", in: "q\n" + strings.Repeat("4\n", 10), args: []string{"-nps", "q"}, status: 3, want: []want{figure(-100, "nps", "score")}},
	// Of the answers to nps 9 and 3; 5 and 1 are of another question.
	{name: "several questions in one column", in: "q,a\nnps,9\ncsat,5\nnps,3\ncsat,1\n", args: []string{"-where", "q=nps", "-nps", "a"},
		want: []want{figure(0, "nps", "score"), figure(2, "rows", "read"), figure(2, "filtered")}},
	{name: "of several texts any, and not another", in: "q,t,a\nx,1,9\ny,1,10\nz,1,0\nx,2,0\n",
		args: []string{"-where", "q=x", "-where", "q=y", "-where", "t!=2", "-nps", "a"}, want: []want{figure(100, "nps", "score"), figure(2, "filtered")}},
	{name: "nothing is left", in: "q,a\nnps,9\n", args: []string{"-where", "q=NPS", "-nps", "a"}, status: 1, message: []string{"-where left out 1"}},
	{name: "a condition on no column", in: "q,a\nnps,9\n", args: []string{"-where", "question=nps", "-nps", "a"}, status: 2,
		message: []string{`-where: there is no column "question"`}},
	// 9 and 2 in two columns, 10 in both and so in none.
	{name: "one question in two columns", in: "a,b\n9,\n,2\n10,10\n,\n", args: []string{"-nps", "a", "-nps", "b"}, status: 3,
		want: []want{figure(0, "nps", "score"), figure(2, "nps", "answers"), figure(1, "nps", "rejected"), figure(1, "nps", "blank")}},
	// (3 - 1) / 4 by weight, and (1 - 1) / 2 by answer.
	{name: "weights", in: "nps,w\n9,\"3\"\n0,1.0\n", args: []string{"-nps", "nps", "-weight", "w"},
		want: []want{figure(50, "nps", "weighted", "score"), figure(0, "nps", "score"), figure(1.6, "nps", "weighted", "effective_size")}},
	// January 3 and 1 of 4 by weight, whose squares are 10; de 2 for and 1 + 2 against of 5.
	{name: "weights by period and segment", in: "nps,w,at,team,lang\n9,3,2026-01-05,a,en\n0,1,2026-01-07,b,de\n10,2,2026-03-02,a,de\n5,2,2026-03-02,,de\n",
		args: []string{"-nps", "nps", "-weight", "w", "-at", "at", "-every", "month", "-by", "team", "-by", "lang"},
		want: []want{figure(25, "nps", "weighted", "score"), figure(50, "nps", "weighted", "points", "2026-01", "score"), figure(1.6, "nps", "weighted", "points", "2026-01", "effective_size"),
			figure(0, "nps", "weighted", "points", "2026-02", "tally", "answers"), figure(0, "nps", "weighted", "points", "2026-03", "score"),
			figure(100, "nps", "weighted", "by", 0, "segments", "a", "score"), figure(-100, "nps", "weighted", "by", 0, "segments", "", "score"),
			figure(-20, "nps", "weighted", "by", 1, "segments", "de", "score"), figure(100, "nps", "weighted", "by", 1, "segments", "en", "score")}},
	// de has 9 by 1 and 0 by 3, en the latter alone.
	{name: "weights of several segments in a cell", in: "nps,w,by\n9,1,de\n0,3,de;en\n", args: []string{"-nps", "nps", "-weight", "w", "-by", "by", "-split", ";", "-sep", ","},
		want: []want{figure(-50, "nps", "weighted", "by", 0, "segments", "de", "score"), figure(-100, "nps", "weighted", "by", 0, "segments", "en", "score")}},
	{name: "weights of nothing", in: "nps,w\n9,0\n0,-1\n8,1\n", args: []string{"-nps", "nps", "-weight", "w"}, status: 3,
		want: []want{figure(2, "rows", "rejected"), figure(1, "nps", "answers")}},
	{name: "counts of ratings", in: "stars,n\n5,6\n1,2\n3,0\n", args: []string{"-csat", "stars", "-count", "n"},
		want: []want{figure(75, "csat", "score"), figure(8, "csat", "answers"), figure(4, "csat", "mean")}},
	{name: "percentages for counts", in: "stars,n\n5,75.5\n1,24.5\n", args: []string{"-csat", "stars", "-count", "n"}, status: 2,
		message: []string{"-count", "line 2", "percentages"}},
	{name: "ready classes", in: "p,n,d\n6,3,1\n0,1,9\n", args: []string{"-promoters", "p", "-passives", "n", "-detractors", "d"},
		want: []want{figure(-20, "nps", "score"), figure(20, "nps", "answers"), figure(4, "nps", "tally", "passives")}},
	{name: "percentages for classes", in: "p,n,d\n60,30,10\n0,10,90\n", args: []string{"-promoters", "p", "-passives", "n", "-detractors", "d"},
		status: 3, want: []want{figure(-20, "nps", "score")}},
	// a: 9 after 1; b: 5; without a name: 10 and 0.
	{name: "the latest of each customer", in: "who,at,nps\na,2026-01-02,1\nb,2026-01-01,5\na,2026-01-03,9\n,2026-01-01,10\n,2026-01-01,0\n",
		args: []string{"-customer", "who", "-keep", "latest", "-at", "at", "-nps", "nps"},
		want: []want{figure(0, "nps", "score"), figure(4, "nps", "answers"), figure(1, "nps", "repeated")}},
	{name: "the first of each customer", in: "who,nps\na,1\nb,5\na,9\n", args: []string{"-customer", "who", "-keep", "first", "-nps", "nps"},
		want: []want{figure(-100, "nps", "score"), figure(1, "nps", "repeated")}},
	{name: "several choices in a cell", in: "q\na;b\nb; b ;\n\"\"\nN/A\nc\n", args: []string{"-choices", "q", "-split", ";", "-sep", ","},
		want: []want{figure(3, "choices", "answered"), figure(1, "choices", "blank"), figure(1, "choices", "not_applicable"),
			figure(66.66666667, "choices", "choices", "b", "percent"), figure(50, "choices", "choices", "b", "percent_of_selections")}},
	{name: "segments of several in a cell", in: "by,ces\na b,7\nb,1\na,5\n,2\n", args: []string{"-ces", "ces", "-by", "by", "-split", "blank"},
		want: []want{figure(6, "ces", "ranking", "a", "score"), figure(4, "ces", "ranking", "b", "score"), figure(3.75, "ces", "score")}},
	{name: "a month for a time", in: "at,nps\n2026-01,9\n2026-02,1\n", args: []string{"-at", "at", "-nps", "nps"},
		want: []want{figure(100, "nps", "points", "2026-01", "score")}},
	{name: "a month for a day", in: "at,nps\n2026-01,9\n2026-02-01,1\n", args: []string{"-at", "at", "-nps", "nps", "-every", "day"}, status: 3,
		want: []want{figure(1, "untimed"), figure(2, "nps", "answers")}},
	{name: "a text of none for a time", in: "who,from,to\na,2026-01-01,?\nb,2026-01-01,NULL\nc,2026-01-01,2026-03-01\n",
		args: []string{"subscriptions", "-customer", "who", "-start", "from", "-end", "to", "-na", "?"}, want: []want{figure(2, "running"), figure(0, "rows", "rejected")}},
	{name: "JSON lines", in: "{\"answer\":{\"nps\":9}}\n{\"answer\":{\"nps\":\"3\"}}\n{}\n", args: []string{"-nps", "answer.nps"},
		want: []want{figure(0, "nps", "score"), figure(1, "nps", "blank")}},
}

// TestJoin adds the plans of a second file.
func TestJoin(t *testing.T) {
	plans := t.TempDir() + "/plans.csv"
	write := func(text string) {
		if err := os.WriteFile(plans, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("plan;id;extra\nteam;a;1\nfree;b;2\nfree;c;3\nteam;c;4\n")
	const answers = "user,nps\na,9\nb,2\na,8\nc,10\nd,10\n"
	args := []string{"-nps", "nps", "-by", "plan", "-join", plans, "-on", "user=id", "-"}
	doc := runStatus(t, 3, answers, args...)
	for _, w := range []want{
		figure(50, "nps", "ranking", "team", "score"), figure(-100, "nps", "ranking", "free", "score"), figure(2, "nps", "ranking", "", "answers"),
		figure(1, "joined", "missing"), figure(1, "joined", "twice"),
	} {
		doc.near(t, w.value, 0.6e-8, w.path...)
	}
	if page := runReport(t, answers, args...); !strings.Contains(page, "plans.csv lacks the key of 1 row, and has that of 1 twice") {
		t.Errorf("the page does not say what was not joined:\n%s", page)
	}
	doc = runStatus(t, 3, answers, append([]string{"-where", "plan=team"}, args...)...)
	doc.near(t, 2, 0, "nps", "answers")
	refusal(t, 2, answers, []string{`-on: there is no column "nobody" in plans.csv`}, "-nps", "nps", "-join", plans, "-on", "user=nobody", "-")
	refusal(t, 2, answers, []string{`-on: there is no column "id"`}, "-nps", "nps", "-join", plans, "-on", "id", "-")
	write("user,nps\na,1\n")
	refusal(t, 2, answers, []string{"#2 and #3"}, "-nps", "nps", "-join", plans, "-on", "user", "-")
	doc = runStatus(t, 0, answers, "-nps", "#2", "-join", plans, "-on", "user", "-accept-losses", "1", "-")
	doc.near(t, 5, 0, "nps", "answers")
	refusal(t, 1, answers, []string{"no such file"}, "-nps", "nps", "-join", plans+"x", "-on", "user", "-")
}

// TestOrderNumbers takes the number of an order for the customer.
func TestOrderNumbers(t *testing.T) {
	orders := "order,who,at,paid\n"
	for i := range 120 {
		orders += fmt.Sprintf("%d,%d,2026-01-%02d,5\n", i, i%50, 1+i%28)
	}
	doc := runStatus(t, 3, orders, "orders", "-customer", "order", "-at", "at", "-amount", "paid", "-")
	if got, _ := doc.at(t, "warnings", 0).(string); !strings.Contains(got, "is order the number of an order?") {
		t.Errorf("warning %q", got)
	}
	runStatus(t, 0, orders, "orders", "-customer", "who", "-at", "at", "-amount", "paid", "-")
	runStatus(t, 0, orders, "orders", "-customer", "order", "-at", "at", "-")
}

// TestWorkbook reads answers with dates from a sheet.
func TestWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{
		{"Survey of 2026"}, {"when", "how likely", "plan"},
		{time.Date(2026, 1, 31, 23, 30, 0, 0, time.UTC), 9, "team"}, {"2026-02-01", "10 - very", "team"}, {46055.25, 3.0, "free"}, {"", nil, ""},
	} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	file := t.TempDir() + "/survey.bin"
	if err := f.SaveAs(strings.TrimSuffix(file, "bin") + "xlsx"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(strings.TrimSuffix(file, "bin")+"xlsx", file); err != nil {
		t.Fatal(err)
	}
	doc := runStatus(t, 0, "", "-header", "2", "-nps", "how likely", "-at", "when", "-by", "plan", "-tz", "Europe/Oslo", file)
	for _, w := range []want{figure(33.33333333, "nps", "score"), figure(1, "nps", "points", "2026-01", "answers"),
		figure(2, "nps", "points", "2026-02", "answers"), figure(2, "nps", "ranking", "team", "answers")} {
		doc.near(t, w.value, 0.6e-8, w.path...)
	}
}

// TestKeep compares with Deduplicate of package cx.
// TestNothingCounted has files of which nothing is left: no page, and status 1.
func TestNothingCounted(t *testing.T) {
	for _, c := range []struct {
		in, want string
		args     []string
	}{
		{"nps\n", "no answer of 0 rows", []string{"-nps", "nps"}},
		{"nps,at\n,2026-01-01\n", "no answer of 1 row", []string{"-nps", "nps", "-at", "at"}},
		{"nps\nten\n", `line 2, column "nps": not a number; -labels says`, []string{"-nps", "nps"}},
		{"who,at,paid\n", "nothing of 0 rows", []string{"orders", "-customer", "who", "-at", "at", "-amount", "paid"}},
		{"who,at,paid\na,b,1\n", `line 2, column "at": not a time of a known form; the cell is as "a"`, []string{"orders", "-customer", "who", "-at", "at", "-amount", "paid"}},
		{"who,from,to\n,,\n", "no customer", []string{"subscriptions", "-customer", "who", "-start", "from", "-end", "to"}},
		{"who,what,at\na,b\n", "line 2: 2 cells, the header has 3", []string{"events", "-customer", "who", "-event", "what", "-at", "at"}},
		{measurementHeader, "nothing of 0 rows", measurementFlags[:len(measurementFlags)-1]},
		{"at\nx\n", `column "at"`, []string{"tickets", "-opened", "at"}},
	} {
		refusal(t, 1, c.in, []string{c.want}, append(c.args, "-")...)
	}
}

// TestLosses has a tenth of the rows of a file rejected.
func TestLosses(t *testing.T) {
	answers := "nps\n" + strings.Repeat("9\n", 90) + strings.Repeat("ten\n", 10)
	orders := "who,at,paid\n" + strings.Repeat("a,2026-01-01,5\nb,2026-02-01,6\n", 45) + strings.Repeat("a,soon,5\n", 10)
	for _, c := range []struct {
		in      string
		args    []string
		warning string
	}{
		{answers, []string{"-nps", "nps"}, "10 of 100 cells of nps (10%) are rejected, most as \"aaa\" (10, not a number)"},
		{orders, []string{"orders", "-customer", "who", "-at", "at", "-amount", "paid"}, `10 of 100 rows of standard input (10%) are rejected: most for a cell as "aaaa" (10, not a time of a known form)`},
		{strings.ReplaceAll(orders, "who,", "nps,"), []string{"-nps", "paid", "-at", "at"}, "the times of 10 of 100 rows (10%) cannot be read"},
	} {
		args := append(c.args, "-")
		doc := runStatus(t, 3, c.in, args...)
		if got, _ := doc.at(t, "warnings", 0).(string); !strings.Contains(got, c.warning) {
			t.Errorf("warning %q, want %q", got, c.warning)
		}
		var out, errs bytes.Buffer
		if status := run(kindFirst(args), strings.NewReader(c.in), &out, &errs); status != 3 || !strings.HasPrefix(out.String(), "WARNING: "+c.warning[:20]) {
			t.Errorf("status %d, page\n%s", status, out.String())
		}
		checkPage(t, out.String())
		doc = runStatus(t, 0, c.in, append([]string{"-accept-losses", "0.1"}, args...)...)
		if whole, _ := doc.value.(map[string]any); whole["warnings"] != nil {
			t.Errorf("warnings of an accepted loss: %v", whole["warnings"])
		}
	}
	doc := runStatus(t, 3, "Q1\nHow likely?\nQID1\n9\n8\n", "-nps", "Q1", "-")
	if got, _ := doc.at(t, "warnings", 0).(string); !strings.Contains(got, "say -header 3") {
		t.Errorf("warning %q", got)
	}
	refusal(t, 2, "Q1\n9\n", []string{`-nps names the column "Q1" twice`}, "-nps", "Q1", "-nps", "Q1", "-")
	page := runReport(t, answers, "-nps", "nps", "-")
	if want := "90 of 100 answers, 10 rejected (10%)"; !strings.Contains(page, want) {
		t.Errorf("the page lacks %q:\n%s", want, page)
	}
}

func TestOwnCases(t *testing.T) {
	for _, c := range ownCases {
		t.Run(c.name, func(t *testing.T) {
			args := append(c.args, "-")
			if c.message != nil {
				refusal(t, c.status, c.in, c.message, args...)
				return
			}
			doc := runStatus(t, c.status, c.in, args...)
			for _, w := range c.want {
				doc.near(t, w.value, 0.6e-8, w.path...)
			}
		})
	}
}
