package cxbeam_test

import (
	"bytes"
	"encoding/json"
	"go/importer"
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/coder"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/examples/beam/cxbeam"
	"github.com/shopspring/decimal"
)

// inStruct is a struct of a pipeline's own.
type inStruct struct {
	Sales cx.Amounts
	Order cx.Activity
	Week  cx.Period
}

func init() {
	beam.RegisterType(reflect.TypeFor[inStruct]())
}

func TestMain(m *testing.M) {
	cxbeam.Register()
	ptest.Main(m)
}

// mergeable lists the exported types of package cx whose pointer has a Merge.
func mergeable(t *testing.T) (names []string) {
	t.Helper()
	pkg, err := importer.ForCompiler(token.NewFileSet(), "source", nil).Import("github.com/cxmetrics/cx")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pkg.Scope().Names() {
		object, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || !object.Exported() {
			continue
		}
		if merge, _, _ := types.LookupFieldOrMethod(types.NewPointer(object.Type()), true, pkg, "Merge"); merge != nil {
			if _, isFunc := merge.(*types.Func); isFunc && !types.IsInterface(object.Type()) {
				names = append(names, name)
			}
		}
	}
	return names
}

// TestTallies_all finds a tally that is not registered, and one that no test sends.
func TestTallies_all(t *testing.T) {
	values, names := full(), mergeable(t)
	if len(names) < 48 {
		t.Fatalf("only %d types of cx have a Merge: %v", len(names), names)
	}
	for _, name := range names {
		value, known := values[name]
		switch {
		case name == "ActivityLog": // which has no JSON
			if _, err := json.Marshal(cx.ActivityLog{}); err == nil {
				t.Error("cx.ActivityLog has a JSON form now: register it")
			}
		case !known:
			t.Errorf("cx.%s has a Merge: register it in Tallies, and make a value of it in full", name)
		case coder.LookupCustomCoder(reflect.TypeOf(value)) == nil:
			t.Errorf("cx.%s is not registered in Tallies", name)
		}
		delete(values, name)
	}
	for name := range values {
		t.Errorf("cx.%s has no Merge", name)
	}
}

// TestTallies_full checks that the values have something to lose: no number of theirs is 0
// that a row could have made more. Those that may be 0 are of other rows.
func TestTallies_full(t *testing.T) {
	for name, value := range full() {
		zero := reflect.New(reflect.TypeOf(value)).Elem().Interface()
		if encoded(t, value) == encoded(t, zero) {
			t.Errorf("%s is the zero value", name)
		}
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%T: %v", v, err)
	}
	return string(data)
}

// TestFields sends what is in a struct of the pipeline's own through Beam's coder.
func TestFields(t *testing.T) {
	sent := inStruct{
		Sales: must(cx.AmountsOf([]decimal.Decimal{decimal.RequireFromString("12.50"), decimal.RequireFromString("-0.001")})),
		Order: cx.Activity{Customer: "c1", At: start.In(time.FixedZone("", 3600)), Amount: decimal.RequireFromString("99999999999999999999.99")},
		Week:  january,
	}
	var buffer bytes.Buffer
	if err := beam.NewElementEncoder(reflect.TypeOf(sent)).Encode(sent, &buffer); err != nil {
		t.Fatal(err)
	}
	data := buffer.Bytes()
	back, err := beam.NewElementDecoder(reflect.TypeOf(sent)).Decode(bytes.NewReader(data))
	if err != nil || encoded(t, back) != encoded(t, sent) {
		t.Errorf("got %v, %v, want %v", back, err, sent)
	}
	for cut := range data {
		if _, err := beam.NewElementDecoder(reflect.TypeOf(sent)).Decode(bytes.NewReader(data[:cut])); err == nil {
			t.Errorf("%d bytes of %d are decoded", cut, len(data))
		}
	}
}

// TestStrict checks that what would be lost in a struct is refused, and names the type.
func TestStrict(t *testing.T) {
	for name, kind := range map[string]reflect.Type{
		"cx.Durations":   reflect.TypeFor[struct{ Waits cx.Durations }](),
		"cx.ActivityLog": reflect.TypeFor[cx.ActivityLog](),
	} {
		err := encoderOf(kind)
		if err == nil || !strings.Contains(err.Error(), "unexported fields") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// encoderOf returns why Beam cannot encode a type, which it says by a panic.
func encoderOf(kind reflect.Type) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err, _ = r.(error)
		}
	}()
	return beam.NewElementEncoder(kind).Encode(reflect.New(kind).Elem().Interface(), new(bytes.Buffer))
}
