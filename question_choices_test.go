package cx_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// choiceLaws are the laws of choices of three options: the bits of a row are what was chosen.
func choiceLaws() cxtest.Laws[cx.Choices, *cx.Choices] {
	options := []string{"a", "b", "c"}
	chosen := func(row byte) (list []string) {
		for i, code := range options {
			if row>>i&1 == 1 {
				list = append(list, code)
			}
		}
		return list
	}
	return cxtest.Laws[cx.Choices, *cx.Choices]{
		Empty:  cx.Choices{Options: options},
		Values: []cx.Choices{choicesOf(1, 2, 3, 4), choicesOf(0, 0, 0, 0), choicesOf(math.MaxInt32, 7, 0, 9)},
		Add:    func(c *cx.Choices, row byte) error { return c.Add(chosen(row), row>>3&1 == 1) },
		Remove: func(c *cx.Choices, row byte) error { return c.Remove(chosen(row), row>>3&1 == 1) },
	}
}

// choicesOf returns choices of the options a, b, c in which nobody chose two.
func choicesOf(a, b, c, other int64) cx.Choices {
	empty := cx.Choices{Options: []string{"a", "b", "c"}, Other: other, None: 2, Respondents: a + b + c + other}
	return cxtest.Must(empty.WithCounts([]int64{a, b, c}))
}

func FuzzChoicesMerge(f *testing.F) { choiceLaws().Fuzz(f) }

// selections returns rows of a question.
func selections(question string, chosen ...[]string) []cx.Selection {
	rows := make([]cx.Selection, len(chosen))
	for i, list := range chosen {
		rows[i] = cx.Selection{Question: question, Chosen: list}
	}
	return rows
}

// By hand: {a, b}, {a}, {b, c}, nothing, and an answer of the respondent's own.
func TestChoicesOf(t *testing.T) {
	q := cx.Question{Name: "q", Kind: cx.QuestionChoices, Options: []string{"a", "b", "c"}}
	rows := selections("q", []string{"a", "b"}, []string{"a"}, []string{"b", "c"}, nil, nil)
	rows[4].Other = true
	c, err := cx.ChoicesOf(rows, q)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int64{2, 2, 1}, c.Counts()); diff != "" || c.Other != 1 || c.Respondents != 4 || c.None != 1 || c.Total() != 4 {
		t.Errorf("%v: Other %d, None %d, counts (-want +got):\n%s", c, c.Other, c.None, diff)
	}
	ready, err := cx.Choices{Options: q.Options, Other: 1, None: 1, Respondents: 4}.WithCounts([]int64{2, 2, 1})
	if err != nil || !ready.Equal(c) {
		t.Errorf("WithCounts = %v, %v, want %v", ready, err, c)
	}
	cxtest.Same(t, "counted one by one and ready-made", ready, c)
	for option, want := range map[string]cx.Proportion{"a": {Count: 2, Base: 4}, "b": {Count: 2, Base: 4}, "c": {Count: 1, Base: 4}} {
		if got, err := c.OfRespondents(option); got != want || err != nil {
			t.Errorf("OfRespondents(%q) = %v, %v, want %v", option, got, err, want)
		}
	}
	for option, want := range map[string]string{"a": "0.33333333", "b": "0.33333333", "c": "0.16666667"} { // of 6: the own option is one
		share, err := c.OfSelections(option)
		cxtest.Exactly(t, "OfSelections of "+option, share, err, want)
	}
	if text := c.String(); text != "choices of 3 options (4 respondents)" {
		t.Errorf("String = %q", text)
	}
	c.Options[0] = "z" // the tally has options of its own
	if q.Options[0] != "a" {
		t.Error("ChoicesOf shares the options of the question")
	}
}

// 86 of 200 very disappointed: the interval is Wilson's, from R's prop.test without correction.
func TestChoices_interval(t *testing.T) {
	c, err := cx.Choices{Options: []string{"very", "somewhat", "not"}, Other: 0, Respondents: 200}.WithCounts([]int64{86, 71, 43})
	if err != nil {
		t.Fatal(err)
	}
	share, err := c.OfRespondents("very")
	if err != nil {
		t.Fatal(err)
	}
	iv, err := share.Interval(0.95)
	cxtest.Near(t, "low", iv.Low, 0.363343223, 1e-9)
	cxtest.Near(t, "high", iv.High, 0.499295122, 1e-9)
	if err != nil {
		t.Error(err)
	}
}

// By hand: rankings (a, b, c), (b, a, c) and (a). Points: (4 - mean rank) · Total / 3.
func TestGroupByRank(t *testing.T) {
	q := cx.Question{Name: "q", Kind: cx.QuestionRanking, Options: []string{"c", "a", "b"}}
	groups, err := cx.GroupByRank(selections("q", []string{"a", "b", "c"}, []string{"b", "a", "c"}, []string{"a"}, nil), q)
	if err != nil || len(groups) != 3 {
		t.Fatalf("%v, %v", groups, err)
	}
	for i, want := range []struct {
		key, mean, points string
		total             int64
		first             cx.Proportion
	}{
		{"a", "1.33333333", "2.66666667", 3, cx.Proportion{Count: 2, Base: 3}},
		{"b", "1.5", "1.66666667", 2, cx.Proportion{Count: 1, Base: 2}},
		{"c", "3", "0.66666667", 2, cx.Proportion{Count: 0, Base: 2}},
	} {
		g := groups[i]
		mean, err := g.Tally.Mean()
		cxtest.Exactly(t, "mean rank of "+want.key, mean, err, want.mean)
		first, err := g.Tally.TopBox(1)
		if g.Key != want.key || g.Tally.Total() != want.total || first != want.first || err != nil {
			t.Errorf("%s: Total %d, first %v, %v, want %+v", g.Key, g.Tally.Total(), first, err, want)
		}
		num, den, _ := g.Tally.Fraction() // (4 - num/den)·den/3
		cxtest.Exactly(t, "points of "+want.key, dec("4").Mul(den).Sub(num).DivRound(dec("3"), 8), nil, want.points)
	}
	// The best is the one with the lowest mean rank.
	ranking, err := cx.RankGroups(groups, 2, 0.95)
	if err != nil || ranking[0].Key != "a" || ranking[2].Key != "c" {
		t.Errorf("RankGroups = %v, %v", ranking, err)
	}
	// An option that nobody ranked has its group, without answers.
	groups, err = cx.GroupByRank(nil, q)
	if err != nil || len(groups) != 3 || groups[2].Tally.Total() != 0 {
		t.Errorf("GroupByRank of nothing = %v, %v", groups, err)
	}
}

func TestSelections_refused(t *testing.T) {
	choices := cx.Question{Name: "q", Kind: cx.QuestionChoices, Options: []string{"a", "b"}}
	choice, ranking, open := choices, choices, cx.Question{Name: "q", Kind: cx.QuestionOpen}
	choice.Kind, ranking.Kind = cx.QuestionChoice, cx.QuestionRanking
	good := cx.Selection{Question: "q", Chosen: []string{"a"}}
	type tally func([]cx.Selection, cx.Question) error
	of := tally(func(rows []cx.Selection, q cx.Question) error { return second(cx.ChoicesOf(rows, q)) })
	ranks := tally(func(rows []cx.Selection, q cx.Question) error { return second(cx.GroupByRank(rows, q)) })
	for _, tt := range []struct {
		name string
		of   tally
		q    cx.Question
		row  cx.Selection
		want error
	}{
		{"unknown code", of, choices, cx.Selection{Question: "q", Chosen: []string{"secret"}}, cx.ErrInvalid},
		{"other case", of, choices, cx.Selection{Question: "q", Chosen: []string{"A"}}, cx.ErrInvalid},
		{"a code twice", of, choices, cx.Selection{Question: "q", Chosen: []string{"a", "b", "a"}}, cx.ErrInvalid},
		{"two codes of a choice", of, choice, cx.Selection{Question: "q", Chosen: []string{"a", "b"}}, cx.ErrInvalid},
		{"a code and an own answer", of, choice, cx.Selection{Question: "q", Chosen: []string{"a"}, Other: true}, cx.ErrInvalid},
		{"another question", of, choices, cx.Selection{Question: "secret", Chosen: []string{"a"}}, cx.ErrMismatch},
		{"no question", of, choices, cx.Selection{Chosen: []string{"a"}}, cx.ErrMismatch},
		{"ranking: unknown code", ranks, ranking, cx.Selection{Question: "q", Chosen: []string{"b", "c"}}, cx.ErrInvalid},
		{"ranking: a code twice", ranks, ranking, cx.Selection{Question: "q", Chosen: []string{"b", "b"}}, cx.ErrInvalid},
		{"ranking: another question", ranks, ranking, cx.Selection{Question: "p"}, cx.ErrMismatch},
	} {
		checkRowError(t, tt.name, tt.of([]cx.Selection{good, tt.row}, tt.q), tt.want, 1)
	}
	for name, err := range map[string]error{
		"open question":      of(nil, open),
		"no question":        of(nil, cx.Question{}),
		"ranks of a choice":  ranks(nil, choices),
		"ranks of no kind":   ranks(nil, cx.Question{Name: "q"}),
		"ranks of no answer": ranks(nil, cx.Question{Name: "q", Kind: cx.QuestionRanking}),
	} {
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
}

// After every error the tally is as it was.
func TestChoices_errorsChangeNothing(t *testing.T) {
	const most = math.MaxInt64
	c := choicesOf(1, 2, 3, 4)
	add := func(chosen ...string) func(*cx.Choices) error {
		return func(c *cx.Choices) error { return c.Add(chosen, false) }
	}
	cxtest.Unchanged(t, "no options", cx.Choices{}, add(), cx.ErrInvalid)
	cxtest.Unchanged(t, "unknown after known", c, add("a", "secret"), cx.ErrInvalid)
	cxtest.Unchanged(t, "twice", c, add("a", "b", "a"), cx.ErrInvalid)
	cxtest.Unchanged(t, "negative", cx.Choices{Options: codes(2), None: -1}, add("o1"), cx.ErrInvalid)
	cxtest.Unchanged(t, "options alike", cx.Choices{Options: []string{"a", "a"}}, add("a"), cx.ErrInvalid)
	cxtest.Unchanged(t, "1,001 options", cx.Choices{Options: codes(1001)}, add("o1"), cx.ErrInvalid)
	full := cxtest.Must(cx.Choices{Options: codes(1), Respondents: most}.WithCounts([]int64{most}))
	cxtest.Unchanged(t, "overflow", full, add("o0"), cx.ErrInvalid)
	cxtest.Unmerged(t, "overflow", full, cxtest.Must(cx.Choices{Options: codes(1), None: 1}.WithCounts([]int64{0})), cx.ErrInvalid)
	cxtest.Unmerged(t, "other options", c, cx.Choices{Options: []string{"a", "b"}}, cx.ErrMismatch)
	cxtest.Unmerged(t, "another order", c, cx.Choices{Options: []string{"b", "a", "c"}}, cx.ErrMismatch)
	cxtest.Unmerged(t, "impossible", c, cx.Choices{Options: c.Options, Other: 1}, cx.ErrInvalid)
	cxtest.Unchanged(t, "Unmerge other options", c, func(c *cx.Choices) error { return c.Unmerge(full) }, cx.ErrMismatch)
	cxtest.Unchanged(t, "Unmerge from none", cx.Choices{}, func(c *cx.Choices) error { return c.Unmerge(full) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Remove a pair that nobody chose", choicesOf(1, 1, 0, 0),
		func(c *cx.Choices) error { return c.Remove([]string{"a", "b"}, false) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Remove what is no option", c, func(c *cx.Choices) error { return c.Remove([]string{"d"}, false) }, cx.ErrInvalid)
}

// Every query refuses what no selections have.
func TestChoices_impossible(t *testing.T) {
	const most = math.MaxInt64
	valid := choicesOf(1, 2, 3, 4)
	for name, c := range map[string]cx.Choices{
		"respondents without counts":  {Options: valid.Options, Respondents: 203},
		"negative none":               {Options: valid.Options, None: -1},
		"negative respondents":        {Options: valid.Options, Respondents: -1},
		"other beyond respondents":    {Options: valid.Options, Other: 2, Respondents: 1},
		"more than int64":             {Options: valid.Options, Other: most, None: 1, Respondents: most},
		"answers without options":     {Other: 1, Respondents: 1},
		"options alike":               {Options: []string{"a", "a"}},
		"a blank option":              {Options: []string{"a", " "}},
		"1,001 options":               {Options: codes(1001)},
		"counts of other options":     func() cx.Choices { c := valid; c.Options = codes(4); return c }(),
		"counts of no options at all": func() cx.Choices { c := valid; c.Options = nil; return c }(),
	} {
		cxtest.Impossible(t, name, valid, c, cx.ErrInvalid, "Counts", "Equal")
		if c.Total() != 0 {
			t.Errorf("%s: Total = %d", name, c.Total())
		}
	}
	for name, counts := range map[string][]int64{
		"too few": {1, 2}, "too many": {1, 2, 3, 4}, "none": nil, "negative": {-1, 5, 5}, "above the respondents": {11, 0, 0}, "fewer than the respondents": {1, 1, 3},
	} {
		_, err := valid.WithCounts(counts)
		cxtest.Refuses(t, "WithCounts: "+name, err, cx.ErrInvalid)
	}
	for name, err := range map[string]error{
		"OfRespondents": second(valid.OfRespondents("secret")), "OfSelections": second(valid.OfSelections("secret")),
	} {
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
	_, err := cx.Choices{Options: codes(2)}.OfSelections("o1")
	cxtest.Refuses(t, "OfSelections of nothing", err, cx.ErrNoData)
	if share, err := (cx.Choices{Options: codes(2)}).OfRespondents("o1"); share != (cx.Proportion{}) || err != nil {
		t.Errorf("OfRespondents of nobody = %v, %v", share, err)
	}
	// Counts near the largest int64 add up without overflow.
	full := cxtest.Must(cx.Choices{Options: codes(3), Respondents: most}.WithCounts([]int64{most, most, most}))
	share, err := full.OfSelections("o1")
	cxtest.Exactly(t, "OfSelections of very many", share, err, "0.33333333")
}

// The options are the caller's slice. Sorted after an answer was counted, each would have the
// count of another: such a tally is refused until they are as they were.
func TestChoices_optionsChange(t *testing.T) {
	counted := cxtest.Must(cx.Choices{Options: []string{"b", "a", "c"}, Respondents: 3}.WithCounts([]int64{1, 2, 2}))
	var merged cx.Choices
	if err := merged.Merge(counted); err != nil {
		t.Fatal(err)
	}
	one := cx.Choices{Options: []string{"b", "a", "c"}}
	if err := one.Add([]string{"b"}, false); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]cx.Choices{"ready counts": counted, "merged": merged, "added": one} {
		before := c.Counts()
		slices.Sort(c.Options)
		cxtest.Unchanged(t, name+": Add", c, func(c *cx.Choices) error { return c.Add([]string{"a"}, false) }, cx.ErrInvalid)
		cxtest.Unchanged(t, name+": Merge", c, func(c *cx.Choices) error { return c.Merge(cx.Choices{}) }, cx.ErrInvalid)
		_, err := c.OfRespondents("a")
		cxtest.Refuses(t, name+": OfRespondents", err, cx.ErrInvalid)
		_, err = c.MarshalJSON()
		cxtest.Refuses(t, name+": MarshalJSON", err, cx.ErrInvalid)
		c.Options[0], c.Options[1] = "b", "a"
		if err := c.Add([]string{"c"}, false); err != nil || c.Counts()[2] != before[2]+1 {
			t.Errorf("%s: as they were: %v, %v", name, c.Counts(), err)
		}
	}
	// Nothing is counted yet.
	empty := cx.Choices{Options: []string{"b", "a"}}
	cxtest.Unchanged(t, "no option", empty, func(c *cx.Choices) error { return c.Add([]string{"z"}, false) }, cx.ErrInvalid)
	slices.Sort(empty.Options)
	if err := empty.Add([]string{"a"}, false); err != nil || !slices.Equal(empty.Counts(), []int64{1, 0}) {
		t.Errorf("sorted before: %v, %v", empty.Counts(), err)
	}
	counts := one.Counts()
	counts[0] = 99
	if got := one.Counts(); got[0] != 1 {
		t.Errorf("Counts are not the caller's own: %v", got)
	}
}

// Those who answered and those who did not are at most the largest int64 together: Add refuses
// one more.
func TestChoices_full(t *testing.T) {
	c := cxtest.Must(cx.Choices{Options: codes(2), None: math.MaxInt64 - 1, Respondents: 1}.WithCounts([]int64{1, 0}))
	for _, chosen := range [][]string{nil, {"o1"}} {
		cxtest.Unchanged(t, "one more", c, func(c *cx.Choices) error { return c.Add(chosen, false) }, cx.ErrInvalid)
	}
	if c.Total() != 1 {
		t.Errorf("Total = %d, want 1", c.Total())
	}
}

// Add allocates for the log, and not for each row.
func TestChoices_allocations(t *testing.T) {
	c := cx.Choices{Options: codes(40)}
	chosen := []string{"o7", "o39", "o0"}
	allocations := testing.AllocsPerRun(10, func() {
		for range 5120 {
			if err := c.Add(chosen, false); err != nil {
				t.Fatal(err)
			}
		}
	})
	if allocations > 50 {
		t.Errorf("5,120 rows allocate %v times, want at most 50", allocations)
	}
}

// Groups and periods get copies of the empty tally, which stay apart.
func TestChoices_trend(t *testing.T) {
	var rows []cx.Selection
	for day := range 4000 {
		rows = append(rows, cx.Selection{
			Question: "q", At: time.Date(2026, time.January, 1+day%60, 0, 0, 0, 0, time.UTC), Chosen: []string{"a", "b"}[day%2 : day%2+1],
		})
	}
	points, err := cx.TrendFunc(rows, func(s *cx.Selection) time.Time { return s.At },
		func(c *cx.Choices, s *cx.Selection) error { return c.Add(s.Chosen, s.Other) }, cx.Calendar{Grain: cx.Month}, cx.Period{}, cx.Choices{Options: []string{"a", "b"}})
	if err != nil || len(points) != 3 {
		t.Fatalf("%v, %v", points, err)
	}
	var sum cx.Choices
	for _, p := range points {
		if err := sum.Merge(p.Tally); err != nil {
			t.Fatal(err)
		}
	}
	whole := cxtest.Must(cx.ChoicesOf(rows, cx.Question{Name: "q", Kind: cx.QuestionChoice, Options: []string{"a", "b"}}))
	cxtest.Same(t, "months", whole, sum)
	if got := points[2].Tally.Respondents; got != 66 { // March 1 is the last of 60 days, and 4,000 is 66·60 and 40
		t.Errorf("March has %d answers, want 66", got)
	}
}

// Options that nobody has chosen yet may be changed: Add finds those that there are.
func TestChoices_otherOptions(t *testing.T) {
	c := cx.Choices{Options: []string{"a", "b"}}
	cxtest.Unchanged(t, "no option", c, func(c *cx.Choices) error { return c.Add([]string{"z"}, false) }, cx.ErrInvalid)
	if err := c.Add([]string{"a"}, false); err != nil {
		t.Fatal(err)
	}
	if err := c.Remove([]string{"a"}, false); err != nil {
		t.Fatal(err)
	}
	c.Options[0] = "z"
	if err := c.Add([]string{"z"}, false); err != nil || !slices.Equal(c.Counts(), []int64{1, 0}) {
		t.Errorf("Add: %v, %v, want one z", c.Counts(), err)
	}
	cxtest.Unchanged(t, "the old option", c, func(c *cx.Choices) error { return c.Add([]string{"a"}, false) }, cx.ErrInvalid)
}
