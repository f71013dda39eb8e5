package cx_test

import (
	"errors"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// The figures that go by the name of CSAT differ on the same four answers, 5, 4, 2
// and 3: the table of the definitions, with who uses which.
func TestCSATVariants(t *testing.T) {
	c, err := cx.CSATOf([]int{5, 4, 2, 3}, cx.SatisfactionScale(5))
	if err != nil {
		t.Fatal(err)
	}
	score, err := c.Score()
	cxtest.Exactly(t, "top 2 boxes (Formbricks, Chattermill, Chatwoot)", score, err, "50")
	top, err := c.TopBox(1)
	if want := (cx.Proportion{Count: 1, Base: 4}); err != nil || top != want { // 25 %
		t.Errorf("top box = %v, %v, want %v", top, err, want)
	}
	net, err := c.NetBox(2)
	cxtest.Exactly(t, "net box (FreeScout, MeasuringU)", net, err, "25")
	mean, err := c.Mean()
	cxtest.Exactly(t, "mean (Zykrr)", mean, err, "3.5")
	rescaled, err := c.Rescaled()
	cxtest.Exactly(t, "rescaled mean (ACSI)", rescaled, err, "62.5")
	// The sum over the maximum, 70, is the mean over the maximum.
	cxtest.Exactly(t, "sum over maximum (ServiceRocket)", mean.Mul(dec("20")), err, "70")
}

func TestCSATScore(t *testing.T) {
	tests := []struct {
		name      string
		csat      cx.CSAT
		score     string
		mean      string
		satisfied cx.Proportion
		opposite  cx.Proportion
	}{
		// O11, from the tests of Formbricks.
		{
			"5, 4, 2, 1", cx.CSAT(ratingsOf(t, cx.SatisfactionScale(5), 5, 4, 2, 1)), "50", "3",
			cx.Proportion{Count: 2, Base: 4}, cx.Proportion{Count: 2, Base: 4},
		},
		{
			"5, 4, 3, 1, 5", cx.CSAT(ratingsOf(t, cx.SatisfactionScale(5), 5, 4, 3, 1, 5)), "60", "3.6",
			cx.Proportion{Count: 3, Base: 5}, cx.Proportion{Count: 1, Base: 5},
		},
		// O12: 8 good and 2 bad; 150 of 250 (50 of them neutral here).
		{
			"8 good, 2 bad", cx.CSAT{Scale: cx.SatisfactionScale(2), Counts: [11]int64{2, 8}}, "80", "1.8",
			cx.Proportion{Count: 8, Base: 10}, cx.Proportion{Count: 2, Base: 10},
		},
		{
			"150 of 250", cx.CSAT{Scale: cx.SatisfactionScale(3), Counts: [11]int64{50, 50, 150}}, "60", "2.4",
			cx.Proportion{Count: 150, Base: 250}, cx.Proportion{Count: 50, Base: 250},
		},
		// By hand: on 1-10 satisfied are 8 to 10, of the answers of O12 8, 9 and 10.
		{
			"1 to 10", cx.CSAT(ratingsOf(t, cx.SatisfactionScale(10), 6, 7, 5, 3, 8, 9, 4, 10, 7, 1)), "30", "6",
			cx.Proportion{Count: 3, Base: 10}, cx.Proportion{Count: 2, Base: 10},
		},
		{
			"nobody", cx.CSAT(ratingsOf(t, cx.SatisfactionScale(5), 1, 3)), "0", "2",
			cx.Proportion{Count: 0, Base: 2}, cx.Proportion{Count: 1, Base: 2},
		},
		{
			"thirds", cx.CSAT(ratingsOf(t, cx.SatisfactionScale(5), 5, 5, 3)), "66.66666667", "4.33333333",
			cx.Proportion{Count: 2, Base: 3}, cx.Proportion{Count: 0, Base: 3},
		},
		// The better end, whatever the direction.
		{
			"lower is better", cx.CSAT(ratingsOf(t, cx.EffortScale(5), 1, 2, 2, 5)), "75", "2.5",
			cx.Proportion{Count: 3, Base: 4}, cx.Proportion{Count: 1, Base: 4},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			score, err := tt.csat.Score()
			cxtest.Exactly(t, "Score()", score, err, tt.score)
			mean, err := tt.csat.Mean()
			cxtest.Exactly(t, "Mean()", mean, err, tt.mean)
			if got := tt.csat.Satisfied(); got != tt.satisfied {
				t.Errorf("Satisfied() = %v, want %v", got, tt.satisfied)
			}
			if got := tt.csat.Dissatisfied(); got != tt.opposite {
				t.Errorf("Dissatisfied() = %v, want %v", got, tt.opposite)
			}
			if got := tt.csat.Total(); got != tt.satisfied.Base {
				t.Errorf("Total() = %v, want %v", got, tt.satisfied.Base)
			}
		})
	}
}

// The interval is Wilson's, in percent.
func TestCSATInterval(t *testing.T) {
	tests := []struct {
		name      string
		counts    [11]int64
		low, high float64 // of the share
		tolerance float64
	}{
		// R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I.
		{"81 of 263", [11]int64{182, 81}, 0.2553, 0.3662, 5e-5},
		{"15 of 148", [11]int64{133, 15}, 0.0624, 0.1605, 5e-5},
		{"0 of 20", [11]int64{20, 0}, 0, 0.1611, 5e-5},
		{"1 of 29", [11]int64{28, 1}, 0.0061, 0.1718, 5e-5},
		// More digits by the formula in mpmath 1.3.
		{"81 of 263", [11]int64{182, 81}, 0.2552885198782742, 0.3662095769828001, 1e-12},
		{"8 of 10", [11]int64{2, 8}, 0.4901624715366417, 0.9433178485456247, 1e-12},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := cx.CSAT{Scale: cx.SatisfactionScale(2), Counts: tt.counts}
			got, err := c.Interval(0.95)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Low", got.Low/100, tt.low, tt.tolerance)
			cxtest.Near(t, "High", got.High/100, tt.high, tt.tolerance)
			if got.Level != 0.95 || got.Clipped {
				t.Errorf("Interval(0.95) = %+v", got)
			}
		})
	}
}

// The difference is Newcombe's, in percentage points; z is pooled. decisions: 56 of
// 70 against 48 of 80 (Newcombe 1998, 873-890, table II) and the edge cases.
func TestCSATDifference(t *testing.T) {
	tests := []struct {
		name      string
		a, b      [11]int64
		d         float64
		low, high float64 // of the shares
		z         float64
	}{
		{"56/70 and 48/80", [11]int64{14, 56}, [11]int64{32, 48}, 0.2, 0.0524315, 0.3338727, 2.650172},
		// By hand: pooled 12 of 20, z = 0.6/sqrt(0.24·0.2).
		{"9/10 and 3/10", [11]int64{1, 9}, [11]int64{7, 3}, 0.6, 0.1705227, 0.8090180, 2.738613},
		// Pooled 10 of 30, z = 1/sqrt(2/9·0.15); by hand the lower limit is 1 minus the
		// root of the squares of z²/(10+z²) and z²/(20+z²), .67908604.
		{"10/10 and 0/20", [11]int64{0, 10}, [11]int64{20, 0}, 1, 0.67908604, 1, 5.477226},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := cx.CSAT{Scale: cx.SatisfactionScale(2), Counts: tt.a}
			b := cx.CSAT{Scale: cx.SatisfactionScale(2), Counts: tt.b}
			got, err := a.Difference(b, 0.95)
			if err != nil {
				t.Fatal(err)
			}
			cxtest.Near(t, "Difference", got.Difference/100, tt.d, 1e-12)
			cxtest.Near(t, "Low", got.Interval.Low/100, tt.low, 5e-8)
			cxtest.Near(t, "High", got.Interval.High/100, tt.high, 5e-8)
			cxtest.Near(t, "Z", got.Z, tt.z, 5e-7)
			cxtest.Near(t, "Difference / StandardError", got.Difference/got.StandardError, tt.z, 5e-7)
		})
	}

	// Nobody satisfied in either: no difference, and a p value of 1.
	none := cx.CSAT{Scale: cx.SatisfactionScale(2), Counts: [11]int64{10}}
	got, err := none.Difference(none, 0.95)
	if err != nil || got.Z != 0 || got.P != 1 || got.StandardError != 0 {
		t.Errorf("difference of 0/10 and 0/10 = %+v, %v, want Z 0 and P 1", got, err)
	}
}

func TestCSATErrors(t *testing.T) {
	five := cx.CSAT(ratingsOf(t, cx.SatisfactionScale(5), 5, 4, 2, 3))
	ten := cx.CSAT(ratingsOf(t, cx.SatisfactionScale(10), 5, 4, 2, 3))
	empty := cx.CSAT{Scale: cx.SatisfactionScale(5)}
	tests := []struct {
		name  string
		query func() (any, error)
		zero  any
		want  error
	}{
		{"score of the zero tally", func() (any, error) { return anyOf(cx.CSAT{}.Score()) }, decimal.Decimal{}, cx.ErrNoData},
		{"score of none", func() (any, error) { return anyOf(empty.Score()) }, decimal.Decimal{}, cx.ErrNoData},
		{"interval of none", func() (any, error) { return anyOf(empty.Interval(0.95)) }, cx.Interval{}, cx.ErrNoData},
		{"interval at 95", func() (any, error) { return anyOf(five.Interval(95)) }, cx.Interval{}, cx.ErrInvalid},
		{"difference from none", func() (any, error) { return anyOf(five.Difference(empty, 0.95)) }, cx.Comparison{}, cx.ErrNoData},
		{"difference at 0", func() (any, error) { return anyOf(five.Difference(five, 0)) }, cx.Comparison{}, cx.ErrInvalid},
		{"difference of scales", func() (any, error) { return anyOf(five.Difference(ten, 0.95)) }, cx.Comparison{}, cx.ErrMismatch},
		{"means of scales", func() (any, error) { return anyOf(five.MeanDifference(ten, 0.95)) }, cx.Comparison{}, cx.ErrMismatch},
		{"merge of scales", func() (any, error) { c := five; return c, c.Merge(ten) }, five, cx.ErrMismatch},
		{"row", func() (any, error) { return anyOf(cx.CSATOf([]int{5, 0}, cx.SatisfactionScale(5))) }, cx.CSAT{}, cx.ErrInvalid},
		{"no scale", func() (any, error) { return anyOf(cx.CSATOf([]int{5}, cx.SatisfactionScale(8))) }, cx.CSAT{}, cx.ErrInvalid},
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
	// The errors name a CSAT rating.
	_, err := cx.CSATOf([]int{5, 0}, cx.SatisfactionScale(5))
	if want := "cx: row 1: CSAT rating 0 is outside 1..5"; err == nil || err.Error() != want {
		t.Errorf("CSATOf: error %v, want %s", err, want)
	}
	c := five
	if err, want := c.Add(6), "cx: CSAT rating 6 is outside 1..5"; err == nil || err.Error() != want || c != five {
		t.Errorf("Add(6): error %v, want %s and an unchanged tally", err, want)
	}
	var outside *cx.RangeError
	if err := c.Add(6); !errors.As(err, &outside) || *outside != (cx.RangeError{What: "CSAT rating", Got: 6, Min: 1, Max: 5}) {
		t.Errorf("Add(6): error %#v", err)
	}
}

// CSAT and CES answer the questions that they share with Ratings as Ratings does.
func TestCSATAndCESAreRatings(t *testing.T) {
	for _, s := range []cx.Scale{cx.SatisfactionScale(5), cx.EffortScale(5), cx.EaseScale(7), centered} {
		r, other := ratingsOf(t, s, s.Min, s.Max, s.Max, s.Min+1), ratingsOf(t, s, s.Min, s.Max, s.Min)
		c, e := cx.CSAT(r), cx.CES(r)
		type figures struct {
			Mean, Median, Rescaled, NetBox decimal.Decimal
			Deviation                      float64
			MeanInterval, NetBoxInterval   cx.Interval
			TInterval, RescaledInterval    cx.Interval
			MeanDifference                 cx.Comparison
			TopBox, BottomBox              cx.Proportion
			Total                          int64
		}
		var errs []error
		must := func(err error) { errs = append(errs, err) }
		read := func(q interface {
			Mean() (decimal.Decimal, error)
			Median() (decimal.Decimal, error)
			Rescaled() (decimal.Decimal, error)
			NetBox(int) (decimal.Decimal, error)
			StandardDeviation() (float64, error)
			MeanInterval(float64) (cx.Interval, error)
			TInterval(float64) (cx.Interval, error)
			RescaledInterval(float64) (cx.Interval, error)
			NetBoxInterval(int, float64) (cx.Interval, error)
			TopBox(int) (cx.Proportion, error)
			BottomBox(int) (cx.Proportion, error)
			Total() int64
		}) (f figures) {
			var err error
			f.Mean, err = q.Mean()
			must(err)
			f.Median, err = q.Median()
			must(err)
			f.Rescaled, err = q.Rescaled()
			must(err)
			f.NetBox, err = q.NetBox(1)
			must(err)
			f.Deviation, err = q.StandardDeviation()
			must(err)
			f.MeanInterval, err = q.MeanInterval(0.9)
			must(err)
			f.TInterval, err = q.TInterval(0.9)
			must(err)
			f.RescaledInterval, err = q.RescaledInterval(0.9)
			must(err)
			f.NetBoxInterval, err = q.NetBoxInterval(1, 0.9)
			must(err)
			f.TopBox, err = q.TopBox(2)
			must(err)
			f.BottomBox, err = q.BottomBox(2)
			must(err)
			f.Total = q.Total()
			return f
		}
		want, got := read(r), read(c)
		var err error
		want.MeanDifference, err = r.Difference(other, 0.9)
		must(err)
		got.MeanDifference, err = c.MeanDifference(cx.CSAT(other), 0.9)
		must(err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("CSAT on %+v (-Ratings +CSAT):\n%s", s, diff)
		}

		ces := want
		ces.Mean, err = e.Score()
		must(err)
		ces.Median, err = e.Median()
		must(err)
		ces.Deviation, err = e.StandardDeviation()
		must(err)
		ces.MeanInterval, err = e.Interval(0.9)
		must(err)
		ces.TInterval, err = e.TInterval(0.9)
		must(err)
		ces.MeanDifference, err = e.Difference(cx.CES(other), 0.9)
		must(err)
		ces.Total = e.Total()
		if diff := cmp.Diff(want, ces); diff != "" {
			t.Errorf("CES on %+v (-Ratings +CES):\n%s", s, diff)
		}
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
	}
}

// CSAT per question of a survey.
func TestCSATByQuestion(t *testing.T) {
	rows := []cx.Response{
		{Question: "staff", Score: 5}, {Question: "room", Score: 2}, {Question: "staff", Score: 4},
		{Question: "room", Score: 4}, {Question: "food", Score: 3},
	}
	got, err := cx.GroupByQuestion(rows, emptyOf(cx.CSAT{Scale: cx.SatisfactionScale(5)}))
	if err != nil {
		t.Fatal(err)
	}
	scores := map[string]string{}
	for _, g := range got {
		score, err := g.Tally.Score()
		if err != nil {
			t.Errorf("score of %s: %v", g.Key, err)
		}
		scores[g.Key] = score.String()
	}
	if diff := cmp.Diff(map[string]string{"food": "0", "room": "50", "staff": "100"}, scores); diff != "" {
		t.Errorf("scores by question (-want +got):\n%s", diff)
	}
}

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
			if got, want := tt.ces.Easy(), (cx.Proportion{Count: tt.easy, Base: n}); got != want {
				t.Errorf("Easy() = %v, want %v", got, want)
			}
			if got, want := tt.ces.Difficult(), (cx.Proportion{Count: tt.difficult, Base: n}); got != want {
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

// The intervals of the score are that of the score test and Student's t, on the scale, and
// that of the net share is Tango's in points.
func TestCESIntervals(t *testing.T) {
	// By t 5, 4, 2, 3 has 1.445740..5.554260, clipped to 5; by the score test, halved with 60
	// digits in mpmath, 2.275273..4.412666.
	c := cx.CES(ratingsOf(t, cx.EaseScale(5), 5, 4, 2, 3))
	got, err := c.TInterval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "Low", got.Low, 1.445740, 5e-7)
	if got.High != 5 || !got.Clipped {
		t.Errorf("TInterval(0.95) = %+v, want it clipped to 5", got)
	}
	if got, err = c.Interval(0.95); err != nil || got.Clipped {
		t.Errorf("Interval(0.95) = %+v, %v", got, err)
	}
	cxtest.Near(t, "Low", got.Low, 2.27527290886351, 1e-12)
	cxtest.Near(t, "High", got.High, 4.4126659718307, 1e-12)

	// 8 difficult, 13 neutral, 15 easy: -0.067697..0.428670 by Tango's equation, solved
	// outside of Go, and mirrored on a scale of effort.
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
		{"row", func() (any, error) { return anyOf(cx.CESOf([]uint8{7, 0}, cx.EaseScale(7))) }, cx.CES{}, cx.ErrInvalid},
		{"no scale", func() (any, error) { return anyOf(cx.CESOf([]uint8{7}, cx.EaseScale(12))) }, cx.CES{}, cx.ErrInvalid},
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
	_, err := cx.CESOf([]int{7, 8}, cx.EaseScale(7))
	if want := "cx: row 1: CES rating 8 is outside 1..7"; err == nil || err.Error() != want {
		t.Errorf("CESOf: error %v, want %s", err, want)
	}
	c := full
	if err, want := c.Add(0), "cx: CES rating 0 is outside 1..7"; err == nil || err.Error() != want || c != full {
		t.Errorf("Add(0): error %v, want %s and an unchanged tally", err, want)
	}
}
