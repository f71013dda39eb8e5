package cx_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cxmetrics/cx"
	"github.com/cxmetrics/cx/internal/cxtest"
)

// driverRow is an answer with ratings of a shop.
type driverRow struct {
	customer string
	outcome  int
	ratings  []int
}

// driversAsked is a tally of n questions of five points without answers.
func driversAsked(n int) cx.Drivers {
	d := cx.Drivers{Outcome: cx.RecommendScale(11)}
	for i := range n {
		d.Questions = append(d.Questions, cx.Question{Name: "q" + strconv.Itoa(i), Kind: cx.QuestionRating, Scale: cx.SatisfactionScale(5)})
	}
	return d
}

// driverOracle is 400 rows by a generator that Python has, too: u is the high bits of x =
// (1103515245 x + 12345) mod 2^31, from x = 1, mod 5.
func driverOracle() (rows []driverRow) {
	x := int64(1)
	u := func() int { x = (1103515245*x + 12345) % (1 << 31); return int(x>>16) % 5 }
	for i := range 400 {
		a, b, c, e := u(), u(), u(), u()
		rows = append(rows, driverRow{"c" + strconv.Itoa(i), (2*a + b + c + e) / 2, []int{1 + a, 1 + (a+b)/2, 1 + (b+c)/2}})
	}
	return rows
}

// driversOf tallies rows.
func driversOf(t testing.TB, d cx.Drivers, rows []driverRow) cx.Drivers {
	t.Helper()
	for i, r := range rows {
		if err := d.Add(r.customer, r.outcome, r.ratings); err != nil {
			t.Fatalf("row %d: %v", i, err)
		}
	}
	return d
}

// Python's standard library, with Jacobi's rotations and sums over all subsets.
func TestDrivers(t *testing.T) {
	rows := driverOracle()
	if r := rows[0]; r.outcome != 6 || !slices.Equal(r.ratings, []int{4, 4, 4}) {
		t.Fatalf("the first row is %v", r)
	}
	d := driversOf(t, driversAsked(3), rows)
	r2, err := d.RSquared(0.95)
	if err != nil {
		t.Fatal(err)
	}
	cxtest.Near(t, "R²", r2.Value, .8269310036512, 1e-12)
	cxtest.Near(t, "its error", r2.StandardError, .0130866982, 1e-9)
	weights, err := d.RelativeWeights(0.95)
	if err != nil {
		t.Fatal(err)
	}
	shapley, err := d.Shapley(0.95)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		pearson, weight, se, share, lmg, lmgSE float64
		performance                            string
		important, strong                      bool
	}{
		{.7220715539, .36610562823, .01744030382, .4427281437, .34044686004, .01708087389, "48.875", true, true},
		{.7823587088, .25070307506, .01377181097, .3031729055, .29482349599, .01409993274, "42.5", false, false},
		{.5189531586, .21012230035, .01620062882, .2540989507, .19166064762, .01527701557, "43.3125", false, false},
	} {
		w, l := weights[i], shapley[i]
		if name := "q" + strconv.Itoa(i); w.Name != name || l.Name != name || w.Sign != 1 {
			t.Errorf("driver %d is %s and %s with the sign %d", i, w.Name, l.Name, w.Sign)
		}
		cxtest.Near(t, "correlation", w.Pearson, want.pearson, 1e-10)
		cxtest.Near(t, "weight", w.Weight.Value, want.weight, 1e-11)
		cxtest.Near(t, "error of the weight", w.Weight.StandardError, want.se, 1e-10)
		cxtest.Near(t, "share", w.Share.Value, want.share, 1e-10)
		cxtest.Near(t, "LMG", l.Weight.Value, want.lmg, 1e-11)
		cxtest.Near(t, "error of LMG", l.Weight.StandardError, want.lmgSE, 1e-10)
		cxtest.Exactly(t, "performance", w.Performance, nil, want.performance)
		if w.Important != want.important || w.Strong != want.strong {
			t.Errorf("driver %d: important %v, strong %v", i, w.Important, w.Strong)
		}
	}
	cxtest.Near(t, "low", weights[0].Weight.Interval.Low, .330535894, 1e-9)
	cxtest.Near(t, "high", weights[0].Weight.Interval.High, .401675362, 1e-9)
}

// On a scale turned round the ratings say the same, and so do those in another order, or with
// the numbers of another beginning.
func TestDrivers_scales(t *testing.T) {
	rows := driverOracle()
	d := driversOf(t, driversAsked(3), rows)
	want, err := d.RelativeWeights(0.95)
	if err != nil {
		t.Fatal(err)
	}
	turned := driversAsked(3)
	turned.Questions[1].Scale = turned.Questions[1].Scale.Reversed()
	turned.Questions[2].Scale = cx.Scale{Min: -2, Max: 2, BottomMax: -1, TopMin: 1}
	turned.Outcome = cx.Scale{Min: 0, Max: 10, BottomMax: 1, TopMin: 4, LowerIsBetter: true}
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	for _, r := range rows {
		if err := turned.Add(r.customer, 10-r.outcome, []int{r.ratings[0], 6 - r.ratings[1], r.ratings[2] - 3}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := turned.RelativeWeights(0.95)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		cxtest.Near(t, "weight", got[i].Weight.Value, want[i].Weight.Value, 1e-13)
		cxtest.Near(t, "its error", got[i].Weight.StandardError, want[i].Weight.StandardError, 1e-13)
		if got[i].Performance.Cmp(want[i].Performance) != 0 || got[i].Sign != want[i].Sign {
			t.Errorf("driver %d = %+v, want %+v", i, got[i], want[i])
		}
	}
}

// A driver that goes with the outcome only through another has the sign of its coefficient:
// the outcome is 4 + 2a - b, and b goes with a.
func TestDrivers_sign(t *testing.T) {
	d := driversAsked(2)
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 2000 {
		a := random.IntN(5)
		b := (a + random.IntN(5)) / 2
		if err := d.Add("c"+strconv.Itoa(i), 2+2*a-b, []int{1 + a, 1 + b}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := d.RelativeWeights(0.95)
	if err != nil {
		t.Fatal(err)
	}
	if list[1].Name != "q1" || list[1].Pearson <= 0 || list[1].Sign != -1 || list[0].Sign != 1 {
		t.Errorf("the drivers are %+v", list)
	}
	// The outcome is made of the drivers: no block says anything else.
	r2, err := d.RSquared(0.95)
	if err != nil || math.Abs(r2.Value-1) > 1e-12 || r2.StandardError != 0 || r2.Interval != (cx.Interval{}) {
		t.Errorf("R² of an outcome made of its drivers = %+v, %v", r2, err)
	}
}

// One driver has all of R², which is the square of its correlation, and its share is no
// estimate.
func TestDrivers_one(t *testing.T) {
	d := driversAsked(1)
	for _, r := range driverOracle() {
		if err := d.Add(r.customer, r.outcome, r.ratings[:1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, method := range []func(cx.Drivers, float64) ([]cx.Driver, error){cx.Drivers.RelativeWeights, cx.Drivers.Shapley} {
		list, err := method(d, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		one := list[0]
		cxtest.Near(t, "weight", one.Weight.Value, .7220715539*.7220715539, 1e-9)
		if one.Share.Value != 1 || one.Share.Interval != (cx.Interval{}) || one.Important || one.Strong {
			t.Errorf("the only driver is %+v", one)
		}
	}
}

func TestDrivers_undefined(t *testing.T) {
	rows := driverOracle()
	all := func(change func(r *driverRow)) []driverRow {
		changed := slices.Clone(rows)
		for i := range changed {
			changed[i].ratings = slices.Clone(changed[i].ratings)
			change(&changed[i])
		}
		return changed
	}
	tests := []struct {
		name string
		rows []driverRow
		text string
	}{
		{"none", nil, "cx: drivers: no data"},
		{"few answers", rows[:29], "cx: drivers: fewer than 10 complete answers a driver"},
		{"few customers", all(func(r *driverRow) { r.customer = r.customer[len(r.customer)-1:] }), "cx: drivers: the customers of"},
		{"outcomes alike", all(func(r *driverRow) { r.outcome = 7 }), "cx: drivers: all outcomes are alike"},
		{"ratings alike", all(func(r *driverRow) { r.ratings[1] = 7 - 4 }), "cx: questions[1]: all ratings are alike"},
		{"alike but in one block", all(func(r *driverRow) {
			if n, _ := cx.CustomerBucket("drivers", r.customer, 32); n != 7 {
				r.ratings[2] = 3
			}
		}), "cx: questions[2]: all ratings are alike, or those without a block"},
		{"two alike", all(func(r *driverRow) { r.ratings[2] = r.ratings[0] }), "cx: drivers: one driver is made of the others"},
		{"two opposite", all(func(r *driverRow) { r.ratings[2] = 6 - r.ratings[0] }), "cx: drivers: one driver is made of the others"},
	}
	for _, tt := range tests {
		want := cx.ErrUndefined
		if tt.rows == nil {
			want = cx.ErrNoData
		}
		d := driversOf(t, driversAsked(3), tt.rows)
		_, err := d.RelativeWeights(0.95)
		cxtest.Refuses(t, tt.name, err, want)
		if err != nil && !strings.HasPrefix(err.Error(), tt.text) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.text)
		}
		_, err = d.Shapley(0.95)
		cxtest.Refuses(t, tt.name, err, want)
		_, err = d.RSquared(0.95)
		cxtest.Refuses(t, tt.name, err, want)
	}
	for _, level := range []float64{0, 1, -1, math.NaN(), math.Inf(1)} {
		_, err := driversOf(t, driversAsked(3), rows).RSquared(level)
		cxtest.Refuses(t, "level", err, cx.ErrInvalid)
	}
	_, err := driversAsked(15).Shapley(0.95)
	cxtest.Refuses(t, "15 drivers", err, cx.ErrInvalid)
	// Nothing to share: every outcome with every rating, once or as often as the others.
	d := driversAsked(1)
	for i := range 3200 {
		if err := d.Add("c"+strconv.Itoa(i/25), i/5%5, []int{1 + i%5}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = d.RelativeWeights(0.95)
	cxtest.Refuses(t, "no weight", err, cx.ErrUndefined)
	if r2, err := d.RSquared(0.95); err != nil || r2 != (cx.Estimate{}) {
		t.Errorf("R² of no weight = %v, %v", r2, err)
	}
}

// Whatever the level, an interval is within 0..1 and holds its value.
func TestDrivers_levels(t *testing.T) {
	d := driversOf(t, driversAsked(3), driverOracle()[:60])
	for _, level := range []float64{1e-10, 0.5, 0.95, 1 - 1e-16} {
		list, err := d.RelativeWeights(level)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			for _, e := range []cx.Estimate{r.Weight, r.Share} {
				if !(0 <= e.Interval.Low && e.Interval.Low <= e.Value && e.Value <= e.Interval.High && e.Interval.High <= 1 && e.Interval.Low < e.Interval.High) {
					t.Errorf("at %v: %+v", level, e)
				}
			}
		}
	}
}

func TestDrivers_Add_refuses(t *testing.T) {
	ask := driversAsked(2)
	twice := driversAsked(2)
	twice.Questions[1].Name = "q0"
	choice := driversAsked(1)
	choice.Questions[0] = cx.Question{Name: "q", Kind: cx.QuestionOpen}
	for _, tt := range []struct {
		name     string
		d        cx.Drivers
		customer string
		outcome  int
		ratings  []int
		text     string
	}{
		{"zero", cx.Drivers{}, "ada", 3, []int{1}, "cx: drivers: the questions are missing"},
		{"zero, incomplete", cx.Drivers{}, "ada", 3, nil, "cx: drivers: the questions are missing"},
		{"no outcome", cx.Drivers{Questions: ask.Questions}, "ada", 3, []int{1, 1}, "cx: scale is missing"},
		{"no questions", cx.Drivers{Outcome: ask.Outcome}, "ada", 3, []int{1, 1}, "cx: number of questions 0 is outside 1..50"},
		{"51 questions", driversAsked(51), "ada", 3, make([]int, 51), "cx: number of questions 51 is outside 1..50"},
		{"twice", twice, "ada", 3, []int{1, 1}, "cx: questions[1]: question is there twice"},
		{"no rating", choice, "ada", 3, []int{1}, "cx: questions[0]: question is no rating"},
		{"blank", ask, " ", 3, []int{1, 1}, "cx: customer is blank"},
		{"too few", ask, "ada", 3, []int{1}, "cx: number of ratings 1 is outside 2..2"},
		{"none", ask, "ada", 3, []int{}, "cx: number of ratings 0 is outside 2..2"},
		{"outcome", ask, "ada", 11, []int{1, 1}, "cx: outcome 11 is outside 0..10"},
		{"rating", ask, "ada", 3, []int{1, 6}, "cx: ratings[1]: rating 6 is outside 1..5"},
		{"far off", ask, "ada", 3, []int{math.MinInt32, 6}, "cx: ratings[0]: rating -2147483648 is outside 1..5"},
		{"negative", cx.Drivers{Outcome: ask.Outcome, Questions: ask.Questions, Incomplete: -1}, "ada", 3, []int{1, 1}, "cx: drivers: the number of incomplete"},
		{"full", cx.Drivers{Outcome: ask.Outcome, Questions: ask.Questions, Incomplete: math.MaxInt64}, "ada", 3, nil, "cx: drivers: total exceeds"},
	} {
		cxtest.Unchanged(t, tt.name, tt.d, func(d *cx.Drivers) error {
			err := d.Add(tt.customer, tt.outcome, tt.ratings)
			if err != nil && !strings.HasPrefix(err.Error(), tt.text) {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.text)
			}
			return err
		}, cx.ErrInvalid)
	}
}

// 50 questions are the most.
func TestDrivers_Add_most(t *testing.T) {
	d, ratings := driversAsked(50), slices.Repeat([]int{1}, 50)
	ratings[49] = 5
	if err := d.Add("ada", 10, ratings); err != nil || d.Total() != 1 {
		t.Fatalf("Add of 50 ratings: %d answers, %v", d.Total(), err)
	}
	var back cx.Drivers
	if err := json.Unmarshal([]byte(cxtest.JSON(t, d)), &back); err != nil || !back.Equal(d) {
		t.Errorf("50 ratings in JSON: %v", err)
	}
}

// Questions that change after an answer was counted are found out: at once where the list is
// another, and at the latest when a figure is asked for.
func TestDrivers_changed(t *testing.T) {
	d := driversOf(t, driversAsked(3), driverOracle())
	other := d
	other.Questions = driversAsked(3).Questions // the same ones in another place
	if err := other.Add("ada", 3, []int{1, 2, 3}); err != nil || other.Total() != 401 {
		t.Errorf("the same questions: %v", err)
	}
	other.Questions[2].Scale = cx.SatisfactionScale(7)
	_, err := other.RSquared(0.95)
	cxtest.Refuses(t, "another scale", err, cx.ErrInvalid)
	other = d
	other.Questions = driversAsked(4).Questions
	cxtest.Refuses(t, "another question", other.Add("ada", 3, []int{1, 2, 3, 4}), cx.ErrInvalid)
	_, err = other.MarshalJSON()
	cxtest.Refuses(t, "another question, encoded", err, cx.ErrInvalid)
	cxtest.Unmerged(t, "another question, merged", d, driversAsked(2), cx.ErrMismatch)
	scale := driversAsked(3)
	scale.Outcome = cx.RecommendScale(10)
	cxtest.Unmerged(t, "another outcome, merged", d, scale, cx.ErrMismatch)
	name := driversAsked(3)
	name.Questions[1].Name = "another"
	cxtest.Unmerged(t, "another name, merged", d, name, cx.ErrMismatch)
	words := driversAsked(3)
	words.Questions[0].Texts = []cx.QuestionText{{Language: "en", Text: "How was it?"}}
	if d.Equal(driversOf(t, words, driverOracle())) {
		t.Error("the words do not matter to Equal")
	}
	if err := d.Merge(words); err != nil || d.Questions[0].Texts != nil {
		t.Errorf("other words, merged: %v", err)
	}
}

// Counts so large that their products pass 2^63 have the figures of small ones.
func TestDrivers_large(t *testing.T) {
	d := driversOf(t, driversAsked(3), driverOracle())
	want, err := d.RelativeWeights(0.95)
	if err != nil {
		t.Fatal(err)
	}
	for range 47 {
		if err := d.Merge(d); err != nil {
			t.Fatal(err)
		}
	}
	got, err := d.RelativeWeights(0.95)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		cxtest.Near(t, "weight", got[i].Weight.Value, want[i].Weight.Value, 1e-13)
		cxtest.Near(t, "its error", got[i].Weight.StandardError, want[i].Weight.StandardError, 1e-13)
	}
	cxtest.Unchanged(t, "twice as many", d, func(d *cx.Drivers) error { return d.Merge(*d) }, cx.ErrInvalid)
}

func TestDrivers_allocations(t *testing.T) {
	d := driversOf(t, driversAsked(3), driverOracle())
	ratings := []int{1, 2, 3}
	if n := testing.AllocsPerRun(100, func() { d.Add("customer-1017", 3, ratings) }); n != 0 {
		t.Errorf("Add allocates %v times, want 0", n)
	}
}

// BenchmarkDrivers counts answers, beside the plain loop that sums the same products without
// blocks and beside the same in blocks.
func BenchmarkDrivers(b *testing.B) {
	for _, k := range []int{3, 10, 50} {
		random := rand.New(rand.NewPCG(1, 2))
		customers, ratings := make([]string, 10_000), make([][]int, 10_000)
		for i := range ratings {
			customers[i], ratings[i] = "customer-"+strconv.Itoa(i), make([]int, k)
			for j := range ratings[i] {
				ratings[i][j] = 1 + random.IntN(5)
			}
		}
		b.Run(fmt.Sprint("plain/", k), func(b *testing.B) {
			for b.Loop() {
				plainProducts(ratings, k, func(int) int { return 0 })
			}
		})
		b.Run(fmt.Sprint("blocks/", k), func(b *testing.B) {
			for b.Loop() {
				plainProducts(ratings, k, func(i int) int { n, _ := cx.CustomerBucket("drivers", customers[i], 32); return n })
			}
		})
		b.Run(fmt.Sprint("Add/", k), func(b *testing.B) {
			for b.Loop() {
				driversBench(b, customers, ratings)
			}
		})
		d := driversBench(b, customers, ratings)
		b.Run(fmt.Sprint("RelativeWeights/", k), func(b *testing.B) {
			for b.Loop() {
				if _, err := d.RelativeWeights(0.95); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	customers, ratings := make([]string, 1000), make([][]int, 1000)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range ratings {
		customers[i] = strconv.Itoa(i)
		for range 14 {
			ratings[i] = append(ratings[i], 1+random.IntN(5))
		}
	}
	d := driversBench(b, customers, ratings)
	b.Run("Shapley/14", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.Shapley(0.95); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func driversBench(b *testing.B, customers []string, ratings [][]int) cx.Drivers {
	d := driversAsked(len(ratings[0]))
	for i, r := range ratings {
		if err := d.Add(customers[i], 2*r[0], r); err != nil {
			b.Fatal(err)
		}
	}
	return d
}

// plainProducts sums the products of ratings and an outcome, in blocks.
func plainProducts(ratings [][]int, k int, block func(int) int) (sums [32][]int64) {
	for i := range sums {
		sums[i] = make([]int64, (k+2)*(k+2))
	}
	row := make([]int, k+2)
	row[0] = 1
	for i, r := range ratings {
		row[1] = 2 * r[0]
		copy(row[2:], r)
		to := sums[block(i)]
		for i, v := range row {
			for j, w := range row[i:] {
				to[i*(k+2)+i+j] += int64(v * w)
			}
		}
	}
	return sums
}
