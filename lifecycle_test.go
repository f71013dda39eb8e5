package cx_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// fiveMonths are the months of 2026 in which five customers are active: a 1 2 3 5, b 1 3,
// c 2 3 4 5, d 5, e 1 4.
func fiveMonths() []cx.Activity {
	var rows []cx.Activity
	for i, months := range [][]int{{1, 2, 3, 5}, {1, 3}, {2, 3, 4, 5}, {5}, {1, 4}} {
		for _, month := range months {
			at := time.Date(2026, time.Month(month), 3+i, 12, 0, 0, 0, time.UTC)
			name := string(rune('a' + i))
			rows = append(rows, cx.Activity{Customer: name, At: at}, cx.Activity{Customer: name, At: at.AddDate(0, 0, 7)})
		}
	}
	return rows
}

// Source: counted in Python by sets of the customers of each month.
func TestLifecycleTrend(t *testing.T) {
	rows, asOf, monthly := fiveMonths(), instant("2026-06-01"), cx.Calendar{Grain: cx.Month}
	of := func(months []int, l ...cx.Lifecycle) []cx.Point[cx.Lifecycle] {
		var points []cx.Point[cx.Lifecycle]
		for i, m := range months {
			points = append(points, cx.Point[cx.Lifecycle]{Period: period(fmt.Sprintf("2026-%02d", m)), Tally: l[i]})
		}
		return points
	}
	five := []cx.Lifecycle{
		{New: 3}, {New: 1, Returning: 1, Dormant: 2}, {Returning: 2, Resurrected: 1}, {Returning: 1, Resurrected: 1, Dormant: 2},
		{New: 1, Returning: 1, Resurrected: 1, Dormant: 1},
	}
	refund := cx.Activity{Customer: "b", At: instant("2026-02-02"), Amount: dec("-5")}
	for name, test := range map[string]struct {
		rows []cx.Activity
		span cx.Period
		asOf time.Time
		want []cx.Point[cx.Lifecycle]
	}{
		"all":                     {rows, cx.Period{}, asOf, of([]int{1, 2, 3, 4, 5}, five...)},
		"a refund is no activity": {append(slices.Clone(rows), refund), cx.Period{}, asOf, of([]int{1, 2, 3, 4, 5}, five...)},
		"a part":                  {rows, period("2026-02-15/2026-04-01"), asOf, of([]int{2, 3}, five[1:]...)},
		"after the last":          {rows, period("2026-05-01/2026-07-01"), instant("2026-08-01"), of([]int{5, 6}, five[4], cx.Lifecycle{Dormant: 3})},
		"a month that runs":       {rows, cx.Period{}, instant("2026-05-31T23:00:00Z"), of([]int{1, 2, 3, 4}, five...)},
		"none is over":            {rows, period("2026-05"), instant("2026-05-31"), nil},
		"before all":              {rows, period("2025-12"), asOf, []cx.Point[cx.Lifecycle]{{Period: period("2025-12")}}},
		"no rows":                 {nil, cx.Period{}, asOf, nil},
		"no rows in a span":       {nil, period("2026-05"), asOf, of([]int{5}, cx.Lifecycle{})},
	} {
		span := test.span
		got, err := cx.LifecycleTrend(test.rows, monthly, span, test.asOf)
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
}

// Against sets of customers, for rows in any order, in a zone, and shards of customers.
func TestLifecycleTrendRandom(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, 8))
	asOf := instant("2026-07-15")
	for _, c := range []cx.Calendar{{}, {Grain: cx.Week}, {Grain: cx.Month, Location: oslo}, {Grain: cx.Quarter}} {
		for range 50 {
			var rows []cx.Activity
			for range 1 + random.IntN(60) {
				at := instant("2026-01-01").Add(time.Duration(random.IntN(200*24)) * time.Hour)
				rows = append(rows, cx.Activity{Customer: string(rune('a' + random.IntN(8))), At: at})
			}
			got, err := cx.LifecycleTrend(rows, c, cx.Period{}, asOf)
			if err != nil {
				t.Fatal(err)
			}
			active := map[string]map[cx.Period]bool{}
			first := map[string]cx.Period{}
			for _, r := range rows {
				p, err := c.PeriodOf(r.At)
				if err != nil {
					t.Fatal(err)
				}
				if active[r.Customer] == nil {
					active[r.Customer] = map[cx.Period]bool{}
				}
				if !r.At.Before(asOf) {
					continue
				}
				active[r.Customer][p] = true
				if f, ok := first[r.Customer]; !ok || p.Start.Compare(f.Start) < 0 {
					first[r.Customer] = p
				}
			}
			var before cx.Period
			for i, point := range got {
				var want cx.Lifecycle
				for customer, periods := range active {
					switch now, then := periods[point.Period], i > 0 && periods[before]; {
					case now && first[customer] == point.Period:
						want.New++
					case now && then:
						want.Returning++
					case now:
						want.Resurrected++
					case then:
						want.Dormant++
					}
				}
				if point.Tally != want {
					t.Fatalf("%v by %v: %+v, want %+v", point.Period, c.Grain, point.Tally, want)
				}
				if i > 0 && point.Tally.Returning+point.Tally.Dormant != got[i-1].Tally.Active() {
					t.Fatalf("%v: %+v after %+v", point.Period, point.Tally, got[i-1].Tally)
				}
				before = point.Period
			}
			// The same in order of the customer, and in two shards of one span.
			slices.SortStableFunc(rows, func(a, b cx.Activity) int { return int(a.Customer[0]) - int(b.Customer[0]) })
			if len(got) == 0 {
				continue
			}
			span := cx.Period{Start: got[0].Period.Start, End: got[len(got)-1].Period.End}
			cut := slices.IndexFunc(rows, func(a cx.Activity) bool { return a.Customer > "c" })
			cut = max(cut, 0)
			one, err1 := cx.LifecycleTrend(rows[:cut], c, span, asOf)
			two, err2 := cx.LifecycleTrend(rows[cut:], c, span, asOf)
			merged, err3 := cx.MergePoints(one, two)
			if diff := cmp.Diff(got, merged); diff != "" || err1 != nil || err2 != nil || err3 != nil {
				t.Fatalf("shards: %v, %v, %v\n%s", err1, err2, err3, diff)
			}
		}
	}
}

func TestLifecycleTrendErrors(t *testing.T) {
	checkActivityErrors(t, func(rows []cx.Activity, asOf time.Time) error {
		points, err := cx.LifecycleTrend(rows, cx.Calendar{Grain: cx.Month}, cx.Period{}, asOf)
		if err != nil && points != nil {
			t.Errorf("LifecycleTrend = %v with an error", points)
		}
		return err
	})
	asOf := instant("2026-06-01")
	wide := []cx.Activity{{Customer: "a", At: instant("1901-01-01")}, {Customer: "a", At: asOf.Add(-time.Hour)}}
	for name, err := range map[string]error{
		"no such grain":    second(cx.LifecycleTrend(nil, cx.Calendar{Grain: "hour"}, cx.Period{}, asOf)),
		"a span backwards": second(cx.LifecycleTrend(nil, cx.Calendar{}, cx.Period{Start: date("2026-02-01"), End: date("2026-01-01")}, asOf)),
		"too many days":    second(cx.LifecycleTrend(wide, cx.Calendar{}, cx.Period{}, asOf)),
		"a span too wide":  second(cx.LifecycleTrend(nil, cx.Calendar{}, cx.Period{Start: date("0001-01-01"), End: date("2026-01-01")}, asOf)),
		"no asOf":          second(cx.LifecycleTrend(nil, cx.Calendar{}, cx.Period{}, time.Time{})),
	} {
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
	}
}

func TestLifecycleFigures(t *testing.T) {
	l := cx.Lifecycle{New: 30, Returning: 120, Resurrected: 6, Dormant: 24}
	if l.Total() != 180 || l.Active() != 156 || l.Retained() != (cx.Proportion{Count: 120, Base: 144}) {
		t.Errorf("Total %d, Active %d, Retained %v", l.Total(), l.Active(), l.Retained())
	}
	ratio, err := l.QuickRatio()
	cxtest.Exactly(t, "QuickRatio", ratio, err, "1.5") // 36/24
	_, err = cx.Lifecycle{}.QuickRatio()
	cxtest.Refuses(t, "QuickRatio of nobody", err, cx.ErrNoData)
	_, err = cx.Lifecycle{New: 1}.QuickRatio()
	cxtest.Refuses(t, "QuickRatio without dormant", err, cx.ErrUndefined)
	_, err = cx.Lifecycle{New: 1}.Retained().Rate()
	cxtest.Refuses(t, "Retained of nobody", err, cx.ErrNoData)
	for name, bad := range map[string]cx.Lifecycle{
		"negative": {New: -1}, "too many": {New: math.MaxInt64, Dormant: 1}, "wraps": {Returning: math.MaxInt64, Dormant: math.MaxInt64, New: 2},
	} {
		_, err := bad.QuickRatio()
		cxtest.Refuses(t, name+", QuickRatio", err, cx.ErrInvalid)
		_, err = bad.Retained().Rate()
		cxtest.Refuses(t, name+", Retained", err, cx.ErrInvalid)
		if bad.Total() != 0 || bad.Active() != 0 {
			t.Errorf("%s: Total %d, Active %d", name, bad.Total(), bad.Active())
		}
		cxtest.Unmerged(t, name, cx.Lifecycle{New: 1}, bad, cx.ErrInvalid)
	}
	cxtest.Unmerged(t, "too many in all", cx.Lifecycle{New: math.MaxInt64}, cx.Lifecycle{Dormant: 1}, cx.ErrInvalid)
	left := l
	cxtest.Refuses(t, "Unmerge", left.Unmerge(cx.Lifecycle{New: 31}), cx.ErrInvalid)
	if left != l {
		t.Errorf("a failed Unmerge left %v", left)
	}
}

// By hand: of two cohorts of 2 and 4 customers with revenue 100 50 and 300 120, and one that is
// too young.
func TestRevenueRetention(t *testing.T) {
	money := func(texts ...string) (list []decimal.Decimal) {
		for _, text := range texts {
			list = append(list, dec(text))
		}
		return list
	}
	cohorts := cx.Cohorts{Grain: cx.Month, Rows: []cx.Cohort{
		{Period: period("2026-01"), Size: 2, Active: []int64{2, 1}, Eligible: []int64{2, 2}, Revenue: money("100", "150")},
		{Period: period("2026-02"), Size: 4, Active: []int64{4, 1}, Eligible: []int64{4, 3}, Revenue: money("300", "120")},
		{Period: period("2026-03"), Size: 9, Active: []int64{9}, Eligible: []int64{9}, Revenue: money("900")},
		{Period: period("2026-04"), Size: 1, Active: []int64{1}, Eligible: []int64{1}},
	}}
	first, err := cohorts.Rows[0].RevenueRetention(1)
	cxtest.Exactly(t, "above 1", first, err, "1.5")
	partial, err := cohorts.Rows[1].RevenueRetention(1)
	cxtest.Exactly(t, "of three of four", partial, err, "0.53333333") // (120/3)/(300/4)
	all, err := cohorts.RevenueRetention(1)
	cxtest.Exactly(t, "pooled", all, err, "0.81") // (270/5)/(400/6)
	start, err := cohorts.RevenueRetention(0)
	cxtest.Exactly(t, "the first", start, err, "1")
	for name, test := range map[string]struct {
		err, want error
	}{
		"too young":       {second(cohorts.Rows[2].RevenueRetention(1)), cx.ErrNoData},
		"all too young":   {second(cohorts.RevenueRetention(2)), cx.ErrNoData},
		"no revenue":      {second(cohorts.Rows[3].RevenueRetention(0)), cx.ErrUndefined},
		"negative":        {second(cohorts.RevenueRetention(-1)), cx.ErrInvalid},
		"zero":            {second(cx.Cohort{}.RevenueRetention(0)), cx.ErrNoData},
		"not valid":       {second(cx.Cohort{Size: -1}.RevenueRetention(0)), cx.ErrInvalid},
		"first of nobody": {second(cx.Cohort{Size: 2, Active: []int64{0, 1}, Eligible: []int64{0, 1}, Revenue: money("0", "5")}.RevenueRetention(1)), cx.ErrInvalid},
		"refunds":         {second(cx.Cohort{Size: 2, Active: []int64{2}, Eligible: []int64{2}, Revenue: money("-1")}.RevenueRetention(0)), cx.ErrUndefined},
	} {
		cxtest.Refuses(t, name, test.err, test.want)
	}
}

// lifecycleContract is what Lifecycle promises.
func lifecycleContract(t *testing.T) cxtest.Contract {
	rows := fiveMonths()
	slices.Reverse(rows)
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs: []cxtest.Codec{
			cxtest.CodecOf[cx.Lifecycle](`{"new":3,"returning":2,"resurrected":1,"dormant":4}`).WithCounts("new", "returning", "resurrected", "dormant").WithBad(
				`{"new":9223372036854775807,"dormant":1}`, `{"churned":1}`,
			),
		},
		Laws: []cxtest.Law{cxtest.Laws[cx.Lifecycle, *cx.Lifecycle]{
			Values: []cx.Lifecycle{{New: 1}, {Returning: 5, Dormant: 2}, {Resurrected: 3}},
			Add: func(l *cx.Lifecycle, row byte) error {
				return l.Merge([]cx.Lifecycle{{New: 1}, {Returning: 1}, {Resurrected: 1}, {Dormant: 1}}[row%4])
			},
			Total: cx.Lifecycle.Total,
		}},
		Calls: []cxtest.Call{{Func: "LifecycleTrend", Args: []any{rows}, Do: func() (any, error) {
			return cx.LifecycleTrend(rows, cx.Calendar{Grain: cx.Month}, cx.Period{}, instant("2026-06-01"))
		}}},
	}
}

func TestLifecycle_Contract(t *testing.T) { lifecycleContract(t).Run(t) }

func TestLifecycleJSON(t *testing.T) {
	cxtest.Golden(t, "lifecycle", map[string]any{"lifecycle": cx.Lifecycle{New: 3, Returning: 2, Resurrected: 1, Dormant: 4}, "lifecycle_zero": cx.Lifecycle{}})
}

// BenchmarkLifecycleTrend is to be within 2 of CohortsOf over the same rows.
func BenchmarkLifecycleTrend(b *testing.B) {
	rows := benchActivities(benchActivityCount(b), false)
	b.Run("loop=CohortsOf", func(b *testing.B) {
		for b.Loop() {
			if _, err := cx.CohortsOf(rows, cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}, benchAsOf); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("LifecycleTrend", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.LifecycleTrend(rows, cx.Calendar{Grain: cx.Month}, cx.Period{}, benchAsOf); err != nil {
				b.Fatal(err)
			}
		}
	})
}
