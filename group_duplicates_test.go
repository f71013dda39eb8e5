package cx_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

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
		keep cx.Keep
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
	for _, keep := range []cx.Keep{"", cx.KeepAll, cx.KeepFirst, cx.KeepLatest, cx.KeepLatestPerPeriod} {
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
		for _, keep := range []cx.Keep{cx.KeepFirst, cx.KeepLatest, cx.KeepLatestPerPeriod} {
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
			if diff := quickDiff(want, got); diff != "" || err != nil || int(dropped) != len(rows)-len(want) {
				t.Fatalf("Deduplicate of %d rows, %q: dropped %d, %v (-want +got)\n%s", len(rows), keep, dropped, err, diff)
			}
			again, dropped, err := cx.Deduplicate(got, keep, c)
			if diff := quickDiff(got, again); diff != "" || err != nil || dropped != 0 {
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
	policies := []cx.Keep{cx.KeepFirst, cx.KeepLatest, cx.KeepLatestPerPeriod}
	tests := []struct {
		name string
		rows []cx.Response
		keep []cx.Keep
		c    cx.Calendar
		row  int // -1: none is named
		want error
	}{
		{"no time", []cx.Response{good, noTime}, policies, cx.Calendar{}, 1, cx.ErrInvalid},
		{"no time of a blank customer", []cx.Response{good, blank}, policies, cx.Calendar{}, 1, cx.ErrInvalid},
		{"far time", []cx.Response{far, good}, policies, cx.Calendar{}, 0, cx.ErrInvalid},
		{"two questions", []cx.Response{good, good, other}, policies, cx.Calendar{}, 2, cx.ErrMismatch},
		{"no such policy", []cx.Response{good}, []cx.Keep{"last", "First", secretText, " "}, cx.Calendar{}, -1, cx.ErrInvalid},
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
