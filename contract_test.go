package cx_test

import (
	"errors"
	"go/types"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/internal/wire"
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

// allContracts returns the contracts of all families, which their tests run one by one.
func allContracts(t *testing.T) []cxtest.Contract {
	var all []cxtest.Contract
	for _, contract := range []func(*testing.T) cxtest.Contract{
		ratingsContract, npsContract, calendarContract, statsContract, groupContract, retentionContract, cohortContract,
		churnContract, survivalContract, revenueContract, lifetimeContract, forecastContract, journeyContract,
		funnelContract, touchContract, supportContract, linkageContract,
	} {
		all = append(all, contract(t))
	}
	return all
}

// TestContracts_complete checks that no exported type or function is left out of the
// contracts: every decoder is tried, and the keys of its type are in the tags, every tally obeys the laws, every function that takes
// a slice keeps its hands off it, and every struct that is a result has been compared. A
// result has no unexported fields, so that go-cmp compares it without options.
func TestContracts_complete(t *testing.T) {
	covered := cxtest.Covered(t, allContracts(t)...)
	// Arguments, not results: a location has no exported fields.
	arguments := []string{"Calendar", "CohortRule", "BusinessHours", "SLARule", "SupportRule"}
	for _, contract := range allContracts(t) {
		for _, codec := range contract.Codecs {
			// The JSON of durations is not that of their fields.
			if _, err := wire.Encode(reflect.New(codec.Of).Interface()); err != nil && codec.Type != "Durations" {
				t.Errorf("the keys of %s are not all in its tags: %v", codec.Type, err)
			}
		}
	}
	scope := loadSource(t).pkg.Scope()
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		if !object.Exported() {
			continue
		}
		switch object := object.(type) {
		case *types.Func:
			for v := range object.Signature().Params().Variables() {
				if _, isSlice := v.Type().Underlying().(*types.Slice); isSlice && !covered.Called[name] {
					t.Errorf("%s takes a slice, and no contract calls it", name)
				}
			}
		case *types.TypeName:
			named, ok := object.Type().(*types.Named)
			if !ok {
				continue
			}
			for method := range named.Methods() {
				if method.Name() == "UnmarshalJSON" && !covered.Decoded[name] {
					t.Errorf("%s decodes JSON, and no contract tries its decoder", name)
				}
				if method.Name() == "Merge" && !covered.Merged[name] {
					t.Errorf("%s merges, and no contract checks the laws", name)
				}
			}
			s, isStruct := named.Underlying().(*types.Struct)
			if !isStruct || slices.Contains(arguments, name) {
				continue
			}
			if !covered.Shown[name] {
				t.Errorf("%s is a struct that no contract shows", name)
			}
			for field := range s.Fields() {
				if !field.Exported() {
					t.Errorf("%s has the unexported field %s", name, field.Name())
				}
			}
		}
	}
}
