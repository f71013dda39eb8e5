package cx_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// naiveChange splits a change of NPS exactly.
func naiveChange(before, after []cx.Group[int, cx.NPS]) (total, mix *big.Rat) {
	type side struct{ net, n int64 }
	var whole [2]side
	var groups [2]map[int]side
	for i, gs := range [][]cx.Group[int, cx.NPS]{before, after} {
		groups[i] = make(map[int]side)
		for _, g := range gs {
			s := groups[i][g.Key]
			s.net += g.Tally.Promoters - g.Tally.Detractors
			s.n += g.Tally.Total()
			groups[i][g.Key] = s
			whole[i].net += g.Tally.Promoters - g.Tally.Detractors
			whole[i].n += g.Tally.Total()
		}
	}
	rat := func(num, den int64) *big.Rat { return big.NewRat(num, den) }
	total = new(big.Rat).Sub(rat(100*whole[1].net, whole[1].n), rat(100*whole[0].net, whole[0].n))
	mix = new(big.Rat)
	for key := range 20 {
		a, b := groups[0][key], groups[1][key]
		if a.n+b.n == 0 {
			continue
		}
		share := new(big.Rat).Sub(rat(b.n, whole[1].n), rat(a.n, whole[0].n))
		if a.n == 0 {
			a = b // the group's one score is that of both sides
		}
		if b.n == 0 {
			b = a
		}
		mean := new(big.Rat).Add(rat(100*a.net, a.n), rat(100*b.net, b.n))
		mean.Mul(mean, rat(1, 2))
		mix.Add(mix, mean.Mul(mean, share))
	}
	return total, mix
}

// exactChange returns a fraction with eight digits, half away from zero.
func exactChange(r *big.Rat) decimal.Decimal { return dec(r.FloatString(8)) }

func TestChangeAgainstExact(t *testing.T) {
	random := rand.New(rand.NewPCG(81, 82))
	sample := func() []cx.Group[int, cx.NPS] {
		groups := make([]cx.Group[int, cx.NPS], 1+random.IntN(12))
		for i := range groups {
			most := []int{3, 40, 100_000}[random.IntN(3)]
			groups[i] = cx.Group[int, cx.NPS]{Key: random.IntN(20), Tally: cx.NPS{ // a key may come twice
				Promoters: int64(random.IntN(most)), Passives: int64(random.IntN(most)), Detractors: int64(random.IntN(most)),
			}}
		}
		groups[0].Tally.Passives++ // there is an answer
		return groups
	}
	for range 2000 {
		before, after := sample(), sample()
		keepBefore, keepAfter := slices.Clone(before), slices.Clone(after)
		total, mix := naiveChange(before, after)
		want := cx.ScoreChange{Total: exactChange(total), Mix: exactChange(mix)}
		want.Rate = want.Total.Sub(want.Mix)
		got, err := cx.ScoreChangeOf(before, after)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatalf("ScoreChangeOf(%v, %v): %v (-want +got)\n%s", before, after, err, diff)
		}
		if !got.Mix.Add(got.Rate).Equal(got.Total) {
			t.Fatalf("%v + %v is not %v", got.Mix, got.Rate, got.Total)
		}
		if diff := cxtest.Diff(keepBefore, before) + cxtest.Diff(keepAfter, after); diff != "" {
			t.Fatalf("ScoreChangeOf changed its input (-before +after)\n%s", diff)
		}
		back, err := cx.ScoreChangeOf(after, before)
		if err != nil || !back.Total.Equal(got.Total.Neg()) || !back.Mix.Equal(got.Mix.Neg()) || !back.Rate.Equal(got.Rate.Neg()) {
			t.Fatalf("the change back is %v, %v, want the negative of %v", back, err, got)
		}
	}
}

func TestChangeOf(t *testing.T) {
	change := func(total, mix, rate string) cx.ScoreChange {
		return cx.ScoreChange{Total: dec(total), Mix: dec(mix), Rate: dec(rate)}
	}
	tests := []struct {
		name          string
		before, after []cx.Group[string, cx.NPS]
		want          cx.ScoreChange
	}{
		{
			// By hand: shares .5/.5 become .8/.2, scores 20, 60 become 25, 65.
			"shares and scores",
			[]cx.Group[string, cx.NPS]{npsGroup("a", 40, 40, 20), npsGroup("b", 60, 40, 0)},
			[]cx.Group[string, cx.NPS]{npsGroup("a", 20, 60, 0), npsGroup("b", 13, 7, 0)},
			change("-7", "-12", "5"),
		},
		{
			// The same with its groups the other way round, one of them in two parts.
			"order and parts",
			[]cx.Group[string, cx.NPS]{npsGroup("b", 60, 40, 0), npsGroup("a", 40, 0, 0), npsGroup("a", 0, 40, 20)},
			[]cx.Group[string, cx.NPS]{npsGroup("b", 13, 7, 0), npsGroup("c", 0, 0, 0), npsGroup("a", 20, 60, 0)},
			change("-7", "-12", "5"),
		},
		{
			// By hand: a stays at 0, the share of b (100) grows from 0 to 1/2.
			"a group appears",
			[]cx.Group[string, cx.NPS]{npsGroup("a", 5, 0, 5)},
			[]cx.Group[string, cx.NPS]{npsGroup("a", 5, 0, 5), npsGroup("b", 10, 0, 0)},
			change("50", "50", "0"),
		},
		{
			"a group vanishes",
			[]cx.Group[string, cx.NPS]{npsGroup("a", 5, 0, 5), npsGroup("b", 10, 0, 0)},
			[]cx.Group[string, cx.NPS]{npsGroup("a", 5, 0, 5), npsGroup("b", 0, 0, 0)},
			change("-50", "-50", "0"),
		},
		{
			"no group in common",
			[]cx.Group[string, cx.NPS]{npsGroup("a", 10, 0, 0)},
			[]cx.Group[string, cx.NPS]{npsGroup("b", 0, 0, 10)},
			change("-200", "-200", "0"),
		},
		{
			"scores alone",
			[]cx.Group[string, cx.NPS]{npsGroup("a", 1, 2, 0), npsGroup("b", 2, 1, 0)},
			[]cx.Group[string, cx.NPS]{npsGroup("a", 20, 10, 0), npsGroup("b", 20, 10, 0)},
			change("16.66666667", "0", "16.66666667"), // from 1/2 to 2/3
		},
		{
			"nothing",
			[]cx.Group[string, cx.NPS]{npsGroup("a", 1, 1, 1), npsGroup("b", 7, 2, 3)},
			[]cx.Group[string, cx.NPS]{npsGroup("b", 7, 2, 3), npsGroup("a", 1, 1, 1)},
			change("0", "0", "0"),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.ScoreChangeOf(tt.before, tt.after)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("ScoreChangeOf: %v (-want +got)\n%s", err, diff)
			}
		})
	}
}

// TestChangeOfTallies: the change is in the unit of each metric's score.
func TestChangeOfTallies(t *testing.T) {
	csat := func(bad, good int64) []cx.Group[string, cx.CSAT] {
		c := cx.CSAT{Scale: cx.SatisfactionScale(5)}
		c.Counts[0], c.Counts[4] = bad, good
		return []cx.Group[string, cx.CSAT]{{Key: "a", Tally: c}}
	}
	got, err := cx.ScoreChangeOf(csat(1, 1), csat(1, 3)) // percent
	if err != nil || !got.Total.Equal(dec("25")) || !got.Rate.Equal(dec("25")) {
		t.Errorf("CSAT: %v, %v, want 25 of rate", got, err)
	}
	ces := func(low, high int64) []cx.Group[string, cx.CES] {
		c := cx.CES{Scale: cx.EffortScale(5)}
		c.Counts[0], c.Counts[4] = low, high
		return []cx.Group[string, cx.CES]{{Key: "a", Tally: c}}
	}
	got, err = cx.ScoreChangeOf(ces(1, 1), ces(3, 1)) // points of 1..5: from 3 to 2
	if err != nil || !got.Total.Equal(dec("-1")) || !got.Rate.Equal(dec("-1")) {
		t.Errorf("CES: %v, %v, want -1 of rate", got, err)
	}
	rates := func(count, total int64) []cx.Group[string, cx.Proportion] {
		return []cx.Group[string, cx.Proportion]{{Key: "a", Tally: cx.Proportion{Count: count, Base: total}}}
	}
	got, err = cx.ScoreChangeOf(rates(1, 2), rates(3, 4)) // a fraction
	if err != nil || !got.Total.Equal(dec("0.25")) || !got.Rate.Equal(dec("0.25")) {
		t.Errorf("Proportion: %v, %v, want 0.25 of rate", got, err)
	}
	var light, heavy cx.WeightedNPS
	if err := errors.Join(light.Add(10, dec("0.5")), heavy.Add(0, dec("1.5"))); err != nil {
		t.Fatal(err)
	}
	before := []cx.Group[string, cx.WeightedNPS]{{Key: "a", Tally: light}}
	after := []cx.Group[string, cx.WeightedNPS]{{Key: "a", Tally: light}, {Key: "b", Tally: heavy}}
	got, err = cx.ScoreChangeOf(before, after) // 100, then (0.5 - 1.5) / 2
	if err != nil || !got.Total.Equal(dec("-150")) || !got.Mix.Equal(dec("-150")) {
		t.Errorf("WeightedNPS: %v, %v, want -150 of mix", got, err)
	}
}

func TestChangeOfErrors(t *testing.T) {
	good := []cx.Group[string, cx.NPS]{npsGroup(secretText, 3, 2, 1)}
	none := []cx.Group[string, cx.NPS]{npsGroup(secretText, 0, 0, 0)}
	bad := []cx.Group[string, cx.NPS]{npsGroup(secretText, 3, -2, 1)}
	other := []cx.Group[string, cx.NPS]{npsGroup(secretText, 3, 2, 1)}
	other[0].Tally.Scale = cx.RecommendScale(10)
	tests := []struct {
		name          string
		before, after []cx.Group[string, cx.NPS]
		want          error
	}{
		{"nothing before", nil, good, cx.ErrNoData},
		{"nothing after", good, nil, cx.ErrNoData},
		{"no answers before", none, good, cx.ErrNoData},
		{"no answers after", good, none, cx.ErrNoData},
		{"bad before", bad, good, cx.ErrInvalid},
		{"bad after", good, bad, cx.ErrInvalid},
		{"two scales", good, other, cx.ErrMismatch},
		{"two scales on a side", append(slices.Clone(good), other...), good, cx.ErrMismatch},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.ScoreChangeOf(tt.before, tt.after)
			cxtest.Refuses(t, "ScoreChangeOf", err, tt.want)
			if diff := cmp.Diff(cx.ScoreChange{}, got); diff != "" {
				t.Errorf("ScoreChangeOf has a value beside its error (-want +got)\n%s", diff)
			}
			if err != nil && strings.Contains(err.Error(), secretText) {
				t.Errorf("%q repeats a key", err)
			}
		})
	}
}

// TestChangeOfManyGroups: the work grows with the groups. A sum of 30,000 fractions
// over their common denominator, with hundreds of thousands of digits, would not end.
func TestChangeOfManyGroups(t *testing.T) {
	random := rand.New(rand.NewPCG(91, 92))
	sample := func() []cx.Group[int, cx.NPS] {
		groups := make([]cx.Group[int, cx.NPS], 30_000)
		for i := range groups {
			groups[i] = cx.Group[int, cx.NPS]{Key: i, Tally: cx.NPS{
				Promoters: random.Int64N(1e12), Passives: random.Int64N(1e12), Detractors: random.Int64N(1e12),
			}}
		}
		return groups
	}
	before, after := sample(), sample()
	bytes := uint64(0)
	var got cx.ScoreChange
	var err error
	bytes = cxtest.Allocated(func() { got, err = cx.ScoreChangeOf(before, after) })
	if err != nil || !got.Mix.Add(got.Rate).Equal(got.Total) || got.Total.Exponent() < -cx.Places || got.Mix.Exponent() < -cx.Places {
		t.Errorf("ScoreChangeOf = %v, %v", got, err)
	}
	if perGroup := bytes / uint64(len(before)); perGroup > 20_000 {
		t.Errorf("ScoreChangeOf allocated %d bytes a group", perGroup)
	}
}

func TestChangeJSON(t *testing.T) {
	c := cx.ScoreChange{Total: dec("-7.50"), Mix: dec("-12"), Rate: dec("4.50")}
	const want = `{"total":"-7.5","mix":"-12","rate":"4.5"}`
	data, err := json.Marshal(c)
	if string(data) != want || err != nil {
		t.Errorf("json.Marshal = %s, %v, want %s", data, err, want)
	}
	var back cx.ScoreChange
	if err := json.Unmarshal(data, &back); err != nil || !cmp.Equal(back, c) {
		t.Errorf("json.Unmarshal = %v, %v, want %v", back, err, c)
	}
	// What a host sets in the decimal module does not reach the text.
	defer func(quotes, zeros bool, precision int) {
		decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.DivisionPrecision = quotes, zeros, precision
	}(decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.DivisionPrecision)
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.DivisionPrecision = true, false, -3
	if data, err := json.Marshal(c); string(data) != want || err != nil {
		t.Errorf("json.Marshal under other settings = %s, %v, want %s", data, err, want)
	}
	third, err := cx.ScoreChangeOf(
		[]cx.Group[string, cx.NPS]{npsGroup("a", 0, 1, 0)}, []cx.Group[string, cx.NPS]{npsGroup("a", 1, 2, 0)})
	if err != nil || !third.Total.Equal(dec("33.33333333")) {
		t.Errorf("ScoreChangeOf under other settings = %v, %v, want a third", third, err)
	}

	if data, err := json.Marshal(cx.ScoreChange{}); string(data) != `{"total":"0","mix":"0","rate":"0"}` || err != nil {
		t.Errorf("json.Marshal of no change = %s, %v", data, err)
	}
	for _, bomb := range []decimal.Decimal{decimal.New(5, 1_000_000), decimal.New(1, -500_000), dec(strings.Repeat("9", 35))} {
		if _, err := json.Marshal(cx.ScoreChange{Total: bomb}); !errors.Is(err, cx.ErrInvalid) {
			t.Errorf("json.Marshal of a bomb: %v, want ErrInvalid", err)
		}
	}
	for _, bad := range []string{
		`{"total":"1e-500000"}`, `{"total":"1e999999999"}`, `{"total":1}`, `{"total":"x"}`, `{"total":"1","total":"1"}`,
		`{"Total":"1"}`, `{"version":2}`, `[]`, `"1"`, `{"mix":{}}`, `{"rate":"` + strings.Repeat("3", 100_000) + `"}`,
	} {
		got := c
		cxtest.Refuses(t, fmt.Sprintf("%.40s", bad), json.Unmarshal([]byte(bad), &got), cx.ErrInvalid)
		if !cmp.Equal(got, c) {
			t.Errorf("%.40s changed the receiver to %v", bad, got)
		}
	}
	if err := json.Unmarshal([]byte("null"), &c); err != nil || !c.Total.Equal(dec("-7.5")) {
		t.Errorf("null changed the receiver to %v, %v", c, err)
	}
}

// answerAt is an answer whose score tells it from the others.
func answerAt(t testing.TB, customer, at string, score int) cx.Response {
	t.Helper()
	instant, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	return cx.Response{Customer: customer, At: instant, Score: score}
}

func TestDeduplicate(t *testing.T) {
	oslo := zoneAt(t, "Europe/Oslo")
	rows := []cx.Response{
		answerAt(t, "ann", "2024-02-10T08:00:00Z", 0),
		answerAt(t, "bob", "2024-01-05T08:00:00Z", 1),
		answerAt(t, "ann", "2024-01-31T23:30:00Z", 2), // February in Oslo
		answerAt(t, "", "2024-01-01T00:00:00Z", 3),
		answerAt(t, "ann", "2024-01-31T10:00:00Z", 4),
		answerAt(t, "bob", "2024-01-05T09:00:00+01:00", 5), // the instant of the other one
		answerAt(t, " \t", "2024-01-01T00:00:00Z", 6),
		answerAt(t, "", "2024-01-01T00:00:00Z", 7),
		answerAt(t, "Ann", "2024-01-31T10:00:00Z", 8), // another customer
		answerAt(t, "ann ", "2024-01-31T10:00:00Z", 9),
		answerAt(t, "ann", "2024-03-31T22:00:00Z", 10), // April in Oslo
	}
	tests := []struct {
		name string
		keep cx.DuplicatePolicy
		c    cx.Calendar
		want []int // the scores of the rows that stay
	}{
		{"zero", "", cx.Calendar{}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"all", cx.KeepAll, cx.Calendar{}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"first", cx.KeepFirst, cx.Calendar{}, []int{1, 3, 4, 6, 7, 8, 9}},
		{"latest", cx.KeepLatest, cx.Calendar{}, []int{3, 5, 6, 7, 8, 9, 10}},
		{"latest per month", cx.KeepLatestPerPeriod, cx.Calendar{Grain: cx.Month}, []int{0, 2, 3, 5, 6, 7, 8, 9, 10}},
		{"latest per month in Oslo", cx.KeepLatestPerPeriod, cx.Calendar{Grain: cx.Month, Location: oslo}, []int{0, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"latest per day", cx.KeepLatestPerPeriod, cx.Calendar{}, []int{0, 2, 3, 5, 6, 7, 8, 9, 10}},
		{"latest per day in Oslo", cx.KeepLatestPerPeriod, cx.Calendar{Location: oslo}, []int{0, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"latest per year", cx.KeepLatestPerPeriod, cx.Calendar{Grain: cx.Year}, []int{3, 5, 6, 7, 8, 9, 10}},
		{"latest per quarter in Oslo", cx.KeepLatestPerPeriod, cx.Calendar{Grain: cx.Quarter, Location: oslo}, []int{0, 3, 5, 6, 7, 8, 9, 10}},
		{"a calendar that is not used", cx.KeepLatest, cx.Calendar{Grain: cx.Month, Location: oslo}, []int{3, 5, 6, 7, 8, 9, 10}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := cloneRows(rows)
			kept, dropped, err := cx.Deduplicate(rows, tt.keep, tt.c)
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for _, r := range kept {
				got = append(got, r.Score)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("the rows that stay (-want +got)\n%s", diff)
			}
			if want := int64(len(rows) - len(tt.want)); dropped != want {
				t.Errorf("dropped = %d, want %d", dropped, want)
			}
			// The result is the caller's to change.
			for i := range kept {
				kept[i] = cx.Response{}
			}
			_ = append(kept[:0], make([]cx.Response, len(rows))...)
			if diff := cmp.Diff(before, rows); diff != "" {
				t.Errorf("the rows changed (-before +after)\n%s", diff)
			}
		})
	}
	for _, keep := range []cx.DuplicatePolicy{"", cx.KeepAll, cx.KeepFirst, cx.KeepLatest, cx.KeepLatestPerPeriod} {
		for _, none := range [][]cx.Response{nil, {}} {
			if kept, dropped, err := cx.Deduplicate(none, keep, cx.Calendar{}); kept != nil || dropped != 0 || err != nil {
				t.Errorf("Deduplicate of nothing, %q = %v, %d, %v, want nil", keep, kept, dropped, err)
			}
		}
	}
}

// TestDeduplicateAgainstNaive compares with a search for a better row, row by row.
func TestDeduplicateAgainstNaive(t *testing.T) {
	random := rand.New(rand.NewPCG(101, 102))
	for round := range 300 {
		// Few hours, so that instants are equal now and then.
		rows := randomRows(random, 1+random.IntN(60), 1, midnightUTC(date("2024-01-01")), midnightUTC(date("2024-03-01")))
		for i := range rows {
			rows[i].At = rows[i].At.Truncate(12 * time.Hour)
			rows[i].Customer = []string{"", " ", "a", "b", "c", "d"}[random.IntN(6)]
		}
		c := cx.Calendar{Grain: allGrains[round%len(allGrains)], Location: zoneAt(t, []string{"Europe/Oslo", "Pacific/Apia"}[round%2])}
		for _, keep := range []cx.DuplicatePolicy{cx.KeepFirst, cx.KeepLatest, cx.KeepLatestPerPeriod} {
			var want []cx.Response
			for i, r := range rows {
				best := true
				for j, other := range rows {
					if i == j || strings.TrimSpace(r.Customer) == "" || other.Customer != r.Customer {
						continue
					}
					if keep == cx.KeepLatestPerPeriod &&
						naiveStart(c.Grain, civilMidnight(r.At, c.Location)) != naiveStart(c.Grain, civilMidnight(other.At, c.Location)) {
						continue
					}
					order := other.At.Compare(r.At)
					if order == 0 {
						order = j - i
					}
					if keep == cx.KeepFirst && order < 0 || keep != cx.KeepFirst && order > 0 {
						best = false
					}
				}
				if best {
					want = append(want, r)
				}
			}
			got, dropped, err := cx.Deduplicate(rows, keep, c)
			if diff := cxtest.Diff(want, got); diff != "" || err != nil || int(dropped) != len(rows)-len(want) {
				t.Fatalf("Deduplicate of %d rows, %q: dropped %d, %v (-want +got)\n%s", len(rows), keep, dropped, err, diff)
			}
			again, dropped, err := cx.Deduplicate(got, keep, c)
			if diff := cxtest.Diff(got, again); diff != "" || err != nil || dropped != 0 {
				t.Fatalf("Deduplicate twice, %q: dropped %d, %v (-once +twice)\n%s", keep, dropped, err, diff)
			}
		}
	}
}

func TestDeduplicateErrors(t *testing.T) {
	good := answerAt(t, secretText, "2024-02-10T08:00:00Z", 5)
	noTime, far, other := good, good, good
	noTime.At = time.Time{}
	far.At = time.Date(10_000, 1, 2, 0, 0, 0, 0, time.UTC)
	other.Question = "another"
	blank := noTime
	blank.Customer = ""
	policies := []cx.DuplicatePolicy{cx.KeepFirst, cx.KeepLatest, cx.KeepLatestPerPeriod}
	tests := []struct {
		name string
		rows []cx.Response
		keep []cx.DuplicatePolicy
		c    cx.Calendar
		row  int // -1: none is named
		want error
	}{
		{"no time", []cx.Response{good, noTime}, policies, cx.Calendar{}, 1, cx.ErrInvalid},
		{"no time of a blank customer", []cx.Response{good, blank}, policies, cx.Calendar{}, 1, cx.ErrInvalid},
		{"far time", []cx.Response{far, good}, policies, cx.Calendar{}, 0, cx.ErrInvalid},
		{"two questions", []cx.Response{good, good, other}, policies, cx.Calendar{}, 2, cx.ErrMismatch},
		{"no such policy", []cx.Response{good}, []cx.DuplicatePolicy{"last", "First", secretText, " "}, cx.Calendar{}, -1, cx.ErrInvalid},
		{"no such grain", []cx.Response{good}, append(policies, "", cx.KeepAll), cx.Calendar{Grain: secretText}, -1, cx.ErrInvalid},
	}
	for _, tt := range tests {
		for _, keep := range tt.keep {
			t.Run(fmt.Sprintf("%s, %q", tt.name, keep), func(t *testing.T) {
				kept, dropped, err := cx.Deduplicate(tt.rows, keep, tt.c)
				cxtest.Refuses(t, "Deduplicate", err, tt.want)
				if kept != nil || dropped != 0 {
					t.Errorf("Deduplicate = %v, %d beside its error", kept, dropped)
				}
				var bad *cx.RowError
				if errors.As(err, &bad) != (tt.row >= 0) || bad != nil && bad.Row != tt.row {
					t.Errorf("Deduplicate: %v, want row %d (-1 for none)", err, tt.row)
				}
				if err != nil && strings.Contains(err.Error(), secretText) {
					t.Errorf("%q repeats a customer or an argument", err)
				}
			})
		}
	}
	// Whoever keeps all answers needs no times and may have two questions.
	all := []cx.Response{good, noTime, other, far}
	if kept, dropped, err := cx.Deduplicate(all, cx.KeepAll, cx.Calendar{}); len(kept) != 4 || dropped != 0 || err != nil {
		t.Errorf("Deduplicate, all = %d rows, %d, %v", len(kept), dropped, err)
	}
	if slices.IndexFunc(all, func(r cx.Response) bool { return r.Score != 5 }) >= 0 {
		t.Error("the rows changed")
	}
}

// checkKept checks the scores of the rows that stay, and the number of the others.
func checkKept(t *testing.T, keep cx.DuplicatePolicy, rows []cx.Response, want []int) {
	t.Helper()
	kept, dropped, err := cx.Deduplicate(rows, keep, cx.Calendar{})
	var got []int
	for _, r := range kept {
		got = append(got, r.Score)
	}
	if err != nil || !slices.Equal(got, want) || int(dropped) != len(rows)-len(want) {
		t.Errorf("Deduplicate, %q = %v, %d, %v, want %v", keep, got, dropped, err, want)
	}
}
