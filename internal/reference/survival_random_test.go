package reference

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// survivalKinds are all intervals of a curve.
var survivalKinds = []cx.SurvivalScale{
	cx.PlainScale, cx.LogScale, cx.LogLogScale, cx.LogitScale, cx.ArcsineScale,
}

// lateEntries are six customers, four of them not seen from their first day.
const lateEntries = "4 7+ 2-6 3-8 5-9+ 10"

// spansOf reads lifespans in the notation of the survival package of R: 13+ is still here
// at 13, 2-6 was seen from 2 on.
func spansOf(text string) []cx.Lifespan {
	var lifespans []cx.Lifespan
	for _, word := range strings.Fields(text) {
		l := cx.Lifespan{Churned: !strings.HasSuffix(word, "+")}
		word = strings.TrimSuffix(word, "+")
		if entry, exit, ok := strings.Cut(word, "-"); ok {
			l.Entry, word = dec(entry).InexactFloat64(), exit
		}
		l.Exit = dec(word).InexactFloat64()
		lifespans = append(lifespans, l)
	}
	return lifespans
}

// tenDigits rounds a number to 10 significant digits, by way of its decimal text.
func tenDigits(x float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 9, 64), 64)
	if err != nil {
		return x // it would be infinite
	}
	return rounded
}

// naiveCurve is the definition, one time after another, with each customer looked at
// for each.
func naiveCurve(lifespans []cx.Lifespan) cx.Survival {
	lifespans = slices.Clone(lifespans)
	for i, l := range lifespans {
		lifespans[i].Entry, lifespans[i].Exit = tenDigits(l.Entry), tenDigits(l.Exit)
	}
	var s cx.Survival
	var times []float64
	for _, l := range lifespans {
		s.Customers += max(l.Count, 1)
		if l.Churned {
			s.Churned += max(l.Count, 1)
		}
		times = append(times, l.Exit)
		if l.Entry > 0 {
			times = append(times, l.Entry)
		}
		s.Last = max(s.Last, l.Exit)
	}
	slices.Sort(times)
	survival, greenwood, emptied := 1.0, 0.0, false
	for _, t := range slices.Compact(times) {
		step, left := cx.SurvivalStep{Time: t}, false
		for _, l := range lifespans {
			customers := max(l.Count, 1)
			left = left || l.Entry <= t && t < l.Exit
			if (l.Entry < t || l.Entry == 0) && t <= l.Exit {
				step.AtRisk += customers
			}
			switch {
			case l.Exit == t && l.Churned:
				step.Churned += customers
			case l.Exit == t:
				step.Censored += customers
			case l.Entry == t && t > 0:
				step.Entered += customers
			}
		}
		if n, d := float64(step.AtRisk), float64(step.Churned); d > 0 {
			survival *= (n - d) / n
			if n > d {
				greenwood += d / (n * (n - d))
			}
		}
		step.Survival, step.Greenwood = survival, greenwood
		s.Steps = append(s.Steps, step)
		if !emptied && t < s.Last && (t > 0 && !left || step.Churned > 0 && step.Churned == step.AtRisk) {
			s.Emptied, emptied = t, true
		}
	}
	return s
}

// randomSpans returns lifespans with many ties, some not seen from the start, some
// not seen at all.
func randomSpans(r *rand.Rand) []cx.Lifespan {
	n, times := 1+r.IntN(60), 2+r.IntN(40)
	lifespans := make([]cx.Lifespan, n)
	for i := range lifespans {
		l := cx.Lifespan{Exit: float64(r.IntN(times)) / 4, Churned: r.IntN(3) > 0}
		if l.Exit > 0 && r.IntN(3) == 0 {
			l.Entry = float64(r.IntN(int(4*l.Exit))) / 4
		}
		lifespans[i] = l
	}
	return lifespans
}

// TestSurvivalRandom compares with the naive curve, and checks the laws that every
// answer keeps.
func TestSurvivalRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 0))
	for round := range 2000 {
		lifespans := randomSpans(r)
		before := slices.Clone(lifespans)
		s := curveOf(t, lifespans)
		if diff := cmp.Diff(naiveCurve(lifespans), s); diff != "" {
			t.Fatalf("round %d: SurvivalOf(%v) (-want +got):\n%s", round, lifespans, diff)
		}
		if !slices.Equal(lifespans, before) {
			t.Fatalf("round %d: SurvivalOf changed the lifespans", round)
		}
		// The order of the customers does not matter.
		slices.Reverse(lifespans)
		if diff := cmp.Diff(s, curveOf(t, lifespans)); diff != "" {
			t.Fatalf("round %d: reversed (-want +got):\n%s", round, diff)
		}
		// Nor does the unit of time: a power of 2 changes no digit.
		scaled := slices.Clone(lifespans)
		for i := range scaled {
			scaled[i].Entry, scaled[i].Exit = 1024*scaled[i].Entry, 1024*scaled[i].Exit
		}
		checkScaled(t, s, curveOf(t, scaled), 1024)

		checkShards(t, r, lifespans, s)

		// The curve says nothing beyond the time at which nobody is left.
		end := s.Last
		if s.Emptied > 0 || s.Steps[0].Survival == 0 {
			end = s.Emptied
			_, err := s.At(end + 0.01)
			_, meanErr := s.Mean(end+0.01, 0.95)
			_, lifetimeErr := s.ExpectedLifetime(0.95)
			if len(s.Steps) > 1 && (!errors.Is(err, cx.ErrUndefined) || !errors.Is(meanErr, cx.ErrUndefined) || !errors.Is(lifetimeErr, cx.ErrUndefined)) {
				t.Fatalf("round %d: nobody is left at %v: %v, %v, %v", round, end, err, meanErr, lifetimeErr)
			}
		}
		previous := 1.0
		for _, step := range s.Steps {
			if step.Survival < 0 || step.Churned > 0 && step.Survival >= previous && previous > 0 || step.AtRisk < step.Churned+step.Censored {
				t.Fatalf("round %d: step %+v after %v", round, step, previous)
			}
			previous = step.Survival
			if step.Churned == 0 {
				continue
			}
			for _, kind := range survivalKinds {
				iv, err := s.Interval(step.Time, 0.9, kind)
				if step.Survival == 0 || step.Time > end {
					if !errors.Is(err, cx.ErrUndefined) {
						t.Fatalf("round %d: Interval at 0: %+v, %v", round, iv, err)
					}
					continue
				}
				if err != nil || !(0 <= iv.Low && iv.Low <= step.Survival && step.Survival <= iv.High && iv.High <= 1) {
					t.Fatalf("round %d: Interval(%v, 0.9, %q) = %+v, %v around %v", round, step.Time, kind, iv, err, step.Survival)
				}
			}
		}
		if end == 0 {
			continue
		}
		// The mean is the area, here by adding up rectangles of a quarter, the grid.
		m, err := s.Mean(end, 0.95)
		area := 0.0
		for t := 0.0; t < end; t += 0.25 {
			v, _ := s.At(t)
			area += v / 4
		}
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, "Mean", m.Value, area, 1e-13)
		// Quantiles are in order, and the limits around them.
		q, err := s.Quantile(0.4, 0.9, cx.LogLogScale)
		later, err2 := s.Quantile(0.6, 0.9, cx.LogLogScale)
		if (err == nil) != q.Reached || (err2 == nil) != later.Reached || later.Reached && !q.Reached || later.Reached && later.Time < q.Time ||
			q.LowReached && q.Reached && q.Low > q.Time || q.HighReached && q.Reached && q.High < q.Time {
			t.Fatalf("round %d: Quantile = %+v, %v; %+v, %v", round, q, err, later, err2)
		}
	}
}

// checkShards compares a curve with the merged curves of shards, whose rows count for all
// lifespans that are alike.
func checkShards(t *testing.T, r *rand.Rand, lifespans []cx.Lifespan, want cx.Survival) {
	t.Helper()
	shards := make([]map[cx.Lifespan]int64, 1+r.IntN(4))
	for _, l := range lifespans {
		k := r.IntN(len(shards))
		if shards[k] == nil {
			shards[k] = map[cx.Lifespan]int64{}
		}
		shards[k][l]++
	}
	var got cx.Survival
	for _, shard := range shards {
		var rows []cx.Lifespan
		for l, n := range shard {
			l.Count = n
			rows = append(rows, l)
		}
		if len(rows) == 0 {
			continue
		}
		if err := got.Merge(curveOf(t, rows)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%v in shards (-want +got):\n%s", shards, diff)
	}
	for at := -0.125; at <= want.Last+1; at += 0.125 {
		atRisk := int64(0)
		for _, l := range lifespans {
			if (l.Entry < at || l.Entry == 0) && at <= l.Exit {
				atRisk++
			}
		}
		if n, err := got.AtRisk(at); n != atRisk && at >= 0 || (err != nil) != (at < 0) {
			t.Fatalf("%v: AtRisk(%v) = %d, %v, want %d", lifespans, at, n, err, atRisk)
		}
	}
}

// checkScaled compares a curve with that of times in another unit.
func checkScaled(t *testing.T, s, scaled cx.Survival, factor float64) {
	t.Helper()
	want := s
	want.Last *= factor
	want.Emptied *= factor
	want.Steps = slices.Clone(s.Steps)
	for i := range want.Steps {
		want.Steps[i].Time *= factor
	}
	if diff := cmp.Diff(want, scaled); diff != "" {
		t.Fatalf("in another unit of time (-want +got):\n%s", diff)
	}
	for _, kind := range survivalKinds {
		a, err := s.Quantile(0.3, 0.95, kind)
		b, err2 := scaled.Quantile(0.3, 0.95, kind)
		a.Time, a.Low, a.High = a.Time*factor, a.Low*factor, a.High*factor
		if (err == nil) != a.Reached || (err2 == nil) != b.Reached || a != b {
			t.Fatalf("Quantile in another unit: %+v, %v, want %+v, %v", b, err2, a, err)
		}
	}
	if s.Last > 0 && s.Emptied == 0 && s.Steps[0].Survival > 0 {
		a, err := s.Mean(s.Last, 0.95)
		b, err2 := scaled.Mean(scaled.Last, 0.95)
		if err != nil || err2 != nil || b.Value != a.Value*factor || b.StandardError != a.StandardError*factor {
			t.Fatalf("Mean in another unit: %+v, %v, want %v times %+v, %v", b, err2, factor, a, err)
		}
	}
}

// TestHazardRandom compares with each customer looked at for each interval, and with
// the whole.
func TestHazardRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 0))
	for round := range 1000 {
		lifespans := append(randomSpans(r), cx.Lifespan{Exit: 100}) // who is there throughout
		edges := []float64{float64(r.IntN(8)) / 4}
		for range 1 + r.IntN(6) {
			edges = append(edges, edges[len(edges)-1]+float64(1+r.IntN(12))/4)
		}
		before, beforeEdges := slices.Clone(lifespans), slices.Clone(edges)
		got, err := cx.HazardOf(lifespans, edges, 0.8)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(lifespans, before) || !slices.Equal(edges, beforeEdges) {
			t.Fatalf("round %d: HazardOf changed its arguments", round)
		}
		for i, h := range got {
			var churned int64
			exposure := 0.0 // exact: all times are quarters
			for _, l := range lifespans {
				exposure += float64(max(l.Count, 1)) * max(0, min(l.Exit, edges[i+1])-max(l.Entry, edges[i]))
				if l.Churned && edges[i] <= l.Exit && l.Exit < edges[i+1] {
					churned += max(l.Count, 1)
				}
			}
			if h.Churned != churned || h.Exposure != exposure || h.From != edges[i] || h.To != edges[i+1] {
				t.Fatalf("round %d: HazardOf(%v, %v)[%d] = %+v, want %d in %v", round, lifespans, edges, i, h, churned, exposure)
			}
			if !(h.Interval.Low <= h.Rate && h.Rate < h.Interval.High) {
				t.Fatalf("round %d: %+v", round, h)
			}
		}
	}
}

// FuzzSurvivalOf checks that no lifespans bring about a panic, an infinite figure or
// a share that is none, and that the curve is the naive one.
func FuzzSurvivalOf(f *testing.F) {
	encode := func(lifespans ...cx.Lifespan) []byte {
		var data []byte
		for _, l := range lifespans {
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(l.Entry))
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(l.Exit))
			if l.Churned {
				data = append(data, 1)
			} else {
				data = append(data, 0)
			}
		}
		return data
	}
	for _, data := range []string{
		"9 13 13+ 18 23 28+ 31 34 45+ 48 161+", "5 5 8 8 12 16+ 23 27 30 33 43 45", "1 2 3 5 8 30 4+ 10+ 26+ 50+",
		lateEntries, "0 0 1+", "1 2 3-5 4-6+",
	} {
		f.Add(encode(spansOf(data)...))
	}
	for _, bad := range []cx.Lifespan{
		{Exit: -1}, {Exit: math.NaN()}, {Exit: math.Inf(1)}, {Exit: math.Inf(-1)}, {Entry: -1, Exit: 1}, {Entry: math.NaN(), Exit: 1},
		{Entry: math.Inf(1), Exit: 1}, {Entry: math.Inf(1), Exit: math.Inf(1)}, {Entry: 3, Exit: 3, Churned: true}, {Entry: 4, Exit: 3, Churned: true},
		{Entry: 5}, {Entry: 5, Churned: true},
	} {
		f.Add(encode(cx.Lifespan{Exit: 1}, bad))
	}
	f.Add(encode(cx.Lifespan{Exit: math.MaxFloat64, Churned: true}, cx.Lifespan{Exit: math.SmallestNonzeroFloat64, Churned: true}))
	f.Fuzz(func(t *testing.T, data []byte) {
		var lifespans []cx.Lifespan
		for len(data) >= 17 && len(lifespans) < 100 {
			lifespans = append(lifespans, cx.Lifespan{
				Entry:   math.Float64frombits(binary.LittleEndian.Uint64(data)),
				Exit:    math.Float64frombits(binary.LittleEndian.Uint64(data[8:])),
				Churned: data[16]&1 == 1,
			})
			data = data[17:]
		}
		s, err := cx.SurvivalOf(lifespans)
		if err != nil {
			cxtest.ErrorText(t, "SurvivalOf", err)
			return
		}
		if diff := cmp.Diff(naiveCurve(lifespans), s); diff != "" {
			t.Errorf("SurvivalOf(%v) (-want +got):\n%s", lifespans, diff)
		}
		answer := func(v any, err error) {
			t.Helper()
			if err != nil {
				cxtest.ErrorText(t, "error", err)
			} else if _, err := json.Marshal(v); err != nil {
				t.Errorf("%+v of %v: %v", v, lifespans, err)
			}
		}
		for _, at := range []float64{0, s.Last / 2, s.Last, 2 * s.Last} {
			n, err := s.AtRisk(at)
			answer(n, err)
			v, err := s.At(at)
			if !(0 <= v && v <= 1) {
				t.Errorf("At(%v) = %v of %v", at, v, lifespans)
			}
			answer(v, err)
			v, err = s.StandardError(at)
			answer(v, err)
			e, err := s.Mean(at, 0.95)
			answer(e, err)
			v, err = s.ChurnBetween(at/2, at)
			if !(0 <= v && v <= 1) {
				t.Errorf("ChurnBetween(%v, %v) = %v of %v", at/2, at, v, lifespans)
			}
			answer(v, err)
			for _, kind := range survivalKinds {
				iv, err := s.Interval(at, 0.95, kind)
				answer(iv, err)
				q, err := s.Quantile(0.3, 0.95, kind)
				answer(q, err)
			}
		}
		e, err := s.ExpectedLifetime(0.95)
		answer(e, err)
		h, err := cx.HazardOf(lifespans, []float64{0, 1, s.Last + 2, 2*s.Last + 3}, 0.95)
		answer(h, err)
		half := len(lifespans) / 2
		for _, weight := range rankWeights {
			test, err := cx.LogRank([][]cx.Lifespan{lifespans[:half], lifespans[half:]}, weight)
			answer(test, err)
			if err == nil && !(test.ChiSquare >= 0 && 0 <= test.P && test.P <= 1) {
				t.Errorf("LogRank(%q) = %+v of %v", weight, test, lifespans)
			}
		}
	})
}
