package vectors

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

func all(t *testing.T) []Family {
	t.Helper()
	families, err := All()
	if err != nil {
		t.Fatal(err)
	}
	return families
}

func TestAll(t *testing.T) {
	ids := map[string]string{}
	for _, f := range all(t) {
		for _, c := range f.Cases {
			if ids[c.ID] != "" {
				t.Errorf("%s is in %s and in %s", c.ID, ids[c.ID], f.Name)
			}
			ids[c.ID] = f.Name
			figures, err := c.Figures()
			if err != nil || (len(figures) == 0) != (c.Failure() != "") {
				t.Errorf("%s: Figures = %v, %v, Failure = %q", c.ID, figures, err, c.Failure())
			}
		}
	}
}

// An ID means the same case forever: its input and what is wanted do not change, and it does not
// go away. After a case is added: go test ./vectors -run TestIDs -update, and review that the
// difference has new lines only.
func TestIDs(t *testing.T) {
	for _, f := range all(t) {
		var lines []string
		for _, c := range f.Cases {
			sum := sha256.Sum256([]byte(compact(t, c.Input) + compact(t, c.Want) + c.Tolerance))
			lines = append(lines, c.ID+" "+hex.EncodeToString(sum[:6]))
		}
		slices.Sort(lines)
		golden(t, filepath.Join("testdata", "ids", f.Name+".txt"), strings.Join(lines, "\n")+"\n")
	}
	names, err := filepath.Glob("testdata/ids/*.txt")
	if err != nil || len(names) != len(all(t)) {
		t.Errorf("%d files of IDs, %d families, %v", len(names), len(all(t)), err)
	}
}

func compact(t *testing.T, data json.RawMessage) string {
	t.Helper()
	members, err := object(data)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(members) // the members in order
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// golden compares a text with a file, or writes it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(strings.ReplaceAll(string(want), "\r\n", "\n"), "\n")
	for i, line := range wantLines {
		if i >= len(gotLines) || gotLines[i] != line {
			t.Fatalf("%s:%d: %q is not what the files say", path, i+1, line)
		}
	}
	if len(gotLines) != len(wantLines) {
		t.Fatalf("%s ends before %q", path, gotLines[len(wantLines)])
	}
}

// The schema and the Go say the same of the names of members.
func TestSchema(t *testing.T) {
	data, err := files.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	type node struct {
		Required   []string                   `json:"required"`
		Properties map[string]json.RawMessage `json:"properties"`
	}
	var schema struct {
		node
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		node json.RawMessage
		of   any
	}{{"the file", data, Family{}}, {"call", schema.Defs["call"], Call{}}, {"case", schema.Defs["case"], Case{}}} {
		var n node
		if err := json.Unmarshal(test.node, &n); err != nil {
			t.Fatal(err)
		}
		var names, required []string
		typ := reflect.TypeOf(test.of)
		for i := range typ.NumField() {
			name, omit, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			names = append(names, name)
			if omit == "" {
				required = append(required, name)
			}
		}
		slices.Sort(names)
		var properties []string
		for name := range n.Properties {
			properties = append(properties, name)
		}
		slices.Sort(properties)
		if !slices.Equal(names, properties) || !slices.Equal(required, n.Required) {
			t.Errorf("%s: the schema has %v and requires %v, the type has %v and requires %v", test.name, properties, n.Required, names, required)
		}
	}
	for def, forms := range map[string][]string{
		"callName": {callForm.String()},
		"case":     {toleranceForm.String()},
		"meanings": {memberForm.String()},
		"error":    {`["` + strings.Join(failures, `", "`) + `"]`},
	} {
		for _, form := range forms {
			if !strings.Contains(string(schema.Defs[def]), strings.ReplaceAll(form, `\`, `\\`)) {
				t.Errorf("%s: the schema does not have %s", def, form)
			}
		}
	}
}

// A file with one fault each. The error says where it is.
func TestDecode_faults(t *testing.T) {
	const good = `{"family":"nps","version":"1.0","about":"Scores.",` +
		`"calls":[{"call":"nps.score","about":"The score.","input":{"scores":"a list","scale?":"the scale"},"want":{"score":"points"}}],` +
		`"cases":[{"id":"nps-score-0001","call":"nps.score","input":{"scores":[9]},"want":{"score":"100"},"tolerance":"0","source":"by hand"},` +
		`{"id":"nps-score-0002","call":"nps.score","input":{"scores":[]},"want":{"error":"no_data"},"tolerance":"0","source":"by hand",` +
		`"edge":"empty","catches":["Tool: prints 0 (issue 1)"]}]}`
	if _, err := Decode([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, old, new, want string }{
		{"no JSON", `{"family"`, `{family`, "invalid character"},
		{"an unknown member", `"about":"Scores."`, `"about":"Scores.","note":""`, `unknown field "note"`},
		{"something after it", `"catches":["Tool: prints 0 (issue 1)"]}]}`, `"catches":["Tool: prints 0 (issue 1)"]}]} {}`, "something after the family"},
		{"a member that is there twice", `"tolerance":"0","source":"by hand"},`, `"tolerance":"0","source":"by hand","source":"me"},`, "the member source is there twice"},
		{"no name", `"family":"nps"`, `"family":""`, "the file: family: "},
		{"no version", `"version":"1.0"`, `"version":"one"`, "the file: version: "},
		{"not explained", `"about":"Scores."`, `"about":""`, "the file: about: "},
		{"a call of another family", `"call":"nps.score","about"`, `"call":"csat.score","about"`, "csat.score: call: "},
		{"a call that is not explained", `"about":"The score."`, `"about":""`, "nps.score: about: "},
		{"a member without a meaning", `"score":"points"`, `"score":""`, "nps.score: want: "},
		{"a member that is no name", `"scale?"`, `"Scale?"`, "nps.score: input: "},
		{"a figure named error", `"want":{"score":"points"}`, `"want":{"error":"points"}`, "nps.score: want: "},
		{"no inputs", `"input":{"scores":"a list","scale?":"the scale"}`, `"input":{}`, "nps.score: input: "},
		{"no figures", `"want":{"score":"points"}`, `"want":{}`, "nps.score: want: "},
		{"an unknown call", `"call":"nps.score","input":{"scores":[9]}`, `"call":"nps.scores","input":{"scores":[9]}`, "nps-score-0001: call: "},
		{"a repeated ID", `"nps-score-0002"`, `"nps-score-0001"`, "nps-score-0001: id: "},
		{"an ID of another call", `"nps-score-0002"`, `"nps-interval-0002"`, "nps-interval-0002: id: "},
		{"an ID without its digits", `"nps-score-0002"`, `"nps-score-2"`, "nps-score-2: id: "},
		{"no source", `"source":"by hand"},`, `"source":" "},`, "nps-score-0001: source: "},
		{"no tolerance", `"tolerance":"0","source":"by hand"},`, `"tolerance":"","source":"by hand"},`, "nps-score-0001: tolerance: "},
		{"a tolerance that is wide", `"tolerance":"0","source":"by hand"},`, `"tolerance":"0.1","source":"by hand"},`, "nps-score-0001: tolerance: "},
		{"a tolerance of an error", `"tolerance":"0","source":"by hand","edge"`, `"tolerance":"1e-9","source":"by hand","edge"`, "nps-score-0002: tolerance: "},
		{"a catch without a place", `"Tool: prints 0 (issue 1)"`, `"Tool"`, "nps-score-0002: catches: "},
		{"an input that is missing", `"input":{"scores":[9]}`, `"input":{}`, "nps-score-0001: input: scores is missing"},
		{"an input that is unknown", `"input":{"scores":[9]}`, `"input":{"scores":[9],"n":1}`, "nps-score-0001: input: the call has no n"},
		{"an input that is a list", `"input":{"scores":[9]}`, `"input":[9]`, "nps-score-0001: input: "},
		{"an input with a fraction", `"scores":[9]`, `"scores":[9,6.5]`, "nps-score-0001: input: scores: 1: the number is no integer"},
		{"a count beyond floats", `"scores":[9]`, `"scores":[9007199254740992]`, "nps-score-0001: input: scores: 0: the number is no integer"},
		{"a want that does not parse", `"want":{"score":"100"}`, `"want":"100"`, "nps-score-0001: want: "},
		{"a want that is null", `"want":{"score":"100"}`, `"want":null`, "nps-score-0001: want: "},
		{"a want without its figure", `"want":{"score":"100"}`, `"want":{}`, "nps-score-0001: want: score is missing"},
		{"a want with another figure", `"want":{"score":"100"}`, `"want":{"score":"100","low":"1"}`, "nps-score-0001: want: the call has no low"},
		{"a want that is infinite", `"want":{"score":"100"}`, `"want":{"score":"Inf"}`, "nps-score-0001: want: score: the text"},
		{"a want in hexadecimal", `"want":{"score":"100"}`, `"want":{"score":"0x1p4"}`, "nps-score-0001: want: score: the text"},
		{"a want with a fraction", `"want":{"score":"100"}`, `"want":{"score":0.5}`, "nps-score-0001: want: score: the number"},
		{"an unknown error", `"error":"no_data"`, `"error":"empty"`, "nps-score-0002: want: "},
		{"a figure beside an error", `{"error":"no_data"}`, `{"error":"no_data","score":"0"}`, "nps-score-0002: want: "},
		{"a call without a case", `"calls":[`, `"calls":[{"call":"nps.other","about":"a","input":{"a":"a"},"want":{"b":"b"}},`, "nps.other: call: "},
		{"a call that is there twice", `"calls":[`, `"calls":[{"call":"nps.score","about":"a","input":{"a":"a"},"want":{"b":"b"}},`, "nps.score: call: "},
	} {
		if !strings.Contains(good, test.old) {
			t.Fatalf("%s: the good file has no %s", test.name, test.old)
		}
		_, err := Decode([]byte(strings.Replace(good, test.old, test.new, 1)))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: Decode = %v, want %q", test.name, err, test.want)
		}
	}
}

func TestDecode_empty(t *testing.T) {
	for file, want := range map[string]string{
		``:     "EOF",
		`null`: "the file: family: ",
		`{"family":"nps","version":"1.0","about":"a"}`: "the file: calls: ",
		`{"family":"nps","version":"1.0","about":"a","calls":[{"call":"nps.a","about":"a","input":{"a":"a"},"want":{"b":"b"}}]}`: "the file: cases: ",
	} {
		if _, err := Decode([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: Decode = %v, want %q", file, err, want)
		}
	}
}

// The files keep what was asked of them, and a file that is lost is seen.
func TestNumbers(t *testing.T) {
	cases, edges, catches := 0, 0, 0
	for _, f := range all(t) {
		e, c := tally(f)
		cases, edges, catches = cases+len(f.Cases), edges+e, catches+c
	}
	if cases < leastCases || edges < leastEdges || catches < leastCatches {
		t.Errorf("%d cases, %d edges, %d catches, want at least %d, %d, %d", cases, edges, catches, leastCases, leastEdges, leastCatches)
	}
}

const leastCases, leastEdges, leastCatches = 1250, 800, 130

func ExampleAll() {
	families, err := All()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range families {
		for _, c := range f.Cases {
			if c.ID == "nps-score-0002" {
				figures, err := c.Figures()
				fmt.Println(string(c.Input), figures["score"], err)
			}
		}
	}
	// Output: {"promoters": 6, "passives": 4, "detractors": 7} -5.88235294 <nil>
}
