package cx_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// fuzzCodec goes when the last of its callers uses cxtest.FuzzCodecs.
func fuzzCodec[T any, P interface {
	*T
	json.Unmarshaler
}](f *testing.F, seeds ...string) {
	cxtest.FuzzCodecs(f, []cxtest.Codec{cxtest.CodecOf[T, P](seeds[0]).WithBad(seeds[1:]...)}, cx.ErrInvalid)
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// wireType is a type that decodes JSON: a valid state, a value of the type to be
// the receiver, and where the state has counts and sums.
type wireType struct {
	name   string
	valid  string
	fresh  func() json.Unmarshaler
	counts []string // texts in valid, each a key with its number
	sums   []string // each a key with its amount
}

// refuseState gives a text to a decoder, directly and through json.Unmarshal, which
// keeps its own error for what is no JSON at all.
func refuseState(t *testing.T, w wireType, text string) error {
	t.Helper()
	receiver := w.fresh()
	err := receiver.UnmarshalJSON([]byte(text))
	through := json.Unmarshal([]byte(text), receiver)
	if err == nil || through == nil {
		t.Errorf("%s accepts %.60q: %v, %v", w.name, text, err, through)
	}
	if diff := cmp.Diff(w.fresh(), receiver); diff != "" {
		t.Errorf("%s: the refusal of %.60q changed the receiver (-before +after)\n%s", w.name, text, diff)
	}
	return err
}

// setDecimalGlobals sets variables of the decimal module, and returns the way back.
func setDecimalGlobals(t *testing.T, values map[string]int) (restore func()) {
	precision, quotes, zeros := decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros
	power := decimal.PowPrecisionNegativeExponent
	for name, v := range values {
		switch name {
		case "DivisionPrecision":
			decimal.DivisionPrecision = v
		case "MarshalJSONWithoutQuotes":
			decimal.MarshalJSONWithoutQuotes = v != 0
		case "TrimTrailingZeros":
			decimal.TrimTrailingZeros = v != 0
		case "PowPrecisionNegativeExponent":
			decimal.PowPrecisionNegativeExponent = v
		default:
			t.Fatalf("the decimal module has no variable %s", name)
		}
	}
	return func() {
		decimal.DivisionPrecision, decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros = precision, quotes, zeros
		decimal.PowPrecisionNegativeExponent = power
	}
}

// lifeFile opens a file of the optional data, and skips the test if it is not there.
func lifeFile(t testing.TB, name string) io.Reader {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "shared", filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the optional file ../shared/%s is not there", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(name, ".gz") {
		return bytes.NewReader(data)
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lifeReference decodes the reference figures of a folder of the optional data.
func lifeReference(t testing.TB, folder string, into any) {
	t.Helper()
	if err := json.NewDecoder(lifeFile(t, "data/"+folder+"/reference.json")).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// lifeRecords reads a CSV file of the optional data, each record by its header.
func lifeRecords(t testing.TB, name string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(lifeFile(t, "data/"+name)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, key := range rows[0] {
			record[key] = row[i]
		}
		records = append(records, record)
	}
	return records
}

// lifeWithin runs f and fails if it takes longer or allocates more than a hostile input
// may.
func lifeWithin(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	f()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if took > 4*limit { // a machine that runs other tests at the same time is slower
		t.Errorf("took %v, want at most %v", took, limit)
	}
	if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 64 {
		t.Errorf("allocated %d MiB, want at most 64", mib)
	}
}

// checkMergeLaws checks that the zero value is the identity, and that merging is
// commutative and associative and leaves its argument alone.
func checkMergeLaws[T any, P cx.Merger[T]](t *testing.T, values []T) {
	t.Helper()
	var zero T
	values = append([]T{zero}, values...)
	merge := func(list ...T) T {
		t.Helper()
		var sum T
		for _, v := range list {
			before := cxtest.JSON(t, v)
			if err := P(&sum).Merge(v); err != nil {
				t.Fatalf("Merge(%s): %v", before, err)
			}
			if after := cxtest.JSON(t, v); after != before {
				t.Fatalf("Merge has changed its argument from %s to %s", before, after)
			}
		}
		return sum
	}
	equal := func(law string, got, want T) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", law, diff)
		}
		if got, want := cxtest.JSON(t, got), cxtest.JSON(t, want); got != want {
			t.Fatalf("%s: encoded as %s, want %s", law, got, want)
		}
	}
	for _, a := range values {
		equal("zero + a = a", merge(a), a)
		equal("a + zero = a", merge(a, zero), a)
		for _, b := range values {
			ab := merge(a, b)
			equal("a + b = b + a", merge(b, a), ab)
			for _, c := range values {
				equal("(a + b) + c = a + (b + c)", merge(ab, c), merge(a, merge(b, c)))
			}
		}
	}
}

// sharedFile returns a file of a data set, unpacked.
func sharedFile(t *testing.T, folder, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "shared", "data", folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the data set %s is not here", folder)
	}
	if err == nil && strings.HasSuffix(name, ".gz") {
		var r *gzip.Reader
		if r, err = gzip.NewReader(bytes.NewReader(data)); err == nil {
			data, err = io.ReadAll(r)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func sharedRows(t *testing.T, folder, name string) (columns map[string]int, rows [][]string) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(sharedFile(t, folder, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns = map[string]int{}
	for i, name := range rows[0] {
		columns[name] = i
	}
	return columns, rows[1:]
}

func sharedReference(t *testing.T, folder string, into any) {
	t.Helper()
	if err := json.Unmarshal(sharedFile(t, folder, "reference.json"), into); err != nil {
		t.Fatal(err)
	}
}

// Other families' benchmarks use these by their former names.
func lifeBenchRows(b *testing.B) int    { return benchActivityCount(b) }
func lifeBenchCustomers(n int) []string { return benchCustomers(n) }

var lifeBenchAsOf = benchAsOf

func mustFloat(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	return f
}
