package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// weightsOf parses the weights of a test.
func weightsOf(texts ...string) []decimal.Decimal {
	w := make([]decimal.Decimal, len(texts))
	for i, text := range texts {
		w[i] = dec(text)
	}
	return w
}

// Classes 1, 0, -1, 1 with the weights 2, 1, 1, 4, computed outside Go: S 0.625, Kish's
// n 64/22 = 2.909091, V 0.484375, SE 0.408049, and Tango's interval with b = 1/8 and
// c = 6/8 of that n. The linearised standard error would be 0.302173.
func TestWeightedNPS(t *testing.T) {
	scores, w := []int{10, 7, 0, 9}, weightsOf("2", "1", "1", "4")
	n, err := cx.WeightedNPSOf(scores, w)
	if err != nil {
		t.Fatal(err)
	}
	want := cx.WeightedNPS{Promoters: dec("6"), Passives: dec("1"), Detractors: dec("1"), Squares: dec("22"), Answers: 4}
	if diff := cmp.Diff(want, n); diff != "" {
		t.Errorf("WeightedNPSOf mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(weightsOf("2", "1", "1", "4"), w); diff != "" || !slices.Equal(scores, []int{10, 7, 0, 9}) {
		t.Errorf("WeightedNPSOf modified its arguments: %v, %v", scores, w)
	}
	score, err := n.Score()
	cxtest.Exactly(t, "Score", score, err, "62.5")
	size, err := n.EffectiveSize()
	cxtest.Exactly(t, "EffectiveSize", size, err, "2.90909091")
	se, err := n.StandardError()
	cxtest.Near(t, "StandardError", se, 100*math.Sqrt(0.484375/(64.0/22)), 1e-14)
	cxtest.Near(t, "StandardError", se, 40.8049, 5e-6)
	if err != nil {
		t.Error(err)
	}
	iv, err := n.Interval(0.95)
	npsInterval(t, "Interval", iv, err, -38.3276, 94.6619, 5e-5)
	if n.Total() != 4 {
		t.Errorf("Total() = %d, want 4", n.Total())
	}
}

// Equal weights change nothing but the number of digits.
func TestWeightedNPS_equalWeights(t *testing.T) {
	scores := slices.Repeat([]int{10, 9, 8, 7, 3, 10, 0}, 5)
	plain, err := cx.NPSOf(scores)
	if err != nil {
		t.Fatal(err)
	}
	for _, weight := range []string{"1", "0.1", "3", "0.0000001", "12345678", "1.000000000000000000", "0.30000000000000000"} {
		w, err := cx.WeightedNPSOf(scores, slices.Repeat(weightsOf(weight), len(scores)))
		if err != nil {
			t.Errorf("weight %s: %v", weight, err)
			continue
		}
		want, _ := plain.Score()
		got, err := w.Score()
		cxtest.Exactly(t, "weight "+weight+": Score", got, err, want.String())
		size, err := w.EffectiveSize()
		cxtest.Exactly(t, "weight "+weight+": EffectiveSize", size, err, "35")
		wantSE, _ := plain.StandardError()
		se, err := w.StandardError()
		if err != nil {
			t.Error(err)
		}
		cxtest.Near(t, "weight "+weight+": StandardError", se, wantSE, 1e-13)
		wantInterval, _ := plain.Interval(0.9)
		iv, err := w.Interval(0.9)
		npsInterval(t, "weight "+weight+": Interval", iv, err, wantInterval.Low, wantInterval.High, 1e-11)
		if iv.Level != 0.9 {
			t.Errorf("weight %s: Interval = %+v, want Level 0.9", weight, iv)
		}
	}
	// One class alone keeps the edge of the scale.
	all, err := cx.WeightedNPSOf([]int{9, 10, 10}, weightsOf("0.1", "0.2", "0.7"))
	if err != nil {
		t.Fatal(err)
	}
	iv, err := all.Interval(0.95)
	size := 1 / 0.54 // of 0.01 + 0.04 + 0.49
	npsInterval(t, "promoters alone", iv, err, 100*(size-npsZ95*npsZ95)/(size+npsZ95*npsZ95), 100, 1e-12)
}

// 0.1, 0.2 and 0.3 have no exact float64. Sums of them in any order, in any shards,
// are one value, with one encoding.
func TestWeightedNPS_Merge_exact(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	texts := []string{"0.1", "0.2", "0.3", "0.7", "1.1", "0", "0.000001", "100", "3.333333", "2.50"}
	type row struct {
		score  int
		weight decimal.Decimal
	}
	var rows []row
	for range 300 {
		rows = append(rows, row{random.IntN(11), dec(texts[random.IntN(len(texts))])})
	}
	tally := func(rows []row) cx.WeightedNPS {
		t.Helper()
		var w cx.WeightedNPS
		for _, r := range rows {
			if err := w.Add(r.score, r.weight); err != nil {
				t.Fatal(err)
			}
		}
		return w
	}
	whole := tally(rows)
	text, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		var shards []cx.WeightedNPS
		for rest := rows; len(rest) > 0; {
			k := 1 + random.IntN(len(rest))
			shards = append(shards, tally(rest[:k]))
			rest = rest[k:]
		}
		random.Shuffle(len(shards), func(i, j int) { shards[i], shards[j] = shards[j], shards[i] })
		var merged cx.WeightedNPS
		for _, shard := range shards {
			if err := merged.Merge(shard); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(whole, merged); diff != "" {
			t.Fatalf("%d shards mismatch (-want +got):\n%s", len(shards), diff)
		}
		again, err := json.Marshal(merged)
		if err != nil || string(again) != string(text) {
			t.Fatalf("%d shards encode as %s, %v, want %s", len(shards), again, err, text)
		}
	}
	// (0.1 + 0.2) + 0.3 and 0.1 + (0.2 + 0.3), which differ in float64, by hand.
	sum := tally([]row{{10, dec("0.1")}, {10, dec("0.2")}, {10, dec("0.3")}})
	want := cx.WeightedNPS{Promoters: dec("0.6"), Squares: dec("0.14"), Answers: 3}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Errorf("sum mismatch (-want +got):\n%s", diff)
	}
}

func TestWeightedNPS_Merge_scales(t *testing.T) {
	five := cx.WeightedNPS{Scale: cx.RecommendScale(5)}
	if err := five.Add(5, dec("2")); err != nil {
		t.Fatal(err)
	}
	want := cx.WeightedNPS{Promoters: dec("2"), Squares: dec("4"), Answers: 1, Scale: cx.RecommendScale(5)}
	if diff := cmp.Diff(want, five); diff != "" {
		t.Errorf("on 1-5 mismatch (-want +got):\n%s", diff)
	}
	var zero cx.WeightedNPS
	if err := zero.Merge(five); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(five, zero); diff != "" {
		t.Errorf("the zero value adopts: mismatch (-want +got):\n%s", diff)
	}
	if err := five.Merge(cx.WeightedNPS{}); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(zero, five); diff != "" {
		t.Errorf("Merge of the zero value mismatch (-want +got):\n%s", diff)
	}
	eleven, err := cx.WeightedNPSOf([]int{9}, weightsOf("1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]cx.WeightedNPS{{five, eleven}, {eleven, five}, {eleven, {Scale: cx.RecommendScale(5)}}, {{Scale: cx.RecommendScale(5)}, eleven}} {
		a := pair[0]
		cxtest.Refuses(t, "Merge of other scales", a.Merge(pair[1]), cx.ErrMismatch)
		if diff := cmp.Diff(pair[0], a); diff != "" {
			t.Errorf("Merge of other scales changed the receiver (-before +after):\n%s", diff)
		}
	}
	cxtest.Refuses(t, "Add outside 1-5", five.Add(0, dec("1")), cx.ErrInvalid)
	effort := cx.WeightedNPS{Scale: cx.EffortScale(5)}
	cxtest.Refuses(t, "Add where lower is better", effort.Add(3, dec("1")), cx.ErrInvalid)
}

// A decimal may be built that no parser lets in. None may cost time, or change the
// tally.
func TestWeightedNPS_hostile(t *testing.T) {
	hostile := []struct {
		name   string
		weight decimal.Decimal
	}{
		{"a million zeros", decimal.New(5, 1000000)},
		{"a million places", decimal.New(1, -1000000)},
		{"the largest exponent", decimal.New(1, math.MaxInt32)},
		{"the smallest exponent", decimal.New(1, math.MinInt32)},
		{"zero with an exponent", decimal.New(0, math.MaxInt32)},
		{"40 digits", dec(strings.Repeat("1234567890", 4))},
		{"a million digits", decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 3000000), 0)},
		{"negative", dec("-0.0001")},
		{"a negative million zeros", decimal.New(-5, 1000000)},
	}
	start, err := cx.WeightedNPSOf([]int{10, 3}, weightsOf("1.5", "2"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range hostile {
		n := start
		cxtest.Refuses(t, tt.name+": Add", n.Add(9, tt.weight), cx.ErrInvalid)
		if diff := cmp.Diff(start, n); diff != "" {
			t.Errorf("%s: Add changed the tally (-before +after):\n%s", tt.name, diff)
		}
		_, err := cx.WeightedNPSOf([]int{9, 9}, []decimal.Decimal{dec("1"), tt.weight})
		cxtest.Refuses(t, tt.name+": WeightedNPSOf", err, cx.ErrInvalid)
		var row *cx.RowError
		if !errors.As(err, &row) || row.Row != 1 {
			t.Errorf("%s: WeightedNPSOf: error %v, want one of row 1", tt.name, err)
		}
		// The same number in every place of a literal.
		one := dec("1")
		for _, state := range []cx.WeightedNPS{
			{Promoters: tt.weight, Squares: one, Answers: 1},
			{Passives: tt.weight, Squares: one, Answers: 1},
			{Detractors: tt.weight, Squares: one, Answers: 1},
			{Promoters: one, Squares: tt.weight, Answers: 1},
		} {
			for name, err := range weightedQueries(state) {
				cxtest.Refuses(t, tt.name+": "+name, err, cx.ErrInvalid)
			}
			n := start
			cxtest.Refuses(t, tt.name+": Merge", n.Merge(state), cx.ErrInvalid)
			if diff := cmp.Diff(start, n); diff != "" {
				t.Errorf("%s: Merge changed the tally (-before +after):\n%s", tt.name, diff)
			}
			cxtest.Refuses(t, tt.name+": Merge into it", state.Merge(start), cx.ErrInvalid)
			cxtest.Refuses(t, tt.name+": Add to it", state.Add(9, one), cx.ErrInvalid)
		}
	}
}

// weightedQueries calls every query of a tally that returns an error.
func weightedQueries(w cx.WeightedNPS) map[string]error {
	return map[string]error{
		"Score":         func() error { _, err := w.Score(); return err }(),
		"EffectiveSize": func() error { _, err := w.EffectiveSize(); return err }(),
		"StandardError": func() error { _, err := w.StandardError(); return err }(),
		"Interval":      func() error { _, err := w.Interval(0.95); return err }(),
	}
}

func TestWeightedNPS_errors(t *testing.T) {
	for name, err := range weightedQueries(cx.WeightedNPS{}) {
		cxtest.Refuses(t, name, err, cx.ErrNoData)
	}
	massless, err := cx.WeightedNPSOf([]int{9, 1}, weightsOf("0", "0"))
	if err != nil || massless.Total() != 2 {
		t.Fatalf("weights of 0: %+v, %v, want a tally of 2", massless, err)
	}
	for name, err := range weightedQueries(massless) {
		cxtest.Refuses(t, name, err, cx.ErrUndefined)
		if errors.Is(err, cx.ErrNoData) {
			t.Errorf("%s of answers without weight: %v is ErrNoData", name, err)
		}
	}
	one := dec("1")
	impossible := []struct {
		name string
		w    cx.WeightedNPS
	}{
		{"more squares than the square of the sum", cx.WeightedNPS{Promoters: one, Squares: dec("1.1"), Answers: 5}},
		{"fewer squares than equal weights have", cx.WeightedNPS{Promoters: dec("4"), Squares: dec("3.9"), Answers: 4}},
		{"weights of no answers", cx.WeightedNPS{Promoters: one, Squares: one}},
		{"negative answers", cx.WeightedNPS{Promoters: one, Squares: one, Answers: -1}},
		{"negative class", cx.WeightedNPS{Promoters: dec("3"), Detractors: dec("-1"), Squares: dec("4"), Answers: 1}},
		{"negative squares", cx.WeightedNPS{Promoters: one, Squares: dec("-1"), Answers: 1}},
		{"no such scale", cx.WeightedNPS{Promoters: one, Squares: one, Answers: 1, Scale: cx.Scale{Max: 5}}},
		{"lower is better", cx.WeightedNPS{Promoters: one, Squares: one, Answers: 1, Scale: cx.EffortScale(5)}},
	}
	for _, tt := range impossible {
		for name, err := range weightedQueries(tt.w) {
			cxtest.Refuses(t, tt.name+": "+name, err, cx.ErrInvalid)
		}
		_, err := tt.w.MarshalJSON()
		cxtest.Refuses(t, tt.name+": MarshalJSON", err, cx.ErrInvalid)
		var n cx.WeightedNPS
		cxtest.Refuses(t, tt.name+": Merge", n.Merge(tt.w), cx.ErrInvalid)
	}
	if got := impossible[3].w.Total(); got != 0 {
		t.Errorf("Total() of negative answers = %d, want 0", got)
	}

	_, err = cx.WeightedNPSOf([]int{1, 2}, weightsOf("1"))
	cxtest.Refuses(t, "other lengths", err, cx.ErrInvalid)
	for _, tt := range []struct {
		scores []uint64
		got    int64
	}{{[]uint64{9, 11}, 11}, {[]uint64{9, 1<<32 + 9}, 1<<32 + 9}, {[]uint64{9, math.MaxUint64}, math.MaxInt64}} {
		_, err := cx.WeightedNPSOf(tt.scores, weightsOf("1", "1"))
		want := &cx.RowError{Of: "scores", Row: 1, Err: &cx.RangeError{What: "NPS score", Got: tt.got, Min: 0, Max: 10}}
		if diff := cmp.Diff(error(want), err); diff != "" {
			t.Errorf("WeightedNPSOf(%v): error mismatch (-want +got):\n%s", tt.scores, diff)
		}
	}

	some, err := cx.WeightedNPSOf([]int{9}, weightsOf("1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, level := range []float64{0, 1, -1, 95, math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := some.Interval(level)
		cxtest.Refuses(t, "Interval", err, cx.ErrInvalid)
	}

	// A sum may outgrow its digits: 10^33 and 10^-1.
	large := cx.WeightedNPS{Promoters: dec("1e33"), Squares: dec("1e34"), Answers: math.MaxInt64}
	cxtest.Refuses(t, "an impossible large tally", large.Merge(some), cx.ErrInvalid)
	full34 := cx.WeightedNPS{Promoters: dec("1e33"), Squares: dec("1e66"), Answers: 1}
	before := full34
	cxtest.Refuses(t, "Add to a sum of all digits", full34.Add(9, dec("0.1")), cx.ErrInvalid)
	if diff := cmp.Diff(before, full34); diff != "" {
		t.Errorf("Add that fails changed the tally (-before +after):\n%s", diff)
	}
	full := cx.WeightedNPS{Promoters: dec("1"), Squares: dec("1"), Answers: math.MaxInt64}
	cxtest.Refuses(t, "Add to the largest number of answers", full.Add(9, dec("0")), cx.ErrInvalid)
}

func TestWeightedNPS_JSON(t *testing.T) {
	w := cx.WeightedNPS{Scale: cx.RecommendScale(5)}
	for i, weight := range weightsOf("0.10", "2.50", "100", "1e2", "0.000001") {
		if err := w.Add(1+i, weight); err != nil {
			t.Fatal(err)
		}
	}
	data, err := json.Marshal(w)
	want := `{"promoters":"0.000001","passives":"100","detractors":"102.6","squares":"20006.260000000001","answers":5,` +
		`"scale":{"min":1,"max":5,"bottom_max":3,"top_min":5}}`
	if err != nil || string(data) != want {
		t.Errorf("Marshal = %s, %v, want %s", data, err, want)
	}
	var again cx.WeightedNPS
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(w, again); diff != "" {
		t.Errorf("round trip mismatch (-want +got):\n%s", diff)
	}
	if err := json.Unmarshal([]byte("null"), &again); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(w, again); diff != "" {
		t.Errorf("Unmarshal(null) changed the tally (-before +after):\n%s", diff)
	}
	if data, err := json.Marshal(cx.WeightedNPS{}); err != nil || string(data) != `{"promoters":"0","passives":"0","detractors":"0","squares":"0","answers":0}` {
		t.Errorf("Marshal of nothing = %s, %v", data, err)
	}
	for _, text := range []string{
		`{"promoters":1,"squares":"1","answers":1}`,
		`{"promoters":"1","squares":"2","answers":1}`,
		`{"promoters":"2","squares":"1","answers":1}`,
		`{"promoters":"1","squares":"1"}`,
		`{"promoters":"1","squares":"1","answers":-1}`,
		`{"promoters":"-1","squares":"1","answers":1}`,
		`{"promoters":"1e1000000000","squares":"1","answers":1}`,
		`{"promoters":"1e-1000000000","squares":"1","answers":1}`,
		`{"promoters":"` + strings.Repeat("9", 100) + `","squares":"1","answers":1}`,
		`{"promoters":"NaN","squares":"1","answers":1}`,
		`{"promoters":"1","promoters":"1","squares":"1","answers":1}`,
		`{"promoters":"1","squares":"1","answers":1,"score":100}`,
		`{"promoters":"1","squares":"1","answers":1,"scale":{"min":1,"max":5,"bottom_max":2,"top_min":4,"lower_is_better":true}}`,
		`"7"`,
	} {
		cxtest.Refuses(t, text, json.Unmarshal([]byte(text), &again), cx.ErrInvalid)
		if diff := cmp.Diff(w, again); diff != "" {
			t.Errorf("Unmarshal(%s) changed the tally (-before +after):\n%s", text, diff)
		}
	}
}

// TestWeightedNPSOfFirstRow: of two bad rows the first is told of, whatever is wrong.
func TestWeightedNPSOfFirstRow(t *testing.T) {
	for want, rows := range [][2][]string{{{"5", "99"}, {"-1", "1"}}, {{"9", "99"}, {"1", "-1"}}} {
		var scores []int
		for _, text := range rows[0] {
			score, err := cx.ParseRating(text)
			if err != nil {
				t.Fatal(err)
			}
			scores = append(scores, score)
		}
		_, err := cx.WeightedNPSOf(scores, []decimal.Decimal{dec(rows[1][0]), dec(rows[1][1])})
		var row *cx.RowError
		if !errors.As(err, &row) || row.Row != want {
			t.Errorf("WeightedNPSOf(%v) = %v, want an error of row %d", rows, err, want)
		}
	}
}

// Weights 2 and 3 of promoters and 5 of a detractor: sums 5 and 5, squares 4 + 9 + 25 = 38.
func TestWeightedNPS_Remove(t *testing.T) {
	w := cx.WeightedNPS{Promoters: dec("5"), Detractors: dec("5"), Squares: dec("38"), Answers: 3}
	remove := func(score int, weight string) func(*cx.WeightedNPS) error {
		return func(w *cx.WeightedNPS) error { return w.Remove(score, dec(weight)) }
	}
	unmerge := func(other cx.WeightedNPS) func(*cx.WeightedNPS) error {
		return func(w *cx.WeightedNPS) error { return w.Unmerge(other) }
	}
	one := cx.WeightedNPS{Promoters: dec("3"), Squares: dec("9"), Answers: 1}
	cxtest.Becomes(t, "a promoter", w, remove(9, "3.00"), cx.WeightedNPS{Promoters: dec("2"), Detractors: dec("5"), Squares: dec("29"), Answers: 2})
	cxtest.Becomes(t, "the last", one, remove(10, "3"), cx.WeightedNPS{})
	cxtest.Becomes(t, "all", w, unmerge(w), cx.WeightedNPS{})
	// Sums alone do not tell: no promoter weighs 5, but a detractor of 2 and one of 3 have
	// the sums that are left.
	cxtest.Becomes(t, "a weight that only sums could be of", w, remove(9, "5"), cx.WeightedNPS{Detractors: dec("5"), Squares: dec("13"), Answers: 2})
	// Left are one answer and weights in two classes, 5-3 and 5.
	cxtest.Unchanged(t, "two classes of one answer", w, unmerge(cx.WeightedNPS{Promoters: dec("3"), Squares: dec("9"), Answers: 2}), cx.ErrInvalid)
	cxtest.Unchanged(t, "a weight that was not there", cx.WeightedNPS{Promoters: dec("5"), Detractors: dec("3"), Squares: dec("34"), Answers: 2},
		remove(9, "3"), cx.ErrInvalid) // left are 2 and 3 of one answer, of squares 25 = (2+3)²
	cxtest.Unchanged(t, "negative weight", w, remove(9, "-3"), cx.ErrInvalid)
	cxtest.Unchanged(t, "no such score", w, remove(11, "3"), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.WeightedNPS{Answers: -1}, remove(9, "3"), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", w, unmerge(cx.WeightedNPS{Answers: -1}), cx.ErrInvalid)
	onFive := one
	onFive.Scale = cx.RecommendScale(5)
	cxtest.Unchanged(t, "another scale", w, unmerge(onFive), cx.ErrMismatch)
}

// Of 2 promoters who recommended and 1 detractor who did not.
func TestRecommendations_Remove(t *testing.T) {
	r := cx.Recommendations{Promoters: cx.Proportion{Count: 2, Base: 2}, Detractors: cx.Proportion{Base: 1}}
	remove := func(score int, recommended bool) func(*cx.Recommendations) error {
		return func(r *cx.Recommendations) error { return r.Remove(score, recommended) }
	}
	one := cx.Recommendations{Promoters: cx.Proportion{Count: 1, Base: 1}, Detractors: cx.Proportion{Base: 1}}
	cxtest.Becomes(t, "a promoter", r, remove(9, true), one)
	cxtest.Becomes(t, "a part", r, func(r *cx.Recommendations) error { return r.Unmerge(one) }, cx.Recommendations{Promoters: cx.Proportion{Count: 1, Base: 1}})
	cxtest.Becomes(t, "all", r, func(r *cx.Recommendations) error { return r.Unmerge(*r) }, cx.Recommendations{})
	cxtest.Unchanged(t, "a promoter who did not", r, remove(9, false), cx.ErrInvalid)
	cxtest.Unchanged(t, "a passive", r, remove(7, false), cx.ErrInvalid)
	cxtest.Unchanged(t, "no such score", r, remove(11, true), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.Recommendations{Passives: cx.Proportion{Count: 1}}, remove(9, true), cx.ErrInvalid)
	one.Scale = cx.RecommendScale(5)
	cxtest.Unchanged(t, "another scale", r, func(r *cx.Recommendations) error { return r.Unmerge(one) }, cx.ErrMismatch)
}

// WeightedNPSOf counts most rows without a tally for each. It must agree with Add, row by row,
// on weights of any size and number of places, and refuse the same row in the same words.
func TestWeightedNPSOf_addsUp(t *testing.T) {
	weights := weightsOf("0", "0.00", "1", "2.5", "0.333333333333333333", "1e3", "7e14", "9223372036854775808", "1e-19", "1e-20", "1e-34", "4e33", "12345678901234567890.123456789", "-1", "1e35")
	g := generator(5)
	for range 3000 {
		n, kinds := g.next(8), 1+g.next(len(weights))
		scores, w := make([]int, n), make([]decimal.Decimal, n)
		for i := range n {
			scores[i], w[i] = g.next(12)-g.next(2), weights[g.next(kinds)]
		}
		var want cx.WeightedNPS
		text := ""
		for i := range n {
			if err := want.Add(scores[i], w[i]); err != nil {
				want, text = cx.WeightedNPS{}, fmt.Sprintf("row %d: %v", i, err)
				break
			}
		}
		got, err := cx.WeightedNPSOf(scores, w)
		if diff := cmp.Diff(want, got); diff != "" || (err != nil) != (text != "") {
			t.Fatalf("%v with %v: error %v, by Add %q; mismatch (-Add +got):\n%s", scores, w, err, text, diff)
		}
		var row *cx.RowError
		if err != nil && (!errors.As(err, &row) || fmt.Sprintf("row %d: %v", row.Row, row.Err) != text) {
			t.Fatalf("%v with %v: %v, by Add %s", scores, w, err, text)
		}
	}
}
