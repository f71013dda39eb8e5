package cx_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// The counts of the Cookie Cats retention experiment (retention_cookie_cats of the
// optional data): players who came back 1 and 7 days after install, with the first gate
// at level 30 and at level 40.
var (
	cookieDay1Gate30 = cx.Proportion{Count: 20034, Base: 44700}
	cookieDay1Gate40 = cx.Proportion{Count: 20119, Base: 45489}
	cookieDay7Gate30 = cx.Proportion{Count: 8502, Base: 44700}
	cookieDay7Gate40 = cx.Proportion{Count: 8279, Base: 45489}
)

func TestProportion_Rate(t *testing.T) {
	tests := []struct {
		name string
		p    cx.Proportion
		want string
	}{
		{"ServiceRocket's 150 of 250", cx.Proportion{Count: 150, Base: 250}, "0.6"},
		{"Cookie Cats, day 1", cookieDay1Gate30, "0.44818792"},
		{"Cookie Cats, day 7", cookieDay7Gate40, "0.18200004"},
		{"none", cx.Proportion{Base: 7}, "0"},
		{"all", cx.Proportion{Count: 7, Base: 7}, "1"},
		{"half away from zero", cx.Proportion{Count: 1, Base: 200000000}, "0.00000001"},
		{"below half", cx.Proportion{Count: 1, Base: 200000001}, "0"},
		{"beyond the whole numbers of a float64", cx.Proportion{Count: 1 << 61, Base: 3 << 60}, "0.66666667"},
		{"the largest total", cx.Proportion{Count: math.MaxInt64, Base: math.MaxInt64}, "1"},
	}
	for _, tt := range tests {
		got, err := tt.p.Rate()
		cxtest.Exactly(t, tt.name, got, err, tt.want)
	}
}

func TestProportion_Interval(t *testing.T) {
	tests := []struct {
		name      string
		p         cx.Proportion
		low, high float64
		tolerance float64
	}{
		// The four samples of R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872,
		// table I, method 3.
		{"81 of 263", cx.Proportion{Count: 81, Base: 263}, 0.2553, 0.3662, 5e-5},
		{"15 of 148", cx.Proportion{Count: 15, Base: 148}, 0.0624, 0.1605, 5e-5},
		{"0 of 20", cx.Proportion{Count: 0, Base: 20}, 0, 0.1611, 5e-5},
		{"1 of 29", cx.Proportion{Count: 1, Base: 29}, 0.0061, 0.1718, 5e-5},
		// reference.json of retention_cookie_cats, which has percent to 6 places.
		{"Cookie Cats, day 1, gate 30", cookieDay1Gate30, 0.44358237, 0.45280238, 5e-9},
		{"Cookie Cats, day 1, gate 40", cookieDay1Gate40, 0.43772375, 0.44685150, 5e-9},
		{"Cookie Cats, day 7, gate 30", cookieDay7Gate30, 0.18658980, 0.19386613, 5e-9},
		{"Cookie Cats, day 7, gate 40", cookieDay7Gate40, 0.17848120, 0.18557259, 5e-9},
	}
	for _, tt := range tests {
		iv, err := tt.p.Interval(0.95)
		if err != nil || math.Abs(iv.Low-tt.low) > tt.tolerance || math.Abs(iv.High-tt.high) > tt.tolerance ||
			iv.Level != 0.95 || iv.Clipped {
			t.Errorf("%s: Interval(0.95) = %+v, %v, want %v..%v", tt.name, iv, err, tt.low, tt.high)
		}
	}
}

// wilsonExcess returns the sign of n²((p-L)² - z²·L(1-L)/n), which is below 0 inside
// Wilson's interval, with 300 bits.
func wilsonExcess(p cx.Proportion, limit, z float64) int {
	number := func(x float64) *big.Float { return new(big.Float).SetPrec(300).SetFloat64(x) }
	n := number(0).SetInt64(p.Base)
	gap := number(0).Mul(n, number(limit))
	gap.Sub(number(0).SetInt64(p.Count), gap)
	gap.Mul(gap, gap)
	spread := number(0).Sub(number(1), number(limit))
	spread.Mul(spread, number(limit)).Mul(spread, n).Mul(spread, number(z)).Mul(spread, number(z))
	return gap.Cmp(spread)
}

// The limits solve the equation of Wilson's interval, and those of the rest mirror
// them.
func TestProportion_Interval_properties(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 2000 {
		total := int64(math.Exp(random.Float64()*43)) + 1
		count := random.Int64N(total + 1)
		switch i % 4 {
		case 0:
			count = min(total, random.Int64N(4))
		case 1:
			count = max(0, total-random.Int64N(4))
		}
		p := cx.Proportion{Count: count, Base: total}
		n, share := float64(total), float64(count)/float64(total)
		for _, l := range []struct{ level, z float64 }{{0.95, npsZ95}, {0.90, npsZ90}, {0.5, 0.6744897501960817}} {
			iv, err := p.Interval(l.level)
			if err != nil {
				t.Fatalf("%+v: Interval(%v): %v", p, l.level, err)
			}
			if !(iv.Low >= 0 && iv.Low <= share && share <= iv.High && iv.High <= 1) || iv.Clipped {
				t.Errorf("%+v: Interval(%v) = %+v, want it within 0..1 and around %v", p, l.level, iv, share)
			}
			wide := total < 1e11 // not so narrow that both limits lie within 1e-13 of each other
			if wide && count > 0 && !(wilsonExcess(p, iv.Low*(1-1e-13), l.z) > 0 && wilsonExcess(p, iv.Low*(1+1e-13), l.z) < 0) {
				t.Errorf("%+v: Interval(%v) = %+v: the low limit is no root", p, l.level, iv)
			}
			if wide && count < total && !(wilsonExcess(p, iv.High*(1-1e-13), l.z) < 0 && wilsonExcess(p, iv.High*(1+1e-13), l.z) > 0) {
				t.Errorf("%+v: Interval(%v) = %+v: the high limit is no root", p, l.level, iv)
			}
			rest, err := cx.Proportion{Count: total - count, Base: total}.Interval(l.level)
			if err != nil || math.Abs(rest.Low-(1-iv.High)) > 5e-16 || math.Abs(rest.High-(1-iv.Low)) > 5e-16 {
				t.Errorf("%+v: Interval(%v) = %+v, of the rest %+v, %v", p, l.level, iv, rest, err)
			}
			// The ends have closed forms.
			z2 := l.z * l.z
			if count == 0 && !(iv.Low == 0 && math.Abs(iv.High-z2/(n+z2)) <= 1e-12*iv.High) {
				t.Errorf("%+v: Interval(%v) = %+v, want 0..%v", p, l.level, iv, z2/(n+z2))
			}
			if count == total && !(iv.High == 1 && math.Abs(iv.Low-n/(n+z2)) <= 1e-15) {
				t.Errorf("%+v: Interval(%v) = %+v, want %v..1", p, l.level, iv, n/(n+z2))
			}
		}
	}
	for _, level := range []float64{5e-324, 1e-300, 1 - 0x1p-53} {
		iv, err := cx.Proportion{Count: 3, Base: 10}.Interval(level)
		if err != nil || !(iv.Low >= 0 && iv.Low <= 0.3 && iv.High >= 0.3 && iv.High <= 1) {
			t.Errorf("Interval(%v) = %+v, %v, want it around 0.3", level, iv, err)
		}
	}
}

func TestProportion_Difference(t *testing.T) {
	of := func(count, total int64) cx.Proportion { return cx.Proportion{Count: count, Base: total} }
	tests := []struct {
		name                  string
		p, q                  cx.Proportion
		low, high             float64
		z                     float64 // NaN: not given
		tolerance, zTolerance float64
	}{
		// The eight pairs of R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890,
		// table II, method 10; the first two and the seventh to more digits, and z,
		// computed outside Go.
		{"a", of(56, 70), of(48, 80), 0.0524315, 0.3338727, 2.650172, 5e-8, 5e-7},
		{"b", of(9, 10), of(3, 10), 0.1705227, 0.8090180, math.NaN(), 5e-8, 0},
		{"c", of(6, 7), of(2, 7), 0.0582, 0.8062, math.NaN(), 5e-5, 0},
		{"d", of(5, 56), of(0, 29), -0.0381, 0.1926, math.NaN(), 5e-5, 0},
		{"e", of(0, 10), of(0, 20), -0.1611, 0.2775, 0, 5e-5, 0},
		{"f", of(0, 10), of(0, 10), -0.2775, 0.2775, 0, 5e-5, 0},
		{"g", of(10, 10), of(0, 20), 0.6790860, 1, math.NaN(), 5e-8, 0}, // 1 - z²·sqrt(1/(10+z²)² + 1/(20+z²)²)
		{"h", of(10, 10), of(0, 10), 0.6075, 1, math.NaN(), 5e-5, 0},
		// reference.json of retention_cookie_cats has z; the intervals were computed
		// outside Go.
		{"Cookie Cats, day 1", cookieDay1Gate30, cookieDay1Gate40, -0.000582095, 0.012391905, 1.784086, 5e-10, 5e-7},
		{"Cookie Cats, day 7", cookieDay7Gate30, cookieDay7Gate40, 0.003121303, 0.013281941, 3.164359, 5e-10, 5e-7},
		{"all of both", of(5, 5), of(9, 9), -0.434482, 0.299145, 0, 5e-7, 0}, // -z²/(5+z²), z²/(9+z²)
	}
	for _, tt := range tests {
		c, err := tt.p.Difference(tt.q, 0.95)
		if err != nil {
			t.Errorf("%s: Difference: %v", tt.name, err)
			continue
		}
		if math.Abs(c.Interval.Low-tt.low) > tt.tolerance || math.Abs(c.Interval.High-tt.high) > tt.tolerance ||
			c.Interval.Clipped || c.Interval.Level != 0.95 {
			t.Errorf("%s: Interval = %+v, want %v..%v", tt.name, c.Interval, tt.low, tt.high)
		}
		p1, p2 := float64(tt.p.Count)/float64(tt.p.Base), float64(tt.q.Count)/float64(tt.q.Base)
		cxtest.Near(t, tt.name+": Difference", c.Difference, p1-p2, 1e-15)
		if !math.IsNaN(tt.z) {
			cxtest.Near(t, tt.name+": Z", c.Z, tt.z, tt.zTolerance)
		}
		pooled := float64(tt.p.Count+tt.q.Count) / float64(tt.p.Base+tt.q.Base)
		if pooled == 0 || pooled == 1 {
			if c.Z != 0 || c.P != 1 || c.StandardError != 0 || c.PGreater() != 0.5 {
				t.Errorf("%s: %+v, want Z 0 and P 1", tt.name, c)
			}
			continue
		}
		cxtest.Near(t, tt.name+": StandardError", c.StandardError,
			math.Sqrt(pooled*(1-pooled)*(1/float64(tt.p.Base)+1/float64(tt.q.Base))), 1e-15)
		cxtest.Near(t, tt.name+": Difference/StandardError", c.Difference/c.StandardError, c.Z, 1e-13)
		cxtest.Near(t, tt.name+": P", c.P, math.Erfc(math.Abs(c.Z)/math.Sqrt2), 1e-13)
	}
}

// Turned round the signs change; of the rests as well, to the last digits even where
// nearly everybody has the property.
func TestProportion_Difference_mirrored(t *testing.T) {
	pairs := [][2]cx.Proportion{
		{{Count: 56, Base: 70}, {Count: 48, Base: 80}},
		{{Count: 1, Base: 3}, {Count: 9, Base: 10}},
		{{Count: 0, Base: 3}, {Count: 9, Base: 9}},
		{cookieDay7Gate30, cookieDay7Gate40},
		{{Count: 999999990, Base: 1000000000}, {Count: 999999970, Base: 1000000000}},
		{{Count: math.MaxInt64 - 40, Base: math.MaxInt64}, {Count: math.MaxInt64 - 10, Base: math.MaxInt64}},
	}
	rest := func(p cx.Proportion) cx.Proportion { return cx.Proportion{Count: p.Base - p.Count, Base: p.Base} }
	for _, pair := range pairs {
		c, err := pair[0].Difference(pair[1], 0.95)
		if err != nil {
			t.Fatal(err)
		}
		turned, err := pair[1].Difference(pair[0], 0.95)
		if err != nil {
			t.Fatal(err)
		}
		ofRests, err := rest(pair[1]).Difference(rest(pair[0]), 0.95)
		if err != nil {
			t.Fatal(err)
		}
		want := c
		want.Difference, want.Z = -c.Difference, -c.Z
		want.Interval.Low, want.Interval.High = -c.Interval.High, -c.Interval.Low
		for _, check := range []struct {
			what      string
			got, want cx.Comparison
		}{{"turned round", turned, want}, {"of the rests", ofRests, c}} {
			for i, f := range [][2]float64{
				{check.got.Difference, check.want.Difference}, {check.got.StandardError, check.want.StandardError},
				{check.got.Z, check.want.Z}, {check.got.P, check.want.P},
				{check.got.Interval.Low, check.want.Interval.Low}, {check.got.Interval.High, check.want.Interval.High},
			} {
				if !(math.Abs(f[0]-f[1]) <= 1e-12*math.Abs(f[1])) {
					t.Errorf("%+v: %s: figure %d is %.17g, want %.17g", pair, check.what, i, f[0], f[1])
				}
			}
		}
	}
}

func TestProportion_Difference_properties(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	draw := func() cx.Proportion {
		total := int64(math.Exp(random.Float64()*20)) + 1
		count := random.Int64N(total + 1)
		switch random.IntN(4) {
		case 0:
			count = min(total, random.Int64N(3))
		case 1:
			count = max(0, total-random.Int64N(3))
		}
		return cx.Proportion{Count: count, Base: total}
	}
	for range 2000 {
		p, q := draw(), draw()
		c, err := p.Difference(q, 0.95)
		if err != nil {
			t.Fatalf("%+v.Difference(%+v): %v", p, q, err)
		}
		if !(c.Interval.Low >= -1 && c.Interval.Low <= c.Difference && c.Difference <= c.Interval.High && c.Interval.High <= 1) {
			t.Errorf("%+v.Difference(%+v) = %+v, want an interval within -1..1 around the difference", p, q, c)
		}
		if !(c.P >= 0 && c.P <= 1) || math.IsInf(c.Z, 0) || math.IsNaN(c.Z) {
			t.Errorf("%+v.Difference(%+v) = %+v, want P within 0..1 and a finite Z", p, q, c)
		}
	}
}

func TestProportion_errors(t *testing.T) {
	some := cx.Proportion{Count: 1, Base: 2}
	queries := func(p cx.Proportion) map[string]error {
		return map[string]error{
			"Rate":                func() error { _, err := p.Rate(); return err }(),
			"Interval":            func() error { _, err := p.Interval(0.95); return err }(),
			"Difference":          func() error { _, err := p.Difference(some, 0.95); return err }(),
			"Difference to it":    func() error { _, err := some.Difference(p, 0.95); return err }(),
			"Difference with own": func() error { _, err := p.Difference(p, 0.95); return err }(),
		}
	}
	for name, err := range queries(cx.Proportion{}) {
		cxtest.Refuses(t, name, err, cx.ErrNoData)
	}
	impossible := []cx.Proportion{
		{Count: -1, Base: 5}, {Count: 6, Base: 5}, {Count: 1}, {Count: -5, Base: -2}, {Count: -1, Base: -1}, {Base: -1},
	}
	for _, p := range impossible {
		for name, err := range queries(p) {
			cxtest.Refuses(t, fmt.Sprintf("%+v: %s", p, name), err, cx.ErrInvalid)
		}
		before := p
		cxtest.Refuses(t, fmt.Sprintf("%+v: Add", p), p.Add(true), cx.ErrInvalid)
		cxtest.Refuses(t, fmt.Sprintf("%+v: Merge", p), p.Merge(some), cx.ErrInvalid)
		other := some
		cxtest.Refuses(t, fmt.Sprintf("%+v: Merge of it", p), other.Merge(p), cx.ErrInvalid)
		if p != before || other != some {
			t.Errorf("%+v after errors = %+v, other %+v, want them unchanged", before, p, other)
		}
	}
	for _, level := range []float64{0, 1, -0.5, 2, 95, math.NaN(), math.Inf(1), math.Inf(-1)} {
		iv, err := some.Interval(level)
		cxtest.Refuses(t, "Interval", err, cx.ErrInvalid)
		c, err := some.Difference(some, level)
		cxtest.Refuses(t, "Difference", err, cx.ErrInvalid)
		if iv != (cx.Interval{}) || c != (cx.Comparison{}) {
			t.Errorf("level %v: results %+v, %+v with errors", level, iv, c)
		}
	}
}

func TestProportion_AddMerge(t *testing.T) {
	var p cx.Proportion
	for _, has := range []bool{true, false, true, false, false} {
		if err := p.Add(has); err != nil {
			t.Fatal(err)
		}
	}
	if want := (cx.Proportion{Count: 2, Base: 5}); p != want {
		t.Errorf("Add: %+v, want %+v", p, want)
	}
	for _, other := range []cx.Proportion{{}, {Count: 3, Base: 3}, {Base: 4}} {
		sum := p
		if err := sum.Merge(other); err != nil || sum != (cx.Proportion{Count: p.Count + other.Count, Base: p.Base + other.Base}) {
			t.Errorf("%+v.Merge(%+v) = %+v, %v", p, other, sum, err)
		}
	}
	full := cx.Proportion{Count: 5, Base: math.MaxInt64}
	cxtest.Refuses(t, "Add to the largest total", full.Add(false), cx.ErrInvalid)
	cxtest.Refuses(t, "Merge with the largest total", full.Merge(p), cx.ErrInvalid)
	if full != (cx.Proportion{Count: 5, Base: math.MaxInt64}) {
		t.Errorf("after errors %+v, want it unchanged", full)
	}
	if err := full.Merge(cx.Proportion{}); err != nil {
		t.Errorf("Merge of nothing with the largest total: %v", err)
	}
}

func TestProportion_UnmarshalJSON(t *testing.T) {
	data, err := json.Marshal(cx.Proportion{Count: 81, Base: 263})
	if err != nil || string(data) != `{"count":81,"base":263}` {
		t.Errorf("Marshal = %s, %v", data, err)
	}
	p := cx.Proportion{Count: 1, Base: 1}
	if err := json.Unmarshal(data, &p); err != nil || p != (cx.Proportion{Count: 81, Base: 263}) {
		t.Errorf("Unmarshal(%s) = %+v, %v", data, p, err)
	}
	if err := json.Unmarshal([]byte("null"), &p); err != nil || p != (cx.Proportion{Count: 81, Base: 263}) {
		t.Errorf("Unmarshal(null) = %+v, %v, want it unchanged", p, err)
	}
	for _, text := range []string{
		`{"count":6,"base":5}`, `{"count":-1,"base":5}`, `{"count":1}`, `{"base":-1}`, `{"count":1,"base":2,"rate":0.5}`,
		`{"count":1,"count":1,"base":2}`, `{"Count":1,"base":2}`, `{"count":0.5,"base":2}`, `{"count":"1","base":2}`, `[1,2]`,
	} {
		before := p
		cxtest.Refuses(t, text, json.Unmarshal([]byte(text), &p), cx.ErrInvalid)
		if p != before {
			t.Errorf("Unmarshal(%s) left %+v, want it unchanged", text, p)
		}
	}
}

func proportionLaws() cxtest.Laws[cx.Proportion, *cx.Proportion] {
	return cxtest.Laws[cx.Proportion, *cx.Proportion]{
		Add:    func(p *cx.Proportion, row byte) error { return p.Add(row%2 == 1) },
		Remove: func(p *cx.Proportion, row byte) error { return p.Remove(row%2 == 1) },
	}
}

func FuzzProportionMerge(f *testing.F) { proportionLaws().Fuzz(f) }

// Every query refuses what no answers have.
func TestProportion_impossible(t *testing.T) {
	for name, p := range map[string]cx.Proportion{
		"negative count": {Count: -1, Base: 5},
		"negative total": {Count: -5, Base: -1},
		"count of none":  {Count: 1},
		"above the base": {Count: 6, Base: 5},
		"smallest":       {Count: math.MinInt64, Base: math.MinInt64},
	} {
		cxtest.Impossible(t, name, cx.Proportion{Count: 2, Base: 5}, p, cx.ErrInvalid, "Complement") // which is not valid either: TestComplement
	}
}

func TestProportion_errorsChangeNothing(t *testing.T) {
	const most = math.MaxInt64
	cxtest.Unchanged(t, "Proportion: full", cx.Proportion{Count: 1, Base: most}, func(p *cx.Proportion) error { return p.Add(false) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Proportion: impossible", cx.Proportion{Count: 2, Base: 1}, func(p *cx.Proportion) error { return p.Add(true) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "Proportion: overflow", cx.Proportion{Base: most}, cx.Proportion{Count: 1, Base: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Proportion: impossible", cx.Proportion{Base: 1}, cx.Proportion{Count: -1, Base: 1}, cx.ErrInvalid)
}
