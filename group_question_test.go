package cx_test

import (
	"errors"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

func TestGroupByQuestion(t *testing.T) {
	rows := []cx.Response{
		{Question: "staff", Score: 5}, {Question: "price", Score: 1}, {Question: "staff", Score: 4}, {Score: 3},
	}
	onFive := emptyOf(cx.CSAT{Scale: cx.SatisfactionScale(5)})
	got, err := cx.GroupByQuestion(rows, onFive)
	count := func(ratings ...int) cx.CSAT {
		c := cx.CSAT{Scale: cx.SatisfactionScale(5)}
		for _, r := range ratings {
			c.Counts[r-1]++
		}
		return c
	}
	want := []cx.Group[string, cx.CSAT]{
		{Key: "", Tally: count(3)}, {Key: "price", Tally: count(1)}, {Key: "staff", Tally: count(5, 4)},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("GroupByQuestion: %v (-want +got)\n%s", err, diff)
	}
	rows[2].Score = 6
	got, err = cx.GroupByQuestion(rows, onFive)
	cxtest.Refuses(t, "GroupByQuestion", err, cx.ErrInvalid)
	var bad *cx.RowError
	if !errors.As(err, &bad) || bad.Row != 2 || got != nil {
		t.Errorf("GroupByQuestion = %v, %v, want an error with row 2", got, err)
	}
	// A tally without a scale refuses every answer.
	_, err = cx.GroupByQuestion(rows, emptyOf(cx.CSAT{}))
	cxtest.Refuses(t, "GroupByQuestion without a scale", err, cx.ErrInvalid)
	_, err = cx.GroupByQuestion[cx.CSAT](rows, nil)
	cxtest.Refuses(t, "GroupByQuestion without a function", err, cx.ErrInvalid)
}

// emptyOf returns the same empty tally for each question.
func emptyOf[T any](empty T) func(string) (T, error) {
	return func(string) (T, error) { return empty, nil }
}

// Questions on three scales, by hand. With one scale of 0..10 for all, the two happy answers
// to the question of five points were an NPS of -100.
func TestGroupByQuestion_scales(t *testing.T) {
	rows := []cx.Response{
		{Question: "recommend", Score: 10}, {Question: "staff", Score: 5}, {Question: "effort", Score: 7},
		{Question: "staff", Score: 5}, {Question: "recommend", Score: 7}, {Question: "effort", Score: 1},
	}
	scales := map[string]cx.Scale{"recommend": cx.RecommendScale(11), "staff": cx.SatisfactionScale(5), "effort": cx.EffortScale(7)}
	errUnknown := errors.New("no such question")
	asked := map[string]int{}
	scaleOf := func(question string) (cx.Ratings, error) {
		asked[question]++
		scale, ok := scales[question]
		if !ok {
			return cx.Ratings{}, errUnknown
		}
		return cx.Ratings{Scale: scale}, nil
	}
	got, err := cx.GroupByQuestion(rows, scaleOf)
	if err != nil || len(got) != 3 {
		t.Fatalf("GroupByQuestion = %v, %v, want three questions", got, err)
	}
	for i, want := range []struct{ key, mean string }{{"effort", "4"}, {"recommend", "8.5"}, {"staff", "5"}} {
		mean, err := got[i].Tally.Mean()
		cxtest.Exactly(t, "mean of "+got[i].Key, mean, err, want.mean)
		if got[i].Key != want.key || got[i].Tally.Scale != scales[want.key] || asked[want.key] != 1 {
			t.Errorf("group %d is %s on %v, asked %d times", i, got[i].Key, got[i].Tally.Scale, asked[want.key])
		}
	}
	rows[3].Question = "price"
	got, err = cx.GroupByQuestion(rows, scaleOf)
	var bad *cx.RowError
	if !errors.Is(err, errUnknown) || !errors.As(err, &bad) || bad.Row != 3 || got != nil {
		t.Errorf("an unknown question: %v, %v, want a RowError at row 3", got, err)
	}
}
