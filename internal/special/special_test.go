package special

import (
	"math"
	"testing"
)

// near checks a special function to a relative tolerance.
func near(t *testing.T, what string, got, want, tolerance float64, args ...float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s(%v) = %.17g, want %.17g within %g", what, args, got, want, tolerance)
	}
}
