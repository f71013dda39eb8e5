package cx_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// themeContract is what themes and impacts promise.
func themeContract(t *testing.T) cxtest.Contract {
	rows := tenAnswers()
	themes := cxtest.Must(cx.ThemesOf(rows, cx.NPS{}))
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  themeCodecs(),
		Laws: []cxtest.Law{
			themeLaws("NPS", cx.NPS{}, func(score int) cx.NPS { return cxtest.Must(cx.NPSOf([]int{score})) }),
			themeLaws("CSAT", cx.CSAT{Scale: cx.SatisfactionScale(5)}, func(score int) cx.CSAT { return cxtest.Must(cx.CSATOf([]int{score%5 + 1}, cx.SatisfactionScale(5))) }),
		},
		Calls: []cxtest.Call{
			{Func: "ThemesOf", Args: []any{rows}, Do: func() (any, error) { return cx.ThemesOf(rows, cx.NPS{}) }},
			{Func: "ThemesFunc", Args: []any{rows}, Do: func() (any, error) {
				return cx.ThemesFunc(rows, themesOf, func(p *cx.Proportion, r *cx.Response) error { return p.Add(r.Score > 8) }, cx.Proportion{})
			}},
		},
		Values: []any{cxtest.Must(cx.ImpactsOf(themes, 1, 0.95))},
	}
}

func themesOf(r *cx.Response) []string { return r.Themes }

func themeCodecs() []cxtest.Codec {
	const theme = `{"name":"price","responses":3,"with":{"promoters":0,"passives":1,"detractors":2}}`
	const all = `"all":{"promoters":4,"passives":1,"detractors":2}`
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Theme[cx.NPS]](theme).WithBad(`{"name":"price","with":{"promoters":-1,"passives":0,"detractors":0}}`),
		cxtest.CodecOf[cx.Themes[cx.NPS]](`{`+all+`,"responses":7,"unthemed":4,"rows":[`+theme+`]}`).WithCounts("responses", "unthemed").
			WithBad(`{`+all+`,"responses":7,"unthemed":5,"rows":[`+theme+`]}`, `{`+all+`,"responses":7,"unthemed":8}`, `{`+all+`,"responses":7,"unthemed":4}`,
				`{`+all+`,"responses":9,"unthemed":4,"rows":[`+theme+`,`+theme+`]}`, `{`+all+`,"responses":7,"unthemed":3,"rows":[`+theme+`]}`),
	}
}

// themeLaws are the laws of themes of a tally: the bits of a row are its themes, and the score.
func themeLaws[T any](name string, empty T, one func(score int) T) cxtest.Laws[cx.Themes[T], *cx.Themes[T]] {
	themes := func(row byte) (names []string) {
		for i, name := range []string{"price", "delivery", "care"} {
			if row>>i&1 == 1 {
				names = append(names, name)
			}
		}
		return names
	}
	return cxtest.Laws[cx.Themes[T], *cx.Themes[T]]{
		Name: name, Empty: cx.Themes[T]{All: empty}, Total: cx.Themes[T].Total,
		Add:    func(t *cx.Themes[T], row byte) error { return t.Add(themes(row), one(int(row>>3)%11)) },
		Remove: func(t *cx.Themes[T], row byte) error { return t.Remove(themes(row), one(int(row>>3)%11)) },
	}
}

func TestTheme_Contract(t *testing.T) { themeContract(t).Run(t) }

func FuzzThemeJSON(f *testing.F) {
	cxtest.FuzzCodecs(f, slices.Concat(themeCodecs(), agreementContract(nil).Codecs), cx.ErrInvalid)
}

func FuzzThemesMerge(f *testing.F) {
	themeLaws("", cx.NPS{}, func(score int) cx.NPS { return cxtest.Must(cx.NPSOf([]int{score})) }).Fuzz(f)
}

func TestTheme_golden(t *testing.T) {
	themes := cxtest.Must(cx.ThemesOf(tenAnswers(), cx.NPS{}))
	cxtest.Golden(t, "theme", map[string]any{
		"themes": themes, "themes_zero": cx.Themes[cx.NPS]{}, "theme": themes.Rows()[0],
		"impact": cx.Impact[cx.NPS]{
			Name: "price", Prevalence: cx.Proportion{Count: 5, Base: 10}, With: cx.NPS{Detractors: 5}, Without: cx.NPS{Promoters: 5}, Tested: true,
			Gap:    cx.Comparison{Difference: -200, StandardError: 25, Z: -7.5, P: 0.25, Interval: cx.Interval{Low: -200, High: -150, Level: 0.95}},
			Impact: cx.Estimate{Value: -100, StandardError: 16, Interval: cx.Interval{Low: -150, High: -50, Level: 0.95}}, AdjustedP: 0.5,
		},
		"impact_small": cx.Impact[cx.NPS]{Name: "speed", Prevalence: cx.Proportion{Count: 1, Base: 10}, With: cx.NPS{Passives: 1}},
	})
}

// tenAnswers are ten scores, of which the 5th, 6th, 7th, 9th and 10th speak of the price.
func tenAnswers() []cx.Response {
	rows := make([]cx.Response, 10)
	for i, score := range []int{10, 9, 9, 8, 7, 6, 3, 10, 2, 9} {
		rows[i] = cx.Response{Question: "recommend", Score: score}
		if i == 4 || i == 5 || i == 6 || i >= 8 {
			rows[i].Themes = []string{"price"}
		}
	}
	return rows
}

// By hand: a response counts in each of its themes once, and once in All, with or without one.
func TestThemesOf(t *testing.T) {
	rows := []cx.Response{
		{Score: 10, Themes: []string{"price", "care", "price"}}, {Score: 0, Themes: []string{"care"}}, {Score: 8}, {Score: 9, Themes: []string{}},
	}
	themes, err := cx.ThemesOf(rows, cx.NPS{})
	if err != nil {
		t.Fatal(err)
	}
	want := []cx.Theme[cx.NPS]{
		{Name: "care", Responses: 2, With: cx.NPS{Promoters: 1, Detractors: 1}}, {Name: "price", Responses: 1, With: cx.NPS{Promoters: 1}},
	}
	if diff := cmp.Diff(want, themes.Rows()); diff != "" {
		t.Errorf("Rows (-want +got):\n%s", diff)
	}
	if all := (cx.NPS{Promoters: 2, Passives: 1, Detractors: 1}); themes.All != all || themes.Responses != 4 || themes.Unthemed != 2 || themes.Total() != 4 {
		t.Errorf("All %v, Responses %d, Unthemed %d, want %v, 4 and 2", themes.All, themes.Responses, themes.Unthemed, all)
	}
	if text := themes.String(); text != "2 themes of 4 responses" {
		t.Errorf("String = %q", text)
	}
	for name, count := range map[string]int64{"care": 2, "price": 1, "speed": 0} {
		if got, err := themes.Prevalence(name); got != (cx.Proportion{Count: count, Base: 4}) || err != nil {
			t.Errorf("Prevalence(%q) = %v, %v, want %d of 4", name, got, err, count)
		}
	}
	// One by one, and ready-made, it is the same.
	var added cx.Themes[cx.NPS]
	for _, r := range rows {
		if err := added.Add(r.Themes, cxtest.Must(cx.NPSOf([]int{r.Score}))); err != nil {
			t.Fatal(err)
		}
	}
	cxtest.Same(t, "added one by one", themes, added)
	ready, err := cx.Themes[cx.NPS]{All: themes.All, Responses: 4, Unthemed: 2}.WithRows([]cx.Theme[cx.NPS]{want[1], want[0]})
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Same(t, "ready-made", themes, ready)
	// No rows keep the scale.
	none, err := cx.ThemesOf(nil, cx.Ratings{Scale: cx.EaseScale(5)})
	if err != nil || none.All.Scale != cx.EaseScale(5) || none.Rows() != nil {
		t.Errorf("ThemesOf of nothing = %v, %v", none, err)
	}
}

// Of R's prop.test: 31 of 420 in June less 12 of 400 in May is Newcombe's interval.
func TestThemes_emerging(t *testing.T) {
	month := func(count, base int64) cx.Themes[cx.Proportion] {
		return cxtest.Must(cx.Themes[cx.Proportion]{Responses: base, Unthemed: base - count}.WithRows(
			[]cx.Theme[cx.Proportion]{{Name: "delivery", Responses: count}}))
	}
	after, err := month(31, 420).Prevalence("delivery")
	if err != nil {
		t.Fatal(err)
	}
	rise, err := after.Difference(cxtest.Must(month(12, 400).Prevalence("delivery")), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "rise", rise.Difference, 0.043809524, 1e-9)
	cxtest.Near(t, "low", rise.Interval.Low, 0.013384896, 1e-9)
	cxtest.Near(t, "high", rise.Interval.High, 0.075539247, 1e-9)
}

func TestThemes_refused(t *testing.T) {
	many := func(n int) []string { return codes(n) }
	good := cx.Response{Score: 9, Themes: many(100)}
	for name, row := range map[string]cx.Response{
		"blank":              {Score: 9, Themes: []string{"price", " "}},
		"not UTF-8":          {Score: 9, Themes: []string{"\xff"}},
		"101 of a response":  {Score: 9, Themes: many(101)},
		"another scale":      {Score: 11},
		"score with a theme": {Score: -1, Themes: []string{"price"}},
	} {
		_, err := cx.ThemesOf([]cx.Response{good, row}, cx.NPS{})
		checkRowError(t, name, err, cx.ErrInvalid, 1)
	}
	_, err := cx.ThemesOf([]cx.Response{good, {Question: "secret"}}, cx.NPS{})
	checkRowError(t, "another question", err, cx.ErrMismatch, 1)
	rows := make([]cx.Response, 101)
	for i := range rows {
		for j := range 100 {
			rows[i].Themes = append(rows[i].Themes, strconv.Itoa(100*i+j))
		}
	}
	if themes, err := cx.ThemesOf(rows[:100], cx.NPS{}); err != nil || len(themes.Rows()) != 10_000 {
		t.Errorf("10,000 themes: %v", err)
	}
	_, err = cx.ThemesOf(rows, cx.NPS{})
	checkRowError(t, "10,001 themes", err, cx.ErrInvalid, 100)
	add := func(t *cx.NPS, r *cx.Response) error { return t.Add(r.Score) }
	cxtest.Refuses(t, "no themes", second(cx.ThemesFunc(rows, nil, add, cx.NPS{})), cx.ErrInvalid)
	cxtest.Refuses(t, "no add", second(cx.ThemesFunc[cx.Response, cx.NPS](rows, themesOf, nil, cx.NPS{})), cx.ErrInvalid)
}

// After every error the tally is as it was, and counts on as if nothing had been.
func TestThemes_errorsChangeNothing(t *testing.T) {
	five, seven := cx.Ratings{Scale: cx.EaseScale(5), Counts: [11]int64{1}}, cx.Ratings{Scale: cx.EaseScale(7), Counts: [11]int64{1}}
	var themes cx.Themes[cx.Ratings]
	for _, names := range [][]string{{"a", "b"}, nil, {"b"}} {
		if err := themes.Add(names, five); err != nil {
			t.Fatal(err)
		}
	}
	add := func(one cx.Ratings, names ...string) func(*cx.Themes[cx.Ratings]) error {
		return func(t *cx.Themes[cx.Ratings]) error { return t.Add(names, one) }
	}
	cxtest.Unchanged(t, "another scale", themes, add(seven, "c", "a"), cx.ErrMismatch)
	cxtest.Unchanged(t, "another scale of no theme", themes, add(seven), cx.ErrMismatch)
	cxtest.Unchanged(t, "another scale of a new theme", themes, add(seven, "c"), cx.ErrMismatch)
	cxtest.Unchanged(t, "blank", themes, add(five, "c", ""), cx.ErrInvalid)
	cxtest.Unchanged(t, "101", themes, add(five, codes(101)...), cx.ErrInvalid)
	if err := themes.Add([]string{"d"}, seven); err == nil {
		t.Error("a new theme on another scale is accepted")
	}
	if err := themes.Add([]string{"c", "b"}, five); err != nil || len(themes.Rows()) != 3 || themes.Rows()[1].Responses != 3 {
		t.Errorf("after an error: %v, %v", themes.Rows(), err)
	}
	other := cxtest.Must(cx.ThemesOf([]cx.Response{{Score: 1, Themes: []string{"b"}}}, cx.Ratings{Scale: cx.EaseScale(7)}))
	cxtest.Unmerged(t, "scales", themes, other, cx.ErrMismatch)
	cxtest.Unchanged(t, "Unmerge of another theme", themes, func(t *cx.Themes[cx.Ratings]) error { return t.Remove([]string{"x"}, five) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Unmerge of more", themes, func(t *cx.Themes[cx.Ratings]) error { return t.Remove([]string{"a", "c"}, five) }, cx.ErrInvalid)
	full := cx.Themes[cx.Ratings]{Responses: math.MaxInt64, Unthemed: math.MaxInt64}
	cxtest.Unchanged(t, "overflow", full, add(five, "a"), cx.ErrInvalid)
	cxtest.Unmerged(t, "overflow", full, themes, cx.ErrInvalid)
	// Ten thousand themes, and one more.
	rows := make([]cx.Theme[cx.Ratings], 10_000)
	for i := range rows {
		rows[i] = cx.Theme[cx.Ratings]{Name: strconv.Itoa(i), Responses: 1, With: five}
	}
	most := cxtest.Must(cx.Themes[cx.Ratings]{Responses: 10_000, All: five}.WithRows(rows))
	cxtest.Unchanged(t, "10,001 themes", most, add(five, "1", "x"), cx.ErrInvalid)
	cxtest.Unmerged(t, "10,002 themes", most, themes, cx.ErrInvalid)
	_, err := cx.Themes[cx.Ratings]{Responses: 10_001}.WithRows(append(rows, cx.Theme[cx.Ratings]{Name: "x", Responses: 1}))
	cxtest.Refuses(t, "WithRows of 10,001", err, cx.ErrInvalid)
}

// Every query refuses what no responses have.
func TestThemes_impossible(t *testing.T) {
	valid := cxtest.Must(cx.ThemesOf(tenAnswers(), cx.NPS{}))
	few := valid
	few.Responses, few.Unthemed = 4, 0
	for name, themes := range map[string]cx.Themes[cx.NPS]{
		"negative":                {Responses: -1},
		"negative unthemed":       {Unthemed: -1},
		"more unthemed than all":  {Responses: 1, Unthemed: 2},
		"themed without a theme":  {Responses: 5, Unthemed: 4},
		"fewer than with a theme": few,
	} {
		cxtest.Impossible(t, name, valid, themes, cx.ErrInvalid, "Rows", "Equal")
		cxtest.Refuses(t, name, second(themes.Prevalence("price")), cx.ErrInvalid)
		cxtest.Refuses(t, name, second(cx.ImpactsOf(themes, 1, 0.95)), cx.ErrInvalid)
	}
	for name, rows := range map[string][]cx.Theme[cx.NPS]{
		"no rows": nil, "a name twice": {{Name: "a", Responses: 3}, {Name: "a", Responses: 2}}, "blank": {{Name: " ", Responses: 5}},
		"too many": {{Name: "a", Responses: 6}}, "too few": {{Name: "a", Responses: 2}, {Name: "b", Responses: 2}},
		"none": {{Name: "a", Responses: 5}, {Name: "b"}}, "not UTF-8": {{Name: "\xff", Responses: 5}},
	} {
		cxtest.Refuses(t, "WithRows: "+name, second(valid.WithRows(rows)), cx.ErrInvalid)
	}
	for _, name := range []string{"", "\t", "\xff"} {
		cxtest.Refuses(t, "Prevalence of a blank name", second(valid.Prevalence(name)), cx.ErrInvalid)
	}
}

// tokens is a tally of the caller's own without an inverse, an Equal and a JSON form.
type tokens struct {
	N  int64
	Do func() `json:"-"`
}

func (k *tokens) Merge(other tokens) error { k.N += other.N; return nil }

// Of tallies without Merge or Unmerge, what needs them is refused.
func TestThemes_ofOthers(t *testing.T) {
	var durations cx.Themes[cx.Durations]
	for i := range 2000 {
		if err := durations.Add([]string{"wait", strconv.Itoa(i % 3)}, cxtest.Must(cx.DurationsOf([]time.Duration{time.Duration(i)}))); err != nil {
			t.Fatal(err)
		}
	}
	again := durations
	cxtest.Same(t, "a copy", durations, again)
	cxtest.Unchanged(t, "Unmerge without an inverse", durations, func(t *cx.Themes[cx.Durations]) error { return t.Unmerge(again) }, cx.ErrInvalid)
	if rows := durations.Rows(); len(rows) != 4 || rows[3].With.Total() != 2000 || rows[0].With.Total() != 667 {
		t.Errorf("Rows = %v", rows)
	}
	cxtest.Unchanged(t, "no Merge", cx.Themes[int]{}, func(t *cx.Themes[int]) error { return t.Add([]string{"a"}, 1) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "no Merge of All", cx.Themes[int]{}, func(t *cx.Themes[int]) error { return t.Add(nil, 1) }, cx.ErrInvalid)
	cxtest.Refuses(t, "Merge", (&cx.Themes[int]{}).Merge(cx.Themes[int]{}), cx.ErrInvalid)

	var own, other cx.Themes[tokens]
	for range 3 {
		if err := own.Add([]string{"a"}, tokens{N: 2}); err != nil {
			t.Fatal(err)
		}
	}
	if err := other.Merge(own); err != nil || !other.Equal(own) || other.Rows()[0].With.N != 6 {
		t.Errorf("Merge = %v, %v", other, err)
	}
	unknown := cx.Themes[func()]{}
	if _, err := json.Marshal(unknown); err == nil || !unknown.Equal(unknown) {
		t.Errorf("themes of what has no JSON form: %v", err)
	}
	if err := own.Add(nil, tokens{}); err != nil || other.Equal(own) {
		t.Errorf("themes of unlike responses are equal, %v", err)
	}
}

// Copies are added to at the same time, each in its own goroutine, while the first is read.
func TestThemes_copiesInGoroutines(t *testing.T) {
	one := cx.NPS{Promoters: 1}
	var themes cx.Themes[cx.NPS]
	for range 700 {
		if err := themes.Add([]string{"a", "b"}, one); err != nil {
			t.Fatal(err)
		}
	}
	var wait sync.WaitGroup
	for i := range 4 {
		snap := themes
		wait.Go(func() {
			for range 2000 {
				if err := snap.Add([]string{"a", strconv.Itoa(i)}, one); err != nil {
					t.Error(err)
				}
			}
			if p, err := snap.Prevalence(strconv.Itoa(i)); p.Count != 2000 || p.Base != 2700 || err != nil {
				t.Errorf("Prevalence = %v, %v", p, err)
			}
		})
	}
	for range 1000 {
		if err := themes.Add([]string{"b"}, one); err != nil {
			t.Fatal(err)
		}
	}
	wait.Wait()
	if rows := themes.Rows(); len(rows) != 2 || rows[0].Responses != 700 || rows[1].Responses != 1700 {
		t.Errorf("Rows = %v", rows)
	}
}

// BenchmarkThemes measures a million answers of one theme each against GroupBy of the same:
// read the ratio, at most 2.
func BenchmarkThemes(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 4))
	rows := make([]cx.Response, 1_000_000)
	for i := range rows {
		rows[i] = cx.Response{Score: random.IntN(11), Segment: "theme " + strconv.Itoa(random.IntN(40))}
		rows[i].Themes = []string{rows[i].Segment}
	}
	b.Run("loop=GroupBy", func(b *testing.B) {
		for b.Loop() {
			groups, err := cx.GroupBy(rows, func(r *cx.Response) string { return r.Segment }, cx.NPS{})
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += int64(len(groups))
		}
	})
	b.Run("ThemesOf", func(b *testing.B) {
		for b.Loop() {
			themes, err := cx.ThemesOf(rows, cx.NPS{})
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += themes.Responses
		}
	})
	b.Run("Add", func(b *testing.B) {
		one := cx.NPS{Promoters: 1}
		for b.Loop() {
			var themes cx.Themes[cx.NPS]
			for i := range rows {
				if err := themes.Add(rows[i].Themes, one); err != nil {
					b.Fatal(err)
				}
			}
			sinkInt += themes.Responses
		}
	})
}
