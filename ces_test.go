package cx_test

import (
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func TestCESScore(t *testing.T) {
	tests := []struct {
		name            string
		ces             cx.CES
		score           string
		easy, difficult int64
		net             string
	}{
		// O14, from the tests of Formbricks: means 3.5 and 4.67. Easy are 5 to 7 on 1-7,
		// 4 and 5 on 1-5.
		{"5, 4, 2, 3 on ease 1-5", cx.CES(ratingsOf(t, cx.EaseScale(5), 5, 4, 2, 3)), "3.5", 2, 1, "25"},
		{"7, 6, 1 on ease 1-7", cx.CES(ratingsOf(t, cx.EaseScale(7), 7, 6, 1)), "4.66666667", 2, 1, "33.33333333"},
		// The same numbers on a scale of effort: the low end is the easy one.
		{"5, 4, 2, 3 on effort 1-5", cx.CES(ratingsOf(t, cx.EffortScale(5), 5, 4, 2, 3)), "3.5", 1, 2, "-25"},
		{"7, 6, 1 on effort 1-7", cx.CES(ratingsOf(t, cx.EffortScale(7), 7, 6, 1)), "4.66666667", 1, 2, "-33.33333333"},
		// O13: disagree 5, neutral 5, agree 10: half agree (Delighted), net 25.
		{
			"5 disagree, 5 neutral, 10 agree", cx.CES{Scale: cx.EaseScale(5), Counts: [11]int64{2, 3, 5, 6, 4}}, "3.35", 10, 5, "25",
		},
		{"all neutral", cx.CES(ratingsOf(t, cx.EaseScale(7), 4, 4)), "4", 0, 0, "0"},
		// Four points have no middle.
		{"1, 2, 3, 4 on ease 1-4", cx.CES(ratingsOf(t, cx.EaseScale(4), 1, 2, 3, 4)), "2.5", 2, 2, "0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			score, err := tt.ces.Score()
			cxtest.Exactly(t, "Score()", score, err, tt.score)
			n := tt.ces.Total()
			if got, want := tt.ces.Easy(), (cx.Proportion{Count: tt.easy, Total: n}); got != want {
				t.Errorf("Easy() = %v, want %v", got, want)
			}
			if got, want := tt.ces.Difficult(), (cx.Proportion{Count: tt.difficult, Total: n}); got != want {
				t.Errorf("Difficult() = %v, want %v", got, want)
			}
			net, err := tt.ces.NetEase()
			cxtest.Exactly(t, "NetEase()", net, err, tt.net)
		})
	}
	// O13 as the vendor prints it: 50 % agree.
	rate, err := tests[4].ces.Easy().Rate()
	cxtest.Exactly(t, "share who agree", rate, err, "0.5")
}

// The interval of the score is Student's t on the scale, that of the net share is
// Tango's in points.
func TestCESIntervals(t *testing.T) {
	// decisions: 5, 4, 2, 3 has 1.445740..5.554260, clipped to 5.
	c := cx.CES(ratingsOf(t, cx.EaseScale(5), 5, 4, 2, 3))
	got, err := c.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Low", got.Low, 1.445740, 5e-7)
	if got.High != 5 || !got.Clipped {
		t.Errorf("Interval(0.95) = %+v, want it clipped to 5", got)
	}

	// 8 difficult, 13 neutral, 15 easy: -0.067697..0.428670 in the table of the
	// oracles, and mirrored on a scale of effort.
	ease := cx.CES{Scale: cx.EaseScale(5), Counts: [11]int64{3, 5, 13, 9, 6}}
	got, err = ease.NetEaseInterval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Low", got.Low, -6.7697, 5e-5)
	cxtest.Near(t, "High", got.High, 42.8670, 5e-5)
	effort := ease
	effort.Scale = cx.EffortScale(5)
	mirrored, err := effort.NetEaseInterval(0.95)
	if want := (cx.Interval{Low: -got.High, High: -got.Low, Level: 0.95}); err != nil || mirrored != want {
		t.Errorf("NetEaseInterval of effort = %+v, %v, want %+v", mirrored, err, want)
	}
}

// Answers to the two questions of effort cannot be pooled: the pool of 5, 4, 2, 3 on
// 1-5 and 7, 6, 1 on 1-7 has the mean 4.0, which means nothing.
func TestCESMismatch(t *testing.T) {
	old := cx.CES(ratingsOf(t, cx.EffortScale(5), 5, 4, 2, 3))
	for name, other := range map[string]cx.CES{
		"CES 2.0":           cx.CES(ratingsOf(t, cx.EaseScale(7), 7, 6, 1)),
		"other direction":   cx.CES(ratingsOf(t, cx.EaseScale(5), 5, 4, 2, 3)),
		"empty, with scale": {Scale: cx.EaseScale(7)},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := old, other
			cxtest.Refuses(t, "Merge", a.Merge(b), cx.ErrMismatch)
			if diff := cmp.Diff(old, a); diff != "" {
				t.Errorf("a refused Merge changed the receiver (-before +after):\n%s", diff)
			}
			if diff := cmp.Diff(other, b); diff != "" {
				t.Errorf("a refused Merge changed the argument (-before +after):\n%s", diff)
			}
			cxtest.Refuses(t, "Merge the other way", b.Merge(a), cx.ErrMismatch)
			if other.Total() == 0 {
				return
			}
			d, err := old.Difference(other, 0.95)
			cxtest.Refuses(t, "Difference", err, cx.ErrMismatch)
			if d != (cx.Comparison{}) {
				t.Errorf("Difference = %+v with an error", d)
			}
		})
	}
	// Turned to the other direction, the numbers can be pooled with a scale of ease.
	turned := cx.CES(cx.Ratings(old).Reversed())
	if err := turned.Merge(cx.CES(ratingsOf(t, cx.EaseScale(5), 5))); err != nil {
		t.Fatal(err)
	}
	score, err := turned.Score()
	cxtest.Exactly(t, "score of 1, 2, 4, 3 and 5", score, err, "3")
}

func TestCESErrors(t *testing.T) {
	full := cx.CES(ratingsOf(t, cx.EaseScale(7), 7, 6, 1))
	empty := cx.CES{Scale: cx.EaseScale(7)}
	tests := []struct {
		name  string
		query func() (any, error)
		zero  any
		want  error
	}{
		{"score of the zero tally", func() (any, error) { return anyOf(cx.CES{}.Score()) }, decimal.Decimal{}, cx.ErrNoData},
		{"score of none", func() (any, error) { return anyOf(empty.Score()) }, decimal.Decimal{}, cx.ErrNoData},
		{"median of none", func() (any, error) { return anyOf(empty.Median()) }, decimal.Decimal{}, cx.ErrNoData},
		{"net ease of the zero tally", func() (any, error) { return anyOf(cx.CES{}.NetEase()) }, decimal.Decimal{}, cx.ErrNoData},
		{"net ease of none", func() (any, error) { return anyOf(empty.NetEase()) }, decimal.Decimal{}, cx.ErrNoData},
		{"net interval of none", func() (any, error) { return anyOf(empty.NetEaseInterval(0.95)) }, cx.Interval{}, cx.ErrNoData},
		{"net interval at 95", func() (any, error) { return anyOf(full.NetEaseInterval(95)) }, cx.Interval{}, cx.ErrInvalid},
		{"interval of none", func() (any, error) { return anyOf(empty.Interval(0.95)) }, cx.Interval{}, cx.ErrNoData},
		{"interval at 95", func() (any, error) { return anyOf(full.Interval(95)) }, cx.Interval{}, cx.ErrInvalid},
		{"deviation of one", func() (any, error) {
			return anyOf(cx.CES(ratingsOf(t, cx.EaseScale(7), 7)).StandardDeviation())
		}, 0.0, cx.ErrUndefined},
		{"difference from none", func() (any, error) { return anyOf(full.Difference(empty, 0.95)) }, cx.Comparison{}, cx.ErrNoData},
		{"row", func() (any, error) { return anyOf(cx.CESOf(cx.EaseScale(7), []uint8{7, 0})) }, cx.CES{}, cx.ErrInvalid},
		{"no scale", func() (any, error) { return anyOf(cx.CESOf(cx.EaseScale(12), []uint8{7})) }, cx.CES{}, cx.ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.query()
			cxtest.Refuses(t, tt.name, err, tt.want)
			if diff := cmp.Diff(tt.zero, got); diff != "" {
				t.Errorf("value with an error (-want +got):\n%s", diff)
			}
		})
	}
	if got := empty.Easy(); got != (cx.Proportion{}) {
		t.Errorf("Easy() of none = %v", got)
	}
	// The errors name a CES rating.
	_, err := cx.CESOf(cx.EaseScale(7), []int{7, 8})
	if want := "cx: row 1: CES rating 8 is outside 1..7"; err == nil || err.Error() != want {
		t.Errorf("CESOf: error %v, want %s", err, want)
	}
	c := full
	if err, want := c.Add(0), "cx: CES rating 0 is outside 1..7"; err == nil || err.Error() != want || c != full {
		t.Errorf("Add(0): error %v, want %s and an unchanged tally", err, want)
	}
}
