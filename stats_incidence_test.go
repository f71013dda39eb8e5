package cx_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

func TestIncidence(t *testing.T) {
	for _, tt := range []struct {
		name              string
		i                 cx.Incidence
		rate, per100, per string // per 3600
	}{
		{"questions per visitor", cx.Incidence{Events: 6, Base: 8}, "0.75", "75", "2700"},
		{"more than one", cx.Incidence{Events: 3605, Base: 600}, "6.00833333", "600.83333333", "21630"},
		{"none", cx.Incidence{Base: 9}, "0", "0", "0"},
		{"half up", cx.Incidence{Events: 1, Base: 800_000_000}, "0", "0.00000013", "0.0000045"}, // 1.25e-9, 1.25e-7
		{"largest", cx.Incidence{Events: math.MaxInt64, Base: math.MaxInt64}, "1", "100", "3600"},
		{"largest of one", cx.Incidence{Events: math.MaxInt64, Base: 1}, "9223372036854775807", "922337203685477580700", "33204139332677192905200"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.i.Rate()
			cxtest.Exactly(t, "Rate", got, err, tt.rate)
			got, err = tt.i.Per(100)
			cxtest.Exactly(t, "Per(100)", got, err, tt.per100)
			got, err = tt.i.Per(3600)
			cxtest.Exactly(t, "Per(3600)", got, err, tt.per)
			if got := tt.i.Total(); got != tt.i.Base {
				t.Errorf("Total() = %d, want %d", got, tt.i.Base)
			}
		})
	}
	_, err := cx.Incidence{}.Rate()
	cxtest.Refuses(t, "Rate", err, cx.ErrNoData)
	_, err = cx.Incidence{}.Per(100)
	cxtest.Refuses(t, "Per", err, cx.ErrNoData)
	for _, units := range []int64{0, -100, math.MinInt64} {
		_, err = cx.Incidence{Events: 1, Base: 1}.Per(units)
		cxtest.Refuses(t, "Per", err, cx.ErrInvalid)
	}
	_, err = cx.Incidence{}.Interval(0.95)
	cxtest.Refuses(t, "Interval", err, cx.ErrNoData)
}

// The limits are quantiles of the gamma distribution, computed with 40 digits and more by
// mpmath 1.3: with level l, those of shape n at (1-l)/2 and of shape n+1 at (1+l)/2. That
// of 0 is -ln(0.025).
func TestIncidenceInterval(t *testing.T) {
	for _, tt := range []struct {
		events    int64
		low, high float64
	}{
		{0, 0, 3.6888794541139354},
		{1, 0.025317807984289898, 5.5716433909388975},
		{3, 0.6186721228956015, 8.7672730697423248},
		{40, 28.576586441788965, 54.468646963984075},
		{52, 38.83608720046123, 68.191081740872892},
		{1_000_000, 998040.9833402939, 1001961.9119454322},
		{1_000_001, 998041.98236031207, 1001962.9129254135}, // by another formula from here on
	} {
		for _, base := range []int64{1, 100, 12_345} {
			i := cx.Incidence{Events: tt.events, Base: base}
			iv, err := i.Interval(0.95)
			if err != nil || iv.Level != 0.95 || iv.Clipped {
				t.Errorf("%v.Interval(0.95) = %v, %v", i, iv, err)
			}
			cxtest.Near(t, "low", iv.Low*float64(base), tt.low, 1e-12)
			cxtest.Near(t, "high", iv.High*float64(base), tt.high, 1e-12)
		}
	}
	// The largest count has an answer at once, which holds the rate.
	iv, err := cx.Incidence{Events: math.MaxInt64, Base: math.MaxInt64}.Interval(0.99)
	if err != nil || !(iv.Low <= 1 && iv.High >= 1 && iv.High-iv.Low < 1e-8) {
		t.Errorf("Interval of the largest counts = %v, %v", iv, err)
	}
	for _, level := range []float64{0, 1, -1, 95, math.NaN()} {
		_, err := cx.Incidence{Events: 1, Base: 1}.Interval(level)
		cxtest.Refuses(t, "Interval", err, cx.ErrInvalid)
		_, err = cx.Incidence{Events: 1, Base: 1}.Uplift(cx.Incidence{Events: 1, Base: 1}, level)
		cxtest.Refuses(t, "Uplift", err, cx.ErrInvalid)
		_, err = cx.Incidence{Events: 1, Base: 1}.RateRatio(cx.Incidence{Events: 1, Base: 1}, level)
		cxtest.Refuses(t, "RateRatio", err, cx.ErrInvalid)
	}
}

// 52 against 40 over equal exposures: the figures of the definition, to more digits by
// mpmath 1.3.
func TestIncidenceUplift(t *testing.T) {
	for _, base := range []int64{1, 28} {
		u, err := cx.Incidence{Events: 52, Base: base}.Uplift(cx.Incidence{Events: 40, Base: base}, 0.95)
		if err != nil || !u.AssumesPoisson || u.DegreesOfFreedom != 0 {
			t.Errorf("Uplift = %+v, %v", u, err)
		}
		cxtest.Near(t, "Value", u.Value, 0.3, 1e-15)
		cxtest.Near(t, "StandardError", u.StandardError, 0.2103111248383433, 1e-12)
		cxtest.Near(t, "P", u.P, 0.2122122405082906, 1e-12)
		cxtest.Near(t, "Low", u.Interval.Low, -0.1391525481157697, 1e-12)
		cxtest.Near(t, "High", u.Interval.High, 0.9631817417835337, 1e-12)
	}
	// Twice the exposure halves the rate: 52/80 is 0.65 of 40/40.
	u, err := cx.Incidence{Events: 52, Base: 80}.Uplift(cx.Incidence{Events: 40, Base: 40}, 0.95)
	cxtest.Near(t, "Value", u.Value, -0.35, 1e-15)
	if err != nil {
		t.Error(err)
	}
	// The other way round the limits of the ratio are the reciprocals.
	back, err := cx.Incidence{Events: 40, Base: 40}.Uplift(cx.Incidence{Events: 52, Base: 80}, 0.95)
	cxtest.Near(t, "product of the limits", (1+u.Interval.Low)*(1+back.Interval.High), 1, 1e-14)
	cxtest.Near(t, "P", back.P, u.P, 1e-12)
	if err != nil {
		t.Error(err)
	}

	// The ratio is 1 more, and so are its limits.
	r, err := cx.Incidence{Events: 52, Base: 28}.RateRatio(cx.Incidence{Events: 40, Base: 28}, 0.95)
	cxtest.Near(t, "RateRatio", r.Value, 1.3, 1e-15)
	cxtest.Near(t, "Low", r.Interval.Low, 0.8608474518842303, 1e-12)
	cxtest.Near(t, "High", r.Interval.High, 1.9631817417835337, 1e-12)
	if err != nil {
		t.Error(err)
	}
	// 0 of 10 against 5 of 20: 0.5/5.5 · 2, and e^(z·sqrt(1/0.5 + 1/5.5)) times as much.
	r, err = cx.Incidence{Base: 10}.RateRatio(cx.Incidence{Events: 5, Base: 20}, 0.95)
	cxtest.Near(t, "High", r.Interval.High, 3.2881022585268638, 1e-12)
	if err != nil || r.Value != 0 || r.Interval.Low != 0 {
		t.Errorf("RateRatio = %v, %v, want 0 and limits from 0", r, err)
	}

	one := cx.Incidence{Events: 1, Base: 1}
	for name, tt := range map[string]struct {
		during, baseline cx.Incidence
		want             error
	}{
		"no base":         {cx.Incidence{}, one, cx.ErrNoData},
		"no baseline":     {one, cx.Incidence{}, cx.ErrNoData},
		"no events":       {cx.Incidence{Base: 1}, one, cx.ErrUndefined},
		"no events in it": {one, cx.Incidence{Base: 1}, cx.ErrUndefined},
		"negative":        {one, cx.Incidence{Events: -1, Base: 1}, cx.ErrInvalid},
	} {
		u, err := tt.during.Uplift(tt.baseline, 0.95)
		cxtest.Refuses(t, name, err, tt.want)
		if u != (cx.Uplift{}) {
			t.Errorf("%s: %+v with an error", name, u)
		}
		if name == "no events" { // which is 0 times as many
			continue
		}
		r, err := tt.during.RateRatio(tt.baseline, 0.95)
		cxtest.Refuses(t, name, err, tt.want)
		if r != (cx.Estimate{}) {
			t.Errorf("%s: %v with an error", name, r)
		}
	}
	// Nothing overflows.
	u, err = cx.Incidence{Events: math.MaxInt64, Base: 1}.Uplift(cx.Incidence{Events: 1, Base: math.MaxInt64}, 0.95)
	if err != nil || !(u.Value > 8e37 && u.Interval.High > u.Value && u.P < 1e-300) {
		t.Errorf("Uplift of the extremes = %+v, %v", u, err)
	}
}

// After every error the receiver and the argument are as they were.
func TestIncidence_errorsChangeNothing(t *testing.T) {
	const most = math.MaxInt64
	bomb := decimal.New(5, 1_000_000)

	full := cx.Incidence{Events: most, Base: most}
	cxtest.Unchanged(t, "Incidence: negative", cx.Incidence{}, func(i *cx.Incidence) error { return i.Add(-1) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Incidence: full", full, func(i *cx.Incidence) error { return i.Add(0) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "Incidence: full", full, cx.Incidence{Events: 1, Base: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Incidence: no base", cx.Incidence{Base: 1}, cx.Incidence{Events: 1}, cx.ErrInvalid)

	one := cx.Amounts{Count: 1, Sum: dec("2"), Squares: dec("4")}
	cxtest.Unchanged(t, "Amounts: bomb", one, func(a *cx.Amounts) error { return a.Add(bomb) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Amounts: sum of 35 digits", one, func(a *cx.Amounts) error { return a.Add(dec("1e34")) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "Amounts: full", one, cx.Amounts{Count: most}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Amounts: digits", one, cx.Amounts{Count: 1, Sum: dec("1e-34"), Squares: dec("1e-68")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Amounts: impossible", one, cx.Amounts{Count: 1, Sum: dec("2")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Amounts: bomb", one, cx.Amounts{Count: 1, Sum: bomb, Squares: bomb}, cx.ErrInvalid)
}

// brokenAmounts are tallies that no amounts have.
func brokenAmounts() map[string]cx.Amounts {
	bomb := decimal.New(5, math.MinInt32)
	return map[string]cx.Amounts{
		"negative count": {Count: -1}, "sum of none": {Sum: dec("1")}, "squares of none": {Squares: dec("1")},
		"negative squares": {Count: 1, Squares: dec("-1")}, "squares too small": {Count: 2, Sum: dec("2"), Squares: dec("1.99")},
		"one amount, other square": {Count: 1, Sum: dec("2"), Squares: dec("5")},
		"bomb":                     {Count: 1, Sum: bomb, Squares: dec("1")}, "bomb of squares": {Count: 1, Sum: dec("1"), Squares: bomb},
	}
}

// Every query refuses what no rows have.
func TestIncidence_impossible(t *testing.T) {
	for name, i := range map[string]cx.Incidence{
		"negative events": {Events: -1, Base: 5}, "negative base": {Events: 0, Base: -5}, "no base": {Events: 1},
	} {
		cxtest.Impossible(t, name, cx.Incidence{Events: 2, Base: 1}, i, cx.ErrInvalid)
	}
	for name, a := range brokenAmounts() {
		cxtest.Impossible(t, name, cx.Amounts{Count: 2, Sum: dec("20"), Squares: dec("212.5")}, a, cx.ErrInvalid)
	}
}

func TestAttainment(t *testing.T) {
	a := cx.Attainment{Attained: 6, Missed: 2, Pending: 4, Excluded: 2, GaveUp: 3, EarlyAttained: 3, EarlyMissed: 1}
	for name, c := range map[string]struct{ got, want cx.Proportion }{
		"Whole":            {a.Whole(), cx.Proportion{Count: 3, Base: 4}},
		"Decided":          {a.Decided(), cx.Proportion{Count: 6, Base: 8}},
		"Gross":            {a.Gross(), cx.Proportion{Count: 6, Base: 13}},
		"AttainedOrGaveUp": {a.AttainedOrGaveUp(), cx.Proportion{Count: 9, Base: 11}},
		"AtLeast":          {a.AtLeast(), cx.Proportion{Count: 6, Base: 12}},
		"AtMost":           {a.AtMost(), cx.Proportion{Count: 10, Base: 12}},
	} {
		if c.got != c.want {
			t.Errorf("%s = %v, want %v", name, c.got, c.want)
		}
	}
	rate, err := a.Rate()
	cxtest.Exactly(t, "Rate", rate, err, "0.75")
	_, err = cx.Attainment{Pending: 3, Excluded: 1}.Rate()
	cxtest.Refuses(t, "nothing decided", err, cx.ErrNoData)
	_, err = cx.Attainment{Attained: 5, EarlyAttained: 5, Missed: 2, EarlyMissed: 2}.Rate()
	cxtest.Refuses(t, "no window is over", err, cx.ErrNoData)
	for name, bad := range map[string]cx.Attainment{
		"negative": {Attained: 2, Missed: -1}, "negative excluded": {Attained: 2, Excluded: -1}, "negative given up": {Attained: 2, GaveUp: -1},
		"negative early": {Attained: 2, EarlyAttained: -1}, "negative missed early": {Missed: 2, EarlyMissed: -1},
		"more early": {Attained: 2, EarlyAttained: 3}, "more missed early": {Attained: 9, Missed: 2, EarlyMissed: 3},
		"overflow": {Attained: math.MaxInt64, Pending: 1}, "overflow given up": {GaveUp: math.MaxInt64, Excluded: 1}, "smallest": {Attained: math.MinInt64, Missed: math.MinInt64},
	} {
		cxtest.Impossible(t, name, a, bad, cx.ErrInvalid)
		cxtest.Unmerged(t, name, a, bad, cx.ErrInvalid)
	}
	// Replied within an hour and resolved within four are not one service level.
	a.Of = "replied within 1h0m0s"
	cxtest.Unmerged(t, "rules", a, cx.Attainment{Attained: 1, Of: "resolved within 4h0m0s"}, cx.ErrMismatch)
	cxtest.Unmerged(t, "no text", a, cx.Attainment{Attained: 1, Of: "\xff"}, cx.ErrInvalid)
	sum := cx.Attainment{Missed: 3} // from SQL
	if err := sum.Merge(a); err != nil || sum != (cx.Attainment{Attained: 6, Missed: 5, Pending: 4, Excluded: 2, GaveUp: 3, EarlyAttained: 3, EarlyMissed: 1, Of: a.Of}) {
		t.Errorf("a literal without a rule: %+v, %v", sum, err)
	}
}

// badEstimates are of the right form, but no method gives them.
var badEstimates = []string{
	`{"value":1,"standard_error":-1}`,
	`{"value":1,"interval":{"low":2,"high":3,"level":0.95}}`,
	`{"value":1,"interval":{"low":-1,"high":0.5,"level":0.95}}`,
	`{"value":1,"interval":{"low":3,"high":-1,"level":0.95}}`,
	`{"value":1,"interval":{"low":0,"high":2,"level":1}}`,
	`{"value":1,"interval":{"low":0,"high":2}}`,
}

func TestProportion_Remove(t *testing.T) {
	p := cx.Proportion{Count: 2, Base: 3}
	remove := func(has bool) func(*cx.Proportion) error {
		return func(p *cx.Proportion) error { return p.Remove(has) }
	}
	unmerge := func(count, base int64) func(*cx.Proportion) error {
		return func(p *cx.Proportion) error { return p.Unmerge(cx.Proportion{Count: count, Base: base}) }
	}
	cxtest.Becomes(t, "one with the property", p, remove(true), cx.Proportion{Count: 1, Base: 2})
	cxtest.Becomes(t, "one without", p, remove(false), cx.Proportion{Count: 2, Base: 2})
	cxtest.Becomes(t, "all", p, unmerge(2, 3), cx.Proportion{})
	cxtest.Unchanged(t, "none without", cx.Proportion{Count: 2, Base: 2}, remove(false), cx.ErrInvalid)
	cxtest.Unchanged(t, "none with", cx.Proportion{Base: 2}, remove(true), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.Proportion{Count: 4, Base: 3}, remove(true), cx.ErrInvalid)
	cxtest.Unchanged(t, "more without", p, unmerge(0, 2), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", p, unmerge(-1, 1), cx.ErrInvalid)
}

// 6 questions of 3 visitors, of whom one asked 4.
func TestIncidence_Remove(t *testing.T) {
	i := cx.Incidence{Events: 6, Base: 3}
	remove := func(events int64) func(*cx.Incidence) error {
		return func(i *cx.Incidence) error { return i.Remove(events) }
	}
	cxtest.Becomes(t, "a visitor", i, remove(4), cx.Incidence{Events: 2, Base: 2})
	cxtest.Becomes(t, "the last", cx.Incidence{Events: 6, Base: 1}, remove(6), cx.Incidence{})
	cxtest.Unchanged(t, "more events", i, remove(7), cx.ErrInvalid)
	cxtest.Unchanged(t, "negative events", i, remove(-1), cx.ErrInvalid)
	cxtest.Unchanged(t, "events of nobody", cx.Incidence{Events: 6, Base: 1}, remove(5), cx.ErrInvalid)
	cxtest.Unchanged(t, "nobody", cx.Incidence{}, remove(0), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.Incidence{Events: 1}, remove(0), cx.ErrInvalid)
}

// A ticket that was pending is attained.
func TestAttainment_Unmerge(t *testing.T) {
	a := cx.Attainment{Attained: 6, Missed: 2, Pending: 4, Excluded: 2}
	unmerge := func(other cx.Attainment) func(*cx.Attainment) error {
		return func(a *cx.Attainment) error { return a.Unmerge(other) }
	}
	cxtest.Becomes(t, "pending, then attained", a, func(a *cx.Attainment) error {
		return errors.Join(a.Unmerge(cx.Attainment{Pending: 1}), a.Merge(cx.Attainment{Attained: 1}))
	}, cx.Attainment{Attained: 7, Missed: 2, Pending: 3, Excluded: 2})
	cxtest.Becomes(t, "one of each", a, unmerge(cx.Attainment{Attained: 1, Missed: 1, Pending: 1, Excluded: 1}), cx.Attainment{Attained: 5, Missed: 1, Pending: 3, Excluded: 1})
	for _, more := range []cx.Attainment{{Attained: 7}, {Missed: 3}, {Pending: 5}, {Excluded: 3}, {Missed: -1}} {
		cxtest.Unchanged(t, "too many", a, unmerge(more), cx.ErrInvalid)
	}
	cxtest.Becomes(t, "the window is over", cx.Attainment{Attained: 2, EarlyAttained: 2}, func(a *cx.Attainment) error {
		return errors.Join(a.Unmerge(cx.Attainment{Attained: 1, EarlyAttained: 1}), a.Merge(cx.Attainment{Attained: 1}))
	}, cx.Attainment{Attained: 2, EarlyAttained: 1})
	cxtest.Unchanged(t, "those that are early", cx.Attainment{Attained: 2, EarlyAttained: 2}, unmerge(cx.Attainment{Attained: 1}), cx.ErrInvalid)
	cxtest.Unchanged(t, "none is early", cx.Attainment{Missed: 2}, unmerge(cx.Attainment{Missed: 1, EarlyMissed: 1}), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.Attainment{Missed: -1}, unmerge(cx.Attainment{}), cx.ErrInvalid)
}

// A page whose loads are all slower than the target does not look as if it kept it.
func TestQuantileAgainstTarget(t *testing.T) {
	second := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	// 2.51 s is in the bucket of 2.483 to 2.517 s, whose middle is 2.5 s less 0.2 ms.
	slow := []time.Duration{second(1), second(2.51), second(2.51), second(2.51), second(4)}
	for _, c := range []struct {
		name   string
		of     []time.Duration
		limit  time.Duration
		p      float64
		within bool
	}{
		{"slower by 10 ms", slow, second(2.5), 0.5, false},
		{"all within", []time.Duration{1, second(2.4995), second(2.4995), second(9)}, second(2.4996), 0.5, true},
		{"a limit further up", slow, second(3), 0.5, true},
	} {
		d := durationsFrom(t, c.of, c.limit)
		got, err := d.Quantile(c.p)
		exact, _ := cx.DurationQuantile(c.of, c.p)
		if err != nil || (got <= c.limit) != c.within || (exact <= c.limit) != c.within {
			t.Errorf("%s: Quantile = %v, %v, exactly %v, of a limit of %v", c.name, got, err, exact, c.limit)
		}
	}
}
