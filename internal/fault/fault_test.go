package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/cxmetrics/cx/internal/fault"
)

// Each error is of its own kind alone, except that what has no data is undefined, too.
func TestFaults(t *testing.T) {
	kinds := []error{fault.ErrInvalid, fault.ErrMismatch, fault.ErrUndefined, fault.ErrNoData}
	tests := []struct {
		err  error
		text string
		is   [4]bool
	}{
		{fault.ErrInvalid, "cx: invalid", [4]bool{true, false, false, false}},
		{fault.ErrMismatch, "cx: mismatch", [4]bool{false, true, false, false}},
		{fault.ErrUndefined, "cx: undefined", [4]bool{false, false, true, false}},
		{fault.ErrNoData, "cx: no data", [4]bool{false, false, true, true}},
		{fault.Invalid("%s is outside %d..%d", "rating", 0, 10), "cx: rating is outside 0..10", [4]bool{true, false, false, false}},
		{fault.Mismatch("the scales %d and %d differ", 5, 7), "cx: the scales 5 and 7 differ", [4]bool{false, true, false, false}},
		{fault.Undefined("the %s is 0", "base"), "cx: the base is 0", [4]bool{false, false, true, false}},
		{fault.NoData("mean"), "cx: mean: no data", [4]bool{false, false, true, true}},
		{fault.NoData("100%d"), "cx: 100%d: no data", [4]bool{false, false, true, true}},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.text {
			t.Errorf("Error() = %q, want %q", got, tt.text)
		}
		for i, kind := range kinds {
			for _, err := range []error{tt.err, fmt.Errorf("a caller's: %w", tt.err)} {
				if got := errors.Is(err, kind); got != tt.is[i] {
					t.Errorf("errors.Is(%q, %q) = %t, want %t", err, kind, got, tt.is[i])
				}
			}
		}
	}
}
