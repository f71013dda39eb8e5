package reference

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// groupRunner covers what of the cohort cases is grouping, dates and customers.
func groupRunner(in hostileInput) func() (string, error) {
	switch {
	case in.Matrix != nil:
		var rows []cx.Response
		for _, text := range in.Matrix.Signups {
			at, err := time.Parse(time.DateOnly, text)
			if err != nil {
				return nil
			}
			rows = append(rows, cx.Response{At: at, Score: 9})
		}
		return func() (string, error) {
			points, err := cx.Trend(rows, cx.Calendar{}, cx.Period{}, cx.NPS{})
			return fmt.Sprint(len(points)), err
		}
	case in.GroupKeys > 0:
		rows := make([]cx.Response, in.GroupKeys)
		for i := range rows {
			rows[i] = cx.Response{Segment: fmt.Sprintf("%0*d", in.KeyBytes, i), Score: i % 11}
		}
		return func() (string, error) {
			groups, err := cx.GroupBy(rows, segment, cx.NPS{})
			if err == nil && len(groups) != len(rows) {
				return fmt.Sprint(len(groups)), fmt.Errorf("%d groups of %d keys", len(groups), len(rows))
			}
			return fmt.Sprint(len(groups)), err
		}
	case in.Rows != nil:
		var rows []cx.Response
		for _, r := range in.Rows {
			at, err := time.Parse(time.DateOnly, r.Signup)
			if err != nil {
				return nil
			}
			rows = append(rows, cx.Response{Customer: r.Customer, At: at})
		}
		return func() (string, error) {
			// A blank customer is anonymous, and nobody's duplicate.
			kept, dropped, err := cx.Deduplicate(rows, cx.KeepLatest, cx.Calendar{})
			if len(kept) != len(rows) || dropped != 0 {
				return "", fmt.Errorf("%d rows stay, %d are dropped", len(kept), dropped)
			}
			return fmt.Sprint(len(kept)), err
		}
	}
	return nil
}

// textRunner covers what happens to texts: they are kept, and named by no error.
func textRunner(t *testing.T, in hostileInput) func() (string, error) {
	text := ""
	switch {
	case in.Text != nil:
		text = *in.Text
	case in.Hex != "":
		raw, err := hex.DecodeString(in.Hex)
		if err != nil {
			t.Fatal(err)
		}
		text = string(raw)
	default:
		return nil
	}
	row := cx.Response{
		Question: text, Customer: text, At: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Score: 9, Segment: text,
		Channel: text, Team: text, Stage: cx.Stage(text), Touchpoint: text, Account: text, Language: text, Comment: text,
		Themes: []string{text},
	}
	return func() (string, error) {
		rows := []cx.Response{row, row}
		groups, err := cx.GroupBy(rows, segment, cx.NPS{})
		if err != nil || len(groups) != 1 || groups[0].Key != text {
			return fmt.Sprint(len(groups)), err
		}
		kept, _, err := cx.Deduplicate(rows, cx.KeepLatest, cx.Calendar{})
		if err != nil || kept[0].Comment != text {
			return "", err
		}
		data, err := json.Marshal(row)
		if err != nil || !utf8.Valid(data) {
			return fmt.Sprint(utf8.Valid(data)), err
		}
		var back cx.Response
		if err := json.Unmarshal(data, &back); err != nil {
			return "", err
		}
		// No error repeats what it refuses.
		rows[1].Score = 11
		_, badScore := cx.GroupBy(rows, segment, cx.NPS{})
		rows[1].Score, rows[1].Question = 9, "other"
		_, badQuestion := cx.GroupBy(rows, segment, cx.NPS{})
		_, twice := cx.RankGroups([]cx.Group[string, cx.NPS]{groups[0], groups[0]}, 1, 0.95)
		_, badGrain := cx.Trend(rows, cx.Calendar{Grain: cx.Grain(text)}, cx.Period{}, cx.NPS{})
		_, _, badKeep := cx.Deduplicate(rows, cx.DuplicatePolicy(text), cx.Calendar{})
		_, badDate := cx.ParseDate(text)
		_, badPeriod := cx.ParsePeriod(text)
		_, badRating := cx.ParseRating(text)
		_, badMoney := cx.ParseMoney(text)
		badKey := json.Unmarshal([]byte(`{"score":9,`+cxtest.JSON(t, text)+`:1}`), &back)
		for _, err := range []error{badScore, badQuestion, twice, badGrain, badKeep, badDate, badPeriod, badRating, badMoney, badKey} {
			if err == nil {
				t.Errorf("%.20q was accepted somewhere", text)
				continue
			}
			cxtest.ErrorText(t, "refusal", err)
			if len(text) > 1 && strings.Contains(err.Error(), text) {
				t.Errorf("%q repeats %.20q", err, text)
			}
		}
		if in.Hex != "" {
			return "utf8=valid", nil
		}
		if back.Comment == text && back.Segment == text && back.Themes[0] == text {
			return "verbatim=data", nil
		}
		return "changed", nil
	}
}

// stateRunner covers what of the cases of states is no decoding.
func stateRunner(t *testing.T, in hostileInput) func() (string, error) {
	switch {
	case strings.HasPrefix(in.API, "merge"):
		return func() (string, error) {
			a, b := cx.Ratings{}, cx.Ratings{Scale: cx.EaseScale(7), Counts: [11]int64{1, 2, 3, 4, 5, 6, 7}}
			if err := json.Unmarshal([]byte(`{"scale":{"min":1,"max":7,"bottom_max":3,"top_min":5},"counts":[9,0,0,0,1,0,0]}`), &a); err != nil {
				return "", err
			}
			ab, ba := a, b
			if err := errors.Join(ab.Merge(b), ba.Merge(a)); err != nil {
				return "", err
			}
			var light, heavy cx.WeightedNPS
			if err := errors.Join(light.Add(10, dec("0.10")), heavy.Add(0, dec("2.500"))); err != nil {
				return "", err
			}
			lh, hl := light, heavy
			if err := errors.Join(lh.Merge(heavy), hl.Merge(light)); err != nil {
				return "", err
			}
			if cxtest.JSON(t, ab) != cxtest.JSON(t, ba) || cxtest.JSON(t, lh) != cxtest.JSON(t, hl) {
				return "different", nil
			}
			return "equal", nil
		}
	case strings.HasPrefix(in.API, "change the input"):
		return func() (string, error) {
			ratings, weights := []int{10, 9, 3}, []decimal.Decimal{dec("1"), dec("2"), dec("3")}
			rows := []cx.Response{{Score: 9, Segment: "a", Themes: []string{"x"}}, {Score: 2, Segment: "b"}}
			results := func() (string, error) {
				n, err := cx.NPSOf(ratings)
				w, weightErr := cx.WeightedNPSOf(ratings, weights)
				g, groupErr := cx.GroupBy(rows, segment, cx.NPS{})
				kept, _, keepErr := cx.Deduplicate(rows, cx.KeepAll, cx.Calendar{})
				all := []any{n, w, g, kept}
				before := cxtest.JSON(t, all)
				for i := range ratings {
					ratings[i], weights[i] = 0, dec("7")
				}
				rows[0], rows[1] = cx.Response{}, cx.Response{Segment: "c"}
				after := cxtest.JSON(t, all)
				ratings, weights = []int{10, 9, 3}, []decimal.Decimal{dec("1"), dec("2"), dec("3")}
				rows = []cx.Response{{Score: 9, Segment: "a", Themes: []string{"x"}}, {Score: 2, Segment: "b"}}
				if before != after {
					return before + " became " + after, nil
				}
				return "unchanged", errors.Join(err, weightErr, groupErr, keepErr)
			}
			return results()
		}
	}
	return nil
}
