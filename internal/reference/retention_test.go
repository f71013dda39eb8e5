package reference

import (
	"bufio"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
	"github.com/cxmetrics/cx/internal/special"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

// The counts, Wilson limits and z values are those of reference.json; the limits of the
// differences are Newcombe's method 10 at the same counts, computed outside Go.
func TestRetentionCookieCats(t *testing.T) {
	type group struct {
		N      int64      `json:"n"`
		Day1   int64      `json:"day1"`
		Day7   int64      `json:"day7"`
		Rate1  float64    `json:"day1_pct"`
		Rate7  float64    `json:"day7_pct"`
		Limit1 [2]float64 `json:"wilson95_day1"`
		Limit7 [2]float64 `json:"wilson95_day7"`
	}
	var want struct {
		All     group            `json:"all"`
		Version map[string]group `json:"by_version"`
		Z1      float64          `json:"z_day1"`
		Z7      float64          `json:"z_day7"`
	}
	figures(t, "retention_cookie_cats", &want)

	day1, day7 := map[string]cx.Retention{}, map[string]cx.Retention{}
	add := func(m map[string]cx.Retention, version, flag string) {
		one := cx.Retention{Start: 1}
		if flag == "TRUE" {
			one.End = 1
		}
		for _, key := range []string{version, "all"} {
			sum := m[key]
			if err := sum.Merge(one); err != nil {
				t.Fatal(err)
			}
			m[key] = sum
		}
	}
	for _, record := range records(t, "retention_cookie_cats/cookie_cats.csv.gz") {
		add(day1, record["version"], record["retention_1"])
		add(day7, record["version"], record["retention_7"])
	}

	check := func(what string, got cx.Retention, n, end int64, percent float64, limits [2]float64) {
		t.Helper()
		if diff := cmp.Diff(cx.Retention{Start: n, End: end}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
		rate, err := got.Rate()
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, what, 100*rate.InexactFloat64(), percent, 0.5e-6/percent) // printed to 6 places
		iv, err := got.Retained().Interval(0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, what+" low", 100*iv.Low, limits[0], 0.5e-6/limits[0])
		cxtest.Near(t, what+" high", 100*iv.High, limits[1], 0.5e-6/limits[1])
	}
	groups := map[string]group{"all": want.All}
	for version, g := range want.Version {
		groups[version] = g
	}
	if len(groups) != 3 {
		t.Fatalf("the reference has %d groups, want 3", len(groups))
	}
	for name, g := range groups {
		check(name+" day 1", day1[name], g.N, g.Day1, g.Rate1, g.Limit1)
		check(name+" day 7", day7[name], g.N, g.Day7, g.Rate7, g.Limit7)
	}
	for _, day := range []struct {
		what         string
		m            map[string]cx.Retention
		z, low, high float64
	}{
		{"day 1", day1, want.Z1, -.000582095, .012391905},
		{"day 7", day7, want.Z7, .003121303, .013281941},
	} {
		diff, err := day.m["gate_30"].Retained().Difference(day.m["gate_40"].Retained(), 0.95)
		if err != nil {
			t.Fatal(err)
		}
		cxtest.Near(t, day.what+" z", diff.Z, day.z, 1e-6)
		cxtest.Near(t, day.what+" low", diff.Interval.Low, day.low, 1e-9)
		cxtest.Near(t, day.what+" high", diff.Interval.High, day.high, 1e-9)
	}
}

func TestEngagementAgainstNaive(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 5))
		var rows []cx.Activity
		for range r.IntN(80) {
			rows = append(rows, cx.Activity{
				Customer: "c" + strconv.Itoa(r.IntN(9)),
				At:       instant("2026-03-01").Add(time.Duration(r.IntN(60*24*60)) * time.Minute),
			})
		}
		from := instant("2026-03-01").AddDate(0, 0, r.IntN(50))
		span := 1 + r.IntN(20)
		// Days count up to that of asOf.
		asOf := from.Add(time.Duration(r.IntN(24*24)) * time.Hour)
		counted := min(span, int(asOf.Sub(from)/(24*time.Hour)))
		// By maps of texts: who was active, and who on which day.
		customers, days := map[string]bool{}, map[string]bool{}
		for _, row := range rows {
			if !row.At.Before(from) && row.At.Before(from.AddDate(0, 0, counted)) {
				customers[row.Customer] = true
				days[row.Customer+" "+row.At.Format(time.DateOnly)] = true
			}
		}
		want := cx.Engagement{First: date(from.Format(time.DateOnly)), Days: int64(counted), Customers: int64(len(customers)), ActiveDays: int64(len(days))}
		// Of each customer the days, and of each number of days the customers.
		for customer := range customers {
			active := 0
			for day := range days {
				if strings.HasPrefix(day, customer+" ") {
					active++
				}
			}
			for len(want.Histogram) < active {
				want.Histogram = append(want.Histogram, 0)
			}
			want.Histogram[active-1]++
		}
		p := cx.Period{Start: date(from.Format(time.DateOnly)), End: date(from.AddDate(0, 0, span).Format(time.DateOnly))}
		got, err := cx.EngagementOf(rows, cx.Calendar{}, p, asOf)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("seed %d: EngagementOf(%v) error %v (-want +got):\n%s", seed, p, err, diff)
		}
	}
}

// The counts are those of reference.json; the orders are its distinct customer days less
// its customers.
func TestRepeatCDNOW(t *testing.T) {
	var want struct {
		Master struct {
			Customers int64           `json:"customers"`
			Revenue   decimal.Decimal `json:"revenue"`
			Days      int64           `json:"distinct_customer_days"`
			Repeaters int64           `json:"customers_with_2plus_purchase_days"`
			Within30  int64           `json:"repeat_within_30d"`
			Within90  int64           `json:"repeat_within_90d"`
			Within180 int64           `json:"repeat_within_180d"`
			Within365 int64           `json:"repeat_within_365d"`
		} `json:"master"`
	}
	figures(t, "cdnow", &want)
	m := want.Master
	rows := cdnowPurchases(t)
	asOf := instant("1998-07-01")
	r, err := cx.RepeatOf(rows, cx.Calendar{}, asOf)
	if err != nil {
		t.Fatal(err)
	}
	if r.Customers != m.Customers || r.Repeaters != m.Repeaters || r.RepeatOrders != m.Days-m.Customers {
		t.Errorf("RepeatOf = %+v, want %d customers, %d repeaters and %d repeat orders", r, m.Customers, m.Repeaters, m.Days-m.Customers)
	}
	cxtest.Exactly(t, "the revenue", r.FirstRevenue.Add(r.RepeatRevenue), nil, m.Revenue.StringFixed(2))
	for days, count := range map[int]int64{30: m.Within30, 90: m.Within90, 180: m.Within180, 365: m.Within365} {
		got, err := cx.RepeatWithin(rows, days, cx.Calendar{}, asOf)
		if want := (cx.Proportion{Count: count, Base: m.Customers}); got != want || err != nil {
			t.Errorf("RepeatWithin(%d) = %v, %v, want %v", days, got, err, want)
		}
	}
	// In any order.
	slices.Reverse(rows)
	reversed, err := cx.RepeatOf(rows, cx.Calendar{}, asOf)
	if diff := cmp.Diff(r, reversed); err != nil || diff != "" {
		t.Errorf("RepeatOf the reversed rows: %v (-want +got):\n%s", err, diff)
	}
}

// The interval by Student's t and the delta method with a covariance matrix: the variance of the
// logarithm of a quotient of means is g'Cg/n, where g holds 1 over each mean, negative
// for those below the line.
func TestRepeatSpendInterval(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 4))
		n := 2 + r.IntN(30)
		first, repeat, orders := make([]float64, n), make([]float64, n), make([]float64, n)
		var rows []cx.Activity
		for c := range n {
			for order := range 1 + r.IntN(4) {
				cents := r.Int64N(9000) + 100
				rows = append(rows, cx.Activity{
					Customer: "c" + strconv.Itoa(c), At: instant("2026-01-01").AddDate(0, 0, 3*order+c%3), Amount: decimal.New(cents, -2),
				})
				if order == 0 {
					first[c] = float64(cents) / 100
				} else {
					repeat[c] += float64(cents) / 100
					orders[c]++
				}
			}
		}
		mean := func(x []float64) float64 {
			sum := 0.0
			for _, v := range x {
				sum += v
			}
			return sum / float64(n)
		}
		covariance := func(x, y []float64) float64 {
			sum := 0.0
			for i := range x {
				sum += (x[i] - mean(x)) * (y[i] - mean(y))
			}
			return sum / float64(n-1)
		}
		if mean(orders) == 0 {
			continue
		}
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		const level = 0.9
		quantile := special.StudentQuantile(level, float64(n-1))
		got, err := cx.RepeatSpendOf(rows, cx.Calendar{}, instant("2026-03-01"), level)
		if err != nil {
			t.Fatal(err)
		}
		for name, test := range map[string]struct {
			got       cx.Estimate
			value     float64
			variables [][]float64
			signs     []float64
		}{
			"PerOrder":    {got.PerOrder, mean(repeat) / mean(orders) / mean(first), [][]float64{repeat, orders, first}, []float64{1, -1, -1}},
			"PerCustomer": {got.PerCustomer, mean(repeat) / mean(first), [][]float64{repeat, first}, []float64{1, -1}},
		} {
			variance := 0.0
			for i, x := range test.variables {
				for j, y := range test.variables {
					variance += test.signs[i] / mean(x) * covariance(x, y) * test.signs[j] / mean(y)
				}
			}
			se := math.Sqrt(max(variance, 0) / float64(n))
			cxtest.Near(t, name, test.got.Value, test.value, 1e-12)
			cxtest.Near(t, name+" low", test.got.Interval.Low, test.value*math.Exp(-quantile*se), 1e-7)
			cxtest.Near(t, name+" high", test.got.Interval.High, test.value*math.Exp(quantile*se), 1e-7)
		}
	}
}

// TestCohortsCDNOW compares with reference.json, and with means worked out by hand.
func TestCohortsCDNOW(t *testing.T) {
	var want struct {
		Master struct {
			Customers int64 `json:"customers"`
			Triangle  map[string]struct {
				Size   int64   `json:"size"`
				Active []int64 `json:"active"`
			} `json:"cohort_triangle"`
			Revenue map[string][]string `json:"cohort_revenue_by_month_offset"`
		} `json:"master"`
	}
	figures(t, "cdnow", &want)
	rows := cdnowPurchases(t)
	rule := cx.CohortRule{Calendar: cx.Calendar{Grain: cx.Month}}
	c, err := cx.CohortsOf(rows, rule, instant("1998-07-01"))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Rows) != 3 || len(want.Master.Triangle) != 3 || len(want.Master.Revenue) != 3 || c.Total() != want.Master.Customers {
		t.Fatalf("%d rows and %d customers, want 3 and %d", len(c.Rows), c.Total(), want.Master.Customers)
	}
	for _, row := range c.Rows {
		month := row.Period.String()
		if diff := cmp.Diff(want.Master.Triangle[month].Active, row.Active); diff != "" || row.Size != want.Master.Triangle[month].Size {
			t.Errorf("%s: size %d, active (-want +got):\n%s", month, row.Size, diff)
		}
		var revenue []decimal.Decimal
		for _, s := range want.Master.Revenue[month] {
			revenue = append(revenue, dec(s))
		}
		if diff := cmp.Diff(revenue, row.Revenue); diff != "" {
			t.Errorf("%s: revenue (-want +got):\n%s", month, diff)
		}
	}
	pooled, err := c.Pooled(1)
	if want := (cx.Proportion{Count: 3501, Base: 23570}); pooled != want || err != nil {
		t.Errorf("Pooled(1) = %v, %v, want %v", pooled, err, want)
	}
	rate, err := pooled.Rate()
	cxtest.Exactly(t, "Pooled(1).Rate", rate, err, "0.14853627")
	mean, err := c.SimpleMean(1)
	cxtest.Exactly(t, "SimpleMean(1)", mean, err, "0.14821259")
	// A day earlier June 1998 is still running.
	early, err := cx.CohortsOf(rows, rule, instant("1998-06-30"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = early.Rows[0].Rate(17)
	cxtest.Refuses(t, "the cell of a month that is running", err, cx.ErrNoData)
}

// cdnowPurchases reads the optional CDNOW purchases.
func cdnowPurchases(t testing.TB) []cx.Activity {
	t.Helper()
	lines := bufio.NewScanner(open(t, "data/cdnow/CDNOW_master.txt.gz"))
	var rows []cx.Activity
	for line := 0; lines.Scan(); line++ {
		f := strings.Fields(lines.Text())
		if line == 0 || len(f) != 4 {
			continue // the header
		}
		at, err := time.Parse("20060102", f[1])
		if err != nil {
			t.Fatal(err)
		}
		amount, err := cx.ParseMoney(f[3])
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, cx.Activity{Customer: f[0], At: at, Amount: amount})
	}
	if err := lines.Err(); err != nil || len(rows) != 69659 {
		t.Fatalf("%d purchases, %v, want 69659", len(rows), err)
	}
	return rows
}

// Any split of the customers into shards gives the tally of the whole.
func TestLifecycleShards(t *testing.T) {
	asOf := instant("2026-06-15")
	span := cx.Period{Start: date("2026-02-01"), End: date("2026-03-01")}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		rows := make([]cx.Activity, r.IntN(120))
		for i := range rows {
			rows[i] = cx.Activity{
				Customer: "c" + strconv.Itoa(r.IntN(25)),
				At:       instant("2026-01-01").Add(time.Duration(r.IntN(180*24)) * time.Hour),
				Amount:   decimal.New(int64(r.IntN(2000)+1), -2),
			}
			if r.IntN(8) == 0 {
				rows[i].Amount = rows[i].Amount.Neg()
			}
		}
		shards := make([][]cx.Activity, 1+r.IntN(4))
		for _, row := range rows {
			n, err := strconv.Atoi(row.Customer[1:])
			if err != nil {
				t.Fatal(err)
			}
			shards[n%len(shards)] = append(shards[n%len(shards)], row)
		}
		r.Shuffle(len(shards), func(i, j int) { shards[i], shards[j] = shards[j], shards[i] })

		cxtest.Shards(t, shards, rows, func(rows []cx.Activity) (cx.Repeat, error) {
			return cx.RepeatOf(rows, cx.Calendar{}, asOf)
		})
		cxtest.Shards(t, shards, rows, func(rows []cx.Activity) (cx.Engagement, error) {
			return cx.EngagementOf(rows, cx.Calendar{}, span, asOf)
		})
		cxtest.Shards(t, shards, rows, func(rows []cx.Activity) (cx.Churn, error) {
			spells, err := cx.SpellsOf(rows, 10, cx.Calendar{}, asOf)
			if err != nil {
				return cx.Churn{}, err
			}
			return spells.Churn(span, cx.OnRecognition)
		})
		cxtest.Shards(t, shards, rows, func(rows []cx.Activity) (cx.Retention, error) {
			var start, end []string
			for _, row := range rows {
				if row.At.Month() == time.February {
					start = append(start, row.Customer)
				}
				if row.At.Month() == time.April {
					end = append(end, row.Customer)
				}
			}
			return cx.RetentionOf(start, end)
		})
		cxtest.Shards(t, shards, rows, func(rows []cx.Activity) (cx.Movements, error) {
			var before, after []cx.Subscription
			var former []string
			for _, row := range rows {
				s := cx.Subscription{Customer: row.Customer, Amount: row.Amount.Abs()}
				switch {
				case row.At.Month() <= time.February:
					former = append(former, row.Customer)
				case row.At.Month() <= time.April:
					before = append(before, s)
				default:
					after = append(after, s)
				}
			}
			return cx.MovementsOf(before, after, former)
		})
		for _, rule := range []cx.CohortRule{
			{Calendar: cx.Calendar{Grain: cx.Month}},
			{Calendar: cx.Calendar{Grain: cx.Week}, Elapsed: 7 * 24 * time.Hour, Unbounded: true},
			{Brackets: []int{0, 1, 7, 28}},
		} {
			cxtest.Shards(t, shards, rows, func(rows []cx.Activity) (cx.Cohorts, error) {
				return cx.CohortsOf(rows, rule, asOf)
			})
		}
	}
}
