package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestRateRatio(t *testing.T) {
	for _, test := range []struct {
		name             string
		p, other         cx.Proportion
		value, low, high float64
		tolerance        float64
	}{
		// Moore, McCabe and Craig, Introduction to the Practice of Statistics, 9th edition,
		// example 8.18 (aspirin and major vascular events): 0.4364 to 0.8707.
		{"aspirin, as printed", cx.Proportion{Count: 45, Total: 411}, cx.Proportion{Count: 73, Total: 411}, 0.62, 0.4364, 0.8707, 5.1e-3},
		// The same, and those below, from the formula in Python's decimal module.
		{"aspirin", cx.Proportion{Count: 45, Total: 411}, cx.Proportion{Count: 73, Total: 411}, 0.616438356164383561, 0.436403332570001541, 0.870745520463443922, 1e-12},
		// R, epiR, the example of epi.2by2: 4.01 (1.43 to 11.23).
		{"dry cat food", cx.Proportion{Count: 13, Total: 2176}, cx.Proportion{Count: 5, Total: 3354}, 4.007536764705882352, 1.430733880229358275, 11.22525379625083443, 1e-12},
		{"few", cx.Proportion{Count: 3, Total: 10}, cx.Proportion{Count: 9, Total: 10}, 1.0 / 3, 0.126483373049741105, 0.878464168309421446, 1e-12},
		{"all of one", cx.Proportion{Count: 10, Total: 10}, cx.Proportion{Count: 12, Total: 20}, 5.0 / 3, 1.165309590954279023, 2.383725148527301547, 1e-12},
		// With a half in each cell: 0.5 of 21 and 4.5 of 26. The ratio is 0, and so the low end.
		{"none", cx.Proportion{Total: 20}, cx.Proportion{Count: 4, Total: 25}, 0, 0, 2.413176085885682482, 1e-12},
		// 8.5 of 9 and 12.5 of 13.
		{"all of both", cx.Proportion{Count: 8, Total: 8}, cx.Proportion{Count: 12, Total: 12}, 1, 0.810500876025739226, 1.190326281395064668, 1e-12},
		{"the largest", cx.Proportion{Count: math.MaxInt64 / 2, Total: math.MaxInt64}, cx.Proportion{Count: math.MaxInt64 / 4, Total: math.MaxInt64}, 2, 2, 2, 1e-8},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.p.RateRatio(test.other, 0.95)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Value", got.Value, test.value, test.tolerance)
			cxtest.Near(t, "Low", got.Interval.Low, test.low, test.tolerance)
			cxtest.Near(t, "High", got.Interval.High, test.high, test.tolerance)
			if got.Interval.Level != 0.95 || got.Interval.Clipped {
				t.Errorf("Interval = %+v", got.Interval)
			}
		})
	}
}

// For all small samples and some levels the interval is finite, holds the value, is no
// point, and that of the inverse ratio is its inverse.
func TestRateRatioSmall(t *testing.T) {
	for m := range int64(6) {
		for n := range int64(6) {
			for a := range m + 1 {
				for b := range n + 1 {
					for _, level := range []float64{1e-300, 0.5, 0.95, 1 - 1e-15, math.Nextafter(1, 0)} {
						p, other := cx.Proportion{Count: a, Total: m}, cx.Proportion{Count: b, Total: n}
						got, err := p.RateRatio(other, level)
						if m == 0 || n == 0 {
							cxtest.Refuses(t, "an empty sample", err, cx.ErrNoData)
							continue
						}
						if b == 0 {
							cxtest.Refuses(t, "a multiple of 0", err, cx.ErrUndefined)
							continue
						}
						iv := got.Interval
						if err != nil || !(iv.Low >= 0 && iv.Low <= got.Value && got.Value <= iv.High && iv.High <= math.MaxFloat64) ||
							level > 0.1 && !(iv.Low < iv.High) {
							t.Fatalf("%v.RateRatio(%v, %v) = %+v, %v", p, other, level, got, err)
						}
						if a == 0 {
							continue
						}
						inverse, err := other.RateRatio(p, level)
						if err != nil || math.Abs(inverse.Interval.Low*iv.High-1) > 1e-12 || math.Abs(inverse.Value*got.Value-1) > 1e-12 {
							t.Fatalf("%v.RateRatio(%v, %v) = %+v, %v, the other way %+v", other, p, level, inverse, err, got)
						}
					}
				}
			}
		}
	}
	valid := cx.Proportion{Count: 1, Total: 2}
	for _, p := range []cx.Proportion{{Count: -1, Total: 2}, {Count: 3, Total: 2}, {Count: math.MinInt64, Total: math.MinInt64}} {
		_, err := p.RateRatio(valid, 0.95)
		cxtest.Refuses(t, "receiver", err, cx.ErrInvalid)
		_, err = valid.RateRatio(p, 0.95)
		cxtest.Refuses(t, "argument", err, cx.ErrInvalid)
	}
	for _, level := range []float64{0, 1, -0.5, 95, math.NaN(), math.Inf(1)} {
		_, err := valid.RateRatio(valid, level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	}
}
