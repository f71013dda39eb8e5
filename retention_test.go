package cx_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

func TestRetentionRate(t *testing.T) {
	const most = math.MaxInt64
	tests := []struct {
		name string
		r    cx.Retention
		want string
		err  error
	}{
		// By hand: (End - Acquired) / Start.
		{name: "180 of 200 stayed", r: cx.Retention{Start: 200, Acquired: 30, End: 210}, want: "0.9"},
		{name: "all stayed", r: cx.Retention{Start: 7, End: 7}, want: "1"},
		{name: "nobody stayed", r: cx.Retention{Start: 7, Acquired: 4, End: 4}, want: "0"},
		{name: "nobody is there", r: cx.Retention{Start: 7}, want: "0"},
		{name: "rounded half away from zero", r: cx.Retention{Start: 3, End: 2}, want: "0.66666667"},
		{name: "the largest counts", r: cx.Retention{Start: most, Acquired: 1, End: most}, want: "1"},
		{name: "no data", err: cx.ErrNoData},
		// s-cohort-002: started with nobody.
		{name: "only new customers", r: cx.Retention{Acquired: 5, End: 5}, err: cx.ErrNoData},
		// Pitfall p32: reactivated customers make the count form exceed 1, and new ones who
		// have left again make it negative.
		{name: "more stayed than were there", r: cx.Retention{Start: 50, Acquired: 10, End: 70}, err: cx.ErrInvalid},
		{name: "fewer at the end than acquired", r: cx.Retention{Start: 50, Acquired: 10, End: 9}, err: cx.ErrInvalid},
		{name: "acquired of nobody at the end", r: cx.Retention{Start: 50, Acquired: 1}, err: cx.ErrInvalid},
		{name: "negative start", r: cx.Retention{Start: -1}, err: cx.ErrInvalid},
		{name: "negative acquired", r: cx.Retention{Start: 5, Acquired: -1, End: 3}, err: cx.ErrInvalid},
		{name: "negative end", r: cx.Retention{Start: 5, End: -1}, err: cx.ErrInvalid},
		{name: "a difference that does not fit int64", r: cx.Retention{Start: 1, Acquired: -2, End: most}, err: cx.ErrInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.r.Rate()
			share := test.r.Retained()
			if test.err != nil {
				cxtest.Refuses(t, "Rate", err, test.err)
				if !got.IsZero() {
					t.Errorf("Rate() = %v with an error, want 0", got)
				}
				_, err = share.Rate()
				cxtest.Refuses(t, "Retained().Rate", err, test.err)
				return
			}
			cxtest.Exactly(t, "Rate", got, err, test.want)
			got, err = share.Rate()
			cxtest.Exactly(t, "Retained().Rate", got, err, test.want)
			if share.Total != test.r.Total() || test.r.Total() != test.r.Start {
				t.Errorf("Retained().Total, Total() = %d, %d, want %d", share.Total, test.r.Total(), test.r.Start)
			}
		})
	}
	if got := (cx.Retention{Start: -5}).Total(); got != 0 {
		t.Errorf("Total() of a negative start = %d, want 0", got)
	}
}

func TestRetentionOf(t *testing.T) {
	tests := []struct {
		name       string
		start, end []string
		want       cx.Retention
		rate       string
	}{
		{"one of three left, one came", []string{"a", "b", "c"}, []string{"b", "c", "d"},
			cx.Retention{Start: 3, Acquired: 1, End: 3}, "0.66666667"},
		{"in any order", []string{"c", "a", "b"}, []string{"d", "c", "b"},
			cx.Retention{Start: 3, Acquired: 1, End: 3}, "0.66666667"},
		{"twice in a slice", []string{"a", "a", "b"}, []string{"b", "b", "c", "c", "b", "c"},
			cx.Retention{Start: 2, Acquired: 1, End: 2}, "0.5"},
		{"all left", []string{"a"}, nil, cx.Retention{Start: 1}, "0"},
		{"case and blanks distinguish", []string{"a", "A"}, []string{"a", "a "},
			cx.Retention{Start: 2, Acquired: 1, End: 2}, "0.5"},
		{"nobody at the start", nil, []string{"a", "b"}, cx.Retention{Acquired: 2, End: 2}, ""},
		{"nobody at all", nil, nil, cx.Retention{}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := cx.RetentionOf(test.start, test.end)
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Fatalf("RetentionOf error %v (-want +got):\n%s", err, diff)
			}
			rate, err := got.Rate()
			if test.rate == "" {
				cxtest.Refuses(t, "Rate", err, cx.ErrNoData)
				return
			}
			cxtest.Exactly(t, "Rate", rate, err, test.rate)
		})
	}
	for _, blank := range []string{"", " ", "\t\n", "\u00a0"} {
		var row *cx.RowError
		got, err := cx.RetentionOf([]string{"a", blank}, []string{"a"})
		cxtest.Refuses(t, "RetentionOf with a blank at the start", err, cx.ErrInvalid)
		if !errors.As(err, &row) || row.Row != 1 || got != (cx.Retention{}) {
			t.Errorf("RetentionOf = %v, %v, want no tally and row 1", got, err)
		}
		got, err = cx.RetentionOf([]string{"a"}, []string{"b", "a", blank})
		cxtest.Refuses(t, "RetentionOf with a blank at the end", err, cx.ErrInvalid)
		if !errors.As(err, &row) || row.Row != 3 || got != (cx.Retention{}) {
			t.Errorf("RetentionOf = %v, %v, want no tally and row 3, counted on from the start", got, err)
		}
	}
}

// The counts, Wilson limits and z values are those of reference.json; the limits of the
// differences are Newcombe's method 10 at the same counts, computed outside Go.
func TestRetentionCookieCats(t *testing.T) {
	type group struct {
		N      int64      `json:"n"`
		Day1   int64      `json:"day1"`
		Day7   int64      `json:"day7"`
		Rate1  float64    `json:"day1_pct"`
		Rate7  float64    `json:"day7_pct"`
		Limit1 [2]float64 `json:"wilson95_day1"`
		Limit7 [2]float64 `json:"wilson95_day7"`
	}
	var want struct {
		All     group            `json:"all"`
		Version map[string]group `json:"by_version"`
		Z1      float64          `json:"z_day1"`
		Z7      float64          `json:"z_day7"`
	}
	lifeReference(t, "retention_cookie_cats", &want)

	day1, day7 := map[string]cx.Retention{}, map[string]cx.Retention{}
	add := func(m map[string]cx.Retention, version, flag string) {
		one := cx.Retention{Start: 1}
		if flag == "TRUE" {
			one.End = 1
		}
		for _, key := range []string{version, "all"} {
			sum := m[key]
			if err := sum.Merge(one); err != nil {
				t.Fatal(err)
			}
			m[key] = sum
		}
	}
	for _, record := range lifeRecords(t, "retention_cookie_cats/cookie_cats.csv.gz") {
		add(day1, record["version"], record["retention_1"])
		add(day7, record["version"], record["retention_7"])
	}

	check := func(what string, got cx.Retention, n, end int64, percent float64, limits [2]float64) {
		t.Helper()
		if diff := cmp.Diff(cx.Retention{Start: n, End: end}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
		rate, err := got.Rate()
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, what, 100*rate.InexactFloat64(), percent, 0.5e-6/percent) // printed to 6 places
		iv, err := got.Retained().Interval(0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, what+" low", 100*iv.Low, limits[0], 0.5e-6/limits[0])
		cxtest.Near(t, what+" high", 100*iv.High, limits[1], 0.5e-6/limits[1])
	}
	groups := map[string]group{"all": want.All}
	for version, g := range want.Version {
		groups[version] = g
	}
	if len(groups) != 3 {
		t.Fatalf("the reference has %d groups, want 3", len(groups))
	}
	for name, g := range groups {
		check(name+" day 1", day1[name], g.N, g.Day1, g.Rate1, g.Limit1)
		check(name+" day 7", day7[name], g.N, g.Day7, g.Rate7, g.Limit7)
	}
	for _, day := range []struct {
		what         string
		m            map[string]cx.Retention
		z, low, high float64
	}{
		{"day 1", day1, want.Z1, -.000582095, .012391905},
		{"day 7", day7, want.Z7, .003121303, .013281941},
	} {
		diff, err := day.m["gate_30"].Retained().Difference(day.m["gate_40"].Retained(), 0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, day.what+" z", diff.Z, day.z, 1e-6)
		cxtest.Near(t, day.what+" low", diff.Interval.Low, day.low, 1e-9)
		cxtest.Near(t, day.what+" high", diff.Interval.High, day.high, 1e-9)
	}
}
