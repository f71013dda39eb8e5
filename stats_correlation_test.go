package cx_test

import (
	"errors"
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestCorrelationOf(t *testing.T) {
	// R 4.2.2: cor(x, y, method = "spearman"), and tanh(atanh(rho) ± qnorm((1+level)/2) *
	// sqrt((1 + rho^2/2) / (n - 3))).
	tests := []struct {
		name      string
		x, y      []float64
		rho       float64
		level     float64
		low, high float64
	}{
		{
			"eight teams, a tie", []float64{12, 35, 20, -5, 41, 8, 20, 30}, []float64{30, 52, 44, 10, 48, 28, 25, 51},
			0.826362120720149, 0.95, 0.159976444935132, 0.975344393301310,
		},
		{
			"ten, ties on both sides", []float64{1, 2, 2, 3, 4, 4, 4, 8, 9, 10}, []float64{3, 1, 2, 2, 9, 7, 7, 7, 8, 12},
			0.828125, 0.90, 0.431466134935312, 0.956457946858336,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, err := cx.CorrelationOf(test.x, test.y)
			if err != nil || c.N != int64(len(test.x)) {
				t.Fatalf("CorrelationOf = %v, %v", c, err)
			}
			cxtest.Near(t, "Rho", c.Rho, test.rho, 1e-14)
			iv, err := c.Interval(test.level)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Low", iv.Low, test.low, 1e-13)
			cxtest.Near(t, "High", iv.High, test.high, 1e-13)
			// Any increasing function of a side changes nothing, and a decreasing one the sign.
			x := make([]float64, len(test.x))
			for i, v := range test.x {
				x[i] = -math.Exp(v / 10)
			}
			turned, err := cx.CorrelationOf(test.y, x)
			if err != nil || turned.Rho != -c.Rho {
				t.Errorf("turned and swapped: %v, %v, want %v", turned, err, -c.Rho)
			}
		})
	}
	for _, sign := range []float64{1, -1} {
		c, err := cx.CorrelationOf([]float64{1, 2, 2, 7, 9}, []float64{sign, 2 * sign, 2 * sign, 3 * sign, 4 * sign})
		if err != nil || c.Rho != sign {
			t.Errorf("CorrelationOf of one order = %v, %v, want %v", c, err, sign)
		}
		_, err = c.Interval(0.95)
		cxtest.Refuses(t, "Interval of one order", err, cx.ErrUndefined)
	}
}

func TestCorrelationRefuses(t *testing.T) {
	inf := math.Inf(1)
	tests := []struct {
		name string
		x, y []float64
		at   string
		want error
	}{
		{"no pairs", nil, nil, "", cx.ErrNoData},
		{"three pairs", []float64{1, 2, 3}, []float64{1, 2, 3}, "", cx.ErrUndefined},
		{"one side is constant", []float64{1, 2, 3, 4}, []float64{7, 7, 7, 7}, "", cx.ErrUndefined},
		{"other lengths", []float64{1, 2, 3, 4}, []float64{7, 7, 7}, "", cx.ErrInvalid},
		{"no number", []float64{1, 2, math.NaN(), 4}, []float64{7, 7, 7, 8}, "x[2]", cx.ErrInvalid},
		{"infinite", []float64{1, 2, 3, 4}, []float64{7, inf, 7, 8}, "y[1]", cx.ErrInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.CorrelationOf(test.x, test.y)
			checkRowAt(t, "CorrelationOf", err, test.want, test.at)
			if got != (cx.Correlation{}) {
				t.Errorf("CorrelationOf = %v beside its error", got)
			}
		})
	}
	for name, test := range map[string]struct {
		c     cx.Correlation
		level float64
		want  error
	}{
		"no data":   {cx.Correlation{}, 0.95, cx.ErrNoData},
		"three":     {cx.Correlation{Rho: 0.5, N: 3}, 0.95, cx.ErrUndefined},
		"level":     {cx.Correlation{Rho: 0.5, N: 9}, 1, cx.ErrInvalid},
		"no number": {cx.Correlation{Rho: math.NaN(), N: 9}, 0.95, cx.ErrInvalid},
		"beyond 1":  {cx.Correlation{Rho: -1.1, N: 9}, 0.95, cx.ErrInvalid},
		"negative":  {cx.Correlation{Rho: 0.5, N: -9}, 0.95, cx.ErrInvalid},
	} {
		_, err := test.c.Interval(test.level)
		cxtest.Refuses(t, name, err, test.want)
	}
	if (cx.Correlation{Rho: 0.2999, N: 9}).Strong() || !(cx.Correlation{Rho: -0.3, N: 9}).Strong() {
		t.Error("Strong is not at .3 or more")
	}
}

// Thirteen trials of the BCG vaccine: cases and others among the vaccinated, then among the
// controls. Source: G. A. Colditz et al., JAMA 271 (1994), 698-702; data set dat.bcg of the
// R package metafor.
var bcgTrials = [][4]float64{
	{4, 119, 11, 128}, {6, 300, 29, 274}, {3, 228, 11, 209}, {62, 13536, 248, 12619}, {33, 5036, 47, 5761},
	{180, 1361, 372, 1079}, {8, 2537, 10, 619}, {505, 87886, 499, 87892}, {29, 7470, 45, 7232},
	{17, 1699, 65, 1600}, {186, 50448, 141, 27197}, {5, 2493, 3, 2338}, {27, 16886, 29, 17825},
}

func TestHeterogeneityPublished(t *testing.T) {
	var bcg []cx.Estimate
	for _, trial := range bcgTrials {
		a, c := trial[0], trial[2]
		n1, n2 := a+trial[1], c+trial[3]
		bcg = append(bcg, cx.Estimate{
			Value:         math.Log(a / n1 / (c / n2)), // the logarithm of the relative risk
			StandardError: math.Sqrt(1/a - 1/n1 + 1/c - 1/n2),
		})
	}
	var textbook []cx.Estimate
	for _, study := range [][2]float64{{0.12, 0.03}, {0.23, 0.03}, {0.34, 0.05}, {0.45, 0.01}, {0.42, 0.05}, {0.49, 0.02}} {
		textbook = append(textbook, cx.Estimate{Value: study[0], StandardError: math.Sqrt(study[1])})
	}
	tests := []struct {
		name    string
		figures []cx.Estimate
		want    cx.Heterogeneity
	}{
		{
			// metafor's own comparison with Stata's metan: estimate -0.4303, limits
			// -0.5097..-0.3509, Q 152.2330 (tests/testthat/test_misc_metan_vs_rma.uni_with_dat.bcg.r
			// there); I squared (152.2330 - 12) / 152.2330 = 0.92117.
			name: "dat.bcg", figures: bcg,
			want: cx.Heterogeneity{
				Pooled: cx.Estimate{Value: -0.4303, StandardError: (0.5097 - 0.3509) / 2 / 1.959964},
				Q:      152.2330, DegreesOfFreedom: 12, ISquared: 0.92117,
			},
		},
		{
			// By hand: weights 33.3333, 33.3333, 20, 100, 20, 50, in all 256.6667; weighted sum
			// 4 + 7.66667 + 6.8 + 45 + 8.4 + 24.5 = 96.36667, so the mean is 0.3754545 and its
			// error 1/sqrt(256.6667) = 0.0624188. Squares: 33.3333 (0.2554545² + 0.1454545²) +
			// 20 (0.0354545² + 0.0445455²) + 100·0.0745455² + 50·0.1145455² = 2.8804683 +
			// 0.0648264 + 0.5557025 + 0.6560331 = 4.1570303. With 5 degrees of freedom I² is 0.
			name: "below the degrees of freedom", figures: textbook,
			want: cx.Heterogeneity{
				Pooled: cx.Estimate{Value: 0.3754545, StandardError: 0.0624188},
				// The tail of chi square with 5 degrees of freedom:
				// erfc(sqrt(x/2)) + sqrt(2x/pi) exp(-x/2) (1 + x/3) at x = 4.1570303.
				Q: 4.1570303, DegreesOfFreedom: 5, P: 0.527036,
			},
		},
		{
			// 10 and 30, errors 3 and 4: weights 1/9 and 1/16; mean (10/9 + 30/16) / (25/144) =
			// 430/25 = 17.2, error 12/5; Q = 20²/(9 + 16) = 16, P = erfc(sqrt 8) = 6.334e-5;
			// I² = 15/16.
			name: "two", figures: []cx.Estimate{{Value: 10, StandardError: 3}, {Value: 30, StandardError: 4}},
			want: cx.Heterogeneity{
				Pooled: cx.Estimate{Value: 17.2, StandardError: 2.4}, Q: 16, DegreesOfFreedom: 1, P: 6.334248e-5, ISquared: 0.9375,
			},
		},
		{
			name: "equal", figures: []cx.Estimate{{Value: 7, StandardError: 1}, {Value: 7, StandardError: 1}, {Value: 7, StandardError: 1}},
			want: cx.Heterogeneity{Pooled: cx.Estimate{Value: 7, StandardError: 1 / math.Sqrt(3)}, DegreesOfFreedom: 2, P: 1},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.HeterogeneityOf(test.figures)
			if err != nil || got.DegreesOfFreedom != test.want.DegreesOfFreedom {
				t.Fatalf("HeterogeneityOf = %+v, %v, want %+v", got, err, test.want)
			}
			cxtest.Near(t, "pooled value", got.Pooled.Value, test.want.Pooled.Value, 5e-5)
			cxtest.Near(t, "pooled error", got.Pooled.StandardError, test.want.Pooled.StandardError, 5e-5)
			cxtest.Near(t, "Q", got.Q, test.want.Q, 5e-5/max(1, test.want.Q))
			cxtest.Near(t, "P", got.P, test.want.P, 5e-6)
			cxtest.Near(t, "I²", got.ISquared, test.want.ISquared, 5e-6)
		})
	}
}

func TestHeterogeneityAtTheEdges(t *testing.T) {
	one := cx.Estimate{Value: 1, StandardError: 1}
	bad := []struct {
		name    string
		figures []cx.Estimate
		want    error
		row     int // -1: no row
	}{
		{"none", nil, cx.ErrUndefined, -1},
		{"one", []cx.Estimate{one}, cx.ErrUndefined, -1},
		{"not a number", []cx.Estimate{one, {Value: math.NaN(), StandardError: 1}}, cx.ErrInvalid, 1},
		{"infinite", []cx.Estimate{{Value: math.Inf(-1), StandardError: 1}, one}, cx.ErrInvalid, 0},
		{"no error", []cx.Estimate{one, {Value: 1}}, cx.ErrInvalid, 1},
		{"a negative error", []cx.Estimate{one, one, {Value: 1, StandardError: -1}}, cx.ErrInvalid, 2},
		{"an infinite error", []cx.Estimate{{Value: 1, StandardError: math.Inf(1)}}, cx.ErrInvalid, 0},
		{"too far apart", []cx.Estimate{{Value: 1, StandardError: 1e-300}, {Value: 2, StandardError: 1e-300}}, cx.ErrInvalid, -1},
		{"beyond float64", []cx.Estimate{{Value: math.MaxFloat64, StandardError: 1}, {Value: -math.MaxFloat64, StandardError: 1}}, cx.ErrInvalid, -1},
	}
	for _, test := range bad {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.HeterogeneityOf(test.figures)
			cxtest.Refuses(t, "HeterogeneityOf", err, test.want)
			var row *cx.RowError
			if errors.As(err, &row) != (test.row >= 0) || row != nil && row.Row != test.row {
				t.Errorf("HeterogeneityOf: error %v, want row %d", err, test.row)
			}
			if got != (cx.Heterogeneity{}) {
				t.Errorf("HeterogeneityOf = %+v beside its error", got)
			}
		})
	}
	// The unit of the figures does not matter, nor does where their zero lies.
	for _, k := range []float64{1e-150, 1e-9, 1, 1e9, 1e150} {
		got, err := cx.HeterogeneityOf([]cx.Estimate{{Value: 10 * k, StandardError: 3 * k}, {Value: 30 * k, StandardError: 4 * k}})
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Q", got.Q, 16, 1e-12)
		cxtest.Near(t, "pooled error", got.Pooled.StandardError/k, 2.4, 1e-12)
	}
	got, err := cx.HeterogeneityOf([]cx.Estimate{{Value: 1e9 + 10, StandardError: 3}, {Value: 1e9 + 30, StandardError: 4}})
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Q far from 0", got.Q, 16, 1e-12)
}
