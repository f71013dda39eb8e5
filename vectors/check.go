package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	familyForm    = regexp.MustCompile(`^[a-z]+$`)
	versionForm   = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)
	callForm      = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)
	memberForm    = regexp.MustCompile(`^[a-z][a-z0-9_]*\??$`)
	numberForm    = regexp.MustCompile(`^[0-9]{4}$`)
	toleranceForm = regexp.MustCompile(`^(0|[1-9]e-[1-9][0-9]?)$`)
)

// failures are the kinds of errors that a case may want.
var failures = []string{"invalid", "mismatch", "no_data", "undefined"}

// longestNumber bounds the digits of a figure, and maxInteger the integers of JSON: what a
// program with 64-bit floats reads exactly.
const (
	longestNumber = 40
	maxInteger    = 1 << 53
)

// fault is an error of a case, or of a call.
func fault(id, field, format string, args ...any) error {
	return fmt.Errorf("%s: %s: %s", id, field, fmt.Sprintf(format, args...))
}

// check holds a family to the rules of the schema, and to those that a schema cannot say.
func (f Family) check() error {
	switch {
	case !familyForm.MatchString(f.Name):
		return fault("the file", "family", "it is not a word of small letters")
	case !versionForm.MatchString(f.Version):
		return fault("the file", "version", "it is not of the form 1.0")
	case f.About == "":
		return fault("the file", "about", "it is missing")
	case len(f.Calls) == 0:
		return fault("the file", "calls", "there are none")
	case len(f.Cases) == 0:
		return fault("the file", "cases", "there are none")
	}
	used := map[string]int{} // calls, by cases
	for _, c := range f.Calls {
		if _, ok := used[c.Name]; ok {
			return fault(c.Name, "call", "it is there twice")
		}
		used[c.Name] = 0
		if err := c.check(f.Name); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, c := range f.Cases {
		call, ok := f.call(c.Call)
		switch {
		case !ok:
			return fault(c.ID, "call", "the file has no call %q", c.Call)
		case seen[c.ID]:
			return fault(c.ID, "id", "it is there twice")
		}
		seen[c.ID] = true
		used[c.Call]++
		if err := c.check(call); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(used)) {
		if used[name] == 0 {
			return fault(name, "call", "it has no case")
		}
	}
	return nil
}

func (c Call) check(family string) error {
	switch {
	case !callForm.MatchString(c.Name) || !strings.HasPrefix(c.Name, family+"."):
		return fault(c.Name, "call", "it is not of the form %s.figure", family)
	case c.About == "":
		return fault(c.Name, "about", "it is missing")
	case len(c.Input) == 0:
		return fault(c.Name, "input", "it is missing")
	case len(c.Want) == 0:
		return fault(c.Name, "want", "it is missing")
	}
	for field, members := range map[string]map[string]string{"input": c.Input, "want": c.Want} {
		for name, meaning := range members {
			if !memberForm.MatchString(name) || name == "error" {
				return fault(c.Name, field, "%q is no name of a member", name)
			}
			if meaning == "" {
				return fault(c.Name, field, "%q is not explained", name)
			}
		}
	}
	return nil
}

func (c Case) check(call Call) error {
	number, ok := strings.CutPrefix(c.ID, idOf(c.Call))
	switch {
	case !ok || !numberForm.MatchString(number):
		return fault(c.ID, "id", "it is not of the form %s0001", idOf(c.Call))
	case strings.TrimSpace(c.Source) == "":
		return fault(c.ID, "source", "it is missing")
	case !toleranceForm.MatchString(c.Tolerance):
		return fault(c.ID, "tolerance", "it is not of the form 0 or 1e-9")
	}
	for _, tool := range c.Catches {
		if name, what, ok := strings.Cut(tool, ": "); !ok || name == "" || what == "" {
			return fault(c.ID, "catches", "it is not of the form tool: what it does (where)")
		}
	}
	input, err := members(c.Input, call.Input)
	if err != nil {
		return fault(c.ID, "input", "%v", err)
	}
	if what := badNumber(input); what != "" {
		return fault(c.ID, "input", "%s", what)
	}
	if bytes.Contains(c.Want, []byte(`"error"`)) {
		return c.checkFailure()
	}
	want, err := members(c.Want, call.Want)
	if err != nil {
		return fault(c.ID, "want", "%v", err)
	}
	what := badNumber(want)
	if what == "" {
		what = badText(want)
	}
	if what != "" {
		return fault(c.ID, "want", "%s", what)
	}
	return nil
}

// checkFailure checks a want with an error in it, which is then all there is.
func (c Case) checkFailure() error {
	want, err := object(c.Want)
	if err != nil {
		return fault(c.ID, "want", "%v", err)
	}
	kind, ok := want["error"].(string)
	switch {
	case !ok || !slices.Contains(failures, kind):
		return fault(c.ID, "want", "the error is none of %s", strings.Join(failures, ", "))
	case len(want) > 1:
		return fault(c.ID, "want", "there are figures beside the error")
	case c.Tolerance != "0":
		return fault(c.ID, "tolerance", "it is not 0 for an error")
	}
	return nil
}

// members decodes an object whose members are those that a call declares.
func members(data json.RawMessage, declared map[string]string) (map[string]any, error) {
	got, err := object(data)
	if err != nil {
		return nil, err
	}
	for name := range declared {
		if _, ok := got[strings.TrimSuffix(name, "?")]; !ok && !strings.HasSuffix(name, "?") {
			return nil, fmt.Errorf("%s is missing", name)
		}
	}
	for name := range got {
		if declared[name] == "" && declared[name+"?"] == "" {
			return nil, fmt.Errorf("the call has no %s", name)
		}
	}
	return got, nil
}

// badNumber says where a JSON number is that two programs may read differently: one that is no
// integer, or too large for a float.
func badNumber(v any) string {
	return find(v, func(v any) string {
		number, ok := v.(json.Number)
		if !ok {
			return ""
		}
		if n, err := strconv.ParseInt(number.String(), 10, 64); err != nil || n >= maxInteger || n <= -maxInteger {
			return "the number is no integer below 2^53: write it as text"
		}
		return ""
	})
}

// badText says where a text of what is wanted looks like a number, but is none that everybody
// reads: 0x10, 1_000, Inf.
func badText(v any) string {
	return find(v, func(v any) string {
		text, ok := v.(string)
		if !ok {
			return ""
		}
		f, err := strconv.ParseFloat(text, 64)
		if err == nil && (math.IsInf(f, 0) || math.IsNaN(f) || len(text) > longestNumber || strings.ContainsAny(text, "xXpP_")) {
			return "the text is a number that not everybody reads"
		}
		return ""
	})
}

// find returns the first fault of a value, with the place where it is.
func find(v any, fault func(any) string) string {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if what := find(v[name], fault); what != "" {
				return name + ": " + what
			}
		}
	case []any:
		for i, element := range v {
			if what := find(element, fault); what != "" {
				return strconv.Itoa(i) + ": " + what
			}
		}
	}
	return fault(v)
}
