package cx_test

import (
	"errors"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestNoBadTouch(t *testing.T) {
	bad := func(r *cx.Response) bool { return r.Score < 5 }
	touch := func(customer string, score int) cx.Response { return cx.Response{Customer: customer, Score: score} }
	tests := []struct {
		name string
		rows []cx.Response
		want cx.Proportion
	}{
		{"none", nil, cx.Proportion{}},
		{"good", []cx.Response{touch("ada", 9), touch("ada", 8)}, cx.Proportion{Count: 1, Total: 1}},
		{"bad first", []cx.Response{touch("ada", 2), touch("ada", 8)}, cx.Proportion{Total: 1}},
		{"bad last", []cx.Response{touch("ada", 8), touch("ada", 2)}, cx.Proportion{Total: 1}},
		{"bad twice", []cx.Response{touch("ada", 1), touch("ada", 9), touch("ada", 2)}, cx.Proportion{Total: 1}},
		// Means 5.5, 9 and 6.5; only bob had no bad moment.
		{"three", []cx.Response{
			touch("ada", 10), touch("bob", 9), touch("ada", 1), touch("cid", 9), touch("bob", 9), touch("cid", 4),
		}, cx.Proportion{Count: 1, Total: 3}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := cx.NoBadTouch(test.rows, bad); got != test.want || err != nil {
				t.Errorf("NoBadTouch = %v, %v, want %v", got, err, test.want)
			}
		})
	}
	_, err := cx.NoBadTouch([]cx.Response{touch("ada", 1)}, nil)
	cxtest.Refuses(t, "without a function", err, cx.ErrInvalid)
	_, err = cx.NoBadTouch([]cx.Response{touch("ada", 1), touch(" ", 1)}, bad)
	cxtest.Refuses(t, "an anonymous customer", err, cx.ErrInvalid)
	var row *cx.RowError
	if !errors.As(err, &row) || row.Row != 1 {
		t.Errorf("NoBadTouch: error %v, want row 1", err)
	}
}
