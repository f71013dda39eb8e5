package cx_test

import (
	"math"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// The laws of the tallies of touchpoints: incidences, amounts, promotions, baskets,
// uptime, hours, peak-end.

const touchMost = math.MaxInt64

func TestTouchMergeLaws(t *testing.T) {
	t.Run("Incidence", func(t *testing.T) {
		checkMergeLaws[cx.Incidence](t, []cx.Incidence{{Events: 52, Base: 40}, {Base: 7}, {Events: touchMost / 4, Base: 1}})
	})
	amounts := []cx.Amounts{
		{Count: 1, Sum: dec("-2.50"), Squares: dec("6.25")}, {Count: 3, Sum: dec("0"), Squares: dec("2")},
		{Count: 2, Sum: dec("1e12"), Squares: dec("5.000000000001e23")},
	}
	t.Run("Amounts", func(t *testing.T) { checkMergeLaws[cx.Amounts](t, amounts) })
	t.Run("Promotion", func(t *testing.T) {
		checkMergeLaws[cx.Promotion](t, []cx.Promotion{
			{During: amounts[0], Baseline: amounts[1]}, {ControlDuring: amounts[2]},
			{During: amounts[2], Baseline: amounts[0], ControlDuring: amounts[1], ControlBaseline: amounts[0]},
		})
	})
	t.Run("Basket", func(t *testing.T) {
		checkMergeLaws[cx.Basket](t, []cx.Basket{
			{Transactions: 3, Items: 11, Value: dec("145.40")}, {Transactions: 1, Items: 1}, {Transactions: 2, Items: touchMost / 4, Value: dec("1e-20")},
		})
	})
	t.Run("Uptime", func(t *testing.T) {
		checkMergeLaws[cx.Uptime](t, []cx.Uptime{
			{ServiceSeconds: dec("86400.000")}, {ServiceSeconds: dec("0.000000001"), DownSeconds: dec("0.000000001")},
			{ServiceSeconds: dec("1e15"), DownSeconds: dec("7.5")},
		})
	})
	t.Run("Hours", func(t *testing.T) {
		checkMergeLaws[cx.Hours](t, []cx.Hours{
			{Zone: "UTC"}, {Zone: "UTC", Counts: [24]int64{0: 1, 23: 7}}, {Zone: "UTC", Counts: [24]int64{9: touchMost / 4}},
		})
	})
	t.Run("PeakEnd", func(t *testing.T) {
		checkMergeLaws[cx.PeakEnd](t, []cx.PeakEnd{
			{Customers: 1}, {Customers: 2, Sum: 7056, Squares: 26926000}, {Customers: 1, Sum: 5040, Squares: 25401600},
		})
	})
}

// What was split anywhere and merged is the whole.
func TestTouchShards(t *testing.T) {
	g := generator(5)
	var (
		times   []time.Time
		amounts []decimal.Decimal
		rows    []cx.Response
	)
	start := time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC)
	for i := range 300 {
		at := start.Add(time.Duration(g.next(20*86400)) * time.Second)
		times = append(times, at)
		amounts = append(amounts, decimal.New(int64(g.next(20000))-500, int32(-g.next(4))))
		rows = append(rows, cx.Response{Customer: string(rune('a' + i/12)), At: at, Score: g.next(11)})
	}
	ten := func(*cx.Response) cx.Scale { return cx.RecommendScale(11) }
	at := func(t *time.Time) time.Time { return *t }
	oslo := cx.Calendar{Location: touchLocation(t, "Europe/Oslo")}
	span := period("2026-10-21/2026-11-01")
	for _, cut := range []int{0, 12, 144, 288, 300} {
		checkTouchSplit(t, times, cut, func(times []time.Time) (cx.Hours, error) { return cx.HoursOf(times, at, oslo, span) })
		checkTouchSplit(t, amounts, cut, cx.AmountsOf)
		checkTouchSplit(t, amounts, cut, func(amounts []decimal.Decimal) (a cx.Amounts, err error) {
			for _, d := range amounts {
				if err = a.Add(d); err != nil {
					break
				}
			}
			return a, err
		})
		checkTouchSplit(t, rows, cut, func(rows []cx.Response) (cx.PeakEnd, error) { return cx.PeakEndOf(rows, ten, dec("50")) })
	}
	one, err := cx.AmountsOf(amounts)
	if err != nil {
		t.Fatal(err)
	}
	var streamed cx.Amounts
	for _, d := range amounts {
		if err := streamed.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(one, streamed); diff != "" {
		t.Errorf("AmountsOf and Add differ (-of +add):\n%s", diff)
	}
}

func checkTouchSplit[R, T any, P cx.Merger[T]](t *testing.T, rows []R, cut int, tally func([]R) (T, error)) {
	t.Helper()
	whole, err := tally(rows)
	if err != nil {
		t.Fatal(err)
	}
	a, err := tally(rows[:cut])
	if err != nil {
		t.Fatal(err)
	}
	b, err := tally(rows[cut:])
	if err != nil {
		t.Fatal(err)
	}
	if err := P(&b).Merge(a); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole, b); diff != "" {
		t.Errorf("cut at %d (-whole +merged):\n%s", cut, diff)
	}
}

func touchLocation(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestTouchErrorsChangeNothing(t *testing.T) {
	bomb := decimal.New(5, 1_000_000)

	one := cx.Amounts{Count: 1, Sum: dec("2"), Squares: dec("4")}
	cxtest.Unmerged(t, "Promotion: last part full", cx.Promotion{During: one, ControlBaseline: one},
		cx.Promotion{During: one, ControlBaseline: cx.Amounts{Count: touchMost}}, cx.ErrInvalid)

	basket := cx.Basket{Transactions: 1, Items: 1, Value: dec("3")}
	cxtest.Unchanged(t, "Basket: no items", basket, func(b *cx.Basket) error { return b.Add(0, dec("1")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Basket: return", basket, func(b *cx.Basket) error { return b.Add(1, dec("-1")) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Basket: bomb", basket, func(b *cx.Basket) error { return b.Add(1, bomb) }, cx.ErrInvalid)
	cxtest.Unchanged(t, "Basket: full", basket, func(b *cx.Basket) error { return b.Add(touchMost, dec("1")) }, cx.ErrInvalid)
	cxtest.Unmerged(t, "Basket: digits", basket, cx.Basket{Transactions: 1, Items: 1, Value: dec("1e-34")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Basket: full", basket, cx.Basket{Transactions: touchMost, Items: touchMost}, cx.ErrInvalid)

	day := cx.Uptime{ServiceSeconds: dec("86400"), DownSeconds: dec("5")}
	cxtest.Unmerged(t, "Uptime: digits", day, cx.Uptime{ServiceSeconds: dec("1e-34")}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Uptime: bomb", day, cx.Uptime{ServiceSeconds: bomb}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Uptime: more down than service", day, cx.Uptime{ServiceSeconds: dec("1"), DownSeconds: dec("2")}, cx.ErrInvalid)

	hours := cx.Hours{Zone: "UTC", Counts: [24]int64{1: 5}}
	cxtest.Unmerged(t, "Hours: full", hours, cx.Hours{Zone: "UTC", Counts: [24]int64{2: touchMost}}, cx.ErrInvalid)
	cxtest.Unmerged(t, "Hours: zones", hours, cx.Hours{Zone: "Asia/Tokyo", Counts: [24]int64{2: 1}}, cx.ErrMismatch)
	cxtest.Unmerged(t, "Hours: empty in a zone", hours, cx.Hours{Zone: "Asia/Tokyo"}, cx.ErrMismatch)
	cxtest.Unmerged(t, "Hours: negative", hours, cx.Hours{Zone: "UTC", Counts: [24]int64{2: -1}}, cx.ErrInvalid)

	peak := cx.PeakEnd{Customers: 1, Sum: 5040, Squares: 25401600}
	cxtest.Unmerged(t, "PeakEnd: full", peak, cx.PeakEnd{Customers: touchMost}, cx.ErrInvalid)
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
	for name, h := range map[string]cx.Hours{
		"negative": {Zone: "UTC", Counts: [24]int64{-1, 5}}, "overflow": {Counts: [24]int64{touchMost, 1}},
	} {
		if _, err := h.Share(1).Rate(); err == nil {
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
	amounts := cx.Amounts{Count: 2, Sum: dec("20.00"), Squares: dec("212.50")}
	one := cx.Amounts{Count: 1, Sum: dec("-9"), Squares: dec("81")}
	at := time.Date(2026, time.November, 3, 10, 0, 0, 0, time.UTC)
	cxtest.Golden(t, "touch", map[string]any{
		"incidence":         cx.Incidence{Events: 52, Base: 40},
		"amounts":           amounts,
		"amounts_zero":      cx.Amounts{},
		"promotion":         cx.Promotion{During: amounts, Baseline: one},
		"promotion_control": cx.Promotion{During: amounts, Baseline: one, ControlDuring: one, ControlBaseline: amounts},
		"uplift":            cx.Uplift{Value: 0.25, StandardError: 0.125, P: 0.5, DegreesOfFreedom: 6, Interval: cx.Interval{Low: -0.5, High: 1, Level: 0.95}},
		"uplift_poisson":    cx.Uplift{Value: 0.25, StandardError: 0.125, P: 0.5, Interval: cx.Interval{Low: -0.5, High: 1, Level: 0.95}, AssumesPoisson: true},
		"incremental_sales": cx.IncrementalSales{Product: dec("400.0"), Halo: dec("-90"), Rest: dec("0"), Total: dec("310")},
		"basket":            cx.Basket{Transactions: 3, Items: 11, Value: dec("145.40")},
		"span":              cx.Span{From: at, To: at.Add(30 * time.Minute)},
		"uptime":            cx.Uptime{ServiceSeconds: dec("2592000"), DownSeconds: dec("1800.500000001")},
		"hours":             cx.Hours{Zone: "Europe/Oslo", Counts: [24]int64{0: 7, 9: 2, 23: 3}},
		"peak_end":          cx.PeakEnd{Customers: 2, Sum: 7056, Squares: 26926000},
	})
}

// States that are JSON of the right form, but of no tally.
func TestTouchDecodersRefuse(t *testing.T) {
	for _, tt := range []struct {
		into interface{ UnmarshalJSON([]byte) error }
		in   string
	}{
		{new(cx.Incidence), `{"events":1}`}, {new(cx.Incidence), `{"events":-1,"base":1}`}, {new(cx.Incidence), `{"Events":1,"base":1}`},
		{new(cx.Amounts), `{"count":1,"sum":"2","squares":"5"}`}, {new(cx.Amounts), `{"sum":"2"}`}, {new(cx.Amounts), `{"count":1,"sum":2}`},
		{new(cx.Promotion), `{"during":{"count":1,"sum":"2","squares":"5"}}`}, {new(cx.Promotion), `{"control":{}}`},
		{new(cx.IncrementalSales), `{"product":"1"}`}, {new(cx.IncrementalSales), `{"product":"1","halo":"1","rest":"1","total":"4"}`},
		{new(cx.Basket), `{"transactions":1}`}, {new(cx.Basket), `{"transactions":1,"items":1,"value":"-1"}`}, {new(cx.Basket), `{"value":"1"}`},
		{new(cx.Span), `{}`}, {new(cx.Span), `{"from":"2026-11-03T10:00:00Z"}`}, {new(cx.Span), `{"from":"1899-12-31T23:59:59Z","to":"2026-11-03T10:00:00Z"}`},
		{new(cx.Span), `{"from":"2026-11-03T10:00:00Z","to":"2026-11-03T09:59:59.999999999Z"}`},
		{new(cx.Uptime), `{"down_seconds":"1"}`}, {new(cx.Uptime), `{"service_seconds":86400}`}, {new(cx.Uptime), `{"service_seconds":"-1","down_seconds":"-1"}`},
		{new(cx.Hours), `{"zone":"UTC"}`}, {new(cx.Hours), `{"zone":"UTC","counts":[1]}`}, {new(cx.Hours), `{"zone":"UTC","counts":null}`},
		{new(cx.Hours), `{"counts":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,null]}`},
		{new(cx.Hours), `{"counts":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,-1]}`},
		{new(cx.Hours), `{"counts":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}`},
		{new(cx.Hours), `{"counts":[9223372036854775807,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}`},
		{new(cx.PeakEnd), `{"sum":1,"squares":1}`}, {new(cx.PeakEnd), `{"customers":1,"sum":2,"squares":5}`}, {new(cx.PeakEnd), `{"customers":1.5}`},
	} {
		cxtest.Refuses(t, tt.in, tt.into.UnmarshalJSON([]byte(tt.in)), cx.ErrInvalid)
	}
}

func FuzzIncidenceJSON(f *testing.F) { fuzzCodec[cx.Incidence](f, `{"events":52,"base":40}`) }

func FuzzPromotionJSON(f *testing.F) {
	fuzzCodec[cx.Promotion](f, `{"during":{"count":2,"sum":"20","squares":"212.5"},"control_during":{"count":0,"sum":"0e5"}}`)
}

func FuzzUptimeJSON(f *testing.F) {
	fuzzCodec[cx.Uptime](f, `{"service_seconds":"2592000","down_seconds":"1800.5"}`)
}

func FuzzHoursJSON(f *testing.F) {
	fuzzCodec[cx.Hours](f, `{"zone":"UTC","counts":[7,0,0,0,0,0,0,0,0,2,0,0,0,0,0,0,0,0,0,0,0,0,0,3]}`)
}

func FuzzPeakEndJSON(f *testing.F) {
	fuzzCodec[cx.PeakEnd](f, `{"customers":2,"sum":7056,"squares":26926000}`)
}
