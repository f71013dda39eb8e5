package cx_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// accountRows are answers of three accounts and of nobody's, and the revenue of four.
func accountRows() ([]cx.Response, []cx.Subscription) {
	at := func(day int) time.Time { return time.Date(2026, 5, day, 9, 0, 0, 0, time.UTC) }
	return []cx.Response{
		{Account: "A", Customer: "p1", At: at(20), Score: 9}, {Account: "A", Customer: "p1", At: at(3), Score: 3},
		{Account: "B", Customer: "p4", At: at(7), Score: 7}, {Account: "A", Customer: "p2", At: at(8), Score: 8},
		{Customer: "p9", Score: 10}, {Account: "C", Customer: "p5", At: at(1), Score: 4}, {Account: "B", Customer: "p3", At: at(9), Score: 6},
	}, []cx.Subscription{{Customer: "D", Amount: dec("550")}, {Customer: "B", Amount: dec("100")}, {Customer: "A", Amount: dec("100")}, {Customer: "C", Amount: dec("50")}, {Customer: "B", Amount: dec("200")}}
}

func accountContract(t *testing.T) cxtest.Contract {
	rows, revenue := accountRows()
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Calls: []cxtest.Call{{Func: "AccountNPSOf", Args: []any{rows, revenue}, Do: func() (any, error) {
			return cx.AccountNPSOf(rows, revenue, nil, cx.NPS{})
		}}},
	}
}

func TestAccount_Contract(t *testing.T) { accountContract(t).Run(t) }

// By hand: A is (9 + 8)/2 = 8.5, so 9; B (6 + 7)/2 = 6.5, so 7; C 4. By revenue 100 promote and 50
// detract of 450.
func TestAccountNPSOf(t *testing.T) {
	rows, revenue := accountRows()
	a, err := cx.AccountNPSOf(rows, revenue, nil, cx.NPS{})
	want := cx.AccountNPS{
		NPS:      cx.NPS{Promoters: 1, Passives: 1, Detractors: 1},
		Weighted: cx.WeightedNPS{Promoters: dec("100"), Passives: dec("300"), Detractors: dec("50"), Squares: dec("102500"), Answers: 3},
		Covered:  cx.Proportion{Count: 3, Base: 4}, Revenue: dec("1000"), CoveredRevenue: dec("450"), Unassigned: 1,
	}
	if diff := cmp.Diff(want, a); diff != "" || err != nil {
		t.Errorf("AccountNPSOf: %v (-want +got)\n%s", err, diff)
	}
	score, err := a.Weighted.Score()
	cxtest.Exactly(t, "Weighted", score, err, "11.11111111")
	cxtest.Golden(t, "account", map[string]any{"account_nps": a})

	// In any order of the rows, except at one instant.
	slices.Reverse(rows)
	cxtest.Same(t, "turned", want, cxtest.Must(cx.AccountNPSOf(rows, revenue, nil, cx.NPS{})))

	// The worst answer of an account, as some count: A 3, B 6, C 4.
	var seen [][]int
	worst := func(answers []cx.Response) (int, error) {
		var scores []int
		for _, r := range answers {
			scores = append(scores, r.Score)
		}
		seen = append(seen, scores)
		answers[0].Score = 99 // a slice of its own
		return slices.Min(scores), nil
	}
	a, err = cx.AccountNPSOf(rows, nil, worst, cx.NPS{})
	if diff := cmp.Diff(cx.AccountNPS{NPS: cx.NPS{Detractors: 3}, Unassigned: 1}, a); diff != "" || err != nil {
		t.Errorf("worst: %v (-want +got)\n%s", err, diff)
	}
	slices.SortFunc(seen, func(a, b []int) int { return a[0] - b[0] })
	if diff := cmp.Diff([][]int{{3, 8, 9}, {4}, {7, 6}}, seen); diff != "" {
		t.Errorf("answers in order of time (-want +got):\n%s", diff)
	}
	if a, err = cx.AccountNPSOf(nil, revenue, nil, cx.NPS{}); err != nil || a.Covered != (cx.Proportion{Base: 4}) || a.NPS.Total() != 0 {
		t.Errorf("no answers: %+v, %v", a, err)
	}
	if a, err = cx.AccountNPSOf(nil, nil, nil, cx.NPS{}); err != nil || !cmp.Equal(a, cx.AccountNPS{}) {
		t.Errorf("nothing: %+v, %v", a, err)
	}
}

// Of one instant the later row is the later answer; who has no name is a person of its own; a half
// is rounded up, below 0, too. Accounts that pay nothing are in NPS alone.
func TestAccountNPSOf_rules(t *testing.T) {
	at := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	answers := func(customer string, scores ...int) (rows []cx.Response) {
		for _, score := range scores {
			rows = append(rows, cx.Response{Account: "A", Customer: customer, At: at, Score: score})
		}
		return rows
	}
	below := cx.NPS{Scale: cx.Scale{Min: -3, Max: 3, BottomMax: -1, TopMin: 2}}
	for _, tt := range []struct {
		name  string
		rows  []cx.Response
		empty cx.NPS
		want  cx.NPS
	}{
		{"one instant", answers("p", 2, 10), cx.NPS{}, cx.NPS{Promoters: 1}},
		{"one instant, turned", answers("p", 10, 2), cx.NPS{}, cx.NPS{Detractors: 1}},
		{"anonymous", answers("", 10, 2), cx.NPS{}, cx.NPS{Detractors: 1}}, // 6
		{"8.5", answers("", 8, 9), cx.NPS{}, cx.NPS{Promoters: 1}},
		{"8.33", answers(" ", 8, 8, 9), cx.NPS{}, cx.NPS{Passives: 1}},
		{"-0.5", answers("", -1, 0), below, cx.NPS{Passives: 1, Scale: below.Scale}},        // 0
		{"-0.67", answers("", -1, -1, 0), below, cx.NPS{Detractors: 1, Scale: below.Scale}}, // -1
		{"-1.5", answers("", -3, 0), below, cx.NPS{Detractors: 1, Scale: below.Scale}},      // -1
		{"1.5", answers("", 3, 0), below, cx.NPS{Promoters: 1, Scale: below.Scale}},         // 2
	} {
		a, err := cx.AccountNPSOf(tt.rows, []cx.Subscription{{Customer: "A"}}, nil, tt.empty)
		if err != nil || a.NPS != tt.want || a.Covered != (cx.Proportion{}) || a.Weighted.Answers != 0 {
			t.Errorf("%s: %+v, %v, want %v", tt.name, a, err, tt.want)
		}
	}
}

func TestAccountNPSOf_refuses(t *testing.T) {
	at := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	good := []cx.Response{{Account: "A", At: at, Score: 9}, {Account: "B", At: at, Score: 9}, {Account: "A", At: at, Score: 1}}
	secret := errors.New("the host's")
	row := func(what string, of string, number int, want error, rows []cx.Response, revenue []cx.Subscription, score func([]cx.Response) (int, error)) {
		t.Helper()
		a, err := cx.AccountNPSOf(rows, revenue, score, cx.NPS{})
		var bad *cx.RowError
		if !errors.Is(err, want) || !errors.As(err, &bad) || bad.Of != of || bad.Row != number || !cmp.Equal(a, cx.AccountNPS{}) {
			t.Errorf("%s: %+v, %v, want %s[%d]", what, a, err, of, number)
		}
	}
	with := func(r cx.Response) []cx.Response { return append(slices.Clone(good), r) }
	row("off the scale", "rows", 3, cx.ErrInvalid, with(cx.Response{Account: "A", At: at, Score: 11}), nil, nil)
	row("off the scale, of nobody", "rows", 3, cx.ErrInvalid, with(cx.Response{At: at, Score: 11}), nil, nil)
	row("no time", "rows", 3, cx.ErrInvalid, with(cx.Response{Account: "A", Score: 1}), nil, nil)
	row("another question", "rows", 3, cx.ErrMismatch, with(cx.Response{Account: "A", At: at, Question: "csat"}), nil, nil)
	row("blank account", "revenue", 1, cx.ErrInvalid, good, []cx.Subscription{{Customer: "A"}, {Customer: " "}}, nil)
	row("negative", "revenue", 0, cx.ErrInvalid, good, []cx.Subscription{{Customer: "A", Amount: dec("-1")}}, nil)
	row("35 digits", "revenue", 0, cx.ErrInvalid, good, []cx.Subscription{{Customer: "A", Amount: dec("12345678901234567890123456789012345")}}, nil)
	row("the function's error", "rows", 1, secret, good, nil, func(r []cx.Response) (int, error) {
		if len(r) == 1 {
			return 0, secret
		}
		return 5, nil
	})
	row("the function's score", "rows", 0, cx.ErrInvalid, good, nil, func(r []cx.Response) (int, error) { return 8 + 2*len(r), nil })
	huge := dec("9999999999999999999999999999999999")
	_, err := cx.AccountNPSOf(good, []cx.Subscription{{Customer: "A", Amount: huge}, {Customer: "D", Amount: huge}}, nil, cx.NPS{})
	cxtest.Refuses(t, "a sum of 35 digits", err, cx.ErrInvalid)
	_, err = cx.AccountNPSOf(good, nil, nil, cx.NPS{Scale: cx.EffortScale(5)})
	cxtest.Refuses(t, "lower is better", err, cx.ErrInvalid)
}

// Many accounts against a plain loop.
func TestAccountNPSOf_naive(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	var rows []cx.Response
	var revenue []cx.Subscription
	latest := map[string]map[string]cx.Response{}
	for i := range 3000 {
		r := cx.Response{
			Account: fmt.Sprint("a", random.IntN(200)), Customer: fmt.Sprint("p", random.IntN(3)),
			At: time.Unix(int64(random.IntN(1_000_000))*4000+int64(i), 0), Score: random.IntN(11),
		}
		rows = append(rows, r)
		if latest[r.Account] == nil {
			latest[r.Account] = map[string]cx.Response{}
		}
		if r.At.After(latest[r.Account][r.Customer].At) {
			latest[r.Account][r.Customer] = r
		}
	}
	paid := map[string]int{}
	for range 300 {
		account, amount := fmt.Sprint("a", random.IntN(250)), random.IntN(40)
		paid[account] += amount
		revenue = append(revenue, cx.Subscription{Customer: account, Amount: dec(fmt.Sprint(amount))})
	}
	want := cx.AccountNPS{}
	total, covered := 0, 0
	for account, amount := range paid {
		if amount == 0 {
			continue
		}
		total += amount
		want.Covered.Base++
		if latest[account] != nil {
			want.Covered.Count++
			covered += amount
		}
	}
	want.Revenue, want.CoveredRevenue = dec(fmt.Sprint(total)), dec(fmt.Sprint(covered))
	for account, people := range latest {
		sum := 0
		for _, r := range people {
			sum += r.Score
		}
		score := int(float64(sum)/float64(len(people)) + 0.5)
		if err := want.NPS.Add(score); err != nil {
			t.Fatal(err)
		}
		if paid[account] > 0 {
			if err := want.Weighted.Add(score, dec(fmt.Sprint(paid[account]))); err != nil {
				t.Fatal(err)
			}
		}
	}
	cxtest.Same(t, "3,000 answers", want, cxtest.Must(cx.AccountNPSOf(rows, revenue, nil, cx.NPS{})))
}
