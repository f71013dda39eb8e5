package cx_test

import (
	"encoding/json"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// fuzzCodec goes when the last of its callers uses cxtest.FuzzCodecs.
func fuzzCodec[T any, P interface {
	*T
	json.Unmarshaler
}](f *testing.F, seeds ...string) {
	cxtest.FuzzCodecs(f, []cxtest.Codec{cxtest.CodecOf[T, P](seeds[0]).WithBad(seeds[1:]...)}, cx.ErrInvalid)
}
