package cx_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// dec parses a decimal of the test's own text.
func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// near checks an estimate against a figure from outside the package, to a relative
// tolerance, which is absolute below 1.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance*max(1, math.Abs(want)) {
		t.Errorf("%s = %.15g, want %.15g within %g", what, got, want, tolerance)
	}
}

// exactly checks an exact figure.
func exactly(t *testing.T, what string, got decimal.Decimal, err error, want string) {
	t.Helper()
	if err != nil || !got.Equal(dec(want)) {
		t.Errorf("%s = %v, %v, want %s", what, got, err, want)
	}
}

// wantError checks that err is the error target, has one line of at most 256 bytes,
// and begins with the package's prefix once.
func wantError(t *testing.T, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: error %v, want one wrapping %v", what, err, target)
		return
	}
	checkText(t, what, err)
}

// checkText checks the form of an error's text.
func checkText(t *testing.T, what string, err error) {
	t.Helper()
	text := err.Error()
	if len(text) > 256 || !strings.HasPrefix(text, "cx: ") || strings.Count(text, "cx: ") != 1 ||
		strings.ContainsFunc(text, unicode.IsControl) {
		t.Errorf("%s: error text %q is not one line of at most 256 bytes with one prefix", what, text)
	}
}

// long leaves a test out of a short run, as that of the race detector is: one of pure
// functions, on very much data.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("too long for a short run")
	}
}

// compareGolden compares the encoding of values with the files of a folder of
// testdata/json, which were checked by hand, decodes the files to the values, and finds
// no other file there. The values compare by go-cmp without options.
func compareGolden(t *testing.T, folder string, values map[string]any) {
	t.Helper()
	folder = filepath.Join("testdata", "json", folder)
	for name, value := range values {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folder, name+".json")
			got, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			if *updateFlag {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(unixText(want), string(got)); diff != "" {
				t.Errorf("encoding of %T (-want +got):\n%s", value, diff)
			}
			back := reflect.New(reflect.TypeOf(value))
			if err := json.Unmarshal(want, back.Interface()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(value, back.Elem().Interface()); diff != "" {
				t.Errorf("decoded %s (-want +got):\n%s", path, diff)
			}
		})
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) != len(values) {
		t.Errorf("%s has %d files, %v, want %d", folder, len(files), err, len(values))
	}
}
