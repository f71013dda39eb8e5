package cx_test

import (
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// npsInterval checks an interval against figures in points, to an absolute tolerance.
func npsInterval(t *testing.T, what string, got cx.Interval, err error, low, high, tolerance float64) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: error %v, want %v..%v", what, err, low, high)
		return
	}
	if !(math.Abs(got.Low-low) <= tolerance && math.Abs(got.High-high) <= tolerance) {
		t.Errorf("%s = %.15g..%.15g, want %.15g..%.15g within %g", what, got.Low, got.High, low, high, tolerance)
	}
}

// npsZ95 is the normal quantile of the level 0.95 (R: qnorm(0.975)), and npsZ90 of 0.90.
const (
	npsZ95 = 1.959963984540054
	npsZ90 = 1.6448536269514722
)

// Computed from the formulas outside Go, to 6 digits of a score from -1 to 1.
func TestNPS_intervals(t *testing.T) {
	const tolerance = 5.1e-5 // half a unit of the last digit, in points
	tests := []struct {
		n                    cx.NPS
		rawScore             string
		unanimous            bool
		score, variance, se  float64 // of the adjusted counts
		adjusted, adjusted90 [2]float64
		adjustedClipped      bool
		tango, student       [2]float64
	}{
		{
			n: cx.NPS{Detractors: 8, Passives: 13, Promoters: 15}, rawScore: "19.44444444",
			score: 17.9487, variance: 0.595989, se: 12.3620,
			adjusted: [2]float64{-6.2803, 42.1777}, adjusted90: [2]float64{-2.3849, 38.2823},
			tango: [2]float64{-6.7697, 42.8670}, student: [2]float64{-7.1598, 46.0487},
		},
		{
			n: cx.NPS{Detractors: 2, Passives: 11, Promoters: 18}, rawScore: "51.61290323",
			score: 47.0588, variance: 0.410900, se: 10.9933,
			adjusted: [2]float64{25.5123, 68.6053},
			tango:    [2]float64{26.0919, 69.9159}, student: [2]float64{28.6651, 74.5608},
		},
		{
			n: cx.NPS{Detractors: 20, Passives: 30, Promoters: 50}, rawScore: "30",
			score: 29.1262, variance: 0.609341, se: 7.6915,
			adjusted: [2]float64{14.0511, 44.2013},
			tango:    [2]float64{13.9551, 44.3393}, student: [2]float64{14.4247, 45.5753},
		},
		{
			n: cx.NPS{Promoters: 10}, rawScore: "100", unanimous: true,
			score: 76.9231, variance: 0.292899, se: 15.0102,
			adjusted: [2]float64{47.5036, 100}, adjustedClipped: true,
			tango: [2]float64{44.4934, 100},
		},
		{
			n: cx.NPS{Promoters: 1}, rawScore: "100", unanimous: true,
			score: 25, variance: 0.5625, se: 37.5,
			adjusted: [2]float64{-48.4986, 98.4986},
			tango:    [2]float64{-58.6901, 100},
		},
	}
	for _, tt := range tests {
		n := tt.n
		raw, err := n.Score()
		cxtest.Exactly(t, "Score", raw, err, tt.rawScore)

		// Four times the adjusted counts are whole.
		four := cx.NPS{Promoters: 4*n.Promoters + 3, Passives: 4*n.Passives + 6, Detractors: 4*n.Detractors + 3}
		score, err := four.Score()
		cxtest.Near(t, "adjusted score", score.InexactFloat64(), tt.score, tolerance/tt.score)
		if err != nil {
			t.Error(err)
		}
		variance, err := four.Variance()
		cxtest.Near(t, "adjusted variance", variance, tt.variance, 5.1e-7)
		if err != nil {
			t.Error(err)
		}
		c, err := n.Difference(n, 0.95) // of two such samples
		cxtest.Near(t, "adjusted standard error", c.StandardError/math.Sqrt2, tt.se, tolerance/tt.se)
		if err != nil {
			t.Error(err)
		}

		iv, err := n.AdjustedWaldInterval(0.95)
		npsInterval(t, "AdjustedWaldInterval", iv, err, tt.adjusted[0], tt.adjusted[1], tolerance)
		if iv.Clipped != tt.adjustedClipped || iv.Level != 0.95 {
			t.Errorf("%+v: AdjustedWaldInterval(0.95) = %+v, want Clipped %v", n, iv, tt.adjustedClipped)
		}
		if tt.adjusted90 != [2]float64{} {
			iv, err = n.AdjustedWaldInterval(0.90)
			npsInterval(t, "AdjustedWaldInterval(0.90)", iv, err, tt.adjusted90[0], tt.adjusted90[1], tolerance)
		}
		iv, err = n.Interval(0.95)
		npsInterval(t, "Interval", iv, err, tt.tango[0], tt.tango[1], tolerance)
		if iv.Clipped || iv.Level != 0.95 {
			t.Errorf("%+v: Interval(0.95) = %+v, want it never clipped", n, iv)
		}
		iv, err = n.TInterval(0.95)
		if tt.unanimous {
			cxtest.Refuses(t, "TInterval", err, cx.ErrUndefined)
			if iv != (cx.Interval{}) {
				t.Errorf("%+v: TInterval = %+v with an error", n, iv)
			}
			_, err = n.WaldInterval(0.95)
			cxtest.Refuses(t, "WaldInterval", err, cx.ErrUndefined)
			continue
		}
		npsInterval(t, "TInterval", iv, err, tt.student[0], tt.student[1], tolerance)
		// By its formula; the score is rounded to 8 places.
		iv, err = n.WaldInterval(0.95)
		se, _ := n.StandardError()
		npsInterval(t, "WaldInterval", iv, err, raw.InexactFloat64()-npsZ95*se, raw.InexactFloat64()+npsZ95*se, 5e-9)
	}
}

// Three answers, one in each class: the variance is 2/3 and t(2) at 0.95 is
// 4.302652729749462, so that both limits are cut back.
func TestNPS_clipped(t *testing.T) {
	n := cx.NPS{Promoters: 1, Passives: 1, Detractors: 1}
	iv, err := n.TInterval(0.95)
	if want := (cx.Interval{Low: -100, High: 100, Level: 0.95, Clipped: true}); iv != want || err != nil {
		t.Errorf("TInterval(0.95) = %+v, %v, want %+v", iv, err, want)
	}
	// sqrt(2/3/3) = 0.471405: ±92.3937 points.
	iv, err = n.WaldInterval(0.95)
	npsInterval(t, "WaldInterval", iv, err, -npsZ95*100*math.Sqrt(2)/3, npsZ95*100*math.Sqrt(2)/3, 1e-12)
	if iv.Clipped {
		t.Errorf("WaldInterval(0.95) = %+v, want it not clipped", iv)
	}
	// 2, 1, 1: 25 ± z·sqrt(0.6875/4), to 106.2566.
	n = cx.NPS{Promoters: 2, Passives: 1, Detractors: 1}
	iv, err = n.WaldInterval(0.95)
	npsInterval(t, "WaldInterval", iv, err, 25-npsZ95*100*math.Sqrt(0.6875/4), 100, 1e-12)
	if !iv.Clipped {
		t.Errorf("WaldInterval(0.95) = %+v, want it clipped", iv)
	}
	// The mirror image is clipped at the other end.
	n = cx.NPS{Promoters: 1, Passives: 1, Detractors: 2}
	iv, err = n.WaldInterval(0.95)
	npsInterval(t, "WaldInterval", iv, err, -100, -25+npsZ95*100*math.Sqrt(0.6875/4), 1e-12)
	if !iv.Clipped {
		t.Errorf("WaldInterval(0.95) = %+v, want it clipped", iv)
	}
	// 10 promoters alone run to 106.3426 after the adjustment; at 50 % to 87.05.
	n = cx.NPS{Promoters: 10}
	if iv, err := n.AdjustedWaldInterval(0.5); err != nil || iv.Clipped {
		t.Errorf("AdjustedWaldInterval(0.5) = %+v, %v, want it not clipped", iv, err)
	}
}

// The closed forms at the edges: (n-z²)/(n+z²) for promoters alone, ±z²/(n+z²) for
// passives alone.
func TestNPS_Interval_edges(t *testing.T) {
	levels := []struct{ level, z float64 }{{0.95, npsZ95}, {0.90, npsZ90}, {0.5, 0.6744897501960817}}
	for _, n := range []int64{1, 2, 3, 10, 100, 12345, 1e9, 1 << 53, 1 << 62, math.MaxInt64} {
		for _, l := range levels {
			size, z2 := float64(n), l.z*l.z
			edge, middle := 100*(size-z2)/(size+z2), 100*z2/(size+z2)

			iv, err := cx.NPS{Promoters: n}.Interval(l.level)
			npsInterval(t, "promoters alone", iv, err, edge, 100, 1e-12)
			if iv.High != 100 {
				t.Errorf("%d promoters: Interval(%v) = %+v, want High 100", n, l.level, iv)
			}
			iv, err = cx.NPS{Detractors: n}.Interval(l.level)
			npsInterval(t, "detractors alone", iv, err, -100, -edge, 1e-12)
			if iv.Low != -100 {
				t.Errorf("%d detractors: Interval(%v) = %+v, want Low -100", n, l.level, iv)
			}
			iv, err = cx.NPS{Passives: n}.Interval(l.level)
			npsInterval(t, "passives alone", iv, err, -middle, middle, 1e-12)
			if !(iv.Low < 0 && iv.High > 0) {
				t.Errorf("%d passives: Interval(%v) = %+v, want it around 0", n, l.level, iv)
			}
		}
	}
	// With very many answers all intervals are Wald's.
	n := cx.NPS{Promoters: 1 << 61, Passives: 1 << 61, Detractors: 1 << 62}
	margin := 100 * npsZ95 * math.Sqrt(0.6875/0x1p63)
	iv, err := n.Interval(0.95)
	cxtest.Refuses(t, "Interval of 2^63 answers", err, cx.ErrInvalid)
	if iv != (cx.Interval{}) {
		t.Errorf("Interval of 2^63 answers = %+v with an error", iv)
	}
	n.Detractors--
	iv, err = n.Interval(0.95)
	npsInterval(t, "Interval", iv, err, -25-margin, -25+margin, 1e-13)
	iv, err = n.TInterval(0.95)
	npsInterval(t, "TInterval", iv, err, -25-margin, -25+margin, 1e-13)
}

// npsScoreZ returns (S - d) / sqrt(V/n) for the counts of a sample and a supposed score
// d from -1 to 1, where V is the variance of the likeliest shares that have this
// score. It is not Tango's closed form: the share q of detractors is the root of
//
//	D/q + Pr/(q+d) - 2·P/(1-2q-d)
//
// the derivative of the log-likelihood, by halving, with 160 bits.
func npsScoreZ(n cx.NPS, d float64) float64 {
	const bits = 160
	number := func(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }
	worse, middle, better := number(float64(n.Detractors)), number(float64(n.Passives)), number(float64(n.Promoters))
	delta := number(d)
	low := number(max(0, -d))
	high := new(big.Float).SetPrec(bits).Sub(number(1), delta)
	high.Quo(high, number(2))
	// rising reports whether the likelihood grows with q: the derivative times its
	// three denominators, which are positive between low and high.
	rising := func(q *big.Float) bool {
		p := new(big.Float).Add(q, delta)
		rest := new(big.Float).Sub(number(1), q)
		rest.Sub(rest, p)
		up := new(big.Float).Mul(worse, p)
		up.Add(up, new(big.Float).Mul(better, q))
		up.Mul(up, rest)
		down := new(big.Float).Mul(number(2), middle)
		down.Mul(down, q).Mul(down, p)
		return up.Cmp(down) > 0
	}
	q := new(big.Float).SetPrec(bits)
	for range bits {
		q.Add(low, high)
		q.Quo(q, number(2))
		if rising(q) {
			low.Set(q)
		} else {
			high.Set(q)
		}
	}
	// V = 2q + d - d², and S - d = (Pr - D - n·d)/n.
	v := new(big.Float).Mul(number(2), q)
	v.Add(v, delta)
	v.Sub(v, new(big.Float).Mul(delta, delta))
	size := number(float64(n.Total()))
	gap := new(big.Float).Sub(better, worse)
	gap.Sub(gap, new(big.Float).Mul(size, delta))
	g, _ := gap.Float64()
	vn, _ := v.Mul(v, size).Float64()
	return g / math.Sqrt(vn)
}

func TestNPS_Interval_properties(t *testing.T) {
	cxtest.Long(t)
	random := rand.New(rand.NewPCG(1, 2))
	draw := func() int64 { return int64(math.Exp(random.Float64()*13)) - 1 }
	levels := []struct{ level, z float64 }{{0.95, npsZ95}, {0.90, npsZ90}, {0.5, 0.6744897501960817}, {0.999999, 4.891638475692932}}
	for range 200 {
		n := cx.NPS{Promoters: draw(), Passives: draw(), Detractors: draw()}
		switch random.IntN(6) {
		case 0:
			n.Promoters = 0
		case 1:
			n.Detractors = 0
		case 2:
			n.Passives = 0
		}
		if n.Total() == 0 {
			continue
		}
		score := 100 * float64(n.Promoters-n.Detractors) / float64(n.Total())
		for _, l := range levels {
			iv, err := n.Interval(l.level)
			if err != nil {
				t.Fatalf("%+v: Interval(%v): %v", n, l.level, err)
			}
			if !(iv.Low >= -100 && iv.Low <= score && score <= iv.High && iv.High <= 100 && iv.Low < iv.High) || iv.Clipped {
				t.Errorf("%+v: Interval(%v) = %+v, want it within -100..100 and around %v", n, l.level, iv, score)
			}
			mirrored, err := cx.NPS{Promoters: n.Detractors, Passives: n.Passives, Detractors: n.Promoters}.Interval(l.level)
			if err != nil || mirrored.Low != -iv.High || mirrored.High != -iv.Low {
				t.Errorf("%+v: Interval(%v) = %+v, mirrored %+v, %v", n, l.level, iv, mirrored, err)
			}
			// The limits solve the score equation: the statistic passes ±z within
			// 1e-12 of them, on a score from -1 to 1.
			const step = 1e-12
			if low := iv.Low / 100; low > -1+step {
				if inside, outside := npsScoreZ(n, low+step), npsScoreZ(n, low-step); !(inside < l.z && outside > l.z) {
					t.Errorf("%+v: Interval(%v) = %+v: statistic %v..%v at the low limit, want %v between",
						n, l.level, iv, inside, outside, l.z)
				}
			}
			if high := iv.High / 100; high < 1-step {
				if inside, outside := npsScoreZ(n, high-step), npsScoreZ(n, high+step); !(inside > -l.z && outside < -l.z) {
					t.Errorf("%+v: Interval(%v) = %+v: statistic %v..%v at the high limit, want %v between",
						n, l.level, iv, inside, outside, -l.z)
				}
			}
		}
		// A higher level gives a wider interval.
		narrow, _ := n.Interval(0.8)
		wide, _ := n.Interval(0.8000001)
		if wide.Low > narrow.Low || wide.High < narrow.High {
			t.Errorf("%+v: Interval(0.8) = %+v does not lie in that of a higher level, %+v", n, narrow, wide)
		}
	}
}

// The ends of what a level may be.
func TestNPS_extremeLevels(t *testing.T) {
	n := cx.NPS{Promoters: 3, Passives: 4, Detractors: 2}
	methods := map[string]func(float64) (cx.Interval, error){
		"Interval": n.Interval, "WaldInterval": n.WaldInterval,
		"AdjustedWaldInterval": n.AdjustedWaldInterval, "TInterval": n.TInterval,
	}
	for name, f := range methods {
		for _, level := range []float64{5e-324, 1e-300, 1e-16} {
			iv, err := f(level)
			if err != nil || !(iv.Low <= iv.High && iv.High-iv.Low < 1e-12) {
				t.Errorf("%s(%v) = %+v, %v, want a point", name, level, iv, err)
			}
		}
		iv, err := f(1 - 0x1p-53)
		if err != nil || !(iv.Low >= -100 && iv.Low < -70 && iv.High > 80 && iv.High <= 100) {
			t.Errorf("%s(1 - 2^-53) = %+v, %v, want nearly all of -100..100", name, iv, err)
		}
		for _, level := range []float64{0, 1, -0.5, 1.5, 95, math.NaN(), math.Inf(1), math.Inf(-1)} {
			iv, err := f(level)
			cxtest.Refuses(t, name, err, cx.ErrInvalid)
			if iv != (cx.Interval{}) {
				t.Errorf("%s(%v) = %+v with an error", name, level, iv)
			}
		}
	}
}

// Counted by hand: of the promoters 2 of 3 have recommended, of the passives 1 of 2, of
// the detractors 0 of 2.
func TestRecommendations(t *testing.T) {
	answers := []struct {
		score       int
		recommended bool
	}{{10, true}, {9, true}, {9, false}, {8, true}, {7, false}, {6, false}, {0, false}}
	var r cx.Recommendations
	for _, a := range answers {
		if err := r.Add(a.score, a.recommended); err != nil {
			t.Fatal(err)
		}
	}
	want := cx.Recommendations{
		Promoters:  cx.Proportion{Count: 2, Base: 3},
		Passives:   cx.Proportion{Count: 1, Base: 2},
		Detractors: cx.Proportion{Base: 2},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("Add mismatch (-want +got):\n%s", diff)
	}
	if got := r.Total(); got != 7 {
		t.Errorf("Total() = %d, want 7", got)
	}
	n, err := r.NPS()
	if want := (cx.NPS{Promoters: 3, Passives: 2, Detractors: 2}); n != want || err != nil {
		t.Errorf("NPS() = %+v, %v, want %+v", n, err, want)
	}
	if got, want := r.Recommended(), (cx.Proportion{Count: 3, Base: 7}); got != want {
		t.Errorf("Recommended() = %+v, want %+v", got, want)
	}
	rate, err := r.Recommended().Rate()
	cxtest.Exactly(t, "Rate", rate, err, "0.42857143")

	// In two halves, in both orders.
	for split := range len(answers) + 1 {
		var a, b cx.Recommendations
		for i, answer := range answers {
			half := &a
			if i >= split {
				half = &b
			}
			if err := half.Add(answer.score, answer.recommended); err != nil {
				t.Fatal(err)
			}
		}
		turned := b
		if err := turned.Merge(a); err != nil || turned != r {
			t.Errorf("split at %d, turned: %+v, %v, want %+v", split, turned, err, r)
		}
		if err := a.Merge(b); err != nil || a != r {
			t.Errorf("split at %d: %+v, %v, want %+v", split, a, err, r)
		}
	}
}

func TestRecommendations_scales(t *testing.T) {
	five := cx.Recommendations{Scale: cx.RecommendScale(5)}
	if err := five.Add(5, true); err != nil {
		t.Fatal(err)
	}
	if want := (cx.Recommendations{Promoters: cx.Proportion{Count: 1, Base: 1}, Scale: cx.RecommendScale(5)}); five != want {
		t.Errorf("on 1-5: %+v, want %+v", five, want)
	}
	var zero cx.Recommendations
	if err := zero.Merge(five); err != nil || zero != five {
		t.Errorf("the zero value adopts: %+v, %v, want %+v", zero, err, five)
	}
	if n, err := five.NPS(); err != nil || n != (cx.NPS{Promoters: 1, Scale: cx.RecommendScale(5)}) {
		t.Errorf("NPS() = %+v, %v, want the scale kept", n, err)
	}
	// 0..10 has one form.
	eleven := cx.Recommendations{Scale: cx.RecommendScale(11)}
	if err := eleven.Add(9, false); err != nil || eleven != (cx.Recommendations{Promoters: cx.Proportion{Base: 1}}) {
		t.Errorf("0..10 written out: %+v, %v", eleven, err)
	}
	before := eleven
	cxtest.Refuses(t, "Merge of other scales", eleven.Merge(five), cx.ErrMismatch)
	cxtest.Refuses(t, "Merge of an empty scale", eleven.Merge(cx.Recommendations{Scale: cx.RecommendScale(5)}), cx.ErrMismatch)
	cxtest.Refuses(t, "Add outside the scale", eleven.Add(11, true), cx.ErrInvalid)
	if eleven != before {
		t.Errorf("after errors %+v, want it unchanged", eleven)
	}
}

func TestRecommendations_invalid(t *testing.T) {
	some := cx.Recommendations{Promoters: cx.Proportion{Count: 1, Base: 2}}
	tests := []struct {
		name string
		r    cx.Recommendations
	}{
		{"more than there are", cx.Recommendations{Promoters: cx.Proportion{Count: 3, Base: 2}}},
		{"negative count", cx.Recommendations{Passives: cx.Proportion{Count: -1, Base: 2}}},
		{"negative total", cx.Recommendations{Detractors: cx.Proportion{Base: -2}}},
		{"total beyond int64", cx.Recommendations{Promoters: cx.Proportion{Base: math.MaxInt64}, Passives: cx.Proportion{Base: 1}}},
		{"no such scale", cx.Recommendations{Scale: cx.Scale{Min: 1}}},
		{"lower is better", cx.Recommendations{Scale: cx.EffortScale(5)}},
	}
	for _, tt := range tests {
		n, err := tt.r.NPS()
		cxtest.Refuses(t, tt.name+": NPS", err, cx.ErrInvalid)
		if n != (cx.NPS{}) {
			t.Errorf("%s: NPS() = %+v with an error, want the zero value", tt.name, n)
		}
		if got := tt.r.Total(); got != 0 {
			t.Errorf("%s: Total() = %d, want 0", tt.name, got)
		}
		_, err = tt.r.Recommended().Rate()
		cxtest.Refuses(t, tt.name+": Rate", err, cx.ErrInvalid)
		before := tt.r
		cxtest.Refuses(t, tt.name+": Add", tt.r.Add(3, true), cx.ErrInvalid)
		cxtest.Refuses(t, tt.name+": Merge", tt.r.Merge(some), cx.ErrInvalid)
		other := some
		cxtest.Refuses(t, tt.name+": Merge of it", other.Merge(tt.r), cx.ErrInvalid)
		if tt.r != before || other != some {
			t.Errorf("%s: after errors %+v and %+v, want them unchanged", tt.name, tt.r, other)
		}
	}
	full := cx.Recommendations{Passives: cx.Proportion{Count: 1, Base: math.MaxInt64}}
	cxtest.Refuses(t, "Add to the largest total", full.Add(3, true), cx.ErrInvalid)
	_, err := cx.Recommendations{}.Recommended().Rate()
	cxtest.Refuses(t, "no customers", err, cx.ErrNoData)
}

func TestRecommendations_UnmarshalJSON(t *testing.T) {
	r := cx.Recommendations{
		Promoters: cx.Proportion{Count: 2, Base: 3}, Passives: cx.Proportion{Count: 1, Base: 2}, Detractors: cx.Proportion{Base: 2},
		Scale: cx.RecommendScale(10),
	}
	want := `{"promoters":{"count":2,"base":3},"passives":{"count":1,"base":2},"detractors":{"count":0,"base":2},` +
		`"scale":{"min":1,"max":10,"bottom_max":6,"top_min":9}}`
	data, err := json.Marshal(r)
	if err != nil || string(data) != want {
		t.Errorf("Marshal = %s, %v, want %s", data, err, want)
	}
	var again cx.Recommendations
	if err := json.Unmarshal(data, &again); err != nil || again != r {
		t.Errorf("Unmarshal(%s) = %+v, %v, want %+v", data, again, err, r)
	}
	if err := json.Unmarshal([]byte("null"), &again); err != nil || again != r {
		t.Errorf("Unmarshal(null) = %+v, %v, want it unchanged", again, err)
	}
	for _, text := range []string{
		`{"promoters":{"count":3,"base":2}}`,
		`{"promoters":{"count":0,"base":9223372036854775807},"passives":{"count":0,"base":1}}`,
		`{"promoters":3}`,
		`{"promoters":{"count":1,"base":2},"promoters":{"count":1,"base":2}}`,
		`{"neutrals":{"count":1,"base":2}}`,
		`{"scale":{"min":1,"max":5,"bottom_max":2,"top_min":4,"lower_is_better":true}}`,
		`[]`,
	} {
		cxtest.Refuses(t, text, json.Unmarshal([]byte(text), &again), cx.ErrInvalid)
		if again != r {
			t.Errorf("Unmarshal(%s) left %+v, want it unchanged", text, again)
		}
	}
}
