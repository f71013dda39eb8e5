package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

func decoded(t *testing.T, data []byte) (f Figures) {
	t.Helper()
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestRefused counts rows that cannot be counted by file and reason. Those around them count,
// and none of their text is anywhere.
func TestRefused(t *testing.T) {
	const instant = "2026-02-03T10:00:00Z"
	folder := t.TempDir()
	good := "c1,pro," + instant + ",9\n"
	write(t, folder, "answers-0.csv", "\ufeffcustomer,segment,at,score\r\n"+good+
		"secret,pro,"+instant+",11\r\n"+good+"secret,pro,"+instant+",\n"+good+
		"\"secret,pro,"+instant+",9\n"+good+ // quotes that do not end take no other line with them
		"secret,pro,"+instant+"\n"+good+"secret,pro,yesterday,9\n\n"+good+
		"secret,pro,1700-01-01T00:00:00Z,9\n"+good+
		"secret\xff,pro,"+instant+",9\n"+good+
		"secret,pro,"+strings.Repeat("x", 3*maxLine)+",9\n"+good+
		"\"c,1\",\"the \"\"pro\"\"\","+instant+",9") // is good, and has no line break after it
	write(t, folder, "orders-0.jsonl", fmt.Sprintf(`{"customer":"c1","segment":"pro","at":%[1]q,"amount":12.50}
{"customer":"secret","segment":"pro","at":%[1]q,"amount":"a lot"}
{"customer":"secret","segment":"pro","at":%[1]q,"amount":1e999999999}
{"customer":"secret","segment":"pro","at":%[1]q}
{"customer":"","segment":"pro","at":%[1]q,"amount":"1.25"}
{"customer":"secret","segment":
["secret"]
{"customer":"c1","segment":"pro","at":%[1]q,"amount":"0.25","note":"more"}
`, instant))
	rows := []struct {
		Customer *string `parquet:"customer,optional"`
		At       string  `parquet:"at"`
		Name     string  `parquet:"name"`
	}{{nil, instant, "visit"}, {new("c1"), instant, "visit"}, {new("c1"), instant, ""}, {new("c1"), "2026", "visit"}}
	if err := parquet.WriteFile(filepath.Join(folder, "events-0.parquet"), rows); err != nil {
		t.Fatal(err)
	}
	data, _ := count(t, patterns(folder), testRules(), 3)
	f := decoded(t, data)
	if want := map[string]int64{answers: 10, orders: 2, events: 1}; !reflect.DeepEqual(f.Rows, want) {
		t.Errorf("counted %v, want %v", f.Rows, want)
	}
	got := map[string]int64{}
	for _, r := range f.Refused {
		got[filepath.Base(r.File)+": "+r.Reason] = r.Rows
	}
	want := map[string]int64{
		"answers-0.csv: " + badScore: 2, "answers-0.csv: " + badQuotes: 1, "answers-0.csv: " + badCells: 1, "answers-0.csv: " + badInstant: 2,
		"answers-0.csv: " + badText: 1, "answers-0.csv: " + badLength: 1,
		"orders-0.jsonl: " + badAmount: 2, "orders-0.jsonl: " + badCustomer: 1, "orders-0.jsonl: " + badJSON: 3,
		"events-0.parquet: " + badCustomer: 1, "events-0.parquet: " + badName: 1, "events-0.parquet: " + badInstant: 1,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("refused %v, want %v", got, want)
	}
	if strings.Contains(string(data), "secret") {
		t.Errorf("the text of a row is in the figures: %s", data)
	}
}

// TestRefused_file has files that cannot be counted at all: the job fails, names the file and
// writes nothing.
func TestRefused_file(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "answers-columns.csv", "customer,secret\n")
	write(t, folder, "answers-empty.csv", "")
	write(t, folder, "answers-no.xlsx", "secret")
	write(t, folder, "visits-0.csv", "customer,at,name\n")
	write(t, folder, "events-0.parquet", "secret")
	if err := parquet.WriteFile(filepath.Join(folder, "orders-float.parquet"), []struct {
		Customer string  `parquet:"customer"`
		Segment  string  `parquet:"segment"`
		At       string  `parquet:"at"`
		Amount   float64 `parquet:"amount"`
	}{{"c1", "pro", "2026-02-03T10:00:00Z", 0.1}}); err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]string{
		"answers-columns*": "it has no column segment",
		"answers-empty*":   "it is empty",
		"answers-no*":      "it is neither .csv nor .jsonl nor .parquet",
		"visits*":          "neither its name nor its folder's begins with",
		"events-0.parquet": "events-0.parquet: ",
		"orders-float*":    "column amount: it is neither text nor integer, decimal or instant",
		"nothing*":         "no files matching pattern",
	} {
		_, _, err := tryCount(t, filepath.Join(folder, pattern), testRules(), 2)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want %s", pattern, err, want)
		}
	}
	write(t, folder, "orders-0.csv", "customer,segment,at,amount\nc1,pro,2026-02-03T10:00:00Z,1\n")
	twice := filepath.Join(folder, "orders-0*") + "," + filepath.Join(folder, "*-0.csv")
	if _, _, err := tryCount(t, strings.Replace(twice, "*-0.csv", "o*-0.csv", 1), testRules(), 2); err == nil || !strings.Contains(err.Error(), "counted twice") {
		t.Errorf("a file that two patterns match: %v", err)
	}
}
