package cx_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// dec parses a decimal of the test's own text.
func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// checkRowError checks an error and its row, -1 for an error of no row.
func checkRowError(t *testing.T, what string, err, want error, row int) {
	t.Helper()
	cxtest.Refuses(t, what, err, want)
	var at *cx.RowError
	if errors.As(err, &at) != (row >= 0) || at != nil && at.Row != row {
		t.Errorf("%s: error %v, want one of row %d", what, err, row)
	}
}

// instant parses a day, as midnight UTC, or an instant of RFC 3339.
func instant(s string) time.Time {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	panic("not a time: " + s)
}

// date parses a date of the test's own text.
func date(s string) cx.Date {
	d, err := cx.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// period parses a period of the test's own text.
func period(s string) cx.Period {
	p, err := cx.ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}
