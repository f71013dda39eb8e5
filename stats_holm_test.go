package cx_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestHolm(t *testing.T) {
	tests := []struct {
		name      string
		p         []float64
		holm, fdr []float64
	}{
		// R: p.adjust(p, "holm") and p.adjust(p, "BH").
		{"four", []float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}, []float64{0.02, 0.04, 0.04, 0.02}},
		// The rest by the formulas, by hand.
		{"evenly spaced", []float64{0.01, 0.02, 0.03, 0.04, 0.05}, []float64{0.05, 0.08, 0.09, 0.09, 0.09}, []float64{0.05, 0.05, 0.05, 0.05, 0.05}},
		{"ties share the value", []float64{0.01, 0.03, 0.01}, []float64{0.03, 0.03, 0.03}, []float64{0.015, 0.03, 0.015}},
		{"all equal", []float64{0.04, 0.04, 0.04}, []float64{0.12, 0.12, 0.12}, []float64{0.04, 0.04, 0.04}},
		{"no more than 1", []float64{0.9, 0.5, 0.6}, []float64{1, 1, 1}, []float64{0.9, 0.9, 0.9}},
		{"one test", []float64{0.2}, []float64{0.2}, []float64{0.2}},
		{"the ends", []float64{0, 1}, []float64{0, 1}, []float64{0, 1}},
		{"ones", []float64{1, 1}, []float64{1, 1}, []float64{1, 1}},
		{"none", nil, nil, nil},
		{"none, not nil", []float64{}, nil, nil},
	}
	for _, tt := range tests {
		for name, f := range map[string]func([]float64) ([]float64, error){"Holm": cx.Holm, "BenjaminiHochberg": cx.BenjaminiHochberg} {
			want := tt.holm
			if name == "BenjaminiHochberg" {
				want = tt.fdr
			}
			p := slices.Clone(tt.p)
			got, err := f(p)
			if err != nil || len(got) != len(want) || (got == nil) != (want == nil) {
				t.Errorf("%s: %s(%v) = %v, %v, want %v", tt.name, name, tt.p, got, err, want)
				continue
			}
			for i := range got {
				if math.Abs(got[i]-want[i]) > 1e-15 {
					t.Errorf("%s: %s(%v) = %v, want %v", tt.name, name, tt.p, got, want)
				}
			}
			if !slices.Equal(p, tt.p) {
				t.Errorf("%s: %s(%v) modified its argument: %v", tt.name, name, tt.p, p)
			}
		}
	}
}

func TestHolm_properties(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for range 300 {
		p := make([]float64, 1+random.IntN(20))
		for i := range p {
			p[i] = math.Pow(random.Float64(), 4)
			if i > 0 && random.IntN(4) == 0 {
				p[i] = p[i-1]
			}
		}
		holm, err := cx.Holm(p)
		if err != nil {
			t.Fatal(err)
		}
		fdr, err := cx.BenjaminiHochberg(p)
		if err != nil {
			t.Fatal(err)
		}
		m := float64(len(p))
		for i := range p {
			if !(p[i] <= fdr[i] && fdr[i] <= holm[i] && holm[i] <= min(1, m*p[i])) {
				t.Errorf("p %v: %v, Benjamini-Hochberg %v, Holm %v, want them in this order, up to Bonferroni's", p, p[i], fdr[i], holm[i])
			}
			for j := range p {
				if p[i] == p[j] && (holm[i] != holm[j] || fdr[i] != fdr[j]) ||
					p[i] < p[j] && (holm[i] > holm[j] || fdr[i] > fdr[j]) {
					t.Errorf("p %v: Holm %v, Benjamini-Hochberg %v are not in the order of p", p, holm, fdr)
				}
			}
			// By their definitions over the whole family.
			wantHolm, wantFDR := 0.0, 1.0
			for j := range p {
				smaller, upTo := 0, 0
				for k := range p {
					if p[k] < p[j] {
						smaller++
					}
					if p[k] <= p[j] {
						upTo++
					}
				}
				if p[j] <= p[i] {
					wantHolm = max(wantHolm, min(1, (m-float64(smaller))*p[j]))
				}
				if p[j] >= p[i] {
					wantFDR = min(wantFDR, m/float64(upTo)*p[j])
				}
			}
			cxtest.Near(t, "Holm", holm[i], wantHolm, 1e-15)
			cxtest.Near(t, "BenjaminiHochberg", fdr[i], wantFDR, 1e-15)
		}
	}
}

func TestHolm_errors(t *testing.T) {
	for name, f := range map[string]func([]float64) ([]float64, error){"Holm": cx.Holm, "BenjaminiHochberg": cx.BenjaminiHochberg} {
		for _, bad := range []float64{-0.1, -5e-324, 1 + 0x1p-52, 5, math.NaN(), math.Inf(1), math.Inf(-1)} {
			got, err := f([]float64{0.5, bad, bad})
			cxtest.Refuses(t, name, err, cx.ErrInvalid)
			if row, ok := err.(*cx.RowError); !ok || row.Row != 1 || got != nil {
				t.Errorf("%s with %v at 1 = %v, %v, want a RowError of row 1", name, bad, got, err)
			}
		}
	}
}
