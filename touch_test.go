package cx_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/shopspring/decimal"
)

// upliftAmounts tallies amounts given as text with blanks between.
func upliftAmounts(t *testing.T, texts string) cx.Amounts {
	t.Helper()
	var a cx.Amounts
	for text := range strings.FieldsSeq(texts) {
		if err := a.Add(dec(text)); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// (12, 15, 11, 14) against (10, 9, 12, 9), and the same with control stores: the figures of
// the definition, to more digits by mpmath 1.3.
func TestPromotionUplift(t *testing.T) {
	p := cx.Promotion{During: upliftAmounts(t, "12 15 11 14"), Baseline: upliftAmounts(t, "10 9 12 9")}
	check := func(rate, incremental string, value, se, df, pValue, low, high float64) {
		t.Helper()
		got, err := p.Rate()
		cxtest.Exactly(t, "Rate", got, err, rate)
		got, err = p.Incremental()
		cxtest.Exactly(t, "Incremental", got, err, incremental)
		u, err := p.Uplift(0.95)
		if err != nil || u.AssumesPoisson {
			t.Errorf("Uplift = %+v, %v", u, err)
		}
		cxtest.Near(t, "Value", u.Value, value, 1e-12)
		cxtest.Near(t, "StandardError", u.StandardError, se, 1e-12)
		cxtest.Near(t, "DegreesOfFreedom", u.DegreesOfFreedom, df, 1e-12)
		cxtest.Near(t, "P", u.P, pValue, 1e-10)
		cxtest.Near(t, "Low", u.Interval.Low, low, 1e-12)
		cxtest.Near(t, "High", u.Interval.High, high, 1e-12)
	}
	check("0.3", "12", 0.3, 0.09965423457850654, 5.999710087190784, 0.03891808932569334, 0.01868876993238788, 0.6589954163450415)
	if got := p.Total(); got != 4 {
		t.Errorf("Total() = %d, want 4", got)
	}

	// The control stores sold 22 a day against 20: 11 were to be expected, 44 in all.
	p.ControlDuring, p.ControlBaseline = upliftAmounts(t, "21 19 23 25"), upliftAmounts(t, "20 22 18")
	check("0.18181818", "8", 2.0/11, 0.1292587558874069, 10.7588056715235, 0.2232860909162013, -0.1115017536036919, 0.5719718306039829)

	// Money has the same uplift in any unit.
	for _, scale := range []int32{-8, 6} {
		q := p
		for _, a := range []*cx.Amounts{&q.During, &q.Baseline, &q.ControlDuring, &q.ControlBaseline} {
			a.Sum, a.Squares = a.Sum.Shift(scale), a.Squares.Shift(2*scale)
		}
		u, err := q.Uplift(0.95)
		cxtest.Near(t, "High", u.Interval.High, 0.5719718306039829, 1e-12)
		if err != nil {
			t.Error(err)
		}
	}
}

func storeRows(control bool, sales ...int64) []cx.StoreSales {
	var rows []cx.StoreSales
	for i := 0; i < len(sales); i += 2 {
		name := string(rune('a'+i)) + map[bool]string{true: " control"}[control]
		rows = append(rows, cx.StoreSales{Store: name, During: decimal.New(sales[i], 0), Baseline: decimal.New(sales[i+1], 0), Control: control})
	}
	return rows
}

// The figures are computed in Python from ln(during / baseline), Student's t and Welch's degrees
// of freedom.
func TestStoreUplift(t *testing.T) {
	promoted, controls := storeRows(false, 12, 10, 15, 11, 9, 9, 14, 10), storeRows(true, 10, 10, 21, 20, 19, 20)
	for name, tt := range map[string]struct {
		rows []cx.StoreSales
		want cx.Uplift
	}{
		"stores": {promoted, cx.Uplift{
			Value: 0.23027433417451207, StandardError: 0.07684497371869255, DegreesOfFreedom: 3, P: 0.0739849689053802,
			Interval: cx.Interval{Low: -0.03663009371330582, High: 0.5711254082687802, Level: 0.95},
		}},
		"with controls": {append(controls[:3:3], promoted...), cx.Uplift{
			Value: 0.23130127483011423, StandardError: 0.0820978009552608, DegreesOfFreedom: 3.7945019995354556, P: 0.06769455811524672,
			Interval: cx.Interval{Low: -0.024514932347348934, High: 0.5542040361996762, Level: 0.95},
		}},
	} {
		got, err := cx.StoreUplift(tt.rows, 0.95)
		if err != nil || got.AssumesPoisson || got.Interval.Level != 0.95 || got.Interval.Clipped {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		for what, f := range map[string][2]float64{
			"Value": {got.Value, tt.want.Value}, "StandardError": {got.StandardError, tt.want.StandardError}, "P": {got.P, tt.want.P},
			"DegreesOfFreedom": {got.DegreesOfFreedom, tt.want.DegreesOfFreedom},
			"Low":              {got.Interval.Low, tt.want.Interval.Low}, "High": {got.Interval.High, tt.want.Interval.High},
		} {
			cxtest.Near(t, name+": "+what, f[0], f[1], 1e-9)
		}
	}
	row := func(store, during, baseline string) cx.StoreSales {
		return cx.StoreSales{Store: store, During: dec(during), Baseline: dec(baseline)}
	}
	first := promoted[0]
	for name, tt := range map[string]struct {
		rows []cx.StoreSales
		want error
		row  int
	}{
		"none": {nil, cx.ErrNoData, -1}, "only controls": {controls, cx.ErrNoData, -1}, "one": {promoted[:1], cx.ErrUndefined, -1},
		"one control": {append(controls[:1:1], promoted...), cx.ErrUndefined, -1},
		"one ratio":   {[]cx.StoreSales{row("x", "12", "10"), row("y", "24", "20"), row("z", "0.6", "0.5")}, cx.ErrUndefined, -1},
		"too wide":    {[]cx.StoreSales{row("x", "1e34", "1e-34"), row("y", "1e-34", "1e34")}, cx.ErrUndefined, -1},
		"blank":       {[]cx.StoreSales{first, row(" ", "1", "1")}, cx.ErrInvalid, 1}, "twice": {[]cx.StoreSales{first, first}, cx.ErrInvalid, 1},
		"negative": {[]cx.StoreSales{row("x", "-1", "1")}, cx.ErrInvalid, 0}, "digits": {[]cx.StoreSales{first, row("x", "1", "1e35")}, cx.ErrInvalid, 1},
		"sold nothing": {[]cx.StoreSales{first, row("x", "1", "0")}, cx.ErrUndefined, 1}, "sells nothing": {[]cx.StoreSales{row("x", "0", "1")}, cx.ErrUndefined, 0},
	} {
		got, err := cx.StoreUplift(tt.rows, 0.95)
		checkRowError(t, name, err, tt.want, tt.row)
		if got != (cx.Uplift{}) {
			t.Errorf("%s: %+v beside its error", name, got)
		}
	}
	for _, level := range []float64{0, 1, math.NaN()} {
		_, err := cx.StoreUplift(promoted, level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	}
}

// Unequal numbers of days: 3 days at 10 against 2 days at 8 brought 30 - 24 = 6.
func TestPromotionUnequalDays(t *testing.T) {
	p := cx.Promotion{During: upliftAmounts(t, "9 10 11"), Baseline: upliftAmounts(t, "7 9")}
	got, err := p.Rate()
	cxtest.Exactly(t, "Rate", got, err, "0.25")
	got, err = p.Incremental()
	cxtest.Exactly(t, "Incremental", got, err, "6")
	// 10 - 2·10/3, which is no decimal.
	p = cx.Promotion{During: upliftAmounts(t, "4 6"), Baseline: upliftAmounts(t, "3 3 4")}
	got, err = p.Incremental()
	cxtest.Exactly(t, "Incremental", got, err, "3.33333333")
	got, err = p.Rate()
	cxtest.Exactly(t, "Rate", got, err, "0.5")
}

func TestPromotionUndefined(t *testing.T) {
	a := func(texts string) cx.Amounts { return upliftAmounts(t, texts) }
	days, one := a("3 4 5"), a("4")
	for _, tt := range []struct {
		name                      string
		p                         cx.Promotion
		rate, incremental, uplift error
	}{
		{"no data", cx.Promotion{}, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"no baseline", cx.Promotion{During: days}, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"nothing during", cx.Promotion{Baseline: days}, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"half a control", cx.Promotion{During: days, Baseline: days, ControlDuring: days}, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"the other half", cx.Promotion{During: days, Baseline: days, ControlBaseline: days}, cx.ErrNoData, cx.ErrNoData, cx.ErrNoData},
		{"one day", cx.Promotion{During: one, Baseline: days}, nil, nil, cx.ErrUndefined},
		{"one day before", cx.Promotion{During: days, Baseline: one}, nil, nil, cx.ErrUndefined},
		{"one day of the control", cx.Promotion{During: days, Baseline: days, ControlDuring: one, ControlBaseline: days}, nil, nil, cx.ErrUndefined},
		{"baseline 0", cx.Promotion{During: days, Baseline: a("0 0 0")}, cx.ErrUndefined, nil, cx.ErrUndefined},
		{"baseline below 0", cx.Promotion{During: days, Baseline: a("-1 -2")}, cx.ErrUndefined, nil, cx.ErrUndefined},
		{"sold nothing", cx.Promotion{During: a("0 0"), Baseline: days}, nil, nil, cx.ErrUndefined},
		{"returns", cx.Promotion{During: a("-1 -2"), Baseline: days}, nil, nil, cx.ErrUndefined},
		{"control 0", cx.Promotion{During: days, Baseline: days, ControlDuring: days, ControlBaseline: a("0 0")}, cx.ErrUndefined, cx.ErrUndefined, cx.ErrUndefined},
		{"control falls to 0", cx.Promotion{During: days, Baseline: days, ControlDuring: a("0 0"), ControlBaseline: days}, cx.ErrUndefined, nil, cx.ErrUndefined},
		{"no spread", cx.Promotion{During: a("2 2"), Baseline: a("3 3")}, nil, nil, cx.ErrUndefined},
		{"spread beyond measure", cx.Promotion{During: a("1e15 -999999999999999"), Baseline: a("1 1.1")}, nil, nil, cx.ErrUndefined},
	} {
		t.Run(tt.name, func(t *testing.T) {
			check := func(what string, zero bool, err, want error) {
				t.Helper()
				if want == nil {
					if err != nil {
						t.Errorf("%s: %v", what, err)
					}
					return
				}
				cxtest.Refuses(t, what, err, want)
				if !zero {
					t.Errorf("%s has a value with an error", what)
				}
			}
			d, err := tt.p.Rate()
			check("Rate", d.IsZero(), err, tt.rate)
			d, err = tt.p.Incremental()
			check("Incremental", d.IsZero(), err, tt.incremental)
			u, err := tt.p.Uplift(0.95)
			check("Uplift", u == cx.Uplift{}, err, tt.uplift)
		})
	}
	// A product that sold nothing has an uplift of -1.
	got, err := cx.Promotion{During: a("0 0"), Baseline: days}.Rate()
	cxtest.Exactly(t, "Rate", got, err, "-1")
}

func TestIncrementalSales(t *testing.T) {
	part := func(during, baseline string) cx.Promotion {
		return cx.Promotion{During: upliftAmounts(t, during), Baseline: upliftAmounts(t, baseline)}
	}
	// Thirds of which each is rounded: 10 - 20/3, 9 - 20/3, 8 - 20/3.
	s, err := cx.IncrementalSalesOf(part("4 6", "3 3 4"), part("4 5", "3 3 4"), part("4 4", "3 3 4"))
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Exactly(t, "Product", s.Product, nil, "3.33333333")
	cxtest.Exactly(t, "Halo", s.Halo, nil, "2.33333333")
	cxtest.Exactly(t, "Rest", s.Rest, nil, "1.33333333")
	cxtest.Exactly(t, "Total", s.Total, nil, "6.99999999") // of the parts, exactly
	got, err := s.HaloRatio()
	cxtest.Exactly(t, "HaloRatio", got, err, "0.7") // 2.33333333 / 3.33333333 = 0.69999999960
	for i, parts := range [][3]cx.Promotion{
		{{}, part("1", "1"), part("1", "1")}, {part("1", "1"), {}, part("1", "1")}, {part("1", "1"), part("1", "1"), {}},
	} {
		s, err := cx.IncrementalSalesOf(parts[0], parts[1], parts[2])
		cxtest.Refuses(t, "IncrementalSalesOf", err, cx.ErrNoData)
		if !s.Total.IsZero() || !s.Product.IsZero() {
			t.Errorf("part %d missing: %v with an error", i, s)
		}
	}
	for _, product := range []string{"0", "-3"} {
		_, err := cx.IncrementalSales{Product: dec(product), Halo: dec("3"), Total: dec(product).Add(dec("3"))}.HaloRatio()
		cxtest.Refuses(t, "HaloRatio", err, cx.ErrUndefined)
	}
	_, err = cx.IncrementalSales{Product: dec("1")}.HaloRatio()
	cxtest.Refuses(t, "HaloRatio", err, cx.ErrInvalid)

	// A third of an amount of 29 digits has more than 34, and so has the sum of 1e30 and a
	// third.
	many := cx.Amounts{Count: 1e18, Sum: decimal.New(1, 28), Squares: decimal.New(1e6, 34)}
	_, err = cx.Promotion{During: many, Baseline: upliftAmounts(t, "3 3 4")}.Incremental()
	cxtest.Refuses(t, "Incremental", err, cx.ErrInvalid)
	many.Sum = decimal.New(1, 30)
	large := cx.Promotion{During: many, Baseline: upliftAmounts(t, "0 0")}
	s, err = cx.IncrementalSalesOf(large, part("4 6", "3 3 4"), part("4 6", "3 3 4"))
	cxtest.Refuses(t, "IncrementalSalesOf", err, cx.ErrInvalid)
	if !s.Total.IsZero() {
		t.Errorf("%v with an error", s)
	}
}

func TestBasket(t *testing.T) {
	b := cx.Basket{Transactions: 3, Items: 11, Value: dec("145.40")}
	got, err := b.ItemsPerBasket()
	cxtest.Exactly(t, "ItemsPerBasket", got, err, "3.66666667") // 11/3
	got, err = b.ValuePerBasket()
	cxtest.Exactly(t, "ValuePerBasket", got, err, "48.46666667") // 145.4/3
	if got := b.Total(); got != 3 {
		t.Errorf("Total() = %d, want 3", got)
	}
	// A gift costs nothing.
	if err := b.Add(1, dec("0")); err != nil || b.Transactions != 4 || b.Items != 12 || !b.Value.Equal(dec("145.4")) {
		t.Errorf("Add(1, 0) = %v, %v", b, err)
	}
	_, err = cx.Basket{}.ItemsPerBasket()
	cxtest.Refuses(t, "ItemsPerBasket", err, cx.ErrNoData)
	_, err = cx.Basket{}.ValuePerBasket()
	cxtest.Refuses(t, "ValuePerBasket", err, cx.ErrNoData)
}

// uptimeSpans returns spans of whole minutes from midnight, given as pairs.
func uptimeSpans(minutes ...int) (spans []cx.TimeSpan) {
	midnight := instant("2026-11-03")
	for i := 0; i+1 < len(minutes); i += 2 {
		spans = append(spans, cx.TimeSpan{
			From: midnight.Add(time.Duration(minutes[i]) * time.Minute),
			To:   midnight.Add(time.Duration(minutes[i+1]) * time.Minute),
		})
	}
	return spans
}

// A service over a hundred minutes, counted by hand.
func TestUptimeOf(t *testing.T) {
	for _, tt := range []struct {
		name                 string
		outages, maintenance []cx.TimeSpan
		service, down        string // minutes
	}{
		{"none", nil, nil, "100", "0"},
		{"one", uptimeSpans(10, 15), nil, "100", "5"},
		{"overlap", uptimeSpans(10, 20, 15, 25), nil, "100", "15"},
		{"one within another", uptimeSpans(10, 30, 12, 14, 13, 20), nil, "100", "20"},
		{"the same twice", uptimeSpans(10, 15, 10, 15), nil, "100", "5"},
		{"neighbors", uptimeSpans(15, 20, 10, 15), nil, "100", "10"},
		{"before and after", uptimeSpans(-10, 5, 95, 130), nil, "100", "10"},
		{"beyond", uptimeSpans(-10, 0, 100, 130, -20, -15), nil, "100", "0"},
		{"all the time", uptimeSpans(-10, 200), nil, "100", "100"},
		{"empty", uptimeSpans(50, 50), uptimeSpans(60, 60), "100", "0"},
		{"maintenance", nil, uptimeSpans(40, 60), "80", "0"},
		{"maintenance overlaps", nil, uptimeSpans(40, 60, 50, 70, -5, 10), "60", "0"},
		{"outage during maintenance", uptimeSpans(45, 50), uptimeSpans(40, 60), "80", "0"},
		{"outage across maintenance", uptimeSpans(35, 65), uptimeSpans(40, 60), "80", "10"},
		{"outage into maintenance", uptimeSpans(35, 45, 55, 58), uptimeSpans(40, 60), "80", "5"},
		{"only maintenance", uptimeSpans(10, 20), uptimeSpans(0, 100), "0", "0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := cx.UptimeOf(tt.outages, tt.maintenance, uptimeSpans(0, 100)[0])
			sixty := dec("60")
			cxtest.Exactly(t, "ServiceSeconds", got.ServiceSeconds, err, dec(tt.service).Mul(sixty).StringFixed(0))
			cxtest.Exactly(t, "DownSeconds", got.DownSeconds, err, dec(tt.down).Mul(sixty).StringFixed(0))
		})
	}
}

// Every nanosecond counts, over the longest span as well: 301 years are more nanoseconds
// than an int64 holds. 1900-01-01 to 2200-12-31 are 109,937 days.
func TestUptimeExact(t *testing.T) {
	from := instant("1900-01-01")
	over := cx.TimeSpan{From: from, To: instant("2200-12-31T23:59:59.999999999Z")}
	u, err := cx.UptimeOf([]cx.TimeSpan{{From: from.Add(1), To: from.Add(3)}}, nil, over)
	cxtest.Exactly(t, "ServiceSeconds", u.ServiceSeconds, err, "9498643199.999999999") // 109,938 days less 1 ns
	cxtest.Exactly(t, "DownSeconds", u.DownSeconds, err, "0.000000002")
	u, err = cx.UptimeOf([]cx.TimeSpan{over, over}, nil, over)
	cxtest.Exactly(t, "DownSeconds", u.DownSeconds, err, "9498643199.999999999")
	rate, err := u.Rate()
	cxtest.Exactly(t, "Rate", rate, err, "0")

	// Instants are instants, whatever clocks they were read from.
	oslo := zoneAt(t, "Europe/Oslo")
	day := cx.TimeSpan{From: instant("2026-10-24T22:00:00Z").In(oslo), To: instant("2026-10-25T23:00:00Z").In(oslo)}
	u, err = cx.UptimeOf(nil, nil, day)
	cxtest.Exactly(t, "a day of 25 hours", u.ServiceSeconds, err, "90000")
}

// The published 43.2 minutes for 99.9 % of 30 days, and others of the same table.
func TestUptimeRate(t *testing.T) {
	month := cx.Uptime{ServiceSeconds: dec("2592000"), DownSeconds: dec("2592")}
	got, err := month.Rate()
	cxtest.Exactly(t, "Rate", got, err, "0.999")
	for target, want := range map[string]string{
		"0.999": "2592", "0.99": "25920", "0.9999": "259.2", "0.99999": "25.92", "1": "0", "0": "2592000", "0.99999999999999": "0.00000003",
	} {
		got, err := month.AllowedSeconds(dec(target))
		cxtest.Exactly(t, "AllowedSeconds("+target+")", got, err, want)
	}
	for _, target := range []string{"-0.1", "1.0000001", "99.9", "1e-40"} {
		_, err := month.AllowedSeconds(dec(target))
		cxtest.Refuses(t, "AllowedSeconds("+target+")", err, cx.ErrInvalid)
	}
	_, err = cx.Uptime{}.Rate()
	cxtest.Refuses(t, "Rate", err, cx.ErrNoData)
	_, err = cx.Uptime{}.AllowedSeconds(dec("0.9"))
	cxtest.Refuses(t, "AllowedSeconds", err, cx.ErrNoData)
}

func TestUptimeRefuses(t *testing.T) {
	good := uptimeSpans(0, 100)[0]
	backward := cx.TimeSpan{From: good.To, To: good.From}
	early := cx.TimeSpan{From: instant("1899-12-31"), To: good.To}
	for name, bad := range map[string]cx.TimeSpan{
		"backward": backward, "zero": {}, "no end": {From: good.From}, "no start": {To: good.To}, "early": early,
		"late": {From: good.From, To: instant("2201-01-01")},
	} {
		_, err := cx.UptimeOf(nil, nil, bad)
		cxtest.Refuses(t, name, err, cx.ErrInvalid)
		for at, lists := range map[string][2][]cx.TimeSpan{"outages[1]": {{good, bad}, {good}}, "maintenance[0]": {{good, good}, {bad}}} {
			_, err := cx.UptimeOf(lists[0], lists[1], good)
			checkRowAt(t, name, err, cx.ErrInvalid, at)
		}
	}
}

// itself is the function of rows that are times.
func itself(t *time.Time) time.Time { return *t }

// A year in Oslo has 8760 hours, of which one less shows 2 in March and one more in October.
func TestHourSecondsOfYears(t *testing.T) {
	oslo := cx.Calendar{Location: zoneAt(t, "Europe/Oslo")}
	got, err := oslo.HourSeconds(period("2026"))
	if err != nil {
		t.Fatal(err)
	}
	for h, seconds := range got {
		if seconds != 365*3600 {
			t.Errorf("hour %d has %d seconds, want %d", h, seconds, 365*3600)
		}
	}
	march, err := oslo.HourSeconds(period("2026-03"))
	if err != nil || march[2] != 30*3600 || march[3] != 31*3600 {
		t.Errorf("HourSeconds of March = %v, %v, want 30 hours of 2 and 31 of 3", march, err)
	}
	// Eight thousand years, in little time: as many springs as autumns.
	all := cx.Period{Start: date("2000-01-01"), End: date("9999-12-31")}
	for _, c := range []cx.Calendar{{}, oslo} {
		got, err := c.HourSeconds(all)
		var sum int64
		for _, seconds := range got {
			sum += seconds
		}
		if want := int64(all.Days()) * 86400; err != nil || sum != want {
			t.Errorf("HourSeconds of %v: %d seconds, %v, want %d", all, sum, err, want)
		}
	}
}

func TestHoursShare(t *testing.T) {
	h := cx.HoursOfDay{Zone: "UTC", Counts: [24]int64{0: 1, 23: 3}}
	for hour, want := range map[int]cx.Proportion{0: {Count: 1, Base: 4}, 9: {Base: 4}, 23: {Count: 3, Base: 4}} {
		if got := cxtest.Must(h.Share(hour)); got != want {
			t.Errorf("Share(%d) = %v, want %v", hour, got, want)
		}
	}
	for _, hour := range []int{-1, 24, math.MaxInt, math.MinInt} {
		_, err := h.Share(hour)
		cxtest.Refuses(t, "Share", err, cx.ErrInvalid)
	}
	if got := h.Total(); got != 4 {
		t.Errorf("Total() = %d, want 4", got)
	}
	_, err := cxtest.Must(cx.HoursOfDay{}.Share(3)).Rate()
	cxtest.Refuses(t, "Share of none", err, cx.ErrNoData)
}

func TestHoursRefuses(t *testing.T) {
	good := instant("2026-05-01")
	month := period("2026-05")
	_, err := cx.HoursOfDayOf[time.Time](nil, nil, cx.Calendar{}, cx.Period{})
	cxtest.Refuses(t, "nil function", err, cx.ErrInvalid)
	for _, c := range []cx.Calendar{{Grain: cx.Week}, {Grain: "hour"}} {
		_, err = cx.HoursOfDayOf([]time.Time{good}, itself, c, cx.Period{})
		cxtest.Refuses(t, "grain", err, cx.ErrInvalid)
		_, err = c.HourSeconds(month)
		cxtest.Refuses(t, "grain", err, cx.ErrInvalid)
	}
	for _, span := range []cx.Period{{Start: date("2026-05-01"), End: date("2026-05-01")}, {Start: cx.Date{Year: 2026, Month: 2, Day: 30}, End: date("2026-05-01")}} {
		_, err = cx.HoursOfDayOf([]time.Time{good}, itself, cx.Calendar{}, span)
		cxtest.Refuses(t, "span", err, cx.ErrInvalid)
		_, err = cx.Calendar{}.HourSeconds(span)
		cxtest.Refuses(t, "span", err, cx.ErrInvalid)
	}
	_, err = cx.Calendar{}.HourSeconds(cx.Period{})
	cxtest.Refuses(t, "zero span", err, cx.ErrInvalid)
	for _, bad := range []time.Time{{}, time.Unix(1<<40, 0), time.Unix(-1<<40, 0)} {
		_, err = cx.HoursOfDayOf([]time.Time{good, bad}, itself, cx.Calendar{}, cx.Period{})
		checkRowError(t, "time", err, cx.ErrInvalid, 1)
	}
	// Clocks that no place has are refused, or answered, at once.
	for _, offset := range []int{2 * 86400, 2*86400 + 1, -3 * 86400, math.MaxInt32, math.MinInt32} {
		c := cx.Calendar{Location: time.FixedZone("odd", offset)}
		seconds, err := c.HourSeconds(month)
		if offset == 2*86400 {
			if err != nil || seconds[5] != 31*3600 {
				t.Errorf("HourSeconds two days ahead = %v, %v", seconds, err)
			}
			continue
		}
		cxtest.Refuses(t, "odd clocks", err, cx.ErrInvalid)
		if seconds != [24]int64{} {
			t.Errorf("seconds %v with an error", seconds)
		}
		_, _ = cx.HoursOfDayOf([]time.Time{good}, itself, c, month)
	}
	// Before, within and after May, in UTC.
	rows := []time.Time{instant("2026-04-30T23:59:59Z"), good, instant("2026-05-31T23:59:59Z"), instant("2026-06-01")}
	h, err := cx.HoursOfDayOf(rows, itself, cx.Calendar{}, month)
	if want := (cx.HoursOfDay{Zone: "UTC", Counts: [24]int64{0: 1, 23: 1}}); err != nil || h != want {
		t.Errorf("HoursOfDayOf May = %v, %v, want %v", h, err, want)
	}
	h, err = cx.HoursOfDayOf(nil, itself, cx.Calendar{}, cx.Period{})
	if err != nil || h != (cx.HoursOfDay{Zone: "UTC"}) {
		t.Errorf("HoursOfDayOf no rows = %v, %v", h, err)
	}
}

// 3 orders of 11 items for 145.40, of which one had 4 items for 45.40.
func TestBasket_Remove(t *testing.T) {
	b := cx.Basket{Transactions: 3, Items: 11, Value: dec("145.40")}
	remove := func(items int64, value string) func(*cx.Basket) error {
		return func(b *cx.Basket) error { return b.Remove(items, dec(value)) }
	}
	cxtest.Becomes(t, "an order", b, remove(4, "45.4"), cx.Basket{Transactions: 2, Items: 7, Value: dec("100")})
	cxtest.Becomes(t, "all", b, func(b *cx.Basket) error { return b.Unmerge(*b) }, cx.Basket{})
	cxtest.Unchanged(t, "more items", b, remove(10, "1"), cx.ErrInvalid) // one is left for two orders
	cxtest.Unchanged(t, "more value", b, remove(4, "145.41"), cx.ErrInvalid)
	cxtest.Unchanged(t, "value of nothing", cx.Basket{Transactions: 1, Items: 2, Value: dec("5")}, remove(2, "4"), cx.ErrInvalid)
	cxtest.Unchanged(t, "items of nothing", cx.Basket{Transactions: 1, Items: 2, Value: dec("5")}, remove(1, "5"), cx.ErrInvalid)
	cxtest.Unchanged(t, "no items", b, remove(0, "1"), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", cx.Basket{Transactions: 1}, remove(1, "0"), cx.ErrInvalid)
	cxtest.Unchanged(t, "impossible", b, func(b *cx.Basket) error { return b.Unmerge(cx.Basket{Items: 1}) }, cx.ErrInvalid)
}
