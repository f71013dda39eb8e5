package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
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
	if got := run(append(args, "-json"), strings.NewReader(stdin), &out, &errs); got != status {
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
	if got := run(args, strings.NewReader(stdin), &out, &errs); got != status || out.Len() > 0 {
		t.Errorf("report %q: status %d and %d bytes, want %d and none", args, got, out.Len(), status)
	}
	for _, want := range wants {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("report %q: message %q lacks %q", args, errs.String(), want)
		}
	}
}

// surveyCases are the files beside the repository, the command line that reads each, and
// the right values, which were computed in Python.
var surveyCases = []struct {
	file   string
	args   []string
	status int
	want   []want
}{
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
}

func TestSurveyCases(t *testing.T) {
	const folder = "../../../shared/cases/survey/"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the files of other programs' surveys are not beside the repository")
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
	{name: "JSON lines", in: "{\"answer\":{\"nps\":9}}\n{\"answer\":{\"nps\":\"3\"}}\n{}\n", args: []string{"-nps", "answer.nps"},
		want: []want{figure(0, "nps", "score"), figure(1, "nps", "blank")}},
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
