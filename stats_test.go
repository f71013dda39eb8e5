package cx_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// statsContract is what the statistics promise that all families build on.
func statsContract(t *testing.T) cxtest.Contract {
	counts, p := []int64{5, 0, 3}, []float64{0.04, 0.01, 0.03}
	amounts := []decimal.Decimal{dec("3.10"), dec("-1"), dec("2.5")}
	durations, limits := hours(3, 1, 2), hours(2, 1)
	left, nps, csat := aucTwelve()
	x, y := []float64{3, 1, 2, 9}, []float64{2, 7, 1, 8}
	estimates := []cx.Estimate{{Value: 9, StandardError: 2}, {Value: 7, StandardError: 1}, {Value: 3, StandardError: 1}}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  statsCodecs(),
		Laws: []cxtest.Law{
			proportionLaws(),
			cxtest.Laws[cx.Incidence, *cx.Incidence]{
				Values: []cx.Incidence{{Events: 52, Base: 40}, {Base: 7}, {Events: math.MaxInt64 / 4, Base: 1}},
				Add:    func(i *cx.Incidence, row byte) error { return i.Add(int64(row)) },
				Remove: func(i *cx.Incidence, row byte) error { return i.Remove(int64(row)) },
				Total:  func(i cx.Incidence) int64 { return i.Base },
			},
			amountsLaws(),
			cxtest.Laws[cx.Durations, *cx.Durations]{
				Values: []cx.Durations{
					durationsFrom(t, hours(1, 2, 3, 30), time.Hour), durationsFrom(t, []time.Duration{0}, time.Hour),
					durationsFrom(t, []time.Duration{longestDuration, 5}, time.Hour), durationsFrom(t, nil, time.Hour),
				},
				Empty: durationsFrom(t, nil, time.Second),
				Add:   func(d *cx.Durations, row byte) error { return d.Add(time.Duration(row%16) << (row / 5)) },
				Total: cx.Durations.Total,
			},
			cxtest.Laws[cx.Durations, *cx.Durations]{
				Name:   "without limits",
				Values: []cx.Durations{durationsFrom(t, hours(5, 2)), durationsFrom(t, []time.Duration{1, 1, 70})},
				Add:    func(d *cx.Durations, row byte) error { return d.Add(time.Duration(row) * time.Minute) },
				Total:  cx.Durations.Total,
			},
			cxtest.Laws[cx.Attainment, *cx.Attainment]{
				Empty:  cx.Attainment{Of: "resolved within 1h0m0s"},
				Values: []cx.Attainment{{Attained: 6, Missed: 2, Pending: 4, Excluded: 2, EarlyAttained: 5, EarlyMissed: 1}, {GaveUp: 5, Of: "resolved within 1h0m0s"}, {Missed: 1}, {Pending: math.MaxInt64 / 4}},
				Add: func(a *cx.Attainment, row byte) error {
					return cx.SLARule{Target: time.Hour, AsOf: supportNow}.Add(a, byteTicket(row))
				},
				Total: cx.Attainment.Total,
			},
		},
		Calls: []cxtest.Call{
			{Func: "Shares", Args: []any{counts}, Do: func() (any, error) { return cx.Shares(counts) }},
			{Func: "RoundedShares", Args: []any{counts}, Do: func() (any, error) { return cx.RoundedShares(counts, 0) }},
			{Func: "Holm", Args: []any{p}, Do: func() (any, error) { return cx.Holm(p) }},
			{Func: "BenjaminiHochberg", Args: []any{p}, Do: func() (any, error) { return cx.BenjaminiHochberg(p) }},
			{Func: "AmountQuantile", Args: []any{amounts}, Do: func() (any, error) { return cx.AmountQuantile(amounts, 0.9) }},
			{Func: "AmountsOf", Args: []any{amounts}, Do: func() (any, error) { return cx.AmountsOf(amounts) }},
			{Func: "DurationsOf", Args: []any{durations, limits}, Do: func() (any, error) { return cx.DurationsOf(durations, limits...) }},
			{Func: "DurationQuantile", Args: []any{durations}, Do: func() (any, error) { return cx.DurationQuantile(durations, 0.5) }},
			{Func: "DurationQuantileInterval", Args: []any{durations}, Do: func() (any, error) { return cx.DurationQuantileInterval(durations, 0.5, 0.5) }},
			{Func: "AUCOf", Args: []any{left, nps.Scores}, Do: func() (any, error) { return cx.AUCOf(left, nps) }},
			{Func: "AUCDifference", Args: []any{left, nps.Scores, csat.Scores}, Do: func() (any, error) {
				return cx.AUCDifference(left, nps, csat, 0.95)
			}},
			{Func: "CorrelationOf", Args: []any{x, y}, Do: func() (any, error) { return cx.CorrelationOf(x, y) }},
			{Func: "HeterogeneityOf", Args: []any{estimates}, Do: func() (any, error) { return cx.HeterogeneityOf(estimates) }},
		},
		Values: []any{
			nps, estimates,
			cx.Estimate{Value: 1.5, Interval: cx.Interval{Low: 1, High: 2, Level: 0.95}},
			cx.Uplift{Value: 0.1, StandardError: 0.05, Interval: cx.Interval{Low: 0.01, High: 0.2, Level: 0.95}},
		},
	}
}

func statsCodecs() []cxtest.Codec {
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Proportion](`{"count":3,"base":9}`).WithCounts("count", "base"),
		cxtest.CodecOf[cx.Incidence](`{"events":52,"base":40}`).WithCounts("events", "base").WithBad(`{"events":1}`),
		cxtest.CodecOf[cx.Amounts](`{"count":2,"sum":"20","squares":"212.5","cubes":"2375"}`).WithCounts("count").WithAmounts("squares").
			WithBad(`{"count":1,"sum":"2","squares":"5"}`, `{"sum":"2"}`, `{"count":1,"sum":2}`, `{"count":2,"sum":"0","squares":"0","cubes":"1"}`),
		cxtest.CodecOf[cx.Durations](goldenDurations).WithCounts("count", "within").
			WithAmounts("sum_seconds", "shortest_seconds", "longest_seconds", "seconds").WithBad(badDurations()...),
		cxtest.CodecOf[cx.DurationInterval](`{"low_seconds":"90.5","high_seconds":"0","level":0.95,"low_reached":true,"high_reached":false}`).WithBad(badDurationIntervals...),
		cxtest.CodecOf[cx.Attainment](`{"attained":5,"missed":3,"pending":2,"excluded":1,"gave_up":4,"of":"replied within 1h0m0s","early_attained":2,"early_missed":1}`).
			WithCounts("attained", "missed", "pending", "excluded", "gave_up", "early_attained", "early_missed").
			WithBad(`{"attained":1,"missed":2,"pending":0,"excluded":0,"early_attained":2}`),
		cxtest.CodecOf[cx.Correlation](`{"rho":-0.25,"n":30}`).WithCounts("n").WithBad(`{"rho":1.5,"n":5}`, `{"rho":-1.5,"n":5}`),
		cxtest.CodecOf[cx.AUC](`{"value":0.75,"standard_error":0.125,"with":4,"without":8}`).WithCounts("with", "without").
			WithBad(badAUCs...),
		cxtest.CodecOf[cx.Estimate](`{"value":-2.5,"standard_error":0.5,"interval":{"low":-4,"high":-1,"level":0.95}}`).WithBad(badEstimates...),
		cxtest.CodecOf[cx.Interval](`{"low":-2.5,"high":4,"level":0.95,"clipped":true}`).
			WithBad(`{"low":2,"high":1,"level":0.9}`, `{"low":1,"high":2}`, `{"low":1,"high":2,"level":1}`, `{"low":1,"high":2,"level":-0.5}`),
		cxtest.CodecOf[cx.Comparison](`{"difference":-2.5,"standard_error":1,"z":-2.5,"p":0.0125,"exact_p":0.25,"degrees_of_freedom":40,"interval":{"low":-4,"high":-1,"level":0.95}}`).
			WithBad(badComparisons...),
	}
}

func TestStats_Contract(t *testing.T) { statsContract(t).Run(t) }

func FuzzStatsJSON(f *testing.F) { cxtest.FuzzCodecs(f, statsCodecs(), cx.ErrInvalid) }

// A copy is a value of its own: whatever is added to the one, the other does not have.
func TestDurationsCopy(t *testing.T) {
	check := func(name string, d cx.Durations, want ...float64) {
		t.Helper()
		cxtest.Same(t, name, durationsFrom(t, hours(want...), time.Hour), d)
	}
	add := func(d *cx.Durations, h ...float64) {
		t.Helper()
		for _, h := range hours(h...) {
			if err := d.Add(h); err != nil {
				t.Fatal(err)
			}
		}
	}
	base := durationsFrom(t, hours(1, 2), time.Hour)
	a, b := base, base
	add(&a, 1, 3)
	add(&b, 0.5)
	check("base", base, 1, 2)
	check("a", a, 1, 2, 1, 3)
	check("b", b, 1, 2, 0.5)
	// A service takes a snapshot under a lock, and goes on.
	snap := a
	add(&a, 9)
	check("snap", snap, 1, 2, 1, 3)
	check("a, after the snapshot", a, 1, 2, 1, 3, 9)
	// Back to the snapshot, and on again.
	rejected := a
	a = snap
	add(&a, 4)
	check("a, taken back", a, 1, 2, 1, 3, 4)
	check("a, rejected", rejected, 1, 2, 1, 3, 9)
	check("snap, twice", snap, 1, 2, 1, 3)
	// Merging is the same.
	merged := snap
	if err := merged.Merge(b); err != nil {
		t.Fatal(err)
	}
	add(&b, 7)
	add(&merged, 8)
	check("merged", merged, 1, 2, 1, 3, 1, 2, 0.5, 8)
	check("snap, merged into another", snap, 1, 2, 1, 3)
}

// Random programs of copies, assignments back, merges and so many adds that they are folded,
// each tally against one built alone.
func TestDurationsPrograms(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1536))
	for range 150 {
		tallies := slices.Repeat([]cx.Durations{durationsFrom(t, nil, time.Second, time.Hour)}, 3)
		rows := make([][]time.Duration, 3)
		spread := 1 + random.IntN(40)
		for range 20 {
			to, from := random.IntN(3), random.IntN(3)
			switch random.IntN(8) {
			case 0:
				if err := tallies[to].Merge(tallies[from]); err != nil {
					t.Fatal(err)
				}
				rows[to] = slices.Concat(rows[to], rows[from])
			case 1, 2:
				tallies[to], rows[to] = tallies[from], slices.Clone(rows[from])
			case 3: // back to before a duration, which another keeps
				before := tallies[to]
				if err := tallies[to].Add(time.Hour); err != nil {
					t.Fatal(err)
				}
				tallies[from], rows[from] = tallies[to], append(slices.Clone(rows[to]), time.Hour)
				if from != to {
					tallies[to] = before
				}
			}
			for range random.IntN(1 << random.IntN(12)) {
				d := time.Duration(random.IntN(1<<20)) << random.IntN(spread)
				if err := tallies[to].Add(d); err != nil {
					t.Fatal(err)
				}
				rows[to] = append(rows[to], d)
			}
		}
		for i := range tallies {
			cxtest.Same(t, "a copy", durationsFrom(t, rows[i], time.Second, time.Hour), tallies[i])
		}
	}
}

// A copy costs nothing, however many durations there are.
func TestDurationsCopyAllocations(t *testing.T) {
	d := durationsFrom(t, slices.Repeat(hours(1, 2, 30), 1000), time.Hour)
	var snap cx.Durations
	if n := testing.AllocsPerRun(100, func() { snap = d }); n != 0 || snap.Total() != 3000 {
		t.Errorf("a copy of %d durations allocates %v times, want 0", snap.Total(), n)
	}
}

// Groups and periods begin with copies of one tally, and share nothing.
func TestDurationsGroups(t *testing.T) {
	base := durationsFrom(t, hours(5), time.Hour)
	rows := hours(1, 2, 1)
	groups, err := cx.GroupFunc(rows, func(d *time.Duration) int { return int(*d / time.Hour) },
		func(t *cx.Durations, d *time.Duration) error { return t.Add(*d) }, base)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Same(t, "groups", []cx.Group[int, cx.Durations]{
		{Key: 1, Tally: durationsFrom(t, hours(5, 1, 1), time.Hour)},
		{Key: 2, Tally: durationsFrom(t, hours(5, 2), time.Hour)},
	}, groups)
	cxtest.Same(t, "base", durationsFrom(t, hours(5), time.Hour), base)
}

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

func TestShares(t *testing.T) {
	tests := []struct {
		name   string
		counts []int64
		want   []string
	}{
		{"thirds", []int64{1, 1, 1}, []string{"33.33333333", "33.33333333", "33.33333333"}},
		{"sixths", []int64{1, 1, 4}, []string{"16.66666667", "16.66666667", "66.66666667"}},
		{"exact", []int64{462, 176, 362}, []string{"46.2", "17.6", "36.2"}},
		{"one", []int64{7}, []string{"100"}},
		{"zeros", []int64{0, 5, 0}, []string{"0", "100", "0"}},
		{"large", []int64{1 << 62, 1 << 61}, []string{"66.66666667", "33.33333333"}},
	}
	for _, tt := range tests {
		counts := slices.Clone(tt.counts)
		got, err := cx.Shares(counts)
		if err != nil {
			t.Errorf("%s: Shares(%v): %v", tt.name, tt.counts, err)
			continue
		}
		want := make([]decimal.Decimal, len(tt.want))
		for i, s := range tt.want {
			want[i] = dec(s)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: Shares(%v) mismatch (-want +got):\n%s", tt.name, tt.counts, diff)
		}
		if diff := cmp.Diff(tt.counts, counts); diff != "" {
			t.Errorf("%s: Shares modified its argument (-before +after):\n%s", tt.name, diff)
		}
	}
}

func TestRoundedShares(t *testing.T) {
	tests := []struct {
		name   string
		counts []int64
		places int
		want   []string
	}{
		// Naive rounding gives 99 and 101.
		{"thirds", []int64{1, 1, 1}, 0, []string{"34", "33", "33"}},
		{"sixths: the 1 of the last has the smaller remainder", []int64{1, 1, 4}, 0, []string{"17", "17", "66"}},
		{"one place", []int64{1, 1, 1}, 1, []string{"33.4", "33.3", "33.3"}},
		{"all places", []int64{1, 1, 1}, 8, []string{"33.33333334", "33.33333333", "33.33333333"}},
		{"ties go to the first", []int64{1, 1, 1, 1, 1, 1, 1, 1}, 0, []string{"13", "13", "13", "13", "12", "12", "12", "12"}},
		{"a tie behind a larger remainder", []int64{1, 2, 1, 2, 2}, 0, []string{"13", "25", "12", "25", "25"}},
		{"nothing to give", []int64{1, 3}, 0, []string{"25", "75"}},
		{"zeros stay zero", []int64{0, 1, 0, 1, 1, 0}, 0, []string{"0", "34", "0", "33", "33", "0"}},
		{"a small share becomes 0", []int64{999, 1}, 0, []string{"100", "0"}},
		{"one", []int64{3}, 2, []string{"100"}},
	}
	for _, tt := range tests {
		counts := slices.Clone(tt.counts)
		got, err := cx.RoundedShares(counts, tt.places)
		if err != nil {
			t.Errorf("%s: RoundedShares(%v, %d): %v", tt.name, tt.counts, tt.places, err)
			continue
		}
		want := make([]decimal.Decimal, len(tt.want))
		for i, s := range tt.want {
			want[i] = dec(s)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: RoundedShares(%v, %d) mismatch (-want +got):\n%s", tt.name, tt.counts, tt.places, diff)
		}
		if diff := cmp.Diff(tt.counts, counts); diff != "" {
			t.Errorf("%s: RoundedShares modified its argument (-before +after):\n%s", tt.name, diff)
		}
	}
}

// For many counts and all places the shares add up to exactly 100, none is a whole
// unit away from its exact value, and the units go to the largest remainders.
func TestRoundedShares_properties(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 1500 {
		counts := make([]int64, 1+random.IntN(14))
		magnitude := []float64{2, 6, 20, 40}[random.IntN(4)]
		var total int64
		for i := range counts {
			if random.IntN(5) > 0 {
				counts[i] = int64(math.Exp(random.Float64() * magnitude))
			}
			total += counts[i]
		}
		if total == 0 {
			continue
		}
		places := random.IntN(cx.Places + 1)
		unit := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
		shares, err := cx.RoundedShares(counts, places)
		if err != nil || len(shares) != len(counts) {
			t.Fatalf("RoundedShares(%v, %d) = %v, %v", counts, places, shares, err)
		}
		sum := decimal.Decimal{}
		excess := make([]*big.Rat, len(counts)) // share less exact value, in units
		for i, share := range shares {
			sum = sum.Add(share)
			if -share.Exponent() > int32(places) {
				t.Errorf("RoundedShares(%v, %d)[%d] = %v has more places", counts, places, i, share)
			}
			exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(100), big.NewInt(counts[i])), big.NewInt(total))
			excess[i] = new(big.Rat).Sub(share.Rat(), exact)
			excess[i].Quo(excess[i], unit)
			if size := new(big.Rat).Abs(excess[i]); size.Cmp(big.NewRat(1, 1)) >= 0 {
				t.Errorf("RoundedShares(%v, %d)[%d] = %v, a unit or more from %v", counts, places, i, share, exact.FloatString(12))
			}
			if counts[i] == 0 && !share.IsZero() {
				t.Errorf("RoundedShares(%v, %d)[%d] = %v, want 0", counts, places, i, share)
			}
		}
		if !sum.Equal(decimal.New(100, 0)) {
			t.Errorf("RoundedShares(%v, %d) = %v adds up to %v, want 100", counts, places, shares, sum)
		}
		// A share that was raised by 1-r had a remainder r no smaller than any that
		// was lowered by its remainder, and came first among equals.
		for i, up := range excess {
			for j, down := range excess {
				if up.Sign() <= 0 || down.Sign() > 0 {
					continue
				}
				remainder := new(big.Rat).Sub(big.NewRat(1, 1), up)
				if c := remainder.Cmp(new(big.Rat).Neg(down)); c < 0 || c == 0 && i > j {
					t.Errorf("RoundedShares(%v, %d) = %v: share %d was raised, and %d was not", counts, places, shares, i, j)
				}
			}
		}
	}
}

func TestShares_errors(t *testing.T) {
	tests := []struct {
		name   string
		counts []int64
		want   error
	}{
		{"none", nil, cx.ErrNoData},
		{"all zero", []int64{0, 0, 0}, cx.ErrNoData},
		{"negative", []int64{5, -1}, cx.ErrInvalid},
		{"negative, with the sum 0", []int64{1, -1}, cx.ErrInvalid},
		{"sum beyond int64", []int64{math.MaxInt64, 1}, cx.ErrInvalid},
		{"sum that wraps to a positive one", []int64{math.MaxInt64, math.MaxInt64, 3}, cx.ErrInvalid},
	}
	for _, tt := range tests {
		shares, err := cx.Shares(tt.counts)
		cxtest.Refuses(t, tt.name+": Shares", err, tt.want)
		rounded, roundedErr := cx.RoundedShares(tt.counts, 0)
		cxtest.Refuses(t, tt.name+": RoundedShares", roundedErr, tt.want)
		if shares != nil || rounded != nil {
			t.Errorf("%s: results %v, %v with errors", tt.name, shares, rounded)
		}
	}
	for _, places := range []int{-1, 9, math.MinInt, math.MaxInt} {
		_, err := cx.RoundedShares([]int64{1, 2}, places)
		cxtest.Refuses(t, "RoundedShares", err, cx.ErrInvalid)
		want := &cx.RangeError{What: "decimal places", Got: int64(places), Min: 0, Max: 8}
		if diff := cmp.Diff(error(want), err); diff != "" {
			t.Errorf("RoundedShares with %d places: error mismatch (-want +got):\n%s", places, diff)
		}
	}
	// The last total that fits.
	if got, err := cx.RoundedShares([]int64{math.MaxInt64 - 1, 1}, 8); err != nil || !got[0].Equal(decimal.New(100, 0)) {
		t.Errorf("RoundedShares of the largest total = %v, %v, want 100, 0", got, err)
	}
}
