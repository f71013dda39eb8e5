// Package vectors holds conformance vectors for the metrics of customer experience:
// inputs with the figures that are right for them, and who says so. They are JSON files, one
// a family, for any language; this package hands them to Go.
//
// No expected figure comes from package cx, which has to pass them like everybody else.
// README.md beside the files says how a suite uses them.
package vectors

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

//go:embed *.json
var files embed.FS

// schemaFile is the JSON Schema of the others.
const schemaFile = "schema.json"

// Family is a file of vectors.
type Family struct {
	Name    string `json:"family"`  // the file is Name.json
	Version string `json:"version"` // "1.0"; goes up when a case is added
	About   string `json:"about"`
	Calls   []Call `json:"calls"`
	Cases   []Case `json:"cases"`
}

// Call is a figure, or figures that belong together, and says what the members of the input
// and of what is wanted mean. The name of an optional member ends in a question mark here, and
// only here.
type Call struct {
	Name  string            `json:"call"` // "nps.interval"
	About string            `json:"about"`
	Input map[string]string `json:"input"`
	Want  map[string]string `json:"want"`
}

// Case is an input of a call, and what is right for it.
type Case struct {
	ID        string          `json:"id"` // "nps-interval-0001"; means the same case forever
	Call      string          `json:"call"`
	Input     json.RawMessage `json:"input"`          // an object
	Want      json.RawMessage `json:"want"`           // an object: figures, or {"error": kind}
	Tolerance string          `json:"tolerance"`      // "0" for figures that are exact
	Source    string          `json:"source"`         // who says so
	Edge      string          `json:"edge,omitempty"` // what is unusual about the input
	Catches   []string        `json:"catches,omitempty"`
}

// All returns the families in the order of their names.
func All() ([]Family, error) {
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, err
	}
	var families []Family
	for _, name := range names {
		if name == schemaFile {
			continue
		}
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := Decode(data)
		if err == nil && f.Name+".json" != name {
			err = fmt.Errorf("the family %q is not named as the file", f.Name)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		families = append(families, f)
	}
	return families, nil
}

// Decode reads one file. It refuses what the schema does not allow; the error names case and
// field.
func Decode(data []byte) (Family, error) {
	var f Family
	if err := repeated(json.NewDecoder(bytes.NewReader(data))); err != nil {
		return Family{}, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return Family{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Family{}, errors.New("there is something after the family")
	}
	if err := f.check(); err != nil {
		return Family{}, err
	}
	return f, nil
}

// Failure returns the kind of error that the case wants, or "" if it wants figures: "invalid"
// (the input is refused), "mismatch" (what cannot be pooled or compared), "no_data" (no figure,
// since the base is empty) or "undefined" (no figure for another reason).
func (c Case) Failure() string {
	var want struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(c.Want, &want); err != nil {
		return ""
	}
	return want.Error
}

// Figures returns what the case wants, by name: a string, a [json.Number], a bool, nil for what
// is not there, or a []any or map[string]any of these. It is empty where the case wants an error.
func (c Case) Figures() (map[string]any, error) {
	if c.Failure() != "" {
		return nil, nil
	}
	figures, err := object(c.Want)
	if err != nil {
		return nil, fmt.Errorf("%s: want: %w", c.ID, err)
	}
	return figures, nil
}

// repeated says which member of an object is there twice, of which programs read the first or
// the last. It reads one value.
func repeated(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	opened, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		if opened == '{' {
			token, err := d.Token()
			if err != nil {
				return err
			}
			name, ok := token.(string)
			if !ok || seen[name] {
				return fmt.Errorf("the member %v is there twice", token)
			}
			seen[name] = true
		}
		if err := repeated(d); err != nil {
			return err
		}
	}
	_, err = d.Token() // the end
	return err
}

// object decodes an object, with numbers as they are written.
func object(data []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var members map[string]any
	if err := d.Decode(&members); err != nil {
		return nil, err
	}
	if members == nil {
		return nil, errors.New("it is not an object")
	}
	return members, nil
}

// call returns the call of this name.
func (f Family) call(name string) (Call, bool) {
	for _, c := range f.Calls {
		if c.Name == name {
			return c, true
		}
	}
	return Call{}, false
}

// idOf returns what an ID of a call begins with.
func idOf(call string) string { return strings.NewReplacer(".", "-", "_", "-").Replace(call) + "-" }
