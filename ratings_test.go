package cx_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// ratingsOf counts ratings that the test knows to be on the scale.
func ratingsOf(t testing.TB, s cx.Scale, ratings ...int) cx.Ratings {
	t.Helper()
	r, err := cx.RatingsOf(ratings, s)
	if err != nil {
		t.Fatalf("RatingsOf(%+v, %v): %v", s, ratings, err)
	}
	return r
}

// centered is a scale around 0.
var centered = cx.Scale{Min: -5, Max: 5, BottomMax: -1, TopMin: 1}

func TestRatingsFigures(t *testing.T) {
	tests := []struct {
		name                   string
		scale                  cx.Scale
		ratings                []int
		mean, median, rescaled string
		deviation              float64
	}{
		// decisions: divisor n-1; the median of an even number is the mean of the two
		// in the middle. The mean and the rescaled mean: Zykrr, and the formula of ACSI.
		{"four answers", cx.SatisfactionScale(5), []int{5, 4, 2, 3}, "3.5", "3.5", "62.5", 1.2909944487358056},
		// By hand: effort 1..5 is 100 at 1 and 0 at 5, (5 - 3.5) / 4.
		{"lower is better", cx.EffortScale(5), []int{5, 4, 2, 3}, "3.5", "3.5", "37.5", 1.2909944487358056},
		// Wikipedia, "Standard deviation": squared distances 32, here over 7.
		{"eight answers", cx.SatisfactionScale(10), []int{2, 4, 4, 4, 5, 5, 7, 9}, "5", "4.5", "44.44444444", math.Sqrt(32.0 / 7)},
		// O12: the sum is 60 of 100, so the mean 6 of 10.
		{"1 to 10", cx.SatisfactionScale(10), []int{6, 7, 5, 3, 8, 9, 4, 10, 7, 1}, "6", "6.5", "55.55555556", math.Sqrt(70.0 / 9)},
		// By hand.
		{"odd number", cx.SatisfactionScale(5), []int{1, 5, 2}, "2.66666667", "2", "41.66666667", math.Sqrt(13.0 / 3)},
		{"middle between far answers", cx.SatisfactionScale(5), []int{1, 1, 5, 5}, "3", "3", "50", math.Sqrt(16.0 / 3)},
		{"middle between neighbors", cx.SatisfactionScale(5), []int{2, 3}, "2.5", "2.5", "37.5", math.Sqrt(0.5)},
		{"all equal", cx.SatisfactionScale(5), []int{4, 4, 4}, "4", "4", "75", 0},
		{"all worst", cx.SatisfactionScale(5), []int{1, 1}, "1", "1", "0", 0},
		{"all best", cx.EffortScale(5), []int{1, 1}, "1", "1", "100", 0},
		{"around 0", centered, []int{-5, -4, 0, 1}, "-2", "-2", "30", math.Sqrt(26.0 / 3)},
		{"negative middle", centered, []int{-5, -4}, "-4.5", "-4.5", "5", math.Sqrt(0.5)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ratingsOf(t, tt.scale, tt.ratings...)
			if got := r.Total(); got != int64(len(tt.ratings)) {
				t.Errorf("Total() = %v, want %v", got, len(tt.ratings))
			}
			mean, err := r.Mean()
			cxtest.Exactly(t, "Mean()", mean, err, tt.mean)
			median, err := r.Median()
			cxtest.Exactly(t, "Median()", median, err, tt.median)
			rescaled, err := r.Rescaled()
			cxtest.Exactly(t, "Rescaled()", rescaled, err, tt.rescaled)
			deviation, err := r.StandardDeviation()
			if err != nil {
				t.Errorf("StandardDeviation(): %v", err)
			}
			cxtest.Near(t, "StandardDeviation()", deviation, tt.deviation, 1e-12)
		})
	}
}

// The median is that of the sorted ratings, whatever the number of them.
func TestRatingsMedianOfSorted(t *testing.T) {
	all := []int{3, 1, 4, 1, 5, 2, 5, 5, 3, 2, 1, 1, 4}
	for n := 1; n <= len(all); n++ {
		r := ratingsOf(t, cx.SatisfactionScale(5), all[:n]...)
		sorted := slices.Sorted(slices.Values(all[:n]))
		want := decimal.New(int64(5*(sorted[(n-1)/2]+sorted[n/2])), -1)
		if got, err := r.Median(); err != nil || !got.Equal(want) {
			t.Errorf("Median() of %v = %v, %v, want %v", sorted, got, err, want)
		}
	}
}

// Figures that do not exist say so, and are 0.
func TestRatingsUndefined(t *testing.T) {
	five := cx.SatisfactionScale(5)
	empty := cx.Ratings{Scale: five}
	one := ratingsOf(t, five, 4)
	equal := ratingsOf(t, five, 4, 4)
	spread := ratingsOf(t, five, 5, 4, 2, 3)
	tests := []struct {
		name  string
		query func() (any, error)
		zero  any
		want  error
		text  string
	}{
		{
			"mean of none", func() (any, error) { return anyOf(empty.Mean()) },
			decimal.Decimal{}, cx.ErrNoData, "cx: mean: no data",
		},
		{
			"mean of the zero tally", func() (any, error) { return anyOf(cx.Ratings{}.Mean()) },
			decimal.Decimal{}, cx.ErrNoData, "cx: mean: no data",
		},
		{
			"median of none", func() (any, error) { return anyOf(empty.Median()) },
			decimal.Decimal{}, cx.ErrNoData, "cx: median: no data",
		},
		{
			"rescaled mean of none", func() (any, error) { return anyOf(empty.Rescaled()) },
			decimal.Decimal{}, cx.ErrNoData, "cx: rescaled mean: no data",
		},
		{
			"net box of none", func() (any, error) { return anyOf(empty.NetBox(2)) },
			decimal.Decimal{}, cx.ErrNoData, "cx: net box: no data",
		},
		{
			"net box interval of none", func() (any, error) { return anyOf(empty.NetBoxInterval(2, 0.95)) },
			cx.Interval{}, cx.ErrNoData, "cx: net box: no data",
		},
		{
			"deviation of none", func() (any, error) { return anyOf(empty.StandardDeviation()) },
			0.0, cx.ErrNoData, "cx: standard deviation: no data",
		},
		{
			"deviation of one", func() (any, error) { return anyOf(one.StandardDeviation()) },
			0.0, cx.ErrUndefined, "cx: standard deviation: one answer has no spread",
		},
		{
			"interval of none", func() (any, error) { return anyOf(empty.MeanInterval(0.95)) },
			cx.Interval{}, cx.ErrNoData, "cx: mean interval: no data",
		},
		{
			"t interval of one", func() (any, error) { return anyOf(one.TInterval(0.95)) },
			cx.Interval{}, cx.ErrUndefined, "cx: mean interval: one answer has no spread",
		},
		{
			"t interval of equal answers", func() (any, error) { return anyOf(equal.TInterval(0.95)) },
			cx.Interval{}, cx.ErrUndefined, "cx: mean interval: all answers are equal",
		},
		{
			"difference from none", func() (any, error) { return anyOf(spread.Difference(empty, 0.95)) },
			cx.Comparison{}, cx.ErrNoData, "cx: mean difference: no data",
		},
		{
			"difference of none", func() (any, error) { return anyOf(empty.Difference(spread, 0.95)) },
			cx.Comparison{}, cx.ErrNoData, "cx: mean difference: no data",
		},
		{
			"difference from one", func() (any, error) { return anyOf(spread.Difference(one, 0.95)) },
			cx.Comparison{}, cx.ErrUndefined, "cx: mean difference: one answer has no spread",
		},
		{
			"difference of equal answers", func() (any, error) { return anyOf(equal.Difference(equal, 0.95)) },
			cx.Comparison{}, cx.ErrUndefined, "cx: mean difference: all answers are equal",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.query()
			cxtest.Refuses(t, tt.name, err, tt.want)
			if err != nil && err.Error() != tt.text {
				t.Errorf("error %q, want %q", err, tt.text)
			}
			if noData := tt.want == cx.ErrNoData; errors.Is(err, cx.ErrNoData) != noData || errors.Is(err, cx.ErrInvalid) {
				t.Errorf("error %v is of the wrong kind", err)
			}
			if diff := cmp.Diff(tt.zero, got); diff != "" {
				t.Errorf("value with an error (-want +got):\n%s", diff)
			}
		})
	}
	// A share of nothing is no error: the proportion says so when it is asked.
	for _, r := range []cx.Ratings{{}, empty} {
		if p, err := r.TopBox(1); err != nil || p != (cx.Proportion{}) {
			t.Errorf("%v.TopBox(1) = %v, %v, want none of none", r, p, err)
		}
	}
}

func TestRatingsLevels(t *testing.T) {
	r := ratingsOf(t, cx.SatisfactionScale(5), 5, 4, 2, 3)
	tests := []struct {
		name  string
		query func(level float64) (any, error)
		zero  any
	}{
		{"MeanInterval", func(level float64) (any, error) { return anyOf(r.MeanInterval(level)) }, cx.Interval{}},
		{"TInterval", func(level float64) (any, error) { return anyOf(r.TInterval(level)) }, cx.Interval{}},
		{"IntervalOf", func(level float64) (any, error) { return anyOf(r.IntervalOf(9, level)) }, cx.Interval{}},
		{"RescaledInterval", func(level float64) (any, error) { return anyOf(r.RescaledInterval(level)) }, cx.Interval{}},
		{"NetBoxInterval", func(level float64) (any, error) { return anyOf(r.NetBoxInterval(1, level)) }, cx.Interval{}},
		{"MeanDifference", func(level float64) (any, error) { return anyOf(r.Difference(r, level)) }, cx.Comparison{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, level := range []float64{0, 1, -0.95, 95, math.NaN(), math.Inf(1), math.Inf(-1)} {
				got, err := tt.query(level)
				cxtest.Refuses(t, fmt.Sprintf("%s(%v)", tt.name, level), err, cx.ErrInvalid)
				if got != tt.zero {
					t.Errorf("%s(%v) = %v with an error", tt.name, level, got)
				}
			}
		})
	}
	// Levels at the ends of what is allowed have an answer.
	for _, level := range []float64{math.SmallestNonzeroFloat64, 1e-9, math.Nextafter(1, 0)} {
		for name, interval := range map[string]func(float64) (cx.Interval, error){"MeanInterval": r.MeanInterval, "TInterval": r.TInterval} {
			iv, err := interval(level)
			if err != nil || !(iv.Low <= 3.5 && iv.High >= 3.5 && iv.Low >= 1 && iv.High <= 5) {
				t.Errorf("%s(%v) = %+v, %v, want the mean 3.5 inside", name, level, iv, err)
			}
		}
	}
}

// Counts as large as there are: figures are exact or to 1e-12, and nothing wraps.
func TestRatingsLargeCounts(t *testing.T) {
	five := cx.SatisfactionScale(5)
	all := cx.Ratings{Scale: five, Counts: [11]int64{4: math.MaxInt64}}
	figure, err := all.Mean()
	cxtest.Exactly(t, "mean of 5s", figure, err, "5")
	figure, err = all.Median()
	cxtest.Exactly(t, "median of 5s", figure, err, "5")
	figure, err = all.Rescaled()
	cxtest.Exactly(t, "rescaled mean of 5s", figure, err, "100")
	figure, err = all.NetBox(1)
	cxtest.Exactly(t, "net box of 5s", figure, err, "100")
	if deviation, err := all.StandardDeviation(); err != nil || deviation != 0 {
		t.Errorf("StandardDeviation() of 5s = %v, %v, want 0", deviation, err)
	}
	if got := all.Total(); got != math.MaxInt64 {
		t.Errorf("Total() = %v", got)
	}

	// 2^62 times 1 and 2^62 - 1 times 5: the mean is 3 - 2/(2^63 - 1), the one in the
	// middle the last 1, and the net box -100/(2^63 - 1).
	halves := cx.Ratings{Scale: five, Counts: [11]int64{0: 1 << 62, 4: 1<<62 - 1}}
	figure, err = halves.Mean()
	cxtest.Exactly(t, "mean of the halves", figure, err, "3")
	figure, err = halves.Median()
	cxtest.Exactly(t, "median of the halves", figure, err, "1")
	figure, err = halves.NetBox(1)
	cxtest.Exactly(t, "net box of the halves", figure, err, "0")
	deviation, err := halves.StandardDeviation()
	if err != nil {
		t.Error(err)
	}
	cxtest.Near(t, "deviation of the halves", deviation, 2, 1e-12)

	// n - 1 times 1 and one 5: the sample variance is exactly 16/n. The textbook's
	// sum of squares in float64 has no correct digit here.
	one := cx.Ratings{Scale: five, Counts: [11]int64{0: 1e16 - 1, 4: 1}}
	deviation, err = one.StandardDeviation()
	if err != nil {
		t.Error(err)
	}
	if relative := math.Abs(deviation/4e-8 - 1); relative > 1e-12 {
		t.Errorf("StandardDeviation() = %v, want 4e-8", deviation)
	}

	full := all
	cxtest.Refuses(t, "Add to a full tally", full.Add(1), cx.ErrInvalid)
	cxtest.Refuses(t, "Merge with a full tally", full.Merge(cx.Ratings{Scale: five, Counts: [11]int64{1}}), cx.ErrInvalid)
	if full != all {
		t.Errorf("a refused answer changed %v to %v", all, full)
	}
	if err := full.Merge(cx.Ratings{Scale: five}); err != nil {
		t.Errorf("Merge of nothing: %v", err)
	}
	almost := cx.Ratings{Scale: five, Counts: [11]int64{4: math.MaxInt64 - 1}}
	if err := almost.Add(1); err != nil || almost.Total() != math.MaxInt64 {
		t.Errorf("the last answer that fits: %v, total %v", err, almost.Total())
	}
	for _, counts := range [][11]int64{{math.MaxInt64, 1}, {math.MaxInt64, math.MaxInt64, 2}, {-1, 5}, {math.MinInt64}} {
		if got := (cx.Ratings{Scale: five, Counts: counts}).Total(); got != 0 {
			t.Errorf("Total() of %v = %v, want 0", counts, got)
		}
	}
}

func TestRatingsAddRefuses(t *testing.T) {
	tests := []struct {
		name    string
		ratings cx.Ratings
		rating  int
		text    string
	}{
		{"no scale", cx.Ratings{}, 1, "cx: scale is missing"},
		{"below", cx.Ratings{Scale: cx.SatisfactionScale(5)}, 0, "cx: rating 0 is outside 1..5"},
		{"above", cx.Ratings{Scale: cx.SatisfactionScale(5)}, 6, "cx: rating 6 is outside 1..5"},
		{"wraps to 5 in a byte", cx.Ratings{Scale: cx.SatisfactionScale(5)}, 261, "cx: rating 261 is outside 1..5"},
		{"impossible", cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{-1}}, 5, "cx: ratings: a count is negative"},
		{
			"counts beyond the scale", cx.Ratings{Scale: cx.SatisfactionScale(5), Counts: [11]int64{5: 1}}, 5,
			"cx: ratings: counts beyond the points of the scale",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.ratings
			err := r.Add(tt.rating)
			cxtest.Refuses(t, "Add", err, cx.ErrInvalid)
			if err != nil && err.Error() != tt.text {
				t.Errorf("Add(%d): error %q, want %q", tt.rating, err, tt.text)
			}
			if r != tt.ratings {
				t.Errorf("a refused Add(%d) changed %v to %v", tt.rating, tt.ratings, r)
			}
		})
	}
}

func TestRatingsReversed(t *testing.T) {
	effort := cx.Ratings{Scale: cx.EffortScale(5), Counts: [11]int64{1, 2, 3, 5, 9}}
	want := cx.Ratings{Scale: cx.EaseScale(5), Counts: [11]int64{9, 5, 3, 2, 1}}
	got := effort.Reversed()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Reversed() (-want +got):\n%s", diff)
	}
	if back := got.Reversed(); back != effort {
		t.Errorf("reversed twice = %v, want %v", back, effort)
	}
	if effort.Counts[0] != 1 {
		t.Error("Reversed modified its receiver")
	}
	// The better end stays the better end.
	a, err1 := effort.Rescaled()
	b, err2 := got.Rescaled()
	if err1 != nil || err2 != nil || !a.Equal(b) {
		t.Errorf("rescaled means %v, %v, and reversed %v, %v", a, err1, b, err2)
	}
	for _, r := range []cx.Ratings{{}, {Scale: cx.Scale{Min: 5, Max: 1}, Counts: [11]int64{1}}} {
		if got := r.Reversed(); got != r {
			t.Errorf("%v.Reversed() = %v, want it as it is", r, got)
		}
	}
}

func TestRatingsNPS(t *testing.T) {
	tests := []struct {
		name    string
		ratings cx.Ratings
		want    cx.NPS
	}{
		// O1: the counts 0..10 of the CRAN package's test data give 362, 176 and 462.
		{
			"0-10", cx.Ratings{Scale: cx.RecommendScale(11), Counts: [11]int64{74, 10, 22, 35, 40, 140, 41, 57, 119, 227, 235}},
			cx.NPS{Promoters: 462, Passives: 176, Detractors: 362},
		},
		{
			"1-5", cx.Ratings{Scale: cx.RecommendScale(5), Counts: [11]int64{1, 2, 3, 4, 5}},
			cx.NPS{Promoters: 5, Passives: 4, Detractors: 6, Scale: cx.RecommendScale(5)},
		},
		{"none", cx.Ratings{Scale: cx.RecommendScale(11)}, cx.NPS{}},
		{"none, and no scale", cx.Ratings{}, cx.NPS{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.ratings.NPS()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("NPS() (-want +got):\n%s", diff)
			}
		})
	}
	for name, r := range map[string]cx.Ratings{
		"no scale":        {Counts: [11]int64{1}},
		"lower is better": {Scale: cx.EffortScale(5), Counts: [11]int64{1}},
		"negative count":  {Scale: cx.RecommendScale(5), Counts: [11]int64{-1}},
	} {
		got, err := r.NPS()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if got != (cx.NPS{}) {
			t.Errorf("%s: NPS() = %v with an error", name, got)
		}
	}
}

// A customer edits 2 to 5, of the answers 5, 4, 2, 3: the mean 14/4 becomes 17/4, the share
// satisfied 2/4 becomes 3/4.
func TestRatings_Remove(t *testing.T) {
	five := cx.SatisfactionScale(5)
	r := cx.Ratings{Scale: five, Counts: [11]int64{0, 1, 1, 1, 1}}
	edited := cx.Ratings{Scale: five, Counts: [11]int64{0, 0, 1, 1, 2}}
	cxtest.Becomes(t, "Ratings", r, func(r *cx.Ratings) error { return errors.Join(r.Remove(2), r.Add(5)) }, edited)
	cxtest.Becomes(t, "CSAT", cx.CSAT(r), func(c *cx.CSAT) error { return errors.Join(c.Remove(2), c.Add(5)) }, cx.CSAT(edited))
	cxtest.Becomes(t, "CES", cx.CES(r), func(c *cx.CES) error { return errors.Join(c.Remove(2), c.Add(5)) }, cx.CES(edited))
	mean, err := edited.Mean()
	cxtest.Exactly(t, "mean", mean, err, "4.25")
	score, err := cx.CSAT(edited).Score()
	cxtest.Exactly(t, "CSAT", score, err, "75")

	remove := func(rating int) func(*cx.Ratings) error { return func(r *cx.Ratings) error { return r.Remove(rating) } }
	unmerge := func(other cx.Ratings) func(*cx.Ratings) error {
		return func(r *cx.Ratings) error { return r.Unmerge(other) }
	}
	cxtest.Becomes(t, "a part", edited, unmerge(cx.Ratings{Scale: five, Counts: [11]int64{2: 1, 4: 1}}), cx.Ratings{Scale: five, Counts: [11]int64{3: 1, 4: 1}})
	cxtest.Becomes(t, "all", r, unmerge(r), cx.Ratings{Scale: five})
	cxtest.Becomes(t, "nothing", r, unmerge(cx.Ratings{}), r)
	cxtest.Becomes(t, "nothing on a scale", cx.Ratings{}, unmerge(cx.Ratings{Scale: five}), cx.Ratings{})
	cxtest.Unchanged(t, "no such answer", r, remove(1), cx.ErrInvalid)
	cxtest.Unchanged(t, "no such rating", r, remove(6), cx.ErrInvalid)
	cxtest.Unchanged(t, "no scale", cx.Ratings{}, remove(1), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.Ratings{Scale: five, Counts: [11]int64{-1, 2}}, remove(2), cx.ErrInvalid)
	cxtest.Unchanged(t, "no such answers", r, unmerge(edited), cx.ErrInvalid)
	cxtest.Unchanged(t, "from no scale", cx.Ratings{}, unmerge(r), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", r, unmerge(cx.Ratings{Counts: [11]int64{1}}), cx.ErrInvalid)
	cxtest.Unchanged(t, "another scale", r, unmerge(cx.Ratings{Scale: cx.EffortScale(5), Counts: [11]int64{1: 1}}), cx.ErrMismatch)
	cxtest.Unchanged(t, "an empty tally on another scale", r, unmerge(cx.Ratings{Scale: cx.EffortScale(5)}), cx.ErrMismatch)
	err = (&cx.CSAT{Scale: five}).Remove(6)
	if err == nil || err.Error() != "cx: CSAT rating 6 is outside 1..5" {
		t.Errorf("CSAT.Remove(6): %v", err)
	}
}
