package cx_test

import (
	"math"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// themed returns themes of one theme, with and without it.
func themed[T any, P cx.Ranked[T]](t *testing.T, with, without T) cx.Themes[T] {
	t.Helper()
	all := without
	if err := P(&all).Merge(with); err != nil {
		t.Fatal(err)
	}
	n, m := P(&with).Total(), P(&without).Total()
	themes, err := cx.Themes[T]{All: all, Responses: n + m, Unthemed: m}.WithRows([]cx.Theme[T]{{Name: "price", Responses: n, With: with}})
	if err != nil {
		t.Fatal(err)
	}
	return themes
}

// From R, by the formulas: the gap of NPS by Rocks' adjusted counts and that of a share by
// Newcombe's method 10, the limits of the prevalence by Wilson, square and add.
func TestImpactsOf(t *testing.T) {
	impactOf := func(t *testing.T, impacts []cx.Impact[cx.NPS], err error) cx.Impact[cx.NPS] {
		t.Helper()
		if err != nil || len(impacts) != 1 || !impacts[0].Tested || impacts[0].Name != "price" || impacts[0].AdjustedP != impacts[0].Gap.P {
			t.Fatalf("%+v, %v", impacts, err)
		}
		return impacts[0]
	}
	check := func(t *testing.T, i cx.Estimate, value, se, low, high float64) {
		t.Helper()
		cxtest.Near(t, "impact", i.Value, value, 1e-9)
		cxtest.Near(t, "its error", i.StandardError, se, 1e-8)
		cxtest.Near(t, "its lower limit", i.Interval.Low, low, 1e-8)
		cxtest.Near(t, "its upper limit", i.Interval.High, high, 1e-8)
	}
	t.Run("ten answers", func(t *testing.T) {
		themes := cxtest.Must(cx.ThemesOf(tenAnswers(), cx.NPS{}))
		impacts, err := cx.ImpactsOf(themes, 5, 0.95)
		i := impactOf(t, impacts, err)
		if i.With != (cx.NPS{Promoters: 1, Passives: 1, Detractors: 3}) || i.Without != (cx.NPS{Promoters: 4, Passives: 1}) {
			t.Errorf("with %v, without %v", i.With, i.Without)
		}
		cxtest.Near(t, "gap", i.Gap.Difference, -120, 1e-12)
		cxtest.Near(t, "its error", i.Gap.StandardError, 36.44344934, 1e-8)
		cxtest.Near(t, "its p", i.Gap.P, 0.0395917632, 1e-9)
		cxtest.Near(t, "its lower limit", i.Gap.Interval.Low, -146.42784818, 1e-8)
		cxtest.Near(t, "its upper limit", i.Gap.Interval.High, -3.57215182, 1e-8)
		check(t, i.Impact, -60, 26.30648684, -94.25968286, 6.24182242)
	})
	t.Run("380 answers", func(t *testing.T) {
		themes := themed(t, cx.NPS{Promoters: 20, Passives: 15, Detractors: 45}, cx.NPS{Promoters: 150, Passives: 90, Detractors: 60})
		impacts, err := cx.ImpactsOf(themes, 30, 0.95)
		i := impactOf(t, impacts, err)
		cxtest.Near(t, "gap", i.Gap.Difference, -61.25, 1e-12)
		cxtest.Near(t, "its error", i.Gap.StandardError, 10.28227816, 1e-8)
		check(t, i.Impact, -12.89473684, 2.51530268, -17.66279593, -7.79045799)
		// One answer a response: the score of all less that of those without the theme.
		all, without := cxtest.Must(themes.All.Score()), cxtest.Must(i.Without.Score())
		cxtest.Near(t, "all less without", i.Impact.Value, all.Sub(without).InexactFloat64(), 1e-8)
	})
	t.Run("a share", func(t *testing.T) {
		impacts, err := cx.ImpactsOf(themed(t, cx.Proportion{Count: 12, Base: 90}, cx.Proportion{Count: 130, Base: 410}), 30, 0.95)
		if err != nil || len(impacts) != 1 {
			t.Fatal(impacts, err)
		}
		gap := impacts[0].Gap
		cxtest.Near(t, "gap", gap.Difference, -0.183739837, 1e-9)
		cxtest.Near(t, "its lower limit", gap.Interval.Low, -0.256098625, 1e-9)
		cxtest.Near(t, "its upper limit", gap.Interval.High, -0.088044577, 1e-9)
		check(t, impacts[0].Impact, -0.033073171, 0.009961879, -0.047687369, -0.014919411)
	})
	// The mirror image has the mirrored limits, and is as far from 0.
	t.Run("a good theme", func(t *testing.T) {
		impacts, err := cx.ImpactsOf(themed(t, cx.NPS{Promoters: 45, Passives: 15, Detractors: 20}, cx.NPS{Promoters: 60, Passives: 90, Detractors: 150}), 30, 0.95)
		check(t, impactOf(t, impacts, err).Impact, 12.89473684, 2.51530268, 7.79045799, 17.66279593)
	})
}

// The worst is first, by the direction of the score, and what is not tested last, by name.
func TestImpactsOf_order(t *testing.T) {
	row := func(name string, n int64, with cx.Ratings) cx.Theme[cx.Ratings] {
		return cx.Theme[cx.Ratings]{Name: name, Responses: n, With: with}
	}
	themes := func(s cx.Scale) cx.Themes[cx.Ratings] {
		low, high := cx.Ratings{Scale: s, Counts: [11]int64{30, 5, 5}}, cx.Ratings{Scale: s, Counts: [11]int64{5, 5, 30}}
		all := cx.Ratings{Scale: s, Counts: [11]int64{100, 100, 100}}
		return cxtest.Must(cx.Themes[cx.Ratings]{All: all, Responses: 300, Unthemed: 0}.WithRows([]cx.Theme[cx.Ratings]{
			row("all", 300, all), row("high", 40, high), row("rare", 2, cx.Ratings{Scale: s, Counts: [11]int64{2}}), row("low", 40, low),
			row("alike", 40, low),
		}))
	}
	for _, tt := range []struct {
		scale cx.Scale
		want  []string
	}{
		{cx.EaseScale(3), []string{"alike", "low", "high", "all", "rare"}},
		{cx.EffortScale(3), []string{"high", "alike", "low", "all", "rare"}},
	} {
		impacts, err := cx.ImpactsOf(themes(tt.scale), 30, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		var p []float64
		for i, impact := range impacts {
			if impact.Name != tt.want[i] || impact.Tested != (i < 3) {
				t.Errorf("place %d: %s, tested %v, want %s", i, impact.Name, impact.Tested, tt.want[i])
			}
			if impact.Tested {
				p = append(p, impact.Gap.P)
			} else if impact.Gap != (cx.Comparison{}) || impact.Impact != (cx.Estimate{}) || impact.AdjustedP != 0 {
				t.Errorf("%s is not tested, and has %+v", impact.Name, impact)
			}
		}
		for i, adjusted := range cxtest.Must(cx.Holm(p)) {
			if impacts[i].AdjustedP != adjusted {
				t.Errorf("%s: AdjustedP = %v, want %v", impacts[i].Name, impacts[i].AdjustedP, adjusted)
			}
		}
	}
}

func TestImpactsOf_edges(t *testing.T) {
	themes := themed(t, cx.NPS{Promoters: 3}, cx.NPS{Detractors: 4})
	for name, err := range map[string]error{
		"minimum 0": second(cx.ImpactsOf(themes, 0, 0.95)), "level 0": second(cx.ImpactsOf(themes, 1, 0)), "level 1": second(cx.ImpactsOf(themes, 1, 1)),
		"level NaN": second(cx.ImpactsOf(themes, 1, math.NaN())),
	} {
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	if impacts, err := cx.ImpactsOf(cx.Themes[cx.NPS]{All: cx.NPS{Passives: 3}, Responses: 3, Unthemed: 3}, 1, 0.95); impacts != nil || err != nil {
		t.Errorf("no themes: %v, %v", impacts, err)
	}
	more := cxtest.Must(cx.Themes[cx.NPS]{All: cx.NPS{Promoters: 1}, Responses: 2}.WithRows([]cx.Theme[cx.NPS]{{Name: "a", Responses: 2, With: cx.NPS{Promoters: 2}}}))
	cxtest.Refuses(t, "more with a theme than in all", second(cx.ImpactsOf(more, 1, 0.95)), cx.ErrInvalid)
	five, seven := cx.Ratings{Scale: cx.EaseScale(5), Counts: [11]int64{2}}, cx.Ratings{Scale: cx.EaseScale(7), Counts: [11]int64{1}}
	scales := cxtest.Must(cx.Themes[cx.Ratings]{All: five, Responses: 1}.WithRows([]cx.Theme[cx.Ratings]{{Name: "a", Responses: 1, With: seven}}))
	cxtest.Refuses(t, "another scale", second(cx.ImpactsOf(scales, 1, 0.95)), cx.ErrMismatch)
	// One mean has no spread: there is no test.
	alike := themed(t, cx.Ratings{Scale: cx.EaseScale(5), Counts: [11]int64{3}}, cx.Ratings{Scale: cx.EaseScale(5), Counts: [11]int64{9}})
	if impacts, err := cx.ImpactsOf(alike, 1, 0.95); err != nil || impacts[0].Tested {
		t.Errorf("all alike: %v, %v", impacts, err)
	}
	// All alike on each side, one answer, and very many; levels near 0 and 1: the interval is of
	// the range of a difference, holds the impact, and has a width where the level is usual.
	for _, themes := range []cx.Themes[cx.NPS]{
		themes, themed(t, cx.NPS{Detractors: 1}, cx.NPS{Promoters: 1}), themed(t, cx.NPS{Promoters: 1}, cx.NPS{Detractors: 1}),
		themed(t, cx.NPS{Passives: 5}, cx.NPS{Passives: 7}), themed(t, cx.NPS{Promoters: 1e15, Detractors: 1}, cx.NPS{Detractors: 1e15}),
		themed(t, cx.NPS{Detractors: 1}, cx.NPS{Promoters: 1e15}), themed(t, cx.NPS{Promoters: 1e15}, cx.NPS{Detractors: 1}),
	} {
		for _, level := range []float64{1e-10, 0.95, math.Nextafter(1, 0)} {
			impacts, err := cx.ImpactsOf(themes, 1, level)
			if err != nil || !impacts[0].Tested {
				t.Fatalf("%v at %v: %+v, %v", themes.All, level, impacts, err)
			}
			i := impacts[0].Impact
			if iv := i.Interval; !(iv.Low <= i.Value && i.Value <= iv.High && iv.Low >= -200 && iv.High <= 200) || level == 0.95 && iv.Low == iv.High {
				t.Errorf("%v at %v: %+v", themes.All, level, i)
			}
			if level == 0.95 && !(i.StandardError > 0) {
				t.Errorf("%v: the standard error is %v", themes.All, i.StandardError)
			}
		}
	}
}
