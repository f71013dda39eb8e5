package cxtest

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx/internal/fault"
)

// rightContract is a contract that all of its types keep.
func rightContract() Contract {
	list := []int{3, 1, 2}
	return Contract{
		Invalid: fault.ErrInvalid,
		Codecs:  []Codec{recordCodec[right]()},
		Laws:    []Law{lawsOf[sum]()},
		Calls: []Call{{Func: "Ranks", Args: []any{list}, Do: func() (any, error) {
			return []any{slices.Sorted(slices.Values(list)), &answers{Count: 3}}, nil
		}}},
		Values: []any{pair{1, 2}, [2]inner{}},
	}
}

func TestContract(t *testing.T) { rightContract().Run(t) }

// broken is the name, in the environment, of what is broken in a run of the tests that
// must fail.
const broken = "CXTEST_BROKEN"

// TestFailures runs itself in a process of its own with each of the checks that need a
// whole test, on something broken, and checks that the process fails.
func TestFailures(t *testing.T) {
	contract := rightContract()
	folder := func(t *testing.T, texts ...string) {
		t.Chdir(t.TempDir())
		forUpdate(t, false)
		for i, text := range texts {
			write(t, fmt.Sprintf("testdata/json/survey/%d.json", i), text)
		}
	}
	tests := []struct {
		name, fault string
		run         func(t *testing.T) // nil for a fuzz target, which reads the name itself
	}{
		{"fuzzed codec", "--- FAIL: FuzzRecord", nil},
		{"fuzzed law", "--- FAIL: FuzzLaws", nil},
		{"codec", "--- FAIL: TestFailures/recordOf_JSON", func(t *testing.T) { contract.Codecs[0] = recordCodec[takesUnknownKeys](); contract.Run(t) }},
		{"error", "--- FAIL: TestFailures/recordOf_JSON", func(t *testing.T) { contract.Invalid = fault.ErrMismatch; contract.Run(t) }},
		{"law", "--- FAIL: TestFailures/tallyOf_laws", func(t *testing.T) { contract.Laws[0] = lawsOf[keepsLast](); contract.Run(t) }},
		{"call", "--- FAIL: TestFailures/Ranks_arguments", func(t *testing.T) { contract.Calls[0].Args = nil; contract.Run(t) }},
		{"result", "noNumber differs from itself", func(t *testing.T) {
			contract.Calls[0].Do = func() (any, error) { return noNumber{math.NaN()}, nil }
			contract.Run(t)
		}},
		{"value", "noNumber differs from itself", func(t *testing.T) { contract.Values = []any{noNumber{math.NaN()}}; contract.Run(t) }},
		{"golden file", "--- FAIL: TestFailures/few", func(t *testing.T) {
			folder(t, "{\"count\":4}\n")
			Golden(t, "survey", map[string]any{"few": answers{Count: 3}})
		}},
		{"golden files", "survey has 2 files", func(t *testing.T) {
			folder(t, "{\"count\":3}\n", "{\"count\":3}\n")
			Golden(t, "survey", map[string]any{"0": answers{Count: 3}})
		}},
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		switch os.Getenv(broken) {
		case test.name:
			if test.run != nil {
				test.run(t)
			}
		case "":
			run := exec.Command(program, "-test.run=^(TestFailures|FuzzRecord|FuzzLaws)$")
			run.Env = append(os.Environ(), broken+"="+test.name)
			told, err := run.CombinedOutput()
			if exit := new(exec.ExitError); !errors.As(err, &exit) || !strings.Contains(string(told), test.fault) || strings.Contains(string(told), "panic:") {
				t.Errorf("%s: %v, want a failure with %q:\n%s", test.name, err, test.fault, told)
			}
		}
	}
}

func TestCheckEqual(t *testing.T) {
	equal := func(values ...any) func(testing.TB) { return func(t testing.TB) { checkEqual(t, values) } }
	try(t,
		trial{"right", "", equal(pair{1, 2}, nil, 5)},
		trial{"not a number", "cxtest.noNumber differs from itself", equal(5, pair{1, 2}, answers{Note: 1}, noNumber{Share: math.NaN()})},
	)
	// go-cmp takes no type with an unexported field, unless it has an Equal method.
	if _, panicked := record(equal(figures{})); panicked == nil {
		t.Error("an unexported field: no panic")
	}
}

// noNumber is a result that may differ from itself.
type noNumber struct{ Share float64 }

func TestCovered(t *testing.T) {
	got := Covered(t, rightContract(), Contract{Values: []any{asked{}, []any{noNumber{1}, (*figures)(nil)}}})
	want := Coverage{
		Decoded: map[string]bool{"recordOf": true},
		Merged:  map[string]bool{"tallyOf": true},
		Added:   map[string]bool{"tallyOf": true},
		Called:  map[string]bool{"Ranks": true},
		// Not the zero values of asked and inner within an array.
		Shown: map[string]bool{"recordOf": true, "inner": true, "pair": true, "answers": true, "noNumber": true, "Decimal": true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Covered (-want +got):\n%s", diff)
	}
	try(t,
		trial{"a call that fails", "Ranks: no data", func(t testing.TB) {
			Covered(t, Contract{Calls: []Call{{Func: "Ranks", Do: func() (any, error) { return nil, errors.New("no data") }}}})
		}},
		trial{"a state that is refused", "recordOf of {}x", func(t testing.TB) {
			codec := recordCodec[right]()
			codec.State = `{}x`
			Covered(t, Contract{Codecs: []Codec{codec}})
		}},
	)
}
