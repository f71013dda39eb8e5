package cxtest

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx/internal/fault"
)

// recorder is a test that keeps to itself what a check tells it. The test within is nil:
// a check that calls anything else of it panics.
type recorder struct {
	testing.TB
	told    []string
	skipped bool
}

func (r *recorder) Helper() {}

func (r *recorder) Error(args ...any) { r.told = append(r.told, fmt.Sprintln(args...)) }

func (r *recorder) Errorf(format string, args ...any) {
	r.told = append(r.told, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatal(args ...any) {
	r.Error(args...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Skip(...any) {
	r.skipped = true
	runtime.Goexit()
}

// record runs a check in a goroutine of its own, which a fatal failure ends, and returns
// what it told and what it panicked with.
func record(check func(testing.TB)) (r *recorder, panicked any) {
	r = new(recorder)
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { panicked = recover() }()
		check(r)
	}()
	<-done
	return r, panicked
}

// trial is a check of something right, or of something broken in one way.
type trial struct {
	name  string
	fault string // what one of the failures says; blank for a check that passes
	check func(testing.TB)
}

// try runs the checks and compares what they tell.
func try(t *testing.T, trials ...trial) {
	t.Helper()
	for _, trial := range trials {
		t.Run(trial.name, func(t *testing.T) {
			r, panicked := record(trial.check)
			told := strings.Join(r.told, "\n")
			if panicked != nil || trial.fault == "" && told != "" || trial.fault != "" && !strings.Contains(told, trial.fault) {
				t.Errorf("the check tells %.2000q and panics with %v, want %q", told, panicked, trial.fault)
			}
		})
	}
}

func TestNear(t *testing.T) {
	near := func(got, want float64) func(testing.TB) {
		return func(t testing.TB) { Near(t, "share", got, want, 1e-3) }
	}
	const far = "share = "
	try(t,
		trial{"equal", "", near(0.5, 0.5)},
		trial{"within, below 1", "", near(0.5009, 0.5)},
		trial{"beyond, below 1", "share = 0.5011, want 0.5 within 0.001", near(0.5011, 0.5)},
		trial{"within, relative", "", near(-1000.9, -1000)},
		trial{"beyond, relative", far, near(-1001.1, -1000)},
		trial{"another sign", far, near(1000, -1000)},
		trial{"no number", far, near(math.NaN(), 0.5)},
		trial{"infinite", far, near(math.Inf(1), math.MaxFloat64)},
		trial{"no number wanted", far, near(0.5, math.NaN())},
		trial{"infinity wanted", far, near(0.5, math.Inf(1))},
	)
}

func TestExactly(t *testing.T) {
	exactly := func(got decimal.Decimal, err error) func(testing.TB) {
		return func(t testing.TB) { Exactly(t, "score", got, err, "12.50") }
	}
	try(t,
		trial{"equal", "", exactly(decimal.New(125, -1), nil)},
		trial{"a digit off", "score = 12.50000001, <nil>, want 12.50", exactly(decimal.New(1250000001, -8), nil)},
		trial{"an error", "score = 12.5, cx: invalid", exactly(decimal.New(125, -1), fault.ErrInvalid)},
	)
}

func TestRefuses(t *testing.T) {
	refuses := func(err error) func(testing.TB) {
		return func(t testing.TB) { Refuses(t, "Add", err, fault.ErrInvalid) }
	}
	const form = "is not one line of at most 256 bytes with one prefix"
	try(t,
		trial{"right", "", refuses(fault.Invalid("rating is outside 0..10"))},
		trial{"right, wrapped", "", refuses(fmt.Errorf("cx: row 3: %w", unprefixed{fault.ErrInvalid}))},
		trial{"none", "Add: error <nil>, want one wrapping cx: invalid", refuses(nil)},
		trial{"another kind", "want one wrapping", refuses(fault.Undefined("no figure"))},
		trial{"the text alone", "want one wrapping", refuses(errors.New("cx: invalid"))},
		trial{"no figure", "", func(t testing.TB) { Refuses(t, "Rate", fault.Undefined("no figure"), fault.ErrUndefined) }},
		trial{"no data, not no figure", "want one wrapping", func(t testing.TB) { Refuses(t, "Rate", fault.NoData("rate"), fault.ErrUndefined) }},
		trial{"longest", "", refuses(fault.Invalid("%s", strings.Repeat("x", 252)))},
		trial{"too long", form, refuses(fault.Invalid("%s", strings.Repeat("x", 253)))},
		trial{"two lines", form, refuses(fault.Invalid("a\nb"))},
		trial{"a control character", form, refuses(fault.Invalid("a\x1bb"))},
		trial{"two prefixes", form, refuses(fmt.Errorf("cx: row 3: %w", fault.Invalid("rating")))},
		trial{"no prefix", form, refuses(unprefixed{fault.ErrInvalid})},
		trial{"a later prefix", form, refuses(fmt.Errorf("row 3: %w", fault.Invalid("rating")))},
	)
}

// unprefixed is an error without the prefix of the package.
type unprefixed struct{ error }

func (u unprefixed) Error() string { return strings.TrimPrefix(u.error.Error(), fault.Prefix) }
func (u unprefixed) Unwrap() error { return u.error }

func TestSame(t *testing.T) {
	noon := time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)
	try(t,
		trial{"equal", "", func(t testing.TB) { Same(t, "sum", []int{1, 2}, []int{1, 2}) }},
		trial{"unequal", "sum (-want +got)", func(t testing.TB) { Same(t, "sum", []int{1, 2}, []int{2, 1}) }},
		trial{"nil and empty", "sum: encoded as [], want null", func(t testing.TB) { Same(t, "sum", nil, []int{}) }},
		// go-cmp compares instants, whose encoding has the zone.
		trial{"equal, but not encoded so", "sum: encoded as ", func(t testing.TB) { Same(t, "sum", noon, noon.In(time.FixedZone("", 3600))) }},
		trial{"without an encoding", "Marshal(", func(t testing.TB) { Same(t, "sum", math.Inf(1), math.Inf(1)) }},
	)
}

func TestLong(t *testing.T) {
	r, panicked := record(func(t testing.TB) { Long(t) })
	if r.skipped != testing.Short() || r.told != nil || panicked != nil {
		t.Errorf("Long skips: %t, in a short run: %t; it tells %q, %v", r.skipped, testing.Short(), r.told, panicked)
	}
}

var sink []byte

func TestBounded(t *testing.T) {
	allocating := func(bytes int) func(testing.TB) {
		return func(t testing.TB) { Bounded(t, func() { sink = make([]byte, bytes) }) }
	}
	try(t,
		trial{"little", "", allocating(1 << 20)},
		trial{"nearly all", "", allocating(63 << 20)},
		trial{"too much", "allocated 65 MiB, want at most 64", allocating(65 << 20)},
		trial{"too much in parts", "want at most 64", func(t testing.TB) {
			Bounded(t, func() {
				for range 65 {
					sink = make([]byte, 1<<20)
				}
			})
		}},
	)
	sink = nil
}

// forUpdate sets or clears the flag -update for one test.
func forUpdate(t *testing.T, update bool) {
	t.Helper()
	before := *Update
	t.Cleanup(func() { *Update = before })
	*Update = update
}

// write makes a file below the folder of the test, and the folders that it is in.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// answers is a value with an encoding.
type answers struct {
	Count int64 `json:"count"`
	Note  any   `json:"note,omitzero"`
}

func TestGolden(t *testing.T) {
	t.Chdir(t.TempDir())
	forUpdate(t, false)
	write(t, "testdata/json/survey/few.json", "{\"count\":3}\n")
	write(t, "testdata/json/survey/many.json", "{\"count\":3000}\r\n") // as git writes it on Windows
	Golden(t, "survey", map[string]any{"few": answers{Count: 3}, "many": answers{Count: 3000}})

	against := func(path string, value any) func(testing.TB) {
		return func(t testing.TB) { golden(t, filepath.Join("testdata", "json", path), value) }
	}
	files := func(want int) func(testing.TB) {
		return func(t testing.TB) { checkFiles(t, filepath.Join("testdata", "json", "survey"), want) }
	}
	write(t, "testdata/json/broken/text.json", "{\"count\":\n")
	write(t, "testdata/json/broken/note.json", "{\"count\":1,\"note\":2}\n")
	write(t, "testdata/json/broken/blank.json", "{\"count\":1}")
	try(t,
		trial{"right", "", against("survey/few.json", answers{Count: 3})},
		trial{"another figure", "encoding of cxtest.answers (-want +got)", against("survey/few.json", answers{Count: 4})},
		trial{"no line end", "encoding of cxtest.answers", against("broken/blank.json", answers{Count: 1})},
		trial{"no such file", "none.json", against("survey/none.json", answers{})},
		trial{"no JSON", "unexpected end of JSON input", against("broken/text.json", answers{})},
		trial{"decodes to another value", "decoded ", against("broken/note.json", answers{Count: 1, Note: 2})}, // float64(2)
		trial{"all files", "", files(2)},
		trial{"a file too many", "has 2 files, <nil>, want 1", files(1)},
		trial{"a file too few", "want 3", files(3)},
		trial{"no folder", "has 0 files", func(t testing.TB) { checkFiles(t, "none", 1) }},
		trial{"a bad pattern", "syntax error in pattern", func(t testing.TB) { checkFiles(t, "[", 0) }},
	)
}

func TestGolden_update(t *testing.T) {
	t.Chdir(t.TempDir())
	forUpdate(t, true)
	write(t, "testdata/json/survey/few.json", "{\"count\":4}\n")
	Golden(t, "survey", map[string]any{"few": answers{Count: 3}, "new": answers{Count: 5}})
	for name, want := range map[string]string{"few": "{\"count\":3}\n", "new": "{\"count\":5}\n"} {
		text, err := os.ReadFile(filepath.Join("testdata", "json", "survey", name+".json"))
		if err != nil || string(text) != want {
			t.Errorf("%s has %q, %v, want %q", name, text, err, want)
		}
	}
	try(t, trial{"no folder to write to", "none", func(t testing.TB) { golden(t, filepath.Join("none", "few.json"), answers{}) }})
}
