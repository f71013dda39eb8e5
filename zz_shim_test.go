package cx_test

import (
	"encoding/json"
	"testing"

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
