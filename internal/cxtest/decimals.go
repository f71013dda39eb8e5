package cxtest

import (
	"fmt"
	"math"
	"testing"

	"github.com/shopspring/decimal"
)

// decimals are the variables of the decimal package, by its names for them. A program sets them
// for itself, and package cx must not notice.
type decimals struct {
	DivisionPrecision            int
	PowPrecisionNegativeExponent int
	MarshalJSONWithoutQuotes     bool
	TrimTrailingZeros            bool
	UseScientificNotation        bool
	ExpMaxIterations             int
	MaxDecodeExponent            int
	Zero                         decimal.Decimal
}

// String leaves out the value of Zero, which may be long.
func (s decimals) String() string {
	return fmt.Sprintf("%d, %d, %t, %t, %t, %d, %d, 10^%d", s.DivisionPrecision, s.PowPrecisionNegativeExponent, s.MarshalJSONWithoutQuotes,
		s.TrimTrailingZeros, s.UseScientificNotation, s.ExpMaxIterations, s.MaxDecodeExponent, s.Zero.Exponent())
}

// set sets the variables.
func (s decimals) set() {
	decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent = s.DivisionPrecision, s.PowPrecisionNegativeExponent
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros = s.MarshalJSONWithoutQuotes, s.TrimTrailingZeros
	decimal.UseScientificNotation, decimal.ExpMaxIterations = s.UseScientificNotation, s.ExpMaxIterations
	decimal.MaxDecodeExponent, decimal.Zero = s.MaxDecodeExponent, s.Zero
}

// decimalsNow returns what the variables are.
func decimalsNow() decimals {
	return decimals{
		decimal.DivisionPrecision, decimal.PowPrecisionNegativeExponent, decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros,
		decimal.UseScientificNotation, decimal.ExpMaxIterations, decimal.MaxDecodeExponent, decimal.Zero,
	}
}

// hostileDecimals are ten settings. The first changes every variable, and so does the second the
// other way; the others have one extreme each, beside what is usual.
func hostileDecimals() []decimals {
	seven, huge := decimal.New(7, 0), decimal.New(1, 1_000_000)
	return []decimals{
		{-3, 1, true, false, true, 1, 1, seven},
		{1000, 1000, true, false, true, math.MaxInt, 0, huge},
		{math.MinInt32, 16, false, true, false, 1000, 10000, decimal.Decimal{}},
		{0, 0, false, true, false, 1000, 10000, decimal.Decimal{}},
		{100_000, math.MinInt32, false, true, false, 1000, 10000, decimal.Decimal{}},
		{16, 100_000, true, true, false, 1000, 10000, decimal.Decimal{}},
		{16, 16, false, false, false, 1000, 10000, decimal.Decimal{}},
		{16, 16, false, true, true, 0, 10000, decimal.Decimal{}},
		{16, 16, false, true, false, math.MinInt, math.MinInt, decimal.Decimal{}},
		{16, 16, false, true, false, 1000, math.MaxInt, seven.Neg()},
	}
}

// UnderHostileDecimals runs a test under ten settings of the variables of the decimal package,
// and under the first two in a short run. The values that the test compares with, and whatever
// it decodes without package cx, must be made beforehand.
func UnderHostileDecimals(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	settings := hostileDecimals()
	if testing.Short() {
		settings = settings[:2]
	}
	usual := decimalsNow()
	defer usual.set()
	for _, s := range settings {
		t.Run("", func(t *testing.T) {
			s.set()
			defer usual.set()
			test(t)
			if t.Failed() {
				t.Logf("the variables of the decimal package are, as %T has them, %v", s, s)
			}
		})
	}
}
