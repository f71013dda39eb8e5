package cx_test

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// retentionContract is what Retention, Engagement and Repeat promise.
func retentionContract(*testing.T) cxtest.Contract {
	start, end := []string{"c", "a", "b"}, []string{"d", "b", "a"}
	rows, asOf := unsortedActivities(), instant("2026-07-01")
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			cxtest.CodecOf[cx.Retention](`{"start":200,"acquired":30,"end":210}`).
				WithCounts("start", "acquired", "end").
				WithBad(`{"start":1,"acquired":2,"end":1}`, `{"start":1,"end":2}`, `{"start":1e3}`, `{"Start":1}`, `{"lost":1}`),
			cxtest.CodecOf[cx.Engagement](`{"first":"2026-11-01","days":30,"customers":4,"active_days":19,"histogram":[1,0,0,0,0,3]}`).
				WithCounts("days", "customers", "active_days").
				WithBad(
					`{"days":30,"customers":2,"active_days":1}`, `{"days":30,"customers":2,"active_days":61}`, `{"customers":1,"active_days":1}`,
					`{"days":3652059}`, `{"dau":1}`, `{"first":"2026-11-31","days":30,"customers":0,"active_days":0}`,
					`{"days":30,"customers":4,"active_days":19,"histogram":[4]}`, `{"days":30,"customers":4,"active_days":19,"histogram":[1,3]}`,
					`{"days":30,"customers":4,"active_days":19,"histogram":[-1,0,0,5]}`, `{"days":5,"customers":1,"active_days":5,"histogram":[0,0,0,0,0,1]}`,
					`{"days":30,"customers":1,"active_days":1,"histogram":[9223372036854775807]}`,
				),
			// A refund may make a sum negative.
			cxtest.CodecOf[cx.Repeat](`{"customers":9,"repeaters":4,"repeat_orders":7,"gap_days":70,"first_revenue":"90","repeat_revenue":"71.25","lone_refunds":"-4.5"}`).
				WithCounts("customers", "repeaters", "repeat_orders", "gap_days").
				WithBad(
					`{"customers":1,"repeaters":2,"repeat_orders":2,"gap_days":2}`, `{"customers":2,"repeaters":2,"repeat_orders":1,"gap_days":2}`,
					`{"customers":1,"repeaters":1,"repeat_orders":2,"gap_days":1}`, `{"customers":1,"repeat_orders":1,"gap_days":1}`,
					`{"first_revenue":1e35}`, `{"first_revenue":"1e35"}`, `{"repeat_revenue":"0x1"}`, `{"lone_refunds":"1"}`, `{"gapDays":1}`,
				),
		},
		Laws: []cxtest.Law{
			cxtest.Laws[cx.Retention, *cx.Retention]{
				Values: []cx.Retention{{Start: 200, Acquired: 30, End: 210}, {Start: 5}, {Acquired: 3, End: 3}, {Start: math.MaxInt64 / 4, End: 7}},
				Add: func(r *cx.Retention, row byte) error {
					return r.Merge([]cx.Retention{{Start: 1, End: 1}, {Start: 1}, {Acquired: 1, End: 1}}[row%3])
				},
			},
			cxtest.Laws[cx.Engagement, *cx.Engagement]{
				Values: []cx.Engagement{{Days: 30}, {Days: 30, Customers: 2, ActiveDays: 60}, {Days: 30, Customers: 5, ActiveDays: 7, Histogram: []int64{3, 2}}, {Days: 30, Customers: 1, ActiveDays: 9, Histogram: []int64{8: 1}}},
				Empty:  cx.Engagement{Days: 30}, Total: cx.Engagement.Total,
				Add: func(e *cx.Engagement, row byte) error {
					return e.Merge(cx.Engagement{Days: 30, Customers: 1, ActiveDays: 1 + int64(row%30), Histogram: append(make([]int64, row%30), 1)})
				},
			},
			cxtest.Laws[cx.Repeat, *cx.Repeat]{
				Values: []cx.Repeat{
					{Customers: 3, FirstRevenue: dec("10.50")},
					{Customers: 2, Repeaters: 1, RepeatOrders: 4, GapDays: 90, FirstRevenue: dec("1e3"), RepeatRevenue: dec("-2.25"), LoneRefunds: dec("-3.5")},
					{Customers: 1, Repeaters: 1, RepeatOrders: 1, GapDays: 1, RepeatRevenue: dec("1e-20")},
				},
				Total: cx.Repeat.Total,
				Add: func(r *cx.Repeat, row byte) error {
					one := cx.Repeat{Customers: 1, FirstRevenue: decimal.New(int64(row), int32(row%5)-4)}
					if n := int64(row % 4); n > 0 {
						one.Repeaters, one.RepeatOrders, one.GapDays, one.RepeatRevenue = 1, n, 9*n, decimal.New(100-int64(row), -2)
					}
					return r.Merge(one)
				},
			},
		},
		Calls: []cxtest.Call{
			{Func: "RetentionOf", Args: []any{start, end}, Do: func() (any, error) { return cx.RetentionOf(start, end) }},
			{Func: "EngagementOf", Args: []any{rows}, Do: func() (any, error) { return cx.EngagementOf(rows, cx.Calendar{}, period("2026-Q2"), asOf) }},
			{Func: "RepeatOf", Args: []any{rows}, Do: func() (any, error) { return cx.RepeatOf(rows, cx.Calendar{}, asOf) }},
			{Func: "RepeatWithin", Args: []any{rows}, Do: func() (any, error) { return cx.RepeatWithin(rows, 30, cx.Calendar{}, asOf) }},
			{Func: "RepeatSpendOf", Args: []any{rows}, Do: func() (any, error) { return cx.RepeatSpendOf(rows, cx.Calendar{}, asOf, 0.95) }},
		},
	}
}

func TestRetention_Contract(t *testing.T) { retentionContract(t).Run(t) }

func FuzzRetentionJSON(f *testing.F) {
	codecs := slices.Concat(retentionContract(nil).Codecs, lifecycleContract(nil).Codecs, rfmContract(nil).Codecs, healthContract(nil).Codecs)
	cxtest.FuzzCodecs(f, codecs, cx.ErrInvalid)
}

// TestRetentionGolden compares the encodings with the golden files, which are a promise
// to whoever stores them.
func TestRetentionGolden(t *testing.T) {
	rows, asOf := threeCustomers(), instant("2026-05-01")
	engagement, err1 := cx.EngagementOf(rows, cx.Calendar{}, period("2026-03"), asOf)
	repeat, err2 := cx.RepeatOf(rows, cx.Calendar{}, asOf)
	spend, err3 := cx.RepeatSpendOf(rows, cx.Calendar{}, asOf, 0.95)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	// The last digits may differ between processors.
	for _, r := range []*cx.Estimate{&spend.PerOrder, &spend.PerCustomer} {
		for _, figure := range []*float64{&r.Value, &r.Interval.Low, &r.Interval.High} {
			*figure = math.Round(1e6**figure) / 1e6
		}
	}
	cxtest.Golden(t, "retention", map[string]any{
		"retention":  cx.Retention{Start: 200, Acquired: 30, End: 210},
		"engagement": engagement, "repeat": repeat, "repeat_spend": spend, "spend_ratio": spend.PerOrder,
	})
}

// A Merge that fails changes neither side.
func TestRetentionUnmerged(t *testing.T) {
	const most = math.MaxInt64
	cxtest.Unmerged(t, "Retention, start", cx.Retention{Start: most}, cx.Retention{Start: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Retention, end", cx.Retention{Acquired: most, End: most}, cx.Retention{Acquired: 1, End: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Retention, one impossible", cx.Retention{Start: 1}, cx.Retention{Start: 1, End: 2}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Retention, negative", cx.Retention{Start: -1}, cx.Retention{}, cx.ErrInvalid)

	cxtest.Unmerged(t, "Engagement, days", cx.Engagement{Days: 30}, cx.Engagement{Days: 31}, cx.ErrMismatch)
	cxtest.Unmerged(t, "Engagement, first days", cx.Engagement{First: date("2026-03-01"), Days: 1}, cx.Engagement{First: date("2026-03-02"), Days: 1}, cx.ErrMismatch)
	cxtest.Unmerged(t, "Engagement, one first day", cx.Engagement{Days: 1}, cx.Engagement{First: date("2026-03-02"), Days: 1}, cx.ErrMismatch)
	cxtest.Unmerged(t, "Engagement, customers", cx.Engagement{Days: 1, Customers: most, ActiveDays: most}, cx.Engagement{Days: 1, Customers: 1, ActiveDays: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Engagement, active days", cx.Engagement{Days: 9, Customers: most / 2, ActiveDays: most}, cx.Engagement{Days: 9, Customers: 1, ActiveDays: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Engagement, one impossible", cx.Engagement{Days: 1}, cx.Engagement{Days: 1, ActiveDays: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Engagement, negative", cx.Engagement{Days: -1}, cx.Engagement{}, cx.ErrInvalid)

	cxtest.Unmerged(t, "Repeat, digits", cx.Repeat{FirstRevenue: dec("9e33")}, cx.Repeat{FirstRevenue: dec("1e-20")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Repeat, customers", cx.Repeat{Customers: most}, cx.Repeat{Customers: 1}, cx.ErrInvalid)
	days := cx.Repeat{Customers: 1, Repeaters: 1, RepeatOrders: 1, GapDays: most}
	cxtest.Unmerged(t, "Repeat, days", days, cx.Repeat{Customers: 1, Repeaters: 1, RepeatOrders: 1, GapDays: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Repeat, one impossible", cx.Repeat{Customers: 1}, cx.Repeat{Repeaters: 1}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Repeat, negative", cx.Repeat{GapDays: -1}, cx.Repeat{}, cx.ErrInvalid)
}

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
		// Started with nobody.
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
			if share.Base != test.r.Total() || test.r.Total() != test.r.Start {
				t.Errorf("Retained().Total, Total() = %d, %d, want %d", share.Base, test.r.Total(), test.r.Start)
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
		for at, lists := range map[string][2][]string{"start[1]": {{"a", blank}, {"a"}}, "end[2]": {{"a"}, {"b", "a", blank}}} {
			got, err := cx.RetentionOf(lists[0], lists[1])
			checkRowAt(t, "RetentionOf", err, cx.ErrInvalid, at)
			if got != (cx.Retention{}) {
				t.Errorf("RetentionOf = %v beside its error", got)
			}
		}
	}
}

func TestEngagementOf(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Concat(
		visits("ada", "2026-11-01", "2026-11-02T10:00:00Z", "2026-11-02T12:00:00Z", "2026-11-30T23:30:00Z"),
		visits("bob", "2026-10-31T23:30:00Z", "2026-12-01"),
		visits("eve", "2026-11-15"),
	)
	november, asOf := period("2026-11"), instant("2027-01-01")
	got, err := cx.EngagementOf(rows, cx.Calendar{}, november, asOf)
	want := cx.Engagement{First: november.Start, Days: 30, Customers: 2, ActiveDays: 4, Histogram: []int64{1, 0, 1}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Fatalf("EngagementOf: %v (-want +got)\n%s", err, diff)
	}
	for days, want := range map[int][2]int64{1: {2, 1}, 2: {1, 0}, 3: {1, 1}, 4: {0, 0}, 30: {0, 0}} { // at least, exactly
		least, err1 := got.AtLeast(days)
		exactly, err2 := got.Exactly(days)
		if least != (cx.Proportion{Count: want[0], Base: 2}) || exactly != (cx.Proportion{Count: want[1], Base: 2}) || err1 != nil || err2 != nil {
			t.Errorf("%d days: at least %v, %v, exactly %v, %v, want %v of 2", days, least, err1, exactly, err2, want)
		}
	}
	stickiness, err := got.Stickiness()
	cxtest.Exactly(t, "Stickiness", stickiness, err, "0.06666667") // 4/(30*2)
	days, err := got.DaysPerCustomer()
	cxtest.Exactly(t, "DaysPerCustomer", days, err, "2")
	daily, err := got.DailyActive()
	cxtest.Exactly(t, "DailyActive", daily, err, "0.13333333") // 4/30
	if got.Total() != 2 {
		t.Errorf("Total() = %d, want 2", got.Total())
	}
	// In Oslo 23:30 UTC is the next day: Bob is active on 1 November, and Ada's last visit
	// falls into December.
	got, err = cx.EngagementOf(rows, cx.Calendar{Grain: cx.Day, Location: oslo}, november, asOf)
	want = cx.Engagement{First: november.Start, Days: 30, Customers: 3, ActiveDays: 4, Histogram: []int64{2, 1}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("EngagementOf in Oslo: %v (-want +got)\n%s", err, diff)
	}
	// A span without activity.
	got, err = cx.EngagementOf(rows, cx.Calendar{}, period("2025"), asOf)
	if want := (cx.Engagement{First: date("2025-01-01"), Days: 365}); !cmp.Equal(got, want) || err != nil {
		t.Errorf("EngagementOf 2025 = %v, %v, want %v", got, err, want)
	}
	daily, err = got.DailyActive()
	cxtest.Exactly(t, "DailyActive of nobody", daily, err, "0")
	_, err = got.Stickiness()
	cxtest.Refuses(t, "Stickiness of nobody", err, cx.ErrNoData)
	_, err = got.DaysPerCustomer()
	cxtest.Refuses(t, "DaysPerCustomer of nobody", err, cx.ErrNoData)
	_, err = cx.Engagement{}.DailyActive()
	cxtest.Refuses(t, "DailyActive of no days", err, cx.ErrNoData)
	// All days of the calendar up to asOf: 739981 of the first 2026 years.
	got, err = cx.EngagementOf(rows, cx.Calendar{}, cx.Period{Start: date("0001-01-01"), End: date("9999-12-31")}, asOf)
	if want := (cx.Engagement{First: date("0001-01-01"), Days: 739981, Customers: 3, ActiveDays: 6, Histogram: []int64{1, 1, 1}}); !cmp.Equal(got, want) || err != nil {
		t.Errorf("EngagementOf all days = %v, %v, want %v", got, err, want)
	}
}

func TestEngagementBadInput(t *testing.T) {
	november := period("2026-11")
	checkActivityErrors(t, func(rows []cx.Activity, asOf time.Time) error {
		e, err := cx.EngagementOf(rows, cx.Calendar{}, november, asOf)
		if err != nil && !cmp.Equal(e, cx.Engagement{}) {
			t.Errorf("EngagementOf = %v with an error", e)
		}
		return err
	})
	_, err := cx.EngagementOf(nil, cx.Calendar{Grain: cx.Month}, november, instant("2027-01-01"))
	cxtest.Refuses(t, "EngagementOf by month", err, cx.ErrInvalid)
	for _, span := range []cx.Period{{}, {Start: november.End, End: november.Start}, {Start: november.Start, End: november.Start}} {
		_, err := cx.EngagementOf(nil, cx.Calendar{}, span, instant("2027-01-01"))
		cxtest.Refuses(t, "EngagementOf no span", err, cx.ErrInvalid)
	}
	for name, e := range map[string]cx.Engagement{
		"no such first day":             {First: cx.Date{Year: 2026, Month: 11, Day: 31}, Days: 30},
		"negative days":                 {Days: -1},
		"more days than there are":      {Days: 3652059},
		"negative customers":            {Days: 30, Customers: -1},
		"fewer active days":             {Days: 30, Customers: 2, ActiveDays: 1},
		"more active days":              {Days: 30, Customers: 2, ActiveDays: 61},
		"active days without customers": {Days: 30, ActiveDays: 1},
		"customers without days":        {Customers: 1, ActiveDays: 1},
	} {
		cxtest.Impossible(t, name, cx.Engagement{Days: 30, Customers: 1, ActiveDays: 2}, e, cx.ErrInvalid)
	}
	if got := (cx.Engagement{Customers: -3}).Total(); got != 0 {
		t.Errorf("Total() of negative customers = %d, want 0", got)
	}
	// The product of days and customers exceeds int64.
	most := cx.Engagement{Days: 3652058, Customers: math.MaxInt64 / 2, ActiveDays: math.MaxInt64}
	got, err := most.DaysPerCustomer()
	cxtest.Exactly(t, "DaysPerCustomer of the most", got, err, "2") // 2 + 1/4.6e18
}

// A month that is running, after CenterForOpenScience/osf.io PR 7591 and zoonk PR 1801: on the
// 11th its first ten days are over. By hand: Ana is active on each of them, Ben on five.
func TestEngagementOfARunningMonth(t *testing.T) {
	var rows []cx.Activity
	for day := range 10 {
		at := instant("2026-03-01").AddDate(0, 0, day)
		rows = append(rows, cx.Activity{Customer: "ana", At: at})
		if day%2 == 1 {
			rows = append(rows, cx.Activity{Customer: "ben", At: at})
		}
	}
	march := period("2026-03")
	e, err := cx.EngagementOf(rows, cx.Calendar{}, march, instant("2026-03-11"))
	if want := (cx.Engagement{First: march.Start, Days: 10, Customers: 2, ActiveDays: 15, Histogram: []int64{4: 1, 9: 1}}); !cmp.Equal(e, want) || err != nil {
		t.Fatalf("EngagementOf = %v, %v, want %v", e, err, want)
	}
	daily, err := e.DailyActive()
	cxtest.Exactly(t, "DailyActive", daily, err, "1.5")
	stickiness, err := e.Stickiness()
	cxtest.Exactly(t, "Stickiness", stickiness, err, "0.75")

	// A week by the clocks of Tokyo, nine hours ahead. By hand: Kim is there on Monday and, at
	// 23:30 of Wednesday, Lee; as of 08:30 on Thursday three days are over, and Kim, who is
	// back since 08:00, counts on none of them.
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	rows = slices.Concat(visits("kim", "2026-03-02T01:00:00Z", "2026-03-04T23:00:00Z"), visits("lee", "2026-03-04T14:30:00Z"))
	week, c := period("2026-W10"), cx.Calendar{Location: tokyo}
	for asOf, want := range map[string]cx.Engagement{
		"2026-03-04T23:30:00Z": {First: week.Start, Days: 3, Customers: 2, ActiveDays: 2, Histogram: []int64{2}},
		"2026-03-05T15:00:00Z": {First: week.Start, Days: 4, Customers: 2, ActiveDays: 3, Histogram: []int64{1, 1}}, // midnight
		"2026-03-01T15:00:00Z": {First: week.Start},                                                                 // as the week begins
		"2026-02-01T00:00:00Z": {First: week.Start},
		"2026-09-01T00:00:00Z": {First: week.Start, Days: 7, Customers: 2, ActiveDays: 3, Histogram: []int64{1, 1}},
	} {
		if got, err := cx.EngagementOf(rows, c, week, instant(asOf)); !cmp.Equal(got, want) || err != nil {
			t.Errorf("EngagementOf as of %s = %v, %v, want %v", asOf, got, err, want)
		}
	}
}

// Customers of a week are not the sum of its days, after matomo #8089 and plausible #1444: the
// days do not merge. The first case was worked out in Python, the second by hand.
func TestEngagementDoesNotPoolOverTime(t *testing.T) {
	week := slices.Concat(
		visits("u1", "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-07"),
		visits("u2", "2026-03-01", "2026-03-02", "2026-03-03"), visits("u3", "2026-03-02", "2026-03-04"),
		visits("u4", "2026-03-05"), visits("u5", "2026-03-06", "2026-03-07"), visits("u6", "2026-03-07"))
	twice := slices.Concat(visits("a", "2026-03-01", "2026-03-02"), visits("b", "2026-03-02"))
	asOf := instant("2026-04-01")
	for _, test := range []struct {
		rows       []cx.Activity
		span       string
		want       cx.Engagement
		daily      string
		stickiness string
	}{
		{week, "2026-03-01/2026-03-08", cx.Engagement{Days: 7, Customers: 6, ActiveDays: 16, Histogram: []int64{2, 2, 1, 0, 0, 0, 1}}, "2.28571429", "0.38095238"},
		{twice, "2026-03-01/2026-03-03", cx.Engagement{Days: 2, Customers: 2, ActiveDays: 3, Histogram: []int64{1, 1}}, "1.5", "0.75"},
	} {
		span := period(test.span)
		test.want.First = span.Start
		got, err := cx.EngagementOf(test.rows, cx.Calendar{}, span, asOf)
		if !cmp.Equal(got, test.want) || err != nil {
			t.Errorf("EngagementOf = %v, %v, want %v", got, err, test.want)
		}
		daily, err := got.DailyActive()
		cxtest.Exactly(t, "DailyActive", daily, err, test.daily)
		stickiness, err := got.Stickiness()
		cxtest.Exactly(t, "Stickiness", stickiness, err, test.stickiness)
		first, err1 := cx.EngagementOf(test.rows, cx.Calendar{}, period("2026-03-01"), asOf)
		second, err2 := cx.EngagementOf(test.rows, cx.Calendar{}, period("2026-03-02"), asOf)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		cxtest.Unmerged(t, "two days", first, second, cx.ErrMismatch)
	}
}

// Twelve months that lose 5 % each lose 46 % together, after PostHog/posthog.com PR 5222: of
// 10,000 customers 500, 475, 451 and so on leave, rounded down, and 5,408 are left. By hand: 4592/10000.
func TestYearOfMonthlyChurn(t *testing.T) {
	customers := make([]string, 10_000)
	for i := range customers {
		customers[i] = strconv.Itoa(i)
	}
	left := len(customers)
	for range 12 {
		left -= left * 5 / 100
	}
	paying := func(customers []string) (rows []cx.Subscription) {
		for _, c := range customers {
			rows = append(rows, cx.Subscription{Customer: c, Amount: dec("10")})
		}
		return rows
	}
	r, err := cx.RetentionOf(customers, customers[:left])
	if want := (cx.Retention{Start: 10_000, End: 5408}); r != want || err != nil {
		t.Fatalf("RetentionOf = %v, %v, want %v", r, err, want)
	}
	churn, err := r.Retained().Complement().Rate()
	cxtest.Exactly(t, "churn of the year", churn, err, "0.4592")
	m, err := cx.MovementsOf(paying(customers), paying(customers[:left]), nil)
	if err != nil {
		t.Fatal(err)
	}
	grr, err := m.GRR()
	cxtest.Exactly(t, "GRR of the year", grr, err, "0.5408")
}

// Of 200 customers 180 stayed. One who stayed is to be forgotten: 179 of 199.
func TestRetention_Unmerge(t *testing.T) {
	r := cx.Retention{Start: 200, Acquired: 30, End: 210}
	unmerge := func(other cx.Retention) func(*cx.Retention) error {
		return func(r *cx.Retention) error { return r.Unmerge(other) }
	}
	cxtest.Becomes(t, "one who stayed", r, unmerge(cx.Retention{Start: 1, End: 1}), cx.Retention{Start: 199, Acquired: 30, End: 209})
	cxtest.Becomes(t, "all", r, unmerge(r), cx.Retention{})
	cxtest.Unchanged(t, "more than left", r, unmerge(cx.Retention{Start: 21}), cx.ErrInvalid) // 20 left
	cxtest.Unchanged(t, "more than stayed", r, unmerge(cx.Retention{Start: 181, End: 181}), cx.ErrInvalid)
	cxtest.Unchanged(t, "more than were acquired", r, unmerge(cx.Retention{Acquired: 31, End: 31}), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", r, unmerge(cx.Retention{End: 1}), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.Retention{Start: -1}, unmerge(cx.Retention{}), cx.ErrInvalid)
}
