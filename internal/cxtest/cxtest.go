// Package cxtest checks what package cx promises of every type and function that it
// exports, so that each family states its types once, in one [Contract], and its tests
// hold nothing but figures.
//
// [Laws] checks that merging is a sum, [Codec] that a JSON form is written, read and refused
// as the package says, [Call] that a function keeps its hands off its arguments, and
// [Impossible] that a tally that no data can have is refused by every query. [Near],
// [Exactly], [Refuses] and [Golden] are the comparisons of all tests.
//
// The package knows nothing of cx, so that every package of the module may use it.
package cxtest

import (
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
)

// Update says that golden files are to be written, not compared: go test -update.
var Update = flag.Bool("update", false, "rewrite the golden files of testdata")

// Must returns a value that the test knows to be there, and panics if it is not.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Near checks an estimate against a figure from outside the package, to a relative
// tolerance, which is absolute below 1.
func Near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsInf(want, 0) || !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) { // also where either is NaN
		t.Errorf("%s = %.15g, want %.15g within %g", what, got, want, tolerance)
	}
}

// Exactly checks an exact figure and its error against the figure as a text.
func Exactly(t testing.TB, what string, got decimal.Decimal, err error, want string) {
	t.Helper()
	if err != nil || !got.Equal(decimal.RequireFromString(want)) {
		t.Errorf("%s = %v, %v, want %s", what, got, err, want)
	}
}

// Refuses checks that err wraps target and has the form of all errors of the package. Of the two
// errors of no figure, it tells that of no data from the other.
func Refuses(t testing.TB, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) || target == fault.ErrUndefined && errors.Is(err, fault.ErrNoData) {
		t.Errorf("%s: error %v, want one wrapping %v", what, err, target)
		return
	}
	ErrorText(t, what, err)
}

// ErrorText checks the form of an error's text: one line of at most 256 bytes that
// begins with the package's prefix and has it once.
func ErrorText(t testing.TB, what string, err error) {
	t.Helper()
	text := err.Error()
	if len(text) > 256 || !strings.HasPrefix(text, "cx: ") || strings.Count(text, "cx: ") != 1 ||
		strings.ContainsFunc(text, unicode.IsControl) {
		t.Errorf("%s: error text %q is not one line of at most 256 bytes with one prefix", what, text)
	}
}

// Diff returns how got differs from want, as cmp.Diff does, and is quicker where they are alike.
func Diff(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got)
}

// Same checks that two values are equal, and are encoded to the same bytes.
func Same[T any](t testing.TB, what string, want, got T) {
	t.Helper()
	if diff := Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
	if want, got := JSON(t, want), JSON(t, got); want != got {
		t.Errorf("%s: encoded as %s, want %s", what, got, want)
	}
}

// JSON returns the encoding of a value.
func JSON(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("Marshal(%+v): %v", v, err)
	}
	return string(data)
}

// Long leaves a test out of a short run: one on very much data.
func Long(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("too long for a short run")
	}
}

// Seeds returns how many random inputs a test tries: so many, and a quarter of them in a
// short run.
func Seeds(n uint64) uint64 {
	if testing.Short() {
		return (n + 3) / 4
	}
	return n
}

// Bounded runs f and fails if it allocates more than a hostile input may cost: 64 MiB.
func Bounded(t testing.TB, f func()) {
	t.Helper()
	if bytes := Allocated(f); bytes > 64<<20 {
		t.Errorf("allocated %d MiB, want at most 64", bytes>>20)
	}
}

// Allocated returns the bytes that f allocates.
func Allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Golden compares the encoding of values with the files of a folder of testdata/json,
// which were checked by hand, decodes the files to the values, and finds no other file
// there. The values compare by go-cmp without options.
func Golden(t *testing.T, folder string, values map[string]any) {
	t.Helper()
	folder = filepath.Join("testdata", "json", folder)
	for name, value := range values {
		t.Run(name, func(t *testing.T) { golden(t, filepath.Join(folder, name+".json"), value) })
	}
	checkFiles(t, folder, len(values))
}

// checkFiles checks how many golden files a folder has.
func checkFiles(t testing.TB, folder string, want int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) != want {
		t.Errorf("%s has %d files, %v, want %d", folder, len(files), err, want)
	}
}

// golden compares one value with its file.
func golden(t testing.TB, path string, value any) {
	t.Helper()
	got := JSON(t, value) + "\n"
	if *Update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(UnixText(want), got); diff != "" {
		t.Errorf("encoding of %T (-want +got):\n%s", value, diff)
	}
	back := reflect.New(reflect.TypeOf(value))
	if err := json.Unmarshal(want, back.Interface()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(value, back.Elem().Interface()); diff != "" {
		t.Errorf("decoded %s (-want +got):\n%s", path, diff)
	}
}

// UnixText returns a text with the line ends of Unix.
func UnixText(text []byte) string { return strings.ReplaceAll(string(text), "\r\n", "\n") }
