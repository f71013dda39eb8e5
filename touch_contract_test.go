package cx_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// touchContract is what the tallies of touchpoints promise: promotions, baskets, uptime,
// hours, peak-end, and the lists of bad experiences.
func touchContract(t *testing.T) cxtest.Contract {
	at := func(day, hour int) time.Time {
		return instant("2026-11-01").AddDate(0, 0, day-1).Add(time.Duration(hour) * time.Hour)
	}
	outages := []cx.TimeSpan{{From: at(9, 0), To: at(9, 3)}, {From: at(4, 0), To: at(4, 1)}, {From: at(9, 2), To: at(9, 4)}}
	maintenance := []cx.TimeSpan{{From: at(8, 0), To: at(8, 3)}, {From: at(3, 0), To: at(3, 1)}}
	times := []time.Time{at(9, 7), at(2, 23), at(4, 0)}
	answers := []cx.Response{
		{Customer: "b", At: at(9, 0), Score: 3}, {Customer: "a", At: at(8, 0), Score: 10}, {Customer: "b", At: at(2, 0), Score: 7},
	}
	events, rule, stores := touchEvents(), touchRule(), storeRows(false, 12, 10, 9, 9)
	a, b, c := upliftAmounts(t, "-2.50"), upliftAmounts(t, "-1 0 1"), cx.Amounts{Count: 2, Sum: dec("1e12"), Squares: dec("5.000000000001e23")}
	return cxtest.Contract{
		Invalid: cx.ErrInvalid,
		Codecs:  touchCodecs(),
		Laws: []cxtest.Law{
			cxtest.Laws[cx.Promotion, *cx.Promotion]{Values: []cx.Promotion{
				{During: a, Baseline: b}, {ControlDuring: c}, {During: c, Baseline: a, ControlDuring: b, ControlBaseline: a},
			}},
			cxtest.Laws[cx.Basket, *cx.Basket]{
				Values: []cx.Basket{
					{Transactions: 3, Items: 11, Value: dec("145.40")}, {Transactions: 1, Items: 1},
					{Transactions: 2, Items: math.MaxInt64 / 4, Value: dec("1e-20")},
				},
				Add: func(b *cx.Basket, row byte) error {
					return b.Add(1+int64(row%7), decimal.New(int64(row), -int32(row%4)))
				},
				Remove: func(b *cx.Basket, row byte) error {
					return b.Remove(1+int64(row%7), decimal.New(int64(row), -int32(row%4)))
				},
				Total: cx.Basket.Total,
			},
			cxtest.Laws[cx.Uptime, *cx.Uptime]{Values: []cx.Uptime{
				{ServiceSeconds: dec("86400.000")}, {ServiceSeconds: dec("0.000000001"), DownSeconds: dec("0.000000001")},
				{ServiceSeconds: dec("1e15"), DownSeconds: dec("7.5")},
			}},
			cxtest.Laws[cx.HoursOfDay, *cx.HoursOfDay]{Values: []cx.HoursOfDay{
				{Zone: "UTC"}, {Zone: "UTC", Counts: [24]int64{0: 1, 23: 7}}, {Zone: "UTC", Counts: [24]int64{9: math.MaxInt64 / 4}},
			}},
			cxtest.Laws[cx.PeakEnd, *cx.PeakEnd]{Values: []cx.PeakEnd{
				{Customers: 1}, {Customers: 2, Sum: 7056, Squares: 26926000}, {Customers: 1, Sum: 5040, Squares: 25401600},
			}},
		},
		Calls: []cxtest.Call{
			{Func: "UptimeOf", Args: []any{outages, maintenance}, Do: func() (any, error) {
				return cx.UptimeOf(outages, maintenance, cx.TimeSpan{From: at(1, 0), To: at(30, 0)})
			}},
			{Func: "StoreUplift", Args: []any{stores}, Do: func() (any, error) { return cx.StoreUplift(stores, 0.95) }},
			{Func: "HoursOfDayOf", Args: []any{times}, Do: func() (any, error) {
				return cx.HoursOfDayOf(times, itself, cx.Calendar{}, cx.Period{})
			}},
			{Func: "PeakEndOf", Args: []any{answers}, Do: func() (any, error) {
				return cx.PeakEndOf(answers, onScale(cx.RecommendScale(11)), decimal.NewFromInt(50))
			}},
			{Func: "NoBadTouch", Args: []any{answers}, Do: func() (any, error) {
				return cx.NoBadTouch(answers, func(r *cx.Response) bool { return r.Score < 5 })
			}},
			{Func: "BadTouchLifespans", Args: []any{events, rule.Bad, rule.Exits}, Do: func() (any, error) {
				spans, untouched, err := cx.BadTouchLifespans(events, rule, yearDay(32))
				return []any{spans, untouched}, err
			}},
			{Func: "BadTouchCountsOf", Args: []any{events, rule.Bad, rule.Exits}, Do: func() (any, error) {
				return cx.BadTouchCountsOf(events, rule, 2, 30*24*time.Hour, yearDay(32))
			}},
		},
		Values: []any{rule},
	}
}

func touchCodecs() []cxtest.Codec {
	const (
		amounts = `{"count":2,"sum":"20","squares":"212.5","cubes":"2375"}`
		nine    = `{"count":1,"sum":"9","squares":"81","cubes":"729"}`
	)
	return []cxtest.Codec{
		cxtest.CodecOf[cx.Promotion](`{"during":`+amounts+`,"baseline":`+nine+`,"control_during":`+nine+`,"control_baseline":`+amounts+`}`).
			WithCounts("count").WithAmounts("squares").
			WithBad(`{"during":{"count":1,"sum":"2","squares":"5"}}`, `{"control":{}}`),
		cxtest.CodecOf[cx.StoreSales](`{"store":"a","during":"12.5","baseline":"10","control":true}`).WithAmounts("during", "baseline").
			WithBad(`{}`, `{"store":" ","during":1,"baseline":1}`),
		cxtest.CodecOf[cx.IncrementalSales](`{"product":"400","halo":"90","rest":"-10","total":"480"}`).
			WithAmounts("product", "halo", "rest", "total"). // no other amount adds up
			WithBad(`{"product":"1"}`, `{"product":"1","halo":"1","rest":"1","total":"4"}`),
		cxtest.CodecOf[cx.Basket](`{"transactions":3,"items":11,"value":"145.4"}`).
			WithCounts("transactions", "items").WithAmounts("value").
			WithBad(`{"transactions":1}`, `{"transactions":1,"items":1,"value":"-1"}`, `{"value":"1"}`),
		cxtest.CodecOf[cx.TimeSpan](`{"from":"2026-11-03T10:00:00Z","to":"2026-11-03T10:30:00Z"}`).WithBad(
			`{}`, `{"from":"2026-11-03T10:00:00Z"}`, `{"from":"1899-12-31T23:59:59Z","to":"2026-11-03T10:00:00Z"}`,
			`{"from":"2026-11-03T10:00:00Z","to":"2026-11-03T09:59:59.999999999Z"}`,
		),
		cxtest.CodecOf[cx.Uptime](`{"service_seconds":"2592000","down_seconds":"1800.5"}`).WithAmounts("service_seconds", "down_seconds").
			WithBad(`{"down_seconds":"1"}`, `{"service_seconds":1,"down_seconds":2}`, `{"service_seconds":"-1","down_seconds":"-1"}`),
		cxtest.CodecOf[cx.HoursOfDay](`{"zone":"UTC","counts":[7,0,0,0,0,0,0,0,0,2,0,0,0,0,0,0,0,0,0,0,0,0,0,3]}`).WithCounts("counts").WithBad(
			`{"zone":"UTC","counts":[]}`, `{"zone":"UTC","counts":[1]}`, `{"zone":"UTC","counts":null}`,
			`{"counts":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,null]}`,
			`{"counts":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,-1]}`,
			`{"counts":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}`,
			`{"counts":[9223372036854775807,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}`,
		),
		cxtest.CodecOf[cx.PeakEnd](`{"customers":2,"sum":7056,"squares":26926000}`).WithCounts("customers", "sum", "squares").
			WithBad(`{"sum":1,"squares":1}`, `{"customers":1,"sum":2,"squares":5}`, `{"customers":1.5}`),
	}
}

func TestTouch_Contract(t *testing.T) { touchContract(t).Run(t) }

func FuzzTouchJSON(f *testing.F) {
	f.Add(uint8(0), []byte(`{"during":{"count":2,"sum":"20","squares":"212.5"},"control_during":{"count":0,"sum":"0e5"}}`))
	cxtest.FuzzCodecs(f, touchCodecs(), cx.ErrInvalid)
}

// What is split anywhere and merged is the whole, and adding one by one gives the same.
func TestTouchShards(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 0))
	var (
		times   []time.Time
		amounts []decimal.Decimal
		rows    []cx.Response
	)
	for i := range 300 {
		at := instant("2026-10-20").Add(time.Duration(random.IntN(20*86400)) * time.Second)
		times = append(times, at)
		amounts = append(amounts, decimal.New(int64(random.IntN(20000))-500, int32(-random.IntN(4))))
		rows = append(rows, cx.Response{Customer: string(rune('a' + i/12)), At: at, Score: random.IntN(11)})
	}
	oslo := cx.Calendar{Location: zoneAt(t, "Europe/Oslo")}
	span := period("2026-10-21/2026-11-01")
	oneByOne := func(amounts []decimal.Decimal) (a cx.Amounts, err error) {
		for _, d := range amounts {
			err = errors.Join(err, a.Add(d))
		}
		return a, err
	}
	for _, cut := range []int{0, 12, 144, 288, 300} {
		cxtest.Shards(t, [][]time.Time{times[cut:], times[:cut]}, times, func(times []time.Time) (cx.HoursOfDay, error) {
			return cx.HoursOfDayOf(times, itself, oslo, span)
		})
		cxtest.Shards(t, [][]decimal.Decimal{amounts[cut:], amounts[:cut]}, amounts, cx.AmountsOf)
		cxtest.Shards(t, [][]decimal.Decimal{amounts[cut:], amounts[:cut]}, amounts, oneByOne)
		cxtest.Shards(t, [][]cx.Response{rows[cut:], rows[:cut]}, rows, func(rows []cx.Response) (cx.PeakEnd, error) {
			return cx.PeakEndOf(rows, onScale(cx.RecommendScale(11)), decimal.NewFromInt(50))
		})
	}
	together, err := cx.AmountsOf(amounts)
	if err != nil {
		t.Fatal(err)
	}
	added, err := oneByOne(amounts)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Same(t, "AmountsOf and Add", together, added)
}

func TestTouchErrorsChangeNothing(t *testing.T) {
	bomb := decimal.New(5, 1_000_000)

	one := cx.Amounts{Count: 1, Sum: dec("2"), Squares: dec("4")}
	cxtest.Unmerged(t, "Promotion: last part full", cx.Promotion{During: one, ControlBaseline: one},
		cx.Promotion{During: one, ControlBaseline: cx.Amounts{Count: math.MaxInt64}}, cx.ErrInvalid)

	basket := cx.Basket{Transactions: 1, Items: 1, Value: dec("3")}
	cxtest.Unchanged(t, "Basket: no items", basket, func(b *cx.Basket) error { return b.Add(0, dec("1")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Basket: return", basket, func(b *cx.Basket) error { return b.Add(1, dec("-1")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Basket: bomb", basket, func(b *cx.Basket) error { return b.Add(1, bomb) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Basket: full", basket, func(b *cx.Basket) error { return b.Add(math.MaxInt64, dec("1")) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "Basket: digits", basket, cx.Basket{Transactions: 1, Items: 1, Value: dec("1e-34")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Basket: full", basket, cx.Basket{Transactions: math.MaxInt64, Items: math.MaxInt64}, cx.ErrInvalid)

	day := cx.Uptime{ServiceSeconds: dec("86400"), DownSeconds: dec("5")}
	cxtest.Unmerged(t, "Uptime: digits", day, cx.Uptime{ServiceSeconds: dec("1e-34")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Uptime: bomb", day, cx.Uptime{ServiceSeconds: bomb}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Uptime: more down than service", day, cx.Uptime{ServiceSeconds: dec("1"), DownSeconds: dec("2")}, cx.ErrInvalid)

	hours := cx.HoursOfDay{Zone: "UTC", Counts: [24]int64{1: 5}}
	cxtest.Unmerged(t, "Hours: full", hours, cx.HoursOfDay{Zone: "UTC", Counts: [24]int64{2: math.MaxInt64}}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Hours: zones", hours, cx.HoursOfDay{Zone: "Asia/Tokyo", Counts: [24]int64{2: 1}}, cx.ErrMismatch)
	cxtest.Unmerged(t, "Hours: empty in a zone", hours, cx.HoursOfDay{Zone: "Asia/Tokyo"}, cx.ErrMismatch)
	cxtest.Unmerged(t, "Hours: negative", hours, cx.HoursOfDay{Zone: "UTC", Counts: [24]int64{2: -1}}, cx.ErrInvalid)

	peak := cx.PeakEnd{Customers: 1, Sum: 5040, Squares: 25401600}
	cxtest.Unmerged(t, "PeakEnd: full", peak, cx.PeakEnd{Customers: math.MaxInt64}, cx.ErrInvalid)
	cxtest.Unmerged(t, "PeakEnd: impossible", peak, cx.PeakEnd{Customers: 1, Sum: 5041, Squares: 25401600}, cx.ErrInvalid)
}

// Every query refuses what no data have.
func TestTouchImpossible(t *testing.T) {
	bomb := decimal.New(5, math.MinInt32)
	valid := cx.Amounts{Count: 2, Sum: dec("20"), Squares: dec("212.5")}
	for name, a := range brokenAmounts() {
		p := cx.Promotion{During: valid, Baseline: valid, ControlDuring: valid, ControlBaseline: valid}
		for i, part := range []*cx.Amounts{&p.During, &p.Baseline, &p.ControlDuring, &p.ControlBaseline} {
			old := *part
			*part = a
			_, err := p.Rate()
			cxtest.Refuses(t, name+": Rate", err, cx.ErrInvalid)
			_, err = p.Incremental()
			cxtest.Refuses(t, name+": Incremental", err, cx.ErrInvalid)
			u, err := p.Uplift(0.95)
			cxtest.Refuses(t, name+": Uplift", err, cx.ErrInvalid)
			if u != (cx.Uplift{}) {
				t.Errorf("%s in part %d: uplift %v with an error", name, i, u)
			}
			*part = old
		}
	}
	for name, s := range map[string]cx.IncrementalSales{
		"do not add up": {Product: dec("1")}, "bomb": {Product: bomb, Total: bomb},
	} {
		cxtest.Impossible(t, name, cx.IncrementalSales{Product: dec("1"), Total: dec("1")}, s, cx.ErrInvalid)
	}
	for name, b := range map[string]cx.Basket{
		"negative": {Transactions: -1}, "fewer items": {Transactions: 2, Items: 1}, "items of none": {Items: 1},
		"value of none": {Value: dec("1")}, "negative value": {Transactions: 1, Items: 1, Value: dec("-1")},
		"bomb": {Transactions: 1, Items: 1, Value: bomb},
	} {
		cxtest.Impossible(t, name, cx.Basket{Transactions: 1, Items: 1}, b, cx.ErrInvalid)
	}
	for name, u := range map[string]cx.Uptime{
		"negative": {ServiceSeconds: dec("1"), DownSeconds: dec("-1")}, "more down": {ServiceSeconds: dec("1"), DownSeconds: dec("1.1")},
		"negative service": {ServiceSeconds: dec("-1"), DownSeconds: dec("-1")}, "bomb": {ServiceSeconds: bomb}, "bomb down": {ServiceSeconds: dec("1"), DownSeconds: bomb},
	} {
		cxtest.Impossible(t, name, cx.Uptime{ServiceSeconds: dec("1")}, u, cx.ErrInvalid)
	}
	for name, h := range map[string]cx.HoursOfDay{
		"negative": {Zone: "UTC", Counts: [24]int64{-1, 5}}, "overflow": {Counts: [24]int64{math.MaxInt64, 1}},
	} {
		if _, err := h.Share(1); err == nil {
			t.Errorf("%s: Share has no error", name)
		}
		if got := h.Total(); got != 0 {
			t.Errorf("%s: Total = %d, want 0", name, got)
		}
	}
	for name, p := range map[string]cx.PeakEnd{
		"negative": {Customers: -1}, "negative sum": {Customers: 1, Sum: -1, Squares: 1}, "sum of none": {Sum: 1, Squares: 1},
		"above the best": {Customers: 1, Sum: 5041, Squares: 5041 * 5041}, "squares too small": {Customers: 2, Sum: 100, Squares: 4999},
		"squares too large": {Customers: 2, Sum: 10, Squares: 50401}, "negative squares": {Customers: 1, Squares: -1},
	} {
		cxtest.Impossible(t, name, cx.PeakEnd{Customers: 2, Sum: 7056, Squares: 26926000}, p, cx.ErrInvalid)
	}
}

// The encodings are those of the files, which were written by hand.
func TestTouchJSON(t *testing.T) {
	amounts := cx.Amounts{Count: 2, Sum: dec("20.00"), Squares: dec("212.50"), Cubes: dec("2375.00")}
	one := cx.Amounts{Count: 1, Sum: dec("-9"), Squares: dec("81"), Cubes: dec("-729")}
	at := instant("2026-11-03T10:00:00Z")
	cxtest.Golden(t, "touch", map[string]any{
		"incidence":        cx.Incidence{Events: 52, Base: 40},
		"amounts":          amounts,
		"amounts_zero":     cx.Amounts{},
		"amounts_no_cubes": cx.Amounts{Count: 2, Sum: dec("20"), Squares: dec("212.5")},
		"comparison_skewed": cx.Comparison{
			Difference: -1, StandardError: 1.5, Z: -0.75, P: 0.5, DegreesOfFreedom: 21.5, Interval: cx.Interval{Low: -4, High: 2, Level: 0.95}, Skewed: true,
		},
		"promotion":         cx.Promotion{During: amounts, Baseline: one},
		"promotion_control": cx.Promotion{During: amounts, Baseline: one, ControlDuring: one, ControlBaseline: amounts},
		"uplift":            cx.Uplift{Value: 0.25, StandardError: 0.125, P: 0.5, DegreesOfFreedom: 6, Interval: cx.Interval{Low: -0.5, High: 1, Level: 0.95}},
		"uplift_poisson":    cx.Uplift{Value: 0.25, StandardError: 0.125, P: 0.5, Interval: cx.Interval{Low: -0.5, High: 1, Level: 0.95}, AssumesPoisson: true},
		"store_sales":       cx.StoreSales{Store: "a", During: dec("12.50"), Baseline: dec("10"), Control: true},
		"incremental_sales": cx.IncrementalSales{Product: dec("400.0"), Halo: dec("-90"), Rest: dec("0"), Total: dec("310")},
		"basket":            cx.Basket{Transactions: 3, Items: 11, Value: dec("145.40")},
		"span":              cx.TimeSpan{From: at, To: at.Add(30 * time.Minute)},
		"uptime":            cx.Uptime{ServiceSeconds: dec("2592000"), DownSeconds: dec("1800.500000001")},
		"hours":             cx.HoursOfDay{Zone: "Europe/Oslo", Counts: [24]int64{0: 7, 9: 2, 23: 3}},
		"peak_end":          cx.PeakEnd{Customers: 2, Sum: 7056, Squares: 26926000},
	})
}

// BenchmarkHoursOf and those below measure a tally beside the plain loop over its rows.
func BenchmarkHoursOf(b *testing.B) {
	oslo := zoneAt(b, "Europe/Oslo")
	random := rand.New(rand.NewPCG(3, 0))
	start := instant("2024-01-01")
	times := make([]time.Time, benchRows(b))
	for i := range times {
		times[i] = start.Add(time.Duration(random.IntN(731*86400)) * time.Second)
	}
	b.Run("loop=read", func(b *testing.B) {
		for b.Loop() {
			var counts [24]int64
			for i := range times {
				counts[uint64(times[i].Unix())/3600%24]++
			}
			sinkInt += counts[9]
		}
	})
	b.Run("loop=In(location)", func(b *testing.B) {
		for b.Loop() {
			var counts [24]int64
			for i := range times {
				counts[times[i].In(oslo).Hour()]++
			}
			sinkInt += counts[9]
		}
	})
	b.Run("HoursOfDayOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			h, err := cx.HoursOfDayOf(times, itself, cx.Calendar{Location: oslo}, cx.Period{})
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += h.Counts[9]
		}
	})
}

func BenchmarkPeakEndOf(b *testing.B) {
	rows := responses(benchRows(b))
	names := make([]string, len(rows)/10)
	for i := range names {
		names[i] = fmt.Sprintf("customer-%08d", i)
	}
	random := rand.New(rand.NewPCG(5, 0))
	for i := range rows {
		rows[i].Customer = names[random.IntN(len(names))]
		rows[i].Score = min(rows[i].Score, 10)
	}
	b.Run("loop=last of each customer", func(b *testing.B) {
		for b.Loop() {
			last := make(map[string]*cx.Response)
			for i := range rows {
				r := &rows[i]
				if old := last[r.Customer]; old == nil || !r.At.Before(old.At) {
					last[r.Customer] = r
				}
			}
			sinkInt += int64(len(last))
		}
	})
	b.Run("PeakEndOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p, err := cx.PeakEndOf(rows, onScale(cx.RecommendScale(11)), decimal.NewFromInt(50))
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += p.Customers
		}
	})
}

func BenchmarkAmountsOf(b *testing.B) {
	random := rand.New(rand.NewPCG(7, 0))
	amounts := make([]decimal.Decimal, benchRows(b))
	for i := range amounts {
		amounts[i] = decimal.New(int64(random.IntN(20000)), -2)
	}
	b.Run("loop=decimal Add", func(b *testing.B) {
		for b.Loop() {
			var sum, squares decimal.Decimal
			for _, d := range amounts {
				sum, squares = sum.Add(d), squares.Add(d.Mul(d))
			}
			sinkInt += sum.IntPart() + squares.IntPart()
		}
	})
	b.Run("AmountsOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			a, err := cx.AmountsOf(amounts)
			if err != nil {
				b.Fatal(err)
			}
			sinkInt += a.Count
		}
	})
}

func BenchmarkUptimeOf(b *testing.B) {
	random := rand.New(rand.NewPCG(9, 0))
	start := instant("2024-01-01")
	outages := make([]cx.TimeSpan, benchRows(b)/10)
	for i := range outages {
		from := start.Add(time.Duration(random.IntN(366*86400)) * time.Second)
		outages[i] = cx.TimeSpan{From: from, To: from.Add(time.Duration(random.IntN(600)) * time.Second)}
	}
	year := cx.TimeSpan{From: start, To: start.AddDate(1, 0, 0)}
	b.Run("loop=add up", func(b *testing.B) {
		for b.Loop() {
			var down time.Duration
			for i := range outages {
				down += outages[i].To.Sub(outages[i].From)
			}
			sinkInt += int64(down)
		}
	})
	b.Run("UptimeOf", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := cx.UptimeOf(outages, nil, year); err != nil {
				b.Fatal(err)
			}
		}
	})
}
