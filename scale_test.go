package cx_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
)

// classLetters returns the classes of all ratings of a scale, from Min on: b for
// bottom, m for middle, t for top.
func classLetters(t *testing.T, s cx.Scale) string {
	t.Helper()
	letters := ""
	for rating := s.Min; rating <= s.Max; rating++ {
		class, err := s.Class(rating)
		if err != nil {
			t.Fatalf("%+v.Class(%d): %v", s, rating, err)
		}
		letters += string(class[0])
	}
	return letters
}

// The ready-made scales, by the definitions of the metrics.
func TestReadyMadeScales(t *testing.T) {
	tests := []struct {
		name    string
		scale   cx.Scale
		min     int
		classes string
		lower   bool
	}{
		// F. F. Reichheld, Harvard Business Review 81 (2003): 9-10, 7-8, 0-6. The
		// shorter scales are those in common use, as of the CRAN package NPS 2.x.
		{"recommend 0-10", cx.RecommendScale(11), 0, "bbbbbbbmmtt", false},
		{"recommend 1-10", cx.RecommendScale(10), 1, "bbbbbbmmtt", false},
		{"recommend 1-7", cx.RecommendScale(7), 1, "bbbbmmt", false},
		{"recommend 1-5", cx.RecommendScale(5), 1, "bbbmt", false},
		{"recommend 1-3", cx.RecommendScale(3), 1, "bmt", false},

		// Satisfied of 2 points {2}, of 3 {3}, of 4 to 7 the top two, of 10 the top
		// three, as in Zendesk and Formbricks; the bottom class mirrors it.
		{"satisfaction 1-2", cx.SatisfactionScale(2), 1, "bt", false},
		{"satisfaction 1-3", cx.SatisfactionScale(3), 1, "bmt", false},
		{"satisfaction 1-4", cx.SatisfactionScale(4), 1, "bbtt", false},
		{"satisfaction 1-5", cx.SatisfactionScale(5), 1, "bbmtt", false},
		{"satisfaction 1-6", cx.SatisfactionScale(6), 1, "bbmmtt", false},
		{"satisfaction 1-7", cx.SatisfactionScale(7), 1, "bbmmmtt", false},
		{"satisfaction 1-10", cx.SatisfactionScale(10), 1, "bbbmmmmttt", false},

		// Points above the middle against those below, the middle neutral: on 1-7 easy
		// is 5 and more (CES 2.0), on 1-5 it is 4 and 5.
		{"ease 1-2", cx.EaseScale(2), 1, "bt", false},
		{"ease 1-3", cx.EaseScale(3), 1, "bmt", false},
		{"ease 1-4", cx.EaseScale(4), 1, "bbtt", false},
		{"ease 1-5", cx.EaseScale(5), 1, "bbmtt", false},
		{"ease 1-6", cx.EaseScale(6), 1, "bbbttt", false},
		{"ease 1-7", cx.EaseScale(7), 1, "bbbmttt", false},
		{"ease 1-10", cx.EaseScale(10), 1, "bbbbbttttt", false},
		{"ease 1-11", cx.EaseScale(11), 1, "bbbbbmttttt", false},

		// Effort (CES 1.0): the same cuts, and the low end is the better one.
		{"effort 1-2", cx.EffortScale(2), 1, "tb", true},
		{"effort 1-5", cx.EffortScale(5), 1, "ttmbb", true},
		{"effort 1-7", cx.EffortScale(7), 1, "tttmbbb", true},
		{"effort 1-11", cx.EffortScale(11), 1, "tttttmbbbbb", true},

		{"expectation", cx.ExpectationScale(), 1, "bmt", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.scale
			if err := s.Validate(); err != nil {
				t.Fatalf("%+v.Validate() = %v", s, err)
			}
			if s.Min != tt.min || s.Points() != len(tt.classes) || s.LowerIsBetter != tt.lower {
				t.Errorf("scale %+v, want %d points from %d, lower is better %v", s, len(tt.classes), tt.min, tt.lower)
			}
			if got := classLetters(t, s); got != tt.classes {
				t.Errorf("classes of %+v = %s, want %s", s, got, tt.classes)
			}
		})
	}
}

// Sizes for which there is no ready-made scale give the zero Scale.
func TestScalesOfOtherSizes(t *testing.T) {
	tests := []struct {
		name  string
		scale func(points int) cx.Scale
		sizes []int
	}{
		{"RecommendScale", cx.RecommendScale, []int{3, 5, 7, 10, 11}},
		{"SatisfactionScale", cx.SatisfactionScale, []int{2, 3, 4, 5, 6, 7, 10}},
		{"EaseScale", cx.EaseScale, []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
		{"EffortScale", cx.EffortScale, []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, points := range []int{
				math.MinInt, -5, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 100, 101, math.MaxInt,
			} {
				s := tt.scale(points)
				if slices.Contains(tt.sizes, points) {
					if s.Points() != points {
						t.Errorf("%s(%d) = %+v, want %d points", tt.name, points, s, points)
					}
				} else if s != (cx.Scale{}) {
					t.Errorf("%s(%d) = %+v, want the zero Scale", tt.name, points, s)
				}
			}
		})
	}
}

func TestScaleValidate(t *testing.T) {
	tests := []struct {
		name  string
		scale cx.Scale
		text  string // "" for a valid scale
	}{
		{"zero", cx.Scale{}, "cx: scale is missing"},
		{"direction alone", cx.Scale{LowerIsBetter: true}, "cx: scale is not in the order min <= bottom max < top min <= max"},
		{"one point", cx.Scale{Min: 1, Max: 1, BottomMax: 1, TopMin: 1}, "cx: scale is not in the order min <= bottom max < top min <= max"},
		{"two points", cx.Scale{Min: 1, Max: 2, BottomMax: 1, TopMin: 2}, ""},
		{"negative", cx.Scale{Min: -5, Max: 5, BottomMax: -1, TopMin: 1}, ""},
		{"from -1000", cx.Scale{Min: -1000, Max: -990, BottomMax: -1000, TopMin: -990}, ""},
		{"to 1000", cx.Scale{Min: 990, Max: 1000, BottomMax: 994, TopMin: 995}, ""},
		{"to 1001", cx.Scale{Min: 991, Max: 1001, BottomMax: 994, TopMin: 995}, "cx: scale has points outside -1000..1000"},
		{"from -1001", cx.Scale{Min: -1001, Max: -995, BottomMax: -1000, TopMin: -999}, "cx: scale has points outside -1000..1000"},
		{"11 points", cx.Scale{Min: 0, Max: 10, BottomMax: 0, TopMin: 10}, ""},
		{"12 points", cx.Scale{Min: 0, Max: 11, BottomMax: 0, TopMin: 10}, "cx: scale has more than 11 points"},
		{"101 points", cx.Scale{Min: 0, Max: 100, BottomMax: 60, TopMin: 90}, "cx: scale has more than 11 points"},
		{"no bottom", cx.Scale{Min: 1, Max: 5, BottomMax: 0, TopMin: 4}, "cx: scale is not in the order min <= bottom max < top min <= max"},
		{"no top", cx.Scale{Min: 1, Max: 5, BottomMax: 2, TopMin: 6}, "cx: scale is not in the order min <= bottom max < top min <= max"},
		{"overlap", cx.Scale{Min: 1, Max: 5, BottomMax: 3, TopMin: 3}, "cx: scale is not in the order min <= bottom max < top min <= max"},
		{"crossed cuts", cx.Scale{Min: 1, Max: 5, BottomMax: 4, TopMin: 2}, "cx: scale is not in the order min <= bottom max < top min <= max"},
		{"upside down", cx.Scale{Min: 5, Max: 1, BottomMax: 2, TopMin: 4}, "cx: scale is not in the order min <= bottom max < top min <= max"},
		{
			"whole range of int", cx.Scale{Min: math.MinInt, Max: math.MaxInt, BottomMax: 0, TopMin: 1},
			"cx: scale has points outside -1000..1000",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.scale.Validate()
			if tt.text == "" {
				if err != nil {
					t.Errorf("%+v.Validate() = %v, want nil", tt.scale, err)
				}
				return
			}
			cxtest.Refuses(t, fmt.Sprintf("%+v.Validate()", tt.scale), err, cx.ErrInvalid)
			if err != nil && err.Error() != tt.text {
				t.Errorf("%+v.Validate() = %q, want %q", tt.scale, err, tt.text)
			}
			if got := tt.scale.Points(); got != 0 {
				t.Errorf("%+v.Points() = %d, want 0", tt.scale, got)
			}
			if class, err := tt.scale.Class(tt.scale.Min); class != "" || !errors.Is(err, cx.ErrInvalid) {
				t.Errorf("%+v.Class(%d) = %q, %v, want ErrInvalid", tt.scale, tt.scale.Min, class, err)
			}
			if got := tt.scale.Reversed(); got != tt.scale {
				t.Errorf("%+v.Reversed() = %+v, want it as it is", tt.scale, got)
			}
		})
	}
}

func TestScaleClassRefuses(t *testing.T) {
	s := cx.EaseScale(5)
	for _, rating := range []int{math.MinInt, -1, 0, 6, 261, math.MaxInt} { // 261 is 5 in a byte
		class, err := s.Class(rating)
		want := &cx.RangeError{What: "rating", Got: int64(rating), Min: 1, Max: 5}
		var got *cx.RangeError
		if class != "" || !errors.As(err, &got) {
			t.Errorf("%+v.Class(%d) = %q, %v, want %v", s, rating, class, err, want)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v.Class(%d) (-want +got):\n%s", s, rating, diff)
		}
	}
}

// eachScale calls f with every valid scale of some ranges, in both directions.
func eachScale(f func(cx.Scale)) {
	for _, low := range []int{-1000, -6, 0, 1, 985} {
		for high := low + 1; high < low+11; high++ {
			for bottom := low; bottom < high; bottom++ {
				for top := bottom + 1; top <= high; top++ {
					f(cx.Scale{Min: low, Max: high, BottomMax: bottom, TopMin: top})
					f(cx.Scale{Min: low, Max: high, BottomMax: bottom, TopMin: top, LowerIsBetter: true})
				}
			}
		}
	}
}

// Every rating of every scale has one class, the classes stand in order, none but
// the middle one is empty, and beyond the ends there is nothing.
func TestScaleClassesCoverTheScaleOnce(t *testing.T) {
	scales := 0
	eachScale(func(s cx.Scale) {
		scales++
		if err := s.Validate(); err != nil {
			t.Fatalf("%+v.Validate() = %v", s, err)
		}
		low, high := cx.BottomClass, cx.TopClass
		if s.LowerIsBetter {
			low, high = high, low
		}
		count := map[cx.Class]int{}
		for rating := s.Min; rating <= s.Max; rating++ {
			class, err := s.Class(rating)
			if err != nil {
				t.Fatalf("%+v.Class(%d): %v", s, rating, err)
			}
			count[class]++
			want := cx.MiddleClass
			if rating <= s.BottomMax {
				want = low
			}
			if rating >= s.TopMin {
				want = high
			}
			if class != want {
				t.Errorf("%+v.Class(%d) = %v, want %v", s, rating, class, want)
			}
		}
		want := map[cx.Class]int{low: s.BottomMax - s.Min + 1, high: s.Max - s.TopMin + 1}
		if middle := s.TopMin - s.BottomMax - 1; middle > 0 {
			want[cx.MiddleClass] = middle
		}
		if diff := cmp.Diff(want, count); diff != "" {
			t.Errorf("ratings in the classes of %+v (-want +got):\n%s", s, diff)
		}
		for _, rating := range []int{s.Min - 1, s.Max + 1} {
			if class, err := s.Class(rating); class != "" || !errors.Is(err, cx.ErrInvalid) {
				t.Errorf("%+v.Class(%d) = %q, %v, want ErrInvalid", s, rating, class, err)
			}
		}
	})
	// 5 ranges, 2 directions, and for n points the cuts n(n-1)/2: the sum for 2..11
	// points is 220.
	if scales != 2200 {
		t.Errorf("%d scales, want 2200", scales)
	}
}

func TestScaleReversed(t *testing.T) {
	for points := 2; points <= 11; points++ {
		if got, want := cx.EffortScale(points).Reversed(), cx.EaseScale(points); got != want {
			t.Errorf("EffortScale(%d).Reversed() = %+v, want %+v", points, got, want)
		}
	}
	// An uneven scale: the detractors 1..6 become 5..10, the promoters 9..10 become 1..2.
	got := cx.RecommendScale(10).Reversed()
	want := cx.Scale{Min: 1, Max: 10, BottomMax: 2, TopMin: 5, LowerIsBetter: true}
	if got != want {
		t.Errorf("RecommendScale(10).Reversed() = %+v, want %+v", got, want)
	}

	eachScale(func(s cx.Scale) {
		r := s.Reversed()
		if r == s || r.LowerIsBetter == s.LowerIsBetter {
			t.Errorf("%+v.Reversed() = %+v has the same direction", s, r)
		}
		if back := r.Reversed(); back != s {
			t.Errorf("%+v reversed twice = %+v", s, back)
		}
		for rating := s.Min; rating <= s.Max; rating++ {
			a, err1 := s.Class(rating)
			b, err2 := r.Class(s.Min + s.Max - rating)
			if err1 != nil || err2 != nil || a != b {
				t.Errorf("class of %d on %+v = %v, %v, and reversed %v, %v", rating, s, a, err1, b, err2)
			}
		}
	})
}

func TestScale_Check(t *testing.T) {
	for rating := -1; rating <= 6; rating++ {
		err := cx.SatisfactionScale(5).Check(rating)
		if fits := rating >= 1 && rating <= 5; (err == nil) != fits {
			t.Errorf("Check(%d) of 1..5 = %v", rating, err)
		}
	}
	err := cx.SatisfactionScale(5).Check(math.MinInt)
	cxtest.Refuses(t, "smallest", err, cx.ErrInvalid)
	if outside := new(cx.RangeError); !errors.As(err, &outside) || outside.Min != 1 || outside.Max != 5 {
		t.Errorf("Check = %v, want a range of 1..5", err)
	}
	cxtest.Refuses(t, "no scale", cx.Scale{}.Check(0), cx.ErrInvalid)
	cxtest.Refuses(t, "broken scale", cx.Scale{Min: 1, Max: 5, BottomMax: 4, TopMin: 2}.Check(3), cx.ErrInvalid)
}

// Every fifth answer is on no scale of ease. Of more than 1,000 the others are counted.
// A row alone is refused as the functions that take such rows refuse it, in the same words.
func TestValidate(t *testing.T) {
	at, none := instant("2026-03-01T09:00:00Z"), cx.Period{}
	march := cx.Period{Start: date("2026-03-01"), End: date("2026-04-01")}
	one := dec("1")
	for name, tt := range map[string]struct {
		good, bad interface{ Validate() error }
		err       func() error // of a function that takes the bad row
	}{
		"Activity": {cx.Activity{Customer: "ada", At: at}, cx.Activity{Customer: "ada"}, func() error {
			_, err := cx.CohortsOf([]cx.Activity{{Customer: "ada"}}, cx.CohortRule{}, at)
			return err
		}},
		"Event": {cx.Event{Customer: "ada", Name: "visit", At: at}, cx.Event{Customer: "ada", At: at}, func() error {
			_, err := cx.PathsOf([]cx.Event{{Customer: "ada", At: at}}, 2, at)
			return err
		}},
		"Trial": {cx.Trial{Customer: "ada", Start: at}, cx.Trial{Customer: "ada", Start: at, Uses: -1}, func() error {
			_, err := cx.TrialsOf([]cx.Trial{{Customer: "ada", Start: at, Uses: -1}}, cx.TrialRule{}, at)
			return err
		}},
		"Ticket": {cx.Ticket{Opened: at}, cx.Ticket{Opened: at, Replies: -1}, func() error {
			_, err := cx.SupportOf([]cx.Ticket{{Opened: at, Replies: -1}}, cx.SupportRule{AsOf: at})
			return err
		}},
		"TicketEntry": {cx.TicketEntry{Ticket: "1", Event: "opened", At: at}, cx.TicketEntry{Event: "opened", At: at}, func() error {
			_, err := cx.TicketsOf([]cx.TicketEntry{{Event: "opened", At: at}}, nil, at)
			return err
		}},
		"Case": {cx.Case{At: at}, cx.Case{At: at, Closed: at.Add(-1)}, func() error {
			_, err := cx.MostUrgent([]cx.Case{{At: at, Closed: at.Add(-1)}}, 1, detractorRule, at.Add(1))
			return err
		}},
		"Subscription": {cx.Subscription{Customer: "ada"}, cx.Subscription{Customer: "ada", Amount: dec("-1")}, func() error {
			_, err := cx.MovementsOf([]cx.Subscription{{Customer: "ada", Amount: dec("-1")}}, nil, nil)
			return err
		}},
		"SubscriptionPeriod": {cx.SubscriptionPeriod{Customer: "ada", Start: march.Start}, cx.SubscriptionPeriod{Customer: "ada"}, func() error {
			_, err := cx.MovementsBetween([]cx.SubscriptionPeriod{{Customer: "ada"}}, march.Start, march.End)
			return err
		}},
		"SubscriptionChange": {cx.SubscriptionChange{Customer: "ada", Day: march.Start}, cx.SubscriptionChange{Customer: "ada"}, func() error {
			_, err := cx.SubscriptionPeriodsOf([]cx.SubscriptionChange{{Customer: "ada"}})
			return err
		}},
		"Landmark": {cx.Landmark{Customer: "ada", At: at, Class: "top"}, cx.Landmark{Customer: "ada", At: at}, func() error {
			_, err := cx.LinkageOf([]cx.Landmark{{Customer: "ada", At: at}}, nil, nil, cx.LinkageRule{Horizon: 1}, at)
			return err
		}},
		"Invitation": {cx.Invitation{Customer: "ada", At: at}, cx.Invitation{Customer: "ada", At: at, Answered: -1}, func() error {
			_, err := cx.FieldworkOf([]cx.Invitation{{Customer: "ada", At: at, Answered: -1}}, time.Hour, at)
			return err
		}},
		"Promise": {cx.Promise{To: at}, cx.Promise{From: at, To: at.Add(-1)}, func() error {
			_, err := cx.PromisesOf([]cx.Promise{{From: at, To: at.Add(-1)}}, at)
			return err
		}},
		"Referral": {cx.Referral{Referrer: "ada", Referee: "bob"}, cx.Referral{Referrer: "ada"}, func() error {
			_, err := cx.ReferralsOf([]cx.Referral{{Referrer: "ada"}}, nil, nil, nil)
			return err
		}},
		"PurchaseHistory": {cx.PurchaseHistory{Age: 3}, cx.PurchaseHistory{Age: 3, Recency: 1}, func() error {
			_, err := cx.FitBGNBD([]cx.PurchaseHistory{{Age: 3, Recency: 1}})
			return err
		}},
		"StoreSales": {cx.StoreSales{Store: "a", During: one, Baseline: one}, cx.StoreSales{During: one, Baseline: one}, func() error {
			_, err := cx.StoreUplift([]cx.StoreSales{{During: one, Baseline: one}}, 0.95)
			return err
		}},
		"TimeSpan": {cx.TimeSpan{From: at, To: at}, cx.TimeSpan{From: at, To: at.Add(-1)}, func() error {
			_, err := cx.UptimeOf([]cx.TimeSpan{{From: at, To: at.Add(-1)}}, nil, cx.TimeSpan{From: at, To: at.Add(1)})
			return err
		}},
		"Lifespan": {cx.Lifespan{Exit: 1}, cx.Lifespan{Entry: 2, Exit: 1}, func() error {
			_, err := cx.SurvivalOf([]cx.Lifespan{{Entry: 2, Exit: 1}})
			return err
		}},
		"Measurement": {cx.Measurement{Metric: "nps", Period: march}, cx.Measurement{Metric: "nps", Period: none}, func() error {
			_, err := cx.JourneyOf([]cx.Measurement{{Metric: "nps"}}, cx.StandardMap(), march.End)
			return err
		}},
	} {
		if err := tt.good.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		err := tt.bad.Validate()
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		if row, ok := errors.AsType[*cx.RowError](tt.err()); !ok || err == nil || row.Err.Error() != err.Error() {
			t.Errorf("%s: %v, and in a list %v", name, err, tt.err())
		}
	}
}

func TestSift(t *testing.T) {
	rows := make([]int, 3000)
	for i := range rows {
		rows[i] = i % 5
	}
	kept, refused, dropped := cx.Sift(rows, func(r *int) error { return cx.EaseScale(4).Check(*r) })
	if len(kept) != 2400 || !slices.Equal(kept[:5], []int{1, 2, 3, 4, 1}) || len(refused) != 600 || dropped != 600 {
		t.Fatalf("%d kept, %d refused, %d dropped", len(kept), len(refused), dropped)
	}
	for i, err := range refused {
		checkRowError(t, "refused", err, cx.ErrInvalid, 5*i)
	}
	for name, check := range map[string]func(*int) error{
		"nil check": nil,
		"no scale":  func(r *int) error { return cx.Scale{}.Check(*r) },
	} {
		kept, refused, dropped := cx.Sift(rows, check)
		if kept != nil || len(refused) != 1000 || dropped != 3000 {
			t.Fatalf("%s: %d kept, %d refused, %d dropped", name, len(kept), len(refused), dropped)
		}
		checkRowError(t, name, refused[999], cx.ErrInvalid, 999)
	}
	kept, refused, dropped = cx.Sift(rows[:0], func(*int) error { return nil })
	if kept != nil || refused != nil || dropped != 0 {
		t.Errorf("of nothing: %v, %v, %d", kept, refused, dropped)
	}
}

// checkRowError checks an error and its row, -1 for an error of no row.
func checkRowError(t *testing.T, what string, err, want error, row int) {
	t.Helper()
	at := ""
	if row >= 0 {
		at = fmt.Sprintf("[%d]", row)
	}
	checkRowAt(t, what, err, want, at)
}

// checkRowAt checks an error and its slice and row, as in "after[1]", or "" for an error of
// no row.
func checkRowAt(t *testing.T, what string, err, want error, at string) {
	t.Helper()
	cxtest.Refuses(t, what, err, want)
	got := ""
	var row *cx.RowError
	if errors.As(err, &row) {
		got = fmt.Sprintf("%s[%d]", row.Of, row.Row)
	}
	if got != at {
		t.Errorf("%s: error %v, want one of the row %q", what, err, at)
	}
}
