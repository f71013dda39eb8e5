package survey

import (
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
)

func TestKeep(t *testing.T) {
	for _, policy := range []cx.DuplicatePolicy{cx.KeepAll, cx.KeepFirst, cx.KeepLatest} {
		var a answers
		var responses []cx.Response
		for i := range 500 {
			row := answer{ref: uint32(i * 7919 % 83), at: int64(i * 104_729 % 97), score: int8(i % 11)}
			a.rows = append(a.rows, row)
			a.weights = append(a.weights, decimal.New(int64(row.score), 0))
			customer := ""
			if row.ref > 0 {
				customer = strconv.Itoa(int(row.ref))
			}
			responses = append(responses, cx.Response{Customer: customer, At: time.Unix(row.at, 0), Score: int(row.score)})
		}
		kept, dropped, err := cx.Deduplicate(responses, policy, cx.Calendar{})
		if err != nil {
			t.Fatal(err)
		}
		a.keep(policy)
		if len(a.rows) != len(kept) || a.repeated != dropped || len(a.weights) != len(kept) {
			t.Fatalf("%s: %d kept, %d dropped, want %d, %d", policy, len(a.rows), a.repeated, len(kept), dropped)
		}
		for i, r := range kept {
			if int(a.rows[i].score) != r.Score || a.rows[i].at != r.At.Unix() || a.weights[i].IntPart() != int64(r.Score) {
				t.Errorf("%s: answer %d is %v, want %v", policy, i, a.rows[i], r)
			}
		}
	}
}
