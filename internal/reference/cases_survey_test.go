package reference

import (
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// The small survey files of the optional cases, after public reports, with their right values,
// which were computed outside Go. What they show of files (encodings, headers, flags) is the
// report's; what they show of figures is tested here.

// caseTime parses an instant of a case, or a day.
func caseTime(t *testing.T, s string) time.Time {
	t.Helper()
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", "2006-01-02 15:04:05", time.RFC3339} {
		if at, err := time.Parse(layout, s); err == nil {
			return at
		}
	}
	t.Fatalf("the time %q has no known form", s)
	return time.Time{}
}

// caseInt parses a whole number of a case.
func caseInt(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// scored is a tally with a score.
type scored interface {
	Score() (decimal.Decimal, error)
	Total() int64
}

func checkScore(t *testing.T, what string, tally scored, want string, n int64) {
	t.Helper()
	score, err := tally.Score()
	cxtest.Exactly(t, what, score, err, want)
	if got := tally.Total(); got != n {
		t.Errorf("%s: %d answers, want %d", what, got, n)
	}
}

// Trailing twelve months, of all and by segment, of which one has months without answers. The
// mean of the monthly scores would be 11.78.
func TestSurveyCase_rolling(t *testing.T) {
	var rows []cx.Response
	for _, r := range table(t, "cases/survey/rolling.csv") {
		rows = append(rows, cx.Response{At: caseTime(t, r["submitted"]), Segment: r["customer_type"], Score: caseInt(t, r["score"])})
	}
	months := cx.Calendar{Grain: cx.Month}
	all, err := cx.Trend(rows, months, cx.Period{}, cx.NPS{})
	if err != nil {
		t.Fatal(err)
	}
	groups, err := cx.GroupTrend(rows, func(r *cx.Response) string { return r.Segment }, months, cx.Period{}, cx.NPS{})
	if err != nil {
		t.Fatal(err)
	}
	trends := map[string][]cx.Point[cx.NPS]{"all": all}
	for _, g := range groups {
		trends[g.Key] = g.Tally
	}
	for _, want := range []struct {
		segment, end, score string
		n                   int64
	}{
		{"all", "2026-01-01", "18.8034188", 117}, {"SMB", "2026-01-01", "23.86363636", 88}, {"Ent", "2026-01-01", "3.44827586", 29},
		{"all", "2025-07-01", "11.94029851", 134}, {"SMB", "2025-07-01", "6.93069307", 101}, {"Ent", "2025-07-01", "27.27272727", 33},
	} {
		windows, err := cx.Rolling(trends[want.segment], 12)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, w := range windows {
			if w.Period.End.String() == want.end {
				found = true
				checkScore(t, want.segment+" until "+want.end, w.Tally, want.score, want.n)
			}
		}
		if !found {
			t.Errorf("%s: no window ends before %s", want.segment, want.end)
		}
	}
}

// The latest answer of each person; those without a name are nobody's second.
func TestSurveyCase_duplicates(t *testing.T) {
	var rows []cx.Response
	for _, r := range table(t, "cases/survey/duplicates.csv") {
		rows = append(rows, cx.Response{Customer: r["respondent_id"], At: caseTime(t, r["date_created"]), Score: caseInt(t, r["nps"])})
	}
	npsOf := func(rows []cx.Response) (n cx.NPS) {
		for _, r := range rows {
			if err := n.Add(r.Score); err != nil {
				t.Fatal(err)
			}
		}
		return n
	}
	checkScore(t, "all rows", npsOf(rows), "0", 14)
	latest, _, err := cx.Deduplicate(rows, cx.KeepLatest, cx.Calendar{})
	if err != nil {
		t.Fatal(err)
	}
	checkScore(t, "the latest of each", npsOf(latest), "55.55555556", 9)
}

// Ready counts by month and segment. The mean of the six scores would be 20.113834.
func TestSurveyCase_preaggregated(t *testing.T) {
	all := cx.NPS{}
	segments := map[string]*cx.NPS{"Micro": {}, "Grande": {}}
	for _, r := range table(t, "cases/survey/preaggregated.csv") {
		n := cx.NPS{
			Promoters: int64(caseInt(t, r["promotores"])), Passives: int64(caseInt(t, r["pasivos"])),
			Detractors: int64(caseInt(t, r["detractores"])),
		}
		for _, into := range []*cx.NPS{&all, segments[r["segmento"]]} {
			if err := into.Merge(n); err != nil {
				t.Fatal(err)
			}
		}
	}
	checkScore(t, "all", all, "19.80676329", 2097+766+1277)
	micro, err := segments["Micro"].Score()
	cxtest.Exactly(t, "Micro", micro, err, "4.27435388")
	large, err := segments["Grande"].Score()
	cxtest.Exactly(t, "Grande", large, err, "34.4924812")
}

func TestSurveyCase_weights(t *testing.T) {
	var scores []int
	var weights []decimal.Decimal
	for _, r := range table(t, "cases/survey/weights.csv") {
		scores = append(scores, caseInt(t, r["nps"]))
		weights = append(weights, decimal.RequireFromString(r["ltv"]))
	}
	n, err := cx.NPSOf(scores)
	if err != nil {
		t.Fatal(err)
	}
	checkScore(t, "unweighted", n, "-20", int64(len(scores)))
	w, err := cx.WeightedNPSOf(scores, weights)
	if err != nil {
		t.Fatal(err)
	}
	checkScore(t, "weighted", w, "-63.63636364", int64(len(scores)))
}

// A scale on which 1 is the best, and one of four faces.
func TestSurveyCase_scales(t *testing.T) {
	var grades, faces []int
	for _, r := range table(t, "cases/survey/one_is_best.csv") {
		grades = append(grades, caseInt(t, r["note"]))
	}
	for _, r := range table(t, "cases/survey/emoji_1_to_4.csv") {
		faces = append(faces, caseInt(t, r["emoji_score"]))
	}
	c, err := cx.CSATOf(grades, cx.SatisfactionScale(6).Reversed())
	if err != nil {
		t.Fatal(err)
	}
	checkScore(t, "school grades", c, "66.66666667", 12)
	mean, err := c.Mean()
	cxtest.Exactly(t, "the mean grade", mean, err, "2.5")
	n, err := cx.NPSOn(cx.Scale{Min: 1, Max: 4, BottomMax: 1, TopMin: 4})
	if err != nil {
		t.Fatal(err)
	}
	for _, face := range faces {
		if err := n.Add(face); err != nil {
			t.Fatal(err)
		}
	}
	checkScore(t, "faces", n, "35.71428571", 14)
}

// Several questions in one column, each on its own scale.
func TestSurveyCase_longFormat(t *testing.T) {
	var rows []cx.Response
	for _, r := range table(t, "cases/survey/long_format.csv") {
		rows = append(rows, cx.Response{Question: r["question"], At: caseTime(t, r["at"]), Score: caseInt(t, r["answer"])})
	}
	scales := map[string]cx.Scale{"nps": cx.RecommendScale(11), "csat": cx.SatisfactionScale(5), "effort": cx.EffortScale(5)}
	groups, err := cx.GroupByQuestion(rows, func(question string) (cx.Ratings, error) {
		return cx.Ratings{Scale: scales[question]}, nil
	})
	if err != nil || len(groups) != 3 {
		t.Fatalf("GroupByQuestion = %v, %v", groups, err)
	}
	checkScore(t, "csat", cx.CSAT(groups[0].Tally), "66.66666667", 6)
	checkScore(t, "effort", cx.CES(groups[1].Tally), "2.83333333", 6)
	net, err := groups[2].Tally.TopBox(2)
	low, err2 := groups[2].Tally.BottomBox(7)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	checkScore(t, "nps", cx.NPS{Promoters: net.Count, Passives: net.Base - net.Count - low.Count, Detractors: low.Count}, "33.33333333", 6)
}

// Instants in UTC, days of Manila: 15:59:59 is still February there, 16:00:00 is March.
func TestSurveyCase_zone(t *testing.T) {
	manila, err := time.LoadLocation("Asia/Manila")
	if err != nil {
		t.Fatal(err)
	}
	var rows []cx.Response
	for _, r := range table(t, "cases/survey/utc_no_offset.csv") {
		rows = append(rows, cx.Response{At: caseTime(t, r["Submit Date (UTC)"]), Score: caseInt(t, r["How satisfied are you?"])})
	}
	trend, err := cx.Trend(rows, cx.Calendar{Grain: cx.Month, Location: manila}, cx.Period{}, cx.CSAT{Scale: cx.SatisfactionScale(5)})
	if err != nil || len(trend) != 3 {
		t.Fatalf("Trend = %v, %v, want three months", trend, err)
	}
	checkScore(t, "February", trend[0].Tally, "100", 2)
	checkScore(t, "March", trend[1].Tally, "50", 4)
	checkScore(t, "April", trend[2].Tally, "50", 2)
}

// Half points are no ratings: no NPS is defined for them.
func TestSurveyCase_fractional(t *testing.T) {
	whole, refused := 0, 0
	for _, r := range table(t, "cases/survey/fractional.csv") {
		f, err := strconv.ParseFloat(r["nps_support"], 64)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cx.RatingFromFloat(f); err != nil {
			cxtest.Refuses(t, "RatingFromFloat", err, cx.ErrInvalid)
			refused++
			continue
		}
		whole++
	}
	if whole != 5 || refused != 5 {
		t.Errorf("%d whole and %d refused, want 5 and 5", whole, refused)
	}
}
